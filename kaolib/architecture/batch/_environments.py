"""Compute environments: what jobs run on, at which price, and what AWS may take back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture import fleet, packing
from kaolib.architecture.batch._words import (
    BOOT_SECONDS,
    IDLE_SECONDS,
    INSTANCE_KINDS,
    KINDS,
    LAUNCH_SECONDS,
    MOST_ENVIRONMENTS,
    STRATEGIES,
)
from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers


@dataclass(frozen=True)
class Environment:
    """A managed compute environment of a job queue.

    Parameters
    ----------
    name
        Unlike the others of the queue.
    kind
        One of `KINDS`.
    max_vcpus
        maxvCpus. An instance that is launched below it may exceed it, except with BEST_FIT; Fargate never does.
    instance_types
        For instances: types or families ("c7g" stands for its sizes), all x86 or all arm64.
    strategy
        One of `STRATEGIES`; None takes BEST_FIT_PROGRESSIVE On-Demand and SPOT_PRICE_CAPACITY_OPTIMIZED for Spot. (AWS's API
        takes BEST_FIT where none is given.) Not for Fargate.
    min_vcpus, desired_vcpus
        vCPUs that are kept all the time, and those there at the beginning. Not for Fargate.
    launch_seconds, boot_seconds, idle_seconds
        Until a machine enters running (not billed), from there until it takes a job (billed), and how long an instance is kept
        after its last job (billed). None: the ASSUMPTIONS `LAUNCH_SECONDS`, `BOOT_SECONDS`, `IDLE_SECONDS`.
    interruptions_per_hour
        How often AWS takes back a machine, per running hour; by type, or one number for all. None on Spot: the middle of the type's band in the Spot Instance
        Advisor (`fleet.band_hazards`). For Fargate Spot it must be given: AWS publishes nothing.
    lives_seconds
        Instead of it: after how many running seconds the first, second ... machine is taken back; the others are not.
    available
        How many instances of a type are to be had at once; types that it lacks have no limit.
    usd_per_hour
        Own prices of an instance, by type, in place of the listed ones.
    spot_saving
        For Fargate Spot: its discount, 0 to 0.7, an ASSUMPTION that must be given, as AWS lists no price.
    architecture
        For Fargate: "x86_64" or "arm64".

    Raises
    ------
    InputError
        For what does not go together, an unknown name or a number outside its range.

    Notes
    -----
    Sources: AWS Batch User Guide, "Compute environment parameters", "Instance type allocation strategies for AWS Batch";
    API Reference, "ComputeScalingPolicy" (a scale-down delay is 20 minutes to a week).

    Examples
    --------
    >>> Environment("night", "spot", 64, instance_types=("c7g", "m7g.xlarge")).strategy
    'SPOT_PRICE_CAPACITY_OPTIMIZED'
    >>> Environment("night", "fargate_spot", 64)
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: environment night: AWS publishes neither price nor interruptions of Fargate Spot: give \
spot_saving (0 to 0.7) and interruptions_per_hour as your assumptions.
    """

    name: str
    kind: str
    max_vcpus: float
    instance_types: tuple[str, ...] = ()
    strategy: str | None = None
    min_vcpus: float = 0
    desired_vcpus: float = 0
    launch_seconds: float | None = None
    boot_seconds: float | None = None
    idle_seconds: float | None = None
    interruptions_per_hour: float | Mapping[str, float] | None = None
    lives_seconds: tuple[float, ...] | None = None
    available: Mapping[str, int] | None = None
    usd_per_hour: Mapping[str, float] | None = None
    spot_saving: float | None = None
    architecture: str = "x86_64"

    def __post_init__(self) -> None:
        errors.each_of(self.kind, KINDS, ko="컴퓨팅 환경의 종류", en="kind of compute environment")
        where = f"environment {self.name}: "
        errors.amount(where + "max_vcpus", self.max_vcpus, above=True)
        for name in ("launch_seconds", "boot_seconds", "idle_seconds"):
            if getattr(self, name) is not None:
                errors.amount(where + name, getattr(self, name))
        if self.interruptions_per_hour is not None:
            often = self.interruptions_per_hour
            for value in often.values() if isinstance(often, Mapping) else [often]:
                errors.amount(where + "interruptions_per_hour", value)
        for name in ("min_vcpus", "desired_vcpus"):
            if errors.amount(where + name, getattr(self, name)) > self.max_vcpus:
                raise InputError(
                    ko=f"{where}{name} {getattr(self, name):g}이(가) max_vcpus {self.max_vcpus:g}보다 큽니다.",
                    en=f"{where}{name} {getattr(self, name):g} is above max_vcpus {self.max_vcpus:g}.",
                )
        for life in self.lives_seconds or ():
            errors.amount(where + "lives_seconds", life, above=True)
        types = (self.instance_types,) if isinstance(self.instance_types, str) else tuple(self.instance_types)
        object.__setattr__(self, "instance_types", types)
        if self.kind in INSTANCE_KINDS:
            self._check_instances(where)
        else:
            self._check_fargate(where)

    def _check_instances(self, where: str) -> None:
        if not self.instance_types:
            raise InputError(
                ko=f"{where}인스턴스 유형이 없습니다. instance_types에 하나 이상 적으세요.",
                en=f"{where}there are no instance types: name at least one in instance_types.",
            )
        default = "BEST_FIT_PROGRESSIVE" if self.kind == "on_demand" else "SPOT_PRICE_CAPACITY_OPTIMIZED"
        strategy = default if self.strategy is None else self.strategy
        allowed = STRATEGIES if self.kind == "spot" else STRATEGIES[:2]
        errors.each_of(strategy, allowed, ko=f"{self.kind}의 할당 전략", en=f"allocation strategy for {self.kind}")
        object.__setattr__(self, "strategy", strategy)
        if self.kind == "on_demand" and (self.interruptions_per_hour or self.lives_seconds):
            raise InputError(
                ko=f"{where}온디맨드 인스턴스는 회수되지 않습니다. 중단은 spot에만 적으세요.",
                en=f"{where}On-Demand Instances are not taken back: give interruptions to spot only.",
            )
        if self.spot_saving is not None:
            raise InputError(
                ko=f"{where}spot_saving은 fargate_spot에만 씁니다. 스팟 인스턴스의 가격은 가격표에 있습니다.",
                en=f"{where}spot_saving is for fargate_spot only: prices of Spot Instances are listed.",
            )

    def _check_fargate(self, where: str) -> None:
        given = [name for name in ("strategy", "instance_types", "min_vcpus", "desired_vcpus") if getattr(self, name)]
        if given:
            raise InputError(
                ko=f"{where}{', '.join(given)}은(는) Fargate에 쓰지 않습니다.",
                en=f"{where}{', '.join(given)} cannot be given for Fargate.",
            )
        errors.each_of(self.architecture, containers.ARCHITECTURES, ko="아키텍처", en="architecture")
        if self.kind == "fargate":
            return
        if self.spot_saving is None or (self.interruptions_per_hour is None and self.lives_seconds is None):
            most = containers.MOST_SPOT_SAVING
            raise InputError(
                ko=f"{where}AWS는 Fargate 스팟의 가격도 중단 빈도도 공개하지 않습니다. 가정으로 spot_saving(0~{most:g})과 interruptions_per_hour를 적으세요.",
                en=f"{where}AWS publishes neither price nor interruptions of Fargate Spot: give spot_saving (0 to {most:g}) "
                "and interruptions_per_hour as your assumptions.",
            )

    @property
    def launch(self) -> int:
        """Seconds until a machine enters running."""
        return math.ceil(LAUNCH_SECONDS[self.kind] if self.launch_seconds is None else self.launch_seconds)

    @property
    def boot(self) -> int:
        """Seconds from running until it takes a job."""
        return math.ceil(BOOT_SECONDS[self.kind] if self.boot_seconds is None else self.boot_seconds)

    @property
    def idle(self) -> int:
        """Seconds that an instance is kept after its last job."""
        return math.ceil(IDLE_SECONDS if self.idle_seconds is None else self.idle_seconds)


class Type(NamedTuple):
    """An instance type of an environment. Sizes in thousandths of a vCPU and MiB."""

    name: str
    cpu: int
    mib: int
    usd: float
    hazard: float
    vcpu: float
    gib: float


def pools(
    instance_types: str | Sequence[str],
    location: str,
    kind: str = "on_demand",
    interruptions_per_hour: float | None = None,
) -> pd.DataFrame:
    """The instance types of an environment: sizes, prices and what the Advisor says of their interruptions.

    Parameters
    ----------
    instance_types
        Types or families; a family stands for those of its sizes that are sold, without bare metal.
    location
        AWS code of a Region or zone.
    kind
        "on_demand" or "spot".
    interruptions_per_hour
        In place of the Advisor's band.

    Returns
    -------
    pandas.DataFrame
        instance_type, architecture, vcpu, gib, gib_for_jobs (without what ECS and the kernel take: `packing.reserved`),
        usd_per_hour (NaN: not known), usd_per_vcpu_hour, interruptions_per_hour (0 On-Demand; NaN on Spot where the Advisor
        does not list the type), as_of.

    Raises
    ------
    InputError
        For an unknown name, a family that is not sold there, or another kind.

    Examples
    --------
    >>> pools(["m7g.large", "c7g.xlarge"], "ap-northeast-2")[["instance_type", "vcpu", "gib"]].values.tolist()
    [['m7g.large', 2, 8.0], ['c7g.xlarge', 4, 8.0]]
    """
    errors.each_of(kind, INSTANCE_KINDS, ko="인스턴스의 종류", en="kind of instances")
    place = catalog.check_location(location)
    given = (instance_types,) if isinstance(instance_types, str) else tuple(instance_types)
    if interruptions_per_hour is not None:
        errors.amount("interruptions_per_hour", interruptions_per_hour)
    table = _pools(given, place, kind).copy()
    if interruptions_per_hour is not None and kind == "spot":
        table["interruptions_per_hour"] = float(interruptions_per_hour)
    return table


@lru_cache(maxsize=64)
def _pools(given: tuple[str, ...], place: str, kind: str) -> pd.DataFrame:
    known = catalog.instance_types().set_index("instance_type")
    sold = catalog.on_demand(None, place, "linux").set_index("instance_type")["usd_per_hour"]
    names = list(dict.fromkeys(name for one in given for name in _sizes(one, place, known, sold)))
    table = fleet.pools(place, names, zones=["a"])
    hazards = fleet.band_hazards().set_index("band")["per_hour"]
    price = "spot_usd_per_hour" if kind == "spot" else "on_demand_usd_per_hour"
    rows = pd.DataFrame(
        {
            "instance_type": names,
            "architecture": [str(known.loc[name, "architecture"]) for name in names],
            "vcpu": known["vcpu"].reindex(names).to_numpy(dtype=np.int64),
            "gib": known["gib"].reindex(names).to_numpy(dtype=float),
            "gib_for_jobs": [_for_jobs(name) for name in names],
            "usd_per_hour": table[price].to_numpy(dtype=float),
            "interruptions_per_hour": table["band"].map(hazards).to_numpy(dtype=float) if kind == "spot" else 0.0,
            "as_of": catalog.as_of("on_demand") if kind == "on_demand" else table["as_of"].to_numpy(),
        }
    )
    rows.insert(6, "usd_per_vcpu_hour", rows["usd_per_hour"] / rows["vcpu"])
    return rows


def _sizes(name: str, place: str, known: pd.DataFrame, sold: pd.Series[float]) -> list[str]:
    if "." in name:
        return [catalog.check_instance_type(name)]
    family = catalog.check_family(name)
    rows = known[(known["family"] == family) & known.index.isin(sold.index)]
    names = [str(one) for one in rows.sort_values("vcpu").index if "metal" not in str(one)]
    if not names:
        raise InputError(
            ko=f"{place}에서는 {family} 인스턴스를 팔지 않습니다. 다른 패밀리를 고르세요.",
            en=f"no {family} instance is sold in {place}: choose another family.",
        )
    return names


@lru_cache(maxsize=1024)
def _for_jobs(name: str) -> float:
    return float(packing.reserved(name).set_index("what")["gib"]["services"])


def types_of(environment: Environment, location: str) -> list[Type]:
    """The types of an environment, as the engine takes them."""
    often = environment.interruptions_per_hour
    by_type = often if isinstance(often, Mapping) else {}
    table = pools(environment.instance_types, location, environment.kind, None if isinstance(often, Mapping) else often)
    if table["architecture"].nunique() > 1:
        raise InputError(
            ko=f"환경 {environment.name}에 x86과 arm64 유형이 섞여 있습니다. 한 아키텍처만 적으세요.",
            en=f"environment {environment.name} mixes x86 and arm64 types: name one architecture only.",
        )
    own = environment.usd_per_hour or {}
    for kind_of, given in (
        ("usd_per_hour", own),
        ("available", environment.available or {}),
        ("interruptions_per_hour", by_type),
    ):
        for name, value in given.items():
            if name not in set(table["instance_type"]):
                raise errors.unknown(
                    ko="환경의 인스턴스 유형", en="type of the environment", given=name, allowed=table["instance_type"]
                )
            errors.amount(f"{kind_of}[{name!r}]", value)
    usd = [
        float(own.get(name, price)) for name, price in zip(table["instance_type"], table["usd_per_hour"], strict=True)
    ]
    missing = [name for name, price in zip(table["instance_type"], usd, strict=True) if math.isnan(price)]
    if missing:
        raise InputError(
            ko=f"{location}에서 {missing[0]}의 스팟 가격을 알 수 없습니다. 그 유형을 빼거나 usd_per_hour에 가격을 적으세요.",
            en=f"the Spot price of {missing[0]} in {location} is not known: leave it out, or give its usd_per_hour.",
        )
    unseen = [
        name for name in table.loc[table["interruptions_per_hour"].isna(), "instance_type"] if name not in by_type
    ]
    if unseen and environment.lives_seconds is None:
        raise InputError(
            ko=f"스팟 인스턴스 어드바이저에 {location}의 {unseen[0]}이(가) 없습니다. interruptions_per_hour를 적으세요.",
            en=f"the Spot Instance Advisor does not list {unseen[0]} in {location}: give interruptions_per_hour.",
        )
    listed = table["interruptions_per_hour"].fillna(0.0)
    hazards = [float(by_type.get(name, hazard)) for name, hazard in zip(table["instance_type"], listed, strict=True)]
    return [
        Type(name, vcpu * 1000, int(free * 1024), price, hazard, vcpu, gib)
        for name, vcpu, free, price, hazard, gib in zip(
            table["instance_type"], table["vcpu"], table["gib_for_jobs"], usd, hazards, table["gib"], strict=True
        )
    ]


def check_environments(environments: Environment | Sequence[Environment]) -> list[Environment]:
    """One to three environments with names of their own, in the order in which they are tried."""
    given = [environments] if isinstance(environments, Environment) else list(environments)
    names = [one.name for one in given]
    if not 1 <= len(given) <= MOST_ENVIRONMENTS:
        raise InputError(
            ko=f"작업 대기열에는 컴퓨팅 환경을 1~{MOST_ENVIRONMENTS}개 잇습니다. {len(given)}개를 적었습니다.",
            en=f"a job queue has 1 to {MOST_ENVIRONMENTS} compute environments: {len(given)} were given.",
        )
    if len(set(names)) < len(names):
        raise InputError(
            ko="컴퓨팅 환경의 이름은 서로 달라야 합니다.",
            en="the compute environments must have names of their own.",
        )
    if len({one.kind in INSTANCE_KINDS for one in given}) > 1:
        raise InputError(
            ko="한 작업 대기열에 EC2 환경과 Fargate 환경을 함께 이을 수 없습니다. 대기열을 나누세요.",
            en="a job queue cannot have both EC2 and Fargate environments: use two queues.",
        )
    return given
