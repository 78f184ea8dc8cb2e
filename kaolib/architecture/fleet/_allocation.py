"""What came of an allocation: lines, totals, what was left out, and the steps that led there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib.architecture.fleet._choose import on_demand_order, spot_order
from kaolib.architecture.fleet._fill import Bools, Floats
from kaolib.architecture.fleet._run import Options, Result, not_below_on_demand, on_demand_usable, too_dear
from kaolib.architecture.fleet._table import Pools

PURCHASE_OPTIONS = ("on_demand", "spot")
_LINES = [
    *("purchase_option", "pool", "instance_type", "zone", "weight", "instances", "reserved", "units"),
    *("price_usd_per_hour", "usd_per_unit_hour", "usd_per_hour", "on_demand_usd_per_hour"),
]
_STEPS = [
    *("number", "rule", "purchase_option", "pool", "rank", "usd_per_unit_hour", "depth", "instances", "units"),
    *("left", "ended_by"),
]


@dataclass(frozen=True)
class Allocations:
    """Many fleets over the same pools; made by `allocate_many`.

    Attributes
    ----------
    pools
        Names of the pools, in the order of the table given.
    on_demand, spot
        Instances: arrays of (fleets, pools).
    reserved
        How many of the On-Demand Instances run on a Capacity Reservation.
    """

    _pools: Pools = field(repr=False)
    _wanted: tuple[Floats, Floats, Floats] = field(repr=False)
    _result: Result = field(repr=False)

    @property
    def pools(self) -> list[str]:
        """Names of the pools: the columns of the arrays."""
        return list(self._pools.names)

    @cached_property
    def on_demand(self) -> npt.NDArray[np.int64]:
        """On-Demand Instances by fleet and pool."""
        return self._result.on_demand.astype(np.int64)

    @cached_property
    def reserved(self) -> npt.NDArray[np.int64]:
        """How many of the On-Demand Instances run on a Capacity Reservation, by fleet and pool."""
        return self._result.reserved.astype(np.int64)

    @cached_property
    def spot(self) -> npt.NDArray[np.int64]:
        """Spot Instances by fleet and pool."""
        return self._result.spot.astype(np.int64)

    def __len__(self) -> int:
        return len(self._wanted[0])

    def summary(self) -> pd.DataFrame:
        """The totals of each fleet.

        Returns
        -------
        pandas.DataFrame
            A row for each fleet:

            - target, on_demand_target, spot_target: units wanted
            - fulfilled, on_demand_units, spot_units: units launched; unfulfilled, on_demand_unfulfilled,
              spot_unfulfilled: what is missing (Spot: of what On-Demand left to it); over: units above the target
            - instances, pools (that are used), largest_pool_share (of the units: what is lost with one pool)
            - usd_per_hour, usd_per_unit_hour, on_demand_equivalent_usd_per_hour (the same instances On-Demand; NaN where
              a price is not known), saving (against it, 0 to 1)
        """
        pools, result = self._pools, self._result
        total, on_demand, spot = self._wanted
        both = result.on_demand + result.spot
        units, bought, spare = both @ pools.units, result.on_demand @ pools.units, result.spot @ pools.units
        usd = _usd(result.on_demand, pools.on_demand) + _usd(result.spot, pools.spot)
        equivalent = _usd(both, pools.on_demand)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (both * pools.units).max(axis=1) / units
            saving, per_unit_hour = 1 - usd / equivalent, usd / units
        return pd.DataFrame(
            {
                "target": total.astype(np.int64),
                "fulfilled": units,
                "unfulfilled": np.clip(total - units, 0, None),
                "over": np.clip(units - total, 0, None),
                "on_demand_target": on_demand.astype(np.int64),
                "spot_target": spot.astype(np.int64),
                "on_demand_units": bought,
                "spot_units": spare,
                "on_demand_unfulfilled": np.clip(on_demand - bought, 0, None),
                "spot_unfulfilled": np.clip(np.minimum(spot, total - bought) - spare, 0, None),
                "instances": both.sum(axis=1).astype(np.int64),
                "pools": (both > 0).sum(axis=1),
                "largest_pool_share": share,
                "usd_per_hour": usd,
                "usd_per_unit_hour": per_unit_hour,
                "on_demand_equivalent_usd_per_hour": equivalent,
                "saving": saving,
            }
        )


@dataclass(frozen=True)
class Allocation:
    """One fleet; made by `allocate`.

    Examples
    --------
    >>> table = pd.DataFrame({"pool": ["m4.large a"], "instance_type": "m4.large", "zone": "a", "weight": 1,
    ...                       "on_demand_usd_per_hour": 0.10, "spot_usd_per_hour": 0.03})
    >>> from kaolib.architecture import fleet
    >>> done = fleet.allocate(table, 10, on_demand_base=4)
    >>> done.lines[["purchase_option", "pool", "instances"]].values.tolist()
    [['on_demand', 'm4.large a', 4], ['spot', 'm4.large a', 6]]
    >>> round(done.summary()["usd_per_hour"], 2)
    0.58
    """

    _many: Allocations = field(repr=False)
    _asked: Options = field(repr=False)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """What was launched where.

        Returns
        -------
        pandas.DataFrame
            On-Demand first, then Spot, each in the order in which the pools were asked: purchase_option ("on_demand",
            "spot"), pool, instance_type, zone, weight, instances, reserved (of them on Capacity Reservations), units,
            price_usd_per_hour (of an instance), usd_per_unit_hour, usd_per_hour (of all of them),
            on_demand_usd_per_hour (the same instances On-Demand).
        """
        pools, rows = self._many._pools, []
        for option in PURCHASE_OPTIONS:
            instances, price = self._launched(option), self._price(option)
            for number in self._ranked(option):
                count = int(instances[number])
                if count:
                    reserved = int(self._many.reserved[0, number]) if option == "on_demand" else 0
                    name = (option, pools.names[number], pools.types[number], pools.zones[number])
                    one, weight = float(price[number]), float(pools.units[number])
                    cost = (one, one / weight, count * one, count * float(pools.on_demand[0, number]))
                    rows.append((*name, weight, count, reserved, count * weight, *cost))
        return pd.DataFrame(rows, columns=_LINES)

    def summary(self) -> dict[str, float]:
        """The totals: a dict with the columns of `Allocations.summary`."""
        return {str(name): value for name, value in self._many.summary().to_dict("records")[0].items()}

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """The pools that could not be used, and why.

        Returns
        -------
        pandas.DataFrame
            purchase_option, pool, rule: "on_demand_price_unknown", "spot_price_unknown", "dearer_than_maximum",
            "not_below_on_demand" (diversified only), "no_capacity", "other_type_or_zone" (of the single type or zone).
            Only purchase options of which something was wanted.
        """
        pools = self._many._pools
        rows = [
            (option, pools.names[number], rule)
            for option in PURCHASE_OPTIONS
            if self._wanted(option)
            for number, rule in sorted(self._excluded(option), key=lambda one: int(pools.alphabet[one[0]]))
        ]
        return pd.DataFrame(rows, columns=["purchase_option", "pool", "rule"])

    def explain(self) -> pd.DataFrame:
        """The allocation as numbered steps.

        Returns
        -------
        pandas.DataFrame
            - number, from 1
            - rule: "on_demand_target" and "spot_target" (what is wanted of each), the rules of `left_out`, then for each
              pool that launched: "on_demand_lowest_price", "on_demand_prioritized", "reservation_first",
              "spot_lowest_price", "spot_lowest_price_evenly" (one of the cheapest pools that share alike),
              "spot_next_lowest_price" (instead of one of them), "spot_deep_lowest_price", "spot_deep_prioritized",
              "spot_deepest", "spot_evenly" (diversified); last "unfulfilled" or "fulfilled"
            - purchase_option, pool ("" where the step is about none), rank (of the pool in the order; NaN without one)
            - usd_per_unit_hour, depth (instances to be had; NaN: no limit)
            - instances, units, left (units of the purchase option still missing after the step)
            - ended_by: what ended the launching in the pool: "target", "depth", "max_total" (the money) or "share" (a part
              of the target: of even pools or zones)
        """
        rows: list[tuple[Any, ...]] = []
        for option in PURCHASE_OPTIONS:
            if not self._wanted(option):
                continue
            left = self._need(option)
            rows.append((f"{option}_target", option, "", *[np.nan] * 3, 0, 0.0, left, ""))
            rows += [step for step, _ in self._skipped(option, left)]
            for step in self._launches(option, left):
                left = step[8]
                rows.append(step)
        total = self.summary()
        rule = "unfulfilled" if total["unfulfilled"] > 0 else "fulfilled"
        rows.append((rule, "", "", *[np.nan] * 3, total["instances"], total["fulfilled"], total["unfulfilled"], ""))
        return pd.DataFrame([(number, *row) for number, row in enumerate(rows, 1)], columns=_STEPS)

    def _launched(self, option: str) -> Floats:
        result = self._many._result
        return np.asarray((result.on_demand if option == "on_demand" else result.spot)[0])

    def _price(self, option: str) -> Floats:
        pools = self._many._pools
        return np.asarray((pools.on_demand if option == "on_demand" else pools.spot)[0])

    def _depth(self, option: str) -> Floats:
        pools = self._many._pools
        return np.asarray((pools.on_demand_depth if option == "on_demand" else pools.depth)[0])

    def _wanted(self, option: str) -> bool:
        return bool(self._many._wanted[1 + PURCHASE_OPTIONS.index(option)][0] > 0)

    def _need(self, option: str) -> float:
        total, on_demand, spot = (float(one[0]) for one in self._many._wanted)
        if option == "on_demand":
            return on_demand
        return max(0.0, min(spot, total - float(self._launched("on_demand") @ self._many._pools.units)))

    def _from(self, option: str) -> Bools:
        result, pools = self._many._result, self._many._pools
        mask = result.on_demand_from if option == "on_demand" else result.spot_from
        return np.asarray(np.broadcast_to(mask, (1, len(pools.names))))

    def _ranked(self, option: str, zone: str | None = None) -> list[int]:
        """The pools that may be used, in the order in which they are asked (inside a zone, where zones are balanced)."""
        pools, asked = self._many._pools, self._asked
        if zone is None and asked.balance_zones:
            return [number for one in sorted(set(pools.zones)) for number in self._ranked(option, one)]
        mask = self._from(option)
        if zone is not None:
            mask = mask & np.array([name == zone for name in pools.zones])
        total = self._many._wanted[0]
        if option == "on_demand":
            order = on_demand_order(pools, mask, total, asked.on_demand_strategy)
        else:
            order = spot_order(pools, mask, total, asked.strategy, asked.deep).order
        return [int(number) for number in order[0] if mask[0, number]]

    def _excluded(self, option: str) -> Iterator[tuple[int, str]]:
        pools, asked, usable = self._many._pools, self._asked, self._from(option)[0]
        if option == "on_demand":
            reasons = [("on_demand_price_unknown", np.isnan(pools.on_demand[0]))]
            reasons += [("no_capacity", ~on_demand_usable(pools, asked)[0])]
        else:
            reasons = [
                ("spot_price_unknown", np.isnan(pools.spot[0])),
                ("dearer_than_maximum", too_dear(pools, asked)[0]),
            ]
            reasons += [("not_below_on_demand", not_below_on_demand(pools, asked)[0])]
            reasons += [("no_capacity", pools.depth[0] == 0)]
        reasons += [("other_type_or_zone", ~usable)]
        for number in np.flatnonzero(~usable):
            yield int(number), next(rule for rule, holds in reasons if holds[number])

    def _skipped(self, option: str, left: float) -> Iterator[tuple[tuple[Any, ...], int]]:
        pools = self._many._pools
        for number, rule in sorted(self._excluded(option), key=lambda one: int(pools.alphabet[one[0]])):
            price, depth = self._price(option)[number] / pools.units[number], _finite(self._depth(option)[number])
            yield (rule, option, pools.names[number], np.nan, price, depth, 0, 0.0, left, ""), number

    def _launches(self, option: str, left: float) -> Iterator[tuple[Any, ...]]:
        pools, launched = self._many._pools, self._launched(option)
        price = self._price(option) / pools.units
        ranks = self._ranks(option)
        last = max((rank for number, rank in ranks.items() if launched[number]), default=0)
        for number, rank in ranks.items():
            reserved = float(self._many._result.reserved[0, number]) if option == "on_demand" else 0.0
            if reserved:
                left = max(0.0, left - reserved * pools.units[number])
                yield ("reservation_first", option, pools.names[number], rank, price[number], pools.reserved[0, number],
                       int(reserved), reserved * pools.units[number], left, "" if left else "target")  # fmt: skip
        for number, rank in ranks.items():
            count = launched[number] - (self._many._result.reserved[0, number] if option == "on_demand" else 0)
            if not count:
                continue
            left = max(0.0, left - count * pools.units[number])
            if not left:
                ended = "target"
            elif count >= self._depth(option)[number]:
                ended = "depth"
            else:
                ended = "max_total" if rank == last and self._money_ended(option) else "share"
            yield (self._rule(option, number, rank), option, pools.names[number], rank, price[number],
                   _finite(self._depth(option)[number]), int(count), count * pools.units[number], left, ended)  # fmt: skip

    def _ranks(self, option: str) -> dict[int, int]:
        """The place of each pool in the order: inside its zone, where zones are balanced."""
        pools = self._many._pools
        if not self._asked.balance_zones:
            return {number: rank for rank, number in enumerate(self._ranked(option), 1)}
        return {n: rank for one in sorted(set(pools.zones)) for rank, n in enumerate(self._ranked(option, one), 1)}

    def _money_ended(self, option: str) -> bool:
        """Whether something is missing although pools have room: then a maximum total price was reached."""
        mask, launched = self._from(option)[0], self._launched(option)
        missing = self._need(option) - float(launched @ self._many._pools.units)
        return missing > 0 and bool((mask & (launched < self._depth(option))).any())

    def _rule(self, option: str, number: int, rank: int) -> str:
        asked, pools = self._asked, self._many._pools
        if option == "on_demand":
            return f"on_demand_{asked.on_demand_strategy.replace('-', '_')}"
        if asked.strategy == "diversified":
            return "spot_evenly"
        if asked.strategy == "lowest-price":
            if asked.pools_to_use == 1:
                return "spot_lowest_price"
            return "spot_lowest_price_evenly" if rank <= asked.pools_to_use else "spot_next_lowest_price"
        mask = self._from("spot")
        if asked.balance_zones:
            mask = mask & np.array([zone == pools.zones[number] for zone in pools.zones])
        deep = spot_order(pools, mask, self._many._wanted[0], asked.strategy, asked.deep).deep[0, number]
        if asked.strategy == "capacity-optimized" or not deep:
            return "spot_deepest"
        return "spot_deep_lowest_price" if asked.strategy == "price-capacity-optimized" else "spot_deep_prioritized"


def _usd(instances: Floats, price: Floats) -> Floats:
    """USD per hour of each fleet; NaN where an instance has no price."""
    return np.asarray(np.where(instances > 0, instances * price, 0.0).sum(axis=1))


def _finite(value: float) -> float:
    return float(value) if np.isfinite(value) else float("nan")
