"""Places side by side, held against slow obvious references over the same tables."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog

EVERYWHERE = ("Region", "Local Zone", "Wavelength Zone")
PLACES = [
    "ap-northeast-2",
    "us-east-1",
    "sa-east-1",
    "ap-southeast-4",
    "us-gov-west-1",
    "me-central-1",
    "us-west-2-lax-1",
]
BASKET_TYPES = ["m5.large", "m7g.large", "c6i.2xlarge", "r6g.xlarge", "t3.micro", "p5.48xlarge"]
UNTIERED = [
    ("lambda", "request"),
    ("fargate", "vcpu_linux_x86"),
    ("fargate", "gb_windows_x86"),
    ("ebs", "gp3_storage"),
    ("ebs", "gp2_storage"),
    ("nat_gateway", "hour"),
    ("transfer", "cross_az"),
]
TIERED = [("lambda", "duration_x86"), ("s3", "standard_storage"), ("transfer", "internet_out")]

#: The base's price of transfer is known up to 150 TB; one line more still goes into that.
KNOWN_GB, LONGEST_GB = 153_600, 51_200


instances = st.fixed_dictionaries(
    {
        "instance_type": st.sampled_from(BASKET_TYPES),
        "operating_system": st.sampled_from(["linux", "rhel", "suse"]),
        "hours": st.floats(1, 10_000),
    }
)
plain_services = st.builds(
    lambda name, quantity: {"service": name[0], "item": name[1], "quantity": quantity},
    st.sampled_from(UNTIERED),
    st.floats(1, 1e5),
)
sent = st.builds(
    lambda to, quantity: {"service": "transfer", "item": "inter_region", "to_location": to, "quantity": quantity},
    st.sampled_from(["ap-northeast-2", "us-east-1", "ap-southeast-4"]),
    st.floats(1, 1e5),
)
tiered_services = st.builds(
    lambda name, quantity: {"service": name[0], "item": name[1], "quantity": quantity},
    st.sampled_from(TIERED),
    st.floats(1, 40_000) | st.sampled_from([10_240.0, float(LONGEST_GB)]),
)
untiered_lines = instances | plain_services
any_lines = instances | plain_services | sent | tiered_services


def is_known_at_base(basket: list[dict[str, Any]]) -> bool:
    return sum(line["quantity"] for line in basket if line.get("item") == "internet_out") <= KNOWN_GB - LONGEST_GB


baskets = st.lists(any_lines, min_size=1, max_size=5).filter(is_known_at_base)


@cache
def prices_of(location: str, operating_system: str) -> dict[str, float]:
    rows = catalog.on_demand()
    here = rows[(rows["location"] == location) & (rows["operating_system"] == operating_system)]
    return dict(zip(here["instance_type"].astype(str), here["usd_per_hour"], strict=True))


@cache
def tiers_of(service: str, item: str, location: str, to_location: str = "") -> list[tuple[float, float, float]]:
    rows = catalog.services(service, location)
    rows = rows[(rows["item"] == item) & (rows["to_location"] == to_location)].sort_values("from_quantity")
    return [(float(a), float(b), float(c)) for a, b, c in rows[["from_quantity", "to_quantity", "usd"]].to_numpy()]


def slow_cost(line: dict[str, Any], location: str, free_tier: bool = False) -> float | None:
    """One line in one place, tier by tier; None where the snapshot has no price for all of it."""
    if "instance_type" in line:
        price = prices_of(location, line["operating_system"]).get(line["instance_type"])
        return None if price is None else price * line["hours"]
    quantity, to = line["quantity"], line.get("to_location", "")
    if to == location:
        return 0.0
    tiers = tiers_of(line["service"], line["item"], location, to)
    if to and not tiers:
        tiers = tiers_of(line["service"], line["item"], location)
    if free_tier and line["item"] == "internet_out" and not location.startswith("us-gov"):
        quantity = max(0, quantity - 100)
    left, cost = quantity, 0.0
    for start, end, usd in tiers:
        used = min(left, end - start)
        cost, left = cost + used * usd, left - used
    return cost if tiers and left <= 1e-9 * quantity else None


def ranked(basket: Any, **options: Any) -> pd.DataFrame:
    return compare.regions(basket, kinds=EVERYWHERE, **options).set_index("location")


def merged(basket: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The basket with lines of the same thing added up: tiers count a month's whole quantity."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in basket:
        amount = "hours" if "hours" in line else "quantity"
        key = tuple(f"{name}={line[name]}" for name in sorted(line) if name != amount)
        found[key] = line | {amount: line[amount] + (found[key][amount] if key in found else 0)}
    return list(found.values())


# a basket


@settings(max_examples=60)
@given(baskets, st.booleans())
def test_a_basket_equals_the_slow_sum(basket: list[dict[str, Any]], free_tier: bool) -> None:
    if free_tier:
        basket = [*basket, {"instance_type": "m5.large", "operating_system": "linux", "hours": 1.0}]
    basket = merged(basket)
    base = [slow_cost(line, "us-east-1", free_tier) for line in basket]
    if sum(cost or 0 for cost in base) == 0:
        return  # a basket that is free at the base is refused, see below
    table = ranked(basket, free_tier=free_tier)
    for location in PLACES:
        row = table.loc[location]
        costs = [slow_cost(line, location, free_tier) for line in basket]
        pairs = [
            (here, there) for here, there in zip(costs, base, strict=True) if here is not None and there is not None
        ]
        same = sum(there for _, there in pairs)
        assert row["missing"] == costs.count(None)
        assert row["sold_share"] == pytest.approx(same / sum(cost for cost in base if cost is not None))
        if pairs:
            assert row["usd_sold"] == pytest.approx(sum(here for here, _ in pairs))
        else:
            assert math.isnan(row["usd_sold"])
        if same:
            assert row["ratio_to_base_sold"] == pytest.approx(row["usd_sold"] / same)
        if None in costs:
            assert math.isnan(row["usd"])
            assert math.isnan(row["ratio_to_base"])
        else:
            assert row["usd"] == row["usd_sold"]
            assert row["ratio_to_base"] == row["ratio_to_base_sold"]


@settings(max_examples=40)
@given(baskets, any_lines)
def test_what_holds_for_every_basket(basket: list[dict[str, Any]], more: dict[str, Any]) -> None:
    anchor = {"instance_type": "m5.large", "operating_system": "linux", "hours": 1.0}
    basket = [anchor, *basket]
    table = ranked(basket)
    assert table.loc["us-east-1", "ratio_to_base"] == 1
    assert table.loc["us-east-1", "ratio_to_base_sold"] == 1
    # a location that lacks a line says so and has no total
    assert (table["usd"].isna() == (table["missing"] > 0)).all()
    assert [len(names.split(", ")) if names else 0 for names in table["missing_lines"]] == table["missing"].tolist()
    for row in table.itertuples():
        assert set(row.unknown_lines.split(", ")) - {""} <= set(row.missing_lines.split(", "))
    assert table["sold_share"].between(0, 1).all()
    assert (table.loc[table["missing"] == 0, "sold_share"] == 1).all()
    free = [line for line in basket if line.get("to_location") == "us-east-1"]  # the base is there already
    if not free:
        assert (table.loc[table["missing"] > 0, "sold_share"] < 1).all()
    # complete locations first, by cost; then the others, by what holds for the part that they sell
    done = table["usd"].notna().to_numpy()
    assert done[: done.sum()].all()
    assert table["usd"].dropna().is_monotonic_increasing
    assert table.loc[~done, "ratio_to_base_sold"].dropna().is_monotonic_increasing
    # a line more never lowers a cost, nor makes a location complete
    larger = ranked([*basket, more]).reindex(table.index)
    assert (larger["usd"].isna() | (larger["usd"] >= table["usd"] * (1 - 1e-12))).all()
    # more of a line may pass the quantity up to which its price is known: then it counts no longer
    alike = (larger["missing"] == table["missing"]) & table["usd_sold"].notna()
    assert (larger.loc[alike, "usd_sold"] >= table.loc[alike, "usd_sold"] * (1 - 1e-12)).all()
    assert (larger["missing"] >= table["missing"]).all()


@settings(max_examples=30)
@given(baskets, st.randoms(use_true_random=False), st.floats(0.1, 0.9))
def test_how_a_basket_is_written_changes_nothing(basket: list[dict[str, Any]], random: Any, part: float) -> None:
    basket = [{"instance_type": "m5.large", "operating_system": "linux", "hours": 1.0}, *basket]
    table = ranked(basket)
    shuffled = random.sample(basket, len(basket))
    split = []
    for line in basket:
        amount = "hours" if "hours" in line else "quantity"
        split += [line | {amount: line[amount] * part}, line | {amount: line[amount] * (1 - part)}]
    for other in (shuffled, pd.DataFrame(shuffled), split):
        again = ranked(other).reindex(table.index)
        assert again["usd_sold"].tolist() == pytest.approx(table["usd_sold"].tolist(), nan_ok=True)
        assert again["ratio_to_base"].tolist() == pytest.approx(table["ratio_to_base"].tolist(), nan_ok=True)
        assert again["missing"].tolist() == table["missing"].tolist()


@settings(max_examples=30)
@given(st.lists(untiered_lines, min_size=1, max_size=4), st.floats(0.01, 100))
def test_the_ratio_does_not_depend_on_the_size_of_an_untiered_basket(
    basket: list[dict[str, Any]], scale: float
) -> None:
    table = ranked(basket)
    scaled = ranked([line | {k: line[k] * scale for k in ("hours", "quantity") if k in line} for line in basket])
    scaled = scaled.reindex(table.index)
    assert scaled["usd_sold"].tolist() == pytest.approx((table["usd_sold"] * scale).tolist(), nan_ok=True)
    assert scaled["ratio_to_base"].tolist() == pytest.approx(table["ratio_to_base"].tolist(), nan_ok=True)
    assert scaled["sold_share"].tolist() == pytest.approx(table["sold_share"].tolist())


@pytest.mark.parametrize(("service", "item"), TIERED)
def test_a_tier_is_entered_without_a_step(service: str, item: str) -> None:
    """The cost is continuous and rises, and no GB costs more than the first or less than the last."""
    rows = catalog.services(service)
    rows = rows[rows["item"] == item]
    edges = sorted({edge for edge in rows["from_quantity"] if 0 < edge < 153_600 or (service == "lambda" and edge > 0)})
    amounts = sorted({1.0, *edges, *(edge * (1 - 1e-9) for edge in edges), *(edge * (1 + 1e-9) for edge in edges)})
    cost = {a: ranked([{"service": service, "item": item, "quantity": a}], base="us-west-2")["usd"] for a in amounts}
    for low, high in pairwise(amounts):
        step = (cost[high] - cost[low]).dropna()
        dearest = rows.groupby("location", observed=True)["usd"].max().astype(float)
        assert len(step)
        assert (step > -1e-9).all()
        assert (step <= (high - low) * dearest.reindex(step.index) + 1e-6).all()


@pytest.mark.parametrize(
    ("service", "item", "quantity", "unit", "same"),
    [
        ("lambda", "duration_x86", 1, "GB-hour", 3600),
        ("lambda", "duration_x86", 1024, "MB-second", 1),
        ("fargate", "vcpu_linux_x86", 60, "vCPU-minute", 1),
        ("s3", "standard_storage", 3, "TB-month", 3072),
        ("s3", "standard_storage", 730, "GB-hour", 1),
        ("transfer", "internet_out", 0.5, "TB", 512),
        ("nat_gateway", "hour", 2, "month", 1460),
        ("lambda", "request", 5, "request", 5),
    ],
)
def test_a_unit_is_only_another_way_to_write_a_quantity(
    service: str, item: str, quantity: float, unit: str, same: float
) -> None:
    line = {"service": service, "item": item}
    table = ranked([line | {"quantity": quantity, "unit": unit}])
    again = ranked([line | {"quantity": same}])
    pd.testing.assert_frame_equal(table, again, check_exact=False, rtol=1e-12)


def test_the_storage_example_of_aws() -> None:
    """Amazon S3 FAQs, "Billing": 52,900 GB-months of Standard in N. Virginia are USD 1,215.00."""
    line = {"service": "s3", "item": "standard_storage", "quantity": 52_900}
    assert compare.basket_lines([line], "us-east-1")["usd"].item() == pytest.approx(1215.00, abs=0.005)


def test_the_free_part_is_once_and_not_in_govcloud() -> None:
    line = {"service": "transfer", "item": "internet_out", "quantity": 40}
    basket = [line, line, line, {"instance_type": "m5.large", "hours": 1}]
    with_free, without = ranked(basket, free_tier=True), ranked(basket)
    saved = without["usd"] - with_free["usd"]
    assert saved[["us-gov-east-1", "us-gov-west-1"]].tolist() == [0, 0]
    first = {code: tiers_of("transfer", "internet_out", code)[0][2] for code in ("us-east-1", "sa-east-1")}
    assert saved[list(first)].tolist() == pytest.approx([100 * usd for usd in first.values()])


def test_what_is_not_sold_is_told_from_what_is_not_known() -> None:
    basket = [
        {"instance_type": "p5.48xlarge", "hours": 1},
        {"service": "lambda", "item": "request", "quantity": 1},
        {"service": "transfer", "item": "internet_out", "quantity": 20_000},
        {"service": "sqs", "item": "standard_request", "quantity": 1},
    ]
    table = ranked(basket)

    def state(location: str) -> dict[str, str]:
        lines = compare.basket_lines(basket, location)
        assert table.loc[location, "missing_lines"] == ", ".join(lines.loc[lines["usd"].isna(), "line"])
        assert table.loc[location, "unknown_lines"] == ", ".join(lines.loc[lines["status"] == "unknown", "line"])
        return dict(zip(lines["line"], lines["status"], strict=True))

    wavelength = state("ap-northeast-2-wl1-cjj1")
    assert wavelength["p5.48xlarge linux"] == "not_sold"
    assert wavelength["lambda request"] == "not_sold"
    assert wavelength["transfer internet_out"] == "unknown"  # transfer is billed in zones: one is listed
    assert wavelength["sqs standard_request"] == "unknown"  # the source has one Region only
    assert state("me-central-1")["transfer internet_out"] == "unknown"  # known to 10 TB
    assert state("us-east-1") == dict.fromkeys(wavelength, "priced")


def test_data_that_is_there_already_need_not_be_sent() -> None:
    line = {"service": "transfer", "item": "inter_region", "quantity": 500, "to_location": "ap-northeast-2"}
    table = ranked([line])
    assert table.loc["ap-northeast-2", "usd"] == 0
    assert table.loc["us-east-1", "usd"] == pytest.approx(
        500 * tiers_of("transfer", "inter_region", "us-east-1", "ap-northeast-2")[0][2]
    )
    here = compare.basket_lines([line], "ap-northeast-2")
    assert here.loc[0, "status"] == "not_needed"
    assert math.isnan(here.loc[0, "usd_per_unit"])
    # a zone of that Region is not in it, and no source has its price
    assert compare.basket_lines([line], "ap-northeast-2-wl1-cjj1").loc[0, "status"] == "unknown"


def test_regions_start_at_the_cheapest_and_name_what_is_missing() -> None:
    basket = [
        {"instance_type": "m7g.large", "hours": 730},
        {"instance_type": "p5.48xlarge", "operating_system": "linux", "hours": 10},
    ]
    table = compare.regions(pd.DataFrame(basket[:1]))
    assert table["usd"].dropna().is_monotonic_increasing
    assert set(table["kind"]) == {"Region"}
    assert len(table) == (catalog.locations()["kind"] == "Region").sum()
    lacking = compare.regions(basket).set_index("location").loc["sa-east-1"]
    prices = prices_of("sa-east-1", "linux")
    assert lacking["missing_lines"] == ("" if "p5.48xlarge" in prices else "p5.48xlarge linux")


@settings(max_examples=30)
@given(baskets, st.sampled_from(PLACES))
def test_lines_of_a_basket_sum_to_it(basket: list[dict[str, Any]], location: str) -> None:
    basket = [{"instance_type": "m5.large", "operating_system": "linux", "hours": 1.0}, *basket]
    lines = compare.basket_lines(basket, location)
    total = ranked(basket).loc[location, "usd_sold"]
    if lines["usd"].notna().any():
        assert lines["usd"].sum() == pytest.approx(total)
    if lines["usd"].sum() > 0:
        assert lines["share"].sum() == pytest.approx(1)
    priced = lines["status"] == "priced"
    assert (lines.loc[priced, "as_of"] != "").all()
    assert (lines.loc[priced, "usd_per_unit"] * lines.loc[priced, "quantity"]).tolist() == pytest.approx(
        lines.loc[priced, "usd"].tolist()
    )
    assert lines.loc[~priced, "usd_per_unit"].isna().all()


# transfer


def test_the_transfer_example_of_aws() -> None:
    """Amazon S3 FAQs, "Billing": 63,488 GB out of N. Virginia are USD 5,263.27; then one GB of the first tier was free."""
    table = compare.transfer_out(63_488, "us-east-1")
    assert table["gb"].tolist() == [10_240, 40_960, 12_288]
    assert table["usd"].sum() - table["usd_per_gb"].iloc[0] == pytest.approx(5263.27, abs=0.005)


@settings(max_examples=60)
@given(st.floats(0, 1e6), st.sampled_from(sorted(PLACES)), st.booleans())
def test_transfer_out_is_conserved(gb: float, location: str, free_tier: bool) -> None:
    line = {"service": "transfer", "item": "internet_out", "quantity": gb}
    if not tiers_of("transfer", "internet_out", location):
        with pytest.raises(InputError, match="has no price for transfer internet_out"):
            compare.transfer_out(gb, location)
        return
    table = compare.transfer_out(gb, location, free_tier)
    assert table["gb"].sum() + table["free_gb"].sum() == pytest.approx(gb)
    assert table["free_gb"].sum() == (min(gb, 100) if free_tier and not location.startswith("us-gov") else 0)
    assert ((table["gb"] > 0) | (table["from_gb"] == 0)).all()
    assert (table["usd"].isna() == (table["status"] == "unknown")).all()
    expected = slow_cost(line, location, free_tier)
    if expected is None:
        assert table["status"].iloc[-1] == "unknown"
    else:
        assert table["usd"].sum() == pytest.approx(expected)
        if gb > 0:
            assert compare.basket_lines([line], location, free_tier)["usd"].item() == pytest.approx(expected)


@pytest.mark.parametrize("sender", ["ap-northeast-2", "us-east-1", "me-central-1", "ap-south-2", "us-west-2-lax-1"])
def test_transfer_to_every_region(sender: str) -> None:
    table = compare.inter_region(sender)
    places = catalog.locations().set_index("location")
    home = places.loc[sender, "parent_region"]
    assert table["usd_per_gb"].is_monotonic_increasing
    for to in places.index[places["kind"] == "Region"]:
        own, rest = tiers_of("transfer", "inter_region", sender, to), tiers_of("transfer", "inter_region", sender)
        row = table[table["to_location"] == to]
        if to == home or not (own or rest):
            assert row.empty
        else:
            assert row["usd_per_gb"].item() == (own or rest)[0][2]
            assert row["listed"].item() == bool(own)
            one = compare.inter_region(sender, to)
            pd.testing.assert_frame_equal(one, row.reset_index(drop=True))


# the order of the Regions


def test_ratios_are_prices_over_prices() -> None:
    table = compare.price_ratios("ap-northeast-2", "windows", EVERYWHERE)
    home = prices_of("ap-northeast-2", "windows")
    for location in ("us-east-1", "sa-east-1", "us-west-2-lax-1"):
        here = table[table["location"] == location].set_index("instance_type")
        expected = {name: usd / home[name] for name, usd in prices_of(location, "windows").items() if name in home}
        assert here["ratio"].to_dict() == pytest.approx(expected)
    assert (table.loc[table["location"] == "ap-northeast-2", "ratio"] == 1).all()
    assert set(table["kind"]) == set(EVERYWHERE)


@pytest.fixture(scope="module")
def order() -> compare.RegionOrder:
    return compare.region_order()


def test_every_region_has_one_group(order: compare.RegionOrder) -> None:
    groups = order.groups.set_index("location")["group"]
    places = catalog.locations()
    assert sorted(groups.index) == sorted(places.loc[places["kind"] == "Region", "location"])
    assert groups.loc[["us-east-1", "us-east-2"]].tolist() == ["US East"] * 2
    assert groups.value_counts()["US East"] == 2
    assert (groups[groups.index.str.startswith("eu-")] == "Europe").all()
    assert (groups[groups.index.str.startswith("us-gov")] == "AWS GovCloud").all()
    beside = set(order.groups.loc[~order.groups["in_order"], "group"])
    assert beside == {"US West", "Canada", "Mexico", "AWS GovCloud", "Middle East", "Africa"}


def test_the_order_by_type_equals_the_slow_reading(order: compare.RegionOrder) -> None:
    names = ["US East", "Europe", "Asia Pacific", "South America"]
    members = order.groups.groupby("group")["location"].apply(list)
    types = order.types.set_index("instance_type")
    home = prices_of("us-east-1", "linux")
    expected = {name for name in home if all(any(name in prices_of(p, "linux") for p in members[g]) for g in names)}
    assert set(types.index) == expected
    for name in sorted(expected)[::7]:
        prices = [[p[name] for p in (prices_of(place, "linux") for place in members[g]) if name in p] for g in names]
        row = types.loc[name]
        lows, middles, highs = ([f(of) for of in prices] for f in (min, np.median, max))
        for group, low, middle in zip(names, lows, middles, strict=True):
            assert row[f"min_{group}"] == pytest.approx(low / home[name])
            assert row[f"median_{group}"] == pytest.approx(middle / home[name])
        for reading, first, second in (("cheapest", lows, lows), ("median", middles, middles), ("every", highs, lows)):
            pairs = list(zip(first, second[1:], strict=False))
            assert row[f"{reading}_strict"] == all(b - a > 1e-11 for a, b in pairs)
            assert row[f"{reading}_weak"] == all(b - a > -1e-11 for a, b in pairs)


def test_summary_and_pairs_are_shares_of_the_types(order: compare.RegionOrder) -> None:
    for row in order.summary.itertuples():
        assert row.types == len(order.types)
        assert row.strict == order.types[f"{row.reading}_strict"].mean()
        assert row.strict <= row.weak
    share = order.summary.set_index("reading")["weak"]
    # an order without any exception is also one of the cheapest and of the median Regions
    assert share["every"] <= min(share["cheapest"], share["median"])
    pairs = order.pairs
    assert len(pairs) == 6
    assert (pairs[["lower", "equal", "higher"]].sum(axis=1) - 1).abs().max() < 1e-12
    regions = order.groups.groupby("group")["location"].apply(list)
    for row in pairs.itertuples():
        seen = [
            (prices_of(a, "linux")[t], prices_of(b, "linux")[t])
            for a in regions[row.cheaper]
            for b in regions[row.dearer]
            for t in prices_of(a, "linux").keys()
            & prices_of(b, "linux").keys()
            & prices_of("us-east-1", "linux").keys()
        ]
        assert row.comparisons == len(seen)
        assert row.lower == pytest.approx(sum(a < b for a, b in seen) / len(seen))
        assert row.equal == pytest.approx(sum(a == b for a, b in seen) / len(seen))


def test_counterexamples_are_counted_by_hand(order: compare.RegionOrder) -> None:
    table = order.counterexamples.set_index(["location", "than"])
    europe = [p for p in order.groups.loc[order.groups["group"] == "Europe", "location"]]
    base, mumbai = prices_of("us-east-1", "linux"), prices_of("ap-south-1", "linux")
    lowest = {
        name: min(of)
        for name in mumbai
        if name in base and (of := [prices_of(p, "linux")[name] for p in europe if name in prices_of(p, "linux")])
    }
    row = table.loc[("ap-south-1", "Europe")]
    assert row["types"] == len(lowest)
    assert row["below_all"] == pytest.approx(sum(mumbai[name] < low for name, low in lowest.items()) / len(lowest))
    assert row["median_ratio"] == pytest.approx(np.median([mumbai[name] / low for name, low in lowest.items()]))
    assert (table["below_all"] <= table["below_median"]).all()
    assert order.counterexamples["below_all"].is_monotonic_decreasing


def test_spread_and_ties(order: compare.RegionOrder) -> None:
    table = order.locations.set_index("location")
    assert (table.loc["us-east-1", ["min", "p10", "p50", "p90", "max"]] == 1).all()
    for low, high in pairwise(["min", "p10", "p50", "p90", "max"]):
        assert (table[low] <= table[high]).all()
    ratios = compare.price_ratios()
    seoul = ratios.loc[ratios["location"] == "ap-northeast-2", "ratio"]
    assert table.loc["ap-northeast-2", "types"] == len(seoul)
    assert table.loc["ap-northeast-2", "p90"] == pytest.approx(seoul.quantile(0.9))
    ties = order.ties.set_index(["location", "other"])
    one, other, base = (prices_of(p, "linux") for p in ("us-east-2", "us-west-2", "us-east-1"))
    both = [name for name in one if name in other and name in base]
    assert ties.loc[("us-east-2", "us-west-2"), "types"] == len(both)
    assert ties.loc[("us-east-2", "us-west-2"), "same"] == pytest.approx(np.mean([one[n] == other[n] for n in both]))


@settings(max_examples=10)
@given(
    st.permutations(["us-east-1", "eu-west-1", "ap-northeast-2", "sa-east-1"]), st.sampled_from(["linux", "windows"])
)
def test_an_order_and_its_reverse_never_both_hold_strictly(regions: list[str], system: str) -> None:
    first = compare.region_order({code: [code] for code in regions}, system)
    other = compare.region_order({code: [code] for code in reversed(regions)}, system)
    for reading in ("cheapest", "median", "every"):
        assert not (first.types[f"{reading}_strict"] & other.types[f"{reading}_strict"]).any()
    # with one Region in a group the three readings are one
    assert first.summary["strict"].nunique() == first.summary["weak"].nunique() == 1


def test_an_order_of_current_types_only() -> None:
    types = catalog.instance_types().set_index("instance_type")["current_generation"]
    assert types[compare.region_order(current_generation=True).types["instance_type"]].all()


def test_zone_premium_is_over_its_own_region() -> None:
    table = compare.zone_premium().set_index("location")
    for zone, region in [("us-west-2-lax-1", "us-west-2"), ("ap-northeast-2-wl1-cjj1", "ap-northeast-2")]:
        there, home = prices_of(zone, "linux"), prices_of(region, "linux")
        ratios = pd.Series([usd / home[name] for name, usd in there.items() if name in home])
        row = table.loc[zone]
        assert row["types"] == len(ratios)
        assert row["p50"] == pytest.approx(ratios.median())
        assert row["max"] == pytest.approx(ratios.max())
        assert row["at_p50"] == pytest.approx(((ratios / ratios.median() - 1).abs() <= 0.005).mean())
    assert (table["kind"] != "Region").all()
    assert table["p50"].is_monotonic_increasing


# distance

#: City coordinates (latitude, longitude) and great-circle distances in km, computed apart with the law of cosines.
CITIES = {"ap-northeast-2": (37.6, 127.0), "us-east-1": (39.0, -77.5), "sa-east-1": (-23.6, -46.6)}


@pytest.fixture
def cities(monkeypatch: pytest.MonkeyPatch) -> None:
    places = catalog.locations().drop(columns=["latitude", "longitude"], errors="ignore")
    found = [CITIES.get(code, (math.nan, math.nan)) for code in places["location"]]
    places[["latitude", "longitude"]] = found
    monkeypatch.setattr(catalog, "locations", lambda: places.copy())


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    (a, b), (c, d) = ((math.radians(x) for x in place) for place in (one, other))
    return 6371 * math.acos(math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d))


@pytest.mark.usefixtures("cities")
def test_the_floor_is_light_in_glass_there_and_back() -> None:
    table = compare.latency_floors("ap-northeast-2").set_index("location")
    for code, place in CITIES.items():
        km = apart(CITIES["ap-northeast-2"], place)
        assert table.loc[code, "km"] == pytest.approx(km, abs=0.01)
        assert table.loc[code, "floor_ms"] == pytest.approx(2 * km / (299_792.458 / 1.462) * 1000, abs=1e-3)
        assert compare.latency_floor_ms(code, "us-east-1") == compare.latency_floor_ms("us-east-1", code)
    assert table["derived"].all()
    assert table["floor_ms"].dropna().is_monotonic_increasing
    # never above the rule of thumb of two thirds of light, never below light in vacuum
    assert (table["floor_ms"].dropna() <= 2 * table["km"].dropna() / 199_861.6 * 1000).all()
    assert (table["floor_ms"].dropna() >= 2 * table["km"].dropna() / 299_792.458 * 1000).all()
    legs = [compare.latency_floor_ms(*pair) for pair in pairwise(CITIES)]
    assert compare.latency_floor_ms("ap-northeast-2", "sa-east-1") <= sum(legs)


@pytest.mark.usefixtures("cities")
def test_within_leaves_out_only_what_is_certainly_too_far() -> None:
    basket = [{"instance_type": "m5.large", "hours": 730}]
    whole = compare.within(basket, near="ap-northeast-2")
    plain = compare.regions(basket)
    pd.testing.assert_frame_equal(whole[plain.columns], plain)
    far = compare.latency_floor_ms("ap-northeast-2", "us-east-1")
    for limit in (far * 0.99, far, far * 1.01):
        near = compare.within(basket, near="ap-northeast-2", at_most_ms=limit)
        gone = set(whole["location"]) - set(near["location"])
        assert gone == set(whole.loc[whole["floor_ms"] > limit, "location"])
        assert ("us-east-1" in gone) == (limit < far)


# bad input: one sentence that says what was given and what is allowed

line: dict[str, Any] = {"instance_type": "m5.large", "operating_system": "linux", "hours": 1}
out: dict[str, Any] = {"service": "transfer", "item": "internet_out", "quantity": 1}
nan = math.nan


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: compare.regions([]), "the basket is empty"),
        (lambda: compare.regions(pd.DataFrame()), "the basket is empty"),
        (lambda: compare.regions([{"hours": 1}]), "line 1 of the basket needs instance_type and hours, or service"),
        (lambda: compare.regions(line), "line 1 of the basket needs instance_type and hours.*not 'instance_type'"),
        (lambda: compare.regions([line, {"service": "lambda", "quantity": 1}]), "line 2 of the basket needs"),
        (lambda: compare.regions([line | out]), "line 1 of the basket needs"),
        (lambda: compare.regions([line | {"service": "lambda"}]), "line 1 of the basket needs"),
        (lambda: compare.regions([line | {"hours": -1}]), "hours -1 cannot be used: give a number of 0 or more."),
        (
            lambda: compare.regions(pd.DataFrame([line | {"hours": nan}])),
            "hours nan cannot be used: give a number of 0 or more.",
        ),
        (
            lambda: compare.regions(pd.DataFrame([line, out | {"quantity": nan}])),
            "quantity nan cannot be used: give a number of 0 or more.",
        ),
        (lambda: compare.regions([line | {"hours": "730"}]), "hours '730' cannot be used: give a number of 0 or more."),
        (lambda: compare.regions([line | {"hours": 0}]), "every line of the basket has 0 hours."),
        (
            lambda: compare.regions([line | {"hours": 0}, out | {"quantity": 0}]),
            "every line of the basket has a quantity",
        ),
        (
            lambda: compare.regions([line | {"instance_type": "m5.lrge"}]),
            "unknown instance type 'm5.lrge': did you mea",
        ),
        (lambda: compare.regions([line], base="us-esat-1"), "unknown Region 'us-esat-1': did you mean 'us-east-1'"),
        (
            lambda: compare.regions([line], kinds=("Zone",)),
            "unknown kind of location 'Zone': did you mean 'Local Zone'",
        ),
        (lambda: compare.regions([line | {"instance_type": "p5.48xlarge"}], base="us-west-2-lax-1"), "is not sold in"),
        (lambda: compare.regions([out | {"service": "lamda"}]), "unknown service 'lamda': did you mean 'lambda'"),
        (
            lambda: compare.regions([out | {"item": "internet_ot"}]),
            "unknown item of transfer 'internet_ot': did you mean",
        ),
        (
            lambda: compare.regions([out | {"unit": "GiB"}]),
            "unknown unit of transfer internet_out 'GiB': did you mean 'GB'",
        ),
        (lambda: compare.regions([out | {"unit": "hour"}]), "unknown unit of transfer internet_out 'hour'"),
        (lambda: compare.regions([out | {"unit": 3}]), "unknown unit of transfer internet_out 3"),
        (lambda: compare.regions([out | {"to_location": "eu-west-1"}]), "transfer internet_out has no to_location"),
        (lambda: compare.regions([out | {"item": "inter_region"}]), "transfer inter_region needs to_location"),
        (
            lambda: compare.regions([out | {"item": "inter_region", "to_location": "us-west-2-lax-1"}]),
            "'us-west-2-lax-1' is a zone and not a Region: give its Region, 'us-west-2'.",
        ),
        (lambda: compare.regions([out], base="ap-southeast-4"), "no price for transfer internet_out in .*priced in: "),
        (
            lambda: compare.regions([out | {"quantity": 11_000}], base="me-central-1"),
            "known only up to 10,240 GB a month",
        ),
        (lambda: compare.regions([out], free_tier=True), "the basket costs nothing in us-east-1"),
        (lambda: compare.basket_lines([line], "Seoul"), "unknown Region 'Seoul': did you mean 'ap-northeast-2'"),
        (lambda: compare.transfer_out(-1, "us-east-1"), "gb -1 cannot be used"),
        (lambda: compare.transfer_out(1, "mx-central-1"), "no price for transfer internet_out in"),
        (lambda: compare.inter_region("us-west-2-lax-1", "us-west-2"), "is in us-west-2 already"),
        (lambda: compare.inter_region("mx-central-1"), "no price for transfer inter_region in"),
        (lambda: compare.price_ratios(base="us-esat-1"), "unknown Region 'us-esat-1'"),
        (lambda: compare.region_order({"A": ["us-east-1"]}), "groups needs two or more groups"),
        (lambda: compare.region_order({"A": ["us-east-1"], "B": []}), "groups needs two or more groups"),
        (lambda: compare.region_order({"A": ["us-east-1"], "B": ["us-east-1"]}), "groups needs two or more groups"),
        (lambda: compare.zone_premium("linus"), "unknown operating system 'linus': did you mean 'linux'"),
        (
            lambda: compare.within([line], "us-east-1", at_most_ms=0),
            "at_most_ms 0 cannot be used: give a number above 0",
        ),
    ],
)
def test_bad_input_is_one_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert re.search(sentence.replace("(", r"\("), str(caught.value))
    assert "\n" not in caught.value.ko + caught.value.en
    assert caught.value.ko != caught.value.en
