"""Spot pools to calculate with: which types can stand in for one, where they have Spot prices, and a made-up depth."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from kaolib import errors
from kaolib.architecture import fleet
from kaolib.knowledge import catalog

#: Spare instances of a pool by its Advisor band: **made up**, since AWS publishes none. "" is a type without a band.
DEPTHS = {"<5%": 16, "5-10%": 12, "10-15%": 8, "15-20%": 5, ">20%": 3, "": 6}
#: A type that costs more than this many times the asked one's On-Demand price is no stand-in.
_MOST_TIMES = 2.0
_SYSTEMS = ("linux", "windows")


def spot_place(location: str, instance_type: str, operating_system: str = "linux") -> str:
    """Where a type's newest Spot price is known: the location itself, else the nearest Region that has one.

    Parameters
    ----------
    location
        Where the learner stands.
    instance_type
        A type.
    operating_system
        "linux" or "windows": Spot prices of others are not in the snapshot.

    Raises
    ------
    InputError
        For an unknown name, or a type without a Spot price anywhere.

    Examples
    --------
    >>> spot_place("us-east-1", "m7g.large"), spot_place("us-gov-west-1", "m7g.large")
    ('us-east-1', 'us-west-2')
    """
    errors.each_of(operating_system, _SYSTEMS, ko="운영 체제", en="operating system")
    known = catalog.spot(catalog.check_instance_type(instance_type), None, operating_system)
    newest = catalog.table("spot")["date"].max()
    places = set(known.loc[known["date"] == newest, "location"].astype(str))
    if location in places:
        return location
    if not places:
        raise errors.InputError(
            ko=f"{instance_type}의 스팟 가격이 어느 리전에도 없습니다.",
            en=f"no Region has a Spot price of {instance_type}.",
        )
    return catalog.nearest(location, places)[0]


def stand_ins(instance_type: str, location: str, operating_system: str = "linux", count: int = 10) -> list[str]:
    """The type and those that can stand in for it on Spot, the asked one first and then by Spot price of a vCPU.

    They have as many or twice as many vCPUs, at least as much memory for each, the same processor architecture, no
    accelerator, are not burstable unless the asked one is, cost at most twice as much On-Demand for each vCPU, and have a
    Spot price in the location.

    Parameters
    ----------
    instance_type
        What the work was written for.
    location
        A Region with Spot prices: see `spot_place`.
    operating_system
        "linux" or "windows".
    count
        How many at most.

    Examples
    --------
    >>> names = stand_ins("m7g.xlarge", "us-east-1", count=3)
    >>> names[0], len(names)
    ('m7g.xlarge', 3)
    """
    return list(_stand_ins(instance_type, location, operating_system)[: errors.count("count", count)])


@lru_cache(maxsize=64)
def _stand_ins(instance_type: str, location: str, operating_system: str) -> tuple[str, ...]:
    types = catalog.instance_types().set_index("instance_type")
    own = types.loc[catalog.check_instance_type(instance_type)]
    newest = catalog.table("spot")["date"].max()
    prices = catalog.spot(None, location, operating_system)
    spot = prices[prices["date"] == newest].set_index("instance_type")["usd_per_hour"]
    on_demand = catalog.on_demand(location=location, operating_system=operating_system)
    listed = on_demand.set_index("instance_type")["usd_per_hour"]
    table = types.assign(spot=spot, listed=listed).dropna(subset=["spot", "listed"])
    kept = (
        table["vcpu"].isin([own["vcpu"], 2 * own["vcpu"]])
        & (table["gib"] / table["vcpu"] >= own["gib"] / own["vcpu"])
        & (table["architecture"] == own["architecture"])
        & (table["gpu_count"].fillna(0) == (own["gpu_count"] if own["gpu_count"] > 0 else 0))
        & ~table["bare_metal"]
        & (table["burstable"] == own["burstable"])
    )
    if instance_type in listed.index:
        kept &= table["listed"] / table["vcpu"] <= _MOST_TIMES * listed[instance_type] / own["vcpu"]
    table = table[kept].assign(unit=table["spot"] / table["vcpu"])
    found = table.sort_values(["unit", "spot", "listed"]).index.astype(str).tolist()
    first = [instance_type] if instance_type in found else []
    return (*first, *(name for name in found if name != instance_type))


def spot_pools(
    location: str,
    instance_type: str = "m7g.xlarge",
    operating_system: str = "linux",
    *,
    count: int = 10,
    zones: tuple[str, ...] = ("a", "b", "c"),
) -> pd.DataFrame:
    """The pools of a type and its stand-ins, each with a made-up depth by its Advisor band.

    Parameters
    ----------
    location
        Where the learner stands; the pools are those of `spot_place`.
    instance_type, operating_system
        What the work was written for.
    count
        How many types at most.
    zones
        Letters of Availability Zones.

    Returns
    -------
    pandas.DataFrame
        As `kaolib.architecture.fleet.pools`, weighted by vCPU, with the location; `DEPTHS` gives the depth.

    Examples
    --------
    >>> table = spot_pools("us-east-1", "m7g.xlarge", count=4)
    >>> len(table), set(table["location"])
    (12, {'us-east-1'})
    """
    place = spot_place(location, instance_type, operating_system)
    table = fleet.pools(
        place, stand_ins(instance_type, place, operating_system, count), operating_system, zones=zones, weight="vcpu"
    )
    depth = table["band"].map(DEPTHS).astype(float)
    return table.assign(depth=depth, depth_source="made up by band", location=place)


def fleet_figures(allocation: fleet.Allocation, on_demand_usd_per_hour: float) -> dict[str, float]:
    """What a learner asks of a fleet: its cost, its saving, and what it loses with its largest Spot pool.

    Parameters
    ----------
    allocation
        From `kaolib.architecture.fleet.allocate`.
    on_demand_usd_per_hour
        The same target all On-Demand, on the cheapest of its types.

    Returns
    -------
    dict
        usd_per_hour, saving (0 to 1), pools, instances, units, over, on_demand_units, largest_pool_share: of all units, in
        the largest Spot pool; 0 without Spot.

    Examples
    --------
    >>> table = spot_pools("us-east-1", "m7g.xlarge", count=4)
    >>> found = fleet_figures(fleet.allocate(table, 16, strategy="lowest-price"), 10.0)
    >>> found["largest_pool_share"], found["on_demand_units"]
    (1.0, 0.0)
    """
    told, lines = allocation.summary(), allocation.lines
    spot = lines.loc[lines["purchase_option"] == "spot", "units"]
    units = float(told["fulfilled"])
    usd = float(told["usd_per_hour"])
    return {
        "usd_per_hour": usd,
        "saving": 1 - usd / on_demand_usd_per_hour,
        "pools": int((lines["units"] > 0).sum()),
        "instances": int(told["instances"]),
        "units": units,
        "over": float(told["over"]),
        "on_demand_units": float(told["on_demand_units"]),
        "largest_pool_share": float(spot.max()) / units if len(spot) and units else 0.0,
    }


def pools_in_turn(group: str, first: str = "") -> list[str]:
    """The traces of a group in the order in which a chapter adds them: one of each Region in turn.

    Parameters
    ----------
    group
        A group of `kaolib.architecture.fleet.trace_groups`.
    first
        The trace to begin with, and its Region; the first one when empty.

    Examples
    --------
    >>> [name[-16:-8] for name in pools_in_turn("preemption p3.2xlarge x4 2023-08-03")]
    ['-east-1f', '-east-2a', '-west-2c']
    """
    groups = fleet.trace_groups().set_index("group")["traces"]
    if group not in groups.index:
        raise errors.unknown(ko="트레이스 묶음", en="group of traces", given=group, allowed=list(groups.index))
    names = list(groups[group])
    if first and first not in names:
        raise errors.unknown(ko="트레이스", en="trace", given=first, allowed=names)
    places = catalog.spot_traces().set_index("trace")["location"]
    queues: dict[str, list[str]] = {}
    for name in sorted(
        names, key=lambda name: (name != first, places[first] != places[name] if first else False, name)
    ):
        queues.setdefault(str(places[name]), []).append(name)
    order = []
    while any(queues.values()):
        order += [queue.pop(0) for queue in queues.values() if queue]
    return order
