"""Charts of places: one basket priced everywhere, and cost against distance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kaolib.study import language
from kaolib.study.charts._parts import (
    GHOST,
    RIM,
    Row,
    data,
    ghost_note,
    heading,
    layer,
    n,
    q,
    scale,
    spread,
    text_width,
    ticks,
    times,
    title,
    widest,
    wrapped,
)
from kaolib.study.charts._theme import CHOICE, INK, NUMBER_FONT, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

# Okabe and Ito's colours, which stay apart for colour-blind eyes
CONTINENTS = {
    "North America": "#0072b2",
    "South America": "#d55e00",
    "Europe": "#56b4e9",
    "Asia Pacific": "#009e73",
    "Middle East": "#cc79a7",
    "Africa": "#8a6d00",
}
CONTINENT_SHAPES = {
    "North America": "circle",
    "South America": "diamond",
    "Europe": "square",
    "Asia Pacific": "triangle-up",
    "Middle East": "triangle-down",
    "Africa": "cross",
}
_HEIGHT, _LINE = 290, 14
_BAND = "#fde68a"
# a Wavelength Zone's name with its code takes half of the chart: the name alone says which it is
_LABEL = 250


def continent_name(name: str) -> str:
    """A continent in the language in use."""
    return language.text(f"continent_{name.lower().replace(' ', '_')}")


def _by_continent(seen: Sequence[str]) -> tuple[Spec, Spec]:
    """The colour and the shape of each continent, and one legend for both."""
    legend = {
        "title": None,
        "orient": "bottom",
        "columns": 3 if len(seen) > 4 else len(seen),
        "labelExpr": " : ".join([f"datum.label == '{c}' ? '{continent_name(c)}'" for c in seen] + ["''"]),
    }
    colour, shape = (
        n("continent", scale={"domain": list(seen), "range": [kinds[c] for c in seen]}, legend=legend)
        for kinds in (CONTINENTS, CONTINENT_SHAPES)
    )
    return colour, shape


def place_label(name: str, code: str) -> str:
    """A place's name and its code, or the name alone where both would take too much room."""
    both = f"{name} {code}"
    return both if text_width(both) <= _LABEL else name


def _rows(table: pd.DataFrame) -> list[Row]:
    """The table's places with the words that a chart shows; a column that it lacks is not known."""
    columns = {
        name: table[name] if name in table else [math.nan] * len(table)
        for name in ("ratio_to_base", "ratio_to_base_sold", "sold_share", "usd", "floor_ms")
    }
    numbers = zip(*columns.values(), strict=True)
    ids = zip(table["location"], table[f"name_{language.current()}"], table["continent"], strict=True)
    return [
        {
            "code": str(code),
            "name": str(name),
            "place": place_label(str(name), str(code)),
            "continent": str(continent),
            "continent_name": continent_name(str(continent)),
            **dict(zip(columns, map(float, values), strict=True)),
        }
        for (code, name, continent), values in zip(ids, numbers, strict=True)
    ]


def _month(usd: float) -> str:
    return language.usd(usd, digits=2 if usd < 1000 else 0)


