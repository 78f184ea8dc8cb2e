"""CPU credits of burstable types and where they break even."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, ec2
from kaolib.knowledge import instance_type as types
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import OFFER, TypeExplorer, place_name, where_controls


class CreditsExplorer(TypeExplorer):
    """A burstable type in unlimited mode beside a fixed one; see `credits` below."""

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
    name, location, system = (values[key] for key in OFFER)
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


def credits(
    instance_type: str = "t3.large",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    utilization: float = 0.3,
    other: str | None = None,
) -> CreditsExplorer:
    """See up to which CPU utilization a burstable type in unlimited mode is cheaper than an M type.

    Parameters
    ----------
    instance_type
        A burstable type.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    utilization
        Mean CPU utilization over the month, 0 to 1.
    other
        The M type to compare with: as many vCPUs, at least as much memory. The one of `kaolib.knowledge.ec2.next_m`
        when None.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, operating_system, other and utilization; its ``table``
        the cost of a month of both at each tenth of utilization.

    Raises
    ------
    InputError
        For an unknown name, a type that is not burstable, another that cannot stand in for it, or a utilization that
        is not from 0 to 1. A type that is not sold in the location is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = credits("t3.large", "us-east-1", utilization=0.5)
    >>> explorer.value["other"], len(explorer.table)
    ('m5.large', 11)
    """
    return CreditsExplorer(instance_type, location, operating_system, utilization, other)
