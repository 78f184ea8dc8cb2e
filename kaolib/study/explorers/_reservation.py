"""One Reserved Instance meets one hour of a fleet; and what the freedom to change costs over a term."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from kaolib import errors
from kaolib.architecture import compare
from kaolib.knowledge import catalog, discounts, instance_type, purchase
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values

_SCOPES = ("regional", "zonal")
_SYSTEMS = ("linux", "rhel", "windows")
_TENANCIES = ("shared", "dedicated")
_OFFERINGS = ("ri_standard", "ri_convertible")
_PAYMENTS = ("no_upfront", "partial_upfront", "all_upfront")
_COUNTS = tuple(range(1, 25))
_STEPS = ("number", "rule", "account", "item", "operating_system", "zone", "quantity", "usd", "left")
_MATCHING = ("scope", "zone", "size", "operating_system", "tenancy", "count", "account", "sharing")


class _Met(NamedTuple):
    """One RI over the hour: the steps, the totals, and what stays uncovered."""

    steps: pd.DataFrame
    total: dict[str, float]
    uncovered_units: float


class ReservationExplorer(Explorer):
    """An RI over one hour of usage; see `reservation` below."""

    def __init__(self, usage: pd.DataFrame, name: str, count: int) -> None:
        family, size = catalog.check_instance_type(name).split(".", 1)
        errors.columns(usage.columns, ("hour", "location", "item", "quantity"), ko="사용량", en="the usage")
        for column in ("hour", "location"):
            if usage[column].nunique() != 1:
                raise errors.InputError(
                    ko=f"사용량의 {column}은(는) 하나여야 합니다.", en=f"the usage must have one {column}."
                )
        self._usage = discounts.priced(usage)
        self._family, self._place = family, str(usage["location"].iloc[0])
        self._hour = usage["hour"].iloc[0]
        self._known_offers: dict[tuple[str, str], dict[str, float]] = {}
        self._kept: dict[tuple[Any, ...], _Met] = {}
        self._plain = discounts.apply(self._usage).summary()
        systems = usage.get("operating_system", pd.Series("linux", index=usage.index)).astype(str)
        self._units = [
            (instance_type.normalization_factor(item) or 0.0) * (item.startswith(f"{family}.") and system == "linux")
            for item, system in zip(usage["item"].astype(str), systems, strict=True)
        ]
        zones = sorted({str(one) for one in usage.get("zone", pd.Series(dtype=str)) if one}) or [f"{self._place}a"]
        accounts = list(dict.fromkeys(usage.get("account", pd.Series([""])).astype(str)))
        super().__init__(
            {
                "scope": _controls.buttons("scope", _named("scope", _SCOPES), "regional"),
                "zone": _controls.dropdown("zone", [(one, one) for one in zones], zones[0]),
                "size": _controls.dropdown("size", self._sizes(), size),
                "count": _controls.steps("count", _COUNTS, errors.count("count", count, least=1)),
                "operating_system": _controls.dropdown(
                    "operating_system", [(language.operating_system(one), one) for one in _SYSTEMS], "linux"
                ),
                "tenancy": _controls.dropdown("tenancy", _named("ri_tenancy", _TENANCIES), "shared"),
                "account": _controls.dropdown("owner", [(one or "–", one) for one in accounts], accounts[0]),
                "sharing": _controls.buttons("sharing", _named("sharing", ("on", "off")), "on"),
                "offering": _controls.dropdown("offering_class", _named("offering", _OFFERINGS), _OFFERINGS[0]),
                "term_years": _controls.dropdown(
                    "term_years", [(language.text(f"term_{years}y"), years) for years in (1, 3)], 1
                ),
                "payment": _controls.dropdown("payment", _named("payment", _PAYMENTS), _PAYMENTS[0]),
            }
        )
        self._follow("scope")

    @property
    def value(self) -> Values:
        """The ids that are chosen now, and what comes of them: see `reservation`."""
        chosen = super().value
        chosen |= {"instance_type": f"{self._family}.{chosen['size']}", "option": _option(chosen)}
        return {**chosen, **(self._numbers(chosen) if self._frame else {})}

    def _sizes(self) -> list[tuple[str, str]]:
        ladder = instance_type.size_ladder(self._family)["instance_type"].astype(str)
        found = []
        for name in ladder:
            factor, size = instance_type.normalization_factor(name), name.split(".", 1)[1]
            units = "" if factor is None else " · " + language.text("units_of", n=language.number(factor))
            if "metal" not in size:
                found.append((f"{size}{units}", size))
        return found

    def _follow(self, name: str) -> None:
        if name == "scope":
            self._controls["zone"].disabled = self._controls["scope"].value == "regional"

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        values = {**{name: self._read(name) for name in self._controls}, **given}
        if "instance_type" in given:
            family, values["size"] = catalog.check_instance_type(given["instance_type"]).split(".", 1)
            if family != self._family:
                raise errors.unknown(ko="패밀리", en="family", given=family, allowed=[self._family])
        for name in self._controls:
            if name != "count":
                self._checked(name, values[name])
        errors.count("count", values["count"], least=1)
        values |= {"instance_type": f"{self._family}.{values['size']}", "option": _option(values)}
        return values

    def _price(self, values: Values) -> float:
        """The effective rate of one instance; an InputError where it is not known."""
        name, system = f"{self._family}.{values['size']}", values["operating_system"]
        if (name, system) not in self._known_offers:
            table = purchase.offers(name, self._place, system)
            self._known_offers[name, system] = dict(
                zip(table["option"], table["effective_usd_per_hour"].astype(float), strict=True)
            )
        rate = self._known_offers[name, system][_option(values)]
        if math.isnan(rate):
            option, where = language.option(_option(values)), language.location(self._place)
            raise errors.InputError(
                ko=f"{where}에서 {name} {language.operating_system(system)} {option}의 가격은 확인되지 않았습니다. 다른 조건을 고르세요.",
                en=f"the price of {name} with {language.operating_system(system)}, {option}, in {where} is not known: choose otherwise.",
            )
        return rate

    def _met(self, values: Values) -> _Met:
        """The hour with this RI applied; kept, since the controls come back to the same choices."""
        rate = self._price(values)
        key = (*(values[name] for name in _MATCHING), rate)
        if key not in self._kept:
            zonal = values["scope"] == "zonal"
            row = {
                **{"id": "RI", "account": values["account"], "scope": values["scope"], "location": self._place},
                **{"zone": values["zone"] if zonal else "", "instance_type": f"{self._family}.{values['size']}"},
                **{"operating_system": values["operating_system"], "tenancy": values["tenancy"]},
                **{"count": values["count"], "usd_per_hour": rate},
            }
            done = discounts.apply(self._usage, pd.DataFrame([row]), sharing=values["sharing"] == "on")
            steps = done.explain(self._hour)
            self._kept[key] = _Met(steps, done.summary(), self._uncovered(steps))
        return self._kept[key]

    def _uncovered(self, steps: pd.DataFrame) -> float:
        """Normalized units of the family's Linux usage that no commitment covers."""
        lines = zip(steps["line"], steps["commitment"], steps["quantity"], strict=True)
        return float(
            sum(quantity * self._units[line] for line, paid_by, quantity in lines if line >= 0 and not paid_by)
        )

    def _numbers(self, values: Values) -> Values:
        """What the hour comes to: the values that a goal reads."""
        met = self._met(values)
        factor = instance_type.normalization_factor(f"{self._family}.{values['size']}")
        return {
            "units": values["count"] * factor if factor else math.nan,
            "uncovered_units": round(met.uncovered_units, 9),
            **{name: round(met.total[name], 9) for name in ("utilization", "coverage", "usd", "unused_usd")},
            "held": values["count"] if values["scope"] == "zonal" else 0,
        }

    def _look(self, values: Values) -> Frame:
        met = self._met(values)
        first = self._first if self._first and _chosen(self._first) != _chosen(values) else None
        before = self._met(first) if first else None
        name = f"{self._family}.{values['size']} × {values['count']:g}"
        spec = charts.spec(charts.applied_hour, met.steps, ghost=before.steps if before else None, name=name)
        cases = [("bill_case_none", self._plain), *([("bill_case_first", before.total)] if before else [])]
        bills = pd.DataFrame(
            [
                {"case": language.text(key), **{f"{k}_usd": total[f"{k}_usd"] for k in ("used", "unused", "on_demand")}}
                for key, total in [*cases, ("bill_case_now", met.total)]
            ]
        )
        under = charts.spec(
            charts.commitment_bills, bills, chosen=language.text("bill_case_now"), name=language.text("bill_hour")
        )
        return Frame(self._answer(values, before), spec, met.steps, _STEPS, under=under)

    def _answer(self, values: Values, before: _Met | None) -> str:
        total, numbers = self._met(values).total, self._numbers(values)
        said = [
            language.text(
                "ri_said",
                units=language.number(numbers["units"]),
                committed=language.usd_per_hour(total["committed_usd"]),
                utilization=language.percent(numbers["utilization"]),
                covered=language.usd(total["covered_on_demand_usd"]),
                usd=language.usd(total["usd"]),
                equivalent=language.usd(total["on_demand_equivalent_usd"]),
            ),
            language.text("ri_held", n=values["count"]) if numbers["held"] else language.text("ri_not_held"),
            language.text("ri_uncovered", n=language.number(numbers["uncovered_units"]), family=self._family),
        ]
        if values["tenancy"] == "dedicated":
            said.append(language.text("ri_dedicated"))
        if before:
            said.append(language.text("ri_first", usd=language.usd(before.total["usd"])))
        return " ".join(said)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            "instance_type": f"{self._family}.{values['size']}",
            "count": values["count"],
            "scope": language.text(f"scope_{values['scope']}"),
            "operating_system": values["operating_system"],
            "tenancy": language.text(f"ri_tenancy_{values['tenancy']}"),
            "account": values["account"],
            "sharing": language.text(f"sharing_{values['sharing']}"),
        }
        if frame.table.empty:
            return {**setting, "utilization": math.nan, "unused_usd": math.nan, "usd": math.nan, "held": math.nan}
        numbers = self._numbers(values)
        return {**setting, **{name: numbers[name] for name in ("utilization", "unused_usd", "usd", "held")}}


