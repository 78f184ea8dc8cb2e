"""The services to place, as whole numbers: CPU units, MiB, replicas, zones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture.packing._capacity import MIB, UNITS, Room, architecture_of, runs_on
from kaolib.errors import InputError

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Services:
    """One entry a service: what each replica asks for, how many there are, and whether they are spread over zones."""

    names: tuple[str, ...]
    units: Ints
    mib: Ints
    replicas: Ints
    spread: npt.NDArray[np.bool_]

    @property
    def tasks(self) -> int:
        return int(self.replicas.sum())


def read(services: pd.DataFrame) -> Services:
    """The table of services, checked."""
    errors.columns(services.columns, ("service", "vcpu", "gib", "replicas"), ko="서비스 표", en="the services")
    names = tuple(str(name) for name in services["service"])
    if len(set(names)) < len(names):
        raise InputError(ko="같은 서비스가 두 번 있습니다.", en="a service is named twice.")
    for name in ("vcpu", "gib"):
        for value in services[name]:
            errors.amount(name, value, above=True)
    for value in services["replicas"]:
        errors.count("replicas", value)
    spread = services["spread"] if "spread" in services else pd.Series(False, index=services.index)
    return Services(
        names,
        _up(services["vcpu"], UNITS),
        _up(services["gib"], MIB),
        services["replicas"].to_numpy(dtype=np.int64),
        np.asarray(spread, dtype=np.bool_),
    )


def check_images(services: pd.DataFrame, instance_type: str) -> None:
    """Raise when a service has no image for the machine's architecture."""
    if "architectures" not in services:
        return
    for name, platforms in zip(services["service"], services["architectures"], strict=True):
        if not runs_on(platforms, instance_type):
            has = architecture_of(instance_type)
            raise InputError(
                ko=f"{name}의 이미지는 {platforms}용이라 {instance_type}({has})에서 실행되지 않습니다. {has}용으로도 빌드하거나 다른 유형을 고르세요.",
                en=f"the image of {name} is for {platforms} and does not run on {instance_type} ({has}): build it for {has} too, or choose another type.",
            )


def check_fits(services: Services, room: Room, instance_type: str) -> None:
    """Raise when one replica is larger than what a whole machine offers."""
    if room.tasks < 1 and services.tasks:
        raise InputError(
            ko=f"{instance_type}에는 데몬 말고 태스크가 들어갈 자리가 없습니다.",
            en=f"{instance_type} has no place for a task beside the daemons.",
        )
    for name, units, mib, replicas in zip(services.names, services.units, services.mib, services.replicas, strict=True):
        if replicas and (units > room.units or mib > room.mib):
            raise InputError(
                ko=f"{name} 하나(vCPU {units / UNITS:g}개, {mib / MIB:g}GiB)가 {instance_type}의 남는 자리(vCPU {room.units / UNITS:.2f}개, {room.mib / MIB:.2f}GiB)보다 큽니다. 더 큰 유형을 고르세요.",
                en=f"one {name} ({units / UNITS:g} vCPU, {mib / MIB:g} GiB) is larger than what {instance_type} has left ({room.units / UNITS:.2f} vCPU, {room.mib / MIB:.2f} GiB): choose a larger type.",
            )


def over_zones(services: Services, zones: int) -> Ints:
    """How many replicas of each service (rows) each zone must have (columns); the last column: those that may go anywhere."""
    counts = np.zeros((len(services.names), zones + 1), dtype=np.int64)
    if zones == 1:
        counts[:, 0] = services.replicas
        return counts
    for row, (replicas, spread) in enumerate(zip(services.replicas, services.spread, strict=True)):
        if spread:
            counts[row, :zones] = replicas // zones
            counts[row, : replicas % zones] += 1
        else:
            counts[row, zones] = replicas
    return counts


def _up(values: pd.Series[float], per: int) -> Ints:
    return np.array([math.ceil(round(float(value) * per, 6)) for value in values], dtype=np.int64)
