"""Tenancies and the host's crossover, held against slow obvious references over the same tables."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog, ec2

COMMON = {"count": st.integers(1, 300), "hours": st.floats(0.1, 730)}
NAMES = ["m5.large", "m5.4xlarge", "c6i.xlarge", "r6g.large", "t3.medium", "m7i.2xlarge"]
LOCATIONS = ["us-east-1", "ap-northeast-2", "us-west-2-lax-1", "us-gov-west-1"]


def by_tenancy(*args: object, **more: object) -> pd.DataFrame:
    return compare.tenancies(*args, **more).set_index("tenancy")


class TestTenancies:
    def test_rows_and_columns(self):
        table = compare.tenancies("m5.large", 40, "us-east-1")
        assert table["tenancy"].tolist() == list(compare.TENANCIES)
        assert table.columns.tolist() == [
            "tenancy", "bought", "units", "licence_usd_per_month", "usd_per_month", "usd_per_instance_month",
            "ratio_to_shared", "status", "reason", "licence", "as_of",
        ]  # fmt: skip

    @given(name=st.sampled_from(NAMES), system=st.sampled_from(["linux", "rhel"]), **COMMON)
    @settings(max_examples=20)
    def test_each_row_is_what_it_says(self, name, system, count, hours):
        table = by_tenancy(name, count, "us-east-1", system, hours)
        family = name.split(".")[0]
        price = catalog.price(name, "us-east-1", system)
        usd = table["usd_per_month"]
        assert usd["shared"] == pytest.approx(price * count * hours)
        rate = ec2.dedicated_rate(name, "us-east-1", system).usd_per_hour
        assert usd["dedicated_instance"] == pytest.approx((rate * count + 2) * hours)
        hosts = ec2.hosts_needed(name, count)
        assert usd["dedicated_host"] == pytest.approx(ec2.host_cost(family, "us-east-1", hosts, hours))
        reserved = ec2.host_rates(family, "us-east-1").set_index("option")["usd_per_hour"]
        for years in (1, 3):
            expected = hosts * 730 * reserved[f"reserved_{years}y_all_upfront"]
            assert usd[f"host_reservation_{years}y"] == pytest.approx(expected, nan_ok=True)
        metal = table.loc["bare_metal"]
        if metal["bought"]:
            vcpu = catalog.instance_types().set_index("instance_type")["vcpu"]
            assert metal["units"] * (vcpu[metal["bought"]] // vcpu[name]) >= count
            assert metal["usd_per_month"] == pytest.approx(
                catalog.price(metal["bought"], "us-east-1") * metal["units"] * hours
            )
        assert (table["usd_per_instance_month"] * count).tolist() == pytest.approx(usd.tolist(), nan_ok=True)
        assert (table["ratio_to_shared"] * usd["shared"]).tolist() == pytest.approx(usd.tolist(), nan_ok=True)

    def test_own_licences_are_paid_where_they_are_yours(self):
        bare = by_tenancy("m5.large", 40, "us-east-1", "windows", 100)
        own = by_tenancy("m5.large", 40, "us-east-1", "windows", 100, licence_usd_per_instance_hour=0.05)
        added = own["usd_per_month"] - bare["usd_per_month"]
        assert added[["shared", "dedicated_instance"]].tolist() == [0, 0]
        assert added[["dedicated_host", "bare_metal"]].tolist() == pytest.approx([40 * 100 * 0.05] * 2)
        assert own["licence_usd_per_month"].fillna(0).tolist() == pytest.approx(added.fillna(0).tolist())
        linux = compare.tenancies("m5.large", 40, "us-east-1", licence_usd_per_instance_hour=0.05)
        assert linux["licence_usd_per_month"].fillna(0).eq(0).all()

    @given(
        name=st.sampled_from(NAMES),
        location=st.sampled_from(LOCATIONS[:2]),
        system=st.sampled_from(["linux", "windows"]),
        other=st.booleans(),
        licence=st.sampled_from([0.0, 0.03]),
        count=st.integers(1, 120),
    )
    @settings(max_examples=20)
    def test_by_count_is_what_each_count_costs(self, name, location, system, other, licence, count):
        more = {"other_dedicated": other, "licence_usd_per_instance_hour": licence}
        if not len(catalog.on_demand(name, location, system)):
            return
        every = compare.tenancies_by_count(name, location, system, most=120, **more)
        assert every.groupby("tenancy")["count"].agg(list).map(lambda counts: counts == list(range(1, 121))).all()
        here = every[every["count"] == count].set_index("tenancy")["usd_per_month"]
        slow = by_tenancy(name, count, location, system, **more)["usd_per_month"]
        assert here[slow.index].tolist() == pytest.approx(slow.tolist(), nan_ok=True)

    @given(count=st.integers(1, 48))
    @settings(max_examples=10)
    def test_a_host_costs_the_same_however_full_it_is(self, count):
        full, part = (by_tenancy("m5.large", n, "us-east-1").loc["dedicated_host"] for n in (48, count))
        assert part["units"] == full["units"] == 1
        assert part["usd_per_month"] == full["usd_per_month"]
        assert by_tenancy("m5.large", 49, "us-east-1").loc["dedicated_host", "units"] == 2

    def test_a_licence_is_included_yours_or_none(self):
        linux, windows = (by_tenancy("m5.large", 10, "us-east-1", s) for s in ("linux", "windows"))
        assert linux["licence"].unique().tolist() == ["none"]
        assert windows["licence"].tolist() == ["included"] * 2 + ["yours"] * 4
        same = ["dedicated_host", "host_reservation_1y", "host_reservation_3y", "bare_metal"]
        pd.testing.assert_frame_equal(
            linux.loc[same, ["units", "usd_per_month", "status"]],
            windows.loc[same, ["units", "usd_per_month", "status"]],
        )
        assert (windows["usd_per_month"] > linux["usd_per_month"]).loc[["shared", "dedicated_instance"]].all()

    def test_the_fee_is_paid_once(self):
        alone, beside = (by_tenancy("m5.large", 10, "us-east-1", other_dedicated=o) for o in (False, True))
        saved = alone["usd_per_month"] - beside["usd_per_month"]
        assert saved["dedicated_instance"] == pytest.approx(2 * 730)
        assert (saved.drop("dedicated_instance").fillna(0) == 0).all()

    def test_a_reservation_runs_on_when_the_instances_do_not(self):
        short, full = (by_tenancy("m5.large", 10, "us-east-1", "linux", hours) for hours in (100, 730))
        reserved = ["host_reservation_1y", "host_reservation_3y"]
        assert (short["usd_per_month"] == full["usd_per_month"]).loc[reserved].all()
        assert short.loc["dedicated_host", "usd_per_month"] == pytest.approx(
            full.loc["dedicated_host", "usd_per_month"] * 100 / 730
        )

    @pytest.mark.parametrize("location", LOCATIONS)
    def test_no_price_has_a_reason_and_a_price_has_none(self, location):
        sold = catalog.on_demand(location=location, operating_system="linux")["instance_type"]
        for name in sold.sample(25, random_state=5).astype(str):
            table = compare.tenancies(name, 7, location)
            unknown = table["usd_per_month"].isna()
            assert (table["reason"].ne("") == unknown).all()
            assert (table["status"].eq("unknown") == unknown).all()
            assert not (table["usd_per_month"] == 0).any()

    def test_reasons(self):
        t2 = by_tenancy("t2.micro", 1, "us-east-1")["reason"]
        assert t2.tolist() == ["", "no_premium", "no_host_price", "no_host_price", "no_host_price", "no_bare_metal"]

    def test_the_cheapest_bare_metal_type_that_holds_one_is_taken(self):
        """m7i is sold as metal-24xl (96 vCPU) and metal-48xl (192)."""
        assert by_tenancy("m7i.large", 10, "us-east-1").loc["bare_metal", "bought"] == "m7i.metal-24xl"
        whole = by_tenancy("m7i.48xlarge", 2, "us-east-1").loc["bare_metal"]
        assert (whole["bought"], whole["units"]) == ("m7i.metal-48xl", 2)

    def test_bare_metal_itself(self):
        table = by_tenancy("m5.metal", 2, "us-east-1")
        metal = table.loc["bare_metal", ["bought", "units", "status"]]
        assert metal.tolist() == ["m5.metal", 2, "listed"]
        assert table.loc["bare_metal", "usd_per_month"] == table.loc["shared", "usd_per_month"]

    def test_bad_input(self):
        for bad in (0, -1, 1.5, True, None):
            with pytest.raises(InputError, match="give a whole number of 1 or more"):
                compare.tenancies("m5.large", bad, "us-east-1")
        for bad in (0, -1, math.nan, "730"):
            with pytest.raises(InputError, match="give a number above 0"):
                compare.tenancies("m5.large", 1, "us-east-1", hours=bad)
        with pytest.raises(InputError, match="is not sold"):
            compare.tenancies("c6g.large", 1, "us-east-1", "windows")


def slow(row: pd.Series, fee: float, per_instance: float) -> float:
    """Count up to the host's capacity."""
    for n in range(1, int(row["instances_per_host"]) + 1):
        instances, host = fee + n * row["usd_per_instance_hour"], row["host_usd_per_hour"] + n * per_instance
        if instances >= host * (1 - 1e-12):
            return n
    return math.nan


