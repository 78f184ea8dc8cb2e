"""The schedule that runs least and still misses no more of a trace than is allowed, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.schedule._schedule import DAY, Period, Schedule, clock, overnight, zone
from kaolib.architecture.schedule._trace import WEEK, Risk, judge, read_trace
from kaolib.errors import InputError

Floats = npt.NDArray[np.float64]
#: "pattern": schedule it; "unsteady": hours that were not looked at miss more than twice what is allowed; "no_pattern":
#: the need has no hours of its own; "always_busy"; "always_idle": not a schedule's business, stop or delete it.
VERDICTS = ("pattern", "unsteady", "no_pattern", "always_busy", "always_idle")
#: Need in less than this share of the samples is none.
IDLE_SHARE = 0.001
#: A machine that is needed in this share of the hours of the week is busy.
BUSY_SHARE = 0.9


@dataclass(frozen=True)
class Proposal:
    """A schedule for a trace; made by `propose`.

    Attributes
    ----------
    verdict
        One of `VERDICTS`.
    schedule
        What to write; for "always_idle" one that is stopped, for "always_busy" and "no_pattern" one that is running.
    risk
        What it would have done to the trace it was found on (`Risk`).
    held_out_missed
        Share of the need that is missed when each day is judged by the schedule found on all other days; NaN where no
        schedule was looked for.
    held_out_worst_day_minutes
        The most that such a day misses.
    threshold, allowed
        What it was asked: from which value on there is need, and which share of it may be missed.
    """

    verdict: str
    schedule: Schedule
    risk: Risk
    held_out_missed: float
    held_out_worst_day_minutes: int
    threshold: float
    allowed: float
    held_out: pd.DataFrame = field(repr=False, compare=False)


def propose(
    trace: pd.Series[float],
    threshold: float,
    timezone: str = "UTC",
    *,
    allowed: float = 0.05,
    step_minutes: int = 60,
    least_saving: float = 0.1,
    name: str = "proposed",
) -> Proposal:
    """The schedule of least running hours that misses at most a share of the need: one stretch of hours on weekdays, one at weekends.

    Parameters
    ----------
    trace, threshold, timezone
        As for `slots`.
    allowed
        Share of the need that may be missed.
    step_minutes
        On which steps of the clock hours may begin and end: 30 or 60.
    least_saving
        With less than this share of hours off, no schedule is proposed.
    name
        Of the schedule.

    Returns
    -------
    Proposal
        The schedule in Instance Scheduler's form, its risk, and the same when each day is held out.

    Raises
    ------
    InputError
        As for `slots`; for a step other than 30 or 60, or a name that a schedule cannot have.

    Notes
    -----
    Every pair of stretches is tried (one may pass midnight, be the whole day or none), so that nothing of this form runs
    less; ties go to the one that misses less. A trace of two weeks has each hour of the week twice: held-out days tell
    more than the fit.

    Examples
    --------
    >>> index = pd.date_range("2026-06-01", periods=21 * 24, freq="h", tz="UTC")
    >>> busy = pd.Series([50.0 if 8 <= time.hour < 18 and time.weekday() < 5 else 1.0 for time in index], index)
    >>> found = propose(busy, 10)
    >>> found.verdict, [(p.begintime, p.endtime, p.weekdays) for p in found.schedule.periods], found.risk.missed_minutes
    ('pattern', [('08:00', '18:00', 'mon-fri')], 0)
    """
    zone(timezone)
    share = errors.share("allowed", allowed)
    if step_minutes not in (30, 60):
        raise InputError(
            ko=f"step_minutes {step_minutes!r}은(는) 쓸 수 없습니다. 30이나 60으로 적으세요.",
            en=f"step_minutes {step_minutes!r} cannot be used: 30 or 60.",
        )
    read = read_trace(trace, threshold)
    local = read.local(timezone)
    slot = (local - 4 * DAY) % WEEK // step_minutes
    number = WEEK // step_minutes
    day, at = np.unique(local // DAY, return_inverse=True)
    need = np.zeros((len(day), number))
    np.add.at(need, (at, slot), read.need * float(read.step))
    exposed = np.bincount(slot, minlength=number) * float(read.step)
    empty = pd.DataFrame(columns=["date", "need_minutes", "missed_minutes"])

    def done(verdict: str, schedule: Schedule, held: pd.DataFrame = empty) -> Proposal:
        total = float(held["need_minutes"].sum()) if len(held) else 0.0
        missed = float(held["missed_minutes"].sum()) / total if total else float("nan")
        worst = int(held["missed_minutes"].max()) if len(held) else 0
        return Proposal(verdict, schedule, judge(schedule, read), missed, worst, float(threshold), share, held)

    always = Schedule(name, override_status="running", timezone=timezone)
    if read.need.mean() < IDLE_SHARE:
        return done("always_idle", Schedule(name, override_status="stopped", timezone=timezone))
    if np.mean(need.sum(axis=0)[exposed > 0] > 0) > BUSY_SHARE and read.need.mean() > 0.5:
        return done("always_busy", always)
    options = _options(step_minutes)
    best = _best(need.sum(axis=0), share, options)
    schedule = _schedule(name, timezone, best, options, step_minutes)
    if judge(schedule, read).off < errors.share("least_saving", least_saving):
        return done("no_pattern", always)
    missed = []
    for held in range(len(day)):
        other = _best(need.sum(axis=0) - need[held], share, options)
        missed.append(float(need[held] @ ~_mask(other, options)))
    held_out = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(day.astype("datetime64[D]").astype("datetime64[s]")),
            "need_minutes": need.sum(axis=1).astype(np.int64),
            "missed_minutes": np.array(missed).astype(np.int64),
        }
    )
    found = done("pattern", schedule, held_out)
    return found if found.held_out_missed <= 2 * share else done("unsteady", schedule, held_out)


class _Options:
    """Every stretch of a day, laid on the slots of the week for weekdays and for weekends."""

    def __init__(self, step: int) -> None:
        per_day = DAY // step
        # (begin, end) in slots of the day; end may be beyond midnight; (0, 0) is none, (0, per_day) the whole day.
        self.stretches = [(0, 0), (0, per_day)] + [
            (begin, begin + length) for length in range(1, per_day) for begin in range(per_day)
        ]
        self.weekdays, self.weekends = (
            np.array([_laid(stretch, days, per_day) for stretch in self.stretches]) for days in (range(5), (5, 6))
        )
        self.hours = self.weekdays.sum(axis=1)[:, None] + self.weekends.sum(axis=1)[None, :]
        # Both groups have a stretch: what they share counts once.
        self.hours = self.hours - self.weekdays.astype(float) @ self.weekends.T.astype(float)


@lru_cache(maxsize=4)
def _options(step: int) -> _Options:
    return _Options(step)


def _laid(stretch: tuple[int, int], days: range | tuple[int, ...], per_day: int) -> npt.NDArray[np.bool_]:
    laid = np.zeros(7 * per_day, dtype=bool)
    for day in days:
        laid[(np.arange(*stretch) + day * per_day) % (7 * per_day)] = True
    return laid


def _best(need: Floats, allowed: float, options: _Options) -> tuple[int, int]:
    """The stretches of weekdays and of weekends that run least and miss no more than allowed."""
    first, second = options.weekdays @ need, options.weekends @ need
    used = np.flatnonzero(need)
    both = (options.weekdays[:, used] * need[used]) @ options.weekends[:, used].T.astype(float)
    missed = need.sum() - (first[:, None] + second[None, :] - both)
    feasible = missed <= allowed * need.sum() + 1e-9
    # Whole minutes missed are far below a slot of running when divided by all minutes of a year.
    cost = np.where(feasible, options.hours + missed / 1e7, np.inf)
    at = int(cost.argmin())
    return at // cost.shape[1], at % cost.shape[1]


def _mask(best: tuple[int, int], options: _Options) -> npt.NDArray[np.bool_]:
    laid: npt.NDArray[np.bool_] = options.weekdays[best[0]] | options.weekends[best[1]]
    return laid


def _schedule(name: str, timezone: str, best: tuple[int, int], options: _Options, step: int) -> Schedule:
    weekday, weekend = (options.stretches[place] for place in best)
    if weekday == weekend:
        groups = [("daily", weekday, "mon-sun")]
    else:
        groups = [("weekdays", weekday, "mon-fri"), ("weekends", weekend, "sat-sun")]
    periods: list[Period] = []
    for label, (begin, end), days in groups:
        periods += _periods(label, begin * step, end * step, days)
    return Schedule(name, tuple(periods), timezone)


def _periods(label: str, begin: int, end: int, days: str) -> list[Period]:
    if begin == end:
        return []
    if (begin, end) == (0, DAY):
        return [Period(label, weekdays=days)]
    if end > DAY:
        return list(overnight(label, clock(begin), clock(end - DAY), days))
    return [Period(label, clock(begin), "23:59" if end == DAY else clock(end), weekdays=days)]
