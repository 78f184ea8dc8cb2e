"""Service prices of the snapshot, held against figures that others published, and against what a price table must obey."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kaolib.knowledge import catalog

DATA = Path(__file__).resolve().parents[2] / "data"
COMPILER = "compile_services"
KEY = ["service", "item", "location", "to_location"]
NO_HIGHER_TIER = "higher tiers not in the source"

VIRGINIA, OHIO, SEOUL, TOKYO, SAO_PAULO = "us-east-1", "us-east-2", "ap-northeast-2", "ap-northeast-1", "sa-east-1"


@pytest.fixture(scope="module")
def services() -> pd.DataFrame:
    return catalog.services().astype({name: "str" for name in [*KEY, "unit", "as_of", "source", "note"]})


def tiers(services: pd.DataFrame, service: str, item: str, location: str, to_location: str = "") -> pd.DataFrame:
    """The rows of one price, lowest tier first."""
    wanted = [service, item, location, to_location]
    found = services[(services[KEY] == wanted).all(axis=1)].sort_values("from_quantity")
    assert len(found), f"no price for {wanted}"
    return found


def bill(services: pd.DataFrame, service: str, item: str, location: str, quantity: float) -> float:
    """What a month's quantity costs through the tiers."""
    rows = tiers(services, service, item, location)
    assert quantity <= rows["to_quantity"].iloc[-1]
    return sum(
        usd * max(0.0, min(quantity, end) - start)
        for start, end, usd in zip(rows["from_quantity"], rows["to_quantity"], rows["usd"], strict=True)
    )


# -- unit prices that others published ---------------------------------------------------------------------------------

#: AWS's price list as quoted in public cost documents of 2026-09 (offers of 2026-09-11 to 2026-09-22): first tier.
PRICE_LIST_2026_09 = [
    ("fargate", "vcpu_linux_x86", {SEOUL: 0.04656}),
    ("fargate", "gb_linux_x86", {SEOUL: 0.00511}),
    ("ipv4", "in_use", {SEOUL: 0.005}),
    ("lambda", "request", {SEOUL: 0.20e-6, TOKYO: 0.20e-6, VIRGINIA: 0.20e-6}),
    ("lambda", "duration_x86", {SEOUL: 0.0000166667, TOKYO: 0.0000166667, VIRGINIA: 0.0000166667}),
    ("lambda", "duration_arm64", {SEOUL: 0.0000133334, TOKYO: 0.0000133334, VIRGINIA: 0.0000133334}),
    ("lambda", "snapstart_cache", {SEOUL: 0.0000018383, TOKYO: 0.0000015046, VIRGINIA: 0.0000015046}),
    ("lambda", "snapstart_restore", {SEOUL: 0.0001674588, TOKYO: 0.0001397998, VIRGINIA: 0.0001397998}),
    ("api_gateway", "http_request", {SEOUL: 1.23e-6, TOKYO: 1.29e-6, VIRGINIA: 1.00e-6}),
    ("dynamodb", "on_demand_write_unit", {SEOUL: 0.68e-6, TOKYO: 0.715e-6, VIRGINIA: 0.625e-6}),
    ("dynamodb", "on_demand_read_unit", {SEOUL: 0.1355e-6, TOKYO: 0.1425e-6, VIRGINIA: 0.125e-6}),
    ("dynamodb", "storage", {SEOUL: 0.27075, TOKYO: 0.285, VIRGINIA: 0.25}),
    ("s3", "standard_storage", {SEOUL: 0.025, TOKYO: 0.025, VIRGINIA: 0.023}),
    ("s3", "standard_put_request", {SEOUL: 0.0045e-3, TOKYO: 0.0047e-3, VIRGINIA: 0.005e-3}),
    ("s3", "standard_get_request", {SEOUL: 0.0035e-4, TOKYO: 0.0037e-4, VIRGINIA: 0.004e-4}),
    ("cloudwatch", "logs_ingested", {SEOUL: 0.76, TOKYO: 0.76, VIRGINIA: 0.50}),
    ("cloudwatch", "logs_stored", {SEOUL: 0.0314, TOKYO: 0.033, VIRGINIA: 0.03}),
    ("cloudwatch", "alarm_standard", {SEOUL: 0.10, TOKYO: 0.10, VIRGINIA: 0.10}),
    ("transfer", "internet_out", {SEOUL: 0.126, TOKYO: 0.114, VIRGINIA: 0.09}),
]
#: AWS's own Step Functions pricing page, archived in 2019: USD per 1,000 transitions.
STEP_FUNCTIONS_PAGE = {
    VIRGINIA: 0.0250, OHIO: 0.0250, "us-west-2": 0.0250, "us-west-1": 0.0279, "ca-central-1": 0.0250, SAO_PAULO: 0.0375,
    "us-gov-east-1": 0.0300, "us-gov-west-1": 0.0300, "eu-west-1": 0.0250, "eu-central-1": 0.0250, "eu-west-2": 0.0250,
    "eu-west-3": 0.0297, "eu-north-1": 0.0250, "ap-southeast-1": 0.0250, TOKYO: 0.0250, "ap-southeast-2": 0.0250,
    SEOUL: 0.0271, "ap-south-1": 0.0285,
}  # fmt: skip
#: AWS's load balancer pricing page of 2026-09, N. Virginia, as quoted by api-evangelist/amazon-elastic-load-balancing.
LOAD_BALANCER_PAGE = {
    ("alb", "hour"): 0.0225, ("alb", "lcu_hour"): 0.008, ("nlb", "hour"): 0.0225, ("nlb", "lcu_hour"): 0.006,
    ("clb", "hour"): 0.025, ("clb", "gb_processed"): 0.008,
}  # fmt: skip


