"""Service prices that were found as quotations of the price list, held against bills and figures that others published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kaolib.knowledge import catalog

DATA = Path(__file__).resolve().parents[2] / "data"
COMPILER = "compile_quoted"
SEOUL, TOKYO, VIRGINIA, OREGON, FRANKFURT = "ap-northeast-2", "ap-northeast-1", "us-east-1", "us-west-2", "eu-central-1"
SINGAPORE, PARIS, SAO_PAULO = "ap-southeast-1", "eu-west-3", "sa-east-1"


def usd(service: str, item: str, location: str) -> float:
    """The price of one unit, of its first tier."""
    return catalog.tiers(service, item, location)[0][2]


#: What a line of the sample bill (FOCUS, 2024-09) says of itself -> our service and item.
BILL_LINES = {
    "per Application LoadBalancer-hour": ("alb", "hour"),
    "per used Application load balancer capacity unit-hour": ("alb", "lcu_hour"),
    "per used Network load balancer capacity unit-hour": ("nlb", "lcu_hour"),
    "per LoadBalancer-hour": ("clb", "hour"),
}


def test_load_balancers_cost_what_the_sample_bill_says():
    lines = catalog.table("bill_sample")
    lines = lines[lines["service"] == "Elastic Load Balancing"]
    seen = set()
    for _, line in lines.iterrows():
        names = [BILL_LINES[words] for words in BILL_LINES if words in line["description"]]
        if line["list_usd_per_unit"] > 0 and names:
            assert usd(*names[0], line["region"]) == line["list_usd_per_unit"], line["description"]
            seen.add((*names[0], line["region"]))
    assert len(seen) >= 6


@pytest.mark.parametrize(
    ("location", "hours", "billed"),
    [
        (SEOUL, 514, 11.57),  # two public accounts of a bill: APN2-LoadBalancerUsage and EUC1-LoadBalancerUsage
        (FRANKFURT, 720, 19.44),
    ],
)
def test_real_bills_of_application_load_balancers(location, hours, billed):
    assert round(hours * usd("alb", "hour", location), 2) == pytest.approx(billed, abs=0.011)


#: USD per unit as quoted from AWS's price lists in other public documents than the rows' own sources.
QUOTED = [
    ("alb", "hour", {SEOUL: 0.0225, TOKYO: 0.0243, "us-west-1": 0.0252, "eu-west-1": 0.0252, "eu-west-2": 0.02646}),
    ("alb", "hour", {"ca-central-1": 0.02475, "eu-north-1": 0.02394, "ap-south-1": 0.0239, "sa-east-1": 0.034}),
    ("alb", "lcu_hour", {SEOUL: 0.008, "eu-west-2": 0.0084, "ca-central-1": 0.0088, "eu-north-1": 0.0076}),
    ("nlb", "hour", {SEOUL: 0.0225, TOKYO: 0.0243, FRANKFURT: 0.027, "eu-west-2": 0.02646}),
    ("nlb", "lcu_hour", {SEOUL: 0.006, TOKYO: 0.006}),
    ("gwlb", "hour", {SEOUL: 0.0125, VIRGINIA: 0.0125}),
    ("gwlb", "lcu_hour", {SEOUL: 0.004, VIRGINIA: 0.004}),
    ("clb", "hour", {"us-west-1": 0.028, "eu-west-2": 0.0294}),
    ("sqs", "standard_request", {OREGON: 0.40e-6, VIRGINIA: 0.40e-6}),
    (
        "sqs",
        "standard_request",
        {TOKYO: 0.40e-6, SEOUL: 0.40e-6, SINGAPORE: 0.40e-6, FRANKFURT: 0.40e-6, "il-central-1": 0.42e-6},
    ),
    ("sqs", "fifo_request", {TOKYO: 0.50e-6, SEOUL: 0.50e-6, SINGAPORE: 0.50e-6, VIRGINIA: 0.50e-6}),
    ("eventbridge", "custom_event", {VIRGINIA: 1e-6, SINGAPORE: 1e-6}),
    ("eventbridge", "scheduler_invocation", {VIRGINIA: 1e-6, TOKYO: 0.0000375 / 30, SEOUL: 1.15e-6}),
    ("step_functions", "express_request", {VIRGINIA: 1e-6, SINGAPORE: 1e-6, PARIS: 1e-6, SAO_PAULO: 1e-6}),
    ("step_functions", "standard_transition", {SINGAPORE: 25e-6, PARIS: 29.7e-6, SAO_PAULO: 37.5e-6}),
    ("eks", "provisioned_control_plane_xl", {VIRGINIA: 1.65, "ap-southeast-5": 1.65}),
    ("kms", "key_month", {SEOUL: 1.0, VIRGINIA: 1.0}),
    ("fis", "action_minute", {SEOUL: 0.10, "us-gov-west-1": 0.12}),
]


@pytest.mark.parametrize(("service", "item", "quoted"), QUOTED)
def test_prices_quoted_elsewhere(service, item, quoted):
    assert {place: usd(service, item, place) for place in quoted} == pytest.approx(quoted, rel=1e-9)


def test_a_network_load_balancers_hour_costs_as_much_as_an_application_load_balancers():
    prices = catalog.services()
    prices = prices[prices["item"] == "hour"].astype({"service": str, "location": str})
    hours = prices.pivot_table(index="location", columns="service", values="usd")[["alb", "nlb", "clb"]].dropna()
    assert len(hours) >= 16
    assert (hours["alb"] == hours["nlb"]).all()
    assert (hours["clb"] >= hours["alb"]).all()


def test_an_experiment_as_aws_prices_it():
    """AWS, Fault Injection Service pricing: 2 actions of 20 minutes and one of 10 cost 5 dollars."""
    assert (2 * 20 + 10) * usd("fis", "action_minute", VIRGINIA) == pytest.approx(5)


def test_prices_for_all_regions_are_for_all_regions():
    places = catalog.locations()
    regions = set(places.loc[places["kind"] == "Region", "location"])
    prices = catalog.services()
    for service, item in (("fis", "action_minute"), ("kms", "key_month"), ("kms", "request")):
        own = prices[(prices["service"] == service) & (prices["item"] == item)]
        assert set(own["location"]) == regions
        dear = own["usd"] > own["usd"].min()
        assert set(own.loc[dear, "location"]) in ({"us-gov-east-1", "us-gov-west-1"}, set())


@pytest.mark.parametrize(
    ("service", "item", "location"),
    [
        ("alb", "hour", "af-south-1"),
        ("alb", "lcu_hour", "eu-west-3"),
        ("nlb", "lcu_hour", "sa-east-1"),
        ("eventbridge", "scheduler_invocation", FRANKFURT),
        ("eventbridge", "custom_event", SEOUL),
        ("sqs", "fifo_request", FRANKFURT),
        ("step_functions", "express_request", SEOUL),
    ],
)
def test_what_was_not_found_is_missing(service, item, location):
    assert catalog.tiers(service, item, location) == ()


@pytest.mark.parametrize("location", [SINGAPORE, PARIS, SAO_PAULO])
def test_express_workflows_first_tier_is_the_only_one_known_there(location):
    (first,) = catalog.tiers("step_functions", "express_duration", location)
    assert first[:3] == catalog.tiers("step_functions", "express_duration", VIRGINIA)[0][:3]


def test_larger_control_planes_cost_more():
    sizes = [usd("eks", f"provisioned_control_plane_{size}", VIRGINIA) for size in ("xl", "2xl", "4xl", "8xl")]
    assert sizes == sorted(sizes)
    assert sizes[0] > usd("eks", "cluster_standard_support", VIRGINIA)


def test_the_fee_of_managed_instances_is_a_share_of_the_on_demand_price():
    """Worked out from the snapshot's prices as the quotations print them: none is off by a digit."""
    for fee in catalog.table("management_fees").astype({"location": str, "instance_type": str}).itertuples():
        listed = catalog.on_demand(location=fee.location, instance_type=fee.instance_type, operating_system="linux")
        digits = len(str(fee.usd_per_hour).split(".")[1])
        assert round(fee.share * listed["usd_per_hour"].item(), digits) == fee.usd_per_hour, fee
        assert fee.share == (0.078 if fee.instance_type.startswith("g") else 0.12)


