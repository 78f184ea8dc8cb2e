"""A made-up company's Lambda functions: a month of their log, and a day of one that is called by people."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib.knowledge import serverless

#: The log is one invocation in so many of the month's, and the seed makes it the same everywhere.
LOG_SAMPLE, SEED = 50, 41


class _Function(NamedTuple):
    """How a function behaves: its settings, how often it runs, how long, and how often cold."""

    name: str
    architecture: str
    memory_mb: int
    used_mb: int
    invocations: int
    typical_ms: float
    spread: float
    cold_share: float
    init_ms: float


_FUNCTIONS = (
    _Function("orders-api", "x86_64", 1024, 140, 90_000, 60, 0.5, 0.012, 900),
    _Function("payment-webhook", "x86_64", 512, 96, 24_000, 850, 0.35, 0.03, 650),
    _Function("thumbnails", "x86_64", 1769, 1100, 30_000, 640, 0.3, 0.01, 420),
    _Function("stream-consumer", "arm64", 256, 110, 60_000, 18, 0.4, 0.0005, 300),
    _Function("nightly-report", "arm64", 3008, 2600, 300, 52_000, 0.15, 1.0, 1800),
)
#: Environments busy at one time in each hour of a working day: a service that people use.
_BUSY = (2, 1, 1, 1, 1, 2, 6, 14, 22, 26, 28, 27, 25, 27, 28, 26, 22, 18, 14, 10, 8, 6, 4, 3)


@lru_cache(maxsize=1)
def _month() -> pd.DataFrame:
    draw = np.random.default_rng(SEED)
    tables = []
    for one in _FUNCTIONS:
        count = one.invocations
        time = one.typical_ms * draw.lognormal(0.0, one.spread, count)
        cold = draw.random(count) < one.cold_share
        init = np.where(cold, one.init_ms * draw.lognormal(0.0, 0.15, count), np.nan)
        used = np.minimum(one.memory_mb, one.used_mb * draw.normal(1.0, 0.05, count)).round()
        tables.append(
            pd.DataFrame(
                {
                    "second": np.sort(draw.integers(0, 31 * 86_400, count)),
                    "function": one.name,
                    "architecture": one.architecture,
                    "memory_mb": one.memory_mb,
                    "duration_ms": time.round(2),
                    "init_ms": init.round(2),
                    "max_memory_used_mb": used.astype(int),
                }
            )
        )
    return pd.concat(tables).sort_values("second", kind="stable").reset_index(drop=True)


def function_log() -> pd.DataFrame:
    """One in fifty of a month's invocations: made up, in the form that `serverless.lambda_log_cost` bills.

    Returns
    -------
    pandas.DataFrame
        second (of the month), function, architecture, memory_mb, duration_ms, init_ms (NaN on a warm start),
        max_memory_used_mb: one row an invocation, in order of time.

    Examples
    --------
    >>> log = function_log()
    >>> len(log), log["function"].nunique()
    (204300, 5)
    """
    return _month().copy()


def month_usage(log: pd.DataFrame) -> pd.DataFrame:
    """What the whole month used, from its log of one in fifty: for `serverless.lambda_usage_cost`.

    Examples
    --------
    >>> int(month_usage(function_log())["invocations"].sum())
    10215000
    """
    usage = serverless.lambda_log_usage(log)
    counted = usage.columns.difference(["function", "architecture", "provisioned"])
    return usage.assign(**{name: usage[name] * LOG_SAMPLE for name in counted})


def report_lines(log: pd.DataFrame) -> str:
    """The rows of a log as Lambda prints them to CloudWatch Logs, billed as today.

    Examples
    --------
    >>> row = function_log().query("function == 'orders-api'").head(1)
    >>> report_lines(row).split("\\t")[0]
    'REPORT RequestId: 41000000-0000-4000-8000-000000000000'
    """
    lines = []
    for number, row in enumerate(log.to_dict("records")):
        cold = not math.isnan(row["init_ms"])
        time = row["duration_ms"] + (row["init_ms"] if cold else 0.0)
        parts = [
            f"REPORT RequestId: 41000000-0000-4000-8000-{number:012d}",
            f"Duration: {row['duration_ms']:.2f} ms",
            f"Billed Duration: {int(serverless.billed_ms(time))} ms",
            f"Memory Size: {row['memory_mb']} MB",
            f"Max Memory Used: {row['max_memory_used_mb']} MB",
        ]
        lines.append("\t".join([*parts, f"Init Duration: {row['init_ms']:.2f} ms"] if cold else parts))
    return "\n".join(lines)


def busy_day() -> pd.Series[float]:
    """Environments of the orders function busy at one time, hour by hour through a working day.

    Examples
    --------
    >>> day = busy_day()
    >>> len(day), float(day.max())
    (24, 28.0)
    """
    return pd.Series(_BUSY, index=pd.RangeIndex(24, name="hour"), dtype=float, name="concurrency")
