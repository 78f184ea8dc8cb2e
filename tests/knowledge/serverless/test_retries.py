"""Retries of single events: AWS's rules, the closed form, and the same by walking every way an event can go."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless
from tests.knowledge.serverless import reference

PLACE = "us-east-1"
rates = st.integers(0, 40).map(lambda k: k / 40)
small = st.integers(0, 8)


@given(p=rates, retries=small, poison=rates)
def test_expected_attempts_are_those_of_every_way_an_event_can_go(p, retries, poison):
    runs, lost = reference.attempts_of_all(p, retries, poison)
    assert serverless.expected_attempts(p, retries, poison) == pytest.approx(float(runs), rel=1e-12)
    table = serverless.attempt_table(p, retries, poison)
    assert table["reached"].sum() == pytest.approx(float(runs), rel=1e-12)
    assert table["failed"].iloc[-1] == pytest.approx(float(lost), abs=1e-15)
    # whatever comes to a try leaves it, and whatever fails comes to the next
    assert (table["succeeded"] + table["failed"]).to_numpy() == pytest.approx(table["reached"].to_numpy())
    assert table["failed"].to_numpy()[:-1] == pytest.approx(table["reached"].to_numpy()[1:])
    assert table["succeeded"].sum() + table["failed"].iloc[-1] == pytest.approx(1)


@given(p=rates, more=rates, retries=small, poison=rates)
def test_attempts_are_bounded_and_grow(p, more, retries, poison):
    found = serverless.expected_attempts(p, retries, poison)
    assert 1 <= found <= retries + 1 + 1e-12
    assert serverless.expected_attempts(max(p, more), retries, poison) >= found - 1e-12
    assert serverless.expected_attempts(p, retries + 1, poison) >= found - 1e-12
    assert serverless.expected_attempts(p, retries, max(poison, more)) >= found - 1e-12


def test_aws_rule_of_two_retries():
    """Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations": three attempts, then the record."""
    assert serverless.expected_attempts(1.0, 2) == 3
    assert serverless.async_retries()["billed"].sum() == 3
    assert serverless.expected_attempts(0.0, 2) == 1


def test_no_limit_is_the_geometric_series():
    assert serverless.expected_attempts(0.9, math.inf) == pytest.approx(10)
    assert serverless.expected_attempts(1.0, math.inf) == math.inf
    assert serverless.expected_attempts(0.0, math.inf, 0.0) == 1
    assert serverless.expected_attempts(0.5, math.inf, 0.1) == math.inf


def test_a_rate_next_to_one_loses_no_digits():
    assert serverless.expected_attempts(1 - 1e-12, 2) == pytest.approx(3, rel=1e-11)


def test_arrays_are_broadcast():
    found = serverless.expected_attempts(np.array([[0.0], [0.5], [1.0]]), np.array([0, 1, 2]))
    assert found.tolist() == [[1, 1, 1], [1, 1.5, 1.75], [1, 2, 3]]


@given(
    retries=st.integers(0, 2),
    age=st.integers(60, 21_600),
    duration=st.integers(0, 9000).map(lambda k: k / 10),
    throttled=st.one_of(st.just(0), st.integers(0, 30_000)),
    first=st.sampled_from([0.5, 1.0, 10.0]),
    factor=st.sampled_from([1.0, 1.5, 2.0]),
    longest=st.sampled_from([10.0, 300.0]),
)
def test_an_event_is_tried_at_the_moments_of_the_slow_clock(retries, age, duration, throttled, first, factor, longest):
    life = serverless.async_retries(
        retries=retries, event_age_s=age, duration_s=duration, throttled_s=throttled,
        first_wait_s=first, wait_factor=factor, longest_wait_s=longest,
    )  # fmt: skip
    tries, why = reference.async_event(retries, age, duration, throttled, first, factor, longest)
    assert life["result"].tolist() == [result for _, result in tries] + ["discarded"]
    assert life["starts_s"].tolist()[:-1] == pytest.approx([float(start) for start, _ in tries])
    assert life["reason"].tolist() == [""] * len(tries) + [why]
    # nothing is tried beyond the age, and nothing oftener than allowed
    assert (life["starts_s"][:-1] <= age).all()
    assert life["billed"].sum() <= retries + 1
    assert life["ends_s"][:-1].is_monotonic_increasing


