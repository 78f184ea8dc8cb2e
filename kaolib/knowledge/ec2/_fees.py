"""The fees that AWS lists beside the price of an instance: one price each, or none that is known."""

from __future__ import annotations

import math

from kaolib.knowledge import catalog


def listed_fee(item: str, location: str) -> tuple[float, str]:
    """A fee of EC2 in one location, USD for its unit, and the date of that price; NaN and "" where none is listed.

    Examples
    --------
    >>> usd, as_of = listed_fee("dedicated_region_fee", "us-east-1")
    >>> usd > 0, as_of != ""
    (True, True)
    """
    for _, _, usd, _, as_of in catalog.tiers("ec2", item, location):
        return usd, as_of
    return math.nan, ""
