"""The time that light needs between two places: what no network can beat."""

from __future__ import annotations

import pandas as pd

from kaolib.architecture.compare import _prices
from kaolib.knowledge import catalog

LIGHT_KM_PER_S = 299_792.458
#: Effective group index of a low-loss long-distance glass fibre at 1550 nm, among the lowest that are sold (standard fibre:
#: 1.468). Two thirds of the speed of light would be a rule of thumb, and no floor: glass is a little faster.
#: Source: Corning, SMF-28 ULL optical fiber, product information PI1470 (2020).
GROUP_INDEX = 1.462


def latency_floors(location: str) -> pd.DataFrame:
    """The least round trip that glass fibre allows from one location to every other: derived, never a measurement.

    Parameters
    ----------
    location
        A Region, Local Zone or Wavelength Zone code.

    Returns
    -------
    DataFrame
        location, name_ko, name_en, kind, parent_region, continent, km (great circle between the cities), floor_ms
        (there and back), derived (True), nearest first.

    Raises
    ------
    InputError
        For an unknown location.

    Notes
    -----
    floor = 2 x distance x 1.462 / speed of light in vacuum. Cables are longer than the great circle, and switches, queues
    and protocols add their time: what one measures is more. AWS names a city, not an address, and a Region's
    Availability Zones lie up to 100 km apart: the distance is good to some tens of km, so floors below 2 ms mean
    "near", no more. Hollow-core fibre, where it is laid, is about a third faster than glass.
    Source: coordinates of the snapshot's locations; Corning SMF-28 ULL, product information PI1470; AWS, "Regions and
    Availability Zones" (zones within 100 km).

    Examples
    --------
    >>> table = latency_floors("ap-northeast-2")
    >>> float(table.loc[table["location"] == "ap-northeast-2", "floor_ms"].iloc[0])
    0.0
    """
    where = floors(location)
    table = _prices.places().assign(km=where["km"].to_numpy(), floor_ms=where["floor_ms"].to_numpy(), derived=True)
    return table.sort_values(["floor_ms", "location"], ignore_index=True)


def latency_floor_ms(location: str, other: str) -> float:
    """The least round trip between two locations in milliseconds: derived, as `latency_floors` says.

    Examples
    --------
    >>> latency_floor_ms("ap-northeast-2", "us-east-1") == latency_floor_ms("us-east-1", "ap-northeast-2")
    True
    """
    return float(floors(location)["floor_ms"][catalog.check_location(other)])


def floors(location: str) -> pd.DataFrame:
    """Columns km and floor_ms for every location, in the order of the locations."""
    km = catalog.distances_km(location)
    return pd.DataFrame({"km": km, "floor_ms": 2 * km * GROUP_INDEX / LIGHT_KM_PER_S * 1000})
