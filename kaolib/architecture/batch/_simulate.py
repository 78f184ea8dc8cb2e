"""Run a queue of jobs on compute environments, and say why a job could never run."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from kaolib import errors
from kaolib.architecture.batch._engine import Engine
from kaolib.architecture.batch._environments import Environment, check_environments, pools
from kaolib.architecture.batch._jobs import Job, Task, tasks_of
from kaolib.architecture.batch._machines import Pool
from kaolib.architecture.batch._run import Run, run_of
from kaolib.architecture.batch._words import INSTANCE_KINDS
from kaolib.errors import InputError
from kaolib.knowledge import catalog

#: What each reason of `fits` says; the names in capitals are AWS's where it has one (statusReason of a job in RUNNABLE).
REASONS = (
    "COMPUTE_ENVIRONMENT_MAX_RESOURCE",
    "JOB_RESOURCE_REQUIREMENT",
    "INSUFFICIENT_INSTANCE_CAPACITY",
    "FARGATE_SIZE",
    "WHOLE_VCPUS",
)


def simulate(
    jobs: Sequence[Job] | pd.DataFrame,
    environments: Environment | Sequence[Environment],
    location: str,
    *,
    seed: int = 0,
    until_hours: float = 0,
) -> Run:
    """Run a queue of jobs, second by second exact, from its first submission to its end.

    Parameters
    ----------
    jobs
        A list of `Job`, or a table with job, vcpu, gib, seconds and any of the other fields.
    environments
        One to three, in the order of the job queue.
    location
        AWS code of a Region or zone.
    seed
        Of the interruptions: the same seed gives the same lives to the first, second ... machine in any environment.
    until_hours
        How long instances for min_vcpus are kept, if the last job ends before.

    Returns
    -------
    Run
        Attempts, machines, totals.

    Raises
    ------
    InputError
        For bad input, and for a job that no environment can ever hold (see `fits`).

    Notes
    -----
    AWS documents: jobs run by priority, and in the order of submission within it; a job at the head of the queue that finds no
    room blocks those behind it; the environments are tried in their order; a failed attempt puts the job back to RUNNABLE, at the
    front, up to its attempts; a timeout is not tried again; a job fails with its dependency; maxvCpus may be exceeded by one
    instance except with BEST_FIT; the scale-down delay runs from the last job of an instance.
    OURS, where AWS says nothing: a job goes to the machine launched first that has room, and waits there until it has booted;
    which type is launched (`ranked`, `choose` in `_choose`); an interruption comes without the two-minute notice being used; an
    attempt whose machine is taken back before it began does not count; the sizes of Fargate are rounded up. Within a second
    attempts end first, then machines are taken back, then jobs become RUNNABLE and are placed, then idle instances are ended.
    ASSUMPTIONS: a job takes its seconds on any machine; interruptions come with a constant hazard; prices stay. Batch has no fee of
    its own; see `extras` for what is billed beside the machines.
    Sources: AWS Batch User Guide, "Job scheduling", "Job queue parameters", "Automated job retries", "Job timeouts", "Job
    dependencies", "Jobs stuck in a RUNNABLE status", "Instance type allocation strategies for AWS Batch"; API Reference,
    "ComputeScalingPolicy"; EC2 User Guide, "Billing for interrupted Spot Instances".

    Examples
    --------
    Eight jobs of an hour, two at a time on one instance.

    >>> night = Environment("night", "on_demand", 4, instance_types="c7g.xlarge", boot_seconds=0, launch_seconds=0, idle_seconds=0)
    >>> run = simulate([Job("encode", 2, 3, 3600, array=8)], night, "ap-northeast-2")
    >>> total = run.summary()
    >>> total["makespan_hours"], total["instances"], total["utilization"], total["failed"]
    (4.0, 1, 1.0, 0)
    """
    place = catalog.check_location(location)
    tasks = tasks_of(jobs)
    opened = [Pool(one, place) for one in _checked(environments, place)]
    errors.count("seed", seed)
    shapes = {(task.cpu, task.mib): task for task in reversed(tasks)}
    for task in shapes.values():
        reasons = [pool.reason(task.cpu, task.mib) for pool in opened]
        if all(reasons):
            raise _never(task, opened, reasons)
    until = math.ceil(errors.amount("until_hours", until_hours) * 3600)
    return run_of(Engine(tasks, opened, seed, until).run(), place)


def fits(
    jobs: Sequence[Job] | pd.DataFrame, environments: Environment | Sequence[Environment], location: str
) -> pd.DataFrame:
    """Which environments can hold which jobs, and why a job would stay RUNNABLE for ever.

    Parameters
    ----------
    jobs, environments, location
        As in `simulate`.

    Returns
    -------
    pandas.DataFrame
        One row per job (an array counts once) and environment: job, vcpu, gib, environment, fits, reason, one of `REASONS` or
        empty: "COMPUTE_ENVIRONMENT_MAX_RESOURCE" (maxvCpus is smaller), "JOB_RESOURCE_REQUIREMENT" (no instance type is large
        enough, less what ECS and the kernel take), "INSUFFICIENT_INSTANCE_CAPACITY" (none to be had), "FARGATE_SIZE" (no valid
        size is large enough), "WHOLE_VCPUS" (EC2 takes whole vCPUs only).

    Notes
    -----
    Source: AWS Batch User Guide, "Jobs stuck in a RUNNABLE status", "Compute resource memory management".

    Examples
    --------
    An instance of 8 GiB has less than 8 GiB for jobs.

    >>> night = Environment("night", "on_demand", 64, instance_types="m7g.large")
    >>> fits([Job("small", 2, 7, 60), Job("large", 2, 8, 60)], night, "ap-northeast-2")[["job", "reason"]].values.tolist()
    [['small', ''], ['large', 'JOB_RESOURCE_REQUIREMENT']]
    """
    place = catalog.check_location(location)
    rows, seen = [], set()
    opened = [Pool(one, place) for one in _checked(environments, place)]
    for task in tasks_of(jobs):
        name = task.name.split(":")[0]
        if name in seen:
            continue
        seen.add(name)
        for pool in opened:
            reason = pool.reason(task.cpu, task.mib)
            rows.append((name, task.cpu / 1000, task.mib / 1024, pool.environment.name, not reason, reason))
    return pd.DataFrame(rows, columns=["job", "vcpu", "gib", "environment", "fits", "reason"])


def _checked(environments: Environment | Sequence[Environment], place: str) -> list[Environment]:
    given = check_environments(environments)
    kinds = {
        pools(one.instance_types, place, "on_demand")["architecture"].iloc[0]
        if one.kind in INSTANCE_KINDS
        else one.architecture
        for one in given
    }
    if len(kinds) > 1:
        raise InputError(
            ko="한 작업 대기열의 환경은 아키텍처가 같아야 합니다. x86과 arm64를 나누세요.",
            en="the environments of a job queue must be of one architecture: use a queue for x86 and one for arm64.",
        )
    return given


def _never(task: Task, opened: Sequence[Pool], reasons: Sequence[str]) -> InputError:
    why = ", ".join(f"{pool.environment.name}: {reason}" for pool, reason in zip(opened, reasons, strict=True))
    size = f"{task.cpu / 1000:g} vCPU, {task.mib / 1024:g} GiB"
    return InputError(
        ko=f"작업 {task.name}({size})을(를) 돌릴 수 있는 환경이 없어 RUNNABLE에 멈춥니다({why}).",
        en=f"no environment can hold job {task.name} ({size}), it would stay RUNNABLE ({why}).",
    )
