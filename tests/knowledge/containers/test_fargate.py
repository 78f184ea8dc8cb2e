"""Fargate's bill: against the slow way, monotone, additive, and with errors that name the nearest size."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers
from tests.knowledge.containers import reference

PLACES = ("us-east-1", "ap-northeast-2", "sa-east-1", "us-gov-west-1")
SIZES = reference.sizes()
SECONDS = st.one_of(st.integers(0, 40_000), st.floats(0, 1e6, allow_nan=False))
PLATFORMS = st.sampled_from([("x86_64", "linux"), ("arm64", "linux"), ("x86_64", "windows")])


def size_for(system: str) -> list[tuple[float, float]]:
    return [size for size in SIZES if system == "linux" or size[0] in (1, 2, 4)]


@st.composite
def runs(draw: st.DrawFn) -> dict:
    architecture, system = draw(PLATFORMS)
    vcpu, gib = draw(st.sampled_from(size_for(system)))
    return {
        "vcpu": vcpu,
        "gib": gib,
        "seconds": draw(SECONDS),
        "location": draw(st.sampled_from(PLACES)),
        "architecture": architecture,
        "operating_system": system,
        "ephemeral_gib": draw(st.integers(20, 200)),
    }


@settings(max_examples=200)
@given(run=runs(), tasks=st.integers(0, 50))
def test_the_same_as_the_slow_way(run, tasks):
    assert containers.fargate_usd(**run, tasks=tasks) == pytest.approx(
        tasks * reference.usd(**run), rel=1e-12, abs=1e-15
    )


@given(seconds=SECONDS, system=st.sampled_from(["linux", "windows"]))
def test_billed_seconds(seconds, system):
    billed = containers.billed_seconds(seconds, system)
    assert billed == reference.billed(seconds, system)
    assert billed == containers.billed_seconds(np.array([seconds]), system)[0]


@settings(max_examples=100)
@given(run=runs(), more=st.floats(0, 1e5), share=st.floats(0, 0.7))
def test_more_costs_no_less(run, more, share):
    usd = containers.fargate_usd(**run)
    assert containers.fargate_usd(**{**run, "seconds": run["seconds"] + more}) >= usd - 1e-12
    assert containers.fargate_usd(**{**run, "ephemeral_gib": min(200, run["ephemeral_gib"] + 1)}) >= usd - 1e-12
    for vcpu, gib in size_for(run["operating_system"]):
        if vcpu >= run["vcpu"] and gib >= run["gib"]:
            assert containers.fargate_usd(**{**run, "vcpu": vcpu, "gib": gib}) >= usd - 1e-12
    if run["operating_system"] == "linux":
        spot = containers.fargate_usd(**run, spot_saving=share)
        assert usd * (1 - share) - 1e-9 <= spot <= usd + 1e-12
        assert spot == pytest.approx(reference.usd(**run, spot_saving=share), rel=1e-9, abs=1e-15)


def test_the_sizes_are_those_of_the_price_page():
    listed = containers.fargate_sizes()
    assert list(listed.itertuples(index=False, name=None)) == SIZES
    assert set(containers.fargate_sizes("windows")["vcpu"]) == {1, 2, 4}


@given(vcpu=st.floats(0, 40), gib=st.floats(0, 260), kind=st.sampled_from(["ecs", "eks", "windows"]))
def test_the_smallest_size_that_holds_a_request(vcpu, gib, kind):
    system, orchestrator = ("windows", "ecs") if kind == "windows" else ("linux", kind)
    offered = list(containers.fargate_sizes(system, orchestrator).itertuples(index=False, name=None))
    holding = [size for size in offered if size[0] >= vcpu and size[1] >= gib]
    if not holding:
        with pytest.raises(InputError, match="the largest has"):
            containers.fargate_size(vcpu + 1e-6, gib + 1e-6, system, orchestrator)
        return
    size = containers.fargate_size(vcpu, gib, system, orchestrator)
    price = {s: containers.fargate_usd_per_hour(*s, "us-east-1", operating_system=system) for s in {*holding, size}}
    assert price[size] <= min(price.values()) + 1e-12  # the smallest is the cheapest


@pytest.mark.parametrize(
    ("vcpu", "gib", "system", "sentence"),
    [
        (1, 9, "linux", "1 vCPU with 9 GB is not a size of Fargate; the smallest that holds it: 2 vCPU with 9 GB."),
        (3, 8, "linux", "the smallest that holds it: 4 vCPU with 8 GB"),
        (0.25, 0.75, "linux", "the smallest that holds it: 0.25 vCPU with 1 GB"),
        (64, 300, "linux", "the nearest: 32 vCPU with 244 GB"),
        (8, 16, "windows", "the nearest: 4 vCPU with 16 GB"),
        (0.5, 1, "windows", "the smallest that holds it: 1 vCPU with 2 GB"),
        (0, 1, "linux", "vcpu 0 cannot be used"),
        (1, -2, "linux", "gib -2 cannot be used"),
        (math.nan, 1, "linux", "vcpu nan cannot be used"),
    ],
)
def test_a_size_that_does_not_exist_names_one_that_does(vcpu, gib, system, sentence):
    with pytest.raises(InputError) as error:
        containers.fargate_cost(vcpu, gib, "us-east-1", hours=1, operating_system=system)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "one of seconds and hours"),
        ({"hours": 1, "seconds": 1}, "one of seconds and hours"),
        ({"seconds": -1}, "seconds -1 cannot be used"),
        ({"hours": 1, "tasks": 1.5}, "tasks 1.5 cannot be used"),
        ({"hours": 1, "ephemeral_gib": 201}, "20 to 200 GB"),
        ({"hours": 1, "ephemeral_gib": 19}, "20 to 200 GB"),
        ({"hours": 1, "spot_saving": 0.71}, "up to 70%"),
        ({"hours": 1, "spot_saving": 0.5, "plan": "compute_sp_1y_no_upfront"}, "not both"),
        ({"hours": 1, "spot_saving": 0.5, "operating_system": "windows"}, "Linux tasks of ECS only"),
        ({"hours": 1, "spot_saving": 0.5, "orchestrator": "eks"}, "Linux tasks of ECS only"),
        ({"hours": 1, "architecture": "arm64", "orchestrator": "eks"}, "Windows and arm64 are for ECS"),
        ({"hours": 1, "architecture": "arm64", "operating_system": "windows"}, "x86_64 only"),
        ({"hours": 1, "architecture": "arm"}, "did you mean 'arm64'"),
        ({"hours": 1, "operating_system": "Linux"}, "did you mean 'linux'"),
        ({"hours": 1, "orchestrator": "swarm"}, "unknown orchestrator"),
        ({"hours": 1, "plan": "ec2_instance_sp_1y_no_upfront"}, "unknown plan"),
    ],
)
def test_bad_input_is_one_sentence(options, sentence):
    with pytest.raises(InputError) as error:
        containers.fargate_cost(1, 2, "us-east-1", **options)
    assert sentence in str(error.value)
    assert error.value.ko != error.value.en


def test_a_plan_covers_vcpus_and_memory_and_not_storage():
    plan = "compute_sp_3y_no_upfront"
    listed = catalog.service_plan_rates("fargate", "ap-northeast-2", plan).set_index("item")["usd"]
    for architecture, name in (("x86_64", "x86"), ("arm64", "arm64")):
        rates = containers.fargate_rates("ap-northeast-2", architecture=architecture, plan=plan).set_index("part")
        assert rates.loc["vcpu", "usd_per_unit"] == listed[f"vcpu_linux_{name}"]
        assert rates.loc["memory", "usd_per_unit"] == listed[f"gb_linux_{name}"]
        whole = containers.fargate_rates("ap-northeast-2", architecture=architecture).set_index("part")
        assert rates.loc["ephemeral_storage", "usd_per_unit"] == whole.loc["ephemeral_storage", "usd_per_unit"]
        assert rates.loc["vcpu", "usd_per_unit"] < whole.loc["vcpu", "usd_per_unit"]


def test_a_spot_price_is_marked_as_derived():
    rates = containers.fargate_rates("us-east-1", spot_saving=0.5).set_index("part")["derived"]
    assert rates.to_dict() == {"vcpu": True, "memory": True, "ephemeral_storage": False}


def test_known_in_every_region():
    rows = catalog.locations()
    for place in rows.loc[rows["kind"] == "Region", "location"]:
        for architecture in containers.ARCHITECTURES:
            assert containers.fargate_usd_per_hour(1, 2, place, architecture=architecture, ephemeral_gib=30) > 0
        assert containers.eks_cost(1, place)["usd"].item() > 0


def test_bad_rows_of_containers():
    with pytest.raises(InputError, match="the containers need the column gib"):
        containers.pod_request(pd.DataFrame({"vcpu": [1]}))
    with pytest.raises(InputError, match="vcpu -1 cannot be used"):
        containers.pod_request(pd.DataFrame({"vcpu": [-1], "gib": [1]}))
