# %% [markdown] tags=["ko"]
# # 22. 예약 인스턴스: 기계가 아니라 할인을 사는 일
#
# [English edition](../en/22_reserved_instances.ipynb) · 약 75분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. RI 한 건이 **한 시간** 동안 어느 인스턴스를 얼마나 덮고 얼마를 버리는지 손으로 계산합니다.
# 2. 정규화 단위로 살 대수를 정하고, 일곱 조건 가운데 무엇이 가격을, 무엇이 적용을 바꾸는지 구별합니다.
# 3. 수정, 교환, 판매의 값을 매겨 표준 RI와 컨버터블 RI 가운데 고르고, 용량이 필요할 때와 아닐 때를 가립니다.

# %% [markdown] tags=["en"]
# # 22. Reserved Instances: buying a discount, not a machine
#
# [한국어판](../ko/22_reserved_instances.ipynb) · about 75 minutes
#
# After this chapter you can
#
# 1. work out by hand what one RI covers in **one hour**, and how much of it is lost;
# 2. decide how many to buy in normalized units, and tell which of the seven conditions move the price and which only the matching;
# 3. price modification, exchange and sale, choose between standard and convertible, and know when capacity is part of the deal.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
RESERVED = "m7i.large"
MOVES_TO = "m7g.large"

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start("22", LANG, REGION, KRW_PER_USD, reserved=RESERVED, moves_to=MOVES_TO)
lesson

# %% recall
kao.lesson.recall("22")

# %% [markdown] tags=["ko"]
# ## 지식: 무엇을 예약하는가
#
# 이름 때문에 오해가 많습니다. 예약 인스턴스(RI)를 사도 인스턴스는 생기지 않습니다. RI는 **조건이 맞는 사용량에 붙는 결제 할인**입니다.
#
# - 할인은 특정 인스턴스에 묶이지 않습니다. 껐다가 새로 띄워도 조건이 맞으면 그 시간에 저절로 적용됩니다.
# - 요금은 쓰든 말든 기간 내내 나갑니다. 취소할 수 없고 저절로 갱신되지도 않습니다.
# - AWS가 밝힌 최대 할인은 표준 72%, 컨버터블 66%입니다. 내 리전의 전체 유형에서 이 숫자가 얼마나 드문지부터 확인합니다.

# %% [markdown] tags=["en"]
# ## Knowledge: what is reserved?
#
# The name misleads. Buying a Reserved Instance (RI) starts no instance. An RI is **a billing discount on usage that matches**.
#
# - It is tied to no particular instance. Stop one and launch another: if it matches, it is discounted in that very hour.
# - It is billed for the whole term, used or not. It cannot be cancelled and does not renew itself.
# - AWS's maximum is 72 % for standard and 66 % for convertible RIs. First see how rare that is among all types of your Region.

# %% predict_seventy_two
kao.lesson.predict(
    "seventy_two",
    ko="{region}에서 파는 Linux 유형 가운데 몇 %가, **가장 싼** 표준 RI(3년 전체 선결제)로 72% 이상 할인됩니까?",
    en="Of all Linux types sold in {region}, what share is 72 % off or more with the **cheapest** standard RI (3 years, All Upfront)?",
    unit="percent",
)

# %% savings
ranking = kao.compare.ranking(REGION, "linux").astype({"option": str})
ranking = ranking[ranking["option"].str.startswith("ri_")]
by_option = ranking.groupby("option")["saving"]
points = {"low": 0.1, "median": 0.5, "high": 0.9, "most": 1}
ranges = pd.DataFrame({name: by_option.quantile(at) for name, at in points.items()})
ranges = ranges.reindex([one for one in kao.purchase.OPTIONS if one.startswith("ri_")]).reset_index(names="option")
kao.charts.ri_savings(ranges, claims={"ri_standard": 0.72, "ri_convertible": 0.66}, name=REGION)

# %% reveal_seventy_two
cheapest = ranking[ranking["option"] == "ri_standard_3y_all_upfront"]
above = cheapest[cheapest["saving"] >= 0.72]
beyond = above[above["saving"] >= 0.725]
high, all_above = ({name.split(".")[0] for name in part["instance_type"]} for part in (beyond, above))
middle = ranges.set_index("option")["median"]
nothing = {"ko": "없음", "en": "none"}[LANG]
kao.lesson.reveal(
    "seventy_two",
    len(above) / len(cheapest) if len(cheapest) else float("nan"),
    ko="값을 아는 {count:number}개 유형 가운데 {above:number}개입니다. 72.5%에 못 미쳐 반올림하면 72%인 패밀리: {rounded}. 그보다 높은 패밀리: {higher}. **중앙값은 {median:percent}**, 1년 선결제 없음은 {one:percent}입니다.",
    en="{above:number} of the {count:number} types whose rate is known. Families below 72.5 %, which round to 72 %: {rounded}. Families above: {higher}. **The median is {median:percent}**, and {one:percent} for one year with nothing upfront.",
    count=len(cheapest),
    above=len(above),
    rounded=", ".join(sorted(all_above - high)) or nothing,
    higher=", ".join(sorted(high)) or nothing,
    median=middle["ri_standard_3y_all_upfront"],
    one=middle["ri_standard_1y_no_upfront"],
)

# %% [markdown] tags=["ko"]
# 스냅샷의 모든 리전에서 72%를 눈에 띄게 넘는 것은 이전 세대인 I2와 M2뿐입니다. 그런 유형은 약정할 것이 아니라 새 세대로 옮길 것입니다(11장).
#
# **결정:** 예산을 세울 때 72%를 쓰지 마세요. 내 유형의 값을 쓰고, 모르면 중앙값에서 시작합니다.
#
# ### 예로 쓸 회사
#
# 아래부터는 **지어낸** 작은 회사의 한 시간을 씁니다. 계정은 서비스를 돌리는 `shop`과 분석을 하는 `data`, 가용 영역은 두 곳입니다. 요금은 스냅샷의 실제 값입니다. RI의 모든 가격을 아는 리전이 필요해서, 내 리전의 값이 빠져 있으면 가장 가까운 리전으로 옮깁니다.

# %% [markdown] tags=["en"]
# In all Regions of the snapshot only I2 and M2, both previous generations, are clearly beyond 72 %. Such types are not to be committed to but to be left (chapter 11).
#
# **Decide:** do not budget with 72 %. Take the value of your own type, or start from the median.
#
# ### The company of the examples
#
# From here on we use one hour of a small company that is **made up**: account `shop` runs the service, `data` the analytics, in two Availability Zones. The rates are real, from the snapshot. The examples need every RI price of two types; where your Region lacks some, the nearest one that has them stands in.

# %% fleet
PLACE = kao.samples.reserved_in(REGION, RESERVED, MOVES_TO)
fleet = kao.samples.company(RESERVED, PLACE)
kao.tables.show(
    fleet,
    ["account", "zone", "item", "operating_system", "quantity", "on_demand_usd"],
    headings={"quantity": ("대수", "Instances"), "on_demand_usd": ("온디맨드", "On-Demand")},
    kinds={"on_demand_usd": "usd_per_hour"},
)

# %% fleet_say tags=["say"]
offers = kao.purchase.offers(RESERVED, PLACE)
rates = offers.set_index("option")["effective_usd_per_hour"]
alone = kao.discounts.apply(fleet).summary()
elsewhere = {
    "ko": "내 리전에는 두 유형의 RI 가격이 모두 있지 않아 가장 가까운 리전으로 옮겼습니다. ",
    "en": "Your Region lacks some RI price of the two types, so this is the nearest one that has them. ",
}
kao.lesson.say(
    ko="{moved}{place:location}의 가격입니다(온디맨드 {od_date}, RI {ri_date} 기준). 이 한 시간은 온디맨드로 **{usd:usd}**입니다.",
    en="{moved}Prices of {place:location} (On-Demand as of {od_date}, RIs as of {ri_date}). On-Demand, this hour costs **{usd:usd}**.",
    moved=elsewhere[LANG] if PLACE != REGION else "",
    place=PLACE,
    od_date=kao.catalog.as_of("on_demand"),
    ri_date=offers.set_index("option").loc["ri_standard_1y_no_upfront", "as_of"],
    usd=alone["usd"],
)

