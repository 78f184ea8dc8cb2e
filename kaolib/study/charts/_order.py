"""Charts of an order of Regions by price that is put to the test over all types."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kaolib import errors
from kaolib.knowledge import catalog
from kaolib.study import language
from kaolib.study.charts._parts import (
    Row,
    colours,
    heading,
    layer,
    n,
    q,
    scale,
    shapes,
    text_width,
    times,
    title,
    widest,
)
from kaolib.study.charts._places import CONTINENT_SHAPES, CONTINENTS, band, continent_name, one_of, place_label
from kaolib.study.charts._theme import CHOICE, INK, NUMBER_FONT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.architecture.compare import RegionOrder

_SPREAD = ("min", "p10", "p50", "p90", "max")
_READINGS = ("cheapest", "median", "every")
# told apart by lightness too: dark, pale, middle
_PARTS = {"holds": "#00604a", "ties": "#d1d5db", "fails": WASTE}
_PART_INKS = {"holds": "#ffffff", "ties": INK, "fails": "#ffffff"}


@chart
def region_spread(order: RegionOrder, *, base: str = "us-east-1", name: str = "") -> Spec:
    """How the price ratios of all types are spread in each Region, group by group in the order that is put to the test.

    Parameters
    ----------
    order
        What `kaolib.architecture.compare.region_order` found; its tables ``locations`` and ``pairs`` are drawn.
    base
        The Region that the ratios refer to.
    name
        Which types, for the title.

    Returns
    -------
    Chart
        A row for each Region: its median type as a point, 80 % of its types as a band and all of them as a thin line.
        If the order held, each group would lie right of the one above it: a dashed line carries the median Region of a
        group down through the next one, and the Regions left of it are ringed in red. What the order does not name
        comes last.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = region_spread(compare.region_order())
    """
    about = heading("spread_title", name)
    table = order.locations[order.locations["p50"].notna()]
    if table.empty:
        return nothing(about, language.text("chart_no_price"))
    continents = _continent_of()
    groups = _sections(table, _chain(order.pairs))
    lines: list[Row] = []
    steps: list[Row] = []
    said: list[str] = []
    before: tuple[str, float] | None = None
    for group, part in groups:
        rows: list[Row] = [
            {
                "place": place_label(language.location(str(code), with_code=False), str(code)),
                "continent": continents[str(code)],
                "types": int(types),
                **{key: float(value) for key, value in zip(_SPREAD, numbers, strict=True)},
                "label": times(float(numbers[2])),
            }
            for code, types, *numbers in part[["location", "types", *_SPREAD]].itertuples(index=False)
        ]
        middle = float(part["p50"].median())
        if before is not None and group:
            for row in rows:
                row["fails"] = bool(row["p50"] < before[1] - 1e-9)
            below = sum(row["fails"] for row in rows)
            steps.append({"at": before[1], "place": _group(group), "last": rows[-1]["place"]})
            counts = {"count": len(rows), "below": below}
            said.append(language.text("spread_below", group=_group(group), before=_group(before[0]), **counts))
        lines.append(
            {"place": _group(group), "middle": middle if group else math.nan, "label": times(middle) if group else ""}
        )
        lines += rows
        before = (group, middle) if group else None
    drawn = [row for row in lines if "p50" in row]
    heads = [row for row in lines if "p50" not in row]
    spots = [row["place"] for row in lines]
    plot = int(WIDTH - 20 - widest(spots) - 20)
    room = widest(row["label"] for row in lines) + 8
    low, high = min(row["min"] for row in drawn), max(row["max"] for row in drawn)
    edge = 0.03 * max(high - low, 0.1)
    x = q(
        "p50",
        scale=scale(min(low, 1) - edge, max(high, 1) + edge, zero=False, range=[0, int(plot - room)]),
        axis={
            "title": language.text("ratio_axis", base=language.location(base)),
            "labelExpr": "'×' + format(datum.value, '~r')",
            "tickCount": 7,
            "orient": "top",
        },
    )
    weight = {"condition": {"test": one_of([row["place"] for row in heads]), "value": "bold"}, "value": "normal"}
    y = n(
        "place",
        sort=spots,
        scale={"domain": spots},
        title=None,
        axis={"ticks": False, "domain": False, "labelPadding": 6, "labelFontWeight": weight, "zindex": 1},
    )
    seen = list(dict.fromkeys(row["continent"] for row in drawn))
    palette = {continent: CONTINENTS[continent] for continent in seen}
    colour = colours("continent", palette)
    shape = shapes("continent", {continent: CONTINENT_SHAPES[continent] for continent in seen})
    tips = [
        n("place", title=language.text("location")),
        *(q(key, title=language.text(f"spread_{key}"), format=".2f") for key in _SPREAD),
        q("types", title=language.text("spread_types")),
    ]
    number = {"align": "right", "font": NUMBER_FONT}
    notes = [language.text("spread_how"), " ".join(said)]
    return {
        "title": title(about, *notes, width=WIDTH - 30),
        "description": f"{about}. {' '.join(notes)}",
        "width": plot,
        "height": {"step": 15},
        "layer": [
            *band([{"place": row["place"]} for row in heads], "#f3f4f6", plot, y),
            layer("rule", [{"at": 1.0}], look={"color": CHOICE, "strokeWidth": 1.5}, x={**x, "field": "at"}),
            layer(
                "rule", drawn, look={"strokeWidth": 1}, x={**x, "field": "min"}, x2={"field": "max"}, y=y, color=colour
            ),
            layer(
                "bar",
                drawn,
                look={"height": 7, "opacity": 0.35},
                x={**x, "field": "p10"},
                x2={"field": "p90"},
                y=y,
                color=colour,
            ),
            layer(
                "rule",
                steps,
                look={"color": INK, "strokeWidth": 1.5, "strokeDash": [5, 3]},
                x={**x, "field": "at"},
                y=y,
                y2={"field": "last"},
            ),
            layer(
                "point",
                drawn,
                look={"filled": True, "size": 65, "opacity": 1},
                x=x,
                y=y,
                color=colour,
                shape=shape,
                stroke={"condition": {"test": "datum.fails", "value": WASTE}, "value": None},
                strokeWidth={"condition": {"test": "datum.fails", "value": 2}, "value": 0},
                tooltip=tips,
            ),
            layer(
                "tick",
                [row for row in heads if not math.isnan(row["middle"])],
                look={"color": INK, "thickness": 3, "height": 13, "opacity": 1},
                x={**x, "field": "middle"},
                y=y,
            ),
            layer("text", drawn, look=number, x={"value": plot}, y=y, text=n("label")),
            layer("text", heads, look={**number, "fontWeight": "bold"}, x={"value": plot}, y=y, text=n("label")),
        ],
    }


def _chain(pairs: pd.DataFrame) -> list[str]:
    """The groups in the order that is put to the test."""
    first = pairs["cheaper"].iloc[0]
    return [str(first), *map(str, pairs.loc[pairs["cheaper"] == first, "dearer"])]


def _sections(table: pd.DataFrame, chain: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    """Each group of the order with its Regions, cheapest first, then all other Regions under no name."""
    ranked = table.sort_values(["p50", "location"], kind="stable")
    found = [(group, ranked[ranked["group"] == group]) for group in chain]
    beside = ranked[~ranked["group"].isin(chain)]
    return [(group, part) for group, part in [*found, ("", beside)] if len(part)]


def _group(name: str) -> str:
    """A group of Regions in words; one that a learner made keeps its own name, and "" is what is in none."""
    if not name:
        return language.text("spread_beside")
    if name in CONTINENTS:
        return continent_name(name)
    return language.text("group_us_east") if name == "US East" else name


def _continent_of() -> dict[str, str]:
    table = catalog.locations()
    return dict(zip(table["location"], table["continent"], strict=True))


@chart
def order_test(order: RegionOrder, *, reading: str = "median", name: str = "") -> Spec:
    """For which share of the types an order of Regions by price holds: each step of it, and the whole.

    Parameters
    ----------
    order
        What `kaolib.architecture.compare.region_order` found; its tables ``pairs`` and ``summary`` are drawn.
    reading
        What is compared: "cheapest" (the cheapest Regions of two groups), "median" (their median Regions) or "every"
        (each Region of one with each of the other).
    name
        Which types, for the title.

    Returns
    -------
    Chart
        Bars of 100 %: the types for which it holds, those with the same price, and those for which it fails.

    Raises
    ------
    InputError
        For an unknown reading.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = order_test(compare.region_order(), reading="every")
    """
    if reading not in _READINGS:
        raise errors.unknown(ko="비교 방법", en="reading", given=reading, allowed=_READINGS)
    about = heading("order_title", name)
    chain = _chain(order.pairs)
    pairs = order.pairs.set_index(["cheaper", "dearer"])
    whole = order.summary.set_index("reading").loc[reading]
    tests: list[tuple[str, Any, str]] = [
        (f"{_group(a)} < {_group(b)}", pairs.loc[(a, b)], f"{reading}_") for a, b in pairwise(chain)
    ]
    tests.append((language.text("order_whole"), whole, ""))
    rows: list[Row] = []
    said: list[str] = []
    spots: list[str] = []
    for label, found, key in tests:
        if not found["types"] > 0:
            continue
        strict, weak = float(found[f"{key}strict"]), float(found[f"{key}weak"])
        spots.append(f"{label}\n{language.text('order_types', types=language.number(int(found['types'])))}")
        start = 0.0
        shares = {"holds": strict, "ties": weak - strict, "fails": 1 - weak}
        for part, share in shares.items():
            words = f"{language.text(f'order_{part}')} {language.percent(share)}"
            rows.append({"test": spots[-1], "part": part, "from": start, "to": start + share, "words": words})
            start += share
        said.append(f"{label}: " + ", ".join(row["words"] for row in rows[-3:]))
    if not rows:
        return nothing(about, language.text("chart_no_price"))
    plot = int(WIDTH - 20 - widest(spots) - 24)
    for row in rows:  # words that are wider than their part of the bar stand below it
        row["middle"] = (row["from"] + row["to"]) / 2
        row["small"] = text_width(row["words"], 11.5) + 8 > plot * (row["to"] - row["from"])
    beside: list[Row] = []
    for spot in spots:
        small = [row for row in rows if row["test"] == spot and row["small"]]
        shown = [row["words"] for row in small if row["to"] - row["from"] > 1e-9]
        if shown:
            beside.append({"test": spot, "words": ", ".join(shown)})
    x = q("from", scale=scale(0, 1), axis={"title": language.text("order_axis"), "format": ".0%", "tickCount": 5})
    y = n(
        "test",
        sort=spots,
        title=None,
        axis={"ticks": False, "domain": False, "labelPadding": 6, "labelExpr": "split(datum.label, '\\n')"},
    )
    middle = {**x, "field": "middle"}
    inside = [row for row in rows if not row["small"]]
    return {
        "title": title(about, language.text(f"order_{reading}"), width=WIDTH - 30),
        "description": f"{about}. {language.text(f'order_{reading}')} {'. '.join(said)}.",
        "width": plot,
        "height": {"step": 50},
        "layer": [
            layer(
                "bar",
                [{key: row[key] for key in ("test", "part", "from", "to", "words")} for row in rows],
                look={"height": 22, "stroke": "#ffffff"},
                x=x,
                x2={"field": "to"},
                y=y,
                color=colours("part", _PARTS),
                tooltip=n("words"),
            ),
            *(
                layer(
                    "text",
                    [row for row in inside if row["part"] == part],
                    look={"color": ink, "fontWeight": "bold"},
                    x=middle,
                    y=y,
                    text=n("words"),
                )
                for part, ink in _PART_INKS.items()
            ),
            layer("text", beside, look={"align": "right", "dy": 18}, x={"value": plot}, y=y, text=n("words")),
        ],
    }
