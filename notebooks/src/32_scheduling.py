# %% [markdown] tags=["ko"]
# # 32. 스케줄링: 쓰지 않는 시간을 찾아 끄고, 그 값을 분까지 센다
#
# [English edition](../en/32_scheduling.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 실제 부하 기록에서 되풀이되는 **쉬는 시간**을 찾고, 일정이 놓칠 수요를 분 단위로, 보지 않은 날까지 검증해 말합니다.
# 2. AWS 인스턴스 스케줄러의 꼴로 일정을 쓰고 태그를 읽어, 한 해의 켜진 시간과 **내 인스턴스에서 실제로 줄어드는 금액**을 계산합니다.
# 3. 스케줄러 자체의 요금을 대상 수로 계산하고, EventBridge 스케줄러로 충분한 때를 가려냅니다.

# %% [markdown] tags=["en"]
# # 32. Scheduling: find the unused hours, turn them off, and count to the minute
#
# [한국어판](../ko/32_scheduling.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. find the **idle hours** that recur in a real load, and say what a schedule would miss, in minutes, tested on days it has not seen;
# 2. write a schedule in the form of Instance Scheduler on AWS, read the tag, and compute the running hours of a year and what **really leaves the bill** of your instance;
# 3. compute what the scheduler itself costs by its targets, and tell when EventBridge Scheduler is enough.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.large"
TIMEZONE = "Asia/Seoul"
COUNT = 10

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "32", LANG, REGION, KRW_PER_USD, instance_type=INSTANCE_TYPE, timezone=TIMEZONE, count=COUNT
)
INSTANCE_TYPE = lesson["instance_type"]
lesson

# %% recall
kao.lesson.recall("32")

# %% [markdown] tags=["ko"]
# ## 지식: 켜 둔 시간만 낸다는 말의 조건
#
# 종량제의 효율은 저절로 생기지 않습니다. 쓰지 않는 시간에 **누군가 꺼야** 생깁니다. 한 주는 168시간이고, 평일 9시부터 19시까지 일하는 사무실은 그 가운데 50시간만 서버를 씁니다.
#
# 이 장의 사무실은 꾸며 낸 것이고 **요금은 가격표의 것**입니다. 개발 서버는 업무 시간에만 필요하고 웹 서버는 늘 켜 둡니다. 서버마다 볼륨 하나와 AWS가 붙여 준 공인 IPv4 주소 하나가 있습니다.

# %% [markdown] tags=["en"]
# ## Knowledge: "pay for what you run" has a condition
#
# Pay-as-you-go is not efficient by itself. It becomes so when **somebody turns things off**. A week has 168 hours; an office that works from nine to seven on weekdays uses its servers in 50 of them.
#
# The office of this chapter is made up; **the prices are listed ones**. Its development machines are needed in office hours, its web servers always. Each machine has a volume and a public IPv4 address that AWS assigned.

# %% office
machines, office = kao.samples.office(REGION, INSTANCE_TYPE, COUNT, TIMEZONE)
PLACE, TYPE = machines["location"].iloc[0], machines["instance_type"].iloc[0]
WEEK, YEAR = ("2026-06-01", "2026-06-08"), ("2026-01-01", "2027-01-01")
kao.tables.show(
    machines,
    ["name", "instance_type", "count", "schedule", "volume_gb"],
    headings={
        "name": ("하는 일", "What they do"),
        "count": ("대수", "Machines"),
        "schedule": ("일정", "Schedule"),
        "volume_gb": ("볼륨(GB)", "Volume (GB)"),
    },
)

# %% predict_share
kao.lesson.predict(
    "share",
    ko="개발 서버 한 대를 168시간이 아니라 50시간만 켜면, 볼륨과 주소까지 포함한 한 주 **청구액**은 몇 % 줄어들까요?",
    en="If one development machine runs 50 hours instead of 168, by what share is its **bill** of the week lower, volume and address included?",
    unit="percent",
)

# %% share
one = machines.head(1).assign(count=1)
saved = kao.schedule.saving(one, office, *WEEK)
lines = saved.lines[saved.lines["before_usd"] != 0]
kao.tables.show(
    lines,
    headings={
        "part": ("항목", "Part"),
        "before_usd": ("늘 켬(USD/주)", "Always on (USD a week)"),
        "after_usd": ("일정대로(USD/주)", "Scheduled (USD a week)"),
        "saving_usd": ("줄어든 금액", "Saved"),
    },
)

# %% reveal_share
week = saved.summary()
kao.lesson.reveal(
    "share",
    week["saving"],
    ko="꺼진 시간은 {off:percent}이지만 볼륨은 꺼져 있어도 그대로 나갑니다. AWS가 붙여 준 주소는 멈출 때 돌려주므로 함께 줄어들고, 탄력적 IP였다면 줄지 않습니다. `{item}`, {place:location} 기준입니다.",
    en="{off:percent} of the hours are off, but the volume is billed all the same. The address that AWS assigned is given back at each stop, so it is saved too; an Elastic IP would not be. For `{item}` in {place:location}.",
    off=week["off"],
    item=TYPE,
    place=PLACE,
)

# %% [markdown] tags=["ko"]
# **결정:** 절감액을 보고할 때 시간의 비율을 적지 않습니다. 켜진 시간에 따라 움직이는 항목(컴퓨팅, 붙여 준 주소)에만 곱합니다.
#
# ### 일정을 쓰는 법
#
# AWS 인스턴스 스케줄러의 일정은 **기간**의 모음에 시간대를 붙인 것입니다. 기간 하나의 조건은 모두 맞아야 하고, 기간이 여럿이면 하나만 맞아도 켭니다.
#
# | 필드 | 쓸 수 있는 꼴 |
# |---|---|
# | `begintime`, `endtime` | `09:00`. 끝 시각은 기간에 들지 않고, 시작보다 앞설 수 없습니다 |
# | `weekdays` | `mon-fri`, `sat,sun`, `0-4`(0이 월요일), `mon#1`(첫째 월요일), `friL`(마지막 금요일) |
# | `monthdays` | `1-5`, `1/7`(1일부터 7일마다), `L`(말일), `15W`(15일에 가까운 평일) |
# | `months` | `jan-mar`, `1,4`, `jan/3`(1월부터 석 달마다) |
# | 기간`@`크기 | `weekends@t2.nano`: 그 기간에는 다른 크기로 |
#
# 스케줄러는 5분마다(바꿀 수 있음) 지금 시각의 상태를 묻고, **바라는 상태가 바뀌었을 때만** 켜거나 끕니다. 사람이 손으로 켠 것까지 되돌리려면 `enforced`를 켭니다.

