# %% [markdown] tags=["ko"]
# # 21. 구매 옵션: 같은 인스턴스, 스물여섯 가지 가격
#
# [English edition](../en/21_purchase_options.ipynb) · 약 50분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 어떤 인스턴스든 모든 구매 옵션을 **유효 시간당 요금** 하나로 비교합니다.
# 2. 켜 두는 시간만 알면 약정할지 말지를 **손익분기 사용률**로 1분 안에 정합니다.
# 3. 선결제의 현금 흐름과 중도에 그만둘 때의 손실을 금액으로 말합니다.

# %% [markdown] tags=["en"]
# # 21. Purchase options: one instance, twenty-six prices
#
# [한국어판](../ko/21_purchase_options.ipynb) · about 50 minutes
#
# After this chapter you can
#
# 1. compare every purchase option of any instance by one number, the **effective hourly rate**;
# 2. decide in a minute whether to commit, from running hours alone, by **break-even utilization**;
# 3. say in dollars how upfront money flows and what leaving early costs.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.large"
OPERATING_SYSTEM = "linux"

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "21", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE, operating_system=OPERATING_SYSTEM
)
INSTANCE_TYPE = lesson["instance_type"]
lesson

# %% recall
kao.lesson.recall("21")

# %% [markdown] tags=["ko"]
# ## 지식: 무엇에 대한 할인인가
#
# EC2 인스턴스 한 대를 사는 방법은 다섯 가지입니다. 무엇을 약속하고 무엇을 받는지가 서로 다릅니다.
#
# | 구매 옵션 | 내가 약속하는 것 | AWS가 밝힌 최대 할인 | 용량 보장 | 중단될 수 있는가 |
# |---|---|---|---|---|
# | 온디맨드 인스턴스 | 없음 | – | 없음 | 아니요 |
# | 예약 인스턴스(RI) | 1년 또는 3년 동안 정해진 구성 | 표준 72%, 컨버터블 66% | 영역 RI만 | 아니요 |
# | Savings Plans(세이빙 플랜) | 1년 또는 3년 동안 시간당 금액 | EC2 인스턴스 72%, 컴퓨팅 66% | 없음 | 아니요 |
# | 온디맨드 용량 예약 | 없음(언제든 취소) | 0% | 있음 | 아니요 |
# | 스팟 인스턴스 | 없음 | 90% | 없음 | 예, 2분 전에 알림 |
#
# 최대 할인은 광고판의 숫자입니다. 내 유형, 내 리전에서는 얼마인지 먼저 짐작해 보세요.

# %% [markdown] tags=["en"]
# ## Knowledge: a discount on what?
#
# There are five ways to buy one EC2 instance. They differ in what you promise and what you get for it.
#
# | purchase option | what you promise | AWS's maximum discount | capacity held | can be interrupted |
# |---|---|---|---|---|
# | On-Demand Instance | nothing | – | no | no |
# | Reserved Instance (RI) | a configuration for 1 or 3 years | standard 72 %, convertible 66 % | zonal RIs only | no |
# | Savings Plans | an hourly amount for 1 or 3 years | EC2 Instance 72 %, Compute 66 % | no | no |
# | On-Demand Capacity Reservation | nothing (cancel at will) | 0 % | yes | no |
# | Spot Instance | nothing | 90 % | no | yes, with two minutes' notice |
#
# A maximum is what stands on the billboard. Guess what it is for your type in your Region.

# %% predict_saving
kao.lesson.predict(
    "saving",
    ko="{region}에서 `{instance_type}`을(를) 3년 **선결제 없음** 표준 RI로 사면 온디맨드보다 몇 % 싸질까요?",
    en="In {region}, how much cheaper than On-Demand is `{instance_type}` with a 3-year **No Upfront** standard RI?",
    unit="percent",
)

# %% offers
offers = kao.purchase.offers(INSTANCE_TYPE, REGION, OPERATING_SYSTEM)
rates = offers.set_index("option")
kao.tables.show(
    offers, ["option", "upfront_usd", "usd_per_hour", "effective_usd_per_hour", "saving", "status", "as_of"]
)

