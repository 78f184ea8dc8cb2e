"""Charts of Lambda: memory against time and cost, and a day with provisioned concurrency."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    RING,
    Row,
    colours,
    end_labels,
    ghost_note,
    heading,
    layer,
    money_axis,
    n,
    not_known,
    q,
    rimmed,
    scale,
    side_key,
    spread,
    text_width,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

#: Time in which a processor works, and time that only waits.
_PARTS = {"computing": "#6b7280", "waiting": WASTE}
#: Lines of Regions, told apart by dash and label too.
_LINES = ((INK, [1, 0]), ("#1d4ed8", [7, 3]), (COLOURS["spot"], [2, 2]), ("#35b48a", [8, 2, 2, 2]))
_MARKS = ("cheapest", "balanced", "fastest")
_SQUARE: Spec = {"shape": "square", "filled": True, "size": 90}


def _sizes(table: pd.DataFrame, *, named: bool) -> tuple[list[str], Spec]:
    """The memory sizes as names, and the axis that shows them."""
    names = [f"{int(size):,}" for size in table["memory_mb"]]
    axis = {
        "title": language.text("tuning_memory") if named else None,
        "labelAngle": 0,
        "labels": named,
        "ticks": named,
    }
    return names, n("size", sort=names, scale={"domain": names, "paddingInner": 0.25}, axis=axis)


@chart
def tuning_time(
    table: pd.DataFrame,
    *,
    chosen: int | None = None,
    ghost: pd.DataFrame | None = None,
    limit_ms: float | None = None,
    name: str = "",
    height: int = 150,
) -> Spec:
    """How long a function takes at each memory size, working and waiting.

    Parameters
    ----------
    table
        From `kaolib.architecture.power_tuning.tune` over a model: memory_mb, duration_ms, waiting and computing cost.
    chosen
        The size that is chosen: ringed.
    ghost
        The same table of an earlier choice: its times as pale bars.
    limit_ms
        The longest answer that is accepted: a line.
    name
        Of the function, for the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.

    Examples
    --------
    >>> from kaolib.architecture import power_tuning
    >>> work = power_tuning.Work(cpu_ms=400, wait_ms=100)
    >>> chart = tuning_time(power_tuning.tune(power_tuning.durations(work), "us-east-1"), chosen=512)
    """
    errors.columns(table.columns, ("memory_mb", "duration_ms", "waiting_usd_per_million"), ko="표", en="the table")
    about = heading("tuning_time_title", name)
    known = table["duration_ms"].notna()
    names, x = _sizes(table, named=False)
    share = table["waiting_usd_per_million"] / (table["waiting_usd_per_million"] + table["computing_usd_per_million"])
    most = [float(table["duration_ms"].max())]
    if ghost is not None:
        most.append(float(ghost["duration_ms"].max()))
    if limit_ms is not None:
        most.append(limit_ms)
    # little memory takes so long that the rest would be flat: the axis ends before, and the bar says its number
    middle = 4.2 * float(table.loc[known, "duration_ms"].median())
    top = 1.12 * min(max(most), max(middle, 1.5 * (limit_ms or 0)))
    values = ticks(top)
    room = _room(top)
    plot = int(WIDTH - 24 - room - _side())
    y = q(
        "y",
        scale=scale(0, top),
        axis={"title": language.text("tuning_time_axis"), "values": values, "format": EXACT, "minExtent": room - 14},
    )
    layers = [] if ghost is None else [_pale(ghost, "duration_ms", x, y, top)]
    layers += _stacked(names, table["duration_ms"] * share, table["duration_ms"], x, y, top)
    layers += _cut(names, table["duration_ms"], x, y, top)
    none = [{"size": size, "y": 0.0, "label": "✕"} for size, is_known in zip(names, known, strict=True) if not is_known]
    if none:
        layers.append(
            layer("text", none, look={"baseline": "bottom", "color": WASTE, "dy": -3}, x=x, y=y, text=n("label"))
        )
    if limit_ms is not None:
        label = language.text("tuning_limit", ms=language.number(limit_ms))
        line: list[Row] = [{"y": limit_ms, "label": label}]
        layers.append(layer("rule", line, look={"color": CHOICE, "strokeDash": [5, 3], "strokeWidth": 1.4}, y=y))
        at: Spec = q("xt", scale=None, axis=None)
        layers += rimmed(
            [{**line[0], "xt": plot - 4}],
            {"align": "right", "baseline": "bottom", "dy": -2},
            x=at,
            y=y,
            text=n("label"),
        )
    layers += _chosen(table, chosen, "duration_ms", x, y, top)
    layers += side_key(
        {language.text(f"tuning_part_{part}"): {**_SQUARE, "color": _PARTS[part]} for part in _PARTS}, plot
    )
    missing = [size for size, is_known in zip(names, known, strict=True) if not is_known]
    note = language.text("tuning_time_line")
    gone = language.text("tuning_too_small", sizes=", ".join(missing)) if missing else ""
    return {
        "title": title(about, note, gone, ghost_note(ghost if ghost is None else "ghost"), width=WIDTH - 30),
        "description": f"{about}. {note} {gone}".strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def tuning_cost(
    table: pd.DataFrame,
    *,
    chosen: int | None = None,
    ghost: pd.DataFrame | None = None,
    name: str = "",
    height: int = 170,
) -> Spec:
    """What a million invocations cost at each memory size, for work and for waiting; cheapest, fastest and balanced marked.

    Parameters
    ----------
    table, chosen, ghost, name, height
        As for `tuning_time`.

    Raises
    ------
    InputError
        For a table that lacks a column.

    Examples
    --------
    >>> from kaolib.architecture import power_tuning
    >>> work = power_tuning.Work(cpu_ms=400, wait_ms=100)
    >>> chart = tuning_cost(power_tuning.tune(power_tuning.durations(work), "us-east-1"))
    """
    columns = ("memory_mb", "usd_per_million", "waiting_usd_per_million", "computing_usd_per_million", *_MARKS)
    errors.columns(table.columns, columns, ko="표", en="the table")
    about = heading("tuning_cost_title", name)
    names, x = _sizes(table, named=True)
    known = table["usd_per_million"].notna()
    if not known.any():
        return nothing(about, language.text("tuning_no_price"))
    most = [float(table["usd_per_million"].max())] + ([] if ghost is None else [float(ghost["usd_per_million"].max())])
    cheapest = float(table["usd_per_million"].min())
    top = 1.2 * min(max(most), 6 * cheapest)
    money, _ = money_axis("tuning_cost_axis", top)
    room = _room(top)
    plot = int(WIDTH - 24 - room - _side())
    y = q("y", scale=scale(0, top), axis={**money, "minExtent": room - 14})
    layers = [] if ghost is None else [_pale(ghost, "usd_per_million", x, y, top)]
    waits = table["waiting_usd_per_million"]
    layers += _stacked(names, waits, waits + table["computing_usd_per_million"], x, y, top)
    marks: dict[str, list[str]] = {}
    for kind in _MARKS:
        for size, here in zip(names, table[kind], strict=True):
            if here:
                marks.setdefault(size, []).append(language.text(f"tuning_{kind}"))
    words = [
        {
            "size": size,
            "y": min(float(table["usd_per_million"].iloc[names.index(size)]), top * 0.9),
            "label": "\n".join([*kinds, language.usd(float(table["usd_per_million"].iloc[names.index(size)]), 2)]),
        }
        for size, kinds in marks.items()
    ]
    layers += _cut(names, table["usd_per_million"], x, y, top)
    # two marks close to one another would run together: the second stands higher; at the ends they turn inwards
    before, raised = -9, False
    for word in sorted(words, key=lambda one: names.index(str(one["size"]))):
        at = names.index(str(word["size"]))
        raised = at - before <= 3 and not raised
        before = at
        lines = str(word["label"]).count("\n") + 1
        side = "left" if at == 0 else "right" if at >= len(names) - 2 else "center"
        look = {
            "align": side,
            "dx": {"left": -12, "center": 0, "right": 12}[side],
            "baseline": "bottom",
            "lineBreak": "\n",
            "fontWeight": "bold",
            "dy": -6 - 13 * (lines - 1) - (40 if raised else 0),
        }
        layers += rimmed([word], look, x=x, y=y, text=n("label"))
    layers += _chosen(table, chosen, "usd_per_million", x, y, top)
    note = language.text("tuning_cost_line")
    listed = "; ".join(f"{size} MB: {', '.join(kinds)}" for size, kinds in marks.items())
    layers += side_key(
        {language.text(f"tuning_part_{part}"): {**_SQUARE, "color": _PARTS[part]} for part in _PARTS}, plot
    )
    return {
        "title": title(about, note, ghost_note(ghost if ghost is None else "ghost"), width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _room(top: float) -> float:
    return max(48.0, widest(f"{value:,g}" for value in ticks(top)) + 34)


def _side() -> float:
    return widest(language.text(f"tuning_part_{part}") for part in _PARTS) + 34


def _stacked(
    names: Sequence[str], waiting: pd.Series[float], whole: pd.Series[float], x: Spec, y: Spec, top: float
) -> list[Spec]:
    """A bar for each size that runs: waiting below, work above it, no higher than the axis."""
    rows: list[Row] = []
    for size, waits, total in zip(names, waiting, whole, strict=True):
        if not math.isnan(total):
            between, end = min(float(waits), top), min(float(total), top)
            rows.append({"size": size, "part": "waiting", "y": 0.0, "y1": between})
            rows.append({"size": size, "part": "computing", "y": between, "y1": end})
    return [layer("bar", rows, x=x, y=y, y2={"field": "y1"}, color=colours("part", _PARTS))]


def _cut(names: Sequence[str], values: pd.Series[float], x: Spec, y: Spec, top: float) -> list[Spec]:
    """The number of each bar that is higher than the axis."""
    tall = [
        {"size": size, "y": top, "label": language.number(round(float(value)))}
        for size, value in zip(names, values, strict=True)
        if value > top
    ]
    return rimmed(tall, {"baseline": "top", "dy": 3}, x=x, y=y, text=n("label")) if tall else []


def _pale(ghost: pd.DataFrame, column: str, x: Spec, y: Spec, top: float) -> Spec:
    rows = [
        {"size": f"{int(size):,}", "y": 0.0, "y1": min(float(value), top)}
        for size, value in zip(ghost["memory_mb"], ghost[column], strict=True)
        if not math.isnan(value)
    ]
    return layer("bar", rows, look={**GHOST, "width": {"band": 1.28}}, x=x, y=y, y2={"field": "y1"})


def _chosen(table: pd.DataFrame, chosen: int | None, column: str, x: Spec, y: Spec, top: float) -> list[Spec]:
    here = table[(table["memory_mb"] == chosen) & table[column].notna()]
    if here.empty:
        return []
    at = {"size": f"{int(here['memory_mb'].iloc[0]):,}", "y": min(float(here[column].iloc[0]), top)}
    return [layer("point", [at], look=RING, x=x, y=y)]


@chart
def provisioned_day(
    steps: pd.DataFrame, *, ghost: pd.Series[float] | None = None, name: str = "", height: int = 170
) -> Spec:
    """Hour by hour: environments that work on provisioned concurrency, those that are kept for nothing, what spills over.

    Parameters
    ----------
    steps
        The steps of `kaolib.knowledge.serverless.provisioned_run`: provisioned, served, spilled; an hour a row.
    ghost
        Environments provisioned in each hour by an earlier choice: a pale line.
    name
        For the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.knowledge import serverless
    >>> chart = provisioned_day(serverless.provisioned_run(pd.Series([4.0, 6.0]), 5, 200, 1024, "us-east-1").steps)
    """
    errors.columns(steps.columns, ("provisioned", "served", "spilled"), ko="표", en="the table")
    about = heading("provisioned_day_title", name)
    parts = {"served": COLOURS["compute_sp"], "spilled": COLOURS["spot"], "idle": WASTE}
    rows: list[Row] = []
    for hour, (ready, served, spilled) in enumerate(
        steps[["provisioned", "served", "spilled"]].itertuples(index=False)
    ):
        marks = (
            ("served", 0.0, served),
            ("idle", served, ready),
            ("spilled", max(served, ready), max(served, ready) + spilled),
        )
        rows += [
            {"x": hour, "x1": hour + 0.92, "part": part, "y": low, "y1": high}
            for part, low, high in marks
            if high > low
        ]
    most = max(
        [
            float((steps[["served", "provisioned"]].max(axis=1) + steps["spilled"]).max()),
            *([] if ghost is None else [float(ghost.max())]),
            1.0,
        ]
    )
    top = 1.08 * most
    words = {part: language.text(f"provisioned_part_{part}") for part in parts}
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 24 - room - widest(words.values()) - 34)
    count = len(steps)
    x = q(
        "x",
        scale=scale(0, count),
        axis={"title": language.text("provisioned_hour"), "values": ticks(count, 6), "format": EXACT},
    )
    y = q(
        "y", scale=scale(0, top), axis={"title": language.text("provisioned_axis"), "values": values, "format": EXACT}
    )
    looks = {
        "served": {},
        "spilled": {},
        "idle": {"fillOpacity": 0.18, "stroke": WASTE, "strokeWidth": 1, "strokeDash": [3, 2]},
    }
    layers = [
        layer(
            "rect",
            [row for row in rows if row["part"] == part],
            look={"color": parts[part], **looks[part]},
            x=x,
            x2={"field": "x1"},
            y=y,
            y2={"field": "y1"},
        )
        for part in parts
        if any(row["part"] == part for row in rows)
    ]
    if ghost is not None:
        line = [{"x": hour, "y": float(value)} for hour, value in enumerate([*ghost, ghost.iloc[-1]])]
        layers.append(layer("line", line, look={**GHOST, "interpolate": "step-after", "strokeWidth": 4}, x=x, y=y))
    layers += side_key({words[part]: {**_SQUARE, "color": parts[part], **looks[part]} for part in parts}, plot)
    ready_hours = float(steps["provisioned"].sum())
    used = float(steps["served"].sum()) / ready_hours if ready_hours else math.nan
    note = language.text("provisioned_day_line")
    told = language.text(
        "provisioned_day_said",
        share="–" if math.isnan(used) else language.percent(used),
        spilled=language.percent(
            float(steps["spilled"].sum() / max(steps[["served", "spilled"]].to_numpy().sum(), 1e-12))
        ),
    )
    return {
        "title": title(about, note, ghost_note(ghost if ghost is None else "ghost"), width=WIDTH - 30),
        "description": f"{about}. {note} {told}",
        "width": plot,
        "height": height,
        "layer": layers,
    }  # fmt: skip


@chart
def provisioned_levels(
    tables: Mapping[str, pd.DataFrame],
    *,
    chosen: int | None = None,
    chosen_in: str | None = None,
    name: str = "",
    height: int = 190,
) -> Spec:
    """What a day costs by the environments that are provisioned, a line for each Region, against none at all.

    Parameters
    ----------
    tables
        Name to table, of `kaolib.knowledge.serverless.provisioned_options`: at most four. Each is drawn as a share of what
        it costs without provisioned concurrency.
    chosen, chosen_in
        The number that is chosen, and on which line: ringed.
    name
        For the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For no table or too many, or one that lacks a column.
    """
    if not 1 <= len(tables) <= len(_LINES):
        raise errors.InputError(ko=f"표를 1~{len(_LINES)}개 주세요.", en=f"give 1 to {len(_LINES)} tables.")
    about = heading("provisioned_levels_title", name)
    rows: list[Row] = []
    best: list[Row] = []
    unknown = []
    for place, table in tables.items():
        errors.columns(table.columns, ("provisioned", "usd"), ko="표", en="the table")
        none = table.loc[table["provisioned"] == 0, "usd"]
        if none.empty or not float(none.iloc[0]) > 0:
            unknown.append(place)
            continue
        ratio = table["usd"] / float(none.iloc[0])
        rows += [
            {"place": place, "x": float(x), "y": float(y)} for x, y in zip(table["provisioned"], ratio, strict=True)
        ]
        at = int(ratio.to_numpy().argmin())
        best.append({"place": place, "x": float(table["provisioned"].iloc[at]), "y": float(ratio.iloc[at])})
    if not rows:
        return nothing(about, not_known(unknown))
    present = [place for place in tables if place not in unknown]
    lowest = min(row["y"] for row in rows)
    high = max(1.1, max(row["y"] for row in rows) * 1.02)
    # room for the label below the cheapest point
    low = min(0.9, lowest - 0.16 * (high - lowest))
    right = max(row["x"] for row in rows)
    values = [value for value in ticks(high, 8) if value >= low]
    room = widest(language.percent(value) for value in values) + 34
    plot = int(WIDTH - 24 - room - widest(present) - 24)
    x = q(
        "x",
        scale=scale(0, right),
        axis={"title": language.text("provisioned_levels_x"), "values": ticks(right, 8), "format": EXACT},
    )
    y = q(
        "y",
        scale=scale(low, high),
        axis={"title": language.text("provisioned_levels_axis"), "values": values, "format": ".0%"},
    )
    paint = colours("place", {place: look[0] for place, look in zip(present, _LINES, strict=False)})
    dash = n(
        "place",
        scale={"domain": present, "range": [look[1] for _, look in zip(present, _LINES, strict=False)]},
        legend=None,
    )
    ends = [next(row["y"] for row in reversed(rows) if row["place"] == place) for place in present]
    at_y = [height * (high - end) / (high - low) for end in ends]
    layers = [
        layer("rule", [{"y": 1.0}], look={"color": SOFT, "strokeDash": [4, 3]}, y=y),
        layer("line", rows, look={"strokeWidth": 2}, x=x, y=y, color=paint, strokeDash=dash, detail=n("place")),
        *end_labels(
            plot, at_y, spread(at_y, 16, 8, height - 8), [{"label": place, "place": place} for place in present], paint
        ),
        layer("point", best, look={"filled": True, "size": 55, "color": INK, "opacity": 1}, x=x, y=y),
    ]
    mine = [row for row in rows if row["place"] == chosen_in and row["x"] == chosen]
    if mine:
        layers.append(layer("point", mine, look=RING, x=x, y=y))
    lead = min(best, key=lambda row: row["y"])
    label = language.text(
        "provisioned_levels_best", count=language.number(lead["x"]), share=language.percent(lead["y"])
    )
    if lead["x"] > 0:
        half = text_width(label) * 0.5
        pixel_x = min(max(lead["x"] / right * plot, half), plot - half)
        layers += rimmed(
            [{**lead, "xt": pixel_x, "label": label}],
            {"baseline": "top", "dy": 8, "fontWeight": "bold"},
            x=q("xt", scale=None, axis=None),
            y=y,
            text=n("label"),
        )
    note = language.text("provisioned_levels_line")
    listed = "; ".join(f"{row['place']}: {language.number(row['x'])}, {language.percent(row['y'])}" for row in best)
    return {
        "title": title(about, note, not_known(unknown), width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": height,
        "layer": layers,
    }  # fmt: skip
