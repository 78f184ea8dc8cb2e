# %% [markdown] tags=["ko"]
# # 41. Lambda: 밀리초로 내는 요금, 메모리로 정하는 속도
#
# [English edition](../en/41_lambda.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. CloudWatch의 REPORT 줄에서 한 달의 Lambda 청구액을 **밀리초까지** 계산하고, 어느 함수의 어느 부분이 비싼지 말합니다.
# 2. 함수가 계산하는 시간과 기다리는 시간을 나누어 **가장 싸면서 충분히 빠른 메모리**를 고릅니다.
# 3. 프로비저닝된 동시성의 본전 사용률을 **내 리전의 가격으로** 구하고, 요금으로 이득인지 지연 시간을 사는 것인지 가립니다.

# %% [markdown] tags=["en"]
# # 41. Lambda: billed by the millisecond, as fast as its memory
#
# [한국어판](../ko/41_lambda.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. compute a month's Lambda bill **to the millisecond** from the REPORT lines in CloudWatch, and say which part of which function is dear;
# 2. split a function's time into work and waiting, and choose the **cheapest memory that is fast enough**;
# 3. find the break-even utilization of provisioned concurrency **at your Region's prices**, and tell whether it saves money or buys latency.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
REQUESTS = 10_000_000
DURATION_MS = 120
MEMORY_MB = 512
OPERATIONS_USD_PER_HOUR = 50

# %% start
import math

import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "41", LANG, REGION, KRW_PER_USD, requests=REQUESTS, duration_ms=DURATION_MS, memory_mb=MEMORY_MB
)
lesson

# %% recall
kao.lesson.recall("41")

# %% [markdown] tags=["ko"]
# ## 지식: 무엇을 하지 않게 되는가
#
# EC2는 **IaaS**입니다. 서버를 빌려 주고 그 위의 일은 내가 합니다. Lambda는 **FaaS**(Function as a Service)입니다. 코드만 주면 이벤트가 올 때 돌려 줍니다. **서버리스**는 이보다 넓은 말로, Fargate, Step Functions, DynamoDB, S3, EventBridge처럼 서버를 고르지 않는 서비스를 모두 가리킵니다.
#
# | 하는 일 | EC2 | Fargate | Lambda |
# |---|---|---|---|
# | 인스턴스 유형 고르기 | 나 | 태스크 크기만 | 메모리만 |
# | 운영 체제 패치 | 나 | AWS | AWS |
# | 런타임 패치 | 나 | 나(이미지) | AWS(관리형 런타임) |
# | 늘리고 줄이기 | 나(Auto Scaling) | 나(서비스 조정) | AWS |
# | 쉬는 시간의 요금 | 냄 | 냄 | 내지 않음 |
# | 코드, 권한, 한도, 비용 | 나 | 나 | 나 |
#
# 하지 않게 된 일에도 값이 있습니다. 아래는 한 달에 이만큼의 요청을 받는 함수와, **일하는 시간의 값**을 나란히 놓은 것입니다. 시간당 값(`OPERATIONS_USD_PER_HOUR`)은 이 장이 정한 가정이니 내 것으로 바꾸세요.

# %% [markdown] tags=["en"]
# ## Knowledge: what you no longer do
#
# EC2 is **IaaS**: it lends servers, and what happens on them is yours. Lambda is **FaaS** (function as a service): give it code, and it runs when an event comes. **Serverless** is wider: Fargate, Step Functions, DynamoDB, S3, EventBridge, whatever has no servers to choose.
#
# | work | EC2 | Fargate | Lambda |
# |---|---|---|---|
# | choosing an instance type | you | task size only | memory only |
# | patching the operating system | you | AWS | AWS |
# | patching the runtime | you | you (image) | AWS (managed runtimes) |
# | scaling | you (Auto Scaling) | you (service scaling) | AWS |
# | paying while it rests | yes | yes | no |
# | code, permissions, limits, cost | you | you | you |
#
# Work that is not done has a price as well. Here is a function with this many requests a month, beside the **price of working time**. The hourly price (`OPERATIONS_USD_PER_HOUR`) is an assumption of this chapter: put in your own.

# %% predict_minutes
kao.lesson.predict(
    "minutes",
    ko="이 함수의 한 달 Lambda 요금(프리 티어 없이)은 위의 시간당 값으로 사람이 몇 분 일하는 값과 같을까요?",
    en="The month's Lambda bill of this function (no free tier) equals how many minutes of a person's work at that hourly price?",
    unit="number",
)

# %% minutes
parts = kao.serverless.lambda_cost(REQUESTS, DURATION_MS, MEMORY_MB, REGION, free_tier=False)
month_usd = parts["usd"].sum()
kao.tables.show(parts, ["part", "quantity", "usd_per_unit", "usd", "as_of"], kinds={"usd": "usd.2", "quantity": "number"})

# %% reveal_minutes
kao.lesson.reveal(
    "minutes",
    float(month_usd / OPERATIONS_USD_PER_HOUR * 60),
    ko="한 달에 {usd:usd.2}입니다. 작은 함수에서는 **요금보다 사람의 시간이 비쌉니다.** 반대로 서버 한 대의 패치와 장애 대응에 한 달에 한 시간만 써도 {hour:usd.0}이므로, 비교할 때는 운영하는 시간을 한 줄로 적어 두어야 공평합니다. 요금이 커지면 이 셈은 뒤집힙니다(52장).",
    en="It is {usd:usd.2} a month. For a small function **people's time is dearer than the bill**. And one hour a month of patching and incidents on a server is {hour:usd.0}: to be fair, a comparison needs a line for operations. With a larger bill it turns around (chapter 52).",
    usd=float(month_usd),
    hour=float(OPERATIONS_USD_PER_HOUR),
)

