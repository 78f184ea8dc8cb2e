"""A bill from a table of tasks: the sum of its rows, however they are cut, but for the minimum that says so."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import containers
from tests.knowledge.containers import reference

SEOUL = "ap-northeast-2"
TASK = st.fixed_dictionaries(
    {
        "size": st.sampled_from([s for s in reference.sizes() if s[0] in (1, 2, 4)]),
        "seconds": st.floats(0, 90_000),
        "platform": st.sampled_from([("x86_64", "linux"), ("arm64", "linux"), ("x86_64", "windows")]),
        "ephemeral_gib": st.integers(20, 200),
        "spot": st.booleans(),
        "count": st.integers(0, 5),
        "service": st.sampled_from(["web", "night", "report"]),
    }
)


def table(tasks: list[dict]) -> pd.DataFrame:
    rows = []
    for task in tasks:
        (vcpu, gib), (architecture, system) = task["size"], task["platform"]
        spot = task["spot"] and system == "linux"
        rows.append(
            {**task, "vcpu": vcpu, "gib": gib, "architecture": architecture, "operating_system": system, "spot": spot}
        )
    return pd.DataFrame(rows).drop(columns=["size", "platform"])


@settings(max_examples=60, deadline=None)
@given(tasks=st.lists(TASK, min_size=1, max_size=12))
def test_the_bill_is_the_sum_of_its_rows(tasks):
    rows = table(tasks)
    bill = containers.tasks_cost(rows, SEOUL, spot_saving=0.6)
    one_by_one = math.fsum(
        row.count
        * reference.usd(
            row.vcpu, row.gib, row.seconds, SEOUL, row.architecture, row.operating_system, row.ephemeral_gib,
            0.6 if row.spot else 0,
        )
        for row in rows.rename(columns={"count": "n"}).assign(count=rows["count"]).itertuples()
    )  # fmt: skip
    assert bill["usd"].sum() == pytest.approx(one_by_one, rel=1e-9, abs=1e-12)
    by_service = containers.tasks_cost(rows, SEOUL, spot_saving=0.6, by="service")
    assert by_service["usd"].sum() == pytest.approx(bill["usd"].sum(), rel=1e-12, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(tasks=st.lists(TASK, min_size=2, max_size=12), cut=st.integers(0, 12))
def test_splitting_a_table_changes_nothing(tasks, cut):
    rows = table(tasks)
    whole = containers.tasks_cost(rows, SEOUL, spot_saving=0.6)["usd"].sum()
    parts = [rows.iloc[:cut], rows.iloc[cut:]]
    split = sum(containers.tasks_cost(part, SEOUL, spot_saving=0.6)["usd"].sum() for part in parts)
    assert split == pytest.approx(whole, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(seconds=st.integers(0, 10_000), at=st.integers(0, 10_000))
def test_cutting_a_task_costs_only_what_the_minimum_adds(seconds, at):
    at = min(at, seconds)
    one = pd.DataFrame({"vcpu": [1], "gib": [2], "seconds": [seconds]})
    two = pd.DataFrame({"vcpu": [1, 1], "gib": [2, 2], "seconds": [at, seconds - at]})
    whole, pieces = (containers.tasks_cost(rows, SEOUL)["usd"].sum() for rows in (one, two))
    if min(at, seconds - at) >= 60:
        assert pieces == pytest.approx(whole, rel=1e-12)
    else:
        assert pieces >= whole - 1e-12
        added = max(60, at) + max(60, seconds - at) - max(60, seconds)
        rate = containers.fargate_usd_per_hour(1, 2, SEOUL) / 3600
        assert pieces - whole == pytest.approx(added * rate, abs=1e-12)


def test_start_and_end_are_seconds():
    times = {
        "start": ["2026-11-24T01:00:00Z", "2026-11-24T10:00:00+09:00"],
        "end": ["2026-11-24T01:02:00Z", "2026-11-24T01:02:00Z"],
    }
    bill = containers.tasks_cost(pd.DataFrame({"vcpu": 1, "gib": 2, **times}), SEOUL)
    assert bill.set_index("part").loc["vcpu", "quantity"] == pytest.approx(2 * 120 / 3600)


def test_a_plan_leaves_spot_alone():
    rows = pd.DataFrame({"vcpu": [1, 1], "gib": [2, 2], "seconds": [3600, 3600], "spot": [True, False]})
    bill = containers.tasks_cost(rows, SEOUL, plan="compute_sp_1y_no_upfront", spot_saving=0.7)
    usd = bill.groupby("spot")["usd"].sum()
    assert usd[True] == pytest.approx(containers.fargate_usd_per_hour(1, 2, SEOUL, spot_saving=0.7))
    assert usd[False] == pytest.approx(containers.fargate_usd_per_hour(1, 2, SEOUL, plan="compute_sp_1y_no_upfront"))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"vcpu": [1], "seconds": [1]}, "the tasks need the column gib"),
        ({"vcpu": [1], "gib": [2]}, "the tasks need the column start, end"),
        ({"vcpu": [1], "gib": [9], "seconds": [1]}, "2 vCPU with 9 GB"),
        ({"vcpu": [1], "gib": [2], "seconds": [-1]}, "seconds -1"),
        ({"vcpu": [1], "gib": [2], "seconds": [math.nan]}, "seconds nan"),
        ({"vcpu": [1], "gib": [2], "seconds": [1], "count": [-2]}, "count -2"),
        ({"vcpu": [1], "gib": [2], "seconds": [1], "spot": [True]}, "assume what it saves"),
        ({"vcpu": [1], "gib": [2], "start": ["2026-11-24"], "end": ["2026-11-23"]}, "task 1 ends (2026-11-23) before"),
        ({"vcpu": [1], "gib": [2], "start": ["noon"], "end": ["2026-11-23"]}, "cannot be read"),
        ({"vcpu": [1], "gib": [2], "seconds": [1], "ephemeral_gib": [10]}, "20 to 200 GB"),
    ],
)
def test_bad_tables(rows, sentence):
    with pytest.raises(InputError) as error:
        containers.tasks_cost(pd.DataFrame(rows), SEOUL)
    assert sentence in str(error.value)


def test_spot_of_windows_or_eks_is_refused():
    rows = {"vcpu": [1], "gib": [2], "seconds": [1], "spot": [True]}
    for other in ({"operating_system": "windows"}, {"orchestrator": "eks"}):
        with pytest.raises(InputError, match="Linux tasks of ECS only"):
            containers.tasks_cost(pd.DataFrame({**rows, **other}), SEOUL, spot_saving=0.5)


def test_an_unknown_column_to_group_by():
    with pytest.raises(InputError, match="need the column team"):
        containers.tasks_cost(pd.DataFrame({"vcpu": [1], "gib": [2], "seconds": [1]}), SEOUL, by="team")


def test_no_tasks_cost_nothing():
    bill = containers.tasks_cost(pd.DataFrame({"vcpu": [], "gib": [], "seconds": []}), SEOUL, by=None)
    assert bill.empty
    assert bill["usd"].sum() == 0
