# %% [markdown] tags=["ko"]
# # 51. 컨테이너: 나누어 쓰는 기계의 값과, 이미지가 여전히 기대는 것
#
# [English edition](../en/51_containers.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 이미지가 무엇을 없애고 무엇을 없애지 못하는지 말하고, CPU 아키텍처와 Fargate의 **크기·최소 시간**이 청구액을 얼마나 바꾸는지 계산합니다.
# 2. 같은 서비스를 VM과 컨테이너로 배치해 기계를 세고, **못 쓰는 용량**을 찾아 기계의 크기와 배치 전략을 고릅니다.
# 3. EC2와 Fargate가 같아지는 **손익분기 사용률**을 구하고, 요청을 줄이는 일과 Kubernetes 버전을 올리는 일의 값을 매깁니다.

# %% [markdown] tags=["en"]
# # 51. Containers: what shared machines cost, and what an image still leans on
#
# [한국어판](../ko/51_containers.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. say what an image removes and what it does not, and compute how CPU architecture and Fargate's **sizes and minimum time** change the bill;
# 2. place the same services as VMs and as containers, count the machines, find **stranded capacity**, and choose the machine's size and the placement;
# 3. find the **break-even utilization** of EC2 and Fargate, and put a price on lowering requests and on upgrading Kubernetes.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.xlarge"
TASK_VCPU = 0.5
TASK_GIB = 2.0
SPOT_SAVING = 0.6
CLUSTERS = 3

# %% start
import math

import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "51", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE, task_vcpu=TASK_VCPU, task_gib=TASK_GIB,
    spot_saving=SPOT_SAVING, clusters=CLUSTERS,
)  # fmt: skip
INSTANCE_TYPE = lesson["instance_type"]
lesson

# %% recall
kao.lesson.recall("51")

# %% [markdown] tags=["ko"]
# ## 지식: 이미지에 든 것과 들지 않은 것
#
# 컨테이너 이미지는 애플리케이션을 실행 환경째 묶은 파일입니다. 실행될 때 무엇이 어디에서 오는지 보면, 무엇이 옮겨 다닐 수 있는지도 보입니다.
#
# | 층 | 어디에서 오나 | 바꾸면 |
# |---|---|---|
# | 코드, 설정, 라이브러리, 최소한의 사용자 영역 | **이미지** | 다시 빌드하면 어디서나 같음 |
# | 컨테이너 런타임(containerd 등) | 호스트. Fargate에서는 AWS | 표준(OCI)이라 바꾸어도 됨 |
# | **커널** | 호스트 | Linux 이미지는 Linux에서, Windows 이미지는 맞는 Windows에서만 |
# | **CPU의 명령어**(아키텍처) | 호스트 | x86_64 이미지는 Graviton(arm64)에서 돌지 않음 |
#
# 가상 머신은 커널까지 들고 다닙니다. 그래서 더 독립적이지만, 그 커널과 그것을 지키는 데몬의 몫을 **VM마다** 냅니다.

# %% [markdown] tags=["en"]
# ## Knowledge: what is in an image, and what is not
#
# A container image is an application packed with its surroundings. Where each part comes from when it runs also tells what can move.
#
# | layer | comes from | when it changes |
# |---|---|---|
# | code, settings, libraries, a minimal user land | the **image** | build again: the same everywhere |
# | container runtime (such as containerd) | the host; on Fargate, AWS | a standard (OCI): it may change |
# | **kernel** | the host | Linux images on Linux only, Windows images on a matching Windows |
# | **instructions of the CPU** (architecture) | the host | an x86_64 image does not run on Graviton (arm64) |
#
# A virtual machine carries its kernel along. It is more independent for that, and pays for the kernel and the daemons that guard it **in every VM**.

# %% images
images = {"x86_64": "web:1-amd64", "arm64": "web:1-arm64", "x86_64, arm64": "web:1"}
hosts = ["m7i.large", "m7g.large"]
runs = pd.DataFrame(
    [
        {"image": name, "built": built, **{host: kao.packing.runs_on(built, host) for host in hosts}}
        for built, name in images.items()
    ]
)
kao.tables.show(
    runs,
    headings={
        "image": ("이미지", "Image"),
        "built": ("빌드한 아키텍처", "Built for"),
        "m7i.large": ("m7i(x86_64)에서", "On m7i (x86_64)"),
        "m7g.large": ("m7g(arm64)에서", "On m7g (arm64)"),
    },
)

# %% predict_arm
kao.lesson.predict(
    "arm",
    ko="두 아키텍처용 이미지가 있으면 같은 Fargate 태스크를 arm64로 돌릴 수 있습니다. x86_64보다 몇 % 쌀까요?",
    en="With an image for both architectures the same Fargate task can run on arm64. By how much is it cheaper than on x86_64?",
    unit="percent",
)

# %% arm
prices = kao.containers.container_prices(REGION)
kao.tables.show(prices, ["container_way", "vcpu", "gib", "usd_per_hour", "usd_per_month"])

# %% reveal_arm
by_way = prices.set_index("container_way")["usd_per_month"]
kao.lesson.reveal(
    "arm",
    1 - by_way["fargate_arm64"] / by_way["fargate_x86_64"],
    ko="x86_64로만 빌드한 이미지는 이 차이를 영영 쓰지 못합니다. 표의 나머지도 봐 두세요. **ECS는 클러스터 요금이 없고**, EKS는 클러스터마다 한 달에 {eks:usd.0}, 오래된 버전이면 {old:usd.0}입니다. Windows 태스크는 라이선스까지 vCPU마다 내어 Linux의 {windows:number.1}배입니다.",
    en="An image built for x86_64 alone can never use this difference. Look at the rest too: **ECS has no fee for a cluster**, EKS costs {eks:usd.0} a month for each, {old:usd.0} on an old version. A Windows task pays a licence for each vCPU: {windows:number.1} times Linux.",
    eks=float(by_way["eks_standard"]),
    old=float(by_way["eks_extended"]),
    windows=float(by_way["fargate_windows"] / by_way["fargate_x86_64"]),
)

