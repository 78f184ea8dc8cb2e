"""CPU options: AWS's own bills and tables, and what no configuration may break."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.ec2 import _cpu

BY_VCPU = ("windows", "windows_sql_web", "windows_sql_standard", "windows_sql_enterprise")

#: EC2 User Guide, "Supported CPU options for Amazon EC2 instance types": default vCPUs, cores and threads; valid ones.
AWS_TABLE = [
    ("m5.24xlarge", 96, 48, 2, list(range(4, 49, 2)), [1, 2]),
    ("m5zn.3xlarge", 12, 6, 2, [2, 4, 6], [1, 2]),
    ("m6a.12xlarge", 48, 24, 2, [1, 2, 3, 4, 5, 6, 7, 8, 16, 24], [1, 2]),
    ("c5.9xlarge", 36, 18, 2, list(range(2, 19, 2)), [1, 2]),
    ("c7a.16xlarge", 64, 64, 1, [1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 32, 40, 48, 56, 64], [1]),
    ("m7g.xlarge", 4, 4, 1, [1, 2, 3, 4], [1]),
    ("t3.2xlarge", 8, 4, 2, [2, 4], [1, 2]),
    ("g6.12xlarge", 48, 24, 2, [1, 2, 3, 6, 9, 12, 15, 18, 21, 24], [1, 2]),
    ("inf2.48xlarge", 192, 96, 2, [4, 8, 12, 16, 20, 24, 28, 32, 64, 96], [1, 2]),
]


@pytest.mark.parametrize(("name", "vcpu", "cores", "threads", "valid_cores", "valid_threads"), AWS_TABLE)
def test_options_of_awss_table(name, vcpu, cores, threads, valid_cores, valid_threads):
    table = _cpu.cpu_options(name)
    assert sorted(set(table["cores"])) == valid_cores
    assert sorted(set(table["threads_per_core"])) == valid_threads
    assert len(table) == len(valid_cores) * len(valid_threads)
    default = table[table["default"]]
    assert default[["vcpu", "cores", "threads_per_core"]].to_numpy().tolist() == [[vcpu, cores, threads]]


def test_options_of_every_type():
    """One default each, and never more vCPUs than by default."""
    types = catalog.instance_types()
    for name, vcpu in types.loc[types["valid_cores"] != "", ["instance_type", "vcpu"]].itertuples(index=False):
        table = _cpu.cpu_options(name)
        assert table["default"].sum() == 1, name
        assert table["vcpu"].max() == vcpu == table.loc[table["default"], "vcpu"].iloc[0], name
        assert (table["vcpu"] == table["cores"] * table["threads_per_core"]).all(), name
        assert not table.duplicated(["cores", "threads_per_core"]).any(), name


def test_awss_bill_by_default():
    """EC2 User Guide, "Optimize CPUs for License-Included instances", example 1: one combined line."""
    bill = _cpu.optimize_cpus("r7i.8xlarge", "us-east-1", "windows_sql_enterprise", 16, 2, hours=100)
    assert bill[["part", "quantity", "unit", "reason"]].to_numpy().tolist() == [
        ["instance_with_license", 100, "hour", "default"]
    ]
    assert bill["usd"].iloc[0] == pytest.approx(211.68 + 3200 * 0.421)


def test_awss_bill_with_half_the_vcpus():
    """Example 2 of the same page."""
    bill = _cpu.optimize_cpus("r7i.8xlarge", "us-east-1", "windows_sql_enterprise", 8, 2, hours=100)
    assert bill["part"].tolist() == ["instance", "license"]
    assert bill["usd"].tolist() == pytest.approx([211.68, 673.60])
    assert bill["quantity"].tolist() == [100, 1600]
    assert bill["unit"].tolist() == ["hour", "vCPU-hour"]


def test_awss_bill_with_a_savings_plan():
    """Example 3: the plan covers the instance part at the rate without licence, and the licence stays."""
    rates = catalog.commitments("r7i.8xlarge", "us-east-1", "linux").set_index("option")
    assert rates.loc["compute_sp_1y_no_upfront", "usd_per_hour"] == pytest.approx(1.53362)
    bill = _cpu.optimize_cpus("r7i.8xlarge", "us-east-1", "windows_sql_enterprise", 8, 2, hours=100)
    assert bill.set_index("part")["usd"]["license"] == pytest.approx(673.60)


def test_fewer_than_four_vcpus_are_billed_by_default():
    """EC2 User Guide, "Rules for specifying CPU options"."""
    table = _cpu.license_saving("r7i.8xlarge", "us-east-1", "windows").set_index(["cores", "threads_per_core"])
    assert table.loc[(3, 1), "reason"] == table.loc[(1, 2), "reason"] == "under_4_vcpu"
    assert table.loc[(3, 1), "saved_usd"] == 0
    assert table.loc[(4, 1), "reason"] == "reduced"
    assert table.loc[(4, 1), "saved_usd"] > 0


@pytest.mark.parametrize(
    ("name", "system", "reason"),
    [
        ("t3.2xlarge", "windows", "t3"),
        ("m5.4xlarge", "linux", "no_vcpu_fee"),
        ("m5.4xlarge", "rhel", "no_vcpu_fee"),
        ("m5.4xlarge", "suse", "no_vcpu_fee"),
        ("m5.4xlarge", "linux_sql_enterprise", "no_vcpu_fee"),
    ],
)
def test_where_options_change_no_price(name, system, reason):
    bill = _cpu.optimize_cpus(name, "us-east-1", system, 2, 2)
    part = "instance" if system == "linux" else "instance_with_license"
    assert bill[["part", "reason"]].to_numpy().tolist() == [[part, reason]]
    assert bill["usd_per_unit"].iloc[0] == catalog.price(name, "us-east-1", system)


def test_a_fee_that_the_price_list_contradicts_is_not_used():
    """The flex families pay less for Windows than AWS's fee says: what a reduced configuration costs is not known."""
    bill = _cpu.optimize_cpus("m7i-flex.8xlarge", "us-east-1", "windows", 8, 2)
    assert bill["reason"].tolist() == ["not_confirmed"] * 2
    assert math.isnan(bill["usd"].iloc[1])
    saving = _cpu.license_saving("m7i-flex.8xlarge", "us-east-1", "windows").set_index("reason")
    assert saving.loc["default", "saved_usd"] == 0
    assert saving.loc["not_confirmed", ["usd", "saved_usd", "saving"]].isna().all(axis=None)


