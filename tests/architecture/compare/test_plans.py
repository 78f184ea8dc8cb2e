"""What plans save over the whole catalogue, and what the freedom of a Compute plan costs, each counted by another way."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog, purchase


@pytest.mark.parametrize(("years", "payment"), [(3, "all_upfront"), (1, "no_upfront")])
def test_the_spread_of_ec2_type_by_type(years, payment):
    option = f"compute_sp_{years}y_{payment}"
    rates = (
        catalog.commitment_rates().query("operating_system == 'linux'").astype({"location": str, "instance_type": str})
    )
    prices = catalog.on_demand(operating_system="linux").astype({"location": str, "instance_type": str})
    price = dict(
        zip(zip(prices["location"], prices["instance_type"], strict=True), prices["usd_per_hour"], strict=True)
    )
    saved = [
        1 - usd / price[key]
        for key, usd in zip(zip(rates["location"], rates["instance_type"], strict=True), rates[option], strict=True)
        if key in price and not math.isnan(usd)
    ]
    row = compare.plan_savings(years, payment).set_index(["kind", "part"]).loc[("compute_sp", "ec2")]
    assert row["count"] == row["derived"] == len(saved)
    assert row["median"] == pytest.approx(statistics.median(saved))
    assert row["most"] == pytest.approx(max(saved))
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.percentile(saved, [10, 90])))


def test_the_other_services_are_their_table():
    table = compare.plan_savings().set_index("part")
    rates = catalog.service_plan_rates(option="compute_sp_3y_all_upfront")
    fargate = rates[rates["service"] == "fargate"]
    assert table.loc["fargate", "count"] == fargate["saving"].count()
    assert table.loc["fargate", "most"] == fargate["saving"].max()
    assert table.loc["lambda_requests", ["low", "median", "high", "most"]].eq(0).all()
    assert 0 < table.loc["lambda_duration", "most"] < table.loc["fargate", "most"] < 0.72
    database = catalog.service_plan_rates("database")
    assert table.loc["database", "count"] == database["saving"].count() < len(database)
    assert table.loc["database", "most"] == pytest.approx(0.35, abs=0.001)


def test_what_has_no_rate_has_no_share():
    """SageMaker AI has one rate with its On-Demand price for few options: nothing is made up for the others."""
    table = compare.plan_savings(1, "all_upfront").set_index("part")
    known = catalog.service_plan_rates("sagemaker", option="sagemaker_sp_1y_all_upfront")["saving"].count()
    assert table.loc["sagemaker", "count"] == known
    assert math.isnan(table.loc["sagemaker", "most"]) == (known == 0)


@pytest.mark.parametrize(("years", "payment"), [(2, "no_upfront"), (3, "partial_upfront")])
def test_a_term_or_payment_that_is_not_known(years, payment):
    with pytest.raises(InputError, match="cannot use the term"):
        compare.plan_savings(years, payment)


@pytest.mark.parametrize("location", ["ap-northeast-2", "us-east-1", "sa-east-1"])
def test_the_break_even_of_a_family_month_by_month(location):
    """At the month given both plans cost the same; a little later the EC2 Instance plan is the cheaper."""
    table = compare.plan_families(location).set_index("family")
    offers = purchase.offers("c6i.large", location).set_index("option")["effective_usd_per_hour"]
    types = [
        name
        for name in catalog.on_demand(location=location, operating_system="linux")["instance_type"]
        if name.startswith("c6i.")
    ]
    gaps = []
    for name in types:
        one = purchase.offers(name, location).set_index("option")["effective_usd_per_hour"]
        gap = (one["compute_sp_1y_no_upfront"] - one["ec2_instance_sp_1y_no_upfront"]) / one["on_demand"]
        gaps += [] if math.isnan(gap) else [gap]
    row = table.loc["c6i"]
    assert row["types"] == len(gaps)
    assert row["gap"] == pytest.approx(statistics.median(gaps))
    wide, od = offers["compute_sp_1y_no_upfront"], offers["on_demand"]
    narrow = wide - row["gap"] * od
    assert 12 * narrow + (12 - row["month"]) * od == pytest.approx(12 * wide)
    lost = sum((12 - (month + 0.5)) * od for month in range(12)) / 12  # left at any time, On-Demand for the rest
    assert 12 * narrow + row["chance"] * lost == pytest.approx(12 * wide)


def test_where_no_plan_is_known_there_is_no_family():
    assert compare.plan_families("ap-east-2").empty


def test_a_place_that_does_not_exist():
    with pytest.raises(InputError, match="unknown Region"):
        compare.plan_families("seoul")
