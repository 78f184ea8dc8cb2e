"""What is scaled: an Auto Scaling group, its instances, and the metrics that its policies can watch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from kaolib import errors
from kaolib.errors import InputError, unknown

#: What a policy can watch. request_count and queue_length are here to be seen failing: they do not fall when capacity
#: grows, and AWS names both as unsuitable for target tracking.
METRICS = (
    "cpu",
    "memory",
    "network_in",
    "requests_per_target",
    "sessions",
    "request_count",
    "backlog_per_instance",
    "queue_length",
)
#: AWS's defaults, seconds: the cooldown of a group, and the deregistration delay of a target group.
COOLDOWN_SECONDS = 300
DRAIN_SECONDS = 300
#: The longest default instance warmup, seconds.
LONGEST_WARMUP_SECONDS = 3600
#: In what order instances go: the names of AWS's termination policies are OldestInstance and NewestInstance.
TERMINATIONS = ("oldest", "newest")


@dataclass(frozen=True)
class Group:
    """An Auto Scaling group.

    Parameters
    ----------
    min_size, max_size
        Instances; scaling policies never leave this range.
    desired
        Instances at the start; None: min_size.
    launch_seconds
        From the launch until the instance is in service: boot, software, health checks. An assumption of yours.
    warmup_seconds
        Default instance warmup, 0 to 3,600, counted from InService; None: not enabled (AWS's default). Then instances
        that target tracking and step policies launch warm up for the default cooldown, and all others not at all.
    cooldown_seconds
        Default cooldown. It holds back simple scaling only.
    drain_seconds
        Deregistration delay of the target group: for so long a terminating instance is still paid, without new work.
    zones
        Availability Zones over which the instances are spread evenly.
    termination
        "oldest" or "newest" goes first. AWS's default policy balances zones and launch templates first, then takes the
        instance closest to its next billing hour; instances that are all alike go oldest first here.

    Raises
    ------
    InputError
        For sizes in the wrong order, or a number out of its range.

    Notes
    -----
    Sources: AWS, EC2 Auto Scaling User Guide, "Set scaling limits for your Auto Scaling group", "Set the default
    instance warmup for an Auto Scaling group", "Scaling cooldowns for Amazon EC2 Auto Scaling"; Elastic Load Balancing,
    "Edit target group attributes for your Application Load Balancer" (deregistration delay: 300 seconds).

    Examples
    --------
    >>> Group(min_size=2, max_size=8).desired
    2
    """

    min_size: int = 1
    max_size: int = 10
    desired: int | None = None
    launch_seconds: float = 180
    warmup_seconds: float | None = None
    cooldown_seconds: float = COOLDOWN_SECONDS
    drain_seconds: float = DRAIN_SECONDS
    zones: int = 3
    termination: str = "oldest"

    def __post_init__(self) -> None:
        least = errors.count("min_size", self.min_size)
        most = errors.count("max_size", self.max_size)
        if self.desired is None:
            object.__setattr__(self, "desired", least)
        desired = errors.count("desired", self.desired)
        if not least <= desired <= most:
            raise InputError(
                ko=f"최소 {least}, 원하는 용량 {desired}, 최대 {most}의 순서가 맞지 않습니다. 최소 ≤ 원하는 용량 ≤ 최대여야 합니다.",
                en=f"min_size {least}, desired {desired} and max_size {most} are out of order: min_size <= desired <= max_size.",
            )
        for name in ("launch_seconds", "cooldown_seconds", "drain_seconds"):
            errors.amount(name, getattr(self, name))
        warmup_of(self.warmup_seconds)
        errors.count("zones", self.zones, least=1)
        if self.termination not in TERMINATIONS:
            raise unknown(ko="종료 정책", en="termination policy", given=self.termination, allowed=TERMINATIONS)


@dataclass(frozen=True)
class Instance:
    """What one instance does and costs.

    Parameters
    ----------
    capacity
        Units of load that it serves in a minute at 100 % CPU (for a queue: messages a minute).
    usd_per_hour
        On-Demand price.
    spot_usd_per_hour
        Price of the Spot part of a mixed group; None: as On-Demand.
    memory_base_percent, memory_percent
        Memory in use without load, and what full load adds.
    bytes_per_unit
        Bytes that one unit of load brings in.

    Raises
    ------
    InputError
        For a capacity that is not above 0, a negative price, or memory above 100 %.

    Examples
    --------
    >>> Instance(capacity=600, usd_per_hour=0.1).capacity
    600
    """

    capacity: float
    usd_per_hour: float
    spot_usd_per_hour: float | None = None
    memory_base_percent: float = 20.0
    memory_percent: float = 60.0
    bytes_per_unit: float = 1.0

    def __post_init__(self) -> None:
        errors.amount("capacity", self.capacity, above=True)
        errors.amount("usd_per_hour", self.usd_per_hour)
        if self.spot_usd_per_hour is not None:
            errors.amount("spot_usd_per_hour", self.spot_usd_per_hour)
        errors.amount("bytes_per_unit", self.bytes_per_unit, above=True)
        memory = errors.amount("memory_base_percent", self.memory_base_percent)
        memory += errors.amount("memory_percent", self.memory_percent)
        if memory > 100:
            raise InputError(
                ko=f"메모리 사용률의 합이 {memory:g}%입니다. memory_base_percent와 memory_percent의 합은 100 이하여야 합니다.",
                en=f"memory adds up to {memory:g} %: memory_base_percent and memory_percent may be 100 together at most.",
            )


class Metric(NamedTuple):
    """value = base + slope x amount / instances, at most cap; without instances there is no value.

    source names the amount: "load" (offered, a minute), "work" (served, for a queue), "backlog" (left at its end).
    """

    base: float
    slope: float
    cap: float
    per_instance: bool
    source: str

    def value(self, amount: float, instances: int) -> float:
        """The value of a minute."""
        value = self.base + self.slope * amount / instances
        return value if value < self.cap else self.cap


def metric_of(name: str, instance: Instance, queue: bool) -> Metric:
    """The metric of that name, for these instances."""
    if name not in METRICS:
        raise unknown(ko="메트릭", en="metric", given=name, allowed=METRICS)
    if name in ("backlog_per_instance", "queue_length"):
        if not queue:
            raise InputError(
                ko=f"메트릭 {name!r}은(는) 대기열에만 있습니다. simulate에 queue=True를 주세요.",
                en=f"the metric {name!r} needs a queue: give simulate queue=True.",
            )
        return Metric(0.0, 1.0, math.inf, name == "backlog_per_instance", "backlog")
    source = "work" if queue else "load"
    if name == "cpu":
        return Metric(0.0, 100 / instance.capacity, 100.0, True, source)
    if name == "memory":
        return Metric(instance.memory_base_percent, instance.memory_percent / instance.capacity, 100.0, True, source)
    if name == "network_in":
        return Metric(0.0, instance.bytes_per_unit, math.inf, True, source)
    if name == "request_count":
        return Metric(0.0, 1.0, math.inf, False, "load")
    return Metric(0.0, 1.0, math.inf, True, source)


def warmup_of(seconds: float | None) -> float | None:
    """A warm-up that AWS takes."""
    if seconds is None:
        return None
    if errors.amount("warmup_seconds", seconds) > LONGEST_WARMUP_SECONDS:
        raise InputError(
            ko=f"워밍업 {seconds:g}초는 쓸 수 없습니다. 0~{LONGEST_WARMUP_SECONDS}초여야 합니다.",
            en=f"a warm-up of {seconds:g} seconds cannot be used: give 0 to {LONGEST_WARMUP_SECONDS}.",
        )
    return float(seconds)


def minutes_up(seconds: float) -> int:
    """Whole minutes that hold these seconds."""
    return math.ceil(seconds / 60)
