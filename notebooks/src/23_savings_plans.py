# %% [markdown] tags=["ko"]
# # 23. Savings Plans: 대수가 아니라 시간당 금액을 약정한다
#
# [English edition](../en/23_savings_plans.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 어떤 사용량이든 그것을 덮는 **시간당 약정 금액**을 계산하고, 거꾸로 약정이 덮는 온디맨드를 계산합니다.
# 2. 한 시간의 청구서를 AWS의 순서대로 나누어, 무엇이 먼저 덮이고 무엇이 남는지 설명합니다.
# 3. 충당률, 사용률, 청구액을 함께 보며 약정 금액을 정하고, 산 뒤에 그것을 깨뜨리는 일이 얼마짜리인지 말합니다.

# %% [markdown] tags=["en"]
# # 23. Savings Plans: you commit an hourly amount, not machines
#
# [한국어판](../ko/23_savings_plans.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. compute the **hourly commitment** that covers any usage, and the On-Demand that a commitment covers;
# 2. split an hour's bill in AWS's order and say what is covered first and what is left;
# 3. set a commitment by coverage, utilization and bill together, and say what it costs to break it afterwards.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.xlarge"
OTHER_INSTANCE_TYPE = "r6i.xlarge"
PURCHASED_AT = "2026-11-27T09:00:00Z"

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "23", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE, other_instance_type=OTHER_INSTANCE_TYPE
)
INSTANCE_TYPE, OTHER_INSTANCE_TYPE = lesson["instance_type"], lesson["other_instance_type"]
lesson

# %% recall
kao.lesson.recall("23")

# %% [markdown] tags=["ko"]
# ## 지식: 무엇을 약정하는가
#
# RI는 ‘이 유형 몇 대’를 약정합니다. Savings Plans(노트의 말로는 세이빙 플랜)는 **매시간 얼마어치를 쓰겠다**는 금액을 1년 또는 3년 동안 약정합니다. 그 금액까지의 사용량은 플랜 요금으로 계산되고, 넘는 사용량은 온디맨드입니다. 쓰지 않아도 약정은 나갑니다.
#
# 이 장에서는 꾸며 낸 온라인 가게 하나를 따라갑니다. 웹 서버와 검색 클러스터는 EC2, API는 Fargate, 이미지 변환은 Lambda로 돕니다. 대수는 지어냈지만 **요금은 가격표의 것**이고, 한 주의 오르내림은 실제 로드 밸런서의 한 주 요청 수에서 따왔습니다.

# %% [markdown] tags=["en"]
# ## Knowledge: what do you commit?
#
# An RI commits "so many of this type". A Savings Plan commits an amount: **so many dollars of usage every hour**, for one or three years. Usage up to the amount is charged at plan rates, the rest On-Demand. The commitment is paid whether used or not.
#
# This chapter follows one made-up online shop. Web servers and a search cluster run on EC2, an API on Fargate, pictures are resized by Lambda. The quantities are invented; **the rates are listed ones**, and the ups and downs of the week are those of a real load balancer's requests.

# %% shop
shop = kao.samples.shop(REGION, INSTANCE_TYPE, OTHER_INSTANCE_TYPE)
types = shop.set_index("line")["item"]
PLACE = shop["location"].iloc[0]
UNITS = {"on_demand_usd": "usd_per_unit", "plan_usd": "plan_usd_per_unit"}
kao.tables.show(
    shop.rename(columns=UNITS),
    ["name", "item", "quiet", "busy", "usd_per_unit"],
    headings={
        "name": ("가게의 일", "What it does"),
        "usd_per_unit": ("온디맨드 단가(USD)", "On-Demand, one unit (USD)"),
    },
)

# %% shop_say tags=["say"]
quiet, busy = (float((shop[when] * shop["on_demand_usd"]).sum()) for when in ("quiet", "busy"))
kao.lesson.say(
    ko="가장 한산한 시간에는 온디맨드로 {quiet:usd_per_hour}, 가장 바쁜 시간에는 {busy:usd_per_hour}입니다. 플랜 요금까지 확인된 유형만 골랐습니다: `{web}`와(과) `{search}`, {place:location}. Lambda는 첫 구간의 요금이고 무료 사용량은 셈하지 않았습니다.",
    en="The quietest hour costs {quiet:usd_per_hour} On-Demand, the busiest {busy:usd_per_hour}. The types are ones whose plan rates are known: `{web}` and `{search}` in {place:location}. Lambda is at its first tier, without the free usage.",
    quiet=quiet,
    busy=busy,
    web=types["web"],
    search=types["search"],
    place=PLACE,
)

# %% predict_commitment
kao.lesson.predict(
    "commitment",
    ko="가장 한산한 시간의 사용량을 **모두** 덮으려면 1년 선결제 없음 컴퓨팅 플랜을 시간당 얼마 약정해야 할까요? 온디맨드로는 {quiet:usd_per_hour}입니다.",
    en="How much must you commit an hour, to a 1-year No Upfront Compute plan, to cover **all** usage of the quietest hour? On-Demand it costs {quiet:usd_per_hour}.",
    quiet=quiet,
)

# %% commitment
OPTION = "compute_sp_1y_no_upfront"
hour = kao.samples.hour(shop, "quiet")
rates = kao.discounts.plan_rates(hour, [OPTION])
priced = hour.merge(rates[["service", "item", "usd", "derived"]].rename(columns={"usd": "plan_usd"}))
needed = kao.purchase.usage_commitment(priced).assign(saving=1 - priced["plan_usd"] / priced["on_demand_usd"])
unit_headings = {
    "usd_per_unit": ("온디맨드 단가", "On-Demand unit"),
    "plan_usd_per_unit": ("플랜 단가", "Plan unit"),
    "derived": ("유도", "Derived"),
}
kao.tables.show(
    needed.rename(columns={**UNITS, "running_on_demand_usd": "without_usd_per_hour", "running_usd": "usd_per_hour"}),
    [
        "item",
        "quantity",
        "usd_per_unit",
        "plan_usd_per_unit",
        "saving",
        "derived",
        "without_usd_per_hour",
        "usd_per_hour",
    ],
    headings={
        **unit_headings,
        "quantity": ("한 시간의 양", "In the hour"),
        "without_usd_per_hour": ("온디맨드(USD/h)", "On-Demand (USD/h)"),
        "usd_per_hour": ("필요한 약정(USD/h)", "Commitment (USD/h)"),
    },
)

# %% reveal_commitment
rules = kao.catalog.commitment_rules()
dates = {
    "ec2": rules.loc[(rules["option"] == OPTION) & ~rules["licensed"], "as_of"].iloc[0],
    "around": kao.catalog.service_plan_rates("fargate", PLACE, OPTION)["as_of"].max(),
}
BASE = float(needed["running_usd"].sum())
average = 1 - BASE / quiet
kao.lesson.reveal(
    "commitment",
    BASE,
    ko="줄마다 ‘양 × 플랜 단가’를 더한 값입니다. 온디맨드 {quiet:usd_per_hour}에 (1 − 평균 절감률 {average:percent})을 곱한 것과 같습니다. 플랜 요금의 기준일은 EC2가 {ec2_date}, Fargate와 Lambda가 {around_date}입니다. ‘유도’가 ‘예’인 줄은 AWS가 공시한 다른 요금에서 계산한 값입니다.",
    en="It is the sum of quantity x plan rate over the lines, and the same as {quiet:usd_per_hour} times (1 - the average saving of {average:percent}). Plan rates are of {ec2_date} for EC2, of {around_date} for Fargate and Lambda; where “Derived” says yes, the rate is computed from others that AWS lists.",
    quiet=quiet,
    average=average,
    ec2_date=dates["ec2"],
    around_date=dates["around"],
)

