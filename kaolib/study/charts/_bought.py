"""Charts of what is bought: mixes side by side, month by month, in tranches, and what is owned over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import language
from kaolib.study.charts._commitments import STACK
from kaolib.study.charts._parts import (
    EXACT,
    Row,
    colours,
    heading,
    layer,
    n,
    q,
    rimmed,
    scale,
    text_width,
    ticks,
    title,
    widest,
    wrapped,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    from kaolib.knowledge.discounts import Application
    from kaolib.operation.commitment import Ladder


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
