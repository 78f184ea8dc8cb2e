# %% [markdown] tags=["ko"]
# # 01. FinOps와 KAO: 자랑할 숫자를 바꾼다
#
# [English edition](../en/01_finops_and_kao.ipynb) · 약 40분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 같은 일을 인스턴스와 Lambda로 값을 매기고, 둘의 비용이 같아지는 **교차 사용률**을 구합니다.
# 2. 청구서를 **다섯 관점**으로 나누고, 서비스 이름으로 나눌 때와 무엇이 달라지는지 설명합니다.
# 3. 사용량과 요율 가운데 무엇을 먼저 줄일지 정하고, 실제 결정 하나를 지식, 구조, 운영의 순서로 끝까지 밀고 갑니다.

# %% [markdown] tags=["en"]
# # 01. FinOps and KAO: change the number you are proud of
#
# [한국어판](../ko/01_finops_and_kao.ipynb) · about 40 minutes
#
# After this chapter you can
#
# 1. price the same work on an instance and on Lambda, and find the **crossover utilization** at which both cost the same;
# 2. split a bill by **five perspectives**, and say what differs from splitting by service;
# 3. decide whether usage or the rate is cut first, and carry one real decision through Knowledge, Architecture and Operation.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.large"
CPU_MS = 100
MEMORY_MB = 1769

# %% start
import kaolib as kao

lesson = kao.lesson.start(
    "01", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE, cpu_ms=CPU_MS, memory_mb=MEMORY_MB
)
INSTANCE_TYPE = lesson["instance_type"]
lesson

# %% recall
kao.lesson.recall("01")

# %% [markdown] tags=["ko"]
# ## 지식: 무엇에 얼마를 내고 있는가
#
# ### CPU 사용률은 성적표가 아니다
#
# 예전에는 EC2의 CPU를 얼마나 알뜰하게 쓰는지가 자랑거리였습니다. 그런데 인스턴스는 CPU를 10% 쓰든 90% 쓰든 청구 금액이 같습니다. 정말 묻고 싶은 것은 **같은 일 한 번에 얼마를 내는가**, 곧 단위 비용입니다.
#
# 서버리스 함수인 Lambda는 반대로 일한 만큼만 청구합니다. 요청 수에 한 번, 실행 시간(1ms 단위로 올림) × 메모리에 한 번입니다. 그러면 한가한 서버는 언제부터 Lambda보다 비싸질까요? 먼저 무엇이 같고 무엇이 다른지부터 봅니다.
#
# | | EC2의 1 vCPU | Lambda의 1 vCPU |
# |---|---|---|
# | 정체 | 코어의 스레드 하나(Graviton은 코어 하나) | 메모리 1,769MB일 때 받는 처리 시간 |
# | 청구 | 켜 둔 시간 전부 | 요청 수와 실행 시간 |
# | 기다리는 동안 | 다른 요청을 처리한다 | 그 시간도 청구된다 |
# | 메모리 | 유형이 정한다 | 내가 정하고, CPU가 따라온다 |
# | 프로세서 | 세대와 제조사를 고른다 | x86_64와 arm64만 고른다 |
# | 값에 없는 것 | 디스크, 주소, 패치하는 사람의 시간 | 함수를 부르는 서비스, 첫 실행의 초기화 |
#
# 그래서 ‘vCPU 하나가 같은 일을 한다’는 가정은 **계산만 하는 일**에서만 그럴듯합니다. 이 가정으로 시작해서, 뒤에서 기다리는 시간을 넣어 깨 봅니다.

# %% [markdown] tags=["en"]
# ## Knowledge: what are you paying for?
#
# ### CPU utilization is not a grade
#
# People used to be proud of how well they filled their EC2 CPUs. But an instance costs the same at 10 % and at 90 %. The real question is **what one piece of work costs**: the unit cost.
#
# Lambda, a serverless function, bills only work: once for the number of requests, once for duration (rounded up to 1 ms) x memory. So when does an idle server become dearer than Lambda? First see what is alike and what is not.
#
# | | one vCPU of EC2 | one vCPU of Lambda |
# |---|---|---|
# | what it is | a thread of a core (on Graviton, a core) | the processor time that comes with 1,769 MB of memory |
# | billed | all the time it is on | requests and duration |
# | while waiting | serves other requests | is billed for the time |
# | memory | comes with the type | yours to choose, and CPU follows |
# | processor | generation and maker to choose | x86_64 or arm64, no more |
# | not in the price | disk, address, the hours of whoever patches it | the service that calls it, the first run's initialization |
#
# So "one vCPU does the same work" is a fair assumption only for work that **does nothing but compute**. Start from it, and break it later by adding time that is spent waiting.

# %% predict_point
kao.lesson.predict(
    "point",
    ko="{region}에서 한 달 내내 켜 둔 `{instance_type}`이(가) Lambda보다 싸지려면 vCPU가 몇 % 이상 바빠야 할까요? 요청 하나는 CPU {cpu_ms}ms입니다.",
    en="In {region} a `{instance_type}` runs all month. How busy must its vCPUs be for it to beat Lambda? A request takes {cpu_ms} ms of CPU.",
    unit="percent",
)

# %% [markdown] tags=["ko"]
# 5%만 바쁜 서버를 봅니다. 한 달에 처리하는 요청 수가 얼마이고, 같은 요청을 Lambda로 보내면 얼마인지 한 줄씩 계산합니다.