def _sold_by_vcpu():
    sold = catalog.on_demand()
    sold = sold[sold["operating_system"].isin(BY_VCPU)]
    types = catalog.instance_types()
    with_options = types.loc[types["valid_cores"] != "", "instance_type"]
    return sold[sold["instance_type"].isin(with_options)].reset_index(drop=True)


SOLD = _sold_by_vcpu()


@given(row=st.integers(0, len(SOLD) - 1), hours=st.floats(0.01, 8760), pick=st.integers(0, 10_000))
def test_the_instance_is_constant_and_the_licence_grows_with_active_vcpus(row, hours, pick):
    place, system, name = SOLD.loc[row, ["location", "operating_system", "instance_type"]]
    table = _cpu.license_saving(name, place, system, hours)
    linux = catalog.on_demand(name, place, "linux")["usd_per_hour"]
    bare = linux.iloc[0] * hours if len(linux) else 0.0
    default = catalog.price(name, place, system) * hours
    known = table["usd"].dropna()
    assert (known >= bare * (1 - 1e-9)).all()
    assert (known <= default * (1 + 1e-9)).all()
    assert table["usd"].add(table["saved_usd"]).dropna().to_numpy() == pytest.approx(default)
    reduced = table[table["reason"] == "reduced"]
    assert reduced["usd"].is_monotonic_increasing  # rows come by vCPU
    option = table.iloc[pick % len(table)]
    bill = _cpu.optimize_cpus(name, place, system, int(option["cores"]), int(option["threads_per_core"]), hours)
    assert bill["usd"].sum(skipna=False) == pytest.approx(option["usd"], nan_ok=True)
    assert (bill["quantity"] * bill["usd_per_unit"]).to_numpy() == pytest.approx(bill["usd"].to_numpy(), nan_ok=True)
    if option["reason"] == "reduced":
        assert bill["usd"].iloc[0] == pytest.approx(bare)


