# %% [markdown] tags=["ko"]
# # 12. 리전과 영역: 같은 구성, 다른 청구서
#
# [English edition](../en/12_regions_and_zones.ipynb) · 약 55분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 인스턴스부터 데이터 전송까지 담은 **장바구니 하나**로 모든 리전과 영역을 줄 세웁니다.
# 2. “미국 동부가 싸고 남아메리카가 비싸다”는 말이 어디까지 맞는지 **모든 유형의 분포**로 답합니다.
# 3. 전송비와 이전 비용, 지연 시간의 하한까지 넣어 **옮길지 남을지**를 몇 달 단위로 정합니다.

# %% [markdown] tags=["en"]
# # 12. Regions and zones: one setup, many bills
#
# [한국어판](../ko/12_regions_and_zones.ipynb) · about 55 minutes
#
# After this chapter you can
#
# 1. rank every Region and zone by **one basket** that holds everything from instances to data transfer;
# 2. say how far “US East is cheap, South America dear” is true, by the **distribution over all types**;
# 3. decide in months **whether to move or stay**, with transfer, the move itself and a lower bound of latency counted in.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7i.large"
GB_OUT = 2000
USERS = "ap-northeast-2"

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "12", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE, gb_out=GB_OUT, users=USERS
)
INSTANCE_TYPE = lesson["instance_type"]
lesson

# %% recall
kao.lesson.recall("12")

# %% [markdown] tags=["ko"]
# ## 지식: 어디에 놓는가가 값을 정한다
#
# AWS가 EC2를 파는 장소는 세 가지입니다. 이름이 비슷해도 파는 것과 값이 다릅니다.
#
# | 장소 | 무엇인가 | 고르는 이유 |
# |---|---|---|
# | 리전(Region) | 서로 떨어진 지역. 안에 가용 영역이 여럿 있음 | 대부분의 일은 여기서 시작하고 여기서 끝납니다 |
# | 로컬 영역(Local Zone) | 리전을 사용자 가까이로 늘린 곳. 모(母) 리전에 딸려 있음 | 몇 밀리초가 매출인 일, 자료가 그 도시를 떠날 수 없는 일 |
# | Wavelength Zone | 통신사 5G망 안에 둔 곳. 역시 모 리전에 딸려 있음 | 단말과 서버 사이에 인터넷이 없어야 하는 일 |
#
# 가격표는 장소마다 따로 있습니다. 얼마나 다른지 짐작부터 해 보세요.

# %% [markdown] tags=["en"]
# ## Knowledge: the place sets the price
#
# AWS sells EC2 in three kinds of places. Their names are alike; what they sell and what it costs is not.
#
# | place | what it is | why to take it |
# |---|---|---|
# | Region | separate area of the world with several Availability Zones in it | most work begins and ends here |
# | Local Zone | a Region stretched out to a city; it belongs to its parent Region | work where milliseconds are revenue, or data that may not leave the city |
# | Wavelength Zone | servers inside a carrier's 5G network; it, too, has a parent Region | no internet may lie between device and server |
#
# Each place has its own price list. Guess first how far they are apart.

# %% predict_ratio
kao.lesson.predict(
    "ratio",
    ko="`{instance_type}`은(는) 같은 Linux 온디맨드라도 {region}이 미국 동부(버지니아 북부)보다 몇 % 비쌀까요?",
    en="How much dearer than in US East (N. Virginia) is `{instance_type}`, Linux, On-Demand, in {region}?",
    unit="percent",
)

# %% every_region
one = kao.compare.regions([{"instance_type": INSTANCE_TYPE, "hours": 730}])
kao.charts.places(one, name=INSTANCE_TYPE)

# %% reveal_ratio
ratio = one.set_index("location")["ratio_to_base"]
sold = one["usd"].notna()
kao.lesson.reveal(
    "ratio",
    ratio[REGION] - 1,
    ko="같은 기계가 가장 싼 곳은 {low:location}, 가장 비싼 곳은 {high:location}이고 두 값은 {spread:number.2}배 차이입니다. {sold:number}개 리전이 이 유형을 팝니다. 나머지 {missing:number}개 리전에는 같은 이름의 기계가 없습니다.",
    en="The same machine is cheapest in {low:location} and dearest in {high:location}, {spread:number.2} times as much. {sold:number} Regions sell it; the other {missing:number} have no machine of that name.",
    low=one["location"].iloc[0],
    high=one.loc[sold, "location"].iloc[-1],
    spread=one.loc[sold, "usd"].iloc[-1] / one["usd"].iloc[0],
    sold=int(sold.sum()),
    missing=int((~sold).sum()),
)

# %% [markdown] tags=["ko"]
# ### 유형 하나로 리전을 말하지 않는다
#
# 방금 본 것은 유형 하나의 이야기입니다. 리전의 ‘물가’는 그 리전에서 파는 **모든 유형의 분포**로 보아야 합니다. 아래 차트의 점은 중앙값, 굵은 띠는 가운데 80%, 가는 선은 가장 싼 유형부터 가장 비싼 유형까지입니다.

