"""What a Lambda function costs: requests and GB-seconds, tier by tier."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

#: Each month, for all functions of an account together, x86_64 and arm64 alike, with no end date.
FREE_REQUESTS = 1_000_000
FREE_GB_SECONDS = 400_000
#: The memory at which a function has the processor time of one vCPU.
MB_PER_VCPU = 1769
MEMORY_MB = (128, 10_240)
LONGEST_MS = 900_000
_DURATION = {"x86_64": "duration_x86", "arm64": "duration_arm64"}


def lambda_cost(
    requests: float,
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    free_tier: bool = True,
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
        Whether the monthly free tier is still there for this function: other functions of the account use it too.

    Returns
    -------
    pandas.DataFrame
        part ("requests", "duration"), unit ("request", "GB-second"), from_quantity and to_quantity (the price tier),
        quantity (billed, after the free tier), free (taken off by the free tier), usd_per_unit, usd, as_of. The
        column usd sums to the cost of the month.

    Raises
    ------
    InputError
        For a number outside Lambda's limits, an unknown name, or a place where no Lambda price is known.

    Notes
    -----
    GB-seconds are requests x seconds x memory, with 1,024 MB to the GB. Tiers count what is left after the free tier.
    AWS pools tiers over an organization, so a large account reaches the cheaper ones sooner. Not included: ephemeral
    storage above 512 MB, provisioned concurrency, transfer, whatever calls the function, and cold starts, whose
    initialization is billed as duration.
    Source: AWS, Lambda pricing; Lambda Developer Guide, "Lambda quotas".

    Examples
    --------
    AWS's example of a mobile backend: 3 million requests of 120 ms with 1,536 MB are USD 0.40 and USD 2.33 a month.

    >>> lambda_cost(3_000_000, 120, 1536, "us-east-1")["usd"].round(2).tolist()
    [0.4, 2.33]
    """
    return pd.DataFrame(list(_parts(requests, duration_ms, memory_mb, location, architecture, free_tier)))


def lambda_usd(
    requests: float,
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    free_tier: bool = True,
) -> float:
    """The cost of the month in USD: the sum of `lambda_cost`, whose parameters and errors it shares.

    Examples
    --------
    >>> round(lambda_usd(3_000_000, 120, 1536, "us-east-1"), 2)
    2.73
    """
    parts = _parts(requests, duration_ms, memory_mb, location, architecture, free_tier)
    return math.fsum(part["usd"] for part in parts)


def _parts(
    requests: float, duration_ms: float, memory_mb: int, location: str, architecture: str, free_tier: bool
) -> Iterator[dict[str, Any]]:
    gb_seconds = _requests(requests) * billed_gb_seconds(duration_ms, memory_mb)
    for part, item, used, free in (
        ("requests", "request", requests, FREE_REQUESTS),
        ("duration", _item(architecture), gb_seconds, FREE_GB_SECONDS),
    ):
        taken = min(used, free) if free_tier else 0.0
        for start, end, usd, unit, as_of in _tiers(item, location):
            quantity = max(0.0, min(used - taken, end) - start)
            if quantity == 0 and start > 0:
                break
            yield {
                "part": part,
                "unit": unit,
                "from_quantity": start,
                "to_quantity": end,
                "quantity": quantity,
                "free": taken if start == 0 else 0.0,
                "usd_per_unit": usd,
                "usd": quantity * usd,
                "as_of": as_of,
            }


def billed_gb_seconds(duration_ms: float, memory_mb: int) -> float:
    """GB-seconds billed for one invocation: the duration rounded up to 1 ms, times the memory.

    Raises
    ------
    InputError
        For a duration above 15 minutes or not above 0, or memory that is not 128 to 10,240 MB in whole MB.

    Examples
    --------
    >>> billed_gb_seconds(duration_ms=99.2, memory_mb=512)
    0.05
    """
    if not _is_number(duration_ms) or not 0 < duration_ms <= LONGEST_MS:
        raise InputError(
            ko=f"실행 시간(duration_ms) {duration_ms!r}은(는) 쓸 수 없습니다. 0보다 크고 {LONGEST_MS:,} 이하(15분)여야 합니다.",
            en=f"cannot use the duration {duration_ms!r}: give milliseconds above 0 and up to {LONGEST_MS:,} (15 minutes)",
        )
    low, high = MEMORY_MB
    if not _is_number(memory_mb) or memory_mb != int(memory_mb) or not low <= memory_mb <= high:
        raise InputError(
            ko=f"메모리(memory_mb) {memory_mb!r}은(는) 쓸 수 없습니다. {low}에서 {high:,}까지 1MB 단위로 정합니다.",
            en=f"cannot use the memory {memory_mb!r}: give whole MB from {low} to {high:,}",
        )
    # 100 x 1.1 ms is 110 ms, not 111 because of the last bit of a float
    return math.ceil(round(duration_ms, 6)) / 1000 * memory_mb / 1024


def _requests(requests: float) -> float:
    if not _is_number(requests) or not 0 <= requests < math.inf:
        raise InputError(
            ko=f"요청 수(requests) {requests!r}은(는) 쓸 수 없습니다. 0 이상의 수여야 합니다.",
            en=f"cannot use the requests {requests!r}: give a number of 0 or more",
        )
    return requests


def _is_number(value: object) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, bool) and not math.isnan(float(value))


def _item(architecture: str) -> str:
    if architecture not in _DURATION:
        raise unknown(ko="아키텍처", en="architecture", given=architecture, allowed=_DURATION)
    return _DURATION[architecture]


def _tiers(item: str, location: str) -> tuple[tuple[float, float, float, str, str], ...]:
    """The price tiers of an item: from, to, USD, unit, as-of date."""
    found = catalog.tiers("lambda", item, location)
    if not found:
        raise InputError(
            ko=f"{location}의 Lambda 요금은 확인되지 않았습니다. 리전을 고르세요.",
            en=f"no Lambda price is known in {location}: choose a Region",
        )
    return found
