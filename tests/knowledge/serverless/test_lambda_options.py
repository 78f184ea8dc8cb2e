"""What is added to requests and duration: cold starts, large events, storage, streams, other functions, plans."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless
from tests.knowledge.serverless import lambda_reference as reference

ARCHITECTURES = ("x86_64", "arm64")
PLACES = ["us-east-1", "ap-northeast-2", "eu-west-1", "af-south-1"]
PLANS = ["compute_sp_1y_no_upfront", "compute_sp_3y_all_upfront"]

#: Numbers of every size, so that a month ends in each of the price tiers.
amounts = st.builds(lambda digits, zeros: digits * 10**zeros, st.integers(0, 999), st.integers(2, 8))
boundaries = st.builds(
    lambda at, off: max(0, at + off),
    st.sampled_from([0, 400_000, 6 * 10**9, 75 * 10**8, 15 * 10**9, 1875 * 10**7]),
    st.integers(-(10**6), 10**6),
)
functions = {
    "requests": amounts,
    "cold": st.sampled_from([0, 1, 50, 100]),
    "ms": st.builds(lambda digits, zeros: digits * 10**zeros / 1000, st.integers(1, 899), st.integers(0, 6)),
    "mb": st.integers(128, 10_240),
    "location": st.sampled_from(PLACES),
    "architecture": st.sampled_from(ARCHITECTURES),
    "free": st.booleans(),
    "init": st.integers(0, 10_000_000).map(lambda n: n / 1000),
    "kb": st.none() | st.integers(0, 1024 * 8).map(lambda n: n / 8),
    "storage": st.integers(512, 10_240),
    "streamed": st.integers(0, 200 * 8).map(lambda n: n / 8),
    "others": st.fixed_dictionaries(
        {
            "request": st.just(0) | amounts,
            "duration": st.just(0) | boundaries | amounts,
            "response_streaming": st.integers(0, 1000),
        }
    ),
}


def usd(requests, share, ms, mb, location, architecture, free, init, kb, storage, streamed, others, **more):
    return serverless.lambda_usd(
        requests,
        ms,
        mb,
        location,
        architecture,
        free,
        init_ms=init,
        cold_start_share=share,
        event_kb=kb,
        ephemeral_storage_mb=storage,
        streamed_mb=streamed,
        requests_before=others["request"],
        gb_seconds_before=others["duration"],
        streamed_gb_before=others["response_streaming"],
        **more,
    )


@given(**functions)
def test_the_same_as_a_bill_in_exact_fractions(
    requests, cold, ms, mb, location, architecture, free, init, kb, storage, streamed, others
):
    streamed = streamed if catalog.tiers("lambda", "response_streaming", location) else 0.0
    expected = reference.month(
        requests,
        requests * cold // 100,
        ms,
        mb,
        location,
        architecture,
        free,
        init_ms=init,
        event_kb=kb,
        storage_mb=storage,
        streamed_mb=streamed,
        before=others,
    )
    ours = usd(requests, cold / 100, ms, mb, location, architecture, free, init, kb, storage, streamed, others)
    assert ours == pytest.approx(float(expected), rel=1e-9, abs=1e-6)


@given(**functions, more=st.floats(1, 3))
def test_more_of_anything_never_costs_less(
    requests, cold, ms, mb, location, architecture, free, init, kb, storage, streamed, others, more
):
    one = {
        "requests": requests,
        "share": cold / 100,
        "ms": ms,
        "mb": mb,
        "init": init,
        "kb": kb or 0.0,
        "storage": storage,
        "streamed": streamed if location != "af-south-1" else 0.0,
    }
    fixed = {"location": location, "architecture": architecture, "free": free, "others": others}
    base = usd(**one, **fixed)
    most = {"share": 1, "ms": 900_000, "mb": 10_240, "kb": 1024, "storage": 10_240}
    for name, value in one.items():
        larger = min(value * more, most.get(name, math.inf))
        if isinstance(value, int) and name != "requests":
            larger = int(larger)
        assert usd(**{**one, name: larger}, **fixed) >= base * (1 - 1e-9) - 1e-6


@given(
    pieces=st.lists(st.integers(0, 10**10), min_size=1, max_size=5),
    mb=st.integers(128, 10_240),
    architecture=st.sampled_from(ARCHITECTURES),
    free=st.booleans(),
)
def test_functions_one_after_another_cost_what_they_cost_together(pieces, mb, architecture, free):
    """The free tier and the price tiers count the total of an organization, however it is cut."""
    each = serverless.billed_gb_seconds(100, mb)
    done = total = 0
    for requests in pieces:
        total += serverless.lambda_usd(
            requests, 100, mb, "us-east-1", architecture, free, requests_before=done, gb_seconds_before=done * each
        )
        done += requests
    whole = serverless.lambda_usd(done, 100, mb, "us-east-1", architecture, free)
    assert total == pytest.approx(whole, rel=1e-9, abs=1e-6)


def test_cold_starts_go_on_where_the_duration_ended():
    """Five billion GB-seconds of duration and as many of initialization: the second crosses into the next tier."""
    table = serverless.lambda_cost(5e9, 1000, 1024, "us-east-1", free_tier=False, init_ms=1000, cold_start_share=1)
    rows = table[table["unit"] == "GB-second"]
    assert rows["part"].tolist() == ["duration", "init", "init"]
    assert rows["from_quantity"].tolist() == [0, 0, 6e9]
    assert rows["quantity"].tolist() == [5e9, 1e9, 4e9]


@pytest.mark.parametrize(
    ("before", "free", "tiers"),
    [
        (0, False, [0]),
        (6e9, False, [6e9]),
        (6e9, True, [0, 6e9]),
        (6e9 + 400_000, True, [6e9]),
        (15e9 - 1, False, [6e9, 15e9]),
        (16e9, False, [15e9]),
    ],
)
def test_the_month_starts_in_the_tier_that_the_others_have_reached(before, free, tiers):
    table = serverless.lambda_cost(1e6, 1000, 1024, "us-east-1", free_tier=free, gb_seconds_before=before)
    assert table.loc[table["part"] == "duration", "from_quantity"].tolist() == tiers


@given(used=st.floats(0, 4e10), step=st.floats(0, 1), architecture=st.sampled_from(ARCHITECTURES))
def test_tiers_have_no_steps(used, step, architecture):
    """A GB-second more costs at most the first tier's price, wherever the month stands."""
    first = serverless.gb_second_usd("us-east-1", architecture)
    seconds = used / 900  # one request of 900 s on 1,024 MB is 900 GB-seconds
    less, more = (
        serverless.lambda_cost(n, 900_000, 1024, "us-east-1", architecture) for n in (seconds, seconds + step)
    )
    added = (more[more["part"] == "duration"]["usd"].sum() - less[less["part"] == "duration"]["usd"].sum()) / 900
    assert -1e-6 <= added <= first * step * (1 + 1e-6) + 1e-6