# %% [markdown] tags=["ko"]
# ### 앞으로, 그리고 거꾸로
#
# > 약정 = 덮을 온디맨드 × (1 − 절감률)
# >
# > 덮이는 온디맨드 = 약정 ÷ (1 − 절감률)
#
# 가장 흔한 실수는 **온디맨드 금액을 그대로 약정**하는 것입니다. 가게가 늘 한산한 시간처럼 돈다고 하고, 세 가지 약정을 견주어 봅니다.

# %% [markdown] tags=["en"]
# ### There and back
#
# > commitment = On-Demand to cover x (1 - saving)
# >
# > On-Demand covered = commitment / (1 - saving)
#
# The commonest slip is to **commit the On-Demand amount as it is**. Let the shop always run as in its quietest hour, and compare three commitments.

# %% trap
covered_by_base = kao.purchase.covered_spend(BASE, average)
amounts = pd.DataFrame(
    {"ko": ["절반", "꼭 맞게", "온디맨드 금액"], "en": ["half of it", "just right", "the On-Demand amount"]}
).assign(usd_per_hour=[BASE / 2, kao.purchase.commitment_for(quiet, average), quiet])


def plan_of(usd, kind="compute_sp", option=OPTION, **more):
    name = kao.language.text(f"offering_{kind}")
    return {"id": name, "kind": kind, "option": option, "usd_per_hour": usd, **more}


def under(usage, usd):
    return kao.discounts.apply(usage, None, pd.DataFrame([plan_of(usd)]), rates)


trap = pd.DataFrame([under(hour, usd).summary() for usd in amounts["usd_per_hour"]]).assign(case=amounts[LANG])
kao.tables.show(
    trap,
    ["case", "committed_usd", "usd", "unused_usd", "coverage", "utilization"],
    headings={"case": ("얼마나", "How much"), "usd": ("청구액(USD/h)", "Bill (USD/h)")},
)

# %% trap_say tags=["say"]
lost = float(trap["unused_usd"].iloc[2]) * 730
kao.lesson.say(
    ko="온디맨드 금액을 그대로 약정하면 매달 {lost:usd.2}를 쓰지도 못하고 냅니다. 청구액은 온디맨드와 **똑같아져서** 절감이 사라집니다. 꼭 맞는 약정은 온디맨드 {covered:usd_per_hour}를 덮습니다.",
    en="Commit the On-Demand amount, and {lost:usd.2} a month is paid and never used: the bill is **the same as On-Demand**, and the saving is gone. The right commitment covers {covered:usd_per_hour} of On-Demand.",
    lost=lost,
    covered=covered_by_base,
)

# %% [markdown] tags=["ko"]
# **결정:** 보고서에서 본 온디맨드 금액은 약정 칸에 적지 않습니다. 먼저 (1 − 절감률)을 곱합니다.
#
# ### 한 시간을 손으로: AWS의 예제부터 검산하기
#
# 플랜은 시계의 한 시간마다 이 순서로 적용됩니다.
#
# 1. 스팟과 RI가 덮은 사용량을 뺍니다.
# 2. EC2 인스턴스 플랜, 그다음 컴퓨팅 플랜을 적용합니다. 같은 종류의 플랜은 기간과 결제 옵션이 달라도 함께 씁니다.
# 3. 플랜 안에서는 **절감률이 높은 사용량부터**, 같으면 **플랜 요금이 낮은 것부터** 덮습니다. 마지막 줄은 일부만 덮여도 됩니다.
# 4. 남은 사용량은 온디맨드, 남은 약정은 그 시간과 함께 사라집니다.
#
# AWS의 Savings Plans 사용 설명서에는 같은 한 시간을 다섯 가지로 계산한 예제가 있습니다. 요금은 설명서가 지어낸 것입니다. 그대로 넣어 다시 계산하고, 설명서의 숫자와 맞는지 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** the On-Demand amount of a report never goes into the field for the commitment. First multiply by (1 - saving).
#
# ### One hour by hand: first audit AWS's own example
#
# In every clock hour plans apply in this order.
#
# 1. Take off Spot, and what RIs cover.
# 2. Apply EC2 Instance plans, then Compute plans. Plans of one kind work together, whatever their terms and payments.
# 3. Within a plan, cover **the highest saving first**, ties by **the lower plan rate**. The last line may be covered in part.
# 4. Usage that is left is On-Demand; commitment that is left is lost with the hour.
#
# AWS's Savings Plans User Guide works one hour in five scenarios, at rates that the guide made up. Put them in, compute again, and see whether the guide's numbers agree.

# %% audit
# quantity, then USD a unit: On-Demand, Compute plan, EC2 Instance plan
guide = pd.DataFrame(
    [("ec2", "r5.4xlarge", "linux", "shared", 4, 1.00, 0.70, 0.60),
     ("fargate", "vcpu_linux_x86", "linux", "shared", 400, 0.04, 0.03, None),
     ("fargate", "gb_linux_x86", "linux", "shared", 1600, 0.004, 0.003, None),
     ("ec2", "m5.24xlarge", "windows", "dedicated", 1, 10.00, 8.20, 7.80),
     ("lambda", "duration_x86", "linux", "shared", 1_500_000, 0.000015, 0.00001275, None),
     ("lambda", "request", "linux", "shared", 1_000_000, 0.0000002, 0.0000002, None)],
    columns=["service", "item", "operating_system", "tenancy", "quantity", "on_demand_usd", "wide", "narrow"],
).assign(hour=0, location="us-east-1")  # fmt: skip
attributes = ["service", "location", "item", "operating_system", "tenancy"]
guide_rates = guide.melt(attributes, ["wide", "narrow"], "option", "usd").dropna()
guide_ris = pd.DataFrame({"id": ["RI"], "scope": "regional", "location": "us-east-1", "instance_type": "r5.4xlarge"})
guide_ris = guide_ris.assign(count=2, usd_per_hour=0.60)
narrow_plan = plan_of(3.00, "ec2_instance_sp", "narrow", family="r5", location="us-east-1")

# RIs, plans, and the On-Demand that the guide prints as left
scenarios = [
    (None, [], 59.10),
    (None, [plan_of(50.00, option="wide")], 0.00),
    (None, [plan_of(2.00, option="wide")], 56.24),
    (None, [plan_of(19.60, option="wide")], 32.70),
    (guide_ris, [plan_of(18.20, option="wide")], 32.70),
    (None, [narrow_plan, plan_of(16.80, option="wide")], 32.70),
]
audit = pd.DataFrame(
    [
        {"printed_usd": printed, **kao.discounts.apply(guide, owned, pd.DataFrame(plans), guide_rates).summary()}
        for owned, plans, printed in scenarios
    ]
)
audit = audit.assign(scenario=audit.index, agrees=(audit["on_demand_usd"] - audit["printed_usd"]).abs() < 0.005)
kao.tables.show(
    audit.rename(columns={"usd": "bill_usd"}),
    ["scenario", "committed_usd", "printed_usd", "on_demand_usd", "agrees", "unused_usd", "bill_usd"],
    headings={
        "scenario": ("시나리오", "Scenario"),
        "printed_usd": ("설명서: 남은 온디맨드", "Guide: On-Demand left"),
        "on_demand_usd": ("다시 계산", "Computed again"),
        "agrees": ("일치", "Agrees"),
        "bill_usd": ("한 시간의 청구액", "Bill of the hour"),
    },
)

# %% audit_say tags=["say"]
kao.lesson.say(
    ko="설명서의 숫자 {all:number}개 가운데 {agree:number}개가 다시 계산한 값과 같습니다. 다만 설명서는 남은 온디맨드만 말합니다. 시나리오 1은 온디맨드가 0이지만 청구액은 약정 전체이고, 그 가운데 {lost1:usd.3}가 버려집니다. 시나리오 5에서도 EC2 인스턴스 플랜의 {lost5:usd.2}가 남습니다. 컴퓨팅 플랜만 있는 시나리오 3과 남은 온디맨드는 같은데 청구액은 {more:usd.2} 더 많습니다.",
    en="{agree:number} of the guide's {all:number} numbers come out the same. But the guide tells the On-Demand left only. In scenario 1 that is nothing, while the bill is the whole commitment, {lost1:usd.3} of it unused. In scenario 5 {lost5:usd.2} of the EC2 Instance plan are left over: On-Demand is the same as in scenario 3 with one Compute plan, and the bill {more:usd.2} higher.",
    all=len(audit),
    agree=int(audit["agrees"].sum()),
    lost1=float(audit["unused_usd"].iloc[1]),
    lost5=float(audit["unused_usd"].iloc[5]),
    more=float(audit["usd"].iloc[5] - audit["usd"].iloc[3]),
)

