"""Who runs containers, and what each charges, side by side."""

from __future__ import annotations

import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog
from kaolib.knowledge.containers._fargate import fargate_usd
from kaolib.knowledge.containers._kubernetes import eks_cost
from kaolib.knowledge.containers._sizes import ARCHITECTURES, check_sizes, fargate_size, pod_size
from kaolib.knowledge.purchase import MONTH_HOURS


def container_prices(location: str, vcpu: float = 1, gib: float = 2) -> pd.DataFrame:
    """The fee of a cluster and the price of a task on Fargate, for a month of 730 hours.

    Parameters
    ----------
    location
        AWS code of a Region.
    vcpu, gib
        The size of the task, one of `fargate_sizes` that Windows has too.

    Returns
    -------
    pandas.DataFrame
        container_way ("ecs", "eks_standard", "eks_extended", "fargate_x86_64", "fargate_arm64", "fargate_windows"), vcpu and
        gib (NaN for a cluster), usd_per_hour, usd_per_month; NaN where a price is not known.

    Raises
    ------
    InputError
        For an unknown Region or a size that does not exist.

    Notes
    -----
    ECS charges nothing for a cluster whose tasks run on EC2 or Fargate; the instances are billed as any other.
    Source: AWS, Amazon ECS pricing, Amazon EKS pricing, Fargate pricing.

    Examples
    --------
    >>> container_prices("us-east-1").set_index("container_way")["usd_per_month"].round(2).to_dict()
    {'ecs': 0.0, 'eks_standard': 73.0, 'eks_extended': 438.0, 'fargate_x86_64': 36.04, 'fargate_arm64': 28.84,
     'fargate_windows': 75.03}
    """
    place = catalog.check_location(location)
    check_sizes([(vcpu, gib)], "windows", "ecs")
    nothing = float("nan")
    clusters = [("ecs", 0.0)]
    clusters += [
        (f"eks_{support}", float(eks_cost(1, place, support=support)["usd"].iloc[0]))
        for support in ("standard", "extended")
    ]
    tasks = [(f"fargate_{name}", fargate_usd(vcpu, gib, place, hours=1, architecture=name)) for name in ARCHITECTURES]
    tasks.append(("fargate_windows", fargate_usd(vcpu, gib, place, hours=1, operating_system="windows")))
    rows = [(name, nothing, nothing, usd, usd * MONTH_HOURS) for name, usd in clusters]
    rows += [(name, float(vcpu), float(gib), usd, usd * MONTH_HOURS) for name, usd in tasks]
    return pd.DataFrame(rows, columns=["container_way", "vcpu", "gib", "usd_per_hour", "usd_per_month"])


def requested_sizes(requests: pd.DataFrame, location: str) -> pd.DataFrame:
    """What Fargate makes of requests, for a task of ECS and for a pod of EKS, and what each costs for a month of 730 hours.

    Parameters
    ----------
    requests
        One row a task: vcpu, gib.
    location
        AWS code of a Region.

    Returns
    -------
    pandas.DataFrame
        In the order given: vcpu, gib, ecs_vcpu, ecs_gib, eks_vcpu, eks_gib, ecs_usd_per_month, eks_usd_per_month (Linux on
        x86_64, without the fee of a cluster).

    Raises
    ------
    InputError
        For a missing column, or a request that no size holds.

    Examples
    --------
    >>> table = requested_sizes(pd.DataFrame({"vcpu": [1], "gib": [8]}), "us-east-1")
    >>> table[["ecs_vcpu", "ecs_gib", "eks_vcpu", "eks_gib"]].values.tolist()
    [[1.0, 8.0, 2.0, 9.0]]
    """
    errors.columns(requests.columns, ("vcpu", "gib"), ko="요청 표", en="the requests")
    asked = [(float(vcpu), float(gib)) for vcpu, gib in requests[["vcpu", "gib"]].itertuples(index=False)]
    table = pd.DataFrame(asked, columns=["vcpu", "gib"])
    for orchestrator, sized in (("ecs", fargate_size), ("eks", pod_size)):
        sizes = [sized(vcpu, gib) for vcpu, gib in asked]
        table[f"{orchestrator}_vcpu"] = [size.vcpu for size in sizes]
        table[f"{orchestrator}_gib"] = [size.gib for size in sizes]
        table[f"{orchestrator}_usd_per_month"] = [fargate_usd(*size, location, hours=MONTH_HOURS) for size in sizes]
    names = ["vcpu", "gib", "ecs_vcpu", "ecs_gib", "eks_vcpu", "eks_gib", "ecs_usd_per_month", "eks_usd_per_month"]
    return table[names]
