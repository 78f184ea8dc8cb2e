# %% [markdown] tags=["ko"]
# # 24. 스팟과 플릿: 싸게 빌리고, 잃을 것을 먼저 계산한다
#
# [English edition](../en/24_spot_and_fleet.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. ‘최대 90%’를 내 리전과 유형의 **절감률 분포**로 바꾸어 말하고, 예산에 쓸 값을 정합니다.
# 2. 할당 전략, 유형의 수, 온디맨드 기본으로 **플릿**을 짜고, 그 플릿이 무엇을 잃을지 실제 트레이스로 봅니다.
# 3. 중단의 비용을 계산해 **체크포인트 간격**과 스팟을 쓰지 말아야 할 곳을 정하고, 중단을 일부러 일으켜 확인합니다.

# %% [markdown] tags=["en"]
# # 24. Spot and fleets: rent cheaply, and first work out what you will lose
#
# [한국어판](../ko/24_spot_and_fleet.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. turn "up to 90 %" into the **distribution of savings** of your Region and type, and choose the figure for a budget;
# 2. put together a **fleet** from allocation strategy, number of types and On-Demand base, and see on real traces what it loses;
# 3. compute what interruptions cost, set the **checkpoint interval**, say where Spot stops paying, and prove it by an interruption on purpose.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.xlarge"
JOB_HOURS = 24.0
CHECKPOINT_MINUTES = 3.0

# %% start
import numpy as np
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "24",
    LANG,
    REGION,
    KRW_PER_USD,
    instance_type=INSTANCE_TYPE,
    job_hours=JOB_HOURS,
    checkpoint_minutes=CHECKPOINT_MINUTES,
)
INSTANCE_TYPE = lesson["instance_type"]
PLACE = kao.samples.spot_place(REGION, INSTANCE_TYPE)
lesson

# %% recall
kao.lesson.recall("24")

# %% [markdown] tags=["ko"]
# ## 지식: 스팟은 얼마나 싼가
#
# 스팟은 AWS의 남는 EC2 용량입니다. 유형 하나와 가용 영역 하나의 짝을 **용량 풀**이라 하고, 풀마다 가격이 따로 있습니다. 입찰은 없습니다. AWS가 긴 수요와 공급에 따라 가격을 천천히 움직이고, 용량이 필요해지면 도로 가져갑니다.
#
# AWS와 노트는 ‘최대 90%’라고 말합니다. 최대는 약속이 아니라 가장 좋은 한 점입니다. 스냅샷에 있는 여덟 날짜의 스팟 가격 전부를 온디맨드 요금과 견주어 봅니다.

# %% [markdown] tags=["en"]
# ## Knowledge: how cheap is Spot?
#
# Spot is EC2 capacity that AWS has to spare. One type in one Availability Zone makes a **capacity pool**, and each pool has its own price. There is no bidding: AWS moves prices slowly with long-term supply and demand, and takes the capacity back when it is needed.
#
# AWS and the note say "up to 90 %". A maximum is no promise; it is the best single point. Hold all Spot prices of the snapshot's eight dates against On-Demand.

# %% spot_pairs
pairs = kao.fleet.spot_pairs(location=PLACE, operating_system="linux")
dates = sorted(pairs["date"].unique())
newest = pairs[pairs["date"] == dates[-1]]
SPOT, LISTED = newest.set_index("instance_type").loc[INSTANCE_TYPE, ["spot_usd_per_hour", "on_demand_usd_per_hour"]]

# %% place_say tags=["say"]
at_home = PLACE == REGION
kao.lesson.say(
    ko="{place:location}의 리눅스 풀 {count:number}개, {first}부터 {last}까지입니다. `{type}`의 지금 스팟 가격은 {spot:usd_per_hour}, 온디맨드는 {listed:usd_per_hour}입니다."
    + (
        ""
        if at_home
        else " **{region}의 최근 스팟 가격은 스냅샷에 없어서, 가격이 있는 가장 가까운 리전으로 대신합니다.**"
    ),
    en="{count:number} Linux pools of {place:location}, from {first} to {last}. `{type}` is now {spot:usd_per_hour} on Spot and {listed:usd_per_hour} On-Demand."
    + (
        ""
        if at_home
        else " **The snapshot has no recent Spot prices of {region}: the nearest Region that has them stands in.**"
    ),
    place=PLACE,
    count=int(newest["saving"].count()),
    first=dates[0],
    last=dates[-1],
    type=INSTANCE_TYPE,
    spot=float(SPOT),
    listed=float(LISTED),
)

# %% predict_ninety
kao.lesson.predict(
    "ninety",
    ko="가장 최근 날짜에 90% 이상을 아끼는 풀은 전체의 몇 %일까요?",
    en="On the newest date, what share of the pools saves 90 % or more?",
    unit="percent",
)

# %% savings_chart
kao.charts.spot_savings(newest, own=INSTANCE_TYPE, name=kao.language.location(PLACE))

# %% reveal_ninety
over_time = kao.fleet.spot_savings("date", location=PLACE, operating_system="linux")
now = over_time.iloc[-1]
kao.lesson.reveal(
    "ninety",
    float(now["share_90"]),
    ko="중앙값은 {median:percent}이고, 절반은 {low:percent}에서 {high:percent} 사이입니다. 90%는 가격의 **바닥**입니다. 스팟 가격은 온디맨드의 10% 아래로 거의 내려가지 않아서, 찾는 이가 적은 유형들이 그 바닥에 모입니다.",
    en="The median is {median:percent}, and half of the pools lie between {low:percent} and {high:percent}. 90 % is a **floor**: Spot prices hardly ever go below 10 % of On-Demand, and types that few people want gather there.",
    median=float(now["p50"]),
    low=float(now["p25"]),
    high=float(now["p75"]),
)

# %% [markdown] tags=["ko"]
# ### 같은 풀도 움직인다
#
# 오늘의 분포는 사진 한 장입니다. 내 유형이 열일곱 달 동안 어떻게 움직였는지 봅니다. 온디맨드 요금은 한 날짜의 것이고, 스팟 가격은 리전의 것이라 영역마다 조금씩 다를 수 있습니다.

# %% [markdown] tags=["en"]
# ### The same pool moves
#
# Today's distribution is one picture. See how your type moved over seventeen months. The On-Demand price is that of one date, and Spot prices are a Region's: zones may differ a little.

# %% history_chart
own = pairs.loc[pairs["instance_type"] == INSTANCE_TYPE, ["date", "saving"]]
history = over_time.merge(own, how="left")
kao.charts.spot_history(history, own_name=INSTANCE_TYPE, name=kao.language.location(PLACE))

