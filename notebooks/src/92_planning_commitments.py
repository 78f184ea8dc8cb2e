# %% [markdown] tags=["ko"]
# # 92. 약정 계획: 얼마나 살 것인가
#
# [English edition](../en/92_planning_commitments.ipynb) · 약 75분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 부하 지속 곡선과 **손익분기 사용률**로 RI 대수와 플랜 금액의 최적을 찾고, 어림 규칙이 얼마를 놓치는지 금액으로 말합니다.
# 2. RI와 플랜의 조합, 이미 가진 약정의 **만료**, 내년의 **불확실함**까지 넣어 오늘 살 금액을 정합니다.
# 3. AWS의 권고를 검산하고, 나누어 사고, 사용률 경보와 반품 기한으로 되돌릴 길을 남깁니다.

# %% [markdown] tags=["en"]
# # 92. Planning commitments: how much to buy
#
# [한국어판](../ko/92_planning_commitments.ipynb) · about 75 minutes
#
# After this chapter you can
#
# 1. find the best number of RIs and the best plan amount from the load duration curve and the **break-even utilization**, and say in money what rules of thumb miss;
# 2. decide what to buy today with a mix of RIs and plans, the **expiry** of what you own, and the **uncertainty** of next year taken in;
# 3. check AWS's recommendation, buy in tranches, and keep a way back: utilization alarms and the return window.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.xlarge"
OTHER_INSTANCE_TYPE = "r6i.xlarge"
NEXT_INSTANCE_TYPE = "r7g.xlarge"

# %% start
import numpy as np
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "92",
    LANG,
    REGION,
    KRW_PER_USD,
    instance_type=INSTANCE_TYPE,
    other_instance_type=OTHER_INSTANCE_TYPE,
    next_instance_type=NEXT_INSTANCE_TYPE,
)
types = [lesson[f"{which}instance_type"] for which in ("", "other_", "next_")]
lesson

# %% recall
kao.lesson.recall("92")

# %% [markdown] tags=["ko"]
# ## 지식: 덮을 수 있는 것과 덮을 만한 것
#
# 23장의 온라인 가게를 한 해로 늘렸습니다. 사용량은 지어낸 것이고, 한 주의 모양은 실제 로드 밸런서의 요청 수에서 왔습니다. 한 해 동안 부하는 조금씩 자라고, 명절에는 한 주가 한산하고, 할인 행사 열흘은 몹시 바쁩니다. 석 달을 남기고 검색 클러스터는 다른 패밀리로 옮깁니다.

# %% [markdown] tags=["en"]
# ## Knowledge: what can be covered, and what is worth covering
#
# The online shop of chapter 23 has grown to a year. Its use is made up; the shape of its week is that of a real load balancer's requests. Over the year the load grows a little, one week of holidays is quiet, ten days of a sale are very busy, and three months before the end the search cluster moves to another family.

# %% year
PLAN, RI = "compute_sp_1y_no_upfront", "ri_standard_1y_no_upfront"
year = kao.samples.year(REGION, *types)
lines = year.products.reset_index()
lines["least"], lines["mean"], lines["most"] = (
    year.quantity.min(0),
    year.quantity.mean(0).round(1),
    year.quantity.max(0),
)
kao.tables.show(
    lines,
    ["product", "instance_type", "least", "mean", "most", "on_demand_usd", PLAN],
    headings={
        "product": ("줄", "Line"),
        "instance_type": ("유형 또는 항목", "Type or item"),
        "least": ("최소", "Least"),
        "mean": ("평균", "Mean"),
        "most": ("최대", "Most"),
        "on_demand_usd": ("온디맨드 단가(USD)", "On-Demand, USD a unit"),
        PLAN: ("1년 컴퓨팅 플랜 단가(USD)", "1-year Compute plan, USD a unit"),
    },
    kinds={"on_demand_usd": "usd", PLAN: "usd"},
)

# %% year_say tags=["say"]
kao.lesson.say(
    ko="이 가게는 {place:location}에서 돌고, 모두 온디맨드로 내면 한 해에 **{usd:usd.0}**입니다. 플랜 요금은 {date} 기준이며 일부는 다른 공시 요금에서 **유도**한 값입니다.",
    en="The shop runs in {place:location}; all of it On-Demand, the year costs **{usd:usd.0}**. Plan rates are of {date}, some of them **derived** from other listed rates.",
    place=year.products["location"].iloc[0],
    usd=year.on_demand_usd,
    date=kao.catalog.as_of("commitment_rates"),
)

# %% [markdown] tags=["ko"]
# ### 줄이기가 먼저, 약정은 그다음
#
# 늘 켜 둔 개발 서버 열 대가 있습니다. 딱 맞는 1년 컴퓨팅 플랜을 산 **뒤에** 평일 하루 10시간만 켜는 일정을 걸었습니다.

# %% [markdown] tags=["en"]
# ### Reduce first, then commit
#
# Ten development servers always run. A 1-year Compute plan that just fits them is bought, and **afterwards** a schedule runs them ten hours on weekdays only.

# %% predict_schedule
kao.lesson.predict(
    "schedule",
    ko="플랜을 산 뒤 이 일정을 걸면 플랜의 사용률은 몇 %가 됩니까?",
    en="With this schedule after the purchase, what is the plan's utilization?",
    unit="percent",
)

# %% schedule
clock = pd.date_range("2026-11-02", periods=52 * 168, freq="h")
open_hours = (clock.day_of_week < 5) & (clock.hour < 10)
web_price = year.products.loc[["web"]]
always = kao.commitment.demand(pd.DataFrame({"web": 10.0}, index=clock), web_price)
office = kao.commitment.demand(pd.DataFrame({"web": np.where(open_hours, 10.0, 0.0)}, index=clock), web_price)
fitting = kao.commitment.best_plan(always, PLAN)
after = kao.commitment.plan_cost(office, PLAN, fitting.usd_per_hour)
orders = pd.DataFrame(
    [
        (("온디맨드, 늘 켬", "On-Demand, always on"), always.on_demand_usd, np.nan),
        (("플랜을 사고 늘 켬", "Plan, always on"), fitting.usd, fitting.utilization),
        (("플랜을 산 뒤 일정", "Plan, then schedule"), after.usd, after.utilization),
        (("일정만", "Schedule alone"), office.on_demand_usd, np.nan),
    ],
    columns=["order", "year_usd", "utilization"],
)
orders["order"] = orders["order"].str[0 if LANG == "ko" else 1]
kao.tables.show(orders, headings={"order": ("무엇을 했나", "What was done")})

# %% reveal_schedule
kao.lesson.reveal(
    "schedule",
    after.utilization,
    ko="일정을 걸기 전 {before:usd.0}, 건 뒤에도 {now:usd.0}입니다. **한 푼도 줄지 않았습니다.** 일정만 걸었다면 {alone:usd.0}에 그쳤을 것입니다. 약정이 덮은 시간은 꺼도 돌려받지 못합니다.",
    en="{before:usd.0} before the schedule, {now:usd.0} with it: **nothing saved.** The schedule alone would have cost {alone:usd.0}. Hours covered by a commitment are not refunded when stopped.",
    before=fitting.usd,
    now=after.usd,
    alone=office.on_demand_usd,
)

