"""Buying without knowing the future: the break-even rule, and how much worse than hindsight it can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.purchase import YEAR_HOURS

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Online:
    """What the break-even rule bought, and what hindsight would have.

    Attributes
    ----------
    purchases
        hour (position), count.
    usd
        The whole price of what was bought (its full term, also beyond the last hour), and On-Demand for the rest.
    on_demand_usd
        Without any purchase.
    optimal_usd
        The least that the same demand could have cost, with the whole price of each purchase counted as well.
    ratio, bound
        usd / optimal_usd, and what it can be at most.
    coverage
        Share of the hours of use that what was bought covers; NaN without use.
    utilization
        Share of the hours in force that are used, up to the last hour of the demand; NaN where nothing was bought.
    """

    purchases: pd.DataFrame = field(repr=False)
    usd: float
    on_demand_usd: float
    optimal_usd: float
    ratio: float
    bound: float
    coverage: float
    utilization: float


def competitive_bound(used_share: float = 0.0) -> float:
    """How many times the hindsight optimum the break-even rule costs at most: 2 - used_share; no rule without chance and
    without knowledge of the future can promise less.

    Parameters
    ----------
    used_share
        What an hour of use of a bought instance still costs, as a share of the On-Demand rate. 0 for AWS's RIs of today,
        which are paid for every hour; it was above 0 while RIs charged an hourly rate for hours of use only.

    Notes
    -----
    Source: Wang, Li, Liang, "To Reserve or Not to Reserve: Optimal Online Multi-Instance Acquisition in IaaS Clouds"
    (ICAC 2013; arXiv:1305.5608), whose alpha this is: 2 - alpha for the deterministic rule, e / (e - 1 + alpha) for one
    that throws a die.

    Examples
    --------
    >>> competitive_bound()
    2.0
    """
    return 2 - errors.share("used_share", used_share)


def break_even_rule(
    quantity: pd.Series[float],
    on_demand_usd: float,
    usd_per_hour: float,
    term_hours: int = YEAR_HOURS,
    used_share: float = 0.0,
) -> Online:
    """Buy an instance only when its like has already cost On-Demand what the purchase would have cost.

    At each hour, one more instance is bought as long as the hours of the last term in which the use was above what was
    bought have cost more On-Demand than a purchase at their start would have. What is bought also counts for the hours
    looked back upon, so that the same hours never justify two purchases.

    Parameters
    ----------
    quantity
        Instances in use, whole numbers, hour by hour.
    on_demand_usd
        USD an hour of use.
    usd_per_hour
        Effective USD an hour of the term of a purchase, used or not; its price is this times term_hours.
    term_hours
        How long a purchase lasts.
    used_share
        As in `competitive_bound`.

    Returns
    -------
    Online

    Raises
    ------
    InputError
        For instances that are not whole, negative or missing; rates that are not above 0; a term below an hour; or a
        purchase that never pays.

    Notes
    -----
    Source: Wang, Li, Liang (2013), algorithm 1, as in `competitive_bound`. It is the ski rental of Karlin, Manasse,
    Rudolph, Sleator, "Competitive snoopy caching", Algorithmica 3 (1988), for many skis and seasons.

    Examples
    --------
    Used for 60 hours of 100: 50 hours On-Demand cost as much as the purchase, which comes with hour 51.

    >>> once = break_even_rule(pd.Series([1] * 60), on_demand_usd=1.0, usd_per_hour=0.5, term_hours=100)
    >>> once.purchases.values.tolist(), once.usd, once.optimal_usd
    ([[50, 1]], 100.0, 50.0)
    """
    use = _whole(quantity)
    rate = errors.amount("on_demand_usd", on_demand_usd, above=True)
    price = errors.amount("usd_per_hour", usd_per_hour, above=True) * errors.count("term_hours", term_hours, least=1)
    share = errors.share("used_share", used_share)
    if price >= (1 - share) * rate * term_hours:
        raise InputError(
            ko="이 약정은 기간 내내 써도 온디맨드보다 싸지 않습니다.",
            en="this commitment never pays: it costs no less than On-Demand for a whole term of use.",
        )
    hours, bought = len(use), np.zeros(len(use) + term_hours, dtype=np.int64)
    # Hours of use that cost as much as a purchase; a hair above, so that rounding does not buy an hour early.
    enough, purchases = price / ((1 - share) * rate) * (1 + 1e-12), []
    for hour in range(hours):
        first = max(0, hour - term_hours + 1)
        if use[hour] <= bought[hour]:
            continue
        while np.count_nonzero(use[first : hour + 1] > bought[first : hour + 1]) > enough:
            bought[first : hour + term_hours] += 1
            purchases.append(hour)
    # The rule's own look back has raised the past as well: count what was really in force.
    in_force = _in_force(purchases, hours, term_hours)
    least = optimal_usd(use, rate, price, term_hours, share)
    usd = price * len(purchases) + _usage_usd(use, in_force, rate, share)
    covered = int(np.minimum(use, in_force).sum())
    table = pd.Series(purchases, dtype="int64").value_counts(sort=False).sort_index()
    return Online(
        pd.DataFrame({"hour": table.index.to_numpy(), "count": table.to_numpy()}),
        usd,
        float(use.sum() * rate),
        least,
        usd / least if least else 1.0,
        competitive_bound(share),
        covered / int(use.sum()) if use.any() else np.nan,
        covered / int(in_force.sum()) if in_force.any() else np.nan,
    )


def optimal_usd(use: Ints, rate: float, price: float, term_hours: int, share: float) -> float:
    """The least cost in hindsight: a linear program whose optimum is whole, since each purchase covers hours in a row."""
    hours = len(use)
    gain = (1 - share) * rate
    if hours <= term_hours:
        # All is bought at the start, level by level: those that run long enough.
        runs = np.sort(use)
        busy = hours - np.searchsorted(runs, np.arange(1, runs[-1] + 1))
        return float(np.minimum(price, gain * busy).sum() + share * rate * use.sum())
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    # bought[t], in force[t] = in force[t-1] + bought[t] - bought[t-term], left[t] >= use[t] - in force[t]
    clock = np.arange(hours)
    late, not_first = clock[term_hours:], clock[1:]
    ones = np.ones
    parts = [
        (clock, hours + clock, ones(hours)),
        (not_first, hours + not_first - 1, -ones(hours - 1)),
        (clock, clock, -ones(hours)),
        (late, late - term_hours, ones(len(late))),
    ]
    row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
    equal = coo_array((value, (row, column)), shape=(hours, 3 * hours)).tocsr()
    need = coo_array(
        (-ones(2 * hours), (np.tile(clock, 2), np.concatenate([hours + clock, 2 * hours + clock]))),
        shape=(hours, 3 * hours),
    ).tocsr()
    cost = np.concatenate([np.full(hours, price), np.zeros(hours), np.full(hours, gain)])
    done = linprog(cost, A_ub=need, b_ub=-use.astype(float), A_eq=equal, b_eq=np.zeros(hours), method="highs")
    return float(done.fun + share * rate * use.sum())


def _in_force(purchases: list[int], hours: int, term_hours: int) -> Ints:
    change = np.zeros(hours + term_hours + 1, dtype=np.int64)
    np.add.at(change, np.array(purchases, dtype=np.int64), 1)
    np.add.at(change, np.array(purchases, dtype=np.int64) + term_hours, -1)
    return np.asarray(change.cumsum()[:hours], dtype=np.int64)


def _usage_usd(use: Ints, in_force: Ints, rate: float, share: float) -> float:
    left = np.maximum(use - in_force, 0)
    return float(rate * left.sum() + share * rate * (use - left).sum())


def _whole(quantity: pd.Series[float]) -> Ints:
    values = np.asarray(quantity, dtype=float)
    bad = np.flatnonzero(~(values >= 0) | (values != np.floor(values)) | np.isinf(values))
    if not len(values) or len(bad):
        what = f"{values[bad[0]]:g}" if len(bad) else "[]"
        raise InputError(
            ko=f"사용량 {what}은(는) 쓸 수 없습니다. 시간마다 0 이상의 정수 대수를 주세요.",
            en=f"the use {what} cannot be used: give whole instances of 0 or more, hour by hour.",
        )
    return values.astype(np.int64)