# %% [markdown] tags=["ko"]
# **결정:** 비교표에는 ‘운영 시간 × 시간당 값’ 줄을 넣고, 그 수가 가정이라고 적습니다.
#
# ### 요금의 두 기둥: 요청과 GB-초
#
# 요금은 **요청 수**와 **GB-초**(걸린 시간 × 메모리)로 나옵니다. 정하는 것은 셋입니다. 메모리는 128~10,240MB(1MB 단위), 제한 시간은 900초까지, `/tmp`는 512MB까지 무료입니다. 코드를 처음부터 쓰지 않고 AWS 서버리스 애플리케이션 리포지토리(SAR)에서 골라 배포할 수도 있습니다. 리포지토리에는 요금이 없고 그 앱이 쓰는 것만 냅니다.
#
# 시간은 **1밀리초 단위로 올림**합니다. 2020년 12월까지는 100밀리초였습니다.

# %% [markdown] tags=["en"]
# **Decide:** put a line “hours of operations x hourly price” into every comparison, and say that it is assumed.
#
# ### Two pillars: requests and GB-seconds
#
# The bill is **requests** and **GB-seconds** (time x memory). You set three things: memory of 128 to 10,240 MB (in steps of 1 MB), a timeout of up to 900 s, and `/tmp`, of which 512 MB are free. Code need not be written from scratch: the AWS Serverless Application Repository (SAR) has some to deploy. The repository is free; what the application uses is not.
#
# Time is rounded **up to 1 ms**. Until December 2020 it was 100 ms.

# %% predict_hundred
kao.lesson.predict(
    "hundred",
    ko="12밀리초 걸리는 함수입니다. 100밀리초 올림이던 때의 시간 요금은 지금의 몇 배였을까요?",
    en="A function takes 12 ms. When time was rounded up to 100 ms, how many times today's price was its duration?",
    unit="number",
)

# %% hundred
short = [3, 12, 99, 101, 850]
kao.tables.show(
    pd.DataFrame(
        {
            "ms": short,
            "now": [int(kao.serverless.billed_ms(ms)) for ms in short],
            "then": [math.ceil(ms / 100) * 100 for ms in short],
            "times": [math.ceil(ms / 100) * 100 / ms for ms in short],
        }
    ),
    headings={
        "ms": ("걸린 시간(ms)", "Took (ms)"),
        "now": ("지금 과금(ms)", "Billed now (ms)"),
        "then": ("2020년까지(ms)", "Until 2020 (ms)"),
        "times": ("몇 배", "Times"),
    },
    kinds={"times": "number"},
)

# %% reveal_hundred
kao.lesson.reveal(
    "hundred",
    100 / 12,
    ko="짧은 함수를 하나로 묶어 100밀리초를 채우던 요령은 이제 필요 없습니다. 그때 쓴 글의 조언은 날짜를 보고 읽으세요.",
    en="The trick of bundling short work to fill 100 ms is no longer needed. Mind the date of advice that you read.",
)

# %% [markdown] tags=["ko"]
# ### 초기화도 냅니다
#
# 2025년 8월 1일부터 **INIT 단계**도 시간에 들어갑니다(관리형 런타임의 ZIP 함수까지). 콜드 스타트가 드물면 작지만, 초기화가 길고 실행이 짧은 함수에서는 그렇지 않습니다.

# %% [markdown] tags=["en"]
# ### Initialization is billed, too
#
# Since 1 August 2025 the **INIT phase** counts as duration (for ZIP functions on managed runtimes as well). It is little where cold starts are rare, but not for a function with a long initialization and short runs.

# %% predict_init
kao.lesson.predict(
    "init",
    ko="20밀리초 걸리는 함수의 1%가 1.5초짜리 초기화를 합니다. 시간 요금이 몇 % 늘어날까요?",
    en="A function takes 20 ms, and 1 % of its runs initialize for 1.5 s. By what share does the price of duration grow?",
    unit="percent",
)

# %% init
with_init = kao.serverless.lambda_cost(
    REQUESTS, 20, MEMORY_MB, REGION, free_tier=False, init_ms=1500, cold_start_share=0.01
).set_index("part")["usd"]
kao.tables.show(with_init.reset_index(), ["part", "usd"], kinds={"usd": "usd.2"})

# %% reveal_init
kao.lesson.reveal(
    "init",
    float(with_init["init"] / with_init["duration"]),
    ko="콜드 스타트의 비율이 아니라 **초기화 시간을 평균 실행 시간으로 나눈 것**이 곱해집니다. 줄이는 길은 셋입니다. 패키지와 연결을 줄여 초기화를 짧게, SnapStart(Java는 무료, Python과 .NET은 따로 과금)로 찍어 두기, 드물게 부르는 함수 합치기.",
    en="What multiplies is not the share of cold starts alone but **initialization over the mean run**. Three ways down: a shorter initialization (smaller packages, fewer connections), a snapshot (SnapStart: free for Java, charged for Python and .NET), or joining functions that are rarely called.",
)

