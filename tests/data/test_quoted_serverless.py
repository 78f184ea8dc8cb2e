"""Quoted prices of Lambda, logs, events, containers and registries: AWS's own examples, and bounds by their neighbours."""

from __future__ import annotations

import math

import pytest

from kaolib.knowledge import catalog

SEOUL, TOKYO, VIRGINIA, OHIO, IRELAND = "ap-northeast-2", "ap-northeast-1", "us-east-1", "us-east-2", "eu-west-1"


def usd(service: str, item: str, location: str) -> float:
    """The price of one unit, of its first tier."""
    return catalog.tiers(service, item, location)[0][2]


def cost(service: str, item: str, location: str, quantity: float) -> float:
    """What a quantity costs, tier by tier."""
    return sum(
        (min(quantity, end) - start) * price
        for start, end, price, *_ in catalog.tiers(service, item, location)
        if quantity > start
    )


def places(service: str, item: str) -> list[str]:
    prices = catalog.services(service)
    return sorted(set(prices.loc[prices["item"] == item, "location"].astype(str)))


# -- Fargate Spot ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("architecture", ["x86", "arm64"])
@pytest.mark.parametrize("part", ["vcpu", "gb"])
def test_fargate_spot_is_a_third_of_on_demand(architecture, part):
    found = places("fargate", f"spot_{part}_linux_{architecture}")
    assert len(found) == {"x86": 23, "arm64": 3}[architecture]
    for place in found:
        share = usd("fargate", f"spot_{part}_linux_{architecture}", place) / usd(
            "fargate", f"{part}_linux_{architecture}", place
        )
        # AWS: up to 70 % below On-Demand; no listed price goes lower than that by more than its rounding.
        assert 0.2995 <= share < 0.40, place


@pytest.mark.parametrize("architecture", ["x86", "arm64"])
def test_spot_saves_as_much_on_memory_as_on_the_processor(architecture):
    for place in places("fargate", f"spot_vcpu_linux_{architecture}"):
        vcpu, gb = (
            usd("fargate", f"spot_{part}_linux_{architecture}", place)
            / usd("fargate", f"{part}_linux_{architecture}", place)
            for part in ("vcpu", "gb")
        )
        assert gb == pytest.approx(vcpu, rel=2e-3), place


def test_spot_of_two_days_differs_by_little():
    """Prices of 2026-09-28, quoted elsewhere."""
    for place, vcpu, gb in ((VIRGINIA, 0.01288871, 0.00141527), (IRELAND, 0.01224056, 0.0013441)):
        assert usd("fargate", "spot_vcpu_linux_x86", place) == pytest.approx(vcpu, rel=2e-3)
        assert usd("fargate", "spot_gb_linux_x86", place) == pytest.approx(gb, rel=2e-3)


# -- Lambda ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "quantity", "printed"),
    [
        ("event_poller_unit_kafka", 800, 148),
        ("event_poller_unit_kafka", 720, 133.2),
        ("event_poller_unit_sqs", 8000, 74),
        ("durable_operation", 4_000_000, 32),
        ("durable_written", 104, 26),
        ("durable_retained", 104 * 7 / 30 + 104 * 14 / 30, 10.92),
        ("tenant_isolation_x86", 200_000, 33.4),
    ],
)
def test_lambda_charges_as_aws_prices_them(item, quantity, printed):
    """AWS Lambda pricing, worked examples (N. Virginia)."""
    assert round(quantity * usd("lambda", item, VIRGINIA), 2) == pytest.approx(printed, abs=0.001)


def test_an_environment_of_a_tenant_costs_as_much_as_ten_seconds():
    """Held against the neighbour: one GB of an isolated environment and one GB for ten seconds of x86."""
    assert usd("lambda", "tenant_isolation_x86", VIRGINIA) == pytest.approx(
        10 * usd("lambda", "duration_x86", VIRGINIA), rel=3e-3
    )


# -- logs --------------------------------------------------------------------------------------------------------------


def test_lambda_logs_as_aws_priced_them():
    """AWS, tiered pricing for Lambda's logs (May 2025): 60 TB cost 30,000 dollars before, 12,500 since (N. Virginia)."""
    assert cost("cloudwatch", "logs_ingested", VIRGINIA, 60_000) == pytest.approx(30_000)
    assert cost("cloudwatch", "logs_vended", VIRGINIA, 60_000) == pytest.approx(12_500)


def test_delivered_logs_start_at_the_price_of_other_logs_and_fall():
    found = places("cloudwatch", "logs_vended")
    assert len(found) == 32
    for place in found:
        tiers = catalog.tiers("cloudwatch", "logs_vended", place)
        assert [tier[:2] for tier in tiers] == [(0, 10_000), (10_000, 30_000), (30_000, 50_000), (50_000, math.inf)]
        first, second, third, fourth = (tier[2] for tier in tiers)
        assert first == usd("cloudwatch", "logs_ingested", place)
        assert second == pytest.approx(first / 2, rel=0.03)
        assert third == pytest.approx(first / 5, rel=0.07)
        assert fourth == pytest.approx(first / 10, rel=0.01)


