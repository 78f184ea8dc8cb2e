"""What came of an allocation: lines, totals, what was left out, and the steps that led there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib.architecture.fleet._explain import Half, Step
from kaolib.architecture.fleet._fill import Floats
from kaolib.architecture.fleet._run import Options, Result
from kaolib.architecture.fleet._table import Pools

_LINES = [
    *("purchase_option", "pool", "instance_type", "zone", "weight", "instances", "reserved", "units"),
    *("price_usd_per_hour", "usd_per_unit_hour", "usd_per_hour", "on_demand_usd_per_hour"),
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
        for half in self._halves:
            for number in half.ranks:
                count, weight, price = int(half.launched[number]), float(pools.units[number]), float(half.price[number])
                if count:
                    name = (half.option, pools.names[number], pools.types[number], pools.zones[number])
                    cost = (price, price / weight, count * price, count * float(pools.on_demand[0, number]))
                    rows.append((*name, weight, count, int(half.reserved[number]), count * weight, *cost))
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
        rows = [
            (half.option, half.pools.names[number], rule)
            for half in self._halves
            if half.target
            for number, rule in half.left_out()
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
        steps, total = [step for half in self._halves for step in half.steps()], self.summary()
        count, units, missing = int(total["instances"]), total["fulfilled"], total["unfulfilled"]
        steps.append(Step("unfulfilled" if missing else "fulfilled", instances=count, units=units, left=missing))
        table = pd.DataFrame(steps, columns=Step._fields)
        table.insert(0, "number", np.arange(1, len(table) + 1))
        return table

    @cached_property
    def _halves(self) -> list[Half]:
        """What was launched On-Demand, and then as Spot of what that left of the total."""
        many = self._many
        total, on_demand, spot = (float(one[0]) for one in many._wanted)
        left = max(0.0, min(spot, total - float(many._result.on_demand[0] @ many._pools.units)))
        first = Half("on_demand", many._pools, self._asked, many._result, many._wanted[0], on_demand, on_demand)
        return [first, Half("spot", many._pools, self._asked, many._result, many._wanted[0], spot, left)]


def _usd(instances: Floats, price: Floats) -> Floats:
    """USD per hour of each fleet; NaN where an instance has no price."""
    return np.asarray(np.where(instances > 0, instances * price, 0.0).sum(axis=1))
