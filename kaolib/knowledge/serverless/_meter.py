"""Where a month of an item stands in its price tiers and free tier; for Lambda's own items also its Savings Plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

ARCHITECTURES = {"x86_64": "x86", "arm64": "arm64"}
#: What a Compute Savings Plan makes cheaper. Requests count against it at the On-Demand price; the rest is outside it.
_PLANNED = ("duration", "provisioned_concurrency", "provisioned_duration")

Tier = tuple[float, float, float, str, str]


@dataclass
class Meter:
    """One item of the price list over a month: parts are charged one after the other.

    Attributes
    ----------
    tiers : tuple
        from_quantity, to_quantity, usd, unit, as_of of each price tier.
    free : float
        What is left of the free tier.
    position : float
        How far the paid quantity has come in the tiers.
    reason : str
        Why a price is missing, where one is.
    """

    tiers: tuple[Tier, ...]
    free: float = 0.0
    position: float = 0.0
    reason: str = "no_price"

    @classmethod
    def of(cls, item: str, location: str, *, free: float = 0.0, before: float = 0.0, plan: str | None = None) -> Meter:
        """The meter of an item after others have used ``before`` of it, the free tier included."""
        reason = "no_price" if plan is None else "no_plan_rate"
        return cls(prices(item, location, plan), max(0.0, free - before), max(0.0, before - free), reason)

    def charge(self, part: str, quantity: float, *, free: bool = True) -> Iterator[dict[str, Any]]:
        """The rows of a part, at least one: its quantity in each tier that it reaches."""
        taken = min(quantity, self.free) if free else 0.0
        start, end = self.position, self.position + quantity - taken
        self.free, self.position = self.free - taken, end
        for low, high, usd, unit, as_of in self.tiers:
            if high <= start and high < math.inf:
                continue
            if low >= end > start:
                break
            amount = max(0.0, min(end, high) - max(start, low))
            yield {
                "part": part,
                "unit": unit,
                "from_quantity": low,
                "to_quantity": high,
                "quantity": amount,
                "free": taken,
                "usd_per_unit": usd,
                # nothing used costs nothing, whatever the price
                "usd": amount * usd if amount else 0.0,
                "as_of": as_of,
                "reason": self.reason if math.isnan(usd) else "",
            }
            taken = 0.0
            if end <= high:
                break


def architecture_code(architecture: str) -> str:
    """The word that the price list has for an architecture."""
    if architecture not in ARCHITECTURES:
        raise unknown(ko="아키텍처", en="architecture", given=architecture, allowed=ARCHITECTURES)
    return ARCHITECTURES[architecture]


def prices(item: str, location: str, plan: str | None = None) -> tuple[Tier, ...]:
    """The price tiers of an item, or the one rate that a plan has for it; NaN where the rate is not known."""
    found = catalog.tiers("lambda", item, location)
    if not found:
        if catalog.tiers("lambda", "request", location):
            return ((0.0, math.inf, math.nan, "", ""),)
        raise InputError(
            ko=f"{location}의 Lambda 요금은 확인되지 않았습니다. 리전을 고르세요.",
            en=f"no Lambda price is known in {location}: choose a Region",
        )
    if plan is None:
        return found
    rates = _plan_rates(plan, catalog.check_location(location))
    if not item.startswith(_PLANNED):
        return found
    usd, as_of = rates.get(item, (math.nan, ""))
    return ((0.0, math.inf, usd, found[0][3], as_of),)


@cache
def _plan_rates(plan: str, location: str) -> dict[str, tuple[float, str]]:
    known = catalog.service_plan_rates("lambda")["option"].unique().tolist()
    if plan not in known:
        raise unknown(ko="Compute Savings Plans", en="Compute Savings Plan", given=plan, allowed=known)
    rates = catalog.service_plan_rates("lambda", location, plan)
    return {item: (float(usd), as_of) for item, usd, as_of in rates[["item", "usd", "as_of"]].to_numpy().tolist()}


def gb_second_usd(location: str, architecture: str = "x86_64", *, plan: str | None = None) -> float:
    """The price of a GB-second of duration in the first price tier, in USD; NaN where the plan's rate is not known.

    Parameters
    ----------
    location, architecture, plan
        As in `lambda_cost`.

    Raises
    ------
    InputError
        For an unknown name, or a place where no Lambda price is known.

    Examples
    --------
    >>> gb_second_usd("us-east-1", "arm64") < gb_second_usd("us-east-1")
    True
    """
    return prices(f"duration_{architecture_code(architecture)}", location, plan)[0][2]