# %% [markdown] tags=["en"]
# ### One type does not speak for a Region
#
# That was one type. What a Region's price level is, only the **distribution over every type** it sells can say. In the chart the dot is the median, the thick band the middle 80 %, the thin line runs from the cheapest type to the dearest.

# %% spread
ratios = kao.compare.price_ratios("us-east-1")
order = kao.compare.region_order()
kao.charts.region_spread(order)

# %% spread_say tags=["say"]
levels = order.locations.set_index("location")
mumbai = ratios[ratios["location"] == "ap-south-1"].merge(
    kao.catalog.instance_types()[["instance_type", "manufacturer"]].astype(str), on="instance_type"
)
by_maker = mumbai.groupby("manufacturer")["ratio"].median()
kao.lesson.say(
    ko="{region}의 중앙값은 ×{here:number.2}이지만 유형에 따라 ×{low:number.2}에서 ×{high:number.2}까지 벌어집니다. 띠가 가장 긴 곳은 뭄바이입니다. Intel 유형의 중앙값은 ×{intel:number.2}인데 Graviton은 ×{graviton:number.2}, AMD는 ×{amd:number.2}입니다. 같은 리전이 어떤 프로세서에는 비싸고 어떤 프로세서에는 버지니아보다 싼 셈입니다.",
    en="The median of {region} is ×{here:number.2}, but single types run from ×{low:number.2} to ×{high:number.2}. The longest band is Mumbai's: its Intel types have a median of ×{intel:number.2}, Graviton ×{graviton:number.2}, AMD ×{amd:number.2}. One Region is dear for one processor and cheaper than Virginia for another.",
    here=levels["p50"].get(REGION),
    low=levels["min"].get(REGION),
    high=levels["max"].get(REGION),
    intel=by_maker.get("Intel"),
    graviton=by_maker.get("AWS"),
    amd=by_maker.get("AMD"),
)

# %% [markdown] tags=["ko"]
# **결정:** 리전의 값을 물을 때는 ‘어느 리전이 싼가’가 아니라 ‘**내 유형이** 어느 리전에서 싼가’를 물으세요. 리전을 옮기기 전에 같은 리전에서 프로세서를 바꾸는 것으로 끝날 수도 있습니다.
#
# ### 노트의 순서를 시험한다
#
# 노트는 미국 동부가 가장 싸고 유럽, 아시아 태평양, 남아메리카로 갈수록 비싸진다고 적었습니다. 예를 하나 고르면 증명할 수도, 반박할 수도 있습니다. 그래서 네 지역 모두에서 파는 **모든** Linux 유형으로 시험합니다.

# %% [markdown] tags=["en"]
# **Decide:** do not ask which Region is cheap; ask where **your type** is cheap. Before you change the Region, see whether another processor in the same Region already does it.
#
# ### Putting the note's order to the test
#
# The note says that US East is cheapest and that prices rise towards Europe, Asia Pacific and South America. One example can prove that or refute it. So test it on **every** Linux type that is sold in all four.

# %% predict_order
kao.lesson.predict(
    "order",
    ko="유럽의 **어느 리전을 골라도** 아시아 태평양의 **어느 리전보다** 비싸지 않은 유형은 몇 %일까요?",
    en="For what share of the types does **no** European Region cost more than **any** Region of Asia Pacific?",
    unit="percent",
)

# %% order_chart
kao.charts.order_test(order)

# %% order_table
kao.tables.show(
    order.summary,
    headings={
        "reading": ("순서를 읽는 법", "How the order is read"),
        "strict": ("순서대로 비쌈(<)", "In order (<)"),
        "weak": ("같은 값도 인정(≤)", "Equal allowed (≤)"),
    },
    kinds={"strict": "percent", "weak": "percent"},
)

# %% reveal_order
pairs = order.pairs.set_index(["cheaper", "dearer"])
overall = order.summary.set_index("reading")
kao.lesson.reveal(
    "order",
    pairs.loc[("Europe", "Asia Pacific"), "every_weak"],
    ko="네 지역의 **중앙값**끼리는 순서가 {median:percent}의 유형에서 지켜집니다. 그래서 경향으로는 맞는 말입니다. 그런데 두 지역의 리전을 하나씩 짝지으면 유럽이 더 비싼 경우가 {higher:percent}이고, ‘어느 리전이든’으로 읽으면 거의 성립하지 않습니다. 고르는 것은 대륙이 아니라 리전 하나입니다.",
    en="Between the **median** Regions of the four groups the order holds for {median:percent} of the types: as a tendency it is right. But pair single Regions, and Europe is the dearer one in {higher:percent} of the cases; read as “whichever Region”, it hardly ever holds. You choose one Region, not a continent.",
    median=overall.loc["median", "weak"],
    higher=pairs.loc[("Europe", "Asia Pacific"), "higher"],
)

# %% counterexamples
kao.tables.show(
    order.counterexamples,
    ["location", "than", "types", "below_median", "below_all"],
    rows=6,
    headings={
        "than": ("비교한 지역", "Compared with"),
        "below_median": ("그 지역 중앙값보다 쌈", "Below its median"),
        "below_all": ("그 지역의 모든 리전보다 쌈", "Below every Region of it"),
    },
    kinds={"below_median": "percent", "below_all": "percent"},
)

