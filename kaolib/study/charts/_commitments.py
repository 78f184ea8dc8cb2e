"""Charts of commitments at work: what covered each line of one hour, and what was left unused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    Row,
    colours,
    data,
    heading,
    layer,
    n,
    q,
    scale,
    text_width,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import COLOURS, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

#: One colour for what paid: blues for RIs, greens for plans, as everywhere; what nobody used is red.
COVERED_BY = {
    "ri_zonal": "#172f7a",
    "ri_regional": COLOURS["ri_standard"],
    "ri_size_flexible": COLOURS["ri_convertible"],
    "ec2_instance_sp": COLOURS["ec2_instance_sp"],
    "compute_sp": COLOURS["compute_sp"],
    "sagemaker_sp": "#8fb339",
    "database_sp": "#c9dd8a",
    "on_demand": COLOURS["on_demand"],
    "spot": COLOURS["spot"],
    "unused": WASTE,
}
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
#: Those on which white letters are read better than black ones.
_DARK = ("ri_zonal", "ri_regional", "ec2_instance_sp", "on_demand", "unused")
_ROW = 30
_MOST_LINES = 16


@chart
def applied_hour(
    steps: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "", ghost_name: str = ""
) -> Spec:
    """One hour of usage, line by line, split by what paid for it; below them what each commitment left unused.

    Parameters
    ----------
    steps
        From `kaolib.knowledge.discounts.Application.explain`.
    ghost
        The steps of an earlier choice over the same usage: a pale upright line shows how far it covered each line.
    name, ghost_name
        Whose hour it is, for the title, and what the earlier choice is called.

    Returns
    -------
    Chart
        Bars from zero at On-Demand rates, so that instances, Fargate and Lambda compare; an unused commitment at what
        it cost. Each part has the name of its commitment where there is room. Lines beyond the sixteen dearest are one bar.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.knowledge import discounts
    >>> usage = pd.DataFrame({"hour": [0], "item": "m5.large", "quantity": [4], "on_demand_usd": 0.10})
    >>> chart = applied_hour(discounts.apply(usage).explain(0))
    """
    about = heading("applied_title", name)
    used = steps[steps["line"] >= 0]
    if used.empty and steps.empty:
        return nothing(about, language.text("chart_no_price"))
    names = _line_names(used)
    covered = _covered(used)
    before = {} if ghost is None else _covered(ghost[ghost["line"] >= 0])
    unused = steps[steps["line"] < 0]
    bars = [*names.values(), *(_unused_name(one) for one in unused["commitment"])]
    ends: dict[str, float] = dict.fromkeys(bars, 0.0)
    rows: list[Row] = []
    parts = zip(used["line"], used["covered_by"], used["commitment"], used["on_demand_usd"], strict=True)
    for line, paid_by, commitment, usd in parts:
        rows.append(_part(names[line], str(paid_by), str(commitment), float(usd), ends))
    for commitment, usd in zip(unused["commitment"], unused["usd"], strict=True):
        rows.append(_part(_unused_name(commitment), "unused", "", float(usd), ends))

    most = max([*ends.values(), *before.values(), 1e-9])
    room = min(widest(bars) + 14, 0.42 * WIDTH)
    plot = int(WIDTH - room - 34)
    for row in rows:
        width = (row["x1"] - row["x0"]) / (most * 1.02) * plot
        fits = text_width(row["label"], 10) + 8 <= width
        # what is lost is said in any case: beside its bar where it is too short
        row["beside"] = "" if fits or row["kind"] != "unused" else row["label"]
        row["label"] = row["label"] if fits else ""
    kinds = [kind for kind in COVERED_BY if any(row["kind"] == kind for row in rows)]
    palette = {language.text(f"covered_by_{kind}"): COVERED_BY[kind] for kind in kinds}
    for row in rows:
        row["paid"], row["dark"] = language.text(f"covered_by_{row['kind']}"), row["kind"] in _DARK
    y = n(
        "bar", sort=bars, axis={"title": None, "labelLimit": room, "ticks": False, "domain": False, "labelPadding": 6}
    )
    x = q(
        "x0",
        scale=scale(0, most * 1.02),
        axis={"title": language.text("applied_axis"), "values": ticks(most), "format": EXACT},
    )
    legend = {"title": None, "orient": "top", "columns": 4, "symbolType": "square", "labelLimit": 0}
    fill = {**colours("paid", palette), "legend": legend}
    bar = {"height": 18, "stroke": "white", "strokeWidth": 1}
    words = {"align": "left", "dx": 4, "fontSize": 10}
    white = {"condition": {"test": "datum.dark", "value": "white"}, "value": "#111827"}
    layers = [
        layer(
            "bar", look=bar, x=x, x2={"field": "x1"}, y=y, color=fill, tooltip=[n("bar"), n("paid"), n("commitment")]
        ),
        layer("text", look=words, x=x, y=y, text=n("label"), color=white),
        layer("text", look=words, x={**x, "field": "x1"}, y=y, text=n("beside")),
    ]
    if before:
        marks: list[Row] = [{"bar": names[line], "at": usd} for line, usd in before.items() if line in names]
        layers.append(
            layer("tick", marks, look={"color": SOFT, "opacity": 0.6, "thickness": 2, "height": 26}, x=q("at"), y=y)
        )
    total, paid_for = float(used["on_demand_usd"].sum()), sum(covered.values())
    eligible = total - float(used.loc[used["covered_by"] == "spot", "on_demand_usd"].sum())
    figures = {
        "coverage": language.percent(paid_for / eligible if eligible else 0.0),
        "unused": language.usd(float(unused["usd"].sum())),
        "total": language.usd(total),
    }
    said = language.text("applied_said", **{key: figures[key] for key in ("coverage", "unused")})
    pale = "" if ghost is None else language.text("applied_ghost", name=ghost_name or language.text("first_choice"))
    return {
        "title": title(about, said, pale, width=WIDTH - 30),
        "description": language.text("applied_description", heading=about, **figures),
        "width": plot,
        "height": _ROW * len(bars),
        "data": data(rows),
        "layer": layers,
    }


def _part(bar: str, kind: str, commitment: str, usd: float, ends: dict[str, float]) -> Row:
    """One part of a bar, beginning where the one before it ends."""
    start, ends[bar] = ends[bar], ends[bar] + usd
    label = commitment or (language.text(f"covered_by_{kind}") if kind != "unused" else language.usd(usd))
    return {"bar": bar, "kind": kind, "commitment": commitment, "x0": start, "x1": ends[bar], "label": label}


def _line_names(used: pd.DataFrame) -> dict[int, str]:
    """What each line is called: its item, where and whose it is where that tells lines apart, and how much."""
    lines = used.groupby("line").agg(
        {
            **dict.fromkeys(["account", "item", "operating_system", "zone"], "first"),
            **dict.fromkeys(["quantity", "on_demand_usd"], "sum"),
        }
    )
    dearest = set(lines["on_demand_usd"].nlargest(_MOST_LINES).index)
    several = {column: lines[column].nunique() > 1 for column in ("account", "operating_system", "zone")}
    names = {}
    for line, row in lines.iterrows():
        if line not in dearest:
            names[int(line)] = language.text("applied_others")  # type: ignore[call-overload]
            continue
        parts = [language.item(row["item"])]
        # of a zone its end says enough: 2a of ap-northeast-2a
        system = "" if row["operating_system"] == "linux" else language.operating_system(row["operating_system"])
        apart = {"operating_system": system, "account": row["account"], "zone": str(row["zone"]).rsplit("-", 1)[-1]}
        parts += [str(words) for column, words in apart.items() if several[column] and words]
        names[int(line)] = f"{' · '.join(parts)} × {language.number(row['quantity'])}"  # type: ignore[call-overload]
    return dict(sorted(names.items(), key=lambda one: (one[0] not in dearest, one[0])))


def _covered(used: pd.DataFrame) -> Mapping[int, float]:
    """How much of each line commitments covered, at On-Demand rates."""
    by_commitment = used["on_demand_usd"].where(used["commitment"].astype(str) != "", 0.0)
    return {int(line): float(usd) for line, usd in by_commitment.groupby(used["line"]).sum().items()}  # type: ignore[call-overload]


def _unused_name(commitment: str) -> str:
    return language.text("applied_unused", commitment=commitment)
