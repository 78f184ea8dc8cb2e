"""How fast the retries of events are counted, beside running them one after the other."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pytest

import kaolib as kao
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds

pytestmark = pytest.mark.benchmark


def test_a_week_of_a_poison_record(benchmark: Any, row: Callable[[Row], None]) -> None:
    """100 ms a run and no wait: six million runs until the record expires."""
    beside: list[float] = []

    def one_by_one() -> None:
        now, runs = 0, 0
        while now <= 7 * 86_400_000:
            runs += 1
            now += 100
        assert runs == 6_048_001

    def counted() -> None:
        run = kao.serverless.stream_retries(100, duration_ms=100, first_wait_s=0, retention_hours=168)
        assert run.invocations == 6_048_001

    benchmark.pedantic(counted, setup=lambda: beside.append(seconds(one_by_one)), rounds=5, warmup_rounds=1)
    took, slow = benchmark.stats.stats.median, median(beside)
    row(
        Row(
            "스트림의 잘못된 레코드 하나가 일주일 동안 일으키는 실행 6,048,001번",
            "the 6,048,001 runs that one poison record of a stream causes in a week",
            f"{took * 1000:.1f} ms",
            f"하나씩 / one by one {slow:.2f} s",
            f"{took / slow:.4f}",
            "",
        )
    )


def test_a_million_failure_rates(benchmark: Any, row: Callable[[Row], None]) -> None:
    rates = np.random.default_rng(0).random(1_000_000)
    beside: list[float] = []

    def series() -> None:
        # the series itself, one power after the other
        total, power = np.ones_like(rates), np.ones_like(rates)
        for _ in range(2):
            power = power * rates
            total += power

    def counted() -> None:
        found = kao.serverless.expected_attempts(rates, 2)
        assert 1 <= np.min(found) <= np.max(found) <= 3

    benchmark.pedantic(counted, setup=lambda: beside.append(seconds(series)), rounds=5, warmup_rounds=1)
    took, slow = benchmark.stats.stats.median, median(beside)
    row(
        Row(
            "실패율 1,000,000개의 예상 시도 횟수",
            "expected attempts for 1,000,000 failure rates",
            f"{took * 1000:.0f} ms",
            f"급수를 더하기만 / only adding up the series {slow * 1000:.0f} ms",
            f"{took / slow:.1f}",
            "",
        )
    )
