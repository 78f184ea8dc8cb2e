"""Places side by side: what a basket of usage costs in every Region and zone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import KINDS


def regions(
    basket: pd.DataFrame | Iterable[Mapping[str, object]],
    base: str = "us-east-1",
    kinds: Sequence[str] = ("Region",),
) -> pd.DataFrame:
    """Price one basket of usage in every location, cheapest first.

    Parameters
    ----------
    basket
        Lines with instance_type, operating_system ("linux" when left out) and hours, as a DataFrame or as dicts.
        Lines of the same type and system are added up.
    base
        The location to compare with.
    kinds
        Kinds of location: "Region", "Local Zone", "Wavelength Zone".

    Returns
    -------
    DataFrame
        location, name_ko, name_en, kind, continent, usd (the whole basket), ratio_to_base, missing (number of lines
        not sold there), missing_lines (their names). A location that lacks a line has no total: usd is NaN, and
        missing_lines says why.

    Raises
    ------
    InputError
        For an empty basket, a line without a type or hours, unknown names, hours that are not 0 or more, a basket
        of 0 hours, or a line that the base does not sell.

    Notes
    -----
    Source: the snapshot's On-Demand prices. Transfer, storage and taxes are not in it.

    Examples
    --------
    >>> table = regions([{"instance_type": "m5.large", "operating_system": "linux", "hours": 730}])
    >>> float(table.loc[table["location"] == "us-east-1", "ratio_to_base"].iloc[0])
    1.0
    """
    lines = _lines(basket)
    kinds = errors.each_of(kinds, KINDS, ko="위치 종류", en="kind of location")
    catalog.check_location(base)
    places = catalog.locations().set_index("location")

    usd = pd.Series(0.0, index=places.index)
    missing = pd.DataFrame(index=places.index)
    for name, system, hours in lines.itertuples(index=False):
        sold = catalog.on_demand(name, operating_system=system)
        price = pd.Series(sold["usd_per_hour"].to_numpy(), index=sold["location"].astype(str)).reindex(places.index)
        if math.isnan(price[base]):
            catalog.price(name, base, system)  # raises: the base has to sell every line
        usd += price * hours
        missing[f"{name} {system}"] = price.isna()
    table = places[["name_ko", "name_en", "kind", "continent"]].assign(
        usd=usd,
        ratio_to_base=usd / usd[base],
        missing=missing.sum(axis=1),
        missing_lines=[", ".join(missing.columns[row]) for row in missing.to_numpy()],
    )
    table = table[table["kind"].isin(kinds)].reset_index()
    return table.sort_values(["usd", "location"], ignore_index=True)


def _lines(basket: pd.DataFrame | Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The basket's lines, checked; lines of the same type and system are added up."""
    rows = basket.to_dict("records") if isinstance(basket, pd.DataFrame) else list(basket)
    if not rows:
        raise InputError(
            ko="장바구니가 비어 있습니다. instance_type, operating_system, hours가 있는 항목을 하나 이상 넣으세요.",
            en="the basket is empty: give at least one line with instance_type, operating_system and hours.",
        )
    hours: dict[tuple[str, str], float] = {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping) or not {"instance_type", "hours"} <= set(row):
            raise InputError(
                ko=f"장바구니 {number}번째 항목에는 instance_type과 hours가 있어야 하는데 {row!r}을(를) 받았습니다.",
                en=f"line {number} of the basket needs instance_type and hours, not {row!r}.",
            )
        key = (
            catalog.check_instance_type(row["instance_type"]),
            catalog.check_operating_system(row.get("operating_system", "linux")),
        )
        hours[key] = hours.get(key, 0.0) + errors.amount("hours", row["hours"])
    if not any(hours.values()):
        raise InputError(ko="장바구니의 시간이 모두 0입니다.", en="every line of the basket has 0 hours.")
    columns = ["instance_type", "operating_system", "hours"]
    return pd.DataFrame([(*key, total) for key, total in hours.items()], columns=columns)