@pytest.mark.parametrize(
    ("service", "item", "quoted"), PRICE_LIST_2026_09, ids=lambda v: v if isinstance(v, str) else ""
)
def test_price_list_of_2026_09(services, service, item, quoted):
    found = {location: tiers(services, service, item, location)["usd"].iloc[0] for location in quoted}
    assert found == pytest.approx(quoted, rel=1e-9)


def test_step_functions_page(services):
    found = {
        location: 1000 * tiers(services, "step_functions", "standard_transition", location)["usd"].item()
        for location in STEP_FUNCTIONS_PAGE
    }
    assert found == pytest.approx(STEP_FUNCTIONS_PAGE)


@pytest.mark.parametrize(("service", "item"), LOAD_BALANCER_PAGE)
def test_load_balancer_page(services, service, item):
    assert tiers(services, service, item, VIRGINIA)["usd"].item() == LOAD_BALANCER_PAGE[service, item]


def test_seoul_transfer_tiers(services):
    """Seoul's four tiers as AWS lists them: first 10 TB, next 40 TB, next 100 TB, above."""
    rows = tiers(services, "transfer", "internet_out", SEOUL)
    assert rows["usd"].tolist() == [0.126, 0.122, 0.117, 0.108]
    assert rows["to_quantity"].tolist() == [10 * 1024, 50 * 1024, 150 * 1024, math.inf]


@pytest.mark.parametrize(
    ("origin", "destination", "usd"),
    [(VIRGINIA, OHIO, 0.01), (OHIO, VIRGINIA, 0.01), (VIRGINIA, SEOUL, 0.02), (SEOUL, VIRGINIA, 0.08)],
)
def test_transfer_between_regions(services, origin, destination, usd):
    """The price is the origin's; only between the two Regions of US East is it halved (AWS, EC2 on-demand pricing)."""
    assert tiers(services, "transfer", "inter_region", origin, destination)["usd"].item() == usd


#: AWS's On-Demand pricing page of 2026-09-29 (Unlimited mode) and its Savings Plans and EC2 guides: one price for all places.
FEES = [
    ("dedicated_region_fee", 2.00), ("surplus_credit_linux", 0.05), ("surplus_credit_windows", 0.096),
    ("surplus_credit_t4g_linux", 0.04), ("license_windows", 0.046), ("license_windows_sql_web", 0.063),
    ("license_windows_sql_standard", 0.166), ("license_windows_sql_enterprise", 0.421),
]  # fmt: skip


@pytest.mark.parametrize(("item", "usd"), FEES)
def test_ec2_fees_are_one_price_for_all_places(services, item, usd):
    assert set(services.loc[(services["service"] == "ec2") & (services["item"] == item), "usd"]) == {usd}


def test_the_regional_fee_is_for_regions(services):
    """AWS, Savings Plans types: in every Region in which a Dedicated Instance runs."""
    places = catalog.locations()
    fee = services[services["item"] == "dedicated_region_fee"]
    assert set(fee["location"]) == set(places.loc[places["kind"] == "Region", "location"])


