"""A job with interruptions: the published formulas, a recursion in small steps, drawn lives, a fine grid; where Spot stops paying."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaolib.architecture import fleet
from kaolib.errors import InputError

PRICES = (0.3, 1.0)
hazards = st.floats(0.01, 0.8)
works = st.floats(0.5, 20)
writes = st.floats(0.01, 0.5)
restarts = st.floats(0, 0.5)


class TestFormulas:
    def test_dalys_complete_expected_time(self):
        """Daly 2006, the complete cost function: M e^(R/M) (e^((t + d)/M) - 1) for each of T/t segments, all with a checkpoint."""
        mean, write, restart, interval = 24.0, 5 / 60, 10 / 60, 2.0
        segments = 250
        found = fleet.job(segments * interval + write, 1 / mean, *PRICES, checkpoint_hours=write, interval_hours=interval,
                          restart_hours=restart)  # fmt: skip
        # the last write of his is written as work here, in a segment of its own
        each = mean * math.exp(restart / mean) * math.expm1((interval + write) / mean)
        own = mean * math.exp(restart / mean) * math.expm1(write / mean)
        assert found.hours == pytest.approx(segments * each + own)

    def test_young(self):
        """Young 1974: the square root of twice the checkpoint times the mean time between failures."""
        assert fleet.young(1 / 50, 0.25) == pytest.approx(math.sqrt(2 * 0.25 * 50))

    def test_daly_is_young_for_short_checkpoints(self):
        for write in (1e-6, 1e-4):
            assert fleet.daly(0.02, write) == pytest.approx(fleet.young(0.02, write), rel=0.01)

    def test_daly_beyond_twice_the_mean_time(self):
        """Daly 2006: for a checkpoint of 2 M or more the interval is M."""
        assert fleet.daly(0.5, 4.0) == fleet.daly(0.5, 100.0) == 2.0
        assert fleet.daly(0.5, 3.999) == pytest.approx(2.0, rel=0.4)

    @given(hazard=st.floats(1e-4, 1), write=st.floats(1e-4, 2))
    def test_the_root_of_lamberts_equation(self, hazard, write):
        interval = fleet.long_job(hazard, write)
        assert math.exp(hazard * (interval + write)) * (1 - hazard * interval) == pytest.approx(1, rel=1e-6)
        lambert = pytest.importorskip("scipy.special").lambertw(-math.exp(-hazard * write - 1)).real
        assert interval == pytest.approx((1 + lambert) / hazard, rel=1e-6)

    @given(hazard=st.floats(1e-3, 0.2), write=st.floats(1e-3, 0.5))
    def test_daly_comes_close_to_it(self, hazard, write):
        assert fleet.daly(hazard, write) == pytest.approx(fleet.long_job(hazard, write), rel=0.01)


def in_small_steps(work, hazard, write, interval, restart, wait, step):
    """The expected time as a recursion over tiny steps: either this step comes through, or all is begun again.

    With f the expected time from a restart on, the expected time with k steps to go is a(k) + b(k) f.
    """
    chance = -math.expm1(-hazard * step)

    def through(hours, after_a, after_b):
        a, b = after_a, after_b
        for _ in range(round(hours / step)):
            a = step + chance * wait + (1 - chance) * a
            b = chance + (1 - chance) * b
        return a, b

    total, left = 0.0, work
    while left > 1e-9:
        part = min(interval, left)
        left -= part
        hours = part + (write if left > 1e-9 else 0)
        a, b = through(hours, 0.0, 0.0)
        a_again, b_again = through(restart, a, b)
        again = a_again / (1 - b_again)
        total += a + b * again
    return total


@given(
    segments=st.integers(1, 4),
    interval=st.sampled_from([0.5, 1.0, 1.25]),
    hazard=st.floats(0.05, 0.8),
    write=st.sampled_from([0.0, 0.05, 0.25]),
    restart=st.sampled_from([0.0, 0.1, 0.5]),
    wait=st.sampled_from([0.0, 0.75]),
)
@settings(max_examples=15)
def test_the_same_as_a_recursion(segments, interval, hazard, write, restart, wait):
    work = segments * interval - interval / 5
    found = fleet.job(
        work, hazard, *PRICES, checkpoint_hours=write, interval_hours=interval, restart_hours=restart, wait_hours=wait
    )
    assert found.segments == segments
    step = 1 / 2000
    assert found.hours == pytest.approx(in_small_steps(work, hazard, write, interval, restart, wait, step), rel=2e-3)


@given(
    work=works,
    hazard=hazards,
    write=writes,
    restart=restarts,
    wait=st.floats(0, 1),
    best=st.booleans(),
    seed=st.integers(0, 99),
)
@settings(max_examples=40)
def test_the_same_as_drawn_lives(work, hazard, write, restart, wait, best, seed):
    how = {
        "checkpoint_hours": write,
        "interval_hours": "best" if best else None,
        "restart_hours": restart,
        "wait_hours": wait,
    }
    assume(fleet.job(work, hazard, *PRICES, **how).interruptions < 60)
    runs = fleet.job_runs(
        work, hazard, *PRICES, **how, usd_per_interruption=0.5, first_hour_free=False, draws=3000, seed=seed
    )
    expected, draws = runs.expected, runs.draws
    for name in ("hours", "billed_hours", "usd", "interruptions"):
        error = draws[name].std() / math.sqrt(len(draws))
        assert abs(draws[name].mean() - getattr(expected, name)) < 5 * error + 1e-9, name
    free = fleet.job_runs(work, hazard, *PRICES, **how, usd_per_interruption=0.5, draws=3000, seed=seed).draws
    assert (free["hours"] == draws["hours"]).all()
    assert (free["billed_hours"] + free["free_hours"]).to_numpy() == pytest.approx(draws["billed_hours"].to_numpy())
    assert (free["free_hours"] <= free["interruptions"]).all()


@given(work=works, hazard=hazards, write=writes, restart=restarts, wait=st.floats(0, 1))
def test_the_parts_are_the_whole(work, hazard, write, restart, wait):
    found = fleet.job(
        work, hazard, *PRICES, checkpoint_hours=write, restart_hours=restart, wait_hours=wait, usd_per_interruption=2
    )
    parts = found.work_hours + found.checkpoint_hours + found.restart_hours + found.lost_hours
    assert parts == pytest.approx(found.billed_hours)
    assert found.lost_hours > 0
    assert found.hours == pytest.approx(found.billed_hours + found.interruptions * wait)
    assert found.billed_hours == pytest.approx(found.interruptions / hazard)
    assert found.usd == pytest.approx(found.billed_hours * 0.3 + 2 * found.interruptions)
    assert found.saving == pytest.approx(1 - found.usd / found.on_demand_usd)


@given(work=st.floats(0.2, 200), hazard=st.floats(1e-3, 2), write=st.floats(1e-3, 5))
def test_no_interval_of_a_fine_grid_is_better(work, hazard, write):
    table = fleet.checkpoint_interval(hazard, write, work).set_index("method")
    grid = np.concatenate([np.linspace(work / 400, work, 2000), work / np.arange(1, 400)])
    curve = fleet.job_curve(grid, work, hazard, *PRICES, checkpoint_hours=write)
    assert table.loc["exact", "hours"] <= curve["hours"].min() * (1 + 1e-9)
    assert (table["excess"] >= -1e-9).all()
    found = fleet.job(work, hazard, *PRICES, checkpoint_hours=write)
    assert found.interval_hours == pytest.approx(table.loc["exact", "interval_hours"])
    assert found.hours == pytest.approx(table.loc["exact", "hours"])


@given(work=works, hazard=hazards, write=writes, intervals=st.lists(st.floats(0.1, 30), min_size=1, max_size=4))
def test_the_curve_is_many_jobs(work, hazard, write, intervals):
    curve = fleet.job_curve(
        intervals, work, hazard, *PRICES, checkpoint_hours=write, wait_hours=0.2, usd_per_interruption=1
    )
    for row in curve.itertuples():
        one = fleet.job(work, hazard, *PRICES, checkpoint_hours=write, interval_hours=row.interval_hours, wait_hours=0.2,
                        usd_per_interruption=1)  # fmt: skip
        assert (row.segments, row.hours, row.usd) == (one.segments, pytest.approx(one.hours), pytest.approx(one.usd))


def test_what_is_lost_and_what_is_start():
    """By hand, life by life: a start that is cut off is time of starting, not lost work."""
    work, hazard, restart, draws = 2.0, 0.8, 0.5, 20_000
    rng = np.random.default_rng(5)
    starting = lost = 0.0
    for _ in range(draws):
        start = 0.0
        while (lived := rng.exponential(1 / hazard)) < start + work:
            starting += min(lived, start)
            lost += max(0.0, lived - start)
            start = restart
        starting += start
    found = fleet.job(work, hazard, *PRICES, interval_hours=None, restart_hours=restart)
    assert (found.restart_hours, found.lost_hours) == (
        pytest.approx(starting / draws, rel=0.03),
        pytest.approx(lost / draws, rel=0.03),
    )


def test_a_checkpoint_that_takes_longer_than_the_next_interruption_is_not_written():
    found = fleet.job(3.8, 2.9, *PRICES, checkpoint_hours=4.2)
    assert (found.segments, found.interval_hours) == (1, 3.8)


def test_without_interruptions_nothing_is_added():
    calm = fleet.job(10, 0, *PRICES, checkpoint_hours=0.1)
    assert (calm.hours, calm.interruptions, calm.segments) == (10, 0, 1)
    assert calm.saving == pytest.approx(0.7)
    written = fleet.job(10, 0, *PRICES, checkpoint_hours=0.1, interval_hours=1)
    assert written.hours == pytest.approx(10.9)


def test_hopeless():
    lost = fleet.job(5000, 1, *PRICES, interval_hours=None)
    assert lost.usd == lost.hours == lost.lost_hours == math.inf
    assert lost.saving == -math.inf


@given(work=works, hazard=hazards, more=st.floats(0, 1))
def test_worse_is_never_better(work, hazard, more):
    def hours(h=hazard, w=work, c=0.1, r=0.1, d=0.1):
        return fleet.job(w, h, *PRICES, checkpoint_hours=c, restart_hours=r, wait_hours=d).hours

    base = hours() * (1 - 1e-12)
    assert hours(h=hazard + more) >= base
    assert hours(w=work + more) >= base
    assert hours(c=0.1 + more) >= base
    assert hours(r=0.1 + more) >= base
    assert hours(d=0.1 + more) >= base


class TestBreakEven:
    @given(
        vary=st.sampled_from(fleet.VARIED),
        work=works,
        hazard=hazards,
        write=writes,
        kept=st.booleans(),
        each=st.floats(0, 0.5),
    )
    @settings(max_examples=60)
    def test_below_it_pays_above_it_does_not(self, vary, work, hazard, write, kept, each):
        numbers = {"work_hours": work, "per_hour": hazard, "spot_usd_per_hour": 0.3, "on_demand_usd_per_hour": 1.0}
        numbers |= {"checkpoint_hours": write, "restart_hours": 0.2, "usd_per_interruption": each}
        numbers["interval_hours"] = "best" if kept else None
        point = fleet.break_even(vary, **numbers)

        def dearer(value):
            one = fleet.job(**(numbers | {vary: value}))
            return one.usd > one.on_demand_usd * (1 + 1e-9)

        if point == 0:
            assert dearer(1e-6)
        elif point == math.inf:
            assert not dearer(1e6)
        else:
            assert not dearer(point * 0.999)
            assert dearer(point * 1.001)

    def test_checkpoints_move_it(self):
        kept, none = (
            fleet.break_even("per_hour", 10, 0, *PRICES, checkpoint_hours=0.1, interval_hours=i) for i in ("best", None)
        )
        assert kept > 5 * none

    def test_a_free_checkpoint_keeps_any_length_worth_it(self):
        assert fleet.break_even("work_hours", 1, 0.1, *PRICES) == math.inf

    def test_spot_at_the_price_of_on_demand_never_pays(self):
        assert fleet.break_even("per_hour", 10, 0.1, 1.1, 1.0) == 0.0


class TestDeadline:
    @given(
        work=works,
        hazard=hazards,
        write=writes,
        restart=restarts,
        wait=st.floats(0, 0.5),
        slack=st.floats(0, 20),
        seed=st.integers(0, 9),
    )
    @settings(max_examples=60)
    def test_always_on_time(self, work, hazard, write, restart, wait, slack, seed):
        runs = fleet.job_runs(work, hazard, *PRICES, checkpoint_hours=write, restart_hours=restart, wait_hours=wait,
                              deadline_hours=work + slack, draws=200, seed=seed)  # fmt: skip
        assert runs.draws["on_time"].all()
        assert (runs.draws["hours"] <= work + slack + 1e-9).all()
        assert (runs.draws["hours"] >= work - 1e-9).all()

    def test_more_time_is_cheaper(self):
        costs = [
            fleet.job_runs(10, 0.2, *PRICES, checkpoint_hours=0.1, deadline_hours=hours).summary()["usd_mean"]
            for hours in (10, 13, 16, 30)
        ]
        assert costs == sorted(costs, reverse=True)
        assert costs[0] == pytest.approx(10.0)  # no time to lose: On-Demand from the start

    def test_far_enough_away_it_does_not_matter(self):
        free, bound = (
            fleet.job_runs(5, 0.2, *PRICES, checkpoint_hours=0.1, deadline_hours=hours).draws for hours in (None, 500)
        )
        assert (free["usd"] == bound["usd"]).all()

    def test_the_same_seed_gives_the_same_draws(self):
        one, two = (fleet.job_runs(5, 0.2, *PRICES, seed=3).draws for _ in range(2))
        assert one.equals(two)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fleet.job(0, 0.1, *PRICES), "work_hours 0"),
        (lambda: fleet.job(1, -0.1, *PRICES), "per_hour -0.1"),
        (lambda: fleet.job(1, 0.1, 0.3, 0), "on_demand_usd_per_hour 0"),
        (lambda: fleet.job(1, 0.1, *PRICES, interval_hours="worst"), "interval_hours 'worst'"),
        (lambda: fleet.job(1, 0.1, *PRICES, interval_hours=0), "interval_hours 0"),
        (lambda: fleet.job_curve([0.0], 1, 0.1, *PRICES), "interval_hours 0"),
        (lambda: fleet.checkpoint_interval(0, 0.1, 1), "per_hour 0"),
        (lambda: fleet.checkpoint_interval(0.1, 0, 1), "checkpoint_hours 0"),
        (lambda: fleet.break_even("hazard", 1, 0.1, *PRICES), "unknown value to vary 'hazard'"),
        (lambda: fleet.job_runs(1000, 1, *PRICES, interval_hours=None), "as good as never ends"),
        (lambda: fleet.job_runs(10, 0.1, *PRICES, deadline_hours=9), "On-Demand could not meet it either"),
        (lambda: fleet.job_runs(10, 0.1, *PRICES, draws=0), "draws 0"),
    ],
)
def test_what_cannot_be(call, said):
    with pytest.raises(InputError, match=said):
        call()
