"""The schedule that runs least and still misses no more of a trace than is allowed, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture._time_zone import zone
from kaolib.architecture.schedule._schedule import DAY, Period, Schedule, clock, overnight
from kaolib.architecture.schedule._trace import WEEK, Risk, judge, load, read_trace
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
    whole = _Missed(need.sum(axis=0), options)
    best = whole.best(share, options)
    schedule = _schedule(name, timezone, best, options, step_minutes)
    if judge(schedule, read).off < errors.share("least_saving", least_saving):
        return done("no_pattern", always)
    missed = []
    for held in range(len(day)):
        # A day without need leaves the others' schedule as it is, and misses nothing.
        other = whole.best(share, options, _Missed(need[held], options)) if need[held].any() else best
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


def survey(levels: Mapping[str, float], timezone: str = "UTC", *, allowed: float = 0.05) -> pd.DataFrame:
    """Which of some loads of the snapshot are worth a schedule.

    Parameters
    ----------
    levels
        Id of each load (`catalog.load_trace_list`) and from which value on it is need.
    timezone, allowed
        As for `propose`.

    Returns
    -------
    pandas.DataFrame
        One row each, in order: trace, threshold, verdict (one of `VERDICTS`), off, missed, held_out_missed; the last
        three are NaN where there is no schedule to judge.

    Raises
    ------
    InputError
        As for `propose`, or for an id that there is not.

    Examples
    --------
    >>> survey({"ec2_cpu_53ea38": 5, "ec2_cpu_825cc2": 5})["verdict"].tolist()
    ['always_idle', 'always_busy']
    """
    rows = []
    for trace, level in levels.items():
        found = propose(load(trace), level, timezone, allowed=allowed)
        judged = found.verdict in ("pattern", "unsteady")
        risk = (found.risk.off, found.risk.missed) if judged else (float("nan"), float("nan"))
        rows.append((trace, found.threshold, found.verdict, *risk, found.held_out_missed))
    return pd.DataFrame(rows, columns=["trace", "threshold", "verdict", "off", "missed", "held_out_missed"])


def frontier(
    trace: pd.Series[float], threshold: float, timezone: str = "UTC", allowed: Sequence[float] = (0.02, 0.05, 0.1, 0.2)
) -> pd.DataFrame:
    """What more need missed buys: the proposals for several shares of it.

    Parameters
    ----------
    trace, threshold, timezone
        As for `propose`.
    allowed
        Shares of the need that may be missed.

    Returns
    -------
    pandas.DataFrame
        One row each: allowed, periods (in words), off, missed_minutes, missed, held_out_missed, worst_day_minutes (of the
        days held out).

    Raises
    ------
    InputError
        As for `propose`.

    Examples
    --------
    >>> table = frontier(load("ec2_network_in_5abac7"), 10_000, allowed=(0.05, 0.1))
    >>> bool(table["off"].is_monotonic_increasing), bool((table["missed"] <= table["allowed"]).all())
    (True, True)
    """
    rows = []
    for share in allowed:
        found = propose(trace, threshold, timezone, allowed=share)
        periods = "; ".join(f"{p.weekdays} {p.begintime}-{p.endtime}".strip(" -") for p in found.schedule.periods)
        rows.append(
            (share, periods, found.risk.off, found.risk.missed_minutes, found.risk.missed, found.held_out_missed,
             found.held_out_worst_day_minutes)
        )  # fmt: skip
    names = ["allowed", "periods", "off", "missed_minutes", "missed", "held_out_missed", "worst_day_minutes"]
    return pd.DataFrame(rows, columns=names)


class _Options:
    """Every stretch of a day, laid on the slots of the week for weekdays and for weekends."""

    def __init__(self, step: int) -> None:
        per_day = DAY // step
        # (begin, end) in slots of the day; end may be beyond midnight; (0, 0) is none, (0, per_day) the whole day.
        self.stretches = [(0, 0), (0, per_day)] + [
            (begin, begin + length) for length in range(1, per_day) for begin in range(per_day)
        ]
        self.weekdays, self.weekends = (
            np.array([_laid(stretch, days, per_day) for stretch in self.stretches], dtype=float)
            for days in (range(5), (5, 6))
        )
        self.hours = self.weekdays.sum(axis=1)[:, None] + self.weekends.sum(axis=1)[None, :]
        # Both groups have a stretch: what they share counts once.
        self.hours = self.hours - self.weekdays @ self.weekends.T


@lru_cache(maxsize=4)
def _options(step: int) -> _Options:
    return _Options(step)


def _laid(stretch: tuple[int, int], days: range | tuple[int, ...], per_day: int) -> npt.NDArray[np.bool_]:
    laid = np.zeros(7 * per_day, dtype=bool)
    for day in days:
        laid[(np.arange(*stretch) + day * per_day) % (7 * per_day)] = True
    return laid


class _Missed:
    """What each pair of stretches (weekdays down, weekends across) covers of some need; differences of need add up."""

    def __init__(self, need: Floats, options: _Options) -> None:
        used = np.flatnonzero(need)
        first, second = options.weekdays[:, used], options.weekends[:, used]
        weighed = first * need[used]
        self.total = float(need.sum())
        self.covered: Floats = weighed.sum(axis=1)[:, None] + (second @ need[used])[None, :] - weighed @ second.T

    def best(self, allowed: float, options: _Options, without: _Missed | None = None) -> tuple[int, int]:
        """The pair that runs least and misses no more than allowed, of all the need or without a part of it."""
        total = self.total - (without.total if without else 0.0)
        missed = total - (self.covered - without.covered if without else self.covered)
        # Whole minutes missed are far below a slot of running when divided by all minutes of a year.
        cost = options.hours + missed / 1e7
        cost[missed > allowed * total + 1e-6] = np.inf
        at = int(cost.argmin())
        return at // cost.shape[1], at % cost.shape[1]


def _mask(best: tuple[int, int], options: _Options) -> npt.NDArray[np.bool_]:
    laid: npt.NDArray[np.bool_] = (options.weekdays[best[0]] + options.weekends[best[1]]) > 0
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
