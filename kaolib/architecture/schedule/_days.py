"""Which days a field of a period means: weekdays, days of the month and months, as Instance Scheduler on AWS reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kaolib.errors import InputError

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Abbreviations of the days, Monday is 0.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = {
    "weekdays": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "months": (
        *("january", "february", "march", "april", "may", "june", "july"),
        *("august", "september", "october", "november", "december"),
    ),
}
#: Least value, greatest value, names.
_DOMAINS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "weekdays": (0, 6, WEEKDAYS),
    "monthdays": (1, 31, ()),
    "months": (1, 12, MONTHS),
}
_FORMS = {
    "weekdays": "mon-fri, sat,sun, 0-4, mon#1, friL",
    "monthdays": "1-5, 1/7, L, 15W",
    "months": "jan-mar, 1,4, jan/3",
}


class Calendar(NamedTuple):
    """Local days and what is asked of them."""

    month: Ints  # 1 to 12
    day: Ints  # 1 to 31
    last: Ints  # days of that month
    weekday: Ints  # Monday is 0


class Part(NamedTuple):
    """One item of a comma-separated field."""

    kind: str  # all, range, last, nth, last_weekday, nearest
    first: int = 0
    end: int | None = None  # None: the last of its domain
    step: int = 1


def calendar(days: Ints) -> Calendar:
    """What the fields ask of days, given as days since 1970."""
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    following = (month + 1).astype("datetime64[D]").astype(np.int64)
    return Calendar(month.astype(np.int64) % 12 + 1, days - first + 1, following - first, (days + 3) % 7)


def read(name: str, text: str | Iterable[str]) -> tuple[Part, ...]:
    """The parts of a field; none means every day.

    Raises
    ------
    InputError
        For a part that Instance Scheduler cannot read.
    """
    return _read(name, text if isinstance(text, str) else ",".join(str(one) for one in text))


def matches(name: str, parts: tuple[Part, ...], days: Calendar) -> Bools:
    """On which days a field holds; a field without parts holds on all."""
    if not parts:
        return np.ones(len(days.day), dtype=bool)
    held = np.zeros(len(days.day), dtype=bool)
    for part in parts:
        held |= _part(name, part, days)
    return held


@lru_cache(maxsize=512)
def _read(name: str, text: str) -> tuple[Part, ...]:
    return tuple(_one(name, item.strip()) for item in text.split(",")) if text.strip() else ()


def _one(name: str, item: str) -> Part:
    low = item.lower()
    if low in ("*", "?"):
        return Part("all")
    if low == "l" and name != "months":
        return Part("last")
    if (found := re.fullmatch(r"(.+)/(\d+)", low)) and int(found[2]) > 0:
        bounds, step = found[1], int(found[2])
        return (
            _range(name, item, bounds, step) if "-" in bounds else Part("range", _value(name, item, bounds), None, step)
        )
    if "-" in low:
        return _range(name, item, low, 1)
    if name == "weekdays" and (found := re.fullmatch(r"(.+)#(\d+)", low)):
        number = int(found[2])
        if 1 <= number <= 5:
            return Part("nth", _value(name, item, found[1]), number)
        raise _unreadable(name, item)
    if name == "weekdays" and (found := re.fullmatch(r"(.+)l", low)) and low not in _names(name):
        return Part("last_weekday", _value(name, item, found[1]))
    if name == "monthdays" and (found := re.fullmatch(r"(\d+)w", low)):
        return Part("nearest", _value(name, item, found[1]))
    value = _value(name, item, low)
    return Part("range", value, value)


def _range(name: str, item: str, text: str, step: int) -> Part:
    first, _, last = (part.strip() for part in text.partition("-"))
    begin = _value(name, item, first)
    if last == "l" and name == "monthdays":
        return Part("range", begin, None, step)
    end = _value(name, item, last)
    if name == "monthdays" and begin > end:
        raise InputError(
            ko=f"monthdays {item!r}은(는) 달을 넘어갑니다. 날짜 범위는 한 달 안에서만 쓸 수 있으니 둘로 나누세요.",
            en=f"monthdays {item!r} passes the end of the month: a range of days stays within one; write two.",
        )
    return Part("range", begin, end, step)


def _names(name: str) -> dict[str, int]:
    least, _, short = _DOMAINS[name]
    return {word: least + place for words in (short, _LONG.get(name, ())) for place, word in enumerate(words)}


def _value(name: str, item: str, text: str) -> int:
    least, most, _ = _DOMAINS[name]
    value = _names(name).get(text.strip())
    if value is None and text.strip().isdecimal():
        value = int(text)
    if value is None or not least <= value <= most:
        raise _unreadable(name, item)
    return value


def _unreadable(name: str, item: str) -> InputError:
    forms = _FORMS[name]
    return InputError(
        ko=f"{name} {item!r}을(를) 읽을 수 없습니다. 쓸 수 있는 꼴: {forms}",
        en=f"{name} {item!r} cannot be read: write it as one of {forms}",
    )


def _part(name: str, part: Part, days: Calendar) -> Bools:
    return np.asarray(_held(name, part, days), dtype=bool)


def _held(name: str, part: Part, days: Calendar) -> Any:
    least, most, _ = _DOMAINS[name]
    if part.kind == "all":
        return np.ones(len(days.day), dtype=bool)
    if part.kind == "last":  # of the month; among weekdays the last of the week
        return days.day == days.last if name == "monthdays" else days.weekday == most
    if part.kind == "nth":
        return (days.weekday == part.first) & ((days.day - 1) // 7 + 1 == part.end)
    if part.kind == "last_weekday":
        return (days.weekday == part.first) & (days.day + 7 > days.last)
    if part.kind == "nearest":
        return _nearest(part.first, days)
    value = {"weekdays": days.weekday, "monthdays": days.day, "months": days.month}[name]
    end = most if part.end is None else part.end
    if part.first <= end:
        return (value >= part.first) & (value <= end) & ((value - part.first) % part.step == 0)
    # Over the end of the week or the year, as in fri-mon: counted on, the first value beyond the end being the least.
    counted = np.where(value >= part.first, value, value + most - least + 1)
    return (counted >= part.first) & (counted <= end + most - least + 1) & ((counted - part.first) % part.step == 0)


def _nearest(day: int, days: Calendar) -> Bools:
    """On the weekday nearest to a day of the month, within the month."""
    weekday = (days.weekday + day - days.day) % 7
    saturday = np.where(day == 1, day + 2, day - 1)
    sunday = np.where(day == days.last, day - 2, day + 1)
    nearest = np.where(weekday == 5, saturday, np.where(weekday == 6, sunday, day))
    return np.asarray((days.day == nearest) & (day <= days.last), dtype=bool)