# %% [markdown] tags=["ko"]
# **결정:** 초기화 시간 × 콜드 스타트 비율이 평균 실행 시간의 10%를 넘는 함수부터 봅니다.
#
# ### 한 달의 로그를 청구하기
#
# 꾸며 낸 회사의 함수 다섯 개입니다. 한 달의 호출에서 50건에 1건을 뽑은 로그이고, Lambda가 CloudWatch에 남기는 **REPORT 줄** 그대로입니다.

# %% [markdown] tags=["en"]
# **Decide:** look first at functions whose initialization x share of cold starts is more than 10 % of their mean run.
#
# ### Bill a month's log
#
# A made-up company has five functions. This is one in fifty of a month's invocations, in the **REPORT lines** that Lambda writes to CloudWatch.

# %% log
log = kao.samples.function_log()
lines = kao.samples.report_lines(log.head(2000))
read = kao.serverless.read_report_lines(lines)
print("\n".join(line.replace("\t", "  ") for line in lines.splitlines()[:3]))

# %% read
usage = kao.samples.month_usage(log)
bill = kao.serverless.lambda_usage_cost(usage, REGION)
kao.tables.show(
    bill.functions,
    ["function", "invocations", "gb_seconds", "init_share", "usd", "usd_per_million"],
    headings={
        "function": ("함수", "Function"),
        "invocations": ("호출", "Invocations"),
        "gb_seconds": ("GB-초", "GB-seconds"),
        "init_share": ("그중 INIT", "of it INIT"),
        "usd": ("USD/월", "USD a month"),
    },
    kinds={"init_share": "percent", "usd": "usd.2", "gb_seconds": "number.0"},
)

# %% read_say tags=["say"]
top = bill.functions.iloc[0]
kao.lesson.say(
    ko="REPORT 줄 {lines:number}개를 모두 읽었고, 줄에 적힌 과금 시간은 이 장의 계산과 한 건도 어긋나지 않습니다(어긋남 {wrong:number}건). 청구액은 {usd:usd.2}이고, 호출의 {calls:small_percent}뿐인 `{name}`이 {share:percent.0}를 차지합니다. **호출이 많은 함수가 비싼 함수는 아닙니다.** 한 번의 값은 메모리와 시간이 정합니다.",
    en="All {lines:number} REPORT lines were read, and the billed duration that they print is the one computed here (differences: {wrong:number}). The bill is {usd:usd.2}; `{name}`, with only {calls:small_percent} of the invocations, makes {share:percent.0} of it. **A function that is called often is not the dear one**: memory and time decide.",
    lines=len(read.log),
    wrong=int((read.log["billed_by"] != "today").sum()),
    usd=bill.usd,
    name=str(top["function"]),
    calls=float(top["invocations"] / bill.functions["invocations"].sum()),
    share=float(top["usd"] / bill.usd),
)

# %% [markdown] tags=["ko"]
# 로그를 어디서 잘라 나누어도 청구액은 같습니다. 올림은 호출마다 하고, 요금 구간과 프리 티어(매월 요청 100만 건, 400,000GB-초, x86과 arm을 합해서)는 합계에 적용하기 때문입니다.
#
# ### arm64와 Savings Plans는 어디를 건드리나

# %% [markdown] tags=["en"]
# Cut the log wherever you like, the bill stays: rounding is per invocation, and price tiers and the free tier (a million requests and 400,000 GB-seconds a month, x86 and arm together) apply to the total.
#
# ### What do arm64 and Savings Plans touch?

# %% predict_plan
kao.lesson.predict(
    "plan",
    ko="이 청구서를 1년 선결제 없음 컴퓨팅 Savings Plans로 모두 덮는다면 몇 % 줄어들까요?",
    en="If a 1-year No Upfront Compute Savings Plan covered all of this bill, by what share would it fall?",
    unit="percent",
)

# %% plan
PLAN = "compute_sp_1y_no_upfront"
planned = kao.serverless.lambda_usage_cost(usage, REGION, plan=PLAN)
on_arm = kao.serverless.lambda_usage_cost(usage.assign(architecture="arm64"), REGION)
names = {"now": "지금" if LANG == "ko" else "now", "plan": kao.language.option(PLAN), "arm": "모두 arm64" if LANG == "ko" else "all on arm64"}
by_part = {
    name: made.parts.groupby("part")["usd"].sum(min_count=1)
    for name, made in zip(names.values(), (bill, planned, on_arm), strict=True)
}
kao.tables.show(
    pd.DataFrame(by_part).reset_index(),
    ["part", *names.values()],
    kinds=dict.fromkeys(names.values(), "usd.2"),
)  # fmt: skip

# %% reveal_plan
kao.lesson.reveal(
    "plan",
    1 - planned.usd / bill.usd,
    ko="플랜은 **시간**을 줄이고 **요청**은 그대로 둡니다. 노트의 최대 72%는 EC2 인스턴스 Savings Plans의 것이고, Lambda에서는 이만큼입니다. 모두 arm64로 옮기면 {arm:percent.1} 줄어듭니다. 네이티브 라이브러리가 없는 함수라면 코드를 고치지 않고 설정만 바꿉니다.",
    en="A plan lowers **duration** and leaves **requests** alone. The note's 72 % belongs to EC2 Instance Savings Plans; for Lambda it is this much. Moving everything to arm64 saves {arm:percent.1}; a function without native libraries needs a setting, no change of code.",
    arm=1 - on_arm.usd / bill.usd,
)

