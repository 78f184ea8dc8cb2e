"""Chapter 21, purchase options: what it asks, and what it says to each answer."""

from __future__ import annotations

import pandas as pd

from kaolib.knowledge import purchase
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

#: The project of the last exercise.
PROJECT_MONTHS = 20
#: Plans are left out: an EC2 Instance plan has the standard RI's rate, and a tie has no answer.
PROJECT_OPTIONS = [o for o in purchase.OPTIONS if o == "on_demand" or o.startswith("ri_standard")]
NIGHTLESS = 50 / 168  # weekdays, ten hours a day


def offers(c: Context) -> pd.DataFrame:
    """The offers of the chapter's instance, by option."""
    return purchase.offers(c["instance_type"], c.location, c.operating_system).set_index("option")


def rate(c: Context, option: str, column: str = "effective_usd_per_hour") -> float:
    """One number of one offer."""
    return float(offers(c)[column][option])


def project_cost(c: Context, option: str) -> float:
    """What PROJECT_MONTHS of one instance cost if this option is used as well as it can be.

    On-Demand pays the months; a three-year commitment is paid whole; after a one-year one the rest is On-Demand or a
    second year, whichever costs less.
    """
    table = offers(c)
    on_demand = float(table["effective_usd_per_hour"]["on_demand"]) * purchase.MONTH_HOURS
    effective, years = float(table["effective_usd_per_hour"][option]), int(table["term_years"][option])
    if years == 0:
        return effective * purchase.MONTH_HOURS * PROJECT_MONTHS
    term = effective * purchase.YEAR_HOURS * years
    rest = PROJECT_MONTHS - 12
    return term if years == 3 else term + min(term, rest * on_demand)


def project_choice(c: Context) -> str:
    """The cheapest known option for the project."""
    status = offers(c)["status"]
    return min((o for o in PROJECT_OPTIONS if status[o] != "unknown"), key=lambda o: project_cost(c, o))


def stopping_wins(c: Context) -> bool:
    """Whether On-Demand for office hours costs no more than either commitment whose rate is known."""
    committed = (rate(c, "ri_standard_1y_no_upfront"), rate(c, "ri_standard_3y_all_upfront"))
    return not any(known < rate(c, "on_demand") * NIGHTLESS for known in committed)


