"""Charts of Spot prices and of what an interruption costs: how far below On-Demand, how often to save, where it stops paying."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    RING,
    Row,
    colours,
    end_labels,
    heading,
    layer,
    n,
    q,
    rimmed,
    scale,
    spread,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

_SPOT, _PALE = COLOURS["spot"], "#f3c795"
_BINS = 20
#: Two lines of the same colour family are told apart by their dash, too.
_HISTORY_DASHES = {"own": [1, 0], "region": [6, 3]}


@chart
def spot_savings(
    pairs: pd.DataFrame,
    *,
    promised: float = 0.9,
    own: str = "",
    name: str = "",
    height: int = 210,
) -> Spec:
    """How the pools of one place and day spread over savings against On-Demand.

    Parameters
    ----------
    pairs
        As `kaolib.architecture.fleet.spot_pairs` gives them: instance_type, spot_usd_per_hour, on_demand_usd_per_hour,
        saving.
    promised
        The saving that is spoken of: the bars from there on are the dark ones.
    own
        The learner's own type, to be marked.
    name
        Whose pools they are, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Bars of five points each, with the median as an upright line. A pool counts as reaching a saving when its Spot
        price does so before it was rounded to four decimals.

    Examples
    --------
    >>> pairs = pd.DataFrame({"instance_type": ["a", "b"], "spot_usd_per_hour": [0.03, 0.01], "on_demand_usd_per_hour": 0.1,
    ...                       "saving": [0.7, 0.9]})
    >>> chart = spot_savings(pairs, own="a")
    """
    about = heading("spot_savings_title", name)
    table = pairs.dropna(subset=["saving"])
    values = table["saving"].to_numpy(float)
    if not len(values):
        return nothing(about, language.text("chart_no_price"))
    low = math.floor(max(min(0.4, float(np.quantile(values, 0.005))), 0.0) * _BINS) / _BINS
    exact = 1 - (table["spot_usd_per_hour"] - 0.00005) / table["on_demand_usd_per_hour"]
    at = np.clip(np.floor(exact.to_numpy(float) * _BINS + 1e-9) / _BINS, low, promised)
    starts, counts = np.unique(np.round(at, 2), return_counts=True)
    rows: list[Row] = [
        {
            "x": float(start) + 0.003,
            "x1": float(start) + 1 / _BINS - 0.003,
            "share": count / len(values),
            "kind": "promised" if start >= promised - 1e-9 else "other",
        }
        for start, count in zip(starts, counts, strict=True)
    ]
    share = sum(row["share"] for row in rows if row["kind"] == "promised")
    median = float(np.median(values))
    tallest = max(row["share"] for row in rows)
    top = tallest * 1.3
    room = 52
    plot = WIDTH - 20 - room - 20
    last = max(0.95, float(starts.max()) + 1 / _BINS)
    axis = {"title": language.text("spot_savings_axis"), "format": "%", "values": _tens(low, last)}
    x = q("x", scale=scale(low, last), axis=axis)
    tick = [value for value in ticks(top, 4) if value <= tallest * 1.05]
    y = q(
        "share", scale=scale(0, top), axis={"title": language.text("spot_savings_share"), "format": "%", "values": tick}
    )
    fill = colours("kind", {"promised": _SPOT, "other": _PALE})
    look = {"stroke": INK, "strokeWidth": 0.5}
    layers = [layer("rect", rows, look=look, x=x, x2={"field": "x1"}, y=y, y2={"datum": 0}, color=fill)]
    dash = {"color": CHOICE, "strokeDash": [5, 3], "strokeWidth": 1.5}
    words = language.text("spot_savings_median", saving=language.percent(median))
    layers.append(layer("rule", [{"x": median}], look=dash, x=x))
    layers += rimmed(
        [{"x": median, "label": words}],
        {"align": "right", "dx": -5, "fontWeight": "bold"},
        x=x,
        y={"value": 8},
        text=n("label"),
    )
    mark = [{"x": promised + 0.5 / _BINS, "share": share, "label": language.percent(share)}]
    look = {"fontWeight": "bold", "fontSize": 13, "baseline": "bottom", "dy": -4, "color": WASTE}
    layers += rimmed(mark, look, x=x, y=y, text=n("label"))
    note = ""
    mine = table.loc[table["instance_type"] == own, "saving"]
    if len(mine):
        note = language.text("spot_savings_own", name=own, saving=language.percent(float(mine.iloc[0])))
        mark = [{"x": max(float(mine.iloc[0]), low)}]
        dot = {"shape": "triangle-up", "filled": True, "fill": CHOICE, "size": 110, "opacity": 1, "clip": False}
        layers.append(layer("point", mark, look=dot, x=x, y={"value": height - 7}))
    said = language.text(
        "spot_savings_said", count=language.number(len(values)), median=language.percent(median), promised=language.percent(promised),
        share=language.percent(share),
    )  # fmt: skip
    return {
        "title": title(about, said, note, width=WIDTH - 30),
        "description": f"{about}. {said} {note}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _tens(low: float, last: float) -> list[float]:
    return [round(value / 10, 1) for value in range(math.ceil(low * 10 - 1e-9), int(last * 10 + 1e-9) + 1)]


@chart
def spot_history(
    history: pd.DataFrame, *, own_name: str, promised: float = 0.9, name: str = "", height: int = 220
) -> Spec:
    """How the saving of one pool moved over the dates, on the middle half of all pools of its place.

    Parameters
    ----------
    history
        date ("2026-08-06"), p25, p50, p75 (savings of the place's pools), saving (of the one pool; NaN where not known).
    own_name
        What the one pool is called.
    promised
        The saving that is spoken of: a dashed line.
    name
        The place, for the title.
    height
        Of the plot in pixels.

    Examples
    --------
    >>> chart = spot_history(pd.DataFrame({"date": ["2026-01-02", "2026-08-06"], "p25": 0.6, "p50": 0.7, "p75": 0.8,
    ...                                    "saving": [0.65, 0.75]}), own_name="m7g.large")
    """
    about = heading("spot_history_title", name)
    table = history.sort_values("date")
    if table.empty:
        return nothing(about, language.text("chart_no_price"))
    days = pd.to_datetime(table["date"])
    start = days.iloc[0].normalize().replace(day=1)
    table = table.assign(day=(days - start).dt.days)
    last = int(table["day"].iloc[-1]) + 6
    known = table.dropna(subset=["saving"])
    lowest = min([*table["p25"], *known["saving"]])
    low = max(math.floor(lowest * 10 - 0.3) / 10, 0.0)
    months = pd.date_range(start, days.iloc[-1], freq="3MS")
    at = [int(day) for day in (months - start).days]
    labels = [f"{month:%Y-%m}" for month in months]
    x = q(
        "day",
        scale=scale(0, last),
        axis={"title": language.text("spot_history_axis"), "values": at, "labelExpr": f"{labels}[indexof({at}, datum.value)]"},
    )  # fmt: skip
    y = q(
        "y",
        scale=scale(low, max(0.95, promised + 0.03)),
        axis={"title": language.text("spot_savings_axis"), "format": "%", "values": _tens(low, 0.95)},
    )
    region = language.text("spot_history_region")
    names = {"own": own_name, "region": region}
    room, side = 56, widest(names.values()) + 46
    plot = int(WIDTH - 20 - room - side)
    day = table["day"].astype(int).tolist()
    band = [{"day": d, "y": float(a), "y1": float(b)} for d, a, b in zip(day, table["p25"], table["p75"], strict=True)]
    lines: list[Row] = [{"day": d, "y": float(v), "kind": "region"} for d, v in zip(day, table["p50"], strict=True)]
    lines += [{"day": int(d), "y": float(v), "kind": "own"} for d, v in zip(known["day"], known["saving"], strict=True)]
    fill = colours("kind", {"own": _SPOT, "region": COLOURS["on_demand"]})
    dash = n("kind", scale={"domain": list(_HISTORY_DASHES), "range": list(_HISTORY_DASHES.values())}, legend=None)
    layers = [
        layer("area", band, look={"color": COLOURS["on_demand"], "opacity": 0.18}, x=x, y=y, y2={"field": "y1"}),
        layer("rule", [{"y": promised}], look={"color": WASTE, "strokeDash": [5, 3], "strokeWidth": 1.5}, y=y),
        layer("line", lines, look={"strokeWidth": 2.5}, x=x, y=y, color=fill, strokeDash=dash),
        layer("point", [row for row in lines if row["kind"] == "own"], look={**RING, "size": 40, "stroke": _SPOT}, x=x, y=y),
    ]  # fmt: skip
    ends = {"region": float(table["p50"].iloc[-1])}
    note = ""
    if len(known):
        ends["own"] = float(known["saving"].iloc[-1])
        most, least = (known.iloc[int(at)] for at in (known["saving"].argmax(), known["saving"].argmin()))
        marks: list[Row] = [
            {"day": int(row["day"]), "y": float(row["saving"]), "label": language.percent(row["saving"])}
            for row in (most, least)
        ]
        above = {"fontWeight": "bold", "baseline": "bottom", "dy": -8, "align": "left"}
        below = {"fontWeight": "bold", "baseline": "top", "dy": 8, "align": "left"}
        for mark, look in zip(marks, (above, below), strict=True):
            if mark["day"] < last * 0.9:
                layers += rimmed([mark], look, x=x, y=y, text=n("label"))
        note = language.text(
            "spot_history_said", name=own_name, most=language.percent(most["saving"]), most_date=most["date"],
            least=language.percent(least["saving"]), least_date=least["date"],
        )  # fmt: skip
    heights = [height * (1 - (value - low) / (max(0.95, promised + 0.03) - low)) for value in ends.values()]
    stand = spread(heights, 30, 12, height - 12)
    rows = [{"kind": kind, "label": f"{names[kind]}\n{language.percent(value)}"} for kind, value in ends.items()]
    layers += end_labels(plot, heights, stand, rows, fill)
    return {
        "title": title(about, note, language.text("spot_history_band"), width=WIDTH - 30),
        "description": f"{about}. {note} {language.text('spot_history_band')}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def checkpoint_cost(
    curve: pd.DataFrame,
    on_demand_usd: float,
    marks: Mapping[str, tuple[float, float]],
    *,
    chosen: tuple[float, float] | None = None,
    name: str = "",
    height: int = 240,
) -> Spec:
    """What a job costs on Spot by the hours between its checkpoints, and where that is more than On-Demand.

    Parameters
    ----------
    curve
        interval_hours (rising; the last is the whole job, without a checkpoint), usd.
    on_demand_usd
        The same job On-Demand: a flat line.
    marks
        Hours between checkpoints and USD of a rule, by its name: the first one, the exact best, is ringed.
    chosen
        A choice of the learner's: hours and USD.
    name
        Which job it is, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        The hours are on a logarithmic axis. The part of the line above On-Demand is red and dashed.

    Examples
    --------
    >>> curve = pd.DataFrame({"interval_hours": [0.1, 1, 24], "usd": [4.0, 3.0, 9.0]})
    >>> chart = checkpoint_cost(curve, 6.0, {"exact": (1.0, 3.0)})
    """
    about = heading("checkpoint_title", name)
    table = curve[np.isfinite(curve["usd"].to_numpy(float))].sort_values("interval_hours")
    if table.empty or not math.isfinite(on_demand_usd):
        return nothing(about, language.text("chart_no_price"))
    hours, usd = table["interval_hours"].to_numpy(float), table["usd"].to_numpy(float)
    top = min(float(usd.max()), 2.2 * on_demand_usd) * 1.06
    shown = usd <= top
    low, high = float(hours[0]), float(hours[-1])
    stands = [value for value in (1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 4, 8, 12, 24, 48, 96, 168) if low <= value <= high]
    words = [_span(value) for value in stands]
    crossing = _crossing(hours, usd, on_demand_usd)
    room = widest(f"{value:,g}" for value in ticks(top)) + 34
    side = 178
    plot = int(WIDTH - 20 - room - side)
    labels = f"{words}[indexof({stands}, datum.value)]"
    x = q(
        "x",
        scale={"type": "log", "domain": [low, high], "nice": False},
        axis={"title": language.text("checkpoint_axis"), "values": stands, "labelExpr": labels, "labelOverlap": True},
    )
    y = q(
        "y",
        scale=scale(0, top),
        axis={"title": language.text("checkpoint_axis_usd"), "values": ticks(top), "format": EXACT},
    )
    line = [{"x": float(a), "y": float(b)} for a, b in zip(hours[shown], usd[shown], strict=True)]
    over = [row for row in line if row["y"] >= on_demand_usd]
    layers = [
        layer("rule", [{"y": on_demand_usd}], look={"color": COLOURS["on_demand"], "strokeWidth": 2}, y=y),
        layer("line", line, look={"color": _SPOT, "strokeWidth": 2.5, "clip": True}, x=x, y=y),
    ]
    right = [row for row in over if row["x"] > (crossing or high)]
    if right:
        layers.append(layer("line", right, look={"color": WASTE, "strokeWidth": 3.5, "strokeDash": [3, 2]}, x=x, y=y))
    if crossing:
        at = [{"x": crossing, "label": language.text("checkpoint_crossing", hours=_span(crossing))}]
        layers.append(layer("rule", at, look={"color": CHOICE, "strokeDash": [5, 3]}, x=x))
        left = math.log(crossing / low) > 0.5 * math.log(high / low)
        look = {"fontWeight": "bold", "align": "right" if left else "left", "dx": -5 if left else 5}
        layers += rimmed(at, look, x=x, y={"value": 10}, text=n("label"))
    layers += rimmed(
        [{"label": language.text("checkpoint_on_demand", usd=language.usd(on_demand_usd, digits=2)), "y": on_demand_usd}],
        {"align": "left", "dx": 4, "baseline": "bottom", "dy": -4, "color": SOFT},
        x={"value": 0}, y=y, text=n("label"),
    )  # fmt: skip
    layers += _rules(marks, chosen, plot, x, y, top, height)
    best = next(iter(marks.values()))
    said = language.text(
        "checkpoint_said", best=_span(best[0]), usd=language.usd(best[1], digits=2), on_demand=language.usd(on_demand_usd, digits=2)
    )  # fmt: skip
    note = language.text("checkpoint_crossing_note", hours=_span(crossing)) if crossing else ""
    return {
        "title": title(about, said, note, width=WIDTH - 30),
        "description": f"{about}. {said} {note}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _rules(
    marks: Mapping[str, tuple[float, float]], chosen: Any, plot: int, x: Spec, y: Spec, top: float, height: int
) -> list[Spec]:
    """Numbered rings on the line, and their names, hours and dollars at the side."""
    listed: list[Row] = [
        {"number": str(at), "name": name, "x": hours, "y": min(usd, top)}
        for at, (name, (hours, usd)) in enumerate(marks.items(), 1)
    ]
    ring = {**RING, "size": 60}
    # the rings of two rules may stand on one another: their numbers stand apart, below the line
    base = x["scale"]["domain"]
    pixels = [math.log(row["x"] / base[0]) / math.log(base[1] / base[0]) * plot for row in listed]
    stand = spread(pixels, 13, 8, plot - 8)
    for row, at in zip(listed, stand, strict=True):
        row["at"] = at
        row["label"] = row["number"]
    layers = [
        layer("point", listed, look=ring, x=x, y=y),
        *rimmed(
            listed,
            {"fontWeight": "bold", "fontSize": 12, "baseline": "top", "dy": 8},
            x=q("at", scale=None, axis=None),
            y=y,
            text=n("label"),
        ),
    ]
    if chosen is not None:
        look = {"filled": True, "shape": "diamond", "fill": CHOICE, "size": 130, "opacity": 1}
        layers.append(layer("point", [{"x": chosen[0], "y": min(chosen[1], top)}], look=look, x=x, y=y))
    rows: list[Row] = []
    down = 4.0
    for row, (hours, usd) in zip(listed, marks.values(), strict=True):
        text = [f"{row['number']}. {row['name']}", _span(hours), language.usd(usd, digits=2)]
        rows.append({"label": "\n".join(text), "xt": plot + 14, "yt": down})
        down += 14 * len(text) + 9
    pixel: Spec = {"scale": None, "axis": None}
    look = {"align": "left", "baseline": "top", "lineBreak": "\n", "lineHeight": 14}
    layers.append(layer("text", rows, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")))
    return layers


def _crossing(hours: np.ndarray[Any, Any], usd: np.ndarray[Any, Any], level: float) -> float | None:
    """From how many hours on, right of the cheapest, the line lies above the level."""
    best = int(usd.argmin())
    over = np.flatnonzero(usd[best:] > level)
    if not len(over) or over[0] == 0:
        return None
    after = best + int(over[0])
    share = (level - usd[after - 1]) / (usd[after] - usd[after - 1])
    return float(hours[after - 1] * (hours[after] / hours[after - 1]) ** share)


def _span(hours: float) -> str:
    """Hours as minutes, hours or days, whichever reads best."""
    if hours < 0.995:
        return language.text("checkpoint_span_minutes", count=language.number(hours * 60, 0))
    if hours < 72:
        return language.text("checkpoint_span_hours", count=language.number(round(hours, 1)))
    return language.text("checkpoint_span_days", count=language.number(round(hours / 24, 1)))


@chart
def spot_break_even(
    saving_usd_per_hour: float,
    hazards: Mapping[str, float],
    *,
    own_usd: float | None = None,
    name: str = "",
    height: int = 250,
) -> Spec:
    """How much one interruption may cost before On-Demand is cheaper, by the hours from one interruption to the next.

    Parameters
    ----------
    saving_usd_per_hour
        What an hour on Spot saves against On-Demand.
    hazards
        Mean hours between interruptions, by the name of where they come from: an Advisor band, a real trace.
    own_usd
        What one interruption costs the learner: a flat line.
    name
        Which type it is, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Both axes are logarithmic. The line is the saving of the hours between two interruptions: below it Spot pays,
        and in the red part above it On-Demand is cheaper.

    Examples
    --------
    >>> chart = spot_break_even(0.12, {"<5%": 28000.0, "V100": 9.0}, own_usd=50)
    """
    about = heading("spot_break_even_title", name)
    if not saving_usd_per_hour > 0:
        return nothing(about, language.text("spot_break_even_none"))
    hours = sorted(hazards.values())
    low, high = 10 ** math.floor(math.log10(hours[0] * 0.6)), 10 ** math.ceil(math.log10(hours[-1] * 1.5))
    bottom = 10 ** math.floor(math.log10(min(saving_usd_per_hour * low, (own_usd or math.inf) * 0.7)))
    top = 10 ** math.ceil(math.log10(max(saving_usd_per_hour * high, (own_usd or 0) * 1.4)))
    powers = [10.0**k for k in range(round(math.log10(low)), round(math.log10(high)) + 1)]
    money = [10.0**k for k in range(round(math.log10(bottom)), round(math.log10(top)) + 1)]
    room = widest(f"{value:,g}" for value in money) + 34
    plot = int(WIDTH - 20 - room - 20)
    x = q(
        "x",
        scale={"type": "log", "domain": [low, high], "nice": False},
        axis={"title": language.text("spot_break_even_axis"), "values": powers, "format": EXACT},
    )
    y = q(
        "y",
        scale={"type": "log", "domain": [bottom, top], "nice": False},
        axis={"title": language.text("spot_break_even_usd"), "values": money, "format": EXACT},
    )
    line = [{"x": at, "y": saving_usd_per_hour * at, "y1": top, "y0": bottom} for at in (low, high)]
    look = {"color": WASTE, "opacity": 0.12}
    layers = [
        layer("area", line, look=look, x=x, y=y, y2={"field": "y1"}),
        layer("area", line, look={"color": _SPOT, "opacity": 0.16}, x=x, y={**y, "field": "y0"}, y2={"field": "y"}),
        layer("line", line, look={"color": CHOICE, "strokeWidth": 2.5}, x=x, y=y),
    ]
    if own_usd:
        layers.append(layer("rule", [{"y": own_usd}], look={"color": CHOICE, "strokeDash": [5, 3]}, y=y))
        words = [{"y": own_usd, "label": language.text("spot_break_even_own", usd=language.usd(own_usd, digits=0))}]
        layers += rimmed(
            words, {"align": "left", "dx": 6, "dy": -6, "baseline": "bottom"}, x={"value": 0}, y=y, text=n("label")
        )
    rows: list[Row] = [
        {"x": at, "y": saving_usd_per_hour * at, "label": f"{which}: {language.usd(saving_usd_per_hour * at, digits=2 if saving_usd_per_hour * at < 10 else 0)}"}
        for which, at in hazards.items()
    ]  # fmt: skip
    layers.append(layer("point", rows, look=RING, x=x, y=y))
    left = [row for row in rows if row["x"] > math.sqrt(low * high)]
    for some, look in (
        ([row for row in rows if row not in left], {"align": "left", "dx": 10, "dy": 4, "baseline": "top"}),
        (left, {"align": "right", "dx": -9, "dy": -5, "baseline": "bottom"}),
    ):
        if some:
            layers += rimmed(some, {**look, "fontSize": 11}, x=x, y=y, text=n("label"))
    for key, across, down, align in (("dear", 8, 14, "left"), ("pays", plot - 8, height - 12, "right")):
        words = [{"label": language.text(f"spot_break_even_{key}")}]
        layers.append(
            layer("text", words, look={"align": align, "fontWeight": "bold", "fontSize": 12}, x={"value": across},
                  y={"value": down}, text=n("label"))
        )  # fmt: skip
    said = language.text("spot_break_even_said", saving=language.usd_per_hour(saving_usd_per_hour))
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. {said} " + "; ".join(row["label"] for row in rows),
        "width": plot,
        "height": height,
        "layer": layers,
    }