# %% [markdown] tags=["ko"]
# **결정:** 유형을 맞추고, 끄는 일정을 걸고, 스팟으로 보낼 것을 보낸 **다음에** 남는 부하로 약정을 계산합니다. 순서가 바뀌면 그 노력은 청구액에 닿지 않습니다.
#
# ### RI 한 대씩: 이 한 대는 얼마나 켜져 있는가
#
# 부하를 층으로 나누어 봅니다. 첫 번째 서버는 늘 켜져 있고, 위로 갈수록 켜진 시간이 짧습니다. 한 층을 RI로 사면 모든 시간을 내고, 온디맨드로 두면 켜진 시간만 냅니다. 그래서 층마다 답은 하나입니다.
#
# > 켜진 시간의 비율 > RI의 유효 시간당 요금 ÷ 온디맨드 요금이면 산다
#
# 이 문턱이 21장의 손익분기 사용률입니다. 문턱을 넘는 마지막 층까지 사면 그것이 최적이고, 대수로는 켜진 대수의 **(1 − 손익분기) 분위수**입니다.

# %% [markdown] tags=["en"]
# **Decide:** size the instances, schedule stops, move to Spot what can move, and **then** compute the commitment for the load that is left. In the other order all that work is worth nothing.
#
# ### RI by RI: how long does this one run?
#
# Cut the load into layers. The first server always runs; the higher the layer, the shorter it runs. As an RI a layer pays for every hour, On-Demand for its running hours only. So each layer has one answer:
#
# > buy it if the share of hours it runs > effective RI rate / On-Demand rate
#
# That threshold is the break-even utilization of chapter 21. Buying up to the last layer above it is the optimum; as a number of machines it is the **(1 - break-even) quantile** of the machines running.

# %% predict_count
kao.lesson.predict(
    "count",
    ko="웹 서버는 평균 {mean:number.1}대, 가장 많을 때 {most:number}대가 켜집니다. 1년 선결제 없음 RI는 몇 대가 최적일까요?",
    en="On average {mean:number.1} web servers run, at most {most:number}. How many 1-year No Upfront RIs are best?",
    unit="number",
    mean=lines["mean"][0],
    most=lines["most"][0],
)

# %% layers
web = year.only(["web"])
machines = web.quantity[:, 0]
web_rates = year.products.loc["web"]
break_even = web_rates[RI] / web_rates["on_demand_usd"]
reserved = kao.commitment.best_reservations(web, RI).iloc[0]
layers = pd.DataFrame({"layer": np.arange(1, int(machines.max()) + 1)})
layers["share"] = [float((machines >= layer).mean()) for layer in layers["layer"]]
layers["od_usd"] = layers["share"] * 8760 * web_rates["on_demand_usd"]
layers["ri_usd"] = 8760 * web_rates[RI]
layers["buy"] = layers["share"] >= break_even
near = layers[layers["layer"].between(reserved["count"] - 2, reserved["count"] + 3)]
kao.tables.show(
    near,
    headings={
        "layer": ("몇 번째 서버", "Server number"),
        "share": ("켜진 시간", "Share of hours"),
        "od_usd": ("온디맨드 1년(USD)", "On-Demand, year (USD)"),
        "ri_usd": ("RI 1년(USD)", "RI, year (USD)"),
        "buy": ("살까", "Buy"),
    },
)

# %% load_duration
kao.charts.load_duration(
    machines, reserved["count"], break_even=break_even, unit="machines", name=web_rates["instance_type"]
)

# %% reveal_count
kao.lesson.reveal(
    "count",
    int(reserved["count"]),
    ko="손익분기 {point:percent}를 넘는 층은 여기까지입니다. 한 해에 {saved:usd.0}을(를) 아끼고 사용률은 {used:percent}입니다. 평균보다 **적고** 최소보다 많습니다. 할인이 절반을 넘어야 중앙값보다 많이 삽니다.",
    en="The layers above the break-even of {point:percent} end here. The year saves {saved:usd.0} at a utilization of {used:percent}. That is **below** the mean and above the least; only a discount beyond one half buys more than the median.",
    point=break_even,
    saved=reserved["saving_usd"],
    used=reserved["utilization"],
)

# %% [markdown] tags=["ko"]
# **결정:** 대수는 평균이나 최소가 아니라 손익분기 사용률이 정합니다. 할인율이 바뀌면 같은 부하에서도 대수가 바뀝니다.
#
# ### 플랜 한 개: 달러로 센 층
#
# 플랜은 대수가 아니라 시간당 금액입니다. 한 시간 안에서는 절감률이 높은 사용량부터 덮으므로(23장), 그 시간의 비용은 약정 금액에 대해 **아래로 볼록한 꺾인 선**입니다. 8,760개를 더해도 마찬가지라서, 가장 싼 곳은 언제나 꺾이는 점 가운데 하나입니다. 격자로 훑지 않고 꺾이는 점만 보면 정확한 최적이 나옵니다.

# %% [markdown] tags=["en"]
# **Decide:** the number comes from the break-even utilization, not from the mean or the least. Another discount gives another number for the same load.
#
# ### One plan: layers counted in dollars
#
# A plan is an hourly amount, not a number of machines. Within an hour it covers the highest saving first (chapter 23), so the hour's cost is a **convex line with kinks** in the commitment. So is the sum of 8,760 of them, and its lowest point is always one of the kinks. Looking at the kinks alone gives the exact optimum; no grid is needed.

# %% predict_plan
kao.lesson.predict(
    "plan",
    ko="한 해 전체를 1년 선결제 없음 컴퓨팅 플랜 하나로 덮는다면 시간당 몇 달러가 최적일까요? 플랜 요금으로 센 부하는 평균 {mean:usd_per_hour}입니다.",
    en="For one 1-year No Upfront Compute plan over the whole year, how many dollars an hour are best? At the plan's rates the load is {mean:usd_per_hour} on average.",
    unit="usd_per_hour",
    mean=float((year.quantity @ year.products[PLAN].to_numpy()).mean()),
)

# %% rules
best = kao.commitment.best_plan(year, PLAN)
load = year.quantity @ year.products[PLAN].to_numpy()
curve = kao.commitment.plan_curve(year, PLAN)
names = {
    "least": ("가장 한산한 시간", "the quietest hour"),
    "most_of_mean": ("평균의 80%", "80 % of the mean"),
    "mean": ("평균", "the mean"),
    "cover": ("충당률 90%", "coverage of 90 %"),
    "grid": ("최대의 10% 단위 격자", "a grid of tenths of the peak"),
    "peak": ("가장 바쁜 시간", "the busiest hour"),
}


def by_rules(demand, load):
    """What rules of thumb would commit."""
    table = kao.commitment.plan_curve(demand, PLAN)
    grid = kao.commitment.plan_curve(demand, PLAN, np.round(np.linspace(0.1, 1, 10) * load.max(), 3))
    amounts = {"least": load.min(), "most_of_mean": 0.8 * load.mean(), "mean": load.mean()}
    amounts["cover"] = np.interp(0.9, table["coverage"], table["usd_per_hour"])
    amounts["grid"] = grid.loc[grid["saving_usd"].idxmax(), "usd_per_hour"]
    amounts["peak"] = load.max()
    return {key: round(float(usd), 3) for key, usd in amounts.items()}


rules = by_rules(year, load)
word = 0 if LANG == "ko" else 1
kao.charts.commitment_saving(
    curve,
    best,
    marks=[(names[key][word], rules[key]) for key in ("least", "most_of_mean", "cover", "mean", "peak")],
    name=kao.language.option(PLAN),
    height=260,
)

# %% reveal_plan
kao.lesson.reveal(
    "plan",
    best.usd_per_hour,
    ko="한 해에 {saved:usd.0}({share:percent})을(를) 아낍니다. 충당률 {coverage:percent}, 사용률 {used:percent}입니다. 그런데 {low:usd_per_hour}에서 {high:usd_per_hour}까지는 어디를 사도 그 99%를 아낍니다. 꼭대기는 **평평합니다.**",
    en="The year saves {saved:usd.0} ({share:percent}) at a coverage of {coverage:percent} and a utilization of {used:percent}. But anything from {low:usd_per_hour} to {high:usd_per_hour} keeps 99 % of that: the top is **flat.**",
    saved=best.saving_usd,
    share=best.saving,
    coverage=best.coverage,
    used=best.utilization,
    low=best.low_usd_per_hour,
    high=best.high_usd_per_hour,
)