# %% order_say tags=["say"]
ties = order.ties.set_index(["location", "other"])["same"]
kao.lesson.say(
    ko="맨 앞과 맨 뒤는 노트가 옳습니다. 상파울루는 이 가격표에서 중앙값이 ×{saopaulo:number.2}로 가장 비싼 리전입니다. 하지만 ‘가장 싼 미국 동부’는 하나가 아닙니다. 버지니아 북부와 오하이오는 겹치는 유형의 {tie:percent}가 끝자리까지 같고, 서부의 오레곤도 중앙값이 ×{oregon:number.2}입니다. 같은 미국 서부라도 캘리포니아 북부는 ×{california:number.2}로 아일랜드(×{ireland:number.2})보다 비쌉니다.",
    en="At both ends the note is right: São Paulo, at a median of ×{saopaulo:number.2}, is the dearest Region of this list. But the “cheapest US East” is not one place: N. Virginia and Ohio share the very same price on {tie:percent} of their common types, and Oregon in the west has a median of ×{oregon:number.2} too. N. California, also in the west, is ×{california:number.2}: dearer than Ireland (×{ireland:number.2}).",
    saopaulo=levels.loc["sa-east-1", "p50"],
    tie=ties[("us-east-1", "us-east-2")],
    oregon=levels.loc["us-west-2", "p50"],
    california=levels.loc["us-west-1", "p50"],
    ireland=levels.loc["eu-west-1", "p50"],
)

# %% [markdown] tags=["ko"]
# ### 리전을 타지 않는 값
#
# 인스턴스만 보고 리전을 고르면 나머지 청구서가 어긋납니다. 서비스마다 리전을 타는 정도가 다릅니다.

# %% [markdown] tags=["en"]
# ### Prices that do not follow the Region
#
# Choose a Region by instances alone and the rest of the bill goes its own way: services differ in how much they follow the Region.

# %% services
wanted = [
    ("lambda", "duration_x86"), ("fargate", "vcpu_linux_x86"), ("s3", "standard_storage"), ("ebs", "gp3_storage"),
    ("ipv4", "in_use"), ("nat_gateway", "hour"), ("transfer", "internet_out"), ("eks", "cluster_standard_support"),
]  # fmt: skip
services = kao.catalog.services().astype({"location": str})
rows = []
for service, item in wanted:
    first = services[(services["service"] == service) & (services["item"] == item) & (services["from_quantity"] == 0)]
    first = first[first["location"].isin(one["location"])].set_index("location")
    price = first["usd"] / first["usd"]["us-east-1"]
    row = {"service": f"{service} {item}", "here": price.get(REGION), "low": price.min(), "high": price.max()}
    rows.append(row | {"same": (price == 1).mean(), "regions": len(price), "as_of": str(first["as_of"]["us-east-1"])})
level = pd.DataFrame(rows)
kao.tables.show(
    level,
    headings={
        "here": ("이 리전(배)", "This Region (times)"),
        "low": ("가장 싼 곳", "Cheapest"),
        "high": ("가장 비싼 곳", "Dearest"),
        "same": ("버지니아와 같은 리전", "Same as N. Virginia"),
        "regions": ("가격이 있는 리전", "Regions with a price"),
    },
    kinds={"same": "percent"},
)

# %% services_say tags=["say"]
by_service = level.set_index("service")
kao.lesson.say(
    ko="버지니아 북부를 1로 놓은 배수입니다. Lambda 실행 시간은 {same:percent.0}의 리전에서 값이 같고 IPv4 주소와 EKS 클러스터는 어디서나 같습니다. 반대로 인터넷으로 나가는 데이터는 가장 비싼 곳이 ×{high:number.2}, {region}이 ×{out:number.2}입니다. **가볍게 계산하고 많이 내보내는** 서비스라면 인스턴스 값보다 전송비가 리전을 정합니다.",
    en="N. Virginia is 1. Lambda duration costs the same in {same:percent.0} of the Regions; an IPv4 address and an EKS cluster cost the same everywhere. Data out to the internet goes up to ×{high:number.2}; in {region} it is ×{out:number.2}. For a service that **computes little and sends much**, transfer chooses the Region, not the instance.",
    same=by_service["same"]["lambda duration_x86"],
    high=by_service["high"]["transfer internet_out"],
    out=by_service["here"]["transfer internet_out"],
)

# %% [markdown] tags=["ko"]
# ### 영역: 가까움의 값
#
# 로컬 영역과 Wavelength Zone은 모 리전보다 비쌉니다. 얼마나 비싼지는 같은 유형끼리, 같은 모 리전과 견주어야 압니다.

# %% [markdown] tags=["en"]
# ### Zones: the price of being near
#
# Local Zones and Wavelength Zones cost more than their parent Region. How much more, only the same type in zone and parent can tell.

# %% predict_zone
kao.lesson.predict(
    "zone",
    ko="로컬 영역의 값은 모 리전의 몇 배일까요? (로컬 영역들의 중앙값)",
    en="How many times its parent Region does a Local Zone cost? (median of the Local Zones)",
    unit="number",
)

