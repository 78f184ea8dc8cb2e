"""The jobs of a queue: what each one needs, how often it may try, and what it waits for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import pandas as pd

from kaolib import errors
from kaolib.architecture.batch._words import (
    ARRAY_ORDERS,
    ARRAY_SIZES,
    LEAST_TIMEOUT_SECONDS,
    MOST_ATTEMPTS,
    MOST_DEPENDENCIES,
    RETRY_ON,
)
from kaolib.errors import InputError, unknown


@dataclass(frozen=True)
class Job:
    """A job, or an array of equal jobs.

    Parameters
    ----------
    name
        Unlike all others of the queue. The children of an array are called "name:0", "name:1" ...
    vcpu, gib
        What each attempt reserves. On EC2 whole vCPUs; on Fargate the next valid size that holds both.
    seconds
        Work, in seconds (rounded up), on any machine alike: an ASSUMPTION.
    priority
        Higher runs first.
    attempts
        How often it may run, 1 to 10.
    timeout_seconds
        An attempt that runs longer is ended, and not tried again; at least 60. None: no limit.
    submitted_seconds
        When it is submitted, from the beginning of the run.
    depends_on
        Names of the jobs that must succeed first, at most 20. The name of an array stands for all of its children.
    array
        Number of children, 2 to 10,000; 1 is a plain job.
    array_order
        Of an array: "parallel", "sequential" (one after another) or "n_to_n" (child i waits for child i of each array in
        depends_on).
    checkpoint_seconds
        Work between two checkpoints, which outlive the machine. None: an interrupted job begins anew.
    write_seconds
        What writing one checkpoint takes.
    failing_attempts
        The first so many attempts end with an error when their work is done; nothing of them is kept.
    retry_on
        "any": every failed attempt is tried again. "interruption": only those whose machine was taken back, as with
        evaluateOnExit on "Host EC2*".

    Raises
    ------
    InputError
        For a number or a name outside of these.

    Notes
    -----
    Sources: AWS Batch User Guide, "Automated job retries", "Job timeouts", "Job dependencies", "Array jobs", "Use Amazon EC2
    Spot best practices for AWS Batch".

    Examples
    --------
    >>> Job("render", 2, 4, 1800, array=50, attempts=3).seconds
    1800
    >>> Job("render", 2, 4, 1800, attempts=11)
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: job render: attempts 11 cannot be used: give 1 to 10.
    """

    name: str
    vcpu: float
    gib: float
    seconds: float
    priority: int = 0
    attempts: int = 1
    timeout_seconds: float | None = None
    submitted_seconds: float = 0
    depends_on: tuple[str, ...] = ()
    array: int = 1
    array_order: str = "parallel"
    checkpoint_seconds: float | None = None
    write_seconds: float = 0
    failing_attempts: int = 0
    retry_on: str = "any"

    def __post_init__(self) -> None:
        where = f"job {self.name}: "
        for name in ("vcpu", "gib", "seconds"):
            errors.amount(where + name, getattr(self, name), above=True)
        for name in ("submitted_seconds", "write_seconds"):
            errors.amount(where + name, getattr(self, name))
        if self.checkpoint_seconds is not None:
            errors.amount(where + "checkpoint_seconds", self.checkpoint_seconds, above=True)
        if self.timeout_seconds is not None:
            errors.amount(where + "timeout_seconds", self.timeout_seconds, least=LEAST_TIMEOUT_SECONDS)
        errors.count(where + "failing_attempts", self.failing_attempts)
        errors.count(where + "array", self.array, least=1)
        _whole(where + "priority", self.priority)
        _between(where + "attempts", errors.count(where + "attempts", self.attempts), 1, MOST_ATTEMPTS)
        _between(where + "array", self.array, 1, ARRAY_SIZES[1])
        given = (self.depends_on,) if isinstance(self.depends_on, str) else tuple(self.depends_on)
        _between(where + "depends_on", len(given), 0, MOST_DEPENDENCIES)
        errors.each_of(self.array_order, ARRAY_ORDERS, ko="배열 순서", en="order of an array")
        errors.each_of(self.retry_on, RETRY_ON, ko="재시도 조건", en="condition of a retry")
        object.__setattr__(self, "depends_on", given)


_COLUMNS = tuple(one.name for one in fields(Job))


def jobs_table(jobs: Sequence[Job]) -> pd.DataFrame:
    """The jobs as a table that `simulate` takes as well.

    Parameters
    ----------
    jobs
        In the order in which they are submitted.

    Returns
    -------
    pandas.DataFrame
        One row per job or array: job, and the other fields of `Job`.

    Examples
    --------
    >>> jobs_table([Job("load", 2, 4, 600), Job("sum", 1, 2, 60, depends_on="load")])[["job", "depends_on"]].values.tolist()
    [['load', ()], ['sum', ('load',)]]
    """
    rows = [[getattr(job, name) for name in _COLUMNS] for job in jobs]
    return pd.DataFrame(rows, columns=["job", *_COLUMNS[1:]])


@dataclass(frozen=True)
class Task:
    """One job to run: a plain one, or a child of an array. Sizes in thousandths of a vCPU and MiB, times in whole seconds."""

    name: str
    cpu: int
    mib: int
    work: int
    rank: int
    attempts: int
    timeout: int | None
    submitted: int
    waits_for: tuple[int, ...]
    checkpoint: int | None
    write: int
    failing: int
    always: bool


def tasks_of(jobs: Sequence[Job] | pd.DataFrame) -> list[Task]:
    """Every job and every child of an array, in the order of submission."""
    listed = _listed(jobs)
    if not listed:
        raise InputError(ko="작업이 하나도 없습니다.", en="there are no jobs: give at least one.")
    first: dict[str, tuple[int, int]] = {}
    total = 0
    for job in listed:
        if job.name in first:
            raise InputError(
                ko=f"작업 이름 {job.name!r}이(가) 두 번 나옵니다. 이름은 서로 달라야 합니다.",
                en=f"there are two jobs {job.name!r}: give each its own name.",
            )
        first[job.name] = (total, job.array)
        total += job.array
    tasks = [task for job in listed for task in _children(job, first)]
    _no_circle(tasks)
    return tasks


def _children(job: Job, first: dict[str, tuple[int, int]]) -> list[Task]:
    begin, size = first[job.name]
    waits: list[tuple[int, ...]] = [()] * size
    for other in job.depends_on:
        if other not in first:
            raise unknown(ko="작업", en="job", given=other, allowed=first)
        start, many = first[other]
        if job.array_order == "n_to_n" and size > 1 and many > 1:
            if many != size:
                raise InputError(
                    ko=f"{job.name}({size}개)은(는) {other}({many}개)와 하나씩 짝지을 수 없습니다. 배열의 크기가 같아야 합니다.",
                    en=f"{job.name} ({size}) cannot wait for {other} ({many}) one by one: the arrays must be of one size.",
                )
            waits = [(*w, start + i) for i, w in enumerate(waits)]
        else:
            all_of_them = tuple(range(start, start + many))
            waits = [w + all_of_them for w in waits]
    if job.array_order == "sequential":
        waits = [w if i == 0 else (*w, begin + i - 1) for i, w in enumerate(waits)]
    return [
        Task(
            name=job.name if size == 1 else f"{job.name}:{i}",
            cpu=math.ceil(round(job.vcpu * 1000, 6)),
            mib=math.ceil(round(job.gib * 1024, 6)),
            work=math.ceil(job.seconds),
            rank=-int(job.priority),
            attempts=int(job.attempts),
            timeout=None if job.timeout_seconds is None else math.ceil(job.timeout_seconds),
            submitted=math.ceil(job.submitted_seconds),
            waits_for=waits[i],
            checkpoint=None if job.checkpoint_seconds is None else math.ceil(job.checkpoint_seconds),
            write=math.ceil(job.write_seconds),
            failing=int(job.failing_attempts),
            always=job.retry_on == "any",
        )
        for i in range(size)
    ]


def _listed(jobs: Sequence[Job] | pd.DataFrame) -> list[Job]:
    if not isinstance(jobs, pd.DataFrame):
        return list(jobs)
    errors.columns(jobs.columns, ("job", "vcpu", "gib", "seconds"), ko="작업 표", en="the jobs")
    names = [name for name in _COLUMNS[1:] if name in jobs.columns]
    columns = [jobs["job"].tolist(), *(_plain(name, jobs[name].tolist()) for name in names)]
    return [Job(**dict(zip(["name", *names], row, strict=True))) for row in zip(*columns, strict=True)]


def _plain(name: str, values: list[object]) -> list[object]:
    """What is missing in a column that may be empty is None."""
    if name not in ("timeout_seconds", "checkpoint_seconds"):
        return values
    return [None if value is None or (isinstance(value, float) and math.isnan(value)) else value for value in values]


def _no_circle(tasks: list[Task]) -> None:
    """Raise when jobs wait for each other."""
    waiting = [len(task.waits_for) for task in tasks]
    if not any(waiting):
        return
    after: list[list[int]] = [[] for _ in tasks]
    for i, task in enumerate(tasks):
        for other in task.waits_for:
            after[other].append(i)
    free = [i for i, n in enumerate(waiting) if not n]
    for i in free:
        for other in after[i]:
            waiting[other] -= 1
            if not waiting[other]:
                free.append(other)
    if len(free) < len(tasks):
        name = next(task.name for task, n in zip(tasks, waiting, strict=True) if n)
        raise InputError(
            ko=f"작업 {name!r}은(는) 자기 자신을 기다리게 됩니다. depends_on의 고리를 끊으세요.",
            en=f"job {name!r} would wait for itself: break the circle in depends_on.",
        )


def _whole(name: str, value: object) -> None:
    errors.count(name, abs(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def _between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InputError(
            ko=f"{name} {value}은(는) 쓸 수 없습니다. {least}~{most:,}이어야 합니다.",
            en=f"{name} {value} cannot be used: give {least} to {most:,}.",
        )
