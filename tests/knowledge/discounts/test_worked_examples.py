"""Every worked example of AWS's pages on how RIs and Savings Plans apply, recomputed."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.knowledge import discounts
from tests.knowledge.discounts.small import ri, split, usage_of


def run(usage: pd.DataFrame, *reservations: dict, **more):
    return split(discounts.apply(usage, pd.DataFrame(reservations), **more))


def instances(item: str, quantity: float, account: str = "A", zone: str = "us-east-1a", usd: float = 0.2) -> dict:
    return {"item": item, "quantity": quantity, "account": account, "zone": zone, "on_demand_usd": usd}


class TestReservedInstances:
    """EC2 User Guide, "How Reserved Instance discounts are applied"."""

    def test_scenario_1_one_account(self):
        usage = usage_of(
            instances("m3.large", 4),
            instances("m4.xlarge", 2, zone="us-east-1b"),
            instances("c4.xlarge", 1, zone="us-east-1c"),
        )
        owned = ri("m3", "m3.large", 4, zone="us-east-1a"), ri("m4", "m4.large", 4), ri("c4", "c4.large", 1)
        assert run(usage, *owned) == {(0, "m3"): 4, (1, "m4"): 2, (2, "c4"): 0.5, (2, ""): 0.5}

    def test_scenario_2_smallest_first(self):
        usage = usage_of(instances("m3.xlarge", 2), instances("m3.large", 2, zone="us-east-1b"))
        assert run(usage, ri("a", "m3.2xlarge")) == {(1, "a"): 2, (0, "a"): 1, (0, ""): 1}

    def test_scenario_3_the_purchasing_account_first(self):
        usage = usage_of(
            instances("m4.xlarge", 2),
            instances("m4.2xlarge", 1, zone="us-east-1b"),
            instances("c4.xlarge", 2),
            instances("c4.2xlarge", 1, zone="us-east-1b"),
            instances("m4.xlarge", 2, account="B"),
        )
        covered = run(usage, ri("m4", "m4.xlarge", 4), ri("c4", "c4.xlarge", 2))
        assert covered == {(0, "m4"): 2, (1, "m4"): 1, (2, "c4"): 2, (3, ""): 1, (4, ""): 2}

    def test_scenario_4_a_zonal_ri_of_another_account_before_ones_own_regional(self):
        usage = usage_of(instances("m4.xlarge", 1), instances("m4.xlarge", 1, account="B", zone="us-east-1b"))
        owned = ri("regional", "m4.xlarge"), ri("zonal", "m4.xlarge", account="C", zone="us-east-1a")
        assert run(usage, *owned) == {(0, "zonal"): 1, (1, "regional"): 1}

    @pytest.mark.parametrize(
        ("owned", "count", "running", "quantity", "covered"),
        [
            ("t2.medium", 1, "t2.small", 2, 2),
            ("t2.medium", 1, "t2.large", 1, 0.5),
            ("i3.metal", 1, "i3.16xlarge", 1, 1),
            ("i3.metal", 1, "i3.8xlarge", 2, 2),
            ("i3.metal", 1, "i3.4xlarge", 4, 4),
            ("i3.8xlarge", 2, "i3.metal", 1, 1),
        ],
    )
    def test_size_flexibility(self, owned, count, running, quantity, covered):
        assert run(usage_of(instances(running, quantity)), ri("a", owned, count))[0, "a"] == covered

    def test_two_zonal_ris_reach_two_instances_of_their_zone(self):
        usage = usage_of(instances("c4.xlarge", 3), instances("c4.xlarge", 3, zone="us-east-1b"))
        assert run(usage, ri("a", "c4.xlarge", 2, zone="us-east-1a")) == {(0, "a"): 2, (0, ""): 1, (1, ""): 3}


class TestClockHours:
    """EC2 User Guide, "How billing works with Reserved Instances"."""

    @staticmethod
    def billed(minutes: int) -> dict:
        runs = pd.DataFrame({"start": pd.Timestamp("2026-01-01 10:00"), "end": pd.Timestamp("2026-01-01 10:00") + pd.Timedelta(minutes=minutes),
                             "item": ["m4.xlarge"] * 4, "location": "us-east-1", "on_demand_usd": 0.2})  # fmt: skip
        return run(discounts.usage_of_runs(runs), ri("a", "m4.xlarge"))

    def test_four_instances_for_an_hour(self):
        assert self.billed(60) == {(0, "a"): 1, (0, ""): 3}

    def test_four_instances_for_a_quarter_of_an_hour(self):
        assert self.billed(15) == {(0, "a"): 1}


#: Savings Plans User Guide, "Savings Plans example": On-Demand, Compute plan, EC2 Instance plan ("illustrative only").
RATES = {
    ("ec2", "r5.4xlarge", "linux", "shared"): (1.00, 0.70, 0.60),
    ("fargate", "vcpu_linux_x86", "linux", "shared"): (0.04, 0.03, None),
    ("fargate", "gb_linux_x86", "linux", "shared"): (0.004, 0.003, None),
    ("ec2", "m5.24xlarge", "windows", "dedicated"): (10.00, 8.20, 7.80),
    ("lambda", "duration_x86", "linux", "shared"): (0.000015, 0.00001275, None),
    ("lambda", "request", "linux", "shared"): (0.20 / 1e6, 0.20 / 1e6, None),
}
QUANTITIES = (4, 400, 1600, 1, 1_000_000 * 0.5 * 3, 1_000_000)
KEY = ("service", "item", "operating_system", "tenancy")


class TestSavingsPlans:
    """Savings Plans User Guide, "Understanding how Savings Plans apply to your usage"."""

    usage = usage_of(
        *(
            {**dict(zip(KEY, kind, strict=True)), "quantity": quantity, "on_demand_usd": usd}
            for (kind, (usd, *_)), quantity in zip(RATES.items(), QUANTITIES, strict=True)
        )
    )
    rates = pd.DataFrame(
        [
            {**dict(zip(KEY, kind, strict=True)), "location": "us-east-1", "option": option, "usd": usd}
            for kind, (_, *plans) in RATES.items()
            for option, usd in zip(("compute", "ec2"), plans, strict=True)
            if usd is not None
        ]
    )

    def applied(self, *plans: dict, reservations=None):
        return discounts.apply(self.usage, reservations, pd.DataFrame(plans), self.rates)

    @staticmethod
    def compute(usd: float) -> dict:
        return {"id": "compute", "kind": "compute_sp", "option": "compute", "usd_per_hour": usd}

    def test_without_a_plan(self):
        assert discounts.apply(self.usage).summary()["usd"] == pytest.approx(59.10)

    def test_scenario_1_everything_is_covered(self):
        done = self.applied(self.compute(50))
        assert done.summary()["on_demand_usd"] == 0
        assert done.summary()["used_usd"] == pytest.approx(47.125)  # printed as 47.13
        assert done.summary()["usd"] == pytest.approx(50)

    def test_scenario_2_the_highest_saving_first(self):
        done = self.applied(self.compute(2))
        assert split(done)[0, "compute"] == pytest.approx(2.9, abs=0.05)
        left = done.lines.query("commitment == ''").set_index("line")["usd"]
        assert round(left[0], 2) == 1.14
        assert left.drop(0).sum() == pytest.approx(55.10)
        assert round(left.sum(), 2) == 56.24

    def test_scenario_3_equal_savings_by_the_lower_rate(self):
        done = self.applied(self.compute(19.60))
        assert done.lines["line"].tolist()[:3] == [0, 2, 1]  # r5, then memory before vCPU
        assert done.summary()["unused_usd"] == pytest.approx(0, abs=1e-9)
        assert done.summary()["on_demand_usd"] == pytest.approx(32.70)

    def test_scenario_4_reserved_instances_first(self):
        done = self.applied(self.compute(18.20), reservations=pd.DataFrame([ri("ri", "r5.4xlarge", 2)]))
        assert split(done)[0, "ri"] == 2
        assert split(done)[0, "compute"] == pytest.approx(2)
        assert done.summary()["on_demand_usd"] == pytest.approx(32.70)

    def test_scenario_5_the_ec2_instance_plan_first(self):
        family = {
            "id": "ec2",
            "kind": "ec2_instance_sp",
            "option": "ec2",
            "usd_per_hour": 3,
            "family": "r5",
            "location": "us-east-1",
        }
        done = self.applied(self.compute(16.80), family)
        used = done.by_commitment().set_index("commitment")["used_usd"]
        assert used["ec2"] == pytest.approx(2.40)
        assert used["compute"] == pytest.approx(16.80)
        assert done.summary()["on_demand_usd"] == pytest.approx(32.70)
        assert done.summary()["unused_usd"] == pytest.approx(0.60)


class TestConsolidatedBills:
    """Billing User Guide, "Understanding Consolidated Bills": three t2.small RIs and four instances for 720 hours."""

    def test_the_account_that_owns_the_reservations_pays_no_usage(self):
        lines = [instances("t2.small", quantity, account, usd=0.023) for account, quantity in (("1", 3), ("2", 1))]
        usage = usage_of(*({**line, "hour": hour} for line in lines for hour in range(720)))
        owned = ri("all", "t2.small", 2, account="1"), ri("partial", "t2.small", 1, account="1")
        done = discounts.apply(usage, pd.DataFrame(owned))
        paid = done.lines.query("covered_by == 'on_demand'")
        assert set(usage["account"].iloc[paid["line"]]) == {"2"}
        assert paid["usd"].sum() == pytest.approx(16.56)
        assert done.lines.query("covered_by != 'on_demand'")["quantity"].sum() == pytest.approx(2160)
        assert paid["usd"].sum() / usage["quantity"].sum() == pytest.approx(0.00575)  # the blended rate


class TestCostAndUsageReports:
    def test_one_xlarge_reservation_covers_two_large(self):
        """ "Monitoring your size flexible reservations": USD 0.0618 an hour for a month of 744 hours, half to each."""
        large = [instances("m4.large", 1, account) for account in ("A", "B")]
        usage = usage_of(*({**line, "hour": hour} for line in large for hour in range(744)))
        done = discounts.apply(usage, pd.DataFrame([ri("a", "m4.xlarge", usd_per_hour=0.0618)]))
        assert done.summary()["on_demand_usd"] == 0
        assert done.summary()["committed_usd"] == pytest.approx(45.98, abs=0.005)
        assert done.lines["usd_per_unit"].unique() == pytest.approx([0.0309])
        assert done.by_commitment()["utilization"].tolist() == pytest.approx([1.0])

    def test_a_plan_covers_an_hour_and_a_half_of_a_nano(self):
        """ "Understanding Savings Plans": On-Demand 0.0052, plan rate 0.0026, two lines of 1 and 0.5 hours."""
        usage = usage_of(instances("t3.nano", 1, usd=0.0052), instances("t3.nano", 0.5, zone="us-east-1b", usd=0.0052))
        plan = pd.DataFrame([{"id": "p", "account": "A", "kind": "compute_sp", "option": "x", "usd_per_hour": 0.005}])
        rates = pd.DataFrame([{"option": "x", "location": "us-east-1", "item": "t3.nano", "usd": 0.0026}])
        done = discounts.apply(usage, None, plan, rates)
        assert done.lines.sort_values("line")["usd"].tolist() == pytest.approx([0.0026, 0.0013])
        assert done.lines["on_demand_usd"].sum() == pytest.approx(0.0078)
        assert done.summary()["unused_usd"] == pytest.approx(0.005 - 0.0039)
