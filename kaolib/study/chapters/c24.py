"""Chapter 24, Spot and fleets: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib.architecture import fleet
from kaolib.knowledge import catalog, ec2
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

#: The traces of the chapter, with the pool that it begins with; and the pools whose hazard the jobs have.
NINE = ("availability p3.2xlarge x1 2023-02-15", "availability-v100-1node-us-east-2b-2023-02")
HARD = "preemption-v100-4node-us-west-2c-2023-08"
CALM = "preemption-v100-4node-us-east-2a-2023-08"
TARGET = 12
#: How much of the wanted capacity has to run, in the exercise on pools.
WANTED = 0.98
#: The split of the first blank: instances in all, On-Demand base, per cent On-Demand above it.
SPLIT = (50, 9, 25)
#: The least useful work of the second goal; of the first: On-Demand units, the largest pool, what is kept of the saving.
USEFUL, BASE_UNITS, LARGEST, KEPT = 0.92, 16, 0.15, 0.5
RESTART_HOURS = 0.1
#: Seconds that the instances of the billing question ran.
RAN = 2_400


def place(c: Context) -> str:
    """Where the Spot prices of the chapter are from."""
    return samples.spot_place(c.location, c["instance_type"])


def prices(c: Context) -> tuple[float, float]:
    """USD an hour of the learner's type on Spot, and On-Demand, in one place."""
    return _prices(place(c), c["instance_type"])


@lru_cache(maxsize=64)
def _prices(location: str, instance_type: str) -> tuple[float, float]:
    row = fleet.pools(location, [instance_type], zones=["a"]).iloc[0]
    return float(row["spot_usd_per_hour"]), float(row["on_demand_usd_per_hour"])


def saving(c: Context) -> float:
    """The share of On-Demand that the learner's type saves."""
    spot, listed = prices(c)
    return 1 - spot / listed


def savings_over_time(c: Context) -> pd.Series[float]:
    """The saving of the learner's type on each date that has its price."""
    return _over_time(place(c), c["instance_type"])


@lru_cache(maxsize=64)
def _over_time(location: str, instance_type: str) -> pd.Series[float]:
    pairs = fleet.spot_pairs(location=location, instance_type=instance_type, operating_system="linux")
    found: pd.Series[float] = pairs.set_index("date")["saving"].sort_index()
    return found


def spread(c: Context) -> dict[str, float]:
    """The savings of the place's pools on the newest date: their median, and the share at 90 % or more."""
    return _spread(place(c))


@lru_cache(maxsize=64)
def _spread(location: str) -> dict[str, float]:
    newest = catalog.table("spot")["date"].max()
    row = fleet.spot_savings((), location=location, operating_system="linux", date=newest).iloc[0]
    return {"median": float(row["p50"]), "ninety": float(row["share_90"]), "pools": float(row["pools"])}


def hazard(trace: str = HARD) -> float:
    """Interruptions for each running hour of a trace."""
    return _hazards()[trace]


@lru_cache(maxsize=1)
def _hazards() -> dict[str, float]:
    table = fleet.trace_hazards([HARD, CALM])
    return dict(zip(table["trace"], table["per_hour"].astype(float), strict=True))


@lru_cache(maxsize=4)
def availability(alphabetical: bool = False) -> tuple[float, ...]:
    """What ran of the wanted capacity with the first pool, the first two and so on."""
    names = samples.pools_in_turn(*NINE)
    names = sorted(names) if alphabetical else names
    fleets: dict[str, str | list[str]] = {str(count): names[:count] for count in range(1, len(names) + 1)}
    table = fleet.compare_replays(fleets, TARGET, spot_usd_per_hour=1.0, on_demand_usd_per_hour=1.0)
    return tuple(table["availability"].astype(float))


def alone() -> tuple[float, ...]:
    """What would run if the pools failed independently of one another: one less the product of what they lack."""
    table = fleet.trace_hazards(samples.pools_in_turn(*NINE)).set_index("trace")["availability"]
    lacking = np.cumprod([1 - table[name] for name in samples.pools_in_turn(*NINE)])
    return tuple(1 - lacking)


