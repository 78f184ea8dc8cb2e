"""A schedule over a real load: its days, hours and time zone, and the load replayed under it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import schedule as room
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

_DAYS = ("mon-fri", "mon-sat", "mon-sun")
#: Where people may be at work: an office on each side of the Pacific, the middle, and no office at all.
_ZONES = (
    "UTC",
    "Asia/Seoul",
    "Asia/Kolkata",
    "Europe/London",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Los_Angeles",
)
#: A moment of the replay every so many hours.
_EVERY = 4
_COLUMNS = ("date", "need_minutes", "running_hours", "missed_minutes")


class ScheduleExplorer(Explorer):
    """A schedule over a load; see `schedule` below."""

    def __init__(
        self,
        trace: pd.Series[float],
        threshold: float,
        days: str,
        begin_hour: int,
        end_hour: int,
        timezone: str,
        limit: float | None,
    ) -> None:
        self._trace, self._threshold = trace, errors.amount("threshold", threshold)
        self._limit = None if limit is None else errors.amount("limit", limit)
        # Each choice is looked at once: a replay then only draws.
        self._hours = lru_cache(maxsize=64)(self._hours_of)
        self._risk = lru_cache(maxsize=64)(self._risk_of)
        zones = list(dict.fromkeys([*_ZONES, timezone]))
        named = [(language.text(f"schedule_days_{one.replace('-', '_')}"), one) for one in _DAYS]
        first = _schedule_of(
            _checked_days(days), _hour("begin_hour", begin_hour), _hour("end_hour", end_hour), timezone
        )
        moments = _moments(self._hours(first))
        super().__init__(
            {
                "days": _controls.buttons("days", named, days),
                "timezone": _controls.dropdown("timezone", [(one, one) for one in zones], timezone),
                "begin_hour": _controls.steps("begin_hour", range(24), begin_hour),
                "end_hour": _controls.steps("end_hour", range(1, 25), end_hour),
                "moment": Replay("moment", moments, value=-1),
            }
        )

    @property
    def schedule(self) -> room.Schedule:
        """The schedule that is chosen now."""
        return _chosen(super().value)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it over the whole load."""
        chosen = super().value
        risk = self._risk(_chosen(chosen))
        return {
            **chosen,
            "off": risk.off,
            "running_hours": risk.running_hours,
            "missed_minutes": risk.missed_minutes,
            "missed": risk.missed,
            "worst_hour_minutes": risk.worst_hour_minutes,
        }

    def _follow(self, name: str) -> None:
        if name == "timezone":
            replay = self._controls["moment"]
            last = replay.value == len(replay.options) - 1
            moments = _moments(self._hours(_chosen(super().value)))
            replay.show(moments)
            if last:
                replay.value = len(moments) - 1

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        _checked_days(values["days"])
        for name in ("begin_hour", "end_hour"):
            values[name] = _hour(name, values[name])
        if "timezone" in given and given["timezone"] not in _controls.ids(self._controls["timezone"]):
            made = _schedule_of("mon-fri", 9, 18, given["timezone"])
            control = self._controls["timezone"]
            control.options = [*control.options, (made.timezone, made.timezone)]
        moments = len(_moments(self._hours(_chosen(values))))
        if "moment" in given:
            self._checked("moment", values["moment"])
        elif values["moment"] == len(self._controls["moment"].options) - 1:
            values["moment"] = moments - 1
        values["moment"] = min(values["moment"], moments - 1)
        return values

    def _look(self, values: Values) -> Frame:
        made = _chosen(values)
        hours, risk = self._hours(made), self._risk(made)
        upto = _upto(values["moment"], len(hours))
        before = _chosen(self._first) if self._first and _chosen(self._first) != made else None
        # The first choice on the clock of this one: where its hours really were.
        ghost = None if before is None else self._hours(before, made.timezone)
        name = _words(values)
        days = charts.spec(charts.schedule_days, hours, upto=upto, ghost=ghost, name=name)
        lost = charts.spec(charts.schedule_missed, hours, upto=upto, ghost=ghost, limit=self._limit)
        table = _by_day(hours)
        marked = str(hours["date"].iloc[upto - 1].strftime("%m-%d"))
        said = self._answer(values, hours, risk, upto, before)
        return Frame(said, days, table, _COLUMNS, marked=marked, under=lost)

    def _answer(
        self, values: Values, hours: pd.DataFrame, risk: room.Risk, upto: int, before: room.Schedule | None
    ) -> str:
        said = language.text(
            "schedule_said",
            name=_words(values),
            off=language.percent(risk.off),
            missed=language.number(risk.missed_minutes),
            share=language.percent(risk.missed),
            worst=language.number(risk.worst_hour_minutes),
        )
        parts = [said]
        if upto < len(hours):
            so_far = hours.head(upto)
            off = 1 - float(so_far["running_minutes"].sum()) / float(so_far["minutes"].sum())
            lost = language.number(int(so_far["missed_minutes"].sum()))
            parts.append(language.text("schedule_said_so_far", off=language.percent(off), missed=lost))
        if before is not None:
            first = self._risk(before)
            parts.append(
                language.text(
                    "schedule_said_first",
                    off=language.percent(first.off),
                    missed=language.number(first.missed_minutes),
                )
            )
        return " ".join(parts)

    def _result(self, values: Values, frame: Frame) -> Values:
        risk = self._risk(_chosen(values))
        return {
            "days": language.text(f"schedule_days_{values['days'].replace('-', '_')}"),
            "hours_of_day": _span(values),
            "timezone": values["timezone"],
            "off_share": risk.off,
            "missed_minutes": risk.missed_minutes,
            "missed_share": risk.missed,
            "worst_hour_minutes": risk.worst_hour_minutes,
        }

    def _hours_of(self, made: room.Schedule, timezone: str | None = None) -> pd.DataFrame:
        return room.hourly(made, self._trace, self._threshold, timezone=timezone)

    def _risk_of(self, made: room.Schedule) -> room.Risk:
        return room.risk(made, self._trace, self._threshold)


