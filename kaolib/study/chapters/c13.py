"""Chapter 13, tenancy, CPU options and accelerators: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from kaolib.architecture import compare
from kaolib.knowledge import catalog, ec2
from kaolib.knowledge.purchase import MONTH_HOURS
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

#: The last exercise: so many instances that a rule wants on hardware of their own.
FEW, MANY = 8, 90
DEDICATED = ("dedicated_instance", "dedicated_host")


@lru_cache(maxsize=64)
def tenancies(instance_type: str, count: int, location: str) -> pd.DataFrame:
    """A month of so many Linux instances, by tenancy."""
    return compare.tenancies(instance_type, count, location).set_index("tenancy")


def month(c: Context, tenancy: str, count: int) -> float:
    """What a month costs in a tenancy; NaN where it is not known."""
    return float(tenancies(c["instance_type"], count, c.location)["usd_per_month"][tenancy])


def cheaper(c: Context, count: int) -> str | None:
    """The cheaper of the two ways to have hardware alone; None where either price is not known."""
    costs = {name: month(c, name, count) for name in DEDICATED}
    return None if any(math.isnan(usd) for usd in costs.values()) else min(costs, key=lambda name: costs[name])


def dedicated_choice(c: Context) -> dict[int, str] | None:
    """The cheaper way for few and for many."""
    found = {count: cheaper(c, count) for count in (FEW, MANY)}
    return None if None in found.values() else {count: str(name) for count, name in found.items()}


def fee(c: Context) -> float:
    """The Region's fee of Dedicated Instances for a month; NaN where it is not known."""
    return ec2.dedicated_region_fee(c.location) * MONTH_HOURS


def burst(c: Context, name: str = "t3.xlarge", other: str = "m5.xlarge") -> float:
    """The CPU at which a T costs as much as an M, where both are sold."""
    return ec2.burst_break_even(name, other, c.selling(name, other).location)


def parts(c: Context, name: str = "t3.xlarge", other: str = "m5.xlarge") -> dict[str, Any]:
    """What the break-even of a T is computed from."""
    place = c.selling(name, other).location
    return {
        "place": place,
        "t": catalog.price(name, place),
        "m": catalog.price(other, place),
        "fee": ec2.surplus_fee(name, place),
        "baseline": float(catalog.burstable().set_index("instance_type")["baseline"][name]),
    }


def full_host(c: Context) -> pd.Series[Any]:
    """A host of the chapter's family beside the same instances with shared tenancy; NaN where it is not known."""
    table = compare.host_crossover(c.location, against="shared").set_index("instance_type")
    return table.reindex([c["instance_type"]]).iloc[0]


def filled(c: Context, count: int) -> float:
    """How full the hosts are that so many of the chapter's instances need; NaN where it is not known."""
    holds = float(full_host(c)["instances_per_host"])
    return math.nan if math.isnan(holds) else count / (math.ceil(count / holds) * holds)


