"""A made-up online shop: what runs in it, one hour of it, and a week in the shape of a real load."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, discounts, instance_type
from kaolib.knowledge._schema import COMMITMENTS
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
    table = shop_of(location, instance_type, other_instance_type).copy()
    table.insert(1, "name", [language.text(f"shop_{line}") for line in table["line"]])
    return table


@lru_cache(maxsize=64)
def shop_of(location: str, web: str, search: str) -> pd.DataFrame:
    place, types = rated(location, web, search)
    table = pd.DataFrame(_LINES, columns=["line", "service", "item", "quiet", "busy"])
    table["item"] = [*types, *table["item"][len(types) :]]
    table.insert(2, "location", place)
    prices = discounts.priced(table.assign(hour=0, quantity=1))["on_demand_usd"]
    return table.assign(on_demand_usd=prices)


def rated(location: str, *wanted: str) -> tuple[str, list[str]]:
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
    busy = busy_hours()
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


def busy_hours() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How busy the shop is in each hour of a week: 0 in the quietest, 1 from the 95th percentile on, in steps."""
    requests = catalog.table("load_week").sort_values("hour_of_week")["requests"].to_numpy(dtype=float)
    low, high = requests.min(), np.quantile(requests, _FULL)
    busy: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        np.round(np.clip((requests - low) / (high - low), 0, 1) * _STEPS) / _STEPS
    )
    return busy