# %% history_say tags=["say"]
families = kao.fleet.spot_savings("family", location=PLACE, operating_system="linux", date=dates[-1])
families = families[families["pools"] >= 5].sort_values("p50")
kao.lesson.say(
    ko="`{type}`의 절감률은 {least:percent}와 {most:percent} 사이를 오갔습니다. 같은 날에도 패밀리에 따라 다릅니다. 중앙값이 가장 낮은 {low}는 {low_saving:percent}, 가장 높은 {high}는 {high_saving:percent}입니다. 스팟이 온디맨드보다 싸지 않은 풀도 {none:number}개 있습니다.",
    en="`{type}` moved between {least:percent} and {most:percent}. On one day families differ, too: the lowest median, of {low}, is {low_saving:percent}; the highest, of {high}, {high_saving:percent}. In {none:number} pools Spot is no cheaper than On-Demand.",
    type=INSTANCE_TYPE,
    least=float(own["saving"].min()),
    most=float(own["saving"].max()),
    low=families["family"].iloc[0],
    low_saving=float(families["p50"].iloc[0]),
    high=families["family"].iloc[-1],
    high_saving=float(families["p50"].iloc[-1]),
    none=int(now["not_cheaper"]),
)

# %% [markdown] tags=["ko"]
# **결정:** 예산에는 ‘최대’도 오늘의 값도 아니라, 쓰려는 유형들의 **가장 나빴던 값 부근**을 적습니다.
#
# ### 싼 풀과 안전한 풀은 다르다: 스팟 인스턴스 어드바이저
#
# 어드바이저는 지난달에 중단된 비율을 다섯 구간으로 보여 줍니다. 언제 중단되는지, 다음 달에 어떨지는 말하지 않습니다. 오른쪽 끝 열은 중단이 고르게 온다고 **가정**하고 한 자리를 1년 내내 채울 때의 횟수로 바꾼 것입니다.

# %% [markdown] tags=["en"]
# **Decide:** neither the maximum nor today's figure goes into the budget, but **about the worst** that the types you mean to run have shown.
#
# ### A cheap pool is not a safe one: the Spot Instance Advisor
#
# The Advisor shows in five bands the share interrupted last month. It does not say when, nor what next month brings. The rightmost column turns that into interruptions a year of one place kept filled, **assuming** that they come evenly.

# %% bands
bands = kao.fleet.advisor_bands(PLACE, "linux")
kao.tables.show(
    bands,
    ["band", "pools", "share", "saving_p25", "saving_p50", "saving_p75", "per_year"],
    headings={
        "pools": ("풀의 수", "Pools"),
        "saving_p25": ("절감률 하위 25%", "Saving, lowest quarter"),
        "saving_p50": ("중앙값", "Median"),
        "saving_p75": ("상위 25%", "Highest quarter"),
        "per_year": ("1년의 중단(가정)", "Interruptions a year (assumed)"),
    },
    kinds={"saving_p25": "percent", "saving_p50": "percent", "saving_p75": "percent"},
)

# %% bands_say tags=["say"]
mine = kao.fleet.pool_band(INSTANCE_TYPE, PLACE)
band = mine["band"].iloc[0] if len(mine) else ""
kao.lesson.say(
    ko=(
        "`{type}`의 구간은 **{band}**입니다({date} 자료)."
        if band
        else "`{type}`은(는) {date}의 어드바이저 자료에 없습니다. 새 유형이나 새 리전은 그렇습니다."
    )
    + " 절감률의 중앙값은 가장 안전한 구간에서 {calm:percent}, 가장 자주 끊기는 구간에서 {often:percent}입니다. **가격은 위험을 말해 주지 않습니다.** 둘은 따로 확인해야 합니다.",
    en=(
        "`{type}` is in the band **{band}** (data of {date})."
        if band
        else "`{type}` is not in the Advisor data of {date}, as new types and Regions are not."
    )
    + " The median saving is {calm:percent} in the safest band and {often:percent} in the one interrupted most: **the price does not tell the risk.** Check both.",
    type=INSTANCE_TYPE,
    band=band,
    calm=float(bands["saving_p50"].iloc[0]),
    often=float(bands["saving_p50"].iloc[-1]),
    date=bands["as_of"].iloc[0],
)

# %% [markdown] tags=["ko"]
# ### 중단된 인스턴스는 얼마인가
#
# 누가 끝냈느냐에 따라 청구가 다릅니다. 50분과 90분 돈 인스턴스를 견주어 봅니다.

# %% [markdown] tags=["en"]
# ### What an interrupted instance costs
#
# The bill depends on who ended it. Compare instances that ran for 50 and for 90 minutes.

# %% predict_bill
kao.lesson.predict(
    "bill",
    ko="EC2가 **SUSE** 인스턴스를 90분 만에 중단했습니다. 몇 시간이 청구될까요?",
    en="EC2 interrupts a **SUSE** instance after 90 minutes. How many hours are billed?",
    unit="hours",
)

# %% bills
ended = pd.DataFrame(
    [(minutes * 60, by, system) for system in ("linux", "suse") for by in ("you", "ec2") for minutes in (50, 90)],
    columns=["running_seconds", "by", "operating_system"],
)
billed = kao.ec2.bill_interrupted(ended, float(SPOT))
billed = billed.assign(
    minutes=billed["running_seconds"] / 60, interrupted_by=billed["by"], hours=billed["billed_seconds"] / 3600
)
kao.tables.show(
    billed,
    ["operating_system", "interrupted_by", "minutes", "hours"],
    headings={
        "operating_system": ("운영 체제", "System"),
        "interrupted_by": ("누가 끝냈나", "Ended by"),
        "minutes": ("실행(분)", "Ran (minutes)"),
        "hours": ("청구(시간)", "Billed (hours)"),
    },
)

# %% reveal_bill
kao.lesson.reveal(
    "bill",
    float(billed["hours"].iloc[-1]),
    ko="SUSE는 시간 단위라서, EC2가 중단하면 **채우지 못한 마지막 한 시간**이 무료입니다. 리눅스와 윈도우는 첫 한 시간 안에 EC2가 중단하면 무료이고, 그 뒤에는 쓴 초만큼 냅니다. 내가 끝내면 어느 쪽이든 청구됩니다.",
    en="SUSE is billed by the hour, so when EC2 interrupts, the **last hour, not completed,** is free. Linux and Windows are free when EC2 interrupts within the first hour; after that the seconds used are billed. What you end yourself is billed in any case.",
)

