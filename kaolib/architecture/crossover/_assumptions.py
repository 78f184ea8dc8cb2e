"""How each way of running a workload is set up and paid for: every assumption with a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog, containers, serverless
from kaolib.knowledge._schema import COMMITMENTS

#: EC2 with Auto Scaling, a Fargate service with autoscaling, Lambda without and with provisioned concurrency, AWS Batch.
WAYS = ("ec2", "fargate", "lambda", "lambda_provisioned", "batch")
#: Hours a month that people work on each way. Ours, not AWS's: a starting point to be replaced by what a team counts.
OPERATIONS_HOURS: Mapping[str, float] = MappingProxyType(
    {"ec2": 8.0, "fargate": 4.0, "lambda": 2.0, "lambda_provisioned": 3.0, "batch": 4.0}
)
#: What an hour of that work costs, USD. Ours.
OPERATIONS_USD_PER_HOUR = 50.0
#: The share of the processor time that a fleet is scaled to, and that Batch fills its instances to. Ours.
TARGET_UTILIZATION = 0.6
BATCH_UTILIZATION = 0.8
#: How long a cold start takes. Ours. And the share of invocations that meet one: AWS says "under 1%". Source: AWS, Lambda
#: Developer Guide, "Understanding the Lambda execution environment lifecycle".
COLD_START_MS = 500.0
COLD_START_SHARE = 0.01
#: Types of an instance that are tried: the same three amounts of memory to a vCPU as the tasks. The choice is ours.
INSTANCE_TYPES = ("c7g.large", "m7g.large", "r7g.large")
#: Sizes of a task that are tried, vCPU and GB: of each number of vCPUs the memory of the c, the m and the r family. The
#: choice is ours; all are sizes of Fargate.
TASK_SIZES = (
    *((0.25, 0.5), (0.25, 1), (0.25, 2), (0.5, 1), (0.5, 2), (0.5, 4), (1, 2), (1, 4), (1, 8)),
    *((2, 4), (2, 8), (2, 16), (4, 8), (4, 16), (4, 30), (8, 60), (16, 120)),
)
#: What takes the requests in front of servers: nothing, or an Application Load Balancer.
SERVER_FRONTS = ("none", "alb")
EC2_OPTIONS = ("on_demand", *COMMITMENTS)
SERVICE_OPTIONS = ("on_demand", *containers.PLANS)


@dataclass(frozen=True)
class Assumptions:
    """How the ways are set up, paid for and looked after.

    Attributes
    ----------
    instance_types : tuple of str
        What EC2 and Batch may use, the cheapest of them for the workload; one processor architecture, none burstable. A type
        that is not sold in the Region is left out. Tasks and functions run on the same architecture.
    task_sizes : tuple of (float, float)
        vCPU and GB that Fargate may use, the cheapest of them for the workload; sizes of `containers.fargate_sizes`.
    zones, minimum_per_zone : int
        Instances and tasks are never fewer than zones x minimum_per_zone.
    utilization : float
        The share of its processor time that a fleet is scaled to at the busiest moment of an hour, above 0.
    batch_utilization : float
        The share that Batch fills its instances to, above 0.
    function_mb : int or None
        Memory of the function; None: the least that holds a request, answers in time and ends within 15 minutes.
    cold_start_ms, cold_start_share : float
        How long a cold start takes, billed with the invocation, and the share of invocations On-Demand that meet one.
    free_tier : bool
        Whether Lambda's monthly free tier is still there for this function.
    server_front : str
        One of `SERVER_FRONTS`: in front of EC2 and Fargate.
    function_front : str
        One of `serverless.FRONTS`: in front of Lambda.
    kb_per_request : float
        Request and response together, for the front.
    ec2_option, fargate_option, lambda_option, batch_option : str
        "on_demand", or a plan that covers all of it and is taken to be always used.
    operations_hours : mapping
        Hours a month of people's work, by way; a way that is not named keeps that of `OPERATIONS_HOURS`.
    operations_usd_per_hour : float
        What one of those hours costs.

    Raises
    ------
    InputError
        For an unknown name, a size that does not exist, or a number that cannot be.

    Examples
    --------
    >>> Assumptions(operations_hours={"ec2": 20}).hours["ec2"]
    20.0
    """

    instance_types: tuple[str, ...] = INSTANCE_TYPES
    task_sizes: tuple[tuple[float, float], ...] = TASK_SIZES
    zones: int = 2
    minimum_per_zone: int = 1
    utilization: float = TARGET_UTILIZATION
    batch_utilization: float = BATCH_UTILIZATION
    function_mb: int | None = None
    cold_start_ms: float = COLD_START_MS
    cold_start_share: float = COLD_START_SHARE
    free_tier: bool = True
    server_front: str = "alb"
    function_front: str = "http"
    kb_per_request: float = 20.0
    ec2_option: str = "on_demand"
    fargate_option: str = "on_demand"
    lambda_option: str = "on_demand"
    batch_option: str = "on_demand"
    operations_hours: Mapping[str, float] = field(default_factory=dict, hash=False)
    operations_usd_per_hour: float = OPERATIONS_USD_PER_HOUR

    def __post_init__(self) -> None:
        names = (self.instance_types,) if isinstance(self.instance_types, str) else tuple(self.instance_types)
        object.__setattr__(self, "instance_types", names)
        object.__setattr__(self, "task_sizes", tuple((float(vcpu), float(gib)) for vcpu, gib in self.task_sizes))
        if not names or not self.task_sizes:
            raise InputError(
                ko="인스턴스 유형(instance_types)과 작업 크기(task_sizes)를 하나 이상 정하세요.",
                en="give one or more instance_types and one or more task_sizes.",
            )
        errors.count("zones", self.zones, least=1)
        errors.count("minimum_per_zone", self.minimum_per_zone)
        for name in ("utilization", "batch_utilization"):
            if errors.share(name, getattr(self, name)) == 0:
                errors.amount(name, 0, above=True)
        errors.share("cold_start_share", self.cold_start_share)
        for name in ("cold_start_ms", "kb_per_request", "operations_usd_per_hour"):
            errors.amount(name, getattr(self, name))
        if self.function_mb is not None:
            serverless.billed_gb_seconds(1, self.function_mb)
        self._check_names()
        for way, hours in self.operations_hours.items():
            errors.each_of(way, WAYS, ko="실행 방식", en="way to run it")
            errors.amount(f"operations_hours[{way!r}]", hours)

    def _check_names(self) -> None:
        for name, allowed in (("server_front", SERVER_FRONTS), ("function_front", serverless.FRONTS)):
            if getattr(self, name) not in allowed:
                raise unknown(ko=name, en=name, given=getattr(self, name), allowed=allowed)
        for option in fields(self):
            if option.name.endswith("_option"):
                allowed = EC2_OPTIONS if option.name in ("ec2_option", "batch_option") else SERVICE_OPTIONS
                if getattr(self, option.name) not in allowed:
                    raise unknown(ko=option.name, en=option.name, given=getattr(self, option.name), allowed=allowed)
        sizes = {tuple(size) for size in containers.fargate_sizes().to_numpy().tolist()}
        for vcpu, gib in self.task_sizes:
            if (vcpu, gib) not in sizes:
                nearest = containers.fargate_size(vcpu, gib)
                raise InputError(
                    ko=f"vCPU {vcpu:g}개와 {gib:g}GB는 Fargate 크기가 아닙니다. 가까운 크기: vCPU {nearest.vcpu:g}개와 {nearest.gib:g}GB.",
                    en=f"{vcpu:g} vCPU with {gib:g} GB is not a size of Fargate: the next is {nearest.vcpu:g} vCPU with {nearest.gib:g} GB.",
                )
        types = catalog.instance_types().set_index("instance_type")
        rows = [types.loc[catalog.check_instance_type(name)] for name in self.instance_types]
        for name, row in zip(self.instance_types, rows, strict=True):
            if row["burstable"]:
                raise InputError(
                    ko=f"{name}은(는) 버스트 가능 인스턴스라 vCPU를 계속 다 쓸 수 없습니다. m7g처럼 다른 패밀리를 쓰세요.",
                    en=f"{name} is burstable and cannot use its vCPUs all the time: choose another family, such as m7g.",
                )
        if len({row["architecture"] for row in rows}) > 1:
            raise InputError(
                ko="instance_types의 프로세서 아키텍처가 서로 다릅니다. 하나로 맞추세요.",
                en="the instance_types have different processor architectures: choose one.",
            )

    @property
    def minimum(self) -> int:
        """The fewest instances or tasks."""
        return self.zones * self.minimum_per_zone

    @property
    def architecture(self) -> str:
        """The processor architecture of all ways."""
        types = catalog.instance_types().set_index("instance_type")
        return str(types.loc[self.instance_types[0], "architecture"]).removesuffix("_mac")

    @property
    def hours(self) -> dict[str, float]:
        """Hours a month of people's work, for every way."""
        return {way: float(self.operations_hours.get(way, hours)) for way, hours in OPERATIONS_HOURS.items()}

    def option(self, way: str) -> str:
        """How a way is paid for."""
        return str(getattr(self, f"{way.partition('_')[0]}_option"))
