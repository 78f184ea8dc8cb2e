"""Service tables of the snapshot: what is charged around EC2, Spot advice, Dedicated Instances, the glossary.

Every function below reads one public file and says which and of when. Prices come from the copies of AWS's own price
pages where there is one; printed estimates of infracost stand in for data transfer and Express workflows, and quotations
of the price list (`compile_quoted`) for load balancers, queues, events, delivered logs, Fargate Spot and others. A price that no source holds is
missing here, never guessed.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import compile_ec2
import compile_quoted
import pandas as pd

HERE = Path(__file__).resolve().parent
LOCATIONS = "ec2/aws_locations_2026-08.json"
PRICE_TABLE = "services/service_prices_2025-11-04.parquet"
PRICE_PAGE = "services/{}_price_page_2025-11-04.json"
EBS_PAGE = "services/ebs_volume_prices_2024-07-18.json"
STEP_FUNCTIONS = "services/step_functions_transition_price_by_region_2026-04.yml"
INTER_REGION = "services/inter_region_transfer_usd_per_gb.csv"
ESTIMATE = "services/estimates/{}_test.golden"

KEY = ["service", "item", "location", "to_location", "from_quantity"]
COLUMNS = [*KEY[:4], "unit", "from_quantity", "to_quantity", "usd", "as_of", "source", "note"]

#: Dates of the prices. A month is written as its first day.
PAGE_DATE = "2025-11-04"
EBS_DATE = "2024-07-18"
STEP_FUNCTIONS_DATE = "2026-04-01"
#: The estimates are dated 2024-07 to 2026-08 as a whole: the older end is what can be promised of any of them.
ESTIMATE_DATE = "2024-07-01"
#: This one prices Malaysia, which opened on 2024-08-22.
TRANSFER_DATE = "2024-08-22"
UNDATED = "undated"

#: Place names on the price pages that are no location: rows that hold everywhere, of which no item below is made
#: (free tiers, CloudWatch dashboards, one S3 replication fee without a Region).
NOWHERE = ("", "Any")

FREE = "free"
FREE_TIER = "free tier not subtracted"
NO_HIGHER_TIER = "higher tiers not in the source"


@dataclass(frozen=True)
class Item:
    """What one line of a price page becomes: item, unit, tier, and how many units the printed price is for."""

    item: str
    unit: str
    start: float = 0.0
    end: float = math.inf
    note: str = ""
    per: float = 1.0


def tables(source: Path) -> dict[str, pd.DataFrame]:
    """Every service table, from the folder of source files.

    Parameters
    ----------
    source
        The folder that holds ``services/``, ``ec2/`` and ``spot/``; the glossary is read from ``../facts`` beside it.

    Returns
    -------
    dict
        ``services``, ``spot_advisor``, ``dedicated_instance_premium`` and ``glossary``.

    Raises
    ------
    ValueError
        When a source names a place or holds a line that this compiler does not know, or two sources disagree.
    """
    return {
        "services": services(source),
        "spot_advisor": spot_advisor(source),
        "dedicated_instance_premium": dedicated_instance_premium(source),
        "glossary": glossary(source),
    }


def services(source: Path) -> pd.DataFrame:
    """Price of one unit by service, item, location and tier."""
    parts = [
        lambda_functions(source), api_gateway(source), s3(source), price_table(source), eks(source), ebs(source),
        step_functions(source), express_workflows(source), load_balancers(source), sqs(source), ec2_fees(source),
        transfer(source), inter_region(source),
    ]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)[COLUMNS]
    frame = compile_quoted.newest(frame, compile_quoted.rows(_regions(source)))
    frame = frame.sort_values(KEY, ignore_index=True)
    _check(frame, set(_location_codes(source).values()))
    return frame


# -- copies of AWS's price pages ---------------------------------------------------------------------------------------

LAMBDA_X86_TIERS = (0.0, 6e9, 15e9, math.inf)
LAMBDA_ARM64_TIERS = (0.0, 7.5e9, 18.75e9, math.inf)
_GB_S = "GB-second"

LAMBDA = {
    "Lambda Requests": Item("request", "request", note=FREE_TIER),
    **{
        f"Lambda Duration{suffix}{tier}": Item(f"duration_{arch}", _GB_S, bounds[i], bounds[i + 1], FREE_TIER)
        for suffix, arch, bounds in (("", "x86", LAMBDA_X86_TIERS), ("-ARM", "arm64", LAMBDA_ARM64_TIERS))
        for i, tier in enumerate(("", " Tier2", " Tier3"))
    },
    "Lambda Provisioned-Concurrency": Item("provisioned_concurrency_x86", _GB_S),
    "Lambda Provisioned-Concurrency-ARM": Item("provisioned_concurrency_arm64", _GB_S),
    "Lambda Duration-Provisioned": Item("provisioned_duration_x86", _GB_S),
    "Lambda Duration-Provisioned-ARM": Item("provisioned_duration_arm64", _GB_S),
    "Lambda Storage-Duration": Item("ephemeral_storage", _GB_S, note="above 512 MB of a function"),
    "Lambda Processed-Bytes": Item("response_streaming", "GB", note=FREE_TIER),
    # The page gives these two no name; in N. Virginia, Tokyo and Seoul they are SnapStart's prices in AWS's price list.
    "M8QATjZO9cUYQz1nWgksW5SL-Tdu9le7of2vMo9wdSA": Item("snapstart_cache", _GB_S),
    "Zbv-sZDh_ToRrFGcQrtfqYulZ9o6TCgwNM-12xxBPPE": Item("snapstart_restore", "GB"),
}
LAMBDA_EDGE = {"Lambda Edge-Requests": Item("request", "request"), "Lambda Edge-Duration": Item("duration", _GB_S)}
#: Lines that AWS prints once for each processor: one item when they agree.
LAMBDA_TWINS = ("Lambda Requests", "Lambda Storage-Duration", "Lambda Processed-Bytes")


def lambda_functions(source: Path) -> pd.DataFrame:
    """Lambda and Lambda@Edge: price page of 2025-11-04 (lamngockhuong/aws-price).

    The page numbers its duration tiers without their bounds; these are in infracost's estimate (lambda_function_test):
    6 and 15 billion GB-seconds for x86, 7.5 and 18.75 for arm64.
    """
    prices = _price_page(source, "lambda")
    by_key = prices.pivot(index="location", columns="key", values="usd")
    for key in LAMBDA_TWINS:
        both = by_key[[key, f"{key}-ARM"]].dropna(how="all")
        if not both[key].equals(both[f"{key}-ARM"]):
            raise ValueError(f"lambda: {key!r} differs between x86 and arm64")
    name = Path(PRICE_PAGE.format("lambda")).stem
    return pd.concat(
        [_rows(prices, "lambda", LAMBDA, PAGE_DATE, name), _rows(prices, "lambda_edge", LAMBDA_EDGE, PAGE_DATE, name)]
    )


_M, _B = 1e6, 1e9
API_GATEWAY = {
    "API Calls Number of up to 333 million": Item("rest_request", "request", 0.0, 333 * _M),
    "API Calls Number of Request Next 667 million": Item("rest_request", "request", 333 * _M, 1 * _B),
    "API Calls Number of Request Next 19 billion": Item("rest_request", "request", 1 * _B, 20 * _B),
    "API Calls Number of Request Over 20 billion": Item("rest_request", "request", 20 * _B),
    "ApiGatewayHttpApi First 300 million": Item("http_request", "request", 0.0, 300 * _M),
    "ApiGatewayHttpApi more than 300 million": Item("http_request", "request", 300 * _M),
    "WebSocket Messages Messages first 1 billion": Item("websocket_message", "message", 0.0, 1 * _B),
    "WebSocket Messages Messages over 1 billion": Item("websocket_message", "message", 1 * _B),
    "WebSocket Connection Minutes": Item("websocket_connection_minute", "minute"),
    **{
        f"Caching Memory Size {size}": Item(f"rest_cache_{size.replace(' ', '_')}gb", "hour")
        for size in ("0 5", "1 6", "6 1", "13 5", "28 4", "58 2", "118", "237")
    },
}


def api_gateway(source: Path) -> pd.DataFrame:
    """API Gateway: price page of 2025-11-04 (lamngockhuong/aws-price)."""
    prices = _price_page(source, "apigateway")
    return _rows(prices, "api_gateway", API_GATEWAY, PAGE_DATE, Path(PRICE_PAGE.format("apigateway")).stem)


_GB_MONTH = "GB-month"
#: S3 counts a TB as 1,024 GB: its own tiers are 51,200 and 512,000 GB.
_S3_TIERS = (("First 50 TB", 0.0, 51_200.0), ("Next 450 TB", 51_200.0, 512_000.0), ("Over 500 TB", 512_000.0, math.inf))
#: How the page words a storage class in its request lines -> ours. "Glacier" alone is Flexible Retrieval.
_S3_REQUEST_CLASSES = {
    "": "standard",
    " to Intelligent Tiering": "intelligent_tiering",
    " to Standard Infrequent Access": "standard_ia",
    " to One Zone Infrequent Access": "one_zone_ia",
    " to Glacier Instant Retrieval": "glacier_instant",
    " to Express One Zone": "express_one_zone",
}
_S3_TRANSITIONS = {
    "Intelligent Tiering": "intelligent_tiering",
    "Standard Infrequent Access": "standard_ia",
    "One Zone Infrequent Access": "one_zone_ia",
    "Glacier Instant Retrieval": "glacier_instant",
    "Glacier": "glacier_flexible",
    "Glacier Deep Archive": "glacier_deep_archive",
}
S3 = {
    **{
        f"{name} {tier} per GB Mo": Item(item, _GB_MONTH, start, end)
        for name, item in (
            ("Standard Storage", "standard_storage"),
            ("Intelligent Tiering Frequent Access", "intelligent_tiering_frequent_storage"),
        )
        for tier, start, end in _S3_TIERS
    },
    "Intelligent Tiering Infrequent Access per GB Mo": Item("intelligent_tiering_infrequent_storage", _GB_MONTH),
    "Intelligent Tiering Archive Instant Access": Item("intelligent_tiering_archive_instant_storage", _GB_MONTH),
    "IntelligentTieringArchiveAccess": Item("intelligent_tiering_archive_storage", _GB_MONTH),
    "IntelligentTieringDeepArchiveAccess": Item("intelligent_tiering_deep_archive_storage", _GB_MONTH),
    "Per object per month monitoring and automation fee for objects in Intelligent Tiering": Item(
        "intelligent_tiering_monitoring", "object-month"
    ),
    "Standard Infrequent Access Storage per GB-Mo": Item("standard_ia_storage", _GB_MONTH),
    "One Zone Infrequent Access Storage Inf per GB-Mo": Item("one_zone_ia_storage", _GB_MONTH),
    "Glacier Instant Retrieval Storage": Item("glacier_instant_storage", _GB_MONTH),
    "Glacier Storage per GB Mo": Item("glacier_flexible_storage", _GB_MONTH),
    "Express One Zone Storage Inf per GB Mo": Item("express_one_zone_storage", _GB_MONTH),
    **{
        f"PUT COPY/POST or LIST requests{wording} per Requests": Item(f"{item}_put_request", "request")
        for wording, item in _S3_REQUEST_CLASSES.items()
    },
    "PUT requests to Glacier per Requests": Item("glacier_flexible_put_request", "request"),
    **{
        f"GET and all other requests{wording} per Requests": Item(f"{item}_get_request", "request")
        for wording, item in _S3_REQUEST_CLASSES.items()
    },
    "GET and all other requests to GLACIER per Requests": Item("glacier_flexible_get_request", "request"),
    "GET and all other requests to GDA per Requests": Item("glacier_deep_archive_get_request", "request"),
    **{
        f"Lifecycle Transition Requests into {wording} per Requests": Item(f"{item}_transition_request", "request")
        for wording, item in _S3_TRANSITIONS.items()
    },
    "Object Retrieval in Standard Infrequent Access per GB": Item("standard_ia_retrieval", "GB"),
    "Object Retrieval in One Zone Infrequent Access per GB": Item("one_zone_ia_retrieval", "GB"),
    "Object Retrieval in Glacier Instant Retrieval per GB": Item("glacier_instant_retrieval", "GB"),
    "Fee for Bulk Retrieval of data stored": Item("glacier_flexible_bulk_retrieval", "GB", note=FREE),
    "Fee for Standard Retrieval of data stored": Item("glacier_flexible_standard_retrieval", "GB"),
    "Glacier S3 Expedited Retrieval": Item("glacier_flexible_expedited_retrieval", "GB"),
    "Fee for Bulk Retrieval of data stored from Glacier Deep Archive": Item(
        "glacier_deep_archive_bulk_retrieval", "GB"
    ),
    "Fee for Standard Retrieval of data stored from Glacier Deep Archive": Item(
        "glacier_deep_archive_standard_retrieval", "GB"
    ),
    "Object Upload in Express One Zone per GB": Item("express_one_zone_upload", "GB"),
    "Object Retrieval in Express One Zone per GB": Item("express_one_zone_retrieval", "GB"),
}


def s3(source: Path) -> pd.DataFrame:
    """S3: price page of 2025-11-04 (lamngockhuong/aws-price).

    Deep Archive storage is sold under another offer than the rest of S3 and is not on this page; the deep archive tier
    of Intelligent-Tiering is.
    """
    return _rows(_price_page(source, "s3"), "s3", S3, PAGE_DATE, Path(PRICE_PAGE.format("s3")).stem)


_ENDPOINT_GB = "Charge for per GB data processed by VPC Endpoints per GB from {} to {}"
PAGES = {
    ("ecs", "fargate"): {
        "perCPU per hour": Item("vcpu_linux_x86", "vCPU-hour"),
        "perGB per hour": Item("gb_linux_x86", "GB-hour"),
        "ARM perCPU per hour": Item("vcpu_linux_arm64", "vCPU-hour"),
        "ARM perGB per hour": Item("gb_linux_arm64", "GB-hour"),
        "perCPU per hour Windows": Item("vcpu_windows_x86", "vCPU-hour"),
        "perGB per hour Windows": Item("gb_windows_x86", "GB-hour"),
        "perCPU OS License Fee per hour Windows": Item("vcpu_windows_license", "vCPU-hour"),
        "Storage per GB-Hours": Item("ephemeral_storage", "GB-hour", note="above 20 GB of a task"),
    },
    ("natgateway", "nat_gateway"): {
        "Hourly charge for NAT Gateways": Item("hour", "hour"),
        "Charge for per GB data processed by NatGateways": Item("gb_processed", "GB"),
    },
    ("vpc", "ipv4"): {
        "Hourly charge for In use Public IPv4 Addresses per Hrs": Item("in_use", "hour"),
        "Hourly charge for Idle Public IPv4 Addresses per Hrs": Item("idle", "hour"),
    },
    ("vpc", "vpc_endpoint"): {
        "Hourly charge for VPC Endpoints per Hrs": Item("hour", "hour", note="in each Availability Zone"),
        _ENDPOINT_GB.format(0, 1048576): Item("gb_processed", "GB", 0.0, 1_048_576.0),
        _ENDPOINT_GB.format(1048576, 5242880): Item("gb_processed", "GB", 1_048_576.0, 5_242_880.0),
        _ENDPOINT_GB.format(5242880, "Inf"): Item("gb_processed", "GB", 5_242_880.0),
    },
    ("vpc", "transit_gateway"): {
        "Hourly charge for Transit Gateway VPC Attachments per hour": Item("attachment_hour", "hour"),
        "Charge for per GB data processed by AWS Transit Gateways for VPC attachments per GigaBytes": Item(
            "gb_processed", "GB"
        ),
    },
    ("cloudwatch", "cloudwatch"): {
        "Metric for the first 10000": Item("metric", "metric-month", 0.0, 10_000.0, FREE_TIER),
        "Metric for the next 240000": Item("metric", "metric-month", 10_000.0, 250_000.0, FREE_TIER),
        "Metric for the next 750000": Item("metric", "metric-month", 250_000.0, 1_000_000.0, FREE_TIER),
        "Metric for over 1000000": Item("metric", "metric-month", 1_000_000.0, note=FREE_TIER),
        "Alarm Standard": Item("alarm_standard", "alarm-month", note=FREE_TIER),
        "Alarm High Resolution": Item("alarm_high_resolution", "alarm-month"),
        "Alarm Composite": Item("alarm_composite", "alarm-month"),
        "API Request": Item("api_request", "request", note=FREE_TIER),
        "API Request GetMetricData": Item("get_metric_data", "metric"),
        "Logs Collected Data Ingestion": Item("logs_ingested", "GB", note=FREE_TIER),
        "IA Custom ingested Logs from 0 upto Inf": Item("logs_ingested_infrequent_access", "GB"),
        "Stored Data": Item("logs_stored", _GB_MONTH, note=FREE_TIER),
        "Queried Logs Insights": Item("logs_insights_scanned", "GB", note=FREE_TIER),
    },
    ("sns", "sns"): {
        "Amazon SNS API Requests": Item("publish", "request", note=FREE_TIER),
        "Amazon SNS FIFO API Requests per Requests": Item("fifo_publish", "request"),
        "HTTP Notifications": Item("http_delivery", "notification", note=FREE_TIER),
        "SNS Email and Email JSON Notifications": Item("email_delivery", "notification", note=FREE_TIER),
        **{
            f"{sender} Notifications": Item(item, "notification", note=FREE_TIER)
            for sender, item in (
                ("Apple Push Notification Service APNS iOS", "apple_push_delivery"),
                ("Google Cloud Messaging for Android GCM", "google_push_delivery"),
            )
        },
        "Amazon Kinesis Data Firehose Messages": Item("firehose_delivery", "notification"),
        "Amazon SQS Notifications": Item("sqs_delivery", "notification", note=FREE),
        "AWS Lambda Notifications": Item("lambda_delivery", "notification", note=FREE),
    },
    ("kinesis", "kinesis"): {
        "Provisioned shard hour per ShardHour": Item("shard_hour", "hour"),
        "Payload Units per PutRequest": Item("put_payload_unit", "payload unit"),
        "Enhanced fan out per ConsumerShardHour": Item("fan_out_consumer_shard_hour", "hour"),
        "Enhanced fan out GB of data retrieved per GB": Item("fan_out_retrieved", "GB"),
        "Addon shard hour per ShardHour": Item("extended_retention_shard_hour", "hour"),
        "OnDemandStreamHr per StreamHr": Item("on_demand_stream_hour", "hour"),
        "OnDemandDataIngested per GB": Item("on_demand_ingested", "GB"),
        "OnDemandDataRetrieval per GB": Item("on_demand_retrieved", "GB"),
        "OnDemandEFODataRetrieval per GB": Item("on_demand_fan_out_retrieved", "GB"),
    },
    ("dynamodb", "dynamodb"): {
        "PayPerRequest Read Request Units": Item("on_demand_read_unit", "request unit"),
        "PayPerRequest Write Request Units": Item("on_demand_write_unit", "request unit"),
        "Provisioned Read Units": Item("provisioned_read_unit_hour", "hour", note=FREE_TIER),
        "Provisioned Write Units": Item("provisioned_write_unit_hour", "hour", note=FREE_TIER),
        "Data Storage Indexed GB-Mo": Item("storage", _GB_MONTH, note=FREE_TIER),
        "Data Storage Indexed - IA GB-Mo": Item("storage_infrequent_access", _GB_MONTH),
        "Streams Read Requests": Item("streams_read_request", "request", note=FREE_TIER),
    },
}  # fmt: skip


def price_table(source: Path) -> pd.DataFrame:
    """The services in PAGES: price pages of 2025-11-04 (lamngockhuong/aws-price).

    ECS Anywhere is left out: in four Regions its line repeats the Fargate price of a GB.
    """
    parts = []
    for (page, service), items in PAGES.items():
        parts.append(_rows(_price_table(source, page), service, items, PAGE_DATE, Path(PRICE_TABLE).stem))
    return pd.concat(parts)


def eks(source: Path) -> pd.DataFrame:
    """EKS clusters: price page of 2025-11-04 (lamngockhuong/aws-price).

    The page lists what extended support adds to the cluster's hour; the item here is the whole price of that hour.
    """
    prices = _price_table(source, "eks").pivot(index="location", columns="key", values="usd")
    cluster = prices["Compute per Hours"]
    hours = {
        "cluster_standard_support": cluster,
        "cluster_extended_support": (cluster + prices["Compute ExtendedSupport per Hours"]).round(10),
    }
    long = pd.concat({item: usd.dropna() for item, usd in hours.items()}, names=["key"]).rename("usd").reset_index()
    items = {item: Item(item, "hour") for item in hours}
    return _rows(long, "eks", items, PAGE_DATE, Path(PRICE_TABLE).stem)


#: io2 IOPS are tiered within one volume.
_IO2_TIERS = (("", 0.0, 32_000.0), (" Tier 2", 32_000.0, 64_000.0), (" Tier 3", 64_000.0, math.inf))
_IOPS_MONTH = "IOPS-month"
EBS = {
    "Storage General Purpose gp3 GB Mo": Item("gp3_storage", _GB_MONTH),
    "Provisioned EBS IOPS gp3 Volumes per IOPS Mo": Item("gp3_iops", _IOPS_MONTH, note="above 3,000 IOPS of a volume"),
    "Provisioned Throughput gp3 per GiBps mo": Item(
        "gp3_throughput", "MiB/s-month", note="above 125 MiB/s of a volume", per=1024.0
    ),
    "Storage General Purpose gp2 GB Mo": Item("gp2_storage", _GB_MONTH),
    "Storage Provisioned IOPS io1 GB Mo": Item("io1_storage", _GB_MONTH),
    "Provisioned EBS IOPS io1 Volumes per IOPS Mo": Item("io1_iops", _IOPS_MONTH),
    "Storage Provisioned IOPS io2 GB month": Item("io2_storage", _GB_MONTH),
    **{
        f"Provisioned EBS IOPS{tier} io2 Volumes per IOPS Mo": Item(
            "io2_iops", _IOPS_MONTH, start, end, "tiers of one volume"
        )
        for tier, start, end in _IO2_TIERS
    },
    "Storage Throughput Optimized HDD st1 GB Mo": Item("st1_storage", _GB_MONTH),
    "Storage Cold HDD sc1 GB Mo": Item("sc1_storage", _GB_MONTH),
    "Storage Magnetic standard GB Mo": Item("standard_storage", _GB_MONTH),
    "Provisioned EBS I O Requests standard Volumes per IOs": Item("standard_io_request", "request"),
    "Storage Snapshot Amazon S3 GB Mo": Item("snapshot_storage", _GB_MONTH),
    "Storage Snapshot Amazon S3 SnapshotArchiveStorage GB Mo": Item("snapshot_archive_storage", _GB_MONTH),
    "Storage Snapshot Amazon S3 SnapshotArchiveRetrieval GB": Item("snapshot_archive_retrieval", "GB"),
    "Fast Snapshot Restore per hours": Item("fast_snapshot_restore", "hour", note="by snapshot and Availability Zone"),
}


def ebs(source: Path) -> pd.DataFrame:
    """EBS volumes and snapshots in 94 locations: price page of 2024-07-18 (yeo/ec2.shop)."""
    prices = _read_page(source, EBS_PAGE)
    return _rows(prices, "ebs", EBS, EBS_DATE, Path(EBS_PAGE).stem)


# -- other lists -------------------------------------------------------------------------------------------------------

#: Regions without an entry of their own in the map whose price on AWS's own page (archived, of 2019) is the map's
#: default. The price of other Regions without an entry is not known.
STEP_FUNCTIONS_DEFAULT = (
    "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "eu-west-1", "eu-central-1", "eu-west-2", "eu-north-1",
    "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
)  # fmt: skip
#: Regions in China, priced in yuan by another seller.
CHINA = ("cn-north-1", "cn-northwest-1")


def step_functions(source: Path) -> pd.DataFrame:
    """Standard workflows: the map of prices in alexcasalboni/aws-lambda-power-tuning's template.yml, 2026-04."""
    text = (source / STEP_FUNCTIONS).read_text("utf-8")
    found = re.search(r"sfCosts: '(\{.*?\})'", text)
    if not found:
        raise ValueError(f"{STEP_FUNCTIONS}: no map named sfCosts")
    listed = json.loads(found[1])
    default = listed.pop("default")
    prices = {region: usd for region, usd in listed.items() if region not in CHINA}
    prices |= {region: default for region in STEP_FUNCTIONS_DEFAULT if region not in prices}
    frame = pd.DataFrame({"location": list(prices), "key": "transition", "usd": list(prices.values())})
    items = {"transition": Item("standard_transition", "transition", note=FREE_TIER)}
    return _rows(frame, "step_functions", items, STEP_FUNCTIONS_DATE, Path(STEP_FUNCTIONS).stem)


