"""Chapter 92, planning commitments: what it asks, and what it says to each answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from kaolib.knowledge.purchase import MONTH_HOURS, YEAR_HOURS
from kaolib.operation import commitment
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

PLAN, RI, LONG = "compute_sp_1y_no_upfront", "ri_standard_1y_no_upfront", "ri_standard_3y_all_upfront"
#: Of a week: weekdays, ten hours a day.
OFFICE = 50 / 168
#: The commitment of the blank about utilization, in web servers' worth.
ASKED_MACHINES = 12
#: The last exercise: a load that shrinks, and a plan that ends after five months.
OTHER_GROWTH, OLD_END, OLD_SHARE = -0.2, 5 * MONTH_HOURS, 0.4
COVERAGE_TARGET = 0.9
#: What the goals ask for.
FLAT, USED, CAREFUL = 0.99, 0.96, 0.95
#: The day on which the sale ends, and how many days a short lookback sees.
SALE_END, SHORT, LONGER = 213, 7, 60


def year(c: Context, growth: float = samples.GROWTH) -> commitment.Demand:
    """The chapter's made-up year."""
    return samples.year(c.location, c["instance_type"], c["other_instance_type"], c["next_instance_type"], growth)


def web(c: Context) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Web servers running in each hour."""
    return year(c).only(["web"]).quantity[:, 0]


def rate(c: Context, option: str, line: str = "web") -> float:
    """What an option charges for one of a line, USD an hour."""
    return float(year(c).products[option][line])


def break_even(c: Context, option: str = RI) -> float:
    """The share of the hours from which on an option pays for a web server."""
    return rate(c, option) / rate(c, "on_demand_usd")


def count(c: Context, option: str = RI) -> int:
    """How many RIs the web servers call for."""
    return int(commitment.best_reservations(year(c).only(["web"]), option)["count"].iloc[0])


def runs(c: Context, machine: int) -> float:
    """The share of the hours in which so many web servers run."""
    return float((web(c) >= machine).mean())


def used(c: Context, machines: int = ASKED_MACHINES) -> float:
    """How much of so many RIs the web servers use."""
    return float(np.minimum(web(c), machines).sum() / (machines * YEAR_HOURS))


@lru_cache(maxsize=256)
def _best(demand: commitment.Demand) -> commitment.BestPlan:
    return commitment.best_plan(demand, PLAN)


def best(c: Context) -> commitment.BestPlan:
    """The best 1-year plan for the year."""
    return _best(year(c))


def needed_for(demand: commitment.Demand, coverage: float) -> float:
    """The least commitment that covers a share of the spend, to the cent."""
    curve = commitment.plan_curve(demand, PLAN)
    return round(float(np.interp(coverage, curve["coverage"], curve["usd_per_hour"])), 2)


def target(c: Context) -> dict[str, float]:
    """What a coverage target costs against the best plan."""
    usd = needed_for(year(c), COVERAGE_TARGET)
    found, top = commitment.plan_cost(year(c), PLAN, usd), best(c)
    return {
        "target": COVERAGE_TARGET,
        "usd": usd,
        "saving": found.saving_usd,
        "utilization": found.utilization,
        "best": top.usd_per_hour,
        "most": top.saving_usd,
        "coverage": top.coverage,
    }


@lru_cache(maxsize=64)
def _lookback(demand: commitment.Demand) -> dict[str, float]:
    end = SALE_END * 24
    short, longer = (
        commitment.best_plan(demand.between(end - days * 24, end), PLAN).usd_per_hour for days in (SHORT, LONGER)
    )
    saved = [commitment.plan_cost(demand, PLAN, usd).saving_usd for usd in (short, longer)]
    return {"short": short, "longer": longer, "short_saving": saved[0], "longer_saving": saved[1]}


def lookback(c: Context) -> dict[str, float]:
    """What a lookback of a week and one of two months recommend on the last day of the sale, and what each then saves."""
    return _lookback(year(c))


def other(c: Context) -> commitment.Demand:
    """The load of the last exercise."""
    return year(c, OTHER_GROWTH)


def load(demand: commitment.Demand) -> np.ndarray[Any, np.dtype[np.float64]]:
    """USD an hour of all use at the plan's rates."""
    return np.asarray(demand.quantity @ demand.products[PLAN].to_numpy(float))


def old_usd(c: Context) -> float:
    """The commitment that the last exercise begins with."""
    return round(OLD_SHARE * _best(other(c)).usd_per_hour, 1)


