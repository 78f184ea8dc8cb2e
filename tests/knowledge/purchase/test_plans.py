"""Savings Plans: AWS's own figures, what is offered, payments, returns, commitment from usage and back."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.knowledge.purchase import Plan

START = pd.Timestamp("2026-11-03T12:00:00Z")
DAY = pd.Timedelta(days=1)
SECOND = pd.Timedelta(seconds=1)

#: Savings Plans User Guide, "Understanding how Savings Plans apply to your usage": an hour, rates for illustration.
HOUR = pd.DataFrame(
    [
        ("r5.4xlarge", 4, 1.00, 0.70),
        ("Fargate vCPU", 400, 0.04, 0.03),
        ("Fargate GB", 1600, 0.004, 0.003),
        ("m5.24xlarge Windows", 1, 10.00, 8.20),
        ("Lambda GB-second", 1e6 * 0.5 * 3, 0.000015, 0.00001275),
        ("Lambda 1M requests", 1, 0.20, 0.20),
    ],
    columns=["item", "quantity", "on_demand_usd", "plan_usd"],
)


class TestWorkedExamples:
    def test_scenario_1(self):
        """All usage at plan rates is 47.13, On-Demand 59.10."""
        table = purchase.usage_commitment(HOUR)
        assert table["running_usd"].sum() == pytest.approx(47.13, abs=0.0051)
        assert table["running_on_demand_usd"].sum() == pytest.approx(59.10, abs=1e-9)
        assert table["average_usd"].tolist() == pytest.approx(table["running_usd"].tolist())

    def test_scenario_2(self):
        """USD 2.00 cover about 2.9 of four r5.4xlarge (30 %); 1.14 On-Demand are left of them, 56.24 in all."""
        covered = purchase.covered_spend(2.00, saving=0.30)
        assert covered == pytest.approx(2.9, abs=0.05)
        assert 4 - covered == pytest.approx(1.14, abs=0.005)
        assert 59.10 - covered == pytest.approx(56.24, abs=0.005)

    def test_scenarios_3_to_5(self):
        """19.60, 18.20 and 16.80 are what r5 and Fargate fill, beside two RIs, and beside an EC2 Instance plan."""
        filled = purchase.usage_commitment(HOUR).set_index("item")["running_usd"]
        fargate = filled["Fargate vCPU"] + filled["Fargate GB"]
        assert fargate == pytest.approx(16.80)
        assert fargate + filled["r5.4xlarge"] == pytest.approx(19.60)
        assert fargate + filled["r5.4xlarge"] * 2 / 4 == pytest.approx(18.20)
        assert pytest.approx(2.40) == 4 * 0.60

    def test_length_of_a_term(self):
        """Savings Plans User Guide, "What are Savings Plans?": 31,536,000 s and 94,608,000 s."""
        for years, seconds in ((1, 31_536_000), (3, 94_608_000)):
            plan = Plan("compute_sp", 1.0, START, term_years=years)
            assert (plan.end - plan.start).total_seconds() == seconds

    def test_most_saving(self):
        """Savings Plans User Guide, "Savings Plans types"."""
        kinds = purchase.plan_kinds().set_index("kind")
        assert kinds["most_saving"].to_dict() == {
            "compute_sp": 0.66, "ec2_instance_sp": 0.72, "sagemaker_sp": 0.64, "database_sp": 0.35,
        }  # fmt: skip
        assert kinds.loc["ec2_instance_sp", "covers"] == "ec2"
        assert kinds.loc["database_sp", ["term_years", "payment"]].tolist() == ["1", "no_upfront"]


class TestPlan:
    @pytest.mark.parametrize("kind", ["compute_sp", "sagemaker_sp", "database_sp"])
    def test_bound_to_nothing(self, kind):
        assert Plan(kind, 1.0, START).end == START + 365 * DAY
        for more in ({"family": "m5"}, {"location": "us-east-1"}):
            with pytest.raises(InputError, match=f"{kind} is bound to no family and no Region"):
                Plan(kind, 1.0, START, **more)

    def test_bound_to_family_and_region(self):
        for more, sentence in (
            ({}, "unknown instance family ''"),
            ({"family": "m5"}, "unknown Region ''"),
            ({"family": "m5.large", "location": "us-east-1"}, "unknown instance family"),
        ):
            with pytest.raises(InputError, match=sentence):
                Plan("ec2_instance_sp", 1.0, START, **more)

    @pytest.mark.parametrize("more", [{"term_years": 3}, {"payment": "all_upfront"}, {"payment": "partial_upfront"}])
    def test_database_plan_is_one_year_without_upfront(self, more):
        with pytest.raises(
            InputError, match=r"database_sp is not offered .* it has \(years / payments\) 1 / no_upfront"
        ):
            Plan("database_sp", 1.0, START, **more)

    def test_bad_input(self):
        for more, sentence in (
            ({"kind": "compute"}, "unknown kind of Savings Plan 'compute': did you mean 'compute_sp'"),
            ({"payment": "none"}, "unknown payment option"),
            ({"state": "open"}, "unknown state"),
            ({"term_years": 2}, "there is no term of 2 years"),
            ({"start": 5}, "start '5' cannot be read as a time"),
            ({"usd_per_hour": 0}, "a commitment of USD 0 an hour cannot be made"),
        ):
            with pytest.raises(InputError, match=sentence):
                Plan(**{"kind": "compute_sp", "usd_per_hour": 1.0, "start": START, **more})


class TestCommitment:
    """Cost Management API Reference, "SavingsPlans" (0.001 to 5,000); Savings Plans API Reference, "CreateSavingsPlan"."""

    def test_bounds(self):
        for good in (0.001, 1, 4999.99999, 5000):
            assert purchase.check_commitment(good) == good
        for bad in (0, 0.0009, 5000.00001, 5001):
            with pytest.raises(
                InputError, match=f"a commitment of USD {bad} an hour cannot be made: it is 0.001 to 5,000"
            ):
                purchase.check_commitment(bad)
        with pytest.raises(InputError, match="Make it several plans"):
            purchase.check_commitment(5001)
        for bad in (-1, "1", None, True, float("nan")):
            with pytest.raises(InputError, match="usd_per_hour"):
                purchase.check_commitment(bad)

    @given(st.integers(1000, 50_000_000_000))
    def test_five_digits_and_no_sixth(self, tenths):
        """Of every amount in steps of a millionth, those in steps of a hundred-thousandth are taken."""
        if tenths > 5_000_000_000:
            tenths //= 10
        usd = tenths / 1e6
        if tenths % 10 == 0:
            assert purchase.check_commitment(usd) == usd
        else:
            with pytest.raises(InputError, match="with up to 5 digits after the point"):
                purchase.check_commitment(usd)

    def test_a_last_bit_is_no_sixth_digit(self):
        assert purchase.check_commitment(0.1 + 0.2) == 0.1 + 0.2 != 0.3


class TestPayments:
    @given(
        usd=st.integers(1, 5000), years=st.sampled_from([1, 3]), share=st.floats(0.5, 0.99),
        payment=st.sampled_from(["no_upfront", "partial_upfront", "all_upfront"]),
    )  # fmt: skip
    def test_all_is_paid_once(self, usd, years, share, payment):
        plan = Plan("compute_sp", usd, START, term_years=years, payment=payment)
        row = purchase.plan_payments(plan, share).iloc[0]
        assert row["upfront_usd"] + row["usd_per_hour"] * 8760 * years == pytest.approx(row["usd"])
        assert row["usd"] == pytest.approx(usd * 8760 * years)
        assert row["usd_per_month"] == pytest.approx(row["usd_per_hour"] * 730)
        expected = {"no_upfront": 0, "partial_upfront": share, "all_upfront": 1}[payment]
        assert row["upfront_usd"] / row["usd"] == pytest.approx(expected)

    @pytest.mark.parametrize("share", [0.49, 0.995, 1.0])
    def test_partial_upfront_is_50_to_99_percent(self, share):
        """Savings Plans API Reference, "CreateSavingsPlan", upfrontPaymentAmount."""
        with pytest.raises(InputError, match=r"Partial Upfront is 0\.50 to 0\.99"):
            purchase.plan_payments(Plan("compute_sp", 1.0, START, payment="partial_upfront"), share)


class TestReturn:
    """Savings Plans User Guide, "Returning a purchased Savings Plan" and "Quotas and restrictions"."""

    def test_seven_days(self):
        plan = Plan("compute_sp", 100, START)
        window = purchase.returnable(plan, START + 7 * DAY)
        assert (window.returnable, window.until) == (True, START + 7 * DAY)
        assert purchase.returnable(plan, START + 7 * DAY + SECOND).reason == "seven_days"

    def test_the_same_month_in_utc(self):
        plan = Plan("compute_sp", 100, "2026-11-30T12:00:00Z")
        assert purchase.returnable(plan, "2026-11-30T23:59:59Z").returnable
        assert purchase.returnable(plan, "2026-12-01T08:59:59+09:00").returnable
        assert purchase.returnable(plan, "2026-12-01T09:00:00+09:00").reason == "month"
        leap = Plan("compute_sp", 1, "2028-02-28")
        assert str(purchase.returnable(leap, "2028-02-28").until) == "2028-02-29 23:59:59+00:00"
        first = Plan("compute_sp", 1, "2026-12-01")
        assert str(purchase.returnable(first, "2026-12-01").until) == "2026-12-08 00:00:00+00:00"

    @pytest.mark.parametrize("state", ["payment_pending", "queued", "retired", "returned", "pending_return"])
    def test_only_active(self, state):
        assert purchase.returnable(Plan("compute_sp", 1, START, state=state), START).reason == "not_active"

    def test_at_most_100_an_hour(self):
        window = purchase.returnable(Plan("compute_sp", 100.001, START), START)
        assert (window.returnable, window.reason, window.until) == (False, "commitment", START)

    def test_ten_a_year(self):
        plan = Plan("compute_sp", 1, START)
        assert purchase.returnable(plan, START, returned_this_year=9).returnable
        assert purchase.returnable(plan, START, returned_this_year=10).reason == "returns"

    def test_seller_of_record(self):
        for seller in ("brazil", "turkey"):
            for payment in ("no_upfront", "partial_upfront", "all_upfront"):
                window = purchase.returnable(
                    Plan("compute_sp", 1, START, payment=payment), START, seller_of_record=seller
                )
                assert window.returnable == (payment == "no_upfront")
                assert window.reason == ("" if window.returnable else "seller_of_record")
        with pytest.raises(InputError, match="unknown seller of record 'brasil': did you mean 'brazil'"):
            purchase.returnable(Plan("compute_sp", 1, START), START, seller_of_record="brasil")

    def test_management_account(self):
        window = purchase.returnable(Plan("compute_sp", 1, START), START, same_management_account=False)
        assert (window.reason, window.until) == ("management_account", START)
        assert window.why_ko != window.why_en

    def test_not_before_the_purchase(self):
        with pytest.raises(InputError, match="is before the purchase"):
            purchase.returnable(Plan("compute_sp", 1, START), START - SECOND)

    @given(
        start=st.datetimes(pd.Timestamp("2024-01-01"), pd.Timestamp("2029-01-01")).map(
            lambda d: d.replace(microsecond=0)
        ),
        later=st.integers(0, 10 * 86400),
    )
    def test_equals_the_rule_as_it_is_written(self, start, later):
        bought = pd.Timestamp(start, tz="UTC")
        at = bought + pd.Timedelta(seconds=later)
        window = purchase.returnable(Plan("compute_sp", 1, bought), at)
        rule = at - bought <= 7 * DAY and (at.year, at.month) == (bought.year, bought.month)
        assert window.returnable == rule == (at <= window.until)


class TestUsage:
    @given(rows=st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 50), st.floats(0, 730)), min_size=1, max_size=5))
    def test_average_is_the_share_of_the_month(self, rows):
        usage = pd.DataFrame(rows, columns=["quantity", "plan_usd", "hours_per_month"])
        table = purchase.usage_commitment(usage)
        assert "running_on_demand_usd" not in table.columns
        for (quantity, rate, hours), row in zip(rows, table.itertuples(), strict=True):
            assert row.running_usd == quantity * rate
            assert row.average_usd * 730 == pytest.approx(quantity * rate * hours)

    def test_sagemaker(self):
        """Two endpoints all the time at 0.50, three training instances for 146 hours a month at 0.80."""
        usage = pd.DataFrame({"quantity": [2, 3], "plan_usd": [0.5, 0.8], "hours_per_month": [730, 146]})
        table = purchase.usage_commitment(usage)
        assert table["running_usd"].tolist() == pytest.approx([1.0, 2.4])
        assert table["average_usd"].tolist() == pytest.approx([1.0, 0.48])

    def test_bad_input(self):
        with pytest.raises(InputError, match="the usage need the column plan_usd"):
            purchase.usage_commitment(pd.DataFrame({"quantity": [1]}))
        with pytest.raises(InputError, match="quantity -1"):
            purchase.usage_commitment(pd.DataFrame({"quantity": [-1], "plan_usd": [1]}))
        with pytest.raises(InputError, match="hours_per_month 744 is more than the 730 hours of a month"):
            purchase.usage_commitment(pd.DataFrame({"quantity": [1], "plan_usd": [1], "hours_per_month": [744]}))

    @given(spend=st.floats(0, 1e5), saving=st.floats(0, 0.99))
    def test_and_back(self, spend, saving):
        commitment = purchase.commitment_for(spend, saving)
        assert commitment <= spend
        assert purchase.covered_spend(commitment, saving) == pytest.approx(spend)

    def test_bad_saving(self):
        with pytest.raises(InputError, match="saving must be below 1"):
            purchase.covered_spend(1, 1)
        with pytest.raises(InputError, match="saving 30 cannot be used"):
            purchase.commitment_for(1, 30)
