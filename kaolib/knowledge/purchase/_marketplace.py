"""The Reserved Instance Marketplace, both sides of it, and volume discounts on what AWS itself sells."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.purchase._conditions import require
from kaolib.knowledge.purchase._offers import YEAR_HOURS
from kaolib.knowledge.purchase._reservation import Reservation
from kaolib.knowledge.purchase._time import HOUR, moment, term

#: AWS's service fee, of the upfront price that the buyer pays.
SALE_FEE = 0.12
#: What one account may sell in its lifetime, in USD and in instances.
SALE_LIMIT_USD, SALE_LIMIT_COUNT = 50_000, 5_000
#: List value of the RIs in a Region from which further purchases get a volume discount, USD.
VOLUME_THRESHOLD_USD = 500_000


def marketplace_offers(table: pd.DataFrame, upfront_usd: float, usd_per_hour: float, hours_left: float) -> pd.DataFrame:
    """A remaining term in the Marketplace beside what AWS sells, for an instance that is needed for just that time.

    Parameters
    ----------
    table
        From `offers`.
    upfront_usd, usd_per_hour
        What the seller asks for one instance, and the hourly charge that comes with it, USD.
    hours_left
        Hours of the term that remain.

    Returns
    -------
    pandas.DataFrame
        One row for "marketplace", "on_demand" and each Standard RI of one year (left out where its price is not
        known), the cheapest first:

        - option
        - hours: paid for; a one-year RI is bought again until the time is covered
        - upfront_usd, usd_per_hour: for one term
        - effective_usd_per_hour: over the hours paid for
        - usd: paid in all
        - usd_per_needed_hour: over the hours needed

    Raises
    ------
    InputError
        For a negative amount or no hours.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Buy from the Reserved Instance Marketplace" (Standard RIs with less than a full term
    left; the upfront price is the seller's, the hourly charge stays).

    Examples
    --------
    >>> from kaolib.knowledge.purchase import offers
    >>> short = marketplace_offers(offers("m7g.large", "us-east-1"), 30.0, 0.0, hours_left=1460)
    >>> short["option"].tolist()[:2]
    ['marketplace', 'on_demand']
    """
    errors.amount("upfront_usd", upfront_usd)
    errors.amount("usd_per_hour", usd_per_hour)
    errors.amount("hours_left", hours_left, above=True)
    known = table[table["effective_usd_per_hour"].notna()]
    yearly = known[(known["offering"] == "ri_standard") & (known["term_years"] == 1)]
    rows = pd.concat([known[known["option"] == "on_demand"], yearly])[["option", "upfront_usd", "usd_per_hour"]]
    rows["hours"] = np.where(rows["option"] == "on_demand", hours_left, np.ceil(hours_left / YEAR_HOURS) * YEAR_HOURS)
    offer = {"option": "marketplace", "upfront_usd": upfront_usd, "usd_per_hour": usd_per_hour, "hours": hours_left}
    rows = pd.concat([pd.DataFrame([offer]), rows], ignore_index=True)
    terms = np.where(rows["option"].isin(["marketplace", "on_demand"]), 1, rows["hours"] / YEAR_HOURS)
    usd = rows["upfront_usd"] * terms + rows["usd_per_hour"] * rows["hours"]
    rows = rows.assign(effective_usd_per_hour=usd / rows["hours"], usd=usd, usd_per_needed_hour=usd / hours_left)
    columns = ["option", "hours", "upfront_usd", "usd_per_hour", "effective_usd_per_hour", "usd", "usd_per_needed_hour"]
    return rows.sort_values("usd", kind="stable", ignore_index=True)[columns]


def price_schedule(upfront_usd: float | Mapping[int, float], months_left: int) -> pd.DataFrame:
    """The upfront price of a listing month by month, and what the seller gets of it.

    Parameters
    ----------
    upfront_usd
        One price: it falls month by month in equal steps, as AWS proposes; the steps here reach 0 when the term ends.
        Or prices by months left: each holds until the next one given.
    months_left
        Months left when it is listed, the one under way among them.

    Returns
    -------
    pandas.DataFrame
        months_left, upfront_usd, fee_usd, net_usd (to the seller).

    Raises
    ------
    InputError
        For a negative price, months that are no whole number of 1 or more, or prices without one for the first month
        or for a month beyond it.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Sell Reserved Instances" (fee of 12 %, prices from 0); EC2 API Reference,
    "CreateReservedInstancesListing".

    Examples
    --------
    AWS's own example: 11 months are left, and five prices are given.

    >>> asked = price_schedule({11: 2.5, 8: 2.0, 5: 1.5, 3: 0.7, 1: 0.1}, months_left=11)
    >>> asked["upfront_usd"].tolist()
    [2.5, 2.5, 2.5, 2.0, 2.0, 2.0, 1.5, 1.5, 0.7, 0.7, 0.1]
    """
    months = np.arange(errors.count("months_left", months_left, least=1), 0, -1)
    if isinstance(upfront_usd, Mapping):
        given = {
            errors.count("months_left", m, least=1): errors.amount("upfront_usd", p) for m, p in upfront_usd.items()
        }
        if max(given, default=0) != months_left:
            raise InputError(
                ko=f"첫 가격은 남은 기간 {months_left}개월의 것이어야 합니다. 받은 달: {sorted(given, reverse=True)}.",
                en=f"the first price must be for {months_left} months left; there are prices for {sorted(given, reverse=True)}.",
            )
        price = np.array([given[min(m for m in given if m >= month)] for month in months])
    else:
        price = errors.amount("upfront_usd", upfront_usd) * months / months_left
    return pd.DataFrame(
        {
            "months_left": months,
            "upfront_usd": price,
            "fee_usd": price * SALE_FEE,
            "net_usd": price * (1 - SALE_FEE),
        }
    )


def sell(
    reservation: Reservation,
    upfront_usd: float | Mapping[int, float],
    at: str | pd.Timestamp,
    *,
    count: int | None = None,
    sold_usd: float = 0.0,
    sold_count: int = 0,
) -> pd.DataFrame:
    """List a reservation in the Marketplace, if AWS lets it be sold.

    Parameters
    ----------
    reservation
        A Standard RI.
    upfront_usd
        Asked for one instance: one price, or prices by months left, as in `price_schedule`.
    at
        When it is listed.
    count
        How many of its instances; all when left out.
    sold_usd, sold_count
        What the account has sold before, USD and instances.

    Returns
    -------
    pandas.DataFrame
        As from `price_schedule`, for all the instances listed together.

    Raises
    ------
    InputError
        For an RI that cannot be sold (`traits` says why), more instances than it has, or a sale beyond the limits of
        an account.

    Notes
    -----
    The account must also be registered as a seller, with a bank account of a US address; customers of AWS India cannot
    register; an upfront payment must have reached AWS. The RI sells when a buyer takes it, cheapest upfront first.

    Source: AWS, EC2 User Guide, "Sell Reserved Instances for Amazon EC2 in the Reserved Instance Marketplace".

    Examples
    --------
    >>> ri = Reservation("m5.large", "us-east-1", "2026-01-01", count=5, payment="all_upfront", upfront_usd=500)
    >>> sell(ri, 100.0, "2026-10-01", count=2).iloc[0].tolist()
    [3.0, 200.0, 24.0, 176.0]
    """
    time = moment("at", at)
    require("sellable", reservation, time)
    count = reservation.count if count is None else errors.count("count", count, least=1)
    if count > reservation.count:
        raise InputError(
            ko=f"예약은 {reservation.count}대인데 {count}대를 팔 수 없습니다.",
            en=f"{count} instances cannot be sold of a reservation of {reservation.count}.",
        )
    listing = price_schedule(upfront_usd, _months_left(time, reservation.end))
    listing.loc[:, "upfront_usd":] *= count
    for total, limit, ko, en in (
        (errors.amount("sold_usd", sold_usd) + listing["upfront_usd"].max(), SALE_LIMIT_USD, "달러", "USD"),
        (errors.count("sold_count", sold_count) + count, SALE_LIMIT_COUNT, "대", "instances"),
    ):
        if total > limit:
            raise InputError(
                ko=f"한 계정은 모두 {limit:,}{ko}까지 팔 수 있습니다. 이번까지 {total:,g}{ko}입니다.",
                en=f"one account may sell {limit:,} {en} in all, and this makes {total:,g}.",
            )
    return listing


def asking_price(usd_per_hour: float, hours_left: float, replacement_usd_per_hour: float = 0.0) -> float:
    """The break-even asking price: below it, keeping the reservation costs the seller less than selling it.

    Sold, the reservation saves its hourly charges, brings its price less the fee, and what still runs has to be paid
    for otherwise. What was paid upfront is gone either way and has no say.

    Parameters
    ----------
    usd_per_hour, hours_left
        Hourly charge of one instance that is sold along with it, USD, and the hours that remain.
    replacement_usd_per_hour
        What the seller then pays for the use that the reservation covers today, on average an hour: On-Demand rate x
        share of the time in use; 0 when nothing of it runs any more.

    Raises
    ------
    InputError
        For a negative amount.

    Examples
    --------
    Nothing runs any more: any price is better than to keep it.

    >>> asking_price(0.05, hours_left=1000), round(asking_price(0.05, 1000, replacement_usd_per_hour=0.094), 2)
    (0.0, 50.0)
    """
    errors.amount("usd_per_hour", usd_per_hour)
    errors.amount("replacement_usd_per_hour", replacement_usd_per_hour)
    more = (replacement_usd_per_hour - usd_per_hour) * errors.amount("hours_left", hours_left)
    return max(0.0, more / (1 - SALE_FEE))


def list_value(upfront_usd: float, usd_per_hour: float, term_years: int, count: int = 1) -> float:
    """List value of RIs: the upfront price and the hourly charge of the whole term, at undiscounted prices, USD.

    Raises
    ------
    InputError
        For a negative amount or another term.

    Notes
    -----
    Source: AWS, EC2 User Guide, "How billing works with Reserved Instances".

    Examples
    --------
    AWS's own example: a t2.small with USD 60 upfront and USD 0.007 an hour for one year.

    >>> round(list_value(60, 0.007, 1), 2)
    121.32
    """
    errors.amount("upfront_usd", upfront_usd)
    errors.amount("usd_per_hour", usd_per_hour)
    return errors.count("count", count) * (upfront_usd + usd_per_hour * (term(term_years) / HOUR))


def volume_cost(list_value_usd: float, owned_usd: float, tiers: Mapping[float, float]) -> pd.DataFrame:
    """What a purchase of Standard RIs costs with volume discounts: each part of it at the discount of its tier.

    Parameters
    ----------
    list_value_usd
        List value of the purchase, USD.
    owned_usd
        List value of the active RIs that the organisation has in the Region, USD.
    tiers
        From which list value on (USD, `VOLUME_THRESHOLD_USD` or more) which discount (0 to 1) is given. AWS's guide
        states the threshold and no percentages: take them from your own quote.

    Returns
    -------
    pandas.DataFrame
        A row for each part: from_usd, to_usd (list value before and after it), discount, usd.

    Raises
    ------
    InputError
        For a negative amount, a discount outside 0 to 1, or a tier below AWS's threshold.

    Notes
    -----
    AWS discounts whole reservations; here the part above a threshold is cut to the cent. Only Standard RIs bought from
    AWS without SQL Server get the discount (trait volume_tier of `traits`), and what was bought with it cannot be sold.

    Source: AWS, EC2 User Guide, "How billing works with Reserved Instances", section on discount pricing tiers.

    Examples
    --------
    A discount of 10 %, made up for the example: the first USD 20,000 of the purchase stay below the threshold.

    >>> volume_cost(50_000, owned_usd=480_000, tiers={500_000: 0.10})["usd"].tolist()
    [20000.0, 27000.0]
    """
    start = errors.amount("owned_usd", owned_usd)
    end = start + errors.amount("list_value_usd", list_value_usd)
    steps = {errors.amount("tiers", f, least=VOLUME_THRESHOLD_USD): errors.share("tiers", d) for f, d in tiers.items()}
    edges = sorted({start, end, *(f for f in steps if start < f < end)})
    discount = [max((f, d) for f, d in {0.0: 0.0, **steps}.items() if f <= low)[1] for low in edges[:-1]]
    rows = pd.DataFrame({"from_usd": edges[:-1], "to_usd": edges[1:], "discount": discount}, dtype=float)
    return rows.assign(usd=(rows["to_usd"] - rows["from_usd"]) * (1 - rows["discount"]))


def _months_left(at: pd.Timestamp, end: pd.Timestamp) -> int:
    """Months from the moment to the end, the last one counted whole."""
    months = (end.year - at.year) * 12 + end.month - at.month
    return months + (at + pd.DateOffset(months=months) < end)