# %% reveal_saving
kao.lesson.reveal(
    "saving",
    rates.loc["ri_standard_3y_no_upfront", "saving"],
    ko="온디맨드 {od:usd_per_hour}가 {ri:usd_per_hour}로 내려갑니다. 표의 ‘근거’ 열에서 **유도**는 AWS가 공시한 값이 아니라 공시된 다른 요금에서 계산한 값이라는 뜻입니다. 기준일도 줄마다 다릅니다.",
    en="On-Demand {od:usd_per_hour} falls to {ri:usd_per_hour}. In the column “Basis”, **derived** means computed from another listed rate, not listed by AWS itself. The dates differ by row too.",
    od=rates.loc["on_demand", "effective_usd_per_hour"],
    ri=rates.loc["ri_standard_3y_no_upfront", "effective_usd_per_hour"],
)

# %% [markdown] tags=["ko"]
# ### 한 숫자로 비교하기: 유효 시간당 요금
#
# 전체 선결제의 ‘시간당’ 열은 0이고 선결제 없음의 ‘선결제’ 열도 0입니다. 어느 쪽도 그대로는 비교할 수 없습니다. 그래서 선결제를 기간의 모든 시간에 나누어 얹습니다.
#
# > 유효 시간당 요금 = 선결제 ÷ 기간의 시간 + 시간당 요금
#
# 1년은 8,760시간, 3년은 26,280시간입니다. 약정의 1년은 언제나 365일이라 윤일은 세지 않습니다.

# %% [markdown] tags=["en"]
# ### One number to compare by: the effective hourly rate
#
# All Upfront has 0 in the hourly column, No Upfront has 0 in the upfront column. Neither compares as it stands, so the upfront payment is spread over every hour of the term.
#
# > effective hourly rate = upfront / hours of the term + hourly rate
#
# A year is 8,760 hours, three years are 26,280. A committed year always has 365 days: leap days are not counted.

# %% effective
row = rates.loc["ri_standard_1y_all_upfront"]
effective = row["upfront_usd"] / 8760 + row["usd_per_hour"]
kao.lesson.say(
    ko="1년 전체 선결제 표준 RI: {upfront:usd} ÷ 8,760시간 + {hourly:usd} = **{effective:usd_per_hour}**",
    en="1-year All Upfront standard RI: {upfront:usd} / 8,760 hours + {hourly:usd} = **{effective:usd_per_hour}**",
    upfront=row["upfront_usd"],
    hourly=row["usd_per_hour"],
    effective=effective,
)

# %% [markdown] tags=["ko"]
# **결정:** 견적서를 받으면 시간당 요금이나 선결제 중 한쪽만 적힌 표는 돌려보내고, 유효 시간당 요금으로 다시 달라고 하세요.
#
# ### 약정할지 말지: 손익분기 사용률
#
# 온디맨드는 켜 둔 시간만 냅니다. 약정은 꺼 둔 시간까지 냅니다. 그래서 할인율보다 **얼마나 켜 두는가**가 먼저입니다. 두 비용이 같아지는 사용률이 손익분기 사용률이고, 계산은 나눗셈 한 번입니다.
#
# > 손익분기 사용률 = 약정의 유효 시간당 요금 ÷ 온디맨드 요금

# %% [markdown] tags=["en"]
# **Decide:** when a quote shows only an hourly rate or only an upfront payment, send it back and ask for the effective hourly rate.
#
# ### To commit or not: break-even utilization
#
# On-Demand bills running hours. A commitment bills every hour, stopped or not. So **how much it runs** comes before how large the discount is. The utilization at which both cost the same is one division:
#
# > break-even utilization = effective rate of the commitment / On-Demand rate

# %% predict_breakeven
kao.lesson.predict(
    "break_even",
    ko="1년 선결제 없음 표준 RI가 온디맨드보다 싸지려면 한 달의 몇 %를 켜 두어야 할까요?",
    en="What share of the month must it run for a 1-year No Upfront standard RI to beat On-Demand?",
    unit="percent",
)

