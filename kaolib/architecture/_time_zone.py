"""The time zone of a name, for whatever follows a clock: schedules and scheduled actions."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from kaolib.errors import unknown


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of a name.

    Raises
    ------
    InputError
        For a name that the tz database lacks; it names the nearest.

    Examples
    --------
    >>> zone("Asia/Seoul")
    zoneinfo.ZoneInfo(key='Asia/Seoul')
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise unknown(ko="시간대", en="time zone", given=name, allowed=sorted(available_timezones())) from None
