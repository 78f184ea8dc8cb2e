"""SnapStart, Lambda@Edge and Lambda Managed Instances: the same code, billed by rules of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.serverless._lambda import billed_gb_seconds
from kaolib.knowledge.serverless._meter import Meter

#: A cached snapshot is billed while its version is active, at least this long.
SNAPSHOT_SECONDS = 3 * 3600
#: Runtimes that can start from a snapshot; Java is not charged for it.
SNAPSTART_RUNTIMES = ("java", "python", "dotnet")
#: Lambda's fee for an instance that it manages, of the instance's On-Demand price.
MANAGED_FEE_SHARE = 0.15
#: The most memory (MB) and time (seconds) of a Lambda@Edge function, by what it answers.
EDGE_LIMITS = {
    "viewer_request": (128, 5),
    "viewer_response": (128, 5),
    "origin_request": (10_240, 30),
    "origin_response": (10_240, 30),
}


def snapstart_cost(
    memory_mb: int,
    active_seconds: float | Sequence[float],
    restores: float,
    location: str,
    runtime: str = "python",
) -> pd.DataFrame:
    """What SnapStart adds to a function's bill: caching its snapshots and restoring them.

    Parameters
    ----------
    memory_mb
        Memory of the function in MB.
    active_seconds
        How long a published version is active; several numbers are several versions, each at least 3 hours.
    restores
        Environments that were started from a snapshot: the cold starts.
    location
        AWS code of a Region.
    runtime
        One of `SNAPSTART_RUNTIMES`.

    Returns
    -------
    pandas.DataFrame
        part ("snapstart_cache", "snapstart_restore"), unit, quantity, usd_per_unit, usd, as_of, reason. For Java the
        price is 0; where it is not known, NaN with the reason "no_price".

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be.

    Notes
    -----
    The duration of an invocation that starts from a snapshot includes the billed restore (init_ms of `lambda_cost`).
    Not together with provisioned concurrency, container images, or more than 512 MB of ephemeral storage.
    Source: AWS, Lambda pricing, "SnapStart Pricing"; Lambda Developer Guide, "Improving startup performance with Lambda
    SnapStart".

    Examples
    --------
    AWS's example: a version of 1,024 MB active for 31 days, 74,400 restores, USD 14.43.

    >>> snapstart_cost(1024, 31 * 24 * 3600, 74_400, "us-east-1")["usd"].round(2).tolist()
    [4.03, 10.4]
    """
    billed_gb_seconds(1, memory_mb)
    if runtime not in SNAPSTART_RUNTIMES:
        raise unknown(ko="SnapStart 런타임", en="runtime of SnapStart", given=runtime, allowed=SNAPSTART_RUNTIMES)
    versions = active_seconds if isinstance(active_seconds, Sequence) else [active_seconds]
    seconds = sum(max(SNAPSHOT_SECONDS, errors.amount("active_seconds", value)) for value in versions)
    gb = memory_mb / 1024
    rows = [
        *Meter.of("snapstart_cache", location).charge("snapstart_cache", seconds * gb),
        *Meter.of("snapstart_restore", location).charge("snapstart_restore", errors.amount("restores", restores) * gb),
    ]
    table = pd.DataFrame(rows)
    if runtime == "java":
        table = table.assign(usd_per_unit=0.0, usd=0.0, reason="")
    return table[["part", "unit", "quantity", "usd_per_unit", "usd", "as_of", "reason"]]


def lambda_edge_cost(
    requests: float,
    duration_ms: float,
    memory_mb: int = 128,
    location: str = "us-east-1",
    event: str = "viewer_request",
) -> pd.DataFrame:
    """A month of a Lambda@Edge function, part by part.

    Parameters
    ----------
    requests
        Invocations in the month.
    duration_ms
        How long each takes, its initialization included; billed rounded up to 1 ms.
    memory_mb
        Memory of the function in MB.
    location
        AWS code of the Region in which it runs; the price is the same in all that are known.
    event
        What it answers, a key of `EDGE_LIMITS`: at the viewer 128 MB and 5 seconds at most.

    Returns
    -------
    pandas.DataFrame
        part ("requests", "duration"), unit, quantity, usd_per_unit, usd, as_of, reason ("no_price" where
        the price is not known and NaN).

    Raises
    ------
    InputError
        For an unknown name or a number outside the limits.

    Notes
    -----
    There is no free tier, no arm64, no provisioned concurrency, and no price tier. Durations were rounded up to 50 ms
    until 2021-04-01. Source: AWS, Lambda pricing, "Lambda@Edge Pricing"; AWS, What's New of 2021-03-31; CloudFront
    Developer Guide, "Quotas on Lambda@Edge".

    Examples
    --------
    AWS's example: 10 million requests of 10 ms, USD 6.63.

    >>> lambda_edge_cost(10_000_000, 10)["usd"].round(2).tolist()
    [6.0, 0.63]
    """
    if event not in EDGE_LIMITS:
        raise unknown(ko="Lambda@Edge 이벤트", en="event of Lambda@Edge", given=event, allowed=EDGE_LIMITS)
    used = errors.amount("requests", requests) * billed_gb_seconds(duration_ms, memory_mb)
    most_mb, most_seconds = EDGE_LIMITS[event]
    if memory_mb > most_mb or duration_ms > most_seconds * 1000:
        raise InputError(
            ko=f"{event}의 Lambda@Edge 함수는 메모리 {most_mb:,}MB, {most_seconds}초까지입니다. {memory_mb:,}MB, {duration_ms:g}ms를 주셨습니다.",
            en=f"a Lambda@Edge function on {event} has at most {most_mb:,} MB and {most_seconds} seconds: {memory_mb:,} MB and {duration_ms:g} ms were given",
        )
    rows: list[dict[str, Any]] = []
    for part, item, quantity in (("requests", "request", float(requests)), ("duration", "duration", used)):
        found = catalog.tiers("lambda_edge", item, location)
        _, _, usd, unit, as_of = found[0] if found else (0.0, math.inf, math.nan, "", "")
        rows.append(
            {
                "part": part,
                "unit": unit,
                "quantity": quantity,
                "usd_per_unit": usd,
                "usd": quantity * usd,
                "as_of": as_of,
                "reason": "" if found else "no_price",
            }
        )
    return pd.DataFrame(rows)


def managed_instances_cost(
    requests: float,
    instance_type: str,
    instance_hours: float,
    location: str,
    *,
    usd_per_hour: float | None = None,
) -> pd.DataFrame:
    """A month of functions on Lambda Managed Instances, part by part.

    Parameters
    ----------
    requests
        Invocations in the month.
    instance_type, instance_hours
        The EC2 instances that Lambda keeps for them, and the hours of all of them together.
    location
        AWS code of a Region.
    usd_per_hour
        What an instance costs an hour with a plan or a Reserved Instance (`purchase.offers`); None for On-Demand.

    Returns
    -------
    pandas.DataFrame
        part ("requests", "instances", "management_fee"), unit, quantity, usd_per_unit, usd, as_of, reason.

    Raises
    ------
    InputError
        For an unknown name, a type without a Linux price there, or a number that cannot be.

    Notes
    -----
    The fee is a share of the On-Demand price, which plans and Reserved Instances do not lower. Duration is not billed,
    and several requests run in one environment at the same time: how many instance hours they need is for a measurement
    to say. Not included: disks and transfer.
    Source: AWS, Lambda pricing, "Lambda Managed Instances".

    Examples
    --------
    AWS's example: 100 million requests, 2,000 hours of m7g.xlarge at USD 0.0457 with a plan, USD 160.36.

    >>> month = managed_instances_cost(100_000_000, "m7g.xlarge", 2000, "us-east-1", usd_per_hour=0.0457)
    >>> month["usd"].round(2).tolist()
    [20.0, 91.4, 48.96]
    """
    hours = errors.amount("instance_hours", instance_hours)
    listed = catalog.price(instance_type, location)
    paid = listed if usd_per_hour is None else errors.amount("usd_per_hour", usd_per_hour)
    as_of = catalog.as_of("on_demand")
    rows = list(Meter.of("request", location).charge("requests", errors.amount("requests", requests)))
    for part, price in (("instances", paid), ("management_fee", listed * MANAGED_FEE_SHARE)):
        rows.append(
            {
                "part": part,
                "unit": "hour",
                "quantity": hours,
                "usd_per_unit": price,
                "usd": hours * price,
                "as_of": as_of,
                "reason": "",
            }
        )
    return pd.DataFrame(rows)[["part", "unit", "quantity", "usd_per_unit", "usd", "as_of", "reason"]]