# %% breakeven_chart
kao.charts.break_even(
    offers, ["ri_standard_1y_no_upfront", "ri_standard_3y_no_upfront", "compute_sp_1y_no_upfront"], name=INSTANCE_TYPE
)

# %% reveal_breakeven
point = rates.loc["ri_standard_1y_no_upfront", "break_even_utilization"]
kao.lesson.reveal(
    "break_even",
    point,
    ko="한 달 730시간 가운데 {hours:hours}입니다. 스물네 가지 약정 가운데 손익분기 사용률이 가장 낮은 것도 {lowest:percent}입니다. 이보다 적게 켜는 서버, 예를 들어 평일 하루 10시간({office:percent})만 쓰는 서버라면 약정보다 **끄는 일정**이 먼저입니다.",
    en="That is {hours:hours} of the month's 730. Of all twenty-four commitments the lowest break-even is {lowest:percent}. For a server that runs less, say ten hours on weekdays ({office:percent}), a **schedule that stops it** comes before any commitment.",
    hours=round(point * 730, 0),
    lowest=offers["break_even_utilization"].min(),
    office=50 / 168,
)

# %% [markdown] tags=["ko"]
# **결정:** 지난 30일의 켜 둔 시간 ÷ 720을 구해 이 값과 견주세요. 낮으면 약정하지 않습니다.
#
# ### 현금은 언제 나가고, 언제 돌아오는가
#
# 선결제는 값이 조금 더 쌉니다. 대신 현금이 먼저 나가고, 중간에 그만두면 남은 몫은 돌아오지 않습니다. 그래서 두 시점을 구별합니다.
#
# - **현금 손익분기:** 계속 켜 둘 때, 지금까지 낸 돈이 온디맨드와 같아지는 달
# - **이보다 오래 써야 이득:** 기간 전체의 약정 금액을 온디맨드로 몇 달이면 쓰는가. 이보다 일찍 그만두면 온디맨드가 나았습니다.

# %% [markdown] tags=["en"]
# **Decide:** take the running hours of the last 30 days over 720 and hold them against this value. Below it, do not commit.
#
# ### When the cash leaves and when it comes back
#
# Paying upfront is a little cheaper. But the cash leaves first, and if you stop halfway the rest does not come back. So keep two dates apart:
#
# - **cash break-even:** the month in which, running all the time, you have paid no more than On-Demand;
# - **pays off after:** the months of On-Demand that the whole commitment would have bought. Stop earlier, and On-Demand was better.

# %% cash
options = ["ri_standard_1y_all_upfront", "ri_standard_3y_all_upfront", "ri_standard_3y_no_upfront"]
known = [option for option in options if rates["status"][option] != "unknown"]
cash = kao.purchase.cash_flow(offers, ["on_demand", *known])
kao.charts.cash_flow(cash, known, name=INSTANCE_TYPE)

# %% cash_table
kao.tables.show(
    rates.loc[options].reset_index(),
    ["option", "upfront_usd", "usd_per_month", "break_even_month", "pays_off_after_months"],
)

# %% cash_say tags=["say"]
kao.lesson.say(
    ko="3년 전체 선결제는 {m3:number.0}개월째에 현금을 되찾습니다. 3년 **선결제 없음**은 첫 달부터 현금이 덜 나가지만, {p3:number}개월을 채우기 전에 그만두면 약정을 하지 않은 것보다 손해입니다. 둘을 섞어 말하는 제안서를 조심하세요.",
    en="3 years All Upfront has its cash back in month {m3:number.0}. 3 years **No Upfront** pays less from the first month, but stopping before {p3:number} months leaves you worse off than no commitment at all. Beware of proposals that mix the two.",
    m3=rates.loc["ri_standard_3y_all_upfront", "break_even_month"],
    p3=round(rates.loc["ri_standard_3y_no_upfront", "pays_off_after_months"], 1),
)

