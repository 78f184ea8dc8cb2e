# %% [markdown] tags=["ko"]
# # 43. AWS Batch: 기다려도 되는 일을 아침까지, 가장 싸게
#
# [English edition](../en/43_batch.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 작업 대기열을 온디맨드, 스팟, Fargate에서 돌려 **끝나는 시각과 요금**을 구하고, 요금을 일한 몫과 놀린 몫, 버린 몫으로 나눕니다.
# 2. 허용 인스턴스와 할당 전략, maxvCpus가 그 몫을 어떻게 바꾸는지 말하고, **맞는 것을 고릅니다**.
# 3. 시도 횟수와 시간 초과, 체크포인트로 회수되어도 마감을 지키는 대기열을 만들고, 멈춘 작업을 찾아냅니다.

# %% [markdown] tags=["en"]
# # 43. AWS Batch: work that may wait, by the morning, for the least money
#
# [한국어판](../ko/43_batch.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. run a job queue on On-Demand, Spot and Fargate, find **when it is done and what it costs**, and split the bill into work, idling and work undone;
# 2. say how allowed instance types, allocation strategy and maxvCpus change these parts, and **choose what fits**;
# 3. use attempts, timeouts and checkpoints so that a queue keeps its deadline although instances are taken back, and find jobs that are stuck.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
MAX_VCPUS = 32
SPOT_SAVING = 0.5

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start("43", LANG, REGION, KRW_PER_USD, max_vcpus=MAX_VCPUS, spot_saving=SPOT_SAVING)
lesson

# %% recall
kao.lesson.recall("43")

# %% [markdown] tags=["ko"]
# ## 지식: Batch는 대기열이고, 요금은 그 아래에서 생긴다
#
# EC2는 **서버**를 빌리는 것이고, Lambda는 **요청마다** 도는 함수이며, Batch는 **끝나기만 하면 되는 일의 대기열**입니다. 작업을 올리고 필요한 vCPU와 메모리를 적으면, Batch가 EC2나 스팟, Fargate를 띄워 돌리고 다 끝나면 치웁니다. Batch 자체에는 요금이 없습니다.
#
# 꾸며 낸 쇼핑몰의 밤입니다. 22:00에 문을 닫으면 아래 작업이 올라오고 **06:00까지** 끝나야 합니다. `SPOT_SAVING`은 Fargate 스팟의 할인율로, 수요와 공급에 따라 바뀌므로 **가정**한 값입니다.

# %% [markdown] tags=["en"]
# ## Knowledge: Batch is a queue, and the bill is made below it
#
# EC2 rents you **servers**, Lambda runs a function **for each request**, and Batch is **a queue of work that only has to get done**. You submit jobs and say how many vCPUs and how much memory they need; Batch launches EC2, Spot or Fargate for them, and removes it all afterwards. Batch itself has no charge.
#
# Here is the night of a made-up shop. It closes at 22:00, the jobs below arrive, and all must be done **by 06:00**. `SPOT_SAVING` is what Fargate Spot is **assumed** to save: its price moves with supply and demand.

# %% night
PLACE, types = kao.samples.nightly_types(REGION)
fitting = types[2:]
DEADLINE, BEGINS = kao.samples.NIGHT_HOURS, kao.samples.NIGHT_BEGINS
jobs = kao.samples.nightly()
table = kao.batch.jobs_table(jobs)
kao.tables.show(
    table.assign(
        minutes=table["seconds"] / 60,
        after=table["depends_on"].str.join(", "),
        per_vcpu=table["gib"] / table["vcpu"],
    ),
    ["job", "array", "vcpu", "gib", "per_vcpu", "minutes", "priority", "after"],
    headings={
        "job": ("작업", "Job"),
        "array": ("개수", "How many"),
        "vcpu": ("vCPU", "vCPU"),
        "gib": ("메모리(GiB)", "Memory (GiB)"),
        "per_vcpu": ("vCPU당 GiB", "GiB for a vCPU"),
        "minutes": ("분", "Minutes"),
        "priority": ("우선순위", "Priority"),
        "after": ("앞선 작업", "Waits for"),
    },
)

# %% place_say tags=["say"]
kao.lesson.say(
    ko="가격은 {place:location}의 것입니다. 스팟 가격과 어드바이저의 중단 빈도, Fargate 가격이 모두 확인된 곳입니다. 일은 모두 {hours:number.0} vCPU시간이고, 인스턴스는 `{few}`부터 `{much}`까지 여섯 유형을 허용합니다.",
    en="Prices are those of {place:location}, where Spot, the Advisor's interruptions and Fargate are all known. The work is {hours:number.0} vCPU hours in all, and six instance types are allowed, from `{few}` to `{much}`.",
    place=PLACE,
    hours=float((table["array"] * table["vcpu"] * table["seconds"]).sum() / 3600),
    few=types[0],
    much=types[-1],
)

# %% assumed tags=["say"]
LAUNCH, BOOT, IDLE = kao.batch.LAUNCH_SECONDS, kao.batch.BOOT_SECONDS, kao.batch.IDLE_SECONDS
kao.lesson.say(
    ko="AWS가 밝히지 않아 **가정**한 것: 인스턴스는 {launch:number}초 뒤에 켜져 청구가 시작되고, 다시 {boot:number}초 뒤에 작업을 받습니다(Fargate는 {task_launch:number}초와 {task_boot:number}초). 마지막 작업이 끝나고 {idle:number}초 동안 일이 없으면 내립니다. 작업의 시간은 어느 인스턴스에서나 같습니다.",
    en="**Assumed**, as AWS names no numbers: an instance is running, and billed, after {launch:number} seconds and takes jobs {boot:number} seconds later (Fargate {task_launch:number} and {task_boot:number}). It ends when it has had no work for {idle:number} seconds after its last job. A job takes the same time on any instance.",
    launch=LAUNCH["spot"],
    boot=BOOT["spot"],
    task_launch=LAUNCH["fargate"],
    task_boot=BOOT["fargate"],
    idle=IDLE,
)