# %% [markdown] tags=["ko"]
# ### 이제 내 리전의 한 시간
#
# 가게의 **바쁜 시간**에 컴퓨팅 플랜 하나가 EC2, Fargate, Lambda를 함께 덮습니다. 약정은 EC2 전부와 Fargate의 절반에 맞추었습니다.

# %% [markdown] tags=["en"]
# ### Now an hour in your Region
#
# In the shop's **busy hour** one Compute plan covers EC2, Fargate and Lambda together. The commitment is made for all of EC2 and half of Fargate.

# %% busy
busy_hour = kao.samples.hour(shop, "busy")
busy_rates = busy_hour.merge(rates[["service", "item", "usd"]])
spent = (busy_rates["quantity"] * busy_rates["usd"]).groupby(busy_rates["service"]).sum()
COMMITTED = round(float(spent["ec2"] + spent["fargate"] / 2), 2)

# %% predict_vcpu
kao.lesson.predict(
    "vcpu",
    ko="약정이 Fargate의 **절반**에 맞추어졌습니다. Fargate vCPU는 몇 %나 덮일까요?",
    en="The commitment is made for **half** of Fargate. What share of the Fargate vCPUs is covered?",
    unit="percent",
)

# %% explain
steps = under(busy_hour, COMMITTED).explain(0)
kao.tables.show(steps, ["number", "rule", "item", "quantity", "usd_per_unit", "saving", "usd", "left"])

# %% applied_chart
kao.charts.applied_hour(steps)

# %% reveal_vcpu
vcpu = steps[steps["item"] == "vcpu_linux_x86"]
share = float(vcpu.loc[vcpu["rule"] != "on_demand", "quantity"].sum() / vcpu["quantity"].sum())
kao.lesson.reveal(
    "vcpu",
    share,
    ko="vCPU와 메모리의 절감률이 같으므로 단가가 낮은 **메모리가 먼저** 모두 덮이고, 남은 약정이 vCPU로 갑니다. Lambda는 절감률이 더 낮아 차례가 오지 않았습니다. Lambda 요청은 절감률이 0%라 순서의 맨 끝입니다.",
    en="vCPUs and memory have the same saving, so **memory, with the lower rate, goes first**; what is left goes to vCPUs. Lambda saves less, so its turn did not come. Lambda requests save 0 % and stand last.",
)

# %% [markdown] tags=["ko"]
# **결정:** 플랜 하나로 무엇이 덮이는지는 내가 고르지 않습니다. 절감률의 순서가 고릅니다. Lambda 요청처럼 0%인 줄을 덮으려고 약정을 늘리지 마세요.
#
# ### 72%는 누구의 것인가
#
# 노트는 플랜이 EC2, Fargate, Lambda를 최대 72% 줄인다고 적었습니다. 가격표에 있는 플랜 요금 **전부**로 확인합니다. 가장 유리한 조건(3년 전체 선결제, 데이터베이스는 1년 선결제 없음)입니다.

# %% [markdown] tags=["en"]
# **Decide:** you do not choose what a plan covers; the order of savings does. Do not commit more to cover a line that saves 0 %, such as Lambda requests.
#
# ### Whose 72 %?
#
# The note says that plans cut EC2, Fargate and Lambda by up to 72 %. Check it on **all** plan rates of the snapshot, under the best conditions (3 years All Upfront; databases 1 year No Upfront).

# %% savings
savings = kao.compare.plan_savings()
kao.charts.plan_savings(savings, promised=0.72)

# %% savings_say tags=["say"]
best = savings.set_index(["kind", "part"])
narrow_ec2 = best.loc[("ec2_instance_sp", "ec2")]
kao.lesson.say(
    ko="EC2 인스턴스 플랜은 {count:number}개 요금의 중앙값이 **{median:percent}**입니다. 고리가 72%의 오른쪽에 있는 것은 몇 안 되는 이전 세대 때문입니다(EC2의 플랜 요금은 공시된 RI 요금에서 유도한 값입니다). Fargate는 최대 {fargate:percent}, Lambda 실행 시간은 {duration:percent}, Lambda 요청은 {request:percent}입니다. SageMaker AI는 AWS가 밝힌 최대치가 64%이지만 온디맨드와 함께 확인한 요금은 {ml:number}개뿐입니다.",
    en="Over {count:number} rates the EC2 Instance plan has a median of **{median:percent}**. The ring to the right of 72 % is a few previous-generation types (EC2's plan rates are derived from the listed ones of RIs). Fargate reaches {fargate:percent}, Lambda duration {duration:percent}, Lambda requests {request:percent}. For SageMaker AI AWS states 64 % at most; only {ml:number} rates of it are known here together with On-Demand.",
    count=int(narrow_ec2["count"]),
    median=float(narrow_ec2["median"]),
    fargate=float(best.loc[("compute_sp", "fargate"), "most"]),
    duration=float(best.loc[("compute_sp", "lambda_duration"), "most"]),
    request=float(best.loc[("compute_sp", "lambda_requests"), "most"]),
    ml=int(best.loc[("sagemaker_sp", "sagemaker"), "count"]),
)

# %% [markdown] tags=["ko"]
# **결정:** ‘최대 72%’라는 제안서를 받으면 내 사용량의 줄마다 절감률을 적어 달라고 하세요.
#
# ### EC2 인스턴스 플랜과 컴퓨팅 플랜
#
# | | EC2 인스턴스 플랜 | 컴퓨팅 플랜 |
# |---|---|---|
# | 적용 대상 | EC2 | EC2, Fargate, Lambda |
# | 묶이는 것 | 인스턴스 패밀리와 리전 | 없음 |
# | 바꿔도 되는 것 | 크기, 운영 체제, 테넌시, 가용 영역 | 그 밖에 패밀리, 리전, 서비스까지 |
# | AWS가 밝힌 최대 할인 | 72% | 66% |
# | 용량 | 잡아 두지 않음 | 잡아 두지 않음 |
#
# 자유의 값은 두 요금의 차이입니다. 1년 안에 패밀리나 리전을 바꾸면 EC2 인스턴스 플랜은 그때부터 쓸 곳을 잃습니다. 몇 개월째까지 그대로여야 본전일까요?

# %% [markdown] tags=["en"]
# **Decide:** when a proposal says "up to 72 %", ask for the saving of each line of your own usage.
#
# ### EC2 Instance plan or Compute plan
#
# | | EC2 Instance plan | Compute plan |
# |---|---|---|
# | covers | EC2 | EC2, Fargate, Lambda |
# | bound to | a family and a Region | nothing |
# | free to change | size, operating system, tenancy, zone | also family, Region, service |
# | maximum stated by AWS | 72 % | 66 % |
# | capacity | none held | none held |
#
# The price of freedom is the difference of the two rates. Change the family or Region within the year, and the EC2 Instance plan has nothing left to cover. Until which month must all stay as it is for it to pay?

# %% predict_month
kao.lesson.predict(
    "month",
    ko="`{web}` 한 대에 1년 플랜을 삽니다. 몇 개월째까지 그대로 쓰면 EC2 인스턴스 플랜이 컴퓨팅 플랜보다 쌀까요?",
    en="You buy a 1-year plan for one `{web}`. From which month of change on is the EC2 Instance plan the cheaper one?",
    unit="number",
    web=types["web"],
)