# %% [markdown] tags=["ko"]
# **결정:** 이 워크로드는 앞으로 몇 달이나 지금 모습으로 남아 있습니까? 그 답이 ‘이보다 오래 써야 이득’보다 짧으면 기간을 줄이거나 약정하지 않습니다.
#
# ### 용량 예약은 할인이 아니다
#
# 온디맨드 용량 예약은 한 가용 영역에 자리를 잡아 둡니다. 자리는 **쓰든 비어 있든** 온디맨드 요금으로 청구됩니다. 인스턴스가 자리를 쓰면 그 인스턴스 요금만 내고, 자리보다 많이 켠 인스턴스는 그냥 온디맨드입니다. 한 시간의 비용은 `요금 × max(예약, 실행)`입니다.

# %% [markdown] tags=["en"]
# **Decide:** for how many more months will this workload look as it does today? If that is less than "pays off after", take a shorter term or none.
#
# ### A Capacity Reservation is not a discount
#
# An On-Demand Capacity Reservation holds slots in one Availability Zone. A slot is billed at the On-Demand rate **used or empty**. An instance in a slot is paid once; instances beyond the slots are plain On-Demand. The hour costs `rate x max(reserved, running)`.

# %% reservation
od = rates.loc["on_demand", "usd_per_hour"]
hour = kao.ec2.capacity_reservation(od, reserved=10, running=7)
kao.tables.show(hour)

# %% reservation_say tags=["say"]
kao.lesson.say(
    ko="자리 열 개 가운데 세 개를 한 달 비워 두면 {idle:usd.2}가 나갑니다. 그 돈은 용량에 대한 보험료입니다. 리전 RI나 Savings Plans의 할인은 이 자리에도 적용되므로, 꼭 필요한 용량이라면 함께 쓰세요. 영역 RI는 용량 예약과 합쳐지지 않습니다.",
    en="Three of ten slots left empty for a month cost {idle:usd.2}. That is the insurance premium for capacity. Discounts of regional RIs and Savings Plans apply to these slots too, so combine them where capacity is a must. Zonal RIs do not.",
    idle=float(hour.set_index("part").loc["unused", "usd_per_hour"]) * 730,
)

# %% [markdown] tags=["ko"]
# 같은 열 자리에 1년 선결제 없음 표준 RI를 아홉 대분 더했을 때, RI가 **리전** RI인지 **영역** RI인지에 따라 한 시간이 어떻게 달라지는지 봅니다.

# %% [markdown] tags=["en"]
# Now add 1-year No Upfront standard RIs for nine instances to the same ten slots, once **regional** and once **zonal**, and see what becomes of the hour.

# %% reservation_ri
ri = rates.loc["ri_standard_1y_no_upfront", "effective_usd_per_hour"]
cases = pd.DataFrame({"reserved": 10, "running": 7, "covered": [0, 9, 0], "zonal": [0, 0, 9]})
hours = kao.ec2.capacity_cost(cases, od, covered_usd_per_hour=ri, zonal_usd_per_hour=ri)
hours.insert(0, "case", [("없음", "none"), ("리전 RI 9", "9 regional RIs"), ("영역 RI 9", "9 zonal RIs")])
hours["case"] = hours["case"].str[0 if LANG == "ko" else 1]
kao.tables.show(
    hours,
    ["case", "covered_running", "covered_unused", "zonal_idle", "usd_running", "usd_unused", "usd_idle", "usd"],
    headings={
        "case": ("함께 가진 RI", "RIs beside it"),
        "covered_running": ("할인받은 실행", "Running, discounted"),
        "covered_unused": ("할인받은 빈자리", "Empty, discounted"),
        "zonal_idle": ("남은 RI", "RIs left over"),
        "usd_running": ("실행(USD)", "Running (USD)"),
        "usd_unused": ("빈자리(USD)", "Empty (USD)"),
        "usd_idle": ("남은 RI(USD)", "Left over (USD)"),
    },
    kinds={"usd_running": "usd", "usd_unused": "usd", "usd_idle": "usd", "usd": "usd"},
)

