"""Dedicated Hosts: every price is the family's own, every count is AWS's or an upper bound that the host can hold."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.knowledge import catalog

COMPILER = "compile_hosts"
#: AWS lists a host at 1.10 times its dearest full load, in tenths of a cent.
PREMIUM, HALF_A_TENTH = 1.10, 0.00105
RESERVED = {"reserved_1y_all_upfront": (8760, 1), "reserved_3y_all_upfront": (26_280, 3)}


@pytest.fixture(scope="module")
def hosts() -> pd.DataFrame:
    return catalog.dedicated_hosts().astype({"location": "str", "family": "str"})


@pytest.fixture(scope="module")
def held() -> dict[str, dict[str, int]]:
    """Family -> size -> instances on a host."""
    rows = catalog.host_capacities()
    found: dict[str, dict[str, int]] = {}
    for name, family, count in zip(rows["instance_type"], rows["family"], rows["instances_per_host"], strict=True):
        found.setdefault(family, {})[name] = count
    return found


# -- prices ------------------------------------------------------------------------------------------------------------


def test_printed_estimates(hosts):
    """Infracost's ec2_host_test: 730 hours of a c5 host and of a mac1 host in N. Virginia, On-Demand."""
    here = hosts[hosts["location"] == "us-east-1"].set_index("family")["usd_per_hour"]
    assert 730 * here["c5"] == pytest.approx(2457.18, abs=0.0051)
    assert 730 * here["mac1"] == pytest.approx(790.59, abs=0.0051)


def test_every_price_is_a_tenth_more_than_the_dearest_full_load(hosts, held):
    """The law by which a price is known to be the family's own, looked up row by row."""
    linux = catalog.on_demand(operating_system="linux")
    price = {
        (p, t): usd for p, t, usd in zip(linux["location"], linux["instance_type"], linux["usd_per_hour"], strict=True)
    }
    checked = 0
    for place, family, usd in zip(hosts["location"], hosts["family"], hosts["usd_per_hour"], strict=True):
        loads = [count * price[place, t] for t, count in held[family].items() if (place, t) in price]
        if family.startswith("mac"):
            assert not loads, "Mac is sold on hosts only"
            continue
        full = [load for load in loads if load >= 0.98 * max(loads)]
        assert min(abs(usd - PREMIUM * load) for load in full) <= HALF_A_TENTH, (place, family)
        checked += 1
    assert checked == 1860


def test_reserved_prices_obey_the_same_law_in_whole_dollars(hosts, held):
    rates = catalog.commitment_rates()
    rates = rates[rates["operating_system"] == "linux"]
    for column, (hours, years) in RESERVED.items():
        ri = rates[f"ri_standard_{years}y_all_upfront"]
        price = {
            (p, t): r for p, t, r in zip(rates["location"], rates["instance_type"], ri, strict=True) if not pd.isna(r)
        }
        known = hosts.dropna(subset=[column])
        assert len(known) > 1000
        upfront = known[column] * hours
        assert (upfront - upfront.round()).abs().max() < 1e-6
        assert (known[column] < known["usd_per_hour"]).all()
        for place, family, dollars in zip(known["location"], known["family"], upfront, strict=True):
            loads = [(n, n * price[place, t]) for t, n in held[family].items() if (place, t) in price]
            most = max(load for _, load in loads)
            fewest = min(n for n, load in loads if load >= 0.98 * most)
            off = min(abs(dollars - PREMIUM * load * hours) for n, load in loads if n == fewest and load >= 0.98 * most)
            assert off <= 0.5 + PREMIUM * fewest * 0.5 + 1e-6, (place, family, column)


def test_three_years_cost_less_an_hour_than_one(hosts):
    both = hosts.dropna(subset=list(RESERVED))
    assert len(both) > 900
    assert (both["reserved_3y_all_upfront"] < both["reserved_1y_all_upfront"]).all()


@pytest.mark.parametrize("family", ["c5a", "c5d", "c5n", "i3en", "m5d", "m7gd", "c8ib", "t3a", "mac2-m2", "m7i-flex"])
def test_another_familys_price_is_not_listed(hosts, family):
    """N. Virginia lists these at the price of the family whose name they begin with."""
    here = hosts[hosts["location"] == "us-east-1"]
    assert family not in set(here["family"])


