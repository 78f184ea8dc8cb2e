"""Chapter 22, Reserved Instances: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from functools import lru_cache

import pandas as pd

from kaolib.architecture import compare
from kaolib.knowledge import discounts, instance_type, purchase
from kaolib.study import samples
from kaolib.study.bank import (
    Bank,
    Choice,
    Claim,
    Context,
    Exercise,
    Goal,
    Mistake,
    Need,
    Question,
    RecallCard,
    Text,
)

#: RIs of the exercise on the exchange, and the months after which they are exchanged.
EXCHANGED, EXCHANGE_MONTH = 20, 12
#: RIs of the exercise on the sale, the months that are left of their year, and the share of what is left that is asked.
SOLD, MONTHS_LEFT, ASKED = 10, 6, 0.8
#: RIs of the exercise on the mixed hour: more than its family runs.
BOUGHT = 22
#: The question on the clock hour: instances, the share of the hour for which they run, RIs.
RUNNING, RUNS_FOR, OWNED = 8, 0.5, 3


def place(c: Context) -> str:
    """The Region whose prices the chapter uses: the learner's, or the nearest that knows every RI price it needs."""
    return samples.reserved_in(c.location, str(c["reserved"]), str(c["moves_to"]))


def rate(c: Context, option: str, column: str = "effective_usd_per_hour", name: str = "reserved") -> float:
    """One number of one offer."""
    return float(purchase.offers(str(c[name]), place(c)).set_index("option")[column][option])


def hour(c: Context) -> pd.DataFrame:
    """The made-up hour of the chapter."""
    return samples.company(str(c["reserved"]), place(c))


def family_units(c: Context, account: str | None = None) -> float:
    """Normalized units of the family's Linux usage in that hour, of one account or of all."""
    usage = hour(c)
    family = str(c["reserved"]).split(".")[0]
    mine = usage[usage["item"].str.startswith(f"{family}.") & (usage["operating_system"] == "linux")]
    mine = mine if account is None else mine[mine["account"] == account]
    return float(sum(q * factor(item) for item, q in zip(mine["item"], mine["quantity"], strict=True)))


def family_instances(c: Context, account: str) -> float:
    """Instances of the family's Linux usage of one account."""
    usage = hour(c)
    family = str(c["reserved"]).split(".")[0]
    mine = usage["item"].str.startswith(f"{family}.") & (usage["operating_system"] == "linux")
    return float(usage.loc[mine & (usage["account"] == account), "quantity"].sum())


def factor(name: str) -> float:
    """The normalization factor of a type; NaN without one."""
    found = instance_type.normalization_factor(name)
    return math.nan if found is None else found


def sale_price(c: Context) -> float:
    """The upfront price asked for all the RIs of the exercise on the sale."""
    upfront = rate(c, "ri_standard_1y_all_upfront", "upfront_usd")
    return SOLD * upfront * (MONTHS_LEFT / 12) * ASKED


def exchange(c: Context, payment: str = "no_upfront") -> purchase.Exchange:
    """The exchange of the exercise."""
    option = f"ri_convertible_3y_{payment}"
    old = purchase.reserve(str(c["reserved"]), place(c), option, "2026-01-01", count=EXCHANGED)
    at = old.start + pd.Timedelta(hours=EXCHANGE_MONTH * purchase.MONTH_HOURS)
    return purchase.exchange(old, purchase.reserve(str(c["moves_to"]), place(c), option, at))


def mixed_hour(c: Context, count: int = BOUGHT, sharing: bool = True) -> dict[str, float]:
    """The sample hour under regional RIs of account "shop"."""
    row = {
        **{"id": "RI", "account": "shop", "scope": "regional", "location": place(c)},
        **{"instance_type": c["reserved"], "count": count, "usd_per_hour": rate(c, "ri_standard_1y_no_upfront")},
    }
    return discounts.apply(hour(c), pd.DataFrame([row]), sharing=sharing).summary()


@lru_cache(maxsize=64)
def _wager(name: str, other: str, location: str, resale: float | None) -> float:
    table = compare.flexibility(name, other, location, count=10, term_years=3, month=12, resale=resale)
    return compare.indifferent_probability(table)


