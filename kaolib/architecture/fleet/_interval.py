"""How often to write a checkpoint: the best interval, exactly, and the formulas for it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors

Floats = npt.NDArray[np.float64]

#: Beyond this many mean times between interruptions in one stretch a job as good as never ends: e^700 is about the largest number.
_MOST = 700.0


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
        "exact": best_interval(work, hazard, write),
        "long_job": long_job(hazard, write),
        "young": young(hazard, write),
        "daly": daly(hazard, write),
        "none": work,
    }
    table = pd.DataFrame({"method": list(methods), "interval_hours": list(methods.values())})
    interval = np.minimum(table["interval_hours"].to_numpy(dtype=float), work)
    hours = expected_interruptions(interval, work, hazard, write, restart) * (1 / hazard + wait)
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


def best_interval(work: float, hazard: float, write: float) -> float:
    """The interval with the fewest interruptions: the work cut into n equal segments, for the best whole n."""
    if not hazard:
        return work
    # A checkpoint that costs nothing would be written all the time: a ten-thousandth of the mean time between interruptions.
    near = work / (long_job(hazard, write) if write else 1e-4 / hazard)
    # around it, and few segments besides: where a checkpoint takes longer than the next interruption, none is best
    n = np.unique(np.concatenate([np.arange(1.0, 13), np.maximum(np.floor(near) + np.arange(-5, 5), 1)]))
    count = expected_interruptions(work / n, work, hazard, write, 0.0)
    return work / float(n[int(np.argmin(count))])


def expected_interruptions(interval: Floats, work: float, hazard: float, write: float, restart: float) -> Floats:
    """Expected interruptions of the whole job for each interval (at most the work)."""
    segments = np.ceil(np.round(work / interval, 9))
    last = work - (segments - 1) * interval
    with np.errstate(over="ignore", invalid="ignore"):
        long = np.expm1(np.minimum(hazard * (interval + write), _MOST + 10))
        count = np.where(segments > 1, (segments - 1) * long, 0.0) + np.expm1(np.minimum(hazard * last, _MOST + 10))
        return np.asarray(np.exp(np.minimum(hazard * restart, _MOST + 10)) * count)