@given(**functions)
def test_the_free_tier_takes_off_no_more_than_it_has(
    requests, cold, ms, mb, location, architecture, free, init, kb, storage, streamed, others
):
    fixed = (requests, cold / 100, ms, mb, location, architecture)
    more = (init, kb, storage, 0.0, others)
    with_it, without = (usd(*fixed, tier, *more) for tier in (True, False))
    request = catalog.tiers("lambda", "request", location)[0][2]
    most = 400_000 * serverless.gb_second_usd(location, architecture) + 1_000_000 * request
    # the free tier of the others has moved this function's place in the tiers as well
    assert with_it <= without * (1 + 1e-9) + most
    if not any(others.values()):
        assert without - most * (1 + 1e-9) - 1e-6 <= with_it <= without * (1 + 1e-9)


@given(
    requests=st.integers(0, 10**9),
    share=st.floats(0, 1),
    ms=st.floats(0.001, 1e5),
    init=st.floats(0, 1e4),
    mb=st.integers(128, 10_240),
)
def test_initialization_is_rounded_together_with_the_duration(requests, share, ms, init, mb):
    table = serverless.lambda_cost(requests, ms, mb, "us-east-1", free_tier=False, init_ms=init, cold_start_share=share)
    added = table.loc[table["part"] == "init", "quantity"].sum()
    assert added <= requests * share * (init + 1) / 1000 * mb / 1024 * (1 + 1e-9) + 1e-9
    assert added >= requests * share * (init - 1) / 1000 * mb / 1024 * (1 - 1e-9) - 1e-9


@pytest.mark.parametrize(
    ("kb", "units"),
    [(0, 1), (1, 1), (256, 1), (256.001, 2), (320, 2), (320.5, 3), (384, 3), (1000, 13), (1024, 13)],
)
def test_requests_of_a_large_event(kb, units):
    assert serverless.request_units(kb) == units == reference.units(kb)
    table = serverless.lambda_cost(1e6, 1, 128, "us-east-1", free_tier=False, event_kb=kb).set_index("part")
    assert table["quantity"].get("payload", 0) == 1e6 * (units - 1)


