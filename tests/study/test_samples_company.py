"""The made-up hour: what stands in it everywhere, and where the chapter's prices come from."""

from __future__ import annotations

import pytest

from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts, instance_type
from kaolib.study import samples

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].astype(str).tolist()
OPTIONS = [option for option in catalog.commitment_rates().columns if option.startswith("ri_")]


def knows_all(name: str, region: str) -> bool:
    rates = catalog.commitment_rates()
    row = rates[
        (rates["location"] == region) & (rates["operating_system"] == "linux") & (rates["instance_type"] == name)
    ]
    return len(row) == 1 and bool(row[OPTIONS].notna().all(axis=None))


def test_the_hour_has_both_accounts_two_zones_three_sizes_and_what_no_linux_ri_covers():
    hour = samples.company("m7i.large", "ap-northeast-2")
    linux = hour[hour["operating_system"] == "linux"]
    mine = linux[linux["item"].str.startswith("m7i.")]
    assert set(hour["account"]) == {"shop", "data"}
    assert set(hour["zone"]) == {"ap-northeast-2a", "ap-northeast-2b"}
    assert mine["item"].nunique() == 3
    assert set(hour["operating_system"]) == {"linux", "windows"}
    assert set(linux["item"]) - set(mine["item"]) == {"c7i.large"}
    units = sum(q * instance_type.normalization_factor(i) for i, q in zip(mine["item"], mine["quantity"], strict=True))
    assert units == 80
    for item, system, usd in zip(hour["item"], hour["operating_system"], hour["on_demand_usd"], strict=True):
        assert usd == catalog.price(item, "ap-northeast-2", system)


@pytest.mark.parametrize("name", ["g5.xlarge", "c7g.16xlarge", "m7g.large", "t3.2xlarge"])
def test_a_family_of_few_sizes_or_without_windows_still_makes_an_hour(name):
    region = samples.reserved_in("us-east-1", name)
    hour = samples.company(name, region)
    assert not hour.duplicated(["account", "zone", "item", "operating_system"]).any()
    assert discounts.apply(hour).summary()["usd"] > 0
    windows = len(catalog.on_demand(name, region, "windows"))
    assert (hour["operating_system"] == "windows").any() == bool(windows)


@pytest.mark.parametrize("region", REGIONS)
def test_the_region_is_kept_where_it_knows_every_price_and_else_is_the_nearest_that_does(region):
    names = ("m7i.large", "m7g.large")
    found = samples.reserved_in(region, *names)
    assert all(knows_all(name, found) for name in names)
    if all(knows_all(name, region) for name in names):
        assert found == region
    else:
        away = catalog.distances_km(region)
        others = [other for other in REGIONS if other != region and all(knows_all(name, other) for name in names)]
        assert away[found] == min(away[other] for other in others)


def test_what_no_region_knows_is_said():
    with pytest.raises(InputError, match=r"every RI price of p5.48xlarge"):
        samples.reserved_in("us-east-1", "p5.48xlarge")
    with pytest.raises(InputError, match=r"m7i.large"):
        samples.reserved_in("us-east-1", "m7i.larg")
