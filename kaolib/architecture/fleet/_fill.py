"""The two ways to launch: pool after pool, or evenly over pools. Arrays have a row for each fleet, a column for each pool.

Weights, targets and levels are whole numbers kept as floats (see `_table`), so that every sum and quotient is exact and
"no limit" is infinity.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Launched(NamedTuple):
    """Instances (fleets, pools), and whether the limit in USD ended a fleet's launching (fleets,)."""

    instances: Floats
    ended: Bools


#: A limit in USD may be reached to the last bit of a sum: 8 x 0.10 is 0.80.
_CENT = 1e-9


def in_order(order: Ints, weight: Floats, room: Floats, price: Floats, need: Floats, limit: Floats) -> Launched:
    """Launch in the first pool of the order until the need is met, the pool is empty or the money is spent; then the next.

    Parameters
    ----------
    order
        (fleets, pools): columns, first to launch first; room 0 skips a pool.
    weight, room, price
        (fleets or 1, pools): units of an instance, instances that can be had, USD per hour of an instance (0 where it
        is not known: there is no room then).
    need, limit
        (fleets,): units wanted; USD per hour that may be spent. An instance that would pass the limit ends the fleet's
        launching.

    Returns
    -------
    Launched
    """
    fleets = len(need)
    launched, over = np.zeros((fleets, order.shape[1])), np.zeros(fleets, dtype=bool)
    if not (need > 0).any():
        return Launched(launched, over)
    weights, rooms, prices = (_sorted(values, order) for values in (weight, room, price))
    left, money = need.copy(), limit.copy()
    limited = bool(np.isfinite(limit).any())
    row = np.arange(fleets)
    for place in range(order.shape[1]):
        take = np.minimum(rooms[:, place], np.ceil(np.maximum(left, 0) / weights[:, place]))
        if limited:
            affordable = np.full(fleets, np.inf)
            np.divide(money, prices[:, place], out=affordable, where=prices[:, place] > 0)
            affordable = np.maximum(np.floor(affordable + _CENT), 0)
            ended = affordable < take
            take = np.minimum(take, affordable)
            money = money - take * prices[:, place]
        left = left - take * weights[:, place]
        if limited:
            left, over = np.where(ended, 0, left), over | ended
        launched[row, order[:, place]] = take
        if not (left > 0).any():
            break
    return Launched(launched, over)


def evenly(
    order: Ints,
    weight: Floats,
    room: Floats,
    price: Floats,
    need: Floats,
    limit: Floats,
    have: Floats | None = None,
) -> Launched:
    """Launch one instance after the other where the fewest units are, the earlier pool of the order first.

    Notes
    -----
    The instance number k + 1 of a pool is launched when all pools stand at k x weight units. So the launches happen in
    the order of these levels; the last level is found by halving, and only its launches are counted one by one.

    Parameters and returns are those of `in_order`; ``have`` (fleets, pools) is the instances that run already, and count
    among the units of their pools.
    """
    fleets, pools = len(need), order.shape[1]
    if not (need > 0).any():
        return Launched(np.zeros((fleets, pools)), np.zeros(fleets, dtype=bool))
    weight, price = np.broadcast_to(weight, (fleets, pools)), np.broadcast_to(price, (fleets, pools))
    room = np.minimum(room, np.ceil(need[:, None] / weight))
    limited = bool(np.isfinite(limit).any())
    have = np.zeros((fleets, pools)) if have is None else have

    def below(level: Floats) -> Floats:
        return np.clip(np.ceil(level[:, None] / weight) - have, 0, room)

    low, high = np.zeros(fleets), np.maximum(need, 0) + (have * weight).max(axis=1)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        counts = below(middle)
        more = (counts * weight).sum(axis=1) < need
        if limited:
            more &= (counts * price).sum(axis=1) <= limit + _CENT
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    counts = below(low)
    candidate = ((have + counts) * weight == low[:, None]) & (counts < room)
    # the launches of the last level, one by one in the order of the pools
    candidates, weights = _sorted(candidate, order), _sorted(weight, order)
    step = np.where(candidates, weights, 0.0)
    before = (counts * weight).sum(axis=1)[:, None] + np.cumsum(step, axis=1) - step
    taken = candidates & (before < need[:, None])
    ended = np.zeros(fleets, dtype=bool)
    if limited:
        cost = np.where(candidates, _sorted(price, order), 0.0)
        spent = (counts * price).sum(axis=1)[:, None] + np.cumsum(cost, axis=1)
        within = spent <= limit[:, None] + _CENT
        ended = (taken & ~within).any(axis=1)
        taken &= within
    last = np.zeros((fleets, pools))
    np.put_along_axis(last, order, taken.astype(float), axis=1)
    return Launched(counts + last, ended)


def _sorted(values: npt.NDArray[Any], order: Ints) -> npt.NDArray[Any]:
    """The columns in the order of each fleet."""
    if len(values) == 1:
        return np.asarray(values[0][order])
    return np.take_along_axis(values, order, axis=1)
