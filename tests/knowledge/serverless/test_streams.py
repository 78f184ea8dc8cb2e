"""A poison record in a stream: AWS's rules, and the same run by run with a fate for each record."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import serverless
from tests.knowledge.serverless import reference

PLACE = "us-east-1"


@st.composite
def batches(draw):
    size = draw(st.integers(1, 24))
    return {
        "batch_size": size,
        "poison": draw(st.lists(st.integers(0, size - 1), max_size=4)),
        "retries": draw(st.sampled_from([-1, 0, 1, 2, 5, 40])),
        "record_age_s": draw(st.sampled_from([60, 61, 300, 1000])),
        "duration_ms": draw(st.sampled_from([1.0, 100.0, 999.9, 60_000.0])),
        "first_wait_s": draw(st.sampled_from([0.0, 0.3, 1.0, 7.0])),
        "wait_factor": draw(st.sampled_from([1.0, 1.5, 2.0])),
        "longest_wait_s": draw(st.sampled_from([7.0, 60.0])),
        "bisect": draw(st.booleans()),
        "partial_response": draw(st.booleans()),
    }


@settings(max_examples=200, deadline=None)
@given(it=batches())
def test_a_batch_runs_as_record_by_record(it):
    # a run every millisecond for minutes is left to the fast one
    assume(it["retries"] >= 0 or it["duration_ms"] >= 100 or it["first_wait_s"] > 0)
    run = serverless.stream_retries(**it)
    runs, fate, end = reference.stream(
        it["batch_size"], set(it["poison"]), it["retries"], it["record_age_s"], it["duration_ms"] / 1000,
        it["first_wait_s"], it["wait_factor"], it["longest_wait_s"], it["bisect"], it["partial_response"],
    )  # fmt: skip
    assert run.invocations == len(runs)
    assert run.failed_invocations == sum(failed for _, failed in runs)
    assert run.lost == sum(what != "done" for what in fate)
    assert run.lost_good == sum(what != "done" for i, what in enumerate(fate) if i not in it["poison"])
    assert run.blocked_s == pytest.approx(end / 1e9)
    gone = run.steps[run.steps["result"] == "discarded"]
    for first, count, reason in gone[["first_record", "records", "reason"]].to_numpy():
        assert set(fate[first : first + count]) == {reason}
    # the first and last run of each step are where the slow clock has them
    moments = iter(sorted(start for start, _ in runs))
    for row in run.steps[run.steps["attempts"] > 0].itertuples():
        starts = [next(moments) for _ in range(row.attempts)]
        assert row.starts_s == pytest.approx(starts[0] / 1e9)
        assert row.ends_s == pytest.approx(starts[-1] / 1e9 + it["duration_ms"] / 1000)


@settings(max_examples=100, deadline=None)
@given(it=batches())
def test_what_any_batch_must_obey(it):
    run = serverless.stream_retries(**it)
    bad = len(set(it["poison"]))
    # every record is done or lost, and poison is always lost
    assert run.lost - run.lost_good == bad
    assert 0 <= run.lost_good <= it["batch_size"] - bad
    assert run.failed_invocations <= run.invocations
    done = run.steps.query("result == 'succeeded'")["records"].sum()
    if not it["partial_response"]:
        assert done + run.lost == it["batch_size"]
    if not bad:
        assert run.invocations == 1
        assert run.lost == 0
    # no step begins before the one in front of it has ended
    assert (run.steps["starts_s"].to_numpy()[1:] >= run.steps["ends_s"].to_numpy()[:-1] - 1e-9).all()
    if it["retries"] >= 0 and not it["bisect"] and not it["partial_response"]:
        assert run.invocations <= it["retries"] + 1


@given(size=st.integers(1, 4096), place=st.integers(0, 4095), retries=st.integers(0, 20))
def test_bisecting_uses_up_no_retry(size, place, retries):
    """Lambda Developer Guide: "Splitting batches doesn't consume the retry quota"."""
    assume(place < size)
    run = serverless.stream_retries(size, [place], retries=retries, bisect=True, duration_ms=1, first_wait_s=0)
    halvings = run.failed_invocations - retries - 1
    assert math.floor(math.log2(size)) <= halvings <= math.ceil(math.log2(size))
    assert run.invocations == run.failed_invocations + halvings
    assert (run.lost, run.lost_good) == (1, 0)


def test_the_defaults_block_a_shard_until_the_record_expires():
    """Lambda Developer Guide: with the defaults a bad record can block its shard for up to a week."""
    week = serverless.stream_retries(100, retention_hours=168, records_per_second=50)
    assert week.blocked_s >= 7 * 86_400
    assert week.lost == 100
    assert week.behind == pytest.approx(week.blocked_s * 50)
    day = serverless.stream_retries(100, source="dynamodb")
    assert day.blocked_s == pytest.approx(86_400, abs=1)


def test_a_record_age_ends_it_sooner():
    """The guide's own command: two retries, or records of more than an hour."""
    run = serverless.stream_retries(100, retries=2, record_age_s=3600)
    assert run.invocations == 3
    assert serverless.stream_retries(100, record_age_s=3600).blocked_s == pytest.approx(3600, abs=61)


