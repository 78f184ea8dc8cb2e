"""A year of the made-up shop, hour by hour: what commitments are planned for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, discounts
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.operation import commitment
from kaolib.study.samples._shop import busy_hours, rated, shop_of

#: What a year of the shop brings, all of it made up: from day to day, and by how much of everything that follows the load.
_HOLIDAYS, _SALE = (range(97, 104), 0.65), (range(203, 213), 1.7)
#: From this day on the search cluster runs on another type.
MOVE_DAY = 274
#: One week is busier than the next by so much, one standard deviation; and how the shop grows by the end of the year.
_UNEVEN, GROWTH = 0.06, 0.25
_YEAR_DAYS, _WEEK_HOURS = 365, 168
#: What can be bought for it: with Partial Upfront the rates of Fargate and Lambda are not known.
YEAR_OPTIONS = tuple(option for option in COMMITMENTS if "partial" not in option and "convertible" not in option)


def year(
    location: str = "ap-northeast-2",
    instance_type: str = "m7g.xlarge",
    other_instance_type: str = "r6i.xlarge",
    next_instance_type: str = "r7g.xlarge",
    growth: float = GROWTH,
    start: str = "2026-11-02",
) -> commitment.Demand:
    """A year of the shop, hour by hour, to plan commitments for: weeks of a real shape in a year that is made up.

    Parameters
    ----------
    location, instance_type, other_instance_type
        As for `shop`.
    next_instance_type
        The type to which the search cluster moves after `MOVE_DAY` days.
    growth
        By what share the load is larger at the end of the year than at its start; below 0 it shrinks.
    start
        The Monday on which it begins; hours are UTC.

    Returns
    -------
    kaolib.operation.commitment.Demand
        8,760 hours of the lines of `shop` and of ``search_next``, with what each option charges for them. Besides growing
        the year has a week of holidays, ten days of a sale, and weeks that are not all alike.

    Raises
    ------
    InputError
        As `shop`; for a growth of -1 or less.

    Examples
    --------
    >>> usage = year("us-east-1")
    >>> len(usage.hours), float(usage.only(["web"]).quantity.max())
    (8760, 30.0)
    """
    errors.amount("growth", growth, least=-1, above=True)
    catalog.check_location(location)
    return _year(location, instance_type, other_instance_type, next_instance_type, float(growth), start)


@lru_cache(maxsize=128)
def _year(location: str, web: str, search: str, moved: str, growth: float, start: str) -> commitment.Demand:
    place, types = rated(location, web, search, moved)
    fleet = shop_of(place, *types[:2])
    table = pd.concat([fleet, fleet[fleet["line"] == "search"].assign(line="search_next", item=types[2])])
    table = table.reset_index(drop=True)
    table["on_demand_usd"] = discounts.priced(table.assign(hour=0, quantity=1))["on_demand_usd"].to_numpy()
    hour = np.arange(_YEAR_DAYS * 24)
    day = hour // 24
    weeks = np.random.default_rng(92).normal(1, _UNEVEN, day[-1] // 7 + 1)
    level = (1 + growth * hour / len(hour)) * weeks[day // 7]
    for days, factor in (_HOLIDAYS, _SALE):
        level = np.where((day >= days.start) & (day < days.stop), level * factor, level)
    busy = busy_hours()[hour % _WEEK_HOURS]
    quantity = {}
    for line, least, most in zip(table["line"], table["quiet"], table["busy"], strict=True):
        steady = least == most
        quantity[line] = np.round(np.full(len(hour), least) if steady else (least + (most - least) * busy) * level)
    quantity["search"] = np.where(day < MOVE_DAY, quantity["search"], 0)
    quantity["search_next"] = np.where(day >= MOVE_DAY, quantity["search_next"], 0)
    names = {"line": "product", "item": "instance_type"}
    known = table.rename(columns=names)[[*names.values(), "service", "location", "on_demand_usd"]]
    use = pd.DataFrame(quantity, index=pd.date_range(start, periods=len(hour), freq="h"))
    return commitment.demand(use, known.merge(_year_rates(table, place), on="product", how="left"))


def _year_rates(table: pd.DataFrame, place: str) -> pd.DataFrame:
    """What each option charges for each line: one column an option, NaN where it does not cover the line."""
    plans = discounts.plan_rates(table.drop(columns="quiet"), [name for name in YEAR_OPTIONS if "_sp_" in name])
    found = [plans[["item", "option", "usd"]].astype({"item": str, "option": str})]
    for name in table.loc[table["service"] == "ec2", "item"]:
        known = catalog.commitments(name, place, "linux")
        known = known[known["option"].isin([o for o in YEAR_OPTIONS if "_sp_" not in o])]
        usd = known.rename(columns={"effective_usd_per_hour": "usd", "instance_type": "item"})[
            ["item", "option", "usd"]
        ]
        found.append(usd.astype({"item": str, "option": str}))
    wide = pd.concat(found).drop_duplicates(["item", "option"]).pivot(index="item", columns="option", values="usd")
    wide = wide.reindex(columns=list(YEAR_OPTIONS)).rename_axis(columns=None).reset_index()
    return table[["line", "item"]].rename(columns={"line": "product"}).merge(wide, how="left").drop(columns="item")
