"""How fast a queue of ten thousand jobs runs, beside the second-by-second reference on a small part of it."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kaolib as kao
from tests.architecture.batch import reference
from tests.architecture.batch.test_against_reference import PRICES, plain
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds

pytestmark = pytest.mark.benchmark

JOBS, SMALL, PLACE = 10_000, 40, "ap-northeast-2"


def queue(count: int) -> pd.DataFrame:
    """Jobs of a minute to an hour, submitted within an hour."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "job": [f"j{i}" for i in range(count)],
            "vcpu": random.choice([1, 2, 4], count),
            "gib": random.choice([2, 4, 8], count),
            "seconds": random.integers(60, 3600, count),
            "attempts": 5,
            "submitted_seconds": random.integers(0, 3600, count),
        }
    )


def test_ten_thousand_jobs(benchmark: Any, row: Callable[[Row], None]) -> None:
    spot = kao.batch.Environment("s", "spot", 512, ("m7g.4xlarge",), interruptions_per_hour=0.3)
    many = queue(JOBS)
    small = [kao.batch.Job(name, *rest) for name, *rest in queue(SMALL)[["job", "vcpu", "gib", "seconds"]].to_numpy()]
    prices = dict.fromkeys(PRICES, 1.0)
    calm = kao.batch.Environment("o", "on_demand", 64, tuple(prices), usd_per_hour=prices)
    by_second: list[float] = []

    def slow() -> None:
        by_second.append(seconds(lambda: reference.run(*plain(small, [calm]))) / SMALL)

    benchmark.pedantic(lambda: kao.batch.simulate(many, spot, PLACE), setup=slow, rounds=5, warmup_rounds=1)
    took, beside = benchmark.stats.stats.median, median(by_second)
    row(
        Row(
            f"Batch 작업 {JOBS:,}개, 스팟",
            f"{JOBS:,} Batch jobs on Spot",
            f"{took * 1e3:.0f} ms",
            f"초 단위로 하나에 / second by second, one job {beside * 1e3:.1f} ms",
            f"{took / JOBS / beside:.3f}",
            "1 s",
        )
    )
