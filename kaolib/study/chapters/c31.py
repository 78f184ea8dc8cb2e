"""Chapter 31, Auto Scaling: what it asks, and what it says to each answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from kaolib.architecture import scaling
from kaolib.knowledge import load_balancer
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

#: The target of the examples, per cent of CPU, and the days of the week that is replayed.
TARGET = 60
WEEK = ("2014-04-17", "2014-04-23")
#: What the blanks and exercises ask about.
ASKED_SHARE = 0.9
SMALL, PERCENT = 9, 25
WAIT_SECONDS, MESSAGE_SECONDS = 120, 1.5
ZONES = 3
#: What a request brings to the load balancer of the exercise: another API than the chapter's.
TRAFFIC = load_balancer.Traffic(requests_per_connection=2, connection_seconds=180, kb_per_request=2, rules=10)
#: The goals: of the static peak, unmet, and the launch time that cannot be shortened.
SHARE, UNMET, LAUNCH = 0.42, 0.0002, 180
#: Of the best score on the board; and what is said to a policy that does not reach it.
BEATEN, SLOW, IDLE, SHORT = 0.667, 0.01, 0.72, 350
BOARD = ("target_tracking", "step", "simple", "predictive", "tracking_and_step")


def site(c: Context, trace: str = samples.SITE_TRACE) -> samples.Site:
    """The chapter's website; its load a minute."""
    smooth = 30 if trace == samples.SITE_TRACE else 5
    return _site(c.location, c["instance_type"], float(c["requests_per_minute"]), float(c["cpu_ms"]), trace, smooth)


@lru_cache(maxsize=64)
def _site(location: str, name: str, mean: float, cpu_ms: float, trace: str, smooth: int) -> samples.Site:
    return samples.site(location, name, requests_per_minute=mean, cpu_ms=cpu_ms, trace=trace, smooth_minutes=smooth)


def lost(c: Context) -> float:
    """What one unmet request costs."""
    return float(c["lost_usd_per_1000"]) / 1000


@lru_cache(maxsize=16)
def _followed(one: samples.Site, target: float) -> dict[str, float]:
    run = scaling.simulate(one.load, scaling.TargetTracking(target), group=one.group, instance=one.instance)
    return run.summary()


def followed(c: Context) -> dict[str, float]:
    """Two weeks of target tracking."""
    return _followed(site(c), TARGET)


def share_of_peak(c: Context) -> float:
    """What target tracking costs, of a static group for the peak."""
    run = followed(c)
    return run["usd"] / run["static_usd"]


def asked_load(c: Context) -> float:
    """Requests a minute of the first blank: round, and near the busiest minute."""
    return round(ASKED_SHARE * float(site(c).load.max()), -3)


def needed(c: Context, load: float, target: float = TARGET) -> int:
    """Instances that bring the CPU to the target."""
    return math.ceil(load / (site(c).instance.capacity * target / 100) - 1e-9)


def peak_need(c: Context) -> int:
    """Instances that the busiest minute needs at the target."""
    return needed(c, float(site(c).load.max()))


def busiest_hour(c: Context) -> float:
    """Requests of the busiest hour, to the thousand."""
    return round(float(site(c).load.resample("h").sum().max()), -3)


def busiest_units(c: Context) -> pd.Series[Any]:
    """Capacity units of the busiest hour of the exercise's API."""
    units = load_balancer.capacity_units(load_balancer.usage(busiest_hour(c), TRAFFIC))
    return units.iloc[0]


def unit_sum(c: Context) -> float:
    """All dimensions added up, which is not how it is billed."""
    return float(busiest_units(c)[list(load_balancer.DIMENSIONS)].sum())


@lru_cache(maxsize=16)
def _board(held: samples.Site, usd_per_unmet: float) -> float:
    entries = {kind: samples.policies(kind, TARGET) for kind in BOARD}
    table = scaling.compare(held.load, entries, group=held.group, instance=held.instance, usd_per_unmet=usd_per_unmet)
    return float(table["score_usd"].iloc[0])