# %% [markdown] tags=["ko"]
# **결정:** 빌드 파이프라인에서 두 아키텍처용 이미지를 만듭니다(`docker buildx build --platform linux/amd64,linux/arm64`). Fargate의 arm64와 Windows는 ECS에서만 되고, EKS의 Fargate는 Linux x86_64뿐입니다.
#
# ### 누가 컨테이너를 놓아 주나
#
# 컨테이너가 수십 개가 되면 어느 기계에 놓을지, 죽으면 누가 다시 띄울지를 맡을 것이 필요합니다. 도커 스웜과 쿠버네티스가 그런 도구이고, AWS에서는 **Amazon ECS**(AWS의 것)와 **Amazon EKS**(관리형 쿠버네티스)입니다. 둘 다 컨테이너를 EC2 인스턴스에도, 서버가 보이지 않는 **Fargate**에도 놓습니다. 인스턴스의 관리까지 맡기는 ECS 관리형 인스턴스와 EKS 자율 모드는 EC2 요금 위에 유형마다 **관리 요금**을 더 받으며, 이 요금에는 RI도 Savings Plans도 적용되지 않습니다.
#
# Fargate는 이미지를 받기 시작한 때부터 태스크가 멈출 때까지 **요청한** vCPU와 메모리를 초 단위로 청구합니다. 다만 최소 시간이 있습니다.

# %% [markdown] tags=["en"]
# **Decide:** build images for both architectures in the pipeline (`docker buildx build --platform linux/amd64,linux/arm64`). On Fargate arm64 and Windows are for ECS only; EKS on Fargate is Linux on x86_64.
#
# ### Who places the containers?
#
# With dozens of containers something must decide which machine takes which, and start again what died. Docker Swarm and Kubernetes are such tools; on AWS they are **Amazon ECS** (AWS's own) and **Amazon EKS** (managed Kubernetes). Both place containers on EC2 instances, and on **Fargate**, where no server is seen. ECS Managed Instances and EKS Auto Mode take over the instances as well, for a **management fee** by type on top of EC2's price, to which neither RIs nor Savings Plans apply.
#
# Fargate bills the vCPUs and the memory **asked for**, by the second, from the start of the image's pull until the task stops. But there is a minimum.

# %% predict_minimum
kao.lesson.predict(
    "minimum",
    ko="10분마다 한 번, 이미지를 받는 시간까지 20초 도는 태스크(vCPU 0.25개, 0.5GB, Linux)가 있습니다. 한 달 요금은 같은 태스크를 **늘 켜 둘 때의 몇 %**일까요?",
    en="A task (0.25 vCPU, 0.5 GB, Linux) runs for 20 seconds every ten minutes, the image's pull included. What share of **running it all the time** does its month cost?",
    unit="percent",
)

# %% minimum
starts = pd.date_range("2026-11-01", periods=30 * 24 * 6, freq="10min", tz="UTC")
log = pd.DataFrame({"start": starts, "end": starts + pd.Timedelta(seconds=20), "vcpu": 0.25, "gib": 0.5})
jobs = kao.containers.tasks_cost(log, REGION)
always = kao.containers.fargate_cost(0.25, 0.5, REGION, hours=30 * 24)
both = pd.DataFrame(
    {
        "fargate_part": jobs["part"],
        "hours": jobs["quantity"],
        "jobs_usd": jobs["usd"],
        "always_usd": always["usd"],
    }
)
kao.tables.show(
    both.iloc[:2],
    headings={
        "hours": ("청구된 단위·시간", "Billed unit-hours"),
        "jobs_usd": ("10분마다 20초(USD)", "20 s every ten minutes (USD)"),
        "always_usd": ("늘 켬(USD)", "Always on (USD)"),
    },
)

# %% reveal_minimum
share = float(jobs["usd"].sum() / always["usd"].sum())
kao.lesson.reveal(
    "minimum",
    share,
    ko="돌았던 시간은 {ran:percent}뿐이지만 한 번에 최소 {least:number}초로 청구됩니다. Windows 컨테이너의 최소는 {windows:number}초입니다. 태스크를 한데 모아 덜 자주 돌리거나, 이렇게 짧은 일은 Lambda(41장)에 맡깁니다.",
    en="It ran only {ran:percent} of the time, but each run is billed as {least:number} seconds at least. On Windows the minimum is {windows:number} seconds. Gather the work into fewer runs, or leave work this short to Lambda (chapter 41).",
    ran=20 / 600,
    least=kao.containers.MINIMUM_SECONDS["linux"],
    windows=kao.containers.MINIMUM_SECONDS["windows"],
)

# %% [markdown] tags=["ko"]
# **결정:** Fargate에 올릴 태스크의 실행 시간을 먼저 봅니다. 1분보다 짧은 것이 대부분이면 다른 곳이 쌉니다. 큰 이미지는 받는 시간까지 청구되므로 줄입니다.
#
# ### 크기는 정해져 있다
#
# Fargate는 정해진 조합만 팝니다. vCPU 0.25개부터 32개까지 여덟 단계이고, 단계마다 메모리의 범위와 간격이 다릅니다. EKS의 포드는 컨테이너들의 요청을 더하고 **쿠버네티스 몫 256MB를 보탠 다음** 들어가는 가장 작은 크기로 올립니다.

# %% [markdown] tags=["en"]
# **Decide:** before moving tasks to Fargate look at how long they run. Where most take less than a minute, other places are cheaper. A large image is billed while it is pulled: make it smaller.
#
# ### Sizes are fixed
#
# Fargate sells certain combinations only: eight steps from 0.25 to 32 vCPUs, each with its own range and step of memory. For a pod of EKS the requests of its containers are added up, **256 MB are added for Kubernetes**, and the smallest size that holds it is taken.

# %% predict_pod
kao.lesson.predict(
    "pod",
    ko="vCPU 1개와 8GB를 요청하는 태스크를 ECS의 Fargate에서 EKS의 Fargate로 옮깁니다. 같은 요청인데 몇 % 비싸질까요(클러스터 요금은 빼고)?",
    en="A task that asks for 1 vCPU and 8 GB moves from ECS on Fargate to EKS on Fargate. With the same request, by how much is it dearer (without the cluster's fee)?",
    unit="percent",
)

# %% pod
asked = pd.DataFrame({"vcpu": [0.25, 0.5, 1, 1, 2, 3], "gib": [0.5, 1.5, 2, 8, 15.75, 8]})
sizes = kao.containers.requested_sizes(asked, REGION)
kao.tables.show(
    sizes,
    headings={
        "vcpu": ("요청 vCPU", "vCPU asked for"),
        "gib": ("요청 GB", "GB asked for"),
        "ecs_vcpu": ("ECS vCPU", "ECS vCPU"),
        "ecs_gib": ("ECS GB", "ECS GB"),
        "eks_vcpu": ("EKS vCPU", "EKS vCPU"),
        "eks_gib": ("EKS GB", "EKS GB"),
        "ecs_usd_per_month": ("ECS(월 USD)", "ECS (USD a month)"),
        "eks_usd_per_month": ("EKS(월 USD)", "EKS (USD a month)"),
    },
)

# %% reveal_pod
row = sizes.iloc[3]
kao.lesson.reveal(
    "pod",
    float(row["eks_usd_per_month"] / row["ecs_usd_per_month"] - 1),
    ko="vCPU 1개로는 8GB까지만 팔기 때문에 8.25GB가 된 포드는 **vCPU 2개짜리**로 올라갑니다. 이 예는 AWS 안내서의 것입니다. 요청이 크기의 끝에 딱 붙어 있는지 보고, 256MB만큼 낮춥니다.",
    en="With 1 vCPU no more than 8 GB are sold, so the pod of 8.25 GB goes up to **2 vCPUs**. The example is AWS's own. See whether requests sit right at the end of a size, and lower them by 256 MB.",
)

# %% [markdown] tags=["ko"]
# **결정:** 요청을 Fargate의 크기에 맞추어 적습니다. ECS에서는 크기 그대로, EKS에서는 256MB 적게 적습니다.
#
# ## 구조: 같은 서비스를 VM으로, 컨테이너로
#
# 꾸며 낸 쇼핑몰 `shop`의 서비스입니다. 요청은 개발자가 적은 것이고 `peak`는 두 주 동안 잰 최댓값입니다. 복제본은 가용 영역 세 곳에 고르게 나눕니다. 기계에도 VM에도 로그·지표·보안을 맡는 데몬이 함께 돕니다.

# %% [markdown] tags=["en"]
# **Decide:** write requests to fit Fargate's sizes: with ECS the size itself, with EKS 256 MB less.
#
# ## Architecture: the same services as VMs and as containers
#
# These are the services of a made-up shop. The requests are what its developers wrote, `peak` is the most that was measured in two weeks. Replicas are divided evenly over three Availability Zones. On each machine, and in each VM, daemons for logs, metrics and security run as well.

# %% shop
shop = kao.samples.services()
daemons = kao.packing.Overhead(daemon_vcpu=0.25, daemon_gib=0.5)
kao.tables.show(
    shop,
    ["service", "replicas", "vcpu", "gib", "peak_vcpu", "peak_gib"],
    headings={
        "replicas": ("복제본", "Replicas"),
        "peak_vcpu": ("잰 최대 vCPU", "Peak vCPU"),
        "peak_gib": ("잰 최대 GiB", "Peak GiB"),
    },
)

# %% predict_packed
kao.lesson.predict(
    "packed",
    ko="복제본마다 VM 하나(같은 패밀리에서 들어가는 가장 싼 크기)를 주던 것을, `{item}` 여러 대에 컨테이너로 모읍니다. 컴퓨팅 비용은 몇 % 줄어들까요?",
    en="Each replica had a VM of its own (the cheapest size of the family that holds it). Now they share machines of `{item}` as containers. By what share is compute cheaper?",
    unit="percent",
    item=INSTANCE_TYPE,
)

# %% packed
vms = kao.packing.pack(shop, INSTANCE_TYPE, REGION, "vm", overhead=daemons, zones=3)
shared = kao.packing.pack(shop, INSTANCE_TYPE, REGION, overhead=daemons, zones=3)
names = ("서비스마다 VM", "컨테이너") if LANG == "ko" else ("A VM each", "Containers")
kao.charts.packed_machines(dict(zip(names, (vms, shared), strict=True)), name=kao.language.location(REGION))

# %% reveal_packed
one, other = (packing.summary().iloc[0] for packing in (vms, shared))
kao.lesson.reveal(
    "packed",
    1 - shared.usd_per_month / vms.usd_per_month,
    ko="VM {vms:number}대가 기계 {shared:number}대로 줄었습니다. 산 CPU 가운데 시스템과 데몬 몫은 {before:percent}에서 {after:percent}로, VM 안에서 놀던 {waste:percent}는 대부분 다른 서비스가 씁니다. 줄어든 것은 **겹쳐 내던 것**이지 일의 양이 아닙니다.",
    en="{vms:number} VMs became {shared:number} machines. Of the CPU that is paid for, system and daemons took {before:percent} and now take {after:percent}, and most of the {waste:percent} that idled inside VMs is used by others. What went away was **paid many times over**; the work is the same.",
    vms=len(vms),
    shared=len(shared),
    before=float(one["overhead_vcpu"]),
    after=float(other["overhead_vcpu"]),
    waste=float(one["stranded_vcpu"]),
)

# %% [markdown] tags=["ko"]
# ### 기계의 크기
#
# 컨테이너로 바꾸기만 하면 싸지는 것은 아닙니다. 기계가 작으면 조각이 남고, 크면 **영역마다** 한 대가 덜 찬 채로 남습니다.

