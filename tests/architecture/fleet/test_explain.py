"""An allocation told in steps says what happened."""

from __future__ import annotations

import math

from hypothesis import given

from kaolib.architecture import fleet
from tests.architecture.fleet.small import table
from tests.architecture.fleet.test_allocate import fleets, frame, ways

RULES = {
    *("on_demand_target", "spot_target", "fulfilled", "unfulfilled"),
    *("on_demand_price_unknown", "spot_price_unknown", "dearer_than_maximum", "not_below_on_demand", "no_capacity"),
    *("on_demand_lowest_price", "on_demand_prioritized", "spot_lowest_price", "spot_lowest_price_evenly"),
    *("spot_next_lowest_price", "spot_deep_lowest_price", "spot_deep_prioritized", "spot_deepest", "spot_evenly"),
}

THREE = table(
    {"instance_type": "x", "spot_usd_per_hour": 0.10, "depth": 2, "priority": 1},
    {"instance_type": "y", "spot_usd_per_hour": 0.20, "depth": 10, "priority": 2},
    {"instance_type": "z", "spot_usd_per_hour": 2.00, "priority": 3},
)


def told(done: fleet.Allocation) -> list[tuple[str, str, int, float, str]]:
    steps = done.explain()[["rule", "pool", "instances", "left", "ended_by"]]
    return [tuple(row) for row in steps.itertuples(index=False)]


def test_the_steps_of_a_fleet():
    done = fleet.allocate(THREE, 6, on_demand_base=1, strategy="lowest-price")
    assert told(done) == [
        ("on_demand_target", "", 0, 1, ""),
        ("on_demand_lowest_price", "x", 1, 0, "target"),
        ("spot_target", "", 0, 5, ""),
        ("dearer_than_maximum", "z", 0, 5, ""),
        ("spot_lowest_price", "x", 2, 3, "depth"),
        ("spot_lowest_price", "y", 3, 0, "target"),
        ("fulfilled", "", 6, 0, ""),
    ]
    assert done.explain()["number"].tolist() == [*range(1, 8)]


def test_each_strategy_names_its_rule():
    cases = {
        "price-capacity-optimized": ["spot_deep_lowest_price", "spot_deepest"],
        "capacity-optimized": ["spot_deepest", "spot_deepest"],
        "capacity-optimized-prioritized": ["spot_deep_prioritized", "spot_deepest"],
        "diversified": ["spot_evenly", "spot_evenly"],
    }
    for strategy, rules in cases.items():
        steps = fleet.allocate(THREE, 12, strategy=strategy).explain()
        assert steps.loc[steps["instances"].gt(0) & (steps["pool"] != ""), "rule"].tolist() == rules


def test_even_pools_and_the_next_one():
    four = table(*({"instance_type": f"t{n}", "spot_usd_per_hour": 0.1 * (n + 1)} for n in range(3)))
    done = fleet.allocate(four.assign(depth=[1, None, None]), 6, strategy="lowest-price", pools_to_use=2)
    assert told(done)[1:] == [
        ("spot_lowest_price_evenly", "t0", 1, 5, "depth"),
        ("spot_lowest_price_evenly", "t1", 3, 2, "share"),
        ("spot_next_lowest_price", "t2", 2, 0, "target"),
        ("fulfilled", "", 6, 0, ""),
    ]


def test_money_and_missing_capacity():
    done = fleet.allocate(THREE, 12, strategy="lowest-price", spot_max_total_usd_per_hour=0.7)
    assert told(done)[-2:] == [("spot_lowest_price", "y", 2, 8, "max_total"), ("unfulfilled", "", 4, 8, "")]
    done = fleet.allocate(THREE, 15, strategy="lowest-price")
    assert told(done)[-2:] == [("spot_lowest_price", "y", 10, 3, "depth"), ("unfulfilled", "", 12, 3, "")]


def test_reservations():
    pools = THREE.assign(reserved=[0, 2, 0])
    done = fleet.allocate(pools, 3, default_target="on-demand", reservations_first=True)
    assert told(done) == [
        ("on_demand_target", "", 0, 3, ""),
        ("reservation_first", "y", 2, 1, "depth"),
        ("on_demand_lowest_price", "x", 1, 0, "target"),
        ("fulfilled", "", 3, 0, ""),
    ]


def test_an_empty_pool_and_a_single_type_are_named():
    pools = THREE.assign(depth=[0, None, None])
    assert ("no_capacity", "x") in [step[:2] for step in told(fleet.allocate(pools, 2))]
    done = fleet.allocate(THREE, 2, strategy="lowest-price", single_instance_type=True)
    assert ("other_type_or_zone", "y") in [step[:2] for step in told(done)]


@given(fleets(), ways())
def test_the_steps_add_up(one, way):
    pools, target, share = one
    done = fleet.allocate(frame(pools), target, **share, **way)
    steps, total = done.explain(), done.summary()
    assert set(steps["rule"]) <= RULES
    launches = steps[(steps["pool"] != "") & (steps["instances"] > 0)]
    assert launches[["purchase_option", "pool", "instances"]].values.tolist() == (
        done.lines[["purchase_option", "pool", "instances"]].values.tolist()
    )
    assert launches["units"].sum() == total["fulfilled"]
    assert steps["number"].tolist() == [*range(1, len(steps) + 1)]
    for option, name in (("on_demand", "on_demand_unfulfilled"), ("spot", "spot_unfulfilled")):
        own = steps[steps["purchase_option"] == option]
        if len(own):
            assert math.isclose(own["left"].iloc[-1], total[name], abs_tol=1e-9)
            assert own["left"].is_monotonic_decreasing
    unused = steps[(steps["pool"] != "") & (steps["instances"] == 0)]
    assert unused[["purchase_option", "pool", "rule"]].values.tolist() == done.left_out.values.tolist()
    assert set(launches["ended_by"]) <= {"target", "depth", "share"}
