"""A chart of an Auto Scaling group: a load, and the capacity that follows it up to a moment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    data,
    ghost_note,
    heading,
    layer,
    n,
    q,
    scale,
    ticks,
    title,
    widest,
    wrapped,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

#: The capacity that is paid, and the load that is not served.
CAPACITY, UNMET = COLOURS["on_demand"], WASTE
#: About how many steps a run is drawn with, and how long one may be, minutes.
_STEPS, _LENGTHS = 504, (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 360, 1440)
_DAY, _HOUR = 1440, 60
_KEY_WIDTH = 138


@chart
def scaling_run(
    minutes: pd.DataFrame,
    capacity: float,
    *,
    events: pd.DataFrame | None = None,
    moment: int | None = None,
    ghost: pd.DataFrame | None = None,
    name: str = "",
    ghost_name: str = "",
    height: int = 230,
) -> Spec:
    """A load and the instances that serve it, minute by minute or in longer steps, up to a moment.

    Parameters
    ----------
    minutes
        From `kaolib.architecture.scaling.simulate`: its ``minutes``, or some of them in a row.
    capacity
        Load that one instance serves in a minute: both are drawn in instances.
    events
        The run's ``events``: a mark below the axis for each launch and termination in these minutes.
    moment
        How many of the minutes have passed; all when None. The load to come is pale, its capacity is not known yet.
    ghost
        The minutes of an earlier choice over the same load.
    name, ghost_name
        Of the policy, for the title; and what the ghost is: the first choice, where nothing is said.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Grey is the capacity in service, black the load, red the part of it that no instance serves. A dashed line is the
        desired capacity: above the grey, instances are launching.

    Raises
    ------
    InputError
        For no minutes, or a moment that is not among them.

    Examples
    --------
    >>> import pandas as pd
    >>> run = pd.DataFrame({"time": pd.date_range("2026-01-05", periods=2, freq="min", tz="UTC"), "load": [50, 250],
    ...     "desired": [1, 2], "in_service": [1, 1], "served": [50, 100], "minute": [0, 1]})
    >>> chart = scaling_run(run, 100)
    """
    count = len(minutes)
    if not count:
        raise errors.InputError(ko="그릴 분이 하나도 없습니다.", en="there are no minutes to draw.")
    passed = count if moment is None else moment
    if not 0 <= passed <= count:
        raise errors.InputError(
            ko=f"시점 {passed}은(는) 0~{count} 가운데 하나여야 합니다.",
            en=f"the moment {passed} has to be from 0 to {count}.",
        )
    about = heading("scaling_run_title", name)
    long = next((one for one in _LENGTHS if count / one <= _STEPS), _LENGTHS[-1])
    load, held, wanted, served = (
        _steps(minutes[column].to_numpy(float), long) / by
        for column, by in (("load", capacity), ("in_service", 1.0), ("desired", 1.0), ("served", capacity))
    )
    before = None if ghost is None else _steps(ghost["in_service"].to_numpy(float), long)
    top = 1.06 * max(float(series.max()) for series in (load, wanted, held, *([] if before is None else [before])))
    if not top > 0:
        return nothing(about, language.text("scaling_no_load"))
    done = math.ceil(passed / long)
    launching = bool((wanted > held).any())
    under = -0.09 * top
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 20 - room - _KEY_WIDTH)
    x = q("x", scale=scale(0, count), axis=_clock(minutes["time"]))
    axis = {"title": language.text("scaling_axis"), "values": values, "format": EXACT}
    y = q("y", scale=scale(under, top), axis=axis)
    step = {"interpolate": "step-after"}
    past = [
        {"x": at * long, "y": float(load[at]), "held": float(held[at]), "served": float(served[at]), "wanted": float(wanted[at])}
        for at in range(done)
    ]  # fmt: skip
    if past:
        past.append({**past[-1], "x": min(done * long, count)})
    coming = [{"x": at * long, "y": float(load[at])} for at in range(max(done - 1, 0), len(load))]
    pale = {**step, "color": "#9ca3af", "strokeWidth": 1.2}
    layers: list[Spec] = [layer("line", coming, look=pale, x=x, y=y)]
    if past:
        held_y = {**y, "field": "held"}
        now = [
            layer("area", look={**step, "color": CAPACITY, "opacity": 0.3}, x=x, y=held_y, y2={"datum": 0}),
            layer("area", look={**step, "color": UNMET, "opacity": 0.95}, x=x, y=y, y2={"field": "served"}),
            layer("line", look={**step, "color": CAPACITY, "strokeWidth": 1.5}, x=x, y=held_y),
            layer("line", look={**step, "color": CAPACITY, "strokeWidth": 1.2, "strokeDash": [3, 2]}, x=x, y={**y, "field": "wanted"}),
            layer("line", look={**step, "color": INK, "strokeWidth": 1.3}, x=x, y=y),
        ]  # fmt: skip
        if not launching:
            now.pop(3)
        if not (served < load - 1e-9)[:done].any():
            now.pop(1)
        layers.append({"data": data(past), "layer": now})
        if before is not None:
            rows = [{"x": at * long, "y": float(before[at])} for at in range(done)]
            layers.insert(1, layer("line", rows, look={**step, **GHOST, "opacity": 0.9, "strokeWidth": 3}, x=x, y=y))
    layers += _marks(events, minutes, passed, long, under, x, y)
    if moment is not None:
        layers.append(layer("rule", [{"x": passed}], look={"color": CHOICE, "strokeWidth": 1.2}, x=x))
    asked, given = (float(minutes[column].to_numpy(float)[:passed].sum()) for column in ("load", "served"))
    lost = max(asked - given, 0.0) / asked if asked else 0.0
    at = max(done - 1, 0)
    words = {
        "load": language.text("scaling_key_load", count=language.number(float(load[at]), 1)),
        "held": language.text("scaling_key_held", count=language.number(float(held[at]), 1 if held[at] % 1 else 0)),
        **({"wanted": language.text("scaling_key_wanted")} if launching else {}),
        "unmet": language.text("scaling_key_unmet", share=language.small_percent(lost)),
        **({"ghost": ghost_name or language.text("first_choice")} if before is not None else {}),
        **(
            {"out": language.text("scaling_key_out"), "in": language.text("scaling_key_in")}
            if events is not None
            else {}
        ),
    }
    layers += key(words, plot)
    ends = [f"{minutes['time'].iloc[place]:%Y-%m-%d %H:%M}" for place in (0, max(passed - 1, 0))]
    said = language.text(
        "scaling_run_said", start=ends[0], end=ends[1], **{k: words[k] for k in ("load", "held", "unmet")}
    )
    note = language.text("scaling_run_line", start=ends[0], long=long)
    return {
        "title": title(about, note, "" if ghost_name else ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {said}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _steps(values: npt.NDArray[np.float64], long: int) -> npt.NDArray[np.float64]:
    """The mean of each step; the last one may be shorter."""
    starts = np.arange(0, len(values), long)
    lengths = np.diff([*starts.tolist(), len(values)])
    means: npt.NDArray[np.float64] = np.add.reduceat(values, starts) / lengths
    return means


def _clock(times: pd.Series[Any]) -> Spec:
    """The axis of time: a date at each midnight, else hours, else quarters of an hour."""
    count = len(times)
    every = 1440 if count > 3 * _DAY else 360 if count > _DAY else 180 if count > 6 * _HOUR else 30
    start = times.iloc[0]
    first = -(start.hour * _HOUR + start.minute) % every
    at = list(range(first, count, every))
    days = every == _DAY
    words = [f"{times.iloc[place]:%m-%d}" if days else f"{times.iloc[place]:%H:%M}" for place in at]
    return {
        "title": language.text("scaling_clock_days" if days else "scaling_clock_hours"),
        "values": at,
        "labelExpr": f"{words}[indexof({at}, datum.value)]",
        "labelAlign": "left",
        "labelFlush": False,
        "tickSize": 8,
        "grid": False,
    }


def _marks(
    events: pd.DataFrame | None, minutes: pd.DataFrame, passed: int, long: int, low: float, x: Spec, y: Spec
) -> list[Spec]:
    """A mark for each step in which instances were launched, and below it one for each in which they were terminated."""
    if events is None or not len(events) or not passed:
        return []
    first = int(minutes["minute"].iloc[0])
    mine = events[(events["minute"] >= first) & (events["minute"] < first + passed)]
    out = (mine["after"] > mine["before"]).to_numpy()
    places = (mine["minute"].to_numpy() - first) // long * long
    layers = []
    for kind, which, share in (("out", out, 0.42), ("in", ~out, 0.78)):
        rows: list[Row] = [{"x": int(place), "y": share * low} for place in np.unique(places[which])]
        if rows:
            layers.append(layer("point", rows, look={**_SWATCHES[kind], "filled": True, "size": 26}, x=x, y=y))
    return layers


_SWATCHES: Mapping[str, Spec] = {
    "load": {"shape": "stroke", "stroke": INK},
    "held": {"shape": "square", "color": "#c9ccd1"},
    "wanted": {"shape": "stroke", "stroke": CAPACITY},
    "unmet": {"shape": "square", "color": UNMET},
    "ghost": {"shape": "stroke", "stroke": "#c9ccd1", "strokeWidth": 4},
    "out": {"shape": "triangle-up", "color": INK},
    "in": {"shape": "triangle-down", "color": "#9ca3af"},
}


def key(words: Mapping[str, str], plot: int, width: int = _KEY_WIDTH) -> list[Spec]:
    """A mark and a name for each part, right of the plot, from its top."""
    pixel: Spec = {"scale": None, "axis": None}
    xs, xt, yt = q("xs", **pixel), q("xt", **pixel), q("yt", **pixel)
    layers, rows = [], []
    down = 8.0
    for kind, text in words.items():
        lines = wrapped(text, width - 34)
        row = {"label": "\n".join(lines), "xs": plot + 16, "xt": plot + 28, "yt": down}
        down += 14 * len(lines) + 8
        look = {"filled": True, "size": 90, "opacity": 1, "strokeWidth": 2, **_SWATCHES[kind]}
        layers.append(layer("point", [row], look=look, x=xs, y=yt))
        rows.append(row)
    look = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": 14}
    return [*layers, layer("text", rows, look=look, x=xt, y=yt, text=n("label"))]
