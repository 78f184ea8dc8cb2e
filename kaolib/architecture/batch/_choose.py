"""Which instance type is launched next: the allocation strategies of AWS Batch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kaolib.architecture.batch._environments import Type

#: Prices of a vCPU nearer to each other than this share are taken as equal: list prices are rounded. Ours.
EQUAL = 0.001


def ranked(types: Sequence[Type], strategy: str, cpu: int, mib: int) -> list[list[Type]]:
    """The types that hold a job, the preferred ones first; those in one group are equally good.

    Parameters
    ----------
    types
        Those of the environment.
    strategy
        One of `STRATEGIES`.
    cpu, mib
        What the job needs, in thousandths of a vCPU and MiB.

    Notes
    -----
    AWS says what is preferred, and for which strategy: BEST_FIT the lowest-cost type that fits the jobs, BEST_FIT_PROGRESSIVE the
    lower cost for each vCPU, SPOT_CAPACITY_OPTIMIZED the types less likely to be interrupted, SPOT_PRICE_CAPACITY_OPTIMIZED the
    pools least likely to be interrupted and of the lowest price. OURS: "lowest cost" is the price of an instance that holds the
    job at the head of the queue; "less likely" is the hazard of the type; for the last one, the lowest price of a vCPU among
    the calmer half of the types.
    Source: AWS Batch User Guide, "Instance type allocation strategies for AWS Batch".
    """
    able = [one for one in types if one.cpu >= cpu and one.mib >= mib]
    if strategy == "BEST_FIT":
        return [[min(able, key=lambda t: (t.usd, t.cpu, t.mib))]] if able else []
    if strategy == "SPOT_CAPACITY_OPTIMIZED":
        levels = [[one for one in able if one.hazard == level] for level in sorted({one.hazard for one in able})]
    elif strategy == "SPOT_PRICE_CAPACITY_OPTIMIZED" and able:
        middle = sorted(one.hazard for one in able)[math.ceil(len(able) / 2) - 1]
        levels = [[t for t in able if t.hazard <= middle], [t for t in able if t.hazard > middle]]
    else:
        levels = [able]
    return [group for level in levels for group in _by_price(level)]


def choose(
    groups: Sequence[Sequence[Type]],
    strategy: str,
    cpu: int,
    wanted: int,
    room: int,
    left: Mapping[str, int],
) -> Type | None:
    """The type to launch, or None where none may be.

    Parameters
    ----------
    groups
        From `ranked`.
    strategy
        One of `STRATEGIES`.
    cpu
        What the job at the head of the queue needs.
    wanted
        What all waiting jobs need.
    room
        maxvCpus less what is there; BEST_FIT must keep to it, the others may pass it by one instance.
    left
        How many instances of a type are still to be had; types that it lacks have no limit.

    Notes
    -----
    BEST_FIT waits for its one type, the others go on to the next. OURS: of equally good types the largest that the waiting
    jobs can fill and that keeps to maxvCpus, else the smallest.
    """
    if strategy == "BEST_FIT":
        only = groups[0][0] if groups else None
        return only if only and only.cpu <= room and left.get(only.name, 1) > 0 else None
    if room <= 0:
        return None
    for group in groups:
        there = [one for one in group if left.get(one.name, 1) > 0]
        if there:
            good = [one for one in there if one.cpu <= max(cpu, min(wanted, room))]
            return max(good, key=lambda t: t.cpu) if good else min(there, key=lambda t: t.cpu)
    return None


def _by_price(types: Sequence[Type]) -> list[list[Type]]:
    groups: list[list[Type]] = []
    for one in sorted(types, key=lambda t: t.usd / t.cpu):
        if groups and one.usd / one.cpu <= groups[-1][0].usd / groups[-1][0].cpu * (1 + EQUAL):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups
