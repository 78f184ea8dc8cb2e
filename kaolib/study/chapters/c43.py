"""Chapter 43, AWS Batch: what it asks, and what it says to each answer."""

from __future__ import annotations

from functools import lru_cache

from kaolib.architecture import batch
from kaolib.knowledge import containers
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

#: The maxvCpus of the first blank.
BOUND_VCPUS = 48
#: The hung job: vCPUs, timeout and attempts.
HUNG_VCPUS, HUNG_TIMEOUT, HUNG_ATTEMPTS = 4, 1800, 3
#: The short tasks: how many, how long, how many to a job; each task of Fargate waits for its image.
SHORT, SHORT_SECONDS, SHORT_TO_A_JOB = 6_000, 15, 20
SHORT_VCPU, SHORT_GIB = 1, 2
#: The goal: how many times the Advisor's interruptions, and which share of the first choice's bill.
GOAL_TIMES, GOAL_SHARE = 1000, 0.5
SEED = 7


def place(c: Context) -> str:
    """Where the night runs."""
    return samples.nightly_types(c.location)[0]


@lru_cache(maxsize=256)
def _totals(location: str, kind: str, memory: bool, max_vcpus: float, times: int, saving: float) -> dict[str, float]:
    where, types = samples.nightly_types(location)
    environment = samples.nightly_environment(
        kind, where, types[2:] if memory else types, max_vcpus=max_vcpus, times=times, spot_saving=saving
    )
    return batch.simulate(samples.nightly(), environment, where, seed=SEED).summary()


def night(c: Context, kind: str, *, memory: bool = False, max_vcpus: float | None = None, times: int = 1) -> dict[str, float]:  # fmt: skip
    """The totals of the night."""
    most = float(c["max_vcpus"]) if max_vcpus is None else max_vcpus
    return _totals(c.location, kind, memory, most, times, float(c["spot_saving"]))


def work_vcpu_hours(c: Context) -> float:
    """The work of the night."""
    return sum(job.array * job.vcpu * job.seconds for job in samples.nightly()) / 3600


def idle_saved(c: Context) -> float:
    """What the fitting types save."""
    return night(c, "on_demand")["usd"] - night(c, "on_demand", memory=True)["usd"]


def short_usd(c: Context, seconds: float, jobs: float) -> float:
    """So many tasks of Fargate, each so long beside the wait for its image."""
    boot = batch.BOOT_SECONDS["fargate"]
    rate = containers.fargate_usd_per_hour(SHORT_VCPU, SHORT_GIB, place(c), architecture="arm64")
    return jobs * float(containers.billed_seconds(seconds + boot)) * rate / 3600


def short_saved(c: Context) -> float:
    """What packing the short tasks saves."""
    one = short_usd(c, SHORT_SECONDS, SHORT)
    return one - short_usd(c, SHORT_SECONDS * SHORT_TO_A_JOB, SHORT / SHORT_TO_A_JOB)


def hung_vcpu_hours(c: Context) -> float:
    """What the hung job takes."""
    return HUNG_VCPUS * HUNG_TIMEOUT / 3600


