"""What the scheduler itself costs a month: by targets, as AWS's guide counts, and without it by EventBridge Scheduler."""

from __future__ import annotations

import math

import pandas as pd

from kaolib import errors
from kaolib.architecture.schedule._running import check_interval
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS

#: What the deployment is unless changed. Source: guide, "Cost" (all three reference examples).
MEMORY_MB = 512
RUN_SECONDS = 5.0
#: CloudWatch metrics for each instance type in use: USD 0.90 in us-east-1, at 0.30 a metric. Source: guide, "Monitor the solution".
METRICS_PER_TYPE = 3
#: Where AWS's examples are priced, and where a price is taken from that a Region lacks.
EXAMPLE_LOCATION = "us-east-1"
#: Derived: what makes AWS's three reference examples come out (guide, "Cost"), which give USD a service and no quantities.
KMS_REQUESTS_PER_RUN = 2.0
READS_PER_RESOURCE = 1.0
LOG_KB_PER_RESOURCE = 2.4
#: Calls of EventBridge Scheduler that are free each month, over an account. Source: Amazon EventBridge pricing.
FREE_INVOCATIONS = 14_000_000
#: Lambda counts a GB as 1,024 MB; CloudWatch Logs a GB as 1,048,576 kB.
_KB_PER_GB = 1024 * 1024

_COLUMNS = ["service", "item", "quantity", "unit", "usd_per_unit", "usd", "priced_in", "as_of", "reason"]


def targets(resources: pd.DataFrame) -> int:
    """Scheduling targets: the account, Region and service of what is managed, each combination once.

    Parameters
    ----------
    resources
        One row per managed resource: account, location, service ("ec2", "rds", "autoscaling"). Aurora, Neptune and
        DocumentDB count as "rds".

    Raises
    ------
    InputError
        For a missing column.

    Notes
    -----
    Source: AWS, Instance Scheduler on AWS guide, "Cost" (calculating scheduling targets).

    Examples
    --------
    AWS's own example: five targets, however many instances each has.

    >>> targets(pd.DataFrame(
    ...     [["A", "us-east-1", "ec2"]] * 5 + [["A", "us-east-1", "rds"]] * 3 + [["A", "us-east-1", "autoscaling"]] * 2
    ...     + [["A", "us-west-2", "ec2"]] * 2 + [["B", "us-east-1", "ec2"]] * 10, columns=["account", "location", "service"]))
    5
    """
    errors.columns(resources.columns, ("account", "location", "service"), ko="리소스 표", en="the resources")
    named = resources["service"].replace({"aurora": "rds", "neptune": "rds", "documentdb": "rds"})
    return len(resources.assign(service=named)[["account", "location", "service"]].drop_duplicates())


