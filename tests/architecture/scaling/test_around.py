"""What costs beside a group, what a metric answers, and runs of other groups in a comparison."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture import scaling
from kaolib.errors import InputError
from kaolib.knowledge import catalog

ONE = scaling.Instance(capacity=100, usd_per_hour=0.1)


class TestExtras:
    def test_detailed_monitoring_is_aws_s_example(self):
        """Amazon CloudWatch pricing, example of EC2 detailed monitoring: 10 instances x 7 metrics x USD 0.30 = 21.00."""
        table = scaling.extras(10 * 730, 730, "us-east-1", alarms=0).set_index("part")["usd"]
        assert table.to_dict() == {"detailed_monitoring": pytest.approx(21.0)}

    def test_the_next_tier_is_cheaper(self):
        """Above 10,000 metrics in a month each costs 0.10."""
        usd = scaling.extras(2000 * 730, 730, "us-east-1", alarms=0)["usd"].iloc[0]
        assert usd == pytest.approx(10_000 * 0.30 + 4000 * 0.10)

    def test_metrics_alarms_and_storage_are_charged_while_they_are(self):
        whole = scaling.extras(7300, 730, "ap-northeast-2", custom_metrics=2, volume_gb=30, warm_pool=3)
        half = scaling.extras(3650, 365, "ap-northeast-2", custom_metrics=2, volume_gb=30, warm_pool=3)
        assert whole["part"].tolist() == half["part"].tolist()
        assert (whole["usd"] / 2).tolist() == pytest.approx(half["usd"].tolist())
        gb = catalog.services("ebs", "ap-northeast-2").set_index("item").loc["gp3_storage", "usd"]
        volumes = whole.set_index("part")["usd"]
        assert volumes["volumes"] == pytest.approx(10 * 30 * gb)
        assert volumes["warm_pool"] == pytest.approx(3 * 30 * gb)

    def test_custom_metrics_come_in_one_request_a_minute(self):
        table = scaling.extras(730, 730, "us-east-1", custom_metrics=5, alarms=0).set_index("part")["quantity"]
        assert table["custom_metrics"] == 5
        assert table["custom_metric_requests"] == 730 * 60

    def test_a_price_that_is_not_known_is_said(self):
        lacking = [
            place
            for place in catalog.locations().query("kind == 'Local Zone'")["location"]
            if catalog.services("cloudwatch", place).empty
        ]
        table = scaling.extras(730, 730, lacking[0])
        assert table["usd"].isna().all()
        assert (table["as_of"] == "").all()

    def test_nothing_is_no_row(self):
        assert scaling.extras(0, 0, "us-east-1").empty
        with pytest.raises(InputError):
            scaling.extras(-1, 730, "us-east-1")


class TestMetricResponse:
    @given(load=st.floats(1, 1e4), instances=st.integers(1, 100))
    def test_what_is_divided_by_instances_halves_unless_capped(self, load, instances):
        table = scaling.metric_response(ONE, load, instances, backlog=load).set_index("metric")
        for metric in ("network_in", "requests_per_target", "sessions", "backlog_per_instance"):
            assert table.loc[metric, "ratio"] == pytest.approx(0.5)
            assert table.loc[metric, "suits"] == "yes"
        for metric in ("request_count", "queue_length"):
            assert table.loc[metric, "ratio"] == 1
            assert table.loc[metric, "suits"] == "no"
        busy = min(100.0, load / instances)
        assert table.loc["cpu", "now"] == pytest.approx(busy)
        assert 0.5 <= table.loc["cpu", "ratio"] <= 1

    def test_memory_answers_with_the_part_that_load_adds(self):
        heap = scaling.Instance(100, 0.1, memory_base_percent=60, memory_percent=20)
        row = scaling.metric_response(heap, 300, 6).set_index("metric").loc["memory"]
        assert (row["now"], row["doubled"], row["suits"]) == (70.0, 65.0, "partly")

    def test_without_load_there_is_no_answer(self):
        table = scaling.metric_response(ONE, 0, 3).set_index("metric")
        assert math.isnan(table.loc["cpu", "ratio"])
        assert table.loc["cpu", "suits"] == ""
        with pytest.raises(InputError):
            scaling.metric_response(ONE, 10, 0)

    def test_every_metric_is_there(self):
        assert tuple(scaling.metric_response(ONE, 10, 1)["metric"]) == scaling.METRICS


class TestCompareRuns:
    load = pd.Series([60.0] * 60 + [300.0] * 60)
    group = scaling.Group(max_size=9)

    def test_a_run_of_another_group_stands_beside_policies(self):
        fixed = scaling.simulate(self.load, [], group=scaling.Group(4, 4), instance=ONE)
        table = scaling.compare(
            self.load,
            {"fixed": fixed, "tracking": scaling.TargetTracking(50)},
            group=self.group,
            instance=ONE,
            usd_per_unmet=0.01,
        ).set_index("name")
        assert table.loc["fixed", "usd"] == pytest.approx(4 * 2 * 0.1)
        assert table.loc["static peak", "usd"] == pytest.approx(3 * 2 * 0.1), "bounds are those of the group given"
        assert table.loc["static peak", "idle_share"] == pytest.approx(1 - self.load.sum() / (3 * 120 * 100))

    def test_bounds_do_not_depend_on_what_comes_first(self):
        fixed = scaling.simulate(self.load, [], group=scaling.Group(8, 8), instance=ONE)
        tracking = scaling.TargetTracking(50)
        tables = [
            scaling.compare(self.load, entries, group=self.group, instance=ONE)
            for entries in ({"a": fixed, "b": tracking}, {"b": tracking, "a": fixed})
        ]
        pd.testing.assert_frame_equal(*tables)

    def test_a_run_over_another_load_is_refused(self):
        other = scaling.simulate(self.load * 2, [], group=self.group, instance=ONE)
        with pytest.raises(InputError):
            scaling.compare(self.load, {"other": other}, group=self.group, instance=ONE)