@lru_cache(maxsize=64)
def _left(demand: commitment.Demand, usd: float) -> commitment.Demand:
    old = {"id": "old", "kind": "compute_sp", "option": PLAN, "usd_per_hour": usd, "end": demand.hours[OLD_END]}
    return commitment.remaining(demand, plans=pd.DataFrame([old])).demand


def left(c: Context) -> commitment.Demand:
    """What the old plan leaves of the load of the last exercise."""
    return _left(other(c), old_usd(c))


def rest(c: Context) -> float:
    """The answer of the last exercise: the best plan for what is left."""
    return _best(left(c)).usd_per_hour


def regret(c: Context, usd: float) -> float:
    """What a commitment saves less than the best on what is left."""
    found = commitment.plan_cost(left(c), PLAN, round(usd, 3))
    return float(_best(left(c)).saving_usd - found.saving_usd)


BANK = Bank(
    "92",
    ko="약정 계획",
    en="Planning commitments",
    tables=("on_demand", "commitment_rates", "service_plan_rates", "services", "load_week"),
    params={"instance_type": "m7g.xlarge", "other_instance_type": "r6i.xlarge", "next_instance_type": "r7g.xlarge"},
    cards=(
        RecallCard(
            ko="RI를 한 대 더 살지 말지는 무엇으로 정합니까?",
            en="What decides whether to buy one more RI?",
            answer_ko="그 한 대가 켜져 있는 시간의 비율이 손익분기 사용률(RI 요금 ÷ 온디맨드 요금)보다 큰지입니다. {region}의 웹 서버는 손익분기가 **{point:percent}**이고, 그래서 {count:number}대까지 삽니다.",
            answer_en="Whether that one would run for a larger share of the hours than the break-even utilization (RI rate over On-Demand rate). For the web servers in {region} that is **{point:percent}**, so {count:number} are bought.",
            values=lambda c: {"point": break_even(c), "count": count(c)},
        ),
        RecallCard(
            ko="가장 좋은 약정을 소수점까지 찾을 필요가 없는 까닭은 무엇입니까?",
            en="Why need the best commitment not be found to the last cent?",
            answer_ko="아낀 금액의 곡선은 꼭대기에서 평평합니다. {region}의 예에서는 {low:usd_per_hour}에서 {high:usd_per_hour} 사이 어디를 사도 최선의 99% 이상을 아낍니다. 그래서 사용률이 높은 낮은 쪽을 고릅니다.",
            answer_en="The saving curve is flat at its top. In {region} any commitment from {low:usd_per_hour} to {high:usd_per_hour} keeps at least 99 % of the best saving, so take the lower end, where utilization is higher.",
            values=lambda c: {"low": best(c).low_usd_per_hour, "high": best(c).high_usd_per_hour},
        ),
        RecallCard(
            ko="이미 가진 약정이 올해 안에 끝난다면 새 약정은 무엇에 대해 계산합니까?",
            en="A commitment you own ends within the year. For what do you size the new one?",
            answer_ko="기존 약정을 시간마다 먼저 적용하고 **남는 온디맨드**에 대해 계산합니다. 만료 뒤에는 그 몫이 온디맨드로 돌아오므로, 최적에서 기존 금액을 빼기만 하면 모자랍니다.",
            answer_en="Apply what you own hour by hour first and size the new one for **what stays On-Demand**. After the expiry its share comes back, so subtracting it from the optimum buys too little.",
        ),
    ),
    questions=(
        Question(
            "next_machine",
            ko="웹 서버가 {machine:number}대 이상 켜져 있는 시간은 한 해의 {share:percent}입니다. 1년 선결제 없음 RI의 손익분기는 {point:percent}입니다. {machine:number}번째 RI를 삽니까?",
            en="At least {machine:number} web servers run in {share:percent} of the hours. A 1-year No Upfront RI breaks even at {point:percent}. Do you buy RI number {machine:number}?",
            values=lambda c: {
                "machine": count(c) + 1,
                "share": runs(c, count(c) + 1),
                "point": break_even(c),
                "od": runs(c, count(c) + 1) * rate(c, "on_demand_usd") * YEAR_HOURS,
                "ri": rate(c, RI) * YEAR_HOURS,
                "mean": float(web(c).mean()),
            },
            choices=(
                Choice(
                    ko="산다. 평균 {mean:number.1}대가 켜져 있으니 아직 모자란다",
                    en="Yes: {mean:number.1} run on average, so there is room",
                    why_ko="평균은 이 한 대가 얼마나 켜져 있는지 말해 주지 않습니다. 온디맨드로 두면 1년에 {od:usd.0}, RI로 사면 {ri:usd.0}입니다.",
                    why_en="The mean does not say how long this one runs. On-Demand it costs {od:usd.0} a year, as an RI {ri:usd.0}.",
                ),
                Choice(
                    ko="사지 않는다. 켜져 있는 시간이 손익분기보다 짧다",
                    en="No: it runs for less than the break-even share",
                    right=True,
                    why_ko="온디맨드로 쓰는 시간만 내면 1년에 {od:usd.0}, RI로는 {ri:usd.0}입니다.",
                    why_en="Paid by the hour it costs {od:usd.0} a year, as an RI {ri:usd.0}.",
                ),
                Choice(
                    ko="산다. 절반이 넘는 시간에 켜져 있을 테니 할인이 이긴다",
                    en="Yes: a discount wins for anything that runs more than half the time",
                    why_ko="기준은 절반이 아니라 RI 요금 ÷ 온디맨드 요금입니다. 여기서는 {point:percent}입니다.",
                    why_en="The line is not one half but RI rate over On-Demand rate: {point:percent} here.",
                ),
            ),
        ),
        Question(
            "bigger_discount",
            ko="같은 웹 서버에 3년 전체 선결제 RI(손익분기 {long:percent})를 쓰면, 1년 선결제 없음 RI(손익분기 {short:percent})보다 몇 대를 사는 것이 좋습니까? 부하는 해마다 같다고 봅니다.",
            en="For the same web servers, take a 3-year All Upfront RI (break-even {long:percent}) instead of a 1-year No Upfront one ({short:percent}). How many are best, if every year is alike?",
            values=lambda c: {
                "long": break_even(c, LONG),
                "short": break_even(c),
                "many": count(c, LONG),
                "few": count(c),
            },
            choices=(
                Choice(
                    ko="더 많이. 할인이 클수록 덜 켜져 있는 서버까지 살 만하다",
                    en="More: the larger the discount, the less a machine has to run",
                    right=True,
                    why_ko="손익분기가 내려가므로 {few:number}대에서 {many:number}대로 늘어납니다. 대신 3년 동안 부하가 그대로여야 합니다.",
                    why_en="The break-even falls, so {few:number} become {many:number}. But the load has to last for three years.",
                ),
                Choice(
                    ko="더 적게. 오래 묶이니 줄여야 한다",
                    en="Fewer: it binds for longer",
                    why_ko="부하가 같다면 손익분기가 낮을수록 더 삽니다({few:number}대에서 {many:number}대). 줄이는 까닭은 불확실함이며, 그것은 따로 계산합니다.",
                    why_en="With the same load a lower break-even buys more ({few:number} become {many:number}). Uncertainty is the reason to buy less, and that is computed separately.",
                ),
                Choice(
                    ko="같다. 살 대수는 부하만으로 정해진다",
                    en="The same: the load alone decides",
                    why_ko="부하가 같아도 손익분기가 다르면 답이 다릅니다. {few:number}대와 {many:number}대입니다.",
                    why_en="The same load gives another answer at another break-even: {few:number} and {many:number}.",
                ),
            ),
        ),
        Question(
            "coverage_target",
            ko="팀의 목표가 ‘충당률 {target:percent.0}’입니다. 이 가게의 한 해에 이 목표를 채우면 어떻게 됩니까?",
            en="The team's target is a coverage of {target:percent.0}. What does meeting it do to the shop's year?",
            values=target,
            choices=(
                Choice(
                    ko="가장 많이 아낀다. 덮을수록 할인이 커진다",
                    en="It saves most: the more is covered, the more is discounted",
                    why_ko="덮은 시간의 할인보다 비어 있는 시간의 낭비가 커지는 점이 있습니다. 목표를 채우면 {saving:usd.0}, 최선은 {most:usd.0}을(를) 아낍니다.",
                    why_en="Beyond a point the idle hours waste more than the covered ones save. The target saves {saving:usd.0}, the best plan {most:usd.0}.",
                ),
                Choice(
                    ko="{usd:usd_per_hour}까지 사야 하고 최선보다 덜 아낀다. 충당률은 목표가 아니라 결과다",
                    en="It takes {usd:usd_per_hour} and saves less than the best plan: coverage is a result, not a target",
                    right=True,
                    why_ko="최선은 {best:usd_per_hour}이고 그때 충당률은 {coverage:percent}입니다. 목표를 채우면 사용률이 {utilization:percent}로 내려가고, 아낀 금액은 {most:usd.0}에서 {saving:usd.0}로 줄어듭니다.",
                    why_en="The best plan is {best:usd_per_hour}, with a coverage of {coverage:percent}. At the target, utilization is {utilization:percent} and the saving falls from {most:usd.0} to {saving:usd.0}.",
                ),
                Choice(
                    ko="사용률도 함께 올라간다",
                    en="Utilization rises with it",
                    why_ko="반대입니다. 약정을 늘리면 충당률은 오르고 사용률은 내려갑니다. 여기서는 {utilization:percent}입니다.",
                    why_en="The other way round: a larger commitment raises coverage and lowers utilization, here to {utilization:percent}.",
                ),
            ),
        ),
        Question(
            "sale",
            ko="열흘 동안의 할인 행사가 끝난 날, 지난 7일을 보는 권고는 {short:usd_per_hour}, 지난 60일을 보는 권고는 {longer:usd_per_hour}입니다. 무엇을 믿습니까?",
            en="On the day a ten-day sale ends, a 7-day lookback recommends {short:usd_per_hour} and a 60-day one {longer:usd_per_hour}. Which do you trust?",
            values=lookback,
            choices=(
                Choice(
                    ko="7일. 가장 새로운 자료다",
                    en="7 days: the newest data",
                    why_ko="7일이 모두 행사 기간입니다. 이 금액은 한 해에 {short_saving:usd.0}, 60일의 금액은 {longer_saving:usd.0}을(를) 아낍니다.",
                    why_en="All seven days are sale days. Over the year it saves {short_saving:usd.0}; the 60-day figure saves {longer_saving:usd.0}.",
                ),
                Choice(
                    ko="둘의 평균",
                    en="The mean of both",
                    why_ko="평균을 내도 행사가 섞인 값입니다. 되풀이되지 않을 날을 빼고 다시 계산하는 것이 맞습니다.",
                    why_en="The mean still has the sale in it. Leave out the days that will not come again and compute once more.",
                ),
                Choice(
                    ko="60일을 출발점으로 삼되, 행사 기간을 빼고 다시 계산한다",
                    en="Start from the 60 days, and compute again without the sale",
                    right=True,
                    why_ko="긴 창은 행사의 무게를 줄일 뿐 없애지 못합니다. 60일의 금액은 한 해에 {longer_saving:usd.0}, 7일의 금액은 {short_saving:usd.0}을(를) 아낍니다.",
                    why_en="A long window dilutes the sale but does not remove it. Over the year the 60-day figure saves {longer_saving:usd.0}, the 7-day one {short_saving:usd.0}.",
                ),
            ),
        ),
        Question(
            "careful",
            ko="내년 부하가 30% 줄 수도, 그대로일 수도, 30% 늘 수도 있습니다. 조심스러운 구매자는 왜 평균이 가장 큰 약정보다 적게 삽니까?",
            en="Next year's load may shrink by 30 %, stay, or grow by 30 %. Why does a careful buyer commit to less than is best on average?",
            choices=(
                Choice(
                    ko="적게 사면 평균도 함께 커지기 때문에",
                    en="Because buying less raises the mean as well",
                    why_ko="평균은 조금 줄어듭니다. 그 대가로 나쁜 해의 결과가 나아집니다.",
                    why_en="The mean falls a little. In exchange the bad years get better.",
                ),
                Choice(
                    ko="남는 약정은 되돌릴 수 없지만 모자란 약정은 다음 달에 더 살 수 있기 때문에",
                    en="Because a surplus cannot be undone, while a lack can be bought next month",
                    right=True,
                    why_ko="많이 산 후회는 기간이 끝날 때까지 남고, 적게 산 후회는 다음 구매까지만 남습니다. 그래서 나쁜 해의 평균(CVaR)을 함께 보고 사다리로 나누어 삽니다.",
                    why_en="The regret of too much lasts to the end of the term, that of too little until the next purchase. So look at the mean of the bad years (CVaR) too, and buy in tranches.",
                ),
                Choice(
                    ko="Savings Plans는 언제든 줄일 수 있기 때문에",
                    en="Because a Savings Plan can be reduced at any time",
                    why_ko="줄일 수 없습니다. 조건이 맞을 때 7일 안에 반품할 수 있을 뿐입니다.",
                    why_en="It cannot. Under conditions it can be returned within seven days, and that is all.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_quantile",
            title_ko="빈칸 1: 분위수의 자리",
            title_en="Blank 1: which quantile",
            ko="살 RI의 대수는 켜진 대수의 분위수입니다. 1년 선결제 없음 RI의 손익분기가 {point:percent}일 때 `np.quantile(대수, q)`의 q는 얼마입니까?",
            en="The number of RIs to buy is a quantile of the machines running. With a break-even of {point:percent} for a 1-year No Upfront RI, what is q in `np.quantile(machines, q)`?",
            values=lambda c: {"point": break_even(c)},
            answer=lambda c: 1 - break_even(c),
            unit="percent",
            tolerance=0.002,
            why_ko="마지막으로 살 한 대는 시간의 {point:percent} 동안 켜져 있어야 합니다. 켜진 대수가 그보다 적은 시간은 나머지, 곧 1 − 손익분기입니다. 재고 이론에서 말하는 신문팔이 문제의 답과 같습니다.",
            why_en="The last one bought has to run for {point:percent} of the hours. In the rest of them, 1 - break-even, fewer run. It is the answer of the newsvendor problem.",
            hints=(
                Text(
                    ko="분위수 q보다 작은 값이 차지하는 비율이 q입니다.",
                    en="q is the share of values that lie below the quantile.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: break_even(c),
                    ko="손익분기 자체를 썼습니다. 분위수는 그보다 **작은** 시간의 비율이므로 1에서 빼야 합니다. 이대로면 너무 많이 삽니다.",
                    en="This is the break-even itself. A quantile counts the hours **below** it, so take it from 1. As it stands it buys too many.",
                ),
                Mistake(
                    value=lambda c: 0.5,
                    ko="중앙값입니다. 할인율이 정확히 절반일 때만 맞습니다.",
                    en="This is the median: right only for a discount of exactly one half.",
                ),
            ),
        ),
        Exercise(
            "faded_utilization",
            title_ko="빈칸 2: 약정의 사용률",
            title_en="Blank 2: utilization of a commitment",
            ko="같은 웹 서버에 RI {machines:number}대를 샀다면 한 해의 사용률은 얼마입니까?",
            en="With {machines:number} RIs for the same web servers, what is the utilization over the year?",
            values=lambda c: {"machines": ASKED_MACHINES},
            answer=used,
            unit="percent",
            tolerance=0.002,
            why_ko="시간마다 쓴 몫은 켜진 대수와 약정 가운데 작은 쪽입니다. 남는 시간의 몫은 다른 시간으로 넘어가지 않습니다.",
            why_en="In each hour the smaller of machines and commitment is used. What is left in one hour does not carry over to another.",
            hints=(Text(ko="np.minimum(대수, 약정)", en="np.minimum(machines, commitment)"),),
            mistakes=(
                Mistake(
                    value=lambda c: float(web(c).sum() / (ASKED_MACHINES * YEAR_HOURS)),
                    ko="바쁜 시간에 약정을 넘은 몫까지 셌습니다. 한 시간에 약정보다 많이 쓸 수는 없습니다.",
                    en="This counts the busy hours beyond the commitment. No hour uses more of it than there is.",
                ),
                Mistake(
                    value=lambda c: float(np.minimum(web(c), ASKED_MACHINES).sum() / web(c).sum()),
                    ko="충당률입니다. 분모가 부하가 아니라 약정이어야 사용률입니다.",
                    en="This is coverage. For utilization, divide by the commitment, not by the load.",
                ),
            ),
        ),
        Exercise(
            "rest",
            title_ko="다섯 달 뒤에 끝나는 플랜이 있을 때",
            title_en="With a plan that ends in five months",
            ko="한 해 동안 20% 줄어드는 가게가 있습니다. 컴퓨팅 플랜 {old:usd_per_hour}을(를) 이미 가졌고, 이 플랜은 다섯 달(3,650시간) 뒤에 끝납니다. 오늘 1년 선결제 없음 컴퓨팅 플랜을 한 번만 더 사고 만료 때는 사지 않는다면, 시간당 얼마를 약정해야 한 해의 비용이 가장 적습니까?",
            en="A shop shrinks by 20 % over the year. It owns a Compute plan of {old:usd_per_hour} that ends in five months (3,650 hours). If you buy a 1-year No Upfront Compute plan once, today, and nothing at the expiry, which commitment makes the year cheapest?",
            values=lambda c: {"old": old_usd(c)},
            answer=rest,
            unit="usd_per_hour",
            tolerance=0.01,
            why_ko="기존 플랜이 덮는 다섯 달과 덮지 않는 일곱 달을 함께 놓고, 시간마다 남는 온디맨드에 대해 최적을 구한 값입니다.",
            why_en="It is the optimum for what stays On-Demand hour by hour: five months with the old plan and seven without.",
            hints=(
                Text(
                    ko="`kao.commitment.remaining(...)`이 기존 플랜을 적용하고 남는 수요를 줍니다.",
                    en="`kao.commitment.remaining(...)` applies the old plan and gives the demand that is left.",
                ),
                Text(
                    ko="남는 수요에 `kao.commitment.best_plan`을 부릅니다.",
                    en="Call `kao.commitment.best_plan` on the demand that is left.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: _best(other(c)).usd_per_hour,
                    ko="기존 플랜이 없는 것처럼 계산했습니다. 다섯 달 동안 두 플랜이 겹쳐 한 해에 {lost:usd.0}을(를) 덜 아낍니다.",
                    en="This ignores the plan you own. For five months both overlap, and the year saves {lost:usd.0} less.",
                    values=lambda c, answer: {"lost": regret(c, _best(other(c)).usd_per_hour)},
                ),
                Mistake(
                    value=lambda c: round(_best(other(c)).usd_per_hour - old_usd(c), 3),
                    ko="최적에서 기존 금액을 뺐습니다. 만료 뒤 일곱 달 동안은 모자라서 한 해에 {lost:usd.0}을(를) 덜 아낍니다.",
                    en="This subtracts the old plan from the optimum. For the seven months after the expiry it is too little: {lost:usd.0} less saved.",
                    values=lambda c, answer: {"lost": regret(c, _best(other(c)).usd_per_hour - old_usd(c))},
                ),
                Mistake(
                    value=lambda c: float(load(other(c)).mean()),
                    ko="평균을 샀습니다. 평균보다 한산한 시간마다 약정이 버려집니다.",
                    en="This buys the mean. In every hour below it some of the commitment is lost.",
                ),
                Mistake(
                    value=lambda c: float(load(other(c)).max()),
                    ko="가장 바쁜 시간에 맞추었습니다. 그 시간은 한 해에 한 번뿐이고 나머지 시간에는 대부분 버려집니다.",
                    en="This fits the busiest hour. It comes once; in all the others most of it is lost.",
                ),
                Mistake(
                    value=lambda c: needed_for(left(c), COVERAGE_TARGET),
                    ko="충당률 {target:percent.0}을(를) 목표로 샀습니다. 충당률은 결과이지 목표가 아닙니다.",
                    en="This meets a coverage of {target:percent.0}. Coverage is a result, not a target.",
                    values=lambda c, answer: {"target": COVERAGE_TARGET},
                ),
                Mistake(
                    value=lambda c: float(load(left(c)).min()),
                    ko="가장 한산한 시간에 맞추었습니다. 버리는 것은 없지만, 손익분기보다 오래 쓰는 층을 온디맨드로 남겨 두었습니다.",
                    en="This fits the quietest hour. Nothing is lost, but layers that run beyond the break-even stay On-Demand.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "flat_top",
            ko="부하가 30% 줄어드는 시나리오에서, 3년 전체 선결제 컴퓨팅 플랜으로 가장 많이 아낄 때의 99% 이상을 아끼면서 사용률 96% 이상을 지키는 약정을 찾으세요.",
            en="In the scenario that shrinks by 30 %, find a 3-year All Upfront Compute plan that keeps at least 99 % of the best saving with a utilization of 96 % or more.",
            needs=(
                Need(
                    ko="시나리오가 ‘30% 줄어듦’이 아닙니다.",
                    en="The scenario is not “30% less”.",
                    met=lambda c, v: v["scenario"] == "less",
                ),
                Need(
                    ko="3년 전체 선결제 컴퓨팅 플랜이 아닙니다.",
                    en="It is not a 3-year All Upfront Compute plan.",
                    met=lambda c, v: (
                        (v["plan_kind"], v["term_years"], v["payment"]) == ("compute_sp", 3, "all_upfront")
                    ),
                ),
                Need(
                    ko="아낀 금액이 최선의 99%에 못 미칩니다. 칠한 구간 안으로 옮기세요.",
                    en="The saving is below 99 % of the best: move into the shaded range.",
                    met=lambda c, v: v["share_of_best"] >= FLAT,
                ),
                Need(
                    ko="사용률이 96%보다 낮습니다. 약정을 줄이세요.",
                    en="Utilization is below 96 %: commit less.",
                    met=lambda c, v: v["utilization"] >= USED,
                ),
            ),
            why_ko="꼭대기는 평평하지만 사용률은 그렇지 않습니다. 같은 돈을 아낀다면 구간의 **낮은 쪽**이 낫습니다. 부하가 더 줄어도 견디고, 모자라면 더 살 수 있습니다.",
            why_en="The top is flat, utilization is not. For the same saving take the **lower end**: it bears a further fall, and more can always be bought.",
        ),
        Goal(
            "careful",
            ko="내년을 모른다면(±30%) 얼마를 약정하겠습니까? 평균 아낀 금액을 최선의 95% 이상으로 지키면서, 나쁜 해의 평균도 최선의 95% 이상인 약정을 찾으세요.",
            en="If next year is open (±30 %), how much do you commit? Find a commitment whose mean saving is at least 95 % of the best mean, and whose bad years are at least 95 % of the best bad years.",
            needs=(
                Need(
                    ko="전망이 ‘모름(±30%)’이 아닙니다.",
                    en="The outlook is not “Open (±30%)”.",
                    met=lambda c, v: v["outlook"] == "open",
                ),
                Need(
                    ko="평균이 최선의 95%보다 작습니다. 너무 적게 샀습니다.",
                    en="The mean is below 95 % of the best: too little.",
                    met=lambda c, v: v["share_of_best_mean"] >= CAREFUL,
                ),
                Need(
                    ko="나쁜 해의 평균이 최선의 95%보다 작습니다. 너무 많이 샀습니다.",
                    en="The bad years are below 95 % of the best: too much.",
                    met=lambda c, v: v["share_of_best_cvar"] >= CAREFUL,
                ),
            ),
            why_ko="두 고리 사이에서 고르면 평균을 조금 내주고 나쁜 해를 많이 지킵니다. 어디까지 내줄지는 회사가 정할 일이고, 이 차트는 그 값을 보여 줍니다.",
            why_en="Between the two rings a little of the mean buys much of the bad years. How much to give is the company's choice; the chart shows its price.",
        ),
    ),
    claims=(
        Claim(
            "W30",
            note_ko="일정을 걸어 쓰지 않는 시간에 끄면 EC2 비용이 줄어든다.",
            note_en="Stopping instances on a schedule lowers the EC2 bill.",
            now_ko="약정이 덮고 있던 시간은 꺼도 청구액이 줄지 않습니다. 약정은 쓰든 안 쓰든 나가기 때문입니다. 늘 켜 둔 서버에 맞추어 1년 플랜을 산 뒤 평일 하루 10시간만 켜면 사용률은 {office:percent}로 내려가고 청구액은 그대로입니다. 줄이기가 먼저, 약정은 그다음입니다.",
            now_en="Hours covered by a commitment save nothing when they are stopped, because it is charged anyway. Commit to servers that always run, then run them ten hours on weekdays: utilization falls to {office:percent} and the bill does not move. Reduce first, then commit.",
            values=lambda c: {"office": OFFICE},
        ),
        Claim(
            "W7",
            note_ko="필요 없어진 예약은 마켓플레이스에 팔아 위험을 줄인다.",
            note_en="A reservation no longer needed is sold on the Marketplace, which lowers the risk.",
            now_ko="표준 RI에만 맞는 말이고 수수료 12%와 미국 은행 계좌가 필요합니다. Savings Plans는 팔 수 없습니다. 시간당 100달러 이하라면 7일 안, 같은 달 안에 반품할 수 있을 뿐이므로, 위험은 **얼마나, 언제 사는가**로 줄입니다.",
            now_en="That holds for standard RIs alone, with a fee of 12 % and a US bank account. Savings Plans cannot be sold; up to 100 dollars an hour they can be returned within 7 days of the same month. Risk is lowered by **how much and when** you buy.",
        ),
    ),
)
