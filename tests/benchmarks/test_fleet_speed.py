"""How fast fleets are allocated, beside launching the same instances one at a time in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kaolib as kao
from tests.architecture.fleet import reference
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds

pytestmark = pytest.mark.benchmark

FLEETS, SLOW = 10_000, 20
TYPES = [f"{family}.{size}" for family in ("c6g", "m6g", "r6g", "c7g") for size in ("large", "xlarge", "2xlarge")]


def fleets() -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """36 pools, and for each fleet its own target, prices and depths."""
    table = kao.fleet.pools("us-east-1", TYPES)
    random, shape = np.random.default_rng(0), (FLEETS, len(table))
    cents = np.rint(table["spot_usd_per_hour"].to_numpy() * random.uniform(0.8, 1.2, shape) * 1e4)
    return table, random.integers(1, 1000, FLEETS), cents / 1e4, random.integers(0, 60, shape)


def slow(
    table: pd.DataFrame, target: int, spot: np.ndarray, depth: np.ndarray, strategy: str, pools_to_use: int
) -> dict:
    """One fleet launched one instance at a time."""
    pools = [
        reference.Pool(
            row.pool,
            row.zone,
            Fraction(row.weight),
            round(row.on_demand_usd_per_hour * 1e4),
            round(price * 1e4),
            int(spare),
            None,
            row.priority,
        )
        for row, price, spare in zip(table.itertuples(), spot, depth, strict=True)
    ]
    parts = kao.fleet.split(target, on_demand_percent=20)
    return reference.allocate(pools, target, *parts, strategy=strategy, pools_to_use=pools_to_use)[1]


@pytest.mark.parametrize(
    ("strategy", "pools_to_use"), [*((name, 1) for name in kao.fleet.SPOT_STRATEGIES), ("lowest-price", 4)]
)
def test_ten_thousand_fleets(benchmark: Any, row: Callable[[Row], None], strategy: str, pools_to_use: int) -> None:
    table, targets, spot, depth = fleets()
    asked = {"strategy": strategy, "pools_to_use": pools_to_use, "on_demand_percent": 20}
    one_by_one: list[float] = []

    def launch() -> None:
        every = range(0, FLEETS, FLEETS // SLOW)
        found = [{}] * SLOW

        def all_of_them() -> None:
            found[:] = [slow(table, int(targets[n]), spot[n], depth[n], strategy, pools_to_use) for n in every]

        one_by_one.append(seconds(all_of_them) / SLOW * FLEETS)
        many = kao.fleet.allocate_many(table, targets, spot_usd_per_hour=spot, depth=depth, **asked)
        for n, expected in zip(every, found, strict=True):
            assert {name: int(count) for name, count in zip(many.pools, many.spot[n], strict=True) if count} == expected

    def allocated() -> None:
        done = kao.fleet.allocate_many(table, targets, spot_usd_per_hour=spot, depth=depth, **asked)
        assert len(done.summary()) == FLEETS

    benchmark.pedantic(allocated, setup=launch, rounds=5, warmup_rounds=1)
    took, beside = benchmark.stats.stats.median, median(one_by_one)
    name = strategy if pools_to_use == 1 else f"{strategy} x {pools_to_use}"
    row(
        Row(
            f"플릿 {FLEETS:,}개를 풀 {len(table)}개에 할당({name})",
            f"{FLEETS:,} fleets allocated to {len(table)} pools ({name})",
            f"{took:.2f} s",
            f"하나씩, {SLOW}개로 셈 / one instance at a time, from {SLOW} of them {beside:.0f} s",
            f"{took / beside:.4f}",
            "1 s",
        )
    )


def test_one_fleet(benchmark: Any, row: Callable[[Row], None]) -> None:
    table, targets, spot, depth = fleets()
    own = table.assign(spot_usd_per_hour=spot[0], depth=depth[0])
    one_by_one: list[float] = []

    def launch() -> None:
        work = lambda: slow(table, int(targets[0]), spot[0], depth[0], "price-capacity-optimized", 1)  # noqa: E731
        one_by_one.append(seconds(work))

    def allocated() -> None:
        kao.fleet.allocate(own, int(targets[0]), on_demand_percent=20)

    benchmark.pedantic(allocated, setup=launch, rounds=50, warmup_rounds=5)
    took, beside = benchmark.stats.stats.median, median(one_by_one)
    row(
        Row(
            f"플릿 하나를 풀 {len(table)}개에 할당",
            f"one fleet allocated to {len(table)} pools",
            f"{took * 1e3:.1f} ms",
            f"하나씩 / one instance at a time {beside * 1e3:.1f} ms",
            f"{took / beside:.2f}",
            "",
        )
    )
