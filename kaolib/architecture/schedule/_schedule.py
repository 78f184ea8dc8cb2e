"""Periods and schedules in Instance Scheduler's own form, and the state that they ask for at a local time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kaolib.architecture._time_zone import zone
from kaolib.architecture.schedule import _days
from kaolib.architecture.schedule._days import Bools, Ints
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

#: What a schedule asks for, by rising precedence: with several periods the highest counts.
STATES = ("stopped", "any", "running")
STOPPED, ANY, RUNNING = 0, 1, 2
#: How often Instance Scheduler can look, in minutes.
INTERVALS = (1, 2, 5, 10, 15, 30, 60)
DAY = 1440

States = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Period:
    """When instances run: hours of a day, on certain days. Every condition that is given has to hold.

    Parameters
    ----------
    name
        Letters, digits, hyphens and underscores.
    begintime, endtime
        "HH:MM" in the time zone of the schedule; endtime may not be before begintime. With one of them alone the other
        action is left to you; with neither the whole day runs.
    weekdays
        "mon-fri", "sat,sun", "0-2" (0 is Monday), "fri-mon", "mon#1" (first Monday of the month), "friL" (last Friday).
    monthdays
        "1-5", "1/7" (every seventh day from the 1st), "1-15/2", "L" (last day), "15W" (weekday nearest to the 15th).
    months
        "jan-mar", "1,4", "jan/3" (every third month from January), "jan-jul/2".
    instance_type
        The size at which EC2 instances run in this period ("weekends@t2.nano"); "": as they are.

    Raises
    ------
    InputError
        For a field that cannot be read, an end before the begin (a period does not pass midnight: see `overnight`), a
        period without any condition, or an unknown instance type.

    Notes
    -----
    Sources: AWS, Instance Scheduler on AWS guide, "Period reference"; where the guide is silent (ranges that wrap, a
    begin equal to the end, days that a month lacks), the solution's source of v3.

    Examples
    --------
    >>> Period("weekdays-9-5", "09:00", "16:59", weekdays="mon-fri")
    Period(name='weekdays-9-5', begintime='09:00', endtime='16:59', weekdays='mon-fri', monthdays='', months='', instance_type='')
    >>> Period("night", "22:00", "06:00")
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: period 'night' begins at 22:00 and ends at 06:00: a period does not pass midnight. Make two of it with schedule.overnight.
    """

    name: str
    begintime: str = ""
    endtime: str = ""
    weekdays: str = ""
    monthdays: str = ""
    months: str = ""
    instance_type: str = ""

    def __post_init__(self) -> None:
        _check_name("period", "기간", self.name)
        for field in ("begintime", "endtime"):
            object.__setattr__(self, field, _time_text(field, getattr(self, field)))
        for field in ("weekdays", "monthdays", "months"):
            given = getattr(self, field)
            if not isinstance(given, str):
                object.__setattr__(self, field, ",".join(str(one) for one in given))
            _days.read(field, getattr(self, field))
        if not any((self.begintime, self.endtime, self.weekdays, self.monthdays, self.months)):
            raise InputError(
                ko=f"기간 {self.name!r}에 조건이 없습니다. begintime, endtime, weekdays, monthdays, months 가운데 하나는 적으세요.",
                en=f"period {self.name!r} has no condition: give one of begintime, endtime, weekdays, monthdays, months.",
            )
        if self.begintime and self.endtime and minutes(self.begintime) > minutes(self.endtime):
            raise InputError(
                ko=f"기간 {self.name!r}은(는) {self.begintime}에 시작해 {self.endtime}에 끝납니다. 기간은 자정을 넘지 못합니다. schedule.overnight로 둘로 나누세요.",
                en=f"period {self.name!r} begins at {self.begintime} and ends at {self.endtime}: a period does not pass midnight. Make two of it with schedule.overnight.",
            )
        if self.instance_type:
            catalog.check_instance_type(self.instance_type)

    def __str__(self) -> str:
        return f"{self.name}@{self.instance_type}" if self.instance_type else self.name

    @cached_property
    def begin(self) -> int | None:
        """The begin in minutes from midnight; None when it is open."""
        return minutes(self.begintime) if self.begintime else None

    @cached_property
    def end(self) -> int | None:
        """The end in minutes from midnight; None when it is open."""
        return minutes(self.endtime) if self.endtime else None

    def on_days(self, days: Ints) -> Bools:
        """On which local days (days since 1970) the conditions on days hold."""
        known = _days.calendar(days)
        held = np.ones(len(days), dtype=bool)
        for field in ("weekdays", "monthdays", "months"):
            if text := getattr(self, field):
                held &= _days.matches(field, _days.read(field, text), known)
        return held

    def states(self, days: Ints, minute: Ints) -> States:
        """What the period asks for at minutes of local days."""
        state: States = np.full(len(days), RUNNING, dtype=np.int8)
        if self.begin is not None:
            state[minute < self.begin] = ANY if self.end is None else STOPPED
        if self.end is not None:
            # An end alone leaves what is before it to people.
            if self.begin is None:
                state[:] = ANY
            state[minute >= self.end] = STOPPED
        state[~self.on_days(days)] = STOPPED
        return state


@dataclass(frozen=True)
class Schedule:
    """Periods, a time zone and what the scheduler does beside them.

    Parameters
    ----------
    name
        The value of the resource's tag: letters, digits, hyphens and underscores.
    periods
        One at least, unless override_status is set; instances run when one of them says so.
    timezone
        A name of the tz database, such as "Asia/Seoul"; its daylight saving time is followed.
    stop_new_instances
        Whether an instance that runs outside of the periods is stopped when it is first tagged.
    enforced
        Whether what people start or stop by hand is undone at the next look.
    retain_running
        Whether an instance that was started by hand before a period stays on after its end.
    override_status
        "running" or "stopped" whatever the periods say; "" to follow them.
    hibernate
        Whether EC2 instances hibernate instead of being stopped; billing goes on until they are asleep.
    use_maintenance_window
        Whether instances run during their maintenance window too.

    Raises
    ------
    InputError
        For an unknown time zone or override_status, two periods of one name, or no period.

    Notes
    -----
    Source: AWS, Instance Scheduler on AWS guide, "Schedule reference".

    Examples
    --------
    >>> london = Schedule("london-working-hours", Period("weekdays-9-5", "09:00", "16:59", "mon-fri"), "Europe/London")
    >>> london.timezone
    'Europe/London'
    """

    name: str
    periods: tuple[Period, ...] = ()
    timezone: str = "UTC"
    stop_new_instances: bool = True
    enforced: bool = False
    retain_running: bool = False
    override_status: str = ""
    hibernate: bool = False
    use_maintenance_window: bool = True

    def __post_init__(self) -> None:
        _check_name("schedule", "일정", self.name)
        given = (self.periods,) if isinstance(self.periods, Period) else tuple(self.periods)
        object.__setattr__(self, "periods", given)
        zone(self.timezone)
        if self.override_status not in ("", "running", "stopped"):
            raise unknown(
                ko="override_status", en="override_status", given=self.override_status, allowed=["running", "stopped"]
            )
        if not given and not self.override_status:
            raise InputError(
                ko=f"일정 {self.name!r}에 기간이 없습니다. 하나 이상 적으세요.",
                en=f"schedule {self.name!r} has no period: give one at least.",
            )
        names = [period.name for period in given]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(
                ko=f"일정 {self.name!r}에 기간 {twice!r}이(가) 두 번 있습니다.",
                en=f"schedule {self.name!r} has the period {twice!r} twice.",
            )

    def states(self, local: Ints) -> tuple[States, Ints]:
        """What the schedule asks for at local times, and the period that says so.

        Parameters
        ----------
        local
            Minutes since 1970 on the clock of the schedule's time zone.

        Returns
        -------
        tuple
            State (0 stopped, 1 any, 2 running; see `STATES`) and place of the running period (-1 without one): of
            several, the one that began last.

        Notes
        -----
        Between two periods that leave out a minute (23:59 and 00:00) the instance goes on running.
        """
        if self.override_status:
            state = np.full(len(local), STATES.index(self.override_status), dtype=np.int8)
            return state, np.full(len(local), -1)
        state, place = self._at(local)
        if len(self.periods) > 1:
            gap = np.flatnonzero(state == STOPPED)
            before, _ = self._at(local[gap] - 1)
            after, following = self._at(local[gap] + 1)
            bridged = (before == RUNNING) & (after == RUNNING)
            state[gap[bridged]] = RUNNING
            place[gap[bridged]] = following[bridged]
        return state, place

    def _at(self, local: Ints) -> tuple[States, Ints]:
        days, minute = local // DAY, local % DAY
        state = np.zeros(len(local), dtype=np.int8)
        place = np.full(len(local), -1)
        latest = np.full(len(local), -2)
        for number, period in enumerate(self.periods):
            asked = period.states(days, minute)
            begin = -1 if period.begin is None else period.begin
            newer = (asked == RUNNING) & (begin > latest)
            place[newer], latest[newer] = number, begin
            np.maximum(state, asked, out=state)
        return state, place


def overnight(name: str, begintime: str, endtime: str, weekdays: str = "mon-sun") -> tuple[Period, Period]:
    """Hours that pass midnight, as the two adjacent periods that Instance Scheduler needs for them.

    Parameters
    ----------
    name
        Stem of the names of both periods.
    begintime, endtime
        "HH:MM"; the end is on the day after.
    weekdays
        The days on which the hours begin: days and ranges.

    Returns
    -------
    tuple of Period
        From begintime to 23:59 on these days, and from 00:00 to endtime on the days after them.

    Raises
    ------
    InputError
        For a time or days that cannot be read, or days such as "mon#1" whose next day has no such form.

    Notes
    -----
    Source: AWS, Instance Scheduler on AWS guide, "Period reference" (adjacent periods).

    Examples
    --------
    >>> [(p.name, p.begintime, p.endtime, p.weekdays) for p in overnight("night", "22:00", "06:00", "mon-fri")]
    [('night-evening', '22:00', '23:59', 'mon,tue,wed,thu,fri'), ('night-morning', '00:00', '06:00', 'tue,wed,thu,fri,sat')]
    """
    parts = _days.read("weekdays", weekdays)
    if any(part.kind not in ("all", "range", "last") for part in parts):
        raise InputError(
            ko=f"자정을 넘기는 요일 {weekdays!r}은(는) 쓸 수 없습니다. mon-fri처럼 요일이나 범위로 적으세요.",
            en=f"weekdays {weekdays!r} cannot pass midnight: write days or ranges, such as mon-fri.",
        )
    week = np.arange(4, 11)  # 1970-01-05 was a Monday
    held = np.flatnonzero(_days.matches("weekdays", parts, _days.calendar(week)))
    first = ",".join(_days.WEEKDAYS[day] for day in held)
    following = ",".join(_days.WEEKDAYS[day] for day in sorted((held + 1) % 7))
    return (
        Period(f"{name}-evening", begintime, "23:59", weekdays=first),
        Period(f"{name}-morning", "00:00", endtime, weekdays=following),
    )


def samples() -> dict[str, Schedule]:
    """The schedules that AWS documents or installs with the solution, by name.

    Notes
    -----
    Sources: AWS, Instance Scheduler on AWS guide, "Sample schedules" (london-working-hours, stop-at-5-new-york,
    mon-9am-fri-5pm) and "Scheduler CLI" (seattle-office-hours, uk-office-hours, scale-up-down, running, stopped, and the
    periods office-hours, weekends, first-monday-in-quarter).

    Examples
    --------
    >>> sorted(samples())[:3]
    ['first-monday-in-quarter', 'london-working-hours', 'mon-9am-fri-5pm']
    """
    office = Period("office-hours", "09:00", "17:00", weekdays="mon-fri")
    every = (
        Schedule(
            "london-working-hours", (Period("weekdays-9-5", "09:00", "16:59", weekdays="mon-fri"),), "Europe/London"
        ),
        Schedule("stop-at-5-new-york", (Period("stop-at-5", endtime="16:59"),), "America/New_York"),
        Schedule(
            "mon-9am-fri-5pm",
            (
                Period("mon-start-9am", "09:00", "23:59", weekdays="mon"),
                Period("tue-thu-full-day", weekdays="tue-thu"),
                Period("fri-stop-5pm", "00:00", "16:59", weekdays="fri"),
            ),
            "America/New_York",
        ),
        Schedule("seattle-office-hours", (office,), "US/Pacific"),
        Schedule("uk-office-hours", (office,), "Europe/London"),
        Schedule(
            "scale-up-down",
            (
                Period("working-days", weekdays="mon-fri", instance_type="t2.micro"),
                Period("weekends", weekdays="sat-sun", instance_type="t2.nano"),
            ),
        ),
        Schedule("first-monday-in-quarter", (Period("first-monday-in-quarter", weekdays="mon#1", months="jan/3"),)),
        Schedule("running", override_status="running"),
        Schedule("stopped", override_status="stopped"),
    )
    return {one.name: one for one in every}


def resized(period: Period, instance_type: str) -> Period:
    """The period with a size of its own, as "period@size" in a schedule.

    Examples
    --------
    >>> str(resized(Period("weekends", weekdays="sat-sun"), "t2.nano"))
    'weekends@t2.nano'
    """
    return replace(period, instance_type=instance_type)


def minutes(text: str) -> int:
    """Minutes from midnight of "HH:MM"."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def clock(minute: int) -> str:
    """ "HH:MM" of minutes from midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _time_text(field: str, text: object) -> str:
    if text in ("", None):
        return ""
    if isinstance(text, str) and re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        return text.zfill(5)
    raise InputError(
        ko=f"{field} {text!r}은(는) 쓸 수 없습니다. 00:00에서 23:59까지 '09:00'처럼 적으세요.",
        en=f"{field} {text!r} cannot be used: write 00:00 to 23:59, as in '09:00'.",
    )


def _check_name(en: str, ko: str, name: object) -> None:
    if not (isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_-]+", name)):
        raise InputError(
            ko=f"{ko} 이름 {name!r}은(는) 쓸 수 없습니다. 영문자, 숫자, -, _만 씁니다.",
            en=f"{en} name {name!r} cannot be used: letters, digits, - and _ only.",
        )


def by_name(schedules: Schedule | Sequence[Schedule] | dict[str, Schedule]) -> dict[str, Schedule]:
    """Schedules by their names."""
    if isinstance(schedules, Schedule):
        return {schedules.name: schedules}
    listed = schedules.values() if isinstance(schedules, dict) else schedules
    return {one.name: one for one in listed}
