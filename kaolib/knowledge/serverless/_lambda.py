"""What a Lambda function costs: requests and GB-seconds, tier by tier, and what is added to them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.serverless._meter import Meter, architecture_code

#: Each month, for all functions of an account together, x86_64 and arm64 alike, with no end date.
FREE_REQUESTS = 1_000_000
FREE_GB_SECONDS = 400_000
FREE_STREAMED_GB = 100
#: The memory at which a function has the processor time of one vCPU.
MB_PER_VCPU = 1769
MEMORY_MB = (128, 10_240)
LONGEST_MS = 900_000
#: Ephemeral storage (/tmp) that every function has, and the most that it can have.
STORAGE_MB = (512, 10_240)
#: An asynchronous event is one request up to 256 KB, one more for each further 64 KB that has begun, to 1 MB.
EVENT_KB = (256, 64, 1024)
#: What each streamed response carries without charge.
FREE_STREAMED_MB = 6
_MB_PER_GB = 1024


def lambda_cost(
    requests: float,
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    free_tier: bool = True,
    *,
    init_ms: float = 0.0,
    cold_start_share: float = 0.0,
    event_kb: float | None = None,
    ephemeral_storage_mb: int = STORAGE_MB[0],
    streamed_mb: float = 0.0,
    requests_before: float = 0.0,
    gb_seconds_before: float = 0.0,
    streamed_gb_before: float = 0.0,
    plan: str | None = None,
) -> pd.DataFrame:
    """A month of one Lambda function, part by part: the requests, then the duration in each price tier it reaches.

    Parameters
    ----------
    requests
        Invocations in the month.
    duration_ms
        How long each takes, in milliseconds; billed rounded up to the next whole one.
    memory_mb
        Memory of the function in MB, 128 to 10,240.
    location
        AWS code of a Region.
    architecture
        "x86_64" or "arm64".
    free_tier
        Whether the monthly free tier is there for this function: other functions of the account use it too.
    init_ms
        How long a cold start initializes, in milliseconds: billed with the invocation, rounded together.
    cold_start_share
        The share of invocations that start cold, 0 to 1.
    event_kb
        Size of each event in KB when the invocations are asynchronous; None when they are not.
    ephemeral_storage_mb
        Size of /tmp in MB, 512 to 10,240; the first 512 MB are included.
    streamed_mb
        What each invocation writes to a streamed response, in MB; the first 6 MB of each are included.
    requests_before, gb_seconds_before, streamed_gb_before
        What the other functions of the account or organization have used already in the month: in this Region, and
        the GB-seconds on this architecture. The free tier and the price tiers go on from there.
    plan
        A Compute Savings Plan that covers all of the duration, such as "compute_sp_1y_no_upfront"; None for On-Demand.

    Returns
    -------
    pandas.DataFrame
        part ("requests", "duration"; where used, "payload", "init", "ephemeral_storage", "response_streaming"), unit
        ("request", "GB-second", "GB"), from_quantity and to_quantity (the price tier), quantity (billed, after the free
        tier), free (taken off by the free tier), usd_per_unit, usd, as_of, reason. The column usd sums to the cost of
        the month; a price that is not known there is NaN, with the reason "no_price" or "no_plan_rate".

    Raises
    ------
    InputError
        For a number outside Lambda's limits, an unknown name, or a place where no Lambda price is known.

    Notes
    -----
    GB-seconds are requests x seconds x memory, with 1,024 MB to the GB. Tiers count what is left after the free tier,
    as AWS's Pricing Calculator does, for one architecture in one Region, over all accounts of an organization.
    Since 2025-08-01 the initialization of every cold start is billed; "init" is what it adds. Storage is billed for the
    billed duration. The free tier (requests, GB-seconds, 100 GB streamed) does not cover storage; AWS does not say
    whether it covers the further requests of a large event, which are taken to be requests like others.
    A plan has one rate for a GB-second whatever the tier, covers what the free tier leaves, and gives nothing off
    requests, storage or streaming; whether it covers the highest tier, cheaper On-Demand, AWS does not say.
    Not included: provisioned concurrency (`provisioned_cost`), SnapStart (`snapstart_cost`), transfer, whatever calls
    the function.
    Source: AWS, Lambda pricing; AWS Compute Blog, "AWS Lambda standardizes billing for INIT Phase"; Lambda Developer
    Guide, "Lambda quotas".

    Examples
    --------
    AWS's example of a mobile backend: 3 million requests of 120 ms with 1,536 MB are USD 0.40 and USD 2.33 a month.

    >>> lambda_cost(3_000_000, 120, 1536, "us-east-1")["usd"].round(2).tolist()
    [0.4, 2.33]

    AWS's example of machine learning on support tickets, with 2,048 MB of storage.

    >>> tickets = lambda_cost(6_000_000, 280, 4096, "us-east-1", ephemeral_storage_mb=2048)
    >>> dict(zip(tickets["part"], tickets["usd"].round(2).tolist(), strict=True))
    {'requests': 1.0, 'duration': 105.33, 'ephemeral_storage': 0.08}
    """
    return pd.DataFrame(
        list(
            _parts(
                requests,
                duration_ms,
                memory_mb,
                location,
                architecture,
                free_tier,
                init_ms=init_ms,
                cold_start_share=cold_start_share,
                event_kb=event_kb,
                ephemeral_storage_mb=ephemeral_storage_mb,
                streamed_mb=streamed_mb,
                requests_before=requests_before,
                gb_seconds_before=gb_seconds_before,
                streamed_gb_before=streamed_gb_before,
                plan=plan,
            )
        )
    )


def lambda_usd(
    requests: float,
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    free_tier: bool = True,
    **options: Any,
) -> float:
    """The cost of the month in USD: the sum of `lambda_cost`, whose parameters, options and errors it shares.

    Examples
    --------
    >>> round(lambda_usd(3_000_000, 120, 1536, "us-east-1"), 2)
    2.73
    """
    parts = _parts(requests, duration_ms, memory_mb, location, architecture, free_tier, **options)
    return math.fsum(part["usd"] for part in parts)


def _parts(
    requests: float,
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str,
    free_tier: bool,
    *,
    init_ms: float = 0.0,
    cold_start_share: float = 0.0,
    event_kb: float | None = None,
    ephemeral_storage_mb: int = STORAGE_MB[0],
    streamed_mb: float = 0.0,
    requests_before: float = 0.0,
    gb_seconds_before: float = 0.0,
    streamed_gb_before: float = 0.0,
    plan: str | None = None,
) -> Iterator[dict[str, Any]]:
    warm = _requests(requests) * billed_gb_seconds(duration_ms, memory_mb)
    cold = requests * errors.share("cold_start_share", cold_start_share)
    added = cold * (
        billed_gb_seconds(duration_ms, memory_mb, init_ms=init_ms) - billed_gb_seconds(duration_ms, memory_mb)
    )
    storage = extra_storage_gb(ephemeral_storage_mb) * (warm + added) / (memory_mb / _MB_PER_GB)
    units = 1 if event_kb is None else request_units(event_kb)
    streamed = requests * max(0.0, errors.amount("streamed_mb", streamed_mb) - FREE_STREAMED_MB) / _MB_PER_GB

    meter = Meter.of(
        "request",
        location,
        free=FREE_REQUESTS if free_tier else 0,
        before=errors.amount("requests_before", requests_before),
    )
    yield from meter.charge("requests", requests)
    if units > 1:
        yield from meter.charge("payload", requests * (units - 1))
    meter = Meter.of(
        f"duration_{architecture_code(architecture)}",
        location,
        free=FREE_GB_SECONDS if free_tier else 0,
        before=errors.amount("gb_seconds_before", gb_seconds_before),
        plan=plan,
    )
    yield from meter.charge("duration", warm)
    if added > 0:
        yield from meter.charge("init", added)
    if storage > 0:
        yield from Meter.of("ephemeral_storage", location).charge("ephemeral_storage", storage)
    before = errors.amount("streamed_gb_before", streamed_gb_before)
    if streamed > 0:
        meter = Meter.of("response_streaming", location, free=FREE_STREAMED_GB if free_tier else 0, before=before)
        yield from meter.charge("response_streaming", streamed)


def billed_gb_seconds(duration_ms: float, memory_mb: int, *, init_ms: float = 0.0) -> float:
    """GB-seconds billed for one invocation: duration and initialization, rounded up together to 1 ms, x the memory.

    Raises
    ------
    InputError
        For a duration above 15 minutes or not above 0, memory that is not 128 to 10,240 MB in whole MB, or an
        initialization below 0 or above 15 minutes.

    Examples
    --------
    >>> billed_gb_seconds(duration_ms=99.2, memory_mb=512)
    0.05

    AWS's example of a cold start: 250.06 ms and an initialization of 100.77 ms are billed as 351 ms.

    >>> billed_gb_seconds(duration_ms=250.06, memory_mb=1024, init_ms=100.77)
    0.351
    """
    if not _is_number(duration_ms) or not 0 < duration_ms <= LONGEST_MS:
        raise InputError(
            ko=f"실행 시간(duration_ms) {duration_ms!r}은(는) 쓸 수 없습니다. 0보다 크고 {LONGEST_MS:,} 이하(15분)여야 합니다.",
            en=f"cannot use the duration {duration_ms!r}: give milliseconds above 0 and up to {LONGEST_MS:,} (15 minutes)",
        )
    low, high = MEMORY_MB
    if not _is_number(memory_mb) or not low <= memory_mb <= high or memory_mb != int(memory_mb):
        raise InputError(
            ko=f"메모리(memory_mb) {memory_mb!r}은(는) 쓸 수 없습니다. {low}에서 {high:,}까지 1MB 단위로 정합니다.",
            en=f"cannot use the memory {memory_mb!r}: give whole MB from {low} to {high:,}",
        )
    if errors.amount("init_ms", init_ms) > LONGEST_MS:
        raise InputError(
            ko=f"초기화 시간(init_ms) {init_ms!r}은(는) 쓸 수 없습니다. {LONGEST_MS:,} 이하(15분)여야 합니다.",
            en=f"cannot use the initialization {init_ms!r}: give milliseconds up to {LONGEST_MS:,} (15 minutes)",
        )
    return billed_ms(duration_ms + init_ms) / 1000 * memory_mb / _MB_PER_GB


@overload
def billed_ms(ms: float) -> int: ...
@overload
def billed_ms(ms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]: ...
def billed_ms(ms: float | npt.NDArray[np.float64]) -> int | npt.NDArray[np.float64]:
    """Milliseconds billed for an invocation that takes so long: rounded up, at least one.

    Parameters
    ----------
    ms
        Duration and initialization together; an array is rounded one by one.

    Notes
    -----
    A millionth of a millisecond does not count: 100 x 1.1 ms are 110 ms, not 111 because of the last bit of a float.
    Source: AWS, Lambda pricing.

    Examples
    --------
    >>> billed_ms(3.53), billed_ms(100 * 1.1)
    (4, 110)
    """
    if isinstance(ms, np.ndarray):
        return np.maximum(1.0, np.ceil(np.round(ms, 6)))
    return max(1, math.ceil(round(ms * 1e6) / 1e6))


def request_units(event_kb: float) -> int:
    """How many requests an asynchronous event is billed as.

    Parameters
    ----------
    event_kb
        Size of the event in KB, up to 1,024 (1 MB).

    Raises
    ------
    InputError
        For a size below 0 or above 1,024 KB.

    Notes
    -----
    One request for the first 256 KB, one more for each further 64 KB. Source: AWS, Lambda pricing.

    Examples
    --------
    >>> [request_units(kb) for kb in (10, 256, 257, 320, 1024)]
    [1, 1, 2, 2, 13]
    """
    first, step, most = EVENT_KB
    if errors.amount("event_kb", event_kb) > most:
        raise InputError(
            ko=f"이벤트 크기(event_kb) {event_kb!r}은(는) 쓸 수 없습니다. 비동기 이벤트는 {most:,}KB(1MB)까지입니다.",
            en=f"cannot use the event size {event_kb!r}: an asynchronous event holds up to {most:,} KB (1 MB)",
        )
    return 1 + max(0, math.ceil(round((event_kb - first) / step, 9)))


def extra_storage_gb(ephemeral_storage_mb: int) -> float:
    """GB of /tmp that are billed."""
    low, high = STORAGE_MB
    if (
        not _is_number(ephemeral_storage_mb)
        or not low <= ephemeral_storage_mb <= high
        or ephemeral_storage_mb != int(ephemeral_storage_mb)
    ):
        raise InputError(
            ko=f"임시 스토리지(ephemeral_storage_mb) {ephemeral_storage_mb!r}은(는) 쓸 수 없습니다. {low}에서 {high:,}까지 1MB 단위로 정합니다.",
            en=f"cannot use the ephemeral storage {ephemeral_storage_mb!r}: give whole MB from {low} to {high:,}",
        )
    return (ephemeral_storage_mb - low) / _MB_PER_GB


def _requests(requests: float) -> float:
    if not _is_number(requests) or not 0 <= requests < math.inf:
        raise InputError(
            ko=f"요청 수(requests) {requests!r}은(는) 쓸 수 없습니다. 0 이상의 수여야 합니다.",
            en=f"cannot use the requests {requests!r}: give a number of 0 or more",
        )
    return requests


def _is_number(value: object) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, bool) and not math.isnan(float(value))
