"""Memory of a Lambda function: time, cost, and the three choices of AWS Lambda Power Tuning."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kaolib.architecture import power_tuning
from kaolib.architecture.power_tuning import Work, durations, fit, tune
from kaolib.errors import InputError
from kaolib.knowledge import serverless

WHERE = "us-east-1"
#: AWS's example of a function that finds all primes up to a million a thousand times (re:Invent 2017, in many talks
#: since): MB, seconds, and the USD that it cost, at the price of then and rounded up to 100 ms.
PRIMES = [(128, 11.722965, 0.024628), (256, 6.678945, 0.028035), (512, 3.194954, 0.026830), (1024, 1.465984, 0.024638)]

works = st.builds(
    Work,
    cpu_ms=st.floats(1, 20_000),
    parallel_share=st.floats(0, 1),
    wait_ms=st.floats(0, 20_000),
)
sizes = st.lists(st.integers(128, 10_240), min_size=1, max_size=8, unique=True)
weights = st.floats(0, 1)


def primes():
    return pd.DataFrame({"memory_mb": [row[0] for row in PRIMES], "duration_ms": [row[1] * 1000 for row in PRIMES]})


def test_awss_prime_numbers():
    """Eight times the memory is eight times as fast and costs the same, which is the point of the example."""
    table = tune(primes(), WHERE).set_index("memory_mb")
    per_thousand = table["usd_per_million"] / 1000
    assert per_thousand.tolist() == pytest.approx([row[2] for row in PRIMES], rel=0.01)
    assert table.index[table["fastest"]].tolist() == [1024]
    assert table.index[table["balanced"]].tolist() == [1024]
    assert table["of_cheapest"][1024] < 1.001
    work = fit(primes())
    assert work.wait_ms < 0.02 * work.cpu_ms


def test_the_example_of_lambda_power_tuning():
    """Its output for 2.907 ms on 128 MB is 0.0000002083 USD, the price of 100 ms: today three of them are billed."""
    runs = pd.DataFrame({"memory_mb": 128, "duration_ms": [2.9066666666666667]})
    assert tune(runs, WHERE)["usd_per_million"].tolist() == pytest.approx([0.2083 * 3 / 100], rel=1e-3)


def _power_tuning(stats, strategy, weight):
    """The choice of Lambda Power Tuning's analyzer, one size after the other."""
    best = None
    most_cost, most_time = max(cost for _, cost, _ in stats), max(time for *_, time in stats)
    for memory, cost, time in stats:
        value = {
            "cost": (cost, time),
            "speed": (time, cost),
            "balanced": (weight * cost / most_cost + (1 - weight) * time / most_time,),
        }[strategy]
        if best is None or value < best[0]:
            best = (value, memory)
    return best[1]


@given(
    runs=st.lists(
        st.tuples(st.sampled_from([128, 256, 512, 1024, 3008]), st.integers(1, 10_000).map(lambda n: n / 4)),
        min_size=1,
        max_size=60,
    ),
    weight=weights,
)
def test_the_three_choices(runs, weight):
    table = tune(pd.DataFrame(runs, columns=["memory_mb", "duration_ms"]), WHERE, balanced_weight=weight)
    stats = list(table[["memory_mb", "usd_per_million", "duration_ms"]].itertuples(index=False, name=None))
    for mark, strategy in (("cheapest", "cost"), ("fastest", "speed"), ("balanced", "balanced")):
        assert table[mark].sum() == 1
        theirs = _power_tuning(stats, strategy, weight)
        ours = int(table.loc[table[mark], "memory_mb"].iloc[0])
        if ours != theirs:  # a tie but for the last bit of a float
            values = table.set_index("memory_mb")["balanced_value"]
            assert mark == "balanced"
            assert values[ours] == pytest.approx(values[theirs], rel=1e-12)


def test_ties():
    """Of the equally cheap the fastest, of the equally fast the cheapest."""
    cheap = tune(pd.DataFrame({"memory_mb": [128, 256, 512], "duration_ms": [200.0, 100.0, 60.0]}), WHERE)
    assert cheap["of_cheapest"].tolist()[:2] == [1, 1]
    assert cheap.loc[cheap["cheapest"], "memory_mb"].tolist() == [256]
    fast = tune(pd.DataFrame({"memory_mb": [512, 256, 128], "duration_ms": [100.0, 100.0, 200.0]}), WHERE)
    assert fast.loc[fast["fastest"], "memory_mb"].tolist() == [256]
    same = tune(pd.DataFrame({"memory_mb": [256, 512], "duration_ms": [100.0, 100.0]}), WHERE, balanced_weight=0)
    assert same.loc[same["balanced"], "memory_mb"].tolist() == [256]