def inter_region(source: Path) -> pd.DataFrame:
    """Data transfer between Regions: the table in skyplane 0.3.2 (PyPI), undated.

    It also holds the first tier of the internet for four Regions that infracost's estimate has not.
    """
    prices = pd.read_csv(source / INTER_REGION)
    name = Path(INTER_REGION).stem
    pairs = prices[prices["dst"] != "internet"]
    between = pd.DataFrame({"location": pairs["src"], "to_location": pairs["dst"], "key": "pair", "usd": pairs["cost"]})
    internet = prices[prices["dst"] == "internet"].set_index("src")["cost"]
    estimated = transfer(source).set_index("location")
    first = estimated.loc[(estimated["item"] == "internet_out") & (estimated["from_quantity"] == 0), "usd"]
    shared = internet.index.intersection(first.index)
    if not internet[shared].equals(first[shared]):
        raise ValueError(f"{INTER_REGION} and {ESTIMATE.format('data_transfer')} disagree on the internet's first tier")
    rest = internet[internet.index.difference(first.index)]
    out = pd.DataFrame({"location": rest.index, "key": "internet", "usd": rest.to_numpy()})
    items = {
        "pair": Item("inter_region", "GB"),
        "internet": Item("internet_out", "GB", 0.0, 10_240.0, f"{FREE_TIER}; {NO_HIGHER_TIER}"),
    }
    return _rows(pd.concat([between, out]), "transfer", items, UNDATED, name)