def wager(c: Context) -> float:
    """From which chance of a change after a year a 3-year convertible RI wins, where the standard one cannot be sold."""
    return _wager(str(c["reserved"]), str(c["moves_to"]), place(c), None)


@lru_cache(maxsize=64)
def median_saving(location: str) -> float:
    """The median saving of 3-year All Upfront standard RIs over the Linux types of a Region; NaN without any."""
    table = compare.ranking(location, "linux")
    return float(table.loc[table["option"].astype(str) == "ri_standard_3y_all_upfront", "saving"].median())


BANK = Bank(
    "22",
    ko="예약 인스턴스",
    en="Reserved Instances",
    tables=("on_demand", "commitment_rates"),
    params={"reserved": "m7i.large", "moves_to": "m7g.large"},
    cards=(
        RecallCard(
            ko="리전 RI의 크기 유연성이 적용되지 않는 경우를 세 가지 이상 말해 보세요.",
            en="Name three cases in which a regional RI is not size-flexible.",
            answer_ko="Linux/UNIX가 아닌 플랫폼(Windows, RHEL, SLES), 전용 테넌시, AWS가 제외한 패밀리(G4dn, G5, P5, Inf2 등)입니다. 영역 RI도 크기가 고정됩니다.",
            answer_en="Platforms other than Linux/UNIX (Windows, RHEL, SLES), dedicated tenancy, and the families that AWS excludes (G4dn, G5, P5, Inf2 and others). A zonal RI is fixed in size, too.",
        ),
        RecallCard(
            ko="RI 한 대분은 정시로 끊은 한 시간에 무엇까지 덮습니까? 남으면 어떻게 됩니까?",
            en="What does one RI cover in a clock hour, and what becomes of the rest?",
            answer_ko="그 시간 안의 3,600 인스턴스-초까지 덮습니다. 여러 대가 나누어 써도 됩니다. 남은 초는 다음 시간으로 넘어가지 않고 사라집니다.",
            answer_en="Up to 3,600 instance-seconds within that hour, of one instance or of several. What is left does not carry over; it is lost.",
        ),
        RecallCard(
            ko="컨버터블 RI와 마켓플레이스 판매를 함께 ‘위험을 줄이는 두 방법’이라고 부르면 무엇이 빠집니까?",
            en="What is missing when convertible RIs and Marketplace sales are called two ways to reduce risk?",
            answer_ko="둘은 서로를 배제합니다. 컨버터블 RI는 팔 수 없고 표준 RI는 교환할 수 없습니다. 팔 수 없는 회사라면 `{reserved}` 3년 약정은 1년 뒤 바뀔 확률이 **{point:percent}**를 넘을 때부터 컨버터블이 쌉니다({where:location} 가격).",
            answer_en="They exclude each other: a convertible RI cannot be sold, a standard one cannot be exchanged. For a company that cannot sell, three years of `{reserved}` are cheaper as a convertible RI from a **{point:percent}** chance of a change after one year on (prices of {where:location}).",
            values=lambda c: {"point": wager(c), "where": place(c)},
        ),
    ),
    questions=(
        Question(
            "what_keeps",
            ko="`{reserved}` Linux를 켜 두고 같은 유형의 리전 RI를 샀습니다. 이 인스턴스를 어떻게 바꾸어도 할인이 그대로 남습니까?",
            en="You run a Linux `{reserved}` under a regional RI of that type. Which change to the instance keeps the discount?",
            choices=(
                Choice(
                    ko="Windows로 바꾼다",
                    en="Change it to Windows",
                    why_ko="플랫폼이 다르면 RI는 닿지 않습니다. RI는 버려지고 Windows는 온디맨드로 청구됩니다.",
                    why_en="Another platform is out of reach: the RI is lost and Windows is billed On-Demand.",
                ),
                Choice(
                    ko="`{moves_to}`(으)로 바꾼다",
                    en="Change it to `{moves_to}`",
                    why_ko="크기 유연성은 같은 패밀리 안에서만 통합니다. 표준 RI라면 이 변화를 따라오지 못합니다.",
                    why_en="Size flexibility ends with the family. A standard RI cannot follow.",
                ),
                Choice(
                    ko="다른 가용 영역에 새로 띄운다",
                    en="Launch it anew in another Availability Zone",
                    right=True,
                    why_ko="리전 RI는 가용 영역을 가리지 않습니다. RI는 기계가 아니라 조건에 맞는 사용량에 붙는 할인이므로 새 인스턴스에 저절로 적용됩니다.",
                    why_en="A regional RI does not mind the zone. It is a discount on matching usage, not a machine, so it goes to the new instance by itself.",
                ),
            ),
        ),
        Question(
            "clock_hour",
            ko="같은 유형 {running:number}대가 한 시간의 절반만 돌고 꺼졌습니다. 리전 RI는 {owned:number}대분입니다. 온디맨드로 남는 것은 몇 인스턴스-시간입니까?",
            en="{running:number} instances of a type run for half of a clock hour. You own {owned:number} regional RIs. How many instance-hours are left On-Demand?",
            values=lambda c: {
                "running": RUNNING,
                "owned": OWNED,
                "left": RUNNING * RUNS_FOR - OWNED,
                "heads": RUNNING - OWNED,
                "used": RUNNING * RUNS_FOR,
            },
            choices=(
                Choice(
                    ko="{heads:number}",
                    en="{heads:number}",
                    why_ko="대수에서 RI 수를 뺐습니다. RI는 대수가 아니라 인스턴스-초를 덮습니다.",
                    why_en="That is machines less RIs. An RI covers instance-seconds, not machines.",
                ),
                Choice(
                    ko="{left:number}",
                    en="{left:number}",
                    right=True,
                    why_ko="쓴 것은 {used:number} 인스턴스-시간이고 RI가 {owned:number}을(를) 덮습니다. 여러 대가 한 RI를 나누어 씁니다.",
                    why_en="{used:number} instance-hours ran, and the RIs cover {owned:number} of them, shared by several machines.",
                ),
                Choice(
                    ko="0",
                    en="0",
                    why_ko="RI {owned:number}대분은 한 시간에 {owned:number} 인스턴스-시간까지입니다. 쓴 것은 {used:number}입니다.",
                    why_en="{owned:number} RIs reach {owned:number} instance-hours in the hour; {used:number} ran.",
                ),
            ),
        ),
        Question(
            "whose_first",
            ko="내 계정에는 리전 RI가 있고, 같은 조직의 다른 계정에는 남는 **영역 RI**가 있습니다. 유형과 가용 영역이 맞는 내 인스턴스 한 대에는 무엇이 적용됩니까?",
            en="Your account owns a regional RI; another account of the organization has an unused **zonal RI**. Which is applied to your one instance that matches both?",
            choices=(
                Choice(
                    ko="내 리전 RI. 산 계정이 언제나 먼저다",
                    en="Your regional RI: the owner always comes first",
                    why_ko="‘산 계정 먼저’는 같은 단계 안에서의 순서입니다. 영역 RI의 단계가 통째로 앞섭니다.",
                    why_en="“The owner first” holds within a step. All zonal RIs come in an earlier step.",
                ),
                Choice(
                    ko="다른 계정의 영역 RI. 내 리전 RI는 다른 인스턴스를 위해 남는다",
                    en="The other account's zonal RI; your regional RI stays free for other instances",
                    right=True,
                    why_ko="가장 까다로운 RI부터 써서 조직 전체가 덜 버리게 합니다. AWS 사용 설명서의 네 번째 시나리오입니다.",
                    why_en="The pickiest RI is used first, so that the organization loses less. It is scenario 4 of AWS's guide.",
                ),
                Choice(
                    ko="할인율이 높은 쪽",
                    en="The one with the higher discount",
                    why_ko="할인율 순서는 Savings Plans의 규칙입니다. RI는 할인율을 보지 않습니다.",
                    why_en="That is how Savings Plans are ordered. RIs do not look at the discount.",
                ),
            ),
        ),
        Question(
            "way_out",
            ko="3년 **컨버터블** RI의 인스턴스를 한 해 만에 모두 Fargate로 옮겼습니다. 가장 나은 수는 무엇입니까?",
            en="After one year all instances under a 3-year **convertible** RI move to Fargate. What is the best move?",
            choices=(
                Choice(
                    ko="마켓플레이스에 판다",
                    en="Sell it on the Marketplace",
                    why_ko="컨버터블 RI는 팔 수 없습니다. 팔 수 있는 것은 표준 RI뿐입니다.",
                    why_en="A convertible RI cannot be sold. Only standard ones can.",
                ),
                Choice(
                    ko="남아 있는 다른 EC2 사용량에 맞는 RI로 교환한다",
                    en="Exchange it for RIs that match EC2 usage you still have",
                    right=True,
                    why_ko="패밀리, 크기, 운영 체제, 테넌시를 바꿀 수 있습니다. 다만 EC2 안에서만이고 약정 금액은 줄어들지 않습니다.",
                    why_en="Family, size, system and tenancy may change, but only within EC2, and the commitment never shrinks.",
                ),
                Choice(
                    ko="취소하고 남은 기간을 환불받는다",
                    en="Cancel it and get the rest refunded",
                    why_ko="RI는 취소할 수 없습니다. 쓰지 않아도 끝까지 청구됩니다.",
                    why_en="An RI cannot be cancelled; it is billed to the end, used or not.",
                ),
            ),
        ),
        Question(
            "hold_and_resize",
            ko="한 가용 영역에 일 년 내내 용량을 잡아 두어야 하고, 인스턴스 크기는 패밀리 안에서 가끔 바뀝니다(Linux). 무엇을 삽니까?",
            en="Capacity must be held in one Availability Zone all year, and Linux instance sizes change now and then within the family. What do you buy?",
            values=lambda c: {
                "od": rate(c, "on_demand") * purchase.MONTH_HOURS,
                "ri": rate(c, "ri_standard_1y_no_upfront") * purchase.MONTH_HOURS,
            },
            choices=(
                Choice(
                    ko="영역 RI",
                    en="Zonal RIs",
                    why_ko="용량은 잡히지만 크기가 고정됩니다. 크기를 바꾸면 RI도 매번 수정해야 합니다.",
                    why_en="They hold capacity, but of one size: each resize needs a modification.",
                ),
                Choice(
                    ko="용량 예약과 리전 RI",
                    en="A Capacity Reservation and regional RIs",
                    right=True,
                    why_ko="자리는 용량 예약이 잡고 할인은 리전 RI가 합니다. `{reserved}` 한 자리가 {od:usd_per_month}에서 {ri:usd_per_month}(으)로 내려가고, 할인은 크기가 바뀌어도 따라갑니다.",
                    why_en="The reservation holds the slots, the regional RIs discount them: one slot of `{reserved}` falls from {od:usd_per_month} to {ri:usd_per_month}, and the discount follows another size.",
                ),
                Choice(
                    ko="리전 RI만",
                    en="Regional RIs alone",
                    why_ko="리전 RI는 할인일 뿐 용량을 잡아 두지 않습니다.",
                    why_en="A regional RI is a discount and holds no capacity.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_units",
            title_ko="빈칸 1: 정규화된 유닛",
            title_en="Blank 1: normalized units",
            ko="표본 한 시간에서 `shop` 계정이 켜 둔 `{reserved}`와 같은 패밀리의 Linux 인스턴스는 모두 몇 정규화 단위입니까?",
            en="In the sample hour, how many normalized units of Linux does account `shop` run in the family of `{reserved}`?",
            answer=lambda c: family_units(c, "shop"),
            unit="number",
            why_ko="단위는 계수 × 대수입니다. 리전 RI의 크기는 무엇을 골라도 단위만 같으면 덮는 양이 같습니다.",
            why_en="Units are factor x count. Whatever size of regional RI you buy, equal units cover the same.",
            hints=(
                Text(
                    ko="large는 4, xlarge는 8, 2xlarge는 16입니다. Windows와 다른 패밀리는 세지 않습니다.",
                    en="large is 4, xlarge 8, 2xlarge 16. Windows and other families do not count.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: family_instances(c, "shop"),
                    ko="대수를 셌습니다. 크기마다 정규화 계수를 곱하세요.",
                    en="This counts instances: multiply each size by its factor.",
                ),
                Mistake(
                    value=family_units,
                    ko="다른 계정의 것까지 셌습니다. `shop`만 세세요.",
                    en="This counts the other account as well: only `shop` is asked for.",
                ),
                Mistake(
                    value=lambda c: family_units(c, "shop") + factor(str(c["reserved"])),
                    ko="Windows 한 대가 들어갔습니다. Linux RI는 Windows에 적용되지 않습니다.",
                    en="The Windows instance slipped in. A Linux RI does not reach Windows.",
                ),
            ),
        ),
        Exercise(
            "faded_net",
            title_ko="빈칸 2: 수수료를 뺀 판매 대금",
            title_en="Blank 2: the sale after the fee",
            ko="`{reserved}` 1년 전체 선결제 표준 RI {count:number}대분을 {left:number}개월 남기고 모두 {price:usd.2}에 내놓아 팔렸습니다. 판매자가 받는 금액은 얼마입니까?",
            en="You list {count:number} 1-year All Upfront standard RIs of `{reserved}` with {left:number} months to go for {price:usd.2} in all, and they sell. What do you receive?",
            values=lambda c: {"count": SOLD, "left": MONTHS_LEFT, "price": sale_price(c)},
            answer=lambda c: sale_price(c) * (1 - purchase.SALE_FEE),
            unit="usd",
            why_ko="수수료는 구매자가 낸 선결제 금액의 12%입니다.",
            why_en="The fee is 12 % of the upfront price that the buyer pays.",
            hints=(Text(ko="판매가 × (1 − 수수료율)", en="price x (1 - fee)"),),
            mistakes=(
                Mistake(
                    value=lambda c: sale_price(c) * purchase.SALE_FEE,
                    ko="이것은 수수료입니다. 받는 금액은 판매가에서 이만큼 뺀 것입니다.",
                    en="This is the fee: you receive the price less this.",
                ),
                Mistake(
                    value=lambda c: sale_price(c) * (1 - purchase.SALE_FEE) / SOLD,
                    ko="한 대분입니다. 판 것은 모두입니다.",
                    en="This is for one RI; all of them were sold.",
                ),
                Mistake(
                    value=sale_price,
                    ko="수수료를 빼지 않았습니다.",
                    en="The fee is not taken off.",
                ),
            ),
        ),
        Exercise(
            "mixed_hour",
            title_ko="섞인 한 시간의 청구액",
            title_en="The bill of a mixed hour",
            ko="`shop` 계정이 `{reserved}` 1년 선결제 없음 표준 리전 RI를 {count:number}대분 샀습니다(공유 켬). 표본 한 시간의 청구액은 얼마입니까? RI의 유효 시간당 요금 전부와 온디맨드를 합한 값입니다.",
            en="Account `shop` buys {count:number} regional 1-year No Upfront standard RIs of `{reserved}` (sharing on). What does the sample hour cost: the effective rate of all the RIs and what is left On-Demand?",
            values=lambda c: {"count": BOUGHT},
            answer=lambda c: mixed_hour(c)["usd"],
            unit="usd",
            tolerance=0.002,
            why_ko="RI는 Linux 같은 패밀리만 덮습니다. Windows와 다른 패밀리는 온디맨드로 남고, 남는 RI도 청구됩니다.",
            why_en="The RIs cover the family's Linux alone. Windows and the other family stay On-Demand, and RIs left over are billed all the same.",
            hints=(
                Text(
                    ko="RI의 단위와 패밀리의 Linux 단위를 먼저 견주세요.",
                    en="Compare the units of the RIs with the family's Linux units first.",
                ),
                Text(
                    ko="`kao.discounts.apply(fleet, ri).summary()`가 합계를 알려 줍니다.",
                    en="`kao.discounts.apply(fleet, ri).summary()` gives the totals.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: mixed_hour(c)["on_demand_equivalent_usd"],
                    ko="RI가 없을 때의 온디맨드 금액입니다.",
                    en="This is the hour without RIs.",
                ),
                Mistake(
                    value=lambda c: mixed_hour(c)["usd"] - mixed_hour(c)["unused_usd"],
                    ko="남은 RI의 요금이 빠졌습니다. 쓰지 못해도 냅니다.",
                    en="The RIs left over are missing: you pay for them, too.",
                ),
                Mistake(
                    value=lambda c: mixed_hour(c)["on_demand_usd"],
                    ko="덮이지 않은 온디맨드뿐입니다. RI의 요금을 더하세요.",
                    en="This is only what stays On-Demand: add the RIs.",
                ),
                Mistake(
                    value=lambda c: mixed_hour(c, sharing=False)["usd"],
                    ko="공유를 끈 값입니다. 남는 단위는 다른 계정으로 넘어갑니다.",
                    en="This is with sharing off: units left over go to the other account.",
                ),
            ),
        ),
        Exercise(
            "exchange_count",
            title_ko="교환하면 몇 대분",
            title_en="How many after the exchange",
            ko="`{reserved}` 3년 선결제 없음 **컨버터블** RI {count:number}대분을 {month:number}개월 쓰고, 같은 조건의 `{moves_to}`(으)로 모두 교환합니다. 새 RI는 몇 대분입니까?",
            en="After {month:number} months you exchange {count:number} 3-year No Upfront **convertible** RIs of `{reserved}`, all of them, for `{moves_to}` of the same kind. How many do you get?",
            values=lambda c: {"count": EXCHANGED, "month": EXCHANGE_MONTH},
            answer=lambda c: exchange(c).reservation.count,
            unit="number",
            why_ko="교환은 대수가 아니라 남은 **금액**을 지킵니다. 더 싼 유형으로 가면 대수가 늘 뿐 청구액은 줄지 않습니다. 새로 필요한 대수보다 많다면 남는 것은 버려집니다.",
            why_en="An exchange keeps the **money** that is left, not the number. A cheaper type gives more RIs, not a smaller bill; more than you need are lost.",
            hints=(
                Text(
                    ko="남은 시간이 같으니 시간당 요금의 비로 나누고 올립니다.",
                    en="The hours left are the same: divide by the ratio of the hourly rates and round up.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: EXCHANGED,
                    ko="대수를 그대로 두었습니다. 새 RI의 가치가 원래보다 작으면 AWS가 받아 주지 않습니다.",
                    en="The number was kept. AWS does not take an exchange of less value than before.",
                ),
                Mistake(
                    value=lambda c: exchange(c).reservation.count - 1,
                    ko="내림했습니다. 새 가치가 원래 가치 이상이어야 하므로 올립니다.",
                    en="Rounded down. The new value must be at least the old one: round up.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "whole_fleet",
            ko="RI **한 건**으로 이 패밀리의 Linux를 모두 덮고, 버리는 약정이 없게 하세요.",
            en="Cover all Linux of the family with **one** purchase, and lose nothing of it.",
            needs=(
                Need(
                    ko="아직 덮지 못한 단위가 있습니다. 범위, 공유, 대수를 보세요.",
                    en="Some units are still uncovered: look at scope, sharing and count.",
                    met=lambda c, v: float(v["uncovered_units"]) < 1e-9,
                ),
                Need(
                    ko="버려지는 약정이 있습니다. 단위를 줄이세요.",
                    en="Some of the commitment is lost: buy fewer units.",
                    met=lambda c, v: float(v["utilization"]) > 1 - 1e-9,
                ),
            ),
            why_ko="필요한 것은 단위의 합입니다. 크기를 무엇으로 고르든 단위가 같으면 결과도 같습니다. 다른 계정 몫은 공유가 켜져 있어야 덮입니다.",
            why_en="What counts is the sum of units; any size with the same units does the same. The other account is reached only while sharing is on.",
        ),
        Goal(
            "held_zone",
            ko="한 가용 영역에 네 대분의 용량을 잡아 두면서 약정 사용률을 100%로 만드세요.",
            en="Hold capacity for four instances in one zone, at a utilization of 100 %.",
            needs=(
                Need(
                    ko="용량을 잡는 것은 영역 RI뿐입니다.",
                    en="Only a zonal RI holds capacity.",
                    met=lambda c, v: v["scope"] == "zonal",
                ),
                Need(
                    ko="네 대분이 아닙니다.",
                    en="It is not for four.",
                    met=lambda c, v: int(v["held"]) == 4 or v["scope"] != "zonal",
                ),
                Need(
                    ko="사용률이 100%가 아닙니다. 영역 RI는 유형과 가용 영역이 꼭 맞아야 합니다.",
                    en="The utilization is not 100 %: a zonal RI needs the very type in the very zone.",
                    met=lambda c, v: float(v["utilization"]) > 1 - 1e-9,
                ),
            ),
            why_ko="같은 값에 용량까지 얻었습니다. 대신 크기를 바꾸면 바로 버려집니다.",
            why_en="Capacity came at no extra price. In exchange the RI is lost as soon as the size changes.",
        ),
        Goal(
            "standard_anyway",
            ko="되팔 수 없고 바뀔 확률이 30% 이상인데도 **표준 RI**가 평균적으로 더 싼 설정을 찾으세요.",
            en="Without a sale, and with a chance of change of 30 % or more, find a setting in which the **standard RI** is still cheaper on average.",
            needs=(
                Need(
                    ko="되팔기가 켜져 있습니다.",
                    en="It counts on a sale.",
                    met=lambda c, v: v["resale"] is None,
                ),
                Need(
                    ko="바뀔 확률이 30%보다 낮습니다.",
                    en="The chance of change is below 30 %.",
                    met=lambda c, v: float(v["probability"]) >= 0.3,
                ),
                Need(
                    ko="평균적으로 컨버터블 RI가 쌉니다. 늦게 바뀌면 버리는 것이 줄어듭니다.",
                    en="The convertible RI is cheaper on average. The later the change, the less is lost.",
                    met=lambda c, v: float(v["ri_standard_usd"]) < float(v["ri_convertible_usd"]),
                ),
            ),
            why_ko="잃는 것은 ‘남은 기간’뿐입니다. 변화가 늦을수록 표준 RI가 버팁니다. 언제 바뀔지를 먼저 묻고 나서 컨버터블의 값을 치르세요.",
            why_en="Only the time that is left can be lost: the later the change, the better the standard RI. Ask when it may change before you pay for convertible.",
        ),
    ),
    claims=(
        Claim(
            "W6",
            note_ko="RI는 예약된 용량에 대한 비용을 내고 최대 72% 할인을 받는 것이다.",
            note_en="An RI is reserved capacity, paid for at up to 72 % off.",
            now_ko="RI는 **결제 할인**입니다. 용량은 **영역 RI**만 잡고 리전 RI는 잡지 않습니다. 72%는 표준 RI의 최대치이며 {where:location}의 3년 전체 선결제 중앙값은 {median:percent}입니다. 기간은 365일 또는 1,095일입니다.",
            now_en="An RI is a **billing discount**. Only **zonal** RIs hold capacity. 72 % is the maximum of standard RIs; the median of three years All Upfront in {where:location} is {median:percent}. Terms are 365 or 1,095 days.",
            values=lambda c: {"where": c.location, "median": median_saving(c.location)},
        ),
        Claim(
            "W7",
            note_ko="장기 약정의 위험은 컨버터블 RI와 마켓플레이스 판매, 두 가지로 줄인다. 마켓플레이스에서는 12개월 미만의 예약도 산다.",
            note_en="Two things reduce the risk of a long commitment: convertible RIs and a sale on the Marketplace, where terms below 12 months are sold, too.",
            now_ko="둘은 **함께 가질 수 없습니다.** 컨버터블은 팔 수 없고 표준은 교환할 수 없습니다. 판매는 표준 RI만, 30일 이상 쓰고 한 달 이상 남았을 때, 미국 은행 계좌가 있는 판매자만 할 수 있고 수수료는 선결제 금액의 12%입니다. 볼륨 할인으로 산 RI와 옵트인 리전의 RI는 팔 수 없습니다.",
            now_en="You **cannot have both**: a convertible RI is not sold, a standard one is not exchanged. A sale takes a standard RI, active for 30 days and with a month left, and a seller with a US bank account; the fee is 12 % of the upfront price. RIs bought with a volume discount, or in an opt-in Region, cannot be sold.",
        ),
        Claim(
            "W30",
            note_ko="인스턴스를 끄는 일정을 두면 EC2 비용이 줄어든다.",
            note_en="A schedule that stops instances saves EC2 cost.",
            now_ko="RI가 덮고 있던 시간을 끄면 **한 푼도 줄지 않습니다.** 끄기와 크기 조정이 먼저고 약정은 나중입니다.",
            now_en="Stopping hours that an RI covers saves **nothing**. Stop and resize first, commit afterwards.",
        ),
    ),
)
