"""How fast ten thousand workloads are priced on every way, beside pricing them one by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pytest

import kaolib as kao
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds

pytestmark = pytest.mark.benchmark

SEOUL = "ap-northeast-2"
SIDE = 100
SINGLE = 50


def test_a_map_of_ten_thousand_workloads(benchmark: Any, row: Callable[[Row], None]) -> None:
    work = kao.crossover.Workload(requests=1, cpu_ms=1, wait_ms=50, shape="evening", burstiness=2)
    requests, cpu = np.geomspace(1e4, 1e10, SIDE), np.geomspace(1, 1e4, SIDE)
    singles: list[float] = []

    def one_by_one() -> None:
        for value in requests[:: SIDE // SINGLE]:
            kao.crossover.ways(dataclasses.replace(work, requests=value), SEOUL)

    def several() -> None:
        singles.append(seconds(one_by_one) * SIDE * SIDE / SINGLE)

    def mapped() -> None:
        table = kao.crossover.cheapest_map(work, SEOUL, ("requests", requests), ("cpu_ms", cpu))
        assert len(table) == SIDE * SIDE

    benchmark.pedantic(mapped, setup=several, rounds=5)
    took, loop = benchmark.stats.stats.median, median(singles)
    row(
        Row(
            "작업 10,000개를 모든 방식으로 계산한 지도",
            "the map of 10,000 workloads on every way",
            f"{took * 1000:.0f} ms",
            f"하나씩 / one by one {loop:.0f} s",
            f"{took / loop:.5f}",
            "",
        )
    )