@given(p=rates, poison=rates, retries=st.integers(0, 2))
def test_the_life_of_an_event_has_the_expected_runs(p, poison, retries):
    life = serverless.async_retries(p, permanent_share=poison, retries=retries, duration_s=3)
    assert life.loc[life["billed"], "probability"].sum() == pytest.approx(
        serverless.expected_attempts(p, retries, poison)
    )
    assert life["probability"].iloc[-1] == pytest.approx(
        serverless.attempt_table(p, retries, poison)["failed"].iloc[-1]
    )


def test_throttles_go_on_for_six_hours_and_are_not_billed():
    """Lambda Developer Guide: from 1 second to 5 minutes, up to 6 hours."""
    life = serverless.async_retries(throttled_s=1e6)
    assert not life["billed"].any()
    assert life["wait_s"].tolist()[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert life["wait_s"].max() == 300
    assert life["reason"].iloc[-1] == "age"
    assert 21_600 - 300 < life["starts_s"].iloc[-2] <= 21_600
    # a function that is free again after an hour runs, and its own retries begin then
    late = serverless.async_retries(throttled_s=3600)
    runs = late[late["result"] == "run"]["starts_s"]
    assert runs.iloc[0] >= 3600
    assert runs.diff().dropna().tolist() == [60, 120]


def test_errors_of_the_function_age_out_too():
    assert serverless.async_retries(event_age_s=60, duration_s=1)["billed"].sum() == 1
    assert serverless.async_retries(event_age_s=62, duration_s=1)["billed"].sum() == 2
    assert serverless.async_retries(event_age_s=182, duration_s=1)["billed"].sum() == 3
    assert serverless.async_retries(event_age_s=181, duration_s=1)["billed"].sum() == 2


@given(
    events=st.floats(0, 1e9), p=rates, poison=rates, retries=small, ms=st.floats(1, 1e5), failed=st.floats(1, 9e5),
    free=st.booleans(), architecture=st.sampled_from(["x86_64", "arm64"]),
)  # fmt: skip
def test_every_attempt_is_billed(events, p, poison, retries, ms, failed, free, architecture):
    parts = serverless.retry_cost(
        events, ms, 512, PLACE, failure_rate=p, retries=retries, permanent_share=poison,
        failed_duration_ms=failed, architecture=architecture, destination="sns", free_tier=free,
    )  # fmt: skip
    runs, lost = (float(x) for x in reference.attempts_of_all(p, retries, poison))
    good = 1 - lost
    gb_s = events * (
        good * serverless.billed_gb_seconds(ms, 512) + (runs - good) * serverless.billed_gb_seconds(failed, 512)
    )
    item = {"x86_64": "duration_x86", "arm64": "duration_arm64"}[architecture]
    by_part = parts.groupby("part")["usd"].sum()
    allowance = (1e6, 4e5) if free else (0, 0)
    assert by_part["requests"] == pytest.approx(
        reference.tiered("lambda", "request", PLACE, events * runs, allowance[0]), rel=1e-9, abs=1e-9
    )
    assert by_part["duration"] == pytest.approx(
        reference.tiered("lambda", item, PLACE, gb_s, allowance[1]), rel=1e-9, abs=1e-9
    )
    assert by_part["destination"] == pytest.approx(
        reference.tiered("sns", "publish", PLACE, events * lost), rel=1e-9, abs=1e-9
    )


@given(requests=st.floats(1, 1e10), ms=st.floats(1, 9e5), mb=st.integers(128, 10_240), free=st.booleans())
def test_without_failures_it_is_lambdas_own_bill(requests, ms, mb, free):
    ours = serverless.retry_cost(requests, ms, mb, PLACE, failure_rate=0, free_tier=free)["usd"].sum()
    assert ours == pytest.approx(serverless.lambda_usd(requests, ms, mb, PLACE, free_tier=free))


@pytest.mark.parametrize(
    ("destination", "kb", "units"),
    [
        ("sqs", 64, 1), ("sqs", 64.1, 2), ("sqs", 256, 4), ("sqs", 1024, 16), ("sns", 256, 4), ("s3", 5000, 1),
        ("lambda", 256, 1), ("lambda", 257, 2), ("lambda", 1024, 13), ("eventbridge", 256, 4),
    ],
)  # fmt: skip
def test_destinations_bill_by_their_blocks(destination, kb, units):
    """EventBridge and SQS pricing: 256 KB are billed as four. SNS likewise by 64 KB; Lambda 256 KB, then each 64 KB."""
    parts = serverless.destination_cost(destination, 1000, PLACE, kb)
    assert parts["quantity"].sum() == pytest.approx(1000 * units)


def test_what_each_destination_is_told():
    """Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"."""
    table = serverless.destinations().set_index("destination")
    assert set(table.index) == set(serverless.DESTINATIONS)
    assert table.query("dead_letter != ''").index.tolist() == ["sqs", "sns"]
    assert (table["asynchronous"] == "record").all()
    assert table["stream"]["s3"] == "metadata_and_batch"
    assert table["stream"][["sqs", "sns"]].tolist() == ["metadata", "metadata"]


def test_a_destination_without_a_price_is_missing():
    places = catalog.locations().query("kind == 'Region'")["location"]
    place = next(code for code in places if not catalog.tiers("sqs", "standard_request", code))
    parts = serverless.retry_cost(1e6, 100, 128, place, failure_rate=1, destination="sqs")
    assert parts.set_index("part")["usd"].isna().to_dict() == {
        "requests": False, "duration": False, "destination": True,
    }  # fmt: skip
    assert parts["reason"].iloc[-1] == "no_price"
    # nothing is sent: nothing is paid
    assert serverless.destination_cost("sqs", 0, place)["usd"].sum() == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: serverless.async_retries(retries=3), "retries 3 cannot be used: give a whole number from 0 to 2"),
        (lambda: serverless.async_retries(event_age_s=59), "event_age_s 59 cannot be used.*from 60 to 21,600"),
        (lambda: serverless.async_retries(event_age_s=21_601), "event_age_s 21,601"),
        (lambda: serverless.async_retries(duration_s=901), "900 seconds"),
        (lambda: serverless.async_retries(first_wait_s=0), "first_wait_s 0"),
        (lambda: serverless.async_retries(wait_factor=0.5), "wait_factor 0.5"),
        (lambda: serverless.async_retries(1.5), "failure_rate 1.5"),
        (lambda: serverless.expected_attempts(0.1, 1.5), "retries 1.5"),
        (lambda: serverless.expected_attempts(0.1, -1), "retries -1"),
        (lambda: serverless.expected_attempts([0.1, 2], 1), "failure_rate 2"),
        (lambda: serverless.expected_attempts(math.nan, 1), "failure_rate nan"),
        (lambda: serverless.attempt_table(0.1, 1, 2), "permanent_share 2"),
        (lambda: serverless.retry_cost(1, 900_001, 128, PLACE, failure_rate=0), "900001"),
        (lambda: serverless.retry_cost(1, 1, 127, PLACE, failure_rate=0), "memory 127"),
        (lambda: serverless.retry_cost(1, 1, 128, PLACE, failure_rate=0, architecture="arm"), "did you mean 'arm64'"),
        (lambda: serverless.destination_cost("sqs", 1, PLACE, 1025), "sqs takes up to 1,024 KB"),
        (lambda: serverless.destination_cost("kafka", 1, PLACE), "unknown destination 'kafka'"),
        (lambda: serverless.destination_cost("sqs", -1, PLACE), "records -1"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(call, words):
    with pytest.raises(InputError, match=words):
        call()