# %% [markdown] tags=["en"]
# **Decide:** do not report the share of hours as the saving. Multiply only what moves with running time: compute, and assigned addresses.
#
# ### How to write a schedule
#
# A schedule of Instance Scheduler on AWS is a set of **periods** and a time zone. All conditions of a period must hold; of several periods one is enough.
#
# | field | forms |
# |---|---|
# | `begintime`, `endtime` | `09:00`. The end is outside of the period, and not before the begin |
# | `weekdays` | `mon-fri`, `sat,sun`, `0-4` (0 is Monday), `mon#1` (first Monday), `friL` (last Friday) |
# | `monthdays` | `1-5`, `1/7` (every seventh day from the 1st), `L` (last day), `15W` (weekday nearest to the 15th) |
# | `months` | `jan-mar`, `1,4`, `jan/3` (every third month from January) |
# | period`@`size | `weekends@t2.nano`: another size in that period |
#
# Every five minutes (which can be changed) the scheduler asks what the present time wants, and acts **only when that has changed**. To undo what people start by hand as well, set `enforced`.

# %% predict_alone
kao.lesson.predict(
    "alone",
    ko="평일 일정에 `begintime` 9시만 적고 `endtime`을 비웠습니다. 아무도 손대지 않으면 한 주에 몇 시간 켜질까요?",
    en="A weekday schedule has a `begintime` of nine and no `endtime`. If nobody touches the machine, how many hours a week does it run?",
    unit="hours",
)

# %% alone
Period, Schedule = kao.schedule.Period, kao.schedule.Schedule
alone = Schedule("begin-only", Period("morning", begintime="09:00", weekdays="mon-fri"), TIMEZONE)
night = Schedule("night-batch", kao.schedule.overnight("night", "22:00", "06:00", "mon-fri"), TIMEZONE)
written = [office, alone, night, *kao.schedule.samples().values()]
hours = pd.DataFrame(
    {
        "schedule": [one.name for one in written],
        "periods": [", ".join(map(str, one.periods)) or one.override_status for one in written],
        "week": [kao.schedule.hours(one, *WEEK) for one in written],
        "year": [kao.schedule.hours(one, *YEAR) for one in written],
    }
)
kao.tables.show(
    hours,
    headings={
        "schedule": ("일정", "Schedule"),
        "periods": ("기간", "Periods"),
        "week": ("한 주(시간)", "A week (h)"),
        "year": ("2026년(시간)", "2026 (h)"),
    },
)

# %% reveal_alone
kao.lesson.reveal(
    "alone",
    kao.schedule.hours(alone, *WEEK),
    ko="끝이 없는 기간은 밤에 ‘아무래도 좋음’이 되어 켜진 것을 그대로 둡니다. 그래서 월요일 9시부터 요일 조건이 끝나는 토요일 0시까지 이어집니다. 표의 아래쪽은 AWS가 문서와 설치본에 넣어 둔 일정들입니다. `stop-at-5-new-york`는 끄기만 하므로 손으로 켜지 않으면 0시간입니다.",
    en="Without an end the night is “either way”, and what runs is left running: from Monday at nine until the days end, Saturday at midnight. The lower rows are schedules that AWS documents or installs. `stop-at-5-new-york` only stops, so it is 0 hours unless people start the machine.",
)

# %% [markdown] tags=["ko"]
# **결정:** 시작과 끝을 늘 함께 적습니다. 자정을 넘기려면 23:59에 끝나는 기간과 00:00에 시작하는 기간을 이어 씁니다(`night-batch`).
#
# ### 태그를 읽는 법
#
# 어느 리소스가 어느 일정을 따르는지는 **태그**가 정합니다. 키는 설치할 때 정하고(기본값 `Schedule`), 값은 일정의 이름입니다.

# %% [markdown] tags=["en"]
# **Decide:** always write both begin and end. To pass midnight, join a period that ends at 23:59 to one that begins at 00:00 (`night-batch`).
#
# ### How to read the tag
#
# A **tag** says which resource follows which schedule. Its key is chosen at deployment (`Schedule` by default), its value is the schedule's name.

# %% tags
resources = pd.DataFrame(
    [
        ("i-dev-1", "ec2", {"Schedule": "office-hours"}),
        ("i-dev-2", "ec2", {"schedule": "office-hours"}),
        ("i-dev-3", "ec2", {"Schedule": "Office-Hours"}),
        ("i-dev-4", "ec2", {"Name": "forgotten"}),
        ("db-report", "rds", {"Schedule": "first-monday-in-quarter"}),
        ("asg-report", "autoscaling", {"Schedule": "first-monday-in-quarter"}),
    ],
    columns=["resource", "service", "tags"],
)
read = kao.schedule.read_tags(resources, {office.name: office, **kao.schedule.samples()})
kao.tables.show(
    read.assign(tag=resources["tags"].map(lambda tags: " ".join(f"{key}={value}" for key, value in tags.items()))),
    ["resource", "tag", "managed", "error", "nearest"],
    headings={
        "resource": ("리소스", "Resource"),
        "tag": ("태그", "Tag"),
        "managed": ("관리됨", "Managed"),
        "error": ("IS-Error", "IS-Error"),
        "nearest": ("아마도", "Probably meant"),
    },
)

# %% tags_say tags=["say"]
kao.lesson.say(
    ko="{all:number}개 가운데 {managed:number}개만 관리됩니다. 두 번째와 네 번째에는 **오류 표시조차 없습니다**. 스케줄러의 눈에 띄지 않았을 뿐, 계속 켜져 있습니다. 관리되는 리소스에는 `IS-ManagedBy`와 `IS-LastAction` 태그가 붙습니다. 마지막은 Auto Scaling 그룹이 ‘첫째 월요일’ 같은 조건을 따르지 못해서 생긴 오류입니다.",
    en="{managed:number} of {all:number} are managed. The second and the fourth **do not even show an error**: the scheduler never saw them, and they run on. What is managed carries the tags `IS-ManagedBy` and `IS-LastAction`. The last one fails because an Auto Scaling group cannot follow a condition such as “first Monday”.",
    all=len(read),
    managed=int(read["managed"].sum()),
)

# %% [markdown] tags=["ko"]
# 인스턴스는 스케줄러가 켜고 끄지만, Auto Scaling 그룹에는 **예약된 작업**을 적어 두고 그룹이 스스로 따르게 합니다. 켤 때의 크기는 태그 `IS-MinDesiredMax`(예: `1-3-5`), 끌 때는 0-0-0입니다.

