"""The bill of each way for any number of workloads at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kaolib.architecture.crossover._assumptions import WAYS, Assumptions
from kaolib.architecture.crossover._rates import Front, Machine, Rates
from kaolib.architecture.crossover._workload import AXES, Floats, Workload
from kaolib.knowledge import purchase, serverless

PARTS = ("compute", "requests", "front", "idle", "operations")
#: Why a way cannot do the work, in the order in which it is asked; the empty code: it can.
CODES = ("", "cannot_wait", "state", "memory", "run_time", "front_time", "latency", "cold_start", "no_price")

_MONTH_SECONDS = purchase.MONTH_HOURS * 3600
_HOURS_A_DAY = 24
#: A fleet of 2.0000000001 instances is 2: what floats add is not another instance.
_NOISE = 1e-9


@dataclass(frozen=True)
class Cells:
    """Workloads that differ in numbers only: an array for each of `AXES`."""

    work: Workload
    requests: Floats
    cpu_ms: Floats
    wait_ms: Floats
    memory_mb: Floats
    process_mb: Floats
    burstiness: Floats
    longest_run_s: Floats
    longest_answer_ms: Floats

    @classmethod
    def of(cls, work: Workload, varied: Mapping[str, Floats]) -> Cells:
        """The workload with the varied numbers, all of one length."""
        size = max((len(values) for values in varied.values()), default=1)
        missing = {"longest_run_s": 0.0, "longest_answer_ms": np.inf}
        arrays = {}
        for name in AXES:
            given = getattr(work, name)
            arrays[name] = varied.get(name, np.full(size, missing[name] if given is None else float(given)))
        return cls(work, **arrays)

    @property
    def at_once(self) -> Floats:
        """Requests a second at the busiest moment of an hour that had all of a day's requests."""
        return self.requests * (_HOURS_A_DAY / _MONTH_SECONDS) * self.burstiness

    def hours(self) -> tuple[Floats, Floats]:
        """The different shares of the day, rising, and how many hours of the month have each."""
        shares, counts = np.unique(np.asarray(self.work.shares), return_counts=True)
        return shares, counts.astype(np.float64) * (purchase.MONTH_HOURS / _HOURS_A_DAY)


@dataclass(frozen=True)
class Bill:
    """A way's bill, one number a workload: the parts, why it cannot be (an index into `CODES`), units on average."""

    parts: Mapping[str, Floats]
    reason: npt.NDArray[np.int8]
    units: Floats
    choice: Floats
    sizes: tuple[str, ...] = ()

    @property
    def usd(self) -> Floats:
        """The sum of the parts; NaN where the way cannot be or a price is not known."""
        total: Floats = sum(self.parts.values(), np.zeros(len(self.reason)))
        return np.where(self.reason == 0, total, np.nan)

    def size(self, at: int) -> str:
        """What was chosen."""
        return self.sizes[int(self.choice[at])] if self.sizes else f"{self.choice[at]:.0f} MB"


def bills(cells: Cells, rates: Rates, assumptions: Assumptions, among: Sequence[str] = WAYS) -> dict[str, Bill]:
    """The bill of each way."""
    price: dict[str, Callable[[], Bill]] = {
        "ec2": lambda: _fleet(cells, rates.ec2, rates.server_front, assumptions),
        "fargate": lambda: _fleet(cells, rates.fargate, rates.server_front, assumptions),
        "lambda": lambda: _function(cells, rates, assumptions, provisioned=False),
        "lambda_provisioned": lambda: _function(cells, rates, assumptions, provisioned=True),
        "batch": lambda: _batch(cells, rates.batch, assumptions),
    }
    with np.errstate(all="ignore"):  # what cannot be is computed too, and then left out
        return {way: _with_operations(price[way](), assumptions.hours[way], assumptions) for way in among}


def _with_operations(bill: Bill, hours: float, assumptions: Assumptions) -> Bill:
    people = np.full(len(bill.reason), hours * assumptions.operations_usd_per_hour)
    parts = {name: bill.parts.get(name, np.zeros(len(people))) for name in PARTS[:-1]} | {"operations": people}
    unknown = np.isnan(sum(parts.values(), np.zeros(len(people))))
    return replace(bill, parts=parts, reason=_because(bill.reason, unknown, "no_price"))


