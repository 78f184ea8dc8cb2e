"""Lambda's bill as AWS's price page tells it, slowly and in exact fractions, without the code that it checks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from kaolib.knowledge import catalog

SHORT = {"x86_64": "x86", "arm64": "arm64"}
FREE = {"request": 1_000_000, "duration": 400_000, "response_streaming": 100}
PLANNED = ("duration_x86", "duration_arm64")


def exact(number: float) -> Fraction:
    """The number as it is written."""
    return Fraction(repr(float(number)))


def paid(item: str, location: str, quantity: Fraction) -> Fraction:
    """What so much of an item costs from the first unit on: the tiers are filled from below."""
    rows = catalog.services("lambda", location)
    total = Fraction(0)
    for tier in rows[rows["item"] == item].sort_values("from_quantity").itertuples():
        low = Fraction(int(tier.from_quantity))
        high = quantity if math.isinf(tier.to_quantity) else Fraction(int(tier.to_quantity))
        total += max(Fraction(0), min(quantity, high) - low) * exact(tier.usd)
    return total


def marginal(item: str, location: str, used: Fraction, free: float = 0, before: Fraction = Fraction(0)) -> Fraction:
    """What ``used`` costs after ``before`` has been used, when the first ``free`` of both together cost nothing."""

    def bill(quantity: Fraction) -> Fraction:
        return paid(item, location, max(Fraction(0), quantity - Fraction(int(free))))

    return bill(before + used) - bill(before)


def billed(duration_ms: float, init_ms: float = 0.0) -> int:
    """Milliseconds that an invocation is billed."""
    return max(1, math.ceil(exact(duration_ms) + exact(init_ms)))


def units(kb: float) -> int:
    """Requests of an asynchronous event: one for 256 KB, then one for each 64 KB, counted off."""
    count, left = 1, exact(kb) - 256
    while left > 0:
        count, left = count + 1, left - 64
    return count


def month(
    requests: int,
    cold: int,
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str,
    free: bool,
    *,
    init_ms: float = 0.0,
    event_kb: float | None = None,
    storage_mb: int = 512,
    streamed_mb: float = 0.0,
    before: Mapping[str, float] | None = None,
) -> Fraction:
    """A month of one function, of whose invocations ``cold`` start cold."""
    others = {name: exact((before or {}).get(name, 0.0)) for name in FREE}
    allowance = FREE if free else dict.fromkeys(FREE, 0)
    ms = (requests - cold) * billed(duration_ms) + cold * billed(duration_ms, init_ms)
    gb_seconds = Fraction(ms * memory_mb, 1000 * 1024)
    storage = Fraction(ms * (storage_mb - 512), 1000 * 1024)
    streamed = requests * max(Fraction(0), exact(streamed_mb) - 6) / 1024
    each = 1 if event_kb is None else units(event_kb)
    total = marginal("request", location, Fraction(requests * each), allowance["request"], others["request"])
    item = f"duration_{SHORT[architecture]}"
    total += marginal(item, location, gb_seconds, allowance["duration"], others["duration"])
    total += paid("ephemeral_storage", location, storage)
    if streamed:
        name = "response_streaming"
        total += marginal(name, location, streamed, allowance[name], others[name])
    return total


def log(rows: Iterable[Mapping[str, Any]], location: str, free: bool) -> Fraction:
    """A log, one invocation after the other."""
    requests, on_pc = 0, 0
    seconds = dict.fromkeys(SHORT, Fraction(0))
    pc_seconds = dict.fromkeys(SHORT, Fraction(0))
    storage = streamed = Fraction(0)
    for row in rows:
        ms = billed(row["duration_ms"], row.get("init_ms") or 0.0)
        amount = Fraction(ms * row["memory_mb"], 1000 * 1024)
        count = units(row["payload_kb"]) if row.get("asynchronous") else 1
        if row.get("provisioned"):
            pc_seconds[row["architecture"]] += amount
            on_pc += count
        else:
            seconds[row["architecture"]] += amount
            requests += count
        storage += Fraction(ms * (row.get("ephemeral_storage_mb", 512) - 512), 1000 * 1024)
        streamed += max(Fraction(0), exact(row.get("streamed_mb", 0.0)) - 6) / 1024
    left = max(0, requests - FREE["request"]) if free else requests
    total = paid("request", location, Fraction(left + on_pc)) + paid("ephemeral_storage", location, storage)
    everything = sum(seconds.values())
    for architecture, amount in seconds.items():
        share = amount / everything * FREE["duration"] if everything and free else Fraction(0)
        total += paid(f"duration_{SHORT[architecture]}", location, max(Fraction(0), amount - share))
        total += paid(f"provisioned_duration_{SHORT[architecture]}", location, pc_seconds[architecture])
    if streamed:
        total += paid("response_streaming", location, max(Fraction(0), streamed - (100 if free else 0)))
    return total