# %% [markdown] tags=["ko"]
# ### 일곱 조건: 가격을 정하는 것과 적용을 정하는 것
#
# 노트는 예약 조건을 일곱 가지로 셉니다. 오퍼링 클래스(표준, 컨버터블)까지 넣으면 여덟입니다. 둘로 나누어 보면 외울 것이 줄어듭니다.
#
# - **사용량과 견주는 조건**: 리전, 인스턴스 유형(크기가 유연하면 패밀리), 테넌시, 플랫폼. AWS가 ‘인스턴스 속성’이라 부르는 네 가지이고, 가격도 정합니다. 하나라도 다르면 할인은 0입니다.
# - **계약의 조건**: 기간, 결제 옵션, 클래스는 가격만 바꿉니다. 무엇을 덮는지는 바꾸지 않습니다.
# - **범위**(리전 또는 가용 영역)는 거꾸로 **가격은 그대로 두고** 무엇을 덮는지와 용량만 바꿉니다.

# %% [markdown] tags=["en"]
# ### Seven conditions: those that set the price, those that set the matching
#
# The note counts seven conditions; with the offering class (standard, convertible) there are eight. Split in two they are easy to keep:
#
# - **matched against usage**: Region, instance type (with size flexibility: family), tenancy, platform. AWS calls these four the instance attributes; they set the price as well. If one differs, the discount is zero.
# - **of the contract**: term, payment option and class change the price alone, not what is covered.
# - **scope** (Region or Availability Zone) is the reverse: the **price stays**, and what is covered and the capacity change.

# %% conditions
kao.tables.show(
    kao.purchase.conditions(),
    ["condition", "sets_price", "must_match", "capacity", "size_flexibility", "modify", "exchange"],
)

# %% [markdown] tags=["ko"]
# **결정:** 영역 RI를 살 이유는 용량뿐입니다. 할인 때문이라면 리전 RI를 사세요. 값은 같고 덮는 범위가 넓습니다.
#
# ### 정규화 단위: 크기가 달라도 덮는다
#
# Linux, 기본 테넌시의 **리전** RI는 같은 패밀리의 모든 크기를 덮습니다. 크기마다 정규화 계수가 있고(large 4, xlarge 8, 2xlarge 16…), RI는 시간마다 `계수 × 대수`만큼의 정규화된 유닛(아래에서는 ‘단위’)을 내놓습니다. **작은 크기부터** 채우고, 모자라면 한 대의 일부만 덮습니다.

# %% [markdown] tags=["en"]
# **Decide:** capacity is the only reason to buy a zonal RI. For the discount buy regional: same price, wider reach.
#
# ### Normalized units: other sizes are covered, too
#
# A **regional** RI for Linux with default tenancy covers every size of its family. Each size has a normalization factor (large 4, xlarge 8, 2xlarge 16 ...), and each hour an RI brings `factor x count` units. They fill **the smallest sizes first**; a last instance may be covered in part.

# %% predict_cover
kao.lesson.predict(
    "cover",
    ko="위의 한 시간에서 `{reserved}`와 같은 패밀리의 Linux를 두 계정 모두 덮으려면 `{reserved}` 리전 RI가 몇 대분 필요합니까?",
    en="How many regional RIs of `{reserved}` cover the Linux usage of its family in this hour, in both accounts?",
    unit="number",
)

# %% units
family = RESERVED.split(".")[0]
mine = fleet[fleet["item"].str.startswith(f"{family}.") & (fleet["operating_system"] == "linux")].copy()
mine["normalization_factor"] = mine["item"].map(kao.instance_type.normalization_factor)
mine["units"] = mine["quantity"] * mine["normalization_factor"]
needed = mine["units"].sum() / kao.instance_type.normalization_factor(RESERVED)
kao.tables.show(
    mine,
    ["account", "item", "quantity", "normalization_factor", "units"],
    headings={"units": ("정규화 단위", "Normalized units"), "quantity": ("대수", "Instances")},
)

# %% reveal_cover
kao.lesson.reveal(
    "cover",
    needed,
    ko="모두 {units:number}단위이고 한 대분이 {one:number}단위입니다. 같은 단위라면 어느 크기로 사도 덮는 양이 같습니다. Windows 한 대와 다른 패밀리는 여기에 들지 않습니다.",
    en="{units:number} units in all, {one:number} for each RI. Any size with the same units covers the same. The Windows instance and the other family are not among them.",
    units=mine["units"].sum(),
    one=kao.instance_type.normalization_factor(RESERVED),
)

# %% [markdown] tags=["ko"]
# 유연하지 **않은** 경우는 외워 둘 만합니다. 영역 RI, 전용 테넌시, Windows·RHEL·SLES, 그리고 AWS가 이름을 들어 뺀 패밀리입니다. 이런 RI는 유형이 꼭 같아야 합니다.

# %% [markdown] tags=["en"]
# The cases **without** flexibility are worth knowing by heart: zonal RIs, dedicated tenancy, Windows, RHEL and SLES, and the families that AWS excludes by name. Such an RI needs the very same type.

# %% excluded tags=["say"]
sold = kao.catalog.on_demand(location=REGION, operating_system="linux").merge(kao.catalog.instance_types())
rigid = sorted(name for name in sold["family"].astype(str).unique() if not kao.instance_type.size_flexible(name))
kao.lesson.say(
    ko="{region}에서 파는 패밀리 {count:number}개 가운데 크기가 유연하지 않은 것은 {n:number}개입니다: {names}.",
    en="Of {count:number} families sold in {region}, {n:number} have no size flexibility: {names}.",
    count=sold["family"].nunique(),
    n=len(rigid),
    names=", ".join(rigid) or "–",
)

# %% [markdown] tags=["ko"]
# ### AWS의 예를 다시 계산해 보기
#
# AWS 사용 설명서는 적용 순서를 네 가지 시나리오로 설명합니다. 같은 입력을 이 책의 계산에 넣어 결과가 같은지 봅니다. 순서는 이렇습니다.
#
# 1. 영역 RI: 산 계정, 그다음 조직의 다른 계정
# 2. 크기가 유연하지 않은 리전 RI: 산 계정, 그다음 다른 계정
# 3. 크기가 유연한 리전 RI: 산 계정의 작은 크기부터, 그다음 다른 계정
# 4. 리전 RI를 비어 있는 용량 예약에

# %% [markdown] tags=["en"]
# ### Auditing AWS's own examples
#
# AWS's guide explains the order with four scenarios. Put the same input through this book's calculation and see whether it agrees. The order:
#
# 1. zonal RIs: the owner's usage, then other accounts of the organization
# 2. regional RIs without size flexibility: owner, then others
# 3. regional RIs with size flexibility: the owner's smallest sizes first, then others
# 4. regional RIs to unused Capacity Reservations


# %% audit
def covered(running, owned):
    """(account, zone, type, count) of what runs and (id, account, zone or "", type, count) of what is owned."""
    usage = pd.DataFrame(running, columns=["account", "zone", "item", "quantity"])
    usage = usage.assign(hour=0, location="us-east-1", on_demand_usd=1.0)
    ris = pd.DataFrame(owned, columns=["id", "account", "zone", "instance_type", "count"])
    ris = ris.assign(
        location="us-east-1", usd_per_hour=0.5, scope=ris["zone"].map(lambda z: "zonal" if z else "regional")
    )
    return kao.discounts.apply(usage, ris)


A, B, C = "us-east-1a", "us-east-1b", "us-east-1c"
scenarios = {
    1: covered(
        [("A", A, "m3.large", 4), ("A", B, "m4.xlarge", 2), ("A", C, "c4.xlarge", 1)],
        [("m3", "A", A, "m3.large", 4), ("m4", "A", "", "m4.large", 4), ("c4", "A", "", "c4.large", 1)],
    ),
    2: covered([("A", A, "m3.xlarge", 2), ("A", B, "m3.large", 2)], [("m3", "A", "", "m3.2xlarge", 1)]),
    3: covered(
        [("A", A, "m4.xlarge", 2), ("A", B, "m4.2xlarge", 1), ("A", A, "c4.xlarge", 2), ("A", B, "c4.2xlarge", 1)]
        + [("B", A, "m4.xlarge", 2)],
        [("m4", "A", "", "m4.xlarge", 4), ("c4", "A", "", "c4.xlarge", 2)],
    ),
    4: covered(
        [("A", A, "m4.xlarge", 1), ("B", B, "m4.xlarge", 1)],
        [("A: regional", "A", "", "m4.xlarge", 1), ("C: zonal", "C", A, "m4.xlarge", 1)],
    ),
}
left = {number: done.lines.query("commitment == ''")["quantity"].sum() for number, done in scenarios.items()}
aws_says = {1: 0.5, 2: 1, 3: 3, 4: 0}
audit = pd.DataFrame({"scenario": list(left), "aws": list(aws_says.values()), "recomputed": list(left.values())})
kao.tables.show(
    audit.assign(agrees=audit["aws"] == audit["recomputed"]),
    headings={
        "scenario": ("시나리오", "Scenario"),
        "aws": ("AWS: 온디맨드로 남는 대수", "AWS: instances left On-Demand"),
        "recomputed": ("다시 계산", "Recomputed"),
        "agrees": ("일치", "Agrees"),
    },
)

