"""The explorers of containers: their numbers are the engine's, a change moves them, and what does not fit is said."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from kaolib.architecture import crossover, packing
from kaolib.errors import InputError
from kaolib.study import explorers, language, samples
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

SEOUL, PLAN = "ap-northeast-2", "compute_sp_3y_no_upfront"


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


@pytest.fixture
def packer() -> Explorer:
    return explorers.packing(samples.services(), "m7g.xlarge", SEOUL, packing_kind="vm")


@pytest.fixture
def chooser() -> Explorer:
    return explorers.fargate("m7g.xlarge", SEOUL)


class TestPacking:
    def direct(self, values: dict[str, Any]) -> packing.Packing:
        shop, share = samples.services(), values["requests_percent"] / 100
        return packing.pack(
            shop.assign(vcpu=shop["vcpu"] * share, gib=shop["gib"] * share),
            values["instance_type"],
            values["location"],
            values["packing_kind"],
            strategy=values["placement"],
            order=values["packing_order"],
            orchestrator=values["orchestrator"],
            overhead=packing.Overhead(daemon_vcpu=values["daemon_vcpu"], daemon_gib=values["daemon_gib"]),
            zones=values["packing_zones"],
        )

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"packing_kind": "container"},
            {"packing_kind": "container", "size": "large", "packing_order": "largest_first"},
            {"packing_kind": "container", "placement": "spread", "packing_zones": 1},
            {"packing_kind": "container", "orchestrator": "eks", "requests_percent": 60},
            {"packing_kind": "container", "daemon_vcpu": 1, "daemon_gib": 2, "family": "r7g"},
            {"packing_kind": "container", "location": "us-east-1", "instance_type": "m7i.4xlarge"},
        ],
    )
    def test_numbers_are_those_of_the_packing(self, packer, change):
        values = packer.set(**change).value
        done = self.direct(values)
        row = done.summary().iloc[0]
        assert values["machines"] == len(done) == len(packer.table) == len(packer.packing)
        assert values["usd_per_month"] == pytest.approx(done.usd_per_month)
        assert values["stranded_vcpu"] == pytest.approx(row["stranded_vcpu"])
        assert language.usd_per_month(done.usd_per_month) in said(packer)
        check_words(scenegraph(spec(packer)))

    def test_the_first_choice_stays_as_a_ghost(self, packer):
        first = packer.value
        assert language.text("ghost_note") not in spec(packer)["description"] + str(spec(packer)["title"])
        packer.set(packing_kind="container")
        assert "dash" in str(spec(packer)["layer"]).lower()
        assert language.text("ghost_note") in str(spec(packer)["title"])
        less = first["usd_per_month"] - packer.value["usd_per_month"]
        assert language.usd(less, digits=2) in said(packer)
        packer.set(packing_kind="vm")
        assert language.text("ghost_note") not in str(spec(packer)["title"])

    def test_more_than_before_is_said_too(self):
        explorer = explorers.packing(samples.services(), "m7g.xlarge", SEOUL)
        assert "more than the first choice" in said(explorer.set(size="2xlarge"))

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"packing_kind": "container", "size": "medium"}, "is larger than what m7g.medium has left"),
            ({"location": "us-west-2-lax-1"}, "not sold"),
            ({"packing_kind": "container", "orchestrator": "eks", "family": "m8i"}, "is not known here"),
            ({"packing_kind": "container", "size": "medium", "daemon_vcpu": 1}, "has nothing left"),
        ],
    )
    def test_what_does_not_fit_is_said_and_can_be_left(self, packer, change, sentence):
        before = packer.value
        assert sentence in said(packer.set(**change))
        assert packer.table.empty
        assert math.isnan(packer.value["machines"])
        assert "–" in packer.settings_table([change]).iloc[0].tolist()
        back = {
            name: before[name] for name in ("instance_type", "location", "packing_kind", "orchestrator", "daemon_vcpu")
        }
        assert packer.set(**back).value["machines"] == before["machines"]

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"packing_kind": "pods"}, "unknown Way 'pods'"),
            ({"placement": "binpack"}, "unknown Placement 'binpack'"),
            ({"packing_zones": 0}, "packing_zones 0 cannot be used"),
            ({"requests_percent": 0}, "requests_percent 0 cannot be used"),
            ({"daemon_gib": -1}, "daemon_gib -1 cannot be used"),
            ({"strategy": "spread"}, "unknown setting 'strategy'"),
        ],
    )
    def test_a_bad_value_is_one_sentence_and_changes_nothing(self, packer, change, sentence):
        before = packer.value
        with pytest.raises(InputError) as error:
            packer.set(**change)
        assert str(error.value).startswith(sentence)
        assert packer.value == before

    def test_a_control_that_moves_changes_chart_and_table(self, packer):
        chart, table = spec(packer), packer.table
        packer._controls["packing_kind"].value = "container"
        assert spec(packer) != chart
        assert len(packer.table) < len(table)

    def test_settings_table_in_both_languages(self, packer):
        settings = [{}, {"packing_kind": "container"}, {"packing_kind": "container", "size": "2xlarge"}]
        english = packer.settings_table(settings)
        assert english["Machines"].tolist() == ["33", "9", "6"]
        language.use("ko")
        korean = explorers.packing(samples.services(), "m7g.xlarge", SEOUL, packing_kind="vm").settings_table(settings)
        assert korean["기계 수"].tolist() == ["33", "9", "6"]


class TestFargate:
    def point(self, values: dict[str, Any]) -> float:
        return crossover.fargate_break_even(
            values["instance_type"],
            values["location"],
            values["task_vcpu"],
            values["task_gib"],
            instance=values["instance_option"],
            fargate=values["fargate_option"],
            spot_saving=values["spot_percent"] / 100,
        )

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"instance_option": PLAN},
            {"instance_option": "spot", "fargate_option": "spot", "spot_percent": 30},
            {"task_vcpu": 1, "task_gib": 4, "size": "4xlarge"},
            {"family": "m7i", "location": "us-east-1", "instance_option": "ec2_instance_sp_1y_no_upfront"},
        ],
    )
    def test_numbers_are_those_of_the_crossover(self, chooser, change):
        values = chooser.set(**change).value
        assert values["break_even"] == pytest.approx(self.point(values))
        assert language.percent(values["break_even"]) in said(chooser)
        table = chooser.table.set_index("utilization")
        assert table.index.tolist() == pytest.approx([step / 10 for step in range(11)])
        assert values["ec2_usd"] == pytest.approx(table["ec2_usd"].iloc[0])
        assert values["fargate_usd"] == pytest.approx(table["fargate_usd"].iloc[-1] * 0.6)
        assert table["fargate_usd"].iloc[6] == pytest.approx(values["fargate_usd"])
        assert values["ec2_usd"] / values["break_even"] * 0.6 == pytest.approx(values["fargate_usd"])
        check_words(scenegraph(spec(chooser)))

    def test_the_utilization_moves_the_line_and_who_is_cheaper(self, chooser):
        chooser.set(instance_option=PLAN, busy_percent=40)
        assert "Fargate is cheaper" in said(chooser)
        chooser.set(busy_percent=80)
        assert "EC2 is cheaper" in said(chooser)

    def test_the_first_choice_stays(self, chooser):
        first = chooser.value["break_even"]
        assert language.text("ghost_note") not in str(spec(chooser)["title"])
        chooser.set(instance_option=PLAN)
        assert language.text("ghost_note") in str(spec(chooser)["title"])
        assert f"With the first choice the break-even was {language.percent(first)}." in said(chooser)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"family": "t4g"}, "is burstable"),
            ({"task_vcpu": 4, "task_gib": 16}, "does not fit on m7g.xlarge"),
            ({"spot_percent": 80, "fargate_option": "spot"}, "up to 70%"),
            ({"location": "us-west-2-lax-1"}, "not sold"),
        ],
    )
    def test_what_does_not_go_together_is_said_and_can_be_left(self, chooser, change, sentence):
        assert sentence in said(chooser.set(**change))
        assert chooser.table.empty
        assert math.isnan(chooser.value["break_even"])
        chooser.set(
            instance_type="m7g.xlarge",
            location=SEOUL,
            task_vcpu=0.5,
            task_gib=2,
            spot_percent=60,
            fargate_option="on_demand",
        )
        assert not chooser.table.empty

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"instance_option": "ondemand"}, "unknown EC2 paid as 'ondemand'"),
            ({"fargate_option": "ec2_instance_sp_1y_no_upfront"}, "unknown Fargate paid as"),
            ({"busy_percent": 120}, "busy_percent 120 cannot be used: give 0 to 100"),
            ({"task_vcpu": 0}, "task_vcpu 0 cannot be used"),
        ],
    )
    def test_a_bad_value_is_one_sentence_and_changes_nothing(self, chooser, change, sentence):
        before = chooser.value
        with pytest.raises(InputError) as error:
            chooser.set(**change)
        assert str(error.value).startswith(sentence)
        assert chooser.value == before

    def test_settings_table_in_both_languages(self, chooser):
        settings = [{}, {"instance_option": PLAN}]
        english = chooser.settings_table(settings).iloc[:, -1].tolist()
        language.use("ko")
        assert explorers.fargate("m7g.xlarge", SEOUL).settings_table(settings)["손익분기 사용률"].tolist() == english