BANK = Bank(
    "21",
    ko="구매 옵션",
    en="Purchase options",
    tables=("on_demand", "commitment_rates", "spot"),
    params={"instance_type": "m7g.large", "operating_system": "linux"},
    cards=(
        RecallCard(
            ko="유효 시간당 요금은 어떻게 구합니까?",
            en="How do you find the effective hourly rate?",
            answer_ko="선결제를 기간의 시간(1년 8,760시간, 3년 26,280시간)으로 나누고 시간당 요금을 더합니다.",
            answer_en="Divide the upfront payment by the hours of the term (8,760 or 26,280) and add the hourly rate.",
        ),
        RecallCard(
            ko="손익분기 사용률이 뜻하는 것은 무엇입니까?",
            en="What does break-even utilization mean?",
            answer_ko="약정의 유효 시간당 요금을 온디맨드 요금으로 나눈 값입니다. {region}의 `{instance_type}`은(는) 1년 선결제 없음 표준 RI에서 **{point:percent}**이고, 이보다 오래 켜 두어야 약정이 쌉니다.",
            answer_en="The commitment's effective rate over the On-Demand rate. For `{instance_type}` in {region} and a 1-year No Upfront standard RI it is **{point:percent}**: run more than that and the commitment is cheaper.",
            values=lambda c: {"point": rate(c, "ri_standard_1y_no_upfront", "break_even_utilization")},
        ),
        RecallCard(
            ko="용량을 보장하는 구매 옵션은 무엇입니까?",
            en="Which purchase options guarantee capacity?",
            answer_ko="온디맨드 용량 예약과 영역(가용 영역) RI입니다. 리전 RI와 Savings Plans는 할인일 뿐 용량을 잡아 두지 않습니다.",
            answer_en="On-Demand Capacity Reservations and zonal RIs. Regional RIs and Savings Plans are discounts and hold no capacity.",
        ),
    ),
    questions=(
        Question(
            "which_rate",
            ko="1년 RI 세 가지(선결제 없음, 부분 선결제, 전체 선결제) 가운데 무엇이 가장 싼지 비교하려면 어떤 값을 봅니까?",
            en="Which number tells you the cheapest of three 1-year RIs (No, Partial and All Upfront)?",
            choices=(
                Choice(
                    ko="매시간 청구되는 요금",
                    en="The rate charged each hour",
                    why_ko="전체 선결제는 이 값이 0입니다. 공짜라는 뜻이 아니라 이미 다 냈다는 뜻입니다.",
                    why_en="For All Upfront it is 0. That does not mean free; it means already paid.",
                ),
                Choice(
                    ko="선결제 금액",
                    en="The upfront payment",
                    why_ko="선결제 없음은 0이지만 매시간 요금이 가장 높습니다. 한쪽만 보면 순서가 뒤집힙니다.",
                    why_en="It is 0 for No Upfront, which has the highest hourly rate. Half the bill gives the wrong order.",
                ),
                Choice(
                    ko="유효 시간당 요금",
                    en="The effective hourly rate",
                    right=True,
                    why_ko="선결제를 기간 전체에 나누고 시간당 요금을 더한 값이라, 결제 방식이 달라도 그대로 비교할 수 있습니다.",
                    why_en="It spreads the upfront payment over the term and adds the hourly rate, so payment options compare directly.",
                ),
            ),
        ),
        Question(
            "office_hours",
            ko="평일 하루 10시간만 켜 두는 `{instance_type}`이 있습니다(한 주의 {use:percent}). 다음 가운데 가장 싼 것은 무엇입니까?",
            en="A `{instance_type}` runs ten hours on weekdays only ({use:percent} of the week). Which of these is cheapest?",
            values=lambda c: {
                "use": NIGHTLESS,
                "od": rate(c, "on_demand") * purchase.MONTH_HOURS * NIGHTLESS,
                "one": rate(c, "ri_standard_1y_no_upfront") * purchase.MONTH_HOURS,
                "three": rate(c, "ri_standard_3y_all_upfront") * purchase.MONTH_HOURS,
            },
            choices=(
                Choice(
                    ko="온디맨드로 두고 퇴근할 때 끈다",
                    en="On-Demand, stopped after work",
                    right=stopping_wins,
                    why_ko="켜 둔 시간만 내므로 {od:usd_per_month}입니다. 1년 RI는 {one:usd_per_month}, 3년 전체 선결제 RI는 {three:usd_per_month}이고 꺼 두어도 나갑니다.",
                    why_en="It pays running hours only: {od:usd_per_month}. The 1-year RI is {one:usd_per_month} and the 3-year All Upfront RI {three:usd_per_month}, running or not.",
                ),
                Choice(
                    ko="1년 선결제 없음 표준 RI",
                    en="A 1-year No Upfront standard RI",
                    why_ko="꺼 둔 시간까지 {one:usd_per_month}을(를) 냅니다. 켜 둔 시간만 내는 온디맨드는 {od:usd_per_month}입니다.",
                    why_en="It costs {one:usd_per_month}, stopped hours included; On-Demand for the running hours is {od:usd_per_month}.",
                ),
                Choice(
                    ko="할인율이 가장 높은 3년 전체 선결제 표준 RI",
                    en="A 3-year All Upfront standard RI, which has the highest discount",
                    right=lambda c: not stopping_wins(c),
                    why_ko="이 옵션은 한 달 {three:usd_per_month}, 온디맨드는 {od:usd_per_month}입니다. 할인율이 아니라 켜 두는 시간이 정합니다.",
                    why_en="This one is {three:usd_per_month} a month, On-Demand {od:usd_per_month}. Running time decides, not the discount.",
                ),
            ),
        ),
        Question(
            "capacity",
            ko="다음 달 행사에 `{instance_type}` 200대가 꼭 필요합니다. 무엇이 그 용량을 보장합니까?",
            en="An event next month needs 200 `{instance_type}` for certain. What guarantees them?",
            choices=(
                Choice(
                    ko="컴퓨팅 Savings Plans",
                    en="A Compute Savings Plan",
                    why_ko="시간당 약정 금액에 대한 할인입니다. 용량은 잡아 두지 않습니다.",
                    why_en="It is a discount on an hourly amount. It holds no capacity.",
                ),
                Choice(
                    ko="리전 RI",
                    en="A regional RI",
                    why_ko="어느 가용 영역에서든 할인을 받는 대신 용량은 보장하지 않습니다.",
                    why_en="It discounts in any Availability Zone, and in exchange reserves nothing.",
                ),
                Choice(
                    ko="온디맨드 용량 예약",
                    en="An On-Demand Capacity Reservation",
                    right=True,
                    why_ko="한 가용 영역에 자리를 잡아 두고, 기간 약정 없이 언제든 취소합니다. 대신 비어 있는 자리도 온디맨드 요금으로 청구됩니다.",
                    why_en="It holds slots in one Availability Zone without a term and is cancelled at will; an empty slot is billed at the On-Demand rate.",
                ),
            ),
        ),
        Question(
            "fargate",
            ko="Fargate 비용을 72%까지 줄여 준다는 말을 들었습니다. 어디가 틀렸습니까?",
            en="Someone says that a Savings Plan cuts Fargate by up to 72 %. What is wrong?",
            choices=(
                Choice(
                    ko="틀린 곳이 없다",
                    en="Nothing",
                    why_ko="72%는 EC2 인스턴스 Savings Plans의 최대치이고, 이 플랜은 EC2에만 적용됩니다.",
                    why_en="72 % is the most an EC2 Instance Savings Plan gives, and that plan covers EC2 alone.",
                ),
                Choice(
                    ko="72%는 EC2 전용 플랜의 최대치다. Fargate와 Lambda는 컴퓨팅 Savings Plans만 적용되고 할인율도 더 낮다",
                    en="72 % is the maximum of a plan for EC2 only. Fargate and Lambda need a Compute Savings Plan, at lower discounts",
                    right=True,
                    why_ko="컴퓨팅 Savings Plans의 최대치는 66%이며, 그마저 EC2 기준입니다. Lambda 요청 수에는 할인이 없습니다.",
                    why_en="A Compute Savings Plan gives 66 % at most, and that on EC2. Lambda requests get none.",
                ),
                Choice(
                    ko="Fargate에는 Savings Plans가 적용되지 않는다",
                    en="Savings Plans do not cover Fargate",
                    why_ko="컴퓨팅 Savings Plans는 EC2, Fargate, Lambda에 적용됩니다.",
                    why_en="A Compute Savings Plan covers EC2, Fargate and Lambda.",
                ),
            ),
        ),
        Question(
            "stopped",
            ko="1년 RI를 산 인스턴스를 석 달 동안 꺼 두었습니다. 청구서는 어떻게 됩니까?",
            en="You bought a 1-year RI and stop the instance for three months. What happens to the bill?",
            choices=(
                Choice(
                    ko="꺼 둔 석 달은 청구되지 않는다",
                    en="The three months are not billed",
                    why_ko="켜 둔 시간만 청구하는 것은 온디맨드입니다. 약정은 기간 내내 청구됩니다.",
                    why_en="Paying for running hours alone is On-Demand. A commitment is billed for its whole term.",
                ),
                Choice(
                    ko="RI 요금이 매시간 그대로 청구된다. 조건이 맞는 다른 인스턴스가 켜져 있으면 할인은 그쪽에 적용된다",
                    en="The RI is billed every hour as before; if another matching instance runs, the discount goes there",
                    right=True,
                    why_ko="RI는 기계가 아니라 결제 할인입니다. 그래서 특정 인스턴스에 묶이지 않습니다.",
                    why_en="An RI is a billing discount, not a machine, so it is not tied to one instance.",
                ),
                Choice(
                    ko="RI 기간이 석 달 늘어난다",
                    en="The term is extended by three months",
                    why_ko="기간은 산 날부터 365일 또는 1,095일이며 멈추지 않습니다.",
                    why_en="The term is 365 or 1,095 days from the purchase and does not pause.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_hours",
            title_ko="빈칸 1: 기간의 시간",
            title_en="Blank 1: hours of the term",
            ko="3년 약정의 선결제를 나눌 시간은 몇 시간입니까?",
            en="Over how many hours is the upfront payment of a 3-year commitment spread?",
            answer=lambda c: purchase.YEAR_HOURS * 3,
            unit="hours",
            why_ko="3년은 1,095일, 26,280시간입니다. 윤일은 세지 않습니다.",
            why_en="Three years are 1,095 days, 26,280 hours; leap days are not counted.",
            hints=(Text(ko="약정의 1년은 365일입니다.", en="A committed year has 365 days."),),
            mistakes=(
                Mistake(
                    value=lambda c: 3 * 366 * 24,
                    ko="1년을 366일로 셌습니다. 약정의 1년은 언제나 365일입니다.",
                    en="This counts 366 days a year. A committed year always has 365.",
                ),
                Mistake(
                    value=lambda c: 36,
                    ko="개월 수입니다. 시간당 요금을 구하려면 시간으로 나눕니다.",
                    en="This is months. An hourly rate needs hours.",
                ),
            ),
        ),
        Exercise(
            "faded_rate",
            title_ko="빈칸 2: 유효 시간당 요금",
            title_en="Blank 2: the effective hourly rate",
            ko="`{instance_type}`의 3년 전체 선결제 표준 RI는 선결제가 {upfront:usd}이고 매시간 요금은 없습니다. 유효 시간당 요금을 구하세요.",
            en="A 3-year All Upfront standard RI for `{instance_type}` costs {upfront:usd} upfront and nothing by the hour. Find its effective hourly rate.",
            values=lambda c: {"upfront": rate(c, "ri_standard_3y_all_upfront", "upfront_usd")},
            answer=lambda c: rate(c, "ri_standard_3y_all_upfront"),
            unit="usd_per_hour",
            tolerance=0.002,
            why_ko="이 값을 온디맨드 요금으로 나누면 손익분기 사용률이 됩니다.",
            why_en="Divide it by the On-Demand rate and you have the break-even utilization.",
            hints=(Text(ko="선결제 ÷ 기간의 시간 + 매시간 요금", en="upfront / hours of the term + hourly rate"),),
            mistakes=(
                Mistake(
                    value=lambda c: rate(c, "ri_standard_3y_all_upfront", "upfront_usd") / purchase.YEAR_HOURS,
                    ko="1년으로 나누었습니다. 이 선결제는 3년 치입니다.",
                    en="This divides by one year; the payment is for three.",
                ),
                Mistake(
                    value=lambda c: rate(c, "ri_standard_3y_no_upfront"),
                    ko="선결제 없음의 요금입니다. 전체 선결제 행을 보세요.",
                    en="This is the No Upfront rate: look at the All Upfront row.",
                ),
            ),
        ),
        Exercise(
            "project",
            title_ko="20개월짜리 프로젝트",
            title_en="A project of 20 months",
            ko="`{instance_type}` 한 대를 정확히 20개월 동안 쉬지 않고 씁니다. 20개월 뒤에는 아무것도 쓰지 않고, 남은 약정은 되팔지 않습니다. 온디맨드와 표준 RI 여섯 가지 가운데 총액이 가장 작은 옵션의 id를 답하세요. 1년 약정은 끝난 뒤 온디맨드로 이어 가거나 한 번 더 살 수 있습니다.",
            en="One `{instance_type}` runs without a stop for exactly 20 months. After that nothing is used and no commitment is resold. Among On-Demand and the six standard RIs, give the id of the option with the smallest total. After a 1-year commitment you may go on On-Demand or buy once more.",
            answer=project_choice,
            allowed=lambda c: PROJECT_OPTIONS,
            measure=project_cost,
            unit="usd",
            why_ko="할인율이 큰 약정은 다 쓰지 않고 버려도 쌀 수 있습니다. `pays_off_after_months`보다 오래 쓰는지가 기준이고, 짧은 약정을 이어 사는 총액과도 견주어야 합니다.",
            why_en="A commitment with a large discount can be cheaper even if part of it is thrown away. Ask whether you run longer than `pays_off_after_months`, and compare with chaining shorter commitments.",
            hints=(
                Text(
                    ko="온디맨드는 20 × 730시간, 3년 약정은 26,280시간 전부를 냅니다.",
                    en="On-Demand pays 20 x 730 hours; a 3-year commitment pays all 26,280.",
                ),
                Text(
                    ko="1년 약정은 첫해 + (8개월 온디맨드와 두 번째 1년 가운데 싼 쪽)입니다.",
                    en="A 1-year commitment pays its year plus the cheaper of 8 months On-Demand and a second year.",
                ),
            ),
            mistakes=(
                Mistake(
                    test=lambda c, a: a == "spot",
                    ko="스팟은 2분 전에 중단을 알립니다. 쉬지 않고 쓰는 이 프로젝트에서는 뺐습니다.",
                    en="Spot may be interrupted with two minutes' notice. It is out for a project that must not stop.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "no_cash_flexible",
            ko="선결제 없이, 손익분기 사용률이 75% 이하이면서, 인스턴스 패밀리와 리전을 나중에 바꿔도 할인이 따라오는 옵션을 고르세요.",
            en="Choose an option with nothing upfront, a break-even utilization of 75 % at most, and a discount that follows you to another family and Region.",
            needs=(
                Need(
                    ko="선결제가 있습니다. 결제 옵션을 바꿔 보세요.",
                    en="It asks for an upfront payment: change the payment option.",
                    met=lambda c, v: str(v["option"]).endswith("no_upfront"),
                ),
                Need(
                    ko="이 옵션의 할인은 패밀리나 리전이 바뀌면 따라오지 않습니다. EC2, Fargate, Lambda에 두루 적용되는 플랜을 찾으세요.",
                    en="This discount does not follow you to another family or Region. Look for the plan that covers EC2, Fargate and Lambda alike.",
                    met=lambda c, v: str(v["option"]).startswith("compute_sp"),
                ),
                Need(
                    ko="손익분기 사용률이 75%를 넘거나 가격이 확인되지 않은 옵션입니다. 기간이나 유형을 바꿔 보세요.",
                    en="It breaks even above 75 %, or its price is not known: change the term or the type.",
                    met=lambda c, v: (
                        float(
                            purchase.offers(v["instance_type"], v["location"], v["operating_system"]).set_index(
                                "option"
                            )["break_even_utilization"][v["option"]]
                        )
                        <= 0.75
                    ),
                ),
            ),
            why_ko="컴퓨팅 Savings Plans는 할인율이 조금 낮은 대신 구조를 바꿀 자유를 남깁니다. 6개월 안에 Graviton으로 옮기거나 Fargate로 갈 계획이 있다면 그 차이가 보험료입니다.",
            why_en="A Compute Savings Plan gives a little less discount and leaves you free to change the architecture. If a move to Graviton or Fargate is planned, the difference is the insurance premium.",
        ),
    ),
    claims=(
        Claim(
            "W6",
            note_ko="RI는 용량을 예약하고 최대 72% 할인을 준다.",
            note_en="An RI reserves capacity and saves up to 72 %.",
            now_ko="용량은 **영역 RI**만 예약합니다. 리전 RI는 할인뿐입니다. 72%는 표준 RI의 최대치이고 컨버터블 RI는 66%까지입니다. 기간은 365일 또는 1,095일입니다.",
            now_en="Only a **zonal** RI reserves capacity; a regional one is a discount. 72 % is the maximum of standard RIs, 66 % of convertible ones. Terms are 365 or 1,095 days.",
        ),
        Claim(
            "W4",
            note_ko="Savings Plans(세이빙 플랜)는 EC2, Fargate, Lambda를 최대 72% 줄인다.",
            note_en="Savings Plans cut EC2, Fargate and Lambda by up to 72 %.",
            now_ko="72%는 EC2에만 적용되는 **EC2 인스턴스 Savings Plans**의 최대치입니다. Fargate와 Lambda에는 **컴퓨팅 Savings Plans**만 적용되고 최대 66%이며, Lambda 요청 수에는 할인이 없습니다.",
            now_en="72 % is the maximum of **EC2 Instance Savings Plans**, which cover EC2 alone. Fargate and Lambda need a **Compute Savings Plan**, 66 % at most, and Lambda requests get no discount.",
        ),
    ),
)