# %% zones
premium = kao.compare.zone_premium()
extremes = pd.concat([premium.head(4), premium.tail(4)])
kao.tables.show(
    extremes,
    ["location", "kind", "parent_region", "types", "p50", "min", "max"],
    headings={"p50": ("중앙값(배)", "Median (times)"), "min": ("최소", "Min"), "max": ("최대", "Max")},
)

# %% reveal_zone
local = premium[premium["kind"] == "Local Zone"]
wave = premium[premium["kind"] == "Wavelength Zone"]
kao.lesson.reveal(
    "zone",
    local["p50"].median(),
    ko="로컬 영역 {count:number}곳의 중앙값은 ×{low:number.2}에서 ×{high:number.2}까지입니다. 값만큼 중요한 것이 **품목 수**입니다. 로컬 영역 절반은 {types:number.0}가지 이하만 팔고 Wavelength Zone 절반은 {few:number.0}가지 이하입니다. 서울의 Wavelength Zone 두 곳도 마찬가지입니다. RI와 Savings Plans 요금도 이 가격표에 영역별로 거의 없습니다.",
    en="The medians of {count:number} Local Zones run from ×{low:number.2} to ×{high:number.2}. The **number of types** matters as much: half of the Local Zones sell {types:number.0} or fewer, half of the Wavelength Zones {few:number.0} or fewer, the two in Seoul's Region among them. RI and Savings Plans rates for zones are hardly in this list either.",
    count=len(local),
    low=local["p50"].min(),
    high=local["p50"].max(),
    types=local["types"].median(),
    few=wave["types"].median(),
)

# %% [markdown] tags=["ko"]
# **결정:** 영역에는 지연 시간이 실제로 매출이나 규정에 걸린 구성 요소**만** 둡니다. 데이터베이스와 배치까지 따라 옮기면 가까움의 값을 전부에 대해 냅니다.
#
# ### 데이터는 나갈 때 값을 낸다
#
# AWS로 들어오는 데이터는 무료이고 인터넷으로 나가는 데이터는 유료입니다. 리전끼리 보낼 때는 **보내는 쪽**이 냅니다. 그래서 같은 두 리전이라도 방향에 따라 값이 다릅니다.

# %% [markdown] tags=["en"]
# **Decide:** put into a zone **only** the parts for which latency is revenue or law. Move database and batch along, and you pay for nearness on everything.
#
# ### Data pays when it leaves
#
# Data into AWS is free, data out to the internet is not. Between Regions the **sender** pays, so the same two Regions have two prices.

# %% transfer
known = services.loc[services["item"] == "internet_out", "location"]
sender = REGION if REGION in set(known) else "us-east-1"  # some newer Regions have no transfer price in the snapshot
other = "us-west-2" if sender == "us-east-1" else "us-east-1"
lanes = pd.concat([kao.compare.inter_region(sender, other), kao.compare.inter_region(other, sender)])
kao.tables.show(
    lanes,
    ["from_location", "to_location", "usd_per_gb", "as_of"],
)

# %% out
out = kao.compare.transfer_out(20_480, sender)
kao.tables.show(
    out,
    ["from_gb", "to_gb", "gb", "usd_per_gb", "usd", "as_of"],
    headings={
        "from_gb": ("구간 시작(GB)", "From (GB)"),
        "to_gb": ("구간 끝(GB)", "To (GB)"),
        "gb": ("이 구간의 양(GB)", "GB in it"),
    },
)

# %% out_say tags=["say"]
kao.lesson.say(
    ko="20 TB를 내보내면 {sender:location}에서는 한 달 {here:usd.0}, 버지니아 북부에서는 {home:usd.0}입니다. AWS는 계정마다 한 달 100 GB를 모든 리전에서 합쳐 무료로 주지만, 이 양에서는 {free:percent.1}에 지나지 않아 계산에서 뺐습니다. 전송 가격의 기준일은 {date}로 인스턴스 가격보다 오래되었습니다. 견적을 내기 전에 요금 페이지에서 확인하세요.",
    en="Sending 20 TB costs {here:usd.0} a month from {sender:location} and {home:usd.0} from N. Virginia. AWS gives each account 100 GB a month over all Regions together; at this volume that is {free:percent.1}, so it is left out. The transfer prices are of {date}, older than those of instances: look at the price page before you quote.",
    sender=sender,
    here=out["usd"].sum(skipna=False),
    home=kao.compare.transfer_out(20_480, "us-east-1")["usd"].sum(skipna=False),
    free=100 / 20_480,
    date=out["as_of"].iloc[0],
)

# %% [markdown] tags=["ko"]
# **결정:** 리전 둘에 나누어 둔 시스템은 **어느 쪽이 보내는가**부터 그리세요. 큰 데이터는 보내는 값이 싼 쪽에 두고, 복제는 그쪽에서 시작합니다.
#
# ### 값에 없는 두 가지: 거리와 법
#
# 지연 시간은 가격표에 없습니다. 그러나 하한은 계산할 수 있습니다. 빛이 유리 섬유를 지나 두 도시를 왕복하는 시간보다 빠른 네트워크는 없습니다. 아래 값은 좌표에서 **유도한** 하한이고 측정값이 아닙니다. 실제 값은 늘 이보다 큽니다.

