"""When an instance runs under a schedule, to the minute: what the scheduler does at each look, and what people do between."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.schedule import _days
from kaolib.architecture.schedule._clock import midnights, moment, offsets, timestamps
from kaolib.architecture.schedule._days import Bools, Ints
from kaolib.architecture.schedule._schedule import ANY, DAY, INTERVALS, RUNNING, STOPPED, Schedule, States, minutes
from kaolib.errors import InputError, unknown

#: What Instance Scheduler manages, as it calls the services. Aurora, Neptune and DocumentDB clusters belong to "rds".
SERVICES = ("ec2", "rds", "autoscaling")
#: RDS starts an instance or cluster that has been stopped for so long. Source: AWS, RDS User Guide, "Stopping an Amazon
#: RDS DB instance temporarily".
RDS_RESTART_MINUTES = 7 * DAY
#: Instances start this long before their maintenance window. Source: guide, "Schedule reference"; RDS: the solution.
WINDOW_LEAD_MINUTES = 10

Moment = str | dt.date | pd.Timestamp
_UNKNOWN, _RETAIN = -1, 3
_NEVER = np.iinfo(np.int64).max
#: How far back the state before the start is looked for: a schedule of one day a year has had its day.
_BEFORE = 400 * DAY


def running(
    schedule: Schedule,
    start: Moment,
    end: Moment,
    *,
    interval_minutes: int = 5,
    service: str = "ec2",
    manual: Sequence[tuple[Moment, str]] = (),
    tagged_running: bool | None = None,
    maintenance_window: str = "",
) -> pd.DataFrame:
    """The stretches of time in which an instance runs under a schedule.

    Parameters
    ----------
    schedule
        Its periods, time zone and options.
    start, end
        From when to when; what has no offset is on the clock of the schedule's time zone.
    interval_minutes
        How often the scheduler looks, in minutes: one of `INTERVALS`, counted from the full hour (UTC).
    service
        "ec2"; "rds" (Aurora, Neptune and DocumentDB too): what has been stopped for seven days starts by itself, and the
        scheduler, unless the schedule is enforced, does not notice.
    manual
        What people do by hand: (time, "start" or "stop").
    tagged_running
        None: the instance has been under the schedule all along. True or False: it is tagged at ``start``, when it runs
        or is stopped.
    maintenance_window
        "ddd:hh:mm-ddd:hh:mm" in UTC, weekly, as RDS writes it: the instance runs in it from ten minutes before, if the
        schedule uses maintenance windows.

    Returns
    -------
    pandas.DataFrame
        One row per run: start, end (UTC), minutes, instance_type ("" where no period sets one; a change of size is a
        new run), started_by ("schedule", "hand", "rds" or "before": on at the start already).

    Raises
    ------
    InputError
        For an interval that Instance Scheduler does not have, an unknown service, an end before the start, or a time or
        window that cannot be read.

    Notes
    -----
    - At each look the scheduler asks what the periods want at the local time, and acts when that is not what they wanted
      at the look before; an enforced schedule acts whenever the instance is in the other state. So 16:59 and 17:00 stop
      an instance at the same look, with the default interval.
    - An hour that the clock skips is in no period; of an hour that it shows twice, both are.
    - Starting takes a moment and stopping too: not counted (EC2 bills neither).

    Sources: AWS, Instance Scheduler on AWS guide, "Period reference", "Schedule reference" and "Operator guide"; where
    they are silent, the solution's source of v3.

    Examples
    --------
    >>> from kaolib.architecture.schedule import Period
    >>> london = Schedule("london", Period("weekdays-9-5", "09:00", "16:59", weekdays="mon-fri"), "Europe/London")
    >>> running(london, "2026-03-27", "2026-03-31")[["start", "end", "minutes"]].astype(str).values.tolist()
    [['2026-03-27 09:00:00+00:00', '2026-03-27 17:00:00+00:00', '480'],
     ['2026-03-30 08:00:00+00:00', '2026-03-30 16:00:00+00:00', '480']]
    """
    first, last = span(schedule, start, end)
    check_interval(interval_minutes)
    errors.each_of(service, SERVICES, ko="서비스", en="service")
    by_hand = _manual(manual, schedule.timezone)
    begin = first
    if tagged_running is None and (service == "rds" or _asks(schedule, first, interval_minutes) == ANY):
        begin = first - _BEFORE
    # Under the schedule all along: the look before the start has been. Just tagged: the first look is still to come.
    look = begin // interval_minutes if tagged_running is None else -(-begin // interval_minutes)
    wanted = _wanted(schedule, look * interval_minutes, last, interval_minutes, maintenance_window)
    runs = _Run(schedule, service == "rds", interval_minutes, wanted).play(begin, last, by_hand, tagged_running)
    return _table(schedule, runs, first, last)


def running_minutes(runs: pd.DataFrame) -> int:
    """How many minutes all runs take together.

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> week = running(samples()["uk-office-hours"], "2026-06-01", "2026-06-08")
    >>> running_minutes(week) / 60
    40.0
    """
    return int(runs["minutes"].sum())


def hours(schedule: Schedule, start: Moment, end: Moment, *, interval_minutes: int = 5, service: str = "ec2") -> float:
    """Running hours under a schedule from one time to another; parameters and errors as `running`.

    Examples
    --------
    AWS's "up to 76 %": 40 hours of a week of 168.

    >>> from kaolib.architecture.schedule import samples
    >>> hours(samples()["uk-office-hours"], "2026-06-01", "2026-06-08")
    40.0
    """
    return running_minutes(running(schedule, start, end, interval_minutes=interval_minutes, service=service)) / 60


def by_day(
    schedule: Schedule, start: Moment, end: Moment, *, interval_minutes: int = 5, service: str = "ec2"
) -> pd.DataFrame:
    """Running minutes of each local day; parameters and errors as `running`.

    Returns
    -------
    pandas.DataFrame
        One row per local day that the span touches: date, weekday (0 is Monday), day_minutes (of the day within the
        span: 1,380 or 1,500 when the clock changes), minutes (running).

    Examples
    --------
    The Sunday on which New York's clock skips an hour.

    >>> always = Schedule("running", override_status="running", timezone="America/New_York")
    >>> by_day(always, "2026-03-08", "2026-03-09")[["day_minutes", "minutes"]].values.tolist()
    [[1380, 1380]]
    """
    runs = running(schedule, start, end, interval_minutes=interval_minutes, service=service)
    first, last = span(schedule, start, end)
    edges = midnights(schedule.timezone, first, last)
    local = offsets(schedule.timezone, first - 2 * DAY, last + 2 * DAY).local(edges[:-1]) // DAY
    clipped = np.clip(edges, first, last)
    until = _before(runs, clipped)
    table = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(local.astype("datetime64[D]").astype("datetime64[s]")),
            "weekday": (local + 3) % 7,
            "day_minutes": np.diff(clipped),
            "minutes": np.diff(until),
        }
    )
    return table[table["day_minutes"] > 0].reset_index(drop=True)


def is_running(runs: pd.DataFrame, times: pd.DatetimeIndex) -> Bools:
    """Whether the instance runs at some times.

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> week = running(samples()["uk-office-hours"], "2026-06-01", "2026-06-08")
    >>> is_running(week, pd.DatetimeIndex(["2026-06-01 08:00", "2026-06-01 20:00"], tz="UTC")).tolist()
    [True, False]
    """
    at = times.tz_localize("UTC") if times.tz is None else times
    start, end = pd.DatetimeIndex(runs["start"]), pd.DatetimeIndex(runs["end"])
    place = start.searchsorted(at, side="right") - 1
    if not len(runs):
        return np.zeros(len(at), dtype=bool)
    inside: Bools = (place >= 0) & (at < end[np.maximum(place, 0)])
    return np.asarray(inside, dtype=bool)


def span(schedule: Schedule, start: Moment, end: Moment) -> tuple[int, int]:
    """Both times in UTC minutes, if the end is after the start."""
    first, last = moment("start", start, schedule.timezone), moment("end", end, schedule.timezone)
    if last <= first:
        raise InputError(
            ko=f"끝({end})이 시작({start})보다 뒤여야 합니다.",
            en=f"the end ({end}) has to be after the start ({start}).",
        )
    return first, last


def check_interval(interval_minutes: int) -> int:
    """The interval, if Instance Scheduler can be set to it."""
    if interval_minutes in INTERVALS and not isinstance(interval_minutes, bool):
        return interval_minutes
    allowed = ", ".join(map(str, INTERVALS))
    raise InputError(
        ko=f"간격 {interval_minutes!r}분은 쓸 수 없습니다. {allowed} 가운데 하나로 적으세요.",
        en=f"an interval of {interval_minutes!r} minutes cannot be used: take one of {allowed}.",
    )


class _Wanted(NamedTuple):
    """What the periods want at each look at which that changes."""

    tick: Ints
    state: States
    period: Ints
    window: Bools


class _Stretch(NamedTuple):
    start: int
    end: int
    period: int
    by: str


def _asks(schedule: Schedule, first: int, interval: int) -> int:
    tick = -(-first // interval) * interval
    local = offsets(schedule.timezone, tick - DAY, tick + DAY).local(np.array([tick]))
    return int(schedule.states(local)[0][0])


def _wanted(schedule: Schedule, first: int, last: int, interval: int, window: str) -> _Wanted:
    """All looks from the first on at which the wanted state is another than at the look before."""
    known = offsets(schedule.timezone, first - 2 * DAY, last + 2 * DAY)
    edges = {0}
    for period in schedule.periods:
        edges |= {edge for edge in (period.begin, period.end) if edge is not None}
    near = np.array(sorted(edges), dtype=np.int64)
    candidates = [np.array([first], dtype=np.int64)]
    until = np.append(known.since[1:], _NEVER)
    since = np.append(np.iinfo(np.int64).min // 4, known.since[1:])
    for begin, end, ahead in zip(since, until, known.ahead, strict=True):
        low, high = max(begin, first), min(end, last)
        if low < high:
            days = np.arange((low + ahead) // DAY - 1, (high + ahead) // DAY + 2) * DAY
            times = (days[:, None] + near).ravel() - ahead
            candidates += [times[(times >= low) & (times < high)], np.array([low])]
    spells = _window(window) if window and schedule.use_maintenance_window else []
    weeks = np.arange((first + 3 * DAY) // (7 * DAY) - 1, (last + 3 * DAY) // (7 * DAY) + 2) * 7 * DAY - 3 * DAY
    for begin, end in spells:
        times = np.concatenate([weeks + begin, weeks + end])
        candidates.append(times[(times >= first) & (times < last)])
    ticks = np.unique(-(-np.concatenate(candidates) // interval) * interval)
    ticks = ticks[ticks < last]
    state, place = schedule.states(known.local(ticks))
    in_window = np.zeros(len(ticks), dtype=bool)
    for begin, end in spells:
        into = (ticks + 3 * DAY - begin) % (7 * DAY)
        in_window |= into < end - begin
    state[in_window] = RUNNING
    changed = np.append(True, (np.diff(state) != 0) | (np.diff(place) != 0) | (np.diff(in_window) != 0))[: len(ticks)]
    return _Wanted(ticks[changed], state[changed], place[changed], in_window[changed])


class _Run:
    """One instance, its stored state and its runs, while time goes on."""

    def __init__(self, schedule: Schedule, rds: bool, interval: int, wanted: _Wanted) -> None:
        self._schedule, self._rds, self._interval, self._wanted = schedule, rds, interval, wanted
        self._stored = _UNKNOWN
        self._on = False
        self._since, self._period, self._by = 0, -1, ""
        self._stopped = 0
        self._runs: list[_Stretch] = []

    def play(
        self, first: int, last: int, by_hand: list[tuple[int, bool]], tagged_running: bool | None
    ) -> list[_Stretch]:
        """All runs from the first minute to the last."""
        ticks, states = self._wanted.tick.tolist(), self._wanted.state.tolist()
        periods, windows = self._wanted.period.tolist(), self._wanted.window.tolist()
        self._stopped = first
        if tagged_running is None:
            # As if the scheduler had been at work before: what it wants now is what it wanted a moment ago.
            self._stored = states[0] if states else STOPPED
            if states and states[0] == RUNNING:
                self._start(first, periods[0], "before")
        elif tagged_running:
            self._start(first, -1, "before")
        hand = [event for event in by_hand if first <= event[0] < last]
        now_tick, now_hand, check = 0, 0, _NEVER
        if tagged_running is None and ticks:
            now_tick = 1
        while True:
            restart = self._stopped + RDS_RESTART_MINUTES if self._rds and not self._on else _NEVER
            times = (
                ticks[now_tick] if now_tick < len(ticks) else _NEVER,
                hand[now_hand][0] if now_hand < len(hand) else _NEVER,
                restart,
                check,
            )
            now = min(times)
            if now >= last:
                break
            # Hands and RDS before the scheduler's look of the same minute.
            if times[1] == now:
                self._turn(now, hand[now_hand][1], "hand")
                now_hand += 1
                check = self._next_look(now)
            elif times[2] == now:
                self._turn(now, True, "rds")
                check = self._next_look(now)
            else:
                if times[0] == now:
                    now_tick += 1
                place = now_tick - 1
                check = _NEVER if check == now else check
                if place >= 0:
                    self._look(now, states[place], periods[place], windows[place])
        if self._on:
            self._stop(last)
        return self._runs

    def _next_look(self, now: int) -> int:
        # What is starting or stopping is not looked at.
        return (now // self._interval + 1) * self._interval

    def _look(self, now: int, wanted: int, period: int, window: bool) -> None:
        """One decision of the scheduler, in its own order."""
        stored, schedule = self._stored, self._schedule
        if window:
            self._stored = RUNNING
            self._begin(now, period)
        elif wanted == STOPPED:
            self._stored = STOPPED
            if stored == _UNKNOWN and not schedule.stop_new_instances:
                return
            if schedule.enforced or (stored != STOPPED and not (stored == _RETAIN and schedule.retain_running)):
                self._turn(now, False, "schedule")
        elif wanted == RUNNING:
            self._stored = RUNNING
            if schedule.enforced:
                self._begin(now, period)
            elif stored == _RETAIN or (schedule.retain_running and stored == STOPPED and self._on):
                self._stored = _RETAIN
            elif stored != RUNNING or (self._on and self._size(period) != self._size(self._period)):
                self._begin(now, period)
        else:
            self._stored = ANY

    def _begin(self, now: int, period: int) -> None:
        """Start what is stopped; what runs at another size starts anew."""
        if self._on and period >= 0 and self._size(period) and self._size(period) != self._size(self._period):
            self._stop(now)
        if not self._on:
            self._start(now, period, "schedule")

    def _size(self, period: int) -> str:
        return self._schedule.periods[period].instance_type if period >= 0 else ""

    def _turn(self, now: int, on: bool, by: str) -> None:
        if on and not self._on:
            self._start(now, self._period, by)
        elif not on and self._on:
            self._stop(now)

    def _start(self, now: int, period: int, by: str) -> None:
        self._on, self._since, self._period, self._by = True, now, period, by

    def _stop(self, now: int) -> None:
        self._on, self._stopped = False, now
        if now > self._since:
            self._runs.append(_Stretch(self._since, now, self._period, self._by))


def _table(schedule: Schedule, runs: list[_Stretch], first: int, last: int) -> pd.DataFrame:
    kept = [run for run in runs if run.end > first]
    start = np.array([max(run.start, first) for run in kept], dtype=np.int64)
    end = np.array([min(run.end, last) for run in kept], dtype=np.int64)
    sizes = [schedule.periods[run.period].instance_type if run.period >= 0 else "" for run in kept]
    return pd.DataFrame(
        {
            "start": timestamps(start),
            "end": timestamps(end),
            "minutes": end - start,
            "instance_type": pd.Series(sizes, dtype="str"),
            "started_by": pd.Series(["before" if run.start < first else run.by for run in kept], dtype="str"),
        }
    )


def _before(runs: pd.DataFrame, edges: Ints) -> Ints:
    """Running minutes before each of some UTC minutes."""
    start, end = (_minutes(runs[name]) for name in ("start", "end"))
    until: Ints = np.clip(edges[:, None] - start, 0, end - start).sum(axis=1)
    return until


def _minutes(times: pd.Series[pd.Timestamp]) -> Ints:
    seconds: Ints = (
        pd.DatetimeIndex(times).tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    )
    return seconds // 60


def _manual(manual: Sequence[tuple[Moment, str]], timezone: str) -> list[tuple[int, bool]]:
    events = []
    for when, what in manual:
        if what not in ("start", "stop"):
            raise unknown(ko="사람이 한 일", en="action by hand", given=what, allowed=["start", "stop"])
        events.append((moment("manual", when, timezone), what == "start"))
    return sorted(events, key=lambda event: event[0])


def _window(text: str) -> list[tuple[int, int]]:
    """Begin and end of a weekly window, in minutes from Monday 00:00 UTC, with its lead."""
    form = r"([a-z]{3}):(\d\d:\d\d)-([a-z]{3}):(\d\d:\d\d)"
    found = re.fullmatch(form, text.lower())
    if not found or found[1] not in _days.WEEKDAYS or found[3] not in _days.WEEKDAYS:
        raise InputError(
            ko=f"유지 관리 기간 {text!r}을(를) 읽을 수 없습니다. 'sun:05:00-sun:06:00'처럼 적으세요.",
            en=f"maintenance window {text!r} cannot be read: write it as in 'sun:05:00-sun:06:00'.",
        )
    begin = _days.WEEKDAYS.index(found[1]) * DAY + minutes(found[2])
    end = _days.WEEKDAYS.index(found[3]) * DAY + minutes(found[4])
    return [(begin - WINDOW_LEAD_MINUTES, end if end > begin else end + 7 * DAY)]