def test_surplus_credits_are_priced_where_t_instances_are_sold(services):
    sold = catalog.on_demand().astype({"location": "str", "instance_type": "str", "operating_system": "str"})
    family = sold["instance_type"].str.split(".").str[0]
    for item, system, families in [
        ("surplus_credit_linux", "linux", ["t2", "t3", "t3a"]),
        ("surplus_credit_windows", "windows", ["t2", "t3", "t3a"]),
        ("surplus_credit_t4g_linux", "linux", ["t4g"]),
    ]:
        places = set(sold.loc[family.isin(families) & (sold["operating_system"] == system), "location"])
        assert set(services.loc[services["item"] == item, "location"]) == places


def test_licence_fees_are_confirmed_by_the_price_list(services):
    """AWS's example of r7i.8xlarge, and how many prices are Linux plus the fee for each vCPU (see data/README.md)."""
    prices = catalog.on_demand().astype({"location": "str", "instance_type": "str", "operating_system": "str"})
    wide = prices.pivot(index=["location", "instance_type"], columns="operating_system", values="usd_per_hour")
    types = catalog.instance_types().set_index("instance_type")
    vcpu = types["vcpu"].reindex(wide.index.get_level_values("instance_type")).to_numpy()
    agree = {
        "windows": 14_185,
        "windows_sql_web": 11_705,
        "windows_sql_standard": 12_069,
        "windows_sql_enterprise": 12_386,
    }
    for system, count in agree.items():
        fee = services.loc[services["item"] == f"license_{system}", "usd"].iloc[0]
        off = ((wide[system] - wide["linux"]) / vcpu - fee).abs()
        assert (off <= 0.0005 + 1e-9).sum() == count
        example = wide.loc[(VIRGINIA, "r7i.8xlarge")]
        assert example[system] - example["linux"] == pytest.approx(32 * fee, abs=32 * 0.0005)


def test_awss_example_of_reduced_cpus(services):
    """EC2 User Guide, "Optimize CPUs": r7i.8xlarge, SQL Server Enterprise, 16 of 32 vCPUs, 100 h: 211.68 + 673.60."""
    fee = services.loc[services["item"] == "license_windows_sql_enterprise", "usd"].iloc[0]
    assert 100 * 16 * fee == pytest.approx(673.60)
    assert 100 * catalog.price("r7i.8xlarge", VIRGINIA) == pytest.approx(211.68)


# -- bills that others printed -----------------------------------------------------------------------------------------

HALF_A_CENT = 0.0051
#: infracost's expected estimates (internal/providers/terraform/aws/testdata), N. Virginia: quantity, printed cost by tier.
ESTIMATES = [
    ("lambda_function_test", "lambda", "request", 15_000e6, [3000.00]),
    ("lambda_function_test", "lambda", "duration_x86", 6e9 + 9e9 + 46.44e9, [100_000.20, 135_000.00, 619_203.10]),
    ("lambda_function_test", "lambda", "duration_arm64", 7.5e9 + 4.02e9, [100_000.50, 48_240.40]),
    ("lambda_function_test", "lambda", "duration_arm64", 74.752e9, [100_000.50, 135_001.13, 597_356.53]),
    ("api_gateway_rest_api_test", "api_gateway", "rest_request", 21e9, [49_763.10]),
    ("apigatewayv2_api_test", "api_gateway", "http_request", 1e9, [300.00, 630.00]),
    ("apigatewayv2_api_test", "api_gateway", "websocket_message", 1.5e9, [1000.00, 400.00]),
    ("apigatewayv2_api_test", "api_gateway", "websocket_connection_minute", 10e6, [2.50]),
    ("nat_gateway_test", "nat_gateway", "hour", 730, [32.85]),
    ("nat_gateway_test", "nat_gateway", "gb_processed", 100, [4.50]),
    ("eks_cluster_test", "eks", "cluster_standard_support", 730, [73.00]),
    ("eks_cluster_test", "eks", "cluster_extended_support", 730, [438.00]),
    ("ecs_service_test", "fargate", "vcpu_linux_x86", 5 * 730, [147.75]),
    ("ecs_service_test", "fargate", "gb_linux_x86", 10 * 730, [32.45]),
    ("ebs_volume_test", "ebs", "gp3_storage", 40, [3.20]),
    ("ebs_volume_test", "ebs", "gp3_iops", 1000, [5.00]),
    ("ebs_volume_test", "ebs", "gp3_throughput", 5, [0.20]),
    ("ebs_volume_test", "ebs", "gp2_storage", 10, [1.00]),
    ("ebs_volume_test", "ebs", "io1_storage", 30, [3.75]),
    ("ebs_volume_test", "ebs", "io1_iops", 300, [19.50]),
    ("ebs_volume_test", "ebs", "io2_storage", 30, [3.75]),
    ("ebs_volume_test", "ebs", "io2_iops", 300, [19.50]),
    ("ebs_volume_test", "ebs", "st1_storage", 40, [1.80]),
    ("ebs_volume_test", "ebs", "sc1_storage", 50, [0.75]),
    ("ebs_volume_test", "ebs", "standard_storage", 20, [1.00]),
    ("ebs_volume_test", "ebs", "standard_io_request", 1e6, [0.05]),
    ("cloudwatch_log_group_test", "cloudwatch", "logs_ingested", 1000, [500.00]),
    ("cloudwatch_log_group_test", "cloudwatch", "logs_stored", 500, [15.00]),
    ("cloudwatch_log_group_test", "cloudwatch", "logs_insights_scanned", 250, [1.25]),
    ("instance_test", "cloudwatch", "metric", 7, [2.10]),
    ("instance_test", "ec2", "surplus_credit_linux", 1460, [73.00]),
    ("lb_test", "alb", "hour", 730, [16.43]),
    ("lb_test", "alb", "lcu_hour", 1.3698 * 730, [8.00]),
    ("lb_test", "nlb", "lcu_hour", 1.3698 * 730, [6.00]),
    ("elb_test", "clb", "gb_processed", 10_000, [80.00]),
    ("sfn_state_machine_test", "step_functions", "standard_transition", 10_000, [0.25]),
    ("sfn_state_machine_test", "step_functions", "express_request", 100e6, [100.00]),
    ("sfn_state_machine_test", "step_functions", "express_duration", 29_687.5 * 3600, [60.01, 119.95, 405.27]),
    ("sqs_queue_test", "sqs", "standard_request", 2e6, [0.80]),
    ("sqs_queue_test", "sqs", "fifo_request", 1e6, [0.50]),
]
#: Worked examples of AWS's Lambda pricing page (copy of 2026), N. Virginia: billable quantity, printed cost.
LAMBDA_PAGE = [
    ("mobile backend: compute above the free tier", "duration_x86", 540_000 - 400_000, 2.33),
    ("mobile backend: requests above the free tier", "request", 2e6, 0.40),
    ("support tickets: compute", "duration_x86", 6_720_000 - 400_000, 105.33),
    ("support tickets: ephemeral storage", "ephemeral_storage", 2_520_000, 0.08),
    ("durable functions: arm64 compute", "duration_arm64", 32_000_000 - 400_000, 421.34),
    ("app launch: provisioned concurrency", "provisioned_concurrency_x86", 4_320_000, 18.00),
    ("app launch: its compute", "provisioned_duration_x86", 75_000, 0.73),
    ("Cyber Monday: provisioned concurrency", "provisioned_concurrency_x86", 2_419_200, 10.08),
    ("Cyber Monday: its compute", "provisioned_duration_x86", 2_240_000, 21.78),
    ("telemetry: SnapStart cache", "snapstart_cache", 2_678_400, 4.03),
    ("telemetry: SnapStart restore", "snapstart_restore", 74_400, 10.40),
]


@pytest.mark.parametrize(("estimate", "service", "item", "quantity", "printed"), ESTIMATES)
def test_printed_estimates(services, estimate, service, item, quantity, printed):
    assert bill(services, service, item, VIRGINIA, quantity) == pytest.approx(
        sum(printed), abs=HALF_A_CENT * len(printed)
    )


@pytest.mark.parametrize(
    ("item", "quantity", "printed"), [row[1:] for row in LAMBDA_PAGE], ids=[r[0] for r in LAMBDA_PAGE]
)
def test_lambda_page_examples(services, item, quantity, printed):
    assert bill(services, "lambda", item, VIRGINIA, quantity) == pytest.approx(printed, abs=HALF_A_CENT)