# %% [markdown] tags=["ko"]
# ### 켜진 vCPU가 모두 일하지는 않는다
#
# 온디맨드에서는 할당 전략 `BEST_FIT_PROGRESSIVE`를 흔히 씁니다. 작업이 들어가는 유형 가운데 **vCPU당 가격이 싼 것**을 띄웁니다.

# %% [markdown] tags=["en"]
# ### Not every running vCPU works
#
# On-Demand the usual allocation strategy is `BEST_FIT_PROGRESSIVE`. Of the types that hold a job it launches the one with **the cheapest vCPU**.

# %% predict_busy
kao.lesson.predict(
    "busy",
    ko="이 밤을 온디맨드 `BEST_FIT_PROGRESSIVE`로 돌리면, 요금을 내는 vCPU 가운데 몇 %가 일할까요?",
    en="Run this night On-Demand with `BEST_FIT_PROGRESSIVE`. What share of the vCPUs that are paid for does work?",
    unit="percent",
)

# %% first
def run(kind, allowed=types, **options):
    options = {"max_vcpus": MAX_VCPUS, "spot_saving": SPOT_SAVING, **options}
    environment = kao.samples.nightly_environment(kind, PLACE, allowed, **options)
    return kao.batch.simulate(jobs, environment, PLACE, seed=7)


on_demand = run("on_demand")
kao.charts.batch_gantt(on_demand, deadline=DEADLINE, begins=BEGINS)

# %% reveal_busy
first = on_demand.summary()
cheap = kao.batch.pools(types, PLACE).sort_values("usd_per_vcpu_hour")["instance_type"].iloc[0].split(".")[0]
kao.lesson.reveal(
    "busy",
    first["utilization"],
    ko="vCPU가 가장 싼 `{cheap}`에는 vCPU당 메모리가 2GiB뿐입니다. 7GiB나 14GiB를 요구하는 작업 몇 개에 메모리가 먼저 차고, 남은 vCPU는 회색으로 놉니다. 요금 {usd:usd.2} 가운데 {idle:usd.2}가 놀린 값이고, 끝나는 시각도 마감을 넘깁니다.",
    en="`{cheap}` has the cheapest vCPU, and only 2 GiB of memory for each. A few jobs that ask for 7 or 14 GiB fill its memory, and the other vCPUs idle in grey. Of {usd:usd.2}, {idle:usd.2} is for idling, and the night is late.",
    cheap=cheap,
    usd=first["usd"],
    idle=first["usd_idle"],
)

# %% [markdown] tags=["ko"]
# 인스턴스의 메모리가 모두 작업의 것도 아닙니다. 커널과 ECS 에이전트가 먼저 가져갑니다. 8GiB 인스턴스에 8GiB 작업은 들어가지 않습니다.

# %% [markdown] tags=["en"]
# Nor is all memory of an instance for jobs: the kernel and the ECS agent take theirs first. A job of 8 GiB does not fit an instance of 8 GiB.

# %% pools
kao.tables.show(
    kao.batch.pools(types, PLACE).assign(spot=kao.batch.pools(types, PLACE, "spot")["usd_per_vcpu_hour"]),
    ["instance_type", "vcpu", "gib", "gib_for_jobs", "usd_per_vcpu_hour", "spot"],
    headings={
        "gib_for_jobs": ("작업 몫(GiB)", "For jobs (GiB)"),
        "usd_per_vcpu_hour": ("온디맨드(USD/vCPU·시간)", "On-Demand (USD a vCPU hour)"),
        "spot": ("스팟(USD/vCPU·시간)", "Spot (USD a vCPU hour)"),
    },
    kinds={"spot": "number", "usd_per_vcpu_hour": "number"},
)

# %% predict_fitting
kao.lesson.predict(
    "fitting",
    ko="허용 유형에서 가장 싼 `{cheap}`를 **빼면** 하룻밤 요금은 처음의 몇 %가 될까요?",
    en="**Remove** the cheapest, `{cheap}`, from the allowed types. What share of the first bill does the night cost then?",
    unit="percent",
    cheap=cheap,
)

# %% fitting
ways = {
    ("여섯 유형, PROGRESSIVE", "six types, PROGRESSIVE"): on_demand,
    ("여섯 유형, BEST_FIT", "six types, BEST_FIT"): run("on_demand", strategy="BEST_FIT"),
    ("네 유형, PROGRESSIVE", "four types, PROGRESSIVE"): run("on_demand", fitting),
    ("네 유형, BEST_FIT", "four types, BEST_FIT"): run("on_demand", fitting, strategy="BEST_FIT"),
}
named = {ko if LANG == "ko" else en: result for (ko, en), result in ways.items()}
kao.charts.batch_cost(kao.batch.totals(named), deadline=DEADLINE, begins=BEGINS)

# %% reveal_fitting
better = list(named.values())[2].summary()
kao.lesson.reveal(
    "fitting",
    better["usd"] / first["usd"],
    ko="vCPU당 값은 비싸졌는데 청구액은 줄고, 끝나는 시각도 당겨집니다. 켜진 vCPU의 {busy:percent.0}가 일하기 때문입니다. `BEST_FIT`은 작업이 들어가는 **가장 싼 인스턴스**를 골라 작은 것을 여럿 띄웁니다. maxvCpus를 넘지 않는 대신, 고른 유형이 없으면 기다립니다.",
    en="A vCPU costs more, yet the bill is lower and the night ends sooner, because {busy:percent.0} of the running vCPUs work. `BEST_FIT` takes the **cheapest instance** that holds a job, so it launches many small ones. It never passes maxvCpus, but waits when its type is not to be had.",
    busy=better["utilization"],
)