# %% [markdown] tags=["ko"]
# **결정:** 약정보다 arm64가 먼저입니다. 그다음, 이미 컴퓨팅 플랜이 있다면 남는 몫이 Lambda를 덮는지 봅니다.
#
# ### 프로비저닝된 동시성: 60%라는 말을 믿기 전에
#
# 미리 초기화해 둔 환경에는 **켠 때부터 끈 때까지** 5분 단위로 요금이 붙고, 그 위의 실행은 조금 싸집니다. AWS의 목표는 두 자릿수 밀리초의 응답이고(노트의 ‘100밀리초 내’), 준비해 둔 수를 넘는 요청은 온디맨드로 넘쳐 콜드 스타트를 할 수 있습니다. 환경이 60%보다 바쁘면 요금으로도 이득이라는 말이 널리 퍼져 있습니다. 내 리전에서도 그런지 계산합니다.

# %% [markdown] tags=["en"]
# **Decide:** arm64 comes before a commitment. Then, if you have a Compute plan, see whether what is left of it covers Lambda.
#
# ### Provisioned concurrency: before you believe “60 %”
#
# Environments that are initialized in advance are charged **from enabling to disabling**, in steps of five minutes, and running on them is a little cheaper. AWS aims at double-digit milliseconds (the note's “within 100 ms”); requests beyond the number kept ready spill over to On-Demand and may start cold. It is widely said to save money when an environment is busy for more than 60 % of the time. Compute whether that holds in your Region.

# %% predict_even
kao.lesson.predict(
    "even",
    ko="{region}에서 프로비저닝된 동시성이 **요금으로** 이득이 되는 사용률은 얼마일까요?",
    en="In {region}, from what utilization does provisioned concurrency save **money**?",
    unit="percent",
)

# %% even
places = list(dict.fromkeys([REGION, "us-east-1", "eu-west-1", "eu-central-1", "ap-northeast-2", "ap-northeast-1", "sa-east-1"]))
kao.tables.show(
    pd.DataFrame(
        {
            "location": places,
            "even": [kao.serverless.provisioned_break_even(place) for place in places],
            "cold": [kao.serverless.provisioned_break_even(place, duration_ms=200, init_ms=1500, cold_start_share=0.05) for place in places],
        }
    ),
    headings={
        "even": ("본전 사용률", "Break-even"),
        "cold": ("콜드 스타트 5% × 1.5초일 때", "with 5 % cold starts of 1.5 s"),
    },
    kinds={"even": "percent", "cold": "percent"},
)  # fmt: skip

# %% reveal_even
even = kao.serverless.provisioned_break_even(REGION)
kao.lesson.reveal(
    "even",
    even,
    ko="100%를 넘으면 늘 바빠도 손해라는 뜻입니다. 실행 요금은 어느 리전이나 같은데 **프로비저닝 요금은 리전마다 다르기** 때문입니다. 흔히 말하는 60%는 버지니아 북부의 수입니다. 콜드 스타트가 잦고 초기화가 길다면, 그 요금을 덜기 때문에 본전이 내려갑니다.",
    en="Above 100 % it never pays, however busy. Running costs the same in nearly every Region, but **the fee does not**: the 60 % that everybody quotes is N. Virginia's. Where cold starts are frequent and long, their price is saved, and the break-even falls.",
)

# %% [markdown] tags=["ko"]
# **결정:** 프로비저닝된 동시성을 켜기 전에 내 리전의 본전 사용률을 계산합니다. 100%를 넘는 리전에서 켜는 것은 절약이 아니라 **지연 시간을 사는 것**입니다. 그렇게 적고 삽니다.
#
# ## 구조: 메모리를 고르고, 준비할 수를 고르기
#
# ### 계산은 빨라지고 기다림은 비싸진다
#
# 메모리를 두 배로 늘리면 프로세서도 두 배가 됩니다. **계산하는** 시간은 절반이 되어 요금이 같고, **기다리는** 시간은 그대로라 요금이 두 배가 됩니다. 1,769MB가 1 vCPU이고, 그 위에서는 나누어 할 수 있는 일만 더 빨라집니다.

# %% [markdown] tags=["en"]
# **Decide:** compute your Region's break-even before turning it on. Where it is above 100 %, provisioned concurrency does not save: it **buys latency**. Write it down as that.
#
# ## Architecture: choose the memory, choose how many to keep ready
#
# ### Work gets faster, waiting gets dearer
#
# Twice the memory is twice the processor. **Work** takes half the time and costs the same; **waiting** takes as long and costs twice. 1,769 MB are one vCPU; above it only work that runs in parallel gets faster.

# %% tuning_chart
thumbnail = kao.power_tuning.Work(cpu_ms=600, wait_ms=60, parallel_share=0.3, memory_needed_mb=300)
tuned = kao.power_tuning.tune(kao.power_tuning.durations(thumbnail), REGION)
kao.charts.tuning_cost(tuned, name="thumbnails")