def test_every_row_says_where_it_was_read_and_how_it_was_checked():
    rows = pd.read_csv(DATA / "service_rates.csv", keep_default_na=False)
    for column in ("source", "check", "unit"):
        assert (rows[column].str.len() > 0).all()
    for given in set(rows["as_of"]) - {"undated"}:
        assert date.fromisoformat(given) < date(2026, 11, 25)
    assert (rows["usd"] > 0).all()
    assert not rows.duplicated(["service", "item", "location", "from_quantity"]).any()


# -- the compiler ------------------------------------------------------------------------------------------------------


def prices(**changed: object) -> pd.DataFrame:
    row = {
        "service": "alb", "item": "hour", "location": VIRGINIA, "to_location": "", "unit": "hour",
        "from_quantity": 0.0, "to_quantity": float("inf"), "usd": 0.0225, "as_of": "2024-07-01", "source": "s", "note": "",
    }  # fmt: skip
    return pd.DataFrame([row | changed])


def test_the_newer_of_two_equal_prices_stays(compiler):
    found = pd.concat([prices(), prices(service="clb", usd=0.025)])
    both = compiler.newest(found, prices(as_of="2026-09-03"))
    assert sorted(zip(both["service"], both["as_of"], strict=True)) == [("alb", "2026-09-03"), ("clb", "2024-07-01")]


