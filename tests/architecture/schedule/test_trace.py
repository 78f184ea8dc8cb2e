"""Idle hours of a trace, the risk of a schedule and the best one: against counting sample by sample, and on made patterns."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import schedule
from kaolib.architecture.schedule import Period, Schedule
from kaolib.errors import InputError


def trace(on, days=21, start="2026-06-01", timezone="UTC", freq="5min"):
    """50 where ``on`` says so of the local time, else 1."""
    index = pd.date_range(start, periods=days * pd.Timedelta("1D") // pd.Timedelta(freq), freq=freq, tz="UTC")
    return pd.Series([50.0 if on(time) else 1.0 for time in index.tz_convert(timezone)], index)


def office(time):
    return time.weekday() < 5 and 8 <= time.hour < 18


def test_slots_lay_the_week_out_in_a_time_zone():
    week = schedule.slots(trace(office, timezone="Asia/Seoul"), 10, "Asia/Seoul")
    busy = week[week["need_minutes"] > 0]
    assert len(busy) == 50
    assert set(busy["need_minutes"]) == {60}
    assert set(busy["hour"]) == set(range(8, 18))
    assert set(week["times"]) == {3}
    assert set(week.loc[week["need_minutes"] == 0, "quiet"]) == {1.0}


def test_hours_that_the_trace_lacks_are_not_idle():
    short = trace(office, days=2)
    week = schedule.slots(short, 10)
    assert week["times"].sum() == 48
    assert schedule.idle_windows(short, 10)["hours"].sum() <= 48


def test_idle_windows_pass_the_end_of_the_week():
    windows = schedule.idle_windows(trace(office), 10)
    assert windows.iloc[0].tolist() == ["fri 18:00", "mon 08:00", 62, 1.0]
    assert windows["hours"].sum() == 168 - 50
    assert windows["hours"].is_monotonic_decreasing


def test_one_busy_week_of_three_is_told_by_quiet():
    def once(time):
        return office(time) or (time.day == 6 and time.hour == 12)  # one Saturday noon

    assert schedule.idle_windows(trace(once), 10)["hours"].iloc[0] < 62
    assert schedule.idle_windows(trace(once), 10, quiet=0.6).iloc[0].tolist() == [
        "fri 18:00",
        "mon 08:00",
        62,
        pytest.approx(2 / 3),
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 23),
    st.integers(1, 23),
    st.sampled_from(["UTC", "Asia/Seoul", "America/New_York"]),
    st.integers(0, 10**6),
)
def test_risk_is_counted_sample_by_sample(begin, length, timezone, seed):
    rng = np.random.default_rng(seed)
    index = pd.date_range("2026-03-06", periods=4 * 288, freq="5min", tz="UTC")
    load = pd.Series(rng.uniform(0, 100, len(index)), index)
    end = min(begin + length, 24)
    one = Schedule(
        "s", Period("p", f"{begin:02d}:00", "23:59" if end == 24 else f"{end:02d}:00", weekdays="mon-sat"), timezone
    )
    found = schedule.risk(one, load, 60)
    local = index.tz_convert(timezone)
    on = np.array([begin <= time.hour < end and time.weekday() < 6 for time in local])
    missed = (load.to_numpy() >= 60) & ~on
    assert found.need_minutes == 5 * int((load >= 60).sum())
    assert found.missed_minutes == 5 * int(missed.sum())
    assert found.off == pytest.approx(1 - on.mean())
    hours = pd.Series(missed, index=local.strftime("%Y-%m-%d %H")).groupby(level=0).sum() * 5
    assert found.worst_hour_minutes == hours.max()
    assert found.by_day["missed_minutes"].sum() == found.missed_minutes
    assert found.missed_days == len({str(time.date()) for time, lost in zip(local, missed, strict=True) if lost})


@pytest.mark.parametrize("timezone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_hours_add_up_to_the_risk(timezone):
    load = schedule.load("ec2_network_in_5abac7")
    one = Schedule("s", (Period("p", "09:00", "18:00", weekdays="mon-fri"),), timezone)
    hours, found = schedule.hourly(one, load, 10_000), schedule.risk(one, load, 10_000)
    assert hours["minutes"].sum() == 5 * len(load)
    assert hours["need_minutes"].sum() == found.need_minutes
    assert hours["missed_minutes"].sum() == found.missed_minutes
    assert hours["missed_minutes"].max() == found.worst_hour_minutes
    assert hours["running_minutes"].sum() / 60 == pytest.approx(found.running_hours, abs=0.5)
    at_work = hours["hour"].between(9, 17) & (hours["date"].dt.day_of_week < 5)
    assert (hours.loc[at_work, "running_minutes"] >= hours.loc[at_work, "minutes"] - 5).all()
    assert (hours.loc[~at_work, "running_minutes"] <= 5).all()


def test_hours_on_another_clock_are_the_same_hours():
    load = schedule.load("ec2_network_in_5abac7")
    one = Schedule("s", (Period("p", "09:00", "18:00", weekdays="mon-fri"),), "UTC")
    ours, theirs = (schedule.hourly(one, load, 10_000, timezone=zone) for zone in (None, "Asia/Seoul"))
    assert ours["missed_minutes"].tolist() == theirs["missed_minutes"].tolist()
    assert ((ours["hour"] + 9) % 24).tolist() == theirs["hour"].tolist()
    with pytest.raises(InputError, match="Asia/Seoul"):
        schedule.hourly(one, load, 10_000, timezone="Asia/Seol")


def test_the_loads_of_the_snapshot_are_traces():
    with pytest.raises(InputError, match="did you mean"):
        schedule.load("ec2_cpu_77c1cb")


def test_nothing_is_missed_by_a_schedule_that_always_runs():
    found = schedule.risk(schedule.samples()["running"], trace(office), 10)
    assert (found.off, found.missed_minutes, found.missed_days) == (0, 0, 0)
    assert found.worst_hour is pd.NaT
    everything = schedule.risk(schedule.samples()["stopped"], trace(office), 10)
    assert (everything.off, everything.missed, everything.missed_days) == (1, 1, 15)


def test_a_pattern_is_found_in_its_own_time_zone():
    load = trace(office, timezone="Asia/Seoul")
    found = schedule.propose(load, 10, "Asia/Seoul")
    assert found.verdict == "pattern"
    assert found.schedule.periods == (Period("weekdays", "08:00", "18:00", weekdays="mon-fri"),)
    # Two hours of 50 a week may be missed (5 %), but no stretch is worth it: the steps are whole hours.
    exact = schedule.propose(load, 10, "Asia/Seoul", allowed=0)
    assert exact.risk.missed_minutes == 0
    assert exact.held_out_missed == 0


def test_hours_that_pass_midnight_become_adjacent_periods():
    found = schedule.propose(trace(lambda time: time.hour >= 20 or time.hour < 4), 10, allowed=0)
    assert [(period.begintime, period.endtime) for period in found.schedule.periods] == [
        ("20:00", "23:59"),
        ("00:00", "04:00"),
    ]
    assert found.risk.off == pytest.approx(16 / 24)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (lambda time: False, "always_idle"),
        (lambda time: True, "always_busy"),
        (lambda time: time.minute < 10, "no_pattern"),
        (lambda time: (time.day == 8 and time.hour == 3) or (time.day == 17 and time.hour == 15), "unsteady"),
    ],
)
def test_verdicts(on, verdict):
    found = schedule.propose(trace(on), 10)
    assert found.verdict == verdict
    assert found.schedule.override_status == {"always_idle": "stopped", "unsteady": ""}.get(verdict, "running")


def test_nothing_of_the_form_runs_less():
    """Every pair of whole-hour stretches, by brute force on a day's need of 8-hour steps."""
    rng = np.random.default_rng(5)
    for _ in range(3):
        busy = rng.uniform(size=168) < 0.2
        load = trace(lambda time, busy=busy: busy[time.weekday() * 24 + time.hour], days=14, freq="1h")
        found = schedule.propose(load, 10, allowed=0.2, least_saving=0)
        need = np.array([busy[hour] for hour in range(168)])
        best = np.inf
        for wb in range(24):
            for wl in (0, 6, 12, 18, 24):
                for eb in range(24):
                    for el in (0, 6, 12, 18, 24):
                        on = np.zeros(168, dtype=bool)
                        for day in range(7):
                            begin, length = (wb, wl) if day < 5 else (eb, el)
                            on[(day * 24 + begin + np.arange(length)) % 168] = True
                        if (need & ~on).sum() <= 0.2 * need.sum():
                            best = min(best, on.sum())
        assert (1 - found.risk.off) * 168 <= best + 1e-6
        assert found.risk.missed <= 0.2


