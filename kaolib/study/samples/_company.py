"""A made-up company with two accounts: one clock hour to try purchases of RIs on."""

from __future__ import annotations

import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts, instance_type

#: Account, Availability Zone, step on the ladder of sizes, system, instance-hours of each line.
_LINES = (
    ("shop", "a", 0, "linux", 4.0),
    ("shop", "b", 0, "linux", 4.0),
    ("shop", "a", 1, "linux", 2.0),
    ("shop", "b", 2, "linux", 1.0),
    ("data", "b", 2, "linux", 1.0),
    ("shop", "a", 0, "windows", 1.0),
)
_OTHER = ("data", "a", 2.0)


def company(name: str, location: str) -> pd.DataFrame:
    """One clock hour of a made-up fleet around one instance type, priced On-Demand from the snapshot.

    Two accounts, "shop" and "data", run Linux instances of three sizes of a family in two Availability Zones, one
    Windows instance (where it is sold), and two instances of another family.

    Parameters
    ----------
    name
        The smallest type of the fleet, such as "m7i.large".
    location
        The Region.

    Returns
    -------
    pandas.DataFrame
        Usage for `kaolib.knowledge.discounts.apply`: hour (0), account, location, zone, item, operating_system, quantity, on_demand_usd.

    Raises
    ------
    InputError
        For an unknown name, or a type that is not sold there.

    Examples
    --------
    >>> hour = company("m7i.large", "ap-northeast-2")
    >>> hour["item"].unique().tolist()
    ['m7i.large', 'm7i.xlarge', 'm7i.2xlarge', 'c7i.large']
    """
    catalog.price(name, location)
    family, size = name.split(".", 1)
    sold = set(catalog.on_demand(location=location, operating_system="linux")["instance_type"].astype(str))
    sizes = _sizes(name, sold)
    rows = [
        {"account": account, "zone": location + zone, "item": sizes[min(step, len(sizes) - 1)],
         "operating_system": system, "quantity": quantity}
        for account, zone, step, system, quantity in _LINES
        if system == "linux" or len(catalog.on_demand(name, location, system))
    ]  # fmt: skip
    if other := _other_family(family, size, sold):
        account, zone, quantity = _OTHER
        rows.append({"account": account, "zone": location + zone, "item": other, "operating_system": "linux",
                     "quantity": quantity})  # fmt: skip
    keys = ["account", "zone", "item", "operating_system"]
    usage: pd.DataFrame = pd.DataFrame(rows).groupby(keys, sort=False)["quantity"].sum().reset_index()
    usage.insert(0, "hour", 0)
    usage.insert(2, "location", location)
    return discounts.priced(usage)


def reserved_in(location: str, *names: str) -> str:
    """The Region itself where every RI of these types has a known price, else the nearest Region where that is so.

    Parameters
    ----------
    location
        Where the learner stands.
    *names
        Instance types, Linux.

    Raises
    ------
    InputError
        For an unknown name, or when no Region of the snapshot has them all.

    Examples
    --------
    >>> reserved_in("us-east-1", "m7i.large"), reserved_in("ap-south-2", "m7i.large")
    ('us-east-1', 'ap-south-1')
    """
    catalog.check_location(location)
    rates = catalog.commitment_rates()
    rates = rates[rates["operating_system"] == "linux"]
    options = [option for option in rates.columns if option.startswith("ri_")]
    regions = catalog.locations()
    places = set(regions.loc[regions["kind"] == "Region", "location"].astype(str))
    for name in names:
        catalog.check_instance_type(name)
        here = rates[(rates["instance_type"] == name) & rates[options].notna().all(axis=1)]
        places &= set(here["location"].astype(str))
    if location in places:
        return location
    if not places:
        both = ", ".join(names)
        raise InputError(
            ko=f"{both}의 예약 인스턴스 가격을 모두 아는 리전이 스냅샷에 없습니다. 다른 유형을 고르세요.",
            en=f"no Region of the snapshot has every RI price of {both}: choose another type.",
        )
    return catalog.nearest(location, places)[0]


def _sizes(name: str, sold: set[str]) -> list[str]:
    """Up to three types of the family from this one up, each twice the one before where there is such a size."""
    ladder = instance_type.size_ladder(name.split(".", 1)[0])["instance_type"].astype(str)
    factors = {one: f for one in ladder if one in sold and (f := instance_type.normalization_factor(one)) is not None}
    found = [name]
    for _ in range(2):
        above = {one: f for one, f in factors.items() if f > factors.get(found[-1], float("inf"))}
        if not above:
            break
        found.append(min(above, key=lambda one: above[one]))
    return found


def _other_family(family: str, size: str, sold: set[str]) -> str:
    """The same size of another family: compute optimized of the same generation, else the first there is."""
    rest = family.lstrip("abcdefghijklmnopqrstuvwxyz")
    wanted = [f"{series}{rest}.{size}" for series in ("c", "r", "m")]
    alike = sorted(one for one in sold if one.endswith(f".{size}") and one[0] in "cmr")
    return next((one for one in [*wanted, *alike] if one in sold and not one.startswith(f"{family}.")), "")
