"""The injected interruption: AWS's order of events and limits, and what must hold whatever the times are."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.knowledge import catalog

STATES = {
    "running", "at_risk", "noticed", "draining", "drained", "shutting_down", "terminated", "stopping", "stopped", "hibernating",
    "hibernated", "pending", "checking",
}  # fmt: skip
times = st.integers(0, 400)


@st.composite
def settings_of(draw):
    rebalancing = draw(st.sampled_from(fleet.REBALANCING))
    instances = draw(st.integers(1, 5))
    return {
        "instances": instances,
        "interrupted": draw(st.integers(1, instances)),
        "rebalancing": rebalancing,
        "behavior": "terminate" if rebalancing == "asg" else draw(st.sampled_from(fleet.BEHAVIORS)),
        "before_seconds": draw(st.integers(120, 900)),
        "start_seconds": draw(times),
        "launch_seconds": draw(times),
        "health_seconds": draw(times),
        "drain_seconds": draw(times),
        "drains_on_notice": draw(st.booleans()),
        "detect_seconds": draw(times),
        "termination_delay_seconds": draw(st.integers(120, 800)),
    }


def when(picture, event, instance="i-1"):
    rows = picture.events
    found = rows[(rows["event"] == event) & (rows["instance"] == instance)]["second"].tolist()
    return found[0] if found else None


class TestAwssRules:
    def test_the_order(self):
        """EC2 User Guide, "Initiate a Spot Instance interruption": recommendation, notice two minutes before, interruption."""
        picture = fleet.inject(rebalancing="off", before_seconds=300, start_seconds=10)
        order = ["rebalance_recommendation", "interruption_notice", "interrupted"]
        assert [when(picture, name) for name in order] == [10, 190, 310]

    def test_recommendation_and_notice_may_come_together(self):
        """EC2 User Guide, "EC2 instance rebalance recommendations": the signal can arrive along with the two-minute notice."""
        picture = fleet.inject(before_seconds=120)
        assert when(picture, "rebalance_recommendation") == when(picture, "interruption_notice")

    def test_hibernation_begins_at_once(self):
        """EC2 User Guide, "Spot Instance interruption notices": no two minutes before a hibernation."""
        picture = fleet.inject(rebalancing="off", behavior="hibernate", before_seconds=600, start_seconds=50)
        assert when(picture, "interruption_notice") == when(picture, "hibernation_started") == 50
        states = picture.spans[picture.spans["instance"] == "i-1"]["state"].tolist()
        assert states == ["running", "hibernating", "hibernated"]

    def test_a_stopped_instance_stays_stopped(self):
        """The same page: an instance that FIS stopped remains stopped until you start it."""
        picture = fleet.inject(rebalancing="off", behavior="stop")
        assert picture.at(picture.seconds - 1).set_index("instance").loc["i-1", "state"] == "stopped"

    def test_a_group_waits_for_the_health_check(self):
        """EC2 Auto Scaling User Guide, "Capacity Rebalancing": the old one ends after the new one has passed its check."""
        picture = fleet.inject(before_seconds=900, launch_seconds=100, health_seconds=100, drain_seconds=50)
        assert when(picture, "drain_started") == when(picture, "replacement_in_service", "i-7") == 230
        assert when(picture, "old_terminated") == 280
        assert picture.summary()["ended_by"] == "you"
        assert when(picture, "interruption_notice") is None

    def test_without_rebalancing_the_loss_comes_first(self):
        """The same page: not replaced before EC2 has interrupted it and its health check fails."""
        picture = fleet.inject(rebalancing="off", detect_seconds=45)
        assert when(picture, "replacement_requested", "i-7") == when(picture, "interrupted") + 45

    def test_a_fleet_launches_first_and_leaves_the_old_one(self):
        """EC2 API Reference, "FleetSpotCapacityRebalance": launch does not terminate; launch-before-terminate does, after a delay."""
        left = fleet.inject(rebalancing="fleet_launch", before_seconds=900)
        assert left.summary()["ended_by"] == "ec2"
        assert when(left, "interrupted") == 930
        ended = fleet.inject(
            rebalancing="fleet_launch_before_terminate", before_seconds=900, termination_delay_seconds=200
        )
        assert when(ended, "old_terminated") == when(ended, "replacement_running", "i-7") + 200

    def test_limits(self):
        """FIS, send-spot-instance-interruptions: 2 to 15 minutes. EC2 API Reference: a termination delay of 120 to 7,200 seconds."""
        for wrong in (119, 901):
            with pytest.raises(InputError, match=f"before_seconds {wrong}"):
                fleet.inject(before_seconds=wrong)
        for wrong in (119, 7201):
            with pytest.raises(InputError, match=f"termination_delay_seconds {wrong}"):
                fleet.inject(termination_delay_seconds=wrong)

    def test_where_it_is_not_offered(self):
        """EC2 User Guide, "Initiate a Spot Instance interruption": not in Jakarta, Osaka, the UAE and China."""
        for place in fleet.NO_INJECTION:
            with pytest.raises(InputError, match=place):
                fleet.inject(location=place)

    def test_fis_is_billed_by_the_minute_not_by_the_target(self):
        """AWS FIS pricing: for each minute of an action, whatever it does and to how many."""
        one, many = (
            fleet.inject(interrupted=n, before_seconds=600, fis_usd_per_action_minute=0.5).summary() for n in (1, 5)
        )
        assert one["fis_usd"] == many["fis_usd"] == 10 * 0.5
        price = catalog.tiers("fis", "action_minute", "ap-northeast-2")[0][2]
        assert fleet.inject(location="ap-northeast-2").summary()["fis_usd"] == 2 * price
        assert math.isnan(fleet.inject().summary()["fis_usd"])


def test_two_minutes_or_ten():
    """Told early enough, a group with Capacity Rebalancing is never short; told with the notice, it is."""
    early, late = (fleet.inject(before_seconds=before).summary() for before in (600, 120))
    assert (early["lowest_serving"], early["below_target_seconds"], early["ended_by"]) == (6, 0, "you")
    assert (late["lowest_serving"], late["below_target_seconds"], late["ended_by"]) == (5, 100, "you")
    off = fleet.inject(rebalancing="off", before_seconds=600).summary()
    assert (
        off["below_target_seconds"] == 120 + 60 + 40 + 60
    )  # the drain from the notice on, then what finding and replacing takes


@given(how=settings_of())
def test_every_instance_has_one_state_at_a_time(how):
    picture = fleet.inject(**how)
    assert set(picture.spans["state"]) <= STATES
    assert set(picture.spans["instance"]) == {f"i-{n}" for n in range(1, how["instances"] + how["interrupted"] + 1)}
    for name, rows in picture.spans.groupby("instance"):
        begin, end = rows["start_second"].tolist(), rows["end_second"].tolist()
        assert begin == sorted(begin)
        assert begin[1:] == end[:-1]
        assert end[-1] == picture.seconds
        role = rows["role"].iloc[0]
        assert begin[0] == (when(picture, "replacement_requested", name) if role == "new" else 0)
    assert picture.events["second"].is_monotonic_increasing
    assert picture.events["second"].max() <= picture.seconds


@given(how=settings_of())
def test_signals_come_in_order(how):
    picture = fleet.inject(**how)
    told = when(picture, "rebalance_recommendation")
    notice, loss = when(picture, "interruption_notice"), when(picture, "interrupted")
    assert told == how["start_seconds"]
    if loss is not None:
        assert loss - notice == 120
        assert loss - told == how["before_seconds"]
        assert picture.summary()["ended_by"] == "ec2"
    if when(picture, "drained") is not None:
        assert when(picture, "drained") - when(picture, "drain_started") == how["drain_seconds"]
        assert picture.summary()["drain_short_seconds"] == 0
    ends = [when(picture, name) for name in ("interrupted", "hibernation_started", "old_terminated")]
    assert sum(end is not None for end in ends) == 1
    own = [
        when(picture, f"replacement_{n}", f"i-{how['instances'] + 1}") for n in ("requested", "running", "in_service")
    ]
    assert np.diff(own).tolist() == [how["launch_seconds"], how["health_seconds"]]


@given(how=settings_of(), every=st.integers(1, 60))
@settings(max_examples=30)
def test_the_capacity_is_the_count_of_the_instances(how, every):
    picture = fleet.inject(**how)
    table = picture.capacity(every)
    assert table["second"].tolist() == list(range(0, picture.seconds, every))
    for row in table.sample(min(8, len(table)), random_state=0).itertuples():
        here = picture.at(row.second)
        assert row.serving == here["serving"].sum()
        assert row.billed == here["billed"].sum()
        assert row.draining == (here["state"] == "draining").sum()
        assert row.starting == here["state"].isin(["pending", "checking"]).sum()
    # each takes requests or does not: nobody is lost or invented
    assert (table["serving"] <= how["instances"] + how["interrupted"]).all()
    assert (table["serving"] >= how["instances"] - how["interrupted"]).all()
    if how["start_seconds"] + how["launch_seconds"] + how["health_seconds"] > 0:  # a replacement takes some time
        assert table["serving"].iloc[0] == how["instances"]
    assert picture.capacity(1)["serving"].iloc[-1] >= how["instances"]


@given(how=settings_of())
@settings(max_examples=50)
def test_a_warning_that_is_long_enough_never_leaves_the_group_short(how):
    assume(how["rebalancing"] != "off" and how["behavior"] != "hibernate")
    takes = how["launch_seconds"] + how["health_seconds"]
    assume(how["before_seconds"] - (120 if how["drains_on_notice"] else 0) >= takes)
    assume(
        how["rebalancing"] != "fleet_launch_before_terminate"
        or how["health_seconds"] <= how["termination_delay_seconds"]
    )
    assert fleet.inject(**how).summary()["below_target_seconds"] == 0


@given(how=settings_of())
@settings(max_examples=50)
def test_rebalancing_never_leaves_it_shorter(how):
    off = fleet.inject(**how | {"rebalancing": "off"}).summary()
    on = fleet.inject(**how | {"rebalancing": "fleet_launch"}).summary()
    assert on["short_instance_seconds"] <= off["short_instance_seconds"]
    assert off["extra_instance_seconds"] <= on["extra_instance_seconds"] or off["extra_instance_seconds"] == 0


def test_summary_by_hand():
    picture = fleet.inject(2, 1, rebalancing="off", drains_on_notice=False, start_seconds=0, drain_seconds=30)
    found = picture.summary()
    assert found["below_target_seconds"] == found["short_instance_seconds"] == 60 + 40 + 60
    assert found["drain_short_seconds"] == 30  # never drained: cut off
    assert found["replaced_after_seconds"] == 120 + 60 + 40 + 60
    assert found["extra_instance_seconds"] == 0
    assert found["action_minutes"] == 2


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"instances": 0}, "instances 0"),
        ({"instances": 2, "interrupted": 3}, "3 of 2 instances"),
        ({"rebalancing": "on"}, "unknown capacity rebalancing 'on'"),
        ({"behavior": "pause"}, "unknown interruption behavior"),
        ({"behavior": "stop"}, "only terminates"),
        ({"tool": "console", "interrupted": 2}, "one instance at a time"),
        ({"tool": "console", "before_seconds": 300}, "one instance at a time"),
        ({"tool": "cli"}, "unknown tool"),
        ({"launch_seconds": -1}, "launch_seconds -1"),
        ({"fis_usd_per_action_minute": -1}, "fis_usd_per_action_minute -1"),
    ],
)
def test_what_cannot_be(how, said):
    with pytest.raises(InputError, match=said):
        fleet.inject(**how)
