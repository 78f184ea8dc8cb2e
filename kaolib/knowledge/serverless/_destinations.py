"""Where events go that failed for good: dead-letter queues and on-failure destinations, what each is told and costs."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.serverless import _priced


class _Destination(NamedTuple):
    dead_letter: str
    asynchronous: str
    stream: str
    service: str
    item: str
    kb_per_unit: float
    largest_kb: float
    source: str


_GUIDE = 'AWS, Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"'
#: What each is told: "event" (as it came, without the answer), "record" (event, answer and why), "metadata" (where the
#: batch lies in the stream, not the records), "metadata_and_batch"; "" where it cannot be used.
_DESTINATIONS = {
    "sqs": _Destination(
        "event", "record", "metadata", "sqs", "standard_request", 64.0, 1024.0, _GUIDE + "; SQS pricing"
    ),
    "sns": _Destination("event", "record", "metadata", "sns", "publish", 64.0, 256.0, _GUIDE + "; SNS pricing"),
    "eventbridge": _Destination(
        "", "record", "", "eventbridge", "custom_event", 64.0, 256.0, _GUIDE + "; EventBridge pricing"
    ),
    "s3": _Destination(
        "", "record", "metadata_and_batch", "s3", "standard_put_request", float("inf"), float("inf"),
        _GUIDE + '; "Retain discarded batch records for a Kinesis Data Streams event source in Lambda"; S3 pricing',
    ),
    "lambda": _Destination("", "record", "", "lambda", "request", 256.0, 1024.0, _GUIDE + "; Lambda pricing"),
}  # fmt: skip
DESTINATIONS = tuple(_DESTINATIONS)
#: An asynchronous event of up to 256 KB is one request of Lambda, each further 64 KB one more.
_FURTHER_KB = 64.0


def destinations() -> pd.DataFrame:
    """Where failed events can go, what is sent there, and the price item that bills it.

    Returns
    -------
    pandas.DataFrame
        destination; dead_letter, asynchronous, stream (what it is told as a dead-letter queue, as the on-failure
        destination of asynchronous events, and of a stream: "event", "record", "metadata", "metadata_and_batch", or ""
        where it cannot be used); price_service, price_item (in `catalog.services`); kb_per_unit (payload of one billed
        unit); largest_kb; source.

    Notes
    -----
    A dead-letter queue gets the event alone; a destination also the answer and the reason. A queue's own dead-letter
    queue (redrive) gets the message. A stream's record of SQS or SNS says only where the batch lies: it must be read
    before it expires. Kafka topics can be destinations of a Kafka source.

    Examples
    --------
    >>> destinations().set_index("destination")["dead_letter"].to_dict()
    {'sqs': 'event', 'sns': 'event', 'eventbridge': '', 's3': '', 'lambda': ''}
    """
    return pd.DataFrame(
        [
            {
                "destination": name,
                "dead_letter": it.dead_letter,
                "asynchronous": it.asynchronous,
                "stream": it.stream,
                "price_service": it.service,
                "price_item": it.item,
                "kb_per_unit": it.kb_per_unit,
                "largest_kb": it.largest_kb,
                "source": it.source,
            }
            for name, it in _DESTINATIONS.items()
        ]
    )


def destination_cost(destination: str, records: float, location: str, kb: float = 1.0) -> pd.DataFrame:
    """What it costs to send failed events to a destination.

    Parameters
    ----------
    destination
        One of `destinations`.
    records
        Events (or batches of a stream) that are sent.
    location
        AWS code of a Region.
    kb
        Size of each, in KB.

    Returns
    -------
    pandas.DataFrame
        part ("destination"), unit, from_quantity and to_quantity (the price tier), quantity, free, usd_per_unit, usd,
        as_of, reason. Where the price is not known usd is NaN and reason "no_price".

    Raises
    ------
    InputError
        For an unknown name, a size that the destination does not take, or a number that cannot be.

    Notes
    -----
    SQS, SNS and EventBridge bill each 64 KB as one, S3 each object, Lambda 256 KB and then each 64 KB. Not included:
    reading a queue again, storing objects, what runs behind a topic or a function. Sources: AWS, SQS, SNS, EventBridge,
    S3 and Lambda pricing.

    Examples
    --------
    >>> float(destination_cost("sns", 1e6, "us-east-1", kb=65)["usd"].sum())
    1.0
    """
    return _priced.table(destination_lines(destination, records, catalog.check_location(location), kb))


def destination_lines(destination: str, records: float, place: str, kb: float) -> list[dict[str, Any]]:
    """The lines of `destination_cost`."""
    if destination not in _DESTINATIONS:
        raise unknown(ko="대상", en="destination", given=destination, allowed=_DESTINATIONS)
    it = _DESTINATIONS[destination]
    size = errors.amount("kb", kb)
    if size > it.largest_kb:
        raise InputError(
            ko=f"{destination}은(는) 최대 {it.largest_kb:,g}KB를 받습니다. kb {size:,g}은(는) 더 큽니다. s3를 쓰세요.",
            en=f"{destination} takes up to {it.largest_kb:,g} KB: kb {size:,g} is larger; use s3.",
        )
    if destination == "s3":
        each = 1
    elif destination == "lambda":
        each = 1 + (_priced.units(size - it.kb_per_unit, _FURTHER_KB) if size > it.kb_per_unit else 0)
    else:
        each = _priced.units(size, it.kb_per_unit)
    return _priced.lines("destination", it.service, it.item, place, errors.amount("records", records) * each)
