"""Does price follow the map: US East, Europe, Asia Pacific, South America? Asked of every type, not of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.compare import _prices
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import KINDS

#: The order that is put to the test, cheapest first.
NOTE_ORDER = ("US East", "Europe", "Asia Pacific", "South America")
_QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


@dataclass(frozen=True)
class RegionOrder:
    """What `region_order` found, table by table.

    Attributes
    ----------
    groups
        group, location, name_ko, name_en, in_order (False: reported beside the order).
    types
        One row per type that is sold in all groups of the order: instance_type, then for each group ``min_...`` and
        ``median_...`` (price over the base's), and for each reading ``..._strict`` and ``..._weak`` (does the order hold).
    summary
        reading, types, strict and weak (share of types for which the order holds).
    pairs
        cheaper, dearer (two groups of the order), types (sold in both), the share of types for which the pair holds by each
        reading (``cheapest_weak`` ... ``every_strict``), and over all pairs of their Regions and all types: comparisons,
        lower, equal, higher (shares; lower: the group said to be cheaper is).
    counterexamples
        location, group, than (a group said to be cheaper), types, below_median and below_all (share of types for which
        the location costs less than that group's median Region, and than every one of its Regions), median_ratio (its
        price over that group's cheapest Region), ordered by below_all, then below_median.
    locations
        location, group, in_order, types, min, p10, p50, p90, max of the ratio to the base, by p50.
    ties
        location, other, types (sold in both), same (share with the very same price), most alike first.
    """

    groups: pd.DataFrame
    types: pd.DataFrame
    summary: pd.DataFrame
    pairs: pd.DataFrame
    counterexamples: pd.DataFrame
    locations: pd.DataFrame
    ties: pd.DataFrame


def price_ratios(
    base: str = "us-east-1", operating_system: str = "linux", kinds: Sequence[str] = ("Region",)
) -> pd.DataFrame:
    """The On-Demand price of every type in every location over its price at the base.

    Parameters
    ----------
    base
        The location to compare with.
    operating_system
        An operating system id, licence included.
    kinds
        Kinds of location: "Region", "Local Zone", "Wavelength Zone".

    Returns
    -------
    DataFrame
        One row per location and type that both places sell: location, kind, group ("US East", "Europe", ...),
        instance_type, usd_per_hour, base_usd_per_hour, ratio.

    Raises
    ------
    InputError
        For an unknown name.

    Notes
    -----
    Source: the snapshot's On-Demand prices.

    Examples
    --------
    >>> table = price_ratios()
    >>> set(table.loc[table["location"] == "us-east-1", "ratio"])
    {1.0}
    """
    kinds = errors.each_of(kinds, KINDS, ko="위치 종류", en="kind of location")
    prices = _matrix(operating_system)
    home = prices.T[catalog.check_location(base)]
    places = _prices.places()
    asked = places["kind"].isin(kinds).to_numpy(dtype=bool)
    row, column = np.nonzero(asked[:, None] & prices.notna().to_numpy() & home.notna().to_numpy())
    usd, base_usd = prices.to_numpy()[row, column], home.to_numpy()[column]
    return pd.DataFrame(
        {
            "location": pd.Categorical.from_codes(row, categories=pd.Index(_prices.codes())),
            "kind": places["kind"].to_numpy()[row],
            "group": _groups().to_numpy()[row],
            "instance_type": pd.Categorical.from_codes(column, categories=prices.columns),
            "usd_per_hour": usd,
            "base_usd_per_hour": base_usd,
            "ratio": usd / base_usd,
        }
    )


def region_order(
    groups: Mapping[str, Sequence[str]] | None = None,
    operating_system: str = "linux",
    base: str = "us-east-1",
    current_generation: bool = False,
) -> RegionOrder:
    """Test over all types whether price rises from group to group of Regions, and show where it does not.

    Parameters
    ----------
    groups
        Groups of Regions, said to be in order of price, cheapest first. None tests US East, Europe, Asia Pacific, South
        America; US West, Canada, Mexico, AWS GovCloud, the Middle East and Africa are then reported beside.
    operating_system
        An operating system id, licence included.
    base
        The Region that ratios refer to.
    current_generation
        Only types of the current generation.

    Returns
    -------
    RegionOrder
        Its tables. An order is read in three ways: "cheapest" compares the cheapest Regions of two groups, "median" their
        median Regions, "every" asks that no Region of the first costs more than any of the second. Weak allows equal
        prices, strict does not.

    Raises
    ------
    InputError
        For unknown names, fewer than two groups, an empty one, or groups that share no type.

    Notes
    -----
    A group is judged by those of its Regions that sell the type. Each type counts once, however few people use it.
    Source: the snapshot's On-Demand prices. The default groups are AWS's own geographies, by the names of its Regions.

    Examples
    --------
    >>> order = region_order()
    >>> order.groups.loc[order.groups["in_order"], "group"].unique().tolist()
    ['US East', 'Europe', 'Asia Pacific', 'South America']
    """
    order, members = _members(groups)
    prices = _matrix(operating_system)
    home = prices.T[catalog.check_location(base)]
    sold = prices.loc[members.index, home.notna()]
    if current_generation:
        described = catalog.instance_types()
        current = described.loc[described["current_generation"], "instance_type"]
        sold = sold.loc[:, sold.columns.isin(current)]
    home = home[sold.columns]
    ratio = sold / home
    in_order = members.isin(order)
    # prices have at most ten decimals: what differs after that is the last bit of a mean
    least, middle, most = (
        getattr(sold.groupby(members), name)().round(10).reindex(order) for name in ("min", "median", "max")
    )
    readings = {"cheapest": (least, least), "median": (middle, middle), "every": (most, least)}
    everywhere = least.notna().all()
    if not everywhere.any():
        raise InputError(
            ko=f"{', '.join(order)} 모두에서 판매하는 유형이 없습니다.",
            en=f"no type is sold in each of {', '.join(order)}.",
        )
    types = pd.DataFrame({"instance_type": sold.columns[everywhere]})
    for name in order:
        types[f"min_{name}"] = (least.loc[name] / home)[everywhere].to_numpy()
        types[f"median_{name}"] = (middle.loc[name] / home)[everywhere].to_numpy()
    for reading, (first, second) in readings.items():
        for how in ("strict", "weak"):
            steps = [_holds(first.loc[a], second.loc[b], how) for a, b in pairwise(order)]
            types[f"{reading}_{how}"] = np.logical_and.reduce(steps)[everywhere]
    summary = pd.DataFrame(
        [
            {
                "reading": r,
                "types": len(types),
                "strict": types[f"{r}_strict"].mean(),
                "weak": types[f"{r}_weak"].mean(),
            }
            for r in readings
        ]
    )
    return RegionOrder(
        groups=_prices.places()
        .set_index("location")
        .loc[members.index, ["name_ko", "name_en"]]
        .assign(group=members, in_order=in_order)
        .reset_index()[["group", "location", "name_ko", "name_en", "in_order"]],
        types=types,
        summary=summary,
        pairs=_pairs(order, members, sold, readings),
        counterexamples=_counterexamples(order, members, sold, least, middle),
        locations=_spread(ratio, members).assign(in_order=lambda t: t["group"].isin(order)),
        ties=_ties(sold),
    )


def zone_premium(operating_system: str = "linux") -> pd.DataFrame:
    """What a Local Zone or Wavelength Zone costs over its own Region, over the types that both sell.

    Parameters
    ----------
    operating_system
        An operating system id, licence included.

    Returns
    -------
    DataFrame
        location, name_ko, name_en, kind, parent_region, types (sold in both), min, p10, p50, p90, max of the ratio, and
        at_p50 (share of types whose ratio is the median, within 0.5 %), by p50. A zone that sells nothing with that
        system has no row.

    Raises
    ------
    InputError
        For an unknown operating system.

    Notes
    -----
    Source: the snapshot's On-Demand prices.

    Examples
    --------
    >>> bool((zone_premium()["p50"] >= 1).all())
    True
    """
    prices = _matrix(operating_system)
    places = _prices.places().set_index("location")
    zones = places[places["kind"] != "Region"]
    ratio = pd.DataFrame(prices.loc[zones.index]).div(prices.loc[zones["parent_region"]].to_numpy())
    table = _spread(ratio, zones["parent_region"]).rename(columns={"group": "parent_region"})
    near = (
        ratio.loc[table["location"]]
        .sub(table["p50"].to_numpy(), axis=0)
        .abs()
        .le(0.005 * table["p50"].to_numpy()[:, None])
    )
    table["at_p50"] = near.sum(axis=1).to_numpy() / table["types"].to_numpy()
    named = zones[["name_ko", "name_en", "kind"]].reset_index()
    columns = ["location", "name_ko", "name_en", "kind", "parent_region", "types", "min", *_QUANTILES, "max", "at_p50"]
    return table.merge(named, on="location")[columns]


def _matrix(operating_system: str) -> pd.DataFrame:
    """Prices by location (row) and type (column)."""
    columns, prices = _prices.on_demand(catalog.check_operating_system(operating_system))
    return pd.DataFrame(prices, index=list(_prices.codes()), columns=list(columns))


def _groups() -> pd.Series[str]:
    """The geography of each location, in the locations' order: its continent, and within North America AWS's own name."""
    places = _prices.places()
    own = (
        places["name_en"]
        .str.extract(r"^(US East|US West|AWS GovCloud|Canada|M[eé]xico)")[0]
        .replace("México", "Mexico")
    )
    return own.where(places["continent"] == "North America").fillna(places["continent"])


def _members(groups: Mapping[str, Sequence[str]] | None) -> tuple[list[str], pd.Series[str]]:
    """The groups in order, and the group of each Region that takes part."""
    if groups is None:
        regions = ~_prices.zones()
        found = pd.Series(_groups().to_numpy()[regions], index=pd.Index(_prices.codes())[regions])
        place = {name: i for i, name in enumerate([*NOTE_ORDER, *sorted(set(found) - set(NOTE_ORDER))])}
        return list(NOTE_ORDER), found.sort_values(key=lambda g: g.map(place), kind="stable")
    order = [str(name) for name in groups]
    given = {catalog.check_location(code): str(name) for name, codes in groups.items() for code in codes}
    if (
        len(order) < 2
        or set(given.values()) != set(order)
        or len(given) != sum(len(codes) for codes in groups.values())
    ):
        raise InputError(
            ko="groups에는 둘 이상의 그룹이 있어야 하고, 그룹마다 리전이 하나 이상, 리전마다 그룹이 하나여야 합니다.",
            en="groups needs two or more groups, each with a Region, and each Region in one group only.",
        )
    return order, pd.Series(given)


def _holds(first: pd.Series[float], second: pd.Series[float], how: str) -> pd.Series[bool]:
    return first < second if how == "strict" else first <= second


def _pairs(
    order: Sequence[str],
    members: pd.Series[str],
    sold: pd.DataFrame,
    readings: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> pd.DataFrame:
    rows = []
    for a, b in combinations(order, 2):
        both = readings["cheapest"][0].loc[[a, b]].notna().all()
        row: dict[str, object] = {"cheaper": a, "dearer": b, "types": int(both.sum())}
        for reading, (first, second) in readings.items():
            for how in ("strict", "weak"):
                row[f"{reading}_{how}"] = _holds(first.T[a], second.T[b], how)[both].mean()
        one, other = sold[members == a].to_numpy()[:, None, :], sold[members == b].to_numpy()[None, :, :]
        comparisons = int((~np.isnan(one) & ~np.isnan(other)).sum())
        row["comparisons"] = comparisons
        for name, true in (("lower", one < other), ("equal", one == other), ("higher", one > other)):
            row[name] = true.sum() / comparisons if comparisons else np.nan
        rows.append(row)
    return pd.DataFrame(rows)


def _counterexamples(
    order: Sequence[str], members: pd.Series[str], sold: pd.DataFrame, least: pd.DataFrame, middle: pd.DataFrame
) -> pd.DataFrame:
    rows = []
    for a, b in combinations(order, 2):
        for code in members.index[members == b]:
            prices = sold.loc[code]
            both = prices.notna() & least.loc[a].notna()
            if not both.any():
                continue
            here, cheapest, median = prices[both], least.loc[a][both], middle.loc[a][both]
            rows.append(
                {
                    "location": code,
                    "group": b,
                    "than": a,
                    "types": int(both.sum()),
                    "below_median": (here < median).mean(),
                    "below_all": (here < cheapest).mean(),
                    "median_ratio": (here / cheapest).median(),
                }
            )
    table = pd.DataFrame(rows)
    table = table[(table["below_median"] > 0) | (table["below_all"] > 0)]
    return table.sort_values(
        ["below_all", "below_median", "location"], ascending=[False, False, True], ignore_index=True
    )


def _spread(ratio: pd.DataFrame, group: pd.Series[str]) -> pd.DataFrame:
    """The distribution of each location's ratios; locations without one are left out."""
    ratio = ratio[ratio.notna().any(axis=1)]
    quantiles = ratio.quantile(list(_QUANTILES.values()), axis=1).set_axis(list(_QUANTILES))
    table = pd.DataFrame(
        {"group": group.reindex(ratio.index), "types": ratio.notna().sum(axis=1), "min": ratio.min(axis=1)}
        | {name: quantiles.loc[name] for name in _QUANTILES}
        | {"max": ratio.max(axis=1)}
    )
    return table.rename_axis("location").reset_index().sort_values(["p50", "location"], ignore_index=True)


def _ties(sold: pd.DataFrame) -> pd.DataFrame:
    prices, known = sold.to_numpy(), sold.notna().to_numpy()
    rows = []
    for i, j in combinations(range(len(sold)), 2):
        both = known[i] & known[j]
        if both.any():
            same = float((prices[i] == prices[j])[both].mean())
            rows.append({"location": sold.index[i], "other": sold.index[j], "types": int(both.sum()), "same": same})
    return pd.DataFrame(rows, columns=["location", "other", "types", "same"]).sort_values(
        ["same", "types"], ascending=False, ignore_index=True
    )
