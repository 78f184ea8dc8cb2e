"""A Reserved Instance as a value, its conditions, and what may be done with it."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, instance_type, purchase
from kaolib.knowledge.purchase import Reservation
from kaolib.knowledge.purchase._conditions import OPT_IN_REGIONS
from kaolib.knowledge.purchase._time import moment

START = pd.Timestamp("2026-01-15T09:30:00Z")
LATER = START + pd.Timedelta(days=60)


def reasons(reservation, at=LATER):
    table = purchase.traits(reservation, at).set_index("trait")
    assert (table["holds"] == (table["reason"] == "")).all()
    assert (table["holds"] == (table["why_ko"] == "")).all()
    assert (table["holds"] == (table["why_en"] == "")).all()
    return table["reason"].to_dict()


class TestReservation:
    def test_length_of_a_term(self):
        """EC2 User Guide, "Reserved Instances for Amazon EC2 overview": 31,536,000 s and 94,608,000 s."""
        for years, seconds in ((1, 31_536_000), (3, 94_608_000)):
            one = Reservation("m5.large", "us-east-1", START, term_years=years)
            assert (one.end - one.start).total_seconds() == seconds == one.hours * 3600

    def test_awss_own_reservation(self):
        """EC2 User Guide, "Reserved Instance quotas", sample output: duration 31,536,000 s, end to two seconds."""
        one = Reservation(
            "t3.micro", "us-east-1", "2022-08-27T13:29:45.938Z", count=10, payment="all_upfront", upfront_usd=59.0
        )
        assert abs(one.end - pd.Timestamp("2023-08-27T13:29:44Z")) < pd.Timedelta(seconds=2)

    def test_footprint_of_four_t2_medium(self):
        """EC2 User Guide, "Modify Reserved Instances": t2.medium has the factor 2, four of them 8 units."""
        assert Reservation("t2.medium", "us-east-1", START, count=4).units == 8
        assert math.isnan(Reservation("g4dn.metal", "us-east-1", START).units)

    def test_scope_is_the_zone(self):
        assert Reservation("m5.large", "us-east-1", START).scope == "regional"
        assert Reservation("m5.large", "us-east-1", START, zone="us-east-1a").scope == "zonal"

    def test_the_price_of_an_offer(self):
        row = (
            purchase.offers("m7g.large", "ap-northeast-2").set_index("option").loc["ri_convertible_3y_partial_upfront"]
        )
        one = purchase.reserve("m7g.large", "ap-northeast-2", "ri_convertible_3y_partial_upfront", START, count=2)
        assert (one.offering, one.term_years, one.payment, one.count) == ("ri_convertible", 3, "partial_upfront", 2)
        assert (one.upfront_usd, one.usd_per_hour) == (row["upfront_usd"], row["usd_per_hour"])
        for bad in ("on_demand", "compute_sp_1y_no_upfront"):
            with pytest.raises(InputError, match="unknown RI option"):
                purchase.reserve("m7g.large", "ap-northeast-2", bad, START)
        with pytest.raises(InputError, match="the price of ri_standard_1y_no_upfront is not known"):
            purchase.reserve("m7g.large", "ap-northeast-2", "ri_standard_1y_no_upfront", START, operating_system="suse")

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"instance_type": "m5.lrge"}, "unknown instance type 'm5.lrge': did you mean"),
            ({"location": "us-east-9"}, "unknown Region"),
            ({"zone": "us-west-2a"}, "'us-west-2a' is no Availability Zone of us-east-1: write it as in 'us-east-1a'"),
            ({"zone": "us-east-1"}, "is no Availability Zone"),
            ({"zone": None}, "is no Availability Zone"),
            ({"tenancy": "default"}, "unknown tenancy 'default': "),
            ({"offering": "standard"}, "unknown offering class 'standard': did you mean 'ri_standard'"),
            ({"payment": "no"}, "unknown payment option"),
            ({"state": "activ"}, "unknown state 'activ': did you mean 'active'"),
            ({"operating_system": "ubuntu_pro"}, "there is no RI for m5.large with ubuntu_pro: use a Savings Plan"),
            ({"operating_system": "rhel_sql_web"}, "there is no RI for m5.large"),
            ({"instance_type": "mac2.metal"}, "there is no RI for mac2.metal"),
            ({"term_years": 2}, "there is no term of 2 years: use 1 or 3"),
            ({"term_years": True}, "there is no term of True years"),
            ({"count": 0}, "count 0 cannot be used"),
            ({"upfront_usd": -1}, "upfront_usd -1 cannot be used"),
            ({"upfront_usd": 5.0}, r"no_upfront has no upfront_usd, and 5.0 was given"),
            ({"payment": "all_upfront", "usd_per_hour": 0.1}, "all_upfront has no usd_per_hour"),
            ({"end": "2026-01-15T09:30:00Z"}, "must be after the start"),
            ({"start": 1.7e9}, "start '1700000000.0' cannot be read as a time"),
            ({"start": "tomorrow"}, "start 'tomorrow' cannot be read as a time"),
        ],
    )
    def test_bad_input(self, change, sentence):
        good = {"instance_type": "m5.large", "location": "us-east-1", "start": START}
        with pytest.raises(InputError, match=sentence):
            Reservation(**{**good, **change})

    @given(at=st.datetimes(), hours=st.integers(-12, 12))
    def test_moments_are_utc(self, at, hours):
        text = f"{at.isoformat()}{'-' if hours < 0 else '+'}{abs(hours):02}:00"
        assert moment("at", at) == pd.Timestamp(at).tz_localize("UTC")
        if 2 < at.year < 9998:
            assert moment("at", text) == moment("at", at) - pd.Timedelta(hours=hours)


class TestRemainingValue:
    def test_awss_quote(self):
        """EC2 API Reference, "GetReservedInstancesExchangeQuote": 448.416438 upfront, 0.018 an hour, 873.504438 in all."""
        one = Reservation(
            "m4.large", "us-east-1", START, term_years=3, payment="partial_upfront", upfront_usd=499, usd_per_hour=0.018
        )
        left = purchase.remaining_value(one, one.end - pd.Timedelta(days=984))
        assert [round(part, 6) for part in left] == [23616, 448.416438, 0.018, 873.504438]

    @given(
        st.integers(1, 50), st.floats(0, 1e4), st.floats(0, 10), st.integers(0, 8760 * 3600), st.sampled_from([1, 3])
    )
    def test_equals_a_slow_count_of_hours(self, count, upfront, hourly, seconds, years):
        one = Reservation(
            "m5.large", "us-east-1", START, count=count, payment="partial_upfront", term_years=years,
            upfront_usd=upfront, usd_per_hour=hourly,
        )  # fmt: skip
        left = purchase.remaining_value(one, START + pd.Timedelta(seconds=seconds))
        hours = years * 8760 - math.ceil(seconds / 3600)
        assert left.hours == hours
        assert left.usd == pytest.approx(count * (upfront / (years * 8760) + hourly) * hours, abs=1e-6)
        assert left.usd == pytest.approx(left.upfront_usd + left.usd_per_hour * left.hours, abs=1e-9)

    def test_outside_the_term(self):
        one = Reservation("m5.large", "us-east-1", START)
        assert purchase.remaining_value(one, one.end).usd == 0
        for at in (START - pd.Timedelta(seconds=1), one.end + pd.Timedelta(seconds=1)):
            with pytest.raises(InputError, match="is outside the reservation's"):
                purchase.remaining_value(one, at)


class TestConditions:
    def test_the_notes_seven_and_the_offering_class(self):
        table = purchase.conditions()
        assert table["condition"].tolist() == [
            "location", "instance_type", "operating_system", "tenancy", "term_years", "scope", "payment", "offering",
        ]  # fmt: skip
        assert set(table["modify"]) == {"yes", "no", "zone_only", "size_only"}
        assert set(table["exchange"]) == {"yes", "no", "zone_only", "merge_only", "not_to_no_upfront"}

    def test_four_attributes_of_the_instance_set_the_price(self):
        """EC2 User Guide, "Reserved Instances for Amazon EC2 overview": type, Region, tenancy and platform; not scope."""
        table = purchase.conditions().set_index("condition")
        both = table.index[table["sets_price"] & table["must_match"]]
        assert both.tolist() == ["location", "instance_type", "operating_system", "tenancy"]
        assert not table.loc["scope", "sets_price"]

    def test_the_table_agrees_with_the_traits(self):
        """What the table says has a say in capacity and size flexibility changes the trait, and nothing else does."""
        base = Reservation("m5.large", "us-east-1", START)
        other = {
            "instance_type": replace(base, instance_type="g5.xlarge"),
            "operating_system": replace(base, operating_system="windows"),
            "tenancy": replace(base, tenancy="dedicated"),
            "scope": replace(base, zone="us-east-1a"),
            "location": replace(base, location="us-west-2"),
            "term_years": replace(base, term_years=3),
            "payment": replace(base, payment="all_upfront"),
            "offering": replace(base, offering="ri_convertible"),
        }
        table = purchase.conditions().set_index("condition")
        for condition, one in other.items():
            for column, trait in (("capacity", "reserves_capacity"), ("size_flexibility", "size_flexible")):
                changed = reasons(one)[trait] != reasons(base)[trait]
                assert changed == table.loc[condition, column], (condition, trait)


class TestTraits:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({}, ""),
            ({"zone": "us-east-1b"}, "zonal"),
            ({"tenancy": "dedicated"}, "tenancy"),
            ({"operating_system": "windows"}, "operating_system"),
            ({"operating_system": "rhel"}, "operating_system"),
            ({"operating_system": "suse"}, "operating_system"),
            ({"operating_system": "linux_sql_web"}, "operating_system"),
        ],
    )
    def test_size_flexibility(self, change, reason):
        """EC2 User Guide, "How Reserved Instance discounts are applied", section Limitations."""
        assert reasons(Reservation("m5.large", "us-east-1", START, **change))["size_flexible"] == reason

    @pytest.mark.parametrize(
        "family",
        [
            "g4ad",
            "g4dn",
            "g5",
            "g5g",
            "g6",
            "g6e",
            "g6f",
            "gr6",
            "gr6f",
            "hpc7a",
            "p5",
            "inf1",
            "inf2",
            "u7i-6tb",
            "u7i-8tb",
        ],
    )
    def test_families_without_size_flexibility(self, family):
        """EC2 User Guide, "How Reserved Instance discounts are applied", section Limitations."""
        name = next(n for n in catalog.instance_types()["instance_type"] if instance_type.parse(n).family == family)
        found = reasons(Reservation(str(name), "us-east-1", START))
        assert found["size_flexible"] == found["resizable"] == "family"
        assert found["modifiable"] == ""

    def test_scope(self):
        """EC2 User Guide, "Regional and zonal Reserved Instances (scope)"."""
        regional, zonal = (reasons(Reservation("m5.large", "us-east-1", START, zone=z)) for z in ("", "us-east-1a"))
        assert (regional["reserves_capacity"], regional["queueable"]) == ("regional", "")
        assert (zonal["reserves_capacity"], zonal["queueable"], zonal["size_flexible"]) == ("", "zonal", "zonal")

    def test_offering_class(self):
        """EC2 User Guide, "Types of Reserved Instances": both modify, Convertible exchanges, Standard sells."""
        standard, convertible = (
            reasons(Reservation("m5.large", "us-east-1", START, offering=o)) for o in ("ri_standard", "ri_convertible")
        )
        assert (standard["exchangeable"], standard["sellable"]) == ("standard", "")
        assert (convertible["exchangeable"], convertible["sellable"]) == ("", "convertible")
        assert standard["modifiable"] == convertible["modifiable"] == ""
        assert (standard["volume_tier"], convertible["volume_tier"]) == ("", "convertible")

    @pytest.mark.parametrize("state", ["pending", "listed", "queued", "payment_pending", "payment_failed", "retired"])
    def test_only_what_is_active(self, state):
        reason = state if state in ("pending", "listed") else "not_active"
        for offering, trait in (("ri_convertible", "exchangeable"), ("ri_standard", "sellable")):
            found = reasons(Reservation("m5.large", "us-east-1", START, offering=offering, state=state))
            assert found[trait] == found["modifiable"] == found["resizable"] == reason

    def test_only_within_the_term(self):
        one = Reservation("m5.large", "us-east-1", START)
        second = pd.Timedelta(seconds=1)
        found = [reasons(one, at)["modifiable"] for at in (START - second, START, one.end - second, one.end)]
        assert found == ["not_active", "", "", "not_active"]

    def test_24_hours_before_an_exchange(self):
        """EC2 User Guide, "Exchange Convertible Reserved Instances": at least 24 hours remaining."""
        one = Reservation("m5.large", "us-east-1", START, offering="ri_convertible")
        day = one.end - pd.Timedelta(hours=24)
        assert reasons(one, day)["exchangeable"] == ""
        assert reasons(one, day + pd.Timedelta(seconds=1))["exchangeable"] == "under_24_hours"

    def test_30_days_and_one_month_before_a_sale(self):
        """EC2 User Guide, "Sell Reserved Instances", section Restrictions and limitations."""
        one, second = Reservation("m5.large", "us-east-1", START), pd.Timedelta(seconds=1)
        month = START + pd.Timedelta(days=30)
        last = one.end - pd.DateOffset(months=1)
        found = [reasons(one, at)["sellable"] for at in (month - second, month, last, last + second)]
        assert found == ["under_30_days", "", "", "under_one_month"]

    def test_volume_discount_and_region_before_a_sale(self):
        """EC2 User Guide, "Sell Reserved Instances", section Restrictions and limitations."""
        assert (
            reasons(Reservation("m5.large", "us-east-1", START, volume_discount=True))["sellable"] == "volume_discount"
        )
        assert reasons(Reservation("m5.large", "ap-east-1", START))["sellable"] == "opt_in_region"
        known = set(catalog.locations().query("kind == 'Region'")["location"])
        assert OPT_IN_REGIONS & known
        assert "ap-northeast-2" in known - OPT_IN_REGIONS

    @pytest.mark.parametrize("system", purchase.RI_PLATFORMS)
    def test_no_volume_discount_with_sql_server(self, system):
        """EC2 User Guide, "How billing works with Reserved Instances", section on discount pricing tiers."""
        found = reasons(Reservation("m5.large", "us-east-1", START, operating_system=system))["volume_tier"]
        assert found == ("sql_server" if "sql" in system else "")
