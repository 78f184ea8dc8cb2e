"""Spot pools to calculate with: who stands in for whom, where, and how deep."""

from __future__ import annotations

import pytest

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import samples


def test_stand_ins_can_do_the_work() -> None:
    types = catalog.instance_types().set_index("instance_type")
    own = types.loc["m7g.xlarge"]
    names = samples.stand_ins("m7g.xlarge", "ap-northeast-2", count=20)
    assert names[0] == "m7g.xlarge"
    assert len(set(names)) == len(names) > 5
    for name in names:
        other = types.loc[name]
        assert other["vcpu"] in (4, 8)
        assert other["gib"] / other["vcpu"] >= own["gib"] / own["vcpu"]
        assert other["architecture"] == own["architecture"]
        assert not other["gpu_count"] > 0
        assert not other["burstable"]
    pools = fleet.pools("ap-northeast-2", names[1:], zones=["a"])
    unit = pools["spot_usd_per_hour"] / pools["weight"]
    assert unit.is_monotonic_increasing


def test_the_count_is_a_limit() -> None:
    assert samples.stand_ins("m7g.xlarge", "us-east-1", count=1) == ["m7g.xlarge"]
    with pytest.raises(InputError, match="count"):
        samples.stand_ins("m7g.xlarge", "us-east-1", count=-1)


@pytest.mark.parametrize(("system", "problem"), [("rhel", "rhel"), ("windows", "")])
def test_spot_prices_are_of_two_systems(system: str, problem: str) -> None:
    if problem:
        with pytest.raises(InputError, match=problem):
            samples.spot_place("us-east-1", "m7i.xlarge", system)
    else:
        assert samples.spot_place("us-east-1", "m7i.xlarge", system) == "us-east-1"


def test_a_type_without_a_spot_price_anywhere_is_said() -> None:
    priced = set(catalog.spot()["instance_type"].astype(str))
    name = next(name for name in catalog.instance_types()["instance_type"] if name not in priced)
    with pytest.raises(InputError, match="no Region has a Spot price"):
        samples.spot_place("us-east-1", name)


def test_the_depth_follows_the_band_and_says_so() -> None:
    pools = samples.spot_pools("ap-northeast-2", "m7g.xlarge")
    assert (pools["depth"] == pools["band"].map(samples.DEPTHS)).all()
    assert set(pools["depth_source"]) == {"made up by band"}
    assert set(pools["location"]) == {"ap-northeast-2"}
    assert set(samples.spot_pools("us-gov-west-1", "m7g.xlarge")["location"]) == {"us-west-2"}


def test_fleet_figures_hold_the_largest_spot_pool_against_all_units() -> None:
    pools = samples.spot_pools("us-east-1", "m7g.xlarge", count=4)
    found = fleet.allocate(pools, 64, strategy="lowest-price", on_demand_base=32)
    figures = samples.fleet_figures(found, 10.0)
    spot = found.lines[found.lines["purchase_option"] == "spot"]
    assert figures["largest_pool_share"] == pytest.approx(spot["units"].max() / found.lines["units"].sum())
    assert figures["on_demand_units"] == 32
    assert figures["saving"] == pytest.approx(1 - found.lines["usd_per_hour"].sum() / 10)
    alone = samples.fleet_figures(fleet.allocate(pools, 64, on_demand_percent=100), 10.0)
    assert alone["largest_pool_share"] == 0


def test_pools_are_added_region_by_region() -> None:
    group, first = "availability p3.2xlarge x1 2023-02-15", "availability-v100-1node-us-east-2b-2023-02"
    order = samples.pools_in_turn(group, first)
    places = catalog.spot_traces().set_index("trace")["location"]
    assert order[0] == first
    assert sorted(order) == sorted(fleet.trace_groups().set_index("group")["traces"][group])
    assert len({places[name] for name in order[:3]}) == 3
    with pytest.raises(InputError, match="group of traces"):
        samples.pools_in_turn("availability")
    with pytest.raises(InputError, match="trace"):
        samples.pools_in_turn(group, "preemption")
