"""Every purchase option of one instance as one table, and what follows from it: cost at a use, the cheapest, cash."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.knowledge.purchase._time import HOUR, term

MONTH_HOURS = 730
YEAR_HOURS = 8760
#: Every purchase option, in the order in which it is shown.
OPTIONS = ("on_demand", "spot", *COMMITMENTS)


def effective_hourly(upfront_usd: float, usd_per_hour: float, term_years: int) -> float:
    """Effective hourly rate: the upfront payment spread over the hours of the term, plus the hourly rate.

    Parameters
    ----------
    upfront_usd
        Paid at the start, USD.
    usd_per_hour
        Charged for every hour of the term, USD.
    term_years
        1 or 3.

    Raises
    ------
    InputError
        For a negative or missing amount, or another term.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Reserved Instances" (a year is 365 days, three years 1,095 days).

    Examples
    --------
    AWS's own example of a list value: a t2.small with USD 60 upfront and USD 0.007 an hour for a year is USD 121.32.

    >>> round(effective_hourly(60, 0.007, 1) * 8760, 2)
    121.32
    """
    errors.amount("upfront_usd", upfront_usd)
    errors.amount("usd_per_hour", usd_per_hour)
    return upfront_usd / (term(term_years) / HOUR) + usd_per_hour


def break_even_utilization(effective_usd_per_hour: float, on_demand_usd_per_hour: float) -> float:
    """Break-even utilization: the share of the term that the instance must run for the commitment to cost no more.

    On-Demand bills only running hours, a commitment every hour: with use `u` On-Demand costs `u x on-demand rate` an
    hour, the commitment its effective rate.

    Raises
    ------
    InputError
        For a negative rate or an On-Demand rate of 0.

    Examples
    --------
    >>> break_even_utilization(0.06, 0.10)
    0.6
    """
    errors.amount("effective_usd_per_hour", effective_usd_per_hour)
    if not errors.amount("on_demand_usd_per_hour", on_demand_usd_per_hour):
        raise InputError(ko="온디맨드 요금은 0보다 커야 합니다.", en="the On-Demand rate must be above 0.")
    return effective_usd_per_hour / on_demand_usd_per_hour


def break_even_month(upfront_usd: float, usd_per_hour: float, on_demand_usd_per_hour: float) -> float:
    """The first month whose end finds the commitment's cash paid at or below On-Demand's, running all the time.

    The smallest m with ``m x 730 x On-Demand >= upfront + m x 730 x hourly``; at least 1, NaN when it never comes.

    Examples
    --------
    >>> break_even_month(upfront_usd=438, usd_per_hour=0.0, on_demand_usd_per_hour=0.10)
    6.0
    """
    errors.amount("upfront_usd", upfront_usd)
    errors.amount("usd_per_hour", usd_per_hour)
    gain = (errors.amount("on_demand_usd_per_hour", on_demand_usd_per_hour) - usd_per_hour) * MONTH_HOURS
    if gain <= 0:
        return 1.0 if upfront_usd == 0 and gain == 0 else math.nan
    # A hair of tolerance, so that a payment met exactly at a month's end counts for that month.
    return float(max(1, math.ceil(upfront_usd / gain - 1e-9)))


def offers(instance_type: str, location: str, operating_system: str = "linux") -> pd.DataFrame:
    """Every purchase option of one instance type as one table.

    Parameters
    ----------
    instance_type
        For example "m7g.large".
    location
        AWS code of a Region or zone.
    operating_system
        One of `catalog.operating_systems`.

    Returns
    -------
    pandas.DataFrame
        One row per option (On-Demand, Spot, 12 RIs, 12 Savings Plans), in a fixed order:

        - option, offering, term_years (0 without a term), payment ("" without a term)
        - upfront_usd, usd_per_hour (charged each hour), effective_usd_per_hour, usd_per_month (effective x 730 h)
        - saving: 1 - effective / On-Demand
        - break_even_utilization: effective / On-Demand, for commitments
        - break_even_month: when the cash paid falls to On-Demand's, running all the time
        - pays_off_after_months: how long the instance must run, counted from the start of the term, for the whole
          commitment to cost no more than On-Demand would have
        - status: "listed", "derived" (see rule) or "unknown" (all numbers NaN)
        - rule, as_of (date of the listed price behind it)

    Raises
    ------
    InputError
        For an unknown name, or a type that is not sold there or not with that operating system.

    Notes
    -----
    Spot is the latest of the dated snapshots, and no promise for tomorrow.
    Sources: AWS, EC2 User Guide, "Instance purchasing options"; Savings Plans User Guide, "Compute Savings Plans and
    Reserved Instances".

    Examples
    --------
    >>> table = offers("m7g.large", "ap-northeast-2")
    >>> table["option"].iloc[0], len(table)
    ('on_demand', 26)
    """
    # Checked outside the cache, which would answer 1 for True and keep no errors.
    catalog.price(instance_type, location, operating_system)
    return _offers(instance_type, location, operating_system).copy()


@lru_cache(maxsize=512)
def _offers(instance_type: str, location: str, operating_system: str) -> pd.DataFrame:
    """The table of `offers`, kept: an explorer asks for the same few again and again."""
    on_demand = catalog.price(instance_type, location, operating_system)
    prices: dict[str, tuple[float, float, float, str, str, str]] = {
        "on_demand": (0.0, on_demand, on_demand, "listed", "listed", catalog.as_of("on_demand"))
    }
    spot = catalog.spot(instance_type, location, operating_system) if operating_system in ("linux", "windows") else None
    if spot is not None and len(spot):
        usd = float(spot["usd_per_hour"].iloc[-1])
        prices["spot"] = (0.0, usd, usd, "listed", "listed", str(spot["date"].iloc[-1]))
    known = catalog.commitments(instance_type, location, operating_system)
    for option, upfront, hourly, effective, derived, rule, as_of in zip(
        *(known[name].tolist() for name in ("option", *_AMOUNTS, "derived", "rule", "as_of")), strict=True
    ):
        prices[option] = (upfront, hourly, effective, "derived" if derived else "listed", rule, as_of)

    nothing = (math.nan, math.nan, math.nan, "unknown", "", "")
    upfronts, hourlies, effectives, status, rules, dates = zip(*(prices.get(o, nothing) for o in OPTIONS), strict=True)
    offering, term_years, payment = _shapes()
    years, effective_usd = np.array(term_years), np.array(effectives)
    utilization = np.where(years > 0, effective_usd / on_demand, math.nan)
    months = [
        break_even_month(u, h, on_demand) if y and not math.isnan(u) else math.nan
        for u, h, y in zip(upfronts, hourlies, term_years, strict=True)
    ]
    return pd.DataFrame(
        {
            "option": OPTIONS,
            "offering": offering,
            "term_years": years,
            "payment": payment,
            "upfront_usd": upfronts,
            "usd_per_hour": hourlies,
            "effective_usd_per_hour": effective_usd,
            "usd_per_month": effective_usd * MONTH_HOURS,
            "saving": 1 - effective_usd / on_demand,
            "break_even_utilization": utilization,
            "break_even_month": months,
            "pays_off_after_months": utilization * years * 12,
            "status": status,
            "rule": rules,
            "as_of": dates,
        }
    )


_AMOUNTS = ("upfront_usd", "usd_per_hour", "effective_usd_per_hour")


@lru_cache(maxsize=1)
def _shapes() -> tuple[list[str], list[int], list[str]]:
    """Offering, term and payment of every option, in the order of `OPTIONS`."""
    rules = catalog.commitment_rules().drop_duplicates("option").set_index("option")
    shape = {o: (str(rules["offering"][o]), int(rules["term_years"][o]), str(rules["payment"][o])) for o in COMMITMENTS}
    rows = [shape.get(option, (option, 0, "")) for option in OPTIONS]
    offering, years, payment = zip(*rows, strict=True)
    return list(offering), list(years), list(payment)


def cost_at(table: pd.DataFrame, utilization: float) -> pd.DataFrame:
    """The offers with what a month costs when the instance runs only part of the time.

    On-Demand and Spot bill running hours; a commitment bills every hour of its term, used or not.

    Parameters
    ----------
    table
        From `offers`.
    utilization
        Share of the hours that the instance runs, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        The table with usd_per_month_at_utilization and worth_it (costs no more than On-Demand at this use; False for
        an unknown rate).

    Raises
    ------
    InputError
        For a utilization below 0, above 1 or NaN.

    Examples
    --------
    >>> idle = cost_at(offers("m7g.large", "ap-northeast-2"), 0.0).set_index("option")
    >>> float(idle.loc["on_demand", "usd_per_month_at_utilization"])
    0.0
    """
    errors.share("utilization", utilization)
    use = np.where(table["term_years"] > 0, 1.0, utilization)
    cost = table["effective_usd_per_hour"] * MONTH_HOURS * use
    return table.assign(usd_per_month_at_utilization=cost, worth_it=cost <= cost.iloc[0] + 1e-12)


def cheapest(table: pd.DataFrame, utilization: float = 1.0) -> str:
    """The option that costs least at a utilization, among those whose price is known and that are not interrupted.

    Spot is left out: it is cheaper only for work that may stop at two minutes' notice.

    Examples
    --------
    >>> cheapest(offers("m7g.large", "ap-northeast-2"), 0.1)
    'on_demand'
    """
    costs = cost_at(table, utilization).query("option != 'spot'").set_index("option")["usd_per_month_at_utilization"]
    # A derived rate is rounded to AWS's printed digits: a difference below that is none, and the listed option stands first.
    return str(costs.index[costs <= costs.min() * 1.0005][0])


def cash_flow(
    table: pd.DataFrame, options: Sequence[str] | None = None, months: int = 36, utilization: float = 1.0
) -> pd.DataFrame:
    """What has been paid by the end of each month, option by option; a one-year commitment is bought again each year.

    Parameters
    ----------
    table
        From `offers`.
    options
        Which options; None for every known one.
    months
        How many months, 1 to 36.
    utilization
        Share of the hours that the instance runs (only On-Demand and Spot follow it).

    Returns
    -------
    pandas.DataFrame
        option, month (0: right after the first payment), cumulative_usd.

    Raises
    ------
    InputError
        For an unknown option, one whose price is not known, or months or utilization out of range.

    Examples
    --------
    >>> flow = cash_flow(offers("m7g.large", "ap-northeast-2"), ["on_demand"], months=2)
    >>> flow["month"].tolist()
    [0, 1, 2]
    """
    errors.share("utilization", utilization)
    if isinstance(months, bool) or not isinstance(months, (int, np.integer)) or not 1 <= months <= 36:
        raise InputError(
            ko=f"개월 수 {months!r}은(는) 쓸 수 없습니다. 1~36의 정수여야 합니다.",
            en=f"months {months!r} cannot be used: give a whole number from 1 to 36.",
        )
    terms = table.set_index("option")[["term_years", "upfront_usd", "usd_per_hour"]].astype(float)
    known = terms["usd_per_hour"].notna()
    wanted = list(terms.index[known]) if options is None else [check_option(o) for o in options]
    time = np.arange(months + 1)
    parts = []
    for option in wanted:
        if not known[option]:
            raise InputError(
                ko=f"{option}의 요금을 알 수 없습니다(가격 미확인).", en=f"the price of {option} is not known."
            )
        years, upfront, hourly = terms.loc[[option]].to_numpy()[0]
        paid = hourly * MONTH_HOURS * time * (1.0 if years else utilization)
        if years:
            # The next term is paid for at its start: month 12 of a one-year plan still belongs to the first.
            paid = paid + upfront * np.maximum(1, np.ceil(time / (12 * years)))
        parts.append(pd.DataFrame({"option": option, "month": time, "cumulative_usd": paid}))
    return pd.concat(parts, ignore_index=True)


def check_option(given: object) -> str:
    """The option's id, or an InputError with the nearest one.

    Examples
    --------
    >>> check_option("spot")
    'spot'
    """
    if isinstance(given, str) and given in OPTIONS:
        return given
    raise unknown(ko="구매 옵션", en="purchase option", given=given, allowed=OPTIONS)