# %% [markdown] tags=["ko"]
# 네 번째가 뜻밖입니다. 계정 A에는 자기 리전 RI가 있는데도, **계정 C의 영역 RI가 먼저** 적용됩니다. 그래야 A의 리전 RI가 B의 인스턴스까지 갈 수 있어 조직 전체가 덜 버립니다.

# %% [markdown] tags=["en"]
# The fourth surprises. Account A owns a regional RI, and yet **the zonal RI of account C comes first**. That frees A's regional RI for B's instance, and the organization as a whole loses less.

# %% scenario_4
kao.tables.show(scenarios[4].explain(0), ["number", "rule", "commitment", "account", "item", "zone", "quantity"])

# %% [markdown] tags=["ko"]
# **결정:** 조직에서 누가 무엇을 샀는지 모르면 자기 계정의 RI 보고서만으로 낭비를 판단하지 마세요. 할인은 다른 계정의 RI에서 왔을 수 있습니다.
#
# ### 정시로 끊은 한 시간
#
# RI 한 대분은 정시부터 정시까지 **3,600 인스턴스-초**를 덮습니다. 몇 대가 나누어 써도 됩니다. AWS의 예: 네 대가 한 시간 내내 돌면 한 대분만 덮이고, 네 대가 15분씩만 돌면 한 RI로 모두 덮입니다.

# %% [markdown] tags=["en"]
# **Decide:** unless you know who bought what in the organization, do not judge waste from your own account's RI report. The discount may have come from another account.
#
# ### One clock hour
#
# One RI covers **3,600 instance-seconds** from one full hour to the next, shared by any number of instances. AWS's example: of four instances that run the whole hour one is covered; four that run for 15 minutes each are covered by one RI together.

# %% clock
one_ri = pd.DataFrame([{"id": "RI", "scope": "regional", "location": PLACE, "instance_type": RESERVED, "count": 1}])
one_ri["usd_per_hour"] = rates["ri_standard_1y_no_upfront"]


def four(minutes):
    """Four instances that start at ten and run for so many minutes, under one RI."""
    runs = pd.DataFrame({"start": [pd.Timestamp("2026-11-02 10:00")] * 4, "item": RESERVED, "location": PLACE})
    runs["end"] = runs["start"] + pd.Timedelta(minutes=minutes)
    return kao.discounts.apply(kao.discounts.priced(kao.discounts.usage_of_runs(runs)), one_ri).summary()


clock = pd.DataFrame([{"minutes": minutes, **four(minutes)} for minutes in (15, 30, 60)])
kao.tables.show(
    clock,
    ["minutes", "on_demand_equivalent_usd", "usd", "utilization", "coverage"],
    headings={
        "minutes": ("네 대가 돈 시간(분)", "Minutes that the four run"),
        "on_demand_equivalent_usd": ("온디맨드라면", "On-Demand"),
        "usd": ("금액", "Cost"),
    },
    kinds={"on_demand_equivalent_usd": "usd", "usd": "usd"},
)

# %% [markdown] tags=["ko"]
# 남은 초는 다음 시간으로 넘어가지 않습니다. 그래서 낮에만 바쁜 서버군을 하루 **평균**에 맞춰 사면 밤에 버립니다. 낮(09~21시)에 열 대, 밤에 두 대가 도는 서버군에 RI를 평균만큼 사면 사용률은 얼마나 될까요?

# %% [markdown] tags=["en"]
# Seconds that are left do not carry over. Buying the daily **average** for a fleet that is busy by day loses at night. Ten instances run from 09 to 21 and two at night: at what utilization are RIs for the average used?

# %% predict_day
kao.lesson.predict(
    "day",
    ko="낮 12시간 열 대, 밤 12시간 두 대. 평균인 여섯 대분의 RI를 사면 약정 사용률은 몇 %입니까?",
    en="Ten instances for 12 hours, two for the other 12. With RIs for the average of six, what is the utilization?",
    unit="percent",
)

# %% day_chart
day = pd.DataFrame({"hour": range(24), "location": PLACE, "item": RESERVED})
day["quantity"] = [10 if 9 <= hour < 21 else 2 for hour in day["hour"]]
day = kao.discounts.priced(day)
average = kao.discounts.apply(day, one_ri.assign(count=6))
kao.charts.hourly_bill(average.by_hour(), name=f"{RESERVED}, RI 6")

# %% reveal_day
counts = pd.DataFrame(
    [{"count": count, **kao.discounts.apply(day, one_ri.assign(count=count)).summary()} for count in (0, 2, 6, 10)]
)
kao.lesson.reveal(
    "day",
    average.summary()["utilization"],
    ko="하루에 {lost:usd.2}를 버립니다. 그래도 온디맨드만 쓸 때의 {plain:usd.2}가 {six:usd.2}가 되니 이득은 이득입니다. 가장 싼 것은 여섯 대분이 아니라 **밤에도 도는 {best:number}대분**({least:usd.2})입니다.",
    en="{lost:usd.2} a day are lost. The day still falls from {plain:usd.2} On-Demand to {six:usd.2}. The cheapest is not six but **the {best:number} that also run at night** ({least:usd.2}).",
    lost=average.summary()["unused_usd"],
    plain=counts["usd"].iloc[0],
    six=average.summary()["usd"],
    best=counts.loc[counts["usd"].idxmin(), "count"],
    least=counts["usd"].min(),
)

# %% day_table
kao.tables.show(
    counts.rename(columns={"usd": "day_usd"}),
    ["count", "day_usd", "unused_usd", "utilization", "coverage", "effective_savings_rate"],
    headings={"count": ("RI 대수", "RIs"), "day_usd": ("하루(USD)", "A day (USD)")},
)

# %% [markdown] tags=["ko"]
# **결정:** 평균이 아니라 **얼마나 자주 그 대수 이상이 도는가**로 정합니다. 시간의 몇 %에 그 한 대가 도는지가 손익분기 사용률(21장)을 넘을 때까지만 사세요. 정확한 최적은 92장에서 구합니다.
#
# ### 기간, 결제, 그리고 잊어버린 갱신
#
# 결제 옵션과 기간은 21장의 유효 시간당 요금으로 비교합니다. RI에 더할 것은 하나입니다. RI는 **저절로 갱신되지 않습니다.** 만료되면 같은 인스턴스가 그 시간부터 온디맨드입니다. 리전 RI는 최대 3년 앞까지 구매를 예약해 둘 수 있으니, 살 때 갱신분도 함께 예약하세요. 영역 RI와 마켓플레이스 구매는 예약할 수 없습니다.

# %% [markdown] tags=["en"]
# **Decide:** not by the average, but by **how often at least so many run**. Buy up to the instance that runs a larger share of hours than the break-even utilization (chapter 21). Chapter 92 finds the exact optimum.
#
# ### Term, payment, and the renewal that was forgotten
#
# Compare terms and payment options by the effective hourly rate of chapter 21. For RIs one thing comes on top: they **do not renew**. From the hour of expiry the same instances are On-Demand. A regional RI can be queued up to three years ahead, so queue the renewal on the day you buy. Zonal RIs and Marketplace purchases cannot be queued.

# %% renewal tags=["say"]
bought = kao.purchase.reserve(RESERVED, PLACE, "ri_standard_1y_no_upfront", "2026-12-01", count=20)
renewal = kao.purchase.queue(kao.purchase.renew(bought), now="2026-12-01")
forgotten = 20 * 730 * (rates["on_demand"] - rates["ri_standard_1y_no_upfront"])
kao.lesson.say(
    ko="스무 대분의 1년 RI는 {end}에 끝납니다. 갱신을 **한 달** 잊으면 {forgotten:usd.2}를 더 냅니다. 같은 날 예약해 두면 {start}에 끊김 없이 이어지고, 그 전에는 지울 수 있습니다. 가격은 그날의 가격입니다.",
    en="Twenty 1-year RIs end on {end}. **One month** without renewal costs {forgotten:usd.2} more. Queued on the same day, the next term starts on {start} without a gap; until then it can be deleted. The price is that of the day.",
    end=str(bought.end.date()),
    start=str(renewal.start.date()),
    forgotten=forgotten,
)