BANK = Bank(
    "43",
    ko="AWS Batch",
    en="AWS Batch",
    tables=("on_demand", "spot", "services"),
    params={"max_vcpus": 32, "spot_saving": 0.5},
    cards=(
        RecallCard(
            ko="AWS Batch 자체의 요금은 얼마이고, 그래도 청구되는 것은 무엇입니까?",
            en="What does AWS Batch itself cost, and what is billed all the same?",
            answer_ko="Batch에는 요금이 없습니다. 컴퓨팅(EC2, 스팟, Fargate)과 그 곁의 볼륨, 공인 IPv4, NAT 게이트웨이, 로그가 청구됩니다. 이 장의 하룻밤은 {place:location}의 온디맨드로 {usd:usd.2}입니다.",
            answer_en="Batch has no charge. Compute (EC2, Spot, Fargate) is billed, and beside it volumes, public IPv4 addresses, NAT gateways and logs. The night of the chapter costs {usd:usd.2} On-Demand in {place:location}.",
            values=lambda c: {"usd": night(c, "on_demand")["usd"], "place": place(c)},
        ),
        RecallCard(
            ko="`BEST_FIT_PROGRESSIVE`는 무엇이 싼 인스턴스를 먼저 고르고, 그 때문에 언제 돈을 버립니까?",
            en="What must be cheap for `BEST_FIT_PROGRESSIVE`, and when does that waste money?",
            answer_ko="**vCPU당** 가격이 싼 유형을 고릅니다. 메모리를 많이 쓰는 작업이라면 메모리가 먼저 차서 vCPU가 놉니다. 장의 밤에는 켜진 vCPU의 {busy:percent.0}만 일했습니다. 허용 유형을 작업에 맞추면 {fitted:percent.0}였습니다.",
            answer_en="The price **of a vCPU**. With jobs that need much memory, memory fills up first and vCPUs idle: in the chapter's night only {busy:percent.0} of the running vCPUs worked, and {fitted:percent.0} once the allowed types fitted the jobs.",
            values=lambda c: {
                "busy": night(c, "on_demand")["utilization"],
                "fitted": night(c, "on_demand", memory=True)["utilization"],
            },
        ),
        RecallCard(
            ko="Batch 작업의 시간 초과와 재시도는 어떻게 어울립니까?",
            en="How do timeout and retries of a Batch job go together?",
            answer_ko="시간 초과로 끝난 시도는 **다시 하지 않습니다**. 스스로 실패했거나 인스턴스가 회수된 시도만 정한 횟수({most:number}번까지) 안에서 대기열의 앞으로 돌아갑니다.",
            answer_en="An attempt ended by its timeout is **not tried again**. Only one that failed by itself, or whose instance was taken back, returns to the front of the queue, up to its attempts ({most:number} at most).",
            values=lambda c: {"most": batch.MOST_ATTEMPTS},
        ),
    ),
    questions=(
        Question(
            "free",
            ko="AWS Batch의 요금은 무엇에 비례합니까?",
            en="With what does the charge for AWS Batch grow?",
            choices=(
                Choice(
                    ko="제출한 작업의 수",
                    en="the number of jobs submitted",
                    why_ko="작업 수에는 요금이 없습니다. 그래서 잘게 쪼갠 작업이 공짜처럼 보이지만, 작업마다 드는 시작 시간은 컴퓨팅으로 냅니다.",
                    why_en="Jobs carry no charge. Tiny jobs look free, but each one's start is paid as compute.",
                ),
                Choice(
                    ko="대기열과 컴퓨팅 환경의 수",
                    en="the number of queues and environments",
                    why_ko="만들어 두기만 하면 무료입니다. 다만 최소 vCPU를 0보다 크게 두면 그 인스턴스는 늘 청구됩니다.",
                    why_en="Having them is free; but with minvCpus above 0 those instances are billed all the time.",
                ),
                Choice(
                    ko="아무것에도. 컴퓨팅과 곁의 리소스만 낸다",
                    en="with nothing: only compute and what stands beside it is billed",
                    right=True,
                    why_ko="맞습니다. 그러니 줄일 것은 노는 vCPU와 버리는 일입니다.",
                    why_en="Right: so what to cut are idle vCPUs and undone work.",
                ),
            ),
        ),
        Question(
            "memory",
            ko="온디맨드 대기열의 vCPU 절반이 놉니다. 작업은 2 vCPU에 7GiB씩 요구합니다. 무엇부터 바꿉니까?",
            en="Half the vCPUs of an On-Demand queue idle. Its jobs ask for 2 vCPUs and 7 GiB. What do you change first?",
            values=lambda c: {"all": night(c, "on_demand")["usd"], "fit": night(c, "on_demand", memory=True)["usd"]},
            choices=(
                Choice(
                    ko="maxvCpus를 두 배로 올린다",
                    en="double maxvCpus",
                    why_ko="노는 vCPU도 두 배가 됩니다. 빨라지지만 낭비의 비율은 그대로입니다.",
                    why_en="The idle vCPUs double too. It is faster, with the same share of waste.",
                ),
                Choice(
                    ko="허용 인스턴스를 vCPU당 메모리가 작업과 비슷한 유형으로 좁힌다",
                    en="allow only types whose memory for each vCPU is like the jobs'",
                    right=True,
                    why_ko="vCPU당 값은 오르지만 노는 vCPU가 사라집니다. 장의 밤은 {all:usd.2}에서 {fit:usd.2}가 되었습니다.",
                    why_en="A vCPU costs more, but none idles: the chapter's night went from {all:usd.2} to {fit:usd.2}.",
                ),
                Choice(
                    ko="작업의 시도 횟수를 줄인다",
                    en="lower the attempts of the jobs",
                    why_ko="실패한 작업이 없습니다. 놀고 있는 것은 메모리가 먼저 찼기 때문입니다.",
                    why_en="No job fails. They idle because memory is full first.",
                ),
            ),
        ),
        Question(
            "retry",
            ko="스팟에서 도는 작업에 시도 횟수를 5로 두었습니다. 코드의 오류로 늘 실패하는 작업이 섞이면 어떻게 됩니까?",
            en="Jobs on Spot may try five times. What becomes of a job that always fails because of a bug?",
            choices=(
                Choice(
                    ko="다섯 번 모두 돌고 요금도 다섯 배",
                    en="it runs five times and costs five times as much",
                    right=True,
                    why_ko="그래서 `evaluateOnExit`로 `Host EC2*`만 다시 하고 나머지는 끝내도록 적습니다.",
                    why_en="Hence write `evaluateOnExit` so that `Host EC2*` is tried again and everything else exits.",
                ),
                Choice(
                    ko="Batch가 오류를 알아보고 한 번만 돌린다",
                    en="Batch recognises the bug and runs it once",
                    why_ko="적어 주지 않으면 종료 코드가 0이 아닌 모든 시도를 다시 합니다.",
                    why_en="Unless told otherwise it retries every attempt with a non-zero exit code.",
                ),
                Choice(
                    ko="다른 컴퓨팅 환경에서 다시 돈다",
                    en="it runs again in another environment",
                    why_ko="환경의 순서는 자리가 있는지로만 정해집니다. 실패의 까닭은 보지 않습니다.",
                    why_en="The order of environments depends on room alone, not on why it failed.",
                ),
            ),
        ),
        Question(
            "exceed",
            ko="maxvCpus가 {most:number}인 환경에서 vCPU {more:number}개가 돌고 있습니다. 왜입니까?",
            en="An environment with maxvCpus of {most:number} runs {more:number} vCPUs. Why?",
            values=lambda c: {"most": 10, "more": 16},
            choices=(
                Choice(
                    ko="한도를 인스턴스 하나만큼은 넘을 수 있는 할당 전략이다",
                    en="its strategy may pass the limit by one instance",
                    right=True,
                    why_ko="`BEST_FIT`이 아니면 그렇습니다. 8 vCPU 인스턴스 하나가 돌 때 한도에 이르지 않았으므로 하나를 더 띄웁니다. 예산은 한 대만큼 여유를 둡니다.",
                    why_en="So it is, except with `BEST_FIT`: with one instance of 8 vCPUs the limit is not reached, so another starts. Leave room for one instance in the budget.",
                ),
                Choice(
                    ko="재시도한 작업은 한도에 들지 않는다",
                    en="retried jobs do not count",
                    why_ko="한도는 인스턴스의 vCPU로 셉니다. 작업이 몇 번째 시도인지는 상관없습니다.",
                    why_en="The limit counts vCPUs of instances, whatever the attempt.",
                ),
                Choice(
                    ko="스팟은 한도에 들지 않는다",
                    en="Spot does not count",
                    why_ko="스팟 환경에도 같은 한도가 있습니다.",
                    why_en="A Spot environment has the same limit.",
                ),
            ),
        ),
        Question(
            "lambda",
            ko="다음 가운데 Batch가 Lambda나 Auto Scaling보다 나은 것은 무엇입니까?",
            en="For which of these is Batch better than Lambda and Auto Scaling?",
            choices=(
                Choice(
                    ko="올라온 이미지마다 3초 걸리는 섬네일",
                    en="a thumbnail of three seconds for each upload",
                    why_ko="작업을 띄우는 시간이 더 깁니다. Lambda가 할 일입니다.",
                    why_en="Starting a job takes longer than that: Lambda's work.",
                ),
                Choice(
                    ko="고객이 답을 기다리는 추천 API",
                    en="a recommendation API that customers wait for",
                    why_ko="Batch는 대기열입니다. 답을 기다리는 요청은 Auto Scaling이나 컨테이너 서비스의 일입니다.",
                    why_en="Batch is a queue. What people wait for belongs to Auto Scaling or a container service.",
                ),
                Choice(
                    ko="밤마다 두 시간 반짜리 예측 열두 개를 아침까지",
                    en="twelve forecasts of two and a half hours each, by the morning",
                    right=True,
                    why_ko="Lambda의 15분을 넘고, 순서와 재시도가 있고, 끝나면 아무것도 남지 않아야 합니다.",
                    why_en="Beyond Lambda's 15 minutes, with order and retries, and nothing must be left running afterwards.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_bound",
            title_ko="빈칸 1: 가장 이른 끝",
            title_en="Blank 1: the earliest end",
            ko="이 밤의 작업을 vCPU {most:number}개로 빈틈없이 돌린다면 몇 시간이 걸립니까? 모든 작업의 vCPU시간을 더해 나누세요.",
            en="If {most:number} vCPUs ran this night without a gap, how many hours would it take? Add up the vCPU hours of all jobs and divide.",
            values=lambda c: {"most": BOUND_VCPUS},
            answer=lambda c: work_vcpu_hours(c) / BOUND_VCPUS,
            unit="hours",
            why_ko="어떤 설정도 이보다 빠를 수 없습니다. 실제로는 순서(의존성)와 시작 시간, 메모리가 더해집니다. 마감이 이것보다 이르면 maxvCpus부터 올립니다.",
            why_en="No setting is faster. Order (dependencies), start-up and memory come on top. If the deadline is earlier than this, raise maxvCpus first.",
            hints=(
                Text(
                    ko="배열 작업은 자식의 수를 곱합니다: `job.array * job.vcpu * job.seconds`",
                    en="An array counts all its children: `job.array * job.vcpu * job.seconds`",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: sum(job.vcpu * job.seconds for job in samples.nightly()) / 3600 / BOUND_VCPUS,
                    ko="배열 작업을 하나로 셌습니다. 자식의 수를 곱하세요.",
                    en="Arrays are counted once. Multiply by their children.",
                ),
                Mistake(
                    value=lambda c: sum(job.array * job.seconds for job in samples.nightly()) / 3600 / BOUND_VCPUS,
                    ko="작업마다 vCPU를 1개로 셌습니다.",
                    en="This takes one vCPU for each job.",
                ),
                Mistake(
                    value=lambda c: work_vcpu_hours(c) / float(c["max_vcpus"]),
                    ko="장의 maxvCpus로 나누었습니다. 이 문제는 {most:number}개입니다.",
                    en="This divides by the chapter's maxvCpus. Here it is {most:number}.",
                    values=lambda c, a: {"most": BOUND_VCPUS},
                ),
            ),
        ),
        Exercise(
            "faded_types",
            title_ko="빈칸 2: 맞는 유형의 값",
            title_en="Blank 2: what fitting types save",
            ko="온디맨드에서 허용 유형을 여섯 가지에서 메모리가 넉넉한 네 가지(`fitting`)로 좁히면 하룻밤 컴퓨팅 요금은 얼마나 줄어듭니까?",
            en="On-Demand, by how much does the night's compute get cheaper when the six allowed types become the four with more memory (`fitting`)?",
            answer=idle_saved,
            unit="usd",
            tolerance=0.005,
            why_ko="vCPU당 값이 비싼 유형으로 바꾸었는데 청구액은 줄었습니다. 사는 것은 vCPU가 아니라 **끝난 작업**이기 때문입니다.",
            why_en="The types cost more for a vCPU, and the bill is lower: what you buy is not vCPUs but **finished jobs**.",
            hints=(
                Text(
                    ko='`kao.batch.simulate(jobs, environment, PLACE).summary()["usd"]` 둘의 차이입니다.',
                    en='The difference of two `kao.batch.simulate(jobs, environment, PLACE).summary()["usd"]`.',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: night(c, "on_demand")["usd_idle"],
                    ko="놀린 값 전부입니다. 좁힌 뒤에도 노는 몫과 비싸진 값이 남습니다.",
                    en="That is all idling. Some remains afterwards, and a vCPU costs more.",
                ),
                Mistake(
                    value=lambda c: night(c, "on_demand", memory=True)["usd"],
                    ko="좁힌 뒤의 요금입니다. 처음 요금에서 빼세요.",
                    en="That is the bill afterwards. Take it from the first one.",
                ),
                Mistake(
                    value=lambda c: night(c, "on_demand")["usd_idle"] - night(c, "on_demand", memory=True)["usd_idle"],
                    ko="놀린 값의 차이입니다. 일한 몫의 값이 오른 것도 셈에 넣으세요.",
                    en="That is the difference of idling alone. Work has become dearer too.",
                ),
            ),
        ),
        Exercise(
            "hung",
            title_ko="멈춰 버린 작업",
            title_en="A job that hangs",
            ko="무한 루프에 빠지는 작업이 있습니다. {vcpu:number} vCPU, 시도 {attempts:number}번, `attemptDurationSeconds`는 {timeout:number}입니다. 이 작업은 vCPU를 몇 시간 잡아먹습니까(vCPU시간)?",
            en="A job runs into an endless loop. It has {vcpu:number} vCPUs, {attempts:number} attempts and `attemptDurationSeconds` of {timeout:number}. How many vCPU hours does it take up?",
            values=lambda c: {"vcpu": HUNG_VCPUS, "attempts": HUNG_ATTEMPTS, "timeout": HUNG_TIMEOUT},
            answer=hung_vcpu_hours,
            unit="number",
            why_ko="시간 초과로 끝난 시도는 다시 하지 않으므로 한 번으로 끝납니다. 시간 초과가 없다면 누군가 볼 때까지 청구됩니다.",
            why_en="An attempt ended by its timeout is not tried again, so once is all. Without a timeout it is billed until somebody looks.",
            hints=(
                Text(
                    ko="`kao.batch.Job(..., timeout_seconds=...)`로 돌려 볼 수 있습니다.",
                    en="Try it: `kao.batch.Job(..., timeout_seconds=...)`.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: hung_vcpu_hours(c) * HUNG_ATTEMPTS,
                    ko="시도마다 다시 돈다고 셌습니다. 시간 초과는 다시 하지 않습니다.",
                    en="This counts every attempt. A timeout is not tried again.",
                ),
                Mistake(
                    value=lambda c: HUNG_TIMEOUT / 3600,
                    ko="작업의 시간입니다. vCPU 수를 곱하세요.",
                    en="Those are hours of the job. Multiply by its vCPUs.",
                ),
                Mistake(
                    value=lambda c: float(HUNG_VCPUS * HUNG_TIMEOUT),
                    ko="vCPU초입니다. 3,600으로 나누세요.",
                    en="Those are vCPU seconds. Divide by 3,600.",
                ),
            ),
        ),
        Exercise(
            "short",
            title_ko="짧은 작업 묶기",
            title_en="Packing short tasks",
            ko="{seconds:number}초짜리 일 {count:number}개를 Fargate(arm64, {vcpu:number} vCPU, {gib:number}GB)에서 돌립니다. 하나에 작업 하나씩일 때보다 작업 하나에 {group:number}개씩 묶으면 얼마가 줄어듭니까? 작업마다 이미지를 받는 {boot:number}초도 청구됩니다. {place:location} 가격입니다.",
            en="{count:number} tasks of {seconds:number} seconds run on Fargate (arm64, {vcpu:number} vCPU, {gib:number} GB). Compared with one job each, how much is saved by putting {group:number} into a job? For each job the {boot:number} seconds of fetching the image are billed too. Prices of {place:location}.",
            values=lambda c: {
                "seconds": SHORT_SECONDS,
                "count": SHORT,
                "vcpu": SHORT_VCPU,
                "gib": SHORT_GIB,
                "group": SHORT_TO_A_JOB,
                "boot": batch.BOOT_SECONDS["fargate"],
                "place": place(c),
            },
            answer=short_saved,
            unit="usd",
            tolerance=0.005,
            why_ko="Fargate는 작업마다 60초가 최소이고, 이미지를 받는 시간은 묶어도 한 번입니다. AWS는 작업 하나가 3~5분은 되도록 묶으라고 권합니다.",
            why_en="Fargate bills each task for 60 seconds at least, and the image is fetched once for a group. AWS advises jobs of three to five minutes.",
            hints=(
                Text(
                    ko="`kao.containers.billed_seconds(초)`가 최소 60초를 셈합니다.",
                    en="`kao.containers.billed_seconds(seconds)` knows the minimum of 60.",
                ),
                Text(
                    ko='`kao.containers.fargate_usd_per_hour(1, 2, PLACE, architecture="arm64")`',
                    en='`kao.containers.fargate_usd_per_hour(1, 2, PLACE, architecture="arm64")`',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: short_usd(c, SHORT_SECONDS, SHORT),
                    ko="하나씩일 때의 요금입니다. 묶은 요금을 빼세요.",
                    en="That is the bill one by one. Take off the bill of the groups.",
                ),
                Mistake(
                    value=lambda c: short_usd(c, SHORT_SECONDS * SHORT_TO_A_JOB, SHORT / SHORT_TO_A_JOB),
                    ko="묶었을 때의 요금입니다. 차이를 구하세요.",
                    en="That is the bill of the groups. Find the difference.",
                ),
                Mistake(
                    value=lambda c: (
                        short_saved(c)
                        - SHORT
                        * (60 - SHORT_SECONDS - batch.BOOT_SECONDS["fargate"])
                        * containers.fargate_usd_per_hour(SHORT_VCPU, SHORT_GIB, place(c), architecture="arm64")
                        / 3600
                    ),
                    ko="최소 60초를 빠뜨렸습니다.",
                    en="This leaves out the minimum of 60 seconds.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "dawn",
            ko="중단이 어드바이저의 {times:number}배인 나쁜 밤입니다. 06:00까지 실패 없이 끝내면서, 처음 선택(온디맨드)의 {share:percent.0} 이하로 내세요.",
            en="A bad night, with {times:number} times the Advisor's interruptions. Be done by 06:00 without a failure, for at most {share:percent.0} of the first choice (On-Demand).",
            values=lambda c: {"times": GOAL_TIMES, "share": GOAL_SHARE},
            needs=(
                Need(
                    ko="중단 빈도가 ×{times:number}이 아닙니다. 나쁜 밤에서 골라야 합니다.",
                    en="Interruptions are not at ×{times:number}: choose for the bad night.",
                    met=lambda c, v: v["times"] >= GOAL_TIMES,
                ),
                Need(
                    ko="끝내 실패하는 작업이 있습니다. 시도 횟수나 체크포인트를 늘리거나 덜 회수되는 유형을 고르세요.",
                    en="Jobs fail for good: more attempts or checkpoints, or types that are taken back less often.",
                    met=lambda c, v: v["failed"] == 0,
                ),
                Need(
                    ko="06:00에 늦습니다. 회색(노는 vCPU)이 넓으면 유형을, 꽉 찼는데 늦으면 maxvCpus를 바꾸세요.",
                    en="It is late. Where much is grey (idle), change the types; where all is busy, maxvCpus.",
                    met=lambda c, v: v["makespan_hours"] <= samples.NIGHT_HOURS,
                ),
                Need(
                    ko="아직 비쌉니다. 어느 환경이 가장 쌌는지 아래 막대에서 보세요.",
                    en="Still too dear: see in the bars which environment was the cheapest.",
                    met=lambda c, v: v["usd"] <= GOAL_SHARE * night(c, "on_demand", max_vcpus=32)["usd"],
                ),
            ),
            why_ko="찾았습니다. 스팟이 싸서가 아니라 **회수되어도 끝나게 만들었기 때문에** 쌉니다. 맞는 유형, 여유 있는 maxvCpus, 시도 횟수, 체크포인트가 모두 일했습니다.",
            why_en="Found. Not because Spot is cheap, but because the queue **finishes although instances are taken back**: fitting types, enough maxvCpus, attempts and checkpoints all do their part.",
        ),
    ),
    claims=(
        Claim(
            "N51",
            note_ko="AWS Batch는 배치 작업을 실행하는 관리형 서비스이며, 작업 예약과 실행, 인프라의 준비와 운영을 AWS가 처리한다.",
            note_en="AWS Batch is a managed service for batch jobs; AWS schedules and runs them, and provisions and operates the infrastructure.",
            now_ko="지금도 맞습니다. 다만 **무엇을 띄울지의 한도**(허용 유형, maxvCpus, 할당 전략, 시도 횟수)는 여전히 사용자가 정하고, 청구액은 거기서 갈립니다. 컴퓨팅은 EC2와 스팟만이 아니라 Fargate와 EKS도 됩니다. Batch 자체의 요금은 없습니다.",
            now_en="Still right. But **the limits of what is launched** (allowed types, maxvCpus, strategy, attempts) remain yours, and they make the bill. Compute may be Fargate or EKS as well as EC2 and Spot. Batch itself has no charge.",
        ),
        Claim(
            "N05",
            note_ko="EC2, Lambda, Batch를 한 줄씩 소개한다.",
            note_en="EC2, Lambda and Batch are introduced in a line each.",
            now_ko="셋은 나란한 선택지가 아닙니다. **Batch는 EC2, 스팟, Fargate 위에 놓이는 대기열**이고 Lambda는 그 아래 놓이지 않습니다. 기다려도 되는 일이면 Batch, 요청에 바로 답하면 Lambda나 컨테이너입니다.",
            now_en="They are not three of a kind: **Batch is a queue on top of EC2, Spot or Fargate**, and never on Lambda. Work that may wait goes to Batch; what answers a request to Lambda or containers.",
        ),
    ),
)
