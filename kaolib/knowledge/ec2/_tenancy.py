"""Tenancy: Dedicated Instances, Dedicated Hosts with their reservations, and licences brought along."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.ec2._fees import listed_fee
from kaolib.knowledge.ec2._running import host_billed_seconds
from kaolib.knowledge.purchase import MONTH_HOURS, YEAR_HOURS

#: How a Dedicated Host is paid, with the years of its term: On-Demand, or a Host Reservation paid all upfront.
HOST_OPTIONS = {"on_demand": 0, "reserved_1y_all_upfront": 1, "reserved_3y_all_upfront": 3}
#: What a software licence that is brought along may be counted by.
LICENCE_UNITS = ("socket", "core", "vm")
_PREMIUMS = {"": "median_premium", "least_": "min_premium", "most_": "max_premium"}
_USAGE = ("hour", "location", "instance_type", "count")


@dataclass(frozen=True)
class DedicatedRate:
    """The rate of a Dedicated Instance, always derived.

    Attributes
    ----------
    instance_type, location, operating_system
        What it is the rate of.
    shared_usd_per_hour
        On-Demand rate with shared tenancy, licence included.
    premium, least_premium, most_premium
        Dedicated over shared price of the family: median, smallest and largest over the locations where both were seen.
    usd_per_hour, least_usd_per_hour, most_usd_per_hour
        The rate with each of these premiums; NaN where it is not known.
    reason
        "" when the rate is known, else "no_premium" or "no_linux_price".
    as_of
        Date of the older of the two prices behind it: the premium's.
    derived
        True: AWS lists a price for each type, which the snapshot does not have.
    """

    instance_type: str
    location: str
    operating_system: str
    shared_usd_per_hour: float
    premium: float
    least_premium: float
    most_premium: float
    usd_per_hour: float
    least_usd_per_hour: float
    most_usd_per_hour: float
    reason: str
    as_of: str
    derived: bool = True


def dedicated_rates(location: str, operating_system: str = "linux") -> pd.DataFrame:
    """The derived rate of every Dedicated Instance in one location.

    The premium of the family raises the price of the hardware, and leaves the licence as it is: ``shared price +
    (premium - 1) x Linux price``.

    Parameters
    ----------
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    pandas.DataFrame
        A row for each type sold there with shared tenancy: instance_type, family, shared_usd_per_hour, premium,
        least_premium, most_premium, usd_per_hour, least_usd_per_hour, most_usd_per_hour, derived (True), reason
        ("no_premium": none was seen for the family, so that it may not be sold as a Dedicated Instance at all;
        "no_linux_price": hardware and licence cannot be told apart; else ""), as_of. Unknown rates are NaN.

    Raises
    ------
    InputError
        For an unknown location or operating system.

    Notes
    -----
    The fee per Region (`dedicated_region_fee`) comes on top. Savings Plans and Dedicated RIs lower the rate, never the
    fee; an RI with default tenancy does not apply.

    Evidence for the rule: AWS lists a Dedicated c6i.large with Windows and SQL Server Web in Tokyo at USD 0.2773 an
    hour (price list of 2023-02-01), which is the Linux price x 1.10 plus the licence part of the shared price; with
    the licence raised too it would be USD 0.2933. Checked on Linux: x2iedn.32xlarge, t3.medium, m5.xlarge.

    Sources: AWS, EC2 User Guide, "Amazon EC2 Dedicated Instances"; Savings Plans User Guide, "Savings Plans types";
    the snapshot's table `dedicated_instance_premium`.

    Examples
    --------
    >>> rates = dedicated_rates("ap-northeast-2").set_index("instance_type")
    >>> bool(rates.loc["m5.large", "usd_per_hour"] > rates.loc["m5.large", "shared_usd_per_hour"])
    True
    """
    return _rates(catalog.check_location(location), catalog.check_operating_system(operating_system)).copy()


@lru_cache(maxsize=64)
def _rates(location: str, operating_system: str) -> pd.DataFrame:
    """The table of `dedicated_rates`, kept: an explorer asks for one place again and again."""
    rows = catalog.on_demand(location=location, operating_system=operating_system)
    names = rows["instance_type"].astype(str)
    shared = rows["usd_per_hour"]
    linux = catalog.on_demand(location=location, operating_system="linux")
    hardware = names.map(pd.Series(linux["usd_per_hour"].to_numpy(), index=linux["instance_type"].astype(str)))
    table = pd.DataFrame(
        {"instance_type": names, "family": names.str.partition(".")[0], "shared_usd_per_hour": shared.to_numpy()}
    )
    premiums = catalog.table("dedicated_instance_premium").set_index("family")
    for prefix, column in _PREMIUMS.items():
        table[f"{prefix}premium"] = table["family"].map(premiums[column])
    for prefix in _PREMIUMS:
        table[f"{prefix}usd_per_hour"] = shared + (table[f"{prefix}premium"] - 1) * hardware
    table["derived"] = True
    table["reason"] = np.select(
        [table["premium"].isna(), hardware.isna()], ["no_premium", "no_linux_price"], default=""
    )
    table["as_of"] = min(catalog.as_of("dedicated_instance_premium"), catalog.as_of("on_demand"))
    return table


def dedicated_rate(instance_type: str, location: str, operating_system: str = "linux") -> DedicatedRate:
    """The derived rate of one Dedicated Instance; `dedicated_rates` says how it is found.

    Raises
    ------
    InputError
        For an unknown name, or a type that is not sold there or not with that operating system.

    Examples
    --------
    >>> rate = dedicated_rate("m5.large", "ap-northeast-2", "windows")
    >>> rate.derived, rate.usd_per_hour < rate.premium * rate.shared_usd_per_hour  # the licence is not raised
    (True, True)
    """
    catalog.price(instance_type, location, operating_system)  # raises: where it is sold instead
    table = _rates(location, operating_system)
    row = table[table["instance_type"] == instance_type].iloc[0]
    return DedicatedRate(
        instance_type=instance_type,
        location=location,
        operating_system=operating_system,
        shared_usd_per_hour=float(row["shared_usd_per_hour"]),
        premium=float(row["premium"]),
        least_premium=float(row["least_premium"]),
        most_premium=float(row["most_premium"]),
        usd_per_hour=float(row["usd_per_hour"]),
        least_usd_per_hour=float(row["least_usd_per_hour"]),
        most_usd_per_hour=float(row["most_usd_per_hour"]),
        reason=str(row["reason"]),
        as_of=str(row["as_of"]),
    )


def dedicated_region_fee(location: str) -> float:
    """The fee for an hour in which at least one Dedicated Instance runs in the Region, USD; NaN where not known.

    One fee an hour for the whole Region, its zones with it, however many instances run. No Savings Plan lowers it.

    Parameters
    ----------
    location
        A Region, or a zone, which stands for its Region.

    Raises
    ------
    InputError
        For an unknown location.

    Notes
    -----
    That a zone counts as part of its Region is our reading of "per Region".
    Source: AWS, Savings Plans User Guide, "Savings Plans types"; its date stands in `catalog.services("ec2")`.

    Examples
    --------
    >>> dedicated_region_fee("us-west-2-lax-1") == dedicated_region_fee("us-west-2") > 0
    True
    """
    usd, _ = listed_fee("dedicated_region_fee", _regions()[catalog.check_location(location)])
    return usd


def dedicated_cost(usage: pd.DataFrame) -> pd.DataFrame:
    """What Dedicated Instances cost: the instances, and the fee for each hour in which a Region has at least one.

    Parameters
    ----------
    usage
        One row per hour and kind of instance, with the columns hour (a label of the clock hour, the same in every row
        of that hour), location, instance_type, operating_system ("linux" when left out) and count (instances that run).

    Returns
    -------
    pandas.DataFrame
        A row per location, type and system, then a row per Region:

        - item: "instance" or "region_fee"
        - location (for the fee the Region), instance_type and operating_system ("" for the fee)
        - hours: instance-hours, or hours in which at least one instance ran in the Region
        - usd_per_hour, usd: NaN where not known; add them up with ``sum(skipna=False)``
        - derived: True for instances; reason (see `dedicated_rates`; "no_fee_price" for a fee that is not known), as_of

    Raises
    ------
    InputError
        For a missing column, an unknown name, a type that is not sold there, or a count that is not a whole number of
        0 or more.

    Notes
    -----
    An empty slot of a Capacity Reservation with dedicated tenancy is charged like an instance, fee included: count it.
    Sources: AWS, Savings Plans User Guide, "Savings Plans types" (the fee, for every Region with at least one Dedicated
    Instance running); EC2 User Guide, "Capacity Reservation pricing and billing".

    Examples
    --------
    Three instances in one hour and one in the next: four instance-hours, two hours of the fee.

    >>> usage = pd.DataFrame({"hour": [0, 1], "location": "us-east-1", "instance_type": "m5.large", "count": [3, 1]})
    >>> dedicated_cost(usage)[["item", "hours"]]
             item  hours
    0    instance      4
    1  region_fee      2
    """
    rows = _usage(usage)
    instances = rows.groupby(["location", "operating_system", "instance_type"], as_index=False)["count"].sum()
    lines = []
    for (place, system), group in instances.groupby(["location", "operating_system"]):
        place, system = str(place), str(system)
        rates = dedicated_rates(place, system).set_index("instance_type")
        for name, hours in zip(group["instance_type"], group["count"], strict=True):
            if name not in rates.index:
                catalog.price(name, place, system)  # raises: where it is sold instead
            usd, reason, date = rates.loc[name, ["usd_per_hour", "reason", "as_of"]]
            lines.append(("instance", place, name, system, int(hours), float(usd), True, reason, date))
    running = rows[rows["count"] > 0]
    regions = running["location"].map(_regions()).rename("region")
    for region, hours in running["hour"].groupby(regions).nunique().items():
        usd, date = listed_fee("dedicated_region_fee", str(region))
        reason = "no_fee_price" if math.isnan(usd) else ""
        lines.append(("region_fee", str(region), "", "", int(hours), usd, False, reason, date))
    columns = [
        "item",
        "location",
        "instance_type",
        "operating_system",
        "hours",
        "usd_per_hour",
        "derived",
        "reason",
        "as_of",
    ]
    table = pd.DataFrame(lines, columns=columns).sort_values(columns[:4], ignore_index=True)
    table.insert(columns.index("derived"), "usd", table["hours"] * table["usd_per_hour"])
    return table


def host_rates(family: str, location: str) -> pd.DataFrame:
    """What a Dedicated Host costs: On-Demand, and reserved for one year or three with all paid upfront.

    Parameters
    ----------
    family
        A family such as "m5".
    location
        A Region, Local Zone or Wavelength Zone code.

    Returns
    -------
    pandas.DataFrame
        One row per option of `HOST_OPTIONS`: option, term_years (0: none), upfront_usd, usd_per_hour (effective: the
        upfront payment over the hours of the term), usd_per_month, saving (1 - rate / On-Demand), status ("listed",
        or "unknown" with NaN prices), as_of.

    Raises
    ------
    InputError
        For an unknown family or location.

    Notes
    -----
    AWS sells more: reservations with no or partial upfront payment, and Savings Plans; the snapshot has no price of
    them. A reservation covers one host of its family in one Availability Zone, which cannot be released before the
    term ends.
    Source: AWS, EC2 User Guide, "Amazon EC2 Dedicated Host pricing and billing".

    Examples
    --------
    >>> host_rates("m5", "us-east-1")["option"].tolist()
    ['on_demand', 'reserved_1y_all_upfront', 'reserved_3y_all_upfront']
    """
    return _host_rates(catalog.check_family(family), catalog.check_location(location)).copy()


@lru_cache(maxsize=256)
def _host_rates(family: str, location: str) -> pd.DataFrame:
    """The table of `host_rates`, kept: the cost of each option asks for it."""
    hosts = catalog.dedicated_hosts(location)
    row = hosts[hosts["family"] == family].rename(columns={"usd_per_hour": "on_demand"})
    usd = row.reindex(columns=list(HOST_OPTIONS)).astype(float)
    rates = usd.iloc[0].to_numpy() if len(usd) else np.full(len(HOST_OPTIONS), math.nan)
    years = np.array(list(HOST_OPTIONS.values()))
    return pd.DataFrame(
        {
            "option": list(HOST_OPTIONS),
            "term_years": years,
            "upfront_usd": (rates * years * YEAR_HOURS).round(2),
            "usd_per_hour": rates,
            "usd_per_month": rates * MONTH_HOURS,
            "saving": 1 - rates / rates[0],
            "status": np.where(np.isnan(rates), "unknown", "listed"),
            "as_of": catalog.as_of("dedicated_hosts"),
        }
    )


def host_cost(family: str, location: str, hosts: int, hours: float, option: str = "on_demand") -> float:
    """What hosts cost, whatever runs on them: from nothing to as much as fits.

    Parameters
    ----------
    family
        A family such as "m5".
    location
        A Region, Local Zone or Wavelength Zone code.
    hosts
        How many hosts.
    hours
        From allocation to release. On-Demand: billed by the second, at least 60 seconds, a Mac host at least 24 hours.
        A reservation is paid for its whole term; these hours are then the part of the term to look at.
    option
        One of `HOST_OPTIONS`.

    Returns
    -------
    float
        USD; NaN where the price is not known.

    Raises
    ------
    InputError
        For an unknown family, location or option, a number of hosts that is not whole, or hours below 0.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Amazon EC2 Dedicated Host pricing and billing".

    Examples
    --------
    >>> host_cost("m5", "us-east-1", hosts=2, hours=730) == 2 * host_cost("m5", "us-east-1", hosts=1, hours=730)
    True
    """
    errors.each_of([option], tuple(HOST_OPTIONS), ko="호스트 구매 옵션", en="host purchase option")
    rate: float = dict(zip(HOST_OPTIONS, host_rates(family, location)["usd_per_hour"].tolist(), strict=True))[option]
    errors.count("hosts", hosts)
    billed = errors.amount("hours", hours)
    if not HOST_OPTIONS[option]:
        billed = host_billed_seconds(billed * 3600, family) / 3600
    return hosts * billed * rate


def host_capacity(family: str) -> pd.DataFrame:
    """Which instance types one host of a family holds, and how many of each, smallest first.

    Parameters
    ----------
    family
        A family such as "m5".

    Returns
    -------
    pandas.DataFrame
        instance_type, vcpu (of one instance), instances_per_host (of this type alone), derived (True when computed, not
        from AWS's table), sockets and cores (physical, of the host; NaN where not known). No rows when not known.

    Raises
    ------
    InputError
        For an unknown family.

    Notes
    -----
    Some families mix sizes on one host (A1, C5, C5n, C6i, C7i, M5, M5n, M6i, M7i, R5, R5n, R6i, R7i, T3); the others
    take the one type that the host was allocated for.
    Source: AWS, EC2 User Guide, "Amazon EC2 Dedicated Host instance capacity configurations".

    Examples
    --------
    The guide's example: an M5 host has 48 cores and holds six m5.4xlarge.

    >>> m5 = host_capacity("m5").set_index("instance_type")
    >>> int(m5.loc["m5.4xlarge", "instances_per_host"]), float(m5.loc["m5.4xlarge", "cores"])
    (6, 48.0)
    """
    return _host_capacity(catalog.check_family(family)).copy()


@cache
def _host_capacity(family: str) -> pd.DataFrame:
    """The table of `host_capacity`, kept: it merges three tables of the snapshot."""
    counts = catalog.host_capacities()
    counts = counts[counts["family"] == family]
    hardware = catalog.host_hardware()[["family", "sockets", "cores"]]
    vcpu = catalog.instance_types()[["instance_type", "vcpu"]]
    table = counts.merge(vcpu, on="instance_type").merge(hardware, on="family", how="left")
    table = table.sort_values(
        ["vcpu", "instances_per_host", "instance_type"], ascending=[True, False, True], ignore_index=True
    )
    table = table[["instance_type", "vcpu", "instances_per_host", "derived", "sockets", "cores"]]
    return table.astype({"sockets": float, "cores": float})


def hosts_needed(instance_type: str, count: int) -> int:
    """How many hosts hold so many instances of one type.

    Parameters
    ----------
    instance_type
        For example "m5.large".
    count
        How many instances.

    Raises
    ------
    InputError
        For an unknown type, a count that is not a whole number of 0 or more, or a type of which it is not known how
        many a host holds.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Amazon EC2 Dedicated Host instance capacity configurations".

    Examples
    --------
    >>> hosts_needed("m5.4xlarge", 6), hosts_needed("m5.4xlarge", 7)
    (1, 2)
    """
    errors.count("count", count)
    capacity = host_capacity(catalog.check_instance_type(instance_type).split(".")[0])
    holds = capacity.loc[capacity["instance_type"] == instance_type, "instances_per_host"]
    if holds.empty:
        raise InputError(
            ko=f"전용 호스트 하나에 {instance_type}이(가) 몇 개 들어가는지 알려져 있지 않습니다.",
            en=f"it is not known how many {instance_type} a Dedicated Host holds.",
        )
    return -(-count // int(holds.iloc[0]))


@dataclass(frozen=True)
class Licences:
    """Licences that are brought along to Dedicated Hosts.

    Attributes
    ----------
    unit
        "socket", "core" or "vm".
    needed
        How many; NaN where the host's sockets or cores are not known.
    usd_per_year, usd_per_month
        What they cost at the price given; a month is a twelfth of a year. NaN without a price.
    """

    unit: str
    needed: float
    usd_per_year: float
    usd_per_month: float


def licences(
    unit: str,
    *,
    family: str = "",
    hosts: int = 0,
    instances: int = 0,
    usd_per_licence_year: float | None = None,
    least_per_socket: int = 0,
    least_per_host: int = 0,
) -> Licences:
    """How many licences software needs that is counted by the hosts' sockets or cores, or by virtual machines.

    By socket or core every host counts in full, however few instances run on it; by "vm" every instance is one.

    Parameters
    ----------
    unit
        "socket", "core" or "vm".
    family, hosts
        Of which hosts, and how many (by socket or core).
    instances
        How many instances (by "vm").
    usd_per_licence_year
        Your own price of one licence for a year, USD; no price of a licence is in the snapshot.
    least_per_socket, least_per_host
        The least that the vendor counts per socket and per host (by "core"; 0: none). See your own licence terms.

    Raises
    ------
    InputError
        For an unknown unit or family, or a number that cannot be used.

    Notes
    -----
    A host without known hardware gives NaN, not a guess. What may be brought along is a matter of its licence terms.
    Windows Server by core, for example, is commonly described as 8 per processor and 16 per server at least; the
    workbook has that from third parties only, so it is no default here.
    Source: AWS, EC2 User Guide, "Amazon EC2 Dedicated Hosts" (licences per socket, per core and per VM; a host shows its
    sockets and physical cores).

    Examples
    --------
    >>> licences("core", family="m5", hosts=2, usd_per_licence_year=100)
    Licences(unit='core', needed=96.0, usd_per_year=9600.0, usd_per_month=800.0)
    >>> licences("vm", instances=30).needed
    30.0
    """
    errors.each_of([unit], LICENCE_UNITS, ko="라이선스 단위", en="licence unit")
    for name, value in (
        ("hosts", hosts),
        ("instances", instances),
        ("least_per_socket", least_per_socket),
        ("least_per_host", least_per_host),
    ):
        errors.count(name, value)
    price = math.nan if usd_per_licence_year is None else errors.amount("usd_per_licence_year", usd_per_licence_year)
    if unit == "vm":
        needed = float(instances)
    else:
        hardware = catalog.host_hardware()
        row = hardware.loc[hardware["family"] == catalog.check_family(family), ["sockets", "cores"]].astype(float)
        sockets, cores = row.iloc[0] if len(row) else (math.nan, math.nan)
        # A minimum per socket with the sockets not known leaves the sum not known; without one it does not matter.
        least = sockets * least_per_socket if least_per_socket else 0.0
        per_host = sockets if unit == "socket" else float(np.max([cores, least, least_per_host]))
        needed = hosts * per_host
    return Licences(unit, needed, needed * price, needed * price / 12)


def _usage(usage: pd.DataFrame) -> pd.DataFrame:
    errors.columns(usage.columns, _USAGE, ko="사용량", en="the rows of usage")
    rows = usage.assign(operating_system=usage.get("operating_system", "linux"))
    for value in rows["count"]:
        errors.count("count", value)
    catalog.check_names(rows)
    text = dict.fromkeys(("location", "instance_type", "operating_system"), str)
    return rows[["hour", *text, "count"]].astype(text)


@cache
def _regions() -> dict[str, str]:
    """Which Region each location belongs to."""
    places = catalog.locations()
    return dict(zip(places["location"].astype(str), places["parent_region"].astype(str), strict=True))
