"""Chapter 41, Lambda: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from functools import lru_cache

from kaolib.architecture import power_tuning
from kaolib.knowledge import serverless
from kaolib.study import samples
from kaolib.study.bank import Bank, Choice, Claim, Exercise, Goal, Mistake, Need, Question, RecallCard, Text

#: The function of the first blank: requests, ms, MB.
REPORT = (20_000, 45_000, 3008)
#: The second: environments, hours of a day (and two minutes), days, MB.
READY, READY_HOURS, READY_DAYS, READY_MB = 8, 10, 22, 1769
#: The work of the third exercise, and how long it may take.
WORK = power_tuning.Work(cpu_ms=900, wait_ms=150, parallel_share=0.5, memory_needed_mb=600)
LIMIT_MS = 1000
#: The function that the last exercise moves.
MOVED = "thumbnails"
#: The goals: time and cost that are asked for, and what may spill over.
GOAL_CPU, GOAL_WAIT, GOAL_MS, GOAL_SPILL = 200, 200, 500, 0.25
PLAN = "compute_sp_1y_no_upfront"
COLD_MS, COLD_SHARE, SHORT_MS = 2000, 0.02, 40


@lru_cache(maxsize=256)
def report_usd(location: str, architecture: str = "arm64", free_tier: bool = False) -> float:
    """The first blank: a report function's month."""
    return serverless.lambda_usd(*REPORT, location, architecture, free_tier)


@lru_cache(maxsize=256)
def ready_usd(location: str, seconds: float, times: int = READY_DAYS) -> float:
    """What keeping the second blank's environments ready costs."""
    parts = serverless.provisioned_cost(READY, [seconds] * times, READY_MB, location)
    return float(parts.loc[parts["part"] == "provisioned_concurrency", "usd"].sum(skipna=False))


@lru_cache(maxsize=64)
def best_memory(location: str, kind: str = "in_time") -> int:
    """The memory of the third exercise: the cheapest in time, or one that forgets a half of the question."""
    table = power_tuning.tune(power_tuning.durations(WORK), location)
    if kind != "in_time":
        return int(table.loc[table[kind], "memory_mb"].iloc[0])
    fits = table[table["duration_ms"] <= LIMIT_MS]
    return int(fits.sort_values(["usd_per_million", "memory_mb"], kind="stable")["memory_mb"].iloc[0])


@lru_cache(maxsize=64)
def arm_saving(location: str, free_tier: bool = False, moved: str = MOVED) -> float:
    """What the month's bill falls by when functions move to arm64: one, or all of them."""
    usage = samples.month_usage(samples.function_log())
    to = usage["architecture"].where((usage["function"] != moved) & (moved != "all"), "arm64")
    bills = [
        serverless.lambda_usage_cost(one, location, free_tier=free_tier)
        for one in (usage, usage.assign(architecture=to))
    ]
    return bills[0].usd - bills[1].usd


@lru_cache(maxsize=64)
def plan_saving(location: str) -> float:
    """The share by which the plan lowers a function's bill without the free tier."""
    args = (10_000_000, 120, 512, location)
    before = serverless.lambda_usd(*args, free_tier=False)
    return 1 - serverless.lambda_usd(*args, free_tier=False, plan=PLAN) / before


@lru_cache(maxsize=64)
def init_share(duration_ms: float) -> float:
    """What the quiz's initialization adds to the price of duration."""
    return COLD_SHARE * COLD_MS / duration_ms


