"""What holds for every fleet, and equality with instances launched one at a time."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture import fleet
from tests.architecture.fleet import reference
from tests.architecture.fleet.small import launched, table

WEIGHTS = [Fraction(n) for n in (1, 2, 3, 4, 8, 24)] + [Fraction(1, 2), Fraction(15, 4), Fraction(61, 4)]


@st.composite
def fleets(draw, *, unlimited: bool = False, known: bool = False):
    """Pools, a target and how it is split."""
    zones = draw(st.integers(1, 3))
    maybe = (lambda values: values) if known else (lambda values: st.none() | values)
    spare = st.none() if unlimited else st.none() | st.integers(0, 12)
    pools = [
        reference.Pool(
            name=f"t{kind} {zone}",
            type=f"t{kind}",
            zone=zone,
            weight=weight,
            on_demand=on_demand,
            spot=draw(maybe(st.integers(1, 40))),
            depth=draw(spare),
            on_demand_depth=draw(spare),
            priority=draw(st.none() | st.integers(1, 3)),
        )
        for kind in range(draw(st.integers(1, 4)))
        for weight in [draw(st.sampled_from(WEIGHTS))]
        for on_demand in [draw(maybe(st.integers(20, 60)))]
        for zone in "abc"[:zones]
    ]
    target = draw(st.integers(0, 60))
    share = {
        "on_demand_base": draw(st.integers(0, 20)),
        "on_demand_percent": draw(st.sampled_from([0, 20, 33, 50, 100])),
    }
    return pools, target, share


@st.composite
def ways(draw, zones: bool = True):
    """A strategy with its options."""
    strategy = draw(st.sampled_from(fleet.SPOT_STRATEGIES))
    way = {"strategy": strategy, "on_demand_strategy": draw(st.sampled_from(fleet.ON_DEMAND_STRATEGIES))}
    if strategy == "lowest-price":
        way["pools_to_use"] = draw(st.integers(1, 5))
    way["deep"] = draw(st.sampled_from([0, 0.25, 0.5, 1]))
    way["balance_zones"] = zones and draw(st.booleans())
    return way


def frame(pools: list[reference.Pool]) -> pd.DataFrame:
    """The table of pools."""
    names = {
        "name": "pool",
        "type": "instance_type",
        "on_demand": "on_demand_usd_per_hour",
        "spot": "spot_usd_per_hour",
    }
    done = pd.DataFrame([vars(pool) for pool in pools]).rename(columns=names)
    numbers = ["weight", "on_demand_usd_per_hour", "spot_usd_per_hour", "depth", "on_demand_depth", "priority"]
    done[numbers] = done[numbers].astype(float)
    done[["on_demand_usd_per_hour", "spot_usd_per_hour"]] /= 100
    return done


def both(done: fleet.Allocation) -> tuple[dict[str, int], dict[str, int]]:
    return launched(done, "on_demand"), launched(done, "spot")


@given(
    fleets(), ways(), st.none() | st.integers(1, 30), st.none() | st.integers(0, 900), st.none() | st.integers(0, 900)
)
def test_as_launched_one_at_a_time(one, way, most, spot_money, on_demand_money):
    pools, target, share = one
    if way["balance_zones"]:
        spot_money = on_demand_money = None
    parts = fleet.split(target, **share)
    money = {"spot_max_total_usd_per_hour": spot_money, "on_demand_max_total_usd_per_hour": on_demand_money}
    money = {name: None if cents is None else cents / 100 for name, cents in money.items()}
    limit = None if most is None else most / 100
    done = fleet.allocate(frame(pools), target, **share, **way, **money, spot_max_usd_per_unit_hour=limit)
    slow = reference.allocate(
        pools,
        target,
        *parts,
        **{**way, "deep": Fraction(way["deep"])},
        most=most,
        spot_money=math.inf if spot_money is None else spot_money,
        on_demand_money=math.inf if on_demand_money is None else on_demand_money,
    )
    assert both(done) == slow


@given(st.lists(st.integers(0, 60), max_size=5), fleets(), ways(), st.randoms(use_true_random=False))
def test_many_are_as_one_by_one(targets, one, way, random):
    pools, _, share = one
    pools = frame(pools)
    shape = (len(targets), len(pools))
    spot = np.array([random.choice([0.05, 0.1, 0.3, np.nan]) for _ in range(math.prod(shape))]).reshape(shape)
    depth = np.array([random.choice([0, 1, 5, np.nan]) for _ in range(math.prod(shape))]).reshape(shape)
    many = fleet.allocate_many(pools, targets, spot_usd_per_hour=spot, depth=depth, **share, **way)
    assert len(many) == len(targets)
    for number, target in enumerate(targets):
        own = pools.assign(spot_usd_per_hour=spot[number], depth=depth[number])
        done = fleet.allocate(own, target, **share, **way)
        for option, found in (("on_demand", many.on_demand), ("spot", many.spot)):
            some = {name: int(n) for name, n in zip(many.pools, found[number], strict=True) if n}
            assert some == launched(done, option)
        row = many.summary().iloc[number]
        assert row.to_numpy(dtype=float) == pytest.approx([*done.summary().values()], nan_ok=True)


@given(fleets(known=True), ways())
def test_capacity_is_conserved_and_bounded(one, way):
    pools, target, share = one
    done = fleet.allocate(frame(pools), target, **share, **way)
    total, lines = done.summary(), done.lines
    assert lines["units"].sum() == total["fulfilled"] == total["on_demand_units"] + total["spot_units"]
    assert (lines["units"] == lines["instances"] * lines["weight"]).all()
    assert total["fulfilled"] + total["unfulfilled"] - total["over"] == target
    assert total["over"] < max(lines["weight"], default=1)
    limits = {pool.name: (pool.on_demand_depth, pool.depth) for pool in pools}
    for line in lines.itertuples():
        limit = limits[line.pool][line.purchase_option == "spot"]
        assert limit is None or line.instances <= limit
    assert total["usd_per_hour"] == pytest.approx(lines["usd_per_hour"].sum())
    assert total["on_demand_equivalent_usd_per_hour"] == pytest.approx(lines["on_demand_usd_per_hour"].sum())


@given(fleets(unlimited=True, known=True), ways())
def test_the_target_is_met_when_depth_allows(one, way):
    pools, target, share = one
    table = frame(pools).assign(on_demand_usd_per_hour=1.0)
    total = fleet.allocate(table, target, **share, **way).summary()
    assert total["unfulfilled"] == 0
    above = max(0, target - share["on_demand_base"])
    least = min(share["on_demand_base"], target) + math.ceil(above * share["on_demand_percent"] / 100)
    assert total["on_demand_units"] >= least == total["on_demand_target"]


@given(fleets(known=True), ways(), st.integers(1, 40))
def test_nothing_dearer_than_the_maximum_is_used(one, way, most):
    pools, target, share = one
    done = fleet.allocate(frame(pools), target, **share, **way, spot_max_usd_per_unit_hour=most / 100)
    spot = done.lines[done.lines["purchase_option"] == "spot"]
    assert (spot["usd_per_unit_hour"] <= most / 100 + 1e-9).all()
    # without one, the On-Demand price is the maximum
    done = fleet.allocate(frame(pools), target, **share, **way)
    spot = done.lines[done.lines["purchase_option"] == "spot"]
    assert (spot["usd_per_hour"] <= spot["on_demand_usd_per_hour"] + 1e-9).all()


@given(fleets(), ways(), st.integers(0, 600))
def test_a_total_is_never_passed(one, way, most):
    pools, target, share = one
    way = {**way, "balance_zones": False}
    limits = {"spot_max_total_usd_per_hour": most / 100, "on_demand_max_total_usd_per_hour": most / 200}
    lines = fleet.allocate(frame(pools), target, **share, **way, **limits).lines
    spent = lines.groupby("purchase_option")["usd_per_hour"].sum()
    assert spent.get("spot", 0) <= most / 100 + 1e-9
    assert spent.get("on_demand", 0) <= most / 200 + 1e-9


@given(fleets(), ways(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(one, way, random):
    pools, target, share = one
    shuffled = random.sample(pools, len(pools))
    asked = {**share, **way}
    first, second = (fleet.allocate(frame(some), target, **asked) for some in (pools, shuffled))
    pd.testing.assert_frame_equal(first.lines, second.lines)
    pd.testing.assert_frame_equal(first.explain(), second.explain())
    pd.testing.assert_frame_equal(first.left_out, second.left_out)


@given(fleets(unlimited=True, known=True), ways(zones=False))
def test_no_strategy_pays_less_for_a_unit_than_the_lowest_price(one, way):
    pools, target, _ = one
    table = frame(pools)
    cheap = fleet.allocate(table, target, strategy="lowest-price").summary()
    other = fleet.allocate(table, target, **way).summary()
    if other["fulfilled"]:
        small = min(table["weight"]) > target
        name = "usd_per_hour" if small else "usd_per_unit_hour"
        assert cheap[name] <= other[name] + 1e-9


@given(st.integers(1, 8), st.integers(0, 90), st.booleans())
def test_diversified_is_even_to_one_instance(pools, target, weighted):
    same = table(*({"instance_type": f"t{n}", "weight": 4 if weighted else 1} for n in range(pools)))
    counts = fleet.allocate_many(same, [target], strategy="diversified").spot[0]
    assert counts.max() - counts.min() <= 1
    assert counts.sum() == math.ceil(target / (4 if weighted else 1))


@given(fleets(unlimited=True, known=True))
def test_diversified_is_even_to_one_weight(one):
    pools, target, _ = one
    table = frame(pools).assign(on_demand_usd_per_hour=1.0)
    many = fleet.allocate_many(table, [target], strategy="diversified")
    weight = table["weight"].to_numpy()
    units = many.spot[0] * weight
    # no pool would be behind another one even without that one's last instance
    assert ((units - weight).max() <= units.min() + 1e-9) or target == 0


@given(st.integers(0, 60), st.integers(1, 3), st.sampled_from([0, 30, 100]))
def test_zones_of_a_group_are_alike(target, kinds, percent):
    rows = table(
        *(
            {"instance_type": f"t{n}", "zone": zone, "pool": f"t{n} {zone}", "spot_usd_per_hour": 0.1 * (n + 1)}
            for n in range(kinds)
            for zone in "abc"
        )
    )
    lines = fleet.allocate(rows, target, balance_zones=True, on_demand_percent=percent).lines
    counts = [int(lines.loc[lines["zone"] == zone, "instances"].sum()) for zone in "abc"]
    assert sum(counts) == target
    assert max(counts) - min(counts) <= 1


class TestCapacity:
    """What `depth` and `deep` decide."""

    POOLS = table(
        *(
            {"instance_type": kind, "spot_usd_per_hour": usd, "depth": depth, "priority": priority}
            for kind, usd, depth, priority in (
                ("deepest", 0.40, 100, 3),
                ("deep", 0.30, 60, 2),
                ("half", 0.35, 50, 1),
                ("shallow", 0.10, 20, 1),
            )
        )
    )

    @pytest.mark.parametrize(
        ("strategy", "order"),
        [
            ("lowest-price", ["shallow", "deep", "half", "deepest"]),
            ("price-capacity-optimized", ["deep", "half", "deepest", "shallow"]),
            ("capacity-optimized", ["deepest", "deep", "half", "shallow"]),
            ("capacity-optimized-prioritized", ["half", "deep", "deepest", "shallow"]),
        ],
    )
    def test_the_order_of_each_strategy(self, strategy, order):
        assert [*launched(fleet.allocate(self.POOLS, 230, strategy=strategy))] == order

    def test_how_deep_is_deep(self):
        for deep, first in ((1, "deepest"), (0.6, "deep"), (0.2, "shallow"), (0, "shallow")):
            assert [*launched(fleet.allocate(self.POOLS, 1, deep=deep))] == [first]

    def test_after_the_deep_pools_the_deepest(self):
        more = pd.concat(
            [self.POOLS, table({"instance_type": "puddle", "spot_usd_per_hour": 0.05, "depth": 10, "priority": 0})]
        )
        for strategy in ("price-capacity-optimized", "capacity-optimized-prioritized"):
            assert [*launched(fleet.allocate(more, 240, strategy=strategy))][-2:] == ["shallow", "puddle"]

    def test_depth_is_compared_in_units(self):
        two = table(
            {"instance_type": "few large", "weight": 8, "depth": 5}, {"instance_type": "many small", "depth": 30}
        )
        assert [*launched(fleet.allocate(two, 1, strategy="capacity-optimized"))] == ["few large"]

    def test_what_is_missing_is_told(self):
        total = fleet.allocate(self.POOLS, 300).summary()
        assert (total["fulfilled"], total["unfulfilled"], total["spot_unfulfilled"]) == (230, 70, 70)


class TestOneTypeOrZone:
    """SingleInstanceType, SingleAvailabilityZone and MinTargetCapacity of an instant EC2 Fleet."""

    POOLS = table(
        *(
            {"instance_type": kind, "zone": zone, "pool": f"{kind} {zone}", "spot_usd_per_hour": usd, "depth": depth}
            for kind, zone, usd, depth in (
                ("x", "a", 0.2, 3),
                ("x", "b", 0.2, 4),
                ("y", "a", 0.3, 5),
                ("y", "b", 0.3, 5),
            )
        )
    )

    @pytest.mark.parametrize(
        ("target", "one", "expected"),
        [
            (7, {"single_instance_type": True}, {"x b": 4, "x a": 3}),
            (8, {"single_instance_type": True}, {"y a": 5, "y b": 3}),
            (8, {"single_zone": True}, {"x b": 4, "y b": 4}),
            (9, {"single_zone": True}, {"x b": 4, "y b": 5}),
            (5, {"single_zone": True, "single_instance_type": True}, {"y a": 5}),
            (9, {"single_zone": True, "spot_min_target": 9}, {"x b": 4, "y b": 5}),
            (10, {"single_zone": True, "spot_min_target": 10}, {}),
        ],
    )
    def test_one(self, target, one, expected):
        assert launched(fleet.allocate(self.POOLS, target, strategy="lowest-price", **one)) == expected

    def test_more_than_the_target_is_no_reason(self):
        two = table({"instance_type": "large", "weight": 8}, {"instance_type": "small", "spot_usd_per_hour": 0.1})
        assert launched(fleet.allocate(two, 1, single_instance_type=True)) == {"small": 1}

    def test_a_minimum_is_in_units(self):
        half = table({"instance_type": "half", "weight": 0.5, "depth": 3})
        assert launched(fleet.allocate(half, 2, single_zone=True, spot_min_target=1)) == {"half": 3}
        assert launched(fleet.allocate(half, 2, single_zone=True, spot_min_target=2)) == {}

    def test_the_others_are_left_out(self):
        done = fleet.allocate(self.POOLS, 3, single_instance_type=True)
        assert done.left_out[["pool", "rule"]].values.tolist() == [[f"y {z}", "other_type_or_zone"] for z in "ab"]

    def test_on_demand_has_its_own(self):
        dear = self.POOLS.assign(on_demand_usd_per_hour=[2.0, 2.0, 1.0, 1.0])
        done = fleet.allocate(dear, 6, on_demand_target=3, single_instance_type=True, strategy="lowest-price")
        assert (launched(done, "on_demand"), launched(done, "spot")) == ({"y a": 3}, {"x a": 3})

    def test_a_minimum_on_demand(self):
        few = self.POOLS.assign(on_demand_depth=2)
        asked = {"on_demand_target": 5, "single_zone": True, "single_instance_type": True}
        assert launched(fleet.allocate(few, 5, **asked, on_demand_min_target=2)) == {"x a": 2}
        assert launched(fleet.allocate(few, 5, **asked, on_demand_min_target=3)) == {}


def test_what_on_demand_brings_too_much_is_less_for_spot():
    one = table({"instance_type": "large", "weight": 8})
    total = fleet.allocate(one, 12, on_demand_target=3).summary()
    assert (total["on_demand_units"], total["spot_units"], total["over"]) == (8, 8, 4)


def test_what_on_demand_lacks_is_not_made_up_with_spot():
    one = table({"instance_type": "large", "on_demand_depth": 2})
    total = fleet.allocate(one, 10, on_demand_target=5).summary()
    assert (total["on_demand_units"], total["spot_units"], total["on_demand_unfulfilled"]) == (2, 5, 3)
    assert total["unfulfilled"] == 3


def test_equal_prices_by_unit_are_equal_whatever_their_last_bit():
    three = table(
        {"instance_type": "b", "weight": 3, "spot_usd_per_hour": 0.3}, {"instance_type": "a", "spot_usd_per_hour": 0.1}
    )
    assert 0.3 / 3 < 0.1
    assert [*launched(fleet.allocate(three, 3, strategy="lowest-price"))] == ["a"]


def test_without_a_maximum_the_on_demand_price_is_it():
    rows = table({"instance_type": "x", "weight": 8, "spot_usd_per_hour": 1.01}).assign(on_demand_usd_per_hour=1.0)
    done = fleet.allocate(rows, 8, strategy="lowest-price")
    assert done.left_out["rule"].tolist() == ["dearer_than_maximum"]
    assert launched(fleet.allocate(rows, 8, spot_max_usd_per_unit_hour=0.127)) == {"x": 1}


def test_a_limit_stops_the_reservations_too():
    two = table(
        {"instance_type": "x", "on_demand_usd_per_hour": 2.0, "reserved": 5, "on_demand_depth": 0},
        {"instance_type": "y", "on_demand_usd_per_hour": 1.0},
    )
    asked = {"default_target": "on-demand", "reservations_first": True}
    assert launched(fleet.allocate(two, 8, **asked, on_demand_max_total_usd_per_hour=5)) == {"x": 2}
    assert launched(fleet.allocate(two, 8, **asked, on_demand_max_total_usd_per_hour=12)) == {"x": 5, "y": 2}


def test_saving_and_unknown_prices():
    one = table({"instance_type": "x", "on_demand_usd_per_hour": 1.0, "spot_usd_per_hour": 0.25})
    assert fleet.allocate(one, 4).summary()["saving"] == pytest.approx(0.75)
    total = fleet.allocate(one.assign(on_demand_usd_per_hour=None), 4).summary()
    assert total["fulfilled"] == 4
    assert math.isnan(total["saving"])
    nothing = fleet.allocate(one.assign(spot_usd_per_hour=None), 4)
    assert nothing.summary()["unfulfilled"] == 4
    assert nothing.left_out["rule"].tolist() == ["spot_price_unknown"]


class TestMoney:
    """A maximum total price ends the launching; it does not look for something cheaper."""

    def test_pool_after_pool(self):
        two = table(
            {"instance_type": "large", "weight": 8, "spot_usd_per_hour": 0.8},
            {"instance_type": "small", "weight": 1, "spot_usd_per_hour": 0.2},
        )
        asked = {"strategy": "lowest-price", "spot_max_total_usd_per_hour": 1.1}
        assert launched(fleet.allocate(two, 24, **asked)) == {"large": 1}

    @pytest.mark.parametrize(
        ("most", "expected"),
        [
            (0.1, {"a": 1}),
            (0.5, {"a": 1, "b": 1}),
            (1.0, {"a": 2, "b": 2, "c": 1}),
            (1.2, {"a": 2, "b": 2, "c": 2}),
            (9.9, {"a": 3, "b": 3, "c": 3}),
        ],
    )
    def test_evenly(self, most, expected):
        three = table(
            *(
                {"instance_type": name, "spot_usd_per_hour": usd}
                for name, usd in zip("abc", (0.1, 0.2, 0.3), strict=True)
            )
        )
        for way in ({"strategy": "diversified"}, {"strategy": "lowest-price", "pools_to_use": 3}):
            assert launched(fleet.allocate(three, 9, **way, spot_max_total_usd_per_hour=most)) == expected

    def test_even_pools_that_money_ends_have_no_next_one(self):
        rows = (("a", 8, 0.80), ("b", 8, 0.88), ("c", 1, 0.20))
        three = table(*({"instance_type": name, "weight": n, "spot_usd_per_hour": usd} for name, n, usd in rows))
        asked = {"strategy": "lowest-price", "pools_to_use": 2, "spot_max_total_usd_per_hour": 1.9}
        assert launched(fleet.allocate(three, 32, **asked)) == {"a": 1, "b": 1}

    def test_the_next_cheapest_pools_pay_from_what_is_left(self):
        three = table(
            *(
                {"instance_type": name, "spot_usd_per_hour": usd}
                for name, usd in zip("abc", (0.1, 0.2, 0.3), strict=True)
            )
        )
        asked = {"strategy": "lowest-price", "pools_to_use": 2, "spot_max_total_usd_per_hour": 1.3}
        assert launched(fleet.allocate(three.assign(depth=[1, 2, None]), 8, **asked)) == {"a": 1, "b": 2, "c": 2}


def test_even_pools_end_at_their_depth():
    three = table(*({"instance_type": name} for name in "abc")).assign(depth=[1, 2, None])
    assert launched(fleet.allocate(three, 9, strategy="diversified")) == {"a": 1, "b": 2, "c": 6}
    # the last round comes to a pool that has just run out
    assert launched(fleet.allocate(three, 4, strategy="diversified")) == {"a": 1, "b": 2, "c": 1}


def test_an_empty_on_demand_pool_is_left_out():
    two = table({"instance_type": "x", "on_demand_depth": 0}, {"instance_type": "y", "on_demand_usd_per_hour": None})
    done = fleet.allocate(two, 2, default_target="on-demand")
    assert done.summary()["on_demand_unfulfilled"] == 2
    assert done.left_out["rule"].tolist() == ["no_capacity", "on_demand_price_unknown"]


def test_what_a_zone_lacks_goes_where_the_fewest_units_are():
    # two of three zones have nothing: the first zone gets one unit for itself, then what the others lack
    rows = table(
        {"instance_type": "double", "weight": 2},
        {"instance_type": "single"},
        *({"instance_type": f"none-{zone}", "zone": zone, "spot_usd_per_hour": float("nan")} for zone in "bc"),
    )
    done = fleet.allocate(rows, 3, strategy="diversified", balance_zones=True)
    assert launched(done, "spot") == {"double": 1, "single": 1}