def solution_cost(
    targets: int,
    location: str,
    *,
    resources: int = 0,
    instance_types: int = 0,
    interval_minutes: int = 5,
    metrics: bool = True,
    memory_mb: float = MEMORY_MB,
    run_seconds: float = RUN_SECONDS,
    month_hours: float = MONTH_HOURS,
) -> pd.DataFrame:
    """What Instance Scheduler on AWS costs a month, by the services that it uses.

    Parameters
    ----------
    targets
        Combinations of account, Region and service that have a managed resource (`targets`).
    location
        Region of the hub stack.
    resources
        Managed instances, databases and groups.
    instance_types
        How many instance types they have (of EC2 and RDS each): metrics are kept by type.
    interval_minutes
        How often it looks, in minutes: one of `INTERVALS`.
    metrics
        Whether operational monitoring is on: a dashboard, metrics of each instance type, and API requests.
    memory_mb, run_seconds
        Memory of the function and how long it takes for a target.
    month_hours
        Hours of the month.

    Returns
    -------
    pandas.DataFrame
        service, item, quantity, unit, usd_per_unit, usd, priced_in (the location; us-east-1 where the snapshot has no
        price for the Region), as_of, reason ("" or "not_known", with a NaN usd). Free tiers are not subtracted.

    Raises
    ------
    InputError
        For a number that is negative or no number, an unknown location, or an interval that there is not.

    Notes
    -----
    The number of schedules is not in it. Quantities of KMS, DynamoDB and CloudWatch Logs are derived from AWS's examples.
    Sources: AWS, Instance Scheduler on AWS guide, "Cost" and "Monitor the solution".

    Examples
    --------
    AWS's small deployment: about USD 2.00 of Lambda.

    >>> small = solution_cost(5, "us-east-1", resources=20, instance_types=2)
    >>> round(float(small[small["service"] == "lambda"]["usd"].sum()), 1)
    1.8
    """
    number = errors.count("targets", targets)
    catalog.check_location(location)
    managed, types = errors.count("resources", resources), errors.count("instance_types", instance_types)
    looks = errors.amount("month_hours", month_hours, above=True) * 60 / check_interval(interval_minutes)
    runs = looks * number
    gb = errors.amount("memory_mb", memory_mb, above=True) / 1024
    rows = [
        ("lambda", "duration_x86", runs * errors.amount("run_seconds", run_seconds) * gb),
        ("lambda", "request", runs),
        ("kms", "key_month", 1.0 if number else 0.0),
        ("kms", "request", runs * KMS_REQUESTS_PER_RUN),
        ("dynamodb", "on_demand_read_unit", looks * managed * READS_PER_RESOURCE),
        ("cloudwatch", "logs_ingested", looks * managed * LOG_KB_PER_RESOURCE / _KB_PER_GB),
    ]
    if metrics:
        rows += [
            ("cloudwatch", "dashboard", 1.0 if number else 0.0),
            ("cloudwatch", "metric", float(METRICS_PER_TYPE * types)),
            ("cloudwatch", "api_request", runs),
        ]
    return pd.DataFrame([_priced(*row, location) for row in rows], columns=_COLUMNS)


def direct_cost(
    resources: int,
    location: str,
    *,
    starts_per_month: float = 365 / 7 * 5 / 12,
    free_invocations: float = FREE_INVOCATIONS,
) -> pd.DataFrame:
    """What EventBridge Scheduler costs a month when it starts and stops the same resources by itself.

    Parameters
    ----------
    resources
        Instances, databases or groups, each with its own start and stop.
    location
        Region of the schedules.
    starts_per_month
        How often each is started and stopped a month; unless given, on five days a week.
    free_invocations
        What is free each month, over the account.

    Returns
    -------
    pandas.DataFrame
        One row, as of `solution_cost`: quantity are invocations above the free ones.

    Notes
    -----
    It calls one API for a list of ids: it reads no tag, undoes nothing that is done by hand, and needs a role in each
    account. It follows time zones and daylight saving time as well.
    Sources: AWS, EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler"; Amazon EventBridge pricing.

    Examples
    --------
    >>> float(direct_cost(20, "us-east-1")["usd"].iloc[0])
    0.0
    """
    catalog.check_location(location)
    calls = 2 * errors.count("resources", resources) * errors.amount("starts_per_month", starts_per_month)
    billed = max(0.0, calls - errors.amount("free_invocations", free_invocations))
    return pd.DataFrame([_priced("eventbridge", "scheduler_invocation", billed, location)], columns=_COLUMNS)


def _priced(service: str, item: str, quantity: float, location: str) -> tuple[object, ...]:
    """One line at the price of the Region, of us-east-1 where that is not known, or at none."""
    for place in dict.fromkeys((location, EXAMPLE_LOCATION)):
        if known := _tiers(service, item, place):
            usd = sum((min(quantity, to) - since) * each for since, to, each, _, _ in known if quantity > since)
            each = usd / quantity if quantity else known[0][2]
            return service, item, quantity, known[0][3], each, usd, place, known[0][4], ""
    usd = 0.0 if quantity == 0 else math.nan
    return service, item, quantity, "", math.nan, usd, "", "", "not_known"


def _tiers(service: str, item: str, place: str) -> tuple[tuple[float, float, float, str, str], ...]:
    try:
        return catalog.tiers(service, item, place)
    except InputError:
        return ()
