"""A log of invocations: rounded one by one, added up to the unit, and billed as a whole."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import serverless
from tests.knowledge.serverless import lambda_reference as reference

KEYS = ["function", "architecture", "provisioned"]
invocations = st.fixed_dictionaries(
    {
        "function": st.sampled_from(["api", "worker", "report"]),
        "architecture": st.sampled_from(["x86_64", "arm64"]),
        "memory_mb": st.integers(128, 10_240),
        "duration_ms": st.integers(1, 90_000_000).map(lambda n: n / 100),
        "init_ms": st.just(0.0) | st.integers(0, 100_000).map(lambda n: n / 100),
        "provisioned": st.booleans(),
        "ephemeral_storage_mb": st.sampled_from([512, 1024, 10_240]),
        "asynchronous": st.booleans(),
        "payload_kb": st.integers(0, 1024 * 4).map(lambda n: n / 4),
        "streamed_mb": st.sampled_from([0.0, 6.0, 6.5, 200.0]),
    }
)
logs = st.lists(invocations, min_size=1, max_size=40)


def bill(log, location="us-east-1", **options):
    return serverless.lambda_log_cost(pd.DataFrame(log), location, **options)


@given(log=logs, free=st.booleans(), location=st.sampled_from(["us-east-1", "ap-northeast-2"]))
def test_the_same_as_one_after_the_other_in_exact_fractions(log, free, location):
    assert bill(log, location, free_tier=free).usd == pytest.approx(
        float(reference.log(log, location, free)), rel=1e-9, abs=1e-12
    )


@given(log=logs, times=st.integers(1, 10**9), free=st.booleans(), location=st.sampled_from(["us-east-1", "eu-west-1"]))
def test_a_large_month_of_the_same_log(log, times, free, location):
    """Quantities of a log that is so many times as long: beyond the free tier and through all price tiers."""
    usage = serverless.lambda_log_usage(pd.DataFrame(log))
    counts = [name for name in usage if name not in KEYS]
    # MB x ms of a whole month of a large account would not fit: count in floats here
    usage[counts] = usage[counts].astype(float) * times
    whole = serverless.lambda_usage_cost(usage, location, free)
    one = {name: usage[name].sum() / times for name in counts}
    parts = whole.parts.groupby("part")[["quantity", "free"]].sum().sum(axis=1)
    seconds = sum(parts.get(part, 0) for part in ("duration", "init", "provisioned_duration"))
    assert seconds == pytest.approx(times * (one["duration_mb_ms"] + one["init_mb_ms"]) / 1_024_000)
    requests = sum(parts.get(part, 0) for part in ("requests", "provisioned_requests"))
    assert requests == pytest.approx(times * len(log))
    assert whole.functions["usd"].sum() == pytest.approx(whole.usd, rel=1e-9, abs=1e-9)
    taken = whole.parts.groupby("unit")["free"].sum()
    for unit, most in (("request", 1_000_000), ("GB-second", 400_000), ("GB", 100)):
        assert taken.get(unit, 0) <= (most if free else 0) * (1 + 1e-9)


@given(log=logs, cuts=st.lists(st.integers(0, 40), max_size=4), free=st.booleans())
def test_cutting_a_log_anywhere_changes_nothing(log, cuts, free):
    whole = serverless.lambda_log_usage(pd.DataFrame(log))
    edges = sorted({0, len(log), *(min(cut, len(log)) for cut in cuts)})
    pieces = [serverless.lambda_log_usage(pd.DataFrame(log[start:end])) for start, end in itertools.pairwise(edges)]
    below = pd.concat(pieces, ignore_index=True)
    pd.testing.assert_frame_equal(below.groupby(KEYS, as_index=False).sum(), whole)
    cost, together = (serverless.lambda_usage_cost(usage, "us-east-1", free) for usage in (below, whole))
    pd.testing.assert_frame_equal(cost.parts, together.parts)
    pd.testing.assert_frame_equal(cost.functions, together.functions)


@given(log=logs)
def test_the_order_of_a_log_does_not_matter(log):
    table = pd.DataFrame(log)
    pd.testing.assert_frame_equal(
        serverless.lambda_log_usage(table),
        serverless.lambda_log_usage(table.iloc[::-1].set_index("function", drop=False)),
    )


@given(
    requests=st.integers(1, 300),
    ms=st.integers(1, 90_000_000).map(lambda n: n / 100),
    mb=st.integers(128, 10_240),
    architecture=st.sampled_from(["x86_64", "arm64"]),
    free=st.booleans(),
)
def test_a_log_of_equal_invocations_is_a_bill_from_totals(requests, ms, mb, architecture, free):
    log = pd.DataFrame({"memory_mb": [mb] * requests, "duration_ms": [ms] * requests})
    ours = serverless.lambda_log_cost(log, "us-east-1", architecture, free)
    theirs = serverless.lambda_cost(requests, ms, mb, "us-east-1", architecture, free)
    assert ours.parts["part"].tolist() == theirs["part"].tolist()
    for column in ("quantity", "free", "usd"):
        assert ours.parts[column].tolist() == pytest.approx(theirs[column].tolist(), rel=1e-9)


def test_rounding_is_for_each_invocation():
    """A thousand invocations of 0.1 ms are billed a second, not a tenth of one."""
    usage = serverless.lambda_log_usage(pd.DataFrame({"memory_mb": [1024] * 1000, "duration_ms": [0.1] * 1000}))
    assert usage["duration_mb_ms"].tolist() == [1024 * 1000]


@pytest.mark.parametrize("rows", [2**19, 2**19 + 1, 2**20 + 1])
def test_the_largest_numbers_add_up_to_the_unit(rows):
    log = pd.DataFrame({"memory_mb": np.full(rows, 10_239), "duration_ms": np.full(rows, 899_999.0)})
    usage = serverless.lambda_log_usage(log)
    assert usage["duration_mb_ms"].tolist() == [rows * 10_239 * 899_999]
    assert usage["duration_mb_ms"].dtype == np.int64


def test_what_is_empty_in_a_column_is_not_there():
    log = pd.DataFrame(
        {
            "memory_mb": [128, 128],
            "duration_ms": [10.0, 10.0],
            "init_ms": [None, 90.5],
            "restore_ms": [math.nan, math.nan],
            "ephemeral_storage_mb": [None, 1024],
        }
    )
    usage = serverless.lambda_log_usage(log).iloc[0]
    assert usage["init_mb_ms"] == 128 * 91
    assert usage["storage_mb_ms"] == 512 * 101


def test_billed_restores_are_billed_like_initialization():
    log = pd.DataFrame({"memory_mb": [1024], "duration_ms": [127.10], "restore_ms": [26.0]})
    usage = serverless.lambda_log_usage(log).iloc[0]
    assert usage["duration_mb_ms"] + usage["init_mb_ms"] == 154 * 1024


def test_only_asynchronous_events_have_payload_units():
    log = pd.DataFrame(
        {"memory_mb": 128, "duration_ms": 1.0, "asynchronous": [True, False], "payload_kb": [1024.0, 1024.0]}
    )
    parts = bill(log, free_tier=False).parts.set_index("part")["quantity"]
    assert parts[["requests", "payload"]].tolist() == [2, 12]


def test_provisioned_invocations_have_no_free_tier():
    log = pd.DataFrame({"memory_mb": 1024, "duration_ms": 500.0, "provisioned": [True, True, False]})
    parts = bill(log).parts.set_index("part")
    assert parts["free"].to_dict() == {
        "requests": 1,
        "provisioned_requests": 0,
        "duration": 0.5,
        "provisioned_duration": 0,
    }
    assert parts["quantity"]["provisioned_duration"] == 1.0


def test_architectures_share_the_free_tier_by_their_gb_seconds():
    usage = pd.DataFrame(
        {
            "function": ["a", "b"],
            "architecture": ["x86_64", "arm64"],
            "provisioned": False,
            "invocations": [1000, 1000],
            "payload_units": 0,
            "duration_mb_ms": [600_000 * 1_024_000, 200_000 * 1_024_000],
            "init_mb_ms": 0,
            "storage_mb_ms": 0,
            "streamed_bytes": 0,
        }
    )
    duration = serverless.lambda_usage_cost(usage, "us-east-1").parts.query("part == 'duration'")
    assert duration["free"].tolist() == pytest.approx([300_000, 100_000])
    assert duration["quantity"].tolist() == pytest.approx([300_000, 100_000])


@given(log=logs, location=st.sampled_from(["us-east-1", "ap-northeast-2"]))
def test_without_a_free_tier_a_function_pays_for_its_own_rows(log, location):
    """In the first price tier: with provisioned concurrency or without, on either architecture."""
    table = pd.DataFrame(log)
    functions = bill(table, location, free_tier=False).functions.set_index("function")["usd"]
    for name, rows in table.groupby("function"):
        assert functions[name] == pytest.approx(bill(rows, location, free_tier=False).usd, rel=1e-9)


def test_functions_of_equal_use_pay_the_same():
    """Which GB-second the free tier took is no function's luck."""
    log = pd.DataFrame(
        {"function": list("ab") * 2, "memory_mb": 1024, "duration_ms": 400.0, "init_ms": [0.0, 100.0, 100.0, 0.0]}
    )
    functions = bill(log, free_tier=False).functions
    assert functions["usd"].nunique() == 1
    assert functions["init_share"].tolist() == pytest.approx([1 / 9] * 2)
    assert functions["usd_per_million"].tolist() == pytest.approx((functions["usd"] / 2 * 1e6).tolist())


