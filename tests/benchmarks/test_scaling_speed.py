"""How fast an Auto Scaling group is simulated, beside a simulator that goes from minute to minute."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pytest

import kaolib as kao
from kaolib.architecture.scaling import Alarm, Group, Instance, Scheduled, Simple, Step, TargetTracking
from kaolib.architecture.scaling._engine import simulated
from tests.architecture.scaling.reference import slow
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds

pytestmark = pytest.mark.benchmark

WEEK = kao.scaling.WEEK_MINUTES
GROUP = Group(min_size=2, max_size=60)
ONE = Instance(capacity=100, usd_per_hour=0.1)
TOGETHER = [
    TargetTracking(50),
    Step(Alarm(80), [(0, 10, 20), (10, None, 40)]),
    Scheduled("0 8 * * MON-FRI", min_size=10),
    Scheduled("0 20 * * *", min_size=2),
]
ALONE = {
    "target tracking": [TargetTracking(50)],
    "step": [
        Step(Alarm(60, evaluation_periods=3), [(0, 15, 10), (15, None, 30)]),
        Step(Alarm(40, comparison="<=", evaluation_periods=15), [(None, 0, -10)]),
    ],
    "simple": [
        Simple(Alarm(60, evaluation_periods=3), 2),
        Simple(Alarm(40, comparison="<=", evaluation_periods=15), -1),
    ],
}


def load(minutes: int, noise: float = 0.1) -> np.ndarray:
    """Days and weeks with noise in every minute: the group changes some 40 times a day."""
    when = np.arange(minutes)
    shape = 1000 + 800 * np.sin(2 * np.pi * (when / 1440 - 0.3)) + 300 * np.sin(2 * np.pi * when / WEEK)
    return np.maximum(0, shape * np.random.default_rng(0).normal(1, noise, minutes))


def reference(minutes: int, policies: list[Any]) -> float:
    """Seconds of the slow simulator, and the same events."""
    part = load(minutes)
    dynamic = [policy for policy in policies if not isinstance(policy, Scheduled)]
    found: list[Any] = []
    took = seconds(lambda: found.append(slow(part.tolist(), dynamic, group=GROUP, instance=ONE)))
    assert found[0].events == [tuple(event) for event in simulated(part, dynamic, GROUP, ONE).events]
    return took


def test_a_year_of_three_policies_together(benchmark: Any, row: Callable[[Row], None]) -> None:
    year = load(kao.scaling.YEAR_MINUTES)
    beside: list[float] = []

    def by_the_minute() -> None:
        beside.append(reference(WEEK, TOGETHER))

    def run() -> None:
        done = kao.scaling.simulate(year, TOGETHER, group=GROUP, instance=ONE)
        assert len(done.events) > 10_000

    benchmark.pedantic(run, setup=by_the_minute, rounds=5, warmup_rounds=1)
    took, minute = benchmark.stats.stats.median, median(beside) / WEEK
    row(
        Row(
            f"오토 스케일링 1년({len(year):,}분), 정책 셋이 한 그룹에",
            f"Auto Scaling over a year ({len(year):,} minutes), three policies in a group",
            f"{took:.2f} s",
            f"분마다 계산 / minute by minute (of a week, a minute) {minute * 1e6:.0f} µs",
            f"{took / len(year) / minute:.3f}",
            "1 s",
        )
    )


def test_a_year_of_each_policy(benchmark: Any, row: Callable[[Row], None]) -> None:
    year = load(kao.scaling.YEAR_MINUTES)
    beside: list[float] = []

    def by_the_minute() -> None:
        beside.append(sum(reference(WEEK, policies) for policies in ALONE.values()))

    def run() -> None:
        for policies in ALONE.values():
            kao.scaling.simulate(year, policies, group=GROUP, instance=ONE)

    benchmark.pedantic(run, setup=by_the_minute, rounds=5, warmup_rounds=1)
    took, minute = benchmark.stats.stats.median, median(beside) / WEEK
    row(
        Row(
            "같은 1년을 대상 추적, 단계, 단순 조정으로 한 번씩",
            "the same year three times: target tracking, step, simple",
            f"{took:.2f} s",
            f"분마다 계산 / minute by minute (of a week, a minute) {minute * 1e6:.0f} µs",
            f"{took / len(year) / minute:.3f}",
            "1 s",
        )
    )


def test_a_week_in_an_explorer(benchmark: Any, row: Callable[[Row], None]) -> None:
    week = load(WEEK, noise=0.03)
    beside: list[float] = []

    def by_the_minute() -> None:
        beside.append(seconds(lambda: slow(week.tolist(), ALONE["target tracking"], group=GROUP, instance=ONE)))

    def run() -> None:
        kao.scaling.simulate(week, ALONE["target tracking"], group=GROUP, instance=ONE).summary()

    benchmark.pedantic(run, setup=by_the_minute, rounds=7, warmup_rounds=1)
    took, other = benchmark.stats.stats.median, median(beside)
    row(
        Row(
            "오토 스케일링 1주와 그 요약(탐색기 한 번)",
            "Auto Scaling over a week with its summary (one answer of an explorer)",
            f"{took * 1e3:.0f} ms",
            f"분마다 계산 / minute by minute {other:.2f} s",
            f"{took / other:.3f}",
            "50 ms",
        )
    )