# %% [markdown] tags=["en"]
# Instances are started and stopped by the scheduler; an Auto Scaling group is given **scheduled actions** and follows them itself. Its size while running is the tag `IS-MinDesiredMax` (such as `1-3-5`), stopped it is 0-0-0.

# %% groups
kao.tables.show(
    pd.concat(kao.schedule.scheduled_actions(one, 1, 3, 5) for one in (office, night)),
    headings={
        "name": ("예약된 작업", "Scheduled action"),
        "recurrence": ("반복(분 시 일 월 요일)", "Recurrence (min hour day month weekday)"),
        "time_zone": ("시간대", "Time zone"),
        "min_size": ("최소", "Min"),
        "desired": ("원하는 용량", "Desired"),
        "max_size": ("최대", "Max"),
    },
)

# %% [markdown] tags=["ko"]
# 밤을 넘기는 일정을 보세요. 인스턴스라면 23:59와 00:00이 이어져 멈추지 않지만, 그룹은 23:59에 0이 되었다가 자정에 다시 만들어집니다. 그룹을 끄는 것은 중지가 아니라 **종료**입니다.
#
# **결정:** 태그를 단 다음 날, `IS-ManagedBy`가 **없는** 인스턴스를 찾습니다. 오류를 찾는 것으로는 모자랍니다. 그룹에는 하루 안에서 끝나는 일정만 답니다.
#
# ### 시간대: 짧아지는 것이 아니라 밀린다

# %% [markdown] tags=["en"]
# Look at the schedule that passes midnight. For an instance 23:59 and 00:00 meet, and nothing stops; a group goes to 0 at 23:59 and is made anew at midnight. And turning a group off does not stop its instances: it **terminates** them.
#
# **Decide:** the day after tagging, look for instances **without** `IS-ManagedBy`. Looking for errors is not enough. Give groups only schedules that end within the day.
#
# ### The time zone: not shorter, but shifted

# %% predict_zone
kao.lesson.predict(
    "zone",
    ko="같은 일정에서 시간대를 비워 두면 기본값인 UTC로 돕니다. 사무실({zone})이 일하는 시간 가운데 서버가 켜져 있는 것은 몇 %일까요?",
    en="Leave the time zone of the same schedule empty, and it follows the default, UTC. During what share of the office's hours ({zone}) is the machine on?",
    unit="percent",
    zone=TIMEZONE,
)

# %% zone
in_utc = Schedule("no-zone", office.periods, "UTC")
both = [kao.schedule.running(one, *YEAR) for one in (office, in_utc)]
minutes = pd.date_range(YEAR[0], YEAR[1], freq="5min", tz=TIMEZONE, inclusive="left")
at_work, on = (kao.schedule.is_running(runs, minutes) for runs in both)
shown = pd.concat([runs.head(2).assign(schedule=one.name) for one, runs in zip((office, in_utc), both, strict=True)])
clock = {name: shown[name].dt.tz_convert(TIMEZONE).dt.strftime("%m-%d %H:%M") for name in ("start", "end")}
kao.tables.show(
    shown.assign(**clock),
    ["schedule", "start", "end", "minutes"],
    headings={
        "schedule": ("일정", "Schedule"),
        "start": (f"켜짐({TIMEZONE})", f"On ({TIMEZONE})"),
        "end": ("꺼짐", "Off"),
        "minutes": ("분", "Minutes"),
    },
)

# %% reveal_zone
kao.lesson.reveal(
    "zone",
    float((at_work & on).sum() / at_work.sum()),
    ko="켜진 시간은 한 해 {ours:hours} 대 {theirs:hours}, 거의 같습니다. 청구서만 보면 **제대로 도는 것처럼 보입니다**. 틀린 것은 길이가 아니라 자리입니다.",
    en="The hours of the year are nearly the same, {ours:hours} and {theirs:hours}: by the bill it **looks right**. What is wrong is not the length but the place.",
    ours=kao.schedule.running_minutes(both[0]) / 60,
    theirs=kao.schedule.running_minutes(both[1]) / 60,
)

# %% [markdown] tags=["ko"]
# 서머타임이 있는 곳에서는 한 해에 두 번 더 밀립니다. 시간대를 **이름으로** 적으면 따라가지만, 시계가 건너뛴 시각에만 걸친 기간은 그날 아예 오지 않습니다. 새벽 2시~2시 반의 배치를 네 곳에서 한 해 돌려 봅니다(상파울루는 2019년부터 서머타임이 없습니다).

# %% [markdown] tags=["en"]
# Where there is daylight saving time, clocks shift twice a year more. A time zone **by name** follows; but a period within the hour that the clock skips does not come on that day. Here is a year of a batch from 02:00 to 02:30 in four places (São Paulo has had no daylight saving time since 2019).

# %% clocks
half_past_two = (Period("batch", "02:00", "02:30"),)
rows = []
for zone, year in (("Asia/Seoul", 2026), ("America/New_York", 2026), ("America/Sao_Paulo", 2018), ("America/Sao_Paulo", 2026)):
    days = kao.schedule.by_day(Schedule("batch", half_past_two, zone), f"{year}-01-01", f"{year + 1}-01-01")
    lengths = (days["day_minutes"] / 60).round(1)
    rows.append(
        {"timezone": zone, "year": str(year), "short": int((lengths < 24).sum()), "long": int((lengths > 24).sum()),
         "ran": int((days["minutes"] > 0).sum()), "missed": int((days["minutes"] == 0).sum())}
    )  # fmt: skip
kao.tables.show(
    pd.DataFrame(rows),
    headings={
        "year": ("해", "Year"),
        "short": ("23시간인 날", "Days of 23 h"),
        "long": ("25시간인 날", "Days of 25 h"),
        "ran": ("배치가 돈 날", "Days it ran"),
        "missed": ("돌지 않은 날", "Days it did not"),
    },
)

# %% [markdown] tags=["ko"]
# **결정:** 시간대는 이름(`Asia/Seoul`)으로 적고 UTC로 환산해 적지 않습니다. 서머타임이 있는 곳의 배치는 새벽 1~3시를 피합니다.
#
# ### RDS: 7일이 지나면 혼자 켜진다
#
# RDS는 멈춘 데이터베이스를 **7일 뒤에 스스로 시작**합니다. 스케줄러는 바라는 상태가 바뀔 때만 움직이므로, 계속 ‘중지’인 일정은 이것을 보지 못합니다.

