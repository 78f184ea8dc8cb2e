"""Charts for deciding how much to commit: load duration, saving by commitment, portfolios, months, and risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._commitments import COVERED_BY
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
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
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    from kaolib.knowledge.discounts import Application
    from kaolib.operation.commitment import BestPlan, Ladder

MONTH_HOURS = 730
#: About how many levels a load duration curve is drawn with.
_LEVELS = 240
#: What is paid for, from the bottom of a stack to its top; existing commitments are the darkest.
STACK = {
    "existing": "#172f7a",
    "ri_standard": COLOURS["ri_standard"],
    "ri_convertible": COLOURS["ri_convertible"],
    "ec2_instance_sp": COLOURS["ec2_instance_sp"],
    "compute_sp": COLOURS["compute_sp"],
    "unused": WASTE,
    "on_demand": COLOURS["on_demand"],
}
_RING = {"filled": True, "fill": "white", "size": 80, "stroke": CHOICE, "strokeWidth": 2.5, "opacity": 1}
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
    layers.append(layer("point", [{"x": top, "y": most}], look=_RING, x=x, y=y))
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


def paid_for(bill: Application, existing: Sequence[str] = ()) -> pd.DataFrame:
    """A bill by month and by what it is paid for: month (from 1, of 730 hours), kind (one of STACK), usd."""
    lines = bill.lines[["hour", "covered_by", "commitment", "usd"]].astype({"covered_by": str, "commitment": str})
    kinds = {kind: "ri_standard" for kind in lines["covered_by"].unique() if kind.startswith("ri_")}
    lines["kind"] = lines["covered_by"].replace(kinds)
    lines.loc[lines["commitment"].isin(list(existing)), "kind"] = "existing"
    unused = bill.commitments[["hour", "unused_usd"]].rename(columns={"unused_usd": "usd"}).assign(kind="unused")
    lines = lines[["hour", "kind", "usd"]]
    paid = pd.concat([lines, unused], ignore_index=True) if len(unused) else lines
    first = paid["hour"].min()
    since = paid["hour"] - first
    clock = since // pd.Timedelta(hours=1) if pd.api.types.is_timedelta64_dtype(since) else since
    paid["month"] = clock // MONTH_HOURS + 1
    return paid.groupby(["month", "kind"])["usd"].sum().reset_index()


@chart
def portfolio_bars(bills: Mapping[str, Application], *, name: str = "") -> Spec:
    """What the same use costs under different mixes of commitments, split by what is paid for.

    Parameters
    ----------
    bills
        By the name of the mix: the use billed under it, from `kaolib.knowledge.discounts.apply`.
    name
        Whose use it is, for the title.

    Returns
    -------
    Chart
        Stacked bars from zero, with the total beside each; the cheapest is bold.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.knowledge import discounts
    >>> usage = pd.DataFrame({"hour": [0, 1], "item": "m5.large", "quantity": [4, 1], "on_demand_usd": 0.10})
    >>> chart = portfolio_bars({"no commitment": discounts.apply(usage)})
    """
    about = heading("portfolio_bars_title", name)
    parts = {label: paid_for(bill).groupby("kind")["usd"].sum() for label, bill in bills.items()}
    portfolios = pd.DataFrame(parts).T.fillna(0.0).rename_axis("label").reset_index()
    kinds = [kind for kind in STACK if kind in portfolios.columns and float(portfolios[kind].sum()) > 0]
    if not kinds:
        return nothing(about, language.text("chart_no_cost"))
    totals = portfolios[kinds].sum(axis=1)
    rows: list[Row] = []
    ends: list[Row] = []
    for (_, row), total in zip(portfolios.iterrows(), totals, strict=True):
        below = 0.0
        for kind in kinds:
            usd = float(row[kind])
            if usd > 1e-9:
                rows.append({"bar": row["label"], "kind": kind, "x": below, "x1": below + usd})
                below += usd
        ends.append(
            {"bar": row["label"], "x": below, "label": language.usd(float(total), digits=0),
             "weight": "bold" if total <= totals.min() * (1 + 1e-9) else "normal"}
        )  # fmt: skip
    lines = {label: wrapped(str(label), 150) for label in portfolios["label"]}
    room = min(widest(line for text in lines.values() for line in text), 160) + 16
    plot = int(WIDTH - 30 - room - widest(end["label"] for end in ends) - 16)
    top = float(totals.max()) * 1.01
    sort = portfolios["label"].tolist()
    labels = {"\n".join(text): label for label, text in lines.items()}
    y = n(
        "bar",
        sort=sort,
        axis={
            "title": None, "ticks": False, "domain": False, "labelPadding": 6,
            "labelExpr": f"split({list(labels)}[indexof({sort}, datum.value)], '\\n')",
        },
    )  # fmt: skip
    x = q(
        "x",
        scale=scale(0, top),
        axis={"title": language.text("portfolio_bars_axis"), "values": ticks(top), "format": EXACT},
    )
    palette = {kind: STACK[kind] for kind in kinds}
    fill = colours("kind", palette)
    layers = [
        layer(
            "bar",
            rows,
            look={"height": 20, "stroke": "white", "strokeWidth": 1},
            x=x,
            x2={"field": "x1"},
            y=y,
            color=fill,
        )
    ]
    for weight in ("normal", "bold"):
        some = [end for end in ends if end["weight"] == weight]
        if some:
            look = {"align": "left", "dx": 6, "fontWeight": weight}
            layers.append(layer("text", some, look=look, x={**x, "field": "x"}, y=y, text=n("label")))
    names = {kind: language.text(f"stack_{kind}") for kind in kinds}
    said = "; ".join(f"{end['bar']}: {end['label']}" for end in ends)
    chart_: Spec = {"width": plot, "height": 38 * len(sort), "layer": layers}
    return {
        "title": title(about, width=WIDTH - 30),
        "description": f"{about}. {said}.",
        "vconcat": [_legend(names, plot), chart_],
        "spacing": 4,
    }


def _legend(names: Mapping[str, str], plot: int) -> Spec:
    """The names of the parts in a line or two above the plot, each beside its colour."""
    rows: list[Row] = []
    along, down = 0.0, 8.0
    for kind, label in names.items():
        width = text_width(label) + 30
        if along and along + width > plot:
            along, down = 0.0, down + 18
        rows.append({"kind": kind, "label": label, "xs": along + 6, "xt": along + 16, "yt": down})
        along += width
    pixel: Spec = {"scale": None, "axis": None}
    fill = colours("kind", {kind: STACK[kind] for kind in names})
    square = {"shape": "square", "size": 110, "filled": True, "opacity": 0.95}
    look = {"align": "left", "baseline": "middle"}
    return {
        "width": plot,
        "height": down + 8,
        "view": {"stroke": None},
        "layer": [
            layer("point", rows, look=square, x=q("xs", **pixel), y=q("yt", **pixel), color=fill),
            layer("text", rows, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")),
        ],
    }


@chart
def commitment_months(
    bill: Application,
    *,
    existing: Sequence[str] = (),
    expiry: tuple[float, str] | None = None,
    name: str = "",
    height: int = 210,
) -> Spec:
    """The bill of each month, stacked: what existing and new commitments cover, what stays On-Demand, what is wasted.

    Parameters
    ----------
    bill
        The use billed, from `kaolib.knowledge.discounts.apply`. A month has 730 hours.
    existing
        Ids of the commitments that were there before.
    expiry
        Where something ends, in months from the start, and what to write there.
    name
        Whose year it is, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Stacked bars from zero, a dashed line at the expiry.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.knowledge import discounts
    >>> usage = pd.DataFrame({"hour": range(1460), "item": "m5.large", "quantity": 4, "on_demand_usd": 0.10})
    >>> chart = commitment_months(discounts.apply(usage), expiry=(1, "the plan ends"))
    """
    about = heading("commitment_months_title", name)
    paid = paid_for(bill, existing)
    months = paid.pivot_table(index="month", columns="kind", values="usd", aggfunc="sum", fill_value=0.0).reset_index()
    kinds = [kind for kind in STACK if kind in months.columns and float(months[kind].sum()) > 0]
    if not kinds:
        return nothing(about, language.text("chart_no_cost"))
    rows: list[Row] = []
    totals = []
    for _, row in months.iterrows():
        below = 0.0
        for kind in kinds:
            usd = float(row[kind])
            if usd > 1e-9:
                rows.append({"m": float(row["month"]) - 0.9, "m1": float(row["month"]) - 0.1, "kind": kind,
                             "y": below, "y1": below + usd})  # fmt: skip
                below += usd
        totals.append(below)
    top, count = max(totals) * 1.12, len(months)
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 30 - room)
    middles = [number + 0.5 for number in range(count)]
    words = [str(int(month)) for month in months["month"]]
    axis = {
        "title": language.text("commitment_months_axis"), "values": middles, "ticks": False,
        "labelExpr": f"{words}[indexof({middles}, datum.value)]",
    }  # fmt: skip
    x = q("m", scale=scale(0, count), axis=axis)
    y = q(
        "y", scale=scale(0, top), axis={"title": language.text("usd_per_month_axis"), "values": values, "format": EXACT}
    )
    fill = colours("kind", {kind: STACK[kind] for kind in kinds})
    layers = [layer("rect", rows, x=x, x2={"field": "m1"}, y=y, y2={"field": "y1"}, color=fill)]
    note = ""
    if expiry is not None:
        note = expiry[1]
        at = [{"m": float(expiry[0]), "label": expiry[1]}]
        layers.append(layer("rule", at, look={"color": CHOICE, "strokeDash": [5, 3], "strokeWidth": 1.5}, x=x))
        right = expiry[0] > count / 2
        look = {"align": "right" if right else "left", "dx": -6 if right else 6, "fontWeight": "bold"}
        layers += rimmed(at, look, x=x, y={"value": 8}, text=n("label"))
    names = {kind: language.text(f"stack_{kind}") for kind in kinds}
    sums = "; ".join(f"{names[kind]}: {language.usd(float(months[kind].sum()), digits=0)}" for kind in kinds)
    return {
        "title": title(about, width=WIDTH - 30),
        "description": f"{about}. {sums}. {note}".strip(),
        "vconcat": [_legend(names, plot), {"width": plot, "height": height, "layer": layers}],
        "spacing": 4,
    }


@chart
def saving_risk(
    table: pd.DataFrame,
    *,
    mean_best: float,
    cautious: float,
    level: float = 0.9,
    chosen: float | None = None,
    ghost: float | None = None,
    name: str = "",
    height: int = 230,
) -> Spec:
    """What each commitment saves over many possible years: the middle 90 %, the mean, and the mean of the worst years.

    Parameters
    ----------
    table
        `kaolib.operation.commitment.Risk.table`: usd_per_hour, mean_usd, p05_usd, p95_usd, cvar_usd.
    mean_best, cautious
        The commitments with the highest mean, and with the highest mean of the worst years.
    level
        From which share of the years on the worst ones begin, as for `kaolib.operation.commitment.risk`.
    chosen, ghost
        The learner's choice, and an earlier one: upright lines.
    name
        Which scenario, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        A band, a full line for the mean and a dashed one for the worst years, each with its best commitment ringed.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = saving_risk(pd.DataFrame({"usd_per_hour": [0.0, 1.0, 2.0], "mean_usd": [0.0, 10.0, 8.0],
    ...     "p05_usd": [0.0, 6.0, -2.0], "p95_usd": [0.0, 12.0, 15.0], "cvar_usd": [0.0, 5.0, -4.0]}),
    ...     mean_best=1.0, cautious=1.0)
    """
    about = heading("saving_risk_title", name)
    rows = table.sort_values("usd_per_hour", ignore_index=True)
    most = float(rows["p95_usd"].max()) if len(rows) else 0.0
    if not most > 0:
        return nothing(about, language.text("commitment_saving_none"))
    floor = -0.5 * most
    kept = rows[rows["mean_usd"] >= floor]
    last = float(kept["usd_per_hour"].max())
    last = max([last, *(one for one in (chosen, ghost) if one is not None)])
    kept = rows[rows["usd_per_hour"] <= last]
    names = {
        "mean": language.text("saving_risk_mean"),
        "cvar": language.text("saving_risk_cvar", share=language.percent(1 - level)),
    }
    side = max(_KEY_WIDTH, 0)
    values = [-v for v in ticks(-floor, 2)[1:]][::-1] + ticks(most * 1.05, 4)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 20 - room - side)
    x = q(
        "x",
        scale=scale(0, last),
        axis={"title": language.text("commitment_axis"), "values": ticks(last, 6), "format": EXACT},
    )
    y = q("y", scale={**scale(floor, most * 1.12), "clamp": True},
          axis={"title": language.text("commitment_saving_axis"), "values": values, "format": EXACT})  # fmt: skip
    amounts = kept["usd_per_hour"].to_numpy(float)
    band = [
        {"x": float(a), "y": max(float(low), floor), "y1": max(float(high), floor)}
        for a, low, high in zip(amounts, kept["p05_usd"], kept["p95_usd"], strict=True)
    ]
    layers = [layer("area", band, look={"color": COLOURS["compute_sp"], "opacity": 0.25}, x=x, y=y, y2={"field": "y1"})]
    layers.append(layer("rule", [{"y": 0.0}], look={"color": COLOURS["on_demand"], "strokeDash": [3, 3]}, y=y))
    for value, look in ((ghost, {**GHOST, "strokeWidth": 3, "opacity": 0.9}), (chosen, {"color": CHOICE})):
        if value is not None:
            layers.append(layer("rule", [{"x": value}], look={"strokeWidth": 1.5, **look}, x=x))
    looks: dict[str, Spec] = {
        "mean": {"color": COLOURS["ec2_instance_sp"]},
        "cvar": {"color": WASTE, "strokeDash": [7, 3]},
    }
    rings = []
    for kind, at in (("mean", mean_best), ("cvar", cautious)):
        line = [{"x": float(a), "y": float(v)} for a, v in zip(amounts, kept[f"{kind}_usd"], strict=True) if v >= floor]
        layers.append(layer("line", line, look={"strokeWidth": 2.5, **looks[kind]}, x=x, y=y))
        value = float(np.interp(at, rows["usd_per_hour"], rows[f"{kind}_usd"]))
        rings.append({"x": at, "y": value, "label": language.usd_per_hour(at)})
    layers.append(layer("point", rings, look=_RING, x=x, y=y))
    layers += rimmed(rings[:1], {"fontWeight": "bold", "baseline": "bottom", "dy": -9}, x=x, y=y, text=n("label"))
    layers += rimmed(rings[1:], {"fontWeight": "bold", "baseline": "top", "dy": 9}, x=x, y=y, text=n("label"))
    layers += _lines_key(
        {"band": language.text("saving_risk_band"), **names},
        {"band": {"color": COLOURS["compute_sp"], "opacity": 0.35, "strokeWidth": 10}, **looks},
        plot,
    )
    said = language.text(
        "saving_risk_said", mean=language.usd_per_hour(mean_best), cautious=language.usd_per_hour(cautious)
    )
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, said, ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", said, ghosted) if part),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _lines_key(names: Mapping[str, str], looks: Mapping[str, Spec], plot: int) -> list[Spec]:
    """A short piece of each line and its name, right of the plot."""
    pixel: Spec = {"scale": None, "axis": None}
    layers: list[Spec] = []
    words: list[Row] = []
    down = 14.0
    for kind, label in names.items():
        text = wrapped(label, _KEY_WIDTH - 44)
        row = [{"x0": plot + 8, "x1": plot + 30, "y": down}]
        look = {"strokeWidth": 2.5, **looks[kind]}
        layers.append(layer("rule", row, look=look, x=q("x0", **pixel), x2={"field": "x1"}, y=q("y", **pixel)))
        words.append({"label": "\n".join(text), "xt": plot + 36, "yt": down - 6})
        down += 14 * len(text) + 14
    look = {"align": "left", "baseline": "top", "lineBreak": "\n", "lineHeight": 14}
    layers.append(layer("text", words, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")))
    return layers


@chart
def ladder_months(ladder: Ladder, *, name: str = "", height: int = 210) -> Spec:
    """A ladder of commitments month by month: what is still in force from before, what was bought, and what was let go.

    Parameters
    ----------
    ladder
        From `kaolib.operation.commitment.ladder`.
    name
        Whose ladder it is, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Stacked bars in USD an hour; a white tick in each month is the target, a dashed frame what ended and was let go.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.operation import commitment
    >>> use = commitment.demand(pd.DataFrame({"a": [10.0] * 2190}),
    ...     pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> chart = ladder_months(commitment.ladder(use, "compute_sp_1y_no_upfront"))
    """
    about = heading("ladder_months_title", name)
    months, tranches = ladder.months, ladder.tranches
    if not float(months["active"].max() or 0.0) > 0:
        return nothing(about, language.text("commitment_saving_none"))
    bars: list[Row] = []
    frames: list[Row] = []
    for _, row in months.iterrows():
        at, start = int(row["month"]), row["start"]
        alive = tranches[(tranches["start"] <= start) & (tranches["end"] > start)]
        below = 0.0
        for kind, mine in (
            ("existing", alive[alive["existing"]]),
            ("compute_sp", alive[~alive["existing"].astype(bool)]),
        ):
            usd = float(mine["usd_per_hour"].sum())
            if usd > 1e-9:
                bars.append({"m": at + 0.1, "m1": at + 0.9, "kind": kind, "y": below, "y1": below + usd})
            below += usd
        if row["let_go"] > 1e-9:
            frames.append({"m": at + 0.1, "m1": at + 0.9, "y": below, "y1": below + float(row["let_go"])})
    targets = [
        {"m": float(row["month"]) + 0.1, "m1": float(row["month"]) + 0.9, "y": float(row["target"])}
        for _, row in months.iterrows()
        if row["target"] > 0
    ]
    count, top = len(months), 1.12 * max([row["y1"] for row in [*bars, *frames]] + [row["y"] for row in targets])
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 30 - room)
    middles = [number + 0.5 for number in range(count)]
    words = [str(number + 1) for number in range(count)]
    axis = {
        "title": language.text("commitment_months_axis"), "values": middles, "ticks": False,
        "labelExpr": f"{words}[indexof({middles}, datum.value)]",
    }  # fmt: skip
    x = q("m", scale=scale(0, count), axis=axis)
    y = q("y", scale=scale(0, top), axis={"title": language.text("commitment_axis"), "values": values, "format": EXACT})
    end = {"x2": {"field": "m1"}, "y2": {"field": "y1"}}
    fill = colours("kind", {kind: STACK[kind] for kind in ("existing", "compute_sp")})
    layers = [layer("rect", bars, x=x, y=y, color=fill, **end)]
    if frames:
        look = {"fillOpacity": 0, "stroke": WASTE, "strokeDash": [4, 2], "strokeWidth": 1.5}
        layers.append(layer("rect", frames, look=look, x=x, y=y, **end))
    for look in ({"color": "white", "strokeWidth": 5}, {"color": CHOICE, "strokeWidth": 2}):
        layers.append(layer("rule", targets, look=look, x=x, x2={"field": "m1"}, y=y))
    names = {"existing": language.text("ladder_existing"), "compute_sp": language.text("ladder_bought")}
    note = language.text("ladder_note")
    said = language.text(
        "ladder_said",
        bought=language.usd_per_hour(float(months["bought"].sum())),
        let_go=language.usd_per_hour(float(months["let_go"].sum())),
        utilization=language.percent(ladder.utilization),
    )
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": f"{about}. {note} {said}",
        "vconcat": [_legend(names, plot), {"width": plot, "height": height, "layer": layers}],
        "spacing": 4,
    }


@chart
def saving_histogram(
    savings: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]],
    *,
    worst: float | None = None,
    ghost: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]] | None = None,
    name: str = "",
    height: int = 130,
) -> Spec:
    """How often a commitment saves how much, over many possible years; years that lose are red.

    Parameters
    ----------
    savings
        USD saved in each drawn year.
    worst
        The mean of the worst years: an upright dashed line.
    ghost
        The same of an earlier choice: a pale outline.
    name
        Which commitment, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Bars from zero over about 30 classes of saving.

    Examples
    --------
    >>> chart = saving_histogram([5.0, 6.0, 7.0, -1.0], worst=-1.0)
    """
    about = heading("saving_histogram_title", name)
    values = np.asarray(savings, dtype=float)
    if not len(values) or not np.abs(values).max() > 1e-9:
        return nothing(about, language.text("saving_histogram_none"))
    every = np.concatenate([values, np.asarray(ghost, dtype=float)]) if ghost is not None else values
    low, high = min(float(every.min()), 0.0), max(float(every.max()), 0.0)
    marks = ticks((high - low) / 30 * 5, 5)
    width = max(marks[1] - marks[0], 1e-9)
    first, last = int(np.floor(low / width)), int(np.ceil(high / width))
    edges = np.arange(first, last + 2) * width
    count = np.histogram(values, edges)[0] / len(values)
    rows = [
        {"x": float(edges[i]), "x1": float(edges[i + 1]), "y": float(share), "kind": "on" if edges[i] >= 0 else "off"}
        for i, share in enumerate(count)
        if share > 0
    ]
    top = float(count.max())
    outline: list[Row] = []
    if ghost is not None:
        pale = np.histogram(np.asarray(ghost, dtype=float), edges)[0] / len(ghost)
        top = max(top, float(pale.max()))
        outline = [{"x": float(edges[i]), "y": float(share)} for i, share in enumerate([*pale, 0.0])]
    plot = int(WIDTH - 90)
    bounds = [-v for v in ticks(-float(edges[0]), 3)[1:]][::-1] if edges[0] < 0 else []
    x = q(
        "x",
        scale=scale(float(edges[0]), float(edges[-1])),
        axis={
            "title": language.text("commitment_saving_axis"),
            "values": [*bounds, *ticks(float(edges[-1]), 6)],
            "format": EXACT,
        },
    )
    y = q(
        "y",
        scale=scale(0, top * 1.15),
        axis={"title": language.text("saving_histogram_axis"), "format": "%", "tickCount": 3},
    )
    fill = colours("kind", {"on": COLOURS["compute_sp"], "off": WASTE})
    layers = [
        layer("rect", rows, look={"stroke": "white", "strokeWidth": 0.5}, x=x, x2={"field": "x1"}, y=y,
              y2={"datum": 0}, color=fill)
    ]  # fmt: skip
    if outline:
        layers.append(
            layer(
                "line", outline, look={**GHOST, "interpolate": "step-after", "strokeWidth": 2, "opacity": 0.9}, x=x, y=y
            )
        )
    note = ""
    if worst is not None:
        note = language.text("saving_histogram_worst", saving=language.usd(worst, digits=0))
        layers.append(layer("rule", [{"x": worst}], look={"color": WASTE, "strokeDash": [7, 3], "strokeWidth": 2}, x=x))
    losing = language.text("saving_histogram_loss", share=language.percent(float((values < 0).mean())))
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, f"{losing} {note}".strip(), ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", losing, note, ghosted) if part),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def owned_over_time(
    load: pd.Series[Any], purchases: pd.DataFrame, term: int, *, name: str = "", height: int = 200
) -> Spec:
    """How many machines run day by day, and how many of them a rule has turned into RIs.

    Parameters
    ----------
    load
        Machines in use, one value a day.
    purchases
        `kaolib.operation.commitment.Online.purchases`: hour (the day's number), count.
    term
        Days for which a purchase lasts.
    name
        Whose load it is, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Grey is the load (means of ten days), blue steps the RIs in force; each purchase is a tick on the axis.

    Examples
    --------
    >>> chart = owned_over_time(pd.Series([1.0, 2.0, 3.0]), pd.DataFrame({"hour": [1], "count": [1]}), 2)
    """
    about = heading("owned_over_time_title", name)
    days = load.to_numpy(float)
    if not len(days) or not days.max() > 0:
        return nothing(about, language.text("chart_no_cost"))
    owned = np.zeros(len(days))
    for at, count in purchases[["hour", "count"]].itertuples(index=False):
        owned[int(at) : int(at) + term] += count
    blocks = [slice(at, min(at + 10, len(days))) for at in range(0, len(days), 10)]
    used = [{"x": part.start, "x1": part.stop, "y": float(days[part].mean())} for part in blocks]
    changes = [0, *(np.flatnonzero(np.diff(owned)) + 1).tolist()]
    steps = [{"x": at, "y": float(owned[at])} for at in changes] + [{"x": len(days), "y": float(owned[-1])}]
    names = {"on_demand": language.text("owned_over_time_load"), "ri_standard": language.text("owned_over_time_owned")}
    top = max(max(row["y"] for row in used), float(owned.max())) * 1.1
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 30 - room)
    x = q(
        "x",
        scale=scale(0, len(days)),
        axis={"title": language.text("owned_over_time_axis"), "values": ticks(len(days), 6), "format": EXACT},
    )
    axis = {"title": language.text("load_duration_machines"), "values": values, "format": EXACT}
    y = q("y", scale=scale(0, top), axis=axis)
    bought = [{"x": int(at)} for at in purchases["hour"]]
    layers = [
        layer("rect", used, look={"color": COLOURS["on_demand"], "opacity": 0.55}, x=x, x2={"field": "x1"}, y=y, y2={"datum": 0}),
        layer("line", steps, look={"interpolate": "step-after", "strokeWidth": 2.5, "color": COLOURS["ri_standard"]}, x=x, y=y),
    ]  # fmt: skip
    if bought:
        tick = {"color": CHOICE, "strokeWidth": 1.5}
        layers.append(layer("rule", bought, look=tick, x=x, y={"value": height}, y2={"value": height - 9}))
    first = language.number(int(purchases["hour"].iloc[0]) + 1) if len(purchases) else ""
    note = language.text("owned_over_time_note")
    said = (
        language.text("owned_over_time_said", day=first, count=language.number(float(purchases["count"].sum())))
        if first
        else ""
    )
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", note, said) if part),
        "vconcat": [_legend(names, plot), {"width": plot, "height": height, "layer": layers}],
        "spacing": 4,
    }
