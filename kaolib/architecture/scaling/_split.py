"""How a mixed instances group splits its capacity; which pools it takes is `kaolib.architecture.fleet`'s."""

from __future__ import annotations

from dataclasses import dataclass

from kaolib import errors
from kaolib.errors import InputError


@dataclass(frozen=True)
class Mixed:
    """A mixed instances policy's On-Demand part.

    Parameters
    ----------
    on_demand_base
        OnDemandBaseCapacity: the first so many instances are On-Demand.
    on_demand_percent
        OnDemandPercentageAboveBaseCapacity, 0 to 100: of those above the base.

    Examples
    --------
    >>> Mixed(2, 50).on_demand_base
    2
    """

    on_demand_base: int = 0
    on_demand_percent: int = 100

    def __post_init__(self) -> None:
        errors.count("on_demand_base", self.on_demand_base)
        if errors.count("on_demand_percent", self.on_demand_percent) > 100:
            raise InputError(
                ko=f"on_demand_percent {self.on_demand_percent}은(는) 0~100이어야 합니다.",
                en=f"on_demand_percent {self.on_demand_percent} has to be 0 to 100.",
            )


def split(instances: int, on_demand_base: int = 0, on_demand_percent: int = 100) -> tuple[int, int]:
    """Instances On-Demand and on Spot.

    Parameters
    ----------
    instances
        In all.
    on_demand_base, on_demand_percent
        As in `Mixed`.

    Returns
    -------
    tuple
        On-Demand, Spot.

    Notes
    -----
    A fraction of an instance above the base goes to On-Demand.
    Source: AWS, EC2 Auto Scaling User Guide, "Allocation strategies for multiple instance types" and "Auto Scaling groups
    with multiple instance types and purchase options" (instances distribution).

    Examples
    --------
    >>> split(10, 2, 50), split(5, 2, 50)
    ((6, 4), (4, 1))
    """
    Mixed(on_demand_base, on_demand_percent)
    total = errors.count("instances", instances)
    base = min(on_demand_base, total)
    on_demand = base - (base - total) * on_demand_percent // 100
    return on_demand, total - on_demand
