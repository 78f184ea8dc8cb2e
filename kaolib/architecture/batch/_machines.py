"""The machines of one environment while the queue runs: what is there, what has room, what is launched next."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from kaolib.architecture.batch._choose import choose, ranked
from kaolib.architecture.batch._environments import Environment, Type, types_of
from kaolib.architecture.batch._words import INSTANCE_KINDS, TAKEN_BACK
from kaolib.errors import InputError
from kaolib.knowledge import containers


class Machine:
    """An instance, or a Fargate task. Times in seconds, sizes in thousandths of a vCPU and MiB."""

    __slots__ = (
        "end",
        "free_cpu",
        "free_mib",
        "held",
        "life",
        "number",
        "pool",
        "ready",
        "runs",
        "size",
        "start",
        "taken",
        "turn",
    )

    def __init__(self, number: int, pool: Pool, size: Size, now: int, life: float) -> None:
        self.number, self.pool, self.size = number, pool, size
        self.start = now + pool.environment.launch
        self.ready = self.start + pool.environment.boot
        self.life = life
        self.free_cpu, self.free_mib = size.cpu, size.mib
        self.runs: dict[int, int] = {}  # task -> when its attempt began or will begin
        self.turn = 0  # a timer of an earlier turn no longer counts
        self.held = False  # kept for minvCpus
        self.end: int | None = None
        self.taken = False  # by AWS


class Size(NamedTuple):
    """What a machine is."""

    name: str
    cpu: int
    mib: int
    usd: float
    hazard: float
    vcpu: float
    gib: float


class Pool:
    """An environment at work."""

    def __init__(self, environment: Environment, location: str) -> None:
        self.environment, self.location = environment, location
        self.instances = environment.kind in INSTANCE_KINDS
        self.types: list[Type] = types_of(environment, location) if self.instances else []
        self.left = dict(environment.available or {})
        self.most, self.least = (round(v * 1000) for v in (environment.max_vcpus, environment.min_vcpus))
        self.total = 0
        self.launched = 0
        self.alive: list[Machine] = []
        self.room = np.empty((2, 0), dtype=np.int64)
        self._groups: dict[tuple[int, int], list[list[Type]]] = {}
        self._sizes: dict[tuple[int, int], Size | None] = {}

    def reason(self, cpu: int, mib: int) -> str:
        """Why a job can never be placed here; empty when it can. AWS's names, but for the two of Fargate and EC2 sizes."""
        if not self.instances:
            size = self._size(cpu, mib)
            if size is None:
                return "FARGATE_SIZE"
            return "" if size.cpu <= self.most else "COMPUTE_ENVIRONMENT_MAX_RESOURCE"
        if cpu % 1000:
            return "WHOLE_VCPUS"
        groups = self._ranked(cpu, mib)
        if not groups:
            return "JOB_RESOURCE_REQUIREMENT"
        fits = cpu <= self.most and (self.environment.strategy != "BEST_FIT" or groups[0][0].cpu <= self.most)
        if not fits:
            return "COMPUTE_ENVIRONMENT_MAX_RESOURCE"
        there = [one for group in groups for one in group if self.left.get(one.name, 1) > 0]
        only = self.environment.strategy == "BEST_FIT" and self.left.get(groups[0][0].name, 1) <= 0
        return "INSUFFICIENT_INSTANCE_CAPACITY" if only or not there else ""

    def place(self, cpu: int, mib: int) -> Machine | None:
        """The machine launched first that has room, if any."""
        if not self.alive or not self.instances:
            return None
        able = (self.room[0] >= cpu) & (self.room[1] >= mib)
        first = int(able.argmax())
        return self.alive[first] if able[first] else None

    def next_type(self, cpu: int, mib: int, wanted: int) -> Size | None:
        """What would be launched for a job that has no room; None: it waits."""
        if not self.instances:
            size = self._size(cpu, mib)
            return size if size and self.total + size.cpu <= self.most else None
        groups = self._ranked(cpu, mib)
        one = choose(groups, str(self.environment.strategy), cpu, wanted, self.most - self.total, self.left)
        return Size(*one) if one else None

    def launch(self, number: int, size: Size, now: int, draw: float) -> Machine:
        """Launch it; ``draw`` is how many mean lives it has."""
        machine = Machine(number, self, size, now, self._life(size, draw))
        self.launched += 1
        self.total += size.cpu
        if size.name in self.left:
            self.left[size.name] -= 1
        if self.instances:
            self.alive.append(machine)
            self.room = np.append(self.room, [[size.cpu], [size.mib]], axis=1)
        return machine

    def changed(self, machine: Machine, cpu: int, mib: int) -> None:
        """A job took so much of it, or gave it back (below 0)."""
        machine.free_cpu -= cpu
        machine.free_mib -= mib
        if self.instances:
            at = self.alive.index(machine)
            self.room[0, at], self.room[1, at] = machine.free_cpu, machine.free_mib

    def gone(self, machine: Machine) -> None:
        """It ended."""
        self.total -= machine.size.cpu
        if machine.size.name in self.left:
            self.left[machine.size.name] += 1
        if self.instances:
            at = self.alive.index(machine)
            del self.alive[at]
            self.room = np.delete(self.room, at, axis=1)

    def _life(self, size: Size, draw: float) -> float:
        kind, lives = self.environment.kind, self.environment.lives_seconds
        if kind not in TAKEN_BACK:
            return math.inf
        if lives is not None:
            return math.ceil(lives[self.launched]) if self.launched < len(lives) else math.inf
        return max(1, math.ceil(draw * 3600 / size.hazard)) if size.hazard else math.inf

    def _ranked(self, cpu: int, mib: int) -> list[list[Type]]:
        if (cpu, mib) not in self._groups:
            self._groups[cpu, mib] = ranked(self.types, str(self.environment.strategy), cpu, mib)
        return self._groups[cpu, mib]

    def _size(self, cpu: int, mib: int) -> Size | None:
        if (cpu, mib) not in self._sizes:
            self._sizes[cpu, mib] = self._fargate(cpu / 1000, mib / 1024)
        return self._sizes[cpu, mib]

    def _fargate(self, vcpu: float, gib: float) -> Size | None:
        environment = self.environment
        try:
            size = containers.fargate_size(vcpu, gib)
        except InputError:
            return None
        usd = containers.fargate_usd_per_hour(
            size.vcpu,
            size.gib,
            self.location,
            architecture=environment.architecture,
            spot_saving=environment.spot_saving,
        )
        if math.isnan(usd):
            raise InputError(
                ko=f"{self.location}에서 Fargate 가격을 알 수 없습니다. 다른 리전이나 EC2 환경을 고르세요.",
                en=f"the price of Fargate in {self.location} is not known: choose another Region, or an EC2 environment.",
            )
        name, often = f"{size.vcpu:g} vCPU {size.gib:g} GB", environment.interruptions_per_hour
        hazard = float(often) if isinstance(often, int | float) else 0.0
        return Size(name, round(size.vcpu * 1000), round(size.gib * 1024), usd, hazard, size.vcpu, size.gib)
