"""What a queue costs beside its machines: AWS Batch has no fee, its disks, addresses, logs and gateways have."""

from __future__ import annotations

import math

import pandas as pd

from kaolib import errors
from kaolib.architecture.batch._run import Run
from kaolib.architecture.batch._words import INSTANCE_KINDS
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS


def extras(
    run: Run,
    *,
    root_gib: float = 30,
    public_ip: bool = True,
    nat_gateways: int = 0,
    nat_gb: float = 0,
    logs_gb: float = 0,
) -> pd.DataFrame:
    """What is billed beside the machines of a run.

    Parameters
    ----------
    run
        From `simulate`.
    root_gib
        gp3 volume of each instance, for as long as it runs (Fargate's 20 GB are included).
    public_ip
        Whether each machine has a public IPv4 address.
    nat_gateways, nat_gb
        NAT gateways that are there only for the queue, from its beginning to its end, and the gigabytes they process.
    logs_gb
        Gigabytes of logs that CloudWatch takes in.

    Returns
    -------
    pandas.DataFrame
        part ("batch", "volumes", "addresses", "nat_gateways", "nat_data", "logs"), unit, quantity, usd_per_unit (NaN: not known
        there), usd. Batch is a line of 0.

    Raises
    ------
    InputError
        For a negative number.

    Notes
    -----
    AWS: "There is no additional charge for AWS Batch" (AWS Batch pricing page, as quoted by third parties); volumes are billed by the
    GB-month in seconds, addresses by the hour. First tiers; free allowances are left out.
    Sources: price pages of Amazon EBS, Amazon VPC (public IPv4, NAT gateway) and Amazon CloudWatch.

    Examples
    --------
    >>> from kaolib.architecture.batch import Environment, Job, simulate
    >>> night = Environment("night", "on_demand", 4, instance_types="c7g.xlarge")
    >>> table = extras(simulate([Job("one", 2, 3, 3600)], night, "ap-northeast-2")).set_index("part")
    >>> table.loc["batch", "usd"].item(), round(table.loc["addresses", "usd"].item(), 4)
    (0.0, 0.0055)
    """
    hours = run.instances["end_hours"] - run.instances["start_hours"]
    disks = hours[run.instances["kind"].isin(INSTANCE_KINDS)].sum() * errors.amount("root_gib", root_gib) / MONTH_HOURS
    gateways = errors.count("nat_gateways", nat_gateways) * run.makespan_hours
    lines = [
        ("volumes", "gb_month", disks, "ebs", "gp3_storage"),
        ("addresses", "hour", hours.sum() if public_ip else 0.0, "ipv4", "in_use"),
        ("nat_gateways", "hour", gateways, "nat_gateway", "hour"),
        ("nat_data", "gb", errors.amount("nat_gb", nat_gb), "nat_gateway", "gb_processed"),
        ("logs", "gb", errors.amount("logs_gb", logs_gb), "cloudwatch", "logs_ingested"),
    ]
    rows = [("batch", "hour", run.makespan_hours, 0.0, 0.0)]
    for part, unit, quantity, service, item in lines:
        price = _first(service, item, run.location)
        rows.append((part, unit, float(quantity), price, float(quantity) * price if quantity else 0.0))
    return pd.DataFrame(rows, columns=["part", "unit", "quantity", "usd_per_unit", "usd"])


def _first(service: str, item: str, location: str) -> float:
    tiers = catalog.tiers(service, item, location)
    return next((price for _, _, price, *_ in tiers if price > 0), math.nan)
