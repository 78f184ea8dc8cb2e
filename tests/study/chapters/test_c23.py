"""Chapter 23's bank: its answers reached by another way, its mistakes told apart, its goals in every Region."""

from __future__ import annotations

import pytest

import kaolib as kao
from kaolib.knowledge import catalog, purchase
from kaolib.study import bank, explorers, samples
from kaolib.study._lesson import here
from kaolib.study.bank import Context
from kaolib.study.chapters import c23
from kaolib.study.chapters.c23 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


def rates(context: Context, option: str) -> dict[str, float]:
    """What an option charges for a unit of each item of the shop, read from the tables one by one."""
    shop = c23.fleet(context)
    place = shop["location"].iloc[0]
    found = {}
    for item, service in zip(shop["item"], shop["service"], strict=True):
        if service == "ec2":
            found[item] = float(purchase.offers(item, place).set_index("option").loc[option, "effective_usd_per_hour"])
        elif option.startswith("compute"):
            rows = catalog.service_plan_rates(service, place, option)
            found[item] = float(rows.loc[rows["item"] == item, "usd"].iloc[0])
    return found


def test_another_type_leaves_the_bank_ready():
    for web, search in (("c7g.2xlarge", "m5.large"), ("r5.large", "r5.xlarge")):
        context = Context("us-east-1", {"instance_type": web, "other_instance_type": search})
        assert bank.problems(BANK, context) == []


def test_the_blanks(context, said):
    one = rates(context, "compute_sp_1y_no_upfront")[c23.fleet(context)["item"]["search"]]
    on_demand = c23.fleet(context)["on_demand_usd"]["search"]
    assert said("faded_commitment", context, 4 * one) is None
    assert "lost every hour" in said("faded_commitment", context, 4 * on_demand)
    assert "cover all four" in said("faded_commitment", context, one)
    assert said("faded_covered", context, 3 * on_demand / one) is None
    assert "you divide" in said("faded_covered", context, 3 * one / on_demand)
    assert "the commitment itself" in said("faded_covered", context, 3)


def test_the_night_base_line_by_line(context, said):
    three = rates(context, "compute_sp_3y_no_upfront")
    shop = c23.fleet(context)
    total = 0.0
    for line in ("web", "search", "api_vcpu", "api_gb"):
        total += shop["quiet"][line] * three[shop["item"][line]]
    assert said("night_base", context, total) is None
    with_lambda = total + sum(shop["quiet"][line] * three[shop["item"][line]] for line in ("images", "image_requests"))
    assert "This includes Lambda" in said("night_base", context, with_lambda)


def test_two_plans_by_hand(context, said):
    """The EC2 Instance plan takes web servers; the Compute plan goes on with the rest of them, then down the savings."""
    shop = c23.fleet(context)
    wide, narrow = (rates(context, option) for option in (c23.ONE_YEAR, c23.NARROW))
    left = dict(zip(shop["item"], shop["busy"].astype(float), strict=True))
    prices = dict(zip(shop["item"], shop["on_demand_usd"], strict=True))
    web = shop["item"]["web"]
    ec2_usd = round(8 * narrow[web], 2)
    left[web] -= ec2_usd / narrow[web]
    budget = 1.00
    for item in sorted(wide, key=lambda name: (-round(1 - wide[name] / prices[name], 6), wide[name])):
        covered = min(left[item], budget / wide[item])
        left[item] -= covered
        budget -= covered * wide[item]
    bill = ec2_usd + 1.00 + sum(left[item] * prices[item] for item in left)
    assert said("two_plans", context, bill) is None
    assert "two commitments are billed" in said("two_plans", context, bill - ec2_usd - 1.00)
    without = sum(shop["busy"] * shop["on_demand_usd"])
    assert "without plans" in said("two_plans", context, without)


@pytest.mark.parametrize("region", REGIONS)
def test_both_goals_can_be_reached_in_every_region(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    shop = samples.shop(region, context["instance_type"], context["other_instance_type"])
    week = samples.week(shop)
    start = round(float((week["quantity"] * week["on_demand_usd"]).sum()) / 168, 1)
    explorer = explorers.savings_plans(week, usd_per_hour=start)
    goals = {goal.key: goal for goal in BANK.goals}

    def met(key: str) -> list[bool]:
        return [need.met(context, explorer.value) for need in goals[key].needs]

    assert met("kpi") == [True, False], "the first choice commits too much"
    assert met("cheapest") == [True, False]
    table = explorer.table
    good = table[(table["coverage"] >= c23.COVERAGE) & (table["utilization"] >= c23.UTILIZATION)]
    explorer.set(usd_per_hour=float(good["usd_per_hour"].iloc[0]))
    assert all(met("kpi"))
    explorer.set(usd_per_hour=0.1)
    assert met("kpi") == [False, True]
    explorer.set(usd_per_hour=explorer.value["cheapest"])
    assert all(met("cheapest"))
    explorer.set(term_years=3)
    assert not met("cheapest")[0]


def test_the_average_is_hardly_a_saving(context):
    """What the chapter says of committing the average On-Demand amount: nearly all of the saving is gone."""
    week = samples.week(samples.shop(context.location, *context.params.values()))
    start = round(float((week["quantity"] * week["on_demand_usd"]).sum()) / 168, 1)
    table = explorers.savings_plans(week, usd_per_hour=start).table.set_index("usd_per_hour")
    assert table["saving"][start] < 0.25 * table["saving"].max()


def test_the_quiz_in_the_lesson():
    kao.lesson.start("23", "en", "ap-northeast-2", **BANK.params)
    quiz = kao.lesson.quiz("23")
    assert quiz.answer("unit", "b").status == "right"
    assert quiz.answer("order", "b").status == "wrong"
    assert quiz.answer("turned_off", "b").status == "right"
    assert "same price" in quiz.answer("no_discount", "c").message
