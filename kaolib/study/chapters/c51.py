"""Chapter 51, containers: what it asks, and what it says to each answer."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from kaolib.architecture import crossover, packing
from kaolib.architecture.packing import Overhead, Packing
from kaolib.knowledge import catalog, containers
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import samples
from kaolib.study.bank import (
    Bank,
    Choice,
    Claim,
    Context,
    Exercise,
    Goal,
    Mistake,
    Need,
    Question,
    RecallCard,
    Text,
)

#: What agents for logs, metrics and security take on each machine of the chapter: a made-up, ordinary amount.
DAEMONS = Overhead(daemon_vcpu=0.25, daemon_gib=0.5)
ZONES = 3
#: From when to when the last exercise leaves its clusters alone, and the version that they run.
TODAY, UNTIL, VERSION = "2026-11-25", "2027-06-30", "1.34"
#: Room above the measured peak in new requests.
HEADROOM = 1.25
#: The plans of the chapter.
ONE_YEAR, THREE_YEARS = "compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront"
#: The pod of the first blank: requests, replicas; and the task of the second.
POD, REPLICAS, TASK = (1.0, 4.0), 3, (1.0, 2.0)
#: A small job: size, seconds, runs a month (every ten minutes).
JOB, JOB_SECONDS, JOB_RUNS = (0.25, 0.5), 20, 4380
#: The goals of the explorers.
GOAL_SHARE, GOAL_EVEN = 0.8, 0.75
HOURS_A_DAY = 24


def task_usd(c: Context, vcpu: float, gib: float, architecture: str = "x86_64") -> float:
    """An hour of one Fargate task of this size."""
    return containers.fargate_usd_per_hour(vcpu, gib, c.location, architecture=architecture)


def arm_saving(c: Context) -> float:
    """How much less the same task costs on arm64."""
    return 1 - task_usd(c, 1, 2, architecture="arm64") / task_usd(c, 1, 2)


def break_even(
    c: Context, instance: str = "on_demand", fargate: str = "on_demand", task: tuple[float, float] | None = None
) -> float:
    """The chapter's instance against Fargate; NaN where a price is not known."""
    wanted = task or (float(c["task_vcpu"]), float(c["task_gib"]))
    return _break_even(str(c["instance_type"]), c.location, *wanted, instance, fargate, float(c["spot_saving"]))


@lru_cache(maxsize=256)
def _break_even(
    instance_type: str, location: str, vcpu: float, gib: float, instance: str, fargate: str, saving: float
) -> float:
    return crossover.fargate_break_even(
        instance_type, location, vcpu, gib, instance=instance, fargate=fargate, spot_saving=saving
    )


def job_usd(c: Context, seconds: float) -> float:
    """A month of the small job, if each run were billed this long."""
    return task_usd(c, *JOB) * JOB_RUNS * seconds / 3600


def ways_at(c: Context, share: float) -> dict[str, float]:
    """What the chapter's instance and Fargate cost a month with this share of its places in use."""
    ec2 = catalog.price(str(c["instance_type"]), c.location) * MONTH_HOURS
    return {"ec2": ec2, "fargate": ec2 / break_even(c) * share}


def packed(c: Context, kind: str = "container") -> Packing:
    """The chapter's services on its machines."""
    return _packed(str(c["instance_type"]), c.location, kind, 1.0, 1.0)


def resized(c: Context, cpu: float = HEADROOM, memory: float = HEADROOM) -> Packing:
    """The services again, with requests of the measured peaks times this."""
    return _packed(str(c["instance_type"]), c.location, "container", -cpu, -memory)


@lru_cache(maxsize=128)
def _packed(instance_type: str, location: str, kind: str, cpu: float, memory: float) -> Packing:
    """The requests times these; of the peaks where negative."""
    table = samples.services()
    for name, share in (("vcpu", cpu), ("gib", memory)):
        table[name] = table[name] * share if share > 0 else table[f"peak_{name}"] * -share
    return packing.pack(table, instance_type, location, kind, overhead=DAEMONS, zones=ZONES)


def saved_usd(c: Context) -> float:
    """What the fitted requests save a month."""
    return packed(c).usd_per_month - resized(c).usd_per_month


