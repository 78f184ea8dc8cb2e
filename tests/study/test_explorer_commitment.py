"""The explorers of how much to commit: numbers as the planner has them, sentences, ghosts, goals and ends."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.operation import commitment
from kaolib.study import explorers, language, samples
from kaolib.study.explorers._commitment import amounts_of, scaled
from kaolib.study.explorers._explorer import Explorer
from kaolib.study.explorers._risk import OUTLOOKS
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

PLAN = "compute_sp_1y_no_upfront"
NARROW: dict[str, Any] = {
    "plan_kind": "ec2_instance_sp",
    "term_years": 3,
    "payment": "all_upfront",
    "usd_per_hour": 0.7,
}


@pytest.fixture(scope="module")
def year() -> commitment.Demand:
    return samples.year()


@pytest.fixture
def explorer(year: commitment.Demand) -> Explorer:
    return explorers.commitment(year, usd_per_hour=2.0)


@pytest.fixture
def careful(year: commitment.Demand) -> Explorer:
    return explorers.commitment_risk(year)


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def rules(spec: dict[str, Any], field: str) -> list[float]:
    return [
        row[field]
        for part in spec["layer"]
        if part["mark"]["type"] == "rule"
        for row in part["data"]["values"]
        if field in row
    ]


@pytest.mark.parametrize(
    "change", [{}, {"usd_per_hour": 3.345}, {"scenario": "less"}, {"scenario": "more", "term_years": 3}, NARROW]
)
def test_every_number_is_the_planners(explorer: Explorer, year: commitment.Demand, change: dict[str, Any]) -> None:
    values = explorer.set(**change).value
    demand = scaled(year, {"expected": 0.0, "more": 0.3, "less": -0.3}[values["scenario"]])
    option = f"{values['plan_kind']}_{values['term_years']}y_{values['payment']}"
    family = values["plan_family"] if values["plan_kind"] == "ec2_instance_sp" else None
    found = commitment.plan_cost(demand, option, values["usd_per_hour"], family)
    best = commitment.best_plan(demand, option, family)
    assert values["saving_usd"] == pytest.approx(found.saving_usd)
    assert values["year_usd"] == pytest.approx(demand.on_demand_usd - found.saving_usd)
    assert values["utilization"] == pytest.approx(found.utilization)
    assert values["coverage"] == pytest.approx(found.coverage * found.on_demand_usd / demand.on_demand_usd)
    assert values["best_usd_per_hour"] == best.usd_per_hour
    assert values["share_of_best"] == pytest.approx(found.saving_usd / best.saving_usd)
    for words in (language.usd(values["year_usd"], digits=0), language.percent(values["utilization"])):
        assert words in said(explorer)


def test_a_drift_ends_where_it_says(year: commitment.Demand) -> None:
    assert scaled(year, 0.0) is year
    less = scaled(year, -0.3)
    assert less.quantity[-168:].sum() == pytest.approx(0.7 * year.quantity[-168:].sum(), rel=0.01)
    assert less.quantity[:24].sum() == pytest.approx(year.quantity[:24].sum(), rel=0.01)


def test_amounts_are_round_and_can_be_bought(year: commitment.Demand) -> None:
    amounts = amounts_of(year)
    assert amounts[0] == 0
    assert [purchase.check_commitment(one) for one in amounts[1:]] == amounts[1:]
    assert amounts[-1] >= np.quantile(year.quantity @ year.products["on_demand_usd"].to_numpy(), 0.9)


def test_the_first_choice_stays_as_a_ghost(explorer: Explorer) -> None:
    assert len(rules(spec(explorer), "x")) == 1
    explorer.set(usd_per_hour=4.0)
    assert rules(spec(explorer), "x") == [2.0, 4.0]
    assert set(rules(spec(explorer, 1), "y0")) == {2.0, 4.0}
    assert language.text("choice_first") in explorer.table["choice"].tolist()


def test_a_commitment_far_too_large_is_said_to_be_dearer(explorer: Explorer) -> None:
    explorer.set(usd_per_hour=7.0)
    assert explorer.value["saving_usd"] < 0
    assert "more than On-Demand" in said(explorer)
    assert "of the best saving" not in said(explorer)


def test_no_commitment_is_drawn_and_said(explorer: Explorer) -> None:
    explorer.set(usd_per_hour=0.0)
    assert explorer.value["saving_usd"] == 0
    assert "utilization –" in said(explorer)
    for number in (0, 1):
        check_words(scenegraph(spec(explorer, number)))


@pytest.mark.parametrize("change", [{}, NARROW, {"scenario": "less", "usd_per_hour": 5.5}])
def test_every_word_of_both_charts_is_read(year: commitment.Demand, lang: str, change: dict[str, Any]) -> None:
    explorer = explorers.commitment(year, usd_per_hour=2.0).set(**change)
    for number in (0, 1):
        check_words(scenegraph(spec(explorer, number)))
    assert explorer.settings_table([{}, {"scenario": "more"}]).shape[0] == 2
    assert "<img" in explorer.static().data


def test_the_family_is_for_a_narrow_plan_alone(explorer: Explorer) -> None:
    assert explorer._controls["plan_family"].disabled
    explorer.set(plan_kind="ec2_instance_sp")
    assert not explorer._controls["plan_family"].disabled


def test_what_is_shown_is_short_and_the_same_everywhere(explorer: Explorer, careful: Explorer) -> None:
    assert repr(explorer).startswith("<CommitmentExplorer: plan_kind='compute_sp'")
    assert "saving" not in repr(explorer)
    assert repr(careful).startswith("<RiskExplorer: outlook='open'")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"usd_per_hour": 5001}, "5,000"),
        ({"usd_per_hour": -1}, "usd_per_hour"),
        ({"scenario": "boom"}, "boom"),
        ({"plan": "x"}, "plan"),
    ],
)
def test_what_cannot_be_is_a_sentence(explorer: Explorer, change: dict[str, Any], words: str) -> None:
    before = explorer.value
    with pytest.raises(InputError, match=words):
        explorer.set(**change)
    assert explorer.value == before
    with pytest.raises(InputError):
        explorers.commitment(samples.year(), scenario="boom")


def test_use_without_ec2_is_a_sentence(year: commitment.Demand) -> None:
    with pytest.raises(InputError, match="EC2"):
        explorers.commitment(year.only(["api_vcpu"]))


class TestRisk:
    @pytest.mark.parametrize("outlook", OUTLOOKS)
    def test_numbers_are_the_planners(self, careful: Explorer, year: commitment.Demand, outlook: str) -> None:
        values = careful.set(outlook=outlook, usd_per_hour=2.5).value
        found = commitment.risk(year, PLAN, [2.5], OUTLOOKS[outlook], 150)
        row = found.table.iloc[0]
        # 2.5 may lie between two steps of the slider
        for name in ("mean_usd", "cvar_usd"):
            assert values[name] == pytest.approx(row[name], rel=0.01)
        assert values["best_cvar_usd_per_hour"] == found.best_cvar_usd_per_hour
        assert values["share_of_best_mean"] <= 1

    def test_the_careful_commitment_is_smaller_and_best_in_bad_years(self, careful: Explorer) -> None:
        table = careful.table.set_index("choice")
        mean, bad = language.text("choice_mean"), language.text("choice_cautious")
        assert table["usd_per_hour"][bad] < table["usd_per_hour"][mean]
        assert table["cvar_usd"][bad] > table["cvar_usd"][mean]
        assert table["mean_usd"][bad] < table["mean_usd"][mean]
        assert careful.value["share_of_best_mean"] == pytest.approx(1, abs=1e-3)

    def test_steps_of_the_slider_are_exact(self, careful: Explorer, year: commitment.Demand) -> None:
        step = careful._controls["usd_per_hour"].options[12][1]
        row = commitment.risk(year, PLAN, [step], OUTLOOKS["open"], 150).table.iloc[0]
        values = careful.set(usd_per_hour=step).value
        for name in ("mean_usd", "cvar_usd", "too_much_usd", "too_little_usd", "utilization"):
            assert values[name] == pytest.approx(row[name]), name

    @pytest.mark.parametrize(
        "change", [{"usd_per_hour": 0.0}, {"usd_per_hour": 4.0}, {"outlook": "down", "usd_per_hour": 20.0}]
    )
    def test_every_word_is_read_at_the_ends(self, year: commitment.Demand, lang: str, change: dict[str, Any]) -> None:
        careful = explorers.commitment_risk(year).set(**change)
        for number in (0, 1):
            check_words(scenegraph(spec(careful, number)))
        assert careful.settings_table([{}, {"outlook": "up"}]).shape[0] == 2

    def test_unknown_outlooks_are_sentences(self, careful: Explorer, year: commitment.Demand) -> None:
        with pytest.raises(InputError, match="sideways"):
            careful.set(outlook="sideways")
        with pytest.raises(InputError, match="sideways"):
            explorers.commitment_risk(year, outlook="sideways")


def test_tables_are_frames(explorer: Explorer, careful: Explorer) -> None:
    assert isinstance(explorer.table, pd.DataFrame)
    assert isinstance(careful.table, pd.DataFrame)
