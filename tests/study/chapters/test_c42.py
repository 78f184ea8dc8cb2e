"""Chapter 42's bank: its answers reached by another way, its mistakes told apart, its goals in reach."""

from __future__ import annotations

import pytest

from kaolib.knowledge import catalog
from kaolib.study import bank, explorers
from kaolib.study.bank import Context
from kaolib.study.chapters import c42
from kaolib.study.chapters.c42 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_ready_in_every_region(region):
    assert bank.problems(BANK, Context(region, dict(BANK.params))) == []


@pytest.mark.parametrize("params", [{"events": 1_000, "duration_ms": 1, "memory_mb": 128}, {"events": 5e7, "duration_ms": 2000, "memory_mb": 1024}])  # fmt: skip
def test_another_function_leaves_the_bank_ready(params):
    assert bank.problems(BANK, Context("us-east-1", params)) == []


def test_function_and_front_by_hand(context, said):
    place, events = context.location, context["events"]
    price = {item: catalog.tiers("lambda", item, place)[0][2] for item in ("request", "duration_x86")}
    gb_seconds = events * 0.120 * 512 / 1024
    function = events * price["request"] + gb_seconds * price["duration_x86"]
    rest = events * catalog.tiers("api_gateway", "rest_request", place)[0][2]
    assert said("faded_rest", context, function + rest) is None
    assert "function alone" in said("faded_rest", context, function)
    assert "front alone" in said("faded_rest", context, rest)
    http = events * catalog.tiers("api_gateway", "http_request", place)[0][2]
    assert "HTTP API" in said("faded_rest", context, function + http)


def test_runs_with_retries_by_hand(context, said):
    events, p = context["events"], c42.RATE
    assert said("faded_runs", context, events * (1 + p + p * p)) is None
    assert "one retry" in said("faded_runs", context, events * (1 + p))
    assert "three times" in said("faded_runs", context, events * 3.0)
    assert "without end" in said("faded_runs", context, events / (1 - p))


def test_the_hidden_rate(context, said):
    assert said("hidden_rate", context, 0.35) is None
    two = (-1 + (1 + 4 * 0.35) ** 0.5) / 2
    assert c42.hidden(2) == pytest.approx(two, abs=1e-8)
    assert "two retries" in said("hidden_rate", context, two)
    assert "all runs" in said("hidden_rate", context, 0.35 / 1.35)


def test_what_waits_behind_by_hand(context, said):
    assert said("poison_week", context, 7200 * 50 / 5) is None
    assert "retention" in said("poison_week", context, 7 * 86_400 * 50 / 5)
    assert "whole shard" in said("poison_week", context, 7200 * 50.0)


def met(goal: str, value: dict) -> list[bool]:
    (found,) = [one for one in BANK.goals if one.key == goal]
    context = Context("ap-northeast-2", dict(BANK.params))
    return [need.met(context, value) for need in found.needs]


def test_the_storm_is_weathered_in_one_way_only():
    explorer = explorers.async_events()
    assert not all(met("storm", explorer.value))
    day = {"failure_rate": 0.2, "throttled_s": 3600}
    assert all(met("storm", explorer.set(**day, retries=1, destination="sqs").value))
    assert met("storm", explorer.set(retries=2).value) == [True, True, False, True]
    assert met("storm", explorer.set(retries=1, destination="none").value) == [True, True, True, False]
    assert met("storm", explorer.set(destination="sqs", event_age_s=1800).value) == [True, False, True, True]


def test_the_shard_is_freed_by_bisecting():
    explorer = explorers.stream_events()
    assert met("unblock", explorer.value) == [True, False, False]
    assert met("unblock", explorer.set(stream_retries=2).value) == [True, True, False]
    assert met("unblock", explorer.set(partial_response=True).value) == [True, True, False]
    assert all(met("unblock", explorer.set(partial_response=False, bisect=True).value))
    assert met("unblock", explorer.set(batch_size=10).value) == [False, True, True]


def test_the_workflow_of_the_quiz_is_priced_where_both_kinds_are():
    here = c42.workflow_place(Context("us-east-1", dict(BANK.params)))
    assert here == "us-east-1"
    assert c42.workflow_usd(here, "standard") == pytest.approx(8e6 * 0.000025)
    assert c42.workflow_usd(here, "express") == pytest.approx(1 + 3e6 * 64 / 1024 * 0.00001667, rel=1e-4)
