"""AWS's own examples, page by page."""

from __future__ import annotations

import pandas as pd
import pytest

import kaolib as kao
from kaolib.architecture.scaling import (
    Alarm,
    Group,
    Instance,
    Predictive,
    Scheduled,
    Simple,
    Step,
    TargetTracking,
    adjusted,
    simulate,
)
from kaolib.architecture.scaling._cron import occurrences

#: One unit of load is one percent of an instance.
ONE = Instance(capacity=100, usd_per_hour=0.1)
#: Instances that are there at once and gone at once.
QUICK = {"launch_seconds": 0, "drain_seconds": 0, "warmup_seconds": 0}
OUT = [(0, 10, 0), (10, 20, 10), (20, None, 30)]
IN = [(-10, 0, 0), (-20, -10, -10), (None, -20, -30)]


def changes(run):
    return run.events[["before", "after"]].values.tolist()


# EC2 Auto Scaling User Guide, "Step and simple scaling policies for Amazon EC2 Auto Scaling"


def test_steps_around_a_threshold_of_50():
    group = Group(min_size=1, max_size=100, desired=10, **QUICK)
    policies = [Step(Alarm(50), OUT), Step(Alarm(50, comparison="<="), IN)]
    # Each minute: the metric, in percent, of the instances that are there.
    loads = [50 * 10, 60 * 10, 50 * 11, 70 * 11, 50 * 14, 40 * 14, 50 * 13, 30 * 13, 50 * 10]
    run = simulate(loads, policies, group=group, instance=ONE)
    assert changes(run) == [[10, 11], [11, 14], [14, 13], [13, 10]]


def test_the_capacity_stays_between_40_and_60():
    group = Group(min_size=1, max_size=100, desired=10, **QUICK)
    policies = [Step(Alarm(50), OUT), Step(Alarm(50, comparison="<="), IN)]
    run = simulate([41 * 10, 50 * 10, 59 * 10], policies, group=group, instance=ONE)
    assert changes(run) == []


def test_warming_instances_are_not_added_twice():
    group = Group(min_size=1, max_size=100, desired=10, launch_seconds=600, warmup_seconds=300)
    # 60, then 62 and 70 while the new instance warms up: one is added, none, and two more.
    run = simulate([60 * 10, 62 * 10, 70 * 10, 50 * 10], Step(Alarm(50), OUT), group=group, instance=ONE)
    assert changes(run) == [[10, 11], [11, 13]]
    assert run.events["minute"].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("capacity", "change", "rounded"),
    [(127, 10, 12), (67, 1, 1), (58, -1, -1), (667, -1, -6)],
    ids=["12.7", ".67", "-.58", "-6.67"],
)
def test_percent_rounding(capacity, change, rounded):
    assert adjusted(capacity, change, "PercentChangeInCapacity") - capacity == rounded


def test_adjustment_types():
    assert adjusted(3, 5, "ChangeInCapacity") == 8
    assert adjusted(3, 5, "ExactCapacity") == 5
    assert adjusted(10, 10, "PercentChangeInCapacity") == 11


def test_a_minimum_magnitude_of_two_of_four_instances():
    assert adjusted(4, 25, "PercentChangeInCapacity") == 5
    assert adjusted(4, 25, "PercentChangeInCapacity", min_magnitude=2) == 6


def test_steps_of_60_75_and_85_percent():
    policy = Step(Alarm(60), [(0, 15, 10), (15, 25, 30), (25, None, 40)], "ChangeInCapacity")
    assert [policy.chosen(value) for value in (60, 74.9, 75, 84.9, 85, 100)] == [10, 10, 30, 30, 40, 40]


# API Reference, StepAdjustment: a threshold of 50


def test_bounds_at_the_threshold_and_away_from_it():
    above = Step(Alarm(50), [(0, 10, 1), (10, None, 2)], "ChangeInCapacity")
    assert [above.chosen(value) for value in (49.9, 50, 59.9, 60)] == [None, 1, 1, 2]
    below = Step(Alarm(50, comparison="<="), [(-10, 0, -1), (None, -10, -2)], "ChangeInCapacity")
    assert [below.chosen(value) for value in (50.1, 50, 40.1, 40)] == [None, -1, -1, -2]