def first_at(shares: tuple[float, ...], wanted: float = WANTED) -> int:
    """The number of pools from which on the share is reached."""
    return next(count for count, share in enumerate(shares, 1) if share >= wanted)


def split() -> fleet.Split:
    """The machines of the first blank."""
    target, base, percent = SPLIT
    return fleet.split(target, on_demand_base=base, on_demand_percent=percent)


def checkpoint_hours(c: Context) -> float:
    """What the learner's job takes to write a checkpoint."""
    return float(c["checkpoint_minutes"]) / 60


def job(c: Context, trace: str = CALM, interval: float | str | None = "best", write: float | None = None) -> fleet.Job:
    """The learner's own job on Spot."""
    spot, listed = prices(c)
    return fleet.job(
        float(c["job_hours"]),
        hazard(trace),
        spot,
        listed,
        checkpoint_hours=checkpoint_hours(c) if write is None else write,
        interval_hours=interval,
        restart_hours=RESTART_HOURS,
    )


def young(c: Context) -> float:
    """Young's interval for the learner's job on the hard trace, in hours."""
    return fleet.young(hazard(), checkpoint_hours(c))


def bills() -> dict[str, float]:
    """Seconds billed of a run, by who ended it and on which system."""
    found = {
        f"{by}_{system}": float(ec2.interrupted_seconds(RAN, by, system))
        for by in ("ec2", "you")
        for system in ("linux", "suse")
    }
    return {**found, "minutes": RAN / 60, "you_minutes": found["you_linux"] / 60}


def slow_start() -> dict[str, float]:
    """A replacement that needs four minutes, with the recommendation two minutes ahead."""
    on, off = (fleet.inject(rebalancing=way, launch_seconds=180).summary() for way in ("asg", "off"))
    return {"on": float(on["below_target_seconds"]), "off": float(off["below_target_seconds"])}


def own_budget(c: Context) -> dict[str, float]:
    """What the question on budgets holds against one another."""
    own = savings_over_time(c)
    return {**spread(c), "now": float(own.iloc[-1]), "least": float(own.min()), "most": float(own.max())}


