"""How fast the best commitments are found, and how well, beside the same problem as a linear program and beside a peer.

    pytest -m benchmark -n 0 --benchmark-enable tests/benchmarks/test_commitment_speed.py

The peer is finoptim from PyPI, where it can be imported; it is not a dependency.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kaolib as kao
from kaolib.operation.commitment import _instruments, _portfolio
from tests.benchmarks.conftest import Row
from tests.benchmarks.test_speed import seconds
from tests.operation.commitment import reference
from tests.operation.commitment.reference import PLAN

pytestmark = pytest.mark.benchmark

AddRow = Callable[[Row], None]
HOURS = 8760
RI = "ri_standard_1y_no_upfront"
TYPES = ["m7g.large", "m7g.2xlarge", "c7g.xlarge", "r7g.large", "r7g.4xlarge"]


def test_one_plan(benchmark: Any, row: AddRow) -> None:
    rng, products = np.random.default_rng(0), 100
    on_demand = rng.uniform(0.05, 2, products)
    rates = {PLAN: on_demand * rng.uniform(0.4, 0.9, products)}
    demand = reference.demand(rng.gamma(2, 3, (HOURS, products)), on_demand, **rates)
    best = benchmark.pedantic(lambda: kao.commitment.best_plan(demand, PLAN), rounds=9, warmup_rounds=1)
    least: list[float] = []
    beside = seconds(lambda: least.extend(reference.plan_lp([demand])))
    assert best.exact_usd == pytest.approx(least[0], abs=0.005, rel=1e-9)
    took = benchmark.stats.stats.median
    row(
        Row(
            f"한 플랜의 최적 약정({HOURS:,}시간 x 제품 {products}개)",
            f"best commitment of one plan ({HOURS:,} hours x {products} products)",
            f"{1000 * took:.0f} ms",
            f"HiGHS LP {beside:.1f} s, {least[0] - best.exact_usd:+.4f} USD",
            f"{took / beside:.4f}",
            "150 ms, 0.01",
        )
    )


def test_curve_of_a_slider(benchmark: Any, row: AddRow) -> None:
    prices = kao.commitment.products(TYPES, "ap-northeast-2", options=[PLAN])
    quantity = pd.DataFrame({name: kao.commitment.trace("office", seed=seed) for seed, name in enumerate(TYPES)})
    demand = kao.commitment.demand(quantity, prices)
    benchmark.pedantic(lambda: kao.commitment.plan_curve(demand, PLAN), rounds=30, warmup_rounds=1)
    one = float(np.median([seconds(lambda: reference.plan_cost(demand, 3.0)) for _ in range(3)]))
    took = benchmark.stats.stats.median
    row(
        Row(
            f"약정 101개의 비용 곡선({HOURS:,}시간 x 제품 {len(TYPES)}개)",
            f"cost curve of 101 commitments ({HOURS:,} hours x {len(TYPES)} products)",
            f"{1000 * took:.1f} ms",
            f"시간마다 하나만 / one, hour by hour {1000 * one:.0f} ms",
            f"{took / one:.2f}",
            "100 ms",
        )
    )


def test_portfolio(benchmark: Any, row: AddRow) -> None:
    prices = kao.commitment.products(TYPES, "ap-northeast-2")
    options = [name for name in prices.columns if "_1y_" in name or "_3y_" in name]
    shapes = ("office", "growing", "steady", "spiky", "shrinking")
    rng = np.random.default_rng(1)
    use = np.column_stack([kao.commitment.trace(shape, seed=seed) for seed, shape in enumerate(shapes)])
    quantity = pd.DataFrame(use * rng.uniform(0.8, 1.2, use.shape), columns=TYPES)
    demand = kao.commitment.demand(quantity, prices)
    best = benchmark.pedantic(lambda: kao.commitment.portfolio(demand, options), rounds=5, warmup_rounds=1)

    kept, _ = _instruments.undominated(_instruments.instruments(demand, options, None, 1.0), HOURS)
    table = (
        demand.quantity.T, np.ones(HOURS), np.array([one.active(HOURS) for one in kept]),
        np.array([one.takes for one in kept]).T, demand.products["on_demand_usd"].to_numpy(),
        np.array([one.usd for one in kept]),
    )  # fmt: skip
    least: list[float] = []
    beside = seconds(lambda: least.append(_portfolio.hour_by_hour(*table).fun + demand.on_demand_usd))
    assert best.usd == pytest.approx(least[0], abs=0.005, rel=1e-9)
    took = benchmark.stats.stats.median
    row(
        Row(
            f"포트폴리오({HOURS:,}시간 x 제품 {len(TYPES)}개, 옵션 {len(options)}개): 증명된 간격 {best.gap:.0e}, 청구 {best.billed_gap:.0e}",
            f"portfolio ({HOURS:,} hours x {len(TYPES)} products, {len(options)} options): proven gap {best.gap:.0e}, billed {best.billed_gap:.0e}",
            f"{took:.2f} s",
            f"HiGHS LP {beside:.1f} s, {least[0] - best.usd:+.4f} USD",
            f"{took / beside:.3f}",
            "1 s, 0",
        )
    )


def test_risk(benchmark: Any, row: AddRow) -> None:
    prices = kao.commitment.products(TYPES, "ap-northeast-2", options=[PLAN])
    quantity = pd.DataFrame({name: kao.commitment.trace("office", seed=seed) for seed, name in enumerate(TYPES)})
    demand, draws = kao.commitment.demand(quantity, prices), 400
    benchmark.pedantic(
        lambda: kao.commitment.risk(demand, PLAN, growth=[-0.3, 0.0, 0.3], draws=draws), rounds=5, warmup_rounds=1
    )
    one = float(np.median([seconds(lambda: kao.commitment.best_plan(demand, PLAN)) for _ in range(9)]))
    took = benchmark.stats.stats.median
    row(
        Row(
            f"위험: 1년을 {draws}번 뽑아 약정 41개와 사후 최적",
            f"risk: {draws} drawn years, 41 commitments and the best in hindsight of each",
            f"{took:.2f} s",
            f"하나씩 / one by one {draws * one:.1f} s",
            f"{took / (draws * one):.2f}",
            "1 s",
        )
    )


def hourly(kind: str, rng: np.random.Generator, products: int) -> np.ndarray:
    """Smooth load, or 9 % of the hours at 40 times the load of the others."""
    if kind == "smooth":
        return rng.gamma(2, 3, (HOURS, products))
    return np.where(rng.random((HOURS, 1)) < 0.09, 40.0, 1.0) * rng.uniform(0.9, 1.1, (HOURS, products))


def finoptim_least(use: pd.DataFrame, prices: dict[str, np.ndarray], **how: Any) -> tuple[float, float]:
    """What finoptim finds to be the least cost, and how long it takes.

    Products come with the highest saving first: it reorders the use by saving, but not the prices.
    """
    finoptim = pytest.importorskip("finoptim", reason="finoptim is not installed (pip install finoptim)")
    table = pd.DataFrame(list(prices.values()), index=list(prices), columns=use.columns)
    found: list[Any] = []
    took = seconds(lambda: found.append(finoptim.optimise(use, table, period="H", **how)))
    return float(found[0].minimum), took


@pytest.mark.parametrize("kind", ["smooth", "spiky"])
def test_one_plan_beside_finoptim(benchmark: Any, row: AddRow, kind: str) -> None:
    rng, products = np.random.default_rng(0), 100
    on_demand = rng.uniform(0.05, 2, products)
    plan = on_demand * np.sort(rng.uniform(0.55, 0.85, products))
    demand = reference.demand(hourly(kind, rng, products), on_demand, **{PLAN: plan})
    use = demand.table().set_index(pd.date_range("2026-01-01", periods=HOURS, freq="h"))
    # its other optimiser stops with an index error where there are no RI prices
    least, beside = finoptim_least(use, {"OD": on_demand, "SP1Y": plan}, optimiser="inertial")
    best = benchmark.pedantic(lambda: kao.commitment.best_plan(demand, PLAN), rounds=5, warmup_rounds=1)
    most, took = demand.on_demand_usd - best.exact_usd, benchmark.stats.stats.median
    row(
        Row(
            f"한 플랜({HOURS:,}시간 x 제품 {products}개, {kind}): 최대 절감액의 {best.saving_usd / most:.1%}",
            f"one plan ({HOURS:,} hours x {products} products, {kind}): {best.saving_usd / most:.1%} of the most that can be saved",
            f"{took:.2f} s",
            f"finoptim {beside:.2f} s, {(demand.on_demand_usd - least) / most:.1%}",
            f"{took / beside:.2f}",
            "100 %",
        )
    )


@pytest.mark.parametrize("kind", ["smooth", "spiky"])
def test_portfolio_beside_finoptim(benchmark: Any, row: AddRow, kind: str) -> None:
    rng, count = np.random.default_rng(0), len(TYPES)
    quantity, on_demand = hourly(kind, rng, count), rng.uniform(0.05, 2, count)
    plan = on_demand * np.sort(rng.uniform(0.55, 0.85, count))
    ri = plan * 0.95
    # dedicated tenancy: an RI of each type alone, as finoptim has it
    table = pd.DataFrame({"product": TYPES, "on_demand_usd": on_demand, PLAN: plan, RI: ri, "tenancy": "dedicated"})
    use = pd.DataFrame(quantity, columns=TYPES, index=pd.date_range("2026-01-01", periods=HOURS, freq="h"))
    demand = kao.commitment.demand(use, table.assign(location="us-east-1"))
    least, beside = finoptim_least(use, {"OD": on_demand, "SP1Y": plan, "RI1Y": ri})
    best = benchmark.pedantic(lambda: kao.commitment.portfolio(demand, [RI, PLAN]), rounds=3, warmup_rounds=1)
    most, took = demand.on_demand_usd - best.whole_usd, benchmark.stats.stats.median
    row(
        Row(
            f"정수 RI와 플랜 하나({HOURS:,}시간 x 제품 {count}개, {kind}): 최대 절감액의 {best.saving_usd / most:.1%}",
            f"whole RIs and one plan ({HOURS:,} hours x {count} products, {kind}): {best.saving_usd / most:.1%} of the most that can be saved",
            f"{took:.2f} s",
            f"finoptim {beside:.2f} s, {(demand.on_demand_usd - least) / most:.1%}",
            f"{took / beside:.2f}",
            "100 %",
        )
    )
