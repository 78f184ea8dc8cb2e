"""Chapter 13's bank: its answers reached by another way, its mistakes told apart, its sentences true of the prices."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import kaolib as kao
from kaolib.knowledge import catalog, ec2
from kaolib.study import bank, explorers
from kaolib.study._lesson import here
from kaolib.study.bank import Context
from kaolib.study.chapters import c13
from kaolib.study.chapters.c13 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()
QUESTIONS = {question.key: question for question in BANK.questions}
CLAIMS = {claim.key: claim for claim in BANK.claims}


def listed(location, item):
    """A price among those of EC2 in the table of services."""
    rows = catalog.services("ec2", location)
    return float(rows.loc[rows["item"] == item, "usd"].iloc[0])


def dedicated_month(instance_type, count, location):
    """Instance by instance, hour by hour, and the Region's fee once for each hour."""
    premium = catalog.table("dedicated_instance_premium").set_index("family")["median_premium"]
    one = catalog.price(instance_type, location) * premium[instance_type.split(".")[0]]
    return sum(one for _ in range(count)) * 730 + listed(location, "dedicated_region_fee") * 730


def host_month(instance_type, count, location):
    """As many hosts as are needed, one after the other."""
    family = instance_type.split(".")[0]
    usd = catalog.dedicated_hosts(location).set_index("family")["usd_per_hour"][family]
    holds = catalog.host_capacities().set_index("instance_type")["instances_per_host"][instance_type]
    hosts = 0
    while hosts * holds < count:
        hosts += 1
    return hosts * usd * 730


def test_other_types_leave_the_bank_ready():
    for params in (
        {"instance_type": "c5.xlarge"},
        {"instance_type": "r6i.2xlarge"},
        {"sql_instance_type": "m6i.8xlarge"},
    ):
        assert bank.problems(BANK, Context("us-east-1", {**BANK.params, **params})) == []


def test_the_fee_counts_regions_and_hours(context, said):
    fee = listed(context.location, "dedicated_region_fee") * 730
    assert said("faded_fee", context, fee + fee) is None
    assert "one Region's fee" in said("faded_fee", context, fee)
    assert "multiplies by the instances" in said("faded_fee", context, 2 * fee * BANK.params["count"])


def test_the_break_even_of_a_t_is_where_both_bills_are_equal(context, said):
    t, m = (catalog.price(name, context.location) for name in ("t3.xlarge", "m5.xlarge"))
    fee = listed(context.location, "surplus_credit_linux")
    rules = catalog.burstable().set_index("instance_type").loc["t3.xlarge"]
    baseline = rules["credits_per_hour"] / 60 / 4
    assert baseline == pytest.approx(rules["baseline"])

    def bill(cpu):
        return t + max(0.0, cpu - baseline) * 4 * fee

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if bill(middle) < m else (low, middle)
    assert said("faded_burst", context, low) is None
    assert "The baseline is missing" in said("faded_burst", context, low - baseline)
    assert "does not divide by the vCPUs" in said("faded_burst", context, baseline + (low - baseline) * 4)


def test_two_teams_host_by_host(context, said):
    cheaper = {}
    for count in (8, 90):
        costs = {
            "dedicated_instance": dedicated_month("m7i.large", count, context.location),
            "dedicated_host": host_month("m7i.large", count, context.location),
        }
        cheaper[count] = min(costs, key=lambda name: costs[name])
    assert said("project", context, cheaper) is None
    assert "not dedicated hardware" in said("project", context, {**cheaper, 8: "shared"})
    other = {"dedicated_instance": "dedicated_host", "dedicated_host": "dedicated_instance"}
    for count in cheaper:
        wrong = said("project", context, {**cheaper, count: other[cheaper[count]]})
        assert wrong.startswith(f"{count}: ")
    assert "missing: 90" in said("project", context, {8: cheaper[8]})
    assert "a value for each key" in said("project", context, "dedicated_host")


