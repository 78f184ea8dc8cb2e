"""Charts of events: what is drawn is what was computed, and every word can be read."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import serverless
from kaolib.study import charts, language, samples
from tests.study.scenes import check_words, scenegraph


@pytest.fixture(autouse=True, params=["ko", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    language.use(request.param)
    return str(request.param)


def layers(spec: dict[str, Any], mark: str) -> list[list[dict[str, Any]]]:
    return [part["data"]["values"] for part in spec["layer"] if part["mark"]["type"] == mark]


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


class TestTries:
    def test_each_run_is_a_dot_and_what_is_given_up_a_cross(self):
        table = serverless.async_retries(0.1, throttled_s=600)
        spec = charts.event_tries({"a": table}, {"a": 21_600}, room=2).to_dict()
        drawn = {rows[0]["kind"]: rows for rows in layers(spec, "point") if "kind" in rows[0]}
        for result in ("run", "throttled", "discarded"):
            assert [row["x"] for row in drawn[result]] == table.loc[table["result"] == result, "starts_s"].tolist()
        assert spec["height"] == 2 * 74
        assert "10%" in words(spec)
        (limit,) = layers(spec, "tick")
        assert limit[0]["x"] == 21_600

    def test_an_earlier_choice_is_pale_and_told(self):
        runs = {"now": serverless.async_retries(0.5, retries=0), "before": serverless.async_retries(0.5)}
        spec = charts.event_tries(runs, {"now": 21_600, "before": 21_600}, ghost="before").to_dict()
        opacity = {row["lane"]: row["opacity"] for rows in layers(spec, "rule") for row in rows}
        assert opacity["before"] < opacity["now"] == 1
        assert language.text("ghost_note") in str(spec["title"])
        words(spec)

    def test_it_wants_one_to_three_lanes(self):
        with pytest.raises(InputError):
            charts.event_tries({}, {})
        with pytest.raises(InputError, match="starts_s"):
            charts.event_tries({"a": pd.DataFrame({"x": [1]})}, {"a": 60})


class TestFailureCost:
    TABLE = pd.DataFrame([{"setting": "now", "first_usd": 1.2, "again_usd": 0.6, "destination_usd": 0.1}])

    def test_the_parts_add_up(self):
        spec = charts.failure_cost(self.TABLE, ghost=self.TABLE.assign(setting="before", again_usd=0.0)).to_dict()
        (bars,) = layers(spec, "bar")
        assert [round(row["x1"] - row["x"], 6) for row in bars if row["lane"] == "now"] == [1.2, 0.6, 0.1]
        assert language.usd(1.9, 2) in words(spec)

    def test_a_destination_without_a_price_is_said(self):
        spec = charts.failure_cost(self.TABLE.assign(destination_usd=math.nan)).to_dict()
        assert language.text("failure_cost_unknown") in str(layers(spec, "text"))

    def test_nothing_ran(self):
        zero = self.TABLE.assign(first_usd=0.0, again_usd=0.0, destination_usd=0.0)
        assert language.text("failure_cost_none") in charts.failure_cost(zero).to_dict()["description"]


class TestSteps:
    RUN = serverless.stream_retries(100, [37], retries=2, bisect=True, duration_ms=200, records_per_second=20)

    def test_a_row_for_each_run_of_a_part(self):
        spec = charts.stream_steps(self.RUN).to_dict()
        (rows,) = layers(spec, "rect")
        ran = self.RUN.steps[self.RUN.steps["result"] != "discarded"]
        assert [(row["x"], row["x1"]) for row in rows] == [
            (first, first + count) for first, count in ran[["first_record", "records"]].itertuples(index=False)
        ]
        assert any(language.text("stream_steps_dropped") in word for word in words(spec))

    def test_a_moment_shows_what_has_begun(self):
        (rows,) = layers(charts.stream_steps(self.RUN, upto_s=3.0).to_dict(), "rect")
        assert len(rows) == int((self.RUN.steps["starts_s"] <= 3.0).sum())

    def test_half_way_through_a_day_of_tries(self):
        endless = serverless.stream_retries(100, [37], duration_ms=200)
        text = str(layers(charts.stream_steps(endless, upto_s=43_200).to_dict(), "text"))
        half = language.text("stream_steps_tries", tries=language.number(endless.invocations // 2))
        assert half in text
        assert language.text("stream_steps_dropped") not in text

    def test_as_tall_and_wide_at_every_moment(self):
        sizes = {
            (spec["width"], spec["height"])
            for spec in (charts.stream_steps(self.RUN, upto_s=at).to_dict() for at in (1, 5, 12, math.inf))
        }
        assert len(sizes) == 1

    def test_what_does_not_fit_is_counted(self):
        many = serverless.stream_retries(1000, range(0, 1000, 50), retries=0, bisect=True)
        spec = charts.stream_steps(many).to_dict()
        left = int((many.steps["result"] != "discarded").sum()) - len(layers(spec, "rect")[0])
        assert left > 0
        assert language.text("stream_steps_hidden", count=language.number(left)) in spec["description"]


class TestLag:
    def test_the_peak_is_told_and_the_line_ends_at_the_moment(self):
        run = serverless.stream_retries(100, [37], retries=2, bisect=True, duration_ms=200)
        lag = serverless.stream_lag(run, 20, np.geomspace(1, 1e6, 40))
        spec = charts.stream_lag(lag, ghost=lag).to_dict()
        assert any("240" in word for word in words(spec))
        early = charts.stream_lag(lag, at_s=5.0).to_dict()
        assert max(row["x"] for row in layers(early, "line")[0]) <= 5.0
        assert not any("240" in word for word in words(early))

    def test_nothing_waits(self):
        lag = pd.DataFrame({"seconds": [1.0, 2.0], "records": [0.0, 0.0]})
        assert language.text("stream_lag_none") in charts.stream_lag(lag).to_dict()["description"]


class TestFronts:
    def test_the_points_lie_on_both_lines(self):
        table = samples.front_costs("us-east-1", np.geomspace(0.1, 1000, 41), 120, 512, 730)
        points = samples.front_crossings("us-east-1", 120, 512)
        for kind, rate, usd in points.itertuples(index=False):
            at = samples.front_costs("us-east-1", [rate], 120, 512, 730).set_index("front")["usd"]
            assert at[kind] == pytest.approx(usd) == at["alb"]
        spec = charts.fronts_by_rate(table, points, name="us-east-1").to_dict()
        assert {row["front"] for row in layers(spec, "line")[0]} == {"function_url", "http", "rest", "alb"}
        shown = words(spec)
        for kind, rate in zip(points["kind"], points["requests_per_second"], strict=True):
            label = language.text("fronts_point", front=language.text(f"front_{kind}"), rate=language.number(rate, 1))
            assert label in shown

    def test_a_front_without_a_price_is_left_out(self):
        table = samples.front_costs("us-gov-west-1", [1, 10], 120, 512, 730)
        spec = charts.fronts_by_rate(table, samples.front_crossings("us-gov-west-1", 120, 512)).to_dict()
        assert "alb" not in {row["front"] for row in layers(spec, "line")[0]}


class TestFrontier:
    def test_the_line_is_the_engines(self):
        frontier = serverless.step_functions_frontier("us-east-1", [1000, 60_000, 300_000])
        spec = charts.workflow_frontier(frontier, {"orders": (4, 12)}).to_dict()
        (line,) = layers(spec, "line")
        assert [row["y"] for row in line] == pytest.approx(frontier["transitions"].tolist())
        assert "orders" in words(spec)

    def test_not_known_is_said(self):
        frontier = serverless.step_functions_frontier("us-gov-west-1", [1000])
        assert language.text("frontier_none") in charts.workflow_frontier(frontier).to_dict()["description"]
