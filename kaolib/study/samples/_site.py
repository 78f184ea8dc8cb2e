"""A website behind a load balancer: real loads, the group that serves them, and policies that a team may try."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from kaolib import errors
from kaolib.architecture import scaling
from kaolib.knowledge import catalog

#: Two weeks of a real load balancer; and more than four days of a real instance, kept for the exercise.
SITE_TRACE, HELD_TRACE = "elb_requests_8c0756", "ec2_network_in_a2eb1cd9"
#: Kinds of `policies`, in the order in which a team meets them.
POLICY_KINDS = (
    *("static", "target_tracking", "step", "simple"),
    *("scheduled", "predictive", "tracking_and_step"),
)
#: Simple and step policies scale in below the threshold less this, per cent.
_GAP = 20
#: The default group: from this share of the mean need to this multiple of the highest, at 100 % of CPU.
_LEAST, _MOST = 0.3, 1.5
_START_CPU = 0.5


@dataclass(frozen=True, eq=False)
class Site:
    """A load and what serves it. Made by `site`.

    Attributes
    ----------
    location, instance_type
        Where and on what it runs.
    load
        Requests a minute, one row a minute (UTC).
    instance
        What one instance serves and costs.
    group
        An Auto Scaling group that is large enough for it.
    """

    location: str
    instance_type: str
    load: pd.Series[float]
    instance: scaling.Instance
    group: scaling.Group

    def __repr__(self) -> str:
        return f"Site({self.instance_type} in {self.location}, {len(self.load):,} minutes)"


def site(
    location: str = "ap-northeast-2",
    instance_type: str = "m7g.large",
    *,
    requests_per_minute: float = 60_000,
    cpu_ms: float = 20,
    smooth_minutes: int = 30,
    trace: str = SITE_TRACE,
) -> Site:
    """A website whose load has the shape of a real one.

    Parameters
    ----------
    location, instance_type
        Where it runs, and on what.
    requests_per_minute
        The mean load: the trace is scaled to it.
    cpu_ms
        Milliseconds of one vCPU that a request takes: an instance serves ``60,000 / cpu_ms`` requests a minute for each
        of its vCPUs at 100 % CPU.
    smooth_minutes
        The trace is averaged over so many minutes, 5 (as it was measured) to 240. A site with a thousand times the users
        has the same day and the same week, but not the same jitter from one five minutes to the next.
    trace
        As `kaolib.knowledge.catalog.load_trace_list` names it.

    Returns
    -------
    Site

    Raises
    ------
    InputError
        For an unknown name, a type that is not sold there, or an amount that cannot be.

    Notes
    -----
    What was measured every five minutes is spread evenly over them. A count (requests) that is missing is 0; a level
    (CPU, bytes) is drawn straight between its neighbours, and read as load in proportion.

    Examples
    --------
    >>> one = site("us-east-1", smooth_minutes=60)
    >>> round(one.load.mean()), one.instance.capacity, one.group.min_size
    (60000, 6000.0, 3)
    """
    mean = errors.amount("requests_per_minute", requests_per_minute, above=True)
    milliseconds = errors.amount("cpu_ms", cpu_ms, above=True)
    smooth = errors.count("smooth_minutes", smooth_minutes, least=5)
    if smooth > 240:
        raise errors.InputError(
            ko=f"smooth_minutes {smooth}은(는) 5~240이어야 합니다.",
            en=f"smooth_minutes {smooth} has to be from 5 to 240.",
        )
    price = catalog.price(instance_type, location)
    vcpu = catalog.instance_types().set_index("instance_type")["vcpu"][instance_type]
    load = _load(trace, smooth) * mean
    instance = scaling.Instance(capacity=60_000 / milliseconds * float(vcpu), usd_per_hour=price)
    return Site(location, instance_type, load, instance, group(load, instance))


@lru_cache(maxsize=16)
def _load(trace: str, smooth: int) -> pd.Series[float]:
    """The shape of a trace, with a mean of 1."""
    table = catalog.load_traces(trace)
    row = catalog.load_trace_list().set_index("trace").loc[trace]
    kind = "count" if row["kind"] == "requests" else "gauge"
    load = scaling.minutes_of(table, kind=kind, start=f"{row['start']}Z")
    if smooth > 5:
        load = load.rolling(smooth, min_periods=1, center=True).mean()
    shaped: pd.Series[float] = load / load.mean()
    return shaped


def group(
    load: pd.Series[float],
    instance: scaling.Instance,
    *,
    min_size: int | None = None,
    max_size: int | None = None,
    launch_seconds: float = 180,
    warmup_seconds: float | None = 60,
    drain_seconds: float = scaling.Group.drain_seconds,
    zones: int = 3,
) -> scaling.Group:
    """An Auto Scaling group for a load, with as many instances at its start as make half of their CPU busy.

    Parameters
    ----------
    load
        Units a minute.
    instance
        What one instance serves.
    min_size, max_size
        Instances; None: 30 % of what the mean load fills (two at least), and one and a half times what the highest
        minute fills.
    launch_seconds, warmup_seconds, drain_seconds, zones
        As in `kaolib.architecture.scaling.Group`.

    Raises
    ------
    InputError
        For sizes in the wrong order, or a number out of its range.

    Examples
    --------
    >>> import pandas as pd
    >>> one = group(pd.Series([400.0, 1000.0]), scaling.Instance(capacity=100, usd_per_hour=0.1))
    >>> one.min_size, one.desired, one.max_size
    (2, 8, 15)
    """
    least = max(2, round(_LEAST * float(load.mean()) / instance.capacity)) if min_size is None else min_size
    most = max(least, math.ceil(_MOST * float(load.max()) / instance.capacity)) if max_size is None else max_size
    first = math.ceil(float(load.iloc[0]) / instance.capacity / _START_CPU)
    return scaling.Group(
        min_size=least,
        max_size=most,
        desired=min(max(first, least), max(most, least)),
        launch_seconds=launch_seconds,
        warmup_seconds=warmup_seconds,
        drain_seconds=drain_seconds,
        zones=zones,
    )


def policies(
    kind: str,
    target: float = 60,
    *,
    past: pd.Series[float] | None = None,
    instance: scaling.Instance | None = None,
    cooldown_seconds: float | None = None,
) -> tuple[scaling.Policy, ...]:
    """Policies as a team may write them for a group that watches its CPU.

    Parameters
    ----------
    kind
        One of `POLICY_KINDS`: "static" (none at all), "target_tracking", "step" (20, 40 or 80 per cent more by the size
        of the breach; 10 or 25 per cent less), "simple" (one instance more or less, then wait), "scheduled" and
        "predictive" (each beside target tracking), "tracking_and_step" (target tracking, and steps out only for surges).
    target
        Per cent of CPU: the target, or the threshold above which step and simple policies act.
    past
        Load before, for "scheduled": the smallest size of each hour is what the mean of that hour on weekdays, or at the
        weekend, needs at the target.
    instance
        What one instance serves, for "scheduled".
    cooldown_seconds
        Of simple policies; None: the group's.

    Returns
    -------
    tuple
        Of policies of `kaolib.architecture.scaling`.

    Raises
    ------
    InputError
        For an unknown kind, a target that is not from 1 to 100, or "scheduled" without a past.

    Examples
    --------
    >>> [policy.name for policy in policies("tracking_and_step", 50)]
    ['target tracking', 'step']
    """
    errors.each_of(kind, POLICY_KINDS, ko="정책", en="policy")
    if not 1 <= errors.amount("target", target) <= 100:
        raise errors.InputError(
            ko=f"목표 CPU {target:g}%은(는) 1~100이어야 합니다.",
            en=f"a target of {target:g} % CPU has to be from 1 to 100.",
        )
    low = max(target - _GAP, 1)
    follow = scaling.TargetTracking(target)
    if kind == "static":
        return ()
    if kind == "step":
        out = [(0, 15, 20), (15, 30, 40), (30, None, 80)]
        return (
            scaling.Step(scaling.Alarm(target, evaluation_periods=2), out),
            scaling.Step(scaling.Alarm(low, comparison="<=", evaluation_periods=15), [(None, -20, -25), (-20, 0, -10)]),
        )
    if kind == "simple":
        return (
            scaling.Simple(scaling.Alarm(target, evaluation_periods=2), 1, cooldown_seconds=cooldown_seconds),
            scaling.Simple(
                scaling.Alarm(low, comparison="<=", evaluation_periods=15), -1, cooldown_seconds=cooldown_seconds
            ),
        )
    if kind == "scheduled":
        if past is None or instance is None:
            raise errors.InputError(
                ko="예약된 조정에는 지난 부하(past)와 instance가 필요합니다.",
                en="scheduled scaling needs the load before (past), and instance.",
            )
        return (follow, *_hourly(past, instance.capacity * target / 100))
    if kind == "predictive":
        return (follow, scaling.Predictive(target))
    if kind == "tracking_and_step":
        return (follow, scaling.Step(scaling.Alarm(min(target + 15, 99)), [(0, None, 50)]))
    return (follow,)


def _hourly(past: pd.Series[float], serves: float) -> Sequence[scaling.Scheduled]:
    """The smallest size of each hour, on weekdays and at the weekend where both are known."""
    index = pd.DatetimeIndex(past.index)
    weekend = index.day_of_week >= 5
    parts = {"MON-FRI": past[~weekend], "SAT,SUN": past[weekend]}
    if any(len(part) < 1440 for part in parts.values()):
        parts = {"*": past}
    return [
        scaling.Scheduled(f"0 {hour} * * {days}", min_size=max(1, math.ceil(float(mean) / serves)))
        for days, part in parts.items()
        for hour, mean in part.groupby(pd.DatetimeIndex(part.index).hour).mean().items()
    ]