@chart
def places(
    table: pd.DataFrame,
    *,
    base: str | None = None,
    chosen: str | None = None,
    keep: Sequence[str] = (),
    most: int | None = None,
    at_most_ms: float | None = None,
    ghost: pd.DataFrame | None = None,
    name: str = "",
) -> Spec:
    """The cost of one basket in each place over the base's, cheapest first; then the places that sell part of it.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.regions`: location, name_ko, name_en, continent, ratio_to_base, usd,
        and, for the places that lack something, sold_share and ratio_to_base_sold.
    base
        The place that the others are compared with; the one with a ratio of 1 when None.
    chosen
        The place that is the answer; its row is coloured and its point framed.
    keep
        Places that are drawn however dear they are, as the base and the chosen are.
    most
        How many of the cheapest are drawn; all when None. A quarter as many of those that lack something follow,
        the most complete first.
    at_most_ms
        The most that a round trip may take, in milliseconds, for a table with floor_ms: what is farther away is not
        drawn, unless it is always kept, and is then pale.
    ghost
        An earlier table; its ratios are drawn as pale upright lines.
    name
        What the basket holds, for the title.

    Returns
    -------
    Chart
        A point for each place on a stem from the base's price, its continent by shape and colour, its cost at the
        right. Hollow points compare like for like what is sold there, and say how much of the basket that is. How many
        places are not drawn stands below the title.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = places(compare.regions([{"instance_type": "m5.large", "hours": 730}]), most=20)
    """
    about = heading("regions_title", name)
    found = _rows(table)
    whole = [row for row in found if _is_whole(row)]
    if not whole:
        return nothing(about, language.text("chart_no_price"))
    if base is None:
        base = str(min(whole, key=lambda row: abs(row["ratio_to_base"] - 1))["code"])
    always = {base, chosen, *keep}
    limit = math.inf if at_most_ms is None else at_most_ms
    for row in found:
        row["far"] = row["floor_ms"] > limit
    asked = [row for row in found if not row["far"] or row["code"] in always]
    complete = sorted(filter(_is_whole, asked), key=lambda row: (row["ratio_to_base"], row["code"]))
    partial = sorted(
        (row for row in asked if not _is_whole(row) and not math.isnan(row["ratio_to_base_sold"])),
        key=lambda row: (-round(row["sold_share"], 6), row["ratio_to_base_sold"], row["code"]),
    )
    before = {} if ghost is None else dict(zip(ghost["location"], ghost["ratio_to_base"].astype(float), strict=True))
    for row in (*complete, *partial):
        row |= _compared(row)
        row["one"], row["ghost"] = 1, before.get(row["code"], math.nan)
        row["edge"] = {base: "base", chosen: "chosen"}.get(row["code"], "")
    lines = _drawn(complete, always, most)
    if partial:
        some = None if most is None else max(1, most // 4)
        lines += [{"place": language.text("places_partial"), "edge": "heading"}, *_drawn(partial, always, some)]
    drawn = [row for row in lines if "code" in row]
    spots = [row["place"] for row in lines]
    room = widest(row["cost"] for row in drawn) + 10
    plot = int(WIDTH - 20 - widest(spots) - 24)
    ratios = [1.0, *(row[key] for row in drawn for key in ("ratio", "ghost") if not math.isnan(row[key]))]
    least, most_ratio = min(ratios), max(ratios)
    # a ratio stands beside each point, the cost in a column of its own
    side = max(most_ratio - least, 0.1) * 52 / (plot - room - 104)
    x = q(
        "ratio",
        scale=scale(least - side, most_ratio + side, zero=False, range=[0, int(plot - room)]),
        axis={
            "title": language.text("ratio_axis", base=language.location(base)),
            "labelExpr": "'×' + format(datum.value, '~r')",
            "tickCount": 5,
            "orient": "top",
        },
    )
    strong = [row["place"] for row in lines if row.get("edge")]
    weight = {"condition": {"test": one_of(strong), "value": "bold"}, "value": "normal"}
    y = n(
        "place",
        sort=spots,
        scale={"domain": spots},
        title=None,
        axis={"ticks": False, "domain": False, "labelPadding": 6, "labelFontWeight": weight, "zindex": 1},
    )
    colour, shape = _by_continent(list(dict.fromkeys(row["continent"] for row in drawn)))
    tips = [
        n("place", title=language.text("location")),
        n("code"),
        n("continent_name", title=language.text("continent")),
        n("label", title=language.text("ratio")),
        n("cost", title="USD"),
    ]
    beside = {"dx": {"expr": "datum.ratio < 1 ? -9 : 9"}, "align": {"expr": "datum.ratio < 1 ? 'right' : 'left'"}}
    part = {"condition": {"test": "datum.part", "value": [3, 3]}, "value": [1, 0]}
    edge = {
        "condition": [
            {"test": "datum.edge == 'chosen'", "value": 2.5},
            {"test": "datum.edge == 'base'", "value": 2},
        ],
        "value": 1.5,
    }
    notes = [
        _extremes([row for row in complete if not row["far"]], limit, chosen),
        _left_out(found, complete, partial, drawn),
    ]
    shown = ("place", "code", "continent", "continent_name", "label", "cost", "ratio", "one", "ghost")
    rows: list[Row] = [{key: row[key] for key in (*shown, "part", "edge", "far")} for row in drawn]
    return {
        "title": title(about, *notes, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {' '.join(note for note in notes if note)}",
        "width": plot,
        "height": {"step": 16},
        "data": data(rows),
        "layer": [
            *band([row for row in rows if row["edge"] == "chosen"], _BAND, plot, y),
            layer("rule", look={"color": CHOICE, "strokeWidth": 1.5}, x={"datum": 1}),
            layer("rule", look={"color": "#9ca3af"}, x=x, x2={"field": "one"}, y=y, strokeDash=part),
            *_ghost_ticks(ghost, x, y),
            layer(
                "point",
                look={"size": 80},
                x=x,
                y=y,
                shape=shape,
                stroke={"condition": {"test": "datum.edge != ''", "value": CHOICE}, **colour},
                strokeWidth=edge,
                fill={"condition": {"test": "datum.part", "value": "#ffffff"}, **colour},
                opacity={"condition": {"test": "datum.far", "value": 0.35}, "value": 1},
                tooltip=tips,
            ),
            *_rims(ghost, beside, x, y),
            layer("text", look={**beside, "color": SOFT, "font": NUMBER_FONT}, x=x, y=y, text=n("label")),
            layer("text", look={"align": "right"}, x={"value": plot}, y=y, text=n("cost")),
        ],
    }


def _is_whole(row: Row) -> bool:
    return not math.isnan(row["ratio_to_base"])


def _compared(row: Row) -> Row:
    """The ratio that a place is drawn at, and what stands at its right: its cost, or how much of the basket it sells."""
    if _is_whole(row):
        ratio, words = row["ratio_to_base"], _month(row["usd"])
    else:
        # what lacks a little does not round to all of it
        share = language.percent(min(max(row["sold_share"], 0.001), 0.999))
        ratio, words = row["ratio_to_base_sold"], language.text("places_share", share=share)
    return {"ratio": ratio, "label": times(ratio), "cost": words, "part": not _is_whole(row)}


def _drawn(ranked: list[Row], always: set[Any], most: int | None) -> list[Row]:
    """The first ``most`` of a ranking and those that are always shown; a line stands for each run left out."""
    if most is None:
        return list(ranked)
    kept = [i for i, row in enumerate(ranked) if i < most or row["code"] in always]
    lines: list[Row] = []
    last = -1
    for i in kept:
        if i == last + 2:  # a line that says what is left out takes no less room than what it leaves out
            lines.append(ranked[i - 1])
        elif i > last + 2:
            lines.append({"place": language.text("places_gap", first=last + 2, last=i)})
        lines.append(ranked[i])
        last = i
    return lines


def band(rows: list[Row], colour: str, plot: float, y: Spec) -> list[Spec]:
    """A pale band under the whole of a row; the fonts that charts carry have no bold Korean letters."""
    ends: Spec = {"x": {"value": plot - WIDTH + 20}, "x2": {"value": plot}}
    return [layer("rect", rows, look={"color": colour}, y=y, **ends)] if rows else []


def one_of(labels: Sequence[str]) -> str:
    """The test whether an axis label is one of these."""
    quoted = ", ".join("'" + label.replace("'", "\\'") + "'" for label in labels)
    return f"indexof([{quoted}], datum.value) >= 0"


def _ghost_ticks(ghost: object | None, x: Spec, y: Spec) -> list[Spec]:
    if ghost is None:
        return []
    return [layer("tick", look={**GHOST, "thickness": 5, "height": 13}, x={**x, "field": "ghost"}, y=y)]


def _rims(ghost: object | None, look: Spec, x: Spec, y: Spec) -> list[Spec]:
    """A rim in the colour of the row that keeps a ratio readable over the pale mark of what was before."""
    if ghost is None:
        return []
    rim = {**look, **RIM, "font": NUMBER_FONT}
    colour = {"condition": {"test": "datum.edge == 'chosen'", "value": _BAND}, "value": "white"}
    return [layer("text", look=rim, x=x, y=y, text=n("label"), stroke=colour)]


def _extremes(complete: list[Row], limit: float, chosen: str | None) -> str:
    """The cheapest and the dearest of the places that sell the whole basket; of equally cheap ones the chosen."""
    if not complete:
        return language.text("latency_none", ms=f"{limit:g}")
    last = complete[-1]
    ties = [row for row in complete if math.isclose(row["ratio_to_base"], complete[0]["ratio_to_base"], rel_tol=1e-9)]
    first = next((row for row in ties if row["code"] == chosen), complete[0])
    if first is last:
        return language.text("regions_only", place=first["place"], ratio=times(first["ratio_to_base"]))
    return language.text(
        "regions_note",
        cheapest=first["place"],
        low=times(first["ratio_to_base"]),
        dearest=last["place"],
        high=times(last["ratio_to_base"]),
    )


def _left_out(found: list[Row], complete: list[Row], partial: list[Row], drawn: list[Row]) -> str:
    """How many places the chart does not draw, and why."""
    shown = {row["code"] for row in drawn}
    ranked = {row["code"] for row in (*complete, *partial)}
    counts = {
        "dearer": sum(row["code"] not in shown for row in complete),
        "partial": sum(row["code"] not in shown for row in partial),
        "far": sum(row["far"] and row["code"] not in ranked for row in found),
        "none": sum(not row["far"] and row["code"] not in ranked for row in found),
    }
    parts = [language.text(f"places_left_{why}", count=count) for why, count in counts.items() if count]
    return language.text("places_left", parts=", ".join(parts)) if parts else ""


@chart
def cost_and_latency(
    table: pd.DataFrame,
    *,
    near: str,
    base: str | None = None,
    at_most_ms: float | None = None,
    ghost: pd.DataFrame | None = None,
    name: str = "",
) -> Spec:
    """What a basket costs against how far away it runs: the places than which none is both nearer and cheaper.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.within`: location, name_ko, name_en, continent, ratio_to_base, usd,
        floor_ms. Places that do not sell the whole basket are not drawn.
    near
        Where the users are.
    base
        The place that the others are compared with; the one with a ratio of 1 when None.
    at_most_ms
        The most that a round trip may take, in milliseconds; no limit when None.
    ghost
        An earlier table; the line of its nearest and cheapest places is drawn pale.
    name
        What the basket holds, for the title.

    Returns
    -------
    Chart
        A point for each place. The line falls from the nearest place to the cheapest one; each place on it is named.
        With a limit, the cheapest place within it is framed. The axis says that the time is derived from the distance
        and is the least that light needs.

    Examples
    --------
    >>> import pandas as pd
    >>> two = pd.DataFrame({"location": ["us-east-1", "ap-northeast-2"], "name_ko": ["가", "나"], "name_en": ["a", "b"],
    ...                     "continent": ["North America", "Asia Pacific"], "ratio_to_base": [0.8, 1.0],
    ...                     "usd": [80.0, 100.0], "floor_ms": [110.0, 0.0]})
    >>> language.use("en")
    >>> "b ap-northeast-2, a us-east-1" in cost_and_latency(two, near="ap-northeast-2").to_dict()["description"]
    True
    """
    about = heading("latency_title", name)
    rows = _reached(table)
    if not rows:
        return nothing(about, language.text("chart_no_price"))
    if base is None:
        base = str(min(rows, key=lambda row: abs(row["ratio_to_base"] - 1))["code"])
    limit = math.inf if at_most_ms is None else at_most_ms
    front = _front(rows)
    best = next((row for row in reversed(front) if row["floor_ms"] <= limit), None)
    codes = {row["code"] for row in front}
    for row in rows:
        row["front"] = row["code"] in codes
        row["best"] = row is best
        row["label"] = times(row["ratio_to_base"])
        row["cost"] = _month(row["usd"])
    earlier = [] if ghost is None else _front(_reached(ghost))
    right = max(row["floor_ms"] for row in [*rows, *earlier]) * 1.04 or 1.0
    if at_most_ms is not None:
        right = max(right, at_most_ms * 1.04)
    ratios = [row["ratio_to_base"] for row in [*rows, *earlier]]
    spread_of = max(max(ratios) - min(ratios), 0.1)
    low, high = min(ratios) - 0.06 * spread_of, max(ratios) + 0.06 * spread_of
    words = [f"{row['name']} · {row['floor_ms']:.0f} ms · {times(row['ratio_to_base'])}" for row in front]
    plot = int(WIDTH - 20 - widest(words) - 20 - 62)
    height = max(_HEIGHT, _LINE * (len(words) + 1))
    x = q(
        "floor_ms",
        scale=scale(0, right),
        axis={
            "title": wrapped(language.text("latency_axis", near=language.location(near, with_code=False)), plot),
            "values": ticks(right, 6),
        },
    )
    y = q(
        "ratio_to_base",
        scale=scale(low, high, zero=False),
        axis={
            "title": language.text("ratio_axis", base=language.location(base, with_code=False)),
            "labelExpr": "'×' + format(datum.value, '~r')",
            "tickCount": 6,
            "orient": "right",
        },
    )
    colour, shape = _by_continent(list(dict.fromkeys(row["continent"] for row in rows)))
    tips = [
        n("place", title=language.text("location")),
        n("code"),
        q("floor_ms", title="ms", format=".0f"),
        n("label", title=language.text("ratio")),
        n("cost", title="USD"),
    ]
    stair = {"interpolate": "step-after", "strokeWidth": 2, "color": INK}
    pale = {**stair, **GHOST, "strokeWidth": 7}
    layers = [
        *_beyond(at_most_ms, right, plot),
        *(layer("line", _to_edge(line, right), look=pale, x=x, y=y) for line in (earlier,) if line),
        *_front_names(words, front, (right, plot), (low, high, height)),
        layer("line", _to_edge(front, right), look=stair, x=x, y=y),
        layer(
            "point",
            [_shown(row) for row in rows],
            look={"filled": True, "size": 70},
            x=x,
            y=y,
            color=colour,
            shape=shape,
            opacity={"condition": {"test": "datum.front", "value": 1}, "value": 0.45},
            size={"condition": {"test": "datum.best", "value": 190}, "value": 70},
            stroke={"value": CHOICE},
            strokeWidth={"condition": {"test": "datum.best", "value": 3}, "value": 0},
            tooltip=tips,
        ),
    ]
    how = language.text("latency_how")
    listed = language.text("latency_note", places=", ".join(row["place"] for row in front))
    if best is None:
        answer = language.text("latency_none", ms=f"{limit:g}")
    else:
        key = "latency_any" if at_most_ms is None else "latency_best"
        answer = language.text(key, ms=f"{limit:g}", place=best["place"], ratio=best["label"])
    return {
        "title": title(about, answer, how, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {answer} {listed} {how}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _reached(table: pd.DataFrame) -> list[Row]:
    return [row for row in _rows(table) if _is_whole(row) and not math.isnan(row["floor_ms"])]


def _front(rows: list[Row]) -> list[Row]:
    """The places than which none is both nearer and cheaper, nearest first."""
    front: list[Row] = []
    for row in sorted(rows, key=lambda row: (row["floor_ms"], row["ratio_to_base"], row["code"])):
        if not front or row["ratio_to_base"] < front[-1]["ratio_to_base"] - 1e-9:
            front.append(row)
    return front


def _to_edge(front: list[Row], right: float) -> list[Row]:
    """The line's points, and its end at the chart's edge: farther away nothing is cheaper than its last place."""
    last = front[-1]
    ends = [(row["floor_ms"], row["ratio_to_base"]) for row in front] + [(right, last["ratio_to_base"])]
    return [{"floor_ms": ms, "ratio_to_base": ratio} for ms, ratio in ends]


def _shown(row: Row) -> Row:
    names = ("place", "code", "continent", "continent_name", "floor_ms", "ratio_to_base", "label", "cost")
    return {key: row[key] for key in (*names, "front", "best")}


def _beyond(at_most_ms: float | None, right: float, plot: float) -> list[Spec]:
    """The limit, and what is too far away under a pale cover."""
    if at_most_ms is None:
        return []
    row: Row = {"from": at_most_ms, "to": right, "label": language.text("latency_limit", ms=f"{at_most_ms:g}")}
    x = q("from")
    fits = text_width(str(row["label"])) + 6 < plot * at_most_ms / right
    return [
        layer("rect", [row], look={"color": "#f3f4f6"}, x=x, x2={"field": "to"}),
        layer("rule", [row], look={"color": WASTE, "strokeWidth": 2, "strokeDash": [6, 3]}, x=x),
        layer(
            "text",
            [row],
            look={"align": "right" if fits else "left", "dx": -5 if fits else 5, "color": WASTE, "baseline": "top"},
            x=x,
            y={"value": 2},
            text=n("label"),
        ),
    ]


def _front_names(
    words: list[str], front: list[Row], across: tuple[float, float], down: tuple[float, float, float]
) -> list[Spec]:
    """Each place's name left of the chart, and a leader to its point below the line, where no point can lie."""
    (right, plot), (low, high, height) = across, down
    points = [height * (high - row["ratio_to_base"]) / (high - low) for row in front]
    rows: list[Row] = [
        {
            "words": label,
            "x": round(plot * row["floor_ms"] / right, 1),
            "y": round(y, 1),
            "stand": stand,
            "edge": 0,
            "elbow": -10,
            "end": -14,
        }
        for label, row, y, stand in zip(words, front, points, spread(points, _LINE, 6, height - 6), strict=True)
    ]

    def at(field: str) -> Spec:
        return q(field, scale=None, axis=None)

    look: Spec = {"color": "#9ca3af", "strokeWidth": 1}
    return [
        layer("rule", rows, look=look, x=at("edge"), x2={"field": "x"}, y=at("y")),
        layer("rule", rows, look=look, x=at("elbow"), x2={"field": "edge"}, y=at("stand"), y2={"field": "y"}),
        layer("text", rows, look={"align": "right", "baseline": "middle"}, x=at("end"), y=at("stand"), text=n("words")),
    ]
