"""The break-even rule: never above its proven bound, and close to it where the future is unkind."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from kaolib.errors import InputError
from kaolib.operation import commitment


def least(use, rate, price, term, share):
    """In hindsight, by trying: how many to buy at each hour, as whole numbers."""
    hours = len(use)
    cost = np.concatenate([np.full(hours, price), np.full(hours, (1 - share) * rate)])
    force = np.array([[1.0 if t - term < s <= t else 0.0 for s in range(hours)] for t in range(hours)])
    done = milp(
        cost,
        constraints=LinearConstraint(np.hstack([force, np.eye(hours)]), lb=use),
        bounds=Bounds(0, np.inf),
        integrality=np.ones(2 * hours),
    )
    return done.fun + share * rate * np.sum(use)


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_the_bound_holds(seed):
    rng = np.random.default_rng(seed)
    hours, term = int(rng.integers(1, 25)), int(rng.integers(1, 12))
    use = rng.integers(0, 4, hours) * (rng.random(hours) < rng.uniform(0.2, 1))
    share = float(rng.choice([0.0, 0.3, 0.6]))
    price = rng.uniform(0.05, 0.95) * (1 - share)
    done = commitment.break_even_rule(pd.Series(use), 1.0, price, term, share)
    assert done.optimal_usd == pytest.approx(least(use, 1.0, price * term, term, share))
    assert done.bound == 2 - share
    assert done.usd <= done.bound * done.optimal_usd + 1e-9
    assert done.usd >= done.optimal_usd - 1e-9


def test_the_bill_adds_up():
    use = commitment.trace("office", hours=2000)
    done = commitment.break_even_rule(use, 0.1, 0.06, term_hours=500)
    force = np.zeros(2000)
    for hour, count in done.purchases.to_numpy():
        force[hour : hour + 500] += count
    left = np.maximum(use.to_numpy() - force, 0).sum()
    assert done.usd == pytest.approx(0.06 * 500 * done.purchases["count"].sum() + 0.1 * left)
    assert done.on_demand_usd == pytest.approx(0.1 * use.sum())
    assert 1 < done.ratio < done.bound


def test_coverage_and_utilization_are_counted_hour_by_hour():
    """Bought in the third hour for four: it covers these four of six hours of use."""
    done = commitment.break_even_rule(pd.Series([1, 1, 1, 1, 1, 1, 0]), 1.0, 0.6, 4)
    assert done.purchases.values.tolist() == [[2, 1]]
    assert done.coverage == pytest.approx(4 / 6)
    assert done.utilization == 1.0
    idle = commitment.break_even_rule(pd.Series([1, 1, 1, 0, 0, 0]), 1.0, 0.6, 4)
    assert (idle.coverage, idle.utilization) == (pytest.approx(1 / 3), pytest.approx(1 / 4))
    none = commitment.break_even_rule(pd.Series([0, 1]), 1.0, 0.6, 4)
    assert none.coverage == 0
    assert np.isnan(none.utilization)


def test_an_unkind_future_comes_close_to_the_bound():
    # use ends as soon as the instance is bought
    for term in (10, 100, 1000):
        use = pd.Series([1] * (term // 2 + 1) + [0] * term)
        done = commitment.break_even_rule(use, 1.0, 0.5, term)
        assert done.ratio == pytest.approx(2, abs=3 / term)
    rarely = commitment.break_even_rule(commitment.trace("spiky"), 1.0, 0.6)
    assert rarely.ratio == 1


def test_the_past_justifies_one_purchase_only():
    steady = commitment.break_even_rule(pd.Series([3] * 40), 1.0, 0.5, term_hours=20)
    # ten hours each to see that it pays, and again when the term is over
    assert steady.purchases.values.tolist() == [[10, 3]]
    longer = commitment.break_even_rule(pd.Series([3] * 60), 1.0, 0.5, term_hours=20)
    assert longer.purchases.values.tolist() == [[10, 3], [40, 3]]


@pytest.mark.parametrize(
    ("use", "rates", "said"),
    [
        ([1, -1], (1, 0.5, 10), "the use -1 cannot be used"),
        ([0.5], (1, 0.5, 10), "the use 0.5"),
        ([np.nan], (1, 0.5, 10), "the use nan"),
        ([], (1, 0.5, 10), "cannot be used: give whole instances"),
        ([1], (1, 1, 10), "this commitment never pays"),
        ([1], (0, 0.5, 10), "on_demand_usd 0"),
        ([1], (1, 0.5, 0), "term_hours 0"),
        ([1], (1, 0.5, 10, 0.5), "this commitment never pays"),
    ],
)  # fmt: skip
def test_bad_questions(use, rates, said):
    with pytest.raises(InputError, match=said):
        commitment.break_even_rule(pd.Series(use, dtype=float), *rates)