def _fits(cells: Cells, machine: Machine, utilization: float) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Requests a second that one machine takes, how long each lasts, and whether there is room for one at all."""
    lasts = cells.cpu_ms / min(1.0, machine.vcpu) + cells.wait_ms
    free = machine.mb - cells.process_mb
    slots = np.where(cells.memory_mb > 0, np.floor(free / cells.memory_mb + _NOISE), np.inf)
    room = (free >= 0) & (slots >= 1)
    takes = np.minimum(utilization * machine.vcpu * 1000 / cells.cpu_ms, slots * 1000 / lasts)
    return np.where(room, takes, np.nan), lasts, room


def _fleet(cells: Cells, machines: Sequence[Machine], front: Front, assumptions: Assumptions) -> Bill:
    """Machines that follow the hours of the day, each hour enough for its busiest moment."""
    shares, hours = cells.hours()
    if not cells.work.stateless:  # a machine that holds state is not taken away: the fleet stays at its largest
        shares, hours = shares[-1:], hours.sum(keepdims=True)
    at_once = cells.at_once
    choice = _Choice(len(at_once))
    for index, machine in enumerate(machines):
        takes, lasts, room = _fits(cells, machine, assumptions.utilization)
        needed, running = at_once / takes, np.zeros(len(takes))
        for share, lasting in zip(shares, hours, strict=True):  # one by one: a cell is the same to the last bit alone
            running += lasting * np.maximum(np.ceil(needed * share - _NOISE), assumptions.minimum)
        late = lasts > cells.longest_answer_ms
        choice.offer(index, machine, running, cells, room, late)
    return choice.bill(machines, np.zeros(len(at_once), np.int8), {"front": _front_usd(cells, front)})


def _batch(cells: Cells, machines: Sequence[Machine], assumptions: Assumptions) -> Bill:
    """Instance-hours, billed by the second, filled to a share and gone when the work is done."""
    choice = _Choice(len(cells.requests))
    for index, machine in enumerate(machines):
        takes, _, room = _fits(cells, machine, assumptions.batch_utilization)
        choice.offer(index, machine, cells.requests / takes / 3600, cells, room, np.zeros(len(room), bool))
    reason = np.zeros(len(cells.requests), np.int8)
    reason = _because(reason, np.full(len(reason), not cells.work.may_wait), "cannot_wait")
    reason = _because(reason, np.full(len(reason), not cells.work.stateless), "state")
    return choice.bill(machines, reason, {})


class _Choice:
    """The cheapest machine so far for each workload."""

    def __init__(self, size: int) -> None:
        self.usd, self.hours, self.busy = np.full(size, np.inf), np.full(size, np.nan), np.full(size, np.nan)
        self.index = np.zeros(size)
        self.room, self.timely = np.zeros(size, bool), np.zeros(size, bool)

    def offer(
        self,
        index: int,
        machine: Machine,
        hours: Floats,
        cells: Cells,
        room: npt.NDArray[np.bool_],
        late: npt.NDArray[np.bool_],
    ) -> None:
        usd = hours * machine.usd_per_hour
        self.room |= room
        self.timely |= room & ~late
        better = room & ~late & (usd < self.usd)
        busy = cells.requests * cells.cpu_ms / 3_600_000 / machine.vcpu * machine.usd_per_hour
        for mine, new in ((self.usd, usd), (self.hours, hours), (self.busy, busy)):
            np.copyto(mine, new, where=better)
        self.index[better] = index

    def bill(self, machines: Sequence[Machine], reason: npt.NDArray[np.int8], parts: Mapping[str, Floats]) -> Bill:
        reason = _because(reason, ~self.room, "memory")
        reason = _because(reason, ~self.timely, "latency")
        compute = np.where(np.isfinite(self.usd), self.busy, np.nan)
        idle = np.maximum(0.0, self.usd - compute)
        units = self.hours / purchase.MONTH_HOURS
        names = tuple(machine.name for machine in machines)
        return Bill({"compute": compute, "idle": idle, **parts}, reason, units, self.index, names)


def _function(cells: Cells, rates: Rates, assumptions: Assumptions, *, provisioned: bool) -> Bill:
    mb, lasts, reason = _function_size(cells, rates, assumptions)
    # where a cold start is not tolerated and there is no limit, none may happen at all
    late = np.isinf(cells.longest_answer_ms) | (lasts + assumptions.cold_start_ms > cells.longest_answer_ms)
    late &= not cells.work.cold_start_tolerated
    gb = mb / 1024
    warm, cold = (serverless.billed_ms(ms) / 1000 * gb for ms in (lasts, lasts + assumptions.cold_start_ms))
    each = warm + assumptions.cold_start_share * (cold - warm)
    free = (serverless.FREE_REQUESTS, serverless.FREE_GB_SECONDS) if assumptions.free_tier else (0, 0)

    def on_demand(requests: Floats) -> tuple[Floats, Floats]:
        return (
            rates.request.cost(np.maximum(0.0, requests - free[0])),
            rates.duration.cost(np.maximum(0.0, requests * each - free[1])),
        )

    front = _front_usd(cells, rates.function_front)
    if not provisioned:
        asked, ran = on_demand(cells.requests)
        parts = {"compute": ran, "requests": asked, "front": front}
        return Bill(parts, _because(reason, late, "cold_start"), cells.requests * lasts / 1000 / _MONTH_SECONDS, mb)

    busy = cells.at_once * lasts / 1000  # environments at the busiest moment of an hour with all of a day's requests
    shares, hours = cells.hours()
    counts = hours / hours.sum() * _HOURS_A_DAY
    # the share of the requests that so many units serve, where a unit is 1 / busy: rising, bent at the day's shares only
    levels = np.append(0.0, shares)
    served_at = np.array([np.minimum(level, shares) @ counts for level in levels])

    def price(units: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        share = np.where(busy > 0, np.interp(units / np.where(busy > 0, busy, 1.0), levels, served_at), 0.0)
        on_units = np.minimum(cells.requests, cells.requests * share)
        asked, ran = on_demand(cells.requests - on_units)
        fee = units * gb * _MONTH_SECONDS * rates.provisioned_usd
        asked = asked + rates.request.cost(on_units)
        ran = ran + rates.provisioned_duration.cost(on_units * warm)
        used = np.where(units > 0, on_units * lasts / 1000 / (units * _MONTH_SECONDS), 0.0)
        return fee, asked, ran, used

    peak = np.ceil(busy * shares[-1] - _NOISE)
    least = np.where(late, np.maximum(1.0, peak), 1.0)
    most = np.maximum(least, peak)
    units = least
    best = np.add.reduce(price(units)[:3])
    bends = [busy * share for share in shares]
    for spilled in (free[0], *((free[1] + start) / each for start in rates.duration.low)):
        wanted = 1 - spilled / np.where(cells.requests > 0, cells.requests, 1.0)
        bends.append(busy * np.interp(wanted, served_at, levels))
    for bend in bends:
        for tried in (np.floor(bend), np.ceil(bend)):
            tried = np.clip(tried, least, most)
            usd = np.add.reduce(price(tried)[:3])
            units = np.where(usd < best, tried, units)
            best = np.minimum(best, usd)
    fee, asked, ran, used = price(units)
    idle = fee * np.maximum(0.0, 1 - used)
    parts = {"compute": ran + fee - idle, "requests": asked, "front": front, "idle": idle}
    return Bill(parts, reason, units, mb)


def _function_size(cells: Cells, rates: Rates, assumptions: Assumptions) -> tuple[Floats, Floats, npt.NDArray[np.int8]]:
    """Memory of the function, how long a request lasts on it, and why it cannot be."""
    low, high = serverless.MEMORY_MB
    needed = np.ceil(cells.process_mb + cells.memory_mb - _NOISE)
    if assumptions.function_mb is None:
        # a front gives up before Lambda does
        longest = (
            serverless.LONGEST_MS
            if cells.work.may_wait
            else min(serverless.LONGEST_MS, rates.function_front.longest_ms)
        )
        spare = np.minimum(cells.longest_answer_ms, longest) - cells.wait_ms
        quick = np.where(spare > 0, np.ceil(serverless.MB_PER_VCPU * cells.cpu_ms / spare - _NOISE), np.inf)
        mb = np.maximum(np.maximum(low, needed), np.minimum(quick, serverless.MB_PER_VCPU))
    else:
        mb = np.full(len(needed), float(assumptions.function_mb))
    lasts = cells.cpu_ms / np.minimum(1.0, mb / serverless.MB_PER_VCPU) + cells.wait_ms
    front_ms = np.inf if cells.work.may_wait else rates.function_front.longest_ms
    longest = serverless.LONGEST_MS * (1 + _NOISE)
    reason = np.zeros(len(mb), np.int8)
    reason = _because(reason, np.full(len(mb), not cells.work.stateless), "state")
    reason = _because(reason, (mb > high) | (mb < needed), "memory")
    reason = _because(reason, np.maximum(lasts, cells.longest_run_s * 1000) > longest, "run_time")
    reason = _because(reason, lasts > front_ms * (1 + _NOISE), "front_time")
    reason = _because(reason, lasts > cells.longest_answer_ms * (1 + _NOISE), "latency")
    return mb, lasts, reason


def _front_usd(cells: Cells, front: Front) -> Floats:
    """The front of a month; nobody waits in front of work that may wait itself."""
    if cells.work.may_wait:
        return np.zeros(len(cells.requests))
    return front.month_usd + front.requests.cost(cells.requests)


def _because(reason: npt.NDArray[np.int8], where: npt.NDArray[np.bool_], code: str) -> npt.NDArray[np.int8]:
    return np.where((reason == 0) & where, np.int8(CODES.index(code)), reason)