# %% [markdown] tags=["ko"]
# **결정:** 최적을 소수점까지 다투지 마세요. 평평한 구간의 **낮은 쪽**에서 고르면 거의 같은 돈을 아끼고, 부하가 줄어도 견딥니다.
#
# ### 어림 규칙은 언제 무너지는가
#
# 이 가게처럼 매끄러운 부하에서는 ‘평균의 80%’도 훌륭합니다. 이번에는 시간의 9%만 40배로 바쁜 부하(일괄 처리, 표 예매)에 같은 규칙들을 씁니다.

# %% [markdown] tags=["en"]
# **Decide:** do not fight over cents of the optimum. The **lower end** of the flat range saves about as much and bears a falling load.
#
# ### When rules of thumb break
#
# With a load as smooth as this shop's, even "80 % of the mean" does well. Now apply the same rules to a load that is 40 times as busy in 9 % of the hours (batch runs, ticket sales).

# %% spiky
spikes = kao.commitment.trace("spiky", size=40).rename("web").to_frame()
spiky = kao.commitment.demand(spikes, web_price)
spiky_load = spiky.quantity[:, 0] * web_rates[PLAN]
spiky_best = kao.commitment.best_plan(spiky, PLAN)
spiky_rules = by_rules(spiky, spiky_load)
compared = pd.DataFrame({"rule": [names[key][word] for key in names] + [("최적", "the optimum")[word]]})
for label, demand, amounts, top in (("smooth", year, rules, best), ("spiky", spiky, spiky_rules, spiky_best)):
    usd = [*amounts.values(), top.usd_per_hour]
    compared[f"{label}_usd_per_hour"] = usd
    compared[f"{label}_saving_usd"] = [kao.commitment.plan_cost(demand, PLAN, one).saving_usd for one in usd]
kao.tables.show(
    compared,
    headings={
        "rule": ("무엇에 맞추었나", "Fitted to"),
        "smooth_usd_per_hour": ("가게: 약정", "Shop: commitment"),
        "smooth_saving_usd": ("가게: 아낀 금액", "Shop: saved"),
        "spiky_usd_per_hour": ("뾰족: 약정", "Spiky: commitment"),
        "spiky_saving_usd": ("뾰족: 아낀 금액", "Spiky: saved"),
    },
)

# %% spiky_say tags=["say"]
spiky_saved = compared["spiky_saving_usd"]
kao.lesson.say(
    ko="뾰족한 부하의 최적은 {best:usd_per_hour}, 곧 늘 켜진 한 대뿐이고 한 해에 {most:usd.0}을(를) 아낍니다. ‘평균의 80%’는 오히려 {lost:usd.0}을(를) **더** 내고, 최대의 10% 단위로 훑는 격자는 가장 나은 칸에서도 {grid:usd.0}을(를) 더 냅니다. 첫 칸이 이미 최적보다 크기 때문입니다.",
    en="For the spiky load the optimum is {best:usd_per_hour}, the one machine that always runs, and saves {most:usd.0} a year. “80 % of the mean” **costs** {lost:usd.0} more than On-Demand, and a grid of tenths of the peak costs {grid:usd.0} more in its best cell: the first cell is already beyond the optimum.",
    best=spiky_best.usd_per_hour,
    most=spiky_best.saving_usd,
    lost=-spiky_saved[1],
    grid=-spiky_saved[4],
)

# %% [markdown] tags=["ko"]
# **결정:** 평균으로 말하는 권고를 받으면 부하 지속 곡선부터 그려 보세요. 곡선이 왼쪽 끝에서만 높다면 어림 규칙은 손해를 삽니다.
#
# ## 구조: 약정을 움직여 보기
#
# 약정을 끌면 위에서는 아낀 금액, 아래에서는 같은 약정이 덮은 시간(초록), 온디맨드(회색), 버려진 약정(빨강)이 함께 움직입니다. 아래 차트의 파선은 최적인 약정의 마지막 한 푼이 쓰이는 시간의 비율입니다. 플랜 종류, 기간, 결제, 시나리오를 바꾸어 보세요. 처음 선택은 옅은 선으로 남습니다.

# %% [markdown] tags=["en"]
# **Decide:** when a recommendation speaks of averages, draw the load duration curve first. If it is high at its left end only, rules of thumb buy a loss.
#
# ## Architecture: move the commitment
#
# Drag the commitment: above, the saving moves; below, what the same commitment covers (green), leaves On-Demand (grey) and wastes (red). The dashed line of the lower chart is the share of hours in which the last dollar of the best commitment is used. Change the plan, term, payment and scenario. The first choice stays as a pale line.

# %% explorer
explorer = kao.explorers.commitment(year, usd_per_hour=2.0)
explorer

# %% settings
explorer.settings_table(
    [
        {},
        {"usd_per_hour": 3.0},
        {"usd_per_hour": 5.0},
        {"usd_per_hour": 3.0, "scenario": "less"},
        {"usd_per_hour": 3.0, "scenario": "more"},
        {"term_years": 3, "payment": "all_upfront"},
        {"plan_kind": "ec2_instance_sp", "usd_per_hour": 1.0},
    ]
)

# %% goal
kao.lesson.goal(explorer, "flat_top")

# %% goal_stub tags=["stub"]
wanted = {}

# %% goal_solution tags=["solution"]
explorer.set(term_years=3, payment="all_upfront", scenario="less")
lowest = explorer.value["best_usd_per_hour"]
while explorer.set(usd_per_hour=round(lowest, 3)).value["utilization"] < 0.96:
    lowest -= 0.005
wanted = {"usd_per_hour": round(lowest, 3)}

# %% goal_check
explorer.set(**wanted)
kao.lesson.check_goal("flat_top")

# %% [markdown] tags=["ko"]
# ### 조합: RI와 플랜을 함께
#
# 좁은 약정(RI, EC2 인스턴스 플랜)은 싸고, 넓은 약정(컴퓨팅 플랜)은 무엇이든 덮습니다. 어느 것을 얼마나 섞을지는 하나의 선형 계획 문제입니다. 시간마다 어느 약정이 무엇을 덮을지까지 한꺼번에 풀고, **이보다 쌀 수 없다는 하한**과의 차이를 함께 냅니다.

# %% [markdown] tags=["en"]
# ### A mix: RIs and plans together
#
# Narrow commitments (RIs, EC2 Instance plans) are cheaper, wide ones (Compute plans) cover anything. How much of each is one linear program: it decides for every hour which commitment covers what, and reports its distance from a **bound below which no mix can cost**.

# %% portfolio
NARROW = "ec2_instance_sp_1y_no_upfront"
mixed = kao.commitment.portfolio(year, [RI, NARROW, PLAN], starts=[0])
kao.tables.show(
    mixed.purchases.query("bought > 0"),
    ["option", "family", "instance_type", "bought", "usd_per_hour", "utilization"],
    headings={
        "family": ("패밀리", "Family"),
        "instance_type": ("유형", "Type"),
        "bought": ("대수 또는 USD/h", "Count, or USD/h"),
    },
)

# %% portfolio_check
proof = pd.DataFrame(
    [
        (("증명된 하한", "proven lower bound"), mixed.lower_usd, 0.0),
        (("선형 계획의 최적", "optimum of the linear program"), mixed.usd, mixed.gap),
        (("AWS의 순서로 청구", "billed in AWS's order"), mixed.billed_usd, mixed.billed_gap),
    ],
    columns=["step", "year_usd", "gap"],
)
proof["step"] = proof["step"].str[word]
kao.tables.show(
    proof,
    headings={"step": ("무엇을 셌나", "What is counted"), "gap": ("하한과의 차이", "Above the bound")},
    kinds={"gap": "percent"},
)