# %% reservation_ri_say tags=["say"]
plain, regional, zonal = hours["usd"]
kao.lesson.say(
    ko="리전 RI는 실행 중인 일곱 대를 먼저 덮고 남은 두 대분이 **빈자리까지** 덮어, 한 시간이 {plain:usd}에서 {regional:usd}(으)로 줄어듭니다. 영역 RI는 이 자리에 닿지 않아 두 번 내는 셈이고, {zonal:usd}(으)로 오히려 늘어납니다. 영역 RI는 그 자체가 용량을 잡아 두니 용량 예약과 겹쳐 사지 마세요.",
    en="Regional RIs cover the seven that run, and the two left over cover **empty slots** as well: the hour falls from {plain:usd} to {regional:usd}. Zonal RIs do not reach these slots: you pay twice, and it rises to {zonal:usd}. A zonal RI holds capacity by itself, so do not buy one for what a reservation holds already.",
    plain=plain,
    regional=regional,
    zonal=zonal,
)

# %% [markdown] tags=["ko"]
# ### 광고판의 72%는 누구의 이야기인가
#
# 이 리전에서 파는 Linux 유형 전부에 대해 옵션마다 절감률의 분포를 봅니다. 한 예를 고르면 무엇이든 증명할 수 있으니, 전체를 봅니다.

# %% [markdown] tags=["en"]
# ### Whose 72 % is on the billboard?
#
# Take every Linux type sold in this Region and look at the distribution of savings for each option. One example can prove anything, so look at all of them.

# %% distribution
kept = ["ri_standard_1y_no_upfront", "ri_standard_3y_all_upfront", "compute_sp_1y_no_upfront", "compute_sp_3y_all_upfront"]
ranking = kao.compare.ranking(REGION, "linux").astype({"option": str})
savings = (
    ranking[ranking["option"].isin(["spot", *kept])]
    .groupby("option")["saving"]
    .describe(percentiles=[0.1, 0.5, 0.9])
    .reindex(["spot", *kept])[["count", "10%", "50%", "90%", "max"]]
    .reset_index()
)
headings = {"10%": ("하위 10%", "10th percentile"), "50%": ("중앙값", "Median"), "90%": ("상위 10%", "90th percentile")}
headings |= {"count": ("유형 수", "Types"), "max": ("최대", "Maximum")}
kao.tables.show(savings, headings=headings, kinds=dict.fromkeys(["10%", "50%", "90%", "max"], "percent"))

# %% distribution_say tags=["say"]
spread = savings.set_index("option")
kao.lesson.say(
    ko="{region}에서 3년 전체 선결제 표준 RI의 중앙값은 **{median:percent}**입니다. 72%는 일부 유형의 최대치이지 기대값이 아닙니다. 컴퓨팅 Savings Plans 3년 전체 선결제의 중앙값은 {compute:percent}, 스팟은 {spot:percent}입니다(스팟은 {date} 하루의 값).",
    en="In {region} the median of the 3-year All Upfront standard RI is **{median:percent}**. 72 % is the maximum of a few types, not what to expect. The 3-year All Upfront Compute Savings Plan has a median of {compute:percent}, Spot {spot:percent} (Spot on the single day {date}).",
    median=spread.loc["ri_standard_3y_all_upfront", "50%"],
    compute=spread.loc["compute_sp_3y_all_upfront", "50%"],
    spot=spread.loc["spot", "50%"],
    date=kao.catalog.as_of("spot"),
)

# %% [markdown] tags=["ko"]
# ## 구조: 내 조건에서 고르기
#
# 아래 차트는 같은 인스턴스의 모든 옵션을 한눈에 보여 줍니다. 굵은 기준선이 온디맨드이고, 연한 막대는 유도한 값입니다.

# %% [markdown] tags=["en"]
# ## Architecture: choosing under your own conditions
#
# The chart shows every option of the same instance at a glance. The line is On-Demand; pale bars are derived rates.

# %% bars
kao.charts.purchase_bars(offers, name=f"{INSTANCE_TYPE}, {REGION}")

