"""Availability Zones: how instances lie in them, and how many are needed so that one may be lost."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.scaling._run import Run
from kaolib.errors import InputError


def zone_split(instances: int, zones: int) -> list[int]:
    """Instances in each zone, the fullest first: each goes to the zone with the fewest.

    Parameters
    ----------
    instances, zones
        How many of them.

    Returns
    -------
    list of int

    Notes
    -----
    Source: AWS, EC2 Auto Scaling User Guide, "Auto Scaling group Availability Zone distribution" (balanced best effort).

    Examples
    --------
    >>> zone_split(8, 3)
    [3, 3, 2]
    """
    places = errors.count("zones", zones, least=1)
    low, more = divmod(errors.count("instances", instances), places)
    return [low + (place < more) for place in range(places)]


def zones_needed(instances_needed: int, zones: int, lost: int = 1) -> dict[str, float]:
    """A group that still has enough instances when zones are lost.

    Parameters
    ----------
    instances_needed
        What the load needs.
    zones
        Zones of the group.
    lost
        So many of them may be lost at once; below zones.

    Returns
    -------
    dict
        zones, lost, total (instances to run), per_zone (of the fullest), left (when the fullest zones are lost), extra
        (total - instances_needed), extra_share.

    Raises
    ------
    InputError
        When all zones may be lost.

    Notes
    -----
    The fewest instances, spread evenly, of which enough are left whichever zones go: static stability, without waiting
    for new launches, which other customers want at the same moment.
    Source: AWS, Well-Architected Reliability Pillar, "Use static stability to prevent bimodal behavior".

    Examples
    --------
    Six instances that may lose a zone: twelve in two zones, nine in three.

    >>> [zones_needed(6, zones)["total"] for zones in (2, 3, 4)]
    [12, 9, 8]
    """
    need = errors.count("instances_needed", instances_needed)
    places = errors.count("zones", zones, least=1)
    gone = errors.count("lost", lost)
    if gone >= places:
        raise InputError(
            ko=f"가용 영역 {places}개 가운데 {gone}개를 잃으면 남는 것이 없습니다. lost는 zones보다 작아야 합니다.",
            en=f"nothing is left when {gone} of {places} zones are lost: lost has to be below zones.",
        )
    total = need
    while sum(zone_split(total, places)[gone:]) < need:
        total += 1
    spread = zone_split(total, places)
    return {
        "zones": places,
        "lost": gone,
        "total": total,
        "per_zone": spread[0],
        "left": sum(spread[gone:]),
        "extra": total - need,
        "extra_share": (total - need) / need if need else 0.0,
    }


def zone_table(instances_needed: int, zones: Iterable[int] = (2, 3, 4, 5, 6), lost: int = 1) -> pd.DataFrame:
    """`zones_needed` for several numbers of zones, one row each.

    Examples
    --------
    >>> zone_table(6)["extra_share"].round(2).tolist()
    [1.0, 0.5, 0.33, 0.33, 0.33]
    """
    return pd.DataFrame([zones_needed(instances_needed, count, lost) for count in zones])


def after_zone_loss(run: Run, zones: int | None = None, lost: int = 1) -> pd.DataFrame:
    """What would be left in each minute of a run, if its fullest zones were lost in it.

    Parameters
    ----------
    run
        A simulation.
    zones
        Over which its instances are spread; None: those of its group.
    lost
        How many of them are lost.

    Returns
    -------
    pandas.DataFrame
        time, minute, in_service, left, short (load of that minute that the rest could not serve).

    Notes
    -----
    It looks at each minute alone: AWS would launch replacements in the other zones, which takes launch_seconds at least.

    Examples
    --------
    >>> from kaolib.architecture.scaling import Group, Instance, simulate
    >>> run = simulate([150.0], [], group=Group(desired=2), instance=Instance(100, 0.1))
    >>> after_zone_loss(run)[["in_service", "left", "short"]].values.tolist()
    [[2.0, 1.0, 50.0]]
    """
    places = run.group.zones if zones is None else zones
    serving = run.minutes["in_service"].to_numpy()
    gone = errors.count("lost", lost)
    left = np.array([sum(zone_split(count, places)[gone:]) for count in range(int(serving.max(initial=0)) + 1)])[
        serving
    ]
    load = run.minutes["load"].to_numpy()
    short = np.maximum(0.0, load - left * run.instance.capacity)
    return run.minutes[["time", "minute", "in_service"]].assign(left=left, short=short)