# %% [markdown] tags=["ko"]
# **결정:** RI를 산 날 만료일 60일 전 알림과 갱신 예약을 함께 만듭니다. 규모를 줄일 계획이라면 갱신분만 줄여서 예약합니다.
#
# ### 나갈 길 1: 단위의 합이 같으면 수정은 공짜다
#
# 표준이든 컨버터블이든 가용 영역, 범위, 크기(같은 패밀리)를 공짜로 바꿉니다. 단 `계수 × 대수`의 합이 같아야 하고, 크기를 바꾸는 것은 Linux와 기본 테넌시에서만 됩니다. 요청한 시간의 정시부터 적용되고 만료일은 그대로입니다.

# %% [markdown] tags=["en"]
# **Decide:** on the day of the purchase set an alarm 60 days before expiry and queue the renewal. If you plan to shrink, queue less.
#
# ### Way out 1: modification is free, for the same footprint
#
# Standard or convertible, the zone, the scope and the size (within the family) change free of charge, as long as the sum of `factor x count` stays; sizes only for Linux with default tenancy. It holds from the start of the hour of the request; the end stays.

# %% modify
next_size = mine["item"].drop_duplicates().iloc[min(1, mine["item"].nunique() - 1)]
ten = kao.purchase.reserve(RESERVED, PLACE, "ri_standard_1y_no_upfront", "2026-12-01", count=10)
step = kao.instance_type.normalization_factor(next_size) / kao.instance_type.normalization_factor(RESERVED)
pieces = pd.DataFrame(
    {
        "instance_type": [next_size, RESERVED],
        "count": [int(6 // step), int(10 - 6 // step * step)],
        "zone": ["", f"{PLACE}a"],
    }
)
parts = kao.purchase.modify(ten, pieces, at="2027-03-01T09:40")
kao.tables.show(
    pd.DataFrame(
        [
            {
                "instance_type": one.instance_type,
                "count": one.count,
                "zone": one.zone,
                "units": one.units,
                "start": f"{one.start:%Y-%m-%d %H:%M}",
                "end": f"{one.end:%Y-%m-%d}",
            }
            for one in [ten, *parts]
        ]
    ),
    headings={
        "units": ("정규화 단위", "Normalized units"),
        "start": ("시작(UTC)", "Start (UTC)"),
        "end": ("끝", "End"),
    },
)

# %% [markdown] tags=["ko"]
# 첫 줄이 원래 RI이고 아래 두 줄이 수정한 결과입니다. 열 대분이 큰 크기의 리전 RI와, 한 가용 영역에 용량을 잡는 영역 RI로 나뉘었습니다. 단위의 합은 같습니다.
#
# ### 나갈 길 2: 컨버터블 교환은 금액을 지킨다
#
# 패밀리가 바뀌면 수정으로는 안 됩니다. 컨버터블 RI만 **교환**할 수 있습니다. 규칙은 셋입니다. 같은 리전 안에서, 새 가치가 원래 남은 가치 **이상**이어야 하고(그래서 대수를 올림합니다), 선결제가 모자라면 그 차액을 냅니다(차액 정산 비용).

# %% [markdown] tags=["en"]
# The first row is the original, the others what became of it: ten RIs turned into regional ones of a larger size and zonal ones that hold capacity in one zone. The units add up.
#
# ### Way out 2: an exchange keeps the money
#
# Another family is beyond modification. Only a convertible RI can be **exchanged**: within the Region, for **at least** the value that is left (so the number is rounded up), and with what is missing of the upfront payment paid at once (the true-up).

# %% predict_exchange
kao.lesson.predict(
    "exchange",
    ko="`{reserved}` 3년 부분 선결제 컨버터블 RI 열 대분을 1년 쓴 뒤 `{moves_to}`(으)로 교환합니다. 새 RI는 몇 대분이 됩니까?",
    en="Ten 3-year Partial Upfront convertible RIs of `{reserved}` are exchanged for `{moves_to}` after a year. How many do you get?",
    unit="number",
)

# %% exchange
flexible = kao.purchase.reserve(RESERVED, PLACE, "ri_convertible_3y_partial_upfront", "2026-12-01", count=10)
target = kao.purchase.reserve(MOVES_TO, PLACE, "ri_convertible_3y_partial_upfront", "2027-12-01")
deal = kao.purchase.exchange(flexible, target)
kao.tables.show(
    pd.DataFrame(
        [
            {"instance_type": RESERVED, "count": flexible.count, **deal.given._asdict()},
            {"instance_type": MOVES_TO, "count": deal.reservation.count, **deal.received._asdict()},
        ]
    ).rename(columns={"usd": "value_usd"}),
    headings={
        "hours": ("남은 시간", "Hours left"),
        "upfront_usd": ("남은 선결제(USD)", "Upfront left (USD)"),
        "usd_per_hour": ("시간당", "Per hour"),
        "value_usd": ("남은 가치(USD)", "Value left (USD)"),
    },
    kinds={"usd_per_hour": "usd"},
)

# %% reveal_exchange
kao.lesson.reveal(
    "exchange",
    deal.reservation.count,
    ko="지켜야 하는 것은 남은 가치 {given:usd.2}이고, `{target}` 한 대분의 남은 가치는 {each:usd.2}입니다. 나누어 올린 것이 새 대수입니다. 차액 정산 비용은 {true_up:usd.2}입니다. 열 대만 필요하다면 **남는 {idle:number}대분은 버리는 약정**입니다. 더 싼 유형으로 옮겨 아낄 돈은 RI가 끝날 때까지 돌아오지 않습니다.",
    en="What is kept is the value left, {given:usd.2}; one `{target}` is worth {each:usd.2} for the rest of the term. Divide and round up. The true-up is {true_up:usd.2}. If you need ten, **{idle:number} of them are a commitment lost**: what a cheaper type would save does not come back before the RI ends.",
    target=MOVES_TO,
    given=deal.given.usd,
    each=deal.received.usd / deal.reservation.count,
    true_up=deal.true_up_usd,
    idle=max(0, deal.reservation.count - 10),
)

# %% [markdown] tags=["ko"]
# **결정:** 교환은 ‘할인을 잃지 않는 길’이지 ‘돈을 돌려받는 길’이 아닙니다. 대수가 늘어나도 쓸 곳이 있을 때, 또는 더 비싼 유형으로 갈 때 가치가 있습니다.
#
# ### 나갈 길 3: 마켓플레이스에서 사고팔기
#
# 마켓플레이스에는 남이 내놓은 **표준** RI의 남은 기간이 올라옵니다. 여덟 달만 필요한 일에 1년짜리를 사지 않아도 됩니다. 아래 판매 가격은 **지어낸** 것입니다. 1년 전체 선결제의 남은 여덟 달분을 15% 깎아 내놓았다고 합시다.

# %% [markdown] tags=["en"]
# **Decide:** an exchange is a way to keep the discount, not to get money back. It pays when you can use the larger number, or move to a dearer type.
#
# ### Way out 3: the Marketplace, to buy and to sell
#
# The Marketplace sells the rest of other people's **standard** RIs, so work of eight months needs no RI for a year. The asking price below is **made up**: eight months of a 1-year All Upfront RI, 15 % below their share.

# %% market
hours_left = 8 * 730
asked = offers.set_index("option").loc["ri_standard_1y_all_upfront", "upfront_usd"] * 8 / 12 * 0.85
market = kao.purchase.marketplace_offers(offers, asked, 0.0, hours_left)
kao.tables.show(
    market.rename(columns={"usd": "all_usd"}),
    ["option", "hours", "effective_usd_per_hour", "all_usd", "usd_per_needed_hour"],
    headings={
        "hours": ("내는 시간", "Hours paid for"),
        "all_usd": ("모두(USD)", "In all (USD)"),
        "usd_per_needed_hour": ("필요한 시간당(USD)", "USD per needed hour"),
    },
)

# %% market_say tags=["say"]
ranked = market.set_index("option")
kao.lesson.say(
    ko="여덟 달만 쓴다면 1년 RI는 쓰지 않을 넉 달까지 내므로 필요한 한 시간에 {year:usd.4}를 내는 셈이어서 온디맨드 {od:usd.4}와 별 차이가 없습니다. 남은 기간을 사면 {market:usd.4}입니다. 다만 **찾는 조건의 매물이 있어야** 합니다.",
    en="For eight months a 1-year RI also pays for the four that are not needed: {year:usd.4} for each needed hour, close to {od:usd.4} On-Demand. The remaining term costs {market:usd.4}. But **someone has to offer** just what you need.",
    year=ranked.loc["ri_standard_1y_no_upfront", "usd_per_needed_hour"],
    od=ranked.loc["on_demand", "usd_per_needed_hour"],
    market=ranked.loc["marketplace", "usd_per_needed_hour"],
)

# %% [markdown] tags=["ko"]
# 파는 쪽은 어떻습니까? 정할 수 있는 것은 선결제 가격뿐이고, 팔리면 AWS가 수수료 12%를 뗍니다. 가격은 달마다 저절로 내려갑니다. 1년 전체 선결제 열 대분을 여섯 달 남기고 남은 몫 그대로 내놓으면 이렇게 됩니다.

# %% [markdown] tags=["en"]
# And the seller? Only the upfront price is yours to set, AWS keeps a fee of 12 %, and it falls by itself each month. Ten 1-year All Upfront RIs with six months to go, listed at what is left of the payment:

# %% sale
share_left = offers.set_index("option").loc["ri_standard_1y_all_upfront", "upfront_usd"] * 6 / 12
schedule = kao.purchase.price_schedule(10 * share_left, months_left=6)
kao.tables.show(
    schedule,
    headings={
        "months_left": ("팔린 때 남은 달", "Months left when sold"),
        "upfront_usd": ("판매가(USD)", "Price (USD)"),
        "fee_usd": ("수수료(USD)", "Fee (USD)"),
        "net_usd": ("받는 돈(USD)", "You receive (USD)"),
    },
)

# %% floor
on_demand, yearly = rates["on_demand"], rates["ri_standard_1y_all_upfront"]
floor = pd.DataFrame({"utilization": [0.0, 0.25, 0.5, 0.75, 1.0]})
floor["least_usd"] = [kao.purchase.asking_price(0.0, 6 * 730, use * on_demand) for use in floor["utilization"]]
floor["ceiling_usd"] = yearly * 6 * 730
floor["sell"] = floor["least_usd"] < floor["ceiling_usd"]
kao.tables.show(
    floor,
    headings={
        "utilization": ("아직 쓰는 비율", "Still in use"),
        "least_usd": ("손해 보지 않을 최저가(USD)", "Least price not to lose (USD)"),
        "ceiling_usd": ("AWS 1년 RI의 6개월분(USD)", "AWS's 1-year RI for 6 months (USD)"),
        "sell": ("팔 만한가", "Worth selling"),
    },
)

# %% floor_say tags=["say"]
limit = (1 - kao.purchase.SALE_FEE) * yearly / on_demand
kao.lesson.say(
    ko="아직 쓰는 RI를 팔면 그만큼 온디맨드로 다시 내야 합니다. 오래 쓸 구매자는 AWS의 1년 RI보다 비싸게 사지 않으니, 그 값을 기준으로 하면 계속 쓸 비율이 **{limit:percent}**보다 낮을 때만 팔 이유가 있습니다. 여섯 달만 쓸 구매자는 온디맨드에 가까운 값까지 낼 수 있지만, 더 싼 매물이 먼저 팔립니다. 아무것도 쓰지 않는다면 어떤 값이든 갖고 있는 것보다 낫습니다.",
    en="Sell an RI that is still in use, and that use has to be paid On-Demand. A buyer with a long need pays no more than for AWS's own 1-year RI; by that measure a sale makes sense only while less than **{limit:percent}** stays in use. A buyer who needs just six months might go up to nearly On-Demand, but cheaper listings sell first. If nothing of it runs any more, any price beats keeping it.",
    limit=limit,
)

# %% [markdown] tags=["ko", "sourced"]
# **누가 팔 수 있는가.** 표준 RI이고, 산 지 30일이 지났고, 한 달 넘게 남았고, 선결제를 다 냈어야 합니다. 판매자는 **미국 주소의 은행 계좌**가 필요합니다. 한국 회사 대부분은 여기서 막힙니다. 옵트인 리전의 RI, 볼륨 할인으로 산 RI, AWS 인도법인 고객의 RI는 팔 수 없습니다. 계정마다 기본 한도(5만 달러, 5,000대)도 있습니다.
#
# ### 둘 다 가질 수는 없다
#
# 노트는 장기 약정의 위험을 줄이는 방법으로 컨버터블과 판매를 나란히 둡니다. 실제로는 **하나를 고르면 다른 하나를 잃습니다.**

# %% [markdown] tags=["en", "sourced"]
# **Who may sell.** A standard RI, active for 30 days, with more than a month left, its upfront payment received; and a seller with a **bank account of a US address**, where most companies elsewhere stop. RIs of opt-in Regions, RIs bought with a volume discount and those of AWS India customers cannot be sold, and each account has a limit (USD 50,000 and 5,000 RIs by default).
#
# ### You cannot have both
#
# The note sets convertible RIs and sales side by side as two ways to reduce the risk. In fact **each excludes the other**.

# %% excludes
standard = kao.purchase.reserve(RESERVED, PLACE, "ri_standard_3y_no_upfront", "2026-01-01")
convertible = kao.purchase.reserve(RESERVED, PLACE, "ri_convertible_3y_no_upfront", "2026-01-01")
both = {one.offering: kao.purchase.traits(one, "2026-11-01").set_index("trait") for one in (standard, convertible)}
traits = ["size_flexible", "modifiable", "exchangeable", "sellable"]
wording = {
    "size_flexible": ("크기 유연", "Size-flexible"),
    "modifiable": ("수정", "Modify"),
    "exchangeable": ("교환", "Exchange"),
    "sellable": ("판매", "Sell"),
}
table = pd.DataFrame({"trait": [wording[one][0 if LANG == "ko" else 1] for one in traits]})
for offering, held in both.items():
    table[offering] = held.loc[traits, "holds"].tolist()
kao.tables.show(
    table,
    headings={
        "trait": ("할 수 있는 일", "What can be done"),
        "ri_standard": ("표준 RI", "Standard RI"),
        "ri_convertible": ("컨버터블 RI", "Convertible RI"),
    },
)

# %% [markdown] tags=["ko"]
# 그러니 유연성에 값을 매겨 고릅니다. 열 대를 3년 선결제 없음으로 사고, 1년 뒤 `MOVES_TO`로 옮길 **확률**이 p라고 합시다. 바뀌지 않으면 표준이 쌉니다. 바뀌면 팔지 못하는 표준 RI는 끝까지 버려지고, 컨버터블은 교환됩니다. 몇 %부터 컨버터블이 유리할까요?

# %% [markdown] tags=["en"]
# So put a price on flexibility. Buy ten for three years, nothing upfront, and let p be the **probability** of a move to `MOVES_TO` after a year. If nothing changes, standard is cheaper. If it does, a standard RI that cannot be sold is lost to its end and a convertible one is exchanged. From which probability does convertible win?

# %% predict_wager
kao.lesson.predict(
    "wager",
    ko="되팔 수 없을 때, 컨버터블 RI가 평균적으로 싸지는 확률은 몇 %부터입니까?",
    en="Without a sale, from which probability of the change is the convertible RI cheaper on average?",
    unit="percent",
)

# %% wager_chart
wager = kao.compare.flexibility(RESERVED, MOVES_TO, PLACE, count=10, term_years=3, payment="no_upfront", month=12)
kao.charts.flexibility_cost(wager, name=f"{RESERVED} → {MOVES_TO} × 10")

# %% reveal_wager
sellable = kao.compare.flexibility(
    RESERVED, MOVES_TO, PLACE, count=10, term_years=3, payment="no_upfront", month=12, resale=0.0
).set_index("offering")
cost = wager.set_index("offering")
point = kao.compare.indifferent_probability(wager)
kao.lesson.reveal(
    "wager",
    point,
    ko="컨버터블의 웃돈은 3년에 {premium:usd.0}이고, 팔지 못한 표준 RI가 바뀌었을 때 더 드는 돈은 {regret:usd.0}입니다. 그런데 선결제 없는 RI를 **0달러에라도 팔 수 있다면** 남은 시간당 요금을 구매자가 떠안으므로, 바뀐 뒤의 표준 RI는 {sold:usd.0}, 컨버터블은 {convertible:usd.0}입니다.",
    en="The premium of convertible is {premium:usd.0} over three years; an unsold standard RI costs {regret:usd.0} more once the change comes. But if a No Upfront RI can be **sold even for nothing**, the buyer takes over the hourly charges: after the change standard then costs {sold:usd.0}, convertible {convertible:usd.0}.",
    premium=cost.loc["ri_convertible", "usd_unchanged"] - cost.loc["ri_standard", "usd_unchanged"],
    regret=cost.loc["ri_standard", "usd_changed"] - cost.loc["ri_convertible", "usd_changed"],
    sold=sellable.loc["ri_standard", "usd_changed"],
    convertible=cost.loc["ri_convertible", "usd_changed"],
)

# %% [markdown] tags=["ko"]
# 차트에는 **컴퓨팅 Savings Plans**도 있습니다. 컨버터블 RI와 요금이 같은데(이 스냅샷은 플랜 요금을 컨버터블 RI에서 유도했습니다) 교환 절차도, 올림으로 생기는 여분도 없습니다. 바뀔 수 있어서 컨버터블을 고르려 했다면 플랜이 거의 언제나 낫습니다.
#
# **결정:** ① 우리 회사가 팔 수 있는가? ② 기간 안에 패밀리가 바뀔 확률과 때는? 팔 수 있거나 확률이 위의 값보다 낮으면 표준, 높으면 컨버터블 대신 컴퓨팅 플랜을 봅니다.
#
# ### 용량: 영역 RI와 용량 예약
#
# 용량을 잡는 길은 셋입니다. **용량 예약만**(언제든 취소), **영역 RI**, **용량 예약과 리전 RI**. 자리가 차 있든 비어 있든 값은 같습니다. 그래서 물을 것은 사용률이 아니라 **한 해에 몇 달이나 잡아 두는가**입니다.

# %% [markdown] tags=["en"]
# The chart shows the **Compute Savings Plan**, too: the convertible RI's rate (this snapshot derives the one from the other), without the exchange and without the surplus from rounding up. If you lean towards convertible because things may change, the plan is nearly always better.
#
# **Decide:** (1) can we sell? (2) how likely is another family within the term, and when? If you can sell, or the probability is lower than above, standard; else look at a Compute plan rather than a convertible RI.
#
# ### Capacity: zonal RIs and Capacity Reservations
#
# Capacity is held in three ways: **a reservation alone** (cancelled at will), **zonal RIs**, or **a reservation with regional RIs**. A slot costs the same used or empty, so the question is not its use but **how many months of the year it is held**.

# %% predict_hold
kao.lesson.predict(
    "hold",
    ko="`{reserved}` 자리를 한 해에 몇 달보다 오래 잡아 두면 1년 선결제 없음 RI가 용량 예약만 쓰는 것보다 쌉니까?",
    en="From how many months of the year on is holding a slot of `{reserved}` cheaper with a 1-year No Upfront RI than with a reservation alone?",
    unit="number",
)

# %% hold_chart
kao.charts.capacity_hold(on_demand, rates["ri_standard_1y_no_upfront"], count=10, name=f"{RESERVED} × 10")

# %% reveal_hold
kao.lesson.reveal(
    "hold",
    12 * rates["ri_standard_1y_no_upfront"] / on_demand,
    ko="손익분기 사용률에 열두 달을 곱한 값입니다. 영역 RI와 ‘용량 예약 + 리전 RI’는 값이 같으니, 아래 표에서 무엇이 다른지 봅니다.",
    en="That is the break-even utilization times twelve. Zonal RIs and “reservation + regional RIs” cost the same; the table shows where they differ.",
)

# %% slots
ri = rates["ri_standard_1y_no_upfront"]
periods = pd.DataFrame({"reserved": 10, "running": [10, 5, 0]})
covered_ten, zonal_ten = periods.assign(covered=10), periods.assign(zonal=10)
ways = {
    ("용량 예약만", "Reservation alone"): kao.ec2.capacity_cost(periods, on_demand),
    ("용량 예약 + 리전 RI", "Reservation + regional RIs"): kao.ec2.capacity_cost(covered_ten, on_demand, ri),
    ("영역 RI", "Zonal RIs"): kao.ec2.capacity_cost(zonal_ten.assign(reserved=0), on_demand, 0, ri),
    ("용량 예약 + 영역 RI(겹침)", "Reservation + zonal RIs (twice)"): kao.ec2.capacity_cost(
        zonal_ten, on_demand, 0, ri
    ),
}
columns = ["full_usd", "half_usd", "empty_usd"]
slots = pd.DataFrame([cost["usd"].to_numpy() * 730 for cost in ways.values()], columns=columns)
slots.insert(0, "way", [way[0 if LANG == "ko" else 1] for way in ways])
kao.tables.show(
    slots,
    headings={
        "way": ("자리 열 개를 잡는 길", "Ten slots held by"),
        "full_usd": ("다 쓸 때(월 USD)", "All used (USD a month)"),
        "half_usd": ("절반 쓸 때(월 USD)", "Half used (USD a month)"),
        "empty_usd": ("비울 때(월 USD)", "Empty (USD a month)"),
    },
)

# %% [markdown] tags=["ko"]
# 자리를 비워 두어도 값은 같습니다. 용량 예약에 **영역 RI를 겹쳐** 사면 영역 RI가 그 자리에 닿지 않아 통째로 두 번 냅니다. ‘용량 예약 + 리전 RI’는 자리가 비었을 때 리전 RI가 같은 패밀리의 다른 인스턴스로 갈 수 있고, 자리를 취소한 뒤에도 할인이 남습니다. 영역 RI는 예약을 따로 관리하지 않아도 되는 대신 유형이 고정됩니다.
#
# **결정:** 용량이 사업 요건인가? 아니라면 리전 RI(또는 플랜). 맞다면 위의 달수보다 오래 잡을 때 ‘용량 예약 + 리전 RI’를 기본으로 하고, 유형이 절대 바뀌지 않는 곳에만 영역 RI를 씁니다.

# %% [markdown] tags=["en"]
# Empty slots cost as much as used ones. A reservation **and zonal RIs** for the same slots are paid twice, for zonal RIs do not reach the slots of a reservation. With “reservation + regional RIs”, the RIs can go to other instances of the family while slots are empty, and the discount outlives the reservation. Zonal RIs need no reservation to look after, and are fixed to a type.
#
# **Decide:** is capacity a requirement of the business? If not, regional RIs (or a plan). If it is, and for more months than above, take “reservation + regional RIs” by default, and zonal RIs only where the type will never change.

# %% [markdown] tags=["ko"]
# ## 구조: RI 한 건이 한 시간을 만나면
#
# `shop` 계정이 `RESERVED` 리전 RI를 열 대분 샀습니다. 막대는 사용량 한 줄이고 색은 무엇이 그 값을 치렀는지입니다. 아래 표는 같은 한 시간을 손으로 푸는 순서대로 적은 것입니다.

# %% [markdown] tags=["en"]
# ## Architecture: one RI meets one hour
#
# Account `shop` buys ten regional RIs of `RESERVED`. Each bar is a line of usage, its colour what paid for it. The table tells the same hour step by step, as one would work it out by hand.

# %% hour_chart
owned = one_ri.assign(count=10, account="shop")
applied = kao.discounts.apply(fleet, owned)
kao.charts.applied_hour(applied.explain(0), name=f"{RESERVED} × 10")

# %% hour_steps
kao.tables.show(
    applied.explain(0), ["number", "rule", "account", "item", "operating_system", "zone", "quantity", "usd_per_unit", "usd", "left"]
)

# %% [markdown] tags=["ko"]
# 이제 조건을 하나씩 바꿔 봅니다. 범위, 가용 영역, 크기, 대수, 운영 체제, 테넌시, 산 계정, 공유는 **무엇을 덮는지**를 바꾸고, 클래스와 기간과 결제 옵션은 **값만** 바꿉니다. 처음 선택은 옅은 자국과 둘째 막대로 남습니다.

# %% [markdown] tags=["en"]
# Now change one condition after the other. Scope, zone, size, count, system, tenancy, owner and sharing change **what is covered**; class, term and payment change **the price alone**. The first choice stays as a pale trace and as the second bar.

# %% explorer
meets = kao.explorers.reservation(fleet, RESERVED, count=10)
meets

# %% explorer_settings
meets.settings_table(
    [
        {},
        {"scope": "zonal"},
        {"operating_system": "windows"} if (fleet["operating_system"] == "windows").any() else {"count": 12},
        {"tenancy": "dedicated"},
        {"count": 20},
        {"count": 20, "sharing": "off"},
        {"count": 24},
    ]
)

# %% goal_whole
kao.lesson.goal(meets, "whole_fleet")

# %% goal_whole_stub tags=["stub"]
whole = {}

# %% goal_whole_solution tags=["solution"]
whole = {"scope": "regional", "sharing": "on", "count": int(needed)}

# %% goal_whole_check
meets.set(**whole)
kao.lesson.check_goal("whole_fleet")

# %% [markdown] tags=["ko"]
# 두 번째 목표는 반대쪽입니다. 이번에는 용량이 먼저입니다.

# %% [markdown] tags=["en"]
# The second goal is the other end: capacity comes first.

# %% goal_zone
kao.lesson.goal(meets, "held_zone")

# %% goal_zone_stub tags=["stub"]
held = {}

# %% goal_zone_solution tags=["solution"]
held = {"scope": "zonal", "instance_type": RESERVED, "count": 4, "operating_system": "linux", "tenancy": "shared"}

# %% goal_zone_check
meets.set(**held)
kao.lesson.check_goal("held_zone")

# %% [markdown] tags=["ko"]
# ### 유연성의 값을 직접 재 보기
#
# 기간, 결제 옵션, 바뀌는 달, 되팔 수 있는지, 확률을 바꾸면 선이 움직입니다. ‘팔 수 없음’에서 시작해 ‘선결제 잔액의 0%에 판매’로만 바꿔도 무엇이 달라지는지 보세요.

# %% [markdown] tags=["en"]
# ### Measure the price of flexibility yourself
#
# Term, payment, the month of the change, the sale and the probability move the lines. Start from “not sold”, and see what becomes of it at “sold at 0 % of the upfront left”.

# %% flexibility_explorer
freedom = kao.explorers.flexibility(RESERVED, MOVES_TO, PLACE, count=10, probability=0.3)
freedom

# %% flexibility_settings
freedom.settings_table(
    [
        {},
        {"month": 24},
        {"resale": 0.0},
        {"payment": "all_upfront"},
        {"payment": "all_upfront", "resale": 0.5},
        {"term_years": 1, "month": 6},
    ]
)

# %% goal_standard
kao.lesson.goal(freedom, "standard_anyway")

# %% goal_standard_stub tags=["stub"]
anyway = {}

# %% goal_standard_solution tags=["solution"]
anyway = {"resale": None, "probability": 0.3, "month": 30}

# %% goal_standard_check
freedom.set(**anyway)
kao.lesson.check_goal("standard_anyway")

# %% [markdown] tags=["ko"]
# ## 운영: RI를 산 뒤에 기계가 바뀌면
#
# `shop`과 `data`의 패밀리 전체를 RI로 덮은 다음 세 가지 일이 일어납니다. (가) 밤마다 웹 서버의 절반을 끄는 일정을 도입한다. (나) 웹 서버 네 대를 `MOVES_TO`로 옮긴다. (다) 가장 큰 인스턴스 한 대를 한 단계 작은 크기로 나눈다. 각각 한 달 청구액이 얼마나 줄 것 같습니까?

# %% [markdown] tags=["en"]
# ## Operation: when the machines change after the purchase
#
# The whole family of `shop` and `data` is covered by RIs. Then three things happen: (a) a schedule stops half of the web servers at night; (b) four web servers move to `MOVES_TO`; (c) one of the largest instances is split into the next smaller size. By how much does the bill of the month fall?

# %% predict_broken
kao.lesson.predict(
    "broken",
    ko="(가)에서 웹 서버 네 대를 하루 12시간 끄면 온디맨드라면 한 달에 그만큼 아낍니다. RI로 덮여 있으면 얼마나 줄어듭니까(달러)?",
    en="In (a) four web servers stop for 12 hours a day. On-Demand that would save their hours. Covered by RIs, how many dollars a month does it save?",
    unit="usd_per_month",
)

# %% broken
all_ris = one_ri.assign(count=int(needed), account="shop")


def month(*hours):
    """The bill of a month of equal days, given usage and the hours of the day for which it holds."""
    total = {"used_usd": 0.0, "unused_usd": 0.0, "on_demand_usd": 0.0, "on_demand_equivalent_usd": 0.0}
    for usage, of_day in hours:
        done = kao.discounts.apply(usage, all_ris).summary()
        total = {name: value + done[name] * of_day / 24 * 730 for name, value in total.items()}
    return total


night = fleet.copy()
night.loc[0, "quantity"] = 0
moved = fleet.copy()
moved.loc[0, ["item", "on_demand_usd"]] = MOVES_TO, float("nan")
moved = kao.discounts.priced(moved)
split = fleet.copy()
big = split["item"].eq(mine["item"].iloc[-1]) & split["account"].eq("shop")
smaller = mine["item"].drop_duplicates().iloc[-2] if mine["item"].nunique() > 1 else RESERVED
ratio = kao.instance_type.normalization_factor(mine["item"].iloc[-1]) / kao.instance_type.normalization_factor(smaller)
split.loc[big, "quantity"] *= ratio
split.loc[big, ["item", "on_demand_usd"]] = smaller, float("nan")
split = kao.discounts.priced(split)
cases = {
    ("그대로", "As it was"): month((fleet, 24)),
    ("(가) 밤에 끔", "(a) stopped at night"): month((fleet, 12), (night, 12)),
    ("(나) 패밀리 이동", "(b) another family"): month((moved, 24)),
    ("(다) 크기 나눔", "(c) another size"): month((split, 24)),
}
broken = pd.DataFrame([{"case": name[0 if LANG == "ko" else 1], **total} for name, total in cases.items()])
kao.charts.commitment_bills(broken, name={"ko": "한 달", "en": "a month"}[LANG])

# %% reveal_broken
usd = broken[["used_usd", "unused_usd", "on_demand_usd"]].sum(axis=1)
plain = broken["on_demand_equivalent_usd"]
kao.lesson.reveal(
    "broken",
    round(usd[0] - usd[1], 2) + 0.0,
    ko="온디맨드였다면 월 {hoped:usd.2}를 아꼈을 일정이 RI 아래에서는 **한 푼도** 아끼지 못합니다. (나)는 오히려 월 {worse:usd.2}가 **늘어납니다**. 버린 RI {lost:usd.2}를 내면서 새 인스턴스도 온디맨드로 내기 때문입니다. (다)는 크기 유연성 덕분에 그대로입니다.",
    en="A schedule that would save {hoped:usd.2} a month On-Demand saves **nothing** under RIs. (b) even costs {worse:usd.2} a month **more**: RIs worth {lost:usd.2} are lost while the new instances are paid On-Demand. (c) changes nothing, thanks to size flexibility.",
    hoped=plain[0] - plain[1],
    worse=usd[2] - usd[0],
    lost=broken["unused_usd"][2],
)

# %% [markdown] tags=["ko", "sourced"]
# **결정:** 순서는 언제나 **끄기 → 크기 조정 → 세대 교체 → 약정**입니다. 약정한 뒤에 줄이면 줄인 만큼 버립니다.
#
# **찾기, 바꾸기, 확인, 되돌리기.** 내 계정에서는 다음 명령을 씁니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 사용률(버리는 것)과 충당률(덮지 못한 것), 그리고 곧 끝나는 RI
# aws ce get-reservation-utilization --time-period Start=2026-10-01,End=2026-11-01 \
#     --group-by Type=DIMENSION,Key=SUBSCRIPTION_ID
# aws ce get-reservation-coverage --time-period Start=2026-10-01,End=2026-11-01 \
#     --group-by Type=DIMENSION,Key=INSTANCE_TYPE
# aws ec2 describe-reserved-instances --filters Name=state,Values=active \
#     --query 'ReservedInstances[].[ReservedInstancesId,InstanceType,Scope,InstanceCount,End]' --output table
# # 바꾸기: 남는 영역 RI를 리전 범위로(공짜)
# aws ec2 modify-reserved-instances --reserved-instances-ids RI_ID \
#     --target-configurations Scope=Region,InstanceType=m7i.large,InstanceCount=10
# # 바꾸기: 컨버터블 교환은 먼저 견적으로 차액을 확인
# aws ec2 get-reserved-instances-exchange-quote --reserved-instance-ids RI_ID \
#     --target-configurations OfferingId=OFFERING_ID,InstanceCount=13
# # 확인: 다음 날 사용률, 그리고 수정 요청의 상태
# aws ec2 describe-reserved-instances-modifications
# aws ce get-reservation-utilization --time-period Start=2026-11-02,End=2026-11-09 --granularity DAILY
# ```
#
# **되돌리기.** 수정은 다시 수정하면 됩니다. 교환과 구매는 되돌릴 수 없습니다. 그러니 교환 전에는 견적을, 구매 전에는 지난 30일의 시간별 사용량을 봅니다.
#
# **지금도 RI인가, 플랜인가?** AWS는 새 구매에 Savings Plans를 권합니다. 요금은 같은 수준이고(이 스냅샷은 EC2 인스턴스 플랜을 표준 RI에서, 컴퓨팅 플랜을 컨버터블 RI에서 유도합니다) 다루기 쉽습니다. RI가 아직 나은 곳은 네 가지입니다. 용량까지 함께 잡는 영역 RI, 되팔 가능성이 있는 회사, 남은 기간을 사는 짧은 일, 그리고 플랜이 없는 서비스의 예약(Redshift 등)입니다.

# %% [markdown] tags=["en", "sourced"]
# **Decide:** the order is always **stop, resize, move to a newer generation, commit**. Shrink after you have committed, and what you shrink is lost.
#
# **Detect, change, verify, roll back.** On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: utilization (what is lost), coverage (what is not covered), and RIs that end soon
# aws ce get-reservation-utilization --time-period Start=2026-10-01,End=2026-11-01 \
#     --group-by Type=DIMENSION,Key=SUBSCRIPTION_ID
# aws ce get-reservation-coverage --time-period Start=2026-10-01,End=2026-11-01 \
#     --group-by Type=DIMENSION,Key=INSTANCE_TYPE
# aws ec2 describe-reserved-instances --filters Name=state,Values=active \
#     --query 'ReservedInstances[].[ReservedInstancesId,InstanceType,Scope,InstanceCount,End]' --output table
# # change: turn idle zonal RIs into regional ones (free)
# aws ec2 modify-reserved-instances --reserved-instances-ids RI_ID \
#     --target-configurations Scope=Region,InstanceType=m7i.large,InstanceCount=10
# # change: before a convertible exchange, ask for the quote and its true-up
# aws ec2 get-reserved-instances-exchange-quote --reserved-instance-ids RI_ID \
#     --target-configurations OfferingId=OFFERING_ID,InstanceCount=13
# # verify: utilization of the days after, and the state of the modification
# aws ec2 describe-reserved-instances-modifications
# aws ce get-reservation-utilization --time-period Start=2026-11-02,End=2026-11-09 --granularity DAILY
# ```
#
# **Roll back.** A modification is undone by another one. An exchange and a purchase cannot be undone: look at the quote before the one, and at 30 days of hourly usage before the other.
#
# **RIs or plans today?** AWS recommends Savings Plans for new purchases: rates on the same level (this snapshot derives EC2 Instance plans from standard RIs, Compute plans from convertible ones) and less work. RIs still win in four places: zonal RIs that hold capacity as well, a company that can resell, short work on somebody's remaining term, and services that have reservations but no plan (Redshift, for example).

# %% [markdown] tags=["ko"]
# ## 연습
#
# 빈칸 두 개를 채우고, 이어서 두 문제를 혼자 풀어 보세요. `fleet`, `rates`, `kao.discounts`, `kao.purchase`를 그대로 쓸 수 있습니다.

# %% [markdown] tags=["en"]
# ## Practice
#
# Fill two blanks, then solve two exercises on your own. `fleet`, `rates`, `kao.discounts` and `kao.purchase` are at hand.

# %% faded_1
kao.lesson.exercise("faded_units")

# %% faded_2
kao.lesson.exercise("faded_net")

# %% faded_stub tags=["stub"]
shop_units = ...
received = ...

# %% faded_solution tags=["solution"]
shop_units = mine.loc[mine["account"] == "shop", "units"].sum()
received = 10 * share_left * 0.8 * (1 - kao.purchase.SALE_FEE)

# %% faded_check_1
kao.lesson.check("faded_units", shop_units)

# %% faded_check_2
kao.lesson.check("faded_net", received)

# %% mixed
kao.lesson.exercise("mixed_hour")

# %% mixed_stub tags=["stub"]
hour_usd = ...

# %% mixed_solution tags=["solution"]
hour_usd = kao.discounts.apply(fleet, one_ri.assign(count=22, account="shop")).summary()["usd"]

# %% mixed_check
kao.lesson.check("mixed_hour", hour_usd)

# %% exchange_task
kao.lesson.exercise("exchange_count")

# %% exchange_stub tags=["stub"]
new_count = ...

# %% exchange_solution tags=["solution"]
theirs = kao.purchase.offers(MOVES_TO, PLACE).set_index("option")["effective_usd_per_hour"]
option = "ri_convertible_3y_no_upfront"
new_count = kao.purchase.exchange_count(20 * rates[option], theirs[option])

# %% exchange_check
kao.lesson.check("exchange_count", new_count)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("22")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. RI는 시간마다 새로 계산되는 **할인**입니다. 유형, 리전, 테넌시, 플랫폼이 맞아야 하고, 남으면 그 시간에 사라집니다.
# 2. 살 양은 대수가 아니라 **단위**로, 평균이 아니라 **그만큼 도는 시간의 비율**로 정합니다.
# 3. 컨버터블과 판매는 **함께 가질 수 없습니다.** 바뀔 확률과 팔 수 있는지를 숫자로 견주고, 바뀔 것이 뻔하면 컴퓨팅 플랜을 봅니다.
#
# **이 조언이 틀리는 경우.** 옛 RI의 가격이 지금 가격표보다 나쁘거나, 조직이 공유를 끄거나 그룹으로 나누어 두었으면 결과가 달라집니다. 교환과 판매의 규칙은 AWS가 바꿀 수 있으니 실행 전에 견적을 보세요. 되팔기의 값은 구매자가 있어야 생깁니다. 여기서는 그 확률을 1 또는 0으로만 보았습니다.
#
# ## 출처
#
# - AWS, EC2 사용 설명서: 예약 인스턴스 개요, 할인 적용 방식, 결제 방식, 수정, 교환, 마켓플레이스에서 사기와 팔기, 구매 예약과 할당량, 용량 예약 요금
# - AWS, Billing 사용 설명서: RI와 Savings Plans 할인 공유
# - AWS, Savings Plans 사용 설명서: 플랜과 RI의 비교
# - 가격: 표마다 적힌 기준일의 스냅샷. 유도한 값은 `kao.catalog.commitment_rules()`에 규칙이 있습니다. 회사와 매물 가격은 지어낸 것입니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. An RI is a **discount** that is worked out anew each hour. Type, Region, tenancy and platform must match, and what is left is lost with the hour.
# 2. Decide in **units**, not instances, and by **the share of hours in which so many run**, not by the average.
# 3. Convertible and resale **exclude each other**. Weigh the chance of change against the chance to sell in numbers; if change is certain, look at a Compute plan.
#
# **When this advice is wrong.** Old RIs may carry prices worse than today's, and an organization may have turned sharing off or split it into groups. AWS may change the rules of exchange and sale: ask for the quote first. A resale needs a buyer; here that chance was taken as one or zero only.
#
# ## Sources
#
# - AWS, EC2 User Guide: Reserved Instances overview, how discounts are applied, how billing works, modify, exchange, buying and selling in the Marketplace, queued purchases and quotas, Capacity Reservation pricing
# - AWS, Billing User Guide: sharing of RI and Savings Plans discounts
# - AWS, Savings Plans User Guide: plans beside RIs
# - Prices: the snapshot on the date shown with each table; derived rates follow `kao.catalog.commitment_rules()`. The company and the asking price are made up.

# %% summary
kao.lesson.summary(
    hour_on_demand_usd=alone["usd"],
    hour_with_ten_ris_usd=applied.summary()["usd"],
    types_at_the_maximum=len(above),
    median_saving_3y_all_upfront=middle["ri_standard_3y_all_upfront"],
    day_utilization=average.summary()["utilization"],
    exchange_count=deal.reservation.count,
    exchange_true_up_usd=deal.true_up_usd,
    sell_below_utilization=limit,
    convertible_wins_from_share=point,
    months_to_hold=12 * rates["ri_standard_1y_no_upfront"] / on_demand,
    moved_family_usd_per_month=usd[2] - usd[0],
)