BANK = Bank(
    "24",
    ko="스팟과 플릿",
    en="Spot and fleets",
    tables=("spot", "spot_advisor", "on_demand", "spot_traces", "services"),
    params={"instance_type": "m7g.xlarge", "job_hours": 24.0, "checkpoint_minutes": 3.0},
    cards=(
        RecallCard(
            ko="스팟의 ‘최대 90%’는 예산에 어떻게 씁니까?",
            en="How do you use Spot's “up to 90 %” in a budget?",
            answer_ko="쓰지 않습니다. {where:location}에서 90% 이상을 아끼는 풀은 **{ninety:percent}**, 중앙값은 {median:percent}였습니다. 쓰려는 유형 열 가지의 지금 값과, 지난 날짜에서 가장 나빴던 값을 씁니다.",
            answer_en="Not at all. In {where:location} **{ninety:percent}** of the pools saved 90 % or more, the median {median:percent}. Use the present savings of the ten types you mean to run, and the worst of past dates.",
            values=lambda c: {**spread(c), "where": place(c)},
        ),
        RecallCard(
            ko="EC2가 리눅스 스팟 인스턴스를 첫 한 시간 안에 중단하면 얼마가 청구됩니까? 내가 종료하면?",
            en="EC2 interrupts a Linux Spot Instance within its first hour: what is billed? And if you end it yourself?",
            answer_ko="EC2가 중단하면 0입니다. 내가 멈추거나 종료하면 쓴 만큼(초 단위)입니다. 첫 한 시간이 지난 뒤에는 누가 끝내든 쓴 초만큼 냅니다.",
            answer_en="Nothing if EC2 interrupts; the seconds used if you stop or end it. After the first hour the seconds used are billed, whoever ends it.",
        ),
        RecallCard(
            ko="체크포인트의 가장 싼 간격은 무엇이 정합니까?",
            en="What sets the cheapest interval between checkpoints?",
            answer_ko="체크포인트 한 번에 걸리는 시간 C와 중단 사이의 평균 시간 M입니다. Young의 어림은 √(2CM)이고, 비용은 그 둘레에서 평평합니다. 중단이 네 배 잦아지면 간격은 절반이 됩니다.",
            answer_en="The time C that one checkpoint takes, and the mean time M between interruptions: Young's estimate is sqrt(2CM), and the cost is flat around it. Four times as many interruptions halve the interval.",
        ),
    ),
    questions=(
        Question(
            "budget",
            ko="`{instance_type}`을(를) 스팟으로 옮길 때 내년 예산에는 어떤 절감률을 적겠습니까?",
            en="You move `{instance_type}` to Spot. Which saving goes into next year's budget?",
            values=own_budget,
            choices=(
                Choice(
                    ko="AWS가 말하는 최대치, 90%",
                    en="AWS's maximum, 90 %",
                    why_ko="이 값에 닿은 풀은 {ninety:percent}뿐입니다. 최대치는 가장 좋은 풀의 가장 좋은 날입니다.",
                    why_en="{ninety:percent} of the pools reach it. A maximum is the best pool on its best day.",
                ),
                Choice(
                    ko="오늘의 값, {now:percent}",
                    en="Today's, {now:percent}",
                    why_ko="스팟 가격은 천천히 움직이지만 멈추지는 않습니다. 열일곱 달 동안 {least:percent}에서 {most:percent} 사이를 오갔습니다.",
                    why_en="Spot prices move slowly, but they move: from {least:percent} to {most:percent} within seventeen months.",
                ),
                Choice(
                    ko="지난 날짜에서 가장 나빴던 값 부근, 여러 유형에 나누어",
                    en="About the worst of past dates, over several types",
                    right=True,
                    why_ko="이 유형은 가장 나쁠 때도 {least:percent}를 아꼈습니다. 이 값으로도 맞는 예산이라면 오늘의 {now:percent}는 덤입니다. 유형을 늘리면 한 풀의 움직임도 작아집니다.",
                    why_en="At its worst this type still saved {least:percent}. A budget that holds with it takes today's {now:percent} as a bonus; more types dampen what any one pool does.",
                ),
            ),
        ),
        Question(
            "default",
            ko="EC2 플릿을 만들면서 스팟 할당 전략을 적지 않았습니다. 무엇이 쓰이고 무엇이 문제입니까?",
            en="You create an EC2 Fleet and name no Spot allocation strategy. Which is used, and what is wrong with it?",
            choices=(
                Choice(
                    ko="`price-capacity-optimized`. 문제 없음",
                    en="`price-capacity-optimized`: nothing",
                    why_ko="AWS가 권하는 것이지만 기본값은 아닙니다. 직접 적어야 합니다.",
                    why_en="It is what AWS recommends, but not the default: you have to write it.",
                ),
                Choice(
                    ko="`lowest-price`. 가장 싼 풀에 몰려 중단 위험이 가장 크다",
                    en="`lowest-price`: it crowds into the cheapest pool, with the highest risk of interruption",
                    right=True,
                    why_ko="가장 싼 풀이 가장 얕은 풀일 수 있습니다. 요청에 `SpotOptions.AllocationStrategy`를 꼭 적으세요.",
                    why_en="The cheapest pool may be the shallowest. Always write `SpotOptions.AllocationStrategy` into the request.",
                ),
                Choice(
                    ko="`diversified`. 용량을 모든 풀에 고르게 나눈다",
                    en="`diversified`: it spreads evenly over all pools",
                    why_ko="고르게 나누는 전략이지만 기본값이 아니고, Auto Scaling 그룹에는 없습니다.",
                    why_en="It does spread evenly, but it is not the default, and Auto Scaling groups do not have it.",
                ),
            ),
        ),
        Question(
            "billing",
            ko="스팟 인스턴스가 {minutes:number}분 돌고 끝났습니다. 다음 가운데 요금이 청구되지 않는 것은 무엇입니까?",
            en="A Spot Instance ran for {minutes:number} minutes and ended. Which of these is not billed?",
            values=lambda c: bills(),
            choices=(
                Choice(
                    ko="일이 끝나 내가 종료한 리눅스",
                    en="Linux, ended by you as the work was done",
                    why_ko="내가 끝냈으므로 쓴 {you_minutes:number}분이 청구됩니다.",
                    why_en="You ended it: the {you_minutes:number} minutes used are billed.",
                ),
                Choice(
                    ko="EC2가 중단한 리눅스",
                    en="Linux, interrupted by EC2",
                    right=True,
                    why_ko="첫 한 시간 안에 EC2가 중단하면 청구되지 않습니다. 하지만 잃은 일은 돌아오지 않습니다.",
                    why_en="Interrupted by EC2 within the first hour, it is free. The work lost does not come back, though.",
                ),
                Choice(
                    ko="내가 종료한 SUSE",
                    en="SUSE, ended by you",
                    why_ko="SUSE는 시작한 한 시간을 모두 냅니다.",
                    why_en="SUSE pays the hour begun in full.",
                ),
            ),
        ),
        Question(
            "independent",
            ko="풀 하나로는 원한 용량의 {one:percent}가 돌았습니다. 풀 셋이 서로 무관하다고 보고 계산하면 {alone:percent}인데, 실제로는 {three:percent}였습니다. 왜 모자랍니까?",
            en="With one pool {one:percent} of the wanted capacity ran. Taking three pools as independent gives {alone:percent}; in fact it was {three:percent}. Why less?",
            values=lambda c: {"one": availability()[0], "three": availability()[2], "alone": alone()[2]},
            choices=(
                Choice(
                    ko="풀들이 함께 모자라는 때가 있기 때문에",
                    en="Because pools are short at the same time",
                    right=True,
                    why_ko="같은 세대의 같은 GPU를 모두가 찾는 날에는 여러 영역이 함께 마릅니다. 그래서 영역만이 아니라 유형과 세대도 섞어야 합니다.",
                    why_en="On days when everyone wants the same GPU, several zones run dry together. So mix types and generations, not zones alone.",
                ),
                Choice(
                    ko="트레이스를 잘못 쟀기 때문에",
                    en="Because the trace was measured wrongly",
                    why_ko="실제로 잰 것입니다. 틀린 것은 무관하다는 가정입니다.",
                    why_en="It was measured. What is wrong is the assumption of independence.",
                ),
                Choice(
                    ko="대체 인스턴스를 시작하는 데 시간이 걸리기 때문에",
                    en="Because a replacement takes time to start",
                    why_ko="그 시간은 여기에 들어 있지 않습니다. 다른 풀에 용량이 있으면 바로 옮긴 것으로 셌습니다.",
                    why_en="That time is not in these numbers: where another pool had room, the move counted as immediate.",
                ),
            ),
        ),
        Question(
            "stateful",
            ko="다음 가운데 스팟으로 옮기면 안 되는 것은 무엇입니까?",
            en="Which of these should not move to Spot?",
            choices=(
                Choice(
                    ko="한 대뿐인 주문 데이터베이스의 쓰기 인스턴스",
                    en="The single writer of the order database",
                    right=True,
                    why_ko="유일한 데이터가 그 위에 있고, 잠깐 없는 것도 견디지 못합니다. 절감률이 아무리 높아도 중단 한 번의 비용이 그것을 넘습니다.",
                    why_en="It holds the only copy of the data, and no gap is bearable. Whatever the saving, one interruption costs more.",
                ),
                Choice(
                    ko="큐에서 일을 꺼내 처리하는 컨테이너",
                    en="Containers that take work from a queue",
                    why_ko="끊긴 일은 큐로 돌아가 다시 처리됩니다. 스팟에 가장 잘 맞는 형태입니다.",
                    why_en="Work cut off returns to the queue and is done again: as fit for Spot as can be.",
                ),
                Choice(
                    ko="EMR의 태스크 노드",
                    en="EMR task nodes",
                    why_ko="HDFS 데이터를 두지 않는 노드입니다. 프라이머리 노드와 코어 노드가 조심할 곳입니다.",
                    why_en="They hold no HDFS data. It is primary and core nodes that need care.",
                ),
            ),
        ),
        Question(
            "two_minutes",
            ko="재조정 권장과 2분 공지가 함께 왔고, 대체 인스턴스가 요청을 받기까지 4분이 걸립니다. 용량 재조정을 켜 두면 어떻게 됩니까?",
            en="The recommendation and the two-minute notice arrive together, and a replacement needs four minutes until it serves. What does Capacity Rebalancing give you?",
            values=lambda c: slow_start(),
            choices=(
                Choice(
                    ko="모자란 시간이 없다",
                    en="No gap at all",
                    why_ko="권장이 일찍 왔을 때만 그렇습니다. 이번에는 {on:number}초 동안 모자랍니다.",
                    why_en="Only if the recommendation comes early. Here the group is short for {on:number} seconds.",
                ),
                Choice(
                    ko="모자란 시간이 {off:number}초에서 {on:number}초로 줄지만 없어지지는 않는다",
                    en="A gap of {on:number} instead of {off:number} seconds, but a gap",
                    right=True,
                    why_ko="2분은 4분보다 짧습니다. 시작을 줄이거나(이미지, 웜 풀) 한 대쯤 없어도 되는 용량을 두어야 합니다.",
                    why_en="Two minutes are less than four. Shorten the start (images, warm pools), or keep capacity that can spare one instance.",
                ),
                Choice(
                    ko="EC2가 대체 인스턴스를 기다렸다가 중단한다",
                    en="EC2 waits for the replacement before it interrupts",
                    why_ko="기다리지 않습니다. 공지도 최선의 노력으로 보내는 것이라 보장되지 않습니다.",
                    why_en="It does not wait. Even the notice is best effort and not guaranteed.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_split",
            title_ko="빈칸 1: 온디맨드 대수",
            title_en="Blank 1: how many On-Demand",
            ko="Auto Scaling 그룹의 원하는 용량이 {target:number}대, 온디맨드 기본이 {base:number}대, 그 위의 온디맨드가 {percent:number}%입니다. 온디맨드는 몇 대입니까?",
            en="An Auto Scaling group wants {target:number} instances with an On-Demand base of {base:number} and {percent:number} % On-Demand above it. How many are On-Demand?",
            values=lambda c: dict(zip(("target", "base", "percent"), SPLIT, strict=True)),
            answer=lambda c: int(split().on_demand),
            unit="number",
            why_ko="비율은 기본을 뺀 나머지에 적용하고, 나누어떨어지지 않으면 온디맨드 쪽으로 올립니다.",
            why_en="The percentage applies to what is above the base, and fractions go up to On-Demand.",
            hints=(Text(ko="기본 + 올림((전체 − 기본) × 비율)", en="base + round up((all - base) x share)"),),
            mistakes=(
                Mistake(
                    value=lambda c: math.ceil(SPLIT[0] * SPLIT[2] / 100),
                    ko="전체에 비율만 곱했습니다. 기본은 비율과 따로 먼저 채웁니다.",
                    en="This takes the percentage of all. The base comes first, apart from it.",
                ),
                Mistake(
                    value=lambda c: SPLIT[1] + math.ceil(SPLIT[0] * SPLIT[2] / 100),
                    ko="비율을 전체에 곱해 기본에 더했습니다. 비율은 기본 **위의** 나머지에만 적용합니다.",
                    en="This adds the percentage of all to the base: it applies only to what is **above** the base.",
                ),
                Mistake(
                    value=lambda c: SPLIT[1] + math.floor((SPLIT[0] - SPLIT[1]) * SPLIT[2] / 100),
                    ko="내렸습니다. Auto Scaling은 나머지를 온디맨드로 올립니다.",
                    en="This rounds down. Auto Scaling rounds the fraction up to On-Demand.",
                ),
                Mistake(
                    value=lambda c: int(split().spot),
                    ko="스팟의 대수입니다.",
                    en="This is the number of Spot Instances.",
                ),
            ),
        ),
        Exercise(
            "faded_young",
            title_ko="빈칸 2: Young의 간격",
            title_en="Blank 2: Young's interval",
            ko="체크포인트 한 번에 {minutes:number}분, 중단은 평균 {between:number}시간마다입니다. Young의 간격은 몇 시간입니까?",
            en="A checkpoint takes {minutes:number} minutes, an interruption comes every {between:number} hours on average. What is Young's interval in hours?",
            values=lambda c: {"minutes": float(c["checkpoint_minutes"]), "between": 1 / hazard()},
            answer=young,
            unit="hours",
            tolerance=0.01,
            why_ko="√(2CM)입니다. 중단이 잦을수록, 체크포인트가 가벼울수록 자주 남깁니다.",
            why_en="It is sqrt(2CM): the more interruptions and the lighter the checkpoint, the more often.",
            hints=(
                Text(ko="먼저 분을 시간으로 바꿉니다.", en="First turn the minutes into hours."),
                Text(ko="np.sqrt(2 * C * M)", en="np.sqrt(2 * C * M)"),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: math.sqrt(checkpoint_hours(c) / hazard()),
                    ko="2를 빠뜨렸습니다. 잃는 일은 평균으로 간격의 **절반**이라서 2가 들어갑니다.",
                    en="The 2 is missing. On average **half** an interval is lost: that is where it comes from.",
                ),
                Mistake(
                    value=lambda c: math.sqrt(2 * float(c["checkpoint_minutes"]) / hazard()),
                    ko="체크포인트를 분 그대로 넣었습니다. 시간으로 바꾸세요.",
                    en="The checkpoint went in as minutes: turn it into hours.",
                ),
                Mistake(
                    value=lambda c: 2 * checkpoint_hours(c) / hazard(),
                    ko="제곱근을 빠뜨렸습니다.",
                    en="The square root is missing.",
                ),
            ),
        ),
        Exercise(
            "least_pools",
            title_ko="손실 한도를 지키는 가장 적은 풀",
            title_en="The fewest pools within a limit of loss",
            ko="2023년 2월의 9개 영역 트레이스에서 12대를 모두 스팟으로 돌립니다. `order`의 순서대로 풀을 더할 때, 원한 용량의 {wanted:percent.0} 이상이 돌려면 풀이 **적어도 몇 개** 필요합니까?",
            en="On the trace of nine zones of February 2023 twelve instances run, all on Spot. Adding pools in the order of `order`, **how many at least** does it take for {wanted:percent.0} of the wanted capacity to run?",
            values=lambda c: {"wanted": WANTED},
            answer=lambda c: first_at(availability()),
            unit="number",
            why_ko="한 개, 두 개로는 턱없이 모자라고, 어느 풀을 더하느냐에 따라 크게 뛰기도 하고 그대로이기도 합니다. 풀의 수보다 **서로 다른 사정의 풀**이 중요합니다.",
            why_en="One or two are far too few; after that a pool may add much or nothing. What counts is not the number but that pools **fail at different times**.",
            hints=(
                Text(
                    ko="`kao.fleet.compare_replays`에 풀 1개, 2개, …의 플릿을 한꺼번에 줍니다.",
                    en="Give `kao.fleet.compare_replays` fleets of 1, 2, ... pools at once.",
                ),
                Text(ko="그 표의 `availability`를 봅니다.", en="Look at `availability` in its table."),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: first_at(alone()),
                    ko="풀들이 서로 무관하다고 보고 곱한 값입니다. 실제로는 함께 모자라는 때가 있어 {share:percent}에 그칩니다.",
                    en="This multiplies as if pools failed independently. In fact they are short together, and {share:percent} is what runs.",
                    values=lambda c, answer: {"share": availability()[first_at(alone()) - 1]},
                ),
                Mistake(
                    value=lambda c: first_at(availability(alphabetical=True)),
                    ko="이름순으로 더한 값입니다. `order`는 리전을 번갈아 가며 더합니다. 같은 리전의 영역들은 함께 모자라기 쉽습니다.",
                    en="This adds them by name. `order` takes the Regions in turn: zones of one Region tend to be short together.",
                ),
                Mistake(
                    value=lambda c: first_at(availability(), 0.95),
                    ko="한 단계 이릅니다. 이때는 {share:percent}가 돌았습니다.",
                    en="Too early: with these {share:percent} ran.",
                    values=lambda c, answer: {"share": availability()[int(answer) - 1]},
                ),
            ),
        ),
        Exercise(
            "own_job",
            title_ko="내 작업의 기대 비용",
            title_en="What your own job is expected to cost",
            ko="`{instance_type}` 한 대로 {work:number}시간 걸리는 작업을 스팟에서 돌립니다. 체크포인트는 한 번에 {minutes:number}분, 다시 시작하는 데 {restart:number}시간, 중단은 평균 {between:number}시간마다입니다(트레이스 `CALM`). 가장 싼 간격으로 체크포인트를 남길 때 기대 비용은 몇 달러입니까?",
            en="A job of {work:number} hours on one `{instance_type}` runs on Spot. A checkpoint takes {minutes:number} minutes, a restart {restart:number} hours, and an interruption comes every {between:number} hours on average (trace `CALM`). What does it cost in expectation, with checkpoints at the cheapest interval?",
            values=lambda c: {
                "work": float(c["job_hours"]),
                "minutes": float(c["checkpoint_minutes"]),
                "restart": RESTART_HOURS,
                "between": 1 / hazard(CALM),
            },
            answer=lambda c: job(c).usd,
            unit="usd",
            tolerance=0.005,
            why_ko="체크포인트, 다시 시작, 다시 하는 일을 모두 넣어도 온디맨드보다 쌉니다. 간격이 조금 틀려도 비용은 거의 같으므로 Young의 어림으로 충분합니다.",
            why_en="With checkpoints, restarts and work done again it still costs less than On-Demand. A slightly wrong interval hardly matters, so Young's estimate will do.",
            hints=(
                Text(
                    ko="`kao.fleet.trace_hazards(CALM)`의 `per_hour`가 위험률입니다.",
                    en="`per_hour` of `kao.fleet.trace_hazards(CALM)` is the hazard.",
                ),
                Text(
                    ko="`kao.fleet.job(..., checkpoint_hours=..., restart_hours=...)`의 `usd`",
                    en="`usd` of `kao.fleet.job(..., checkpoint_hours=..., restart_hours=...)`",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: float(c["job_hours"]) * prices(c)[0],
                    ko="중단이 없는 것처럼 계산했습니다. 체크포인트와 다시 하는 일이 빠졌습니다.",
                    en="This has no interruptions: checkpoints and work done again are missing.",
                ),
                Mistake(
                    value=lambda c: float(c["job_hours"]) * prices(c)[1],
                    ko="온디맨드의 비용입니다.",
                    en="This is the cost On-Demand.",
                ),
                Mistake(
                    value=lambda c: job(c, interval=None).usd,
                    ko="체크포인트 없이 처음부터 다시 하는 비용입니다.",
                    en="This is without checkpoints: every interruption starts from the beginning.",
                ),
                Mistake(
                    value=lambda c: job(c, HARD).usd,
                    ko="다른 트레이스(`HARD`)의 위험률을 썼습니다.",
                    en="This uses the hazard of the other trace (`HARD`).",
                ),
                Mistake(
                    value=lambda c: job(c, write=float(c["checkpoint_minutes"])).usd,
                    ko="체크포인트를 분이 아니라 시간으로 넣었습니다.",
                    en="The checkpoint went in as hours: it is in minutes.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "spread",
            ko="온디맨드 {base:number} vCPU 이상을 바닥에 두고, 가장 큰 스팟 풀이 용량의 {largest:percent.0} 이하이면서, 아무것도 모자라지 않고, 처음 선택이 아끼던 것의 절반 이상을 여전히 아끼는 플릿을 찾으세요.",
            en="Find a fleet with at least {base:number} vCPU On-Demand, no Spot pool above {largest:percent.0} of the capacity, nothing missing, and still at least half of what the first choice saved.",
            values=lambda c: {"base": BASE_UNITS, "largest": LARGEST},
            needs=(
                Need(
                    ko="온디맨드 기본이 너무 작습니다.",
                    en="The On-Demand base is too small.",
                    met=lambda c, v: v["on_demand_base"] >= BASE_UNITS,
                ),
                Need(
                    ko="가장 큰 스팟 풀이 너무 큽니다. 유형을 늘리거나 나누는 전략을 고르세요.",
                    en="The largest Spot pool is too large: add types, or choose a strategy that spreads.",
                    met=lambda c, v: v["largest_pool_share"] <= LARGEST,
                ),
                Need(
                    ko="목표를 다 채우지 못했습니다.",
                    en="The target is not filled.",
                    met=lambda c, v: v["unfulfilled"] == 0,
                ),
                Need(
                    ko="아끼는 것이 절반에도 못 미칩니다. 온디맨드를 줄이세요.",
                    en="Less than half of the saving is left: use less On-Demand.",
                    met=lambda c, v: v["saving"] >= KEPT * saving(c),
                ),
            ),
            why_ko="풀을 나누는 데 드는 값은 유형들의 가격 차이뿐이고, 얻는 것은 한 풀을 잃어도 대부분이 남는 플릿입니다.",
            why_en="Spreading costs the differences between the types' prices, and buys a fleet of which most is left when one pool is lost.",
        ),
        Goal(
            "steady",
            ko="9개 영역 트레이스에서 온디맨드 없이(기본 0, 모자라면 기다린다) 쓸모 있는 일이 원한 시간의 {useful:percent.0} 이상이 되게 하세요.",
            en="On the trace of nine zones, without any On-Demand (base 0, wait when short), get useful work of at least {useful:percent.0} of the wanted hours.",
            values=lambda c: {"useful": USEFUL},
            needs=(
                Need(
                    ko="V100 9개 영역 트레이스가 아닙니다.",
                    en="It is not the trace of nine V100 zones.",
                    met=lambda c, v: v["traces"] == "v100_9",
                ),
                Need(
                    ko="온디맨드를 쓰고 있습니다.",
                    en="It uses On-Demand.",
                    met=lambda c, v: v["on_demand_base"] == 0 and not v["fallback"],
                ),
                Need(
                    ko="쓸모 있는 일이 모자랍니다. 풀을 늘리고, 체크포인트를 너무 드물지도 너무 잦지도 않게 하세요.",
                    en="Too little useful work: add pools, and write checkpoints neither too rarely nor too often.",
                    met=lambda c, v: v["useful_share"] >= USEFUL,
                ),
            ),
            why_ko="풀의 수가 용량을 지키고, 체크포인트의 간격이 일을 지킵니다. 하나만으로는 닿지 않습니다.",
            why_en="The number of pools keeps the capacity, the interval keeps the work. Neither gets there alone.",
        ),
    ),
    claims=(
        Claim(
            "W12",
            note_ko="EC2 플릿은 리전에서 총 용량을 정해 온디맨드와 스팟을 함께 시작하는 기능이다.",
            note_en="EC2 Fleet launches On-Demand and Spot Instances together in a Region, up to a total capacity.",
            now_ko="맞지만 전부는 아닙니다. 용량 예약(ODCR)과 용량 블록(Capacity Blocks)도 함께 쓸 수 있고, 요청은 `instant`, `request`, `maintain` 세 가지입니다. AWS는 먼저 **Auto Scaling 그룹**을, 조정이 필요 없을 때 `instant` 플릿을 권합니다. 스팟 플릿은 예전 API라 새로 쓰지 않습니다.",
            now_en="True, but not all: it also uses Capacity Reservations and Capacity Blocks, and a request is `instant`, `request` or `maintain`. AWS recommends an **Auto Scaling group** first, and an `instant` fleet where nothing has to scale. Spot Fleet is a legacy API, not for new use.",
        ),
        Claim(
            "W13",
            note_ko="Auto Scaling, 플릿, 어드바이저, 배치 점수, 중단 주입을 함께 쓰면 거의 모든 워크로드를 스팟으로 돌릴 수 있다.",
            note_en="With Auto Scaling, fleets, the Advisor, placement scores and interruption injection nearly every workload can run on Spot.",
            now_ko="책의 의견입니다. AWS는 **상태를 두지 않고, 중단을 견디고, 유연한** 워크로드에만 권합니다. 배치 점수는 보장이 아니고 중단에 대해서는 아무것도 말하지 않습니다. 목록에 빠진 것은 **재조정 권장**과 **할당 전략**이고, 중단 주입은 AWS FIS로 합니다. 도구는 중단을 없애지 않습니다. 견딜 수 있는지는 워크로드가 정합니다.",
            now_en="That is the book's opinion. AWS recommends Spot for **stateless, fault-tolerant, flexible** workloads only. A placement score is no guarantee and says nothing of interruptions. Missing from the list are **rebalance recommendations** and **allocation strategies**; injection is done with AWS FIS. Tools do not remove interruptions: whether they can be borne is up to the workload.",
        ),
    ),
)
