"""Provisioned concurrency: its fee, what still runs On-Demand, and the utilisation from which it is the cheaper one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge.serverless._lambda import billed_gb_seconds, lambda_cost
from kaolib.knowledge.serverless._meter import Meter, architecture_code, prices

#: Provisioned concurrency is billed from the time it is enabled until it is disabled, rounded up to five minutes.
STEP_SECONDS = 300
ARRIVALS = ("even", "poisson")

Floats = npt.NDArray[np.float64]


def provisioned_cost(
    concurrency: int,
    seconds: float | Sequence[float],
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    *,
    requests: float = 0.0,
    duration_ms: float = 1.0,
    init_ms: float = 0.0,
    plan: str | None = None,
) -> pd.DataFrame:
    """The fee of provisioned concurrency and the invocations that ran on it, part by part.

    Parameters
    ----------
    concurrency
        Environments kept ready.
    seconds
        How long, from enabling to disabling; several numbers are several times, each rounded up to 5 minutes.
    memory_mb, location, architecture
        As in `lambda_cost`.
    requests, duration_ms
        Invocations that ran on it, and how long each took.
    init_ms
        How long an environment initializes when it is made ready: billed once for each environment and each time, used
        or not. AWS renews environments now and then and bills that again, how often is not known.
    plan
        A Compute Savings Plan that covers the fee and the duration; None for On-Demand.

    Returns
    -------
    pandas.DataFrame
        part ("provisioned_concurrency", "requests", "provisioned_duration"; with init_ms "provisioned_init"), with the
        columns of `lambda_cost`. A rate of the plan that is not known is NaN.

    Raises
    ------
    InputError
        For a number that cannot be, more invocations than the environments have time for, or an unknown name.

    Notes
    -----
    The free tier does not apply. What runs beyond the configured concurrency is billed as `lambda_cost` does.
    Initialization is taken to be billed at the price of the duration on provisioned concurrency.
    Source: AWS, Lambda pricing, "Provisioned Concurrency Pricing"; Lambda Developer Guide, "Configuring provisioned
    concurrency for a function".

    Examples
    --------
    AWS's example of a sale: seven environments of 4,096 MB for 24 hours, 2 million requests of 280 ms, USD 32.26.

    >>> sale = provisioned_cost(7, 24 * 3600, 4096, "us-east-1", requests=2_000_000, duration_ms=280)
    >>> sale["usd"].round(2).tolist()
    [10.08, 0.4, 21.78]
    """
    errors.count("concurrency", concurrency)
    times = [errors.amount("seconds", value) for value in (seconds if isinstance(seconds, Sequence) else [seconds])]
    billed = sum(rounded_seconds(value) for value in times)
    used = errors.amount("requests", requests) * billed_gb_seconds(duration_ms, memory_mb)
    if requests * duration_ms / 1000 > concurrency * sum(times) * (1 + 1e-9):
        raise InputError(
            ko=f"요청 {requests:,.0f}건은 환경 {concurrency:,}개가 {sum(times):,.0f}초 동안 처리할 수 있는 것보다 많습니다. 넘는 요청은 온디맨드입니다.",
            en=f"{requests:,.0f} requests are more than {concurrency:,} environments have time for in {sum(times):,.0f} seconds: what exceeds them runs On-Demand",
        )
    ready = concurrency * memory_mb / 1024 * billed
    rows = _parts(ready, requests, used, location, architecture, plan)
    if errors.amount("init_ms", init_ms) > 0:
        started = concurrency * len(times) * billed_gb_seconds(init_ms, memory_mb)
        meter = Meter.of(f"provisioned_duration_{architecture_code(architecture)}", location, plan=plan)
        rows += meter.charge("provisioned_init", started)
    return pd.DataFrame(rows)


def rounded_seconds(seconds: float) -> float:
    """Seconds of one configuration as they are billed: rounded up to 5 minutes.

    Examples
    --------
    >>> [rounded_seconds(value) for value in (0, 1, 300, 301)]
    [0, 300, 300, 600]
    """
    return math.ceil(round(seconds / STEP_SECONDS, 9)) * STEP_SECONDS


def provisioned_break_even(
    location: str,
    architecture: str = "x86_64",
    *,
    plan: str | None = None,
    duration_ms: float = 1.0,
    init_ms: float = 0.0,
    cold_start_share: float = 0.0,
) -> float:
    """The share of time an environment must be busy for provisioned concurrency to cost no more than On-Demand.

    Parameters
    ----------
    location, architecture
        As in `lambda_cost`.
    plan
        A Compute Savings Plan that covers both sides; None for On-Demand.
    duration_ms, init_ms, cold_start_share
        What cold starts add to the On-Demand side, as in `lambda_cost`.

    Returns
    -------
    float
        0 and up; above 1 it never pays, infinite where an invocation is not cheaper on it, NaN where a rate is not
        known (arm64 with a plan, a plan paid all upfront).

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be.

    Notes
    -----
    fee / (On-Demand price of the time that is billed for a busy second - price on provisioned concurrency), at the
    first price tier, after the free tier; requests cost the same on both sides. The fee differs from Region to Region
    where the On-Demand price does not, so in some Regions an environment that is always busy is dearer with it.
    Source: AWS, Lambda pricing.

    Examples
    --------
    >>> round(provisioned_break_even("us-east-1"), 3)
    0.6
    >>> provisioned_break_even("ap-northeast-2") > 1
    True
    """
    code = architecture_code(architecture)
    fee, busy, ordinary = (
        prices(f"{item}_{code}", location, plan)[0][2]
        for item in ("provisioned_concurrency", "provisioned_duration", "duration")
    )
    share = errors.share("cold_start_share", cold_start_share)
    warm, cold = (billed_gb_seconds(duration_ms, 1024, init_ms=ms) for ms in (0.0, init_ms))
    saved = ordinary * (1 + share * (cold / warm - 1)) - busy
    if math.isnan(saved):
        return math.nan
    return fee / saved if saved > 0 else math.inf


@dataclass(frozen=True)
class ProvisionedRun:
    """A stretch of time with provisioned concurrency.

    Attributes
    ----------
    steps : pandas.DataFrame
        In the index of the concurrency: concurrency, provisioned, served (environments busy on provisioned
        concurrency), spilled (environments busy On-Demand), utilization (served / provisioned).
    parts : pandas.DataFrame
        The bill, with the columns of `lambda_cost`: "provisioned_concurrency", "requests", "provisioned_duration",
        and for what spilled over "spilled_requests", "spilled_duration", "spilled_init".
    spilled_share : float
        Share of the requests that ran On-Demand.
    utilization : float
        Share of the provisioned time that was busy.
    """

    steps: pd.DataFrame
    parts: pd.DataFrame
    spilled_share: float
    utilization: float

    @property
    def usd(self) -> float:
        """The cost; NaN where a price is not known."""
        return float(self.parts["usd"].sum(skipna=False))


def provisioned_run(
    concurrency: pd.Series[float],
    provisioned: int | Sequence[int] | pd.Series[int],
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    *,
    step_seconds: float = 3600.0,
    arrivals: str = "even",
    init_ms: float = 0.0,
    cold_start_share: float = 0.0,
    free_tier: bool = False,
    plan: str | None = None,
) -> ProvisionedRun:
    """Provisioned concurrency over a function's concurrency in time: what it serves, what spills over, and the bill.

    Parameters
    ----------
    concurrency
        Environments busy at one time, on average in each step: requests a second x seconds each takes.
    provisioned
        Environments kept ready: one number, or one for each step (a schedule).
    duration_ms, memory_mb, location, architecture
        As in `lambda_cost`.
    step_seconds
        Length of a step.
    arrivals
        "even": the concurrency of a step stays at its average; "poisson": requests arrive independently of each other,
        so that the concurrency of a step varies (Poisson) and some spills over even below the provisioned number.
    init_ms, cold_start_share, free_tier, plan
        As in `lambda_cost`; the first three for what spills over only.

    Returns
    -------
    ProvisionedRun
        steps, parts, usd, spilled_share, utilization.

    Raises
    ------
    InputError
        For an empty or negative concurrency, a schedule of another length, an unknown name, or a number that cannot be.

    Notes
    -----
    The fee runs while any concurrency is provisioned, and each such stretch is rounded up to 5 minutes. Not billed
    here: the initialization that AWS runs again when it recycles provisioned environments.
    Source: AWS, Lambda pricing, "Provisioned Concurrency Pricing"; Lambda Developer Guide, "Configuring provisioned
    concurrency for a function".

    Examples
    --------
    Four environments busy for an hour, six for the next, with five kept ready: one of ten busy hours spills over.

    >>> run = provisioned_run(pd.Series([4.0, 6.0]), 5, 200, 1024, "us-east-1")
    >>> run.steps["spilled"].tolist(), run.spilled_share, run.utilization
    ([0.0, 1.0], 0.1, 0.9)
    """
    busy = _concurrency(concurrency)
    ready = _ready(provisioned, len(busy))
    length = errors.amount("step_seconds", step_seconds, above=True)
    served = _served(busy, ready, arrivals)
    per_environment_second = 1000 / duration_ms if duration_ms else math.nan
    gb_seconds = billed_gb_seconds(duration_ms, memory_mb)
    requests, spilled = (float(x.sum()) * length * per_environment_second for x in (served, busy - served))
    fee = memory_mb / 1024 * float((ready * _billed_steps(ready, length)).sum())
    parts = pd.DataFrame(_parts(fee, requests, requests * gb_seconds, location, architecture, plan))
    if spilled > 0:
        over = lambda_cost(
            spilled,
            duration_ms,
            memory_mb,
            location,
            architecture,
            free_tier,
            init_ms=init_ms,
            cold_start_share=cold_start_share,
            plan=plan,
        )
        parts = pd.concat([parts, over.assign(part="spilled_" + over["part"])], ignore_index=True)
    steps = pd.DataFrame(
        {
            "concurrency": busy,
            "provisioned": ready,
            "served": served,
            "spilled": busy - served,
            "utilization": np.divide(served, ready, out=np.full(len(ready), np.nan), where=ready > 0),
        },
        index=concurrency.index,
    )
    total, kept = float(busy.sum()), float(ready.sum())
    return ProvisionedRun(
        steps,
        parts,
        float((busy - served).sum()) / total if total else 0.0,
        float(served.sum()) / kept if kept else math.nan,
    )


def provisioned_options(
    concurrency: pd.Series[float],
    levels: Sequence[int],
    duration_ms: float,
    memory_mb: int,
    location: str,
    architecture: str = "x86_64",
    **options: Any,
) -> pd.DataFrame:
    """The same concurrency with each of several fixed numbers of provisioned environments.

    Parameters
    ----------
    concurrency, duration_ms, memory_mb, location, architecture, options
        As in `provisioned_run`.
    levels
        Numbers of environments to try.

    Returns
    -------
    pandas.DataFrame
        provisioned, usd, utilization (NaN for none), spilled_share, cheapest (True for the cheapest, and the first of
        equals), one row a level.

    Raises
    ------
    InputError
        As `provisioned_run`, and for no levels.

    Examples
    --------
    >>> day = pd.Series([2.0] * 12 + [8.0] * 12)
    >>> tried = provisioned_options(day, [0, 2, 4, 8], 200, 1024, "us-east-1")
    >>> int(tried.loc[tried["cheapest"], "provisioned"].iloc[0])
    2
    """
    if not len(levels):
        raise InputError(ko="시도할 수(levels)를 하나 이상 주세요.", en="give one or more levels to try.")
    runs = [provisioned_run(concurrency, n, duration_ms, memory_mb, location, architecture, **options) for n in levels]
    table = pd.DataFrame(
        {
            "provisioned": list(levels),
            "usd": [run.usd for run in runs],
            "utilization": [run.utilization for run in runs],
            "spilled_share": [run.spilled_share for run in runs],
        }
    )
    best = table["usd"].idxmin() if table["usd"].notna().any() else -1
    return table.assign(cheapest=table.index == best)


def _parts(
    ready: float, requests: float, used: float, location: str, architecture: str, plan: str | None
) -> list[dict[str, Any]]:
    code = architecture_code(architecture)
    return [
        row
        for part, item, quantity in (
            ("provisioned_concurrency", f"provisioned_concurrency_{code}", ready),
            ("requests", "request", requests),
            ("provisioned_duration", f"provisioned_duration_{code}", used),
        )
        for row in Meter.of(item, location, plan=plan).charge(part, quantity)
    ]


def _concurrency(concurrency: pd.Series[float]) -> Floats:
    values: Floats = pd.to_numeric(concurrency, errors="coerce").to_numpy(dtype=float)
    if not len(values):
        raise InputError(ko="동시성에 값이 없습니다.", en="the concurrency has no values.")
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        errors.amount("concurrency", concurrency.to_numpy()[wrong][0])
    return values


def _ready(provisioned: int | Sequence[int] | pd.Series[int], steps: int) -> Floats:
    levels = [provisioned] if np.ndim(provisioned) == 0 else list(provisioned)  # type: ignore[arg-type]
    for level in levels:
        errors.count("provisioned", level)
    if np.ndim(provisioned) and len(levels) != steps:
        raise InputError(
            ko=f"프로비저닝 일정의 길이 {len(levels)}이(가) 동시성의 길이 {steps}와(과) 다릅니다.",
            en=f"the schedule has {len(levels)} steps and the concurrency {steps}: give one number for each step.",
        )
    return np.broadcast_to(np.asarray(levels, dtype=float), (steps,)).copy()


def _served(busy: Floats, ready: Floats, arrivals: str) -> Floats:
    """Environments busy on provisioned concurrency, on average in each step."""
    if arrivals not in ARRIVALS:
        raise unknown(ko="도착 방식(arrivals)", en="arrivals", given=arrivals, allowed=ARRIVALS)
    if arrivals == "even":
        return np.minimum(busy, ready)
    from scipy.stats import poisson

    # the expected value of min(N, c) for a Poisson N: N itself below c, c from there on
    served: Floats = busy * poisson.cdf(ready - 2, busy) + ready * poisson.sf(ready - 1, busy)
    return np.minimum(served, np.minimum(busy, ready))


def _billed_steps(ready: Floats, length: float) -> Floats:
    """Seconds billed in each step: the last step of a stretch is drawn out to a multiple of 5 minutes."""
    on = ready > 0
    billed = np.where(on, length, 0.0)
    ends = np.flatnonzero(on & ~np.append(on[1:], False))
    starts = np.flatnonzero(on & ~np.append(False, on[:-1]))
    for start, end in zip(starts, ends, strict=True):
        lasted = (end - start + 1) * length
        billed[end] += rounded_seconds(lasted) - lasted
    return billed
