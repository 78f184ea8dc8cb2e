"""How fast real Spot traces are replayed, and savings are spread, beside the least work in numpy and pandas."""

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


def test_all_traces(benchmark: Any, row: Callable[[Row], None]) -> None:
    groups = kao.fleet.trace_groups()
    listed, runs = kao.catalog.spot_traces().set_index("trace"), kao.catalog.spot_trace_runs()
    steps = int(listed["steps"].sum())
    floor: list[float] = []

    def expand() -> None:
        """The traces step by step, and the steps at which they fall."""
        for name, part in runs.groupby("trace", observed=True):
            at = np.repeat(part["available"].to_numpy(), np.diff([*part["step"], listed.loc[name, "steps"]]))
            assert (np.diff(at) < 0).any()

    def replayed() -> None:
        for names in groups["traces"]:
            assert kao.fleet.replay(names, 12, spot_usd_per_hour=1.0).summary()["interruptions"]
            for name in names:
                assert kao.fleet.replay(name, 12, spot_usd_per_hour=1.0).summary()["interruptions"]

    benchmark.pedantic(replayed, setup=lambda: floor.append(seconds(expand)), rounds=5, warmup_rounds=1)
    took, beside = benchmark.stats.stats.median, median(floor)
    fleets = len(groups) + len(listed)
    row(
        Row(
            f"스팟 트레이스 {len(listed)}개({steps:,}단계)를 한 풀씩, 묶음별 분산 플릿으로 재생(플릿 {fleets}개)",
            f"{len(listed)} Spot traces ({steps:,} steps) replayed pool by pool and as diversified fleets ({fleets} fleets)",
            f"{took:.2f} s",
            f"단계로 펼치기만 / only expanding them {beside:.3f} s",
            f"{took / beside:.0f}",
            "1 s",
        )
    )


def test_savings(benchmark: Any, row: Callable[[Row], None]) -> None:
    pairs = kao.fleet.spot_pairs().dropna(subset="saving")
    floor: list[float] = []

    def by_pandas() -> None:
        pairs.groupby("family")["saving"].quantile([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])

    def spread() -> None:
        assert kao.fleet.spot_savings("family")["p50"].max() < 1

    benchmark.pedantic(spread, setup=lambda: floor.append(seconds(by_pandas)), rounds=7, warmup_rounds=1)
    took, beside = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            f"스팟 가격 {len(pairs):,}개의 절감률 분포를 패밀리별로",
            f"savings of {len(pairs):,} Spot prices spread by family",
            f"{took * 1000:.0f} ms",
            f"pandas {beside * 1000:.0f} ms",
            f"{took / beside:.2f}",
            "50 ms",
        )
    )


def test_draws_of_a_job(benchmark: Any, row: Callable[[Row], None]) -> None:
    rng = np.random.default_rng(0)
    floor: list[float] = []
    how = {"checkpoint_hours": 0.1, "deadline_hours": 40.0}

    def drawn() -> None:
        assert kao.fleet.job_runs(20, 0.2, 0.3, 1.0, draws=20_000, **how).summary()["on_time"] == 1

    benchmark.pedantic(
        drawn, setup=lambda: floor.append(seconds(lambda: rng.exponential(5.0, 100_000).sum())), rounds=7
    )
    took, beside = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            "중단되는 작업을 기한을 두고 20,000번 뽑기",
            "20,000 draws of an interrupted job with a deadline",
            f"{took * 1000:.0f} ms",
            f"난수만 / only the random numbers {beside * 1000:.1f} ms",
            f"{took / beside:.0f}",
            "50 ms",
        )
    )
