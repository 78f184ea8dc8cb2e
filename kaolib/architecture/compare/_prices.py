"""Prices laid out by place: one row a location of the snapshot, so that a whole basket is a few sums of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib.errors import unknown
from kaolib.knowledge import catalog

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Item:
    """What one unit of a service costs everywhere: a row of tiers for each location, NaN where there is no price."""

    unit: str
    start: Numbers
    end: Numbers
    usd: Numbers
    as_of: Texts
    #: Priced in most Regions and in no zone: a service of the Region, which AWS does not sell by zone.
    regional: bool

    @property
    def priced(self) -> Flags:
        """Where there is a price."""
        return ~np.isnan(self.usd[:, 0])

    @property
    def known_to(self) -> Numbers:
        """The monthly quantity up to which the price is known, -inf where there is none."""
        known: Numbers = np.where(np.isnan(self.end), -np.inf, self.end).max(axis=1)
        return known

    def cost(self, quantity: Numbers) -> Numbers:
        """A month of the quantity in each location, NaN where a part of it has no known price."""
        within = np.minimum(quantity[:, None], self.end) - self.start
        usd = np.where(within > 0, within * self.usd, 0.0).sum(axis=1)
        # a quantity may be a sum of lines: its last bit does not lead out of what is known
        return np.where(self.priced & (quantity <= self.known_to * (1 + 1e-12)), usd, np.nan)


@cache
def codes() -> tuple[str, ...]:
    """The codes of all locations, in the order of every array here."""
    return tuple(str(code) for code in catalog.locations()["location"])


@cache
def position() -> Mapping[str, int]:
    """The place of each location in the arrays."""
    return {code: i for i, code in enumerate(codes())}


@cache
def zones() -> Flags:
    """Which locations are zones and not Regions."""
    return (catalog.locations()["kind"] != "Region").to_numpy(dtype=bool)


@cache
def govcloud() -> Flags:
    """Which locations belong to AWS GovCloud (US), a partition with rules of its own."""
    return np.array([code.startswith("us-gov-") for code in codes()])


@cache
def on_demand(operating_system: str) -> tuple[Mapping[str, int], Numbers]:
    """Columns by instance type, and the On-Demand price of each location (row) and type (column), NaN where not sold."""
    rows = catalog.on_demand(operating_system=operating_system)
    types = rows["instance_type"].cat.remove_unused_categories()
    row = rows["location"].cat.rename_categories(lambda code: position()[str(code)]).to_numpy(dtype=np.int64)
    prices = np.full((len(codes()), len(types.cat.categories)), np.nan)
    prices[row, types.cat.codes.to_numpy()] = rows["usd_per_hour"].to_numpy()
    prices.setflags(write=False)
    return {str(name): i for i, name in enumerate(types.cat.categories)}, prices


@cache
def item_names() -> Mapping[str, tuple[str, ...]]:
    """The items of each service."""
    rows = catalog.services()[["service", "item"]].astype(str).drop_duplicates().sort_values(["service", "item"])
    return {str(service): tuple(of["item"]) for service, of in rows.groupby("service")}


def check_item(service: object, item: object) -> tuple[str, str]:
    """The service and its item, if the snapshot has them; an `InputError` with the nearest name otherwise."""
    names = item_names()
    if not isinstance(service, str) or service not in names:
        raise unknown(ko="서비스", en="service", given=service, allowed=names)
    if not isinstance(item, str) or item not in names[service]:
        raise unknown(ko=f"{service} 항목", en=f"item of {service}", given=item, allowed=names[service])
    return service, item


@cache
def destinations(service: str, item: str) -> frozenset[str]:
    """The locations that have a price of their own as the end of a transfer; empty for what is not sent anywhere."""
    rows = catalog.services(service)
    return frozenset(rows.loc[rows["item"] == item, "to_location"].astype(str)) - {""}


@cache
def item(service: str, name: str, to_location: str = "") -> Item:
    """The tiers of an item in every location, for a transfer those towards one destination."""
    rows = catalog.services(service)
    rows = rows[(rows["item"] == name) & (rows["to_location"] == to_location)].sort_values("from_quantity")
    row = np.array([position()[str(code)] for code in rows["location"]], dtype=np.int64)
    tier = rows.groupby("location", observed=True).cumcount().to_numpy(dtype=np.int64)
    shape = (len(codes()), int(tier.max(initial=0)) + 1)
    start, end, usd = (np.full(shape, np.nan) for _ in range(3))
    for table, column in ((start, "from_quantity"), (end, "to_quantity"), (usd, "usd")):
        table[row, tier] = rows[column].to_numpy()
    as_of: Texts = np.full(len(codes()), "", dtype=object)
    as_of[row] = rows["as_of"].astype(str).to_numpy()
    priced = ~np.isnan(usd[:, 0])
    regional = not priced[zones()].any() and bool(priced[~zones()].mean() > 0.5)
    return Item(str(rows["unit"].iloc[0]) if len(rows) else "", start, end, usd, as_of, regional)


@cache
def inter_region(to_location: str) -> tuple[Item, Flags]:
    """Transfer from every location to a Region, and for which of them the source lists this destination by name.

    A location whose list does not name the destination has one price for every other Region. Inside the Region
    itself, and from its own zones, there is no such transfer: no price.
    """
    own = item("transfer", "inter_region", to_location)
    rest = item("transfer", "inter_region")
    named = own.priced
    inside = (catalog.locations()["parent_region"] == to_location).to_numpy(dtype=bool)

    def one(a: Numbers, b: Numbers) -> Numbers:
        # both have a single tier: AWS counts no tiers between Regions
        return np.where(inside[:, None], np.nan, np.where(named[:, None], a, b))

    as_of: Texts = np.where(named, own.as_of, rest.as_of)
    found = Item(
        rest.unit, one(own.start, rest.start), one(own.end, rest.end), one(own.usd, rest.usd), as_of, regional=False
    )
    return found, named


def names(rows: Flags) -> str:
    """A few of the Regions of a row of flags, for a sentence."""
    found = [code for code, flag, zone in zip(codes(), rows, zones(), strict=True) if flag and not zone]
    return ", ".join(found[:4]) + (" ..." if len(found) > 4 else "")


def places() -> pd.DataFrame:
    """The locations' descriptions, in the order of the arrays."""
    return catalog.locations()[["location", "name_ko", "name_en", "kind", "parent_region", "continent"]]
