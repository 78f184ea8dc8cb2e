"""Services packed onto machines, and the same tasks on an instance or on Fargate: what moves the bill."""

from __future__ import annotations

import math
from contextlib import suppress
from functools import lru_cache
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import crossover
from kaolib.architecture import packing as room
from kaolib.knowledge import catalog, containers
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import TypeExplorer, place_name, type_controls

_REQUESTS = (40, 50, 60, 70, 80, 90, 100, 110, 125)
_DAEMON_VCPU = (0, 0.1, 0.25, 0.5, 1)
_DAEMON_GIB = (0, 0.25, 0.5, 1, 2)
_ZONES = (1, 2, 3)
_MACHINES = (
    *("machine", "instance_type", "zone", "tasks", "used_vcpu", "stranded_vcpu", "room_vcpu"),
    *("used_gib", "stranded_gib", "room_gib"),
)
_PACKED = ("machines", "bound", "used_vcpu", "stranded_vcpu", "used_gib", "stranded_gib", "usd_per_month")


class PackingExplorer(TypeExplorer):
    """Services on machines; see `packing` below."""

    def __init__(
        self,
        services: pd.DataFrame,
        instance_type: str,
        location: str,
        kind: str,
        placement: str,
        order: str,
        orchestrator: str,
        requests_percent: float,
        daemon_vcpu: float,
        daemon_gib: float,
        zones: int,
    ) -> None:
        self._services = services
        self._packing = lru_cache(maxsize=128)(self._packing_of)
        catalog.check_location(location)
        super().__init__(
            {
                **type_controls(instance_type),
                "location": _controls.dropdown("location", _controls.locations(), location),
                "packing_kind": _controls.buttons("packing_kind", _named("packing_kind", room.KINDS), kind),
                "placement": _controls.dropdown("placement", _named("placement", room.STRATEGIES), placement),
                "packing_order": _controls.buttons("packing_order", _named("packing_order", room.ORDERS), order),
                "orchestrator": _controls.buttons(
                    "orchestrator", [(one.upper(), one) for one in containers.ORCHESTRATORS], orchestrator
                ),
                "requests_percent": _controls.steps("requests_percent", _REQUESTS, requests_percent),
                "daemon_vcpu": _controls.steps("daemon_vcpu", _DAEMON_VCPU, daemon_vcpu),
                "daemon_gib": _controls.steps("daemon_gib", _DAEMON_GIB, daemon_gib),
                "packing_zones": _controls.steps("packing_zones", _ZONES, zones),
            }
        )

    @property
    def packing(self) -> room.Packing:
        """The packing that is shown now; the error of `kaolib.architecture.packing.pack` where there is none."""
        return self._packed(super().value)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it; NaN where the services do not go onto these machines."""
        chosen = super().value
        try:
            row = self._packed(chosen).summary().iloc[0]
        except errors.InputError:
            return {**chosen, **dict.fromkeys(_PACKED, math.nan)}
        return {**chosen, **{name: float(row[name]) for name in _PACKED}}

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        values = self._typed(given)
        for name in ("packing_kind", "placement", "packing_order", "orchestrator"):
            self._checked(name, values[name])
        errors.amount("requests_percent", values["requests_percent"], above=True)
        for name in ("daemon_vcpu", "daemon_gib"):
            errors.amount(name, values[name])
        values["packing_zones"] = errors.count("packing_zones", values["packing_zones"], least=1)
        return values

    def _look(self, values: Values) -> Frame:
        packing = self._packed(values)
        before = self._before(values)
        spec = charts.spec(charts.packed_machines, packing, ghost=before, name=self._name(values))
        return Frame(self._answer(packing, before), spec, packing.machines, _MACHINES, rows=12)

    def _before(self, values: Values) -> room.Packing | None:
        if not self._first or _packing_key(self._first) == _packing_key(values):
            return None
        try:
            return self._packed(self._first)
        except errors.InputError:
            return None

    def _answer(self, packing: room.Packing, before: room.Packing | None) -> str:
        row = packing.summary().iloc[0]
        key = "packing_said_vm" if packing.kind == "vm" else "packing_said"
        said = language.text(
            key,
            machines=len(packing),
            bound=packing.bound,
            usd=language.usd_per_month(packing.usd_per_month),
            cpu=language.percent(float(row["stranded_vcpu"])),
            memory=language.percent(float(row["stranded_gib"])),
        )
        if before is None:
            return said
        change = packing.usd_per_month - before.usd_per_month
        word = "packing_said_less" if change < 0 else "packing_said_more"
        return f"{said} {language.text(word, usd=language.usd(abs(change), digits=2))}"

    def _result(self, values: Values, frame: Frame) -> Values:
        shown = {
            "instance_type": values["instance_type"],
            "packing_kind": language.text(f"packing_kind_{values['packing_kind']}"),
            "placement": language.text(f"placement_{values['placement']}"),
            "packing_order": language.text(f"packing_order_{values['packing_order']}"),
            "requests_percent": values["requests_percent"],
        }
        if not frame.spec:
            return {**shown, "machines": math.nan, "stranded_cpu_share": math.nan, "usd_per_month": math.nan}
        packing = self._packed(values)
        row = packing.summary().iloc[0]
        return {
            **shown,
            "machines": len(packing),
            "stranded_cpu_share": float(row["stranded_vcpu"]),
            "usd_per_month": packing.usd_per_month,
        }

    def _name(self, values: Values) -> str:
        return f"{values['instance_type']}, {place_name(values)}"

    def _packed(self, values: Values) -> room.Packing:
        return self._packing(*_packing_key(values))

    def _packing_of(
        self,
        instance_type: str,
        location: str,
        kind: str,
        placement: str,
        order: str,
        orchestrator: str,
        requests_percent: float,
        daemon_vcpu: float,
        daemon_gib: float,
        zones: int,
    ) -> room.Packing:
        share = requests_percent / 100
        services = self._services.assign(vcpu=self._services["vcpu"] * share, gib=self._services["gib"] * share)
        return room.pack(
            services,
            instance_type,
            location,
            kind,
            strategy=placement,
            order=order,
            orchestrator=orchestrator,
            overhead=room.Overhead(daemon_vcpu=daemon_vcpu, daemon_gib=daemon_gib),
            zones=zones,
        )


def _packing_key(values: Values) -> tuple[Any, ...]:
    names = (
        *("instance_type", "location", "packing_kind", "placement", "packing_order", "orchestrator"),
        *("requests_percent", "daemon_vcpu", "daemon_gib", "packing_zones"),
    )
    return tuple(values[name] for name in names)


def _named(prefix: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(language.text(f"{prefix}_{name}"), name) for name in names]


def packing(
    services: pd.DataFrame,
    instance_type: str = "m7g.2xlarge",
    location: str = "ap-northeast-2",
    packing_kind: str = "container",
    placement: str = "binpack_memory",
    packing_order: str = "given",
    orchestrator: str = "ecs",
    requests_percent: float = 100,
    daemon_vcpu: float = 0.25,
    daemon_gib: float = 0.5,
    packing_zones: int = 3,
) -> PackingExplorer:
    """Pack services into containers or VMs, and see what each choice wastes.

    Parameters
    ----------
    services
        As for `kaolib.architecture.packing.pack`.
    instance_type, location
        The machine, and where it runs; for VMs the family.
    packing_kind, placement, packing_order, orchestrator, packing_zones
        As ``kind``, ``strategy``, ``order``, ``orchestrator`` and ``zones`` of `pack`.
    requests_percent
        How much of what the services ask for they ask for here: 100 is the table itself.
    daemon_vcpu, daemon_gib
        What agents take on each machine and each VM.

    Returns
    -------
    Explorer
        Its ``value`` has what is chosen, and machines, bound, used_vcpu, stranded_vcpu, used_gib, stranded_gib (shares, 0
        to 1) and usd_per_month, NaN where the services do not fit; ``packing`` is the packing, ``table`` its machines.

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be. A replica that does not fit is no error: the explorer says so.

    Examples
    --------
    >>> services = pd.DataFrame({"service": ["web"], "vcpu": [0.5], "gib": [1], "replicas": [6]})
    >>> explorer = packing(services, "m7g.large", "us-east-1", packing_zones=1).set(requests_percent=50)
    >>> explorer.value["machines"]
    1.0
    """
    return PackingExplorer(
        services,
        instance_type,
        location,
        packing_kind,
        placement,
        packing_order,
        orchestrator,
        requests_percent,
        daemon_vcpu,
        daemon_gib,
        packing_zones,
    )


_TASK_VCPU = (0.25, 0.5, 1, 2, 4)
_TASK_GIB = (0.5, 1, 2, 3, 4, 6, 8, 12, 16)
_PERCENT = tuple(range(0, 101, 5))
_SPOT_PERCENT = (0, 20, 30, 40, 50, 60, 70)
_INSTANCE = (
    *("on_demand", "compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront"),
    *("ec2_instance_sp_1y_no_upfront", "ec2_instance_sp_3y_no_upfront", "spot"),
)
_FARGATE = ("on_demand", "compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront", "spot")
_USED = ("utilization", "tasks", "ec2_usd", "fargate_usd")


class FargateExplorer(TypeExplorer):
    """An instance against Fargate; see `fargate` below."""

    def __init__(
        self,
        instance_type: str,
        location: str,
        task_vcpu: float,
        task_gib: float,
        instance: str,
        fargate: str,
        spot_percent: float,
        busy_percent: float,
    ) -> None:
        catalog.check_location(location)
        super().__init__(
            {
                **type_controls(instance_type),
                "location": _controls.dropdown("location", _controls.locations(), location),
                "task_vcpu": _controls.steps("task_vcpu", _TASK_VCPU, task_vcpu),
                "task_gib": _controls.steps("task_gib", _TASK_GIB, task_gib),
                "instance_option": _controls.dropdown("instance_option", _options(_INSTANCE), instance),
                "fargate_option": _controls.dropdown("fargate_option", _options(_FARGATE), fargate),
                "spot_percent": _controls.steps("spot_percent", _SPOT_PERCENT, spot_percent),
                "busy_percent": _controls.steps("busy_percent", _PERCENT, busy_percent),
            }
        )

    @property
    def value(self) -> Values:
        """What is chosen now, with the break-even and what each costs at the utilization; NaN where there is none."""
        chosen = super().value
        try:
            point, ec2, fargate = self._numbers(chosen)
        except errors.InputError:
            point, ec2, fargate = math.nan, math.nan, math.nan
        return {**chosen, "break_even": point, "ec2_usd": ec2, "fargate_usd": fargate}

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        values = self._typed(given)
        for name in ("instance_option", "fargate_option"):
            self._checked(name, values[name])
        for name in ("task_vcpu", "task_gib"):
            errors.amount(name, values[name], above=True)
        for name in ("spot_percent", "busy_percent"):
            _checked_percent(name, values[name])
        return values

    def _look(self, values: Values) -> Frame:
        table = _ways(values)
        before = None
        if self._first and _ways_key(self._first) != _ways_key(values):
            try:
                before = _ways(self._first)
            except errors.InputError:
                before = None
        name = f"{values['instance_type']}, {place_name(values)}"
        busy = values["busy_percent"] / 100
        spec = charts.spec(charts.fargate_or_instances, table, chosen=busy, ghost=before, name=name)
        tenths = table[(table["utilization"] * 10 % 1).round(9) == 0]
        shown = tenths.pivot_table(index=["utilization", "tasks"], columns="service", values="usd_per_month")
        shown = shown.rename(columns={"ec2": "ec2_usd", "fargate": "fargate_usd"}).reset_index()
        return Frame(self._answer(values), spec, shown, _USED)

    def _numbers(self, values: Values) -> tuple[float, float, float]:
        point = _point(values)
        ends = _ways(values)
        ec2, full = (
            float(ends.loc[ends["service"] == service, "usd_per_month"].iloc[-1]) for service in ("ec2", "fargate")
        )
        return point, ec2, full * values["busy_percent"] / 100

    def _answer(self, values: Values) -> str:
        point, ec2, fargate = self._numbers(values)
        busy = values["busy_percent"] / 100
        key = "fargate_said_never" if point > 1 else "fargate_said"
        parts = [language.text(key, at=language.percent(point), name=values["instance_type"])]
        cheaper = language.text("service_ec2" if ec2 < fargate else "service_fargate")
        parts.append(
            language.text(
                "fargate_said_here",
                busy=language.percent(busy),
                ec2=language.usd(ec2, digits=2),
                fargate=language.usd(fargate, digits=2),
                cheaper=cheaper,
            )
        )
        if self._first and _ways_key(self._first) != _ways_key(values):
            with suppress(errors.InputError):
                parts.append(language.text("fargate_said_first", at=language.percent(_point(self._first))))
        return " ".join(parts)

    def _result(self, values: Values, frame: Frame) -> Values:
        return {
            "instance_type": values["instance_type"],
            "task_size": f"{values['task_vcpu']:g} vCPU · {values['task_gib']:g} GiB",
            "ec2_option": language.option(values["instance_option"]),
            "fargate_option": language.option(values["fargate_option"]),
            "break_even_utilization": _point(values) if frame.spec else math.nan,
        }


def _checked_percent(name: str, value: float) -> None:
    if errors.amount(name, value) > 100:
        raise errors.InputError(
            ko=f"{name} {value:g}은(는) 쓸 수 없습니다. 0~100이어야 합니다.",
            en=f"{name} {value:g} cannot be used: give 0 to 100.",
        )


def _ways_key(values: Values) -> tuple[Any, ...]:
    names = ("instance_type", "location", "task_vcpu", "task_gib", "instance_option", "fargate_option", "spot_percent")
    return tuple(values[name] for name in names)


def _ways(values: Values) -> pd.DataFrame:
    return _ways_of(*_ways_key(values))


def _point(values: Values) -> float:
    return _point_of(*_ways_key(values))


@lru_cache(maxsize=256)
def _ways_of(
    instance_type: str, location: str, vcpu: float, gib: float, instance: str, fargate: str, spot: float
) -> pd.DataFrame:
    return crossover.fargate_or_instances(
        instance_type, location, vcpu, gib, instance=instance, fargate=fargate, spot_saving=spot / 100
    )


@lru_cache(maxsize=256)
def _point_of(
    instance_type: str, location: str, vcpu: float, gib: float, instance: str, fargate: str, spot: float
) -> float:
    return crossover.fargate_break_even(
        instance_type, location, vcpu, gib, instance=instance, fargate=fargate, spot_saving=spot / 100
    )


def _options(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(language.option(name), name) for name in names]


def fargate(
    instance_type: str = "m7g.2xlarge",
    location: str = "ap-northeast-2",
    task_vcpu: float = 0.5,
    task_gib: float = 2,
    instance_option: str = "on_demand",
    fargate_option: str = "on_demand",
    spot_percent: float = 60,
    busy_percent: float = 60,
) -> FargateExplorer:
    """See how full an instance must be to cost less than the same tasks on Fargate.

    Parameters
    ----------
    instance_type, location
        The instance, and where it runs.
    task_vcpu, task_gib
        What one task asks for.
    instance_option, fargate_option
        How each is paid for: On-Demand, a plan, or Spot.
    spot_percent
        The assumption of what Fargate Spot saves, 0 to 70.
    busy_percent
        How much of the instance is in use on average: an upright line.

    Returns
    -------
    Explorer
        Its ``value`` has what is chosen, break_even (a share; above 1: never) and ec2_usd and fargate_usd, what each costs a
        month at that utilization; its ``table`` the same at each tenth.

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be. A task that does not fit, or a type that is not sold there, is no
        error: the explorer says so.

    Examples
    --------
    >>> explorer = fargate("m7g.2xlarge", "us-east-1").set(instance_option="compute_sp_3y_no_upfront")
    >>> 0.4 < explorer.value["break_even"] < 0.6
    True
    """
    return FargateExplorer(
        instance_type, location, task_vcpu, task_gib, instance_option, fargate_option, spot_percent, busy_percent
    )