# %% portfolio_say tags=["say"]
kao.lesson.say(
    ko="컴퓨팅 플랜 하나로는 한 해에 {one:usd.0}, 조합으로는 **{all:usd.0}**을(를) 아낍니다. RI는 정수 대수로만, 플랜은 정해진 단위로만 팔고 AWS는 정해진 순서대로 적용하므로 청구액은 최적과 조금 다릅니다. 여기서는 한 해에 {gap:usd.2}입니다. 검색 클러스터의 패밀리에는 아무것도 사지 않았습니다. 아홉 달 뒤에 옮기는 것을 **알고** 풀었기 때문입니다.",
    en="One Compute plan saves {one:usd.0} a year, the mix **{all:usd.0}**. RIs are sold whole, plans in fixed steps, and AWS applies them in its own order, so the bill differs a little from the optimum: by {gap:usd.2} a year. Nothing was bought for the family of the search cluster: the program **knew** of its move after nine months.",
    one=best.saving_usd,
    all=mixed.saving_usd,
    gap=mixed.billed_usd - mixed.usd,
)

# %% [markdown] tags=["ko"]
# 기간과 결제 방식도 같은 문제에 함께 넣을 수 있습니다. 후보를 늘려 가며 무엇이 뽑히는지 봅니다. 3년 약정은 이 한 해의 몫만 셌으므로, **남은 두 해도 같은 모양**이라는 가정이 붙습니다.

# %% [markdown] tags=["en"]
# Terms and payments go into the same problem. Add candidates and see what is chosen. Of a 3-year commitment only this year's share is counted, which assumes that **the other two years look alike**.

# %% terms
sets = {
    ("1년, 선결제 없음", "1 year, No Upfront"): [name for name in kao.samples.YEAR_OPTIONS if "1y_no" in name],
    ("1년, 모든 결제", "1 year, any payment"): [name for name in kao.samples.YEAR_OPTIONS if "1y" in name],
    ("1년과 3년, 선결제 없음", "1 and 3 years, No Upfront"): [n for n in kao.samples.YEAR_OPTIONS if "_no_" in n],
    ("모두", "all"): list(kao.samples.YEAR_OPTIONS),
}
solved = [kao.commitment.portfolio(year, options, starts=[0]) for options in sets.values()]
kao.tables.show(
    pd.DataFrame(
        {
            "set": [label[word] for label in sets],
            "candidates": [len(options) for options in sets.values()],
            "chosen": [
                ", ".join(one.purchases.query("bought > 0")["option"].map(kao.language.option).unique())
                for one in solved
            ],
            "saving_usd": [one.saving_usd for one in solved],
            "coverage": [one.coverage for one in solved],
            "utilization": [one.utilization for one in solved],
        }
    ),
    headings={
        "set": ("후보", "Candidates"),
        "candidates": ("가지 수", "How many"),
        "chosen": ("뽑힌 것", "Chosen"),
    },
)

# %% [markdown] tags=["ko"]
# **결정:** 할인이 큰 쪽이 늘 뽑히지만, 그 표는 앞날이 같다는 가정 위에 있습니다. 3년을 살 층은 3년 뒤에도 있을 층뿐입니다.
#
# ### 유연함의 값
#
# EC2 인스턴스 플랜의 요금이 RI와 같은 곳에서는, 대수로만 사는 RI보다 금액으로 잘게 사는 플랜이 뽑힙니다. 영역 RI의 용량이나 되팔 길이 필요할 때 RI를 고릅니다.
#
# 그런데 그 이사를 모르는 사람은 어떻게 살까요? 첫 60일만 보고 같은 계산을 한 다음, 그렇게 산 약정을 한 해에 적용해 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** the larger discount is always chosen, but that table stands on a future like the present. Buy three years only for layers that will be there in three years.
#
# ### The price of flexibility
#
# Where an EC2 Instance plan charges the same rate as an RI, the plan is chosen: it comes in cents, the RI in whole machines. Take RIs for the capacity of a zonal one, or for a way to sell.
#
# And what would someone buy who does not know of the move? Solve the same problem on the first 60 days alone, then bill the whole year with what was bought.

# %% unaware
early = kao.commitment.portfolio(year.between(0, 60 * 24), [RI, NARROW, PLAN], starts=[0]).purchases.query("bought > 0")
early = early.drop(columns=["start", "end"])  # they run for the whole year
early["id"] = early["option"] + early["family"]
is_ri = early["kind"].str.startswith("ri_")
ris, plans = early[is_ri].copy(), early[~is_ri]
ris["scope"], ris["count"], ris["usd_per_hour"] = "regional", ris["bought"], ris["usd_per_hour"] / ris["bought"]
unaware = kao.commitment.remaining(year, ris if len(ris) else None, plans if len(plans) else None).application
one_plan = pd.DataFrame([{"id": "one", "kind": "compute_sp", "option": PLAN, "usd_per_hour": best.usd_per_hour}])
bills = {
    ("약정 없음", "No commitment"): kao.commitment.remaining(year).application,
    ("컴퓨팅 플랜 하나", "One Compute plan"): kao.commitment.remaining(year, plans=one_plan).application,
    ("첫 60일만 보고 산 조합", "The mix of the first 60 days"): unaware,
    ("이사를 알고 산 조합", "The mix that knows of the move"): mixed.application,
}
kao.charts.portfolio_bars({label[word]: bill for label, bill in bills.items()})

# %% unaware_say tags=["say"]
search = year.products.loc["search"]
cluster = year.only(["search"]).quantity.max()
premium = cluster * (search[PLAN] - search[NARROW])
kao.lesson.say(
    ko="첫 60일만 본 조합에서는 약정 {wasted:usd.0}어치가 버려지고(이사를 안 조합은 {known:usd.0}) 한 해의 비용은 {early:usd.0}입니다. 아무 생각 없이 산 컴퓨팅 플랜 하나는 {one:usd.0}입니다. 검색 클러스터 {cluster:number}대를 좁은 약정 대신 컴퓨팅 플랜으로 덮을 때 더 내는 돈은 {premium:usd_per_hour}, 1년이면 {year_premium:usd.0}입니다. 이것이 유연함의 보험료입니다. 반대로 좁은 약정을 산 다음 패밀리를 옮기면, {idle:usd_per_hour}이(가) 그대로 버려지고 새 서버는 온디맨드로 냅니다. 그래서 한 해의 {share:percent}가 지나기 전에 옮길 듯하면 보험이 더 쌉니다.",
    en="The mix of the first 60 days wastes {wasted:usd.0} of commitments (the one that knew, {known:usd.0}), and the year costs {early:usd.0}. One Compute plan, without any of this thought, costs {one:usd.0}. Covering the {cluster:number} search machines by a Compute plan instead of a narrow one costs {premium:usd_per_hour} more, {year_premium:usd.0} a year: the premium for flexibility. After a move away from a narrow commitment, {idle:usd_per_hour} of it is lost and the new machines pay On-Demand; so if the move comes before {share:percent} of the year is over, the insurance is the cheaper.",
    wasted=unaware.summary()["unused_usd"],
    known=mixed.application.summary()["unused_usd"],
    early=unaware.summary()["usd"],
    one=best.usd,
    cluster=cluster,
    premium=premium,
    year_premium=premium * 8760,
    idle=cluster * search[NARROW],
    share=1 - (search[PLAN] - search[NARROW]) / search["on_demand_usd"],
)