# %% tuning_say tags=["say"]
picks = {kind: tuned.loc[tuned[kind]].iloc[0] for kind in ("cheapest", "balanced", "fastest")}
kao.lesson.say(
    ko="썸네일 함수는 {cheap:number}MB에서 가장 싸고(100만 번에 {cheap_usd:usd.2}, {cheap_ms:number.0}ms) {fast:number}MB에서 가장 빠릅니다({fast_usd:usd.2}, {fast_ms:number.0}ms). 균형은 {even:number}MB입니다. 요금을 {more:percent.0} 더 내고 시간을 {less:percent.0} 줄입니다. 계산하는 함수의 메모리를 줄이면 **값은 거의 줄지 않고 시간만 몇 배**가 됩니다.",
    en="The thumbnail function is cheapest with {cheap:number} MB ({cheap_usd:usd.2} a million, {cheap_ms:number.0} ms) and fastest with {fast:number} MB ({fast_usd:usd.2}, {fast_ms:number.0} ms). {even:number} MB balance the two: {more:percent.0} more money, {less:percent.0} less time. For work that keeps the processor busy, little memory saves next to nothing and takes many times as long.",
    cheap=int(picks["cheapest"]["memory_mb"]),
    cheap_usd=float(picks["cheapest"]["usd_per_million"]),
    cheap_ms=float(picks["cheapest"]["duration_ms"]),
    fast=int(picks["fastest"]["memory_mb"]),
    fast_usd=float(picks["fastest"]["usd_per_million"]),
    fast_ms=float(picks["fastest"]["duration_ms"]),
    even=int(picks["balanced"]["memory_mb"]),
    more=float(picks["balanced"]["usd_per_million"] / picks["cheapest"]["usd_per_million"] - 1),
    less=float(1 - picks["balanced"]["duration_ms"] / picks["cheapest"]["duration_ms"]),
)

# %% [markdown] tags=["ko"]
# 함수의 계산과 기다림, 병렬 비율, 필요한 메모리를 바꾸며 메모리를 골라 보세요. 점선은 받아들일 수 있는 시간입니다. 처음 함수는 옅게 남습니다.

# %% [markdown] tags=["en"]
# Change what the function works and waits, how much of it runs in parallel and what it needs, and choose its memory. The dashed line is the time that is accepted. The first function stays as a pale trace.

# %% tuner
tuner = kao.explorers.memory_tuning(REGION, limit_ms=500)
tuner

# %% tuner_settings
tuner.settings_table(
    [
        {},
        {"cpu_ms": 100, "wait_ms": 800},
        {"cpu_ms": 1600, "wait_ms": 0},
        {"cpu_ms": 3200, "wait_ms": 0, "parallel_share": 0.9},
        {"architecture": "arm64"},
    ]
)

