"""One Savings Plan: what any commitment costs, and the one that costs least, exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib.errors import InputError, unknown
from kaolib.knowledge.purchase import MOST_COMMITMENT_USD
from kaolib.operation.commitment._curve import Curve, Floats, curve
from kaolib.operation.commitment._demand import STEP_USD, Demand, Option, check_commitment, read_option

#: How far below the best saving a commitment may stay to count as about as good.
FLAT = 0.01


@dataclass(frozen=True)
class Plan:
    """What one commitment does to the use that it may cover.

    Attributes
    ----------
    option, family, location
        Which plan; family and location are "" but for an EC2 Instance Savings Plan.
    usd_per_hour
        The commitment, USD an hour.
    usd
        What the hours cost with it: the commitment of every hour and what it leaves On-Demand.
    on_demand_usd
        What they cost without.
    saving_usd, saving
        The difference, and its share of on_demand_usd.
    coverage
        Share of the On-Demand spend that is covered.
    utilization
        Share of the commitment that is used; NaN for a commitment of 0.
    unused_usd
        What is paid for nothing.
    """

    option: str
    family: str
    location: str
    usd_per_hour: float
    usd: float
    on_demand_usd: float
    saving_usd: float
    saving: float
    coverage: float
    utilization: float
    unused_usd: float


@dataclass(frozen=True)
class BestPlan(Plan):
    """The commitment that costs least, in steps of 0.001 USD, and how sharp the optimum is.

    Attributes
    ----------
    exact_usd_per_hour, exact_usd
        The optimum without these steps, and its cost.
    low_usd_per_hour, high_usd_per_hour
        All commitments between these save at least 99 % of the best saving.
    purchases
        How many purchases it takes (AWS sells up to 5,000 USD an hour at once).
    not_covered
        Products of the demand for which the option has no rate, or which it does not cover.
    """

    exact_usd_per_hour: float
    exact_usd: float
    low_usd_per_hour: float
    high_usd_per_hour: float
    purchases: int
    not_covered: tuple[str, ...]


class Scope(NamedTuple):
    """The products that a plan covers, highest saving first, ties to the lowest rate."""

    option: Option
    family: str
    location: str
    at: np.ndarray[tuple[int], np.dtype[np.intp]]  # places in the demand
    rate: Floats
    on_demand: Floats

    def curve(self, quantity: Floats) -> Curve:
        """The curve of some hours."""
        return curve(quantity[:, self.at].T * self.rate[:, None], self.on_demand / self.rate)

    def on_demand_usd(self, quantity: Floats) -> float:
        """What these products cost On-Demand in some hours, USD."""
        return float((quantity[:, self.at] @ self.on_demand).sum())


def scope(demand: Demand, option: str, family: str | None = None, location: str | None = None) -> Scope:
    """Which products a plan covers and in which order.

    Raises
    ------
    InputError
        For an option without rates, an EC2 Instance Savings Plan without a family and location where there are several,
        or for one that no product has.
    """
    read = read_option(demand, option, reservation=False)
    known = demand.products
    rate = known[option].to_numpy(float)
    in_scope = ~np.isnan(rate)
    place = {"family": "", "location": ""}
    if read.kind == "ec2_instance_sp":
        in_scope &= (known["service"] == "ec2").to_numpy()
        for name, given, ko, en in (
            ("location", location, "위치", "location"), ("family", family, "패밀리", "family")
        ):  # fmt: skip
            there = sorted(set(known[name][in_scope]))
            if given is None and len(there) > 1:
                raise InputError(
                    ko=f"EC2 Instance Savings Plan은 {ko} 하나에 묶입니다. {', '.join(there)} 중에서 고르세요.",
                    en=f"an EC2 Instance Savings Plan is bound to one {en}: choose from {', '.join(there)}.",
                )
            if there and given is not None and given not in there:
                raise unknown(ko=f"사용 중인 {ko}", en=f"{en} in use", given=given, allowed=there)
            place[name] = given or "".join(there)
            in_scope &= (known[name] == place[name]).to_numpy()
    if not in_scope.any():
        raise InputError(
            ko=f"{option}의 요금을 아는 제품이 없습니다.", en=f"no product has a known rate under {option}."
        )
    at = np.flatnonzero(in_scope)
    on_demand = known["on_demand_usd"].to_numpy(float)[at]
    order = np.lexsort([rate[at], np.round(rate[at] / on_demand, 12)])
    return Scope(read, place["family"], place["location"], at[order], rate[at][order], on_demand[order])


def plan_curve(
    demand: Demand,
    option: str,
    usd_per_hour: Sequence[float] | Floats | None = None,
    family: str | None = None,
    location: str | None = None,
) -> pd.DataFrame:
    """What a Savings Plan costs and covers at many commitments.

    Each hour the plan covers the highest saving first (ties: the lowest rate) until the commitment is used up; the rest
    is On-Demand and what is not used is lost.

    Parameters
    ----------
    demand
        From `demand`.
    option
        A column of rates of the products, such as "compute_sp_1y_no_upfront".
    usd_per_hour
        Commitments, USD an hour (0: none); None for 101 from 0 to what the busiest hour can use.
    family, location
        For an EC2 Instance Savings Plan; not needed where all products have one.

    Returns
    -------
    pandas.DataFrame
        One row per commitment: usd_per_hour, usd, on_demand_usd, saving_usd, saving (share), coverage, utilization,
        unused_usd; over all the hours, for the products that the plan may cover. The columns mean what `Plan` says.

    Raises
    ------
    InputError
        For an unknown option, a family never used, or a commitment that is negative, above 5,000 or of more than five digits after the point.

    Notes
    -----
    Source: AWS, Savings Plans User Guide, "Understanding how Savings Plans apply to your usage".

    Examples
    --------
    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"a": [1, 3]}),
    ...              pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> plan_curve(use, "compute_sp_1y_no_upfront", [0, 0.6, 1.8])[["usd", "utilization"]].round(3).values.tolist()
    [[4.0, nan], [3.2, 1.0], [3.6, 0.667]]
    """
    covers = scope(demand, option, family, location)
    filled = covers.curve(demand.quantity)
    if usd_per_hour is None:
        most = min(math.ceil(filled.full[-1] / STEP_USD) * STEP_USD, MOST_COMMITMENT_USD)
        commitments = np.round(np.linspace(0, most, 101) / STEP_USD) * STEP_USD
    else:
        commitments = np.array([check_commitment(usd) for usd in usd_per_hour], dtype=float)
    return pd.DataFrame(_numbers(covers, filled, demand, commitments))


def plan_cost(
    demand: Demand, option: str, usd_per_hour: float, family: str | None = None, location: str | None = None
) -> Plan:
    """What one commitment of a Savings Plan costs and covers; parameters and errors as `plan_curve`.

    Examples
    --------
    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"a": [1, 3]}),
    ...              pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> round(plan_cost(use, "compute_sp_1y_no_upfront", 0.6).coverage, 3)
    0.5
    """
    covers = scope(demand, option, family, location)
    at = np.array([check_commitment(usd_per_hour)])
    row = {name: float(value[0]) for name, value in _numbers(covers, covers.curve(demand.quantity), demand, at).items()}
    return Plan(option, covers.family, covers.location, **row)


def best_plan(demand: Demand, option: str, family: str | None = None, location: str | None = None) -> BestPlan:
    """The commitment of one Savings Plan that costs least over the hours: the exact optimum, without a grid.

    The cost of an hour is a piecewise linear convex function of the commitment, because the highest saving is covered
    first; so is their sum, and its minimum lies where the slope changes sign: at a breakpoint. All breakpoints are valued
    in one pass. A step of 0.001 USD leaves the two neighbours of that point, and the cheaper is the answer.

    Parameters
    ----------
    demand, option, family, location
        As `plan_curve`.

    Returns
    -------
    BestPlan
        A commitment of 0 when no plan pays. Of commitments that cost the same, the smallest.

    Raises
    ------
    InputError
        As `plan_curve`.

    Notes
    -----
    For hours that stand for those to come: the demand is taken as known.
    Source of the rule: AWS, Savings Plans User Guide, "Understanding how Savings Plans apply to your usage".

    Examples
    --------
    One machine runs always and a second one in half of the hours: at a saving of 40 % the second does not pay.

    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"a": [1, 2, 1, 2]}),
    ...              pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> best = best_plan(use, "compute_sp_1y_no_upfront")
    >>> best.usd_per_hour, round(best.saving_usd, 6), best.utilization
    (0.6, 1.6, 1.0)
    """
    covers = scope(demand, option, family, location)
    filled = covers.curve(demand.quantity)
    hours = len(demand.hours)
    exact, gain = filled.best(hours)
    low, high = _about_as_good(filled.at, gain, hours)
    steps = exact / STEP_USD
    neighbours = np.round(np.unique([np.floor(steps + 1e-9), np.ceil(steps - 1e-9)]) * STEP_USD, 3)
    numbers = _numbers(covers, filled, demand, neighbours)
    row = {name: float(value[numbers["usd"].argmin()]) for name, value in numbers.items()}
    exact_usd = covers.on_demand_usd(demand.quantity) - float(gain.max())
    others = demand.products.index[np.setdiff1d(np.arange(len(demand.products)), covers.at)]
    purchases = math.ceil(row["usd_per_hour"] / MOST_COMMITMENT_USD - 1e-12)
    return BestPlan(
        option, covers.family, covers.location, **row,
        exact_usd_per_hour=exact, exact_usd=exact_usd, low_usd_per_hour=low, high_usd_per_hour=high,
        purchases=purchases, not_covered=tuple(str(name) for name in others),
    )  # fmt: skip


def _numbers(covers: Scope, filled: Curve, demand: Demand, commitments: Floats) -> dict[str, Floats]:
    """The numbers of `Plan` at each commitment."""
    hours, spend = len(demand.hours), np.full(len(commitments), covers.on_demand_usd(demand.quantity))
    covered, used, committed = filled.covered_usd(commitments), filled.used(commitments), commitments * hours
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "usd_per_hour": commitments,
            "usd": committed + spend - covered,
            "on_demand_usd": spend,
            "saving_usd": covered - committed,
            "saving": (covered - committed) / spend,
            "coverage": covered / spend,
            "utilization": used / committed,
            "unused_usd": committed - used,
        }


def _about_as_good(at: Floats, gain: Floats, price: float) -> tuple[float, float]:
    """The least and the greatest x whose gain is at least 99 % of the best; the gain is concave."""
    top, level = int(gain.argmax()), (1 - FLAT) * gain.max()
    if level <= 0:
        return 0.0, 0.0
    low = np.interp(level, gain[: top + 1], at[: top + 1])
    # Beyond the last breakpoint nothing more is covered: the gain falls to 0 at the whole price.
    fall, beyond = np.append(gain[top:], 0.0), np.append(at[top:], at[-1] + gain[-1] / price)
    return float(low), float(np.interp(-level, -fall, beyond))
