"""Every worked example of AWS's pages on fleets, weights and mixed instances groups, recomputed."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.architecture import fleet
from tests.architecture.fleet.small import launched, table


class TestInstanceWeighting:
    """EC2 User Guide, "EC2 Fleet instance weighting"."""

    @pytest.mark.parametrize(
        ("kind", "weight", "usd", "instances", "usd_per_unit"),
        [("r3.xlarge", 2, 0.05, 5, 0.025), ("r3.8xlarge", 8, 0.10, 2, 0.0125)],
    )
    def test_the_table_of_a_target_of_10(self, kind, weight, usd, instances, usd_per_unit):
        one = table({"instance_type": kind, "weight": weight, "spot_usd_per_hour": usd})
        done = fleet.allocate(one, 10, strategy="lowest-price")
        assert launched(done) == {kind: instances}
        assert done.lines.loc[0, "usd_per_unit_hour"] == pytest.approx(usd_per_unit)

    @pytest.mark.parametrize(
        ("r3", "c3", "expected"), [(0.30, 0.30, {"r3.2xlarge": 4}), (0.30, 0.20, {"c3.xlarge": 5})]
    )
    def test_24_units_by_weights_of_6_and_5(self, r3, c3, expected):
        both = table(
            {"instance_type": "r3.2xlarge", "weight": 6, "spot_usd_per_hour": r3},
            {"instance_type": "c3.xlarge", "weight": 5, "spot_usd_per_hour": c3},
        )
        assert launched(fleet.allocate(both, 24, strategy="lowest-price")) == expected

    def test_30_units_by_a_weight_of_8_under_two_strategies(self):
        three = table(
            *(
                {"instance_type": kind, "weight": 8, "spot_usd_per_hour": usd}
                for kind, usd in (("c3.2xlarge", 0.30), ("m3.xlarge", 0.20), ("r3.xlarge", 0.25))
            )
        )
        assert launched(fleet.allocate(three, 30, strategy="lowest-price")) == {"m3.xlarge": 4}
        spread = {"m3.xlarge": 2, "r3.xlarge": 1, "c3.2xlarge": 1}
        assert launched(fleet.allocate(three, 30, strategy="diversified")) == spread

    @pytest.mark.parametrize(
        ("depth", "expected"),
        [((None, 0), {"m5.large": 8}), ((0, None), {"m5.2xlarge": 2}), ((4, None), {"m5.large": 4, "m5.2xlarge": 1})],
    )
    def test_8_units_in_three_ways(self, depth, expected):
        """EC2 User Guide, "Use instance weighting to manage cost and performance of your EC2 Fleet or Spot Fleet"."""
        both = table(
            {"instance_type": "m5.large", "weight": 1, "spot_usd_per_hour": 0.01},
            {"instance_type": "m5.2xlarge", "weight": 4},
        )
        assert launched(fleet.allocate(both.assign(depth=depth), 8, strategy="lowest-price")) == expected

    def test_all_weights_above_the_target_compare_the_price_of_an_instance(self):
        """API reference of CreateFleet, LaunchTemplateOverrides: WeightedCapacity."""
        two = table(
            {"instance_type": "small", "weight": 4, "spot_usd_per_hour": 0.30},
            {"instance_type": "large", "weight": 8, "spot_usd_per_hour": 0.40},
        )
        for strategy in ("lowest-price", "price-capacity-optimized"):
            assert launched(fleet.allocate(two, 3, strategy=strategy)) == {"small": 1}
            assert launched(fleet.allocate(two, 4, strategy=strategy)) == {"large": 1}


class TestTutorials:
    """EC2 User Guide, "Tutorial: Use EC2 Fleet with instance weighting" and "... with On-Demand as the primary capacity"."""

    def example_corp(self, **usd: float) -> pd.DataFrame:
        kinds = (("r3.2xlarge", 1, 0.7), ("r3.4xlarge", 2, 1.4), ("r3.8xlarge", 4, 2.8))
        rows = [
            {"instance_type": kind, "weight": weight, "on_demand_usd_per_hour": price, "spot_usd_per_hour": price / 2}
            for kind, weight, price in kinds
        ]
        done = table(*rows)
        done.loc[done["instance_type"].isin(usd), "spot_usd_per_hour"] = [*usd.values()]
        return done

    @pytest.mark.parametrize(("cheapest", "instances"), [("r3.2xlarge", 20), ("r3.4xlarge", 10), ("r3.8xlarge", 5)])
    def test_lowest_price(self, cheapest, instances):
        done = fleet.allocate(self.example_corp(**{cheapest: 0.1}), 20, strategy="lowest-price")
        assert launched(done) == {cheapest: instances}

    def test_diversified(self):
        done = fleet.allocate(self.example_corp(), 20, strategy="diversified")
        assert launched(done) == {"r3.2xlarge": 6, "r3.4xlarge": 3, "r3.8xlarge": 2}
        assert done.summary()["fulfilled"] == 20

    def test_the_maximum_price_is_of_a_unit_hour_and_a_type_may_have_its_own(self):
        corp = self.example_corp(**{"r3.2xlarge": 0.71, "r3.4xlarge": 1.42, "r3.8xlarge": 3.2})
        corp["on_demand_usd_per_hour"] = 9.0
        corp["max_usd_per_unit_hour"] = [None, None, 0.9]
        done = fleet.allocate(corp, 20, strategy="lowest-price", spot_max_usd_per_unit_hour=0.7)
        assert launched(done) == {"r3.8xlarge": 5}
        assert set(done.left_out["rule"]) == {"dearer_than_maximum"}

    def test_on_demand_as_the_primary_capacity(self):
        done = fleet.allocate(table({"instance_type": "any"}), 20, on_demand_target=15)
        assert (launched(done, "on_demand"), launched(done, "spot")) == ({"any": 15}, {"any": 5})


class TestExampleConfigurations:
    """EC2 User Guide, "EC2 Fleet example configurations"."""

    @pytest.mark.parametrize(
        ("named", "expected"),
        [
            ({"default_target": "spot"}, (0, 2)),
            ({"default_target": "on-demand"}, (2, 0)),
            ({"on_demand_target": 1, "default_target": "spot"}, (1, 1)),
        ],
    )
    def test_examples_1_to_3_the_default_purchasing_option(self, named, expected):
        assert fleet.split(2, **named) == expected

    def test_example_4_the_type_with_the_lowest_price(self):
        usd = {"c4.large": 0.03, "c3.large": 0.02, "c5.large": 0.04}
        three = table(*({"instance_type": kind, "spot_usd_per_hour": price} for kind, price in usd.items()))
        assert launched(fleet.allocate(three, 2, strategy="lowest-price")) == {"c3.large": 2}

    @pytest.mark.parametrize(
        ("target", "expected", "left"),
        [
            (12, {"c4.large": 5, "c3.large": 5, "c5.large": 2}, [0, 0, 3]),
            (16, {"c4.large": 6, "c3.large": 5, "c5.large": 5}, [0, 0, 0]),
        ],
    )
    def test_examples_5_and_6_capacity_reservations_by_priority(self, target, expected, left):
        kinds = ("c4.large", "c3.large", "c5.large")
        three = table(*({"instance_type": kind, "priority": n, "reserved": 5} for n, kind in enumerate(kinds, 1)))
        asked = {"default_target": "on-demand", "on_demand_strategy": "prioritized", "reservations_first": True}
        done = fleet.allocate(three, target, **asked)
        assert launched(done) == expected
        assert (5 - done.lines.set_index("pool")["reserved"][list(kinds)]).tolist() == left

    @pytest.mark.parametrize(
        ("target", "expected"),
        [
            (12, {"m5.large": 5, "m4.xlarge": 5, "m4.2xlarge": 2}),
            (16, {"m5.large": 6, "m4.xlarge": 5, "m4.2xlarge": 5}),
        ],
    )
    def test_examples_7_and_8_capacity_reservations_by_price(self, target, expected):
        usd = {"m5.large": 0.096, "m4.xlarge": 0.20, "m4.2xlarge": 0.40}
        three = table(
            *({"instance_type": kind, "on_demand_usd_per_hour": price, "reserved": 5} for kind, price in usd.items())
        )
        done = fleet.allocate(three, target, default_target="on-demand", reservations_first=True)
        assert launched(done) == expected


class TestStrategies:
    """EC2 User Guide, "Allocation strategies for Spot Instances", "Configuring EC2 Fleet for On-Demand backup"."""

    def test_diversified_over_10_pools_loses_a_tenth_with_one(self):
        ten = table(*({"instance_type": f"type{n}", "spot_usd_per_hour": 0.1 + n / 100} for n in range(10)))
        done = fleet.allocate(ten, 100, strategy="diversified")
        assert set(launched(done).values()) == {10}
        assert done.summary()["largest_pool_share"] == pytest.approx(0.10)

    def test_diversified_never_pays_the_on_demand_price(self):
        two = table(
            {"instance_type": "same", "spot_usd_per_hour": 1.0}, {"instance_type": "below", "spot_usd_per_hour": 0.99}
        )
        done = fleet.allocate(two, 4, strategy="diversified")
        assert launched(done) == {"below": 4}
        assert done.left_out["rule"].tolist() == ["not_below_on_demand"]
        assert launched(fleet.allocate(two.head(1), 4, strategy="lowest-price")) == {"same": 4}

    def test_two_pools_to_use_for_ten_instances(self):
        usd = {"a": 0.3, "b": 0.1, "c": 0.2}
        three = table(*({"instance_type": kind, "spot_usd_per_hour": price} for kind, price in usd.items()))
        assert launched(fleet.allocate(three, 10, strategy="lowest-price", pools_to_use=2)) == {"b": 5, "c": 5}

    def test_a_pool_that_runs_out_is_followed_by_the_next_lowest_price(self):
        usd = {"a": 0.3, "b": 0.1, "c": 0.2}
        three = table(*({"instance_type": kind, "spot_usd_per_hour": price} for kind, price in usd.items()))
        three["depth"] = [None, 2, None]
        assert launched(fleet.allocate(three, 10, strategy="lowest-price")) == {"b": 2, "c": 8}
        assert launched(fleet.allocate(three, 10, strategy="lowest-price", pools_to_use=2)) == {"b": 2, "c": 5, "a": 3}

    def test_on_demand_backup(self):
        two = table(
            {"instance_type": "c5.2xlarge", "priority": 1, "on_demand_depth": 6},
            {"instance_type": "c4.2xlarge", "priority": 2},
        )
        done = fleet.allocate(two, 10, default_target="on-demand", on_demand_strategy="prioritized")
        assert launched(done) == {"c5.2xlarge": 6, "c4.2xlarge": 4}

    def test_on_demand_by_price_or_by_priority(self):
        usd, first = (
            {"c3.large": 0.10, "c4.large": 0.30, "c5.large": 0.20},
            {"c4.large": 1, "c3.large": 2, "c5.large": 3},
        )
        three = table(
            *(
                {"instance_type": kind, "on_demand_usd_per_hour": price, "priority": first[kind], "on_demand_depth": 1}
                for kind, price in usd.items()
            )
        )
        order = [*launched(fleet.allocate(three, 3, default_target="on-demand"))]
        assert order == ["c3.large", "c5.large", "c4.large"]
        asked = {"default_target": "on-demand", "on_demand_strategy": "prioritized"}
        assert [*launched(fleet.allocate(three, 3, **asked))] == ["c4.large", "c3.large", "c5.large"]


class TestControlSpending:
    """EC2 User Guide, "Control spending"."""

    @pytest.mark.parametrize(("most", "instances"), [(1.50, 10), (0.80, 8)])
    def test_on_demand(self, most, instances):
        one = table({"instance_type": "m4.large", "on_demand_usd_per_hour": 0.10})
        done = fleet.allocate(one, 10, on_demand_target=10, on_demand_max_total_usd_per_hour=most)
        assert launched(done) == {"m4.large": instances}
        assert done.summary()["unfulfilled"] == 10 - instances


#: "Example: Scaling behavior": base, percentage, then On-Demand and Spot of 10, 20, 30 and 40 instances.
DISTRIBUTIONS = [
    (10, 50, [10, 15, 20, 25], [0, 5, 10, 15]),
    (0, 0, [0, 0, 0, 0], [10, 20, 30, 40]),
    (0, 60, [6, 12, 18, 24], [4, 8, 12, 16]),
    (0, 100, [10, 20, 30, 40], [0, 0, 0, 0]),
    (12, 0, [10, 12, 12, 12], [0, 8, 18, 28]),
]


class TestMixedInstancesGroups:
    """EC2 Auto Scaling User Guide, "Auto Scaling groups with multiple instance types and purchase options"."""

    @pytest.mark.parametrize(("base", "percent", "on_demand", "spot"), DISTRIBUTIONS)
    def test_scaling_behavior(self, base, percent, on_demand, spot):
        found = [fleet.split(n, on_demand_base=base, on_demand_percent=percent) for n in (10, 20, 30, 40)]
        assert [list(one) for one in zip(*found, strict=True)] == [on_demand, spot]

    def test_two_pools_in_each_of_four_zones(self):
        sixteen = table(
            *(
                {"instance_type": f"t{n}", "zone": zone, "pool": f"t{n} {zone}", "spot_usd_per_hour": 0.1 * (n + 1)}
                for n in range(4)
                for zone in "abcd"
            )
        )
        done = fleet.allocate(sixteen, 16, strategy="lowest-price", pools_to_use=2, balance_zones=True)
        assert launched(done) == {f"t{n} {zone}": 2 for n in range(2) for zone in "abcd"}


class TestWeightsOfAGroup:
    """EC2 Auto Scaling User Guide, "Configure an Auto Scaling group to use instance weights"."""

    PRICES = (
        ("c5.2xlarge", 2, 0.180, 0.090),
        ("c5.4xlarge", 4, 0.341, 0.085),
        ("c5.12xlarge", 12, 0.779, 0.065),
        ("c5.18xlarge", 18, 1.207, 0.067),
        ("c5.24xlarge", 24, 1.555, 0.065),
    )

    def test_price_per_unit_hour(self):
        for kind, weight, usd, per_unit in self.PRICES:
            one = table(
                {"instance_type": kind, "weight": weight, "spot_usd_per_hour": usd, "on_demand_usd_per_hour": 5}
            )
            line = fleet.allocate(one, 24).lines.iloc[0]
            assert round(line["usd_per_unit_hour"], 3) == per_unit

    @pytest.mark.parametrize(("left", "weight", "over"), [(5, 12, 7), (2, 5, 3)])
    def test_an_overage(self, left, weight, over):
        """The second: API reference of CreateAutoScalingGroup, LaunchTemplateOverrides: WeightedCapacity."""
        one = table({"instance_type": "c5.12xlarge", "weight": weight})
        assert fleet.allocate(one, left, balance_zones=True).summary()["over"] == over