# %% [markdown] tags=["ko"]
# **결정:** 허용 유형은 vCPU당 메모리를 작업에 맞춥니다. ‘가장 싼 vCPU’가 아니라 ‘끝난 작업당 요금’으로 고릅니다.
#
# ### maxvCpus는 요금이 아니라 시간을 정한다

# %% [markdown] tags=["en"]
# **Decide:** allow types whose memory for each vCPU is like the jobs'. Choose by the cost of a finished job, not by the cheapest vCPU.
#
# ### maxvCpus decides about time, not money

# %% predict_double
kao.lesson.predict(
    "double",
    ko="네 유형에서 maxvCpus를 16에서 64로 네 배 올리면 요금은 몇 배가 될까요?",
    en="With the four types, raise maxvCpus fourfold, from 16 to 64. How many times the bill is it?",
    unit="number",
)

# %% double
steps = {str(most): run("on_demand", fitting, max_vcpus=most) for most in (16, 24, 32, 48, 64, 96)}
grown = kao.batch.totals(steps)
kao.tables.show(
    grown.assign(done=[f"{hours:.1f}" for hours in grown["makespan_hours"]], in_time=grown["makespan_hours"] <= DEADLINE, night_usd=grown["usd"]),
    ["case", "done", "in_time", "night_usd", "utilization", "peak_vcpus"],
    headings={
        "case": ("maxvCpus", "maxvCpus"),
        "done": ("걸린 시간", "Hours"),
        "in_time": ("06:00까지", "By 06:00"),
        "night_usd": ("요금(USD)", "USD"),
        "utilization": ("일한 vCPU", "vCPUs at work"),
        "peak_vcpus": ("가장 많이 켜진 vCPU", "Most vCPUs"),
    },
)

# %% reveal_double
usd = grown.set_index("case")["usd"]
hours = grown.set_index("case")["makespan_hours"]
kao.lesson.reveal(
    "double",
    float(usd["64"] / usd["16"]),
    ko="시간은 {slow:number.1}시간에서 {fast:number.1}시간으로 줄었습니다. 같은 일을 나란히 할 뿐이므로 vCPU시간은 거의 같고, 늘어난 몫은 켜고 끄는 사이에 노는 시간입니다. 어느 크기부터는 더 빨라지지도 않습니다. `export` → `features` → `forecast` → `report`로 이어지는 **사슬**보다 빨리 끝날 수는 없기 때문입니다.",
    en="The time fell from {slow:number.1} to {fast:number.1} hours. The same work side by side takes about the same vCPU hours; what is added is idling around starts and ends. From some size on it gets no faster: nothing can be done sooner than the **chain** of `export`, `features`, `forecast` and `report`.",
    slow=float(hours["16"]),
    fast=float(hours["64"]),
)

# %% [markdown] tags=["ko"]
# 한도는 딱 맞지 않을 수 있습니다. `BEST_FIT`이 아닌 전략은 maxvCpus를 **인스턴스 하나만큼** 넘을 수 있습니다.
#
# **결정:** maxvCpus는 마감에 맞추고 요금을 아끼려고 줄이지 않습니다. 예산의 안전장치라면 인스턴스 하나의 여유를 둡니다.
#
# ### 다시 하는 값: 시도 횟수, 시간 초과, 체크포인트
#
# 작업은 한 번에서 열 번까지 시도할 수 있습니다. 코드의 오류로 늘 실패하는 작업, 무한 루프에 빠진 작업, 인스턴스를 두 번 빼앗긴 작업을 하나씩 돌려 봅니다.

# %% [markdown] tags=["en"]
# The limit may not be exact: strategies other than `BEST_FIT` may pass maxvCpus **by one instance**.
#
# **Decide:** set maxvCpus by the deadline, and do not lower it to save money. As a guard of the budget, leave room for one instance.
#
# ### What doing it again costs: attempts, timeouts, checkpoints
#
# A job may try one to ten times. Run, one by one, a job that always fails because of a bug, one in an endless loop, and one that loses its instance twice.

# %% predict_bug
kao.lesson.predict(
    "bug",
    ko="시도 횟수를 10으로 둔 대기열에서, 30분을 돌고 늘 오류로 끝나는 작업은 vCPU를 몇 시간 쓸까요(4 vCPU, vCPU시간)?",
    en="Attempts are set to 10. How many vCPU hours does a job take that runs for 30 minutes and always ends in an error (4 vCPUs)?",
    unit="number",
)

# %% bug
Job, Environment = kao.batch.Job, kao.batch.Environment
half = {"vcpu": 4, "gib": 8, "seconds": 1800, "attempts": 10}
spot = Environment("spot", "spot", 4, (fitting[0],), lives_seconds=(1500, 1500), idle_seconds=0)
cases = {
    ("늘 실패", "always fails"): Job("bug", **half, failing_attempts=10),
    ("늘 실패, 회수만 재시도", "always fails, only interruptions retried"): Job(
        "bug", **half, failing_attempts=10, retry_on="interruption"
    ),
    ("무한 루프, 시간 초과 1시간", "endless, timeout 1 h"): Job("loop", 4, 8, 10**6, attempts=10, timeout_seconds=3600),
    ("두 번 회수", "taken back twice"): Job("long", **half),
    ("두 번 회수, 체크포인트 10분", "taken back twice, checkpoint 10 min"): Job("long", **half, checkpoint_seconds=600),
}
calm = Environment("calm", "on_demand", 4, (fitting[0],), idle_seconds=0)
tried = {
    names[LANG == "en"]: kao.batch.simulate([job], spot if job.name == "long" else calm, PLACE)
    for names, job in cases.items()
}
kao.tables.show(
    kao.batch.totals(tried).assign(taken=lambda t: t["busy_vcpu_hours"] + t["lost_vcpu_hours"]),
    ["case", "attempts", "succeeded", "taken", "lost_vcpu_hours", "makespan_hours"],
    headings={
        "case": ("작업", "Job"),
        "attempts": ("시도", "Attempts"),
        "succeeded": ("성공", "Succeeded"),
        "taken": ("쓴 vCPU시간", "vCPU hours taken"),
        "lost_vcpu_hours": ("버린 vCPU시간", "Undone"),
        "makespan_hours": ("걸린 시간", "Hours"),
    },
)  # fmt: skip

