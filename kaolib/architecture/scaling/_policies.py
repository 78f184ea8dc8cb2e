"""Scaling policies as AWS documents them: what each one wants, and the rounding of its adjustments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kaolib import errors
from kaolib.architecture._time_zone import zone
from kaolib.architecture.scaling._adjust import StepRow, finite, known_adjustment, step_bounds, whole
from kaolib.architecture.scaling._cron import Cron, moment
from kaolib.architecture.scaling._group import METRICS, warmup_of
from kaolib.errors import InputError, unknown

COMPARISONS = (">", ">=", "<", "<=")
#: How target tracking judges, minutes in a row and share of the target. AWS makes these alarms itself and does not
#: document them; they are what its alarms show, and an approximation here.
HIGH_POINTS, LOW_POINTS, LOW_SHARE = 3, 15, 0.9
MODES = ("forecast_and_scale", "forecast_only")


@dataclass(frozen=True)
class TargetTracking:
    """Keep a metric at a target.

    Parameters
    ----------
    target
        In the metric's unit: percent for cpu and memory, units a minute and instance for requests_per_target and
        sessions, bytes a minute and instance for network_in, messages for the queue's metrics.
    metric
        One of `METRICS`.
    scale_in
        False: scale out only.
    warmup_seconds
        Of the instances that it launches; None: the group's default instance warmup or, without one, its cooldown.
    high_points, low_points, low_share
        Its alarms: so many minutes in a row above the target; so many below this share of it.
    name
        Shown in events.

    Notes
    -----
    Documented: it scales out in proportion and as fast as it can, rounds in favour of capacity in both directions, leaves
    out instances that warm up when it scales out, counts terminating ones when it scales in, and does not scale in while
    instances are launching or warming up. Several of them scale out when any wants to, in only when all do.
    Not documented, and ours: the capacity wanted is current capacity x metric / target, rounded up, with the latest
    minute to scale out and the highest minute of the low alarm to scale in; the alarms (see `HIGH_POINTS`).
    Sources: AWS, EC2 Auto Scaling User Guide, "Target tracking scaling policies for Amazon EC2 Auto Scaling"; API
    Reference, PutScalingPolicy (EstimatedInstanceWarmup).

    Examples
    --------
    >>> TargetTracking(50).metric
    'cpu'
    """

    target: float
    metric: str = "cpu"
    scale_in: bool = True
    warmup_seconds: float | None = None
    high_points: int = HIGH_POINTS
    low_points: int = LOW_POINTS
    low_share: float = LOW_SHARE
    name: str = "target tracking"

    def __post_init__(self) -> None:
        errors.amount("target", self.target, above=True)
        _known(self.metric)
        warmup_of(self.warmup_seconds)
        errors.count("high_points", self.high_points, least=1)
        errors.count("low_points", self.low_points, least=1)
        errors.share("low_share", self.low_share)


@dataclass(frozen=True)
class Alarm:
    """When a step or simple policy acts: its CloudWatch alarm.

    Parameters
    ----------
    threshold
        In the metric's unit.
    metric
        One of `METRICS`.
    comparison
        ">", ">=", "<" or "<=": how the metric breaches the threshold.
    period_minutes
        Minutes averaged into one point.
    evaluation_periods, datapoints
        Alarm when datapoints of the latest evaluation_periods points breach; None: all of them.

    Notes
    -----
    The alarm is judged every minute, over periods that end with the latest minute, and its action is repeated every
    minute while it stays in ALARM. A minute without a value makes its point missing, which does not breach.
    Sources: AWS, CloudWatch API Reference, EvaluationWindow (sliding by default); AWS re:Post, "How can I be sure that
    CloudWatch alarms activate actions?" (rolling window), "Why doesn't my CloudWatch alarm's state change invoke my Amazon
    EC2 Auto Scaling policy?" (once each minute). That a missing point does not breach is ours: CloudWatch looks further
    back for points.
    """

    threshold: float
    metric: str = "cpu"
    comparison: str = ">="
    period_minutes: int = 1
    evaluation_periods: int = 1
    datapoints: int | None = None

    def __post_init__(self) -> None:
        finite("threshold", self.threshold)
        _known(self.metric)
        if self.comparison not in COMPARISONS:
            raise unknown(ko="비교 연산", en="comparison", given=self.comparison, allowed=COMPARISONS)
        errors.count("period_minutes", self.period_minutes, least=1)
        periods = errors.count("evaluation_periods", self.evaluation_periods, least=1)
        if self.datapoints is None:
            object.__setattr__(self, "datapoints", periods)
        if errors.count("datapoints", self.datapoints, least=1) > periods:
            raise InputError(
                ko=f"datapoints {self.datapoints}은(는) evaluation_periods {periods}보다 클 수 없습니다.",
                en=f"datapoints {self.datapoints} cannot be above evaluation_periods {periods}.",
            )

    @property
    def high(self) -> bool:
        """True: it breaches above its threshold."""
        return self.comparison[0] == ">"


@dataclass(frozen=True)
class Step:
    """Adjust by the size of the breach.

    Parameters
    ----------
    alarm
        When it acts.
    steps
        (lower bound, upper bound, adjustment) relative to the threshold; None: no bound.
    adjustment
        One of `ADJUSTMENTS`.
    min_magnitude
        MinAdjustmentMagnitude: what a percentage changes at least.
    warmup_seconds
        As in `TargetTracking`.
    name
        Shown in events.

    Raises
    ------
    InputError
        For steps that overlap or leave a gap, a missing outer step, more than 20 steps, or an adjustment that is not a
        whole number.

    Notes
    -----
    Scaling out, instances that warm up are not part of the current capacity, so that several breaches within a step
    launch once; scaling in, terminating ones are. It never waits for a cooldown; it does not scale in while instances
    are launching or warming up. A step policy's scale-in is not held back by a target tracking policy.
    Sources: AWS, EC2 Auto Scaling User Guide, "Step and simple scaling policies for Amazon EC2 Auto Scaling"; AWS CLI,
    put-scaling-policy (step and target tracking together).

    Examples
    --------
    >>> policy = Step(Alarm(50), [(0, 10, 0), (10, 20, 10), (20, None, 30)])
    >>> [policy.chosen(value) for value in (59, 60, 70)]
    [0, 10, 30]
    """

    alarm: Alarm
    steps: Sequence[StepRow]
    adjustment: str = "PercentChangeInCapacity"
    min_magnitude: int = 1
    warmup_seconds: float | None = None
    name: str = "step"
    bounds: tuple[tuple[float, float, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known_adjustment(self.adjustment)
        errors.count("min_magnitude", self.min_magnitude, least=1)
        warmup_of(self.warmup_seconds)
        object.__setattr__(self, "steps", tuple(tuple(step) for step in self.steps))
        object.__setattr__(self, "bounds", step_bounds(self.steps, self.alarm.threshold, self.adjustment))

    def chosen(self, value: float) -> int | None:
        """The adjustment for a value of the metric; None where no step holds it.

        Above the threshold a lower bound is inclusive and an upper one exclusive, below it the reverse; a value at the
        threshold is taken as the alarm looks at it.
        """
        limit = self.alarm.threshold
        above = value > limit or (value == limit and self.alarm.high)
        for low, high, change in self.bounds:
            if (low <= value < high) if above else (low < value <= high):
                return change
        return None


@dataclass(frozen=True)
class Simple:
    """One adjustment, then wait for the cooldown.

    Parameters
    ----------
    alarm
        When it acts.
    change
        The adjustment.
    adjustment
        One of `ADJUSTMENTS`.
    min_magnitude
        As in `Step`.
    cooldown_seconds
        After its own activities; None: the group's default cooldown.
    name
        Shown in events.

    Notes
    -----
    It waits until every launch and termination, whoever started it, is complete and the cooldown after the last of them
    has passed; other policies do not wait for it.
    Source: AWS, EC2 Auto Scaling User Guide, "Scaling cooldowns for Amazon EC2 Auto Scaling".

    Examples
    --------
    >>> Simple(Alarm(90), 1).adjustment
    'ChangeInCapacity'
    """

    alarm: Alarm
    change: int
    adjustment: str = "ChangeInCapacity"
    min_magnitude: int = 1
    cooldown_seconds: float | None = None
    name: str = "simple"

    def __post_init__(self) -> None:
        known_adjustment(self.adjustment)
        whole("change", self.change, self.adjustment)
        errors.count("min_magnitude", self.min_magnitude, least=1)
        if self.cooldown_seconds is not None:
            errors.amount("cooldown_seconds", self.cooldown_seconds)


@dataclass(frozen=True)
class Scheduled:
    """New sizes at a set time, once or again and again.

    Parameters
    ----------
    cron
        Five fields: minute, hour, day of month, month, day of week; empty when `at` is given.
    at
        One moment, UTC where no offset is given.
    time_zone
        IANA name, for cron.
    min_size, max_size, desired
        At least one of them.
    start, end
        A recurring action runs from here (inclusive) to there (exclusive).
    name
        Shown in events.

    Notes
    -----
    It sets what it says and keeps no memory of the old values; a desired capacity outside the new limits moves to them. A
    new minimum above the present maximum raises that as well, and a new maximum below the minimum lowers it (ours: AWS
    refuses such limits when they are set by hand).
    No cooldown or warm-up holds it back. AWS may start it up to two minutes late; here it is on time. Two actions at the
    same moment are refused, as AWS does.
    Where a clock change skips or repeats the local time, AWS's guide is silent: a skipped time runs as much later as
    the clock jumped, a repeated one at its first occurrence.
    Source: AWS, EC2 Auto Scaling User Guide, "Scheduled scaling for Amazon EC2 Auto Scaling".

    Examples
    --------
    >>> Scheduled("0 8 * * MON-FRI", time_zone="Asia/Seoul", desired=6).desired
    6
    """

    cron: str = ""
    at: str = ""
    time_zone: str = "UTC"
    min_size: int | None = None
    max_size: int | None = None
    desired: int | None = None
    start: str | None = None
    end: str | None = None
    name: str = "scheduled"

    def __post_init__(self) -> None:
        if bool(self.cron) == bool(self.at):
            raise InputError(
                ko="예약된 작업에는 cron과 at 가운데 하나만 주세요.",
                en="give a scheduled action cron or at, one of them.",
            )
        sizes = {name: getattr(self, name) for name in ("min_size", "max_size", "desired")}
        given = {name: errors.count(name, size) for name, size in sizes.items() if size is not None}
        if not given:
            raise InputError(
                ko="예약된 작업에는 min_size, max_size, desired 가운데 하나는 있어야 합니다.",
                en="a scheduled action needs min_size, max_size or desired.",
            )
        order = [given[name] for name in ("min_size", "desired", "max_size") if name in given]
        if order != sorted(order):
            raise InputError(
                ko=f"예약된 작업의 크기 {given}이(가) 순서에 맞지 않습니다. min_size ≤ desired ≤ max_size여야 합니다.",
                en=f"the sizes {given} of a scheduled action are out of order: min_size <= desired <= max_size.",
            )
        zone(self.time_zone)
        if self.cron:
            Cron.read(self.cron)
        for text in (self.at, self.start, self.end):
            if text:
                moment(text)


@dataclass(frozen=True)
class Predictive:
    """Launch ahead of what the last days forecast.

    Parameters
    ----------
    target
        As in `TargetTracking`.
    metric
        cpu, memory, network_in, requests_per_target or sessions.
    buffer_seconds
        SchedulingBufferTime: so long before the hour instances are launched; below 3,600.
    mode
        "forecast_and_scale", or "forecast_only" (AWS's default): it forecasts and changes nothing.
    max_behavior
        "honor": max_size holds; "increase": a forecast above it raises it, for good.
    max_buffer_percent
        With "increase": so much above the forecast.
    name
        Shown in events.

    Notes
    -----
    Documented: it needs 24 hours of data, looks at up to 14 days, forecasts 48 hours by the hour, anew every 6 hours;
    at the top of each hour it raises the desired capacity to the forecast, and never lowers it; several policies leave
    the largest capacity, so in an hour other policies do not scale in below its forecast.
    AWS does not publish its model. Ours: the mean load of the same hour of the same weekday, of those of the last 14
    days; in the first week, the median of the same hour of the days so far.
    Sources: AWS, EC2 Auto Scaling User Guide, "Predictive scaling for Amazon EC2 Auto Scaling", "How predictive scaling
    works"; API Reference, PredictiveScalingConfiguration.

    Examples
    --------
    >>> Predictive(50).mode
    'forecast_and_scale'
    """

    target: float
    metric: str = "cpu"
    buffer_seconds: float = 300
    mode: str = "forecast_and_scale"
    max_behavior: str = "honor"
    max_buffer_percent: int = 0
    name: str = "predictive"

    def __post_init__(self) -> None:
        errors.amount("target", self.target, above=True)
        allowed = ("cpu", "memory", "network_in", "requests_per_target", "sessions")
        if self.metric not in allowed:
            raise unknown(ko="예측 메트릭", en="metric to forecast", given=self.metric, allowed=allowed)
        if errors.amount("buffer_seconds", self.buffer_seconds) >= 3600:
            raise InputError(
                ko=f"buffer_seconds {self.buffer_seconds:g}은(는) 3600보다 작아야 합니다.",
                en=f"buffer_seconds {self.buffer_seconds:g} has to be below 3600.",
            )
        if self.mode not in MODES:
            raise unknown(ko="모드", en="mode", given=self.mode, allowed=MODES)
        if self.max_behavior not in ("honor", "increase"):
            raise unknown(
                ko="최대 용량 동작", en="max_behavior", given=self.max_behavior, allowed=("honor", "increase")
            )
        if errors.count("max_buffer_percent", self.max_buffer_percent) > 100:
            raise InputError(
                ko=f"max_buffer_percent {self.max_buffer_percent}은(는) 0~100이어야 합니다.",
                en=f"max_buffer_percent {self.max_buffer_percent} has to be 0 to 100.",
            )


Policy = TargetTracking | Step | Simple | Scheduled | Predictive


def _known(metric: str) -> None:
    if metric not in METRICS:
        raise unknown(ko="메트릭", en="metric", given=metric, allowed=METRICS)
