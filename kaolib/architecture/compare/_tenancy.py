"""Tenancies side by side: shared, Dedicated Instance, Dedicated Host, bare metal, and where a host begins to pay."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, ec2
from kaolib.knowledge.purchase import MONTH_HOURS

#: In the order in which they are shown.
TENANCIES = (
    "shared",
    "dedicated_instance",
    "dedicated_host",
    "host_reservation_1y",
    "host_reservation_3y",
    "bare_metal",
)
_AGAINST = ("shared", "dedicated_instance")
_CROSSOVER = [
    "instance_type",
    "family",
    "vcpu",
    "instances_per_host",
    "derived",
    "host_usd_per_hour",
    "usd_per_instance_hour",
    "region_fee_usd_per_hour",
    "full_host_ratio",
    "instances_to_pay",
    "share_of_host",
    "reason",
    "as_of",
]
_COLUMNS = ["tenancy", "bought", "units", "usd_per_month", "status", "reason", "licence", "as_of"]


def tenancies(
    instance_type: str,
    count: int,
    location: str,
    operating_system: str = "linux",
    hours: float = MONTH_HOURS,
    other_dedicated: bool = False,
    licence_usd_per_instance_hour: float = 0.0,
) -> pd.DataFrame:
    """Compare what the same instances cost in each tenancy for a month.

    Parameters
    ----------
    instance_type
        For example "m5.large".
    count
        How many instances, at least 1.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id. A licence is in the price where `licence` says "included"; hosts and bare metal are
        priced as hardware alone.
    hours
        Hours of the month in which they run, all at once. A reservation is paid for 730 hours a month at least.
    other_dedicated
        Whether other Dedicated Instances run in the Region all the time, so that its fee is paid already.
    licence_usd_per_instance_hour
        What your own licence costs for each instance, USD an hour, where `licence` says "yours".

    Returns
    -------
    DataFrame
        A row per tenancy, in the order of `TENANCIES`:

        - tenancy
        - bought: what is bought: the instance type, a host of the family, or the bare metal type
        - units: how many of them
        - licence_usd_per_month: your own licences in it; 0 where there are none
        - usd_per_month, usd_per_instance_month: for all of it, and divided by `count`
        - ratio_to_shared
        - status: "listed"; "derived" (the rate, or how many a host holds, is computed); "unknown"
        - reason: why a price is not known: "no_premium", "no_linux_price" and "no_fee_price" (see
          `kaolib.knowledge.ec2.dedicated_rates`), "no_host_price", "no_capacity" (how many a host holds),
          "no_reservation_price", "no_bare_metal" (none of the family is sold there that holds one); else ""
        - licence: "none" (Linux), "included", or "yours" (to be brought along)
        - as_of: date of the oldest price behind it

    Raises
    ------
    InputError
        For an unknown name, a type that is not sold there, a count below 1 or hours that are not above 0.

    Notes
    -----
    Your own licences are in the costs at the price that you give, by the instance; for those counted by socket or core
    see `kaolib.knowledge.ec2.licences`. AWS also sells Windows with its
    licence on Dedicated Hosts, at prices that the snapshot does not have. Of the bare metal types of the family the one
    is taken that costs least for all the instances, each holding as many as its vCPUs go; on bare metal you run the
    hypervisor yourself.

    Sources: the snapshot; AWS, EC2 User Guide, "Amazon EC2 Dedicated Instances", "Amazon EC2 Dedicated Host pricing and
    billing" and "Amazon EC2 Dedicated Host instance capacity configurations".

    Examples
    --------
    >>> table = tenancies("m5.large", 48, "us-east-1").set_index("tenancy")
    >>> table.loc["dedicated_host", "bought"], int(table.loc["dedicated_host", "units"])
    ('m5', 1)
    """
    shared = catalog.price(instance_type, location, operating_system)  # raises: where it is sold instead
    errors.count("count", count, least=1)
    errors.amount("hours", hours, above=True)
    included, own = ("none", "none") if operating_system == "linux" else ("included", "yours")
    family = instance_type.split(".")[0]
    listed = catalog.as_of("on_demand")

    rate = ec2.dedicated_rate(instance_type, location, operating_system)
    fee = 0.0 if other_dedicated else ec2.dedicated_region_fee(location)
    dedicated = (count * rate.usd_per_hour + fee) * hours
    reason = rate.reason or ("no_fee_price" if math.isnan(fee) else "")

    rows: list[tuple[object, ...]] = [
        ("shared", instance_type, count, count * shared * hours, "listed", "", included, listed),
        ("dedicated_instance", instance_type, count, dedicated, "derived", reason, included, rate.as_of),
        *_host_rows(instance_type, family, count, location, hours, own),
        _metal_row(instance_type, family, count, location, hours, own),
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    licence = errors.amount("licence_usd_per_instance_hour", licence_usd_per_instance_hour) * count * hours
    paid = np.where(table["licence"] == "yours", licence, 0.0)
    usd = table["usd_per_month"].astype(float) + paid
    table["usd_per_month"] = usd
    table["units"] = table["units"].astype(float)
    table["status"] = table["status"].where(usd.notna(), "unknown")
    table.insert(3, "licence_usd_per_month", np.where(usd.isna(), np.nan, paid))
    table.insert(5, "usd_per_instance_month", usd / count)
    table.insert(6, "ratio_to_shared", usd / usd.iloc[0])
    return table


def tenancies_by_count(
    instance_type: str,
    location: str,
    operating_system: str = "linux",
    most: int | None = None,
    other_dedicated: bool = False,
    licence_usd_per_instance_hour: float = 0.0,
) -> pd.DataFrame:
    """Compare the tenancies for every number of instances: what is paid one by one, and what is bought whole.

    Parameters
    ----------
    instance_type, location, operating_system, other_dedicated, licence_usd_per_instance_hour
        As in `tenancies`, for a month of 730 hours.
    most
        The largest number of instances; None: a little more than two hosts, or two of the largest bare metal type, hold.

    Returns
    -------
    DataFrame
        tenancy, count (1 to most), usd_per_month (NaN where a price of the tenancy is not known).

    Raises
    ------
    InputError
        As `tenancies`, or for a number below 1.

    Examples
    --------
    A host costs the same until it is full.

    >>> table = tenancies_by_count("m5.large", "us-east-1", most=49).set_index(["tenancy", "count"])["usd_per_month"]
    >>> first, full, beyond = table["dedicated_host"].loc[[1, 48, 49]]
    >>> bool(first == full), bool(beyond == 2 * first)
    (True, True)
    """
    one = tenancies(instance_type, 1, location, operating_system, other_dedicated=other_dedicated)
    usd = one.set_index("tenancy")["usd_per_month"]
    own = errors.amount("licence_usd_per_instance_hour", licence_usd_per_instance_hour) * MONTH_HOURS
    family = instance_type.split(".")[0]
    capacity = ec2.host_capacity(family).set_index("instance_type")["instances_per_host"]
    per_host = int(capacity.get(instance_type, 0))
    metal, holds = _metals(instance_type, family, location)
    if most is None:
        most = max(10, int(2.2 * max([per_host, *holds])))
    counts = np.arange(1, errors.count("most", most, least=1) + 1)

    fee = 0.0 if other_dedicated else ec2.dedicated_region_fee(location) * MONTH_HOURS
    hosts = np.ceil(counts / per_host) if per_host else np.full(len(counts), np.nan)
    whole = metal.to_numpy() * MONTH_HOURS * np.ceil(counts[:, None] / holds.to_numpy())
    cost = {
        "shared": counts * usd["shared"],
        "dedicated_instance": counts * (usd["dedicated_instance"] - fee) + fee,
        **{tenancy: hosts * usd[tenancy] for tenancy in TENANCIES[2:5]},
        "bare_metal": whole.min(axis=1) if len(metal) else np.full(len(counts), np.nan),
    }
    yours = one.set_index("tenancy")["licence"] == "yours"
    return pd.concat(
        [
            pd.DataFrame(
                {"tenancy": name, "count": counts, "usd_per_month": paid + (own * counts if yours[name] else 0)}
            )
            for name, paid in cost.items()
        ],
        ignore_index=True,
    )


def _host_rows(
    instance_type: str, family: str, count: int, location: str, hours: float, licence: str
) -> list[tuple[object, ...]]:
    rates = ec2.host_rates(family, location)
    usd_per_hour: list[float] = rates["usd_per_hour"].tolist()
    capacity = ec2.host_capacity(family)
    here = capacity[capacity["instance_type"] == instance_type]
    hosts = -(-count // int(here["instances_per_host"].iloc[0])) if len(here) else 0
    status = "derived" if here["derived"].any() else "listed"
    missing = "no_host_price" if math.isnan(usd_per_hour[0]) else "no_reservation_price"
    rows: list[tuple[object, ...]] = []
    for tenancy, (option, years), rate in zip(TENANCIES[2:5], ec2.HOST_OPTIONS.items(), usd_per_hour, strict=True):
        reason = missing if math.isnan(rate) else "" if hosts else "no_capacity"
        paid = max(hours, MONTH_HOURS) if years else hours
        usd = math.nan if reason else ec2.host_cost(family, location, hosts, paid, option)
        rows.append((tenancy, family, hosts or math.nan, usd, status, reason, licence, rates["as_of"].iloc[0]))
    return rows


def _metal_row(
    instance_type: str, family: str, count: int, location: str, hours: float, licence: str
) -> tuple[object, ...]:
    usd, holds = _metals(instance_type, family, location)
    date = catalog.as_of("on_demand")
    if usd.empty:
        return ("bare_metal", "", math.nan, math.nan, "unknown", "no_bare_metal", licence, date)
    units = -(-count // holds)
    total = usd * units * hours
    best = str(total.idxmin())
    status = "listed" if best == instance_type else "derived"
    return ("bare_metal", best, int(units[best]), float(total[best]), status, "", licence, date)


def _metals(instance_type: str, family: str, location: str) -> tuple[pd.Series[float], pd.Series[int]]:
    """The family's bare metal types sold there that hold at least one: USD per hour, and how many each holds."""
    types = catalog.instance_types()
    own = types[types["family"] == family].set_index("instance_type")
    metal = own[own["bare_metal"]]
    prices = catalog.on_demand(location=location, operating_system="linux")
    usd = pd.Series(prices["usd_per_hour"].to_numpy(), index=prices["instance_type"].astype(str)).reindex(metal.index)
    holds = metal["vcpu"] // int(own["vcpu"].to_dict()[instance_type])
    fit = (holds > 0) & usd.notna()
    return usd[fit], holds[fit]