def _largest_reduced():
    """The most vCPUs below the default that each type can run with."""
    types = catalog.instance_types()
    types = types[types["valid_cores"] != ""].set_index("instance_type")
    most = {}
    for name, row in types.iterrows():
        cores, threads = ([int(one) for one in row[c].split(",")] for c in ("valid_cores", "valid_threads_per_core"))
        most[name] = max((c * t for c in cores for t in threads if c * t < row["vcpu"]), default=0)
    return most


def test_no_configuration_of_any_type_costs_more_than_the_default():
    """The largest reduced configuration of every type, with every licence by vCPU, in every eighth location."""
    most = _largest_reduced()
    tried = 0
    for system in BY_VCPU:
        for place in catalog.locations()["location"][::8]:
            table = _cpu.license_share(place, system)
            vcpu = table["instance_type"].map(most)
            table, vcpu = table[table["agrees"] & (vcpu >= 4)], vcpu[table["agrees"] & (vcpu >= 4)]
            reduced = table["bare_usd_per_hour"] + vcpu * table["listed_usd_per_vcpu_hour"]
            assert (reduced <= table["usd_per_hour"] + 1e-9).all(), (place, system)
            tried += len(table)
    assert tried > 4_000


@pytest.mark.parametrize("system", BY_VCPU)
def test_the_share_of_the_licence(system):
    table = _cpu.license_share("us-east-1", system)
    assert table["license_share"].is_monotonic_decreasing
    assert ((table["license_share"] >= 0) & (table["license_share"] < 1)).all()
    total = table["bare_usd_per_hour"] + table["license_usd_per_hour"]
    assert total.to_numpy() == pytest.approx(table["usd_per_hour"].to_numpy())
    large = table[table["vcpu"] >= 4]  # SQL Server is licensed for four cores at least
    assert large["agrees"].mean() > 0.8  # the fee that AWS prints is the one in the price list
    assert set(table["instance_type"]) <= set(
        catalog.on_demand(location="us-east-1", operating_system=system)["instance_type"]
    )


def test_a_licence_without_a_listed_fee_has_a_share_all_the_same():
    table = _cpu.license_share("us-east-1", "rhel")
    assert table["listed_usd_per_vcpu_hour"].isna().all()
    assert not table["agrees"].any()
    assert np.isfinite(table["license_share"]).all()


@given(before=st.integers(1, 448), after=st.integers(1, 448), usd=st.floats(0, 1e5), least=st.integers(0, 8))
def test_byol_counts_cores_one_by_one(before, after, usd, least):
    def bill(cores):
        return sum(usd for _ in range(max(cores, least)))

    assert _cpu.byol_saving(before, after, usd, least) == pytest.approx(bill(before) - bill(after), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: _cpu.cpu_options("m5.metal"), "m5.metal is bare metal: CPU options cannot be specified for it"),
        (lambda: _cpu.cpu_options("t2.large"), "t2.large has no CPU options: its cores (2) and threads per core (1)"),
        (lambda: _cpu.cpu_options("p3.2xlarge"), "the CPU options of p3.2xlarge are not known in this snapshot"),
        (lambda: _cpu.cpu_options("m5.huge"), "unknown instance type 'm5.huge'"),
        (
            lambda: _cpu.optimize_cpus("m5.2xlarge", "us-east-1", "windows", 3, 2),
            "m5.2xlarge cannot run with 3 cores of 2 threads: cores are 2, 4; threads per core 1, 2",
        ),
        (lambda: _cpu.optimize_cpus("m5.2xlarge", "us-east-1", "windows", 2.5, 2), "cores 2.5 cannot be used"),
        (lambda: _cpu.optimize_cpus("m5.2xlarge", "us-east-1", "windows", 2, 2, -1), "hours -1 cannot be used"),
        (lambda: _cpu.license_saving("m5.2xlarge", "us-east-9", "windows"), "unknown Region 'us-east-9'"),
        (lambda: _cpu.license_share("us-east-1", "linux"), "the price of linux has no licence in it"),
        (lambda: _cpu.byol_saving(0, 2, 100), "cores_before 0 cannot be used"),
        (lambda: _cpu.byol_saving(4, 2, -1), "usd_per_core_year -1 cannot be used"),
    ],
)
def test_bad_input_is_one_sentence(call, said):
    with pytest.raises(InputError) as error:
        call()
    assert str(error.value).startswith(said)
    assert "\n" not in error.value.ko
    assert error.value.ko != error.value.en
