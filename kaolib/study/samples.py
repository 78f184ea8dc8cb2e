"""Made-up workloads to calculate with: what runs is invented; its prices, and the shape of its week, are not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, discounts, instance_type
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.operation import commitment
from kaolib.study import language
from kaolib.study._lesson import here

#: How finely the shop follows its load: in so many steps from the quiet hour to the busy one.
_STEPS = 12
#: The shop is as large as it gets in the busiest twentieth of all hours.
_FULL = 0.95
#: The lines of the shop: what runs in the quietest hour, and in the busiest.
_LINES = (
    ("web", "ec2", "", 6, 14),
    ("search", "ec2", "", 4, 4),
    ("api_vcpu", "fargate", "vcpu_linux_x86", 12, 24),
    ("api_gb", "fargate", "gb_linux_x86", 24, 48),
    ("images", "lambda", "duration_x86", 12_000, 60_000),
    ("image_requests", "lambda", "request", 60_000, 300_000),
)
#: The plans whose rates it needs: with Partial Upfront those for Fargate and Lambda are not known anyway.
_PLANS = tuple(option for option in COMMITMENTS if "_sp_" in option and "partial" not in option)


def shop(
    location: str = "ap-northeast-2", instance_type: str = "m7g.xlarge", other_instance_type: str = "r6i.xlarge"
) -> pd.DataFrame:
    """A made-up online shop: web servers, a search cluster, an API on Fargate, and pictures resized by Lambda.

    Parameters
    ----------
    location
        The Region in which it runs. Where the snapshot has no plan rates for it, the nearest Region that has them.
    instance_type, other_instance_type
        The types of the web servers and of the search cluster. One whose plan rates are not known, or the second one of
        the same family as the first, gives way to the type most like it.

    Returns
    -------
    pandas.DataFrame
        line (id), name (in the language in use), service, location, item, quiet and busy (how much runs in the quietest
        and in the busiest hour), on_demand_usd (of one unit).

    Raises
    ------
    InputError
        For an unknown Region or type.

    Examples
    --------
    >>> table = shop("us-east-1")
    >>> table.loc[table["service"] == "ec2", ["item", "quiet", "busy"]].values.tolist()
    [['m7g.xlarge', 6, 14], ['r6i.xlarge', 4, 4]]
    """
    catalog.check_location(location)
    table = _shop(location, instance_type, other_instance_type).copy()
    table.insert(1, "name", [language.text(f"shop_{line}") for line in table["line"]])
    return table


@lru_cache(maxsize=64)
def _shop(location: str, web: str, search: str) -> pd.DataFrame:
    place, types = _rated(location, web, search)
    table = pd.DataFrame(_LINES, columns=["line", "service", "item", "quiet", "busy"])
    table["item"] = [*types, *table["item"][len(types) :]]
    table.insert(2, "location", place)
    prices = discounts.priced(table.assign(hour=0, quantity=1))["on_demand_usd"]
    return table.assign(on_demand_usd=prices)


def _rated(location: str, *wanted: str) -> tuple[str, list[str]]:
    """The place, and for each type itself or the one most like it, so that every plan's rate of all is known."""
    rates = catalog.commitment_rates()
    rates = rates[(rates["operating_system"] == "linux") & rates[list(_PLANS)].notna().all(axis=1)]
    rated = rates[["location", "instance_type"]].astype(str)
    place = location if (rated["location"] == location).any() else catalog.nearest(location, set(rated["location"]))[0]
    offers = here.sold(place, "linux")
    offers = offers[offers["instance_type"].isin(rated.loc[rated["location"] == place, "instance_type"])]
    found: list[str] = []
    for name in wanted:
        catalog.check_instance_type(name)
        taken = {instance_type.parse(one).family for one in found}
        found.append(here.most_like(name, offers[~offers["family"].isin(taken)] if found else offers))
    return place, found


