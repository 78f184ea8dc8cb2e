"""What a load trace needs and when, and what a schedule would have missed of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture._time_zone import zone
from kaolib.architecture.schedule._clock import offsets, timestamps
from kaolib.architecture.schedule._days import WEEKDAYS, Bools, Ints
from kaolib.architecture.schedule._running import is_running, running, running_minutes
from kaolib.architecture.schedule._schedule import DAY, Schedule, clock
from kaolib.errors import InputError
from kaolib.knowledge import catalog

WEEK = 7 * DAY


@dataclass(frozen=True)
class Trace:
    """A load trace read once: when each sample was taken and whether it is need."""

    utc: Ints  # minutes since 1970
    need: Bools
    step: int  # minutes that a sample stands for

    @property
    def start(self) -> int:
        """The first minute."""
        return int(self.utc[0])

    @property
    def end(self) -> int:
        """The minute after the last."""
        return int(self.utc[-1]) + self.step

    def local(self, timezone: str) -> Ints:
        """Each sample's minute since 1970 on the clock of a time zone."""
        return offsets(timezone, self.start - DAY, self.end + DAY).local(self.utc)


@dataclass(frozen=True)
class Risk:
    """What a schedule would have done to a trace; made by `risk`.

    Attributes
    ----------
    schedule
        The schedule.
    hours, running_hours
        Hours of the trace, and of them those in which the instance runs.
    off
        Share of hours off: the saving on compute that is paid On-Demand.
    need_minutes, missed_minutes
        Minutes in which the trace reaches the threshold, and of them those while off.
    missed
        Share of the need that is missed; 0 without need.
    worst_hour_minutes, worst_hour
        The clock hour that misses most: how many minutes, and its start (local); NaT when none misses any.
    days, missed_days
        Local days of the trace, and of them those on which something is missed.
    """

    schedule: Schedule
    hours: float
    running_hours: float
    off: float
    need_minutes: int
    missed_minutes: int
    missed: float
    worst_hour_minutes: int
    worst_hour: pd.Timestamp
    days: int
    missed_days: int
    by_day: pd.DataFrame = field(repr=False, compare=False)


def read_trace(trace: pd.Series[float], threshold: float) -> Trace:
    """The trace as minutes and need.

    Raises
    ------
    InputError
        For an index that is not of times in rising order, less than a day of samples, or a threshold that is no number.
    """
    level = errors.amount("threshold", threshold)
    index = trace.index
    if not isinstance(index, pd.DatetimeIndex) or not index.is_monotonic_increasing or len(index) < 2:
        raise InputError(
            ko="추적 자료의 색인은 시간순으로 늘어선 시각이어야 합니다(UTC).",
            en="the index of the trace has to be times in rising order (UTC).",
        )
    utc = index.tz_convert("UTC").tz_localize(None) if index.tz is not None else index
    minute = utc.to_numpy().astype("datetime64[m]").astype(np.int64)
    step = int(np.median(np.diff(minute)))
    if step < 1 or minute[-1] - minute[0] < DAY:
        raise InputError(
            ko="추적 자료가 하루보다 짧습니다. 적어도 하루, 되도록 몇 주의 표본을 주세요.",
            en="the trace is shorter than a day: give a day of samples at least, better some weeks.",
        )
    return Trace(minute, trace.to_numpy(dtype=float) >= level, step)


def load(name: str) -> pd.Series[float]:
    """A real load of the snapshot as a trace: a Series of its samples with their times.

    Parameters
    ----------
    name
        An id of `catalog.load_trace_list`, such as "ec2_cpu_77c1ca".

    Raises
    ------
    InputError
        For an id that there is not.

    Examples
    --------
    >>> trace = load("ec2_cpu_77c1ca")
    >>> len(trace), str(trace.index[0])
    (4032, '2014-04-02 14:25:00+00:00')
    """
    rows = catalog.load_traces(name)
    listed = catalog.load_trace_list().set_index("trace")
    start = pd.Timestamp(str(listed.loc[name, "start"]), tz="UTC")
    index = pd.DatetimeIndex(start + pd.to_timedelta(rows["minutes"], unit="m"))
    return pd.Series(rows["value"].to_numpy(dtype=float), index, name=name)