class TestHostCrossover:
    @pytest.mark.parametrize("against", ["shared", "dedicated_instance"])
    @pytest.mark.parametrize("location", LOCATIONS)
    def test_equals_counting_up(self, location, against):
        cases = [("windows", False, 0.0), ("windows", True, 0.0), ("windows", False, 0.03), ("windows", True, 5.0)]
        # On small hosts the licence is dearer than the instance, and the fee alone dearer than the host.
        for system, other, licence in [*cases, ("linux", False, 0.03)]:
            table = compare.host_crossover(
                location, system, against, other_dedicated=other, licence_usd_per_instance_hour=licence
            )
            fee = 2.0 if against == "dedicated_instance" and not other else 0.0
            known = table.dropna(subset=["usd_per_instance_hour", "instances_per_host", "host_usd_per_hour"])
            expected = [slow(row, fee, licence) for _, row in known.iterrows()]
            assert known["instances_to_pay"].tolist() == pytest.approx(expected, nan_ok=True)

    @pytest.mark.parametrize("location", LOCATIONS)
    def test_every_size_of_every_family_with_a_host_price(self, location):
        table = compare.host_crossover(location)
        priced = set(catalog.dedicated_hosts(location)["family"])
        sold = catalog.on_demand(location=location, operating_system="linux")["instance_type"].astype(str)
        assert sorted(table["instance_type"]) == sorted(name for name in sold if name.split(".")[0] in priced)
        assert table["instances_to_pay"].isna().eq(table["reason"].ne("")).all()
        paying = table.dropna(subset="instances_to_pay")
        assert paying["instances_to_pay"].between(1, paying["instances_per_host"]).all()
        assert paying["share_of_host"].between(0, 1).all()

    def test_a_full_host_costs_a_tenth_more_than_shared_instances(self):
        """So that it never pays on price alone: the reason to take one is a licence, or a rule."""
        table = compare.host_crossover("us-east-1", against="shared")
        full = table.loc[table["full_host_ratio"].notna()]
        virtual = full[~full["instance_type"].str.contains("metal")]
        best = virtual.groupby("family")["full_host_ratio"].min()
        assert len(best) > 40
        assert best.median() == pytest.approx(1.10, abs=0.001)

    def test_a_fee_dearer_than_the_host_pays_from_the_first(self):
        table = compare.host_crossover("us-east-1").set_index("instance_type")
        cheap = table[table["host_usd_per_hour"] <= 2].dropna(subset="instances_to_pay")
        assert len(cheap)
        assert (cheap["instances_to_pay"] == 1).all()

    def test_a_licence_of_ones_own_brings_the_point_down_against_windows(self):
        linux, windows = (
            compare.host_crossover("us-east-1", system, "shared").set_index("instance_type")
            for system in ("linux", "windows")
        )
        assert math.isnan(linux.loc["m5.large", "instances_to_pay"])
        assert windows.loc["m5.large", "instances_to_pay"] < 48

    @given(licence=st.floats(0, 0.2), more=st.floats(0, 0.2))
    @settings(max_examples=15)
    def test_dearer_licences_never_bring_it_down(self, licence, more):
        few, many = (
            compare.host_crossover("us-east-1", "windows", licence_usd_per_instance_hour=usd)
            for usd in (licence, licence + more)
        )
        assert (many["instances_to_pay"].fillna(math.inf) >= few["instances_to_pay"].fillna(math.inf)).all()

    def test_licences_by_core_count_the_whole_host(self):
        plain, licensed = (
            compare.host_crossover("us-east-1", "windows", licence_usd_per_core_hour=usd).set_index("instance_type")
            for usd in (0, 0.01)
        )
        rise = licensed["host_usd_per_hour"] - plain["host_usd_per_hour"]
        assert rise["m5.large"] == pytest.approx(0.48)
        unknown = licensed.loc[licensed["reason"] == "no_cores", "instances_to_pay"]
        assert unknown.isna().all()

    def test_a_reserved_host_pays_no_later(self):
        plain, one, three = (compare.host_crossover("us-east-1", option=option) for option in ec2.HOST_OPTIONS)
        for reserved in (one, three):
            known = reserved["host_usd_per_hour"].notna()
            points = plain["instances_to_pay"].fillna(math.inf), reserved["instances_to_pay"].fillna(math.inf)
            assert (points[1] <= points[0])[known].all()
            assert reserved.loc[~known, "reason"].isin(["no_reservation_price", "no_capacity"]).all()

    def test_dates(self):
        shared, dedicated = (compare.host_crossover("us-east-1", against=a) for a in ("shared", "dedicated_instance"))
        assert dedicated["as_of"].unique().tolist() == [catalog.as_of("dedicated_instance_premium")]
        assert shared["as_of"].unique().tolist() == [catalog.as_of("on_demand")]

    def test_bad_input(self):
        with pytest.raises(InputError, match="unknown comparison 'dedicated': did you mean 'dedicated_instance'"):
            compare.host_crossover("us-east-1", against="dedicated")
        with pytest.raises(InputError, match="unknown host purchase option"):
            compare.host_crossover("us-east-1", option="3y")
        with pytest.raises(InputError, match="licence_usd_per_core_hour -1 cannot be used"):
            compare.host_crossover("us-east-1", licence_usd_per_core_hour=-1)
        with pytest.raises(InputError, match="did you mean 'ap-northeast-2'"):
            compare.host_crossover("ap-northeast-22")
