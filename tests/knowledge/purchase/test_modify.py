"""Modification: AWS's own examples, what must stay, and conservation of units, money and time."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import instance_type, purchase
from kaolib.knowledge.purchase import Reservation

START = pd.Timestamp("2026-01-15T09:30:00Z")
AT = pd.Timestamp("2026-06-01T21:15:00Z")
LADDER = ("m5.large", "m5.xlarge", "m5.2xlarge", "m5.4xlarge", "m5.metal")


def targets(*rows):
    return pd.DataFrame([(*row, "")[:3] for row in rows], columns=["instance_type", "count", "zone"])


def reserved(name, count=1, **more):
    return Reservation(name, "us-east-1", START, count=count, **more)


class TestWorkedExamples:
    """EC2 User Guide, "Modify Reserved Instances"."""

    def test_half_of_ten_move_to_another_zone(self):
        new = purchase.modify(
            reserved("m4.large", 10, zone="us-east-1a"),
            targets(("m4.large", 5, "us-east-1a"), ("m4.large", 5, "us-east-1b")),
            AT,
        )
        assert [(one.count, one.zone) for one in new] == [(5, "us-east-1a"), (5, "us-east-1b")]
        assert type(new[0].count) is int

    def test_ten_move_to_another_zone(self):
        """AWS CLI Command Reference, "modify-reserved-instances"."""
        old = Reservation("m1.small", "us-west-1", START, count=10, zone="us-west-1a")
        assert [one.zone for one in purchase.modify(old, targets(("m1.small", 10, "us-west-1c")), AT)] == ["us-west-1c"]

    @pytest.mark.parametrize(
        ("old", "new", "units"),
        [
            ([("t2.small", 1)] * 4, [("t2.large", 1)], 4),
            ([("t2.large", 1)], [("t2.small", 4)], 4),
            ([("t2.small", 4)], [("t2.large", 1)], 4),
            ([("t2.micro", 2), ("t2.small", 1)], [("t2.medium", 1)], 2),
            ([("t2.medium", 1)], [("t2.nano", 2), ("t2.micro", 3)], 2),
            ([("i3.metal", 1)], [("i3.16xlarge", 1)], 128),
            ([("i3.metal", 1)], [("i3.8xlarge", 2)], 128),
            ([("i3.metal", 1)], [("i3.4xlarge", 4)], 128),
        ],
    )
    def test_split_and_merge(self, old, new, units):
        after = purchase.modify([reserved(*one) for one in old], targets(*new), AT)
        assert [(one.instance_type, one.count) for one in after] == new
        assert sum(one.units for one in after) == units

    def test_two_small_are_no_large(self):
        with pytest.raises(InputError, match="the targets have 4 units, the reservations 2: they must be equal"):
            purchase.modify(reserved("t2.small", 2), targets(("t2.large", 1)), AT)

    @pytest.mark.parametrize("other", ["m2.xlarge", "t3.large"])
    def test_family_and_generation_stay(self, other):
        with pytest.raises(InputError, match=f"a t2 RI cannot be modified to {other}: family and generation must stay"):
            purchase.modify(reserved("t2.small", 4), targets((other, 1)), AT)

    def test_t1_micro_has_one_size(self):
        with pytest.raises(InputError, match=r"unknown instance type 't1\.small'"):
            purchase.modify(reserved("t1.micro", 2), targets(("t1.small", 1)), AT)

    def test_from_the_start_of_the_hour_to_the_old_end(self):
        """At 9:15 PM the benefit moves at 9:00 PM; a three-year RI with 16 months left ends when it would have."""
        old = Reservation("t2.large", "us-east-1", "2024-10-01", term_years=3)
        (new,) = purchase.modify(old, targets(("t2.small", 4)), AT)
        assert str(new.start) == "2026-06-01 21:00:00+00:00"
        assert new.end == old.end == pd.Timestamp("2027-10-01", tz="UTC") == AT.normalize() + pd.DateOffset(months=16)


class TestRules:
    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"operating_system": "windows"}, "its platform is not Linux/UNIX"),
            ({"operating_system": "linux_sql_web"}, "its platform is not Linux/UNIX"),
            ({"tenancy": "dedicated"}, "its tenancy is dedicated"),
        ],
    )
    def test_no_other_size_but_another_scope(self, more, why):
        old = reserved("m5.xlarge", 2, **more)
        with pytest.raises(InputError, match=f"the m5.xlarge RI cannot be modified to another size: {why}"):
            purchase.modify(old, targets(("m5.large", 4)), AT)
        new = purchase.modify(old, targets(("m5.xlarge", 1, "us-east-1c"), ("m5.xlarge", 1)), AT)
        assert [one.scope for one in new] == ["zonal", "regional"]

    def test_family_without_other_sizes(self):
        with pytest.raises(InputError, match="AWS excludes its family from size flexibility"):
            purchase.modify(reserved("g5.2xlarge"), targets(("g5.xlarge", 2)), AT)
        assert (
            len(
                purchase.modify(reserved("g5.xlarge", 2), targets(("g5.xlarge", 1), ("g5.xlarge", 1, "us-east-1a")), AT)
            )
            == 2
        )

    def test_count_is_the_footprint_where_there_is_no_factor(self):
        old = reserved("g4dn.metal", 3)
        assert purchase.modify(old, targets(("g4dn.metal", 3, "us-east-1a")), AT)[0].count == 3
        with pytest.raises(InputError, match="the targets have 2 instances, the reservations 3"):
            purchase.modify(old, targets(("g4dn.metal", 2)), AT)

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            ({"offering": "ri_convertible"}, "offering class"),
            ({"location": "us-east-2"}, "Region"),
            ({"operating_system": "rhel"}, "platform"),
            ({"tenancy": "dedicated"}, "tenancy"),
            ({"payment": "all_upfront"}, "payment option"),
            ({"term_years": 3}, "term"),
            ({"instance_type": "m4.large"}, "family"),
        ],
    )
    def test_what_must_be_alike(self, change, what):
        one = reserved("m5.large")
        with pytest.raises(InputError, match=f"RIs of more than one {what} cannot be modified together"):
            purchase.modify([one, replace(one, **change)], targets(("m5.large", 2)), AT)

    def test_the_same_hour_but_not_the_same_minute(self):
        one = reserved("m5.large")
        minute, hour = pd.Timedelta(minutes=29), pd.Timedelta(minutes=30)
        (new,) = purchase.modify([one, replace(one, end=one.end + minute)], targets(("m5.xlarge", 1)), AT)
        assert new.end == one.end + minute
        with pytest.raises(InputError, match="must expire in the same hour, not at 2027-01-15 09:00"):
            purchase.modify([one, replace(one, end=one.end + hour)], targets(("m5.xlarge", 1)), AT)

    @pytest.mark.parametrize(
        ("state", "why"),
        [
            ("pending", "a request to change it is pending"),
            ("listed", "listed in the Marketplace"),
            ("retired", "not active"),
        ],
    )
    def test_only_what_is_active(self, state, why):
        with pytest.raises(InputError, match=why):
            purchase.modify(reserved("m5.large", state=state), targets(("m5.large", 1, "us-east-1a")), AT)

    def test_not_before_it_is_bought(self):
        with pytest.raises(InputError, match="it is not active"):
            purchase.modify(reserved("m5.large"), targets(("m5.large", 1)), START - pd.Timedelta(seconds=1))

    def test_bad_targets(self):
        old = reserved("m5.large", 2)
        with pytest.raises(InputError, match="the targets need the column count"):
            purchase.modify(old, pd.DataFrame({"instance_type": ["m5.large"]}), AT)
        with pytest.raises(InputError, match="count 0 cannot be used"):
            purchase.modify(old, targets(("m5.large", 0)), AT)
        with pytest.raises(InputError, match="is no Availability Zone of us-east-1"):
            purchase.modify(old, targets(("m5.large", 2, "us-west-2a")), AT)
        with pytest.raises(InputError, match="give at least one target"):
            purchase.modify(old, targets(), AT)
        with pytest.raises(InputError, match="give at least one RI"):
            purchase.modify([], targets(("m5.large", 1)), AT)

    def test_in_its_first_hour_it_starts_when_it_was_bought(self):
        (new,) = purchase.modify(
            reserved("m5.large"), targets(("m5.large", 1, "us-east-1a")), START + pd.Timedelta(minutes=5)
        )
        assert new.start == START

    def test_the_30_days_and_a_volume_discount_go_along(self):
        old = [reserved("m5.large", volume_discount=flag) for flag in (True, False)]
        (new,) = purchase.modify(old, targets(("m5.xlarge", 1)), AT)
        assert new.volume_discount
        assert new.active_since == START


holdings = st.lists(
    st.tuples(st.sampled_from(LADDER), st.integers(1, 6), st.floats(0, 5000), st.floats(0, 2)), min_size=1, max_size=4
)
wishes = st.lists(
    st.tuples(st.sampled_from(LADDER), st.integers(1, 12)), min_size=1, max_size=4, unique_by=lambda w: w[0]
)


def _hold(rows):
    return [
        reserved(name, count, payment="partial_upfront", upfront_usd=upfront, usd_per_hour=hourly)
        for name, count, upfront, hourly in rows
    ]


def _units(rows):
    return sum(row[1] * Fraction(instance_type.normalization_factor(row[0])) for row in rows)


class TestConservation:
    @given(old=holdings, new=wishes)
    def test_allowed_when_and_only_when_the_footprints_are_equal(self, old, new):
        if _units(old) == _units(new):
            purchase.modify(_hold(old), targets(*new), AT)
        else:
            with pytest.raises(InputError, match="they must be equal"):
                purchase.modify(_hold(old), targets(*new), AT)

    @given(old=holdings, data=st.data())
    def test_units_money_and_time_stay(self, old, data):
        held, left, new = _hold(old), _units(old), {}
        while left:
            fits = [name for name in LADDER if instance_type.normalization_factor(name) <= left]
            assume(fits)
            name = data.draw(st.sampled_from(fits))
            most = int(left / Fraction(instance_type.normalization_factor(name)))
            count = data.draw(st.integers(1, most))
            new[name] = new.get(name, 0) + count
            left -= count * Fraction(instance_type.normalization_factor(name))
        after = purchase.modify(held, targets(*new.items()), AT)
        assert sum(one.units for one in after) == sum(one.units for one in held)
        assert {one.end for one in after} == {held[0].end}
        hour = AT.floor("h")
        for before, now in zip(_left(held, hour), _left(after, hour), strict=True):
            assert now == pytest.approx(before, rel=1e-9)

    @given(old=holdings)
    def test_back_again_is_as_before(self, old):
        held = _hold(old[:1])
        smallest = [("m5.large", int(held[0].units / 4))]
        split = purchase.modify(held, targets(*smallest), AT)
        (back,) = purchase.modify(split, targets((held[0].instance_type, held[0].count)), AT)
        assert back.usd_per_hour == pytest.approx(held[0].usd_per_hour)
        assert back.upfront_usd / back.hours == pytest.approx(held[0].upfront_usd / held[0].hours)


def _left(reservations, at):
    """What is left upfront, and what is charged an hour; not cut to whole hours."""
    return (
        sum(one.count * one.upfront_usd * ((one.end - at) / (one.end - one.start)) for one in reservations),
        sum(one.count * one.usd_per_hour for one in reservations),
    )
