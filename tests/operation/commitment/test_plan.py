"""One plan: the optimum is the linear program's, to the cent; the curve is what adding up hour by hour gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.operation import commitment
from tests.operation.commitment import reference
from tests.operation.commitment.reference import PLAN


def test_the_optimum_is_that_of_the_linear_program():
    rng = np.random.default_rng(20)
    for _ in range(12):
        demands = [reference.random_plan(rng) for _ in range(250)]
        for one, least in zip(demands, reference.plan_lp(demands), strict=True):
            best = commitment.best_plan(one, PLAN)
            assert best.exact_usd == pytest.approx(least, abs=0.005, rel=1e-9)
            assert best.exact_usd - 1e-9 <= best.usd


def test_curve_against_adding_up():
    rng = np.random.default_rng(21)
    for _ in range(60):
        one = reference.random_plan(rng)
        commitments = np.round(rng.uniform(0, 30, 5), 3)
        table = commitment.plan_curve(one, PLAN, commitments)
        for usd, row in zip(commitments, table.itertuples(), strict=True):
            cost, covered, used = reference.plan_cost(one, usd)
            assert row.usd == pytest.approx(cost)
            assert row.coverage == pytest.approx(covered / one.on_demand_usd)
            assert row.utilization == pytest.approx(used / usd / len(one.hours))
            assert row.unused_usd == pytest.approx(usd * len(one.hours) - used, abs=1e-9)
            assert row.saving_usd == pytest.approx(one.on_demand_usd - cost)


@given(st.integers(0, 2**32), st.lists(st.floats(0, 100), min_size=3, max_size=3, unique=True))
@settings(max_examples=150, deadline=None)
def test_cost_is_convex_and_never_below_the_best(seed, at):
    one = reference.random_plan(np.random.default_rng(seed))
    low, middle, high = np.round(sorted(at), 3)
    if low < middle < high:
        usd = commitment.plan_curve(one, PLAN, [low, middle, high])["usd"].to_numpy()
        line = usd[0] + (usd[2] - usd[0]) * (middle - low) / (high - low)
        assert usd[1] <= line + 1e-9 * abs(line)
        assert usd.min() >= commitment.best_plan(one, PLAN).exact_usd - 1e-9


@given(st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_the_best_of_all_breakpoints(seed):
    one = reference.random_plan(np.random.default_rng(seed))
    rate, on_demand = one.products[PLAN].to_numpy(), one.products["on_demand_usd"].to_numpy()
    order = np.lexsort([rate, np.round(rate / on_demand, 12)])
    breaks = np.cumsum(one.quantity[:, order] * rate[order], axis=1).ravel()
    best = commitment.best_plan(one, PLAN)
    every = [reference.plan_cost(one, usd)[0] for usd in (0.0, *breaks)]
    assert best.exact_usd == pytest.approx(min(every), rel=1e-9)
    assert reference.plan_cost(one, best.exact_usd_per_hour)[0] == pytest.approx(min(every), rel=1e-9)
    # rounded: no thousandth around is better
    near = np.round(best.usd_per_hour + np.arange(-3, 4) / 1000, 3)
    assert best.usd <= commitment.plan_curve(one, PLAN, near[near >= 0])["usd"].min() + 1e-9


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_about_as_good_is_99_percent_of_the_saving(seed):
    one = reference.random_plan(np.random.default_rng(seed))
    best = commitment.best_plan(one, PLAN)
    saving = one.on_demand_usd - best.exact_usd
    for edge, out in ((best.low_usd_per_hour, -1), (best.high_usd_per_hour, 1)):
        kept = one.on_demand_usd - reference.plan_cost(one, edge)[0]
        assert kept == pytest.approx(0.99 * saving, abs=1e-6)
        if saving > 0.01:
            beyond = one.on_demand_usd - reference.plan_cost(one, edge + out * 1e-3 * max(edge, 1e-3))[0]
            assert beyond < kept


def test_a_grid_search_loses_the_saving_of_a_spiky_year():
    # 9 % of the hours at 40 times the load, steady otherwise: the best commitment is far below the busiest hour
    quantity = commitment.trace("spiky", size=40).to_numpy()[:, None]
    one = reference.demand(quantity, [1.0], **{PLAN: [0.7]})
    best = commitment.best_plan(one, PLAN)
    assert best.usd_per_hour == 0.7
    assert best.utilization == pytest.approx(1)
    grid = commitment.plan_curve(one, PLAN, np.round(np.linspace(0, quantity.max() * 0.7, 21), 3))
    assert grid["saving_usd"].max() < 0.05 * best.saving_usd


def test_no_plan_when_none_pays_and_a_purchase_for_each_5000():
    seldom = reference.demand([[0], [0], [0], [9.0]], [1.0], **{PLAN: [0.6]})
    none = commitment.best_plan(seldom, PLAN)
    assert (none.usd_per_hour, none.saving_usd, none.purchases, none.high_usd_per_hour) == (0, 0, 0, 0)
    large = commitment.best_plan(reference.demand([[12_000.0]] * 3, [1.0], **{PLAN: [0.5]}), PLAN)
    assert (large.usd_per_hour, large.purchases) == (6000, 2)
    idle = commitment.best_plan(reference.demand([[0.0]], [1.0], **{PLAN: [0.5]}), PLAN)
    assert idle.usd_per_hour == 0


def test_ties_go_to_the_lowest_rate_and_the_smallest_commitment():
    # both save half; only the cheap one runs in the second hour, so covering it first is what AWS does
    one = reference.demand([[1, 1], [0, 1]], [2.0, 1.0], **{PLAN: [1.0, 0.5]})
    assert commitment.plan_cost(one, PLAN, 0.5).utilization == 1
    # at a saving of exactly one half, a machine that runs half of the time costs the same with and without
    half = reference.demand([[1], [0]], [1.0], **{PLAN: [0.5]})
    assert commitment.best_plan(half, PLAN).usd_per_hour == 0


def test_every_hour_twice_is_twice_the_cost():
    one = reference.random_plan(np.random.default_rng(5))
    twice = commitment.demand(
        one.table().loc[one.table().index.repeat(2)].reset_index(drop=True), one.products.reset_index()
    )
    a, b = commitment.best_plan(one, PLAN), commitment.best_plan(twice, PLAN)
    assert b.usd == pytest.approx(2 * a.usd)
    assert b.exact_usd_per_hour == pytest.approx(a.exact_usd_per_hour)