# -- what the table must obey ------------------------------------------------------------------------------------------


def test_tiers_follow_each_other(services):
    rows = services.sort_values([*KEY, "from_quantity"])
    groups = rows.groupby(KEY)
    assert (rows["from_quantity"] == groups["to_quantity"].shift(fill_value=0.0)).all()
    assert (rows["from_quantity"] < rows["to_quantity"]).all()
    last = groups.tail(1)
    cut = last[last["to_quantity"] < math.inf]
    assert cut["note"].str.contains(NO_HIGHER_TIER, regex=False).all()
    open_ended = last[last["to_quantity"] == math.inf]
    assert not open_ended["note"].str.contains(NO_HIGHER_TIER, regex=False).any()


def test_a_later_tier_is_never_dearer(services):
    rows = services.sort_values([*KEY, "from_quantity"])
    before = rows.groupby(KEY)["usd"].shift()
    assert (before.isna() | (rows["usd"] <= before)).all()


def test_prices_are_positive_or_noted_free(services):
    assert ((services["usd"] > 0) != (services["note"] == "free")).all()
    assert services["usd"].map(math.isfinite).all()


def test_each_item_has_one_unit(services):
    assert (services.groupby(["service", "item"])["unit"].nunique() == 1).all()


def test_keys_are_unique_and_sorted(services):
    key = [*KEY, "from_quantity"]
    assert not services.duplicated(key).any()
    assert services[key].equals(services[key].sort_values(key, ignore_index=True))


def test_places_are_locations_of_the_snapshot(services):
    known = set(catalog.locations()["location"])
    assert set(services["location"]) <= known
    assert set(services["to_location"]) - {""} <= known
    assert set(services.loc[services["to_location"] != "", "item"]) == {"inter_region"}
    assert (services["location"] != services["to_location"]).all()


def test_every_price_has_a_date_or_says_it_has_none(services):
    for given in set(services["as_of"]) - {"undated"}:
        assert date.fromisoformat(given) <= date(2026, 11, 23)
    undated = {
        "transfer", "alb", "nlb", "clb", "fis", "sqs", "step_functions", "lambda", "cloudwatch", "firehose",
    }  # fmt: skip
    assert set(services.loc[services["as_of"] == "undated", "service"]) == undated


#: What N. Virginia has and these have not, because no source was found.
LARGE_PLANES = {("eks", f"provisioned_control_plane_{size}") for size in ("xl", "2xl", "4xl", "8xl")}
VIRGINIA_ONLY = {
    ("lambda", "event_poller_unit_kafka"), ("lambda", "event_poller_unit_sqs"), ("lambda", "durable_operation"),
    ("lambda", "durable_written"), ("lambda", "durable_retained"), ("lambda", "tenant_isolation_x86"),
    ("fargate", "spot_vcpu_linux_arm64"), ("fargate", "spot_gb_linux_arm64"), ("cloudwatch", "logs_vended_firehose"),
    ("eventbridge", "pipe_request"), ("eventbridge", "api_destination"), *LARGE_PLANES,
}  # fmt: skip
NOT_FOUND = {
    VIRGINIA: set(),
    TOKYO: {("clb", "gb_processed"), ("eventbridge", "custom_event"), *VIRGINIA_ONLY},
    SEOUL: {("clb", "gb_processed"), ("eventbridge", "custom_event"), *VIRGINIA_ONLY},
    SAO_PAULO: {
        ("clb", "gb_processed"), ("nlb", "lcu_hour"), ("gwlb", "lcu_hour"), ("sqs", "standard_request"), ("sqs", "fifo_request"),
        ("eventbridge", "scheduler_invocation"), ("eventbridge", "custom_event"), ("ebs", "io2_storage"), ("ebs", "io2_iops"),
        *VIRGINIA_ONLY,
    },
}  # fmt: skip


@pytest.mark.parametrize("location", NOT_FOUND)
def test_the_regions_of_the_workbook_are_complete(services, location):
    """Whatever N. Virginia has, they have, but for what is known to be missing."""
    here, there = (services[services["location"] == place] for place in (VIRGINIA, location))
    missing = set(zip(here["service"], here["item"], strict=True)) - set(
        zip(there["service"], there["item"], strict=True)
    )
    express = {(s, i) for s, i in missing if i.startswith("express_")}
    assert missing == NOT_FOUND[location] | (set() if location == VIRGINIA else express)


