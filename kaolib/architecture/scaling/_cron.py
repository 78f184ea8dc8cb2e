"""When scheduled actions run: the five fields of cron, in a time zone with its clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from kaolib.architecture._time_zone import zone
from kaolib.errors import InputError

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
#: name, least, most, names of the values
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...], int], ...] = (
    ("minute", 0, 59, (), 0),
    ("hour", 0, 23, (), 0),
    ("day of month", 1, 31, (), 0),
    ("month", 1, 12, _MONTHS, 1),
    ("day of week", 0, 7, _DAYS, 0),
)


class Cron(NamedTuple):
    """Five fields, read."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Sunday
    either: bool  # a day of month and a day of week are both given: one of them is enough

    @classmethod
    def read(cls, text: str) -> Cron:
        """The fields of a cron expression: numbers, names, lists, ranges and steps."""
        parts = text.split()
        if len(parts) != 5:
            raise InputError(
                ko=f"cron {text!r}에는 필드가 다섯 개 있어야 합니다: 분 시 일 월 요일.",
                en=f"the cron expression {text!r} needs five fields: minute, hour, day of month, month, day of week.",
            )
        sets = [_values(part, text, *field) for part, field in zip(parts, _FIELDS, strict=True)]
        weekdays = frozenset(day % 7 for day in sets[4])
        return cls(sets[0], sets[1], sets[2], sets[3], weekdays, "*" not in (parts[2][0], parts[4][0]))

    def on(self, day: dt.date) -> bool:
        """Whether it runs on a day."""
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return day.month in self.months and ((in_month or in_week) if self.either else (in_month and in_week))


def occurrences(text: str, time_zone: str, start: pd.Timestamp, end: pd.Timestamp) -> Iterator[pd.Timestamp]:
    """The UTC moments of a cron expression in [start, end), in order and each once."""
    cron, where = Cron.read(text), zone(time_zone)
    found = set()
    day = start.tz_convert(where).date() - dt.timedelta(days=1)
    last = end.tz_convert(where).date()
    while day <= last:
        if cron.on(day):
            for hour in cron.hours:
                for minute in cron.minutes:
                    local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=where)
                    found.add(pd.Timestamp(local.astimezone(dt.UTC)))
        day += dt.timedelta(days=1)
    return (when for when in sorted(found) if start <= when < end)


def moment(text: object) -> pd.Timestamp:
    """A point in time, UTC where no offset is given."""
    when = pd.to_datetime(text, errors="coerce") if isinstance(text, str | dt.datetime) else None
    if not isinstance(when, pd.Timestamp):
        raise InputError(
            ko=f"시각 {text!r}을(를) 읽을 수 없습니다. 2026-01-05T08:00:00Z처럼 적으세요.",
            en=f"the time {text!r} cannot be read: write it as 2026-01-05T08:00:00Z.",
        )
    return when.tz_localize("UTC") if when.tzinfo is None else when.tz_convert("UTC")


def _values(
    part: str, text: str, name: str, least: int, most: int, names: tuple[str, ...], first: int
) -> frozenset[int]:
    found: set[int] = set()
    for piece in part.split(","):
        spread, _, step = piece.partition("/")
        low, _, high = spread.partition("-")
        try:
            if spread == "*":
                begin, stop = least, most
            else:
                begin = _number(low, names, first)
                stop = _number(high, names, first) if high else (most if step else begin)
            every = int(step) if step else 1
        except ValueError:
            every = 0
        if every < 1 or not least <= begin <= stop <= most:
            raise InputError(
                ko=f"cron {text!r}의 필드 {part!r}을(를) 읽을 수 없습니다({name}: {least}~{most}).",
                en=f"the field {part!r} of the cron expression {text!r} cannot be read ({name}: {least} to {most}).",
            )
        found.update(range(begin, stop + 1, every))
    return frozenset(found)


def _number(text: str, names: tuple[str, ...], first: int) -> int:
    return names.index(text.upper()) + first if text.upper() in names else int(text)
