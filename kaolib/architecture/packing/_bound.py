"""How few machines there can be: a bound that no packing beats, and for small cases the optimum itself."""

from __future__ import annotations

import math

import pandas as pd

from kaolib import errors
from kaolib.architecture.packing._capacity import Overhead, Room, room
from kaolib.architecture.packing._services import Ints, Services, check_fits, check_images, over_zones, read
from kaolib.errors import InputError

#: Combinations of replicas up to which the optimum is searched.
MOST_STATES = 60_000


def lower_bound(
    services: pd.DataFrame,
    instance_type: str,
    *,
    orchestrator: str = "ecs",
    overhead: Overhead | None = None,
    zones: int = 1,
    task_limit: int | None = None,
) -> int:
    """A number of machines below which no packing of the services exists; parameters and errors are those of `pack`.

    Notes
    -----
    The largest of: all vCPUs / what a machine has, the same of memory and of places for tasks, and the replicas that ask for
    more than half of a machine, no two of which share one; in each zone for what must run there, and over all. It is the
    linear relaxation with the large items added: the truth may be more.

    Examples
    --------
    >>> services = pd.DataFrame({"service": ["a"], "vcpu": [1.5], "gib": [1], "replicas": [3]})
    >>> lower_bound(services, "m7g.large")
    3
    """
    table, place, counts = _setting(services, instance_type, orchestrator, overhead, zones, task_limit)
    return bound(table, place, counts)


def exact(
    services: pd.DataFrame,
    instance_type: str,
    *,
    orchestrator: str = "ecs",
    overhead: Overhead | None = None,
    task_limit: int | None = None,
) -> int:
    """The fewest machines that hold the services, in one zone; parameters and errors are those of `pack`.

    Raises
    ------
    InputError
        Also when the services are too many: more than `MOST_STATES` combinations of replicas.

    Notes
    -----
    Every way to fill one machine that leaves no place for another replica is tried, remembering what is left: exact, and slow.

    Examples
    --------
    >>> services = pd.DataFrame({"service": ["a", "b"], "vcpu": [1.5, 0.5], "gib": [1, 1], "replicas": [3, 4]})
    >>> exact(services, "m7g.large")
    4
    """
    table, place, counts = _setting(services, instance_type, orchestrator, overhead, 1, task_limit)
    states = math.prod(int(count) + 1 for count in counts[:, 0])
    if states > MOST_STATES:
        raise InputError(
            ko=f"최적값을 찾기에는 서비스가 너무 많습니다(조합 {states:,}개, 최대 {MOST_STATES:,}개). 하한(lower_bound)을 쓰세요.",
            en=f"these are too many services for the optimum ({states:,} combinations, at most {MOST_STATES:,}): use lower_bound.",
        )
    return _fewest(table, place, tuple(int(count) for count in counts[:, 0]))


def bound(services: Services, place: Room, counts: Ints) -> int:
    """The lower bound for replicas by service and zone (the last column: anywhere)."""
    by_zone = sum(_volume(services, place, counts[:, zone]) for zone in range(counts.shape[1] - 1))
    return max(by_zone, _volume(services, place, counts.sum(axis=1)))


def _volume(services: Services, place: Room, counts: Ints) -> int:
    if not counts.sum():
        return 0
    large = (2 * services.units > place.units, 2 * services.mib > place.mib)
    needs = [
        _ceil(int(counts @ services.units), place.units),
        _ceil(int(counts @ services.mib), place.mib),
        *(int(counts[rows].sum()) for rows in large),
    ]
    if math.isfinite(place.tasks):
        needs.append(_ceil(int(counts.sum()), int(place.tasks)))
    return max(needs)


def _ceil(amount: int, by: int) -> int:
    return -(-amount // by)


def _setting(
    services: pd.DataFrame,
    instance_type: str,
    orchestrator: str,
    overhead: Overhead | None,
    zones: int,
    task_limit: int | None,
) -> tuple[Services, Room, Ints]:
    table = read(services)
    check_images(services, instance_type)
    place = room(instance_type, orchestrator, overhead or Overhead(), task_limit)
    check_fits(table, place, instance_type)
    return table, place, over_zones(table, errors.count("zones", zones, least=1))


def _fewest(services: Services, place: Room, counts: tuple[int, ...]) -> int:
    sizes = list(zip(services.units.tolist(), services.mib.tolist(), strict=True))
    goal = (0,) * len(counts)
    level, seen, machines = {counts}, {counts}, 0
    while goal not in level:
        level = {left for state in level for left in _after_one(state, sizes, place)} - seen
        seen |= level
        machines += 1
    return machines


def _after_one(left: tuple[int, ...], sizes: list[tuple[int, int]], place: Room) -> set[tuple[int, ...]]:
    """What can be left once a machine with the first service that is there on it is filled as far as it goes."""
    first = next(i for i, count in enumerate(left) if count)
    found: set[tuple[int, ...]] = set()
    rest = list(left)

    def fill(i: int, units: int, mib: int, tasks: float) -> None:
        if i == len(rest):
            fits = (n and tasks >= 1 and sizes[k][0] <= units and sizes[k][1] <= mib for k, n in enumerate(rest))
            if not any(fits):
                found.add(tuple(rest))
            return
        most = int(min(rest[i], units // sizes[i][0], mib // sizes[i][1], tasks))
        for take in range(most, 0 if i == first else -1, -1):
            rest[i] -= take
            fill(i + 1, units - take * sizes[i][0], mib - take * sizes[i][1], tasks - take)
            rest[i] += take

    fill(0, place.units, place.mib, place.tasks)
    return found
