"""CPU options and their licence, CPU credits and their break-even, and what replaces a retired accelerator."""

from __future__ import annotations

import math
from collections.abc import Container
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import compare
from kaolib.knowledge import catalog, ec2
from kaolib.knowledge import instance_type as types
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._type import TypeExplorer, check_where, place_name, type_controls, where_controls

_GIB = (1, 2, 4, 8, 16, 24, 40, 80, 141)
_DEVICES = (1, 2, 4, 8)
_SUCCESSORS_SHOWN = 12


class CpuOptionsExplorer(TypeExplorer):
    """Cores and threads, and the licence by active vCPU; see `cpu_options` in this module's face."""

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
            row = _saving(*(chosen[name] for name in _OFFER)).set_index("vcpu").loc[vcpu]
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
        table = _saving(*(values[name] for name in _OFFER))
        name, place, system, cores, threads = (
            values[key] for key in ("instance_type", "location", "operating_system", "cores", "threads_per_core")
        )
        parts = ec2.optimize_cpus(name, place, system, cores, threads)
        linux = catalog.on_demand(name, place, "linux")["usd_per_hour"]
        first, vcpu = self._first, cores * threads
        alike = first is not None and all(first[key] == values[key] for key in _OFFER)
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
            table = _saving(*(values[name] for name in _OFFER))
            saving = float(table.loc[table["vcpu"] == vcpu, "saving"].iloc[0])
        return {**setting, "vcpu": vcpu, "usd_per_month": cost, "saving": saving}


_OFFER = ("instance_type", "location", "operating_system")


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


class CreditsExplorer(TypeExplorer):
    """A burstable type in unlimited mode beside a fixed one; see `credits` in this module's face."""

    def __init__(
        self,
        instance_type: str,
        location: str,
        operating_system: str,
        utilization: float,
        other: str | None,
    ) -> None:
        errors.share("utilization", utilization)
        ec2.check_burstable(instance_type)
        place = where_controls(location, operating_system)
        if other is None:
            asked = {"instance_type": instance_type, "location": location, "operating_system": operating_system}
            other = _partner({**asked, "other": ""}, "family")
        else:
            _check_other(other, instance_type)
        family, size = instance_type.split(".", 1)
        super().__init__(
            {
                "family": _controls.dropdown("family", [(one, one) for one in _burstable()], family),
                "size": _controls.dropdown("size", _controls.sizes(family), size),
                **place,
                "other": _controls.dropdown("other", [(one, one) for one in _others(instance_type)], other),
                "utilization": _controls.share("utilization", utilization),
            }
        )

    def _follow(self, name: str) -> None:
        super()._follow(name)
        if name in ("family", "size", "location", "operating_system"):
            values, control = self.value, self._controls["other"]
            kept = _partner(values, name)
            control.options = [(one, one) for one in _others(values["instance_type"])]
            control.value = kept

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        if "instance_type" in given:
            ec2.check_burstable(given["instance_type"])
        values = self._typed(given)
        values["utilization"] = errors.share("utilization", values["utilization"])
        if "other" in given:
            _check_other(given["other"], values["instance_type"])
            return values
        changed = [
            name for name in ("family", "size", "location", "operating_system") if values[name] != self.value[name]
        ]
        return {**values, "other": _partner(values, changed[0] if changed else "")}

    def _look(self, values: Values) -> Frame:
        name, other = values["instance_type"], values["other"]
        table = _burst(*(values[key] for key in _PAIR))
        if table["usd_per_month"].isna().any():
            system = language.operating_system(values["operating_system"])
            raise errors.InputError(
                ko=f"{system}에서 {name}의 잉여 크레딧 요금은 확인되지 않았습니다.",
                en=f"what surplus credits of {name} cost with {system} is not known",
            )
        first = self._first
        ghost = None
        if first and any(first[key] != values[key] for key in _PAIR):
            ghost = _burst(*(first[key] for key in _PAIR))
        use, baseline = values["utilization"], _baseline(name)
        spec = charts.spec(
            charts.burst_crossover,
            table,
            baseline=baseline,
            utilization=use,
            ghost=ghost,
            names={name: language.text("credits_unlimited", name=name)},
            name=f"{place_name(values)} · {language.operating_system(values['operating_system'])}",
        )
        costs = _burst_at(values)
        point = _point(values)
        shown = table.pivot(index="utilization", columns="option", values="usd_per_month").reset_index()
        shown = shown.rename(columns={name: "burstable_usd", other: "other_usd"})
        shown = shown[[round(one * 10, 6) % 1 == 0 for one in shown["utilization"]]].reset_index(drop=True)
        said = language.text(
            "credits_said",
            name=name,
            baseline=language.percent(baseline),
            use=language.percent(use),
            cost=language.usd_per_month(costs[0]),
            other=other,
            other_cost=language.usd_per_month(costs[1]),
        )
        if not math.isnan(point):
            said += " " + language.text("credits_said_even", at=language.percent(point), other=other)
        else:
            said += " " + language.text("crossover_none", cheapest=name if costs[0] < costs[1] else other)
        return Frame(said, spec, shown, ("utilization", "burstable_usd", "other_usd"))

    def _result(self, values: Values, frame: Frame) -> Values:
        keys = ("instance_type", "other", "location", "operating_system", "utilization")
        setting = {name: values[name] for name in keys}
        if frame.table.empty:
            return {**setting, "burstable_usd": math.nan, "other_usd": math.nan, "break_even_utilization": math.nan}
        costs = _burst_at(values)
        return {
            **setting,
            "burstable_usd": costs[0],
            "other_usd": costs[1],
            "break_even_utilization": _point(values),
        }


