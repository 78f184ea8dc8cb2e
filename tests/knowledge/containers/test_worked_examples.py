"""Every worked example of AWS's pages on Fargate and EKS that was found, recomputed."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from kaolib.knowledge import containers

VIRGINIA = "us-east-1"


class TestFargatePricing:
    """AWS, Fargate pricing, "Pricing Examples" (N. Virginia, months of 30 days)."""

    @pytest.mark.parametrize(
        ("vcpu", "gib", "seconds", "a_day", "options", "expected"),
        [
            (1, 2, 600, 5, {"ephemeral_gib": 30}, (1.01, 0.22, 0.03)),
            (1, 2, 600, 5, {"ephemeral_gib": 30, "architecture": "arm64"}, (0.81, 0.18, 0.03)),
            (0.25, 1, 3600, 10, {"orchestrator": "eks"}, (3.04, 1.33, 0.00)),
        ],
    )
    def test_examples_1_to_3(self, vcpu, gib, seconds, a_day, options, expected):
        bill = containers.fargate_cost(vcpu, gib, VIRGINIA, seconds=seconds, tasks=a_day * 30, **options)
        # the page rounds the price of a second to seven digits: half a cent on the month
        assert bill["usd"].tolist() == pytest.approx(list(expected), abs=0.0055)

    def test_example_4_counts_windows_as_here(self):
        """Its prices (0.0915, 0.046 and 0.01 an hour) are not those of the price list, its quantities are."""
        bill = containers.fargate_cost(1, 2, VIRGINIA, seconds=3600, tasks=10 * 30, operating_system="windows")
        hours = bill.set_index("part")["quantity"]
        a_second = {"vcpu": 0.0000254167, "windows_license": 0.0000127778, "memory": 0.0000027778}
        usd = {part: hours[part] * 3600 * price for part, price in a_second.items()}
        assert {part: round(amount, 2) for part, amount in usd.items()} == {
            "vcpu": 27.45,
            "windows_license": 13.80,
            "memory": 6.00,
        }
        assert round(sum(usd.values()), 2) == 47.25

    def test_the_table_of_an_hour(self):
        """AWS, Fargate pricing, N. Virginia: USD of a vCPU-hour, a GB-hour and a GB-hour of storage."""
        rates = containers.fargate_rates(VIRGINIA).set_index("part")["usd_per_unit"]
        assert rates.to_dict() == {"vcpu": 0.04048, "memory": 0.004445, "ephemeral_storage": 0.000111}

    @pytest.mark.parametrize(
        ("seconds", "operating_system", "billed"),
        [(1, "linux", 60), (60, "linux", 60), (60.1, "linux", 61), (1, "windows", 300), (301, "windows", 301)],
    )
    def test_per_second_with_a_minimum_of_one_minute_and_five_for_windows(self, seconds, operating_system, billed):
        assert containers.billed_seconds(seconds, operating_system) == billed


class TestInfracost:
    """infracost's printed estimates: ecs_service_test, eks_cluster_test, eks_fargate_profile_test (730 hours)."""

    @pytest.mark.parametrize(("vcpu", "gib", "cpu_usd", "memory_usd"), [
        (1, 2, 29.55, 6.49), (2, 4, 59.10, 12.98), (4, 8, 118.20, 25.96),
    ])  # fmt: skip
    def test_services(self, vcpu, gib, cpu_usd, memory_usd):
        bill = containers.fargate_cost(vcpu, gib, VIRGINIA, hours=730)
        assert bill["usd"].round(2).tolist()[:2] == [cpu_usd, memory_usd]

    def test_services_of_several_tasks(self):
        """5 vCPUs and 10 GB, 3 and 6: as tasks of 1 vCPU."""
        for tasks, usd in ((5, [147.75, 32.45]), (3, [88.65, 19.47])):
            bill = containers.fargate_cost(1, 2, VIRGINIA, hours=730, tasks=tasks)
            assert bill["usd"].round(2).tolist()[:2] == usd

    def test_clusters(self):
        assert containers.eks_cost(730, VIRGINIA)["usd"].tolist() == [pytest.approx(73.00)]
        assert containers.eks_cost(730, VIRGINIA, support="extended", clusters=7)["usd"].sum() == pytest.approx(7 * 438)

    def test_a_cluster_with_a_fargate_profile(self):
        """One vCPU and one GB beside a cluster: USD 105.80."""
        rates = containers.fargate_rates(VIRGINIA).set_index("part")["usd_per_unit"]
        cluster = containers.eks_cost(730, VIRGINIA)["usd"].sum()
        assert cluster + 730 * (rates["vcpu"] + rates["memory"]) == pytest.approx(105.80, abs=0.005)