# "Dynamic scaling for Amazon EC2 Auto Scaling", "How scaling policies work" and "Multiple scaling policies"


def test_three_instances_more_than_the_maximum_allows():
    group = Group(min_size=1, max_size=3, desired=2, **QUICK)
    run = simulate([200.0, 0.0], Simple(Alarm(90), 3), group=group, instance=ONE)
    assert changes(run) == [[2, 3]]


def test_two_instances_fewer_than_the_minimum_allows():
    group = Group(min_size=2, max_size=9, desired=3, **QUICK)
    run = simulate([0.0, 300.0], Simple(Alarm(10, comparison="<="), -2), group=group, instance=ONE)
    assert changes(run) == [[3, 2]]


def test_the_policy_with_the_largest_capacity_wins_when_scaling_out():
    group = Group(min_size=1, max_size=9, **QUICK)
    cpu = Step(Alarm(90), [(0, None, 1)], "ChangeInCapacity", name="cpu")
    queue = Step(Alarm(100, "queue_length"), [(0, None, 2)], "ChangeInCapacity", name="queue")
    run = simulate([500.0, 0.0], [cpu, queue], group=group, instance=ONE, queue=True)
    assert changes(run)[0] == [1, 3]
    assert run.events["policy"][0] == "queue"


def test_the_policy_with_the_largest_capacity_wins_when_scaling_in():
    group = Group(min_size=1, max_size=9, desired=8, **QUICK)
    three = Simple(Alarm(10, comparison="<="), -3, name="three")
    quarter = Simple(Alarm(10, "requests_per_target", "<="), -25, "PercentChangeInCapacity", name="quarter")
    run = simulate([0.0, 800.0], [three, quarter], group=group, instance=ONE)
    assert changes(run) == [[8, 6]]
    assert run.events["policy"][0] == "quarter"


def test_three_more_or_200_percent_of_ten():
    """AWS CLI Reference, application-autoscaling put-scaling-policy: the same precedence."""
    group = Group(min_size=1, max_size=100, desired=10, **QUICK)
    three = Step(Alarm(90), [(0, None, 3)], "ChangeInCapacity")
    percent = Step(Alarm(80), [(0, None, 200)])
    assert changes(simulate([950.0, 0.0], [three, percent], group=group, instance=ONE)) == [[10, 30]]


# "Target tracking scaling policies for Amazon EC2 Auto Scaling"


def test_one_and_a_half_instances_are_two_more_but_one_fewer():
    # Three instances at 75 % are one and a half too few for 50 %; six at 37.5 % are one and a half too many.
    out = simulate([225.0] * 4, TargetTracking(50), group=Group(desired=3, **QUICK), instance=ONE)
    assert changes(out) == [[3, 5]]
    back = simulate([225.0] * 16, TargetTracking(50), group=Group(desired=6, **QUICK), instance=ONE)
    assert changes(back) == [[6, 5]]


def test_the_high_alarm_of_an_instance_that_warms_up():
    """AWS re:Post, "Slow down ASG target tracking scale out": four instances, a warm-up of five minutes."""
    group = Group(min_size=1, max_size=10, desired=4, launch_seconds=60, warmup_seconds=300)
    policy = TargetTracking(50, high_points=1)
    # +1 wanted; about the same in the next minute; then +2, of which one is on its way.
    run = simulate([240.0, 245.0, 375.0, 0.0], policy, group=group, instance=ONE)
    assert changes(run) == [[4, 5], [5, 6]]
    assert run.events["minute"].tolist() == [1, 3]


# "Scaling policy based on Amazon SQS"


def test_fifteen_hundred_messages_for_ten_instances():
    target = kao.scaling.acceptable_backlog(acceptable_seconds=10, seconds_per_message=0.1)
    assert target == 100
    assert kao.scaling.backlog_per_instance(1500, 10) == 150
    group = Group(min_size=1, max_size=50, desired=10)
    idle = Instance(capacity=600, usd_per_hour=0.1)
    policy = TargetTracking(target, "backlog_per_instance", high_points=1)
    # 6,000 messages come and go in the minute, 1,500 are left.
    run = simulate([7500.0, 0.0], policy, group=group, instance=idle, queue=True)
    assert run.minutes["backlog"][0] == 1500
    assert changes(run) == [[10, 15]]


