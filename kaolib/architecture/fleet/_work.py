"""A job that is interrupted at random: what it takes and costs, and how often to write a checkpoint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._interval import Floats, best_interval, expected_interruptions
from kaolib.errors import InputError, unknown

#: What `break_even` can look for.
VARIED = ("per_hour", "work_hours", "restart_hours", "checkpoint_hours", "usd_per_interruption", "spot_usd_per_hour")


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
    interruptions = float(expected_interruptions(np.array([interval]), work, hazard, write, restart)[0])
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
    """What `job` tells, for many intervals at once: for a chart.

    Parameters
    ----------
    intervals_hours
        Work between two checkpoints; None for 200 from a hundredth of the work to all of it.

    work_hours, per_hour, spot_usd_per_hour, on_demand_usd_per_hour, checkpoint_hours, restart_hours, wait_hours, \
usd_per_interruption
        As in `job`.

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
    interruptions = expected_interruptions(interval, work, per_hour, checkpoint_hours, restart_hours)
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
        found = job(work, rate, spot, on_demand_usd_per_hour, interval_hours=interval_hours, **numbers)
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
        return best_interval(work, hazard, write)
    if isinstance(given, str):
        raise InputError(
            ko=f"interval_hours {given!r}은(는) 쓸 수 없습니다. 시간, 'best' 또는 None을 쓰세요.",
            en=f"interval_hours {given!r} cannot be used: give hours, 'best' or None.",
        )
    return min(work, errors.amount("interval_hours", given, above=True))
