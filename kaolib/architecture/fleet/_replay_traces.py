"""Real Spot traces on one clock: what each pool could give, moment by moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LISTED = ("trace", "kind", "location", "instance_type", "nodes", "start", "gap_seconds", "steps")
_RUNS = ("trace", "step", "available", "usd_per_hour")


@dataclass(frozen=True)
class Clock:
    """Pools over the same time.

    `seconds` are the moments at which any pool changes, the first 0; row i of `capacity` and `price` (one column per pool)
    holds from there to the next moment, the last until `end`.
    """

    names: list[str]
    locations: list[str]
    types: list[str]
    seconds: Ints
    end: int
    capacity: Ints
    price: Floats

    @property
    def lengths(self) -> Ints:
        return np.diff(np.append(self.seconds, self.end))


def read(
    names: str | Sequence[str],
    target: int,
    depth: float | None,
    spot_usd_per_hour: float | Mapping[str, float] | None,
    traces: pd.DataFrame | None,
    runs: pd.DataFrame | None,
    most_seconds: int | None = None,
) -> Clock:
    """The named traces, scaled to the fleet, cut to the shortest and to the time wanted."""
    listed = catalog.spot_traces() if traces is None else traces
    errors.columns(listed.columns, _LISTED, ko="트레이스 목록", en="the list of traces")
    errors.columns(_RUNS if runs is None else runs.columns, _RUNS, ko="트레이스 값", en="the runs of the traces")
    wanted = [names] if isinstance(names, str) else list(names)
    rows = listed.set_index("trace")
    for name in wanted or [""]:
        if name not in rows.index:
            raise unknown(ko="트레이스", en="trace", given=name, allowed=list(rows.index))
    if len(set(wanted)) != len(wanted):
        raise InputError(ko="같은 트레이스를 두 번 적었습니다.", en="the same trace is given twice.")
    rows = rows.loc[wanted]
    for column, ko, en in (("start", "시작한 날", "day of the start"), ("kind", "종류", "kind")):
        found = sorted(set(rows[column].astype(str)))
        if len(found) > 1:
            raise InputError(
                ko=f"함께 재생할 트레이스는 {ko}이(가) 같아야 합니다: {', '.join(found)}. trace_groups에서 한 묶음을 고르세요.",
                en=f"traces replayed together need the same {en}, not {', '.join(found)}: choose one group of trace_groups.",
            )
    end = int((rows["steps"] * rows["gap_seconds"]).min())
    end = end if most_seconds is None else min(end, most_seconds)
    changes, per_node = [], []
    for row in rows.itertuples():
        step, available, usd = _of_snapshot(str(row.Index)) if runs is None else _of(runs, str(row.Index))
        at = step * int(str(row.gap_seconds))
        if not len(at) or at[0] != 0 or (np.diff(at) <= 0).any():
            raise InputError(
                ko=f"트레이스 {row.Index}의 값은 단계 0에서 시작해 순서대로 있어야 합니다.",
                en=f"the runs of trace {row.Index} have to begin at step 0, in order.",
            )
        changes.append((at, available, usd))
        per_node.append(target / int(str(row.nodes)) if depth is None else depth)
    seconds = np.unique(np.concatenate([at for at, _, _ in changes]))
    seconds = seconds[seconds < end]
    capacity = np.empty((len(seconds), len(wanted)), dtype=np.int64)
    price = np.empty((len(seconds), len(wanted)))
    for pool, (at, available, usd) in enumerate(changes):
        place = np.searchsorted(at, seconds, side="right") - 1
        # Rounding first: 3 x (16 / 3) is 15.999999999999998.
        capacity[:, pool] = np.floor(np.round(available * per_node[pool], 9))[place]
        price[:, pool] = _price(spot_usd_per_hour, wanted[pool], usd)[place]
    return Clock(
        wanted, rows["location"].astype(str).tolist(), rows["instance_type"].astype(str).tolist(), seconds, end, capacity, price
    )  # fmt: skip


def trace_groups(traces: pd.DataFrame | None = None) -> pd.DataFrame:
    """Which traces may be replayed together: those of one kind that watched the same type over the same days.

    Parameters
    ----------
    traces
        As `catalog.spot_traces`, which None means.

    Returns
    -------
    pandas.DataFrame
        One row per group: group (id), kind, instance_type, nodes, start, gap_seconds, hours (of the shortest trace), pools,
        traces (a tuple of ids).

    Examples
    --------
    >>> groups = trace_groups().set_index("group")
    >>> int(groups.loc["availability p3.2xlarge x1 2023-02-15", "pools"])
    9
    """
    listed = catalog.spot_traces() if traces is None else traces
    errors.columns(listed.columns, _LISTED, ko="트레이스 목록", en="the list of traces")
    table = []
    keys = ["kind", "instance_type", "nodes", "start"]
    for (kind, name, nodes, start), rows in listed.groupby(keys, sort=True, observed=True):
        table.append(
            {
                "group": f"{kind} {name} x{nodes} {start}",
                "kind": str(kind),
                "instance_type": str(name),
                "nodes": int(str(nodes)),
                "start": str(start),
                "gap_seconds": int(rows["gap_seconds"].iloc[0]),
                "hours": float((rows["steps"] * rows["gap_seconds"]).min()) / 3600,
                "pools": len(rows),
                "traces": tuple(rows["trace"].astype(str)),
            }
        )
    return pd.DataFrame(table)


def trace_hazards(
    names: str | Sequence[str] | None = None,
    *,
    traces: pd.DataFrame | None = None,
    runs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How often the traces lost instances, per hour that one was up.

    Parameters
    ----------
    names
        Traces; None for all.
    traces, runs
        As `catalog.spot_traces` and `catalog.spot_trace_runs`, which None means.

    Returns
    -------
    pandas.DataFrame
        One row per trace: trace, kind, hours (its length), instance_hours (that were up, or to be had), availability (share
        of those asked for), interruptions (instances by which it fell), per_hour (interruptions / instance_hours; NaN when
        none was up), hours_between.

    Raises
    ------
    InputError
        For an unknown trace or a missing column.

    Notes
    -----
    In a trace of kind "preemption" a fall is an instance that EC2 took back. In one of kind "availability" it is a request
    that failed where the one before succeeded: what already runs may live on, so that the rate is an upper guess. Falls that
    come and go within one step are not seen by either.

    Examples
    --------
    >>> table = trace_hazards("preemption-v100-4node-us-east-2a-2023-08")
    >>> table["interruptions"].tolist()
    [75]
    """
    listed = catalog.spot_traces() if traces is None else traces
    wanted = list(listed["trace"]) if names is None else [names] if isinstance(names, str) else list(names)
    kinds, table = listed.set_index("trace"), []
    for name in wanted:
        clock = read(str(name), 1, 1.0, None, listed, runs)
        up = clock.capacity[:, 0]
        hours = float(up @ clock.lengths) / 3600
        falls = int(-np.minimum(np.diff(up), 0).sum())
        rate = falls / hours if hours else np.nan
        asked = clock.end / 3600 * int(str(kinds.loc[name, "nodes"]))
        table.append((name, str(kinds.loc[name, "kind"]), clock.end / 3600, hours, hours / asked, falls, rate))
    columns = ["trace", "kind", "hours", "instance_hours", "availability", "interruptions", "per_hour"]
    found = pd.DataFrame(table, columns=columns)
    with np.errstate(divide="ignore"):
        return found.assign(hours_between=1 / found["per_hour"].to_numpy())


def _of(values: pd.DataFrame, name: str) -> tuple[Ints, Floats, Floats]:
    """Step, available and price of a trace."""
    own = values[(values["trace"] == name).to_numpy(dtype=bool)]
    return (
        own["step"].to_numpy(dtype=np.int64),
        own["available"].to_numpy(dtype=float),
        own["usd_per_hour"].to_numpy(dtype=float),
    )


@cache
def _of_snapshot(name: str) -> tuple[Ints, Floats, Floats]:
    return _of(catalog.spot_trace_runs(name), name)


def _price(given: Any, name: str, own: Floats) -> Floats:
    """The Spot price of a pool: the one given, else the trace's."""
    if given is None:
        return own
    if isinstance(given, Mapping):
        if name not in given:
            return own
        given = given[name]
    return np.full(len(own), errors.amount("spot_usd_per_hour", given))
