"""What Spot saves against On-Demand, over every pool and date of the snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog

#: What `spot_savings` can tell apart.
GROUPS = ("date", "location", "operating_system", "family", "category", "instance_type")
#: Spot prices are printed with four decimals: half a unit of the last one may be missing.
HALF_CENT_OF_A_CENT = 0.00005
QUANTILES = {"worst": 0.0, "p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95, "best": 1.0}
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class _Pairs(NamedTuple):
    """Every Spot price with its On-Demand price, from the worst saving to the best; without one, at the end."""

    codes: dict[str, Ints]
    names: dict[str, npt.NDArray[np.object_]]
    spot: Floats
    on_demand: Floats
    saving: Floats


def spot_savings(
    by: str | Sequence[str] = "date",
    *,
    location: str | None = None,
    operating_system: str | None = None,
    family: str | None = None,
    category: str | None = None,
    date: str | None = None,
    instance_type: str | None = None,
    levels: Sequence[float] = (0.9, 0.8, 0.7, 0.5),
) -> pd.DataFrame:
    """How the saving of Spot against On-Demand is spread, group by group.

    Parameters
    ----------
    by
        What makes a group: one of `GROUPS`, several of them, or () for all in one row.
    location, operating_system, family, category, date, instance_type
        Keep only these; None keeps all. Spot prices are of Linux and Windows, on the dates of `catalog.spot`.
    levels
        Savings (0 to 1) for which the share of pools that reach them is wanted.

    Returns
    -------
    pandas.DataFrame
        One row per group, in the order of its names: the columns of `by`; pools (pairs of a Spot and an On-Demand price,
        one per date); unpriced (Spot prices without an On-Demand price: not in the rest); worst, p05, p25, p50, p75, p95,
        best (quantiles of the saving, 0 to 1); share_90 and so on for each level; not_cheaper (pairs whose Spot price is at
        or above On-Demand); first_date, last_date (of the Spot prices); on_demand_as_of. A group with no pair has NaN.

    Raises
    ------
    InputError
        For an unknown name, a group twice, or a level outside 0 to 1.

    Notes
    -----
    What is compared: the Spot price of each date, which is a Region's and not a zone's, with the On-Demand price of ONE date,
    `on_demand_as_of`. Where AWS has changed its On-Demand price since, the saving of an early date is that much off; the
    last Spot date is the nearest. "Pool" here is a type with a system in a Region; AWS's pools are per zone.
    A saving reaches a level when the Spot price does so before it was rounded to four decimals: small sizes at 10 % of
    On-Demand would else miss 90 % by a thousandth of a percent.

    Examples
    --------
    >>> table = spot_savings("date", operating_system="linux")
    >>> len(table), bool((table["p50"] > 0.5).all()), bool((table["share_90"] < 0.2).all())
    (8, True, True)
    """
    groups = [by] if isinstance(by, str) else list(by)
    for name in groups:
        errors.each_of(name, GROUPS, ko="구분", en="grouping")
    if len(set(groups)) != len(groups):
        raise InputError(ko="같은 구분을 두 번 적었습니다.", en="the same grouping is given twice.")
    reach = [errors.share("levels", level) for level in levels]
    pairs = _pairs()
    kept = _kept(pairs, location, operating_system, family, category, date, instance_type)
    codes = {name: pairs.codes[name] if kept is None else pairs.codes[name][kept] for name in {*groups, "date"}}
    saving, spot, full = (a if kept is None else a[kept] for a in (pairs.saving, pairs.spot, pairs.on_demand))

    key = np.zeros(len(saving), dtype=np.int64)
    for name in groups:
        key = key * len(pairs.names[name]) + codes[name]
    # Savings are in order already: a stable sort by group alone leaves each group in order.
    small = key.astype(np.int16) if len(key) == 0 or key.max() < 32_767 else key
    order = np.argsort(small, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, dtype=np.int64)
    if len(key) == 0:
        return pd.DataFrame(columns=_columns(groups, reach))
    total = np.diff(np.append(first, len(key)))
    known = ~np.isnan(saving)
    pools = np.add.reduceat(known[order].astype(np.int64), first)

    table: dict[str, object] = {}
    for name in groups:
        table[name] = pairs.names[name][codes[name][order[first]]]
    table |= {"pools": pools, "unpriced": total - pools}
    ordered = saving[order]
    table |= {name: _quantile(ordered, first, pools, q) for name, q in QUANTILES.items()}
    with np.errstate(invalid="ignore"):
        for level in reach:
            there = (spot - HALF_CENT_OF_A_CENT <= full * (1 - level) * (1 + 1e-12))[order]
            table[_share(level)] = np.add.reduceat(there.astype(np.int64), first) / pools
        dearer = (spot >= full)[order]
    table["not_cheaper"] = np.add.reduceat(dearer.astype(np.int64), first)
    days = codes["date"][order]
    table["first_date"] = pairs.names["date"][np.minimum.reduceat(days, first)]
    table["last_date"] = pairs.names["date"][np.maximum.reduceat(days, first)]
    table["on_demand_as_of"] = catalog.as_of("on_demand")
    return pd.DataFrame(table)


def spot_pairs(
    *,
    location: str | None = None,
    operating_system: str | None = None,
    family: str | None = None,
    category: str | None = None,
    date: str | None = None,
    instance_type: str | None = None,
) -> pd.DataFrame:
    """Each Spot price beside its On-Demand price, from the worst saving to the best.

    Parameters and errors are those of `spot_savings`.

    Returns
    -------
    pandas.DataFrame
        date, location, operating_system, instance_type, family, category, spot_usd_per_hour, on_demand_usd_per_hour, saving
        (0 to 1, below 0 where Spot is dearer), reason: "" or, with NaN in the two columns before it, "no_on_demand_price".

    Examples
    --------
    >>> pair = spot_pairs(instance_type="m7g.large", location="us-east-1", operating_system="linux", date="2026-08-06")
    >>> bool(0 < pair.loc[0, "saving"] < 0.9)
    True
    """
    pairs = _pairs()
    kept = _kept(pairs, location, operating_system, family, category, date, instance_type)
    rows = slice(None) if kept is None else kept
    names = ("date", "location", "operating_system", "instance_type", "family", "category")
    table = pd.DataFrame({name: pairs.names[name][pairs.codes[name][rows]] for name in names})
    full = pairs.on_demand[rows]
    return table.assign(
        spot_usd_per_hour=pairs.spot[rows],
        on_demand_usd_per_hour=full,
        saving=pairs.saving[rows],
        reason=np.where(np.isnan(full), "no_on_demand_price", ""),
    )


def types_of() -> pd.DataFrame:
    """Family and category by instance type."""
    return catalog.instance_types().set_index("instance_type")[["family", "category"]].astype(str)


@lru_cache(maxsize=1)
def _pairs() -> _Pairs:
    spot, full = catalog.spot(), catalog.on_demand()
    keys = ["location", "operating_system", "instance_type"]
    code = [pd.Categorical(spot[name]).codes.astype(np.int64) for name in keys]
    names = [pd.Index(pd.Categorical(spot[name]).categories.astype(str)) for name in keys]

    def joint(frame: pd.DataFrame, codes: list[Ints] | None) -> Ints:
        """One number for the three names; -1 for a name that Spot does not have."""
        number = np.zeros(len(frame), dtype=np.int64)
        missing = np.zeros(len(frame), dtype=bool)
        for i, name in enumerate(keys):
            if codes is None:
                values = pd.Categorical(frame[name])
                place = names[i].get_indexer(values.categories.astype(str)).astype(np.int64)
                part = place[values.codes]
            else:
                part = codes[i]
            missing |= part < 0
            number = number * len(names[i]) + part
        return np.where(missing, -1, number)

    own, other = joint(spot, code), joint(full, None)
    price = full["usd_per_hour"].to_numpy(dtype=float)
    by_key = np.argsort(other)
    place = np.minimum(np.searchsorted(other[by_key], own), len(other) - 1)
    found = other[by_key][place] == own
    on_demand = np.where(found, price[by_key][place], np.nan)
    usd = spot["usd_per_hour"].to_numpy(dtype=float)
    saving = 1 - usd / on_demand
    order = np.argsort(saving, kind="stable")  # NaN comes last

    day, days = pd.factorize(spot["date"], sort=True)
    types = types_of().reindex(names[2])
    codes = dict(zip(keys, code, strict=True)) | {"date": np.asarray(day, dtype=np.int64)}
    labels = {name: np.asarray(index, dtype=object) for name, index in zip(keys, names, strict=True)}
    labels["date"] = np.asarray(days, dtype=object)
    for name in ("family", "category"):
        of_type, found_names = pd.factorize(types[name], sort=True)
        codes[name] = np.asarray(of_type, dtype=np.int64)[code[2]]
        labels[name] = np.asarray(found_names, dtype=object)
    return _Pairs({n: c[order] for n, c in codes.items()}, labels, usd[order], on_demand[order], saving[order])


def _kept(
    pairs: _Pairs,
    location: str | None,
    operating_system: str | None,
    family: str | None,
    category: str | None,
    date: str | None,
    instance_type: str | None,
) -> Ints | None:
    """Places of the rows that are wanted; None for all."""
    wanted = {
        "location": None if location is None else catalog.check_location(location),
        "operating_system": None if operating_system is None else catalog.check_operating_system(operating_system),
        "family": None if family is None else catalog.check_family(family),
        "category": category,
        "date": date,
        "instance_type": None if instance_type is None else catalog.check_instance_type(instance_type),
    }
    if category is not None:
        errors.each_of(category, list(pairs.names["category"]), ko="분류", en="category")
    if date is not None:
        errors.each_of(date, list(pairs.names["date"]), ko="스팟 가격의 날짜", en="date of Spot prices")
    keep: npt.NDArray[np.bool_] | None = None
    for name, value in wanted.items():
        if value is not None:
            code = np.flatnonzero(pairs.names[name] == value)
            here = pairs.codes[name] == (code[0] if len(code) else -1)
            keep = here if keep is None else keep & here
    return None if keep is None else np.flatnonzero(keep)


def _quantile(ordered: Floats, first: Ints, count: Ints, q: float) -> Floats:
    """The quantile of each group by linear interpolation, as numpy's and pandas' default; NaN without a value."""
    place = (count - 1) * q
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    at = np.minimum(first + np.maximum(low, 0), len(ordered) - 1)
    to = np.minimum(first + high, len(ordered) - 1)
    value = ordered[at] + (ordered[to] - ordered[at]) * (place - low)
    return np.where(count > 0, value, np.nan)


def _share(level: float) -> str:
    return f"share_{100 * level:g}"


def _columns(groups: list[str], levels: list[float]) -> list[str]:
    shares = [_share(level) for level in levels]
    tail = ["not_cheaper", "first_date", "last_date", "on_demand_as_of"]
    return [*groups, "pools", "unpriced", *QUANTILES, *shares, *tail]
