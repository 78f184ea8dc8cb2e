"""What the scheduler costs: AWS's three reference examples, and what the number does not depend on."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture import schedule
from kaolib.errors import InputError

#: AWS, Instance Scheduler on AWS guide, "Cost", us-east-1, a month: targets, resources, instance types; USD by service.
SMALL = (5, 20, 2, {"lambda": 2.00, "kms": 1.50, "logs": 0.30, "metrics": 5.30, "dynamodb": 0.05, "total": 9.15})
MEDIUM = (250, 1000, 15, {"lambda": 95, "dynamodb": 1, "logs": 10, "metrics": 40, "kms": 15, "total": 161})
LARGE = (1000, 5000, 50, {"lambda": 380, "dynamodb": 5, "logs": 50, "metrics": 140, "kms": 55, "total": 630})


def by_service(table):
    named = (
        table["service"]
        .where(table["service"] != "cloudwatch", "metrics")
        .mask(table["item"] == "logs_ingested", "logs")
    )
    return table["usd"].groupby(named.astype(str)).sum()


@pytest.mark.parametrize("example", [SMALL, MEDIUM, LARGE], ids=["small", "medium", "large"])
def test_guide_reference_examples(example):
    targets, resources, types, usd = example
    found = schedule.solution_cost(targets, "us-east-1", resources=resources, instance_types=types)
    parts = by_service(found)
    # AWS rounds ("~"): what is under a dollar to some cents, the rest to a few percent.
    for service, each in usd.items():
        if service != "total":
            assert parts[service] == pytest.approx(each, rel=0.12, abs=0.30), service
    assert found["usd"].sum() == pytest.approx(usd["total"], rel=0.08)


def test_guide_metrics_cost_3_for_the_dashboard_and_0_90_a_type():
    # "Monitor the solution": USD 3.00 a month, 0.90 per instance type, about 0.10 per active target.
    def metrics(targets, types):
        with_them = schedule.solution_cost(targets, "us-east-1", instance_types=types)["usd"].sum()
        return (
            with_them - schedule.solution_cost(targets, "us-east-1", instance_types=types, metrics=False)["usd"].sum()
        )

    assert metrics(1, 0) - metrics(1, 1) == pytest.approx(-0.90)
    assert metrics(11, 0) - metrics(1, 0) == pytest.approx(1.00, abs=0.13)
    assert metrics(1, 0) == pytest.approx(3.00, abs=0.10)


def test_guide_targets_are_counted_once_each():
    rds = pd.DataFrame({"account": "A", "location": "us-east-1", "service": ["rds", "aurora", "neptune", "documentdb"]})
    assert schedule.targets(rds) == 1


def test_guide_from_24_looks_a_day_to_288():
    hourly, often = (
        schedule.solution_cost(5, "us-east-1", interval_minutes=minutes).query(
            "item == 'request' and service == 'lambda'"
        )
        for minutes in (60, 5)
    )
    assert float(often["quantity"].iloc[0]) == 12 * float(hourly["quantity"].iloc[0]) == 5 * 288 * 730 / 24


@given(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(schedule.INTERVALS))
def test_more_targets_or_looks_never_cost_less(some, more, interval):
    def usd(targets, minutes):
        return float(schedule.solution_cost(targets, "us-east-1", resources=3, interval_minutes=minutes)["usd"].sum())

    low, high = sorted((some, more))
    assert usd(low, interval) <= usd(high, interval) + 1e-9
    assert usd(high, 60) <= usd(high, interval) + 1e-9


def test_a_price_that_the_region_lacks_is_that_of_the_example_and_says_so():
    table = schedule.solution_cost(1, "ap-northeast-2", resources=1, instance_types=1)
    assert set(table["priced_in"]) <= {"ap-northeast-2", "us-east-1"}
    assert (table.loc[table["service"] == "lambda", "priced_in"] == "ap-northeast-2").all()
    assert table["usd"].notna().all()


def test_eventbridge_scheduler_is_free_up_to_its_free_invocations():
    assert float(schedule.direct_cost(20, "us-east-1")["usd"].iloc[0]) == 0
    # One dollar a million in us-east-1 beyond 14 million.
    many = schedule.direct_cost(1_000_000, "us-east-1", starts_per_month=7.5)
    assert float(many["quantity"].iloc[0]) == 1_000_000
    assert float(many["usd"].iloc[0]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "options", [{"interval_minutes": 3}, {"resources": -1}, {"instance_types": 1.5}, {"memory_mb": 0}]
)
def test_bad_input(options):
    with pytest.raises(InputError):
        schedule.solution_cost(1, "us-east-1", **options)
