"""What Spot saves against On-Demand, over every pool and date of the snapshot, and how often the Advisor saw interruptions."""

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
from kaolib.knowledge.purchase import MONTH_HOURS, YEAR_HOURS

#: What `spot_savings` can tell apart.
GROUPS = ("date", "location", "operating_system", "family", "category", "instance_type")
#: Spot prices are printed with four decimals: half a unit of the last one may be missing.
HALF_CENT_OF_A_CENT = 0.00005
QUANTILES = {"worst": 0.0, "p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95, "best": 1.0}
#: The Advisor's bands: share of instances interrupted within the last month, from and to. The last one has no end.
BANDS = {"<5%": (0.0, 0.05), "5-10%": (0.05, 0.10), "10-15%": (0.10, 0.15), "15-20%": (0.15, 0.20), ">20%": (0.20, 1.0)}
#: Where the open band is taken to end, unless told otherwise: an assumption, half as high again as its beginning.
OPEN_TOP = 0.30

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


def band_hazards(at: str = "middle", open_top: float = OPEN_TOP) -> pd.DataFrame:
    """What a band of the Spot Instance Advisor would mean hour by hour, if interruptions came evenly.

    Parameters
    ----------
    at
        Which share of the band is taken: its "low" end, its "middle" or its "high" end.
    open_top
        Where the band ">20%" is taken to end (0.2 to below 1): AWS does not tell.

    Returns
    -------
    pandas.DataFrame
        One row per band, from the calmest: band; low, high (share of instances interrupted in the month that the band
        spans, 0 to 1); monthly (the share taken); per_hour (interruptions per running hour); hours_between (mean time
        between them; infinite for 0), per_month (730 hours) and per_year (8,760 hours) of one place kept filled.

    Raises
    ------
    InputError
        For an unknown `at`, or an end outside its range.

    Notes
    -----
    AWS publishes the share of Spot Instances that it took back during the last month; not their age, nor when. The step to a
    rate per hour is ours, an ASSUMPTION: every instance runs for the month unless interrupted, at a constant hazard h, so that
    1 - exp(-730 h) is the share. It says nothing of the coming month, and instances that you end yourself early would make the
    true hazard higher.
    Source: AWS, EC2 User Guide, "Spot Instance Advisor" (frequency of interruption).

    Examples
    --------
    >>> bands = band_hazards().set_index("band")
    >>> round(float(bands.loc["<5%", "hours_between"])), round(float(bands.loc[">20%", "per_year"]), 1)
    (28833, 3.5)
    """
    errors.each_of(at, ("low", "middle", "high"), ko="위치", en="place in the band")
    top = errors.share("open_top", open_top)
    if not BANDS[">20%"][0] <= top < 1:
        raise InputError(
            ko=f"open_top {top:g}은(는) 쓸 수 없습니다. 0.2 이상 1 미만이어야 합니다.",
            en=f"open_top {top:g} cannot be used: give a number from 0.2 to below 1.",
        )
    table = pd.DataFrame([(b, low, high) for b, (low, high) in BANDS.items()], columns=["band", "low", "high"])
    table.loc[table["high"] == 1, "high"] = top
    taken = {"low": table["low"], "middle": (table["low"] + table["high"]) / 2, "high": table["high"]}[at]
    hazard = -np.log1p(-taken) / MONTH_HOURS
    with np.errstate(divide="ignore"):
        between = 1 / hazard
    return table.assign(
        monthly=taken,
        per_hour=hazard,
        hours_between=between,
        per_month=hazard * MONTH_HOURS,
        per_year=hazard * YEAR_HOURS,
    )


def advisor_bands(
    location: str | None = None,
    operating_system: str | None = None,
    family: str | None = None,
    category: str | None = None,
    at: str = "middle",
    open_top: float = OPEN_TOP,
) -> pd.DataFrame:
    """How many pools the Spot Instance Advisor puts in each band, and what they save.

    Parameters
    ----------
    location, operating_system, family, category
        Keep only these; None keeps all.
    at, open_top
        As in `band_hazards`.

    Returns
    -------
    pandas.DataFrame
        The five rows of `band_hazards`, with pools, share (of all pools kept), saving_p25, saving_p50, saving_p75 (as the
        Advisor prints it, 0 to 1; NaN without a pool) and as_of.

    Raises
    ------
    InputError
        For an unknown name.

    Examples
    --------
    >>> bands = advisor_bands("us-east-1", "linux")
    >>> bands["band"].tolist(), round(float(bands["share"].sum()), 9)
    (['<5%', '5-10%', '10-15%', '15-20%', '>20%'], 1.0)
    """
    rows = catalog.spot_advisor(location=location, operating_system=operating_system)
    if family is not None or category is not None:
        types = _types()
        if family is not None:
            types = types[types["family"] == catalog.check_family(family)]
        if category is not None:
            errors.each_of(category, sorted(set(_types()["category"])), ko="분류", en="category")
            types = types[types["category"] == category]
        rows = rows[rows["instance_type"].isin(types.index)]
    savings = rows.groupby(rows["interruption_band"].astype(str))["saving"]
    found = pd.DataFrame({f"saving_p{q:.0f}": savings.quantile(q / 100) for q in (25, 50, 75)})
    table = band_hazards(at, open_top)
    pools = table["band"].map(savings.size()).fillna(0).astype(int)
    table.insert(1, "pools", pools)
    table.insert(2, "share", pools / max(1, len(rows)))
    return table.join(found, on="band").assign(as_of=catalog.as_of("spot_advisor"))


def pool_band(
    instance_type: str,
    location: str,
    operating_system: str = "linux",
    at: str = "middle",
    open_top: float = OPEN_TOP,
) -> pd.DataFrame:
    """The Advisor's band of one pool, and the hazard that it would mean.

    Parameters and errors are those of `catalog.spot_advisor` and `band_hazards`.

    Returns
    -------
    pandas.DataFrame
        One row: location, operating_system, instance_type, saving, and the columns of `band_hazards`; none where the Advisor
        does not list the pool.

    Examples
    --------
    >>> pool_band("m7g.large", "us-east-1").columns[:5].tolist()
    ['location', 'operating_system', 'instance_type', 'saving', 'band']
    """
    rows = catalog.spot_advisor(instance_type, location, operating_system)
    rows = rows.rename(columns={"interruption_band": "band"}).assign(band=lambda t: t["band"].astype(str))
    return rows.merge(band_hazards(at, open_top), on="band", how="left")


def _types() -> pd.DataFrame:
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
    types = _types().reindex(names[2])
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