# %% [markdown] tags=["en"]
# Take a server that is busy for 5 % of its time. Work out, line by line, how many requests that is in a month and what they cost on Lambda.

# %% idle_work
kinds = kao.catalog.instance_types().set_index("instance_type").loc[INSTANCE_TYPE]
requests = 0.05 * kinds["vcpu"] * 730 * 3600 * 1000 / CPU_MS
parts = kao.serverless.lambda_cost(requests, CPU_MS, MEMORY_MB, REGION, kinds["architecture"])
kao.tables.show(parts, ["part", "free", "quantity", "usd_per_unit", "usd", "as_of"])

# %% idle_say tags=["say"]
month = kao.catalog.price(INSTANCE_TYPE, REGION) * 730
kao.lesson.say(
    ko="한 달 {requests:number.0}번의 요청입니다. `{instance_type}`을(를) 켜 두면 **{ec2:usd_per_month}**, Lambda로는 **{moved:usd_per_month}**입니다. 매월 요청 백만 번과 400,000 GB-초가 무료라서 차이가 더 벌어집니다. 다만 프리 티어는 계정의 모든 함수가 나누어 씁니다.",
    en="That is {requests:number.0} requests a month. A running `{instance_type}` costs **{ec2:usd_per_month}**, Lambda **{moved:usd_per_month}**. A million requests and 400,000 GB-seconds are free each month, which widens the gap; but all functions of the account share them.",
    requests=requests,
    ec2=month,
    moved=parts["usd"].sum(),
)

# %% [markdown] tags=["ko"]
# 단위 비용으로 바꾸면 더 분명합니다. 요청 백만 번에 얼마를 내는지 사용률마다 나란히 놓습니다. 인스턴스의 단위 비용은 바빠질수록 떨어지고, Lambda의 단위 비용은 프리 티어를 다 쓴 뒤로 거의 그대로입니다.

# %% [markdown] tags=["en"]
# As a unit cost it is plainer still. Put what a million requests cost side by side for each utilization. An instance's unit cost falls as it gets busier; Lambda's hardly moves once the free tier is used up.

# %% unit_cost
work = kao.crossover.instance_or_lambda(INSTANCE_TYPE, REGION, CPU_MS, memory_mb=MEMORY_MB)
point = kao.crossover.crossover_utilization(INSTANCE_TYPE, REGION, CPU_MS, memory_mb=MEMORY_MB)
units = work[work["utilization"].isin([0.05, 0.2, 0.5, 0.8, 1.0])].copy()
units["usd_per_million"] = units["usd_per_month"] / units["requests"] * 1_000_000
units = units.pivot(index="utilization", columns="option", values="usd_per_million").reset_index()
kao.tables.show(
    units,
    headings={
        "instance": ("인스턴스, 요청 백만 번에(USD)", "Instance, USD per million requests"),
        "lambda": ("Lambda, 요청 백만 번에(USD)", "Lambda, USD per million requests"),
    },
)

# %% reveal_point
elsewhere = {
    place: kao.crossover.crossover_utilization(INSTANCE_TYPE, place, CPU_MS, memory_mb=MEMORY_MB)
    for place in ("us-east-1", "sa-east-1")
}
kao.lesson.reveal(
    "point",
    point,
    ko="이것이 **교차 사용률**입니다. Lambda의 요금은 대부분의 큰 리전에서 같지만 EC2는 리전마다 달라서, 같은 일도 버지니아 북부에서는 {virginia:percent}, 상파울루에서는 {paulo:percent}에서 만납니다.",
    en="This is the **crossover utilization**. Lambda costs the same in most large Regions and EC2 does not, so the same work crosses at {virginia:percent} in N. Virginia and at {paulo:percent} in São Paulo.",
    virginia=elsewhere["us-east-1"],
    paulo=elsewhere["sa-east-1"],
)

# %% [markdown] tags=["ko"]
# ### 기다리는 시간이 답을 바꾼다
#
# 실제 API는 대부분의 시간을 데이터베이스나 다른 서비스를 기다리며 보냅니다. 인스턴스는 그동안 다른 요청을 처리하지만, Lambda는 기다리는 함수도 청구합니다. 대신 기다리는 데는 CPU가 필요 없으므로 메모리를 줄이면 그만큼 싸집니다.

# %% [markdown] tags=["en"]
# ### Waiting changes the answer
#
# A real API spends most of its time waiting for a database or another service. An instance serves other requests meanwhile; Lambda bills the function that waits. But waiting needs no CPU, so less memory makes it cheaper.

# %% waiting
waits = kao.crossover.crossover_utilization(INSTANCE_TYPE, REGION, CPU_MS, wait_ms=4 * CPU_MS, memory_mb=MEMORY_MB)
lean = kao.crossover.crossover_utilization(INSTANCE_TYPE, REGION, CPU_MS, wait_ms=4 * CPU_MS, memory_mb=512)
small = kao.compare.search(kinds["vcpu"], 2, location=REGION, limit=1).iloc[0]

