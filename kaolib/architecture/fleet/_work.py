"""A job that is interrupted at random: what it takes and costs, and how often to write a checkpoint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown

Floats = npt.NDArray[np.float64]

#: What `break_even` can look for.
VARIED = ("per_hour", "work_hours", "restart_hours", "checkpoint_hours", "usd_per_interruption", "spot_usd_per_hour")
#: Beyond this many mean times between interruptions in one stretch a job as good as never ends: e^700 is about the largest number.
_MOST = 700.0


@dataclass(frozen=True)
class Job:
    """What a job is expected to take and to cost on Spot.

    Attributes
    ----------
    interval_hours
        Work between two checkpoints; the whole work when there is none.
    segments
        Stretches of work: one more than the checkpoints that are written.
    interruptions
        Expected number, those during a checkpoint or a restart among them.
    work_hours, checkpoint_hours, restart_hours, lost_hours
        What the billed hours are made of: the work itself, the checkpoints that held, starting again after interruptions,
        and what interruptions undid.
    billed_hours
        Their sum.
    waiting_hours
        Between an interruption and the next instance: not billed.
    hours
        From beginning to end: billed_hours + waiting_hours.
    usd
        billed_hours at the Spot price, and usd_per_interruption for each.
    on_demand_usd
        The work alone at the On-Demand price: no interruptions, so no checkpoints.
    saving
        1 - usd / on_demand_usd; below 0 where Spot costs more.
    """

    interval_hours: float
    segments: int
    interruptions: float
    work_hours: float
    checkpoint_hours: float
    restart_hours: float
    lost_hours: float
    billed_hours: float
    waiting_hours: float
    hours: float
    usd: float
    on_demand_usd: float
    saving: float


def job(
    work_hours: float,
    per_hour: float,
    spot_usd_per_hour: float,
    on_demand_usd_per_hour: float,
    *,
    checkpoint_hours: float = 0.0,
    interval_hours: float | str | None = "best",
    restart_hours: float = 0.1,
    wait_hours: float = 0.0,
    usd_per_interruption: float = 0.0,
) -> Job:
    """The expected time and cost of a job on one Spot Instance at a time, exactly.

    Parameters
    ----------
    work_hours
        What the job takes without interruptions and checkpoints.
    per_hour
        Hazard: interruptions per running hour, at any time the same (`band_hazards`, `trace_hazards`).
    spot_usd_per_hour, on_demand_usd_per_hour
        Prices of an hour.
    checkpoint_hours
        What writing one checkpoint takes; the work stands still meanwhile.
    interval_hours
        Work between two checkpoints; "best" finds the cheapest, None writes none.
    restart_hours
        From the start of the next instance until work goes on: boot, load the last checkpoint. It may be interrupted too.
    wait_hours
        Until the next instance starts: no capacity, nothing billed.
    usd_per_interruption
        What each interruption costs besides: people's time, lost sessions, data transfer.

    Returns
    -------
    Job
        Infinite hours and usd where the work between two checkpoints is hopelessly long.

    Raises
    ------
    InputError
        For a negative number, or a price, work or interval of 0.

    Notes
    -----
    A stretch of s hours (work, and its checkpoint but for the last one) is begun again from its start until it comes through.
    With hazard h and restart R it is interrupted e^(hR) (e^(hs) - 1) times on average; the running hours are the
    interruptions / h. The work is cut into segments of interval_hours, the last one shorter.
    ASSUMPTIONS: interruptions come at random with a constant hazard, whatever the age of the instance; the notice is not used;
    the price stays. The free first hour is left out (`job_runs` can count it), so the bill is at most this.
    Sources: Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation Computer
    Systems 22 (2006), the complete expected time; for waiting: Bougeret et al., "Checkpointing strategies for parallel jobs",
    SC '11.

    Examples
    --------
    Ten hours of work, an interruption every ten hours on average, five minutes for a checkpoint and six to start again.

    >>> kept, none = (job(10, 0.1, 0.3, 1.0, checkpoint_hours=5 / 60, interval_hours=i) for i in ("best", None))
    >>> round(kept.interval_hours, 2), round(kept.hours, 1), round(none.hours, 1)
    (1.25, 11.4, 17.4)
    >>> round(kept.saving, 2), round(none.saving, 2)
    (0.66, 0.48)
    """
    work = errors.amount("work_hours", work_hours, above=True)
    hazard = errors.amount("per_hour", per_hour)
    write = errors.amount("checkpoint_hours", checkpoint_hours)
    restart = errors.amount("restart_hours", restart_hours)
    wait = errors.amount("wait_hours", wait_hours)
    spot = errors.amount("spot_usd_per_hour", spot_usd_per_hour)
    full = errors.amount("on_demand_usd_per_hour", on_demand_usd_per_hour, above=True) * work
    each = errors.amount("usd_per_interruption", usd_per_interruption)
    interval = _interval(interval_hours, work, hazard, write)
    segments = math.ceil(round(work / interval, 9))
    interruptions = float(_interruptions(np.array([interval]), work, hazard, write, restart)[0])
    written = (segments - 1) * write
    billed = interruptions / hazard if hazard else work + written
    starting = interruptions * (-math.expm1(-hazard * restart) / hazard if hazard else restart)
    waiting = interruptions * wait if wait else 0.0
    usd = billed * spot + (interruptions * each if each else 0.0)
    lost = max(0.0, billed - work - written - starting) if math.isfinite(billed) else math.inf
    return Job(
        interval, segments, interruptions, work, written, starting, lost, billed, waiting, billed + waiting, usd, full,
        1 - usd / full,
    )  # fmt: skip


def job_curve(
    intervals_hours: Sequence[float] | Floats | None,
    work_hours: float,
    per_hour: float,
    spot_usd_per_hour: float,
    on_demand_usd_per_hour: float,
    *,
    checkpoint_hours: float = 0.0,
    restart_hours: float = 0.1,
    wait_hours: float = 0.0,
    usd_per_interruption: float = 0.0,
) -> pd.DataFrame:
    """`job` for many intervals at once, for a chart.

    Parameters
    ----------
    intervals_hours
        Work between two checkpoints; None for 200 from a hundredth of the work to all of it.

    The other parameters are those of `job`.

    Returns
    -------
    pandas.DataFrame
        One row per interval: interval_hours, segments, interruptions, billed_hours, hours, usd, saving.

    Examples
    --------
    >>> curve = job_curve([0.5, 1.0, 10.0], 10, 0.1, 0.3, 1.0, checkpoint_hours=5 / 60)
    >>> curve["hours"].round(1).tolist()
    [12.0, 11.5, 17.4]
    """
    work = errors.amount("work_hours", work_hours, above=True)
    # the same checks, and nothing else, for the other numbers
    one = job(work, per_hour, spot_usd_per_hour, on_demand_usd_per_hour, checkpoint_hours=checkpoint_hours,
              interval_hours=None, restart_hours=restart_hours, wait_hours=wait_hours,
              usd_per_interruption=usd_per_interruption)  # fmt: skip
    given = np.geomspace(work / 100, work, 200) if intervals_hours is None else np.asarray(intervals_hours, dtype=float)
    for value in given:
        errors.amount("interval_hours", float(value), above=True)
    interval = np.minimum(given, work)
    segments = np.ceil(np.round(work / interval, 9))
    interruptions = _interruptions(interval, work, per_hour, checkpoint_hours, restart_hours)
    billed = interruptions / per_hour if per_hour else work + (segments - 1) * checkpoint_hours
    usd = billed * spot_usd_per_hour + (interruptions * usd_per_interruption if usd_per_interruption else 0.0)
    return pd.DataFrame(
        {
            "interval_hours": given,
            "segments": segments.astype(int),
            "interruptions": interruptions,
            "billed_hours": billed,
            "hours": billed + (interruptions * wait_hours if wait_hours else 0.0),
            "usd": usd,
            "saving": 1 - usd / one.on_demand_usd,
        }
    )


def checkpoint_interval(
    per_hour: float,
    checkpoint_hours: float,
    work_hours: float,
    restart_hours: float = 0.1,
    wait_hours: float = 0.0,
) -> pd.DataFrame:
    """The interval that finishes a job soonest and cheapest, beside the formulas for it.

    Parameters
    ----------
    per_hour, checkpoint_hours, work_hours, restart_hours, wait_hours
        As in `job`; a hazard and a checkpoint above 0.

    Returns
    -------
    pandas.DataFrame
        One row per method: method, interval_hours, segments (of this job), hours (expected, from beginning to end), excess
        (hours above the best, as a share). "exact": the best for this job, whose segments are equal; "long_job": the best for
        work without end; "young": sqrt(2 C M); "daly": his higher-order estimate; "none": no checkpoint. C is the checkpoint, M
        the mean time between interruptions. An interval above the work means no checkpoint.

    Raises
    ------
    InputError
        For a number of 0 or less where it cannot be.

    Notes
    -----
    Cost and time have the same best interval, as both rise with the number of interruptions; so have any restart, wait and
    cost of an interruption: they multiply it. With n segments the work is best cut evenly, so that the best n is looked for among
    whole numbers. "long_job" solves e^(h (T + C)) (1 - h T) = 1, which is (1 + W(-e^(-h C - 1))) / h with Lambert's W.
    Sources: Young, "A first order approximation to the optimum checkpoint interval", Communications of the ACM 17 (1974); Daly,
    "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation Computer Systems 22 (2006).

    Examples
    --------
    >>> table = checkpoint_interval(0.1, 5 / 60, 10).set_index("method")
    >>> table["interval_hours"].round(2).to_dict()
    {'exact': 1.25, 'long_job': 1.24, 'young': 1.29, 'daly': 1.24, 'none': 10.0}
    """
    hazard = errors.amount("per_hour", per_hour, above=True)
    write = errors.amount("checkpoint_hours", checkpoint_hours, above=True)
    work = errors.amount("work_hours", work_hours, above=True)
    restart, wait = errors.amount("restart_hours", restart_hours), errors.amount("wait_hours", wait_hours)
    methods = {
        "exact": _best(work, hazard, write),
        "long_job": long_job(hazard, write),
        "young": young(hazard, write),
        "daly": daly(hazard, write),
        "none": work,
    }
    table = pd.DataFrame({"method": list(methods), "interval_hours": list(methods.values())})
    interval = np.minimum(table["interval_hours"].to_numpy(dtype=float), work)
    hours = _interruptions(interval, work, hazard, write, restart) * (1 / hazard + wait)
    return table.assign(
        segments=np.ceil(np.round(work / interval, 9)).astype(int), hours=hours, excess=hours / hours[0] - 1
    )


def young(per_hour: float, checkpoint_hours: float) -> float:
    """Young's interval, sqrt(2 C M): work between two checkpoints, in hours.

    Examples
    --------
    >>> young(0.02, 0.25)
    5.0
    """
    return math.sqrt(2 * checkpoint_hours / errors.amount("per_hour", per_hour, above=True))


def daly(per_hour: float, checkpoint_hours: float) -> float:
    """Daly's higher-order interval: sqrt(2 C M) (1 + sqrt(C / 2M) / 3 + (C / 2M) / 9) - C for C < 2 M, else M; in hours.

    Examples
    --------
    >>> round(daly(0.02, 0.25), 3)
    4.835
    """
    mean = 1 / errors.amount("per_hour", per_hour, above=True)
    if checkpoint_hours >= 2 * mean:
        return mean
    small = checkpoint_hours / (2 * mean)
    return math.sqrt(2 * checkpoint_hours * mean) * (1 + math.sqrt(small) / 3 + small / 9) - checkpoint_hours


def long_job(per_hour: float, checkpoint_hours: float) -> float:
    """The best interval for work without end, in hours: the root of e^(h (T + C)) (1 - h T) = 1.

    Examples
    --------
    >>> round(long_job(0.02, 0.25), 3)
    4.835
    """
    hazard = errors.amount("per_hour", per_hour, above=True)
    # With x = h T: ln(1 - x) + x = -h C; the left side falls from 0 to minus infinity as x goes from 0 to 1.
    low, high = 0.0, 1.0
    for _ in range(200):
        x = (low + high) / 2
        if x >= 1 or math.log1p(-x) + x < -hazard * checkpoint_hours:
            high = x
        else:
            low = x
    return high / hazard


def break_even(
    vary: str,
    work_hours: float,
    per_hour: float,
    spot_usd_per_hour: float,
    on_demand_usd_per_hour: float,
    *,
    checkpoint_hours: float = 0.0,
    interval_hours: float | str | None = "best",
    restart_hours: float = 0.1,
    usd_per_interruption: float = 0.0,
) -> float:
    """Where Spot stops paying: the value above which the job is expected to cost more than On-Demand.

    Parameters
    ----------
    vary
        What is varied, one of `VARIED`; its own value below is ignored.
    work_hours, per_hour, spot_usd_per_hour, on_demand_usd_per_hour, checkpoint_hours, interval_hours, restart_hours, \
