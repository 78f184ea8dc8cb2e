"""What holds in every minute, whatever the load and the policies."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaolib.architecture.scaling import (
    Group,
    Instance,
    Mixed,
    Simple,
    Step,
    TargetTracking,
    oracle,
    simulate,
    static_peak,
)
from tests.architecture.scaling.test_equal import WEB, groups, loads, simples, steps, targets

ONE = Instance(capacity=100, usd_per_hour=0.36)
slow = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def policies(draw):
    """Some of each kind; one target tracking policy a metric."""
    drawn = draw(st.lists(targets(WEB) | steps(WEB) | simples(WEB), max_size=4))
    tracked = {policy.metric: policy for policy in drawn if isinstance(policy, TargetTracking)}
    return [policy for policy in drawn if not isinstance(policy, TargetTracking)] + list(tracked.values())


@slow
@given(loads(), policies(), groups())
def test_limits_conservation_and_the_bill(load, policies, group):
    run = simulate(load, policies, group=group, instance=ONE)
    minutes, lives, numbers = run.minutes, run.lives, run.summary()
    assert minutes["desired"].between(group.min_size, group.max_size).all()
    assert (minutes["in_service"] + minutes["pending"] == minutes["desired"]).all()
    assert (minutes[["in_service", "warming", "pending", "draining"]] >= 0).all(axis=None)
    assert (minutes["warming"] <= minutes["in_service"]).all()
    assert np.allclose(minutes["served"] + minutes["unmet"], minutes["load"])
    # Every life is what the minutes show.
    serving = np.zeros(len(minutes), dtype=int)
    for row in lives.itertuples():
        serving[row.first : row.last] += row.instances
    assert (serving == minutes["in_service"]).all()
    hours = minutes["in_service"].sum() / 60
    assert numbers["instance_hours"] >= hours - 1e-9
    assert numbers["usd"] == pytest.approx(numbers["instance_hours"] * ONE.usd_per_hour)
    # Changes and the capacity tell the same story.
    change = (run.events["after"] - run.events["before"]).sum()
    assert group.desired + change == minutes["desired"].iloc[-1]
    assert numbers["launches"] + group.desired == lives["instances"].sum()
    assert numbers["launches"] - numbers["terminations"] >= change  # some still drain at the end


@slow
@given(loads(), policies(), groups())
def test_nothing_scales_in_too_early(load, policies, group):
    run = simulate(load, policies, group=group, instance=ONE)
    names = {id(policy): policy for policy in policies}.values()
    tracking = {policy.name for policy in names if isinstance(policy, TargetTracking)}
    gradual = tracking | {policy.name for policy in names if isinstance(policy, Step)}
    gradual -= {policy.name for policy in names if isinstance(policy, Simple)}
    minutes = run.minutes
    for event in run.events.itertuples():
        if event.after < event.before and event.policy in gradual:
            # What launches or warms up blocks target tracking and step policies.
            before = minutes.iloc[event.minute]
            assert before["pending"] == 0
            assert before["warming"] == 0


@slow
@given(loads(), groups(), st.lists(targets(WEB), min_size=2, max_size=3, unique_by=lambda policy: policy.metric))
def test_no_scale_in_while_a_target_tracking_policy_objects(load, group, policies):
    run = simulate(load, policies, group=group, instance=ONE)
    voters = [policy for policy in policies if policy.scale_in]
    for event in run.events.itertuples():
        if event.after >= event.before:
            continue
        wanted = []
        for policy in voters:
            window = range(event.minute - policy.low_points, event.minute)
            assert window.start >= 0
            points = [shown(run, policy.metric, minute) for minute in window]
            assert max(points) < policy.target * policy.low_share
            now = run.minutes.iloc[event.minute - 1]
            current = event.before + draining(run, event.minute)
            wanted.append(int(np.ceil(current * max(points) / policy.target - 1e-9)))
            assert now["minute"] == event.minute - 1
        assert event.after == max(*wanted, group.min_size)


def shown(run, metric, minute):
    row = run.minutes.iloc[minute]
    if metric == "request_count":
        return row["load"]
    assert row["in_service"] - row["warming"] > 0
    share = row["load"] / row["in_service"]
    return {"cpu": min(share, 100.0), "memory": min(20 + share * 0.6, 100.0)}.get(metric, share)


def draining(run, minute):
    """Instances that drain when the policies decide in this minute: those of this minute's decision are not yet."""
    ended = run.lives[(run.lives["last"] < minute) & (run.lives["first"] < run.lives["last"])]
    return int(ended.loc[np.ceil(ended["ended"] / 60) > minute, "instances"].sum())


@slow
@given(loads(), groups(), st.sampled_from([0, 60, 300, 600]))
def test_simple_scaling_waits_for_its_cooldown(load, group, cooldown):
    up = Simple(alarm(">", 60), 1, cooldown_seconds=cooldown, name="up")
    down = Simple(alarm("<", 30), -1, cooldown_seconds=cooldown, name="down")
    run = simulate(load, [up, down], group=group, instance=ONE)
    events = list(run.events.itertuples())
    for first, after in itertools.pairwise(events):
        launched = first.after > first.before
        seconds = group.launch_seconds if launched else group.drain_seconds
        assert after.minute >= first.minute + np.ceil(seconds / 60) + np.ceil(cooldown / 60)


