"""Between UTC and the clock of a time zone, in whole minutes, over the changes of daylight saving time."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from kaolib.architecture._time_zone import zone
from kaolib.architecture.schedule._days import Ints
from kaolib.architecture.schedule._schedule import DAY
from kaolib.errors import InputError

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Offsets(NamedTuple):
    """From which UTC minute on the local clock is how many minutes ahead; the first entry holds before it too."""

    since: Ints
    ahead: Ints

    def local(self, utc: Ints) -> Ints:
        """Local minutes since 1970 at UTC minutes."""
        return utc + self.ahead[np.maximum(np.searchsorted(self.since, utc, side="right") - 1, 0)]


@lru_cache(maxsize=128)
def offsets(timezone: str, start: int, end: int) -> Offsets:
    """The offsets of a time zone from one UTC minute to another."""
    place = zone(timezone)
    since, ahead = [start], [_ahead(place, start)]
    step = start
    while step < end:
        nearest = min(step + DAY, end)
        there = _ahead(place, nearest)
        if there != ahead[-1]:
            low, high = step, nearest
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _ahead(place, middle) == ahead[-1] else (low, middle)
            since.append(high)
            ahead.append(_ahead(place, high))
            step = high
        else:
            step = nearest
    return Offsets(np.array(since, dtype=np.int64), np.array(ahead, dtype=np.int64))


def moment(name: str, value: str | dt.date | pd.Timestamp, timezone: str) -> int:
    """UTC minutes since 1970; what has no offset is on the clock of the time zone.

    Raises
    ------
    InputError
        For what is no time, or not on a whole minute.
    """
    read: object
    try:
        read = pd.NaT if isinstance(value, bool | int | float) else pd.Timestamp(value)
    except (ValueError, TypeError):
        read = pd.NaT
    if not isinstance(read, pd.Timestamp) or pd.isna(read):
        raise InputError(
            ko=f"{name} {value!r}을(를) 시각으로 읽을 수 없습니다. '2026-01-01'이나 '2026-01-01 09:00'처럼 적으세요.",
            en=f"{name} {value!r} cannot be read as a time: write '2026-01-01' or '2026-01-01 09:00'.",
        )
    if read.tzinfo is None:
        # Of an hour that the clock shows twice, the first; of one that it skips, the moment of the change.
        read = read.tz_localize(zone(timezone), ambiguous=True, nonexistent="shift_forward")
    seconds = (read.tz_convert("UTC").to_pydatetime() - _EPOCH).total_seconds()
    if seconds % 60:
        raise InputError(
            ko=f"{name} {str(value)!r}은(는) 분 단위여야 합니다.", en=f"{name} {str(value)!r} has to be a whole minute."
        )
    return int(seconds // 60)


def timestamps(utc: Ints) -> pd.DatetimeIndex:
    """UTC minutes as times."""
    return pd.DatetimeIndex((utc * 60).astype("datetime64[s]")).tz_localize("UTC")


def midnights(timezone: str, start: int, end: int) -> Ints:
    """The UTC minute at which each local day begins, from the day of ``start`` to the one after ``end``."""
    known = offsets(timezone, start - 2 * DAY, end + 2 * DAY)
    first, last = known.local(np.array([start, end - 1]))
    wanted = np.arange(first // DAY, last // DAY + 2) * DAY
    # The first UTC minute whose local clock shows midnight or later.
    found = []
    for local in wanted:
        guesses = local - known.ahead
        until = np.append(known.since[1:], np.iinfo(np.int64).max)
        begins = np.append(np.iinfo(np.int64).min, known.since[1:])
        at = np.maximum(guesses, begins)
        found.append(int(at[at < until].min()))
    return np.array(found, dtype=np.int64)


def _ahead(place: ZoneInfo, utc: int) -> int:
    offset = (_EPOCH + dt.timedelta(minutes=utc)).astimezone(place).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() / 60)