# "Scaling cooldowns for Amazon EC2 Auto Scaling"


def test_the_cooldown_keeps_stale_alarms_from_launching_again():
    slow = {"min_size": 1, "max_size": 10, "launch_seconds": 180}
    run = simulate([95.0] * 9, Simple(Alarm(90), 1), group=Group(**slow), instance=ONE)
    assert run.events["minute"].tolist() == [1]
    # Without it the minute before the new instance came still calls for one more; never while a launch is in progress.
    run = simulate([95.0] * 9, Simple(Alarm(90), 1, cooldown_seconds=0), group=Group(**slow), instance=ONE)
    assert run.events["minute"].tolist() == [1, 4]
    run = simulate([500.0] * 9, Simple(Alarm(90), 1, cooldown_seconds=0), group=Group(**slow), instance=ONE)
    assert run.events["minute"].tolist() == [1, 4, 7]


def test_the_cooldown_begins_when_the_last_instance_is_launched():
    group = Group(min_size=1, max_size=20, launch_seconds=120, cooldown_seconds=300)
    run = simulate([900.0] * 20, Simple(Alarm(90), 2), group=group, instance=ONE)
    assert run.events["minute"].tolist() == [1, 8, 15]


def test_a_scale_in_policy_with_a_cooldown_of_180_seconds():
    group = Group(min_size=1, max_size=9, desired=5, drain_seconds=0)
    policy = Simple(Alarm(10, comparison="<="), -1, cooldown_seconds=180)
    assert simulate([0.0] * 9, policy, group=group, instance=ONE).events["minute"].tolist() == [1, 4, 7]


def test_scheduled_target_and_step_policies_do_not_wait_for_a_cooldown():
    group = Group(min_size=1, max_size=40, cooldown_seconds=3600, launch_seconds=0, warmup_seconds=0)
    simple = Simple(Alarm(90), 1)
    step = Step(Alarm(95, evaluation_periods=3), [(0, None, 1)], "ChangeInCapacity")
    action = Scheduled(at="2026-01-05T00:06Z", desired=9)
    run = simulate([500.0] * 8, [simple, step, action], group=group, instance=ONE)
    assert run.events["policy"].tolist()[:2] == ["simple", "step"]
    assert "scheduled" in set(run.events["policy"])
    assert run.events["policy"].tolist().count("simple") == 1


# "Set the default instance warmup for an Auto Scaling group"; API Reference, PutScalingPolicy


@pytest.mark.parametrize(
    ("group_warmup", "policy_warmup", "minutes"),
    [(None, None, 5), (120, None, 2), (120, 60, 1)],
    ids=["the default cooldown", "the group's", "the policy's own"],
)
def test_which_warm_up_an_instance_has(group_warmup, policy_warmup, minutes):
    group = Group(min_size=1, max_size=9, launch_seconds=60, warmup_seconds=group_warmup)
    policy = TargetTracking(50, warmup_seconds=policy_warmup)
    run = simulate([60.0] * 20, policy, group=group, instance=ONE)
    assert changes(run) == [[1, 2]]
    assert (run.minutes["warming"] > 0).sum() == minutes


def test_a_predictive_or_scheduled_launch_has_no_warm_up_without_a_default():
    action = Scheduled(at="2026-01-05T00:01Z", desired=2)
    run = simulate([0.0] * 9, action, group=Group(launch_seconds=60), instance=ONE)
    assert not run.minutes["warming"].any()
    run = simulate([0.0] * 9, action, group=Group(launch_seconds=60, warmup_seconds=120), instance=ONE)
    assert run.minutes["warming"].sum() == 2


def test_scale_in_is_blocked_until_the_instances_have_warmed_up():
    group = Group(min_size=1, max_size=9, desired=2, launch_seconds=60, warmup_seconds=600)
    policy = TargetTracking(50, high_points=1, low_points=2)
    run = simulate([110.0] + [10.0] * 20, policy, group=group, instance=ONE)
    # Launched in minute 1, in service in 2, warm in 12.
    assert run.events[["minute", "before", "after"]].values.tolist() == [[1, 2, 3], [12, 3, 1]]