def alarm(comparison, threshold):
    from kaolib.architecture.scaling import Alarm

    return Alarm(threshold, comparison=comparison)


@slow
@given(loads(), policies(), groups())
def test_perfect_foresight_is_never_dearer_than_a_run_that_refuses_nothing(load, policies, group):
    run = simulate(load, policies, group=group, instance=ONE)
    numbers = run.summary()
    most = group.max_size * ONE.capacity
    if np.allclose(run.minutes["unmet"], np.maximum(0, load - most)):
        assert numbers["oracle_usd"] <= numbers["usd"] + 1e-9


@given(loads(), groups())
@settings(max_examples=40, deadline=None)
def test_perfect_foresight_is_the_cheapest_way_to_keep_or_end_each_instance(load, group):
    """Against dynamic programming, level by level: on or off in each minute."""
    launch, drain = (int(np.ceil(seconds / 60)) for seconds in (group.launch_seconds, group.drain_seconds))
    load = load[:120]
    need = np.clip(np.ceil(load / ONE.capacity - 1e-12), group.min_size, group.max_size).astype(int)
    total = 0
    for level in range(1, int(need.max(initial=0)) + 1):
        if level <= group.min_size:
            total += len(need)
            continue
        on, off = 0.0, 0.0
        busy = need >= level
        first, last = np.flatnonzero(busy)[[0, -1]]
        on = min(launch, int(first))
        off = np.inf
        for minute in range(first, last + 1):
            stay = min(on, off + launch)
            on, off = stay + 1, np.inf if busy[minute] else min(off, on + drain)
        total += on + min(drain, len(need) - 1 - last)
    assert oracle(load, group=group, instance=ONE)["instance_hours"] * 60 == pytest.approx(total)


@given(loads(), groups())
def test_a_static_peak_refuses_what_is_beyond_its_limit_alone(load, group):
    peak = static_peak(load, group=group, instance=ONE)
    assert group.min_size <= peak["instances"] <= group.max_size
    short = np.maximum(0, load - peak["instances"] * ONE.capacity).max()
    assert short <= max(0.0, load.max() - group.max_size * ONE.capacity) + 1e-9
    assert oracle(load, group=group, instance=ONE)["usd"] <= peak["usd"] + 1e-9


@slow
@given(loads(), groups(), st.integers(0, 6), st.integers(0, 100))
def test_the_split_bill_is_that_of_each_second(load, group, base, percent):
    spot = Instance(capacity=100, usd_per_hour=0.36, spot_usd_per_hour=0.1)
    run = simulate(load, TargetTracking(50), group=group, instance=spot, mixed=Mixed(base, percent))
    numbers = run.summary()
    seconds = np.zeros((len(load) + 12) * 60, dtype=int)
    for row in run.lives.itertuples():
        seconds[row.launched : row.launched + row.billed_seconds] += row.instances
    # what is On-Demand of so many: the base, and a share of the others with any fraction of an instance
    table = {
        count: min(base, count) - (-max(0, count - base) * percent // 100) for count in np.unique(seconds).tolist()
    }
    on_demand = sum(table[count] for count in seconds.tolist())
    rest = int(seconds.sum()) - on_demand
    assert numbers["on_demand_usd"] == pytest.approx(on_demand * 0.36 / 3600)
    assert numbers["spot_usd"] == pytest.approx(rest * 0.1 / 3600)
    assert numbers["usd"] == pytest.approx(numbers["on_demand_usd"] + numbers["spot_usd"])


@slow
@given(loads(), groups(), st.integers(0, 400), st.sampled_from([0.0, 50.0, 500.0]))
def test_late_messages_are_those_that_waited(load, group, patience, backlog):
    load = np.round(load)
    run = simulate(
        load,
        TargetTracking(100, "backlog_per_instance"),
        group=group,
        instance=ONE,
        queue=True,
        backlog=backlog,
        acceptable_seconds=patience,
    )
    minutes = run.minutes
    assert backlog + minutes["load"].sum() == minutes["served"].sum() + minutes["backlog"].iloc[-1]
    # First come, first served, message by message: what was there before came in the minute before the first.
    waiting = [-1] * int(backlog)
    for row in minutes.itertuples():
        waiting += [row.minute] * int(row.load)
        done, waiting = waiting[: int(row.served)], waiting[int(row.served) :]
        assert row.late == sum(60 * (row.minute - came) > patience for came in done)


def test_a_larger_group_limit_never_serves_less():
    load = np.full(100, 900.0)
    served = [
        simulate(load, TargetTracking(50), group=Group(max_size=most), instance=ONE).summary()["unmet"]
        for most in (2, 5, 9, 20)
    ]
    assert served == sorted(served, reverse=True)
