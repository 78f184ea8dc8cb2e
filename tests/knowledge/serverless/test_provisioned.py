"""Provisioned concurrency: its fee, what it serves, what spills over, and when it pays."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless
from tests.knowledge.serverless import lambda_reference as reference

ARCHITECTURES = ("x86_64", "arm64")
REGIONS = catalog.locations().query("kind == 'Region'")["location"].tolist()
busy = st.lists(st.integers(0, 4000).map(lambda n: n / 100), min_size=1, max_size=30)


def rate(item, location, architecture):
    rows = catalog.services("lambda", location)
    return reference.exact(rows.loc[rows["item"] == f"{item}_{reference.SHORT[architecture]}", "usd"].iloc[0])


def break_even(location, architecture):
    fee, on, off = (
        rate(item, location, architecture) for item in ("provisioned_concurrency", "provisioned_duration", "duration")
    )
    return fee / (off - on)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_break_even_is_exact_in_every_region(architecture):
    for region in REGIONS:
        ours = serverless.provisioned_break_even(region, architecture)
        assert ours == pytest.approx(float(break_even(region, architecture)), rel=1e-12)
        assert ours > 0


def test_the_break_even_of_us_east_1_is_60_percent():
    assert break_even("us-east-1", "x86_64") == Fraction(41667, 69445)
    assert serverless.provisioned_break_even("us-east-1") == pytest.approx(0.6, abs=1e-5)


@given(
    region=st.sampled_from(REGIONS),
    architecture=st.sampled_from(ARCHITECTURES),
    mb=st.integers(128, 10_240),
    share=st.floats(0, 1),
)
def test_below_it_on_demand_is_cheaper_and_above_it_is_not(region, architecture, mb, share):
    """An environment for a month, busy for a share of it with requests of a second."""
    month, level = 730 * 3600, serverless.provisioned_break_even(region, architecture)
    requests = share * month
    ready = serverless.provisioned_cost(1, month, mb, region, architecture, requests=requests, duration_ms=1000)
    ordinary = serverless.lambda_usd(requests, 1000, mb, region, architecture, False)
    if abs(share - level) > 1e-9:
        assert (ready["usd"].sum() < ordinary) == (share > level)


def test_cold_starts_bring_the_break_even_down():
    warm = serverless.provisioned_break_even("us-east-1", duration_ms=100)
    cold = serverless.provisioned_break_even("us-east-1", duration_ms=100, init_ms=500, cold_start_share=0.05)
    fee, on, off = (
        rate(item, "us-east-1", "x86_64") for item in ("provisioned_concurrency", "provisioned_duration", "duration")
    )
    assert cold == pytest.approx(float(fee / (off * Fraction(125, 100) - on)))
    assert cold < warm


def test_with_a_plan():
    plan = "compute_sp_1y_no_upfront"
    rates = catalog.service_plan_rates("lambda", "us-east-1", plan).set_index("item")["usd"]
    expected = rates["provisioned_concurrency_x86"] / (rates["duration_x86"] - rates["provisioned_duration_x86"])
    assert serverless.provisioned_break_even("us-east-1", plan=plan) == pytest.approx(expected)
    table = serverless.provisioned_cost(2, 3600, 1024, "us-east-1", requests=10, duration_ms=5, plan=plan)
    prices = table.set_index("part")["usd_per_unit"]
    assert prices["provisioned_concurrency"] == rates["provisioned_concurrency_x86"]
    assert prices["provisioned_duration"] == rates["provisioned_duration_x86"]
    assert prices["requests"] == catalog.tiers("lambda", "request", "us-east-1")[0][2]
    lacking = serverless.provisioned_cost(2, 3600, 1024, "us-east-1", "arm64", requests=10, plan=plan).set_index("part")
    assert lacking["reason"].to_dict() == {
        "provisioned_concurrency": "no_plan_rate",
        "requests": "",
        "provisioned_duration": "no_plan_rate",
    }
    for unknown in (("arm64", plan), ("x86_64", "compute_sp_3y_all_upfront")):
        assert math.isnan(serverless.provisioned_break_even("us-east-1", unknown[0], plan=unknown[1]))


@pytest.mark.parametrize(
    ("seconds", "billed"),
    [(0, 0), (1, 300), (300, 300), (300.5, 600), (3600, 3600), ([10, 10], 600), ([301, 299], 900), ([], 0)],
)
def test_each_configuration_is_rounded_up_to_five_minutes(seconds, billed):
    table = serverless.provisioned_cost(3, seconds, 2048, "us-east-1")
    assert table.set_index("part")["quantity"]["provisioned_concurrency"] == 3 * 2 * billed


@given(concurrency=st.integers(0, 50), times=st.integers(1, 4), init=st.integers(1, 20_000).map(lambda n: n / 10))
def test_each_environment_initializes_each_time(concurrency, times, init):
    options = {"requests": 0, "init_ms": init}
    table = serverless.provisioned_cost(concurrency, [600] * times, 1024, "us-east-1", **options).set_index("part")
    assert table["quantity"]["provisioned_init"] == pytest.approx(concurrency * times * reference.billed(init) / 1000)
    assert table["usd_per_unit"]["provisioned_init"] == table["usd_per_unit"]["provisioned_duration"]


def slow(concurrency, ready, step, ms, mb, location, architecture):
    """Second by second in fractions: fee while anything is ready, then each environment on or off it."""
    gb = Fraction(mb, 1024)
    fee = served = spilled = Fraction(0)
    for level, now in zip(ready, concurrency, strict=True):
        fee += level * step
        on = min(Fraction(level), reference.exact(now))
        served += on * step
        spilled += (reference.exact(now) - on) * step
    # a stretch that ends is drawn out to five minutes, at the level that it ended with
    stretches, length = [], 0
    for level, after in zip(ready, [*ready[1:], 0], strict=True):
        length += bool(level)
        if level and not after:
            stretches.append((level, length * step))
            length = 0
    fee += sum(level * (-(-lasted // 300) * 300 - lasted) for level, lasted in stretches)
    per_second = Fraction(1000) / reference.exact(ms)
    billed = Fraction(reference.billed(ms), 1000)
    total = fee * gb * rate("provisioned_concurrency", location, architecture)
    total += served * per_second * billed * gb * rate("provisioned_duration", location, architecture)
    total += spilled * per_second * billed * gb * rate("duration", location, architecture)
    return total + (served + spilled) * per_second * reference.paid("request", location, Fraction(1))


@given(
    concurrency=busy,
    data=st.data(),
    step=st.sampled_from([60, 100, 300, 3600]),
    ms=st.integers(1, 100_000).map(lambda n: n / 10),
    mb=st.integers(128, 10_240),
    architecture=st.sampled_from(ARCHITECTURES),
)
def test_the_same_as_a_slow_run(concurrency, data, step, ms, mb, architecture):
    size = len(concurrency)
    ready = data.draw(st.lists(st.integers(0, 40), min_size=size, max_size=size))
    run = serverless.provisioned_run(
        pd.Series(concurrency), ready, ms, mb, "ap-northeast-2", architecture, step_seconds=step
    )
    expected = slow(concurrency, ready, step, ms, mb, "ap-northeast-2", architecture)
    assert run.usd == pytest.approx(float(expected), rel=1e-9, abs=1e-12)


@given(concurrency=busy, level=st.integers(0, 45), arrivals=st.sampled_from(["even", "poisson"]))
def test_nothing_is_served_twice_or_lost(concurrency, level, arrivals):
    run = serverless.provisioned_run(pd.Series(concurrency), level, 100, 512, "us-east-1", arrivals=arrivals)
    steps = run.steps
    assert (steps["served"] + steps["spilled"]).tolist() == pytest.approx(concurrency)
    assert (steps["served"] >= 0).all()
    assert (steps["served"] <= np.minimum(steps["concurrency"], level) + 1e-9).all()
    assert 0 <= run.spilled_share <= 1 + 1e-12
    assert math.isnan(run.utilization) if level == 0 else 0 <= run.utilization <= 1 + 1e-12
    requests = run.parts.loc[run.parts["part"].isin(["requests", "spilled_requests"]), "quantity"].sum()
    assert requests == pytest.approx(sum(concurrency) * 3600 / 0.1)


@settings(max_examples=25)
@given(mean=st.floats(0.01, 200), level=st.integers(0, 250))
def test_independent_arrivals_are_a_poisson_sum(mean, level):
    """The expected number of busy provisioned environments, term by term."""
    run = serverless.provisioned_run(pd.Series([mean]), level, 100, 512, "us-east-1", arrivals="poisson")
    expected = term = 0.0
    for n in range(2000):
        term = math.exp(n * math.log(mean) - mean - math.lgamma(n + 1))
        expected += min(n, level) * term
    assert run.steps["served"].iloc[0] == pytest.approx(expected, rel=1e-7, abs=1e-7)


def test_bursts_spill_over_below_the_average():
    even, bursts = (
        serverless.provisioned_run(pd.Series([8.0]), 10, 100, 512, "us-east-1", arrivals=kind).spilled_share
        for kind in ("even", "poisson")
    )
    assert even == 0
    assert 0.01 < bursts < 0.1


def test_what_spills_over_pays_its_cold_starts_and_has_the_free_tier():
    options = {"init_ms": 400, "cold_start_share": 0.1}
    run = serverless.provisioned_run(pd.Series([3.0]), 2, 100, 1024, "us-east-1", **options)
    alone = serverless.lambda_cost(36_000, 100, 1024, "us-east-1", free_tier=False, **options)
    spilled = run.parts[run.parts["part"].str.startswith("spilled_")]
    assert spilled["part"].tolist() == ["spilled_requests", "spilled_duration", "spilled_init"]
    assert spilled["usd"].tolist() == alone["usd"].tolist()
    free = serverless.provisioned_run(pd.Series([3.0]), 2, 100, 1024, "us-east-1", free_tier=True)
    assert free.usd == pytest.approx(run.parts[~run.parts["part"].str.startswith("spilled_")]["usd"].sum())


@given(
    day=st.lists(st.integers(0, 12), min_size=2, max_size=24),
    region=st.sampled_from(["us-east-1", "ap-northeast-2"]),
    architecture=st.sampled_from(ARCHITECTURES),
)
def test_the_cheapest_level_keeps_an_environment_that_is_busy_enough(day, region, architecture):
    """The n-th environment pays when the share of time in which n are busy is above the break-even."""
    tried = serverless.provisioned_options(pd.Series(day, dtype=float), range(13), 200, 1024, region, architecture)
    level = serverless.provisioned_break_even(region, architecture)
    shares = [sum(now >= n for now in day) / len(day) for n in range(1, 13)]
    assume(all(abs(share - level) > 1e-9 for share in shares))  # just at it, both cost the same
    assert tried["cheapest"].sum() == 1
    assert int(tried.loc[tried["cheapest"], "provisioned"].iloc[0]) == sum(share > level for share in shares)


SERIES = pd.Series([1.0, 2.0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: serverless.provisioned_cost(1.5, 1, 128, "us-east-1"), "concurrency 1.5 cannot be used"),
        (lambda: serverless.provisioned_cost(1, -1, 128, "us-east-1"), "seconds -1 cannot be used"),
        (lambda: serverless.provisioned_cost(1, 1, 128, "us-east-1", init_ms=-1), "init_ms -1 cannot be used"),
        (lambda: serverless.provisioned_cost(1, 1, 127, "us-east-1"), "cannot use the memory 127"),
        (lambda: serverless.provisioned_cost(1, 1, 128, "us-east-1", "arm"), "unknown architecture 'arm'"),
        (lambda: serverless.provisioned_cost(1, 1, 128, "us-west-2-lax-1"), "no Lambda price is known"),
        (
            lambda: serverless.provisioned_cost(1, 10, 128, "us-east-1", requests=11, duration_ms=1000),
            "11 requests are more than 1 environments have time for in 10 seconds: what exceeds them runs On-Demand",
        ),
        (lambda: serverless.provisioned_run(SERIES, -1, 1, 128, "us-east-1"), "provisioned -1 cannot be used"),
        (lambda: serverless.provisioned_run(SERIES, [1], 1, 128, "us-east-1"), "the schedule has 1 steps and the conc"),
        (lambda: serverless.provisioned_run(-SERIES, 1, 1, 128, "us-east-1"), "concurrency -1.0 cannot be used"),
        (lambda: serverless.provisioned_run(SERIES[:0], 1, 1, 128, "us-east-1"), "the concurrency has no values"),
        (lambda: serverless.provisioned_run(SERIES, 1, 0, 128, "us-east-1"), "cannot use the duration 0"),
        (
            lambda: serverless.provisioned_run(SERIES, 1, 1, 128, "us-east-1", arrivals="Poisson"),
            "unknown arrivals 'Poisson': did you mean 'poisson'",
        ),
        (
            lambda: serverless.provisioned_run(SERIES, 1, 1, 128, "us-east-1", step_seconds=0),
            "step_seconds 0 cannot be used",
        ),
        (lambda: serverless.provisioned_options(SERIES, [], 1, 128, "us-east-1"), "give one or more levels"),
        (lambda: serverless.provisioned_break_even("us-east-1", plan="x"), "unknown Compute Savings Plan 'x'"),
    ],
)
def test_bad_input_is_one_sentence(call, said):
    with pytest.raises(InputError) as error:
        call()
    assert str(error.value).startswith(said)
    assert error.value.ko != error.value.en