# %% [markdown] tags=["en"]
# ### The size of the machine
#
# Containers alone do not make it cheap. Small machines leave scraps, and large ones leave one half-empty machine **in each zone**.

# %% sizes_table
family = INSTANCE_TYPE.split(".")[0]
ladder = [f"{family}.{size}" for size in ("large", "xlarge", "2xlarge", "4xlarge")]
tried = kao.packing.compare(shop, ladder, REGION, orders=kao.packing.ORDERS, overhead=daemons, zones=3)
kao.tables.show(
    tried.rename(columns={"order": "packing_order"}),
    ["instance_type", "packing_order", "machines", "bound", "stranded_vcpu", "room_vcpu", "usd_per_month"],
    headings={
        "bound": ("하한", "Bound"),
        "stranded_vcpu": ("못 쓰는 CPU", "Stranded CPU"),
        "room_vcpu": ("더 넣을 CPU", "CPU with room"),
    },
    kinds={"stranded_vcpu": "percent", "room_vcpu": "percent"},
)

# %% sizes_say tags=["say"]
ranked = tried.sort_values(["usd_per_month", "machines"])
cheapest, dearest = ranked.iloc[0], ranked.iloc[-1]
kao.lesson.say(
    ko="가장 싼 것은 `{best}` {count:number}대({low:usd_per_month}), 가장 비싼 것은 `{worst}`({high:usd_per_month})입니다. 순서만 바꾸어도(배포 순서대로, 큰 것부터) 대수가 달라집니다. 하한은 어떤 방법으로도 그보다 적을 수 없는 수라, 하한과 같으면 더 찾을 것이 없습니다.",
    en="The cheapest is {count:number} `{best}` ({low:usd_per_month}), the dearest `{worst}` ({high:usd_per_month}). The order alone (as deployed, or the largest first) changes the count. No packing needs fewer machines than the bound: where they are equal there is nothing left to look for.",
    best=cheapest["instance_type"],
    count=int(cheapest["machines"]),
    low=float(cheapest["usd_per_month"]),
    worst=dearest["instance_type"],
    high=float(dearest["usd_per_month"]),
)

# %% [markdown] tags=["ko"]
# **결정:** 기계의 크기는 가장 큰 서비스가 들어가고, 영역마다 거의 차는 것으로 고릅니다. 메모리가 먼저 차면 r, CPU가 먼저 차면 c 패밀리를 견줍니다.
#
# ### 직접 배치해 보기
#
# ECS의 `binpack`은 남은 자원이 가장 적은 인스턴스부터 채우고 `spread`는 고르게 흩습니다. 쿠버네티스의 `MostAllocated`와 `LeastAllocated`가 그에 맞섭니다. EKS를 고르면 kubelet이 떼어 두는 몫과 노드의 최대 포드 수까지 계산합니다. 처음 선택은 서비스마다 VM이고, 아래에 옅은 상자로 남습니다.

# %% [markdown] tags=["en"]
# **Decide:** take a size into which the largest service fits and which is nearly filled in each zone. Where memory is full first look at the r family, where CPU is, at c.
#
# ### Pack it yourself
#
# `binpack` of ECS fills the instance with the least left, `spread` scatters evenly; `MostAllocated` and `LeastAllocated` are their like in Kubernetes. With EKS, what the kubelet withholds and the pods that a node can run are counted too. The first choice is a VM for each service; it stays as pale boxes below.

# %% packer
packer = kao.explorers.packing(shop, INSTANCE_TYPE, REGION, packing_kind="vm")
packer

# %% packer_settings
packer.settings_table(
    [
        {},
        {"packing_kind": "container", "size": "large"},
        {"packing_kind": "container", "size": "large", "packing_order": "largest_first"},
        {"packing_kind": "container", "size": "xlarge"},
        {"packing_kind": "container", "size": "2xlarge"},
        {"packing_kind": "container", "size": "xlarge", "requests_percent": 70},
    ]
)