@given(
    times=st.lists(st.integers(1, 10_000).map(lambda n: n / 4), min_size=1, max_size=60),
    share=st.sampled_from([0, 0.1, 0.2, 0.25, 0.4]),
)
def test_outliers_are_left_out_at_both_ends(times, share):
    row = tune(pd.DataFrame({"memory_mb": 256, "duration_ms": times}), WHERE, discard_share=share).iloc[0]
    cut = int(len(times) * share)
    kept = sorted(times)[cut : len(times) - cut]
    assert row["samples"] == len(kept)
    assert row["duration_ms"] == pytest.approx(sum(kept) / len(kept))
    assert row["billed_ms"] == pytest.approx(sum(math.ceil(t) for t in kept) / len(kept))


@given(work=works, size=st.integers(128, 10_240))
def test_a_size_costs_what_lambdas_bill_says(work, size):
    row = tune(durations(work, [size]), "ap-northeast-2", "arm64").iloc[0]
    bill = serverless.lambda_cost(1e6, row["duration_ms"], size, "ap-northeast-2", "arm64", free_tier=False)
    assert row["usd_per_million"] == pytest.approx(bill.set_index("part")["usd"]["duration"])


@given(work=works, sizes=sizes)
def test_more_memory_never_takes_longer(work, sizes):
    table = durations(work, sorted(sizes))
    for column in ("duration_ms", "serial_ms", "parallel_ms", "wait_ms"):
        assert (np.diff(table[column]) <= 1e-6).all()
    total = table[["serial_ms", "parallel_ms", "wait_ms"]].sum(axis=1)
    assert table["duration_ms"].tolist() == pytest.approx(total.tolist())
    # from one vCPU on, what is serial or waits stays as it is
    large = table[table["memory_mb"] >= serverless.MB_PER_VCPU]
    assert large["serial_ms"].nunique() <= 1


@given(cpu=st.floats(2000, 20_000), small=st.integers(128, 800))
def test_computing_costs_the_same_and_waiting_costs_the_memory(cpu, small):
    pair = [small, 2 * small]
    computing, waiting = (
        tune(durations(work, pair), WHERE)["usd_per_million"] for work in (Work(cpu), Work(0, wait_ms=cpu))
    )
    assert computing[1] == pytest.approx(computing[0], rel=1 / 1000)
    assert waiting[1] == pytest.approx(2 * waiting[0])


@given(work=works, sizes=sizes)
def test_the_cost_is_waiting_and_computing_and_less_than_a_millisecond(work, sizes):
    table = tune(durations(work, sizes), WHERE)
    parts = table["waiting_usd_per_million"] + table["computing_usd_per_million"]
    per_ms = table["memory_mb"] / 1024 * serverless.gb_second_usd(WHERE) * 1000
    assert (table["usd_per_million"] >= parts * (1 - 1e-6)).all()
    assert (table["usd_per_million"] <= (parts + per_ms) * (1 + 1e-9)).all()


@given(work=works, sizes=sizes, weight=weights)
def test_a_choice_is_efficient_and_ratios_start_at_one(work, sizes, weight):
    table = tune(durations(work, sizes), WHERE, balanced_weight=weight)
    assert table["of_cheapest"].min() == table["of_fastest"].min() == 1
    assert table.loc[table["cheapest"], "of_cheapest"].tolist() == [1]
    assert table.loc[table["fastest"], "of_fastest"].tolist() == [1]
    assert table.loc[table["cheapest"] | table["fastest"], "efficient"].all()
    for row in table.itertuples():
        beaten = table[
            (table["usd_per_million"] <= row.usd_per_million)
            & (table["duration_ms"] <= row.duration_ms)
            & ((table["usd_per_million"] < row.usd_per_million) | (table["duration_ms"] < row.duration_ms))
        ]
        assert row.efficient == beaten.empty


@given(work=works, sizes=sizes)
def test_the_weight_at_its_ends_is_cost_or_speed_alone(work, sizes):
    table = durations(work, sizes)
    for weight, column in ((1, "of_cheapest"), (0, "of_fastest")):
        tuned = tune(table, WHERE, balanced_weight=weight)
        assert tuned.loc[tuned["balanced"], column].tolist() == [1]


@given(work=works)
def test_what_was_modelled_is_found_again(work):
    assume(work.cpu_ms >= 100)
    table = durations(work, [128, 512, 1024, 1769, 3538, 10_240])
    found = fit(table)
    again = durations(found, table["memory_mb"].tolist())
    assert again["duration_ms"].tolist() == pytest.approx(table["duration_ms"].tolist(), rel=1e-5)
    assert found.cpu_ms == pytest.approx(work.cpu_ms, rel=1e-3)
    assert found.wait_ms == pytest.approx(work.wait_ms, rel=1e-3, abs=work.cpu_ms / 1000)
    assert found.parallel_share == pytest.approx(work.parallel_share, abs=1e-3)


