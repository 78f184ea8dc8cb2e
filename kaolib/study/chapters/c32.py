"""Chapter 32, scheduling: what it asks, and what it says to each answer."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from kaolib.architecture import schedule
from kaolib.architecture.schedule import Period, Schedule
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS
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

#: The load of the explorer, and from how many bytes in five minutes on it counts as need: at rest it has under 200.
TRACE, THRESHOLD = "ec2_network_in_5abac7", 10_000
#: The load of the last exercise, and its threshold in percent of CPU.
OTHER_TRACE, OTHER_THRESHOLD = "ec2_cpu_fe7f93", 10
#: The goal of the explorer.
GOAL_OFF, GOAL_MISSED = 0.5, 300
#: A week without a change of clocks anywhere, and a year.
WEEK, YEAR = ("2026-06-01", "2026-06-08"), ("2026-01-01", "2027-01-01")
WEEK_HOURS, DAYS_A_WEEK, OFFICE_HOURS = 168, 7, 50
#: AWS's small reference deployment: targets, resources, instance types, schedules.
SMALL = (5, 20, 2, 3)
#: Instance types that the company of the third exercise has, and its schedules.
COMPANY_TYPES, COMPANY_SCHEDULES = 6, 8
OPTION = "compute_sp_1y_no_upfront"


def six_days(c: Context) -> Schedule:
    """The schedule of the first blank."""
    period = Period("six-days", "08:00", "20:00", weekdays="mon-sat")
    return Schedule("six-days", (period,), str(c["timezone"]))


def year_hours(c: Context, weekdays: str = "mon-sat") -> float:
    """Hours of 2026 in which such a schedule runs."""
    return _year_hours(weekdays, str(c["timezone"]))


@lru_cache(maxsize=64)
def _year_hours(weekdays: str, timezone: str) -> float:
    period = Period("p", "08:00", "20:00", weekdays=weekdays)
    return schedule.hours(Schedule("s", (period,), timezone), *YEAR)


def on_demand(c: Context) -> float:
    """An hour of the office's machines On-Demand."""
    machines = office(c)
    return catalog.price(str(machines["instance_type"].iloc[0]), str(machines["location"].iloc[0]))


def plan_rate(c: Context) -> float:
    """An hour of them under the plan."""
    machines = office(c)
    rates = catalog.commitment_rates()
    here = (rates["location"] == machines["location"].iloc[0]) & (rates["operating_system"] == "linux")
    return float(rates.loc[here & (rates["instance_type"] == machines["instance_type"].iloc[0]), OPTION].iloc[0])


def office(c: Context) -> pd.DataFrame:
    """The chapter's made-up office."""
    return _office(c.location, str(c["instance_type"]), int(c["count"]), str(c["timezone"]))[0]


@lru_cache(maxsize=64)
def _office(location: str, instance_type: str, count: int, timezone: str) -> tuple[pd.DataFrame, Schedule]:
    return samples.office(location, instance_type, count, timezone)


def one_week(c: Context) -> dict[str, float]:
    """A week of one development machine with its volume and address: always on, and under the schedule."""
    return _one_week(c.location, str(c["instance_type"]), str(c["timezone"]))


@lru_cache(maxsize=64)
def _one_week(location: str, instance_type: str, timezone: str) -> dict[str, float]:
    machines, hours = _office(location, instance_type, 1, timezone)
    return schedule.saving(machines.head(1), hours, *WEEK).summary()


def planned(c: Context) -> int:
    """How many machines the plan of the second blank covers: the web servers and half of the development machines."""
    machines = office(c)
    return int(machines["count"].iloc[1]) + int(c["count"]) // 2


def not_planned(c: Context) -> int:
    """Development machines that are On-Demand under that plan."""
    return int(c["count"]) - int(c["count"]) // 2


def off_hours(c: Context) -> float:
    """Hours of the week in which the office is closed."""
    return float(WEEK_HOURS - OFFICE_HOURS)


