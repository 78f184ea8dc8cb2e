"""Scheduled actions over clock changes, and the forecast of predictive scaling."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture.scaling import Group, Instance, Predictive, Scheduled, TargetTracking, simulate
from kaolib.architecture.scaling._cron import Cron, occurrences
from kaolib.architecture.scaling._forecast import forecast
from kaolib.errors import InputError

ONE = Instance(capacity=100, usd_per_hour=0.1)
UTC = dt.UTC


def times(cron, zone, start, end):
    found = occurrences(cron, zone, pd.Timestamp(start, tz="UTC"), pd.Timestamp(end, tz="UTC"))
    return [f"{when:%m-%d %H:%M}" for when in found]


def test_working_days_at_eight_in_seoul():
    found = times("0 8 * * MON-FRI", "Asia/Seoul", "2026-01-04", "2026-01-12")
    # Monday to Friday, and Monday the 12th begins in UTC on Sunday.
    assert found == ["01-04 23:00", "01-05 23:00", "01-06 23:00", "01-07 23:00", "01-08 23:00", "01-11 23:00"]


def test_the_clock_of_new_york_changes():
    eight = times("0 8 * * *", "America/New_York", "2026-03-07", "2026-03-10")
    assert eight == ["03-07 13:00", "03-08 12:00", "03-09 12:00"]
    # 02:30 does not exist on the day of the change, and 01:30 comes twice in autumn.
    assert times("30 2 * * *", "America/New_York", "2026-03-08", "2026-03-09") == ["03-08 07:30"]
    assert times("30 1 * * *", "America/New_York", "2026-11-01", "2026-11-02") == ["11-01 05:30"]


def test_a_day_of_month_or_a_day_of_week():
    # Cron runs on either when both are given.
    assert times("0 0 13 * FRI", "UTC", "2026-02-01", "2026-02-28") == [
        "02-06 00:00",
        "02-13 00:00",
        "02-20 00:00",
        "02-27 00:00",
    ]
    for sunday in ("0", "7", "SUN"):
        assert times(f"0 0 * * {sunday}", "UTC", "2026-01-01", "2026-01-12") == ["01-04 00:00", "01-11 00:00"]
    assert times("*/20 6-7 1 JAN *", "UTC", "2026-01-01", "2027-01-01")[1:4] == [
        "01-01 06:20",
        "01-01 06:40",
        "01-01 07:00",
    ]
    assert times("5/30 0 1 feb *", "UTC", "2026-01-01", "2027-01-01") == ["02-01 00:05", "02-01 00:35"]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["Asia/Seoul", "America/New_York", "America/Sao_Paulo", "Europe/London", "UTC"]),
    st.sampled_from(["0 8 * * *", "15,45 */6 * * *", "0 3 1,15 * *", "30 23 * * SUN", "0 12 10 6 MON-WED"]),
    st.integers(0, 364),
)
def test_occurrences_are_the_minutes_that_match(zone, text, day):
    start = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(days=day)
    cron, where = Cron.read(text), ZoneInfo(zone)
    expected = []
    for minute in range(3 * 1440):
        when = start + pd.Timedelta(minutes=minute)
        local = when.to_pydatetime().astimezone(where)
        if local.fold == 0 and local.minute in cron.minutes and local.hour in cron.hours and cron.on(local.date()):
            expected.append(when)
    assert list(occurrences(text, zone, start, start + pd.Timedelta(days=3))) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0 8 * *", "five fields"),
        ("60 8 * * *", "'60'"),
        ("0 8-6 * * *", "'8-6'"),
        ("0 8 0 * *", "'0'"),
        ("0 8 * FOO *", "'FOO'"),
        ("*/0 8 * * *", r"'\*/0'"),
        ("0 8 * * 8", "day of week: 0 to 7"),
    ],
)
def test_cron_that_cannot_be_read(text, says):
    with pytest.raises(InputError, match=says):
        Scheduled(text, desired=1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"desired": 1}, "cron or at"),
        ({"cron": "0 8 * * *", "at": "2026-01-05", "desired": 1}, "cron or at"),
        ({"cron": "0 8 * * *"}, "needs min_size, max_size or desired"),
        ({"cron": "0 8 * * *", "min_size": 3, "desired": 2}, "out of order"),
        ({"cron": "0 8 * * *", "desired": 1, "time_zone": "Asia/Seul"}, "did you mean 'Asia/Seoul'"),
        ({"at": "noon", "desired": 1}, "the time 'noon' cannot be read"),
        ({"cron": "0 8 * * *", "desired": -1}, "desired -1 cannot be used"),
    ],
)
def test_scheduled_actions_that_are_refused(given, says):
    with pytest.raises(InputError, match=says):
        Scheduled(**given)


def run(load, policies, group=None, **more):
    return simulate(load, policies, group=group or Group(max_size=20), instance=ONE, **more)


def test_two_actions_at_one_moment_are_refused():
    both = [Scheduled("0 0 * * *", desired=1), Scheduled(at="2026-01-05", desired=2)]
    with pytest.raises(InputError, match="same moment, 2026-01-05 00:00 UTC"):
        run([0.0] * 10, both)


def test_limits_move_the_desired_capacity_and_stay():
    actions = [
        Scheduled(at="2026-01-05T00:02Z", min_size=4, name="morning"),
        Scheduled(at="2026-01-05T00:04Z", max_size=2, name="night"),
    ]
    minutes = run([0.0] * 6, actions).minutes
    assert minutes["desired"].tolist() == [1, 1, 4, 4, 2, 2]


def test_a_recurring_action_has_a_first_and_a_last_day():
    daily = Scheduled("0 6 * * *", desired=2, start="2026-01-06", end="2026-01-08T06:00Z")
    away = Scheduled("0 12 * * *", desired=1)
    found = run([0.0] * 1440 * 5, [daily, away]).events
    assert found["time"].dt.strftime("%d %H").tolist() == ["06 06", "06 12", "07 06", "07 12"]


def test_a_scheduled_action_takes_instances_that_still_launch():
    actions = [Scheduled(at="2026-01-05T00:01Z", desired=5), Scheduled(at="2026-01-05T00:02Z", desired=1)]
    group = Group(max_size=9, termination="newest", drain_seconds=120)
    result = run([0.0] * 8, actions, group)
    assert result.minutes["pending"].tolist() == [0, 4, 0, 0, 0, 0, 0, 0]
    assert not result.minutes["draining"].any()
    # One minute is the least that is billed, and what they lived.
    assert result.lives.query("not open")[["instances", "billed_seconds", "first", "last"]].values.tolist() == [
        [4, 60, 2, 2]
    ]


# Predictive scaling


def test_a_day_of_data_is_needed():
    hours = np.arange(400.0)
    assert np.isnan(forecast(hours, 23, 24))
    assert forecast(hours, 24, 24) == 0.0
    assert forecast(hours, 24, 47) == 23.0
    assert forecast(hours, 72, 72) == np.median([0, 24, 48])


def test_a_week_of_data_looks_at_the_same_weekday():
    hours = np.zeros(400)
    hours[:168] = np.arange(168)
    hours[168:336] = np.arange(168) + 1000
    assert forecast(hours, 168, 200) == 32.0
    assert forecast(hours, 336, 336 + 5) == (5 + 1005) / 2
    # 14 days are looked at, not more.
    hours[336:] = 7.0
    assert forecast(hours, 350, 360) == (1024 - 0 + 24) / 2
    assert forecast(np.arange(700.0), 600, 600) == (432 + 264) / 2
    assert forecast(hours, 370, 371) == np.mean([hours[371 - 168], hours[371 - 336]])


def test_forecasts_are_made_every_six_hours_and_see_no_future():
    rng = np.random.default_rng(3)
    load = np.repeat(rng.uniform(100, 900, 24 * 9), 60)
    full = run(load, Predictive(50)).forecast
    changed = load.copy()
    changed[24 * 5 * 60 :] = 0.0
    other = run(changed, Predictive(50)).forecast
    early = full["minute"] < 24 * 5 * 60
    assert full.loc[early, "forecast"].equals(other.loc[early, "forecast"])
    known = full["forecast"].notna()
    # From 24 hours of data on; the buffer of the first hour lies before them.
    assert known.idxmax() == 25
    for row in full[known].itertuples():
        hour = row.minute // 60
        looked = 24 + ((row.minute - 5) // 60 - 24) // 6 * 6
        assert row.forecast == pytest.approx(forecast(load.reshape(-1, 60).mean(axis=1), looked, hour))
        assert row.capacity == np.ceil(row.forecast / 50 - 1e-9)
        assert hour - looked <= 6


def test_history_lets_it_forecast_from_the_first_hour():
    day = [100.0] * 540 + [600.0] * 180 + [100.0] * 720
    policies = [TargetTracking(50), Predictive(50)]
    cold = run(day, policies)
    warm = run(day, policies, history=day)
    assert cold.forecast["forecast"].isna().all()
    assert warm.forecast["forecast"].notna().all()
    assert warm.summary()["unmet"] < cold.summary()["unmet"]


def test_a_forecast_keeps_for_six_hours():
    hours = np.random.default_rng(5).uniform(100, 900, 25 + 24 * 7)
    load = np.repeat(hours, 60)
    result = run(load[25 * 60 :], Predictive(50), history=load[: 25 * 60])
    # The look after 163 hours of data still holds when 168 of them, a week, have passed.
    row = result.forecast.set_index("minute").loc[(169 - 25) * 60]
    assert row["forecast"] == pytest.approx(forecast(hours, 163, 169))
    assert row["forecast"] != pytest.approx(forecast(hours, 168, 169))


def test_hours_are_those_of_the_clock():
    day = ([100.0] * 540 + [600.0] * 180 + [100.0] * 720) * 2
    result = run(day[20:], Predictive(50), start="2026-01-05T00:20Z")
    assert (result.forecast["time"].dt.minute == 0).all()
    # The first full hour is that of one o'clock: 24 of them have passed at one o'clock of the next day.
    assert result.events["time"].dt.strftime("%d %H:%M").tolist()[:2] == ["06 01:55", "06 08:55"]


def test_other_policies_do_not_scale_in_below_the_forecast_of_the_hour():
    day = [100.0] * 540 + [600.0] * 180 + [100.0] * 720
    calm = day[:540] + [150.0] * 180 + day[720:]
    result = run([*day, *calm], [TargetTracking(50), Predictive(50)])
    second = result.minutes.iloc[1440:]
    forecast_hours = second["minute"].between(1440 + 540, 1440 + 719)
    assert (second.loc[forecast_hours, "desired"] == 12).all()
    # The next hour begins: its forecast is lower, and target tracking has been waiting.
    assert second["desired"].iloc[721] < 12
    assert second["desired"].iloc[-1] == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"target": 0}, "target 0 cannot be used"),
        ({"target": 50, "metric": "queue_length"}, "unknown metric to forecast"),
        ({"target": 50, "buffer_seconds": 3600}, "has to be below 3600"),
        ({"target": 50, "mode": "scale"}, "unknown mode 'scale'"),
        ({"target": 50, "max_behavior": "raise"}, "unknown max_behavior"),
        ({"target": 50, "max_buffer_percent": 101}, "has to be 0 to 100"),
    ],
)
def test_predictive_policies_that_are_refused(given, says):
    with pytest.raises(InputError, match=says):
        Predictive(**given)


def test_a_target_below_what_an_idle_instance_shows():
    with pytest.raises(InputError, match="has to be above 20"):
        run([0.0] * 60, Predictive(15, "memory"))
