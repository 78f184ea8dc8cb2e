"""Records behind a blocked shard: held against a queue that is counted in small steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import serverless


def stepwise(blocked: float, rate: float, speed: float, until: float, step: float) -> float:
    """The queue at a moment, counted step by step: it grows at the rate, and shrinks at the speed once it may."""
    queue, now = 0.0, 0.0
    while now < until - 1e-9:
        queue += rate * step
        if now >= blocked - 1e-9:
            queue = max(0.0, queue - speed * step)
        now += step
    return queue


@given(
    retries=st.integers(0, 5),
    bisect=st.booleans(),
    rate=st.floats(0, 400),
    until=st.integers(0, 400),
    lanes=st.integers(1, 10),
)
def test_it_is_the_queue_counted_in_steps(retries, bisect, rate, until, lanes):
    run = serverless.stream_retries(64, [20], retries=retries, bisect=bisect, duration_ms=250)
    lag = serverless.stream_lag(run, rate, [until], parallelization=lanes).set_index("seconds")["records"]
    speed = run.records / 0.25
    assert lag.loc[float(until)] == pytest.approx(
        stepwise(run.blocked_s, rate / lanes, speed, until, 1 / 64), abs=2 * speed / 64 + rate / 64 * 2 + 1e-6
    )


def test_a_shard_that_is_too_slow_never_catches_up():
    run = serverless.stream_retries(10, [0], retries=0, duration_ms=1000)
    lag = serverless.stream_lag(run, 30, [1, 100, 1000])
    assert not lag["caught_up"].any()
    assert lag["records"].is_monotonic_increasing
    assert lag["records"].iloc[-1] == pytest.approx(30 * 1 + 20 * 999)


def test_the_two_moments_that_matter_are_in_it():
    run = serverless.stream_retries(100, [37], duration_ms=200)
    lag = serverless.stream_lag(run, 20, [1, 200_000])
    assert lag["records"].max() == 20 * 86_400
    caught_up = lag[lag["caught_up"]].iloc[0]
    assert caught_up["seconds"] == pytest.approx(86_400 + 20 * 86_400 / (500 - 20))
    assert serverless.stream_lag(run, 20, [10])["seconds"].tolist() == [10.0]


def test_no_time_to_run_is_no_time_to_catch_up():
    run = serverless.stream_retries(10, [0], retries=0, duration_ms=0)
    assert run.blocked_s == 0
    assert serverless.stream_lag(run, 50, [0, 5])["records"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"records_per_second": -1}, "records_per_second"),
        ({"records_per_second": math.nan}, "records_per_second"),
        ({"seconds": [-1]}, "seconds"),
        ({"parallelization": 0}, "parallelization"),
    ],
)
def test_bad_input_is_named(change, message):
    given = {"records_per_second": 20, "seconds": [1], **change}
    with pytest.raises(InputError, match=message):
        serverless.stream_lag(serverless.stream_retries(10), **given)
