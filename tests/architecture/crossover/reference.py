"""A workload priced hour by hour and unit by unit, with the bills of the rooms that own them."""

from __future__ import annotations

import math

import pandas as pd

from kaolib.architecture import packing
from kaolib.architecture.crossover import Assumptions, Workload
from kaolib.knowledge import catalog, containers, load_balancer, serverless

HOURS_EACH = 730 / 24  # hours of a month that one hour of the day has


def total(way: str, work: Workload, location: str, setup: Assumptions) -> float:
    """USD a month; NaN where the way cannot do the work."""
    price = {
        "ec2": lambda: _servers(work, location, setup, _instances(location, setup)),
        "fargate": lambda: _servers(work, location, setup, _tasks(location, setup)),
        "lambda": lambda: _lambda(work, location, setup),
        "lambda_provisioned": lambda: _provisioned(work, location, setup),
        "batch": lambda: _batch(work, location, setup),
    }
    people = setup.hours[way] * setup.operations_usd_per_hour
    return price[way]() + people


def _instances(location: str, setup: Assumptions) -> list[tuple[float, float, float]]:
    types = catalog.instance_types().set_index("instance_type")
    return [
        (
            float(types.loc[name, "vcpu"]),
            float(types.loc[name, "gib"]) * 1024 * (1 - packing.KERNEL_SHARE),
            catalog.price(name, location),
        )
        for name in setup.instance_types
    ]


def _tasks(location: str, setup: Assumptions) -> list[tuple[float, float, float]]:
    return [
        (
            vcpu,
            gib * 1024,
            containers.fargate_usd(vcpu, gib, location, hours=1, architecture=setup.architecture),
        )
        for vcpu, gib in setup.task_sizes
    ]


def _takes(work: Workload, vcpu: float, mb: float, utilization: float) -> float:
    """Requests a second of one machine, 0 where not one has room."""
    seconds = (work.cpu_ms / min(1, vcpu) + work.wait_ms) / 1000
    if work.process_mb + work.memory_mb > mb:
        return 0.0
    by_cpu = vcpu * utilization / (work.cpu_ms / 1000)
    if not work.memory_mb:
        return by_cpu
    return min(by_cpu, math.floor((mb - work.process_mb) / work.memory_mb + 1e-9) / seconds)


def _servers(work: Workload, location: str, setup: Assumptions, machines: list[tuple[float, float, float]]) -> float:
    tried = []
    for vcpu, mb, usd in machines:
        takes = _takes(work, vcpu, mb, setup.utilization)
        if not takes or work.cpu_ms / min(1, vcpu) + work.wait_ms > (work.longest_answer_ms or math.inf):
            continue
        running = []
        for share in work.shares:
            a_second = work.requests * share / HOURS_EACH / 3600 * work.burstiness
            running.append(max(setup.zones * setup.minimum_per_zone, math.ceil(a_second / takes - 1e-9)))
        if not work.stateless:
            running = [max(running)] * 24
        tried.append(sum(running) * HOURS_EACH * usd)
    if not tried:
        return math.nan
    return min(tried) + _balancer(work, location, setup, "alb" if setup.server_front == "alb" else None)


def _balancer(work: Workload, location: str, setup: Assumptions, kind: str | None) -> float:
    if kind is None or work.may_wait:
        return 0.0
    traffic = load_balancer.Traffic(kb_per_request=setup.kb_per_request)
    usd = 0.0
    for share in work.shares:
        hour = load_balancer.cost(work.requests * share / HOURS_EACH, traffic, location, kind, public_zones=setup.zones)
        usd += float(hour["usd"].sum()) * HOURS_EACH
    return usd


def _front(work: Workload, location: str, setup: Assumptions) -> float:
    if work.may_wait or setup.function_front == "function_url":
        return 0.0
    if setup.function_front == "alb":
        return _balancer(work, location, setup, "alb_lambda")
    table = serverless.api_cost(setup.function_front, work.requests, location, kb=setup.kb_per_request)
    return float(table["usd"].sum(skipna=False))


