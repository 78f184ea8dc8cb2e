"""The tables that `apply` takes, checked once: usage by line, reservations, plans, and what plans charge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import instance_type
from kaolib.knowledge._schema import OPERATING_SYSTEMS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SERVICES = ("ec2", "fargate", "lambda", "sagemaker", "database")
TENANCIES = ("shared", "dedicated", "host")
MARKETS = ("on_demand", "spot", "unused_reservation")
SCOPES = ("regional", "zonal")
#: Each kind of plan and the services it covers, in the order in which plans are applied.
PLAN_SERVICES = {
    "ec2_instance_sp": ("ec2",),
    "compute_sp": ("ec2", "fargate", "lambda"),
    "sagemaker_sp": ("sagemaker",),
    "database_sp": ("database",),
}
#: What makes two lines of usage the same kind, with what stands where a column is left out.
ATTRIBUTES = {
    "account": "",
    "service": "ec2",
    "location": "",
    "zone": "",
    "item": "",
    "operating_system": "linux",
    "tenancy": "shared",
    "market": "on_demand",
}
_ALLOWED = {"service": SERVICES, "operating_system": OPERATING_SYSTEMS, "tenancy": TENANCIES, "market": MARKETS}


class Kind(NamedTuple):
    """What lines of usage of one kind have in common: the attributes, and the rate."""

    account: str
    service: str
    location: str
    zone: str
    item: str
    operating_system: str
    tenancy: str
    market: str
    on_demand_usd: float

    @property
    def factor(self) -> float:
        """The normalization factor of an instance; infinite without one, so that it comes last."""
        factor = instance_type.normalization_factor(self.item) if self.service == "ec2" else None
        return math.inf if factor is None else factor


@dataclass(frozen=True)
class Usage:
    """Usage as arrays: lines sorted by kind and hour, so that a kind has one line an hour at the most."""

    kinds: tuple[Kind, ...]
    starts: Ints
    """Where each kind's lines begin in ``order``; one more than there are kinds."""
    order: Ints
    """Positions of the lines in the table given."""
    hour: Ints
    """Hour of each line in that order, counted from the first hour of the period."""
    quantity: Floats
    """Quantity of each line in that order."""
    first: int
    """The period's first hour: hours since 1970 in UTC, or the whole number given."""
    hours: int
    """Clock hours in the period, those without usage included."""
    dated: bool
    """Whether hours were given as dates."""

    def kind_of_lines(self) -> Ints:
        """The kind of each line, in the order of ``order``."""
        return np.repeat(np.arange(len(self.kinds)), np.diff(self.starts))

    def hour_values(self) -> pd.Index:
        """Every hour of the period, as it was given."""
        numbers = self.first + np.arange(self.hours)
        return pd.DatetimeIndex(numbers.astype("datetime64[h]")) if self.dated else pd.Index(numbers)

    def number(self, hour: object) -> int:
        """An hour of the period as its place in it, or an InputError."""
        given = hour_numbers(pd.Series([hour]))[0]
        place = int(given[0]) - self.first
        if 0 <= place < self.hours:
            return place
        values = self.hour_values()
        raise InputError(
            ko=f"{hour}은(는) 이 기간에 없습니다. {values[0]}부터 {values[-1]}까지입니다.",
            en=f"the hour {hour} is not in this period: it runs from {values[0]} to {values[-1]}.",
        )


def hour_numbers(hours: pd.Series[Any]) -> tuple[Ints, bool]:
    """Clock hours as whole numbers, and whether they were dates."""
    if pd.api.types.is_object_dtype(hours) or pd.api.types.is_string_dtype(hours):
        try:
            hours = pd.Series(pd.to_datetime(hours, utc=True))
        except (ValueError, TypeError):
            raise _bad_hour(hours.iloc[0]) from None
    if isinstance(hours.dtype, pd.DatetimeTZDtype):
        hours = hours.dt.tz_convert("UTC").dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(hours):
        stamps = hours.to_numpy()
        whole = stamps.astype("datetime64[h]")
        odd = np.isnat(stamps) | (whole != stamps)
        if odd.any():
            raise _bad_hour(hours.iloc[int(odd.argmax())])
        return whole.astype(np.int64), True
    numbers = pd.to_numeric(hours, errors="coerce").to_numpy(dtype=np.float64)
    odd = ~np.isfinite(numbers) | (numbers != np.floor(numbers))
    if odd.any():
        raise _bad_hour(hours.iloc[int(odd.argmax())])
    return numbers.astype(np.int64), False


def _bad_hour(value: object) -> InputError:
    return InputError(
        ko=f"{value}은(는) 정시가 아닙니다. 시각은 UTC의 정시이거나 정수여야 합니다.",
        en=f"{value} is not a clock hour: give full hours in UTC, or whole numbers.",
    )


