# %% [markdown] tags=["ko"]
# # 52. 컴퓨팅 고르기: 같은 일을 다섯 가지로 돌려 보고 지도를 그린다
#
# [English edition](../en/52_choosing_compute.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 하나의 일을 EC2, Fargate, Lambda, 프로비저닝된 Lambda, Batch의 **한 달 요금**으로 나란히 놓고, 사람의 일까지 한 줄로 적습니다.
# 2. 어디서 무엇이 가장 싼지 **지도**로 그리고, 내 일이 경계에서 얼마나 먼지 말합니다.
# 3. 경계를 옮기는 것(버스트, 기다림, 앞단, 약정, 사람의 일)을 숫자로 확인하고 옮길 순서를 정합니다.

# %% [markdown] tags=["en"]
# # 52. Choosing compute: the same work in five ways, and a map of them
#
# [한국어판](../ko/52_choosing_compute.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. put one piece of work side by side as the **month's bill** of EC2, Fargate, Lambda, provisioned Lambda and Batch, with a line for people's work;
# 2. draw the **map** of what is cheapest where, and say how far your own work lies from a border;
# 3. check in numbers what moves a border (bursts, waiting, the front, commitments, people), and decide in which order to move.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
REQUESTS = 10_000_000
CPU_MS = 100
WAIT_MS = 100
SHAPE = "office"
BURSTINESS = 2
OPERATIONS_USD_PER_HOUR = 50

# %% start
import numpy as np
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "52", LANG, REGION, KRW_PER_USD, requests=REQUESTS, cpu_ms=CPU_MS, wait_ms=WAIT_MS, shape=SHAPE,
    burstiness=BURSTINESS, operations=OPERATIONS_USD_PER_HOUR,
)  # fmt: skip
lesson

# %% recall
kao.lesson.recall("52")

# %% [markdown] tags=["ko"]
# ## 지식: 일을 적으면 요금이 나온다
#
# ‘서버리스가 싸다’도 ‘컨테이너가 싸다’도 일을 적기 전에는 뜻이 없습니다. 한 달의 요청, 요청 하나의 계산과 기다림, 하루의 모양, 한 시간 안의 버스트(최대 ÷ 평균), 상태와 응답 한도. 이만큼이면 다섯 방식의 값이 나옵니다.
#
# 이 장의 비교는 모두 같은 가정 위에 있습니다. EC2와 Fargate는 영역 두 곳에 하나씩은 늘 두고, 바쁜 순간의 사용률을 60%에 맞추어 늘리고 줄이며, 앞에 ALB를 둡니다. Lambda 앞에는 HTTP API를 둡니다. 모두 arm64이고 프리 티어는 없습니다. **사람의 일**은 방식마다 한 달에 몇 시간으로 적었는데, 이 수는 AWS의 것이 아니라 이 장의 것입니다.

# %% [markdown] tags=["en"]
# ## Knowledge: write the work down, and a bill comes out
#
# “Serverless is cheaper” and “containers are cheaper” mean nothing before the work is written down: requests a month, work and waiting of each, the shape of the day, the burst inside an hour (peak over mean), state, and the latest answer. With these, all five ways have a price.
#
# All comparisons of this chapter rest on the same assumptions. EC2 and Fargate keep at least one in each of two zones, scale to 60 % utilization at the busiest moment, and stand behind an ALB; Lambda stands behind an HTTP API. All run on arm64, without a free tier. **People's work** is so many hours a month by way: these numbers are this chapter's, not AWS's.

# %% hours
setup = kao.samples.choices(REGION, OPERATIONS_USD_PER_HOUR)
kao.tables.show(
    pd.DataFrame({"way": list(setup.hours), "people_hours": list(setup.hours.values())}),
    headings={"people_hours": ("사람의 일(시간/월, 이 장의 가정)", "People (hours a month, assumed here)")},
)

