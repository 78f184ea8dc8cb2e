"""A made-up shop that works by events: its traffic is invented, its prices are not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from kaolib.knowledge import catalog, serverless
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import language

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
    known = (catalog.tiers(*item, location) for item in items)
    # a price whose last known tier ends is not known for a large month
    return location if all(tiers and tiers[-1][1] == math.inf for tiers in known) else FALLBACK


#: The triggers of the study note, and those that it lacks but a bill has, in the order of a lesson.
SHOWN = (
    *(
        "api_gateway_rest",
        "api_gateway_http",
        "api_gateway_websocket",
        "alb",
        "function_url",
        "lex",
        "cognito",
        "firehose",
    ),
    *("cloudfront", "step_functions", "invoke"),
    *("s3", "sns", "ses", "eventbridge_rule", "eventbridge_scheduler", "cloudwatch_logs", "iot", "cloudformation"),
    *("codecommit", "codepipeline", "config", "cloudtrail"),
    *("kinesis", "dynamodb_streams", "sqs"),
)


def trigger_rows(location: str) -> pd.DataFrame:
    """What calls a function, for reading: service, how it is called, who tries again and how often, and its price.

    Examples
    --------
    >>> language.use("en")
    >>> rows = trigger_rows("us-east-1").set_index("trigger_service")
    >>> rows.loc["Amazon S3 event notifications", ["invocation", "tries_again"]].tolist()
    ['asynchronous', 'Lambda: 2']
    """
    table = serverless.triggers(location).set_index("trigger").loc[list(SHOWN)]
    tries = []
    for by, retries in zip(table["retried_by"], table["retries"], strict=True):
        name = language.text(f"retried_by_{by}")
        if retries == float("inf"):
            tries.append(f"{name}: {language.text('retries_until_expiry')}")
        else:
            tries.append(name if pd.isna(retries) else f"{name}: {retries:g}")
    return pd.DataFrame(
        {
            "trigger_service": table["service"].to_list(),
            "invocation": table["kind"].to_list(),
            "tries_again": tries,
            "usd_per_million_events": table["usd_per_million"].to_list(),
            "trigger_reason": table["reason"].to_list(),
        }
    )


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


def front_crossings(location: str, duration_ms: float, memory_mb: int) -> pd.DataFrame:
    """Where the ALB becomes cheaper than each kind of API for the shop's requests; the function is in usd.

    Examples
    --------
    >>> front_crossings("us-east-1", 120, 512)["kind"].tolist()
    ['rest', 'http']
    """
    kinds = ("rest", "http")
    found = [serverless.alb_break_even(location, kind, kb=REQUEST_KB, response_kb=ANSWER_KB) for kind in kinds]
    rates = [float(one["requests_per_second"].iloc[0]) for one in found]
    usd = [float(one["usd"].iloc[0]) for one in found]
    function = [
        math.nan
        if math.isnan(rate)
        else serverless.lambda_usd(rate * MONTH_HOURS * 3600, duration_ms, memory_mb, location, free_tier=False)
        for rate in rates
    ]
    return pd.DataFrame(
        {
            "kind": kinds,
            "requests_per_second": rates,
            "usd": [front + more for front, more in zip(usd, function, strict=True)],
        }
    )