# %% [markdown] tags=["ko"]
# **결정:** 한 해 안에 패밀리를 바꿀 듯한 층은 컴퓨팅 플랜, 그대로일 층은 RI나 EC2 인스턴스 플랜으로 덮습니다. 갈아탈 계획을 아는 사람(개발팀)에게 먼저 물어보세요.
#
# ### 이미 가진 약정과 그 만료
#
# 빈손으로 시작하는 회사는 드뭅니다. 최적의 절반쯤 되는 컴퓨팅 플랜이 있고 다섯 달 뒤에 끝난다고 합시다. 만료는 조용히 옵니다. 자동으로 갱신되지 않고, 그날부터 온디맨드 요금이 청구됩니다.

# %% [markdown] tags=["en"]
# **Decide:** layers that may change family within the year go under a Compute plan, those that will stay under RIs or EC2 Instance plans. Ask those who know of migrations, the developers, first.
#
# ### What you own already, and when it ends
#
# Few companies start with empty hands. Say there is a Compute plan of about half the optimum, ending in five months. An expiry comes quietly: nothing renews by itself, and from that day the On-Demand rate is charged.

# %% cliff
old_usd = round(best.usd_per_hour / 2, 1)
old = pd.DataFrame(
    [{"id": "old", "kind": "compute_sp", "option": PLAN, "usd_per_hour": old_usd, "end": year.hours[3650]}]
)
left = kao.commitment.remaining(year, plans=old)
kao.charts.commitment_months(
    left.application, existing=["old"], expiry=(5, ("기존 플랜이 끝남", "the old plan ends")[word])
)

# %% predict_rest
kao.lesson.predict(
    "rest",
    ko="기존 플랜 {old:usd_per_hour}이(가) 다섯 달 뒤에 끝납니다. 오늘 1년 플랜을 한 번만 더 산다면 시간당 얼마가 최적일까요? (아무것도 없을 때의 최적은 {best:usd_per_hour}였습니다.)",
    en="The old plan of {old:usd_per_hour} ends in five months. If you buy one more 1-year plan today and nothing later, how much an hour is best? (With empty hands the optimum was {best:usd_per_hour}.)",
    unit="usd_per_hour",
    old=old_usd,
    best=best.usd_per_hour,
)

# %% strategies
rest = kao.commitment.best_plan(left.demand, PLAN)
twice = kao.commitment.portfolio(left.demand, [PLAN], starts=[0, 3650])
paid = old_usd * 3650
now, later = [round(twice.purchases.loc[twice.purchases["start"] == at, "bought"].sum(), 3) for at in (0, 3650)]
plain = kao.commitment.plan_cost
ways = pd.DataFrame(
    [
        (("더 사지 않음", "nothing more"), 0.0, 0.0, left.demand.on_demand_usd),
        (("기존을 잊고 최적만큼", "the optimum, ignoring it"), best.usd_per_hour, 0.0, np.nan),
        (("최적에서 기존을 뺀 만큼", "the optimum less it"), round(best.usd_per_hour - old_usd, 3), 0.0, np.nan),
        (("남는 수요의 최적", "the optimum for what is left"), rest.usd_per_hour, 0.0, rest.usd),
        (("오늘 사고 만료일에 더 삼", "today, and again at the expiry"), now, later, twice.billed_usd),
    ],
    columns=["way", "today", "at_expiry", "year_usd"],
)
ways["way"] = ways["way"].str[word]
ways["year_usd"] = paid + ways["year_usd"].fillna(ways["today"].map(lambda usd: plain(left.demand, PLAN, usd).usd))
kao.tables.show(
    ways,
    headings={
        "way": ("어떻게", "How"),
        "today": ("오늘(USD/h)", "Today (USD/h)"),
        "at_expiry": ("만료일(USD/h)", "At the expiry (USD/h)"),
    },
    kinds={"today": "usd", "at_expiry": "usd"},
)

# %% reveal_rest
kao.lesson.reveal(
    "rest",
    rest.usd_per_hour,
    ko="빼기({minus:usd_per_hour})보다 크고 최적보다 작습니다. 만료 뒤 일곱 달을 위해 지금 조금 더 삽니다. 그러나 더 나은 길은 둘로 나누는 것입니다. 오늘 {now:usd_per_hour}, 만료일에 맞추어 **구매 예약**으로 {later:usd_per_hour}를 걸면 한 해가 {saved:usd.0} 더 쌉니다. (두 번째 플랜이 이 한 해를 넘어 이어지는 몫은 세지 않았습니다.)",
    en="More than the difference ({minus:usd_per_hour}) and less than the optimum: it buys a little more now for the seven months after the expiry. But splitting is better: {now:usd_per_hour} today, and {later:usd_per_hour} **queued** for the day of the expiry, makes the year {saved:usd.0} cheaper still. (What the second plan does beyond this year is not counted.)",
    minus=ways["today"][2],
    now=now,
    later=later,
    saved=ways["year_usd"][3] - ways["year_usd"][4],
)

# %% [markdown] tags=["ko"]
# **결정:** 약정마다 만료일을 달력에 적고, 새로 살 금액은 늘 **기존 약정을 적용하고 남는 수요**로 계산합니다. 만료일의 몫은 지금 미리 사지 말고 예약해 둡니다.
#
# ### 내년을 모를 때
#
# 지금까지는 한 해를 안다고 했습니다. 이제 주(週)를 새로 뽑아 있을 수 있는 한 해를 여럿 만들고, 부하가 연말까지 30% 줄거나 그대로이거나 30% 느는 경우를 같은 확률로 섞습니다. 약정 하나가 해마다 다른 금액을 아낍니다. **나쁜 해의 평균(CVaR)** 은 가장 나쁜 10%의 해에 아낀 금액의 평균입니다.

# %% [markdown] tags=["en"]
# **Decide:** write every expiry into the calendar and size each purchase for **what is left after what you own**. Queue the share of the expiry day instead of buying it now.
#
# ### When next year is not known
#
# So far the year was known. Now draw weeks anew to make many possible years, and mix in a load that by the end of the year has shrunk by 30 %, stayed, or grown by 30 %, each equally likely. One commitment saves another amount each year. The **mean of the bad years (CVaR)** is the mean saving of the worst 10 % of them.

# %% predict_careful
kao.lesson.predict(
    "careful",
    ko="나쁜 해의 평균을 가장 크게 만드는 약정은, 한 해를 알 때의 최적 {best:usd_per_hour}의 몇 %쯤일까요?",
    en="The commitment that is best in the bad years: what share of {best:usd_per_hour}, the optimum of the known year, will it be?",
    unit="percent",
    best=best.usd_per_hour,
)

# %% risk
risk = kao.commitment.risk(year, PLAN, growth=[-0.3, 0.0, 0.3])
some = [0.5, 0.8, 1.0, 1.2, 1.4]
regrets = kao.commitment.risk(year, PLAN, [round(one * best.usd_per_hour, 2) for one in some], [-0.3, 0.0, 0.3]).table
kao.tables.show(
    regrets.rename(columns={"loss_chance": "loss_share"}),
    ["usd_per_hour", "mean_usd", "cvar_usd", "loss_share", "too_much_usd", "too_little_usd", "utilization"],
)

# %% reveal_careful
kao.lesson.reveal(
    "careful",
    risk.best_cvar_usd_per_hour / best.usd_per_hour,
    ko="평균이 가장 큰 약정은 {mean:usd_per_hour}, 나쁜 해에 가장 나은 약정은 **{careful:usd_per_hour}**입니다. 후회는 한쪽으로 기웁니다. 최적보다 20% 더 사면 많이 산 후회가 평균 {much:usd.0}, 20% 덜 사면 적게 산 후회가 {little:usd.0}입니다.",
    en="The highest mean is at {mean:usd_per_hour}, the best bad years at **{careful:usd_per_hour}**. Regret leans to one side: 20 % more than the optimum regrets {much:usd.0} on average, 20 % less {little:usd.0}.",
    mean=risk.best_mean_usd_per_hour,
    careful=risk.best_cvar_usd_per_hour,
    much=regrets["too_much_usd"].iloc[3],
    little=regrets["too_little_usd"].iloc[1],
)

