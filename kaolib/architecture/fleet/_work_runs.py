"""The same job drawn many times: how late and how dear it may become, and what a deadline changes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._work import Job, job
from kaolib.errors import InputError

FIRST_HOUR = 1.0
#: Lives after which a draw that has not come to its end is given up.
_MOST_LIVES = 10_000


@dataclass(frozen=True)
class JobRuns:
    """A job, drawn many times.

    Attributes
    ----------
    expected
        The same job by formula (`job`), without a deadline and without the free first hour.
    draws
        One row per draw: hours (from beginning to end), billed_hours (on Spot), free_hours (on Spot, not billed: taken back
        within the first hour), on_demand_hours, interruptions, usd, on_time (always True without a deadline).
    """

    expected: Job
    draws: pd.DataFrame
    _deadline: float | None = field(repr=False)

    def summary(self) -> dict[str, float]:
        """Means and quantiles: hours_mean, hours_p50, hours_p95, usd_mean, usd_p50, usd_p95, interruptions_mean,
        free_hours_mean, on_demand_hours_mean, on_demand_share (draws that went there), on_time (share of draws), saving (of
        usd_mean against On-Demand).

        Examples
        --------
        >>> runs = job_runs(10, 0.1, 0.3, 1.0, checkpoint_hours=5 / 60, deadline_hours=14)
        >>> runs.summary()["on_time"]
        1.0
        """
        rows = self.draws
        table = {}
        for name in ("hours", "usd"):
            table[f"{name}_mean"] = float(rows[name].mean())
            table |= {f"{name}_p{q}": float(np.quantile(rows[name], q / 100)) for q in (50, 95)}
        for name in ("interruptions", "free_hours", "on_demand_hours"):
            table[f"{name}_mean"] = float(rows[name].mean())
        table["on_demand_share"] = float((rows["on_demand_hours"] > 0).mean())
        table["on_time"] = float(rows["on_time"].mean())
        table["saving"] = 1 - table["usd_mean"] / self.expected.on_demand_usd
        return table


def job_runs(
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
    deadline_hours: float | None = None,
    first_hour_free: bool = True,
    draws: int = 2000,
    seed: int = 0,
) -> JobRuns:
    """Draw the interruptions of a job again and again.

    Parameters
    ----------
    work_hours, per_hour, spot_usd_per_hour, on_demand_usd_per_hour, checkpoint_hours, interval_hours, restart_hours, \
wait_hours, usd_per_interruption
        As in `job`.
    deadline_hours
        When the job has to be done. Before each new instance it is asked whether one more interruption at the worst moment
        would still leave time to start again and finish On-Demand; if not, the rest runs On-Demand. So a job that has time enough
        at the beginning is always on time. None: Spot to the end.
    first_hour_free
        Whether hours of instances that EC2 took back within their first hour are free (Linux, Windows; `ec2.interrupted_seconds`).
    draws, seed
        How many; the same seed gives the same draws.

    Returns
    -------
    JobRuns

    Raises
    ------
    InputError
        As `job`; for a deadline that On-Demand could not meet either, or a job that as good as never ends.

    Notes
    -----
    On-Demand is taken to be there at once, is not interrupted and writes no checkpoints; AWS warns against plans that rely on
    failing over to it. The rule is that of a safety margin; Wu et al. show how to do better.
    Source: Wu et al., "Can't Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI 2024 (the setting).

    Examples
    --------
    >>> runs = job_runs(10, 0.1, 0.3, 1.0, checkpoint_hours=5 / 60, first_hour_free=False)
    >>> bool(abs(runs.draws["hours"].mean() / runs.expected.hours - 1) < 0.02)
    True
    """
    expected = job(work_hours, per_hour, spot_usd_per_hour, on_demand_usd_per_hour, checkpoint_hours=checkpoint_hours,
                   interval_hours=interval_hours, restart_hours=restart_hours, wait_hours=wait_hours,
                   usd_per_interruption=usd_per_interruption)  # fmt: skip
    count = errors.count("draws", draws, least=1)
    rng = np.random.default_rng(errors.count("seed", seed))
    if expected.interruptions > _MOST_LIVES / 100:
        raise InputError(
            ko=f"이 작업은 평균 {expected.interruptions:.3g}번 중단되어 사실상 끝나지 않습니다. 체크포인트를 쓰거나 더 자주 쓰세요.",
            en=f"this job is interrupted {expected.interruptions:.3g} times on average and as good as never ends: write checkpoints, or more of them.",
        )
    if deadline_hours is not None and errors.amount("deadline_hours", deadline_hours) < work_hours:
        raise InputError(
            ko=f"기한 {deadline_hours:g}시간은 작업 {work_hours:g}시간보다 짧아 온디맨드로도 맞출 수 없습니다.",
            en=f"the deadline of {deadline_hours:g} hours is below the {work_hours:g} hours of work: On-Demand could not meet it either.",
        )
    drawn = _draw(expected, per_hour, checkpoint_hours, restart_hours, wait_hours, deadline_hours, count, rng)
    free = drawn["free_hours"] if first_hour_free else np.zeros(count)
    usd = (
        (drawn["spot_hours"] - free) * spot_usd_per_hour
        + drawn["on_demand_hours"] * on_demand_usd_per_hour
        + drawn["interruptions"] * usd_per_interruption
    )
    table = pd.DataFrame(
        {
            "hours": drawn["hours"],
            "billed_hours": drawn["spot_hours"] - free,
            "free_hours": free,
            "on_demand_hours": drawn["on_demand_hours"],
            "interruptions": drawn["interruptions"].astype(int),
            "usd": usd,
            "on_time": drawn["hours"] <= (math.inf if deadline_hours is None else deadline_hours + 1e-9),
        }
    )
    return JobRuns(expected, table, deadline_hours)


def _draw(
    plan: Job,
    hazard: float,
    write: float,
    restart: float,
    wait: float,
    deadline: float | None,
    count: int,
    rng: np.random.Generator,
) -> dict[str, npt.NDArray[np.float64]]:
    """All draws at once, one instance's life a turn."""
    interval, whole = plan.interval_hours, plan.segments - 1
    stretch = interval + write
    last = plan.work_hours - whole * interval
    done = np.zeros(count)  # segments that hold
    sums = {name: np.zeros(count) for name in ("hours", "spot_hours", "free_hours", "on_demand_hours", "interruptions")}
    going = np.arange(count)
    for life in range(_MOST_LIVES):
        start = restart if life else 0.0
        rest = (whole - done[going]) * stretch + last
        if deadline is not None:
            # One more life may cost its start, a stretch and a wait; then the rest has to fit, after another start.
            now = sums["hours"][going]
            longest = np.where(done[going] < whole, max(stretch, last), last)
            risky = now + start + rest + longest + wait + restart > deadline
            leaving = going[risky]
            left = plan.work_hours - done[leaving] * interval + start
            sums["on_demand_hours"][leaving] += left
            sums["hours"][leaving] += left
            going, rest = going[~risky], rest[~risky]
        if not len(going):
            break
        lived = rng.exponential(1 / hazard, len(going)) if hazard else np.full(len(going), np.inf)
        needed = start + rest
        finished = lived >= needed
        spent = np.where(finished, needed, lived)
        sums["spot_hours"][going] += spent
        sums["hours"][going] += spent + np.where(finished, 0.0, wait)
        sums["interruptions"][going] += ~finished
        sums["free_hours"][going] += np.where(~finished & (lived < FIRST_HOUR), spent, 0.0)
        held = np.floor(np.maximum(spent - start, 0) / stretch)
        done[going] = np.minimum(whole, done[going] + held)
        going = going[~finished]
    return sums