def board(c: Context) -> float:
    """The best score on the board of the exercise."""
    return _board(site(c, samples.HELD_TRACE), lost(c))


def beaten(c: Context, v: Mapping[str, Any]) -> bool:
    """Whether an explorer's policy is good enough."""
    return bool(v["score_usd"] <= BEATEN * board(c))


def extra_per_month(c: Context) -> dict[str, float]:
    """What is charged for ten instances that run all month, beside them."""
    rows = scaling.extras(7300, 730, c.location, custom_metrics=1).set_index("part")["usd"]
    known = [rows[part] for part in ("detailed_monitoring", "custom_metrics", "custom_metric_requests")]
    return {"detailed": float(known[0]), "memory": float(known[1] + known[2]), "alarms": float(rows["alarms"])}


BANK = Bank(
    "31",
    ko="Auto Scaling",
    en="Auto Scaling",
    tables=("on_demand", "load_traces", "services"),
    params={
        "instance_type": "m7g.large",
        "requests_per_minute": 60_000,
        "cpu_ms": 20,
        "lost_usd_per_1000": 0.1,
    },
    cards=(
        RecallCard(
            ko="대상 추적 조정의 목표 CPU를 낮추면 무엇이 늘고 무엇이 줄어듭니까?",
            en="You lower the target CPU of target tracking. What grows and what shrinks?",
            answer_ko="노는 인스턴스가 늘고 처리하지 못하는 요청이 줄어듭니다. 실제 부하 2주에서 목표 60%는 피크에 맞춘 고정 대수의 **{share:percent}**만 냈습니다. 목표는 두 비용을 더한 값이 가장 작은 곳에 둡니다.",
            answer_en="Idle instances grow, unmet requests shrink. Over two weeks of a real load a target of 60 % paid only **{share:percent}** of a static group for the peak. Put the target where the sum of both costs is smallest.",
            values=lambda c: {"share": share_of_peak(c)},
        ),
        RecallCard(
            ko="SQS 대기열의 길이를 그대로 대상 추적의 지표로 쓰면 왜 안 됩니까?",
            en="Why does the plain length of an SQS queue not do as the metric of target tracking?",
            answer_ko="인스턴스를 두 배로 늘려도 지표가 곧바로 절반이 되지 않아서, 얼마나 늘려야 하는지 알 수 없습니다. **인스턴스당 백로그**를 쓰고, 목표는 ‘받아들일 수 있는 대기 ÷ 메시지 하나의 처리 시간’으로 정합니다.",
            answer_en="Twice the instances do not halve it, so it does not tell how many are wanted. Use the **backlog per instance**; its target is the acceptable wait divided by the time a message takes.",
        ),
        RecallCard(
            ko="한 가용 영역을 잃어도 버티려면 영역 2개와 3개에서 각각 얼마나 더 둡니까?",
            en="To survive the loss of a zone, how much more do you run in two zones, and in three?",
            answer_ko="영역 2개는 {two:percent}, 3개는 {three:percent}를 더 둡니다(여섯 대가 필요할 때).",
            answer_en="{two:percent} more in two zones, {three:percent} in three (where six are needed).",
            values=lambda c: {
                "two": scaling.zones_needed(6, 2)["extra_share"],
                "three": scaling.zones_needed(6, 3)["extra_share"],
            },
        ),
    ),
    questions=(
        Question(
            "several",
            ko="한 그룹에 대상 추적 정책이 둘 있습니다. CPU 정책은 8대를, 대상당 요청 수 정책은 12대를 원합니다. 지금은 10대입니다. 어떻게 됩니까?",
            en="A group has two target tracking policies. The one on CPU wants 8 instances, the one on requests per target 12. There are 10 now. What happens?",
            choices=(
                Choice(
                    ko="12대로 늘린다",
                    en="It grows to 12",
                    right=True,
                    why_ko="여러 정책 가운데 가장 큰 용량이 이깁니다. 줄이는 것은 모든 대상 추적 정책이 줄이자고 할 때뿐입니다.",
                    why_en="Of several policies the largest capacity wins. It scales in only when every target tracking policy wants to.",
                ),
                Choice(
                    ko="평균인 10대를 지킨다",
                    en="It stays at 10, the average",
                    why_ko="평균을 내지 않습니다. 모자라는 것보다 남는 쪽을 택합니다.",
                    why_en="Nothing is averaged: Auto Scaling would rather have too much than too little.",
                ),
                Choice(
                    ko="먼저 만든 정책을 따른다",
                    en="The policy that was made first decides",
                    why_ko="만든 순서는 상관없습니다. 정책마다 따로 계산하고 가장 큰 값을 씁니다.",
                    why_en="Their order means nothing: each is computed by itself, and the largest value is used.",
                ),
            ),
        ),
        Question(
            "memory",
            ko="메모리를 기준으로 조정하고 싶습니다. 무엇이 필요합니까?",
            en="You want to scale on memory. What do you need?",
            values=extra_per_month,
            choices=(
                Choice(
                    ko="미리 정의된 지표 ASGAverageMemoryUtilization",
                    en="The predefined metric ASGAverageMemoryUtilization",
                    why_ko="그런 지표는 없습니다. 미리 정의된 것은 CPU, 네트워크 송수신, ALB의 대상당 요청 수입니다.",
                    why_en="There is none. Predefined are CPU, network in and out, and ALB requests per target.",
                ),
                Choice(
                    ko="CloudWatch 에이전트가 보내는 사용자 지정 지표",
                    en="A custom metric that the CloudWatch agent sends",
                    right=True,
                    why_ko="하이퍼바이저는 게스트의 메모리를 모릅니다. 인스턴스 10대가 한 달 내내 1분마다 보내면 지표와 요청에 {memory:usd}입니다.",
                    why_en="The hypervisor does not see a guest's memory. Ten instances that send it every minute for a month pay {memory:usd} for metric and requests.",
                ),
                Choice(
                    ko="세부 모니터링을 켜기만 하면 된다",
                    en="Turning on detailed monitoring is enough",
                    why_ko="세부 모니터링은 같은 지표를 1분마다 재는 것이고(10대 한 달에 {detailed:usd}), 메모리는 그 안에 없습니다.",
                    why_en="Detailed monitoring measures the same metrics every minute ({detailed:usd} for ten instances a month); memory is not among them.",
                ),
            ),
        ),
        Question(
            "predictive",
            ko="예측 조정만 켠 그룹의 부하가 저녁에 줄었습니다. 대수는 어떻게 됩니까?",
            en="A group has predictive scaling alone, and its load falls in the evening. What becomes of its size?",
            choices=(
                Choice(
                    ko="예측에 맞춰 줄어든다",
                    en="It shrinks to the forecast",
                    why_ko="예측 조정은 늘리기만 합니다. 줄이는 정책을 함께 두지 않으면 그날의 최대치로 남습니다.",
                    why_en="Predictive scaling only ever scales out. Without a policy that scales in, it stays at the day's maximum.",
                ),
                Choice(
                    ko="늘어난 채로 있다",
                    en="It stays as large as it was",
                    right=True,
                    why_ko="그래서 대상 추적과 함께 씁니다. 예측이 미리 늘리고, 대상 추적이 줄입니다.",
                    why_en="So it stands beside target tracking: the forecast launches ahead, target tracking scales in.",
                ),
                Choice(
                    ko="48시간 뒤에 줄어든다",
                    en="It shrinks after 48 hours",
                    why_ko="48시간은 앞을 내다보는 길이입니다. 예측은 6시간마다 새로 하지만 줄이지는 않습니다.",
                    why_en="48 hours is how far it looks ahead. Forecasts are made anew every six hours, and still do not scale in.",
                ),
            ),
        ),
        Question(
            "warm_up",
            ko="켜지는 데 3분 걸리는 인스턴스의 워밍업을 0초로 두었습니다. 대상 추적에 어떤 일이 생기기 쉽습니까?",
            en="Instances take three minutes to launch and reach full speed later. You set their warm-up to 0 seconds. What is likely to happen under target tracking?",
            choices=(
                Choice(
                    ko="조정이 더 정확해진다",
                    en="Scaling becomes more precise",
                    why_ko="막 켜진 인스턴스의 낮은 CPU가 평균에 섞여, 아직 바쁜데도 한가해 보입니다.",
                    why_en="The low CPU of instances that have just begun is mixed into the mean: the group looks idle while it is busy.",
                ),
                Choice(
                    ko="아무 차이도 없다",
                    en="Nothing changes",
                    why_ko="워밍업 중에는 새 인스턴스가 지표에서 빠지고 줄이기도 멈춥니다. 0초면 둘 다 사라집니다.",
                    why_en="During the warm-up new instances stay out of the metric, and nothing is scaled in. With 0 seconds both are gone.",
                ),
                Choice(
                    ko="늘렸다가 바로 줄이는 요동이 늘어난다",
                    en="More instances are launched only to be terminated soon",
                    right=True,
                    why_ko="줄이기를 막던 시간이 사라지기 때문입니다. 워밍업에는 인스턴스가 실제로 제 몫을 하기까지의 시간을 넣습니다.",
                    why_en="The time that held back scale-in is gone. Set the warm-up to what an instance really needs until it does its share.",
                ),
            ),
        ),
        Question(
            "free",
            ko="‘오토 스케일링은 무료’인데 청구서에 늘어난 줄이 있습니다. 다음 가운데 그룹 때문에 생기지 **않는** 것은 무엇입니까?",
            en="“Auto Scaling is free”, yet the bill has new lines. Which of these does a group **not** bring?",
            choices=(
                Choice(
                    ko="대상 추적 정책이 만든 CloudWatch 경보",
                    en="CloudWatch alarms made by a target tracking policy",
                    why_ko="정책마다 경보가 둘 생기고, 경보는 요금이 있습니다.",
                    why_en="Each policy makes two alarms, and alarms are charged.",
                ),
                Choice(
                    ko="원하는 용량을 바꾼 횟수",
                    en="The number of times the desired capacity changes",
                    right=True,
                    why_ko="조정 활동 자체에는 요금이 없습니다. 다만 켰다가 바로 끄는 인스턴스는 적어도 60초와 등록 취소 지연만큼 나갑니다.",
                    why_en="Scaling activities are free. But an instance that is launched and soon ended pays for 60 seconds at least, and for its draining.",
                ),
                Choice(
                    ko="웜 풀에서 멈춰 있는 인스턴스의 EBS 볼륨",
                    en="EBS volumes of stopped instances in a warm pool",
                    why_ko="멈춘 인스턴스는 컴퓨팅 요금이 없지만 볼륨은 그대로 나갑니다.",
                    why_en="Stopped instances pay no compute, but their volumes go on.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_capacity",
            title_ko="빈칸 1: 목표에 맞는 대수",
            title_en="Blank 1: instances for a target",
            ko="분당 요청이 {load:number}개일 때, 평균 CPU를 {target:percent}에 두려면 `{name}` 몇 대가 필요합니까? 한 대는 CPU 100%에서 분당 {capacity:number}개를 처리합니다.",
            en="At {load:number} requests a minute, how many `{name}` keep the mean CPU at {target:percent}? One serves {capacity:number} a minute at 100 % CPU.",
            values=lambda c: {
                "load": asked_load(c),
                "target": TARGET / 100,
                "name": c["instance_type"],
                "capacity": site(c).instance.capacity,
            },
            answer=lambda c: needed(c, asked_load(c)),
            unit="number",
            why_ko="대상 추적도 같은 셈을 합니다. 지금 대수 × 지표 ÷ 목표를 올림한 값입니다.",
            why_en="Target tracking does the same sum: current capacity x metric / target, rounded up.",
            hints=(Text(ko="부하 ÷ (한 대의 처리량 × 목표)를 올림합니다.", en="Load / (what one serves x target), rounded up."),),
            mistakes=(
                Mistake(
                    value=lambda c: needed(c, asked_load(c), 100),
                    ko="CPU 100%로 셌습니다. 이러면 여유가 없어서 부하가 조금만 늘어도 놓칩니다. 목표로 한 번 더 나누세요.",
                    en="This is at 100 % CPU: no room is left, and any rise is unmet. Divide by the target as well.",
                ),
                Mistake(
                    test=lambda c, x: x == needed(c, asked_load(c)) - 1,
                    ko="내림했습니다. 대상 추적은 용량이 남는 쪽으로 올립니다.",
                    en="You rounded down. Target tracking rounds in favour of capacity: up.",
                ),
            ),
        ),
        Exercise(
            "faded_rounding",
            title_ko="빈칸 2: 퍼센트의 반올림",
            title_en="Blank 2: rounding of percentages",
            ko="{small:number}대인 그룹에 PercentChangeInCapacity +{percent:number}% 단계가 실행되었습니다. 최소 조정 크기는 1입니다. 몇 대가 됩니까?",
            en="In a group of {small:number} a step of PercentChangeInCapacity +{percent:number} % runs, with a minimum magnitude of 1. How many are there then?",
            values=lambda c: {"small": SMALL, "percent": PERCENT},
            answer=lambda c: scaling.adjusted(SMALL, PERCENT, "PercentChangeInCapacity"),
            unit="number",
            why_ko="1보다 큰 값은 소수점 아래를 버립니다. 작은 그룹에서는 퍼센트가 크게 잘리므로 최소 조정 크기(MinAdjustmentMagnitude)를 함께 정합니다.",
            why_en="Above 1 the fraction is dropped. In small groups percentages lose much of their size: set a minimum magnitude (MinAdjustmentMagnitude) beside them.",
            hints=(Text(ko="늘어날 대수를 먼저 구하고, 소수점을 AWS의 규칙대로 다룹니다.", en="First the instances to add; then AWS's rule for the fraction."),),
            mistakes=(
                Mistake(
                    value=lambda c: SMALL + math.ceil(SMALL * PERCENT / 100),
                    ko="올림했습니다. AWS는 1보다 큰 값은 내리고, 0과 1 사이만 1로 올립니다.",
                    en="You rounded up. AWS drops the fraction above 1, and only between 0 and 1 makes it 1.",
                ),
                Mistake(
                    value=lambda c: SMALL * PERCENT // 100,
                    ko="늘어날 대수입니다. 지금 대수에 더하세요.",
                    en="This is what is added. Add it to what is there.",
                ),
                Mistake(
                    value=lambda c: SMALL * (1 + PERCENT / 100),
                    ko="인스턴스는 정수입니다. AWS의 규칙대로 소수점을 버리세요.",
                    en="Instances are whole: drop the fraction, as AWS does.",
                ),
            ),
        ),
        Exercise(
            "queue_target",
            title_ko="대기열의 목표",
            title_en="The target of a queue",
            ko="메시지 하나를 처리하는 데 {message:number}초 걸리고 {wait:number}초까지 기다려도 됩니다. 인스턴스당 백로그의 목표를 구하세요.",
            en="A message takes {message:number} seconds and may wait for {wait:number} seconds. Find the target for the backlog per instance.",
            values=lambda c: {"message": MESSAGE_SECONDS, "wait": WAIT_SECONDS},
            answer=lambda c: scaling.acceptable_backlog(WAIT_SECONDS, MESSAGE_SECONDS),
            unit="number",
            why_ko="대수가 식에 없습니다. 그래서 그룹이 커져도 작아져도 같은 목표를 쓸 수 있습니다. 실제로는 평균이 목표에 머무르도록 조정하므로 더 낮게 잡습니다.",
            why_en="The number of instances is not in it, so one target serves a small group and a large one. In practice set it lower: target tracking holds the mean at the target.",
            hints=(Text(ko="기다려도 되는 동안 한 대가 몇 개를 끝냅니까?", en="How many does one instance finish within the wait?"),),
            mistakes=(
                Mistake(
                    value=lambda c: WAIT_SECONDS * MESSAGE_SECONDS,
                    ko="곱했습니다. 처리 시간이 길수록 쌓아 둘 수 있는 메시지는 적어야 합니다. 나누세요.",
                    en="You multiplied. The longer a message takes, the fewer may wait: divide.",
                ),
                Mistake(
                    value=lambda c: MESSAGE_SECONDS / WAIT_SECONDS,
                    ko="거꾸로 나누었습니다.",
                    en="You divided the wrong way round.",
                ),
                Mistake(
                    value=lambda c: WAIT_SECONDS,
                    ko="초가 아니라 메시지의 개수를 묻습니다.",
                    en="The target is a number of messages, not of seconds.",
                ),
            ),
        ),
        Exercise(
            "zone_total",
            title_ko="한 영역을 잃어도",
            title_en="When a zone is lost",
            ko="가장 바쁜 1분에 CPU {target:percent}를 지키려면 {need:number}대가 필요합니다. 가용 영역 {zones:number}개 가운데 하나를 잃어도 {need:number}대가 남으려면 모두 몇 대를 두어야 합니까?",
            en="In the busiest minute {need:number} instances keep CPU at {target:percent}. Over {zones:number} zones, how many must run in all so that {need:number} are left when one zone is lost?",
            values=lambda c: {"need": peak_need(c), "target": TARGET / 100, "zones": ZONES},
            answer=lambda c: scaling.zones_needed(peak_need(c), ZONES)["total"],
            unit="number",
            why_ko="남는 영역들이 필요한 대수를 나누어 가져야 합니다. 영역이 많을수록 여유의 비율은 줄어듭니다.",
            why_en="The zones that are left have to hold what is needed. The more zones, the smaller the share of spare.",
            hints=(Text(ko="남는 영역 하나에 몇 대씩 있어야 합니까?", en="How many must each remaining zone hold?"),),
            mistakes=(
                Mistake(
                    value=lambda c: peak_need(c) + 1,
                    ko="한 대를 더했습니다. 잃는 것은 인스턴스 한 대가 아니라 영역 하나에 있는 전부입니다.",
                    en="You added one instance. What is lost is not one instance but all of a zone.",
                ),
                Mistake(
                    value=lambda c: scaling.zones_needed(peak_need(c), 2)["total"],
                    ko="영역 2개의 답입니다. 3개라면 남는 둘이 나누어 갖습니다.",
                    en="This is the answer for two zones. With three, the two that are left share the load.",
                ),
                Mistake(
                    value=lambda c: math.ceil(peak_need(c) * (1 + 1 / ZONES)),
                    ko="3분의 1을 더했습니다. 전체의 3분의 1을 잃으므로, 필요한 대수가 전체의 3분의 2여야 합니다.",
                    en="You added a third. A third of all is lost, so what is needed has to be two thirds of all.",
                ),
            ),
        ),
        Exercise(
            "units",
            title_ko="로드 밸런서의 청구 차원",
            title_en="What the load balancer bills",
            ko="같은 부하를 받는 다른 API가 있습니다. 연결 하나에 요청 {per:number}개, 연결은 {open:number}초 열려 있고, 요청마다 {kb:number}KB, 규칙은 {rules:number}개입니다. 가장 바쁜 시간에는 요청이 {hour:number}개 옵니다. 그 시간에 청구되는 LCU를 구하세요.",
            en="Another API gets the same load: {per:number} requests a connection, connections open for {open:number} seconds, {kb:number} KB a request, {rules:number} rules. In its busiest hour {hour:number} requests come. Find the LCUs billed for that hour.",
            values=lambda c: {
                "per": TRAFFIC.requests_per_connection,
                "open": TRAFFIC.connection_seconds,
                "kb": TRAFFIC.kb_per_request,
                "rules": TRAFFIC.rules,
                "hour": busiest_hour(c),
            },
            answer=lambda c: float(busiest_units(c)["units"]),
            unit="number",
            tolerance=0.01,
            why_ko="네 차원을 따로 LCU로 바꾸고 가장 큰 것 하나만 냅니다. 이 API는 연결을 오래 열어 두어 활성 연결이 정합니다. 연결을 더 오래 다시 쓰거나 유휴 제한 시간을 줄이면 청구가 줄어듭니다.",
            why_en="Turn each of four dimensions into LCUs, and pay the largest only. This API keeps connections open, so active connections decide: reuse them for more requests, or shorten the idle timeout, and the bill falls.",
            hints=(
                Text(
                    ko="`kao.load_balancer.usage`와 `capacity_units`가 네 차원을 계산합니다.",
                    en="`kao.load_balancer.usage` and `capacity_units` compute the four dimensions.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=unit_sum,
                    ko="네 차원을 더했습니다. 가장 큰 하나만 청구됩니다.",
                    en="You added the four dimensions up. Only the largest is billed.",
                ),
                Mistake(
                    value=lambda c: float(busiest_units(c)["processed_gb"]),
                    ko="처리한 GB만 보았습니다. 이 API에서는 다른 차원이 더 큽니다.",
                    en="You looked at processed GB alone. For this API another dimension is larger.",
                ),
                Mistake(
                    value=lambda c: float(busiest_units(c)["new_connections"]),
                    ko="새 연결만 보았습니다. 이 API에서는 다른 차원이 더 큽니다.",
                    en="You looked at new connections alone. For this API another dimension is larger.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "follow",
            ko="켜지는 시간은 {launch:number}초보다 줄일 수 없습니다. 한 주의 요청 가운데 놓치는 것을 {unmet:percent.2} 이하로 하면서, 피크에 맞춘 고정 대수의 {share:percent} 이하만 내세요.",
            en="The launch time cannot go below {launch:number} seconds. Leave at most {unmet:percent.2} of the week's requests unmet, and pay at most {share:percent} of a static group for the peak.",
            values=lambda c: {"launch": LAUNCH, "unmet": UNMET, "share": SHARE},
            needs=(
                Need(
                    ko="켜지는 시간이 {launch:number}초보다 짧습니다. AMI를 미리 구워도 이 애플리케이션은 더 빨리 켜지지 않습니다.",
                    en="The launch time is below {launch:number} seconds: even from a baked AMI this application does not start faster.",
                    met=lambda c, v: v["launch_seconds"] >= LAUNCH,
                ),
                Need(
                    ko="놓치는 요청이 {unmet:percent.2}보다 많습니다. 목표를 낮추거나, 부하가 오기 **전에** 늘리는 정책을 고르세요.",
                    en="More than {unmet:percent.2} of the requests are unmet. Lower the target, or choose a policy that grows **before** the load comes.",
                    met=lambda c, v: v["unmet_share"] <= UNMET,
                ),
                Need(
                    ko="고정 대수의 {share:percent}보다 많이 냅니다. 미리 늘리는 정책이 있으면 목표를 더 높여도 됩니다.",
                    en="You pay more than {share:percent} of the static group. With a policy that grows ahead the target may be higher.",
                    met=lambda c, v: v["usd"] <= SHARE * v["static_usd"],
                ),
            ),
            why_ko="미리 늘리는 정책(예약, 예측)이 아침 비탈을 맡으면, 대상 추적의 목표를 더 높일 수 있습니다. 여유를 늘 켜 두는 대신 필요한 시각에만 둡니다.",
            why_en="Once a policy that grows ahead (scheduled, predictive) takes the morning's slope, the target of tracking can be higher: spare capacity stands only when it is needed.",
        ),
        Goal(
            "leaderboard",
            ko="순위표의 가장 좋은 점수는 {best:usd.0}입니다. 켜지는 시간은 {launch:number}초 그대로 두고, 점수를 **{wanted:usd.0} 이하**로 낮추세요.",
            en="The best score on the board is {best:usd.0}. Leave the launch time at {launch:number} seconds, and bring the score down to **{wanted:usd.0} or less**.",
            values=lambda c: {"best": board(c), "wanted": BEATEN * board(c), "launch": LAUNCH},
            needs=(
                Need(
                    ko="켜지는 시간을 {launch:number}초보다 줄였습니다. 그대로 두고 정책으로 이기세요.",
                    en="The launch time is below {launch:number} seconds. Leave it, and win by the policy.",
                    met=lambda c, v: v["launch_seconds"] >= LAUNCH,
                ),
                Need(
                    ko="점수가 {wanted:usd.0}보다 높습니다.",
                    en="The score is above {wanted:usd.0}.",
                    met=beaten,
                ),
                Need(
                    ko="너무 느립니다. 놓친 요청의 값이 큽니다. 목표를 낮추거나, 급증에 크게 늘리는 단계를 더하거나, 최소 용량을 올리세요.",
                    en="Too slow: unmet requests weigh most. Lower the target, add steps that grow fast in a surge, or raise the minimum.",
                    met=lambda c, v: beaten(c, v) or v["unmet_share"] <= SLOW,
                ),
                Need(
                    ko="놀고 있는 인스턴스가 너무 많습니다. 최소 용량이 높거나 목표가 낮습니다.",
                    en="Too many instances are idle: the minimum is high, or the target low.",
                    met=lambda c, v: beaten(c, v) or v["idle_share"] <= IDLE,
                ),
                Need(
                    ko="요동칩니다. 한 시간도 못 살고 종료되는 인스턴스가 많습니다. 워밍업(휴지 기간)을 늘리세요.",
                    en="It flaps: many instances end within an hour of their launch. Lengthen the warm-up (cooldown).",
                    met=lambda c, v: beaten(c, v) or v["short_lives"] <= SHORT,
                ),
            ),
            why_ko="수업에서 고른 목표는 그 부하의 것입니다. 이 부하는 더 가파르게 치솟으므로 더 낮은 목표와 급증용 단계가 이깁니다. 정책은 부하마다 다시 고릅니다.",
            why_en="The lesson's target belonged to the lesson's load. This one surges more steeply, so a lower target and steps for surges win. Policies are chosen anew for every load.",
        ),
    ),
    claims=(
        Claim(
            "W14",
            note_ko="오토 스케일링의 지표로 CPU, 메모리, 네트워크, SQS, 세션 수를 쓸 수 있다.",
            note_en="Auto Scaling can use CPU, memory, network, SQS and sessions as metrics.",
            now_ko="CPU, 네트워크 송수신, ALB의 대상당 요청 수만 미리 정의되어 있습니다. 메모리와 세션 수는 사용자 지정 지표로 직접 보내야 하고 요금이 있습니다. SQS는 대기열 길이가 아니라 인스턴스당 백로그를 씁니다. 노트에 없는 단계, 단순, 예약, 예측 조정도 있습니다.",
            now_en="Only CPU, network in and out, and ALB requests per target are predefined. Memory and sessions are custom metrics that you send and pay for. For SQS use the backlog per instance, not the length of the queue. The note leaves out step, simple, scheduled and predictive scaling.",
        ),
        Claim(
            "W15",
            note_ko="오토 스케일링을 설정하는 데에는 비용이 들지 않고 인스턴스 비용만 낸다.",
            note_en="Setting up Auto Scaling costs nothing: you pay for the instances only.",
            now_ko="맞습니다. 다만 로드 밸런서의 시간과 LCU, 공인 IPv4, CloudWatch의 세부 모니터링과 경보와 사용자 지정 지표, 등록 취소를 기다리는 시간, 웜 풀의 볼륨은 따로 나갑니다.",
            now_en="True. But hours and LCUs of the load balancer, public IPv4 addresses, CloudWatch's detailed monitoring, alarms and custom metrics, the time of draining, and volumes of a warm pool are charged besides.",
        ),
    ),
)  # fmt: skip