# %% [markdown] tags=["ko"]
# 이제 조건을 바꿔 봅니다. 패밀리, 크기, 리전, 운영 체제, 기간, 결제 옵션, 사용률을 바꾸면 차트와 표가 따라 바뀌고, 처음 선택은 흐린 자국으로 남습니다. 고른 상태는 `chooser.value`로 코드에서 이어 쓸 수 있습니다.

# %% [markdown] tags=["en"]
# Now change the conditions. Family, size, Region, operating system, term, payment and utilization move the chart and the table; the first choice stays as a ghost. Go on in code with `chooser.value`.

# %% chooser
chooser = kao.explorers.purchase(INSTANCE_TYPE, REGION, OPERATING_SYSTEM)
chooser

# %% settings
chooser.settings_table(
    [
        {},
        {"location": "us-east-1"},
        {"location": "sa-east-1"},
        {"instance_type": "m7i.large", "operating_system": "windows"},
        {"utilization": 0.3},
    ]
)

# %% goal
kao.lesson.goal(chooser, "no_cash_flexible")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"payment": "no_upfront"}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"payment": "no_upfront"}` in `wanted`.

# %% goal_stub tags=["stub"]
wanted = {}

# %% goal_solution tags=["solution"]
wanted = {"option": "compute_sp_1y_no_upfront"}

# %% goal_check
chooser.set(**wanted)
kao.lesson.check_goal("no_cash_flexible")

# %% [markdown] tags=["ko"]
# ### 유형까지 함께 고르기
#
# 구매 옵션은 유형을 고른 다음의 일이 아닙니다. 필요한 것이 ‘8 vCPU와 32 GiB 이상’이라면 카탈로그 전체에서 옵션별로 가장 싼 유형을 찾습니다. arm64를 허용하면 후보가 늘어납니다.

# %% [markdown] tags=["en"]
# ### Choosing the type together with the option
#
# The option is not decided after the type. If the need is "at least 8 vCPU and 32 GiB", search the whole catalogue for the cheapest type under each option. Allowing arm64 adds candidates.

# %% search
found = kao.compare.search(8, 32, architectures=("x86_64", "arm64"), location=REGION, option="all", limit=None)
best = found.drop_duplicates("option").set_index("option").reindex(["on_demand", *kept]).reset_index()
kao.tables.show(best, ["option", "instance_type", "vcpu", "gib", "burstable", "usd_per_hour", "status"])

# %% search_say tags=["say"]
intel = kao.compare.search(8, 32, architectures=("x86_64",), location=REGION, limit=1).iloc[0]
any_cpu = kao.compare.search(8, 32, architectures=("x86_64", "arm64"), location=REGION, limit=1).iloc[0]
kao.lesson.say(
    ko="온디맨드에서 x86만 허용하면 `{x86}` {x86_price:usd_per_hour}, arm64까지 허용하면 `{any}` {any_price:usd_per_hour}입니다. 약정하기 **전에** 이 선택부터 하세요. 약정한 뒤에 유형을 바꾸면 할인이 따라오지 않을 수 있습니다. T 계열은 버스트 가능 유형이라 CPU를 늘 높게 쓰면 이 값으로 끝나지 않습니다.",
    en="On-Demand with x86 only: `{x86}` at {x86_price:usd_per_hour}; with arm64 allowed: `{any}` at {any_price:usd_per_hour}. Choose this **before** you commit: after a commitment the discount may not follow you to another type. T families are burstable: if the CPU is always busy, the bill does not end at this rate.",
    x86=intel["instance_type"],
    x86_price=intel["usd_per_hour"],
    any=any_cpu["instance_type"],
    any_price=any_cpu["usd_per_hour"],
)

# %% [markdown] tags=["ko"]
# ## 운영: 청구서에서 찾고, 바꾸고, 확인하고, 되돌린다
#
# **찾기.** 표본 청구서(FOCUS 프로젝트의 익명 자료, 2024년 9월)에서 온디맨드로 낸 인스턴스 시간을 뽑고, 같은 유형을 1년 선결제 없음 컴퓨팅 Savings Plans로 냈다면 얼마였을지 오늘 가격표로 견줍니다.

# %% [markdown] tags=["en"]
# ## Operation: find it on the bill, change it, verify, roll back
#
# **Detect.** From the sample bill (anonymised data of the FOCUS project, September 2024) take the instance hours paid On-Demand and hold them against a 1-year No Upfront Compute Savings Plan at today's list.

# %% detect
hours = kao.bill.instance_hours(kao.bill.sample())
hours = hours[hours["billed_usd"] > 0].groupby(["region", "instance_type"], as_index=False)[["hours", "billed_usd"]].sum()
linux = kao.catalog.on_demand(operating_system="linux").merge(
    kao.catalog.commitment_rates()[["location", "operating_system", "instance_type", "compute_sp_1y_no_upfront"]], how="left"
)
linux = linux.rename(columns={"location": "region", "compute_sp_1y_no_upfront": "plan_usd_per_hour"})
candidates = hours.merge(linux[["region", "instance_type", "usd_per_hour", "plan_usd_per_hour"]], how="left")
candidates["break_even_utilization"] = candidates["plan_usd_per_hour"] / candidates["usd_per_hour"]
candidates = candidates.sort_values("billed_usd", ascending=False)
kao.tables.show(
    candidates,
    headings={"plan_usd_per_hour": ("플랜 시간당(USD)", "Plan USD per hour")},
    rows=8,
)

# %% detect_say tags=["say"]
top = candidates.iloc[0]
kao.lesson.say(
    ko="금액이 가장 큰 줄은 `{type}`입니다. 표본은 한 달 가운데 몇 시간만 뽑은 것이라 이 서버가 **얼마나 켜져 있었는지는 알려 주지 않습니다.** 손익분기 사용률({point:percent})을 넘는지는 한 달치 사용량으로 따로 확인해야 합니다. 청구서 한 장으로 약정을 사지 마세요.",
    en="The largest line is `{type}`. The sample holds a few hours of the month, so it **does not say how much this server ran.** Whether that is above the break-even utilization ({point:percent}) needs a month of usage. Do not buy a commitment from one page of a bill.",
    type=top["instance_type"],
    point=top["break_even_utilization"],
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 같은 것을 봅니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 지난 30일 동안 약정이 덮지 못한 온디맨드
# aws ce get-savings-plans-coverage --time-period Start=2026-10-01,End=2026-11-01 \
#     --group-by Type=DIMENSION,Key=INSTANCE_FAMILY
# # 바꾸기 전: AWS가 권하는 약정과 그 근거(룩백 기간)를 확인
# aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP \
#     --term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days THIRTY_DAYS
# # 확인: 산 다음 날부터 사용률이 95%를 넘는지
# aws ce get-savings-plans-utilization --time-period Start=2026-11-01,End=2026-11-15
# ```
#
# **되돌리기.** Savings Plans는 시간당 약정이 100달러 이하이고, 산 지 7일 이내이며, 같은 달(UTC)이라면 반품할 수 있습니다. RI는 취소할 수 없습니다. 표준 RI는 마켓플레이스에 팔고 컨버터블 RI는 교환할 뿐입니다. 되돌릴 길이 좁은 약정일수록 작게 나누어 사세요.

