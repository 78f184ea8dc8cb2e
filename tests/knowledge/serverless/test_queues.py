"""Queues: AWS's formulas and limits, a queue of many messages, and what any queue must obey."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless
from tests.knowledge.serverless import reference

PLACE = "us-west-2"
rates = st.integers(0, 20).map(lambda k: k / 20)


@pytest.mark.parametrize(
    ("rate", "kb", "seconds", "batch", "pollers"),
    [
        (1000, 3, 0.1, 10, 10),
        (1000, 3, 1.0, 10, 10),
        (10, 3, 1.0, 10, 2),
        (2000, 200, 0.1, 10, 334),
        (1000, 1, 0.1, 100, 10),
    ],
)
def test_awss_formula_of_event_pollers(rate, kb, seconds, batch, pollers):
    """Lambda Developer Guide, "Using Lambda with Amazon SQS": 1,000 a second of 3 KB and 100 ms need 10 pollers.

    The guide's second example (runs of a second) says 10 messages a second for one poller and so 100 pollers; its own
    formula gives ceil(10 / 1) x 10 = 100 messages a second, and 10 pollers. The formula is followed.
    """
    assert serverless.event_pollers(rate, kb, seconds, batch) == pollers


def test_infracosts_estimate():
    """Infracost (testdata/sqs_queue_test): a million requests of 64-KB blocks each, two million billed: USD 0.80."""
    parts = serverless.queue_cost(1e6, PLACE, kb=65, batch_size=1, pollers=0, free_tier=False).set_index("part")
    assert parts["quantity"]["send"] == 2e6
    assert parts["usd"]["send"] == pytest.approx(0.80)


def test_an_idle_trigger_stays_within_the_free_million():
    """Five requests that wait 20 seconds each, for 730 hours."""
    parts = serverless.queue_cost(0, PLACE).set_index("part")
    assert parts["free"]["empty_receive"] == pytest.approx(657_000)
    assert parts["usd"].sum() == 0
    two = serverless.queue_cost(0, PLACE, pollers=20, free_tier=True).set_index("part")
    price = catalog.tiers("sqs", "standard_request", PLACE)[0][2]
    assert two["usd"]["empty_receive"] == pytest.approx((4 * 657_000 - 1e6) * price)


@given(
    messages=st.just(0.0) | st.floats(1e-3, 1e9), kb=st.floats(0, 1024), batch=st.integers(1, 10_000), receives=st.floats(1, 5),
    ok=st.floats(0, 1), send=st.integers(1, 10), idle=st.floats(0, 1), free=st.booleans(), more=st.floats(1, 3),
)  # fmt: skip
def test_requests_are_counted_and_billed(messages, kb, batch, receives, ok, send, idle, free, more):
    def bill(messages=messages, receives=receives, idle=idle):
        return serverless.queue_cost(
            messages, PLACE, kb=kb, batch_size=batch, receives=receives, succeeded=ok, send_batch=send,
            idle_share=idle, free_tier=free,
        )  # fmt: skip

    parts = bill()
    billed = parts.groupby("part")[["quantity", "free"]].sum().sum(axis=1)
    carried = min(batch, 10)
    assert billed["delete"] == pytest.approx(messages * ok / carried)
    # a request is never less than one unit, and never more than its payload in 64-KB blocks and one for each message
    least, most = max(1 / carried, kb / 64), (kb / 64) + 1
    assert messages * receives * least * (1 - 1e-9) <= billed["receive"] <= messages * receives * most * (1 + 1e-9)
    assert parts["free"].sum() == pytest.approx(min(1e6, billed.sum()) if free else 0)
    price = catalog.tiers("sqs", "standard_request", PLACE)[0][2]
    assert parts["usd"].sum() == pytest.approx((billed.sum() - parts["free"].sum()) * price, abs=1e-9)
    for other in (bill(messages * more), bill(receives=receives * more), bill(idle=min(1, idle * more))):
        assert other["usd"].sum() >= parts["usd"].sum() - 1e-9


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize(("p", "poison", "batch", "receives"), [(0.1, 0.0, 1, 4), (0.05, 0.02, 1, 3)])
def test_single_messages_are_plain_retries(p, poison, batch, receives, partial):
    table = serverless.queue_retries(
        p, permanent_share=poison, batch_size=batch, max_receives=receives, partial_response=partial
    ).set_index("message")
    assert table["receives"]["good"] == pytest.approx(serverless.expected_attempts(p, receives - 1))
    assert table["receives"]["poison"] == receives
    assert table["dead_lettered"].to_dict() == pytest.approx({"good": p**receives, "poison": 1.0})


@settings(deadline=None, max_examples=60)
@given(
    p=rates, poison=rates, batch=st.integers(1, 50), receives=st.integers(1, 8), partial=st.booleans(),
    visibility=st.integers(30, 43_200), retention=st.sampled_from([60, 3600, 345_600, 1_209_600]),
)  # fmt: skip
def test_what_any_queue_must_obey(p, poison, batch, receives, partial, visibility, retention):
    given_ = {"max_receives": receives, "visibility_s": visibility, "retention_s": retention}
    table = serverless.queue_retries(
        p, permanent_share=poison, batch_size=batch, partial_response=partial, **given_
    ).set_index("message")
    assert table[["succeeded", "dead_lettered", "expired"]].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert table["share"].sum() == pytest.approx(1)
    assert table["receives"].between(1 - 1e-9, receives + 1e-9).all()
    assert table["receives"]["good"] <= table["receives"]["poison"] + 1e-9
    life = serverless.queue_timeline(**given_)
    assert (life["event"] == "receive").sum() == table["receives"]["poison"]
    ends = life.iloc[-1]
    assert ends["event"] == ("expired" if table["expired"]["poison"] else "dead_letter")
    assert ends["at_s"] <= retention or receives * visibility <= retention
    assert life["at_s"].is_monotonic_increasing
    # failures of others can only add receives; partial responses take them away
    alone = serverless.queue_retries(p, permanent_share=poison, partial_response=True, **given_).set_index("message")
    assert table["receives"]["good"] >= alone["receives"]["good"] - 1e-9


@pytest.mark.parametrize(("p", "poison", "batch", "receives"), [(0.01, 0.01, 10, 3), (0.0, 0.15, 3, 5)])
def test_a_steady_queue_of_many_messages_agrees(p, poison, batch, receives):
    """Messages arrive all the time, batches are drawn at random from what waits: the mean over many is the fixed point."""
    rng = random.Random(7)
    table = serverless.queue_retries(p, permanent_share=poison, batch_size=batch, max_receives=receives)
    waiting, new, left = [], 0, {True: [], False: []}
    for step in range(60_000):
        # what waits is topped up with new messages, so that those that came back are mixed with them
        while len(waiting) < 1000:
            waiting.append((0, rng.random() < poison))
            new += 1
        picked = [waiting.pop(rng.randrange(len(waiting))) for _ in range(batch)]
        failed = any([bad or rng.random() < p for _, bad in picked])
        for received, bad in picked:
            if failed and received + 1 < receives:
                waiting.append((received + 1, bad))
            elif step > 5000:
                left[bad].append((received + 1, failed))
    good = left[False]
    assert sum(n for n, _ in good) / len(good) == pytest.approx(table["receives"].iloc[0], rel=0.01)
    assert sum(lost for _, lost in good) / len(good) == pytest.approx(table["dead_lettered"].iloc[0], rel=0.08)


def test_a_message_can_expire_before_it_is_a_dead_letter():
    life = serverless.queue_timeline(5, visibility_s=1000, retention_s=2500)
    assert life["at_s"].tolist() == [0, 1000, 2000, 2500]
    assert life["event"].iloc[-1] == "expired"
    table = serverless.queue_retries(0.5, permanent_share=0.1, max_receives=5, visibility_s=1000, retention_s=2500)
    assert table["dead_lettered"].tolist() == [0, 0]
    assert table["receives"].iloc[1] == 3


def test_more_than_the_known_tiers_is_missing():
    """Seoul's list is known up to 100 billion requests a month."""
    parts = serverless.queue_cost(2e11, "ap-northeast-2", batch_size=1, pollers=0, free_tier=False)
    sent = parts[parts["part"] == "send"]
    assert sent["quantity"].tolist() == [1e11, 1e11]
    assert sent["usd"].isna().tolist() == [False, True]
    assert sent["reason"].tolist() == ["", "no_price"]


