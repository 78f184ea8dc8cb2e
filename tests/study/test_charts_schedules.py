"""Charts of schedules: what is drawn is what was computed, and every word can be read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import schedule
from kaolib.study import charts, language
from tests.study.scenes import check_words, scenegraph

TRACE, THRESHOLD, ZONE = "ec2_network_in_5abac7", 10_000, "America/Los_Angeles"
OFFICE = schedule.Schedule("office", schedule.Period("p", "09:00", "18:00", weekdays="mon-fri"), ZONE)
LONGER = schedule.Schedule("longer", schedule.overnight("p", "08:00", "02:00", "mon-fri"), ZONE)


@pytest.fixture(scope="module")
def hours() -> pd.DataFrame:
    return schedule.hourly(OFFICE, schedule.load(TRACE), THRESHOLD)


@pytest.fixture(scope="module")
def ghost() -> pd.DataFrame:
    return schedule.hourly(LONGER, schedule.load(TRACE), THRESHOLD)


@pytest.fixture(scope="module")
def slots() -> pd.DataFrame:
    return schedule.slots(schedule.load(TRACE), THRESHOLD, ZONE)


def rows_of(spec: dict[str, Any], mark: str, number: int = 0) -> list[dict[str, Any]]:
    """The rows of one of the layers with a mark."""
    layers = [part for part in spec["layer"] if part["mark"]["type"] == mark]
    rows: list[dict[str, Any]] = layers[number]["data"]["values"]
    return rows


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


class TestWeek:
    def test_every_hour_has_its_need(self, slots):
        spec = charts.schedule_week(slots, OFFICE, name=TRACE).to_dict()
        drawn = rows_of(spec, "rect")
        assert len(drawn) == 168
        places = sorted({row["y"] for row in drawn}), sorted({row["x"] for row in drawn})
        assert [places[0].index(row["y"]) for row in drawn] == slots["weekday"].tolist()
        assert [places[1].index(row["x"]) for row in drawn] == slots["hour"].tolist()
        assert [row["need"] for row in drawn] == pytest.approx(slots["need_minutes"].tolist())
        busiest = slots.loc[slots["need_minutes"].idxmax()]
        assert f"{busiest['need_minutes']:.0f}" in words(spec)
        assert f"{int(busiest['hour'])}" in spec["description"]

    def test_the_frame_is_where_the_schedule_runs(self, slots):
        frames = rows_of(charts.schedule_week(slots, OFFICE).to_dict(), "rect", 2)
        assert len(frames) == 5
        squares = rows_of(charts.schedule_week(slots, OFFICE).to_dict(), "rect")
        assert frames[0]["x"] == squares[9]["x"] - 1
        assert frames[0]["x1"] == squares[18]["x"] - 1
        passing = rows_of(charts.schedule_week(slots, LONGER).to_dict(), "rect", 2)
        assert len(passing) == 10, "each night is framed on both days"

    @pytest.mark.parametrize("with_schedule", [True, False])
    def test_every_word_is_read(self, lang, slots, with_schedule):
        shown = words(charts.schedule_week(slots, OFFICE if with_schedule else None, name=TRACE).to_dict())
        assert set(language.text("schedule_weekdays").split()) <= shown
        assert any("45" in word for word in shown) == with_schedule

    def test_hours_that_a_trace_lacks_are_crossed(self):
        load = schedule.load(TRACE).head(2 * 288)
        assert "×" in words(charts.schedule_week(schedule.slots(load, THRESHOLD)).to_dict())


class TestDays:
    def test_every_hour_is_one_square_of_its_kind(self, hours):
        drawn = rows_of(charts.schedule_days(hours).to_dict(), "rect")
        assert len(drawn) == len(hours)
        kinds = pd.Series([row["kind"] for row in drawn])
        assert (kinds == "missed").sum() == (hours["missed_minutes"] > 0).sum()
        assert kinds[(hours["running_minutes"] == 0) & (hours["missed_minutes"] == 0)].eq("off").all()
        on = (hours["running_minutes"] >= 50) & (hours["missed_minutes"] == 0)
        assert kinds[on & (hours["need_minutes"] > 0)].eq("served").all()
        assert kinds[on & (hours["need_minutes"] == 0)].eq("idle").all()

    def test_minutes_missed_stand_in_their_hours(self, hours):
        labels = [row["label"] for row in rows_of(charts.schedule_days(hours).to_dict(), "rect") if row["label"]]
        assert sum(map(int, labels)) == hours["missed_minutes"].sum()

    def test_what_has_not_come_yet_is_pale_and_not_counted(self, hours):
        spec = charts.schedule_days(hours, upto=100).to_dict()
        drawn = rows_of(spec, "rect")
        assert [row["seen"] == 1 for row in drawn] == [number < 100 for number in range(len(drawn))]
        lost = int(hours["missed_minutes"].head(100).sum())
        assert language.text("schedule_minutes", minutes=language.number(lost, 0)) in words(spec)
        assert rows_of(spec, "rect", 1) == [drawn[99]], "the moment is framed"

    @pytest.mark.parametrize("upto", [None, 1, 200])
    def test_every_word_is_read(self, lang, hours, ghost, upto):
        spec = charts.schedule_days(hours, upto=upto, ghost=ghost, name="office").to_dict()
        shown = words(spec)
        for kind in ("served", "idle", "missed", "off"):
            assert language.text(f"schedule_hour_{kind}") in shown
        assert scenegraph(spec)["width"] <= charts.WIDTH
        assert sum(len(part["data"]["values"]) for part in spec["layer"] if "data" in part) <= 2000

    def test_nothing_to_draw(self, hours):
        assert language.text("chart_no_load") in words(charts.schedule_days(hours.head(0)).to_dict())
        assert language.text("chart_no_load") in words(charts.schedule_missed(hours.head(0)).to_dict())


class TestMissed:
    def test_the_line_rises_to_all_that_is_missed(self, hours):
        line = rows_of(charts.schedule_missed(hours).to_dict(), "line")
        assert line[-1]["lost"] == hours["missed_minutes"].sum()
        assert [row["lost"] for row in line] == sorted(row["lost"] for row in line)
        half = rows_of(charts.schedule_missed(hours, upto=200).to_dict(), "line")
        assert half[-1] == {"h": 200, "lost": hours["missed_minutes"].head(200).sum()}

    @pytest.mark.parametrize("limit", [None, 300, 640])
    def test_every_word_is_read(self, lang, hours, ghost, limit):
        spec = charts.schedule_missed(hours, upto=250, ghost=ghost, limit=limit).to_dict()
        shown = words(spec)
        assert (limit is None) == (not any(f"{limit}" in word for word in shown))
        assert scenegraph(spec)["width"] <= charts.WIDTH


class TestOrder:
    usd = (0.0, 0.25, 0.5, 0.75, 1.0)
    always = pd.DataFrame({"usd_per_hour": usd, "usd": [100.0, 90.0, 82.0, 78.0, 90.0]})
    after = pd.DataFrame({"usd_per_hour": usd, "usd": [50.0, 41.0, 52.0, 65.0, 88.0]})

    def test_three_marks(self, lang):
        spec = charts.schedule_order(self.always, self.after).to_dict()
        marks = {row["label"]: (row["x"], row["usd"]) for row in rows_of(spec, "point")}
        assert marks == {"1": (0.75, 78.0), "2": (0.75, 65.0), "3": (0.25, 41.0)}
        assert {"1", "2", "3"} <= words(spec)
        assert scenegraph(spec)["width"] <= charts.WIDTH

    def test_a_commitment_for_everything_leaves_one_mark_for_two(self):
        covered = self.after.assign(usd=[50.0, 41.0, 52.0, 77.5, 90.0])
        spec = charts.schedule_order(self.always, covered).to_dict()
        assert {row["label"] for row in rows_of(spec, "point")} == {"1·2", "3"}
        words(spec)


class TestCost:
    def test_shares_add_up_and_totals_are_told(self, lang):
        table = pd.concat(
            schedule.solution_cost(targets, "us-east-1", resources=4 * targets, instance_types=2).assign(
                deployment=name
            )
            for name, targets in (("small", 5), ("large", 1000))
        )
        spec = charts.schedule_cost(table, name="N. Virginia").to_dict()
        bars = pd.DataFrame(rows_of(spec, "rect"))
        assert bars.groupby("y")["x1"].max().tolist() == pytest.approx([spec["width"]] * 2)
        shown = words(spec)
        small = float(table.loc[table["deployment"] == "small", "usd"].sum())
        assert language.usd_per_month(small) in shown
        assert scenegraph(spec)["width"] <= charts.WIDTH