def test_a_plan_is_for_the_duration():
    log = pd.DataFrame({"memory_mb": 1024, "duration_ms": [500.0, 100.0], "provisioned": [False, True]})
    plan = "compute_sp_1y_no_upfront"
    plain, planned = (bill(log, free_tier=False, plan=p).parts.set_index("part") for p in (None, plan))
    cheaper = planned["usd"] < plain["usd"]
    assert cheaper[cheaper].index.tolist() == ["duration", "provisioned_duration"]
    # the rate of provisioned concurrency on arm64 is not known with a plan, so neither is the bill
    assert math.isnan(bill(log, architecture="arm64", plan=plan).usd)


@settings(max_examples=20)
@given(log=logs, column=st.sampled_from(["memory_mb", "duration_ms", "init_ms", "streamed_mb"]))
def test_more_in_one_row_never_costs_less(log, column):
    table = pd.DataFrame(log)
    more = table.copy()
    more.loc[0, column] = {"memory_mb": 10_240, "duration_ms": 900_000, "init_ms": 2000, "streamed_mb": 300}[column]
    assert bill(more).usd >= bill(table).usd * (1 - 1e-12)


GOOD = {"memory_mb": [128, 256], "duration_ms": [1.0, 2.0]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"memory_mb": [128, 64]}, "row 1 has the memory_mb 64: give a whole number from 128 to 10,240."),
        ({"memory_mb": [128, 10_241]}, "row 1 has the memory_mb 10241"),
        ({"memory_mb": [128.5, 256]}, "row 0 has the memory_mb 128.5"),
        ({"memory_mb": [128, None]}, "row 1 has the memory_mb nan"),
        ({"memory_mb": ["128", "large"]}, "row 1 has the memory_mb large"),
        ({"duration_ms": [1.0, -2.0]}, "row 1 has the duration_ms -2.0: give a number from 0 to 900,000."),
        ({"duration_ms": [900_000.1, 1]}, "row 0 has the duration_ms 900000.1"),
        ({"duration_ms": [math.inf, 1]}, "row 0 has the duration_ms inf"),
        ({"init_ms": [0, -1]}, "row 1 has the init_ms -1"),
        ({"ephemeral_storage_mb": [512, 511]}, "row 1 has the ephemeral_storage_mb 511"),
        ({"streamed_mb": [0, -1]}, "row 1 has the streamed_mb -1"),
        ({"payload_kb": [0, 1]}, "a log with payload_kb need the column asynchronous."),
        ({"payload_kb": [0, 2000], "asynchronous": True}, "row 1 has the payload_kb 2000"),
        ({"payload_kb": [0, 1], "asynchronous": "yes"}, "the column asynchronous holds True or False."),
        ({"provisioned": "yes"}, "the column provisioned holds True or False."),
        ({"function": ["a", None]}, "row 1 has no function."),
        ({"architecture": ["x86_64", "arm"]}, "unknown architecture 'arm': did you mean 'arm64'"),
        ({"inti_ms": [0, 0]}, "unknown column of the log 'inti_ms': did you mean 'init_ms'"),
        ({"Architecture": "arm64"}, "unknown column of the log 'Architecture': did you mean 'architecture'"),
    ],
)
def test_bad_rows_are_named(change, said):
    with pytest.raises(InputError) as error:
        bill(pd.DataFrame({**GOOD, **change}))
    assert str(error.value).startswith(said)
    assert error.value.ko != error.value.en


def test_a_log_that_is_none():
    with pytest.raises(InputError, match="the log of invocations has no rows"):
        bill(pd.DataFrame(GOOD).iloc[:0])
    with pytest.raises(InputError, match="the log of invocations need the column duration_ms"):
        bill(pd.DataFrame({"memory_mb": [128]}))
    with pytest.raises(InputError, match="the usage need the column function"):
        serverless.lambda_usage_cost(pd.DataFrame(GOOD), "us-east-1")


def test_columns_of_the_learners_own_are_left_alone():
    log = pd.DataFrame({**GOOD, "request_id": ["a", "b"], "billed_ms": [1, 2], "max_memory_used_mb": 60, "time": 0})
    assert bill(log).usd == bill(GOOD).usd
