"""What the fields of a period mean: AWS's own examples ("Period reference"), what the solution does beside, and bad input."""

import calendar
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture import schedule
from kaolib.architecture.schedule import Period, Schedule
from kaolib.errors import InputError
from tests.architecture.schedule import reference

YEAR = np.arange(np.datetime64("2026-01-01"), np.datetime64("2027-01-01")).astype(np.int64)
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def held(**fields):
    """The days of 2026 on which a period holds."""
    days = YEAR[Period("p", **fields).on_days(YEAR)]
    return [dt.date(1970, 1, 1) + dt.timedelta(days=int(day)) for day in days]


def weekdays(text):
    return sorted({day.weekday() for day in held(weekdays=text)})


@pytest.mark.parametrize("text", ["0, 1, 2", "0-2", "mon-wed", "Mon,Tue,wednesday"])
def test_guide_monday_through_wednesday(text):
    assert weekdays(text) == [0, 1, 2]


def test_guide_every_day_except_thursday():
    assert weekdays("0-2,4-6") == [0, 1, 2, 4, 5, 6]


@pytest.mark.parametrize("text", ["Mon#1", "0#1"])
def test_guide_first_monday_of_the_month(text):
    days = held(weekdays=text)
    assert len(days) == 12
    assert all(day.weekday() == 0 and day.day <= 7 for day in days)


@pytest.mark.parametrize("text", ["friL", "4L"])
def test_guide_last_friday_of_the_month(text):
    days = held(weekdays=text)
    assert len(days) == 12
    assert all(day.weekday() == 4 and day.day > calendar.monthrange(2026, day.month)[1] - 7 for day in days)


def test_guide_days_of_the_month():
    assert {day.day for day in held(monthdays="1, 2, 3")} == {day.day for day in held(monthdays="1-3")} == {1, 2, 3}
    assert {day.day for day in held(monthdays="1-3,7-9")} == {1, 2, 3, 7, 8, 9}
    assert {day.day for day in held(monthdays="1/7")} == {1, 8, 15, 22, 29}
    assert {day.day for day in held(monthdays="1-15/2")} == {1, 3, 5, 7, 9, 11, 13, 15}
    assert [day.day for day in held(monthdays="L")] == [calendar.monthrange(2026, month)[1] for month in range(1, 13)]


def test_guide_nearest_weekday_to_the_15th():
    # 2026-02-15 is a Sunday, 2026-08-15 a Saturday.
    days = {day.month: day.day for day in held(monthdays="15W")}
    assert (days[1], days[2], days[8]) == (15, 16, 14)


def test_the_nearest_weekday_stays_within_the_month():
    # 2026-08-01 is a Saturday, 2026-05-31 a Sunday; June has no 31st.
    assert {day.month: day.day for day in held(monthdays="1W")}[8] == 3
    ends = {day.month: day.day for day in held(monthdays="31W")}
    assert ends[5] == 29
    assert 6 not in ends


def test_guide_months():
    assert {day.month for day in held(months="jan, feb, mar")} == {day.month for day in held(months="1-3")} == {1, 2, 3}
    assert {day.month for day in held(months="Jan/3")} == {day.month for day in held(months="1/3")} == {1, 4, 7, 10}
    assert {day.month for day in held(months="Jan-Jul/2")} == {1, 3, 5, 7}


def test_guide_first_monday_of_the_quarter():
    days = held(weekdays="Mon#1", months="Jan/3")
    assert [(day.month, day.day) for day in days] == [(1, 5), (4, 6), (7, 6), (10, 5)]


def test_ranges_go_over_the_end_of_the_week_and_the_year_but_not_of_the_month():
    assert weekdays("fri-mon") == [0, 4, 5, 6]
    assert weekdays("fri-tue/2") == [1, 4, 6]
    assert {day.month for day in held(months="nov-feb")} == {1, 2, 11, 12}
    with pytest.raises(InputError, match="passes the end of the month"):
        Period("p", monthdays="25-3")
    assert {day.month for day in held(monthdays="30-L")} == set(range(1, 13)) - {2}


