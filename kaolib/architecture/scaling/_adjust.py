"""How much a step or simple policy changes: AWS's adjustment types, their rounding, and the steps of a breach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from kaolib import errors
from kaolib.errors import InputError, unknown

ADJUSTMENTS = ("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity")
#: At most so many step adjustments in a policy. Source: AWS, EC2 Auto Scaling User Guide, "Quotas".
MOST_STEPS = 20
#: A billionth of an instance is no instance: the rounding error of a division does not launch one.
HAIR = 1e-9

StepRow = tuple[float | None, float | None, int]


def adjusted(capacity: int, change: int, adjustment: str = "ChangeInCapacity", min_magnitude: int = 1) -> int:
    """The capacity after an adjustment, before the group's limits.

    Parameters
    ----------
    capacity
        Current capacity, instances.
    change
        Instances to add or remove, a percentage, or the new capacity: see adjustment.
    adjustment
        One of `ADJUSTMENTS`.
    min_magnitude
        A percentage changes at least so many instances.

    Returns
    -------
    int

    Raises
    ------
    InputError
        For an unknown adjustment, or a change that is not a whole number.

    Notes
    -----
    A percentage that is not a whole number of instances: between 0 and 1 it is 1, between -1 and 0 it is -1, beyond that
    it is rounded towards 0. No change is no change: 0 percent changes nothing, whatever min_magnitude.
    Source: AWS, EC2 Auto Scaling User Guide, "Step and simple scaling policies", section "Scaling adjustment types".

    Examples
    --------
    30 % of 11 are 3.3: three are added. A quarter of four is one, but two is the least here.

    >>> adjusted(11, 30, "PercentChangeInCapacity"), adjusted(4, 25, "PercentChangeInCapacity", min_magnitude=2)
    (14, 6)
    """
    known_adjustment(adjustment)
    whole("change", change, adjustment)
    least = errors.count("min_magnitude", min_magnitude, least=1)
    return adjust(errors.count("capacity", capacity), change, adjustment, least)


def adjust(capacity: int, change: int, adjustment: str, least: int) -> int:
    """`adjusted` of checked values."""
    if adjustment == "ExactCapacity":
        return change
    if adjustment == "ChangeInCapacity":
        return max(0, capacity + change)
    if change == 0 or capacity == 0:
        return capacity
    size = max(capacity * abs(change) // 100, 1, least)
    return capacity + size if change > 0 else max(0, capacity - size)


def tracked(capacity: int, value: float, target: float) -> int:
    """What target tracking wants: the capacity that brings the metric to its target, rounded up.

    Examples
    --------
    >>> tracked(10, 150, 100)
    15
    """
    return math.ceil(capacity * value / target - HAIR)


def step_bounds(steps: Sequence[StepRow], threshold: float, adjustment: str) -> tuple[tuple[float, float, int], ...]:
    """The steps in the metric\'s own unit, lowest first, if AWS takes them."""
    if not steps:
        raise InputError(ko="단계 조정이 하나는 있어야 합니다.", en="a step policy needs at least one step adjustment.")
    if len(steps) > MOST_STEPS:
        raise InputError(
            ko=f"단계 조정이 {len(steps)}개입니다. 최대 {MOST_STEPS}개입니다.",
            en=f"there are {len(steps)} step adjustments: {MOST_STEPS} is the most.",
        )
    rows = []
    for step in steps:
        if len(step) != 3:
            raise InputError(
                ko=f"단계 {step!r}은(는) (하한, 상한, 조정) 형태여야 합니다.",
                en=f"the step {step!r} has to be (lower bound, upper bound, adjustment).",
            )
        low = -math.inf if step[0] is None else finite("lower bound", step[0])
        high = math.inf if step[1] is None else finite("upper bound", step[1])
        if low == -math.inf and high == math.inf:
            raise InputError(
                ko="한 단계의 하한과 상한이 둘 다 비어 있을 수 없습니다.",
                en="the lower and upper bound cannot both be open in the same step.",
            )
        if low >= high:
            raise InputError(
                ko=f"단계의 하한 {low:g}은(는) 상한 {high:g}보다 작아야 합니다.",
                en=f"the lower bound {low:g} of a step has to be below its upper bound {high:g}.",
            )
        rows.append((low, high, whole("adjustment", step[2], adjustment)))
    rows.sort()
    for before, after in pairwise(rows):
        if before[1] != after[0]:
            ko, en = ("겹칩니다", "overlap") if before[1] > after[0] else ("사이가 비어 있습니다", "leave a gap")
            raise InputError(
                ko=f"단계 [{before[0]:g}, {before[1]:g}]와 [{after[0]:g}, {after[1]:g}]가 {ko}.",
                en=f"the steps [{before[0]:g}, {before[1]:g}] and [{after[0]:g}, {after[1]:g}] {en}.",
            )
    if -math.inf < rows[0][0] < 0:
        raise InputError(
            ko="하한이 음수인 단계가 있으면 하한이 열린(None) 단계도 있어야 합니다.",
            en="with a negative lower bound there has to be a step with an open (None) lower bound.",
        )
    if 0 < rows[-1][1] < math.inf:
        raise InputError(
            ko="상한이 양수인 단계가 있으면 상한이 열린(None) 단계도 있어야 합니다.",
            en="with a positive upper bound there has to be a step with an open (None) upper bound.",
        )
    return tuple((threshold + low, threshold + high, change) for low, high, change in rows)


def known_adjustment(adjustment: str) -> None:
    """Raise for an adjustment type that AWS does not have."""
    if adjustment not in ADJUSTMENTS:
        raise unknown(ko="조정 유형", en="adjustment type", given=adjustment, allowed=ADJUSTMENTS)


def whole(name: str, value: object, adjustment: str) -> int:
    """The value, if AWS takes it as an adjustment."""
    if adjustment == "ExactCapacity":
        return errors.count(name, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise InputError(
        ko=f"{name} {value!r}은(는) 쓸 수 없습니다. 정수여야 합니다.",
        en=f"{name} {value!r} cannot be used: give a whole number.",
    )


def finite(name: str, value: object) -> float:
    """The value as a float, if it is finite."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise InputError(
        ko=f"{name} {value!r}은(는) 쓸 수 없습니다. 유한한 수여야 합니다.",
        en=f"{name} {value!r} cannot be used: give a finite number.",
    )