def test_a_macs_price_is_not_that_of_a_mac_with_a_shorter_name(hosts):
    mac = hosts[hosts["family"].str.startswith("mac")]
    assert set(mac["family"]) == {"mac1", "mac2", "mac2-m2", "mac-m4", "mac-m4pro", "mac-m4max"}
    for _, rows in mac.groupby("location"):
        usd = dict(zip(rows["family"], rows["usd_per_hour"], strict=True))
        for family in usd:
            assert all(usd[family] != usd[other] for other in usd if other != family and family.startswith(other))


# -- what a host holds -------------------------------------------------------------------------------------------------

#: AWS's price list of 2019-09-20 (copied by asheiduk/as-scripts): instanceCapacity* of hosts.
PRICE_LIST_2019 = {
    "m5d": {"large": 48, "xlarge": 24, "2xlarge": 12, "4xlarge": 6, "12xlarge": 2, "24xlarge": 1},
    "i3": {"large": 32, "xlarge": 16, "2xlarge": 8, "4xlarge": 4, "8xlarge": 2, "16xlarge": 1},
    "p3": {"2xlarge": 8, "8xlarge": 2, "16xlarge": 1},
    "m3": {"medium": 32, "large": 16, "xlarge": 8, "2xlarge": 4},
    "r3": {"large": 16, "xlarge": 8, "2xlarge": 4, "4xlarge": 2, "8xlarge": 1},
    "d2": {"xlarge": 8, "2xlarge": 4, "4xlarge": 2, "8xlarge": 1},
    "c5": {"large": 36, "xlarge": 18, "2xlarge": 8, "4xlarge": 4, "9xlarge": 2, "18xlarge": 1},
    "r4": {"large": 32, "xlarge": 16, "2xlarge": 8, "4xlarge": 4, "8xlarge": 2, "16xlarge": 1},
    "m4": {"large": 22, "xlarge": 11, "2xlarge": 5, "4xlarge": 2, "10xlarge": 1},
    "c4": {"large": 16, "xlarge": 8, "2xlarge": 4, "4xlarge": 2, "8xlarge": 1},
    "x1": {"16xlarge": 2, "32xlarge": 1},
}
#: The same: physicalCores.
CORES_2019 = {
    "m5d": 48,
    "i3": 36,
    "m3": 20,
    "r3": 20,
    "d2": 24,
    "c5": 36,
    "c5d": 36,
    "r4": 36,
    "c4": 20,
    "m4": 24,
    "x1": 72,
}


@pytest.mark.parametrize("family", PRICE_LIST_2019)
def test_counts_of_awss_price_list(held, family):
    ours = {size: held[family][f"{family}.{size}"] for size in PRICE_LIST_2019[family]}
    assert ours == PRICE_LIST_2019[family]


def test_cores_of_awss_price_list():
    cores = catalog.host_hardware().set_index("family")["cores"]
    assert {family: cores[family] for family in CORES_2019} == CORES_2019


def test_awss_examples(held):
    """EC2 User Guide, "Dedicated Host instance capacity configurations": 48 cores, 6 m5.4xlarge, at most 2 r5.8xlarge."""
    cores = catalog.host_hardware().set_index("family")["cores"]
    assert cores["m5"] == cores["r5"] == 48
    assert held["m5"]["m5.4xlarge"] == 6
    assert held["r5"]["r5.8xlarge"] == 2


def test_every_priced_family_has_a_capacity(hosts, held):
    assert set(hosts["family"]) <= set(held)


def test_a_host_has_the_cores_for_what_it_holds():
    """Instances on a host share its cores; T3 shares each core between instances, M3's records count a thread as a core."""
    rows = catalog.host_capacities().merge(catalog.host_hardware()[["family", "cores"]], on="family")
    types = catalog.instance_types().set_index("instance_type")
    used = rows["instances_per_host"] * rows["instance_type"].map(types["default_cores"]).astype(float)
    fits = used <= rows["cores"]
    assert set(rows.loc[~fits & used.notna(), "family"]) == {"t3", "m3"}


def test_a_larger_size_is_never_held_more_often():
    rows = catalog.host_capacities()
    types = catalog.instance_types().set_index("instance_type")
    size = {name: rows["instance_type"].map(types[name]) for name in ("vcpu", "gib")}
    rows = rows.assign(**size).sort_values(["family", "vcpu", "gib"])
    before = rows.groupby("family")["instances_per_host"].shift()
    assert (before.isna() | (rows["instances_per_host"] <= before)).all()


# -- the compiler ------------------------------------------------------------------------------------------------------


