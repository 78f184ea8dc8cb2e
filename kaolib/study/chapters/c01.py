"""Chapter 01, FinOps and KAO: what it asks, and what it says to each answer."""

from __future__ import annotations

from typing import Any

from kaolib.architecture import crossover
from kaolib.knowledge import catalog, purchase, serverless
from kaolib.operation import bill
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

#: The function of the faded example.
REQUESTS, MEMORY_MB = 20_000_000, 512
OFFICE = 50 / 168  # weekdays, ten hours a day
IDLE = 0.10
#: The three workloads: thumbnails a day and seconds each; the chat server's utilization.
THUMBNAILS, THUMBNAIL_S, BUSY = 30_000, 0.4, 0.85
SERVICES = ("ec2", "lambda", "batch")
PLACEMENT = {"thumbnails": "lambda", "settlement": "batch", "chat": "ec2"}


def architecture(c: Context) -> str:
    """The processor architecture of the chapter's instance, which is the function's, too."""
    types = catalog.instance_types()
    return str(types.loc[types["instance_type"] == c["instance_type"], "architecture"].iloc[0])


def point(c: Context, **change: Any) -> float:
    """The crossover utilization of the chapter's work, or of it changed."""
    work = {"cpu_ms": c["cpu_ms"], "memory_mb": c["memory_mb"], **change}
    return crossover.crossover_utilization(c["instance_type"], c.location, **work)


def month(c: Context, option: str = "on_demand") -> float:
    """A month of the chapter's instance under a purchase option."""
    offers = purchase.offers(c["instance_type"], c.location).set_index("option")
    return float(offers["usd_per_month"][option])


def on_lambda(c: Context, utilization: float) -> float:
    """The same work on Lambda as an instance does at this utilization."""
    table = crossover.instance_or_lambda(c["instance_type"], c.location, c["cpu_ms"], memory_mb=c["memory_mb"])
    requests = float(table["requests"].max()) * utilization
    duration_ms = c["cpu_ms"] / min(1.0, c["memory_mb"] / serverless.MB_PER_VCPU)
    return serverless.lambda_usd(requests, duration_ms, c["memory_mb"], c.location, architecture(c))


def gb_seconds(c: Context) -> float:
    """GB-seconds of the faded example."""
    return REQUESTS * serverless.billed_gb_seconds(c["cpu_ms"], MEMORY_MB)


def duration_usd(c: Context, architecture_id: str = "", *, free_tier: bool = True) -> float:
    """What the duration of the faded example costs."""
    arch = architecture_id or architecture(c)
    parts = serverless.lambda_cost(REQUESTS, c["cpu_ms"], MEMORY_MB, c.location, arch, free_tier)
    return float(parts.loc[parts["part"] == "duration", "usd"].sum())


def thumbnails_usd(c: Context) -> float:
    """A month of thumbnails on Lambda, with one vCPU each."""
    requests = THUMBNAILS * purchase.MONTH_HOURS / 24
    return serverless.lambda_usd(requests, THUMBNAIL_S * 1000, serverless.MB_PER_VCPU, c.location, architecture(c))


def perspective_usd(c: Context, perspective: str) -> float:
    """What a perspective costs on the sample bill."""
    return float(bill.by_perspective(bill.sample()).set_index("perspective")["billed_usd"][perspective])


def second_perspective(c: Context) -> str:
    """The largest perspective of the sample bill after compute."""
    rest = [one for one in bill.PERSPECTIVES if one != "compute"]
    return max(rest, key=lambda one: perspective_usd(c, one))


def category_usd(category: str) -> float:
    """What a service category of FOCUS costs on the sample bill."""
    lines = bill.sample()
    return float(lines.loc[lines["service_category"] == category, "billed_usd"].sum())