# %% reveal_bug
every, once = list(tried.values())[:2]
kao.lesson.reveal(
    "bug",
    every.summary()["lost_vcpu_hours"],
    ko="회수된 것만 다시 하도록 적으면(`evaluateOnExit`의 `Host EC2*`는 RETRY, 나머지는 EXIT) {once:number} vCPU시간에서 끝납니다. **시간 초과는 시도가 남아도 다시 하지 않습니다.** 시간 초과를 적지 않은 무한 루프는 누군가 볼 때까지 돕니다. 체크포인트는 회수된 시도가 한 일을 남깁니다.",
    en="Told to retry only what was taken back (`evaluateOnExit`: RETRY for `Host EC2*`, EXIT for the rest) it ends after {once:number} vCPU hours. **A timeout is not tried again, whatever attempts are left**; an endless loop without one runs until somebody looks. Checkpoints keep what an interrupted attempt has done.",
    once=once.summary()["lost_vcpu_hours"],
)

# %% [markdown] tags=["ko"]
# **결정:** 스팟의 작업에는 시도 3~5번과 `Host EC2*`만 다시 하는 규칙, 평소 시간의 두세 배인 시간 초과를 함께 적습니다.
#
# ## 구조: 같은 밤을 네 가지 환경에서

# %% [markdown] tags=["en"]
# **Decide:** give jobs on Spot three to five attempts, a rule that retries `Host EC2*` only, and a timeout of two or three times the usual duration.
#
# ## Architecture: the same night on four kinds of compute

# %% predict_fargate
kao.lesson.predict(
    "fargate",
    ko="Fargate는 vCPU당 값이 EC2보다 비쌉니다. 이 밤을 Fargate에서 돌리면 처음 선택(온디맨드, 여섯 유형)의 몇 %일까요?",
    en="A vCPU costs more on Fargate than on EC2. What share of the first choice (On-Demand, six types) does this night cost on Fargate?",
    unit="percent",
)

# %% four
kinds = {
    ("온디맨드, 여섯 유형", "On-Demand, six types"): on_demand,
    ("온디맨드, 네 유형", "On-Demand, four types"): run("on_demand", fitting),
    ("Fargate", "Fargate"): run("fargate"),
    ("스팟, 네 유형", "Spot, four types"): run("spot", fitting),
    ("Fargate 스팟(가정)", "Fargate Spot (assumed)"): run("fargate_spot"),
}
four = {names[LANG == "en"]: result for names, result in kinds.items()}
kao.charts.batch_cost(kao.batch.totals(four), deadline=DEADLINE, begins=BEGINS)

# %% reveal_fargate
totals = kao.batch.totals(four)
kao.lesson.reveal(
    "fargate",
    float(totals["usd"][2] / first["usd"]),
    ko="Fargate는 **작업이 요구한 만큼만** 팔기 때문에 노는 vCPU가 없습니다. 그래서 맞지 않는 EC2보다 쌀 수 있고, 맞는 EC2와는 {gap:percent.0} 차이입니다. 스팟은 {spot:usd.2}로 훨씬 쌉니다. Fargate 스팟은 할인율 {saving:percent.0}을 **가정한** 값입니다. 그 가격은 수요와 공급에 따라 바뀝니다.",
    en="Fargate sells **just what a job asks for**, so no vCPU idles. That can beat EC2 that does not fit; it is {gap:percent.0} apart from EC2 that does. Spot is far cheaper, at {spot:usd.2}. Fargate Spot is **assumed** to save {saving:percent.0}; its price moves with supply and demand.",
    gap=float(abs(totals["usd"][2] / totals["usd"][1] - 1)),
    spot=float(totals["usd"][3]),
    saving=SPOT_SAVING,
)

# %% [markdown] tags=["ko"]
# ### 나쁜 밤에는 전략이 갈린다
#
# 어드바이저의 중단 빈도는 **한 달**의 비율이라 하룻밤에는 거의 아무 일도 없습니다. 좋은 밤만 보고 고르면 나쁜 밤에 마감을 놓칩니다. 그래서 유형마다 중단이 어드바이저의 1,000배인 ‘나쁜 밤’을 돌려 봅니다.

# %% [markdown] tags=["en"]
# ### On a bad night strategies part
#
# The Advisor's interruptions are shares of a **month**: in one night next to nothing happens. Choose by a good night, and a bad one misses the deadline. So here is a “bad night”, with 1,000 times the Advisor's rate of each type.

# %% bad_say tags=["say"]
rates = kao.batch.pools(types, PLACE, "spot")["interruptions_per_hour"] * 1000
measured = kao.fleet.trace_hazards()["per_hour"].dropna()
kao.lesson.say(
    ko="나쁜 밤의 중단은 유형에 따라 시간당 {low:number.2}~{high:number.2}번입니다. 지나친 가정은 아닙니다. 연구자들이 잰 GPU 스팟의 기록 {traces:number}개(24장)는 가운뎃값이 시간당 {median:number.2}번입니다.",
    en="On the bad night each type is lost {low:number.2} to {high:number.2} times an hour. That is not too much to assume: {traces:number} records that researchers measured of GPU Spot (chapter 24) have a median of {median:number.2} times an hour.",
    low=float(rates.min()),
    high=float(rates.max()),
    traces=len(measured),
    median=float(measured.median()),
)