BANK = Bank(
    "41",
    ko="Lambda",
    en="Lambda",
    tables=("services", "service_plan_rates"),
    params={"requests": 10_000_000, "duration_ms": 120, "memory_mb": 512},
    cards=(
        RecallCard(
            ko="메모리를 두 배로 늘리면 Lambda 요금은 두 배가 됩니까?",
            en="If a function's memory is doubled, is its bill doubled?",
            answer_ko="**기다리는** 함수라면 그렇습니다. **계산하는** 함수는 시간이 절반이 되어 요금이 거의 같고 답이 빨라집니다. 1,769MB(1 vCPU)를 넘으면 병렬로 나눌 수 있는 일만 빨라집니다.",
            answer_en="Yes if it **waits**. If it **works**, it takes half the time, costs about the same and answers faster. Above 1,769 MB (one vCPU) only parallel work gets faster.",
        ),
        RecallCard(
            ko="{region}에서 프로비저닝된 동시성은 요금만으로 이득입니까?",
            en="In {region}, does provisioned concurrency save money by its price alone?",
            answer_ko="본전 사용률은 {even:percent.0}입니다. 100%를 넘으면 늘 바빠도 손해이고, 지연 시간을 사는 값이 됩니다. 널리 알려진 60%는 버지니아 북부의 수입니다.",
            answer_en="Its break-even utilization is {even:percent.0}. Above 100 % it never does, and is the price of latency. The well-known 60 % is N. Virginia's.",
            values=lambda c: {"even": serverless.provisioned_break_even(c.location)},
        ),
        RecallCard(
            ko="컴퓨팅 Savings Plans는 Lambda 요금의 무엇을 줄입니까?",
            en="What of a Lambda bill does a Compute Savings Plan lower?",
            answer_ko="시간(GB-초)과 프로비저닝된 동시성입니다. 요청 요금은 그대로입니다. 1년 선결제 없음이라면 이 장의 함수에서 {saving:percent.1} 줄어듭니다.",
            answer_en="Duration (GB-seconds) and provisioned concurrency, not requests. For the function of this chapter 1 year, No Upfront saves {saving:percent.1}.",
            values=lambda c: {"saving": plan_saving(c.location)},
        ),
    ),
    questions=(
        Question(
            "double",
            ko="CPU를 100% 쓰는 함수의 메모리를 512MB에서 1,024MB로 올렸습니다. 무엇이 바뀝니까?",
            en="A function that uses its processor fully goes from 512 to 1,024 MB. What changes?",
            choices=(
                Choice(
                    ko="요금이 두 배가 된다",
                    en="It costs twice as much",
                    why_ko="메모리가 두 배면 프로세서도 두 배라 시간이 절반입니다.",
                    why_en="Twice the memory is twice the processor: it takes half the time.",
                ),
                Choice(
                    ko="시간이 절반이 되고 요금은 거의 같다",
                    en="It takes half the time for about the same money",
                    right=True,
                    why_ko="GB-초는 메모리 × 시간이므로 그대로입니다. 느리게 낼 까닭이 없습니다.",
                    why_en="GB-seconds are memory x time and stay the same: no reason to be slow.",
                ),
                Choice(
                    ko="메모리를 다 쓰지 않으므로 아무것도 바뀌지 않는다",
                    en="Nothing: the memory was not used up",
                    why_ko="메모리를 다 쓰지 않아도 프로세서의 몫은 늘어납니다.",
                    why_en="The share of the processor grows, whether the memory is used or not.",
                ),
            ),
        ),
        Question(
            "init_bill",
            ko="{ms:number}밀리초짜리 함수의 {share:percent.0}가 {init:number}밀리초 초기화를 합니다. 시간 요금에 얼마가 더해집니까?",
            en="A function takes {ms:number} ms, and {share:percent.0} of its runs initialize for {init:number} ms. What does that add to the price of duration?",
            values=lambda c: {
                "ms": SHORT_MS,
                "share": COLD_SHARE,
                "init": COLD_MS,
                "right": init_share(SHORT_MS),
                "naive": COLD_SHARE,
                "none": 0.0,
            },
            choices=(
                Choice(
                    ko="{none:percent.0}: 초기화는 무료다",
                    en="{none:percent.0}: initialization is free",
                    why_ko="2025년 8월 1일부터는 관리형 런타임의 ZIP 함수도 초기화를 냅니다.",
                    why_en="Since 1 August 2025 it is billed for ZIP functions on managed runtimes as well.",
                ),
                Choice(
                    ko="{naive:percent.0}: 콜드 스타트의 비율만큼",
                    en="{naive:percent.0}: the share of cold starts",
                    why_ko="콜드 스타트 한 번이 보통의 실행보다 훨씬 깁니다. 길이의 비를 곱하세요.",
                    why_en="A cold start is far longer than a run. Multiply by how much longer.",
                ),
                Choice(
                    ko="{right:percent.0}",
                    en="{right:percent.0}",
                    right=True,
                    why_ko="비율 × 초기화 시간 ÷ 실행 시간입니다. 짧은 함수일수록 초기화가 비쌉니다.",
                    why_en="Share x initialization / run. The shorter the function, the dearer its initialization.",
                ),
            ),
        ),
        Question(
            "free",
            ko="월 프리 티어(요청 100만 건, 400,000GB-초)가 적용되지 **않는** 것은 무엇입니까?",
            en="To which of these does the monthly free tier (a million requests, 400,000 GB-seconds) **not** apply?",
            choices=(
                Choice(
                    ko="arm64 함수",
                    en="functions on arm64",
                    why_ko="x86과 arm64를 합쳐서 적용됩니다.",
                    why_en="It applies to x86 and arm64 together.",
                ),
                Choice(
                    ko="12개월이 지난 계정",
                    en="accounts older than twelve months",
                    why_ko="Lambda의 월 프리 티어에는 끝나는 날이 없습니다.",
                    why_en="Lambda's monthly free tier has no end date.",
                ),
                Choice(
                    ko="프로비저닝된 동시성을 켠 함수",
                    en="functions with provisioned concurrency",
                    right=True,
                    why_ko="프로비저닝 요금과 그 위의 실행에는 프리 티어가 없습니다. 넘친 온디맨드 실행에는 있습니다.",
                    why_en="Neither the fee nor what runs on it is free. What spills over to On-Demand is.",
                ),
            ),
        ),
        Question(
            "spill",
            ko="프로비저닝된 동시성 10개에 요청 14건이 한꺼번에 왔습니다. 어떻게 됩니까?",
            en="Fourteen requests come at once; ten environments are provisioned. What happens?",
            choices=(
                Choice(
                    ko="4건이 거절된다(429)",
                    en="four are refused (429)",
                    why_ko="예약된 동시성이라면 그럴 수 있지만 프로비저닝된 동시성은 상한이 아닙니다.",
                    why_en="Reserved concurrency would do that. Provisioned concurrency is no limit.",
                ),
                Choice(
                    ko="4건이 온디맨드로 돌고, 콜드 스타트일 수 있다",
                    en="four run On-Demand, perhaps after a cold start",
                    right=True,
                    why_ko="넘친 몫입니다. 온디맨드 요금이고, 지연 시간의 약속도 없습니다. `ProvisionedConcurrencySpilloverInvocations`로 셉니다.",
                    why_en="They spill over: at the On-Demand price, and without the promise of latency. `ProvisionedConcurrencySpilloverInvocations` counts them.",
                ),
                Choice(
                    ko="4건이 앞의 것이 끝나기를 기다린다",
                    en="four wait for the others to end",
                    why_ko="Lambda의 동기 호출은 기다리지 않습니다. 자리가 있으면 돌고 없으면 거절됩니다.",
                    why_en="A synchronous call does not wait in Lambda: it runs, or is refused.",
                ),
            ),
        ),
        Question(
            "faas",
            ko="“서버리스는 FaaS다”라는 말에서 고칠 곳은 어디입니까?",
            en="“Serverless is FaaS.” What is wrong with it?",
            choices=(
                Choice(
                    ko="FaaS가 더 넓은 말이다",
                    en="FaaS is the wider term",
                    why_ko="거꾸로입니다. FaaS는 함수를 돌리는 서비스만 가리킵니다.",
                    why_en="The other way round: FaaS is services that run functions.",
                ),
                Choice(
                    ko="서버리스가 더 넓어 Fargate, DynamoDB, S3, Step Functions도 든다",
                    en="serverless is wider: Fargate, DynamoDB, S3 and Step Functions belong to it",
                    right=True,
                    why_ko="서버를 고르거나 패치하지 않고, 쓴 만큼 내는 서비스를 두루 가리킵니다.",
                    why_en="It means services without servers to choose or patch, paid by use.",
                ),
                Choice(
                    ko="틀린 곳이 없다",
                    en="nothing",
                    why_ko="Fargate로 도는 컨테이너도 서버리스이지만 FaaS는 아닙니다.",
                    why_en="Containers on Fargate are serverless and not FaaS.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_bill",
            title_ko="빈칸 1: 보고서 함수의 한 달",
            title_en="Blank 1: a month of reports",
            ko="보고서 함수가 **arm64**에서 한 달에 {requests:number}번, 한 번에 {seconds:number}초, {mb:number}MB로 돕니다. 프리 티어 없이 한 달 요금(USD)을 `report_usd`에 넣으세요.",
            en="A report function runs {requests:number} times a month on **arm64**, {seconds:number} s each with {mb:number} MB. Put its month without the free tier (USD) into `report_usd`.",
            answer=lambda c: report_usd(c.location),
            unit="usd_per_month",
            values=lambda c: {"requests": REPORT[0], "seconds": REPORT[1] / 1000, "mb": REPORT[2]},
            why_ko="GB-초가 요금의 거의 전부입니다. 긴 함수에서 요청 요금은 보이지 않습니다.",
            why_en="Nearly all of it is GB-seconds. In a long function requests do not show.",
            hints=(
                Text(
                    ko='`kao.serverless.lambda_usd(호출, 밀리초, MB, REGION, "arm64", free_tier=False)`',
                    en='`kao.serverless.lambda_usd(requests, ms, MB, REGION, "arm64", free_tier=False)`',
                ),
            ),
            mistakes=(
                Mistake(
                    ko="x86 요금으로 계산했습니다. arm64입니다.",
                    en="This is at the x86 price. It runs on arm64.",
                    value=lambda c: report_usd(c.location, "x86_64"),
                ),
                Mistake(
                    ko="프리 티어를 뺐습니다. 다른 함수들이 이미 썼습니다.",
                    en="This takes the free tier off. Other functions have used it up.",
                    value=lambda c: report_usd(c.location, free_tier=True),
                ),
            ),
        ),
        Exercise(
            "faded_ready",
            title_ko="빈칸 2: 준비해 두는 값",
            title_en="Blank 2: keeping ready",
            ko="{mb:number}MB 함수의 환경 {count:number}개를 평일 {days:number}일 동안 하루 {hours:number}시간 **2분**씩 준비해 둡니다. 실행하지 않아도 나오는 **프로비저닝 요금**(USD)을 `ready_usd`에 넣으세요.",
            en="{count:number} environments of {mb:number} MB are kept ready on {days:number} weekdays, {hours:number} hours and **2 minutes** a day. Put the **fee** that is due even if nothing runs (USD) into `ready_usd`.",
            answer=lambda c: ready_usd(c.location, READY_HOURS * 3600 + 120),
            unit="usd_per_month",
            tolerance=0.0005,
            values=lambda c: {"mb": READY_MB, "count": READY, "days": READY_DAYS, "hours": READY_HOURS},
            why_ko="켤 때마다 5분 단위로 올립니다. 하루에 한 번 켜면 날마다 한 번씩 올라갑니다.",
            why_en="Each time it is enabled counts up to full five minutes: once a day when it is turned on daily.",
            hints=(
                Text(
                    ko="`kao.serverless.provisioned_cost(수, [초] * 일수, MB, REGION)`에서 `provisioned_concurrency` 줄을 봅니다.",
                    en="See the line `provisioned_concurrency` of `kao.serverless.provisioned_cost(count, [seconds] * days, MB, REGION)`.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="5분 올림을 빠뜨렸습니다(2분을 그대로 셌거나 버렸습니다).",
                    en="The rounding up to five minutes is missing.",
                    test=lambda c, a: (
                        math.isclose(
                            a, ready_usd(c.location, READY_HOURS * 3600) * (1 + 120 / READY_HOURS / 3600), rel_tol=2e-4
                        )
                        or math.isclose(a, ready_usd(c.location, READY_HOURS * 3600), rel_tol=2e-4)
                    ),
                ),
                Mistake(
                    ko="한 달 내내 켜 둔 값입니다. 평일의 업무 시간만 켭니다.",
                    en="That is all month. It is on for the hours of weekdays only.",
                    value=lambda c: ready_usd(c.location, 730 * 3600, 1),
                ),
            ),
        ),
        Exercise(
            "best_memory",
            title_ko="연습 1: 1초 안에 드는 가장 싼 메모리",
            title_en="Exercise 1: the cheapest memory within a second",
            ko="1 vCPU에서 {cpu:number}ms 계산하고(절반은 병렬) {wait:number}ms 기다리며 {need:number}MB가 필요한 함수(x86)입니다. {limit:number}ms 안에 끝나는 메모리 가운데 가장 싼 것을 `kao.power_tuning.SIZES`에서 골라 `best_memory_mb`에 넣으세요.",
            en="A function (x86) works for {cpu:number} ms at one vCPU (half of it in parallel), waits {wait:number} ms and needs {need:number} MB. Of the sizes in `kao.power_tuning.SIZES` that end within {limit:number} ms put the cheapest into `best_memory_mb`.",
            answer=lambda c: best_memory(c.location),
            unit="number",
            values=lambda c: {
                "cpu": WORK.cpu_ms,
                "wait": WORK.wait_ms,
                "need": WORK.memory_needed_mb,
                "limit": LIMIT_MS,
            },
            why_ko="한도를 지키는 크기만 남기고 그 가운데 싼 것을 고릅니다. 가장 싼 크기도, 균형도 아닐 수 있습니다.",
            why_en="Keep the sizes that meet the limit, then take the cheapest. It may be neither the cheapest of all nor the balanced one.",
            hints=(
                Text(
                    ko="`kao.power_tuning.tune(kao.power_tuning.durations(kao.power_tuning.Work(...)), REGION)`에서 `duration_ms`를 거릅니다.",
                    en="Filter `duration_ms` of `kao.power_tuning.tune(kao.power_tuning.durations(kao.power_tuning.Work(...)), REGION)`.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="가장 싼 메모리이지만 한도를 넘습니다.",
                    en="That is the cheapest of all, but too slow.",
                    value=lambda c: best_memory(c.location, "cheapest"),
                ),
                Mistake(
                    ko="가장 빠른 메모리입니다. 한도 안에서 더 싼 것이 있습니다.",
                    en="That is the fastest. There is a cheaper one within the limit.",
                    value=lambda c: best_memory(c.location, "fastest"),
                ),
            ),
        ),
        Exercise(
            "arm_saving",
            title_ko="연습 2: 한 함수만 arm64로",
            title_en="Exercise 2: one function to arm64",
            ko="이 장의 로그에서 `{name}`만 arm64로 옮깁니다. 시간은 그대로라고 보고, **프리 티어 없이** 한 달에 줄어드는 금액(USD)을 `arm_saving_usd`에 넣으세요. 로그는 50건에 1건이므로 `kao.samples.month_usage(log)`를 씁니다.",
            en="Of this chapter's log only `{name}` moves to arm64. It takes as long as before. Put what the month saves **without the free tier** (USD) into `arm_saving_usd`. The log is one in fifty: use `kao.samples.month_usage(log)`.",
            answer=lambda c: arm_saving(c.location),
            unit="usd_per_month",
            values=lambda c: {"name": MOVED},
            why_ko="GB-초의 단가만 바뀌고 요청은 그대로입니다. 많이 쓰는 함수부터 옮깁니다.",
            why_en="Only the price of a GB-second changes; requests stay. Begin with the functions that use most.",
            hints=(
                Text(
                    ko="`usage`의 `architecture` 열을 그 함수의 줄만 `arm64`로 바꾸어 `kao.serverless.lambda_usage_cost(..., free_tier=False)`를 두 번 계산합니다.",
                    en="Set `architecture` of that function's row in `usage` to `arm64`, and compute `kao.serverless.lambda_usage_cost(..., free_tier=False)` twice.",
                ),
            ),
            mistakes=(
                Mistake(
                    ko="모든 함수를 옮겼습니다. 하나만 옮깁니다.",
                    en="This moves every function. Move one.",
                    value=lambda c: arm_saving(c.location, moved="all"),
                ),
                Mistake(
                    ko="50건에 1건인 로그를 그대로 셌습니다. 한 달치로 늘리세요.",
                    en="This counts the log itself, one in fifty. Scale it to the month.",
                    value=lambda c: arm_saving(c.location) / samples.LOG_SAMPLE,
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "in_time",
            ko="{cpu:number}ms 계산하고 {wait:number}ms 기다리는 x86 함수입니다(위젯에서 먼저 그렇게 맞춥니다). {ms:number}ms 안에 끝나는 메모리 가운데 **가장 싼 것**을 고르세요.",
            en="An x86 function works {cpu:number} ms and waits {wait:number} ms (set the controls to that first). Choose the **cheapest** memory with which it ends within {ms:number} ms.",
            values=lambda c: {"cpu": GOAL_CPU, "wait": GOAL_WAIT, "ms": GOAL_MS},
            needs=(
                Need(
                    ko="먼저 CPU를 {cpu:number}, 기다림을 {wait:number}ms, x86으로 맞추고 병렬은 0으로 두세요.",
                    en="First set CPU to {cpu:number}, waiting to {wait:number} ms, x86, and nothing in parallel.",
                    met=lambda c, v: (
                        (v["cpu_ms"], v["wait_ms"], v["architecture"], v["parallel_share"])
                        == (GOAL_CPU, GOAL_WAIT, "x86_64", 0.0)
                    ),
                ),
                Need(
                    ko="아직 {ms:number}ms를 넘습니다. 메모리를 올려 보세요.",
                    en="It still takes more than {ms:number} ms. Try more memory.",
                    met=lambda c, v: v["duration_ms"] <= GOAL_MS,
                ),
                Need(
                    ko="한도 안에 더 싼 메모리가 있습니다.",
                    en="There is a cheaper memory within the limit.",
                    met=lambda c, v: v["memory_mb"] == v["cheapest_within_limit"],
                ),
            ),
            why_ko="기다림이 절반인 함수라 메모리를 올릴수록 비싸집니다. 한도를 갓 지키는 크기가 답입니다.",
            why_en="Half of it waits, so each step of memory costs more: the size that just meets the limit is the answer.",
        ),
        Goal(
            "ready",
            ko="버지니아 북부(us-east-1)의 가격으로, 넘치는 요청을 {spill:percent.0} 아래로 두면서 **프로비저닝이 없을 때보다 싼** 하루를 만드세요. 콜드 스타트는 0으로 둡니다.",
            en="At the prices of N. Virginia (us-east-1) make a day **cheaper than without** provisioned concurrency in which less than {spill:percent.0} of the requests spill over. Leave cold starts at 0.",
            values=lambda c: {"spill": GOAL_SPILL},
            needs=(
                Need(
                    ko="리전을 us-east-1로, 콜드 스타트를 0으로 두세요.",
                    en="Set the Region to us-east-1, and cold starts to 0.",
                    met=lambda c, v: v["location"] == "us-east-1" and v["cold_share"] == 0,
                ),
                Need(
                    ko="넘치는 요청이 아직 {spill:percent.0}를 넘습니다. 더 준비하세요.",
                    en="More than {spill:percent.0} still spill over. Keep more ready.",
                    met=lambda c, v: v["spilled_share"] < GOAL_SPILL,
                ),
                Need(
                    ko="없을 때보다 비쌉니다. 놀고 있는 시간을 줄여 보세요.",
                    en="It is dearer than without. Cut the idle hours.",
                    met=lambda c, v: v["usd_per_day"] < v["usd_per_day_without"],
                ),
            ),
            why_ko="바쁜 시간에만 켜면 사용률이 본전을 넘습니다. 같은 하루를 서울의 가격으로는 이길 수 없습니다.",
            why_en="On in the busy hours alone, utilization passes the break-even. At Seoul's prices this day cannot be won.",
        ),
    ),
    claims=(
        Claim(
            "W18",
            note_ko="프로비저닝된 동시성은 100밀리초 내에 초기화하고 응답할 준비를 한다.",
            note_en="Provisioned concurrency has functions initialized and ready to respond within 100 ms.",
            now_ko="AWS의 문서는 **두 자릿수 밀리초**라고 하며 설계 목표이지 보장이 아닙니다. 준비해 둔 수를 넘은 요청은 콜드 스타트를 할 수 있습니다.",
            now_en="AWS writes **double-digit milliseconds**, a design goal and no guarantee. Requests beyond the number kept ready may start cold.",
        ),
        Claim(
            "W19",
            note_ko="프로비저닝된 동시성의 비용은 수 × 메모리 × 비활성화까지의 시간이다.",
            note_en="Provisioned concurrency costs number x memory x time until it is disabled.",
            now_ko="그것에 **실행 시간(더 싼 단가)과 요청**이 더해집니다. 켤 때마다 5분 단위로 올리고, 프리 티어가 없습니다. 요금만의 본전 사용률은 리전마다 달라 {region}에서는 {even:percent.0}입니다.",
            now_en="**Duration (at a lower price) and requests** come on top. Each time is rounded up to five minutes, and there is no free tier. By price alone it breaks even at a utilization that differs by Region: {even:percent.0} in {region}.",
            values=lambda c: {"even": serverless.provisioned_break_even(c.location)},
        ),
        Claim(
            "W20",
            note_ko="람다 요금은 호출 요청 수와 처리 기간이다.",
            note_en="Lambda is billed by requests and duration.",
            now_ko="여전히 두 기둥이지만 1밀리초로 올리고(2020-12), **초기화**가 더해졌으며(2025-08-01), 512MB를 넘는 `/tmp`, SnapStart, 응답 스트리밍, 프로비저닝된 동시성이 따로 있습니다. arm64는 단가가 낮고, 시간에는 요금 구간이 있습니다.",
            now_en="Still the two pillars, but rounded to 1 ms (2020-12), with **initialization** (2025-08-01), and apart from them `/tmp` above 512 MB, SnapStart, response streaming and provisioned concurrency. arm64 has a lower price, and duration has tiers.",
            since="2025-08-01",
        ),
        Claim(
            "W23",
            note_ko="람다는 경량, 무상태, 낮은 메모리, 시간이 제한된 워크로드를 위한 것이다.",
            note_en="Lambda is for light, stateless work with little memory and limited time.",
            now_ko="10,240MB, 6 vCPU, 15분까지 쓸 수 있고, 지속성 함수와 Lambda 관리형 인스턴스가 더 넓혔습니다. 이제는 **할 수 있는가**보다 **가장 싼가**가 경계입니다(52장).",
            now_en="It goes to 10,240 MB, 6 vCPUs and 15 minutes, and durable functions and Lambda Managed Instances widen it. The border now is less **can it** than **is it the cheapest** (chapter 52).",
        ),
        Claim(
            "W24",
            note_ko="서버리스 컴퓨팅은 FaaS 모델로 운영된다.",
            note_en="Serverless computing operates by the FaaS model.",
            now_ko="FaaS는 서버리스의 **한 부분**입니다. Fargate, Step Functions, DynamoDB, S3, EventBridge도 서버리스입니다.",
            now_en="FaaS is **one part** of serverless. Fargate, Step Functions, DynamoDB, S3 and EventBridge are serverless as well.",
        ),
    ),
)
