"""Charts of Lambda: what is drawn is what was computed, and every word can be read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import power_tuning
from kaolib.errors import InputError
from kaolib.knowledge import serverless
from kaolib.study import charts, language, samples
from tests.study.scenes import check_words, scenegraph

WORKS = {
    "mixed": power_tuning.Work(cpu_ms=400, wait_ms=100),
    "waiting": power_tuning.Work(cpu_ms=20, wait_ms=1600, memory_needed_mb=300),
    "working": power_tuning.Work(cpu_ms=6400, parallel_share=0.9),
    "only_waiting": power_tuning.Work(cpu_ms=0, wait_ms=50),
}


@pytest.fixture(autouse=True, params=["ko", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    language.use(request.param)
    return str(request.param)


def tuned(name: str) -> pd.DataFrame:
    return power_tuning.tune(power_tuning.durations(WORKS[name]), "us-east-1")


def layers(spec: dict[str, Any], mark: str) -> list[list[dict[str, Any]]]:
    return [part["data"]["values"] for part in spec["layer"] if part["mark"]["type"] == mark]


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


class TestTuning:
    @pytest.mark.parametrize("name", list(WORKS))
    @pytest.mark.parametrize("ghost", [None, "mixed", "working"])
    def test_every_word_can_be_read(self, name, ghost):
        pale = None if ghost is None else tuned(ghost)
        words(charts.tuning_time(tuned(name), chosen=1024, ghost=pale, limit_ms=500).to_dict())
        words(charts.tuning_cost(tuned(name), chosen=1024, ghost=pale).to_dict())

    def test_the_parts_are_the_time(self):
        table = tuned("mixed")
        (bars,) = layers(charts.tuning_time(table).to_dict(), "bar")
        drawn = pd.DataFrame(bars).groupby("size", sort=False)["y1"].max()
        inside = table[table["duration_ms"] <= drawn.max() - 1]
        for size, time in zip(inside["memory_mb"], inside["duration_ms"], strict=True):
            assert drawn[f"{size:,}"] == pytest.approx(time)
        waits = [row for row in bars if row["part"] == "waiting"]
        assert all(row["y1"] == pytest.approx(100) for row in waits)

    def test_what_is_cut_says_its_number(self):
        shown = words(charts.tuning_time(tuned("mixed")).to_dict())
        assert language.number(round(tuned("mixed")["duration_ms"].iloc[0])) in shown

    def test_cheapest_balanced_and_fastest_are_named(self):
        table = tuned("waiting")
        shown = words(charts.tuning_cost(table).to_dict())
        for kind in ("cheapest", "fastest", "balanced"):
            assert language.text(f"tuning_{kind}") in shown
        cheapest = float(table.loc[table["cheapest"], "usd_per_million"].iloc[0])
        assert language.usd(cheapest, 2) in shown

    def test_sizes_that_do_not_run_are_marked_and_told(self):
        spec = charts.tuning_time(tuned("waiting")).to_dict()
        assert language.text("tuning_too_small", sizes="128, 256") in spec["description"]
        assert [row["size"] for rows in layers(spec, "text") for row in rows if row.get("label") == "✕"] == [
            "128",
            "256",
        ]

    def test_a_table_that_lacks_a_column(self):
        with pytest.raises(InputError, match="duration_ms"):
            charts.tuning_time(tuned("mixed").drop(columns="duration_ms"))


class TestProvisioned:
    def run(self, level: int) -> serverless.ProvisionedRun:
        return serverless.provisioned_run(samples.busy_day(), level, 200, 1024, "us-east-1")

    @pytest.mark.parametrize("level", [0, 1, 10, 28, 60])
    def test_the_day_adds_up(self, level):
        steps = self.run(level).steps
        spec = charts.provisioned_day(steps, ghost=self.run(12).steps["provisioned"]).to_dict()
        rows = pd.DataFrame([row for part in layers(spec, "rect") for row in part])
        heights = (rows["y1"] - rows["y"]).groupby(rows["part"]).sum()
        assert heights.get("served", 0) == pytest.approx(steps["served"].sum())
        assert heights.get("spilled", 0) == pytest.approx(steps["spilled"].sum())
        assert heights.get("idle", 0) == pytest.approx((steps["provisioned"] - steps["served"]).sum())
        words(spec)

    def test_each_region_beside_none_at_all(self):
        here = language.location("us-east-1", with_code=False)
        tables = {
            language.location(place, with_code=False): serverless.provisioned_options(
                samples.busy_day(), range(0, 31, 2), 200, 1024, place
            )
            for place in ("us-east-1", "ap-northeast-2", "sa-east-1")
        }
        spec = charts.provisioned_levels(tables, chosen=10, chosen_in=here).to_dict()
        (rows,) = layers(spec, "line")
        for place, table in tables.items():
            drawn = [row["y"] for row in rows if row["place"] == place]
            assert drawn == pytest.approx((table["usd"] / table["usd"].iloc[0]).tolist())
        best = tables[here].loc[tables[here]["cheapest"]].iloc[0]
        label = language.text(
            "provisioned_levels_best",
            count=language.number(best["provisioned"]),
            share=language.percent(best["usd"] / tables[here]["usd"].iloc[0]),
        )
        assert label in words(spec)

    def test_too_many_lines(self):
        table = pd.DataFrame({"provisioned": [0], "usd": [1.0]})
        with pytest.raises(InputError):
            charts.provisioned_levels({str(number): table for number in range(5)})