def bill(c: Context, targets: int, resources: int, types: int, *, metrics: bool = True, interval: int = 5) -> float:
    """What the scheduler itself costs a month in the Region."""
    return _bill(c.location, targets, resources, types, metrics, interval)


@lru_cache(maxsize=256)
def _bill(location: str, targets: int, resources: int, types: int, metrics: bool, interval: int) -> float:
    table = schedule.solution_cost(
        targets, location, resources=resources, instance_types=types, metrics=metrics, interval_minutes=interval
    )
    return float(table["usd"].sum(skipna=False))


def small_bill(c: Context) -> float:
    """AWS's small deployment in the Region."""
    return bill(c, *SMALL[:3])


def company(c: Context) -> dict[str, int]:
    """Targets and resources of the made-up company, and how many rows it has."""
    table = samples.managed(c.location)
    return {
        "targets": schedule.targets(table),
        "resources": int(table["resources"].sum()),
        "rows": len(table),
    }


def company_bill(c: Context, targets: int | None = None, *, metrics: bool = True) -> float:
    """What the scheduler costs the made-up company a month."""
    counts = company(c)
    return bill(c, targets or counts["targets"], counts["resources"], COMPANY_TYPES, metrics=metrics)


@lru_cache(maxsize=8)
def weekend_off(timezone: str = "UTC") -> schedule.Risk:
    """The last exercise: a machine that is off at weekends."""
    days = Schedule("weekdays", (Period("weekdays", weekdays="mon-fri"),), timezone)
    return schedule.risk(days, schedule.load(OTHER_TRACE), OTHER_THRESHOLD)


@lru_cache(maxsize=8)
def rds_hours(enforced: bool) -> float:
    """Hours of 2026 in which a database of the schedule "stopped" runs all the same."""
    stopped = Schedule("stopped", override_status="stopped", enforced=enforced)
    runs = schedule.running(stopped, *YEAR, service="rds", tagged_running=False)
    return schedule.running_minutes(runs) / 60