# %% switch_chart
offers = kao.purchase.offers(types["web"], PLACE).set_index("option")["effective_usd_per_hour"]
narrow, wide, od = offers["ec2_instance_sp_1y_no_upfront"], offers[OPTION], offers["on_demand"]
plan_names = (kao.language.text("offering_ec2_instance_sp"), kao.language.text("offering_compute_sp"))
kao.charts.plan_switch(od, narrow, wide, names=plan_names, name=types["web"])

# %% reveal_month
gap = (wide - narrow) / od
month = 12 * (1 - gap)
kao.lesson.reveal(
    "month",
    round(month, 1),
    ko="EC2 인스턴스 플랜이 더 깎아 주는 몫은 온디맨드의 {gap:percent}뿐인데, 바뀌고 나면 남은 달마다 온디맨드 **전부**를 다시 냅니다. 1년 안의 아무 때나 바뀔 수 있다면, 바뀔 확률이 {chance:percent}만 되어도 컴퓨팅 플랜이 유리합니다.",
    en="The EC2 Instance plan saves only {gap:percent} of On-Demand more, while after a change every remaining month pays the **whole** On-Demand again. If the change may come at any time of the year, a chance of {chance:percent} is enough for the Compute plan to win.",
    gap=gap,
    chance=2 * gap,
)

# %% [markdown] tags=["ko"]
# 한 유형으로 말하면 무엇이든 말할 수 있습니다. 이 리전에서 파는 모든 패밀리로 봅니다. ‘확률’은 1년 안에 그 패밀리를 떠날 가능성이 이보다 크면 컴퓨팅 플랜이 유리하다는 뜻입니다(떠나는 때는 고르게 흩어져 있고, 다른 서버가 그 약정을 이어 쓰지 못한다고 봅니다).

# %% [markdown] tags=["en"]
# One type can prove anything, so take every family sold in this Region. “Chance” means: if leaving the family within the year is likelier than this, the Compute plan wins (the time of leaving spread evenly, and no other server there to use the plan).

# %% families
families = kao.compare.plan_families(PLACE)
kao.tables.show(
    pd.concat([families.head(5), families.tail(5)]).round({"month": 1}),
    ["family", "types", "gap", "month", "chance"],
    headings={
        "types": ("유형 수", "Types"),
        "gap": ("요금 차이(온디맨드의)", "Gap (of On-Demand)"),
        "month": ("본전이 되는 달", "Month of break-even"),
        "chance": ("확률", "Chance"),
    },
    kinds={"gap": "percent", "chance": "percent"},
)

# %% families_say tags=["say"]
kao.lesson.say(
    ko="{count:number}개 패밀리의 차이는 중앙값 {median:percent}, 가장 큰 `{widest}`가 {most:percent}입니다. 차이가 가장 큰 패밀리에서도 1년 안에 떠날 확률이 {chance:percent}를 넘으면 컴퓨팅 플랜입니다. **새 세대가 나오면 옮길 패밀리인지**를 물어보세요.",
    en="Over {count:number} families the gap has a median of {median:percent} and is largest for `{widest}`: {most:percent}. Even there the Compute plan wins once leaving within the year is likelier than {chance:percent}. Ask whether **a newer generation would make you move**.",
    count=len(families),
    median=float(families["gap"].median()),
    widest=families["family"].iloc[-1],
    most=float(families["gap"].iloc[-1]),
    chance=float(families["chance"].iloc[-1]),
)

# %% [markdown] tags=["ko"]
# **결정:** 1년 안에 이 패밀리를 떠날 확률을 팀에 물어 표의 확률과 견줍니다. 모르겠다면 컴퓨팅 플랜입니다.
#
# ### RI, EC2 인스턴스 플랜, 컴퓨팅 플랜이 함께 있을 때
#
# 계정이 둘입니다. `data`는 검색 클러스터를, `shop`은 나머지를 돌립니다. `data`가 RI 두 대분과 컴퓨팅 플랜을, `shop`이 웹 서버 패밀리의 EC2 인스턴스 플랜을 샀습니다. 조직은 기본으로 할인을 **공유**합니다. 산 계정이 먼저 쓰고, 남으면 다른 계정이 씁니다.

# %% [markdown] tags=["en"]
# **Decide:** ask the team how likely it is to leave the family within a year, and hold it against the chance in the table. If nobody knows, take the Compute plan.
#
# ### RIs, an EC2 Instance plan and a Compute plan together
#
# There are two accounts: `data` runs the search cluster, `shop` the rest. `data` bought RIs for two and a Compute plan, `shop` an EC2 Instance plan for the web servers' family. An organization **shares** discounts by default: the owner uses them first, the others what is left.

# %% predict_sharing
kao.lesson.predict(
    "sharing",
    ko="같은 바쁜 시간에 공유를 끄면, 두 계정을 합한 한 시간 청구액은 얼마나 늘어날까요?",
    en="If sharing is turned off in the same busy hour, by how much does the bill of both accounts together rise?",
    unit="usd",
)

# %% sharing
by_account = busy_hour.assign(account=["data" if item == types["search"] else "shop" for item in busy_hour["item"]])
search_offers = kao.purchase.offers(types["search"], PLACE).set_index("option")["effective_usd_per_hour"]
ris = pd.DataFrame({"id": ["RI"], "account": "data", "scope": "regional", "location": PLACE, "count": 2})
ris = ris.assign(instance_type=types["search"], usd_per_hour=search_offers["ri_standard_1y_no_upfront"])

NARROW, family = "ec2_instance_sp_1y_no_upfront", types["web"].split(".")[0]
web_plan = plan_of(round(8 * narrow, 2), "ec2_instance_sp", NARROW, family=family, location=PLACE)
plans = pd.DataFrame([{**web_plan, "account": "shop"}, {**plan_of(round(BASE * 0.6, 2)), "account": "data"}])

both_rates = kao.discounts.plan_rates(by_account, [NARROW, OPTION])
shared = kao.discounts.apply(by_account, ris, plans, both_rates, sharing=True)
alone = kao.discounts.apply(by_account, ris, plans, both_rates, sharing=False)
kao.tables.show(
    shared.explain(0), ["number", "rule", "account", "item", "quantity", "saving", "usd", "left"]
)

# %% sharing_chart
without = "공유를 끈 경우" if LANG == "ko" else "the plans without sharing"
kao.charts.applied_hour(shared.explain(0), ghost=alone.explain(0), ghost_name=without)

# %% reveal_sharing
more = alone.summary()["usd"] - shared.summary()["usd"]
kao.lesson.reveal(
    "sharing",
    more,
    ko="공유를 끄면 `data`의 컴퓨팅 플랜은 자기 서버 두 대(나머지 두 대는 RI가 덮음)만 덮고 {lost:usd_per_hour}가 버려집니다. 그동안 `shop`은 온디맨드를 냅니다. 한 달이면 {month:usd.2}입니다. 위 차트의 옅은 세로선이 공유를 껐을 때 덮인 자리입니다.",
    en="Without sharing, `data`'s Compute plan covers its own two servers (RIs have the other two) and {lost:usd_per_hour} is lost, while `shop` pays On-Demand. In a month that is {month:usd.2}. The pale upright lines of the chart show what is covered without sharing.",
    lost=alone.summary()["unused_usd"],
    month=more * 730,
)

# %% [markdown] tags=["ko"]
# **결정:** 공유를 끄는 것은 부서별 정산을 위한 일이지 절감을 위한 일이 아닙니다. 끄기 전에 이 차이를 금액으로 적어 두세요. 최근에는 계정 묶음 안에서 먼저 공유하는 설정도 있습니다.
#
# ### 시간은 다음 시간을 돕지 않는다
#
# 지금까지는 한 시간이었습니다. 약정은 한 주의 168시간에 똑같이 나가고, 남은 약정은 다음 시간으로 넘어가지 않습니다. 흔히들 하듯 청구서를 시간으로 나눈 값, 곧 가게의 한 주 **평균 온디맨드 금액**을 약정해 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** turning sharing off serves internal accounting, not saving. Write this difference down before you do. Sharing within a group of accounts first is a newer setting.
#
# ### No hour helps the next
#
# So far it was one hour. A commitment is paid alike in all 168 hours of a week, and nothing is carried over. For the shop's week, commit what is often committed: the bill divided by its hours, the **average On-Demand amount**.