# %% waiting_say tags=["say"]
kao.lesson.say(
    ko="계산만 하면 {point:percent}, CPU 시간의 네 배를 기다리면 **{waits:percent}**, 그 함수의 메모리를 512MB로 줄이면 **{lean:percent}**에서 만납니다. 한 가지 더 있습니다. 한가한 서버의 경쟁자는 Lambda만이 아닙니다. vCPU 수가 같은 가장 싼 유형 `{small}`은(는) {small_price:usd_per_month}입니다.",
    en="With pure computing they cross at {point:percent}, with a wait of four times the CPU time at **{waits:percent}**, and with that function cut to 512 MB at **{lean:percent}**. One more thing: Lambda is not an idle server's only rival. The cheapest type with as many vCPUs, `{small}`, is {small_price:usd_per_month}.",
    point=point,
    waits=waits,
    lean=lean,
    small=small["instance_type"],
    small_price=small["usd_per_hour"] * 730,
)

# %% [markdown] tags=["ko"]
# **결정:** 가장 한가한 서버 하나를 골라 지난 한 달의 평균 CPU 사용률과 요청당 기다리는 시간을 적어 보세요. 교차 사용률보다 낮으면 후보는 셋입니다. 끈다, 줄인다, 옮긴다. 더 싼 유형이 버스트 가능(T) 계열이면 기준 성능 안에서 버틸 만큼 한가한지도 확인합니다. 교차점보다 바쁘면 옮기지 말고, 그 서버를 싸게 사는 법(21장)을 찾습니다.
#
# ### 청구서를 다섯 관점으로 나눈다
#
# 책은 AWS의 비용을 **컴퓨팅, 스토리지, 네트워크, 애플리케이션, 운영**의 다섯 관점으로 봅니다. 표본 청구서(FOCUS 프로젝트의 익명 자료, 2024년 9월의 942줄)를 이렇게 나누면 컴퓨팅은 얼마나 될까요?

# %% [markdown] tags=["en"]
# **Decide:** pick your idlest server and note its average CPU utilization of the last month and the waiting time of a request. Below the crossover there are three candidates: stop it, shrink it, move it. If the cheaper type is burstable (T), see that the server is idle enough for the baseline. Above the crossover do not move: find out how to buy that server cheaper (chapter 21).
#
# ### Split the bill by five perspectives
#
# The book looks at AWS cost from five sides: **compute, storage, network, application, operation**. Split the sample bill that way (anonymised data of the FOCUS project, 942 lines of September 2024). How much of it is compute?

# %% predict_share
kao.lesson.predict(
    "share",
    ko="표본 청구서에서 컴퓨팅이 차지하는 비중은 몇 %일까요?",
    en="What share of the sample bill is compute?",
    unit="percent",
)

# %% views
bill = kao.bill.sample()
views = kao.bill.by_perspective(bill)
kao.charts.perspective_bars(views.rename(columns={"billed_usd": "usd"}))

# %% reveal_share
shares = views.set_index("perspective")
kao.lesson.reveal(
    "share",
    shares["share"]["compute"],
    ko="줄 수로는 {lines:number}줄뿐이지만 금액으로는 이만큼입니다. 네트워크는 {network:number}줄이나 되지만 {share:percent}입니다. 줄 수가 많은 곳이 아니라 **금액이 큰 곳**부터 봅니다.",
    en="It is only {lines:number} lines, but this much money. The network has {network:number} lines and {share:percent} of the money. Start where the **money** is, not where the lines are.",
    lines=int(shares["lines"]["compute"]),
    network=int(shares["lines"]["network"]),
    share=shares["share"]["network"],
)

# %% [markdown] tags=["ko"]
# 청구서에는 이미 분류가 있습니다. FOCUS 형식의 `ServiceCategory`입니다. 그런데 이 분류로 묶으면 금액이 다르게 보입니다. 두 분류를 겹쳐 봅니다.

# %% [markdown] tags=["en"]
# The bill already has categories: `ServiceCategory` of the FOCUS format. Grouped by them the money looks different. Lay one over the other.

# %% crossed
crossed = bill.pivot_table(index="service_category", columns="perspective", values="billed_usd", aggfunc="sum")
crossed = crossed[list(kao.bill.PERSPECTIVES)].assign(total=crossed.sum(axis=1)).sort_values("total", ascending=False)
kao.tables.show(
    crossed.round(2).head(6).reset_index(),
    headings={
        "service_category": ("FOCUS의 분류", "FOCUS category"),
        "compute": ("컴퓨팅", "Compute"),
        "storage": ("스토리지", "Storage"),
        "network": ("네트워크", "Network"),
        "application": ("애플리케이션", "Application"),
        "operation": ("운영", "Operation"),
        "total": ("합계(USD)", "Total (USD)"),
    },
)

# %% crossed_say tags=["say"]
hidden = bill[(bill["service_category"] == "Compute") & (bill["perspective"] == "network")]
kao.lesson.say(
    ko="FOCUS가 Compute로 분류한 금액 가운데 {usd:usd}({count:number}줄)는 데이터 전송과 NAT 게이트웨이, 곧 네트워크입니다. 네트워크 전체의 **{share:percent}**가 컴퓨팅 안에 숨어 있던 셈입니다. `Other`에는 컨테이너 플랫폼의 컴퓨팅이 들어 있습니다. 서비스는 EC2 하나여도, 디스크와 전송과 인스턴스는 고치는 사람도 고치는 방법도 다릅니다.",
    en="Of what FOCUS calls Compute, {usd:usd} ({count:number} lines) is data transfer and NAT gateways, which is network: **{share:percent}** of all network cost hid inside compute. `Other` holds the compute of container platforms. EC2 is one service, but disks, transfer and instances have different owners and different remedies.",
    usd=hidden["billed_usd"].sum(),
    count=len(hidden),
    share=hidden["billed_usd"].sum() / shares["billed_usd"]["network"],
)

