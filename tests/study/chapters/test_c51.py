"""Chapter 51's bank: its answers reached by another way, its mistakes told apart, its goals in reach."""

from __future__ import annotations

import pytest

import kaolib as kao
from kaolib.architecture import packing
from kaolib.knowledge import catalog, containers
from kaolib.study import bank, explorers, samples
from kaolib.study._lesson import here
from kaolib.study.bank import Context
from kaolib.study.chapters import c51
from kaolib.study.chapters.c51 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


def price(item: str, location: str) -> float:
    return catalog.tiers("fargate", item, location)[0][2]


@pytest.mark.parametrize("region", REGIONS)
def test_ready_in_every_region(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    assert bank.problems(BANK, context) == []


@pytest.mark.parametrize(
    "change",
    [
        {"instance_type": "m7i.2xlarge", "clusters": 1},
        {"instance_type": "r7g.xlarge", "task_gib": 4.0, "spot_saving": 0.3},
        {"instance_type": "c7i.4xlarge", "task_vcpu": 1.0, "task_gib": 2.0},
    ],
)
def test_another_machine_leaves_the_bank_ready(change):
    context = Context("us-east-1", {**BANK.params, **change})
    assert bank.problems(BANK, context) == []


def test_the_pods_by_hand(context, said):
    rates = (price("vcpu_linux_x86", context.location), price("gb_linux_x86", context.location))

    def month(vcpu: float, gib: float, pods: int = 3) -> float:
        return 730 * pods * (vcpu * rates[0] + gib * rates[1])

    assert said("faded_pod", context, month(1, 5)) is None  # 4.25 GB become 5
    assert "size asked for" in said("faded_pod", context, month(1, 4))
    assert "not rounded up" in said("faded_pod", context, month(1, 4.25))
    assert "one pod" in said("faded_pod", context, month(1, 5, 1))


def test_the_break_even_by_hand(context, said):
    kind = catalog.instance_types().set_index("instance_type").loc[context["instance_type"]]
    places = min(int(kind["vcpu"]), int((kind["gib"] * (1 - packing.KERNEL_SHARE) - 0.25) / 2))
    name = {"x86_64": "x86", "arm64": "arm64"}[kind["architecture"]]
    each = price(f"vcpu_linux_{name}", context.location) + 2 * price(f"gb_linux_{name}", context.location)
    point = catalog.price(context["instance_type"], context.location) / places / each
    assert said("faded_even", context, point) is None
    assert "at a plan's rate" in said("faded_even", context, c51.break_even(context, fargate=c51.ONE_YEAR, task=(1, 2)))
    if abs(1 / point - point) > 0.05:
        assert "upside down" in said("faded_even", context, 1 / point)


def test_what_fitted_requests_save(context, said):
    shop = samples.services()
    fitted = shop.assign(vcpu=shop["peak_vcpu"] * 1.25, gib=shop["peak_gib"] * 1.25)
    daemons = packing.Overhead(daemon_vcpu=0.25, daemon_gib=0.5)
    before, after = (
        packing.pack(rows, context["instance_type"], context.location, overhead=daemons, zones=3).usd_per_month
        for rows in (shop, fitted)
    )
    room, overhead = c51.HEADROOM, c51.DAEMONS
    assert (room, overhead) == (1.25, daemons), "what the chapter's cells say"
    assert said("right_size", context, before - after) is None
    assert "cost afterwards" in said("right_size", context, after)
    idle = 1 - (shop["peak_vcpu"] * shop["replicas"]).sum() / (shop["vcpu"] * shop["replicas"]).sum()
    assert "idle share" in said("right_size", context, before * idle)


def test_what_waiting_costs_day_by_day(context, said):
    standard, extended = (
        catalog.tiers("eks", f"cluster_{name}_support", context.location)[0][2] for name in ("standard", "extended")
    )
    end = containers.kubernetes_versions().set_index("version").loc["1.34", "standard_end"]
    assert end == "2026-12-02"
    days = 30 + 31 + 28 + 31 + 30 + 31 + 29  # from 2 December to 29 June, each with its 24 hours
    more = 3 * 24 * days * (extended - standard)
    assert said("upgrade", context, more) is None
    assert "from the first day" in said("upgrade", context, 3 * 24 * (days + 7) * (extended - standard))
    assert "whole fee" in said("upgrade", context, more + 3 * 24 * (days + 7) * standard)
    assert "one cluster" in said("upgrade", context, more / 3)
    assert "standard fee" in said("upgrade", context, 3 * 24 * (days + 7) * standard)


def met(goal: str, context: Context, explorer: explorers.Explorer) -> list[bool]:
    (found,) = [one for one in BANK.goals if one.key == goal]
    return [need.met(context, explorer.value) for need in found.needs]


def test_the_goal_of_packing_is_in_reach_and_not_where_it_starts():
    context = Context(params=dict(BANK.params))
    explorer = explorers.packing(samples.services(), "m7g.xlarge", context.location, packing_kind="vm")
    assert met("pack", context, explorer) == [True, True, False]
    assert met("pack", context, explorer.set(packing_kind="container", size="2xlarge")) == [True, True, False]
    assert met("pack", context, explorer.set(requests_percent=50)) == [False, True, True]
    assert met("pack", context, explorer.set(requests_percent=100, packing_zones=1)) == [True, False, True]
    assert met("pack", context, explorer.set(packing_zones=3, size="xlarge")) == [True, True, True]
    assert met("pack", context, explorer.set(size="large")) == [True, True, False]
    assert met("pack", context, explorer.set(packing_order="largest_first")) == [True, True, True]
    assert met("pack", context, explorer.set(size="medium")) == [True, True, False], "what does not fit meets nothing"


def test_the_goal_of_the_break_even_is_in_reach_and_not_where_it_starts():
    context = Context(params=dict(BANK.params))
    explorer = explorers.fargate("m7g.xlarge", context.location)
    assert met("even", context, explorer) == [True, True, False]
    assert met("even", context, explorer.set(instance_option="spot")) == [False, True, True]
    assert met("even", context, explorer.set(instance_option=c51.THREE_YEARS)) == [True, False, True]
    assert met("even", context, explorer.set(instance_option=c51.ONE_YEAR)) == [True, True, False]
    assert met("even", context, explorer.set(instance_option="ec2_instance_sp_1y_no_upfront")) == [True, True, True]


def test_the_quiz_in_the_lesson():
    kao.lesson.start("51", "en", "ap-northeast-2", **BANK.params)
    quiz = kao.lesson.quiz("51")
    for key, right in (
        ("kernel", "b"),
        ("minimum", "b"),
        ("spot", "c"),
        ("half_full", "a"),
        ("extended", "b"),
        ("plan", "b"),
    ):
        assert quiz.answer(key, right).status == "right"
    assert quiz.answer("kernel", "a").status == "wrong"


def test_the_job_is_billed_a_minute_each():
    context = Context("us-east-1", dict(BANK.params))
    usd = 4380 / 60 * (0.25 * 0.04048 + 0.5 * 0.004445)
    assert c51.job_usd(context, containers.MINIMUM_SECONDS["linux"]) == pytest.approx(usd)
