"""Charts of events: the tries of one, a poison record in a stream, what a front costs by its traffic, two kinds of workflow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._parts import (
    GHOST,
    RING,
    Row,
    colours,
    data,
    end_labels,
    ghost_note,
    heading,
    layer,
    n,
    q,
    rimmed,
    scale,
    side_key,
    spread,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.knowledge.serverless import StreamRun

#: Moments that people know, in seconds, and the text that names each.
_MOMENTS = {
    1: "1s", 10: "10s", 60: "1m", 180: "3m", 600: "10m", 3600: "1h", 7200: "2h", 21_600: "6h", 86_400: "1d", 604_800: "7d",
}  # fmt: skip
_DONE, _FAILED = COLOURS["compute_sp"], WASTE
#: Lines of fronts, told apart by dash and label too.
_FRONTS = {
    "rest": ("#1d4ed8", [10, 3]),
    "http": ("#7fb2e5", [4, 3]),
    "alb": ("#6b7280", [1, 0]),
    "function_url": ("#35b48a", [4, 2, 1, 2]),
}
_LANE = 74
#: The last moment of that axis, the power of its scale, and what is left free at its ends, in pixels.
_LAST_S, _POWER, _FREE = 21_600, 0.3, (12, 14)
#: How far right of its last run an event is given up: they may be at the same moment.
_GONE = 13


def _clock(values: Sequence[int]) -> Spec:
    """An axis that names moments as people do."""
    words = [language.text(f"events_time_{_MOMENTS[value]}") for value in values]
    return {
        "values": list(values),
        "labelExpr": f"{words}[indexof({list(values)}, datum.value)]",
        "labelOverlap": False,
    }


@chart
def event_tries(
    runs: Mapping[str, pd.DataFrame],
    ages_s: Mapping[str, float],
    *,
    ghost: str | None = None,
    name: str = "",
    room: int = 1,
) -> Spec:
    """The tries of one asynchronous event over time, a lane for each setting.

    Parameters
    ----------
    runs
        Name to table, of `kaolib.knowledge.serverless.async_retries`: at most three.
    ages_s
        Name to maximum event age in seconds: a line that ends the lane.
    ghost
        The lane that is pale: an earlier choice.
    name
        What happens, for the title.
    room
        Lanes for which room is kept, so that a picture stays as tall when another comes.

    Raises
    ------
    InputError
        For no lane or too many, or a table that lacks a column.

    Examples
    --------
    >>> from kaolib.knowledge import serverless
    >>> chart = event_tries({"2 retries": serverless.async_retries(0.1)}, {"2 retries": 21_600})
    """
    if not 1 <= len(runs) <= 3:
        raise errors.InputError(ko="설정을 1~3개 주세요.", en="give 1 to 3 settings.")
    about = heading("event_tries_title", name)
    rows: list[Row] = []
    spans: list[Row] = []
    limits: list[Row] = []
    notes: list[str] = []
    for lane, table in runs.items():
        errors.columns(table.columns, ("starts_s", "result", "probability"), ko="표", en="the table")
        pale = lane == ghost
        last = float(table["starts_s"].iloc[-1])
        spans.append({"lane": lane, "x": 0.0, "x1": last, "opacity": 0.35 if pale else 1.0})
        if last <= ages_s[lane]:
            limits.append({"lane": lane, "x": float(ages_s[lane]), "opacity": 0.35 if pale else 0.7})
        for start, result, likely in table[["starts_s", "result", "probability"]].itertuples(index=False):
            label = "" if pale or result == "throttled" or likely > 0.9995 else _likely(float(likely))
            rows.append(
                {"lane": lane, "x": float(start), "kind": result, "label": label, "opacity": 0.35 if pale else 1}
            )
        ran = int((table["result"] == "run").sum())
        throttled = int((table["result"] == "throttled").sum())
        notes.append(language.text("event_tries_said", name=lane, runs=ran, throttled=throttled))
    lanes = list(runs)
    words = {kind: language.text(f"event_tries_{kind}") for kind in ("run", "throttled", "discarded")}
    side = widest(words.values()) + 40
    plot = int(WIDTH - 20 - side - widest(lanes) - 14)
    shown = [60, 600, 3600, 7200, 21_600]
    axis = {**_clock(shown), "title": language.text("event_tries_axis"), "grid": True}
    # the first try stands clear of the lane's name
    x = q(
        "x",
        scale={
            "type": "pow",
            "exponent": _POWER,
            "domain": [0, _LAST_S],
            "range": [_FREE[0], plot - _FREE[1]],
            "nice": False,
        },
        axis=axis,
    )
    y = _lanes(lanes, room)
    faint = q("opacity", scale=None, legend=None)
    symbols: dict[str, Spec] = {
        "run": {"filled": True, "size": 90, "color": INK},
        "throttled": {"filled": True, "fill": "white", "size": 42, "stroke": SOFT, "strokeWidth": 1.4},
        "discarded": {"shape": "cross", "filled": True, "size": 110, "color": WASTE, "angle": 45, "xOffset": _GONE},
    }
    layers = [
        layer("rule", spans, look={"color": SOFT, "strokeWidth": 1.2}, x=x, x2={"field": "x1"}, y=y, opacity=faint),
        layer("tick", limits, look={"color": WASTE, "thickness": 2, "size": 34}, x=x, y=y, opacity=faint),
    ]
    for kind, look in symbols.items():
        part = [row for row in rows if row["kind"] == kind]
        if part:
            layers.append(layer("point", part, look={"opacity": 1, **look}, x=x, y=y, opacity=faint))
    # what is given up is written below the line, runs above it; neighbours are moved apart
    pixel: Spec = {"scale": None, "axis": None}
    for gone in (False, True):
        marked = [row for row in rows if row["label"] and (row["kind"] == "discarded") == gone]
        wide = plot - sum(_FREE)
        places = [_FREE[0] + wide * (row["x"] / _LAST_S) ** _POWER + (_GONE if gone else 0) for row in marked]
        stand: list[Row] = []
        for lane in lanes:
            here = [number for number, row in enumerate(marked) if row["lane"] == lane]
            apart = spread([places[number] for number in here], 40, 16, plot - 16)
            stand += [{**marked[number], "xt": at} for number, at in zip(here, apart, strict=True)]
        if stand:
            look = {"align": "center", "baseline": "top" if gone else "bottom", "dy": 10 if gone else -9}
            layers.append(layer("text", stand, look=look, x=q("xt", **pixel), y=y, text=n("label")))
    layers += side_key({words[kind]: {**look, "xOffset": 0} for kind, look in symbols.items()}, plot)
    note = language.text("event_tries_line")
    return {
        "title": title(about, note, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {note} {' '.join(notes)}",
        "width": plot,
        "height": max(room, len(lanes)) * _LANE,
        "layer": layers,
    }


def _likely(share: float) -> str:
    return language.percent(share) if share >= 0.01 else language.small_percent(share)


def _lanes(names: Sequence[str], room: int) -> Spec:
    """A lane for each name, and empty ones where room is kept for more."""
    spare = [" " * (number + 1) for number in range(max(0, room - len(names)))]
    axis = {"title": None, "ticks": False, "domain": False, "labelLimit": 0}
    return n("lane", scale={"domain": [*names, *spare]}, axis=axis)


@chart
def failure_cost(table: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "", room: int = 1) -> Spec:
    """What a million events cost by why they ran: the first try, tries again, and what is kept of the failed ones.

    Parameters
    ----------
    table
        setting, first_usd, again_usd and destination_usd: one bar for each setting.
    ghost
        Another such table, drawn pale below.
    name
        What it is about, for the title.
    room
        Bars for which room is kept.

    Raises
    ------
    InputError
        For a table that lacks a column.
    """
    parts = ("first_usd", "again_usd", "destination_usd")
    for one in (table, ghost):
        if one is not None:
            errors.columns(one.columns, ("setting", *parts), ko="표", en="the table")
    about = heading("failure_cost_title", name)
    rows: list[Row] = []
    ends: list[Row] = []
    for one, pale in ((table, False), (ghost, True)):
        for row in () if one is None else one.to_dict("records"):
            at, known = 0.0, [part for part in parts if math.isfinite(row[part])]
            for part in known:
                rows.append(
                    {"lane": row["setting"], "part": part, "x": at, "x1": at + row[part], "opacity": 0.4 if pale else 1}
                )
                at += row[part]
            rest = "" if len(known) == len(parts) else f" + {language.text('failure_cost_unknown')}"
            ends.append({"lane": row["setting"], "x": at, "label": language.usd(at, 2) + rest})
    top = max((row["x"] for row in ends), default=0.0)
    if not top > 0:
        return nothing(about, language.text("failure_cost_none"))
    lanes = [row["lane"] for row in ends]
    plot = int(WIDTH - 20 - widest(lanes) - 16 - widest(row["label"] for row in ends) - 14)
    axis = {"title": language.text("failure_cost_axis"), "values": ticks(top, 5), "format": ",.6~r"}
    x = q("x", scale=scale(0, top), axis=axis)
    y = _lanes(lanes, room)
    palette = {"first_usd": "#9ca3af", "again_usd": WASTE, "destination_usd": COLOURS["spot"]}
    look = {"height": {"band": 0.62}, "stroke": "white", "strokeWidth": 1}
    faint = q("opacity", scale=None, legend=None)
    note = language.text("failure_cost_line")
    listed = "; ".join(f"{row['lane']}: {row['label']}" for row in ends)
    inside = [
        {**row, "x": (row["x"] + row["x1"]) / 2, "label": language.text(f"failure_cost_{row['part']}")}
        for row in rows
        if (row["x1"] - row["x"]) / top * plot > widest([language.text(f"failure_cost_{row['part']}")]) + 8
    ]
    return {
        "title": title(about, note, ghost_note(ghost if ghost is None else "ghost"), width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": 36 * max(room, len(lanes)),
        "layer": [
            layer("bar", rows, look=look, x=x, x2={"field": "x1"}, y=y, color=colours("part", palette), opacity=faint),
            layer("text", inside, look={"color": "white", "fontWeight": "bold"}, x=x, y=y, text=n("label")),
            layer("text", ends, look={"align": "left", "baseline": "middle", "dx": 5}, x=x, y=y, text=n("label")),
        ],
    }


#: Room for so many parts of a batch, used or not, and the most that are drawn; a chart of more says how many it leaves out.
_ROOM, _STEPS = 15, 22


@chart
def stream_steps(run: StreamRun, *, upto_s: float = math.inf, name: str = "", row_height: int = 15) -> Spec:
    """What ran of a batch, from the top down in order of time: the records of each run, and what came of it.

    Parameters
    ----------
    run
        Of `kaolib.knowledge.serverless.stream_retries`.
    upto_s
        The moment that is shown: what begins later is not drawn.
    name
        The settings, for the title.
    row_height
        In pixels.

    Examples
    --------
    >>> from kaolib.knowledge import serverless
    >>> chart = stream_steps(serverless.stream_retries(100, [37], retries=2, bisect=True))
    """
    about = heading("stream_steps_title", name)
    steps = run.steps
    # a part that is discarded ends the run of the same part: one row, marked
    rows: list[Row] = []
    for first, records, attempts, starts, ends, result, reason in steps.itertuples(index=False):
        if result == "discarded" and rows and rows[-1]["x"] == first and rows[-1]["x1"] == first + records:
            rows[-1] |= {"dropped": True, "reason": reason, "over": float(ends)}
            continue
        rows.append(
            {"x": first, "x1": first + records, "result": "failed" if result == "discarded" else result, "tries": int(attempts),
             "starts": float(starts), "ends": float(ends), "over": float(ends), "dropped": result == "discarded", "reason": reason}
        )  # fmt: skip
    hidden = max(0, len(rows) - _STEPS)
    lines = min(max(len(rows), _ROOM), _STEPS)
    drawn: list[Row] = []
    for number, row in enumerate(rows[:_STEPS]):
        if row["starts"] > upto_s:
            break
        going = row["ends"] > upto_s and row["tries"] > 1
        share = (upto_s - row["starts"]) / (row["ends"] - row["starts"]) if going else 1.0
        tries = max(1, math.floor(row["tries"] * share))
        dropped = row["dropped"] and row["over"] <= upto_s
        words = language.text("stream_steps_tries", tries=language.number(tries)) if row["tries"] > 1 else ""
        if dropped:
            words = (
                f"{words} · {language.text('stream_steps_dropped')}" if words else language.text("stream_steps_dropped")
            )
        drawn.append(
            {"y": number, "y1": number + 0.82, "x": row["x"], "x1": row["x1"], "result": row["result"], "label": words}
        )
    size = run.records
    # room for the longest words of any moment, so that the picture stays as wide while it plays
    most = language.text("stream_steps_tries", tries=language.number(max(row["tries"] for row in rows)))
    side = widest([f"{most} · {language.text('stream_steps_dropped')}"]) + 12
    plot = int(WIDTH - 40 - side)
    axis = {"title": language.text("stream_steps_axis"), "values": ticks(size, 6), "format": ",.6~r"}
    x = q("x", scale=scale(0, size), axis=axis)
    y = q("y", scale={"domain": [0, lines], "reverse": True, "nice": False}, axis=None)
    palette = {"succeeded": _DONE, "failed": _FAILED}
    look = {"stroke": "white", "strokeWidth": 0.5}
    note = language.text("stream_steps_line")
    more = language.text("stream_steps_hidden", count=language.number(hidden)) if hidden else ""
    said = run.summary().iloc[0]
    told = language.text(
        "stream_steps_said", runs=language.number(int(said["invocations"])), lost=language.number(int(said["lost"])),
        time=language.span(run.blocked_s),
    )  # fmt: skip
    place: Spec = {"field": "xt", "type": "quantitative", "scale": None, "axis": None}
    words_at = [{**row, "xt": plot + 6, "y": row["y"] + 0.41} for row in drawn if row["label"]]
    names = [
        {"x": (row["x"] + row["x1"]) / 2, "y": row["y"] + 0.41, "label": language.text(f"stream_steps_{row['result']}")}
        for row in drawn
        if (row["x1"] - row["x"]) / size * plot > 60
    ]
    bars = {"data": data(drawn), "mark": {"type": "rect", **look}, "encoding": {
        "x": x, "x2": {"field": "x1"}, "y": y, "y2": {"field": "y1"}, "color": colours("result", palette)}}  # fmt: skip
    # few rows leave room: what came of them stands in it
    over = max((row["over"] for row in rows), default=0.0) <= upto_s
    free = [{"x": size / 2, "y": len(rows) + 2.0, "label": told}] if over and len(rows) < lines - 4 else []
    return {
        "title": title(about, note, more, width=WIDTH - 30),
        "description": f"{about}. {note} {told} {more}".strip(),
        "width": plot,
        "height": row_height * lines,
        "layer": [
            bars,
            layer(
                "text", names, look={"color": "white", "fontWeight": "bold", "fontSize": 10}, x=x, y=y, text=n("label")
            ),
            layer("text", words_at, look={"align": "left", "baseline": "middle"}, x=place, y=y, text=n("label")),
            layer("text", free, look={"color": SOFT, "fontSize": 12}, x=x, y=y, text=n("label")),
        ],
    }


@chart
def stream_lag(
    lag: pd.DataFrame, *, at_s: float = math.inf, ghost: pd.DataFrame | None = None, name: str = "", height: int = 150
) -> Spec:
    """Records that wait behind a batch that does not succeed, and how long it takes to catch up.

    Parameters
    ----------
    lag
        seconds and records, in order of time.
    at_s
        The moment that is shown: the line ends there.
    ghost
        The same of an earlier choice, drawn pale.
    name
        For the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.
    """
    for one in (lag, ghost):
        if one is not None:
            errors.columns(one.columns, ("seconds", "records"), ko="표", en="the table")
    about = heading("stream_lag_title", name)
    most = max(float(one["records"].max()) for one in (lag, ghost) if one is not None)
    if not most > 0:
        return nothing(about, language.text("stream_lag_none"))
    top = 10.0 ** math.ceil(math.log10(max(most, 10) * 1.02))
    powers = [10.0**power for power in range(int(math.log10(top)) + 1)]
    shown = [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800]
    x = q(
        "x",
        scale={"type": "log", "domain": [1, 1_209_600], "nice": False},
        axis={**_clock(shown), "title": language.text("stream_lag_axis"), "grid": True},
    )
    room = widest(f"{value:,g}" for value in (1e7,)) + 34
    axis = {"title": language.text("stream_lag_records"), "values": powers, "format": ",.6~r", "minExtent": room - 14}
    y = q("y", scale={"type": "log", "domain": [1, top], "nice": False}, axis=axis)
    plot = int(WIDTH - 30 - room)

    def rows(one: pd.DataFrame) -> list[Row]:
        pairs = one[["seconds", "records"]].itertuples(index=False)
        return [{"x": max(1.0, float(s)), "y": max(1.0, float(r))} for s, r in pairs if s >= 1]

    now = lag[lag["seconds"] <= at_s]
    layers = []
    if ghost is not None:
        layers.append(layer("line", rows(ghost), look={**GHOST, "strokeWidth": 5, "strokeCap": "round"}, x=x, y=y))
    layers.append(layer("line", rows(now), look={"color": WASTE, "strokeWidth": 2}, x=x, y=y))
    worst = int(lag["records"].to_numpy().argmax())
    head_s, head_records = float(lag["seconds"].iloc[worst]), float(lag["records"].iloc[worst])
    if head_s <= at_s and head_records > 0:
        peak = {"x": max(1.0, head_s), "y": max(1.0, head_records)}
        layers.append(layer("point", [peak], look=RING, x=x, y=y))
        words = language.text(
            "stream_lag_peak",
            records=language.number(round(head_records)),
            time=language.span(head_s),
        )
        # the label stands on the side with more room
        right = math.log(peak["x"]) < math.log(1_209_600) * 0.55
        look = {
            "align": "left" if right else "right",
            "dx": 10 if right else -10,
            "fontWeight": "bold",
            "baseline": "middle",
        }
        layers.append(layer("text", [{**peak, "label": words}], look=look, x=x, y=y, text=n("label")))
    else:
        tail = rows(now)
        if tail:
            layers.append(layer("point", [tail[-1]], look=RING, x=x, y=y))
    note = language.text("stream_lag_line")
    told = language.text(
        "stream_lag_peak",
        records=language.number(round(head_records)),
        time=language.span(head_s),
    )
    return {
        "title": title(about, note, ghost_note(ghost if ghost is None else "ghost"), width=WIDTH - 30),
        "description": f"{about}. {note} {told}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def fronts_by_rate(table: pd.DataFrame, points: pd.DataFrame, *, name: str = "", height: int = 240) -> Spec:
    """What a month of each front costs by the requests a second, and where the load balancer becomes the cheaper.

    Parameters
    ----------
    table
        front, requests_per_second and usd (a month), each front in order of its rate; NaN where the price is not known.
    points
        kind (the front that is left) and requests_per_second, usd: the break-even points.
    name
        Of the place and the traffic, for the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.
    """
    errors.columns(table.columns, ("front", "requests_per_second", "usd"), ko="표", en="the table")
    errors.columns(points.columns, ("kind", "requests_per_second", "usd"), ko="표", en="the table")
    about = heading("fronts_title", name)
    known = table[table["usd"] > 0]
    if known.empty:
        return nothing(about, language.text("fronts_none"))
    present = [front for front in _FRONTS if (known["front"] == front).any()]
    low, high = float(known["requests_per_second"].min()), float(known["requests_per_second"].max())
    bottom = 10.0 ** math.floor(math.log10(float(known["usd"].min())))
    top = 10.0 ** math.ceil(math.log10(float(known["usd"].max())))

    def powers(first: float, last: float) -> list[float]:
        return [10.0**power for power in range(round(math.log10(first)), round(math.log10(last)) + 1)]

    labels = {front: language.text(f"front_{front}") for front in present}
    room = widest(f"{value:,g}" for value in powers(bottom, top)) + 34
    plot = int(WIDTH - 20 - room - widest(labels.values()) - 26)
    tens = [value for value in powers(10.0 ** math.ceil(math.log10(low)), 10.0 ** math.floor(math.log10(high)))]
    axis = {"title": language.text("fronts_axis"), "values": tens, "format": ",.6~r"}
    x = q("x", scale={"type": "log", "domain": [low, high], "nice": False}, axis=axis)
    money = {"title": language.text("fronts_usd"), "values": powers(bottom, top), "format": ",.6~r"}
    y = q("y", scale={"type": "log", "domain": [bottom, top], "nice": False}, axis=money)
    rows = [
        {"front": front, "x": float(rate), "y": float(usd)}
        for front, rate, usd in known[["front", "requests_per_second", "usd"]].itertuples(index=False)
    ]
    paint = colours("front", {front: _FRONTS[front][0] for front in present})
    dash = n("front", scale={"domain": present, "range": [_FRONTS[front][1] for front in present]}, legend=None)
    ends = [next(row["y"] for row in reversed(rows) if row["front"] == front) for front in present]
    span = math.log(top) - math.log(bottom)
    at = [height * (math.log(top) - math.log(end)) / span for end in ends]
    stand = spread(at, 16, 8, height - 8)
    layers = [
        layer("line", rows, look={"strokeWidth": 2}, x=x, y=y, color=paint, strokeDash=dash, detail=n("front")),
        *end_labels(plot, at, stand, [{"label": labels[front], "front": front} for front in present], paint),
    ]
    marks: list[Row] = [
        {"x": float(rate), "y": float(usd), "label": language.text("fronts_point", front=language.text(f"front_{kind}"), rate=language.number(float(rate), 1))}
        for kind, rate, usd in points[["kind", "requests_per_second", "usd"]].itertuples(index=False)
        if math.isfinite(rate) and low <= rate <= high
    ]  # fmt: skip
    if marks:
        layers.append(layer("point", marks, look=RING, x=x, y=y))
        # one to the left and up, the next to the right and down: between them the lines run close
        for number, mark in enumerate(sorted(marks, key=lambda mark: float(mark["x"]))):
            left = number % 2 == 0 and len(marks) > 1
            look = {
                "align": "right" if left else "left",
                "dx": -9 if left else 9,
                "dy": -9 if left else 14,
                "fontWeight": "bold",
            }
            layers += rimmed([mark], look, x=x, y=y, text=n("label"))
    note = language.text("fronts_line")
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": f"{about}. {note} {'; '.join(mark['label'] for mark in marks)}".strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def workflow_frontier(
    frontier: pd.DataFrame, own: Mapping[str, tuple[float, float]] | None = None, *, name: str = "", height: int = 230
) -> Spec:
    """How many state transitions of a Standard workflow cost as much as one Express workflow, by its duration.

    Parameters
    ----------
    frontier
        From `kaolib.knowledge.serverless.step_functions_frontier`.
    own
        Name to (seconds, transitions): workflows of one's own on the map.
    name
        Of the place, for the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.

    Examples
    --------
    >>> from kaolib.knowledge import serverless
    >>> chart = workflow_frontier(serverless.step_functions_frontier("us-east-1", [1000, 10_000, 300_000]))
    """
    errors.columns(frontier.columns, ("duration_ms", "transitions", "feasible"), ko="표", en="the table")
    about = heading("frontier_title", name)
    known = frontier[frontier["feasible"] & frontier["transitions"].notna()]
    if known.empty:
        return nothing(about, language.text("frontier_none"))
    rows: list[Row] = [
        {"x": float(ms) / 1000, "y": float(count)}
        for ms, count in known[["duration_ms", "transitions"]].itertuples(index=False)
    ]
    points: list[Row] = [] if own is None else [{"label": label, "x": s, "y": t} for label, (s, t) in own.items()]
    top = 1.15 * max([row["y"] for row in rows] + [float(point["y"]) for point in points])
    high = max(row["x"] for row in rows)
    values = ticks(top)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 30 - room)
    x = q(
        "x",
        scale=scale(0, high),
        axis={"title": language.text("frontier_axis"), "values": ticks(high, 6), "format": ",.6~r"},
    )
    y = q(
        "y",
        scale=scale(0, top),
        axis={"title": language.text("frontier_transitions"), "values": values, "format": ",.6~r"},
    )
    areas = [
        layer("area", rows, look={"color": "#7fb2e5", "opacity": 0.35}, x=x, y=y, y2={"datum": 0}),
        layer("area", rows, look={"color": COLOURS["compute_sp"], "opacity": 0.25}, x=x, y=y, y2={"datum": top}),
        layer("line", rows, look={"color": INK, "strokeWidth": 2}, x=x, y=y),
    ]
    words: list[Row] = [
        {"x": high * 0.98, "y": top * 0.05, "label": language.text("frontier_standard"), "align": "right"},
        {"x": high * 0.3, "y": top * 0.93, "label": language.text("frontier_express"), "align": "left"},
    ]
    for word in words:
        look = {"align": word["align"], "fontWeight": "bold", "color": SOFT}
        areas.append(layer("text", [word], look=look, x=x, y=y, text=n("label")))
    if points:
        areas.append(layer("point", points, look=RING, x=x, y=y))
        for point in points:
            right = float(point["x"]) < high * 0.6
            look = {
                "align": "left" if right else "right",
                "dx": 10 if right else -10,
                "baseline": "middle",
                "color": CHOICE,
            }
            areas.append(layer("text", [point], look=look, x=x, y=y, text=n("label")))
    note = language.text("frontier_line")
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": f"{about}. {note}",
        "width": plot,
        "height": height,
        "layer": areas,
    }