# %% strategies
bad = {
    (strategy, names[LANG == "en"]): run("spot", allowed, strategy=strategy, times=1000)
    for strategy in kao.batch.STRATEGIES
    for names, allowed in ((("여섯 유형", "six types"), types), (("네 유형", "four types"), fitting))
}
shown = kao.batch.totals(bad)
shown["strategy"], shown["allowed"] = [name for name, _ in bad], [name for _, name in bad]
shown["launched"] = [result.instances["instance_type"].value_counts().index[0] for result in bad.values()]
kao.tables.show(
    shown.assign(in_time=(shown["makespan_hours"] <= DEADLINE) & (shown["failed"] == 0), night_usd=shown["usd"]),
    [
        *("strategy", "allowed", "launched", "interruptions", "failed"),
        *("lost_vcpu_hours", "makespan_hours", "in_time", "night_usd"),
    ],
    headings={
        "strategy": ("할당 전략", "Strategy"),
        "allowed": ("허용", "Allowed"),
        "launched": ("주로 띄운 것", "Mostly launched"),
        "interruptions": ("중단된 시도", "Interrupted"),
        "failed": ("실패", "Failed"),
        "lost_vcpu_hours": ("버린 vCPU시간", "Undone vCPU h"),
        "makespan_hours": ("걸린 시간", "Hours"),
        "in_time": ("06:00까지 모두", "All by 06:00"),
        "night_usd": ("요금(USD)", "USD"),
    },
)

# %% bad_gantt
worst = shown["lost_vcpu_hours"].idxmax()
kao.charts.batch_gantt(
    list(bad.values())[worst], deadline=DEADLINE, begins=BEGINS, name=" · ".join(list(bad)[worst])
)

# %% strategies_say tags=["say"]
kao.lesson.say(
    ko="AWS가 문서에 적은 것은 선호까지입니다. `SPOT_CAPACITY_OPTIMIZED`는 덜 끊길 유형을, `SPOT_PRICE_CAPACITY_OPTIMIZED`는 덜 끊기면서 싼 유형을 고릅니다. 이 시뮬레이션은 ‘덜 끊길’을 유형의 중단 빈도로, 뒤의 것은 덜 끊기는 절반 가운데 vCPU당 가장 싼 것으로 옮겼습니다. 첫 한 시간 안에 회수된 인스턴스에는 요금이 없어서 버린 일이 모두 돈이 되지는 않지만, **시간은 돌아오지 않습니다**.",
    en="AWS documents a preference and no more: `SPOT_CAPACITY_OPTIMIZED` takes types less likely to be interrupted, `SPOT_PRICE_CAPACITY_OPTIMIZED` those that are also cheap. Here “less likely” is the type's own rate, and the latter the cheapest vCPU among the calmer half. An instance taken back within its first hour is free, so not all undone work costs money; **its time does not come back**.",
)

# %% [markdown] tags=["ko"]
# ### 직접 돌려 보기
#
# 환경과 유형, 전략, maxvCpus, 중단 빈도, 시도 횟수, 체크포인트를 바꾸세요. **재생**을 누르면 밤이 흐릅니다. 처음 선택은 회색 점선으로 남습니다.

# %% [markdown] tags=["en"]
# ### Run it yourself
#
# Change environment, types, strategy, maxvCpus, interruptions, attempts and checkpoints. Press **play** and the night goes by. The first choice stays as grey dashes.

# %% queue
queue = kao.explorers.batch(REGION, spot_saving=SPOT_SAVING)
queue

# %% settings
queue.settings_table(
    [
        {},
        {"types": "memory"},
        {"kind": "fargate"},
        {"kind": "spot", "types": "memory"},
        {"kind": "spot", "times": 1000, "strategy": "BEST_FIT"},
        {"kind": "spot", "times": 1000, "types": "memory", "max_vcpus": 48, "attempts": 10, "checkpoint_minutes": 30},
    ]
)

