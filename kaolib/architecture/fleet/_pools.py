"""Capacity pools: an instance type in a zone, with its prices, its weight and how much of it is spare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

#: What a weight can count.
WEIGHTS = ("vcpu", "gib", "instance")
#: Spot Advisor's bands, calmest first.
_BANDS = ("<5%", "5-10%", "10-15%", "15-20%", ">20%")


def pools(
    location: str,
    instance_types: str | Sequence[str],
    operating_system: str = "linux",
    *,
    zones: Sequence[str] = ("a", "b", "c"),
    weight: str | Mapping[str, float] = "vcpu",
    depth: float | Mapping[str, float] | None = None,
    priority: Mapping[str, float] | None = None,
    date: str | None = None,
) -> pd.DataFrame:
    """The pools that a fleet may draw from: every instance type in every zone.

    Parameters
    ----------
    location
        A Region code.
    instance_types
        Types that are sold there.
    operating_system
        "linux" or "windows": what the snapshot has Spot prices of.
    zones
        Names of Availability Zones, as the account sees them.
    weight
        What a unit of the target is: "vcpu", "gib", "instance" (every instance is 1), or units by type.
    depth
        Spare Spot instances in a pool: a number for all, or by name of pool, type, zone or Spot Advisor band (looked up
        in this order). None, or what no name fits: no limit. AWS does not publish the depth of a pool, so it is always an
        assumption; a band (how often instances were interrupted) is only a stand-in for it.
    priority
        By type, 1 before 2; None: the order of ``instance_types``. A type without one comes last.
    date
        One of the snapshot's dates of Spot prices; None: the last.

    Returns
    -------
    pandas.DataFrame
        A row for each pool, zone by zone of each type: pool ("c7g.large a"), instance_type, zone, weight (units),
        priority, on_demand_usd_per_hour, spot_usd_per_hour (NaN: not known), band (Spot Advisor; "" not known), depth
        (instances; NaN: no limit), depth_source ("no_limit", "given", "band"), as_of (date of the
        Spot price), note ("spot_price_unknown": the snapshot has none on that date; or "").

    Raises
    ------
    InputError
        For an unknown name, a type that is not sold there (with what is), a date without prices, a weight that is not
        above 0, a depth that is negative.

    Notes
    -----
    The snapshot has one Spot price for a type in a Region, so all zones show it; AWS's own prices differ by zone: put
    them into the column where they are known.
    Source: EC2 User Guide, "Spot Instances" (a Spot capacity pool: same instance type and Availability Zone).

    Examples
    --------
    >>> table = pools("ap-northeast-2", ["c7g.large", "m7g.xlarge"], zones=["a", "b"], depth={"c7g.large": 10, "b": 4})
    >>> table[["pool", "weight", "depth"]].values.tolist()
    [['c7g.large a', 2.0, 10.0], ['c7g.large b', 2.0, 10.0], ['m7g.xlarge a', 4.0, nan], ['m7g.xlarge b', 4.0, 4.0]]
    """
    place = catalog.check_location(location)
    system = catalog.check_operating_system(operating_system)
    types = [instance_types] if isinstance(instance_types, str) else list(instance_types)
    names = list(zones)
    for what_ko, what_en, given in (("인스턴스 유형", "instance types", types), ("가용 영역", "zones", names)):
        if not given or len(set(given)) < len(given):
            raise InputError(
                ko=f"{what_ko}은(는) 하나 이상이고 서로 달라야 합니다.",
                en=f"the {what_en} must be at least one, and none of them twice.",
            )
    on_demand = [catalog.price(name, place, system) for name in types]
    day, spot = _spot(place, system, types, date)
    bands = catalog.spot_advisor(None, place, system).set_index("instance_type")["interruption_band"].astype(str)
    rows = pd.DataFrame(
        {
            "instance_type": np.repeat(types, len(names)),
            "zone": np.tile(names, len(types)),
            "weight": np.repeat(_weights(weight, types), len(names)),
            "priority": np.repeat(_priorities(priority, types), len(names)),
            "on_demand_usd_per_hour": np.repeat(on_demand, len(names)),
            "spot_usd_per_hour": np.repeat(spot, len(names)),
            "band": np.repeat([str(bands.get(name, "")) for name in types], len(names)),
        }
    )
    rows.insert(0, "pool", rows["instance_type"] + " " + rows["zone"])
    found = _depths(depth, rows)
    return rows.assign(
        depth=[amount for amount, _ in found],
        depth_source=[source for _, source in found],
        as_of=day,
        note=np.where(rows["spot_usd_per_hour"].isna(), "spot_price_unknown", ""),
    )


def _spot(location: str, system: str, types: Sequence[str], date: str | None) -> tuple[str, list[float]]:
    if system not in ("linux", "windows"):
        raise unknown(
            ko="스팟 가격이 있는 운영 체제",
            en="operating system with Spot prices",
            given=system,
            allowed=("linux", "windows"),
        )
    table = catalog.spot(None, location, system)
    dates = sorted(catalog.table("spot")["date"].unique())
    if date is not None and date not in dates:
        raise unknown(ko="스팟 가격의 날짜", en="date of Spot prices", given=date, allowed=dates)
    day = str(date or dates[-1])
    prices = table[table["date"] == day].set_index("instance_type")["usd_per_hour"]
    return day, [float(prices.get(name, np.nan)) for name in types]


def _weights(weight: str | Mapping[str, float], types: Sequence[str]) -> list[float]:
    if isinstance(weight, str):
        errors.each_of(weight, WEIGHTS, ko="가중치", en="weight")
        if weight == "instance":
            return [1.0] * len(types)
        table = catalog.instance_types().set_index("instance_type")[weight]
        return [float(table[name]) for name in types]
    for name in types:
        if name not in weight:
            raise InputError(ko=f"{name}의 가중치가 없습니다.", en=f"{name} has no weight: give each type one.")
    return [errors.amount(f"weight[{name!r}]", weight[name], above=True) for name in types]


def _priorities(priority: Mapping[str, float] | None, types: Sequence[str]) -> list[float]:
    if priority is None:
        return [float(place) for place in range(1, len(types) + 1)]
    for name in priority:
        if name not in types:
            raise unknown(ko="인스턴스 유형", en="instance type of the pools", given=name, allowed=types)
    return [errors.amount(f"priority[{name!r}]", priority[name]) if name in priority else np.nan for name in types]


def _depths(depth: float | Mapping[str, float] | None, rows: pd.DataFrame) -> list[tuple[float, str]]:
    if depth is None:
        return [(np.nan, "no_limit")] * len(rows)
    if not isinstance(depth, Mapping):
        return [(_spare(depth), "given")] * len(rows)
    known = {*rows["pool"], *rows["instance_type"], *rows["zone"], *_BANDS}
    for name in depth:
        if name not in known:
            raise unknown(ko="용량 풀", en="pool, type, zone or band", given=name, allowed=sorted(known))
    found = []
    for pool, kind, zone, band in rows[["pool", "instance_type", "zone", "band"]].itertuples(index=False):
        given = next((name for name in (pool, kind, zone, band) if name in depth), None)
        if given is None:
            found.append((np.nan, "no_limit"))
        else:
            found.append((_spare(depth[given]), "band" if given in _BANDS else "given"))
    return found


def _spare(value: float) -> float:
    return float(errors.count("depth", value))