usd_per_interruption
        As in `job`. With "best" each value has its own best interval.

    Returns
    -------
    float
        The value at which both cost the same; infinite when Spot is the cheaper at any value, 0 when at none.

    Raises
    ------
    InputError
        As `job`, and for a name that cannot be varied.

    Examples
    --------
    A stateful job without checkpoints: four times cheaper by the hour is not enough beyond some length.

    >>> hours = break_even("work_hours", 1, 0.1, 0.25, 1.0, interval_hours=None, restart_hours=1.0)
    >>> round(hours, 1)
    21.9
    >>> break_even("work_hours", 1, 0.1, 0.25, 1.0, checkpoint_hours=0.05, restart_hours=1.0)
    inf
    """
    if vary not in VARIED:
        raise unknown(ko="바꿀 값", en="value to vary", given=vary, allowed=VARIED)
    fixed = {
        "work_hours": work_hours,
        "per_hour": per_hour,
        "spot_usd_per_hour": spot_usd_per_hour,
        "restart_hours": restart_hours,
        "checkpoint_hours": checkpoint_hours,
        "usd_per_interruption": usd_per_interruption,
    }

    def dearer(value: float) -> bool:
        numbers = fixed | {vary: value}
        work, rate, spot = (numbers.pop(name) for name in ("work_hours", "per_hour", "spot_usd_per_hour"))
        found = job(work, rate, spot, on_demand_usd_per_hour, interval_hours=interval_hours, **numbers)  # type: ignore[arg-type]
        return found.usd > found.on_demand_usd * (1 + 1e-12)

    low, high = 1e-9, 1e9
    if dearer(low):
        return 0.0
    if not dearer(high):
        return math.inf
    while high / low > 1 + 1e-12:
        middle = math.sqrt(low * high)
        low, high = (low, middle) if dearer(middle) else (middle, high)
    return high


def _interval(given: float | str | None, work: float, hazard: float, write: float) -> float:
    """The work between two checkpoints; the whole work for none."""
    if given is None:
        return work
    if given == "best":
        return _best(work, hazard, write)
    if isinstance(given, str):
        raise InputError(
            ko=f"interval_hours {given!r}은(는) 쓸 수 없습니다. 시간, 'best' 또는 None을 쓰세요.",
            en=f"interval_hours {given!r} cannot be used: give hours, 'best' or None.",
        )
    return min(work, errors.amount("interval_hours", given, above=True))


def _best(work: float, hazard: float, write: float) -> float:
    """The interval with the fewest interruptions: the work cut into n equal segments, for the best whole n."""
    if not hazard:
        return work
    # A checkpoint that costs nothing would be written all the time: a ten-thousandth of the mean time between interruptions.
    near = work / (long_job(hazard, write) if write else 1e-4 / hazard)
    # around it, and few segments besides: where a checkpoint takes longer than the next interruption, none is best
    n = np.unique(np.concatenate([np.arange(1.0, 13), np.maximum(np.floor(near) + np.arange(-5, 5), 1)]))
    count = _interruptions(work / n, work, hazard, write, 0.0)
    return work / float(n[int(np.argmin(count))])


def _interruptions(interval: Floats, work: float, hazard: float, write: float, restart: float) -> Floats:
    """Expected interruptions of the whole job for each interval (at most the work)."""
    segments = np.ceil(np.round(work / interval, 9))
    last = work - (segments - 1) * interval
    with np.errstate(over="ignore", invalid="ignore"):
        long = np.expm1(np.minimum(hazard * (interval + write), _MOST + 10))
        count = np.where(segments > 1, (segments - 1) * long, 0.0) + np.expm1(np.minimum(hazard * last, _MOST + 10))
        return np.asarray(np.exp(np.minimum(hazard * restart, _MOST + 10)) * count)
