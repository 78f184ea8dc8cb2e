"""Charts of Spot, fleets and interruptions: what is drawn is what was computed, and every word can be read."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import fleet
from kaolib.study import charts, language, samples
from tests.study.scenes import check_words, scenegraph

PLACE, TYPE = "ap-northeast-2", "m7g.xlarge"
HARD = "preemption-v100-4node-us-west-2c-2023-08"
ZONES = tuple(f"preemption-v100-4node-{zone}-2023-08" for zone in ("us-east-1f", "us-east-2a", "us-west-2c"))


def rows_of(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [
        row for part in spec["layer"] if part["mark"]["type"] == mark for row in part.get("data", {}).get("values", [])
    ]


def words(spec: dict[str, Any]) -> set[str]:
    scene = scenegraph(spec)
    assert scene["width"] <= charts.WIDTH
    assert spec["description"]
    return {word["text"] for word in check_words(scene)}


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    table = fleet.spot_pairs(location=PLACE, operating_system="linux")
    return table[table["date"] == table["date"].max()]


class TestSavings:
    def test_the_bars_are_all_pools_and_the_dark_one_is_the_engines_share(self, pairs):
        spec = charts.spot_savings(pairs, own=TYPE).to_dict()
        bars = rows_of(spec, "rect")
        assert sum(row["share"] for row in bars) == pytest.approx(1)
        told = fleet.spot_savings((), location=PLACE, operating_system="linux", date=pairs["date"].iloc[0]).iloc[0]
        dark = sum(row["share"] for row in bars if row["kind"] == "promised")
        assert dark == pytest.approx(told["share_90"])
        assert language.percent(told["p50"]) in spec["description"]

    @pytest.mark.parametrize("place", ["ap-northeast-2", "us-east-1", "ap-southeast-7", "af-south-1", "eu-west-1"])
    def test_every_word_is_read(self, lang, place):
        table = fleet.spot_pairs(location=place, operating_system="linux", date="2026-08-06")
        shown = words(charts.spot_savings(table, own=TYPE, name=language.location(place)).to_dict())
        assert any("▲" in text for text in shown)

    def test_nothing_known_is_said(self, pairs):
        assert language.text("chart_no_price") in words(charts.spot_savings(pairs.assign(saving=math.nan)).to_dict())


class TestHistory:
    @pytest.mark.parametrize("place", ["ap-northeast-2", "us-east-1", "ap-southeast-6", "sa-east-1"])
    @pytest.mark.parametrize("name", ["m7g.xlarge", "r6i.xlarge"])
    def test_every_word_is_read(self, lang, place, name):
        table = fleet.spot_savings("date", location=place, operating_system="linux")
        own = fleet.spot_pairs(location=place, operating_system="linux", instance_type=name)[["date", "saving"]]
        spec = charts.spot_history(table.merge(own, how="left"), own_name=name, name=place).to_dict()
        words(spec)
        if len(own):
            assert language.percent(own["saving"].min()) in spec["description"]

    def test_a_pool_without_prices_leaves_the_region(self):
        table = fleet.spot_savings("date", location=PLACE, operating_system="linux").assign(saving=math.nan)
        spec = charts.spot_history(table, own_name="x").to_dict()
        assert rows_of(spec, "point") == []
        words(spec)


class TestCheckpoints:
    def spec(self, hazard: float, write: float, work: float = 24.0, chosen: Any = None) -> dict[str, Any]:
        usd = {"spot_usd_per_hour": 0.05, "on_demand_usd_per_hour": 0.2}
        methods = fleet.checkpoint_interval(hazard, write, work).set_index("method")["interval_hours"]
        marks = {
            rule: (min(methods[rule], work), fleet.job(work, hazard, checkpoint_hours=write, interval_hours=methods[rule], **usd).usd)
            for rule in ("exact", "young", "daly")
        }  # fmt: skip
        curve = fleet.job_curve(None, work, hazard, checkpoint_hours=write, **usd)
        return charts.checkpoint_cost(curve, work * 0.2, marks, chosen=chosen).to_dict()

    @pytest.mark.parametrize(("hazard", "write"), [(0.24, 0.05), (0.06, 0.05), (0.001, 0.2), (1.3, 0.02)])
    def test_every_word_is_read(self, lang, hazard, write):
        words(self.spec(hazard, write, chosen=(3.0, 2.0)))

    def test_the_crossing_costs_as_much_as_on_demand(self):
        spec = self.spec(0.24, 0.05)
        at = next(row["x"] for row in rows_of(spec, "rule") if "x" in row)
        usd = fleet.job(24, 0.24, 0.05, 0.2, checkpoint_hours=0.05, interval_hours=at).usd
        assert usd == pytest.approx(4.8, rel=0.05)

    def test_a_calm_pool_has_no_crossing(self):
        assert not [row for row in rows_of(self.spec(0.001, 0.05), "rule") if "x" in row]


class TestBreakEven:
    bands = fleet.band_hazards().set_index("band")["hours_between"]

    @pytest.mark.parametrize("saved", [0.0005, 0.15, 20.0])
    @pytest.mark.parametrize("own", [None, 2.0, 50_000.0])
    def test_every_word_is_read(self, lang, saved, own):
        marked = {"Advisor <5%": self.bands["<5%"], "Advisor >20%": self.bands[">20%"], "V100 us-west-2c": 4.23}
        words(charts.spot_break_even(saved, marked, own_usd=own, name=TYPE).to_dict())

    def test_the_ring_is_where_the_engine_breaks_even(self):
        spec = charts.spot_break_even(0.15, {"x": 10.0}).to_dict()
        (ring,) = rows_of(spec, "point")
        assert ring["y"] == pytest.approx(1.5)
        engine = fleet.break_even("usd_per_interruption", 1e-6, 0.1, 0.05, 0.2, restart_hours=0)
        assert ring["y"] == pytest.approx(engine, rel=1e-3)

    def test_no_saving_is_said(self):
        assert language.text("spot_break_even_none") in words(charts.spot_break_even(0.0, {"x": 10.0}).to_dict())


class TestFleets:
    pools = samples.spot_pools(PLACE, TYPE, count=8)

    def filled(self, **options: Any) -> fleet.Allocation:
        return fleet.allocate(self.pools, 96, **{"on_demand_base": 16, **options})

    def test_strategies_are_drawn_in_full_and_read(self, lang):
        found = {name: self.filled(strategy=name) for name in fleet.SPOT_STRATEGIES}
        figures = pd.DataFrame([{"strategy": n, **samples.fleet_figures(one, 4.5)} for n, one in found.items()])
        lines = pd.concat([one.lines.assign(strategy=name) for name, one in found.items()])
        spec = charts.fleet_strategies(lines, figures, name="96 vCPU").to_dict()
        bars = pd.DataFrame(spec["data"]["values"])
        assert (bars.assign(units=bars["x1"] - bars["x"]).groupby("bar")["units"].sum() == 96).all()
        assert {language.text("strategy_diversified"), language.text("strategy_lowest_price")} <= words(spec)

    @pytest.mark.parametrize("strategy", fleet.SPOT_STRATEGIES)
    def test_pools_are_drawn_in_full_and_read(self, lang, strategy):
        found = self.filled(strategy=strategy)
        before = self.filled(strategy="lowest-price").lines
        spec = charts.fleet_pools(found.lines, self.pools, target=96, ghost=before, name=strategy).to_dict()
        bars = [row for row in rows_of(spec, "bar") if "kind" in row]
        assert sum(row["x1"] - row["x"] for row in bars) == 96
        assert language.text("ghost_note") in words(spec)

    def test_nothing_to_fill_is_said(self):
        empty = pd.DataFrame({"strategy": [], "units": [], "pool": [], "purchase_option": []})
        assert language.text("fleet_nothing") in words(charts.fleet_strategies(empty, empty).to_dict())


class TestReplay:
    run = fleet.replay(ZONES, 12, on_demand_base=2, spot_usd_per_hour=0.05, on_demand_usd_per_hour=0.2)

    def test_what_stands_on_one_another_is_the_target(self):
        spec = charts.fleet_replay(self.run.grid(240), 12, at_hours=self.run.hours).to_dict()
        tops = [
            max(row["y1"] for row in part["data"]["values"]) for part in spec["layer"] if part["mark"]["type"] == "area"
        ]
        assert tops == [2, 12, 12]

    @pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
    def test_every_word_is_read(self, lang, share):
        at = self.run.hours * share
        lost = self.run.events[self.run.events["event"] == "lost"]
        other = fleet.replay(ZONES[:1], 12, spot_usd_per_hour=0.05, on_demand_usd_per_hour=0.2)
        spec = charts.fleet_replay(
            self.run.grid(240), 12, at_hours=at, losses=lost, ghost=other.grid(240), name="V100"
        ).to_dict()
        assert language.text("ghost_note") in words(spec)
        drawn = [row for row in rows_of(spec, "point")]
        assert all(row["day"] * 24 <= at + 1e-6 for row in drawn)
        assert len(drawn) == (lost["hours"] <= at + 1e-9).sum()

    def test_fewer_rows_than_a_chart_may_hold(self):
        spec = charts.fleet_replay(self.run.grid(240), 12, at_hours=self.run.hours, ghost=self.run.grid(240)).to_dict()
        assert sum(len(part.get("data", {}).get("values", [])) for part in spec["layer"]) <= 2_000

    def test_the_cost_ends_where_it_has_come_to(self, lang):
        costs = pd.DataFrame({"hours": [0.0, 24.0, 48.0], "usd": [0.0, 10.0, 30.0], "on_demand_usd": [0.0, 40.0, 80.0]})
        spec = charts.replay_cost(costs, at_hours=36.0, ghost=costs).to_dict()
        shown = words(spec)
        assert {language.usd(20, digits=0), language.usd(60, digits=0)} <= shown

    def test_three_fleets_over_the_same_days(self, lang):
        names = {"one": ZONES[:1], "all": ZONES}
        grids = {
            name: fleet.replay(zones, 12, spot_usd_per_hour=0.05, on_demand_usd_per_hour=0.2).grid(240)
            for name, zones in names.items()
        }
        spec = charts.fleets_over_time(grids, 12, {"one": "68 %", "all": "99 %"}).to_dict()
        assert {"one · 68 %", "all · 99 %"} <= words(spec)


class TestInjection:
    @pytest.mark.parametrize("way", ["asg", "off"])
    @pytest.mark.parametrize(("before", "launch"), [(120, 40), (300, 240), (900, 20)])
    def test_every_word_is_read(self, lang, way, before, launch):
        done = fleet.inject(rebalancing=way, before_seconds=before, launch_seconds=launch)
        for at in (0, 35, 200, done.seconds):
            spec = charts.injection_lanes(
                done.spans, done.events, at_second=at, name="x", seconds=done.seconds
            ).to_dict()
            shown = words(spec)
            assert (language.text("inject_rebalance_recommendation") in shown) == (at >= 30)
            assert all(row["x1"] <= at for row in rows_of(spec, "bar"))
        table = done.capacity(5)
        words(charts.injection_capacity(table[table["second"] < done.seconds], 6, ghost=table).to_dict())

    def test_a_ghost_that_lasted_longer_ends_with_the_axis(self):
        short, long = (fleet.inject(rebalancing=way).capacity(5) for way in ("asg", "off"))
        spec = charts.injection_capacity(short, 6, ghost=long).to_dict()
        assert max(row["x"] for row in rows_of(spec, "line")) <= short["second"].max()

    def test_who_does_not_serve_is_told_without_colour(self):
        done = fleet.inject(rebalancing="off")
        spec = charts.injection_lanes(done.spans, done.events).to_dict()
        dashed = [part for part in spec["layer"] if part["mark"].get("strokeDash") == [4, 3]]
        idle = {row["lane"] for part in dashed for row in part["data"]["values"]}
        assert idle == {"i-1", "i-7"}
