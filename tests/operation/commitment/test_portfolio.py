"""The portfolio: the plain linear program gives the same cost, the bound proves it, and the bill is never below it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import discounts
from kaolib.operation import commitment
from kaolib.operation.commitment import _instruments, _portfolio

TYPES = ["m7g.large", "m7g.xlarge", "m7i.large", "c7g.large", "r7g.2xlarge", "g5.xlarge"]
SPIKY, WHOLE, SMOOTH = range(3)
ALL = [
    "ri_standard_1y_no_upfront",
    "ri_standard_3y_all_upfront",
    "ec2_instance_sp_1y_no_upfront",
    "compute_sp_1y_no_upfront",
    "compute_sp_3y_all_upfront",
]


def random_demand(rng, hours=None):
    """A few instance types with rates in AWS's order of magnitude, in any of three kinds of hours."""
    hours, count = hours or int(rng.integers(2, 40)), int(rng.integers(1, 5))
    names = list(rng.choice(TYPES, count, replace=False))
    kind = rng.integers(3)
    if kind == SPIKY:
        use = np.where(rng.random((hours, 1)) < 0.09, 40.0, 1.0) * rng.integers(1, 3, (hours, count))
    else:
        use = rng.integers(0, 6, (hours, count)) * (1.0 if kind == WHOLE else rng.random((hours, count)))
    on_demand = rng.uniform(0.05, 1, count)
    table = pd.DataFrame({"product": names, "on_demand_usd": on_demand, "location": "us-east-1"})
    for option, low, high in zip(ALL, (0.5, 0.35, 0.5, 0.6, 0.4), (0.7, 0.5, 0.75, 0.85, 0.6), strict=True):
        table[option] = on_demand * rng.uniform(low, high, count)
    return commitment.demand(pd.DataFrame(use, columns=names), table)


@pytest.fixture(params=["near", "far"])
def start(request, monkeypatch):
    """Where the search starts: few hours are solved at once by averages of 120 groups of hours; by one average they are not."""
    if request.param == "far":
        monkeypatch.setattr(_portfolio, "_CLUSTERS", 1)
        monkeypatch.setattr(_portfolio, "_GROUPS", 3)


def plain(demand, options, starts=None, beyond=1.0, whole=False):
    """Every option, hour by hour, in one linear program."""
    found = _instruments.instruments(demand, options, starts, beyond)
    hours = len(demand.hours)
    done = _portfolio.hour_by_hour(
        demand.quantity.T,
        np.ones(hours),
        np.array([one.active(hours) for one in found]),
        np.array([one.takes for one in found]).T,
        demand.products["on_demand_usd"].to_numpy(),
        np.array([one.usd for one in found]),
        np.array([whole and one.option.reservation for one in found]),
    )
    assert done.status == 0
    return done.fun + demand.on_demand_usd


@pytest.mark.usefixtures("start")
def test_the_cost_is_that_of_the_plain_program():
    rng = np.random.default_rng(40)
    for _ in range(120):
        demand = random_demand(rng)
        options = list(rng.choice(ALL, int(rng.integers(1, 6)), replace=False))
        best = commitment.portfolio(demand, options)
        least = plain(demand, options)
        assert best.usd == pytest.approx(least, abs=0.005, rel=1e-8)
        assert best.gap <= 1e-9
        assert best.lower_usd == pytest.approx(least, rel=1e-8)
        assert best.lower_usd <= best.usd <= best.whole_usd * (1 + 1e-9)
        assert best.whole_usd <= best.billed_usd * (1 + 1e-9)


@pytest.mark.parametrize("beyond", [1.0, 0.9, 0.0])
def test_terms_that_start_and_end_within_the_hours(beyond, monkeypatch):
    # a year of 12 hours keeps the plain program small
    monkeypatch.setattr("kaolib.operation.commitment._demand.YEAR_HOURS", 12)
    rng = np.random.default_rng(41)
    for _ in range(15):
        demand = random_demand(rng, hours=int(rng.integers(20, 40)))
        starts = None if rng.random() < 0.5 else [0, 5, 16]
        best = commitment.portfolio(demand, ALL, starts, beyond)
        assert best.usd == pytest.approx(plain(demand, ALL, starts, beyond), abs=0.005, rel=1e-8)
        assert best.gap <= 1e-9
        assert best.whole_usd <= best.billed_usd * (1 + 1e-9)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_whole_reservations_are_the_best_whole_ones(seed):
    rng = np.random.default_rng(seed)
    demand = random_demand(rng)
    best = commitment.portfolio(demand, ["ri_standard_1y_no_upfront"])
    rows = commitment.best_reservations(demand, "ri_standard_1y_no_upfront")
    assert best.whole_usd <= rows["usd"].sum() * (1 + 1e-6)
    # sizes of one family may be laid out better than AWS does; types that stand alone leave no choice
    if len(rows) == len(demand.products):
        assert best.whole_usd == pytest.approx(rows["usd"].sum(), rel=1e-6)
        assert best.billed_usd == pytest.approx(best.whole_usd)


