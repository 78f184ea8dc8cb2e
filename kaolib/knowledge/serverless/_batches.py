"""Batches of records that fail now and then: how often each way of handling a failed batch runs it again."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge.serverless._limits import limit, whole
from kaolib.knowledge.serverless._retries import expected_attempts

#: Limits of an event source mapping. Source: AWS, Lambda Developer Guide, "Lambda parameters for Amazon Kinesis Data
#: Streams event source mappings".
LARGEST_BATCH = 10_000
MOST_RETRIES = 10_000


def batch_handling(record_failure_rate: float, batch_size: int, retries: int = -1) -> pd.DataFrame:
    """How often a batch is expected to run when its records fail now and then, each on its own.

    Parameters
    ----------
    record_failure_rate
        Share of the tries of a record that fail.
    batch_size
        Records of a batch, 1 to 10,000.
    retries
        MaximumRetryAttempts: 0 to 10,000, or -1 for no limit.

    Returns
    -------
    pandas.DataFrame
        handling ("whole": all of it again; "bisect": halves; "partial": from the first failed record on), invocations
        (expected, per batch), discarded (share of the records that are given up).

    Raises
    ------
    InputError
        For a share outside 0 to 1 or a limit that is passed.

    Notes
    -----
    Whole: a batch fails with 1 - (1 - p)^n. Partial: each failed try of a record costs one more run, so a batch takes
    1 + failures, counted up to the retries. Bisect: halves are batches of their own; the retries count for single
    records. Source: as `stream_retries`.

    Examples
    --------
    >>> batch_handling(0.01, 100).set_index("handling")["invocations"].round(2).to_dict()
    {'whole': 2.73, 'bisect': 3.83, 'partial': 2.01}
    """
    p = errors.share("record_failure_rate", record_failure_rate)
    size = whole("batch_size", batch_size, 1, LARGEST_BATCH)
    most = math.inf if limit("retries", retries, 0, MOST_RETRIES) < 0 else float(retries)
    fails = 1 - (1 - p) ** size
    passes = (1 - p) ** size
    # without a limit by the chance to pass: the chance to fail may be 1 but for what a float can hold
    again = expected_attempts(fails, most) if math.isfinite(most) else 1 / passes if passes else math.inf
    halves, alone = _halves(p, size, most)
    some, gone = _from_failed(p, size, most)
    return pd.DataFrame(
        {
            "handling": ["whole", "bisect", "partial"],
            "invocations": [again, halves, some],
            "discarded": [float(p == 1) if math.isinf(most) else fails ** (most + 1), alone, gone],
        }
    )


def _halves(p: float, size: int, most: float) -> tuple[float, float]:
    """Expected runs of a bisected batch, and the share of its records that are given up."""
    memo: dict[int, float] = {}

    def runs(n: int) -> float:
        if n == 1:
            # the run that the split brought, then its retries
            return expected_attempts(p, most)
        if n not in memo:
            fails = 1 - (1 - p) ** n
            memo[n] = 1 + fails * (runs((n + 1) // 2) + runs(n // 2))
        return memo[n]

    def lost(n: int) -> float:
        if n == 1:
            return float(p == 1) if math.isinf(most) else p ** (most + 1)
        key = -n
        if key not in memo:
            fails = 1 - (1 - p) ** n
            up, down = (n + 1) // 2, n // 2
            memo[key] = fails * (up * lost(up) + down * lost(down)) / n
        return memo[key]

    return runs(size), lost(size)


def _from_failed(p: float, size: int, most: float) -> tuple[float, float]:
    """Expected runs of a batch with partial responses, and the share of its records that are given up."""
    if p == 0:
        return 1.0, 0.0
    if math.isinf(most):
        return (1 + size * p / (1 - p), 0.0) if p < 1 else (math.inf, 1.0)
    tries = int(most) + 1
    if p == 1:
        return float(tries), 1.0
    # chance[k]: that a run begins with k records done; each run ends at its first failed record, or at the end
    q = 1 - p
    chance = np.zeros(size + 1)
    chance[0] = 1.0
    runs = 0.0
    for _ in range(tries):
        waiting = chance[:size].sum()
        if waiting < 1e-18:
            break
        runs += float(waiting)
        # the record at which the run fails: at place j from k with q^(j-k) p
        chance = np.append(_spread(chance[:size], q) * p, 0.0)
    left = size - np.arange(size)
    return runs, float((chance[:size] * left).sum() / size)


def _spread(chance: np.ndarray, q: float) -> np.ndarray:
    """For each place j, the sum over k up to j of chance[k] q^(j-k)."""
    from scipy.signal import lfilter

    return np.asarray(lfilter([1.0], [1.0, -q], chance))