# %% predict_cheapest
kao.lesson.predict(
    "cheapest",
    ko="한 달 {requests:number}건, 하나에 CPU {cpu:number}ms와 기다림 {wait:number}ms, 업무 시간에 몰리는 일입니다. 가장 싼 방식은 사람의 일까지 한 달에 몇 달러일까요?",
    en="{requests:number} requests a month, {cpu:number} ms of CPU and {wait:number} ms of waiting each, mostly in office hours. What does the cheapest way cost a month, people's work included?",
    unit="usd_per_month",
    requests=REQUESTS,
    cpu=CPU_MS,
    wait=WAIT_MS,
)

# %% cheapest
work = kao.crossover.Workload(REQUESTS, CPU_MS, WAIT_MS, shape=SHAPE, burstiness=BURSTINESS)
ways = kao.crossover.ways(work, REGION, setup)
kao.charts.ways_bars(ways, name=kao.language.location(REGION, with_code=False))

# %% reveal_cheapest
known = ways.dropna(subset=["usd_per_month"]).sort_values("usd_per_month")
best, second = known.iloc[0], known.iloc[1]
kao.lesson.reveal(
    "cheapest",
    float(best["usd_per_month"]),
    ko="가장 싼 것은 **{best}**이고 다음은 {second}, {more:percent.0} 비쌉니다. 서버를 두는 방식에서 붉은 몫은 **두 영역에 늘 켜 둔 것과 버스트에 대비한 것**입니다. 사람의 일을 빼면 차이는 {less:usd.0}로 줄어듭니다. 작은 일에서는 사람의 시간이 답을 정합니다.",
    en="The cheapest is **{best}**; next comes {second}, {more:percent.0} dearer. What is red on the servers is **what runs in two zones all the time, and what stands by for bursts**. Without people's work the difference shrinks to {less:usd.0}. For small work people's time decides.",
    best=kao.language.text(f"way_{best['way']}"),
    second=kao.language.text(f"way_{second['way']}"),
    more=float(second["usd_per_month"] / best["usd_per_month"] - 1),
    less=float((second["usd_per_month"] - second["operations_usd"]) - (best["usd_per_month"] - best["operations_usd"])),
)

# %% [markdown] tags=["ko"]
# 할 수 없는 방식은 값 대신 까닭이 나옵니다. Batch는 기다려도 되는 일에만 값이 있고, 상태를 들고 있어야 하는 일은 Lambda에 올릴 수 없습니다. 노트는 Lambda가 가볍고 상태가 없고 짧은 일에 맞다고 합니다. 지금은 10GB와 15분까지 되므로 **할 수 있는가보다 어디까지 싼가**가 문제입니다.
#
# **결정:** 방식을 논하기 전에 일을 여섯 줄로 적습니다: 요청, CPU, 기다림, 하루 모양, 버스트, 응답 한도.
#
# ### 어디서 Lambda가 자리를 내주는가

# %% [markdown] tags=["en"]
# A way that cannot do it shows the reason in place of a price. Batch has one only for work that may wait, and work that keeps state cannot go to Lambda. The note says that Lambda suits light, stateless, short work. It goes to 10 GB and 15 minutes today, so the question is less **can it** than **up to where is it cheap**.
#
# **Decide:** before arguing about ways, write the work in six lines: requests, CPU, waiting, shape of the day, burst, latest answer.
#
# ### Where Lambda gives way

# %% predict_border
kao.lesson.predict(
    "border",
    ko="이 일이 업무 시간에 몰리지 않고 **하루 내내 고르게** 온다고 합시다. 요청이 늘어나면 어디선가 Fargate가 Lambda보다 싸집니다. 사람의 일을 빼고 초당 몇 건부터일까요?",
    en="Suppose this work came **evenly all day** and not in office hours. As requests grow, Fargate becomes cheaper than Lambda somewhere. Leaving people out, from how many requests a second?",
    unit="number",
)