# %% goal_dawn
kao.lesson.goal(queue, "dawn")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"kind": "spot"}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"kind": "spot"}` in `wanted`.

# %% dawn_stub tags=["stub"]
wanted = {}

# %% dawn_solution tags=["solution"]
wanted = {
    "kind": "spot",
    "types": "memory",
    "strategy": "SPOT_PRICE_CAPACITY_OPTIMIZED",
    "times": 1000,
    "max_vcpus": 48,
    "attempts": 10,
    "checkpoint_minutes": 30,
}

# %% dawn_check
queue.set(**wanted)
kao.lesson.check_goal("dawn")

# %% [markdown] tags=["ko"]
# **결정:** 마감이 있는 대기열은 스팟을 먼저, 온디맨드를 다음 환경으로 잇습니다(환경은 적은 순서대로 시도합니다). 마감에 걸린 사슬(`forecast`)에는 체크포인트를 넣습니다.
#
# ### 너무 짧은 작업: Batch가 지는 곳
#
# 작업을 띄우는 데에도 시간이 듭니다. 15초짜리 일 600개를 Fargate에서 하나씩, 그리고 20개씩 묶어 돌려 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** a queue with a deadline gets Spot first and On-Demand as its next environment (they are tried in order). Give checkpoints to the chain that decides about the deadline (`forecast`).
#
# ### Too short a job: where Batch loses
#
# Starting a job takes time too. Run 600 tasks of 15 seconds on Fargate, one by one and twenty to a job.

# %% predict_short
kao.lesson.predict(
    "short",
    ko="묶지 않고 하나씩 돌리면 요금 가운데 몇 %가 일한 값일까요?",
    en="One by one, what share of the bill is for work?",
    unit="percent",
)

# %% short
tasks = Environment("tasks", "fargate", MAX_VCPUS, architecture="arm64")
short = {
    ("하나씩", "one by one"): kao.batch.simulate([Job("tiny", 1, 2, 15, array=600)], tasks, PLACE),
    ("20개씩", "twenty to a job"): kao.batch.simulate([Job("packed", 1, 2, 300, array=30)], tasks, PLACE),
}
packed = kao.batch.totals({names[LANG == "en"]: result for names, result in short.items()})
kao.tables.show(
    packed.assign(minutes=packed["makespan_hours"] * 60, night_usd=packed["usd"]),
    ["case", "jobs", "utilization", "minutes", "night_usd"],
    headings={
        "case": ("방법", "Way"),
        "jobs": ("작업", "Jobs"),
        "utilization": ("일한 몫", "At work"),
        "minutes": ("걸린 분", "Minutes"),
        "night_usd": ("요금(USD)", "USD"),
    },
)

# %% reveal_short
kao.lesson.reveal(
    "short",
    float(packed["utilization"][0]),
    ko="나머지는 시작하는 값입니다. 태스크마다 60초가 최소이고 이미지를 받는 시간도 청구됩니다. AWS는 작업이 3~5분은 되게 묶으라고 권합니다. 묶을 수 없는 몇 초짜리 일은 **Lambda**(41장), 바로 답해야 하는 일은 **Auto Scaling**(31장)이나 컨테이너 서비스(51장)의 몫입니다.",
    en="The rest is for starting: each task is billed for 60 seconds at least, fetching the image included. AWS advises to pack tasks until a job takes three to five minutes. What cannot be packed belongs to **Lambda** (chapter 41), what must answer at once to **Auto Scaling** (chapter 31) or a container service (chapter 51).",
)

# %% [markdown] tags=["ko"]
# | 일 | 어디에 | 까닭 |
# |---|---|---|
# | 몇 분에서 몇 시간, 기다려도 됨, 순서와 재시도가 있음 | **Batch** | 대기열과 재시도, 치우기까지 맡고 요금이 없음 |
# | 몇 초, 요청마다, 15분 안 | Lambda | 쉬는 동안 요금이 0, 시작이 빠름 |
# | 늘 켜져서 바로 답함 | Auto Scaling, 컨테이너 서비스 | 대기열이 아니라 지연이 기준 |
# | 하루 내내 가득 찬 대기열 | Batch + Savings Plans | 늘 켜진 몫은 약정이 덮음(23장) |
#
# **결정:** 작업 하나가 3분보다 짧으면 묶고, 묶을 수 없으면 Batch에 올리지 않습니다.
#
# ## 운영: 멈춘 작업, 노는 vCPU, 되풀이되는 시도
#
# ### 찾기: RUNNABLE에서 멈춘 작업
#
# 대기열의 맨 앞 작업이 들어갈 곳을 못 찾으면 **뒤의 작업도 모두 멈춥니다**. 새 작업 정의 몇 개를 대기열에 올리기 전에 봅니다.

# %% [markdown] tags=["en"]
# | work | where | why |
# |---|---|---|
# | minutes to hours, may wait, has order and retries | **Batch** | queue, retries and cleaning up are done for you, at no charge |
# | seconds, per request, within 15 minutes | Lambda | nothing is billed at rest, and it starts fast |
# | always on, answers at once | Auto Scaling, a container service | latency counts, not a queue |
# | a queue that is full all day | Batch with Savings Plans | commitments cover what always runs (chapter 23) |
#
# **Decide:** pack jobs shorter than three minutes; what cannot be packed does not go to Batch.
#
# ## Operation: stuck jobs, idle vCPUs, attempts that repeat
#
# ### Detect: jobs stuck in RUNNABLE
#
# When the job at the head of a queue finds no place, **everything behind it stops too**. Look at new job definitions before they are submitted.

# %% stuck
night = Environment("night", "on_demand", MAX_VCPUS, types[2:4])
new = [Job("merge", 8, 32, 600), Job("slimmer", 8, 30, 600), Job("wide", 16, 16, 600), Job("thin", 0.5, 1, 600)]
kao.tables.show(
    kao.batch.fits(new, night, PLACE),
    ["job", "vcpu", "gib", "fits", "reason"],
    headings={
        "job": ("작업", "Job"),
        "vcpu": ("vCPU", "vCPU"),
        "gib": ("메모리(GiB)", "Memory (GiB)"),
        "fits": ("들어감", "Fits"),
        "reason": ("까닭", "Reason"),
    },
)

# %% stuck_say tags=["say"]
kao.lesson.say(
    ko="`{largest}`의 메모리는 {all:number}GiB이지만 작업의 몫은 {free:number.1}GiB입니다. 그래서 {all:number}GiB를 요구하는 `merge`는 영원히 RUNNABLE이고 `slimmer`는 돕니다. `wide`는 vCPU가 모자라고, `thin`은 EC2에서 vCPU를 정수로만 적을 수 있어 멈춥니다(Fargate라면 됩니다). `jobStateTimeLimitActions`를 적어 두면 이런 작업을 정한 시간 뒤에 취소하고 대기열을 풉니다.",
    en="`{largest}` has {all:number} GiB, of which {free:number.1} are for jobs: `merge`, which asks for {all:number}, is RUNNABLE for ever, and `slimmer` runs. `wide` lacks vCPUs; `thin` is stuck because EC2 takes whole vCPUs only (on Fargate it would run). With `jobStateTimeLimitActions` such a job is cancelled after a time you set, and the queue moves on.",
    largest=types[3],
    all=float(kao.batch.pools(types[3], PLACE)["gib"].iloc[0]),
    free=float(kao.batch.pools(types[3], PLACE)["gib_for_jobs"].iloc[0]),
)

# %% extras
beside = kao.batch.extras(four[list(four)[3]], nat_gateways=1, nat_gb=20, logs_gb=2)
names = {
    "batch": ("AWS Batch", "AWS Batch"), "volumes": ("인스턴스의 볼륨(30GB)", "Volumes of instances (30 GB)"),
    "addresses": ("공인 IPv4", "Public IPv4"), "nat_gateways": ("밤 동안의 NAT 게이트웨이", "A NAT gateway for the night"),
    "nat_data": ("NAT 처리 20GB", "20 GB through NAT"), "logs": ("로그 2GB", "2 GB of logs"),
}  # fmt: skip
kao.tables.show(
    beside.assign(part_usd=beside["usd"], what=[names[part][LANG == "en"] for part in beside["part"]]),
    ["what", "part_usd"],
    headings={"what": ("스팟의 밤 곁에서 청구되는 것", "Billed beside the night on Spot"), "part_usd": ("요금(USD)", "USD")},
)

# %% extras_say tags=["say"]
compute = float(totals["usd"][3])
kao.lesson.say(
    ko="Batch의 줄은 0입니다. 그러나 컴퓨팅이 {compute:usd.2}인 밤에 NAT과 로그가 {beside:usd.2}일 수 있습니다. ECR의 이미지 층과 S3의 데이터는 S3 **게이트웨이 엔드포인트**(무료)로 받으면 NAT을 지나지 않습니다.",
    en="The line of Batch is 0. But beside {compute:usd.2} of compute, NAT and logs may be {beside:usd.2}. Image layers of ECR and data of S3 stay off the NAT gateway with a **gateway endpoint** for S3, which is free.",
    compute=compute,
    beside=float(beside.set_index("part")["usd"][["nat_gateways", "nat_data", "logs"]].sum()),
)

# %% [markdown] tags=["ko", "sourced"]
# ### 바꾸기, 확인, 되돌리기
#
# 내 계정에서는 다음 명령으로 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 멈춘 작업과 그 까닭(statusReason)
# aws batch list-jobs --job-queue night --job-status RUNNABLE --query 'jobSummaryList[].[jobName,createdAt,statusReason]'
# # 찾기: 다시 시도한 작업과 그 까닭
# aws batch describe-jobs --jobs <id> --query 'jobs[].attempts[].[statusReason,container.exitCode,startedAt,stoppedAt]'
# # 찾기: 켜진 vCPU 가운데 작업이 예약한 몫(ECS 클러스터의 CPUReservation, MemoryReservation)
# aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUReservation --statistics Average \
#     --dimensions Name=ClusterName,Value=<클러스터> --period 300 --start-time <어제> --end-time <지금>
# # 바꾸기: 맞는 유형과 전략의 새 환경을 만들고, 대기열의 첫째로 잇는다
# aws batch create-compute-environment --compute-environment-name night-spot --type MANAGED \
#     --compute-resources type=SPOT,allocationStrategy=SPOT_PRICE_CAPACITY_OPTIMIZED,minvCpus=0,maxvCpus=48,instanceTypes=<유형>,subnets=<서브넷>,securityGroupIds=<그룹>,instanceRole=<역할>
# aws batch update-job-queue --job-queue night \
#     --compute-environment-order order=1,computeEnvironment=night-spot order=2,computeEnvironment=night-on-demand
# # 바꾸기: 시도 5번, 회수된 것만 다시, 시간 초과 다섯 시간
# aws batch register-job-definition --job-definition-name forecast --type container --container-properties file://forecast.json \
#     --retry-strategy 'attempts=5,evaluateOnExit=[{onStatusReason="Host EC2*",action=RETRY},{onReason="*",action=EXIT}]' \
#     --timeout attemptDurationSeconds=18000
# # 확인: 다음 날 끝난 시각과 실패, 태그별 비용
# aws batch list-jobs --job-queue night --job-status FAILED
# aws ce get-cost-and-usage --time-period Start=<어제>,End=<오늘> --granularity DAILY --metrics UnblendedCost \
#     --filter '{"Tags":{"Key":"batch-queue","Values":["night"]}}'
# # 되돌리기: 대기열을 이전 환경으로
# aws batch update-job-queue --job-queue night --compute-environment-order order=1,computeEnvironment=night-on-demand
# ```
#
# **확인할 것 셋.** (1) 마감 안에 모든 작업이 SUCCEEDED인가. (2) CPUReservation이 낮고 MemoryReservation이 높으면 유형이 맞지 않는 것입니다. (3) 시도가 2 이상인 작업의 까닭이 `Host EC2`인가, 코드인가. 축소 지연(`minScaleDownDelayMinutes`, 20분부터)을 켰다면 그동안 노는 인스턴스도 청구됩니다.

