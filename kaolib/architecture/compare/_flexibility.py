"""What the freedom to change costs: standard RI, convertible RI and Compute plan, where the instances may change once."""

from __future__ import annotations

import math

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.knowledge._schema import PAYMENTS
from kaolib.knowledge.purchase import MONTH_HOURS, YEAR_HOURS

_COLUMNS = ["option", "offering", "usd_unchanged", "usd_changed", "instances", "upfront_back_usd", "true_up_usd"]
_START = pd.Timestamp("2026-01-01", tz="UTC")


def flexibility(
    instance_type: str,
    other: str,
    location: str,
    *,
    count: int = 1,
    term_years: int = 3,
    payment: str = "no_upfront",
    month: int = 12,
    resale: float | None = None,
) -> pd.DataFrame:
    """The cost of a whole term if the instances stay what they are, and if they change to another type once.

    Parameters
    ----------
    instance_type, other
        The type that is bought for, and the one that takes its place, number for number.
    location
        The Region.
    count
        How many instances, all running all the time.
    term_years, payment
        Of the commitments.
    month
        After how many months (of 730 hours) of the term they change.
    resale
        What a buyer in the Marketplace pays upfront for the rest of the term, as a share of the upfront payment that is
        left; the hourly charges go along. None: it is not sold.

    Returns
    -------
    pandas.DataFrame
        A row each for the standard RI, the convertible RI and the Compute Savings Plan of this term and payment, and
        for On-Demand:

        - option, offering
        - usd_unchanged, usd_changed: paid over the whole term, USD, all that runs paid for
        - instances: how many of the new type the commitment covers after the change
        - upfront_back_usd: what the sale brings, after the fee
        - true_up_usd: due at the exchange

        NaN where a price is not known.

    Raises
    ------
    InputError
        For an unknown name, another term, a month outside the term, or a share outside 0 to 1.

    Notes
    -----
    What a commitment does not cover after the change is bought anew: whole years as 1-year No Upfront standard RIs, the
    rest On-Demand or as one more, whichever is cheaper; beside a Compute plan On-Demand. A standard RI that is not sold
    is paid to its end and covers nothing. The exchange follows `kaolib.knowledge.purchase.exchange`: as many of the new
    type as the value that is left needs, rounded up, and what they are more than ``count`` runs empty.

    Examples
    --------
    A standard RI without upfront that is sold for nothing is rid of its hourly charges all the same.

    >>> kept, sold = (flexibility("m7i.large", "m7g.large", "us-east-1", resale=share) for share in (None, 0.0))
    >>> bool(sold["usd_changed"][0] < kept["usd_changed"][0]), float(sold["upfront_back_usd"][0])
    (True, 0.0)
    """
    errors.count("count", count, least=1)
    if term_years not in (1, 3):
        raise InputError(
            ko=f"약정 기간 {term_years!r}년은 없습니다. 1년 또는 3년입니다.",
            en=f"there is no term of {term_years!r} years: use 1 or 3.",
        )
    errors.each_of([payment], PAYMENTS, ko="결제 옵션", en="payment option")
    hours = YEAR_HOURS * term_years
    if not 1 <= errors.count("month", month) <= 12 * term_years - 1:
        raise InputError(
            ko=f"{month}개월째에 바꿀 수 없습니다. 1부터 {12 * term_years - 1}까지입니다.",
            en=f"the change cannot be after {month} months: give 1 to {12 * term_years - 1}.",
        )
    share = None if resale is None else errors.share("resale", resale)
    old, new = (_offers(one, location) for one in (instance_type, other))
    after = hours - month * MONTH_HOURS
    anew = count * _anew(new, after)
    kept: dict[str, tuple[float, ...]] = {}
    suffix = f"{term_years}y_{payment}"

    standard = old[f"ri_standard_{suffix}"]
    whole = count * _whole(standard, hours)
    left = count * standard["upfront_usd"] * after / hours
    sold = 0.0 if share is None else share * left * (1 - purchase.SALE_FEE)
    relief = 0.0 if share is None else count * standard["usd_per_hour"] * after
    kept[f"ri_standard_{suffix}"] = (whole, whole - sold - relief + anew, 0, sold, 0.0)

    name = f"ri_convertible_{suffix}"
    whole = count * _whole(old[name], hours)
    if math.isnan(whole) or math.isnan(new[name]["effective_usd_per_hour"]):
        kept[name] = (whole, math.nan, math.nan, 0.0, math.nan)
    else:
        bought = purchase.reserve(instance_type, location, name, _START, count=count)
        at = bought.end - pd.Timedelta(hours=after)
        deal = purchase.exchange(bought, purchase.reserve(other, location, name, at))
        short = max(0, count - deal.reservation.count)
        changed = whole - deal.given.usd + deal.received.usd + short * anew / count
        kept[name] = (whole, changed, deal.reservation.count, 0.0, deal.true_up_usd)

    name = f"compute_sp_{suffix}"
    rates = old[name]["effective_usd_per_hour"], new[name]["effective_usd_per_hour"]
    fits = min(count, count * rates[0] / rates[1])
    beyond = (count - fits) * new["on_demand"]["usd_per_hour"] * after
    kept[name] = (count * rates[0] * hours, count * rates[0] * hours + beyond, fits, 0.0, 0.0)

    plain = count * old["on_demand"]["usd_per_hour"], count * new["on_demand"]["usd_per_hour"]
    kept["on_demand"] = (plain[0] * hours, plain[0] * (hours - after) + plain[1] * after, 0, 0.0, 0.0)
    rows = [(option, option.removesuffix(f"_{suffix}"), *values) for option, values in kept.items()]
    return pd.DataFrame(rows, columns=_COLUMNS)


