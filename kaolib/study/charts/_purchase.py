"""Charts of purchase options: what each costs, from which utilization it wins, and when its money is out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    Row,
    data,
    end_labels,
    heading,
    layer,
    money_axis,
    n,
    not_known,
    offering_colour,
    offering_dash,
    q,
    rimmed,
    scale,
    spread,
    text_width,
    ticks,
    title,
    wanted,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, FONTS, INK, NUMBER_FONT, SOFT, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

_DERIVED = "*"
HEIGHT = 250


def _price_of(offers: pd.DataFrame) -> dict[str, float]:
    return dict(zip(offers["option"], offers["effective_usd_per_hour"].astype(float), strict=True))


@chart
def purchase_bars(
    offers: pd.DataFrame,
    selected: str | None = None,
    ghost: pd.DataFrame | None = None,
    *,
    name: str = "",
    ghost_name: str = "",
    hover: bool = True,
) -> Spec:
    """Effective price per hour of every purchase option, one panel for each term.

    Parameters
    ----------
    offers
        A table from `kaolib.knowledge.purchase.offers`: option, offering, term_years, effective_usd_per_hour, status.
    selected
        The option that is framed, or None.
    ghost
        The offers of an earlier choice; each price is drawn as a short upright line.
    name, ghost_name
        What the offers and the ghost are for ("m7g.large, Seoul"), for the title and its note.
    hover
        Whether pointing at an offer shows its twin of the other term: half of the time that drawing takes.

    Returns
    -------
    Chart
        Bars from zero, each with its price and its difference from On-Demand. Derived rates are pale with a star;
        an option without a known price says so.

    Raises
    ------
    InputError
        When ``selected`` is not an option in ``offers``.

    Examples
    --------
    >>> from kaolib.knowledge import purchase
    >>> chart = purchase_bars(purchase.offers("m7g.large", "ap-northeast-2"), selected="spot")
    """
    about = heading("bars_title", name)
    prices = _price_of(offers)
    known = {option: price for option, price in prices.items() if not math.isnan(price)}
    if not known:
        return nothing(about, language.text("chart_no_price"))
    if selected is not None:
        wanted(selected, list(prices), [])
    on_demand = prices.get("on_demand", math.nan)
    before = {} if ghost is None else _price_of(ghost)
    panels = [language.text("bars_panel", years=language.text(f"term_{years}y")) for years in (1, 3)]
    rows: list[Row] = []
    for option, offering, years, status in zip(
        offers["option"], offers["offering"], offers["term_years"], offers["status"], strict=True
    ):
        price = prices[option]
        row = {
            "label": language.option(option, term=False),
            "offering": offering,
            "option": language.option(option),
            "usd": price,
            "value": _value(price, on_demand, derived=status == "derived", chosen=option == selected),
            "derived": status == "derived",
            "selected": option == selected,
            "ghost": before.get(option, math.nan),
            "per_month": language.usd_per_month(price * MONTH_HOURS),
        }
        rows += [{"panel": panel, **row} for term, panel in zip((1, 3), panels, strict=True) if years in (0, term)]

    labels = list(dict.fromkeys(row["label"] for row in rows))
    highest = max([*known.values(), *(price for price in before.values() if not math.isnan(price))])
    panel_width = int((WIDTH - 56 - widest(labels)) / 2)
    # prices stand in a column of their own, right of every bar and line
    bar_width = panel_width - widest(row["value"] for row in rows) - 18
    x_axis = {"title": language.text("bars_axis"), "values": ticks(highest, 3), "format": EXACT, "labelFlush": False}
    x = q("usd", scale=scale(0, highest * 1.02, range=[0, int(bar_width)]), axis=x_axis)
    y = n("label", sort=labels, title=None, axis={"ticks": False, "domain": False, "labelPadding": 6})
    colour = offering_colour()
    bars = layer(
        "bar",
        look={"height": {"band": 0.72}},
        x=x,
        y=y,
        color=colour,
        fillOpacity={"condition": {"test": "datum.derived", "value": 0.35}, "value": 0.95},
        stroke={"condition": {"test": "datum.selected", "value": CHOICE}, **colour},
        strokeWidth={"condition": {"test": "datum.selected", "value": 3}, "value": 1},
        tooltip=[
            n("option", title=language.text("option")),
            n("value", title=language.text("bars_axis")),
            n("per_month", title=language.text("per_month")),
        ],
    )
    if hover:
        select = {"type": "point", "fields": ["label"], "on": "pointerover", "clear": "pointerout"}
        bars["params"] = [{"name": "same_offer", "select": select}]
        bars["encoding"]["opacity"] = {"condition": {"param": "same_offer", "value": 1}, "value": 0.3}
    layers = [bars]
    notes = []
    if not math.isnan(on_demand):
        layers.append(layer("rule", look={"color": INK, "strokeDash": [2, 2]}, x={"datum": on_demand}))
        notes.append(language.text("bars_note", price=language.usd_per_hour(on_demand)))
    if any(row["derived"] for row in rows):
        notes.append(language.text("bars_note_derived", mark=_DERIVED))
    if before:
        layers.append(layer("tick", look={"color": CHOICE, "thickness": 3, "height": 16}, x=q("ghost"), y=y))
        notes.append(language.text("bars_note_ghost", name=ghost_name or language.text("first_choice")))
    for chosen in (False, True):
        written = layer(
            "text",
            look={
                "align": "right",
                "fontWeight": "bold" if chosen else "normal",
                "font": {"expr": f"isValid(datum.usd) ? '{NUMBER_FONT}' : '{FONTS['ko']}'"},
            },
            x={"value": panel_width},
            y=y,
            text=n("value"),
            color={"condition": {"test": "isValid(datum.usd)", "value": INK}, "value": SOFT},
        )
        layers.append({**written, "transform": [{"filter": {"field": "selected", "equal": chosen}}]})
    cheapest = min(known, key=lambda option: known[option])
    return {
        "title": title(about, " ".join(notes), width=WIDTH - 30),
        "description": language.text(
            "bars_description",
            heading=about,
            count=len(prices),
            unknown=len(prices) - len(known),
            cheapest=language.option(cheapest),
            price=language.usd_per_hour(known[cheapest]),
            on_demand=language.usd_per_hour(on_demand),
        ),
        "data": data(rows),
        "facet": {"column": n("panel", sort=panels, title=None, header={"labelAnchor": "start", "labelPadding": 4})},
        "spacing": 16,
        "spec": {"width": panel_width, "height": {"step": 19}, "layer": layers},
    }


def _value(price: float, on_demand: float, *, derived: bool, chosen: bool) -> str:
    if math.isnan(price):
        return language.text("price_not_known")
    shown = (f"{price:.4f}" if price >= 0.01 else f"{price:.5f}") + (_DERIVED if derived else "")
    if not math.isnan(on_demand) and price != on_demand:
        shown += f"  {price / on_demand - 1:+.0%}".replace("-", "−")
    return f"► {shown}" if chosen else shown


@chart
def break_even(
    offers: pd.DataFrame,
    options: str | Sequence[str] | None = None,
    *,
    utilization: float | None = None,
    name: str = "",
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Spec:
    """Cost per month against utilization: On-Demand grows with use; a commitment costs the same however little is used.

    Parameters
    ----------
    offers
        A table from `kaolib.knowledge.purchase.offers`.
    options
        One option id or several (four at most read well); by default Standard RI, no upfront, for 1 and 3 years.
    utilization
        The utilization (0 to 1) to mark with an upright line, or None.
    name
        What the offers are for, for the title.
    width
        The chart's whole width in pixels, at most 640.
    height
        The height of its plot in pixels.

    Returns
    -------
    Chart
        Each crossing with On-Demand is marked with its utilization: below it, On-Demand is the cheaper.

    Raises
    ------
    InputError
        When an option is not in ``offers``.

    Examples
    --------
    >>> from kaolib.knowledge import purchase
    >>> chart = break_even(purchase.offers("m7g.large", "ap-northeast-2"), "ri_standard_1y_no_upfront")
    """
    about = heading("break_even_title", name)
    prices = _price_of(offers)
    on_demand = prices.get("on_demand", math.nan)
    if math.isnan(on_demand):
        return nothing(about, language.text("chart_no_on_demand"))
    chosen = wanted(options, list(prices), ["ri_standard_1y_no_upfront", "ri_standard_3y_no_upfront"])
    unknown = [language.option(option) for option in chosen if math.isnan(prices[option])]
    drawn = list(dict.fromkeys(["on_demand", *(option for option in chosen if not math.isnan(prices[option]))]))
    offering = dict(zip(offers["option"], offers["offering"], strict=True))

    monthly = {option: prices[option] * MONTH_HOURS for option in drawn}
    top = max(monthly.values()) * 1.06
    labels = {option: f"{language.option(option)}\n{language.usd(monthly[option], digits=2)}" for option in drawn}
    money, room = money_axis("usd_per_month_axis", top)
    plot = int(width - 20 - room - widest(labels.values()) - 18)
    by_use = {"on_demand", "spot"}
    lines = [
        {"offering": offering[o], "option": o, "x": x, "usd": monthly[o] * (x if o in by_use else 1)}
        for o in drawn
        for x in (0, 1)
    ]
    crossings = sorted(
        (prices[option] / on_demand, option) for option in drawn if option not in by_use and prices[option] <= on_demand
    )
    x = q(
        "x",
        scale=scale(0, 1),
        axis={"title": language.text("utilization_axis"), "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": "%"},
    )
    y = q("usd", scale=scale(0, top), axis=money)
    layers = [_lines(lines, x, y), *_names(drawn, labels, offering, monthly, top, plot, height)]
    if utilization is not None:
        left = utilization > 0.5
        here = [{"x": utilization, "label": language.text("now_at", at=language.percent(utilization))}]
        look = {"align": "right" if left else "left", "dx": -5 if left else 5, "fontWeight": "bold"}
        layers.append(layer("rule", here, look={"color": CHOICE, "strokeWidth": 1.5}, x=x))
        layers.append(layer("text", here, look=look, x=x, y={"value": 8}, text=n("label")))
    marks = [
        {"offering": offering[option], "x": share, "usd": monthly[option], "label": language.percent(share)}
        for share, option in crossings
    ]
    layers += _marked(marks, x, y, plot, 1.0, height)
    said = [
        language.text("break_even_point", option=language.option(o), at=language.percent(share))
        for share, o in crossings
    ]
    said += [
        language.text("break_even_none", option=language.option(option))
        for option in drawn
        if option not in by_use and prices[option] > on_demand
    ]
    return {
        "title": title(about, " ".join(said), not_known(unknown), width=width - 30),
        "description": " ".join([f"{about}.", *said, not_known(unknown)]).strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def cash_flow(
    cash: pd.DataFrame,
    options: str | Sequence[str] | None = None,
    *,
    name: str = "",
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Spec:
    """Money paid so far, month by month, with the month in which each commitment has caught up with On-Demand.

    Parameters
    ----------
    cash
        A table from `kaolib.knowledge.purchase.cash_flow`: month, option, cumulative_usd (US dollars).
    options
        One option id or several, drawn beside On-Demand; by default the first four in ``cash``.
    name
        What the cash flow is for, for the title.
    width
        The chart's whole width in pixels, at most 640.
    height
        The height of its plot in pixels.

    Returns
    -------
    Chart
        Cumulative US dollars; the first month in which no more has been paid than by On-Demand is marked.

    Raises
    ------
    InputError
        When an option is not in ``cash``.

    Examples
    --------
    >>> from kaolib.knowledge import purchase
    >>> offers = purchase.offers("m7g.large", "ap-northeast-2")
    >>> chart = cash_flow(purchase.cash_flow(offers, ["on_demand", "ri_standard_3y_all_upfront"]))
    """
    about = heading("cash_title", name)
    every = list(dict.fromkeys(cash["option"]))
    chosen = wanted(options, every, [option for option in every if option != "on_demand"][:4])
    known = cash[cash["cumulative_usd"].notna()]
    paths = {
        option: dict(zip(part["month"].tolist(), part["cumulative_usd"].tolist(), strict=True))
        for option, part in known.groupby("option", sort=False, observed=True)
    }
    drawn = [option for option in dict.fromkeys(["on_demand", *chosen]) if option in paths]
    if not drawn:
        return nothing(about, language.text("chart_no_price"))
    unknown = [language.option(option) for option in chosen if option not in paths]
    offering = {o: next(f for f in COLOURS if o == f or o.startswith(f"{f}_")) for o in drawn}
    last = max(month for option in drawn for month in paths[option])
    final = {option: paths[option][max(paths[option])] for option in drawn}
    top = max(value for option in drawn for value in paths[option].values()) * 1.04
    labels = {option: f"{language.option(option)}\n{language.usd(final[option], digits=0)}" for option in drawn}
    money, room = money_axis("cumulative_axis", top)
    plot = int(width - 20 - room - widest(labels.values()) - 18)
    lines = [{"offering": offering[o], "option": o, "x": m, "usd": usd} for o in drawn for m, usd in paths[o].items()]
    baseline = paths.get("on_demand", {})
    caught_up = sorted((month, o) for o in drawn[1:] if (month := _first_month_below(paths[o], baseline)) is not None)
    marks = [
        {"offering": offering[o], "x": m, "usd": paths[o][m], "label": language.text("month_n", n=m)}
        for m, o in caught_up
    ]
    x = q(
        "x",
        scale=scale(0, last),
        axis={"title": language.text("months_axis"), "values": list(range(0, last + 1, 6 if last > 12 else 1))},
    )
    y = q("usd", scale=scale(0, top), axis=money)
    layers = [
        _lines(lines, x, y),
        *_names(drawn, labels, offering, final, top, plot, height),
        *_marked(marks, x, y, plot, max(last, 1), height),
    ]
    said = [language.text("cash_crossing", option=language.option(o), month=m) for m, o in caught_up]
    for option in drawn[1:] if baseline else []:
        if all(paths[option][m] <= baseline[m] for m in paths[option] if m in baseline and m):
            said.append(language.text("cash_from_the_start", option=language.option(option)))
        elif final[option] > final["on_demand"]:
            said.append(language.text("cash_never", option=language.option(option), months=last))
    totals = ", ".join(f"{language.option(option)} {language.usd(final[option], digits=0)}" for option in drawn)
    return {
        "title": title(about, " ".join(said), not_known(unknown), width=width - 30),
        "description": language.text(
            "cash_description", heading=about, months=last, totals=totals, said=" ".join([*said, not_known(unknown)])
        ).strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _first_month_below(path: dict[int, float], baseline: dict[int, float]) -> int | None:
    """The first month with no more paid than on the baseline, after one with more paid."""
    above = False
    for month in sorted(path.keys() & baseline.keys()):
        if path[month] > baseline[month]:
            above = True
        elif above:
            return month
    return None


def _lines(rows: Sequence[Row], x: Spec, y: Spec) -> Spec:
    return layer(
        "line",
        rows,
        look={"strokeWidth": 2.5},
        x=x,
        y=y,
        color=offering_colour(),
        strokeDash=offering_dash(),
        detail=n("option"),
    )


def _names(
    drawn: Sequence[str],
    labels: dict[str, str],
    offering: dict[str, str],
    end: dict[str, float],
    top: float,
    plot: int,
    height: int,
) -> list[Spec]:
    at = [height * (1 - end[option] / top) for option in drawn]
    names = [{"offering": offering[option], "label": labels[option]} for option in drawn]
    return end_labels(plot, at, spread(at, 30, 12, height - 12), names, offering_colour())


def _marked(marks: Sequence[Row], x: Spec, y: Spec, plot: int, span: float, height: int) -> list[Spec]:
    """Crossing points: a ring, a dotted line down to the axis, and the value at its foot."""
    if not marks:
        return []
    gap = max(text_width(mark["label"], 12) for mark in marks) + 8
    feet = spread([mark["x"] / span * plot for mark in marks], gap, 0, plot - gap)
    rows = [{**mark, "zero": 0, "foot": foot / plot * span} for mark, foot in zip(marks, feet, strict=True)]
    down = {"field": "zero"}
    ring = {"filled": True, "fill": "white", "size": 80, "strokeWidth": 2.5, "opacity": 1}
    look = {"fontSize": 12, "fontWeight": "bold", "align": "left", "dx": 5}
    place = {"x": {**x, "field": "foot"}, "y": {"value": height - 10}, "text": n("label")}
    return [
        layer("rule", rows, look={"strokeDash": [2, 2]}, x=x, y=y, y2=down, color=offering_colour()),
        layer("point", rows, look=ring, x=x, y=y, stroke=offering_colour(), tooltip=n("label")),
        *rimmed(rows, look, **place),  # the dotted line of a neighbour may run through the letters
    ]
