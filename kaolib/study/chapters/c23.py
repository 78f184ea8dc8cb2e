"""Chapter 23, Savings Plans: what it asks, and what it says to each answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from kaolib.knowledge import discounts, purchase
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

ONE_YEAR, THREE_YEARS = "compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront"
NARROW = "ec2_instance_sp_1y_no_upfront"
#: What the exercises leave to the Compute plan.
MACHINES, FARGATE = ("web", "search"), ("api_vcpu", "api_gb")
#: The two plans of the last exercise: web servers that the one is made for, and dollars of the other.
WEB_COVERED, COMPUTE_USD = 8, 1.00
#: The goal of the explorer.
COVERAGE, UTILIZATION = 0.85, 0.95
#: The commitment of the questions.
ASKED_USD = 3.0


def fleet(c: Context) -> pd.DataFrame:
    """The chapter's made-up shop, by line, with what each plan charges for a unit of it."""
    return _fleet(c.location, c["instance_type"], c["other_instance_type"])


@lru_cache(maxsize=64)
def _fleet(location: str, web: str, search: str) -> pd.DataFrame:
    table = samples.shop(location, web, search).drop(columns="name")
    rates = discounts.plan_rates(samples.hour(table), [ONE_YEAR, THREE_YEARS, NARROW])
    wide = rates.pivot(index=["service", "location", "item"], columns="option", values="usd").reset_index()
    merged: pd.DataFrame = table.merge(wide, how="left", on=["service", "location", "item"])
    return merged.set_index("line")


def need(c: Context, column: str, when: str = "quiet", lines: Sequence[str] | None = None) -> float:
    """USD an hour of some lines in one of the two hours, at one of the rates."""
    table = fleet(c)
    kept = table if lines is None else table.loc[list(lines)]
    return float((kept[when] * kept[column]).sum())


def saving(c: Context, line: str = "web", option: str = ONE_YEAR) -> float:
    """What an option saves on a line, as a share of On-Demand."""
    table = fleet(c)
    return 1 - float(table[option][line]) / float(table["on_demand_usd"][line])


def narrow_usd(c: Context) -> float:
    """The commitment of the EC2 Instance plan in the last exercise, to the cent."""
    return round(WEB_COVERED * float(fleet(c)[NARROW]["web"]), 2)


def two_plans(c: Context) -> dict[str, float]:
    """The busy hour under an EC2 Instance plan for the web servers' family and a Compute plan."""
    return _two_plans(c.location, c["instance_type"], c["other_instance_type"], narrow_usd(c))


@lru_cache(maxsize=64)
def _two_plans(location: str, web_type: str, search: str, narrow: float) -> dict[str, float]:
    table = samples.shop(location, web_type, search)
    usage = samples.hour(table, "busy")
    web = table.set_index("line").loc["web"]
    plans = pd.DataFrame(
        [
            {"id": "ec2", "kind": "ec2_instance_sp", "option": NARROW, "usd_per_hour": narrow,
             "family": str(web["item"]).split(".")[0], "location": web["location"]},
            {"id": "compute", "kind": "compute_sp", "option": ONE_YEAR, "usd_per_hour": COMPUTE_USD},
        ]
    )  # fmt: skip
    rates = discounts.plan_rates(usage, [NARROW, ONE_YEAR])
    return discounts.apply(usage, None, plans, rates).summary()


def search_amount(c: Context, column: str = ONE_YEAR) -> float:
    """An hour of the search cluster at one of the rates."""
    return need(c, column, lines=("search",))


def off_at_night(c: Context) -> dict[str, float]:
    """A plan that just covers the search cluster, whose machines then stop for half of the hours: a month of it."""
    committed = search_amount(c) * purchase.MONTH_HOURS
    return {"bill": committed, "lost": committed / 2, "machines": float(fleet(c)["quiet"]["search"])}