@pytest.mark.parametrize("region", REGIONS)
def test_two_teams_in_every_region_that_has_the_prices(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    name, answer = context["instance_type"], c13.dedicated_choice(context)
    family = name.split(".")[0]
    known = family in set(catalog.table("dedicated_instance_premium")["family"])
    known = known and family in set(catalog.dedicated_hosts(region)["family"])
    assert (answer is not None) == known
    if answer is None:
        return
    for count, chosen in answer.items():
        dedicated, host = (month(name, count, region) for month in (dedicated_month, host_month))
        assert chosen == ("dedicated_host" if host < dedicated else "dedicated_instance"), count
    # what the explanation says, that the fuller host is the better one
    holds = catalog.host_capacities().set_index("instance_type")["instances_per_host"][name]
    assert c13.filled(context, 8) == 8 / holds
    assert c13.filled(context, 90) == 90 / (holds * -(-90 // holds))
    assert c13.filled(context, 8) < c13.filled(context, 90)


def test_where_a_host_holds_64_the_explanation_does_not_speak_of_a_nearly_full_one():
    context, instead = here.moved(Context("ca-west-1", dict(BANK.params)))
    lesson = kao.lesson.start("13", "en", "ca-west-1", **BANK.params)
    assert instead["m7i.large"] == lesson["instance_type"] == "m6i.large"
    assert c13.dedicated_choice(context) == dict.fromkeys((8, 90), "dedicated_instance")
    assert "fill 12.5% and ninety 70.3%" in kao.lesson.check("project", c13.dedicated_choice(context)).message


def test_a_family_without_a_host_has_an_answer_that_is_not_known():
    assert "t2" not in set(catalog.dedicated_hosts("us-east-1")["family"])
    context = Context("us-east-1", {**BANK.params, "instance_type": "t2.micro"})
    assert bank.problems(BANK, context) == ["exercise project: the answer is not known here"]
    assert math.isnan(c13.filled(context, 8))


def test_the_half_empty_host_by_the_prices(context):
    values = QUESTIONS["half_empty"].values(context)
    assert values["instances"] == pytest.approx(dedicated_month("m7i.large", 8, context.location))
    assert values["host"] == pytest.approx(host_month("m7i.large", 8, context.location))
    assert values["shared"] == pytest.approx(8 * 730 * catalog.price("m7i.large", context.location))
    quiz = kao.lesson.quiz("13")
    right = "a" if values["instances"] < values["host"] else "b"
    assert quiz.answer("half_empty", right).status == "right"


def test_a_full_host_never_beats_shared_tenancy_and_a_licence_of_ones_own_can(context):
    values = QUESTIONS["host_wins"].values(context)
    here_full = host_month("m7i.large", 96, context.location) / (
        96 * 730 * catalog.price("m7i.large", context.location)
    )
    assert values["full"] == pytest.approx(here_full)
    linux, windows = (catalog.price("m7i.large", context.location, system) for system in ("linux", "windows"))
    assert values["windows"] == pytest.approx((windows - linux) / windows)
    assert host_month("m7i.large", 96, context.location) < 96 * 730 * windows
    everywhere = pd.concat([kao.compare.host_crossover(region, against="shared") for region in REGIONS])
    assert everywhere["full_host_ratio"].min() > 1


def test_half_of_the_vcpus_save_half_of_the_licence(context):
    saving = QUESTIONS["sql"].values(context)["saving"]
    linux, sql = (catalog.price("r7i.8xlarge", context.location, s) for s in ("linux", "windows_sql_enterprise"))
    assert saving == pytest.approx((sql - linux) / 2 / sql, rel=1e-3)
    assert saving > 0.3


def test_the_fee_of_a_hundred_is_that_of_one(context):
    hours = pd.DataFrame({"hour": [0, 1], "location": context.location, "instance_type": "m5.large", "count": [1, 100]})
    lines = ec2.dedicated_cost(hours).set_index("item")
    assert lines.loc["region_fee", "hours"] == 2
    assert QUESTIONS["fee_many"].values(context)["fee"] == lines.loc["region_fee", "usd_per_hour"] * 730


def test_a_stop_before_the_surplus_is_paid_back_is_charged():
    day = [0.05] * 9 + [0.75] * 8 + [0.05] * 7
    baseline = catalog.burstable().set_index("instance_type")["baseline"]["t3.large"]
    assert sum(day) / 24 < baseline
    assert ec2.credits("t3.large", day)["charged_vcpu_hours"].sum() == 0
    assert ec2.credits("t3.large", day[:17], stopped=True)["charged_vcpu_hours"].sum() > 0
    assert ec2.credits("t3.large", day[:17], mode="standard", stopped=True)["charged_vcpu_hours"].sum() == 0


def test_the_goal_lacks_each_need_alone_and_is_reached(context):
    explorer = explorers.cpu_options("r7i.8xlarge", context.location, "windows_sql_enterprise")
    kao.lesson.goal(explorer, "sql_less")
    at_first = kao.lesson.check_goal("sql_less")
    assert at_first.status == "not_attempted"
    assert "It saves 30 % or less" in at_first.message

    def lacking(**settings):
        explorer.set(operating_system="windows_sql_enterprise")
        explorer.set(**settings)
        result = kao.lesson.check_goal("sql_less")
        return result.status, result.message.splitlines()[1:]

    small = {"instance_type": "m7i.4xlarge", "cores": 8, "threads_per_core": 1}
    assert lacking(**small) == ("wrong", ["It has less than 128 GiB of memory."])
    few = {"instance_type": "r7i.8xlarge", "cores": 4, "threads_per_core": 1}
    assert lacking(**few) == ("wrong", ["Fewer than 8 vCPUs are active."])
    plain = {"instance_type": "c7i.16xlarge", "operating_system": "windows", "cores": 8, "threads_per_core": 1}
    assert lacking(**plain) == ("wrong", ["The operating system has no SQL Server included."])
    status, (too_little,) = lacking(instance_type="r7i.8xlarge", cores=15, threads_per_core=2)
    assert status == "wrong"
    assert too_little.startswith("It saves 30 % or less")
    # SQL Server on Linux costs the same however many vCPUs are off
    status, (nothing,) = lacking(operating_system="linux_sql_enterprise", cores=8, threads_per_core=1)
    assert nothing == too_little
    explorer.set(operating_system="windows_sql_enterprise", instance_type="r7i.4xlarge", cores=8, threads_per_core=1)
    assert kao.lesson.check_goal("sql_less").status == "right"


def test_a_price_that_is_not_known_meets_no_need(context):
    explorer = explorers.cpu_options("r7i.8xlarge", context.location, "windows_sql_enterprise")
    explorer.set(instance_type="r7i.metal-24xl")
    assert math.isnan(explorer.value["saving"])
    (goal,) = BANK.goals
    assert not goal.needs[-1].met(context, explorer.value)


def test_the_claims_have_the_dates_of_the_snapshot():
    assert list(CLAIMS) == ["W3", "W8", "W9", "W10"]
    rows = ec2.retired().set_index("service")
    graphics, inference = rows.loc["elastic_graphics"], rows.loc["elastic_inference"]
    assert set(graphics["ended"]) == {CLAIMS["W8"].since}
    assert set(inference["closed_to_new"]) == {CLAIMS["W9"].since}
    assert {ended[:7] for ended in inference["ended"]} == {"2024-04"}
    assert "April 2024" in CLAIMS["W9"].now_en
    assert CLAIMS["W3"].since == ""
    assert CLAIMS["W10"].since == "2025-10"


def test_the_successors_that_the_claims_name_replace_the_accelerators():
    for accelerator, claim, named in (
        ("eg1.xlarge", "W8", {"g4ad", "g4dn", "g5"}),
        ("eia2.medium", "W9", {"inf1", "inf2", "g4dn"}),
    ):
        assert all(family in CLAIMS[claim].now_en.casefold() for family in named)
        found = kao.compare.successors(accelerator, location="us-east-1")["instance_type"]
        assert named <= set(found.str.partition(".")[0])
