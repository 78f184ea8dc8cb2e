"""Charts of Reserved Instances: how much they save, what an hour or a day costs, what freedom and capacity cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kaolib.knowledge.purchase import YEAR_HOURS
from kaolib.study import language
from kaolib.study.charts._commitments import COVERED_BY
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    colours,
    data,
    end_labels,
    heading,
    layer,
    money_axis,
    n,
    offering_colour,
    offering_dash,
    q,
    rimmed,
    scale,
    spread,
    text_width,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

_HEIGHT = 240


@chart
def ri_savings(ranges: pd.DataFrame, *, claims: Mapping[str, float] | None = None, name: str = "") -> Spec:
    """How much each kind of RI saves over many types: the middle 80 %, the median and the most, beside what is claimed.

    Parameters
    ----------
    ranges
        option (an RI's id), low, median, high, most: savings as fractions, in the order in which they are drawn.
    claims
        A claimed maximum for each offering ("ri_standard": 0.72), drawn as an upright line over its rows.
    name
        Over which types, for the title.

    Returns
    -------
    Chart
        A bar from low to high, a tick at the median with its value, a ring at the most.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"option": "ri_standard_1y_no_upfront", "low": 0.3, "median": 0.35, "high": 0.4, "most": 0.5}
    >>> "35%" in ri_savings(pd.DataFrame([row])).to_dict()["description"]
    True
    """
    about = heading("ri_savings_title", name)
    known = ranges[ranges["median"].notna()]
    if known.empty:
        return nothing(about, language.text("chart_no_price"))
    rows: list[Row] = []
    for option, low, median, high, most in zip(
        *(known[column] for column in ("option", "low", "median", "high", "most")), strict=True
    ):
        offering = "ri_convertible" if str(option).startswith("ri_convertible") else "ri_standard"
        row = {"offering": offering, "label": language.option(str(option)), "low": float(low), "median": float(median)}
        shown = language.text("ri_savings_row", median=language.percent(median), most=language.percent(most, 1))
        rows.append({**row, "high": float(high), "most": float(most), "shown": shown})
    labels = [row["label"] for row in rows]
    right = widest(row["shown"] for row in rows) + 16
    plot = int(WIDTH - 40 - widest(labels) - right)
    names = {
        "ticks": False,
        "domain": False,
        "labelPadding": 6,
        "labelFontSize": 10,
        "minExtent": widest(labels, 10) + 8,
    }
    y = n("label", sort=labels, title=None, axis=names)
    axis = {"title": language.text("ri_savings_axis"), "values": [0, 0.2, 0.4, 0.6, 0.8], "format": "%"}
    x = q("low", scale=scale(0, 0.85), axis=axis)
    colour = offering_colour()
    layers = [
        layer("bar", look={"height": 11, "opacity": 0.85}, x=x, x2={"field": "high"}, y=y, color=colour),
        layer("tick", look={"color": INK, "thickness": 3, "height": 18}, x={**x, "field": "median"}, y=y),
        layer(
            "point",
            look={"filled": True, "fill": "white", "size": 45, "strokeWidth": 2, "opacity": 1},
            x={**x, "field": "most"},
            y=y,
            stroke=colour,
        ),
        layer("text", look={"align": "left"}, x={"value": plot + 8}, y=y, text=n("shown")),
    ]
    claimed = []
    for offering, claim in (claims or {}).items():
        mine = [row["label"] for row in rows if row["offering"] == offering]
        if mine:
            line = [{"at": claim, "label": label} for label in mine]
            look = {"color": WASTE, "thickness": 1.5, "height": 24}
            layers.insert(0, layer("tick", line, look=look, x=q("at", scale=scale(0, 0.85)), y=y))
            claimed.append(f"{language.text(f'offering_{offering}')} {language.percent(claim)}")
    said = [language.text("ri_savings_claim", claims=", ".join(claimed))] if claimed else []
    listed = "; ".join(f"{row['label']}: {row['shown']}" for row in rows)
    return {
        "title": title(about, language.text("ri_savings_note"), " ".join(said), width=WIDTH - 30),
        "description": f"{about}. {language.text('ri_savings_note')} {' '.join(said)} {listed}",
        "width": plot,
        "height": {"step": 24},
        "data": data(rows),
        "layer": layers,
    }


@chart
def commitment_bills(bills: pd.DataFrame, *, chosen: str = "", name: str = "") -> Spec:
    """What the same time costs in several cases: the commitment that is used, the one that is not, and On-Demand.

    Parameters
    ----------
    bills
        One row a case: case (its name), used_usd, unused_usd, on_demand_usd.
    chosen
        The case that is marked.
    name
        What the bill is for, for the title.

    Returns
    -------
    Chart
        Stacked bars from zero, each with its total; what is unused is hatched by an outline and red.

    Examples
    --------
    >>> import pandas as pd
    >>> bill = {"case": "now", "used_usd": 1.0, "unused_usd": 0.2, "on_demand_usd": 2.0}
    >>> "3.2" in commitment_bills(pd.DataFrame([bill])).to_dict()["description"]
    True
    """
    about = heading("commitment_bills_title", name)
    kinds = ("used", "unused", "on_demand")
    rows: list[Row] = []
    totals: list[Row] = []
    said = []
    for bill in bills.to_dict("records"):
        case, start = str(bill["case"]), 0.0
        for kind in kinds:
            usd = float(bill[f"{kind}_usd"])
            if math.isnan(usd):
                return nothing(about, language.text("chart_no_price"))
            if usd > 0:
                words = language.text(f"bill_{kind}", usd=language.usd(usd, digits=2))
                rows.append({"case": case, "kind": kind, "x0": start, "x1": start + usd, "words": words})
            start += usd
        shown = language.usd(start, digits=2)
        mark = "► " if chosen == case else ""
        totals.append({"case": case, "at": start, "shown": f"{mark}{shown}", "bold": case == chosen})
        said.append(f"{case} {shown}")
    cases = [row["case"] for row in totals]
    most = max([row["at"] for row in totals] + [1e-9])
    left = min(widest(cases) + 12, 0.4 * WIDTH)
    plot = int(WIDTH - 40 - left - widest(row["shown"] for row in totals) - 14)
    for row in rows:
        width = (row["x1"] - row["x0"]) / most * plot
        row["words"] = row["words"] if text_width(row["words"], 10) + 8 <= width else ""
    palette = {"used": COLOURS["ri_standard"], "unused": "#fbd5d5", "on_demand": COLOURS["on_demand"]}
    legend = " · ".join(language.text(f"bill_legend_{kind}") for kind in kinds)
    y = n("case", sort=cases, title=None, axis={"ticks": False, "domain": False, "labelPadding": 6, "labelLimit": left})
    x = q(
        "x0", scale=scale(0, most), axis={"title": language.text("bill_axis"), "values": ticks(most), "format": EXACT}
    )
    layers = [
        layer(
            "bar",
            look={"height": 22, "strokeWidth": 1.5},
            x=x,
            x2={"field": "x1"},
            y=y,
            color=colours("kind", palette),
            stroke={"condition": {"test": "datum.kind == 'unused'", "value": WASTE}, "value": "white"},
            strokeDash={"condition": {"test": "datum.kind == 'unused'", "value": [3, 2]}, "value": [1, 0]},
        ),
        layer(
            "text",
            look={"align": "left", "dx": 4, "fontSize": 10},
            x=x,
            y=y,
            text=n("words"),
            color={"condition": {"test": "datum.kind == 'unused'", "value": WASTE}, "value": "white"},
        ),
    ]
    for bold in (False, True):
        look = {"align": "left", "dx": 6, "fontWeight": "bold" if bold else "normal"}
        part = [row for row in totals if row["bold"] == bold]
        if part:
            layers.append(layer("text", part, look=look, x=q("at", scale=scale(0, most)), y=y, text=n("shown")))
    return {
        "title": title(about, legend, width=WIDTH - 30),
        "description": f"{about}. {'; '.join(said)}",
        "width": plot,
        "height": {"step": 34},
        "data": data(rows),
        "layer": layers,
    }


@chart
def hourly_bill(hours: pd.DataFrame, *, name: str = "") -> Spec:
    """What each hour costs, by what paid for it, and what of the commitments was lost in it.

    Parameters
    ----------
    hours
        From `kaolib.knowledge.discounts.Application.by_hour`; 168 hours at most read well.
    name
        Whose hours they are, for the title.

    Returns
    -------
    Chart
        Stacked columns: used commitments below, On-Demand on them, and on top what was unused, outlined in red.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.knowledge import discounts
    >>> usage = pd.DataFrame({"hour": [0, 1], "item": "m5.large", "quantity": [2, 0], "on_demand_usd": 0.1})
    >>> chart = hourly_bill(discounts.apply(usage).by_hour())
    """
    about = heading("hourly_bill_title", name)
    kinds = [kind for kind in COVERED_BY if kind in hours.columns and hours[kind].sum() > 0]
    order = [kind for kind in kinds if kind not in ("on_demand", "spot")] + [
        k for k in ("on_demand", "spot") if k in kinds
    ]
    rows: list[Row] = []
    for place, row in enumerate(hours.to_dict("records")):
        start = 0.0
        for kind, usd in [*((k, float(row[k])) for k in order), ("unused", float(row["unused_usd"]))]:
            if usd > 0:
                rows.append({"hour": place, "next": place + 1, "kind": kind, "y0": start, "y1": start + usd})
            start += usd
    if not rows:
        return nothing(about, language.text("chart_no_price"))
    total, lost = float(hours["usd"].sum()), float(hours["unused_usd"].sum())
    used = float(sum(hours[kind].sum() for kind in order if kind not in ("on_demand", "spot")))
    share = used / (used + lost) if used + lost else math.nan
    said = language.text(
        "hourly_bill_said",
        total=language.usd(total, digits=2),
        unused=language.usd(lost, digits=2),
        utilization=language.percent(share),
    )
    shown = [*order, *(["unused"] if lost > 0 else [])]
    palette = {language.text(f"covered_by_{k}"): "#fbd5d5" if k == "unused" else COVERED_BY[k] for k in shown}
    for one in rows:
        one["lost"], one["paid"] = one["kind"] == "unused", language.text(f"covered_by_{one['kind']}")
    top = max(row["y1"] for row in rows) * 1.05
    money, room = money_axis("bill_axis", top)
    count = len(hours)
    step = 3 if count <= 24 else 24
    axis = {
        "title": language.text("hour_axis"),
        "values": list(range(0, count + 1, step)),
        "format": "d",
        "grid": False,
    }
    legend = {"title": None, "orient": "top", "columns": 4, "symbolType": "square", "labelLimit": 0}
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. {said}",
        "width": int(WIDTH - 30 - room),
        "height": 190,
        "data": data(rows),
        "layer": [
            layer(
                "rect",
                look={"strokeWidth": 1},
                x=q("hour", scale=scale(0, count), axis=axis),
                x2={"field": "next"},
                y=q("y0", scale=scale(0, top), axis=money),
                y2={"field": "y1"},
                color={**colours("paid", palette), "legend": legend},
                stroke={"condition": {"test": "datum.lost", "value": WASTE}, "value": "white"},
                strokeDash={"condition": {"test": "datum.lost", "value": [3, 2]}, "value": [1, 0]},
            )
        ],
    }


@chart
def flexibility_cost(
    table: pd.DataFrame, *, probability: float | None = None, ghost: pd.DataFrame | None = None, name: str = ""
) -> Spec:
    """What each commitment costs on average against the probability that the instances change before its end.

    Parameters
    ----------
    table
        From `kaolib.architecture.compare.flexibility`.
    probability
        A probability to mark with an upright line, 0 to 1.
    ghost
        The table of an earlier choice, drawn as pale lines.
    name
        What is bought, for the title.

    Returns
    -------
    Chart
        A line for each commitment; where the standard and the convertible RI cost the same is marked.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = flexibility_cost(compare.flexibility("m7i.large", "m7g.large", "us-east-1"))
    """
    about = heading("flexibility_title", name)
    paths = _expected(table)
    if len(paths) < 2:
        return nothing(about, language.text("chart_no_price"))
    names = {offering: language.text(f"offering_{offering}") for offering in paths}
    marks, said = [], []
    if {"ri_standard", "ri_convertible"} <= paths.keys():
        (s0, s1), (c0, c1) = ([usd for _, usd in paths[one]] for one in ("ri_standard", "ri_convertible"))
        at = (c0 - s0) / ((c0 - s0) + (s1 - c1)) if (c0 - s0) + (s1 - c1) > 0 else math.inf
        if 0 <= at <= 1:
            marks = [(at, s0 + at * (s1 - s0), language.percent(at))]
            said = [language.text("flexibility_at", at=language.percent(at))]
        else:
            said = [language.text("flexibility_never")]
    axis = {"title": language.text("flexibility_axis"), "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": "%"}
    pale = [] if ghost is None else list(_expected(ghost).values())
    return _crossing(about, said, paths, names, axis, (0.0, 1.0), marks, probability, pale)


@chart
def capacity_hold(
    on_demand_usd: float, reserved_usd: float, *, count: int = 1, months: float | None = None, name: str = ""
) -> Spec:
    """A year of held capacity: a Capacity Reservation alone for some months, or one year of RIs that pay for it.

    Parameters
    ----------
    on_demand_usd
        On-Demand rate of one slot, USD per hour.
    reserved_usd
        Effective rate of one slot under a 1-year RI, zonal, or regional beside a reservation, USD per hour.
    count
        How many slots.
    months
        Months to mark with an upright line.
    name
        What is held, for the title.

    Returns
    -------
    Chart
        USD of the year against months in which the capacity is held; where both cost the same is marked.

    Examples
    --------
    >>> "8.4" in capacity_hold(0.10, 0.07, count=10).to_dict()["description"]
    True
    """
    about = heading("capacity_title", name)
    if math.isnan(on_demand_usd) or math.isnan(reserved_usd):
        return nothing(about, language.text("chart_no_price"))
    year = YEAR_HOURS * count
    paths = {
        "on_demand": [(0.0, 0.0), (12.0, on_demand_usd * year)],
        "ri_standard": [(0.0, reserved_usd * year), (12.0, reserved_usd * year)],
    }
    names = {"on_demand": language.text("capacity_alone"), "ri_standard": language.text("capacity_ri")}
    at = 12 * reserved_usd / on_demand_usd
    shown = language.number(at, 1)
    marks = [(at, reserved_usd * year, language.text("capacity_months", n=shown))] if at <= 12 else []
    axis = {"title": language.text("capacity_axis"), "values": list(range(0, 13, 2))}
    said = [language.text("capacity_said", n=shown)]
    return _crossing(about, said, paths, names, axis, (0.0, 12.0), marks, months, [])


def _expected(table: pd.DataFrame) -> dict[str, list[tuple[float, float]]]:
    """The cost without and with the change of each commitment that is known."""
    rows = zip(table["offering"], table["usd_unchanged"], table["usd_changed"], strict=True)
    return {
        str(offering): [(0.0, float(same)), (1.0, float(changed))]
        for offering, same, changed in rows
        if offering != "on_demand" and not math.isnan(same + changed)
    }


def _crossing(
    about: str,
    said: Sequence[str],
    paths: Mapping[str, list[tuple[float, float]]],
    names: Mapping[str, str],
    axis: Spec,
    ends: tuple[float, float],
    marks: Sequence[tuple[float, float, str]],
    here: float | None,
    pale: Sequence[list[tuple[float, float]]],
) -> Spec:
    """Straight lines with their names at the right, each crossing marked with its place on the axis."""
    top = max(usd for path in [*paths.values(), *pale] for _, usd in path) * 1.06 or 1.0
    labels = {one: f"{names[one]}\n{language.usd(path[-1][1], digits=0)}" for one, path in paths.items()}
    money, room = money_axis("term_usd_axis", top)
    plot = int(WIDTH - 20 - room - widest(labels.values()) - 18)
    x, y = q("x", scale=scale(*ends), axis=axis), q("usd", scale=scale(0, top), axis=money)
    lines: list[Row] = [{"offering": o, "x": at, "usd": usd} for o, path in paths.items() for at, usd in path]
    stand = [_HEIGHT * (1 - path[-1][1] / top) for path in paths.values()]
    rows = [{"offering": one, "label": labels[one]} for one in paths]
    look = {"strokeWidth": 2.5}
    layers = []
    for number, path in enumerate(pale):
        before: list[Row] = [{"x": at, "usd": usd, "line": number} for at, usd in path]
        layers.append(layer("line", before, look={**GHOST, "strokeWidth": 2}, x=x, y=y))
    layers += [
        layer("line", lines, look=look, x=x, y=y, color=offering_colour(), strokeDash=offering_dash()),
        *end_labels(plot, stand, spread(stand, 30, 12, _HEIGHT - 12), rows, offering_colour()),
    ]
    if here is not None:
        label = [{"x": here, "label": language.text("chosen_here")}]
        left = here > sum(ends) / 2
        words = {"align": "right" if left else "left", "dx": -5 if left else 5, "fontWeight": "bold"}
        layers.append(layer("rule", label, look={"color": SOFT, "strokeWidth": 1.5}, x=x))
        layers.append(layer("text", label, look=words, x=x, y={"value": 8}, text=n("label")))
    if marks:
        points: list[Row] = [{"x": at, "usd": usd, "zero": 0, "label": label} for at, usd, label in marks]
        ring = {"filled": True, "fill": "white", "stroke": INK, "size": 80, "strokeWidth": 2.5, "opacity": 1}
        late = marks[0][0] > 0.8 * ends[1]
        words = {"fontSize": 12, "fontWeight": "bold", "align": "right" if late else "left", "dx": -6 if late else 6}
        layers += [
            layer("rule", points, look={"strokeDash": [2, 2], "color": INK}, x=x, y=y, y2={"field": "zero"}),
            layer("point", points, look=ring, x=x, y=y, tooltip=n("label")),
            *rimmed(points, words, x=x, y={"value": _HEIGHT - 10}, text=n("label")),
        ]
    return {
        "title": title(about, " ".join(said), width=WIDTH - 30),
        "description": f"{about}. {' '.join(said)}",
        "width": plot,
        "height": _HEIGHT,
        "layer": layers,
    }
