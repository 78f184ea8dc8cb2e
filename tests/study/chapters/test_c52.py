"""Chapter 52's bank: its answers reached by another way, its mistakes told apart, its goal in reach."""

from __future__ import annotations

import pytest

from kaolib.architecture import crossover
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers, samples
from kaolib.study.bank import Context
from kaolib.study.chapters import c52
from kaolib.study.chapters.c52 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_ready_in_every_region(region):
    assert bank.problems(BANK, Context(region, dict(BANK.params))) == []


def test_an_evening_on_fargate_hour_by_hour(context, said):
    """The cheapest size of task, counted hour by hour from the shares of the day, and what stands by."""
    setup, work = samples.choices(context.location, 0), c52.EVENING
    row = crossover.ways(work, context.location, setup).set_index("way").loc["fargate"]
    parts = row[["compute_usd", "requests_usd", "front_usd", "idle_usd", "operations_usd"]].sum()
    assert said("faded_fargate", context, float(parts)) is None
    with_people = crossover.ways(work, context.location, samples.choices(context.location, 50)).set_index("way")
    assert "people" in said("faded_fargate", context, float(with_people.loc["fargate", "usd_per_month"]))
    assert "Lambda" in said("faded_fargate", context, c52.usd(context.location, work, "lambda"))
    assert said("faded_idle", context, float(row["idle_usd"] / parts)) is None
    assert "what works" in said("faded_idle", context, float(row["compute_usd"] / parts))
    assert "without the front" in said("faded_idle", context, float(row["idle_usd"] / (parts - row["front_usd"])))


def test_at_the_tie_both_cost_the_same(context, said):
    hourly = c52.tie(context)
    sheet = crossover.ways(c52.STEADY, context.location, samples.choices(context.location, hourly)).set_index("way")
    assert sheet.loc["lambda", "usd_per_month"] == pytest.approx(sheet.loc["fargate", "usd_per_month"])
    assert said("people_tie", context, hourly) is None
    assert "difference in hours" in said("people_tie", context, hourly * 2)
    assert "Fargate's hours" in said("people_tie", context, hourly * 2 / 4)


def test_work_for_the_night(context, said):
    assert said("night_work", context, "batch") is None
    assert said("night_work", context, "lambda") is not None


def test_the_goal_is_reached_by_even_days_that_wait():
    (goal,) = BANK.goals
    context = Context("ap-northeast-2", dict(BANK.params))

    def met(explorer):
        return [need.met(context, explorer.value) for need in goal.needs]

    explorer = explorers.choosing()
    assert met(explorer) == [True, True, False]
    assert all(met(explorer.set(requests=1e8, cpu_ms=100, wait_ms=300, shape="flat", burstiness=1)))
    assert met(explorer.set(operations=0))[1] is False
    assert met(explorer.set(operations=50, requests=3e8))[0] is False
    assert met(explorer.set(requests=1e8, shape="spikes", burstiness=10))[2] is False