def indifferent_probability(table: pd.DataFrame, one: str = "ri_standard", other: str = "ri_convertible") -> float:
    """At which probability of the change two offerings cost the same on average.

    Parameters
    ----------
    table
        From `flexibility`.
    one, other
        Offerings; ``one`` is the cheaper while nothing changes.

    Returns
    -------
    float
        Below it ``one`` is cheaper on average, above it ``other``; above 1, or infinite: ``one`` always is. NaN where a
        price is not known.

    Examples
    --------
    >>> table = pd.DataFrame({"offering": ["ri_standard", "ri_convertible"], "usd_unchanged": [100, 110],
    ...                       "usd_changed": [150, 120]})
    >>> indifferent_probability(table)
    0.25
    """
    rows = table.set_index("offering")
    premium = float(rows["usd_unchanged"][other] - rows["usd_unchanged"][one])
    regret = float(rows["usd_changed"][one] - rows["usd_changed"][other])
    if math.isnan(premium + regret):
        return math.nan
    if premium + regret <= 0:
        return math.inf if premium > 0 else 0.0
    return max(0.0, premium / (premium + regret))


def _offers(name: str, location: str) -> dict[str, dict[str, float]]:
    """The numbers of each option."""
    table = purchase.offers(name, location).set_index("option")
    amounts = table[["upfront_usd", "usd_per_hour", "effective_usd_per_hour"]].astype(float)
    return {str(option): {str(k): v for k, v in row.items()} for option, row in amounts.to_dict("index").items()}


def _whole(offer: dict[str, float], hours: float) -> float:
    """All that is paid for one instance over the term."""
    return offer["upfront_usd"] + offer["usd_per_hour"] * hours


def _anew(offers: dict[str, dict[str, float]], hours: float) -> float:
    """What one instance costs that is bought anew for so many hours."""
    on_demand = offers["on_demand"]["usd_per_hour"]
    year = offers["ri_standard_1y_no_upfront"]["effective_usd_per_hour"] * YEAR_HOURS
    years, rest = divmod(hours, YEAR_HOURS)
    return years * min(year, on_demand * YEAR_HOURS) + min(year, on_demand * rest)
