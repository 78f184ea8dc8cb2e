"""How fast a log of Lambda invocations is billed, beside reading its columns once and beside a loop over its rows."""

from __future__ import annotations

import math
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

ROWS, SAMPLE = 1_000_000, 10_000
PLACE = "us-east-1"


def log() -> pd.DataFrame:
    """A million invocations of fifty functions on both architectures, one in a hundred of them cold."""
    random = np.random.default_rng(0)
    names = np.array([f"function-{n}" for n in range(50)])
    return pd.DataFrame(
        {
            "function": names[random.integers(0, 50, ROWS)],
            "architecture": np.where(random.random(ROWS) < 0.3, "arm64", "x86_64"),
            "memory_mb": random.choice([128, 256, 512, 1024, 1769], ROWS),
            "duration_ms": np.round(random.lognormal(4, 1, ROWS), 2).clip(0.01, 900_000),
            "init_ms": np.where(random.random(ROWS) < 0.01, np.round(random.uniform(100, 900, ROWS), 2), np.nan),
        }
    )


def test_a_million_invocations(benchmark: Any, row: Callable[[Row], None]) -> None:
    invocations = log()
    columns = [invocations[name].to_numpy(dtype=float) for name in ("memory_mb", "duration_ms", "init_ms")]
    sample = invocations.head(SAMPLE)
    price = {kind: kao.serverless.gb_second_usd(PLACE, kind) for kind in ("x86_64", "arm64")}
    floor: list[float] = []
    naive: list[float] = []

    def once() -> None:
        floor.append(seconds(lambda: [np.nansum(column) for column in columns]))
        naive.append(seconds(lambda: sample.apply(one, axis=1).sum()) * ROWS / SAMPLE)

    def one(invocation: pd.Series[Any]) -> float:
        init = invocation["init_ms"]
        ms = math.ceil(invocation["duration_ms"] + (0.0 if math.isnan(init) else init))
        return ms / 1000 * invocation["memory_mb"] / 1024 * price[invocation["architecture"]] + 2e-7

    def billed() -> None:
        bill = kao.serverless.lambda_log_cost(invocations, PLACE, free_tier=False)
        assert bill.functions["invocations"].sum() == ROWS

    benchmark.pedantic(billed, setup=once, rounds=7, warmup_rounds=1)
    took = benchmark.stats.stats.median
    row(
        Row(
            f"Lambda 호출 {ROWS:,}건의 로그 청구(초당 {ROWS / took / 1e6:.0f}백만 건)",
            f"a log of {ROWS:,} Lambda invocations billed ({ROWS / took / 1e6:.0f} million a second)",
            f"{took * 1000:.0f} ms",
            f"열을 한 번 읽기 / reading the columns once {median(floor) * 1000:.1f} ms, pandas apply {median(naive):.1f} s",
            f"{took / median(floor):.0f}, 1/{median(naive) / took:.0f}",
            "0.2 s",
        )
    )


def test_a_hundred_thousand_report_lines(benchmark: Any, row: Callable[[Row], None]) -> None:
    count = 100_000
    lines = [
        f"REPORT RequestId: {n:08x}-xmpl\tDuration: {n % 977 + 0.25:.2f} ms\tBilled Duration: {n % 977 + 1} ms\t"
        f"Memory Size: 256 MB\tMax Memory Used: 61 MB\t"
        for n in range(count)
    ]
    floor: list[float] = []

    def once() -> None:
        floor.append(seconds(lambda: [line.split("\t") for line in lines]))

    def read() -> None:
        assert len(kao.serverless.read_report_lines(lines).log) == count

    benchmark.pedantic(read, setup=once, rounds=5, warmup_rounds=1)
    took, beside = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            f"REPORT 줄 {count:,}개 읽기",
            f"{count:,} REPORT lines read",
            f"{took:.2f} s",
            f"탭으로 나누기만 / only splitting them at tabs {beside * 1000:.0f} ms",
            f"{took / beside:.0f}",
            "",
        )
    )
