"""What a workflow costs on Step Functions: by the transition (Standard) or by the run and its memory (Express)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.serverless import _priced

#: Each month, for all Standard workflows of an account together, with no end date. Express has none.
FREE_TRANSITIONS = 4000
#: How long a run may take. Source: AWS, Step Functions Developer Guide, "Choosing workflow type".
LONGEST_EXPRESS_MS = 300_000
LONGEST_STANDARD_MS = 365 * 86_400_000
#: Rounding of an Express run: the duration up to 100 ms, the memory up to 64 MB.
EXPRESS_MS, EXPRESS_MB = 100, 64
#: Memory of an Express run before its definition and data are counted.
_BASE_MB = 50.0
_KB_PER_MB = 1000.0
WORKFLOWS = ("standard", "express")


def workflow_types() -> pd.DataFrame:
    """The kinds of workflow, and what each can do.

    Returns
    -------
    pandas.DataFrame
        workflow ("standard", "express_asynchronous", "express_synchronous"), kind (as `step_functions_cost` takes it),
        longest_ms (of a run), runs ("exactly_once", "at_least_once", "at_most_once"), waits (whether a step can wait for
        a job or a callback), history (where a run can be looked at: "step_functions" or "logs"), billed_by.

    Notes
    -----
    Source: AWS, Step Functions Developer Guide, "Choosing workflow type".

    Examples
    --------
    >>> workflow_types().set_index("workflow")["runs"].tolist()
    ['exactly_once', 'at_least_once', 'at_most_once']
    """
    rows = [
        ("standard", "standard", LONGEST_STANDARD_MS, "exactly_once", True, "step_functions", "transition"),
        ("express_asynchronous", "express", LONGEST_EXPRESS_MS, "at_least_once", False, "logs", "request, GB-second"),
        ("express_synchronous", "express", LONGEST_EXPRESS_MS, "at_most_once", False, "logs", "request, GB-second"),
    ]
    return pd.DataFrame(rows, columns=["workflow", "kind", "longest_ms", "runs", "waits", "history", "billed_by"])


def express_memory_mb(definition_kb: float, payload_kb: float = 0.0, steps: int = 1) -> float:
    """Memory that an Express run uses, by AWS's estimate, before it is rounded up to 64 MB.

    Parameters
    ----------
    definition_kb
        Size of the state machine's definition.
    payload_kb
        Data of one parallel or map step.
    steps
        Parallel or map steps.

    Returns
    -------
    float
        MB: 50, plus the definition, plus the data of each step.

    Notes
    -----
    Source: AWS, Step Functions pricing, pricing examples.

    Examples
    --------
    AWS's example: a definition of 50 KB, and 400 map steps of 32 KB each.

    >>> round(express_memory_mb(50, 32, 400), 2)
    62.85
    """
    size = errors.amount("definition_kb", definition_kb)
    return _BASE_MB + (size + errors.amount("payload_kb", payload_kb) * errors.count("steps", steps)) / _KB_PER_MB


def express_gb_seconds(duration_ms: float, memory_mb: float) -> float:
    """GB-seconds billed for one Express run.

    Parameters
    ----------
    duration_ms
        From start to end, up to 300,000 (five minutes); rounded up to the next 100.
    memory_mb
        Memory that it uses; rounded up to the next 64 MB.

    Raises
    ------
    InputError
        For a run longer than five minutes, or a number below 0.

    Notes
    -----
    Source: AWS, Step Functions pricing; Developer Guide, "Choosing workflow type".

    Examples
    --------
    >>> express_gb_seconds(123, 50)
    0.0125
    """
    milliseconds, megabytes = _express_billed(duration_ms, memory_mb)
    return milliseconds / 1000 * megabytes / 1024


def expected_transitions(states: int, failure_rate: float = 0.0, retries: int = 0, fixed: int = 0) -> float:
    """State transitions that one Standard run is expected to be billed, its retries included.

    Parameters
    ----------
    states
        Task states, one after another, each of which can fail.
    failure_rate
        Share of the attempts of a task that fail, each on its own.
    retries
        How often a task is tried again (``MaxAttempts`` of its ``Retry``) before the run fails.
    fixed
        Further transitions of every run that cannot fail (choices, passes).

    Returns
    -------
    float
        Transitions per run. A run that gives up ends there: the tasks behind are not billed.

    Notes
    -----
    Each retry is one more transition. A task is tried (1 - p^(R+1)) / (1 - p) times and lets the run go on with
    probability 1 - p^(R+1). Source: AWS, Step Functions pricing, "each retry will be charged as an additional state
    transition".

    Examples
    --------
    >>> expected_transitions(10), round(expected_transitions(10, failure_rate=0.1, retries=3), 4)
    (10.0, 11.105)
    """
    tasks = errors.count("states", states)
    p = errors.share("failure_rate", failure_rate)
    tries = errors.count("retries", retries) + 1
    attempts = float(tries) if p == 1 else (1 - p**tries) / (1 - p)
    passes = 1 - p**tries
    reached = float(tasks) if passes == 1 else (1 - passes**tasks) / (1 - passes)
    return errors.count("fixed", fixed) + attempts * reached


def step_functions_cost(
    kind: str,
    executions: float,
    location: str,
    *,
    transitions: float = 0.0,
    duration_ms: float = 0.0,
    memory_mb: float = EXPRESS_MB,
    free_tier: bool = True,
) -> pd.DataFrame:
    """A month of one workflow on Step Functions, part by part.

    Parameters
    ----------
    kind
        "standard" (billed by the transition) or "express" (by the run, its duration and memory).
    executions
        Runs in the month.
    location
        AWS code of a Region.
    transitions
        State transitions per run, retries included (`expected_transitions`); of a Standard workflow.
    duration_ms, memory_mb
        How long a run takes and the memory it uses. An Express run is at most five minutes, a Standard one a year.
    free_tier
        Whether the monthly 4,000 free transitions are still there for this workflow.

    Returns
    -------
    pandas.DataFrame
        part ("transitions", or "requests" and "duration"), unit, from_quantity and to_quantity (the price tier),
        quantity, free, usd_per_unit, usd, as_of, reason. Where the price is not known usd is NaN and reason "no_price".

    Raises
    ------
    InputError
        For an unknown kind or place, a number that cannot be, or a run that is too long.

    Notes
    -----
    Not included: what the steps call (a Lambda function bills on its own), logs, transfer. Tiers count the GB-seconds of
    all Express workflows of an account. Source: AWS, Step Functions pricing.

    Examples
    --------
    A million runs of ten transitions are USD 250 without the free ones; the same as Express, a second each, USD 2.04.

    >>> float(step_functions_cost("standard", 1e6, "us-east-1", transitions=10, free_tier=False)["usd"].iloc[0])
    250.0
    >>> month = step_functions_cost("express", 1e6, "us-east-1", duration_ms=1000, memory_mb=64)
    >>> month.set_index("part")["usd"].round(2).to_dict()
    {'requests': 1.0, 'duration': 1.04}
    """
    if kind not in WORKFLOWS:
        raise unknown(ko="워크플로 유형", en="workflow type", given=kind, allowed=WORKFLOWS)
    runs = errors.amount("executions", executions)
    place = catalog.check_location(location)
    if kind == "standard":
        if errors.amount("duration_ms", duration_ms) > LONGEST_STANDARD_MS:
            raise _too_long("standard", duration_ms, LONGEST_STANDARD_MS)
        billed = runs * errors.amount("transitions", transitions)
        free = FREE_TRANSITIONS if free_tier else 0.0
        return _priced.table(
            _priced.lines("transitions", "step_functions", "standard_transition", place, billed, free=free)
        )
    return _priced.table(_express(runs, duration_ms, memory_mb, place))


def step_functions_frontier(
    location: str,
    durations_ms: Sequence[float],
    memory_mb: float = EXPRESS_MB,
    executions: float = 1_000_000,
    *,
    free_tier: bool = False,
) -> pd.DataFrame:
    """From how many transitions on an Express workflow is cheaper than a Standard one, for each duration.

    Parameters
    ----------
    location
        AWS code of a Region.
    durations_ms
        How long a run takes; one row each.
    memory_mb
        Memory that an Express run uses.
    executions
        Runs in the month, more than 0: Express has price tiers.
    free_tier
        Whether Standard has its 4,000 free transitions.

    Returns
    -------
    pandas.DataFrame
        duration_ms, billed_ms, billed_mb, express_usd_per_million (runs), transitions (per run, at which both cost the
        same), express_from (the fewest whole transitions per run at which Express is cheaper), feasible, reason: ""
        or "too_long" (over five minutes: only Standard), "no_price" (a price is not known in this Region). Where
        Express cannot be, transitions and express_from are missing.

    Raises
    ------
    InputError
        For an unknown place or a number that cannot be.

    Notes
    -----
    transitions = (what Express costs / the price of a transition + the free transitions) / executions. Express must also
    be allowed: at-least-once (asynchronous) runs, no ``.sync`` and no callback steps. Source: AWS, Step Functions
    pricing; Developer Guide, "Choosing workflow type".

    Examples
    --------
    >>> step_functions_frontier("us-east-1", [100, 60_000, 400_000])[["duration_ms", "express_from", "reason"]]
       duration_ms  express_from    reason
    0        100.0             1
    1      60000.0             3
    2     400000.0          <NA>  too_long
    """
    place = catalog.check_location(location)
    runs = errors.amount("executions", executions, above=True)
    memory = errors.amount("memory_mb", memory_mb)
    tiers = catalog.tiers("step_functions", "standard_transition", place)
    price = tiers[0][2] if tiers else math.nan
    free = FREE_TRANSITIONS if free_tier else 0
    rows = []
    for given in durations_ms:
        duration = errors.amount("duration_ms", given)
        possible = duration <= LONGEST_EXPRESS_MS
        billed_ms, billed_mb = _express_billed(duration, memory) if possible else (math.nan, math.nan)
        usd = _priced.total(_express(runs, duration, memory, place)) if possible else math.nan
        even = (usd / price + free) / runs
        known = not math.isnan(even)
        rows.append(
            {
                "duration_ms": duration,
                "billed_ms": billed_ms,
                "billed_mb": billed_mb,
                "express_usd_per_million": usd / runs * 1e6,
                "transitions": even,
                "express_from": math.floor(round(even, 9)) + 1 if known else None,
                "feasible": possible,
                "reason": "too_long" if not possible else "" if known else "no_price",
            }
        )
    table = pd.DataFrame(rows)
    return table.astype({"express_from": "Int64", "feasible": np.bool_}) if rows else table


def _express(runs: float, duration_ms: float, memory_mb: float, place: str) -> list[dict[str, Any]]:
    gb_seconds = runs * express_gb_seconds(duration_ms, memory_mb)
    return [
        *_priced.lines("requests", "step_functions", "express_request", place, runs),
        *_priced.lines("duration", "step_functions", "express_duration", place, gb_seconds),
    ]


def _express_billed(duration_ms: float, memory_mb: float) -> tuple[float, float]:
    """Milliseconds and MB that one Express run is billed."""
    duration = errors.amount("duration_ms", duration_ms)
    if duration > LONGEST_EXPRESS_MS:
        raise _too_long("express", duration_ms, LONGEST_EXPRESS_MS)
    memory = errors.amount("memory_mb", memory_mb)
    milliseconds = math.ceil(round(duration / EXPRESS_MS, 9)) * EXPRESS_MS
    return float(milliseconds), float(_priced.units(memory, EXPRESS_MB) * EXPRESS_MB)


def _too_long(kind: str, given: float, longest: int) -> InputError:
    other = ' 더 오래 걸리면 "standard"를 쓰세요.' if kind == "express" else ""
    instead = ' use "standard" for longer ones' if kind == "express" else ""
    return InputError(
        ko=f"{kind} 워크플로의 실행 시간(duration_ms) {given:,g}은(는) 최대 {longest:,}을(를) 넘습니다.{other}",
        en=f"duration_ms {given:,g} is over the {longest:,} that a run of a {kind} workflow may take"
        + (f":{instead}." if instead else "."),
    )