names = st.sampled_from(WEEK)
fields = st.fixed_dictionaries(
    {},
    optional={
        "weekdays": st.one_of(
            names,
            st.tuples(names, names).map("-".join),
            st.tuples(names, names, st.integers(1, 4)).map(lambda t: f"{t[0]}-{t[1]}/{t[2]}"),
            st.tuples(names, st.integers(1, 5)).map(lambda t: f"{t[0]}#{t[1]}"),
            names.map(lambda name: f"{name}L"),
            st.lists(names, min_size=1, max_size=3).map(",".join),
        ),
        "monthdays": st.one_of(
            st.integers(1, 31).map(str),
            st.tuples(st.integers(1, 31), st.integers(1, 9)).map(lambda t: f"{t[0]}/{t[1]}"),
            st.tuples(st.integers(1, 31), st.integers(0, 9)).map(lambda t: f"{t[0]}-{min(31, t[0] + t[1])}"),
            st.integers(1, 31).map(lambda day: f"{day}W"),
            st.integers(1, 31).map(lambda day: f"{day}-L"),
            st.just("L"),
        ),
        "months": st.one_of(
            st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda t: f"{t[0]}-{t[1]}"),
            st.tuples(st.integers(1, 12), st.integers(1, 5)).map(lambda t: f"{t[0]}/{t[1]}"),
        ),
    },
).filter(bool)


@given(fields, st.integers(0, 365 * 60))
def test_days_are_those_of_the_slow_reading(given_fields, day):
    period = Period("p", **given_fields)
    date = dt.date(1980, 1, 1) + dt.timedelta(days=day)
    number = np.array([(date - dt.date(1970, 1, 1)).days])
    assert bool(period.on_days(number)[0]) == reference.holds(period, date)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weekdays": "mon-fry"}, "cannot be read"),
        ({"weekdays": "7"}, "cannot be read"),
        ({"weekdays": "mon#6"}, "cannot be read"),
        ({"weekdays": "15W"}, "cannot be read"),
        ({"monthdays": "0"}, "cannot be read"),
        ({"monthdays": "mon"}, "cannot be read"),
        ({"months": "L"}, "cannot be read"),
        ({"months": "13"}, "cannot be read"),
        ({"begintime": "24:00"}, "00:00 to 23:59"),
        ({"endtime": "9am"}, "00:00 to 23:59"),
        ({}, "has no condition"),
        ({"begintime": "22:00", "endtime": "06:00"}, "does not pass midnight"),
        ({"begintime": "09:00", "instance_type": "m7g.largee"}, "did you mean"),
    ],
)
def test_bad_periods(fields, said):
    with pytest.raises(InputError, match=said):
        Period("p", **fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"timezone": "Asia/Seol"}, "Asia/Seoul"),
        ({"periods": ()}, "has no period"),
        ({"periods": (Period("a", "09:00"), Period("a", "10:00"))}, "twice"),
        ({"periods": (), "override_status": "off"}, "override_status"),
        ({"name": "office hours"}, "letters, digits"),
    ],
)
def test_bad_schedules(fields, said):
    with pytest.raises(InputError, match=said):
        Schedule(**({"name": "s", "periods": (Period("a", "09:00"),)} | fields))


def test_overnight_makes_adjacent_periods():
    evening, morning = schedule.overnight("batch", "20:30", "4:15", "fri-sun")
    assert (evening.begintime, evening.endtime, evening.weekdays) == ("20:30", "23:59", "fri,sat,sun")
    assert (morning.begintime, morning.endtime, morning.weekdays) == ("00:00", "04:15", "mon,sat,sun")
    assert schedule.hours(Schedule("batch", (evening, morning)), "2026-06-01", "2026-06-08") == 3 * 7.75
    with pytest.raises(InputError, match="cannot pass midnight"):
        schedule.overnight("batch", "20:00", "04:00", "mon#1")