def _other(wrong: float, right: float) -> float:
    """A wrong answer, where it is told apart from the right one."""
    return math.nan if math.isclose(wrong, right, rel_tol=0.02) else wrong


def vm_usd(location: str, family: str) -> float:
    """The same services in a VM each, of a family; NaN where that does not go."""
    return _vm_usd(location, family)


@lru_cache(maxsize=256)
def _vm_usd(location: str, family: str) -> float:
    sold = catalog.on_demand(location=location, operating_system="linux").merge(
        catalog.instance_types(), on="instance_type"
    )
    first = sold.loc[sold["family"] == family, "instance_type"]
    if first.empty:
        return math.nan
    try:
        return _packed(str(first.iloc[0]), location, "vm", 1.0, 1.0).usd_per_month
    except ValueError:
        return math.nan


def pod_usd(c: Context, vcpu: float, gib: float, replicas: int = REPLICAS) -> float:
    """A month of pods that Fargate sells as this much, a size or not."""
    rates = containers.fargate_rates(c.location).set_index("part")["usd_per_unit"]
    return float(rates["vcpu"] * vcpu + rates["memory"] * gib) * MONTH_HOURS * replicas


def support_hours(*, extended: bool = False) -> float:
    """Hours of the last exercise: all of them, or those in extended support."""
    start = (
        str(containers.kubernetes_versions().set_index("version").loc[VERSION, "standard_end"]) if extended else TODAY
    )
    return float((dt.date.fromisoformat(UNTIL) - dt.date.fromisoformat(start)).days * HOURS_A_DAY)


def fees(c: Context) -> dict[str, float]:
    """An hour of a cluster in standard and in extended support."""
    return {
        support: float(containers.eks_cost(1, c.location, support=support)["usd"].item())
        for support in ("standard", "extended")
    }


def upgrade_usd(c: Context) -> float:
    """What not upgrading adds in the last exercise, for the chapter's clusters."""
    table = containers.eks_support_cost(VERSION, TODAY, UNTIL, c.location, clusters=int(c["clusters"]))
    standard = support_hours() * fees(c)["standard"] * int(c["clusters"])
    return float(table["usd"].sum()) - standard


def idle_share() -> float:
    """How much of the CPU that the services ask for is not used even at the peak."""
    table = samples.services()
    asked = float((table["vcpu"] * table["replicas"]).sum())
    return 1 - float((table["peak_vcpu"] * table["replicas"]).sum()) / asked


