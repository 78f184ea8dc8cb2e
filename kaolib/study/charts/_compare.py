"""Charts of alternatives side by side: sizes, generations, families."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    colours,
    data,
    end_labels,
    ghost_note,
    heading,
    layer,
    n,
    q,
    scale,
    shapes,
    spread,
    ticks,
    times,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, INK, NUMBER_FONT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = {"usd_per_hour": "#111827", "vcpu": "#7c3aed", "gib": "#b45309"}
_MEASURE_DASHES = {"usd_per_hour": [1, 0], "vcpu": [7, 4], "gib": [2, 3]}
_PROCESSORS = {"Intel": "#334155", "AMD": "#c026d3", "Graviton": "#0e7490", "Apple": "#a16207"}
_PROCESSOR_SHAPES = {"Intel": "circle", "AMD": "square", "Graviton": "triangle-up", "Apple": "diamond"}
_ARCHITECTURES = {"x86_64": "#334155", "arm64": "#0e7490", "x86_64_mac": "#a16207", "arm64_mac": "#a16207"}
_ARCHITECTURE_SHAPES = {"x86_64": "circle", "arm64": "triangle-up", "x86_64_mac": "square", "arm64_mac": "diamond"}


@chart
def size_steps(sizes: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "") -> Spec:
    """Price, vCPUs and memory of each size over those of the first, on a doubling scale.

    Parameters
    ----------
    sizes
        A table from `kaolib.architecture.compare.sizes`: size, vcpu, gib, usd_per_hour, in order of size.
    ghost
        The sizes of an earlier choice; their prices are drawn as a pale line where the sizes have the same names.
    name
        What the sizes are of ("m7g, Seoul"), for the title.

    Returns
    -------
    Chart
        Where all three lines double together they lie on one another. A step at which the price does not double
        carries its factor; it is red where the price follows neither the vCPUs nor the memory.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = size_steps(compare.sizes("m7g", "ap-northeast-2"))
    """
    about = heading("sizes_title", name)
    table = sizes[sizes["usd_per_hour"].notna()]
    if table.empty:
        return nothing(about, language.text("chart_no_price"))
    order = list(table["size"])
    values = {measure: [float(value) for value in table[measure]] for measure in _MEASURES}
    ratios = {measure: [value / series[0] for value in series] for measure, series in values.items()}
    top = max(2.0, *(ratio for series in ratios.values() for ratio in series))
    bottom = min(1.0, *(ratio for series in ratios.values() for ratio in series))
    height = 260
    names = {measure: language.text(f"measure_{measure}") for measure in _MEASURES}
    plot = int(WIDTH - 20 - 62 - widest(names.values()) - 18)
    rows: list[Row] = [
        {"size": size, "measure": measure, "ratio": ratio, "value": value, "name": names[measure]}
        for measure in reversed(_MEASURES)
        for size, ratio, value in zip(order, ratios[measure], values[measure], strict=True)
    ]
    steps: list[Row] = []
    for i in range(1, len(order)):
        step = {measure: ratios[measure][i] / ratios[measure][i - 1] for measure in _MEASURES}
        price = step["usd_per_hour"]
        if not math.isclose(price, 2, rel_tol=0.01):
            odd = not any(math.isclose(price, step[other], rel_tol=0.01) for other in ("vcpu", "gib"))
            steps.append({"size": order[i], "ratio": ratios["usd_per_hour"][i], "label": times(price), "odd": odd})
    exponents = range(math.floor(math.log2(bottom)), math.ceil(math.log2(top) - 1e-9) + 1)
    low, high = 2.0 ** exponents[0], 2.0 ** exponents[-1] * 1.15
    x = n(
        "size",
        sort=order,
        title=language.text("size"),
        axis={"labelAngle": -40 if len(order) > 6 else 0, "labelFont": NUMBER_FONT},
        scale={"type": "point", "padding": 0.5},
    )
    y = q(
        "ratio",
        scale=scale(low, high, type="log", base=2),
        axis={
            "title": language.text("ratio_log_axis"),
            "values": [2.0**k for k in exponents],
            "labelExpr": "'×' + format(datum.value, '~r')",
        },
    )
    measure = colours("measure", _MEASURES)
    tips = [n("size", title=language.text("size")), n("name", title=language.text("measure")), q("value"), q("ratio")]
    dashes = n("measure", scale={"domain": list(_MEASURES), "range": list(_MEASURE_DASHES.values())}, legend=None)
    widths = n("measure", scale={"domain": list(_MEASURES), "range": [2, 3.5, 5]}, legend=None)
    at = [_log_pixel(ratios[m][-1], low, high, height) for m in _MEASURES]
    ends = [{"measure": m, "label": names[m]} for m in _MEASURES]
    layers = [
        layer("line", rows, x=x, y=y, color=measure, strokeDash=dashes, strokeWidth=widths),
        layer("point", rows, look={"filled": True, "size": 45, "opacity": 1}, x=x, y=y, color=measure, tooltip=tips),
        *end_labels(plot, at, spread(at, 15, 6, height - 6), ends, measure),
    ]
    if ghost is not None:
        layers.insert(0, layer("line", _ghost_ratios(ghost, order), look={**GHOST, "strokeWidth": 9}, x=x, y=y))
    if steps:
        colour = {"condition": {"test": "datum.odd", "value": WASTE}, "value": INK}
        layers.append(
            layer("point", steps, look={"size": 130, "strokeWidth": 2, "opacity": 1}, x=x, y=y, stroke=colour)
        )
        look = {"dy": 17, "dx": 6, "align": "left", "fontWeight": "bold", "font": NUMBER_FONT}
        layers.append(layer("text", steps, look=look, x=x, y=y, text=n("label")))
    said = language.text("sizes_double")
    if steps:
        listed = ", ".join(f"{step['size']} {step['label']}" for step in steps)
        said = language.text("sizes_not_double", steps=listed)
        if any(step["odd"] for step in steps):
            said += " " + language.text("sizes_odd")
    return {
        "title": title(about, said, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {said}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _ghost_ratios(ghost: pd.DataFrame, order: list[str]) -> list[Row]:
    """The prices of an earlier choice over its first, at the sizes that the chart has."""
    prices = [
        (str(size), float(usd)) for size, usd in zip(ghost["size"], ghost["usd_per_hour"], strict=True) if usd == usd
    ]
    return [{"size": size, "ratio": usd / prices[0][1]} for size, usd in prices if size in order]


def _log_pixel(value: float, low: float, high: float, height: float) -> float:
    return height * (1 - math.log(value / low) / math.log(high / low))


@chart
def generations(table: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "") -> Spec:
    """Price per hour of each family of a series at one size, oldest generation first.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.generations`: family, generation, processor, instance_type,
        usd_per_hour.
    ghost
        The table of an earlier choice; the prices of the same families are drawn as pale upright lines.
    name
        What is compared ("m, large, Seoul"), for the title.

    Returns
    -------
    Chart
        A point for each family, its processor by shape, colour and name; the cheapest is framed.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = generations(compare.generations("m", "large", "ap-northeast-2"))
    """
    about = heading("generations_title", name)
    priced = table[table["usd_per_hour"].notna()]
    if priced.empty:
        return nothing(about, language.text("chart_no_price"))
    prices = [float(price) for price in priced["usd_per_hour"]]
    cheapest = min(prices)
    before = {} if ghost is None else dict(zip(ghost["family"], ghost["usd_per_hour"].astype(float), strict=True))
    group = [language.text("generation_n", n=int(g)) for g in priced["generation"]]
    rows: list[Row] = [
        {
            "group": where,
            "family": str(family),
            "processor": str(processor),
            "instance_type": str(instance_type),
            "usd": price,
            "zero": 0,
            "ghost": before.get(family, math.nan),
            "cheapest": price == cheapest,
            "label": f"{processor} · {price:.4f}" if price < 10 else f"{processor} · {price:,.3f}",
        }
        for where, family, processor, instance_type, price in zip(
            group, priced["family"], priced["processor"], priced["instance_type"], prices, strict=True
        )
    ]
    room = widest(row["label"] for row in rows) + 20  # prices stand in a column of their own
    plot = int(WIDTH - 20 - widest(row["family"] for row in rows) - widest(group, 12) - 40)
    most = max([*prices, *(row["ghost"] for row in rows if not math.isnan(row["ghost"]))])
    high = most * plot / (plot - room)
    x_axis = {"title": language.text("usd_per_hour_axis"), "values": ticks(most), "format": EXACT}
    x = q("usd", scale=scale(0, high), axis=x_axis)
    y = n(
        "family",
        title=None,
        sort=None,
        axis={"ticks": False, "domain": False, "labelPadding": 6, "labelFont": NUMBER_FONT},
    )
    frame = {"condition": {"test": "datum.cheapest", "value": 3}, "value": 0}
    tips = [n("instance_type", title=language.text("instance_type")), n("processor"), q("usd", title="USD")]
    best = min(rows, key=lambda row: float(row["usd"]))
    said = language.text(
        "generations_note",
        cheapest=best["family"],
        processor=best["processor"],
        price=language.usd_per_hour(best["usd"]),
    )
    return {
        "title": title(about, said, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {said} "
        + ", ".join(f"{row['family']} {language.usd_per_hour(row['usd'])}" for row in rows),
        "data": data(rows),
        "facet": {
            "row": n(
                "group",
                sort=list(dict.fromkeys(group)),
                title=None,
                header={"labelAngle": 0, "labelAlign": "left", "labelAnchor": "middle", "labelPadding": 4},
            )
        },
        "spacing": 6,
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": plot,
            "height": {"step": 19},
            "layer": [
                layer("rule", look={"color": "#9ca3af"}, x=x, x2={"field": "zero"}, y=y),
                layer("tick", look={**GHOST, "thickness": 5, "height": 16}, x={**x, "field": "ghost"}, y=y),
                layer(
                    "point",
                    look={"filled": True, "size": 90, "opacity": 1},
                    x=x,
                    y=y,
                    color=colours("processor", _PROCESSORS),
                    shape=shapes("processor", _PROCESSOR_SHAPES),
                    stroke={"value": CHOICE},
                    strokeWidth=frame,
                    tooltip=tips,
                ),
                {
                    **layer(
                        "text", look={"align": "right", "font": NUMBER_FONT}, x={"value": plot}, y=y, text=n("label")
                    ),
                    "transform": [{"filter": "!datum.cheapest"}],
                },
                {
                    **layer(
                        "text",
                        look={"align": "right", "fontWeight": "bold", "font": NUMBER_FONT},
                        x={"value": plot},
                        y=y,
                        text=n("label"),
                    ),
                    "transform": [{"filter": "datum.cheapest"}],
                },
            ],
        },
    }


@chart
def families_scatter(
    table: pd.DataFrame,
    *,
    ghost: pd.DataFrame | None = None,
    name: str = "",
    labelled: int = 6,
    within: float = 4.0,
) -> Spec:
    """Price against memory per vCPU of each family's cheapest size that meets a need.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.families`: family, instance_type, vcpu, gib, architecture,
        usd_per_hour, cheapest first.
    ghost
        The families of an earlier need; the cheapest of them is drawn as a pale ring.
    name
        The need and the place, for the title.
    labelled
        How many of the cheapest carry their name.
    within
        Draw the families up to this many times the cheapest price; how many lie above is said below the title.

    Returns
    -------
    Chart
        A point for each family; the cheapest are named at the right, the cheapest of all is framed. The axis of
        memory per vCPU is logarithmic and says so.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = families_scatter(compare.families(8, 32, location="ap-northeast-2"))
    """
    about = heading("families_title", name)
    priced = table[table["usd_per_hour"].notna()].sort_values("usd_per_hour", kind="stable")
    if priced.empty:
        return nothing(about, language.text("chart_no_price"))
    count = len(priced)
    priced = priced[priced["usd_per_hour"] <= priced["usd_per_hour"].iloc[0] * within]
    rows: list[Row] = [
        {
            "family": str(family),
            "instance_type": str(instance_type),
            "architecture": str(architecture),
            "shape": f"{vcpu:g} vCPU · {gib:g} GiB",
            "gib_per_vcpu": float(gib) / float(vcpu),
            "usd": float(price),
            "cheapest": i == 0,
            "named": i < labelled,
        }
        for i, (family, instance_type, architecture, vcpu, gib, price) in enumerate(
            zip(
                priced["family"],
                priced["instance_type"],
                priced["architecture"],
                priced["vcpu"],
                priced["gib"],
                priced["usd_per_hour"],
                strict=True,
            )
        )
    ]
    named = rows[:labelled]
    labels = [f"{row['instance_type']}  {row['usd']:.4g}" for row in named]
    plot, height = int(WIDTH - 20 - 62 - widest(labels) - 30), 270
    prices, ratios = [row["usd"] for row in rows], [row["gib_per_vcpu"] for row in rows]
    earlier: list[Row] = []
    if ghost is not None and len(ghost):
        first = ghost.sort_values("usd_per_hour", kind="stable").iloc[0]
        earlier = [{"gib_per_vcpu": float(first["gib"] / first["vcpu"]), "usd": float(first["usd_per_hour"])}]
        earlier[0]["label"] = f"{language.text('first_choice')}: {first['instance_type']}"
        prices.append(earlier[0]["usd"])
        ratios.append(earlier[0]["gib_per_vcpu"])
    high = max(prices) * 1.08
    y_axis = {"title": language.text("usd_per_hour_axis"), "values": ticks(max(prices)), "format": EXACT}
    y = q("usd", scale=scale(0, high), axis=y_axis)
    x_low, x_high = min(ratios) / 1.2, max(ratios) * 1.2
    x = q(
        "gib_per_vcpu",
        scale=scale(x_low, x_high, type="log", base=2),
        axis={
            "title": language.text("gib_per_vcpu_axis"),
            "values": [2.0**k for k in range(-2, 10) if x_low <= 2.0**k <= x_high],
            "format": "~g",
            "grid": False,
        },
    )

    stand = spread([height * (1 - row["usd"] / high) for row in named], 15, 6, height - 6)
    leaders = [
        {
            **row,
            "label": label,
            "x0": plot * math.log(row["gib_per_vcpu"] / x_low) / math.log(x_high / x_low),
            "y0": height * (1 - row["usd"] / high),
            "x1": plot + 8,
            "y1": y1,
            "xt": plot + 12,
        }
        for row, label, y1 in zip(named, labels, stand, strict=True)
    ]
    pixels: Spec = {"scale": None, "axis": None}
    tips = [
        n("instance_type", title=language.text("instance_type")),
        n("shape", title=language.text("shape")),
        n("architecture", title=language.text("architecture")),
        q("usd", title=language.text("usd_per_hour_axis")),
    ]
    shape, colour = shapes("architecture", _ARCHITECTURE_SHAPES), colours("architecture", _ARCHITECTURES)
    points = layer(
        "point",
        rows,
        look={"filled": True, "size": 70},
        x=x,
        y=y,
        color=colour,
        shape=shape,
        opacity={"condition": {"test": "datum.named", "value": 1}, "value": 0.4},
        stroke={"value": CHOICE},
        strokeWidth={"condition": {"test": "datum.cheapest", "value": 3}, "value": 0},
        size={"condition": {"test": "datum.cheapest", "value": 150}, "value": 70},
        tooltip=tips,
    )
    rings = [
        layer(
            "point",
            earlier,
            look={**GHOST, "opacity": 0.8, "size": 320, "strokeWidth": 5},
            x=x,
            y=y,
            tooltip=n("label"),
        )
    ]
    lines = layer(
        "rule",
        leaders,
        look={"color": "#9ca3af", "strokeWidth": 1},
        x=q("x0", **pixels),
        x2={"field": "x1"},
        y=q("y0", **pixels),
        y2={"field": "y1"},
    )
    words = [
        layer(
            "text",
            [row for row in leaders if row["cheapest"] is best],
            look={"align": "left", "fontWeight": "bold" if best else "normal", "font": NUMBER_FONT},
            x=q("xt", **pixels),
            y=q("y1", **pixels),
            text=n("label"),
        )
        for best in (True, False)
    ]
    said = language.text(
        "families_note",
        cheapest=rows[0]["instance_type"],
        shape=rows[0]["shape"],
        price=language.usd_per_hour(rows[0]["usd"]),
        count=count,
    )
    if count > len(rows):
        said += " " + language.text("families_beyond", count=count - len(rows), times=f"{within:g}")
    return {
        "title": title(
            about, said, language.text("families_shapes"), *(row["label"] for row in earlier), width=WIDTH - 30
        ),
        "description": f"{about}. {said}",
        "width": plot,
        "height": height,
        "layer": [*rings, lines, points, *words],
    }