# %% [markdown] tags=["en", "sourced"]
# ### Change, verify, roll back
#
# On your own account these commands do it. They are not run here.
#
# ```bash
# # detect: jobs that are stuck, and why (statusReason)
# aws batch list-jobs --job-queue night --job-status RUNNABLE --query 'jobSummaryList[].[jobName,createdAt,statusReason]'
# # detect: jobs tried again, and why
# aws batch describe-jobs --jobs <id> --query 'jobs[].attempts[].[statusReason,container.exitCode,startedAt,stoppedAt]'
# # detect: what share of the running vCPUs jobs reserve (CPUReservation and MemoryReservation of the ECS cluster)
# aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUReservation --statistics Average \
#     --dimensions Name=ClusterName,Value=<cluster> --period 300 --start-time <yesterday> --end-time <now>
# # change: a new environment with fitting types and strategy, first in the queue
# aws batch create-compute-environment --compute-environment-name night-spot --type MANAGED \
#     --compute-resources type=SPOT,allocationStrategy=SPOT_PRICE_CAPACITY_OPTIMIZED,minvCpus=0,maxvCpus=48,instanceTypes=<types>,subnets=<subnets>,securityGroupIds=<groups>,instanceRole=<role>
# aws batch update-job-queue --job-queue night \
#     --compute-environment-order order=1,computeEnvironment=night-spot order=2,computeEnvironment=night-on-demand
# # change: five attempts, only for what was taken back, and a timeout of five hours
# aws batch register-job-definition --job-definition-name forecast --type container --container-properties file://forecast.json \
#     --retry-strategy 'attempts=5,evaluateOnExit=[{onStatusReason="Host EC2*",action=RETRY},{onReason="*",action=EXIT}]' \
#     --timeout attemptDurationSeconds=18000
# # verify: the day after, when it was done, what failed, and the cost by tag
# aws batch list-jobs --job-queue night --job-status FAILED
# aws ce get-cost-and-usage --time-period Start=<yesterday>,End=<today> --granularity DAILY --metrics UnblendedCost \
#     --filter '{"Tags":{"Key":"batch-queue","Values":["night"]}}'
# # roll back: the queue goes to the former environment
# aws batch update-job-queue --job-queue night --compute-environment-order order=1,computeEnvironment=night-on-demand
# ```
#
# **Three things to verify.** (1) Are all jobs SUCCEEDED by the deadline? (2) A low CPUReservation beside a high MemoryReservation means the types do not fit. (3) Where a job has two attempts or more, is the reason `Host EC2` or the code? With a scale-down delay (`minScaleDownDelayMinutes`, from 20 on) idle instances are billed meanwhile.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_bound")

