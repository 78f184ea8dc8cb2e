"""Charts of interruptions: fleets over a real trace, what that costs so far, and one interruption second by second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    colours,
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
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, WASTE, WIDTH, Spec, chart, nothing

#: What becomes of an instance: a colour for each state, and in the chart its name or a pattern beside it.
STATES = {
    "running": COLOURS["spot"],
    "at_risk": "#f3b56b",
    "draining": "#fbe3c1",
    "leaving": WASTE,
    "gone": "#d1d5db",
    "pending": "#7fb2e5",
    "checking": "#1d4ed8",
    "serving_new": "#35b48a",
}
#: The engine's states by what they mean to a reader of the chart.
SHOWN = {
    "running": "running",
    "at_risk": "at_risk",
    "noticed": "leaving",
    "draining": "draining",
    "drained": "draining",
    "stopping": "leaving",
    "shutting_down": "leaving",
    "hibernating": "leaving",
    "stopped": "gone",
    "hibernated": "gone",
    "terminated": "gone",
    "pending": "pending",
    "checking": "checking",
}


@chart
def fleets_over_time(
    grids: Mapping[str, pd.DataFrame], target: int, notes: Mapping[str, str], *, height: int = 78
) -> Spec:
    """Several fleets over the same days: what ran of the target, and what was missing.

    Parameters
    ----------
    grids
        `kaolib.architecture.fleet.Replay.grid` of each fleet, by its name: hours, spot, on_demand, missing.
    target
        Instances wanted at every moment.
    notes
        What came of each, to stand above it.
    height
        Of each panel in pixels.

    Returns
    -------
    Chart
        A panel for each fleet: orange is Spot, grey On-Demand below it, red what is missing up to the target.

    Examples
    --------
    >>> grid = pd.DataFrame({"hours": [0, 1, 2], "spot": [4, 2, 4], "on_demand": 0, "missing": [0, 2, 0]})
    >>> chart = fleets_over_time({"one pool": grid}, 4, {"one pool": "two lost"})
    """
    about = language.text("fleets_title")
    room = 40
    plot = WIDTH - 40 - room
    last = max(float(grid["hours"].iloc[-1]) for grid in grids.values())
    days = ticks(last / 24, 8)
    panels: list[Spec] = []
    for number, (name, grid) in enumerate(grids.items()):
        bottom = number == len(grids) - 1
        axis = {"title": language.text("replay_axis") if bottom else None, "values": days, "format": EXACT}
        x = q("day", scale=scale(0, last / 24), axis=axis)
        y = q("y0", scale=scale(0, target), axis={"title": None, "values": [0, target], "format": EXACT})
        panels.append(
            {
                "title": {"text": f"{name} · {notes[name]}", "fontSize": 12, "fontWeight": "bold", "offset": 4},
                "width": plot,
                "height": height,
                "layer": _stack(grid, target, x, y),
            }
        )
    said = language.text("fleets_note", target=target)
    return {
        "title": title(about, said, width=WIDTH - 30),
        "description": f"{about}. {said} " + "; ".join(f"{name}: {notes[name]}" for name in grids),
        "vconcat": panels,
        "spacing": 14,
    }


def _stack(grid: pd.DataFrame, target: int, x: Spec, y: Spec) -> list[Spec]:
    """On-Demand, Spot above it and what is missing above both, as areas of steps."""
    day = (grid["hours"] / 24).tolist()
    under, spot = grid["on_demand"].tolist(), grid["spot"].tolist()
    step = {"interpolate": "step-after"}
    parts: list[tuple[str, list[float], list[float], Spec]] = [
        ("on_demand", [0.0] * len(day), under, {"color": COLOURS["on_demand"], "opacity": 0.9}),
        ("spot", under, [a + b for a, b in zip(under, spot, strict=True)], {"color": COLOURS["spot"], "opacity": 0.85}),
        ("missing", [a + b for a, b in zip(under, spot, strict=True)], [float(target)] * len(day), {"color": WASTE, "opacity": 0.8}),
    ]  # fmt: skip
    layers = []
    for _, low, high, look in parts:
        rows = _levels(day, low, high)
        if any(row["y1"] > row["y0"] for row in rows):
            layers.append(layer("area", rows, look={**step, **look}, x=x, y=y, y2={"field": "y1"}))
    return layers or [layer("rule", [{"y0": 0}], y=y)]


def _levels(day: Sequence[float], low: Sequence[float], high: Sequence[float]) -> list[Row]:
    """A row where the band changes, and one at its end."""
    rows: list[Row] = []
    for at, below, above in zip(day, low, high, strict=True):
        if not rows or (rows[-1]["y0"], rows[-1]["y1"]) != (below, above):
            rows.append({"day": at, "y0": below, "y1": above})
    rows.append({"day": day[-1], "y0": low[-1], "y1": high[-1]})
    return rows


@chart
def fleet_replay(
    grid: pd.DataFrame,
    target: int,
    *,
    at_hours: float,
    losses: pd.DataFrame | None = None,
    ghost: pd.DataFrame | None = None,
    name: str = "",
    height: int = 150,
) -> Spec:
    """A fleet over a real trace up to one moment: what runs, what is missing, and where instances were lost.

    Parameters
    ----------
    grid
        `kaolib.architecture.fleet.Replay.grid`: hours, spot, on_demand, missing.
    target
        Instances wanted.
    at_hours
        The moment up to which the replay has come.
    losses
        hours and instances of each loss.
    ghost
        The grid of an earlier choice: a pale line of what ran in all.
    name
        Which fleet it is, for the title.
    height
        Of the plot in pixels.

    Examples
    --------
    >>> grid = pd.DataFrame({"hours": [0, 1, 2], "spot": [4, 2, 4], "on_demand": 0, "missing": [0, 2, 0]})
    >>> chart = fleet_replay(grid, 4, at_hours=1.5)
    """
    about = heading("replay_title", name)
    room = 46
    plot = WIDTH - 40 - room
    last = float(grid["hours"].iloc[-1])
    x = q(
        "day",
        scale=scale(0, last / 24),
        axis={"title": language.text("replay_axis"), "values": ticks(last / 24, 8), "format": EXACT},
    )
    top = target * 1.16
    whole = [value for value in ticks(target, 4) if value == int(value)]
    y = q(
        "y0", scale=scale(0, top), axis={"title": language.text("replay_instances"), "values": whole, "format": EXACT}
    )
    past = grid[grid["hours"] <= at_hours + 1e-9]
    if len(past):
        past = pd.concat([past, past.tail(1).assign(hours=min(at_hours, last))], ignore_index=True)
    layers = _stack(past, target, x, y) if len(past) else []
    if ghost is not None:
        lines = (ghost["spot"] + ghost["on_demand"]).tolist()
        rows = _levels((ghost["hours"] / 24).tolist(), lines, lines)
        look = {**GHOST, "strokeWidth": 2, "opacity": 0.9, "interpolate": "step-after"}
        layers.append(layer("line", rows, look=look, x=x, y=y))
    if losses is not None and len(losses):
        seen = losses[losses["hours"] <= at_hours + 1e-9]
        rows = [
            {"day": h / 24, "y0": target * 1.07, "lost": c}
            for h, c in zip(seen["hours"], seen["instances"], strict=True)
        ]
        size = q("lost", scale={"domain": [0, target], "range": [10, 110]}, legend=None)
        look = {"shape": "triangle-down", "filled": True, "color": WASTE, "opacity": 0.9}
        layers.append(layer("point", rows, look=look, x=x, y=y, size=size))
    layers.append(layer("rule", [{"y0": target}], look={"color": CHOICE, "strokeDash": [4, 3]}, y=y))
    layers.append(layer("rule", [{"day": min(at_hours, last) / 24}], look={"color": INK, "strokeWidth": 1.5}, x=x))
    note = language.text("replay_note")
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, note, ghosted, width=WIDTH - 30),
        "description": f"{about}. {note} {ghosted}".strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def replay_cost(costs: pd.DataFrame, *, at_hours: float, ghost: pd.DataFrame | None = None, height: int = 110) -> Spec:
    """What a fleet has cost up to a moment, beside the same hours all On-Demand.

    Parameters
    ----------
    costs
        hours, usd (so far), on_demand_usd (all instances wanted, so far, On-Demand).
    at_hours
        The moment up to which the replay has come.
    ghost
        The costs of an earlier choice: a pale line.
    height
        Of the plot in pixels.

    Examples
    --------
    >>> chart = replay_cost(pd.DataFrame({"hours": [0, 24], "usd": [0, 10], "on_demand_usd": [0, 40]}), at_hours=12)
    """
    about = language.text("replay_cost_title")
    top = max(float(costs["on_demand_usd"].max()), float(costs["usd"].max())) * 1.06
    if not top > 0:
        return nothing(about, language.text("chart_no_price"))
    last = float(costs["hours"].iloc[-1])
    money, room = money_axis("replay_usd", top)
    names = {"on_demand": language.text("replay_all_on_demand"), "spot": language.text("replay_this_fleet")}
    side = widest([*names.values(), language.usd(top, digits=0)]) + 24
    plot = int(WIDTH - 20 - room - side)
    x = q(
        "day",
        scale=scale(0, last / 24),
        axis={"title": language.text("replay_axis"), "values": ticks(last / 24, 8), "format": EXACT},
    )
    y = q("usd", scale=scale(0, top), axis={**money, "values": ticks(top, 3)})
    columns = {"on_demand": "on_demand_usd", "spot": "usd"}
    hours = costs["hours"].to_numpy(float)
    past = costs[costs["hours"] <= at_hours + 1e-9]
    lines: list[Row] = []
    ends: dict[str, float] = {}
    for kind, column in columns.items():
        ends[kind] = float(np.interp(at_hours, hours, costs[column].to_numpy(float)))
        lines += [
            {"day": h / 24, "usd": float(v), "kind": kind} for h, v in zip(past["hours"], past[column], strict=True)
        ]
        lines.append({"day": min(at_hours, last) / 24, "usd": ends[kind], "kind": kind})
    fill = colours("kind", {kind: COLOURS[kind] for kind in columns})
    dash = n("kind", scale={"domain": list(columns), "range": [[2, 2], [1, 0]]}, legend=None)
    layers: list[Spec] = []
    if ghost is not None:
        rows = [{"day": h / 24, "usd": float(v)} for h, v in zip(ghost["hours"], ghost["usd"], strict=True)]
        layers.append(layer("line", rows, look={**GHOST, "strokeWidth": 2, "opacity": 0.9}, x=x, y=y))
    layers.append(layer("line", lines, look={"strokeWidth": 2.5}, x=x, y=y, color=fill, strokeDash=dash))
    at = [height * (1 - ends[kind] / top) for kind in columns]
    labels: list[Row] = [
        {"kind": kind, "label": f"{names[kind]}\n{language.usd(ends[kind], digits=0)}"} for kind in columns
    ]
    layers += end_labels(plot, at, spread(at, 30, 12, height - 8), labels, fill)
    return {
        "title": title(about, width=WIDTH - 30),
        "description": f"{about}. " + "; ".join(row["label"].replace("\n", ": ") for row in labels),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def injection_lanes(
    spans: pd.DataFrame,
    events: pd.DataFrame,
    *,
    at_second: float | None = None,
    name: str = "",
    seconds: float | None = None,
) -> Spec:
    """One interruption, instance by instance and second by second.

    Parameters
    ----------
    spans
        Of `kaolib.architecture.fleet.Injection`: instance, role, state, start_second, end_second, serving.
    events
        second, instance, event.
    at_second
        The moment up to which it has come; the end when None.
    name
        Which setting it is, for the title.
    seconds
        How long the axis is; the last span's end when None.

    Returns
    -------
    Chart
        A lane for each instance. Upright lines are the recommendation, the notice and the interruption.

    Examples
    --------
    >>> spans = pd.DataFrame({"instance": ["i-1"], "role": "hit", "state": "running", "start_second": 0, "end_second": 60,
    ...                       "serving": True})
    >>> chart = injection_lanes(spans, pd.DataFrame({"second": [30], "instance": ["i-1"], "event": ["interruption_notice"]}))
    """
    about = heading("inject_title", name)
    last = float(spans["end_second"].max()) if seconds is None else seconds
    now = last if at_second is None else at_second
    lanes = list(dict.fromkeys(spans["instance"].astype(str)))
    rows: list[Row] = []
    for span in spans.to_dict("records"):
        end = min(float(span["end_second"]), now)
        if span["start_second"] >= end and not (span["start_second"] == 0 == end):
            continue
        kind = SHOWN.get(str(span["state"]), "running")
        if kind == "running" and span["role"] == "new":
            kind = "serving_new"
        rows.append(
            {
                "lane": str(span["instance"]),
                "x": float(span["start_second"]),
                "x1": end,
                "kind": kind,
                "serving": bool(span["serving"]),
            }
        )
    shown = [kind for kind in STATES if any(row["kind"] == kind for row in rows)]
    room = widest(lanes) + 18
    side = widest(language.text(f"inject_state_{kind}") for kind in STATES) + 36
    plot = int(WIDTH - 20 - room - side)
    step = next(s for s in (30, 60, 120, 240, 600) if last / s <= 8)
    at = [float(s) for s in range(0, int(last) + 1, step)]
    words = [f"{int(s) // 60}:{int(s) % 60:02}" for s in at]
    x = q(
        "x",
        scale=scale(0, last),
        axis={"title": language.text("inject_axis"), "values": at, "labelExpr": f"{words}[indexof({at}, datum.value)]"},
    )
    y = n("lane", scale={"domain": lanes}, sort=lanes, axis={"title": None, "ticks": False, "domain": False})
    bar = {"height": 13, "stroke": INK, "strokeWidth": 0.4}
    layers = [layer("bar", rows, look=bar, x=x, x2={"field": "x1"}, y=y, color=colours("kind", STATES))]
    idle = [row for row in rows if not row["serving"] and row["kind"] != "gone"]
    if idle:  # not serving is told by a line through the bar, too
        layers.append(
            layer(
                "rule",
                idle,
                look={"color": "white", "strokeWidth": 2.5, "strokeDash": [4, 3]},
                x=x,
                x2={"field": "x1"},
                y=y,
            )
        )
    marks = [row for row in _marks(events) if row["x"] <= now + 1e-9]
    height = 24 * len(lanes)
    if marks:
        layers.append(layer("rule", marks, look={"color": CHOICE, "strokeWidth": 1.5, "strokeDash": [5, 3]}, x=x))
        for number, mark in enumerate(marks):
            right = mark["x"] > 0.6 * last
            look = {
                "align": "right" if right else "left",
                "dx": -4 if right else 4,
                "fontWeight": "bold",
                "baseline": "bottom",
            }
            layers += rimmed([mark], look, x=x, y={"value": -4 - 14 * (1 - number % 2)}, text=n("label"))
    layers.append(layer("rule", [{"x": min(now, last)}], look={"color": INK, "strokeWidth": 1.5}, x=x))
    layers += _legend(shown, plot)
    said = "; ".join(f"{mark['label']} {int(mark['x']) // 60}:{int(mark['x']) % 60:02}" for mark in marks)
    return {
        "title": {**title(about, language.text("inject_note"), width=WIDTH - 30), "offset": 38},
        "description": f"{about}. {said}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _marks(events: pd.DataFrame) -> list[Row]:
    """The moments that EC2 tells of, the first of each kind."""
    found: list[Row] = []
    for event in ("rebalance_recommendation", "interruption_notice", "interrupted"):
        at = events.loc[events["event"] == event, "second"]
        if len(at):
            found.append({"x": float(at.min()), "label": language.text(f"inject_{event}")})
    return sorted(found, key=lambda row: row["x"])


def _legend(kinds: Sequence[str], plot: int) -> list[Spec]:
    rows: list[Row] = [
        {
            "kind": kind,
            "label": language.text(f"inject_state_{kind}"),
            "xs": plot + 14,
            "xt": plot + 26,
            "yt": 8.0 + 17 * at,
        }
        for at, kind in enumerate(kinds)
    ]
    pixel: Spec = {"scale": None, "axis": None}
    square = {"shape": "square", "size": 100, "filled": True, "opacity": 1, "stroke": INK, "strokeWidth": 0.5}
    return [
        layer("point", rows, look=square, x=q("xs", **pixel), y=q("yt", **pixel), color=colours("kind", STATES)),
        layer("text", rows, look={"align": "left"}, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")),
    ]


@chart
def injection_capacity(
    capacity: pd.DataFrame,
    target: int,
    *,
    at_second: float | None = None,
    ghost: pd.DataFrame | None = None,
    height: int = 90,
) -> Spec:
    """How many instances serve while one is interrupted, and how many are billed.

    Parameters
    ----------
    capacity
        Of `kaolib.architecture.fleet.Injection.capacity`: second, serving, billed.
    target
        Instances wanted.
    at_second
        The moment up to which it has come; the end when None.
    ghost
        The capacity of an earlier choice: a pale line of what served.
    height
        Of the plot in pixels.

    Examples
    --------
    >>> table = pd.DataFrame({"second": [0, 10], "serving": [6, 5], "billed": [6, 6]})
    >>> chart = injection_capacity(table, 6)
    """
    about = language.text("inject_capacity_title")
    last = float(capacity["second"].iloc[-1])
    now = last if at_second is None else at_second
    top = max(float(capacity["billed"].max()), target, float(ghost["billed"].max()) if ghost is not None else 0) + 0.6
    names = {"serving": language.text("inject_serving"), "billed": language.text("inject_running")}
    room, side = 40, widest(names.values()) + 40
    plot = int(WIDTH - 20 - room - side)
    step = next(s for s in (30, 60, 120, 240, 600) if last / s <= 8)
    at = [float(s) for s in range(0, int(last) + 1, step)]
    words = [f"{int(s) // 60}:{int(s) % 60:02}" for s in at]
    x = q(
        "x",
        scale=scale(0, last),
        axis={"title": language.text("inject_axis"), "values": at, "labelExpr": f"{words}[indexof({at}, datum.value)]"},
    )
    y = q(
        "y",
        scale=scale(0, top),
        axis={"title": None, "values": [v for v in range(0, int(top) + 1, max(1, int(top) // 4))], "format": EXACT},
    )
    past = capacity[capacity["second"] <= now + 1e-9]
    colour = {"serving": COLOURS["compute_sp"], "billed": COLOURS["spot"]}
    rows: list[Row] = [
        {"x": float(s), "y": float(v), "kind": kind}
        for kind in names
        for s, v in zip(past["second"], past[kind], strict=True)
    ]
    fill = colours("kind", colour)
    dash = n("kind", scale={"domain": list(names), "range": [[1, 0], [3, 2]]}, legend=None)
    layers: list[Spec] = []
    if ghost is not None:
        seen = ghost[ghost["second"] <= last]  # it may have lasted longer
        pale = [{"x": float(s), "y": float(v)} for s, v in zip(seen["second"], seen["serving"], strict=True)]
        layers.append(
            layer("line", pale, look={**GHOST, "strokeWidth": 3, "opacity": 0.9, "interpolate": "step-after"}, x=x, y=y)
        )
    layers.append(layer("rule", [{"y": target}], look={"color": CHOICE, "strokeDash": [4, 3]}, y=y))
    layers.append(
        layer(
            "line", rows, look={"strokeWidth": 2.5, "interpolate": "step-after"}, x=x, y=y, color=fill, strokeDash=dash
        )
    )
    ends = {kind: float(past[kind].iloc[-1]) for kind in names}
    heights = [height * (1 - value / top) for value in ends.values()]
    labels: list[Row] = [{"kind": kind, "label": f"{names[kind]} {language.number(ends[kind], 0)}"} for kind in names]
    layers += end_labels(plot, heights, spread(heights, 16, 8, height - 6), labels, fill)
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, ghosted, width=WIDTH - 30),
        "description": f"{about}. " + "; ".join(row["label"] for row in labels),
        "width": plot,
        "height": height,
        "layer": layers,
    }
