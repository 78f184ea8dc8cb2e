"""Every worked example of AWS's Lambda price page (read in 2026), of its blog and of its Pricing Calculator.

The page's examples are at prices of US East (N. Virginia), and so are ours; it prints cents.
"""

import pytest

from kaolib.knowledge import serverless
from kaolib.knowledge.serverless import lambda_cost

CENT = 0.0051
WHERE = "us-east-1"


def parts(table):
    """USD of each part."""
    return table.groupby("part")["usd"].sum().to_dict()


def near(amounts, cents=CENT):
    return pytest.approx(amounts, abs=cents)


def test_mobile_backend():
    assert parts(lambda_cost(3e6, 120, 1536, WHERE)) == near({"requests": 0.40, "duration": 2.33})


def test_enriching_telemetry():
    """10,000 vehicles, one message an hour for 31 days; the free tier is gone."""
    month = lambda_cost(10_000 * 24 * 31, 2000, 1024, WHERE, free_tier=False)
    assert parts(month) == near({"requests": 1.49, "duration": 248.00})


def test_machine_learning_on_support_tickets():
    month = lambda_cost(6e6, 280, 4096, WHERE, ephemeral_storage_mb=2048)
    assert parts(month) == near({"requests": 1.00, "duration": 105.33, "ephemeral_storage": 0.08})
    assert month.set_index("part")["quantity"]["ephemeral_storage"] == pytest.approx(2_520_000)


def test_launch_of_a_mobile_application():
    """Eight hours of provisioned concurrency in a month that is otherwise On-Demand: USD 19.96 together."""
    ready = parts(serverless.provisioned_cost(100, 8 * 3600, 1536, WHERE, requests=500_000, duration_ms=100))
    rest = parts(lambda_cost(2.5e6, 120, 1536, WHERE))
    assert ready["provisioned_concurrency"] == near(18.00)
    assert ready["provisioned_duration"] == near(0.73)
    assert rest["duration"] == near(0.83)
    assert ready["requests"] + rest["requests"] == near(0.40)
    assert sum(ready.values()) + sum(rest.values()) == near(19.96)


def test_cyber_monday():
    """A day of provisioned concurrency, without a free tier: USD 32.26."""
    day = parts(serverless.provisioned_cost(7, 24 * 3600, 4096, WHERE, requests=2e6, duration_ms=280))
    assert day == near({"provisioned_concurrency": 10.08, "provisioned_duration": 21.78, "requests": 0.40})


def test_provisioned_concurrency_in_2020():
    """The page's first example at the launch (AWS News Blog): 1,000 environments of 1 GB for two hours."""
    ready = serverless.provisioned_cost(1000, 2 * 3600, 1024, WHERE, requests=1.2e6, duration_ms=1000)
    assert parts(ready) == near({"provisioned_concurrency": 30.00, "provisioned_duration": 11.67, "requests": 0.24})


def test_snapstart():
    """One version for 31 days, 1 % of 7.44 million requests start from it: USD 14.43 beside USD 249.49."""
    month = parts(serverless.snapstart_cost(1024, 31 * 24 * 3600, 74_400, WHERE))
    assert month == near({"snapstart_cache": 4.03, "snapstart_restore": 10.40})


def test_streaming_server_side_rendered_pages():
    """Two million responses of 100 KB, a million of 7 MB; the streaming of the free tier is used up."""
    small, large = (
        lambda_cost(requests, 500, 1536, WHERE, streamed_mb=mb, streamed_gb_before=100, **before)
        for requests, mb, before in (
            (2e6, 100 / 1024, {}),
            (1e6, 7, {"requests_before": 2e6, "gb_seconds_before": 1_500_000}),
        )
    )
    both = {name: parts(small).get(name, 0) + usd for name, usd in parts(large).items()}
    assert both == near({"requests": 0.40, "duration": 30.83, "response_streaming": 7.81})
    assert large.set_index("part")["quantity"]["response_streaming"] == pytest.approx(976.5625)


