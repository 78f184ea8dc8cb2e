"""The explorers of Lambda: their numbers are the engine's, the first choice stays, and their ends hold."""

from __future__ import annotations

import math
import re

import pytest

from kaolib.architecture import power_tuning
from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless
from kaolib.study import explorers, language, samples
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def check_charts(explorer: Explorer) -> None:
    frame = explorer._frame
    assert frame is not None
    for spec in (frame.spec, frame.under):
        check_words(scenegraph(spec))


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"memory_mb": 900},
        {"cpu_ms": 6400, "wait_ms": 0, "parallel_share": 1.0, "memory_mb": 10_240},
        {"cpu_ms": 10, "wait_ms": 3200, "memory_needed_mb": 4096, "memory_mb": 512},
        {"architecture": "arm64"},
    ],
)
def test_tuning_numbers_are_those_of_the_engine(change, lang):
    language.use(lang)
    explorer = explorers.memory_tuning("us-west-2").set(**change)
    values = explorer.value
    work = power_tuning.Work(values["cpu_ms"], values["parallel_share"], values["wait_ms"], values["memory_needed_mb"])
    sizes = sorted({*power_tuning.SIZES, values["memory_mb"]})
    table = power_tuning.tune(power_tuning.durations(work, sizes), "us-west-2", values["architecture"])
    here = table.set_index("memory_mb").loc[values["memory_mb"]]
    assert values["duration_ms"] == pytest.approx(here["duration_ms"], nan_ok=True)
    assert values["usd_per_million"] == pytest.approx(here["usd_per_million"], nan_ok=True)
    for kind in ("cheapest", "fastest", "balanced"):
        assert table.set_index("memory_mb").loc[values[kind], kind]
    fits = table[table["duration_ms"] <= 500]
    best = None if fits.empty else fits.sort_values("usd_per_million")["memory_mb"].iloc[0]
    assert values["cheapest_within_limit"] == best
    check_charts(explorer)
    if math.isnan(here["duration_ms"]):
        assert said(explorer) == language.text("tuning_said_not", size=language.number(values["memory_mb"]))
    else:
        assert language.number(round(here["duration_ms"])) in said(explorer)


@pytest.mark.parametrize(
    "change",
    [
        {"memory_mb": 64},
        {"memory_mb": 20_000},
        {"cpu_ms": -1},
        {"architecture": "arm"},
        {"parallel_share": 2},
        {"size": 1},
    ],
)
def test_tuning_refuses_what_cannot_be(change):
    explorer = explorers.memory_tuning()
    before = explorer.value
    with pytest.raises(InputError):
        explorer.set(**change)
    assert explorer.value == before


def test_the_first_function_stays_as_a_ghost():
    explorer = explorers.memory_tuning()
    explorer.set(memory_mb=1769)
    assert language.text("ghost_note") not in str(explorer._frame.spec["title"])
    explorer.set(cpu_ms=800)
    assert language.text("ghost_note") in str(explorer._frame.spec["title"])


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"provisioned": 0},
        {"location": "us-east-1", "span": "office", "provisioned": 25},
        {"location": "sa-east-1", "init_ms": 5000, "cold_share": 0.2},
        {"provisioned": 60},
    ],
)
def test_provisioned_numbers_are_those_of_the_engine(change, lang):
    language.use(lang)
    explorer = explorers.provisioned("eu-west-1").set(**change)
    values = explorer.value
    hours = range(24) if values["span"] == "all_day" else range(8, 20)
    schedule = [values["provisioned"] if hour in hours else 0 for hour in range(24)]
    run = serverless.provisioned_run(
        samples.busy_day(), schedule, 200, 1024, values["location"],
        init_ms=values["init_ms"], cold_start_share=values["cold_share"],
    )  # fmt: skip
    assert values["usd_per_day"] == pytest.approx(run.usd)
    assert values["spilled_share"] == pytest.approx(run.spilled_share)
    assert values["utilization"] == pytest.approx(run.utilization, nan_ok=True)
    row = explorer.table.set_index("provisioned").loc[str(values["provisioned"])]
    assert row["usd_per_day"] == pytest.approx(run.usd)
    assert row["of_without"] == pytest.approx(run.usd / values["usd_per_day_without"])
    assert language.usd(run.usd, 2) in said(explorer)
    check_charts(explorer)


@pytest.mark.parametrize("region", catalog.locations().query("kind == 'Region'")["location"].tolist())
def test_every_region_has_a_day(region):
    explorer = explorers.provisioned(region)
    assert explorer._frame is not None
    assert explorer.value["usd_per_day"] > 0


@pytest.mark.parametrize(
    "change", [{"location": "seoul"}, {"span": "night"}, {"provisioned": -1}, {"cold_share": 1.5}, {"init_ms": -5}]
)
def test_provisioned_refuses_what_cannot_be(change):
    explorer = explorers.provisioned()
    before = explorer.value
    with pytest.raises(InputError):
        explorer.set(**change)
    assert {k: str(v) for k, v in explorer.value.items()} == {k: str(v) for k, v in before.items()}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_settings_tables_have_a_row_for_each_setting(lang):
    language.use(lang)
    tuning = explorers.memory_tuning().settings_table([{}, {"cpu_ms": 100, "wait_ms": 800}])
    kept = explorers.provisioned().settings_table([{}, {"provisioned": 0}, {"location": "us-east-1"}])
    assert (len(tuning), len(kept)) == (2, 3)
    assert "nan" not in (str(tuning) + str(kept)).lower()
