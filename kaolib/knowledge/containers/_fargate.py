"""What Fargate bills: vCPUs, memory, a Windows licence and storage, by the second, from the pull of the image to the stop."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import SERVICE_PLANS
from kaolib.knowledge.containers._sizes import OPERATING_SYSTEMS, check_platform, check_sizes

#: Seconds that a task is billed at least. Source: AWS, Fargate pricing, "Duration".
MINIMUM_SECONDS = {"linux": 60, "windows": 300}
#: Ephemeral storage of every task, in GB, without a charge, and the most that a task can have. Source: AWS, Fargate pricing,
#: "Fargate Ephemeral Storage Pricing"; ECS Developer Guide, "Fargate task ephemeral storage".
FREE_EPHEMERAL_GIB = 20
MOST_EPHEMERAL_GIB = 200
#: "Up to" this much below the regular price. Source: AWS, Fargate pricing, "Fargate Spot Pricing for Amazon ECS".
MOST_SPOT_SAVING = 0.70
#: Savings Plans that cover Fargate.
PLANS = tuple(name for name in SERVICE_PLANS if name.startswith("compute_sp"))
PARTS = ("vcpu", "memory", "windows_license", "ephemeral_storage")

_HOUR = 3600
_RATES = ["part", "unit", "usd_per_unit", "as_of", "derived"]
Floats = npt.NDArray[np.float64]


def fargate_rates(
    location: str,
    *,
    architecture: str = "x86_64",
    operating_system: str = "linux",
    plan: str | None = None,
    spot_saving: float | None = None,
) -> pd.DataFrame:
    """What Fargate charges for an hour of one unit, part by part.

    Parameters
    ----------
    location
        AWS code of a Region.
    architecture
        "x86_64" or "arm64".
    operating_system
        "linux" or "windows" (x86_64 only).
    plan
        A Compute Savings Plan, as "compute_sp_3y_no_upfront": vCPUs and memory at its rates. None: On-Demand.
    spot_saving
        An assumption: by what share (0 to 0.7) Fargate Spot is below the regular price. AWS shows the price of the day on
        its page only and says "up to 70 %"; nothing here knows it. None: no Spot. Linux only, and not with a plan.

    Returns
    -------
    pandas.DataFrame
        One row a part, in the order of `PARTS` (windows_license on Windows only): part, unit, usd_per_unit (for an hour),
        as_of, derived (True: computed by a rule, or your assumption). Where a price is not known, usd_per_unit is NaN and
        as_of is empty: Windows in two Regions, partial upfront, a plan with Windows.

    Raises
    ------
    InputError
        For an unknown name, Spot with a plan or with Windows, or a share that AWS does not give.

    Notes
    -----
    Ephemeral storage is never discounted. A Windows task pays the licence for each vCPU beside the vCPU.
    Source: AWS, Fargate pricing; Savings Plans User Guide, "Savings Plans types".

    Examples
    --------
    >>> fargate_rates("us-east-1")["usd_per_unit"].tolist()
    [0.04048, 0.004445, 0.000111]
    """
    check_platform(operating_system, architecture, "ecs")
    _check_purchase(plan, spot_saving, operating_system, "ecs")
    rows = _rates(catalog.check_location(location), architecture, operating_system, plan)
    table = pd.DataFrame(rows, columns=_RATES)
    if spot_saving is None:
        return table
    spot = table["part"].isin(["vcpu", "memory"])
    table["usd_per_unit"] = table["usd_per_unit"].where(~spot, table["usd_per_unit"] * (1 - spot_saving))
    return table.assign(derived=table["derived"] | spot)


def fargate_cost(
    vcpu: float,
    gib: float,
    location: str,
    *,
    seconds: float | None = None,
    hours: float | None = None,
    tasks: int = 1,
    architecture: str = "x86_64",
    operating_system: str = "linux",
    ephemeral_gib: float = FREE_EPHEMERAL_GIB,
    plan: str | None = None,
    spot_saving: float | None = None,
    orchestrator: str = "ecs",
) -> pd.DataFrame:
    """A bill of Fargate for tasks that are all alike, part by part.

    Parameters
    ----------
    vcpu, gib
        The size of a task, one of `fargate_sizes`. For a pod of EKS, the size it is given (`pod_size`).
    location
        AWS code of a Region.
    seconds, hours
        How long each task runs, from the start of the image's pull to its stop. One of the two.
    tasks
        How many times such a task runs: five tasks on each of 30 days are 150.
    ephemeral_gib
        Ephemeral storage of each, 20 to 200 GB; 20 are included.
    architecture, operating_system, plan, spot_saving
        As in `fargate_rates`.
    orchestrator
        "ecs" or "eks". EKS has neither Windows, arm64 nor Fargate Spot.

    Returns
    -------
    pandas.DataFrame
        One row a part: part, unit, quantity (hours x units), usd_per_unit, usd, as_of. The column usd sums to the bill; a
        price that is not known makes usd_per_unit and usd NaN, unless the quantity is 0.

    Raises
    ------
    InputError
        For a size that does not exist (the sentence names the nearest), an unknown name, a number that cannot be, or
        seconds and hours both or neither.

    Notes
    -----
    Billed are the vCPUs and the memory that are asked for, whether used or not, by the second, rounded up, 60 seconds at
    least (Windows: 300). Not included: image storage, transfer, public addresses, logs, load balancers, and the cluster fee
    of EKS (`eks_cost`). ECS itself has no fee.
    Source: AWS, Fargate pricing, "Pricing Details", "Duration".

    Examples
    --------
    AWS's first example: 5 tasks of 1 vCPU, 2 GB and 30 GB of storage, 10 minutes on each of 30 days, are USD 1.26.

    >>> bill = fargate_cost(1, 2, "us-east-1", seconds=600, tasks=5 * 30, ephemeral_gib=30)
    >>> bill["usd"].round(2).tolist()
    [1.01, 0.22, 0.03]
    """
    check_platform(operating_system, architecture, orchestrator)
    check_sizes([(vcpu, gib)], operating_system, orchestrator)
    _check_purchase(plan, spot_saving, operating_system, orchestrator)
    check_storage([ephemeral_gib])
    errors.count("tasks", tasks)
    if (seconds is None) == (hours is None):
        raise InputError(
            ko="태스크 하나의 실행 시간을 seconds나 hours 중 하나로 적으세요.",
            en="say how long a task runs with one of seconds and hours.",
        )
    ran = errors.amount("seconds", seconds) if hours is None else errors.amount("hours", hours) * _HOUR
    task_hours = tasks * billed_seconds(ran, operating_system) / _HOUR
    rates = fargate_rates(
        location,
        architecture=architecture,
        operating_system=operating_system,
        plan=plan,
        spot_saving=spot_saving,
    )
    units = {
        "vcpu": vcpu,
        "memory": gib,
        "windows_license": vcpu,
        "ephemeral_storage": ephemeral_gib - FREE_EPHEMERAL_GIB,
    }
    return priced(rates, {part: task_hours * units[part] for part in PARTS})


def fargate_usd(vcpu: float, gib: float, location: str, **options: Any) -> float:
    """The bill in USD: the sum of `fargate_cost`, whose parameters and errors it shares; NaN where a price is not known.

    Examples
    --------
    >>> round(fargate_usd(1, 2, "us-east-1", seconds=600, tasks=150, ephemeral_gib=30), 2)
    1.26
    """
    return float(fargate_cost(vcpu, gib, location, **options)["usd"].sum(skipna=False))


def fargate_usd_per_hour(vcpu: float, gib: float, location: str, **options: Any) -> float:
    """What one task costs for an hour, in USD; the parameters and errors of `fargate_cost` without those of time.

    Examples
    --------
    >>> round(fargate_usd_per_hour(1, 2, "us-east-1"), 5)
    0.04937
    """
    return fargate_usd(vcpu, gib, location, **options, hours=1)


def billed_seconds(seconds: Any, operating_system: str = "linux") -> Any:
    """Seconds that Fargate bills for a task: rounded up to whole seconds, 60 at least (Windows: 300).

    Parameters
    ----------
    seconds
        From the start of the image's pull to the stop of the task: one number, or an array of them.
    operating_system
        "linux" or "windows".

    Returns
    -------
    float or numpy.ndarray
        Whole seconds. A task that never ran, 0 seconds, is billed the minimum: its image was being pulled.

    Raises
    ------
    InputError
        For a number below 0 or one that is missing, or an unknown name.

    Examples
    --------
    >>> billed_seconds(12), billed_seconds(61.2), billed_seconds(61.2, "windows")
    (60.0, 62.0, 300.0)
    """
    if operating_system not in OPERATING_SYSTEMS:
        raise unknown(ko="운영 체제", en="operating system", given=operating_system, allowed=OPERATING_SYSTEMS)
    least = MINIMUM_SECONDS[operating_system]
    if np.ndim(seconds) == 0:
        return float(max(least, math.ceil(round(errors.amount("seconds", seconds), 6))))
    ran = np.asarray(seconds, dtype=float)
    wrong = ~(np.isfinite(ran) & (ran >= 0))
    if wrong.any():
        errors.amount("seconds", float(ran[wrong][0]))
    return np.maximum(least, np.ceil(np.round(ran, 6)))


def priced(rates: pd.DataFrame, quantities: dict[str, float]) -> pd.DataFrame:
    """The rates with a quantity and its cost; nothing of a part costs nothing, whatever its price."""
    quantity = rates["part"].map(quantities).astype(float)
    usd = (quantity * rates["usd_per_unit"]).where(quantity > 0, 0.0)
    table = rates[["part", "unit", "usd_per_unit", "as_of"]].assign(quantity=quantity, usd=usd)
    return table[["part", "unit", "quantity", "usd_per_unit", "usd", "as_of"]]


def check_storage(sizes: Any) -> None:
    """Raise for ephemeral storage that a task cannot have."""
    for gib in sizes:
        if not FREE_EPHEMERAL_GIB <= errors.amount("ephemeral_gib", gib) <= MOST_EPHEMERAL_GIB:
            raise InputError(
                ko=f"임시 스토리지 {gib:g}GB는 쓸 수 없습니다. {FREE_EPHEMERAL_GIB}~{MOST_EPHEMERAL_GIB}GB로 정합니다.",
                en=f"ephemeral storage of {gib:g} GB cannot be used: a task has {FREE_EPHEMERAL_GIB} to {MOST_EPHEMERAL_GIB} GB.",
            )


def _check_purchase(plan: str | None, spot_saving: float | None, operating_system: str, orchestrator: str) -> None:
    if plan is not None and plan not in PLANS:
        raise unknown(ko="플랜", en="plan", given=plan, allowed=PLANS)
    if spot_saving is None:
        return
    if not 0 <= errors.share("spot_saving", spot_saving) <= MOST_SPOT_SAVING:
        raise InputError(
            ko=f"spot_saving {spot_saving:g}은(는) 쓸 수 없습니다. AWS는 최대 {MOST_SPOT_SAVING:.0%} 할인이라고 합니다.",
            en=f"spot_saving {spot_saving:g} cannot be used: AWS says up to {MOST_SPOT_SAVING:.0%}.",
        )
    if plan is not None:
        raise InputError(
            ko="Fargate Spot 사용량에는 Savings Plans가 적용되지 않습니다. plan과 spot_saving 중 하나만 적으세요.",
            en="a Savings Plan does not cover Fargate Spot: give a plan or a spot_saving, not both.",
        )
    if operating_system == "windows" or orchestrator == "eks":
        raise InputError(
            ko="Fargate Spot은 ECS의 Linux 태스크에만 있습니다.", en="Fargate Spot is for Linux tasks of ECS only."
        )


@cache
def _rates(location: str, architecture: str, operating_system: str, plan: str | None) -> list[tuple[Any, ...]]:
    platform = f"windows_{_X86}" if operating_system == "windows" else f"linux_{_ITEM[architecture]}"
    items = {"vcpu": f"vcpu_{platform}", "memory": f"gb_{platform}", "windows_license": "vcpu_windows_license"}
    if operating_system != "windows":
        del items["windows_license"]
    items["ephemeral_storage"] = "ephemeral_storage"
    planned = {} if plan is None else _planned(location, plan)
    rows: list[tuple[Any, ...]] = []
    for part, item in items.items():
        if plan is None or part in ("windows_license", "ephemeral_storage"):
            found = catalog.tiers("fargate", item, location)
            _, _, usd, unit, day = found[0] if found else (0.0, math.inf, math.nan, _UNIT[part], "")
            rows.append((part, unit, usd, day, False))
        elif item in planned:
            rows.append((part, *planned[item]))
        else:
            rows.append((part, _UNIT[part], math.nan, "", False))
    return rows


def _planned(location: str, plan: str) -> dict[str, tuple[str, float, str, bool]]:
    rates = catalog.service_plan_rates("fargate", location, plan)
    columns = rates[["item", "unit", "usd", "as_of", "derived"]].itertuples(index=False)
    return {str(item): (str(unit), float(usd), str(day), bool(derived)) for item, unit, usd, day, derived in columns}


_X86 = "x86"
_ITEM = {"x86_64": _X86, "arm64": "arm64"}
_UNIT = {"vcpu": "vCPU-hour", "memory": "GB-hour", "windows_license": "vCPU-hour", "ephemeral_storage": "GB-hour"}
