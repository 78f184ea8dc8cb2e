"""Reserved Instances: how many, by the quantile of the hours in which the next one would run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge import instance_type
from kaolib.operation.commitment._curve import Curve, Floats, curve
from kaolib.operation.commitment._demand import Demand, read_option


def best_reservations(demand: Demand, option: str, size_flexible: bool = True) -> pd.DataFrame:
    """How many Reserved Instances to buy: the k-th as long as it runs for at least rate / On-Demand of the hours.

    That is the newsvendor's quantile. Where size flexibility holds (regional, Linux, shared tenancy, not an excluded
    family), the sizes of a family in a Region are one pool counted in normalized units and filled smallest size first; the
    RI bought is of the pool's smallest size, because any other with the same units does the same in coarser steps.

    Parameters
    ----------
    demand
        From `demand`, of EC2 instances.
    option
        A column of RI rates of the products, such as "ri_standard_1y_no_upfront".
    size_flexible
        False buys for each type alone, as for zonal RIs.

    Returns
    -------
    pandas.DataFrame
        One row per type or pool: location, family, operating_system, instance_type (what is bought), products (what it
        covers, joined by ", "), units (normalized, of one; 1 for a type alone), count, exact_count (the optimum if
        fractions were sold), usd, on_demand_usd, saving_usd, saving, coverage, utilization (NaN for a count of 0),
        unused_usd; over all the hours.

    Raises
    ------
    InputError
        For an unknown option or one whose rates are all unknown. Products without a rate have no row.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "How Reserved Instance discounts are applied"; the quantile: Arrow, Harris, Marschak,
    "Optimal Inventory Policy", Econometrica 19 (1951).

    Examples
    --------
    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"m7g.large": [1, 2, 2, 3]}),
    ...     pd.DataFrame({"product": ["m7g.large"], "on_demand_usd": [1.0], "ri_standard_1y_no_upfront": [0.6]}))
    >>> best_reservations(use, "ri_standard_1y_no_upfront")[["count", "saving_usd", "utilization"]].values.tolist()
    [[2.0, 2.2, 0.875]]
    """
    read_option(demand, option, reservation=True)
    pools = reservation_pools(demand, option, size_flexible)
    if not pools:
        raise InputError(
            ko=f"{option}의 요금을 아는 제품이 없습니다.", en=f"no product has a known rate under {option}."
        )
    return pd.DataFrame([_best(demand, option, at) for at in pools])


def reservation_pools(demand: Demand, option: str, size_flexible: bool = True) -> list[list[int]]:
    """The places of the products that one RI covers, pool by pool, smallest size first."""
    known = demand.products
    pools: dict[object, list[tuple[float, int]]] = {}
    columns = ("service", "location", "family", "operating_system", "tenancy", "normalization_factor", option)
    for place, row in enumerate(known[list(columns)].itertuples(index=False)):
        service, location, family, system, tenancy, factor, rate = row
        if service != "ec2" or np.isnan(rate):
            continue
        pooled = size_flexible and system == "linux" and tenancy == "shared" and factor > 0 and _flexible(family)
        pools.setdefault((location, family) if pooled else place, []).append((float(factor), place))
    return [[place for _, place in sorted(pool)] for pool in pools.values()]


def pool_units(demand: Demand, at: list[int]) -> Floats:
    """The normalized units of each product of a pool; 1 where it stands alone."""
    factors = demand.products["normalization_factor"].to_numpy(float)[at]
    return factors if len(at) > 1 else np.ones(1)


def _flexible(family: str) -> bool:
    try:
        return instance_type.size_flexible(family)
    except InputError:
        return False


def _best(demand: Demand, option: str, at: list[int]) -> dict[str, object]:
    bought, hours = demand.products.iloc[at[0]], len(demand.hours)
    units = pool_units(demand, at)
    on_demand = demand.products["on_demand_usd"].to_numpy(float)[at]
    # Counted in RIs of the smallest size.
    filled = curve(demand.quantity[:, at].T * (units / units[0])[:, None], on_demand / (units / units[0]))
    rate = float(bought[option])
    exact, _ = filled.best(rate * hours)
    counts = _whole(filled)
    gains = filled.covered_usd(counts) - rate * hours * counts
    count = float(counts[np.argmax(gains >= gains.max() - 1e-12 * max(filled.covered[-1], 1e-300))])
    covered, used = float(filled.covered_usd(count)), float(filled.used(count))
    spend, paid = float((demand.quantity[:, at] @ on_demand).sum()), rate * hours * count
    return {
        "location": bought["location"],
        "family": bought["family"],
        "operating_system": bought["operating_system"],
        "instance_type": bought["instance_type"],
        "products": ", ".join(str(name) for name in demand.products.index[at]),
        "units": float(units[0]),
        "count": int(count),
        "exact_count": exact,
        "usd": paid + spend - covered,
        "on_demand_usd": spend,
        "saving_usd": covered - paid,
        "saving": (covered - paid) / spend if spend else np.nan,
        "coverage": covered / spend if spend else np.nan,
        "utilization": used / (hours * count) if count else np.nan,
        "unused_usd": rate * (hours * count - used),
    }


def _whole(filled: Curve) -> Floats:
    """Whole numbers among which the best one is: beside each breakpoint. Sizes priced out of proportion may make the cost
    not convex, so all are kept."""
    return np.unique(np.concatenate([np.floor(filled.at), np.ceil(filled.at)]))