# %% goal_pack
kao.lesson.goal(packer, "pack")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"size": "large"}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"size": "large"}` in `wanted`.

# %% pack_stub tags=["stub"]
wanted = {}

# %% pack_solution tags=["solution"]
wanted = {"packing_kind": "container", "size": "xlarge"}

# %% pack_check
packer.set(**wanted)
kao.lesson.check_goal("pack")

# %% [markdown] tags=["ko"]
# ### EC2, Fargate, Fargate Spot
#
# 이번에는 기계를 직접 채우는 것과 Fargate를 견줍니다. 인스턴스는 비어 있어도 내고, Fargate는 도는 태스크만큼만 냅니다. 그러니 답은 **얼마나 차 있는가**에 달렸습니다. 여기서 사용률은 인스턴스에 들어가는 태스크 가운데 실제로 도는 것의 시간 평균입니다. 밤에 놀아도, 자리가 남아도 똑같이 내려갑니다.

# %% [markdown] tags=["en"]
# ### EC2, Fargate, Fargate Spot
#
# Now filling machines yourself against Fargate. An instance is paid when it is empty too; Fargate only for the tasks that run. So the answer hangs on **how full it is**. Utilization here is the share of the tasks that fit on the instance which really run, averaged over all hours: idle nights lower it as much as empty places do.

# %% predict_even
kao.lesson.predict(
    "even",
    ko="`{item}` 온디맨드와 Fargate 온디맨드(태스크마다 vCPU {vcpu:number}개, {gib:number}GiB)의 비용이 같아지는 사용률은 몇 %일까요?",
    en="At what utilization does `{item}` On-Demand cost as much as Fargate On-Demand (tasks of {vcpu:number} vCPU and {gib:number} GiB)?",
    unit="percent",
    item=INSTANCE_TYPE,
    vcpu=TASK_VCPU,
    gib=TASK_GIB,
)

# %% even
TASK, PLAN = (TASK_VCPU, TASK_GIB), "compute_sp_3y_no_upfront"


def even(instance="on_demand", fargate="on_demand", name=INSTANCE_TYPE, task=TASK):
    options = {"instance": instance, "fargate": fargate, "spot_saving": SPOT_SAVING}
    return kao.crossover.fargate_break_even(name, REGION, *task, **options)


known = [option for option in ("on_demand", PLAN) if not math.isnan(even(option))]
ways = kao.crossover.fargate_or_instances(
    INSTANCE_TYPE, REGION, *TASK, instance=known, fargate=["on_demand", "spot"], spot_saving=SPOT_SAVING
)
kao.charts.fargate_or_instances(ways, name=f"{INSTANCE_TYPE}, {kao.language.location(REGION)}")

# %% reveal_even
kao.lesson.reveal(
    "even",
    even(),
    ko="정가끼리는 가득 차야 겨우 같아집니다. 100%를 넘는다면 가득 차도 EC2가 비싼 것입니다. 3년 플랜을 **EC2에만** 걸면 {planned:percent}까지 내려오지만, 같은 플랜을 Fargate에도 걸면 다시 {both:percent}입니다. Fargate Spot의 값은 수요와 공급에 따라 바뀌므로 여기서는 {saving:percent} 할인을 **가정**했고, 그러면 온디맨드 EC2는 가득 차도 비쌉니다({spot:percent}).",
    en="At list prices it takes a full instance to draw level; above 100 % EC2 is dearer even when full. A 3-year plan **on EC2 alone** brings it down to {planned:percent}; the same plan on Fargate too, and it is {both:percent} again. The price of Fargate Spot moves with supply and demand: {saving:percent} is an **assumption**, and against it EC2 On-Demand is dearer even when full ({spot:percent}).",
    planned=even(PLAN),
    both=even(PLAN, PLAN),
    saving=SPOT_SAVING,
    spot=even(fargate="spot"),
)

# %% shapes
tasks = [(0.25, 0.5), (0.5, 1), TASK, (1, 4), (0.5, 1.1)]
options = [("on_demand", "on_demand"), (PLAN, "on_demand"), (PLAN, PLAN), ("spot", "on_demand"), ("spot", "spot")]
shapes = pd.DataFrame(
    [
        {"task": f"{vcpu:g} vCPU · {gib:g} GiB", **{f"{i}/{f}": even(i, f, task=(vcpu, gib)) for i, f in options}}
        for vcpu, gib in tasks
    ]
)
rows = shapes.set_index("task").T.reset_index()
ways_of = [" : ".join(f"{service} {kao.language.option(option)}" for service, option in zip(("EC2", "Fargate"), pair, strict=True)) for pair in options]
kao.tables.show(
    rows.assign(index=ways_of),
    headings={"index": ("무엇과 무엇", "What against what")},
    kinds=dict.fromkeys(shapes["task"], "percent"),
)  # fmt: skip

# %% shapes_say tags=["say"]
kao.lesson.say(
    ko="태스크의 모양도 점을 옮깁니다. `{item}`은(는) vCPU 하나에 메모리 {ratio:number}GiB인데, 커널과 에이전트가 일부를 가져가 {gib:number}GiB짜리 태스크의 자리가 하나 줄기도 합니다. 마지막 열처럼 Fargate의 크기보다 조금 큰 요청은 Fargate 쪽에서 다음 크기로 올라 EC2가 유리해집니다. EC2 스팟은 {date} 기준이고, 회수될 수 있습니다.",
    en="The task's shape moves the point too. `{item}` has {ratio:number} GiB for a vCPU, of which the kernel and the agent take some: a place for a task of {gib:number} GiB may be lost. A request a little above one of Fargate's sizes, as in the last column, goes to the next size there, which favours EC2. EC2 Spot is as of {date}, and can be taken back.",
    item=INSTANCE_TYPE,
    ratio=float(kao.packing.reserved(INSTANCE_TYPE)["gib"].sum() / kao.packing.reserved(INSTANCE_TYPE)["vcpu"].sum()),
    gib=TASK_GIB,
    date=kao.catalog.as_of("spot"),
)

# %% [markdown] tags=["ko"]
# **결정:** 시간 평균 사용률이 손익분기보다 뚜렷이 낮거나 모르면 Fargate로 시작합니다. 넘는다는 것을 **잰 다음에** EC2로 옮기고, 컴퓨팅 플랜은 양쪽을 덮으니 먼저 사도 됩니다. 끊겨도 되는 ECS 태스크는 Fargate Spot에 섞습니다.
#
# ### 직접 움직여 보기

# %% [markdown] tags=["en"]
# **Decide:** where average utilization is well below the break-even, or not known, start with Fargate. Move to EC2 **after measuring** that it is above. A Compute plan covers both and may be bought first. Mix Fargate Spot in for tasks of ECS that bear an interruption.
#
# ### Move it yourself

# %% chooser
chooser = kao.explorers.fargate(INSTANCE_TYPE, REGION, TASK_VCPU, TASK_GIB, spot_percent=round(SPOT_SAVING * 100))
chooser

# %% chooser_settings
chooser.settings_table(
    [
        {},
        {"instance_option": "ec2_instance_sp_1y_no_upfront"},
        {"instance_option": "compute_sp_3y_no_upfront"},
        {"instance_option": "compute_sp_3y_no_upfront", "fargate_option": "compute_sp_3y_no_upfront"},
        {"instance_option": "spot"},
        {"fargate_option": "spot"},
        {"task_gib": 4},
    ]
)

# %% goal_even
kao.lesson.goal(chooser, "even")

# %% even_stub tags=["stub"]
wanted = {}

# %% even_solution tags=["solution"]
wanted = {"instance_option": "ec2_instance_sp_1y_no_upfront"}

# %% even_check
chooser.set(**wanted)
kao.lesson.check_goal("even")

# %% [markdown] tags=["ko"]
# ## 운영: 요청을 맞추고, 버전을 올리고, 확인하고, 되돌리기
#
# ### 요청은 쓴 양이 아니다
#
# EC2든 Fargate든 돈이 되는 것은 **요청**입니다. 잰 최댓값에 여유를 둔 값으로 요청을 다시 적으면 같은 일에 기계가 덜 듭니다.

# %% [markdown] tags=["en"]
# ## Operation: fit requests, upgrade, verify, roll back
#
# ### A request is not use
#
# On EC2 and on Fargate, money follows **requests**. Written anew as the measured peak with some room, they need fewer machines for the same work.

# %% predict_resize
kao.lesson.predict(
    "resize",
    ko="`shop`의 요청을 잰 최댓값의 1.25배로 고치면 `{item}` {before:number}대는 몇 대가 될까요?",
    en="With the requests of `shop` at 1.25 times the measured peak, how many of the {before:number} `{item}` remain?",
    unit="number",
    item=INSTANCE_TYPE,
    before=len(shared),
)

# %% resize
fitted = shop.assign(vcpu=shop["peak_vcpu"] * 1.25, gib=shop["peak_gib"] * 1.25)
after = kao.packing.pack(fitted, INSTANCE_TYPE, REGION, overhead=daemons, zones=3)
steps = ("지금의 요청", "고친 요청") if LANG == "ko" else ("Requests as they are", "Requests fitted")
kao.charts.packed_machines(dict(zip(steps, (shared, after), strict=True)), name=INSTANCE_TYPE)

# %% reveal_resize
cpu = float((shop["vcpu"] * shop["replicas"]).sum())
kao.lesson.reveal(
    "resize",
    len(after),
    ko="최댓값만 보아도 요청한 CPU의 {idle:percent}는 한 번도 쓰이지 않았습니다. 한 달에 {saved:usd.0}가 줄어듭니다. 메모리는 모자라면 태스크가 죽으므로(OOM) CPU보다 여유를 더 둡니다. Fargate라면 다음 크기로 내려갈 만큼 줄어야 줄어듭니다.",
    en="Even at the peaks, {idle:percent} of the CPU asked for was never used. That is {saved:usd.0} a month. Too little memory kills a task (OOM), so give memory more room than CPU. On Fargate a request saves only once it falls to a smaller size.",
    idle=1 - float((shop["peak_vcpu"] * shop["replicas"]).sum()) / cpu,
    saved=shared.usd_per_month - after.usd_per_month,
)

# %% [markdown] tags=["ko"]
# **결정:** 서비스를 배포한 지 두 주가 지나면 요청을 다시 적습니다. 예약률(요청 ÷ 기계)은 높은데 사용률(쓴 양 ÷ 기계)이 낮으면 기계가 아니라 요청이 문제입니다.
#
# ### Kubernetes 버전은 나이를 먹는다
#
# EKS는 버전마다 14개월 동안 **표준 지원**, 그 뒤 12개월 동안 **확장 지원**을 합니다. 기본 설정은 확장 지원이라, 가만히 두면 요금이 저절로 오릅니다.

# %% [markdown] tags=["en"]
# **Decide:** two weeks after a service is deployed, write its requests anew. Where reservation (requests over machines) is high and utilization (use over machines) low, the requests are wrong, not the machines.
#
# ### A Kubernetes version grows old
#
# EKS gives each version 14 months of **standard support**, then 12 of **extended support**. The default is extended: left alone, the fee rises by itself.

# %% predict_upgrade
kao.lesson.predict(
    "upgrade",
    ko="Kubernetes 1.33인 클러스터 {clusters:number}개를 2026년 11월 25일부터 2027년 7월 29일까지 그대로 두면 클러스터 요금만 얼마일까요?",
    en="{clusters:number} clusters on Kubernetes 1.33 are left alone from 25 November 2026 to 29 July 2027. What is the clusters' fee alone?",
    unit="usd",
    clusters=CLUSTERS,
)

# %% upgrade
TODAY, UNTIL, VERSION = "2026-11-25", "2027-07-29", "1.33"
fee = {s: float(kao.containers.eks_cost(1, REGION, support=s)["usd"].item()) for s in ("standard", "extended")}
kao.charts.kubernetes_support(
    kao.containers.kubernetes_versions().tail(7), TODAY,
    standard_usd_per_hour=fee["standard"], extended_usd_per_hour=fee["extended"], name=kao.language.location(REGION),
)  # fmt: skip

# %% upgrade_table
left = {
    policy: kao.containers.eks_support_cost(VERSION, TODAY, UNTIL, REGION, clusters=CLUSTERS, policy=policy)
    for policy in kao.containers.UPGRADE_POLICIES
}
policies = {"standard": "STANDARD", "extended": "EXTENDED"}
kao.tables.show(
    pd.concat([rows.assign(policy=policies[policy]) for policy, rows in left.items()]),
    ["policy", "version", "support", "start", "end", "hours", "usd"],
    headings={
        "policy": ("업그레이드 정책", "Upgrade policy"),
        "version": ("버전", "Version"),
        "support": ("지원", "Support"),
        "start": ("부터", "From"),
        "end": ("까지", "Until"),
        "hours": ("시간", "Hours"),
    },
)

# %% reveal_upgrade
costs = {policy: float(rows["usd"].sum()) for policy, rows in left.items()}
kao.lesson.reveal(
    "upgrade",
    costs["extended"],
    ko="1.33의 표준 지원은 이미 끝났습니다. 제때 올리면 {standard:usd.0}이니 미루는 값은 {extra:usd.0}입니다. 확장 지원마저 끝나면 AWS가 **지원되는 가장 오래된 버전**으로 올리는데, 그 버전도 확장 지원이라 요금은 내려가지 않습니다. 정책을 `STANDARD`로 두면 표준 지원이 끝날 때 저절로 올라갑니다. 그때 앱이 깨지지 않는지 먼저 봐야 합니다.",
    en="Standard support of 1.33 is over already. Upgraded in time it would be {standard:usd.0}: waiting costs {extra:usd.0}. When extended support ends as well, AWS upgrades to the **oldest supported version**, which is in extended support itself: the fee does not fall. With the policy `STANDARD` the upgrade comes when standard support ends; see first that it breaks nothing.",
    standard=costs["standard"],
    extra=costs["extended"] - costs["standard"],
)

# %% [markdown] tags=["ko"]
# **결정:** 한 해에 한 번 이상 버전을 올리는 날을 달력에 적습니다. 시험용 클러스터의 정책은 `STANDARD`로 두고, 쓰지 않는 클러스터는 지웁니다.
#
# ### 찾기, 바꾸기, 확인, 되돌리기

# %% [markdown] tags=["en"]
# **Decide:** put an upgrade into the calendar at least once a year. Set test clusters to `STANDARD`, and delete clusters that nobody uses.
#
# ### Detect, change, verify, roll back

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 예약은 높은데 사용은 낮은 ECS 서비스(Container Insights를 켠 뒤 두 주)
# aws cloudwatch get-metric-statistics --namespace ECS/ContainerInsights --metric-name CpuUtilized --period 3600 \
#     --statistics Maximum --dimensions Name=ClusterName,Value=<클러스터> Name=ServiceName,Value=<서비스> \
#     --start-time <2주 전> --end-time <지금>          # CpuReserved와 견준다. 단위는 CPU 유닛
# aws compute-optimizer get-ecs-service-recommendations    # Fargate의 ECS 서비스
# kubectl top pods -A --containers                         # EKS: 지금 쓰는 양
# kubectl get pods -A -o custom-columns=NAME:.metadata.name,CPU:.spec.containers[*].resources.requests.cpu
# # 찾기: 확장 지원에 들어간 클러스터
# aws eks describe-cluster --name <클러스터> --query 'cluster.[version,upgradePolicy.supportType]'
# # 바꾸기: 새 태스크 정의를 등록하고 서비스에 적용한다
# aws ecs register-task-definition --cli-input-json file://task.json
# aws ecs update-service --cluster <클러스터> --service <서비스> --task-definition <패밀리>:<새 개정>
# aws ecs put-cluster-capacity-providers --cluster <클러스터> --capacity-providers FARGATE FARGATE_SPOT \
#     --default-capacity-provider-strategy capacityProvider=FARGATE,base=2,weight=1 capacityProvider=FARGATE_SPOT,weight=3
# aws eks update-cluster-config --name <클러스터> --upgrade-policy supportType=STANDARD
# aws eks update-cluster-version --name <클러스터> --kubernetes-version 1.34
# # 확인: 배포가 끝났는가, 죽은 태스크가 있는가, 다음 날 비용이 내렸는가
# aws ecs describe-services --cluster <클러스터> --services <서비스> --query 'services[].deployments'
# aws ecs describe-tasks --cluster <클러스터> --tasks <태스크> --query 'tasks[].[stoppedReason,containers[].reason]'
# # 되돌리기: 이전 개정으로
# aws ecs update-service --cluster <클러스터> --service <서비스> --task-definition <패밀리>:<이전 개정>
# ```
#
# **확인할 것 셋.** (1) `OutOfMemory`나 CPU 조절(throttling)이 늘지 않았는가. (2) 줄어든 요청만큼 **기계가 실제로 줄었는가**: 빈 인스턴스가 남으면 아낀 것이 없습니다. (3) 청구서의 `Fargate-vCPU-Hours`와 `Fargate-GB-Hours`가 계산과 같은가. 컨트롤 플레인의 버전은 한 번에 한 단계씩, 시험 클러스터부터 올립니다. 올린 지 7일 안이면 컨트롤 플레인을 바로 앞 버전으로 롤백할 수 있지만, 노드와 애드온은 직접 되돌려야 합니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: services of ECS with high reservation and low use (two weeks after Container Insights is on)
# aws cloudwatch get-metric-statistics --namespace ECS/ContainerInsights --metric-name CpuUtilized --period 3600 \
#     --statistics Maximum --dimensions Name=ClusterName,Value=<cluster> Name=ServiceName,Value=<service> \
#     --start-time <2 weeks ago> --end-time <now>       # compare with CpuReserved; both in CPU units
# aws compute-optimizer get-ecs-service-recommendations    # services of ECS on Fargate
# kubectl top pods -A --containers                         # EKS: what is used now
# kubectl get pods -A -o custom-columns=NAME:.metadata.name,CPU:.spec.containers[*].resources.requests.cpu
# # detect: clusters in extended support
# aws eks describe-cluster --name <cluster> --query 'cluster.[version,upgradePolicy.supportType]'
# # change: register a new task definition and give it to the service
# aws ecs register-task-definition --cli-input-json file://task.json
# aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>:<new revision>
# aws ecs put-cluster-capacity-providers --cluster <cluster> --capacity-providers FARGATE FARGATE_SPOT \
#     --default-capacity-provider-strategy capacityProvider=FARGATE,base=2,weight=1 capacityProvider=FARGATE_SPOT,weight=3
# aws eks update-cluster-config --name <cluster> --upgrade-policy supportType=STANDARD
# aws eks update-cluster-version --name <cluster> --kubernetes-version 1.34
# # verify: is the deployment done, did tasks die, is the next day cheaper
# aws ecs describe-services --cluster <cluster> --services <service> --query 'services[].deployments'
# aws ecs describe-tasks --cluster <cluster> --tasks <task> --query 'tasks[].[stoppedReason,containers[].reason]'
# # roll back: to the revision before
# aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>:<old revision>
# ```
#
# **Three things to verify.** (1) Is there no more `OutOfMemory` and CPU throttling than before? (2) Did **machines really go away** with the lower requests? Empty instances that stay save nothing. (3) Are `Fargate-vCPU-Hours` and `Fargate-GB-Hours` of the bill what you computed? Upgrade a control plane one minor version at a time, a test cluster first. Within seven days it can be rolled back to the version before; nodes and add-ons you roll back yourself.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_pod")

