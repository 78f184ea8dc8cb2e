"""Chapter 41's bank: its answers reached by another way, its mistakes told apart, its goals in reach."""

from __future__ import annotations

import pytest

from kaolib.knowledge import catalog
from kaolib.study import bank, explorers, samples
from kaolib.study.bank import Context
from kaolib.study.chapters import c41
from kaolib.study.chapters.c41 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


def price(item: str, place: str) -> float:
    return catalog.tiers("lambda", item, place)[0][2]


@pytest.mark.parametrize("region", REGIONS)
def test_ready_in_every_region(region):
    assert bank.problems(BANK, Context(region, dict(BANK.params))) == []


@pytest.mark.parametrize("params", [{"requests": 1_000, "duration_ms": 1, "memory_mb": 128}, {"requests": 1e9, "duration_ms": 900_000, "memory_mb": 10_240}])  # fmt: skip
def test_another_function_leaves_the_bank_ready(params):
    assert bank.problems(BANK, Context("us-east-1", params)) == []


def test_the_report_function_by_hand(context, said):
    place = context.location
    gb_seconds = 20_000 * 45 * 3008 / 1024
    arm = 20_000 * price("request", place) + gb_seconds * price("duration_arm64", place)
    x86 = 20_000 * price("request", place) + gb_seconds * price("duration_x86", place)
    assert said("faded_bill", context, arm) is None
    assert "x86" in said("faded_bill", context, x86)
    free = (gb_seconds - 400_000) * price("duration_arm64", place)
    assert "free tier" in said("faded_bill", context, free)


def test_keeping_ready_by_hand(context, said):
    fee = 8 * 1769 / 1024 * price("provisioned_concurrency_x86", context.location)
    assert said("faded_ready", context, fee * (10 * 3600 + 300) * 22) is None
    assert "rounding up" in said("faded_ready", context, fee * (10 * 3600 + 120) * 22)
    assert "rounding up" in said("faded_ready", context, fee * 10 * 3600 * 22)
    assert "all month" in said("faded_ready", context, fee * 730 * 3600)


def test_the_memory_by_hand(context, said):
    times = {}
    for size in (768, 1024, 1536, 1769, 2048, 3008, 4096, 6144, 8192, 10_240):
        vcpu = size / 1769
        times[size] = 450 / min(1, vcpu) + 450 / vcpu + 150
    fits = {size: time * size for size, time in times.items() if time <= 1000}
    assert said("best_memory", context, min(fits, key=fits.__getitem__)) is None
    assert "fastest" in said("best_memory", context, 10_240)
    assert "too slow" in said("best_memory", context, c41.best_memory(context.location, "cheapest"))


def test_one_function_moved_by_hand(context, said):
    log = samples.function_log().query("function == 'thumbnails'")
    whole = (log["duration_ms"] + log["init_ms"].fillna(0)).round(6)
    billed = (-(-whole // 1)).sum() * 50
    gap = price("duration_x86", context.location) - price("duration_arm64", context.location)
    saving = billed / 1000 * 1769 / 1024 * gap
    assert said("arm_saving", context, saving) is None
    assert "one in fifty" in said("arm_saving", context, saving / 50)
    assert "every function" in said("arm_saving", context, c41.arm_saving(context.location, moved="all"))


def met(goal: str, value: dict) -> list[bool]:
    (found,) = [one for one in BANK.goals if one.key == goal]
    context = Context("ap-northeast-2", dict(BANK.params))
    return [need.met(context, value) for need in found.needs]


def test_the_memory_goal_has_one_answer():
    explorer = explorers.memory_tuning()
    work = {"cpu_ms": 200, "wait_ms": 200}
    reached = [size for size in (512, 1024, 1536, 1769, 2048) if all(met("in_time", explorer.set(**work, memory_mb=size).value))]  # fmt: skip
    assert reached == [1536]
    assert met("in_time", explorer.set(cpu_ms=400).value)[0] is False


def test_the_day_can_be_won_in_virginia_only_in_the_busy_hours():
    explorer = explorers.provisioned()
    there = {"location": "us-east-1", "init_ms": 0, "cold_share": 0.0}
    assert all(met("ready", explorer.set(**there, span="office", provisioned=26).value))
    assert met("ready", explorer.set(span="all_day").value) == [True, True, False]
    assert met("ready", explorer.set(span="office", provisioned=5).value)[1] is False
    assert met("ready", explorer.set(location="ap-northeast-2", provisioned=26).value) == [False, True, False]