# %% [markdown] tags=["en"]
# **Decide:** write the time zone by name (`Asia/Seoul`), never converted to UTC. Keep batches away from one to three at night where there is daylight saving time.
#
# ### RDS: after seven days it starts by itself
#
# RDS **starts a stopped database after seven days**. The scheduler acts when what is wanted changes; a schedule that always wants “stopped” does not see it.

# %% predict_rds
kao.lesson.predict(
    "rds",
    ko="쓰지 않는 RDS 데이터베이스를 멈추고 항상 중지인 일정(`stopped`)을 달았습니다. 2026년 한 해에 몇 시간 켜져 있을까요?",
    en="An unused RDS database is stopped and put under a schedule that is always `stopped`. For how many hours of 2026 does it run?",
    unit="hours",
)

# %% rds
month_end = Schedule("month-end", Period("last-day", monthdays="L"), TIMEZONE)
cases = [
    ("stopped", Schedule("stopped", override_status="stopped")),
    ("stopped, enforced", Schedule("stopped", override_status="stopped", enforced=True)),
    ("month-end", month_end),
    ("month-end, enforced", Schedule("month-end", month_end.periods, TIMEZONE, enforced=True)),
    ("office-hours", office),
]


def year_hours(schedule, service):
    runs = kao.schedule.running(schedule, *YEAR, service=service, tagged_running=False)
    return kao.schedule.running_minutes(runs) / 60


rds = pd.DataFrame(
    [{"schedule": name, "ec2": year_hours(one, "ec2"), "rds": year_hours(one, "rds")} for name, one in cases]
)
kao.tables.show(
    rds.round(1),
    headings={
        "schedule": ("일정", "Schedule"),
        "ec2": ("EC2(시간/년)", "EC2 (h a year)"),
        "rds": ("RDS(시간/년)", "RDS (h a year)"),
    },
)

# %% reveal_rds
kao.lesson.reveal(
    "rds",
    float(rds["rds"].iloc[0]),
    ko="첫 7일 말고는 내내 켜져 있습니다. `enforced`를 켜면 7일마다 한 번 켜졌다가 다음에 살펴볼 때 꺼져 {hard:hours}에 그칩니다. 월말에만 쓰는 데이터베이스도 {loose:hours} 대신 {end:hours}이 됩니다. 업무 시간 일정은 7일 동안 멈추는 일이 없어 상관없습니다.",
    en="All but the first seven days. `enforced` keeps it to {hard:hours}: on once in seven days, and off at the next look. A database for the ends of months runs {end:hours} instead of {loose:hours}. Office hours never leave it stopped for seven days.",
    hard=float(rds["rds"].iloc[1]),
    loose=float(rds["rds"].iloc[2]),
    end=float(rds["rds"].iloc[3]),
)

# %% [markdown] tags=["ko"]
# **결정:** RDS의 일정에는 `enforced`를 켭니다. 7일 넘게 쓰지 않을 것이라면 스냅샷을 남기고 지우는 편이 쌉니다. 멈춰 있어도 스토리지와 백업은 나갑니다.
#
# ### 일정이 먼저인가 약정이 먼저인가
#
# 사무실의 서버 전부에 플랜을 산 다음 개발 서버를 끄면 어떻게 될까요? 플랜은 꺼진 시간에도 나갑니다. 다만 플랜은 서버 한 대에 묶이지 않아서, **켜져 있는 다른 서버**가 이어받으면 버려지지 않습니다.

# %% [markdown] tags=["en"]
# **Decide:** set `enforced` on schedules of RDS. What is not used for more than seven days is cheaper as a snapshot: storage and backups are billed while it is stopped.
#
# ### Schedule first or commit first?
#
# Buy a plan for all of the office's machines, then stop the development machines at night: what happens? The plan is paid in hours off too. But it is bound to no machine: where **another machine that runs** takes it up, it is not lost.

# %% predict_kept
kao.lesson.predict(
    "kept",
    ko="서버 **전부**를 꼭 맞게 덮는 1년 플랜을 산 뒤 일정을 켭니다. 꺼진 시간의 온디맨드 값 가운데 몇 %가 실제로 청구서에서 빠질까요?",
    en="After buying a 1-year plan that just covers **all** machines, the schedule is turned on. Of the On-Demand worth of the hours stopped, what share really leaves the bill?",
    unit="percent",
)

# %% plan
OPTION = "compute_sp_1y_no_upfront"
rate = float(kao.purchase.offers(TYPE, PLACE).set_index("option")["effective_usd_per_hour"][OPTION])
bare = machines.drop(columns=["volume_gb", "public_ipv4"])
rates = kao.discounts.plan_rates(bare.rename(columns={"instance_type": "item"}).head(1), [OPTION])


def under_plan(count):
    plan = pd.DataFrame([{"id": "plan", "kind": "compute_sp", "option": OPTION, "usd_per_hour": count * rate}])
    return kao.schedule.saving(bare, office, *WEEK, plans=plan, rates=rates)