# %% [markdown] tags=["ko"]
# **결정:** 공지를 받고 일을 넘긴 뒤에는 직접 종료하지 말고 EC2가 중단하게 둡니다. 첫 한 시간 안이라면 그 차이가 무료와 유료입니다.
#
# ### EC2 플릿: 얼마만큼을, 어느 풀에서
#
# 플릿은 두 번 나눕니다. 먼저 목표를 **온디맨드와 스팟으로**, 그다음 스팟의 몫을 **풀들로** 나눕니다. Auto Scaling 그룹은 ‘온디맨드 기본 + 그 위의 비율’로, EC2 플릿은 온디맨드와 스팟의 목표 용량을 숫자로 적습니다. 유형마다 **가중치**를 주면 목표는 대수가 아니라 vCPU 같은 단위가 되고, 마지막 한 대가 목표를 넘길 수 있습니다.

# %% [markdown] tags=["en"]
# **Decide:** after a notice, hand over the work but do not end the instance yourself: let EC2 interrupt. Within the first hour that is the difference between free and billed.
#
# ### EC2 Fleet: how much, from which pools
#
# A fleet splits twice: the target into **On-Demand and Spot**, then the Spot part over **pools**. An Auto Scaling group says "On-Demand base, and a percentage above it"; EC2 Fleet names target capacities of On-Demand and Spot. With a **weight** for each type the target counts vCPUs or the like instead of instances, and the last instance may overshoot it.

# %% split_say tags=["say"]
machines = kao.fleet.split(30, on_demand_base=5, on_demand_percent=50)
heavy = kao.fleet.allocate(
    kao.fleet.pools(PLACE, [INSTANCE_TYPE], weight={INSTANCE_TYPE: 8}), 30, strategy="diversified"
).summary()
kao.lesson.say(
    ko="보기: 원하는 용량 30대, 기본 5대, 그 위의 50%라면 남은 25대의 절반은 12.5대이고 **온디맨드 쪽으로 올려** 온디맨드 {od:number}대, 스팟 {spot:number}대입니다. 가중치가 8인 유형으로 30단위를 채우면 {count:number}대, {units:number}단위입니다. EC2 플릿은 모자라게 두지 않고 {over:number}단위를 **더 얻습니다**.",
    en="For example, 30 instances wanted with a base of 5 and 50 % above it: half of the other 25 is 12.5, **rounded up to On-Demand**, so {od:number} On-Demand and {spot:number} Spot. Filling 30 units with a type of weight 8 takes {count:number} instances or {units:number} units: EC2 Fleet does not stay below the target but **gets {over:number} more**.",
    od=int(machines.on_demand),
    spot=int(machines.spot),
    count=int(heavy["instances"]),
    units=float(heavy["fulfilled"]),
    over=float(heavy["over"]),
)

# %% fleet_kinds
kinds = kao.fleet.kinds()
kao.tables.show(
    kinds.rename(columns={"kind": "fleet_kind"}),
    [
        "fleet_kind",
        "answers_at_once",
        "replaces_interrupted",
        "target_can_change",
        "capacity_reservations_first",
        "legacy",
    ],
    headings={
        "fleet_kind": ("무엇", "What"),
        "answers_at_once": ("바로 답함", "Answers at once"),
        "replaces_interrupted": ("중단을 대체", "Replaces the interrupted"),
        "target_can_change": ("목표를 바꿈", "Target can change"),
        "capacity_reservations_first": ("용량 예약 먼저", "Reservations first"),
        "legacy": ("예전 API", "Legacy"),
    },
)

# %% [markdown] tags=["ko"]
# AWS가 먼저 권하는 것은 **Auto Scaling 그룹**입니다. 조정이 필요 없고 한 번에 답을 받아야 하면 `instant` 플릿을 씁니다. `instant`는 사 둔 용량 예약을 먼저 쓰게 할 수도 있습니다. 스팟 플릿은 예전 API입니다.
#
# 이제 풀을 모읍니다. 내 유형을 대신할 수 있는 유형, 곧 프로세서 구조가 같고 vCPU마다 메모리가 그만큼 있으며 vCPU가 같거나 두 배인 유형을 스팟 가격 순으로 고르고 세 영역에 폅니다. AWS는 풀에 몇 대가 남았는지 **알려 주지 않습니다**. 아래의 깊이는 어드바이저 구간마다 지어낸 값입니다.

# %% [markdown] tags=["en"]
# What AWS recommends first is an **Auto Scaling group**. Where nothing scales and the answer is needed at once, use an `instant` fleet; it can also use up Capacity Reservations first. Spot Fleet is a legacy API.
#
# Now gather pools: types that can stand in for yours, with the same processor architecture, as much memory for each vCPU and as many or twice as many vCPUs, by Spot price, over three zones. AWS **does not tell** how many instances a pool has left. The depth below is made up for each Advisor band.

# %% pools
pools = kao.samples.spot_pools(REGION, INSTANCE_TYPE, count=8)
kao.tables.show(
    pools[pools["zone"] == "a"],
    ["instance_type", "weight", "on_demand_usd_per_hour", "spot_usd_per_hour", "band", "depth"],
    headings={
        "instance_type": ("인스턴스 유형", "Instance type"),
        "on_demand_usd_per_hour": ("온디맨드(USD/h)", "On-Demand, USD/h"),
        "depth": ("깊이(대, 지어냄)", "Depth (made up)"),
    },
)

# %% predict_share
TARGET, BASE = 96, 16
kao.lesson.predict(
    "share",
    ko="목표 {target:number} vCPU 가운데 {base:number}은(는) 온디맨드, 나머지는 스팟입니다. AWS가 권하는 **가격 및 용량 최적화**로 채우면, 가장 큰 스팟 풀 하나가 플릿의 몇 %를 차지할까요?",
    en="Of a target of {target:number} vCPU, {base:number} are On-Demand and the rest is Spot. Filled by **price-capacity-optimized**, which AWS recommends, what share of the fleet is in the largest Spot pool?",
    unit="percent",
    target=TARGET,
    base=BASE,
)

# %% strategies
all_on_demand = kao.fleet.allocate(pools, TARGET, on_demand_percent=100).summary()["usd_per_hour"]
filled = {
    strategy: kao.fleet.allocate(pools, TARGET, strategy=strategy, on_demand_base=BASE)
    for strategy in kao.fleet.SPOT_STRATEGIES
}
figures = pd.DataFrame(
    [{"strategy": name, **kao.samples.fleet_figures(one, all_on_demand)} for name, one in filled.items()]
)
lines = pd.concat([one.lines.assign(strategy=name) for name, one in filled.items()])
kao.charts.fleet_strategies(lines, figures, name=f"{TARGET} vCPU")

