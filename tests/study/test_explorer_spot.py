"""The explorers of fleets, interruptions and injection: as the engines have it, with ghost, ends and sentences."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.study import charts, explorers, language, samples
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

MAKERS = {"fleet": explorers.fleet, "interruptions": explorers.interruptions, "injection": explorers.injection}
CHANGES: dict[str, dict[str, Any]] = {
    "fleet": {"strategy": "diversified", "types": 5, "on_demand_base": 16, "on_demand_percent": 0.25, "target": 128},
    "interruptions": {"traces": "v100_3", "pools": 2, "on_demand_base": 3, "checkpoint_minutes": 15, "fallback": True},
    "injection": {"rebalancing": "asg", "before_seconds": 300, "launch_seconds": 120, "drain_seconds": 30, "interrupted": 2},
}  # fmt: skip
REPLAYS = ("interruptions", "injection")


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


@pytest.fixture(params=list(MAKERS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_set_and_value_go_together(name: str) -> None:
    explorer = MAKERS[name]().set(**CHANGES[name])
    assert {key: explorer.value[key] for key in CHANGES[name]} == CHANGES[name]
    assert not explorer.table.empty
    assert "nan" not in repr(explorer)


def test_charts_fit_and_read_well(name: str, lang: str) -> None:
    for change in ({}, CHANGES[name]):
        explorer = MAKERS[name]().set(**change)
        for number in range(1 if name == "fleet" else 2):
            scene = scenegraph(spec(explorer, number))
            assert scene["width"] <= charts.WIDTH
            check_words(scene)
        assert any("가" <= letter <= "힣" for letter in said(explorer)) == (lang == "ko")


def test_the_first_choice_stays_as_a_ghost(name: str) -> None:
    explorer = MAKERS[name]()
    change = {key: value for key, value in CHANGES[name].items() if key != "traces"}

    def pale() -> bool:
        return language.text("ghost_note") in str(spec(explorer, 0)["title"]) or (
            name == "injection" and language.text("ghost_note") in str(spec(explorer, 1)["title"])
        )

    first = {key: explorer.value[key] for key in change}
    assert not pale()
    explorer.set(**change)
    assert pale()
    explorer.set(**first)
    assert not pale()


def test_no_picture_is_made_on_a_live_change(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = MAKERS[name]()
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    explorer.set(**CHANGES[name])


def test_settings_leave_the_controls_as_they_are(name: str) -> None:
    explorer = MAKERS[name]()
    before = explorer.value
    table = explorer.settings_table([{}, CHANGES[name]])
    assert len(table) == 2
    assert "–" not in table.to_string()
    assert explorer.value == before


@pytest.mark.parametrize(
    ("which", "change", "problem"),
    [
        ("fleet", {"strategy": "cheapest"}, "unknown Strategy 'cheapest'"),
        ("fleet", {"types": 0}, "types 0"),
        ("fleet", {"types": 99}, "unknown Types"),
        ("fleet", {"on_demand_percent": 2}, "on_demand_percent 2"),
        ("fleet", {"target": 0}, "target 0"),
        ("fleet", {"targets": 8}, "unknown setting 'targets': did you mean 'target'"),
        ("interruptions", {"traces": "v100"}, "unknown Trace 'v100'"),
        ("interruptions", {"pools": 10}, "unknown Pools '10'|unknown Pools 10"),
        ("interruptions", {"on_demand_base": 13}, "unknown Base"),
        ("interruptions", {"checkpoint_minutes": 0}, "checkpoint_minutes 0"),
        ("interruptions", {"fallback": "no"}, "unknown When short"),
        ("interruptions", {"moment": 120}, "unknown Moment"),
        ("injection", {"rebalancing": "fleet"}, "unknown Rebalancing 'fleet'"),
        ("injection", {"before_seconds": 60}, "before_seconds 60"),
        ("injection", {"interrupted": 7}, "7 of 6"),
        ("injection", {"moment": 999}, "unknown Moment"),
    ],
)
def test_a_bad_value_is_one_sentence_and_changes_nothing(which: str, change: dict[str, Any], problem: str) -> None:
    explorer = MAKERS[which]()
    before = explorer.value
    with pytest.raises(InputError, match=problem):
        explorer.set(**change)
    assert explorer.value == before


class TestFleet:
    def test_it_is_the_engines_fleet(self) -> None:
        explorer = explorers.fleet().set(**CHANGES["fleet"])
        pools = samples.spot_pools("ap-northeast-2", "m7g.xlarge")
        chosen = samples.stand_ins("m7g.xlarge", "ap-northeast-2")[:5]
        told = fleet.allocate(
            pools[pools["instance_type"].isin(chosen)],
            128,
            strategy="diversified",
            on_demand_base=16,
            on_demand_percent=25,
        )
        assert explorer.value["usd_per_hour"] == pytest.approx(told.summary()["usd_per_hour"])
        assert explorer.table["units"].sum() == told.summary()["fulfilled"]

    def test_what_weights_add_and_pools_lack_is_said(self) -> None:
        over = explorers.fleet().set(strategy="diversified", types=2, target=100)
        assert over.value["over"] > 0
        assert "Weights round it up" in said(over)
        short = explorers.fleet().set(types=1, target=256)
        assert short.value["unfulfilled"] > 0
        assert "too shallow" in said(short)

    @pytest.mark.parametrize("region", ["us-gov-west-1", "ap-southeast-6"])
    def test_another_place_is_named(self, region: str) -> None:
        place = samples.spot_place(region, "m7g.xlarge")
        assert place in said(explorers.fleet(location=region))


class TestInterruptions:
    def test_the_last_moment_is_the_engines_replay(self) -> None:
        explorer = explorers.interruptions().set(pools=3, on_demand_base=2, checkpoint_minutes=30)
        order = samples.pools_in_turn(*explorers._interruption.TRACES["v100_9"])[:3]
        price = fleet.pools("ap-northeast-2", ["m7g.xlarge"], zones=["a"]).iloc[0]
        told = fleet.replay(
            order,
            12,
            on_demand_base=2,
            spot_usd_per_hour=price["spot_usd_per_hour"],
            on_demand_usd_per_hour=price["on_demand_usd_per_hour"],
            checkpoint_seconds=1800,
            checkpoint_cost_seconds=60,
        ).summary()
        row = explorer.table.iloc[0]
        for column, name in (("availability", "availability"), ("interruptions", "interruptions"), ("worst_loss", "worst_loss"), ("lost_work_hours", "lost_work_hours"), ("replay_usd", "usd")):  # fmt: skip
            assert row[column] == pytest.approx(told[name]), column
        assert explorer.value["useful_share"] == pytest.approx(told["useful_hours"] / told["wanted_hours"])

    def test_a_moment_on_the_way_is_the_engines_moment(self) -> None:
        explorer = explorers.interruptions(pools=3).set(moment=49)
        order = samples.pools_in_turn(*explorers._interruption.TRACES["v100_9"])[:3]
        run = fleet.replay(order, 12, spot_usd_per_hour=0.1, on_demand_usd_per_hour=0.2)
        now = run.at(run.hours * 50 / 120)
        assert explorer.table.iloc[0]["interruptions"] == now["lost"]

    def test_the_sentence_names_its_moment_from_the_first_frame_on(self) -> None:
        explorer = explorers.interruptions()
        for change in ({}, {"moment": 49}, {"traces": "r5", "moment": 7}):
            explorer.set(**change)
            moment = dict(map(reversed, explorer._controls["moment"].options))[explorer.value["moment"]]
            assert said(explorer).startswith(f"By {moment}: ")
        assert said(explorers.interruptions()).startswith("By day 45")

    def test_what_has_come_of_it_only_grows(self) -> None:
        told = explorers.interruptions(pools=9)._run(explorers.interruptions(pools=9).value).so_far
        for column in ("interruptions", "worst_loss", "lost_work_hours", "replay_usd"):
            assert (np.diff(told[column]) >= -1e-9).all(), column
        assert told["replay_usd"].iloc[0] == 0

    def test_other_days_are_no_ghost(self) -> None:
        explorer = explorers.interruptions().set(traces="r5", pools=2)
        assert language.text("ghost_note") not in str(spec(explorer, 0)["title"])
        assert len(explorer.table) == 1

    def test_a_trace_with_fewer_pools_brings_fewer(self) -> None:
        explorer = explorers.interruptions(pools=9)
        explorer._controls["traces"].value = "v100_3"
        assert explorer.value["pools"] == 3
        assert [value for _, value in explorer._controls["pools"].options] == [1, 2, 3]
        assert "us-west-2c" in said(explorer)


class TestInjection:
    def test_it_is_the_engines_injection(self) -> None:
        explorer = explorers.injection("us-gov-west-1").set(**CHANGES["injection"])
        told = fleet.inject(
            6, 2, rebalancing="asg", before_seconds=300, launch_seconds=120, drain_seconds=30, location="us-gov-west-1"
        )
        for name, value in told.summary().items():
            if name in explorer.value:
                assert explorer.value[name] == value
        assert len(explorer.table) == len(told.events)
        assert "USD 0.60" in said(explorer)

    def test_the_table_holds_what_has_happened(self) -> None:
        explorer = explorers.injection().set(moment=8)
        assert explorer.table["second"].max() <= 40
        assert language.text("event_interruption_notice") in explorer.table["event"].tolist()
        assert language.text("event_interrupted") not in explorer.table["event"].tolist()

    def test_a_region_without_injection_has_no_price(self) -> None:
        explorer = explorers.injection("me-central-1")
        assert math.isnan(explorer.value["fis_usd"])
        assert language.text("inject_said_nowhere") in said(explorer)

    def test_who_looks_at_the_end_stays_at_the_end(self) -> None:
        explorer = explorers.injection()
        for control, value in (("rebalancing", "asg"), ("before_seconds", 600)):
            explorer._controls[control].value = value
            replay = explorer._controls["moment"]
            assert replay.value == len(replay.options) - 1
        explorer._controls["moment"].value = 10
        explorer._controls["rebalancing"].value = "off"
        assert explorer._controls["moment"].value == 10

    def test_requests_that_are_cut_are_said(self) -> None:
        assert "too short" in said(explorers.injection(drain_seconds=180))


@pytest.mark.parametrize("which", REPLAYS)
def test_frames_follow_the_player_and_the_room_stays(which: str) -> None:
    explorer = MAKERS[which]()
    player, heights = explorer._controls["moment"]._player, set()
    for at in (0, 1, 7, 20, 40):
        player.value = at
        assert explorer.value["moment"] == at
        heights.add((spec(explorer, 0)["height"], spec(explorer, 1)["height"], spec(explorer, 0)["width"]))
    assert len(heights) == 1