# %% kept
whole = int(machines["count"].sum())
covered = [0, int(machines["count"].iloc[1]), whole - COUNT // 2, whole]
kept = pd.DataFrame([{"machines": count, **under_plan(count).summary()} for count in covered]).round(9) + 0.0
kao.tables.show(
    kept,
    ["machines", "freed_usd", "saved_usd", "kept", "unused_after_usd"],
    headings={
        "machines": ("플랜이 덮는 대수", "Machines that the plan covers"),
        "freed_usd": ("꺼진 시간의 온디맨드 값", "On-Demand worth of hours off"),
        "saved_usd": ("실제로 줄어든 금액(USD/주)", "Really saved (USD a week)"),
        "kept": ("비율", "Share"),
        "unused_after_usd": ("버려진 약정(USD/주)", "Unused (USD a week)"),
    },
    kinds={"kept": "percent"},
)

# %% reveal_kept
kao.lesson.reveal(
    "kept",
    float(kept["kept"].iloc[-1]),
    ko="하나도 빠지지 않습니다. 모두 플랜이 덮던 시간이고, 밤에는 이어받을 서버가 없습니다. 그런데 플랜이 {web:number}대분이면 **전부** 빠집니다. 늘 켜진 웹 서버가 그만큼을 밤에도 쓰기 때문입니다. 값은 서버별 할인이 아니라 시간마다의 합으로 정해집니다.",
    en="None of it: all of these hours were covered, and at night no machine is there to take the plan up. With a plan for {web:number} machines **all** of it leaves: the web servers use that much at night too. Not discounts by machine decide, but the sum of each hour.",
    web=covered[1],
)

# %% order
products = kao.commitment.products([TYPE], PLACE)
amounts = [round(rate * count, 5) for count in range(whole + 1)]
year = kao.schedule.saving(bare, office, *YEAR)
curves = [
    kao.commitment.plan_curve(kao.commitment.demand(year.use(when), products), OPTION, amounts)
    for when in ("before", "after")
]
kao.charts.schedule_order(*curves, name=kao.language.location(PLACE, with_code=False))

# %% order_say tags=["say"]
always, scheduled = (curve.set_index("usd_per_hour")["usd"] for curve in curves)
late = float(scheduled[always.idxmin()])
best = float(scheduled.min())
kao.lesson.say(
    ko="온디맨드로 늘 켜면 한 해 {plain:usd.0}입니다. **약정을 먼저** 사면 {first:usd.0}로 내려가지만 그다음의 일정이 줄이는 것은 {drop:usd.0}입니다. **일정을 먼저** 켜고 남은 사용량에 약정하면 {best:usd.0}입니다. 순서만으로 한 해 {gap:usd.0}가 갈립니다.",
    en="Always on and On-Demand a year costs {plain:usd.0}. **Commit first**, and it falls to {first:usd.0}, but the schedule that follows takes off only {drop:usd.0}. **Schedule first** and commit for what remains: {best:usd.0}. The order alone is worth {gap:usd.0} a year.",
    plain=float(always.iloc[0]),
    first=float(always.min()),
    drop=max(0.0, round(float(always.min()) - late, 2)),
    best=best,
    gap=late - best,
)

# %% [markdown] tags=["ko"]
# **결정:** 일정을 먼저 켜고 한두 주의 사용량을 본 다음에 약정합니다. 이미 약정했다면 일정의 절감액을 **온디맨드로 남은 시간**으로만 계산하고, 남는 약정을 이어받을 서버가 있는지 봅니다.
#
# ## 구조: 실제 부하에서 쉬는 시간을 찾기
#
# 일정은 사람이 말하는 업무 시간이 아니라 **기록된 부하**에서 시작합니다. CloudWatch에 2주 넘게 남은 5분 간격의 실제 기록이 있습니다. EC2의 CPU 기록이 여덟, RDS가 둘, 네트워크가 셋입니다. CPU는 5% 이상, RDS는 쉴 때보다 뚜렷이 높을 때를 ‘필요한 때’로 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** turn schedules on first, look at a week or two of usage, then commit. If the commitment is there already, count the saving of a schedule over **hours that are left On-Demand** only, and see whether other machines take up what is freed.
#
# ## Architecture: finding idle hours in a real load
#
# A schedule does not start from the office hours that people name but from the **recorded load**. Here are real records of CloudWatch, two weeks and more in steps of five minutes: the CPU of eight EC2 instances, two RDS databases, three networks. “Needed” is 5 % of CPU or more; for RDS clearly more than at rest.

# %% predict_patterns
kao.lesson.predict(
    "patterns",
    ko="EC2의 CPU 기록 여덟 가운데 **쉬는 시간이 되풀이되는** 것은 몇 개일까요?",
    en="Of the CPU records of eight EC2 instances, in how many do **idle hours recur** at all?",
    unit="number",
)

# %% verdicts
listed = kao.catalog.load_trace_list().set_index("trace")["kind"]
levels = {"cpu": 5, "rds_cpu": 10, "network_in": 10_000}
wanted_from = {trace: levels[kind] for trace, kind in listed.items() if kind in levels}
wanted_from["rds_cpu_e47b3b"] = 20  # this database is never below 12 %
survey = kao.schedule.survey(wanted_from)
held_out = ("보지 않은 날에서", "On days not seen")
kao.tables.show(
    survey,
    headings={
        "trace": ("기록", "Record"),
        "threshold": ("필요의 기준", "Needed from"),
        "off": ("끌 수 있는 시간", "Hours off"),
        "missed": ("놓치는 비율", "Need missed"),
        "held_out_missed": held_out,
    },
    kinds={"off": "percent", "missed": "percent", "held_out_missed": "percent"},
)

# %% reveal_patterns
cpu = survey.loc[survey["trace"].map(listed) == "cpu", "verdict"].tolist()
kao.lesson.reveal(
    "patterns",
    sum(verdict in ("pattern", "unsteady") for verdict in cpu),
    ko="{idle:number}대는 두 주 동안 한 번도 5%에 닿지 않았고 {busy:number}대는 쉬는 시간이 없습니다. 놀고 있는 서버에 일정을 다는 것은 낭비를 줄일 뿐 없애지 못합니다. 나머지의 판정이 ‘불안정’이면, 놓치는 비율이 보지 않은 날에서 허용치의 두 배를 넘는다는 뜻입니다. **패턴이 없다는 답도 답입니다.**",
    en="{idle:number} never reached 5 % in two weeks, {busy:number} have no idle hours. A schedule on an unused machine makes the waste smaller, not gone. Where the verdict is “unsteady”, days not seen miss more than twice what was allowed. **“No pattern” is an answer too.**",
    idle=cpu.count("always_idle"),
    busy=cpu.count("always_busy"),
)

# %% [markdown] tags=["ko"]
# **결정:** 기록마다 먼저 가릅니다. 늘 유휴면 중지하고 지웁니다. 늘 바쁘면 약정합니다. 되풀이되는 패턴이 있을 때만 일정을 씁니다.
#
# ### 한 대를 자세히: 얼마나 놓쳐도 되는가
#
# `ec2_network_in_5abac7`은 어느 EC2 인스턴스가 받은 바이트입니다. 쉴 때는 5분에 200바이트도 되지 않고, 일할 때는 그 수천 배입니다. 기록의 시계는 UTC이고 누구의 서버인지는 알려져 있지 않습니다. 놓쳐도 되는 비율을 바꾸어 가며 **가장 적게 켜는 일정**을 찾습니다.

# %% [markdown] tags=["en"]
# **Decide:** sort the records first. Always idle: stop and delete. Always busy: commit. A schedule is for a pattern that recurs.
#
# ### One machine closely: how much may be missed?
#
# `ec2_network_in_5abac7` are the bytes that some EC2 instance received: at rest less than 200 in five minutes, at work thousands of times as many. Its clock is UTC, and whose machine it was is not told. Change what share may be missed, and find the schedule **that runs least**.

# %% frontier
TRACE, THRESHOLD, ZONE = "ec2_network_in_5abac7", 10_000, "America/Los_Angeles"
trace = kao.schedule.load(TRACE)
frontier = kao.schedule.frontier(trace, THRESHOLD, ZONE)
kao.tables.show(
    frontier,
    headings={
        "allowed": ("허용", "Allowed"),
        "periods": (f"일정({ZONE})", f"Schedule ({ZONE})"),
        "off": ("끈 시간", "Off"),
        "missed": ("비율", "Share"),
        "held_out_missed": held_out,
        "worst_day_minutes": ("가장 나쁜 날(분)", "Worst day (min)"),
    },
    kinds={"allowed": "percent", "off": "percent", "missed": "percent", "held_out_missed": "percent"},
)

# %% frontier_say tags=["say"]
at = kao.schedule.propose(trace, THRESHOLD, ZONE, allowed=float(frontier["allowed"].iloc[2]), name="a-tenth-missed")
kao.lesson.say(
    ko="놓쳐도 되는 비율을 {allowed:percent}로 하면 시간의 {off:percent}를 끄고 {missed:number}분을 놓칩니다. 그런데 하루씩 빼고 찾은 일정으로 그 하루를 재면 {held:percent}입니다. **맞춘 숫자의 두 배쯤이 앞날의 숫자**라고 여기는 편이 안전합니다.",
    en="Allow {allowed:percent} to be missed, and the machine is off for {off:percent} of the hours and misses {missed:number} minutes. But judge each day by the schedule found on all others, and it is {held:percent}: **count on about twice the fitted number** for days to come.",
    allowed=at.allowed,
    off=at.risk.off,
    missed=at.risk.missed_minutes,
    held=at.held_out_missed,
)

# %% heat
kao.charts.schedule_week(kao.schedule.slots(trace, THRESHOLD, ZONE), at.schedule, name=f"{TRACE} ({ZONE})")

# %% [markdown] tags=["ko"]
# 굵은 테두리 안이 켜지는 시간입니다. 평일 아침부터 밤까지 몰려 있어 미국 서부의 일과처럼 보이지만, 테두리 밖에도 숫자가 남습니다. 그 숫자가 위험입니다.
#
# ### 직접 고쳐 보기
#
# 요일, 시각, 시간대를 바꾸면 기록된 모든 날의 실제 부하 위에서 다시 계산됩니다. **재생**을 누르면 날이 흐르면서 어느 칸이 붉어지는지 보입니다. 처음 선택은 시간대를 비운 평범한 업무 시간이고, 점선 테두리로 남습니다.

# %% [markdown] tags=["en"]
# Inside the frame it runs. The need gathers between morning and night of weekdays, much like days at work on the US West Coast, and some numbers remain outside. They are the risk.
#
# ### Edit it yourself
#
# Change days, hours and time zone, and every day of the real load is computed again. Press **play** and watch which squares turn red as the days go by. The first choice is plain office hours without a time zone; it stays as a dashed frame.

# %% editor
editor = kao.explorers.schedule(trace, THRESHOLD, limit=300)
editor

# %% settings
editor.settings_table(
    [
        {},
        {"timezone": "Asia/Seoul"},
        {"timezone": "America/New_York"},
        {"timezone": ZONE},
        {"timezone": ZONE, "begin_hour": 8, "end_hour": 22},
        {"timezone": ZONE, "begin_hour": 8, "end_hour": 4, "days": "mon-sat"},
    ]
)

# %% goal_balance
kao.lesson.goal(editor, "balance")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"begin_hour": 8}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"begin_hour": 8}` in `wanted`.

# %% balance_stub tags=["stub"]
wanted = {}

# %% balance_solution tags=["solution"]
wanted = {"timezone": ZONE, "begin_hour": 8, "end_hour": 2}

# %% balance_check
editor.set(**wanted)
kao.lesson.check_goal("balance")

# %% [markdown] tags=["ko"]
# **결정:** 일정을 제안할 때 ‘끄는 시간의 비율’ 옆에 ‘놓치는 분’과 ‘가장 나쁜 하루’를 적습니다. 받아들일 수 없다면 그 시간에 사람이 손으로 켤 길(`enforced`를 끈 일정)을 둡니다.
#
# ## 운영: 값을 알고 켜고, 확인하고, 되돌리기
#
# ### 스케줄러 자체는 얼마인가
#
# 솔루션은 무료이고 그것이 쓰는 Lambda, KMS, CloudWatch, DynamoDB를 냅니다. 함수는 간격마다 **대상**(계정 × 리전 × 서비스) 하나에 한 번씩 돕니다. 노트에는 일정마다 매월 정해진 금액이 든다고 적혀 있습니다.

# %% [markdown] tags=["en"]
# **Decide:** beside “share of hours off” write “minutes missed” and “worst day”. Where that is not acceptable, leave people a way to start it by hand (a schedule that is not `enforced`).
#
# ## Operation: know its price, turn it on, verify, roll back
#
# ### What does the scheduler itself cost?
#
# The solution is free; what it uses of Lambda, KMS, CloudWatch and DynamoDB is not. At each interval the function runs once per **target** (account x Region x service). The note says that each schedule costs a fixed amount a month.

# %% predict_cost
kao.lesson.predict(
    "cost",
    ko="일정 3개가 대상 5개의 리소스 20개(유형 2가지)를 5분마다 살펴봅니다. 스케줄러 자체는 한 달에 얼마일까요?",
    en="Three schedules look after 20 resources of two types in five targets, every five minutes. What does the scheduler itself cost a month?",
    unit="usd_per_month",
)

# %% cost
sizes = {"5": (5, 20, 2), "250": (250, 1000, 15), "1,000": (1000, 5000, 50)}
words = "대상 {}" if LANG == "ko" else "{} targets"
costs = pd.concat(
    kao.schedule.solution_cost(targets, REGION, resources=count, instance_types=types).assign(
        deployment=words.format(name)
    )
    for name, (targets, count, types) in sizes.items()
)
kao.charts.schedule_cost(costs, name=kao.language.location(REGION, with_code=False))

# %% reveal_cost
totals = costs.groupby("deployment", sort=False)["usd"].sum()
example = kao.schedule.solution_cost(5, "us-east-1", resources=20, instance_types=2)["usd"].sum()
kao.lesson.reveal(
    "cost",
    float(totals.iloc[0]),
    ko="AWS의 안내서도 같은 세 배포를 버지니아 북부 요금으로 어림합니다(이 계산으로는 작은 배포가 {example:usd.2}). 대상이 250개면 {medium:usd.0}, 1,000개면 {large:usd.0}입니다. 일정이 몇 개인지는 어디에도 없습니다. 작은 배포에서는 Lambda보다 **지표**가 더 듭니다.",
    en="AWS's guide estimates the same three deployments at N. Virginia prices (there the small one is {example:usd.2} by this calculation). With 250 targets it is {medium:usd.0}, with 1,000 {large:usd.0}. Schedules are nowhere in it. In a small deployment **metrics** cost more than Lambda.",
    example=float(example),
    medium=float(totals.iloc[1]),
    large=float(totals.iloc[2]),
)

# %% cheaper
variants = [
    ("5분, 지표 켬", "5 min, metrics", {}),
    ("5분, 지표 끔", "5 min, no metrics", {"metrics": False}),
    ("15분, 지표 끔", "15 min, no metrics", {"metrics": False, "interval_minutes": 15}),
]
small = [
    (ko if LANG == "ko" else en, kao.schedule.solution_cost(5, REGION, resources=20, instance_types=2, **options)["usd"].sum())
    for ko, en, options in variants
]
direct = kao.schedule.direct_cost(20, REGION)
alone_name = "EventBridge 스케줄러만" if LANG == "ko" else "EventBridge Scheduler alone"
cheaper = pd.DataFrame([*small, (alone_name, float(direct["usd"].iloc[0]))], columns=["case", "usd_per_month"])
od = kao.catalog.price(TYPE, PLACE)
kao.tables.show(
    cheaper.assign(pays=cheaper["usd_per_month"] / od),
    headings={
        "case": ("방법(대상 5, 리소스 20)", "Way (5 targets, 20 resources)"),
        "pays": (f"본전: 꺼야 하는 {TYPE} 시간/월", f"Break-even: hours of {TYPE} off a month"),
    },
)

# %% cheaper_say tags=["say"]
kao.lesson.say(
    ko="개발 서버 한 대가 일정만으로 한 달에 {one:number.0}시간쯤 꺼지므로 본전은 한 대의 며칠 안에 납니다. EventBridge 스케줄러는 한 달 {free:number}번까지 무료라 {calls:number.0}번쯤의 시작과 중지에는 요금이 없고, 시간대와 서머타임도 따릅니다. **계정 하나에 리소스가 정해져 있으면 그것으로 충분합니다.** 태그로 저절로 따르게 하고, 여러 계정과 리전을 한곳에서 보고, 손으로 켠 것을 되돌리고, RDS를 다시 멈추려면 인스턴스 스케줄러입니다.",
    en="A schedule alone keeps one development machine off for about {one:number.0} hours a month, so a single machine pays for it in days. EventBridge Scheduler has {free:number} invocations a month free: the {calls:number.0} or so starts and stops cost nothing, and it follows time zones and daylight saving time. **For a known list of resources in one account it is enough.** To follow tags, to see accounts and Regions in one place, to undo what is started by hand and to stop RDS again, take Instance Scheduler.",
    one=730 * week["off"],
    calls=2 * 20 * 365 / 7 * 5 / 12,
    free=kao.schedule.FREE_INVOCATIONS,
)

# %% [markdown] tags=["ko"]
# **결정:** 작게 시작하면 지표를 끄고 간격을 15분으로 늘립니다. 한 대뿐인 리전에 대상을 더하지 않습니다.
#
# ### 찾기, 바꾸기, 확인, 되돌리기

# %% [markdown] tags=["en"]
# **Decide:** start small, with metrics off and an interval of 15 minutes. Do not add a target for a Region with one machine.
#
# ### Detect, change, verify, roll back

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 켜져 있는데 일정 태그가 없는 인스턴스
# aws ec2 describe-instances --filters Name=instance-state-name,Values=running \
#     --query 'Reservations[].Instances[?!not_null(Tags[?Key==`Schedule`].Value)].InstanceId'
# # 찾기: 두 주의 CPU를 5분 간격으로
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUUtilization --period 300 \
#     --statistics Maximum --dimensions Name=InstanceId,Value=<id> --start-time <2주 전> --end-time <지금>
# # 바꾸기: 기간과 일정을 만들고, 한 대에 태그를 단다
# scheduler-cli create-period --stack <스택> --name weekdays --begintime 09:00 --endtime 19:00 --weekdays mon-fri
# scheduler-cli create-schedule --stack <스택> --name office-hours --periods weekdays --timezone Asia/Seoul
# aws ec2 create-tags --resources <id> --tags Key=Schedule,Value=office-hours
# # 확인: 만들기 전에 시간을 세고, 다음 날 마지막 동작을 본다
# scheduler-cli describe-schedule-usage --stack <스택> --name office-hours --startdate 20260601 --enddate 20260607
# aws ec2 describe-tags --filters Name=key,Values=IS-LastAction,IS-Error
# # 되돌리기: 태그를 지우면 관리에서 빠진다. 멈춰 있다면 손으로 켠다
# aws ec2 delete-tags --resources <id> --tags Key=Schedule
# aws ec2 start-instances --instance-ids <id>
# ```
#
# **확인할 것 셋.** (1) 다음 날 `IS-ManagedBy`가 모든 대상에 있는가. (2) 한 주 뒤 비용 탐색기의 인스턴스 시간이 계산한 시간과 같은가. (3) 사람이 손으로 켠 횟수가 늘었는가. 늘었다면 일정이 틀린 것입니다. 멈춘 동안 인스턴스 스토어의 데이터는 사라지고, 다시 켤 때 용량이 없을 수 있으니(`IS-PreferredInstanceTypes`에 대신할 유형을 적습니다) **운영 서버는 나중에** 답니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: running instances without the schedule tag
# aws ec2 describe-instances --filters Name=instance-state-name,Values=running \
#     --query 'Reservations[].Instances[?!not_null(Tags[?Key==`Schedule`].Value)].InstanceId'
# # detect: two weeks of CPU in steps of five minutes
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUUtilization --period 300 \
#     --statistics Maximum --dimensions Name=InstanceId,Value=<id> --start-time <2 weeks ago> --end-time <now>
# # change: make period and schedule, and tag one machine
# scheduler-cli create-period --stack <stack> --name weekdays --begintime 09:00 --endtime 19:00 --weekdays mon-fri
# scheduler-cli create-schedule --stack <stack> --name office-hours --periods weekdays --timezone Asia/Seoul
# aws ec2 create-tags --resources <id> --tags Key=Schedule,Value=office-hours
# # verify: count the hours before, look at the last action the day after
# scheduler-cli describe-schedule-usage --stack <stack> --name office-hours --startdate 20260601 --enddate 20260607
# aws ec2 describe-tags --filters Name=key,Values=IS-LastAction,IS-Error
# # roll back: without the tag it is no longer managed; what is stopped is started by hand
# aws ec2 delete-tags --resources <id> --tags Key=Schedule
# aws ec2 start-instances --instance-ids <id>
# ```
#
# **Three things to verify.** (1) Is `IS-ManagedBy` on everything the day after? (2) After a week, are the instance hours in Cost Explorer those that you computed? (3) Do people start machines by hand more often? Then the schedule is wrong. A stop erases instance stores, and at the next start there may be no capacity (name other types in `IS-PreferredInstanceTypes`): **production comes last**.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_hours")

