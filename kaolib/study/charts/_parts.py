"""What the charts share: layers and axes, and the placing of labels so that none overlaps or runs over the edge."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._theme import CHOICE, COLOURS, DASHES, Spec

Row = dict[str, Any]

#: How an earlier choice is drawn.
GHOST: Spec = {"color": "#9ca3af", "opacity": 0.45}
#: How the best or the chosen point is ringed.
RING: Spec = {"filled": True, "fill": "white", "size": 80, "stroke": CHOICE, "strokeWidth": 2.5, "opacity": 1}
#: How the rim of a word is drawn, under the word itself.
RIM: Spec = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}


def data(rows: Sequence[Row]) -> Spec:
    """Rows as a chart's own data: numbers cut to 9 significant digits, NaN as null."""
    return {"values": [{key: _plain(value) for key, value in row.items()} for row in rows]}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.9g}") if math.isfinite(value) else None
    return value


def layer(mark: str, rows: Sequence[Row] | None = None, *, look: Spec | None = None, **encoding: Any) -> Spec:
    """One layer of a chart: a mark with its look, its rows (the chart's when None) and its channels."""
    part: Spec = {"mark": {"type": mark, **(look or {})}, "encoding": encoding}
    return part if rows is None else {"data": data(rows), **part}


def q(field: str, **more: Any) -> Spec:
    """A quantity on a channel."""
    return {"field": field, "type": "quantitative", **more}


def n(field: str, **more: Any) -> Spec:
    """A name on a channel."""
    return {"field": field, "type": "nominal", **more}


def colours(field: str, palette: Mapping[str, str]) -> Spec:
    """A colour channel with a fixed colour for each name, and no legend: labels stand beside the marks."""
    return n(field, scale={"domain": list(palette), "range": list(palette.values())}, legend=None)


def shapes(field: str, kinds: Mapping[str, str]) -> Spec:
    """A shape channel with a fixed shape for each name: the colours again, without colour."""
    return n(field, scale={"domain": list(kinds), "range": list(kinds.values())}, legend=None)


def offering_colour() -> Spec:
    """The colour of a purchase option."""
    return colours("offering", COLOURS)


def offering_dash() -> Spec:
    """The dash of a purchase option's line: the difference again, without colour."""
    return n("offering", scale={"domain": list(DASHES), "range": list(DASHES.values())}, legend=None)


def scale(low: float, high: float, **more: Any) -> Spec:
    """A scale with exactly these ends."""
    return {"domain": [low, high], "nice": False, **more}


def ticks(top: float, count: int = 5) -> list[float]:
    """Round axis values from 0 up to, or just below, ``top``."""
    if top <= 0 or not math.isfinite(top):
        return [0.0, 1.0]
    rough = top / count
    base = 10.0 ** math.floor(math.log10(rough))
    step = next(base * m for m in (1, 2, 2.5, 5, 10) if base * m >= rough * 0.999)
    return [round(step * i, 12) for i in range(int(top / step + 1e-9) + 1)]


def text_width(words: str, size: float = 11) -> float:
    """About how many pixels a line of text takes; rather a little too many than too few."""
    return size * sum(0.92 if ord(c) > 0x2E80 else 0.28 if c in " .,:;'|il·()" else 0.62 for c in words)


def widest(lines: Iterable[str], size: float = 11) -> float:
    """The width of the longest of several lines; a text may hold more than one."""
    return max((text_width(part, size) for line in lines for part in line.split("\n")), default=0.0)


def wrapped(sentence: str, width: float, size: float = 11) -> list[str]:
    """A sentence in lines no wider than ``width`` pixels, broken at spaces."""
    lines: list[str] = []
    for word in sentence.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def title(text: str, *notes: str, width: float) -> Spec:
    """A title with its notes below it, wrapped to the chart."""
    lines = [line for note in notes if note for line in wrapped(note, width)]
    heading = wrapped(text, width, 14)
    shown: Spec = {"text": heading[0] if len(heading) == 1 else heading}
    return {**shown, "subtitle": lines} if lines else shown


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart until each is ``gap`` from the next, in the same order, inside ``low..high``."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [min(max(positions[i], low), high) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    if placed and placed[-1] > high:
        placed[-1] = high
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gap)
    result = [0.0] * len(placed)
    for i, position in zip(order, placed, strict=True):
        result[i] = round(position, 1)
    return result


