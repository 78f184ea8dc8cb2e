"""CPU options and the licence by active vCPU."""

from __future__ import annotations

import math
from collections.abc import Container
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, ec2
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import OFFER, TypeExplorer, place_name, type_controls, where_controls


class CpuOptionsExplorer(TypeExplorer):
    """Cores and threads, and the licence by active vCPU; see `cpu_options` below."""

    def __init__(
        self,
        instance_type: str,
        location: str,
        operating_system: str,
        cores: int | None,
        threads_per_core: int | None,
    ) -> None:
        asked = {"cores": cores, "threads_per_core": threads_per_core}
        asked = {name: amount for name, amount in asked.items() if amount is not None}
        values = _with_options({"instance_type": catalog.check_instance_type(instance_type), **asked}, asked)
        offered = _offered(instance_type)
        super().__init__(
            {
                **type_controls(instance_type),
                **where_controls(location, operating_system),
                **{
                    name: _controls.dropdown(name, [(f"{one}", one) for one in offered[name]], values[name])
                    for name in ("cores", "threads_per_core")
                },
            }
        )

    @property
    def value(self) -> Values:
        """The ids that are chosen now, the active vCPUs, and what a month costs and saves; NaN where not known."""
        chosen = super().value
        vcpu = chosen["cores"] * chosen["threads_per_core"]
        try:
            row = _saving(*(chosen[name] for name in OFFER)).set_index("vcpu").loc[vcpu]
        except (errors.InputError, KeyError):
            return {**chosen, "vcpu": vcpu, "usd_per_month": math.nan, "saving": math.nan}
        row = row.iloc[0] if isinstance(row, pd.DataFrame) else row
        return {**chosen, "vcpu": vcpu, "usd_per_month": float(row["usd"]), "saving": float(row["saving"])}

    def _follow(self, name: str) -> None:
        super()._follow(name)
        if name in ("family", "size"):
            chosen = f"{self._controls['family'].value}.{self._controls['size'].value}"
            was = {one: self._controls[one].value for one in ("cores", "threads_per_core")}
            kept, offered = _with_options({"instance_type": chosen, **was}), _offered(chosen)
            for one in was:
                self._controls[one].options = [(f"{amount}", amount) for amount in offered[one]]
                self._controls[one].value = kept[one]

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        return _with_options(self._typed(given), given)

    def _look(self, values: Values) -> Frame:
        table = _saving(*(values[name] for name in OFFER))
        name, place, system, cores, threads = (
            values[key] for key in ("instance_type", "location", "operating_system", "cores", "threads_per_core")
        )
        parts = ec2.optimize_cpus(name, place, system, cores, threads)
        linux = catalog.on_demand(name, place, "linux")["usd_per_hour"]
        first, vcpu = self._first, cores * threads
        alike = first is not None and all(first[key] == values[key] for key in OFFER)
        spec = charts.spec(
            charts.license_steps,
            table,
            bare_usd=float(linux.iloc[0]) * MONTH_HOURS if len(linux) else math.nan,
            chosen=vcpu,
            ghost=first["cores"] * first["threads_per_core"] if first and alike else None,
            name=f"{name} · {place_name(values)} · {language.operating_system(system)}",
        )
        row = table[(table["cores"] == cores) & (table["threads_per_core"] == threads)].iloc[0]
        shown = ("part", "quantity", "unit", "usd_per_unit", "usd", "as_of")
        return Frame(_cpu_answer(name, row, table), spec, parts, shown)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting = {
            name: values[name]
            for name in ("instance_type", "location", "operating_system", "cores", "threads_per_core")
        }
        vcpu, cost = values["cores"] * values["threads_per_core"], math.nan
        saving = math.nan
        if not frame.table.empty:
            cost = float(frame.table["usd"].sum(skipna=False))
            table = _saving(*(values[name] for name in OFFER))
            saving = float(table.loc[table["vcpu"] == vcpu, "saving"].iloc[0])
        return {**setting, "vcpu": vcpu, "usd_per_month": cost, "saving": saving}


def _cpu_answer(name: str, row: pd.Series[Any], table: pd.DataFrame) -> str:
    """What the chosen cores and threads cost, and why that is so."""
    default = table[table["default"]].iloc[0]
    active = language.text(
        "cpu_active", name=name, cores=row["cores"], threads=row["threads_per_core"], vcpu=row["vcpu"]
    )
    if math.isnan(row["usd"]):
        return f"{active} {language.text('license_reason_not_confirmed')}"
    cost = language.usd_per_month(float(row["usd"]))
    if row["reason"] == "reduced":
        saving = language.percent(float(row["saving"]))
        whole = language.usd_per_month(float(default["usd"]))
        return f"{active} {language.text('cpu_said', cost=cost, saving=saving, default=whole)}"
    why = "" if row["reason"] == "default" else " " + language.text(f"license_reason_{row['reason']}")
    return f"{active} {language.text('cpu_said_same', cost=cost)}{why}"


@lru_cache(maxsize=64)
def _saving(instance_type: str, location: str, operating_system: str) -> pd.DataFrame:
    return ec2.license_saving(instance_type, location, operating_system, MONTH_HOURS)


@cache
def _offered(instance_type: str) -> dict[str, list[int]]:
    """The cores and threads that a type can run with; its own alone where there is no choice."""
    try:
        table = ec2.cpu_options(instance_type)
    except errors.InputError:
        return {name: [count] for name, count in _own(instance_type).items()}
    return {name: sorted({int(one) for one in table[name]}) for name in ("cores", "threads_per_core")}


def _with_options(values: Values, asked: Container[str] = ()) -> Values:
    """The values with cores and threads that the type has, its own where it lacks those; InputError if they were asked."""
    found = dict(values)
    for name, counts in _offered(values["instance_type"]).items():
        if name in asked and values[name] not in counts:
            label = language.text(f"control_{name}")
            raise errors.unknown(ko=label, en=label, given=values[name], allowed=[str(one) for one in counts])
        if values.get(name) not in counts:
            found[name] = _own(values["instance_type"])[name]
    return found


@cache
def _own(instance_type: str) -> dict[str, int]:
    """The cores and threads per core of a type as it is sold."""
    table = catalog.instance_types().set_index("instance_type")
    columns = {"cores": "default_cores", "threads_per_core": "threads_per_core"}
    known = {name: float(table[column][instance_type]) for name, column in columns.items()}
    return {name: 0 if math.isnan(count) else int(count) for name, count in known.items()}


def cpu_options(
    instance_type: str = "r7i.8xlarge",
    location: str = "ap-northeast-2",
    operating_system: str = "windows_sql_enterprise",
    cores: int | None = None,
    threads_per_core: int | None = None,
) -> CpuOptionsExplorer:
    """Choose cores and threads per core, and see what that saves in the licence.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    cores, threads_per_core
        As `kaolib.knowledge.ec2.cpu_options` lists them; the type's own when None.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, operating_system, cores, threads_per_core, vcpu
        (active), usd_per_month and saving; its ``table`` the parts of a month's cost, as
        `kaolib.knowledge.ec2.optimize_cpus`.

    Raises
    ------
    InputError
        For an unknown name, or cores or threads that the type does not have. A type without CPU options, or one that
        is not sold in the location, is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = cpu_options("r7i.8xlarge", "us-east-1").set(cores=8)
    >>> explorer.value["vcpu"], explorer.value["saving"] > 0
    (16, True)
    """
    return CpuOptionsExplorer(instance_type, location, operating_system, cores, threads_per_core)