def test_a_region_without_a_price():
    places = catalog.locations().query("kind == 'Region'")["location"]
    place = next(code for code in places if not catalog.tiers("sqs", "fifo_request", code))
    parts = serverless.queue_cost(1e9, place, fifo=True)
    assert parts["usd"].isna().all()
    assert set(parts["reason"]) == {"no_price"}


def test_the_slow_bill_of_a_fifo_queue():
    place = next(iter(catalog.services("sqs").query("item == 'fifo_request'")["location"]))
    parts = serverless.queue_cost(1e9, place, fifo=True, free_tier=False, pollers=0, batch_size=1)
    each = [reference.tiered("sqs", "fifo_request", place, 1e9)] * 3
    assert parts.groupby("part", sort=False)["usd"].sum().tolist()[:3] == pytest.approx(each)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: serverless.queue_retries(0, visibility_s=20), "function_timeout_s 30 is over visibility_s 20.*180"),
        (lambda: serverless.queue_retries(0, visibility_s=43_201), "visibility_s 43,201"),
        (lambda: serverless.queue_retries(0, function_timeout_s=901), "function_timeout_s 901"),
        (lambda: serverless.queue_retries(0, retention_s=59), "retention_s 59"),
        (lambda: serverless.queue_retries(0, max_receives=0), "max_receives 0"),
        (lambda: serverless.queue_retries(0, batch_size=10_001), "batch_size 10,001"),
        (lambda: serverless.queue_retries(2), "failure_rate 2"),
        (lambda: serverless.queue_timeline(0), "max_receives 0"),
        (lambda: serverless.queue_cost(1, PLACE, kb=1025), "kb 1,025 cannot be used: a message has up to 1,024 KB"),
        (lambda: serverless.queue_cost(1, PLACE, fifo=True, batch_size=11), "batch_size 11"),
        (lambda: serverless.queue_cost(1, PLACE, send_batch=11), "send_batch 11"),
        (lambda: serverless.queue_cost(1, PLACE, receives=0.5), "receives 0.5"),
        (lambda: serverless.queue_cost(1, PLACE, poll_seconds=0), "poll_seconds 0"),
        (lambda: serverless.queue_cost(-1, PLACE), "messages -1"),
        (lambda: serverless.event_pollers(1, 0, 1), "kb 0"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(call, words):
    with pytest.raises(InputError, match=words):
        call()
