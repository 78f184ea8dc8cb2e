"""A basket of a month's usage: its lines checked, in the units of the price list, each priced in every location."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.compare import _prices
from kaolib.architecture.compare._prices import Flags, Numbers, Texts
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS

Basket: TypeAlias = pd.DataFrame | Iterable[Mapping[str, object]]

#: The service of a line that is an instance; `ec2` alone is what else the price list sells under that name.
INSTANCE = "instance"
#: Transfer out to the internet that AWS leaves free each month: once for an account, over all its services and Regions,
#: AWS GovCloud (US) and China excepted. Source: Amazon EC2 On-Demand Pricing, "Data Transfer"; Amazon S3 pricing.
FREE_GB = 100
#: AWS counts 1,024 GB to the TB (Amazon S3 FAQs, "Billing"), and its months here have 730 hours.
_SIZES = {"MB": 1 / 1024, "GB": 1.0, "TB": 1024.0, "PB": 1024.0**2}
_TIMES = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "month": 3600.0 * MONTH_HOURS}


@dataclass(frozen=True)
class Line:
    """One line: what is used (an instance type and its system, or a service's item), and how much of it in the month."""

    service: str
    item: str
    detail: str
    quantity: float
    unit: str

    @property
    def name(self) -> str:
        """What stands for the line in a table."""
        if self.service == INSTANCE:
            return f"{self.item} {self.detail}"
        return f"{self.service} {self.item}" + (f" to {self.detail}" if self.detail else "")

    def priced(self, free_tier: bool) -> tuple[Numbers, Texts, Texts]:
        """The month's cost in each location (NaN without a price), why it is so, and the date of the price.

        Why: "priced"; "not_sold"; "unknown" (the snapshot has no price for all of it, sold or not); "not_needed" (the
        data is in that Region already).
        """
        size = len(_prices.codes())
        if self.service == INSTANCE:
            columns, prices = _prices.on_demand(self.detail)
            column = columns.get(self.item)
            usd = np.full(size, np.nan) if column is None else prices[:, column] * self.quantity
            day = catalog.as_of("on_demand")
            return usd, _why(usd, "not_sold"), np.full(size, day, dtype=object)
        quantity = np.full(size, self.quantity)
        if free_tier and (self.service, self.item) == ("transfer", "internet_out"):
            quantity = np.where(_prices.govcloud(), quantity, np.maximum(quantity - FREE_GB, 0))
        if not self.detail:
            of = _prices.item(self.service, self.item)
            usd = of.cost(quantity)
            return usd, np.where(_prices.zones() & of.regional & np.isnan(usd), "not_sold", _why(usd)), of.as_of
        of, _ = _prices.inter_region(self.detail)
        usd = of.cost(quantity)
        why, home = _why(usd), _prices.position()[self.detail]
        usd[home], why[home] = 0.0, "not_needed"
        return usd, why, of.as_of


def _why(usd: Numbers, without: str = "unknown") -> Texts:
    why: Texts = np.where(np.isnan(usd), without, "priced").astype(object)
    return why


def lines_of(basket: Basket) -> list[Line]:
    """The basket's lines, checked and in the units of the price list; lines of the same thing are added up."""
    rows: list[Any] = basket.to_dict("records") if isinstance(basket, pd.DataFrame) else list(basket)
    if not rows:
        raise InputError(
            ko="장바구니가 비어 있습니다. instance_type, operating_system, hours 또는 service, item, quantity가 있는 항목을 하나 이상 넣으세요.",
            en="the basket is empty: give at least one line with instance_type, operating_system and hours, or with service, item and quantity.",
        )
    lines: dict[tuple[str, str, str], Line] = {}
    for number, row in enumerate(rows, start=1):
        line = _line(number, row)
        key = (line.service, line.item, line.detail)
        lines[key] = replace(line, quantity=line.quantity + (lines[key].quantity if key in lines else 0.0))
    found = list(lines.values())
    if not any(line.quantity for line in found):
        instances = all(line.service == INSTANCE for line in found)
        raise InputError(
            ko=f"장바구니의 {'시간이' if instances else '사용량이'} 모두 0입니다.",
            en=f"every line of the basket has {'0 hours' if instances else 'a quantity of 0'}.",
        )
    return found


def _line(number: int, row: object) -> Line:
    given = {key: value for key, value in row.items() if not _absent(key, value)} if isinstance(row, Mapping) else {}
    instance, service = {"instance_type", "hours"} <= set(given), {"service", "item", "quantity"} <= set(given)
    if instance == service or {"instance_type", "service"} <= set(given):
        raise InputError(
            ko=f"장바구니 {number}번째 항목에는 instance_type과 hours가, 또는 service, item, quantity가 있어야 하는데 {row!r}을(를) 받았습니다.",
            en=f"line {number} of the basket needs instance_type and hours, or service, item and quantity, not {row!r}.",
        )
    if instance:
        return Line(
            INSTANCE,
            catalog.check_instance_type(given["instance_type"]),
            catalog.check_operating_system(given.get("operating_system", "linux")),
            errors.amount("hours", given["hours"]),
            "hour",
        )
    name, item = _prices.check_item(given["service"], given["item"])
    to_location = _to_location(name, item, given.get("to_location"))
    unit = (_prices.inter_region(to_location)[0] if to_location else _prices.item(name, item)).unit
    quantity = errors.amount("quantity", given["quantity"]) * _factor(f"{name} {item}", given.get("unit", unit), unit)
    return Line(name, item, to_location, quantity, unit)


def _absent(key: object, value: object) -> bool:
    """A frame that holds instances and services has empty cells; an empty amount is a mistake that its check names."""
    return value is None or (key not in ("hours", "quantity") and (value == "" or value != value))


def _to_location(service: str, item: str, given: object) -> str:
    if not _prices.destinations(service, item):
        if given is None:
            return ""
        raise InputError(
            ko=f"{service} {item}에는 to_location이 없습니다. 목적지는 transfer inter_region에만 씁니다.",
            en=f"{service} {item} has no to_location: a destination belongs to transfer inter_region alone.",
        )
    if given is None:
        raise InputError(
            ko=f"{service} {item}에는 보내는 목적지 리전(to_location)이 있어야 합니다.",
            en=f"{service} {item} needs to_location, the Region that the data goes to.",
        )
    return check_region(given)


def check_region(given: object) -> str:
    """The code, if it is a Region's and not a zone's."""
    code = catalog.check_location(given)
    at = _prices.position()[code]
    if _prices.zones()[at]:
        region = _prices.places()["parent_region"].iloc[at]
        raise InputError(
            ko=f"{code!r}은(는) 리전이 아니라 영역입니다. 리전 {region!r}을(를) 쓰세요.",
            en=f"{code!r} is a zone and not a Region: give its Region, {region!r}.",
        )
    return code


def _factor(name: str, given: object, unit: str) -> float:
    """How many of the price list's unit make one of the given unit."""
    units = _units(unit)
    if not isinstance(given, str) or given not in units:
        raise unknown(ko=f"{name}의 단위", en=f"unit of {name}", given=given, allowed=units)
    return units[given]


def _units(unit: str) -> dict[str, float]:
    """Every way to write the unit, the price list's own first, with its size in that one."""
    found = {"": 1.0}
    for part in unit.split("-"):
        scale = next((table for table in (_SIZES, _TIMES) if part in table), {part: 1.0})
        own = {part: scale[part], **scale}
        found = {f"{a}-{b}" if a else b: x * y / scale[part] for a, x in found.items() for b, y in own.items()}
    return found


def total(usd: Numbers, keep: Flags) -> Numbers:
    """The sum over lines (rows) of what is kept, in the lines' order: equal costs give equal sums, to the last bit."""
    summed: Numbers = np.add.reduce(np.where(keep, usd, 0.0), axis=0)
    return summed
