"""What came of a queue: attempts, machines, and what was paid for work, for work that was lost, and for idling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from kaolib.architecture.batch._engine import Engine
from kaolib.knowledge import containers, ec2

HOUR = 3600
_SPLIT = ("busy", "lost", "idle")


@dataclass(frozen=True)
class Run:
    """A queue that has run; made by `simulate`.

    Attributes
    ----------
    jobs
        One row per attempt, in the order in which they ended: job, attempt, environment, instance, vcpu, runnable_hours (since
        when it waited), start_hours, end_hours (from the beginning of the run), outcome ("succeeded", "failed", "interrupted":
        its machine was taken back, "timed_out"), kept_seconds (work that holds, if the job succeeds in the end), lost_seconds
        (the rest of its running time). A job whose dependency failed has one row with attempt 0 and outcome
        "dependency_failed".
    instances
        One row per instance or Fargate task, in the order of launch: instance, environment, kind, instance_type (of a task its
        size), vcpu, gib, start_hours (enters running), ready_hours (takes jobs), end_hours, ended_by ("batch", "ec2"),
        billed_seconds, usd_per_hour, usd; busy_vcpu_hours (work that holds), lost_vcpu_hours (work done again, checkpoints,
        failed jobs), idle_vcpu_hours (the rest of what is billed), free_vcpu_hours (a Spot Instance taken back within its first
        hour), paid_vcpu_hours; usd_busy, usd_lost, usd_idle. busy + lost + idle = paid + free, and the three parts of usd are
        all of it.
    location
        Where.
    makespan_hours
        When the last job ended.
    """

    jobs: pd.DataFrame
    instances: pd.DataFrame
    location: str
    makespan_hours: float
    _results: pd.DataFrame = field(repr=False)

    def by_job(self) -> pd.DataFrame:
        """One row per job.

        Returns
        -------
        pandas.DataFrame
            In the order of submission: job, vcpu, gib, work_seconds, attempts (that ran), outcome ("succeeded", or how the last
            attempt ended, or "dependency_failed"), submitted_hours, start_hours (of the first attempt; NaN without one),
            end_hours.
        """
        return self._results.copy()

    def summary(self) -> dict[str, float]:
        """The totals.

        Returns
        -------
        dict
            makespan_hours, usd, usd_per_job (of those that succeeded), jobs, succeeded, failed, attempts, interruptions (of
            attempts), instances, peak_vcpus (running at once), utilization (busy / (paid + free)), busy_vcpu_hours,
            lost_vcpu_hours, idle_vcpu_hours, free_vcpu_hours, paid_vcpu_hours, usd_busy, usd_lost, usd_idle, wait_hours (mean, from
            RUNNABLE to the start of an attempt).
        """
        return dict(self._totals)

    @cached_property
    def _totals(self) -> dict[str, float]:
        table, attempts, results = self.instances, self.jobs[self.jobs["attempt"] > 0], self._results
        good = int((results["outcome"] == "succeeded").sum())
        usd, hours = (
            float(table["usd"].sum()),
            {f"{name}_vcpu_hours": float(table[f"{name}_vcpu_hours"].sum()) for name in _ALL},
        )
        reserved = hours["paid_vcpu_hours"] + hours["free_vcpu_hours"]
        return {
            "makespan_hours": self.makespan_hours,
            "usd": usd,
            "usd_per_job": usd / good if good else np.nan,
            "jobs": len(results),
            "succeeded": good,
            "failed": len(results) - good,
            "attempts": len(attempts),
            "interruptions": int((attempts["outcome"] == "interrupted").sum()),
            "instances": len(table),
            "peak_vcpus": float(self._usage["running_vcpus"].max()) if len(table) else 0.0,
            "utilization": hours["busy_vcpu_hours"] / reserved if reserved else np.nan,
            **hours,
            **{f"usd_{name}": float(table[f"usd_{name}"].sum()) for name in _SPLIT},
            "wait_hours": float((attempts["start_hours"] - attempts["runnable_hours"]).mean())
            if len(attempts)
            else np.nan,
        }

    def usage(self) -> pd.DataFrame:
        """How many vCPUs run, and how many of them work, from step to step.

        Returns
        -------
        pandas.DataFrame
            A row for each time at which something changes: hours, running_vcpus, working_vcpus (reserved by attempts), waiting
            (jobs RUNNABLE without a place), each until the next row.
        """
        return self._usage.copy()

    @cached_property
    def _usage(self) -> pd.DataFrame:
        table, attempts = self.instances, self.jobs[self.jobs["attempt"] > 0]
        steps = [
            (table["start_hours"], table["vcpu"], 1), (table["end_hours"], -table["vcpu"], 1),
            (attempts["start_hours"], attempts["vcpu"], 2), (attempts["end_hours"], -attempts["vcpu"], 2),
            (attempts["runnable_hours"], pd.Series(1.0, attempts.index), 3),
            (attempts["start_hours"], pd.Series(-1.0, attempts.index), 3),
        ]  # fmt: skip
        at = np.concatenate([hours.to_numpy(dtype=float) for hours, _, _ in steps])
        times, place = np.unique(np.round(at * HOUR), return_inverse=True)
        by = np.concatenate([np.asarray(change, dtype=float) for _, change, _ in steps])
        what = np.concatenate([np.full(len(hours), which) for hours, _, which in steps])
        sums = [
            np.cumsum(np.bincount(place[what == n], weights=by[what == n], minlength=len(times))).round(6)
            for n in (1, 2, 3)
        ]
        names = ("running_vcpus", "working_vcpus", "waiting")
        return pd.DataFrame({"hours": times / HOUR, **dict(zip(names, sums, strict=True))})


_ALL = (*_SPLIT, "free", "paid")


def totals(runs: Mapping[str, Run]) -> pd.DataFrame:
    """The totals of several runs beside one another.

    Parameters
    ----------
    runs
        Each run by its name.

    Returns
    -------
    pandas.DataFrame
        One row per run: case (its name), and the columns of `Run.summary`.

    Examples
    --------
    >>> from kaolib.architecture.batch import Environment, Job, simulate
    >>> night = Environment("night", "on_demand", 4, instance_types="c7g.xlarge")
    >>> totals({"alone": simulate([Job("one", 2, 3, 3600)], night, "ap-northeast-2")})[["case", "jobs"]].values.tolist()
    [['alone', 1]]
    """
    return pd.DataFrame([{"case": name, **run.summary()} for name, run in runs.items()])


def run_of(engine: Engine, location: str) -> Run:
    """The tables of an engine that has run."""
    tasks, attempts, machines = engine.tasks, engine.attempts, engine.machines
    names = {machine.number: f"{machine.pool.environment.name}-{i}" for i, machine in enumerate(machines, 1)}
    good = np.array([state.outcome == "succeeded" for state in engine.states])
    which = np.array([a.task for a in attempts], dtype=int)
    start, end = np.array([a.start for a in attempts], dtype=float), np.array([a.end for a in attempts], dtype=float)
    kept = np.array([a.kept for a in attempts], dtype=float) * good[which] if attempts else np.array([])
    vcpu = np.array([task.cpu for task in tasks])[which] / 1000 if attempts else np.array([])
    table = pd.DataFrame(
        {
            "job": [tasks[a.task].name for a in attempts],
            "attempt": np.array([a.number for a in attempts], dtype=int),
            "environment": [a.machine.pool.environment.name for a in attempts],
            "instance": [names[a.machine.number] for a in attempts],
            "vcpu": vcpu,
            "runnable_hours": np.array([a.runnable for a in attempts], dtype=float) / HOUR,
            "start_hours": start / HOUR,
            "end_hours": end / HOUR,
            "outcome": [a.outcome for a in attempts],
            "kept_seconds": kept,
            "lost_seconds": end - start - kept,
        }
    )
    place = {machine.number: i for i, machine in enumerate(machines)}
    on = np.array([place[a.machine.number] for a in attempts], dtype=int)
    instances = _instances(engine, names, on, vcpu, table)
    return Run(_with_unrun(table, engine), instances, location, engine.makespan / HOUR, _results(engine, attempts))


def _instances(
    engine: Engine, names: dict[int, str], on: np.ndarray, vcpu: np.ndarray, attempts: pd.DataFrame
) -> pd.DataFrame:
    machines = engine.machines
    start = np.array([m.start for m in machines], dtype=float)
    end = np.array([m.end for m in machines], dtype=float)
    size = np.array([m.size.vcpu for m in machines], dtype=float)
    kinds = np.array([m.pool.environment.kind for m in machines], dtype=object)
    taken = np.array([m.taken for m in machines], dtype=bool)
    # a minvCpus instance or a task that was taken back may have run for no second at all
    billed = _billed(end - start, kinds, taken)
    price = np.array([m.size.usd for m in machines], dtype=float)
    usd = billed * price / HOUR
    paid = billed * size / HOUR
    free = np.where(taken & (billed == 0), (end - start) * size / HOUR, 0.0)
    parts = {}
    for name in ("kept", "lost"):
        seconds = attempts[f"{name}_seconds"].to_numpy(dtype=float) * vcpu
        parts[name] = (
            np.bincount(on, weights=seconds, minlength=len(machines)) / HOUR if len(on) else np.zeros(len(machines))
        )
    busy, lost = parts["kept"], parts["lost"]
    idle = np.maximum(0.0, paid + free - busy - lost)
    with np.errstate(invalid="ignore", divide="ignore"):
        per = np.where(paid > 0, usd / paid, 0.0)
    return pd.DataFrame(
        {
            "instance": [names[m.number] for m in machines],
            "environment": [m.pool.environment.name for m in machines],
            "kind": kinds.astype(str),
            "instance_type": [m.size.name for m in machines],
            "vcpu": size,
            "gib": np.array([m.size.gib for m in machines], dtype=float),
            "start_hours": start / HOUR,
            "ready_hours": np.array([m.ready for m in machines], dtype=float) / HOUR,
            "end_hours": end / HOUR,
            "ended_by": np.where(taken, "ec2", "batch"),
            "billed_seconds": billed.astype(np.int64),
            "usd_per_hour": price,
            "usd": usd,
            "busy_vcpu_hours": busy,
            "lost_vcpu_hours": lost,
            "idle_vcpu_hours": idle,
            "free_vcpu_hours": free,
            "paid_vcpu_hours": paid,
            "usd_busy": busy * per,
            "usd_lost": lost * per,
            "usd_idle": np.where(paid > 0, usd - (busy + lost) * per, 0.0),
        }
    )


def _billed(seconds: np.ndarray, kinds: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Seconds billed: the rules of EC2, of a Spot Instance that is taken back, and of Fargate."""
    billed = np.zeros(len(seconds))
    spot, tasks = kinds == "spot", np.isin(kinds, ("fargate", "fargate_spot"))
    for chosen, rule in (
        (~spot & ~tasks, lambda s, _: ec2.billed_seconds(s)),
        (spot, lambda s, by: ec2.interrupted_seconds(s, by)),
        (tasks, lambda s, _: containers.billed_seconds(s)),
    ):
        if chosen.any():
            billed[chosen] = np.asarray(rule(seconds[chosen], np.where(taken[chosen], "ec2", "you")), dtype=float)
    return billed


