"""A quantity of a service's item as lines of a bill, tier by tier; a price that is not known stays missing."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kaolib.knowledge import catalog

COLUMNS = (
    "part", "unit", "from_quantity", "to_quantity", "quantity", "free", "usd_per_unit", "usd", "as_of", "reason",
)  # fmt: skip
#: What floats may leave over behind the last tier.
_LEFT = 1e-12


def lines(
    part: str, service: str, item: str, location: str, quantity: float, *, free: float = 0.0
) -> list[dict[str, Any]]:
    """One line for each price tier that the quantity reaches, at least one.

    A quantity beyond the tiers that are known, or an item without a price, has usd NaN and the reason "no_price". The
    free part is taken off before the tiers are counted.
    """
    taken = min(quantity, free)
    rest = quantity - taken
    rows: list[dict[str, Any]] = []
    known = 0.0
    unit = ""
    for start, end, price, unit, day in catalog.tiers(service, item, location):
        here = max(0.0, min(rest, end) - start)
        if here == 0 and start > 0:
            break
        rows.append(_line(part, unit, start, end, here, price, day))
        known = end
    if not rows or rest > known * (1 + _LEFT):
        rows.append(_line(part, unit, known, math.inf, rest - known, math.nan, ""))
    rows[0]["free"] = taken
    return rows


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The lines as a table with the columns of every bill of this room."""
    return pd.DataFrame(rows, columns=list(COLUMNS))


def total(rows: list[dict[str, Any]]) -> float:
    """What the lines cost together; NaN when the price of one of them is missing."""
    return math.fsum(row["usd"] for row in rows)


def units(kb: float, size: float) -> int:
    """Billed units of a payload: each begun block of the size is one, and an empty payload is one."""
    return max(1, math.ceil(round(kb / size, 9)))


def _line(part: str, unit: str, start: float, end: float, quantity: float, price: float, day: str) -> dict[str, Any]:
    return {
        "part": part,
        "unit": unit,
        "from_quantity": start,
        "to_quantity": end,
        "quantity": quantity,
        "free": 0.0,
        "usd_per_unit": price,
        # nothing used costs nothing, whatever the price
        "usd": quantity * price if quantity else 0.0,
        "as_of": day,
        "reason": "no_price" if math.isnan(price) else "",
    }
