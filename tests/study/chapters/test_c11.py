"""Chapter 11's bank: ready in every Region, its answers reached by the solutions, its mistakes told apart."""

from __future__ import annotations

from itertools import pairwise

import pytest

import kaolib as kao
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers
from kaolib.study.bank import Context
from kaolib.study.chapters import c11
from kaolib.study.chapters.c11 import BANK

GOALS = {goal.key: goal for goal in BANK.goals}


def test_another_family_or_a_paid_system_leaves_the_bank_ready():
    for params in ({"family": "c8i"}, {"family": "t3"}, {"family": "g5"}, {"operating_system": "suse"}):
        assert bank.problems(BANK, Context("us-east-1", {**BANK.params, **params})) == []


def test_where_graviton_is_not_sold_the_bank_asks_with_intel_and_grades_nothing_unknown():
    context = Context("us-east-1", {**BANK.params, "operating_system": "windows"})
    assert c11.enough(context) == ("c7i.8xlarge", "m7i.4xlarge", "r7i.2xlarge")
    assert bank.problems(BANK, context) == ["exercise faded_break_even: the answer is not known here"]


def test_the_seconds_that_are_billed(said):
    context = Context("us-east-1", dict(BANK.params))
    kao.lesson.start("11", "en", "us-east-1", **BANK.params)
    assert said("faded_seconds", context, 60 + 60 + 3600 + 7203) is None
    assert "at least 60" in said("faded_seconds", context, 20 + 45 + 3600 + 7203)
    assert "SUSE" in said("faded_seconds", context, (1 + 1 + 1 + 3) * 3600)
    assert "minutes" in said("faded_seconds", context, 60 + 60 + 3600 + 7260)


def test_the_break_even_speed_up_is_new_over_old(context, said):
    old, new = (catalog.price(name, context.location) for name in ("c5.large", "c7g.large"))
    assert said("faded_break_even", context, new / old) is None
    assert "upside down" in said("faded_break_even", context, old / new)
    assert "saving by the hour" in said("faded_break_even", context, 1 - new / old)
    m5, m8g = (catalog.price(name, context.location) for name in ("m5.large", "m8g.large"))
    assert "from the text" in said("faded_break_even", context, m8g / m5)


def test_the_sizes_at_which_doubling_breaks(context, said):
    ladder = kao.compare.sizes("c7i", context.location)
    prices = dict(zip(ladder["size"], ladder["usd_per_hour"], strict=True))
    virtual = [size for size in prices if "metal" not in size]
    odd = [b for a, b in pairwise(virtual) if abs(prices[b] / prices[a] - 2) > 0.02]
    assert said("odd_sizes", context, odd) is None
    assert said("odd_sizes", context, odd[::-1]) is None
    assert "Bare metal" in said("odd_sizes", context, [*odd, "metal-24xl"])
    assert "do double" in said("odd_sizes", context, [size for size in virtual[1:] if size not in odd])
    assert "size alone" in said("odd_sizes", context, [f"c7i.{size}" for size in odd])
    assert "1 more" in said("odd_sizes", context, odd[1:])


def test_the_cheapest_type_that_fits(context, said):
    sold = catalog.on_demand(location=context.location, operating_system="linux").merge(catalog.instance_types())
    enough = sold[(sold["vcpu"] >= c11.VCPU) & (sold["gib"] >= c11.GIB)]
    cheapest = {arch: part.loc[part["usd_per_hour"].idxmin()] for arch, part in enough.groupby("architecture")}
    assert said("shape", context, cheapest["x86_64"]["instance_type"]) is None
    assert cheapest["arm64"]["usd_per_hour"] < cheapest["x86_64"]["usd_per_hour"]
    assert "is arm64" in said("shape", context, cheapest["arm64"]["instance_type"])
    assert "64 GiB" in said("shape", context, "m5.4xlarge")
    few = sold[(sold["gib"] >= c11.GIB) & (sold["vcpu"] < c11.VCPU)].iloc[0]
    assert f"{few['vcpu']} vCPUs" in said("shape", context, few["instance_type"])
    assert "the one asked for is lower" in said("shape", context, "m5.8xlarge")
    assert "did you mean" in said("shape", context, "r5a.4xlrage")


@pytest.mark.parametrize(
    ("key", "start", "solution"),
    [
        ("memory_and_arm", lambda place: explorers.families(8, 32, architecture="x86_64", location=place),
         {"gib": 64, "architecture": "any"}),
        ("larger_is_cheaper", lambda place: explorers.sizes("m7g", place), {"family": "g5"}),
    ],
)  # fmt: skip
def test_each_goal_is_open_at_the_start_and_reached_by_the_solution(context, key, start, solution):
    explorer = start(context.location)
    assert not all(need.met(context, explorer.value) for need in GOALS[key].needs)
    explorer.set(**solution)
    assert [need.met(context, explorer.value) for need in GOALS[key].needs] == [True] * len(GOALS[key].needs)


def test_each_need_of_a_goal_can_be_missing_alone(context):
    finder = explorers.families(8, 32, architecture="x86_64", location=context.location)
    missing = {}
    for settings in ({"vcpu": 4, "gib": 64, "architecture": "any"}, {"gib": 64}, {"architecture": "any"}):
        value = finder.set(**{"vcpu": 8, "gib": 32, "architecture": "x86_64", **settings}).value
        missing[str(settings)] = [need.met(context, value) for need in GOALS["memory_and_arm"].needs]
    few, intel, little = missing.values()
    assert few[0] is False
    assert intel == [True, True, False]
    assert little[:2] == [True, False]
