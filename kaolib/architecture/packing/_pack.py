"""Placing services on machines: as containers that share them, or each replica in a VM of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.packing._bound import bound
from kaolib.architecture.packing._capacity import Overhead, Room, room, vm_room
from kaolib.architecture.packing._packing import Packing
from kaolib.architecture.packing._services import Ints, Services, check_fits, check_images, over_zones, read
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

KINDS = ("container", "vm")
#: In what order replicas come: as the services stand in the table, or the largest first.
ORDERS = ("given", "largest_first")

Floats = npt.NDArray[np.float64]


class _Machines:
    """The machines that run so far, column by column, with room for more."""

    def __init__(self, place: Room, services: int, most: int) -> None:
        self.place = place
        self.count = 0
        self.units = np.zeros(most, dtype=np.int64)
        self.mib = np.zeros(most, dtype=np.int64)
        self.places = np.zeros(most)
        self.zone = np.zeros(most, dtype=np.int64)
        self.placed = np.zeros((most, services), dtype=np.int64)

    def start(self, zone: int) -> int:
        at = self.count
        self.units[at], self.mib[at], self.places[at] = self.place.units, self.place.mib, self.place.tasks
        self.zone[at] = zone
        self.count += 1
        return at

    def fitting(self, units: int, mib: int, zone: int | None) -> Ints:
        n = self.count
        fits = (self.units[:n] >= units) & (self.mib[:n] >= mib) & (self.places[:n] >= 1)
        if zone is not None:
            fits &= self.zone[:n] == zone
        return np.flatnonzero(fits)

    def put(self, at: int, service: int, units: int, mib: int, replicas: int) -> None:
        self.units[at] -= units * replicas
        self.mib[at] -= mib * replicas
        self.places[at] -= replicas
        self.placed[at, service] += replicas


#: Which of the machines that a replica fits on takes it: the one for which this is least; the older one among equals.
_LEAST: dict[str, Callable[[_Machines, Ints, int], Floats]] = {
    "binpack_memory": lambda m, on, _: m.mib[on].astype(float),
    "binpack_cpu": lambda m, on, _: m.units[on].astype(float),
    "spread": lambda m, on, service: m.placed[on, service] * 1e6 + m.placed[on].sum(axis=1),
    "most_allocated": lambda m, on, _: m.units[on] / m.place.units + m.mib[on] / m.place.mib,
    "least_allocated": lambda m, on, _: -(m.units[on] / m.place.units + m.mib[on] / m.place.mib),
    "first_fit": lambda m, on, _: on.astype(float),
}
#: The strategies: ECS's binpack by memory, by CPU, and spread over instances; Kubernetes' MostAllocated and LeastAllocated; and
#: the first machine that has room.
STRATEGIES = tuple(_LEAST)
#: Those after which a second replica of the same service goes where the first went, as long as it fits.
_STICKY = ("binpack_memory", "binpack_cpu", "most_allocated", "first_fit")


def pack(
    services: pd.DataFrame,
    instance_type: str,
    location: str,
    kind: str = "container",
    *,
    strategy: str = "binpack_memory",
    order: str = "given",
    orchestrator: str = "ecs",
    overhead: Overhead | None = None,
    zones: int = 1,
    task_limit: int | None = None,
) -> Packing:
    """Place services on machines of one type as containers, or each replica in a VM of its own.

    Parameters
    ----------
    services
        One row a service: service (name), vcpu and gib that each replica asks for, replicas. Where they are there: spread
        (True: the replicas are divided evenly over the zones), architectures ("x86_64", "arm64", or both: what the image was
        built for).
    instance_type
        The machine of the containers. For VMs: the family from which each replica gets the cheapest size that holds it.
    location
        AWS code of a Region.
    kind
        "container" or "vm".
    strategy
        One of `STRATEGIES`: which of the running machines takes a replica. When none has room, another machine is started.
    order
        "given": in the order of the table, as services are deployed; "largest_first": by their larger share of a machine.
    orchestrator
        "ecs" or "eks": what it withholds (`reserved`). VMs have none.
    overhead
        The kernel's share and the daemons of each machine, and of each VM; None: the kernel's share alone.
    zones
        Availability Zones. A service that is not spread goes to any of them, a new machine to the zone with the fewest.
    task_limit
        How many tasks a machine holds at most; None: no limit with ECS (bridge networking), `max_pods` with EKS.

    Returns
    -------
    Packing
        Its machines, placement, summary and cost.

    Raises
    ------
    InputError
        For an unknown name, a number that cannot be, a replica larger than a machine, an image that was not built for the
        machine's architecture, or a type that is not sold there.

    Notes
    -----
    A replica takes what it asks for, whether it uses it or not, in whole CPU units (1/1,024 vCPU) and MiB. ECS places by one
    resource and then starts machines as they are needed: a model of its capacity providers. Volumes, addresses and the fee of
    an EKS cluster are not in the cost.
    Source: ECS Developer Guide, "Use strategies to define Amazon ECS task placement"; Kubernetes documentation, "Resource Bin
    Packing".

    Examples
    --------
    >>> services = pd.DataFrame({"service": ["web", "api"], "vcpu": [0.5, 0.25], "gib": [1, 0.5], "replicas": [4, 4]})
    >>> [len(pack(services, "m7g.large", "us-east-1", kind)) for kind in ("container", "vm")]
    [2, 8]
    """
    table = read(services)
    if kind not in KINDS:
        raise unknown(ko="방식", en="kind", given=kind, allowed=KINDS)
    if strategy not in _LEAST:
        raise unknown(ko="배치 전략", en="strategy", given=strategy, allowed=STRATEGIES)
    if order not in ORDERS:
        raise unknown(ko="순서", en="order", given=order, allowed=ORDERS)
    count = errors.count("zones", zones, least=1)
    extra = overhead or Overhead()
    check_images(services, instance_type)
    usd = catalog.price(instance_type, location)
    if kind == "vm":
        return _vms(table, instance_type, location, extra, count)
    place = room(instance_type, orchestrator, extra, task_limit)
    check_fits(table, place, instance_type)
    wanted = over_zones(table, count)
    machines = _fill(table, place, wanted, strategy, order)
    n = machines.count
    types = catalog.instance_types().set_index("instance_type")
    installed = types.loc[instance_type, ["vcpu", "gib"]].to_numpy(dtype=float)
    return Packing(
        kind,
        bound(table, place, wanted),
        table,
        machines.placed[:n],
        (instance_type,) * n,
        machines.zone[:n],
        np.tile(installed, (n, 1)),
        np.tile(np.array([place.units, place.mib], dtype=np.int64), (n, 1)),
        np.full(n, place.tasks),
        np.full(n, usd),
    )


def compare(
    services: pd.DataFrame,
    instance_types: Sequence[str],
    location: str,
    *,
    orders: Sequence[str] = ("given",),
    strategies: Sequence[str] = ("binpack_memory",),
    orchestrator: str = "ecs",
    overhead: Overhead | None = None,
    zones: int = 1,
    task_limit: int | None = None,
) -> pd.DataFrame:
    """The same services on machines of several types, in several orders and by several strategies.

    Parameters
    ----------
    services, location, orchestrator, overhead, zones, task_limit
        As in `pack`.
    instance_types
        Which machines; one that is not sold there, or that a replica does not fit on, has no row.
    orders, strategies
        Of `ORDERS` and of `STRATEGIES`.

    Returns
    -------
    pandas.DataFrame
        instance_type, strategy, order, and what `Packing.summary` tells, in the order given.

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be.

    Examples
    --------
    >>> services = pd.DataFrame({"service": ["s", "l"], "vcpu": [0.5, 1.5], "gib": [1, 5], "replicas": [4, 4]})
    >>> compare(services, ["m7g.large"], "us-east-1", orders=ORDERS)[["order", "machines"]].values.tolist()
    [['given', 5], ['largest_first', 4]]
    """
    sold = set(catalog.on_demand(location=location, operating_system="linux")["instance_type"])
    table, extra = read(services), overhead or Overhead()
    rows = []
    for name in instance_types:
        if catalog.check_instance_type(name) not in sold:
            continue
        place = room(name, orchestrator, extra, task_limit)
        if any(table.replicas[(table.units > place.units) | (table.mib > place.mib)]):
            continue
        for strategy, order in product(strategies, orders):
            packed = pack(
                services,
                name,
                location,
                strategy=strategy,
                order=order,
                orchestrator=orchestrator,
                overhead=overhead,
                zones=zones,
                task_limit=task_limit,
            )
            rows.append(
                {"instance_type": name, "strategy": strategy, "order": order} | packed.summary().iloc[0].to_dict()
            )
    return pd.DataFrame(rows)


def _fill(services: Services, place: Room, wanted: Ints, strategy: str, order: str) -> _Machines:
    zones = wanted.shape[1] - 1
    machines = _Machines(place, len(services.names), int(wanted.sum()))
    least, sticky = _LEAST[strategy], strategy in _STICKY
    rows = np.arange(len(services.names))
    if order == "largest_first":
        share = np.maximum(services.units / place.units, services.mib / place.mib)
        rows = np.argsort(-share, kind="stable")
    for service in rows.tolist():
        units, mib = int(services.units[service]), int(services.mib[service])
        for zone in range(zones + 1):
            left = int(wanted[service, zone])
            only = zone if zone < zones else None
            while left:
                on = machines.fitting(units, mib, only)
                if len(on):
                    at = int(on[least(machines, on, service).argmin()])
                else:
                    in_zones = np.bincount(machines.zone[: machines.count], minlength=zones)
                    at = machines.start(int(in_zones.argmin()) if only is None else zone)
                fit = min(machines.units[at] // units, machines.mib[at] // mib, machines.places[at])
                put = min(left, int(fit)) if sticky else 1
                machines.put(at, service, units, mib, put)
                left -= put
    return machines


def _vms(services: Services, instance_type: str, location: str, overhead: Overhead, zones: int) -> Packing:
    offers = _sizes(instance_type, location, overhead)
    chosen = []
    for name, units, mib, replicas in zip(services.names, services.units, services.mib, services.replicas, strict=True):
        held = offers[(offers["units"] >= units) & (offers["mib"] >= mib)]
        if held.empty and replicas:
            family = instance_type.split(".")[0]
            raise InputError(
                ko=f"{family}에는 {name} 하나와 그 운영 체제를 담는 크기가 없습니다. 다른 패밀리를 고르세요.",
                en=f"{family} has no size that holds one {name} and its operating system: choose another family.",
            )
        chosen.append(-1 if held.empty else int(held.index[0]))
    of = np.repeat(np.arange(len(services.names)), services.replicas)
    rows = offers.iloc[np.array(chosen, dtype=np.int64)[of]] if len(of) else offers.iloc[:0]
    placed = np.zeros((len(of), len(services.names)), dtype=np.int64)
    placed[np.arange(len(of)), of] = 1
    # the replicas of a service in turn over the zones
    turn = np.concatenate([np.arange(count) for count in services.replicas]) if len(of) else of
    return Packing(
        "vm",
        services.tasks,
        services,
        placed,
        tuple(rows["instance_type"]),
        (turn % zones).astype(np.int64),
        rows[["vcpu", "gib"]].to_numpy(dtype=float),
        rows[["units", "mib"]].to_numpy(dtype=np.int64),
        np.ones(len(of)),
        rows["usd_per_hour"].to_numpy(dtype=float),
    )


def _sizes(instance_type: str, location: str, overhead: Overhead) -> pd.DataFrame:
    """The sizes of the type's family that are sold there, the cheapest first, with what each offers a service."""
    family = instance_type.split(".")[0]
    types = catalog.instance_types()
    types = types[(types["family"] == family) & ~types["bare_metal"]]
    prices = catalog.on_demand(location=location, operating_system="linux")
    sold = types.merge(prices, on="instance_type")[["instance_type", "vcpu", "gib", "usd_per_hour"]]
    offered = [vm_room(float(vcpu), float(gib), overhead) for vcpu, gib in zip(sold["vcpu"], sold["gib"], strict=True)]
    sold = sold.assign(units=[units for units, _ in offered], mib=[mib for _, mib in offered])
    return sold.sort_values(["usd_per_hour", "vcpu"]).reset_index(drop=True)
