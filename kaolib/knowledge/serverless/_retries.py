"""Failed invocations that are called or queued one by one: how often they run again, and what that costs.

A synchronous call is retried by its caller. An asynchronous event waits in Lambda's own queue: an error of the function
is tried again up to twice, a throttle or a fault of the system for hours, and what fails for good is dropped or sent on.
"""

from __future__ import annotations

import math
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.serverless import _priced
from kaolib.knowledge.serverless._destinations import destination_lines
from kaolib.knowledge.serverless._lambda import FREE_GB_SECONDS, FREE_REQUESTS, billed_gb_seconds
from kaolib.knowledge.serverless._limits import whole

#: Attempts of an AWS SDK in its standard mode, the first among them: so an SDK retries twice. Only throttles and faults
#: of the service count: a function that runs and returns an error has answered. Source: AWS SDKs and Tools Reference
#: Guide, "Retry behavior".
SDK_ATTEMPTS = 3
#: MaximumRetryAttempts and MaximumEventAgeInSeconds of asynchronous invocation, least and most (the defaults). Source:
#: AWS, Lambda API reference, PutFunctionEventInvokeConfig.
ASYNC_RETRIES = (0, 2)
ASYNC_EVENT_AGE_S = (60, 21_600)
#: Waits before the second and the third run after an error of the function. Source: AWS, Lambda Developer Guide, "How
#: Lambda handles errors and retries with asynchronous invocation".
FUNCTION_WAITS_S = (60.0, 120.0)
_ITEMS = {"x86_64": "duration_x86", "arm64": "duration_arm64"}


@overload
def expected_attempts(failure_rate: float, retries: float, permanent_share: float = ...) -> float: ...
@overload
def expected_attempts(
    failure_rate: ArrayLike, retries: ArrayLike, permanent_share: ArrayLike = ...
) -> float | NDArray[np.float64]: ...
def expected_attempts(
    failure_rate: ArrayLike, retries: ArrayLike, permanent_share: ArrayLike = 0.0
) -> float | NDArray[np.float64]:
    """How often an event is expected to run when each failure is tried again up to a number of times.

    Parameters
    ----------
    failure_rate
        Share of the runs that fail, each on its own. Arrays are broadcast against each other.
    retries
        Tries after the first; inf for no limit.
    permanent_share
        Share of the events that fail every time, whatever is tried.

    Returns
    -------
    float or numpy.ndarray
        Runs per event, the first among them: (1 - p^(R+1)) / (1 - p) for the events that can succeed, R + 1 for those
        that cannot.

    Raises
    ------
    InputError
        For a share outside 0 to 1, or retries that are not whole numbers of 0 or more.

    Notes
    -----
    Every run is billed, failed or not. Source: AWS, Lambda Developer Guide, "Understanding retry behavior in Lambda".

    Examples
    --------
    >>> expected_attempts(1.0, 2), expected_attempts(1.0, 0), round(expected_attempts(0.1, 2), 4)
    (3.0, 1.0, 1.11)
    """
    p = _shares("failure_rate", failure_rate)
    poison = _shares("permanent_share", permanent_share)
    tries = np.asarray(retries, dtype=float) + 1
    wrong = ~((tries >= 1) & (np.isinf(tries) | (tries == np.floor(tries))))
    if wrong.any():
        errors.count("retries", np.asarray(retries).ravel()[np.flatnonzero(wrong.ravel())[0]].item())
    certain = p == 1
    with np.errstate(invalid="ignore", over="ignore"):
        # expm1: exact also where the rate is nearly 0 or 1
        log = np.log(p, out=np.full(p.shape, -np.inf), where=p > 0)
        geometric = -np.expm1(np.where(certain, 0.0, tries * log)) / np.where(certain, 1.0, 1 - p)
        runs = np.where(certain, tries, np.clip(geometric, 1, tries))
        total = np.where(poison > 0, poison * tries, 0.0) + np.where(poison < 1, (1 - poison) * runs, 0.0)
    return float(total) if total.ndim == 0 else total