# %% [markdown] tags=["ko"]
# 어느 쪽이 맞고 틀린 것이 아닙니다. 회사끼리, 클라우드끼리 견주려면 FOCUS의 분류가 필요합니다. 우리 팀에서 **누가 무엇을 고칠지** 정하려면 다섯 관점이 낫습니다. 이 나눔은 `kao.bill`이 단위와 설명을 읽어서 한 것이라, 애매한 줄은 여러분의 규칙으로 바꾸어도 됩니다.
#
# **결정:** 다섯 관점마다 책임질 사람을 한 명씩 적어 보세요. 이름을 적지 못한 관점이 다음 달에도 늘어날 비용입니다.
#
# ### 새로 생긴 네 가지와, 사라지지 않는 압력
#
# 클라우드 비용이 어려운 까닭은 비싸서가 아니라 방식이 달라서입니다.
#
# | | 예전 | 지금 | 그래서 우리가 하는 일 |
# |---|---|---|---|
# | 요금제 | 장비를 사서 몇 해에 나누어 턴다 | 쓴 만큼 내는 종량제와 약정 할인 | 같은 것의 여러 가격을 견준다(21장) |
# | 소비 | 구매팀이 한 해에 한 번 결재한다 | 엔지니어가 날마다 명령 하나로 산다 | 켜기 전에 값을 매긴다(이 장) |
# | 운영 | 설치하고 지킨다 | 늘리고, 줄이고, 끈다 | 부하에 맞추고 일정을 넣는다(31, 32장) |
# | 추적 | 분기마다 보고한다 | 시간 단위의 청구 자료와 태그가 있다 | 청구서를 읽고 단위 비용을 본다(91장) |
#
# 여기에 보안과 규정 준수의 압력이 더해집니다. 데이터를 어느 나라에 둘지, 무엇을 기록하고 암호화할지는 비용보다 먼저 정해지고, 그 값은 두 곳에 나타납니다. 하나는 보안 도구의 요금이고, 다른 하나는 **고를 수 없게 된 더 싼 리전**입니다.

# %% [markdown] tags=["en"]
# Neither is right or wrong. To compare companies or clouds you need FOCUS's categories. To decide **who will change what** in your team, the five perspectives serve better. `kao.bill` splits by reading units and descriptions; where a line is doubtful, put your own rule.
#
# **Decide:** write one responsible name beside each of the five. The one without a name is the cost that grows next month.
#
# ### Four things that are new, and a pressure that stays
#
# Cloud cost is hard not because it is high but because it works in another way.
#
# | | before | now | so we |
# |---|---|---|---|
# | price plans | buy machines, write them off over years | pay as you go, discounts for commitment | compare many prices of one thing (chapter 21) |
# | consumption | procurement signs once a year | engineers buy every day, with one command | price it before switching it on (this chapter) |
# | operating | install and guard | grow, shrink, switch off | follow the load, keep a schedule (31, 32) |
# | tracking | a report each quarter | hourly billing data and tags | read the bill, watch unit cost (91) |
#
# Security and compliance press on top of this. In which country data lives, what is logged and encrypted is settled before cost is, and its price shows in two places: in what security tools cost, and in **the cheaper Regions that are no longer a choice**.

# %% pressure
tools = ["AWS Key Management Service", "AWS WAF", "AWS Security Hub", "AWS CloudTrail"]
guard = bill[bill["service"].isin(tools)]
places = kao.compare.regions([{"instance_type": INSTANCE_TYPE, "hours": 730}]).dropna(subset=["usd"])

# %% pressure_say tags=["say"]
kao.lesson.say(
    ko="표본 청구서에서 키, 방화벽, 보안 점검, 감사 기록의 요금은 모두 {guard:usd}로, 전체의 {share:percent.2}입니다. 한편 데이터를 {region}에 두어야 한다면 `{instance_type}` 한 대마다 가장 싼 리전보다 **{premium:usd_per_month}**를 더 냅니다. 도구의 요금만 보면 규정의 값을 한참 낮게 잡게 됩니다.",
    en="On the sample bill keys, firewall, security checks and audit logs cost {guard:usd}, {share:percent.2} of the whole. If the data must stay in {region}, each `{instance_type}` costs **{premium:usd_per_month}** more than in the cheapest Region. Whoever counts only the tools sets the price of compliance far too low.",
    guard=guard["billed_usd"].sum(),
    share=guard["billed_usd"].sum() / bill["billed_usd"].sum(),
    premium=month - places["usd"].iloc[0],
)

# %% [markdown] tags=["ko"]
# **결정:** 규정 때문에 고를 수 없는 리전이 있다면 그 차액을 예산에 한 줄로 적으세요. 보이지 않는 비용은 아무도 줄이지 않습니다.
#
# ### 지렛대는 둘: 사용량과 요율
#
# > 비용 = Σ 사용량 × 요율
#
# 사용량은 끄기, 줄이기, 구조 바꾸기로 낮추고, 요율은 약정, 스팟, 다른 유형이나 리전으로 낮춥니다. 둘은 곱해집니다. 그런데 순서를 바꾸면 결과가 달라집니다. 평일 하루 10시간만 필요한 서버로 확인합니다. 한 달 내내 켤 때와 필요한 시간만 켤 때의 비용입니다.