def host_crossover(
    location: str,
    operating_system: str = "linux",
    against: str = "dedicated_instance",
    option: str = "on_demand",
    other_dedicated: bool = False,
    licence_usd_per_instance_hour: float = 0.0,
    licence_usd_per_core_hour: float = 0.0,
) -> pd.DataFrame:
    """From how many instances one Dedicated Host costs no more than the same instances bought one by one.

    For every size of every family with a host price there, running all the time. The instances cost their own rate, and
    Dedicated Instances the Region's fee beside it; the host costs the same however many run, and your own licences.

    Parameters
    ----------
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        Of the instances that the host is held against, licence included. On the host the licence is yours.
    against
        "dedicated_instance" or "shared".
    option
        How the host is paid: "on_demand", "reserved_1y_all_upfront" or "reserved_3y_all_upfront". The instances are
        On-Demand in any case, so a reserved host has a commitment's discount on its side.
    other_dedicated
        Whether other Dedicated Instances run in the Region all the time: then its fee is paid already, and none is saved.
    licence_usd_per_instance_hour
        Your own licence on the host for each instance (counted by VM), USD.
    licence_usd_per_core_hour
        Your own licence for each physical core of the host (counted by core, in full), USD.

    Returns
    -------
    DataFrame
        A row for each instance type sold there of a family with a host price, by family and size:

        - instance_type, family, vcpu, instances_per_host (NaN where not known), derived (True when that is computed)
        - host_usd_per_hour: the host, with licences counted by core
        - usd_per_instance_hour: one instance as `against`, without the fee
        - region_fee_usd_per_hour
        - full_host_ratio: cost of a full host over that of as many instances; above 1 it does not pay even when full
        - instances_to_pay: the smallest number whose cost reaches the host's; NaN when a full host never pays
        - share_of_host: instances_to_pay / instances_per_host
        - reason: "" where it pays, "never", or why that is not known: "no_premium", "no_linux_price", "no_fee_price",
          "no_capacity", "no_reservation_price", "no_cores"
        - as_of: date of the oldest price behind it

    Raises
    ------
    InputError
        For an unknown name, option or comparison, or a licence price below 0.

    Notes
    -----
    Sources: the snapshot; AWS, EC2 User Guide, "Amazon EC2 Dedicated Host pricing and billing"; Savings Plans User
    Guide, "Savings Plans types" (the fee).

    Examples
    --------
    A full M5 host costs a tenth more than what it holds at shared prices, so it never pays for its price alone.

    >>> m5 = host_crossover("us-east-1", against="shared").set_index("instance_type").loc["m5.large"]
    >>> round(float(m5["full_host_ratio"]), 2), m5["reason"]
    (1.1, 'never')
    """
    errors.each_of([against], _AGAINST, ko="비교 대상", en="comparison")
    errors.each_of([option], tuple(ec2.HOST_OPTIONS), ko="호스트 구매 옵션", en="host purchase option")
    per_instance = errors.amount("licence_usd_per_instance_hour", licence_usd_per_instance_hour)
    per_core = errors.amount("licence_usd_per_core_hour", licence_usd_per_core_hour)
    dedicated = against == "dedicated_instance"
    fee = ec2.dedicated_region_fee(location) if dedicated and not other_dedicated else 0.0

    hosts = catalog.dedicated_hosts(location).rename(columns={"usd_per_hour": "on_demand"}).set_index("family")
    rate = hosts.reindex(columns=list(ec2.HOST_OPTIONS))[option].astype(float)
    table = ec2.dedicated_rates(location, operating_system)
    table = table[table["family"].isin(hosts.index)].reset_index(drop=True)
    types = catalog.instance_types().set_index("instance_type")["vcpu"]
    capacity = catalog.host_capacities().set_index("instance_type")
    cores = catalog.host_hardware().set_index("family")["cores"]

    name = table["instance_type"]
    holds = name.map(capacity["instances_per_host"]).to_numpy(dtype=float)
    own = table["family"].map(cores).to_numpy(dtype=float) * per_core if per_core else np.zeros(len(table))
    host = table["family"].map(rate).to_numpy(dtype=float) + own
    usd = table["usd_per_hour" if dedicated else "shared_usd_per_hour"].to_numpy(dtype=float)
    gain = usd - per_instance  # what each instance that moves to the host saves
    with np.errstate(divide="ignore", invalid="ignore"):
        # A hair of tolerance, so that a cost met exactly counts as reached.
        steps = np.where(gain > 0, np.maximum(1, np.ceil((host - fee) / gain - 1e-9)), np.inf)
        steps = np.where((gain <= 0) & (fee + gain >= host), 1, steps)  # the fee alone is dearer than the host
        full = (host + holds * per_instance) / (holds * usd + fee)
    known = ~np.isnan(host + usd + holds + fee)
    listed = min(catalog.as_of("on_demand"), catalog.as_of("dedicated_hosts"))
    pays = known & (steps <= holds)
    table = table.assign(
        vcpu=name.map(types),
        instances_per_host=holds,
        derived=name.map(capacity["derived"]).eq(True),
        host_usd_per_hour=host,
        usd_per_instance_hour=usd,
        region_fee_usd_per_hour=fee,
        full_host_ratio=full,
        instances_to_pay=np.where(pays, steps, np.nan),
        reason=np.select(
            [
                np.isnan(holds),
                table["family"].map(rate).isna(),
                np.isnan(own),
                np.isnan(usd),
                np.isnan(usd + fee),
                pays,
            ],
            ["no_capacity", "no_reservation_price", "no_cores", table["reason"], "no_fee_price", ""],
            default="never",
        ),
        as_of=min(*table["as_of"].unique(), catalog.as_of("dedicated_hosts")) if dedicated else listed,
    )
    table["share_of_host"] = table["instances_to_pay"] / holds
    return table.sort_values(["family", "vcpu", "instance_type"], ignore_index=True)[_CROSSOVER]