# %% [markdown] tags=["en"]
# **Decide:** for a system in two Regions, draw first **which side sends**. Keep the large data where sending is cheap, and let replication start there.
#
# ### Two things no price shows: distance and law
#
# Latency is not in the list. But its floor can be computed: no network is faster than light in glass between two cities and back. The values below are **derived** from coordinates and are no measurements; what you measure is always more.

# %% floors
floors = kao.compare.latency_floors(USERS)
near = floors[floors["kind"] == "Region"].head(8)
kao.tables.show(near, ["location", "km", "floor_ms"])

# %% [markdown] tags=["ko"]
# 법은 차트에 그릴 수 없습니다. 개인정보, 금융, 의료, 공공 데이터는 저장할 수 있는 나라가 정해져 있거나 국외 이전에 절차가 필요할 수 있습니다. 값을 계산하기 **전에** 담당 부서와 후보 리전의 목록부터 줄이세요. 여기서는 계산하지 않습니다.
#
# ## 구조: 장바구니 하나로 고르기
#
# 실제 서비스는 인스턴스 한 대가 아닙니다. 인스턴스 네 대, 디스크, 객체 스토리지, Fargate 작업 하나, Lambda, 내보내는 데이터를 담은 장바구니로 다시 줄 세웁니다. 하나라도 값이 없는 리전은 합계를 비워 두고, 장바구니의 **몇 %까지** 견준 값인지를 함께 적습니다.

# %% [markdown] tags=["en"]
# The law does not fit into a chart. Personal, financial, medical or public data may be bound to a country, or need a procedure before it leaves. Cut the list of candidates with the people responsible **before** you compute prices. Nothing of it is computed here.
#
# ## Architecture: choosing with one basket
#
# A real service is more than an instance. Rank again with a basket of four instances, disks, object storage, one Fargate task, Lambda and the data it sends. A Region without a price for some line gets no total; instead it says **for how much of the basket** the comparison holds.

# %% basket
basket = [
    {"instance_type": INSTANCE_TYPE, "hours": 4 * 730},
    {"service": "ebs", "item": "gp3_storage", "quantity": 400},
    {"service": "s3", "item": "standard_storage", "quantity": 3, "unit": "TB-month"},
    {"service": "fargate", "item": "vcpu_linux_x86", "quantity": 730},
    {"service": "fargate", "item": "gb_linux_x86", "quantity": 2 * 730},
    {"service": "lambda", "item": "request", "quantity": 20_000_000},
    {"service": "lambda", "item": "duration_x86", "quantity": 500, "unit": "GB-hour"},
    {"service": "transfer", "item": "internet_out", "quantity": GB_OUT},
]
kao.tables.show(
    kao.compare.basket_lines(basket, REGION),
    ["line", "quantity", "unit", "usd_per_unit", "usd", "share", "status", "as_of"],
)

# %% basket_chart
places = kao.compare.within(basket, near=USERS).round({"usd": 6})
about = f"4 × {INSTANCE_TYPE} · S3 · Fargate · Lambda · {GB_OUT:,} GB"
kao.charts.places(places, keep=[REGION, USERS], most=20, name=about)

# %% basket_say tags=["say"]
complete = places[places["usd"].notna()].sort_values(["usd", "floor_ms"])  # of equally cheap ones the nearest
here = places.set_index("location").loc[REGION]
best = complete.iloc[0]
kao.lesson.say(
    ko="장바구니 전부에 값이 있는 리전은 {count:number}곳이고 가장 싼 곳은 {best:location}, 한 달 {best_usd:usd.0}입니다. {region}은(는) {here_usd:usd.0}(×{ratio:number.2})입니다. 인스턴스만 보았을 때의 배수(×{instance:number.2})와 다릅니다. 내보내는 데이터와 스토리지가 함께 움직였기 때문입니다.",
    en="{count:number} Regions have a price for the whole basket; the cheapest is {best:location} at {best_usd:usd.0} a month. {region} costs {here_usd:usd.0} (×{ratio:number.2}), which is not the ratio of the instance alone (×{instance:number.2}): storage and the data sent moved along.",
    count=len(complete),
    best=best["location"],
    best_usd=best["usd"],
    here_usd=here["usd"],
    ratio=here["ratio_to_base"],
    instance=ratio[REGION],
)

# %% [markdown] tags=["ko"]
# 값과 거리를 한 화면에 놓으면 후보가 몇 곳으로 줄어듭니다. 선으로 이은 곳은 더 가까우면서 더 싼 곳이 없는 리전들입니다. 나머지는 어떤 기준으로도 뽑힐 이유가 없습니다(법이 정한 곳을 빼고).

# %% [markdown] tags=["en"]
# With price and distance on one page a few candidates remain. The line joins the Regions for which no other is both nearer and cheaper. The rest have no reason to be chosen, unless the law names them.

# %% frontier
kao.charts.cost_and_latency(places, near=USERS, name=about)

# %% [markdown] tags=["ko"]
# 영역까지 넣으면 더 가까운 곳이 있을까요? 영역에서 흔히 파는 `t3.xlarge`로 바꾼 장바구니를, 사용자에게서 가장 가까운 영역 다섯 곳에 넣어 봅니다.

