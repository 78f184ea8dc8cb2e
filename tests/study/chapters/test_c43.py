"""Chapter 43's bank: its answers reached by another way, its mistakes told apart, its goal in reach."""

from __future__ import annotations

import pytest

import kaolib as kao
from kaolib.architecture import batch
from kaolib.knowledge import catalog, containers
from kaolib.study import bank, explorers, samples
from kaolib.study.bank import Context
from kaolib.study.chapters import c43
from kaolib.study.chapters.c43 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()
WANTED = {
    "kind": "spot", "types": "memory", "strategy": "SPOT_PRICE_CAPACITY_OPTIMIZED", "times": 1000, "max_vcpus": 48,
    "attempts": 10, "checkpoint_minutes": 30,
}  # fmt: skip


@pytest.mark.parametrize("region", REGIONS)
def test_ready_in_every_region(region):
    assert bank.problems(BANK, Context(region, dict(BANK.params))) == []


@pytest.mark.parametrize("params", [{"max_vcpus": 64, "spot_saving": 0.7}, {"max_vcpus": 16, "spot_saving": 0.0}])
def test_other_parameters_leave_the_bank_ready(params):
    assert bank.problems(BANK, Context("us-east-1", params)) == []


def test_the_bound_job_by_job(context, said):
    hours = 0.0
    for job in samples.nightly():
        for _ in range(job.array):
            hours += job.vcpu * job.seconds / 3600
    assert said("faded_bound", context, hours / 48) is None
    assert "Arrays are counted once" in said("faded_bound", context, (40 + 360 + 12 + 90 + 600 + 25 + 30) / 60 / 48)
    assert "one vCPU for each job" in said(
        "faded_bound", context, sum(j.array * j.seconds for j in samples.nightly()) / 3600 / 48
    )
    assert "divides by the chapter's" in said("faded_bound", context, hours / 32)


def test_what_fitting_types_save(context, said):
    place, types = samples.nightly_types(context.location)
    bills = []
    for allowed in (types, types[2:]):
        night = samples.nightly_environment("on_demand", place, allowed, max_vcpus=context["max_vcpus"])
        bills.append(batch.simulate(samples.nightly(), night, place).instances)
    usd = [float((table["billed_seconds"] / 3600 * table["usd_per_hour"]).sum()) for table in bills]
    idle = [float(table["usd_idle"].sum()) for table in bills]
    assert said("faded_types", context, usd[0] - usd[1]) is None
    assert "the bill afterwards" in said("faded_types", context, usd[1])
    assert "all idling" in said("faded_types", context, idle[0])
    assert "idling alone" in said("faded_types", context, idle[0] - idle[1])


def test_a_timeout_is_not_tried_again(context, said):
    assert said("hung", context, 4 * 0.5) is None
    assert "counts every attempt" in said("hung", context, 6.0)
    assert "Multiply by its vCPUs" in said("hung", context, 0.5)
    assert "Divide by 3,600" in said("hung", context, 7200.0)


def test_packing_by_running_both_queues(context, said):
    place = samples.nightly_types(context.location)[0]
    tasks = batch.Environment("t", "fargate", 10_000, architecture="arm64")
    usd = [
        batch.simulate([batch.Job("j", 1, 2, seconds, array=count)], tasks, place).summary()["usd"]
        for seconds, count in ((15, 6000), (300, 300))
    ]
    assert said("short", context, usd[0] - usd[1]) is None
    assert "one by one" in said("short", context, usd[0])
    assert "bill of the groups" in said("short", context, usd[1])
    rate = containers.fargate_usd_per_hour(1, 2, place, architecture="arm64")
    assert "minimum of 60" in said("short", context, (6000 * 45 - 300 * 330) * rate / 3600)


@pytest.mark.parametrize("region", REGIONS)
def test_the_goal_is_in_reach_and_not_met_at_first(region):
    kao.lesson.start("43", "en", region, **BANK.params)
    context, goal = Context(region, dict(BANK.params)), BANK.goals[0]
    explorer = explorers.batch(region)
    assert not all(need.met(context, explorer.value) for need in goal.needs)
    assert all(need.met(context, explorer.set(**WANTED).value) for need in goal.needs)


def test_each_need_of_the_goal_is_missed_by_something(context):
    goal, first = BANK.goals[0], {"times": 1000, "failed": 0, "makespan_hours": 7.0, "usd": 0.1}
    assert all(need.met(context, first) for need in goal.needs)
    for number, change in enumerate(({"times": 1}, {"failed": 1}, {"makespan_hours": 8.1}, {"usd": 1e6})):
        assert [need.met(context, first | change) for need in goal.needs].index(False) == number


def test_cards_and_questions_tell_what_the_engine_says(context):
    place, types = samples.nightly_types(context.location)
    night = samples.nightly_environment("on_demand", place, types, max_vcpus=32)
    total = batch.simulate(samples.nightly(), night, place).summary()
    assert BANK.cards[0].values(context)["usd"] == total["usd"]
    assert BANK.cards[1].values(context)["busy"] == total["utilization"]
    most = BANK.questions[3].values(context)
    env = batch.Environment("e", "on_demand", most["most"], types[1:2])
    peak = batch.simulate([batch.Job("j", 8, 8, 600, array=4)], env, place).summary()["peak_vcpus"]
    assert peak == most["more"]
    assert c43.place(context) == place
