"""The explorer of Auto Scaling: it shows what the engine did, up to the moment, and plays without running anew."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kaolib.architecture import scaling
from kaolib.errors import InputError
from kaolib.study import charts, explorers, language, samples
from kaolib.study.explorers._scaling import ScalingExplorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

SITE = samples.site()
PAST, WEEK = SITE.load[:"2014-04-16"], SITE.load["2014-04-17":"2014-04-23"]
CHANGED: dict[str, Any] = {
    "policy": "step", "target": 70, "min_size": 6, "max_size": 50, "launch_seconds": 60, "warmup_seconds": 300, "span": "hours", "moment": 90,
}  # fmt: skip


@pytest.fixture
def explorer() -> ScalingExplorer:
    return explorers.auto_scaling(WEEK, SITE.instance, past=PAST, target=50, launch_seconds=300)


def said(explorer: ScalingExplorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def shown(explorer: ScalingExplorer) -> list[dict[str, Any]]:
    """The rows of what has passed."""
    rows: list[dict[str, Any]] = next(part["data"]["values"] for part in spec(explorer)["layer"] if "layer" in part)
    return rows


@pytest.mark.parametrize("kind", [kind for kind in samples.POLICY_KINDS if kind != "static"])
def test_its_figures_are_those_of_the_engine(explorer, kind):
    value = explorer.set(policy=kind, target=70, warmup_seconds=120).value
    group = samples.group(WEEK, SITE.instance, launch_seconds=300, warmup_seconds=120)
    policies = samples.policies(kind, 70, past=PAST, instance=SITE.instance, cooldown_seconds=120)
    run = scaling.simulate(WEEK, policies, group=group, instance=SITE.instance, history=PAST)
    summary = run.summary()
    for name in ("usd", "unmet_share", "idle_share", "reversals", "short_lives"):
        assert value[name] == pytest.approx(summary[name]), name
    assert value["score_usd"] == pytest.approx(scaling.score(summary, 0.0001))
    assert value["static_usd"] == pytest.approx(summary["static_usd"], rel=1e-3)


def test_at_its_end_the_table_is_the_whole_bill(explorer):
    explorer.set(span="whole")
    row = explorer.table.iloc[0]
    assert row["usd"] == pytest.approx(explorer.value["usd"], rel=2e-3)
    for name in ("unmet_share", "launches", "reversals"):
        assert row[name] == pytest.approx(explorer.value[name]), name
    assert row["idle_share"] == pytest.approx(explorer.value["idle_share"], abs=2e-3)


def test_what_has_come_of_it_grows_with_the_moment(explorer):
    usd = [explorer.set(moment=moment).table["usd"].iloc[0] for moment in (0, 10, 60, 143)]
    assert usd == sorted(usd)
    assert usd[0] > 0
    assert shown(explorer)[-1]["x"] == 1440
    explorer.set(moment=5)
    assert shown(explorer)[-1]["x"] == 60


def test_each_span_has_its_moments(explorer):
    assert {span: len(explorer.set(span=span)._controls["moment"].options) for span in ("whole", "day", "hours")} == {
        "whole": 168,
        "day": 144,
        "hours": 180,
    }
    assert explorer._controls["moment"].options[0][0] == "04-22 17:56"
    assert explorer.value["moment"] == 179, "another span is shown to its end"


def test_the_hardest_hours_hold_the_peak(explorer):
    peak = WEEK.idxmax()
    first, count = explorer._hardest["hours"]
    assert WEEK.index[first] <= peak < WEEK.index[first + count - 1]
    first, _ = explorer._hardest["day"]
    assert str(WEEK.index[first]) == f"{peak:%Y-%m-%d} 00:00:00+00:00"


def test_playing_does_not_run_the_group_again(explorer, monkeypatch):
    monkeypatch.setattr(scaling, "simulate", lambda *_, **__: pytest.fail("simulated again"))
    for moment in (3, 4, 5):
        explorer._controls["moment"].value = moment
    explorer._controls["span"].value = "hours"
    assert "Until 04-22" in said(explorer)


def test_no_picture_is_made_on_a_live_change(explorer, monkeypatch):
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    explorer.set(**CHANGED)


def test_first_choice_stays_as_a_ghost(explorer):
    first = language.text("choice_first")
    assert first not in explorer.table["choice"].tolist()
    explorer.set(target=70)
    assert explorer.table["choice"].tolist()[:2] == [language.text("choice_now"), first]
    assert language.text("first_choice") in str(spec(explorer))
    before = explorer.table.set_index("choice").loc[first, "usd"]
    explorer.set(target=50)
    assert first not in explorer.table["choice"].tolist()
    assert explorer.table["usd"].iloc[0] == pytest.approx(before)


def test_the_answer_names_moment_bill_and_score(explorer):
    row = explorer.table.iloc[0]
    value = explorer.value
    for word in ("04-23 00:00", language.usd(row["usd"]), language.small_percent(row["unmet_share"]), language.usd(value["score_usd"], digits=0)):  # fmt: skip
        assert word in said(explorer), word


def test_static_takes_the_minimum_and_rests_the_others(explorer):
    explorer.set(policy="static", min_size=20)
    assert set(explorer.run.minutes["in_service"]) == {20}
    assert set(explorer.set(min_size=12).run.minutes["in_service"]) == {12}
    assert explorer._controls["target"].disabled
    assert not explorer._controls["min_size"].disabled
    explorer._controls["policy"].value = "step"
    assert not explorer._controls["target"].disabled


def test_a_minimum_above_the_maximum_is_a_sentence(explorer):
    before = explorer.value
    with pytest.raises(InputError):
        explorer.set(min_size=30, max_size=20)
    assert explorer.value == before
    explorer._controls["max_size"].value = min(value for _, value in explorer._controls["max_size"].options)
    explorer._controls["min_size"].value = max(value for _, value in explorer._controls["min_size"].options)
    assert "move one of them" in said(explorer)
    assert explorer.table.empty


@pytest.mark.parametrize("bad", [{"policy": "fast"}, {"span": "year"}, {"moment": 200}, {"target": 0}, {"colour": 1}])
def test_what_does_not_exist_changes_nothing(explorer, bad):
    before = explorer.value
    with pytest.raises(InputError):
        explorer.set(**bad)
    assert explorer.value == before


def test_a_start_that_does_not_exist():
    with pytest.raises(InputError):
        explorers.auto_scaling(WEEK, SITE.instance, policy="scheduled")
    with pytest.raises(InputError):
        explorers.auto_scaling(WEEK, SITE.instance, size=3)


def test_settings_leave_the_controls_as_they_are(explorer):
    before = explorer.value
    table = explorer.settings_table([{}, CHANGED])
    assert len(table) == 2
    assert language.text("policy_step") in table.to_string()
    assert explorer.value == before


@pytest.mark.parametrize("change", [{}, CHANGED, {"span": "whole", "policy": "predictive"}])
def test_every_word_is_read(lang, change):
    explorer = explorers.auto_scaling(WEEK, SITE.instance, past=PAST).set(**change)
    check_words(scenegraph(spec(explorer)))
    assert "kao-explorer" not in explorer._static_html()
    assert "<img" in explorer._static_html()


def test_only_so_many_runs_are_kept(explorer):
    for target in range(20, 96, 5):
        for policy in ("step", "simple"):
            explorer._played({**explorer.value, "target": target, "policy": policy})
    assert len(explorer._runs) <= 24
