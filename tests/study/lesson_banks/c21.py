"""A small whole bank: every structure once, in the order in which a chapter shows them."""

from __future__ import annotations

from typing import Any

from kaolib.architecture import compare
from kaolib.knowledge import instance_type, purchase
from kaolib.study.bank import Bank, Choice, Claim, Context, Exercise, Goal, Mistake, Need, Question, RecallCard, Text

HOURS = 730


def offers(c: Context) -> Any:
    return purchase.offers(c["instance_type"], c.location, c.operating_system).set_index("option")


def rate(c: Context, option: str) -> float:
    return float(offers(c).loc[option, "effective_usd_per_hour"])


def saving(c: Context, option: str) -> float:
    return 1 - rate(c, option) / rate(c, "on_demand")


def one_year_rates(c: Context) -> dict[str, float]:
    return {name: rate(c, f"ri_standard_1y_{name}") for name in ("no_upfront", "partial_upfront", "all_upfront")}


BANK = Bank(
    "21",
    ko="구매 옵션",
    en="Purchase options",
    tables=("on_demand", "commitment_rates"),
    params={"instance_type": "m7g.large", "operating_system": "linux", "utilization": 0.6},
    cards=(
        RecallCard(
            ko="`{instance_type}`의 온디맨드 요금은 얼마입니까?",
            en="What does `{instance_type}` cost On-Demand?",
            answer_ko="{region}에서 **{od:usd_per_hour}**입니다.",
            answer_en="In {region}, **{od:usd_per_hour}**.",
            values=lambda c: {"od": rate(c, "on_demand")},
        ),
    ),
    questions=(
        Question(
            "month",
            ko="`{instance_type}` 한 대를 한 달 내내 온디맨드로 켜 두면 얼마입니까?",
            en="What does one `{instance_type}` cost On-Demand over a month without a stop?",
            values=lambda c: {
                "od": rate(c, "on_demand"),
                "day": rate(c, "on_demand") * 24,
                "right": rate(c, "on_demand") * HOURS,
            },
            choices=(
                Choice(
                    ko="{day:usd_per_month}",
                    en="{day:usd_per_month}",
                    why_ko="{od:usd_per_hour}에 24를 곱한 하루치입니다.",
                    why_en="That is {od:usd_per_hour} times 24: one day.",
                ),
                Choice(
                    ko="{right:usd_per_month}",
                    en="{right:usd_per_month}",
                    right=True,
                    why_ko="한 달은 730시간으로 셉니다.",
                    why_en="A month counts 730 hours.",
                ),
            ),
        ),
        Question(
            "stopped",
            ko="1년 RI를 산 인스턴스를 석 달 동안 꺼 두면 청구서는 어떻게 됩니까?",
            en="You bought a 1-year RI and stop the instance for three months. What happens to the bill?",
            choices=(
                Choice(
                    ko="꺼 둔 석 달은 `RIFee`도 청구되지 않습니다.",
                    en="Nothing is billed for the three months, not even `RIFee`.",
                    why_ko="RI는 켜 둔 시간이 아니라 기간에 매겨집니다. 꺼 두어도 그대로 나갑니다.",
                    why_en="An RI is billed by its term, not by running hours: it goes on while the instance is stopped.",
                ),
                Choice(
                    ko="꺼 두어도 약정 요금이 시간마다 그대로 청구됩니다. 같은 조건의 다른 인스턴스를 켜면 그 인스턴스에 할인이 적용됩니다.",
                    en="The commitment is billed every hour as before; if another instance with the same attributes runs, the discount applies to that one.",
                    right=True,
                    why_ko="RI는 인스턴스가 아니라 결제 할인입니다.",
                    why_en="An RI is a billing discount, not an instance.",
                ),
                Choice(
                    ko="계약이 석 달 늘어납니다.",
                    en="The term is extended by three months.",
                    why_ko="기간은 달력대로 흐릅니다.",
                    why_en="The term runs by the calendar.",
                ),
            ),
        ),
        Question(
            "cheaper_here",
            ko="{region}에서 `{instance_type}`은(는) 버지니아 북부보다 쌉니까?",
            en="Is `{instance_type}` cheaper in {region} than in N. Virginia?",
            values=lambda c: {"here": rate(c, "on_demand"), "there": rate(c.elsewhere("us-east-1"), "on_demand")},
            choices=(
                Choice(
                    ko="예",
                    en="Yes",
                    right=lambda c: rate(c, "on_demand") < rate(c.elsewhere("us-east-1"), "on_demand"),
                    why_ko="여기는 {here:usd_per_hour}, 버지니아 북부는 {there:usd_per_hour}입니다.",
                    why_en="Here it is {here:usd_per_hour}, there {there:usd_per_hour}.",
                ),
                Choice(
                    ko="아니요",
                    en="No",
                    right=lambda c: rate(c, "on_demand") >= rate(c.elsewhere("us-east-1"), "on_demand"),
                    why_ko="여기는 {here:usd_per_hour}, 버지니아 북부는 {there:usd_per_hour}입니다.",
                    why_en="Here it is {here:usd_per_hour}, there {there:usd_per_hour}.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "committed_month",
            title_ko="약정한 한 달",
            title_en="A committed month",
            ko="`{instance_type}`의 1년 부분 선결제 스탠더드 RI로 한 달(730시간) 비용을 구하세요. 선결제도 나누어 더합니다.",
            en="Find the monthly cost (730 hours) of a 1-year Partial Upfront standard RI for `{instance_type}`, with its share of the upfront payment.",
            answer=lambda c: rate(c, "ri_standard_1y_partial_upfront") * HOURS,
            unit="usd_per_month",
            why_ko="이 금액은 인스턴스를 꺼 두어도 나갑니다. 그래서 얼마나 켜 두는지부터 따집니다.",
            why_en="You pay this even while the instance is stopped, so ask first how much it runs.",
            hints=(
                Text(
                    ko="`effective_usd_per_hour` 열에 선결제가 들어 있습니다.",
                    en="`effective_usd_per_hour` holds the upfront payment.",
                ),
                Text(ko="한 달은 730시간입니다.", en="A month has 730 hours."),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: rate(c, "on_demand") * HOURS,
                    ko="온디맨드로 계산한 한 달입니다. `offering` 열을 확인하세요.",
                    en="This is a month On-Demand: look at the column `offering`.",
                ),
                Mistake(
                    value=lambda c: float(offers(c).loc["ri_standard_1y_partial_upfront", "usd_per_hour"]) * HOURS,
                    ko="선결제가 빠졌습니다. {upfront:usd}을(를) 12로 나누어 더하세요.",
                    en="The upfront payment is left out: add a twelfth of {upfront:usd}.",
                    values=lambda c, a: {
                        "upfront": float(offers(c).loc["ri_standard_1y_partial_upfront", "upfront_usd"])
                    },
                ),
            ),
        ),
        Exercise(
            "saving",
            title_ko="절감률",
            title_en="The saving",
            ko="1년 선결제 없음 스탠더드 RI의 절감률을 비율로 구하세요.",
            en="Find the saving of a 1-year No Upfront standard RI, as a fraction.",
            answer=lambda c: saving(c, "ri_standard_1y_no_upfront"),
            unit="percent",
            why_ko="절감률은 온디맨드 요금에 대한 비율입니다.",
            why_en="A saving is a share of the On-Demand price.",
        ),
        Exercise(
            "cheapest_size",
            title_ko="가장 싼 크기",
            title_en="The cheapest size",
            ko="m7g 제품군에서 4 vCPU 이상인 가장 싼 크기는 무엇입니까?",
            en="Which is the cheapest size of m7g with at least 4 vCPU?",
            answer=lambda c: _cheapest(c),
            unit="usd_per_hour",
            allowed=lambda c: instance_type.size_ladder("m7g")["instance_type"],
            measure=lambda c, name: float(
                compare.sizes("m7g", c.location).set_index("instance_type").loc[name, "usd_per_hour"]
            ),
            why_ko="같은 제품군에서는 크기가 요금을 정합니다.",
            why_en="Within a family, size sets the price.",
        ),
        Exercise(
            "no_cash",
            title_ko="선결제가 없는 옵션",
            title_en="Options without an upfront payment",
            ko="1년 약정 가운데 선결제가 없는 옵션의 id를 모두 적으세요.",
            en="List the ids of all 1-year options without an upfront payment.",
            answer=lambda c: [name for name in offers(c).index if name.endswith("1y_no_upfront")],
            why_ko="현금이 묶이지 않는 대신 절감률이 조금 낮습니다.",
            why_en="No cash is tied up; the saving is a little lower.",
        ),
        Exercise(
            "ranking",
            title_ko="순위",
            title_en="Ranking",
            ko="1년 스탠더드 RI의 결제 방식을 싼 것부터 적으세요.",
            en="Order the payment options of a 1-year standard RI, cheapest first.",
            answer=lambda c: sorted(one_year_rates(c), key=lambda name: one_year_rates(c)[name]),
            ordered=True,
            why_ko="먼저 낼수록 쌉니다.",
            why_en="The earlier you pay, the less it costs.",
        ),
        Exercise(
            "by_payment",
            title_ko="결제 방식별",
            title_en="By payment",
            ko="결제 방식별 실효 시간당 요금을 dict로 만드세요.",
            en="Make a dict of the effective hourly price by payment option.",
            answer=one_year_rates,
            unit="usd_per_hour",
            why_ko="셋을 나란히 놓아야 비교할 수 있습니다.",
            why_en="Only side by side can they be compared.",
        ),
        Exercise(
            "size_table",
            title_ko="크기 표",
            title_en="Table of sizes",
            ko="m7g의 크기마다 `instance_type`, `vcpu`, `usd_per_hour`가 있는 표를 만드세요.",
            en="Make a table of the sizes of m7g with `instance_type`, `vcpu`, `usd_per_hour`.",
            answer=lambda c: compare.sizes("m7g", c.location)[["instance_type", "vcpu", "usd_per_hour"]],
            why_ko="표가 있으면 어디서 두 배가 깨지는지 보입니다.",
            why_en="A table shows where doubling fails.",
        ),
    ),
    goals=(
        Goal(
            "no_cash_now",
            ko="선결제 없이 온디맨드보다 {least:percent.0} 넘게 아끼는 옵션을 찾으세요.",
            en="Find an option that saves more than {least:percent.0} with nothing upfront.",
            values=lambda c: {"least": 0.3},
            needs=(
                Need(
                    ko="선결제가 있습니다.",
                    en="It asks for an upfront payment.",
                    met=lambda c, v: v["payment"] == "no_upfront",
                ),
                Need(
                    ko="절감률이 {least:percent.0}에 못 미칩니다.",
                    en="It saves less than {least:percent.0}.",
                    met=lambda c, v: saving(c, f"{v['offering']}_{v['term_years']}y_{v['payment']}") > 0.3,
                ),
            ),
            why_ko="3년을 약속하면 현금을 묶지 않고도 크게 아낍니다.",
            why_en="A promise of three years saves much without tying up cash.",
        ),
    ),
    claims=(
        Claim(
            "W6",
            note_ko="RI는 용량을 예약하고 최대 72% 할인한다.",
            note_en="An RI reserves capacity and saves up to 72 %.",
            now_ko="용량은 가용 영역 RI만 예약합니다. {region}의 `{instance_type}`은(는) 최대 {most:percent}입니다.",
            now_en="Only a zonal RI reserves capacity. For `{instance_type}` in {region} the most is {most:percent}.",
            values=lambda c: {"most": saving(c, "ri_standard_3y_all_upfront")},
        ),
        Claim(
            "W8",
            note_ko="일래스틱 그래픽을 쓴다.",
            note_en="Use Elastic Graphics.",
            now_ko="끝난 서비스입니다.",
            now_en="The service has ended.",
            since="2024-01-08",
        ),
    ),
)


def _cheapest(c: Context) -> str:
    sizes = compare.sizes("m7g", c.location)
    return str(sizes[sizes["vcpu"] >= 4].sort_values("usd_per_hour").iloc[0]["instance_type"])
