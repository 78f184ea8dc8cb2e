"""What does the work of the accelerators that AWS retired: today's types with GPUs or Inferentia."""

from __future__ import annotations

import pandas as pd

from kaolib import errors
from kaolib.architecture.compare._types import _offers
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS

PURPOSES = ("graphics", "inference")


def successors(
    accelerator: str | None = None,
    gib: float | None = None,
    *,
    location: str,
    count: int = 1,
    purpose: str | None = None,
    operating_system: str = "linux",
    current_generation: bool = True,
) -> pd.DataFrame:
    """Find and price the instance types that can replace a retired accelerator, cheapest first.

    Parameters
    ----------
    accelerator
        A retired accelerator, such as "eg1.medium" or "eia2.large" (see `kao.ec2.retired`): its memory is the need.
    gib
        Or the need itself: memory of one device in GiB. Give one of the two.
    location
        A Region, Local Zone or Wavelength Zone code.
    count
        Devices needed on one instance.
    purpose
        "graphics": types of the G series, which render. "inference": every type with GPUs, and AWS Inferentia. None:
        what the accelerator was for, or graphics.
    operating_system
        An operating system id, licence included. Elastic Graphics was for Windows.
    current_generation
        Take only types that AWS lists as current generation.

    Returns
    -------
    DataFrame
        instance_type, family, architecture, gpu_name, accelerator (Inferentia, else ""), gpu_count (a fraction: a
        slice of one GPU), devices (whole ones and slices alike), gib_per_device, vcpu, gib (memory of the instance),
        usd_per_hour, usd_per_month, ratio_to_first, usd_per_device_hour, to_check, as_of.
        The memory of Inferentia is not in the snapshot: its gib_per_device is NaN and to_check is true, so whether it
        holds the model has to be looked up.

    Raises
    ------
    InputError
        For neither or both of accelerator and gib, an unknown name, a need that is not above 0, or when no type sold
        there meets it.

    Notes
    -----
    Sources: AWS's notices name G4ad, G4dn and G5 for Elastic Graphics, and Inferentia and G4dn for Elastic Inference;
    types and prices are the snapshot's. Elastic accelerators were added to an instance of any size; a successor brings
    its own vCPUs and memory, so what it replaces is the instance and the accelerator together.

    Examples
    --------
    >>> table = successors("eg1.xlarge", location="us-east-1")
    >>> bool((table["gib_per_device"] >= 4).all() and table["usd_per_hour"].is_monotonic_increasing)
    True
    """
    need, purpose = device_need(accelerator, gib, purpose)
    errors.count("count", count, least=1)
    sold = _offers(location, operating_system)
    sold = sold[sold["current_generation"] | (not current_generation)]
    gpu = sold["gpu_count"] > 0
    chip = sold["accelerator"].str.contains("Inferentia")
    if purpose == "graphics":
        gpu &= sold["family"].str.startswith("g")
        chip = chip & False
    devices = sold["gpu_count"].where(~chip, sold["accelerator"].str.extract(r"^(\d+) x ")[0].astype(float))
    devices = devices.clip(lower=1)  # a slice of a GPU is one device
    per_device = (sold["gpu_gib"] / devices).mask(chip | (sold["gpu_gib"] == 0))
    fit = (gpu | chip) & (devices >= count) & ((per_device >= need) | per_device.isna())
    if not fit.any():
        raise InputError(
            ko=f"{location}에서 {operating_system}(으)로 판매하는 유형 가운데 장치마다 {need:g} GiB 이상인 것을 {count}개 갖춘 것이 없습니다({purpose}).",
            en=f"no type sold in {location} with {operating_system} has {count} devices of at least {need:g} GiB ({purpose})",
        )
    table = sold.assign(
        accelerator=sold["accelerator"].where(chip, ""),
        devices=devices,
        gib_per_device=per_device,
        usd_per_month=sold["usd_per_hour"] * MONTH_HOURS,
        usd_per_device_hour=sold["usd_per_hour"] / devices,
        to_check=per_device.isna(),
        as_of=catalog.as_of("on_demand"),
    )[fit].sort_values(["usd_per_hour", "instance_type"], ignore_index=True)
    table["devices"] = table["devices"].astype(int)
    table["ratio_to_first"] = table["usd_per_hour"] / table["usd_per_hour"].iloc[0]
    first = ["instance_type", "family", "architecture", "gpu_name", "accelerator", "gpu_count", "devices"]
    first += ["gib_per_device", "vcpu", "gib"]
    prices = ["usd_per_hour", "usd_per_month", "ratio_to_first", "usd_per_device_hour"]
    return table[[*first, *prices, "to_check", "as_of"]]


def device_need(
    accelerator: str | None = None, gib: float | None = None, purpose: str | None = None
) -> tuple[float, str]:
    """What one device has to have, and what it is for: as given, else as a retired accelerator had it.

    Parameters
    ----------
    accelerator, gib, purpose
        As in `successors`.

    Returns
    -------
    tuple
        Memory in GiB, and one of `PURPOSES`.

    Raises
    ------
    InputError
        For neither or both of accelerator and gib, an unknown name, or a need that is not above 0.

    Examples
    --------
    >>> device_need("eg1.xlarge")
    (4.0, 'graphics')
    """
    if (accelerator is None) == (gib is None):
        raise InputError(
            ko="accelerator(예: 'eg1.medium')와 gib 가운데 하나만 넣으세요.",
            en="give either an accelerator, such as 'eg1.medium', or gib: one of the two",
        )
    if purpose is not None:
        errors.each_of([purpose], PURPOSES, ko="용도", en="purpose")
    if accelerator is None:
        return errors.amount("gib", gib, above=True), purpose or "graphics"
    retired = catalog.table("retired_accelerators")
    found = retired[retired["accelerator"] == accelerator]
    if found.empty:
        raise unknown(ko="종료된 가속기", en="retired accelerator", given=accelerator, allowed=retired["accelerator"])
    was = "graphics" if found["service"].iloc[0] == "elastic_graphics" else "inference"
    return float(found["gib"].iloc[0]), purpose or was
