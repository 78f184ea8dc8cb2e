"""Comparisons, held against slow obvious references over the same tables."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog, instance_type
from kaolib.knowledge.purchase import OPTIONS, offers

PLACES = ["ap-northeast-2", "us-east-1", "sa-east-1"]


@cache
def reference_prices(location: str, operating_system: str) -> dict[str, float]:
    rows = catalog.on_demand()
    here = rows[(rows["location"] == location) & (rows["operating_system"] == operating_system)]
    return dict(zip(here["instance_type"].astype(str), here["usd_per_hour"], strict=True))


# sizes


def test_sizes_are_the_ladder_with_its_prices() -> None:
    for family, location in [("m7i", "us-east-1"), ("t3", "ap-northeast-2"), ("g5", "us-east-1"), ("r5", "sa-east-1")]:
        table = compare.sizes(family, location)
        prices = reference_prices(location, "linux")
        ladder = [name for name in instance_type.size_ladder(family)["instance_type"] if name in prices]
        assert table["instance_type"].tolist() == ladder
        assert table["usd_per_hour"].tolist() == [prices[name] for name in ladder]
        for row in table.itertuples():
            assert row.usd_per_vcpu_hour * row.vcpu == pytest.approx(row.usd_per_hour)
            assert row.usd_per_gib_hour * row.gib == pytest.approx(row.usd_per_hour)
            assert row.ratio_to_first == pytest.approx(row.usd_per_hour / prices[ladder[0]])


def test_steps_multiply_back_to_the_ratio() -> None:
    table = compare.sizes("m7i", "us-east-1")
    assert table.loc[0, ["factor_step", "vcpu_step", "gib_step", "usd_step"]].isna().all()
    assert table["usd_step"].fillna(1).cumprod().tolist() == pytest.approx(table["ratio_to_first"].tolist())
    assert table["vcpu_step"].fillna(1).cumprod().tolist() == pytest.approx((table["vcpu"] / table["vcpu"][0]).tolist())


def test_where_doubling_holds_and_where_it_fails() -> None:
    """T3 grows in memory only up to large; a GPU size can cost less than the one before it (EC2 User Guide, T3, G5)."""
    burstable = compare.sizes("t3", "us-east-1").set_index("size")
    assert (burstable.loc["micro":"large", "vcpu_step"] == 1).all()
    assert (burstable.loc["micro":"large", "gib_step"] == 2).all()
    plain = compare.sizes("m7i", "us-east-1").set_index("size")
    assert plain.loc["12xlarge", "factor_step"] == 1.5
    virtual = plain[~plain.index.str.startswith("metal")]
    assert virtual["usd_step"].dropna().tolist() == pytest.approx(virtual["factor_step"].dropna().tolist(), rel=1e-3)
    gpu = compare.sizes("g5", "us-east-1").set_index("size")
    assert gpu.loc["16xlarge", "gpu_count"] < gpu.loc["12xlarge", "gpu_count"]
    assert gpu.loc["16xlarge", "usd_step"] < 1


# generations


def test_generations_are_every_plain_family_of_the_series() -> None:
    table = compare.generations("m", "large", "us-east-1")
    prices = reference_prices("us-east-1", "linux")
    parts = [instance_type.parse(name) for name in prices]
    own = [one for one in parts if one.series == "m" and one.size == "large"]
    plain = [one.family for one in own if set(one.options) <= {"flex"}]
    assert sorted(table["family"]) == sorted(plain)
    assert table["generation"].is_monotonic_increasing
    assert table["ratio_to_first"].iloc[0] == 1
    assert table["ratio_to_cheapest"].min() == 1
    everything = compare.generations("m", "large", "us-east-1", variants=True)
    assert sorted(everything["family"]) == sorted(one.family for one in own)
    assert {"m5d", "m6in", "m7gd"} <= set(everything["family"]) - set(plain)


def test_processor_of_a_generation_is_the_one_its_name_tells() -> None:
    for series in ("m", "c", "r", "t"):
        for row in compare.generations(series, "large", "us-east-1", variants=True).itertuples():
            assert row.processor == (instance_type.parse(row.instance_type).processor or "Intel")


# families and search


def meets(types: pd.DataFrame, vcpu: float, gib: float, gpu: float, architectures: list[str]) -> list[str]:
    return [
        row.instance_type
        for row in types.itertuples()
        if row.vcpu >= vcpu and row.gib >= gib and row.gpu_count >= gpu and row.architecture in architectures
    ]


needs = st.tuples(
    st.sampled_from([0, 1, 2, 3, 8, 17, 96]),
    st.sampled_from([0, 0.5, 4, 32, 33, 200]),
    st.sampled_from([0, 0, 1]),
    st.sampled_from([["x86_64"], ["arm64"], ["x86_64", "arm64"]]),
    st.sampled_from(PLACES),
    st.sampled_from(["linux", "windows"]),
)


@settings(max_examples=30)
@given(needs, st.booleans())
def test_families_equal_brute_force(need: tuple[Any, ...], current: bool) -> None:
    *what, location, system = need
    types = catalog.instance_types()
    prices = reference_prices(location, system)
    if current:
        types = types[types["current_generation"]]
    cheapest: dict[str, float] = {}
    for name in meets(types, *what):
        if name in prices:
            family = name.split(".")[0]
            cheapest[family] = min(prices[name], cheapest.get(family, math.inf))

    def call() -> pd.DataFrame:
        return compare.families(*what, location=location, operating_system=system, current_generation=current)

    if not cheapest:
        with pytest.raises(InputError, match="no type sold in"):
            call()
        return
    table = call()
    assert dict(zip(table["family"], table["usd_per_hour"], strict=True)) == cheapest
    assert table["usd_per_hour"].is_monotonic_increasing
    assert table["ratio_to_first"].iloc[0] == 1


@settings(max_examples=30)
@given(needs, st.sampled_from(OPTIONS))
def test_search_equals_brute_force(need: tuple[Any, ...], option: str) -> None:
    *what, location, system = need
    here = {"location": location, "operating_system": system}
    sold = reference_prices(location, system)
    if option == "on_demand":
        rates = sold
    elif option == "spot":
        rows = catalog.spot(**here).sort_values("date")
        rates = dict(zip(rows["instance_type"].astype(str), rows["usd_per_hour"], strict=True))
    else:
        rows = catalog.commitments(**here)
        rows = rows[rows["option"] == option]
        rates = dict(zip(rows["instance_type"].astype(str), rows["effective_usd_per_hour"], strict=True))
    expected = {name: rates[name] for name in meets(catalog.instance_types(), *what) if name in rates and name in sold}

    def call(limit: int | None = None) -> pd.DataFrame:
        return compare.search(*what, location=location, operating_system=system, option=option, limit=limit)

    if not expected:
        with pytest.raises(InputError, match="no "):
            call()
        return
    table = call()
    assert dict(zip(table["instance_type"], table["usd_per_hour"], strict=True)) == expected
    assert table["usd_per_hour"].is_monotonic_increasing
    pd.testing.assert_frame_equal(call(3), table.head(3))


def test_search_under_every_option_is_the_options_together() -> None:
    need = {"vcpu": 8, "gib": 32, "location": "ap-northeast-2", "limit": None}
    together = compare.search(**need, option="all")
    apart = pd.concat([compare.search(**need, option=option) for option in OPTIONS])
    key = ["usd_per_hour", "instance_type", "option"]
    columns = [*key, "status", "as_of"]
    pd.testing.assert_frame_equal(
        together[columns], apart.sort_values(key, ignore_index=True)[columns], check_exact=True
    )
    assert together["usd_per_hour"].is_monotonic_increasing


def test_search_shows_what_the_offers_of_a_type_show() -> None:
    found = compare.search(8, 32, location="ap-northeast-2", option="all", limit=None)
    one = found[found["instance_type"] == "m7g.2xlarge"].set_index("option")
    table = offers("m7g.2xlarge", "ap-northeast-2").set_index("option")
    known = table[table["status"] != "unknown"]
    assert set(one.index) == set(known.index)
    assert one["usd_per_hour"].to_dict() == pytest.approx(known["effective_usd_per_hour"].to_dict())
    assert one["status"].to_dict() == known["status"].to_dict()
    assert one["as_of"].to_dict() == known["as_of"].to_dict()


# ranking


def test_ranking_is_every_known_price_in_order() -> None:
    table = compare.ranking()
    assert table["usd_per_hour"].is_monotonic_increasing
    assert table["usd_per_hour"].notna().all()
    rates = catalog.commitment_rates()
    counts = table["option"].value_counts()
    assert counts["on_demand"] == len(catalog.on_demand())
    for option in OPTIONS[2:]:
        assert counts[option] == rates[option].notna().sum()
    for option in OPTIONS:
        once = table.loc[table["option"] == option, ["location", "operating_system", "instance_type"]]
        assert not once.duplicated().any()


@pytest.mark.parametrize(("location", "system"), [("ap-northeast-2", "linux"), ("us-east-1", "windows")])
def test_ranking_of_one_place_equals_the_search_for_anything(location: str, system: str) -> None:
    table = compare.ranking(location, system)
    found = compare.search(
        0,
        0,
        architectures=compare.ARCHITECTURES,
        location=location,
        operating_system=system,
        option="all",
        limit=None,
    )
    key = ["usd_per_hour", "instance_type", "option"]
    left = table[key].astype({"instance_type": str, "option": str}).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(left, found[key].sort_values(key, ignore_index=True))
    only = compare.ranking(location, system, "on_demand")
    assert only["usd_per_hour"].tolist() == sorted(reference_prices(location, system).values())


def test_a_result_can_be_changed_without_harm() -> None:
    first = compare.ranking()
    price = first["usd_per_hour"].iloc[0]
    first["usd_per_hour"] = 0.0
    assert compare.ranking()["usd_per_hour"].iloc[0] == price


# bad input: one sentence that says what was given and what is allowed

seoul: dict[str, Any] = {"location": "ap-northeast-2"}
nan = math.nan


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: compare.sizes("m7gg", "us-east-1"), "unknown instance family 'm7gg': did you mean 'm7g'"),
        (lambda: compare.sizes("m7g", "ap-northeast-9"), "unknown Region 'ap-northeast-9': did you mean"),
        (lambda: compare.sizes("m7g", "us-east-1", "windos"), "unknown operating system 'windos': did you mean"),
        (lambda: compare.sizes("m7g", "ap-northeast-2-wl1-cjj1"), "is not sold in .*nearest Regions that sell it: ap-"),
        (lambda: compare.sizes("m7g", "us-east-1", "windows"), "m7g.medium is not sold in .* with 'windows': use one"),
        (lambda: compare.generations("q", "large", "us-east-1"), "unknown instance series 'q'"),
        (lambda: compare.generations("m", "larg", "us-east-1"), "unknown size of series 'm' 'larg': did you mean 'lar"),
        (lambda: compare.generations("hpc", "48xlarge", "ap-northeast-2"), "is not sold in"),
        (lambda: compare.families(-1, 32, **seoul), "vcpu -1 cannot be used: give a number of 0 or more."),
        (lambda: compare.families(8, nan, **seoul), "gib nan cannot be used: give a number of 0 or more."),
        (lambda: compare.families(8, math.inf, **seoul), "gib inf cannot be used: give a number of 0 or more."),
        (
            lambda: compare.families(8, 32, "us-east-1", **seoul),
            "gpu 'us-east-1' cannot be used: give a number of 0 or more.",
        ),
        (lambda: compare.families(True, 32, **seoul), "vcpu True cannot be used: give a number of 0 or more."),
        (
            lambda: compare.families(8, 32, architectures=["arm"], **seoul),
            "unknown architecture 'arm': did you mean 'a",
        ),
        (lambda: compare.families(8, 32, architectures=[], **seoul), "unknown architecture ''"),
        (lambda: compare.families(9999, 32, **seoul), "has at least 9,999 vCPU, 32 GiB: the most there is"),
        (lambda: compare.search(8, 32, option="ri", **seoul), "unknown purchase option 'ri'"),
        (lambda: compare.search(8, 32, option="spt", **seoul), "unknown purchase option 'spt': did you mean 'spot'"),
        (lambda: compare.search(8, 32, limit=0, **seoul), "limit 0 cannot be used: give a whole number of 1 or more."),
        (lambda: compare.search(8, 32, operating_system="suse", option="spot", **seoul), "no spot price is known in"),
        (lambda: compare.search(8, 32, location="Seoul"), "unknown Region 'Seoul': did you mean 'ap-northeast-2'"),
        (lambda: compare.ranking("us-esat-1"), "unknown Region 'us-esat-1': did you mean 'us-east-1'"),
        (lambda: compare.ranking(operating_system="win"), "unknown operating system 'win'"),
        (lambda: compare.ranking(option="all"), "unknown purchase option 'all'"),
    ],
)
def test_bad_input_is_one_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert re.search(sentence.replace("(", r"\("), str(caught.value))
    assert "\n" not in caught.value.ko + caught.value.en
    assert caught.value.ko != caught.value.en
