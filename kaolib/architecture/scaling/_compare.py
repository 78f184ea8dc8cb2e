"""Policies side by side: the bill, the load refused, and one score that a learner can try to lower."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.scaling._group import Group, Instance
from kaolib.architecture.scaling._load import Load
from kaolib.architecture.scaling._policies import Policy
from kaolib.architecture.scaling._run import Run, simulate
from kaolib.errors import InputError

COLUMNS = (
    "name",
    "kind",
    "usd",
    "instance_hours",
    "unmet",
    "unmet_share",
    "minutes_above_limit",
    "idle_share",
    "reversals",
    "short_lives",
    "max_in_service",
    "score_usd",
    "efficient",
)


def score(run: Run | Mapping[str, float], usd_per_unmet: float) -> float:
    """The bill, and a price for each unit of load that was refused (of a queue: that was late); lower is better.

    Parameters
    ----------
    run
        A run, or its summary.
    usd_per_unmet
        What a refused unit costs you: an assumption of yours, and the whole of the trade-off.

    Returns
    -------
    float
        USD.

    Raises
    ------
    InputError
        For a negative price.

    Examples
    --------
    >>> score({"usd": 10.0, "unmet": 300.0}, usd_per_unmet=0.01)
    13.0
    """
    numbers = run.summary(bounds=False) if isinstance(run, Run) else run
    return float(numbers["usd"] + errors.amount("usd_per_unmet", usd_per_unmet) * numbers["unmet"])


def compare(
    load: Load,
    policies: Mapping[str, Policy | Sequence[Policy]],
    *,
    group: Group,
    instance: Instance,
    usd_per_unmet: float = 0.0,
    **options: Any,
) -> pd.DataFrame:
    """Several sets of policies over the same load, the lowest score first.

    Parameters
    ----------
    load
        As in `simulate`.
    policies
        Name to policies.
    group, instance
        As in `simulate`.
    usd_per_unmet
        As in `score`.
    options
        Further arguments of `simulate`.

    Returns
    -------
    pandas.DataFrame
        name, kind ("policy", or "bound" for "perfect foresight" and "static peak"), usd, instance_hours, unmet, unmet_share,
        minutes_above_limit, idle_share, reversals, short_lives, max_in_service, score_usd, efficient (no other set of
        policies is both as cheap and refuses as little, and better in one). Columns of `Run.summary`; NaN where a bound
        has none. Bounds come last; perfect foresight is left out for a queue.

    Raises
    ------
    InputError
        Without any policies, or as `simulate`.

    Examples
    --------
    >>> from kaolib.architecture.scaling import TargetTracking
    >>> table = compare(
    ...     [60.0] * 60 + [300.0] * 60,
    ...     {"one": [], "tracking": TargetTracking(50)},
    ...     group=Group(max_size=9),
    ...     instance=Instance(100, 0.1),
    ...     usd_per_unmet=0.01,
    ... )
    >>> table["name"].tolist(), table["efficient"].tolist()
    (['tracking', 'one', 'perfect foresight', 'static peak'], [True, True, False, False])
    """
    if not policies:
        raise InputError(ko="비교할 정책이 없습니다.", en="there are no policies to compare.")
    runs = {name: simulate(load, given, group=group, instance=instance, **options) for name, given in policies.items()}
    rows: list[dict[str, Any]] = []
    for name, run in runs.items():
        numbers = run.summary(bounds=name == next(iter(runs)))
        rows.append({"name": name, "kind": "policy", **numbers, "score_usd": score(numbers, usd_per_unmet)})
    first, any_run = rows[0], next(iter(runs.values()))
    usd, unmet = (np.array([row[column] for row in rows], dtype=np.float64) for column in ("usd", "unmet"))
    for row in rows:
        better = (usd <= row["usd"]) & (unmet <= row["unmet"]) & ((usd < row["usd"]) | (unmet < row["unmet"]))
        row["efficient"] = not better.any()
    rows.sort(key=lambda row: (row["score_usd"], row["usd"], str(row["name"])))
    refused = _refused(any_run)
    for label, key in (("perfect foresight", "oracle_usd"), ("static peak", "static_usd")):
        cost = float(first[key])
        if np.isnan(cost):
            continue
        rows.append(
            {
                "name": label,
                "kind": "bound",
                "usd": cost,
                "instance_hours": cost / instance.usd_per_hour if instance.usd_per_hour else np.nan,
                "unmet": refused,
                "unmet_share": refused / first["load"] if first["load"] else 0.0,
                "score_usd": cost + usd_per_unmet * refused,
                "efficient": False,
            }
        )
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


def _refused(run: Run) -> float:
    """Load that no group within max_size can serve."""
    if run.queue:
        return 0.0
    return float(np.maximum(0.0, run.minutes["load"] - run.group.max_size * run.instance.capacity).sum())
