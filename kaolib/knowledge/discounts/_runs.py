"""From the times at which machines ran to instance-hours in clock hours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.discounts._tables import ATTRIBUTES

_HOUR = np.timedelta64(1, "h")
_SECOND = np.timedelta64(1, "s")


def usage_of_runs(runs: pd.DataFrame) -> pd.DataFrame:
    """Instance-hours of each clock hour, from the times at which instances ran.

    Parameters
    ----------
    runs
        One row a run: start and end (UTC; with a time zone they are converted), item, and whatever of account,
        location, zone, operating_system, tenancy, market and on_demand_usd there is.

    Returns
    -------
    pandas.DataFrame
        Usage for `apply`: hour, quantity (instance-seconds / 3,600, all runs of a kind together) and the same columns.

    Raises
    ------
    InputError
        For a run that ends before it starts, a missing time or a missing column.

    Notes
    -----
    A clock hour starts on the hour. A Reserved Instance covers 3,600 instance-seconds of it, of however many
    instances. Source: AWS, EC2 User Guide, "How billing works with Reserved Instances".

    Examples
    --------
    AWS's own: four instances for 15 minutes each within an hour are one hour of usage.

    >>> runs = pd.DataFrame({"start": ["2026-01-01T10:00"] * 4, "end": ["2026-01-01T10:15"] * 4, "item": "m4.xlarge"})
    >>> usage_of_runs(runs)["quantity"].tolist()
    [1.0]
    """
    errors.columns(runs.columns, ("start", "end", "item"), ko="실행 기록", en="the runs")
    start, end = (_times(runs, name) for name in ("start", "end"))
    if (end < start).any():
        at = int((end < start).argmax())
        raise InputError(
            ko=f"실행 {at}번은 시작({start[at]})보다 먼저 끝납니다({end[at]}).",
            en=f"run {at} ends ({end[at]}) before it starts ({start[at]}).",
        )
    first = start.astype("datetime64[h]")
    last = (end - _SECOND).astype("datetime64[h]")
    spans = np.where(end > start, (last - first) // _HOUR + 1, 0)
    run = np.repeat(np.arange(len(runs)), spans)
    within = np.arange(len(run)) - np.repeat(np.cumsum(spans) - spans, spans)
    hour = first[run] + within * _HOUR
    seconds = (np.minimum(end[run], hour + _HOUR) - np.maximum(start[run], hour)) / _SECOND
    kept = [name for name in (*ATTRIBUTES, "on_demand_usd") if name in runs.columns]
    split = runs[kept].iloc[run].reset_index(drop=True)
    split.insert(0, "hour", hour)
    sums = (
        split.assign(seconds=seconds)
        .groupby(["hour", *kept], sort=False, as_index=False, observed=True)["seconds"]
        .sum()
    )
    usage: pd.DataFrame = sums.assign(quantity=sums["seconds"] / 3600).drop(columns="seconds")
    return usage


def _times(runs: pd.DataFrame, name: str) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    try:
        times = pd.to_datetime(runs[name], utc=True).dt.tz_localize(None)
    except (ValueError, TypeError):
        times = pd.Series([pd.NaT])
    if times.isna().any():
        raise InputError(
            ko=f"실행 기록의 {name}에 시각이 아닌 값이 있습니다.", en=f"in the runs, {name} is not always a time."
        )
    return times.to_numpy().astype("datetime64[s]")