_PAIR = ("instance_type", "other", "location", "operating_system")


@cache
def _burstable() -> list[str]:
    return sorted({str(name).split(".", 1)[0] for name in catalog.burstable()["instance_type"]})


@cache
def _baseline(instance_type: str) -> float:
    return float(catalog.burstable().set_index("instance_type")["baseline"][instance_type])


@cache
def _others(instance_type: str) -> list[str]:
    """The M types that can stand in: as many vCPUs, at least as much memory, no option letter but the processor's."""
    table = catalog.instance_types()
    own = table.set_index("instance_type").loc[instance_type]
    fits = table[(table["vcpu"] == own["vcpu"]) & (table["gib"] >= own["gib"]) & ~table["bare_metal"]]
    parsed = [types.parse(str(name)) for name in fits["instance_type"]]
    found = [one for one in parsed if one.series == "m" and not one.options]
    return [one.name for one in sorted(found, key=lambda one: (one.generation, one.name))]


def _check_other(other: str, instance_type: str) -> None:
    others = _others(instance_type)
    if other not in others:
        raise errors.unknown(ko="비교할 유형", en="type to compare with", given=other, allowed=others)


def _partner(values: Values, changed: str) -> str:
    """The M type to compare with after a change, from the one that was compared with before.

    Another family has another partner: T3 goes with M5, T4g with M6g. Another size keeps the partner's family, and
    another place the partner, where it is sold.
    """
    name, location, system = (values[key] for key in _OFFER)
    others, before = _others(name), values["other"]
    pair = _next_m(location, system).get(name, "")
    wanted = [pair, before] if changed == "family" else [before, pair]
    if changed == "size":
        wanted.insert(0, f"{before.split('.')[0]}.{(pair or others[0]).split('.')[1]}")
    fitting = [one for one in wanted if one in others]
    sold = set(catalog.on_demand(location=location, operating_system=system)["instance_type"])
    return next((one for one in fitting if one in sold), (fitting or others)[0])


@lru_cache(maxsize=64)
def _next_m(location: str, operating_system: str) -> dict[str, str]:
    table = ec2.next_m(location, operating_system)
    return dict(zip(table["instance_type"].astype(str), table["other"].astype(str), strict=True))


@lru_cache(maxsize=64)
def _burst(instance_type: str, other: str, location: str, operating_system: str) -> pd.DataFrame:
    usd = catalog.price(instance_type, location, operating_system)
    fixed = catalog.price(other, location, operating_system)
    uses = sorted({*(step / 20 for step in range(21)), _baseline(instance_type)})
    surplus = [ec2.surplus_usd_per_hour(instance_type, use, location, operating_system) for use in uses]
    parts = [
        pd.DataFrame({"utilization": uses, "option": option, "usd_per_month": [hour * MONTH_HOURS for hour in costs]})
        for option, costs in ((instance_type, [usd + more for more in surplus]), (other, [fixed] * len(uses)))
    ]
    return pd.concat(parts, ignore_index=True)


def _burst_at(values: Values) -> tuple[float, float]:
    """What a month of both costs at the utilization that is chosen, USD."""
    name, other, location, system = (values[key] for key in _PAIR)
    more = ec2.surplus_usd_per_hour(name, values["utilization"], location, system)
    usd = catalog.price(name, location, system)
    return (usd + more) * MONTH_HOURS, catalog.price(other, location, system) * MONTH_HOURS


