"""Charts of Auto Scaling groups: what is drawn is what was simulated, and every word can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import scaling
from kaolib.errors import InputError
from kaolib.knowledge import load_balancer
from kaolib.study import charts, language, samples
from tests.study.scenes import check_words, scenegraph

SITE = samples.site()
DAY = SITE.load["2014-04-22"]
GROUP = samples.group(DAY, SITE.instance, launch_seconds=480)


@pytest.fixture(scope="module")
def run() -> scaling.Run:
    return scaling.simulate(DAY, samples.policies("simple", 75), group=GROUP, instance=SITE.instance)


@pytest.fixture(scope="module")
def fixed() -> scaling.Run:
    return scaling.simulate(DAY, [], group=scaling.Group(20, 20), instance=SITE.instance)


@pytest.fixture(scope="module")
def runs() -> dict[str, scaling.Run]:
    load = DAY / 1000
    worker = scaling.Instance(3, 0.1)
    group = samples.group(load, worker)
    return {
        name: scaling.simulate(load, scaling.TargetTracking(target, metric), group=group, instance=worker, queue=True)
        for name, metric, target in (("one", "backlog_per_instance", 10), ("other", "queue_length", 200))
    }


def layers(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each mark with its rows."""
    for part in spec["layer"]:
        rows = part.get("data", {}).get("values", [])
        for inner in part.get("layer", [part]):
            yield inner, inner.get("data", {}).get("values", rows)


def rows_of(spec: dict[str, Any], mark: str, colour: str | None = None) -> list[dict[str, Any]]:
    return next(
        rows
        for part, rows in layers(spec)
        if part["mark"]["type"] == mark and (colour is None or part["mark"].get("color") == colour)
    )


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