_RESALES: tuple[float | None, ...] = (None, 0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
_MONTHS = {1: (2, 3, 4, 6, 8, 9, 10), 3: (3, 6, 9, 12, 18, 24, 30)}
_COSTS = ("offering", "usd_unchanged", "usd_changed", "usd_expected", "instances", "upfront_back_usd", "true_up_usd")


class FlexibilityExplorer(Explorer):
    """The price of freedom; see `flexibility` below."""

    def __init__(self, name: str, other: str, location: str, count: int, probability: float) -> None:
        catalog.price(name, location)
        catalog.price(other, location)
        self._pair, self._place = (name, other), location
        self._instances = errors.count("count", count, least=1)
        self._kept: dict[tuple[Any, ...], pd.DataFrame] = {}
        resales = [(_resale(one), -1.0 if one is None else one) for one in _RESALES]
        super().__init__(
            {
                "term_years": _controls.dropdown(
                    "term_years", [(language.text(f"term_{years}y"), years) for years in (1, 3)], 3
                ),
                "payment": _controls.dropdown("payment", _named("payment", _PAYMENTS), _PAYMENTS[0]),
                "month": _controls.steps("change_month", _MONTHS[3], 12),
                "resale": _controls.dropdown("resale", resales, -1.0),
                "probability": _controls.share("probability", errors.share("probability", probability)),
            }
        )

    @property
    def value(self) -> Values:
        """The ids that are chosen now, resale None where it is not sold, and what comes of them: see `flexibility`."""
        chosen = super().value
        found = {**chosen, "resale": _share(chosen)}
        if self._frame is None:
            return found
        expected = self._frame.table.set_index("offering")["usd_expected"]
        costs = {f"{one}_usd": round(float(expected[one]), 6) for one in (*_OFFERINGS, "compute_sp")}
        return {**found, **costs, "indifferent": round(compare.indifferent_probability(self._frame.table), 6)}

    def _follow(self, name: str) -> None:
        if name == "term_years":
            month, years = self._controls["month"], self._controls["term_years"].value
            if month.value >= 12 * years or month.value not in _MONTHS[years]:
                wanted = min(_MONTHS[years], key=lambda one: abs(one - month.value))
            else:
                wanted = month.value
            month.options = [(f"{one:g}", one) for one in _MONTHS[years]]
            month.value = wanted

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**{name: self._read(name) for name in self._controls}, **given}
        if values["resale"] is None:
            values["resale"] = -1.0
        for name in ("term_years", "payment", "resale"):
            self._checked(name, values[name])
        allowed = _MONTHS[values["term_years"]]
        if "month" not in given and values["month"] not in allowed:
            values["month"] = min(allowed, key=lambda one: abs(one - values["month"]))
        if values["month"] not in allowed:
            raise errors.unknown(
                ko=language.text("control_change_month"), en="month", given=values["month"], allowed=map(str, allowed)
            )
        values["probability"] = errors.share("probability", values["probability"])
        return values

    def _table(self, values: Values) -> pd.DataFrame:
        key = tuple(values[name] for name in ("term_years", "payment", "month", "resale"))
        if key not in self._kept:
            self._kept[key] = compare.flexibility(
                *self._pair,
                self._place,
                count=self._instances,
                term_years=values["term_years"],
                payment=values["payment"],
                month=values["month"],
                resale=_share(values),
            )
        table = self._kept[key]
        mean = (1 - values["probability"]) * table["usd_unchanged"] + values["probability"] * table["usd_changed"]
        return table.assign(usd_expected=mean)

    def _look(self, values: Values) -> Frame:
        table = self._table(values)
        first = self._first
        # another term pays for other years: as a ghost it would mislead
        same_term = first is not None and first["term_years"] == values["term_years"]
        ghost = self._table(first) if first and same_term and _wagered(first) != _wagered(values) else None
        name = f"{self._pair[0]} → {self._pair[1]} × {self._instances}"
        spec = charts.spec(charts.flexibility_cost, table, probability=values["probability"], ghost=ghost, name=name)
        costs = dict(zip(table["offering"], table["usd_expected"], strict=True))
        if any(math.isnan(costs[one]) for one in _OFFERINGS):
            raise errors.InputError(
                ko=f"{', '.join(self._pair)} 가운데 이 조건의 RI 가격이 확인되지 않은 유형이 있습니다.",
                en=f"of {' or '.join(self._pair)} an RI price of this kind is not known.",
            )
        best = min(_OFFERINGS, key=lambda one: costs[one])
        at = compare.indifferent_probability(table)
        said = language.text(
            "flexibility_said",
            p=language.percent(values["probability"]),
            standard=language.usd(costs["ri_standard"], digits=0),
            convertible=language.usd(costs["ri_convertible"], digits=0),
            best=language.text(f"offering_{best}"),
        )
        where = (
            language.text("flexibility_at", at=language.percent(at)) if at <= 1 else language.text("flexibility_never")
        )
        return Frame(f"{said} {where}", spec, table, _COSTS)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            "term_years": values["term_years"],
            "payment": language.text(f"payment_{values['payment']}"),
            "change_month": values["month"],
            "resale": _resale(_share(values)),
        }
        if frame.table.empty:
            return {**setting, "indifferent": ""}
        at = compare.indifferent_probability(frame.table)
        return {**setting, "indifferent": language.percent(at) if at <= 1 else language.text("flexibility_none")}