# %% border
cases = {
    "now": (work, setup),
    "no_people": (work, kao.samples.choices(REGION, 0)),
    "no_wait": (kao.crossover.Workload(REQUESTS, CPU_MS, 0, shape=SHAPE, burstiness=BURSTINESS), kao.samples.choices(REGION, 0)),
    "steady_people": (kao.crossover.Workload(REQUESTS, CPU_MS, WAIT_MS, shape="flat"), setup),
    "steady": (kao.crossover.Workload(REQUESTS, CPU_MS, WAIT_MS, shape="flat"), kao.samples.choices(REGION, 0)),
    "short": (kao.crossover.Workload(REQUESTS, 10, WAIT_MS, shape=SHAPE, burstiness=BURSTINESS), kao.samples.choices(REGION, 0)),
    "plan": (work, kao.samples.choices(REGION, 0, "compute_sp_3y_no_upfront")),
}
borders = pd.DataFrame([{"border_case": case, **kao.samples.border(*given, REGION)} for case, given in cases.items()])
kao.tables.show(
    borders,
    headings={
        "from_rps": ("초당 몇 건부터", "From requests a second"),
        "from_requests": ("한 달 요청", "Requests a month"),
        "border_usd": ("그때의 요금(USD/월)", "Cost there (USD a month)"),
    },
    kinds={"from_rps": "number", "from_requests": "number.0", "border_usd": "number.0"},
)  # fmt: skip

# %% reveal_border
rps = borders.set_index("border_case")["from_rps"]
kao.lesson.reveal(
    "border",
    float(rps["steady"]),
    ko="사람의 일까지 세면 {people:number}건부터입니다. 표의 ‘–’는 어디까지 늘려도 Lambda가 싸다는 뜻입니다. 업무 시간에만 몰리고 버스트가 있는 일에서는 서버가 노는 값을 내므로 Lambda가 오래 버팁니다. **경계를 정하는 것은 요청 수가 아니라 서버가 얼마나 차는가**입니다.",
    en="With people's work counted it is {people:number}. “–” in the table means that Lambda stays the cheaper one, however much it grows. Where it comes in office hours and in bursts, servers are paid for standing by, and Lambda lasts long. **Not the number of requests draws the border, but how full servers are.**",
    people=float(rps["steady_people"]),
)

# %% [markdown] tags=["ko"]
# **결정:** 옮길지 따질 때 요청 수만 보지 않습니다. 하루의 모양과 버스트를 함께 재고, 서버가 얼마나 찰지 계산합니다.
#
# ### 두 극단과, 기다려도 되는 일

# %% [markdown] tags=["en"]
# **Decide:** do not look at requests alone when you think of moving. Measure the shape of the day and the bursts with them, and compute how full servers would be.
#
# ### Two extremes, and work that may wait

# %% extremes
bursty = kao.crossover.Workload(3e7, 100, 100, shape="spikes", burstiness=10)
steady = kao.crossover.Workload(3e9, 30, 0, shape="flat")
patient = kao.crossover.Workload(2e6, 6000, 0, memory_mb=1500, shape="flat", may_wait=True)
named = {"bursty": bursty, "steady": steady, "patient": patient}
sheets = {name: kao.crossover.ways(one, REGION, setup).set_index("way")["usd_per_month"] for name, one in named.items()}
kao.tables.show(
    pd.DataFrame(sheets).reset_index(),
    headings={
        "bursty": ("치솟는 일(USD/월)", "Bursts (USD a month)"),
        "steady": ("고른 일(USD/월)", "Steady (USD a month)"),
        "patient": ("기다리는 일(USD/월)", "May wait (USD a month)"),
    },
    kinds=dict.fromkeys(sheets, "number.0"),
)