def test_a_record_is_tried_while_it_is_not_older_than_its_age():
    run = serverless.stream_retries(1, record_age_s=60, duration_ms=30_000, first_wait_s=30)
    assert run.steps[["attempts", "ends_s"]].to_numpy()[0].tolist() == [2, 90]
    steady = serverless.stream_retries(1, record_age_s=60, duration_ms=10_000, first_wait_s=10, wait_factor=1)
    assert steady.invocations == 4


def test_without_retries_a_partial_response_gives_up_the_rest_at_once():
    run = serverless.stream_retries(10, [4], retries=0, partial_response=True)
    assert (run.invocations, run.lost, run.blocked_s) == (1, 6, 0.1)


def test_parallel_batches_hold_up_only_their_share():
    one, ten = (serverless.stream_retries(100, records_per_second=10, parallelization=n) for n in (1, 10))
    assert one.blocked_s == ten.blocked_s
    assert ten.behind == pytest.approx(one.behind / 10)


def test_partial_responses_alone_lose_what_lies_behind():
    run = serverless.stream_retries(10, [4], retries=1, partial_response=True)
    assert (run.lost, run.lost_good, run.invocations) == (6, 5, 2)
    both = serverless.stream_retries(10, [4], retries=1, partial_response=True, bisect=True)
    assert (both.lost, both.lost_good) == (1, 0)


def test_a_day_of_runs_costs_what_it_ran():
    run = serverless.stream_retries(100, duration_ms=250, first_wait_s=0)
    assert run.invocations == 86_400 * 4 + 1
    parts = run.cost(1024, PLACE, destination="sns").set_index("part")
    assert parts["quantity"]["requests"] == run.invocations
    assert parts["quantity"]["duration"] == pytest.approx(run.invocations * 0.25)
    assert parts["quantity"]["destination"] == 1
    assert run.summary()["blocked_hours"].iloc[0] == pytest.approx(24, abs=0.001)


@settings(deadline=None)
@given(p=st.integers(0, 10).map(lambda k: k / 10), size=st.integers(1, 7), retries=st.integers(0, 4))
def test_expected_runs_of_a_batch_are_those_of_every_outcome(p, size, retries):
    table = serverless.batch_handling(p, size, retries).set_index("handling")
    for handling in ("whole", "bisect", "partial"):
        runs, lost = reference.batch_runs(p, size, retries, handling)
        assert table["invocations"][handling] == pytest.approx(float(runs), rel=1e-9)
        assert table["discarded"][handling] == pytest.approx(float(lost), rel=1e-9, abs=1e-12)


@given(p=st.floats(0, 0.2), size=st.integers(1, 3000), retries=st.sampled_from([-1, 0, 3, 100]))
def test_what_any_handling_must_obey(p, size, retries):
    table = serverless.batch_handling(p, size, retries).set_index("handling")
    assert (table["invocations"] >= 1 - 1e-9).all()
    assert table["discarded"].between(-1e-12, 1 + 1e-12).all()
    if retries >= 0:
        assert table["invocations"][["whole", "partial"]].max() <= retries + 1 + 1e-9
        assert table["discarded"]["partial"] <= table["discarded"]["whole"] + 1e-9
    else:
        assert table["invocations"]["partial"] == pytest.approx(1 + size * p / (1 - p))
        assert table["discarded"].max() == 0


@pytest.mark.parametrize(
    ("settings_", "words"),
    [
        ({"batch_size": 0}, "batch_size 0"),
        ({"batch_size": 10_001}, "batch_size 10,001 cannot be used: give a whole number from 1 to 10,000"),
        ({"poison": [100]}, "poison 100 cannot be used: give a whole number from 0 to 99"),
        ({"source": "kafka"}, "unknown stream 'kafka'"),
        ({"retries": -2}, "retries -2"),
        ({"retries": 10_001}, "retries 10,001 cannot be used.*or -1 for no limit"),
        ({"record_age_s": 59}, "record_age_s 59 cannot be used.*from 60 to 604,800, or -1"),
        ({"record_age_s": 604_801}, "record_age_s 604,801"),
        ({"retention_hours": 23}, "retention_hours 23 cannot be used: a kinesis stream keeps records for 24 to 8760"),
        ({"source": "dynamodb", "retention_hours": 25}, "a dynamodb stream keeps records for 24 to 24 hours"),
        ({"parallelization": 11}, "parallelization 11"),
        ({"duration_ms": 900_001}, "900001"),
        ({"duration_ms": 0, "first_wait_s": 0}, "give duration_ms or first_wait_s above 0"),
        ({"records_per_second": -1}, "records_per_second -1"),
        ({"longest_wait_s": 0.5}, "longest_wait_s 0.5"),
    ],
)
def test_bad_settings_are_answered_in_one_sentence(settings_, words):
    with pytest.raises(InputError, match=words):
        serverless.stream_retries(**settings_)


def test_bad_input_of_the_bill():
    run = serverless.stream_retries(retries=0)
    with pytest.raises(InputError, match="unknown on-failure destination of a stream 'lambda'"):
        run.cost(128, PLACE, destination="lambda")
    with pytest.raises(InputError, match="did you mean 'x86_64'"):
        run.cost(128, PLACE, architecture="x86")
    with pytest.raises(InputError, match="record_failure_rate 2"):
        serverless.batch_handling(2, 1)
