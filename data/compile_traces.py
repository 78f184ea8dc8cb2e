"""A week of real load: the requests that a load balancer counted, hour by hour."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

REQUESTS = "traces/cloudwatch/elb_request_count_8c0756.csv"
_DAYS = 14


def tables(source: Path) -> dict[str, pd.DataFrame]:
    """The mean of two weeks for each hour of the week.

    Raises
    ------
    ValueError
        When the trace does not hold each hour of the two weeks.
    """
    trace = pd.read_csv(source / REQUESTS, parse_dates=["timestamp"]).set_index("timestamp")["value"]
    first = trace.index[0].normalize()
    hourly = trace[trace.index < first + pd.Timedelta(days=_DAYS)].resample("h").sum()
    if len(hourly) != _DAYS * 24 or not hourly.gt(0).all():
        raise ValueError(f"{REQUESTS}: {len(hourly)} hours, {int((hourly <= 0).sum())} of them without a request")
    hour_of_week = hourly.index.dayofweek * 24 + hourly.index.hour
    week = hourly.groupby(hour_of_week).mean()
    return {"load_week": pd.DataFrame({"hour_of_week": week.index, "requests": week.to_numpy()})}
