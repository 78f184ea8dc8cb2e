"""Chapter 52, choosing compute: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from functools import lru_cache

import pandas as pd

from kaolib.architecture import crossover
from kaolib.study import samples
from kaolib.study.bank import Bank, Choice, Claim, Context, Exercise, Goal, Mistake, Need, Question, RecallCard, Text

#: The work of the blanks, of the tie, and of the night.
EVENING = crossover.Workload(1e8, 50, 150, shape="evening", burstiness=2)
STEADY = crossover.Workload(2e8, 100, 100, shape="flat")
NIGHT = crossover.Workload(5e5, 20_000, 0, memory_mb=3000, may_wait=True)
#: The goal: so many requests, so much dearer must Lambda be, and an hour of people's work.
GOAL_REQUESTS, GOAL_LEAD, GOAL_PEOPLE = 1e8, 0.2, 50


@lru_cache(maxsize=256)
def ways(location: str, work: crossover.Workload, hourly: float = 0.0) -> pd.DataFrame:
    """Every way for a workload, as the chapter sets them up."""
    return crossover.ways(work, location, samples.choices(location, hourly)).set_index("way")


def usd(location: str, work: crossover.Workload, way: str, hourly: float = 0.0, part: str = "usd_per_month") -> float:
    """A month of a workload on one way, or a part of it."""
    table = ways(location, work, hourly)
    found: dict[str, float] = dict(zip(table.index.astype(str), table[part].astype(float), strict=True))
    return found[way]


def evening_share(c: Context, part: str) -> float:
    """The share of the evening's bill on Fargate that is this part."""
    return usd(c.location, EVENING, "fargate", part=part) / usd(c.location, EVENING, "fargate")


def idle(c: Context) -> float:
    """The share of it that is paid for standing by."""
    return evening_share(c, "idle_usd")


def tie(c: Context) -> float:
    """What an hour of people must cost for Lambda and Fargate to be equal; the steady work."""
    hours = crossover.OPERATIONS_HOURS
    gap = usd(c.location, STEADY, "lambda") - usd(c.location, STEADY, "fargate")
    return gap / (hours["fargate"] - hours["lambda"])


def cheapest(c: Context, work: crossover.Workload, hourly: float = 0.0) -> str:
    """The cheapest way; empty where no price is known."""
    known = ways(c.location, work, hourly)["usd_per_month"].dropna()
    return str(known.idxmin()) if len(known) else ""


@lru_cache(maxsize=64)
def border_rps(location: str) -> float:
    """From how many requests a second Fargate is cheaper than Lambda, for work that comes evenly, without people."""
    return samples.border(crossover.Workload(1e7, 100, 100, shape="flat"), samples.choices(location, 0), location)[
        "from_rps"
    ]