class TestPods:
    """EKS User Guide, "Understand Fargate Pod configuration details"."""

    def test_1_vcpu_and_8_gb_become_2_and_9(self):
        assert containers.pod_size(1, 8) == (2, 9)

    def test_requests_side_by_side(self):
        asked = pd.DataFrame({"vcpu": [1, 0.25], "gib": [8, 0.5]})
        sizes = containers.requested_sizes(asked, VIRGINIA)
        assert sizes[["ecs_vcpu", "ecs_gib", "eks_vcpu", "eks_gib"]].to_numpy().tolist() == [
            [1, 8, 2, 9],
            [0.25, 0.5, 0.25, 1],
        ]
        assert sizes["eks_usd_per_month"].tolist() == pytest.approx(
            [730 * (2 * 0.04048 + 9 * 0.004445), 730 * (0.25 * 0.04048 + 0.004445)]
        )

    def test_nothing_asked_for_is_the_smallest(self):
        assert containers.pod_size(0, 0) == (0.25, 0.5)

    def test_the_larger_of_the_sum_and_the_largest_init_container(self):
        run = pd.DataFrame({"vcpu": [0.5, 0.5], "gib": [1, 1]})
        first = pd.DataFrame({"vcpu": [2, 0.1], "gib": [0.5, 1.5]})
        assert containers.pod_request(run, first) == (2, 2)

    def test_the_guide_lists_pods_up_to_16_vcpus(self):
        assert containers.fargate_sizes(orchestrator="eks")["vcpu"].max() == 16


def test_prices_side_by_side():
    """AWS, Amazon ECS, EKS and Fargate pricing (N. Virginia)."""
    prices = containers.container_prices(VIRGINIA).set_index("container_way")["usd_per_hour"]
    assert prices["ecs"] == 0
    assert prices["eks_extended"] == pytest.approx(0.60)
    assert prices["fargate_arm64"] == pytest.approx(0.03238 + 2 * 0.00356)
    assert prices["fargate_windows"] == pytest.approx(0.046552 + 0.046 + 2 * 0.00511175)
    assert math.isnan(containers.container_prices("ap-east-2")["usd_per_month"].iloc[-1])


class TestKubernetes:
    """EKS User Guide, "Understand the Kubernetes version lifecycle on EKS"; AWS Containers Blog, "Amazon EKS extended support
    for Kubernetes versions pricing"."""

    def test_60_cents_in_all_against_10(self):
        usd = {s: containers.eks_cost(1, VIRGINIA, support=s)["usd"].item() for s in ("standard", "extended")}
        assert usd == {"standard": 0.10, "extended": 0.60}

    def test_14_months_of_standard_and_12_of_extended_support(self):
        versions = containers.kubernetes_versions()
        released, standard, extended = (
            pd.to_datetime(versions[c]) for c in ("eks_release", "standard_end", "extended_end")
        )
        for start, middle, end in zip(released, standard, extended, strict=True):
            assert middle == start + pd.DateOffset(months=14)
            assert end == start + pd.DateOffset(months=26)
        assert versions["version"].is_unique
        assert released.is_monotonic_increasing

    def test_billing_starts_with_the_day_on_which_standard_support_ends(self):
        days = ("2026-07-28", "2026-07-29", "2027-07-28", "2027-07-29", "2025-05-28")
        states = ["standard", "extended", "extended", "ended", "unreleased"]
        assert [containers.support_of("1.33", day) for day in days] == states


def test_a_price_that_is_not_known_is_not_zero():
    bill = containers.fargate_cost(1, 2, "ap-east-2", hours=1, operating_system="windows").set_index("part")["usd"]
    assert math.isnan(bill["vcpu"])
    assert math.isnan(bill["memory"])
    assert bill["ephemeral_storage"] == 0
    none = containers.fargate_cost(1, 2, "ap-east-2", hours=1, tasks=0, operating_system="windows")
    assert none["usd"].tolist() == [0, 0, 0, 0], "nothing costs nothing, whatever its price"
    assert math.isnan(containers.fargate_usd(1, 2, VIRGINIA, hours=1, plan="compute_sp_1y_partial_upfront"))
