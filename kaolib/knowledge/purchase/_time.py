"""Moments and terms: UTC, a year of 365 days, three years of 1,095."""

from __future__ import annotations

import datetime as dt
from typing import cast

import numpy as np
import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge._schema import TERMS

HOUR = pd.Timedelta(hours=1)
#: A moment that is left out.
UNSET = cast(pd.Timestamp, pd.NaT)


def moment(name: str, given: object) -> pd.Timestamp:
    """The moment in UTC, if it is text such as "2026-11-24T09:00:00Z" or a datetime; UTC where no offset is given.

    Raises
    ------
    InputError
        For anything else. A bare number could be seconds or milliseconds: it is no moment.

    Examples
    --------
    >>> print(moment("start", "2026-11-24"), moment("start", "2026-11-24T09:00:00+09:00"))
    2026-11-24 00:00:00+00:00 2026-11-24 00:00:00+00:00
    """
    if isinstance(given, str | dt.date | np.datetime64):
        series = pd.Series([given], dtype=object)
        read = pd.to_datetime(series, utc=True, format="ISO8601", errors="coerce").dt.as_unit("us").iloc[0]
        if not pd.isna(read):
            return read
    raise InputError(
        ko=f"{name} {str(given)!r}을(를) 시각으로 읽을 수 없습니다. '2026-11-24T09:00:00Z'처럼 적으세요.",
        en=f"{name} {str(given)!r} cannot be read as a time: write it as in '2026-11-24T09:00:00Z'.",
    )


def term(years: int) -> pd.Timedelta:
    """The length of a term of 1 or 3 years: 365 or 1,095 days.

    Examples
    --------
    >>> term(3).days
    1095
    """
    if isinstance(years, bool) or years not in TERMS:
        raise InputError(
            ko=f"약정 기간 {years!r}년은 없습니다. 1년 또는 3년입니다.",
            en=f"there is no term of {years!r} years: use 1 or 3.",
        )
    return pd.Timedelta(days=365 * int(years))
