"""A fleet launched one instance at a time, in plain Python and exact fractions: slow, and obvious."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Pool:
    """Prices in cents; None: no limit, not known, no priority."""

    name: str
    zone: str
    weight: Fraction
    on_demand: int | None
    spot: int | None
    depth: int | None
    on_demand_depth: int | None
    priority: int | None
    type: str = ""


@dataclass
class Money:
    """What may still be spent, in cents."""

    left: float = math.inf
    ended: bool = False

    def pays(self, cents: int) -> bool:
        """Spend it, or end all launching."""
        if self.ended or cents > self.left:
            self.ended = True
            return False
        self.left -= cents
        return True


@dataclass
class Launches:
    """Instances by pool."""

    weights: dict[str, Fraction]
    instances: dict[str, int] = field(default_factory=dict)

    def add(self, pool: Pool) -> None:
        self.instances[pool.name] = self.instances.get(pool.name, 0) + 1

    def of(self, pool: Pool) -> int:
        return self.instances.get(pool.name, 0)

    @property
    def units(self) -> Fraction:
        return sum((self.weights[name] * count for name, count in self.instances.items()), Fraction(0))


def one_after_another(order, done, need, room, cents, money):
    """Launch in the first pool that has room until the need is met."""
    start = done.units
    for pool in order:
        while done.units - start < need and done.of(pool) < room(pool):
            if not money.pays(cents(pool)):
                return
            done.add(pool)


def where_fewest(order, done, need, room, cents, money, launches=None):
    """Launch each instance where the fewest units are, the earlier pool first."""
    start = done.units
    while done.units - start < need:
        free = [pool for pool in order if done.of(pool) < room(pool)]
        if not free:
            return
        pool = min(free, key=lambda one: done.of(one) * one.weight)
        if not money.pays(cents(pool)):
            return
        done.add(pool)
        if launches is not None:
            launches.append(pool)


def allocate(pools, target, on_demand, spot, *, strategy, on_demand_strategy="lowest-price", pools_to_use=1,
             deep=Fraction(1, 2), most=None, spot_money=math.inf, on_demand_money=math.inf, balance_zones=False):  # fmt: skip
    """(On-Demand, Spot) instances by pool name."""
    weights = {pool.name: pool.weight for pool in pools}
    over = all(pool.weight > target for pool in pools)

    def unit(cents, pool):
        return Fraction(cents) if over else Fraction(cents) / pool.weight

    def room(pool):
        return math.inf if pool.on_demand_depth is None else pool.on_demand_depth

    def spare(pool):
        return math.inf if pool.depth is None else pool.depth

    def priority(pool):
        return math.inf if pool.priority is None else pool.priority

    first, second = Launches(weights), Launches(weights)

    def buy(some, need):
        usable = [pool for pool in some if pool.on_demand is not None]
        if on_demand_strategy == "lowest-price":
            usable.sort(key=lambda pool: (unit(pool.on_demand, pool), pool.name))
        else:
            usable.sort(key=lambda pool: (priority(pool), unit(pool.on_demand, pool), pool.name))
        one_after_another(usable, first, need, room, lambda pool: pool.on_demand, paid)

    def fits(pool):
        if pool.spot is None or spare(pool) == 0:
            return False
        if strategy == "diversified" and pool.on_demand is not None and pool.spot >= pool.on_demand:
            return False
        if most is not None:
            return Fraction(pool.spot) / pool.weight <= most
        return pool.on_demand is None or pool.spot <= pool.on_demand

    def bid(some, need):
        usable = [pool for pool in some if fits(pool)]
        usable.sort(key=lambda pool: (unit(pool.spot, pool), pool.name))
        cents, money = (lambda pool: pool.spot), spent
        if strategy == "diversified":
            where_fewest(usable, second, need, spare, cents, money)
            return
        if strategy == "lowest-price":
            cheapest = (
                [pool for pool in usable if spare(pool) > second.of(pool)][:pools_to_use] if pools_to_use > 1 else []
            )
            if cheapest:
                planned, dry = [], Launches(weights)
                where_fewest(cheapest, dry, need, lambda pool: math.inf, cents, Money(), planned)
                start = second.units
                for pool in planned:
                    if second.of(pool) < spare(pool):
                        if not money.pays(cents(pool)):
                            return
                        second.add(pool)
                need -= second.units - start
            rest = [pool for pool in usable if pool not in cheapest] + cheapest
            one_after_another(rest, second, need, spare, cents, money)
            return
        deepest = max((spare(pool) * pool.weight for pool in usable), default=0)
        is_deep = {pool.name: spare(pool) * pool.weight >= (deep * deepest if deep else 0) for pool in usable}

        def key(pool):
            capacity = -spare(pool) * pool.weight
            if strategy == "capacity-optimized":
                return (0, capacity)
            wish = unit(pool.spot, pool) if strategy == "price-capacity-optimized" else priority(pool)
            return (0, wish) if is_deep[pool.name] else (1, capacity)

        usable.sort(key=key)  # stable: equals stay by price, then name
        one_after_another(usable, second, need, spare, cents, money)

    paid, spent = Money(on_demand_money), Money(spot_money)
    if not balance_zones:
        buy(pools, on_demand)
        bid(pools, max(0, min(spot, target - first.units)))
        return first.instances, second.instances

    zones = sorted({pool.zone for pool in pools})

    def zonal(done, need, act, beside):
        for place, zone in enumerate(zones):
            left = max(0, need - done.units)
            there = {one: sum(beside.of(pool) * pool.weight for pool in pools if pool.zone == one) for one in zones}
            alike = (left + sum(there[one] for one in zones[place:])) / Fraction(len(zones) - place)
            share = min(left, max(0, math.ceil(alike - there[zone])))
            act([pool for pool in pools if pool.zone == zone], share)
        for zone in zones:
            act([pool for pool in pools if pool.zone == zone], max(0, need - done.units))

    zonal(first, on_demand, buy, Launches(weights))
    zonal(second, max(0, min(spot, target - first.units)), bid, first)
    return first.instances, second.instances
