"""The replay: the same as a loop over every second with every instance by name; what is conserved; the real traces."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.knowledge import catalog, ec2

OPTIONS = {"on_demand_usd_per_hour": 3.0}


@st.composite
def worlds(draw):
    """A few pools whose capacity and price change, with steps of different lengths."""
    pools = draw(st.integers(1, 4))
    listed, runs = [], []
    for pool in range(pools):
        gap, steps, nodes = draw(st.sampled_from([1, 2, 3, 700])), draw(st.integers(1, 12)), draw(st.integers(1, 4))
        values = draw(st.lists(st.integers(0, nodes), min_size=steps, max_size=steps))
        prices = draw(st.lists(st.sampled_from([0.5, 1.0, 1.5]), min_size=steps, max_size=steps))
        listed.append(
            (f"p{pool}", "preemption", "us-east-1", "us-east-1a", "m5.large", nodes, "2023-01-01", gap, steps)
        )
        before = None
        for step, pair in enumerate(zip(values, prices, strict=True)):
            if pair != before:
                runs.append((f"p{pool}", step, *pair))
            before = pair
    columns = ["trace", "kind", "location", "zone", "instance_type", "nodes", "start", "gap_seconds", "steps"]
    return pd.DataFrame(listed, columns=columns), pd.DataFrame(
        runs, columns=["trace", "step", "available", "usd_per_hour"]
    )


plans = st.fixed_dictionaries(
    {
        "strategy": st.sampled_from(fleet.REPLAY_STRATEGIES),
        "depth": st.sampled_from([None, 1.0, 0.5, 3.0]),
        "fallback": st.booleans(),
        "lost_first": st.sampled_from(["oldest", "newest"]),
        "restart_seconds": st.sampled_from([0, 2, 5]),
        "checkpoint_seconds": st.sampled_from([None, 1, 3]),
        "checkpoint_cost_seconds": st.sampled_from([0, 1]),
        "saves_on_notice": st.booleans(),
        "operating_system": st.sampled_from(["linux", "suse"]),
    }
)


def slow(listed, runs, target, base, strategy, depth, fallback, lost_first, **how):
    """Every second, every instance: lose, replace, count."""
    names = listed["trace"].tolist()
    end = int((listed["steps"] * listed["gap_seconds"]).min())
    rows = listed.set_index("trace")

    room_of, price_of = {}, {}
    for name in names:
        part, row = runs[runs["trace"] == name], rows.loc[name]
        lengths = np.diff([*part["step"], row["steps"]]) * row["gap_seconds"]
        scale = target / row["nodes"] if depth is None else depth
        room_of[name] = [math.floor(round(n * scale, 9)) for n in np.repeat(part["available"], lengths)]
        price_of[name] = np.repeat(part["usd_per_hour"].to_numpy(), lengths).tolist()

    alive, gone, instead, order, history = [], [], [], itertools.count(), []
    for second in range(end):
        room = {name: room_of[name][second] for name in names}
        launched = lost = 0
        for name in names:
            own = sorted((i for i in alive if i["pool"] == name), key=lambda i: (i["start"], i["number"]))
            while len(own) > room[name]:
                out = own.pop(0 if lost_first == "oldest" else -1)
                alive.remove(out)
                gone.append(out | {"end": second, "by": "ec2"})
                lost += 1
        held = {name: sum(i["pool"] == name for i in alive) for name in names}
        spare = {name: room[name] - held[name] for name in names}
        missing = target - base - len(alive)
        deep = {name: min(spare[name], missing) for name in names}
        for _ in range(missing):
            able = [name for name in names if spare[name] > 0]
            if not able:
                break
            cost = {
                name: {
                    "diversified": held[name],
                    "lowest-price": price_of[name][second],
                    "capacity-optimized": -spare[name],
                    "price-capacity-optimized": (-deep[name], price_of[name][second]),
                    "prioritized": names.index(name),
                }[strategy]
                for name in able
            }
            name = min(able, key=lambda n, cost=cost: (cost[n], names.index(n)))
            alive.append({"pool": name, "start": second, "number": next(order)})
            held[name] += 1
            spare[name] -= 1
            launched += 1
        if fallback:
            while len(alive) + len(instead) < target - base:
                instead.append({"pool": "on_demand", "start": second})
            while len(alive) + len(instead) > target - base:
                gone.append(instead.pop(0) | {"end": second, "by": "you"})
        history.append((len(alive), len(instead) + base, launched, lost))
    gone += [i | {"end": end, "by": "end"} for i in [*alive, *instead]]
    gone += [{"pool": "on_demand", "start": 0, "end": end, "by": "end"}] * base
    usd = work = starts = writes = 0.0
    for one in gone:
        used = one["end"] - one["start"]
        billed = ec2.interrupted_seconds(used, "ec2" if one["by"] == "ec2" else "you", how["operating_system"])
        own = [3.0] if one["pool"] == "on_demand" else price_of[one["pool"]][one["start"] : one["end"]]
        usd += np.mean(own) * billed / 3600
        start = min(used, how["restart_seconds"])
        since, kept = 0, 0
        for _ in range(used - start):
            since += 1
            cycle = how["checkpoint_seconds"]
            if cycle is not None and since == cycle + how["checkpoint_cost_seconds"]:
                since, kept = 0, kept + 1
        starts += start
        writes += kept * how["checkpoint_cost_seconds"]
        if one["by"] == "ec2":
            work += min(since, 120) if how["saves_on_notice"] else since
    return end, history, gone, usd, work, starts, writes


@given(world=worlds(), target=st.integers(1, 6), base=st.integers(0, 2), plan=plans)
@settings(max_examples=100)
def test_the_same_as_a_loop_over_every_second(world, target, base, plan):
    listed, runs = world
    if (listed["steps"] * listed["gap_seconds"]).min() > 2000:
        return
    base = min(base, target)
    run = fleet.replay(
        listed["trace"].tolist(), target, traces=listed, runs=runs, on_demand_base=base, **plan, **OPTIONS
    )
    end, history, gone, usd, work, starts, writes = slow(listed, runs, target, base, **plan)
    assert run.hours * 3600 == pytest.approx(end)
    place = np.searchsorted(run.steps["seconds"], np.arange(end), side="right") - 1
    for name, column in (("spot", 0), ("on_demand", 1)):
        assert run.steps[name].to_numpy()[place].tolist() == [row[column] for row in history]
    sums = run.summary()
    assert sums["launches"] == sum(row[2] for row in history)
    assert sums["interruptions"] == sum(row[3] for row in history)
    assert run.lives["instances"].sum() == len(gone)
    assert sums["usd"] == pytest.approx(usd)
    assert sums["lost_work_hours"] * 3600 == pytest.approx(work)
    assert sums["restart_hours"] * 3600 == pytest.approx(starts)
    assert sums["checkpoint_hours"] * 3600 == pytest.approx(writes)


@given(world=worlds(), target=st.integers(1, 9), base=st.integers(0, 2), plan=plans)
def test_capacity_is_conserved(world, target, base, plan):
    listed, runs = world
    base = min(base, target)
    run = fleet.replay(
        listed["trace"].tolist(), target, traces=listed, runs=runs, on_demand_base=base, **plan, **OPTIONS
    )
    steps = run.steps
    assert (steps["running"] + steps["missing"] == target).all()
    assert (steps["spot"] + steps["on_demand"] == steps["running"]).all()
    assert (steps["missing"] >= 0).all()
    assert not plan["fallback"] or (steps["missing"] == 0).all()
    assert (np.diff(steps["seconds"]) > 0).all()
    # what was launched, less what was lost or ended, runs
    assert (steps["launched"].cumsum() - steps["lost"].cumsum() == steps["spot"]).all()
    on_demand = steps["on_demand_launched"].cumsum() - steps["on_demand_ended"].cumsum()
    assert (on_demand == steps["on_demand"]).all()
    # pools: never above what they give, and their sum is the fleet
    assert (run.pools["running"] <= run.pools["capacity"]).all()
    for hours in np.linspace(0, run.hours, 5):
        moment = run.at(hours)
        assert moment["pools"]["running"].sum() == moment["spot"]
        assert (moment["pools"]["running"] <= moment["pools"]["capacity"]).all()
        if moment["missing"]:  # nothing is missing while a pool has room
            assert (moment["pools"]["running"] == moment["pools"]["capacity"]).all()
    sums = run.summary()
    assert sums["spot_hours"] + sums["on_demand_hours"] + sums["missing_hours"] == pytest.approx(sums["wanted_hours"])
    lived = ((run.lives["end_seconds"] - run.lives["start_seconds"]) * run.lives["instances"]).sum() / 3600
    assert lived == pytest.approx(sums["spot_hours"] + sums["on_demand_hours"])
    parts = sums["useful_hours"] + sums["restart_hours"] + sums["checkpoint_hours"] + sums["lost_work_hours"]
    assert parts == pytest.approx(lived)
    assert sums["useful_hours"] >= -1e-9
    grid = run.grid(7)
    assert grid[["spot", "on_demand", "missing"]].sum(axis=1).to_numpy() == pytest.approx(target)
    assert grid["missing"].mean() * run.hours == pytest.approx(sums["missing_hours"])


@given(world=worlds(), target=st.integers(1, 6))
def test_more_pools_never_run_less(world, target):
    listed, runs = world
    names = listed["trace"].tolist()
    table = fleet.compare_replays(
        {str(n): names[: n + 1] for n in range(len(names))}, target, traces=listed, runs=runs, **OPTIONS
    )
    assert (np.diff(table["availability"]) >= -1e-9).all()


def placed(strategy, rooms, prices, target):
    """Where the instances of a fleet go in its first moment: rooms and prices of each pool."""
    columns = ["trace", "kind", "location", "zone", "instance_type", "nodes", "start", "gap_seconds", "steps"]
    names = [f"p{n}" for n in range(len(rooms))]
    listed = [(name, "preemption", "us-east-1", "us-east-1a", "m5.large", 9, "2023-01-01", 60, 1) for name in names]
    runs = [(name, 0, room, usd) for name, room, usd in zip(names, rooms, prices, strict=True)]
    run = fleet.replay(
        names,
        target,
        strategy=strategy,
        depth=1.0,
        traces=pd.DataFrame(listed, columns=columns),
        runs=pd.DataFrame(runs, columns=["trace", "step", "available", "usd_per_hour"]),
    )
    return run.at(0)["pools"]["running"].tolist()


class TestStrategies:
    """EC2 User Guide, "Allocation strategies for EC2 Fleet or Spot Fleet", as far as a trace shows depth and price."""

    def test_diversified_spreads_evenly(self):
        assert placed("diversified", [9, 9, 9], [1.0, 2.0, 3.0], 6) == [2, 2, 2]
        assert placed("diversified", [1, 9, 9], [1.0, 2.0, 3.0], 6) == [1, 3, 2]

    def test_lowest_price_fills_the_cheapest(self):
        assert placed("lowest-price", [9, 4, 9], [3.0, 1.0, 2.0], 6) == [0, 4, 2]

    def test_capacity_optimized_takes_the_deepest(self):
        assert placed("capacity-optimized", [2, 9, 5], [1.0, 2.0, 3.0], 4) == [0, 4, 0]
        assert placed("capacity-optimized", [2, 6, 5], [1.0, 2.0, 3.0], 4) == [0, 3, 1]

    def test_price_capacity_optimized_takes_the_cheapest_of_the_deep(self):
        assert placed("price-capacity-optimized", [2, 9, 6], [1.0, 3.0, 2.0], 5) == [0, 0, 5]
        assert placed("price-capacity-optimized", [9, 6, 2], [3.0, 2.0, 1.0], 8) == [8, 0, 0]

    def test_prioritized_goes_by_the_order(self):
        assert placed("prioritized", [3, 9, 9], [3.0, 2.0, 1.0], 5) == [3, 2, 0]

    def test_what_no_pool_has_is_missing(self):
        for strategy in fleet.REPLAY_STRATEGIES:
            assert placed(strategy, [1, 2, 0], [1.0, math.nan, 2.0], 9) == [1, 2, 0]


class TestRealTraces:
    ZONES = tuple(f"preemption-v100-4node-{zone}-2023-08" for zone in ("us-east-1f", "us-east-2a", "us-west-2c"))

    def test_one_pool_is_its_trace(self):
        """The falls of the trace are the interruptions, its mean is the availability: nothing is added."""
        for name in catalog.spot_traces()["trace"]:
            hazard = fleet.trace_hazards(name).iloc[0]
            nodes = int(catalog.spot_traces().set_index("trace").loc[name, "nodes"])
            sums = fleet.replay(name, nodes).summary()
            assert sums["interruptions"] == hazard["interruptions"]
            assert sums["availability"] == pytest.approx(hazard["availability"])
            assert sums["spot_hours"] == pytest.approx(hazard["instance_hours"])

    def test_one_three_and_all_pools(self):
        groups = fleet.trace_groups().set_index("group")
        names = groups.loc["availability p3.2xlarge x1 2023-02-15", "traces"]
        table = fleet.compare_replays({"one": names[:1], "three": names[:3], "all": names}, 9).set_index("fleet")
        assert table["availability"].round(3).tolist() == [0.167, 0.584, 0.992]
        assert table["hours"].nunique() == 1

    def test_groups(self):
        groups = fleet.trace_groups()
        assert sorted(name for names in groups["traces"] for name in names) == sorted(catalog.spot_traces()["trace"])
        for names, hours in zip(groups["traces"], groups["hours"], strict=True):
            assert fleet.replay(names, 2).hours == pytest.approx(hours)

    def test_the_traces_own_prices(self):
        run = fleet.replay("preemption-r5-1node-us-east-1b-2023-04", 1)
        runs = catalog.spot_trace_runs("preemption-r5-1node-us-east-1b-2023-04")
        sums = run.summary()
        mean = (sums["spot_usd"] + sums["free_usd"]) / sums["spot_hours"]
        assert runs["usd_per_hour"].min() < mean < runs["usd_per_hour"].max() * 1.05
        assert 0 < sums["useful_saving"] < 1
        given = fleet.replay("preemption-r5-1node-us-east-1b-2023-04", 1, spot_usd_per_hour={"other": 1.0}).summary()
        assert given["usd"] == sums["usd"]

    def test_no_price_is_no_bill(self):
        sums = fleet.replay(self.ZONES[0], 4).summary()
        assert math.isnan(sums["usd"])
        assert math.isnan(sums["saving"])
        assert sums["all_on_demand_usd"] == pytest.approx(4 * sums["hours"] * catalog.price("p3.2xlarge", "us-east-1"))

    def test_on_demand_instead(self):
        plain, filled = (
            fleet.replay(self.ZONES, 12, spot_usd_per_hour=0.918, fallback=fallback).summary()
            for fallback in (False, True)
        )
        assert filled["availability"] == 1
        assert filled["on_demand_hours"] == pytest.approx(plain["missing_hours"])
        assert filled["usd"] > plain["usd"]
        assert filled["interruptions"] == plain["interruptions"]

    def test_what_may_be_saved_when_told(self):
        told, not_told, none = (
            fleet.replay(self.ZONES, 12, **how).summary()["lost_work_hours"]
            for how in ({"saves_on_notice": True}, {}, {"checkpoint_seconds": None})
        )
        assert told < not_told < none


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fleet.replay("preemption-v100", 1), "unknown trace 'preemption-v100'"),
        (lambda: fleet.replay([], 1), "unknown trace ''"),
        (lambda: fleet.replay([TestRealTraces.ZONES[0]] * 2, 1), "twice"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 0), "target 0"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, strategy="cheapest"), "unknown allocation strategy"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, on_demand_base=2), "on_demand_base 2 cannot be above"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, lost_first="middle"), "unknown which are lost first"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, depth=0), "depth 0"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, checkpoint_seconds=0), "checkpoint_seconds 0"),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, spot_usd_per_hour=-1), "spot_usd_per_hour -1"),
        (
            lambda: fleet.replay([TestRealTraces.ZONES[0], "preemption-r5-1node-us-east-1b-2023-04"], 1),
            "the same day of the start",
        ),
        (lambda: fleet.replay(TestRealTraces.ZONES[0], 1, traces=pd.DataFrame({"trace": []})), "the list of traces"),
        (lambda: fleet.trace_hazards("x"), "unknown trace 'x'"),
    ],
)
def test_what_cannot_be(call, said):
    with pytest.raises(InputError, match=said):
        call()


def test_runs_out_of_order():
    listed = catalog.spot_traces()
    name = TestRealTraces.ZONES[0]
    with pytest.raises(InputError, match="in order"):
        fleet.replay(name, 1, traces=listed, runs=catalog.spot_trace_runs(name).iloc[::-1])
