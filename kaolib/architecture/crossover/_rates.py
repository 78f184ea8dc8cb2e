"""The prices that the ways need in one Region, looked up once for any number of workloads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kaolib.architecture import packing
from kaolib.architecture.crossover._assumptions import Assumptions
from kaolib.architecture.crossover._workload import Floats
from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers, load_balancer, purchase, serverless

#: How many requests are priced to learn what one of them costs at a load balancer: its bill is a straight line.
_MANY = 1_000_000.0


@dataclass(frozen=True)
class Machine:
    """An instance type or a size of a task: what it is, what a program has of it, and an hour's price."""

    name: str
    vcpu: float
    mb: float
    usd_per_hour: float


@dataclass(frozen=True)
class Tiers:
    """A price by quantity: each tier's start, end and price for a unit."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    usd: tuple[float, ...]

    def cost(self, quantity: Floats) -> Floats:
        """What a quantity costs."""
        total = np.zeros_like(quantity)
        for low, high, usd in zip(self.low, self.high, self.usd, strict=True):
            total += np.clip(quantity - low, 0.0, high - low) * usd
        return total


@dataclass(frozen=True)
class Front:
    """What stands in front: a month of it, what a request adds, and how long it waits for an answer."""

    month_usd: float = 0.0
    requests: Tiers = Tiers((0.0,), (math.inf,), (0.0,))
    longest_ms: float = math.inf


@dataclass(frozen=True)
class Rates:
    """Every price that the ways need."""

    ec2: tuple[Machine, ...]
    batch: tuple[Machine, ...]
    fargate: tuple[Machine, ...]
    request: Tiers
    duration: Tiers
    provisioned_usd: float
    provisioned_duration: Tiers
    server_front: Front
    function_front: Front


@lru_cache(maxsize=64)
def rates(location: str, assumptions: Assumptions) -> Rates:
    """The prices of a Region; one that is not known is NaN."""
    place = catalog.check_location(location)
    if not catalog.tiers("lambda", "request", place):
        raise InputError(
            ko=f"{location}의 Lambda 요금은 확인되지 않았습니다. 리전을 고르세요.",
            en=f"no Lambda price is known in {location}: choose a Region.",
        )
    code = {"x86_64": "x86", "arm64": "arm64"}[assumptions.architecture]
    plan = assumptions.lambda_option
    return Rates(
        ec2=_instances(place, assumptions, assumptions.ec2_option),
        batch=_instances(place, assumptions, assumptions.batch_option),
        fargate=_tasks(place, assumptions),
        request=_tiers("lambda", "request", place),
        duration=_lambda(f"duration_{code}", place, plan),
        provisioned_usd=_lambda(f"provisioned_concurrency_{code}", place, plan).usd[0],
        provisioned_duration=_lambda(f"provisioned_duration_{code}", place, plan),
        server_front=_alb(place, assumptions, "alb") if assumptions.server_front == "alb" else Front(),
        function_front=_function_front(place, assumptions),
    )


def _instances(location: str, assumptions: Assumptions, option: str) -> tuple[Machine, ...]:
    types = catalog.instance_types()
    listed = catalog.on_demand(location=location, operating_system="linux").set_index("instance_type")["usd_per_hour"]
    machines = []
    for name in assumptions.instance_types:
        if name not in listed.index:  # a type that is not sold there is left out
            continue
        usd = float(listed[name])
        if option != "on_demand":
            known = catalog.commitments(name, location, "linux").set_index("option")["effective_usd_per_hour"]
            usd = float(known[option]) if option in known.index else math.nan
        row = types[types["instance_type"] == name].iloc[0]
        machines.append(Machine(name, float(row["vcpu"]), float(row["gib"]) * 1024 * (1 - packing.KERNEL_SHARE), usd))
    if not machines:
        catalog.price(assumptions.instance_types[0], location)  # the sentence for a type that is not sold
    return tuple(machines)


def _tasks(location: str, assumptions: Assumptions) -> tuple[Machine, ...]:
    plan = None if assumptions.fargate_option == "on_demand" else assumptions.fargate_option
    table = containers.fargate_rates(location, architecture=assumptions.architecture, plan=plan)
    usd = dict(zip(table["part"], table["usd_per_unit"].astype(float), strict=True))
    vcpu_usd, gb_usd = usd["vcpu"], usd["memory"]
    return tuple(
        Machine(f"{vcpu:g} vCPU {gib:g} GB", vcpu, gib * 1024, vcpu * vcpu_usd + gib * gb_usd)
        for vcpu, gib in assumptions.task_sizes
    )


def _tiers(service: str, item: str, location: str) -> Tiers:
    found = catalog.tiers(service, item, location) or ((0.0, math.inf, math.nan, "", ""),)
    return Tiers(tuple(tier[0] for tier in found), tuple(tier[1] for tier in found), tuple(tier[2] for tier in found))


def _lambda(item: str, location: str, option: str) -> Tiers:
    if option == "on_demand":
        return _tiers("lambda", item, location)
    found = catalog.service_plan_rates("lambda", location, option)
    usd = found.loc[found["item"] == item, "usd"]
    return Tiers((0.0,), (math.inf,), (float(usd.iloc[0]) if len(usd) else math.nan,))


def _alb(location: str, assumptions: Assumptions, kind: str) -> Front:
    traffic = load_balancer.Traffic(kb_per_request=assumptions.kb_per_request)
    parts = load_balancer.cost(_MANY, traffic, location, kind, public_zones=assumptions.zones)
    usd = parts.set_index("part")["usd"]
    each = Tiers((0.0,), (math.inf,), (float(usd["capacity_units"]) / _MANY,))
    return Front(float(usd.drop("capacity_units").sum(skipna=False)) * purchase.MONTH_HOURS, each)


def _function_front(location: str, assumptions: Assumptions) -> Front:
    kind = assumptions.function_front
    longest = serverless.FRONT_SECONDS[kind] * 1000
    if kind == "function_url":
        return Front(longest_ms=longest)
    if kind == "alb":
        front = _alb(location, assumptions, "alb_lambda")
        return Front(front.month_usd, front.requests, longest)
    units = serverless.api_units(kind, assumptions.kb_per_request)
    found = _tiers("api_gateway", f"{kind}_request", location)
    low, high = (tuple(bound / units for bound in bounds) for bounds in (found.low, found.high))
    per_request = Tiers(low, high, tuple(usd * units for usd in found.usd))
    return Front(0.0, per_request, longest)