# %% faded_2
kao.lesson.exercise("faded_saved")

# %% faded_stub tags=["stub"]
six_days_hours = ...
saved_in_a_week = ...

# %% faded_solution tags=["solution"]
six_days = Schedule("six-days", Period("six-days", "08:00", "20:00", weekdays="mon-sat"), TIMEZONE)
six_days_hours = kao.schedule.hours(six_days, *YEAR)
planned = int(machines["count"].iloc[1]) + COUNT // 2
saved_in_a_week = under_plan(planned).summary()["saved_usd"]

# %% faded_check_1
kao.lesson.check("faded_hours", six_days_hours)

# %% faded_check_2
kao.lesson.check("faded_saved", saved_in_a_week)

# %% company
kao.lesson.exercise("company_bill")

# %% company_table
company = kao.samples.managed(REGION)
kao.tables.show(
    company,
    ["account", "location", "service", "resources"],
    headings={"account": ("계정", "Account"), "resources": ("리소스", "Resources")},
)

# %% company_stub tags=["stub"]
company_usd = ...

# %% company_solution tags=["solution"]
company_usd = float(
    kao.schedule.solution_cost(
        kao.schedule.targets(company), REGION, resources=int(company["resources"].sum()), instance_types=6
    )["usd"].sum()
)

# %% company_check
kao.lesson.check("company_bill", company_usd)

