"""A made-up shop that works by events: its traffic is invented, its prices are not."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kaolib.knowledge import catalog, serverless

#: Where everything that the tables have a price for is priced.
FALLBACK = "us-east-1"
#: KB of a request and of its answer.
REQUEST_KB, ANSWER_KB = 4.0, 8.0
#: Records a second of the shop's stream, and milliseconds that its consumer takes for a batch.
RECORDS_PER_SECOND, BATCH_MS = 20.0, 200.0
#: Which record of a hundred cannot be processed.
POISON_SHARE = 0.37


def priced_in(location: str, *items: tuple[str, str]) -> str:
    """The Region itself where each of these (service, item) has a price, else N. Virginia.

    Examples
    --------
    >>> priced_in("us-gov-west-1", ("alb", "hour"))
    'us-east-1'
    """
    return location if all(catalog.tiers(*item, location) for item in items) else FALLBACK


def poison(batch_size: int) -> int:
    """The place of the record in a batch of this size that cannot be processed."""
    return int(batch_size * POISON_SHARE)


def front_costs(
    location: str, rates: Sequence[float], duration_ms: float, memory_mb: int, hours: float
) -> pd.DataFrame:
    """A month of the shop's requests through each front, the function included.

    Parameters
    ----------
    location
        AWS code of a Region.
    rates
        Requests a second, in order.
    duration_ms, memory_mb
        Of the function.
    hours
        Of the month.

    Returns
    -------
    pandas.DataFrame
        front ("function_url", "http", "rest", "alb"), requests_per_second, requests, function_usd, front_usd and usd (a
        month, without transfer out); NaN where the front's price is not known.

    Examples
    --------
    >>> costs = front_costs("us-east-1", [10], 120, 512, 730)
    >>> costs.set_index("front")["usd"].idxmin()
    'function_url'
    """
    rows = []
    for rate in rates:
        table = serverless.api_fronts(rate, location, kb=REQUEST_KB, response_kb=ANSWER_KB, hours=hours)
        requests = rate * hours * 3600
        usd = serverless.lambda_usd(requests, duration_ms, memory_mb, location, free_tier=False)
        rows.append(
            pd.DataFrame(
                {
                    "front": table["front"],
                    "requests_per_second": float(rate),
                    "requests": requests,
                    "function_usd": usd,
                    "front_usd": table["front_usd"],
                    "usd": table["front_usd"] + usd,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)
