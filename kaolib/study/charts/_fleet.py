"""Charts of fleets: which pools each allocation strategy fills, and what that costs."""

from __future__ import annotations

import math

import pandas as pd

from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    colours,
    data,
    ghost_note,
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
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WIDTH, Spec, chart, nothing

#: Spot pools beside one another: two tones of the same orange, so that each is seen to begin.
POOLS = {"on_demand": COLOURS["on_demand"], "spot": COLOURS["spot"], "spot_next": "#f3b56b"}


@chart
def fleet_strategies(lines: pd.DataFrame, summaries: pd.DataFrame, *, name: str = "") -> Spec:
    """The same fleet under each strategy: a bar of its units, cut into pools, with what it costs beside it.

    Parameters
    ----------
    lines
        The lines of `kaolib.architecture.fleet.Allocation` with a column strategy: purchase_option, pool, units.
    summaries
        Its summaries, one row for each strategy: strategy, usd_per_hour, saving, pools, largest_pool_share.
    name
        Which fleet it is, for the title.

    Returns
    -------
    Chart
        Grey is On-Demand, orange is Spot; a white line ends each pool, and pools wide enough carry their name.

    Examples
    --------
    >>> lines = pd.DataFrame({"strategy": "lowest-price", "purchase_option": "spot", "pool": ["c7g.large a"], "units": 8.0})
    >>> one = {"strategy": ["lowest-price"], "usd_per_hour": 0.1, "saving": 0.7, "pools": 1, "largest_pool_share": 1.0}
    >>> chart = fleet_strategies(lines, pd.DataFrame(one))
    """
    about = heading("fleet_strategies_title", name)
    if lines.empty or not lines["units"].sum() > 0:
        return nothing(about, language.text("fleet_nothing"))
    order = summaries["strategy"].tolist()
    names = {key: language.text(f"strategy_{key.replace('-', '_')}") for key in order}
    figures = {
        row["strategy"]: "\n".join(
            (
                language.text("fleet_cost", usd=language.usd_per_hour(round(row["usd_per_hour"], 3)), saving=language.percent(row["saving"])),
                language.text("fleet_spread", pools=int(row["pools"]), share=language.percent(row["largest_pool_share"], 0)),
            )
        )
        for row in summaries.to_dict("records")
    }  # fmt: skip
    room, side = widest(names.values()) * 0.92 + 14, widest(figures.values()) + 14
    plot = int(WIDTH - 20 - room - side)
    most = float(lines.groupby("strategy")["units"].sum().max())
    rows: list[Row] = []
    for key in order:
        at, number = 0.0, 0
        part = lines[(lines["strategy"] == key) & (lines["units"] > 0)]
        part = part.assign(spot=part["purchase_option"] == "spot").sort_values(
            ["spot", "units"], ascending=[True, False]
        )
        for line in part.to_dict("records"):
            wide = line["units"] / most * plot
            fits = next(
                (label for label in (line["pool"], line["pool"].split(".")[0]) if text_width(label) + 6 < wide), ""
            )
            kind = "on_demand" if line["purchase_option"] != "spot" else ("spot", "spot_next")[number % 2]
            number += line["purchase_option"] == "spot"
            rows.append(
                {
                    "bar": names[key],
                    "x": at,
                    "x1": at + line["units"],
                    "mid": at + line["units"] / 2,
                    "label": fits,
                    "kind": kind,
                }
            )
            at += float(line["units"])
    x = q(
        "x",
        scale=scale(0, most),
        axis={"title": language.text("fleet_units_axis"), "values": ticks(most), "format": EXACT},
    )
    y = n(
        "bar", sort=list(names.values()), axis={"title": None, "ticks": False, "domain": False, "minExtent": room - 6}
    )
    bar = {"height": 24, "stroke": "white", "strokeWidth": 1.2}
    labels = [{"bar": names[key], "words": words} for key, words in figures.items()]
    look = {"align": "left", "lineBreak": "\n", "lineHeight": 13, "dy": -6}
    dark = {"condition": {"test": "datum.kind == 'on_demand'", "value": "white"}, "value": INK}
    said = language.text("fleet_strategies_said")
    described = "; ".join(f"{names[key]}: {figures[key]}".replace("\n", ", ") for key in order)
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. {said} {described}.",
        "width": plot,
        "height": 44 * len(order),
        "data": data(rows),
        "layer": [
            layer("bar", look=bar, x=x, x2={"field": "x1"}, y=y, color=colours("kind", POOLS)),
            layer("text", [row for row in rows if row["label"]], look={"fontSize": 10}, x={**x, "field": "mid"}, y=y,
                  text=n("label"), color=dark),
            layer("text", labels, look=look, x={"value": plot + 10}, y=y, text=n("words")),
        ],
    }  # fmt: skip


