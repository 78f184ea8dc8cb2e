"""The made-up shop: what it runs, where its rates are known, and the shape of its week."""

from __future__ import annotations

import pytest

from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts, instance_type
from kaolib.study import samples

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()
OPTIONS = [f"{kind}_{years}y_{payment}" for kind in ("compute_sp", "ec2_instance_sp") for years in (1, 3) for payment in ("no_upfront", "all_upfront")]  # fmt: skip


@pytest.mark.parametrize("region", REGIONS)
def test_every_rate_is_known_in_every_region(region):
    shop = samples.shop(region)
    rates = discounts.plan_rates(samples.hour(shop), OPTIONS)
    known = rates.groupby("option")["item"].nunique()
    assert known[[one for one in OPTIONS if one.startswith("compute")]].eq(6).all()
    assert known[[one for one in OPTIONS if one.startswith("ec2")]].eq(2).all()
    assert shop["on_demand_usd"].gt(0).all()
    web, search = (instance_type.parse(name).family for name in shop["item"][:2])
    assert web != search


def test_a_region_without_plan_rates_is_priced_in_the_nearest_with_them():
    places = samples.shop("ap-east-2")["location"].unique()
    rated = catalog.commitment_rates()
    assert not (rated["location"] == "ap-east-2").any()
    assert places.tolist() == [catalog.nearest("ap-east-2", set(rated["location"]))[0]]


def test_what_is_asked_for_is_kept_where_its_rates_are_known():
    assert samples.shop("us-east-1", "c7g.2xlarge", "m5.large")["item"].tolist()[:2] == ["c7g.2xlarge", "m5.large"]


def test_two_types_of_one_family_become_two_families():
    web, search = samples.shop("us-east-1", "m7g.xlarge", "m7g.large")["item"][:2]
    assert web == "m7g.xlarge"
    assert instance_type.parse(search).family != "m7g"


def test_the_week_follows_the_load():
    shop = samples.shop()
    week = samples.week(shop)
    load = catalog.table("load_week")["requests"]
    web = week[week["item"] == "m7g.xlarge"]["quantity"].to_numpy()
    assert len(web) == len(load) == 168
    assert (web.min(), web.max()) == (6, 14)
    assert web[load.argmin()] == 6
    assert web[load.argmax()] == 14
    assert (web == web.round()).all()
    assert ((web[1:] - web[:-1]) * (load.diff().iloc[1:].to_numpy()) >= 0).all()
    assert str(week["hour"].min()) == "2026-11-02 00:00:00"


@pytest.mark.parametrize("when", ["quiet", "busy"])
def test_an_hour_is_a_column_of_the_shop(when):
    shop = samples.shop("us-east-1")
    assert samples.hour(shop, when)["quantity"].tolist() == shop[when].tolist()
    assert samples.hour(shop, when, ["web", "images"])["item"].tolist() == ["m7g.xlarge", "duration_x86"]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: samples.shop("seoul"), "unknown Region"),
        (lambda: samples.shop("us-east-1", "m7g.larg"), "unknown instance type"),
        (lambda: samples.hour(samples.shop(), "noon"), "unknown hour"),
        (lambda: samples.hour(samples.shop(), "busy", ["webs"]), "unknown line"),
    ],
)
def test_a_bad_name_is_a_sentence(make, problem):
    with pytest.raises(InputError, match=problem):
        make()


def test_the_names_are_in_the_language_in_use(lang):
    name = samples.shop()["name"].iloc[0]
    assert ("웹" in name) == (lang == "ko")
