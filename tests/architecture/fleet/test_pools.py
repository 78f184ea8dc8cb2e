"""Pools come from the snapshot, and what it does not know is said."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.knowledge import catalog

TYPES = ["c7g.large", "m7g.xlarge"]
PLACE = "ap-northeast-2"


def test_a_pool_for_each_type_and_zone():
    table = fleet.pools(PLACE, TYPES, zones=["a", "c"])
    assert table["pool"].tolist() == ["c7g.large a", "c7g.large c", "m7g.xlarge a", "m7g.xlarge c"]
    assert table["weight"].tolist() == [2, 2, 4, 4]
    assert table["priority"].tolist() == [1, 1, 2, 2]
    assert set(table["depth_source"]) == {"no_limit"}
    assert table["depth"].isna().all()


def test_prices_are_those_of_the_snapshot():
    dates = sorted(catalog.spot()["date"].unique())
    for date in (None, dates[0], dates[3]):
        table = fleet.pools(PLACE, TYPES, date=date)
        assert set(table["as_of"]) == {date or dates[-1]}
        for row in table.itertuples():
            known = catalog.spot(row.instance_type, PLACE, "linux").set_index("date")["usd_per_hour"]
            assert row.on_demand_usd_per_hour == catalog.price(row.instance_type, PLACE)
            if row.as_of in known.index:
                assert row.spot_usd_per_hour == known[row.as_of]
            else:
                assert math.isnan(row.spot_usd_per_hour)
    band = catalog.spot_advisor("c7g.large", PLACE, "linux")["interruption_band"].iloc[0]
    assert fleet.pools(PLACE, "c7g.large", zones=["a"]).loc[0, "band"] == band


def without_a_spot_price() -> str:
    """A type that is sold in Seoul, without a Spot price on the last date."""
    spot = catalog.spot(location=PLACE, operating_system="linux")
    priced = set(spot.loc[spot["date"] == max(catalog.spot()["date"]), "instance_type"])
    sold = catalog.on_demand(location=PLACE, operating_system="linux")["instance_type"]
    return next(str(name) for name in sold if name not in priced)


def test_a_spot_price_that_is_not_known_is_left_out_with_a_reason():
    name = without_a_spot_price()
    table = fleet.pools(PLACE, [name, "c7g.large"], zones=["a"], weight="instance")
    assert math.isnan(table.loc[0, "spot_usd_per_hour"])
    assert table["note"].tolist() == ["spot_price_unknown", ""]
    done = fleet.allocate(table, 4)
    assert done.lines["instance_type"].tolist() == ["c7g.large"]
    assert done.left_out["rule"].tolist() == ["spot_price_unknown"]


def test_windows_has_prices_of_its_own():
    linux, windows = (fleet.pools(PLACE, "m6i.large", system) for system in ("linux", "windows"))
    assert (windows["on_demand_usd_per_hour"] > linux["on_demand_usd_per_hour"]).all()


@pytest.mark.parametrize(
    ("weight", "expected"),
    [("vcpu", [2, 4]), ("gib", [4, 16]), ("instance", [1, 1]), ({"c7g.large": 0.5, "m7g.xlarge": 3}, [0.5, 3])],
)
def test_weights(weight, expected):
    assert fleet.pools(PLACE, TYPES, zones=["a"], weight=weight)["weight"].tolist() == expected


def test_a_depth_by_pool_then_type_then_zone_then_band():
    table = fleet.pools(PLACE, TYPES, zones=["a", "b"])
    bands = dict(zip(table["instance_type"], table["band"], strict=True))
    depth = {"c7g.large a": 1, "c7g.large": 2, "b": 3, bands["m7g.xlarge"]: 4}
    deep = fleet.pools(PLACE, TYPES, zones=["a", "b"], depth=depth)
    assert deep["depth"].tolist() == [1, 2, 4, 3]
    assert deep["depth_source"].tolist() == ["given", "given", "band", "given"]
    assert set(fleet.pools(PLACE, TYPES, depth=7)["depth"]) == {7}


def test_priorities():
    table = fleet.pools(PLACE, TYPES, zones=["a"], priority={"m7g.xlarge": 1})
    done = fleet.allocate(table, 4, default_target="on-demand", on_demand_strategy="prioritized")
    assert done.lines["instance_type"].tolist() == ["m7g.xlarge"]


@pytest.mark.parametrize("location", ["ap-northeast-2", "eu-central-1", "sa-east-1", "af-south-1", "us-east-1"])
def test_every_region_gives_pools_of_what_it_sells(location):
    spot = catalog.spot(location=location, operating_system="linux")
    types = spot.loc[spot["date"] == spot["date"].max(), "instance_type"].astype(str).tolist()
    sold = set(catalog.on_demand(location=location, operating_system="linux")["instance_type"])
    table = fleet.pools(location, [name for name in types if name in sold][:12])
    done = fleet.allocate(table, 100, on_demand_base=20)
    assert done.summary()["unfulfilled"] == 0
    assert done.summary()["saving"] > 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"location": "ap-northeast-9"}, "did you mean 'ap-northeast-"),
        ({"instance_types": ["c7g.larg"]}, "did you mean 'c7g.large'"),
        ({"instance_types": []}, "the instance types must be at least one"),
        ({"instance_types": ["c7g.large", "c7g.large"]}, "none of them twice"),
        ({"zones": []}, "the zones must be at least one"),
        ({"operating_system": "rhel"}, "operating system with Spot prices 'rhel'"),
        ({"weight": "vcpus"}, "did you mean 'vcpu'"),
        ({"weight": {"c7g.large": 1}}, "m7g.xlarge has no weight: give each type one."),
        ({"weight": {"c7g.large": 0, "m7g.xlarge": 1}}, "weight['c7g.large'] 0 cannot be used: give a number above 0."),
        ({"depth": -1}, "depth -1 cannot be used"),
        ({"depth": {"c7g.larg": 1}}, "did you mean 'c7g.large'"),
        ({"priority": {"c7g.xlarge": 1}}, "unknown instance type of the pools 'c7g.xlarge'"),
        ({"date": "2026-08-05"}, "did you mean '2026-08-06'"),
    ],
)
def test_bad_input(given, sentence):
    asked = {"location": PLACE, "instance_types": TYPES, **given}
    with pytest.raises(InputError) as told:
        fleet.pools(asked.pop("location"), asked.pop("instance_types"), **asked)
    assert sentence in str(told.value)
    assert told.value.ko != told.value.en


def test_a_type_that_is_not_sold_there_leads_to_what_is():
    sold = catalog.on_demand(operating_system="linux")
    here = set(sold.loc[sold["location"] == "ap-northeast-3", "instance_type"])
    name = next(str(kind) for kind in sold.loc[sold["location"] == "us-east-1", "instance_type"] if kind not in here)
    with pytest.raises(InputError, match=r"is not sold in .*; nearest Regions that sell it"):
        fleet.pools("ap-northeast-3", [name])


def test_facts():
    kinds = fleet.kinds().set_index("kind")
    assert not kinds.loc["ec2_fleet_request", "replaces_interrupted"]
    assert kinds.loc["ec2_fleet_instant", ["answers_at_once", "single_pool_options"]].all()
    assert kinds.index[kinds["legacy"]].tolist() == ["spot_fleet_request", "spot_fleet_maintain"]
    table = fleet.strategies()
    assert tuple(table.loc[table["purchase_option"] == "spot", "strategy"]) == fleet.SPOT_STRATEGIES
    assert tuple(table.loc[table["purchase_option"] == "on_demand", "strategy"]) == fleet.ON_DEMAND_STRATEGIES
    assert table.loc[~table["auto_scaling"], "strategy"].tolist() == ["diversified"]


def test_a_table_of_ones_own_is_left_as_it_is():
    table = fleet.pools(PLACE, TYPES)
    before = table.copy(deep=True)
    fleet.allocate(table, 40, on_demand_percent=50)
    pd.testing.assert_frame_equal(table, before)
