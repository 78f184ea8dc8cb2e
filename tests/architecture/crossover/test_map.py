"""The map of the cheapest way and the frontier between two: each cell is what one workload says, each point is exact."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import crossover
from kaolib.architecture.crossover import AXES, WAYS, Assumptions, Workload
from kaolib.errors import InputError

SEOUL = "ap-northeast-2"
WORK = Workload(requests=20_000_000, cpu_ms=40, wait_ms=60, shape="evening", burstiness=2, longest_answer_ms=500)
VALUES = {
    "requests": [0, 1e5, 3e7, 1e9],
    "cpu_ms": [1, 200, 2000],
    "wait_ms": [0, 90, 30_000],
    "memory_mb": [0, 64, 3000, 1e6],
    "process_mb": [0, 900, 1e6],
    "burstiness": [1, 2.5, 40],
    "longest_run_s": [1, 901],
    "longest_answer_ms": [50, 101, 1e5],
}


@settings(max_examples=40, deadline=None)
@given(
    axes=st.lists(st.sampled_from(AXES), min_size=2, max_size=2, unique=True),
    shape=st.sampled_from(sorted(crossover.SHAPES)),
    stateless=st.booleans(),
    tolerated=st.booleans(),
    may_wait=st.booleans(),
    function_mb=st.sampled_from([None, 2048]),
    among=st.lists(st.sampled_from(WAYS), min_size=1, max_size=5, unique=True),
)
def test_each_cell_is_what_one_workload_says(axes, shape, stateless, tolerated, may_wait, function_mb, among):
    waits = may_wait and "longest_answer_ms" not in axes
    work = dataclasses.replace(
        WORK,
        shape=shape,
        stateless=stateless,
        cold_start_tolerated=tolerated,
        may_wait=waits,
        longest_answer_ms=None if waits else 500,
    )
    setup = Assumptions(function_mb=function_mb)
    x, y = axes
    table = crossover.cheapest_map(work, SEOUL, (x, VALUES[x]), (y, VALUES[y]), setup, among=among)
    assert table[["x", "y"]].to_numpy().tolist() == [[a, b] for b in VALUES[y] for a in VALUES[x]]
    for row in table.itertuples():
        one = crossover.ways(dataclasses.replace(work, **{x: row.x, y: row.y}), SEOUL, setup).set_index("way")
        ranked = one["usd_per_month"].loc[among].dropna().sort_values(kind="stable")
        assert row.way == (ranked.index[0] if len(ranked) else "")
        assert row.second == (ranked.index[1] if len(ranked) > 1 else "")
        if len(ranked):
            assert row.usd_per_month == ranked.iloc[0]
        else:
            assert math.isnan(row.usd_per_month)
        if len(ranked) > 1:
            assert row.margin == pytest.approx(1 - ranked.iloc[0] / ranked.iloc[1] if ranked.iloc[1] else 0, abs=1e-12)
        else:
            assert math.isnan(row.margin)


def test_the_map_of_N50():
    """Few requests belong to functions, many to machines; the more a request computes, the sooner."""
    work = Workload(requests=1, cpu_ms=1, shape="office")
    requests, cpu = np.geomspace(1e4, 1e10, 30), np.geomspace(1, 1000, 8)
    table = crossover.cheapest_map(work, SEOUL, ("requests", requests), ("cpu_ms", cpu), among=("lambda", "fargate"))
    ends = [group.loc[group["way"] == "lambda", "x"].max() for _, group in table.groupby("y")]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > ends[-1]
    for _, group in table.groupby("y"):
        assert group["way"].ne(group["way"].shift()).sum() == 2  # Lambda up to one point, Fargate from there on


def test_a_price_that_is_not_known_wins_nothing():
    setup = Assumptions(fargate_option="compute_sp_1y_partial_upfront")
    table = crossover.cheapest_map(WORK, SEOUL, ("requests", [1e9]), ("cpu_ms", [40]), setup, among=("fargate", "ec2"))
    assert table[["way", "second"]].iloc[0].tolist() == ["ec2", ""]


@settings(max_examples=40, deadline=None)
@given(
    pair=st.lists(st.sampled_from(WAYS), min_size=2, max_size=2, unique=True),
    along=st.sampled_from([("requests", (1e5, 1e10)), ("cpu_ms", (1.0, 5000.0)), ("burstiness", (1.0, 50.0))]),
    shape=st.sampled_from(sorted(crossover.SHAPES)),
    hours=st.floats(0, 10),
)
def test_both_cost_the_same_on_the_frontier(pair, along, shape, hours):
    one, other = pair
    name, between = along
    work = Workload(requests=3e8, cpu_ms=50, shape=shape, may_wait=True)
    setup = Assumptions(operations_hours={way: hours for way in pair[:1]})
    points = crossover.frontier(work, SEOUL, one, other, name, between, setup)
    assert points["value"].is_monotonic_increasing

    def cost(value: float) -> tuple[float, float]:
        table = crossover.ways(dataclasses.replace(work, **{name: value}), SEOUL, setup).set_index("way")
        return table.loc[one, "usd_per_month"], table.loc[other, "usd_per_month"]

    for row in points.itertuples():
        before, at = cost(math.nextafter(row.value, 0)), cost(row.value)
        assert (before[0] > before[1]) != (at[0] > at[1])
        assert (row.below, row.above) == ((one, other) if at[0] > at[1] else (other, one))
        assert row.usd_per_month == at[0]
        if row.kind == "equal":
            assert at[0] == pytest.approx(at[1], rel=1e-5)
        else:
            assert abs(at[0] - at[1]) + abs(before[0] - before[1]) > 1e-7 * at[0]
    ends = [cost(value) for value in between]
    cheaper = [one if a <= b else other for a, b in ends]
    assert (cheaper[0] == cheaper[1]) == (len(points) % 2 == 0)
    if len(points):
        assert (points["below"].iloc[0], points["above"].iloc[-1]) == (cheaper[0], cheaper[1])


def test_a_frontier_that_is_a_step():
    """A second instance, not a price, decides: Lambda is the dearer until it begins and the cheaper from there on."""
    setup = Assumptions(
        ("m7g.large",), zones=1, server_front="none", function_front="function_url", operations_usd_per_hour=0
    )
    one = crossover.frontier(Workload(1, 100, process_mb=0, memory_mb=0), SEOUL, "lambda", "ec2", assumptions=setup)
    assert {"equal", "step"} >= set(one["kind"])
    assert one["kind"].iloc[0] == "equal"
    steps = one[one["kind"] == "step"]
    for value in steps["value"]:
        full = 2 * setup.utilization * 10 * 730 * 3600  # requests that fill one m7g.large
        assert value / full == pytest.approx(round(value / full), abs=1e-6)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": ("cpu", [1])}, "unknown axis 'cpu': did you mean 'cpu_ms'?"),
        ({"x": ("requests", [])}, "give one or more values of requests."),
        ({"x": ("requests", [1, -1])}, "requests -1 cannot be used"),
        ({"y": ("requests", [1])}, "x and y are both 'requests'"),
        ({"among": ["lamda"]}, "did you mean 'lambda'"),
        ({"among": []}, "unknown way to run it"),
    ],
)
def test_a_map_that_cannot_be(change, sentence):
    with pytest.raises(InputError) as error:
        crossover.cheapest_map(WORK, **{"location": SEOUL, "x": ("requests", [1e6]), "y": ("cpu_ms", [10]), **change})
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"one": "ecs"}, "unknown way to run it 'ecs'"),
        ({"other": "lambda"}, "'lambda' cannot be compared with itself"),
        ({"along": "shape"}, "unknown axis 'shape'"),
        ({"between": (0, 10)}, "between 0 cannot be used"),
        ({"between": (10, 5)}, "the range (between) must rise: 10 is not below 5."),
        ({"along": "burstiness", "between": (0.5, 5)}, "burstiness 0.5 cannot be used"),
    ],
)
def test_a_frontier_that_cannot_be(change, sentence):
    with pytest.raises(InputError) as error:
        crossover.frontier(WORK, **{"location": SEOUL, "one": "lambda", "other": "ec2", **change})
    assert sentence in str(error.value)
