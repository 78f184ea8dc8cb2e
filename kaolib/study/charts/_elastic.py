"""Charts around an Auto Scaling group: a queue, Availability Zones, and the capacity units of its load balancer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from kaolib import errors
from kaolib.knowledge.load_balancer import DIMENSIONS
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    Row,
    colours,
    end_labels,
    heading,
    layer,
    n,
    q,
    scale,
    spread,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._scaling import CAPACITY, UNMET
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.architecture.scaling import Run

#: Lines of runs and of dimensions, told apart by dash and label too.
_LINES = (INK, COLOURS["spot"], COLOURS["ri_standard"], COLOURS["compute_sp"])
_DASHES = ([1, 0], [7, 3], [2, 2], [8, 2, 2, 2])
_POINTS = 240
_MOST = 3


@chart
def queue_scaling(runs: Mapping[str, Run], acceptable_minutes: float, *, height: int = 120) -> Spec:
    """Groups that work on the same queue: how many instances each has, and how long its messages would wait.

    Parameters
    ----------
    runs
        Name to run, of `kaolib.architecture.scaling.simulate` with a queue: at most three of the same load.
    acceptable_minutes
        The longest wait that is accepted: a red line.
    height
        Of each of the two plots in pixels.

    Returns
    -------
    Chart
        Above the instances in service; below the backlog, in minutes of work for the instances that are there.

    Raises
    ------
    InputError
        For no run, too many, or one without a queue.

    Examples
    --------
    >>> from kaolib.architecture import scaling
    >>> run = scaling.simulate([30.0] * 60, scaling.TargetTracking(20, "backlog_per_instance"), queue=True,
    ...                        group=scaling.Group(), instance=scaling.Instance(10, 0.1))
    >>> chart = queue_scaling({"backlog per instance": run}, 5)
    """
    if not 1 <= len(runs) <= _MOST or not all(run.queue for run in runs.values()):
        raise errors.InputError(ko=f"대기열의 실행을 1~{_MOST}개 주세요.", en=f"give 1 to {_MOST} runs of a queue.")
    names = list(runs)
    about = language.text("queue_title")
    palette = dict(zip(names, _LINES, strict=False))
    dashes = n("name", scale={"domain": names, "range": list(_DASHES[: len(names)])}, legend=None)
    instances: list[Row] = []
    waits: list[Row] = []
    most_wait = acceptable_minutes
    said = []
    for name, run in runs.items():
        minutes = run.minutes
        step = max(1, -(-len(minutes) // _POINTS))
        serving = minutes["in_service"].to_numpy(float)
        wait = minutes["backlog"].to_numpy(float) / np.maximum(serving, 1) / run.instance.capacity
        most_wait = max(most_wait, float(wait.max()))
        for at in range(0, len(minutes), step):
            instances.append({"x": at, "y": float(serving[at : at + step].max()), "name": name})
            waits.append({"x": at, "y": float(wait[at : at + step].max()), "name": name})
        said.append(
            language.text("queue_said", name=name, wait=language.number(float(wait.max()), 0), most=int(serving.max()))
        )
    count = len(next(iter(runs.values())).minutes)
    top = {"instances": 1.08 * max(row["y"] for row in instances), "wait": 1.1 * most_wait}
    values = {kind: ticks(high, 4) for kind, high in top.items()}
    room = max(widest(f"{value:,g}" for value in list_) for list_ in values.values()) + 34
    side = widest([*names, language.text("queue_limit")]) + 30
    plot = int(WIDTH - 20 - room - side)
    first = next(iter(runs.values())).minutes["time"].iloc[0]
    every = 180 if count <= 1500 else 1440
    marks = list(range(-(first.hour * 60 + first.minute) % every, count, every))
    words = [f"{(first.hour * 60 + first.minute + place) // 60 % 24:02}:00" for place in marks]
    clock = {
        "values": marks, "labelExpr": f"{words}[indexof({marks}, datum.value)]", "grid": False, "title": language.text("scaling_clock_hours"),
    }  # fmt: skip
    paint = colours("name", palette)
    plots = []
    for kind, rows in (("instances", instances), ("wait", waits)):
        x = q("x", scale=scale(0, count), axis=clock if kind == "wait" else {**clock, "title": None, "labels": False})
        axis = {
            "title": language.text(f"queue_axis_{kind}"), "values": values[kind], "format": EXACT, "minExtent": room - 14,
        }  # fmt: skip
        y = q("y", scale=scale(0, top[kind]), axis=axis)
        layers: list[Spec] = []
        if kind == "wait":
            limit: list[Row] = [{"y": acceptable_minutes}]
            look = {"color": UNMET, "strokeDash": [5, 3], "strokeWidth": 1.5}
            layers.append(layer("rule", limit, look=look, y=y))
            at_y = height * (1 - acceptable_minutes / top[kind])
            mark = [{"label": language.text("queue_limit"), "name": "limit"}]
            layers += end_labels(plot, [at_y], spread([at_y], 16, 8, height - 8), mark, {"value": UNMET})
        line = {"interpolate": "step-after", "strokeWidth": 1.6}
        layers.append(layer("line", rows, look=line, x=x, y=y, color=paint, strokeDash=dashes, detail=n("name")))
        if kind == "instances":
            ends = [next(row["y"] for row in reversed(rows) if row["name"] == name) for name in names]
            places = [height * (1 - end / top[kind]) for end in ends]
            stand = spread(places, 16, 8, height - 8)
            layers += end_labels(plot, places, stand, [{"label": name, "name": name} for name in names], paint)
        plots.append({"width": plot, "height": height, "layer": layers})
    return {
        "title": title(about, language.text("queue_line"), width=WIDTH - 30),
        "description": f"{about}. {' '.join(said)}",
        "vconcat": plots,
        "spacing": 12,
    }


@chart
def zone_spare(table: pd.DataFrame, *, usd_per_hour: float | None = None, row_height: int = 34) -> Spec:
    """What it takes to lose a zone and still serve: instances that the load needs, and the spare ones, by zones.

    Parameters
    ----------
    table
        From `kaolib.architecture.scaling.zone_table`.
    usd_per_hour
        Of one instance: the spare ones are priced for a month.
    row_height
        In pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.

    Examples
    --------
    >>> from kaolib.architecture import scaling
    >>> chart = zone_spare(scaling.zone_table(6, (2, 3)))
    """
    errors.columns(table.columns, ("zones", "total", "extra", "extra_share"), ko="표", en="the table")
    about = language.text("zone_title")
    if not len(table) or not float(table["total"].max()) > 0:
        return nothing(about, language.text("scaling_no_load"))
    rows: list[Row] = []
    ends: list[Row] = []
    for zones, total, extra, share in table[["zones", "total", "extra", "extra_share"]].itertuples(index=False):
        name = language.text("zone_count", zones=int(zones))
        rows += [
            {"zone": name, "part": "needed", "x0": 0.0, "x1": float(total - extra)},
            {"zone": name, "part": "spare", "x0": float(total - extra), "x1": float(total)},
        ]
        words = language.text("zone_label", total=int(total), share=language.percent(float(share)))
        if usd_per_hour is not None:
            words += " · " + language.usd_per_month(float(extra) * usd_per_hour * MONTH_HOURS)
        ends.append({"zone": name, "x0": float(total), "label": words})
    names = [row["zone"] for row in ends]
    top = float(table["total"].max())
    plot = int(WIDTH - 20 - widest(names) - 16 - widest(row["label"] for row in ends) - 14)
    x = q(
        "x0", scale=scale(0, top), axis={"title": language.text("zone_axis"), "values": ticks(top, 5), "format": EXACT}
    )
    y = n("zone", sort=names, axis={"title": None, "ticks": False, "domain": False})
    palette = {"needed": CAPACITY, "spare": "#e5e7eb"}
    look = {"height": {"band": 0.6}, "stroke": CAPACITY, "strokeWidth": 1}
    least = int(table["zones"].iloc[int(table["extra_share"].argmin())])
    note = language.text("zone_line", zones=least)
    layers = [
        layer("bar", rows, look=look, x=x, x2={"field": "x1"}, y=y, color=colours("part", palette)),
        layer("text", ends, look={"align": "left", "baseline": "middle", "dx": 5}, x=x, y=y, text=n("label")),
        layer("rule", [{"x0": float(table["total"].iloc[0] - table["extra"].iloc[0])}], look={"color": CHOICE, "strokeDash": [4, 3]}, x=x),
    ]  # fmt: skip
    listed = "; ".join(f"{row['zone']}: {row['label']}" for row in ends)
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": row_height * len(names),
        "layer": layers,
    }


@chart
def capacity_unit_hours(units: pd.DataFrame, *, name: str = "", height: int = 200) -> Spec:
    """Hour by hour, how many capacity units each dimension of a load balancer would take: the highest is billed.

    Parameters
    ----------
    units
        From `kaolib.knowledge.load_balancer.capacity_units`, an hour a row, at most two weeks.
    name
        Of the load balancer, for the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For more hours than a chart holds, or a table without units.

    Examples
    --------
    >>> from kaolib.knowledge import load_balancer
    >>> traffic = load_balancer.Traffic()
    >>> chart = capacity_unit_hours(load_balancer.capacity_units(load_balancer.usage(36_000, traffic)))
    """
    errors.columns(units.columns, ("units",), ko="표", en="the table")
    if not 1 <= len(units) <= 336:
        raise errors.InputError(
            ko=f"{len(units):,}시간은 그릴 수 없습니다. 1~336시간을 주세요.",
            en=f"{len(units):,} hours cannot be drawn: give 1 to 336.",
        )
    about = heading("lcu_title", name)
    present = [one for one in DIMENSIONS if one in units.columns]
    most = float(units["units"].max())
    if not most > 0:
        return nothing(about, language.text("scaling_no_load"))
    top, count = 1.08 * most, len(units)
    sums = {one: float(units[one].sum()) for one in present}
    decides = max(sums, key=lambda one: sums[one])
    labels = {
        one: f"{language.text(f'lcu_{one}')}\n{language.text('lcu_mean', units=language.number(sums[one] / count, 2))}"
        for one in present
    }
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 20 - room - widest(labels.values()) - 24)
    x = q(
        "x",
        scale=scale(0, max(count - 1, 1)),
        axis={"title": language.text("lcu_hours"), "values": ticks(count, 6), "format": EXACT},
    )
    y = q("y", scale=scale(0, top), axis={"title": language.text("lcu_axis"), "values": values, "format": EXACT})
    rows = [
        {"x": at, "y": float(value), "kind": one}
        for one in present
        for at, value in enumerate(units[one].to_numpy(float))
    ]
    palette = dict(zip(present, _LINES, strict=False))
    dash = n("kind", scale={"domain": present, "range": list(_DASHES[: len(present)])}, legend=None)
    width = {"condition": {"test": f"datum.kind === '{decides}'", "value": 2.4}, "value": 1.1}
    paint = colours("kind", palette)
    means = [sums[one] / count for one in present]
    places = [height * (1 - mean / top) for mean in means]
    stand = spread(places, 32, 14, height - 14)
    layers = [
        layer("line", rows, x=x, y=y, color=paint, strokeDash=dash, strokeWidth=width, detail=n("kind")),
        *end_labels(plot, places, stand, [{"label": labels[one], "kind": one} for one in present], paint),
    ]
    note = language.text(
        "lcu_line", dimension=language.text(f"lcu_{decides}"), units=language.number(float(units["units"].mean()), 2)
    )
    listed = "; ".join(labels[one].replace("\n", " ") for one in present)
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": height,
        "layer": layers,
    }