def test_lambda_at_the_edge():
    month = serverless.lambda_edge_cost(10e6, 10)
    assert parts(month) == near({"requests": 6.00, "duration": 0.63})


def test_lambda_at_the_edge_before_2021():
    """The page's older example: 50 ms."""
    assert parts(serverless.lambda_edge_cost(10e6, 50)) == near({"requests": 6.00, "duration": 3.13})


@pytest.mark.parametrize(
    ("requests", "ms", "free", "duration", "request_usd"),
    [
        # Kafka, provisioned mode; the page charges the requests of 60 million and gives no free ones
        (30e6, 2000, True, 993.30, None),
        # SQS, provisioned mode
        (30e6, 1000, False, 500.00, 6.00),
        # ten Kafka topics
        (300e6, 200, False, 1000.00, 60.00),
        # tenant isolation
        (10e6, 2000, False, 333.34, 2.00),
    ],
)
def test_functions_behind_event_sources_and_tenants(requests, ms, free, duration, request_usd):
    """The compute and the requests of those examples; pollers and tenants have prices of their own."""
    month = parts(lambda_cost(requests, ms, 1024, WHERE, free_tier=free))
    assert month["duration"] == near(duration, 0.05)
    assert request_usd is None or month["requests"] == near(request_usd)


def test_managed_instances():
    """A high-traffic API on 2,000 hours of m7g.xlarge with a plan of the page's own price: USD 160.36."""
    month = parts(serverless.managed_instances_cost(100e6, "m7g.xlarge", 2000, WHERE, usd_per_hour=0.0457))
    assert month == near({"requests": 20.00, "instances": 91.40, "management_fee": 48.96})


def test_durable_function():
    """A million claims of 30 and 2 seconds in two invocations each, 1 GB, arm64."""
    first = lambda_cost(1e6, 30_000, 1024, WHERE, "arm64")
    second = lambda_cost(1e6, 2_000, 1024, WHERE, "arm64", requests_before=1e6, gb_seconds_before=30e6)
    assert parts(first)["duration"] + parts(second)["duration"] == near(421.34)
    assert parts(first)["requests"] + parts(second)["requests"] == near(0.20)


def test_a_cold_start_in_awss_blog():
    """250.06 ms and an initialization of 100.77 ms: billed as 251 ms before August 2025 and as 351 ms since."""
    assert serverless.billed_ms(250.06) == 251
    assert serverless.billed_ms(250.06 + 100.77) == 351
    month = lambda_cost(1e6, 250.06, 1024, WHERE, free_tier=False, init_ms=100.77, cold_start_share=1)
    assert month.set_index("part")["quantity"].to_dict() == pytest.approx(
        {"requests": 1e6, "duration": 251_000, "init": 100_000}
    )


@pytest.mark.parametrize(
    ("requests", "ms", "mb", "location", "free", "duration", "request_usd"),
    [
        (1e6, 500, 128, "us-east-1", False, 1.04, 0.20),
        (100_000, 6000, 8000, "eu-central-1", False, 78.13, 0.02),
        (4_380_000, 200, 512, "us-west-2", False, 7.30, 0.88),
        (4_320, 60_000, 1536, "us-east-1", True, 0.00, 0.00),
        (730e6, 4, 128, "us-east-1", True, 0.00, 145.80),
    ],
)
def test_estimates_of_awss_pricing_calculator(requests, ms, mb, location, free, duration, request_usd):
    """Estimates that users have published, with the calculator's own lines."""
    month = parts(lambda_cost(requests, ms, mb, location, free_tier=free))
    assert month == near({"duration": duration, "requests": request_usd})


def test_a_month_of_one_provisioned_environment():
    """1 GB for 730 hours: USD 10.95 (AWS Lambda price, per GB-hour 0.015)."""
    month = serverless.provisioned_cost(1, 730 * 3600, 1024, WHERE)
    assert month["usd"].sum() == near(10.95)