def test_logs_sent_to_s3_cost_at_most_half():
    """The first tier is at most that of the Infrequent Access class; the last may reach the Standard class's."""
    found = places("cloudwatch", "logs_vended_s3")
    assert found == places("cloudwatch", "logs_vended")
    for place in found:
        prices = [tier[2] for tier in catalog.tiers("cloudwatch", "logs_vended_s3", place)]
        assert prices == sorted(prices, reverse=True)
        half = usd("cloudwatch", "logs_ingested", place) / 2
        assert prices[0] <= half + 0.001, place
        assert prices[1:] == pytest.approx([0.6 * prices[0], 0.3 * prices[0], 0.2 * prices[0]], rel=0.035), place
    firehose = [tier[2] for tier in catalog.tiers("cloudwatch", "logs_vended_firehose", VIRGINIA)]
    assert firehose == [tier[2] for tier in catalog.tiers("cloudwatch", "logs_vended_s3", VIRGINIA)]


# -- events, queues, Firehose ------------------------------------------------------------------------------------------


def test_events_cost_most_on_the_bus():
    """AWS, EventBridge pricing (N. Virginia): a million own events 1 dollar, through a pipe 0.40, to an API 0.20."""
    million = [
        1e6 * usd("eventbridge", item, VIRGINIA)
        for item in ("custom_event", "scheduler_invocation", "pipe_request", "api_destination")
    ]
    assert million == pytest.approx([1.0, 1.0, 0.40, 0.20])


@pytest.mark.parametrize(("item", "printed"), [("standard_request", 4.0), ("fifo_request", 5.0)])
def test_queues_of_ohio_as_the_calculator_prices_them(item, printed):
    """AWS Pricing Calculator: ten million requests in Ohio, without the free tier."""
    assert cost("sqs", item, OHIO, 10e6) == pytest.approx(printed)
    there = [tier[:3] for tier in catalog.tiers("sqs", item, VIRGINIA)]
    assert [tier[:3] for tier in catalog.tiers("sqs", item, OHIO)] == there
    prices = [price for *_, price in there]
    assert len(prices) == 3
    assert prices == sorted(prices, reverse=True)


def test_firehose_as_the_calculator_prices_it():
    """AWS Pricing Calculator (Ohio): 10,000 records of 5 KB a second, converted to Parquet, for 730 hours."""
    gb = 10_000 * 5 * 730 * 3600 / 1024**2
    assert cost("firehose", "ingested", OHIO, gb) == pytest.approx(3634.07, abs=0.005)
    assert cost("firehose", "format_conversion", OHIO, gb) == pytest.approx(2255.63, abs=0.005)
    prices = [tier[2] for tier in catalog.tiers("firehose", "ingested", OHIO)]
    assert prices == sorted(prices, reverse=True)


# -- containers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capability", "managed", "printed"),
    [
        ("argocd_capability", "argocd_application", 301.563),
        ("ack_capability", "ack_resource", 36.0036),
        ("kro_capability", "kro_instance", 36.0036),
    ],
)
def test_eks_capabilities_as_the_calculator_prices_them(capability, managed, printed):
    """AWS Pricing Calculator (Ohio, 2026-05-11): ten capabilities that manage ten things each, for 730 hours."""
    month = 730 * (10 * usd("eks", capability, OHIO) + 100 * usd("eks", managed, OHIO))
    assert month == pytest.approx(printed, abs=1e-6)


def test_hybrid_nodes_as_the_calculator_prices_them():
    """AWS Pricing Calculator (Ohio): one node of 10 vCPUs for 730 hours costs 146 dollars; more vCPUs cost less each."""
    assert cost("eks", "hybrid_vcpu_hour", OHIO, 7300) == pytest.approx(146.0)
    prices = [tier[2] for tier in catalog.tiers("eks", "hybrid_vcpu_hour", OHIO)]
    assert len(prices) == 5
    assert prices == sorted(prices, reverse=True)


def test_an_image_costs_the_same_wherever_it_is_kept():
    """10 GB cost a dollar (AWS Pricing Calculator, Ohio); GovCloud was not found."""
    regions = catalog.locations()
    regions = set(regions.loc[regions["kind"] == "Region", "location"].astype(str))
    assert set(places("ecr", "storage")) == {place for place in regions if not place.startswith("us-gov-")}
    assert {round(10 * usd("ecr", "storage", place), 9) for place in places("ecr", "storage")} == {1.0}


@pytest.mark.parametrize(
    ("service", "item", "location"),
    [
        ("fargate", "spot_vcpu_linux_arm64", SEOUL),
        ("fargate", "spot_vcpu_linux_x86", "ap-northeast-3"),
        ("lambda", "durable_operation", TOKYO),
        ("eventbridge", "pipe_request", SEOUL),
        ("firehose", "ingested", VIRGINIA),
        ("ecr", "storage", "us-gov-west-1"),
        ("eks", "hybrid_vcpu_hour", SEOUL),
        ("cloudwatch", "logs_vended_firehose", SEOUL),
        ("cloudwatch", "logs_vended", "us-gov-west-1"),
    ],
)
def test_what_was_not_found_is_missing(service, item, location):
    assert catalog.tiers(service, item, location) == ()