BANK = Bank(
    "23",
    ko="Savings Plans",
    en="Savings Plans",
    tables=("on_demand", "commitment_rates", "service_plan_rates", "services", "load_week"),
    params={"instance_type": "m7g.xlarge", "other_instance_type": "r6i.xlarge"},
    cards=(
        RecallCard(
            ko="온디맨드로 시간당 x달러인 사용량을 플랜으로 덮으려면 얼마를 약정합니까?",
            en="How much do you commit to cover usage that costs x dollars an hour On-Demand?",
            answer_ko="x × (1 − 절감률)입니다. {region}의 웹 서버는 1년 선결제 없음 컴퓨팅 플랜에서 절감률이 **{saving:percent}**이므로 온디맨드 금액의 {rest:percent}만 약정합니다. 온디맨드 금액을 그대로 약정하면 남는 몫은 매시간 사라집니다.",
            answer_en="x times (1 - saving). For the web servers in {region} a 1-year No Upfront Compute plan saves **{saving:percent}**, so commit {rest:percent} of the On-Demand amount. Commit the On-Demand amount itself, and the rest is lost every hour.",
            values=lambda c: {"saving": saving(c), "rest": 1 - saving(c)},
        ),
        RecallCard(
            ko="한 시간 안에서 RI, EC2 인스턴스 플랜, 컴퓨팅 플랜은 어떤 순서로 적용됩니까?",
            en="In which order do RIs, EC2 Instance plans and Compute plans apply within an hour?",
            answer_ko="RI가 먼저이고 EC2 인스턴스 플랜, 컴퓨팅 플랜 순입니다. 플랜 안에서는 절감률이 높은 사용량부터, 같으면 플랜 요금이 낮은 것부터입니다. 산 계정이 다른 계정보다 먼저입니다.",
            answer_en="RIs first, then EC2 Instance plans, then Compute plans. Within a plan the usage with the highest saving comes first, ties by the lower plan rate, and the account that bought it before the others.",
        ),
        RecallCard(
            ko="충당률과 사용률은 각각 무엇에 대한 비율입니까?",
            en="Of what are coverage and utilization shares?",
            answer_ko="충당률은 덮을 수 있는 사용량(온디맨드 상당) 가운데 약정이 덮은 몫이고, 사용률은 약정 가운데 실제로 쓴 몫입니다. 약정을 늘리면 충당률은 오르고 사용률은 내려갑니다.",
            answer_en="Coverage is what commitments cover of the eligible usage, at On-Demand rates; utilization is what is used of the commitment. A larger commitment raises coverage and lowers utilization.",
        ),
    ),
    questions=(
        Question(
            "unit",
            ko="컴퓨팅 Savings Plans를 시간당 {usd:usd} 약정했습니다. 무엇을 산 것입니까?",
            en="You commit {usd:usd} an hour to a Compute Savings Plan. What have you bought?",
            values=lambda c: {
                "usd": ASKED_USD,
                "covered": ASKED_USD / (1 - saving(c)),
                "saving": saving(c),
                "machines": ASKED_USD / float(fleet(c)[ONE_YEAR]["web"]),
            },
            choices=(
                Choice(
                    ko="매시간 온디맨드 요금으로 {usd:usd}어치까지의 사용량",
                    en="Usage worth up to {usd:usd} an hour at On-Demand rates",
                    why_ko="약정은 온디맨드 요금이 아니라 **플랜 요금**으로 셉니다. 웹 서버라면 온디맨드 {covered:usd}어치를 덮습니다.",
                    why_en="The commitment is counted at **plan rates**, not On-Demand. For the web servers it covers {covered:usd} of On-Demand.",
                ),
                Choice(
                    ko="매시간 플랜 요금으로 {usd:usd}어치까지의 사용량",
                    en="Usage worth up to {usd:usd} an hour at plan rates",
                    right=True,
                    why_ko="절감률이 {saving:percent}인 웹 서버라면 {machines:number.1}대, 온디맨드로 {covered:usd}어치입니다.",
                    why_en="For web servers with a saving of {saving:percent} that is {machines:number.1} machines, or {covered:usd} at On-Demand rates.",
                ),
                Choice(
                    ko="웹 서버 {machines:number.1}대의 용량",
                    en="The capacity of {machines:number.1} web servers",
                    why_ko="플랜은 결제 할인입니다. 기계를 잡아 두지 않고, 다른 유형이나 Fargate에도 쓰입니다. 용량은 온디맨드 용량 예약으로 따로 잡습니다.",
                    why_en="A plan is a billing discount: it holds no machine, and other types and Fargate use it too. Capacity needs an On-Demand Capacity Reservation.",
                ),
            ),
        ),
        Question(
            "order",
            ko="`{other}` 네 대가 돌고, 같은 유형의 리전 RI 두 대분과 컴퓨팅 플랜이 있습니다. 이 네 대는 어떻게 됩니까?",
            en="Four `{other}` run; you own regional RIs for two of that type and a Compute plan. What becomes of the four?",
            values=lambda c: {"other": str(fleet(c)["item"]["search"])},
            choices=(
                Choice(
                    ko="두 대는 RI가, 남은 두 대는 플랜이 덮을 수 있다",
                    en="RIs cover two; the plan may cover the other two",
                    right=True,
                    why_ko="RI가 먼저이고, 플랜은 RI가 덮고 남은 것만 봅니다. 그래서 둘을 함께 가져도 같은 기계를 두 번 내지는 않습니다.",
                    why_en="RIs come first, and the plan sees only what they left. So holding both does not pay for one machine twice.",
                ),
                Choice(
                    ko="할인율이 더 높은 쪽이 먼저 덮는다",
                    en="Whichever gives the higher discount goes first",
                    why_ko="절감률을 견주는 것은 **한 플랜 안에서** 어느 사용량을 먼저 덮을지 정할 때입니다. RI와 플랜의 순서는 할인율과 상관없이 RI가 먼저입니다.",
                    why_en="Savings are compared **within a plan**, to choose which usage comes first. Between RI and plan the RI is first, whatever the discounts.",
                ),
                Choice(
                    ko="네 대 모두 두 할인을 함께 받는다",
                    en="All four get both discounts",
                    why_ko="한 시간의 사용량은 한 번만 덮입니다. 할인은 겹치지 않습니다.",
                    why_en="Usage of an hour is covered once. Discounts do not add up.",
                ),
            ),
        ),
        Question(
            "carry_over",
            ko="새벽에 약정이 남았고 낮에는 모자랐습니다. 남은 약정은 어떻게 됩니까?",
            en="At night some of the commitment was left over, by day it did not suffice. What happens to the rest?",
            choices=(
                Choice(
                    ko="같은 날의 모자란 시간에 쓰인다",
                    en="It is used in the hours of that day that lacked it",
                    why_ko="약정은 시계의 한 시간마다 따로 계산하고 시간이 끝나면 사라집니다. 하루 평균으로 사면 낮에는 모자라고 밤에는 버려집니다.",
                    why_en="A commitment is settled in each clock hour and gone with it. Bought for the day's average, it lacks by day and is lost by night.",
                ),
                Choice(
                    ko="월말에 정산하여 돌려받는다",
                    en="It is settled and paid back at the end of the month",
                    why_ko="정산도 환급도 없습니다. 쓰지 못한 약정도 청구됩니다.",
                    why_en="There is neither settling nor refund: what is not used is billed as well.",
                ),
                Choice(
                    ko="그 시간과 함께 사라진다",
                    en="It is lost with its hour",
                    right=True,
                    why_ko="그래서 기준은 평균이 아니라 **한 시간 한 시간의 분포**입니다.",
                    why_en="So the measure is not the average but the **distribution hour by hour**.",
                ),
            ),
        ),
        Question(
            "no_discount",
            ko="{region}의 컴퓨팅 플랜(1년 선결제 없음)은 다음 가운데 무엇의 요금을 전혀 줄이지 않습니까?",
            en="Which of these does a Compute plan (1 year, No Upfront) in {region} not make any cheaper?",
            values=lambda c: {
                "vcpu": saving(c, "api_vcpu"),
                "duration": saving(c, "images"),
                "request": saving(c, "image_requests"),
            },
            choices=(
                Choice(
                    ko="Fargate vCPU",
                    en="Fargate vCPUs",
                    why_ko="{vcpu:percent} 싸집니다. 72%와는 멀지만 0은 아닙니다.",
                    why_en="They get {vcpu:percent}: far from 72 %, but not nothing.",
                ),
                Choice(
                    ko="Lambda 실행 시간",
                    en="Lambda duration",
                    why_ko="{duration:percent} 싸집니다. Savings Plans가 적용되는 것 가운데 가장 낮은 편입니다.",
                    why_en="It gets {duration:percent}, among the lowest that plans give.",
                ),
                Choice(
                    ko="Lambda 요청 수",
                    en="Lambda requests",
                    right=True,
                    why_ko="절감률이 {request:percent}입니다. 약정을 쓰기는 하지만 요금은 그대로이므로, 요청을 덮으려고 약정을 늘릴 까닭이 없습니다.",
                    why_en="Their saving is {request:percent}. They use up commitment at the same price, so there is no reason to commit for them.",
                ),
            ),
        ),
        Question(
            "turned_off",
            ko="검색 클러스터 {machines:number}대를 꼭 맞게 덮는 플랜을 산 뒤, 이 서버들을 매일 12시간 끄기로 했습니다. 다른 사용량은 없습니다. 청구서는 어떻게 됩니까?",
            en="You buy a plan that just covers the {machines:number} machines of the search cluster, then stop them for 12 hours a day. Nothing else runs. What happens to the bill?",
            values=off_at_night,
            choices=(
                Choice(
                    ko="절반으로 줄어든다",
                    en="It is halved",
                    why_ko="절반이 되는 것은 온디맨드일 때입니다. 약정은 꺼 둔 시간에도 나갑니다.",
                    why_en="That is what On-Demand does. A commitment is paid in stopped hours too.",
                ),
                Choice(
                    ko="그대로다",
                    en="It stays as it is",
                    right=True,
                    why_ko="여전히 {bill:usd_per_month}이고, 그 가운데 {lost:usd_per_month}은(는) 쓰지 못한 약정입니다. 끄는 일정을 **먼저** 정하고 남은 사용량에 약정해야 했습니다.",
                    why_en="It is still {bill:usd_per_month}, of which {lost:usd_per_month} is commitment not used. The schedule should have come **first**, and the commitment for what remains.",
                ),
                Choice(
                    ko="플랜 기간이 그만큼 늘어난다",
                    en="The plan's term grows by as much",
                    why_ko="기간은 산 때부터 365일 또는 1,095일로 정해져 있고 멈추지 않습니다.",
                    why_en="The term is 365 or 1,095 days from the purchase and does not pause.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_commitment",
            title_ko="빈칸 1: 필요한 약정",
            title_en="Blank 1: the commitment needed",
            ko="검색 클러스터는 늘 `{item}` {machines:number}대입니다. 1년 선결제 없음 컴퓨팅 플랜으로 이 {machines:number}대를 꼭 맞게 덮는 시간당 약정을 구하세요.",
            en="The search cluster is always {machines:number} `{item}`. Find the hourly commitment of a 1-year No Upfront Compute plan that just covers them.",
            values=lambda c: {"item": str(fleet(c)["item"]["search"]), "machines": float(fleet(c)["quiet"]["search"])},
            answer=search_amount,
            unit="usd_per_hour",
            tolerance=0.002,
            why_ko="약정은 플랜 요금으로 셉니다. 대수가 아니라 이 금액을 약정하는 것이라, 같은 돈이 내일은 다른 유형을 덮을 수 있습니다.",
            why_en="Commitments are counted at plan rates. You commit this amount, not the machines: tomorrow the same money may cover another type.",
            hints=(Text(ko="대수 × 플랜 요금", en="machines x plan rate"),),
            mistakes=(
                Mistake(
                    value=lambda c: search_amount(c, "on_demand_usd"),
                    ko="온디맨드 금액입니다. 이만큼 약정하면 매시간 절감률만큼이 남아 사라집니다. 플랜 요금을 곱하세요.",
                    en="This is the On-Demand amount. Commit this and the saving's share of it is lost every hour: multiply by the plan rate.",
                ),
                Mistake(
                    value=lambda c: search_amount(c, NARROW),
                    ko="EC2 인스턴스 플랜의 요금입니다. 컴퓨팅 플랜의 요금을 찾으세요.",
                    en="This is the rate of the EC2 Instance plan: look for that of the Compute plan.",
                ),
                Mistake(
                    value=lambda c: float(fleet(c)[ONE_YEAR]["search"]),
                    ko="한 대분입니다. 네 대를 모두 덮으세요.",
                    en="This is one machine's: cover all four.",
                ),
            ),
        ),
        Exercise(
            "faded_covered",
            title_ko="빈칸 2: 약정이 덮는 온디맨드",
            title_en="Blank 2: the On-Demand that a commitment covers",
            ko="거꾸로, 같은 플랜으로 시간당 {usd:usd}을(를) 약정하면 검색 클러스터와 같은 유형을 온디맨드로 몇 달러어치 덮습니까?",
            en="And back: how many dollars of On-Demand of the search cluster's type does a commitment of {usd:usd} an hour to the same plan cover?",
            values=lambda c: {"usd": ASKED_USD},
            answer=lambda c: ASKED_USD / (1 - saving(c, "search")),
            unit="usd_per_hour",
            tolerance=0.002,
            why_ko="N ÷ (1 − 절감률)입니다. AWS의 추천 화면이 약정 금액과 덮는 온디맨드를 따로 보여 주는 것도 이 때문입니다.",
            why_en="N / (1 - saving). This is why AWS's recommendations show the commitment and the On-Demand covered as two numbers.",
            hints=(Text(ko="약정 ÷ (플랜 요금 ÷ 온디맨드 요금)", en="commitment / (plan rate / On-Demand rate)"),),
            mistakes=(
                Mistake(
                    value=lambda c: ASKED_USD * (1 - saving(c, "search")),
                    ko="곱했습니다. 온디맨드에서 약정을 구할 때 곱하고, 약정에서 온디맨드를 구할 때는 나눕니다.",
                    en="This multiplies. From On-Demand to commitment you multiply, from commitment to On-Demand you divide.",
                ),
                Mistake(
                    value=lambda c: ASKED_USD * (1 + saving(c, "search")),
                    ko="절감률을 더했습니다. 절감률은 약정이 아니라 온디맨드에 대한 비율이라, (1 − 절감률)로 나누어야 합니다.",
                    en="This adds the saving. It is a share of On-Demand, not of the commitment: divide by (1 - saving).",
                ),
                Mistake(
                    value=lambda c: ASKED_USD,
                    ko="약정 금액 그대로입니다. 약정은 플랜 요금으로 줄어들므로 온디맨드로는 더 많이 덮습니다.",
                    en="This is the commitment itself. It is used up at plan rates, so it covers more than that of On-Demand.",
                ),
            ),
        ),
        Exercise(
            "night_base",
            title_ko="밤에도 남는 몫에 맞춘 3년 약정",
            title_en="A 3-year commitment for what remains at night",
            ko="가게의 가장 한산한 시간(표의 ‘한산한 시간’)에 돌고 있는 **EC2와 Fargate**만 꼭 맞게 덮으려 합니다. 3년 선결제 없음 컴퓨팅 플랜의 시간당 약정은 얼마입니까? Lambda는 덮지 않습니다.",
            en="Cover just the **EC2 and Fargate** that run in the shop's quietest hour (the column “Quiet hour”) by a 3-year No Upfront Compute plan. What is the hourly commitment? Leave Lambda out.",
            answer=lambda c: need(c, THREE_YEARS, lines=(*MACHINES, *FARGATE)),
            unit="usd_per_hour",
            tolerance=0.002,
            why_ko="한산한 시간에 맞춘 약정은 사용률이 거의 100%인 가장 안전한 약정입니다. 절감률이 낮은 Lambda는 약정이 남을 때만 덮이도록 두었습니다.",
            why_en="A commitment for the quiet hour is the safest one, with a utilization near 100 %. Lambda, which saves least, is left to what may remain.",
            hints=(
                Text(
                    ko="줄마다 한산한 시간의 양 × 3년 플랜 요금을 구해 더합니다.",
                    en="Add up quiet amount x 3-year plan rate, line by line.",
                ),
                Text(
                    ko='`kao.discounts.plan_rates(kao.samples.hour(shop), ["compute_sp_3y_no_upfront"])`',
                    en='`kao.discounts.plan_rates(kao.samples.hour(shop), ["compute_sp_3y_no_upfront"])`',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: need(c, THREE_YEARS),
                    ko="Lambda까지 넣었습니다. EC2와 Fargate 네 줄만 더하세요.",
                    en="This includes Lambda: add up the four lines of EC2 and Fargate only.",
                ),
                Mistake(
                    value=lambda c: need(c, ONE_YEAR, lines=(*MACHINES, *FARGATE)),
                    ko="1년 플랜의 요금입니다. 3년은 요금이 더 낮아 약정도 더 작습니다.",
                    en="These are 1-year rates. Those for 3 years are lower, and so is the commitment.",
                ),
                Mistake(
                    value=lambda c: need(c, "on_demand_usd", lines=(*MACHINES, *FARGATE)),
                    ko="온디맨드 금액입니다. 플랜 요금을 곱하세요.",
                    en="This is the On-Demand amount: multiply by plan rates.",
                ),
                Mistake(
                    value=lambda c: need(c, THREE_YEARS, when="busy", lines=(*MACHINES, *FARGATE)),
                    ko="바쁜 시간에 맞추었습니다. 밤마다 그 차이만큼이 사라집니다.",
                    en="This is the busy hour's. Every night the difference would be lost.",
                ),
                Mistake(
                    value=lambda c: need(c, THREE_YEARS, lines=MACHINES),
                    ko="EC2만 더했습니다. 컴퓨팅 플랜은 Fargate도 덮습니다.",
                    en="This is EC2 alone. A Compute plan covers Fargate too.",
                ),
            ),
        ),
        Exercise(
            "two_plans",
            title_ko="두 플랜이 있는 한 시간의 청구액",
            title_en="The bill of an hour with two plans",
            ko="가게의 바쁜 시간입니다. 플랜이 둘 있습니다. `{family}` 패밀리의 EC2 인스턴스 플랜이 시간당 {narrow:usd}, 컴퓨팅 플랜이 시간당 {wide:usd}입니다(둘 다 1년 선결제 없음). 이 한 시간의 청구액은 모두 얼마입니까?",
            en="It is the shop's busy hour, under two plans: an EC2 Instance plan for the family `{family}` of {narrow:usd} an hour, and a Compute plan of {wide:usd} an hour (both 1 year, No Upfront). What is the whole bill of this hour?",
            values=lambda c: {
                "family": str(fleet(c)["item"]["web"]).split(".")[0],
                "narrow": narrow_usd(c),
                "wide": COMPUTE_USD,
            },
            answer=lambda c: two_plans(c)["usd"],
            unit="usd_per_hour",
            tolerance=0.002,
            why_ko="청구액 = 두 약정 + 덮이지 않은 온디맨드입니다. EC2 인스턴스 플랜이 웹 서버를 먼저 덮고, 컴퓨팅 플랜은 남은 웹 서버부터(절감률이 가장 높으므로) 덮습니다.",
            why_en="The bill is both commitments plus the On-Demand left. The EC2 Instance plan takes web servers first; the Compute plan goes on with the remaining web servers, where it saves most.",
            hints=(
                Text(
                    ko="EC2 인스턴스 플랜이 덮는 웹 서버는 몇 대입니까? 약정 ÷ 플랜 요금.",
                    en="How many web servers does the EC2 Instance plan cover? commitment / plan rate.",
                ),
                Text(
                    ko="`kao.discounts.apply(usage, None, plans, rates).summary()`의 `usd`가 청구액입니다.",
                    en="`usd` of `kao.discounts.apply(usage, None, plans, rates).summary()` is the bill.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: two_plans(c)["on_demand_usd"],
                    ko="덮이지 않은 온디맨드만입니다. 약정 두 개도 청구됩니다.",
                    en="This is the On-Demand left. The two commitments are billed as well.",
                ),
                Mistake(
                    value=lambda c: two_plans(c)["on_demand_equivalent_usd"],
                    ko="플랜이 없을 때의 금액입니다. 약정을 온디맨드 금액으로 세어 빼고 다시 더하면 이 값이 됩니다. 약정은 플랜 요금으로 셉니다.",
                    en="This is the hour without plans. You get it by taking the commitments off as On-Demand dollars and adding them again: they count at plan rates.",
                ),
                Mistake(
                    value=lambda c: two_plans(c)["on_demand_equivalent_usd"] - narrow_usd(c) - COMPUTE_USD,
                    ko="온디맨드에서 약정을 빼기만 했습니다. 약정은 그보다 많은 온디맨드를 덮고, 약정 자체는 청구액에 더해집니다.",
                    en="This only takes the commitments off On-Demand. They cover more than that, and are themselves added to the bill.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "kpi",
            ko="충당률 {coverage:percent} 이상이면서 사용률 {utilization:percent} 이상인 약정을 찾으세요. 두 비율은 서로 반대로 움직입니다.",
            en="Find a commitment with a coverage of at least {coverage:percent} and a utilization of at least {utilization:percent}. The two move against each other.",
            values=lambda c: {"coverage": COVERAGE, "utilization": UTILIZATION},
            needs=(
                Need(
                    ko="충당률이 모자랍니다. 약정을 늘리거나 더 많은 사용량을 덮는 플랜으로 바꾸세요.",
                    en="Coverage is too low: commit more, or take the plan that covers more of the usage.",
                    met=lambda c, v: v["coverage"] >= COVERAGE,
                ),
                Need(
                    ko="사용률이 모자랍니다. 밤과 주말에 버려지는 약정이 너무 많습니다. 약정을 줄이세요.",
                    en="Utilization is too low: too much is lost at night and on weekends. Commit less.",
                    met=lambda c, v: v["utilization"] >= UTILIZATION,
                ),
            ),
            why_ko="찾았습니다. 그런데 이 약정이 청구액을 가장 적게 만드는지는 다른 질문입니다. 두 비율은 목표가 아니라 계기판입니다.",
            why_en="Found. Whether this commitment also makes the bill smallest is another question: the two shares are gauges, not aims.",
        ),
        Goal(
            "cheapest",
            ko="1년 선결제 없음 컴퓨팅 플랜에서 청구액이 가장 적은 약정을 고르세요.",
            en="Choose the commitment with the smallest bill of a 1-year No Upfront Compute plan.",
            needs=(
                Need(
                    ko="컴퓨팅 플랜, 1년, 선결제 없음으로 맞추세요.",
                    en="Set Compute plan, 1 year, No Upfront.",
                    met=lambda c, v: (v["plan_kind"], v["term_years"], v["payment"]) == ("compute_sp", 1, "no_upfront"),
                ),
                Need(
                    ko="청구액이 더 적은 약정이 있습니다. 아래 차트의 골짜기를 찾으세요.",
                    en="There is a commitment with a smaller bill: look for the valley of the lower chart.",
                    met=lambda c, v: abs(v["usd_per_hour"] - v["cheapest"]) < 1e-9,
                ),
            ),
            why_ko="골짜기 왼쪽에서는 덮이지 않은 온디맨드가, 오른쪽에서는 버려지는 약정이 청구액을 올립니다. 마지막 1달러의 약정이 쓰이는 시간의 비율이 손익분기 사용률과 같아지는 곳이 바닥입니다.",
            why_en="Left of the valley On-Demand raises the bill, right of it unused commitment. The bottom is where the last dollar is used in just the share of hours that it needs to break even.",
        ),
    ),
    claims=(
        Claim(
            "W4",
            note_ko="Savings Plans(세이빙 플랜)는 EC2, Fargate, Lambda 비용을 최대 72% 줄인다.",
            note_en="Savings Plans cut EC2, Fargate and Lambda by up to 72 %.",
            now_ko="72%는 EC2에만 적용되는 **EC2 인스턴스 플랜**의 최대치입니다. Fargate와 Lambda에는 컴퓨팅 플랜(최대 66%)만 적용됩니다. {region}에서 1년 선결제 없음 컴퓨팅 플랜은 웹 서버에 {ec2:percent}, Fargate에 {fargate:percent}, Lambda 실행 시간에 {duration:percent}, Lambda 요청에 {request:percent}를 깎아 줍니다.",
            now_en="72 % is the maximum of **EC2 Instance plans**, which cover EC2 alone; Fargate and Lambda have the Compute plan only (66 % at most). In {region} a 1-year No Upfront Compute plan takes {ec2:percent} off the web servers, {fargate:percent} off Fargate, {duration:percent} off Lambda duration and {request:percent} off Lambda requests.",
            values=lambda c: {
                "ec2": saving(c),
                "fargate": saving(c, "api_vcpu"),
                "duration": saving(c, "images"),
                "request": saving(c, "image_requests"),
            },
        ),
        Claim(
            "W5",
            note_ko="Savings Plans의 종류는 EC2 인스턴스, 컴퓨팅, 세이지메이커 세 가지다.",
            note_en="There are three kinds of Savings Plans: EC2 Instance, Compute and SageMaker.",
            now_ko="네 가지입니다. **데이터베이스 Savings Plans**가 더해졌고(1년 선결제 없음, 최대 35%), 세이지메이커 플랜의 이름은 **SageMaker AI** Savings Plans로 바뀌었습니다. 64%라는 최대치는 지금도 맞습니다.",
            now_en="There are four: **Database Savings Plans** joined (1 year, No Upfront, up to 35 %), and the plan for SageMaker is now called **SageMaker AI** Savings Plan. Its maximum of 64 % still holds.",
            since="2025-12-02",
        ),
        Claim(
            "W30",
            note_ko="인스턴스를 켜고 끄는 스케줄을 두면 EC2 비용이 줄어든다.",
            note_en="A schedule that starts and stops instances lowers the cost of EC2.",
            now_ko="온디맨드로 내는 시간에만 맞는 말입니다. RI나 Savings Plans가 이미 덮은 시간을 끄면 청구액은 그대로이고 사용률만 떨어집니다. 사용량을 먼저 줄이고, 남은 사용량에 약정합니다.",
            now_en="True of hours that are paid On-Demand. Stop hours that an RI or a plan covers, and the bill stays while utilization falls. Reduce usage first, and commit for what remains.",
        ),
    ),
)