def week(fleet: pd.DataFrame, start: str = "2026-11-02") -> pd.DataFrame:
    """Seven days of such a fleet, hour by hour, growing and shrinking with a real load.

    Parameters
    ----------
    fleet
        A table of `shop`.
    start
        The Monday on which it begins; hours are UTC.

    Returns
    -------
    pandas.DataFrame
        Usage for `kaolib.knowledge.discounts.apply`: hour, service, location, item, quantity, on_demand_usd. Machines
        and tasks are whole; the quiet amount runs in the hour with the fewest requests, the busy one from the 95th
        percentile on.

    Notes
    -----
    Shape: the snapshot's ``load_week``, requests of a real load balancer by hour of the week.

    Examples
    --------
    >>> usage = week(shop("us-east-1"))
    >>> usage["hour"].nunique(), int(usage.loc[usage["item"] == "m7g.xlarge", "quantity"].max())
    (168, 14)
    """
    busy = _busy()
    lines = fleet.loc[fleet.index.repeat(len(busy)), ["service", "location", "item", "on_demand_usd"]]
    least, most = (np.repeat(fleet[when].to_numpy(dtype=float), len(busy)) for when in ("quiet", "busy"))
    usage = lines.reset_index(drop=True).assign(quantity=np.round(least + (most - least) * np.tile(busy, len(fleet))))
    usage.insert(0, "hour", np.tile(pd.date_range(start, periods=len(busy), freq="h").to_numpy(), len(fleet)))
    return usage


def hour(fleet: pd.DataFrame, when: str = "quiet", lines: Sequence[str] | None = None) -> pd.DataFrame:
    """One hour of such a fleet.

    Parameters
    ----------
    fleet
        A table of `shop`.
    when
        "quiet" or "busy".
    lines
        Only these lines; all when None.

    Returns
    -------
    pandas.DataFrame
        Usage for `kaolib.knowledge.discounts.apply`, its hour 0.

    Raises
    ------
    InputError
        For a line that the fleet does not have.

    Examples
    --------
    >>> hour(shop("us-east-1"), "busy")["quantity"].tolist()
    [14, 4, 24, 48, 60000, 300000]
    """
    errors.each_of(when, ("quiet", "busy"), ko="시간", en="hour")
    kept = fleet
    if lines is not None:
        kept = fleet[fleet["line"].isin(errors.each_of(lines, list(fleet["line"]), ko="줄", en="line"))]
    usage = kept[["service", "location", "item", "on_demand_usd"]].assign(hour=0, quantity=kept[when])
    return usage.reset_index(drop=True)


#: What a year of the shop brings, all of it made up: from day to day, and by how much of everything that follows the load.
_HOLIDAYS, _SALE = (range(97, 104), 0.65), (range(203, 213), 1.7)
#: From this day on the search cluster runs on another type.
MOVE_DAY = 274
#: One week is busier than the next by so much, one standard deviation; and how the shop grows by the end of the year.
_UNEVEN, GROWTH = 0.06, 0.25
_YEAR_DAYS = 365
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
    place, types = _rated(location, web, search, moved)
    fleet = _shop(place, *types[:2])
    table = pd.concat([fleet, fleet[fleet["line"] == "search"].assign(line="search_next", item=types[2])])
    table = table.reset_index(drop=True)
    table["on_demand_usd"] = discounts.priced(table.assign(hour=0, quantity=1))["on_demand_usd"].to_numpy()
    hour = np.arange(_YEAR_DAYS * 24)
    day = hour // 24
    weeks = np.random.default_rng(92).normal(1, _UNEVEN, day[-1] // 7 + 1)
    level = (1 + growth * hour / len(hour)) * weeks[day // 7]
    for days, factor in (_HOLIDAYS, _SALE):
        level = np.where((day >= days.start) & (day < days.stop), level * factor, level)
    busy = _busy()[hour % _WEEK_HOURS]
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


_WEEK_HOURS, _STEPS, _FULL = 168, 12, 0.95


def _busy() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How busy the shop is in each hour of a week: 0 in the quietest, 1 from the 95th percentile on, in steps."""
    requests = catalog.table("load_week").sort_values("hour_of_week")["requests"].to_numpy(dtype=float)
    low, high = requests.min(), np.quantile(requests, _FULL)
    busy: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        np.round(np.clip((requests - low) / (high - low), 0, 1) * _STEPS) / _STEPS
    )
    return busy