# %% faded_2
kao.lesson.exercise("faded_even")

# %% faded_stub tags=["stub"]
pods_usd = ...
break_even = ...

# %% faded_solution tags=["solution"]
pod = kao.containers.pod_size(1, 4)
pods_usd = kao.containers.fargate_usd(*pod, REGION, hours=730, tasks=3, orchestrator="eks")
break_even = kao.crossover.fargate_break_even(INSTANCE_TYPE, REGION, 1, 2)

# %% faded_check_1
kao.lesson.check("faded_pod", pods_usd)

# %% faded_check_2
kao.lesson.check("faded_even", break_even)

# %% right_size
kao.lesson.exercise("right_size")

# %% right_size_stub tags=["stub"]
saved_usd = ...

# %% right_size_solution tags=["solution"]
lower = shop.assign(vcpu=shop["peak_vcpu"] * 1.25, gib=shop["peak_gib"] * 1.25)
packings = [kao.packing.pack(rows, INSTANCE_TYPE, REGION, overhead=daemons, zones=3) for rows in (shop, lower)]
saved_usd = packings[0].usd_per_month - packings[1].usd_per_month

# %% right_size_check
kao.lesson.check("right_size", saved_usd)

# %% upgrade_exercise
kao.lesson.exercise("upgrade")