def test_small_sizes_cannot_tell_parallel_from_serial():
    assert fit(durations(Work(1000, parallel_share=1), [128, 1769])).parallel_share == 0


def test_where_the_work_does_not_run():
    table = durations(Work(cpu_ms=100_000, memory_needed_mb=256), [128, 256, 1769])
    assert table["why_not"].tolist() == ["memory", "", ""]
    slow = durations(Work(cpu_ms=100_000), [128, 1769])
    assert slow["why_not"].tolist() == ["timeout", ""]
    assert slow["duration_ms"].isna().tolist() == [True, False]
    tuned = tune(slow, WHERE)
    assert tuned["usd_per_million"].isna().tolist() == [True, False]
    assert tuned["cheapest"].tolist() == tuned["efficient"].tolist() == [False, True]
    assert tuned["why_not"].tolist() == ["timeout", ""]
    with pytest.raises(InputError, match="the work runs at none of these memory sizes"):
        tune(durations(Work(cpu_ms=100_000), [128]), WHERE)


def test_a_plan_makes_every_size_cheaper_alike():
    table = durations(Work(400, wait_ms=200))
    plain, planned = (tune(table, WHERE, plan=plan) for plan in (None, "compute_sp_1y_no_upfront"))
    ratio = planned["usd_per_million"] / plain["usd_per_million"]
    assert ratio.max() == pytest.approx(ratio.min())
    assert ratio.max() < 1
    assert planned["cheapest"].tolist() == plain["cheapest"].tolist()


def test_report_lines_can_be_tuned():
    lines = [
        f"REPORT RequestId: {n}\tDuration: {100000 / mb + n:.2f} ms\tBilled Duration: 1 ms\tMemory Size: {mb} MB"
        for mb in (128, 1024)
        for n in range(10)
    ]
    table = tune(serverless.read_report_lines(lines).log, WHERE)
    assert table["samples"].tolist() == [6, 6]


GOOD = pd.DataFrame({"memory_mb": [128, 256], "duration_ms": [10.0, 5.0]})


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Work(-1), "cpu_ms -1 cannot be used"),
        (lambda: Work(1, wait_ms=-1), "wait_ms -1 cannot be used"),
        (lambda: Work(1, parallel_share=2), "parallel_share 2 cannot be used"),
        (lambda: Work(1, memory_needed_mb=10_241), "memory_needed_mb 10241 cannot be used: give whole MB from 128"),
        (lambda: Work(0), "the work takes no time"),
        (lambda: durations(Work(1), []), "give one or more memory sizes"),
        (lambda: durations(Work(1), [127]), "memory_mb 127 cannot be used"),
        (lambda: durations(Work(1), [128.5]), "memory_mb 128.5 cannot be used"),
        (lambda: tune(GOOD, WHERE, balanced_weight=2), "balanced_weight 2 cannot be used"),
        (lambda: tune(GOOD, WHERE, discard_share=0.5), "discard_share 0.5 cannot be used: give a number from 0 to 0.4"),
        (lambda: tune(GOOD, WHERE, "arm"), "unknown architecture 'arm'"),
        (lambda: tune(GOOD, "ap-northeast-9"), "unknown Region 'ap-northeast-9'"),
        (lambda: tune(GOOD[["memory_mb"]], WHERE), "the durations need the column duration_ms"),
        (lambda: tune(GOOD.iloc[:0], WHERE), "give one or more memory sizes"),
        (lambda: tune(GOOD.assign(duration_ms=[1, -5.0]), WHERE), "cannot use the duration -5.0"),
        (lambda: tune(GOOD.assign(duration_ms=[1, math.nan]), WHERE), "cannot use the duration nan"),
        (lambda: tune(GOOD.assign(duration_ms=900_001), WHERE), "cannot use the duration 900001"),
        (lambda: tune(GOOD.assign(memory_mb=[128, math.nan]), WHERE), "memory_mb nan cannot be used"),
        (lambda: tune(GOOD.assign(memory_mb=[128, 99]), WHERE), "memory_mb 99 cannot be used"),
        (lambda: fit(GOOD.iloc[:1]), "1 memory size cannot be told apart"),
    ],
)
def test_bad_input_is_one_sentence(call, said):
    with pytest.raises(InputError) as error:
        call()
    assert str(error.value).startswith(said)
    assert error.value.ko != error.value.en


def test_sizes_are_lambdas():
    low, high = serverless.MEMORY_MB
    assert list(power_tuning.SIZES) == sorted(power_tuning.SIZES)
    assert (power_tuning.SIZES[0], power_tuning.SIZES[-1]) == (low, high)