def read_usage(usage: pd.DataFrame) -> Usage:
    """The usage table as arrays, or an InputError that says which line is wrong and why."""
    errors.columns(usage.columns, ("hour", "item", "quantity", "on_demand_usd"), ko="사용량", en="the usage")
    if not len(usage):
        raise InputError(ko="사용량에 줄이 없습니다.", en="the usage has no line.")
    hours, dated = hour_numbers(usage["hour"])
    quantity = _amounts(usage, "quantity")
    rate = _amounts(usage, "on_demand_usd")
    kind, kinds = _kinds(usage, rate)
    first, last = int(hours.min()), int(hours.max())
    place = hours - first
    span = last - first + 1
    # Lines in order of kind, then hour: usage that is sorted already, as most is, sorts fast.
    together = kind * span + place
    order = np.argsort(together, kind="stable")
    together = together[order]
    same = np.flatnonzero(together[1:] == together[:-1])
    if len(same):
        one, two = sorted(int(order[same[0] + k]) for k in (0, 1))
        raise InputError(
            ko=f"{two}번 줄이 {one}번 줄과 같은 시간의 같은 사용량입니다({usage['hour'].iloc[two]}). 한 줄로 합치세요. 현지 시각이라면 서머타임이 끝날 때 한 시간이 두 번 나오므로 UTC로 바꾸세요.",
            en=f"line {two} repeats line {one}: the same usage in the same hour ({usage['hour'].iloc[two]}). Add them up; if these are local times, a clock change repeats an hour: give UTC.",
        )
    starts = np.searchsorted(together, np.arange(len(kinds) + 1) * span)
    return Usage(kinds, starts, order, place[order], quantity[order], first, span, dated)


def _amounts(table: pd.DataFrame, name: str) -> Floats:
    numbers = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64)
    odd = ~(np.isfinite(numbers) & (numbers >= 0))
    if odd.any():
        at = int(odd.argmax())
        raise InputError(
            ko=f"사용량 {at}번 줄의 {name} {table[name].iloc[at]}은(는) 쓸 수 없습니다. 0 이상의 수여야 합니다.",
            en=f"line {at} of the usage: {name} {table[name].iloc[at]} cannot be used: give a number of 0 or more.",
        )
    return numbers


def _kinds(usage: pd.DataFrame, rate: Floats) -> tuple[Ints, tuple[Kind, ...]]:
    """The kind of each line, and what each kind is."""
    mixed = np.zeros(len(usage), dtype=np.int64)
    columns: list[tuple[Ints, list[str]]] = []
    for name, default in ATTRIBUTES.items():
        if name not in usage.columns:
            columns.append((np.zeros(1, dtype=np.int64), [default]))
            continue
        codes, names = _codes(usage[name], name)
        for value in names if name in _ALLOWED else ():
            _allowed(name.replace("_", " "), value, _ALLOWED[name])
        mixed = mixed * len(names) + codes
        columns.append((codes, names))
    rates, rate_values = pd.factorize(rate)
    kind, _ = pd.factorize(mixed * len(rate_values) + rates)
    first = np.zeros(int(kind.max()) + 1, dtype=np.int64)
    first[kind[::-1]] = np.arange(len(kind))[::-1]  # each kind's first line
    kinds = tuple(
        Kind._make([*(names[codes[at % len(codes)]] for codes, names in columns), float(rate[at])]) for at in first
    )
    return kind.astype(np.int64), kinds


def _codes(column: pd.Series[Any], name: str) -> tuple[Ints, list[str]]:
    codes, values = (
        (column.cat.codes.to_numpy(), column.cat.categories)
        if isinstance(column.dtype, pd.CategoricalDtype)
        else pd.factorize(column)
    )
    names = [str(value) for value in values]
    empty = codes < 0
    if empty.any():
        if name == "item":
            at = int(empty.argmax())
            raise InputError(ko=f"사용량 {at}번 줄에 item이 없습니다.", en=f"line {at} of the usage has no item.")
        default = ATTRIBUTES[name]
        names = names if default in names else [*names, default]
        codes = np.where(empty, names.index(default), codes)
    return codes.astype(np.int64), names


@dataclass(frozen=True)
class Commitment:
    """One reservation or plan, ready to be applied."""

    id: str
    account: str
    covered_by: str
    usd_per_unit: float
    """What one unit of its capacity costs: a normalized unit or an instance for an hour; 1 for a plan's dollar."""
    capacity: Floats
    """Units in each hour of the period: 0 outside its term."""
    row: Any
    """Its row in the table given."""