# %% weekend
kao.lesson.exercise("weekend_risk")

# %% weekend_stub tags=["stub"]
weekend_minutes = ...

# %% weekend_solution tags=["solution"]
weekdays = Schedule("weekdays", Period("weekdays", weekdays="mon-fri"))
weekend_minutes = kao.schedule.risk(weekdays, kao.schedule.load("ec2_cpu_fe7f93"), 10).missed_minutes

# %% weekend_check
kao.lesson.check("weekend_risk", weekend_minutes)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("32")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 끄는 일정은 **온디맨드로 내는 컴퓨팅**만 줄입니다. 볼륨은 남고, 약정이 덮은 시간은 이어받을 서버가 없으면 그대로 나갑니다. 일정을 먼저, 약정을 나중에 합니다.
# 2. 일정은 시작과 끝, **이름으로 적은 시간대**, 정확한 태그로 이루어집니다. 빠진 태그와 비운 시간대는 오류 없이 틀립니다. RDS는 7일 뒤에 스스로 켜집니다.
# 3. 쉬는 시간은 기록에서 찾고, 놓칠 분을 **보지 않은 날**에서 잽니다. 늘 노는 서버는 일정이 아니라 삭제의 대상입니다.
#
# **이 조언이 틀리는 경우.** 켜는 데 오래 걸리거나 캐시를 데워야 하는 서버라면 꺼서 아낀 것을 아침마다 잃습니다. 수요가 시계가 아니라 손님을 따르면 일정이 아니라 오토 스케일링(31장)입니다. 몇 분의 일감이 드문드문 온다면 서버를 켜고 끄기보다 Lambda가 낫습니다(41장). 용량이 귀한 유형(가속기)은 멈추면 다시 얻지 못할 수 있습니다.
#
# ## 출처
#
# - AWS, Instance Scheduler on AWS 구현 안내서: 기간과 일정 참조, 예시 일정, 운영자 안내, 비용, EC2 Auto Scaling 그룹 스케줄링, 솔루션 모니터링. 안내서가 말하지 않는 자리는 솔루션의 공개 소스(v3)
# - AWS, RDS 사용 설명서: DB 인스턴스 일시 중지. EC2 사용 설명서: 인스턴스 중지 및 시작. EventBridge 스케줄러 사용 설명서: 일정 유형
# - 가격: 표마다 적힌 기준일의 스냅샷. 부하: Numenta Anomaly Benchmark의 CloudWatch 기록(2014년, MIT). `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. A schedule saves **compute paid On-Demand** and nothing else. Volumes stay, and hours that a commitment covers stay on the bill unless another machine takes them up. Schedule first, commit afterwards.
# 2. A schedule is a begin, an end, a **time zone by name** and an exact tag. A missing tag and an empty time zone are wrong without an error. RDS starts by itself after seven days.
# 3. Find idle hours in the record, and measure what is missed on **days not seen**. A machine that is always idle is not to be scheduled but deleted.
#
# **When this advice is wrong.** A machine that takes long to start or has caches to warm loses every morning what the night saved. Where need follows customers and not the clock, take Auto Scaling (chapter 31). For minutes of work now and then Lambda is better than a server turned on and off (chapter 41). Types that are scarce (accelerators) may not be there again after a stop.
#
# ## Sources
#
# - AWS, Instance Scheduler on AWS implementation guide: period and schedule reference, sample schedules, operator guide, cost, EC2 Auto Scaling group scheduling, monitoring. Where it is silent: the solution's public source (v3)
# - AWS, RDS User Guide: stopping a DB instance temporarily. EC2 User Guide: stop and start instances. EventBridge Scheduler User Guide: schedule types
# - Prices: the snapshot on the date shown with each table. Loads: CloudWatch records of the Numenta Anomaly Benchmark (2014, MIT). `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    bill_saving=week["saving"],
    begin_only_hours_a_week=kao.schedule.hours(alone, *WEEK),
    rds_hours_a_year=float(rds["rds"].iloc[0]),
    order_usd_a_year=late - best,
    patterns_of_eight=sum(verdict in ("pattern", "unsteady") for verdict in cpu),
    off_at_a_tenth_missed=at.risk.off,
    held_out_missed=at.held_out_missed,
    scheduler_usd_per_month=float(totals.iloc[0]),
)
