"""A made-up night of a shop: a queue of batch jobs between closing and opening, and the machines that may run it."""

from __future__ import annotations

from functools import lru_cache

from kaolib.architecture import batch
from kaolib.architecture.batch import Environment, Job
from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers

#: The queue begins at ten in the evening, and must be done at six.
NIGHT_BEGINS, NIGHT_HOURS = 22, 8
#: Classes of instances: little memory for a vCPU, some, much; and the sizes offered.
_CLASSES, _SIZES = ("c", "m", "r"), ("xlarge", "2xlarge")
#: Which generation of the arm64 families is taken, the first that has all prices.
_GENERATIONS = (7, 8, 6)
_MINUTE = 60


def nightly(attempts: int = 5, checkpoint_minutes: float | None = None) -> list[Job]:
    """The queue of the night: export, thumbnails, features, forecasts, settlement, logs, report.

    Parameters
    ----------
    attempts
        Of every job.
    checkpoint_minutes
        Of the forecasts, which run for hours. None: none is written.

    Returns
    -------
    list of Job
        Names in English letters, as in a job queue. Times are those of the queue's beginning, `NIGHT_BEGINS`.

    Examples
    --------
    >>> jobs = nightly()
    >>> [job.name for job in jobs]
    ['export', 'ledger', 'thumbs', 'features', 'forecast', 'logs', 'report']
    >>> sum(job.array for job in jobs)
    129
    """
    kept = None if checkpoint_minutes is None else checkpoint_minutes * _MINUTE
    write = 0 if kept is None else 20
    return [
        Job("export", 2, 6, 20 * _MINUTE, priority=10, attempts=attempts),
        Job("ledger", 4, 28, 90 * _MINUTE, priority=10, attempts=attempts, depends_on=("export",)),
        Job("thumbs", 1, 2, 12 * _MINUTE, attempts=attempts, array=60),
        Job("features", 2, 7, 45 * _MINUTE, priority=5, attempts=attempts, array=24, depends_on=("export",)),
        Job("forecast", 4, 14, 150 * _MINUTE, priority=5, attempts=attempts, array=12, depends_on=("features",),
            checkpoint_seconds=kept, write_seconds=write),
        Job("logs", 1, 6, 25 * _MINUTE, attempts=attempts, array=30, submitted_seconds=60 * _MINUTE),
        Job("report", 2, 6, 15 * _MINUTE, priority=10, attempts=attempts, depends_on=("forecast", "ledger")),
    ]  # fmt: skip


def nightly_types(location: str = "ap-northeast-2") -> tuple[str, tuple[str, ...]]:
    """Where the night runs, and on which instance types: those whose Spot price and interruptions are known.

    Parameters
    ----------
    location
        The Region in which the learner stands.

    Returns
    -------
    tuple
        The Region itself, else the nearest one in which all prices are known (Spot, the Advisor, Fargate on arm64); and six types,
        two sizes each with little, some and much memory for a vCPU.

    Raises
    ------
    InputError
        For an unknown Region.

    Examples
    --------
    >>> nightly_types("ap-northeast-2")[1][:3]
    ('c7g.xlarge', 'c7g.2xlarge', 'm7g.xlarge')
    """
    here = catalog.check_location(location)
    known = _known()
    if here in known:
        return here, known[here]
    place = catalog.nearest(here, known)[0]
    return place, known[place]


def nightly_environment(
    kind: str,
    location: str,
    types: tuple[str, ...],
    *,
    max_vcpus: float = 32,
    strategy: str | None = None,
    times: float = 1,
    spot_saving: float | None = None,
) -> Environment:
    """A compute environment for the night.

    Parameters
    ----------
    kind
        One of `kaolib.architecture.batch.KINDS`; it is the environment's name too.
    location, types
        From `nightly_types`; the types are of no effect on Fargate, whose tasks are arm64.
    max_vcpus, strategy
        As in `kaolib.architecture.batch.Environment`; the strategy is of no effect on Fargate.
    times
        How many times as often as in the Advisor's bands machines are taken back; tasks of Fargate Spot as often as the
        types on average, an ASSUMPTION.
    spot_saving
        What Fargate Spot is assumed to save.

    Raises
    ------
    InputError
        As `kaolib.architecture.batch.Environment`.

    Examples
    --------
    >>> place, types = nightly_types("us-east-1")
    >>> nightly_environment("spot", place, types).strategy
    'SPOT_PRICE_CAPACITY_OPTIMIZED'
    """
    if kind == "fargate":
        return Environment(kind, kind, max_vcpus, architecture="arm64")
    if kind not in ("spot", "fargate_spot"):
        return Environment(kind, kind, max_vcpus, types, strategy)
    often = batch.pools(types, location, "spot").set_index("instance_type")["interruptions_per_hour"] * times
    if kind == "spot":
        by_type = {str(name): float(hazard) for name, hazard in often.items()}
        return Environment(kind, kind, max_vcpus, types, strategy, interruptions_per_hour=by_type)
    return Environment(
        kind, kind, max_vcpus, architecture="arm64", spot_saving=spot_saving, interruptions_per_hour=float(often.mean())
    )


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, ...]]:
    """The Regions with all prices, and the types of each."""
    spot = catalog.table("spot")
    spot = spot[(spot["date"] == spot["date"].max()) & (spot["operating_system"] == "linux")]
    advised = catalog.spot_advisor(None, None, "linux")
    listed = catalog.on_demand(None, None, "linux")
    have = [
        set(zip(table["location"].astype(str), table["instance_type"].astype(str), strict=True))
        for table in (spot, advised, listed)
    ]
    all_of_them = have[0] & have[1] & have[2]
    found = {}
    for place in sorted({place for place, _ in all_of_them}):
        for generation in _GENERATIONS:
            types = tuple(f"{letter}{generation}g.{size}" for letter in _CLASSES for size in _SIZES)
            if place not in found and all((place, name) in all_of_them for name in types) and _fargate(place):
                found[place] = types
    return found


def _fargate(place: str) -> bool:
    try:
        rate = containers.fargate_usd_per_hour(1, 2, place, architecture="arm64")
    except InputError:
        return False
    return rate == rate