# %% [markdown] tags=["en"]
# With zones counted in, is there a nearer place? Put the basket, with a `t3.xlarge` as many zones sell it, into the five zones nearest to the users.

# %% zones_basket
small = [{"instance_type": "t3.xlarge", "hours": 4 * 730}, *basket[1:]]
zones = kao.compare.within(small, near=USERS, kinds=("Local Zone", "Wavelength Zone")).sort_values("km").head(5)
zones = zones.merge(premium[["location", "types"]])
kao.tables.show(zones, ["location", "kind", "floor_ms", "types", "sold_share", "ratio_to_base_sold", "missing"])

# %% zones_say tags=["say"]
kao.lesson.say(
    ko="다섯 곳 가운데 장바구니 전부에 값이 있는 곳은 {complete:number}곳이고, 가장 많이 갖춘 곳이 {most:percent}입니다. 있는 부분만 견주어도 버지니아 북부의 {ratio:number.2}배(중앙값)입니다. Lambda, Fargate, S3는 영역에서 팔지 않아 모 리전에 남습니다. 영역은 리전을 **대신하는 곳이 아니라 앞에 세우는 곳**입니다.",
    en="Of the five {complete:number} have a price for the whole basket; the best of them gets to {most:percent}. What they do sell costs {ratio:number.2} times N. Virginia (median). Lambda, Fargate and S3 are not sold in zones and stay in the parent Region. A zone does not **replace** a Region; it stands **in front of it**.",
    complete=int(zones["usd"].notna().sum()),
    most=zones["sold_share"].max(),
    ratio=zones["ratio_to_base_sold"].median(),
)

# %% [markdown] tags=["ko"]
# 이제 직접 움직여 봅니다. 인스턴스와 대수, 내보내는 데이터, 스토리지, 사용자의 위치, 견딜 수 있는 왕복 시간을 바꾸면 순위와 후보가 따라 바뀝니다. 처음 순위는 흐린 자국으로 남습니다.

# %% [markdown] tags=["en"]
# Now move it yourself. Instance and count, data out, storage, where the users are and the round trip they can bear: ranking and candidates follow, and the first ranking stays as a ghost.

# %% explorer
chooser = kao.explorers.places(INSTANCE_TYPE, near=USERS)
chooser

# %% settings
chooser.settings_table([{}, {"gb_out": 0}, {"gb_out": 51_200}, {"at_most_ms": 20}, {"near": "eu-central-1", "at_most_ms": 20}])