# %% [markdown] tags=["en"]
# **Decide:** where rules forbid a cheaper Region, write the difference into the budget as a line of its own. Nobody reduces a cost that cannot be seen.
#
# ### Two levers: usage and rate
#
# > cost = sum of usage x rate
#
# Usage falls by switching off, shrinking, changing the architecture; the rate by commitments, Spot, another type or Region. The two multiply. But the order matters. Take a server that is needed ten hours on weekdays, and see what it costs running all month and running only then.

# %% levers
offers = kao.purchase.offers(INSTANCE_TYPE, REGION)
office = kao.purchase.cost_at(offers, 50 / 168)
both = office[office["option"].isin(["on_demand", "compute_sp_1y_no_upfront"])]
kao.tables.show(
    both,
    ["option", "usd_per_month", "usd_per_month_at_utilization"],
    headings={
        "usd_per_month": ("한 달 내내(USD)", "All month (USD)"),
        "usd_per_month_at_utilization": ("평일 10시간만(USD)", "Office hours only (USD)"),
    },
)

# %% levers_say tags=["say"]
whole, plan = both["usd_per_month"].tolist()
shorter, unmoved = both["usd_per_month_at_utilization"].tolist()
kao.lesson.say(
    ko="약정부터 사면 {plan:usd_per_month}에서 멈추고, 그 뒤에 꺼도 한 푼도 줄지 않습니다. 끄기부터 하면 약정 없이도 {shorter:usd_per_month}입니다. 곱해지는 경우도 있습니다. 서버 두 대를 한 대로 합친 **다음에** 그 한 대를 약정하면 {two:usd_per_month}가 {plan:usd_per_month}로, **{saved:percent}** 줄어듭니다.",
    en="Commit first and you stay at {plan:usd_per_month}: switching off afterwards saves nothing more. Switch off first and it is {shorter:usd_per_month} with no commitment at all. They do multiply where the order is right: put two servers onto one, **then** commit to that one, and {two:usd_per_month} becomes {plan:usd_per_month}, **{saved:percent}** less.",
    plan=plan,
    shorter=shorter,
    two=2 * whole,
    saved=1 - plan / (2 * whole),
)

# %% [markdown] tags=["ko"]
# **결정:** 사용량을 먼저 줄이고, 남은 것에 약정합니다. 약정 제안서를 받으면 ‘이 사용량은 언제까지 이대로입니까?’부터 물으세요.
#
# ## 구조: 어디에 담을 것인가
#
# 컴퓨팅 서비스 세 가지를 한 줄씩 적으면 이렇습니다.
#
# | 서비스 | 한 줄로 | 내가 고르는 것 | 청구서의 단위 |
# |---|---|---|---|
# | Amazon EC2 | 켜 둔 만큼 내는 가상 서버 | 유형, 크기, 구매 옵션 | 시간(초) |
# | AWS Lambda | 이벤트가 올 때만 도는 함수. 15분, 10,240MB까지 | 메모리, 아키텍처 | 요청, GB-초 |
# | AWS Batch | 작업을 대기열에 넣으면 EC2, 스팟, Fargate를 켰다 끄며 돌린다 | 작업의 크기와 대기열 | 그 아래 자원의 단위 |
#
# 셋을 가르는 것은 유행이 아니라 사용률입니다. 다음 차트에서 점선이 Lambda이고, 동그라미가 교차 사용률입니다.

# %% [markdown] tags=["en"]
# **Decide:** cut usage first and commit to what is left. When a commitment is proposed, ask first: until when does this usage stay as it is?
#
# ## Architecture: what to put it in
#
# Three compute services in one line each:
#
# | service | in one line | you choose | unit on the bill |
# |---|---|---|---|
# | Amazon EC2 | a virtual server, paid while it is on | type, size, purchase option | hours (seconds) |
# | AWS Lambda | a function that runs when an event comes; up to 15 minutes and 10,240 MB | memory, architecture | requests, GB-seconds |
# | AWS Batch | put jobs into a queue; it starts and stops EC2, Spot or Fargate to run them | the size of a job, the queue | that of the resources below |
#
# What divides them is utilization, not fashion. In the chart the dashed line is Lambda; the ring is the crossover.

# %% crossover
kao.charts.utilization_crossover(
    work, names={"instance": INSTANCE_TYPE, "lambda": "Lambda"}, name=f"{INSTANCE_TYPE}, {REGION}"
)

# %% [markdown] tags=["ko"]
# 이제 조건을 바꿔 봅니다. 요청당 CPU 시간과 기다리는 시간, Lambda의 메모리, 인스턴스 유형, 리전을 바꾸면 교차점이 따라 움직입니다. 고른 상태는 `explorer.value`, 표는 `explorer.table`입니다.

# %% [markdown] tags=["en"]
# Now change the conditions: CPU time and waiting time of a request, Lambda's memory, instance type, Region. The crossover follows. Go on in code with `explorer.value` and `explorer.table`.

# %% explorer
explorer = kao.explorers.crossover(INSTANCE_TYPE, REGION, CPU_MS, memory_mb=MEMORY_MB)
explorer

# %% settings
explorer.settings_table(
    [
        {},
        {"cpu_ms": 10},
        {"wait_ms": 400},
        {"location": "us-east-1"},
        {"location": "sa-east-1"},
        {"instance_type": "c7i.large"},
    ]
)