def test_arm64_is_cheaper_than_x86(services):
    """AWS sells Graviton below x86 for Lambda and Fargate everywhere."""
    first = services[services["from_quantity"] == 0].set_index(["service", "item", "location"])["usd"]
    for service, item in [
        ("lambda", "duration"),
        ("lambda", "provisioned_concurrency"),
        ("lambda", "provisioned_duration"),
    ]:
        assert (first[service, f"{item}_arm64"] < first[service, f"{item}_x86"]).all()
    for item in ("vcpu", "gb"):
        assert (first["fargate", f"{item}_linux_arm64"] < first["fargate", f"{item}_linux_x86"]).all()


# -- the other tables --------------------------------------------------------------------------------------------------


def test_spot_advisor():
    rows = catalog.spot_advisor()
    strange = rows[~rows["saving"].between(0, 0.9)]  # AWS promises up to 90 %
    assert strange["instance_type"].tolist() == ["p5.48xlarge"], "one price cut had not reached the advisor"
    assert set(rows["operating_system"]) == {"linux", "windows"}
    assert set(rows["interruption_band"]) == {"<5%", "5-10%", "10-15%", "15-20%", ">20%"}
    assert not rows.duplicated(["location", "operating_system", "instance_type"]).any()


def test_dedicated_instance_premium():
    """A Dedicated t3.medium costs 0.0441 beside 0.0416 (infracost, instance_test); an x2iedn.32xlarge 29.344 beside 26.676 (vantage-sh/ec2instances.info)."""
    rows = catalog.table("dedicated_instance_premium").set_index("family")
    assert rows.loc["t3", "median_premium"] == pytest.approx(0.0441 / 0.0416, abs=0.002)
    assert rows.loc["x2iedn", "median_premium"] == pytest.approx(29.344 / 26.676, abs=0.002)
    assert (rows["min_premium"] <= rows["median_premium"]).all()
    assert (rows["median_premium"] <= rows["max_premium"]).all()


def test_burstable():
    """EC2 User Guide, "Key concepts for burstable performance instances": its rules, and its example of a t3.nano."""
    rows = catalog.burstable()
    types = catalog.instance_types()
    assert set(rows["instance_type"]) == set(types.loc[types["burstable"], "instance_type"])
    vcpu = rows["instance_type"].map(types.set_index("instance_type")["vcpu"])
    assert (rows["baseline"] - rows["credits_per_hour"] / vcpu / 60).abs().max() < 1e-12
    assert (rows["most_credits"] - 24 * rows["credits_per_hour"]).abs().max() < 1e-9
    modes = rows.set_index("instance_type")["default_mode"]
    assert all((mode == "standard") == name.startswith("t2.") for name, mode in modes.items())
    nano = rows.set_index("instance_type").loc["t3.nano"]
    assert [nano["credits_per_hour"], nano["most_credits"], nano["baseline"]] == [6, 144, 0.05]


def test_retired_accelerators():
    rows = catalog.table("retired_accelerators").set_index("accelerator")
    for column in ("announced", "closed_to_new", "ended"):
        for given in set(rows[column]) - {""}:
            assert date.fromisoformat(given) < date(2026, 11, 23)
    assert (rows["ended"] != "").all()
    assert (rows["announced"] <= rows["ended"]).all()
    assert (rows["closed_to_new"] <= rows["ended"]).all()
    assert rows.groupby("service")["gib"].agg(list).to_dict() == {
        "elastic_graphics": [1, 2, 4, 8],
        "elastic_inference": [1, 2, 4, 2, 4, 8],
    }


#: lopoc/defcon31 (time_probe/aws_data.py): where others put the Regions.
PLACES = {
    "us-east-2": (40.06, -83.18), "us-east-1": (39.04, -77.49), "us-west-1": (37.39, -121.96),
    "us-west-2": (45.46, -119.63), "af-south-1": (-33.92, 18.42), "ap-east-1": (22.30, 114.18),
    "ap-south-1": (19.08, 72.88), "ap-northeast-3": (34.67, 135.50), "ap-northeast-2": (37.53, 127.02),
    "ap-southeast-1": (1.29, 103.85), "ap-southeast-2": (-33.87, 151.21), "ap-northeast-1": (35.69, 139.69),
    "ca-central-1": (45.51, -73.59), "eu-central-1": (50.11, 8.68), "eu-west-1": (53.35, -6.27),
    "eu-west-2": (51.51, -0.12), "eu-south-1": (45.46, 9.19), "eu-west-3": (48.86, 2.35), "eu-north-1": (59.33, 18.06),
    "me-south-1": (25.94, 50.60), "sa-east-1": (-23.53, -46.63),
}  # fmt: skip


