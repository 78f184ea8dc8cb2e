"""Chapter 92's bank: its answers reached by another way, its mistakes told apart, its goals reached and missed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kaolib as kao
from kaolib.knowledge import catalog, discounts
from kaolib.operation import commitment
from kaolib.study import explorers
from kaolib.study.bank import Context
from kaolib.study.chapters import c92
from kaolib.study.chapters.c92 import BANK

PLAN, RI = c92.PLAN, c92.RI


@pytest.fixture
def home() -> Context:
    kao.lesson.start("92", "en", "ap-northeast-2", **BANK.params)
    return Context("ap-northeast-2", dict(BANK.params))


def test_the_quantile_is_the_number_of_reservations(context):
    """One RI more or less costs more than the number that the quantile gives."""
    machines, rate, od = c92.web(context), c92.rate(context, RI), c92.rate(context, "on_demand_usd")

    def cost(count: int) -> float:
        return float(count * rate * len(machines) + np.maximum(machines - count, 0).sum() * od)

    count = int(np.quantile(machines, 1 - c92.break_even(context), method="inverted_cdf"))
    assert c92.count(context) == count
    assert cost(count) < min(cost(count - 1), cost(count + 1))
    assert kao.lesson.check("faded_quantile", 1 - rate / od).status == "right"


def test_the_blanks_hear_what_is_wrong(home):
    assert "take it from 1" in kao.lesson.check("faded_quantile", c92.break_even(home)).message
    assert "median" in kao.lesson.check("faded_quantile", 0.5).message
    machines = c92.web(home)
    assert kao.lesson.check("faded_utilization", np.clip(machines, 0, 12).mean() / 12).status == "right"
    assert "beyond the commitment" in kao.lesson.check("faded_utilization", machines.mean() / 12).message
    assert "coverage" in kao.lesson.check("faded_utilization", np.clip(machines, 0, 12).sum() / machines.sum()).message


def test_the_rest_is_the_cheapest_by_the_billing_rules(home):
    """Around the answer the whole bill, both plans applied by the engine, is dearer."""
    demand, old = c92.other(home), c92.old_usd(home)
    rates = demand.products.reset_index().rename(columns={"instance_type": "item", PLAN: "usd"}).assign(option=PLAN)

    def bill(usd: float) -> float:
        plans = [
            {"id": "old", "kind": "compute_sp", "option": PLAN, "usd_per_hour": old, "end": demand.hours[3650]},
            {"id": "new", "kind": "compute_sp", "option": PLAN, "usd_per_hour": round(usd, 3), "end": pd.NaT},
        ]
        columns = ["option", "service", "location", "item", "operating_system", "tenancy", "usd"]
        return discounts.apply(demand.usage(), None, pd.DataFrame(plans), rates[columns]).summary()["usd"]

    answer = c92.rest(home)
    assert bill(answer) < min(bill(answer - 0.15), bill(answer + 0.15))
    assert kao.lesson.check("rest", answer).status == "right"
    assert kao.lesson.check("rest", round(answer * 1.004, 3)).status == "right"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda c: commitment.best_plan(c92.other(c), PLAN).usd_per_hour, "ignores the plan"),
        (lambda c: commitment.best_plan(c92.other(c), PLAN).usd_per_hour - c92.old_usd(c), "subtracts the old plan"),
        (lambda c: c92.load(c92.other(c)).mean(), "buys the mean"),
        (lambda c: c92.load(c92.other(c)).max(), "busiest hour"),
        (lambda c: c92.needed_for(c92.left(c), 0.9), "a result, not a target"),
        (lambda c: c92.load(c92.left(c)).min(), "quietest hour"),
    ],
)
def test_each_way_to_get_the_rest_wrong_hears_its_own_sentence(home, wrong, words):
    result = kao.lesson.check("rest", float(wrong(home)))
    assert result.status == "wrong"
    assert words in result.message


def test_a_coverage_target_costs_money(context):
    found = c92.target(context)
    assert found["usd"] > found["best"]
    assert found["saving"] < found["most"]
    reached = commitment.plan_cost(c92.year(context), PLAN, found["usd"]).coverage
    assert reached == pytest.approx(c92.COVERAGE_TARGET, abs=0.005)


def test_a_week_of_sale_recommends_too_much_in_every_region():
    regions = catalog.locations().query("kind == 'Region'")["location"]
    for region in regions:
        found = c92.lookback(Context(region, dict(BANK.params)))
        assert found["short"] > 1.3 * found["longer"], region
        assert found["short_saving"] < 0.5 * found["longer_saving"], region


def test_the_larger_discount_buys_more(context):
    assert c92.count(context, c92.LONG) > c92.count(context)


def test_the_flat_goal_needs_everything(home):
    explorer = explorers.commitment(c92.year(home), usd_per_hour=2.0)
    kao.lesson.goal(explorer, "flat_top")
    assert "30%" in kao.lesson.check_goal("flat_top").message
    explorer.set(scenario="less", term_years=3, payment="all_upfront")
    best = explorer.value["best_usd_per_hour"]
    explorer.set(usd_per_hour=best)
    assert "commit less" in kao.lesson.check_goal("flat_top").message
    explorer.set(usd_per_hour=round(best * 0.8, 3))
    assert "99 %" in kao.lesson.check_goal("flat_top").message
    explorer.set(usd_per_hour=round(best * 0.97, 3))
    assert kao.lesson.check_goal("flat_top").status == "right"


def test_the_flat_goal_can_be_reached_on_the_slider_in_every_region():
    for region in catalog.locations().query("kind == 'Region'")["location"]:
        context = Context(region, dict(BANK.params))
        explorer = explorers.commitment(c92.year(context), usd_per_hour=2.0)
        explorer.set(scenario="less", term_years=3, payment="all_upfront")
        steps = [usd for _, usd in explorer._controls["usd_per_hour"].options]
        best = explorer.value["best_usd_per_hour"]
        near = [usd for usd in steps if 0.9 * best <= usd <= 1.05 * best]
        reached = [
            usd
            for usd in near
            if (value := explorer.set(usd_per_hour=usd).value)["share_of_best"] >= 0.99 and value["utilization"] >= 0.96
        ]
        assert reached, region


def test_the_careful_goal_lies_between_the_rings(home):
    explorer = explorers.commitment_risk(c92.year(home))
    kao.lesson.goal(explorer, "careful")
    value = explorer.value
    explorer.set(usd_per_hour=round(value["best_mean_usd_per_hour"] * 1.2, 3))
    assert "too much" in kao.lesson.check_goal("careful").message
    explorer.set(usd_per_hour=round(value["best_cvar_usd_per_hour"] * 0.7, 3))
    assert "too little" in kao.lesson.check_goal("careful").message
    middle = (value["best_mean_usd_per_hour"] + value["best_cvar_usd_per_hour"]) / 2
    explorer.set(usd_per_hour=round(middle, 3))
    assert kao.lesson.check_goal("careful").status == "right"
    explorer.set(outlook="down")
    assert "Open" in kao.lesson.check_goal("careful").message