# %% goal
kao.lesson.goal(explorer, "memory_lever")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"memory_mb": 1024}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"memory_mb": 1024}` in `wanted`.

# %% goal_stub tags=["stub"]
wanted = {}

# %% goal_solution tags=["solution"]
wanted = {"wait_ms": 400, "memory_mb": 512}

# %% goal_check
explorer.set(**wanted)
kao.lesson.check_goal("memory_lever")

# %% [markdown] tags=["ko"]
# **결정:** 옮길지 말지는 교차점 하나로 끝나지 않습니다. 옮기는 데 드는 사람의 시간, 함수를 부르는 API의 요금, 느려지는 첫 응답을 함께 적고, 절감액으로 몇 달 만에 되찾는지 보세요. 오래 걸린다면 옮기기보다 줄이기가 먼저입니다.
#
# ## 운영: 결정 하나로 한 바퀴
#
# 책의 저자는 비용을 다루는 방법을 **KAO**라고 부릅니다. 서비스와 요금을 알고(**지식**, Knowledge), 무엇을 어디에 둘지 정하고(**구조**, Architecture), 지켜보며 고쳐 나갑니다(**운영**, Operation). FinOps의 세 단계와 나란히 놓으면 다음과 같습니다. 이 대응은 저자가 아니라 **이 워크북이** 붙인 것입니다.
#
# | KAO | FinOps | 묻는 것 | 이 장에서 쓴 도구 |
# |---|---|---|---|
# | 지식 | 가시화(Inform) | 무엇에 얼마를 내고 있는가 | `kao.bill`, `kao.serverless` |
# | 구조 | 최적화(Optimize) | 더 나은 것은 무엇인가 | `kao.compare`, `kao.crossover` |
# | 운영 | 운영(Operate) | 정말 줄었고, 그대로 유지되는가 | 단위 비용, 경보, 일정 |
#
# **찾기(지식, Inform).** 표본 청구서에서 가장 큰 것을 찾습니다. 가장 비싼 한 줄과 가장 비싼 묶음은 다를 수 있습니다. 표본은 한 조직의 청구서에서 뽑은 줄이라 합계가 한 달 청구액은 아닙니다.

# %% [markdown] tags=["en"]
# **Decide:** the crossover alone does not settle a move. Add the hours of the people who do it, the price of the API that calls the function, the slower first response, and ask after how many months the saving pays them back. If that is long, shrink before you move.
#
# ## Operation: one decision, all the way round
#
# The book's author calls his way of handling cost **KAO**: know services and prices (**Knowledge**), decide what goes where (**Architecture**), watch and mend (**Operation**). Beside the three phases of FinOps it looks as below. The mapping is **this workbook's**, not the author's.
#
# | KAO | FinOps | the question | tools of this chapter |
# |---|---|---|---|
# | Knowledge | Inform | what are we paying for? | `kao.bill`, `kao.serverless` |
# | Architecture | Optimize | what would be better? | `kao.compare`, `kao.crossover` |
# | Operation | Operate | has it really fallen, and does it stay so? | unit cost, alarms, schedules |
#
# **Detect (Knowledge, Inform).** Find the largest cost of the sample bill. The dearest line and the dearest group need not be the same. The sample holds lines picked from one organisation's bill, so its total is not a monthly bill.

# %% detect
hours = kao.bill.instance_hours(bill)
groups = hours.groupby("instance_type", as_index=False)[["hours", "billed_usd"]].sum()
groups = groups.assign(share=groups["billed_usd"] / bill["billed_usd"].sum()).sort_values("billed_usd", ascending=False)
kao.tables.show(groups, rows=5)

# %% detect_say tags=["say"]
line, group = bill.loc[bill["billed_usd"].idxmax()], groups.iloc[0]
kao.lesson.say(
    ko="가장 비싼 **한 줄**은 {line:usd}(`{description}`)이지만, 유형별로 묶으면 `{type}`이(가) {usd:usd}로 청구서의 **{share:percent}**입니다. 줄이 아니라 묶음에서 시작합니다.",
    en="The dearest **line** is {line:usd} (`{description}`), but grouped by type `{type}` makes {usd:usd}, **{share:percent}** of the bill. Start from groups, not from lines.",
    line=line["billed_usd"],
    description=line["description"].split(" per ")[-1],
    type=group["instance_type"],
    usd=group["billed_usd"],
    share=group["share"],
)

# %% [markdown] tags=["ko"]
# **바꾸기(구조, Optimize).** 사용량이 먼저입니다. 이 GPU가 한 시간 내내 일했습니까? 아니라면 끄는 것이 어떤 할인보다 낫습니다. 그다음에 같은 시리즈의 세대를 견줍니다. 청구된 리전의 가격입니다.

# %% [markdown] tags=["en"]
# **Change (Architecture, Optimize).** Usage first: did this GPU work the whole hour? If not, switching it off beats any discount. Then compare the generations of the same series, at the prices of the Region on the bill.

# %% change
owner = hours[hours["instance_type"] == group["instance_type"]].iloc[0]
name = kao.instance_type.parse(group["instance_type"])
options = kao.compare.generations(name.series, name.size, owner["region"])
kao.tables.show(options, ["instance_type", "processor", "gpu_count", "vcpu", "gib", "usd_per_hour"])

# %% change_say tags=["say"]
rates = options.set_index("instance_type")["usd_per_hour"]
newest = options.sort_values("generation").iloc[-1]
kao.lesson.say(
    ko="같은 시리즈의 최신 세대 `{newest}`은(는) 시간당 {price:usd}로, 지금의 `{now}`보다 **{saving:percent}** 쌉니다. 다만 GPU의 세대가 다르면 같은 일에 걸리는 시간도 다릅니다. 시간당 요금이 아니라 **작업 한 건의 비용**으로 견주어야 하고, 그 숫자는 여러분이 재야 합니다.",
    en="The newest generation of the series, `{newest}`, is {price:usd} an hour, **{saving:percent}** less than `{now}`. But another generation of GPU takes another time for the same work. Compare the **cost of one job**, not of an hour, and that number is yours to measure.",
    newest=newest["instance_type"],
    price=newest["usd_per_hour"],
    now=group["instance_type"],
    saving=1 - newest["usd_per_hour"] / rates[group["instance_type"]],
)

# %% [markdown] tags=["ko"]
# **확인하고 되돌리기(운영, Operate).** 내 계정에서는 다음 명령으로 같은 일을 합니다. 여기서는 실행하지 않습니다. Cost Explorer API는 요청마다 요금이 붙으니 반복문에 넣지 마세요.
#
# ```bash
# # 찾기: 지난달 비용을 인스턴스 유형별로
# aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-11-01 \
#     --granularity MONTHLY --metrics UnblendedCost UsageQuantity \
#     --group-by Type=DIMENSION,Key=INSTANCE_TYPE
# # 바꾸기 전: 정말 일하고 있었는지(GPU는 CloudWatch 에이전트를 설치해야 보인다)
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUUtilization \
#     --dimensions Name=InstanceId,Value=i-0123456789abcdef0 \
#     --start-time 2026-10-01T00:00:00Z --end-time 2026-11-01T00:00:00Z --period 3600 --statistics Average
# # 바꾸기: 멈추고, 유형을 바꾸고, 다시 켠다
# aws ec2 stop-instances --instance-ids i-0123456789abcdef0
# aws ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --instance-type Value=g6.4xlarge
# aws ec2 start-instances --instance-ids i-0123456789abcdef0
# # 확인: 날마다의 비용이 내려갔는지, 같은 기간의 작업 건수로 나눈 단위 비용도 함께
# aws ce get-cost-and-usage --time-period Start=2026-11-01,End=2026-11-15 \
#     --granularity DAILY --metrics UnblendedCost --group-by Type=DIMENSION,Key=INSTANCE_TYPE
# ```
#
# **되돌리기.** 유형은 같은 세 명령으로 이전 것으로 돌아갑니다. Lambda로 옮길 때는 이전 서버를 바로 지우지 말고 일주일 멈춰 두세요. 멈춘 서버에도 디스크와 주소의 요금은 나가므로, 지울 날짜를 일정에 적습니다.
#
# **결정:** 이번 주에 한 바퀴를 돌 것을 하나만 고르세요. 가장 큰 묶음, 담당자, 확인할 숫자, 되돌리는 방법. 이 네 가지를 적을 수 없으면 아직 시작할 때가 아닙니다.
#
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. 함수 하나의 한 달을 손으로 청구해 봅니다.