def attempt_table(failure_rate: float, retries: int, permanent_share: float = 0.0) -> pd.DataFrame:
    """What becomes of the events at each try.

    Parameters
    ----------
    failure_rate, permanent_share
        As in `expected_attempts`.
    retries
        Tries after the first.

    Returns
    -------
    pandas.DataFrame
        attempt (1 for the first), reached (share of the events that come to it), succeeded (share that ends well there),
        failed (share that fails there). The column reached sums to the expected attempts; what fails at the last attempt
        is dropped, or sent to a destination. All succeeded and the last failed sum to 1.

    Raises
    ------
    InputError
        As `expected_attempts`.

    Examples
    --------
    >>> attempt_table(0.1, 2)["failed"].round(4).tolist()
    [0.1, 0.01, 0.001]
    """
    p = errors.share("failure_rate", failure_rate)
    poison = errors.share("permanent_share", permanent_share)
    attempts = np.arange(1, errors.count("retries", retries) + 2)
    failed = poison + (1 - poison) * p**attempts
    reached = poison + (1 - poison) * p ** (attempts - 1)
    succeeded = (1 - poison) * p ** (attempts - 1) * (1 - p)
    return pd.DataFrame({"attempt": attempts, "reached": reached, "succeeded": succeeded, "failed": failed})


def async_retries(
    failure_rate: float = 1.0,
    *,
    retries: int = 2,
    event_age_s: int = 21_600,
    duration_s: float = 0.0,
    throttled_s: float = 0.0,
    permanent_share: float = 0.0,
    first_wait_s: float = 1.0,
    wait_factor: float = 2.0,
    longest_wait_s: float = 300.0,
) -> pd.DataFrame:
    """The life of one asynchronous event: when it is tried, and how likely each try is.

    Parameters
    ----------
    failure_rate, permanent_share
        As in `expected_attempts`, for the runs of the function.
    retries
        MaximumRetryAttempts: 0 to 2.
    event_age_s
        MaximumEventAgeInSeconds: 60 to 21,600 (six hours). An event that is older is not tried again.
    duration_s
        How long a failed run takes, up to 900.
    throttled_s
        How long after the event came the function has no free concurrency (or the service has a fault): each try until
        then is turned away.
    first_wait_s, wait_factor, longest_wait_s
        The waits after a throttle: AWS names the first (1 second) and the longest (5 minutes) and calls the growth
        exponential; that it doubles is assumed here.

    Returns
    -------
    pandas.DataFrame
        attempt, starts_s and ends_s (after the event came), result ("throttled", "run" or "discarded"), billed (a
        throttled try is not), wait_s (until the next), probability (that it comes to this), reason (of the last line:
        "retries" are used up, or the "age" is passed; otherwise ""). Billed probabilities sum to the expected runs. The
        last line is the event that is given up; it is there in every case, with its probability.

    Raises
    ------
    InputError
        For a limit that is passed, or a number that cannot be.

    Notes
    -----
    After an error of the function (a timeout among them) Lambda waits one minute, then two; errors of the function age
    out too. A full queue makes real waits longer, and an event can come twice. Throttled invocations are not billed:
    the metric Invocations, which leaves them out, equals the requests billed. Sources: AWS, Lambda Developer Guide, "How
    Lambda handles errors and retries with asynchronous invocation", "Types of metrics for Lambda functions".

    Examples
    --------
    A function that always fails after 10 seconds: three runs, then the event is dropped.

    >>> life = async_retries(duration_s=10)
    >>> life[["starts_s", "result", "reason"]].to_numpy().tolist()
    [[0.0, 'run', ''], [70.0, 'run', ''], [200.0, 'run', ''], [210.0, 'discarded', 'retries']]

    With an event age of 60 seconds it is dropped after the first:

    >>> async_retries(duration_s=10, event_age_s=60)["reason"].tolist()
    ['', 'age']
    """
    p = errors.share("failure_rate", failure_rate)
    poison = errors.share("permanent_share", permanent_share)
    most = whole("retries", retries, *ASYNC_RETRIES)
    age = whole("event_age_s", event_age_s, *ASYNC_EVENT_AGE_S)
    run = errors.amount("duration_s", duration_s)
    if run > 900:
        raise InputError(
            ko=f"duration_s {run:g}은(는) 쓸 수 없습니다. 함수는 최대 900초(15분) 실행됩니다.",
            en=f"duration_s {run:g} cannot be used: a function runs for 900 seconds (15 minutes) at most.",
        )
    busy = errors.amount("throttled_s", throttled_s)
    first = errors.amount("first_wait_s", first_wait_s, above=True)
    factor = errors.amount("wait_factor", wait_factor, least=1)
    longest = errors.amount("longest_wait_s", longest_wait_s, least=first)
    rows: list[dict[str, Any]] = []
    now, wait, runs, reason = 0.0, first, 0, "age"
    # turned away until the function is free or the event too old
    while now < busy and now <= age:
        rows.append(_step(now, now, "throttled", False, wait, 1.0))
        now, wait = now + wait, min(longest, wait * factor)
    while now <= age:
        likely = poison + (1 - poison) * p**runs
        pause = FUNCTION_WAITS_S[runs] if runs < most else 0.0
        rows.append(_step(now, now + run, "run", True, pause, likely))
        now += run
        runs += 1
        if runs > most:
            reason = "retries"
            break
        now += pause
    ended = rows[-1]["ends_s"] if reason == "retries" else float(age)
    lost = poison + (1 - poison) * p**runs
    rows.append({**_step(max(ended, rows[-1]["ends_s"]), math.nan, "discarded", False, 0.0, lost), "reason": reason})
    life = pd.DataFrame(rows)
    life.insert(0, "attempt", range(1, len(life) + 1))
    return life


