"""Step Functions' two bills: every published figure, and what any bill must obey."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless
from tests.knowledge.serverless import reference

HALF_A_CENT = 0.0051
PLACE = "us-east-1"
REGIONS = catalog.locations().query("kind == 'Region'")["location"]

#: infracost's expected estimate (internal/providers/terraform/aws/testdata/sfn_state_machine_test), N. Virginia. Its
#: usage file gives the runs, milliseconds and MB; printed: USD of the requests, then GB-hours and USD of each tier.
INFRACOST = [
    (100e6, [(1000, 60.01), (4000, 119.95), (24_687.5, 405.27)]),
    (10e6, [(1000, 60.01), (111.1111, 3.33)]),
    (0.1e6, [(0.3472, 0.02)]),
]


@pytest.mark.parametrize(("runs", "tiers"), INFRACOST)
def test_infracosts_estimates_of_express(runs, tiers):
    gb_hours = sum(quantity for quantity, _ in tiers)
    # the GB-seconds of one run follow from the printed GB-hours; a duration and memory that give them
    each = gb_hours * 3600 / runs
    blocks = round(each / (0.1 * 64 / 1024))
    chunks = next(c for c in range(1, 200) if blocks % c == 0 and blocks // c <= 3000)
    parts = serverless.step_functions_cost(
        "express", runs, PLACE, duration_ms=blocks // chunks * 100, memory_mb=chunks * 64
    )
    assert parts["usd"].iloc[0] == pytest.approx(runs / 1e6, abs=HALF_A_CENT)
    duration = parts[parts["part"] == "duration"]
    assert (duration["quantity"] / 3600).tolist() == pytest.approx([q for q, _ in tiers], rel=2e-4)
    assert duration["usd"].tolist() == pytest.approx([usd for _, usd in tiers], abs=HALF_A_CENT)


def test_infracosts_estimate_of_standard():
    parts = serverless.step_functions_cost("standard", 10_000, PLACE, transitions=1, free_tier=False)
    assert parts["usd"].tolist() == pytest.approx([0.25])


def test_awss_example_of_a_hundred_million_express_runs():
    """Step Functions pricing, "Pricing examples": 100 million runs of 10 seconds, 62.85 MB of memory.

    The page prints prices rounded to five digits (0.06000, 0.03000, 0.01642 USD a GB-hour).
    """
    memory = serverless.express_memory_mb(50, 32, 400)
    assert memory == pytest.approx(62.85)
    parts = serverless.step_functions_cost("express", 100e6, PLACE, duration_ms=10_000, memory_mb=memory)
    requests, *duration = parts.to_dict("records")
    assert requests["usd"] == pytest.approx(100)
    assert [line["quantity"] / 3600 for line in duration] == pytest.approx([1000, 4000, 12_361.11], abs=0.01)
    assert sum(line["quantity"] for line in duration) == pytest.approx(62_500_000)
    assert [line["usd"] for line in duration] == pytest.approx([60.00, 120.00, 202.97], abs=0.06)
    page = {0: 0.06, 1: 0.03, 2: 0.01642}
    assert sum(line["quantity"] / 3600 * page[i] for i, line in enumerate(duration)) == pytest.approx(382.97, abs=0.01)


def test_a_published_comparison_of_both():
    """c3x.dev, "Step Functions cost: Standard vs Express": ten states, a million runs of a second at 128 MB."""
    standard = serverless.step_functions_cost("standard", 1e6, PLACE, transitions=10, free_tier=False)
    express = serverless.step_functions_cost("express", 1e6, PLACE, duration_ms=1000, memory_mb=128)
    assert standard["usd"].sum() == pytest.approx(250)
    assert express["usd"].sum() == pytest.approx(3.08, abs=HALF_A_CENT)


def test_seoul_has_its_own_transition_price_and_the_free_transitions():
    """AWS's table of transition prices: Seoul USD 0.0271 for 1,000. 4,000 a month are free, for good."""
    parts = serverless.step_functions_cost("standard", 1000, "ap-northeast-2", transitions=14)
    assert parts[["quantity", "free"]].to_numpy().tolist() == [[10_000, 4000]]
    assert parts["usd"].iloc[0] == pytest.approx(0.271)
    assert serverless.step_functions_cost("standard", 1000, "ap-northeast-2", transitions=4)["usd"].iloc[0] == 0


def test_a_price_that_is_not_known_is_missing_with_the_reason():
    place = next(code for code in REGIONS if not catalog.tiers("step_functions", "express_request", code))
    parts = serverless.step_functions_cost("express", 1e6, place, duration_ms=100)
    assert parts["usd"].isna().all()
    assert set(parts["reason"]) == {"no_price"}
    frontier = serverless.step_functions_frontier(place, [100])
    assert frontier["reason"].tolist() == ["no_price"]
    assert frontier["express_from"].isna().all()