# %% [markdown] tags=["en"]
# **Verify and roll back (Operation, Operate).** On your own account the same is done with these commands. They are not run here. The Cost Explorer API is charged by the request: keep it out of loops.
#
# ```bash
# # detect: last month's cost by instance type
# aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-11-01 \
#     --granularity MONTHLY --metrics UnblendedCost UsageQuantity \
#     --group-by Type=DIMENSION,Key=INSTANCE_TYPE
# # before the change: was it really at work? (a GPU shows only with the CloudWatch agent installed)
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUUtilization \
#     --dimensions Name=InstanceId,Value=i-0123456789abcdef0 \
#     --start-time 2026-10-01T00:00:00Z --end-time 2026-11-01T00:00:00Z --period 3600 --statistics Average
# # change: stop, change the type, start
# aws ec2 stop-instances --instance-ids i-0123456789abcdef0
# aws ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --instance-type Value=g6.4xlarge
# aws ec2 start-instances --instance-ids i-0123456789abcdef0
# # verify: has the daily cost fallen, and the unit cost, over the jobs of the same days?
# aws ce get-cost-and-usage --time-period Start=2026-11-01,End=2026-11-15 \
#     --granularity DAILY --metrics UnblendedCost --group-by Type=DIMENSION,Key=INSTANCE_TYPE
# ```
#
# **Roll back.** The same three commands bring the former type back. After a move to Lambda do not delete the old server at once: keep it stopped for a week. Its disk and address are billed even so; put the day of deletion into the calendar.
#
# **Decide:** choose one thing to take all the way round this week: the largest group, who owns it, the number to verify, the way back. If you cannot write down all four, it is too early to begin.
#
# ## Practice
#
# First fill two blanks: bill one function for a month by hand.

# %% faded_1
kao.lesson.exercise("faded_gb_seconds")

# %% faded_2
kao.lesson.exercise("faded_duration")

# %% faded_setup
tiers = kao.catalog.services("lambda", REGION)
item = "duration_arm64" if kinds["architecture"] == "arm64" else "duration_x86"
duration_rate = tiers.loc[tiers["item"] == item, "usd"].iloc[0]