def slots(trace: pd.Series[float], threshold: float, timezone: str = "UTC") -> pd.DataFrame:
    """The 168 hours of a week, and how often each is needed.

    Parameters
    ----------
    trace
        A Series with times as its index, UTC, in equal steps (five minutes as CloudWatch's).
    threshold
        From which value on the machine is needed: percent of CPU, requests, bytes, as the trace has it.
    timezone
        On whose clock the week is laid out.

    Returns
    -------
    pandas.DataFrame
        weekday (0 is Monday), hour, times (how often the trace has that hour), need_minutes (average of them), quiet
        (share of them without any need), worst_minutes.

    Raises
    ------
    InputError
        For a trace without times or shorter than a day, or an unknown time zone.

    Examples
    --------
    >>> index = pd.date_range("2026-06-01", periods=14 * 24, freq="h", tz="UTC")
    >>> busy = pd.Series([50.0 if 9 <= time.hour < 17 else 1.0 for time in index], index)
    >>> week = slots(busy, 10, "Asia/Seoul")
    >>> week[week["need_minutes"] > 0]["hour"].agg(["min", "max"]).tolist()
    [0, 23]
    """
    zone(timezone)
    read = read_trace(trace, threshold)
    local = read.local(timezone)
    # 1970-01-05 was a Monday.
    slot = (local - 4 * DAY) % WEEK // 60
    each = pd.DataFrame({"slot": slot, "hour_of_all": local // 60, "minutes": read.need * read.step})
    hours = each.groupby(["slot", "hour_of_all"], sort=True)["minutes"].sum().reset_index()
    by = hours.groupby("slot")["minutes"]
    table = pd.DataFrame({"times": by.size(), "need_minutes": by.mean(), "quiet": (hours["minutes"] == 0).groupby(hours["slot"]).mean(), "worst_minutes": by.max()})  # fmt: skip
    table = table.reindex(range(168))
    table["times"] = table["times"].fillna(0).astype(int)
    table.insert(0, "weekday", np.arange(168) // 24)
    table.insert(1, "hour", np.arange(168) % 24)
    return table.reset_index(drop=True)


def idle_windows(
    trace: pd.Series[float], threshold: float, timezone: str = "UTC", *, quiet: float = 1.0, least_hours: int = 2
) -> pd.DataFrame:
    """Stretches of the week that are idle again and again.

    Parameters
    ----------
    trace, threshold, timezone
        As for `slots`.
    quiet
        In which share of the weeks an hour has to be without need to count as idle (1: in all).
    least_hours
        Shorter stretches are left out.

    Returns
    -------
    pandas.DataFrame
        One row per stretch, the longest first: begin ("mon 00:00"), end, hours, quiet (lowest of its hours). A stretch may pass the end of the week; an hour that
        the trace does not have is not idle.

    Raises
    ------
    InputError
        As for `slots`.

    Examples
    --------
    >>> index = pd.date_range("2026-06-01", periods=14 * 24, freq="h", tz="UTC")
    >>> busy = pd.Series([50.0 if 9 <= time.hour < 17 and time.weekday() < 5 else 1.0 for time in index], index)
    >>> idle_windows(busy, 10).head(1).values.tolist()
    [['fri 17:00', 'mon 09:00', 64, 1.0]]
    """
    week = slots(trace, threshold, timezone)
    share = errors.share("quiet", quiet)
    idle = (week["quiet"].fillna(-1.0) >= share).to_numpy()
    calm = week["quiet"].to_numpy()
    if idle.all():
        return pd.DataFrame(
            [("mon 00:00", "mon 00:00", 168, float(calm.min()))], columns=["begin", "end", "hours", "quiet"]
        )
    rows = []
    # Begin the round at an hour that is not idle, so that no stretch is cut.
    turn = int(np.flatnonzero(~idle)[0])
    order = (np.arange(168) + turn) % 168
    edges = np.flatnonzero(np.diff(np.concatenate([[0], idle[order].astype(np.int8), [0]])))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin >= errors.count("least_hours", least_hours, least=1):
            rows.append(
                (
                    _said(order[begin]),
                    _said((order[end - 1] + 1) % 168),
                    int(end - begin),
                    float(calm[order[begin:end]].min()),
                )
            )
    table = pd.DataFrame(rows, columns=["begin", "end", "hours", "quiet"])
    return table.sort_values("hours", ascending=False, kind="stable").reset_index(drop=True)


def risk(schedule: Schedule, trace: pd.Series[float], threshold: float, *, interval_minutes: int = 5) -> Risk:
    """What a schedule would have saved over a trace, and what it would have missed.

    Parameters
    ----------
    schedule
        The schedule to judge.
    trace, threshold
        As for `slots`.
    interval_minutes
        As for `running`.

    Returns
    -------
    Risk
        Hours off, need missed, the worst hour, and each day.

    Raises
    ------
    InputError
        As for `slots` and `running`.

    Notes
    -----
    What happens while off is only what the trace shows: people would have waited, started the instance by hand, or gone
    elsewhere.

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> index = pd.date_range("2026-06-01", periods=7 * 24, freq="h", tz="UTC")
    >>> busy = pd.Series([50.0 if 8 <= time.hour < 18 and time.weekday() < 5 else 1.0 for time in index], index)
    >>> found = risk(samples()["uk-office-hours"], busy, 10)
    >>> round(found.off, 3), found.missed_minutes, found.worst_hour_minutes
    (0.762, 600, 60)
    """
    return judge(schedule, read_trace(trace, threshold), interval_minutes)


def hourly(
    schedule: Schedule,
    trace: pd.Series[float],
    threshold: float,
    *,
    timezone: str | None = None,
    interval_minutes: int = 5,
) -> pd.DataFrame:
    """Each local hour of a trace under a schedule: how long it runs, how long it is needed, what is missed.

    Parameters
    ----------
    schedule, trace, threshold, interval_minutes
        As for `risk`.
    timezone
        On whose clock the hours are laid out; the schedule's when None.

    Returns
    -------
    pandas.DataFrame
        One row per hour of that clock: date, hour, minutes (of the trace in it), running_minutes,
        need_minutes, missed_minutes. Counted by samples.

    Raises
    ------
    InputError
        As for `risk`.

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> table = hourly(samples()["uk-office-hours"], load("ec2_cpu_77c1ca"), 5)
    >>> int(table["missed_minutes"].sum()) == risk(samples()["uk-office-hours"], load("ec2_cpu_77c1ca"), 5).missed_minutes
    True
    """
    read = read_trace(trace, threshold)
    times = timestamps(read.utc)
    runs = running(schedule, times[0], times[-1] + pd.Timedelta(minutes=read.step), interval_minutes=interval_minutes)
    on = is_running(runs, times)
    clock_of = schedule.timezone if timezone is None else timezone
    zone(clock_of)
    hour, at = np.unique(read.local(clock_of) // 60, return_inverse=True)

    def total(held: Bools) -> Ints:
        return (np.bincount(at, weights=held, minlength=len(hour)) * read.step).astype(np.int64)

    return pd.DataFrame(
        {
            "date": pd.DatetimeIndex((hour // 24).astype("datetime64[D]").astype("datetime64[s]")),
            "hour": hour % 24,
            "minutes": total(np.ones(len(at), dtype=bool)),
            "running_minutes": total(on),
            "need_minutes": total(read.need),
            "missed_minutes": total(read.need & ~on),
        }
    )


def judge(schedule: Schedule, read: Trace, interval_minutes: int = 5) -> Risk:
    """As `risk`, of a trace that is read already."""
    times = timestamps(read.utc)
    runs = running(schedule, times[0], times[-1] + pd.Timedelta(minutes=read.step), interval_minutes=interval_minutes)
    missed = read.need & ~is_running(runs, times)
    local = read.local(schedule.timezone)
    hours = (read.end - read.start) / 60
    day, at_day = np.unique(local // DAY, return_inverse=True)
    hour, at_hour = np.unique(local // 60, return_inverse=True)
    lost_hours = np.bincount(at_hour, weights=missed) * read.step
    by_day = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(day.astype("datetime64[D]").astype("datetime64[s]")),
            "need_minutes": (np.bincount(at_day, weights=read.need) * read.step).astype(np.int64),
            "missed_minutes": (np.bincount(at_day, weights=missed) * read.step).astype(np.int64),
        }
    )
    worst = int(lost_hours.argmax())
    need, lost = int(read.need.sum()) * read.step, int(missed.sum()) * read.step
    return Risk(
        schedule=schedule,
        hours=hours,
        running_hours=running_minutes(runs) / 60,
        off=1 - running_minutes(runs) / 60 / hours,
        need_minutes=need,
        missed_minutes=lost,
        missed=lost / need if need else 0.0,
        worst_hour_minutes=int(lost_hours[worst]),
        worst_hour=pd.Timestamp(int(hour[worst]) * 3600, unit="s") if lost else pd.NaT,  # type: ignore[arg-type]
        days=len(day),
        missed_days=int((by_day["missed_minutes"] > 0).sum()),
        by_day=by_day,
    )


def _said(slot: int) -> str:
    return f"{WEEKDAYS[int(slot) // 24]} {clock(int(slot) % 24 * 60)}"
