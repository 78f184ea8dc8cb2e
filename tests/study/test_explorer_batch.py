"""The explorer of the night's queue: its numbers are the engine's, the replay shows what has passed, bad input is a sentence."""

from __future__ import annotations

import math
import re

import pytest

from kaolib.architecture import batch
from kaolib.errors import InputError
from kaolib.study import explorers, language, samples
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec


@pytest.fixture
def explorer():
    return explorers.batch()


def said(explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"kind": "spot", "strategy": "SPOT_CAPACITY_OPTIMIZED", "times": 1000},
        {"kind": "spot", "types": "memory", "max_vcpus": 48, "attempts": 10, "checkpoint_minutes": 30},
        {"kind": "fargate", "max_vcpus": 64},
        {"kind": "fargate_spot", "times": 300},
    ],
)
def test_numbers_are_those_of_the_engine(explorer, change):
    values = explorer.set(**change).value
    place, types = samples.nightly_types()
    night = samples.nightly_environment(
        values["kind"], place, types if values["types"] == "all" else types[2:], max_vcpus=values["max_vcpus"],
        strategy=values["strategy"], times=values["times"], spot_saving=0.5,
    )  # fmt: skip
    jobs = samples.nightly(values["attempts"], values["checkpoint_minutes"] or None)
    total = batch.simulate(jobs, night, place, seed=7).summary()
    for name in ("usd", "makespan_hours", "failed", "interruptions", "utilization", "usd_idle", "usd_lost"):
        assert values[name] == total[name]
    assert language.usd(total["usd"], 2) in said(explorer)
    assert explorer.run.summary() == total
    assert len(explorer.table) == total["instances"]
    check_words(scenegraph(spec(explorer)))


def test_the_first_choice_stays_as_a_ghost(explorer):
    assert "The first choice" not in said(explorer)
    explorer.set(kind="fargate")
    assert "The first choice: USD 14.64, done at 09:25." in said(explorer)
    assert [part for part in spec(explorer)["layer"] if part["mark"].get("interpolate") == "step-after"]
    explorer.set(kind="on_demand")
    assert "The first choice" not in said(explorer)


def test_the_replay_shows_what_has_passed(explorer):
    replay = explorer._controls["moment"]
    assert replay.value == len(replay.options) - 1
    explorer.set(moment=3)
    assert replay.options[3][0] == "23:00"
    explorer.set(moment=0)
    started = (explorer.run.instances["start_hours"] < 0.25).sum()
    assert len(explorer.table) == started < len(explorer.run.instances)
    explorer.set(moment=3)
    assert explorer.value["usd"] == pytest.approx(14.636, abs=1e-3)
    # with another choice the moment stays; at the end it stays at the end
    explorer.set(kind="fargate")
    assert explorer.value["moment"] == 3
    explorer.set(moment=10_000)
    explorer.set(kind="spot")
    assert explorer.value["moment"] == len(replay.options) - 1


def test_on_demand_takes_no_spot_strategy(explorer):
    explorer.set(kind="spot", strategy="SPOT_CAPACITY_OPTIMIZED")
    explorer._controls["kind"].value = "on_demand"
    assert explorer.value["strategy"] == "BEST_FIT_PROGRESSIVE"
    explorer._controls["strategy"].value = "SPOT_CAPACITY_OPTIMIZED"
    assert "allocation strategy for on_demand" in said(explorer)
    assert math.isnan(explorer.value["usd"])
    explorer._controls["kind"].value = "spot"
    assert explorer.value["failed"] == 0


def test_assumed_prices_are_told(explorer):
    assert "assumed" not in said(explorer)
    explorer.set(kind="fargate_spot")
    assert "saves 50% is assumed" in said(explorer)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "ec2"}, "Environment 'ec2'"),
        ({"types": "few"}, "Instances 'few'"),
        ({"strategy": "BEST_FITT"}, "did you mean 'BEST_FIT'"),
        ({"times": 2}, "Interruptions 2"),
        ({"max_vcpus": 0}, "max_vcpus 0"),
        ({"attempts": 11, "kind": "spot"}, "attempts 11"),
        ({"kinds": "spot"}, "did you mean 'kind'"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(explorer, change, sentence):
    before = explorer.value
    with pytest.raises(InputError, match=sentence):
        explorer.set(**change)
    assert explorer.value == before


def test_too_few_vcpus_are_a_sentence(explorer):
    with pytest.raises(InputError, match="RUNNABLE"):
        explorer.set(kind="fargate", max_vcpus=2)


def test_settings_are_told_in_both_languages(explorer):
    table = explorer.settings_table([{}, {"kind": "fargate"}])
    assert table.iloc[:, 0].tolist() == ["On-Demand", "Fargate"]
    assert table.iloc[1, 1:3].tolist() == ["–", "–"]
