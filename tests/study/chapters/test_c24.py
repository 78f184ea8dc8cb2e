"""Chapter 24's bank: its answers reached by another way, its mistakes told apart, its goals in every Region."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kaolib as kao
from kaolib.architecture import fleet
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers, samples
from kaolib.study._lesson import here
from kaolib.study.bank import Context
from kaolib.study.chapters import c24
from kaolib.study.chapters.c24 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_the_bank_is_ready_in_every_region(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    assert bank.problems(BANK, context) == []
    # what the explanation of the last exercise says
    assert c24.job(context).usd < c24.job(context).on_demand_usd


@pytest.mark.parametrize("params", [{"job_hours": 6.0}, {"checkpoint_minutes": 10.0}, {"instance_type": "c7i.2xlarge"}])
def test_another_job_leaves_the_bank_ready(params):
    assert bank.problems(BANK, Context("us-east-1", {**BANK.params, **params})) == []


def test_a_place_without_spot_prices_gives_way():
    newest = catalog.table("spot")["date"].max()
    priced = catalog.spot("m7g.xlarge", None, "linux")
    known = set(priced.loc[priced["date"] == newest, "location"])
    for region in ("us-gov-west-1", "me-central-1"):
        place = c24.place(Context(region, dict(BANK.params)))
        assert region not in known
        assert place in known
    assert c24.place(Context("us-east-1", dict(BANK.params))) == "us-east-1"


def test_the_split_by_hand(context, said):
    """9 are the base; of the 41 above it a quarter is 10.25, and goes up to 11."""
    assert said("faded_split", context, 20) is None
    assert "percentage of all. The base" in said("faded_split", context, 13)
    assert "percentage of all to the base" in said("faded_split", context, 22)
    assert "rounds down" in said("faded_split", context, 19)
    assert "number of Spot" in said("faded_split", context, 30)


def test_young_by_hand(context, said):
    hazards = fleet.trace_hazards(["preemption-v100-4node-us-west-2c-2023-08"])
    mean = hazards["instance_hours"].iloc[0] / hazards["interruptions"].iloc[0]
    assert said("faded_young", context, math.sqrt(2 * 3 / 60 * mean)) is None
    assert "2 is missing" in said("faded_young", context, math.sqrt(3 / 60 * mean))
    assert "as minutes" in said("faded_young", context, math.sqrt(2 * 3 * mean))
    assert "square root" in said("faded_young", context, 2 * 3 / 60 * mean)


def test_the_fewest_pools_one_by_one(context, said):
    order = samples.pools_in_turn(*c24.NINE)
    ran = []
    for count in range(1, 10):
        run = fleet.replay(order[:count], 12, spot_usd_per_hour=0.1, on_demand_usd_per_hour=0.2)
        ran.append(run.summary()["availability"])
    least = 1 + int(np.argmax(np.array(ran) >= 0.98))
    assert said("least_pools", context, least) is None
    assert "independently" in said("least_pools", context, c24.first_at(c24.alone()))
    assert "by name" in said("least_pools", context, c24.first_at(c24.availability(alphabetical=True)))
    assert "Too early" in said("least_pools", context, 3)


def test_the_job_by_the_formula(context, said):
    """N equal pieces, each begun again until it comes through: the cheapest n."""
    spot, _ = c24.prices(context)
    h, write, work, restart = c24.hazard(c24.CALM), 3 / 60, 24.0, 0.1
    costs = []
    for n in range(1, 200):
        lost = (n - 1) * math.expm1(h * (work / n + write)) + math.expm1(h * work / n)
        costs.append(spot * math.exp(h * restart) * lost / h)
    assert said("own_job", context, min(costs)) is None
    assert "without checkpoints" in said("own_job", context, costs[0])
    assert "no interruptions" in said("own_job", context, work * spot)
    assert "other trace" in said("own_job", context, c24.job(context, c24.HARD).usd)
    assert "On-Demand" in said("own_job", context, work * c24.prices(context)[1])


@pytest.mark.parametrize("region", REGIONS)
def test_the_fleet_goal_can_be_reached_in_every_region(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    explorer = explorers.fleet(context["instance_type"], region)
    (goal,) = (goal for goal in BANK.goals if goal.key == "spread")

    def met() -> list[bool]:
        return [bool(need.met(context, explorer.value)) for need in goal.needs]

    assert met()[:2] == [False, False], "one type without On-Demand"
    most = len(explorer._controls["types"].options)
    explorer.set(strategy="diversified", types=min(5, most), on_demand_base=16)
    assert met() == [True] * 4
    explorer.set(on_demand_base=96)
    assert not met()[3]


def test_the_replay_goal_needs_both_pools_and_an_interval():
    context = Context("ap-northeast-2", dict(BANK.params))
    explorer = explorers.interruptions()
    (goal,) = (goal for goal in BANK.goals if goal.key == "steady")

    def met(**values) -> list[bool]:
        return [bool(need.met(context, explorer.set(**values).value)) for need in goal.needs]

    assert met() == [True, True, False]
    assert met(pools=9, checkpoint_minutes=240) == [True, True, False]
    assert met(pools=3, checkpoint_minutes=30) == [True, True, False]
    assert met(pools=9, checkpoint_minutes=30) == [True, True, True]
    assert met(fallback=True) == [True, False, True]
    assert met(fallback=False, traces="v100_3")[0] is False


def test_the_quiz_in_the_lesson():
    kao.lesson.start("24", "en", "ap-northeast-2", **BANK.params)
    quiz = kao.lesson.quiz("24")
    for key, right, wrong in (
        ("budget", "c", "a"),
        ("default", "b", "a"),
        ("billing", "b", "c"),
        ("independent", "a", "c"),
        ("stateful", "a", "b"),
        ("two_minutes", "b", "a"),
    ):
        assert quiz.answer(key, wrong).status == "wrong"
        assert quiz.answer(key, right).status == "right"


def test_what_the_quiz_says_of_numbers(home):
    assert c24.bills()["ec2_linux"] == 0
    assert c24.bills()["you_suse"] == 3600
    assert 0 < c24.slow_start()["on"] < c24.slow_start()["off"]
    assert c24.availability()[0] < c24.availability()[2] < c24.alone()[2]
    told = c24.own_budget(home)
    assert told["least"] <= told["now"] <= told["most"] < 0.9
    assert 0 < told["ninety"] < 0.3


@pytest.fixture
def home() -> Context:
    return Context("ap-northeast-2", dict(BANK.params))