# %% reveal_share
by_strategy = figures.set_index("strategy")
recommended, even = by_strategy.loc["price-capacity-optimized"], by_strategy.loc["diversified"]
kao.lesson.reveal(
    "share",
    float(recommended["largest_pool_share"]),
    ko="깊은 풀 가운데 싼 것부터 채우므로 **깊으면 몰립니다**. 가장 큰 풀 하나가 끊기면 이만큼을 한꺼번에 잃습니다. 분산 전략은 풀 {pools:number}개에 나누어 가장 큰 것도 {even:percent}이고, 비용은 {even_usd:usd_per_hour}입니다(이 전략은 {usd:usd_per_hour}). 최저 가격은 지금 가장 쌀 뿐, 얕은 풀을 먼저 비웁니다.",
    en="It fills the deep pools from the cheapest up, so **where it is deep it crowds**: one interrupted pool takes this much at once. Diversified uses {pools:number} pools with {even:percent} in the largest, for {even_usd:usd_per_hour} (this one {usd:usd_per_hour}). Lowest-price is merely the cheapest now, and empties the shallow pools first.",
    pools=int(even["pools"]),
    even=float(even["largest_pool_share"]),
    even_usd=round(float(even["usd_per_hour"]), 3),
    usd=round(float(recommended["usd_per_hour"]), 3),
)

# %% [markdown] tags=["ko"]
# **결정:** 다시 시작하기 쉬운 일은 가격 및 용량 최적화로, 한꺼번에 잃으면 안 되는 큰 플릿은 분산으로 채웁니다. 전략을 **적지 않으면** EC2 플릿은 최저 가격을 씁니다.
#
# ## 구조: 플릿을 움직여 보기
#
# 전략, 유형의 수, 온디맨드를 바꾸면 어느 풀에서 몇 vCPU를 얻는지 다시 계산합니다. 처음 선택은 유형 하나, 최저 가격, 온디맨드 없음이며 옅게 남습니다.

# %% [markdown] tags=["en"]
# **Decide:** work that restarts easily takes price-capacity-optimized; a large fleet that must not lose much at once, diversified. If you **write none**, EC2 Fleet uses lowest-price.
#
# ## Architecture: move a fleet
#
# Change strategy, number of types and On-Demand, and see which pools give how many vCPUs. The first choice, one type at the lowest price without On-Demand, stays as a pale trace.

# %% fleet_explorer
fleet = kao.explorers.fleet(INSTANCE_TYPE, REGION)
fleet

# %% fleet_settings
fleet.settings_table(
    [
        {},
        {"strategy": "price-capacity-optimized", "types": 4},
        {"strategy": "diversified", "types": 4},
        {"strategy": "diversified", "types": 4, "on_demand_base": BASE},
        {"strategy": "diversified", "types": 4, "on_demand_base": BASE, "on_demand_percent": 0.25},
    ]
)

