"""A record that cannot be processed, in a stream: how often its batch runs, how long it blocks its shard, what it costs.

Lambda reads a stream in order, batch by batch. A failed batch runs again, all of it, until it succeeds, its retries are
used up, or its records are too old; meanwhile what lies behind in the same shard waits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.serverless import _priced
from kaolib.knowledge.serverless._batches import LARGEST_BATCH, MOST_RETRIES
from kaolib.knowledge.serverless._destinations import destination_lines
from kaolib.knowledge.serverless._lambda import billed_gb_seconds
from kaolib.knowledge.serverless._limits import limit, whole
from kaolib.knowledge.serverless._retries import _ITEMS

#: Limits of an event source mapping. Source: AWS, Lambda Developer Guide, "Lambda parameters for Amazon Kinesis Data
#: Streams event source mappings"; API reference, CreateEventSourceMapping.
RECORD_AGE_S = (60, 604_800)
MOST_PARALLEL = 10
#: Least and most hours that a stream keeps a record. Source: AWS, Kinesis Data Streams Developer Guide, "Change the data
#: retention period"; DynamoDB Developer Guide, "Change data capture for DynamoDB Streams".
RETENTION_HOURS = {"kinesis": (24.0, 8760.0), "dynamodb": (24.0, 24.0)}
STREAMS = tuple(RETENTION_HOURS)
#: Time is counted in whole nanoseconds, so that nothing drifts over a week of runs.
_SECOND = 1_000_000_000


class _Part(NamedTuple):
    """Part of a batch that is still to be run: its first record, how many, retries that it has used, when it waits to."""

    first: int
    records: int
    used: int
    wait: int


@dataclass(frozen=True, eq=False)
class StreamRun:
    """What happened to one batch with records that always fail.

    Attributes
    ----------
    steps : pandas.DataFrame
        In order of time: first_record, records (of the part of the batch that ran), attempts (in a row, of the same
        part), starts_s, ends_s (of the first and the last of them, after the batch was read), result ("succeeded",
        "failed", "discarded"), reason (why it was discarded: "retries" or "age"; otherwise "").
    records : int
        Records of the batch.
    invocations, failed_invocations : int
        Runs of the function, and those that failed.
    blocked_s : float
        How long the shard (or its share, with parallelization) did not move on: until the whole batch is done.
    lost, lost_good : int
        Records that were discarded, and those among them that could have been processed.
    behind : float
        Records that waited behind at the end.
    duration_ms : float
        Of each run.
    """

    steps: pd.DataFrame
    records: int
    invocations: int
    failed_invocations: int
    blocked_s: float
    lost: int
    lost_good: int
    behind: float
    duration_ms: float

    def summary(self) -> pd.DataFrame:
        """The run in one row: records, invocations, failed_invocations, blocked_hours, lost, lost_good, behind."""
        return pd.DataFrame(
            [
                {
                    "records": self.records,
                    "invocations": self.invocations,
                    "failed_invocations": self.failed_invocations,
                    "blocked_hours": self.blocked_s / 3600,
                    "lost": self.lost,
                    "lost_good": self.lost_good,
                    "behind": self.behind,
                }
            ]
        )

    def cost(
        self,
        memory_mb: int,
        location: str,
        *,
        architecture: str = "x86_64",
        destination: str | None = None,
        record_kb: float = 1.0,
    ) -> pd.DataFrame:
        """What the batch costs on Lambda, its failed runs included, before the free tier.

        Parameters
        ----------
        memory_mb
            Memory of the function in MB.
        location
            AWS code of a Region.
        architecture
            "x86_64" or "arm64".
        destination
            Where the record of a discarded batch goes: "sqs", "sns" or "s3"; nowhere when not given.
        record_kb
            Size of that record, in KB.

        Returns
        -------
        pandas.DataFrame
            part ("requests", "duration", "destination"), unit, from_quantity and to_quantity, quantity, free,
            usd_per_unit, usd, as_of, reason.

        Raises
        ------
        InputError
            For an unknown name, or a number outside Lambda's limits.

        Examples
        --------
        >>> run = stream_retries(100, retries=2, duration_ms=1000)
        >>> float(run.cost(1024, "us-east-1").set_index("part")["quantity"]["duration"])
        3.0
        """
        if architecture not in _ITEMS:
            raise unknown(ko="아키텍처", en="architecture", given=architecture, allowed=_ITEMS)
        if destination is not None and destination not in ("sqs", "sns", "s3"):
            raise unknown(
                ko="스트림의 실패 시 대상",
                en="on-failure destination of a stream",
                given=destination,
                allowed=("sqs", "sns", "s3"),
            )
        place = catalog.check_location(location)
        used = self.invocations * billed_gb_seconds(self.duration_ms, memory_mb)
        rows = [
            *_priced.lines("requests", "lambda", "request", place, self.invocations),
            *_priced.lines("duration", "lambda", _ITEMS[architecture], place, used),
        ]
        if destination is not None:
            sent = int((self.steps["result"] == "discarded").sum())
            rows += destination_lines(destination, sent, place, record_kb)
        return _priced.table(rows)


def stream_retries(
    batch_size: int = 100,
    poison: Iterable[int] = (0,),
    *,
    source: str = "kinesis",
    retries: int = -1,
    record_age_s: int = -1,
    retention_hours: float = 24.0,
    bisect: bool = False,
    partial_response: bool = False,
    parallelization: int = 1,
    duration_ms: float = 100.0,
    records_per_second: float = 0.0,
    first_wait_s: float = 1.0,
    wait_factor: float = 2.0,
    longest_wait_s: float = 60.0,
) -> StreamRun:
    """Run one batch with records that always fail, step by step as Lambda's event source mapping does.

    Parameters
    ----------
    batch_size
        Records of the batch, 1 to 10,000. They came at the same moment, and the first run begins then.
    poison
        Places in the batch, from 0, of the records that fail every time.
    source
        "kinesis" or "dynamodb".
    retries
        MaximumRetryAttempts: 0 to 10,000, or -1 for no limit (the default of AWS).
    record_age_s
        MaximumRecordAgeInSeconds: 60 to 604,800, or -1 for no limit (the default of AWS).
    retention_hours
        How long the stream keeps a record: 24 to 8,760 for Kinesis, 24 for DynamoDB Streams.
    bisect
        BisectBatchOnFunctionError: a failed batch is split in two; the split uses up no retry.
    partial_response
        ReportBatchItemFailures: the function names the first record that failed; what lies before it is done.
    parallelization
        ParallelizationFactor, 1 to 10: batches of a shard that run at the same time, each with its own keys.
    duration_ms
        Of each run, failed or not.
    records_per_second
        Records that come into the shard meanwhile.
    first_wait_s, wait_factor, longest_wait_s
        Wait between two runs of the same part of the batch. AWS does not say how long it is; assumed here, 0 for none.

    Returns
    -------
    StreamRun
        ``.steps``, ``.summary()`` and ``.cost(memory_mb, location)``.

    Raises
    ------
    InputError
        For a limit that is passed, a place that the batch does not have, or a number that cannot be.

    Notes
    -----
    A record is tried while it is not older than the retention of the stream and the record age. When retries are used up
    the whole part of the batch that failed is discarded, records that could be processed among them; so with partial
    responses alone a poison record takes with it what lies behind it in the batch, and with bisecting it goes alone. The
    halves of a split begin with the retries that their batch has used (none, as splitting uses none). With both, the
    batch is split at the record that was named. Other keys of the shard move on when parallelization is above 1, so
    behind counts one share of the shard. Sources: AWS, Lambda Developer Guide, "Retain discarded batch records for a
    Kinesis Data Streams event source in Lambda", "Configuring partial batch response with Kinesis Data Streams and
    Lambda", "Using Lambda to process records from Amazon Kinesis Data Streams".

    Examples
    --------
    With AWS's defaults a poison record blocks its shard until it expires, and takes its batch with it:

    >>> stream_retries(100, records_per_second=10).summary().round(2).iloc[0].to_dict()
    ... # doctest: +NORMALIZE_WHITESPACE
    {'records': 100.0, 'invocations': 1443.0, 'failed_invocations': 1443.0, 'blocked_hours': 24.0, 'lost': 100.0,
     'lost_good': 99.0, 'behind': 864000.0}

    Two retries and bisecting: 128 records are halved seven times, and only the poison record is lost.

    >>> run = stream_retries(128, [77], retries=2, bisect=True)
    >>> run.invocations, run.failed_invocations, run.lost, run.lost_good
    (17, 10, 1, 0)
    """
    if source not in RETENTION_HOURS:
        raise unknown(ko="스트림", en="stream", given=source, allowed=STREAMS)
    size = whole("batch_size", batch_size, 1, LARGEST_BATCH)
    bad = np.unique([whole("poison", place, 0, size - 1) for place in poison]).astype(int)
    most = math.inf if limit("retries", retries, 0, MOST_RETRIES) < 0 else float(retries)
    age = math.inf if limit("record_age_s", record_age_s, *RECORD_AGE_S) < 0 else float(record_age_s)
    kept = errors.amount("retention_hours", retention_hours)
    least, longest = RETENTION_HOURS[source]
    if not least <= kept <= longest:
        raise InputError(
            ko=f"{source} 스트림의 보존 기간(retention_hours) {kept:g}은(는) 쓸 수 없습니다. {least:g}에서 {longest:g}까지입니다.",
            en=f"retention_hours {kept:g} cannot be used: a {source} stream keeps records for {least:g} to {longest:g} hours.",
        )
    lanes = whole("parallelization", parallelization, 1, MOST_PARALLEL)
    if duration_ms != 0:
        billed_gb_seconds(duration_ms, 128)  # the limits of a run
    rate = errors.amount("records_per_second", records_per_second)
    first, factor = errors.amount("first_wait_s", first_wait_s), errors.amount("wait_factor", wait_factor, least=1)
    waits = _Waits.of(first, factor, errors.amount("longest_wait_s", longest_wait_s, least=first), most + 1)
    steps = _run(size, bad, most, _ns(min(age, kept * 3600)), _ns(duration_ms / 1000), waits, bisect, partial_response)
    table = pd.DataFrame(
        steps, columns=["first_record", "records", "attempts", "starts_s", "ends_s", "result", "reason"]
    )
    table[["starts_s", "ends_s"]] /= _SECOND
    gone = table[table["result"] == "discarded"]
    lost = int(gone["records"].sum())
    poisoned = sum(
        int(((bad >= first) & (bad < first + count)).sum())
        for first, count in gone[["first_record", "records"]].to_numpy()
    )
    blocked = float(table["ends_s"].max())
    return StreamRun(
        steps=table,
        records=size,
        invocations=int(table["attempts"].sum()),
        failed_invocations=int(table.loc[table["result"] == "failed", "attempts"].sum()),
        blocked_s=blocked,
        lost=lost,
        lost_good=lost - poisoned,
        behind=rate / lanes * blocked,
        duration_ms=float(duration_ms),
    )


class _Waits(NamedTuple):
    """Nanoseconds between two runs of the same part: the growing ones, then the longest for ever."""

    growing: np.ndarray
    longest: int

    @classmethod
    def of(cls, first: float, factor: float, longest: float, most: float) -> _Waits:
        """The waits; at most so many growing ones."""
        steps = math.ceil(math.log(longest / first) / math.log(factor)) if 0 < first < longest and factor > 1 else 0
        steps = int(min(steps, most))
        growing = np.minimum(longest, first * factor ** np.arange(steps, dtype=float))
        return cls(np.rint(growing * _SECOND).astype(np.int64), _ns(longest if first > 0 and factor > 1 else first))

    @property
    def first(self) -> int:
        return int(self.growing[0]) if len(self.growing) else self.longest


def _run(
    size: int, bad: np.ndarray, most: float, age: int, run: int, waits: _Waits, bisect: bool, partial: bool
) -> list[tuple[int, int, int, int, int, str, str]]:
    """The steps of one batch: (first, records, attempts, starts, ends, result, reason)."""
    steps: list[tuple[int, int, int, int, int, str, str]] = []
    now = 0
    left = [_Part(0, size, 0, 0)]
    while left:
        part = left.pop()
        inside = bad[(bad >= part.first) & (bad < part.first + part.records)]
        now += part.wait
        if now > age:
            # every record came at the same moment: the part is too old as a whole
            steps.append((part.first, part.records, 0, now, now, "discarded", "age"))
            continue
        if not len(inside):
            steps.append((part.first, part.records, 1, now, now + run, "succeeded", ""))
            now += run
            continue
        named = int(inside[0])
        if partial and named > part.first:
            steps.append((part.first, part.records, 1, now, now + run, "failed", ""))
            now += run
            rest = part.records - (named - part.first)
            if bisect or part.used < most:
                # what lies before the named record is done; the split of bisecting uses up no retry
                left.append(_Part(named, rest, part.used + (not bisect), waits.first))
            else:
                steps.append((named, rest, 0, now, now, "discarded", "retries"))
        elif bisect and part.records > 1:
            steps.append((part.first, part.records, 1, now, now + run, "failed", ""))
            now += run
            half = (part.records + 1) // 2
            left.append(_Part(part.first + half, part.records - half, part.used, 0))
            left.append(_Part(part.first, half, part.used, waits.first))
        else:
            now = _again(steps, part, now, most, age, run, waits)
    return steps


def _again(
    steps: list[tuple[int, int, int, int, int, str, str]],
    part: _Part,
    now: int,
    most: float,
    age: int,
    run: int,
    waits: _Waits,
) -> int:
    """Run the same part until its retries are used up or it is too old, all at once; when that is over."""
    starts = now + np.concatenate([[0], np.cumsum(run + waits.growing)])
    allowed = most - part.used + 1
    made = int(np.searchsorted(starts, age, side="right"))
    last = int(starts[-1])
    if made == len(starts):
        # all growing waits are over in time: then one run every `gap`
        gap = run + waits.longest
        if gap == 0 and math.isinf(allowed):
            raise InputError(
                ko="실행 시간과 대기 시간이 모두 0이면 재시도가 끝나지 않습니다. duration_ms나 first_wait_s를 0보다 크게 하세요.",
                en="retries without an end take no time: give duration_ms or first_wait_s above 0.",
            )
        further = (age - last) // gap if gap else math.inf
        made = int(min(made + further, allowed))
        begun = int(starts[made - 1]) if made <= len(starts) else last + (made - len(starts)) * gap
    else:
        made = int(min(made, allowed))
        begun = int(starts[made - 1])
    ends = begun + run
    steps.append((part.first, part.records, made, now, ends, "failed", ""))
    reason = "retries" if made == allowed else "age"
    over = ends if reason == "retries" else max(ends, age)
    steps.append((part.first, part.records, 0, over, over, "discarded", reason))
    return over


def _ns(seconds: float) -> int:
    return round(seconds * _SECOND)