# %% goal_in_time
kao.lesson.goal(tuner, "in_time")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"memory_mb": 512}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"memory_mb": 512}` in `wanted`.

# %% in_time_stub tags=["stub"]
wanted = {}

# %% in_time_solution tags=["solution"]
wanted = {"cpu_ms": 200, "wait_ms": 200, "memory_mb": 1536}

# %% in_time_check
tuner.set(**wanted)
kao.lesson.check_goal("in_time")

# %% [markdown] tags=["ko"]
# **결정:** 메모리는 ‘메모리가 모자라지 않는 크기’가 아니라 ‘시간 × 값’으로 고릅니다. 기다리기만 하는 함수는 작게, 계산하는 함수는 1,769MB 근처까지 올려 봅니다.
#
# ### 하루에 몇 개를 준비할까
#
# 직장인이 쓰는 서비스의 하루입니다. 환경이 동시에 몇 개 바쁜지가 시간마다 다릅니다. 준비한 환경이 놀면 붉게, 모자라면 온디맨드로 넘쳐 주황으로 보입니다. 리전을 바꾸면 같은 하루의 답이 달라집니다.

# %% [markdown] tags=["en"]
# **Decide:** do not choose memory by what does not run out, but by time x price. Give little to functions that wait, and try up to about 1,769 MB for those that work.
#
# ### How many to keep ready through a day
#
# This is a day of a service for people at work: how many environments are busy at one time differs by the hour. Those kept ready for nothing are red, what they lack spills over in orange. Change the Region, and the same day has another answer.

# %% keeper
keeper = kao.explorers.provisioned(REGION)
keeper

# %% keeper_settings
keeper.settings_table(
    [
        {},
        {"provisioned": 0},
        {"location": "us-east-1"},
        {"location": "us-east-1", "span": "office", "provisioned": 24},
        {"init_ms": 2000, "cold_share": 0.05, "span": "office", "provisioned": 24},
        {"provisioned": 28},
    ]
)

# %% goal_ready
kao.lesson.goal(keeper, "ready")

# %% ready_stub tags=["stub"]
kept = {}

# %% ready_solution tags=["solution"]
kept = {"location": "us-east-1", "span": "office", "provisioned": 24}

# %% ready_check
keeper.set(**kept)
kao.lesson.check_goal("ready")

# %% [markdown] tags=["ko"]
# **결정:** 하루 종일 최대치를 준비하지 않습니다. Application Auto Scaling의 예약된 조정으로 **바쁜 시간만** 켜고, 넘치는 몫은 온디맨드에 맡깁니다.
#
# ### 어디서 Lambda가 가장 싼 자리를 내주는가
#
# 01장의 질문을 이 함수로 다시 묻습니다. 늘 켜진 인스턴스 한 대가 이 일을 한다면, 사용률 몇 %부터 인스턴스가 쌀까요? Lambda는 가볍고 상태가 없고 짧은 일을 위해 만들어졌지만, 10GB와 15분, 6 vCPU까지 쓸 수 있으니 **못 해서가 아니라 비싸서** 자리를 내주는 일이 더 많습니다.

# %% [markdown] tags=["en"]
# **Decide:** do not keep the peak ready all day. Turn it on **for the busy hours** with scheduled scaling of Application Auto Scaling, and leave what spills over to On-Demand.
#
# ### Where Lambda stops being the cheapest
#
# The question of chapter 01 again, for this function: if an instance that never stops did the work, from what utilization would it be the cheaper? Lambda is made for work that is light, stateless and short; but with 10 GB, 15 minutes and 6 vCPUs it more often gives way because it is **dear, not because it cannot**.

# %% gives_way
TYPE_LOCATION = kao.lesson.where("m7g.large")
kinds = {"cpu": (DURATION_MS, 0.0), "mixed": (DURATION_MS / 2, DURATION_MS / 2), "wait": (DURATION_MS / 10, DURATION_MS * 0.9)}
labels = {"cpu": ("계산만", "work only"), "mixed": ("절반은 기다림", "half waiting"), "wait": ("거의 기다림", "mostly waiting")}
points = {
    kind: kao.crossover.crossover_utilization("m7g.large", TYPE_LOCATION, cpu, wait, memory_mb=MEMORY_MB, free_tier=False)
    for kind, (cpu, wait) in kinds.items()
}
kao.tables.show(
    pd.DataFrame({"work": [labels[kind][0 if LANG == "ko" else 1] for kind in points], "even": list(points.values())}),
    headings={"work": ("하는 일", "Work"), "even": ("m7g.large가 싸지는 사용률", "Utilization from which m7g.large is cheaper")},
    kinds={"even": "percent"},
)  # fmt: skip

# %% gives_way_say tags=["say"]
kao.lesson.say(
    ko="인스턴스는 기다리는 동안 다른 요청을 받지만 Lambda는 그 시간도 냅니다. 그래서 계산만 하는 일은 사용률 {cpu:percent.0}, 거의 기다리는 일은 {wait:percent.1}에서 이미 인스턴스가 쌉니다. 동시에 한 요청만 받는다는 규칙이 이 차이를 만듭니다.",
    en="While one request waits an instance serves others, whereas Lambda bills the wait. So pure work crosses at {cpu:percent.0} of the instance's utilization, and work that mostly waits already at {wait:percent.1}. It is the rule of one request at a time that makes the difference.",
    cpu=points["cpu"],
    wait=points["wait"],
)

# %% [markdown] tags=["ko"]
# **결정:** 외부 API를 오래 기다리는 함수가 자주 불린다면 컨테이너로 옮길 후보입니다(52장).
#
# ## 운영: 로그가 이미 답을 안다
#
# ### 찾기: REPORT 줄이 말하는 것
#
# `Max Memory Used`, `Init Duration`, 걸린 시간은 모두 REPORT에 있습니다. 함수마다 메모리를 얼마나 쓰는지, 초기화에 얼마를 내는지 셉니다.

# %% [markdown] tags=["en"]
# **Decide:** a function that waits long for another API and is called often is a candidate for a container (chapter 52).
#
# ## Operation: the log knows already
#
# ### Detect: what REPORT lines say
#
# `Max Memory Used`, `Init Duration` and the time are all in a REPORT. Count how much memory each function uses, and what it pays for initialization.

# %% detect
found = (
    log.groupby("function")
    .agg(memory_mb=("memory_mb", "first"), used=("max_memory_used_mb", lambda used: used.quantile(0.99)), cold=("init_ms", lambda init: init.notna().mean()))
    .join(bill.functions.set_index("function")[["init_share", "usd"]])
    .sort_values("usd", ascending=False)
    .reset_index()
)  # fmt: skip
kao.tables.show(
    found,
    headings={
        "function": ("함수", "Function"),
        "used": ("쓴 메모리 p99(MB)", "Memory used, p99 (MB)"),
        "cold": ("콜드 스타트", "Cold starts"),
        "init_share": ("GB-초 중 INIT", "INIT of GB-seconds"),
        "usd": ("USD/월", "USD a month"),
    },
    kinds={"cold": "percent", "init_share": "percent", "usd": "usd.2", "used": "number.0"},
)

# %% [markdown] tags=["ko"]
# `payment-webhook`은 512MB 가운데 100MB쯤만 씁니다. 줄이기 전에 **계산하는지 기다리는지**를 알아야 합니다. 메모리를 세 가지로 바꾸며 잰 시간에서 둘을 갈라냅니다(AWS Lambda Power Tuning이 하는 측정과 같은 꼴입니다).

# %% [markdown] tags=["en"]
# `payment-webhook` uses about 100 of its 512 MB. Before cutting, know whether it **works or waits**: times measured at three sizes tell the two apart (the measurements that AWS Lambda Power Tuning makes).

# %% fit
measured = pd.DataFrame({"memory_mb": [128, 512, 1769], "duration_ms": [1212.0, 878.0, 802.0]})
work = kao.power_tuning.fit(measured)
webhook = kao.power_tuning.tune(kao.power_tuning.durations(work), REGION)
now, lean = (webhook.set_index("memory_mb").loc[size] for size in (512, 128))

# %% fit_say tags=["say"]
kao.lesson.say(
    ko="계산은 1 vCPU에서 {cpu:number.0}ms, 기다림은 {wait:number.0}ms입니다. 128MB로 줄이면 시간은 {now_ms:number.0}ms에서 {lean_ms:number.0}ms로 늘고, 100만 번의 값은 {now_usd:usd.2}에서 {lean_usd:usd.2}로 {saved:percent.0} 줄어듭니다. 결제 알림이 이 시간을 견딘다면 줄입니다.",
    en="It works for {cpu:number.0} ms at one vCPU and waits for {wait:number.0} ms. With 128 MB the time grows from {now_ms:number.0} to {lean_ms:number.0} ms, and a million runs cost {lean_usd:usd.2} instead of {now_usd:usd.2}: {saved:percent.0} less. If the payment provider can wait that long, cut.",
    cpu=work.cpu_ms,
    wait=work.wait_ms,
    now_ms=float(now["duration_ms"]),
    lean_ms=float(lean["duration_ms"]),
    now_usd=float(now["usd_per_million"]),
    lean_usd=float(lean["usd_per_million"]),
    saved=float(1 - lean["usd_per_million"] / now["usd_per_million"]),
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 함수별 GB-초와 쓴 메모리(CloudWatch Logs Insights)
# aws logs start-query --log-group-name /aws/lambda/<함수> --start-time <한 달 전> --end-time <지금> --query-string \
#     'filter @type = "REPORT" | stats sum(@billedDuration * @memorySize / 1024 / 1e6 / 1000), pct(@maxMemoryUsed / 1e6, 99), count(@initDuration) / count(*)'
# # 바꾸기: 메모리와 아키텍처(arm64는 코드를 다시 올려야 함)
# aws lambda update-function-configuration --function-name <함수> --memory-size 128
# aws lambda update-function-code --function-name <함수> --architectures arm64 --zip-file fileb://function.zip
# # 되돌릴 수 있게 바꾸기: 버전을 찍고 별칭으로 10%만 보낸다
# aws lambda publish-version --function-name <함수>
# aws lambda update-alias --function-name <함수> --name live --routing-config AdditionalVersionWeights={"<새 버전>"=0.1}
# # 프로비저닝된 동시성: 별칭이나 버전에만 붙는다. 일정으로 켠다
# aws lambda put-provisioned-concurrency-config --function-name <함수> --qualifier live --provisioned-concurrent-executions 22
# aws application-autoscaling put-scheduled-action --service-namespace lambda --resource-id function:<함수>:live \
#     --scalable-dimension lambda:function:ProvisionedConcurrency --scheduled-action-name morning \
#     --schedule 'cron(0 8 ? * MON-FRI *)' --timezone Asia/Seoul --scalable-target-action MinCapacity=22,MaxCapacity=22
# # 확인: 넘친 요청과 사용률
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name ProvisionedConcurrencySpilloverInvocations \
#     --statistics Sum --period 3600 --dimensions Name=FunctionName,Value=<함수> Name=Resource,Value=<함수>:live --start-time <어제> --end-time <지금>
# # 되돌리기
# aws lambda update-alias --function-name <함수> --name live --function-version <옛 버전> --routing-config AdditionalVersionWeights={}
# aws lambda delete-provisioned-concurrency-config --function-name <함수> --qualifier live
# ```
#
# **확인할 것 셋.** (1) p99 시간과 제한 시간까지의 거리. (2) 하루 뒤 GB-초가 계산대로 줄었는가. (3) 오류와 `Max Memory Used`가 새 메모리에 닿지 않는가. 메모리가 넘치면 함수는 오류로 끝나고, 재시도까지 과금됩니다(42장).

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: GB-seconds and memory used (CloudWatch Logs Insights)
# aws logs start-query --log-group-name /aws/lambda/<function> --start-time <a month ago> --end-time <now> --query-string \
#     'filter @type = "REPORT" | stats sum(@billedDuration * @memorySize / 1024 / 1e6 / 1000), pct(@maxMemoryUsed / 1e6, 99), count(@initDuration) / count(*)'
# # change: memory and architecture (for arm64 the code is uploaded again)
# aws lambda update-function-configuration --function-name <function> --memory-size 128
# aws lambda update-function-code --function-name <function> --architectures arm64 --zip-file fileb://function.zip
# # change so that it can be undone: publish a version, send it 10 % through the alias
# aws lambda publish-version --function-name <function>
# aws lambda update-alias --function-name <function> --name live --routing-config AdditionalVersionWeights={"<new version>"=0.1}
# # provisioned concurrency belongs to an alias or version; turn it on by schedule
# aws lambda put-provisioned-concurrency-config --function-name <function> --qualifier live --provisioned-concurrent-executions 22
# aws application-autoscaling put-scheduled-action --service-namespace lambda --resource-id function:<function>:live \
#     --scalable-dimension lambda:function:ProvisionedConcurrency --scheduled-action-name morning \
#     --schedule 'cron(0 8 ? * MON-FRI *)' --timezone Asia/Seoul --scalable-target-action MinCapacity=22,MaxCapacity=22
# # verify: requests that spilled over, and utilization
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name ProvisionedConcurrencySpilloverInvocations \
#     --statistics Sum --period 3600 --dimensions Name=FunctionName,Value=<function> Name=Resource,Value=<function>:live --start-time <yesterday> --end-time <now>
# # roll back
# aws lambda update-alias --function-name <function> --name live --function-version <old version> --routing-config AdditionalVersionWeights={}
# aws lambda delete-provisioned-concurrency-config --function-name <function> --qualifier live
# ```
#
# **Three things to verify.** (1) The p99, and its distance to the timeout. (2) After a day, did GB-seconds fall as computed? (3) Errors, and whether `Max Memory Used` touches the new size: a function that runs out of memory ends with an error, and its retries are billed too (chapter 42).

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_bill")

