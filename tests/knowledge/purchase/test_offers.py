"""Offers, break-even and cash flow: AWS's own figures, bounds, and a slow reference."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, purchase

rates = st.floats(1e-4, 500)
uses = st.floats(0, 1)


@pytest.fixture(scope="module")
def table():
    return purchase.offers("m7g.large", "ap-northeast-2")


class TestWorkedExamples:
    def test_list_value_of_awss_t2_small(self):
        """EC2 User Guide, "How Reserved Instance discounts are applied": 60 + 0.007 x 8,760 = USD 121.32."""
        assert purchase.effective_hourly(60, 0.007, 1) * 8760 == pytest.approx(121.32, abs=1e-9)

    def test_hours_of_a_term(self):
        """Savings Plans User Guide, "What are Savings Plans": 1 year is 31,536,000 s, 3 years are 94,608,000 s."""
        assert purchase.effective_hourly(8760, 0, 1) == 31_536_000 / 3600 / 8760 == 1
        assert purchase.effective_hourly(26280, 0, 3) == 94_608_000 / 3600 / 26280 == 1

    def test_x2iedn_savings(self):
        """vantage-sh/ec2instances.info, x2iedn.32xlarge: On-Demand 26.676, standard 3 years all upfront saves 72 %."""
        offers = purchase.offers("x2iedn.32xlarge", "us-east-1").set_index("option")
        assert offers.loc["on_demand", "effective_usd_per_hour"] == pytest.approx(26.676)
        assert offers.loc["ri_standard_3y_all_upfront", "saving"] == pytest.approx(0.72, abs=0.005)
        assert offers.loc["ri_standard_1y_no_upfront", "saving"] == pytest.approx(0.38, abs=0.005)
        assert offers.loc["ri_convertible_3y_no_upfront", "saving"] == pytest.approx(0.61, abs=0.005)

    def test_t3_medium_rates(self):
        """Infracost instance_test.golden: t3.medium standard 1y 0.0261, convertible 1y 0.0300, standard 3y 0.0180."""
        offers = purchase.offers("t3.medium", "us-east-1").set_index("option")["effective_usd_per_hour"]
        assert offers["ri_standard_1y_no_upfront"] == pytest.approx(0.0261, abs=5e-5)
        assert offers["ri_convertible_1y_no_upfront"] == pytest.approx(0.0300, abs=5e-5)
        assert offers["ri_standard_3y_no_upfront"] == pytest.approx(0.0180, abs=5e-5)


class TestOffers:
    def test_one_row_per_option_in_a_fixed_order(self, table):
        assert table["option"].tolist() == list(purchase.OPTIONS)

    def test_unknown_is_shown_as_unknown(self):
        prices = catalog.commitment_rates().query("location == 'ap-northeast-2' and operating_system == 'linux'")
        lacking = prices[prices["compute_sp_1y_no_upfront"].isna()]["instance_type"]
        table = purchase.offers(str(lacking.iloc[0]), "ap-northeast-2").set_index("option")
        row = table.loc["compute_sp_1y_no_upfront"]
        assert row["status"] == "unknown"
        assert row[["upfront_usd", "usd_per_hour", "effective_usd_per_hour", "saving", "usd_per_month"]].isna().all()

    def test_status_says_listed_or_derived(self, table):
        status = table.set_index("option")["status"]
        assert status["on_demand"] == status["ri_standard_1y_no_upfront"] == "listed"
        assert status["compute_sp_1y_no_upfront"] == "derived"

    def test_every_known_row_has_a_date(self, table):
        dates = pd.to_datetime(table["as_of"])
        assert dates.notna().all()

    def test_spot_is_the_latest_snapshot(self, table):
        history = catalog.spot("m7g.large", "ap-northeast-2", "linux")
        spot = table.set_index("option").loc["spot"]
        assert spot["as_of"] == history["date"].max()
        assert spot["effective_usd_per_hour"] == history.sort_values("date")["usd_per_hour"].iloc[-1]

    def test_no_spot_price_where_none_was_collected(self):
        spot = purchase.offers("m7g.large", "ap-northeast-2", "rhel").set_index("option").loc["spot"]
        assert spot["status"] == "unknown"
        assert math.isnan(spot["effective_usd_per_hour"])

    @pytest.mark.parametrize("location", ["ap-northeast-2", "us-east-1", "sa-east-1", "us-west-2-lax-1"])
    def test_columns_agree_with_each_other(self, location):
        types = catalog.on_demand(location=location, operating_system="linux")["instance_type"].sample(
            12, random_state=3
        )
        for name in types:
            table = purchase.offers(str(name), location)
            od = table["effective_usd_per_hour"].iloc[0]
            known = table[table["status"] != "unknown"]
            assert np.allclose(known["usd_per_month"], known["effective_usd_per_hour"] * 730)
            assert np.allclose(known["saving"], 1 - known["effective_usd_per_hour"] / od)
            for row in known[known["term_years"] > 0].itertuples():
                months = row.term_years * 12
                assert row.upfront_usd / (months * 730) + row.usd_per_hour == pytest.approx(
                    row.effective_usd_per_hour, abs=1e-6
                )
                assert row.break_even_month == purchase.break_even_month(row.upfront_usd, row.usd_per_hour, od)
                assert row.pays_off_after_months == pytest.approx(row.break_even_utilization * months)


class TestBreakEven:
    @given(eff=rates, od=rates, use=uses)
    def test_the_point_divides_cheaper_from_dearer(self, eff, od, use):
        point = purchase.break_even_utilization(eff, od)
        if use > point * (1 + 1e-9):
            assert od * use > eff
        if use < point * (1 - 1e-9):
            assert od * use < eff

    @given(upfront=st.floats(0, 1e5), hourly=st.floats(0, 10), od=rates)
    @settings(max_examples=300)
    def test_month_equals_a_slow_count(self, upfront, hourly, od):
        month = purchase.break_even_month(upfront, hourly, od)
        gain = (od - hourly) * 730
        if math.isnan(month):
            assert gain <= 0
        elif month < 5000:
            slow = next(m for m in range(1, 5001) if m * 730 * od >= (upfront + m * 730 * hourly) * (1 - 1e-9))
            assert slow == month

    @pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None, True])
    def test_bad_amounts(self, bad):
        with pytest.raises(InputError, match="give a number of 0 or more"):
            purchase.effective_hourly(bad, 0.1, 1)
        with pytest.raises(InputError, match="give a number of 0 or more"):
            purchase.break_even_utilization(bad, 0.1)

    def test_bad_term_and_free_on_demand(self):
        with pytest.raises(InputError, match="there is no term of 2 years: use 1 or 3"):
            purchase.effective_hourly(1, 1, 2)
        with pytest.raises(InputError, match="On-Demand rate must be above 0"):
            purchase.break_even_utilization(0.1, 0)


class TestCost:
    @given(use=uses)
    def test_commitments_cost_the_same_whatever_the_use(self, table, use):
        costs = purchase.cost_at(table, use)
        committed = costs["term_years"] > 0
        assert np.allclose(costs.loc[committed, "usd_per_month_at_utilization"], costs.loc[committed, "usd_per_month"])
        assert costs["usd_per_month_at_utilization"].iloc[0] == pytest.approx(costs["usd_per_month"].iloc[0] * use)

    @given(low=uses, high=uses)
    def test_more_use_never_costs_less(self, table, low, high):
        low, high = sorted((low, high))
        cheap, dear = (purchase.cost_at(table, u)["usd_per_month_at_utilization"] for u in (low, high))
        assert (cheap <= dear + 1e-9).all()

    @given(use=uses)
    def test_cheapest_is_cheapest(self, table, use):
        costs = purchase.cost_at(table, use).set_index("option")["usd_per_month_at_utilization"].drop("spot")
        assert costs[purchase.cheapest(table, use)] <= costs.min() * 1.0005

    def test_a_listed_option_comes_before_the_derived_one_that_equals_it(self, table):
        assert purchase.cheapest(table) == "ri_standard_3y_all_upfront"

    @pytest.mark.parametrize("bad", [-0.1, 1.1, 60, math.nan, "60%", None])
    def test_bad_utilization(self, table, bad):
        with pytest.raises(InputError, match="give a number from 0 to 1"):
            purchase.cost_at(table, bad)


class TestCashFlow:
    def test_a_term_costs_its_effective_rate(self, table):
        flow = purchase.cash_flow(table).set_index(["option", "month"])["cumulative_usd"]
        for row in table.itertuples():
            if row.status == "unknown":
                continue
            total = row.effective_usd_per_hour * 26280
            if row.term_years == 3 or row.offering in ("on_demand", "spot"):
                assert flow[row.option, 36] == pytest.approx(total, abs=0.02)
            else:
                assert flow[row.option, 12] == pytest.approx(total / 3, abs=0.02)
                assert flow[row.option, 36] == pytest.approx(total, abs=0.06)

    @given(use=uses, months=st.integers(1, 36))
    @settings(max_examples=25)
    def test_cash_never_comes_back(self, table, use, months):
        flow = purchase.cash_flow(table, months=months, utilization=use)
        assert (flow.groupby("option")["cumulative_usd"].diff().dropna() >= -1e-9).all()
        assert (flow.groupby("option").size() == months + 1).all()

    def test_the_crossing_is_the_break_even_month(self, table):
        flow = purchase.cash_flow(table).pivot(index="month", columns="option", values="cumulative_usd")
        for row in table[table["term_years"] == 3].itertuples():
            crossed = flow.index[(flow[row.option] <= flow["on_demand"] + 1e-9) & (flow.index > 0)]
            assert crossed.min() == row.break_even_month

    def test_bad_input(self, table):
        with pytest.raises(
            InputError,
            match="unknown purchase option 'ri_standard_1y_noupfront': did you mean 'ri_standard_1y_no_upfront'",
        ):
            purchase.cash_flow(table, ["ri_standard_1y_noupfront"])
        for bad in (0, 37, 1.5, True, "12"):
            with pytest.raises(InputError, match="give a whole number from 1 to 36"):
                purchase.cash_flow(table, months=bad)
        rhel = purchase.offers("m7g.large", "ap-northeast-2", "rhel")
        with pytest.raises(InputError, match="the price of spot is not known"):
            purchase.cash_flow(rhel, ["spot"])
