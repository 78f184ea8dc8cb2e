"""Which sizes a Fargate task may have, and which one a request is rounded up to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown

#: Memory in GB for each number of vCPUs. Source: AWS, Fargate pricing, "Supported Configurations"; ECS Developer Guide,
#: "Task CPU and memory". 8 vCPUs and more need Linux platform version 1.4.0.
FARGATE_SIZES: Mapping[float, tuple[float, ...]] = {
    0.25: (0.5, 1, 2),
    0.5: tuple(range(1, 5)),
    1: tuple(range(2, 9)),
    2: tuple(range(4, 17)),
    4: tuple(range(8, 31)),
    8: tuple(range(16, 61, 4)),
    16: tuple(range(32, 121, 8)),
    32: (60, 120, 244),
}
#: vCPUs that a Windows task can have. Source: ECS Developer Guide, "Troubleshoot Amazon ECS task definition invalid CPU or
#: memory errors".
WINDOWS_VCPUS = (1, 2, 4)
#: vCPUs that the EKS guide lists for a pod. Source: EKS User Guide, "Understand Fargate Pod configuration details".
POD_VCPUS = (0.25, 0.5, 1, 2, 4, 8, 16)
#: Memory that Fargate adds to a pod's request for kubelet, kube-proxy and containerd, GB (256 MB). Source: as above.
POD_OVERHEAD_GIB = 0.25
OPERATING_SYSTEMS = ("linux", "windows")
#: What runs the containers: Amazon ECS or Amazon EKS.
ORCHESTRATORS = ("ecs", "eks")
ARCHITECTURES = ("x86_64", "arm64")


class Size(NamedTuple):
    """A size of a Fargate task: vCPUs and memory in GB (1,024 MB)."""

    vcpu: float
    gib: float


def fargate_sizes(operating_system: str = "linux", orchestrator: str = "ecs") -> pd.DataFrame:
    """Every size that a Fargate task, or a pod of EKS on Fargate, can have.

    Parameters
    ----------
    operating_system
        "linux" or "windows"; Windows runs on ECS only.
    orchestrator
        "ecs" or "eks".

    Returns
    -------
    pandas.DataFrame
        One row a size, smallest first: vcpu, gib (GB of 1,024 MB).

    Raises
    ------
    InputError
        For an unknown name, or Windows with EKS.

    Notes
    -----
    Source: AWS, Fargate pricing, "Supported Configurations"; ECS Developer Guide, "Task CPU and memory"; EKS User Guide,
    "Understand Fargate Pod configuration details", whose list ends at 16 vCPUs.

    Examples
    --------
    >>> sizes = fargate_sizes()
    >>> sizes.loc[sizes["vcpu"] == 1, "gib"].tolist()
    [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    """
    return pd.DataFrame(_sizes(operating_system, orchestrator), columns=["vcpu", "gib"], dtype=float)


def fargate_size(vcpu: float, gib: float, operating_system: str = "linux", orchestrator: str = "ecs") -> Size:
    """The smallest size that holds a request: the fewest vCPUs, then the least memory.

    Parameters
    ----------
    vcpu, gib
        What is needed, 0 or more; GB of 1,024 MB.
    operating_system, orchestrator
        As in `fargate_sizes`.

    Raises
    ------
    InputError
        For an unknown name, a number below 0, or more than the largest size holds.

    Examples
    --------
    >>> fargate_size(0.3, 1)
    Size(vcpu=0.5, gib=1.0)
    >>> fargate_size(1, 9)
    Size(vcpu=2.0, gib=9.0)
    """
    errors.amount("vcpu", vcpu)
    errors.amount("gib", gib)
    sizes = _sizes(operating_system, orchestrator)
    # a request of 0.1 + 0.2 vCPU is 0.3
    fitting = (size for size in sizes if size.vcpu >= vcpu - 1e-9 and size.gib >= gib - 1e-9)
    if found := next(fitting, None):
        return found
    last = sizes[-1]
    raise InputError(
        ko=f"vCPU {vcpu:g}개와 {gib:g}GB를 담는 크기가 없습니다. 가장 큰 크기는 vCPU {last.vcpu:g}개와 {last.gib:g}GB입니다.",
        en=f"no size holds {vcpu:g} vCPUs and {gib:g} GB: the largest has {last.vcpu:g} vCPUs and {last.gib:g} GB.",
    )


def pod_request(containers: pd.DataFrame, init: pd.DataFrame | None = None) -> tuple[float, float]:
    """What a pod requests: its containers together, or its largest init container where that asks for more.

    Parameters
    ----------
    containers, init
        One row a container: vcpu, gib. Init containers run one after the other, before the others.

    Returns
    -------
    tuple
        vCPUs and GB, each the larger of the sum over ``containers`` and the largest of ``init``.

    Raises
    ------
    InputError
        For a missing column or a number below 0.

    Notes
    -----
    Source: EKS User Guide, "Understand Fargate Pod configuration details".

    Examples
    --------
    >>> pod_request(pd.DataFrame({"vcpu": [0.5, 0.25], "gib": [1, 0.5]}), pd.DataFrame({"vcpu": [0.1], "gib": [2]}))
    (0.75, 2.0)
    """
    parts = [containers] if init is None else [containers, init]
    for part in parts:
        errors.columns(part.columns, ("vcpu", "gib"), ko="컨테이너 표", en="the containers")
        for name in ("vcpu", "gib"):
            for value in part[name]:
                errors.amount(name, value)
    vcpu, gib = (float(containers[name].sum()) for name in ("vcpu", "gib"))
    if init is None or init.empty:
        return vcpu, gib
    return max(vcpu, float(init["vcpu"].max())), max(gib, float(init["gib"].max()))


def pod_size(vcpu: float, gib: float) -> Size:
    """The size that Fargate gives, and bills, to an EKS pod: 256 MB more memory than requested, then rounded up.

    Parameters
    ----------
    vcpu, gib
        What the pod requests (`pod_request`).

    Raises
    ------
    InputError
        For a number below 0, or a pod that no size holds.

    Notes
    -----
    Source: EKS User Guide, "Understand Fargate Pod configuration details", whose example this is: 1 vCPU and 8 GB become 2
    vCPUs and 9 GB, because no size has 1 vCPU and 8.25 GB.

    Examples
    --------
    >>> pod_size(1, 8)
    Size(vcpu=2.0, gib=9.0)
    >>> pod_size(0, 0)
    Size(vcpu=0.25, gib=0.5)
    """
    errors.amount("gib", gib)
    return fargate_size(vcpu, gib + POD_OVERHEAD_GIB, "linux", "eks")


def check_sizes(pairs: Sequence[tuple[float, float]], operating_system: str, orchestrator: str) -> None:
    """Raise for the first pair that is no size; the sentence names the smallest size that holds it."""
    valid = set(_sizes(operating_system, orchestrator))
    for vcpu, gib in pairs:
        if (vcpu, gib) not in valid:
            raise _no_size(vcpu, gib, operating_system, orchestrator)


def check_platform(operating_system: str, architecture: str, orchestrator: str) -> None:
    """Raise for an unknown name, and for what Fargate does not run."""
    if operating_system not in OPERATING_SYSTEMS:
        raise unknown(ko="운영 체제", en="operating system", given=operating_system, allowed=OPERATING_SYSTEMS)
    if architecture not in ARCHITECTURES:
        raise unknown(ko="아키텍처", en="architecture", given=architecture, allowed=ARCHITECTURES)
    if orchestrator not in ORCHESTRATORS:
        raise unknown(ko="오케스트레이터", en="orchestrator", given=orchestrator, allowed=ORCHESTRATORS)
    if operating_system == "windows" and architecture == "arm64":
        raise InputError(
            ko="Fargate의 Windows 태스크는 x86_64에서만 실행됩니다.", en="Windows tasks of Fargate run on x86_64 only."
        )
    if orchestrator == "eks" and (operating_system, architecture) != ("linux", "x86_64"):
        raise InputError(
            ko="Fargate의 EKS 포드는 Linux x86_64만 됩니다. Windows와 arm64는 ECS에서 쓰세요.",
            en="EKS pods on Fargate are Linux on x86_64 only: Windows and arm64 are for ECS.",
        )


def _sizes(operating_system: str, orchestrator: str) -> list[Size]:
    check_platform(operating_system, "x86_64", orchestrator)
    vcpus = WINDOWS_VCPUS if operating_system == "windows" else POD_VCPUS if orchestrator == "eks" else FARGATE_SIZES
    return [Size(float(vcpu), float(gib)) for vcpu in vcpus for gib in FARGATE_SIZES[vcpu]]


def _no_size(vcpu: float, gib: float, operating_system: str, orchestrator: str) -> InputError:
    errors.amount("vcpu", vcpu, above=True)
    errors.amount("gib", gib, above=True)
    sizes = _sizes(operating_system, orchestrator)
    held = next((size for size in sizes if size.vcpu >= vcpu and size.gib >= gib), None)
    best = held or min(sizes, key=lambda size: math.hypot(np.log(size.vcpu / vcpu), np.log(size.gib / gib)))
    ko_why, en_why = (
        ("이를 담는 가장 작은 크기", "the smallest that holds it") if held else ("가장 가까운 크기", "the nearest")
    )
    return InputError(
        ko=f"vCPU {vcpu:g}개와 {gib:g}GB는 Fargate 크기가 아닙니다. {ko_why}: vCPU {best.vcpu:g}개와 {best.gib:g}GB.",
        en=f"{vcpu:g} vCPU with {gib:g} GB is not a size of Fargate; {en_why}: {best.vcpu:g} vCPU with {best.gib:g} GB.",
    )
