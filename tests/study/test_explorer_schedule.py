"""The explorer of schedules: its numbers are the engine's, the replay shows what has passed, and its ends hold."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import schedule
from kaolib.errors import InputError
from kaolib.study import charts, explorers, language
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

TRACE = schedule.load("ec2_network_in_5abac7")
LOS_ANGELES = "America/Los_Angeles"


@pytest.fixture
def explorer() -> Explorer:
    return explorers.schedule(TRACE, 10_000, limit=300)


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


@pytest.mark.parametrize(
    ("change", "period"),
    [
        ({}, ("09:00", "18:00", "mon-fri")),
        ({"days": "mon-sun", "begin_hour": 0, "end_hour": 24}, ("", "", "mon-sun")),
        ({"days": "mon-sat", "end_hour": 24}, ("09:00", "23:59", "mon-sat")),
        ({"begin_hour": 22, "end_hour": 6}, ("22:00", "23:59", "mon,tue,wed,thu,fri")),
        ({"begin_hour": 6, "end_hour": 6}, ("06:00", "23:59", "mon,tue,wed,thu,fri")),
    ],
)
def test_numbers_are_those_of_the_schedule(explorer: Explorer, change: dict[str, Any], period: tuple[str, ...]) -> None:
    values = explorer.set(timezone=LOS_ANGELES, **change).value
    made = explorer.schedule  # type: ignore[attr-defined]
    first = made.periods[0]
    assert (first.begintime, first.endtime, first.weekdays) == period
    risk = schedule.risk(made, TRACE, 10_000)
    for name in ("off", "running_hours", "missed_minutes", "missed", "worst_hour_minutes"):
        assert values[name] == getattr(risk, name)
    assert explorer.table["missed_minutes"].sum() == risk.missed_minutes
    assert language.number(risk.missed_minutes) in said(explorer)
    assert language.percent(risk.off) in said(explorer)


def test_the_replay_shows_what_has_passed(explorer: Explorer) -> None:
    whole = said(explorer)
    replay = explorer._controls["moment"]
    last = replay.value
    assert last == len(replay.options) - 1
    replay._player.set_state({"value": 20})
    hours = schedule.hourly(explorer.schedule, TRACE, 10_000).head(84)  # type: ignore[attr-defined]
    assert "So far" in said(explorer)
    assert language.number(int(hours["missed_minutes"].sum())) in said(explorer)
    assert "So far" not in whole
    label = replay.options[20][0]
    assert f"▶ {label[:5]}" in explorer._below.value
    seen = [row["seen"] for row in spec(explorer)["layer"][0]["data"]["values"]]
    assert seen.count(1.0) == 84
    # what comes of the schedule is told of the whole load, whatever the moment
    assert explorer.value["missed_minutes"] == schedule.risk(explorer.schedule, TRACE, 10_000).missed_minutes  # type: ignore[attr-defined]


def test_the_end_stays_the_end_in_another_time_zone(explorer: Explorer) -> None:
    # 49 hours of UTC are begun, 48 of Kolkata, so that there is one moment less.
    index = pd.date_range("2026-06-01 00:30", periods=48 * 12, freq="5min", tz="UTC")
    short = explorers.schedule(pd.Series(1.0, index), 1)
    before = short.value["moment"]
    short._controls["timezone"].value = "Asia/Kolkata"
    assert (before, short.value["moment"]) == (12, 11)
    short._controls["timezone"].value = "UTC"
    assert short.value["moment"] == 12
    explorer._controls["timezone"].value = "Asia/Kolkata"
    replay = explorer._controls["moment"]
    assert replay.value == len(replay.options) - 1
    assert "So far" not in said(explorer)
    explorer.set(moment=3).set(timezone="America/New_York")
    assert explorer.value["moment"] == 3


def test_another_time_zone_is_added(explorer: Explorer) -> None:
    explorer.set(timezone="Europe/Paris")
    assert explorer.value["timezone"] == "Europe/Paris"
    with pytest.raises(InputError, match="Asia/Seoul"):
        explorer.set(timezone="Asia/Seol")
    assert explorer.value["timezone"] == "Europe/Paris"


def test_first_choice_stays_as_a_ghost(explorer: Explorer) -> None:
    assert "pale" not in str(spec(explorer)["title"])
    explorer.set(moment=10)
    assert "pale" not in str(spec(explorer)["title"]), "a moment is no other choice"
    explorer.set(timezone=LOS_ANGELES)
    assert "pale" in str(spec(explorer)["title"])
    assert "The first choice was off" in said(explorer)
    assert "#9ca3af" in str(spec(explorer, 1))


def test_the_ghost_is_framed_where_its_hours_were(explorer: Explorer) -> None:
    """09:00-18:00 UTC is 01:00-10:00 in Los Angeles, from the change of clocks on 02:00-11:00."""
    explorer.set(timezone=LOS_ANGELES)
    layers = spec(explorer)["layer"]
    (frames,) = [part["data"]["values"] for part in layers if part["mark"].get("strokeDash") == [4, 2]]
    left = min(row["x"] for row in layers[0]["data"]["values"])
    side = next(row["x1"] - row["x"] + 1 for row in layers[0]["data"]["values"])
    spans = {((frame["x"] - left) // side, (frame["x1"] + 1 - left) // side) for frame in frames}
    assert spans == {(1, 10), (2, 11)}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"days": "weekdays"}, "mon-fri"),
        ({"begin_hour": 24}, "begin_hour 24 cannot be used"),
        ({"end_hour": 0}, "1 or more"),
        ({"end_hour": 9.5}, "whole number"),
        ({"moment": 1000}, "1000"),
        ({"hours": 3}, "unknown setting"),
    ],
)
def test_wrong_values_leave_it_as_it_was(explorer: Explorer, change: dict[str, Any], wrong: str) -> None:
    before = explorer.value
    with pytest.raises(InputError, match=wrong):
        explorer.set(**change)
    assert explorer.value == before


def test_settings_leave_the_controls_as_they_are(explorer: Explorer) -> None:
    before = explorer.value
    table = explorer.settings_table([{}, {"timezone": LOS_ANGELES}, {"begin_hour": 20, "end_hour": 4}])
    assert len(table) == 3
    assert "next day" in table.to_string()
    assert explorer.value == before


def test_every_word_is_read(lang: str, explorer: Explorer) -> None:
    shown = explorers.schedule(TRACE, 10_000, limit=300).set(timezone=LOS_ANGELES, begin_hour=8, end_hour=2)
    for moment in (0, 40, 98):
        shown.set(moment=moment)
        for number in (0, 1):
            check_words(scenegraph(spec(shown, number)))


def test_no_picture_is_made_on_a_live_change(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    explorer.set(begin_hour=7)


def test_a_load_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError, match="shorter than a day"):
        explorers.schedule(pd.Series([1.0] * 9, pd.date_range("2026-01-01", periods=9, freq="5min", tz="UTC")), 1)
