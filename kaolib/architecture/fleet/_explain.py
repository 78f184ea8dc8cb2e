"""One purchase option of one fleet: from which pools it could launch, in which order, what it did, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from kaolib.architecture.fleet._choose import Choice, on_demand_order, spot_order
from kaolib.architecture.fleet._fill import Bools, Floats
from kaolib.architecture.fleet._run import Options, Result, not_below_on_demand, on_demand_usable, too_dear
from kaolib.architecture.fleet._table import Pools

#: On-Demand is launched first.
PURCHASE_OPTIONS = ("on_demand", "spot")


class Step(NamedTuple):
    """A step of an allocation; NaN and "" where it has no such thing."""

    rule: str
    purchase_option: str = ""
    pool: str = ""
    rank: float = np.nan
    usd_per_unit_hour: float = np.nan
    depth: float = np.nan
    instances: int = 0
    units: float = 0.0
    left: float = 0.0
    ended_by: str = ""


@dataclass(frozen=True)
class Half:
    """The first fleet of a result, by one purchase option."""

    option: str
    pools: Pools
    asked: Options
    result: Result
    total: Floats
    #: units wanted, and units still to be launched when this option's turn comes
    target: float
    need: float

    @property
    def _is_spot(self) -> bool:
        return self.option == "spot"

    @cached_property
    def launched(self) -> Floats:
        """Instances by pool."""
        return np.asarray((self.result.spot if self._is_spot else self.result.on_demand)[0])

    @cached_property
    def reserved(self) -> Floats:
        """Instances on Capacity Reservations by pool."""
        return np.zeros_like(self.launched) if self._is_spot else np.asarray(self.result.reserved[0])

    @cached_property
    def price(self) -> Floats:
        """USD per hour of an instance, by pool."""
        return np.asarray((self.pools.spot if self._is_spot else self.pools.on_demand)[0])

    @cached_property
    def depth(self) -> Floats:
        """Instances that can be had, by pool."""
        return np.asarray((self.pools.depth if self._is_spot else self.pools.on_demand_depth)[0])

    @cached_property
    def usable(self) -> Bools:
        """Whether instances could come from a pool."""
        mask = self.result.spot_from if self._is_spot else self.result.on_demand_from
        return np.asarray(np.broadcast_to(mask, (1, len(self.pools.names)))[0])

    @cached_property
    def ranks(self) -> dict[int, int]:
        """The usable pools in the order in which they are asked, with their rank: in its zone, where zones are balanced."""
        return {
            int(number): rank
            for mask, choice in self._choices
            for rank, number in enumerate((n for n in choice.order[0] if mask[0, n]), 1)
        }

    @cached_property
    def _choices(self) -> list[tuple[Bools, Choice]]:
        masks = [self.usable]
        if self.asked.balance_zones:
            masks = [self.usable & (np.array(self.pools.zones) == zone) for zone in sorted(set(self.pools.zones))]
        return [(mask[None, :], self._choice(mask[None, :])) for mask in masks]

    def _choice(self, mask: Bools) -> Choice:
        if self._is_spot:
            return spot_order(self.pools, mask, self.total, self.asked.strategy, self.asked.deep)
        order = on_demand_order(self.pools, mask, self.total, self.asked.on_demand_strategy)
        return Choice(order, np.zeros_like(mask))

    def left_out(self) -> Iterator[tuple[int, str]]:
        """The pools that could not be used, by name, and the rule that says so."""
        pools, asked = self.pools, self.asked
        if self._is_spot:
            reasons = {
                "spot_price_unknown": np.isnan(self.price),
                "dearer_than_maximum": too_dear(pools, asked)[0],
                "not_below_on_demand": not_below_on_demand(pools, asked)[0],
                "no_capacity": self.depth == 0,
            }
        else:
            reasons = {
                "on_demand_price_unknown": np.isnan(self.price),
                "no_capacity": ~on_demand_usable(pools, asked)[0],
            }
        reasons["other_type_or_zone"] = ~self.usable
        for number in sorted(np.flatnonzero(~self.usable), key=lambda one: int(pools.alphabet[one])):
            yield int(number), next(rule for rule, holds in reasons.items() if holds[number])

    def steps(self) -> Iterator[Step]:
        """What was wanted, which pools were left out, what was launched where; nothing where nothing was wanted."""
        if not self.target:
            return
        left = self.need
        yield Step(f"{self.option}_target", self.option, left=left)
        for number, rule in self.left_out():
            yield self._step(rule, number, np.nan, self.depth[number], 0.0, left)
        for number, rank in self.ranks.items():
            if self.reserved[number]:
                room = float(self.pools.reserved[0, number])
                step = self._step("reservation_first", number, rank, room, self.reserved[number], left)
                yield step
                left = step.left
        for number, rank in self.ranks.items():
            if self.launched[number] > self.reserved[number]:
                count = self.launched[number] - self.reserved[number]
                step = self._step(self._rule(number, rank), number, rank, self.depth[number], count, left)
                yield step
                left = step.left

    def _step(self, rule: str, number: int, rank: float, room: float, count: float, left: float) -> Step:
        weight = float(self.pools.units[number])
        now = max(0.0, left - count * weight)
        ended = ""
        if count:
            ended = "target" if not now else "depth" if count >= room else self._ended(number)
        return Step(
            rule,
            self.option,
            self.pools.names[number],
            rank,
            float(self.price[number]) / weight,
            float(room) if np.isfinite(room) else np.nan,
            int(count),
            float(count) * weight,
            now,
            ended,
        )

    def _ended(self, number: int) -> str:
        """What ended the launching in a pool with room while units were missing: its even share, or the money."""
        last = [one for one in self.ranks if self.launched[one]][-1]
        missing = self.need - float(self.launched @ self.pools.units)
        return "max_total" if number == last and missing > 0 else "share"

    def _rule(self, number: int, rank: int) -> str:
        asked = self.asked
        if not self._is_spot:
            return f"on_demand_{asked.on_demand_strategy.replace('-', '_')}"
        if asked.strategy == "diversified":
            return "spot_evenly"
        if asked.strategy == "lowest-price":
            if asked.pools_to_use == 1:
                return "spot_lowest_price"
            return "spot_lowest_price_evenly" if rank <= asked.pools_to_use else "spot_next_lowest_price"
        deep = any(choice.deep[0, number] for mask, choice in self._choices if mask[0, number])
        if asked.strategy == "capacity-optimized" or not deep:
            return "spot_deepest"
        return "spot_deep_lowest_price" if asked.strategy == "price-capacity-optimized" else "spot_deep_prioritized"
