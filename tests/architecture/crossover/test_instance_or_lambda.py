"""Where an instance and Lambda cost the same: exact, and moved by what should move it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import crossover
from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless

SEOUL = ("m7g.large", "ap-northeast-2")


@settings(max_examples=50)
@given(
    cpu_ms=st.floats(1, 60_000),
    wait_ms=st.floats(0, 60_000),
    memory_mb=st.sampled_from([128, 512, 1024, 1769, 3008, 10_240]),
    free_tier=st.booleans(),
)
def test_both_cost_the_same_at_the_crossover(cpu_ms, wait_ms, memory_mb, free_tier):
    table = crossover.instance_or_lambda(*SEOUL, cpu_ms, wait_ms, memory_mb, free_tier)
    point = crossover.crossover_utilization(*SEOUL, cpu_ms, wait_ms, memory_mb, free_tier)
    costs = table.pivot(index="utilization", columns="option", values="usd_per_month")
    dearer = costs["lambda"] > costs["instance"]
    if math.isnan(point):
        assert not dearer.any()
    else:
        assert costs["lambda"][point] == pytest.approx(costs["instance"][point], rel=1e-6)
        assert dearer.equals(costs.index.to_series() >= point)
    assert costs["lambda"].is_monotonic_increasing
    assert costs["instance"].nunique() == 1


def test_the_work_is_the_same_on_both_sides():
    table = crossover.instance_or_lambda(*SEOUL, cpu_ms=100)
    full = table[table["utilization"] == 1]
    assert full["requests"].tolist() == [2 * 730 * 3600 * 10] * 2  # two vCPUs, ten requests a second each
    usd = full.set_index("option")["usd_per_month"]
    assert usd["lambda"] == serverless.lambda_usd(52_560_000, 100, 1769, SEOUL[1], "arm64")
    assert usd["instance"] == pytest.approx(catalog.price(*SEOUL) * 730)


def test_what_moves_the_point():
    point = crossover.crossover_utilization(*SEOUL, cpu_ms=100)
    assert crossover.crossover_utilization(*SEOUL, cpu_ms=100, wait_ms=100) < point  # waiting is billed
    assert crossover.crossover_utilization(*SEOUL, cpu_ms=10) < point  # more requests for the same work
    assert crossover.crossover_utilization(*SEOUL, cpu_ms=100, free_tier=False) < point
    assert crossover.crossover_utilization(SEOUL[0], "us-east-1", cpu_ms=100) < point  # the instance is cheaper there
    # a share of a vCPU takes as much longer as it costs less
    assert crossover.crossover_utilization(*SEOUL, cpu_ms=1769, memory_mb=1000) == pytest.approx(
        crossover.crossover_utilization(*SEOUL, cpu_ms=1769), rel=1e-3
    )
    # memory beyond one vCPU is paid and not used
    assert crossover.crossover_utilization(*SEOUL, cpu_ms=100, memory_mb=3538) < point


def test_lambda_may_always_be_cheaper():
    assert math.isnan(crossover.crossover_utilization("p4d.24xlarge", "us-east-1", cpu_ms=1000))
    table = crossover.instance_or_lambda("p4d.24xlarge", "us-east-1", cpu_ms=1000)
    assert len(table) == 2 * (crossover.STEPS + 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cpu_ms": 0}, "cannot use cpu_ms 0: give milliseconds above 0"),
        ({"cpu_ms": math.nan}, "cannot use cpu_ms nan"),
        ({"wait_ms": -1}, "cannot use wait_ms -1: give milliseconds of 0 or more"),
        ({"cpu_ms": 1_000_000}, "cannot use the duration 1000000"),
        ({"memory_mb": 64}, "cannot use the memory 64: give whole MB from 128 to 10,240"),
        ({"instance_type": "t3.small"}, "t3.small is burstable and cannot keep up every utilization"),
        ({"instance_type": "m7g.larg"}, "unknown instance type 'm7g.larg': did you mean 'm7g.large'"),
        ({"location": "ap-northeast-9"}, "unknown Region 'ap-northeast-9'"),
    ],
)
def test_bad_input_is_one_sentence(change, said):
    good = {"instance_type": "m7g.large", "location": "us-east-1", "cpu_ms": 100}
    with pytest.raises(InputError) as error:
        crossover.instance_or_lambda(**{**good, **change})
    assert str(error.value).startswith(said)
    assert "\n" not in error.value.ko
