"""Tags and Auto Scaling groups, as AWS's guide says ("Operator guide", "Monitor the solution", "EC2 Auto Scaling Group Scheduling")."""

import pandas as pd
import pytest

from kaolib.architecture import schedule
from kaolib.architecture.schedule import Period, Schedule
from kaolib.errors import InputError

SAMPLES = schedule.samples()


def read(tags, service="ec2", **options):
    table = schedule.read_tags(
        pd.DataFrame({"resource": ["r"], "service": [service], "tags": [tags]}), SAMPLES, **options
    )
    return table.iloc[0].to_dict()


def test_guide_the_value_is_the_schedule():
    assert read({"Schedule": "london-working-hours"})["managed"]
    assert read({"Sked": "london-working-hours"}, tag_key="Sked")["managed"]
    assert not read({"Sked": "london-working-hours"})["managed"]


def test_guide_a_name_that_is_not_configured_is_an_error_and_the_instance_is_not_stopped():
    found = read({"Schedule": "london-working-hour"})
    assert (found["managed"], found["error"], found["nearest"]) == (False, "UnknownSchedule", "london-working-hours")


def test_keys_are_case_sensitive_and_nothing_tells():
    found = read({"schedule": "london-working-hours"})
    assert (found["managed"], found["error"], found["nearest"]) == (False, "", "Schedule")


@pytest.mark.parametrize(
    ("service", "name", "error"),
    [
        ("rds", "first-monday-in-quarter", ""),
        ("autoscaling", "first-monday-in-quarter", "IncompatibleSchedule"),
        ("autoscaling", "london-working-hours", ""),
        ("lambda", "london-working-hours", "UnsupportedResource"),
    ],
)
def test_services(service, name, error):
    assert read({"Schedule": name}, service)["error"] == error


def test_guide_the_stopped_state_of_a_group_is_0_0_0():
    actions = schedule.scheduled_actions(SAMPLES["uk-office-hours"], 1, 3, 5)
    assert actions.values.tolist() == [
        ["IS-office-hoursStart", "0 9 * * mon-fri", "Europe/London", 1, 3, 5],
        ["IS-office-hoursStop", "0 17 * * mon-fri", "Europe/London", 0, 0, 0],
    ]


def test_weekdays_become_names_because_cron_counts_from_sunday():
    one = Schedule("s", Period("p", "08:30", weekdays="0-2,6", months="1/3", monthdays="1-15/2"), "Asia/Seoul")
    assert schedule.scheduled_actions(one, 0, 1, 1)["recurrence"].tolist() == ["30 8 1-15/2 jan/3 mon-wed,sun"]


def test_adjacent_periods_stop_a_group_at_midnight():
    one = Schedule("s", schedule.overnight("night", "22:00", "06:00", "mon-fri"))
    stops = schedule.scheduled_actions(one, 1, 1, 1).query("desired == 0")["recurrence"].tolist()
    assert stops == ["59 23 * * mon,tue,wed,thu,fri", "0 6 * * tue,wed,thu,fri,sat"]


@pytest.mark.parametrize(
    ("period", "sizes", "said"),
    [
        (Period("p", "09:00", weekdays="mon#1"), (1, 1, 1), "no nth, last"),
        (Period("p", "09:00", monthdays="15W"), (1, 1, 1), "no nth, last"),
        (Period("p", weekdays="mon"), (1, 1, 1), "no action"),
        (Period("p", "09:00"), (2, 1, 3), "minimum ≤ desired"),
        (Period("p", "09:00"), (-1, 1, 3), "whole number"),
    ],
)
def test_what_groups_cannot_do(period, sizes, said):
    with pytest.raises(InputError, match=said):
        schedule.scheduled_actions(Schedule("s", period), *sizes)


def test_missing_column():
    with pytest.raises(InputError, match="tags"):
        schedule.read_tags(pd.DataFrame({"resource": ["r"], "service": ["ec2"]}), SAMPLES)
