"""Predictive scaling's forecast: a documented simple one, since AWS does not publish its own."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib.architecture.scaling._adjust import HAIR
from kaolib.architecture.scaling._engine import Outlook
from kaolib.architecture.scaling._group import Group, Instance, metric_of, minutes_up
from kaolib.architecture.scaling._policies import Predictive
from kaolib.errors import InputError

Floats = npt.NDArray[np.float64]
#: AWS's rules, hours: data needed, data looked at, how far it sees, how often it looks anew.
NEEDED, LOOKED_AT, AHEAD, ANEW = 24, 336, 48, 6
WEEK = 168


def forecast(hours: Floats, known: int, hour: int) -> float:
    """The mean load expected in an hour, from the hours before `known`; NaN with less than 24 of them.

    Parameters
    ----------
    hours
        Mean load of each hour.
    known
        How many of them have passed.
    hour
        Position of the hour wanted, known or later.

    Notes
    -----
    With a week of data: the mean of the same hour of the same weekday, of the last 14 days. Before: the median of the
    same hour of the days so far. AWS does not publish its model; this one is ours.

    Examples
    --------
    >>> forecast(np.arange(48.0), 48, 50)
    14.0
    """
    first = max(0, known - LOOKED_AT)
    if known - first < NEEDED:
        return math.nan
    if known - first >= WEEK:
        back = hour - WEEK * (1 + (hour - known) // WEEK)
        same = [hours[place] for place in range(back, first - 1, -WEEK)]
        if same:
            return float(sum(same) / len(same))
    back = hour - 24 * (1 + (hour - known) // 24)
    return float(np.median([hours[place] for place in range(back, first - 1, -24)]))


def outlooks(
    policy: Predictive, load: Floats, begin: pd.Timestamp, history: Floats, group: Group, instance: Instance
) -> tuple[list[Outlook], pd.DataFrame]:
    """What a predictive policy asks for, hour by hour, and its forecast beside what came."""
    whole = np.concatenate([history, load])
    # Full hours of the clock: minutes before the first one are left out.
    skip = int(-(begin - pd.Timedelta(minutes=len(history))).minute % 60)
    count = (len(whole) - skip) // 60
    hours = whole[skip : skip + count * 60].reshape(count, 60).mean(axis=1)
    buffer = minutes_up(policy.buffer_seconds)
    origin = skip - len(history)  # the minute, of the load, of hour 0
    base, slope, _, _, _ = metric_of(policy.metric, instance, queue=False)
    if policy.target <= base:
        raise InputError(
            ko=f"목표 {policy.target:g}은(는) 부하가 없을 때의 값 {base:g}보다 커야 합니다.",
            en=f"the target {policy.target:g} has to be above {base:g}, the metric's value without load.",
        )
    rows = []
    looks: list[Outlook] = []
    before = 0
    total = -(-(len(whole) - skip) // 60)
    for hour in range(total):
        top = origin + hour * 60
        act = max(0, top - buffer)
        if top + 60 <= 0 or top >= len(load):
            continue
        # Data up to the latest of its looks: every 6 hours, from 24 hours of data or the start on.
        start = max(NEEDED, math.ceil(max(0, -origin) / 60))
        passed = (act - origin) // 60
        known = start + (passed - start) // ANEW * ANEW if passed >= start else 0
        known = min(known, count)
        expected = forecast(hours, known, hour) if known and hour - known < AHEAD else math.nan
        size = 0 if math.isnan(expected) else max(0, math.ceil(slope * expected / (policy.target - base) - HAIR))
        rows.append(
            {
                "time": begin + pd.Timedelta(minutes=top),
                "minute": top,
                "forecast": expected,
                "load": float(hours[hour]) if hour < count else math.nan,
                "capacity": size if not math.isnan(expected) else math.nan,
            }
        )
        if policy.mode == "forecast_only" or math.isnan(expected):
            before = 0
            if looks and policy.mode != "forecast_only":
                looks.append(Outlook(max(0, top), policy.name, 0, 0, 0))
            continue
        most = 0
        if policy.max_behavior == "increase" and size * (100 + policy.max_buffer_percent) > group.max_size * 100:
            most = size * (100 + policy.max_buffer_percent) // 100
        looks.append(Outlook(act, policy.name, size, max(size, before) if act < top else size, most))
        if act < top:
            looks.append(Outlook(top, policy.name, 0, size, 0))
        before = size
    columns = ["time", "minute", "forecast", "load", "capacity"]
    return looks, pd.DataFrame(rows, columns=columns)
