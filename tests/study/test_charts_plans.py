"""Charts of Savings Plans: what is drawn is what was computed, and every word can be read."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import discounts
from kaolib.study import charts, language, samples
from tests.study.scenes import check_words, scenegraph

NAMES = ("EC2 Instance SP", "Compute SP")


@pytest.fixture(scope="module")
def hours() -> pd.DataFrame:
    return applied(3.0)


def applied(usd: float) -> pd.DataFrame:
    usage = samples.week(samples.shop())
    plan = pd.DataFrame([{"id": "p", "kind": "compute_sp", "option": "compute_sp_1y_no_upfront", "usd_per_hour": usd}])
    return discounts.apply(usage, None, plan, discounts.plan_rates(usage, ["compute_sp_1y_no_upfront"])).by_hour()


def rows_of(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [
        row for part in spec["layer"] if part["mark"]["type"] == mark for row in part.get("data", {}).get("values", [])
    ]


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


class TestWeek:
    def test_the_stack_is_the_bill(self, hours):
        spec = charts.plan_week(hours).to_dict()
        drawn = pd.DataFrame(
            [{**row, "h": hour} for row in rows_of(spec, "rect") for hour in range(row["h"], row["h1"])]
        ).assign(usd=lambda t: t["y1"] - t["y0"])
        sums = drawn.groupby("kind")["usd"].sum()
        assert sums["compute_sp"] == pytest.approx(hours["compute_sp"].sum(), rel=1e-6)
        assert sums["unused"] == pytest.approx(hours["unused_usd"].sum(), rel=1e-6)
        assert sums["on_demand"] == pytest.approx(hours["on_demand"].sum(), rel=1e-6)
        tops = drawn.groupby("h")["y1"].max()
        assert tops.tolist() == pytest.approx(hours["usd"].tolist(), rel=1e-6)

    def test_red_is_below_the_commitment_and_grey_above(self, hours):
        drawn = pd.DataFrame(rows_of(charts.plan_week(hours).to_dict(), "rect")).groupby("kind")
        assert drawn["y1"].max()["unused"] == pytest.approx(3.0)
        assert drawn["y0"].min()["on_demand"] == pytest.approx(3.0)

    @pytest.mark.parametrize("usd", [0.0, 0.5, 3.0, 6.5])
    def test_every_word_is_read(self, lang, usd):
        shown = words(charts.plan_week(applied(usd), ghost=applied(2.0), name="m7g").to_dict())
        assert language.text("covered_by_on_demand") in shown or usd == 6.5
        assert (language.text("covered_by_unused") in shown) == (usd > 2.5)
        assert "11-02" in shown

    def test_no_more_rows_than_a_chart_may_hold(self, hours):
        """Two weeks in which every hour differs, with three kinds of commitment, unused ones and a ghost."""
        wild = pd.concat([hours, hours.assign(hour=hours["hour"] + pd.Timedelta(days=7))], ignore_index=True)
        noise = pd.Series(range(len(wild))) / 1e4
        parts = {kind: 0.5 + noise for kind in ("ri_regional", "ec2_instance_sp", "compute_sp", "on_demand")}
        wild = wild[["hour", "on_demand_equivalent_usd"]].assign(unused_usd=0.0, usd=sum(parts.values()), **parts)
        with pytest.raises(InputError, match="336 hours are too many for one chart"):
            charts.plan_week(wild, ghost=wild)
        spec = charts.plan_week(hours, ghost=hours).to_dict()
        assert sum(len(part.get("data", {}).get("values", [])) for part in spec["layer"]) <= 700

    def test_hours_that_are_alike_are_one_row(self):
        usage = pd.DataFrame({"hour": range(48), "item": "m5.large", "quantity": 4, "on_demand_usd": 0.10})
        (row,) = rows_of(charts.plan_week(discounts.apply(usage).by_hour()).to_dict(), "rect")
        assert (row["h"], row["h1"]) == (0, 48)

    def test_whole_numbers_are_hours(self):
        usage = pd.DataFrame({"hour": [0, 1], "item": "m5.large", "quantity": [4, 1], "on_demand_usd": 0.10})
        spec = charts.plan_week(discounts.apply(usage).by_hour()).to_dict()
        check_words(scenegraph(spec))
        assert rows_of(spec, "rect")[0]["y1"] == pytest.approx(0.4)

    def test_two_weeks_fit_and_more_do_not(self, hours):
        twice = pd.concat([hours, hours.assign(hour=hours["hour"] + pd.Timedelta(days=7))], ignore_index=True)
        check_words(scenegraph(charts.plan_week(twice).to_dict()))
        with pytest.raises(InputError, match="504 hours are too many"):
            charts.plan_week(pd.concat([twice, hours], ignore_index=True))

    def test_nothing_to_pay_is_said(self, hours):
        nothing = hours.assign(**dict.fromkeys(hours.columns[1:], 0.0))
        assert language.text("chart_no_cost") in words(charts.plan_week(nothing).to_dict())


class TestCurve:
    table = pd.DataFrame(
        {
            "usd_per_hour": [0.0, 1.0, 2.0, 3.0, 4.0],
            "usd_per_month": [1000.0, 900.0, 820.0, 830.0, 1300.0],
            "coverage": [0.0, 0.4, 0.8, 0.9, 1.0],
            "utilization": [math.nan, 1.0, 0.97, 0.9, 0.7],
        }
    )

    def test_the_cheapest_is_marked(self):
        upper = charts.plan_curve(self.table, 3.0).to_dict()["vconcat"][0]
        assert [(row["x"], row["usd"]) for row in rows_of(upper, "point")] == [(2.0, 820.0)]

    def test_what_is_wanted_is_shaded(self):
        spec = charts.plan_curve(self.table, wanted=(0.75, 0.95)).to_dict()
        (band,) = rows_of(spec["vconcat"][1], "rect")
        assert (band["x"], band["x1"]) == (1.5, 2.5)
        assert "Shaded" in str(spec["title"])
        spec = charts.plan_curve(self.table, wanted=(0.95, 0.95)).to_dict()
        assert rows_of(spec["vconcat"][1], "rect") == []
        assert "No commitment has both" in str(spec["title"])

    @pytest.mark.parametrize(("chosen", "first"), [(None, None), (2.0, None), (3.0, 1.0), (0.0, 4.0)])
    def test_every_word_is_read(self, lang, chosen, first):
        spec = charts.plan_curve(self.table, chosen, first=first, wanted=(0.75, 0.95)).to_dict()
        shown = words(spec)
        assert {language.text("column_coverage"), language.text("column_utilization")} <= shown
        assert (language.text("ghost_note") in shown) == (first is not None)

    @pytest.mark.parametrize("best", [0, 4])
    def test_a_valley_at_an_end_has_its_words(self, lang, best):
        bills = [900.0 + 10 * abs(best - at) for at in range(5)]
        words(charts.plan_curve(self.table.assign(usd_per_month=bills)).to_dict())


class TestSavings:
    table = pd.DataFrame(
        {
            "part": ["ec2", "fargate", "lambda_requests", "sagemaker"],
            "kind": ["ec2_instance_sp", "compute_sp", "compute_sp", "sagemaker_sp"],
            "low": [0.3, 0.5, 0.0, math.nan],
            "median": [0.5, 0.5, 0.0, math.nan],
            "high": [0.65, 0.52, 0.0, math.nan],
            "most": [0.76, 0.52, 0.0, math.nan],
            "count": [100, 20, 5, 0],
        }
    )

    def test_every_word_is_read(self, lang):
        shown = words(charts.plan_savings(self.table, promised=0.72).to_dict())
        assert len(shown & {name for name in shown if " · " in name}) == 3
        assert language.text("plan_savings_row", median="50%", most="76%") in shown

    def test_what_is_not_known_is_left_out(self):
        spec = charts.plan_savings(self.table).to_dict()
        assert len(spec["data"]["values"]) == 3
        assert not any("SageMaker" in row["bar"] for row in spec["data"]["values"])
        unknown = self.table[self.table["median"].isna()]
        assert language.text("chart_no_price") in words(charts.plan_savings(unknown).to_dict())


class TestSwitch:
    def test_the_month_of_break_even(self):
        """Both plans cost the same when the change comes in the marked month."""
        od, narrow, wide = 0.20, 0.13, 0.144
        spec = charts.plan_switch(od, narrow, wide, names=NAMES).to_dict()
        month = rows_of(spec, "point")[0]["m"]
        assert narrow * 8760 + (12 - month) * 730 * od == pytest.approx(wide * 8760)
        assert language.number(month, 1) in spec["description"]

    @pytest.mark.parametrize("rates", [(0.20, 0.13, 0.144), (0.20, 0.15, 0.14), (0.2, 0.1, 0.1), (1.0, 0.05, 0.99)])
    def test_every_word_is_read(self, lang, rates):
        words(charts.plan_switch(*rates, names=NAMES, name="m7g.xlarge").to_dict())

    def test_a_narrow_plan_that_is_not_cheaper_never_wins(self):
        spec = charts.plan_switch(0.2, 0.15, 0.14, names=NAMES).to_dict()
        assert rows_of(spec, "point") == []
        assert "never" in spec["description"]

    def test_a_rate_that_is_not_known_is_said(self):
        assert language.text("chart_no_price") in words(charts.plan_switch(0.2, math.nan, 0.1, names=NAMES).to_dict())
