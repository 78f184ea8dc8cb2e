"""How Elastic Load Balancing bills: hours, capacity units in the dimension that is used most, and public addresses.

A capacity unit (LCU, NLCU, GLCU) is a bundle of dimensions. Only the dimension that is used most is billed, hour by
hour, each as its average over the hour; what the others could still take is included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

#: Rules whose evaluation is free in each request.
FREE_RULES = 10
#: The hour of AWS's own examples has 3,600 seconds and its gigabyte a million kilobytes.
_HOUR_SECONDS = 3600
_KB_PER_GB = 1_000_000
_UNIT = {
    "alb": {"new_connections": 25.0, "active_connections": 3000.0, "processed_gb": 1.0, "rule_evaluations": 1000.0},
    "alb_mutual_tls": {
        "new_connections": 25.0, "active_connections": 1500.0, "processed_gb": 1.0, "rule_evaluations": 1000.0,
    },
    "alb_lambda": {
        "new_connections": 25.0, "active_connections": 3000.0, "processed_gb": 0.4, "rule_evaluations": 1000.0,
    },
    "nlb_tcp": {"new_connections": 800.0, "active_connections": 100_000.0, "processed_gb": 1.0},
    "nlb_udp": {"new_connections": 400.0, "active_connections": 50_000.0, "processed_gb": 1.0},
    "nlb_tls": {"new_connections": 50.0, "active_connections": 3000.0, "processed_gb": 1.0},
}  # fmt: skip
#: What serves the traffic: an Application Load Balancer (plain, with mutual TLS, in front of Lambda), or a Network Load
#: Balancer by protocol.
KINDS = tuple(_UNIT)
#: In AWS's words and order: per second, at one time, per hour, per second.
DIMENSIONS = ("new_connections", "active_connections", "processed_gb", "rule_evaluations")


@dataclass(frozen=True)
class Traffic:
    """What a request brings with it.

    Attributes
    ----------
    requests_per_connection : float
        Requests that a client sends over one connection, more than 0.
    connection_seconds : float
        How long a connection stays open.
    kb_per_request : float
        Request and response together, in kilobytes (1,000,000 to the GB).
    rules : int
        Rules that a request runs through.

    Raises
    ------
    InputError
        For a number that cannot be.

    Examples
    --------
    >>> Traffic(requests_per_connection=5, connection_seconds=120, kb_per_request=60, rules=60)
    Traffic(requests_per_connection=5, connection_seconds=120, kb_per_request=60, rules=60)
    """

    requests_per_connection: float = 10.0
    connection_seconds: float = 60.0
    kb_per_request: float = 20.0
    rules: int = 10

    def __post_init__(self) -> None:
        for field in fields(self):
            given = getattr(self, field.name)
            if field.name == "rules":
                errors.count(field.name, given)
            else:
                errors.amount(field.name, given, above=field.name == "requests_per_connection")


def usage(requests_per_hour: float | pd.Series[float], traffic: Traffic) -> pd.DataFrame:
    """The four dimensions that requests use, hour by hour.

    Parameters
    ----------
    requests_per_hour
        Requests in each hour; one number is one hour.
    traffic
        What a request brings with it.

    Returns
    -------
    pandas.DataFrame
        One row an hour, in the index of what was given: new_connections (a second), active_connections (at one time),
        processed_gb (in the hour), rule_evaluations (a second, beyond the free rules).

    Raises
    ------
    InputError
        For a negative number of requests, or one that is not a number.

    Notes
    -----
    Averages over the hour, as AWS bills them. Connections open at one time = opened a second x seconds each stays open.
    Source: AWS, Elastic Load Balancing pricing, "LCU details" and its first two examples.

    Examples
    --------
    AWS's first example: a new connection a second of two minutes each, 5 requests a second, 300 KB a second, 60 rules.

    >>> traffic = Traffic(requests_per_connection=5, connection_seconds=120, kb_per_request=60, rules=60)
    >>> usage(5 * 3600, traffic).iloc[0].to_dict()
    {'new_connections': 1.0, 'active_connections': 120.0, 'processed_gb': 1.08, 'rule_evaluations': 250.0}
    """
    hours = requests_per_hour if isinstance(requests_per_hour, pd.Series) else pd.Series([requests_per_hour])
    values = pd.to_numeric(hours, errors="coerce").to_numpy(dtype=float)
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        errors.amount("requests_per_hour", hours.to_numpy()[wrong][0])
    per_second = values / _HOUR_SECONDS
    opened = per_second / traffic.requests_per_connection
    return pd.DataFrame(
        {
            "new_connections": opened,
            "active_connections": opened * traffic.connection_seconds,
            "processed_gb": values * traffic.kb_per_request / _KB_PER_GB,
            "rule_evaluations": per_second * max(0, traffic.rules - FREE_RULES),
        },
        index=hours.index,
    )


def capacity_units(used: pd.DataFrame, kind: str = "alb") -> pd.DataFrame:
    """How many capacity units each hour is billed, and which dimension decides.

    Parameters
    ----------
    used
        One row an hour with `DIMENSIONS`, as `usage` gives; a dimension that is not there is not used.
    kind
        One of `KINDS`. A Network Load Balancer evaluates no rules.

    Returns
    -------
    pandas.DataFrame
        In the index of ``used``: each dimension in capacity units, units (the largest of them), decided_by (its name;
        the first in AWS's order where two are equal, empty where nothing is used).

    Raises
    ------
    InputError
        For an unknown kind, an unknown dimension, or an amount below 0.

    Notes
    -----
    One Application Load Balancer unit holds 25 new connections a second, 3,000 active ones (1,500 with mutual TLS), 1 GB
    an hour (0.4 GB in front of Lambda) and 1,000 rule evaluations a second. Network Load Balancer: 800, 100,000 and 1 GB
    with TCP; 400, 50,000 and 1 GB with UDP; 50, 3,000 and 1 GB with TLS. Units are billed in fractions.
    Source: AWS, Elastic Load Balancing pricing, "LCU details", "NLCU details".

    Examples
    --------
    AWS's second example: 100 new connections a second of three minutes, 4 requests each, 1,000 KB a second, 20 rules.

    >>> traffic = Traffic(requests_per_connection=4, connection_seconds=180, kb_per_request=2.5, rules=20)
    >>> hour = capacity_units(usage(400 * 3600, traffic)).iloc[0]
    >>> {name: round(float(hour[name]), 6) for name in DIMENSIONS}
    {'new_connections': 4.0, 'active_connections': 6.0, 'processed_gb': 3.6, 'rule_evaluations': 4.0}
    >>> float(hour["units"]), hour["decided_by"]
    (6.0, 'active_connections')
    """
    holds = _UNIT[_kind(kind)]
    for name in used.columns:
        if name not in DIMENSIONS:
            raise unknown(ko="차원", en="dimension", given=name, allowed=DIMENSIONS)
    values = used.to_numpy(dtype=float)
    if not (np.isfinite(values) & (values >= 0)).all():
        errors.amount("dimension", values[~(np.isfinite(values) & (values >= 0))][0])
    units = pd.DataFrame({name: used[name] / holds[name] for name in holds if name in used}, index=used.index)
    if not len(units.columns):
        raise InputError(
            ko="사용량에 차원이 하나도 없습니다.", en="the usage has none of the dimensions of a load balancer."
        )
    largest = units.max(axis=1)
    decided = units.idxmax(axis=1).where(largest > 0, "")
    return units.assign(units=largest, decided_by=decided)


def cost(
    requests_per_hour: float | pd.Series[float],
    traffic: Traffic,
    location: str,
    kind: str = "alb",
    *,
    hours: float | None = None,
    public_zones: int = 0,
) -> pd.DataFrame:
    """What a load balancer costs for these hours, part by part.

    Parameters
    ----------
    requests_per_hour
        Requests in each hour that it runs.
    traffic
        What a request brings with it.
    location
        AWS code of a Region.
    kind
        One of `KINDS`.
    hours
        How long it runs; as many hours as there are requests for when not given. Each hour that has begun is billed.
    public_zones
        Zones in which it has a public IPv4 address; 0 for an internal one.

    Returns
    -------
    pandas.DataFrame
        part ("hours", "capacity_units", "public_ipv4"), unit, quantity, usd_per_unit, usd, as_of. Where the snapshot has
        no price for the Region, usd_per_unit and usd are NaN and as_of is empty.

    Raises
    ------
    InputError
        For an unknown name, a number that cannot be, or fewer hours than there are requests for.

    Notes
    -----
    Not included: transfer, logs, and the free tier of a new account. A public Network Load Balancer is charged for its
    addresses too. Source: AWS, Elastic Load Balancing pricing; Amazon VPC pricing, "Public IPv4 addresses".

    Examples
    --------
    AWS's first example, a month of 720 hours: USD 22.42.

    >>> traffic = Traffic(requests_per_connection=5, connection_seconds=120, kb_per_request=60, rules=60)
    >>> month = cost(pd.Series([5 * 3600] * 720), traffic, "us-east-1")
    >>> month["part"].tolist(), round(float(month["usd"].sum()), 2)
    (['hours', 'capacity_units'], 22.42)
    """
    place = catalog.check_location(location)
    errors.count("public_zones", public_zones)
    units = capacity_units(usage(requests_per_hour, traffic), kind)["units"]
    running = len(units) if hours is None else errors.amount("hours", hours)
    if running < len(units):
        raise InputError(
            ko=f"로드 밸런서가 실행되는 시간({running:g})이 요청이 있는 시간({len(units)})보다 짧습니다.",
            en=f"the load balancer runs for {running:g} hours, fewer than the {len(units)} hours that have requests.",
        )
    billed = math.ceil(running)
    service = kind.partition("_")[0]
    rows = [
        _part("hours", service, "hour", place, billed),
        _part("capacity_units", service, "lcu_hour", place, float(units.sum())),
    ]
    if public_zones:
        rows.append(_part("public_ipv4", "ipv4", "in_use", place, billed * public_zones))
    return pd.DataFrame(rows)


def _part(part: str, service: str, item: str, location: str, quantity: float) -> dict[str, Any]:
    tiers = catalog.tiers(service, item, location)
    _, _, price, unit, day = tiers[0] if tiers else (0.0, math.inf, math.nan, "", "")
    return {
        "part": part,
        "unit": unit,
        "quantity": quantity,
        "usd_per_unit": price,
        "usd": quantity * price,
        "as_of": day,
    }


def _kind(given: str) -> str:
    if given not in KINDS:
        raise unknown(ko="로드 밸런서", en="load balancer", given=given, allowed=KINDS)
    return given