# %% [markdown] tags=["en", "sourced"]
# On your own account the same is seen with these commands. They are not run here.
#
# ```bash
# # detect: On-Demand that no commitment covered in the last 30 days
# aws ce get-savings-plans-coverage --time-period Start=2026-10-01,End=2026-11-01 \
#     --group-by Type=DIMENSION,Key=INSTANCE_FAMILY
# # before the change: what AWS recommends, and from which lookback period
# aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP \
#     --term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days THIRTY_DAYS
# # verify: is utilization above 95 % from the day after the purchase?
# aws ce get-savings-plans-utilization --time-period Start=2026-11-01,End=2026-11-15
# ```
#
# **Roll back.** A Savings Plan of at most USD 100 an hour can be returned within 7 days and in the same calendar month (UTC). An RI cannot be cancelled: a standard one is sold on the Marketplace, a convertible one exchanged. The narrower the way back, the smaller the portions in which to buy.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_hours")

# %% faded_2
kao.lesson.exercise("faded_rate")

# %% faded_stub tags=["stub"]
term_hours = ...
three_year_rate = ...

# %% faded_solution tags=["solution"]
term_hours = 3 * 365 * 24
three_year_rate = rates.loc["ri_standard_3y_all_upfront", "upfront_usd"] / term_hours

