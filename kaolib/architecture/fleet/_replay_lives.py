"""What became of the instances of a replay: their bill, and the work that was lost with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._replay_engine import ON_DEMAND
from kaolib.architecture.fleet._replay_traces import Clock, Floats
from kaolib.knowledge import catalog, ec2

#: How long before an interruption EC2 tells of it.
NOTICE_SECONDS = 120


def on_demand_price(clock: Clock, given: float | None, operating_system: str) -> float:
    """The On-Demand price of an hour: the one given, else the lowest among the traced types; NaN when there is none."""
    if given is not None:
        return errors.amount("on_demand_usd_per_hour", given)
    known = []
    for name, place in set(zip(clock.types, clock.locations, strict=True)):
        rows = catalog.on_demand(name, place, operating_system)
        known += rows["usd_per_hour"].tolist()
    return min(known, default=float("nan"))


def lives(
    rows: list[tuple[int, int, int, int, str]], clock: Clock, labels: Any, on_demand_usd: float, system: str
) -> pd.DataFrame:
    """The lives with their bill."""
    pool, start, end, instances, ended = columns(rows, 5)
    pool, start, end = pool.astype(np.int64), start.astype(float), end.astype(float)
    used = end - start
    by = np.where(ended == "ec2", "ec2", "you")
    billed = ec2.interrupted_seconds(used, by, system).to_numpy(dtype=float)
    yours = ec2.interrupted_seconds(used, "you", system).to_numpy(dtype=float)
    # The price may change while an instance lives: its mean over the life.
    area = np.vstack([np.zeros(len(clock.names)), np.cumsum(clock.price * clock.lengths[:, None], axis=0)])
    edges = np.append(clock.seconds, clock.end).astype(float)
    mean = np.full(len(used), on_demand_usd)
    for number in range(len(clock.names)):
        own = pool == number
        if not np.isnan(clock.price[:, number]).all():
            mean[own] = _mean(edges, area[:, number], start[own], end[own])
        else:
            mean[own] = np.nan
    return pd.DataFrame(
        {
            "pool": labels[pool],
            "option": np.where(pool == ON_DEMAND, "on_demand", "spot"),
            "start_seconds": start.astype(np.int64),
            "end_seconds": end.astype(np.int64),
            "instances": instances.astype(np.int64),
            "ended_by": ended,
            "billed_seconds": billed.astype(np.int64),
            "usd": mean * billed / 3600,
            "free_usd": mean * (yours - billed) / 3600,
        }
    )


def _mean(edges: Floats, area: Floats, start: Floats, end: Floats) -> Floats:
    return np.asarray((np.interp(end, edges, area) - np.interp(start, edges, area)) / (end - start))


def work(lives: pd.DataFrame, restart: float, cycle: float | None, cost: float, notice: bool) -> pd.DataFrame:
    """How much of each life was a start, a checkpoint, or work that an interruption undid."""
    used = (lives["end_seconds"] - lives["start_seconds"]).to_numpy(dtype=float)
    starting = np.minimum(used, restart)
    able = used - starting
    written = np.zeros(len(lives)) if cycle is None else np.floor(able / (cycle + cost))
    since = able if cycle is None else able - written * (cycle + cost)
    if notice:
        since = np.minimum(since, NOTICE_SECONDS)
    lost = np.where(lives["ended_by"] == "ec2", since, 0.0)
    return lives.assign(restart_seconds=starting, lost_work_seconds=lost, checkpoint_seconds=written * cost)


def columns(rows: list[Any], count: int) -> list[Any]:
    """The columns of a list of rows, also of none."""
    return [np.array(column, dtype=object) for column in zip(*rows, strict=True)] or [
        np.array([], dtype=object)
    ] * count
