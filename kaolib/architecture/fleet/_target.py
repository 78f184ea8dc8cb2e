"""How much of a target is On-Demand and how much is Spot."""

from __future__ import annotations

import math
from typing import NamedTuple

from kaolib import errors
from kaolib.errors import InputError

DEFAULT_TARGETS = ("spot", "on-demand")


class Split(NamedTuple):
    """Units of a target by purchase option."""

    on_demand: int
    spot: int


def split(
    target: int,
    *,
    on_demand_base: int = 0,
    on_demand_percent: float = 0,
    on_demand_target: int | None = None,
    spot_target: int | None = None,
    default_target: str = "spot",
) -> Split:
    """Split a target capacity into On-Demand and Spot, as an Auto Scaling group or an EC2 Fleet does.

    Parameters
    ----------
    target
        Units (instances where nothing is weighted): the desired capacity, or TotalTargetCapacity.
    on_demand_base
        OnDemandBaseCapacity of a mixed instances group: units that are On-Demand first.
    on_demand_percent
        OnDemandPercentageAboveBaseCapacity, 0 to 100: what part of the units above the base is On-Demand. AWS takes 100
        where a group says nothing; here 0.
    on_demand_target, spot_target
        OnDemandTargetCapacity and SpotTargetCapacity of an EC2 Fleet; not together with the two above.
    default_target
        DefaultTargetCapacityType of an EC2 Fleet, "spot" or "on-demand": what the units are that no target names.

    Returns
    -------
    Split
        on_demand and spot: units, together the target.

    Raises
    ------
    InputError
        For what is no count, a percentage outside 0 to 100, targets above the total, or both ways at once.

    Notes
    -----
    A fraction is rounded up to the next unit, in favour of On-Demand.
    Source: EC2 Auto Scaling User Guide, "Auto Scaling groups with multiple instance types and purchase options"
    (controlling the proportion of On-Demand Instances); EC2 User Guide, "EC2 Fleet example configurations", example 3.

    Examples
    --------
    >>> split(40, on_demand_base=10, on_demand_percent=50)
    Split(on_demand=25, spot=15)
    >>> split(7, on_demand_percent=50)
    Split(on_demand=4, spot=3)
    >>> split(20, on_demand_target=15)
    Split(on_demand=15, spot=5)
    """
    total, base = errors.count("target", target), errors.count("on_demand_base", on_demand_base)
    percent = errors.amount("on_demand_percent", on_demand_percent)
    if percent > 100:
        raise InputError(
            ko=f"on_demand_percent {on_demand_percent!r}은(는) 쓸 수 없습니다. 0~100의 수여야 합니다.",
            en=f"on_demand_percent {on_demand_percent!r} cannot be used: give a number from 0 to 100.",
        )
    errors.each_of(default_target, DEFAULT_TARGETS, ko="기본 목표 용량 유형", en="default target capacity type")
    named = [
        errors.count(name, value)
        for name, value in (("on_demand_target", on_demand_target), ("spot_target", spot_target))
        if value is not None
    ]
    if (base or percent) and (named or default_target != "spot"):
        raise InputError(
            ko="On-Demand 기본 용량과 비율은 Auto Scaling 그룹의 설정이고, 목표 용량과 기본 유형은 EC2 플릿의 설정입니다. 한쪽만 쓰세요.",
            en="a base and a percentage belong to an Auto Scaling group, target capacities and their default type to an EC2 "
            "Fleet: use one of the two.",
        )
    if sum(named) > total:
        raise InputError(
            ko=f"On-Demand와 스팟의 목표 용량 합 {sum(named)}이(가) 전체 목표 {total}보다 큽니다.",
            en=f"the target capacities of On-Demand and Spot, {sum(named)} together, are above the total of {total}.",
        )
    if named or default_target != "spot":
        rest = total - sum(named)
        on_demand = (on_demand_target or 0) + (rest if default_target == "on-demand" else 0)
        return Split(on_demand, total - on_demand)
    first = min(base, total)
    # 7 x 10 / 100 is exact for whole percentages; a part of a percent may miss its integer by the last bit
    on_demand = first + math.ceil(round((total - first) * percent / 100, 9))
    return Split(on_demand, total - on_demand)
