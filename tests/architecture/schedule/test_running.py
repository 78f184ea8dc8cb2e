"""When instances run: AWS's sample schedules, its rules for what people do by hand, daylight saving time, and a slow reading."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import schedule
from kaolib.architecture.schedule import Period, Schedule
from kaolib.errors import InputError
from tests.architecture.schedule import reference

NINE_TO_FIVE = Schedule("nine-to-five", Period("day", "09:00", "17:00"))


def spans(runs, timezone="UTC"):
    """The runs as text on a clock."""
    times = (runs[name].dt.tz_convert(timezone).dt.strftime("%a %m-%d %H:%M") for name in ("start", "end"))
    return list(map(" > ".join, zip(*times, strict=True)))


def week(one, start="2026-06-01", end="2026-06-08", **options):
    return spans(schedule.running(one, start, end, **options), one.timezone)


# AWS, Instance Scheduler on AWS guide, "Sample schedules"


def test_guide_standard_working_hours():
    days = week(schedule.samples()["london-working-hours"])
    assert days[0] == "Mon 06-01 09:00 > Mon 06-01 17:00"
    assert len(days) == 5


def test_guide_stop_at_five_starts_nothing_and_stops_what_people_start():
    stop = schedule.samples()["stop-at-5-new-york"]
    assert week(stop) == []
    by_hand = [("2026-06-02 08:10", "start"), ("2026-06-02 18:00", "start")]
    assert week(stop, manual=by_hand) == ["Tue 06-02 08:10 > Tue 06-02 17:00", "Tue 06-02 18:00 > Wed 06-03 17:00"]


def test_guide_stopped_over_the_weekend():
    assert week(schedule.samples()["mon-9am-fri-5pm"]) == ["Mon 06-01 09:00 > Fri 06-05 17:00"]


def test_guide_use_cases_forty_hours_of_168():
    office = schedule.hours(schedule.samples()["seattle-office-hours"], "2026-06-01", "2026-06-08")
    assert office == 40
    assert 1 - office / 168 == pytest.approx(0.76, abs=0.005)


def test_guide_describe_schedule_usage():
    # "Scheduler CLI": seattle-office-hours on 2017-12-04 has 8 billing hours, 28,800 seconds.
    runs = schedule.running(schedule.samples()["seattle-office-hours"], "2017-12-04", "2017-12-05")
    assert spans(runs, "US/Pacific") == ["Mon 12-04 09:00 > Mon 12-04 17:00"]
    assert schedule.running_minutes(runs) * 60 == 28_800


# "Period reference"


def test_guide_a_begin_alone_runs_to_the_end_of_friday():
    one = Schedule("s", Period("p", "09:00", weekdays="mon-fri"))
    assert week(one) == ["Mon 06-01 09:00 > Sat 06-06 00:00"]


def test_guide_started_early_runs_to_the_end_and_stopped_early_stays_off():
    early = week(NINE_TO_FIVE, end="2026-06-02", manual=[("2026-06-01 05:00", "start")])
    assert early == ["Mon 06-01 05:00 > Mon 06-01 17:00"]
    stopped = week(NINE_TO_FIVE, "2026-06-03", "2026-06-05", manual=[("2026-06-03 13:00", "stop")])
    assert stopped == ["Wed 06-03 09:00 > Wed 06-03 13:00", "Thu 06-04 09:00 > Thu 06-04 17:00"]


def test_guide_adjacent_periods_do_not_stop():
    one = Schedule("s", (Period("a", "18:00", "23:59"), Period("b", "00:00", "06:00")))
    for interval in (1, 5, 60):
        assert "Mon 06-01 18:00 > Tue 06-02 06:00" in week(one, interval_minutes=interval)


def test_a_gap_of_two_minutes_stops():
    one = Schedule("s", (Period("a", "09:00", "12:00"), Period("b", "12:02", "14:00")))
    assert len(week(one, end="2026-06-02", interval_minutes=1)) == 2


# "Schedule reference" and "Operator guide"


def test_guide_enforced_undoes_what_is_done_by_hand_at_the_next_look():
    one = Schedule("s", Period("p", "09:00", "17:00"), enforced=True)
    by_hand = [("2026-06-01 05:02", "start"), ("2026-06-01 11:00", "stop")]
    assert week(one, end="2026-06-02", manual=by_hand) == [
        "Mon 06-01 05:02 > Mon 06-01 05:05",
        "Mon 06-01 09:00 > Mon 06-01 11:00",
        "Mon 06-01 11:05 > Mon 06-01 17:00",
    ]


def test_guide_retain_running_keeps_what_was_started_before_the_period():
    one = Schedule("s", Period("p", "09:00", "17:00"), retain_running=True)
    kept = week(one, end="2026-06-04", manual=[("2026-06-01 05:00", "start")])
    # Not stopped on Monday at 17:00; on Tuesday it runs before the period again, and so on.
    assert kept == ["Mon 06-01 05:00 > Thu 06-04 00:00"]
    inside = week(one, end="2026-06-02", manual=[("2026-06-01 10:00", "stop"), ("2026-06-01 11:00", "start")])
    assert inside[-1] == "Mon 06-01 11:00 > Mon 06-01 17:00"


@pytest.mark.parametrize(("stop_new", "end"), [(True, "Mon 06-01 20:05"), (False, "Tue 06-02 17:00")])
def test_guide_stop_new_instances(stop_new, end):
    one = Schedule("s", Period("p", "09:00", "17:00"), stop_new_instances=stop_new)
    found = week(one, "2026-06-01 20:02", "2026-06-03", tagged_running=True)
    assert found[0] == f"Mon 06-01 20:02 > {end}"


def test_override_status():
    samples = schedule.samples()
    assert schedule.hours(samples["running"], "2026-01-01", "2027-01-01") == 8760
    assert schedule.hours(samples["stopped"], "2026-01-01", "2027-01-01") == 0


def test_guide_sizes_change_with_the_period():
    runs = schedule.running(schedule.samples()["scale-up-down"], "2026-06-01", "2026-06-15")
    assert runs["instance_type"].tolist() == ["t2.micro", "t2.nano"] * 2
    assert (runs["minutes"] / 60).tolist() == [120, 48] * 2


def test_of_two_running_periods_the_later_begin_sets_the_size():
    one = Schedule(
        "s",
        (
            Period("wide", "06:00", "18:00", instance_type="t3.small"),
            Period("noon", "10:00", "16:00", instance_type="t3.large"),
        ),
    )
    runs = schedule.running(one, "2026-06-01", "2026-06-02")
    assert runs["instance_type"].tolist() == ["t3.small", "t3.large", "t3.small"]
    assert (runs["minutes"] / 60).tolist() == [4, 6, 2]


# RDS


def test_rds_a_stopped_database_comes_back_after_seven_days_and_nobody_notices():
    stopped = Schedule("off", override_status="stopped")
    found = week(stopped, "2026-06-01", "2026-07-01", service="rds", tagged_running=False)
    assert found == ["Mon 06-08 00:00 > Wed 07-01 00:00"]
    assert week(stopped, "2026-06-01", "2026-07-01", service="ec2", tagged_running=False) == []


def test_rds_enforced_stops_it_again_within_an_interval():
    one = Schedule("off", override_status="stopped", enforced=True)
    found = week(one, "2026-06-01", "2026-07-01", service="rds", tagged_running=False)
    assert found[:2] == ["Mon 06-08 00:00 > Mon 06-08 00:05", "Mon 06-15 00:05 > Mon 06-15 00:10"]


def test_rds_a_database_of_one_day_a_month_runs_most_of_it():
    month_end = Schedule("month-end", Period("p", monthdays="L"))
    ec2 = schedule.hours(month_end, "2026-01-01", "2027-01-01")
    rds = schedule.hours(month_end, "2026-01-01", "2027-01-01", service="rds")
    assert ec2 == 12 * 24
    # Stopped at the end of each last day, back seven days later, and then on until the end of the next last day.
    assert rds == 8760 - 12 * 7 * 24


def test_rds_office_hours_never_reach_seven_days():
    office = schedule.samples()["uk-office-hours"]
    assert schedule.hours(office, "2026-01-01", "2027-01-01", service="rds") == 261 * 8


def test_maintenance_window_runs_from_ten_minutes_before():
    office = schedule.samples()["uk-office-hours"]
    runs = schedule.running(office, "2026-06-05", "2026-06-08", service="rds", maintenance_window="sun:05:00-sun:05:30")
    assert spans(runs) == ["Fri 06-05 08:00 > Fri 06-05 16:00", "Sun 06-07 04:50 > Sun 06-07 05:30"]
    over = schedule.running(NINE_TO_FIVE, "2026-06-06", "2026-06-09", maintenance_window="sun:23:30-mon:00:30")
    assert "Sun 06-07 23:20 > Mon 06-08 00:30" in spans(over)
    without = Schedule("s", Period("day", "09:00", "17:00"), use_maintenance_window=False)
    assert len(week(without, end="2026-06-02", maintenance_window="mon:01:00-mon:02:00")) == 1


# The clock


def test_interval_stops_at_the_next_look():
    for endtime, interval, stop in (
        ("16:59", 5, "17:00"),
        ("17:00", 5, "17:00"),
        ("16:59", 1, "16:59"),
        ("16:31", 60, "17:00"),
    ):
        one = Schedule("s", Period("p", "09:00", endtime))
        assert week(one, end="2026-06-02", interval_minutes=interval) == [f"Mon 06-01 09:00 > Mon 06-01 {stop}"]


def test_a_period_shorter_than_the_interval_may_not_be_seen():
    one = Schedule("s", Period("p", "09:10", "09:50"))
    assert week(one, end="2026-06-02", interval_minutes=60) == []


@pytest.mark.parametrize(
    ("timezone", "year", "hours"),
    [
        ("Asia/Seoul", 2026, {24}),
        ("America/New_York", 2026, {23, 24, 25}),
        ("America/Sao_Paulo", 2018, {23, 24, 25}),  # the last year in which Brazil changed its clocks in autumn
        ("America/Sao_Paulo", 2026, {24}),
        ("Australia/Lord_Howe", 2026, {23.5, 24, 24.5}),
    ],
)
def test_a_year_is_the_sum_of_its_days(timezone, year, hours):
    one = Schedule("s", (Period("p", "00:30", "09:45", weekdays="mon-sat"), Period("q", "22:00", "23:59")), timezone)
    start, end = f"{year}-01-01", f"{year + 1}-01-01"
    days = schedule.by_day(one, start, end)
    assert len(days) == 365
    assert set(days["day_minutes"] / 60) == hours
    assert days["day_minutes"].sum() == 365 * 1440
    assert days["minutes"].sum() == schedule.running_minutes(schedule.running(one, start, end))
    each = [
        schedule.hours(one, day, day + pd.Timedelta(days=1)) * 60
        for day in days["date"].iloc[:: 1 if len(hours) > 1 else 30]
    ]
    assert days["minutes"].iloc[:: 1 if len(hours) > 1 else 30].tolist() == each


def test_hours_that_the_clock_skips_or_shows_twice():
    night = Schedule("s", Period("p", "01:00", "03:00"), "America/New_York")
    assert schedule.hours(night, "2026-03-08", "2026-03-09") == 1
    assert schedule.hours(night, "2026-11-01", "2026-11-02") == 3
    skipped = Schedule("s", Period("p", "02:00", "02:30"), "America/New_York")
    assert schedule.hours(skipped, "2026-03-08", "2026-03-09") == 0
    # In Sao Paulo the day began at 01:00 on 2018-11-04, and 23:00 of 2018-02-17 came twice.
    brazil = Schedule("s", Period("p", "23:00", "23:59"), "America/Sao_Paulo")
    assert schedule.hours(brazil, "2018-02-17", "2018-02-18") == 2
    assert schedule.by_day(brazil, "2018-11-04", "2018-11-05")["day_minutes"].tolist() == [23 * 60]


def test_of_an_hour_shown_twice_a_time_means_the_first():
    always = Schedule("on", override_status="running", timezone="America/New_York")
    runs = schedule.running(always, "2026-11-01 01:30", "2026-11-01 03:00")
    assert str(runs["start"].iloc[0]) == "2026-11-01 05:30:00+00:00"
    assert schedule.running_minutes(runs) == 150
    skipped = schedule.running(always, "2026-03-08 02:30", "2026-03-08 04:00")
    assert str(skipped["start"].iloc[0]) == "2026-03-08 07:00:00+00:00"


def test_a_schedule_in_the_wrong_time_zone_is_shifted_not_shorter():
    seoul = Schedule("s", Period("p", "09:00", "18:00", weekdays="mon-fri"), "Asia/Seoul")
    utc = Schedule("s", Period("p", "09:00", "18:00", weekdays="mon-fri"))
    ours, theirs = (schedule.running(one, "2026-06-01", "2026-06-08") for one in (seoul, utc))
    assert schedule.running_minutes(ours) == schedule.running_minutes(theirs)
    assert (theirs["start"].to_numpy() - ours["start"].to_numpy() == np.timedelta64(9, "h")).all()


# Against the slow reading

times = st.one_of(st.just(""), st.integers(0, 1439).map(lambda m: f"{m // 60:02d}:{m % 60:02d}"))


@st.composite
def periods(draw):
    found = []
    for number in range(draw(st.integers(1, 3))):
        begin, end = draw(times), draw(times)
        if begin and end and begin > end:
            begin, end = end, begin
        days = draw(st.sampled_from(["", "mon-fri", "sat,sun", "fri-mon", "sun", "sun#1", "sunL"]))
        if begin or end or days:
            found.append(Period(f"p{number}", begin, end, weekdays=days))
    return tuple(found) or (Period("p", "09:00", "17:00"),)


CHANGES = [
    ("Asia/Seoul", "2026-06-05"),
    ("America/New_York", "2026-03-07"),
    ("America/New_York", "2026-10-31"),
    ("America/Sao_Paulo", "2018-11-03"),
    ("America/Sao_Paulo", "2018-02-16"),
    ("America/Sao_Paulo", "2026-02-16"),
    ("Asia/Kathmandu", "2026-06-05"),
]


@settings(max_examples=40, deadline=None)
@given(periods(), st.sampled_from(CHANGES), st.sampled_from([5, 15, 60]))
def test_minutes_are_those_of_the_slow_reading(some, change, interval):
    timezone, start = change
    one = Schedule("s", some, timezone)
    begin = dt.datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(timezone)).astimezone(dt.UTC)
    end = begin + dt.timedelta(hours=60)
    runs = schedule.running(one, begin, end, interval_minutes=interval)
    # What the periods leave open at the start is as the days before left it.
    before = (begin - dt.timedelta(days=36)).replace(minute=0)
    slow = reference.running_minutes(one, before, end, interval)
    minutes = pd.date_range(begin, end, freq="min", inclusive="left")
    found = minutes[schedule.is_running(runs, minutes)]
    assert found.tolist() == [minute for minute in slow if minute >= begin]
    assert len(found) == schedule.running_minutes(runs)


@given(periods(), periods(), st.sampled_from(CHANGES))
def test_more_periods_run_at_least_as_long_and_the_rest_of_time_is_off(some, more, change):
    closed = [replace_open(period, f"a{number}") for number, period in enumerate(some)]
    others = [replace_open(period, f"b{number}") for number, period in enumerate(more)]
    timezone, start = change
    end = pd.Timestamp(start) + pd.Timedelta(days=9)
    minutes = pd.date_range(pd.Timestamp(start, tz=timezone), periods=9 * 288, freq="5min")

    def on(*parts):
        return schedule.is_running(
            schedule.running(Schedule("s", parts, timezone), start, end + pd.Timedelta(days=1)), minutes
        )

    first, second, both = on(*closed), on(*others), on(*closed, *others)
    # The union; two periods a minute apart may be joined besides.
    assert (both | ~(first | second)).all()
    runs = schedule.running(Schedule("s", tuple(closed), timezone), start, end)
    whole = (pd.Timestamp(end, tz=timezone) - pd.Timestamp(start, tz=timezone)).total_seconds() / 60
    off = whole - schedule.running_minutes(runs)
    assert 0 <= off <= whole
    assert (runs["end"] > runs["start"]).all()
    assert (runs["start"].iloc[1:].to_numpy() >= runs["end"].iloc[:-1].to_numpy()).all()


def replace_open(period, name):
    """The period with both times, under another name."""
    return Period(name, period.begintime or "00:00", period.endtime or "23:59", weekdays=period.weekdays)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"interval_minutes": 7}, "1, 2, 5, 10, 15, 30, 60"),
        ({"service": "lambda"}, "unknown service"),
        ({"manual": [("2026-06-01", "pause")]}, "action by hand"),
        ({"maintenance_window": "sunday 5am"}, "cannot be read"),
    ],
)
def test_bad_input(options, said):
    with pytest.raises(InputError, match=said):
        schedule.running(NINE_TO_FIVE, "2026-06-01", "2026-06-02", **options)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-06-02", "2026-06-02"), ("soon", "2026-06-02"), (5, "2026-06-02"), ("2026-06-01 00:00:30", "2026-06-02")],
)
def test_bad_times(start, end):
    with pytest.raises(InputError):
        schedule.running(NINE_TO_FIVE, start, end)