def _chosen(values: Values) -> room.Schedule:
    return _schedule_of(values["days"], values["begin_hour"], values["end_hour"], values["timezone"])


@lru_cache(maxsize=256)
def _schedule_of(days: str, begin: int, end: int, timezone: str) -> room.Schedule:
    """The schedule of these hours; through midnight where the end is not after the begin."""
    periods: tuple[room.Period, ...]
    if begin == 0 and end == 24:
        periods = (room.Period("hours", weekdays=days),)
    elif begin < end:
        until = "23:59" if end == 24 else f"{end:02d}:00"
        periods = (room.Period("hours", f"{begin:02d}:00", until, weekdays=days),)
    else:
        periods = room.overnight("hours", f"{begin:02d}:00", f"{end:02d}:00", days)
    return room.Schedule("edited", periods, timezone)


def _checked_days(days: Any) -> str:
    if days not in _DAYS:
        label = language.text("control_days")
        raise errors.unknown(ko=label, en=label, given=days, allowed=_DAYS)
    return str(days)


def _hour(name: str, hour: Any) -> int:
    """The hour, if the day has it."""
    least, most = (0, 23) if name == "begin_hour" else (1, 24)
    whole = errors.count(name, hour, least=least)
    if whole > most:
        raise errors.InputError(
            ko=f"{name} {whole}은(는) 쓸 수 없습니다. {least}에서 {most}까지 적으세요.",
            en=f"{name} {whole} cannot be used: {least} to {most}.",
        )
    return whole


def _upto(moment: int, count: int) -> int:
    """How many hours have passed at a moment."""
    return min((moment + 1) * _EVERY, count)


def _moments(hours: pd.DataFrame) -> list[str]:
    days = language.text("schedule_weekdays").split()
    ends = range(_EVERY, len(hours) + _EVERY, _EVERY)
    rows = [min(end, len(hours)) - 1 for end in ends]
    return [
        f"{date:%m-%d} {days[date.weekday()]} {hour:02d}:00"
        for date, hour in zip(hours["date"].iloc[rows], hours["hour"].iloc[rows], strict=True)
    ]


def _by_day(hours: pd.DataFrame) -> pd.DataFrame:
    days = hours.groupby("date", sort=True)[["need_minutes", "running_minutes", "missed_minutes"]].sum().reset_index()
    return pd.DataFrame(
        {
            "date": days["date"].dt.strftime("%m-%d"),
            "need_minutes": days["need_minutes"],
            "running_hours": (days["running_minutes"] / 60).round(1),
            "missed_minutes": days["missed_minutes"],
        }
    )


def _span(values: Values) -> str:
    begin, end = values["begin_hour"], values["end_hour"]
    following = language.text("schedule_next_day") if end <= begin else ""
    return f"{begin:02d}:00-{following}{end:02d}:00"


def _words(values: Values) -> str:
    return f"{language.text('schedule_days_' + values['days'].replace('-', '_'))} {_span(values)} {values['timezone']}"


def schedule(
    trace: pd.Series[float],
    threshold: float,
    days: str = "mon-fri",
    begin_hour: int = 9,
    end_hour: int = 18,
    timezone: str = "UTC",
    limit: float | None = None,
) -> ScheduleExplorer:
    """Edit a schedule over a real load, and replay the load day by day: hours on for nothing, and need while off.

    Parameters
    ----------
    trace, threshold
        As for `kaolib.architecture.schedule.slots`: the load, and from which value on it is need.
    days
        "mon-fri", "mon-sat" or "mon-sun": the days on which the hours begin.
    begin_hour, end_hour
        Hours of the day, 0 to 23 and 1 to 24; an end before the begin is on the day after.
    timezone
        A time zone that is offered, or any other of the tz database: it is added.
    limit
        How many minutes may be missed: drawn as a line.

    Returns
    -------
    Explorer
        Its ``value`` has days, begin_hour, end_hour, timezone, moment (number of the moment shown), and what comes of them
        over the whole load: off (share of hours), running_hours, missed_minutes, missed (share of the need) and
        worst_hour_minutes; ``schedule`` is the schedule itself. Its ``table`` has the local days.

    Raises
    ------
    InputError
        For a trace that cannot be read, hours or days that are not offered, or an unknown time zone.

    Examples
    --------
    >>> from kaolib.architecture import schedule as room
    >>> explorer = schedule(room.load("ec2_network_in_5abac7"), 10_000).set(timezone="America/Los_Angeles")
    >>> explorer.value["missed_minutes"], round(explorer.value["off"], 2)
    (650, 0.75)
    """
    return ScheduleExplorer(trace, threshold, days, begin_hour, end_hour, timezone, limit)
