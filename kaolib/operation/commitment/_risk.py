"""What if the coming year is not the last one: weeks drawn anew, growth, and what a commitment then saves or loses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.purchase import MOST_COMMITMENT_USD, YEAR_HOURS
from kaolib.operation.commitment._curve import Curve, Floats
from kaolib.operation.commitment._demand import STEP_USD, Demand, check_commitment
from kaolib.operation.commitment._plan import scope

WEEK_HOURS = 168


@dataclass(frozen=True)
class Risk:
    """The saving of commitments over many drawn years.

    Attributes
    ----------
    table
        One row per commitment: usd_per_hour; mean_usd, p05_usd, p50_usd, p95_usd of the saving; cvar_usd (its mean over the
        worst draws); loss_chance (share of draws that lose money); regret_usd (mean of what hindsight would have saved
        more), of which too_much_usd in draws whose best commitment is smaller and too_little_usd where it is greater;
        coverage and utilization (over all draws).
    best_mean_usd_per_hour, best_cvar_usd_per_hour
        The commitments whose mean saving, and whose mean saving over the worst draws, is greatest.
    level
        The worst draws are the share 1 - level of all.
    clairvoyant
        One row per draw: growth, usd_per_hour (best in hindsight), saving_usd (of it), on_demand_usd.
    savings
        Saving in USD, one row per draw and one column per commitment of the table.
    """

    table: pd.DataFrame
    best_mean_usd_per_hour: float
    best_cvar_usd_per_hour: float
    level: float
    clairvoyant: pd.DataFrame = field(repr=False)
    savings: Floats = field(repr=False)


def risk(
    demand: Demand,
    option: str,
    usd_per_hour: Sequence[float] | None = None,
    growth: float | Sequence[float] = 0.0,
    draws: int = 400,
    level: float = 0.9,
    seed: int = 0,
    family: str | None = None,
    location: str | None = None,
) -> Risk:
    """The distribution of a plan's saving when the weeks come in another mix and the use grows or shrinks.

    A draw is as many weeks as the demand has, each a whole week of it drawn with replacement (a block bootstrap, which
    keeps the shape of days and weekends), scaled by the growth so far.

    Parameters
    ----------
    demand, option, family, location
        As `plan_curve`; at least four weeks. Hours after the last whole week are left out.
    usd_per_hour
        Commitments to compare; None for 41 up to beyond what any draw would buy.
    growth
        By how much the use changes within a year: 0.2 grows to 1.2 times, -0.3 shrinks to 0.7 times, evenly. Several:
        each is drawn with the same chance.
    draws
        How many years.
    level
        For the conditional value at risk: 0.9 looks at the worst tenth of the draws.
    seed
        The same seed gives the same draws.

    Returns
    -------
    Risk

    Raises
    ------
    InputError
        As `plan_curve`; for less than four weeks, a growth of -1 or less, no draw, or a level outside 0 to below 1.

    Notes
    -----
    Sources: the block bootstrap: Künsch, "The jackknife and the bootstrap for general stationary observations", Annals of
    Statistics 17 (1989); CVaR: Rockafellar, Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2 (2000).

    Examples
    --------
    Steady use may shrink by half or double within the year; the careful commitment is below the one best on average.

    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"a": [10.0] * 8736}),
    ...              pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> found = risk(use, "compute_sp_1y_no_upfront", growth=[-0.5, 1.0])
    >>> found.best_cvar_usd_per_hour < found.best_mean_usd_per_hour
    True
    """
    covers = scope(demand, option, family, location)
    rates = np.atleast_1d(np.asarray(growth, dtype=float))
    _check(demand, rates, draws, level)
    weeks = len(demand.hours) // WEEK_HOURS
    curves = [covers.curve(demand.quantity[w * WEEK_HOURS : (w + 1) * WEEK_HOURS]) for w in range(weeks)]
    spend = np.array(
        [covers.on_demand_usd(demand.quantity[w * WEEK_HOURS : (w + 1) * WEEK_HOURS]) for w in range(weeks)]
    )

    rng = np.random.default_rng(seed)
    week = rng.integers(weeks, size=(draws, weeks))
    scenario = rng.integers(len(rates), size=draws)
    middle = (np.arange(weeks) + 0.5) * WEEK_HOURS / YEAR_HOURS
    factor = 1 + rates[:, None] * middle  # of each scenario and place
    if (factor <= 0).any():
        raise InputError(ko="성장률이 사용량을 0 아래로 줄입니다.", en="this growth shrinks the use below 0.")
    hours, place = weeks * WEEK_HOURS, np.arange(weeks)

    def of_draws(value: Callable[[Curve, Floats], Floats], usd: float) -> Floats:
        """The sum over each draw's weeks of a curve's value; one commitment for all, so that few values are needed."""
        table = np.array([factor * value(one, usd / factor) for one in curves])  # week, scenario, place
        return np.asarray(table[week, scenario[:, None], place].sum(axis=1))

    def saving(usd: float) -> Floats:
        return of_draws(lambda one, x: one.covered_usd(x), usd) - usd * hours

    own, own_saving = _clairvoyant(curves, week, factor[scenario], hours)
    if usd_per_hour is None:
        most = min(1.1 * own.max(), MOST_COMMITMENT_USD)
        commitments = np.unique(np.round(np.linspace(0, most, 41) / STEP_USD) * STEP_USD)
    else:
        commitments = np.array([check_commitment(usd) for usd in usd_per_hour])
    savings = np.column_stack([saving(usd) for usd in commitments])
    used = np.array([of_draws(lambda one, x: one.used(x), usd).sum() for usd in commitments])
    on_demand = (spend[week] * factor[scenario]).sum(axis=1)
    worst = _worst(level, draws)
    regret = own_saving[:, None] - savings
    above = commitments > own[:, None]
    low, half, high = np.quantile(savings, [0.05, 0.5, 0.95], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = pd.DataFrame(
            {
                "usd_per_hour": commitments,
                "mean_usd": savings.mean(axis=0),
                "p05_usd": low,
                "p50_usd": half,
                "p95_usd": high,
                "cvar_usd": np.sort(savings, axis=0)[:worst].mean(axis=0),
                "loss_chance": (savings < 0).mean(axis=0),
                "regret_usd": regret.mean(axis=0),
                "too_much_usd": (regret * above).mean(axis=0),
                "too_little_usd": (regret * ~above).mean(axis=0),
                "coverage": (savings + commitments * hours).sum(axis=0) / on_demand.sum(),
                "utilization": used / (commitments * hours * draws),
            }
        )
    seen = pd.DataFrame(
        {"growth": rates[scenario], "usd_per_hour": own, "saving_usd": own_saving, "on_demand_usd": on_demand}
    )
    top = float(own.max())
    return Risk(
        table,
        _highest(lambda usd: float(saving(usd).mean()), top),
        _highest(lambda usd: float(np.sort(saving(usd))[:worst].mean()), top),
        level,
        seen,
        savings,
    )


def _check(demand: Demand, rates: Floats, draws: int, level: float) -> None:
    if len(demand.hours) < 4 * WEEK_HOURS:
        raise InputError(
            ko=f"사용량이 {len(demand.hours)}시간뿐입니다. 네 주({4 * WEEK_HOURS}시간) 이상이어야 합니다.",
            en=f"the demand has only {len(demand.hours)} hours: four weeks ({4 * WEEK_HOURS} hours) are needed.",
        )
    for rate in rates:
        errors.amount("growth", float(rate), least=-1, above=True)
    errors.count("draws", draws, least=1)
    if errors.share("level", level) == 1:
        raise InputError(ko="level은 1보다 작아야 합니다.", en="the level has to be below 1.")


def _worst(level: float, draws: int) -> int:
    """How many draws are the worst ones."""
    return max(1, round((1 - level) * draws))


def _clairvoyant(curves: list[Curve], week: npt.NDArray[np.int64], factor: Floats, hours: int) -> tuple[Floats, Floats]:
    """The best commitment of each draw and its saving: the slope of a concave function is halved in upon."""
    draws, places = week.shape
    order = np.argsort(week, axis=None, kind="stable")
    draw, scale = order // places, factor.ravel()[order]
    bounds = np.searchsorted(week.ravel()[order], np.arange(len(curves) + 1))
    parts = [slice(a, b) for a, b in pairwise(bounds)]

    def total(value: Callable[[Curve, Floats], Floats], usd: Floats, weight: Floats | float) -> Floats:
        x = usd[draw] / scale
        each = np.concatenate([value(one, x[part]) for one, part in zip(curves, parts, strict=True)])
        return np.asarray(np.bincount(draw, each * weight, draws), dtype=float)

    def slope(one: Curve, x: Floats) -> Floats:
        return one.slope[np.searchsorted(one.at, x, side="right") - 1]

    low = np.zeros(draws)
    high = np.full(draws, max(one.full[-1] for one in curves) * factor.max())
    # A plan of this size is used in full somewhere; beyond the last halving nothing changes by a thousandth of a cent.
    for _ in range(50):
        middle = (low + high) / 2
        rising = total(slope, middle, 1.0) > hours
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return high, total(lambda one, x: one.covered_usd(x), high, scale) - high * hours


def _highest(value: Callable[[float], float], high: float) -> float:
    """Where a concave function of the commitment is greatest, in steps: golden section, then the neighbours."""
    low, ratio = 0.0, (5**0.5 - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    at_a, at_b = value(a), value(b)
    while high - low > STEP_USD / 2:
        if at_a >= at_b:
            high, b, at_b = b, a, at_a
            a = high - ratio * (high - low)
            at_a = value(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + ratio * (high - low)
            at_b = value(b)
    steps = np.floor((low + high) / 2 / STEP_USD) + np.arange(-1, 3)
    near = [float(step) for step in np.round(steps[steps >= 0] * STEP_USD, 3)]
    return max(near, key=value)
