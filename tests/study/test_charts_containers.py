"""Charts of containers: what is drawn is what was computed, and every word can be read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import crossover, packing
from kaolib.errors import InputError
from kaolib.knowledge import containers
from kaolib.study import charts, language, samples
from kaolib.study.charts._containers import PACKED
from tests.study.scenes import check_words, scenegraph

SEOUL, PLAN = "ap-northeast-2", "compute_sp_3y_no_upfront"
DAEMONS = packing.Overhead(daemon_vcpu=0.25, daemon_gib=0.5)


def packed(instance_type: str = "m7g.xlarge", kind: str = "container", **options: Any) -> packing.Packing:
    return packing.pack(samples.services(), instance_type, SEOUL, kind, overhead=DAEMONS, zones=3, **options)


def rows_of(spec: dict[str, Any], mark: str, number: int = 0) -> list[dict[str, Any]]:
    """The rows of one of the layers with a mark."""
    layers = [part for part in spec["layer"] if part["mark"]["type"] == mark]
    rows: list[dict[str, Any]] = layers[number]["data"]["values"]
    return rows


def words(spec: dict[str, Any]) -> set[str]:
    return {word["text"] for word in check_words(scenegraph(spec))}


class TestPackedMachines:
    @pytest.mark.parametrize("kind", packing.KINDS)
    def test_each_bar_is_its_machine(self, kind):
        one = packed(kind=kind)
        bars = pd.DataFrame(rows_of(charts.packed_machines(one).to_dict(), "rect"))
        bars["width"] = bars["x1"] - bars["x"]
        unit = bars["width"].sum() / one.machines["vcpu"].sum() / 2  # two bars a machine
        for part in PACKED:
            cpu = one.machines[f"{part}_vcpu"].sum()
            # memory is drawn as the share of a box that is as wide as the vCPUs
            memory = (one.machines[f"{part}_gib"] / one.machines["gib"] * one.machines["vcpu"]).sum()
            drawn = bars.loc[bars["part"] == part, "width"].sum() / unit
            assert drawn == pytest.approx(cpu + memory, abs=0.02 * one.machines["vcpu"].sum())
        assert bars["x1"].max() <= charts.WIDTH - 24 + 0.5

    def test_what_is_stranded_is_struck_through(self):
        spec = charts.packed_machines(packed("m7g.large")).to_dict()
        bars = [row for row in rows_of(spec, "rect") if row["part"] == "stranded"]
        struck = rows_of(spec, "rule")
        assert bars
        assert [(row["x"], row["x1"]) for row in struck] == [(row["x"], row["x1"]) for row in bars]
        assert all(row["y"] < row["ym"] < row["y1"] for row in struck)

    @pytest.mark.parametrize("instance_type", ["m7g.large", "m7g.xlarge", "m7g.2xlarge", "m7g.16xlarge"])
    @pytest.mark.parametrize("ghosted", [True, False])
    def test_every_word_is_read(self, lang, instance_type, ghosted):
        one = packed(instance_type)
        ghost = packed(kind="vm") if ghosted else None
        shown = words(charts.packed_machines(one, ghost=ghost, name=instance_type).to_dict())
        assert any(language.usd_per_month(one.usd_per_month) in word for word in shown)
        assert any(language.text("packed_first") in word for word in shown) == ghosted
        assert {language.text(f"packed_{part}") for part in PACKED} <= shown

    def test_two_packings_with_their_names(self, lang):
        spec = charts.packed_machines({"VM": packed(kind="vm"), "C": packed()}).to_dict()
        shown = words(spec)
        assert any(word.startswith("VM: ") and "33" in word for word in shown)
        assert any(word.startswith("C: ") and "9" in word for word in shown)
        assert "VM: " in spec["description"]

    def test_a_hundred_vms_are_drawn_and_more_are_refused(self):
        many = samples.services().assign(replicas=14)
        vms = packing.pack(many, "m7g.xlarge", SEOUL, "vm")
        check_words(scenegraph(charts.packed_machines(vms).to_dict()))
        with pytest.raises(InputError, match="175 machines cannot be drawn: at most 150"):
            charts.packed_machines(packing.pack(many.assign(replicas=25), "m7g.xlarge", SEOUL, "vm"))

    def test_nothing_to_place_is_said(self, lang):
        none = packing.pack(samples.services().assign(replicas=0), "m7g.large", SEOUL)
        assert language.text("packed_nothing") in words(charts.packed_machines(none).to_dict())


class TestFargateOrInstances:
    def table(self, **options: Any) -> pd.DataFrame:
        return crossover.fargate_or_instances("m7g.xlarge", SEOUL, 0.5, 2, **options)

    def test_each_break_even_is_marked(self):
        options = {"instance": ["on_demand", PLAN], "fargate": ["on_demand", PLAN], "spot_saving": 0.5}
        spec = charts.fargate_or_instances(self.table(**options)).to_dict()
        marks = rows_of(spec, "point")
        points = [
            crossover.fargate_break_even("m7g.xlarge", SEOUL, 0.5, 2, instance=i, fargate=f)
            for i in options["instance"]
            for f in options["fargate"]
        ]
        assert sorted(row["x"] for row in marks) == pytest.approx(sorted(p for p in points if p < 1))
        assert {row["label"] for row in marks} == {language.percent(p) for p in points if p < 1}

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"instance": PLAN},
            {"instance": ["on_demand", PLAN], "fargate": ["on_demand", "spot"], "spot_saving": 0.6},
            {"instance": "spot", "fargate": ["on_demand", "spot", PLAN], "spot_saving": 0.7},
        ],
    )
    @pytest.mark.parametrize("ghosted", [True, False])
    def test_every_word_is_read(self, lang, options, ghosted):
        table = self.table(**options)
        ghost = self.table(instance=PLAN) if ghosted else None
        spec = charts.fargate_or_instances(table, chosen=0.6, ghost=ghost, name="m7g.xlarge, Seoul").to_dict()
        shown = words(spec)
        for usd in table.loc[table["utilization"] == 1, "usd_per_month"]:
            assert language.usd(usd, digits=0) in shown
        assert (language.text("ghost_note") in " ".join(shown)) == ghosted

    def test_an_instance_that_never_wins_is_said(self, lang):
        spec = charts.fargate_or_instances(self.table(fargate="spot", spot_saving=0.7)).to_dict()
        assert language.text("ec2_fargate_never") in spec["description"]
        assert not [part for part in spec["layer"] if part["mark"]["type"] == "point"]

    def test_more_lines_than_can_be_told_apart(self):
        with pytest.raises(InputError, match="5 lines cannot be told apart: at most 4"):
            charts.fargate_or_instances(
                self.table(instance=["on_demand", PLAN, "spot"], fargate=["on_demand", "spot"], spot_saving=0.5)
            )


class TestKubernetes:
    def spec(self, today: str, count: int = 7) -> dict[str, Any]:
        versions = containers.kubernetes_versions().tail(count)
        return charts.kubernetes_support(
            versions, today, standard_usd_per_hour=0.1, extended_usd_per_hour=0.6, name="Seoul"
        ).to_dict()

    @pytest.mark.parametrize("today", ["2026-06-01", "2026-11-25", "2027-07-29"])
    def test_each_version_with_its_state(self, lang, today):
        spec = self.spec(today)
        shown = words(spec)
        assert today in shown
        for version in containers.kubernetes_versions().tail(7)["version"]:
            state = containers.support_of(version, today)
            usd = {"standard": 73, "extended": 438}.get(state)
            said = language.text(f"kubernetes_{state}", usd=language.usd(usd, digits=0) if usd else "")
            assert f"{version}: {said}" in spec["description"]
            assert said in shown

    def test_bars_are_the_calendar(self):
        bars = pd.DataFrame(rows_of(self.spec("2026-11-25"), "bar"))
        days = bars.assign(days=bars["x1"] - bars["x"]).pivot(index="version", columns="part", values="days")
        assert days.loc["1.34", "extended"] == 365
        assert days.loc["1.34", "standard"] == 426  # 2 October 2025 to 2 December 2026
        striped = rows_of(self.spec("2026-11-25"), "rule")
        assert {row["part"] for row in striped} == {"extended"}

    def test_no_versions(self, lang):
        assert language.text("kubernetes_none") in words(self.spec("2026-11-25", 0))
