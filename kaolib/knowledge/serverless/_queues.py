"""Messages of an SQS queue that a function works on: how often they are received, where they end, what the queue costs."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.knowledge.serverless import _priced
from kaolib.knowledge.serverless._batches import LARGEST_BATCH
from kaolib.knowledge.serverless._limits import whole
from kaolib.knowledge.serverless._retries import attempt_table, expected_attempts

#: Each month, for all queues of an account together, with no end date. Source: AWS, SQS pricing.
FREE_SQS_REQUESTS = 1_000_000
#: A request carries at most 10 messages, and each begun 64 KB of it is billed as one. Sources: AWS, SQS Developer Guide,
#: "Amazon SQS batch actions"; SQS pricing.
MESSAGES_PER_REQUEST = 10
KB_PER_REQUEST = 64.0
#: Largest message, and largest payload of one request. Source: AWS, SQS Developer Guide, "Amazon SQS batch actions".
LARGEST_MESSAGE_KB = 1024.0
#: A batch of a FIFO queue has at most 10 messages, and a standard queue's of more than 10 needs a batching window.
#: Source: AWS, Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
LARGEST_FIFO_BATCH = 10
#: AWS's advice (same page): a visibility timeout of six times the function's, and at least five receives.
VISIBILITY_PER_TIMEOUT = 6
ADVISED_RECEIVES = 5
#: Seconds of visibility timeout and of retention that a queue can have. Source: AWS, SQS Developer Guide, "Amazon SQS
#: visibility timeout", "Amazon SQS message quotas".
LONGEST_VISIBILITY_S = 43_200
RETENTION_S = (60, 1_209_600)
_LONGEST_FUNCTION_S = 900


def queue_retries(
    failure_rate: float,
    *,
    permanent_share: float = 0.0,
    batch_size: int = 10,
    max_receives: int = 5,
    visibility_s: int = 180,
    function_timeout_s: int = 30,
    retention_s: int = 345_600,
    partial_response: bool = False,
) -> pd.DataFrame:
    """How often messages are received, and where they end, good ones and poison ones.

    Parameters
    ----------
    failure_rate
        Share of the tries of a good message that fail, each on its own.
    permanent_share
        Share of the messages that fail every time.
    batch_size
        Messages that the function gets at once, 1 to 10,000.
    max_receives
        maxReceiveCount of the redrive policy: after so many receives a message goes to the dead-letter queue.
    visibility_s
        Visibility timeout of the queue: so long a message is hidden after each receive.
    function_timeout_s
        Timeout of the function; not above the visibility timeout.
    retention_s
        How long the queue keeps a message (AWS's default: four days).
    partial_response
        ReportBatchItemFailures: only the failed messages of a batch come back.

    Returns
    -------
    pandas.DataFrame
        One row for message "good" and one for "poison": share (of all messages), receives (expected, per message),
        succeeded, dead_lettered, expired (shares of the messages of that row; they sum to 1).

    Raises
    ------
    InputError
        For a limit that is passed, or a function that may run longer than a message is hidden.

    Notes
    -----
    Without partial responses a batch fails as a whole: a good message comes back with every failed one of its batch, and
    can end in the dead-letter queue. Who shares a batch with whom is drawn anew at each receive, from all that circulates;
    the result is exact for many messages. A message whose next receive would be after the retention is lost without
    a dead letter. Sources: AWS, Lambda Developer Guide, "Handling errors for an SQS event source in Lambda", "Creating
    and configuring an Amazon SQS event source mapping".

    Examples
    --------
    One message in a hundred is poison. In batches of ten it brings good messages back with it:

    >>> queue_retries(0, permanent_share=0.01)["receives"].round(2).tolist()
    [1.38, 5.0]
    >>> queue_retries(0, permanent_share=0.01, partial_response=True)["receives"].tolist()
    [1.0, 5.0]
    """
    p = errors.share("failure_rate", failure_rate)
    poison = errors.share("permanent_share", permanent_share)
    size = whole("batch_size", batch_size, 1, LARGEST_BATCH)
    most = errors.count("max_receives", max_receives, least=1)
    most, dropped = _receives(most, visibility_s, function_timeout_s, retention_s)
    fails = p if partial_response else _mixed(p, poison, size, most)
    rows = []
    for message, share, rate in (("good", 1 - poison, fails), ("poison", poison, 1.0)):
        tries = attempt_table(rate, most - 1)
        lost = float(tries["failed"].iloc[-1])
        rows.append(
            {
                "message": message,
                "share": share,
                "receives": float(tries["reached"].sum()),
                "succeeded": float(tries["succeeded"].sum()),
                "dead_lettered": 0.0 if dropped else lost,
                "expired": lost if dropped else 0.0,
            }
        )
    return pd.DataFrame(rows)


def queue_timeline(
    max_receives: int = 5,
    *,
    visibility_s: int = 180,
    function_timeout_s: int = 30,
    retention_s: int = 345_600,
) -> pd.DataFrame:
    """When a poison message is received, and when it leaves the queue.

    Parameters
    ----------
    max_receives, visibility_s, function_timeout_s, retention_s
        As in `queue_retries`.

    Returns
    -------
    pandas.DataFrame
        event ("receive", and at the end "dead_letter" or "expired"), receive (its number), at_s (after the message came;
        it is received at once, and again each time it becomes visible).

    Raises
    ------
    InputError
        As `queue_retries`.

    Notes
    -----
    A message goes to the dead-letter queue when it would be received once more than maxReceiveCount. Source: AWS, SQS
    Developer Guide, "Using dead-letter queues in Amazon SQS".

    Examples
    --------
    >>> queue_timeline(2, visibility_s=180).to_numpy().tolist()
    [['receive', 1, 0.0], ['receive', 2, 180.0], ['dead_letter', 2, 360.0]]
    """
    most = errors.count("max_receives", max_receives, least=1)
    most, dropped = _receives(most, visibility_s, function_timeout_s, retention_s)
    rows: list[tuple[str, int, float]] = [("receive", n + 1, float(n * visibility_s)) for n in range(most)]
    rows.append(("expired", most, float(retention_s)) if dropped else ("dead_letter", most, float(most * visibility_s)))
    return pd.DataFrame(rows, columns=["event", "receive", "at_s"])


def queue_cost(
    messages: float,
    location: str,
    *,
    kb: float = 1.0,
    batch_size: int = 10,
    receives: float = 1.0,
    succeeded: float = 1.0,
    send_batch: int = 1,
    fifo: bool = False,
    pollers: float = 5.0,
    poll_seconds: float = 20.0,
    idle_share: float = 1.0,
    hours: float = MONTH_HOURS,
    free_tier: bool = True,
) -> pd.DataFrame:
    """What an SQS queue in front of a function costs: requests to send, receive and delete, and to ask in vain.

    Parameters
    ----------
    messages
        Messages in these hours.
    location
        AWS code of a Region.
    kb
        Size of each, up to 1,024 KB.
    batch_size
        Messages that the function gets at once: up to 10,000, of a FIFO queue up to 10.
    receives
        How often a message is received (`queue_retries`), 1 or more.
    succeeded
        Share of the messages that succeed: Lambda deletes them.
    send_batch
        Messages that the sender puts into one request, 1 to 10.
    fifo
        Whether it is a FIFO queue, which has its own price.
    pollers
        Requests of Lambda that wait on the empty queue at a time: AWS says five, down to two when traffic is low. How
        many there are while it is idle is assumed.
    poll_seconds
        How long such a request waits before it returns empty: long polling waits up to 20 seconds.
    idle_share
        Share of the hours in which the queue is empty.
    hours
        Hours that the trigger is enabled.
    free_tier
        Whether the million free requests a month are still there for this queue.

    Returns
    -------
    pandas.DataFrame
        part ("send", "receive", "delete", "empty_receive"), unit, from_quantity and to_quantity (the price tier),
        quantity, free, usd_per_unit, usd, as_of, reason. The free requests are taken off in that order.

    Raises
    ------
    InputError
        For a limit that is passed, an unknown place, or a number that cannot be.

    Notes
    -----
    Every action is a request and each begun 64 KB of a request one more; a receive or a delete carries up to ten
    messages. That batches arrive full, and that Lambda deletes ten at a time, is assumed. Moving a message to the
    dead-letter queue is not counted. Tiers count each part on its own here; they begin at 100 billion requests. Sources:
    AWS, SQS pricing; Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings".

    Examples
    --------
    An empty queue with a trigger, a month: 5 x 2,628,000 / 20 requests, within the free million.

    >>> month = queue_cost(0, "ap-northeast-2").set_index("part")
    >>> float(month["free"]["empty_receive"]), float(month["usd"].sum())
    (657000.0, 0.0)
    """
    sent = errors.amount("messages", messages)
    size = errors.amount("kb", kb)
    if size > LARGEST_MESSAGE_KB:
        raise InputError(
            ko=f"메시지 크기(kb) {size:,g}은(는) 쓸 수 없습니다. 최대 {LARGEST_MESSAGE_KB:,g}KB입니다.",
            en=f"kb {size:,g} cannot be used: a message has up to {LARGEST_MESSAGE_KB:,g} KB.",
        )
    batch = whole("batch_size", batch_size, 1, LARGEST_FIFO_BATCH if fifo else LARGEST_BATCH)
    each = whole("send_batch", send_batch, 1, MESSAGES_PER_REQUEST)
    received = sent * errors.amount("receives", receives, least=1)
    deleted = sent * errors.share("succeeded", succeeded)
    idle = errors.share("idle_share", idle_share) * errors.amount("hours", hours) * 3600
    empty = errors.amount("pollers", pollers) * idle / errors.amount("poll_seconds", poll_seconds, above=True)
    place = catalog.check_location(location)
    carried = min(batch, MESSAGES_PER_REQUEST)
    item = "fifo_request" if fifo else "standard_request"
    left = float(FREE_SQS_REQUESTS) if free_tier else 0.0
    rows: list[dict[str, Any]] = []
    for part, quantity in (
        ("send", sent / each * _request(size, each)),
        ("receive", received / carried * _request(size, carried)),
        ("delete", deleted / carried),
        ("empty_receive", empty),
    ):
        rows += _priced.lines(part, "sqs", item, place, quantity, free=left)
        left = max(0.0, left - quantity)
    return _priced.table(rows)


def event_pollers(messages_per_second: float, kb: float, duration_s: float, batch_size: int = 10) -> int:
    """Event pollers that a provisioned SQS event source mapping needs, by AWS's formula.

    Parameters
    ----------
    messages_per_second
        At the peak.
    kb
        Average size of a message, above 0.
    duration_s
        Average run of the function, above 0.
    batch_size
        Messages that the function gets at once.

    Returns
    -------
    int
        Pollers, 2 or more (the least that can be set).

    Raises
    ------
    InputError
        For a number that cannot be.

    Notes
    -----
    A poller handles the smallest of ceil(1024 / KB), ceil(10 / seconds) x batch size and min(100, 10 x batch size)
    messages a second. The guide's second example (runs of a second) counts 10 messages a second for a poller where its
    formula gives 100; the formula is followed. Source: AWS, Lambda Developer Guide, "Using Lambda with Amazon SQS".

    Examples
    --------
    AWS's first example: 1,000 messages a second of 3 KB, batches of ten, runs of 100 ms.

    >>> event_pollers(1000, 3, 0.1)
    10
    """
    rate = errors.amount("messages_per_second", messages_per_second)
    size = errors.amount("kb", kb, above=True)
    run = errors.amount("duration_s", duration_s, above=True)
    batch = whole("batch_size", batch_size, 1, LARGEST_BATCH)
    handled = min(math.ceil(1024 / size), math.ceil(10 / run) * batch, min(100, 10 * batch))
    return max(2, math.ceil(rate / handled))


def _request(kb: float, messages: int) -> float:
    """Billed units of one request with so many messages; it is split where it would pass the largest payload."""
    whole_kb = kb * messages
    if whole_kb <= LARGEST_MESSAGE_KB:
        return _priced.units(whole_kb, KB_PER_REQUEST)
    per = max(1, math.floor(LARGEST_MESSAGE_KB / kb))
    full, rest = divmod(messages, per)
    return full * _priced.units(kb * per, KB_PER_REQUEST) + (_priced.units(kb * rest, KB_PER_REQUEST) if rest else 0)


def _receives(most: int, visibility_s: int, function_timeout_s: int, retention_s: int) -> tuple[int, bool]:
    """How often a message that always fails is received, and whether it expires before it can be dead-lettered."""
    hidden = whole("visibility_s", visibility_s, 0, LONGEST_VISIBILITY_S)
    timeout = whole("function_timeout_s", function_timeout_s, 1, _LONGEST_FUNCTION_S)
    kept = whole("retention_s", retention_s, *RETENTION_S)
    if timeout > hidden:
        raise InputError(
            ko=f"함수의 제한 시간(function_timeout_s) {timeout:,}초가 표시 제한 시간(visibility_s) {hidden:,}초보다 깁니다. "
            f"AWS는 {VISIBILITY_PER_TIMEOUT * timeout:,}초 이상을 권합니다.",
            en=f"function_timeout_s {timeout:,} is over visibility_s {hidden:,}: AWS advises a visibility timeout of "
            f"{VISIBILITY_PER_TIMEOUT * timeout:,} or more.",
        )
    in_time = kept // hidden + 1
    # the message must still be there when it would be received once more
    return (most, False) if most * hidden <= kept else (min(most, in_time), True)


def _mixed(p: float, poison: float, size: int, most: int) -> float:
    """How likely a receive of a good message fails, itself or with another of its batch.

    The share of receives that fail on their own depends on how often good ones come back, which depends on that share:
    solved by halving, as more failures bring more good receives, and those lower the share.
    """
    low, high = p, 1.0
    for _ in range(60):
        own = (low + high) / 2
        fails = 1 - (1 - p) * (1 - own) ** (size - 1)
        good = (1 - poison) * expected_attempts(fails, most - 1)
        circulating = good + poison * most
        found = (good * p + poison * most) / circulating
        if found > own:
            low = own
        else:
            high = own
    own = (low + high) / 2
    return 1 - (1 - p) * (1 - own) ** (size - 1)