def test_of_equal_hours_the_one_that_misses_less():
    def on(time):
        return (time.hour == 10 and time.minute < 35) or (time.hour == 15 and time.minute < 30)

    found = schedule.propose(trace(on), 10, allowed=0.6, least_saving=0)
    assert found.risk.missed == pytest.approx(30 / 65)
    assert found.schedule.periods[0].begintime == "10:00"


def test_a_day_held_out_is_judged_by_the_schedule_of_the_others():
    load = schedule.load("ec2_network_in_5abac7")
    found = schedule.propose(load, 10_000, "America/Los_Angeles", allowed=0.1)
    dates = load.index.tz_convert("America/Los_Angeles").date
    for row in found.held_out.iloc[[2, 6, 12, 15]].itertuples():
        others = load.where(dates != row.date.date(), 0.0)  # the day is still there, without its need
        other = schedule.propose(others, 10_000, "America/Los_Angeles", allowed=0.1, least_saving=0)
        hours = schedule.hourly(other.schedule, load, 10_000)
        day = hours[hours["date"] == row.date]
        # A sample that straddles an hour may count on either side of a stop.
        assert abs(int(day["missed_minutes"].sum()) - row.missed_minutes) <= 5
        assert day["need_minutes"].sum() == row.need_minutes


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda load: load.reset_index(drop=True), "times in rising order"),
        (lambda load: load.iloc[::-1], "times in rising order"),
        (lambda load: load.iloc[:20], "shorter than a day"),
    ],
)
def test_bad_traces(change, said):
    with pytest.raises(InputError, match=said):
        schedule.slots(change(trace(office, days=2)), 10)


def test_bad_settings():
    load = trace(office, days=2)
    for call in (
        lambda: schedule.propose(load, 10, step_minutes=45),
        lambda: schedule.propose(load, 10, allowed=5),
        lambda: schedule.propose(load, -1),
        lambda: schedule.slots(load, 10, "Seoul"),
    ):
        with pytest.raises(InputError):
            call()