BANK = Bank(
    "51",
    ko="컨테이너",
    en="Containers",
    tables=("on_demand", "commitment_rates", "services", "service_plan_rates", "spot", "kubernetes_versions"),
    params={"instance_type": "m7g.xlarge", "task_vcpu": 0.5, "task_gib": 2.0, "spot_saving": 0.6, "clusters": 3},
    cards=(
        RecallCard(
            ko="컨테이너 이미지는 호스트의 무엇에 여전히 의존합니까?",
            en="On what of its host does a container image still depend?",
            answer_ko="**커널**과 **CPU 아키텍처**입니다. 이미지는 코드, 라이브러리, 최소한의 사용자 영역만 담습니다. x86_64로만 빌드한 이미지는 Graviton에서 돌지 않아, {region}의 Fargate에서 {saving:percent}를 더 싸게 쓸 길이 막힙니다.",
            answer_en="On its **kernel** and its **CPU architecture**. An image holds code, libraries and a minimal user land. Built for x86_64 alone it does not run on Graviton, and the {saving:percent} that arm64 saves on Fargate in {region} is out of reach.",
            values=lambda c: {"saving": arm_saving(c)},
        ),
        RecallCard(
            ko="10초 만에 끝나는 Fargate 태스크는 몇 초로 청구됩니까? Windows라면?",
            en="For how many seconds is a Fargate task of ten seconds billed? And on Windows?",
            answer_ko="이미지를 받기 시작한 때부터 멈출 때까지 초 단위로 올림하되 **최소 {least:number}초**, Windows는 **{windows:number}초**입니다. 청구되는 것은 쓴 양이 아니라 **요청한** vCPU와 메모리입니다.",
            answer_en="From the start of the image's pull to the stop, rounded up to the second, but **{least:number} seconds at least**, on Windows **{windows:number}**. What is billed are the vCPUs and the memory **asked for**, not those used.",
            values=lambda c: {
                "least": containers.MINIMUM_SECONDS["linux"],
                "windows": containers.MINIMUM_SECONDS["windows"],
            },
        ),
        RecallCard(
            ko="온디맨드끼리 견주면 EC2 인스턴스는 얼마나 차 있어야 Fargate보다 쌉니까?",
            en="At On-Demand prices, how full must an EC2 instance be to be cheaper than Fargate?",
            answer_ko="{region}의 `{instance_type}`에 vCPU {task_vcpu:number}개·{task_gib:number}GiB 태스크를 올리면 손익분기는 **{listed:percent}**입니다. 정가로는 거의 가득 차야 하고, 약정이나 스팟이 있어야 EC2 쪽으로 크게 기웁니다.",
            answer_en="On `{instance_type}` in {region}, with tasks of {task_vcpu:number} vCPU and {task_gib:number} GiB, the break-even is **{listed:percent}**. At list prices it must be about full; it takes a commitment or Spot to tip the scale to EC2.",
            values=lambda c: {"listed": break_even(c)},
        ),
    ),
    questions=(
        Question(
            "kernel",
            ko="개발자의 x86 노트북에서 만든 이미지(x86_64 하나만)를 Graviton 인스턴스의 ECS에 올리면 어떻게 됩니까?",
            en="An image made on a developer's x86 laptop (x86_64 alone) is started by ECS on a Graviton instance. What happens?",
            values=lambda c: {"saving": arm_saving(c)},
            choices=(
                Choice(
                    ko="컨테이너 엔진이 기반 인프라의 차이를 없애 주므로 그대로 돈다",
                    en="It runs: the engine removes what depends on the infrastructure",
                    why_ko="엔진은 배포판의 차이를 가려 줄 뿐입니다. 명령어는 그 CPU의 것이어야 하고, 시스템 호출은 그 커널이 받습니다.",
                    why_en="The engine hides the distribution only. The instructions must be the processor's own, and the kernel serves the system calls.",
                ),
                Choice(
                    ko="시작하지 못한다. arm64용으로도 빌드해야 한다",
                    en="It does not start: it must be built for arm64 too",
                    right=True,
                    why_ko="`exec format error`로 멈춥니다. 두 아키텍처용으로 빌드해 두면 {region}의 Fargate에서 {saving:percent} 싼 쪽을 고를 수 있습니다.",
                    why_en="It stops with `exec format error`. Built for both, it may run where Fargate in {region} is {saving:percent} cheaper.",
                ),
                Choice(
                    ko="느리지만 자동으로 에뮬레이션된다",
                    en="It is emulated automatically, if slowly",
                    why_ko="에뮬레이터를 직접 깔아야 하고, 운영에 쓸 만한 성능도 아닙니다.",
                    why_en="An emulator would have to be installed by you, and it is not for production.",
                ),
            ),
        ),
        Question(
            "minimum",
            ko="vCPU 0.25개·0.5GB 태스크가 한 달에 {runs:number}번, 매번 {seconds:number}초 동안 돕니다(이미지를 받는 시간 포함, Linux). 한 달 요금은?",
            en="A task of 0.25 vCPU and 0.5 GB runs {runs:number} times a month for {seconds:number} seconds (with the image's pull, Linux). What does the month cost?",
            values=lambda c: {
                "runs": JOB_RUNS,
                "seconds": JOB_SECONDS,
                "exact": job_usd(c, JOB_SECONDS),
                "minute": job_usd(c, containers.MINIMUM_SECONDS["linux"]),
                "windows": job_usd(c, containers.MINIMUM_SECONDS["windows"]),
            },
            choices=(
                Choice(
                    ko="{exact:usd.2}",
                    en="{exact:usd.2}",
                    why_ko="초 단위로 세는 것은 맞지만 한 번에 최소 1분입니다.",
                    why_en="It is counted by the second, but a run is a minute at least.",
                ),
                Choice(
                    ko="{minute:usd.2}",
                    en="{minute:usd.2}",
                    right=True,
                    why_ko="한 번에 최소 1분이라 실제로 돈 시간의 세 배를 냅니다. 이렇게 짧은 일감은 Lambda가 제격입니다(41장).",
                    why_en="A run is a minute at least, so three times the time it ran. Work this short is for Lambda (chapter 41).",
                ),
                Choice(
                    ko="{windows:usd.2}",
                    en="{windows:usd.2}",
                    why_ko="5분 최소는 Windows 컨테이너의 것입니다.",
                    why_en="Five minutes is the minimum of Windows containers.",
                ),
            ),
        ),
        Question(
            "spot",
            ko="다음 가운데 Fargate Spot으로 실행할 수 있는 것은?",
            en="Which of these can run on Fargate Spot?",
            choices=(
                Choice(
                    ko="EKS의 포드",
                    en="A pod of EKS",
                    why_ko="Fargate Spot은 ECS의 용량 공급자입니다. EKS에서는 EC2 스팟 노드를 씁니다.",
                    why_en="Fargate Spot is a capacity provider of ECS. On EKS, take nodes of EC2 Spot.",
                ),
                Choice(
                    ko="ECS의 Windows 태스크",
                    en="A Windows task of ECS",
                    why_ko="Linux만 됩니다.",
                    why_en="Linux only.",
                ),
                Choice(
                    ko="ECS의 arm64 Linux 태스크",
                    en="A Linux task of ECS on arm64",
                    right=True,
                    why_ko="Linux라면 x86_64와 arm64 모두 됩니다. 2분 전에 알리고 회수하므로 끊겨도 되는 태스크여야 합니다.",
                    why_en="Linux, on x86_64 and on arm64. It is taken back with two minutes' notice, so the work must bear an interruption.",
                ),
            ),
        ),
        Question(
            "half_full",
            ko="{region}에서 `{instance_type}` 온디맨드 한 대의 자리가 시간 평균 {share:percent} 쓰입니다(태스크는 vCPU {task_vcpu:number}개·{task_gib:number}GiB). 같은 태스크를 Fargate 온디맨드로 돌리면?",
            en="On average {share:percent} of the places of one `{instance_type}` On-Demand in {region} are in use (tasks of {task_vcpu:number} vCPU and {task_gib:number} GiB). What about the same tasks on Fargate On-Demand?",
            values=lambda c: {"share": 0.6, "even": break_even(c), **ways_at(c, 0.6)},
            choices=(
                Choice(
                    ko="Fargate가 싸다",
                    en="Fargate is cheaper",
                    right=lambda c: break_even(c) > 0.6,
                    why_ko="EC2는 {ec2:usd_per_month}, Fargate는 {fargate:usd_per_month}입니다. 손익분기가 {even:percent}이기 때문입니다.",
                    why_en="EC2 costs {ec2:usd_per_month}, Fargate {fargate:usd_per_month}: the break-even is {even:percent}.",
                ),
                Choice(
                    ko="EC2가 싸다. 서버리스는 늘 웃돈을 낸다",
                    en="EC2 is cheaper: serverless always costs more",
                    right=lambda c: break_even(c) <= 0.6,
                    why_ko="EC2는 {ec2:usd_per_month}, Fargate는 {fargate:usd_per_month}입니다. 손익분기 {even:percent}보다 얼마나 차 있는지가 정합니다.",
                    why_en="EC2 costs {ec2:usd_per_month}, Fargate {fargate:usd_per_month}. What decides is whether use is above the break-even, {even:percent}.",
                ),
                Choice(
                    ko="같다",
                    en="The same",
                    why_ko="같아지는 곳은 {even:percent}입니다.",
                    why_en="They are the same at {even:percent}.",
                ),
            ),
        ),
        Question(
            "extended",
            ko="기본 설정의 EKS 클러스터를 확장 지원이 끝날 때까지 업그레이드하지 않았습니다. 그 뒤의 클러스터 요금은?",
            en="An EKS cluster with default settings was not upgraded until its extended support ended. What is the cluster's fee after that?",
            values=lambda c: {name: usd * MONTH_HOURS for name, usd in fees(c).items()},
            choices=(
                Choice(
                    ko="AWS가 새 버전으로 올려 주므로 {standard:usd_per_month}로 돌아간다",
                    en="Back to {standard:usd_per_month}: AWS upgrades it to a new version",
                    why_ko="올려 주는 곳은 ‘지원되는 가장 오래된 버전’입니다. 그 버전도 확장 지원 기간입니다.",
                    why_en="It is upgraded to the oldest version that is supported, which is in extended support itself.",
                ),
                Choice(
                    ko="그대로 {extended:usd_per_month}",
                    en="Still {extended:usd_per_month}",
                    right=True,
                    why_ko="지원되는 가장 오래된 버전으로 저절로 올라가고, 그 버전도 확장 지원 기간이라 요금이 이어집니다. 노드는 올려 주지 않습니다.",
                    why_en="It goes to the oldest supported version, which is in extended support too, so the fee goes on. Its nodes are not upgraded.",
                ),
                Choice(
                    ko="클러스터가 멈추므로 없다",
                    en="Nothing: the cluster stops",
                    why_ko="멈추지 않습니다. 예고 없이 컨트롤 플레인만 올라갑니다.",
                    why_en="It does not stop. Its control plane is upgraded, without notice.",
                ),
            ),
        ),
        Question(
            "plan",
            ko="컴퓨팅 Savings Plans를 샀습니다. 다음 가운데 플랜 요금으로 내는 것은?",
            en="A Compute Savings Plan is bought. What of these is charged at its rates?",
            choices=(
                Choice(
                    ko="EKS 클러스터 요금",
                    en="The fee of an EKS cluster",
                    why_ko="컨트롤 플레인 요금은 컴퓨팅 사용량이 아닙니다.",
                    why_en="A control plane's fee is not compute usage.",
                ),
                Choice(
                    ko="Fargate의 vCPU와 메모리, 그리고 EC2",
                    en="vCPUs and memory of Fargate, and EC2",
                    right=True,
                    why_ko="한 플랜이 두 곳을 덮습니다. 그래서 EC2로 옮길지 정하기 전에 사도 됩니다. 20GB를 넘는 임시 스토리지는 정가입니다.",
                    why_en="One plan covers both, so it can be bought before it is decided whether to move to EC2. Ephemeral storage above 20 GB stays at list price.",
                ),
                Choice(
                    ko="Fargate Spot",
                    en="Fargate Spot",
                    why_ko="스팟 사용량에는 플랜이 적용되지 않습니다.",
                    why_en="No plan covers Spot usage.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_pod",
            title_ko="빈칸 1: Fargate 위의 EKS 포드",
            title_en="Blank 1: pods of EKS on Fargate",
            ko="EKS 포드 {replicas:number}개가 각각 vCPU {vcpu:number}개와 {gib:number}GB를 요청하고 한 달 내내(730시간) Fargate에서 돕니다. 클러스터 요금을 뺀 한 달 비용은 얼마입니까({region}, Linux x86_64)?",
            en="{replicas:number} pods of EKS ask for {vcpu:number} vCPU and {gib:number} GB each and run all month (730 hours) on Fargate. What do they cost a month without the cluster's fee ({region}, Linux x86_64)?",
            values=lambda c: {"replicas": REPLICAS, "vcpu": POD[0], "gib": POD[1]},
            answer=lambda c: pod_usd(c, *containers.pod_size(*POD)),
            unit="usd_per_month",
            why_ko="Fargate는 포드마다 Kubernetes 구성 요소 몫 256MB를 더하고 다음 크기로 올립니다. 요청이 크기와 딱 맞으면 한 단계 위를 냅니다.",
            why_en="Fargate adds 256 MB for Kubernetes to each pod and goes to the next size. A request that fits a size exactly pays for the one above.",
            hints=(
                Text(ko="`kao.containers.pod_size(vcpu, gib)`", en="`kao.containers.pod_size(vcpu, gib)`"),
                Text(
                    ko='`kao.containers.fargate_usd(*size, REGION, hours=730, tasks=..., orchestrator="eks")`',
                    en='`kao.containers.fargate_usd(*size, REGION, hours=730, tasks=..., orchestrator="eks")`',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: pod_usd(c, *POD),
                    ko="요청한 크기 그대로 셌습니다. 256MB가 더해져 다음 크기가 됩니다.",
                    en="This takes the size asked for. With 256 MB added it becomes the next one.",
                ),
                Mistake(
                    value=lambda c: pod_usd(c, POD[0], POD[1] + containers.POD_OVERHEAD_GIB),
                    ko="256MB를 더했지만 크기로 올리지 않았습니다. Fargate는 정해진 크기로만 팝니다.",
                    en="256 MB are added but not rounded up to a size. Fargate sells sizes only.",
                ),
                Mistake(
                    value=lambda c: pod_usd(c, *containers.pod_size(*POD), 1),
                    ko="포드 하나의 값입니다.",
                    en="This is one pod.",
                ),
            ),
        ),
        Exercise(
            "faded_even",
            title_ko="빈칸 2: 손익분기",
            title_en="Blank 2: the break-even",
            ko="`{instance_type}` 온디맨드 위의 ECS에 vCPU {vcpu:number}개·{gib:number}GiB 태스크를 올립니다. Fargate 온디맨드와 비용이 같아지는 자리 사용률은 몇 %입니까({region})? 1을 넘을 수 있습니다.",
            en="Tasks of {vcpu:number} vCPU and {gib:number} GiB go onto ECS on `{instance_type}` On-Demand. At what share of its places in use does it cost as much as Fargate On-Demand ({region})? It may be above 1.",
            values=lambda c: {"vcpu": TASK[0], "gib": TASK[1]},
            answer=lambda c: break_even(c, task=TASK),
            unit="percent",
            why_ko="인스턴스 요금을 (들어가는 태스크 수 × Fargate 태스크 하나의 요금)으로 나눈 값입니다. 1보다 크면 가득 채워도 Fargate가 쌉니다.",
            why_en="It is the instance's price over (tasks that fit x the price of one on Fargate). Above 1, Fargate is cheaper even beside a full instance.",
            hints=(Text(ko="`kao.crossover.fargate_break_even(...)`", en="`kao.crossover.fargate_break_even(...)`"),),
            mistakes=(
                Mistake(
                    value=lambda c: _other(1 / break_even(c, task=TASK), break_even(c, task=TASK)),
                    ko="거꾸로 나눴습니다. 인스턴스의 값이 위로 갑니다.",
                    en="This is upside down: the instance's price goes on top.",
                ),
                Mistake(
                    value=lambda c: _other(break_even(c), break_even(c, task=TASK)),
                    ko="앞 예제의 태스크 크기로 계산했습니다.",
                    en="This is for the task of the example above.",
                ),
                Mistake(
                    value=lambda c: break_even(c, fargate=ONE_YEAR, task=TASK),
                    ko="Fargate를 플랜 요금으로 셌습니다. 둘 다 온디맨드로 견주세요.",
                    en="Fargate is at a plan's rate here. Compare On-Demand with On-Demand.",
                ),
            ),
        ),
        Exercise(
            "right_size",
            title_ko="요청을 실제 사용에 맞추면",
            title_en="Requests fitted to use",
            ko="`shop`의 요청을 **잰 최댓값의 {room:number}배**로 바꾸고(vCPU와 메모리 모두) 같은 기계(`{instance_type}`, 영역 {zones:number}개, 같은 데몬)에 다시 배치합니다. 한 달에 얼마가 줄어듭니까?",
            en="Set the requests of `shop` to **{room:number} times the measured peak** (vCPU and memory both) and pack again onto the same machines (`{instance_type}`, {zones:number} zones, the same daemons). How much less is the month?",
            values=lambda c: {"room": HEADROOM, "zones": ZONES},
            answer=saved_usd,
            unit="usd_per_month",
            tolerance=0.002,
            why_ko="기계는 쓴 양이 아니라 요청한 양으로 찹니다. 요청을 줄이면 같은 일에 기계가 덜 듭니다.",
            why_en="Machines fill by what is asked for, not by what is used. Lower requests need fewer machines for the same work.",
            hints=(
                Text(
                    ko='`shop.assign(vcpu=shop["peak_vcpu"] * 1.25, gib=shop["peak_gib"] * 1.25)`',
                    en='`shop.assign(vcpu=shop["peak_vcpu"] * 1.25, gib=shop["peak_gib"] * 1.25)`',
                ),
                Text(
                    ko="`kao.packing.pack(..., overhead=daemons, zones=3).usd_per_month`",
                    en="`kao.packing.pack(..., overhead=daemons, zones=3).usd_per_month`",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: _other(resized(c).usd_per_month, saved_usd(c)),
                    ko="줄인 뒤의 비용입니다. 줄어든 금액을 구하세요.",
                    en="This is the cost afterwards. Find what is saved.",
                ),
                Mistake(
                    value=lambda c: _other(packed(c).usd_per_month - resized(c, 1.0, 1.0).usd_per_month, saved_usd(c)),
                    ko="여유 없이 최댓값 그대로 요청했습니다. {room:number}배로 하세요.",
                    en="This asks for the peak itself, without room: take {room:number} times.",
                ),
                Mistake(
                    value=lambda c: _other(packed(c).usd_per_month * idle_share(), saved_usd(c)),
                    ko="놀던 CPU의 비율만큼 줄 것이라고 셌습니다. 메모리와 기계 단위가 그만큼 줄이지 못하게 합니다.",
                    en="This assumes the bill shrinks by the idle share of CPU. Memory, and whole machines, do not allow that.",
                ),
            ),
        ),
        Exercise(
            "upgrade",
            title_ko="업그레이드를 미루는 값",
            title_en="The price of not upgrading",
            ko="Kubernetes {version}인 EKS 클러스터 {clusters:number}개가 있습니다. {today}부터 {end}까지 그대로 두면, 그동안 내내 표준 지원 버전일 때보다 **얼마를 더** 냅니까({region})?",
            en="There are {clusters:number} EKS clusters on Kubernetes {version}. Left alone from {today} to {end}, how much **more** do they cost than on a version in standard support all the while ({region})?",
            values=lambda c: {"version": VERSION, "today": TODAY, "end": UNTIL},
            answer=upgrade_usd,
            unit="usd",
            tolerance=0.002,
            why_ko="확장 지원 요금에서 표준 요금을 뺀 만큼이 미루는 값입니다. 업그레이드에 드는 사람의 시간을 이 금액과 견줍니다.",
            why_en="Waiting costs the extended fee less the standard one. Hold the people's time that an upgrade takes against it.",
            hints=(
                Text(
                    ko="`kao.containers.eks_support_cost(version, start, end, REGION, clusters=...)`",
                    en="`kao.containers.eks_support_cost(version, start, end, REGION, clusters=...)`",
                ),
                Text(
                    ko="같은 시간의 표준 요금을 뺍니다: `kao.containers.eks_cost(hours, REGION, clusters=...)`",
                    en="Subtract the standard fee of the same hours: `kao.containers.eks_cost(hours, REGION, clusters=...)`",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: support_hours() * (fees(c)["extended"] - fees(c)["standard"]) * int(c["clusters"]),
                    ko="첫날부터 확장 지원으로 셌습니다. 이 버전의 표준 지원이 언제 끝나는지 달력에서 보세요.",
                    en="This counts extended support from the first day. See in the calendar when standard support of this version ends.",
                ),
                Mistake(
                    value=lambda c: upgrade_usd(c) + support_hours() * fees(c)["standard"] * int(c["clusters"]),
                    ko="클러스터 요금 전부입니다. 올려도 내는 표준 요금을 빼세요.",
                    en="This is the whole fee. Subtract the standard fee, which is paid after an upgrade too.",
                ),
                Mistake(
                    value=lambda c: upgrade_usd(c) / int(c["clusters"]) if int(c["clusters"]) > 1 else math.nan,
                    ko="클러스터 하나의 값입니다.",
                    en="This is one cluster.",
                ),
                Mistake(
                    value=lambda c: support_hours() * fees(c)["standard"] * int(c["clusters"]),
                    ko="표준 요금입니다. 더 내는 몫을 구하세요.",
                    en="This is the standard fee. Find what is paid on top.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "pack",
            ko="요청을 줄이지 않고(100%) 가용 영역 {zones:number}개에 나눈 채, 같은 패밀리의 ‘서비스마다 VM’보다 {saved:percent} 넘게 싼 배치를 찾으세요.",
            en="With requests as they are (100 %) and spread over {zones:number} zones, find a packing that costs over {saved:percent} less than a VM each of the same family.",
            values=lambda c: {"zones": ZONES, "saved": 1 - GOAL_SHARE},
            needs=(
                Need(
                    ko="요청량을 100%로 두세요. 줄이는 것은 운영에서 잽니다.",
                    en="Leave the requests at 100 %: lowering them comes later, with measurements.",
                    met=lambda c, v: v["requests_percent"] >= 100,
                ),
                Need(
                    ko="가용 영역을 {zones:number}개로 두세요. 하나로 모으면 싸지만 함께 멈춥니다.",
                    en="Keep {zones:number} zones: one is cheaper, and stops all at once.",
                    met=lambda c, v: v["packing_zones"] >= ZONES,
                ),
                Need(
                    ko="아직 비쌉니다. 크기를 바꿔 보세요. 큰 기계는 영역마다 남고, 작은 기계는 조각이 남습니다.",
                    en="Still too dear. Try other sizes: large machines leave room in each zone, small ones leave scraps.",
                    met=lambda c, v: (
                        v["packing_kind"] == "container"
                        and v["usd_per_month"] < GOAL_SHARE * vm_usd(str(v["location"]), str(v["family"]))
                    ),
                ),
            ),
            why_ko="기계의 크기는 서비스와 영역의 수에 맞아야 합니다. 가장 큰 것도 가장 작은 것도 답이 아닙니다.",
            why_en="Machines must be of a size that goes with the services and the zones: neither the largest nor the smallest.",
        ),
        Goal(
            "even",
            ko="스팟 없이, 1년보다 긴 약정 없이, EC2의 손익분기를 {at:percent} 아래로 내리세요.",
            en="Without Spot and without a term above one year, bring EC2's break-even below {at:percent}.",
            values=lambda c: {"at": GOAL_EVEN},
            needs=(
                Need(
                    ko="스팟을 쓰고 있습니다.",
                    en="It uses Spot.",
                    met=lambda c, v: "spot" not in (v["instance_option"], v["fargate_option"]),
                ),
                Need(
                    ko="3년 약정을 쓰고 있습니다.",
                    en="It has a term of three years.",
                    met=lambda c, v: "_3y_" not in v["instance_option"] + v["fargate_option"],
                ),
                Need(
                    ko="손익분기가 아직 높습니다. 인스턴스를 1년 약정으로 사고, 태스크의 모양이 인스턴스와 맞는지 보세요.",
                    en="The break-even is still high. Take a one-year commitment on the instance, and see whether the task has the instance's shape.",
                    met=lambda c, v: v["break_even"] < GOAL_EVEN,
                ),
            ),
            why_ko="약정은 인스턴스를 늘 켜 둘 때만 싸게 합니다. 같은 플랜은 Fargate도 덮으니, 견줄 때는 양쪽에 같은 약정을 걸어 보세요.",
            why_en="A commitment pays only if the instance never stops. The same plan covers Fargate too: compare with it on both sides.",
        ),
    ),
    claims=(
        Claim(
            "W28",
            note_ko="컨테이너 코드는 도커 같은 엔진에 의존하므로 호스트 OS나 기본 인프라에 대한 의존성이 사라진다.",
            note_en="Code in a container depends on an engine such as Docker, so what depends on the host's OS or infrastructure is gone.",
            now_ko="사라지는 것은 호스트 **배포판**(패키지, 설정)에 대한 의존성입니다. 컨테이너는 호스트의 **커널**을 함께 쓰고 그 **CPU 아키텍처**의 명령어여야 합니다. 그래서 Linux 컨테이너는 Linux 커널에서만, x86_64 이미지는 x86_64에서만 돕니다. {region}의 Fargate에서 arm64는 {saving:percent} 싸므로 두 아키텍처용 이미지는 곧 돈입니다.",
            now_en="What goes is the dependence on the host's **distribution** (packages, settings). A container shares the host's **kernel** and must be of its **CPU architecture**: Linux containers need a Linux kernel, x86_64 images an x86_64 processor. On Fargate in {region} arm64 costs {saving:percent} less, so an image for both is money.",
            values=lambda c: {"saving": arm_saving(c)},
            since="",
        ),
    ),
)