# %% extremes_say tags=["say"]
firsts = {name: sheet.dropna().idxmin() for name, sheet in sheets.items()}
kao.lesson.say(
    ko="하루 두 번 치솟는 일은 **{bursty}**, 초당 천 건이 고르게 오는 짧은 일은 **{steady}**, 밤새 나누어 해도 되는 6초짜리 계산은 **{patient}**가 가장 쌉니다. 같은 회사에 세 가지가 다 있는 것이 보통이므로 ‘우리는 무엇을 쓴다’보다 **‘이 일은 무엇에 둔다’**로 적습니다. Batch의 값은 인스턴스를 80%까지 채운다는 가정 위에 있고, 줄 세우기와 중단은 43장에서 다룹니다.",
    en="Work with two spikes a day is cheapest on **{bursty}**, a thousand short requests a second all day on **{steady}**, and six-second calculations that may be spread over the night on **{patient}**. Most companies have all three, so write not “we use X” but **“this work goes to X”**. Batch is taken to fill its instances to 80 %; queues and interruptions are in chapter 43.",
    **{name: kao.language.text(f"way_{way}") for name, way in firsts.items()},
)

# %% [markdown] tags=["ko"]
# **결정:** 일마다 한 줄의 표를 만들고, 가장 싼 것과 다음의 차이를 함께 적습니다. 차이가 20%보다 작으면 팀이 잘 아는 쪽을 고릅니다.
#
# ## 구조: 지도 위에 내 일을 놓기
#
# 가로는 한 달의 요청, 세로는 요청 하나의 CPU입니다. 색은 가장 싼 방식, 진하기는 다음으로 싼 것과의 차이입니다.

# %% [markdown] tags=["en"]
# **Decide:** make a table with a line for each piece of work, the cheapest way and its lead over the next. Where the lead is below 20 %, take what the team knows.
#
# ## Architecture: put your work on the map
#
# Across are requests a month, upwards the CPU of one request. The colour is the cheapest way, its strength the lead over the next.

# %% map
plane = kao.crossover.cheapest_map(
    work, REGION, ("requests", np.geomspace(1e5, 1e10, 46)), ("cpu_ms", np.geomspace(1, 1e4, 37)), setup
)
mine = {("내 일" if LANG == "ko" else "mine"): (REQUESTS, CPU_MS)}
kao.charts.choice_map(plane, "requests", "cpu_ms", own=mine, name=kao.language.location(REGION, with_code=False))

# %% map_say tags=["say"]
shares = plane["way"].value_counts(normalize=True)
kao.lesson.say(
    ko="이 지도의 {share:percent.0}가 {way}의 땅입니다. 경계가 가로로 누운 곳은 **앞단의 요금**이 그은 것입니다. 요청이 아주 짧으면 계산보다 API와 로드 밸런서의 차이가 크기 때문입니다. 경계가 비스듬한 곳은 서버 대수가 그은 것입니다. 옅은 띠에서는 몇 퍼센트를 두고 다투지 말고 지금 것을 그대로 둡니다.",
    en="{share:percent.0} of this map belongs to {way}. Where a border lies level, **the front** draws it: for very short requests API and load balancer differ by more than the work costs. Where it slants, the number of servers draws it. In the pale bands do not fight over a few per cent: stay where you are.",
    share=float(shares.iloc[0]),
    way=kao.language.text(f"way_{shares.index[0]}"),
)

# %% [markdown] tags=["ko"]
# 위젯에서 기다림, 하루 모양, 버스트, 사람의 값, 지불 방식을 바꾸면 **지도 전체**가 다시 그려집니다. 처음 자리는 옅은 고리로 남습니다.

# %% [markdown] tags=["en"]
# Change waiting, the shape of the day, bursts, the price of people and the way of paying, and the **whole map** is drawn anew. The first place stays as a pale ring.

# %% chooser
chooser = kao.explorers.choosing(REGION)
chooser

# %% settings
chooser.settings_table(
    [
        {},
        {"operations": 0},
        {"requests": 3e9, "cpu_ms": 30, "wait_ms": 0, "shape": "flat", "burstiness": 1},
        {"requests": 3e8, "cpu_ms": 30, "wait_ms": 0, "operations": 0},
        {"shape": "spikes", "burstiness": 30, "requests": 3e8},
    ]
)

