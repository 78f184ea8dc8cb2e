"""Exchange: AWS's own examples and quotes, its rules, and the number against a slow search."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.knowledge.purchase import Reservation

START = pd.Timestamp("2026-01-15T09:30:00Z")
HALF = START + pd.Timedelta(days=365) / 2


def convertible(name="m5.large", start=START, **more):
    return Reservation(name, "us-east-1", start, offering="ri_convertible", **more)


class TestWorkedExamples:
    """EC2 User Guide, "Exchange Convertible Reserved Instances"."""

    def test_35_for_10_is_four(self):
        assert purchase.exchange_count(35, 10) == 4

    def test_500_left_and_600_for_the_new_one_are_100_due(self):
        old = convertible(payment="all_upfront", upfront_usd=1000)
        deal = purchase.exchange(old, convertible("m7i.large", HALF, payment="all_upfront", upfront_usd=1200))
        assert deal.given.upfront_usd == pytest.approx(500)
        assert deal.received.upfront_usd == pytest.approx(600)
        assert deal.true_up_usd == pytest.approx(100)

    def test_16_months_left_stay_16_months(self):
        old = convertible(term_years=3, usd_per_hour=0.05)
        at = old.end - pd.DateOffset(months=16)
        deal = purchase.exchange(old, convertible("m7i.large", at, term_years=3, usd_per_hour=0.05))
        assert (deal.reservation.start, deal.reservation.end) == (at, old.end)

    @pytest.mark.parametrize(
        ("pair", "years", "end"),
        [("ab", 1, "2018-12-31"), ("bc", 3, "2018-07-31"), ("cd", 3, "2019-12-31")],
    )
    def test_merged_terms(self, pair, years, end):
        table = {"a": (1, "2018-12-31"), "b": (1, "2018-07-31"), "c": (3, "2018-06-30"), "d": (3, "2019-12-31")}
        old = [
            convertible(
                start=pd.Timestamp(expires, tz="UTC") - pd.Timedelta(days=365 * term),
                term_years=term,
                usd_per_hour=0.05,
            )
            for term, expires in (table[name] for name in pair)
        ]
        at = pd.Timestamp("2018-05-01", tz="UTC")
        deal = purchase.exchange(old, convertible("m7i.large", at, term_years=years, usd_per_hour=0.04))
        assert str(deal.reservation.end.date()) == end
        with pytest.raises(InputError, match=f"the new RI must have a term of {years} years, not {4 - years}"):
            purchase.exchange(old, convertible("m7i.large", at, term_years=4 - years, usd_per_hour=0.04))

    @pytest.mark.parametrize(
        ("old", "part", "wanted"),
        [
            (("t2.micro", 4), ("t2.micro", 2), "m4.xlarge"),
            (("t2.large", 1), ("t2.medium", 1), "m3.medium"),
        ],
    )
    def test_a_portion(self, old, part, wanted):
        """Split in two equal parts by modification, then exchange one of them."""
        whole = convertible(old[0], count=old[1], usd_per_hour=0.02)
        kept, given_up = purchase.modify(whole, pd.DataFrame([part] * 2, columns=["instance_type", "count"]), HALF)
        deal = purchase.exchange(given_up, convertible(wanted, HALF.ceil("h"), usd_per_hour=0.11))
        assert kept.units == given_up.units == whole.units / 2
        assert (deal.reservation.instance_type, deal.reservation.count) == (wanted, 1)

    def test_quote_of_the_cli(self):
        """AWS CLI Command Reference, "get-reserved-instances-exchange-quote": No Upfront for five at 424.983828.

        26,279 hours are left of three years (730.5562 / 0.0278); USD 85 upfront and USD 0.0032 an hour for one of the
        new ones give every figure of the quote.
        """
        old = convertible(term_years=3, usd_per_hour=0.0278)
        target = convertible(
            "t3.medium", START + pd.Timedelta(hours=1), term_years=3, payment="partial_upfront",
            upfront_usd=85, usd_per_hour=0.0032,
        )  # fmt: skip
        deal = purchase.exchange(old, target)
        assert deal.reservation.count == 5
        assert [round(part, 6) for part in deal.given] == [26279, 0, 0.0278, 730.5562]
        assert [round(part, 6) for part in deal.received] == [26279, 424.983828, 0.016, 845.447828]
        assert round(deal.true_up_usd, 6) == 424.983828


class TestRules:
    def test_region_and_class_stay(self):
        old = convertible(usd_per_hour=0.05)
        with pytest.raises(
            InputError, match="an RI of us-east-1 cannot be exchanged for one of us-west-2: the Region stays"
        ):
            purchase.exchange(old, replace(old, location="us-west-2", start=HALF))
        with pytest.raises(InputError, match="for a Convertible RI only"):
            purchase.exchange(old, replace(old, offering="ri_standard", start=HALF))
        with pytest.raises(InputError, match=r"the m5\.large RI cannot be exchanged: it is Standard"):
            purchase.exchange(replace(old, offering="ri_standard"), replace(old, start=HALF))
        with pytest.raises(InputError, match="give at least one RI"):
            purchase.exchange([], old)

    def test_family_platform_tenancy_and_scope_may_change(self):
        target = convertible(
            "r6g.xlarge", HALF, operating_system="rhel", tenancy="dedicated", zone="us-east-1b", usd_per_hour=0.2
        )
        new = purchase.exchange(convertible(usd_per_hour=0.05), target).reservation
        assert (new.instance_type, new.operating_system, new.tenancy, new.scope) == (
            "r6g.xlarge",
            "rhel",
            "dedicated",
            "zonal",
        )

    def test_24_hours(self):
        old = convertible(usd_per_hour=0.05)
        day = old.end - pd.Timedelta(hours=24)
        assert purchase.exchange(old, convertible("m7i.large", day, usd_per_hour=0.05)).given.hours == 24
        with pytest.raises(InputError, match="less than 24 hours of its term are left"):
            purchase.exchange(old, convertible("m7i.large", day + pd.Timedelta(seconds=1), usd_per_hour=0.05))

    @pytest.mark.parametrize("old", ["no_upfront", "partial_upfront", "all_upfront"])
    @pytest.mark.parametrize("new", ["no_upfront", "partial_upfront", "all_upfront"])
    def test_payment(self, old, new):
        """Upfront to upfront and none to upfront, but never from upfront to none."""
        prices = {
            "no_upfront": {"usd_per_hour": 0.06},
            "partial_upfront": {"upfront_usd": 250, "usd_per_hour": 0.03},
            "all_upfront": {"upfront_usd": 500},
        }
        given_up = convertible(payment=old, **prices[old])
        wanted = convertible("m7i.large", HALF, payment=new, **prices[new])
        if old != "no_upfront" and new == "no_upfront":
            with pytest.raises(InputError, match="with an upfront payment cannot be exchanged for No Upfront"):
                purchase.exchange(given_up, wanted)
        else:
            assert purchase.exchange(given_up, wanted).true_up_usd >= 0

    def test_the_true_up_raises_the_number(self):
        """All Upfront for Partial Upfront: half as much upfront, so twice as many, though the value is met by one."""
        old = convertible(payment="all_upfront", upfront_usd=500)
        deal = purchase.exchange(
            old, convertible("m7i.large", HALF, payment="partial_upfront", upfront_usd=250, usd_per_hour=0.05)
        )
        assert deal.reservation.count == 2
        assert deal.true_up_usd == pytest.approx(0)
        assert deal.received.usd > deal.given.usd

    def test_bad_amounts(self):
        for bad in (0, -1, "10"):
            with pytest.raises(InputError, match="new_value_usd"):
                purchase.exchange_count(35, bad)
        with pytest.raises(InputError, match="value_usd"):
            purchase.exchange_count(-1, 10)


prices = st.tuples(st.integers(1, 2000), st.integers(1, 500)).map(lambda p: (p[0], p[1] / 1000))


class TestTheNumber:
    @given(
        holdings=st.lists(st.tuples(prices, st.integers(1, 5), st.integers(0, 200)), min_size=1, max_size=3),
        price=prices,
        wait=st.integers(0, 150 * 24),
    )
    def test_is_the_smallest_that_holds_value_and_upfront(self, holdings, price, wait):
        old = [
            convertible(start=START - pd.Timedelta(days=days), count=count, payment="partial_upfront",
                        upfront_usd=upfront, usd_per_hour=hourly)
            for (upfront, hourly), count, days in holdings
        ]  # fmt: skip
        at = START + pd.Timedelta(hours=wait)
        target = convertible("m7i.large", at, payment="partial_upfront", upfront_usd=price[0], usd_per_hour=price[1])
        deal = purchase.exchange(old, target)
        longest = 8760 - wait - 24 * min(days for *_, days in holdings)
        value = upfront = 0.0
        for (paid, hourly), count, days in holdings:
            hours = 8760 - wait - 24 * days
            upfront += count * paid * hours / 8760
            value += count * (paid / 8760 + hourly) * hours
        one_upfront, one = price[0] * longest / 8760, (price[0] / 8760 + price[1]) * longest
        slow = 1
        while slow * one < value - 1e-6 or slow * one_upfront < upfront - 1e-6:
            slow += 1
        assert deal.reservation.count == slow
        assert deal.given.hours == deal.received.hours == longest
        assert deal.given.usd == pytest.approx(value)
        assert deal.received.usd == pytest.approx(slow * one)
        assert deal.true_up_usd == pytest.approx(slow * one_upfront - upfront, abs=1e-6)
        assert deal.reservation.end == max(one.end for one in old)