def _named(prefix: str, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(language.text(f"{prefix}_{one}"), one) for one in ids]


def _option(values: Values) -> str:
    return f"{values['offering']}_{values['term_years']}y_{values['payment']}"


def _chosen(values: Values) -> tuple[Any, ...]:
    names = [name for name in (*_MATCHING, "offering", "term_years", "payment")]
    if values["scope"] == "regional":
        names.remove("zone")
    return tuple(values[name] for name in names)


def _share(values: Values) -> float | None:
    """The share that a buyer pays; the control holds -1 for None."""
    resale = values["resale"]
    return None if resale is None or resale < 0 else float(resale)


def _wagered(values: Values) -> tuple[Any, ...]:
    return values["payment"], values["month"], _share(values)


def _resale(share: float | None) -> str:
    if share is None:
        return language.text("resale_none")
    return language.text("resale_at", share=language.percent(share))


def reservation(usage: pd.DataFrame, instance_type: str = "m7i.large", count: int = 10) -> ReservationExplorer:
    """Buy one Reserved Instance for one hour of a fleet: change each condition and see what the discount reaches.

    Parameters
    ----------
    usage
        One hour in one Region, as for `kaolib.knowledge.discounts.apply`; `kaolib.study.samples.company` makes one.
        Without on_demand_usd the lines are priced from the snapshot.
    instance_type
        The type that is bought at the start; its family stays.
    count
        How many instances are bought at the start.

    Returns
    -------
    Explorer
        Its ``value`` has scope, zone, size, count, operating_system, tenancy, account, sharing ("on" or "off"), offering,
        term_years, payment, instance_type and option, and what comes of them: units (normalized units bought),
        uncovered_units (of the family's Linux usage), utilization, coverage, held (instances of held capacity), usd and
        unused_usd (of the hour). Its ``table`` is `kaolib.knowledge.discounts.Application.explain`.

    Raises
    ------
    InputError
        For usage of more than one hour or Region, or an unknown name. A price that is not known is no error: the
        explorer says so, and goes on.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> hour = samples.company("m7i.large", "ap-northeast-2")
    >>> explorer = reservation(hour, "m7i.large").set(size="xlarge", count=10)
    >>> explorer.value["units"], explorer.value["uncovered_units"], explorer.value["utilization"]
    (80.0, 0.0, 1.0)
    """
    return ReservationExplorer(usage, instance_type, count)