# -- infracost's printed estimates -------------------------------------------------------------------------------------

#: One line of an estimate: a label, a quantity and unit with their cost for the month, or the price of one unit.
_COSTED = re.compile(r"[├└]─ (?P<label>.+?)\s{2,}(?P<quantity>[\d,.]+)  (?P<unit>\S.*?)\s{2,}\$(?P<cost>[\d,.]+)")
_PRICED = re.compile(
    r"[├└]─ (?P<label>.+?)\s{2,}Monthly cost depends on usage: \$(?P<price>[\d.]+) per (?P<unit>\S.*?)\s*$"
)
_TIER = re.compile(r"\((?P<word>first|next|over) (?P<size>[\d.]+)(?P<scale>K|M|B|TB)\)")
_SCALE = {"K": 1e3, "M": 1e6, "B": 1e9, "TB": 1024.0}
HOUR_SECONDS = 3600
MONTH_HOURS = 730
N_VIRGINIA = "us-east-1"


@dataclass(frozen=True)
class Printed:
    """One line of an estimate; without a quantity, the cost is the price of one unit."""

    resource: str
    label: str
    unit: str
    quantity: str
    cost: str


def transfer(source: Path) -> pd.DataFrame:
    """Data transfer to the internet, between zones, to other Regions: infracost's data_transfer_test, 2024-08 or later.

    N. Virginia's estimate ends inside the third tier, so its last tier is not known. The price to "other Regions" has
    an empty destination: it holds for a Region that the table of pairs has not.
    """
    rows = []
    reached: dict[str, float] = {}
    for line in _estimate(source, "data_transfer"):
        location = line.resource.removeprefix("aws_data_transfer.")
        usd = unit_price(line.cost, line.quantity)
        if line.label.startswith("Outbound data transfer to Internet"):
            start, end = _tier(line.label, reached.get(location, 0.0))
            reached[location] = end
            rows.append(("internet_out", location, start, end, usd, FREE_TIER))
        elif line.label.startswith("Intra-region"):
            rows.append(("cross_az", location, 0.0, math.inf, usd, "each direction"))
        elif line.label.endswith("to other regions"):
            rows.append(("inter_region", location, 0.0, math.inf, usd, "to a Region without a row of its own"))
        elif not line.label.endswith("to US East regions"):  # the table of pairs has that pair
            raise ValueError(f"data_transfer: unknown line {line.label!r}")
    frame = pd.DataFrame(rows, columns=["item", "location", "from_quantity", "to_quantity", "usd", "note"])
    last = frame.loc[frame.groupby(["item", "location"])["to_quantity"].idxmax()]
    frame.loc[last.index[last["to_quantity"] < math.inf], "note"] += f"; {NO_HIGHER_TIER}"
    constant = {"service": "transfer", "to_location": "", "unit": "GB", "source": "data_transfer_test"}
    return frame.assign(**constant, as_of=TRANSFER_DATE)[COLUMNS]