# %% fleet_goal
kao.lesson.goal(fleet, "spread")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"types": 4}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"types": 4}` in `wanted`.

# %% fleet_stub tags=["stub"]
wanted = {}

# %% fleet_solution tags=["solution"]
wanted = {"strategy": "diversified", "types": 5, "on_demand_base": BASE}

# %% fleet_check
fleet.set(**wanted)
kao.lesson.check_goal("spread")

# %% [markdown] tags=["ko"]
# ### 실제 중단을 되감아 보기
#
# 연구자들이 미국 리전에서 GPU 인스턴스(V100)의 스팟 용량을 몇 주 동안 잰 공개 자료가 있습니다. 내 리전의 자료가 아니므로 **빌려 온 행동**입니다. GPU는 가장 구하기 어려운 축이라, 흔한 유형은 이보다 낫습니다. 9개 영역의 트레이스를 풀 9개로 보고, 12대를 풀 하나, 셋, 아홉에 두어 봅니다. 풀이 비면 잃고, 다른 풀에 용량이 있으면 옮깁니다.

# %% [markdown] tags=["en"]
# ### Replay real interruptions
#
# Researchers measured Spot capacity of GPU instances (V100) in US Regions over weeks, and published it. It is not from your Region: the behaviour is **borrowed**. GPUs are among the hardest to get; common types do better. Take the traces of nine zones as nine pools, and put twelve instances into one pool, three, or nine. When a pool runs dry its instances are lost, and move on where another has room.

# %% predict_three
order = kao.samples.pools_in_turn("availability p3.2xlarge x1 2023-02-15", "availability-v100-1node-us-east-2b-2023-02")
runs = {
    count: kao.fleet.replay(order[:count], 12, spot_usd_per_hour=float(SPOT), on_demand_usd_per_hour=float(LISTED))
    for count in (1, 3, 9)
}
told = pd.DataFrame({count: run.summary() for count, run in runs.items()}).T
kao.lesson.predict(
    "three",
    ko="풀 하나로는 원한 용량의 {one:percent}가 돌았습니다. 풀 **셋**이면 몇 %일까요?",
    en="With one pool {one:percent} of the wanted capacity ran. What share with **three**?",
    unit="percent",
    one=float(told.loc[1, "availability"]),
)

# %% three_fleets
names = {count: f"풀 {count}개" if LANG == "ko" else f"{count} pool{'s' if count > 1 else ''}" for count in runs}
words = {
    names[count]: kao.language.text(
        "fleets_row",
        share=kao.language.percent(row["availability"]),
        lost=kao.language.number(row["interruptions"]),
        none=kao.language.number(row["none_hours"], 0),
    )
    for count, row in told.iterrows()
}
kao.charts.fleets_over_time({names[count]: run.grid(240) for count, run in runs.items()}, 12, words)

# %% reveal_three
singles = kao.fleet.trace_hazards(order[:3])["availability"]
kao.lesson.reveal(
    "three",
    float(told.loc[3, "availability"]),
    ko="풀들이 서로 무관하다면 {alone:percent}였을 것입니다. 모자라는 때가 **겹치기** 때문에 그에 못 미칩니다. 아홉이면 {nine:percent}이고, 한 대도 없던 시간은 {none_one:hours}에서 {none_nine:hours}(으)로 줄어듭니다. 대신 옮겨 다니느라 잃은 대수는 {lost:number}대로 여전히 많습니다.",
    en="If pools failed independently it would be {alone:percent}. They are short **together**, so it is less. With nine it is {nine:percent}, and the time with none at all shrinks from {none_one:hours} to {none_nine:hours}. Moving about still loses {lost:number} instances.",
    alone=float(1 - np.prod(1 - singles)),
    nine=float(told.loc[9, "availability"]),
    none_one=round(float(told.loc[1, "none_hours"])),
    none_nine=round(float(told.loc[9, "none_hours"])),
    lost=int(told.loc[9, "interruptions"]),
)

# %% [markdown] tags=["ko"]
# **결정:** 풀을 늘려 **용량**을 지킵니다. 잃는 **횟수**는 줄지 않으니 일은 체크포인트로 지킵니다.
#
# 이제 재생해 봅니다. `재생`을 누르면 날이 흘러가며 돌던 대수, 잃은 순간(▼), 다시 해야 하는 일, 지금까지의 비용이 쌓입니다. 체크포인트 한 번은 1분으로 셌습니다. 트레이스를 바꾸면 4대씩 실제로 돌리다가 빼앗긴 기록(2023년 8월)과 r5의 기록도 볼 수 있습니다.

# %% [markdown] tags=["en"]
# **Decide:** more pools keep the **capacity**. They do not lower the **number** of losses: it takes checkpoints to keep the work.
#
# Now play it. Press `Play`, and as days pass see what ran, each loss (▼), the work to be done again and the cost so far. A checkpoint counts as one minute. Other traces show four instances a zone kept running until they were taken (August 2023), and r5.

# %% replay_explorer
replay = kao.explorers.interruptions(INSTANCE_TYPE, REGION)
replay

# %% replay_settings
replay.settings_table(
    [
        {},
        {"pools": 3},
        {"pools": 9},
        {"pools": 9, "on_demand_base": 3},
        {"traces": "v100_3", "pools": 1},
        {"traces": "v100_3", "pools": 3},
    ]
)

# %% replay_goal
kao.lesson.goal(replay, "steady")

# %% replay_stub tags=["stub"]
wanted = {}

# %% replay_solution tags=["solution"]
wanted = {"pools": 9, "checkpoint_minutes": 30}

# %% replay_check
replay.set(**wanted)
kao.lesson.check_goal("steady")

# %% [markdown] tags=["ko"]
# ### 얼마나 자주 저장할까
#
# 체크포인트를 자주 남기면 저장에 시간을 쓰고, 드물게 남기면 중단될 때마다 많이 다시 합니다. 중단이 평균 M시간마다 오고 저장 한 번에 C시간이 걸릴 때, Young은 √(2CM), Daly는 그보다 정밀한 식을 내놓았습니다. 정확한 기대값과 견주어 봅니다. 중단의 빈도는 2023년 8월 트레이스 가운데 자주 끊긴 풀의 것입니다.

# %% [markdown] tags=["en"]
# ### How often to save
#
# Frequent checkpoints spend time on saving; rare ones do much work again at each interruption. With an interruption every M hours and C hours to save, Young gave sqrt(2CM) and Daly a finer formula. Hold them against the exact expectation. The frequency is that of a pool of August 2023 that was interrupted often.

# %% predict_interval
HARD, CALM = "preemption-v100-4node-us-west-2c-2023-08", "preemption-v100-4node-us-east-2a-2023-08"
hazards = kao.fleet.trace_hazards([HARD, CALM]).set_index("trace")
per_hour = float(hazards.loc[HARD, "per_hour"])
job = {
    "work_hours": JOB_HOURS,
    "per_hour": per_hour,
    "spot_usd_per_hour": float(SPOT),
    "on_demand_usd_per_hour": float(LISTED),
}
write = {"checkpoint_hours": CHECKPOINT_MINUTES / 60, "restart_hours": 0.1}
kao.lesson.predict(
    "interval",
    ko="{work:number}시간짜리 작업, 저장 한 번 {minutes:number}분, 중단은 평균 {between:number.1}시간마다입니다. 가장 싼 간격은 몇 시간일까요?",
    en="A job of {work:number} hours, {minutes:number} minutes to save, an interruption every {between:number.1} hours on average. Which interval is the cheapest, in hours?",
    unit="hours",
    work=JOB_HOURS,
    minutes=CHECKPOINT_MINUTES,
    between=1 / per_hour,
)

# %% checkpoint_chart
best = kao.fleet.job(**job, **write)
methods = kao.fleet.checkpoint_interval(per_hour, write["checkpoint_hours"], JOB_HOURS, 0.1).set_index("method")
rules = {"exact": ("정확한 최적", "exact best"), "young": ("Young", "Young"), "daly": ("Daly", "Daly")}
marks = {
    label[0 if LANG == "ko" else 1]: (
        methods["interval_hours"][rule],
        kao.fleet.job(**job, **write, interval_hours=min(methods["interval_hours"][rule], JOB_HOURS)).usd,
    )
    for rule, label in rules.items()
}
curve = kao.fleet.job_curve(None, **job, **write)
kao.charts.checkpoint_cost(curve, best.on_demand_usd, marks, name=f"{INSTANCE_TYPE}, {JOB_HOURS:g} h")

# %% reveal_interval
without = kao.fleet.job(**job, restart_hours=0.1, interval_hours=None)
kao.lesson.reveal(
    "interval",
    round(float(best.interval_hours), 3),
    ko="비용은 {usd:usd.2}, 온디맨드는 {listed:usd.2}입니다. Young의 값은 {young:percent.2}밖에 더 들지 않습니다. 골짜기가 **평평해서** 간격을 정밀하게 맞출 까닭은 없습니다. 저장하지 않으면 {without:usd.2}입니다."
    + ("" if without.usd < best.on_demand_usd else " 온디맨드보다 비쌉니다."),
    en="It costs {usd:usd.2}, On-Demand {listed:usd.2}. Young's costs only {young:percent.2} more: the valley is **flat**, and there is no need to be precise. Without saving it is {without:usd.2}"
    + ("." if without.usd < best.on_demand_usd else ", dearer than On-Demand."),
    usd=best.usd,
    listed=best.on_demand_usd,
    young=float(methods["excess"]["young"]),
    without=without.usd,
)

# %% [markdown] tags=["ko"]
# ### 스팟이 더는 이득이 아닌 곳
#
# 데이터베이스처럼 **상태를 가진** 일은 다르게 셉니다. 중단 한 번에 복구할 사람, 놓친 주문, 다시 만드는 복제본이 듭니다. 스팟이 두 중단 사이에 아끼는 금액보다 이 비용이 크면 온디맨드가 쌉니다. 아래 선이 그 경계이고, 고리는 어드바이저 구간과 두 트레이스입니다. 파선은 지어낸 한 번의 비용이니 `INTERRUPTION_USD`를 자기 값으로 바꾸어 보세요.

# %% [markdown] tags=["en"]
# ### Where Spot stops paying
#
# **Stateful** work, such as a database, counts differently: an interruption costs people's time, lost orders, replicas built anew. If that is more than Spot saves between two interruptions, On-Demand is cheaper. The line is that border; rings are Advisor bands and the two traces. The dashed line is a made-up cost: put your own into `INTERRUPTION_USD`.

# %% break_even
INTERRUPTION_USD = 50.0
between = kao.fleet.band_hazards().set_index("band")["hours_between"]
marked = {f"Advisor {name}": float(between[name]) for name in ("<5%", "10-15%", ">20%")}
marked |= {"V100 us-east-2a": float(hazards.loc[CALM, "hours_between"]), "V100 us-west-2c": 1 / per_hour}
kao.charts.spot_break_even(float(LISTED - SPOT), marked, own_usd=INTERRUPTION_USD, name=INSTANCE_TYPE)

# %% break_even_say tags=["say"]
limits = {name: float(LISTED - SPOT) * hours for name, hours in marked.items()}
kao.lesson.say(
    ko="`{type}` 한 대는 {saved:usd_per_hour}을(를) 아낍니다. 지난달 5% 미만이 중단된 풀이라면 중단 한 번이 {calm:usd.0}까지여도 이득이지만, 20% 넘게 중단된 풀이라면 {often:usd.0}, V100 트레이스(us-west-2c)처럼 끊기면 {hard:usd.2}까지입니다.",
    en="One `{type}` saves {saved:usd_per_hour}. In a pool of which less than 5 % were interrupted last month, one interruption may cost up to {calm:usd.0}; above 20 % it is {often:usd.0}, and with interruptions as in the V100 trace of us-west-2c {hard:usd.2}.",
    type=INSTANCE_TYPE,
    saved=round(float(LISTED - SPOT), 4),
    calm=limits["Advisor <5%"],
    often=limits["Advisor >20%"],
    hard=limits["V100 us-west-2c"],
)

# %% [markdown] tags=["ko"]
# **결정:** 다시 할 수 있는 일은 저장 간격을 정해 스팟으로, 중단 한 번이 경계보다 비싼 일은 온디맨드와 약정으로 돌립니다.
#
# ### 이 워크로드는 스팟에 맞는가
#
# 네 가지는 **하나라도 아니면 쓰지 않는** 조건이고, 네 가지는 **준비가 필요한** 조건입니다. 노트가 꼽은 컨테이너, EMR, 카산드라, 오픈서치, 하둡, 배치, CI/CD를 흔히 돌리는 방식대로 답하면 이렇습니다.

# %% [markdown] tags=["en"]
# **Decide:** work that can be done again goes to Spot with an interval for saving; work of which one interruption costs more than the border stays On-Demand, under commitments.
#
# ### Does this workload suit Spot?
#
# Four conditions **rule Spot out** when one does not hold; four more **ask for preparation**. Answered for the usual way to run what the note lists (containers, EMR, Cassandra, OpenSearch, Hadoop, Batch, CI/CD), and some more:

# %% workloads
scored = kao.fleet.workloads()
scored["lacking"] = [
    ", ".join(kao.language.text(f"criterion_{name}") for name in (*row.blockers, *row.cares))
    for row in scored.itertuples()
]
kao.tables.show(
    scored.sort_values("verdict", key=lambda column: column.map({"yes": 0, "with_care": 1, "no": 2}), kind="stable"),
    ["workload", "verdict", "lacking"],
    headings={
        "workload": ("워크로드", "Workload"),
        "verdict": ("스팟", "Spot"),
        "lacking": ("갖추지 못한 것", "What does not hold"),
    },
)

# %% [markdown] tags=["ko"]
# 자기 워크로드를 하나 떠올리고 여덟 가지에 답해 보세요. 처음 답은 세션을 인스턴스에 두는 웹 서버입니다.

# %% [markdown] tags=["en"]
# Think of a workload of your own and answer the eight. The first answers are those of a web server that keeps sessions on the instance.

# %% own_workload
answers = {
    "restartable": True,
    "data_elsewhere": False,
    "loosely_coupled": True,
    "tolerates_missing": True,
    "quick_to_leave": False,
    "cheap_to_replace": True,
    "flexible_types": True,
    "flexible_places": True,
}
kao.tables.show(
    kao.fleet.suits(answers).assign(criterion_kind=lambda table: table["kind"]),
    ["criterion", "criterion_kind", "answer"],
    headings={
        "criterion": ("기준", "Criterion"),
        "criterion_kind": ("아니면", "If not"),
        "answer": ("내 답", "My answer"),
    },
)

# %% own_say tags=["say"]
verdict = kao.language.text(f"verdict_{kao.fleet.verdict(answers)}")
kao.lesson.say(
    ko="판정: **{verdict}**. 세션을 밖(ElastiCache, DynamoDB)에 두고 2분 안에 연결을 비우게 고치면 답 두 개가 바뀝니다.",
    en="Verdict: **{verdict}**. Move the sessions out (ElastiCache, DynamoDB) and drain within two minutes, and two answers change.",
    verdict=verdict,
)

# %% [markdown] tags=["ko"]
# **결정:** ‘거의 모든 워크로드’가 아니라 여덟 가지에 답한 워크로드를 옮깁니다.
#
# ## 운영: 찾고, 바꾸고, 확인하고, 되돌린다
#
# **찾기.** 첫째, 어드바이저의 구간. 둘째, 실제로 받은 중단 공지와 재조정 권장의 수. 셋째, **스팟 배치 점수**. 점수는 1~10이고 지금 그 요청이 성공할 가능성을 말할 뿐, 중단에 대해서는 말하지 않으며 보장도 아닙니다. 요청에도 규칙이 있습니다.

# %% [markdown] tags=["en"]
# **Decide:** what moves is not "nearly every workload" but one that has answered the eight.
#
# ## Operation: detect, change, verify, roll back
#
# **Detect.** First, the Advisor's bands. Second, how many notices and recommendations really arrived. Third, the **Spot placement score**: 1 to 10, how likely this request is to succeed now. It says nothing of interruptions and guarantees nothing. A request has rules of its own:

# %% placement
types = list(dict.fromkeys(pools["instance_type"]))
asked = kao.fleet.placement_request(types[:1], TARGET, "vcpu")
wider = kao.fleet.placement_request(types, TARGET, "vcpu", strategy="price-capacity-optimized")
rules_asked = asked.assign(
    placement_verdict=asked["verdict"],
    wider=wider["verdict"].map(lambda name: kao.language.text(f"placement_verdict_{name}")),
)
kao.tables.show(
    rules_asked[rules_asked["check"].isin(["type_count", "strategy", "same_request", "answer"])],
    ["check", "placement_verdict", "wider"],
    headings={
        "check": ("규칙", "Rule"),
        "placement_verdict": ("유형 하나, 용량 최적화", "One type, capacity-optimized"),
        "wider": ("유형 여럿, 가격 및 용량 최적화", "Several, price-capacity-optimized"),
    },
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 봅니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 지난 90일의 스팟 가격(영역마다)
# aws ec2 describe-spot-price-history --instance-types m7g.xlarge --product-descriptions "Linux/UNIX" \
#     --start-time 2026-11-01T00:00:00Z
# # 찾기: 배치 점수. 유형 셋 이상, 뒤따를 플릿과 같은 구성으로
# aws ec2 get-spot-placement-scores --instance-types m7g.xlarge m6g.xlarge r7g.xlarge \
#     --target-capacity 96 --target-capacity-unit-type vcpu --region-names ap-northeast-2
# # 찾기: 중단 공지와 재조정 권장을 받아 세는 규칙
# aws events put-rule --name spot-signals --event-pattern \
#     '{"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning","EC2 Instance Rebalance Recommendation"]}'
# # 바꾸기: 혼합 인스턴스 그룹. 전략과 용량 재조정을 적는다
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --capacity-rebalance \
#     --mixed-instances-policy file://policy.json   # SpotAllocationStrategy, OnDemandBaseCapacity, Overrides 10개 이상
# # 확인: 중단을 일부러 일으킨다
# aws fis start-experiment --experiment-template-id <id>   # aws:ec2:send-spot-instance-interruptions
# # 되돌리기: 스팟의 몫을 0으로. 온디맨드 할당량이 남아 있어야 한다
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web \
#     --mixed-instances-policy '{"InstancesDistribution":{"OnDemandPercentageAboveBaseCapacity":100}}'
# ```
#
# **바꾸기.** 한 번에 하나씩 바꿉니다: 유형을 열 개로, 전략을 가격 및 용량 최적화로, 용량 재조정을 켜고, 마지막에 온디맨드 비율을 내립니다. 처음 며칠은 온디맨드 기본을 높게 둡니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands show it. They are not run here.
#
# ```bash
# # detect: Spot prices of the last 90 days, zone by zone
# aws ec2 describe-spot-price-history --instance-types m7g.xlarge --product-descriptions "Linux/UNIX" \
#     --start-time 2026-11-01T00:00:00Z
# # detect: placement score, with three types or more, in the configuration of the fleet to come
# aws ec2 get-spot-placement-scores --instance-types m7g.xlarge m6g.xlarge r7g.xlarge \
#     --target-capacity 96 --target-capacity-unit-type vcpu --region-names ap-northeast-2
# # detect: a rule that receives and counts notices and recommendations
# aws events put-rule --name spot-signals --event-pattern \
#     '{"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning","EC2 Instance Rebalance Recommendation"]}'
# # change: a mixed instances group; write strategy and Capacity Rebalancing
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --capacity-rebalance \
#     --mixed-instances-policy file://policy.json   # SpotAllocationStrategy, OnDemandBaseCapacity, 10 Overrides or more
# # verify: interrupt on purpose
# aws fis start-experiment --experiment-template-id <id>   # aws:ec2:send-spot-instance-interruptions
# # roll back: no Spot any more; the On-Demand quota must have room
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web \
#     --mixed-instances-policy '{"InstancesDistribution":{"OnDemandPercentageAboveBaseCapacity":100}}'
# ```
#
# **Change** one thing at a time: ten types, then price-capacity-optimized, then Capacity Rebalancing, and the On-Demand percentage last. Keep the base high for the first days.

