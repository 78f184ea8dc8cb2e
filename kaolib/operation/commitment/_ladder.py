"""Commitments bought in tranches, month by month, each from what has been seen so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import purchase
from kaolib.knowledge.purchase import MONTH_HOURS, MOST_COMMITMENT_USD
from kaolib.operation.commitment._demand import STEP_USD, Demand
from kaolib.operation.commitment._plan import BestPlan, Scope, best_plan, scope


@dataclass(frozen=True)
class Ladder:
    """A purchase plan over months and what it would have cost.

    Attributes
    ----------
    months
        One row per month of 730 hours (the last may be shorter): month (from 0), start (hour), target (the commitment that
        was best for the hours looked back upon, times the share), expiring (what ends at the start of this month), let_go
        (of that, what is not needed again), bought, active (in force during the month), all USD an hour; on_demand_usd
        (without commitments), usd, saving_usd, coverage, utilization, unused_usd.
    tranches
        One row per purchase: start, end (hours; end is not in it), usd_per_hour, existing.
    usd, on_demand_usd, saving_usd, saving, coverage, utilization
        Over all the hours.
    at_once
        The one commitment that would have been best if bought at the start, in hindsight.
    """

    months: pd.DataFrame
    tranches: pd.DataFrame
    usd: float
    on_demand_usd: float
    saving_usd: float
    saving: float
    coverage: float
    utilization: float
    at_once: BestPlan = field(repr=False)


def ladder(
    demand: Demand,
    option: str,
    lookback_days: int = 30,
    share: float = 1.0,
    most_usd_per_hour: float | None = None,
    existing: pd.DataFrame | None = None,
    family: str | None = None,
    location: str | None = None,
) -> Ladder:
    """Buy a Savings Plan in tranches: each month as much as the days just seen call for and no other tranche covers.

    Nothing is known but the past: the target of a month is the exact optimum of the hours looked back upon. Tranches run
    for their term; one that ends is bought again only as far as the target still asks for it, and the rest is let go.

    Parameters
    ----------
    demand, option, family, location
        As `plan_curve`.
    lookback_days
        How many days before each month are looked at; AWS's own recommendations look at 7, 30 or 60.
    share
        Of the target that is to be committed, 0 to 1; less leaves room for use that shrinks.
    most_usd_per_hour
        The most to be bought in one month, USD an hour; None for no limit. Small tranches end at different times.
    existing
        Commitments of this option from before: usd_per_hour and end (the hour after the last, counted from the first).

    Returns
    -------
    Ladder

    Raises
    ------
    InputError
        As `plan_curve`; for days below 1, or a share outside 0 to 1.

    Examples
    --------
    Ten machines run all the time: nothing is known in the first month, then all is committed.

    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"a": [10.0] * 2190}),
    ...              pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], "compute_sp_1y_no_upfront": [0.6]}))
    >>> ladder(use, "compute_sp_1y_no_upfront").months[["bought", "active", "coverage"]].round(6).values.tolist()
    [[0.0, 0.0, 0.0], [6.0, 6.0, 1.0], [0.0, 6.0, 1.0]]
    """
    covers = scope(demand, option, family, location)
    back = errors.count("lookback_days", lookback_days, least=1) * 24
    errors.share("share", share)
    most = MOST_COMMITMENT_USD if most_usd_per_hour is None else purchase.check_commitment(most_usd_per_hour)
    tranches = _existing(existing)
    rows = []
    for month, start in enumerate(range(0, len(demand.hours), MONTH_HOURS)):
        expiring = sum(usd for _, end, usd, _ in tranches if start - MONTH_HOURS < end <= start)
        active = _active(tranches, start)
        target = 0.0
        if start:
            seen = demand.between(max(0, start - back), start)
            target = _steps(share * best_plan(seen, option, family, location).exact_usd_per_hour)
        bought = min(max(_steps(target - active), 0.0), most)
        if bought:
            tranches.append((start, start + covers.option.term_hours, bought, False))
        rows.append(_month(covers, demand, start, tranches) | {
            "month": month, "start": start, "target": target, "expiring": expiring, "bought": bought,
            "let_go": max(expiring - max(target - active, 0.0), 0.0),
        })  # fmt: skip
    order = ["month", "start", "target", "expiring", "let_go", "bought", "active", "on_demand_usd", "usd", "saving_usd",
             "coverage", "utilization", "unused_usd", "covered_usd", "committed_usd"]  # fmt: skip
    table = pd.DataFrame(rows)[order]
    spend, usd, covered, committed = (
        float(table[name].sum()) for name in ("on_demand_usd", "usd", "covered_usd", "committed_usd")
    )
    return Ladder(
        table.drop(columns=["covered_usd", "committed_usd"]),
        pd.DataFrame(tranches, columns=["start", "end", "usd_per_hour", "existing"]),
        usd, spend, spend - usd, (spend - usd) / spend if spend else np.nan, covered / spend if spend else np.nan,
        1 - float(table["unused_usd"].sum()) / committed if committed else np.nan,
        best_plan(demand, option, family, location),
    )  # fmt: skip


_Tranche = tuple[int, int, float, bool]


def _existing(given: pd.DataFrame | None) -> list[_Tranche]:
    if given is None:
        return []
    errors.columns(given.columns, ["usd_per_hour", "end"], ko="기존 약정", en="the existing commitments")
    return [
        (0, errors.count("end", end), purchase.check_commitment(usd), True)
        for usd, end in zip(given["usd_per_hour"], given["end"], strict=True)
    ]


def _active(tranches: list[_Tranche], hour: int) -> float:
    return float(np.round(sum(usd for begin, end, usd, _ in tranches if begin <= hour < end), 3))


def _month(covers: Scope, demand: Demand, start: int, tranches: list[_Tranche]) -> dict[str, float]:
    """What the month costs; tranches may end in the middle of it."""
    stop = min(start + MONTH_HOURS, len(demand.hours))
    edges = sorted({start, stop, *(end for _, end, _, _ in tranches if start < end < stop)})
    covered = used = committed = 0.0
    for begin, end in pairwise(edges):
        usd = _active(tranches, begin)
        filled = covers.curve(demand.quantity[begin:end])
        covered += float(filled.covered_usd(usd))
        used += float(filled.used(usd))
        committed += usd * (end - begin)
    spend = covers.on_demand_usd(demand.quantity[start:stop])
    return {
        "active": _active(tranches, start),
        "on_demand_usd": spend,
        "usd": spend - covered + committed,
        "saving_usd": covered - committed,
        "coverage": covered / spend if spend else np.nan,
        "utilization": used / committed if committed else np.nan,
        "unused_usd": committed - used,
        "covered_usd": covered,
        "committed_usd": committed,
    }


def _steps(usd: float) -> float:
    return float(np.round(np.floor(usd / STEP_USD + 1e-6) * STEP_USD, 3))