# %% goal_leave
kao.lesson.goal(chooser, "leave")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"burstiness": 1}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"burstiness": 1}` in `wanted`.

# %% leave_stub tags=["stub"]
wanted = {}

# %% leave_solution tags=["solution"]
wanted = {"requests": 1e8, "cpu_ms": 100, "wait_ms": 300, "shape": "flat", "burstiness": 1}

# %% leave_check
chooser.set(**wanted)
kao.lesson.check_goal("leave")

# %% [markdown] tags=["ko"]
# **결정:** 지도에서 내 일이 경계 가까이에 있으면 옮기지 않고, 깊숙이 남의 땅에 있으면 옮깁니다.
#
# ## 운영: 자리를 옮기는 순서
#
# ### 찾기: 함수가 자리를 넘어섰는가, 서비스가 놀고 있는가
#
# 두 가지를 찾습니다. **요금이 경계를 넘은 함수**와 **밤새 노는 서비스**입니다. 아래는 이 장의 일이 한 달에 25%씩 늘어날 때의 Lambda와 Fargate입니다. 고른 일이라고 둡니다.

# %% [markdown] tags=["en"]
# **Decide:** where your work lies near a border, stay; where it lies deep in another's land, move.
#
# ## Operation: in which order to move
#
# ### Detect: a function that outgrew its place, a service that idles
#
# Look for two things: **functions whose bill has passed the border**, and **services that idle all night**. Here are Lambda and Fargate for this chapter's work growing by 25 % a month, coming evenly.

# %% growth
rows = []
for month in range(0, 19, 3):
    grown = kao.crossover.Workload(REQUESTS * 1.25**month, CPU_MS, WAIT_MS, shape="flat")
    sheet = kao.crossover.ways(grown, REGION, setup).set_index("way")["usd_per_month"]
    rows.append({"month": month, "rps": grown.requests_per_second, "lambda_usd": sheet["lambda"], "fargate_usd": sheet["fargate"]})
growth = pd.DataFrame(rows)
kao.tables.show(
    growth,
    headings={
        "month": ("몇 달 뒤", "Months"),
        "rps": ("초당 요청", "Requests a second"),
        "lambda_usd": ("Lambda(USD/월)", "Lambda (USD a month)"),
        "fargate_usd": ("Fargate(USD/월)", "Fargate (USD a month)"),
    },
    kinds={"rps": "number.1", "lambda_usd": "number.0", "fargate_usd": "number.0"},
)  # fmt: skip

# %% growth_say tags=["say"]
passed = growth[growth["fargate_usd"] < growth["lambda_usd"]]
kao.lesson.say(
    ko="18개월 안에 Fargate가 싸지는 것은 표의 {count:number}줄이고, 마지막 달에는 한 달에 {gap:usd.0} 차이입니다. 옮기는 일이 몇 주라면 **그 차이가 옮기는 값을 몇 달에 갚는지**로 정합니다. 그리고 **약정의 덫**을 봅니다. EC2 인스턴스 플랜은 Fargate나 Lambda로 옮긴 일을 덮지 않으므로, 옮길 계획이 있으면 컴퓨팅 플랜이나 짧은 약정을 먼저 삽니다.",
    en="Within 18 months Fargate is the cheaper one in {count:number} lines of the table; in the last month by {gap:usd.0}. If the move takes weeks, decide by **in how many months the difference pays for it**. And mind the **trap of commitments**: an EC2 Instance Savings Plan does not cover work that moved to Fargate or Lambda. With a move in view buy a Compute plan, or a short one.",
    count=len(passed),
    gap=float(growth["lambda_usd"].iloc[-1] - growth["fargate_usd"].iloc[-1]),
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 함수의 한 달 호출과 시간(요청과 CPU, 기다림은 41장의 방법으로 가른다)
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name Invocations --statistics Sum --period 3600 \
#     --dimensions Name=FunctionName,Value=<함수> --start-time <한 달 전> --end-time <지금>      # 시간마다: 하루의 모양
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name ConcurrentExecutions --statistics Maximum --period 60 \
#     --dimensions Name=FunctionName,Value=<함수> --start-time <어제> --end-time <지금>          # 1분마다: 버스트
# # 찾기: 노는 서비스
# aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization --statistics Average --period 3600 \
#     --dimensions Name=ClusterName,Value=<클러스터> Name=ServiceName,Value=<서비스> --start-time <한 달 전> --end-time <지금>
# # 바꾸기: 같은 이미지를 두 곳에서 돌리고 트래픽을 나누어 보낸다(ALB의 가중치)
# aws elbv2 modify-rule --rule-arn <규칙> --actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[
#     {"TargetGroupArn":"<lambda>","Weight":90},{"TargetGroupArn":"<fargate>","Weight":10}]}}]'
# # 확인: 한 주 뒤 서비스별 비용(태그)과 p99, 오류
# aws ce get-cost-and-usage --time-period Start=<지난주>,End=<오늘> --granularity DAILY --metrics UnblendedCost \
#     --filter '{"Tags":{"Key":"workload","Values":["<이 일>"]}}' --group-by Type=DIMENSION,Key=SERVICE
# # 되돌리기: 가중치를 100:0으로. 옛 자리는 두 주 동안 지우지 않는다
# ```
#
# **옮기는 순서.** (1) 태그를 달아 지금 값을 잽니다. (2) 10%만 보내고 계산과 맞는지 봅니다. (3) 절반, 전부. (4) 옛 자리를 지운 **다음** 약정을 고칩니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: a month's invocations of a function (tell work from waiting as in chapter 41)
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name Invocations --statistics Sum --period 3600 \
#     --dimensions Name=FunctionName,Value=<function> --start-time <a month ago> --end-time <now>    # by the hour: shape of the day
# aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name ConcurrentExecutions --statistics Maximum --period 60 \
#     --dimensions Name=FunctionName,Value=<function> --start-time <yesterday> --end-time <now>      # by the minute: bursts
# # detect: services that idle
# aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization --statistics Average --period 3600 \
#     --dimensions Name=ClusterName,Value=<cluster> Name=ServiceName,Value=<service> --start-time <a month ago> --end-time <now>
# # change: run the same image in both places and share the traffic (weights of the ALB)
# aws elbv2 modify-rule --rule-arn <rule> --actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[
#     {"TargetGroupArn":"<lambda>","Weight":90},{"TargetGroupArn":"<fargate>","Weight":10}]}}]'
# # verify: after a week, cost by service (tag), p99 and errors
# aws ce get-cost-and-usage --time-period Start=<last week>,End=<today> --granularity DAILY --metrics UnblendedCost \
#     --filter '{"Tags":{"Key":"workload","Values":["<this work>"]}}' --group-by Type=DIMENSION,Key=SERVICE
# # roll back: weights 100 to 0; leave the old place for two weeks
# ```
#
# **The order.** (1) Tag it and measure what it costs now. (2) Send 10 % and compare with the computation. (3) A half, then all. (4) Change commitments **after** the old place is gone.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_fargate")