def test_coordinates():
    rows = catalog.locations().set_index("location")
    for place, (latitude, longitude) in PLACES.items():
        assert abs(rows["latitude"][place] - latitude) < 0.6
        assert abs(rows["longitude"][place] - longitude) < 0.6
    assert rows["latitude"].between(-45, 65).all()
    assert rows["longitude"].between(-160, 180).all()
    assert rows["latitude"].map(lambda v: round(v, 1) == v).all()
    bounds = {  # west, east, south, north
        "Africa": (-20, 52, -36, 38), "Asia Pacific": (67, 180, -48, 46), "Europe": (-11, 32, 35, 62),
        "Middle East": (34, 61, 20, 34), "North America": (-160, -60, 18, 55), "South America": (-82, -34, -40, 13),
    }  # fmt: skip
    for continent, (west, east, south, north) in bounds.items():
        there = rows[rows["continent"] == continent]
        assert there["longitude"].between(west, east).all(), there
        assert there["latitude"].between(south, north).all(), there


def test_the_coordinates_are_for_exactly_the_locations_sold():
    written = pd.read_csv(DATA / "coordinates.csv")["location"]
    assert sorted(written) == sorted(catalog.locations()["location"])


def test_glossary():
    terms = catalog.table("glossary")
    assert terms["en"].is_unique
    assert (terms["ko"].str.len() > 0).all()
    assert set(terms["status"]) == {"official", "community", "proposed"}


# -- the compiler ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cost", "quantity", "usd"),
    [("16.43", "730", 0.0225), ("82.88", "750", 0.1105), ("119.95", "14400000", 8.33e-6), ("1119.23", "10240", 0.1093)],
)
def test_unit_price_is_the_shortest_that_prints_the_cost(compiler, cost, quantity, usd):
    assert compiler.unit_price(cost, quantity) == usd


@pytest.fixture
def source(tmp_path, compiler):
    """A source folder with one location and an EBS page on which each test writes."""
    (tmp_path / "ec2").mkdir()
    (tmp_path / "services").mkdir()
    named = {"Asia Pacific (Seoul)": {"code": SEOUL}}
    (tmp_path / compiler.LOCATIONS).write_text(json.dumps(named), "utf-8")

    def write(regions: dict[str, dict[str, str]]) -> Path:
        lines = {place: {key: {"price": usd} for key, usd in prices.items()} for place, prices in regions.items()}
        (tmp_path / compiler.EBS_PAGE).write_text(json.dumps({"regions": lines}), "utf-8")
        return tmp_path

    return write


def test_a_price_of_zero_is_missing_and_not_free(compiler, source):
    page = dict.fromkeys(compiler.EBS, "0.5") | {"Storage Cold HDD sc1 GB Mo": "0.0000000000"}
    rows = compiler.ebs(source({"Asia Pacific (Seoul)": page}))
    assert "sc1_storage" not in set(rows["item"])
    assert set(rows["location"]) == {SEOUL}


def test_throughput_is_priced_by_the_mebibyte(compiler, source):
    page = dict.fromkeys(compiler.EBS, "0.5") | {"Provisioned Throughput gp3 per GiBps mo": "40.96"}
    rows = compiler.ebs(source({"Asia Pacific (Seoul)": page})).set_index("item")
    assert rows.loc["gp3_throughput", "usd"] == pytest.approx(0.04)


def test_an_unknown_place_stops_the_compiler(compiler, source):
    page = dict.fromkeys(compiler.EBS, "0.5")
    with pytest.raises(ValueError, match=r"unknown locations \['Atlantis'\]"):
        compiler.ebs(source({"Asia Pacific (Seoul)": page, "Atlantis": page}))


def test_a_line_that_disappeared_stops_the_compiler(compiler, source):
    page = dict.fromkeys(list(compiler.EBS)[1:], "0.5")
    with pytest.raises(ValueError, match="no line named"):
        compiler.ebs(source({"Asia Pacific (Seoul)": page}))