def sql_saving(c: Context) -> float:
    """What half of the vCPUs save on the chapter's SQL Server; NaN where it is not known."""
    table = ec2.license_saving(c["sql_instance_type"], c.location, c["sql_system"])
    default = table.loc[table["default"], "vcpu"].iloc[0]
    half = table.loc[table["vcpu"] == default // 2, "saving"]
    return float(half.iloc[0]) if len(half) else math.nan


def license_of(c: Context, system: str) -> float:
    """The licence's share of the price of the chapter's type; NaN where it is not sold with that system."""
    rows = ec2.license_share(c.location, system).set_index("instance_type")["license_share"]
    return float(rows.get(c["instance_type"], math.nan))


BANK = Bank(
    "13",
    ko="테넌시, CPU 옵션, 가속기",
    en="Tenancy, CPU options, accelerators",
    tables=("on_demand", "dedicated_hosts", "dedicated_instance_premium", "services"),
    params={
        "instance_type": "m7i.large",
        "count": 24,
        "sql_instance_type": "r7i.8xlarge",
        "sql_system": "windows_sql_enterprise",
    },
    cards=(
        RecallCard(
            ko="전용 인스턴스의 값은 무엇으로 이루어집니까?",
            en="What makes up the price of Dedicated Instances?",
            answer_ko="공유 값보다 조금 비싼 인스턴스 값과, 그 리전에서 전용 인스턴스가 하나라도 켜진 시간마다 한 번 붙는 수수료입니다. {region}에서 수수료는 한 달이면 {fee:usd.0}이고 몇 대를 켜든 같습니다.",
            answer_en="Instances a little dearer than shared ones, and a fee for every hour in which at least one runs in the Region. In {region} the fee is {fee:usd.0} a month, however many run.",
            values=lambda c: {"fee": fee(c)},
        ),
        RecallCard(
            ko="CPU 옵션으로 코어를 줄이면 무엇이 줄고 무엇이 그대로입니까?",
            en="Cores are cut by CPU options: what falls, and what stays?",
            answer_ko="인스턴스 값, 메모리, 디스크와 네트워크는 그대로입니다. 줄어드는 것은 코어나 vCPU로 세는 라이선스입니다. 2025년 10월부터는 라이선스가 포함된 Windows와 SQL Server도 켜 둔 vCPU만큼만 냅니다.",
            answer_en="The instance's price, memory, disk and network stay. What falls is a licence counted by core or vCPU; since October 2025 licence-included Windows and SQL Server, too, are billed by active vCPU.",
        ),
        RecallCard(
            ko="`t3.large`가 unlimited 모드에서 M보다 비싸지는 것은 언제입니까?",
            en="When does a `t3.large` in unlimited mode cost more than an M?",
            answer_ko="하루 평균 CPU가 손익분기를 넘을 때입니다. {place:location}에서 `m5.large`와의 손익분기는 {point:percent}입니다.",
            answer_en="When the day's average CPU is above break-even. In {place:location} that is {point:percent} against an `m5.large`.",
            values=lambda c: {
                "place": c.selling("t3.large", "m5.large").location,
                "point": burst(c, "t3.large", "m5.large"),
            },
        ),
    ),
    questions=(
        Question(
            "half_empty",
            ko="보안 규정 때문에 `{instance_type}` {few:number}대를 전용 하드웨어에서 돌려야 합니다. 어느 쪽이 쌉니까?",
            en="A security rule wants {few:number} `{instance_type}` on dedicated hardware. Which is cheaper?",
            values=lambda c: {
                "few": FEW,
                "instances": month(c, "dedicated_instance", FEW),
                "host": month(c, "dedicated_host", FEW),
                "shared": month(c, "shared", FEW),
            },
            choices=(
                Choice(
                    ko="전용 인스턴스",
                    en="Dedicated Instances",
                    right=lambda c: cheaper(c, FEW) != "dedicated_host",
                    why_ko="리전 수수료까지 전용 인스턴스는 {instances:usd_per_month}, 호스트 한 대는 {host:usd_per_month}입니다. 호스트는 비어 있어도 같은 값입니다.",
                    why_en="With the Region's fee Dedicated Instances are {instances:usd_per_month}, one host {host:usd_per_month}: a host costs the same when it is empty.",
                ),
                Choice(
                    ko="전용 호스트 한 대",
                    en="One Dedicated Host",
                    right=lambda c: cheaper(c, FEW) == "dedicated_host",
                    why_ko="호스트 한 대는 {host:usd_per_month}, 전용 인스턴스는 수수료까지 {instances:usd_per_month}입니다. 얼마나 채우는지가 정합니다.",
                    why_en="One host is {host:usd_per_month}, Dedicated Instances with the fee {instances:usd_per_month}. How full it is decides.",
                ),
                Choice(
                    ko="공유 인스턴스에 보안 그룹을 더한다",
                    en="Shared instances with more security groups",
                    why_ko="{shared:usd_per_month}로 가장 싸지만 하드웨어를 다른 계정과 나눕니다. 규정이 요구하는 것이 그 분리입니다.",
                    why_en="At {shared:usd_per_month} the cheapest, but the hardware is shared with other accounts, and separating that is what the rule wants.",
                ),
            ),
        ),
        Question(
            "host_wins",
            ko="전용 호스트가 **공유** 테넌시보다 싸질 수 있는 경우는 언제입니까?",
            en="When can a Dedicated Host be cheaper than **shared** tenancy?",
            values=lambda c: {"windows": license_of(c, "windows"), "full": full_host(c)["full_host_ratio"]},
            choices=(
                Choice(
                    ko="호스트를 꽉 채울 때",
                    en="When it is full",
                    why_ko="꽉 채워도 공유 값의 {full:number.2}배입니다. 채우는 것만으로는 이기지 못합니다.",
                    why_en="Even full it costs {full:number.2} times the shared price: filling alone does not win.",
                ),
                Choice(
                    ko="가진 라이선스를 가져와 인스턴스 값에 든 라이선스를 내지 않을 때",
                    en="When own licences are brought along, so that those in the instance price are not paid",
                    right=True,
                    why_ko="Windows `{instance_type}` 값의 {windows:percent}가 라이선스입니다. 그 몫이 빠지면 계산이 뒤집힙니다.",
                    why_en="{windows:percent} of a Windows `{instance_type}` is the licence. Take that off and the sum turns round.",
                ),
                Choice(
                    ko="호스트를 다른 계정과 나눌 때",
                    en="When it is shared with other accounts",
                    why_ko="RAM으로 다른 계정과 나눌 수는 있습니다. 값은 그대로이고, 채우기가 쉬워질 뿐입니다.",
                    why_en="It can be shared through RAM, but its price stays; it only becomes easier to fill.",
                ),
            ),
        ),
        Question(
            "sql",
            ko="SQL Server Enterprise가 메모리 때문에 `{sql_instance_type}`을(를) 씁니다. CPU는 20%를 넘지 않습니다. 라이선스가 포함된 온디맨드라면 무엇부터 합니까?",
            en="SQL Server Enterprise, licence included and On-Demand, sits on `{sql_instance_type}` for its memory; the CPU never passes 20 %. What comes first?",
            values=lambda c: {"saving": sql_saving(c)},
            choices=(
                Choice(
                    ko="메모리가 절반인 인스턴스로 줄인다",
                    en="Move to an instance with half the memory",
                    why_ko="메모리가 이 크기를 고른 까닭입니다. 줄이면 캐시가 디스크로 내려갑니다.",
                    why_en="Memory is why this size was chosen: the cache would go to disk.",
                ),
                Choice(
                    ko="CPU 옵션으로 vCPU를 절반으로 줄인다",
                    en="Cut the vCPUs by half with CPU options",
                    right=True,
                    why_ko="메모리는 그대로이고 청구서는 {saving:percent} 줄어듭니다. 언제든 되돌릴 수 있습니다.",
                    why_en="Memory stays and the bill falls by {saving:percent}. It can be set back at any time.",
                ),
                Choice(
                    ko="3년 RI를 사서 라이선스까지 할인받는다",
                    en="Buy a 3-year RI, which discounts the licence too",
                    why_ko="라이선스 부분은 할인되지 않고, RI는 CPU 최적화와 함께 적용되지 않을 수 있습니다.",
                    why_en="The licence part is not discounted, and an RI may not apply together with optimized CPUs.",
                ),
            ),
        ),
        Question(
            "fee_many",
            ko="전용 인스턴스 한 대를 켜 둔 리전에 99대를 더 켭니다. 리전 수수료는 어떻게 됩니까?",
            en="One Dedicated Instance runs in a Region and 99 more are started. What happens to the Region's fee?",
            values=lambda c: {"fee": fee(c)},
            choices=(
                Choice(
                    ko="100배가 된다",
                    en="It becomes 100 times as much",
                    why_ko="대수와 상관없이 시간마다 한 번입니다. 한 달 {fee:usd_per_month} 그대로입니다.",
                    why_en="It is due once an hour whatever the number: {fee:usd_per_month}, as before.",
                ),
                Choice(
                    ko="그대로다",
                    en="It stays the same",
                    right=True,
                    why_ko="그 리전에서 하나라도 켜져 있는 시간에 한 번 붙습니다. 그래서 첫 한 대가 가장 비쌉니다.",
                    why_en="It is due once for every hour in which at least one runs there, so the first one is the dearest.",
                ),
                Choice(
                    ko="Savings Plans를 사면 사라진다",
                    en="A Savings Plan removes it",
                    why_ko="Savings Plans는 이 수수료를 깎지 않습니다.",
                    why_en="Savings Plans take nothing off this fee.",
                ),
            ),
        ),
        Question(
            "burst_day",
            ko="`t3.large`의 하루 평균 CPU가 기준선보다 낮은데 잉여 크레딧이 청구되었습니다. 무엇이 가장 그럴듯합니까?",
            en="The day's average of a `t3.large` is below its baseline, yet surplus credits were billed. What is most likely?",
            choices=(
                Choice(
                    ko="청구 오류다",
                    en="A billing error",
                    why_ko="규칙대로일 수 있습니다. 하루 동안 벌 수 있는 크레딧보다 많이 앞당겨 쓰면 그 순간 넘은 만큼이 청구됩니다.",
                    why_en="It may be by the rules: what is spent ahead beyond a day's earnings is charged at once.",
                ),
                Choice(
                    ko="갚기 전에 인스턴스를 껐다",
                    en="It was stopped before the surplus was paid back",
                    right=True,
                    why_ko="잉여는 나중에 번 크레딧으로 갚지만, 멈추거나 종료하면 남은 만큼이 바로 청구됩니다. 저녁에 끄는 서버에서 흔합니다.",
                    why_en="Surplus is paid back by credits earned later; at a stop or termination the rest is charged at once. Common with servers that stop in the evening.",
                ),
                Choice(
                    ko="standard 모드였다",
                    en="It ran in standard mode",
                    why_ko="standard 모드는 느려질 뿐 잉여를 청구하지 않습니다.",
                    why_en="Standard mode slows down and never bills surplus.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_fee",
            title_ko="빈칸 1: 리전 수수료",
            title_en="Blank 1: the Region's fee",
            ko="서울과 도쿄처럼 **두 리전**에서 전용 인스턴스를 쉬지 않고 켭니다. {region}의 요금으로 계산하면 수수료만 한 달(730시간)에 얼마입니까?",
            en="Dedicated Instances run without a stop in **two Regions**. At the fee of {region}, what is the fee alone for a month of 730 hours?",
            answer=lambda c: 2 * fee(c),
            unit="usd",
            tolerance=0.001,
            why_ko="대수가 아니라 리전과 시간을 셉니다. 리전을 하나로 모으면 절반이 됩니다.",
            why_en="It counts Regions and hours, not instances. Bring them into one Region and it halves.",
            hints=(
                Text(
                    ko="`kao.ec2.dedicated_region_fee(REGION)`이 한 시간의 수수료입니다.",
                    en="`kao.ec2.dedicated_region_fee(REGION)` is the fee of an hour.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=fee,
                    ko="리전 하나의 수수료입니다. 리전마다 따로 붙습니다.",
                    en="This is one Region's fee; each Region has its own.",
                ),
                Mistake(
                    value=lambda c: 2 * fee(c) * c["count"],
                    ko="대수를 곱했습니다. 몇 대를 켜든 리전마다 한 번입니다.",
                    en="This multiplies by the instances. However many run, it is due once per Region.",
                ),
            ),
        ),
        Exercise(
            "faded_burst",
            title_ko="빈칸 2: T의 손익분기",
            title_en="Blank 2: the break-even of a T",
            ko="{place:location}에서 `t3.xlarge`(vCPU 4개, 기준선 {baseline:percent})는 시간당 {t:usd}, `m5.xlarge`는 {m:usd}, 잉여 크레딧은 vCPU 시간당 {fee:usd}입니다. 평균 CPU가 얼마일 때 둘의 값이 같습니까? 0.5처럼 비율로 답하세요.",
            en="In {place:location} a `t3.xlarge` (4 vCPUs, baseline {baseline:percent}) costs {t:usd} an hour, an `m5.xlarge` {m:usd}, surplus credits {fee:usd} per vCPU-hour. At which average CPU do they cost the same? Answer as a fraction, as 0.5.",
            values=parts,
            answer=burst,
            unit="percent",
            tolerance=0.003,
            why_ko="AWS의 사용 설명서와 같은 식입니다. 값의 차이를 vCPU 하나가 더 쓸 수 있는 몫으로 바꾸어 기준선에 더합니다.",
            why_en="It is the guide's own formula: turn the difference in price into what each vCPU may use more, and add the baseline.",
            hints=(
                Text(
                    ko="기준선 + (M − T) ÷ 잉여 요금 ÷ vCPU 수",
                    en="baseline + (M − T) / surplus rate / number of vCPUs",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: burst(c) - parts(c)["baseline"],
                    ko="기준선을 더하지 않았습니다. 기준선까지는 인스턴스 값에 들어 있습니다.",
                    en="The baseline is missing: up to it, the price of the instance covers the CPU.",
                ),
                Mistake(
                    value=lambda c: parts(c)["baseline"] + (parts(c)["m"] - parts(c)["t"]) / parts(c)["fee"],
                    ko="vCPU 수로 나누지 않았습니다. 잉여 요금은 vCPU 하나의 값입니다.",
                    en="This does not divide by the vCPUs: the surplus rate is for one of them.",
                ),
            ),
        ),
        Exercise(
            "project",
            title_ko="전용 하드웨어가 필요한 두 팀",
            title_en="Two teams that need dedicated hardware",
            ko='{region}에서 한 팀은 `{instance_type}` 8대, 다른 팀은 90대를 전용 하드웨어에서 돌려야 합니다(Linux, 쉬지 않고). 두 팀은 서로 다른 회사라 수수료를 나누지 않습니다. `{{8: ..., 90: ...}}`의 값으로 더 싼 쪽을 `"dedicated_instance"`나 `"dedicated_host"`로 답하세요.',
            en='In {region} one team has to run 8 `{instance_type}` on dedicated hardware, another one 90 (Linux, without a stop). They are different companies and share no fee. Answer `{{8: ..., 90: ...}}` with the cheaper of `"dedicated_instance"` and `"dedicated_host"` for each.',
            answer=dedicated_choice,
            values=lambda c: {"few": filled(c, FEW), "many": filled(c, MANY)},
            why_ko="호스트는 꽉 찬 만큼만 쌉니다. 필요한 호스트를 8대는 {few:percent}, 90대는 {many:percent} 채웁니다. 답을 가르는 것은 대수가 아니라 **채운 비율**입니다.",
            why_en="A host is as cheap as it is full. Of the hosts that they need, eight fill {few:percent} and ninety {many:percent}. Not the number decides but **how full they are**.",
            hints=(
                Text(
                    ko="`kao.compare.tenancies(INSTANCE_TYPE, 대수, REGION)`의 `usd_per_month`를 견주세요.",
                    en="Compare `usd_per_month` of `kao.compare.tenancies(INSTANCE_TYPE, number, REGION)`.",
                ),
            ),
            mistakes=(
                Mistake(
                    test=lambda c, a: isinstance(a, dict) and "shared" in a.values(),
                    ko="공유가 가장 싸지만 전용 하드웨어가 아닙니다.",
                    en="Shared is the cheapest, but it is not dedicated hardware.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "sql_less",
            ko="SQL Server가 포함된 인스턴스에서 메모리 128 GiB 이상을 지키면서, 켜 둔 vCPU를 8개 이상 남기고, 기본값보다 30% 넘게 줄이세요.",
            en="For an instance with SQL Server included: keep 128 GiB of memory or more and 8 active vCPUs or more, and cut the bill by more than 30 % of its default.",
            needs=(
                Need(
                    ko="SQL Server가 포함된 운영 체제가 아닙니다.",
                    en="The operating system has no SQL Server included.",
                    met=lambda c, v: "_sql_" in v["operating_system"],
                ),
                Need(
                    ko="메모리가 128 GiB보다 적습니다.",
                    en="It has less than 128 GiB of memory.",
                    met=lambda c, v: (
                        float(catalog.instance_types().set_index("instance_type")["gib"][v["instance_type"]]) >= 128
                    ),
                ),
                Need(
                    ko="켜 둔 vCPU가 8개보다 적습니다.",
                    en="Fewer than 8 vCPUs are active.",
                    met=lambda c, v: v["vcpu"] >= 8,
                ),
                Need(
                    ko="절감이 30%를 넘지 않습니다. 코어당 스레드를 1로 하거나 코어를 줄여 보세요.",
                    en="It saves 30 % or less: set one thread per core, or fewer cores.",
                    met=lambda c, v: v["saving"] > 0.3,
                ),
            ),
            why_ko="메모리를 사려고 큰 인스턴스를 고르고, 라이선스는 필요한 vCPU만큼만 냅니다. 인스턴스 값은 그대로라는 것을 표에서 확인하세요.",
            why_en="The large instance buys the memory, the licence is paid for the vCPUs that are needed. See in the table that the instance's own price has not moved.",
        ),
    ),
    claims=(
        Claim(
            "W3",
            note_ko="전용 호스트와 베어 메탈은 한 번에 하나의 계정에서만 쓴다.",
            note_en="A Dedicated Host or bare metal is used by one account at a time.",
            now_ko="전용 호스트는 AWS RAM으로 **다른 계정과 나눌 수 있습니다**. 그리고 노트에는 **전용 인스턴스**가 빠져 있습니다. 인스턴스마다 할증이 붙고, 하나라도 켜진 리전마다 시간당 수수료가 있습니다.",
            now_en="A Dedicated Host **can be shared with other accounts** through AWS RAM. And the note leaves out **Dedicated Instances**: a surcharge on each, and a fee for every hour and Region in which one runs.",
        ),
        Claim(
            "W8",
            note_ko="일래스틱 그래픽(Elastic Graphics)으로 GPU를 붙인다.",
            note_en="Elastic Graphics adds a GPU to an instance.",
            now_ko="서비스가 끝났습니다. AWS는 G4ad, G4dn, G5(와 더 새로운 G) 인스턴스를 권합니다.",
            now_en="It has ended. AWS points to G4ad, G4dn and G5 instances (and newer G).",
            since="2024-01-08",
        ),
        Claim(
            "W9",
            note_ko="일래스틱 추론(Elastic Inference)은 모든 EC2, SageMaker 인스턴스와 ECS 작업에 붙일 수 있다.",
            note_en="Elastic Inference can be attached to every EC2 and SageMaker instance and ECS task.",
            now_ko="2023년 4월 15일부터 새 고객을 받지 않았고 2024년 4월에 끝났습니다. ‘모든’ 인스턴스였던 적도 없습니다. AWS는 Inferentia(Inf1, Inf2)나 G4dn을 권했습니다.",
            now_en="New customers were turned away from 15 April 2023 and it ended in April 2024. It never was “every” instance. AWS pointed to Inferentia (Inf1, Inf2) or G4dn.",
            since="2023-04-15",
        ),
        Claim(
            "W10",
            note_ko="CPU 인스턴스를 최적화할 수 있다(값은 적지 않음).",
            note_en="The CPU of an instance can be optimized (no price given).",
            now_ko="켠 **뒤에도** 바꿀 수 있고 인스턴스 값은 변하지 않습니다. 2025년 10월부터 라이선스가 포함된 Windows와 SQL Server는 **켜 둔 vCPU마다** 라이선스를 냅니다. 가져온 라이선스는 코어 수만큼 줄어듭니다.",
            now_en="It can be changed **after** launch as well, and the instance's price does not move. Since October 2025 licence-included Windows and SQL Server are billed **by active vCPU**; licences brought along shrink with the cores.",
            since="2025-10",
        ),
    ),
)
