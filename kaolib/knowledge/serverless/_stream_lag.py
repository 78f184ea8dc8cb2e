"""How many records wait behind a batch of a stream that does not succeed, and when they are caught up with."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge.serverless._streams import StreamRun


def stream_lag(
    run: StreamRun, records_per_second: float, seconds: Sequence[float], *, parallelization: int = 1
) -> pd.DataFrame:
    """Records that wait behind a batch, moment by moment: while it blocks, and while what has gathered is caught up with.

    Parameters
    ----------
    run
        Of `stream_retries`: how long the shard did not move on, the size of its batches and the duration of a run.
    records_per_second
        Records that come into the shard.
    seconds
        Moments, in seconds since the batch was read, in order.
    parallelization
        ParallelizationFactor of the mapping, 1 to 10: only the share of the keys of this batch waits.

    Returns
    -------
    pandas.DataFrame
        seconds, records, and caught_up (whether nothing that gathered is left). Besides the moments asked for it has the
        one at which the batch is done and the one at which all is caught up with, where they come before the last.

    Raises
    ------
    InputError
        For a rate, a moment or a parallelization that cannot be.

    Notes
    -----
    While the batch blocks records gather at the rate of its share. Then full batches run one after the other, each as long
    as a run of the batch; with records coming in faster than that the shard never catches up. Source: AWS, Lambda
    Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams" (one batch of a shard at a time,
    or as many as ParallelizationFactor).

    Examples
    --------
    >>> from kaolib.knowledge.serverless import stream_retries
    >>> run = stream_retries(100, [37], retries=2, bisect=True, duration_ms=200)
    >>> stream_lag(run, 20, [1, 60])[["seconds", "records"]].round(1).values.tolist()
    [[1.0, 20.0], [12.0, 240.0], [12.5, 0.0], [60.0, 0.0]]
    """
    rate = errors.amount("records_per_second", records_per_second) / errors.count(
        "parallelization", parallelization, least=1
    )
    moments = [errors.amount("seconds", moment) for moment in seconds]
    blocked = run.blocked_s
    speed = math.inf if run.duration_ms == 0 else run.records / (run.duration_ms / 1000)
    over = blocked + rate * blocked / (speed - rate) if speed > rate else math.inf
    last = max(moments, default=0.0)
    at = np.array(sorted({*moments, *(one for one in (blocked, over) if one <= last)}), dtype=float)
    gathered = rate * np.minimum(at, blocked)
    worked = 0.0 if math.isinf(speed) else (speed - rate) * np.maximum(at - blocked, 0.0)
    left = np.where(at > blocked, 0.0, gathered) if math.isinf(speed) else np.maximum(gathered - worked, 0.0)
    # rounding must not leave a hair of a record at the moment at which all is caught up with
    left = np.where(at >= over, 0.0, left)
    return pd.DataFrame({"seconds": at, "records": left, "caught_up": (at >= over) | (left == 0)})