# %% [markdown] tags=["ko"]
# ### 확인: 중단을 일부러 일으킨다
#
# AWS FIS(Fault Injection Service)나 EC2 콘솔은 재조정 권장을 보내고, 2분 공지를 보내고, 정말로 중단합니다. 여섯 대짜리 Auto Scaling 그룹에서 한 대를 중단해 보세요. `재생`을 누르면 초 단위로 흘러갑니다. 용량 재조정을 켜고, 권장이 얼마나 일찍 오는지와 시작에 걸리는 시간을 바꾸어 보세요. 시작과 상태 확인에 걸리는 시간은 가정입니다.

# %% [markdown] tags=["en"]
# ### Verify: interrupt on purpose
#
# AWS FIS (Fault Injection Service) or the EC2 console sends the rebalance recommendation, then the two-minute notice, and really interrupts. Interrupt one of six instances of an Auto Scaling group: press `Play` and watch it second by second. Switch Capacity Rebalancing on; change how early the recommendation comes and how long a start takes. The times for starts and health checks are assumptions.

# %% injection_explorer
injection = kao.explorers.injection(REGION)
injection

# %% injection_settings
injection.settings_table(
    [
        {},
        {"rebalancing": "asg"},
        {"rebalancing": "asg", "before_seconds": 300},
        {"rebalancing": "asg", "before_seconds": 300, "launch_seconds": 240},
    ]
)