def _prices(*rows: tuple[str, str, float, float | None]) -> pd.DataFrame:
    columns = ["operating_system", "instance_type", "usd_per_hour", "all_1y"]
    return pd.DataFrame(rows, columns=columns).assign(location="us-east-1", all_3y=float("nan"))


CAPACITIES = pd.DataFrame(
    [("x1.large", "x1", 4), ("x1.4xlarge", "x1", 1), ("x1d.large", "x1d", 4)],
    columns=["instance_type", "family", "instances_per_host"],
)


def _kept(compiler, prices: pd.DataFrame) -> pd.DataFrame:
    return compiler.dedicated_hosts(compiler._listed(prices), compiler._linux(prices), CAPACITIES).set_index("family")


def test_a_siblings_price_is_left_out(compiler):
    prices = _prices(
        ("linux", "x1.large", 1.0, None), ("linux", "x1.4xlarge", 4.0, None), ("linux", "x1d.large", 1.2, None),
        ("host", "x1.large", 4.4, None), ("host", "x1d.large", 4.4, None),
    )  # fmt: skip
    assert _kept(compiler, prices).index.tolist() == ["x1"]
    prices.loc[4, "usd_per_hour"] = 5.28
    assert _kept(compiler, prices).index.tolist() == ["x1", "x1d"]


def test_a_part_load_explains_no_price(compiler):
    """A host at 1.10 times half its load would be a cheaper family's."""
    prices = _prices(
        ("linux", "x1.large", 0.5, None), ("linux", "x1.4xlarge", 4.0, None), ("host", "x1.large", 2.2, None)
    )
    assert _kept(compiler, prices).empty


def test_a_reserved_price_that_is_not_the_familys_own_is_missing(compiler):
    def reserved(upfront: float) -> float:
        prices = _prices(("linux", "x1.4xlarge", 4.0, 20_000 / 8760), ("host", "x1.large", 4.4, upfront / 8760))
        return _kept(compiler, prices).loc["x1", "reserved_1y_all_upfront"]

    assert reserved(22_000) == 22_000 / 8760
    assert pd.isna(reserved(22_003))


def test_a_mac_host_is_compared_with_shorter_names_only(compiler):
    prices = _prices(
        ("linux", "x1.large", 1.0, None), ("host", "mac2.metal", 0.5, None), ("host", "mac2-m2.metal", 0.5, None),
        ("host", "mac2-m2pro.metal", 0.9, None), ("host", "mac-m4.metal", 0.5, None),
    )  # fmt: skip
    assert _kept(compiler, prices).index.tolist() == ["mac-m4", "mac2", "mac2-m2pro"]


def _types(**changed: list[object]) -> pd.DataFrame:
    types = {
        "instance_type": ["y1.large", "y1.8xlarge", "y1.16xlarge"], "family": "y1", "vcpu": [2, 32, 64],
        "gib": [8.0, 128.0, 256.0], "gpu_count": 0.0, "accelerator": "", "local_disk_gb": 0.0, "bare_metal": False,
        "dedicated_hosts": pd.array([True, None, None], dtype="boolean"),
    }  # fmt: skip
    return pd.DataFrame(types | changed)


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, [96, 6, 3]),
        ({"gib": [16.0, 128.0, 256.0]}, [48, 6, 3]),
        ({"gpu_count": [1.0, 4.0, 8.0]}, [24, 6, 3]),
        ({"accelerator": ["1 x Chip", "4 x Chip", "8 x Chip"]}, [24, 6, 3]),
        ({"local_disk_gb": [None, 5000.0, 7500.0]}, [96, 4, 3]),
    ],
)
def test_a_computed_count_is_limited_by_the_scarcest_resource(compiler, changed, counts):
    prices = _prices(("linux", "y1.16xlarge", 2.0, None), ("host", "y1.large", 6.6, None))
    frame = compiler.host_capacities(compiler._listed(prices), compiler._linux(prices), _with_aws(_types(**changed)))
    ours = frame[frame["family"] == "y1"].set_index("instance_type")
    assert ours.loc[["y1.large", "y1.8xlarge", "y1.16xlarge"], "instances_per_host"].tolist() == counts
    assert ours["derived"].all()


def test_a_price_that_no_full_load_explains_gives_no_capacity(compiler):
    prices = _prices(("linux", "y1.16xlarge", 2.0, None), ("host", "y1.large", 7.0, None))
    frame = compiler.host_capacities(compiler._listed(prices), compiler._linux(prices), _with_aws(_types()))
    assert "y1" not in set(frame["family"])


def _with_aws(types: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([catalog.instance_types(), types], ignore_index=True)
