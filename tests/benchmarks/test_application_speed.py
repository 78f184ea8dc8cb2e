"""How fast RIs and Savings Plans are applied, beside adding up the very same lines in pandas."""

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

TYPES = [f"{family}.{size}" for family in ("m5", "c5", "r5", "m6i") for size in ("large", "xlarge", "2xlarge")]
PLACE = "us-east-1"
OPTIONS = ["ec2_instance_sp_1y_no_upfront", "compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront"]


def year() -> pd.DataFrame:
    """A year of 115 kinds of usage in four accounts, in an order of its own."""
    kinds = [(account, f"{PLACE}{zone}", item) for account in "ABC" for zone in "abc" for item in TYPES]
    kinds += [("D", f"{PLACE}a", item) for item in TYPES[:7]]
    hours = pd.date_range("2025-01-01", periods=8760, freq="h")
    lines = pd.DataFrame(kinds * len(hours), columns=["account", "zone", "item"])
    lines.insert(0, "hour", hours.repeat(len(kinds)))
    lines = lines.assign(location=PLACE, quantity=np.random.default_rng(0).poisson(3, len(lines)).astype(float))
    return kao.discounts.priced(lines).sample(frac=1, random_state=1, ignore_index=True)


def commitments(usage: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Three purchases of RIs and four plans over it, with the plans' rates."""
    owned = [("A", f"{PLACE}a", "m5.large", 3), ("A", "", "m5.xlarge", 10), ("B", "", "c5.large", 20)]
    reservations = pd.DataFrame(owned, columns=["account", "zone", "instance_type", "count"])
    scope = np.where(reservations["zone"] == "", "regional", "zonal")
    reservations = reservations.assign(id=["r1", "r2", "r3"], scope=scope, location=PLACE, usd_per_hour=0.05)
    plans = pd.DataFrame(
        {
            "id": ["p1", "p2", "p3", "p4"],
            "account": ["A", "B", "A", "C"],
            "kind": ["ec2_instance_sp"] * 2 + ["compute_sp"] * 2,
            "option": [OPTIONS[0], OPTIONS[0], *OPTIONS[1:]],
            "usd_per_hour": [3.0, 2.0, 8.0, 4.0],
            "family": ["r5", "m6i", "", ""],
            "location": [PLACE, PLACE, "", ""],
        }
    )
    return reservations, plans, kao.discounts.plan_rates(usage, OPTIONS)


def test_a_million_lines(benchmark: Any, row: Callable[[Row], None]) -> None:
    usage = year()
    owned = commitments(usage)
    floor: list[float] = []

    def add_up() -> None:
        cost = usage.assign(usd=lambda lines: lines["quantity"] * lines["on_demand_usd"])
        floor.append(seconds(lambda: cost.groupby(["hour", "account", "zone", "item"], sort=False)["usd"].sum()))

    def applied() -> None:
        done = kao.discounts.apply(usage, *owned)
        assert done.summary()["usd"] < done.summary()["on_demand_equivalent_usd"]

    benchmark.pedantic(applied, setup=add_up, rounds=7, warmup_rounds=1)
    took, beside = benchmark.stats.stats.median, median(floor)
    row(
        Row(
            f"RI 3건과 플랜 4건을 사용량 {len(usage):,}줄에 적용(초당 {len(usage) / took / 1e6:.1f}백만 줄)",
            f"3 purchases of RIs and 4 plans applied to {len(usage):,} lines of usage ({len(usage) / took / 1e6:.1f} million a second)",
            f"{took:.2f} s",
            f"더하기만 / only adding them up {beside:.2f} s",
            f"{took / beside:.2f}",
            "1 s",
        )
    )
