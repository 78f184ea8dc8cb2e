"""Charts of Savings Plans: a week under a commitment, what each amount of it costs, what plans save, and when to change."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from kaolib import errors
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import language
from kaolib.study.charts._commitments import COVERED_BY
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    RING,
    Row,
    colours,
    data,
    end_labels,
    ghost_note,
    heading,
    layer,
    money_axis,
    n,
    q,
    rimmed,
    scale,
    spread,
    text_width,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

YEAR_MONTHS = 12
#: Two weeks of hours, as many as Cost Explorer keeps by the hour.
MOST_HOURS = 336
_DAY, _MOST_ROWS = 24, 2_000
#: Lines of the two shares that move against each other: a colour and a dash for each.
_SHARES = {"coverage": COLOURS["compute_sp"], "utilization": COLOURS["ri_standard"]}
_SHARE_DASHES = {"coverage": [1, 0], "utilization": [8, 3]}


@chart
def plan_week(
    hours: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "", ghost_name: str = "", height: int = 230
) -> Spec:
    """The bill of each hour, stacked: commitments used, commitments unused, and On-Demand above them.

    Parameters
    ----------
    hours
        From `kaolib.knowledge.discounts.Application.by_hour`: at most 336 hours.
    ghost
        The hours of an earlier choice over the same usage: a pale line is its bill.
    name, ghost_name
        Whose hours they are, for the title, and what the ghost is, for its note.
    height
        The height of its plot in pixels.

    Returns
    -------
    Chart
        What commitments cost is flat, and its line is drawn: red below it is paid and not used, grey above it is
        On-Demand. A dashed line is the same usage without commitments.

    Raises
    ------
    InputError
        For more hours than a chart can hold.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.knowledge import discounts
    >>> usage = pd.DataFrame({"hour": [0, 1], "item": "m5.large", "quantity": [4, 1], "on_demand_usd": 0.10})
    >>> chart = plan_week(discounts.apply(usage).by_hour())
    """
    about = heading("plan_week_title", name)
    if len(hours) > MOST_HOURS:
        raise _too_many(len(hours))
    most = max(float(hours[column].max()) for column in ("usd", "on_demand_equivalent_usd"))
    if not most > 0:
        return nothing(about, language.text("chart_no_cost"))
    kinds = [kind for kind in COVERED_BY if kind in hours.columns and kind not in ("on_demand", "spot")]
    stack = [*kinds, "unused", *(kind for kind in ("on_demand", "spot") if kind in hours.columns)]
    amounts = {kind: hours["unused_usd" if kind == "unused" else kind].astype(float).tolist() for kind in stack}
    committed = [sum(amounts[kind][at] for kind in [*kinds, "unused"]) for at in range(len(hours))]
    rows = _stacked(stack, amounts, len(hours))

    share = MONTH_HOURS / len(hours)
    sums = {kind: sum(amounts[kind]) for kind in stack}
    labels = {
        kind: f"{language.text(f'covered_by_{kind}')}\n{language.usd_per_month(usd * share)}"
        for kind, usd in sums.items()
        if usd > 1e-9
    }
    plain = f"{language.text('plan_week_without')}\n" + language.usd_per_month(
        float(hours["on_demand_equivalent_usd"].sum()) * share
    )
    top = most * 1.04
    money, room = money_axis("usd_per_hour_axis", top)
    plot = int(WIDTH - 20 - room - widest([*labels.values(), plain]) - 20)
    x = q("h", scale=scale(0, len(hours)), axis=_days(hours["hour"].tolist()))
    y = q("y0", scale=scale(0, top), axis=money)
    palette = {**{kind: COVERED_BY[kind] for kind in stack}, "plain": INK}
    fill = colours("kind", palette)
    # a rim of its own colour: without it the page shines through between two hours
    look = {"strokeWidth": 0.6}
    bars = layer("rect", rows, look=look, x=x, x2={"field": "h1"}, y=y, y2={"field": "y1"}, color=fill, stroke=fill)
    layers = [bars, _steps(hours["on_demand_equivalent_usd"].tolist(), x, y, {"color": INK, "strokeDash": [3, 3]})]
    if ghost is not None:
        layers.append(_steps(ghost["usd"].tolist(), x, y, {**GHOST, "opacity": 0.9, "strokeWidth": 2.5}))
    if kinds or sums["unused"] > 1e-9:
        layers.append(_steps(committed, x, y, {"color": CHOICE, "strokeWidth": 2}))
    layers += _stack_names(labels, amounts, stack, plain, most, top, plot, height, palette)
    if sum(len(part["data"]["values"]) for part in layers) > _MOST_ROWS:
        raise _too_many(len(hours))
    total = float(hours["usd"].sum()) * share
    figures = {
        "bill": language.usd_per_month(total),
        "without": language.usd_per_month(float(hours["on_demand_equivalent_usd"].sum()) * share),
        "unused": language.usd_per_month(sums["unused"] * share),
    }
    said = language.text("plan_week_said", **figures)
    pale = language.text("plan_week_ghost", name=ghost_name or language.text("first_choice"))
    return {
        "title": title(about, said, pale if ghost is not None else "", width=WIDTH - 30),
        "description": language.text("plan_week_description", heading=about, hours=len(hours), **figures),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _too_many(hours: int) -> errors.InputError:
    return errors.InputError(
        ko=f"{hours:,}시간은 한 차트에 다 그릴 수 없습니다. {MOST_HOURS}시간(14일)까지, 약정의 종류가 많으면 더 적게 주세요.",
        en=f"{hours:,} hours are too many for one chart: give at most {MOST_HOURS} (14 days), and fewer under many kinds of commitment.",
    )


def _stacked(stack: list[str], amounts: dict[str, list[float]], hours: int) -> list[Row]:
    """A part for each way to pay in each hour, on top of the one before; a part that stays as it is, is one row."""
    rows: list[Row] = []
    latest: dict[str, Row] = {}
    for at in range(hours):
        below = 0.0
        for kind in stack:
            usd = amounts[kind][at]
            if usd <= 1e-9:
                continue
            ends = round(below, 9), round(below + usd, 9)
            before = latest.get(kind)
            if before and before["h1"] == at and (before["y0"], before["y1"]) == ends:
                before["h1"] = at + 1
            else:
                latest[kind] = {"h": at, "h1": at + 1, "kind": kind, "y0": ends[0], "y1": ends[1]}
                rows.append(latest[kind])
            below += usd
    return rows


def _days(hours: list[object]) -> Spec:
    """The axis of hours: a date at each midnight, or the number of the hour."""
    if not hasattr(hours[0], "strftime"):
        return {"title": language.text("plan_week_hours"), "values": ticks(len(hours), 7), "format": EXACT}
    every = _DAY if len(hours) <= 8 * _DAY else 2 * _DAY
    at = [number for number, hour in enumerate(hours) if hour.hour == 0][:: every // _DAY]  # type: ignore[attr-defined]
    words = [f"{hours[number]:%m-%d}" for number in at]
    return {
        "title": language.text("plan_week_axis"),
        "values": at,
        "labelExpr": f"{words}[indexof({at}, datum.value)]",
        "labelAlign": "left",
        "labelFlush": False,
        "tickSize": 8,
    }


def _steps(values: list[float], x: Spec, y: Spec, look: Spec) -> Spec:
    """A line of steps: a level for each hour, written where it changes."""
    rows: list[Row] = []
    at = 0
    for level, run in groupby(round(value, 9) for value in values):
        rows.append({"h": at, "y0": level})
        at += len(list(run))
    rows.append({"h": at, "y0": rows[-1]["y0"]})
    return layer("line", rows, look={"interpolate": "step-after", "strokeWidth": 1.2, **look}, x=x, y=y)


def _stack_names(
    labels: dict[str, str],
    amounts: dict[str, list[float]],
    stack: list[str],
    plain: str,
    most: float,
    top: float,
    plot: int,
    height: int,
    palette: dict[str, str],
) -> list[Spec]:
    """The name of each part right of the plot, as high as the part stands on average, and that of the dashed line."""
    levels, below = {}, 0.0
    hours = len(amounts[stack[0]])
    for kind in stack:
        mean = sum(amounts[kind]) / hours
        levels[kind] = below + mean / 2
        below += mean
    kinds = list(labels)
    at = [height * (1 - levels[kind] / top) for kind in kinds] + [height * (1 - most / top)]
    stand = spread(at, 32, 12, height - 14)
    names: list[Row] = [{"kind": kind, "label": labels[kind]} for kind in kinds] + [{"kind": "plain", "label": plain}]
    return end_labels(plot, at, stand, names, colours("kind", palette))


@chart
def plan_curve(
    amounts: pd.DataFrame,
    chosen: float | None = None,
    *,
    first: float | None = None,
    wanted: tuple[float, float] | None = None,
    kind: str = "compute_sp",
    name: str = "",
) -> Spec:
    """What each commitment comes to: the bill above, coverage and utilization below.

    Parameters
    ----------
    amounts
        One row for each commitment: usd_per_hour, usd_per_month (the bill), coverage, utilization (NaN at 0); the first
        row is a commitment of 0.
    chosen, first
        The commitment that is chosen, and the one chosen before: an upright line, and a pale one.
    wanted
        The least coverage and utilization that are asked for: the commitments that have both are shaded.
    kind
        The kind of plan, whose colour the bill has.
    name
        What the commitments are, for the title.

    Returns
    -------
    Chart
        Two panels over one axis. The cheapest commitment is marked with its bill.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = plan_curve(pd.DataFrame({"usd_per_hour": [0.0, 1.0, 2.0], "usd_per_month": [1000.0, 800.0, 900.0],
    ...                                  "coverage": [0.0, 0.5, 0.6], "utilization": [float("nan"), 1.0, 0.7]}))
    """
    about = heading("plan_curve_title", name)
    if amounts.empty or not amounts["usd_per_month"].max() > 0:
        return nothing(about, language.text("chart_no_cost"))
    table = amounts.sort_values("usd_per_hour", ignore_index=True)
    last = float(table["usd_per_hour"].max())
    best = {
        name: float(table[name].iloc[int(table["usd_per_month"].argmin())])
        for name in ("usd_per_hour", "usd_per_month")
    }
    on_demand = float(table["usd_per_month"].iloc[0])
    shown = table[table["usd_per_month"] <= on_demand * 1.15]
    top = float(shown["usd_per_month"].max()) * 1.12
    money, room = money_axis("usd_per_month_axis", top)
    names = {kind: language.text(f"column_{kind}") for kind in _SHARES}
    right = max(widest(names.values()) + 22, widest([language.text("plan_curve_on_demand")]) + 12)
    plot = int(WIDTH - 20 - room - right)
    axis = {"title": language.text("plan_curve_axis"), "values": ticks(last, 6), "format": EXACT}
    x = q("x", scale=scale(0, last), axis=axis)
    bare = {**x, "axis": {**axis, "title": None, "labels": False}}
    y = q("usd", scale=scale(0, top), axis=money)
    bill = [
        {"x": float(a), "usd": float(b)} for a, b in zip(shown["usd_per_hour"], shown["usd_per_month"], strict=True)
    ]
    upper = [layer("rule", [{"usd": on_demand}], look={"color": COLOURS["on_demand"], "strokeDash": [3, 3]}, y=y)]
    upper.append(
        layer(
            "text",
            [{"usd": on_demand, "label": language.text("plan_curve_on_demand")}],
            look={"align": "left", "dx": 6},
            x={"value": plot},
            y=y,
            text=n("label"),
        )
    )
    upper.append(layer("line", bill, look={"color": COVERED_BY[kind], "strokeWidth": 2.5}, x=bare, y=y))
    label = language.text(
        "plan_curve_best",
        commitment=language.usd_per_hour(best["usd_per_hour"]),
        bill=language.usd_per_month(best["usd_per_month"]),
    )
    where = best["usd_per_hour"]
    # the words stand under the curve: the bill never comes near zero
    middle = min(max(where / last * plot, text_width(label) * 0.6 + 4), plot - text_width(label) / 2 - 4) / plot * last
    point = [{"x": where, "usd": best["usd_per_month"]}]
    upper.append(layer("point", point, look=RING, x=bare, y=y))
    words = {"fontWeight": "bold", "baseline": "top", "dy": 10}
    upper += rimmed([{**point[0], "x": middle, "label": label}], words, x={**bare, "field": "x"}, y=y, text=n("label"))

    shares = [
        {"x": float(a), "share": float(value), "kind": kind}
        for kind in _SHARES
        for a, value in zip(table["usd_per_hour"], table[kind], strict=True)
        if not math.isnan(value)
    ]
    z = q(
        "share",
        scale=scale(0, 1.02),
        axis={"title": language.text("plan_curve_shares"), "values": [0, 0.25, 0.5, 0.75, 1], "format": "%"},
    )
    lower: list[Spec] = []
    note = ""
    if wanted is not None:
        good = table[(table["coverage"] >= wanted[0] - 1e-9) & (table["utilization"] >= wanted[1] - 1e-9)]
        low, high = language.percent(wanted[0]), language.percent(wanted[1])
        note = language.text("plan_curve_wanted" if len(good) else "plan_curve_none", coverage=low, utilization=high)
        if len(good):
            half = last / max(len(table) - 1, 1) / 2
            band = [
                {"x": max(0.0, good["usd_per_hour"].min() - half), "x1": min(last, good["usd_per_hour"].max() + half)}
            ]
            lower.append(
                layer("rect", band, look={"color": COVERED_BY["compute_sp"], "opacity": 0.18}, x=x, x2={"field": "x1"})
            )
    dash = n("kind", scale={"domain": list(_SHARE_DASHES), "range": list(_SHARE_DASHES.values())}, legend=None)
    look = {"strokeWidth": 2.5}
    lower.append(layer("line", shares, look=look, x=x, y=z, color=colours("kind", _SHARES), strokeDash=dash))
    ends = {kind: float(table[kind].iloc[-1]) for kind in _SHARES}
    at = [_LOWER * (1 - ends[kind] / 1.02) for kind in _SHARES]
    lower += end_labels(
        plot,
        at,
        spread(at, 16, 8, _LOWER - 8),
        [{"kind": kind, "label": names[kind]} for kind in _SHARES],
        colours("kind", _SHARES),
    )
    for panel, across in ((upper, bare), (lower, x)):
        for value, mark in ((chosen, {"color": CHOICE}), (first, {**GHOST, "strokeWidth": 3, "opacity": 0.9})):
            if value is not None:
                panel.insert(0, layer("rule", [{"x": value}], look={"strokeWidth": 1.5, **mark}, x=across))
    said = language.text("plan_curve_said", best=label)
    ghosted = ghost_note(first)
    return {
        "title": title(about, note, ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", said, note, ghosted) if part),
        "vconcat": [
            {"width": plot, "height": _UPPER, "layer": upper},
            {"width": plot, "height": _LOWER, "layer": lower},
        ],
        "spacing": 12,
    }


_UPPER, _LOWER = 140, 110


@chart
def plan_savings(savings: pd.DataFrame, *, promised: float | None = None, name: str = "") -> Spec:
    """How much plans save, by what they cover: the middle eight tenths of all rates, their median and their best.

    Parameters
    ----------
    savings
        From `kaolib.architecture.compare.plan_savings`.
    promised
        A saving to hold them against: an upright line.
    name
        Where the rates hold, for the title.

    Returns
    -------
    Chart
        A bar from the tenth to the ninetieth percentile, a white tick at the median, a ring at the best rate.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = plan_savings(compare.plan_savings(), promised=0.72)
    """
    about = heading("plan_savings_title", name)
    known = savings[savings["median"].notna()]
    if known.empty:
        return nothing(about, language.text("chart_no_price"))
    bars = [_plan_name(part, kind) for part, kind in zip(known["part"], known["kind"], strict=True)]
    rows: list[Row] = [
        {
            **{key: float(row[key]) for key in ("low", "median", "high", "most")},
            "bar": _plan_name(row["part"], row["kind"]),
            "kind": row["kind"],
            "words": language.text(
                "plan_savings_row", median=language.percent(row["median"]), most=language.percent(row["most"])
            ),
        }
        for _, row in known.iterrows()
    ]
    figures = widest(row["words"] for row in rows) + 12
    room = widest(bars) + 20
    plot = int(WIDTH - room - figures - 30)
    most = max([*(row["most"] for row in rows), promised or 0.0]) * 1.03
    # the ring of a saving of 0 stands on the axis: the names keep clear of it
    y = n("bar", sort=bars, axis={"title": None, "ticks": False, "domain": False, "labelPadding": 12})
    shares = [tick for tick in ticks(most, 4) if tick <= most]
    x = q(
        "low", scale=scale(0, most), axis={"title": language.text("plan_savings_axis"), "values": shares, "format": "%"}
    )
    palette = {kind: COVERED_BY[kind] for kind in dict.fromkeys(row["kind"] for row in rows)}
    fill = colours("kind", palette)
    # a bar without length is a line: a rate that is the same everywhere
    bar = {"height": 14, "stroke": INK, "strokeWidth": 0.6}
    ring = {"filled": True, "fill": "white", "size": 50, "strokeWidth": 2.2, "opacity": 1}
    layers = [
        layer("bar", look=bar, x=x, x2={"field": "high"}, y=y, color=fill),
        layer("tick", look={"color": INK, "thickness": 3, "height": 20}, x={**x, "field": "median"}, y=y),
        layer("point", look=ring, x={**x, "field": "most"}, y=y, stroke=fill),
        layer("text", look={"align": "left"}, x={"value": plot + 10}, y=y, text=n("words")),
    ]
    if promised is not None:
        here = [{"at": promised, "label": language.percent(promised)}]
        layers.append(layer("rule", here, look={"color": WASTE, "strokeWidth": 2, "strokeDash": [5, 3]}, x=q("at")))
    said = "; ".join(f"{row['bar']}: {row['words']}" for row in rows)
    line = "" if promised is None else language.text("plan_savings_promised", at=language.percent(promised))
    return {
        "title": title(about, language.text("plan_savings_note"), line, width=WIDTH - 30),
        "description": f"{about}. {language.text('plan_savings_note')} {line} {said}.",
        "width": plot,
        "height": 30 * len(bars),
        "data": data(rows),
        "layer": layers,
    }


def _plan_name(part: str, kind: str) -> str:
    return f"{language.text(f'plan_part_{part}')} · {language.text(f'offering_{kind}')}"


@chart
def plan_switch(
    on_demand: float, narrow: float, wide: float, *, names: tuple[str, str], name: str = "", height: int = 220
) -> Spec:
    """A year of one instance whose family or Region changes in some month: under a plan that stays, and one that follows.

    Parameters
    ----------
    on_demand, narrow, wide
        USD an hour: On-Demand, under the plan bound to a family and Region, under the plan that follows. What runs after
        the change costs the same as before.
    names
        What the two plans are called.
    name
        Which instance it is, for the title.
    height
        The height of its plot in pixels.

    Returns
    -------
    Chart
        The month from which on the narrow plan was the cheaper is marked.

    Examples
    --------
    >>> chart = plan_switch(0.20, 0.13, 0.144, names=("EC2 Instance SP", "Compute SP"))
    """
    about = heading("plan_switch_title", name)
    if any(math.isnan(usd) for usd in (on_demand, narrow, wide)):
        return nothing(about, language.text("chart_no_price"))
    month = MONTH_HOURS
    flat = YEAR_MONTHS * month
    costs = {
        "ec2_instance_sp": [narrow * flat + (YEAR_MONTHS - m) * month * on_demand for m in (0, YEAR_MONTHS)],
        "compute_sp": [wide * flat] * 2,
        "on_demand": [on_demand * flat] * 2,
    }
    top = max(max(both) for both in costs.values()) * 1.06
    words = {"ec2_instance_sp": names[0], "compute_sp": names[1], "on_demand": language.text("offering_on_demand")}
    labels = {kind: f"{words[kind]}\n{language.usd(costs[kind][1], digits=0)}" for kind in costs}
    money, room = money_axis("plan_switch_usd", top)
    plot = int(WIDTH - 20 - room - widest(labels.values()) - 20)
    axis = {"title": language.text("plan_switch_axis"), "values": list(range(0, YEAR_MONTHS + 1, 2))}
    x = q("m", scale=scale(0, YEAR_MONTHS), axis=axis)
    y = q("usd", scale=scale(0, top), axis=money)
    palette = {kind: COLOURS[kind] for kind in costs}
    dashes = {"ec2_instance_sp": [1, 0], "compute_sp": [8, 3], "on_demand": [2, 3]}
    dash = n("kind", scale={"domain": list(dashes), "range": list(dashes.values())}, legend=None)
    lines = [
        {"kind": kind, "m": m, "usd": usd} for kind, both in costs.items() for m, usd in zip((0, 12), both, strict=True)
    ]
    fill = colours("kind", palette)
    layers = [layer("line", lines, look={"strokeWidth": 2.5}, x=x, y=y, color=fill, strokeDash=dash)]
    at = [height * (1 - costs[kind][1] / top) for kind in costs]
    layers += end_labels(
        plot, at, spread(at, 30, 12, height - 12), [{"kind": kind, "label": labels[kind]} for kind in costs], fill
    )
    point = YEAR_MONTHS * (1 - (wide - narrow) / on_demand)
    if 0 <= point <= YEAR_MONTHS:
        said = language.text("plan_switch_said", month=language.number(point, 1), narrow=names[0], wide=names[1])
        mark = [
            {
                "m": point,
                "usd": wide * flat,
                "zero": 0,
                "label": language.text("plan_switch_mark", month=language.number(point, 1)),
            }
        ]
        layers.append(layer("rule", mark, look={"color": CHOICE, "strokeDash": [2, 2]}, x=x, y=y, y2={"field": "zero"}))
        layers.append(layer("point", mark, look=RING, x=x, y=y))
        look = {"fontSize": 12, "fontWeight": "bold", "align": "right", "dx": -8}
        layers += rimmed(mark, look, x=x, y={"value": height - 12}, text=n("label"))
    else:
        said = language.text("plan_switch_never", narrow=names[0], wide=names[1])
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. {said} {language.text('plan_switch_axis')}.",
        "width": plot,
        "height": height,
        "layer": layers,
    }
