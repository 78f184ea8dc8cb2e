"""Chapter 31's bank: its answers reached by another way, its mistakes told apart, its goals in every Region."""

from __future__ import annotations

import math

import pytest

import kaolib as kao
from kaolib.architecture import scaling
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers, samples
from kaolib.study._lesson import here
from kaolib.study.bank import Context
from kaolib.study.chapters import c31
from kaolib.study.chapters.c31 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()
GOALS = {goal.key: goal for goal in BANK.goals}


def met(key: str, context: Context, explorer: explorers.Explorer) -> list[bool]:
    return [need.met(context, explorer.value) for need in GOALS[key].needs]


def lesson(context: Context, **start: float) -> explorers.Explorer:
    """The chapter's explorer."""
    site = c31.site(context)
    past, week = site.load[:"2014-04-16"], site.load[c31.WEEK[0] : c31.WEEK[1]]
    return explorers.auto_scaling(week, site.instance, past=past, **start)


def challenge(context: Context) -> explorers.Explorer:
    """The explorer of the leaderboard."""
    held = c31.site(context, samples.HELD_TRACE)
    return explorers.auto_scaling(held.load, held.instance, span="whole", target=60)


def test_other_parameters_leave_the_bank_ready():
    for name, mean, milliseconds in (("c7g.2xlarge", 900_000, 5), ("r5.large", 30_000, 40)):
        params = {**BANK.params, "instance_type": name, "requests_per_minute": mean, "cpu_ms": milliseconds}
        assert bank.problems(BANK, Context("us-east-1", params)) == []


def test_the_blanks(context, said):
    load, capacity = c31.asked_load(context), 2 * 60_000 / 20
    right = math.ceil(load / (capacity * 0.6))
    assert said("faded_capacity", context, right) is None
    assert "at 100 % CPU" in said("faded_capacity", context, math.ceil(load / capacity))
    assert "rounded down" in said("faded_capacity", context, right - 1)
    assert said("faded_rounding", context, 9 + int(9 * 0.25)) is None
    assert "rounded up" in said("faded_rounding", context, 12)
    assert "Instances are whole" in said("faded_rounding", context, 11.25)
    assert "Add it to what is there" in said("faded_rounding", context, 2)


def test_the_queue_by_hand(context, said):
    """AWS's formula: what one instance finishes while a message may wait."""
    done, clock = 0, 0.0
    while clock + 1.5 <= 120:
        clock += 1.5
        done += 1
    assert said("queue_target", context, done) is None
    assert "You multiplied" in said("queue_target", context, 180)


def test_the_zones_by_hand(context, said):
    need = math.ceil(float(c31.site(context).load.max()) / (6000 * 0.6))
    total = next(n for n in range(need, 3 * need) if n - math.ceil(n / 3) >= need)
    assert said("zone_total", context, total) is None
    assert "all of a zone" in said("zone_total", context, need + 1)
    assert "for two zones" in said("zone_total", context, 2 * need)


def test_the_units_by_hand(context, said):
    hour = round(float(c31.site(context).load.resample("h").sum().max()), -3)
    opened = hour / 3600 / 2
    units = {"new": opened / 25, "active": opened * 180 / 3000, "bytes": hour * 2 / 1e6}
    assert said("units", context, units["active"]) is None
    assert "Only the largest" in said("units", context, sum(units.values()))
    assert "new connections alone" in said("units", context, units["new"])


@pytest.mark.parametrize("region", REGIONS)
def test_both_goals_can_be_reached_in_every_region(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    explorer = lesson(context, target=50, launch_seconds=300)
    assert met("follow", context, explorer) == [True, False, False]
    explorer.set(policy="scheduled", target=70, launch_seconds=180)
    assert all(met("follow", context, explorer))
    board = challenge(context)
    assert met("leaderboard", context, board)[:3] == [True, False, False]
    board.set(policy="tracking_and_step", target=40)
    assert all(met("leaderboard", context, board))


def test_a_shorter_launch_is_not_accepted(context):
    explorer = lesson(context, target=70)
    explorer.set(policy="scheduled", launch_seconds=60)
    assert met("follow", context, explorer)[0] is False
    board = challenge(context).set(policy="tracking_and_step", target=40, launch_seconds=120)
    assert met("leaderboard", context, board)[0] is False


def test_a_losing_policy_hears_what_is_wrong_with_it(context):
    board = challenge(context)
    slow = board.set(policy="simple", target=60)
    assert met("leaderboard", context, slow) == [True, False, False, True, True]
    idle = board.set(policy="tracking_and_step", target=50, min_size=70)
    assert met("leaderboard", context, idle) == [True, False, True, False, True]
    flapping = board.set(policy="target_tracking", target=55, min_size=3, warmup_seconds=0)
    assert met("leaderboard", context, flapping) == [True, False, False, True, False]


def test_the_board_is_that_of_the_engine(context):
    held = c31.site(context, samples.HELD_TRACE)
    scores = []
    for kind in c31.BOARD:
        run = scaling.simulate(held.load, samples.policies(kind, 60), group=held.group, instance=held.instance)
        scores.append(run.summary(bounds=False)["usd"] + run.summary(bounds=False)["unmet"] / 10_000)
    assert c31.board(context) == pytest.approx(min(scores))


def test_target_tracking_pays_less_than_half_of_the_peak(context):
    assert 0.40 < c31.share_of_peak(context) < 0.48


def test_the_quiz_in_the_lesson():
    kao.lesson.start("31", "en", "ap-northeast-2", **BANK.params)
    quiz = kao.lesson.quiz("31")
    assert quiz.answer("several", "a").status == "right"
    assert quiz.answer("memory", "c").status == "wrong"
    assert quiz.answer("predictive", "b").status == "right"
    assert "held back scale-in" in quiz.answer("warm_up", "c").message
    assert quiz.answer("free", "b").status == "right"