def retry_cost(
    events: float,
    duration_ms: float,
    memory_mb: int,
    location: str,
    *,
    failure_rate: float,
    retries: int = 2,
    permanent_share: float = 0.0,
    failed_duration_ms: float | None = None,
    architecture: str = "x86_64",
    destination: str | None = None,
    record_kb: float = 1.0,
    free_tier: bool = False,
) -> pd.DataFrame:
    """What a month of events costs on Lambda when some of them fail and run again.

    Parameters
    ----------
    events
        Events in the month.
    duration_ms
        A run that succeeds, in milliseconds.
    memory_mb
        Memory of the function in MB.
    location
        AWS code of a Region.
    failure_rate, retries, permanent_share
        As in `expected_attempts`. Synchronous calls through an SDK: retries ``SDK_ATTEMPTS - 1``; asynchronous ones: 0
        to 2.
    failed_duration_ms
        A run that fails; as long as one that succeeds when not given. A timeout is billed in full.
    architecture
        "x86_64" or "arm64".
    destination
        Where events go that fail at every try: one of `destinations`; dropped when not given.
    record_kb
        Size of what is sent there, in KB.
    free_tier
        Whether Lambda's monthly free tier is still there; left out by default, as other functions use it too.

    Returns
    -------
    pandas.DataFrame
        part ("requests", "duration", "destination"), unit, from_quantity and to_quantity (the price tier), quantity,
        free, usd_per_unit, usd, as_of, reason. With a failure rate of 0 it is the bill without failures.

    Raises
    ------
    InputError
        For a number outside Lambda's limits, or an unknown name.

    Notes
    -----
    Every run is billed: request and duration. Requests are events x expected attempts; all but the succeeded ones take
    the failed duration. Source: AWS, Lambda pricing; Lambda Developer Guide, "Understanding retry behavior in Lambda".

    Examples
    --------
    A million events of 100 ms with 1 GB; all fail, each after two retries: three times the bill.

    >>> good = retry_cost(1e6, 100, 1024, "us-east-1", failure_rate=0)["usd"].sum()
    >>> bad = retry_cost(1e6, 100, 1024, "us-east-1", failure_rate=1)["usd"].sum()
    >>> round(float(bad / good), 6)
    3.0
    """
    if architecture not in _ITEMS:
        raise unknown(ko="아키텍처", en="architecture", given=architecture, allowed=_ITEMS)
    count = errors.amount("events", events)
    place = catalog.check_location(location)
    tries = attempt_table(failure_rate, retries, permanent_share)
    runs, lost = count * float(tries["reached"].sum()), count * float(tries["failed"].iloc[-1])
    succeeded = count * float(tries["succeeded"].sum())
    good = billed_gb_seconds(duration_ms, memory_mb)
    bad = good if failed_duration_ms is None else billed_gb_seconds(failed_duration_ms, memory_mb)
    free = (FREE_REQUESTS, FREE_GB_SECONDS) if free_tier else (0.0, 0.0)
    rows = [
        *_priced.lines("requests", "lambda", "request", place, runs, free=free[0]),
        *_priced.lines(
            "duration", "lambda", _ITEMS[architecture], place, succeeded * good + (runs - succeeded) * bad, free=free[1]
        ),
    ]
    if destination is not None:
        rows += destination_lines(destination, lost, place, record_kb)
    return _priced.table(rows)


def _step(start: float, end: float, result: str, billed: bool, wait: float, likely: float) -> dict[str, Any]:
    return {
        "starts_s": start,
        "ends_s": end,
        "result": result,
        "billed": billed,
        "wait_s": wait,
        "probability": likely,
        "reason": "",
    }


def _shares(name: str, given: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(given, dtype=float)
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        errors.share(name, values[wrong][0].item())
    return values
