"""The same containers on Fargate and on EC2 instances: how full an instance must be to become the cheaper of the two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture import packing
from kaolib.architecture.crossover._instance_or_lambda import STEPS
from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers, purchase
from kaolib.knowledge._schema import COMMITMENTS

#: How the instance, and how Fargate, can be paid for.
INSTANCE_OPTIONS = ("on_demand", "spot", *COMMITMENTS)
FARGATE_OPTIONS = ("on_demand", "spot", *containers.PLANS)


@dataclass(frozen=True)
class _Task:
    """A task as asked for, and as Fargate sells it."""

    vcpu: float
    gib: float
    orchestrator: str
    architecture: str

    def sold(self) -> containers.Size:
        if self.orchestrator == "eks":
            return containers.pod_size(self.vcpu, self.gib)
        return containers.fargate_size(self.vcpu, self.gib)


def fargate_or_instances(
    instance_type: str,
    location: str,
    vcpu: float,
    gib: float,
    *,
    instance: str | Sequence[str] = "on_demand",
    fargate: str | Sequence[str] = "on_demand",
    spot_saving: float | None = None,
    orchestrator: str = "ecs",
    overhead: packing.Overhead | None = None,
    task_limit: int | None = None,
) -> pd.DataFrame:
    """The same tasks for a month on an instance that never stops and on Fargate, for each share of its places that is used.

    Parameters
    ----------
    instance_type
        For example "m7g.2xlarge"; Linux, all 730 hours. Its architecture is that of the tasks on Fargate.
    location
        AWS code of a Region.
    vcpu, gib
        What one task asks for. The instance gives it that much; Fargate sells the next size up.
    instance
        One or more of `INSTANCE_OPTIONS`: "on_demand", "spot" (its last Spot price in the snapshot), or an RI or plan.
    fargate
        One or more of `FARGATE_OPTIONS`: "on_demand", "spot" (with ``spot_saving``), or a Compute Savings Plan.
    spot_saving
        Your assumption of what Fargate Spot saves (0 to 0.7).
    orchestrator
        "ecs" or "eks": what it withholds on the instance, and how Fargate rounds. EKS on Fargate is x86_64 only.
    overhead, task_limit
        As in `packing.pack`.

    Returns
    -------
    pandas.DataFrame
        A row for each utilization (0 to 1 of the places) and option: utilization, tasks (running on average), service
        ("ec2", "fargate"), option, usd_per_month. The utilizations are 21 steps and every break-even between 0 and 1.

    Raises
    ------
    InputError
        For an unknown name, a burstable type, a task that does not fit, a price that is not known, or Spot without
        ``spot_saving``.

    Notes
    -----
    A place is room for one task on one instance. Utilization is the share of the places that run a task, averaged over all
    hours: idle hours lower it as much as empty places do. Fargate bills a place while it is used, an instance always; a
    Savings Plan is taken to be always used. Volumes, addresses, balancers and people's time are in neither.
    Source: AWS, Fargate pricing; EC2 On-Demand pricing; Savings Plans User Guide.

    Examples
    --------
    >>> table = fargate_or_instances("m7g.2xlarge", "ap-northeast-2", 0.5, 2)
    >>> table[table["utilization"] == 1].set_index("service")["usd_per_month"].round(2).to_dict()
    {'ec2': 292.88, 'fargate': 293.51}
    """
    task = _task(instance_type, vcpu, gib, orchestrator)
    places = _places(instance_type, task, overhead, task_limit)
    of_instance = errors.each_of(instance, INSTANCE_OPTIONS, ko="EC2 구매 옵션", en="option of EC2")
    of_fargate = errors.each_of(fargate, FARGATE_OPTIONS, ko="Fargate 구매 옵션", en="option of Fargate")
    fixed = [("ec2", name, _instance_usd(instance_type, location, name)) for name in of_instance]
    moving = [("fargate", name, places * _task_usd(task, location, name, spot_saving)) for name in of_fargate]
    for service, name, usd in (*fixed, *moving):
        if math.isnan(usd):
            raise InputError(
                ko=f"{location}의 {service} {name} 가격은 확인되지 않았습니다. 다른 옵션이나 유형을 고르세요.",
                en=f"the price of {service} {name} in {location} is not known: choose another option or type.",
            )
    crossings = (ours / theirs for *_, ours in fixed for *_, theirs in moving)
    shares = {*np.linspace(0, 1, STEPS + 1).tolist(), *(point for point in crossings if 0 < point < 1)}
    rows = [
        (share, share * places, service, name, usd * purchase.MONTH_HOURS * (share if service == "fargate" else 1.0))
        for share in sorted(shares)
        for service, name, usd in (*fixed, *moving)
    ]
    return pd.DataFrame(rows, columns=["utilization", "tasks", "service", "option", "usd_per_month"])


def fargate_break_even(
    instance_type: str,
    location: str,
    vcpu: float,
    gib: float,
    *,
    instance: str = "on_demand",
    fargate: str = "on_demand",
    spot_saving: float | None = None,
    orchestrator: str = "ecs",
    overhead: packing.Overhead | None = None,
    task_limit: int | None = None,
) -> float:
    """The utilization at which the instance of `fargate_or_instances` costs what Fargate costs.

    Parameters and errors are those of `fargate_or_instances`, with one option each.

    Returns
    -------
    float
        The instance's price / (places x the price of a task on Fargate). Below it Fargate is the cheaper, above it the
        instance; above 1 Fargate always is, even beside a full instance. NaN where a price is not known.

    Examples
    --------
    At list prices the instance must be full; a plan on it moves the point down.

    >>> listed = fargate_break_even("m7g.2xlarge", "ap-northeast-2", 0.5, 2)
    >>> planned = fargate_break_even("m7g.2xlarge", "ap-northeast-2", 0.5, 2, instance="compute_sp_3y_no_upfront")
    >>> round(listed, 3), planned < listed
    (0.998, True)
    """
    task = _task(instance_type, vcpu, gib, orchestrator)
    places = _places(instance_type, task, overhead, task_limit)
    errors.each_of(instance, INSTANCE_OPTIONS, ko="EC2 구매 옵션", en="option of EC2")
    errors.each_of(fargate, FARGATE_OPTIONS, ko="Fargate 구매 옵션", en="option of Fargate")
    ours = _instance_usd(instance_type, location, instance)
    return ours / (places * _task_usd(task, location, fargate, spot_saving))


def fargate_break_evens(
    location: str,
    instance_types: Sequence[str],
    vcpu: float,
    gib: float,
    *,
    instance: str = "on_demand",
    fargate: str = "on_demand",
    spot_saving: float | None = None,
    orchestrator: str = "ecs",
    overhead: packing.Overhead | None = None,
    task_limit: int | None = None,
) -> pd.DataFrame:
    """The break-even of many instance types for the same task, the lowest first.

    Parameters and errors are those of `fargate_break_even`; a type that is not sold there has no row.

    Returns
    -------
    pandas.DataFrame
        instance_type, architecture, places, usd_per_hour (of the instance), usd_per_place_hour, fargate_usd_per_hour (of one
        task), break_even.

    Examples
    --------
    >>> table = fargate_break_evens("ap-northeast-2", ["m7g.large", "m7g.4xlarge"], 0.5, 1)
    >>> table["instance_type"].tolist()
    ['m7g.4xlarge', 'm7g.large']
    """
    errors.each_of(instance, INSTANCE_OPTIONS, ko="EC2 구매 옵션", en="option of EC2")
    errors.each_of(fargate, FARGATE_OPTIONS, ko="Fargate 구매 옵션", en="option of Fargate")
    sold = set(catalog.on_demand(location=location, operating_system="linux")["instance_type"])
    rows = []
    for name in instance_types:
        task = _task(name, vcpu, gib, orchestrator)
        if name not in sold:
            continue
        places = _places(name, task, overhead, task_limit)
        usd, each = _instance_usd(name, location, instance), _task_usd(task, location, fargate, spot_saving)
        rows.append((name, task.architecture, places, usd, usd / places, each, usd / places / each))
    names = [
        *("instance_type", "architecture", "places", "usd_per_hour", "usd_per_place_hour"),
        *("fargate_usd_per_hour", "break_even"),
    ]
    return pd.DataFrame(rows, columns=names).sort_values(["break_even", "instance_type"], ignore_index=True)


def _task(instance_type: str, vcpu: float, gib: float, orchestrator: str) -> _Task:
    types = catalog.instance_types()
    row = types[types["instance_type"] == catalog.check_instance_type(instance_type)].iloc[0]
    if row["burstable"]:
        raise InputError(
            ko=f"{instance_type}은(는) 버스트 가능 인스턴스라 vCPU를 계속 다 쓸 수 없습니다. m7g처럼 다른 패밀리를 쓰세요.",
            en=f"{instance_type} is burstable and cannot use its vCPUs all the time: choose another family, such as m7g.",
        )
    errors.amount("vcpu", vcpu, above=True)
    errors.amount("gib", gib, above=True)
    return _Task(vcpu, gib, orchestrator, str(row["architecture"]).removesuffix("_mac"))


def _places(instance_type: str, task: _Task, overhead: packing.Overhead | None, task_limit: int | None) -> int:
    places = packing.places(
        instance_type,
        task.vcpu,
        task.gib,
        orchestrator=task.orchestrator,
        overhead=overhead,
        task_limit=task_limit,
    )
    if places < 1:
        raise InputError(
            ko=f"vCPU {task.vcpu:g}개와 {task.gib:g}GiB 태스크는 {instance_type}에 들어가지 않습니다. 더 큰 유형을 고르세요.",
            en=f"a task of {task.vcpu:g} vCPU and {task.gib:g} GiB does not fit on {instance_type}: choose a larger type.",
        )
    return places


def _instance_usd(instance_type: str, location: str, option: str) -> float:
    if option == "on_demand":
        return catalog.price(instance_type, location)
    if option == "spot":
        found = catalog.spot(instance_type, location, "linux")
        return float(found.sort_values("date")["usd_per_hour"].iloc[-1]) if len(found) else math.nan
    catalog.price(instance_type, location)  # not sold there: a sentence, not NaN
    rates = catalog.commitments(instance_type, location, "linux").set_index("option")["effective_usd_per_hour"]
    return float(rates[option]) if option in rates.index else math.nan


def _task_usd(task: _Task, location: str, option: str, spot_saving: float | None) -> float:
    if option == "spot" and spot_saving is None:
        raise InputError(
            ko="Fargate Spot의 할인율(spot_saving)을 0~0.7로 적으세요. AWS는 값을 목록으로 공개하지 않습니다.",
            en="assume what Fargate Spot saves (spot_saving, 0 to 0.7): AWS publishes no list of it.",
        )
    return containers.fargate_usd_per_hour(
        *task.sold(),
        location,
        architecture=task.architecture,
        orchestrator=task.orchestrator,
        plan=None if option in ("on_demand", "spot") else option,
        spot_saving=spot_saving if option == "spot" else None,
    )
