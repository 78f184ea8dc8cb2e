"""Charts of AWS Batch: every job on its machine, with what is lost and what idles; and what each way costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from kaolib.errors import InputError
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    colours,
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
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.architecture.batch import Run

Across = Callable[[float], float]
_PIXEL: Spec = {"scale": None, "axis": None}
#: Neighbours in lightness too; red is for waste alone, grey for idling.
_JOBS = ("#4e79a7", "#a0cbe8", "#2f7d4f", "#b6992d", "#af7aa1", "#76b7b2", "#9c755f", "#d4a6c8")
_DARK = {_JOBS[i] for i in (0, 2, 3, 4, 6)}
_IDLE, _PALE = "#e5e7eb", 0.16
#: What a chart can hold, each attempt being two bars at most.
MOST_ATTEMPTS = 900
_TALL = 330
_PARTS = {"busy": "#4e79a7", "idle": "#9ca3af", "lost": WASTE}


@chart
def batch_gantt(
    run: Run,
    *,
    upto: float | None = None,
    ghost: Run | None = None,
    deadline: float | None = None,
    begins: int = 0,
    name: str = "",
) -> Spec:
    """Every attempt on its machine over time: an area is vCPU hours, so what is pale grey is paid for nothing.

    Parameters
    ----------
    run
        From `kaolib.architecture.batch.simulate`, of 900 attempts at most.
    upto
        Hours that have passed: what is later is pale. None for all.
    ghost
        The run of an earlier choice: a dashed outline of its vCPUs, and when it was done.
    deadline
        Hours by which all should be done: an upright line.
    begins
        The hour of the day at which the run begins, for the clock below.
    name
        The environment in words, for the title.

    Returns
    -------
    Chart
        A band for each instance or task, as high as its vCPUs; bars for attempts, with the job's name where it fits; red with a
        cross what an interruption or a failure undid.

    Raises
    ------
    InputError
        For a run with more attempts than can be drawn.

    Examples
    --------
    >>> from kaolib.architecture import batch
    >>> night = batch.Environment("night", "on_demand", 8, instance_types="c7g.xlarge")
    >>> chart = batch_gantt(batch.simulate([batch.Job("encode", 2, 3, 3600, array=6)], night, "ap-northeast-2"), deadline=4)
    """
    about = heading("batch_gantt_title", name)
    attempts = run.jobs[run.jobs["attempt"] > 0]
    if not len(attempts):
        return nothing(about, language.text("batch_nothing"))
    if len(attempts) > MOST_ATTEMPTS:
        raise InputError(
            ko=f"시도 {len(attempts):,}개는 그릴 수 없습니다. {MOST_ATTEMPTS}개까지 그립니다.",
            en=f"{len(attempts):,} attempts cannot be drawn: {MOST_ATTEMPTS} at most.",
        )
    bands, high = _bands(run.instances)
    runs = [one for one in (run, ghost) if one is not None]
    peak = max([high, *(float(one.usage()["running_vcpus"].max()) for one in runs)])
    last = max([*(float(one.instances["end_hours"].max()) for one in runs), deadline or 0.0]) * 1.01
    one = min(12.0, _TALL / peak)
    tall = math.ceil(peak * one)
    left = 34
    plot = WIDTH - 40 - left
    now = last if upto is None else upto
    names = list(dict.fromkeys(job.split(":")[0] for job in run.by_job()["job"]))
    palette = {job: _JOBS[i % len(_JOBS)] for i, job in enumerate(names)}

    def across(hours: float) -> float:
        return hours / last * plot

    machines = [
        {"x": across(a), "x1": across(b), "y": tall - (low + size) * one, "y1": tall - low * one - 1, "seen": seen}
        for low, size, start, end in zip(bands, run.instances["vcpu"], run.instances["start_hours"], run.instances["end_hours"], strict=True)
        for a, b, seen in _split(float(start), float(end), now)
    ]  # fmt: skip
    bars, lost, words = _bars(run, bands, now, one, tall, across, palette)
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    seen = {"field": "seen", "type": "quantitative", "legend": None, "scale": {"domain": [0, 1], "range": [0, 1]}}
    rim = {"stroke": "#c3c8cf", "strokeWidth": 0.5}
    layers = [
        layer("rect", machines, look={"color": _IDLE, **rim}, **place, opacity=seen),
        layer("rect", bars, look={"stroke": "white", "strokeWidth": 0.5}, **place, color=colours("job", palette), opacity=seen),
    ]  # fmt: skip
    if lost:
        layers.append(layer("rect", lost, look={"color": WASTE, "stroke": "white", "strokeWidth": 0.5}, **place, opacity=seen))  # fmt: skip
        crosses = [row for row in lost if row["cross"] and row["seen"] == 1]
        look = {
            "fontSize": 10,
            "baseline": "middle",
            "align": "right",
            "dx": -1,
            "color": "white",
            "fontWeight": "bold",
        }
        layers.append(layer("text", crosses, look=look, x=q("x1", **_PIXEL), y=q("ym", **_PIXEL), text=n("label")))
    for dark in (True, False):
        some = [row for row in words if row["dark"] == dark]
        look = {"fontSize": 9, "baseline": "middle", "align": "left", "dx": 3, "color": "white" if dark else INK}
        if some:
            layers.append(layer("text", some, look=look, x=q("x", **_PIXEL), y=q("ym", **_PIXEL), text=n("label")))
    if ghost is not None:
        layers.append(_outline(ghost, across, tall, one))
    layers += _lines(run, ghost, deadline, upto, begins, across, plot, tall)
    layers += _clock(last, begins, across, tall)
    layers += _vcpus(peak, one, tall)
    layers += _key(run, palette, plot, tall + 32)
    total = run.summary()
    said = language.text(
        "batch_gantt_said",
        usd=language.usd(total["usd"], 2),
        done=clock(total["makespan_hours"], begins),
        busy=language.percent(total["utilization"]),
    )
    wasted = ""
    if total["interruptions"] or total["lost_vcpu_hours"]:
        wasted = language.text(
            "batch_gantt_lost",
            hours=language.number(total["lost_vcpu_hours"], 1),
            interruptions=language.number(total["interruptions"]),
        )
    ghosted = "" if ghost is None else language.text("batch_gantt_ghost")
    return {
        "title": title(about, language.text("batch_gantt_note"), f"{said} {wasted}".strip(), ghosted, width=WIDTH - 40),
        "description": f"{about}. {said} {wasted}".strip(),
        "width": plot,
        "height": tall + 46,
        "padding": {"left": left + 10, "right": 12, "top": 10, "bottom": 10},
        "layer": layers,
    }


@chart
def batch_cost(ways: pd.DataFrame, *, deadline: float | None = None, begins: int = 0, name: str = "") -> Spec:
    """What each way of running a queue costs, for work, for idling and for work that was lost, and when it is done.

    Parameters
    ----------
    ways
        One row per way: case (its name), usd_busy, usd_idle, usd_lost, makespan_hours, failed (jobs).
    deadline
        Hours by which it should be done: later ones are marked.
    begins
        The hour of the day at which the run begins.
    name
        Whose queue it is, for the title.

    Returns
    -------
    Chart
        A bar per way; the cheapest of those in time is marked.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = batch_cost(pd.DataFrame({"case": ["Spot"], "usd_busy": [2.0], "usd_idle": [0.5], "usd_lost": [0.1],
    ...                                  "makespan_hours": [7.5], "failed": [0]}), deadline=8, begins=22)
    """
    about = heading("batch_cost_title", name)
    rows = ways.reset_index(drop=True)
    total = rows[["usd_busy", "usd_idle", "usd_lost"]].sum(axis=1)
    late = rows["makespan_hours"] > (math.inf if deadline is None else deadline) + 1e-9
    good = total[~late & (rows["failed"] == 0)]
    best = min((float(usd), int(i)) for i, usd in zip(good.index, good, strict=True))[1] if len(good) else -1
    labels = [
        _ending(
            float(total[i]), float(rows["makespan_hours"][i]), int(rows["failed"][i]), bool(late[i]), i == best, begins
        )
        for i in rows.index
    ]
    top = float(total.max()) * 1.02 or 1.0
    # as wide as the words beside the bars allow
    across = WIDTH - 30 - widest(rows["case"]) - 18
    rooms = [(across - widest([labels[i]]) - 16) / max(float(total[i]) / top, 0.05) for i in rows.index]
    plot = int(min([across - 10, *rooms]))
    high = 34
    bars: list[Row] = []
    for i in rows.index:
        at = 0.0
        for part in _PARTS:
            usd = float(rows[f"usd_{part}"][i])
            bars.append({"x": at, "x1": at + usd, "y": i * high, "y1": i * high + 24, "part": part})
            at += usd
    x = q(
        "x",
        scale=scale(0, top),
        axis={"title": language.text("batch_cost_axis"), "values": ticks(top, 5), "format": EXACT},
    )
    y = {"y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    layers = [
        layer("rect", bars, look={"stroke": "white", "strokeWidth": 1}, x=x, x2={"field": "x1"}, **y, color=colours("part", _PARTS))
    ]  # fmt: skip
    ends = [
        {"xl": -8, "ym": i * high + 12, "case": rows["case"][i], "x": float(total[i]), "label": labels[i], "best": i == best, "late": bool(late[i] or rows["failed"][i])}
        for i in rows.index
    ]  # fmt: skip
    middle = {"baseline": "middle", "lineBreak": "\n"}
    layers.append(layer("text", ends, look={**middle, "align": "right"}, x=q("xl", **_PIXEL), y=q("ym", **_PIXEL), text=n("case")))  # fmt: skip
    for bad in (False, True):
        some = [row for row in ends if row["late"] == bad]
        look = {**middle, "align": "left", "dx": 6, "color": WASTE if bad else INK}
        if some:
            layers.append(layer("text", some, look=look, x=x, y=q("ym", **_PIXEL), text=n("label")))
    marked = [row for row in ends if row["best"]]
    if marked:
        layers.append(layer("rule", marked, look={"color": CHOICE, "strokeWidth": 2.5}, x=x, y=q("y0", **_PIXEL), y2={"field": "y1"}))  # fmt: skip
        marked[0].update(y0=marked[0]["ym"] - 15, y1=marked[0]["ym"] + 15)
        layers[-1]["data"]["values"] = [{**marked[0]}]
    said = "; ".join(f"{row['case']}: {row['label']}".replace("\n", " ") for row in ends)
    return {
        "title": title(about, language.text("batch_cost_note"), width=WIDTH - 60),
        "description": f"{about}. {said}.",
        "width": plot,
        "height": len(rows) * high - 8,
        "layer": layers,
    }


def clock(hours: float, begins: int = 0) -> str:
    """The time of day after so many hours, with how many midnights after the first.

    Examples
    --------
    >>> clock(7.55, 22), clock(30.0, 22)[:5]
    ('05:33', '04:00')
    """
    minutes = round(hours * 60) + begins * 60
    days, minute = divmod(minutes, 24 * 60)
    later = days - (1 if begins else 0)
    words = f"{minute // 60:02d}:{minute % 60:02d}"
    return words if later <= 0 else f"{words} {language.text('batch_days_later', days=later)}"


def _ending(usd: float, hours: float, failed: int, late: bool, best: bool, begins: int) -> str:
    parts = [f"{language.usd(usd, 2)} · {clock(hours, begins)}"]
    if failed:
        parts.append(language.text("batch_failed", jobs=language.number(failed)))
    elif late:
        parts.append(language.text("batch_late"))
    elif best:
        parts.append(language.text("batch_best"))
    return " · ".join(parts)


def _bands(instances: pd.DataFrame) -> tuple[list[float], float]:
    """Where the band of each machine lies, in vCPUs from below: the lowest place that is free for all its time."""
    taken: list[tuple[float, float, float]] = []  # low, high, until
    found: list[float] = []
    top = 0.0
    for size, start, end in zip(instances["vcpu"], instances["start_hours"], instances["end_hours"], strict=True):
        busy = sorted((low, high) for low, high, until in taken if until > start + 1e-9)
        at = 0.0
        for low, high in busy:
            if at + size <= low + 1e-9:
                break
            at = max(at, high)
        taken.append((at, at + float(size), float(end)))
        found.append(at)
        top = max(top, at + float(size))
    return found, top


def _split(start: float, end: float, now: float) -> list[tuple[float, float, float]]:
    """What has passed of a stretch, and what has not, with how well each is seen."""
    parts = [(start, min(end, now), 1.0), (max(start, now), end, _PALE)]
    return [part for part in parts if part[1] > part[0]]


def _bars(run: Run, bands: list[float], now: float, one: float, tall: int, across: Across, palette: dict[str, str]) -> tuple[list[Row], list[Row], list[Row]]:  # fmt: skip
    """The bars of attempts, those of what was lost, and the words in them."""
    where = dict(zip(run.instances["instance"], zip(bands, run.instances["vcpu"], strict=True), strict=True))
    free: dict[str, list[tuple[float, float, float]]] = {}
    bars: list[Row] = []
    lost: list[Row] = []
    words: list[Row] = []
    table = run.jobs[run.jobs["attempt"] > 0].sort_values("start_hours", kind="stable")
    for job, instance, vcpu, start, end, outcome, kept in zip(
        *(table[name] for name in ("job", "instance", "vcpu", "start_hours", "end_hours", "outcome", "kept_seconds")), strict=True
    ):  # fmt: skip
        low, size = where[instance]
        taken = free.setdefault(instance, [])
        group, split_at = job.split(":")[0], end if outcome == "succeeded" else start + kept / 3600
        slots = _slots(taken, float(vcpu), float(size), start)
        widest_at = max(slots, key=lambda slot: slot[1])[0]
        for at, high in slots:
            taken.append((at, at + high, end))
            y = {
                "y": tall - (low + at + high) * one,
                "y1": tall - (low + at) * one - 1,
                "ym": tall - (low + at + high / 2) * one,
            }
            for a, b, seen in _split(start, split_at, now):
                bars.append({"x": across(a), "x1": across(b), **y, "job": group, "seen": seen})
            for a, b, seen in _split(split_at, end, now):
                wide = across(b) - across(a)
                lost.append({"x": across(a), "x1": across(b), **y, "seen": seen, "label": "×", "cross": high * one >= 8 and wide > 8})  # fmt: skip
            room = across(min(split_at, now)) - across(start)
            if at == widest_at and high * one >= 9 and room > text_width(group, 9) + 8:
                words.append({"x": across(start), "ym": y["ym"], "label": group, "dark": palette[group] in _DARK})
    return bars, lost, words


def _slots(
    taken: list[tuple[float, float, float]], need: float, size: float, start: float
) -> list[tuple[float, float]]:
    """Where in its machine an attempt is drawn: one free stretch that holds it, else as many as it takes."""
    busy = sorted((low, high) for low, high, until in taken if until > start + 1e-9)
    gaps, at = [], 0.0
    for low, high in [*busy, (size, size)]:
        if low > at + 1e-9:
            gaps.append((at, low - at))
        at = max(at, high)
    whole = [gap for gap in gaps if gap[1] >= need - 1e-9]
    if whole:
        return [(whole[0][0], need)]
    parts, left = [], need
    for at, high in gaps:
        if left > 1e-9:
            parts.append((at, min(high, left)))
            left -= min(high, left)
    return parts


def _outline(ghost: Run, across: Across, tall: int, one: float) -> Spec:
    usage = ghost.usage()
    rows = [
        {"x": across(hours), "y": tall - vcpus * one}
        for hours, vcpus in zip(usage["hours"], usage["running_vcpus"], strict=True)
    ]
    look = {**GHOST, "opacity": 0.9, "strokeWidth": 1.8, "strokeDash": [4, 3], "interpolate": "step-after"}
    return layer("line", rows, look=look, x=q("x", **_PIXEL), y=q("y", **_PIXEL), order=q("x"))


def _lines(
    run: Run,
    ghost: Run | None,
    deadline: float | None,
    upto: float | None,
    begins: int,
    across: Across,
    plot: int,
    tall: int,
) -> list[Spec]:
    """Upright lines: the moment, the deadline, and when both runs were done, with their words above."""
    marks: list[tuple[float, str, Spec]] = []
    if ghost is not None:
        marks.append((ghost.makespan_hours, "batch_line_ghost", {"color": "#9ca3af", "strokeDash": [4, 3]}))
    if deadline is not None:
        marks.append((deadline, "batch_line_deadline", {"color": WASTE, "strokeDash": [7, 3]}))
    marks.append((run.makespan_hours, "batch_line_done", {"color": CHOICE}))
    found = []
    for hours, _key, look in marks:
        at = across(hours)
        found.append(layer("rule", [{"x": at, "y": -4, "y1": tall}], look={"strokeWidth": 1.8, **look}, x=q("x", **_PIXEL), y=q("y", **_PIXEL), y2={"field": "y1"}))  # fmt: skip
    if upto is not None and upto < run.makespan_hours:
        at = across(upto)
        found.append(layer("rule", [{"x": at, "y": 0, "y1": tall}], look={"strokeWidth": 3, "color": COLOURS["spot"]}, x=q("x", **_PIXEL), y=q("y", **_PIXEL), y2={"field": "y1"}))  # fmt: skip
    words = sorted((across(hours), language.text(key, at=clock(hours, begins))) for hours, key, _ in marks)
    rows, level_ends = [], [-1e9] * len(words)
    for at, label in words:
        wide = text_width(label)
        x = min(max(at, wide / 2), plot - wide / 2)
        level = next(i for i, end in enumerate(level_ends) if x - wide / 2 > end + 6)
        level_ends[level] = x + wide / 2
        rows.append({"x": x, "y": -12 - 14 * level, "label": label})
    found.append(layer("text", rows, look={"baseline": "middle", "align": "center"}, x=q("x", **_PIXEL), y=q("y", **_PIXEL), text=n("label")))  # fmt: skip
    return found


def _clock(last: float, begins: int, across: Across, tall: int) -> list[Spec]:
    """The time of day below the bands."""
    step = next(one for one in (1, 2, 3, 4, 6, 12, 24, 48, 96, 24 * 365) if last / one <= 12)
    rows = [
        {"x": across(hour), "y": tall + 10, "y0": tall, "y1": tall + 4, "label": f"{(begins + hour) % 24:02d}:00"}
        for hour in range(0, math.ceil(last), step)
        if across(hour) < across(last) - 12
    ]
    return [
        layer("rule", rows, look={"color": "#9ca3af"}, x=q("x", **_PIXEL), y=q("y0", **_PIXEL), y2={"field": "y1"}),
        layer("text", rows, look={"baseline": "top", "dy": -2, "color": SOFT, "fontSize": 10}, x=q("x", **_PIXEL), y=q("y", **_PIXEL), text=n("label")),
    ]  # fmt: skip


def _key(run: Run, palette: dict[str, str], plot: float, y: float) -> list[Spec]:
    """The jobs by name, with how many there are: those whose bars are too small for a word are found by it."""
    counts: dict[str, int] = {}
    for job in run.by_job()["job"]:
        counts[job.split(":")[0]] = counts.get(job.split(":")[0], 0) + 1
    rows: list[Row] = []
    x = 0.0
    for job, count in counts.items():
        label = job if count == 1 else f"{job} ×{count:,}"
        wide = text_width(label, 10) + 26
        if x + wide > plot and x:
            x, y = 0.0, y + 16
        rows.append({"x": x, "x1": x + 10, "y": y, "y1": y + 10, "xt": x + 14, "ym": y + 5, "job": job, "label": label})
        x += wide
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    words = {"fontSize": 10, "baseline": "middle", "align": "left"}
    return [
        layer("rect", rows, look={}, **place, color=colours("job", palette)),
        layer("text", rows, look=words, x=q("xt", **_PIXEL), y=q("ym", **_PIXEL), text=n("label")),
    ]


def _vcpus(peak: float, one: float, tall: int) -> list[Spec]:
    """How many vCPUs, at the left."""
    rows = [{"x": -6, "y": tall - value * one, "label": f"{value:g}"} for value in ticks(peak, 4)]
    unit = [{"x": -6, "y": -12, "label": "vCPU"}]
    look = {"baseline": "middle", "align": "right", "color": SOFT, "fontSize": 10}
    at = {"x": q("x", **_PIXEL), "y": q("y", **_PIXEL)}
    return [layer("text", [*rows, *unit], look=look, **at, text=n("label"))]
