"""Charts for one amount to commit: the load by how long it lasts, and what each commitment saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._commitments import COVERED_BY, STACK
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    RING,
    Row,
    colours,
    ghost_note,
    heading,
    layer,
    n,
    q,
    rimmed,
    scale,
    spread,
    text_width,
    ticks,
    title,
    widest,
    wrapped,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    from kaolib.operation.commitment import BestPlan

#: About how many levels a load duration curve is drawn with.
_LEVELS = 240
_KEY_WIDTH = 150


@chart
def load_duration(
    load: Sequence[float] | pd.Series[Any],
    commitment: float = 0.0,
    *,
    break_even: float | None = None,
    ghost: float | None = None,
    unit: str = "usd",
    name: str = "",
    height: int = 230,
) -> Spec:
    """The hours of a load from the largest to the smallest, split by a commitment into covered, On-Demand and wasted.

    Parameters
    ----------
    load
        What runs in each hour, in what the commitment is counted in: USD an hour at the plan's rates, or machines.
    commitment
        In the same unit: a flat line.
    break_even
        The share of the hours that the last unit has to run to pay: an upright line. Buy what lies left of it.
    ghost
        An earlier commitment.
    unit
        "usd" or "machines".
    name
        Whose load it is, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Green is covered, grey above the commitment is On-Demand, red below it is paid and not used.

    Raises
    ------
    InputError
        For a load without hours, or an unknown unit.

    Examples
    --------
    >>> chart = load_duration([4, 3, 3, 1], 2, break_even=0.7, unit="machines")
    """
    errors.each_of(unit, ("usd", "machines"), ko="단위", en="unit")
    hours = np.sort(np.asarray(load, dtype=float))[::-1]
    if not len(hours):
        raise errors.InputError(ko="부하에 시간이 하나도 없습니다.", en="the load has no hours.")
    about = heading("load_duration_title", name)
    if not hours[0] > 0:
        return nothing(about, language.text("chart_no_cost"))
    steps = _steps(hours)
    covered = float(np.minimum(hours, commitment).sum())
    over, idle = float(hours.sum()) - covered, commitment * len(hours) - covered
    shares = {
        "compute_sp": language.text("load_duration_covered", share=language.percent(covered / hours.sum())),
        "on_demand": language.text("load_duration_over", share=language.percent(over / hours.sum())),
        "unused": language.text(
            "load_duration_idle",
            share=language.percent(idle / (commitment * len(hours)) if commitment else 0.0),
        ),
    }
    top = max(float(hours[0]), commitment, ghost or 0.0) * 1.06
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 20 - room - _KEY_WIDTH)
    x = q("x", scale=scale(0, 1), axis={"title": language.text("load_duration_axis"), "format": "%", "tickCount": 5})
    axis = {"title": language.text(f"load_duration_{unit}"), "values": values, "format": EXACT}
    y = q("y0", scale=scale(0, top), axis=axis)
    parts = {
        "compute_sp": [(at, 0.0, min(level, commitment)) for at, level in steps],
        "on_demand": [(at, min(level, commitment), level) for at, level in steps],
        "unused": [(at, min(level, commitment), commitment) for at, level in steps],
    }
    layers: list[Spec] = []
    for kind, part in parts.items():
        rows: list[Row] = [{"x": at, "y0": low, "y1": high} for at, low, high in part]
        if any(row["y1"] - row["y0"] > 1e-12 for row in rows):
            look = {
                "interpolate": "step-after",
                "color": COVERED_BY[kind],
                "opacity": 0.85 if kind == "unused" else 0.7,
            }
            layers.append(layer("area", rows, look=look, x=x, y=y, y2={"field": "y1"}))
    line = [{"x": at, "y0": level} for at, level in steps]
    layers.append(layer("line", line, look={"interpolate": "step-after", "color": INK, "strokeWidth": 1.5}, x=x, y=y))
    if ghost is not None:
        layers.append(layer("rule", [{"y0": ghost}], look={**GHOST, "strokeWidth": 3, "opacity": 0.9}, y=y))
    if commitment:
        layers.append(layer("rule", [{"y0": commitment}], look={"color": CHOICE, "strokeWidth": 2}, y=y))
    note = ""
    if break_even is not None and 0 < break_even <= 1:
        note = language.text("load_duration_break_even", share=language.percent(break_even))
        at = [{"x": break_even}]
        layers.append(layer("rule", at, look={"color": CHOICE, "strokeDash": [5, 3], "strokeWidth": 1.5}, x=x))
        right = break_even > 0.6
        look = {"align": "right" if right else "left", "dx": -6 if right else 6, "fontWeight": "bold"}
        words = [{**at[0], "label": language.text("load_duration_mark", share=language.percent(break_even))}]
        layers += rimmed(words, look, x=x, y={"value": 12}, text=n("label"))
    layers += _key({kind: words for kind, words in shares.items() if len(parts[kind])}, plot, height)
    amount = _amount(commitment, unit)
    said = language.text("load_duration_said", amount=amount, **{k: v for k, v in shares.items()})
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, language.text("load_duration_line", amount=amount), note, ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", said, note, ghosted) if part),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _amount(commitment: float, unit: str) -> str:
    if unit == "usd":
        return language.usd_per_hour(commitment)
    return language.text("load_duration_count", count=language.number(commitment))


def _steps(hours: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[float, float]]:
    """The curve as levels and the shares of the hours at which they begin; the last point ends the last level."""
    if len(np.unique(hours)) > _LEVELS:
        at = np.unique(np.linspace(0, len(hours) - 1, _LEVELS).round().astype(int))
        steps = [(float(place) / len(hours), float(hours[place])) for place in at]
    else:
        level, first = np.unique(-hours, return_index=True)
        steps = [(float(place) / len(hours), float(-one)) for one, place in zip(level, first, strict=True)]
    return [*steps, (1.0, float(hours[-1]))]


def _key(words: Mapping[str, str], plot: int, height: int) -> list[Spec]:
    """A square and a name for each part, right of the plot, from its top."""
    lines = {kind: wrapped(text, _KEY_WIDTH - 34) for kind, text in words.items()}
    rows: list[Row] = []
    down = 10.0
    for kind, text in lines.items():
        rows.append({"kind": kind, "label": "\n".join(text), "xs": plot + 14, "xt": plot + 26, "yt": down})
        down += 14 * len(text) + 12
    pixel: Spec = {"scale": None, "axis": None}
    square = {"shape": "square", "size": 110, "filled": True, "opacity": 0.9, "stroke": INK, "strokeWidth": 0.5}
    look = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": 14}
    fill = colours("kind", {kind: STACK[kind] for kind in words})
    return [
        layer("point", rows, look=square, x=q("xs", **pixel), y=q("yt", **pixel), color=fill),
        layer("text", rows, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")),
    ]


@chart
def commitment_saving(
    curve: pd.DataFrame,
    best: BestPlan,
    *,
    marks: Sequence[tuple[str, float]] = (),
    chosen: float | None = None,
    ghost: float | None = None,
    name: str = "",
    height: int = 220,
) -> Spec:
    """What each commitment saves over the hours, with the best one, the range that is about as good, and what rules pick.

    Parameters
    ----------
    curve
        From `kaolib.operation.commitment.plan_curve`: usd_per_hour, saving_usd.
    best
        From `kaolib.operation.commitment.best_plan`: its commitment is ringed, and between its low and high a band shows
        where at least 99 % of the best saving is kept.
    marks
        Commitments to hold against it, by name: numbered, and listed at the side with what they save.
    chosen, ghost
        The learner's choice, and an earlier one: upright lines.
    name
        Of which plan, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Above the zero line is cheaper than On-Demand, below it is dearer; what lies far below is cut off.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.operation import commitment
    >>> use = commitment.demand(pd.DataFrame({"a": [1, 2, 1, 2]}),
    ...     pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> option = "compute_sp_1y_no_upfront"
    >>> chart = commitment_saving(commitment.plan_curve(use, option), commitment.best_plan(use, option),
    ...                           marks=[("peak", 1.2)])
    """
    about = heading("commitment_saving_title", name)
    most = best.saving_usd
    if not most > 0:
        return nothing(about, language.text("commitment_saving_none"))
    point = {"usd_per_hour": best.usd_per_hour, "saving_usd": most}
    names = list(point)
    table = pd.concat([curve[names], pd.DataFrame([point])]).drop_duplicates("usd_per_hour").sort_values("usd_per_hour")
    amounts, savings = table["usd_per_hour"].to_numpy(float), table["saving_usd"].to_numpy(float)
    flat = (best.low_usd_per_hour, best.high_usd_per_hour)
    top = best.usd_per_hour

    def saving(usd: float) -> float:
        return float(np.interp(usd, amounts, savings))

    floor = -0.55 * most
    inside = savings >= floor
    last = float(amounts[inside].max())
    last = max(last, *(one for one in (top * 1.15, chosen, ghost, flat[1]) if one is not None))
    last = min(last, float(amounts.max()))
    listed: list[Row] = [
        {"number": str(number), "name": label, "usd": usd, "saving": saving(usd)}
        for number, (label, usd) in enumerate(marks, 1)
    ]
    side = 190 if listed else 24
    values = [-v for v in ticks(-floor, 2)[1:]][::-1] + ticks(most * 1.1, 4)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 20 - room - side)
    x = q(
        "x",
        scale=scale(0, last),
        axis={"title": language.text("commitment_axis"), "values": ticks(last, 6), "format": EXACT},
    )
    y = q(
        "y",
        scale=scale(floor * 1.05, most * 1.22),
        axis={"title": language.text("commitment_saving_axis"), "values": values, "format": EXACT},
    )
    layers: list[Spec] = []
    band = [{"x": flat[0], "x1": min(flat[1], last)}]
    layers.append(layer("rect", band, look={"color": COLOURS["compute_sp"], "opacity": 0.22}, x=x, x2={"field": "x1"}))
    note = language.text(
        "commitment_saving_flat", low=language.usd_per_hour(flat[0]), high=language.usd_per_hour(flat[1])
    )
    layers.append(layer("rule", [{"y": 0.0}], look={"color": COLOURS["on_demand"], "strokeDash": [3, 3]}, y=y))
    for value, look in ((ghost, {**GHOST, "strokeWidth": 3, "opacity": 0.9}), (chosen, {"color": CHOICE})):
        if value is not None:
            layers.append(layer("rule", [{"x": value}], look={"strokeWidth": 1.5, **look}, x=x))
    shown = inside & (amounts <= last)
    line = [{"x": float(a), "y": float(s)} for a, s in zip(amounts[shown], savings[shown], strict=True)]
    layers.append(layer("line", line, look={"color": COLOURS["compute_sp"], "strokeWidth": 2.5}, x=x, y=y))
    layers += _numbered(listed, last, floor, plot, x, y)
    layers.append(layer("point", [{"x": top, "y": most}], look=RING, x=x, y=y))
    label = language.text(
        "commitment_saving_best", commitment=language.usd_per_hour(top), saving=language.usd(most, digits=0)
    )
    half = text_width(label) * 0.55 + 4
    middle = min(max(top / last * plot, half), plot - half) / plot * last
    words = {"fontWeight": "bold", "baseline": "bottom", "dy": -9}
    layers += rimmed([{"x": middle, "y": most, "label": label}], words, x=x, y=y, text=n("label"))
    zero = {"align": "left", "baseline": "top", "dx": 4, "dy": 3}
    layers += rimmed(
        [{"x": 0.0, "y": 0.0, "label": language.text("commitment_saving_zero")}], zero, x=x, y=y, text=n("label")
    )
    where = "; ".join(
        f"{row['number']} {row['name']}: {language.usd_per_hour(row['usd'])}, {language.usd(row['saving'], digits=0)}"
        for row in listed
    )
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, note, ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", f"{label}.", note, where, ghosted) if part),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _numbered(listed: Sequence[Row], last: float, floor: float, plot: int, x: Spec, y: Spec) -> list[Spec]:
    """Numbered marks on the curve, and their list at the side; a mark that lies outside stands at the edge."""
    if not listed:
        return []
    inside = [row["usd"] <= last and row["saving"] >= floor for row in listed]
    spots = [
        {"x": min(row["usd"], last), "y": max(row["saving"], floor), "label": row["number"],
         "shape": "circle" if within else "triangle-right"}
        for row, within in zip(listed, inside, strict=True)
    ]  # fmt: skip
    # the numbers stand under the curve, and beside one another where the marks are close
    stand = spread([spot["x"] / last * plot for spot in spots], 14, 8, plot - 8)
    for spot, at in zip(spots, stand, strict=True):
        spot["at"] = at / plot * last
    dot = {"filled": True, "fill": INK, "size": 60, "opacity": 1}
    dots = [layer("point", spots, look=dot, x=x, y=y, shape=n("shape", scale=None))]
    number = {"fontSize": 13, "fontWeight": "bold", "baseline": "top", "dy": 8}
    low = [spot for spot in spots if spot["y"] <= floor * 0.9]
    for some, look in ((low, {**number, "baseline": "bottom", "dy": -8}), ([s for s in spots if s not in low], number)):
        if some:
            dots += rimmed(some, look, x={**x, "field": "at"}, y=y, text=n("label"))
    rows: list[Row] = []
    down = 4.0
    for row in listed:
        text = wrapped(f"{row['number']}. {row['name']}", 165)
        text.append(f"{language.usd_per_hour(row['usd'])}")
        text.append(language.text("commitment_saving_saves", saving=language.usd(row["saving"], digits=0)))
        rows.append({"label": "\n".join(text), "xt": plot + 14, "yt": down})
        down += 14 * len(text) + 7
    pixel: Spec = {"scale": None, "axis": None}
    look = {"align": "left", "baseline": "top", "lineBreak": "\n", "lineHeight": 14}
    dots.append(layer("text", rows, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")))
    return dots
