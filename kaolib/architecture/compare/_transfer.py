"""What it costs to move data out of a place: to the internet, and to another Region."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.compare import _prices
from kaolib.architecture.compare._basket import FREE_GB, check_region
from kaolib.errors import InputError
from kaolib.knowledge import catalog


def transfer_out(gb: float, location: str, free_tier: bool = False) -> pd.DataFrame:
    """A month of transfer from one location to the internet, tier by tier.

    Parameters
    ----------
    gb
        GB sent in the month, 1,024 to the TB.
    location
        A Region, Local Zone or Wavelength Zone code.
    free_tier
        Whether the 100 GB that an account has free each month are still there; there are none in AWS GovCloud.

    Returns
    -------
    DataFrame
        from_gb and to_gb (the tier, after the free part), gb (billed in it), free_gb, usd_per_gb, usd, status ("priced", or
        "unknown" for a part whose price the snapshot does not know: NaN), as_of.

    Raises
    ------
    InputError
        For an amount that is not 0 or more, an unknown location, or one without a known price.

    Notes
    -----
    The free part comes off first, then the tiers count what is left: the price list calls the first tier "beyond the global
    free tier". Tiers are counted over all services of an account (of an organization, when bills are consolidated).
    Source: Amazon EC2 On-Demand Pricing, "Data Transfer"; AWS price list, AWSDataTransfer; Amazon S3 FAQs, "Billing".

    Examples
    --------
    >>> transfer_out(63_488, "us-east-1")["gb"].tolist()
    [10240.0, 40960.0, 12288.0]
    """
    sent = errors.amount("gb", gb)
    at = _prices.position()[catalog.check_location(location)]
    of = _prices.item("transfer", "internet_out")
    if not of.priced[at]:
        raise _no_price("internet_out", location, of)
    free = min(sent, FREE_GB) if free_tier and not _prices.govcloud()[at] else 0.0
    known = ~np.isnan(of.usd[at])
    start, end, usd = of.start[at][known], of.end[at][known], of.usd[at][known]
    if sent - free > end[-1]:
        start, end, usd = np.append(start, end[-1]), np.append(end, np.inf), np.append(usd, np.nan)
    table = pd.DataFrame({"from_gb": start, "to_gb": end})
    table["gb"] = np.maximum(np.minimum(sent - free, end) - start, 0)
    table["free_gb"] = np.where(start == 0, free, 0.0)
    table["usd_per_gb"] = usd
    table["usd"] = table["gb"] * usd
    table["status"] = np.where(np.isnan(usd), "unknown", "priced")
    table["as_of"] = of.as_of[at]
    return table[(table["gb"] > 0) | (table["from_gb"] == 0)].reset_index(drop=True)


def inter_region(from_location: str, to_location: str | None = None) -> pd.DataFrame:
    """Price of a GB from one location to another Region, or to each of them, cheapest first.

    Parameters
    ----------
    from_location
        The Region or zone that sends, and pays.
    to_location
        A Region; None for every Region but its own.

    Returns
    -------
    DataFrame
        from_location, to_location, name_ko, name_en and continent (of the destination), usd_per_gb, listed (False: the
        source names no price for this destination, and the price is the one for every other Region), as_of (date of the
        price, "undated" where the source has none).

    Raises
    ------
    InputError
        For unknown names, a destination that is the sender's own Region, or a sender without a known price.

    Notes
    -----
    The sender pays, and a direction has its own price. Receiving is free. There are no tiers and no free part.
    Source: Amazon EC2 On-Demand Pricing, "Data Transfer OUT From Amazon EC2 To".

    Examples
    --------
    >>> there, back = (inter_region(*pair)["usd_per_gb"].item() for pair in
    ...     [("us-east-1", "ap-northeast-2"), ("ap-northeast-2", "us-east-1")])
    >>> there < back
    True
    """
    at = _prices.position()[catalog.check_location(from_location)]
    places = _prices.places()
    home = str(places["parent_region"].iloc[at])
    if to_location is None:
        wanted = [str(c) for c in places.loc[(places["kind"] == "Region"), "location"] if c != home]
    else:
        wanted = [check_region(to_location)]
        if wanted == [home]:
            raise InputError(
                ko=f"{from_location}은(는) 이미 {home}에 있습니다. 다른 리전을 목적지로 고르세요.",
                en=f"{from_location} is in {home} already: choose another Region as the destination.",
            )
    found = [_prices.inter_region(code) for code in wanted]
    if not any(of.priced[at] for of, _ in found):
        raise _no_price("inter_region", from_location, found[0][0])
    table = pd.DataFrame(
        {
            "from_location": from_location,
            "to_location": wanted,
            "usd_per_gb": [float(of.usd[at, 0]) for of, _ in found],
            "listed": [bool(named[at]) for _, named in found],
            "as_of": [str(of.as_of[at]) for of, _ in found],
        }
    )
    table = table[table["usd_per_gb"].notna()]
    named = places[["location", "name_ko", "name_en", "continent"]].rename(columns={"location": "to_location"})
    columns = ["from_location", "to_location", "name_ko", "name_en", "continent", "usd_per_gb", "listed", "as_of"]
    return table.merge(named, on="to_location")[columns].sort_values(["usd_per_gb", "to_location"], ignore_index=True)


def _no_price(item: str, location: str, of: _prices.Item) -> InputError:
    ko, en = catalog.location_name(location, "ko"), catalog.location_name(location, "en")
    known = _prices.names(of.priced)
    return InputError(
        ko=f"{ko}의 transfer {item} 가격이 가격표에 없습니다. 가격이 있는 곳: {known}",
        en=f"the snapshot has no price for transfer {item} in {en}; priced in: {known}",
    )
