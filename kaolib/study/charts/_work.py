"""Charts of whole bills and of work done in different ways."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from kaolib.study import language
from kaolib.study.charts._parts import (
    Row,
    colours,
    data,
    end_labels,
    heading,
    layer,
    money_axis,
    n,
    q,
    scale,
    spread,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import INK, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

PERSPECTIVES = ("compute", "storage", "network", "application", "operation")
_LINES = ("#6b7280", "#7c3aed", "#0e7490", "#b45309", "#c026d3")
_LINE_DASHES = ([1, 0], [8, 3], [3, 3], [10, 3, 2, 3], [1, 3])
_HEIGHT = 250


@chart
def perspective_bars(table: pd.DataFrame, *, name: str = "") -> Spec:
    """Share of a bill by perspective: compute, storage, network, application, operation.

    Parameters
    ----------
    table
        One row for each perspective: perspective (one of `PERSPECTIVES`, or any other name, shown as it is) and usd
        (US dollars).
    name
        Whose bill it is, for the title.

    Returns
    -------
    Chart
        Bars from zero, the largest share first, each with its share and its amount.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = perspective_bars(pd.DataFrame({"perspective": ["compute", "storage"], "usd": [75.0, 25.0]}))
    """
    about = heading("perspectives_title", name)
    sums = table[table["usd"].notna()].groupby("perspective", observed=True, sort=False)["usd"].sum()
    total = float(sums.sum())
    if not total > 0:
        return nothing(about, language.text("chart_no_cost"))
    sums = sums.sort_values(ascending=False, kind="stable")
    rows: list[Row] = [
        {
            "label": language.text(f"perspective_{key}") if key in PERSPECTIVES else str(key),
            "share": float(usd) / total,
            "at": max(float(usd) / total, 0.0),
            "value": f"{language.percent(float(usd) / total)}  {language.usd(float(usd), digits=2)}",
        }
        for key, usd in sums.items()
    ]
    labels = [row["label"] for row in rows]
    plot = int(WIDTH - 20 - widest(labels) - 20)
    room = widest(row["value"] for row in rows) + 14
    largest = max(row["at"] for row in rows)
    least = min(0.0, *(row["share"] for row in rows))
    x = q(
        "share",
        scale=scale(least, largest + (largest - least) * room / (plot - room)),
        axis={"title": language.text("share_axis"), "values": ticks(largest), "format": ".0%"},
    )
    y = n("label", sort=labels, title=None, axis={"ticks": False, "domain": False, "labelPadding": 6})
    said = language.text(
        "perspectives_note", largest=labels[0], share=rows[0]["value"], total=language.usd(total, digits=2)
    )
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. " + ", ".join(f"{row['label']} {row['value']}" for row in rows),
        "width": plot,
        "height": {"step": 28},
        "data": data(rows),
        "layer": [
            layer(
                "bar", look={"height": {"band": 0.66}, "color": "#475569"}, x=x, y=y, tooltip=[n("label"), n("value")]
            ),
            layer("text", look={"align": "left", "dx": 6, "color": INK}, x={**x, "field": "at"}, y=y, text=n("value")),
        ],
    }


@chart
def utilization_crossover(table: pd.DataFrame, *, names: Mapping[str, str] | None = None, name: str = "") -> Spec:
    """Cost per month of the same work done in different ways, against utilization, with the points where they cross.

    Parameters
    ----------
    table
        utilization (0 to 1), option (any name), usd_per_month (US dollars); the options share their utilizations.
    names
        What to call each option ("an always-on m7g.large"); its own name where absent.
    name
        What work is compared, for the title.

    Returns
    -------
    Chart
        A line for each option; each utilization at which the cheapest changes is marked with its value.

    Examples
    --------
    >>> import pandas as pd
    >>> two = pd.DataFrame({"utilization": [0, 1, 0, 1], "option": ["ec2", "ec2", "lambda", "lambda"],
    ...                     "usd_per_month": [70.0, 70.0, 0.0, 280.0]})
    >>> "25%" in utilization_crossover(two).to_dict()["description"]
    True
    """
    about = heading("crossover_title", name)
    priced = table[table["usd_per_month"].notna()].sort_values("utilization", kind="stable")
    options = list(dict.fromkeys(table["option"]))
    paths = {
        str(option): list(zip(part["utilization"].astype(float), part["usd_per_month"].astype(float), strict=True))
        for option in options
        if len(part := priced[priced["option"] == option])
    }
    if not paths:
        return nothing(about, language.text("chart_no_price"))
    called = {option: (names or {}).get(option, option) for option in paths}
    crossings = _changes(paths)
    top = max(usd for path in paths.values() for _, usd in path) * 1.06 or 1.0
    labels = [f"{called[option]}\n{language.usd(path[-1][1], digits=2)}" for option, path in paths.items()]
    money, room = money_axis("usd_per_month_axis", top)
    plot = int(WIDTH - 20 - room - widest(labels) - 18)
    x_axis = {"title": language.text("busy_axis"), "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": "%"}
    x = q("x", scale=scale(0, 1), axis=x_axis)
    y = q(
        "usd",
        scale=scale(0, top),
        axis=money,
    )
    palette = dict(zip(paths, _LINES, strict=False))
    colour = colours("option", palette)
    dash = n("option", scale={"domain": list(paths), "range": list(_LINE_DASHES[: len(paths)])}, legend=None)
    lines: list[Row] = [{"option": o, "x": at, "usd": usd} for o, path in paths.items() for at, usd in path]
    at = [_HEIGHT * (1 - path[-1][1] / top) for path in paths.values()]
    ends = [{"option": option, "label": label} for option, label in zip(paths, labels, strict=True)]
    layers = [
        layer("line", lines, look={"strokeWidth": 2.5}, x=x, y=y, color=colour, strokeDash=dash),
        *end_labels(plot, at, spread(at, 30, 12, _HEIGHT - 12), ends, colour),
    ]
    said = []
    if crossings:
        marks: list[Row] = [
            {"x": share, "usd": usd, "zero": 0, "label": language.percent(share)} for share, usd, _, _ in crossings
        ]
        ring = {"filled": True, "fill": "white", "stroke": INK, "size": 80, "strokeWidth": 2.5, "opacity": 1}
        look = {"fontSize": 12, "fontWeight": "bold", "align": "left", "dx": 5}
        layers += [
            layer("rule", marks, look={"strokeDash": [2, 2], "color": INK}, x=x, y=y, y2={"field": "zero"}),
            layer("point", marks, look=ring, x=x, y=y, tooltip=n("label")),
            layer("text", marks, look=look, x=x, y={"value": _HEIGHT - 10}, text=n("label")),
        ]
        said = [
            language.text("crossover_note", at=language.percent(share), before=called[before], after=called[after])
            for share, _, before, after in crossings
        ]
    else:
        cheapest = min(paths, key=lambda option: sum(usd for _, usd in paths[option]))
        said = [language.text("crossover_none", cheapest=called[cheapest])]
    return {
        "title": title(about, " ".join(said), width=WIDTH - 30),
        "description": f"{about}. {' '.join(said)}",
        "width": plot,
        "height": _HEIGHT,
        "layer": layers,
    }


def _changes(paths: Mapping[str, list[tuple[float, float]]]) -> list[tuple[float, float, str, str]]:
    """Where the cheapest option changes: utilization, US dollars, the cheaper below it, the cheaper above it."""
    grid = sorted({at for path in paths.values() for at, _ in path})
    found = []
    for left, right in pairwise(grid):
        place, now = left, min(paths, key=lambda option: (_at(paths[option], left), _at(paths[option], right)))
        # Each change goes to an option that is cheaper at the right end, so it ends. Comparing at the crossing itself
        # would not: rounding may leave the old option the cheaper there, and the same crossing is found for ever.
        while here := [
            (cross, option)
            for option in paths
            if option != now and (cross := _cross(paths[now], paths[option], place, right)) is not None
        ]:
            place, after = min(here)
            found.append((place, _at(paths[now], place), now, after))
            now = after
    return found


def _cross(one: list[tuple[float, float]], other: list[tuple[float, float]], left: float, right: float) -> float | None:
    """Where ``other`` falls below ``one`` between two utilizations over which both are straight."""
    start, end = _at(other, left) - _at(one, left), _at(other, right) - _at(one, right)
    if start < 0 or end >= 0 or math.isclose(start, end):
        return None
    return left + (right - left) * start / (start - end)


def _at(path: list[tuple[float, float]], place: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(path):
        if x0 <= place <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (place - x0) / (x1 - x0)
    return path[0][1] if place < path[0][0] else path[-1][1]
