"""What costs beside the instances of a group that is itself free: monitoring, alarms, volumes, a warm pool."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS

#: Metrics that detailed monitoring of an instance is charged for. Source: Amazon CloudWatch pricing, "Example 1 - EC2
#: Detailed Monitoring".
DETAILED_METRICS = 7
#: Alarms that a target tracking policy makes: one to scale out, one to scale in.
TRACKING_ALARMS = 2


def extras(
    instance_hours: float,
    hours: float,
    location: str,
    *,
    alarms: int = TRACKING_ALARMS,
    detailed_monitoring: bool = True,
    custom_metrics: int = 0,
    volume_gb: float = 0.0,
    warm_pool: int = 0,
) -> pd.DataFrame:
    """What a group costs beside its instances and its load balancer.

    Parameters
    ----------
    instance_hours
        Hours of instances, together.
    hours
        How long the group exists.
    location
        AWS code of a Region.
    alarms
        CloudWatch alarms of standard resolution: two for each target tracking policy, one for each step or simple one.
    detailed_monitoring
        Whether the instances are measured every minute; without it EC2 measures them every five, free of charge.
    custom_metrics
        Metrics that each instance sends itself, such as memory, once a minute in one request.
    volume_gb
        gp3 storage of each instance.
    warm_pool
        Stopped instances that wait, all the time: they pay their storage only.

    Returns
    -------
    pandas.DataFrame
        part ("detailed_monitoring", "custom_metrics", "custom_metric_requests", "alarms", "volumes", "warm_pool"), unit,
        quantity, usd, as_of. Metrics, alarms and storage are charged by the hour they exist. Where the snapshot has no
        price for the Region, usd is NaN and as_of is empty.

    Raises
    ------
    InputError
        For an unknown Region, or an amount that cannot be.

    Notes
    -----
    No free tier is taken off. Auto Scaling itself is free.
    Sources: AWS, EC2 Auto Scaling User Guide, "What is Amazon EC2 Auto Scaling?" (pricing); Amazon CloudWatch pricing;
    EC2 Auto Scaling User Guide, "Decrease latency for applications with long boot times using warm pools".

    Examples
    --------
    Ten instances for a month, each measured every minute and sending its memory.

    >>> table = extras(7300, 730, "us-east-1", custom_metrics=1).set_index("part")
    >>> table["usd"].round(2).to_dict()
    {'detailed_monitoring': 21.0, 'custom_metrics': 3.0, 'custom_metric_requests': 4.38, 'alarms': 0.2}
    """
    place = catalog.check_location(location)
    paid = errors.amount("instance_hours", instance_hours) / MONTH_HOURS
    months = errors.amount("hours", hours) / MONTH_HOURS
    sent = errors.count("custom_metrics", custom_metrics)
    stored = errors.amount("volume_gb", volume_gb)
    waiting = errors.count("warm_pool", warm_pool)
    every_minute = paid * MONTH_HOURS * 60 if sent else 0.0
    parts = [
        ("detailed_monitoring", "cloudwatch", "metric", DETAILED_METRICS * paid if detailed_monitoring else 0.0),
        ("custom_metrics", "cloudwatch", "metric", sent * paid),
        ("custom_metric_requests", "cloudwatch", "api_request", every_minute),
        ("alarms", "cloudwatch", "alarm_standard", errors.count("alarms", alarms) * months),
        ("volumes", "ebs", "gp3_storage", stored * paid),
        ("warm_pool", "ebs", "gp3_storage", stored * waiting * months),
    ]
    rows = [_part(part, service, item, place, quantity) for part, service, item, quantity in parts if quantity > 0]
    return pd.DataFrame(rows, columns=["part", "unit", "quantity", "usd", "as_of"])


def _part(part: str, service: str, item: str, location: str, quantity: float) -> dict[str, Any]:
    tiers = catalog.tiers(service, item, location)
    usd = sum(price * max(0.0, min(quantity, end) - begin) for begin, end, price, _, _ in tiers) if tiers else math.nan
    return {
        "part": part,
        "unit": tiers[0][3] if tiers else "",
        "quantity": quantity,
        "usd": usd,
        "as_of": tiers[0][4] if tiers else "",
    }