# %% faded_say tags=["say"]
kao.lesson.say(
    ko="`{instance_type}`의 아키텍처({architecture})에서 첫 요금 구간은 GB-초당 `duration_rate` = {rate:usd}입니다.",
    en="For the architecture of `{instance_type}` ({architecture}) the first price tier is `duration_rate` = {rate:usd} per GB-second.",
    architecture=kinds["architecture"],
    rate=duration_rate,
)

# %% faded_stub tags=["stub"]
gb_seconds = ...
duration_usd = ...

# %% faded_solution tags=["solution"]
gb_seconds = 20_000_000 * CPU_MS / 1000 * 512 / 1024
duration_usd = max(0, gb_seconds - 400_000) * duration_rate

# %% faded_check_1
kao.lesson.check("faded_gb_seconds", gb_seconds)

# %% faded_check_2
kao.lesson.check("faded_duration", duration_usd)

# %% second
kao.lesson.exercise("second_perspective")

# %% second_stub tags=["stub"]
second = ...

# %% second_solution tags=["solution"]
second = views.sort_values("billed_usd", ascending=False)["perspective"].iloc[1]

# %% second_check
kao.lesson.check("second_perspective", second)

# %% [markdown] tags=["ko"]
# 마지막으로 워크로드 세 가지의 자리를 정합니다.
#
# | 이름 | 하는 일 | 한 번에 | 얼마나 |
# |---|---|---|---|
# | `thumbnails` | 사진이 올라올 때마다 썸네일을 만든다 | CPU 0.4초 | 하루 30,000장, 밤에는 거의 없다 |
# | `settlement` | 매월 1일 새벽에 정산을 돌린다 | 40분 | 400건, 아침까지만 끝나면 된다 |
# | `chat` | 연결을 하루 종일 붙들고 있는 채팅 서버 | 끝이 없다 | CPU 사용률이 늘 85% 안팎 |

# %% [markdown] tags=["en"]
# Last, find a place for three workloads.
#
# | name | what it does | one run | how much |
# |---|---|---|---|
# | `thumbnails` | makes a thumbnail whenever a photo arrives | 0.4 s of CPU | 30,000 a day, hardly any at night |
# | `settlement` | settles accounts in the small hours of the 1st | 40 minutes | 400 of them, done by morning |
# | `chat` | a chat server that holds its connections all day | never ends | about 85 % CPU at all times |

# %% placement
kao.lesson.exercise("placement")

# %% placement_stub tags=["stub"]
placement = ...

# %% placement_solution tags=["solution"]
placement = {"thumbnails": "lambda", "settlement": "batch", "chat": "ec2"}

# %% placement_check
kao.lesson.check("placement", placement)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("01")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 자랑할 숫자는 CPU 사용률이 아니라 **단위 비용**입니다. 서버와 Lambda는 교차 사용률에서 만나고, 그 점은 리전과 기다리는 시간이 정합니다.
# 2. 청구서는 서비스가 아니라 **무엇에 쓴 돈인지**로 나누고, 가장 큰 묶음부터 봅니다.
# 3. **사용량을 먼저, 약정은 그다음**입니다. 순서를 바꾸면 약정이 낭비를 붙들어 둡니다.
#
# **이 조언이 틀리는 경우.** 교차 사용률은 vCPU 하나가 같은 일을 한다는 가정 위에 있습니다. 기다림이 많거나, 메모리가 크거나, 순간 부하가 높아 여유가 필요한 서버라면 직접 재야 합니다. 옮기는 사람의 시간이 절감액보다 비쌀 수도 있습니다. 그리고 지금 보이는 가장 큰 비용이 매출을 만드는 비용이라면, 줄이는 것이 답이 아닐 수 있습니다.
#
# ## 출처
#
# - AWS, Lambda 요금과 Lambda 개발자 안내서: 할당량, 함수 메모리 구성
# - AWS, EC2 사용 설명서: 온디맨드 인스턴스, CPU 옵션
# - FinOps Foundation: FinOps의 정의와 단계
# - 표본 청구서: FOCUS 1.0 표본 자료, CC BY 4.0. 다섯 관점으로 나눈 규칙은 이 워크북의 것
# - 가격: 표마다 적힌 기준일의 스냅샷. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. The number to be proud of is not CPU use but the **unit cost**. Server and Lambda meet at the crossover utilization, which Region and waiting time decide.
# 2. Split a bill by **what the money paid for**, not by service, and start with the largest group.
# 3. **Usage first, then commit.** The other way round, the commitment holds the waste in place.
#
# **When this advice is wrong.** The crossover rests on the assumption that one vCPU does the same work. With much waiting, large memory, or a server that needs headroom for peaks, measure. The hours of those who move it may cost more than is saved. And if the largest cost is the one that earns the money, cutting it may not be the answer.
#
# ## Sources
#
# - AWS, Lambda pricing; Lambda Developer Guide: quotas, configuring function memory
# - AWS, EC2 User Guide: On-Demand Instances, CPU options
# - FinOps Foundation: definition and phases of FinOps
# - the sample bill: sample data of FOCUS 1.0, CC BY 4.0; the rule that splits it by five perspectives is this workbook's
# - Prices: the snapshot on the date shown with each table; `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    instance_usd_per_month=month,
    idle_work_on_lambda_usd_per_month=parts["usd"].sum(),
    crossover_utilization=point,
    waiting_crossover_utilization=waits,
    compute_share=shares["share"]["compute"],
    network_hidden_in_compute_usd=hidden["billed_usd"].sum(),
    largest_type=group["instance_type"],
    largest_type_share=group["share"],
)
