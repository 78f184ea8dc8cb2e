"""The Marketplace: AWS's own examples, who may sell, and both sides' break-even."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.knowledge.purchase import Reservation
from kaolib.knowledge.purchase._marketplace import _months_left

START = pd.Timestamp("2026-01-15T09:30:00Z")
usd = st.floats(0, 1e4)


@pytest.fixture(scope="module")
def table():
    return purchase.offers("m7g.large", "us-east-1")


def standard(**more):
    return Reservation("m5.large", "us-east-1", START, **{"count": 5, **more})


class TestWorkedExamples:
    def test_prices_by_month(self):
        """EC2 API Reference, "CreateReservedInstancesListing": five prices become one for each of 11 months."""
        schedule = purchase.price_schedule({11: 2.5, 8: 2.0, 5: 1.5, 3: 0.7, 1: 0.1}, months_left=11)
        assert dict(zip(schedule["months_left"], schedule["upfront_usd"], strict=True)) == {
            11: 2.5, 10: 2.5, 9: 2.5, 8: 2.0, 7: 2.0, 6: 2.0, 5: 1.5, 4: 1.5, 3: 0.7, 2: 0.7, 1: 0.1,
        }  # fmt: skip

    def test_nine_five_and_one_month(self):
        """EC2 User Guide, "Sell Reserved Instances": a price with nine, another with five, another with one month left."""
        schedule = purchase.price_schedule({9: 90.0, 5: 40.0, 1: 5.0}, months_left=9).set_index("months_left")
        assert schedule["upfront_usd"][[9, 6, 5, 2, 1]].tolist() == [90, 90, 40, 40, 5]

    def test_fee(self):
        """EC2 User Guide, "Sell Reserved Instances": 12 percent of the upfront price."""
        first = purchase.price_schedule(100.0, months_left=4).iloc[0]
        assert (first["fee_usd"], first["net_usd"]) == (12.0, 88.0)

    def test_two_of_five_sold(self):
        """EC2 User Guide, "Sell Reserved Instances": a listing of five, of which two are sold."""
        listed = [purchase.sell(standard(), 50.0, "2026-10-01", count=n)["upfront_usd"].iloc[0] for n in (5, 2, 3)]
        assert listed == [250, 100, 150]

    def test_list_value(self):
        """EC2 User Guide, "How billing works with Reserved Instances": 60.00 + 0.007 x 8,760 = 121.32."""
        assert purchase.list_value(60.00, 0.007, 1) == pytest.approx(121.32, abs=1e-9)
        assert purchase.list_value(60.00, 0.007, 1, count=3) == pytest.approx(363.96, abs=1e-9)

    def test_four_ways_to_meet_the_tiers(self):
        """EC2 User Guide, "How billing works with Reserved Instances": no, partial, full discount, two rates.

        The threshold is AWS's; the percentages and the second tier are made up, AWS's guide has none.
        """
        tiers = {500_000: 0.1, 600_000: 0.2}
        found = [
            purchase.volume_cost(bought, owned, tiers)["discount"].tolist()
            for bought, owned in ((100_000, 0), (100_000, 450_000), (50_000, 500_000), (50_000, 575_000))
        ]
        assert found == [[0], [0, 0.1], [0.1], [0.1, 0.2]]


class TestOffers:
    @pytest.mark.parametrize("hours", [730, 1460, 8760, 8761, 20_000])
    def test_what_is_paid_for_the_time(self, table, hours):
        rows = purchase.marketplace_offers(table, 40.0, 0.02, hours).set_index("option")
        known = table.set_index("option")
        assert rows.loc["marketplace", "usd"] == pytest.approx(40 + 0.02 * hours)
        assert rows.loc["on_demand", "usd"] == pytest.approx(known.loc["on_demand", "usd_per_hour"] * hours)
        terms = 1 if hours <= 8760 else -(-hours // 8760)
        for payment in ("no_upfront", "partial_upfront", "all_upfront"):
            option = f"ri_standard_1y_{payment}"
            assert rows.loc[option, "hours"] == terms * 8760
            assert rows.loc[option, "usd"] == pytest.approx(
                terms * 8760 * known.loc[option, "effective_usd_per_hour"], rel=1e-4
            )
        assert rows["usd"].is_monotonic_increasing
        assert (rows["usd"] / rows["hours"]).tolist() == pytest.approx(rows["effective_usd_per_hour"].tolist())
        assert (rows["usd"] / hours).tolist() == pytest.approx(rows["usd_per_needed_hour"].tolist())

    def test_only_one_year_standard_beside_it(self, table):
        rows = purchase.marketplace_offers(table, 0.0, 0.0, 100)
        assert len(rows) == 5
        assert rows["option"].iloc[0] == "marketplace"

    def test_options_without_a_price_are_left_out(self):
        rows = purchase.marketplace_offers(purchase.offers("m7g.large", "us-east-1", "suse"), 1.0, 0.0, 100)
        assert set(rows["option"]) == {"marketplace", "on_demand", "ri_standard_1y_all_upfront"}

    def test_bad_input(self, table):
        with pytest.raises(InputError, match="hours_left 0 cannot be used: give a number above 0"):
            purchase.marketplace_offers(table, 1, 1, 0)
        with pytest.raises(InputError, match="upfront_usd"):
            purchase.marketplace_offers(table, -1, 1, 10)


class TestSchedule:
    @given(price=usd, months=st.integers(1, 36))
    def test_falls_in_equal_steps_and_the_fee_is_no_money_lost(self, price, months):
        schedule = purchase.price_schedule(price, months)
        assert schedule["months_left"].tolist() == list(range(months, 0, -1))
        assert schedule["upfront_usd"].iloc[0] == pytest.approx(price)
        assert schedule["upfront_usd"].diff().dropna().tolist() == pytest.approx([-price / months] * (months - 1))
        assert (schedule["fee_usd"] + schedule["net_usd"]).tolist() == pytest.approx(schedule["upfront_usd"].tolist())

    @given(prices=st.dictionaries(st.integers(1, 36), usd, min_size=1))
    def test_a_price_holds_until_the_next(self, prices):
        schedule = purchase.price_schedule(prices, max(prices))
        holds = None
        for row in schedule.itertuples():
            holds = prices.get(row.months_left, holds)
            assert row.upfront_usd == holds

    def test_bad_input(self):
        for prices in ({}, {5: 1.0}, {13: 2.0, 12: 1.0}):
            with pytest.raises(InputError, match="the first price must be for 12 months left"):
                purchase.price_schedule(prices, 12)
        with pytest.raises(InputError, match="months_left 0"):
            purchase.price_schedule(1.0, 0)
        with pytest.raises(InputError, match=r"upfront_usd -0\.01"):
            purchase.price_schedule(-0.01, 3)

    @given(at=st.datetimes(pd.Timestamp("2020-01-01"), pd.Timestamp("2030-01-01")), seconds=st.integers(1, 94_608_000))
    def test_months_left(self, at, seconds):
        start, end = pd.Timestamp(at), pd.Timestamp(at) + pd.Timedelta(seconds=seconds)
        slow = next(n for n in range(1, 40) if start + pd.DateOffset(months=n) >= end)
        assert _months_left(start, end) == slow


class TestSell:
    def test_months_are_counted_to_the_end(self):
        assert purchase.sell(standard(), 10.0, "2026-02-15T09:30:00Z")["months_left"].iloc[0] == 11

    def test_who_may_not(self):
        for more, why in (
            ({"offering": "ri_convertible"}, "it is Convertible"),
            ({"volume_discount": True}, "it was bought with a volume discount"),
            ({"state": "listed"}, "it is listed in the Marketplace"),
        ):
            with pytest.raises(InputError, match=f"RI cannot be sold: {why}"):
                purchase.sell(standard(**more), 10.0, "2026-10-01")
        with pytest.raises(InputError, match="active for less than 30 days"):
            purchase.sell(standard(), 10.0, "2026-02-01")
        with pytest.raises(InputError, match="less than one month"):
            purchase.sell(standard(), 10.0, "2026-12-20")

    def test_a_modified_one_may_be_sold_at_once(self):
        """EC2 User Guide, "Sell Reserved Instances": an RI can be modified before it is listed."""
        parts = pd.DataFrame({"instance_type": ["m5.large", "m5.xlarge"], "count": [1, 2]})
        sold = purchase.modify(standard(), parts, "2026-10-01")[1]
        assert purchase.sell(sold, 10.0, "2026-10-01T01:00:00Z")["upfront_usd"].iloc[0] == 20

    def test_limits_of_an_account(self):
        """EC2 User Guide, "Sell Reserved Instances": USD 50,000 and 5,000 instances in the lifetime of an account."""
        many = standard(count=5000)
        assert purchase.sell(many, 10.0, "2026-10-01")["upfront_usd"].iloc[0] == 50_000
        with pytest.raises(InputError, match="one account may sell 50,000 USD in all, and this makes 50,010"):
            purchase.sell(many, 10.0, "2026-10-01", sold_usd=10)
        with pytest.raises(InputError, match="one account may sell 5,000 instances in all, and this makes 5,001"):
            purchase.sell(many, 0.0, "2026-10-01", sold_count=1)

    def test_no_more_than_there_are(self):
        with pytest.raises(InputError, match="6 instances cannot be sold of a reservation of 5"):
            purchase.sell(standard(), 1.0, "2026-10-01", count=6)


class TestAskingPrice:
    @given(hourly=st.floats(0, 2), hours=st.integers(0, 26280), on_demand=st.floats(0, 5), share=st.floats(0, 1))
    def test_at_it_selling_costs_what_keeping_costs(self, hourly, hours, on_demand, share):
        price = purchase.asking_price(hourly, hours, on_demand * share)
        keep, after = hourly * hours, on_demand * share * hours
        net = price - price * purchase.SALE_FEE
        assert price >= 0
        if price > 0:
            assert after - net == pytest.approx(keep, abs=1e-6)
        else:
            assert after <= keep + 1e-9


class TestVolume:
    @given(
        bought=st.integers(0, 300),
        owned=st.integers(0, 900),
        tiers=st.dictionaries(st.integers(500, 1000), st.floats(0, 1), max_size=3),
    )
    def test_equals_a_slow_sum_of_thousands(self, bought, owned, tiers):
        rows = purchase.volume_cost(1000 * bought, 1000 * owned, {1000 * f: d for f, d in tiers.items()})
        slow = 0.0
        for thousand in range(owned, owned + bought):
            reached = [f for f in tiers if f <= thousand]
            slow += 1000 * (1 - (tiers[max(reached)] if reached else 0))
        assert rows["usd"].sum() == pytest.approx(slow, abs=1e-6)
        assert (rows["to_usd"] - rows["from_usd"]).sum() == 1000 * bought

    def test_bad_input(self):
        with pytest.raises(InputError, match="tiers 499999 cannot be used: give a number of 500000 or more"):
            purchase.volume_cost(1, 1, {499_999: 0.1})
        with pytest.raises(InputError, match="tiers 10 cannot be used: give a number from 0 to 1"):
            purchase.volume_cost(1, 1, {500_000: 10})
        for bad in ({"count": -1}, {"term_years": 2}, {"upfront_usd": -1}):
            with pytest.raises(InputError):
                purchase.list_value(**{"upfront_usd": 1, "usd_per_hour": 1, "term_years": 1, **bad})