@given(ms=st.floats(0, 300_000), mb=st.floats(0, 4000))
def test_express_rounds_up_to_100_ms_and_64_mb(ms, mb):
    ms, mb = round(ms, 6), round(mb, 6)
    found = serverless.express_gb_seconds(ms, mb)
    assert found == pytest.approx(float(reference.express_gb_seconds(ms, mb)), rel=1e-12)
    assert found >= ms / 1000 * mb / 1024 * (1 - 1e-9)


@given(
    states=st.integers(0, 30),
    p=st.integers(0, 20).map(lambda k: k / 20),
    retries=st.integers(0, 6),
    fixed=st.integers(0, 9),
)
def test_retries_are_transitions(states, p, retries, fixed):
    found = serverless.expected_transitions(states, p, retries, fixed)
    assert found == pytest.approx(float(reference.transitions(states, p, retries)) + fixed)
    assert fixed <= found <= fixed + states * (retries + 1) + 1e-9


@given(
    runs=st.floats(1, 1e9), ms=st.floats(0, 300_000), mb=st.floats(1, 2000), more=st.floats(1, 3), free=st.booleans()
)
def test_the_bill_is_the_slow_one_and_never_falls(runs, ms, mb, more, free):
    def usd(runs, ms, mb):
        return serverless.step_functions_cost("express", runs, PLACE, duration_ms=ms, memory_mb=mb)["usd"].sum()

    found = usd(runs, ms, mb)
    seconds = runs * serverless.express_gb_seconds(ms, mb)
    slow = reference.tiered("step_functions", "express_request", PLACE, runs)
    assert found == pytest.approx(slow + reference.tiered("step_functions", "express_duration", PLACE, seconds))
    assert usd(runs * more, ms, mb) >= found - 1e-9
    assert usd(runs, min(300_000, ms * more), mb * more) >= found - 1e-9
    standard = serverless.step_functions_cost("standard", runs, PLACE, transitions=more, free_tier=free)
    assert standard["usd"].sum() == pytest.approx(
        reference.tiered("step_functions", "standard_transition", PLACE, runs * more, 4000 if free else 0)
    )


@given(ms=st.floats(100, 300_000), mb=st.floats(1, 1000), runs=st.floats(1e3, 1e9), free=st.booleans())
def test_at_the_frontier_both_cost_the_same(ms, mb, runs, free):
    row = serverless.step_functions_frontier(PLACE, [ms], mb, runs, free_tier=free).iloc[0]
    express = serverless.step_functions_cost("express", runs, PLACE, duration_ms=ms, memory_mb=mb)["usd"].sum()
    at = serverless.step_functions_cost("standard", runs, PLACE, transitions=row["transitions"], free_tier=free)
    assert at["usd"].sum() == pytest.approx(express)
    above, below = (
        serverless.step_functions_cost("standard", runs, PLACE, transitions=n, free_tier=free)["usd"].sum()
        for n in (row["express_from"], row["express_from"] - 1)
    )
    assert above > express * (1 - 1e-6)
    assert below <= express * (1 + 1e-6)


def test_over_five_minutes_only_standard_is_left():
    table = serverless.step_functions_frontier(PLACE, [300_000, 300_001])
    assert table["feasible"].tolist() == [True, False]
    assert table["reason"].tolist() == ["", "too_long"]
    assert pd.isna(table["express_from"].iloc[1])
    assert math.isnan(table["transitions"].iloc[1])


def test_what_the_types_can_do():
    """Step Functions Developer Guide, "Choosing workflow type"."""
    table = serverless.workflow_types().set_index("workflow")
    assert table["longest_ms"].tolist() == [31_536_000_000, 300_000, 300_000]
    assert table["waits"].tolist() == [True, False, False]
    assert set(table["kind"]) == set(serverless.WORKFLOWS)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: serverless.express_gb_seconds(300_001, 64), "duration_ms 300,001 is over the 300,000"),
        (lambda: serverless.express_gb_seconds(-1, 64), "duration_ms -1"),
        (lambda: serverless.step_functions_cost("fast", 1, PLACE), "unknown workflow type 'fast'"),
        (
            lambda: serverless.step_functions_cost("standard", 1, PLACE, duration_ms=4e10),
            "over the 31,536,000,000 that a run of a standard workflow",
        ),
        (lambda: serverless.step_functions_cost("standard", -1, PLACE), "executions -1"),
        (lambda: serverless.expected_transitions(1.5), "states 1.5"),
        (lambda: serverless.expected_transitions(1, 2), "failure_rate 2"),
        (lambda: serverless.step_functions_frontier(PLACE, [1], executions=0), "executions 0"),
        (lambda: serverless.step_functions_cost("standard", 1, "us-east-9"), "us-east-9"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(call, words):
    with pytest.raises(InputError, match=words):
        call()