# %% [markdown] tags=["ko"]
# 약정을 움직여 분포를 보세요. 위는 약정마다의 평균과 나쁜 해, 아래는 고른 약정이 해마다 아낀 금액의 분포입니다.

# %% [markdown] tags=["en"]
# Move the commitment against the distribution: above, the mean and the bad years of every commitment; below, what the chosen one saves from year to year.

# %% risk_explorer
cautious = kao.explorers.commitment_risk(year)
cautious

# %% risk_settings
cautious.settings_table([{}, {"usd_per_hour": 2.0}, {"usd_per_hour": 4.0}, {"outlook": "down"}, {"outlook": "up"}])

# %% goal_careful
kao.lesson.goal(cautious, "careful")

# %% goal_careful_stub tags=["stub"]
wanted = {}

# %% goal_careful_solution tags=["solution"]
known = cautious.set(outlook="open").value
wanted = {"usd_per_hour": round((known["best_mean_usd_per_hour"] + known["best_cvar_usd_per_hour"]) / 2, 3)}

# %% goal_careful_check
cautious.set(**wanted)
kao.lesson.check_goal("careful")

# %% [markdown] tags=["ko"]
# **결정:** 한 번에 살 금액은 두 고리 사이에서 고르고, 나머지는 나중에 사다리로 채웁니다.
#
# ## 운영: 나누어 사고, 검산하고, 지켜보고, 되돌린다
#
# **바꾸기: 사다리.** 한 번에 사면 만료도 한 번에 옵니다. 열두 번에 나누어 사면 달마다 한 조각이 끝나고, 필요 없어진 만큼 **놓아줄** 기회가 옵니다. 지난해에 예상 최적을 열두 조각으로 사 두었는데, 올해 부하가 연말까지 30% 줄어드는 경우를 봅니다. 달마다 지난 30일의 최적을 목표로, 모자라면 사고 남으면 놓아줍니다.

# %% [markdown] tags=["en"]
# **Decide:** choose what to buy at once between the two rings, and fill up later by a ladder.
#
# ## Operation: buy in tranches, check, watch, roll back
#
# **Change: a ladder.** Bought at once, all ends at once. Bought in twelve tranches, one ends each month, and what is not needed can be **let go**. Last year the expected optimum was bought in twelve tranches; this year the load shrinks by 30 % until its end. Each month takes the optimum of the last 30 days as its target, buys what is missing and lets go what is not.

# %% ladder
shrinking = kao.samples.year(REGION, *types, growth=-0.3)
tranche = round(best.usd_per_hour / 12, 3)
tranches = pd.DataFrame({"usd_per_hour": tranche, "end": [730 * month for month in range(1, 13)]})
ladder = kao.commitment.ladder(shrinking, PLAN, existing=tranches)
kao.charts.ladder_months(ladder)

# %% ladder_table
at_once = kao.commitment.plan_cost(shrinking, PLAN, best.usd_per_hour)
hindsight = ladder.at_once
buyers = pd.DataFrame(
    [
        (label, found.saving_usd, found.saving, found.coverage, found.utilization)
        for label, found in (
            (("예상 최적을 한 번에", "the expected optimum at once"), at_once),
            (("열두 조각 사다리", "a ladder of twelve"), ladder),
            (("뒤늦게 안 최적을 한 번에", "the optimum of hindsight at once"), hindsight),
        )
    ],
    columns=["buyer", "saving_usd", "saving", "coverage", "utilization"],
)
buyers["buyer"] = buyers["buyer"].str[word]
kao.tables.show(buyers, headings={"buyer": ("어떻게 샀나", "How it was bought")})

# %% ladder_say tags=["say"]
kao.lesson.say(
    ko="줄어드는 해에 한 번에 산 사람은 {once:usd.0}, 사다리는 **{ladder:usd.0}**을(를) 아꼈습니다. 열두 번 가운데 {times:number}번, 모두 {gone:usd_per_hour}를 놓아준 덕분입니다. 예상대로 자란 해라면 사다리는 한 번에 산 최적보다 {behind:usd.0} 덜 아낍니다. 앞일을 몰라도 되는 대가입니다.",
    en="In the year that shrinks, buying at once saved {once:usd.0}, the ladder **{ladder:usd.0}**, because in {times:number} of twelve months it let go, {gone:usd_per_hour} in all. Had the year grown as expected, the ladder would have saved {behind:usd.0} less than the optimum bought at once: the price of not having to know.",
    once=at_once.saving_usd,
    ladder=ladder.saving_usd,
    times=int((ladder.months["let_go"] > 0.0005).sum()),
    gone=ladder.months["let_go"].sum(),
    behind=best.saving_usd - kao.commitment.ladder(year, PLAN, existing=tranches).saving_usd,
)

# %% [markdown] tags=["ko"]
# ### 자료가 아예 없을 때: 손익분기만큼 낸 다음에 산다
#
# 막 시작한 서비스에는 볼 과거가 없습니다. 이때 쓸 수 있는 규칙이 하나 있습니다. **온디맨드로 이미 RI 한 대 값을 치른 층만 RI로 바꾼다.** 스키를 빌릴지 살지 모를 때 빌린 값이 산 값과 같아지는 날 사는 것과 같고, 어떤 부하에서도 앞일을 다 아는 사람의 두 배를 넘지 않는다는 것이 증명되어 있습니다. 3년 동안 자라는 서비스에 하루 단위로 써 봅니다.

# %% [markdown] tags=["en"]
# ### With no data at all: buy once you have paid the price
#
# A service that has just begun has no past. One rule still works: **turn a layer into an RI only when it has already cost On-Demand what the RI would have cost.** It is renting skis until the rent has reached the price, and it is proven that on no load it costs more than twice what perfect foresight would. Try it, day by day, on a service that grows for three years.

# %% online
daily = kao.commitment.trace("growing", size=6, hours=3 * 8760).resample("D").max()
day_od, day_ri = 24 * web_rates["on_demand_usd"], 24 * web_rates[RI]
growing = kao.commitment.break_even_rule(daily, day_od, day_ri, term_hours=365)
price_days = int(np.ceil(365 * break_even))
worst = kao.commitment.break_even_rule(pd.Series([1] * (price_days + 1)), day_od, day_ri, term_hours=365)
kao.charts.owned_over_time(daily, growing.purchases, 365)

# %% online_table
cases = pd.DataFrame(
    [
        (label, found.on_demand_usd, found.usd, found.optimal_usd, found.ratio)
        for label, found in (
            (("3년 동안 자라는 서비스", "grows for three years"), growing),
            (("사자마자 멈추는 한 대", "one machine that stops once bought"), worst),
        )
    ],
    columns=["case", "od_usd", "rule_usd", "best_usd", "ratio"],
)
cases["case"] = cases["case"].str[word]
kao.tables.show(
    cases,
    headings={
        "case": ("부하", "Load"),
        "od_usd": ("온디맨드만(USD)", "On-Demand alone (USD)"),
        "rule_usd": ("규칙(USD)", "The rule (USD)"),
        "best_usd": ("다 알 때(USD)", "With foresight (USD)"),
        "ratio": ("규칙 ÷ 다 알 때", "Rule / foresight"),
    },
)

