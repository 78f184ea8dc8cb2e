"""Load at one-minute steps: from CloudWatch's five-minute samples, to a peak, to a year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.scaling._cron import moment
from kaolib.errors import InputError, unknown

#: Where a load starts when nothing says so: a Monday.
START = "2026-01-05T00:00:00Z"
YEAR_MINUTES = 525_600
WEEK_MINUTES = 10_080

Floats = npt.NDArray[np.float64]
Load = pd.Series | pd.DataFrame | Sequence[float] | npt.NDArray[np.float64]


def minutes_of(
    trace: pd.Series | pd.DataFrame, kind: str = "count", start: str = START, sample_minutes: int = 5
) -> pd.Series:
    """A load at one-minute steps from coarser samples.

    Parameters
    ----------
    trace
        A Series with a DatetimeIndex, or a table with minutes (from the start) and value, as `catalog.load_traces`.
    kind
        "count": what was counted in each sample (requests, messages), spread evenly over its minutes, so that the sum
        stays; "gauge": a level (a percentage, sessions), held for its minutes.
    start
        The moment of minute 0 of a table, UTC where no offset is given.
    sample_minutes
        How long a sample is, minutes.

    Returns
    -------
    pandas.Series
        Named "load", one value a minute, index: UTC moments. Its first minute is that of the first sample.

    Raises
    ------
    InputError
        For a table without these columns, an unknown kind, an empty trace, or negative or missing values.

    Notes
    -----
    Samples are put on their grid (the start is rounded down to it). A missing sample of a count is 0, because a load
    balancer without requests reports nothing; of a gauge it is drawn straight between its neighbours. Two samples of one
    slot are added (count) or averaged (gauge).

    Examples
    --------
    >>> trace = pd.Series([10.0, 20.0], pd.to_datetime(["2026-01-05T00:00Z", "2026-01-05T00:05Z"]))
    >>> minutes_of(trace).tolist()
    [2.0, 2.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0, 4.0, 4.0]
    """
    if kind not in ("count", "gauge"):
        raise unknown(ko="샘플 종류", en="kind of samples", given=kind, allowed=("count", "gauge"))
    step = errors.count("sample_minutes", sample_minutes, least=1)
    if isinstance(trace, pd.DataFrame):
        errors.columns(trace.columns, ("minutes", "value"), ko="부하 기록", en="the load traces")
        when = np.asarray(trace["minutes"], dtype=np.int64)
        values, begin = np.asarray(trace["value"], dtype=np.float64), moment(start)
    else:
        values = np.asarray(trace, dtype=np.float64)
        times = pd.DatetimeIndex(pd.to_datetime(trace.index, utc=True))
        if not len(times):
            raise _empty()
        begin = times.min()
        when = np.asarray((times - begin) // pd.Timedelta(minutes=1), dtype=np.int64)
    if not len(values):
        raise _empty()
    _checked(values)
    slot = (when - when.min()) // step
    total = np.bincount(slot, weights=values)
    count = np.bincount(slot)
    if kind == "count":
        per_minute = np.repeat(total / step, step)
    else:
        there = np.flatnonzero(count)
        level = np.interp(np.arange(len(count)), there, total[there] / count[there])
        per_minute = np.repeat(level, step)
    return _series(per_minute, begin + pd.Timedelta(minutes=int(when.min())))


def scaled(load: pd.Series, peak: float) -> pd.Series:
    """The same shape, with another highest minute.

    Parameters
    ----------
    load
        Load, a minute.
    peak
        Its highest value afterwards, above 0.

    Raises
    ------
    InputError
        For a peak that is not above 0, or a load without any.

    Examples
    --------
    >>> scaled(pd.Series([1.0, 4.0]), 100).tolist()
    [25.0, 100.0]
    """
    most = float(np.max(np.asarray(load, dtype=np.float64), initial=0.0))
    wanted = errors.amount("peak", peak, above=True)
    if most <= 0:
        raise InputError(ko="부하가 모두 0이라 늘릴 수 없습니다.", en="the load is 0 throughout: nothing to scale.")
    return load / most * wanted


def year_of(week: Load, growth: float = 0.0, noise: float = 0.0, seed: int = 0, start: str | None = None) -> pd.Series:
    """A year of a week, again and again: 525,600 minutes.

    Parameters
    ----------
    week
        Load at one-minute steps, of any length: it is repeated.
    growth
        How much higher the load is at the end of the year, as a share: 0.2 is 20 %.
    noise
        Standard deviation of a factor of every minute, whose mean is 1; no load goes below 0.
    seed
        Of the noise.
    start
        The first moment; None: that of the week, or `START`.

    Returns
    -------
    pandas.Series

    Raises
    ------
    InputError
        For an empty or negative load, negative noise, or growth of -1 or less.

    Examples
    --------
    >>> len(year_of([1.0, 2.0]))
    525600
    """
    values, begin = load_of(week, start)
    end = 1.0 + errors.amount("growth", growth, least=-1, above=True)
    spread = errors.amount("noise", noise)
    load = np.resize(values, YEAR_MINUTES) * np.linspace(1.0, end, YEAR_MINUTES)
    if spread:
        load = load * np.maximum(0.0, np.random.default_rng(seed).normal(1.0, spread, YEAR_MINUTES))
    return _series(load, begin)


def load_of(load: Load, start: str | None = None) -> tuple[Floats, pd.Timestamp]:
    """The values of a load, checked, and the moment of its first minute."""
    begin = moment(START if start is None else start)
    if isinstance(load, pd.DataFrame):
        errors.columns(load.columns, ("load",), ko="부하", en="the load")
        load = load["load"]
    if isinstance(load, pd.Series) and isinstance(load.index, pd.DatetimeIndex) and len(load):
        gaps = np.diff(load.index.as_unit("s").asi8)
        if (gaps != 60).any():
            raise InputError(
                ko="부하는 1분 간격이어야 합니다. minutes_of로 1분 간격의 부하를 만드세요.",
                en="the load has to be at one-minute steps: make it with minutes_of.",
            )
        if start is None:
            begin = moment(load.index[0])
    values = np.ascontiguousarray(load, dtype=np.float64)
    if values.ndim != 1 or not len(values):
        raise _empty()
    _checked(values)
    return values, begin.floor("min")


def _checked(values: Floats) -> None:
    bad = np.flatnonzero(~(values >= 0) | np.isinf(values))
    if len(bad):
        raise InputError(
            ko=f"부하 {values[bad[0]]:g}은(는) 쓸 수 없습니다. 0 이상의 수여야 합니다({bad[0]}번째).",
            en=f"the load {values[bad[0]]:g} cannot be used: give numbers of 0 or more (position {bad[0]}).",
        )


def _empty() -> InputError:
    return InputError(
        ko="부하가 비어 있습니다. 분마다 값 하나가 있어야 합니다.", en="the load is empty: give one value a minute."
    )


def _series(values: Floats, begin: pd.Timestamp) -> pd.Series:
    index = pd.date_range(begin, periods=len(values), freq="min", name="time")
    return pd.Series(values, index, name="load")