@chart
def fleet_pools(
    lines: pd.DataFrame,
    pools: pd.DataFrame,
    *,
    target: float,
    ghost: pd.DataFrame | None = None,
    name: str = "",
) -> Spec:
    """One fleet by instance type: the units that its Spot pools and On-Demand give, and how much the pools could give.

    Parameters
    ----------
    lines
        Of a `kaolib.architecture.fleet.Allocation`: purchase_option, instance_type, pool, instances, units.
    pools
        Of `kaolib.architecture.fleet.pools`: instance_type, weight, depth, spot_usd_per_hour, in the order to draw.
    target
        The units asked for.
    ghost
        The lines of an earlier choice: pale bars behind.
    name
        Which fleet it is, for the title.

    Examples
    --------
    >>> pools = pd.DataFrame({"instance_type": ["a.large"], "pool": ["a.large a"], "weight": 2.0, "depth": 10.0,
    ...                       "spot_usd_per_hour": 0.03})
    >>> lines = pd.DataFrame({"purchase_option": ["spot"], "instance_type": ["a.large"], "pool": ["a.large a"],
    ...                       "instances": [4], "units": [8.0]})
    >>> chart = fleet_pools(lines, pools, target=8)
    """
    about = heading("fleet_pools_title", name)
    types = list(dict.fromkeys(pools["instance_type"].astype(str)))
    if not types:
        return nothing(about, language.text("fleet_nothing"))
    rows: list[Row] = []
    totals: dict[str, float] = dict.fromkeys(types, 0.0)
    counts: dict[str, float] = dict.fromkeys(types, 0.0)
    ordered = lines.assign(spot=lines["purchase_option"] == "spot").sort_values(["spot", "pool"])
    number: dict[str, int] = dict.fromkeys(types, 0)
    for line in ordered.to_dict("records"):
        kind = str(line["instance_type"])
        if kind not in totals or not line["units"] > 0:
            continue
        tone = "on_demand" if not line["spot"] else ("spot", "spot_next")[number[kind] % 2]
        number[kind] += bool(line["spot"])
        rows.append({"bar": kind, "x": totals[kind], "x1": totals[kind] + float(line["units"]), "kind": tone})
        totals[kind] += float(line["units"])
        counts[kind] += float(line["instances"])
    by_type = pools.assign(units=pools["weight"] * pools["depth"]).groupby("instance_type", observed=True, sort=False)
    depth = {str(kind): float(total) for kind, total in by_type["units"].sum().items()}
    price = {str(kind): float(usd) for kind, usd in by_type["spot_usd_per_hour"].first().items()}
    before = (
        {}
        if ghost is None
        else {str(k): float(v) for k, v in ghost.groupby("instance_type", observed=True)["units"].sum().items()}
    )
    labels = {
        kind: language.text("fleet_pool_row", count=language.number(counts[kind], 0), price=language.price(price[kind]))
        for kind in types
    }
    most = max([target, *totals.values(), *before.values()]) * 1.02
    room, side = widest(types) + 16, widest(labels.values()) + 16
    plot = int(WIDTH - 20 - room - side)
    x = q(
        "x",
        scale=scale(0, most),
        axis={"title": language.text("fleet_units_axis"), "values": ticks(most), "format": EXACT},
    )
    y = n("bar", sort=types, axis={"title": None, "ticks": False, "domain": False})
    layers: list[Spec] = []
    pale = [{"bar": kind, "x": 0.0, "x1": units} for kind, units in before.items() if kind in totals and units > 0]
    if pale:
        layers.append(layer("bar", pale, look={**GHOST, "height": 22}, x=x, x2={"field": "x1"}, y=y))
    if rows:
        look = {"height": 14, "stroke": "white", "strokeWidth": 1}
        layers.append(layer("bar", rows, look=look, x=x, x2={"field": "x1"}, y=y, color=colours("kind", POOLS)))
    limits = [{"bar": kind, "x": units} for kind, units in depth.items() if math.isfinite(units) and units <= most]
    if limits:
        layers.append(layer("tick", limits, look={"color": CHOICE, "thickness": 2.5, "height": 22}, x=x, y=y))
    words = [{"bar": kind, "words": text} for kind, text in labels.items()]
    layers.append(layer("text", words, look={"align": "left"}, x={"value": plot + 10}, y=y, text=n("words")))
    note = language.text("fleet_pools_note")
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, note, ghosted, width=WIDTH - 30),
        "description": f"{about}. {note} " + "; ".join(f"{kind}: {language.number(totals[kind])}" for kind in types),
        "width": plot,
        "height": 26 * len(types),
        "layer": layers,
    }
