"""Dedicated Instances, hosts and licences: printed prices, AWS's worked examples, bounds, and a slow reference."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, ec2

TYPES = ["m5.large", "c6i.xlarge", "r6g.large", "t3.medium"]
PLACES = ["us-east-1", "us-east-1-bos-1", "ap-northeast-2"]
SYSTEMS = ["linux", "windows"]
SOLD = [
    (name, place, system)
    for name in TYPES
    for place in PLACES
    for system in SYSTEMS
    if len(catalog.on_demand(name, place, system)) and len(catalog.on_demand(name, place, "linux"))
]
rows = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(SOLD), st.integers(0, 9)),
    max_size=12,
)
PRICED = catalog.dedicated_hosts("us-east-1")["family"].tolist()


@cache
def usd_per_hour(name: str, place: str, system: str) -> float:
    return ec2.dedicated_rate(name, place, system).usd_per_hour


def frame(lines: list[tuple[int, tuple[str, str, str], int]]) -> pd.DataFrame:
    flat = [(hour, place, name, system, count) for hour, (name, place, system), count in lines]
    return pd.DataFrame(flat, columns=["hour", "location", "instance_type", "operating_system", "count"])


class TestDedicatedRate:
    @pytest.mark.parametrize(
        ("name", "location", "system", "printed", "within"),
        [
            ("x2iedn.32xlarge", "us-east-1", "linux", 29.344, 5e-4),  # ec2instances.info, vantage-sh
            ("t3.medium", "us-east-1", "linux", 0.0441, 5e-5),  # Infracost instance_test.golden
            ("t3.micro", "af-south-1", "linux", 0.0144, 5e-5),  # AWS price list of 2022-10-01, SKU XUDFFMF54T6N8VEC
            ("c6i.large", "ap-northeast-1", "windows_sql_web", 0.2773, 5e-5),  # of 2023-02-01, SKU 2223B6PCG6QAUYY6
        ],
    )
    def test_prices_that_aws_lists(self, name, location, system, printed, within):
        assert ec2.dedicated_rate(name, location, system).usd_per_hour == pytest.approx(printed, abs=within)

    def test_the_listed_windows_price_excludes_a_premium_on_the_licence(self):
        """The same SKU 2223B6PCG6QAUYY6: were the licence raised as the hardware, it would be 1.6 cents dearer."""
        rate = ec2.dedicated_rate("c6i.large", "ap-northeast-1", "windows_sql_web")
        assert rate.premium * rate.shared_usd_per_hour > 0.2773 + 0.015

    @given(sold=st.sampled_from(SOLD))
    def test_only_the_hardware_is_raised(self, sold):
        name, place, system = sold
        rate = ec2.dedicated_rate(name, place, system)
        linux = catalog.price(name, place)
        assert rate.usd_per_hour - rate.shared_usd_per_hour == pytest.approx((rate.premium - 1) * linux)
        assert rate.least_premium <= rate.premium <= rate.most_premium
        assert rate.least_usd_per_hour <= rate.usd_per_hour <= rate.most_usd_per_hour
        assert rate.derived

    def test_it_is_dated_by_its_older_source(self):
        rate = ec2.dedicated_rate("m5.large", "us-east-1")
        assert rate.as_of == catalog.as_of("dedicated_instance_premium") < catalog.as_of("on_demand")

    def test_a_family_without_a_premium_has_no_rate(self):
        rates = ec2.dedicated_rates("us-east-1").set_index("instance_type")
        known = set(catalog.table("dedicated_instance_premium")["family"])
        unknown = ~rates["family"].isin(known)
        assert unknown["t2.micro"]
        assert rates.loc[unknown, "usd_per_hour"].isna().all()
        assert (rates.loc[unknown, "reason"] == "no_premium").all()
        assert rates.loc[~unknown, "usd_per_hour"].notna().all()
        assert (rates.loc[~unknown, "reason"] == "").all()

    def test_a_licence_cannot_be_told_from_hardware_without_a_linux_price(self):
        for place in ("us-east-1", "us-gov-west-1", "ap-northeast-1"):
            rates = ec2.dedicated_rates(place, "windows").set_index("instance_type")
            linux = set(catalog.on_demand(location=place, operating_system="linux")["instance_type"])
            lacking = rates[~rates.index.isin(linux)]
            assert lacking["usd_per_hour"].isna().all()
            assert lacking["reason"].isin(["no_premium", "no_linux_price"]).all()

    def test_what_is_not_sold_says_where_it_is(self):
        with pytest.raises(InputError, match=r"m5\.lrage.*did you mean"):
            ec2.dedicated_rate("m5.lrage", "us-east-1")
        with pytest.raises(InputError, match="is not sold"):
            ec2.dedicated_rate("c6g.large", "us-east-1", "windows")


class TestDedicatedCost:
    def test_the_fee_is_two_dollars_an_hour(self):
        """Savings Plans User Guide, "Savings Plans types": $2/hour in every Region with at least one running."""
        assert ec2.dedicated_region_fee("us-east-1") == 2
        usage = frame([(0, ("m5.large", "us-east-1", "linux"), 1), (0, ("m5.large", "ap-northeast-2", "linux"), 5)])
        fees = ec2.dedicated_cost(usage).query("item == 'region_fee'")
        assert fees[["location", "usd"]].values.tolist() == [["ap-northeast-2", 2.0], ["us-east-1", 2.0]]

    def test_a_zone_counts_for_its_region(self):
        usage = frame([(0, ("t3.medium", place, "linux"), 1) for place in PLACES[:2]])
        table = ec2.dedicated_cost(usage)
        assert table.query("item == 'region_fee'")[["location", "hours"]].values.tolist() == [["us-east-1", 1]]

    def test_nothing_running_costs_nothing(self):
        table = ec2.dedicated_cost(frame([(0, ("m5.large", "us-east-1", "linux"), 0)]))
        assert table["item"].tolist() == ["instance"]
        assert table["usd"].sum(skipna=False) == 0
        assert ec2.dedicated_cost(frame([])).empty

    @given(lines=rows)
    @settings(max_examples=25)
    def test_equals_adding_up_row_by_row(self, lines):
        table = ec2.dedicated_cost(frame(lines))
        regions = dict(catalog.locations()[["location", "parent_region"]].values.tolist())
        total, seen = 0.0, set()
        for hour, (name, place, system), count in lines:
            total += count * usd_per_hour(name, place, system)
            if count and (hour, regions[place]) not in seen:
                seen.add((hour, regions[place]))
                total += ec2.dedicated_region_fee(place)
        assert table["usd"].sum(skipna=False) == pytest.approx(total)
        hours = table.groupby("item")["hours"].sum()
        assert hours.get("instance", 0) == sum(count for *_, count in lines)
        assert hours.get("region_fee", 0) == len(seen)

    @given(lines=rows, factor=st.integers(1, 5))
    @settings(max_examples=15)
    def test_the_fee_does_not_ask_how_many_run(self, lines, factor):
        more = [(hour, kind, count * factor) for hour, kind, count in lines]
        once, often = (ec2.dedicated_cost(frame(some)).query("item == 'region_fee'") for some in (lines, more))
        pd.testing.assert_frame_equal(once, often, check_index_type=False)

    @given(lines=rows.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
    @settings(max_examples=15)
    def test_the_order_of_rows_does_not_matter(self, lines):
        pd.testing.assert_frame_equal(*(ec2.dedicated_cost(frame(list(some))) for some in lines))

    def test_an_unknown_rate_leaves_the_total_unknown(self):
        table = ec2.dedicated_cost(frame([(0, ("t2.micro", "us-east-1", "linux"), 3)]))
        assert table["reason"].tolist() == ["no_premium", ""]
        assert math.isnan(table["usd"].sum(skipna=False))

    def test_the_system_is_linux_unless_said(self):
        usage = frame([(0, ("m5.large", "us-east-1", "linux"), 2)])
        pd.testing.assert_frame_equal(
            ec2.dedicated_cost(usage), ec2.dedicated_cost(usage.drop(columns="operating_system"))
        )

    @pytest.mark.parametrize("bad", [-1, 1.5, "3", None, True, math.nan])
    def test_bad_counts(self, bad):
        usage = frame([(0, ("m5.large", "us-east-1", "linux"), 2)]).astype({"count": object})
        usage.loc[0, "count"] = bad
        with pytest.raises(InputError, match="give a whole number of 0 or more"):
            ec2.dedicated_cost(usage)

    def test_bad_names_and_columns(self):
        usage = frame([(0, ("m5.large", "us-east-1", "linux"), 2)])
        with pytest.raises(InputError, match="did you mean 'us-east-1'"):
            ec2.dedicated_cost(usage.assign(location="us-est-1"))
        with pytest.raises(InputError, match="need the column hour"):
            ec2.dedicated_cost(usage.drop(columns="hour"))
        with pytest.raises(InputError, match="is not sold"):
            ec2.dedicated_cost(usage.assign(instance_type="c6g.large", operating_system="windows"))


class TestHosts:
    @pytest.mark.parametrize(("family", "month"), [("c5", 2457.18), ("mac1", 790.59)])
    def test_a_month_as_infracost_prints_it(self, family, month):
        """Infracost ec2_host_test.golden, us-east-1, On-Demand, 730 hours."""
        assert ec2.host_cost(family, "us-east-1", 1, 730) == pytest.approx(month, abs=0.005)

    def test_per_second_from_a_minute_and_mac_from_a_day(self):
        """EC2 User Guide, "Amazon EC2 Dedicated Host pricing and billing" and "Amazon EC2 Mac instances"."""
        c5, mac = (ec2.host_rates(f, "us-east-1")["usd_per_hour"].iloc[0] for f in ("c5", "mac1"))
        assert ec2.host_cost("c5", "us-east-1", 1, 10 / 3600) == pytest.approx(c5 / 60)
        assert ec2.host_cost("c5", "us-east-1", 1, 90 / 3600) == pytest.approx(c5 / 40)
        assert ec2.host_cost("mac1", "us-east-1", 1, 1) == pytest.approx(24 * mac)
        assert ec2.host_cost("mac1", "us-east-1", 1, 25) == pytest.approx(25 * mac)

    @given(family=st.sampled_from(PRICED), hosts=st.integers(0, 9), hours=st.floats(0, 1000))
    @settings(max_examples=40)
    def test_cost_follows_hosts_and_hours_alone(self, family, hosts, hours):
        one, many = (ec2.host_cost(family, "us-east-1", n, hours) for n in (1, hosts))
        assert many == pytest.approx(hosts * one)
        rate = ec2.host_rates(family, "us-east-1")["usd_per_hour"].iloc[0]
        assert (
            hours * rate * (1 - 1e-9)
            <= one
            <= (max(hours, 24 if family.startswith("mac") else 1 / 60) + 1 / 3600) * rate
        )

    @pytest.mark.parametrize("location", ["us-east-1", "ap-northeast-2", "us-west-2-lax-1"])
    def test_a_reservation_is_cheaper_where_its_price_is_known(self, location):
        for family in catalog.dedicated_hosts(location)["family"]:
            rates = ec2.host_rates(family, location)
            known = rates.dropna(subset="usd_per_hour")
            assert (known["usd_per_hour"].diff().dropna() <= 0).all()
            assert (rates["status"].eq("unknown") == rates["usd_per_hour"].isna()).all()
            upfront = known["upfront_usd"] / (known["term_years"] * 8760).where(known["term_years"] > 0)
            reserved = known["term_years"] > 0
            assert upfront[reserved].tolist() == pytest.approx(known.loc[reserved, "usd_per_hour"].tolist(), abs=1e-6)

    def test_no_price_stays_no_price(self):
        rates = ec2.host_rates("t2", "us-east-1")
        assert rates["usd_per_hour"].isna().all()
        assert rates["status"].unique().tolist() == ["unknown"]
        assert math.isnan(ec2.host_cost("t2", "us-east-1", 1, 730))

    def test_capacities_that_the_guide_names(self):
        """EC2 User Guide, "Amazon EC2 Dedicated Host instance capacity configurations"."""
        m5, r5 = (ec2.host_capacity(f).set_index("instance_type") for f in ("m5", "r5"))
        assert m5["cores"].unique().tolist() == r5["cores"].unique().tolist() == [48]
        assert m5.loc["m5.4xlarge", "instances_per_host"] == 6
        assert r5.loc["r5.8xlarge", "instances_per_host"] == 2
        assert ec2.host_capacity("t2").empty

    @given(name=st.sampled_from(["m5.large", "m5.8xlarge", "t3.micro", "r6i.xlarge"]), count=st.integers(0, 2000))
    @settings(max_examples=50)
    def test_hosts_needed_is_the_smallest_number_that_holds_them(self, name, count):
        hosts = ec2.hosts_needed(name, count)
        holds = ec2.host_capacity(name.split(".")[0]).set_index("instance_type").loc[name, "instances_per_host"]
        assert hosts * holds >= count
        assert count == 0 or (hosts - 1) * holds < count

    def test_bad_input(self):
        with pytest.raises(InputError, match="unknown instance family 'm55'"):
            ec2.host_rates("m55", "us-east-1")
        with pytest.raises(InputError, match="unknown host purchase option 'reserved'"):
            ec2.host_cost("m5", "us-east-1", 1, 730, "reserved")
        with pytest.raises(InputError, match=r"hosts 1\.5 cannot be used"):
            ec2.host_cost("m5", "us-east-1", 1.5, 730)
        with pytest.raises(InputError, match="hours nan cannot be used"):
            ec2.host_cost("m5", "us-east-1", 1, math.nan)
        with pytest.raises(InputError, match=r"it is not known how many t2\.micro a Dedicated Host holds"):
            ec2.hosts_needed("t2.micro", 1)
        with pytest.raises(InputError, match="count True cannot be used"):
            ec2.hosts_needed("m5.large", True)


class TestLicences:
    def test_by_socket_core_and_vm(self):
        """The M5 host of the EC2 User Guide has 48 cores."""
        assert ec2.licences("core", family="m5", hosts=3).needed == 144
        assert ec2.licences("socket", family="m5", hosts=3).needed == 6
        assert ec2.licences("vm", instances=17).needed == 17

    @given(hosts=st.integers(0, 20), price=st.floats(0, 1e4), instances=st.integers(0, 500))
    def test_hosts_count_in_full_however_few_instances_run(self, hosts, price, instances):
        got = ec2.licences("core", family="m5", hosts=hosts, instances=instances, usd_per_licence_year=price)
        assert got.needed == 48 * hosts
        assert got.usd_per_year == pytest.approx(got.needed * price)
        assert got.usd_per_month == pytest.approx(got.usd_per_year / 12)

    def test_a_vendors_least_count(self):
        """mac2 has 8 cores in one socket: 8 by core, 12 when a socket is 12 at least, 16 when a host is."""
        count = {"family": "mac2", "hosts": 2}
        assert ec2.licences("core", **count).needed == 16
        assert ec2.licences("core", **count, least_per_socket=12).needed == 24
        assert ec2.licences("core", **count, least_per_socket=12, least_per_host=16).needed == 32
        assert ec2.licences("core", family="m5", hosts=1, least_per_socket=30).needed == 60  # two sockets

    def test_unknown_stays_unknown(self):
        assert math.isnan(ec2.licences("core", family="t2", hosts=1, least_per_host=16).needed)
        assert math.isnan(ec2.licences("vm", instances=3).usd_per_year)

    def test_bad_input(self):
        with pytest.raises(InputError, match="unknown licence unit 'cpu'"):
            ec2.licences("cpu", family="m5", hosts=1)
        with pytest.raises(InputError, match="unknown instance family"):
            ec2.licences("core", hosts=1)
        with pytest.raises(InputError, match="instances -1 cannot be used"):
            ec2.licences("vm", instances=-1)
        with pytest.raises(InputError, match="usd_per_licence_year -1 cannot be used"):
            ec2.licences("vm", instances=1, usd_per_licence_year=-1)