BANK = Bank(
    "32",
    ko="스케줄링",
    en="Scheduling",
    tables=("on_demand", "commitment_rates", "services"),
    params={"instance_type": "m7g.large", "timezone": "Asia/Seoul", "count": 10},
    cards=(
        RecallCard(
            ko="인스턴스를 168시간 가운데 {on:number}시간만 켜면 그 인스턴스의 청구액은 {off:percent} 줄어듭니까?",
            en="If an instance runs {on:number} of 168 hours, is its bill {off:percent} lower?",
            answer_ko="아닙니다. {off:percent} 줄어드는 것은 **온디맨드로 내는 컴퓨팅**입니다. 볼륨은 꺼져 있어도 나갑니다. {region}의 개발 서버 한 대는 볼륨과 주소까지 더하면 {saving:percent} 줄어듭니다. RI나 플랜이 덮은 시간은 한 푼도 줄지 않습니다.",
            answer_en="No. {off:percent} is what is saved of **compute paid On-Demand**. Its volume is billed while it is off. A development machine in {region}, with its volume and address, costs {saving:percent} less. Hours that an RI or a plan covers save nothing.",
            values=lambda c: {"on": OFFICE_HOURS, "off": one_week(c)["off"], "saving": one_week(c)["saving"]},
        ),
        RecallCard(
            ko="AWS 인스턴스 스케줄러의 기간은 자정을 넘길 수 있습니까?",
            en="Can a period of Instance Scheduler on AWS pass midnight?",
            answer_ko="없습니다. 23:59에 끝나는 기간과 다음 날 00:00에 시작하는 기간 두 개로 씁니다. 둘이 맞닿아 있으면 그 사이에 멈추지 않습니다. 다만 Auto Scaling 그룹은 23:59에 멈춥니다.",
            answer_en="No. It takes two: one that ends at 23:59, and one that begins at 00:00 on the next day. Where they meet, nothing stops. An Auto Scaling group does stop at 23:59, though.",
        ),
        RecallCard(
            ko="AWS 인스턴스 스케줄러 자체의 요금은 무엇에 비례합니까?",
            en="With what does the price of Instance Scheduler itself grow?",
            answer_ko="일정의 개수가 아니라 **대상**(계정 × 리전 × 서비스)과 살펴보는 간격입니다. {region}에서 대상 {targets:number}개짜리 작은 배포는 {usd:usd_per_month}입니다.",
            answer_en="Not with schedules, but with **targets** (account x Region x service) and the interval. A small deployment of {targets:number} targets in {region} costs {usd:usd_per_month}.",
            values=lambda c: {"targets": SMALL[0], "usd": small_bill(c)},
        ),
    ),
    questions=(
        Question(
            "stop_time",
            ko="같은 시간대의 두 기간이 하나는 16:59에, 하나는 17:00에 끝납니다. 스케줄러는 5분마다 살펴봅니다. 어느 인스턴스가 먼저 멈춥니까?",
            en="Two periods in one time zone end at 16:59 and at 17:00. The scheduler looks every five minutes. Which instance stops first?",
            choices=(
                Choice(
                    ko="16:59의 인스턴스가 1분 먼저",
                    en="That of 16:59, a minute earlier",
                    why_ko="16:59에는 살펴보지 않습니다. 16:55에는 아직 기간 안이고, 다음에 보는 때는 17:00입니다.",
                    why_en="Nobody looks at 16:59. At 16:55 it is still inside, and the next look is at 17:00.",
                ),
                Choice(
                    ko="둘 다 17:00에",
                    en="Both at 17:00",
                    right=True,
                    why_ko="끝 시각은 기간에 들어가지 않으므로 17:00에 보면 둘 다 기간 밖입니다. AWS의 예제가 16:59라고 적고 5시까지라고 말하는 까닭입니다.",
                    why_en="The end does not belong to the period, so at 17:00 both are outside. This is why AWS's example writes 16:59 and calls it 5 PM.",
                ),
                Choice(
                    ko="17:00의 인스턴스는 17:05에",
                    en="That of 17:00 only at 17:05",
                    why_ko="17:00에 보았을 때 이미 끝났습니다. 기간은 시작 시각을 담고 끝 시각은 담지 않습니다.",
                    why_en="At 17:00 it is over: a period holds its begin and not its end.",
                ),
            ),
        ),
        Question(
            "tag",
            ko="일정의 이름은 `office-hours`인데 인스턴스의 태그는 `Schedule=Office-Hours`입니다. 무슨 일이 생깁니까?",
            en="The schedule is called `office-hours`; the instance is tagged `Schedule=Office-Hours`. What happens?",
            values=lambda c: {"month": on_demand(c) * MONTH_HOURS},
            choices=(
                Choice(
                    ko="대소문자를 가리지 않으므로 그대로 된다",
                    en="Case does not matter: it works",
                    why_ko="태그의 키와 값은 대소문자를 가립니다.",
                    why_en="Keys and values of tags are case-sensitive.",
                ),
                Choice(
                    ko="알 수 없는 일정이라 인스턴스가 계속 켜져 있다",
                    en="The schedule is unknown, and the instance runs on",
                    right=True,
                    why_ko="`IS-Error` 태그에 `UnknownSchedule`이 적힐 뿐 아무것도 멈추지 않습니다. 한 대가 한 달이면 {month:usd.2}입니다. 바꾼 다음 날 이 태그를 찾아보세요.",
                    why_en="The tag `IS-Error` says `UnknownSchedule`, and nothing is stopped: {month:usd.2} a month for one machine. Look for that tag the day after a change.",
                ),
                Choice(
                    ko="안전을 위해 인스턴스가 멈춘다",
                    en="To be safe, the instance is stopped",
                    why_ko="모르는 일정의 인스턴스는 건드리지 않습니다. 안전한 쪽은 ‘켜 둠’입니다.",
                    why_en="An instance of an unknown schedule is left alone. Being safe means leaving it on.",
                ),
            ),
        ),
        Question(
            "seven_days",
            ko="RDS 데이터베이스를 항상 중지인 일정(강제 적용 없음)에 넣고 잊었습니다. 2026년 한 해에 몇 시간이나 켜져 있습니까?",
            en="A database of RDS is put under a schedule that is always stopped (not enforced), and forgotten. For how many hours of 2026 does it run?",
            values=lambda c: {"never": 0.0, "loose": rds_hours(False), "hard": rds_hours(True)},
            choices=(
                Choice(
                    ko="{never:hours}",
                    en="{never:hours}",
                    why_ko="RDS는 7일 동안 멈춘 데이터베이스를 스스로 켭니다.",
                    why_en="RDS starts by itself what has been stopped for seven days.",
                ),
                Choice(
                    ko="{hard:hours}",
                    en="{hard:hours}",
                    why_ko="일정을 강제 적용(enforced)했을 때입니다. 7일마다 켜졌다가 다음에 살펴볼 때 다시 멈춥니다.",
                    why_en="That is with an enforced schedule: on every seven days, and stopped again at the next look.",
                ),
                Choice(
                    ko="{loose:hours}",
                    en="{loose:hours}",
                    right=True,
                    why_ko="7일 뒤에 켜지지만 일정이 바라는 상태는 바뀌지 않았으므로 스케줄러는 아무 일도 하지 않습니다.",
                    why_en="After seven days it is on; what the schedule wants has not changed, so the scheduler does nothing.",
                ),
            ),
        ),
        Question(
            "dearer",
            ko="대상 {targets:number}개인 배포입니다. 다음 가운데 스케줄러 자체의 요금을 올리는 것은 무엇입니까?",
            en="A deployment has {targets:number} targets. Which of these raises the price of the scheduler itself?",
            values=lambda c: {
                "targets": SMALL[0],
                "more": bill(c, SMALL[0] + 1, SMALL[1] + 1, SMALL[2]) - small_bill(c),
                "instances": bill(c, SMALL[0], SMALL[1] + 10, SMALL[2]) - small_bill(c),
            },
            choices=(
                Choice(
                    ko="일정을 3개에서 30개로 늘린다",
                    en="Going from 3 schedules to 30",
                    why_ko="일정은 표의 줄일 뿐입니다. 한 번 살펴볼 때 대상마다 함수가 한 번 돕니다.",
                    why_en="Schedules are rows of a table. At each look the function runs once per target.",
                ),
                Choice(
                    ko="이미 쓰는 유형의 인스턴스 10대를 같은 리전에 더한다",
                    en="Ten more instances of a type in use, in the same Region",
                    why_ko="대상이 그대로라 한 달에 {instances:usd.2}쯤(로그와 읽기)만 늘어납니다.",
                    why_en="The targets stay: about {instances:usd.2} a month more, for logs and reads.",
                ),
                Choice(
                    ko="다른 리전의 인스턴스 한 대에 태그를 단다",
                    en="Tagging one instance in another Region",
                    right=True,
                    why_ko="새 대상이므로 한 달에 {more:usd.2}가 늘어납니다. 한 대뿐인 리전이라면 EventBridge 스케줄러로 켜고 끄는 편이 쌉니다.",
                    why_en="A new target: {more:usd.2} a month more. For a single machine there, EventBridge Scheduler is cheaper.",
                ),
            ),
        ),
        Question(
            "freed",
            ko="`{instance_type}` 개발 서버 {count:number}대는 업무 시간에만, 웹 서버 4대는 늘 켭니다. 4대분을 덮는 컴퓨팅 플랜이 있습니다. 개발 서버를 밤에 끄면 온디맨드로 환산한 값 가운데 얼마나 실제로 줄어듭니까?",
            en="{count:number} `{instance_type}` development machines follow office hours, four web servers never stop, and a Compute plan covers four machines. Of the On-Demand worth of the hours stopped, how much leaves the bill?",
            choices=(
                Choice(
                    ko="모두 줄어든다",
                    en="All of it",
                    right=True,
                    why_ko="밤에는 늘 켜진 웹 서버 4대가 플랜을 모두 씁니다. 꺼진 것은 온디맨드 시간뿐입니다.",
                    why_en="At night the four web servers use up the plan. Only On-Demand hours were stopped.",
                ),
                Choice(
                    ko="플랜이 덮던 몫만큼은 줄지 않는다",
                    en="All but what the plan covered",
                    why_ko="플랜은 특정 서버의 것이 아닙니다. 개발 서버가 쓰던 몫은 웹 서버가 이어받습니다. 덮을 것이 밤에 남지 않을 때만 버려집니다.",
                    why_en="A plan belongs to no machine: the web servers take over what was freed. It is lost only where nothing is left to cover at night.",
                ),
                Choice(
                    ko="하나도 줄지 않는다",
                    en="Nothing",
                    why_ko="플랜이 모든 서버를 덮고 있었다면 맞습니다. 4대분이라면 밤에도 다 쓰입니다.",
                    why_en="True if the plan covered every machine. One for four is used at night too.",
                ),
            ),
        ),
        Question(
            "idle",
            ko="두 주 동안 CPU가 한 번도 5%를 넘지 않은 인스턴스가 있습니다. 먼저 무엇을 해야 합니까?",
            en="In two weeks an instance never went above 5 % of CPU. What comes first?",
            values=lambda c: {"month": on_demand(c) * MONTH_HOURS, "saved": one_week(c)["off"]},
            choices=(
                Choice(
                    ko="업무 시간에만 켜는 일정을 단다",
                    en="Give it office hours",
                    why_ko="컴퓨팅의 {saved:percent}만 줄고, 아무도 쓰지 않는 낮이 남습니다.",
                    why_en="That saves {saved:percent} of compute and leaves days that nobody uses.",
                ),
                Choice(
                    ko="주인을 찾아 중지하고, 아무도 찾지 않으면 스냅샷을 남기고 지운다",
                    en="Find its owner and stop it; if nobody asks, keep a snapshot and delete it",
                    right=True,
                    why_ko="`{instance_type}`이라면 컴퓨팅만 한 달에 {month:usd.2}입니다. 다만 CPU가 낮아도 메모리나 네트워크로 일하는 서버일 수 있으니 지우기 전에 묻습니다.",
                    why_en="For a `{instance_type}` compute alone is {month:usd.2} a month. But low CPU may still serve by memory or network: ask before deleting.",
                ),
                Choice(
                    ko="더 작은 크기로 바꾼다",
                    en="Take a smaller size",
                    why_ko="쓰이는 서버라면 맞는 순서입니다. 쓰이지 않는 서버는 작아도 낭비입니다.",
                    why_en="Right for a machine in use. One that is not is a waste in any size.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_hours",
            title_ko="빈칸 1: 한 해의 켜진 시간",
            title_en="Blank 1: running hours of a year",
            ko="월요일부터 토요일까지 8시부터 20시까지 켜는 일정을 {timezone}에서 씁니다. 2026년 한 해(1월 1일~12월 31일) 동안 몇 시간 켜집니까?",
            en="A schedule runs from 08:00 to 20:00, Monday to Saturday, in {timezone}. For how many hours does it run in 2026 (1 January to 31 December)?",
            answer=year_hours,
            unit="hours",
            tolerance=0.0005,
            why_ko="달력의 월~토요일을 세어 12시간씩 더한 값입니다. 한 해는 52주보다 하루 길어서 주의 시간에 52를 곱하면 모자랍니다.",
            why_en="It is twelve hours for each Monday to Saturday of the calendar. A year is a day longer than 52 weeks, so 52 times the week falls short.",
            hints=(
                Text(
                    ko='`kao.schedule.Period("six-days", "08:00", "20:00", weekdays=...)`',
                    en='`kao.schedule.Period("six-days", "08:00", "20:00", weekdays=...)`',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: 52.0 * 72,
                    ko="한 주의 72시간에 52를 곱했습니다. 2026년에는 월~토요일이 하루 더 있습니다. `kao.schedule.hours`로 달력을 세세요.",
                    en="This is 52 weeks of 72 hours. 2026 has one more day among Monday to Saturday: count the calendar by `kao.schedule.hours`.",
                ),
                Mistake(
                    value=lambda c: year_hours(c, "mon-fri"),
                    ko="월~금요일만 셌습니다. 토요일도 켭니다.",
                    en="This counts Monday to Friday. Saturday is in it too.",
                ),
                Mistake(
                    value=lambda c: 8760 - year_hours(c),
                    ko="꺼져 있는 시간입니다. 켜진 시간을 구하세요.",
                    en="These are the hours off. Find the hours on.",
                ),
            ),
        ),
        Exercise(
            "faded_saved",
            title_ko="빈칸 2: 플랜이 있을 때 실제로 줄어드는 금액",
            title_en="Blank 2: what leaves the bill under a plan",
            ko="개발 서버 {count:number}대(주 {on:number}시간)와 늘 켜진 웹 서버 4대가 있고, 컴퓨팅 플랜이 {planned:number}대분을 덮습니다. 모두 `{item}`이고 온디맨드 요금은 {od:usd_per_hour}입니다. 일정을 켜면 **한 주의 컴퓨팅 요금**은 얼마나 줄어듭니까?",
            en="There are {count:number} development machines ({on:number} hours a week) and four web servers that never stop, and a Compute plan covers {planned:number} machines. All are `{item}` at {od:usd_per_hour} On-Demand. By how much does the schedule lower the **compute bill of a week**?",
            values=lambda c: {
                "on": OFFICE_HOURS,
                "planned": planned(c),
                "item": str(office(c)["instance_type"].iloc[0]),
                "od": on_demand(c),
            },
            answer=lambda c: not_planned(c) * off_hours(c) * on_demand(c),
            unit="usd",
            tolerance=0.002,
            why_ko="꺼진 시간마다 개발 서버 {count:number}대가 멈추지만, 그 가운데 온디맨드로 내던 것은 플랜을 넘는 몫뿐입니다. 나머지는 플랜이 쓰이지 않고 남을 뿐 청구액은 그대로입니다.",
            why_en="In every hour off {count:number} machines stop, but only those above the plan were paid On-Demand. For the others the plan goes unused, and the bill stays.",
            hints=(
                Text(
                    ko="켜져 있을 때 온디맨드로 내는 대수는 전체 − 플랜이 덮는 대수입니다.",
                    en="Paid On-Demand while all run: all machines less those the plan covers.",
                ),
                Text(
                    ko="`kao.schedule.saving(...).lines`에서 `on_demand` 줄의 차이로도 구할 수 있습니다.",
                    en="Or take the difference of the line `on_demand` in `kao.schedule.saving(...).lines`.",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: float(c["count"]) * off_hours(c) * on_demand(c),
                    ko="개발 서버 전부를 온디맨드로 셌습니다. 플랜이 덮은 시간은 꺼도 줄지 않습니다.",
                    en="This counts all development machines On-Demand. Hours that the plan covers do not get cheaper.",
                ),
                Mistake(
                    value=lambda c: not_planned(c) * OFFICE_HOURS * on_demand(c),
                    ko="켜져 있는 {on:number}시간을 곱했습니다. 줄어드는 것은 꺼져 있는 시간입니다.",
                    en="This takes the {on:number} hours on. What is saved are the hours off.",
                ),
                Mistake(
                    value=lambda c: not_planned(c) * off_hours(c) * plan_rate(c),
                    ko="플랜 요금을 곱했습니다. 줄어드는 것은 온디맨드로 내던 시간입니다.",
                    en="This takes the plan's rate. What goes away was paid On-Demand.",
                ),
            ),
        ),
        Exercise(
            "company_bill",
            title_ko="스케줄러의 한 달 요금",
            title_en="The scheduler's month",
            ko="어느 회사가 표의 리소스를 일정 {schedules:number}개로 관리합니다. 인스턴스 유형은 {types:number}가지, 간격은 5분, 운영 지표는 켜 둡니다. 허브는 {region}에 있습니다. 스케줄러 자체는 한 달에 얼마입니까?",
            en="A company manages the resources of the table by {schedules:number} schedules. There are {types:number} instance types, the interval is 5 minutes, operational metrics are on, and the hub is in {region}. What does the scheduler itself cost a month?",
            values=lambda c: {"schedules": COMPANY_SCHEDULES, "types": COMPANY_TYPES},
            answer=company_bill,
            unit="usd_per_month",
            tolerance=0.005,
            why_ko="대상은 계정 × 리전 × 서비스의 조합이고, RDS와 Aurora는 하나로 셉니다. 일정이 몇 개인지는 계산에 들어가지 않습니다.",
            why_en="Targets are combinations of account, Region and service, RDS and Aurora being one. How many schedules there are is not in it.",
            hints=(
                Text(ko="`kao.schedule.targets(company)`", en="`kao.schedule.targets(company)`"),
                Text(
                    ko='`kao.schedule.solution_cost(...)["usd"].sum()`',
                    en='`kao.schedule.solution_cost(...)["usd"].sum()`',
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: company_bill(c, company(c)["rows"]),
                    ko="Aurora를 따로 셌습니다. RDS, Aurora, Neptune, DocumentDB는 한 대상입니다.",
                    en="This counts Aurora apart. RDS, Aurora, Neptune and DocumentDB are one target.",
                ),
                Mistake(
                    value=lambda c: company_bill(c, company(c)["resources"]),
                    ko="리소스의 수를 대상으로 셌습니다. 같은 계정, 같은 리전, 같은 서비스의 리소스는 모두 한 대상입니다.",
                    en="This takes resources for targets. All resources of one account, Region and service are one target.",
                ),
                Mistake(
                    value=lambda c: company_bill(c, metrics=False),
                    ko="운영 지표를 뺐습니다. 켜 두면 대시보드, 유형별 지표, API 요청이 더해집니다.",
                    en="This leaves the metrics out. They add a dashboard, metrics by type, and API requests.",
                ),
                Mistake(
                    value=lambda c: 5.0 * COMPANY_SCHEDULES,
                    ko="일정마다 값을 매겼습니다. 노트에 적힌 계산이지만 지금은 대상으로 셉니다.",
                    en="This charges by the schedule, as the note says. Today targets count.",
                ),
            ),
        ),
        Exercise(
            "weekend_risk",
            title_ko="주말에 끄면 놓치는 분",
            title_en="What is missed by stopping at weekends",
            ko="기록 `{trace}`의 서버(CPU {threshold:number}% 이상이면 필요한 때)를 월~금요일에만, 하루 종일 켭니다(UTC). 두 주 동안 꺼져 있을 때 필요했던 것은 몇 분입니까?",
            en="The machine of the trace `{trace}` (needed at {threshold:number} % of CPU or more) runs all day Monday to Friday (UTC). For how many minutes of the two weeks was it needed while off?",
            values=lambda c: {"trace": OTHER_TRACE, "threshold": OTHER_THRESHOLD},
            answer=lambda c: weekend_off().missed_minutes,
            unit="number",
            why_ko="켜진 시간을 크게 줄이지 않으면서 놓치는 분이 얼마인지 먼저 압니다. 그 몇 분이 아무도 기다리지 않는 배치라면 평일로 옮기고, 사람이면 손으로 켤 길을 둡니다.",
            why_en="Now you know the minutes before you save the hours. If they are a batch nobody waits for, move it to a weekday; if they are people, leave them a way to start it by hand.",
            hints=(
                Text(
                    ko="시각을 적지 않은 기간은 하루 종일입니다. `kao.schedule.risk(schedule, trace, threshold).missed_minutes`",
                    en="A period without times is the whole day. `kao.schedule.risk(schedule, trace, threshold).missed_minutes`",
                ),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: weekend_off().missed_minutes // 5,
                    ko="표본의 수입니다. 표본 하나가 5분입니다.",
                    en="These are samples. Each stands for five minutes.",
                ),
                Mistake(
                    value=lambda c: weekend_off().need_minutes,
                    ko="필요했던 모든 분입니다. 그 가운데 꺼져 있던 때만 세세요.",
                    en="This is all of the need. Count only what falls into hours off.",
                ),
                Mistake(
                    value=lambda c: weekend_off().need_minutes - weekend_off().missed_minutes,
                    ko="켜져 있는 동안 필요했던 분입니다. 거꾸로입니다.",
                    en="This is the need while it was on: the other way round.",
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "balance",
            ko="시간의 {off:percent} 이상을 끄면서 놓치는 것은 {missed:number}분 이하인 일정을 찾으세요. 시간대부터 의심하세요.",
            en="Find a schedule that is off for at least {off:percent} of the hours and misses at most {missed:number} minutes. Doubt the time zone first.",
            values=lambda c: {"off": GOAL_OFF, "missed": GOAL_MISSED},
            needs=(
                Need(
                    ko="너무 오래 켭니다. 켜는 시간이나 요일을 줄이세요.",
                    en="It runs too long: fewer hours or days.",
                    met=lambda c, v: v["off"] >= GOAL_OFF,
                ),
                Need(
                    ko="꺼져 있는 동안 필요했던 분이 너무 많습니다. 일하는 사람들의 시간대인지, 저녁 늦게까지 쓰는지 보세요.",
                    en="Too much need while off: is it the time zone of the people at work, and do they work late?",
                    met=lambda c, v: v["missed_minutes"] <= GOAL_MISSED,
                ),
            ),
            why_ko="찾았습니다. 이 일정은 이미 지나간 날들에 맞춘 것입니다. 앞날에는 더 놓칠 수 있으니, 놓쳤을 때 손으로 켤 길을 함께 둡니다.",
            why_en="Found. But it is fitted to days gone by; days to come may miss more, so leave a way to start by hand.",
        ),
    ),
    claims=(
        Claim(
            "W16",
            note_ko="AWS 인스턴스 스케줄러는 EC2와 RDS 인스턴스를 자동으로 켜고 끈다.",
            note_en="AWS Instance Scheduler starts and stops EC2 and RDS instances.",
            now_ko="EC2와 RDS 말고도 **Aurora, Neptune, DocumentDB 클러스터와 Auto Scaling 그룹**까지 관리합니다. 그룹은 예약된 작업으로 바꾸어 0-0-0으로 줄입니다. 지금 이름은 Instance Scheduler on AWS(AWS 인스턴스 스케줄러)입니다.",
            now_en="It manages **Aurora, Neptune and DocumentDB clusters and Auto Scaling groups** too; a group gets scheduled actions that shrink it to 0-0-0. Its name is Instance Scheduler on AWS now.",
            since="2024-06",
        ),
        Claim(
            "W17",
            note_ko="각 스케줄마다 AWS 람다 요금으로 매월 5달러가 청구된다.",
            note_en="Each schedule costs five dollars of AWS Lambda a month.",
            now_ko="일정의 개수가 아니라 **대상**(계정 × 리전 × 서비스)에 비례하고, Lambda는 그 일부입니다. {region}에서 대상 {few:number}개는 {small:usd_per_month}, 250개는 {medium:usd_per_month}, 1,000개는 {large:usd_per_month}입니다. 리소스가 몇 대뿐이면 EventBridge 스케줄러로 직접 켜고 끄는 데 드는 요금은 사실상 없습니다.",
            now_en="It grows with **targets (account x Region x service)**, not with schedules, and Lambda is a part of it. In {region}, {few:number} targets cost {small:usd_per_month}, 250 cost {medium:usd_per_month}, 1,000 cost {large:usd_per_month}. For a few resources EventBridge Scheduler starts and stops them at practically no charge.",
            values=lambda c: {
                "few": SMALL[0],
                "small": small_bill(c),
                "medium": bill(c, 250, 1000, 15),
                "large": bill(c, 1000, 5000, 50),
            },
        ),
    ),
)
