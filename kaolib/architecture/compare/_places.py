"""Places side by side: what a basket of usage costs in every Region and zone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.compare import _prices
from kaolib.architecture.compare._basket import INSTANCE, Basket, Line, lines_of, total
from kaolib.architecture.compare._latency import floors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import KINDS


def regions(
    basket: Basket,
    base: str = "us-east-1",
    kinds: Sequence[str] = ("Region",),
    free_tier: bool = False,
) -> pd.DataFrame:
    """Price one basket of a month's usage in every location, cheapest first.

    Parameters
    ----------
    basket
        Lines, as a DataFrame or as dicts. An instance line has instance_type, operating_system ("linux" when left out)
        and hours. Any other has service, item and quantity as in `catalog.services`, for example lambda duration_x86,
        fargate vcpu_linux_x86, s3 standard_storage, transfer internet_out; transfer inter_region also has to_location.
        A quantity is in the price list's unit, or in the line's own unit where it can be converted ("GB-hour" for
        "GB-second", "TB" for "GB"). Lines of the same thing are added up before they meet a tier.
    base
        The location to compare with.
    kinds
        Kinds of location: "Region", "Local Zone", "Wavelength Zone".
    free_tier
        Take off the 100 GB of transfer out to the internet that an account has free each month (not in AWS GovCloud).

    Returns
    -------
    DataFrame
        location, name_ko, name_en, kind, parent_region, continent; usd (the whole basket) and ratio_to_base, both NaN
        where a line is missing; sold_share (0 to 1: the share of the base's cost that can be bought here), usd_sold
        (what those lines cost here) and ratio_to_base_sold (over the same lines at the base); missing (number of
        lines) and missing_lines (their names: not sold here, or without a known price); unknown_lines (those of them
        whose price the snapshot does not know, so that they may be sold). Complete locations come first, by usd; the
        others follow by ratio_to_base_sold, which holds for their sold_share only.

    Raises
    ------
    InputError
        For an empty basket, a line that lacks something, unknown names or units, an amount that is not 0 or more, a
        basket that costs nothing at the base, or a line that the base does not sell.

    Notes
    -----
    Tiers are applied in turn to the month's quantity, those of transfer to what is left after the free tier ("beyond
    the global free tier", AWS price list, AWSDataTransfer). No other free tier is taken off. AWS pools tiers over an
    organization and, for transfer, over services: a basket is taken to be all the usage there is.
    An On-Demand list without a type does not sell it. A service that is priced in most Regions and in no zone is not
    sold in zones; elsewhere a missing price is only not known. A zone does not take its Region's price: no source says
    that it may. Taxes are in none of it, nor is the price of distance and of the law: users far away wait, and data
    may have to stay in a country. `within` adds the first as a floor, the second no price shows.
    Source: the snapshot's On-Demand and service prices; Amazon EC2 On-Demand Pricing, "Data Transfer".

    Examples
    --------
    >>> table = regions([{"instance_type": "m5.large", "operating_system": "linux", "hours": 730}])
    >>> float(table.loc[table["location"] == "us-east-1", "ratio_to_base"].iloc[0])
    1.0
    >>> web = [
    ...     {"instance_type": "m5.large", "hours": 730},
    ...     {"service": "lambda", "item": "duration_x86", "quantity": 100, "unit": "GB-hour"},
    ... ]
    >>> zone = regions(web, kinds=["Local Zone"]).iloc[0]
    >>> print(zone["missing"], zone["missing_lines"])
    1 lambda duration_x86
    """
    lines = lines_of(basket)
    kinds = errors.each_of(kinds, KINDS, ko="위치 종류", en="kind of location")
    at = _prices.position()[catalog.check_location(base)]
    priced = [line.priced(free_tier) for line in lines]
    usd = np.stack([costs for costs, _, _ in priced])
    for line, costs in zip(lines, usd, strict=True):
        if np.isnan(costs[at]):
            raise _not_at_base(line, base, free_tier)
    sold = ~np.isnan(usd)
    of_base = np.broadcast_to(usd[:, at, None], usd.shape)
    whole = total(of_base, np.ones_like(sold))
    if not whole[at]:
        raise InputError(
            ko=f"{base}에서 이 장바구니는 무료라서 다른 곳과 비교할 값이 없습니다.",
            en=f"the basket costs nothing in {base}: there is nothing to compare with.",
        )
    complete, some = sold.all(axis=0), sold.any(axis=0)
    usd_sold = np.where(some, total(usd, sold), np.nan)
    same = total(of_base, sold)
    ratio_sold = np.divide(usd_sold, same, out=np.full_like(usd_sold, np.nan), where=same > 0)
    names = np.array([line.name for line in lines], dtype=object)
    unknown = np.stack([why == "unknown" for _, why, _ in priced])
    table = _prices.places().assign(
        usd=np.where(complete, usd_sold, np.nan),
        ratio_to_base=np.where(complete, ratio_sold, np.nan),
        sold_share=same / whole,
        usd_sold=usd_sold,
        ratio_to_base_sold=ratio_sold,
        missing=(~sold).sum(axis=0),
        missing_lines=[", ".join(names[~column]) for column in sold.T],
        unknown_lines=[", ".join(names[column]) for column in unknown.T],
    )
    table = table[table["kind"].isin(kinds)]
    return table.sort_values(["usd", "ratio_to_base_sold", "location"], ignore_index=True)


def basket_lines(basket: Basket, location: str, free_tier: bool = False) -> pd.DataFrame:
    """Each line of a basket as one location bills it.

    Parameters
    ----------
    basket, free_tier
        As in `regions`.
    location
        A Region, Local Zone or Wavelength Zone code.

    Returns
    -------
    DataFrame
        line (its name), quantity and unit (of the month), usd_per_unit (usd over quantity: with tiers or a free part an
        average), usd, share (of all that has a price here), status ("priced"; "not_sold"; "unknown": no known price for
        the whole quantity; "not_needed": a transfer to the Region one is in), as_of (date of the price).

    Raises
    ------
    InputError
        For a basket or a location that cannot be used.

    Notes
    -----
    Source: as `regions`.

    Examples
    --------
    >>> table = basket_lines([{"service": "s3", "item": "standard_storage", "quantity": 1, "unit": "TB-month"}], "us-east-1")
    >>> print(*table.loc[0, ["line", "quantity", "unit", "status"]])
    s3 standard_storage 1024.0 GB-month priced
    """
    at = _prices.position()[catalog.check_location(location)]
    lines = lines_of(basket)
    priced = [line.priced(free_tier) for line in lines]
    usd = pd.Series([float(costs[at]) for costs, _, _ in priced])
    quantity = pd.Series([line.quantity for line in lines])
    status = pd.Series([str(why[at]) for _, why, _ in priced])
    return pd.DataFrame(
        {
            "line": [line.name for line in lines],
            "quantity": quantity,
            "unit": [line.unit for line in lines],
            "usd_per_unit": (usd / quantity).where((quantity > 0) & (status == "priced")),
            "usd": usd,
            "share": usd / usd.sum() if usd.sum() else np.nan,
            "status": status,
            "as_of": [str(day[at]) if why[at] == "priced" else "" for _, why, day in priced],
        }
    )


def within(
    basket: Basket,
    near: str,
    at_most_ms: float | None = None,
    base: str = "us-east-1",
    kinds: Sequence[str] = ("Region",),
    free_tier: bool = False,
) -> pd.DataFrame:
    """The table of `regions` with the distance to a place, without the locations that are certainly too far.

    Parameters
    ----------
    basket, base, kinds, free_tier
        As in `regions`.
    near
        The location whose city stands for the users.
    at_most_ms
        The longest round trip that the users can bear, in milliseconds; None keeps every location.

    Returns
    -------
    DataFrame
        The columns of `regions`, and km and floor_ms as in `latency_floors`, in the order of `regions`. What is gone
        cannot meet at_most_ms; what is left may or may not: measure it.

    Raises
    ------
    InputError
        As `regions`, or for a round trip that is not a number above 0.

    Notes
    -----
    Source: as `regions` and `latency_floors`. Distances are derived. Whether the data may lie there is a question of
    law, for which there is no column.

    Examples
    --------
    >>> table = within([{"instance_type": "m5.large", "hours": 730}], near="ap-northeast-2", at_most_ms=20)
    >>> set(table["continent"])
    {'Asia Pacific'}
    """
    limit = None if at_most_ms is None else errors.amount("at_most_ms", at_most_ms, above=True)
    distances = floors(near)
    table = regions(basket, base, kinds, free_tier)
    table[["km", "floor_ms"]] = distances.reindex(table["location"]).to_numpy()
    return table if limit is None else table[~(table["floor_ms"] > limit)].reset_index(drop=True)


def _not_at_base(line: Line, base: str, free_tier: bool) -> InputError:
    ko, en = catalog.location_name(base, "ko"), catalog.location_name(base, "en")
    if line.service == INSTANCE:
        try:
            catalog.price(line.item, base, line.detail)
        except InputError as error:
            return error
    at = _prices.position()[base]
    of = _prices.inter_region(line.detail)[0] if line.detail else _prices.item(line.service, line.item)
    if of.priced[at]:
        most = f"{of.known_to[at]:,.0f} {line.unit}"
        return InputError(
            ko=f"{ko}의 {line.name} 가격은 한 달 {most}까지만 알려져 있습니다. 수량을 줄이거나 다른 기준 위치를 고르세요.",
            en=f"the price of {line.name} in {en} is known only up to {most} a month: lower the quantity or choose another base.",
        )
    known = _prices.names(~np.isnan(line.priced(free_tier)[0]))
    return InputError(
        ko=f"{ko}의 {line.name} 가격이 가격표에 없습니다. 가격이 있는 곳: {known}",
        en=f"the snapshot has no price for {line.name} in {en}; priced in: {known}",
    )