def _point(values: Values) -> float:
    return ec2.burst_break_even(*(values[key] for key in _PAIR))


class SuccessorsExplorer(Explorer):
    """Types that replace a retired accelerator; see `successors` in this module's face."""

    def __init__(
        self,
        accelerator: str | None,
        gib: float | None,
        count: int,
        purpose: str | None,
        location: str,
        operating_system: str,
    ) -> None:
        need, use = compare.device_need(accelerator, gib, purpose)
        errors.count("count", count, least=1)
        own = [(language.text("accelerator_own"), "")]
        names = [(f"{name} · {memory:g} GiB", name) for name, (memory, _) in _retired().items()]
        purposes = [(language.text(f"purpose_{one}"), one) for one in compare.PURPOSES]
        super().__init__(
            {
                "accelerator": _controls.dropdown("accelerator", own + names, accelerator or ""),
                "device_gib": _controls.steps("device_gib", _GIB, need),
                "devices": _controls.steps("devices", _DEVICES, count),
                "purpose": _controls.buttons("purpose", purposes, use),
                **where_controls(location, operating_system),
            }
        )

    def _follow(self, name: str) -> None:
        accelerator = self._controls["accelerator"]
        found = _retired().get(accelerator.value)
        if name == "accelerator" and found is not None:
            self._controls["device_gib"].value, self._controls["purpose"].value = found
        if name == "device_gib" and found is not None and found[0] != self._controls["device_gib"].value:
            accelerator.value = ""

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**self.value, **given}
        self._checked("accelerator", values["accelerator"])
        found = _retired().get(values["accelerator"])
        if found is not None and "accelerator" in given:
            values = {**values, "device_gib": found[0], "purpose": found[1], **given}
        errors.amount("device_gib", values["device_gib"], above=True)
        if found is not None and found[0] != values["device_gib"]:
            values["accelerator"] = ""
        errors.count("devices", values["devices"], least=1)
        self._checked("purpose", values["purpose"])
        check_where(values)
        return values

    def _look(self, values: Values) -> Frame:
        table = _replacing(*(values[name] for name in _NEED))
        first = self._first
        ghost = _replacing(*(first[name] for name in _NEED)) if first and first != values else None
        need = values["accelerator"] or f"{values['device_gib']:g} GiB"
        name = f"{values['devices']} × {need} · {place_name(values)}"
        spec = charts.spec(charts.successors, table, ghost=ghost, name=name)
        best = table.iloc[0]
        said = language.text(
            "successors_said",
            count=len(table),
            type=best["instance_type"],
            price=language.usd_per_hour(best["usd_per_hour"]),
            month=language.usd_per_month(best["usd_per_month"]),
        )
        if best["to_check"]:
            sure = table[~table["to_check"]]
            said += " " + language.text("successors_said_check", type=best["instance_type"])
            if len(sure):
                next_one = sure.iloc[0]
                said += " " + language.text(
                    "successors_said_sure",
                    type=next_one["instance_type"],
                    month=language.usd_per_month(next_one["usd_per_month"]),
                )
        columns = (
            "instance_type",
            "gpu_name",
            "accelerator",
            "gpu_count",
            "gib_per_device",
            "vcpu",
            "gib",
            "usd_per_hour",
            "usd_per_month",
            "ratio_to_first",
        )
        return Frame(said, spec, table, columns, rows=_SUCCESSORS_SHOWN)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting = {**values, "purpose": language.text(f"purpose_{values['purpose']}")}
        if frame.table.empty:
            return {**setting, "instance_type": "", "usd_per_month": math.nan}
        best = frame.table.iloc[0]
        return {**setting, "instance_type": best["instance_type"], "usd_per_month": best["usd_per_month"]}


_NEED = ("device_gib", "devices", "purpose", "location", "operating_system")


@cache
def _retired() -> dict[str, tuple[float, str]]:
    """Memory and purpose of each accelerator that is no longer sold."""
    return {str(name): compare.device_need(str(name)) for name in ec2.retired()["accelerator"]}


@lru_cache(maxsize=64)
def _replacing(gib: float, count: int, purpose: str, location: str, operating_system: str) -> pd.DataFrame:
    return compare.successors(
        gib=gib, location=location, count=count, purpose=purpose, operating_system=operating_system
    )