# %% week
week = kao.samples.week(shop)
START = round(float((week["quantity"] * week["on_demand_usd"]).sum()) / week["hour"].nunique(), 1)
kao.charts.plan_week(under(week, START).by_hour())

# %% week_table
tried = [round(usd, 2) for usd in (0.6 * BASE, BASE, 1.3 * BASE, START)]
moves = pd.DataFrame([under(week, usd).summary() for usd in tried])
moves = moves.assign(usd_per_hour=tried, usd_per_month=moves["usd"] * 730 / 168)
kao.tables.show(
    moves,
    ["usd_per_hour", "coverage", "utilization", "effective_savings_rate", "usd_per_month"],
    headings={
        "usd_per_hour": ("약정(USD/h)", "Commitment (USD/h)"),
        "usd_per_month": ("청구액(USD/월)", "Bill (USD/month)"),
    },
)

# %% week_say tags=["say"]
kao.lesson.say(
    ko="평균을 약정하면 한 달에 {lost:usd.2}가 버려집니다. 약정을 늘리면 **충당률은 오르고 사용률은 내려갑니다.** 한쪽만 100%로 만드는 일은 쉽습니다. 아주 적게 약정하면 사용률이 {u:percent}, 아주 많이 약정하면 충당률이 {c:percent}입니다. 어느 쪽도 청구액이 가장 적은 곳은 아닙니다.",
    en="Commit the average, and {lost:usd.2} a month is lost. As the commitment grows, **coverage rises and utilization falls.** To bring one of them to 100 % is easy: commit very little and utilization is {u:percent}, commit very much and coverage is {c:percent}. Neither is where the bill is smallest.",
    lost=float(moves["unused_usd"].iloc[-1]) * 730 / 168,
    u=float(moves["utilization"].iloc[0]),
    c=float(moves["coverage"].iloc[-1]),
)

# %% [markdown] tags=["ko"]
# **결정:** 충당률과 사용률은 늘 짝으로 보고하고, 그 옆에 청구액을 둡니다.
#
# ### 컴퓨팅 밖의 플랜: SageMaker AI와 데이터베이스
#
# 같은 방식의 플랜이 둘 더 있습니다. 약정을 구하는 식도 같습니다. SageMaker AI 플랜은 학습, 추론, 노트북을 가리지 않고 SageMaker AI 인스턴스를 덮습니다. 요금을 확인한 것은 버지니아 북부의 몇 가지뿐이라 그 리전에서 계산합니다. 추론 엔드포인트 두 대는 늘 켜 있고, 노트북 세 대는 업무 시간에만 켭니다.

# %% [markdown] tags=["en"]
# **Decide:** report coverage and utilization as a pair, and put the bill beside them.
#
# ### Plans beyond compute: SageMaker AI and databases
#
# There are two more plans of the same make, with the same formula. The SageMaker AI plan covers SageMaker AI instances of every component: training, inference, notebooks. Only a few of its rates are known, all of N. Virginia, so this is computed there. Two inference endpoints run all the time, three notebooks in office hours.

# %% predict_sagemaker
kao.lesson.predict(
    "sagemaker",
    ko="엔드포인트 두 대(늘)와 노트북 세 대(한 달 220시간)가 있을 때, 사용률 100%를 지키는 가장 큰 약정은 시간당 얼마일까요?",
    en="With two endpoints (always) and three notebooks (220 hours a month), what is the largest hourly commitment that keeps utilization at 100 %?",
)

# %% sagemaker
ml = kao.catalog.service_plan_rates("sagemaker", "us-east-1", "sagemaker_sp_1y_no_upfront").set_index("item")
jobs = pd.DataFrame({"item": ["ml.m5.2xlarge", "ml.m5.xlarge"], "quantity": [2, 3], "hours_per_month": [730, 220]})
jobs = jobs.assign(
    plan_usd=ml["usd"].reindex(jobs["item"]).to_numpy(),
    on_demand_usd=ml["on_demand_usd"].reindex(jobs["item"]).to_numpy(),
)
ml_needed = kao.purchase.usage_commitment(jobs).assign(saving=1 - jobs["plan_usd"] / jobs["on_demand_usd"])
kao.tables.show(
    ml_needed.rename(columns={**UNITS, "running_usd": "usd_per_hour", "average_usd": "average_usd_per_hour"}),
    [
        "item",
        "quantity",
        "hours_per_month",
        "usd_per_unit",
        "plan_usd_per_unit",
        "saving",
        "usd_per_hour",
        "average_usd_per_hour",
    ],
    headings={
        **unit_headings,
        "quantity": ("대수", "Instances"),
        "hours_per_month": ("월 시간", "Hours a month"),
        "usd_per_hour": ("켜 있을 때(USD/h)", "While running (USD/h)"),
        "average_usd_per_hour": ("평균(USD/h)", "Average (USD/h)"),
    },
)

# %% reveal_sagemaker
ml_base = float(ml_needed["running_usd"].iloc[0])
kao.lesson.reveal(
    "sagemaker",
    ml_base,
    ko="늘 켜 있는 엔드포인트 두 대분입니다. 평균({average:usd_per_hour})에 맞추면 밤마다 약정이 남습니다. 이 요금은 {date} 기준이고, 컴퓨팅 플랜 요금에서 유도한 값입니다. 확인된 요금의 최대 절감률은 {most:percent}로, AWS가 밝힌 최대치 64%보다 낮습니다.",
    en="It is that of the two endpoints that always run. Commit the average ({average:usd_per_hour}), and some is left over every night. These rates are of {date}, derived from those of the Compute plan. The largest saving among the known ones is {most:percent}, below the maximum of 64 % that AWS states.",
    average=float(ml_needed["average_usd"].sum()),
    date=ml["as_of"].iloc[-1],
    most=float(kao.catalog.service_plan_rates("sagemaker")["saving"].max()),
)

# %% [markdown] tags=["ko"]
# 데이터베이스 Savings Plans는 노트에 없습니다. 2025년 12월 2일에 나왔고, **1년 선결제 없음**뿐이며 최대 35%입니다(기간과 결제는 발표와 여러 보도에 따른 것입니다). 지금 리전에서 확인된 요금입니다.

# %% [markdown] tags=["en"]
# Database Savings Plans are not in the note. They came on 2 December 2025, for **1 year No Upfront only**, with up to 35 % (term and payment as announced and widely reported). These are the rates known in your Region.

# %% database
databases = kao.catalog.service_plan_rates("database", PLACE).sort_values(["saving", "item"], ascending=[False, True])
kao.tables.show(
    databases.rename(columns={"on_demand_usd": "usd_per_unit", "usd": "plan_usd_per_unit"}),
    ["item", "unit", "usd_per_unit", "plan_usd_per_unit", "saving", "derived", "as_of"],
    headings=unit_headings,
    rows=10,
)

# %% kinds
kinds = kao.purchase.plan_kinds()
payments = [", ".join(kao.language.text(f"payment_{one}") for one in each.split(", ")) for each in kinds["payment"]]
kao.tables.show(
    kinds.assign(plan_kind=[kao.language.text(f"offering_{kind}") for kind in kinds["kind"]], payment=payments),
    ["plan_kind", "most_saving", "term_years", "payment"],
    headings={"most_saving": ("AWS가 밝힌 최대", "Maximum stated by AWS"), "payment": ("결제 옵션", "Payment")},
    kinds={"most_saving": "percent"},
)

