"""What cannot be allocated is said in one sentence."""

from __future__ import annotations

import numpy as np
import pytest

from kaolib.architecture import fleet
from kaolib.errors import InputError
from tests.architecture.fleet.small import table

TWO = table({"instance_type": "x"}, {"instance_type": "y"})


def sentence(call) -> str:
    with pytest.raises(InputError) as told:
        call()
    assert told.value.ko != told.value.en
    return str(told.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"target": -1}, "target -1 cannot be used: give a whole number of 0 or more."),
        ({"target": 2.5}, "target 2.5 cannot be used"),
        ({"on_demand_base": -1}, "on_demand_base -1 cannot be used"),
        ({"on_demand_percent": 101}, "on_demand_percent 101 cannot be used: give a number from 0 to 100."),
        ({"on_demand_target": 6, "spot_target": 5}, "11 together, are above the total of 10"),
        ({"on_demand_target": 1, "on_demand_base": 1}, "use one of the two"),
        ({"default_target": "on-demand", "on_demand_percent": 1}, "use one of the two"),
        ({"default_target": "ondemand"}, "did you mean 'on-demand'"),
    ],
)
def test_targets(given, expected):
    asked = {"target": 10, **given}
    assert expected in sentence(lambda: fleet.split(**asked))
    assert expected in sentence(lambda: fleet.allocate(TWO, **asked))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"strategy": "lowest-prise"}, "did you mean 'lowest-price'"),
        ({"on_demand_strategy": "priority"}, "did you mean 'prioritized'"),
        ({"pools_to_use": 0, "strategy": "lowest-price"}, "pools_to_use 0 cannot be used"),
        ({"pools_to_use": 2}, "goes with the strategy lowest-price only, not with price-capacity-optimized"),
        ({"deep": 1.5}, "deep 1.5 cannot be used"),
        ({"spot_max_usd_per_unit_hour": -1}, "spot_max_usd_per_unit_hour -1 cannot be used"),
        ({"spot_min_target": 1}, "a minimum target capacity goes with single_instance_type or single_zone"),
        ({"balance_zones": True, "single_zone": True}, "belong to an EC2 Fleet"),
        ({"balance_zones": True, "spot_max_total_usd_per_hour": 1}, "belong to an EC2 Fleet"),
        ({"balance_zones": True, "reservations_first": True}, "belong to an EC2 Fleet"),
        ({"single_zone": True, "reservations_first": True}, "reservations_first does not go with"),
    ],
)
def test_options(given, expected):
    assert expected in sentence(lambda: fleet.allocate(TWO, 10, **given))
    assert expected in sentence(lambda: fleet.allocate_many(TWO, [10], **given))


@pytest.mark.parametrize(
    ("pools", "expected"),
    [
        (TWO.drop(columns="zone"), "the pools need the column zone."),
        (TWO.head(0), "the pools must be at least one"),
        (TWO.assign(pool="x"), "no name may come twice"),
        (TWO.assign(weight=0), "a weight must be a number above 0"),
        (TWO.assign(weight=np.nan), "a weight must be a number above 0"),
        (TWO.assign(weight=1 / 3), "at most six decimals"),
        (TWO.assign(depth=-1), "depth holds a negative number"),
        (TWO.assign(depth=1.5), "depth must be whole numbers"),
        (TWO.assign(spot_usd_per_hour=-0.1), "spot_usd_per_hour holds a negative number"),
    ],
)
def test_pools(pools, expected):
    assert expected in sentence(lambda: fleet.allocate(pools, 10))


def test_many():
    assert "did you mean 'strategy'" in sentence(lambda: fleet.allocate_many(TWO, [1], strategi="x"))
    expected = "depth has the shape (2,): give 1 fleets x 2 pools."
    assert expected in sentence(lambda: fleet.allocate_many(TWO, [1], depth=[1, 2]))
    assert len(fleet.allocate_many(TWO, []).summary()) == 0


def test_split_takes_what_no_target_names_as_the_default():
    assert fleet.split(10, on_demand_target=2, spot_target=3) == (2, 8)
    assert fleet.split(10, on_demand_target=2, spot_target=3, default_target="on-demand") == (7, 3)
    assert fleet.split(10, spot_target=3, default_target="on-demand") == (7, 3)
    assert fleet.split(0, on_demand_base=5) == (0, 0)


@pytest.mark.parametrize(
    ("target", "percent", "on_demand"), [(7, 50, 4), (10, 33, 4), (3, 1, 1), (100, 7, 7), (50, 14, 7)]
)
def test_a_fraction_goes_to_on_demand(target, percent, on_demand):
    """EC2 Auto Scaling User Guide: rounded up to the next integer in favor of On-Demand Instances."""
    assert fleet.split(target, on_demand_percent=percent) == (on_demand, target - on_demand)