# %% online_say tags=["say"]
kao.lesson.say(
    ko="자라는 서비스에서 규칙은 {day:number}일째에 처음 사고, 다 아는 사람의 {ratio:number.2}배를 냅니다. 최악은 사자마자 쓰지 않게 되는 경우로 {worst:number.2}배이며, 증명된 한계 {bound:number.0}배를 넘지 않습니다.",
    en="On the growing service the rule first buys on day {day:number} and pays {ratio:number.2} times what foresight would. The worst case, a machine that stops as soon as it is bought, pays {worst:number.2} times; the proven bound is {bound:number.0}.",
    day=int(growing.purchases["hour"].iloc[0]) + 1,
    ratio=growing.ratio,
    worst=worst.ratio,
    bound=worst.bound,
)

# %% [markdown] tags=["ko"]
# **결정:** 과거가 있으면 최적을 계산하고, 없으면 이 규칙을 씁니다. 규칙은 최악을 막는 안전띠이지 가장 싼 방법이 아닙니다.
#
# ### 찾기: 권고의 룩백 기간을 의심한다
#
# AWS의 권고는 지난 7일, 30일, 60일 가운데 하나를 봅니다. 같은 날이라도 창에 따라 답이 다릅니다. 아래는 네 날짜에 각 창이 권했을 약정과, 그것이 한 해에 아꼈을 금액입니다.

# %% [markdown] tags=["en"]
# **Decide:** with a past, compute the optimum; without one, use this rule. It is a seat belt against the worst, not the cheapest way.
#
# ### Detect: distrust the lookback of a recommendation
#
# AWS's recommendation looks at the last 7, 30 or 60 days, and on the same day each window has another answer. Here is what each would have recommended on four dates, and what that saves over the year.

# %% lookback
dates = {
    ("보통 때", "an ordinary day"): 200,
    ("명절 직후", "right after the holidays"): 104,
    ("행사 마지막 날", "the last day of the sale"): 213,
    ("행사 한 달 뒤", "a month after the sale"): 243,
}
seen = []
for label, day in dates.items():
    row = {"date": label[word]}
    for days in (7, 30, 60):
        usd = kao.commitment.best_plan(year.between((day - days) * 24, day * 24), PLAN).usd_per_hour
        row |= {f"{days}": usd, f"{days}_usd": kao.commitment.plan_cost(year, PLAN, usd).saving_usd}
    seen.append(row)
headings = {"date": ("언제", "When")}
for days in (7, 30, 60):
    headings |= {f"{days}": (f"{days}일: 약정(USD/h)", f"{days} days: USD/h")}
    headings |= {f"{days}_usd": (f"{days}일: 아낀 금액(USD)", f"{days} days: saved (USD)")}
lookbacks = pd.DataFrame(seen)
kao.tables.show(lookbacks, headings=headings)

