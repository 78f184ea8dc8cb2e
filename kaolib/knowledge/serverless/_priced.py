"""A quantity of a service's item as lines of a bill, tier by tier; a price that is not known stays missing."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kaolib.knowledge import catalog
from kaolib.knowledge.serverless._meter import Meter

COLUMNS = (
    "part", "unit", "from_quantity", "to_quantity", "quantity", "free", "usd_per_unit", "usd", "as_of", "reason",
)  # fmt: skip
#: What floats may leave over behind the last tier that is known.
_LEFT = 1e-12


def lines(
    part: str, service: str, item: str, location: str, quantity: float, *, free: float = 0.0
) -> list[dict[str, Any]]:
    """One line for each price tier that the quantity reaches, at least one.

    A quantity beyond the tiers that are known, or an item without a price, has usd NaN and the reason "no_price". The
    free part is taken off before the tiers are counted.
    """
    tiers = catalog.tiers(service, item, location)
    unit, known = (tiers[-1][3], tiers[-1][1]) if tiers else ("", 0.0)
    if not tiers or quantity - min(quantity, free) > known * (1 + _LEFT):
        tiers = (*tiers, (known, math.inf, math.nan, unit, ""))
    return list(Meter(tiers, free).charge(part, quantity))


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The lines as a table with the columns of every bill of this room."""
    return pd.DataFrame(rows, columns=list(COLUMNS))


def total(rows: list[dict[str, Any]]) -> float:
    """What the lines cost together; NaN when the price of one of them is missing."""
    return math.fsum(row["usd"] for row in rows)


def units(kb: float, size: float) -> int:
    """Billed units of a payload: each begun block of the size is one, and an empty payload is one."""
    return max(1, math.ceil(round(kb / size, 9)))