# %% goal
kao.lesson.goal(chooser, "near_and_cheap")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"at_most_ms": 100}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"at_most_ms": 100}` in `wanted`.

# %% goal_stub tags=["stub"]
wanted = {}

# %% goal_solution tags=["solution"]
wanted = {"at_most_ms": 50, "gb_out": 10_240}

# %% goal_check
chooser.set(**wanted)
kao.lesson.check_goal("near_and_cheap")

# %% [markdown] tags=["ko"]
# ## 운영: 옮길지 남을지, 달로 답한다
#
# **찾기.** 표본 청구서(FOCUS 프로젝트의 익명 자료, 2024년 9월)에서 돈이 어느 리전에서 나가는지, 리전 사이를 오가는 데이터가 있는지부터 봅니다.

# %% [markdown] tags=["en"]
# ## Operation: move or stay, answered in months
#
# **Detect.** On the sample bill (anonymised data of the FOCUS project, September 2024): from which Regions does the money leave, and is there data that travels between Regions?

# %% bill_regions
bill = kao.bill.sample()
spent = bill[bill["charge_category"] == "Usage"]
moved = spent["description"].str.contains("data transfer", case=False)
between = moved & spent["description"].str.contains(r"data transfer to (?!.*Internet)", case=False, regex=True)
by_region = spent.assign(out_usd=spent["billed_usd"].where(moved, 0), between_usd=spent["billed_usd"].where(between, 0))
by_region = by_region.groupby("region", as_index=False)[["billed_usd", "out_usd", "between_usd"]].sum()
by_region["out_share"] = by_region["out_usd"] / by_region["billed_usd"]
by_region["between_share"] = by_region["between_usd"] / by_region["billed_usd"]
by_region = by_region[by_region["region"].isin(one["location"])].sort_values("billed_usd", ascending=False)
kao.tables.show(
    by_region,
    ["region", "billed_usd", "out_share", "between_share"],
    rows=6,
    headings={"out_share": ("그중 전송", "Of it transfer"), "between_share": ("그중 리전 사이", "Of it between Regions")},
)

# %% bill_say tags=["say"]
top, second = by_region.iloc[0], by_region.iloc[1]
kao.lesson.say(
    ko="청구액의 {share:percent}가 {top:location}에서 나갑니다. 이미 가장 싼 축의 리전이니 옮겨서 얻을 것이 없습니다. 대신 {second:location}에서 다른 리전으로 보내는 데이터가 있습니다. 무엇이 왜 보내는지 찾는 것이 먼저입니다. 표본은 몇 시간치라 금액은 작지만 비율은 읽을 수 있습니다.",
    en="{share:percent} of the bill comes from {top:location}, already among the cheapest: there is nothing to gain by moving. But {second:location} sends data to another Region, so find first what sends it and why. The sample holds a few hours, so its amounts are small; the shares can be read.",
    share=top["billed_usd"] / by_region["billed_usd"].sum(),
    top=top["region"],
    second=second["region"],
)

# %% [markdown] tags=["ko"]
# **따지기.** 옮기면 다달이 아끼지만, 옮기는 데도 돈이 듭니다. 데이터를 보내는 값과, 두 곳을 함께 켜 두는 기간의 값입니다.
#
# > 되찾는 달 수 = (데이터 GB × 리전 간 GB당 요금 + 함께 켜 두는 달 수 × 새 리전의 월 비용) ÷ 월 절감액
#
# 사람의 시간은 여기 없습니다. 여러분의 숫자를 `work_usd`에 넣으세요.

# %% [markdown] tags=["en"]
# **Weigh.** A move saves every month and costs once: sending the data, and running both places for a while.
#
# > months to pay back = (GB of data × price of a GB between the Regions + months of overlap × monthly cost of the new Region) / monthly saving
#
# People's time is not in it: put your own number in `work_usd`.

# %% predict_months
month = complete.set_index("location")["usd"]
target = best["location"]
# a Region that is the cheapest already, or has no price for the whole basket, leaves the example to Seoul
origin = REGION if month.get(REGION, 0) > 1.02 * month[target] else "ap-northeast-2"
kao.lesson.predict(
    "months",
    ko="이 장바구니를 {origin:location}에서 {target:location}(으)로 옮기면, 데이터 3,000 GB를 보내고 한 달을 함께 켜 둔 값을 몇 달이면 되찾을까요?",
    en="If this basket moves from {origin:location} to {target:location}, sending 3,000 GB and running both for a month, in how many months is that paid back?",
    unit="number",
    origin=origin,
    target=target,
)

# %% months
work_usd = 0
send = float(kao.compare.inter_region(origin, target)["usd_per_gb"].iloc[0])
once = 3000 * send + 1 * month[target] + work_usd
saving = month[origin] - month[target]
kao.lesson.say(
    ko="한 번: 3,000 GB × {send:usd} + 한 달 {new:usd.2} + 사람 {work:usd.2} = **{once:usd.2}**. 다달이: {old:usd.2} − {new:usd.2} = **{saving:usd.2}**.",
    en="Once: 3,000 GB × {send:usd} + one month {new:usd.2} + people {work:usd.2} = **{once:usd.2}**. Every month: {old:usd.2} − {new:usd.2} = **{saving:usd.2}**.",
    send=send,
    new=month[target],
    old=month[origin],
    work=work_usd,
    once=once,
    saving=saving,
)

# %% reveal_months
months = once / saving
kao.lesson.reveal(
    "months",
    months,
    ko="대부분은 데이터가 아니라 **함께 켜 두는 한 달**의 값입니다. `work_usd`에 엔지니어 두 사람의 한 달을 넣어 보면 답이 달라집니다. 이 규모의 서비스에서 리전 이전은 대개 값이 아니라 지연 시간이나 법이 정합니다. 그리고 RI와 EC2 인스턴스 Savings Plans는 따라오지 않습니다(21장).",
    en="Most of it is not the data but **the month in which both run**. Put two engineers' month into `work_usd` and the answer is another. At this size a move is usually decided by latency or law, not by price. And RIs and EC2 Instance Savings Plans do not come along (chapter 21).",
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 봅니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 리전별 비용, 그리고 나간 전송(USW2-USE1-AWS-Out-Bytes는 오레곤에서 버지니아로 보낸 것)
# aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-11-01 --granularity MONTHLY \
#     --metrics UnblendedCost --group-by Type=DIMENSION,Key=REGION
# aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-11-01 --granularity MONTHLY \
#     --metrics UnblendedCost UsageQuantity --group-by Type=DIMENSION,Key=USAGE_TYPE \
#     --query "ResultsByTime[].Groups[?contains(Keys[0], 'Out-Bytes')][]"
# # 바꾸기 전: 그 유형을 후보 리전의 어느 가용 영역에서 파는지
# aws ec2 describe-instance-type-offerings --region us-west-2 --location-type availability-zone \
#     --filters Name=instance-type,Values=m7i.large
# # 확인: 사용자 쪽에서 잰 왕복 시간(하한이 아니라 측정값)
# curl -o /dev/null -s -w '%{time_connect}\n' https://ec2.us-west-2.amazonaws.com/ping
# ```
#
# **확인.** 옮긴 다음 달 청구서에서 옛 리전이 0에 가까워졌는지 봅니다. 스냅샷, AMI, 탄력적 IP, 복제된 버킷이 흔히 남습니다.
#
# **되돌리기.** DNS 가중치를 되돌릴 수 있는 동안만 되돌릴 수 있습니다. 옛 리전의 데이터를 지우는 날이 돌아올 수 없는 날이니, 그날을 달력에 따로 적으세요.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands show it. They are not run here.
#
# ```bash
# # detect: cost by Region, and what was sent (USW2-USE1-AWS-Out-Bytes is Oregon to Virginia)
# aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-11-01 --granularity MONTHLY \
#     --metrics UnblendedCost --group-by Type=DIMENSION,Key=REGION
# aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-11-01 --granularity MONTHLY \
#     --metrics UnblendedCost UsageQuantity --group-by Type=DIMENSION,Key=USAGE_TYPE \
#     --query "ResultsByTime[].Groups[?contains(Keys[0], 'Out-Bytes')][]"
# # before the change: in which Availability Zones of the candidate the type is offered
# aws ec2 describe-instance-type-offerings --region us-west-2 --location-type availability-zone \
#     --filters Name=instance-type,Values=m7i.large
# # verify: the round trip as measured from where the users are, not the floor
# curl -o /dev/null -s -w '%{time_connect}\n' https://ec2.us-west-2.amazonaws.com/ping
# ```
#
# **Verify.** On the next month's bill the old Region should be near 0. Snapshots, AMIs, Elastic IPs and replicated buckets are what usually stays.
#
# **Roll back.** You can go back as long as the DNS weights can. The day on which the old Region's data is deleted is the day of no return: put it in the calendar as a day of its own.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_ratio")