class TestRun:
    def test_what_is_drawn_is_the_simulation(self, run):
        spec = charts.scaling_run(run.minutes, SITE.instance.capacity).to_dict()
        drawn = pd.DataFrame(rows_of(spec, "area")[:-1])
        assert len(drawn) == 480
        three = run.minutes.groupby(run.minutes["minute"] // 3).mean(numeric_only=True)
        assert drawn["y"].tolist() == pytest.approx((three["load"] / 6000).tolist(), rel=1e-6)
        assert drawn["held"].tolist() == pytest.approx(three["in_service"].tolist(), rel=1e-6)
        red = (drawn["y"] - drawn["served"]).sum() * 3 * 6000
        assert red == pytest.approx(run.summary(bounds=False)["unmet"], rel=1e-6)

    def test_only_what_has_passed_is_known(self, run):
        spec = charts.scaling_run(run.minutes, SITE.instance.capacity, events=run.events, moment=600).to_dict()
        assert max(row["x"] for row in rows_of(spec, "area")) == 600
        assert max(row["x"] for part, rows in layers(spec) if part["mark"].get("size") == 26 for row in rows) < 600
        assert rows_of(spec, "line")[-1]["x"] == 1437, "the load to come is there"
        assert rows_of(spec, "rule") == [{"x": 600}]

    def test_the_share_beside_is_that_of_the_minutes_that_passed(self, run):
        part = run.minutes.iloc[:1180]
        share = 1 - part["served"].sum() / part["load"].sum()
        spec = charts.scaling_run(run.minutes, SITE.instance.capacity, moment=1180).to_dict()
        assert share > 0
        assert language.text("scaling_key_unmet", share=language.small_percent(share)) in str(spec)

    def test_no_red_where_all_is_served_and_no_dashes_where_nothing_launches(self, fixed, run):
        large = scaling.simulate(DAY, [], group=scaling.Group(60, 60), instance=SITE.instance)
        spec = charts.scaling_run(large.minutes, SITE.instance.capacity).to_dict()
        assert [part["mark"]["color"] for part, _ in layers(spec) if part["mark"]["type"] == "area"] == [
            charts.COLOURS["on_demand"]
        ]
        assert language.text("scaling_key_wanted") not in str(spec)
        assert "strokeDash" not in str(spec)
        dashed = str(charts.scaling_run(run.minutes, 6000).to_dict())
        assert language.text("scaling_key_wanted") in dashed
        assert "strokeDash" in dashed

    @pytest.mark.parametrize("moment", [0, 1, 700, 1440])
    @pytest.mark.parametrize("ghosted", [False, True])
    def test_every_word_is_read(self, lang, run, fixed, moment, ghosted):
        ghost = fixed.minutes if ghosted else None
        spec = charts.scaling_run(
            run.minutes, SITE.instance.capacity, events=run.events, moment=moment, ghost=ghost, name="x"
        ).to_dict()
        shown = words(spec)
        assert (language.text("first_choice") in shown) == ghosted
        assert "12:00" in shown

    @pytest.mark.parametrize(("minutes", "label"), [(180, "00:30"), (1440, "06:00"), (10_080, "04-12")])
    def test_any_span_fits(self, lang, minutes, label):
        load = SITE.load["2014-04-11":].iloc[:minutes]
        one = scaling.simulate(load, scaling.TargetTracking(60), group=SITE.group, instance=SITE.instance)
        ghost = scaling.simulate(load, [], group=scaling.Group(12, 12), instance=SITE.instance)
        spec = charts.scaling_run(one.minutes, 6000, events=one.events, ghost=ghost.minutes, moment=minutes).to_dict()
        assert label in words(spec)
        assert sum(len(rows) for _, rows in layers(spec)) // 4 < 2000
        assert sum(len(part.get("data", {}).get("values", [])) for part in spec["layer"]) <= 2000

    def test_what_cannot_be_drawn(self, run):
        with pytest.raises(InputError):
            charts.scaling_run(run.minutes.iloc[:0], 6000)
        with pytest.raises(InputError):
            charts.scaling_run(run.minutes, 6000, moment=1441)
        idle = run.minutes.assign(load=0.0, served=0.0, in_service=0, desired=0)
        assert language.text("scaling_no_load") in str(charts.scaling_run(idle, 6000).to_dict())


class TestCompare:
    table = pd.DataFrame(
        {
            "name": ["a", "b", "bound"],
            "kind": ["policy", "policy", "bound"],
            "usd": [10.0, 8.0, 5.0],
            "score_usd": [11.0, 20.0, 5.0],
            "unmet_share": [0.001, 0.1, 0.0],
        }
    )

    def test_bars_are_instances_and_losses(self):
        rows = pd.DataFrame(rows_of(charts.scaling_compare(self.table).to_dict(), "bar"))
        assert rows[["name", "part", "x0", "x1"]].values.tolist() == [
            ["a", "usd", 0.0, 10.0],
            ["a", "lost", 10.0, 11.0],
            ["b", "usd", 0.0, 8.0],
            ["b", "lost", 8.0, 20.0],
            ["bound", "bound", 0.0, 5.0],
        ]

    def test_the_best_is_a_policy(self):
        assert rows_of(charts.scaling_compare(self.table).to_dict(), "rule") == [{"x0": 11.0}]

    def test_every_word_is_read(self, lang):
        table = scaling.compare(
            DAY,
            {
                language.text(f"policy_{kind}"): samples.policies(kind)
                for kind in ("step", "tracking_and_step", "simple")
            },
            group=GROUP,
            instance=SITE.instance,
            usd_per_unmet=0.0001,
        )
        shown = words(
            charts.scaling_compare(table.assign(name=table["name"].map(language.bound)), name="04-22").to_dict()
        )
        assert language.text("bound_static_peak") in shown
        assert language.text("policy_tracking_and_step") in shown

    def test_what_cannot_be_compared(self):
        with pytest.raises(InputError):
            charts.scaling_compare(self.table.drop(columns="usd"))
        with pytest.raises(InputError):
            charts.scaling_compare(self.table.iloc[:0])


class TestValley:
    table = pd.DataFrame({"target": [30, 50, 70, 90], "usd": [9.0, 6.0, 4.0, 3.0], "score_usd": [9.0, 6.1, 5.0, 40.0]})

    def test_the_lowest_is_ringed_and_the_rest_is_cut(self):
        spec = charts.scaling_valley(self.table, chosen=50, ghost=30).to_dict()
        assert rows_of(spec, "point") == [{"x": 70.0, "y": 5.0}]
        assert max(row["y"] for row in rows_of(spec, "line")) == pytest.approx(1.12 * 3.5 * 5.0)
        assert [rows for part, rows in layers(spec) if part["mark"]["type"] == "rule"] == [[{"x": 30}], [{"x": 50}]]

    @pytest.mark.parametrize("by", ["target", "min_size", "launch_seconds"])
    def test_every_word_is_read(self, lang, by):
        spec = charts.scaling_valley(self.table.rename(columns={"target": by}), by, chosen=50).to_dict()
        assert language.text(f"scaling_valley_x_{by}") in words(spec)

    def test_what_cannot_be_drawn(self):
        with pytest.raises(InputError):
            charts.scaling_valley(self.table, "warmth")
        with pytest.raises(InputError):
            charts.scaling_valley(self.table.iloc[:1])


class TestQueue:
    def test_waits_and_instances_are_those_of_the_runs(self, runs):
        above, below = charts.queue_scaling(runs, 5).to_dict()["vconcat"]
        drawn = pd.DataFrame(rows_of(above, "line")).groupby("name")["y"].max()
        assert drawn["one"] == runs["one"].minutes["in_service"].max()
        minutes = runs["other"].minutes
        longest = (minutes["backlog"] / minutes["in_service"] / 3).max()
        assert pd.DataFrame(rows_of(below, "line")).groupby("name")["y"].max()["other"] == pytest.approx(longest)
        assert rows_of(below, "rule")[0] == {"y": 5}

    def test_every_word_is_read(self, lang, runs):
        spec = charts.queue_scaling({language.text("metric_backlog_per_instance"): runs["one"], "b": runs["other"]}, 5)
        assert language.text("queue_limit") in words(spec.to_dict())

    def test_only_queues(self, run, runs):
        with pytest.raises(InputError):
            charts.queue_scaling({"a": run}, 5)
        with pytest.raises(InputError):
            charts.queue_scaling({}, 5)


class TestZones:
    def test_spare_is_what_a_zone_takes(self, lang):
        spec = charts.zone_spare(scaling.zone_table(18, (2, 3, 4)), usd_per_hour=0.1).to_dict()
        rows = pd.DataFrame(rows_of(spec, "bar"))
        assert rows[rows["part"] == "spare"]["x1"].tolist() == [36.0, 27.0, 24.0]
        assert any(language.usd_per_month(9 * 0.1 * 730) in word for word in words(spec))

    def test_nothing_needed(self):
        assert language.text("scaling_no_load") in str(charts.zone_spare(scaling.zone_table(0, (2,))).to_dict())


class TestUnits:
    traffic = load_balancer.Traffic(requests_per_connection=8, connection_seconds=75, kb_per_request=12, rules=14)

    def test_lines_are_the_units_and_the_thick_one_decides(self, lang):
        hours = SITE.load.resample("h").sum().iloc[:336]
        units = load_balancer.capacity_units(load_balancer.usage(hours, self.traffic))
        spec = charts.capacity_unit_hours(units).to_dict()
        drawn = pd.DataFrame(rows_of(spec, "line")).groupby("kind")["y"].sum()
        assert drawn["processed_gb"] == pytest.approx(units["processed_gb"].sum(), rel=1e-6)
        assert "processed_gb" in str(spec["layer"][0]["encoding"]["strokeWidth"])
        assert len(rows_of(spec, "line")) <= 2000
        assert language.text("lcu_processed_gb") in words(spec)

    def test_too_many_hours(self):
        units = load_balancer.capacity_units(load_balancer.usage(pd.Series([1e6] * 337), self.traffic))
        with pytest.raises(InputError):
            charts.capacity_unit_hours(units)
