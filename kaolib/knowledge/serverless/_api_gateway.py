"""What stands in front of a function: API Gateway's three kinds of API, a function URL, an Application Load Balancer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog, load_balancer
from kaolib.knowledge.load_balancer import Traffic
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.knowledge.serverless import _priced

#: Zones of a load balancer that faces the internet: two at least. Source: AWS, Application Load Balancers guide.
PUBLIC_ZONES = 2
#: Source: AWS, API Gateway pricing: metered in 512 KB (HTTP), 32 KB (WebSocket), and by the request (REST; a streamed
#: response in 10 MB). Largest payload and longest answer: API Gateway Developer Guide, "Amazon API Gateway quotas".
_KINDS: dict[str, tuple[str, str, float, float]] = {
    "http": ("requests", "http_request", 512.0, 10_240.0),
    "rest": ("requests", "rest_request", math.inf, 10_240.0),
    "rest_streaming": ("requests", "rest_request", 10_240.0, math.inf),
    "websocket": ("messages", "websocket_message", 32.0, 128.0),
}
API_KINDS = tuple(_KINDS)
#: Sizes of the cache of a REST API, in GB.
CACHE_GB = (0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118.0, 237.0)
_KB_PER_GB = 1024 * 1024


class _Front(NamedTuple):
    largest_kb: float
    longest_s: float


#: The largest request and the longest wait for an answer. Sources: API Gateway Developer Guide, quotas of HTTP and REST
#: APIs (29 s of a REST API can be raised); Lambda Developer Guide, "Lambda quotas" (6 MB, 15 minutes); Elastic Load
#: Balancing guide, "Lambda functions as targets" (1 MB).
_FRONTS = {
    "function_url": _Front(6 * 1024.0, 900.0),
    "http": _Front(10_240.0, 30.0),
    "rest": _Front(10_240.0, 29.0),
    "alb": _Front(1024.0, 900.0),
}
FRONTS = tuple(_FRONTS)
#: How long each front waits for an answer, seconds.
FRONT_SECONDS = {front: limit.longest_s for front, limit in _FRONTS.items()}


def api_units(kind: str, kb: float) -> int:
    """How many requests (or messages) one request of this size is billed as.

    Parameters
    ----------
    kind
        One of `API_KINDS`.
    kb
        Size in KB. At most 10 MB for HTTP and REST APIs, 128 KB for a WebSocket message.

    Raises
    ------
    InputError
        For an unknown kind, or a size that is over the limit or below 0.

    Notes
    -----
    Source: AWS, API Gateway pricing.

    Examples
    --------
    AWS's example: a WebSocket message of 33 KB is metered as two.

    >>> api_units("websocket", 33), api_units("http", 513), api_units("rest", 513)
    (2, 2, 1)
    """
    _, _, block, largest = _kind(kind)
    size = errors.amount("kb", kb)
    if size > largest:
        raise InputError(
            ko=f"{kind} API의 크기(kb) {size:g}은(는) 최대 {largest:,g}KB를 넘습니다.",
            en=f"kb {size:g} is over the {largest:,g} KB that one payload of the {kind} API may have.",
        )
    return 1 if math.isinf(block) else _priced.units(size, block)


def api_cost(
    kind: str,
    requests: float,
    location: str,
    *,
    kb: float = 1.0,
    response_kb: float = 0.0,
    connection_minutes: float = 0.0,
    cache_gb: float = 0.0,
    cache_hours: float = MONTH_HOURS,
    free_requests: float = 0.0,
    free_minutes: float = 0.0,
) -> pd.DataFrame:
    """A month of one API of API Gateway, part by part.

    Parameters
    ----------
    kind
        "http", "rest", "rest_streaming" (a REST API that streams its responses) or "websocket".
    requests
        Requests in the month; messages, sent and received, of a WebSocket API.
    location
        AWS code of a Region.
    kb
        Metered size of each, in KB (`api_units`).
    response_kb
        What of it leaves for the internet, in KB; billed as transfer out.
    connection_minutes
        Minutes that clients are connected, all together; of a WebSocket API.
    cache_gb, cache_hours
        Size (one of `CACHE_GB`) and hours of a REST API's cache; 0 GB for none.
    free_requests, free_minutes
        What a free tier still gives: accounts opened before 2025-07-15 had a million a month of each kind (and 750,000
        minutes) for 12 months; newer ones have credits instead.

    Returns
    -------
    pandas.DataFrame
        part ("requests" or "messages", "connection_minutes", "cache", "transfer_out"), unit, from_quantity and
        to_quantity (the price tier), quantity, free, usd_per_unit, usd, as_of, reason. Where the price is not known usd
        is NaN and reason "no_price". A line for the cache or for transfer is there only when it is used.

    Raises
    ------
    InputError
        For an unknown name, a cache size that does not exist, something that the kind of API does not have, or a number
        that cannot be.

    Notes
    -----
    Transfer counts 1,048,576 KB to the GB; its free 100 GB a month are not taken off. Not included: the function
    behind, authorizers, logs. Source: AWS, API Gateway pricing.

    Examples
    --------
    AWS's example of an HTTP API: 432 million requests are 300 million at USD 1.00 and 132 million at USD 0.90.

    >>> api_cost("http", 432e6, "us-east-1")["usd"].round(2).tolist()
    [300.0, 118.8]
    """
    part, item, _, _ = _kind(kind)
    used = errors.amount("requests", requests) * api_units(kind, kb)
    place = catalog.check_location(location)
    rows = _priced.lines(part, "api_gateway", item, place, used, free=errors.amount("free_requests", free_requests))
    minutes = errors.amount("connection_minutes", connection_minutes)
    size = errors.amount("cache_gb", cache_gb)
    if kind == "websocket":
        free = errors.amount("free_minutes", free_minutes)
        rows += _priced.lines(
            "connection_minutes", "api_gateway", "websocket_connection_minute", place, minutes, free=free
        )
    elif minutes:
        raise InputError(
            ko=f"연결 시간(connection_minutes)은 websocket API에만 있습니다. {kind} API에는 0을 쓰세요.",
            en=f"only a websocket API has connection_minutes: give 0 for the {kind} API.",
        )
    if size:
        if not kind.startswith("rest"):
            raise InputError(
                ko=f"캐시(cache_gb)는 REST API에만 있습니다. {kind} API에는 0을 쓰세요.",
                en=f"only a REST API has a cache: give cache_gb 0 for the {kind} API.",
            )
        hours = math.ceil(errors.amount("cache_hours", cache_hours))
        rows += _priced.lines("cache", "api_gateway", _cache_item(size), place, hours)
    sent = errors.amount("response_kb", response_kb) * requests / _KB_PER_GB
    if sent:
        rows += _priced.lines("transfer_out", "transfer", "internet_out", place, sent)
    return _priced.table(rows)


def api_fronts(
    requests_per_second: float,
    location: str,
    *,
    kb: float = 10.0,
    response_kb: float = 0.0,
    answer_s: float = 1.0,
    traffic: Traffic | None = None,
    hours: float = MONTH_HOURS,
    public_zones: int = PUBLIC_ZONES,
) -> pd.DataFrame:
    """What stands in front of a function costs for the same traffic, one row a front.

    Parameters
    ----------
    requests_per_second
        Steady rate of requests.
    location
        AWS code of a Region.
    kb
        Size of a request, in KB.
    response_kb
        What leaves for the internet with each, in KB; transfer out costs the same behind every front.
    answer_s
        How long a client waits for the answer.
    traffic
        What a request brings with it at a load balancer; its size is taken from ``kb`` and ``response_kb`` when not given.
    hours
        Hours that the traffic lasts.
    public_zones
        Zones in which the load balancer has a public IPv4 address, as one that faces the internet has in each of its
        zones (two at least); 0 for an internal one.

    Returns
    -------
    pandas.DataFrame
        front ("function_url", "http", "rest", "alb"), requests, front_usd (the front itself; 0 for a function URL),
        transfer_usd, usd (both), usd_per_million (requests), largest_kb, longest_s, feasible, reason ("" or "too_large",
        "too_long", "no_price"). Where a front cannot serve the traffic or its price is not known, its numbers are NaN.

    Raises
    ------
    InputError
        For an unknown place or a number that cannot be.

    Notes
    -----
    A function URL has no price of its own. The load balancer is one in front of Lambda (0.4 GB an hour in a capacity
    unit). The function itself costs the same behind each and is not included. Sources: AWS,
    Lambda Developer Guide, "Select a method to invoke your Lambda function using an HTTP request"; API Gateway pricing;
    Elastic Load Balancing pricing.

    Examples
    --------
    >>> fronts = api_fronts(100, "us-east-1").set_index("front")
    >>> fronts["front_usd"].round(2).to_dict()
    {'function_url': 0.0, 'http': 262.8, 'rest': 919.8, 'alb': 76.28}
    """
    place = catalog.check_location(location)
    lasting = errors.amount("hours", hours, above=True)
    requests = errors.amount("requests_per_second", requests_per_second) * 3600 * lasting
    size = errors.amount("kb", kb)
    wait = errors.amount("answer_s", answer_s)
    sent = errors.amount("response_kb", response_kb) * requests / _KB_PER_GB
    transfer = _priced.total(_priced.lines("transfer_out", "transfer", "internet_out", place, sent)) if sent else 0.0
    rows: list[dict[str, Any]] = []
    for front, limit in _FRONTS.items():
        reason = "too_large" if size > limit.largest_kb else "too_long" if wait > limit.longest_s else ""
        usd = math.nan
        if not reason:
            shape = _traffic(traffic, size, response_kb)
            usd = _front_usd(front, requests, place, size, shape, lasting, public_zones)
            reason = "no_price" if math.isnan(usd + transfer) else ""
        paid = math.nan if reason in ("too_large", "too_long") else transfer
        rows.append(
            {
                "front": front,
                "requests": requests,
                "front_usd": usd,
                "transfer_usd": paid,
                "usd": usd + paid,
                "usd_per_million": (usd + paid) / requests * 1e6 if requests else math.nan,
                "largest_kb": limit.largest_kb,
                "longest_s": limit.longest_s,
                "feasible": reason in ("", "no_price"),
                "reason": reason,
            }
        )
    return pd.DataFrame(rows)


def alb_break_even(
    location: str,
    kind: str = "http",
    *,
    kb: float = 10.0,
    response_kb: float = 0.0,
    traffic: Traffic | None = None,
    hours: float = MONTH_HOURS,
    public_zones: int = PUBLIC_ZONES,
) -> pd.DataFrame:
    """The rate of requests from which an Application Load Balancer is cheaper than an API of API Gateway.

    Parameters
    ----------
    location
        AWS code of a Region.
    kind
        "http" or "rest".
    kb, response_kb, traffic, hours, public_zones
        As in `api_fronts`.

    Returns
    -------
    pandas.DataFrame
        One row: kind, requests_per_second, requests (in these hours), usd (what both cost there),
        until_requests_per_second (from where the API's price tiers make it cheaper again; inf for never), reason.
        Where the load balancer never becomes cheaper requests_per_second is inf; where a price is not known it is NaN
        and reason "no_price".

    Raises
    ------
    InputError
        For another kind, an unknown place, or a number that cannot be.

    Notes
    -----
    A load balancer costs its hours, used or not, and capacity units in proportion to the requests; an API costs by the
    request, tier by tier. Exact: the lines are crossed tier by tier. Source: AWS, Elastic Load Balancing pricing; API
    Gateway pricing.

    Examples
    --------
    >>> even = alb_break_even("us-east-1", kb=1).iloc[0]
    >>> round(float(even["requests_per_second"]), 2), round(float(even["requests"]) / 1e6, 1)
    (9.21, 24.2)
    """
    if kind not in ("http", "rest"):
        raise unknown(ko="API 종류", en="kind of API", given=kind, allowed=("http", "rest"))
    place = catalog.check_location(location)
    lasting = errors.amount("hours", hours, above=True)
    shape = _traffic(traffic, errors.amount("kb", kb), errors.amount("response_kb", response_kb))
    per_request = api_units(kind, kb)
    fixed = _front_usd("alb", 0.0, place, kb, shape, lasting, public_zones)
    slope = _front_usd("alb", 3600 * lasting, place, kb, shape, lasting, public_zones) - fixed
    slope /= 3600 * lasting
    tiers = catalog.tiers("api_gateway", _KINDS[kind][1], place)
    if not tiers or math.isnan(fixed + slope):
        first = until = usd = math.nan
    else:
        first, until = _crossings(tiers, per_request, fixed, slope)
        usd = fixed + slope * first if math.isfinite(first) else math.nan
    return pd.DataFrame(
        [
            {
                "kind": kind,
                "requests_per_second": first / 3600 / lasting,
                "requests": first,
                "usd": usd,
                "until_requests_per_second": until / 3600 / lasting,
                "reason": "no_price" if math.isnan(first) else "",
            }
        ]
    )


def _crossings(
    tiers: tuple[tuple[float, float, float, str, str], ...], units: int, fixed: float, slope: float
) -> tuple[float, float]:
    """Requests at which the API begins to cost more than fixed + slope x requests, and where it stops; inf for never."""
    first = math.inf
    paid = 0.0
    for start, end, price, _, _ in tiers:
        # in this tier the API costs `paid` at its start and price x units for each request more
        at = start / units
        gain = price * units - slope
        lead = paid - fixed - slope * at
        if gain:
            crossing = at - lead / gain
            if at <= crossing < end / units:
                if math.isinf(first) and gain > 0:
                    first = crossing
                elif math.isfinite(first) and gain < 0:
                    return first, crossing
        if math.isfinite(end):
            paid += (end - start) * price
    return first, math.inf


def _front_usd(
    front: str, requests: float, place: str, kb: float, traffic: Traffic, hours: float, public_zones: int
) -> float:
    if front == "function_url":
        return 0.0
    if front == "alb":
        whole = math.ceil(hours)
        rate = pd.Series(np.full(whole, requests / hours))
        if hours % 1:
            rate.iloc[-1] *= hours % 1
        parts = load_balancer.cost(rate, traffic, place, "alb_lambda", public_zones=public_zones)
        return float(parts["usd"].sum(skipna=False))
    _, item, _, _ = _KINDS[front]
    return _priced.total(_priced.lines("requests", "api_gateway", item, place, requests * api_units(front, kb)))


def _traffic(given: Traffic | None, kb: float, response_kb: float) -> Traffic:
    return given if given is not None else replace(Traffic(), kb_per_request=kb + response_kb)


def _cache_item(size: float) -> str:
    if size not in CACHE_GB:
        near = min(CACHE_GB, key=lambda known: abs(known - size))
        raise InputError(
            ko=f"캐시 크기(cache_gb) {size:g}은(는) 없습니다. 가장 가까운 크기는 {near:g}입니다. 있는 크기: {_sizes()}",
            en=f"there is no cache of cache_gb {size:g}: the nearest is {near:g}, of {_sizes()}.",
        )
    return f"rest_cache_{size:g}gb".replace(".", "_")


def _sizes() -> str:
    return ", ".join(f"{known:g}" for known in CACHE_GB)


def _kind(given: str) -> tuple[str, str, float, float]:
    if given not in _KINDS:
        raise unknown(ko="API 종류", en="kind of API", given=given, allowed=API_KINDS)
    return _KINDS[given]