# %% [markdown] tags=["ko"]
# **결정:** RDS나 ElastiCache를 컴퓨팅 플랜으로 덮으려 하지 마세요. 플랜은 종류마다 따로 세고, 서로 남는 약정을 나누지 않습니다.
#
# ## 구조: 약정 금액을 정하기
#
# 가게의 한 주로 약정 금액마다 청구액, 충당률, 사용률을 계산했습니다. 칠한 구간이 충당률 85%와 사용률 95%를 함께 채우는 약정입니다. 청구액의 골짜기와 **같은 곳이 아닐 수 있습니다.**

# %% [markdown] tags=["en"]
# **Decide:** do not try to cover RDS or ElastiCache by a Compute plan. Each kind of plan counts by itself and leaves nothing to another.
#
# ## Architecture: setting the commitment
#
# Here is the shop's week at each commitment: bill, coverage, utilization. Shaded are the commitments that reach a coverage of 85 % and a utilization of 95 % together. That **need not be** where the bill has its valley.

# %% curve
chooser = kao.explorers.savings_plans(week, usd_per_hour=START, wanted=(0.85, 0.95))
table = chooser.table
kao.charts.plan_curve(table, START, wanted=(0.85, 0.95))

# %% [markdown] tags=["ko"]
# 이제 직접 끌어 봅니다. 약정의 슬라이더를 끌면 한 주의 모든 시간이 다시 계산됩니다. 굵은 선이 약정이고, 그 아래의 붉은 몫이 버려지는 약정, 그 위의 회색이 온디맨드입니다. 처음 선택은 평균 온디맨드 금액을 그대로 약정한 것이며 옅은 자국으로 남습니다. 부분 선결제는 Fargate와 Lambda의 요금이 확인되지 않아 뺐습니다.

# %% [markdown] tags=["en"]
# Now drag it. As the slider moves, every hour of the week is computed again. The thick line is the commitment; red below it is unused, grey above it On-Demand. The first choice, the average On-Demand amount, stays as a pale trace. Partial Upfront is left out: its rates for Fargate and Lambda are not known.

# %% chooser
chooser

# %% settings
best_usd = chooser.value["cheapest"]
chooser.settings_table(
    [
        {},
        {"usd_per_hour": best_usd},
        {"usd_per_hour": best_usd, "payment": "all_upfront"},
        {"usd_per_hour": best_usd, "term_years": 3},
        {"plan_kind": "ec2_instance_sp", "usd_per_hour": round(8 * narrow, 1)},
    ]
)

