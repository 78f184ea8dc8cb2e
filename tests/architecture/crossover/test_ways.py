"""Five ways of running one workload: equal to an hour-by-hour count, and moved by what should move them."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kaolib.architecture import crossover
from kaolib.architecture.crossover import WAYS, Assumptions, Workload
from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers, serverless
from tests.architecture.crossover import reference

SEOUL = "ap-northeast-2"
PLAN = "compute_sp_3y_no_upfront"
WORK = Workload(requests=20_000_000, cpu_ms=40, wait_ms=60, shape="evening", burstiness=2)
#: People and fronts cost the same whatever the work: without them the machines are seen alone.
BARE = Assumptions(operations_usd_per_hour=0, server_front="none", function_front="function_url")

OWN = st.lists(st.integers(0, 9), min_size=24, max_size=24).filter(sum).map(lambda w: [x / sum(w) for x in w])
WORKLOADS = st.builds(
    Workload,
    requests=st.one_of(st.just(0.0), st.floats(1, 3e7)),
    cpu_ms=st.floats(0.5, 2000),
    wait_ms=st.one_of(st.just(0.0), st.floats(0, 3000)),
    memory_mb=st.one_of(st.just(0.0), st.floats(1, 4000)),
    process_mb=st.floats(0, 9000),
    shape=st.one_of(st.sampled_from(sorted(crossover.SHAPES)), OWN),
    burstiness=st.one_of(st.just(1.0), st.floats(1, 10)),
    stateless=st.booleans() | st.just(True),
    longest_answer_ms=st.one_of(st.none(), st.floats(50, 40_000)),
    cold_start_tolerated=st.booleans(),
    longest_run_s=st.one_of(st.none(), st.floats(1, 1200)),
)
WAITING = WORKLOADS.map(lambda work: dataclasses.replace(work, longest_answer_ms=None, may_wait=True))
SETUPS = st.builds(
    Assumptions,
    instance_types=st.sampled_from([("m7g.large",), ("m7g.large", "c7g.xlarge", "r7g.large"), ("m7i.2xlarge",)]),
    zones=st.integers(1, 3),
    minimum_per_zone=st.integers(0, 2),
    utilization=st.floats(0.1, 1),
    function_mb=st.sampled_from([None, None, 1769, 4096]),
    cold_start_ms=st.floats(0, 5000),
    cold_start_share=st.floats(0, 1),
    free_tier=st.booleans(),
    server_front=st.sampled_from(["none", "alb"]),
    function_front=st.sampled_from(["function_url", "http", "rest", "alb"]),
    kb_per_request=st.floats(0, 1500),
    operations_usd_per_hour=st.floats(0, 100),
)


def usd(work: Workload, setup: Assumptions | None = None, location: str = SEOUL) -> dict[str, float]:
    return crossover.ways(work, location, setup).set_index("way")["usd_per_month"].to_dict()


@settings(max_examples=60, deadline=None)
@given(work=WORKLOADS | WAITING, setup=SETUPS, location=st.sampled_from([SEOUL, "us-east-1"]))
def test_every_way_is_the_count_hour_by_hour(work, setup, location):
    table = crossover.ways(work, location, setup)
    assert table["way"].tolist() == list(WAYS)
    for row in table.itertuples():
        if row.way == "lambda_provisioned" and row.units > 60:
            continue  # every number of units is tried one by one
        slow = reference.total(row.way, work, location, setup)
        assert row.usd_per_month == pytest.approx(slow, rel=1e-7, abs=1e-6, nan_ok=True), row.way
        assert row.feasible == (not math.isnan(slow))


@settings(max_examples=60, deadline=None)
@given(work=WORKLOADS | WAITING, setup=SETUPS)
def test_the_parts_add_up(work, setup):
    table = crossover.ways(work, SEOUL, setup)
    parts = table[[f"{part}_usd" for part in crossover.PARTS]]
    assert np.allclose(parts.sum(axis=1, skipna=False), table["usd_per_month"], equal_nan=True)
    assert not (parts < 0).any(axis=None)
    assert (table["feasible"] == (table["reason"] == "")).all()
    assert ((table["why_en"] != "") == ~table["feasible"]).all()
    assert ((table["why_ko"] != "") == ~table["feasible"]).all()
    assert table["usd_per_month"].isna().equals(~table["feasible"])


@settings(max_examples=80, deadline=None)
@given(
    work=WORKLOADS | WAITING,
    setup=SETUPS,
    more=st.floats(1, 5),
    name=st.sampled_from(["requests", "cpu_ms", "wait_ms", "memory_mb", "process_mb", "burstiness"]),
)
def test_more_of_anything_is_never_cheaper(work, setup, more, name):
    """But for the whole MB and the whole milliseconds of a function, which round more or less up."""
    larger = dataclasses.replace(work, **{name: getattr(work, name) * more})
    before, after = usd(work, setup), usd(larger, setup)
    for way in ("ec2", "fargate", "batch"):
        if math.isnan(before[way]):
            assert math.isnan(after[way])
        elif not math.isnan(after[way]):
            assert after[way] >= before[way] * (1 - 1e-9)
    if name in ("requests", "burstiness") or setup.function_mb is not None:
        for way in ("lambda", "lambda_provisioned"):
            if not math.isnan(after[way]):
                assert after[way] >= before[way] * (1 - 1e-9)
    elif not math.isnan(after["lambda"]):
        mb = max(reference.function(work, setup)[0], reference.function(larger, setup)[0])
        rounding = 2 * larger.requests * mb / 1024 / 1000 * serverless.gb_second_usd(SEOUL, setup.architecture)
        initialized = setup.cold_start_share * (setup.cold_start_ms + 1) * rounding
        assert after["lambda"] >= before["lambda"] - rounding - initialized - 1e-9


def test_burstiness_moves_machines_and_not_lambda():
    calm, wild = (dataclasses.replace(WORK, requests=5e8, burstiness=b) for b in (1, 10))
    assert usd(wild)["lambda"] == usd(calm)["lambda"]
    for way in ("ec2", "fargate"):
        assert usd(wild, BARE)[way] > 5 * usd(calm, BARE)[way]


@given(requests=st.floats(0, 1e8), mb=st.integers(128, 3000))
@settings(max_examples=40, deadline=None)
def test_the_free_tier_is_bounded(requests, mb):
    work = Workload(requests=requests, cpu_ms=30, process_mb=0, memory_mb=mb)
    paid, free = (usd(work, dataclasses.replace(BARE, free_tier=tier))["lambda"] for tier in (False, True))
    each = serverless.lambda_usd(1, 1000, 1024, SEOUL, "arm64", False) - serverless.lambda_usd(
        1, 1, 128, SEOUL, "arm64", False
    )
    assert -1e-9 <= paid - free <= 0.2 + serverless.FREE_GB_SECONDS * each * 1.001


@settings(max_examples=15, deadline=None)
@given(
    cpu_ms=st.floats(1, 10_000),
    wait_ms=st.floats(0, 10_000),
    memory_mb=st.sampled_from([128, 512, 1769, 3008]),
    free_tier=st.booleans(),
    instance_type=st.sampled_from(["m7g.large", "m7i.xlarge"]),
)
def test_the_instance_and_the_function_of_chapter_1_are_a_case_of_it(
    cpu_ms, wait_ms, memory_mb, free_tier, instance_type
):
    setup = dataclasses.replace(
        BARE,
        instance_types=(instance_type,),
        zones=1,
        minimum_per_zone=1,
        utilization=1,
        function_mb=memory_mb,
        cold_start_share=0,
        free_tier=free_tier,
    )
    simple = crossover.instance_or_lambda(instance_type, SEOUL, cpu_ms, wait_ms, memory_mb, free_tier)
    for row in simple.iloc[::5].itertuples():
        work = Workload(row.requests, cpu_ms, wait_ms, memory_mb=0, process_mb=0)
        way = {"instance": "ec2", "lambda": "lambda"}[row.option]
        assert usd(work, setup)[way] == pytest.approx(row.usd_per_month, rel=1e-9, abs=1e-9)
    # and where the two cost the same
    full = simple["requests"].max()
    point = crossover.crossover_utilization(instance_type, SEOUL, cpu_ms, wait_ms, memory_mb, free_tier)
    assume(1e-3 < point < 1 or math.isnan(point))
    between = (full * 1e-3, full)
    found = crossover.frontier(
        Workload(1, cpu_ms, wait_ms, memory_mb=0, process_mb=0),
        SEOUL,
        "lambda",
        "ec2",
        between=between,
        assumptions=setup,
    )
    if math.isnan(point):
        assert found.empty
    else:
        assert found["value"].item() == pytest.approx(point * full, rel=1e-9)
        assert found[["below", "above", "kind"]].iloc[0].tolist() == ["lambda", "ec2", "equal"]


def test_what_each_way_is():
    table = crossover.ways(WORK, SEOUL).set_index("way")
    assert table.loc["ec2", "size"] == "c7g.large"
    assert table.loc["ec2", "units"] == 2
    # 20 million requests of 40 ms are 111 hours of two vCPUs
    busy = 20e6 * 0.040 / 3600 / 2 * catalog.price("c7g.large", SEOUL)
    assert table.loc["ec2", "compute_usd"] == pytest.approx(busy)
    assert table.loc["ec2", "idle_usd"] == pytest.approx(2 * 730 * catalog.price("c7g.large", SEOUL) - busy)
    assert table.loc["fargate", "compute_usd"] + table.loc["fargate", "idle_usd"] == pytest.approx(
        table.loc["fargate", "units"] * 730 * containers.fargate_usd_per_hour(0.25, 0.5, SEOUL, architecture="arm64")
    )
    assert table.loc["lambda", "size"] == "320 MB"  # 256 of the program and 64 of the request
    assert table.loc["lambda", "requests_usd"] == pytest.approx(19 * 0.2)  # the first million is free
    assert table.loc["lambda", "idle_usd"] == 0
    assert table.loc["ec2", "operations_usd"] == 8 * 50
    hours = Assumptions(operations_hours={"ec2": 1}, operations_usd_per_hour=10)
    assert crossover.ways(WORK, SEOUL, hours).set_index("way")["operations_usd"].to_dict() == {
        **{"ec2": 10.0, "fargate": 40.0, "lambda": 20.0, "lambda_provisioned": 30.0},
        "batch": pytest.approx(math.nan, nan_ok=True),
    }


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, {"batch": "cannot_wait"}),
        ({"may_wait": True}, {}),
        ({"stateless": False}, {"lambda": "state", "lambda_provisioned": "state", "batch": "cannot_wait"}),
        ({"stateless": False, "may_wait": True}, {"lambda": "state", "lambda_provisioned": "state", "batch": "state"}),
        (
            {"memory_mb": 20_000, "may_wait": True},
            {"ec2": "memory", "lambda": "memory", "lambda_provisioned": "memory", "batch": "memory"},
        ),
        ({"longest_run_s": 901, "may_wait": True}, {"lambda": "run_time", "lambda_provisioned": "run_time"}),
        ({"longest_run_s": 900, "may_wait": True}, {}),
        (
            {"wait_ms": 40_000},
            {"lambda": "front_time", "lambda_provisioned": "front_time", "batch": "cannot_wait"},
        ),
        ({"wait_ms": 40_000, "may_wait": True}, {}),
        ({"longest_answer_ms": 99}, dict.fromkeys(WAYS[:4], "latency") | {"batch": "cannot_wait"}),
        ({"longest_answer_ms": 100}, {"batch": "cannot_wait"}),
        (
            {"longest_answer_ms": 300, "cold_start_tolerated": False},
            {"lambda": "cold_start", "batch": "cannot_wait"},
        ),
        ({"cold_start_tolerated": False, "may_wait": True}, {"lambda": "cold_start"}),
    ],
)
def test_why_a_way_cannot_be(change, reasons):
    table = crossover.ways(dataclasses.replace(WORK, **change), SEOUL).set_index("way")
    assert {way: code for way, code in table["reason"].items() if code} == reasons
    for way, code in reasons.items():
        assert (table.loc[way, "why_ko"], table.loc[way, "why_en"]) == crossover.REASONS[code]


def test_a_latest_answer_gives_a_function_more_memory_and_a_task_a_whole_vcpu():
    table = crossover.ways(dataclasses.replace(WORK, longest_answer_ms=100), SEOUL).set_index("way")
    assert table.loc["lambda", "size"] == "1769 MB"
    assert table.loc["fargate", "size"].startswith("1 vCPU")
    assert crossover.ways(WORK, SEOUL).set_index("way").loc["fargate", "size"].startswith("0.25 vCPU")


def test_a_machine_holds_whole_requests():
    """An m7g.large has 7.8 GiB for programs: two requests of 3,000 MB at a time, not 2.66 of them."""
    work = Workload.per_second(10, 1, wait_ms=9_999, memory_mb=3000, process_mb=0)
    setup = dataclasses.replace(BARE, instance_types=("m7g.large",))
    row = crossover.ways(work, SEOUL, setup).set_index("way").loc["ec2"]
    assert row["units"] == 50  # a hundred requests at any moment
    assert row["usd_per_month"] == pytest.approx(reference.total("ec2", work, SEOUL, setup))


def test_no_cold_start_means_enough_units_for_the_peak():
    work = dataclasses.replace(WORK, longest_answer_ms=400, cold_start_tolerated=False)
    row = crossover.ways(work, SEOUL).set_index("way").loc["lambda_provisioned"]
    _, lasts = reference.function(work, Assumptions())
    at_peak = work.requests_per_second * 24 * max(work.shares) * work.burstiness
    assert row["units"] == math.ceil(at_peak * lasts / 1000)


@settings(max_examples=60, deadline=None)
@given(
    requests=st.floats(1e5, 2e7),
    burstiness=st.floats(1, 6),
    shape=st.sampled_from(sorted(crossover.SHAPES)),
    free_tier=st.booleans(),
    location=st.sampled_from([SEOUL, "us-east-1", "eu-west-1"]),
)
@example(requests=9e6, burstiness=1.0, shape="spikes", free_tier=True, location="us-east-1")
def test_no_other_number_of_units_is_cheaper(requests, burstiness, shape, free_tier, location):
    setup = dataclasses.replace(BARE, function_mb=1024, free_tier=free_tier, cold_start_share=0.3, cold_start_ms=2000)
    work = Workload(requests, 200, 800, shape=shape, burstiness=burstiness)
    row = crossover.ways(work, location, setup).set_index("way").loc["lambda_provisioned"]
    units = int(row["units"])
    assert row["usd_per_month"] == pytest.approx(reference.provisioned_usd(work, location, setup, units), rel=1e-9)
    for other in {1, max(1, units - 1), units + 1, units + 2, 2 * units}:
        assert reference.provisioned_usd(work, location, setup, other) >= row["usd_per_month"] * (1 - 1e-9)


def test_a_plan_makes_its_way_cheaper_and_an_unknown_rate_is_missing():
    x86 = dataclasses.replace(BARE, instance_types=("m7i.large",))
    plans = {f"{way}_option": PLAN for way in ("ec2", "fargate", "lambda", "batch")}
    work = dataclasses.replace(WORK, may_wait=True)
    listed, planned = usd(work, x86), usd(work, dataclasses.replace(x86, **plans))
    assert all(planned[way] < listed[way] for way in WAYS)
    rate = catalog.commitments("m7i.large", SEOUL, "linux").set_index("option")["effective_usd_per_hour"][PLAN]
    assert planned["ec2"] == pytest.approx(listed["ec2"] * rate / catalog.price("m7i.large", SEOUL))
    billed = serverless.lambda_usd(
        *(work.requests, 40 / (320 / 1769) + 60, 320, SEOUL),
        init_ms=crossover.COLD_START_MS,
        cold_start_share=crossover.COLD_START_SHARE,
        plan=PLAN,
    )
    assert planned["lambda"] == pytest.approx(billed)
    instance_only = dataclasses.replace(x86, ec2_option="ec2_instance_sp_3y_all_upfront")
    assert usd(WORK, instance_only)["ec2"] < usd(WORK, x86)["ec2"]
    partial = dataclasses.replace(x86, fargate_option="compute_sp_1y_partial_upfront")
    row = crossover.ways(WORK, SEOUL, partial).set_index("way").loc["fargate"]
    assert math.isnan(row["usd_per_month"])
    assert (row["reason"], bool(row["feasible"])) == ("no_price", True)


def test_the_shapes():
    for name, shares in crossover.SHAPES.items():
        assert len(shares) == 24, name
        assert math.isclose(sum(shares), 1)
    assert Workload.per_second(2, 10).requests == pytest.approx(2 * 730 * 3600)
    assert Workload(1, 1, shape=crossover.SHAPES["office"]).shares == pytest.approx(crossover.SHAPES["office"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"requests": -1}, "requests -1 cannot be used: give a number of 0 or more."),
        ({"requests": math.nan}, "requests nan cannot be used"),
        ({"cpu_ms": 0}, "cpu_ms 0 cannot be used: give a number above 0."),
        ({"burstiness": 0.5}, "burstiness 0.5 cannot be used: give a number of 1 or more."),
        ({"longest_answer_ms": 0}, "longest_answer_ms 0 cannot be used"),
        ({"longest_run_s": -5}, "longest_run_s -5 cannot be used"),
        ({"shape": "offise"}, "unknown shape of the day 'offise': did you mean 'office'?"),
        ({"shape": [0.1] * 10}, "needs 24 shares that add up to 1, not 10 that add up to 1."),
        ({"shape": [1] * 24}, "needs 24 shares that add up to 1, not 24 that add up to 24."),
        ({"shape": [-1, 2] + [0] * 22}, "shape -1 cannot be used"),
        ({"may_wait": True, "longest_answer_ms": 100}, "work that may_wait has no longest_answer_ms"),
    ],
)
def test_a_workload_that_cannot_be(change, sentence):
    with pytest.raises(InputError) as error:
        Workload(**{"requests": 1, "cpu_ms": 1, **change})
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"instance_types": ("m7g.larg",)}, "did you mean 'm7g.large'"),
        ({"instance_types": "t4g.large"}, "t4g.large is burstable"),
        ({"instance_types": ("m7g.large", "m7i.large")}, "different processor architectures"),
        ({"instance_types": ()}, "give one or more instance_types"),
        ({"task_sizes": ((1, 9),)}, "1 vCPU with 9 GB is not a size of Fargate: the next is 2 vCPU with 9 GB."),
        ({"zones": 0}, "zones 0 cannot be used"),
        ({"minimum_per_zone": 1.5}, "minimum_per_zone 1.5 cannot be used"),
        ({"utilization": 0}, "utilization 0 cannot be used"),
        ({"utilization": 60}, "utilization 60 cannot be used"),
        ({"function_mb": 64}, "cannot use the memory 64"),
        ({"server_front": "nlb"}, "unknown server_front 'nlb'"),
        ({"function_front": "htp"}, "did you mean 'http'"),
        ({"lambda_option": "ec2_instance_sp_1y_no_upfront"}, "unknown lambda_option"),
        ({"ec2_option": "spot"}, "unknown ec2_option 'spot'"),
        ({"operations_hours": {"ecs": 1}}, "unknown way to run it 'ecs'"),
        ({"operations_hours": {"ec2": -1}}, "cannot be used"),
    ],
)
def test_assumptions_that_cannot_be(change, sentence):
    with pytest.raises(InputError) as error:
        Assumptions(**change)
    assert sentence in str(error.value)


def test_a_place_that_cannot_be():
    with pytest.raises(InputError, match="unknown Region 'ap-northeast-9'"):
        crossover.ways(WORK, "ap-northeast-9")
    both = Assumptions(instance_types=("m7a.large", "m7i.large"))  # the first is not sold in Seoul: the other is used
    assert crossover.ways(WORK, SEOUL, both).set_index("way").loc["ec2", "size"] == "m7i.large"
    with pytest.raises(InputError, match="not sold"):
        crossover.ways(WORK, SEOUL, Assumptions(instance_types=("m7a.large",)))
