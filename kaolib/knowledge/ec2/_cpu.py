"""CPU options: which cores and threads a type can run with, and what that saves in licences, never in the instance."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.ec2._fees import listed_fee
from kaolib.knowledge.purchase import MONTH_HOURS

#: Below this many active vCPUs AWS bills an instance with its licence as by default.
LEAST_LICENSED_VCPU = 4
#: AWS prints its fees per vCPU-hour to a tenth of a cent: a price list within half of that agrees with them.
_PRINTED_WITHIN = 0.0005


def cpu_options(instance_type: str) -> pd.DataFrame:
    """Every valid combination of cores and threads per core of a type, fewest vCPUs first.

    Parameters
    ----------
    instance_type
        For example "r7i.8xlarge".

    Returns
    -------
    pandas.DataFrame
        cores, threads_per_core, vcpu (their product), default (true in one row). Graviton, M7a, C7a and R7a have one
        thread per core and no other choice.

    Raises
    ------
    InputError
        For an unknown type, bare metal, a type without a choice, or one whose options the snapshot does not know.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "CPU options for Amazon EC2 instances", "Rules for specifying CPU options" and
    "Supported CPU options for Amazon EC2 instance types"; the values are DescribeInstanceTypes records. Options can be
    set at launch and later. Quotas go on counting the default vCPUs.

    Examples
    --------
    >>> cpu_options("m5zn.3xlarge")
       cores  threads_per_core  vcpu  default
    0      2                 1     2    False
    1      2                 2     4    False
    2      4                 1     4    False
    3      6                 1     6    False
    4      4                 2     8    False
    5      6                 2    12     True
    """
    record = _records()[catalog.check_instance_type(instance_type)]
    if record["bare_metal"]:
        raise InputError(
            ko=f"{instance_type}은(는) 베어 메탈이라 CPU 옵션을 지정할 수 없습니다.",
            en=f"{instance_type} is bare metal: CPU options cannot be specified for it",
        )
    if math.isnan(record["default_cores"]):
        raise InputError(
            ko=f"{instance_type}의 CPU 옵션은 이 스냅샷에서 확인되지 않았습니다.",
            en=f"the CPU options of {instance_type} are not known in this snapshot",
        )
    if not record["valid_cores"]:
        now = int(record["default_cores"]), int(record["threads_per_core"])
        raise InputError(
            ko=f"{instance_type}의 CPU 옵션은 바꿀 수 없습니다. 코어 {now[0]}개, 코어당 스레드 {now[1]}개로 고정되어 있습니다.",
            en=f"{instance_type} has no CPU options: its cores ({now[0]}) and threads per core ({now[1]}) are fixed",
        )
    choices = [
        (cores, threads, cores * threads)
        for cores in map(int, record["valid_cores"].split(","))
        for threads in map(int, record["valid_threads_per_core"].split(","))
    ]
    table = pd.DataFrame(choices, columns=["cores", "threads_per_core", "vcpu"])
    default = (table["cores"] == record["default_cores"]) & (table["threads_per_core"] == record["threads_per_core"])
    return table.assign(default=default).sort_values(["vcpu", "cores"], ignore_index=True)


def optimize_cpus(
    instance_type: str,
    location: str,
    operating_system: str,
    cores: int,
    threads_per_core: int,
    hours: float = MONTH_HOURS,
) -> pd.DataFrame:
    """What an instance with these CPU options costs On-Demand, part by part: the instance, then its licence.

    Parameters
    ----------
    instance_type, location, operating_system
        As in the snapshot; the licence is the one included in the AMI.
    cores, threads_per_core
        One of the combinations of `cpu_options`.
    hours
        How long it runs.

    Returns
    -------
    pandas.DataFrame
        part, quantity, unit ("hour", "vCPU-hour"), usd_per_unit, usd, as_of, reason. The sum of usd is the cost. One
        part, "instance_with_license" ("instance" for Linux), where AWS bills as by default; two, "instance" and
        "license", where the licence is billed by active vCPU. The column reason says which, and why:

        - "reduced": the instance at its price without licence, and the licence by active vCPU
        - "default": the default cores and threads
        - "no_vcpu_fee": CPU options do not change the price with this operating system (only the licences of Windows
          Server and of Windows Server with SQL Server are billed by active vCPU)
        - "under_4_vcpu": below four active vCPUs AWS bills as by default
        - "t3": T3 does not take part
        - "not_confirmed": the fee is not known there, or the price list's own licence per vCPU differs from the listed
          fee (the flex families, for example), so the price of the reduced configuration is NaN

    Raises
    ------
    InputError
        For an unknown name, a type that is not sold there, an invalid combination, or hours that are not 0 or more.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Optimize CPUs for License-Included instances" (fees and worked examples) and "Rules
    for specifying CPU options" (four vCPUs, T3). The instance part never changes; Savings Plans apply to it, not to
    the licence. With Reserved Instances in the same payer account the discount may be lost, AWS warns; accounts that
    combined both before 2025-10-15 stay on the old billing until they ask to be moved.

    Examples
    --------
    AWS's own example: r7i.8xlarge with Windows and SQL Server Enterprise, 16 of 32 vCPUs active for 100 hours.

    >>> bill = optimize_cpus("r7i.8xlarge", "us-east-1", "windows_sql_enterprise", 8, 2, hours=100)
    >>> bill[["part", "quantity", "usd"]].round(2)
           part  quantity     usd
    0  instance     100.0  211.68
    1   license    1600.0  673.60
    """
    errors.amount("hours", hours)
    offer = _offer(instance_type, location, operating_system)
    vcpu = _active(instance_type, cores, threads_per_core)
    reason = offer.reason(vcpu)
    priced = catalog.as_of("on_demand")
    whole = "instance" if operating_system == "linux" else "instance_with_license"
    lines = [(whole, hours, "hour", offer.usd_per_hour, priced)]
    if reason in ("reduced", "not_confirmed"):
        lines = [
            ("instance", hours, "hour", offer.bare_usd_per_hour, priced),
            ("license", vcpu * hours, "vCPU-hour", offer.fee if reason == "reduced" else math.nan, offer.fee_as_of),
        ]
    table = pd.DataFrame(lines, columns=["part", "quantity", "unit", "usd_per_unit", "as_of"])
    table["quantity"] = table["quantity"].astype(float)
    table.insert(4, "usd", table["quantity"] * table["usd_per_unit"])
    return table.assign(reason=reason)


def license_saving(
    instance_type: str, location: str, operating_system: str, hours: float = MONTH_HOURS
) -> pd.DataFrame:
    """What every valid combination of cores and threads saves in the included licence, On-Demand.

    Parameters
    ----------
    instance_type, location, operating_system
        As in the snapshot.
    hours
        Running hours of the period: a month by default.

    Returns
    -------
    pandas.DataFrame
        cores, threads_per_core, vcpu, default, usd (cost of the hours), saved_usd and saving (1 - usd / default's),
        reason (see `optimize_cpus`), as_of. NaN where the price is not confirmed.

    Raises
    ------
    InputError
        As `cpu_options` and `optimize_cpus`.

    Examples
    --------
    >>> table = license_saving("m7i.2xlarge", "ap-northeast-2", "windows_sql_standard")
    >>> table.loc[table["default"], ["saved_usd", "reason"]].to_numpy().tolist()
    [[0.0, 'default']]
    """
    errors.amount("hours", hours)
    offer = _offer(instance_type, location, operating_system)
    table = cpu_options(instance_type)
    reason = table["vcpu"].map(offer.reason)
    usd = (offer.bare_usd_per_hour + table["vcpu"] * offer.fee) * hours
    usd = usd.where(reason == "reduced", offer.usd_per_hour * hours).mask(reason == "not_confirmed")
    before = offer.usd_per_hour * hours
    saving = 1 - usd / before if before else usd * math.nan
    return table.assign(usd=usd, saved_usd=before - usd, saving=saving, reason=reason, as_of=catalog.as_of("on_demand"))


def license_share(location: str, operating_system: str) -> pd.DataFrame:
    """How much of each type's price is the licence, the largest share first.

    Parameters
    ----------
    location, operating_system
        As in the snapshot; not "linux", which has no licence.

    Returns
    -------
    pandas.DataFrame
        instance_type, family, vcpu, usd_per_hour, bare_usd_per_hour (Linux), license_usd_per_hour (the difference),
        license_share (of the price), license_usd_per_vcpu_hour, listed_usd_per_vcpu_hour (AWS's fee by active vCPU,
        NaN without one) and agrees (true where both are the same as far as AWS prints the fee), as_of. Types whose
        Linux price is not known there have no row.

    Raises
    ------
    InputError
        For an unknown name, or "linux".

    Notes
    -----
    Derived: a difference of two listed prices. Small types can pay for more vCPUs than they have: SQL Server is
    licensed for at least four cores.

    Examples
    --------
    >>> table = license_share("us-east-1", "windows_sql_enterprise").set_index("instance_type")
    >>> bool(table.loc["r7i.8xlarge", "agrees"])
    True
    """
    catalog.check_location(location)
    if catalog.check_operating_system(operating_system) == "linux":
        raise InputError(
            ko="linux의 가격에는 라이선스가 없습니다. 라이선스가 있는 운영 체제를 고르세요.",
            en="the price of linux has no licence in it: choose an operating system with a licence",
        )
    keep = ["instance_type", "usd_per_hour"]
    bare = catalog.on_demand(location=location, operating_system="linux")[keep]
    table = catalog.on_demand(location=location, operating_system=operating_system)[keep]
    table = table.merge(bare.rename(columns={"usd_per_hour": "bare_usd_per_hour"}), on="instance_type")
    table = table.merge(catalog.instance_types()[["instance_type", "family", "vcpu"]], on="instance_type")
    fee = table["usd_per_hour"] - table["bare_usd_per_hour"]
    listed, _ = listed_fee(_fee_item(operating_system), location)
    table = table.assign(
        license_usd_per_hour=fee,
        license_share=fee / table["usd_per_hour"],
        license_usd_per_vcpu_hour=fee / table["vcpu"],
        listed_usd_per_vcpu_hour=listed,
        agrees=np.abs(fee / table["vcpu"] - listed) <= _PRINTED_WITHIN,
        as_of=catalog.as_of("on_demand"),
    )
    first = ["instance_type", "family", "vcpu", "usd_per_hour", "bare_usd_per_hour"]
    table = table[[*first, *(name for name in table if name not in first)]]
    return table.sort_values(["license_share", "instance_type"], ascending=[False, True], ignore_index=True)


def byol_saving(cores_before: int, cores_after: int, usd_per_core_year: float, least_cores: int = 0) -> float:
    """What fewer cores save in a licence that is brought along (BYOL) and counted by core, USD a year.

    Parameters
    ----------
    cores_before, cores_after
        What the licence counts, before and after: physical cores, or vCPUs where its terms say so.
    usd_per_core_year
        What one of them costs a year: of the licence's own price list, which no AWS price shows.
    least_cores
        The fewest that the licence's terms let one instance have.

    Raises
    ------
    InputError
        For cores that are not whole numbers of 1 or more, or a price below 0.

    Notes
    -----
    Source: AWS, EC2 User Guide, "CPU options for Amazon EC2 instances": specifying them costs nothing, and the price
    of the instance stays.

    Examples
    --------
    >>> byol_saving(16, 6, usd_per_core_year=1000)
    10000.0
    >>> byol_saving(16, 2, usd_per_core_year=1000, least_cores=4)
    12000.0
    """
    least = errors.count("least_cores", least_cores)
    before = max(errors.count("cores_before", cores_before, least=1), least)
    after = max(errors.count("cores_after", cores_after, least=1), least)
    return (before - after) * errors.amount("usd_per_core_year", usd_per_core_year)


@cache
def _records() -> dict[str, dict[str, Any]]:
    """What each type is made of, by name: one look-up instead of a search through the table."""
    types = catalog.instance_types()
    columns = ["family", "vcpu", "bare_metal", "default_cores", "threads_per_core"]
    columns += ["valid_cores", "valid_threads_per_core"]
    rows = zip(*(types[name].tolist() for name in columns), strict=True)
    return {
        str(name): dict(zip(columns, row, strict=True)) for name, row in zip(types["instance_type"], rows, strict=True)
    }


class _Offer(NamedTuple):
    """The prices behind any configuration of one type with one operating system in one place."""

    vcpu: int
    usd_per_hour: float
    bare_usd_per_hour: float
    fee: float
    fee_as_of: str
    always: str

    def reason(self, vcpu: int) -> str:
        """Why so many active vCPUs are billed as they are: the ids of `optimize_cpus`."""
        if vcpu == self.vcpu:
            return "default"
        if self.always in ("no_vcpu_fee", "t3"):
            return self.always
        if vcpu < LEAST_LICENSED_VCPU:
            return "under_4_vcpu"
        return self.always or "reduced"


def _offer(instance_type: str, location: str, operating_system: str) -> _Offer:
    usd = catalog.price(instance_type, location, operating_system)
    record = _records()[instance_type]
    linux = catalog.on_demand(instance_type, location, "linux")["usd_per_hour"]
    bare = float(linux.iloc[0]) if len(linux) else math.nan
    fee, as_of = listed_fee(_fee_item(operating_system), location)
    always = ""
    if _fee_item(operating_system) not in _fee_items():
        always = "no_vcpu_fee"
    elif record["family"] == "t3":
        always = "t3"
    elif not abs((usd - bare) / record["vcpu"] - fee) <= _PRINTED_WITHIN:  # NaN does not agree either
        always = "not_confirmed"
    return _Offer(int(record["vcpu"]), usd, bare, fee, as_of, always)


def _active(instance_type: str, cores: int, threads_per_core: int) -> int:
    """The active vCPUs, if the type can run with these cores and threads."""
    errors.count("cores", cores, least=1)
    errors.count("threads_per_core", threads_per_core, least=1)
    table = cpu_options(instance_type)
    if not ((table["cores"] == cores) & (table["threads_per_core"] == threads_per_core)).any():
        valid, threads = (sorted(set(table[name])) for name in ("cores", "threads_per_core"))
        raise InputError(
            ko=f"{instance_type}은(는) 코어 {cores}개, 코어당 스레드 {threads_per_core}개로 쓸 수 없습니다. "
            f"코어 수: {', '.join(map(str, valid))}. 코어당 스레드: {', '.join(map(str, threads))}.",
            en=f"{instance_type} cannot run with {cores} cores of {threads_per_core} threads: "
            f"cores are {', '.join(map(str, valid))}; threads per core {', '.join(map(str, threads))}",
        )
    return cores * threads_per_core


def _fee_item(operating_system: str) -> str:
    """What the price list calls the fee for one active vCPU for an hour."""
    return f"license_{operating_system}"


def _fee_items() -> set[str]:
    return set(catalog.services("ec2")["item"])
