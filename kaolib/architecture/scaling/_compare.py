"""Policies side by side: the bill, the load refused, and one score that a learner can try to lower."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.scaling._bounds import oracle, static_peak
from kaolib.architecture.scaling._group import Group, Instance
from kaolib.architecture.scaling._load import Load, load_of
from kaolib.architecture.scaling._policies import Policy
from kaolib.architecture.scaling._run import Run, simulate
from kaolib.errors import InputError

Floats = npt.NDArray[np.float64]

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
    policies: Mapping[str, Policy | Sequence[Policy] | Run],
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
        Name to policies; or to a `Run` over the same load, of another group for example.
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
        Without any policies, for a run over another load, or as `simulate`.

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
    runs = {
        name: given if isinstance(given, Run) else simulate(load, given, group=group, instance=instance, **options)
        for name, given in policies.items()
    }
    values, _ = load_of(load)
    rows: list[dict[str, Any]] = []
    for name, run in runs.items():
        if not np.array_equal(run.minutes["load"], values) and not run.queue:
            raise InputError(
                ko=f"{name!r}은(는) 다른 부하의 실행이라 비교할 수 없습니다.",
                en=f"{name!r} is a run over another load.",
            )
        numbers = run.summary(bounds=False)
        rows.append({"name": name, "kind": "policy", **numbers, "score_usd": score(numbers, usd_per_unmet)})
    first, any_run = rows[0], next(iter(runs.values()))
    usd, unmet = (np.array([row[column] for row in rows], dtype=np.float64) for column in ("usd", "unmet"))
    for row in rows:
        better = (usd <= row["usd"]) & (unmet <= row["unmet"]) & ((usd < row["usd"]) | (unmet < row["unmet"]))
        row["efficient"] = not better.any()
    rows.sort(key=lambda row: (row["score_usd"], row["usd"], str(row["name"])))
    size: dict[str, Any] = {"group": group, "instance": instance}
    bounds = {} if any_run.queue else {"perfect foresight": oracle(load, **size)}
    for label, bound in {**bounds, "static peak": static_peak(load, **size)}.items():
        refused = 0.0 if any_run.queue else _refused(values, group, instance)
        could = bound["instance_hours"] * 60 * instance.capacity
        rows.append(
            {
                "name": label,
                "kind": "bound",
                "usd": bound["usd"],
                "instance_hours": bound["instance_hours"],
                "unmet": refused,
                "unmet_share": refused / first["load"] if first["load"] else 0.0,
                "idle_share": 1 - (first["load"] - refused) / could if could else np.nan,
                "score_usd": bound["usd"] + usd_per_unmet * refused,
                "efficient": False,
            }
        )
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


def _refused(load: Floats, group: Group, instance: Instance) -> float:
    """Load that no group within max_size can serve."""
    return float(np.maximum(0.0, load - group.max_size * instance.capacity).sum())