# %% upgrade_stub tags=["stub"]
more_usd = ...

# %% upgrade_solution tags=["solution"]
late = kao.containers.eks_support_cost("1.34", "2026-11-25", "2027-06-30", REGION, clusters=CLUSTERS)
in_time = kao.containers.eks_cost(float(late["hours"].sum()), REGION, clusters=CLUSTERS)
more_usd = float(late["usd"].sum() - in_time["usd"].sum())

# %% upgrade_check
kao.lesson.check("upgrade", more_usd)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("51")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 이미지는 배포판에서 자유롭지만 **커널과 CPU 아키텍처**에는 묶여 있습니다. 두 아키텍처용으로 빌드하는 것이 곧 값을 고르는 일입니다.
# 2. 컨테이너는 기계를 나누어 쓰게 하지만, 아끼는 양은 기계의 크기, 영역, **요청**이 정합니다. 못 쓰는 용량을 세고 하한과 견줍니다.
# 3. EC2와 Fargate는 정가로는 거의 가득 찼을 때 같아집니다. 사용률을 잰 다음에 옮기고, 약정은 양쪽에 같이 걸어 견줍니다. Kubernetes 버전을 미루면 요금이 저절로 오릅니다.
#
# **이 조언이 틀리는 경우.** GPU나 특별한 인스턴스, 데몬 서비스, 특권 컨테이너가 필요하면 Fargate에 올릴 수 없습니다. 요청이 드문드문 오는 앱은 컨테이너를 늘 켜 두는 것보다 Lambda가 쌀 수 있습니다(52장). EC2를 채우는 사람의 시간은 여기의 손익분기에 없습니다. 작은 팀이라면 그것이 가장 큰 비용입니다. 이미 쿠버네티스를 아는 조직에는 클러스터 요금보다 익숙함이 더 값집니다.
#
# ## 출처
#
# - AWS, Fargate 요금(지원 구성, 기간, 예제), Amazon ECS 요금, Amazon EKS 요금. ECS 개발자 안내서: 태스크 CPU와 메모리, 태스크 배치 전략, 컨테이너 인스턴스 메모리 예약, Fargate 용량 공급자
# - AWS, EKS 사용 설명서: Fargate 포드 구성, Kubernetes 버전 수명 주기와 버전 롤백(달력은 `kao.containers.kubernetes_versions()`). Amazon EKS 최적화 AMI의 kubelet 설정과 노드별 포드 수
# - 가격: 표마다 적힌 기준일의 스냅샷. Fargate Spot의 할인율은 가정입니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. An image is free of the distribution and bound to **kernel and CPU architecture**. Building for both architectures is choosing a price.
# 2. Containers share machines; how much that saves is decided by the machine's size, the zones, and the **requests**. Count what is stranded, and compare with the bound.
# 3. At list prices EC2 and Fargate meet when the instance is about full. Move after measuring, and compare with the same commitment on both sides. A Kubernetes version left alone grows dearer by itself.
#
# **When this advice is wrong.** GPUs, special instances, daemon services and privileged containers do not go onto Fargate. For an app with few requests Lambda may be cheaper than a container that never stops (chapter 52). The time of the people who fill EC2 is not in these break-evens; for a small team it is the largest cost. And for an organisation that knows Kubernetes, that is worth more than a cluster's fee.
#
# ## Sources
#
# - AWS, Fargate pricing (supported configurations, duration, examples), Amazon ECS pricing, Amazon EKS pricing. ECS Developer Guide: task CPU and memory, task placement strategies, reserving container instance memory, Fargate capacity providers
# - AWS, EKS User Guide: Fargate Pod configuration, the Kubernetes version lifecycle, version rollback (the calendar is `kao.containers.kubernetes_versions()`). Amazon EKS optimized AMI: kubelet configuration, pods by node
# - Prices: the snapshot on the date shown with each table. What Fargate Spot saves is an assumption. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    arm_saving=1 - by_way["fargate_arm64"] / by_way["fargate_x86_64"],
    short_jobs_share=share,
    pod_dearer=float(row["eks_usd_per_month"] / row["ecs_usd_per_month"] - 1),
    vms=len(vms),
    machines=len(shared),
    packed_saving=1 - shared.usd_per_month / vms.usd_per_month,
    break_even_listed=even(),
    break_even_with_plan=even(PLAN),
    right_sized_usd_per_month=shared.usd_per_month - after.usd_per_month,
    waiting_usd=costs["extended"] - costs["standard"],
)
