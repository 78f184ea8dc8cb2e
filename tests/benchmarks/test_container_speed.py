"""How fast a million tasks are billed and a thousand replicas are packed, beside the least work that could do it."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kaolib as kao
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds

pytestmark = pytest.mark.benchmark

SEOUL = "ap-northeast-2"


def tasks(count: int = 1_000_000) -> pd.DataFrame:
    """Tasks of three sizes that ran for minutes."""
    draw = np.random.default_rng(0)
    return pd.DataFrame(
        {"vcpu": draw.choice([0.25, 0.5, 1.0], count), "gib": 2.0, "seconds": draw.exponential(300, count)}
    )


def test_a_million_tasks(benchmark: Any, row: Callable[[Row], None]) -> None:
    ran = tasks()
    floor: list[float] = []

    def add_up() -> None:
        floor.append(seconds(lambda: (ran["seconds"] * ran["vcpu"]).sum() + (ran["seconds"] * ran["gib"]).sum()))

    benchmark.pedantic(lambda: kao.containers.tasks_cost(ran, SEOUL), setup=add_up, rounds=5)
    took, least = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            "Fargate 작업 100만 개의 청구서",
            "the bill of a million tasks of Fargate",
            f"{took:.2f} s",
            f"합계만 / only adding them up {least:.3f} s",
            f"{took / least:.1f}",
            "",
        )
    )


def services(kinds: int = 40, replicas: int = 25) -> pd.DataFrame:
    """A thousand replicas of forty services."""
    draw = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "service": [f"s{i}" for i in range(kinds)],
            "vcpu": draw.integers(1, 16, kinds) / 8,
            "gib": draw.integers(1, 24, kinds) / 4,
            "replicas": replicas,
            "spread": True,
        }
    )


@pytest.mark.parametrize("strategy", ["binpack_memory", "spread"])
def test_a_thousand_replicas(benchmark: Any, row: Callable[[Row], None], strategy: str) -> None:
    table = services()
    floor: list[float] = []

    def bound() -> None:
        floor.append(seconds(lambda: kao.packing.lower_bound(table, "m7g.2xlarge", zones=3)))

    def packed() -> None:
        kao.packing.pack(table, "m7g.2xlarge", SEOUL, strategy=strategy, zones=3)

    benchmark.pedantic(packed, setup=bound, rounds=5)
    took, least = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            f"복제본 1,000개 배치({strategy})",
            f"a thousand replicas packed ({strategy})",
            f"{took * 1000:.1f} ms",
            f"하한만 / only the bound {least * 1000:.1f} ms",
            f"{took / least:.1f}",
            "",
        )
    )