@pytest.mark.usefixtures("start")
def test_whole_numbers_are_those_of_the_plain_program():
    rng, options = np.random.default_rng(45), ["ri_standard_1y_no_upfront", "compute_sp_1y_no_upfront"]
    for _ in range(40):
        demand = random_demand(rng, hours=int(rng.integers(2, 15)))
        best, least = commitment.portfolio(demand, options), plain(demand, options, whole=True)
        step = 0.001 * len(demand.hours)  # AWS's steps of the plan
        assert least * (1 - 1e-6) <= best.whole_usd <= least * (1 + 1e-6) + step
        for row in best.purchases.itertuples():
            assert row.bought == round(row.bought, 0 if row.kind == "ri_standard" else 3)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_one_plan_is_the_best_plan(seed):
    demand = random_demand(np.random.default_rng(seed))
    best, one = (
        commitment.portfolio(demand, ["compute_sp_1y_no_upfront"]),
        commitment.best_plan(demand, "compute_sp_1y_no_upfront"),
    )
    assert best.usd == pytest.approx(one.exact_usd, rel=1e-8)
    assert best.billed_usd == pytest.approx(one.usd, rel=1e-6)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_more_choice_never_costs_more(seed):
    rng = np.random.default_rng(seed)
    demand = random_demand(rng)
    few = list(rng.choice(ALL, int(rng.integers(1, 4)), replace=False))
    more = few + [option for option in ALL if option not in few]
    assert commitment.portfolio(demand, more).usd <= commitment.portfolio(demand, few).usd * (1 + 1e-8)


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_a_free_commitment_never_raises_the_cost(seed):
    # with some units of everything for nothing, each further free unit lowers the cost or leaves it
    rng = np.random.default_rng(seed)
    demand = random_demand(rng)
    found = _instruments.instruments(demand, ALL, None, 1.0)
    problem = _portfolio._Problem(demand, [one._replace(usd=0.0) for one in found])
    units = rng.uniform(0, 4, len(found))
    before = problem.cost(units)
    units[rng.integers(len(units))] += rng.uniform(0, 2)
    assert problem.cost(units) <= before + 1e-9 * (1 + before)


def test_the_bill_is_the_one_of_the_billing_rules():
    rng = np.random.default_rng(42)
    demand = random_demand(rng, hours=30)
    best = commitment.portfolio(demand, ALL)
    total = best.application.summary()
    assert best.billed_usd == pytest.approx(total["usd"])
    assert best.purchases["committed_usd"].sum() == pytest.approx(total["committed_usd"])
    assert best.purchases["usd_per_hour"].sum() * 30 == pytest.approx(total["committed_usd"])
    assert best.saving_usd == pytest.approx(demand.on_demand_usd - total["usd"])
    assert len(best.application.explain(3))


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_plan_and_reservation_costs_are_those_of_the_billing_rules(seed):
    rng = np.random.default_rng(seed)
    demand = random_demand(rng)
    usd = round(float(rng.uniform(0, 3)), 3)
    plan = commitment.plan_cost(demand, "compute_sp_1y_no_upfront", usd)
    rates = demand.products.rename(columns={"instance_type": "item", "compute_sp_1y_no_upfront": "usd"})
    rates = rates.assign(option="compute_sp_1y_no_upfront")
    bought = pd.DataFrame(
        [{"id": "a", "kind": "compute_sp", "option": "compute_sp_1y_no_upfront", "usd_per_hour": usd}]
    )
    total = discounts.apply(demand.usage(), None, bought, rates).summary()
    assert plan.usd == pytest.approx(total["usd"])
    assert plan.unused_usd == pytest.approx(total["unused_usd"], abs=1e-9)
    if demand.on_demand_usd:
        assert plan.coverage == pytest.approx(total["coverage"])
    for row in commitment.best_reservations(demand, "ri_standard_1y_no_upfront").to_dict("records"):
        pool = demand.only(row["products"].split(", "))
        ri = {**row, "id": "a", "scope": "regional", "usd_per_hour": pool.products.loc[row["instance_type"], ALL[0]]}
        total = discounts.apply(pool.usage(), pd.DataFrame([ri])).summary()
        assert row["usd"] == pytest.approx(total["usd"])
        assert row["unused_usd"] == pytest.approx(total["unused_usd"], abs=1e-9)