def flexibility(
    instance_type: str = "m7i.large",
    other: str = "m7g.large",
    location: str = "ap-northeast-2",
    count: int = 10,
    probability: float = 0.3,
) -> FlexibilityExplorer:
    """Weigh a standard RI against a convertible one, where the instances may change to another type once.

    Parameters
    ----------
    instance_type, other
        What is bought for, and what may take its place.
    location
        The Region; it has to know the RI prices of both.
    count
        How many instances.
    probability
        Of the change within the term, 0 to 1.

    Returns
    -------
    Explorer
        Its ``value`` has term_years, payment, month (of the change), resale (share of the upfront payment left that a
        buyer pays, None where it is not sold), probability, and what comes of them: ri_standard_usd,
        ri_convertible_usd, compute_sp_usd (average cost of the term) and indifferent (the probability from which the
        convertible RI is cheaper). Its ``table`` is that of `kaolib.architecture.compare.flexibility` with
        usd_expected.

    Raises
    ------
    InputError
        For an unknown name, a type that is not sold there, or a probability outside 0 to 1.

    Examples
    --------
    >>> explorer = flexibility("m7i.large", "m7g.large", "us-east-1").set(resale=0.0, payment="no_upfront")
    >>> bool(explorer.value["ri_standard_usd"] < explorer.value["ri_convertible_usd"])
    True
    """
    return FlexibilityExplorer(instance_type, other, location, count, probability)