# %% faded_2
kao.lesson.exercise("faded_tiers")

# %% faded_stub tags=["stub"]
dearer_than_virginia = ...
fifteen_tb_usd = ...

# %% faded_solution tags=["solution"]
dearer_than_virginia = kao.catalog.price(INSTANCE_TYPE, "sa-east-1") / kao.catalog.price(INSTANCE_TYPE, "us-east-1") - 1
tiers = kao.catalog.services("transfer", "us-east-1").query("item == 'internet_out'").sort_values("from_quantity")["usd"]
fifteen_tb_usd = 10_240 * tiers.iloc[0] + (15_360 - 10_240) * tiers.iloc[1]

# %% faded_check_1
kao.lesson.check("faded_ratio", dearer_than_virginia)

# %% faded_check_2
kao.lesson.check("faded_tiers", fifteen_tb_usd)

# %% project
kao.lesson.exercise("project")

# %% project_stub tags=["stub"]
project_region = ...

# %% project_solution tags=["solution"]
video = [
    {"instance_type": INSTANCE_TYPE, "hours": 2 * 730},
    {"service": "transfer", "item": "internet_out", "quantity": 20, "unit": "TB"},
]
project_region = kao.compare.within(video, near="ap-northeast-2", at_most_ms=60)["location"].iloc[0]

# %% project_check
kao.lesson.check("project", project_region)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("12")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 리전의 값은 **내 장바구니의 값**입니다. 유형 하나, 대륙 이름 하나로 말하지 않습니다.
# 2. 영역은 가까움을 삽니다. 가까움이 필요한 부분만 두고, 품목이 적다는 것도 값에 넣습니다.
# 3. 이전은 **되찾는 달 수**로 정합니다. 보내는 데이터, 함께 켜 두는 기간, 사람의 시간, 따라오지 않는 약정을 모두 넣습니다.
#
# **이 조언이 틀리는 경우.** 데이터를 둘 나라가 법으로 정해져 있으면 값은 그 나라 안에서만 견줍니다. 사용자가 한 도시에 모여 있고 응답 시간이 매출이라면 가장 가까운 곳이 가장 싼 곳입니다. 조직의 팀과 도구가 한 리전에 익숙하다는 것도 값입니다.
#
# ## 출처
#
# - AWS, EC2 사용 설명서: 리전과 영역, 로컬 영역과 Wavelength Zone
# - AWS, EC2 온디맨드 요금: 데이터 전송
# - 지연 시간의 하한: 도시 좌표 사이의 대권 거리와 광섬유의 굴절률(Corning SMF-28 ULL 제품 정보)에서 유도
# - 가격: 표마다 적힌 기준일의 스냅샷. 전송과 EBS는 더 오래된 날짜의 값입니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. The price of a Region is **the price of your basket** there, not of one type, nor of a continent.
# 2. A zone sells nearness. Put there only what needs it, and count its short list of types as part of the price.
# 3. A move is decided by **months to pay back**: data sent, overlap, people's time, and commitments that stay behind.
#
# **When this advice is wrong.** If the law names the country, prices are compared inside it. If the users live in one city and response time is revenue, the nearest place is the cheapest. That your teams and tools know one Region is worth something, too.
#
# ## Sources
#
# - AWS, EC2 User Guide: Regions and zones, Local Zones and Wavelength Zones
# - AWS, EC2 On-Demand Pricing: data transfer
# - Floors of latency: derived from great circles between cities and the index of glass fibre (Corning SMF-28 ULL, product information)
# - Prices: the snapshot on the date shown; those of transfer and EBS are older. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    instance_ratio_to_virginia=ratio[REGION],
    regions_that_sell_the_type=int(sold.sum()),
    median_ratio_here=levels["p50"].get(REGION),
    order_holds_between_medians=overall.loc["median", "weak"],
    order_holds_for_every_region=overall.loc["every", "weak"],
    europe_dearer_than_asia_pacific=pairs.loc[("Europe", "Asia Pacific"), "higher"],
    local_zone_median=local["p50"].median(),
    cheapest_place_for_the_basket=best["location"],
    cheapest_basket_usd_per_month=best["usd"],
    basket_here_usd_per_month=here["usd"],
    months_to_pay_back=months,
)
