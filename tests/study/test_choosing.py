"""The map of the cheapest, the bars of one workload, and their explorer: what is drawn is what was computed."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from kaolib.architecture import crossover
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import charts, explorers, language, samples
from tests.study.scenes import check_words, scenegraph

WORK = crossover.Workload(1e7, 100, 100, shape="office", burstiness=2)


@pytest.fixture(autouse=True, params=["ko", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    language.use(request.param)
    return str(request.param)


def layers(spec, mark):
    return [part["data"]["values"] for part in spec["layer"] if part["mark"]["type"] == mark]


def plane(work=WORK, columns=24, rows=20):
    axes = ("requests", np.geomspace(1e5, 1e10, columns)), ("cpu_ms", np.geomspace(1, 1e4, rows))
    return crossover.cheapest_map(work, "ap-northeast-2", *axes, samples.choices("ap-northeast-2"))


class TestBars:
    def test_the_parts_add_up_and_what_cannot_be_says_why(self, lang):
        table = crossover.ways(WORK, "ap-northeast-2", samples.choices("ap-northeast-2"))
        spec = charts.ways_bars(table, ghost=table, name="Seoul").to_dict()
        (bars,) = layers(spec, "bar")
        for way, usd in zip(table["way"], table["usd_per_month"], strict=True):
            ends = [row["x1"] for row in bars if row["lane"] == language.text(f"way_{way}")]
            assert (max(ends) == pytest.approx(usd)) if ends else math.isnan(usd)
        words = {word["text"] for word in check_words(scenegraph(spec))}
        assert str(table.set_index("way").loc["batch", f"why_{lang}"]) in words
        assert language.usd(float(table["usd_per_month"].min()), 0) in words

    def test_no_price_at_all(self):
        table = crossover.ways(WORK, "ap-northeast-2", samples.choices("ap-northeast-2"))
        none = table.assign(usd_per_month=math.nan)
        assert language.text("ways_none") in charts.ways_bars(none).to_dict()["description"]


class TestMap:
    def test_each_cell_is_the_cheapest(self):
        table = plane()
        spec = charts.choice_map(table, "requests", "cpu_ms", own={"mine": (1e7, 100.0)}, ghost=(1e9, 10.0)).to_dict()
        (cells,) = layers(spec, "rect")
        assert [cell["way"] for cell in cells] == table["way"].tolist()
        for cell, x, y in zip(cells, table["x"], table["y"], strict=True):
            assert cell["x"] < x < cell["x1"]
            assert cell["y"] < y < cell["y1"]
        words = {word["text"] for word in check_words(scenegraph(spec))}
        assert {"mine", language.text("way_short_lambda")} <= words

    def test_borders_stand_between_different_ways(self):
        table = plane(columns=12, rows=9)
        (borders,) = layers(charts.choice_map(table, "requests", "cpu_ms").to_dict(), "rule")
        grid = table.pivot(index="y", columns="x", values="way").to_numpy()
        differs = int((grid[:, 1:] != grid[:, :-1]).sum() + (grid[1:] != grid[:-1]).sum())
        assert len(borders) == differs > 0

    def test_a_strong_colour_is_a_large_lead(self):
        table = plane()
        (cells,) = layers(charts.choice_map(table, "requests", "cpu_ms").to_dict(), "rect")
        order = np.argsort(table["margin"].to_numpy())
        sure = np.array([cell["sure"] for cell in cells])[order]
        assert (np.diff(sure) >= -1e-9).all()

    def test_bad_input_is_named(self):
        with pytest.raises(InputError, match="2,"):
            charts.choice_map(plane(columns=60, rows=40), "requests", "cpu_ms")
        with pytest.raises(InputError, match="margin"):
            charts.choice_map(plane().drop(columns="margin"), "requests", "cpu_ms")


class TestExplorer:
    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"requests": 3e9, "cpu_ms": 30, "wait_ms": 0, "shape": "flat", "burstiness": 1},
            {"shape": "spikes", "burstiness": 30, "operations": 0},
            {"plan": "compute_sp_3y_no_upfront", "cpu_ms": 10_000},
        ],
    )
    def test_numbers_are_those_of_the_engine(self, change):
        explorer = explorers.choosing("us-west-2").set(**change)
        values = explorer.value
        work = crossover.Workload(
            values["requests"],
            values["cpu_ms"],
            values["wait_ms"],
            shape=values["shape"],
            burstiness=values["burstiness"],
        )
        setup = samples.choices("us-west-2", values["operations"], values["plan"])
        table = crossover.ways(work, "us-west-2", setup).set_index("way")["usd_per_month"]
        assert values["usd"] == pytest.approx(table.dropna().to_dict())
        assert values["cheapest"] == table.dropna().idxmin()
        said = re.sub(r"<[^>]*>", "", explorer._said.value)
        assert language.usd(float(table.min()), 0) in said
        for spec in (explorer._frame.spec, explorer._frame.under):
            check_words(scenegraph(spec))

    @pytest.mark.parametrize("change", [{"requests": 5}, {"cpu_ms": 0}, {"shape": "round"}, {"plan": "spot"}, {"x": 1}])
    def test_what_cannot_be_is_refused(self, change):
        explorer = explorers.choosing()
        before = str(explorer.value)
        with pytest.raises(InputError):
            explorer.set(**change)
        assert str(explorer.value) == before

    def test_settings(self):
        table = explorers.choosing().settings_table([{}, {"operations": 0}])
        assert len(table) == 2
        assert "nan" not in str(table).lower()


@pytest.mark.parametrize("region", catalog.locations().query("kind == 'Region'")["location"].tolist())
def test_every_region_has_a_cheapest_way(region):
    explorer = explorers.choosing(region)
    assert explorer.value["cheapest"]