def read_reservations(table: pd.DataFrame | None, usage: Usage) -> list[Commitment]:
    """Reservations as commitments, in the order given."""
    if table is None or not len(table):
        return []
    needed = ("id", "scope", "location", "instance_type", "count", "usd_per_hour")
    errors.columns(table.columns, needed, ko="예약", en="the reservations")
    table = _filled(table, {"account": "", "zone": "", "operating_system": "linux", "tenancy": "shared"})
    found = []
    for row in _rows(table):
        _allowed("scope", row.scope, SCOPES)
        _allowed("operating system", row.operating_system, OPERATING_SYSTEMS)
        _allowed("tenancy", row.tenancy, ("shared", "dedicated"))
        if (row.scope == "zonal") != bool(row.zone):
            raise InputError(
                ko=f"예약 {row.id!r}: 영역 RI에는 가용 영역(zone)이 있어야 하고 리전 RI에는 없어야 합니다.",
                en=f"reservation {row.id!r}: a zonal RI needs its zone, and a regional RI has none.",
            )
        # a table that was joined to another holds its whole numbers as floats
        whole = isinstance(row.count, float) and row.count.is_integer()
        count = errors.count("count", int(row.count) if whole else row.count)
        price = errors.amount("usd_per_hour", row.usd_per_hour)
        name = instance_type.parse(row.instance_type)
        factor = instance_type.normalization_factor(name.name)
        flexible = (
            row.scope == "regional"
            and row.operating_system == "linux"
            and row.tenancy == "shared"
            and factor is not None
            and instance_type.size_flexible(name.family)
        )
        units = factor if flexible and factor is not None else 1.0
        kind = "ri_zonal" if row.scope == "zonal" else "ri_size_flexible" if flexible else "ri_regional"
        capacity = count * units * _active(row, usage)
        found.append(Commitment(str(row.id), str(row.account), kind, price / units, capacity, row))
    return found


def read_plans(table: pd.DataFrame | None, usage: Usage) -> list[Commitment]:
    """Plans as commitments, in the order given."""
    if table is None or not len(table):
        return []
    errors.columns(table.columns, ("id", "kind", "option", "usd_per_hour"), ko="플랜", en="the plans")
    table = _filled(table, {"account": "", "family": "", "location": ""})
    found = []
    for row in _rows(table):
        _allowed("kind of plan", row.kind, tuple(PLAN_SERVICES))
        if {bool(row.family), bool(row.location)} != {row.kind == "ec2_instance_sp"}:
            raise InputError(
                ko=f"플랜 {row.id!r}: EC2 인스턴스 플랜에는 family와 location이 있어야 하고 다른 플랜에는 없어야 합니다.",
                en=f"plan {row.id!r}: an EC2 Instance plan needs its family and location, and another plan has none.",
            )
        if row.family:
            instance_type.size_flexible(row.family)  # raises where this is no family's name
        usd = errors.amount("usd_per_hour", row.usd_per_hour)
        found.append(Commitment(str(row.id), str(row.account), row.kind, 1.0, usd * _active(row, usage), row))
    return found


def check_ids(commitments: Sequence[Commitment]) -> None:
    """Raise where two commitments share an id: what covered a line could not be told."""
    ids = [one.id for one in commitments]
    for name in ids:
        if ids.count(name) > 1:
            raise InputError(
                ko=f"약정 id {name!r}이(가) 두 번 나옵니다. 약정마다 다른 id를 쓰세요.",
                en=f"the id {name!r} stands for two commitments: give each its own.",
            )


def rate_lookup(rates: pd.DataFrame | None) -> dict[tuple[str, ...], float]:
    """What each option charges for a unit of each kind of usage."""
    if rates is None:
        return {}
    names = ["option", "service", "location", "item", "operating_system", "tenancy"]
    errors.columns(rates.columns, ("option", "item", "usd"), ko="플랜 요금", en="the plan rates")
    table = _filled(rates, {name: ATTRIBUTES[name] for name in names if name in ATTRIBUTES})
    keys = zip(*(table[name].astype(str) for name in names), strict=True)
    return dict(zip(keys, table["usd"].astype(float), strict=True))


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return table.itertuples(index=False)


def _filled(table: pd.DataFrame, defaults: dict[str, str]) -> pd.DataFrame:
    """The table with these columns, whatever of them was left out or empty."""
    columns = {
        name: table[name].astype(object).where(table[name].notna(), default) if name in table.columns else default
        for name, default in defaults.items()
    }
    return table.assign(**columns)


def _allowed(what: str, value: object, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise errors.unknown(ko=what, en=what, given=value, allowed=allowed)


def _active(row: Any, usage: Usage) -> Floats:
    """1 for each hour of the period in the commitment's term: its start is in it, its end is not."""
    hour = np.arange(usage.hours)
    active = np.ones(usage.hours)
    for name, outside in (("start", np.less), ("end", np.greater_equal)):
        bound = getattr(row, name, None)
        if bound is not None and not pd.isna(bound):
            number, dated = hour_numbers(pd.Series([bound]))
            if dated != usage.dated:
                raise InputError(
                    ko=f"약정 {row.id!r}의 {name}은(는) 사용량의 hour와 같은 꼴(날짜 또는 정수)이어야 합니다.",
                    en=f"commitment {row.id!r}: give its {name} as the usage gives its hours, as dates or as numbers.",
                )
            active[outside(hour, int(number[0]) - usage.first)] = 0.0
    return active
