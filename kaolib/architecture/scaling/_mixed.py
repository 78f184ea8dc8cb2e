"""The On-Demand part of a mixed instances group; what it comes to, and from which pools, is the fleet room's matter."""

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
