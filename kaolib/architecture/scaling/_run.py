"""A simulation from outside: the load, the policies and the group in; minutes, events and the bill out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture import fleet
from kaolib.architecture.scaling._bounds import oracle, static_peak
from kaolib.architecture.scaling._cron import moment, occurrences
from kaolib.architecture.scaling._engine import Action, Trail, simulated
from kaolib.architecture.scaling._forecast import outlooks
from kaolib.architecture.scaling._group import Group, Instance
from kaolib.architecture.scaling._load import Load, load_of
from kaolib.architecture.scaling._mixed import Mixed
from kaolib.architecture.scaling._policies import Policy, Predictive, Scheduled, Simple, Step, TargetTracking
from kaolib.errors import InputError
from kaolib.knowledge.ec2 import billed_seconds

#: AWS's quotas of a group. Source: AWS, EC2 Auto Scaling User Guide, "Quotas for Auto Scaling resources and groups".
MOST_POLICIES, MOST_ACTIONS = 50, 125
#: A change of direction within so many minutes, and a life shorter than that, count as flapping.
FLAP_MINUTES = 60

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Run:
    """What a group did over a load. Made by `simulate`.

    Attributes
    ----------
    minutes
        One row a minute: time (UTC), minute, load, desired, in_service (as AWS counts: those that warm up among them),
        warming, pending, draining, capacity (load that in_service can serve), served, unmet (load refused; 0 for a
        queue, where nothing is refused), utilization (load / capacity: above 1 some of it is unmet; NaN without
        capacity; of a queue served / capacity). in_service + pending = desired. For a queue also backlog (messages left
        at the end of the minute) and late (messages done in it that had waited longer than acceptable_seconds).
    events
        Changes of the desired capacity: time, minute, policy, reason ("high_alarm", "low_alarm", "scheduled",
        "forecast"), before, after.
    lives
        Instances that were launched and ended together: launched and ended (seconds from the start), instances, open
        (still there at the end), first and last (minutes; in service from first up to, not with, last: equal if it never
        was), billed_seconds (each).
    forecast
        Of a predictive policy, by the hour: time, minute, forecast (mean load a minute), load, capacity.
    group, instance, mixed
        As given.
    limit
        Utilization above which a minute counts as tight.
    queue
        Whether the load waits in a queue.
    """

    minutes: pd.DataFrame = field(repr=False)
    events: pd.DataFrame = field(repr=False)
    lives: pd.DataFrame = field(repr=False)
    forecast: pd.DataFrame = field(repr=False)
    group: Group
    instance: Instance
    mixed: Mixed
    limit: float
    queue: bool

    def __repr__(self) -> str:
        return f"Run({len(self.minutes)} minutes, {len(self.events)} changes)"

    def at(self, minute: int) -> dict[str, float]:
        """The row of a minute."""
        row = self.minutes.iloc[errors.count("minute", minute)]
        return {str(name): value for name, value in row.items()}

    def summary(self, bounds: bool = True) -> dict[str, float]:
        """The run in numbers.

        Parameters
        ----------
        bounds
            Also what perfect foresight and a static peak cost (see `oracle`, `static_peak`).

        Returns
        -------
        dict
            instance_hours (billed), usd, on_demand_usd, spot_usd, load, unmet (for a queue: late messages), unmet_share,
            minutes_above_limit, idle_share (of what was billed, the share that served nothing), launches, terminations
            (instances), reversals (changes against the direction of the last one, at most `FLAP_MINUTES` after it),
            short_lives (instances that ended within `FLAP_MINUTES` of their launch), max_in_service, max_backlog;
            oracle_usd, static_usd.
        """
        minutes, lives = self.minutes, self.lives
        seconds = float((lives["billed_seconds"] * lives["instances"]).sum())
        on_demand, spot = _paid(lives, self.mixed)
        rate = self.instance.usd_per_hour
        spot_rate = rate if self.instance.spot_usd_per_hour is None else self.instance.spot_usd_per_hour
        load, served = float(minutes["load"].sum()), float(minutes["served"].sum())
        unmet = float(minutes["late" if self.queue else "unmet"].sum())
        before, after, when = (self.events[name].to_numpy() for name in ("before", "after", "minute"))
        sign = np.sign(after - before)
        turns = (sign[1:] != sign[:-1]) & (np.diff(when) <= FLAP_MINUTES)
        ended = lives[~lives["open"]]
        short = ended["ended"] - ended["launched"] < FLAP_MINUTES * 60
        could = seconds / 60 * self.instance.capacity
        out = {
            "instance_hours": seconds / 3600,
            "usd": (on_demand * rate + spot * spot_rate) / 3600,
            "on_demand_usd": on_demand * rate / 3600,
            "spot_usd": spot * spot_rate / 3600,
            "load": load,
            "unmet": unmet,
            "unmet_share": unmet / load if load else 0.0,
            "minutes_above_limit": int((minutes["utilization"] > self.limit).sum()),
            "idle_share": 1 - served / could if could else 0.0,
            "launches": int(np.maximum(after - before, 0).sum()),
            "terminations": int(ended["instances"].sum()),
            "reversals": int(turns.sum()),
            "short_lives": int(ended.loc[short, "instances"].sum()),
            "max_in_service": int(minutes["in_service"].max()),
            "max_backlog": float(minutes["backlog"].max()) if self.queue else 0.0,
        }
        if bounds:
            known = math.nan if self.queue else oracle(minutes["load"], group=self.group, instance=self.instance)["usd"]
            out["oracle_usd"] = known
            out["static_usd"] = static_peak(minutes["load"], group=self.group, instance=self.instance)["usd"]
        return out


def simulate(
    load: Load,
    policies: Policy | Sequence[Policy],
    *,
    group: Group,
    instance: Instance,
    start: str | None = None,
    history: Load | None = None,
    mixed: Mixed | None = None,
    limit: float = 0.8,
    queue: bool = False,
    backlog: float = 0.0,
    acceptable_seconds: float = 300.0,
) -> Run:
    """What an Auto Scaling group does over a load, minute by minute.

    Parameters
    ----------
    load
        Load at one-minute steps: units that arrive in each minute, 0 or more. A Series with a DatetimeIndex tells its own
        start; of a table the column load is taken.
    policies
        None, one or several of `TargetTracking`, `Step`, `Simple`, `Scheduled`, `Predictive`.
    group, instance
        What is scaled. The instances at the start are in service and warm, launched at the first second.
    start
        The moment of minute 0, UTC where no offset is given; None: that of the load, or `START`.
    history
        Load at one-minute steps before the start, for a predictive policy.
    mixed
        How instances are split between On-Demand and Spot; None: all On-Demand.
    limit
        Utilization above which a minute counts as tight.
    queue
        True: load is messages that wait in a queue; nothing is refused, what is not served stays.
    backlog
        Messages in the queue at the start.
    acceptable_seconds
        A message of a queue that waits longer is late.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        For a load with gaps or negative values, two policies that AWS refuses together (scheduled actions at one moment,
        two predictive policies that scale, two target tracking policies on one metric), more than 50 policies or 125
        scheduled actions, or a metric of a queue without one.

    Notes
    -----
    Time goes in minutes. At the start of each: instances move on, a scheduled action, the hour's forecast, then the
    scaling policies, which know the minutes before. Launch, warm-up, draining and cooldown are rounded up to whole
    minutes; the bill is to the second.

    Load is spread evenly over the instances in service, so that each of them shows the same CPU. What goes beyond 100 %
    of them is refused (unmet), and CPU cannot show more than 100 %: that is why a group far too small grows in several
    steps. ALB counts requests whether they succeed or not, so requests_per_target goes beyond capacity.

    When several policies act in a minute, the one with the largest capacity wins, for scale out and scale in; one that
    scales out wins over any that scales in. Target tracking scales in when all of its policies agree.

    A queue counts in 1,024ths of a message.

    Sources: AWS, EC2 Auto Scaling User Guide, "Dynamic scaling for Amazon EC2 Auto Scaling" (several policies), "Step and
    simple scaling policies", "Target tracking scaling policies", "Set the default instance warmup", "Scaling cooldowns",
    "Scheduled scaling", "Predictive scaling", "Scaling policy based on Amazon SQS".

    Examples
    --------
    Two instances of 100 a minute take 300 a minute from minute 5 on. The alarm of target tracking sees three such
    minutes (5, 6, 7), and the group is changed at the start of minute 8.

    >>> from kaolib.architecture.scaling import TargetTracking
    >>> run = simulate(
    ...     [60.0] * 5 + [300.0] * 20,
    ...     TargetTracking(50),
    ...     group=Group(min_size=2, max_size=10),
    ...     instance=Instance(capacity=100, usd_per_hour=0.1),
    ... )
    >>> run.events[["minute", "reason", "before", "after"]].values.tolist()
    [[8, 'high_alarm', 2, 4], [16, 'high_alarm', 4, 6]]
    """
    values, begin = load_of(load, start)
    given = _checked([policies] if not isinstance(policies, Sequence) else list(policies))
    if not isinstance(group, Group) or not isinstance(instance, Instance):
        raise InputError(
            ko="group에는 Group을, instance에는 Instance를 주세요.", en="give group a Group and instance an Instance."
        )
    start_backlog = errors.amount("backlog", backlog)
    patience = errors.amount("acceptable_seconds", acceptable_seconds)
    actions = _actions([policy for policy in given if isinstance(policy, Scheduled)], begin, len(values))
    past = np.zeros(0) if history is None else load_of(history)[0]
    looks, outlook = [], pd.DataFrame(columns=["time", "minute", "forecast", "load", "capacity"])
    for policy in given:
        if isinstance(policy, Predictive):
            more, outlook = outlooks(policy, values, begin, past, group, instance)
            looks += more
    dynamic = [policy for policy in given if not isinstance(policy, Scheduled | Predictive)]
    trail = simulated(values, dynamic, group, instance, actions, looks, queue, start_backlog)
    return Run(
        _minutes(trail, begin, queue, patience),
        _events(trail, begin),
        _lives(trail),
        outlook,
        group,
        instance,
        mixed or Mixed(),
        errors.amount("limit", limit),
        queue,
    )


def _checked(policies: list[Policy]) -> list[Policy]:
    kinds = (TargetTracking, Step, Simple, Scheduled, Predictive)
    for policy in policies:
        if not isinstance(policy, kinds):
            raise InputError(
                ko=f"{policy!r}은(는) 조정 정책이 아닙니다. TargetTracking, Step, Simple, Scheduled, Predictive를 주세요.",
                en=f"{policy!r} is no scaling policy: give TargetTracking, Step, Simple, Scheduled or Predictive.",
            )
    tracked = [policy.metric for policy in policies if isinstance(policy, TargetTracking)]
    if len(set(tracked)) < len(tracked):
        raise InputError(
            ko="대상 추적 정책마다 메트릭이 달라야 합니다.",
            en="each target tracking policy has to watch a different metric.",
        )
    active = [policy for policy in policies if isinstance(policy, Predictive) and policy.mode != "forecast_only"]
    if len(active) > 1 or sum(isinstance(policy, Predictive) for policy in policies) > 1:
        raise InputError(
            ko="예측 조정 정책은 하나만 쓸 수 있습니다.", en="only one predictive policy can be used at a time."
        )
    scheduled = sum(isinstance(policy, Scheduled) for policy in policies)
    if scheduled > MOST_ACTIONS or len(policies) - scheduled > MOST_POLICIES:
        raise InputError(
            ko=f"정책은 {MOST_POLICIES}개, 예약된 작업은 {MOST_ACTIONS}개까지 쓸 수 있습니다.",
            en=f"a group takes {MOST_POLICIES} policies and {MOST_ACTIONS} scheduled actions at most.",
        )
    return policies


def _actions(policies: Sequence[Scheduled], begin: pd.Timestamp, minutes: int) -> list[Action]:
    end = begin + pd.Timedelta(minutes=minutes)
    found: dict[pd.Timestamp, Scheduled] = {}
    for policy in policies:
        if policy.at:
            times = [when for when in [moment(policy.at).floor("min")] if begin <= when < end]
        else:
            first = max(begin, moment(policy.start)) if policy.start else begin
            last = min(end, moment(policy.end)) if policy.end else end
            times = list(occurrences(policy.cron, policy.time_zone, first, last)) if first < last else []
        for when in times:
            if when in found:
                raise InputError(
                    ko=f"예약된 작업 둘이 같은 시각 {when:%Y-%m-%d %H:%M}(UTC)에 있습니다. 시각을 다르게 하세요.",
                    en=f"two scheduled actions are at the same moment, {when:%Y-%m-%d %H:%M} UTC: give each its own.",
                )
            found[when] = policy
    return [
        Action(
            int((when - begin) / pd.Timedelta(minutes=1)), policy.name, policy.min_size, policy.max_size, policy.desired
        )
        for when, policy in sorted(found.items(), key=lambda pair: pair[0])
    ]


def _minutes(trail: Trail, begin: pd.Timestamp, queue: bool, patience: float) -> pd.DataFrame:
    work = trail.work
    count = work.minutes
    spans = np.diff(np.append(trail.since, count))
    desired, serving, warm, pending, draining = (np.repeat(column, spans) for column in trail.counts.T)
    capacity = serving * work.capacity
    served = work.served if queue else np.minimum(work.load, capacity)
    asked = served if queue else work.load
    use = np.full(count, np.nan)
    np.divide(asked, capacity, out=use, where=capacity > 0)
    columns: dict[str, object] = {
        "time": pd.date_range(begin, periods=count, freq="min"),
        "minute": np.arange(count),
        "load": work.load,
        "desired": desired,
        "in_service": serving,
        "warming": serving - warm,
        "pending": pending,
        "draining": draining,
        "capacity": capacity,
        "served": served,
        "unmet": np.zeros(count) if queue else work.load - served,
        "utilization": use,
    }
    if queue:
        columns["backlog"] = work.backlog
        columns["late"] = _late(work.load, served, work.start, patience)
    return pd.DataFrame(columns, copy=False)


def _late(arrived: Floats, served: Floats, backlog: float, patience: float) -> Floats:
    """Messages done in each minute that had arrived more than `patience` ago, first come first served.

    A message that arrives in minute a and is done in minute t has waited t - a minutes.
    """
    done = np.cumsum(served)
    # What had to be done by the end of minute t: everything that arrived so long before it.
    wait = math.floor(patience / 60)
    came = backlog + np.cumsum(arrived)
    due = np.concatenate([np.full(min(wait + 1, len(came)), 0.0), came[: max(0, len(came) - wait - 1)]])
    # The backlog at the start arrived in the minute before the first one.
    if wait < len(due):
        due[wait] = max(due[wait], backlog)
    before = np.concatenate([[0.0], done[:-1]])
    return np.asarray(np.maximum(0.0, np.minimum(done, due) - before), dtype=np.float64)


def _events(trail: Trail, begin: pd.Timestamp) -> pd.DataFrame:
    minute, policy, reason, before, after = zip(*trail.events, strict=True) if trail.events else ((),) * 5
    when = np.array(minute, dtype=np.int64)
    return pd.DataFrame(
        {
            "time": begin + pd.to_timedelta(when, unit="min"),
            "minute": when,
            "policy": pd.Series(policy, dtype="str"),
            "reason": pd.Series(reason, dtype="str"),
            "before": np.array(before, dtype=np.int64),
            "after": np.array(after, dtype=np.int64),
        }
    )


def _lives(trail: Trail) -> pd.DataFrame:
    kinds = {
        "launched": "int64",
        "ended": "float64",
        "instances": "int64",
        "open": "bool",
        "first": "int64",
        "last": "int64",
    }
    columns = zip(*trail.lives, strict=True) if trail.lives else ((),) * len(kinds)
    table = pd.DataFrame(
        {name: np.array(column, dtype=kind) for (name, kind), column in zip(kinds.items(), columns, strict=True)}
    )
    return table.assign(billed_seconds=billed_seconds(table["ended"] - table["launched"]).astype("int64"))


def _paid(lives: pd.DataFrame, mixed: Mixed) -> tuple[float, float]:
    """Seconds billed On-Demand and Spot: at each moment the instances that are there are split."""
    total = float((lives["billed_seconds"] * lives["instances"]).sum())
    if mixed.on_demand_percent == 100:
        return total, 0.0
    launched = lives["launched"].to_numpy(dtype=np.float64)
    when = np.concatenate([launched, launched + lives["billed_seconds"].to_numpy(dtype=np.float64)])
    change = np.concatenate([lives["instances"].to_numpy(), -lives["instances"].to_numpy()])
    order = np.argsort(when, kind="stable")
    there = np.cumsum(change[order])[:-1]
    spans = np.diff(when[order])
    most = int(there.max(initial=0))
    base, percent = mixed.on_demand_base, mixed.on_demand_percent
    parts = [fleet.split(count, on_demand_base=base, on_demand_percent=percent) for count in range(most + 1)]
    table = np.array([part.on_demand for part in parts])
    on_demand = float((table[there] * spans).sum())
    return on_demand, total - on_demand
