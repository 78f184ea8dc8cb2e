"""The sample bill by perspective: nothing lost, nothing counted twice."""

import numpy as np
import pandas as pd
import pytest

from kaolib.knowledge import catalog
from kaolib.operation import bill


@pytest.fixture(scope="module")
def lines():
    return bill.sample()


def test_every_line_has_one_of_five_perspectives(lines):
    assert set(lines["perspective"]) == set(bill.PERSPECTIVES)
    assert set(lines["service"]) - set(bill._BY_SERVICE) == {"Amazon Elastic Compute Cloud"}


def test_perspectives_add_up_to_the_bill(lines):
    table = bill.by_perspective(lines)
    assert table["perspective"].tolist() == list(bill.PERSPECTIVES)
    assert table["lines"].sum() == len(lines)
    assert table["billed_usd"].sum() == pytest.approx(lines["billed_usd"].sum())
    assert table["share"].sum() == pytest.approx(1)


def test_an_empty_bill_has_no_shares():
    table = bill.by_perspective(bill.sample().iloc[:0])
    assert (table["share"] == 0).all()
    assert (table["lines"] == 0).all()


def test_ec2_bills_more_than_compute(lines):
    ec2 = lines[lines["service"] == "Amazon Elastic Compute Cloud"]
    assert {"compute", "storage", "network"} <= set(ec2["perspective"])
    assert not ec2.loc[ec2["description"].str.contains("Instance Hour"), "perspective"].ne("compute").any()
    assert not ec2.loc[ec2["description"].str.contains("data transfer"), "perspective"].ne("network").any()


def test_list_price_times_quantity_is_the_list_cost(lines):
    priced = lines.dropna(subset=["list_usd_per_unit"])
    assert np.allclose(priced["list_usd_per_unit"] * priced["quantity"], priced["list_usd"], atol=1e-6)


def test_instance_hours_name_types_that_exist(lines):
    hours = bill.instance_hours(lines)
    assert len(hours) > 20
    assert set(hours["instance_type"]) <= set(catalog.instance_types()["instance_type"])
    assert len(hours) == lines["description"].str.contains(r"On Demand \w+ \S+ Instance Hour").sum()


def test_a_line_of_another_kind_is_no_instance():
    other = pd.DataFrame(
        {
            "line": [1],
            "region": ["us-east-1"],
            "description": ["$0.045 per NAT Gateway Hour"],
            "quantity": [1.0],
            "list_usd_per_unit": [0.045],
            "billed_usd": [0.045],
        }
    )
    assert bill.instance_hours(other).empty