# %% lookback_say tags=["say"]
kao.lesson.say(
    ko="행사 마지막 날의 7일 창은 {usd:usd_per_hour}를 권하고, 그대로 사면 한 해에 아낀 금액이 {saved:usd.0}입니다(최적은 {most:usd.0}). 60일 창은 {longer:usd.0}입니다. 창이 길수록 튼튼하지만, 자라거나 줄어드는 부하에는 늦습니다.",
    en="On the last day of the sale the 7-day window recommends {usd:usd_per_hour}; bought as it stands, the year's saving is {saved:usd.0} (the optimum saves {most:usd.0}). The 60-day window gives {longer:usd.0}. A longer window is sturdier, but late for a load that grows or shrinks.",
    usd=lookbacks["7"][2],
    saved=lookbacks["7_usd"][2],
    longer=lookbacks["60_usd"][2],
    most=best.saving_usd,
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 권고를 받아 검산하고, 사고, 지켜봅니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 창을 바꾸어 가며 권고를 견줍니다
# aws ce start-savings-plans-purchase-recommendation-generation
# aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP \
#     --term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days SIXTY_DAYS
# # 검산: 내가 고른 금액과 기간으로(행사 기간을 뺀 날짜로) 충당률과 사용률을 미리 봅니다
# aws ce start-commitment-purchase-analysis --commitment-purchase-analysis-configuration '{
#   "SavingsPlansPurchaseAnalysisConfiguration": {"AnalysisType": "CUSTOM_COMMITMENT",
#     "LookBackTimePeriod": {"Start": "2026-09-01T00:00:00Z", "End": "2026-10-31T00:00:00Z"},
#     "SavingsPlansToAdd": [{"SavingsPlansType": "COMPUTE_SP", "TermInYears": "ONE_YEAR",
#       "PaymentOption": "NO_UPFRONT", "SavingsPlansCommitment": 0.262}]}}'
# aws ce get-commitment-purchase-analysis --analysis-id "$ANALYSIS_ID"
# # 바꾸기: 만료일에 맞추어 예약합니다. 시작 전이면 지울 수 있습니다
# aws savingsplans create-savings-plan --savings-plan-offering-id "$OFFERING_ID" \
#     --commitment 0.262 --purchase-time 2027-04-03T02:00:00Z
# aws savingsplans delete-queued-savings-plan --savings-plan-id "$PLAN_ID"
# # 확인: 사용률이 95% 아래로 내려가면 알립니다
# aws budgets create-budget --account-id "$ACCOUNT_ID" --budget '{"BudgetName": "sp-utilization",
#   "BudgetType": "SAVINGS_PLANS_UTILIZATION", "TimeUnit": "DAILY",
#   "BudgetLimit": {"Amount": "100", "Unit": "PERCENTAGE"}}' \
#   --notifications-with-subscribers '[{"Notification": {"NotificationType": "ACTUAL",
#     "ComparisonOperator": "LESS_THAN", "Threshold": 95},
#     "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finops@example.com"}]}]'
# # 되돌리기: 7일 안, 같은 달(UTC) 안, 시간당 100달러 이하일 때만
# aws savingsplans return-savings-plan --savings-plan-id "$PLAN_ID"
# ```
#
# **구매 단추를 누르기 전에**
#
# 1. 크기를 맞추고 끄는 일정을 걸고 스팟으로 옮길 것을 옮겼는가.
# 2. 기존 약정을 모두 적용하고 남은 수요로 계산했는가. 만료일은 언제인가.
# 3. 룩백 기간에 행사, 명절, 이전 작업이 섞이지 않았는가. 60일과 30일의 답이 비슷한가.
# 4. 이 기간 안에 패밀리, 리전, 서버리스로 옮길 계획을 아는 사람에게 물었는가.
# 5. 평평한 구간의 낮은 쪽인가. 나쁜 해의 평균을 보았는가.
# 6. 한 번에 사도 되는 크기인가. 시간당 100달러를 넘는 구매는 반품할 수 없으니 나누어 삽니다.
# 7. 월말이 아닌가. 반품 창은 7일과 **같은 달** 가운데 먼저 끝나는 쪽입니다. 30일에 사면 하루 이틀뿐입니다.
#
# **되돌리기.** 산 다음 날부터 7일 동안 사용률을 날마다 봅니다. 예상과 다르면 그 안에 반품하고, 지났다면 남는 약정을 쓸 부하를 옮겨 옵니다(다른 계정과 공유, 온디맨드로 남은 Fargate나 Lambda).

# %% [markdown] tags=["en", "sourced"]
# On your own account, fetch the recommendation, check it, buy and watch with these commands. They are not run here.
#
# ```bash
# # detect: compare the recommendation under several windows
# aws ce start-savings-plans-purchase-recommendation-generation
# aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP \
#     --term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days SIXTY_DAYS
# # check: coverage and utilization for your own amount and dates (leave the sale out)
# aws ce start-commitment-purchase-analysis --commitment-purchase-analysis-configuration '{
#   "SavingsPlansPurchaseAnalysisConfiguration": {"AnalysisType": "CUSTOM_COMMITMENT",
#     "LookBackTimePeriod": {"Start": "2026-09-01T00:00:00Z", "End": "2026-10-31T00:00:00Z"},
#     "SavingsPlansToAdd": [{"SavingsPlansType": "COMPUTE_SP", "TermInYears": "ONE_YEAR",
#       "PaymentOption": "NO_UPFRONT", "SavingsPlansCommitment": 0.262}]}}'
# aws ce get-commitment-purchase-analysis --analysis-id "$ANALYSIS_ID"
# # change: queue for the day of an expiry; until it starts it can be deleted
# aws savingsplans create-savings-plan --savings-plan-offering-id "$OFFERING_ID" \
#     --commitment 0.262 --purchase-time 2027-04-03T02:00:00Z
# aws savingsplans delete-queued-savings-plan --savings-plan-id "$PLAN_ID"
# # verify: be told when utilization falls below 95 %
# aws budgets create-budget --account-id "$ACCOUNT_ID" --budget '{"BudgetName": "sp-utilization",
#   "BudgetType": "SAVINGS_PLANS_UTILIZATION", "TimeUnit": "DAILY",
#   "BudgetLimit": {"Amount": "100", "Unit": "PERCENTAGE"}}' \
#   --notifications-with-subscribers '[{"Notification": {"NotificationType": "ACTUAL",
#     "ComparisonOperator": "LESS_THAN", "Threshold": 95},
#     "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finops@example.com"}]}]'
# # roll back: within 7 days, in the same month (UTC), at most 100 dollars an hour
# aws savingsplans return-savings-plan --savings-plan-id "$PLAN_ID"
# ```
#
# **Before you press the button**
#
# 1. Are instances sized, stops scheduled, and moved to Spot what can move?
# 2. Is the amount computed for what is left after everything you own? When does that end?
# 3. Is the lookback free of sales, holidays and migrations? Do 60 and 30 days agree?
# 4. Did you ask those who know whether families, Regions or architectures will change within the term?
# 5. Is it the lower end of the flat range? Did you look at the bad years?
# 6. Is it small enough to buy at once? A purchase above USD 100 an hour cannot be returned: split it.
# 7. Is the month young enough? The return window is 7 days or the **end of the month**, whichever comes first; on the 30th that is a day or two.
#
# **Roll back.** Look at utilization every day for the first seven. If it is not what you expected, return the plan in time; after that, bring load to the commitment: share it with other accounts, or move to it what stays On-Demand on Fargate or Lambda.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `machines`는 시간마다 켜진 웹 서버의 대수이고 `break_even`은 1년 선결제 없음 RI의 손익분기입니다.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks. `machines` holds the web servers running in each hour, `break_even` is that of the 1-year No Upfront RI.

# %% faded_1
kao.lesson.exercise("faded_quantile")

# %% faded_2
kao.lesson.exercise("faded_utilization")

# %% faded_stub tags=["stub"]
level = ...  # np.quantile(machines, level)
twelve_used = ...

# %% faded_solution tags=["solution"]
level = 1 - break_even  # np.quantile(machines, level)
twelve_used = np.minimum(machines, 12).sum() / (12 * len(machines))

# %% faded_check_1
kao.lesson.check("faded_quantile", level)

# %% faded_check_2
kao.lesson.check("faded_utilization", twelve_used)

# %% rest_exercise
kao.lesson.exercise("rest")

# %% [markdown] tags=["ko"]
# 수요는 `kao.samples.year(REGION, *types, growth=-0.2)`로 만듭니다.

# %% [markdown] tags=["en"]
# Make the demand by `kao.samples.year(REGION, *types, growth=-0.2)`.

# %% rest_stub tags=["stub"]
smaller = kao.samples.year(REGION, *types, growth=-0.2)
to_buy = ...

# %% rest_solution tags=["solution"]
smaller = kao.samples.year(REGION, *types, growth=-0.2)
owned = round(0.4 * kao.commitment.best_plan(smaller, PLAN).usd_per_hour, 1)
ending = old.assign(usd_per_hour=owned, end=smaller.hours[3650])
to_buy = kao.commitment.best_plan(kao.commitment.remaining(smaller, plans=ending).demand, PLAN).usd_per_hour

# %% rest_check
kao.lesson.check("rest", to_buy)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("92")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 층마다 묻습니다. **이 층은 손익분기보다 오래 쓰는가.** 그 대답을 모두 더한 것이 최적이고, 꼭대기는 평평하니 낮은 쪽을 고릅니다.
# 2. 새로 살 금액은 **기존 약정을 적용하고 남는 수요**로 계산하고, 만료일의 몫은 예약합니다.
# 3. 앞일을 모르면 나쁜 해의 평균을 보고 **적게, 나누어** 삽니다. 모자란 약정은 더 살 수 있지만 남는 약정은 돌려줄 수 없습니다.
#
# **이 조언이 틀리는 경우.** 약정보다 큰 절감이 남아 있을 때(과대한 크기, 밤에 켜 둔 서버), 회사가 다른 클라우드나 자체 서버로 옮기기로 정했을 때, 용량 보장이 할인보다 중요할 때(영역 RI나 용량 예약)는 이 장의 최적이 최적이 아닙니다. 여기서 뽑은 ‘있을 수 있는 해’는 지난해의 주를 섞은 것이라, 한 번도 없던 일은 들어 있지 않습니다.
#
# ## 출처
#
# - AWS, Savings Plans 사용 설명서: 플랜의 적용 순서, 권고와 구매 분석기, 반품과 할당량
# - AWS, EC2 사용 설명서: 예약 인스턴스의 적용, 예약 구매
# - Arrow, Harris, Marschak(1951): 분위수로 정하는 재고. Wang, Li, Liang(2013, arXiv:1305.5608): 앞일을 모를 때의 구매와 그 한계
# - 가격: 표마다 적힌 기준일의 스냅샷. 사용량: 지어낸 것이며 한 주의 모양은 `load_week` 표. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Ask layer by layer: **does it run longer than the break-even?** The answers together are the optimum, and since its top is flat, take the lower end.
# 2. Size a purchase for **what is left after what you own**, and queue the share of the expiry day.
# 3. If the future is not known, look at the bad years and buy **less, in tranches**. A lack can be bought; a surplus cannot be given back.
#
# **When this advice is wrong.** If larger savings than a commitment's are still open (sizes too large, servers on at night), if the company has decided to leave for another cloud or its own machines, or if capacity matters more than the discount (zonal RIs, Capacity Reservations), the optimum here is not yours. The possible years drawn here mix last year's weeks: what has never happened is not in them.
#
# ## Sources
#
# - AWS, Savings Plans User Guide: how plans apply, recommendations and the purchase analyzer, returns and quotas
# - AWS, EC2 User Guide: how Reserved Instances apply, queued purchases
# - Arrow, Harris, Marschak (1951): stock by quantiles. Wang, Li, Liang (2013, arXiv:1305.5608): buying without knowing the future, and its bound
# - Prices: the snapshot on the date shown. Use: made up, with the week's shape of the table `load_week`. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    on_demand_year_usd=year.on_demand_usd,
    ri_count=int(reserved["count"]),
    break_even_utilization=break_even,
    best_plan_usd_per_hour=best.usd_per_hour,
    best_plan_saving=best.saving,
    portfolio_saving_usd=mixed.saving_usd,
    rest_usd_per_hour=rest.usd_per_hour,
    careful_usd_per_hour=risk.best_cvar_usd_per_hour,
    ladder_saving_usd=ladder.saving_usd,
    break_even_rule_ratio=growing.ratio,
)