# %% faded_2
kao.lesson.exercise("faded_idle")

# %% faded_stub tags=["stub"]
fargate_usd = ...
idle_share = ...

# %% faded_solution tags=["solution"]
exercise = kao.crossover.ways(kao.crossover.Workload(1e8, 50, 150, shape="evening", burstiness=2), REGION, kao.samples.choices(REGION, 0))
fargate_row = exercise.set_index("way").loc["fargate"]
fargate_usd = float(fargate_row["usd_per_month"])
idle_share = float(fargate_row["idle_usd"] / fargate_row["usd_per_month"])

# %% faded_check_1
kao.lesson.check("faded_fargate", fargate_usd)

# %% faded_check_2
kao.lesson.check("faded_idle", idle_share)

# %% tie
kao.lesson.exercise("people_tie")

# %% tie_stub tags=["stub"]
people_usd_per_hour = ...

# %% tie_solution tags=["solution"]
steady_work = kao.crossover.Workload(2e8, 100, 100, shape="flat")
sheet = kao.crossover.ways(steady_work, REGION, kao.samples.choices(REGION, 0)).set_index("way")["usd_per_month"]
hours = kao.crossover.OPERATIONS_HOURS
people_usd_per_hour = float((sheet["lambda"] - sheet["fargate"]) / (hours["fargate"] - hours["lambda"]))