# %% injection_say tags=["say"]
off, on = (kao.explorers.injection(REGION, rebalancing=way).value for way in ("off", "asg"))
offered = REGION not in kao.fleet.NO_INJECTION
kao.lesson.say(
    ko="두 신호가 함께 왔을 때 용량 재조정은 모자란 시간을 {off:number}초에서 {on:number}초로 줄이지만 없애지는 못합니다. 권장이 5분 먼저 오면 없어집니다. 권장은 **최선의 노력**이라 일찍 온다는 보장이 없으니, 한 대가 없어도 되는 용량이 먼저입니다."
    + (
        " FIS는 동작 1분마다 요금이 있고 대상 수와는 상관없어서, 2분짜리 주입은 {usd:usd.2}입니다."
        if offered
        else " {region}에서는 스팟 중단 주입이 제공되지 않습니다. 인스턴스를 직접 종료해 대체만 확인하세요."
    ),
    en="With both signals together Capacity Rebalancing shortens the gap from {off:number} to {on:number} seconds; it does not close it. With the recommendation five minutes ahead it does. Recommendations are **best effort**, so capacity that can spare one instance comes first."
    + (
        " FIS charges each minute of an action, whatever the number of targets: two minutes are {usd:usd.2}."
        if offered
        else " Interruption injection is not offered in {region}: end an instance yourself, to test the replacement at least."
    ),
    off=off["below_target_seconds"],
    on=on["below_target_seconds"],
    usd=off["fis_usd"],
)