# %% faded_2
kao.lesson.exercise("faded_ready")

# %% faded_stub tags=["stub"]
report_usd = ...
ready_usd = ...

# %% faded_solution tags=["solution"]
report_usd = kao.serverless.lambda_usd(20_000, 45_000, 3008, REGION, "arm64", free_tier=False)
ready_usd = float(
    kao.serverless.provisioned_cost(8, [10 * 3600 + 120] * 22, 1769, REGION)
    .set_index("part")
    .loc["provisioned_concurrency", "usd"]
)

# %% faded_check_1
kao.lesson.check("faded_bill", report_usd)

# %% faded_check_2
kao.lesson.check("faded_ready", ready_usd)

# %% memory
kao.lesson.exercise("best_memory")

# %% memory_stub tags=["stub"]
best_memory_mb = ...

# %% memory_solution tags=["solution"]
candidates = kao.power_tuning.tune(
    kao.power_tuning.durations(kao.power_tuning.Work(cpu_ms=900, wait_ms=150, parallel_share=0.5, memory_needed_mb=600)), REGION
)
in_time = candidates[candidates["duration_ms"] <= 1000]
best_memory_mb = int(in_time.sort_values("usd_per_million")["memory_mb"].iloc[0])

# %% memory_check
kao.lesson.check("best_memory", best_memory_mb)

