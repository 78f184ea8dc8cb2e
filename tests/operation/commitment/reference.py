"""Slow, obvious references: linear programs written out hour by hour, and costs added up one unit after the other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array

from kaolib.operation import commitment

PLAN = "compute_sp_1y_no_upfront"


def demand(quantity, on_demand, **rates):
    """A demand of products p0, p1 ... with plain numbers."""
    quantity = np.asarray(quantity, float)
    names = [f"p{i}" for i in range(quantity.shape[1])]
    table = pd.DataFrame({"product": names, "on_demand_usd": on_demand, **rates})
    return commitment.demand(pd.DataFrame(quantity, columns=names), table)


def random_plan(rng):
    """A small demand under one plan: smooth, whole or spiky; savings that tie; idle products and hours."""
    hours, products = int(rng.integers(1, 30)), int(rng.integers(1, 6))
    kind = rng.integers(4)
    if kind == 0:
        quantity = rng.gamma(2, 3, (hours, products))
    elif kind == 1:
        quantity = rng.integers(0, 4, (hours, products)).astype(float)
    else:
        quantity = np.where(rng.random((hours, 1)) < 0.09, 40.0, 1.0) * rng.uniform(0.9, 1.1, (hours, products))
    on_demand = rng.uniform(0.05, 3, products)
    saving = rng.uniform(0.02, 0.7, products) if rng.random() < 0.7 else np.full(products, 0.3)
    return demand(quantity, on_demand, **{PLAN: on_demand * (1 - saving)})


def plan_lp(demands):
    """The least cost of one plan for each demand by HiGHS; independent programs side by side in one matrix."""
    cost, rows, columns, values, limits, ends = [], [], [], [], [], [0]
    upper: list[float | None] = []
    for one in demands:
        hours, products = one.quantity.shape
        rate, on_demand = one.products[PLAN].to_numpy(), one.products["on_demand_usd"].to_numpy()
        first, row = len(cost), len(limits)
        cost += [float(hours), *(-np.tile(on_demand, hours))]
        upper += [None, *one.quantity.ravel()]
        # sum over products of rate x covered <= commitment, hour by hour
        rows += [*np.repeat(np.arange(hours), products) + row, *np.arange(hours) + row]
        columns += [*np.arange(hours * products) + first + 1, *[first] * hours]
        values += [*np.tile(rate, hours), *[-1.0] * hours]
        limits += [0.0] * hours
        ends.append(len(cost))
    matrix = coo_array((values, (rows, columns)), shape=(len(limits), len(cost))).tocsr()
    bounds = np.array([(0, np.inf if most is None else most) for most in upper])
    done = linprog(cost, A_ub=matrix, b_ub=limits, bounds=bounds, method="highs")
    assert done.status == 0
    parts = np.asarray(cost) * done.x
    return [parts[a:b].sum() + one.on_demand_usd for a, b, one in zip(ends, ends[1:], demands, strict=False)]


def plan_cost(one, usd_per_hour, option=PLAN):
    """An hour at a time, a product at a time: (cost, covered On-Demand spend, commitment used)."""
    known = one.products[["on_demand_usd", option]].itertuples(index=False)
    lines = sorted((round(rate / usd, 12), rate, usd, i) for i, (usd, rate) in enumerate(known))
    cost = covered = used = 0.0
    for units in one.quantity:
        left = usd_per_hour
        cost += usd_per_hour
        for _, rate, usd, i in lines:
            taken = min(units[i], left / rate)
            left -= taken * rate
            covered += taken * usd
            cost += (units[i] - taken) * usd
        used += usd_per_hour - left
    return cost, covered, used