# %% [markdown] tags=["ko"]
# **되돌리기.** 스팟의 몫을 0으로 되돌리는 명령과 온디맨드 할당량을 미리 준비합니다. 다만 ‘스팟이 모자라면 온디맨드로’를 **늘 하는 계획**으로 삼지는 마세요. 모두가 그렇게 하는 날에는 온디맨드도 모자랍니다.
#
# **결정:** 용량 재조정을 켜고, 2분 안에 비우는지 확인하고, 한 달에 한 번 주입합니다.
#
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# **Roll back.** Have the command that takes Spot to nothing ready, and the On-Demand quota. But do not make "On-Demand when Spot is short" your **standing plan**: on the day when everybody does it, On-Demand is short as well.
#
# **Decide:** switch Capacity Rebalancing on, see that two minutes suffice to drain, and inject once a month.
#
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_split")

# %% faded_2
kao.lesson.exercise("faded_young")

# %% faded_stub tags=["stub"]
on_demand_count = ...
young_hours = ...

# %% faded_solution tags=["solution"]
on_demand_count = int(kao.fleet.split(50, on_demand_base=9, on_demand_percent=25).on_demand)
young_hours = np.sqrt(2 * CHECKPOINT_MINUTES / 60 / per_hour)

# %% faded_check_1
kao.lesson.check("faded_split", on_demand_count)

# %% faded_check_2
kao.lesson.check("faded_young", young_hours)

# %% pools_exercise
kao.lesson.exercise("least_pools")

# %% pools_stub tags=["stub"]
least_pools = ...

# %% pools_solution tags=["solution"]
fleets = {str(count): order[:count] for count in range(1, len(order) + 1)}
ran = kao.fleet.compare_replays(fleets, 12, spot_usd_per_hour=float(SPOT), on_demand_usd_per_hour=float(LISTED))
least_pools = int(ran.loc[ran["availability"] >= 0.98, "fleet"].astype(int).min())

# %% pools_check
kao.lesson.check("least_pools", least_pools)

# %% job_exercise
kao.lesson.exercise("own_job")

# %% job_stub tags=["stub"]
expected_usd = ...

# %% job_solution tags=["solution"]
calm = {**job, "per_hour": float(hazards.loc[CALM, "per_hour"])}
expected_usd = kao.fleet.job(**calm, **write).usd

# %% job_check
kao.lesson.check("own_job", expected_usd)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("24")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. ‘최대 90%’가 아니라 **내 유형들의 분포와 가장 나빴던 날**이 예산입니다.
# 2. 플릿은 풀의 수가 지킵니다. 전략을 반드시 적고, 유형 열 개와 모든 영역으로 넓히고, 끊겨도 되는 만큼만 스팟에 둡니다.
# 3. 일은 체크포인트가 지킵니다. 간격은 √(2CM) 둘레면 충분하고, 중단 한 번이 두 중단 사이의 절감보다 비싸면 스팟을 쓰지 않습니다.
#
# **이 조언이 틀리는 경우.** 몇 대뿐인 서비스라면 풀을 나눌 대수가 없습니다. 늘 켜 둘 서버라면 3년 약정이 스팟의 나쁜 날과 비슷해지기도 하므로 92장의 방법으로 견주어 보세요. 트레이스는 2022~2023년 미국의 GPU이므로, 내 리전의 흔한 유형에서는 중단이 훨씬 드물 수 있습니다. 계정에 쌓인 중단 공지가 어떤 자료보다 낫습니다.
#
# ## 출처
#
# - AWS, EC2 사용 설명서: 스팟 인스턴스 중단, 중단된 스팟 인스턴스의 청구, EC2 플릿의 할당 전략, 스팟 배치 점수, 스팟 인스턴스 중단 시작, 스팟 모범 사례
# - AWS, EC2 Auto Scaling 사용 설명서: 혼합 인스턴스 그룹, 용량 재조정. AWS FIS 요금
# - Wu 외, "Can't Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI 2024(트레이스). Young(1974), Daly(2006): 체크포인트 간격
# - 가격: 표마다 적힌 기준일의 스냅샷. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Not "up to 90 %" but **the distribution of your types and their worst day** make the budget.
# 2. A fleet is kept by its number of pools: always write the strategy, widen to ten types and all zones, and put on Spot only what may be cut off.
# 3. Work is kept by checkpoints: an interval around sqrt(2CM) will do. Where one interruption costs more than Spot saves between two, do not use it.
#
# **When this advice is wrong.** A service of a few instances has nothing to spread. For servers that always run, a 3-year commitment may come near Spot's bad days: compare by the methods of chapter 92. The traces are GPUs in the US of 2022 and 2023; common types in your Region may be interrupted far less. The notices that your own account has received beat any data set.
#
# ## Sources
#
# - AWS, EC2 User Guide: Spot Instance interruptions, billing for interrupted Spot Instances, allocation strategies for EC2 Fleet, Spot placement score, initiating an interruption, best practices for Spot
# - AWS, EC2 Auto Scaling User Guide: mixed instances groups, Capacity Rebalancing. AWS FIS pricing
# - Wu et al., "Can't Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI 2024 (traces). Young (1974), Daly (2006): checkpoint intervals
# - Prices: the snapshot on the date shown with each table. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    share_saving_90=float(now["share_90"]),
    median_saving=float(now["p50"]),
    own_worst_saving=float(own["saving"].min()),
    largest_pool_share_recommended=float(recommended["largest_pool_share"]),
    largest_pool_share_diversified=float(even["largest_pool_share"]),
    one_pool_availability=float(told.loc[1, "availability"]),
    three_pools_availability=float(told.loc[3, "availability"]),
    nine_pools_availability=float(told.loc[9, "availability"]),
    checkpoint_interval_hours=float(best.interval_hours),
    job_spot_usd=float(best.usd),
    gap_seconds_rebalancing_on=float(on["below_target_seconds"]),
)