# %% faded_2
kao.lesson.exercise("faded_types")

# %% faded_stub tags=["stub"]
earliest_hours = ...
saved_by_types = ...

# %% faded_solution tags=["solution"]
earliest_hours = sum(job.array * job.vcpu * job.seconds for job in jobs) / 3600 / 48
saved_by_types = run("on_demand").summary()["usd"] - run("on_demand", fitting).summary()["usd"]

# %% faded_check_1
kao.lesson.check("faded_bound", earliest_hours)

# %% faded_check_2
kao.lesson.check("faded_types", saved_by_types)

# %% hung
kao.lesson.exercise("hung")

# %% hung_stub tags=["stub"]
hung_vcpu_hours = ...

# %% hung_solution tags=["solution"]
loop = Job("loop", 4, 8, 10**6, attempts=3, timeout_seconds=1800)
hung_vcpu_hours = kao.batch.simulate([loop], calm, PLACE).summary()["lost_vcpu_hours"]

# %% hung_check
kao.lesson.check("hung", hung_vcpu_hours)

# %% tiny
kao.lesson.exercise("short")

# %% tiny_stub tags=["stub"]
saved_by_packing = ...

# %% tiny_solution tags=["solution"]
rate = kao.containers.fargate_usd_per_hour(1, 2, PLACE, architecture="arm64")
boot = kao.batch.BOOT_SECONDS["fargate"]
alone = 6000 * kao.containers.billed_seconds(15 + boot)
together = 300 * kao.containers.billed_seconds(15 * 20 + boot)
saved_by_packing = float(alone - together) * rate / 3600

# %% tiny_check
kao.lesson.check("short", saved_by_packing)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("43")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. Batch에는 요금이 없습니다. 청구액은 **일한 몫, 놀린 몫, 버린 몫**이고, 놀린 몫은 허용 유형이 작업의 메모리와 맞지 않을 때 가장 큽니다.
# 2. maxvCpus는 시간을 정하고 요금은 거의 바꾸지 않습니다. 마감에 맞추어 정합니다.
# 3. 스팟은 시도 횟수와 체크포인트가 있을 때 쌉니다. **회수만 다시 하고**, 시간 초과를 적고, 짧은 작업은 묶습니다.
#
# **이 조언이 틀리는 경우.** 작업이 하루 내내 이어진다면 온디맨드와 스팟 사이가 아니라 Savings Plans부터 봅니다. 몇 시간짜리 작업에 체크포인트를 넣을 수 없고 마감이 엄격하면 온디맨드가 맞습니다. 작업의 속도가 인스턴스마다 크게 다르다면(여기서는 같다고 두었습니다) 끝난 작업당 요금을 직접 재세요. 켜지고 꺼지는 데 걸리는 시간은 AWS가 밝히지 않은 **가정**이니, 내 계정의 로그에서 재어 바꾸세요.
#
# ## 출처
#
# - AWS, Batch 사용 설명서: 인스턴스 유형 할당 전략, 작업 대기열, 자동 작업 재시도, 작업 제한 시간, 작업 종속성, 배열 작업, 메모리 관리, RUNNABLE에 멈춘 작업, 모범 사례. API 참조: ComputeScalingPolicy
# - AWS, EC2 사용 설명서: 중단된 스팟 인스턴스의 요금. Fargate 요금. EBS, VPC(IPv4, NAT), CloudWatch 요금
# - 가격: 표마다 적힌 기준일의 스냅샷. Batch 자체가 무료라는 것은 AWS Batch 요금 페이지를 인용한 글로 확인했습니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Batch has no charge. The bill is **work, idling and work undone**, and idling is largest where the allowed types do not fit the jobs' memory.
# 2. maxvCpus decides about time and hardly about money: set it by the deadline.
# 3. Spot is cheap where there are attempts and checkpoints. **Retry only what was taken back**, set a timeout, pack short jobs.
#
# **When this advice is wrong.** For a queue that is full all day look at Savings Plans before Spot. Where jobs of hours cannot keep checkpoints and the deadline is strict, On-Demand is right. Where a job's speed differs much between types (here it is the same), measure the cost of a finished job yourself. How long starts and ends take is **assumed**, as AWS names no numbers: measure it in your own logs.
#
# ## Sources
#
# - AWS, Batch User Guide: instance type allocation strategies, job queues, automated job retries, job timeouts, job dependencies, array jobs, memory management, jobs stuck in RUNNABLE, best practices. API Reference: ComputeScalingPolicy
# - AWS, EC2 User Guide: billing for interrupted Spot Instances. Fargate pricing. Pricing of EBS, VPC (IPv4, NAT) and CloudWatch
# - Prices: the snapshot on the date shown with each table. That Batch itself is free was checked in texts that quote its price page. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    first_usd=first["usd"],
    first_hours=first["makespan_hours"],
    first_busy=first["utilization"],
    fitting_usd=better["usd"],
    fargate_usd=float(totals["usd"][2]),
    spot_usd=float(totals["usd"][3]),
    bad_night_usd=float(shown["usd"].iloc[-1]),
    worst_undone_vcpu_hours=float(shown["lost_vcpu_hours"].max()),
    short_busy=float(packed["utilization"][0]),
)
