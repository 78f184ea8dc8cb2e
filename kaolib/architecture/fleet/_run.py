"""Fleets allocated, many at once: a row for each fleet, a column for each pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kaolib.architecture.fleet._choose import on_demand_order, spot_order
from kaolib.architecture.fleet._fill import Bools, Floats, evenly, in_order
from kaolib.architecture.fleet._table import Pools

_LAST_BIT = 1e-9


@dataclass(frozen=True)
class Options:
    """What `allocate` was asked for, checked; infinity or NaN where nothing was."""

    strategy: str = "price-capacity-optimized"
    on_demand_strategy: str = "lowest-price"
    pools_to_use: int = 1
    deep: float = 0.5
    spot_max_usd_per_unit_hour: float = np.nan
    spot_max_total_usd_per_hour: float = np.inf
    on_demand_max_total_usd_per_hour: float = np.inf
    single_instance_type: bool = False
    single_zone: bool = False
    spot_min_target: int = 0
    on_demand_min_target: int = 0
    reservations_first: bool = False
    balance_zones: bool = False


#: Instances from the pools of a mask for a need, when some are used already.
Fill = Callable[[Bools, Floats, Floats], Floats]


@dataclass(frozen=True)
class Result:
    """Instances by fleet and pool (reserved: of the On-Demand ones), and from which pools they could come."""

    on_demand: Floats
    reserved: Floats
    spot: Floats
    on_demand_from: Bools
    spot_from: Bools


def run(pools: Pools, total: Floats, on_demand: Floats, spot: Floats, asked: Options) -> Result:
    """Allocate fleets: On-Demand first, then Spot.

    Parameters
    ----------
    pools, asked
        From where, and how.
    total, on_demand, spot
        (fleets,): units that each fleet wants, in all and by purchase option.

    Notes
    -----
    A fleet stops launching when it has its total target capacity: what the last On-Demand Instance brings beyond its own
    target leaves less to Spot. What On-Demand lacks is not made up with Spot.
    Source: EC2 User Guide, "Control spending".
    """
    can = on_demand_usable(pools, asked)
    order = _rows(on_demand_order(pools, can, total, asked.on_demand_strategy), len(total))
    limit = np.full(len(total), asked.on_demand_max_total_usd_per_hour)
    need, nothing = on_demand * pools.parts, np.zeros((len(total), len(pools.names)))
    weight, price, reserved = pools.weight[None, :], _known(pools.on_demand), nothing
    if asked.reservations_first:
        held = in_order(order, weight, np.where(can, pools.reserved, 0), price, need, limit)
        reserved = held.instances
        need = np.where(held.ended, 0, np.clip(need - reserved @ pools.weight, 0, None))
        limit = limit - _cost(reserved, price)

    def launch(mask: Bools, need: Floats, used: Floats) -> Floats:
        room = np.maximum(np.where(mask, pools.on_demand_depth, 0) - used, 0)
        return in_order(order, weight, room, price, need, limit).instances

    def bid(mask: Bools, need: Floats, used: Floats) -> Floats:
        return _spot(pools, mask, total, need, used, asked)

    launched, on_demand_from = _fill(pools, can, need, nothing, price, launch, asked)
    launched = _at_least(pools, reserved + launched, asked.on_demand_min_target)
    reserved = np.minimum(reserved, launched)

    left = np.clip(np.minimum(spot * pools.parts, total * pools.parts - launched @ pools.weight), 0, None)
    spare, spot_from = _fill(pools, spot_usable(pools, asked), left, launched, _known(pools.spot), bid, asked)
    return Result(launched, reserved, _at_least(pools, spare, asked.spot_min_target), on_demand_from, spot_from)


def on_demand_usable(pools: Pools, asked: Options) -> Bools:
    """Whether On-Demand Instances can come from a pool: its price is known, and there is capacity."""
    some = (pools.on_demand_depth > 0) | (asked.reservations_first & (pools.reserved > 0))
    return np.isfinite(pools.on_demand) & some


def most_to_pay(pools: Pools, asked: Options) -> Floats:
    """The maximum Spot price in USD per unit hour: the pool's own, else the fleet's, else the On-Demand price."""
    fleet = asked.spot_max_usd_per_unit_hour
    default = pools.on_demand / pools.units if np.isnan(fleet) else np.full_like(pools.on_demand, fleet)
    return np.where(np.isnan(pools.maximum), default, pools.maximum)


def too_dear(pools: Pools, asked: Options) -> Bools:
    """Whether the Spot price is above the maximum; never where neither a maximum nor an On-Demand price is known."""
    return np.asarray(pools.spot / pools.units > most_to_pay(pools, asked) * (1 + _LAST_BIT))


def not_below_on_demand(pools: Pools, asked: Options) -> Bools:
    """Whether ``diversified`` leaves a pool out since its Spot price is not below the On-Demand price."""
    return np.asarray((asked.strategy == "diversified") & (pools.spot >= pools.on_demand))


def spot_usable(pools: Pools, asked: Options) -> Bools:
    """Whether Spot Instances can come from a pool."""
    fine = np.isfinite(pools.spot) & (pools.depth > 0)
    return np.asarray(fine & ~too_dear(pools, asked) & ~not_below_on_demand(pools, asked))


def _spot(pools: Pools, mask: Bools, total: Floats, need: Floats, used: Floats, asked: Options) -> Floats:
    order = _rows(spot_order(pools, mask, total, asked.strategy, asked.deep).order, len(need))
    room = np.maximum(np.where(mask, pools.depth, 0) - used, 0)
    weight, price = pools.weight[None, :], _known(pools.spot)
    limit = np.full(len(need), asked.spot_max_total_usd_per_hour)
    if asked.strategy == "diversified":
        return evenly(order, weight, room, price, need, limit, used).instances
    if asked.strategy != "lowest-price" or asked.pools_to_use == 1:
        return in_order(order, weight, room, price, need, limit).instances
    # the cheapest pools alike; what one of them lacks comes from the next cheapest
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
    chosen = (place < asked.pools_to_use) & (room > 0)
    share = evenly(order, weight, np.where(chosen, np.inf, 0), price, need, np.full(len(need), np.inf))
    first = evenly(order, weight, np.minimum(share.instances, room), price, need, limit)
    short = np.where(first.ended, 0, need - first.instances @ pools.weight)
    order = np.roll(order, -asked.pools_to_use, axis=1)
    rest = limit - _cost(first.instances, price)
    more = in_order(order, weight, room - first.instances, price, np.clip(short, 0, None), rest)
    return first.instances + more.instances


def _fill(
    pools: Pools, can: Bools, need: Floats, beside: Floats, price: Floats, fill: Fill, asked: Options
) -> tuple[Floats, Bools]:
    """Fill as asked: from all pools, zone by zone, or from one type or zone; and from which pools it could be."""
    if asked.balance_zones:
        return _balanced(pools, can, need, beside, fill), can
    if asked.single_instance_type or asked.single_zone:
        return _single(pools, can, need, price, fill, asked)
    return fill(can, need, np.zeros((len(need), len(pools.names)))), can


def _single(pools: Pools, can: Bools, need: Floats, price: Floats, fill: Fill, asked: Options) -> tuple[Floats, Bools]:
    """From one type, one zone or one pool: the one that gives most of the need, then at the least cost."""
    empty = np.zeros((len(need), len(pools.names)))
    best, best_mask = empty, np.zeros_like(empty, dtype=bool)
    best_units, best_cost = np.full(len(need), -1.0), np.full(len(need), np.inf)
    for group in _groups(pools, asked):
        mask = _rows(can & group, len(need))
        found = fill(mask, need, empty)
        units, cost = np.minimum(found @ pools.weight, need), _cost(found, price)
        better = (units > best_units) | ((units == best_units) & (cost < best_cost * (1 - _LAST_BIT)))
        best, best_mask = np.where(better[:, None], found, best), np.where(better[:, None], mask, best_mask)
        best_units, best_cost = np.where(better, units, best_units), np.where(better, cost, best_cost)
    return best, best_mask


def _groups(pools: Pools, asked: Options) -> Iterator[Bools]:
    keys = [
        (name if asked.single_instance_type else "", zone if asked.single_zone else "")
        for name, zone in zip(pools.types, pools.zones, strict=True)
    ]
    for one in sorted(set(keys)):
        yield np.array([key == one for key in keys])[None, :]


def _balanced(pools: Pools, can: Bools, need: Floats, beside: Floats, fill: Fill) -> Floats:
    """Zone by zone, so that the zones' units end up alike with what is there already; then wherever there is room."""
    zones = sorted(set(pools.zones))
    masks = [np.array([zone == one for zone in pools.zones]) for one in zones]
    have = np.stack([(beside * mask) @ pools.weight for mask in masks])
    got = np.zeros((len(need), len(pools.names)))
    for place, mask in enumerate(masks):
        left = np.clip(need - got @ pools.weight, 0, None)
        alike = (left + have[place:].sum(axis=0)) / (len(masks) - place)
        share = np.ceil((alike - have[place]) / pools.parts) * pools.parts
        got = got + fill(can & mask[None, :], np.clip(share, 0, left), got)
    for mask in masks:  # what a zone lacked
        left = np.clip(need - got @ pools.weight, 0, None)
        if not left.any():
            break
        got = got + fill(can & mask[None, :], left, got)
    return got


def _at_least(pools: Pools, instances: Floats, minimum: int) -> Floats:
    """The instances, or none where they are fewer units than the minimum target capacity."""
    enough = instances @ pools.weight >= minimum * pools.parts
    return np.where(enough[:, None], instances, 0.0)


def _cost(instances: Floats, price: Floats) -> Floats:
    """USD per hour of each fleet."""
    return np.asarray((instances * price).sum(axis=1))


def _known(price: Floats) -> Floats:
    """The prices, 0 where there is none: such a pool has no instances."""
    return np.where(np.isfinite(price), price, 0.0)


def _rows(values: Any, fleets: int) -> Any:
    """A row for each fleet."""
    return np.broadcast_to(values, (fleets, values.shape[1]))