def test_a_step_policy_scales_in_before_target_tracking_is_ready():
    """AWS CLI Reference, put-scaling-policy: it is not blocked, and target tracking may scale out again."""
    group = Group(min_size=1, max_size=9, desired=4, **QUICK)
    step = Step(Alarm(60, comparison="<="), [(None, 0, -2)], "ChangeInCapacity")
    run = simulate([180.0] * 6, [TargetTracking(50), step], group=group, instance=ONE)
    assert changes(run)[:2] == [[4, 2], [2, 4]]


# AWS re:Post, "How can I be sure that CloudWatch alarms activate actions?" and "Why doesn't my CloudWatch alarm's state
# change invoke my Amazon EC2 Auto Scaling policy?"


def test_three_of_three_points_above_45_and_an_action_every_minute_of_the_alarm():
    points = [61.123, 57.847, 60.503, 55.473, 41.685, 58.390, 57.846, 61.123, 0.0]
    alarm = Alarm(45, "request_count", ">", evaluation_periods=3, datapoints=3)
    group = Group(cooldown_seconds=0, **QUICK)
    run = simulate(points, Simple(alarm, 1), group=group, instance=ONE)
    # ALARM with the third point and the fourth, OK with the next three, ALARM again with the eighth.
    assert run.events["minute"].tolist() == [3, 4, 8]


# "Predictive scaling for Amazon EC2 Auto Scaling"


def test_ten_for_target_tracking_wins_over_eight_of_the_forecast():
    day = [400.0] * 1440
    group = Group(min_size=1, max_size=20, desired=8, **QUICK)
    run = simulate([*day, *[500.0] * 120], [TargetTracking(50), Predictive(50)], group=group, instance=ONE)
    assert run.forecast["capacity"].tolist()[-1] == 8
    assert run.minutes["desired"].iloc[-1] == 10


def test_a_buffer_of_ten_percent_above_a_forecast_of_fifty():
    day = [2500.0] * 1600
    for behavior, buffer, most in (("honor", 0, 40), ("increase", 0, 50), ("increase", 10, 55)):
        policy = Predictive(50, max_behavior=behavior, max_buffer_percent=buffer)
        spike = Step(Alarm(50), [(0, None, 100)])
        group = Group(min_size=1, max_size=40, desired=30, launch_seconds=0, warmup_seconds=0)
        run = simulate(day, [policy, spike], group=group, instance=ONE)
        assert run.forecast["capacity"].dropna().iloc[0] == 50
        assert run.minutes["desired"].max() == most


def test_the_forecast_launches_before_the_hour_and_never_scales_in():
    quiet, busy = [100.0] * 60, [600.0] * 60
    day = quiet * 9 + busy * 3 + quiet * 12
    group = Group(min_size=2, max_size=20)
    run = simulate(day * 2, Predictive(50, buffer_seconds=300), group=group, instance=ONE)
    assert run.events[["minute", "after"]].values.tolist() == [[1440 + 9 * 60 - 5, 12]]
    assert run.minutes["desired"].iloc[-1] == 12
    idle = simulate(day * 2, Predictive(50, mode="forecast_only"), group=group, instance=ONE)
    assert idle.events.empty
    pd.testing.assert_frame_equal(idle.forecast, run.forecast)


# "Scheduled scaling for Amazon EC2 Auto Scaling"


def test_half_past_midnight_on_the_first_of_three_months():
    year = pd.Timestamp("2026-01-01", tz="UTC"), pd.Timestamp("2027-01-01", tz="UTC")
    found = [when.isoformat() for when in occurrences("30 0 1 1,6,12 *", "UTC", *year)]
    assert found == ["2026-01-01T00:30:00+00:00", "2026-06-01T00:30:00+00:00", "2026-12-01T00:30:00+00:00"]


def test_a_scheduled_action_scales_to_what_it_says():
    for desired, before in ((1, 4), (3, 1)):
        group = Group(min_size=1, max_size=9, desired=before)
        action = Scheduled(at="2026-01-05T00:02Z", desired=desired)
        assert changes(simulate([0.0] * 4, action, group=group, instance=ONE)) == [[before, desired]]


# "Auto Scaling group Availability Zone distribution"


def test_each_launch_goes_to_the_zone_with_the_fewest():
    zones = [0, 0, 0]
    for count in range(1, 20):
        zones[zones.index(min(zones))] += 1
        assert kao.scaling.zone_split(count, 3) == sorted(zones, reverse=True)
