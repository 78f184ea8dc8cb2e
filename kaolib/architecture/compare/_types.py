"""Instance types side by side: sizes of a family, generations of a series, families and types that meet a need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog, instance_type
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.knowledge.instance_type import InstanceName
from kaolib.knowledge.purchase import OPTIONS

ARCHITECTURES = ("x86_64", "arm64", "x86_64_mac", "arm64_mac")
_SERVERS = ("x86_64", "arm64")
_PRICES = ["usd_per_hour", "usd_per_vcpu_hour", "usd_per_gib_hour"]


def sizes(family: str, location: str, operating_system: str = "linux") -> pd.DataFrame:
    """Compare the sizes of a family in one location, smallest first.

    Parameters
    ----------
    family
        A family such as "m7g".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    DataFrame
        instance_type, size, normalization_factor, vcpu, gib, gpu_count, usd_per_hour, usd_per_vcpu_hour,
        usd_per_gib_hour, ratio_to_first (price over the smallest size's), and factor_step, vcpu_step, gib_step,
        usd_step: each value over the previous row's, NaN in the first row. Doubling holds where a step is 2.
        Sizes that are not sold there have no row.

    Raises
    ------
    InputError
        For an unknown family, location or operating system, or a family that is not sold there.

    Notes
    -----
    Source: the snapshot's On-Demand prices.

    Examples
    --------
    >>> sizes("t3", "us-east-1")[["size", "vcpu", "vcpu_step", "gib_step"]].head(3)
        size  vcpu  vcpu_step  gib_step
    0   nano     2        NaN       NaN
    1  micro     2        1.0       2.0
    2  small     2        1.0       2.0
    """
    ladder = instance_type.size_ladder(family)
    offers = _offers(location, operating_system)
    table = ladder.merge(offers[["instance_type", "gpu_count", "usd_per_hour"]], on="instance_type")
    if table.empty:
        catalog.price(ladder["instance_type"].iloc[0], location, operating_system)  # raises: where it is sold instead
    table = _ratios(table)
    table = table[[*ladder.columns, "gpu_count", *_PRICES, "ratio_to_first"]]
    for step, column in {
        "factor_step": "normalization_factor",
        "vcpu_step": "vcpu",
        "gib_step": "gib",
        "usd_step": "usd_per_hour",
    }.items():
        table[step] = table[column] / table[column].shift()
    return table


def generations(
    series: str, size: str, location: str, operating_system: str = "linux", variants: bool = False
) -> pd.DataFrame:
    """Compare the families of a series at one size, oldest generation first.

    Parameters
    ----------
    series
        A series such as "m" or "c".
    size
        A size such as "large".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    variants
        Also take the families with an option letter, such as m7gd (local disk) or m6in (network); without, one family
        a processor and the flex families.

    Returns
    -------
    DataFrame
        family, generation, processor ("Intel", "AMD", "Graviton"), instance_type, current_generation, vcpu, gib,
        gpu_count, usd_per_hour, usd_per_vcpu_hour, usd_per_gib_hour, ratio_to_first (price over the oldest's),
        ratio_to_cheapest.

    Raises
    ------
    InputError
        For an unknown series, size, location or operating system, or when nothing of it is sold there.

    Notes
    -----
    Source: the snapshot's On-Demand prices. Price per hour alone does not rank generations: a newer one does more
    work in the hour.

    Examples
    --------
    >>> generations("m", "large", "us-east-1")["family"].head(6).tolist()
    ['m1', 'm3', 'm4', 'm5', 'm5a', 'm6a']
    """
    every = {one.series for one in _names()}
    if series not in every:
        raise unknown(ko="인스턴스 시리즈", en="instance series", given=series, allowed=sorted(every))
    own = [one for one in _names() if one.series == series and (variants or not _is_variant(one))]
    sold_sizes = [known for known in instance_type.SIZES if known in {one.size for one in own}]
    if size not in sold_sizes:
        raise unknown(ko=f"{series} 시리즈의 크기", en=f"size of series {series!r}", given=size, allowed=sold_sizes)
    chosen = [(one.name, one.generation or 0) for one in own if one.size == size]
    table = pd.DataFrame(chosen, columns=["instance_type", "generation"])
    table = table.merge(_offers(location, operating_system), on="instance_type")
    if table.empty:
        catalog.price(chosen[-1][0], location, operating_system)  # raises: where it is sold instead
    table["processor"] = table["manufacturer"].astype(str).replace("AWS", "Graviton")
    table = _ratios(table.sort_values(["generation", "family"], ignore_index=True))
    table["ratio_to_cheapest"] = table["usd_per_hour"] / table["usd_per_hour"].min()
    first = ["family", "generation", "processor", "instance_type", "current_generation", "vcpu", "gib", "gpu_count"]
    return table[[*first, *_PRICES, "ratio_to_first", "ratio_to_cheapest"]]


def families(
    vcpu: float,
    gib: float,
    gpu: float = 0,
    architectures: Sequence[str] = _SERVERS,
    *,
    location: str,
    operating_system: str = "linux",
    current_generation: bool = True,
) -> pd.DataFrame:
    """Give each family's cheapest size that meets a need, cheapest first.

    Parameters
    ----------
    vcpu, gib, gpu
        What is needed at least: vCPUs, memory in GiB, GPUs.
    architectures
        The processor architectures that the work can run on.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    current_generation
        Take only families that AWS lists as current generation.

    Returns
    -------
    DataFrame
        family, category, instance_type, vcpu, gib, gpu_count, architecture, burstable, usd_per_hour,
        usd_per_vcpu_hour, usd_per_gib_hour, ratio_to_first.

    Raises
    ------
    InputError
        For a need that is not a number of 0 or more, an unknown architecture, location or operating system, or when
        nothing sold there meets the need.

    Notes
    -----
    Source: the snapshot's On-Demand prices.

    Examples
    --------
    >>> cheapest = families(vcpu=8, gib=32, location="ap-northeast-2").iloc[0]
    >>> bool(cheapest["vcpu"] >= 8 and cheapest["gib"] >= 32)
    True
    """
    fit = _meeting(vcpu, gib, gpu, architectures, location, operating_system, current_generation)
    fit = fit.sort_values(["usd_per_hour", "instance_type"]).drop_duplicates("family")
    table = _ratios(fit.reset_index(drop=True))
    first = ["family", "category", "instance_type", "vcpu", "gib", "gpu_count", "architecture", "burstable"]
    return table[[*first, *_PRICES, "ratio_to_first"]]


def search(
    vcpu: float,
    gib: float,
    gpu: float = 0,
    architectures: Sequence[str] = _SERVERS,
    *,
    location: str,
    operating_system: str = "linux",
    option: str = "on_demand",
    limit: int | None = 20,
) -> pd.DataFrame:
    """Find the cheapest types that meet a need, under one purchase option or under each.

    Parameters
    ----------
    vcpu, gib, gpu
        What is needed at least: vCPUs, memory in GiB, GPUs.
    architectures
        The processor architectures that the work can run on.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    option
        "on_demand", "spot", an id such as "ri_standard_1y_no_upfront", or "all": one row per type and option.
    limit
        Rows to give at most; None for all.

    Returns
    -------
    DataFrame
        instance_type, family, category, vcpu, gib, gpu_count, architecture, current_generation, burstable, option,
        usd_per_hour (effective), usd_per_vcpu_hour, usd_per_gib_hour, ratio_to_first, status ("listed" by AWS or
        "derived"), as_of. A type whose price under the option is not known has no row.

    Raises
    ------
    InputError
        For a need that is not a number of 0 or more, an unknown architecture, location, operating system or option,
        or when nothing sold there meets the need.

    Notes
    -----
    Source: the snapshot's On-Demand prices, commitment rates (some derived, see `catalog.commitments`) and newest
    Spot prices.

    Examples
    --------
    >>> found = search(vcpu=8, gib=32, location="ap-northeast-2", limit=3)
    >>> bool((found["vcpu"] >= 8).all() and found["usd_per_hour"].is_monotonic_increasing)
    True
    """
    errors.each_of([option], [*OPTIONS, "all"], ko="구매 옵션", en="purchase option")
    if limit is not None:
        errors.count("limit", limit, least=1)
    fit = _meeting(vcpu, gib, gpu, architectures, location, operating_system, current_generation=False)
    rates = _rates_here(fit["instance_type"], location, operating_system, option)
    table = fit.drop(columns="usd_per_hour").merge(rates, on="instance_type")
    if table.empty:
        raise InputError(
            ko=f"{location}에서 이 조건에 맞는 유형의 {option} 가격은 알려져 있지 않습니다({operating_system}).",
            en=f"no {option} price is known in {location} for a type that meets this need ({operating_system}).",
        )
    table = _ratios(table.sort_values(["usd_per_hour", "instance_type", "option"], ignore_index=True))
    first = ["instance_type", "family", "category", "vcpu", "gib", "gpu_count", "architecture"]
    first += ["current_generation", "burstable", "option"]
    return table[[*first, *_PRICES, "ratio_to_first", "status", "as_of"]].head(limit if limit else len(table))


@cache
def _names() -> tuple[InstanceName, ...]:
    return tuple(instance_type.parse(name) for name in catalog.instance_types()["instance_type"])


def _is_variant(one: InstanceName) -> bool:
    """A family with an option letter (d, n, e, b, z ...); flex, memory and chip names follow a hyphen."""
    return any(len(option) == 1 for option in one.options)


def _offers(location: str, operating_system: str) -> pd.DataFrame:
    """What is sold in a location with an operating system: the types with their On-Demand price."""
    sold = catalog.on_demand(location=location, operating_system=operating_system)
    types = catalog.instance_types()
    prices = pd.Series(sold["usd_per_hour"].to_numpy(), index=sold["instance_type"].astype(str))
    types["usd_per_hour"] = types["instance_type"].map(prices)
    return types[types["usd_per_hour"].notna()].reset_index(drop=True)


def _rates_here(types: pd.Series[str], location: str, operating_system: str, option: str) -> pd.DataFrame:
    """Known prices under one option, or under "all": instance_type, option, usd_per_hour (effective), status, as_of."""
    here = {"location": location, "operating_system": operating_system}
    parts = []
    if option in ("on_demand", "all"):
        priced = catalog.on_demand(**here)
        parts.append(priced.assign(option="on_demand", status="listed", as_of=catalog.as_of("on_demand")))
    if option in ("spot", "all"):
        spot = catalog.spot(**here).drop_duplicates("instance_type", keep="last")  # the newest date stands last
        parts.append(spot.assign(option="spot", status="listed", as_of=spot["date"]))
    if option in (*COMMITMENTS, "all"):
        committed = catalog.commitments(**here)
        committed = committed[(committed["option"] == option) | (option == "all")]
        committed = committed[committed["instance_type"].isin(types)]
        status = np.where(committed["derived"].to_numpy(dtype=bool), "derived", "listed")
        parts.append(committed.assign(usd_per_hour=committed["effective_usd_per_hour"], status=status))
    columns = ["instance_type", "option", "usd_per_hour", "status", "as_of"]
    texts = dict.fromkeys(["instance_type", "option", "status", "as_of"], str)
    return pd.concat([part[columns].astype(texts) for part in parts], ignore_index=True)


def _meeting(
    vcpu: float,
    gib: float,
    gpu: float,
    architectures: Sequence[str],
    location: str,
    operating_system: str,
    current_generation: bool,
) -> pd.DataFrame:
    """The types sold there that meet a need."""
    for name, value in {"vcpu": vcpu, "gib": gib, "gpu": gpu}.items():
        errors.amount(name, value)
    chosen = errors.each_of(architectures, ARCHITECTURES, ko="아키텍처", en="architecture")
    sold = _offers(location, operating_system)
    sold = sold[sold["architecture"].isin(chosen) & (sold["current_generation"] | (not current_generation))]
    fit = sold[(sold["vcpu"] >= vcpu) & (sold["gib"] >= gib) & (sold["gpu_count"] >= gpu)]
    if fit.empty:
        need = f"{vcpu:,g} vCPU, {gib:,g} GiB" + (f", {gpu:g} GPU" if gpu else "")
        most = [0.0 if sold.empty else float(sold[column].max()) for column in ("vcpu", "gib", "gpu_count")]
        raise InputError(
            ko=f"{location}에서 {operating_system}(으)로 판매하는 유형({', '.join(chosen)}) 가운데 {need} 이상인 것이 없습니다. "
            f"가장 큰 값은 {most[0]:,g} vCPU, {most[1]:,g} GiB, {most[2]:g} GPU입니다.",
            en=f"no type sold in {location} with {operating_system} ({', '.join(chosen)}) has at least {need}: "
            f"the most there is {most[0]:,g} vCPU, {most[1]:,g} GiB, {most[2]:g} GPU.",
        )
    return fit


def _ratios(table: pd.DataFrame) -> pd.DataFrame:
    """The table with price per vCPU, per GiB, and over the first row's."""
    return table.assign(
        usd_per_vcpu_hour=table["usd_per_hour"] / table["vcpu"],
        usd_per_gib_hour=table["usd_per_hour"] / table["gib"],
        ratio_to_first=table["usd_per_hour"] / table["usd_per_hour"].iloc[0],
    )