# %% goal_kpi
kao.lesson.goal(chooser, "kpi")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"usd_per_hour": 3.0}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"usd_per_hour": 3.0}` in `wanted`.

# %% kpi_stub tags=["stub"]
wanted = {}

# %% kpi_solution tags=["solution"]
good = table[(table["coverage"] >= 0.85) & (table["utilization"] >= 0.95)]
wanted = {"usd_per_hour": float(good["usd_per_hour"].iloc[0])}

# %% kpi_check
chooser.set(**wanted)
kao.lesson.check_goal("kpi")

# %% goal_cheapest
kao.lesson.goal(chooser, "cheapest")

# %% cheapest_stub tags=["stub"]
wanted = {}

# %% cheapest_solution tags=["solution"]
chooser.set(plan_kind="compute_sp", term_years=1, payment="no_upfront")
wanted = {"usd_per_hour": chooser.value["cheapest"]}

# %% cheapest_check
chooser.set(**wanted)
kao.lesson.check_goal("cheapest")

# %% curve_say tags=["say"]
rows = table.set_index("usd_per_hour")
valley = rows.loc[rows["usd_per_month"].idxmin()]
both = table[(table["coverage"] >= 0.85) & (table["utilization"] >= 0.95)]
kao.lesson.say(
    ko="청구액이 가장 적은 약정은 {best:usd_per_hour}입니다(충당률 {c:percent}, 사용률 {u:percent}, 온디맨드보다 {s:percent} 적음). 두 목표를 함께 채우려고 {kpi:usd_per_hour}까지 올리면 청구액은 한 달에 {more:usd.2} **늘어납니다.** 목표는 회사가 정한 숫자이고, 골짜기는 요금과 사용량이 정한 숫자입니다.",
    en="The bill is smallest at {best:usd_per_hour} (coverage {c:percent}, utilization {u:percent}, {s:percent} less than On-Demand). To reach both targets you go up to {kpi:usd_per_hour}, and the bill **rises** by {more:usd.2} a month. Targets are set by a company, the valley by rates and usage.",
    best=float(valley.name),
    c=float(valley["coverage"]),
    u=float(valley["utilization"]),
    s=float(valley["saving"]),
    kpi=float(both["usd_per_hour"].min()),
    more=float(both["usd_per_month"].min() - valley["usd_per_month"]),
)

# %% [markdown] tags=["ko"]
# **결정:** 골짜기의 왼쪽 비탈에서 멈추세요. 왼쪽으로 한 걸음의 손해는 작고 다음 달에 더 살 수 있지만, 오른쪽은 1년 동안 되돌릴 수 없습니다.
#
# ## 운영: 산 뒤에 벌어지는 일
#
# ### 플랜을 깨뜨리는 법: 산 다음에 끄기
#
# 누군가 검색 클러스터를 평일 10시간(UTC 0시~10시, 서울의 9시~19시)만 켜기로 했습니다. 온디맨드였다면 옳은 일입니다. 플랜을 **산 다음**이라면 어떨까요? 두 순서를 한 달로 견줍니다.

# %% [markdown] tags=["en"]
# **Decide:** stop on the left slope of the valley. A step to the left costs little and you can buy more next month; a step to the right cannot be undone for a year.
#
# ## Operation: what happens after the purchase
#
# ### How to break a plan: buy it, then turn machines off
#
# Somebody decides to run the search cluster for ten hours on weekdays only (00:00-10:00 UTC, 09:00-19:00 in Seoul). Under On-Demand that is right. And **after** a plan was bought? Compare the two orders over a month.

# %% predict_break
kao.lesson.predict(
    "break",
    ko="가장 싼 약정을 산 뒤에 검색 클러스터를 평일 10시간만 켭니다. 약정 없이 껐다면 아꼈을 돈의 몇 %를 실제로 아낄까요?",
    en="After buying the cheapest commitment, the search cluster runs ten hours on weekdays. What share of what it would have saved without a plan is really saved?",
    unit="percent",
)

# %% break
stamp = week["hour"].dt
office = (stamp.day_of_week < 5) & (stamp.hour < 10)
scheduled = week.assign(quantity=week["quantity"].where((week["item"] != types["search"]) | office, 0.0))
resized = kao.explorers.savings_plans(scheduled, usd_per_hour=best_usd).value["cheapest"]
cases = [
    ("1. 온디맨드, 늘 켬", "1. On-Demand, always on", week, 0.0),
    ("2. 온디맨드, 일정대로", "2. On-Demand, scheduled", scheduled, 0.0),
    ("3. 플랜을 사고, 늘 켬", "3. plan bought, always on", week, best_usd),
    ("4. 플랜을 사고, 그다음 일정", "4. plan bought, then scheduled", scheduled, best_usd),
    ("5. 일정을 먼저, 그다음 플랜", "5. scheduled first, then the plan", scheduled, resized),
]
broken = pd.DataFrame([under(usage, usd).summary() for _, _, usage, usd in cases])
broken[["usd", "unused_usd"]] *= 730 / 168
broken = broken.assign(case=[ko if LANG == "ko" else en for ko, en, _, _ in cases], plan_usd=[usd for *_, usd in cases])
kao.tables.show(
    broken,
    ["case", "plan_usd", "usd", "unused_usd", "utilization"],
    headings={
        "case": ("순서", "Order"),
        "plan_usd": ("약정(USD/h)", "Commitment (USD/h)"),
        "usd": ("청구액(USD/월)", "Bill (USD/month)"),
        "unused_usd": ("버려진 약정(USD/월)", "Unused (USD/month)"),
    },
)

# %% reveal_break
bill = broken["usd"].tolist()
kept = (bill[2] - bill[3]) / (bill[0] - bill[1])
kao.lesson.reveal(
    "break",
    kept,
    ko="일정만으로는 한 달에 {free:usd.2}를 아낍니다. 플랜을 산 뒤에 끄면 {late:usd.2}만 줄어듭니다. 검색 클러스터가 쓰던 약정의 일부는 절감률이 더 낮은 Fargate와 Lambda가 이어받고, 나머지 {lost:usd.2}는 버려집니다. 순서만 바꾸어 **먼저 끄고 남은 사용량에 약정**하면 {better:usd.2}가 더 줄어듭니다. 1년이면 {year:usd.0}입니다.",
    en="The schedule alone saves {free:usd.2} a month. After the plan it takes off only {late:usd.2}: part of what the cluster used of the commitment goes to Fargate and Lambda, which save less, and {lost:usd.2} is lost. Turn the order around, **stop first and commit for what remains**, and the bill is another {better:usd.2} lower: {year:usd.0} in a year.",
    free=bill[0] - bill[1],
    late=bill[2] - bill[3],
    lost=float(broken["unused_usd"].iloc[3]),
    better=bill[3] - bill[4],
    year=(bill[3] - bill[4]) * 12,
)

# %% break_chart
intact = under(week, best_usd)
before = "끄기 전" if LANG == "ko" else "the week before"
kao.charts.plan_week(under(scheduled, best_usd).by_hour(), ghost=intact.by_hour(), ghost_name=before)

# %% [markdown] tags=["ko"]
# **결정:** 사용량을 줄이는 일(끄기, 크기 줄이기, 새 세대로 옮기기)이 먼저이고, 요금을 줄이는 일(약정)이 나중입니다. 이미 샀다면 끄는 일정의 이득을 온디맨드 요금이 아니라 **약정이 덮지 않은 시간**으로 다시 계산합니다.
#
# ### 찾기: 보고서에서 무엇을 보는가
#
# 비용 탐색기의 충당률과 사용률 보고서는 하루 단위로 보입니다. 가게의 한 주를 같은 꼴로 적으면 이렇습니다.

# %% [markdown] tags=["en"]
# **Decide:** reduce usage first (stop, rightsize, move to a newer generation), the rate afterwards (commit). If the plan is bought already, count the gain of a schedule not at On-Demand rates but over the **hours that no commitment covers**.
#
# ### Detect: what to look at in the reports
#
# The coverage and utilization reports of Cost Explorer go by the day. The shop's week in that form:

# %% report
days = intact.lines["hour"].dt.strftime("%m-%d")
lines = intact.lines.pivot_table("on_demand_usd", days, "covered_by", "sum", observed=True).rename_axis("day")
used = intact.commitments.groupby(intact.commitments["hour"].dt.strftime("%m-%d"))[["used_usd", "unused_usd"]].sum()
report = pd.DataFrame(
    {"covered_usd": lines["compute_sp"], "on_demand_usd": lines["on_demand"], "unused_usd": used["unused_usd"]}
)
report = report.assign(
    coverage=report["covered_usd"] / (report["covered_usd"] + report["on_demand_usd"]),
    utilization=used["used_usd"] / used.sum(axis=1),
)
report = report.rename_axis("day").reset_index()
kao.tables.show(
    report,
    ["day", "covered_usd", "on_demand_usd", "coverage", "unused_usd", "utilization"],
    headings={
        "day": ("날짜", "Day"),
        "covered_usd": ("덮은 온디맨드(USD)", "On-Demand covered (USD)"),
        "on_demand_usd": ("남은 온디맨드(USD)", "On-Demand left (USD)"),
    },
)

# %% report_say tags=["say"]
worst = report.loc[report["utilization"].idxmin()]
busiest = report.loc[report["coverage"].idxmin()]
kao.lesson.say(
    ko="사용률이 가장 낮은 날은 {day}({u:percent})이고, 충당률이 가장 낮은 날은 {other}({c:percent})입니다. 하루 평균이 좋아 보여도 그 안의 밤과 낮은 따로 움직이므로, 사용률이 100%에 못 미치면 시간 단위로 내려가 보세요.",
    en="Utilization is lowest on {day} ({u:percent}), coverage on {other} ({c:percent}). A good average of a day still hides its nights: where utilization is below 100 %, go down to the hours.",
    day=worst["day"],
    u=float(worst["utilization"]),
    other=busiest["day"],
    c=float(busiest["coverage"]),
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 봅니다. 여기서는 실행하지 않습니다. 비용 탐색기의 API는 요청마다 요금이 있습니다.
#
# ```bash
# # 찾기: 어느 서비스에 덮이지 않은 온디맨드가 남아 있는가
# aws ce get-savings-plans-coverage --time-period Start=2026-11-01,End=2026-11-15 \
#     --granularity DAILY --group-by Type=DIMENSION,Key=SERVICE
# # 찾기: 이미 산 플랜이 버려지고 있는가(플랜별로)
# aws ce get-savings-plans-utilization-details --time-period Start=2026-11-01,End=2026-11-15
# # 바꾸기 전: AWS의 추천. 룩백 기간은 7일, 30일, 60일
# aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP \
#     --term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days THIRTY_DAYS
# # 바꾸기: 작게 산다. --purchase-time으로 미리 걸어 두면(대기열) 시작 전까지 지울 수 있다
# aws savingsplans describe-savings-plans-offerings --product-type EC2 --plan-types Compute \
#     --durations 31536000
# aws savingsplans create-savings-plan --savings-plan-offering-id <id> --commitment 2.5
# # 확인: 다음 날부터 사용률
# aws ce get-savings-plans-utilization --time-period Start=2026-11-28,End=2026-12-05 --granularity DAILY
# # 되돌리기: 반품할 수 있는 동안만
# aws savingsplans return-savings-plan --savings-plan-id <id>
# ```
#
# **추천을 그대로 사지 않는 까닭.** 추천은 지나간 룩백 기간의 시간별 사용량에서 계산합니다. 다음 달에 끄거나 옮길 서버도 그 안에 들어 있습니다. 바로 위에서 본 대로, 그 몫까지 약정하면 1년 동안 되돌릴 수 없습니다. **바꾸기**는 추천보다 적게 시작해 다달이 더하고, 만료되는 플랜은 대기열로 갱신을 걸어 둡니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands show it. They are not run here; Cost Explorer's API charges each request.
#
# ```bash
# # detect: in which service is On-Demand left uncovered?
# aws ce get-savings-plans-coverage --time-period Start=2026-11-01,End=2026-11-15 \
#     --granularity DAILY --group-by Type=DIMENSION,Key=SERVICE
# # detect: are plans already bought going unused (plan by plan)?
# aws ce get-savings-plans-utilization-details --time-period Start=2026-11-01,End=2026-11-15
# # before the change: what AWS recommends, from a lookback of 7, 30 or 60 days
# aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP \
#     --term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days THIRTY_DAYS
# # change: buy small. With --purchase-time it is queued, and can be deleted until it starts
# aws savingsplans describe-savings-plans-offerings --product-type EC2 --plan-types Compute \
#     --durations 31536000
# aws savingsplans create-savings-plan --savings-plan-offering-id <id> --commitment 2.5
# # verify: utilization from the next day on
# aws ce get-savings-plans-utilization --time-period Start=2026-11-28,End=2026-12-05 --granularity DAILY
# # roll back: only while it can be returned
# aws savingsplans return-savings-plan --savings-plan-id <id>
# ```
#
# **Why not to buy a recommendation as it is.** It is computed from the hourly usage of the lookback period gone by, and the servers that you will stop or move next month are in it. Commit for them too, and for a year it cannot be undone, as you have just seen. To **change**, start with less than recommended and add month by month; queue the renewal of what expires.