def load_balancers(source: Path) -> pd.DataFrame:
    """ALB, NLB and Classic Load Balancer in N. Virginia: infracost's lb_test and elb_test, 2024-07 or later."""
    lb, elb = _estimate(source, "lb"), _estimate(source, "elb")
    parts = [
        _printed("alb", "hour", "hour", _price_of(lb, "Application load balancer"), "lb_test"),
        _printed("nlb", "hour", "hour", _price_of(lb, "Network load balancer"), "lb_test"),
        _printed("clb", "hour", "hour", _price_of(elb, "Classic load balancer"), "elb_test"),
        _printed("clb", "gb_processed", "GB", _price_of(elb, "Data processed"), "elb_test"),
    ]
    for service, resource in (("alb", "aws_alb.alb1"), ("nlb", "aws_lb.nlb1")):
        # What is printed as the price of a capacity unit is a month of one.
        [line] = [p for p in lb if p.resource == resource and p.label == "Load balancer capacity units"]
        parts.append(_printed(service, "lcu_hour", "LCU-hour", unit_price(line.cost, str(MONTH_HOURS)), "lb_test"))
    return pd.concat(parts)


def express_workflows(source: Path) -> pd.DataFrame:
    """Express workflows in N. Virginia: infracost's sfn_state_machine_test, 2024-07 or later.

    Printed by the GB-hour; AWS sells the GB-second, in which the prices have eight digits.
    """
    name = "sfn_state_machine_test"
    printed = _estimate(source, "sfn_state_machine")
    parts = [_printed("step_functions", "express_request", "request", _price_of(printed, "Requests"), name)]
    end = 0.0
    for line in [p for p in printed if p.resource.endswith(".express3Tiers") and p.label.startswith("Duration")]:
        start, end = _tier(line.label, end)
        usd = unit_price(line.cost, str(Decimal(line.quantity) * HOUR_SECONDS))
        part = _printed("step_functions", "express_duration", _GB_S, usd, name)
        parts.append(part.assign(from_quantity=start * HOUR_SECONDS, to_quantity=end * HOUR_SECONDS))
    return pd.concat(parts)


