"""One month's basket in every Region and zone: where it is cheapest, how far away that is, and what is missing there."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import compare
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import TypeExplorer, type_controls

_COUNTS = (1, 2, 5, 10, 20, 50, 100)
_STORAGE_GB = (0, 30, 100, 500, 1000, 5000, 10_000)
#: AWS counts 1,024 GB to the TB, and its tiers end at 10, 50 and 150 TB.
_GB_OUT = (0, 100, 500, 1024, 5120, 10_240, 51_200, 102_400)
_KINDS = {
    "regions": ("Region",),
    "local_zones": ("Region", "Local Zone"),
    "all": ("Region", "Local Zone", "Wavelength Zone"),
}
_LIMITS_MS = (math.inf, 2, 5, 10, 20, 30, 50, 75, 100, 150)
_BASKET = ("instance_type", "operating_system", "count", "storage_gb", "gb_out")
_COLUMNS = ("location", "ratio_to_base", "usd", "sold_share", "ratio_to_base_sold", "floor_ms", "missing_lines")
_DRAWN, _LISTED = 16, 16


class PlacesExplorer(TypeExplorer):
    """Regions and zones for a basket; see `places` below."""

    def __init__(
        self,
        instance_type: str,
        location: str,
        operating_system: str,
        count: float,
        storage_gb: float,
        gb_out: float,
        kinds: str,
        near: str | None,
        at_most_ms: float | None,
    ) -> None:
        system = catalog.check_operating_system(operating_system)
        home, users = catalog.check_location(location), catalog.check_location(location if near is None else near)
        _check_amounts(count, storage_gb, gb_out)
        limits = [(_limit(ms), ms) for ms in _LIMITS_MS]
        super().__init__(
            {
                **type_controls(instance_type),
                "operating_system": _controls.dropdown("operating_system", _controls.operating_systems(), system),
                "count": _controls.steps("count", _COUNTS, count),
                "storage_gb": _controls.steps("storage_gb", _STORAGE_GB, storage_gb),
                "gb_out": _controls.steps("gb_out", _GB_OUT, gb_out),
                "kinds": _controls.buttons(
                    "kinds", [(language.text(f"kinds_{one}"), one) for one in _KINDS], _checked_kinds(kinds)
                ),
                "location": _controls.dropdown("base", _controls.locations(), home),
                "near": _controls.dropdown("near", _controls.locations(), users),
                "at_most_ms": _controls.dropdown("at_most_ms", limits, _checked_limit(at_most_ms)),
            }
        )

    @property
    def value(self) -> Values:
        """The ids that are chosen now, the type put together from them, and the place that is the answer, or ""."""
        chosen = super().value
        cheapest = self._frame.marked if self._frame and self._frame.marked else ""
        return {**chosen, "cheapest": cheapest}

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        values = self._typed(given)
        catalog.check_location(values["near"])
        _check_amounts(values["count"], values["storage_gb"], values["gb_out"])
        _checked_kinds(values["kinds"])
        values["at_most_ms"] = _checked_limit(values["at_most_ms"])
        return values

    def _look(self, values: Values) -> Frame:
        table = _priced(values)
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        ghost = _priced(first) if first else None
        limit, base, near = values["at_most_ms"], values["location"], values["near"]
        best = _cheapest(table, limit)
        near_enough = table[(table["floor_ms"] <= limit) | table["location"].isin((base, near))]
        name = _basket_name(values)
        spec = charts.spec(
            charts.places,
            table,
            base=base,
            chosen=best,
            keep=(near,),
            most=_DRAWN,
            at_most_ms=None if math.isinf(limit) else limit,
            ghost=ghost,
            name=name,
        )
        under = charts.spec(
            charts.cost_and_latency,
            table,
            near=near,
            base=base,
            at_most_ms=None if math.isinf(limit) else limit,
            ghost=ghost if first and first["near"] == near else None,
            name=name,
        )
        said = " ".join([*_answer(values, table, best), *_earlier(first), *_lacking(values, table), _dates(values)])
        return Frame(said, spec, near_enough, _COLUMNS, rows=_LISTED, marked=best, under=under)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            **{name: values[name] for name in ("instance_type", "count", "storage_gb", "gb_out", "location")},
            "near": language.location(values["near"]),
            "at_most_ms": _limit(values["at_most_ms"]),
            "cheapest": "",
            "usd_per_month": math.nan,
            "ratio_to_base": math.nan,
        }
        if frame.marked is not None:
            best = frame.table[frame.table["location"] == frame.marked].iloc[0]
            cheapest = language.location(frame.marked)
            setting |= {"cheapest": cheapest, "usd_per_month": best["usd"], "ratio_to_base": best["ratio_to_base"]}
        return setting


def _check_amounts(count: float, storage_gb: float, gb_out: float) -> None:
    errors.count("count", count)
    errors.amount("storage_gb", storage_gb)
    errors.amount("gb_out", gb_out)


def _checked_kinds(kinds: str) -> str:
    return errors.each_of([kinds], tuple(_KINDS), ko="위치 종류", en="kind of location")[0]


def _checked_limit(at_most_ms: float | None) -> float:
    limit = math.inf if at_most_ms is None else at_most_ms
    if limit not in _LIMITS_MS:
        allowed = ", ".join(f"{ms:g}" for ms in sorted(_LIMITS_MS) if not math.isinf(ms))
        raise errors.InputError(
            ko=f"왕복 시간 한도 {at_most_ms!r}은(는) 쓸 수 없습니다. {allowed}(ms) 가운데 하나나 None(제한 없음)을 쓰세요.",
            en=f"cannot use the limit {at_most_ms!r}: give one of {allowed} ms, or None for any distance",
        )
    return float(limit)


def _limit(at_most_ms: float) -> str:
    return language.text("at_most_any") if math.isinf(at_most_ms) else f"{at_most_ms:g} ms"


def _choice(values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in (*_BASKET, "kinds", "location", "near", "at_most_ms"))


def _priced(values: Values) -> pd.DataFrame:
    return _within(*(values[name] for name in (*_BASKET, "kinds", "location", "near")))


@lru_cache(maxsize=64)
def _within(
    instance_type: str,
    operating_system: str,
    count: float,
    storage_gb: float,
    gb_out: float,
    kinds: str,
    location: str,
    near: str,
) -> pd.DataFrame:
    basket = [line for _, line in _lines(instance_type, operating_system, count, storage_gb, gb_out)]
    return compare.within(basket, near, base=location, kinds=_KINDS[kinds])


def _lines(
    instance_type: str, operating_system: str, count: float, storage_gb: float, gb_out: float
) -> list[tuple[str, dict[str, object]]]:
    """Each line of the basket: what `compare.regions` calls it, and what it asks for; nothing of nothing is no line."""
    lines: list[tuple[str, dict[str, object]]] = [
        (
            f"{instance_type} {operating_system}",
            {"instance_type": instance_type, "operating_system": operating_system, "hours": MONTH_HOURS * count},
        )
    ]
    for service, item, quantity in (("ebs", "gp3_storage", storage_gb), ("transfer", "internet_out", gb_out)):
        if quantity:
            lines.append((f"{service} {item}", {"service": service, "item": item, "quantity": quantity}))
    return lines


def _cheapest(table: pd.DataFrame, limit: float) -> str | None:
    """The cheapest place that sells everything within the limit; of equally cheap ones the nearest."""
    fit = table[table["ratio_to_base"].notna() & (table["floor_ms"] <= limit)]
    if fit.empty:
        return None
    least = fit[fit["ratio_to_base"] <= fit["ratio_to_base"].min() + 1e-9]
    return str(least.sort_values(["floor_ms", "location"])["location"].iloc[0])


def _basket_name(values: Values) -> str:
    parts = [language.text("basket_instances", count=f"{values['count']:g}", name=values["instance_type"])]
    for name in ("storage_gb", "gb_out"):
        if values[name]:
            parts.append(language.text(f"basket_{name}", gb=language.number(values[name])))
    return " · ".join(parts)


def _answer(values: Values, table: pd.DataFrame, best: str | None) -> list[str]:
    limit = values["at_most_ms"]
    if best is None:
        return [language.text("latency_none", ms=f"{limit:g}")]
    row = table[table["location"] == best].iloc[0]
    complete = int(table["ratio_to_base"].notna().sum())
    return [
        language.text(
            "places_said" if math.isinf(limit) else "places_said_within",
            ms=f"{limit:g}",
            place=language.location(best),
            month=language.usd_per_month(float(row["usd"])),
            base=language.location(values["location"], with_code=False),
            ratio=f"×{row['ratio_to_base']:.2f}",
        ),
        language.text("places_complete", complete=complete, count=len(table)),
    ]


def _earlier(first: Values | None) -> list[str]:
    """What the first choice came to."""
    if first is None:
        return []
    table = _priced(first)
    best = _cheapest(table, first["at_most_ms"])
    if best is None:
        return []
    usd = float(table.loc[table["location"] == best, "usd"].iloc[0])
    return [language.text("places_first", place=language.location(best), month=language.usd_per_month(usd))]


def _lacking(values: Values, table: pd.DataFrame) -> list[str]:
    """Which part the other places lack, and whether it is not sold there or only not known."""
    parts = []
    for name, line in _lines(*(values[name] for name in _BASKET)):
        absent, unknown = (
            int(sum(name in str(names).split(", ") for names in table[column]))
            for column in ("missing_lines", "unknown_lines")
        )
        words = str(line.get("instance_type") or language.text(f"basket_line_{line['item']}"))
        if absent > unknown:
            parts.append(language.text("places_not_sold", line=words, count=absent - unknown))
        if unknown:
            parts.append(language.text("places_not_known", line=words, count=unknown))
    return [language.text("places_lacks", parts=", ".join(parts))] if parts else []


def _dates(values: Values) -> str:
    """The dates of the prices."""
    return language.text("places_dates", dates=_days(*(values[name] for name in (*_BASKET, "location"))))


@lru_cache(maxsize=64)
def _days(*basket_and_place: Any) -> str:
    *basket, location = basket_and_place
    lines = compare.basket_lines([line for _, line in _lines(*basket)], location)
    return ", ".join(sorted({day for day in lines["as_of"] if day}))


def places(
    instance_type: str = "m7i.large",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    count: float = 2,
    storage_gb: float = 100,
    gb_out: float = 500,
    kinds: str = "regions",
    near: str | None = None,
    at_most_ms: float | None = None,
) -> PlacesExplorer:
    """See what a month of instances, storage and transfer costs in every Region and zone, and how far away that is.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        The location that the others are compared with; it has to sell the whole basket.
    operating_system
        An operating system id, licence included.
    count
        How many instances run all month.
    storage_gb
        GB of EBS gp3 storage.
    gb_out
        GB sent to the internet in the month, 1,024 to the TB; no free tier is taken off.
    kinds
        "regions", "local_zones" (Regions and Local Zones) or "all" (with Wavelength Zones too).
    near
        Where the users are; the location when None.
    at_most_ms
        The most that a round trip may take, as the lower bound of `kaolib.architecture.compare.within`: 2, 5, 10, 20,
        30, 50, 75, 100 or 150 milliseconds, or None for any distance.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, operating_system, count, storage_gb, gb_out, kinds, location,
        near, at_most_ms (infinity for any) and cheapest: the place that sells all of it within the limit for the
        least, the nearest of equally cheap ones, or "". Its ``table`` is that of `kaolib.architecture.compare.within`,
        with the location and the users' place however far they are.

    Raises
    ------
    InputError
        For an unknown name or an amount that cannot be used. A basket that the location does not sell is no error: the
        explorer says so, and goes on.

    Examples
    --------
    >>> explorer = places("m7i.large", "ap-northeast-2", at_most_ms=20)
    >>> bool((explorer.table["floor_ms"] <= 20).all())
    True
    """
    return PlacesExplorer(instance_type, location, operating_system, count, storage_gb, gb_out, kinds, near, at_most_ms)