#: How an axis writes its numbers. Without a number of digits Vega takes as many as its own ticks need: 250 becomes 300.
EXACT = ",.6~r"


def money_axis(key: str, top: float) -> tuple[Spec, float]:
    """A vertical axis of US dollars from 0 to ``top``, and how many pixels it takes."""
    values = ticks(top)
    axis = {"title": language.text(key), "values": values, "format": EXACT}
    return axis, widest(f"{value:,g}" for value in values) + 34


def end_labels(
    plot: float, at: Sequence[float], stand: Sequence[float], names: Sequence[Row], colour: Spec
) -> list[Spec]:
    """Each line's name to the right of its end, with a short leader in the line's colour.

    ``at`` is where the lines end and ``stand`` where the labels stand, both in pixels from the top;
    ``names`` hold each label and what its colour depends on.
    """
    rows = [
        {**row, "x0": plot + 2, "x1": plot + 12, "y0": round(y0, 1), "y1": round(y1, 1), "xt": plot + 16}
        for row, y0, y1 in zip(names, at, stand, strict=True)
    ]
    pixel: Spec = {"scale": None, "axis": None}
    leader = layer(
        "rule",
        rows,
        look={"strokeWidth": 1.5},
        x=q("x0", **pixel),
        x2={"field": "x1"},
        y=q("y0", **pixel),
        y2={"field": "y1"},
        color=colour,
    )
    words = layer(
        "text",
        rows,
        look={"align": "left", "baseline": "middle", "lineBreak": "\n"},
        x=q("xt", **pixel),
        y=q("y1", **pixel),
        text=n("label"),
    )
    return [leader, words]


def rimmed(rows: Sequence[Row], look: Spec, **place: Spec) -> list[Spec]:
    """Words with a white rim under them, where lines may run through the letters."""
    return [layer("text", rows, look={**look, **RIM}, **place), layer("text", rows, look=look, **place)]


def side_key(looks: Mapping[str, Spec], plot: float) -> list[Spec]:
    """A mark and its name for each look, right of the plot, from its top."""
    pixel: Spec = {"scale": None, "axis": None}
    layers, rows = [], []
    for number, (label, look) in enumerate(looks.items()):
        row: Row = {"xs": plot + 14, "xt": plot + 26, "yt": 12 + 20 * number, "label": label}
        rows.append(row)
        layers.append(layer("point", [row], look={"opacity": 1, **look}, x=q("xs", **pixel), y=q("yt", **pixel)))
    look = {"align": "left", "baseline": "middle"}
    return [*layers, layer("text", rows, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label"))]


def times(ratio: float) -> str:
    """A ratio as it is written beside a mark.

    Examples
    --------
    >>> times(1.25), times(2.0)
    ('×1.25', '×2')
    """
    return f"×{ratio:.2f}".rstrip("0").rstrip(".")


def ghost_note(ghost: object | None) -> str:
    """A note that says what the pale marks are, or nothing where there are none."""
    return "" if ghost is None else language.text("ghost_note")


def not_known(names: Sequence[str]) -> str:
    """A note that names what has no known price, or nothing."""
    return language.text("chart_not_known", names=", ".join(names)) if names else ""


def heading(key: str, name: str) -> str:
    """A chart's title, and what it is about."""
    return language.text(key) + (f": {name}" if name else "")


def wanted(options: str | Sequence[str] | None, allowed: Sequence[str], default: Sequence[str]) -> list[str]:
    """Option ids as a list, each of them checked."""
    chosen = list(default) if options is None else [options] if isinstance(options, str) else list(options)
    for option in chosen:
        if option not in allowed:
            raise errors.unknown(ko="구매 옵션", en="purchase option", given=option, allowed=allowed)
    return chosen
