"""In which order a fleet asks the pools: AWS's strategies, with the ties that AWS leaves open settled by price, then name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kaolib.architecture.fleet._fill import Bools, Floats, Ints
from kaolib.architecture.fleet._table import Pools


class Choice(NamedTuple):
    """The order of the pools (columns, first to ask first), and which of them count as deep."""

    order: Ints
    deep: Bools


def per_unit(price: Floats, pools: Pools, target: Floats) -> Floats:
    """What the strategies compare: USD per unit hour; per instance hour where every weight is above the target.

    Source: API reference of CreateFleet, LaunchTemplateOverrides (WeightedCapacity).
    """
    # to twelve decimals: 0.3 / 3 and 0.1 / 1 are the same price
    unit = np.round(price / pools.units, 12)
    over = pools.units.min() > target
    if not over.any():
        return np.asarray(unit)
    return np.where(over[:, None], price, unit)


def on_demand_order(pools: Pools, usable: Bools, target: Floats, strategy: str) -> Ints:
    """The order for On-Demand capacity; pools that cannot be used come last."""
    price = per_unit(pools.on_demand, pools, target)
    first = [price] if strategy == "lowest-price" else [pools.priority[None, :], price]
    return _order([~usable, *first, pools.alphabet[None, :]])


def spot_order(pools: Pools, usable: Bools, target: Floats, strategy: str, deep: float) -> Choice:
    """The order for Spot capacity, and the deep pools of the strategies that look at capacity."""
    price, name = per_unit(pools.spot, pools, target), pools.alphabet[None, :]
    if strategy in ("lowest-price", "diversified"):
        return Choice(_order([~usable, price, name]), np.zeros((1, len(pools.names)), dtype=bool))
    spare = np.where(usable, pools.depth * pools.weight, -1.0)
    deepest = spare.max(axis=1, keepdims=True)
    is_deep = usable & (spare >= (deep * deepest * (1 - 1e-12) if deep else 0))
    if strategy == "capacity-optimized":
        return Choice(_order([~usable, -spare, price, name]), is_deep)
    # among the deep pools their price or priority decides, among the others how deep they are
    wish = price if strategy == "price-capacity-optimized" else pools.priority[None, :]
    own = np.where(is_deep, wish, -spare)
    return Choice(_order([~usable, ~is_deep, own, price, name]), is_deep)


def _order(keys: list[Floats | Ints | Bools]) -> Ints:
    """The columns sorted by the first key, then the second, and so on."""
    same = np.broadcast_shapes(*(key.shape for key in keys))
    return np.lexsort([np.broadcast_to(key, same) for key in reversed(keys)], axis=-1)
