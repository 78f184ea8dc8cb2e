"""Charts of planning: what is drawn is what was computed, the decision is marked, and every word can be read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import discounts
from kaolib.operation import commitment
from kaolib.study import charts, language, samples
from kaolib.study.charts._bought import paid_for
from kaolib.study.charts._commitments import STACK
from tests.study.scenes import check_words, scenegraph

PLAN = "compute_sp_1y_no_upfront"


@pytest.fixture(scope="module")
def year() -> commitment.Demand:
    return samples.year()


@pytest.fixture(scope="module")
def owned(year: commitment.Demand) -> discounts.Application:
    plans = [
        {"id": "old", "kind": "compute_sp", "option": PLAN, "usd_per_hour": 2.0, "end": year.hours[3650]},
        {"id": "new", "kind": "compute_sp", "option": PLAN, "usd_per_hour": 2.5, "end": pd.NaT},
    ]
    return commitment.remaining(year, plans=pd.DataFrame(plans)).application


def panels(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return spec.get("vconcat", [spec])


def rows_of(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [
        row
        for panel in panels(spec)
        for part in panel["layer"]
        if part["mark"]["type"] == mark
        for row in part.get("data", {}).get("values", [])
    ]


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


def small(spec: dict[str, Any]) -> None:
    rows = sum(len(part.get("data", {}).get("values", [])) for panel in panels(spec) for part in panel["layer"])
    assert rows <= 2000
    assert scenegraph(spec)["width"] <= charts.WIDTH + 1


class TestLoadDuration:
    load = (4.0, 3.0, 3.0, 1.0)

    def area(self, spec: dict[str, Any], colour: str) -> float:
        (part,) = (p for p in spec["layer"] if p["mark"]["type"] == "area" and p["mark"]["color"] == colour)
        rows = part["data"]["values"]
        return sum((b["x"] - a["x"]) * (a["y1"] - a["y0"]) for a, b in pairwise(rows))

    def test_areas_are_covered_over_and_idle(self):
        spec = charts.load_duration(self.load, 2, unit="machines").to_dict()
        assert self.area(spec, STACK["compute_sp"]) == pytest.approx(7 / 4)
        assert self.area(spec, STACK["on_demand"]) == pytest.approx(4 / 4)
        assert self.area(spec, STACK["unused"]) == pytest.approx(1 / 4)
        assert language.text("load_duration_covered", share=language.percent(7 / 11)) in spec["description"]
        assert language.text("load_duration_idle", share=language.percent(1 / 8)) in spec["description"]

    def test_a_long_load_keeps_its_area(self, year):
        load = year.quantity @ year.products[PLAN].to_numpy()
        spec = charts.load_duration(load, 3.0).to_dict()
        small(spec)
        assert self.area(spec, STACK["compute_sp"]) == pytest.approx(np.minimum(load, 3.0).mean(), rel=0.005)

    @pytest.mark.parametrize("commitment_", [0.0, 2.5, 12.0])
    @pytest.mark.parametrize("point", [0.05, 0.654, 1.0])
    def test_every_word_is_read(self, lang, year, commitment_, point):
        load = year.quantity @ year.products[PLAN].to_numpy()
        spec = charts.load_duration(load, commitment_, break_even=point, ghost=4.0, name="m7g").to_dict()
        assert language.text("load_duration_mark", share=language.percent(point)) in words(spec)
        small(spec)

    def test_bad_input_and_nothing(self):
        with pytest.raises(InputError, match="unit"):
            charts.load_duration(self.load, 1, unit="eur")
        with pytest.raises(InputError, match="no hours"):
            charts.load_duration([], 1)
        assert language.text("chart_no_cost") in words(charts.load_duration([0.0, 0.0], 1).to_dict())


class TestSaving:
    def test_the_best_is_ringed_and_its_range_shaded(self, year):
        best = commitment.best_plan(year, PLAN)
        spec = charts.commitment_saving(commitment.plan_curve(year, PLAN), best).to_dict()
        (ring,) = rows_of(spec, "point")
        assert (ring["x"], ring["y"]) == pytest.approx((best.usd_per_hour, best.saving_usd), rel=1e-6)
        (band,) = rows_of(spec, "rect")
        assert (band["x"], band["x1"]) == pytest.approx((best.low_usd_per_hour, best.high_usd_per_hour), rel=1e-6)

    def test_marks_stand_on_the_curve_and_far_ones_at_its_edge(self, year, lang):
        best, curve = commitment.best_plan(year, PLAN), commitment.plan_curve(year, PLAN)
        amounts = {"a": 1.0, "close to a": 1.05, "b": 3.5, "peak": 9.0}
        spec = charts.commitment_saving(curve, best, marks=list(amounts.items()), chosen=2.0, ghost=4.0).to_dict()
        dots = [row for row in rows_of(spec, "point") if "shape" in row]
        assert [dot["shape"] for dot in dots] == ["circle"] * 3 + ["triangle-right"]
        for dot, usd in zip(dots[:3], amounts.values(), strict=False):
            assert dot["y"] == pytest.approx(commitment.plan_cost(year, PLAN, usd).saving_usd, rel=0.01)
        shown = words(spec)
        assert {"1", "2", "3", "4", language.usd_per_hour(9.0)} <= shown
        small(spec)

    def test_a_plan_that_never_pays_is_said(self):
        rare = commitment.demand(
            pd.DataFrame({"a": [1.0] + [0.0] * 9}),
            pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], PLAN: [0.6]}),
        )
        spec = charts.commitment_saving(commitment.plan_curve(rare, PLAN), commitment.best_plan(rare, PLAN)).to_dict()
        assert language.text("commitment_saving_none") in words(spec)


class TestPaid:
    def test_a_bill_by_month_sums_to_the_bill(self, owned):
        paid = paid_for(owned, ["old"])
        assert paid["usd"].sum() == pytest.approx(owned.summary()["usd"])
        assert set(paid["month"]) == set(range(1, 13))
        old = paid[paid["kind"] == "existing"]
        assert old["month"].max() == 5
        assert set(paid["kind"]) <= set(STACK)

    def test_hours_that_are_numbers(self):
        usage = pd.DataFrame({"hour": range(1460), "item": "m5.large", "quantity": 4, "on_demand_usd": 0.10})
        paid = paid_for(discounts.apply(usage))
        assert paid["usd"].tolist() == pytest.approx([292.0, 292.0])

    def test_months_are_stacked_and_the_expiry_stands(self, owned, lang):
        spec = charts.commitment_months(owned, existing=["old"], expiry=(5, "EXPIRY")).to_dict()
        drawn = pd.DataFrame(rows_of(spec, "rect"))
        paid = paid_for(owned, ["old"]).groupby("month")["usd"].sum()
        tops = drawn.assign(month=np.floor(drawn["m"]) + 1).groupby("month")["y1"].max()
        assert tops.tolist() == pytest.approx(paid.tolist(), rel=1e-6)
        assert {"EXPIRY", language.text("stack_existing"), "12"} <= words(spec)
        small(spec)

    def test_bars_end_at_the_bill_and_the_cheapest_is_bold(self, owned, year, lang):
        bills = {"nothing at all": commitment.remaining(year).application, "both plans, the old and the new one": owned}
        spec = charts.portfolio_bars(bills).to_dict()
        ends = pd.DataFrame(rows_of(spec, "bar")).groupby("bar")["x1"].max()
        for name, bill in bills.items():
            assert ends[name] == pytest.approx(bill.summary()["usd"], rel=1e-6)
        bold = [p for p in panels(spec)[1]["layer"] if p["mark"].get("fontWeight") == "bold"]
        assert bold[0]["data"]["values"][0]["bar"] == "both plans, the old and the new one"
        assert language.usd(owned.summary()["usd"], digits=0) in words(spec)
        small(spec)


class TestLadder:
    def test_bars_are_what_is_in_force(self, lang):
        shrinking = samples.year(growth=-0.3)
        tranches = pd.DataFrame({"usd_per_hour": 0.26, "end": [730 * month for month in range(1, 13)]})
        ladder = commitment.ladder(shrinking, PLAN, existing=tranches)
        spec = charts.ladder_months(ladder).to_dict()
        drawn = pd.DataFrame(row for row in rows_of(spec, "rect") if "kind" in row)
        tops = drawn.groupby(np.floor(drawn["m"]))["y1"].max()
        assert tops.tolist() == pytest.approx(ladder.months["active"].tolist(), abs=1e-6)
        gone = [row["y1"] - row["y"] for row in rows_of(spec, "rect") if "kind" not in row]
        assert sum(gone) == pytest.approx(ladder.months["let_go"].sum(), abs=1e-6)
        assert {language.text("ladder_existing"), "12"} <= words(spec)
        small(spec)

    def test_nothing_bought_is_said(self):
        rare = commitment.demand(
            pd.DataFrame({"a": ([1.0] + [0.0] * 9) * 200}),
            pd.DataFrame({"product": ["a"], "on_demand_usd": [1.0], PLAN: [0.6]}),
        )
        spec = charts.ladder_months(commitment.ladder(rare, PLAN)).to_dict()
        assert language.text("commitment_saving_none") in words(spec)


@pytest.fixture(scope="module")
def risk(year: commitment.Demand) -> commitment.Risk:
    return commitment.risk(year, PLAN, growth=[-0.3, 0.0, 0.3], draws=40)


class TestRisk:
    def test_both_rings_stand_where_they_should(self, risk, lang):
        spec = charts.saving_risk(
            risk.table,
            mean_best=risk.best_mean_usd_per_hour,
            cautious=risk.best_cvar_usd_per_hour,
            chosen=2.0,
            ghost=4.0,
        ).to_dict()
        assert [ring["x"] for ring in rows_of(spec, "point")] == [
            risk.best_mean_usd_per_hour,
            risk.best_cvar_usd_per_hour,
        ]
        assert language.usd_per_hour(risk.best_cvar_usd_per_hour) in words(spec)
        small(spec)

    def test_the_histogram_counts_every_year(self, risk, lang):
        savings = np.array([*risk.savings[:, 25], -500.0])
        spec = charts.saving_histogram(savings, worst=-500.0, ghost=risk.savings[:, 10]).to_dict()
        bars = rows_of(spec, "rect")
        assert sum(row["y"] for row in bars) == pytest.approx(1)
        lost = [row for row in bars if row["kind"] == "off"]
        assert sum(row["y"] for row in lost) == pytest.approx(1 / len(savings))
        assert all(row["x1"] <= 0 for row in lost)
        words(spec)
        small(spec)

    def test_no_commitment_saves_nothing(self):
        assert language.text("saving_histogram_none") in words(charts.saving_histogram([0.0, 0.0]).to_dict())


class TestOwned:
    def test_purchases_last_for_their_term(self, lang):
        spec = charts.owned_over_time(
            pd.Series([3.0] * 100), pd.DataFrame({"hour": [10, 40], "count": [2, 1]}), 50
        ).to_dict()
        steps = [(row["x"], row["y"]) for row in rows_of(spec, "line")]
        assert steps == [(0, 0), (10, 2), (40, 3), (60, 1), (90, 0), (100, 0)]
        assert len(rows_of(spec, "rule")) == 2
        assert language.text("owned_over_time_owned") in words(spec)

    def test_no_load_is_said(self):
        nothing = charts.owned_over_time(pd.Series([0.0]), pd.DataFrame({"hour": [], "count": []}), 5).to_dict()
        assert language.text("chart_no_cost") in words(nothing)