def sqs(source: Path) -> pd.DataFrame:
    """SQS in N. Virginia: infracost's sqs_queue_test, 2024-07 or later; it shows the tier below 100 billion requests."""
    printed = _estimate(source, "sqs_queue")
    parts = []
    for item in ("standard", "fifo"):
        usd = _price_of([p for p in printed if p.resource.startswith(f"aws_sqs_queue.{item}")], "Requests")
        part = _printed("sqs", f"{item}_request", "request", usd, "sqs_queue_test")
        parts.append(part.assign(to_quantity=100 * _B, note=f"{FREE_TIER}; {NO_HIGHER_TIER}"))
    return pd.concat(parts)


#: How far the licence part of a price may be from the fee: prices of the list are rounded.
LICENCE_TOLERANCE = 0.0005


def ec2_fees(source: Path) -> pd.DataFrame:
    """What EC2 charges beside the instance (fees.csv): regional fee, licences by active vCPU, surplus CPU credits.

    AWS prints each as one price for every place. A row is written where the fee can arise, and a licence only where the
    price list confirms it: infracost's instance_test (2024-07 or later) confirms the surplus credit of T3 under Linux.
    """
    fees = pd.read_csv(HERE / "fees.csv", keep_default_na=False)
    prices = compile_ec2.list_prices(source)
    regions = _regions(source, prices)
    rows = []
    for fee in fees.itertuples(index=False):
        kind, _, rest = fee.places.partition(":")
        if kind == "regions":
            places = regions
        elif kind == "licence":
            places = _licensed_at(prices, rest, fee.usd)
        else:
            system, _, families = rest.partition(":")
            places = _sold_at(prices, system, families.split())
        rows += [
            ("ec2", fee.item, place, "", fee.unit, 0.0, math.inf, float(fee.usd), fee.as_of, fee.source, fee.note)
            for place in places
        ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    printed = _price_of(_estimate(source, "instance"), "CPU credits")
    if set(frame.loc[frame["item"] == "surplus_credit_linux", "usd"]) != {printed}:
        raise ValueError(f"fees.csv: surplus_credit_linux is not the {printed} of infracost's instance_test")
    return frame


def _licensed_at(prices: pd.DataFrame, system: str, usd: float) -> list[str]:
    """Where this system costs so much more than Linux per vCPU.

    Looked at are types with four vCPUs or more (SQL Server is charged for four at least) that are neither burstable nor
    flex, whose licence is cheaper; the median is compared, because C4 and older were priced before there was one fee.
    """
    known = prices[(prices["vcpu_count"] >= 4) & ~prices["instance_type"].str.match(r"t\d|[^.]*-flex\.")]
    linux, licensed = (
        known[known["operating_system"] == name].set_index(["location", "instance_type"]) for name in ("linux", system)
    )
    part = (licensed["usd_per_hour"] - linux["usd_per_hour"]) / licensed["vcpu_count"]
    off = (part.dropna().groupby("location").median() - usd).abs()
    return sorted(off.index[off <= LICENCE_TOLERANCE])


def _sold_at(prices: pd.DataFrame, system: str, families: list[str]) -> list[str]:
    own = prices["instance_type"].str.split(".").str[0].isin(families)
    return sorted(set(prices.loc[own & (prices["operating_system"] == system), "location"]))


def unit_price(cost: str, quantity: str) -> float:
    """The shortest decimal price that, times the quantity, prints the same cost.

    An estimate shows costs in cents: 730 hours for $16.43 leave a range of prices, in which AWS's own price is the one
    with the fewest digits.

    Examples
    --------
    >>> unit_price("16.43", "730")
    0.0225
    """
    wanted, units = Decimal(cost), Decimal(quantity)
    for digits in range(13):
        price = (wanted / units).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if price and (price * units).quantize(Decimal("0.01"), ROUND_HALF_UP) == wanted:
            return float(price)
    raise ValueError(f"no price gives {cost} for {quantity}")


def _estimate(source: Path, name: str) -> list[Printed]:
    """The priced lines of an estimate, each with the resource above it."""
    lines = []
    resource = ""
    for text in (source / ESTIMATE.format(name)).read_text("utf-8").splitlines():
        if re.fullmatch(r" (aws_\S+)\s*", text):
            resource = text.strip()
        elif found := _COSTED.search(text):
            quantity, cost = found["quantity"].replace(",", ""), found["cost"].replace(",", "")
            lines.append(Printed(resource, found["label"], found["unit"], quantity, cost))
        elif found := _PRICED.search(text):
            lines.append(Printed(resource, found["label"], found["unit"], "", found["price"]))
    if not lines:
        raise ValueError(f"{ESTIMATE.format(name)}: no priced lines")
    return lines


def _price_of(lines: list[Printed], label: str) -> float:
    """The one price of a unit that every line of this label tells; "1M requests" are a million units."""
    prices = set()
    for line in (p for p in lines if p.label == label and Decimal(p.cost)):
        counted = re.match(r"1(K|M|B) ", line.unit)
        units = Decimal(_SCALE[counted[1]]) if counted else Decimal(1)
        if line.quantity:
            prices.add(unit_price(line.cost, str(Decimal(line.quantity) * units)))
        else:
            prices.add(float(Decimal(line.cost) / units))
    if len(prices) != 1:
        raise ValueError(f"{label!r} has the prices {sorted(prices)}")
    return prices.pop()


def _tier(label: str, reached: float) -> tuple[float, float]:
    """Bounds of the tier that a label names, after the tiers that reached this far."""
    found = _TIER.search(label)
    if not found:
        raise ValueError(f"no tier in {label!r}")
    word, size = found["word"], float(found["size"]) * _SCALE[found["scale"]]
    if (word == "first") != (reached == 0) or (word == "over" and size != reached):
        raise ValueError(f"tier {label!r} does not follow {reached:,.0f}")
    return (reached, math.inf) if word == "over" else (reached, reached + size)


def _printed(service: str, item: str, unit: str, usd: float, source: str) -> pd.DataFrame:
    prices = pd.DataFrame({"location": [N_VIRGINIA], "key": "printed", "usd": [usd]})
    return _rows(prices, service, {"printed": Item(item, unit)}, ESTIMATE_DATE, source)


# -- the other tables --------------------------------------------------------------------------------------------------


def spot_advisor(source: Path) -> pd.DataFrame:
    """AWS's Spot Instance Advisor data of 2025-07 (alexei-led/spotinfo): saving and band of interruption frequency.

    As printed: one saving is negative, where AWS had just cut the On-Demand price it is measured by.
    """
    data = json.loads((source / "spot/spot_advisor_2025-07.json").read_text("utf-8"))
    bands = {band["index"]: band["label"] for band in data["ranges"]}
    rows = [
        (location, system.lower(), instance_type, value["s"] / 100, bands[value["r"]])
        for location, systems in data["spot_advisor"].items()
        for system, types in systems.items()
        for instance_type, value in types.items()
    ]
    columns = ["location", "operating_system", "instance_type", "saving", "interruption_band"]
    return pd.DataFrame(rows, columns=columns).sort_values(columns[:3], ignore_index=True)


def dedicated_instance_premium(source: Path) -> pd.DataFrame:
    """Dedicated Instance price over the shared price by family, 2024-08 (coroot/cloud-pricing)."""
    names = {"n": "locations", "min": "min_premium", "max": "max_premium"}
    frame = pd.read_csv(source / "ec2/dedicated_instance_premium_by_family_2024-08.csv").rename(columns=names)
    columns = ["family", "locations", "median_premium", "min_premium", "max_premium"]
    return frame[columns].sort_values("family", ignore_index=True)


def glossary(source: Path) -> pd.DataFrame:
    """English and Korean terms with the study note's own, and whether AWS Korea was seen to use them."""
    path = source.parent / "facts" / "glossary.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)[["en", "ko", "note_term", "status"]]
    return frame.sort_values("en", ignore_index=True)


# -- reading and checking ----------------------------------------------------------------------------------------------


def _regions(source: Path, prices: pd.DataFrame | None = None) -> list[str]:
    """The Regions in which the price list sells EC2."""
    named = json.loads((source / LOCATIONS).read_text("utf-8"))
    sold = compile_ec2.list_prices(source) if prices is None else prices
    return sorted({place["code"] for place in named.values() if place["type"] == "AWS Region"} & set(sold["location"]))


def _location_codes(source: Path) -> dict[str, str]:
    """Name of a location on AWS's pages -> its code: the price list manifest of 2026-08 (ybastide/cloud-pricing)."""
    named = json.loads((source / LOCATIONS).read_text("utf-8"))
    return {name: place["code"] for name, place in named.items()}


def _price_page(source: Path, page: str) -> pd.DataFrame:
    """A price page as (location, key, usd), equal to its copy in the price table."""
    prices = _read_page(source, PRICE_PAGE.format(page))
    copied = _price_table(source, page)
    both = copied.merge(prices, on=["location", "key"], how="left", suffixes=("", "_page"))
    if not both["usd"].equals(both["usd_page"]):
        raise ValueError(f"{PRICE_PAGE.format(page)} differs from {PRICE_TABLE}")
    return prices


def _read_page(source: Path, path: str) -> pd.DataFrame:
    regions = json.loads((source / path).read_text("utf-8"))["regions"]
    rows = [(place, key, float(entry["price"])) for place, lines in regions.items() for key, entry in lines.items()]
    return _with_codes(pd.DataFrame(rows, columns=["location", "key", "usd"]), source, path)


def _price_table(source: Path, page: str) -> pd.DataFrame:
    prices = pd.read_parquet(source / PRICE_TABLE)
    return _with_codes(prices.loc[prices["service"] == page, ["location", "key", "usd"]], source, page)


def _with_codes(prices: pd.DataFrame, source: Path, origin: str) -> pd.DataFrame:
    codes = _location_codes(source)
    prices = prices[~prices["location"].isin(NOWHERE)]
    unknown = sorted(set(prices["location"]) - set(codes))
    if unknown:
        raise ValueError(f"{origin}: unknown locations {unknown}")
    return prices.assign(location=prices["location"].map(codes)).reset_index(drop=True)


def _rows(prices: pd.DataFrame, service: str, items: Mapping[str, Item], as_of: str, source: str) -> pd.DataFrame:
    """Rows of the table from (location, key, usd), for the keys that are items; a zero stays only where it is free."""
    absent = sorted(set(items) - set(prices["key"]))
    if absent:
        raise ValueError(f"{source}: no line named {absent}")
    chosen = prices[prices["key"].isin(items)]
    spec = [items[key] for key in chosen["key"]]
    frame = pd.DataFrame(
        {
            "service": service,
            "item": [i.item for i in spec],
            "location": chosen["location"].to_numpy(),
            "to_location": chosen["to_location"].fillna("").to_numpy() if "to_location" in chosen else "",
            "unit": [i.unit for i in spec],
            "from_quantity": [i.start for i in spec],
            "to_quantity": [i.end for i in spec],
            "usd": [usd / i.per for usd, i in zip(chosen["usd"], spec, strict=True)],
            "as_of": as_of,
            "source": source,
            "note": [i.note for i in spec],
        }
    )
    return frame[(frame["usd"] > 0) | (frame["note"] == FREE)]


def _check(frame: pd.DataFrame, codes: set[str]) -> None:
    """What must hold of the whole table, or it is not written."""
    places = (set(frame["location"]) | set(frame["to_location"])) - {""} - codes
    if places:
        raise ValueError(f"services: unknown locations {sorted(places)}")
    repeated = frame[frame.duplicated(KEY, keep=False)]
    if len(repeated):
        raise ValueError(f"services: rows repeat a key:\n{repeated[KEY].to_string(index=False)}")
    units = frame.groupby(["service", "item"])["unit"].nunique()
    if (units > 1).any():
        raise ValueError(f"services: more than one unit for {list(units[units > 1].index)}")
    tiers = frame.groupby(KEY[:-1])
    before = tiers["to_quantity"].shift(fill_value=0.0)
    gaps = frame[frame["from_quantity"] != before]
    if len(gaps):
        raise ValueError(f"services: tiers do not follow each other:\n{gaps[KEY].to_string(index=False)}")
    last = frame.loc[tiers["to_quantity"].idxmax()]
    cut = last[last["to_quantity"].map(math.isfinite) & ~last["note"].str.contains(NO_HIGHER_TIER, regex=False)]
    if len(cut):
        raise ValueError(f"services: the last tier ends without a note:\n{cut[KEY].to_string(index=False)}")
