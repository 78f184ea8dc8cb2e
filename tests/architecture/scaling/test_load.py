"""Load at one-minute steps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture.scaling import YEAR_MINUTES, Group, Instance, minutes_of, scaled, simulate, year_of
from kaolib.errors import InputError


def samples(values, step="5min", start="2014-04-10T00:04Z"):
    return pd.Series(values, pd.date_range(start, periods=len(values), freq=step))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_counts_keep_their_sum_and_gauges_their_mean(values):
    trace = samples(values)
    counted, level = minutes_of(trace), minutes_of(trace, "gauge")
    assert len(counted) == len(level) == 5 * len(values)
    assert counted.sum() == pytest.approx(sum(values))
    assert level.mean() == pytest.approx(np.mean(values))


def test_gaps_and_two_samples_of_a_slot():
    trace = samples([10.0, 20.0, 30.0, 40.0]).drop(pd.Timestamp("2014-04-10T00:14Z"))
    assert minutes_of(trace).tolist() == [2.0] * 5 + [4.0] * 5 + [0.0] * 5 + [8.0] * 5
    assert minutes_of(trace, "gauge").tolist() == [10.0] * 5 + [20.0] * 5 + [30.0] * 5 + [40.0] * 5
    twice = pd.concat([samples([10.0]), samples([30.0])])
    assert minutes_of(twice).tolist() == [8.0] * 5
    assert minutes_of(twice, "gauge").tolist() == [20.0] * 5


def test_a_table_of_minutes_and_other_steps():
    table = pd.DataFrame({"minutes": [5, 0], "value": [20.0, 10.0]})
    load = minutes_of(table, start="2026-01-05T09:00+09:00")
    assert load.tolist() == [2.0] * 5 + [4.0] * 5
    assert load.index[0] == pd.Timestamp("2026-01-05T00:00Z")
    assert minutes_of(table.assign(minutes=[1, 0]), sample_minutes=1).tolist() == [10.0, 20.0]


def test_local_times_are_read_in_their_zone():
    trace = pd.Series([5.0], pd.DatetimeIndex(["2026-01-05 09:00"], tz="Asia/Seoul"))
    assert minutes_of(trace).index[0] == pd.Timestamp("2026-01-05T00:00Z")


def test_a_peak_and_a_year():
    week = samples([1.0, 3.0], step="min")
    assert scaled(week, 90).tolist() == [30.0, 90.0]
    year = year_of(week)
    assert len(year) == YEAR_MINUTES
    assert year.index[0] == week.index[0]
    assert year.tolist()[:4] == [1.0, 3.0, 1.0, 3.0]
    grown = year_of(week, growth=0.5)
    assert grown.iloc[0] == 1.0
    assert grown.iloc[-1] == pytest.approx(4.5)
    noisy = year_of(week, noise=0.3, seed=4)
    assert noisy.equals(year_of(week, noise=0.3, seed=4))
    assert noisy.min() >= 0
    assert noisy.mean() == pytest.approx(2.0, rel=0.01)
    assert not noisy.equals(year_of(week, noise=0.3, seed=5))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: minutes_of(pd.Series([], pd.DatetimeIndex([], tz="UTC"), dtype=float)), "the load is empty"),
        (lambda: minutes_of(pd.DataFrame({"minutes": [], "value": []})), "the load is empty"),
        (lambda: minutes_of(pd.DataFrame({"minutes": [0]})), "need the column value"),
        (lambda: minutes_of(samples([1.0]), "sum"), "unknown kind of samples 'sum'"),
        (lambda: minutes_of(samples([-1.0])), "the load -1 cannot be used"),
        (lambda: minutes_of(samples([np.nan])), "the load nan cannot be used"),
        (lambda: scaled(pd.Series([0.0]), 5), "nothing to scale"),
        (lambda: scaled(pd.Series([1.0]), 0), "peak 0 cannot be used"),
        (lambda: year_of([1.0], growth=-1), "growth -1 cannot be used"),
        (lambda: year_of([1.0], noise=-1), "noise -1 cannot be used"),
        (lambda: year_of([]), "the load is empty"),
        (lambda: run(samples([1.0, 2.0])), "one-minute steps"),
        (lambda: run([1.0, float("inf")]), "position 1"),
        (lambda: run([[1.0]]), "the load is empty"),
        (lambda: run(pd.DataFrame({"value": [1.0]})), "need the column load"),
        (lambda: run([1.0], start="yesterday"), "the time 'yesterday' cannot be read"),
    ],
)
def test_what_is_no_load_is_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


def run(load, **more):
    return simulate(load, [], group=Group(), instance=Instance(100, 0.1), **more)


def test_a_load_tells_its_own_start():
    assert run(samples([1.0, 2.0], "min")).minutes["time"][0] == pd.Timestamp("2014-04-10T00:04Z")
    assert run([1.0]).minutes["time"][0] == pd.Timestamp("2026-01-05T00:00Z")
    assert run([1.0], start="2026-03-01T09:00:30+09:00").minutes["time"][0] == pd.Timestamp("2026-03-01T00:00Z")
    table = pd.DataFrame({"load": [1.0, 2.0]})
    assert run(table).minutes["load"].tolist() == [1.0, 2.0]
