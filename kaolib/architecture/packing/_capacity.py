"""What a machine has left for containers once the system, the orchestrator and the daemons have theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog
from kaolib.knowledge.containers import ORCHESTRATORS

#: An ECS CPU unit is 1/1,024 of a vCPU: what is packed is counted in whole units and whole MiB.
UNITS = MIB = 1024
#: Memory that the kernel keeps from programs, as a share: an m4.large of 8,192 MiB shows 7,985. Source: AWS Batch User Guide,
#: "Compute resource memory management". One machine's figure: an assumption for all others.
KERNEL_SHARE = 1 - 7985 / 8192
#: MiB that the ECS agent withholds (ECS_RESERVED_MEMORY). Source: the value in the example of the ECS Developer Guide,
#: "Reserving Amazon ECS Linux container instance memory".
ECS_RESERVED_MIB = 256
#: What the kubelet of an EKS node withholds: of the first, the second, the third and fourth core and of the others this share
#: (in millicores), and MiB for itself, for each pod that may run, and before it evicts pods. Source: Amazon EKS optimized AMI
#: (awslabs/amazon-eks-ami), kubelet configuration.
KUBELET_CPU = ((1000, 0.06), (2000, 0.01), (4000, 0.005), (math.inf, 0.0025))
KUBELET_MIB, POD_MIB, EVICTION_MIB = 255, 11, 100

# Pods of a node: interfaces x (addresses of each - 1) + 2. Source: awslabs/amazon-eks-ami, eni-max-pods.txt.
_NITRO = {
    "medium": 8, "large": 29, "xlarge": 58, "2xlarge": 58, "4xlarge": 234, "8xlarge": 234, "9xlarge": 234, "12xlarge": 234,
    "16xlarge": 737, "18xlarge": 737, "24xlarge": 737, "32xlarge": 737, "48xlarge": 737,
}  # fmt: skip
_GENERATION_8I = {
    "large": 59, "xlarge": 118, "2xlarge": 118, "4xlarge": 394, "8xlarge": 492, "12xlarge": 590, "16xlarge": 1010,
    "24xlarge": 1010, "32xlarge": 1514, "48xlarge": 1514, "96xlarge": 1514,
}  # fmt: skip
_BURSTABLE = {"nano": 4, "micro": 4, "small": 11, "medium": 17, "large": 35, "xlarge": 58, "2xlarge": 58}
_NITRO_FAMILIES = (
    "c5", "c5a", "c5ad", "c5d", "c6a", "c6g", "c6gd", "c6i", "c6id", "c7a", "c7g", "c7gd", "c7i", "c7i-flex", "c8g", "c8gd",
    "m5", "m5a", "m5ad", "m5d", "m6a", "m6g", "m6gd", "m6i", "m6id", "m7a", "m7g", "m7gd", "m7i", "m7i-flex", "m8g", "m8gd",
    "r5", "r5a", "r5ad", "r5b", "r5d", "r6a", "r6g", "r6gd", "r6i", "r6id", "r7a", "r7g", "r7gd", "r7i", "r8g", "r8gd",
)  # fmt: skip
_PODS = {
    **dict.fromkeys(_NITRO_FAMILIES, _NITRO),
    **dict.fromkeys(("r8i", "r8i-flex"), _GENERATION_8I),
    **dict.fromkeys(("t3", "t4g"), _BURSTABLE),
    "t3a": {**_BURSTABLE, "small": 8},
}


@dataclass(frozen=True)
class Overhead:
    """What every machine, or every VM, needs for itself beside the services.

    Attributes
    ----------
    kernel_share : float
        Share of the memory that the operating system keeps (0 to 1); an assumption, see `KERNEL_SHARE`.
    daemon_vcpu, daemon_gib : float
        What agents for logs, metrics and security ask for on each machine: your own figures.
    daemon_tasks : int
        How many tasks or pods these agents are; they count against the limit of a node.

    Raises
    ------
    InputError
        For a number that cannot be.

    Examples
    --------
    >>> Overhead(daemon_vcpu=0.1, daemon_gib=0.25)
    Overhead(kernel_share=0.0252685546875, daemon_vcpu=0.1, daemon_gib=0.25, daemon_tasks=0)
    """

    kernel_share: float = KERNEL_SHARE
    daemon_vcpu: float = 0.0
    daemon_gib: float = 0.0
    daemon_tasks: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            given = getattr(self, field.name)
            if field.name == "daemon_tasks":
                errors.count(field.name, given)
            elif field.name == "kernel_share":
                errors.share(field.name, given)
            else:
                errors.amount(field.name, given)


@dataclass(frozen=True)
class Room:
    """What containers can have of one machine: CPU units and MiB, whole, and how many of them."""

    units: int
    mib: int
    tasks: float


def reserved(instance_type: str, orchestrator: str = "ecs", overhead: Overhead | None = None) -> pd.DataFrame:
    """What is taken from a machine before the first service is placed on it.

    Parameters
    ----------
    instance_type
        For example "m7g.2xlarge".
    orchestrator
        "ecs" or "eks".
    overhead
        The kernel's share and the daemons; None: the kernel's share alone.

    Returns
    -------
    pandas.DataFrame
        One row for each of "kernel", "orchestrator", "daemons", "services" (what is left): what, vcpu, gib.

    Raises
    ------
    InputError
        For an unknown name, an EKS node whose number of pods is not known, or a machine that has nothing left.

    Notes
    -----
    ECS withholds no CPU and 256 MiB (`ECS_RESERVED_MIB`). EKS withholds 6 % of the first core, 1 % of the second, 0.5 % of
    the third and fourth and 0.25 % of the others, 255 MiB and 11 MiB for each pod that may run, and evicts pods when less
    than 100 MiB are free.
    Source: ECS Developer Guide, "Reserving Amazon ECS Linux container instance memory"; Amazon EKS optimized AMI.

    Examples
    --------
    >>> taken = reserved("m7g.large", "eks").set_index("what")
    >>> taken.loc["orchestrator", "vcpu"].item(), round(taken.loc["services", "gib"].item(), 2)
    (0.07, 7.14)
    """
    extra = overhead or Overhead()
    vcpu, gib = _machine(instance_type)
    cpu, memory = _withheld(instance_type, orchestrator, vcpu)
    rows = {
        "kernel": (0.0, gib * extra.kernel_share),
        "orchestrator": (cpu, memory),
        "daemons": (extra.daemon_vcpu, extra.daemon_gib),
    }
    left = (vcpu - sum(r[0] for r in rows.values()), gib - sum(r[1] for r in rows.values()))
    if min(left) <= 0:
        raise InputError(
            ko=f"{instance_type}에는 시스템과 데몬 몫을 빼면 남는 것이 없습니다. 더 큰 유형을 고르거나 데몬 몫을 줄이세요.",
            en=f"{instance_type} has nothing left beside the system and the daemons: choose a larger type or smaller daemons.",
        )
    rows["services"] = left
    return pd.DataFrame([(what, *amounts) for what, amounts in rows.items()], columns=["what", "vcpu", "gib"])


def max_pods(instance_type: str) -> int:
    """How many pods a node of EKS can run, when each has an address of the VPC: the Amazon EKS AMI's own list.

    Raises
    ------
    InputError
        For a type whose number is not in that list as known here.

    Notes
    -----
    Interfaces x (addresses of each - 1) + 2. Prefix delegation raises it.
    Source: Amazon EKS optimized AMI (awslabs/amazon-eks-ami), eni-max-pods.txt.

    Examples
    --------
    >>> max_pods("m7g.large"), max_pods("m7g.4xlarge")
    (29, 234)
    """
    family, size = catalog.check_instance_type(instance_type).split(".")
    pods = _PODS.get(family, {}).get(size)
    if pods is None:
        raise InputError(
            ko=f"{instance_type} 노드의 최대 포드 수는 확인되지 않았습니다. task_limit에 직접 적거나 m7g처럼 알려진 패밀리를 쓰세요.",
            en=f"how many pods a node of {instance_type} can run is not known here: say it with task_limit, or use a known family such as m7g.",
        )
    return pods


def room(instance_type: str, orchestrator: str, overhead: Overhead, task_limit: int | None) -> Room:
    """What one machine offers to services, in whole CPU units and MiB."""
    left = reserved(instance_type, orchestrator, overhead).iloc[-1]
    limit: float = math.inf
    if task_limit is not None:
        limit = errors.count("task_limit", task_limit, least=1)
    elif orchestrator == "eks":
        limit = max_pods(instance_type)
    # 0.1 + 0.2 of a vCPU must not lose a unit
    units, mib = (math.floor(round(float(left[name]) * UNITS, 6)) for name in ("vcpu", "gib"))
    return Room(units, mib, limit - overhead.daemon_tasks)


def places(
    instance_type: str,
    vcpu: float,
    gib: float,
    *,
    orchestrator: str = "ecs",
    overhead: Overhead | None = None,
    task_limit: int | None = None,
) -> int:
    """How many tasks of one size a machine holds.

    Parameters
    ----------
    instance_type, orchestrator, overhead, task_limit
        As in `pack`.
    vcpu, gib
        What one task asks for.

    Returns
    -------
    int
        0 where not even one fits.

    Raises
    ------
    InputError
        For an unknown name, or a number that cannot be.

    Examples
    --------
    32 GiB do not hold 16 tasks of 2 GiB: the kernel and the agent take some.

    >>> places("m7g.2xlarge", 0.5, 2)
    15
    """
    errors.amount("vcpu", vcpu, above=True)
    errors.amount("gib", gib, above=True)
    offered = room(instance_type, orchestrator, overhead or Overhead(), task_limit)
    units, mib = (math.ceil(round(amount, 6)) for amount in (vcpu * UNITS, gib * MIB))
    return max(0, int(min(offered.units // units, offered.mib // mib, offered.tasks)))


def vm_room(vcpu: float, gib: float, overhead: Overhead) -> tuple[int, int]:
    """What a VM has beside its own system and daemons, in CPU units and MiB: no orchestrator runs on it."""
    left = (vcpu - overhead.daemon_vcpu, gib * (1 - overhead.kernel_share) - overhead.daemon_gib)
    return math.floor(round(left[0] * UNITS, 6)), math.floor(round(left[1] * MIB, 6))


def runs_on(platforms: str | Sequence[str], instance_type: str) -> bool:
    """Whether an image runs on a machine: it must have been built for the machine's architecture.

    Parameters
    ----------
    platforms
        What the image was built for: "x86_64", "arm64", or both ("x86_64, arm64": an image for several platforms).
    instance_type
        The machine.

    Raises
    ------
    InputError
        For an unknown architecture or type.

    Notes
    -----
    An image holds no kernel and no processor: it runs on the kernel and the processor of its host. Emulation is left out: it
    is not for production. Source: ECS Developer Guide, "Amazon ECS task definitions for 64-bit ARM workloads".

    Examples
    --------
    >>> runs_on("x86_64", "m7g.large"), runs_on("x86_64, arm64", "m7g.large")
    (False, True)
    """
    return architecture_of(instance_type) in _platforms(platforms)


def architecture_of(instance_type: str) -> str:
    """The architecture of a type: x86_64 or arm64 (a Mac's as its processor's)."""
    types = catalog.instance_types()
    row = types[types["instance_type"] == catalog.check_instance_type(instance_type)].iloc[0]
    return str(row["architecture"]).removesuffix("_mac")


def _platforms(given: str | Sequence[str]) -> list[str]:
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else list(given)
    return errors.each_of(names, ("x86_64", "arm64"), ko="아키텍처", en="architecture")


def _machine(instance_type: str) -> tuple[float, float]:
    types = catalog.instance_types()
    row = types[types["instance_type"] == catalog.check_instance_type(instance_type)].iloc[0]
    return float(row["vcpu"]), float(row["gib"])


def _withheld(instance_type: str, orchestrator: str, vcpu: float) -> tuple[float, float]:
    if orchestrator not in ORCHESTRATORS:
        raise unknown(ko="오케스트레이터", en="orchestrator", given=orchestrator, allowed=ORCHESTRATORS)
    if orchestrator == "ecs":
        return 0.0, ECS_RESERVED_MIB / MIB
    millicores, start = 0, 0.0
    for end, share in KUBELET_CPU:
        millicores += int(max(0.0, min(end, vcpu * 1000) - start) * share + 1e-9)
        start = end
    return millicores / 1000, (KUBELET_MIB + POD_MIB * max_pods(instance_type) + EVICTION_MIB) / MIB