def _results(engine: Engine, attempts: list) -> pd.DataFrame:  # type: ignore[type-arg]
    first: dict[int, int] = {}
    for attempt in attempts:
        first[attempt.task] = min(first.get(attempt.task, attempt.start), attempt.start)
    tasks, states = engine.tasks, engine.states
    return pd.DataFrame(
        {
            "job": [task.name for task in tasks],
            "vcpu": [task.cpu / 1000 for task in tasks],
            "gib": [task.mib / 1024 for task in tasks],
            "work_seconds": [task.work for task in tasks],
            "attempts": [state.tried for state in states],
            "outcome": [state.outcome for state in states],
            "submitted_hours": [task.submitted / HOUR for task in tasks],
            "start_hours": [first[i] / HOUR if i in first else np.nan for i in range(len(tasks))],
            "end_hours": [state.end / HOUR for state in states],
        }
    )


def _with_unrun(table: pd.DataFrame, engine: Engine) -> pd.DataFrame:
    """The attempts, and a row for each job whose dependency failed."""
    unrun = [i for i, state in enumerate(engine.states) if state.outcome == "dependency_failed"]
    if not unrun:
        return table
    at = [engine.states[i].end / HOUR for i in unrun]
    rows = pd.DataFrame(
        {
            "job": [engine.tasks[i].name for i in unrun],
            "attempt": 0,
            "environment": "",
            "instance": "",
            "vcpu": [engine.tasks[i].cpu / 1000 for i in unrun],
            "runnable_hours": np.nan,
            "start_hours": np.nan,
            "end_hours": at,
            "outcome": "dependency_failed",
            "kept_seconds": 0.0,
            "lost_seconds": 0.0,
        }
    )
    return pd.concat([table, rows], ignore_index=True) if len(table) else rows
