"""The same instances in every tenancy: what they cost, and from how many a host pays."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import compare
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import TypeExplorer, place_name, type_controls, where_controls

_COUNTS = (1, 2, 4, 8, 10, 16, 24, 32, 48, 64, 96, 128, 192, 256)
_LICENCES = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
_COLUMNS = (
    "tenancy",
    "bought",
    "units",
    "usd_per_month",
    "licence_usd_per_month",
    "usd_per_instance_month",
    "ratio_to_shared",
    "status",
)


class TenancyExplorer(TypeExplorer):
    """Tenancies side by side; see `tenancy` below."""

    def __init__(
        self,
        instance_type: str,
        count: int,
        location: str,
        operating_system: str,
        licence_usd_per_instance_hour: float,
        other_dedicated: bool,
    ) -> None:
        _check_amounts(count, licence_usd_per_instance_hour)
        fee = [(language.text(f"region_fee_{key}"), key == "paid") for key in ("counted", "paid")]
        super().__init__(
            {
                **type_controls(instance_type),
                **where_controls(location, operating_system),
                "count": _controls.steps("count", _COUNTS, count),
                "licence_usd_per_instance_hour": _controls.steps(
                    "licence_usd_per_instance_hour", _LICENCES, licence_usd_per_instance_hour
                ),
                "other_dedicated": _controls.buttons("other_dedicated", fee, bool(other_dedicated)),
            }
        )

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        values = self._typed(given)
        _check_amounts(values["count"], values["licence_usd_per_instance_hour"])
        self._checked("other_dedicated", values["other_dedicated"])
        return values

    def _look(self, values: Values) -> Frame:
        count, first = values["count"], self._first
        table = _tenancies(count, *_offer(values))
        ghost = _tenancies(first["count"], *_offer(first)) if first and first != values else None
        every = _by_count(None, *_offer(values))
        if every["count"].max() < 1.5 * count:  # the choice stands well inside the chart
            every = _by_count(math.ceil(1.5 * count), *_offer(values))
        place = f"{place_name(values)} · {language.operating_system(values['operating_system'])}"
        name = f"{count:,} × {values['instance_type']} · {place}"
        bars = charts.spec(charts.tenancy_bars, table, ghost=ghost, name=name)
        by_count = charts.spec(
            charts.tenancy_by_count,
            every,
            count=count,
            name=f"{values['instance_type']} · {place}",
        )
        return Frame(self._answer(table), bars, table, _COLUMNS, under=by_count)

    def _answer(self, table: pd.DataFrame) -> str:
        rows = table.set_index("tenancy")
        shared, own = rows["usd_per_month"].iloc[0], rows["usd_per_month"].iloc[1:].dropna()
        if own.empty:
            return language.text("tenancy_said_none", shared=language.usd_per_month(shared))
        best = str(own.idxmin())
        return language.text(
            "tenancy_said",
            shared=language.usd_per_month(shared),
            best=language.text(f"tenancy_{best}"),
            cost=language.usd_per_month(own[best]),
            ratio=f"{own[best] / shared:.2f}",
        )

    def _result(self, values: Values, frame: Frame) -> Values:
        setting = {name: values[name] for name in ("instance_type", "count", "location", "operating_system")}
        setting["licence_usd_per_instance_hour"] = values["licence_usd_per_instance_hour"]
        if frame.table.empty:
            return {**setting, "shared_usd": math.nan, "dedicated_instance_usd": math.nan, "host_usd": math.nan}
        usd = frame.table.set_index("tenancy")["usd_per_month"]
        return {
            **setting,
            "shared_usd": usd["shared"],
            "dedicated_instance_usd": usd["dedicated_instance"],
            "host_usd": usd["dedicated_host"],
        }


def _check_amounts(count: int, licence: float) -> None:
    errors.count("count", count, least=1)
    errors.amount("licence_usd_per_instance_hour", licence)


_OFFER = ("instance_type", "location", "operating_system", "other_dedicated", "licence_usd_per_instance_hour")


@lru_cache(maxsize=64)
def _tenancies(
    count: int, instance_type: str, location: str, operating_system: str, other_dedicated: bool, licence: float
) -> pd.DataFrame:
    return compare.tenancies(
        instance_type,
        count,
        location,
        operating_system,
        other_dedicated=other_dedicated,
        licence_usd_per_instance_hour=licence,
    )


@lru_cache(maxsize=64)
def _by_count(
    most: int | None, instance_type: str, location: str, operating_system: str, other_dedicated: bool, licence: float
) -> pd.DataFrame:
    return compare.tenancies_by_count(
        instance_type,
        location,
        operating_system,
        most,
        other_dedicated=other_dedicated,
        licence_usd_per_instance_hour=licence,
    )


def _offer(values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in _OFFER)


def tenancy(
    instance_type: str = "m7i.large",
    count: int = 10,
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    licence_usd_per_instance_hour: float = 0,
    other_dedicated: bool = False,
) -> TenancyExplorer:
    """See what instances cost in every tenancy, and from how many a Dedicated Host pays.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    count
        How many instances run all month.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id. Hosts and bare metal come without its licence.
    licence_usd_per_instance_hour
        Your own licence, where it does not come with the instance: USD for each instance and hour.
    other_dedicated
        Whether other Dedicated Instances run in the Region, so that its fee is paid already.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, operating_system, count,
        licence_usd_per_instance_hour and other_dedicated; its ``table`` is that of
        `kaolib.architecture.compare.tenancies`.

    Raises
    ------
    InputError
        For an unknown name, a count below 1 or a licence below 0. A type that is not sold in the location is no
        error: the explorer says where it is, and goes on.

    Examples
    --------
    >>> explorer = tenancy("m5.large", 48, "us-east-1")
    >>> explorer.table.set_index("tenancy").loc["dedicated_host", "units"].item()
    1.0
    """
    return TenancyExplorer(
        instance_type, count, location, operating_system, licence_usd_per_instance_hour, other_dedicated
    )
