"""Chapter 22's bank: its answers reached by another way, its goals lacking each need alone, its mistakes told apart."""

from __future__ import annotations

import math

import pytest

import kaolib as kao
from kaolib.knowledge import instance_type, purchase
from kaolib.study import explorers, samples
from kaolib.study.chapters import c22
from kaolib.study.chapters.c22 import BANK

FACTORS = {"large": 4, "xlarge": 8, "2xlarge": 16}


def linux(context, account=None):
    """The hour's Linux instances of the reserved family: size and number."""
    hour = samples.company("m7i.large", c22.place(context))
    rows = hour[hour["operating_system"] == "linux"]
    return [
        (item.split(".")[1], quantity)
        for item, quantity, owner in zip(rows["item"], rows["quantity"], rows["account"], strict=True)
        if item.startswith("m7i.") and account in (None, owner)
    ]


def test_units_size_by_size(context, said):
    shop = sum(FACTORS[size] * n for size, n in linux(context, "shop"))
    assert said("faded_units", context, shop) is None
    assert "counts instances" in said("faded_units", context, sum(n for _, n in linux(context, "shop")))
    everyone = sum(FACTORS[size] * n for size, n in linux(context))
    assert "other account" in said("faded_units", context, everyone)
    assert "Windows" in said("faded_units", context, shop + 4)


def test_the_sale_after_twelve_per_cent(context, said):
    offers = purchase.offers("m7i.large", c22.place(context)).set_index("option")
    price = 10 * offers.loc["ri_standard_1y_all_upfront", "upfront_usd"] * 0.5 * 0.8
    assert said("faded_net", context, price - 0.12 * price) is None
    assert "fee is not taken" in said("faded_net", context, price)
    assert "This is the fee" in said("faded_net", context, 0.12 * price)
    assert "for one RI" in said("faded_net", context, 0.88 * price / 10)


def test_the_mixed_hour_line_by_line(context, said):
    """22 RIs of 4 units over 80 units: all of the family covered, two RIs lost, Windows and the other family apart."""
    hour = samples.company("m7i.large", c22.place(context))
    rate = purchase.offers("m7i.large", c22.place(context)).set_index("option").loc["ri_standard_1y_no_upfront"]
    mine = hour["item"].str.startswith("m7i.") & (hour["operating_system"] == "linux")
    rest = float((hour["quantity"] * hour["on_demand_usd"])[~mine].sum())
    ris = 22 * rate["effective_usd_per_hour"]
    assert sum(FACTORS[size] * n for size, n in linux(context)) == 80
    assert said("mixed_hour", context, ris + rest) is None
    assert "left over are missing" in said("mixed_hour", context, ris * 20 / 22 + rest)
    assert "only what stays" in said("mixed_hour", context, rest)
    assert "without RIs" in said("mixed_hour", context, float((hour["quantity"] * hour["on_demand_usd"]).sum()))
    sharing_off = sum(FACTORS[size] * n for size, n in linux(context, "data")) / 4 * hour["on_demand_usd"].iloc[0]
    assert "sharing off" in said("mixed_hour", context, ris + rest + sharing_off)


def test_the_exchange_by_the_ratio_of_rates(context, said):
    rates = [
        purchase.offers(name, c22.place(context)).set_index("option")["usd_per_hour"]["ri_convertible_3y_no_upfront"]
        for name in ("m7i.large", "m7g.large")
    ]
    count = math.ceil(20 * rates[0] / rates[1])
    assert said("exchange_count", context, count) is None
    assert "Rounded down" in said("exchange_count", context, count - 1)
    assert "number was kept" in said("exchange_count", context, 20)


def test_whose_ri_and_how_many_hours_in_the_quiz():
    kao.lesson.start("22", "en", "ap-northeast-2", **BANK.params)
    quiz = kao.lesson.quiz("22")
    right = {"what_keeps": "c", "clock_hour": "b", "whose_first": "b", "way_out": "b", "hold_and_resize": "b"}
    for question, letter in right.items():
        for other in "abc":
            assert quiz.answer(question, other).status == ("right" if other == letter else "wrong"), (question, other)


def test_both_goals_of_the_hour_lack_each_need_alone(context):
    hour = samples.company("m7i.large", c22.place(context))
    explorer = explorers.reservation(hour, "m7i.large", count=10)
    kao.lesson.goal(explorer, "whole_fleet")
    assert kao.lesson.check_goal("whole_fleet").status == "not_attempted"

    def lacking(goal, **settings):
        explorer.set(**settings)
        result = kao.lesson.check_goal(goal)
        return result.status, result.message.splitlines()[1:]

    assert lacking("whole_fleet", count=24) == ("wrong", ["Some of the commitment is lost: buy fewer units."])
    status, needs = lacking("whole_fleet", count=20, sharing="off")
    assert (status, len(needs)) == ("wrong", 2)
    explorer.set(sharing="on", size="2xlarge", count=5)
    assert kao.lesson.check_goal("whole_fleet").status == "right"

    kao.lesson.goal(explorer, "held_zone")
    assert lacking("held_zone", scope="regional", size="large", count=4) == (
        "wrong",
        ["Only a zonal RI holds capacity."],
    )
    assert lacking("held_zone", scope="zonal", count=3) == ("wrong", ["It is not for four."])
    status, needs = lacking("held_zone", count=4, operating_system="rhel")
    assert status == "wrong" or not needs
    explorer.set(operating_system="linux", count=4)
    assert kao.lesson.check_goal("held_zone").status == "right"


def test_the_standard_ri_wins_where_the_change_comes_late(context):
    explorer = explorers.flexibility("m7i.large", "m7g.large", c22.place(context), probability=0.3)
    kao.lesson.goal(explorer, "standard_anyway")
    assert kao.lesson.check_goal("standard_anyway").status == "not_attempted"
    explorer.set(resale=0.0)
    assert kao.lesson.check_goal("standard_anyway").message.splitlines()[1:] == ["It counts on a sale."]
    explorer.set(resale=None, month=30, probability=0.1)
    assert kao.lesson.check_goal("standard_anyway").message.splitlines()[1:] == ["The chance of change is below 30 %."]
    explorer.set(probability=0.3)
    assert kao.lesson.check_goal("standard_anyway").status == "right"


@pytest.mark.parametrize("name", ["c7g.large", "r6i.xlarge", "t3.medium"])
def test_another_type_leaves_the_bank_ready(name):
    from kaolib.study import bank
    from kaolib.study.bank import Context

    found = bank.problems(BANK, Context("us-east-1", {**BANK.params, "reserved": name}))
    assert all("is the right answer here" in problem or "read the same" in problem for problem in found), found
    assert instance_type.normalization_factor(name) is not None