def test_neutral_options_change_nothing():
    plain = serverless.lambda_cost(1e8, 120, 1536, "ap-northeast-2", "arm64")
    same = serverless.lambda_cost(
        1e8,
        120,
        1536,
        "ap-northeast-2",
        "arm64",
        init_ms=300,
        cold_start_share=0,
        event_kb=256,
        ephemeral_storage_mb=512,
        streamed_mb=6,
    )
    assert plain.equals(same)
    assert plain["part"].tolist() == ["requests", "duration"]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_plan_is_for_the_duration_alone(plan, architecture):
    options = {"init_ms": 500, "cold_start_share": 0.01, "ephemeral_storage_mb": 2048, "event_kb": 400}
    plain, planned = (
        serverless.lambda_cost(1e8, 120, 1536, "us-east-1", architecture, plan=p, **options).set_index("part")
        for p in (None, plan)
    )
    rates = catalog.service_plan_rates("lambda", "us-east-1", plan).set_index("item")
    rate = rates.loc[f"duration_{reference.SHORT[architecture]}", "usd"]
    for part in ("duration", "init"):
        assert planned["usd_per_unit"][part] == rate < plain["usd_per_unit"][part]
        assert planned["quantity"][part] == plain["quantity"][part]
    others = ["requests", "payload", "ephemeral_storage"]
    assert planned.loc[others].equals(plain.loc[others])


def test_a_plan_covers_what_the_free_tier_leaves():
    planned = serverless.lambda_cost(1e6, 400, 1024, "us-east-1", plan=PLANS[0]).set_index("part")
    assert planned["free"]["duration"] == 400_000
    assert planned["usd"]["duration"] == 0


def test_what_is_not_known_in_a_region_is_not_a_number():
    places = catalog.locations()
    regions = places.loc[places["kind"] == "Region", "location"]
    lacking = [r for r in regions if not catalog.tiers("lambda", "response_streaming", r)]
    assert lacking
    table = serverless.lambda_cost(1e3, 1, 128, lacking[0], free_tier=False, streamed_mb=10).set_index("part")
    assert table["reason"].to_dict() == {"requests": "", "duration": "", "response_streaming": "no_price"}
    assert table["usd"].isna().tolist() == [False, False, True]
    assert math.isnan(serverless.lambda_usd(1e3, 1, 128, lacking[0], free_tier=False, streamed_mb=10))
    # what the free tier covers costs nothing, whatever the price
    assert serverless.lambda_usd(1e3, 1, 128, lacking[0], streamed_mb=10) == 0
    assert serverless.lambda_usd(1e9, 1, 128, lacking[0]) > 0


def test_fractions_of_the_reference():
    assert reference.billed(100.1, 0.4) == 101
    assert reference.marginal("request", "us-east-1", Fraction(2_000_000), 1_000_000) == Fraction(1, 5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"init_ms": -1}, "init_ms -1 cannot be used"),
        ({"init_ms": 900_001}, "cannot use the initialization 900001"),
        ({"cold_start_share": 1.5}, "cold_start_share 1.5 cannot be used"),
        ({"event_kb": -1}, "event_kb -1 cannot be used"),
        ({"event_kb": 1025}, "cannot use the event size 1025: an asynchronous event holds up to 1,024 KB"),
        ({"ephemeral_storage_mb": 511}, "cannot use the ephemeral storage 511: give whole MB from 512 to 10,240"),
        ({"ephemeral_storage_mb": 600.5}, "cannot use the ephemeral storage 600.5"),
        ({"ephemeral_storage_mb": math.inf}, "cannot use the ephemeral storage inf"),
        ({"memory_mb": math.inf}, "cannot use the memory inf"),
        ({"streamed_mb": -1}, "streamed_mb -1 cannot be used"),
        ({"requests_before": -1}, "requests_before -1 cannot be used"),
        ({"gb_seconds_before": math.nan}, "gb_seconds_before nan cannot be used"),
        ({"streamed_gb_before": -1}, "streamed_gb_before -1 cannot be used"),
        ({"plan": "compute_sp_1y"}, "unknown Compute Savings Plan 'compute_sp_1y': did you mean 'compute_sp_"),
        ({"plan": "ec2_instance_sp_1y_no_upfront"}, "unknown Compute Savings Plan"),
    ],
)
def test_bad_options_are_one_sentence(change, said):
    good = {"requests": 1, "duration_ms": 1, "memory_mb": 128, "location": "us-east-1", "cold_start_share": 0.5}
    with pytest.raises(InputError) as error:
        serverless.lambda_cost(**{**good, **change})
    assert str(error.value).startswith(said)
    assert "\n" not in error.value.ko
    assert error.value.ko != error.value.en