# %% [markdown] tags=["ko"]
# ### 되돌리기: 반품할 수 있는 시간
#
# 플랜은 취소할 수 없습니다. 다만 시간당 약정이 한도 이하이고, 산 지 7일 안이면서 **산 달(UTC)이 끝나기 전**이면 반품할 수 있습니다. 한 해에 열 번까지입니다. 두 조건은 함께 지켜야 합니다.

# %% [markdown] tags=["en"]
# ### Roll back: how long a plan can be returned
#
# A plan cannot be cancelled. But one whose hourly commitment is within the limit can be returned within 7 days **and before the calendar month of the purchase (UTC) is over**, up to ten times a year. Both must hold.

# %% predict_return
kao.lesson.predict(
    "return",
    ko="`{when}`(UTC)에 샀습니다. 반품할 수 있는 시간은 몇 시간일까요?",
    en="You buy at `{when}` (UTC). For how many hours can it be returned?",
    unit="hours",
    when=PURCHASED_AT,
)

# %% returns
bought = pd.Timestamp(PURCHASED_AT)
first = bought.normalize().replace(day=1) + pd.Timedelta(hours=9)
days = sorted(
    {first, first + pd.Timedelta(days=19), bought, (first + pd.offsets.MonthEnd(0)).normalize() + pd.Timedelta(hours=9)}
)
rows = []
for day in days:
    window = kao.purchase.returnable(kao.purchase.Plan("compute_sp", 2.5, day), day)
    left = (window.until - day) / pd.Timedelta(hours=1)
    rows.append({"bought": f"{day:%Y-%m-%d %H:%M}", "until": f"{window.until:%Y-%m-%d %H:%M}", "hours": round(left, 1)})
windows = pd.DataFrame(rows)
kao.tables.show(
    windows,
    headings={
        "bought": ("구매(UTC)", "Bought (UTC)"),
        "until": ("반품 기한(UTC)", "Return until (UTC)"),
        "hours": ("남은 시간", "Hours"),
    },
)

# %% reveal_return
window = kao.purchase.returnable(kao.purchase.Plan("compute_sp", 2.5, bought), bought)
kao.lesson.reveal(
    "return",
    round((window.until - bought) / pd.Timedelta(hours=1), 1),
    ko="기한은 {until}입니다. 월말에 사면 7일을 다 쓰지 못하니 **월초에** 사세요. 시간당 약정이 {limit:usd.0}를 넘는 플랜은 처음부터 반품할 수 없습니다. 크게 살 일이 있어도 한도 아래의 여러 플랜으로 나누면 길이 남습니다.",
    en="Until {until}. Bought at the end of a month the seven days are cut short, so buy **at its beginning**. A plan above {limit:usd.0} an hour can never be returned. Even a large purchase keeps its way back when it is split into plans below the limit.",
    until=f"{window.until:%Y-%m-%d %H:%M} UTC",
    limit=kao.purchase.RETURN_LIMIT_USD,
)

# %% [markdown] tags=["ko"]
# **결정:** 월초에, 한도 아래로, 작게 삽니다. 산 다음 날 사용률을 보고 기한 안에 반품할지 정합니다.
#
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요. 요금은 `rates`에 있습니다.

# %% [markdown] tags=["en"]
# **Decide:** buy early in the month, below the limit, in small portions. Look at utilization the day after and return the plan in time if need be.
#
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell. The rates are in `rates`.

# %% faded_1
kao.lesson.exercise("faded_commitment")

# %% faded_2
kao.lesson.exercise("faded_covered")

# %% faded_stub tags=["stub"]
search_commitment = ...
covered = ...

# %% faded_solution tags=["solution"]
rate = rates.set_index("item")["usd"][types["search"]]
search_commitment = 4 * rate
covered = 3 / (rate / shop.set_index("line").loc["search", "on_demand_usd"])

# %% faded_check_1
kao.lesson.check("faded_commitment", search_commitment)

# %% faded_check_2
kao.lesson.check("faded_covered", covered)

# %% night
kao.lesson.exercise("night_base")

# %% night_stub tags=["stub"]
night_base = ...

# %% night_solution tags=["solution"]
three = kao.discounts.plan_rates(hour, ["compute_sp_3y_no_upfront"])[["service", "item", "usd"]]
machines = hour[hour["service"].isin(["ec2", "fargate"])].merge(three)
night_base = float((machines["quantity"] * machines["usd"]).sum())

# %% night_check
kao.lesson.check("night_base", night_base)

# %% two
kao.lesson.exercise("two_plans")

# %% two_stub tags=["stub"]
hour_bill = ...

# %% two_solution tags=["solution"]
pair = pd.DataFrame([web_plan, plan_of(1.00)])
hour_bill = kao.discounts.apply(busy_hour, None, pair, both_rates).summary()["usd"]

# %% two_check
kao.lesson.check("two_plans", hour_bill)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("23")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 플랜은 **플랜 요금으로 센 시간당 금액**입니다. 온디맨드 금액에 (1 − 절감률)을 곱해 약정합니다.
# 2. 한 시간 안에서 RI, EC2 인스턴스 플랜, 컴퓨팅 플랜 순으로, 절감률이 높은 것부터 덮입니다. 남은 약정은 그 시간과 함께 사라집니다.
# 3. **사용량을 먼저, 요금을 나중에** 줄입니다. 산 뒤에 끈 시간은 청구서에서 빠지지 않습니다.
#
# **이 조언이 틀리는 경우.** 용량이 꼭 있어야 하면 플랜이 아니라 용량 예약(또는 영역 RI)이 먼저입니다. 몇 달 뒤 없어질 서비스라면 가장 싼 약정도 비쌉니다. 한 주가 대표하지 못하는 사용량(분기 결산, 행사)이라면 한 주로 정한 골짜기는 골짜기가 아닙니다. 여러 플랜과 RI를 섞어 **얼마나 살지**를 정확히 푸는 일은 92장에서 다룹니다.
#
# ## 출처
#
# - AWS, Savings Plans 사용 설명서: 플랜 유형, 플랜이 사용량에 적용되는 방식(다섯 시나리오), 할당량과 반품, RI와의 비교
# - AWS, Billing 사용 설명서: 약정 할인의 공유
# - 가격: 표마다 적힌 기준일의 스냅샷. 한 주의 모양은 Numenta Anomaly Benchmark의 로드 밸런서 요청 수(2014년 4월, MIT). `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. A plan is **an hourly amount counted at plan rates**: commit the On-Demand amount times (1 - saving).
# 2. Within an hour RIs go first, then EC2 Instance plans, then Compute plans, each from the highest saving down. What is left is lost with the hour.
# 3. **Usage first, rates afterwards.** Hours stopped after the purchase do not leave the bill.
#
# **When this advice is wrong.** If capacity must be there, a Capacity Reservation (or a zonal RI) comes before any plan. For a service that ends in some months the cheapest commitment is dear. If no single week stands for the usage (quarter ends, events), the valley of one week is no valley. How much to buy **exactly**, of plans and RIs together, is chapter 92.
#
# ## Sources
#
# - AWS, Savings Plans User Guide: plan types, how plans apply to usage (five scenarios), quotas and returns, comparison with RIs
# - AWS, Billing User Guide: sharing of discounts
# - Prices: the snapshot on the date shown with each table. The shape of the week: requests of a load balancer from the Numenta Anomaly Benchmark (April 2014, MIT). `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    quiet_hour_on_demand_usd_per_hour=quiet,
    quiet_hour_commitment_usd_per_hour=BASE,
    average_saving=average,
    fargate_vcpu_covered_share=share,
    switch_month=month,
    sharing_off_usd_per_hour=more,
    cheapest_commitment_usd_per_hour=best_usd,
    cheapest_saving=float(valley["saving"]),
    schedule_kept_share=kept,
)