# %% faded_check_1
kao.lesson.check("faded_hours", term_hours)

# %% faded_check_2
kao.lesson.check("faded_rate", three_year_rate)

# %% project
kao.lesson.exercise("project")

# %% project_stub tags=["stub"]
project_option = ...

# %% project_solution tags=["solution"]
month, year = 730, 8760
totals = {"on_demand": 20 * month * od}
for option in [name for name in rates.index if name.startswith("ri_standard")]:
    rate, years = rates.loc[option, "effective_usd_per_hour"], rates.loc[option, "term_years"]
    term = rate * year * years
    totals[option] = term if years == 3 else term + min(term, 8 * month * od)
project_option = min((name for name in totals if totals[name] == totals[name]), key=totals.get)

# %% project_check
kao.lesson.check("project", project_option)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("21")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 옵션은 **유효 시간당 요금**으로만 비교합니다. 출처가 공시인지 유도인지, 기준일이 언제인지도 함께 봅니다.
# 2. 약정은 할인율이 아니라 **켜 두는 시간**이 정합니다. 손익분기 사용률보다 적게 켜면 끄는 일정이 먼저입니다.
# 3. 선결제의 질문은 둘입니다. 현금을 언제 되찾는가, 그리고 **얼마나 오래 써야 이득인가**.
#
# **이 조언이 틀리는 경우.** 곧 다른 유형이나 Fargate로 옮길 계획이라면 가장 싼 약정이 가장 비싼 약정이 됩니다. 용량이 없어서는 안 되는 일이라면 할인보다 용량 예약이 먼저입니다. 약정이 사용량에 실제로 어떻게 적용되는지는 22장과 23장, 얼마나 살지는 92장에서 다룹니다.
#
# ## 출처
#
# - AWS, EC2 사용 설명서: 인스턴스 구매 옵션, 예약 인스턴스, 용량 예약 요금
# - AWS, Savings Plans 사용 설명서: 플랜 유형, RI와의 비교, 할당량과 반품
# - 가격: 표마다 적힌 기준일의 스냅샷. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Compare options by the **effective hourly rate** alone, and look whether it is listed or derived and of which date.
# 2. **Running hours** decide about commitments, not the discount. Below the break-even utilization, schedule stops first.
# 3. Upfront money asks two questions: when is the cash back, and **how long must it run to pay off**.
#
# **When this advice is wrong.** If a move to another type or to Fargate is near, the cheapest commitment becomes the dearest. If the work cannot do without capacity, a reservation comes before any discount. How commitments really apply to usage is in chapters 22 and 23, how much to buy in 92.
#
# ## Sources
#
# - AWS, EC2 User Guide: instance purchasing options, Reserved Instances, Capacity Reservation pricing
# - AWS, Savings Plans User Guide: plan types, comparison with RIs, quotas and returns
# - Prices: the snapshot on the date shown with each table; `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    on_demand_usd_per_hour=od,
    standard_1y_no_upfront_usd_per_hour=rates.loc["ri_standard_1y_no_upfront", "effective_usd_per_hour"],
    standard_3y_all_upfront_saving=rates.loc["ri_standard_3y_all_upfront", "saving"],
    break_even_utilization_1y=point,
    pays_off_after_months_3y=rates.loc["ri_standard_3y_all_upfront", "pays_off_after_months"],
    median_saving_3y_all_upfront=spread.loc["ri_standard_3y_all_upfront", "50%"],
)