# %% arm
kao.lesson.exercise("arm_saving")

# %% arm_stub tags=["stub"]
arm_saving_usd = ...

# %% arm_solution tags=["solution"]
moved = usage.assign(architecture=usage["architecture"].where(usage["function"] != "thumbnails", "arm64"))
arm_saving_usd = (
    kao.serverless.lambda_usage_cost(usage, REGION, free_tier=False).usd
    - kao.serverless.lambda_usage_cost(moved, REGION, free_tier=False).usd
)

# %% arm_check
kao.lesson.check("arm_saving", arm_saving_usd)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("41")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 요금은 요청과 **GB-초**입니다. 1밀리초로 올리고, 2025년 8월부터 초기화도 세며, 플랜은 시간만 줄입니다. 약정보다 arm64와 메모리가 먼저입니다.
# 2. 메모리는 속도의 손잡이입니다. **계산하는 함수는 올려도 값이 같고, 기다리는 함수는 내려야 쌉니다.** REPORT 줄과 세 번의 측정이면 갈라낼 수 있습니다.
# 3. 프로비저닝된 동시성의 본전은 **리전마다 다르고**, 서울에서는 요금만으로 이득이 되지 않습니다. 바쁜 시간만, 지연 시간을 사는 값으로 켭니다.
#
# **이 조언이 틀리는 경우.** 한 달에 몇 달러인 함수를 조율하는 데 반나절을 쓰면 손해입니다. 메모리를 줄인 함수가 제한 시간에 닿으면 재시도가 아낀 것을 삼킵니다. 네이티브 라이브러리가 x86 전용이라면 arm64로 옮기는 일은 설정이 아니라 이식입니다. 늘 바쁜 일이라면 Lambda의 설정이 아니라 자리를 바꿉니다(52장).
#
# ## 출처
#
# - AWS, Lambda 개발자 안내서: 할당량, 메모리 구성, 프로비저닝된 동시성, SnapStart. Lambda 요금. AWS 컴퓨팅 블로그: INIT 단계 과금의 표준화(2025)
# - AWS, Savings Plans 사용 설명서. AWS Lambda Power Tuning(오픈 소스)의 입력과 출력
# - 가격: 표마다 적힌 기준일의 스냅샷. 로그와 함수는 꾸며 낸 것입니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. The bill is requests and **GB-seconds**: rounded to 1 ms, with initialization since August 2025, and plans lower duration alone. arm64 and memory come before commitments.
# 2. Memory is the handle of speed. **A function that works costs the same with more of it; one that waits is cheaper with less.** REPORT lines and three measurements tell them apart.
# 3. The break-even of provisioned concurrency **differs by Region**; in Seoul it never saves money by itself. Turn it on for the busy hours, as the price of latency.
#
# **When this advice is wrong.** Half a day of tuning a function of a few dollars a month is a loss. A function with less memory that runs into its timeout loses the saving to retries. Where a native library exists for x86 alone, arm64 is not a setting but a port. For work that never rests do not change Lambda's settings but the place (chapter 52).
#
# ## Sources
#
# - AWS, Lambda Developer Guide: quotas, memory, provisioned concurrency, SnapStart. Lambda pricing. AWS Compute Blog: standardized billing of the INIT phase (2025)
# - AWS, Savings Plans User Guide. Input and output of AWS Lambda Power Tuning (open source)
# - Prices: the snapshot on the date shown with each table. The log and its functions are made up. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    month_usd=float(month_usd),
    init_adds=float(with_init["init"] / with_init["duration"]),
    log_usd_per_month=bill.usd,
    plan_saves=1 - planned.usd / bill.usd,
    arm64_saves=1 - on_arm.usd / bill.usd,
    provisioned_break_even=even,
    balanced_memory_mb=int(picks["balanced"]["memory_mb"]),
    instance_cheaper_from=points["cpu"],
)
