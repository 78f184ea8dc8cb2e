"""A target capacity allocated to pools, as EC2 Fleet and Auto Scaling mixed instances groups do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._allocation import Allocation, Allocations
from kaolib.architecture.fleet._run import Options, run
from kaolib.architecture.fleet._table import read
from kaolib.architecture.fleet._target import split
from kaolib.architecture.fleet._words import ON_DEMAND_STRATEGIES, SPOT_STRATEGIES
from kaolib.errors import InputError

_SPLIT = ("on_demand_base", "on_demand_percent", "on_demand_target", "spot_target", "default_target")


def allocate(
    pools: pd.DataFrame,
    target: int,
    *,
    strategy: str = "price-capacity-optimized",
    on_demand_strategy: str = "lowest-price",
    pools_to_use: int = 1,
    on_demand_base: int = 0,
    on_demand_percent: float = 0,
    on_demand_target: int | None = None,
    spot_target: int | None = None,
    default_target: str = "spot",
    deep: float = 0.5,
    spot_max_usd_per_unit_hour: float | None = None,
    spot_max_total_usd_per_hour: float | None = None,
    on_demand_max_total_usd_per_hour: float | None = None,
    single_instance_type: bool = False,
    single_zone: bool = False,
    spot_min_target: int = 0,
    on_demand_min_target: int = 0,
    reservations_first: bool = False,
    balance_zones: bool = False,
) -> Allocation:
    """Allocate one fleet's target capacity to its pools.

    Parameters
    ----------
    pools
        A table as `pools` makes it: pool, instance_type, zone, weight, on_demand_usd_per_hour, spot_usd_per_hour; also,
        where it has them, priority (NaN: last), depth and on_demand_depth (instances that can be had; NaN: no limit),
        max_usd_per_unit_hour (the pool's own maximum Spot price), reserved (unused Capacity Reservations).
    target
        Units: instances where every weight is 1.
    strategy
        For Spot: "price-capacity-optimized", "capacity-optimized", "capacity-optimized-prioritized", "diversified" or
        "lowest-price". AWS recommends the first, and takes the last where a request names none.
    on_demand_strategy
        "lowest-price" (AWS's default for an EC2 Fleet) or "prioritized" (for an Auto Scaling group).
    pools_to_use
        InstancePoolsToUseCount (EC2 Fleet), SpotInstancePools (Auto Scaling): over how many of the cheapest pools
        "lowest-price" spreads alike; for each zone where zones are balanced.
    on_demand_base, on_demand_percent, on_demand_target, spot_target, default_target
        How the target is split: see `split`.
    deep
        0 to 1: a pool counts as deep when its spare units are at least this share of the deepest pool's. The strategies
        that look at capacity first take the deep pools. AWS does not publish its measure: this is an assumption.
    spot_max_usd_per_unit_hour
        Maximum Spot price for a unit hour; None: each pool's On-Demand price.
    spot_max_total_usd_per_hour, on_demand_max_total_usd_per_hour
        MaxTotalPrice: launching ends before the instance that would pass it.
    single_instance_type, single_zone
        SingleInstanceType, SingleAvailabilityZone of an instant EC2 Fleet: Spot all from one type, one zone; On-Demand
        likewise, by itself.
    spot_min_target, on_demand_min_target
        MinTargetCapacity: with fewer units nothing is launched. AWS wants one of the two above with it.
    reservations_first
        Use unused Capacity Reservations before other On-Demand capacity (an instant EC2 Fleet).
    balance_zones
        True: as an Auto Scaling group, zones alike first and the strategy inside each zone. False: as an EC2 Fleet.

    Returns
    -------
    Allocation
        Its `lines`, `summary()`, `left_out` and `explain()`.

    Raises
    ------
    InputError
        For missing columns, names that come twice, numbers out of range, unknown strategies, or options that do not
        belong together.

    Notes
    -----
    What AWS says, and is done here:

    - The number of instances from a pool is its part of the target over the weight, rounded up to the next whole number.
    - "lowest-price" and "price-capacity-optimized" compare the price per unit hour, and the price per instance hour where
      every weight is above the target capacity. On-Demand "lowest-price" does the same with On-Demand prices.
    - A pool that runs out is followed by the next one. Spot is never made up with On-Demand, nor the other way round.
    - A Spot price above the maximum (without one: above the On-Demand price) leaves a pool out; "diversified" leaves out
      a price that is not below On-Demand too.
    - Launching ends at the total target capacity or at a maximum total price. An Auto Scaling group passes its desired
      capacity by less than its largest weight.

    What AWS leaves open, and is chosen here:

    - How deep a pool is (``depth`` is an input) and which pools count as the deepest (``deep``). Depth is compared in
      units. After the deep pools the others follow, deepest first.
    - "Evenly": each next instance goes where the fewest units are. This gives AWS's own examples.
    - Equals: the lower price per unit, then the name of the pool.
    - An Auto Scaling group's zones are served one after the other, each with its even part of what is left; what a zone
      lacks comes from the others.
    - "lowest-price" over several pools: the even parts are set first; what a pool lacks comes from the next cheapest pool
      after them, then from those of them that have more.
    - Of several types or zones, a single one is the one that gives most of the target, then the cheapest.

    Source: EC2 User Guide, "Use allocation strategies to determine how EC2 Fleet or Spot Fleet fulfills Spot and
    On-Demand capacity", "Use instance weighting to manage cost and performance of your EC2 Fleet or Spot Fleet",
    "Maximum price overrides", "Control spending"; API reference of CreateFleet; EC2 Auto Scaling User Guide, "Auto
    Scaling groups with multiple instance types and purchase options", "Configure an Auto Scaling group to use instance
    weights".

    Examples
    --------
    >>> table = pd.DataFrame({"pool": ["c3.2xlarge", "m3.xlarge", "r3.xlarge"], "zone": "a", "weight": 8,
    ...                       "on_demand_usd_per_hour": 0.5, "spot_usd_per_hour": [0.12, 0.10, 0.11]})
    >>> table["instance_type"] = table["pool"]
    >>> allocate(table, 30, strategy="lowest-price").lines[["pool", "instances", "units"]].values.tolist()
    [['m3.xlarge', 4, 32.0]]
    >>> allocate(table, 30, strategy="diversified").lines[["pool", "instances"]].values.tolist()
    [['m3.xlarge', 2], ['r3.xlarge', 1], ['c3.2xlarge', 1]]
    """
    given = {name: value for name, value in locals().items() if name not in ("pools", "target")}
    asked = _options({name: value for name, value in given.items() if name not in _SPLIT})
    total, on_demand, spot = _wanted([target], {name: given[name] for name in _SPLIT})
    read_pools = read(pools, 1)
    return Allocation(
        Allocations(read_pools, (total, on_demand, spot), run(read_pools, total, on_demand, spot, asked)), asked
    )


def allocate_many(
    pools: pd.DataFrame,
    targets: Sequence[int] | npt.NDArray[np.int64],
    *,
    spot_usd_per_hour: npt.ArrayLike | None = None,
    depth: npt.ArrayLike | None = None,
    on_demand_depth: npt.ArrayLike | None = None,
    **options: Any,
) -> Allocations:
    """Allocate many fleets over the same pools at once: what `allocate` gives for each of them.

    Parameters
    ----------
    pools
        As in `allocate`.
    targets
        The target of each fleet, in units.
    spot_usd_per_hour, depth, on_demand_depth
        Where fleets differ in them: arrays of (fleets, pools), in the order of the rows of ``pools``, instead of the
        column. NaN: a price that is not known, no limit.
    **options
        The options of `allocate`, the same for all fleets.

    Returns
    -------
    Allocations
        `spot` and `on_demand` (instances by fleet and pool) and `summary()`.

    Raises
    ------
    InputError
        As `allocate`; also for arrays of another shape.

    Examples
    --------
    >>> table = pd.DataFrame({"pool": ["r3.2xlarge", "c3.xlarge"], "instance_type": ["r3.2xlarge", "c3.xlarge"],
    ...                       "zone": "a", "weight": [6, 5], "on_demand_usd_per_hour": 0.5, "spot_usd_per_hour": 0.1})
    >>> allocate_many(table, [24, 25], spot_usd_per_hour=[[0.06, 0.06], [0.06, 0.04]], strategy="lowest-price").spot
    array([[4, 0],
           [0, 5]])
    """
    unknown = sorted(set(options) - set(allocate.__kwdefaults__ or {}))
    if unknown:
        raise errors.unknown(ko="옵션", en="option", given=unknown[0], allowed=sorted(allocate.__kwdefaults__ or {}))
    given = {**(allocate.__kwdefaults__ or {}), **options}
    asked = _options({name: value for name, value in given.items() if name not in _SPLIT})
    total, on_demand, spot = _wanted(list(targets), {name: given[name] for name in _SPLIT})
    read_pools = read(pools, len(total), spot_usd_per_hour, depth, on_demand_depth)
    return Allocations(read_pools, (total, on_demand, spot), run(read_pools, total, on_demand, spot, asked))


def _wanted(targets: Sequence[int], how: dict[str, Any]) -> tuple[npt.NDArray[np.float64], ...]:
    """Units in all, On-Demand and Spot of each fleet."""
    found = {target: split(target, **how) for target in dict.fromkeys(targets)}
    pairs = np.array([found[target] for target in targets], dtype=float).reshape(-1, 2)
    return pairs.sum(axis=1), pairs[:, 0], pairs[:, 1]


def _options(given: dict[str, Any]) -> Options:
    errors.each_of(given["strategy"], SPOT_STRATEGIES, ko="스팟 할당 전략", en="Spot allocation strategy")
    errors.each_of(
        given["on_demand_strategy"], ON_DEMAND_STRATEGIES, ko="On-Demand 할당 전략", en="On-Demand allocation strategy"
    )
    checked = dict(given)
    checked["pools_to_use"] = errors.count("pools_to_use", given["pools_to_use"], least=1)
    if given["pools_to_use"] > 1 and given["strategy"] != "lowest-price":
        raise InputError(
            ko=f"pools_to_use는 lowest-price 전략에서만 쓸 수 있습니다. 지금은 {given['strategy']}입니다.",
            en=f"pools_to_use goes with the strategy lowest-price only, not with {given['strategy']}.",
        )
    checked["deep"] = errors.share("deep", given["deep"])
    for name in ("spot_min_target", "on_demand_min_target"):
        checked[name] = errors.count(name, given[name])
    for name, otherwise in (
        ("spot_max_usd_per_unit_hour", np.nan),
        ("spot_max_total_usd_per_hour", np.inf),
        ("on_demand_max_total_usd_per_hour", np.inf),
    ):
        checked[name] = otherwise if given[name] is None else errors.amount(name, given[name])
    single = given["single_instance_type"] or given["single_zone"]
    if (given["spot_min_target"] or given["on_demand_min_target"]) and not single:
        raise InputError(
            ko="최소 목표 용량은 single_instance_type이나 single_zone과 함께 써야 합니다.",
            en="a minimum target capacity goes with single_instance_type or single_zone.",
        )
    totals = given["spot_max_total_usd_per_hour"] is not None or given["on_demand_max_total_usd_per_hour"] is not None
    if given["balance_zones"] and (single or totals or given["reservations_first"]):
        raise InputError(
            ko="balance_zones는 Auto Scaling 그룹의 방식입니다. 단일 유형·영역, 총액 한도, 용량 예약 우선은 EC2 플릿의 설정입니다.",
            en="balance_zones is how an Auto Scaling group works; one type or zone, a maximum total price and reservations "
            "first belong to an EC2 Fleet.",
        )
    if single and given["reservations_first"]:
        raise InputError(
            ko="reservations_first는 single_instance_type, single_zone과 함께 쓸 수 없습니다.",
            en="reservations_first does not go with single_instance_type or single_zone.",
        )
    return Options(**checked)