BANK = Bank(
    "01",
    ko="FinOps와 KAO",
    en="FinOps and KAO",
    tables=("on_demand", "services", "bill_sample"),
    params={"instance_type": "m7g.large", "cpu_ms": 100, "memory_mb": 1769},
    cards=(
        RecallCard(
            ko="비용 = Σ 사용량 × 요율입니다. 사용량과 요율 가운데 무엇을 먼저 줄이고, 왜 그렇습니까?",
            en="Cost is the sum of usage x rate. Which of the two do you cut first, and why?",
            answer_ko="**사용량**이 먼저입니다. 약정을 사고 나서 서버를 끄거나 줄이면 약정 금액은 그대로 나갑니다.",
            answer_en="**Usage** first. A commitment is billed as before when you stop or shrink servers after buying it.",
        ),
        RecallCard(
            ko="비용을 나누는 다섯 관점은 무엇입니까?",
            en="Name the five perspectives of cost.",
            answer_ko="컴퓨팅, 스토리지, 네트워크, 애플리케이션, 운영입니다. 청구한 서비스가 아니라 **무엇에 쓴 돈인지**로 나눕니다. EC2의 청구에도 디스크와 데이터 전송이 들어 있습니다.",
            answer_en="Compute, storage, network, application, operation; split by **what the money paid for**, not by the service that charges. EC2 bills disks and transfer, too.",
        ),
        RecallCard(
            ko="`{instance_type}`와(과) Lambda의 비용이 같아지는 사용률은 {region}에서 얼마쯤입니까(요청당 CPU {cpu_ms}ms)?",
            en="At which utilization do `{instance_type}` and Lambda cost the same in {region} (requests of {cpu_ms} ms of CPU)?",
            answer_ko="약 **{point:percent.0}**입니다. 요청마다 같은 시간만큼 더 기다리면 {waiting:percent.0}까지 내려갑니다. Lambda는 기다리는 시간도 청구하기 때문입니다.",
            answer_en="About **{point:percent.0}**. If each request also waits as long, {waiting:percent.0}: Lambda bills the waiting.",
            values=lambda c: {"point": point(c), "waiting": point(c, wait_ms=c["cpu_ms"])},
        ),
        RecallCard(
            ko="KAO의 세 걸음은 FinOps의 어느 단계와 대응합니까? 누가 그렇게 정했습니까?",
            en="To which FinOps phases do the three steps of KAO correspond, and who says so?",
            answer_ko="지식은 가시화(Inform), 구조는 최적화(Optimize), 운영은 운영(Operate)에 가깝습니다. 저자가 아니라 **이 워크북이** 붙인 대응입니다.",
            answer_en="Knowledge is close to Inform, Architecture to Optimize, Operation to Operate. The mapping is **this workbook's**, not the author's.",
        ),
    ),
    questions=(
        Question(
            "idle_server",
            ko="`{instance_type}` 한 대가 한 달 내내 켜져 있고 CPU는 평균 {idle:percent}만 씁니다. 일은 요청당 CPU {cpu_ms}ms의 계산뿐입니다. 다음 가운데 가장 싼 것은 무엇입니까?",
            en="One `{instance_type}` is on all month at {idle:percent} CPU on average. All it does is compute, {cpu_ms} ms a request. Which is cheapest?",
            values=lambda c: {
                "idle": IDLE,
                "same": month(c),
                "ri": month(c, "ri_standard_1y_no_upfront"),
                "moved": on_lambda(c, IDLE),
                "point": point(c),
            },
            choices=(
                Choice(
                    ko="1년 선결제 없음 표준 RI를 산다",
                    en="Buy a 1-year No Upfront standard RI",
                    why_ko="{ri:usd_per_month}입니다. 노는 90%까지 할인해서 산 셈입니다.",
                    why_en="{ri:usd_per_month}: it buys the idle 90 % as well, at a discount.",
                ),
                Choice(
                    ko="같은 요청을 Lambda로 옮긴다",
                    en="Move the same requests to Lambda",
                    right=True,
                    why_ko="{moved:usd_per_month}입니다. 사용률이 교차점({point:percent})보다 훨씬 낮기 때문입니다.",
                    why_en="{moved:usd_per_month}: the utilization is far below the crossover ({point:percent}).",
                ),
                Choice(
                    ko="여유가 있으니 그대로 둔다",
                    en="Leave it: headroom is good",
                    why_ko="{same:usd_per_month}를 내고 {idle:percent}만 씁니다. 여유는 필요하지만, 90%의 여유를 한 달 내내 사 둘 이유가 있는지 물어야 합니다.",
                    why_en="{same:usd_per_month} for {idle:percent} of it. Headroom is needed, but is 90 % of it, all month?",
                ),
            ),
        ),
        Question(
            "waiting",
            ko="요청마다 CPU를 {cpu_ms}ms 쓰고 데이터베이스를 그 네 배 동안 기다리는 API입니다. 인스턴스와 Lambda의 비용이 같아지는 사용률은 어떻게 됩니까?",
            en="An API needs {cpu_ms} ms of CPU a request and waits four times as long for its database. What happens to the utilization at which instance and Lambda cost the same?",
            values=lambda c: {"before": point(c), "after": point(c, wait_ms=4 * c["cpu_ms"])},
            choices=(
                Choice(
                    ko="그대로다. 기다리는 동안에는 CPU를 쓰지 않는다",
                    en="It stays: waiting uses no CPU",
                    why_ko="인스턴스라면 맞습니다. Lambda는 CPU가 아니라 함수가 살아 있는 시간을 청구합니다.",
                    why_en="True of an instance. Lambda bills the time a function lives, not its CPU.",
                ),
                Choice(
                    ko="내려간다. Lambda는 기다리는 시간도 청구한다",
                    en="It falls: Lambda bills the waiting",
                    right=True,
                    why_ko="{before:percent}에서 {after:percent}로 내려갑니다. 메모리를 줄이면 기다리는 시간의 값이 싸져서 일부를 되찾습니다.",
                    why_en="From {before:percent} to {after:percent}. Less memory makes the waiting cheaper and wins some of it back.",
                ),
                Choice(
                    ko="올라간다. 서버리스는 느린 일에 유리하다",
                    en="It rises: serverless suits slow work",
                    why_ko="반대입니다. 오래 살아 있을수록 더 청구됩니다.",
                    why_en="The reverse: the longer it lives, the more it is billed.",
                ),
            ),
        ),
        Question(
            "levers",
            ko="사용량을 30% 줄인 다음 요율을 40% 낮추었습니다. 비용은 모두 얼마나 줄었습니까?",
            en="Usage is cut by 30 %, then the rate by 40 %. By how much has the cost fallen?",
            values=lambda c: {"added": 0.3 + 0.4, "right": 1 - (1 - 0.3) * (1 - 0.4), "left": (1 - 0.3) * (1 - 0.4)},
            choices=(
                Choice(
                    ko="{added:percent}",
                    en="{added:percent}",
                    why_ko="더했습니다. 40%는 이미 줄어든 금액에서 낮아지므로 곱해야 합니다.",
                    why_en="That adds them. The 40 % come off an amount that is smaller already, so they multiply.",
                ),
                Choice(
                    ko="{right:percent}",
                    en="{right:percent}",
                    right=True,
                    why_ko="1 − 0.7 × 0.6입니다. 비용이 사용량 × 요율이라 남는 비율끼리 곱합니다.",
                    why_en="1 - 0.7 x 0.6: cost is usage x rate, so what remains of each is multiplied.",
                ),
                Choice(
                    ko="{left:percent}",
                    en="{left:percent}",
                    why_ko="남은 비용의 비율입니다. 줄어든 비율은 1에서 빼야 합니다.",
                    why_en="That is what remains; what was saved is 1 minus it.",
                ),
            ),
        ),
        Question(
            "nat_line",
            ko="청구서에 서비스는 Amazon EC2, 설명은 `NAT Gateway Hour`인 줄이 있습니다. 다섯 관점 가운데 어디입니까?",
            en="A line of the bill has the service Amazon EC2 and says `NAT Gateway Hour`. Which perspective is it?",
            choices=(
                Choice(
                    ko="컴퓨팅. 서비스가 EC2이다",
                    en="Compute: the service is EC2",
                    why_ko="서비스 이름으로 나누면 이렇게 됩니다. 그러면 네트워크를 고쳐서 줄일 돈이 컴퓨팅에 숨습니다.",
                    why_en="That is splitting by service. Money to be saved in the network then hides in compute.",
                ),
                Choice(
                    ko="네트워크. 데이터를 옮기는 데 쓴 돈이다",
                    en="Network: it pays for moving data",
                    right=True,
                    why_ko="무엇에 쓴 돈인지로 나눕니다. 그래야 고칠 사람과 고칠 방법이 보입니다.",
                    why_en="Split by what the money paid for: then you see who can change it, and how.",
                ),
                Choice(
                    ko="운영. 관리형 서비스이다",
                    en="Operation: it is a managed service",
                    why_ko="운영은 지켜보고 다스리는 도구(로그, 지표, 감사, 키)입니다.",
                    why_en="Operation is the tools that watch and govern: logs, metrics, audit, keys.",
                ),
            ),
        ),
        Question(
            "commit_then_stop",
            ko="`{instance_type}`에 1년 선결제 없음 컴퓨팅 Savings Plans를 샀습니다. 석 달 뒤 평일 하루 10시간만 켜기로 했고, 다른 사용량은 없습니다. 청구서는 어떻게 됩니까?",
            en="You bought a 1-year No Upfront Compute Savings Plan for `{instance_type}`. Three months later it runs ten hours on weekdays only, and nothing else runs. What happens to the bill?",
            values=lambda c: {
                "plan": month(c, "compute_sp_1y_no_upfront"),
                "stopped": month(c) * OFFICE,
                "use": OFFICE,
            },
            choices=(
                Choice(
                    ko="켜 둔 시간에 맞추어 줄어든다",
                    en="It falls with the running hours",
                    why_ko="그것은 온디맨드입니다. 약정은 쓰지 않은 시간에도 {plan:usd_per_month} 그대로입니다.",
                    why_en="That is On-Demand. The commitment stays at {plan:usd_per_month}, used or not.",
                ),
                Choice(
                    ko="그대로다. 약정하기 전에 껐다면 온디맨드로 더 쌌다",
                    en="It stays. Stopped before committing, On-Demand would have been cheaper",
                    right=True,
                    why_ko="약정은 {plan:usd_per_month}, 끄는 일정을 먼저 넣은 온디맨드는 {stopped:usd_per_month}입니다. 그래서 사용량을 먼저 줄입니다.",
                    why_en="The plan is {plan:usd_per_month}; On-Demand with the schedule first is {stopped:usd_per_month}. So cut usage first.",
                ),
                Choice(
                    ko="Savings Plans를 취소하고 남은 금액을 돌려받는다",
                    en="You cancel the plan and are paid back the rest",
                    why_ko="산 지 7일이 지난 약정은 돌려줄 수 없습니다(21장).",
                    why_en="A plan cannot be returned once seven days have passed (chapter 21).",
                ),
            ),
        ),
        Question(
            "phases",
            ko="우리 회사는 아직 태그가 절반만 붙어 있습니다. FinOps의 단계에 맞게 일하려면 어떻게 합니까?",
            en="Half of your resources have no tags yet. How do you work by the phases of FinOps?",
            choices=(
                Choice(
                    ko="태그가 끝날 때까지 최적화를 미룬다",
                    en="Put off optimizing until the tags are done",
                    why_ko="단계는 한 번씩 지나가는 관문이 아닙니다. 가장 큰 묶음은 태그 없이도 보입니다.",
                    why_en="The phases are no gates to pass once. The largest cost is visible without tags.",
                ),
                Choice(
                    ko="보이는 것 가운데 가장 큰 것부터 한 바퀴를 돌고, 다음 바퀴에서 가시화를 넓힌다",
                    en="Go once round with the largest cost you can see, and widen what you see in the next round",
                    right=True,
                    why_ko="Inform, Optimize, Operate는 되풀이됩니다. 팀이나 과제마다 다른 단계에 있어도 됩니다.",
                    why_en="Inform, Optimize and Operate repeat. Teams and topics may be in different phases at once.",
                ),
                Choice(
                    ko="운영 단계의 자동화부터 만든다",
                    en="Begin with automation, the phase Operate",
                    why_ko="무엇을 줄일지 모르면 자동화는 아무것도 아끼지 못합니다.",
                    why_en="Automation saves nothing while you do not know what to cut.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_gb_seconds",
            title_ko="빈칸 1: GB-초",
            title_en="Blank 1: GB-seconds",
            ko="메모리 {memory:number.0}MB인 함수를 한 달에 {requests:number.0}번 부르고, 한 번에 {cpu_ms}ms가 걸립니다. 모두 몇 GB-초입니까?",
            en="A function with {memory:number.0} MB is called {requests:number.0} times a month and takes {cpu_ms} ms each time. How many GB-seconds is that?",
            values=lambda c: {"requests": REQUESTS, "memory": MEMORY_MB},
            answer=gb_seconds,
            unit="number",
            why_ko="요청 수 × 초 × GB입니다. Lambda에서 1GB는 1,024MB입니다.",
            why_en="Requests x seconds x GB; for Lambda a GB is 1,024 MB.",
            hints=(
                Text(
                    ko="요청 수 × (밀리초 ÷ 1,000) × (MB ÷ 1,024)",
                    en="requests x (milliseconds / 1,000) x (MB / 1,024)",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: REQUESTS * c["cpu_ms"] / 1000,
                    ko="초만 셌습니다. 메모리(GB)를 곱해야 GB-초입니다.",
                    en="These are seconds: multiply by the memory in GB.",
                ),
                Mistake(
                    value=lambda c: REQUESTS * c["cpu_ms"] / 1000 * MEMORY_MB / 1000,
                    ko="1GB를 1,000MB로 셌습니다. Lambda는 1,024MB로 셉니다.",
                    en="This counts 1,000 MB to the GB; Lambda counts 1,024.",
                ),
                Mistake(
                    value=lambda c: REQUESTS * c["cpu_ms"] / 1000 * MEMORY_MB,
                    ko="MB-초입니다. 1,024로 나누세요.",
                    en="These are MB-seconds: divide by 1,024.",
                ),
            ),
        ),
        Exercise(
            "faded_duration",
            title_ko="빈칸 2: 실행 시간 요금",
            title_en="Blank 2: the price of the duration",
            ko="같은 함수의 한 달 **실행 시간 요금**을 구하세요(요청 요금은 빼고). 매월 무료 {free:number.0} GB-초가 남아 있고, GB-초당 요금은 `duration_rate`입니다.",
            en="Find what the **duration** of the same function costs in the month, without the requests. The {free:number.0} free GB-seconds of the month are still there; the price per GB-second is `duration_rate`.",
            values=lambda c: {"free": serverless.FREE_GB_SECONDS},
            answer=duration_usd,
            unit="usd",
            why_ko="프리 티어는 계정의 모든 함수가 함께 씁니다. 함수가 여럿이면 한 번만 빼야 합니다.",
            why_en="The free tier is shared by all functions of the account: with several of them, take it off once.",
            hints=(Text(ko="(GB-초 − 무료 GB-초) × 요금", en="(GB-seconds - free GB-seconds) x price"),),
            mistakes=(
                Mistake(
                    value=lambda c: duration_usd(c, free_tier=False),
                    ko="프리 티어를 빼지 않았습니다.",
                    en="The free tier is not taken off.",
                ),
                Mistake(
                    value=lambda c: duration_usd(c, "x86_64" if architecture(c) == "arm64" else "arm64"),
                    ko="다른 아키텍처의 요금입니다. `{instance_type}`은(는) {architecture}입니다.",
                    en="This is the price of the other architecture; `{instance_type}` is {architecture}.",
                    values=lambda c, a: {"architecture": architecture(c)},
                ),
                Mistake(
                    value=lambda c: serverless.lambda_usd(
                        REQUESTS, c["cpu_ms"], MEMORY_MB, c.location, architecture(c)
                    ),
                    ko="요청 요금까지 더했습니다. 실행 시간 요금만 구하세요.",
                    en="This includes the requests: give the duration alone.",
                ),
            ),
        ),
        Exercise(
            "second_perspective",
            title_ko="컴퓨팅 다음으로 큰 관점",
            title_en="The largest after compute",
            ko="표본 청구서에서 컴퓨팅 다음으로 큰 관점의 id를 답하세요. `views` 표의 `perspective` 열에 있습니다.",
            en="Give the id of the largest perspective of the sample bill after compute. It is in the column `perspective` of the table `views`.",
            answer=second_perspective,
            allowed=lambda c: bill.PERSPECTIVES,
            measure=perspective_usd,
            unit="usd",
            why_ko="데이터베이스와 로드 밸런서가 여기에 들어갑니다. FOCUS의 분류로는 Databases와 Networking에 흩어져 있어 이만큼 크게 보이지 않습니다.",
            why_en="Databases and load balancers are in it. In FOCUS's categories they are spread over Databases and Networking and never look that large.",
            hints=(
                Text(
                    ko="`billed_usd`의 내림차순으로 정렬하고 두 번째 행을 보세요.",
                    en="Sort by `billed_usd`, largest first, and take the second row.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: "compute",
                    ko="가장 큰 관점입니다. 그다음으로 큰 것을 찾으세요.",
                    en="That is the largest: the next one is asked for.",
                ),
                Mistake(
                    value=lambda c: "storage",
                    ko="FOCUS의 ServiceCategory로 묶으면 Storage가 두 번째({category:usd})입니다. 다섯 관점으로 묶은 표를 보세요.",
                    en="By FOCUS's ServiceCategory, Storage comes second ({category:usd}). Look at the table by the five perspectives.",
                    values=lambda c, a: {"category": category_usd("Storage")},
                ),
            ),
        ),
        Exercise(
            "placement",
            title_ko="세 워크로드의 자리",
            title_en="A place for three workloads",
            ko='위 표의 세 워크로드를 `"ec2"`, `"lambda"`, `"batch"` 가운데 어디에 둘지, 이름을 키로 하는 dict로 답하세요.',
            en='Say in a dict, by name, where to put the three workloads of the table above: `"ec2"`, `"lambda"` or `"batch"`.',
            answer=lambda c: dict(PLACEMENT),
            allowed=lambda c: SERVICES,
            why_ko="짧고 드문드문한 일은 Lambda, 길고 한꺼번에 몰리는 일은 Batch, 쉬지 않고 바쁜 일은 EC2가 쌉니다. 경계는 사용률과 기다리는 시간이 정합니다.",
            why_en="Short and scattered work goes to Lambda, long work that comes all at once to Batch, work that never rests to EC2. Utilization and waiting draw the border.",
            hints=(
                Text(
                    ko="하나씩 물어보세요. 한 번에 15분을 넘는가? 사용률이 교차점보다 높은가? 이벤트가 올 때만 일하는가?",
                    en="Ask of each: does one run exceed 15 minutes? Is the utilization above the crossover? Does it work only when an event comes?",
                ),
                Text(
                    ko='답의 모양: `{{"thumbnails": "...", "settlement": "...", "chat": "..."}}`',
                    en='The shape: `{{"thumbnails": "...", "settlement": "...", "chat": "..."}}`',
                ),
            ),
            mistakes=(
                Mistake(
                    test=lambda c, a: a["settlement"] == "lambda",
                    ko="`settlement`: 한 건에 40분입니다. Lambda는 15분에서 끊깁니다.",
                    en="`settlement`: each takes 40 minutes, and Lambda stops at 15.",
                ),
                Mistake(
                    test=lambda c, a: a["settlement"] == "ec2",
                    ko="`settlement`: 할 수는 있지만 대기열, 재시도, 켜고 끄기를 직접 만들어야 하고, 나머지 29일을 놀립니다. 그 일을 대신하는 서비스가 있습니다.",
                    en="`settlement`: possible, but you would build queue, retries, start and stop yourself, and keep it idle for 29 days. One of the services does that work.",
                ),
                Mistake(
                    test=lambda c, a: a["chat"] == "lambda",
                    ko="`chat`: 사용률 {busy:percent}는 교차점({point:percent})보다 높습니다. 게다가 연결을 붙들고 있는 동안 실행 시간이 계속 청구됩니다.",
                    en="`chat`: {busy:percent} is above the crossover ({point:percent}), and holding a connection is billed as duration all the while.",
                    values=lambda c, a: {"busy": BUSY, "point": point(c)},
                ),
                Mistake(
                    test=lambda c, a: a["chat"] == "batch",
                    ko="`chat`: Batch는 끝이 있는 작업을 대기열에서 돌립니다. 채팅 서버는 끝나지 않습니다.",
                    en="`chat`: Batch runs jobs that end, from a queue. A chat server does not end.",
                ),
                Mistake(
                    test=lambda c, a: a["thumbnails"] == "ec2",
                    ko="`thumbnails`: 하루에 {hours:number.1}시간어치의 일입니다. Lambda로는 {moved:usd_per_month}, `{instance_type}`을(를) 켜 두면 {same:usd_per_month}입니다.",
                    en="`thumbnails`: this is {hours:number.1} hours of work a day. On Lambda it costs {moved:usd_per_month}, a running `{instance_type}` {same:usd_per_month}.",
                    values=lambda c, a: {
                        "hours": THUMBNAILS * THUMBNAIL_S / 3600,
                        "moved": thumbnails_usd(c),
                        "same": month(c),
                    },
                ),
                Mistake(
                    test=lambda c, a: a["thumbnails"] == "batch",
                    ko="`thumbnails`: Batch는 컴퓨팅을 준비하는 데 몇 분이 걸립니다. 사진을 올린 사람은 몇 초 안에 썸네일을 봐야 합니다.",
                    en="`thumbnails`: Batch takes minutes to get its compute ready, and whoever uploads a photo expects to see it in seconds.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "memory_lever",
            ko="데이터베이스를 오래 기다리는 API가 있습니다. 대기를 CPU 시간의 **네 배 이상**으로 두고도 교차 사용률이 **20% 이상**이 되게 하는 Lambda 메모리를 찾으세요. 인스턴스 유형과 리전은 그대로 둡니다.",
            en="An API waits long for its database. With a waiting time of **four times** the CPU time or more, find a Lambda memory at which the crossover is still at **20 % or more**. Keep the instance type and the Region.",
            needs=(
                Need(
                    ko="인스턴스 유형이나 리전이 달라졌습니다.",
                    en="The instance type or the Region has changed.",
                    met=lambda c, v: (v["instance_type"], v["location"]) == (c["instance_type"], c.location),
                ),
                Need(
                    ko="대기 시간이 CPU 시간의 네 배보다 짧습니다.",
                    en="The waiting time is less than four times the CPU time.",
                    met=lambda c, v: v["wait_ms"] >= 4 * v["cpu_ms"],
                ),
                Need(
                    ko="교차 사용률이 아직 20%보다 낮습니다. 기다리는 동안에는 메모리의 값만 나갑니다.",
                    en="The crossover is still below 20 %. While it waits, memory is all you pay for.",
                    met=lambda c, v: (
                        crossover.crossover_utilization(
                            v["instance_type"], v["location"], v["cpu_ms"], v["wait_ms"], v["memory_mb"]
                        )
                        >= 0.2
                    ),
                ),
            ),
            why_ko="메모리를 줄이면 CPU 몫도 줄어 계산은 느려지지만 계산의 값은 거의 같습니다. 줄어드는 것은 **기다리는 시간의 값**입니다. 대신 응답이 느려지므로 사용자가 견딜 만한지 확인해야 합니다.",
            why_en="Less memory means a smaller share of CPU: the computing takes longer and costs nearly the same. What falls is the **price of waiting**. Responses are slower, so make sure that your users can live with it.",
        ),
    ),
    claims=(
        Claim(
            "N01",
            note_ko="예전에는 EC2의 CPU를 얼마나 쓰는지를, 지금은 서버리스로 같은 일을 얼마나 싸고 빠르게 하는지를 자랑한다.",
            note_en="People used to boast of how much of their EC2 CPU they use; now they speak of doing the same cheaper and faster by serverless.",
            now_ko="자랑할 숫자는 둘 다 아니고 **단위 비용**(요청 백만 건의 비용)입니다. 서버리스가 싼 것은 교차 사용률 아래에서입니다. {region}의 `{instance_type}`은(는) 계산만 하는 요청에서 {point:percent}, 기다림이 네 배인 요청에서 {waiting:percent}입니다.",
            now_en="The number to be proud of is neither: it is the **unit cost**, say of a million requests. Serverless is cheaper only below the crossover: for `{instance_type}` in {region} {point:percent} with pure computing, {waiting:percent} with four times as much waiting.",
            values=lambda c: {"point": point(c), "waiting": point(c, wait_ms=4 * c["cpu_ms"])},
        ),
        Claim(
            "N03",
            note_ko="FinOps(핀옵스)는 클라우드 서비스를 어떻게 운영하고 어디에서 비용을 줄일지 다룬다.",
            note_en="FinOps is about how to run cloud services and where to save.",
            now_ko="FinOps Foundation의 정의는 이제 클라우드가 아니라 **기술 지출** 전체를 말하고, 목표는 절약이 아니라 사업 가치입니다. Inform, Optimize, Operate는 순서가 아니라 **되풀이되는** 단계입니다.",
            now_en="The FinOps Foundation now speaks of **technology** spend, not only cloud, and its aim is business value, not saving. Inform, Optimize and Operate are no sequence; they **repeat**.",
            since="2025",
        ),
        Claim(
            "N05",
            note_ko="Lambda는 트리거 이벤트가 오면 AWS가 실행을 관리하고, Batch는 작업의 예약과 실행, 인프라를 관리한다.",
            note_en="Lambda runs code on a trigger, managed by AWS; Batch manages scheduling, running and infrastructure of jobs.",
            now_ko="지금도 맞습니다. 고를 때 필요한 것은 한도입니다. Lambda 함수는 **15분, 10,240MB**까지이고, Batch는 EC2, 스팟, Fargate, EKS 위에서 돌며 청구서에는 그 자원으로 나타납니다.",
            now_en="Still true. What you need for a choice is the limits: a Lambda function has up to **15 minutes and 10,240 MB**; Batch runs on EC2, Spot, Fargate or EKS, and the bill shows those.",
        ),
        Claim(
            "W24",
            note_ko="서버리스 컴퓨팅은 FaaS(서비스형 함수) 모델이다.",
            note_en="Serverless computing is the FaaS model.",
            now_ko="FaaS는 서버리스의 **일부**입니다. Fargate, DynamoDB, S3, Step Functions, EventBridge도 서버를 관리하지 않고 씁니다.",
            now_en="FaaS is one **part** of serverless. Fargate, DynamoDB, S3, Step Functions and EventBridge need no servers of yours either.",
        ),
    ),
)
