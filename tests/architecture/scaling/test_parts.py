"""Groups and policies that AWS refuses; zones, sessions, comparisons, the score."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib import errors
from kaolib.architecture import scaling
from kaolib.architecture.scaling import (
    Alarm,
    Group,
    Instance,
    Mixed,
    Predictive,
    Scheduled,
    Simple,
    Step,
    TargetTracking,
    adjusted,
    compare,
    score,
    simulate,
    sticky,
    zone_split,
    zones_needed,
)
from kaolib.architecture.scaling._adjust import tracked
from kaolib.errors import InputError
from tests.architecture.scaling.test_equal import groups, loads

ONE = Instance(capacity=100, usd_per_hour=0.1)
RISE = [60.0] * 60 + [300.0] * 120 + [60.0] * 60


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Group(min_size=3, max_size=2), "out of order"),
        (lambda: Group(desired=11), "out of order"),
        (lambda: Group(min_size=-1), "min_size -1 cannot be used"),
        (lambda: Group(warmup_seconds=3601), "give 0 to 3600"),
        (lambda: Group(zones=0), "zones 0 cannot be used"),
        (lambda: Group(termination="oldst"), "did you mean 'oldest'"),
        (lambda: Group(launch_seconds=-1), "launch_seconds -1"),
        (lambda: Instance(0, 1), "capacity 0 cannot be used"),
        (lambda: Instance(1, -1), "usd_per_hour -1"),
        (lambda: Instance(1, 1, memory_base_percent=60, memory_percent=50), "100 together"),
        (lambda: TargetTracking(0), "target 0"),
        (lambda: TargetTracking(50, "cpus"), "did you mean 'cpu'"),
        (lambda: TargetTracking(50, high_points=0), "high_points 0"),
        (lambda: TargetTracking(50, low_share=1.1), "low_share 1.1"),
        (lambda: TargetTracking(50, warmup_seconds=4000), "give 0 to 3600"),
        (lambda: Alarm("high"), "threshold 'high'"),
        (lambda: Alarm(50, comparison="=>"), "unknown comparison '=>'"),
        (lambda: Alarm(50, period_minutes=0), "period_minutes 0"),
        (lambda: Alarm(50, evaluation_periods=2, datapoints=3), "cannot be above evaluation_periods 2"),
        (lambda: Step(Alarm(50), []), "at least one step"),
        (lambda: Step(Alarm(50), [(i, i + 1, 1) for i in range(20)] + [(20, None, 1)]), "20 is the most"),
        (lambda: Step(Alarm(50), [(0, 10, 1), (20, None, 2)]), "leave a gap"),
        (lambda: Step(Alarm(50), [(0, 20, 1), (10, None, 2)]), "overlap"),
        (lambda: Step(Alarm(50), [(0, 10, 1)]), "open \\(None\\) upper"),
        (lambda: Step(Alarm(50), [(-10, 0, 1)]), "open \\(None\\) lower"),
        (lambda: Step(Alarm(50), [(None, None, 1)]), "cannot both be open"),
        (lambda: Step(Alarm(50), [(10, 10, 1), (10, None, 2)]), "below its upper bound"),
        (lambda: Step(Alarm(50), [(0, None, 1.5)]), "adjustment 1.5"),
        (lambda: Step(Alarm(50), [(0, None)]), "lower bound, upper bound, adjustment"),
        (lambda: Step(Alarm(50), [(0, None, -1)], "ExactCapacity"), "adjustment -1"),
        (lambda: Step(Alarm(50), [(0, None, 1)], "Percent"), "unknown adjustment type"),
        (lambda: Step(Alarm(50), [(0, None, 1)], min_magnitude=0), "min_magnitude 0"),
        (lambda: Simple(Alarm(50), 0.5), "change 0.5"),
        (lambda: Simple(Alarm(50), 1, cooldown_seconds=-1), "cooldown_seconds -1"),
        (lambda: adjusted(3, 1, "More"), "unknown adjustment type"),
        (lambda: adjusted(-1, 1), "capacity -1"),
        (lambda: Mixed(0, 101), "has to be 0 to 100"),
        (lambda: zones_needed(6, 2, lost=2), "nothing is left"),
        (lambda: run([]), "the load is empty"),
        (lambda: run(RISE, ["cpu"]), "'cpu' is no scaling policy"),
        (lambda: run(RISE, [TargetTracking(50), TargetTracking(60)]), "a different metric"),
        (lambda: run(RISE, [Predictive(50), Predictive(60)]), "only one predictive policy"),
        (lambda: run(RISE, [Simple(Alarm(90), 1)] * 51), "50 policies and 125 scheduled"),
        (lambda: run(RISE, [Scheduled(at="2020-01-01", desired=1)] * 126), "50 policies and 125 scheduled"),
        (lambda: run(RISE, TargetTracking(50, "queue_length")), "needs a queue"),
        (lambda: simulate(RISE, [], group=ONE, instance=ONE), "give group a Group"),
        (lambda: run(RISE, limit=-1), "limit -1"),
        (lambda: run(RISE, queue=True, backlog=-1), "backlog -1"),
        (lambda: sticky(run(RISE, queue=True), 5), "a queue has no sessions"),
        (lambda: sticky(run(RISE), 0.5), "session_minutes 0.5"),
        (lambda: compare(RISE, {}, group=Group(), instance=ONE), "no policies to compare"),
        (lambda: score(run(RISE), -1), "usd_per_unmet -1"),
        (lambda: run(RISE).at(-1), "minute -1"),
    ],
)
def test_what_is_refused_is_named_in_both_languages(make, says, monkeypatch):
    with pytest.raises(InputError, match=says) as caught:
        make()
    monkeypatch.setattr(errors, "language", "ko")
    assert any("가" <= letter <= "힣" for letter in str(caught.value))


def run(load, policies=(), group=None, **more):
    return simulate(load, policies, group=group or Group(), instance=ONE, **more)


def test_no_change_and_no_capacity_stay_what_they_are():
    assert adjusted(4, 0, "PercentChangeInCapacity", min_magnitude=2) == 4
    assert adjusted(0, 50, "PercentChangeInCapacity") == 0
    assert adjusted(2, -5) == 0


def test_a_rounding_error_is_no_instance():
    value = 55 * (1 + 1e-15)
    assert 10 * value / 55 > 10
    assert tracked(10, value, 55) == 10
    assert tracked(10, 55 * (1 + 1e-8), 55) == 11


def test_a_step_counts_neither_what_launches_nor_what_warms_up():
    # Ten in service, of which eight are warm: half of eight are four, so twelve are wanted.
    group = Group(max_size=30, desired=8, launch_seconds=60, warmup_seconds=600)
    step = Step(Alarm(60), [(0, None, 50)])
    action = Scheduled(at="2026-01-05T00:01Z", desired=10)
    result = run([0.0] * 3 + [700.0] + [0.0] * 3, [step, action], group)
    assert result.minutes["in_service"][3] == 10
    assert result.minutes["warming"][3] == 2
    assert result.events[["minute", "before", "after"]].values.tolist() == [[1, 8, 10], [4, 10, 12]]


def test_a_step_that_removes_waits_even_between_steps_that_add():
    group = Group(max_size=30, desired=2, launch_seconds=600)
    step = Step(Alarm(50), [(0, 5, 3), (5, 10, -1), (10, None, 5)], "ChangeInCapacity")
    action = Scheduled(at="2026-01-05T00:01Z", desired=4)
    result = run([114.0] * 6, [step, action], group)
    assert result.events["after"].tolist() == [4]
    assert run([114.0, 0.0], step, Group(max_size=30, desired=2)).events["after"].tolist() == [1]


@pytest.mark.parametrize("periods", [1, 2], ids=["swift", "in blocks"])
def test_a_group_that_warms_up_as_a_whole_shows_nothing(periods):
    group = Group(max_size=30, desired=2, launch_seconds=0, warmup_seconds=600)
    step = Step(Alarm(60, evaluation_periods=periods, datapoints=1), [(0, None, 8)], "ExactCapacity")
    # Two more come and the two old ones go: nothing is warm until minute 11.
    actions = [Scheduled(at="2026-01-05T00:01Z", desired=4), Scheduled(at="2026-01-05T00:02Z", desired=2)]
    result = run([0.0] * 3 + [500.0] * 20, [step, *actions], group)
    assert result.events[["minute", "after"]].values.tolist() == [[1, 4], [2, 2], [12, 8]]


def test_simple_scaling_acts_on_an_alarm_whose_latest_minute_is_missing():
    group = Group(min_size=0, max_size=1, desired=1, launch_seconds=0, cooldown_seconds=0, drain_seconds=0)
    down = Simple(Alarm(12.5, comparison=">"), -1)
    up = Simple(Alarm(12.5, comparison=">", evaluation_periods=2, datapoints=1), 1)
    # Minute 1 has no instance and no CPU; one of the two minutes before minute 2 was above the threshold.
    result = run([12.6, 0.0, 0.0], [down, up], group)
    assert result.events[["minute", "after"]].values.tolist() == [[1, 0], [2, 1]]


def test_a_load_that_fills_its_instances_needs_no_further_one():
    small = Instance(capacity=0.01, usd_per_hour=60.0)
    assert 7 * small.capacity / small.capacity > 7
    assert scaling.static_peak([7 * small.capacity], group=Group(), instance=small)["instances"] == 7


def test_a_run_tells_itself():
    result = run(RISE, TargetTracking(50))
    assert repr(result) == f"Run(240 minutes, {len(result.events)} changes)"
    assert result.at(0)["in_service"] == 1
    assert set(result.summary()) - set(result.summary(bounds=False)) == {"oracle_usd", "static_usd"}
    assert result.forecast.empty


def test_cpu_shows_100_percent_at_most_so_that_a_group_far_too_small_grows_in_steps():
    group = Group(max_size=50, launch_seconds=60, warmup_seconds=60)
    result = run([2000.0] * 60, TargetTracking(50), group)
    assert result.events["after"].tolist()[:3] == [2, 4, 8]
    result = run([2000.0] * 60, TargetTracking(50, "requests_per_target"), group)
    assert result.events["after"].tolist()[0] == 40


def test_flapping_is_counted():
    load = ([95.0] * 5 + [5.0] * 15) * 6
    alarms = [Simple(Alarm(90), 1, cooldown_seconds=0), Simple(Alarm(10, comparison="<"), -1, cooldown_seconds=0)]
    group = Group(launch_seconds=60, drain_seconds=60, cooldown_seconds=0)
    result = run(load, alarms, group)
    numbers = result.summary()
    directions = np.sign(result.events["after"] - result.events["before"]).tolist()
    assert numbers["reversals"] == sum(a != b for a, b in itertools.pairwise(directions)) > 5
    assert numbers["short_lives"] == numbers["terminations"] > 0
    assert run([50.0] * 100).summary()["reversals"] == 0


def test_the_raw_length_of_a_queue_does_not_fall_when_capacity_grows():
    rng = np.random.default_rng(1)
    arrivals = np.round(300 + 200 * np.sin(np.arange(1440) / 229) + rng.normal(0, 30, 1440)).clip(0)
    group = Group(max_size=30, launch_seconds=120, warmup_seconds=60)
    target = scaling.acceptable_backlog(acceptable_seconds=60, seconds_per_message=0.6)
    good, raw = (
        run(arrivals, TargetTracking(target, metric), group, queue=True, acceptable_seconds=60).summary()
        for metric in ("backlog_per_instance", "queue_length")
    )
    assert good["usd"] < raw["usd"]


def test_a_queue_leaves_zero_instances():
    group = Group(min_size=0, max_size=5, launch_seconds=60)
    policy = TargetTracking(10, "backlog_per_instance", high_points=1)
    result = run([0.0] * 5 + [40.0] * 3 + [0.0] * 40, policy, group, queue=True)
    # Without instances there is nothing to multiply: only a step policy gets it going.
    assert result.minutes["in_service"].max() == 0
    start = Step(Alarm(1, "backlog_per_instance"), [(0, None, 1)], "ChangeInCapacity")
    result = run([0.0] * 5 + [40.0] * 3 + [0.0] * 40, [policy, start], group, queue=True)
    assert result.minutes["backlog"].iloc[-1] == 0
    assert result.minutes["in_service"].iloc[-1] == 0


@given(st.integers(0, 40), st.integers(1, 6), st.integers(0, 5))
def test_zones_needed_is_the_least_that_is_enough(need, zones, lost):
    if lost >= zones:
        return
    found = zones_needed(need, zones, lost)
    enough = [total for total in range(121 * 6) if sum(sorted(zone_split(total, zones))[: zones - lost]) >= need]
    assert found["total"] == enough[0]
    assert found["left"] >= need
    assert found["extra"] == found["total"] - need
    assert sum(zone_split(found["total"], zones)) == found["total"]
    assert max(zone_split(found["total"], zones)) - min(zone_split(found["total"], zones)) <= 1


def test_what_a_lost_zone_leaves():
    result = run([250.0] * 3, [], Group(min_size=3, zones=3))
    table = scaling.after_zone_loss(result)
    assert table["left"].tolist() == [2, 2, 2]
    assert table["short"].tolist() == [50.0] * 3
    assert scaling.after_zone_loss(result, zones=1)["left"].tolist() == [0, 0, 0]


@settings(max_examples=40, deadline=None)
@given(loads(), groups(), st.sampled_from([1, 5, 60]))
def test_sessions_are_conserved_and_the_hottest_is_above_the_mean(load, group, length):
    result = run(load, TargetTracking(50, "sessions", high_points=1, low_points=2), group)
    table = sticky(result, length)
    serving = result.minutes["in_service"].to_numpy()
    some = serving > 0
    assert np.allclose(table["mean"][some], load[some] / serving[some])
    # Those on draining instances are not in the mean's share.
    still = some & (result.minutes["draining"].to_numpy() == 0)
    assert (table["hottest"][still] >= table["mean"][still] - 1e-6).all()
    assert (table["unmet"] >= np.maximum(0, load - serving * 100)[:] - 1e-6)[still].all()
    assert (table["cut"] >= 0).all()


def test_sessions_stay_where_they_began():
    group = Group(min_size=1, max_size=4, launch_seconds=0, warmup_seconds=0, drain_seconds=120)
    actions = [Scheduled(at="2026-01-05T00:02Z", desired=2), Scheduled(at="2026-01-05T00:04Z", desired=1)]
    table = sticky(run([80.0] * 8, actions, group), session_minutes=4)
    # 80 on one; then a quarter goes each minute, and what comes is shared: 70 and 10, then 62.5 and 17.5.
    assert table["hottest"].tolist()[:4] == [80.0, 80.0, 70.0, 62.5]
    # The oldest drains for two minutes; what is left on it then is cut.
    assert table["cut"].tolist() == [0, 0, 0, 0, 0, 0, 62.5 * 0.75 * 0.75, 0]
    everywhere = sticky(run([80.0] * 8, [], Group(min_size=2)), session_minutes=4)
    assert everywhere["hottest"].tolist() == [40.0] * 8


def test_a_comparison_ranks_by_score_and_marks_what_is_efficient():
    sets = {
        "none": [],
        "tracking": TargetTracking(50),
        "careful": TargetTracking(30),
        "wasteful": [TargetTracking(30), Scheduled("0 0 * * *", min_size=10)],
    }
    table = compare(RISE, sets, group=Group(max_size=20), instance=ONE, usd_per_unmet=0.001)
    ours = table[table["kind"] == "policy"].set_index("name")
    assert ours["score_usd"].is_monotonic_increasing
    for name, policies in sets.items():
        numbers = run(RISE, policies, Group(max_size=20)).summary()
        assert ours.loc[name, "score_usd"] == pytest.approx(numbers["usd"] + 0.001 * numbers["unmet"])
        assert ours.loc[name, "usd"] == numbers["usd"]
    for name, row in ours.iterrows():
        others = ours.drop(name)
        beaten = ((others["usd"] <= row["usd"]) & (others["unmet"] <= row["unmet"])).any()
        assert row["efficient"] == (not beaten)
    bounds = table[table["kind"] == "bound"].set_index("name")
    assert bounds.index.tolist() == ["perfect foresight", "static peak"]
    assert bounds.loc["static peak", "usd"] == pytest.approx(3 * 4 * 0.1)
    assert (bounds["unmet"] == 0).all()
    assert compare(RISE, sets, group=Group(), instance=ONE, queue=True)["name"].tolist()[-1] == "static peak"


def test_a_bound_refuses_what_no_group_of_that_size_can_serve():
    table = compare([2000.0] * 10, {"none": []}, group=Group(max_size=5), instance=ONE, usd_per_unmet=1)
    bounds = table[table["kind"] == "bound"]
    assert bounds["unmet"].tolist() == [15_000.0, 15_000.0]
    assert (bounds["score_usd"] >= 15_000).all()


def test_every_public_name_is_documented():
    for name in scaling.__all__:
        value = getattr(scaling, name)
        if callable(value):
            assert len(value.__doc__ or "") > 40, name


def test_types_of_the_tables():
    result = run(RISE, [TargetTracking(50), Predictive(50)])
    assert list(result.minutes.columns) == [
        "time",
        "minute",
        "load",
        "desired",
        "in_service",
        "warming",
        "pending",
        "draining",
        "capacity",
        "served",
        "unmet",
        "utilization",
    ]
    assert {"backlog", "late"} <= set(run(RISE, queue=True).minutes.columns)
    assert isinstance(result.events["time"].dtype, pd.DatetimeTZDtype)
    assert run(RISE).events.dtypes["after"] == "int64"
