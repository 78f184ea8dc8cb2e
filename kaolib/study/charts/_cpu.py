"""Charts of CPU options, CPU credits and accelerators: what their choice changes in a month's cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

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
    money_axis,
    n,
    q,
    rimmed,
    scale,
    ticks,
    times,
    title,
    widest,
)
from kaolib.study.charts._tenancy import LICENCE
from kaolib.study.charts._theme import (
    CHOICE,
    COLOURS,
    INK,
    NUMBER_FONT,
    SOFT,
    WASTE,
    WIDTH,
    Spec,
    chart,
    nothing,
)
from kaolib.study.charts._theme import spec as spec_of
from kaolib.study.charts._work import utilization_crossover

if TYPE_CHECKING:
    import pandas as pd

#: The part that stays is On-Demand's grey; the licence is told from it by darkness too.
_PARTS = {"instance": COLOURS["on_demand"], "license": LICENCE}
_SAVED, _AHEAD = "#1d4ed8", "#e07b00"
_HEIGHT = 260
#: Why a configuration costs what the default costs, or why that is not known: `kaolib.knowledge.ec2.optimize_cpus`.
_REASONS = ("no_vcpu_fee", "t3", "not_confirmed", "under_4_vcpu")


def _money(usd: float) -> str:
    return language.usd(usd, digits=2 if usd < 1000 else 0)


@chart
def license_steps(
    table: pd.DataFrame,
    *,
    bare_usd: float,
    chosen: int | None = None,
    ghost: int | None = None,
    name: str = "",
) -> Spec:
    """What an instance costs with each number of active vCPUs: the part that stays, and the licence that follows them.

    Parameters
    ----------
    table
        A table from `kaolib.knowledge.ec2.license_saving` over a month: vcpu, default, usd, reason.
    bare_usd
        The same hours of the same type without a licence, US dollars; NaN where not known.
    chosen
        The active vCPUs that are chosen: framed, with what they save.
    ghost
        The active vCPUs of an earlier choice.
    name
        Which type, where and with which licence, for the title.

    Returns
    -------
    Chart
        A bar for each number of active vCPUs, the default at the right. No bar goes below the price without licence.

    Examples
    --------
    >>> from kaolib.knowledge import catalog, ec2
    >>> table = ec2.license_saving("r7i.8xlarge", "us-east-1", "windows_sql_enterprise")
    >>> chart = license_steps(table, bare_usd=730 * catalog.price("r7i.8xlarge", "us-east-1"), chosen=16)
    """
    about = heading("license_title", name)
    known = table[table["usd"].notna()].drop_duplicates("vcpu").sort_values("vcpu", kind="stable")
    if known.empty:
        return nothing(about, language.text("chart_no_price"))
    cost = {int(vcpu): float(usd) for vcpu, usd in zip(known["vcpu"], known["usd"], strict=True)}
    default = int(known.loc[known["default"], "vcpu"].iloc[0])
    not_known = sorted({int(vcpu) for vcpu in table["vcpu"]} - set(cost))
    bare = not math.isnan(bare_usd)
    parts = {"instance": language.text("part_instance"), "license": language.text("part_license")}
    order = sorted([*cost, *not_known])
    half = 0.41 * min((b - a for a, b in pairwise(order)), default=1)

    def bar(vcpu: int) -> Row:
        return {"vcpu": vcpu, "left": vcpu - half, "right": vcpu + half}

    rows: list[Row] = []
    for vcpu, usd in cost.items():
        instance = min(usd, bare_usd) if bare else usd
        rows += [
            {**bar(vcpu), "part": part, "name": parts[part], "from": low, "to": high, "usd": high - low}
            for part, low, high in (("instance", 0.0, instance), ("license", instance, usd))
        ]
    top = max(cost.values()) * 1.16
    money, room = money_axis("usd_per_month_axis", top)
    beside = [language.text("license_free"), _money(bare_usd)] if bare else [""]
    plot = int(WIDTH - 20 - room - max(widest(beside), 20) - 22)
    low, high = order[0] - 2 * half, order[-1] + 1.5 * half
    marked = {default} | ({chosen} if chosen in cost and chosen is not None else set())
    far = (high - low) * 30 / plot
    values = sorted(
        marked | {vcpu for vcpu in order if vcpu % _step(default) == 0 and min(abs(vcpu - m) for m in marked) >= far}
    )
    axis = {"title": language.text("active_vcpu_axis"), "values": values, "format": EXACT, "grid": False}
    x, right = q("left", scale=scale(low, high), axis=axis), {"field": "right"}
    y, upper = q("from", scale=scale(0, top), axis=money), {"field": "to"}
    layers = [
        layer(
            "rect",
            rows,
            x=x,
            x2=right,
            y=y,
            y2=upper,
            color=colours("part", _PARTS),
            tooltip=[n("vcpu", title="vCPU"), n("name"), q("usd", title="USD", format=",.2f")],
        )
    ]
    if ghost in cost and ghost is not None and ghost != chosen:
        before: list[Row] = [{**bar(ghost), "from": 0.0, "to": cost[ghost]}]
        look = {"filled": False, "stroke": GHOST["color"], "strokeWidth": 5}
        layers.append(layer("rect", before, look=look, x=x, x2=right, y=y, y2=upper))
    if not_known:
        open_rows: list[Row] = [{**bar(vcpu), "left": vcpu, "label": "?"} for vcpu in not_known]
        layers.append(
            layer("text", open_rows, look={"color": SOFT, "dy": -6}, x=x, y={"value": _HEIGHT}, text=n("label"))
        )
    if bare:
        free: list[Row] = [{"from": bare_usd, "label": "\n".join(beside)}]
        look = {"align": "left", "baseline": "middle", "lineBreak": "\n"}
        layers += [
            layer("rule", free, look={"color": INK, "strokeDash": [4, 3], "strokeWidth": 1.5}, y=y),
            layer("text", free, look=look, x={"value": plot + 8}, y=y, text=n("label")),
        ]
    labels: list[Row] = [{**bar(default), "from": cost[default], "label": _money(cost[default])}]
    said = language.text("license_note", default=default, cost=_money(cost[default]))
    if chosen in cost and chosen is not None:
        framed: list[Row] = [{**bar(chosen), "from": 0.0, "to": cost[chosen]}]
        look = {"filled": False, "stroke": CHOICE, "strokeWidth": 3}
        layers.append(layer("rect", framed, look=look, x=x, x2=right, y=y, y2=upper))
        if chosen != default:
            saving = language.percent(1 - cost[chosen] / cost[default] if cost[default] else 0.0)
            stays = math.isclose(cost[chosen], cost[default])
            key = "license_note_same" if stays else "license_note_chosen"
            said += " " + language.text(key, vcpu=chosen, cost=_money(cost[chosen]), saving=saving)
            if not stays:
                labels.append({**bar(chosen), "from": cost[chosen], "label": f"−{saving}"})
    layers += _over(labels, low, high, plot, top)
    why = [language.text(f"license_reason_{r}") for r in _REASONS if (table["reason"] == r).any()]
    key = language.text("license_parts") if bare else ""
    trace = ghost_note(ghost if ghost in cost and ghost != chosen else None)
    return {
        "title": title(about, said, key, *why, trace, width=WIDTH - 30),
        "description": " ".join([f"{about}.", said, *why]),
        "width": plot,
        "height": _HEIGHT,
        "layer": layers,
    }


def _step(most: int) -> int:
    """How far apart the vCPUs stand that the axis names: about a dozen of them."""
    return int(2 ** max(0, math.ceil(math.log2(most / 12))))


def _over(labels: Sequence[Row], low: float, high: float, plot: int, top: float) -> list[Spec]:
    """Words over bars, to the left of where the bar ends, as the bars on that side are lower; none on another."""
    line = top * 16 / _HEIGHT
    rows: list[Row] = []
    for label in labels:
        width = widest([label["label"]], 12)
        row = {**label, "x": max((label["right"] - low) / (high - low) * plot, width), "y": label["from"]}
        for other in rows:
            if row["x"] > other["x"] - widest([other["label"]], 12) and abs(row["y"] - other["y"]) < line:
                row["y"] = other["y"] + line
        rows.append(row)
    look = {"align": "right", "baseline": "bottom", "dy": -4, "fontWeight": "bold", "fontSize": 12}
    place: Spec = {"x": q("x", scale=None, axis=None), "y": q("y"), "text": n("label")}
    return rimmed(rows, look, **place)


@chart
def burst_crossover(
    table: pd.DataFrame,
    *,
    baseline: float,
    utilization: float | None = None,
    ghost: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    name: str = "",
) -> Spec:
    """A month of a burstable type in unlimited mode and of a fixed one, against mean CPU utilization.

    Parameters
    ----------
    table
        utilization (0 to 1), option (any name), usd_per_month (US dollars), as for `utilization_crossover`.
    baseline
        The burstable type's baseline: above it surplus credits are charged.
    utilization
        The mean CPU now, or None.
    ghost
        The table of an earlier choice; pale lines.
    names, name
        What to call each option, and which place this is, for the title.

    Returns
    -------
    Chart
        The chart of `utilization_crossover`, with the baseline and the utilization now drawn in it.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"utilization": [0, 0.3, 1, 0, 1], "option": ["t"] * 3 + ["m"] * 2,
    ...                       "usd_per_month": [60.0, 60.0, 130.0, 90.0, 90.0]})
    >>> chart = burst_crossover(table, baseline=0.3, utilization=0.5)
    """
    if table["usd_per_month"].isna().any():  # one line alone would look like the cheaper
        return nothing(heading("crossover_title", name), language.text("chart_no_price"))
    spec = spec_of(utilization_crossover, table, names=names, name=name)
    lines: Spec = next(part["encoding"] for part in spec["layer"] if part["mark"]["type"] == "line")
    x, y = lines["x"], lines["y"]
    at_baseline = f"{language.text('credits_baseline')} {language.percent(baseline)}"
    below = _upright(baseline, at_baseline, {"strokeDash": [4, 3], "color": SOFT}, x, 8)
    if utilization is not None:
        now = language.text("now_at", at=language.percent(utilization))
        below += _upright(utilization, now, {"color": "#9ca3af", "strokeWidth": 2}, x, 24)
    if ghost is not None:
        before: list[Row] = [
            {"option": str(option), "x": float(at), "usd": float(usd)}
            for option, at, usd in zip(ghost["option"], ghost["utilization"], ghost["usd_per_month"], strict=True)
            if not math.isnan(usd)
        ]
        look = {**GHOST, "strokeWidth": 7, "clip": True}
        trace = layer("line", before, look=look, x=x, y=y, detail=n("option"))
        below.insert(0, trace)
        spec["title"].setdefault("subtitle", []).append(ghost_note(ghost))
    return {**spec, "layer": [*below, *spec["layer"]]}


def _upright(at: float, label: str, look: Spec, x: Spec, height: int) -> list[Spec]:
    """An upright line with its words beside it, that many pixels from the top."""
    rows: list[Row] = [{"x": at, "label": label}]
    late = at > 0.75
    words: Spec = {"align": "right" if late else "left", "dx": -5 if late else 5, "color": SOFT}
    return [
        layer("rule", rows, look=look, x=x),
        layer("text", rows, look=words, x=x, y={"value": height}, text=n("label")),
    ]


@chart
def credits_trace(
    table: pd.DataFrame, *, baseline: float, most: float, mode: str = "unlimited", name: str = ""
) -> Spec:
    """CPU hour by hour, and what it does to CPU credits: saved above zero, spent ahead below it, charged beyond.

    Parameters
    ----------
    table
        A table from `kaolib.knowledge.ec2.credits`: hour (end of each step), hours, utilization, earned, spent,
        discarded, balance, surplus, charged, unserved_vcpu_hours; some hundred steps at most.
    baseline
        The type's baseline, 0 to 1.
    most
        The most credits that the type can save, and spend ahead.
    mode
        "unlimited" or "standard".
    name
        Which type, for the title.

    Returns
    -------
    Chart
        Two panels over the same hours: CPU with the baseline, and credits with what is charged or throttled away.

    Examples
    --------
    >>> from kaolib.knowledge import ec2
    >>> day = ec2.credits("t3.large", [0.1] * 8 + [0.8] * 10 + [0.1] * 6)
    >>> chart = credits_trace(day, baseline=0.3, most=864, name="t3.large")
    """
    about = heading(f"credits_title_{mode}", name)
    if table.empty:
        return nothing(about, language.text("chart_no_steps"))
    ends = [float(hour) for hour in table["hour"]]
    starts = [end - float(length) for end, length in zip(ends, table["hours"], strict=True)]
    words = {key: language.text(f"credits_{key}") for key in ("saved", "ahead", "limit")}
    base = f"{language.text('credits_baseline')} {language.percent(baseline)}"
    room = widest([f"-{most:,.0f}"]) + 40
    plot = int(WIDTH - 20 - room - widest([*words.values(), base]) - 12)
    hours = [hour for hour in ticks(ends[-1], 8) if hour >= starts[0]]
    axis = {"title": language.text("hours_axis"), "values": hours, "format": EXACT}
    x = q("hour", scale=scale(starts[0], ends[-1]), axis=axis)
    use: list[Row] = []
    for start, end, busy, spent, lost in zip(
        starts, ends, table["utilization"], table["spent"], table["unserved_vcpu_hours"], strict=True
    ):
        served = float(busy) * (1 - lost / (lost + spent / 60)) if lost > 1e-9 else float(busy)
        kind = "above" if served > baseline * (1 + 1e-9) else "below"
        use.append({"hour": start, "end": end, "from": 0.0, "use": served, "kind": kind})
        if served < busy:
            use.append({"hour": start, "end": end, "from": served, "use": float(busy), "kind": "lost"})
    cpu_axis = {"title": language.text("cpu_axis"), "values": [0, 0.5, 1], "format": "%"}
    y_use = q("use", scale=scale(0, 1), axis={**cpu_axis, "minExtent": room - 14, "maxExtent": room - 14})
    beside: Spec = {"align": "left", "baseline": "middle"}
    edge: Spec = {"value": plot + 6}
    line: list[Row] = [{"use": baseline, "label": base}]
    cpu = {
        "width": plot,
        "height": 80,
        "layer": [
            layer(
                "rect",
                use,
                look={"stroke": "white", "strokeWidth": 0.5},
                x={**x, "axis": None},
                x2={"field": "end"},
                y=y_use,
                y2={"field": "from"},
                color=colours("kind", {"above": INK, "below": "#9ca3af", "lost": WASTE}),
                tooltip=[q("hour"), q("use", format=".0%")],
            ),
            layer("rule", line, look={"color": "white", "strokeWidth": 2.5}, y=y_use),  # the bars may be dark
            layer("rule", line, look={"strokeDash": [4, 3], "color": SOFT, "strokeWidth": 1.5}, y=y_use),
            layer("text", line, look=beside, x=edge, y=y_use, text=n("label")),
        ],
    }
    path = _net(table, starts[0])
    low = -most if min(credit for _, credit in path) < 0 else 0.0
    high = max(most if max(c for _, c in path) > most / 2 else most / 2, *(credit for _, credit in path))
    step = ticks(max(high, -low), 3)
    credit_axis = {
        "title": language.text("credits_axis"),
        "values": [*(-v for v in reversed(step) if v and low < 0), *(v for v in step if v <= high)],
        "format": EXACT,
        "minExtent": room - 14,
        "maxExtent": room - 14,
    }
    y = q("credit", scale=scale(low * 1.06, high * 1.06), axis=credit_axis)
    areas = {
        "saved": [{"hour": hour, "credit": max(credit, 0.0), "zero": 0} for hour, credit in path],
        "ahead": [{"hour": hour, "credit": min(credit, 0.0), "zero": 0} for hour, credit in path],
    }
    layers = []
    for key, colour in (("saved", _SAVED), ("ahead", _AHEAD)):
        if any(row["credit"] for row in areas[key]):
            look = {"color": colour, "opacity": 0.35}
            layers.append(layer("area", areas[key], look=look, x=x, y=y, y2={"field": "zero"}))
            place = [{"credit": (high if key == "saved" else low) / 2, "label": words[key]}]
            layers.append(layer("text", place, look={**beside, "color": INK}, x=edge, y=y, text=n("label")))
    line_of: list[Row] = [{"hour": hour, "credit": credit} for hour, credit in path]
    layers.append(layer("rule", [{"credit": 0}], look={"color": "#9ca3af"}, y=y))
    layers.append(layer("line", line_of, look={"color": INK, "strokeWidth": 2}, x=x, y=y))
    if low < 0:
        limit: list[Row] = [{"credit": low, "label": words["limit"]}]
        layers.append(layer("rule", limit, look={"color": WASTE, "strokeDash": [4, 3], "strokeWidth": 1.5}, y=y))
        layers.append(layer("text", limit, look=beside, x=edge, y=y, text=n("label")))
    charged, unserved = float(table["charged"].sum()), float(table["unserved_vcpu_hours"].sum())
    said = language.text(
        "credits_charged" if charged > 1e-9 else "credits_not_charged",
        credits=language.number(charged),
        vcpu_hours=language.number(charged / 60),
        owed=language.number(float(table["surplus"].iloc[-1])),
    )
    if mode == "standard":
        key = "credits_unserved" if unserved > 1e-9 else "credits_all_served"
        said = language.text(key, vcpu_hours=language.number(unserved))
    paid: list[Row] = [
        {"hour": start, "end": end, "from": low, "credit": low * 1.06}
        for start, end, amount in zip(starts, ends, table["charged"], strict=True)
        if amount > 1e-9
    ]
    if paid and low < 0:
        look = {"color": WASTE}
        layers.append(layer("rect", paid, look=look, x=x, x2={"field": "end"}, y=y, y2={"field": "from"}))
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. {said}",
        "vconcat": [cpu, {"width": plot, "height": 170, "layer": layers}],
        "spacing": 12,
    }


def _net(table: pd.DataFrame, start: float) -> list[tuple[float, float]]:
    """Credits at each hour, below zero where they are spent ahead, with the hours at which they pass zero."""
    first = table.iloc[0]
    at_start = sum(
        sign * float(first[name])
        for sign, name in (
            (1, "balance"),
            (-1, "surplus"),
            (-1, "charged"),
            (1, "discarded"),
            (1, "spent"),
            (-1, "earned"),
        )
    )
    path = [(start, at_start)]
    for hour, saved, owed in zip(table["hour"], table["balance"], table["surplus"], strict=True):
        (before, was), credit = path[-1], float(saved) - float(owed)
        if was * credit < 0:
            path.append((before + (float(hour) - before) * was / (was - credit), 0.0))
        path.append((float(hour), credit))
    return path


@chart
def successors(table: pd.DataFrame, *, most: int = 10, ghost: pd.DataFrame | None = None, name: str = "") -> Spec:
    """A month of each type that does a retired accelerator's work, cheapest first.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.successors`: instance_type, gpu_name, accelerator, gpu_count,
        gib_per_device, usd_per_month, ratio_to_first, to_check.
    most
        How many of the cheapest are drawn; how many are left out is said.
    ghost
        The table of an earlier need; its cheapest type is drawn as a pale upright line.
    name
        What is replaced, how many of it and where, for the title.

    Returns
    -------
    Chart
        Bars from zero, each with its cost, its devices and the memory of one of them; hollow where that memory has to
        be looked up.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = successors(compare.successors("eia2.medium", location="ap-northeast-2"), name="eia2.medium")
    """
    about = heading("successors_title", name)
    if table.empty:
        return nothing(about, language.text("chart_no_price"))
    shown = table.sort_values(["usd_per_month", "instance_type"], kind="stable").head(most)
    rows: list[Row] = [
        {
            "type": str(instance_type),
            "usd": float(usd),
            "to_check": bool(to_check),
            "cost": _money(float(usd)) + (f"  {times(float(ratio))}" if ratio > 1 else ""),
            "device": _device(str(gpu), str(chip), float(count), float(gib)),
        }
        for instance_type, gpu, chip, count, gib, usd, ratio, to_check in zip(
            shown["instance_type"],
            shown["gpu_name"],
            shown["accelerator"],
            shown["gpu_count"],
            shown["gib_per_device"],
            shown["usd_per_month"],
            shown["ratio_to_first"],
            shown["to_check"],
            strict=True,
        )
    ]
    names = [row["type"] for row in rows]
    plot = int(WIDTH - 20 - widest(names) - 20)
    bar = int(plot - max(widest((row["cost"] for row in rows), 12), widest(row["device"] for row in rows)) - 14)
    first = None if ghost is None or ghost.empty else float(ghost["usd_per_month"].min())
    top = max([row["usd"] for row in rows] + ([first] if first else []))
    axis = {"title": language.text("usd_per_month_axis"), "values": ticks(top, 4), "format": EXACT}
    x = q("usd", scale=scale(0, top * 1.02, range=[0, bar]), axis=axis)
    labels = {"ticks": False, "domain": False, "labelPadding": 6, "labelFont": NUMBER_FONT}
    y = n("type", sort=names, title=None, axis=labels)
    beside: Spec = {"value": bar + 14}
    layers = [
        layer(
            "bar",
            look={"height": {"band": 0.62}, "color": "#475569", "stroke": "#475569", "strokeWidth": 1.5},
            x=x,
            y=y,
            fillOpacity={"condition": {"test": "datum.to_check", "value": 0.15}, "value": 1},
            tooltip=[n("type"), n("cost"), n("device")],
        ),
        layer("text", look={"align": "left", "dy": -3, "fontWeight": "bold"}, x=beside, y=y, text=n("cost")),
        layer("text", look={"align": "left", "dy": 10, "color": SOFT}, x=beside, y=y, text=n("device")),
    ]
    if first:
        earlier: list[Row] = [{"usd": first}]
        layers.insert(0, layer("rule", earlier, look={**GHOST, "opacity": 1, "strokeWidth": 4}, x=x))
    best = rows[0]
    said = language.text("successors_note", type=best["type"], cost=_money(best["usd"]), device=best["device"])
    hollow = language.text("successors_to_check") if any(row["to_check"] for row in rows) else ""
    left = len(table) - len(rows)
    beyond = language.text("successors_left", count=left) if left else ""
    return {
        "title": title(about, said, hollow, beyond, ghost_note(first), width=WIDTH - 30),
        "description": f"{about}. {said} {hollow}".strip(),
        "width": plot,
        "height": {"step": 36},
        "data": data(rows),
        "layer": layers,
    }


def _device(gpu: str, chip: str, count: float, gib: float) -> str:
    """What a type brings: how many devices of which kind, and the memory of one."""
    what = chip.replace(" x ", " × ") or f"{count:g} × {gpu or 'GPU'}"
    return f"{what} · {language.text('memory_to_check') if math.isnan(gib) else f'{gib:.3g} GiB'}"
