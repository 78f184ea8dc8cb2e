"""Charts of AWS Batch: areas are vCPU hours, nothing lies on anything, and every word can be read."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from kaolib.architecture import batch
from kaolib.errors import InputError
from kaolib.study import charts, samples
from kaolib.study.charts._batch import clock
from tests.study.scenes import check_words, scenegraph

PLACE, TYPES = samples.nightly_types()


def night(kind: str = "on_demand", **options):
    given = {"times": 1000, "spot_saving": 0.5, **options}
    return batch.simulate(samples.nightly(), samples.nightly_environment(kind, PLACE, TYPES, **given), PLACE, seed=7)


@pytest.fixture(scope="module")
def bad():
    return night("spot", strategy="BEST_FIT")


def areas(spec, number: int) -> float:
    rows = [part for part in spec["layer"] if part["mark"]["type"] == "rect"][number]["data"]["values"]
    return sum((row["x1"] - row["x"]) * (row["y1"] - row["y"] + 1) for row in rows)


def words(spec) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", batch.KINDS)
def test_every_word_can_be_read(kind, language):
    from kaolib.study import language as speech

    before = speech.current()
    speech.use(language)
    try:
        spec = charts.batch_gantt(
            night(kind), upto=5, ghost=night(max_vcpus=48), deadline=8, begins=22, name="Spot, Asia Pacific (Seoul)"
        ).to_dict()
        words(spec)
    finally:
        speech.use(before)
    assert spec["width"] <= charts.WIDTH


def test_areas_are_vcpu_hours(bad):
    spec = charts.batch_gantt(bad).to_dict()
    attempts = bad.jobs[bad.jobs["attempt"] > 0]
    work = ((attempts["end_hours"] - attempts["start_hours"]) * attempts["vcpu"]).sum()
    running = ((bad.instances["end_hours"] - bad.instances["start_hours"]) * bad.instances["vcpu"]).sum()
    scale = areas(spec, 0) / running
    assert (areas(spec, 1) + areas(spec, 2)) / scale == pytest.approx(work, rel=1e-6)
    undone = (attempts["lost_seconds"].where(attempts["outcome"] != "succeeded", 0) / 3600 * attempts["vcpu"]).sum()
    assert areas(spec, 2) / scale == pytest.approx(undone, rel=1e-6)


@pytest.mark.parametrize("kind", batch.KINDS)
def test_no_bar_lies_on_another_or_outside_its_machine(kind):
    spec = charts.batch_gantt(night(kind)).to_dict()
    machines, *rest = [part["data"]["values"] for part in spec["layer"] if part["mark"]["type"] == "rect"]
    bars = [row for rows in rest[:2] for row in rows if "xm" not in row and row["y1"] <= spec["height"] - 40]

    def apart(a, b):
        return (
            a["x1"] <= b["x"] + 0.01 or b["x1"] <= a["x"] + 0.01 or a["y1"] <= b["y"] + 0.01 or b["y1"] <= a["y"] + 0.01
        )

    assert all(apart(a, b) for a, b in itertools.combinations(machines, 2))
    assert all(apart(a, b) for a, b in itertools.combinations(bars, 2))
    inside = lambda bar, m: m["x"] - 0.01 <= bar["x"] and bar["x1"] <= m["x1"] + 0.01 and m["y"] - 0.01 <= bar["y"] and bar["y1"] <= m["y1"] + 0.01  # noqa: E731  # fmt: skip
    assert all(any(inside(bar, machine) for machine in machines) for bar in bars)


def test_what_has_not_passed_is_pale(bad):
    spec = charts.batch_gantt(bad, upto=2.0).to_dict()
    rows = [part["data"]["values"] for part in spec["layer"] if part["mark"]["type"] == "rect"][1]
    now = max(row["x1"] for row in rows if row["seen"] == 1)
    assert all(row["x"] >= now - 1e-6 for row in rows if row["seen"] < 1)
    assert any(row["seen"] < 1 for row in rows)


def test_the_ghost_is_told(bad):
    said = words(charts.batch_gantt(bad, ghost=night(), deadline=8, begins=22).to_dict())
    assert any(clock(night().makespan_hours, 22) in word for word in said)
    assert any("06:00" in word for word in said)


def test_too_many_attempts_are_a_sentence():
    tasks = batch.Environment("f", "fargate", 64)
    run = batch.simulate([batch.Job("tiny", 1, 2, 60, array=901)], tasks, PLACE)
    with pytest.raises(InputError, match="901 attempts cannot be drawn: 900 at most"):
        charts.batch_gantt(run)


def ways(**changes):
    rows = {
        "case": ["A", "B", "C"], "usd_busy": [5.0, 2.0, 1.0], "usd_idle": [1.0, 0.5, 0.2], "usd_lost": [0.0, 0.1, 0.0],
        "makespan_hours": [7.0, 7.5, 9.0], "failed": [0, 0, 0],
    }  # fmt: skip
    return pd.DataFrame({**rows, **changes})


def test_the_cheapest_in_time_is_marked():
    spec = charts.batch_cost(ways(), deadline=8, begins=22).to_dict()
    said = words(spec)
    assert "USD 2.60 · 05:30 · cheapest in time" in said
    assert "USD 1.20 · 07:00 · late" in said
    rule = next(part for part in spec["layer"] if part["mark"]["type"] == "rule")
    assert [row["x"] for row in rule["data"]["values"]] == [2.6]


def test_a_way_with_failures_is_not_the_cheapest():
    said = words(charts.batch_cost(ways(failed=[0, 3, 0]), deadline=8, begins=22).to_dict())
    assert "USD 2.60 · 05:30 · 3 jobs failed" in said
    assert any(word.startswith("USD 6.00") and "cheapest" in word for word in said)


def test_no_way_in_time_has_no_mark():
    spec = charts.batch_cost(ways(), deadline=1).to_dict()
    assert not [part for part in spec["layer"] if part["mark"]["type"] == "rule"]


def test_the_bars_are_the_parts():
    spec = charts.batch_cost(ways()).to_dict()
    rows = spec["layer"][0]["data"]["values"]
    assert [round(row["x1"] - row["x"], 9) for row in rows] == [5, 1, 0, 2, 0.5, 0.1, 1, 0.2, 0]


@pytest.mark.parametrize(("hours", "said"), [(0, "22:00"), (2, "00:00"), (10.5, "08:30"), (26.25, "00:15 (+1 d)")])
def test_the_clock(hours, said):
    assert clock(hours, 22) == said