BANK = Bank(
    "52",
    ko="컴퓨팅 고르기",
    en="Choosing compute",
    tables=("on_demand", "commitment_rates", "services", "service_plan_rates"),
    params={
        "requests": 10_000_000,
        "cpu_ms": 100,
        "wait_ms": 100,
        "shape": "office",
        "burstiness": 2,
        "operations": 50,
    },
    cards=(
        RecallCard(
            ko="Lambda와 Fargate의 경계를 정하는 것은 요청 수입니까?",
            en="Is it the number of requests that draws the border between Lambda and Fargate?",
            answer_ko="요청 수보다 **서버가 얼마나 차는가**입니다. 고르게 오는 일이라면 {region}에서 초당 {rps:number}건쯤부터 Fargate가 쌉니다. 몰리고 치솟는 일이라면 서버가 노는 값 때문에 Lambda가 더 버팁니다.",
            answer_en="Less that than **how full servers are**. For work that comes evenly Fargate is cheaper from about {rps:number} requests a second in {region}; for work in bursts Lambda lasts longer, as servers stand by.",
            values=lambda c: {"rps": border_rps(c.location)},
        ),
        RecallCard(
            ko="컴퓨팅을 비교하는 표에서 빠지기 쉬운 두 줄은 무엇입니까?",
            en="Which two lines are easily left out of a comparison of compute?",
            answer_ko="**앞단**(API, 로드 밸런서, 주소)과 **사람의 일**입니다. 짧은 요청에서는 앞단이, 작은 일에서는 사람의 일이 답을 정합니다.",
            answer_en="The **front** (API, load balancer, addresses) and **people's work**. For short requests the front decides, for small work people do.",
        ),
        RecallCard(
            ko="약정과 옮기기 가운데 무엇을 먼저 합니까?",
            en="Which comes first, the commitment or the move?",
            answer_ko="옮기기입니다. EC2 인스턴스 플랜은 Fargate나 Lambda로 옮긴 일을 덮지 않습니다. 옮길 계획이 있으면 컴퓨팅 플랜이나 짧은 약정만 삽니다.",
            answer_en="The move. An EC2 Instance Savings Plan does not cover work that went to Fargate or Lambda. With a move in view buy only a Compute plan, or a short one.",
        ),
    ),
    questions=(
        Question(
            "level",
            ko="지도에서 Lambda와 Fargate의 경계가 **가로로 누워** 있습니다. 무엇이 그은 선입니까?",
            en="On the map a border between Lambda and Fargate lies **level**. What draws it?",
            choices=(
                Choice(
                    ko="요청 수",
                    en="the number of requests",
                    why_ko="가로축을 따라가도 선이 움직이지 않으니 요청 수는 아닙니다.",
                    why_en="The line does not move along that axis, so it is not requests.",
                ),
                Choice(
                    ko="요청 하나의 앞단과 계산의 값을 견준 것",
                    en="the front of a request against its work",
                    right=True,
                    why_ko="둘 다 요청 수에 비례하므로 요청 수와 상관없이 CPU 시간만이 경계를 정합니다.",
                    why_en="Both grow with requests, so only the CPU of each decides, however many there are.",
                ),
                Choice(
                    ko="영역 두 곳에 늘 켜 둔 최소 대수",
                    en="the minimum that runs in two zones",
                    why_ko="최소 대수의 값은 요청이 늘면 나뉘어 작아지므로 세로에 가까운 경계를 긋습니다.",
                    why_en="Its share shrinks as requests grow: it draws borders that stand upright.",
                ),
            ),
        ),
        Question(
            "burst",
            ko="같은 요청 수인데 한 시간 안의 버스트(최대 ÷ 평균)가 1에서 10이 되었습니다. 값이 가장 많이 오르는 것은 무엇입니까?",
            en="With as many requests, the burst inside an hour (peak over mean) goes from 1 to 10. Which price grows most?",
            choices=(
                Choice(
                    ko="Lambda",
                    en="Lambda",
                    why_ko="Lambda는 실행한 시간만 냅니다. 한꺼번에 와도 값은 같습니다(동시성 한도는 따로 봅니다).",
                    why_en="Lambda is paid for what runs: all at once or one by one costs the same (mind the concurrency limit).",
                ),
                Choice(
                    ko="Fargate와 EC2",
                    en="Fargate and EC2",
                    right=True,
                    why_ko="최대에 맞추어 대수를 두므로 노는 몫이 버스트만큼 늘어납니다.",
                    why_en="They are sized for the peak, so what stands by grows with it.",
                ),
                Choice(
                    ko="모두 같은 비율로",
                    en="all alike",
                    why_ko="실행한 만큼 내는 것과 준비한 만큼 내는 것은 버스트 앞에서 갈라집니다.",
                    why_en="What is paid by use and what is paid by standing by part ways at bursts.",
                ),
            ),
        ),
        Question(
            "waiting",
            ko="요청마다 다른 API를 2초씩 기다리는 일이 쉬지 않고 옵니다. 무엇부터 의심합니까?",
            en="Work comes all day, and each request waits two seconds for another API. What do you doubt first?",
            choices=(
                Choice(
                    ko="Lambda: 기다리는 시간도 낸다",
                    en="Lambda: the wait is billed",
                    right=True,
                    why_ko="한 환경이 한 번에 한 요청만 받으므로 기다림이 모두 과금됩니다. 서버는 그동안 다른 요청을 받습니다.",
                    why_en="One environment serves one request at a time, so all waiting is billed. A server takes other requests meanwhile.",
                ),
                Choice(
                    ko="Fargate: 기다리는 동안 논다",
                    en="Fargate: it idles while it waits",
                    why_ko="메모리만 넉넉하면 태스크 하나가 기다리는 요청 수백 개를 함께 들고 있습니다.",
                    why_en="With enough memory one task holds hundreds of waiting requests.",
                ),
                Choice(
                    ko="앞단: 오래 기다리면 더 낸다",
                    en="the front: it charges for long answers",
                    why_ko="API Gateway는 건수로 받습니다. 기다린 시간은 값에 들지 않습니다(한도는 있습니다).",
                    why_en="API Gateway charges by the request; time does not count (but has a limit).",
                ),
            ),
        ),
        Question(
            "pale",
            ko="내 일이 지도의 **옅은 띠** 안에 있습니다. 무엇을 합니까?",
            en="Your work lies in a **pale band** of the map. What do you do?",
            choices=(
                Choice(
                    ko="가장 싼 쪽으로 옮긴다",
                    en="move to the cheapest",
                    why_ko="몇 퍼센트를 얻으려고 옮기는 값과 위험을 냅니다. 다음 달의 트래픽이 답을 뒤집을 수도 있습니다.",
                    why_en="You pay for a move and its risk to win a few per cent, which next month's traffic may reverse.",
                ),
                Choice(
                    ko="있는 자리에 두고 메모리, arm64, 앞단부터 고친다",
                    en="stay, and mend memory, arm64 and the front first",
                    right=True,
                    why_ko="경계 근처에서는 자리보다 설정이 더 많이 줄입니다.",
                    why_en="Near a border settings save more than a move.",
                ),
                Choice(
                    ko="둘 다 쓴다",
                    en="use both",
                    why_ko="운영할 것이 두 배가 됩니다. 나누어 쓰는 까닭은 값이 아니라 성격(버스트는 Lambda, 바닥은 Fargate)일 때만입니다.",
                    why_en="There is twice as much to look after. Share it only for its nature (bursts to Lambda, the base to Fargate).",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_fargate",
            title_ko="빈칸 1: 저녁에 몰리는 일의 Fargate",
            title_en="Blank 1: an evening on Fargate",
            ko="한 달 {requests:number}건, CPU {cpu:number}ms, 기다림 {wait:number}ms, 저녁에 몰리고(`evening`) 버스트 2인 일입니다. `kao.samples.choices(REGION, 0)`의 가정으로 Fargate의 한 달 요금(USD)을 `fargate_usd`에 넣으세요.",
            en="{requests:number} requests a month, {cpu:number} ms of CPU, {wait:number} ms of waiting, in the evening (`evening`), burst 2. Under the assumptions of `kao.samples.choices(REGION, 0)` put a month on Fargate (USD) into `fargate_usd`.",
            answer=lambda c: usd(c.location, EVENING, "fargate"),
            unit="usd_per_month",
            values=lambda c: {"requests": EVENING.requests, "cpu": EVENING.cpu_ms, "wait": EVENING.wait_ms},
            why_ko="바쁜 시간의 최대에 맞춘 태스크와 앞단의 값입니다.",
            why_en="It is tasks for the peak of each hour, and the front.",
            hints=(
                Text(
                    ko='`kao.crossover.ways(kao.crossover.Workload(...), REGION, kao.samples.choices(REGION, 0)).set_index("way").loc["fargate"]`',
                    en='`kao.crossover.ways(kao.crossover.Workload(...), REGION, kao.samples.choices(REGION, 0)).set_index("way").loc["fargate"]`',
                ),
            ),
            mistakes=(
                Mistake(
                    ko="사람의 일까지 더했습니다. 여기서는 시간당 0입니다.",
                    en="This includes people's work. Here it costs 0 an hour.",
                    value=lambda c: usd(c.location, EVENING, "fargate", 50.0),
                ),
                Mistake(
                    ko="Lambda의 요금입니다.",
                    en="This is Lambda.",
                    value=lambda c: usd(c.location, EVENING, "lambda"),
                ),
            ),
        ),
        Exercise(
            "faded_idle",
            title_ko="빈칸 2: 노는 몫",
            title_en="Blank 2: what stands by",
            ko="같은 Fargate 요금 가운데 **노는 몫**(`idle_usd`)의 비율을 `idle_share`에 넣으세요.",
            en="Put the share of that Fargate bill that **stands by** (`idle_usd`) into `idle_share`.",
            answer=idle,
            unit="percent",
            why_ko="목표 사용률과 버스트, 최소 대수가 만드는 몫입니다. 이것이 Lambda가 이기는 자리입니다.",
            why_en="The target utilization, bursts and the minimum make it. This is where Lambda wins.",
            hints=(
                Text(
                    ko="`idle_usd`를 `usd_per_month`로 나눕니다.",
                    en="Divide `idle_usd` by `usd_per_month`.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="일한 몫의 비율입니다. 노는 몫을 물었습니다.",
                    en="That is what works. The question is what stands by.",
                    value=lambda c: evening_share(c, "compute_usd"),
                ),
                Mistake(
                    ko="앞단을 뺀 요금으로 나누었습니다. 한 달 요금 전체로 나눕니다.",
                    en="This divides by the bill without the front. Divide by all of it.",
                    value=lambda c: (
                        idle(c) / (1 - evening_share(c, "front_usd")) if evening_share(c, "front_usd") > 0 else math.nan
                    ),
                ),
            ),
        ),
        Exercise(
            "people_tie",
            title_ko="연습 1: 사람의 시간이 뒤집는 곳",
            title_en="Exercise 1: where people's time turns it",
            ko="한 달 {requests:number}건이 고르게(`flat`) 오고 CPU와 기다림이 {cpu:number}ms씩인 일입니다. 사람의 일을 Lambda {few:number}시간, Fargate {more:number}시간으로 볼 때, 사람의 한 시간이 얼마(USD)이면 두 방식의 값이 같아집니까? `people_usd_per_hour`에 넣으세요.",
            en="{requests:number} requests a month come evenly (`flat`), with {cpu:number} ms of CPU and as much waiting. With {few:number} hours of people's work on Lambda and {more:number} on Fargate, at what price of an hour (USD) do both cost the same? Put it into `people_usd_per_hour`.",
            answer=tie,
            unit="usd",
            values=lambda c: {
                "requests": STEADY.requests,
                "cpu": STEADY.cpu_ms,
                "few": crossover.OPERATIONS_HOURS["lambda"],
                "more": crossover.OPERATIONS_HOURS["fargate"],
            },
            why_ko="사람 없이 잰 차이를 시간의 차이로 나눕니다. 이보다 비싼 사람이라면 Lambda에 둡니다.",
            why_en="The difference without people, over the difference in hours. With dearer people, stay on Lambda.",
            hints=(
                Text(
                    ko="`kao.samples.choices(REGION, 0)`으로 잰 Lambda − Fargate를 `kao.crossover.OPERATIONS_HOURS`의 차이로 나눕니다.",
                    en="Take Lambda minus Fargate under `kao.samples.choices(REGION, 0)` and divide by the difference in `kao.crossover.OPERATIONS_HOURS`.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="시간의 차이로 나누지 않았습니다.",
                    en="It is not divided by the difference in hours.",
                    value=lambda c: (
                        tie(c) * (crossover.OPERATIONS_HOURS["fargate"] - crossover.OPERATIONS_HOURS["lambda"])
                    ),
                ),
                Mistake(
                    ko="Fargate의 시간으로 나누었습니다. 두 시간의 **차이**로 나눕니다.",
                    en="This divides by Fargate's hours. Divide by the **difference**.",
                    value=lambda c: (
                        tie(c)
                        * (crossover.OPERATIONS_HOURS["fargate"] - crossover.OPERATIONS_HOURS["lambda"])
                        / crossover.OPERATIONS_HOURS["fargate"]
                    ),
                ),
            ),
        ),
        Exercise(
            "night_work",
            title_ko="연습 2: 밤에 해도 되는 일",
            title_en="Exercise 2: work for the night",
            ko="한 달 {requests:number}건, 하나에 CPU {cpu:number}초와 메모리 {mb:number}MB, **기다려도 되는** 일(`may_wait=True`)입니다. 사람의 일을 빼고 가장 싼 방식의 이름(`ec2`, `fargate`, `lambda`, `lambda_provisioned`, `batch`)을 `night_way`에 넣으세요.",
            en="{requests:number} a month, {cpu:number} s of CPU and {mb:number} MB each, and it **may wait** (`may_wait=True`). Leaving people out, put the name of the cheapest way (`ec2`, `fargate`, `lambda`, `lambda_provisioned`, `batch`) into `night_way`.",
            answer=lambda c: cheapest(c, NIGHT),
            allowed=lambda c: crossover.WAYS,
            measure=lambda c, way: usd(c.location, NIGHT, way),
            unit="usd_per_month",
            values=lambda c: {"requests": NIGHT.requests, "cpu": NIGHT.cpu_ms / 1000, "mb": NIGHT.memory_mb},
            why_ko="기다려도 되는 일은 인스턴스를 꽉 채울 수 있어 노는 몫이 가장 작습니다.",
            why_en="Work that may wait can fill its instances, so the least stands by.",
            hints=(
                Text(
                    ko="`kao.crossover.Workload(..., memory_mb=..., may_wait=True)`로 `kao.crossover.ways`를 부르고 `usd_per_month`가 가장 작은 줄을 봅니다.",
                    en="Call `kao.crossover.ways` with `kao.crossover.Workload(..., memory_mb=..., may_wait=True)` and see the row with the least `usd_per_month`.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "leave",
            ko="한 달 {requests:number}건 이하의 일 가운데 Lambda가 가장 싼 방식보다 **{lead:percent.0} 넘게** 비싼 것을 찾으세요. 사람의 일은 시간당 {people:usd.0} 이상으로 둡니다.",
            en="Find work of at most {requests:number} requests a month for which Lambda is **more than {lead:percent.0}** dearer than the cheapest way, with people at {people:usd.0} an hour or more.",
            values=lambda c: {"requests": GOAL_REQUESTS, "lead": GOAL_LEAD, "people": GOAL_PEOPLE},
            needs=(
                Need(
                    ko="요청이 {requests:number}건을 넘습니다.",
                    en="There are more than {requests:number} requests.",
                    met=lambda c, v: v["requests"] <= GOAL_REQUESTS,
                ),
                Need(
                    ko="사람의 일을 시간당 {people:usd.0} 이상으로 두세요.",
                    en="Set people's work to {people:usd.0} an hour or more.",
                    met=lambda c, v: v["operations"] >= GOAL_PEOPLE,
                ),
                Need(
                    ko="Lambda가 아직 쌉니다. 서버가 차려면 어떤 하루여야 합니까? 그리고 무엇이 Lambda만 비싸게 합니까?",
                    en="Lambda is still cheap. What day fills servers? And what makes Lambda alone dearer?",
                    met=lambda c, v: v["usd"].get("lambda", 0.0) > min(v["usd"].values()) * (1 + GOAL_LEAD),
                ),
            ),
            why_ko="고르게 오는 하루는 서버를 채우고, 기다림은 Lambda만 냅니다. 이 둘이 겹친 함수가 가장 먼저 옮길 후보입니다.",
            why_en="An even day fills servers, and waiting is paid on Lambda alone. Functions with both are the first to move.",
        ),
    ),
    claims=(
        Claim(
            "N50",
            note_ko="람다는 계산 집약적인 일보다 경량, 무상태, 낮은 메모리, 시간이 제한된 일을 위한 것이다.",
            note_en="Lambda is for light, stateless work with little memory and limited time rather than for intensive computing.",
            now_ko="상태가 있는 일과 15분이 넘는 일을 못 하는 것은 그대로입니다. 계산은 10GB와 6 vCPU까지 하고, 몰리는 계산이라면 오히려 가장 쌀 수 있습니다. 고르게 오는 일은 {region}에서 초당 {rps:number}건쯤에서 Fargate에 자리를 내줍니다(사람의 일을 빼고).",
            now_en="It still cannot keep state or run for more than 15 minutes. But it computes with up to 10 GB and 6 vCPUs, and for bursts of computing may well be the cheapest. Work that comes evenly leaves it at about {rps:number} requests a second in {region} (without people).",
            values=lambda c: {"rps": border_rps(c.location)},
        ),
    ),
)