def test_numbers_that_can_be_told_without_a_program(monkeypatch):
    monkeypatch.setattr("kaolib.operation.commitment._demand.YEAR_HOURS", 12)
    names = ["m7g.large", "m7g.xlarge", "c7g.large"]
    table = pd.DataFrame({"product": names, "on_demand_usd": [1.0, 2.0, 1.0], "location": "us-east-1"})
    table["ri_standard_1y_no_upfront"] = table["ec2_instance_sp_1y_no_upfront"] = table["on_demand_usd"] * 0.5
    demand = commitment.demand(pd.DataFrame([[1.0, 2.0, 3.0]] * 30, columns=names), table)
    # eight dollars an hour On-Demand: half of it for twelve hours from hour 5 on
    for option in ("ri_standard_1y_no_upfront", "ec2_instance_sp_1y_no_upfront"):
        best = commitment.portfolio(demand, [option], starts=[5])
        for usd in (best.usd, best.lower_usd, best.whole_usd, best.billed_usd):
            assert usd == pytest.approx(8 * 18 + 4 * 12)
        assert best.purchases["family"].tolist() == ["m7g", "c7g"]
        # the pool is bought in its smallest size
        assert best.purchases["bought"].tolist() == ([5, 3] if option.startswith("ri") else [2.5, 1.5])
        assert best.purchases["utilization"].tolist() == [1, 1]
    # again and again: three terms, of which the last is cut off
    again = commitment.portfolio(demand, ["ri_standard_1y_no_upfront"])
    assert again.billed_usd == pytest.approx(4 * 30)
    assert sorted(set(again.purchases["start"])) == [0, 12, 24]


def test_what_can_never_help_is_named():
    demand = random_demand(np.random.default_rng(43), hours=12)
    table = demand.products.reset_index()
    table["compute_sp_3y_all_upfront"] = table["compute_sp_1y_no_upfront"] * 0.9
    made = commitment.demand(demand.table(), table)
    best = commitment.portfolio(made, ["compute_sp_1y_no_upfront", "compute_sp_3y_all_upfront"])
    assert best.dominated[["option", "by_option"]].values.tolist() == [
        ["compute_sp_1y_no_upfront", "compute_sp_3y_all_upfront"]
    ]
    # three years paid for one day: no
    whole = commitment.portfolio(made, ["compute_sp_1y_no_upfront", "compute_sp_3y_all_upfront"], beyond=0.0)
    assert not len(whole.purchases)
    assert whole.billed_usd == pytest.approx(made.on_demand_usd)


def test_bad_questions():
    demand = random_demand(np.random.default_rng(44))
    with pytest.raises(InputError, match="list of one commitment option or more"):
        commitment.portfolio(demand, "compute_sp_1y_no_upfront")
    with pytest.raises(InputError, match="did you mean 'compute_sp_1y_no_upfront'"):
        commitment.portfolio(demand, ["compute_sp_1y_no_upfron"])
    with pytest.raises(InputError, match="the start 999 is outside the hours"):
        commitment.portfolio(demand, ALL, starts=[999])
    with pytest.raises(InputError, match="beyond 2 cannot be used"):
        commitment.portfolio(demand, ALL, beyond=2)
    missing = commitment.demand(demand.table(), demand.products.reset_index().assign(**{ALL[3]: np.nan}))
    with pytest.raises(InputError, match="no product has a known rate"):
        commitment.portfolio(missing, [ALL[3]])


def test_what_existing_commitments_leave():
    hours = pd.date_range("2026-01-01", periods=6, freq="h")
    table = pd.DataFrame(
        {
            "product": ["m7g.large", "c7g.large"],
            "on_demand_usd": [1.0, 2.0],
            "location": "us-east-1",
            "compute_sp_1y_no_upfront": [0.7, 1.2],
        }
    )
    demand = commitment.demand(
        pd.DataFrame({"m7g.large": [3.0] * 6, "c7g.large": [0.0, 1, 1, 1, 1, 0]}, index=hours), table
    )
    ri = {"scope": "regional", "location": "us-east-1", "instance_type": "m7g.large", "count": 2, "usd_per_hour": 0.6}
    plan = {"id": "plan", "kind": "compute_sp", "option": "compute_sp_1y_no_upfront", "usd_per_hour": 0.6}
    left = commitment.remaining(
        demand,
        pd.DataFrame([{"id": "ri", **ri, "end": hours[3]}]),
        pd.DataFrame([{**plan, "end": hours[-1] + pd.Timedelta("365D")}]),
    )
    # the plan covers half of c7g first (its saving is greater), and m7g when c7g is idle
    assert left.demand.table()["c7g.large"].round(9).tolist() == [0, 0.5, 0.5, 0.5, 0.5, 0]
    assert left.demand.table()["m7g.large"].round(6).tolist() == [0.142857, 1, 1, 3, 3, 2.142857]
    assert left.expiries["commitment"].tolist() == ["ri", "plan"]
    assert left.expiries["end"].tolist()[0] == hours[3]
    assert pd.isna(left.expiries["end"].tolist()[1])
    assert left.expiries["covered_usd_per_hour"].round(6).tolist() == [2, round((4 + 2 * 0.6 / 0.7) / 6, 6)]
    assert left.expiries["saving_usd_per_hour"].iloc[0] == pytest.approx(2 - 1.2)
    assert left.expiries["hours"].tolist() == [3, 6]
    assert left.application.summary()["usd"] == pytest.approx(left.demand.on_demand_usd + 1.2 * 3 + 0.6 * 6)
    enough = commitment.remaining(demand, pd.DataFrame([{"id": "ri", **ri, "count": 3}]))
    assert enough.demand.table().sum().tolist() == [0, 4]
    none = commitment.remaining(demand)
    assert none.demand.table().equals(demand.table())
    assert not len(none.expiries)