# %% tie_check
kao.lesson.check("people_tie", people_usd_per_hour)

# %% night
kao.lesson.exercise("night_work")

# %% night_stub tags=["stub"]
night_way = ...

# %% night_solution tags=["solution"]
night = kao.crossover.Workload(5e5, 20_000, 0, memory_mb=3000, may_wait=True)
night_way = kao.crossover.ways(night, REGION, kao.samples.choices(REGION, 0)).set_index("way")["usd_per_month"].idxmin()

# %% night_check
kao.lesson.check("night_work", night_way)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("52")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 일을 여섯 줄로 적으면 다섯 방식의 값이 나옵니다. **요청 수가 아니라 서버가 얼마나 차는가**가 경계를 긋습니다.
# 2. 짧은 요청에서는 앞단이, 작은 일에서는 사람의 일이 답을 정합니다. 두 줄을 빼놓은 비교는 믿지 않습니다.
# 3. 경계 가까이에서는 옮기지 않습니다. 옮길 때는 10%부터, 약정은 옮긴 다음에 고칩니다.
#
# **이 조언이 틀리는 경우.** 이 장의 서버는 하루의 모양을 미리 알고 시간마다 맞추어 늘어납니다. 늦게 늘어나는 그룹이라면(31장) 서버의 값은 더 큽니다. 스팟과 디스크, 전송은 넣지 않았습니다. 스팟을 견디는 일이라면 EC2의 땅이 넓어지고(24장), 사람의 시간은 팀마다 몇 배씩 다릅니다. 내 수로 바꾸어 다시 그리세요.
#
# ## 출처
#
# - AWS, Lambda 개발자 안내서: 메모리 구성, 할당량, 실행 환경의 수명 주기. API Gateway와 Elastic Load Balancing, Fargate, EC2의 요금
# - 사람의 일, 목표 사용률 60%, Batch의 80%, 콜드 스타트의 길이는 **이 장의 가정**이며 `kao.crossover`에 이름으로 있습니다
# - 가격: 표마다 적힌 기준일의 스냅샷. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Write the work in six lines, and five ways have a price. **Not the number of requests draws the border, but how full servers are.**
# 2. For short requests the front decides, for small work people do. Do not trust a comparison without those two lines.
# 3. Near a border, stay. When you move, begin with 10 %, and change commitments afterwards.
#
# **When this advice is wrong.** The servers of this chapter know the shape of the day and follow it by the hour. A group that scales late (chapter 31) costs more. Spot, disks and transfer are left out: where work bears Spot, EC2's land grows (chapter 24). And people's time differs several times from team to team. Put in your own numbers and draw it again.
#
# ## Sources
#
# - AWS, Lambda Developer Guide: memory, quotas, life cycle of the execution environment. Prices of API Gateway, Elastic Load Balancing, Fargate and EC2
# - People's work, the target utilization of 60 %, Batch's 80 % and the length of a cold start are **assumptions of this chapter**, by name in `kao.crossover`
# - Prices: the snapshot on the date shown with each table. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    cheapest_usd_per_month=float(best["usd_per_month"]),
    lead_over_second=float(second["usd_per_month"] / best["usd_per_month"] - 1),
    steady_border_rps=float(rps["steady"]),
    lambda_share_of_map=float(shares.get("lambda", 0.0)),
    bursty_usd=float(sheets["bursty"].min()),
    steady_usd=float(sheets["steady"].min()),
    patient_usd=float(sheets["patient"].min()),
)