def function(work: Workload, setup: Assumptions) -> tuple[int, float] | None:
    """Memory and duration of the function, or None where it cannot be."""
    needed = max(128, math.ceil(work.process_mb + work.memory_mb - 1e-9))
    limit = min(work.longest_answer_ms or math.inf, 900_000)
    waits = {"function_url": 900_000, "alb": 900_000, "http": 30_000, "rest": 29_000}[setup.function_front]
    mb = setup.function_mb
    if mb is None:
        mb = needed
        soon = limit if work.may_wait else min(limit, waits)
        while mb < 1769 and work.cpu_ms / (mb / 1769) + work.wait_ms > soon * (1 + 1e-9):
            mb += 1
    lasts = work.cpu_ms / min(1, mb / 1769) + work.wait_ms
    if not work.stateless or mb < needed or mb > 10_240 or lasts > limit * (1 + 1e-9):
        return None
    if (work.longest_run_s or 0) > 900 or (not work.may_wait and lasts > waits * (1 + 1e-9)):
        return None
    return mb, lasts


def _cold_is_late(work: Workload, setup: Assumptions, lasts: float) -> bool:
    if work.cold_start_tolerated:
        return False
    return work.longest_answer_ms is None or lasts + setup.cold_start_ms > work.longest_answer_ms


def _on_demand(requests: float, lasts: float, mb: int, location: str, setup: Assumptions) -> float:
    return serverless.lambda_usd(
        requests,
        lasts,
        mb,
        location,
        setup.architecture,
        setup.free_tier,
        init_ms=setup.cold_start_ms,
        cold_start_share=setup.cold_start_share,
    )


def _lambda(work: Workload, location: str, setup: Assumptions) -> float:
    sized = function(work, setup)
    if sized is None or _cold_is_late(work, setup, sized[1]):
        return math.nan
    return _on_demand(work.requests, sized[1], sized[0], location, setup) + _front(work, location, setup)


def provisioned_usd(work: Workload, location: str, setup: Assumptions, units: int) -> float:
    """A month with so many units, without the front and the people."""
    mb, lasts = function(work, setup)
    if work.burstiness == 1 and work.requests:
        busy = [work.requests * share / HOURS_EACH / 3600 * lasts / 1000 for share in work.shares]
        run = serverless.provisioned_run(
            pd.Series(busy),
            units,
            lasts,
            mb,
            location,
            setup.architecture,
            step_seconds=HOURS_EACH * 3600,
            init_ms=setup.cold_start_ms,
            cold_start_share=setup.cold_start_share,
            free_tier=setup.free_tier,
        )
        return run.usd
    served = 0.0
    for share in work.shares:
        mean = work.requests * share / HOURS_EACH / 3600 * lasts / 1000
        # busy in one part of the hour, idle in the rest
        served += min(units, mean * work.burstiness) / work.burstiness * HOURS_EACH * 3600 * 1000 / lasts
    served = min(served, work.requests)
    ready = serverless.provisioned_cost(units, 730 * 3600, mb, location, setup.architecture)
    ready_usd = float(ready.loc[ready["part"] == "provisioned_concurrency", "usd"].sum())
    ran = serverless.provisioned_cost(
        10**9, 730 * 3600, mb, location, setup.architecture, requests=served, duration_ms=lasts
    )
    ran_usd = float(ran.loc[ran["part"] != "provisioned_concurrency", "usd"].sum())
    return ready_usd + ran_usd + _on_demand(work.requests - served, lasts, mb, location, setup)


def _provisioned(work: Workload, location: str, setup: Assumptions) -> float:
    sized = function(work, setup)
    if sized is None:
        return math.nan
    peak = max(work.shares) * work.requests / HOURS_EACH / 3600 * work.burstiness * sized[1] / 1000
    most = max(1, math.ceil(peak - 1e-9))
    least = most if _cold_is_late(work, setup, sized[1]) else 1
    every = [provisioned_usd(work, location, setup, units) for units in range(least, most + 1)]
    return min(every) + _front(work, location, setup)


def _batch(work: Workload, location: str, setup: Assumptions) -> float:
    if not work.may_wait or not work.stateless:
        return math.nan
    tried = []
    for vcpu, mb, usd in _instances(location, setup):
        if takes := _takes(work, vcpu, mb, setup.batch_utilization):
            tried.append(work.requests / takes / 3600 * usd)
    return min(tried) if tried else math.nan