@pytest.mark.parametrize("changed", [{"usd": 0.025}, {"to_quantity": 10.0}])
def test_two_sources_that_disagree_stop_the_compiler(compiler, changed):
    with pytest.raises(ValueError, match="disagrees with the sources"):
        compiler.newest(prices(), prices(**changed))


def test_a_row_without_a_check_stops_the_compiler(compiler, monkeypatch, tmp_path):
    rows = pd.read_csv(DATA / "service_rates.csv", keep_default_na=False)
    rows.loc[3, "check"] = ""
    rows.to_csv(tmp_path / "service_rates.csv", index=False)
    monkeypatch.setattr(compiler, "HERE", tmp_path)
    with pytest.raises(ValueError, match="no source, check or date"):
        compiler.rows([VIRGINIA])


def test_a_price_for_all_is_spread_over_the_regions(compiler):
    rows = compiler.rows([VIRGINIA, "us-gov-west-1"])
    fis = rows[rows["service"] == "fis"].set_index("location")["usd"]
    assert fis.to_dict() == {VIRGINIA: 0.10, "us-gov-west-1": 0.12}


def instances(usd_per_hour: float) -> pd.DataFrame:
    fees = pd.read_csv(DATA / "managed_instance_fees.csv")
    share = fees["instance_type"].str[0].map({"g": 0.078}).fillna(0.12)
    rows = fees[["location", "instance_type"]].assign(
        operating_system="linux", usd_per_hour=fees["usd_per_hour"] / share
    )
    rows = rows.drop_duplicates(["location", "instance_type"])
    rows.iloc[0, rows.columns.get_loc("usd_per_hour")] *= usd_per_hour
    return rows


def test_quoted_fees_have_their_share(compiler):
    fees = compiler.management_fees(instances(1.0))
    assert len(fees) == len(pd.read_csv(DATA / "managed_instance_fees.csv"))
    assert set(fees["share"]) == {0.078, 0.12}


@pytest.mark.parametrize("prices", [instances(1.001), instances(1.0).iloc[1:]], ids=["another share", "no price"])
def test_a_fee_that_is_no_known_share_stops_the_compiler(compiler, prices):
    with pytest.raises(ValueError, match="not the known share"):
        compiler.management_fees(prices)
