"""A bill read by the five perspectives of cost: compute, storage, network, application, operation."""

from __future__ import annotations

import pandas as pd

from kaolib.knowledge import catalog

PERSPECTIVES = ("compute", "storage", "network", "application", "operation")

#: FOCUS names the service that charges; the work a line pays for may be another's: EC2 bills disks and transfer too.
_BY_SERVICE = {
    "AWS Lambda": "compute",
    "Amazon Elastic Container Service": "compute",
    "Amazon Elastic Container Service for Kubernetes": "compute",
    "Red Hat OpenShift Service on AWS": "compute",
    "Amazon Simple Storage Service": "storage",
    "Amazon Elastic File System": "storage",
    "Amazon EC2 Container Registry (ECR)": "storage",
    "Amazon Virtual Private Cloud": "network",
    "Amazon CloudFront": "network",
    "Amazon Route 53": "network",
    "Elastic Load Balancing": "application",
    "Amazon API Gateway": "application",
    "AWS Step Functions": "application",
    "Amazon Simple Queue Service": "application",
    "Amazon Simple Notification Service": "application",
    "Amazon Relational Database Service": "application",
    "Amazon DynamoDB": "application",
    "AmazonCloudWatch": "operation",
    "AWS CloudTrail": "operation",
    "AWS Systems Manager": "operation",
    "AWS Key Management Service": "operation",
    "AWS Security Hub": "operation",
    "AWS WAF": "operation",
}
_STORAGE_UNITS = ("GB-Months", "IOPS-Months", "GiB/Second-Months", "IOs")


def sample() -> pd.DataFrame:
    """The sample bill: 942 real, anonymised lines of September 2024, with the perspective of each.

    Returns
    -------
    pandas.DataFrame
        line, charge_period_start, service_category, service, region, description, ..., quantity, unit,
        list_usd_per_unit, list_usd, billed_usd, perspective. Sample data of the FOCUS project, CC BY 4.0.

    Examples
    --------
    >>> sample()["perspective"].nunique()
    5
    """
    lines = catalog.table("bill_sample")
    return lines.assign(perspective=perspective(lines))


def perspective(lines: pd.DataFrame) -> pd.Series[str]:
    """Which of the five perspectives each line belongs to, by what the line pays for.

    A line that is charged per GB moved is network, per GB-month or IOPS kept is storage, whichever service bills it;
    the rest goes by service.

    Parameters
    ----------
    lines
        A bill with service, unit and description.

    Returns
    -------
    pandas.Series
        compute, storage, network, application or operation, one per line.

    Examples
    --------
    >>> lines = pd.DataFrame({
    ...     "service": ["Amazon Elastic Compute Cloud"] * 3,
    ...     "unit": ["Hours", "GB-Months", "GB"],
    ...     "description": ["$0.34 per On Demand Linux c5.2xlarge Instance Hour", "gp3 storage", "data transfer out"],
    ... })
    >>> perspective(lines).tolist()
    ['compute', 'storage', 'network']
    """
    said = lines["description"].str.lower()
    found = lines["service"].map(_BY_SERVICE).fillna("compute")
    ec2 = lines["service"] == "Amazon Elastic Compute Cloud"
    found = found.mask(ec2 & lines["unit"].isin(_STORAGE_UNITS), "storage")
    moved = said.str.contains("data transfer|transfer out|nat gateway|elastic ip|ipv4", regex=True)
    return found.mask(moved & (found != "storage"), "network").astype("str")


def by_perspective(lines: pd.DataFrame) -> pd.DataFrame:
    """What each perspective cost.

    Parameters
    ----------
    lines
        A bill with perspective and billed_usd.

    Returns
    -------
    pandas.DataFrame
        perspective, lines, billed_usd, share (of the whole); in the order of the method.

    Examples
    --------
    >>> round(float(by_perspective(sample())["share"].sum()), 9)
    1.0
    """
    groups = lines.groupby("perspective")["billed_usd"].agg(lines="size", billed_usd="sum")
    groups = groups.reindex(PERSPECTIVES, fill_value=0)
    whole = groups["billed_usd"].sum()
    table: pd.DataFrame = groups.assign(share=groups["billed_usd"] / whole if whole else 0.0).reset_index()
    return table


def instance_hours(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines that pay for EC2 instances On-Demand, with the type and the operating system read from the description.

    Parameters
    ----------
    lines
        A bill with description, region, quantity (hours), billed_usd and list_usd.

    Returns
    -------
    pandas.DataFrame
        line, region, instance_type, operating_system ("linux" or "windows"), hours, list_usd_per_unit, billed_usd.

    Examples
    --------
    >>> "c5.2xlarge" in set(instance_hours(sample())["instance_type"])
    True
    """
    named = lines["description"].str.extract(
        r"per On Demand (?P<system>Linux|Windows) (?P<instance_type>\S+) Instance Hour"
    )
    found = lines.assign(instance_type=named["instance_type"], operating_system=named["system"].str.lower())
    columns = ["line", "region", "instance_type", "operating_system", "hours", "list_usd_per_unit", "billed_usd"]
    found = found.rename(columns={"quantity": "hours"}).dropna(subset=["instance_type"]).reset_index(drop=True)
    hours: pd.DataFrame = found.filter(columns)
    return hours
