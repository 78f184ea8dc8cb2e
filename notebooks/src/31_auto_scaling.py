# %% [markdown] tags=["ko"]
# # 31. Auto Scaling: 부하를 따라가는 용량
#
# [English edition](../en/31_auto_scaling.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 실제 부하 2주를 놓고 고정 대수, 여러 조정 정책, 완전 예견의 비용과 **놓친 요청**을 비교해 정책과 목표를 고릅니다.
# 2. 그 정책에 맞는 지표인지 시험하고, 대기열에는 인스턴스당 백로그를 씁니다.
# 3. ‘무료’인 Auto Scaling 곁에서 실제로 나가는 돈(로드 밸런서, 등록 취소 지연, 모니터링)과 한 영역을 잃을 때의 여유를 계산합니다.

# %% [markdown] tags=["en"]
# # 31. Auto Scaling: capacity that follows the load
#
# [한국어판](../ko/31_auto_scaling.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. compare static sizes, scaling policies and perfect foresight over two weeks of a real load, in cost and in **unmet requests**, and choose policy and target;
# 2. test whether a metric suits the policy, and use the backlog per instance for queues;
# 3. compute what is really paid around "free" Auto Scaling (load balancer, draining, monitoring), and the spare capacity for losing a zone.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7g.large"
REQUESTS_PER_MINUTE = 60_000
CPU_MS = 20
LOST_USD_PER_1000 = 0.1

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "31",
    LANG,
    REGION,
    KRW_PER_USD,
    instance_type=INSTANCE_TYPE,
    requests_per_minute=REQUESTS_PER_MINUTE,
    cpu_ms=CPU_MS,
    lost_usd_per_1000=LOST_USD_PER_1000,
)
INSTANCE_TYPE = lesson["instance_type"]
LOST = LOST_USD_PER_1000 / 1000
lesson

# %% recall
kao.lesson.recall("31")

# %% [markdown] tags=["ko"]
# ## 지식: 모자람과 남음을 함께 줄인다
#
# 웹 사이트 하나를 따라갑니다. 부하의 모양은 **실제 로드 밸런서의 2주**(5분마다 센 요청 수, UTC)이고, 크기만 우리 사이트에 맞게 늘렸습니다. 요청 하나가 쓰는 CPU 시간과 놓친 요청 1,000개의 값은 위 매개변수의 가정입니다.
#
# 원래의 로드 밸런서는 작아서 5분마다 크게 흔들립니다. 사용자가 훨씬 많은 사이트도 하루와 한 주의 모양은 같지만 이런 흔들림은 서로 지워집니다. 그래서 30분 평균으로 고르게 폈습니다. 펴지 않으면 결론이 어떻게 달라지는지는 아래에서 따로 봅니다.

# %% [markdown] tags=["en"]
# ## Knowledge: too little and too much, reduced together
#
# This chapter follows one website. The shape of its load is **two weeks of a real load balancer** (requests counted every five minutes, UTC); only its size is scaled to ours. The CPU time of a request and what 1,000 unmet requests cost are the assumptions in the parameters above.
#
# The real load balancer is a small one that jumps from one five minutes to the next. A site with many more users has the same day and the same week, while such jumps cancel out: the load is averaged over 30 minutes. What changes without that is looked at below.

# %% site
site = kao.samples.site(REGION, INSTANCE_TYPE, requests_per_minute=REQUESTS_PER_MINUTE, cpu_ms=CPU_MS)
load, one = site.load, site.instance
need = load / one.capacity
sizes = {"mean": need.mean(), "p99": need.quantile(0.99), "peak": need.max()}
fixed = {name: int(-(-size // 1)) for name, size in sizes.items()}
static = {
    name: kao.scaling.simulate(load, [], group=kao.scaling.Group(size, size), instance=one)
    for name, size in fixed.items()
}
words = {name: kao.language.text(f"static_{name}", count=size) for name, size in fixed.items()}
kao.charts.scaling_run(static["mean"].minutes, one.capacity, name=words["mean"])

# %% site_say tags=["say"]
kao.lesson.say(
    ko="`{name}` 한 대는 CPU 100%에서 분당 요청 {capacity:number}개를 처리하고 {price:usd_per_hour}입니다. 부하를 대수로 바꾸면 평균 {mean:number.1}대, 99백분위 {p99:number.1}대, 최대 {peak:number.1}대입니다. 차트는 **평균**에 맞춰 {size:number}대를 둔 모습입니다. 요청의 {unmet:percent}를 놓치면서도 켜 둔 용량의 {idle:percent}가 놉니다. 평균은 낮에는 모자라고 밤에는 남습니다.",
    en="One `{name}` serves {capacity:number} requests a minute at 100 % CPU, for {price:usd_per_hour}. In instances the load is {mean:number.1} on average, {p99:number.1} at the 99th percentile, {peak:number.1} at most. The chart has {size:number} instances, for the **mean**: {unmet:percent} of the requests are unmet, while {idle:percent} of the capacity is idle. The mean is too little by day and too much by night.",
    name=INSTANCE_TYPE,
    capacity=one.capacity,
    price=one.usd_per_hour,
    size=fixed["mean"],
    unmet=static["mean"].summary(bounds=False)["unmet_share"],
    idle=static["mean"].summary(bounds=False)["idle_share"],
    **sizes,
)

# %% predict_share
kao.lesson.predict(
    "share",
    ko="CPU 60%를 목표로 하는 대상 추적 조정이 이 2주를 따라갑니다. 인스턴스 요금은 **피크에 맞춘 고정 대수**의 몇 %일까요?",
    en="Target tracking follows these two weeks, with a target of 60 % CPU. Its instances cost what share of a **static group for the peak**?",
    unit="percent",
)

# %% compare
tracking = kao.scaling.simulate(load, kao.scaling.TargetTracking(60), group=site.group, instance=one)
ways = {words["p99"]: static["p99"], words["mean"]: static["mean"]}
ways[kao.language.text("policy_target_tracking")] = tracking
table = kao.scaling.compare(load, ways, group=site.group, instance=one, usd_per_unmet=LOST)
SHOWN = ["name", "instance_hours", "usd", "unmet_share", "idle_share", "score_usd"]
table["name"] = table["name"].map(kao.language.bound)
WAY = {"name": ("방법", "Way")}
kao.tables.show(table, SHOWN, headings=WAY)

# %% compare_chart
kao.charts.scaling_compare(table[table["name"] != words["mean"]])

# %% reveal_share
peak, foresight = (
    table.set_index("name")["usd"][kao.language.bound(name)] for name in ("static peak", "perfect foresight")
)
now = tracking.summary(bounds=False)
share = now["usd"] / peak
kao.lesson.reveal(
    "share",
    share,
    ko="피크에 맞추면 {peak:usd.0}, 대상 추적은 {usd:usd.0}이고 요청의 {unmet:small_percent}를 놓칩니다. 부하를 미리 다 아는 **완전 예견**도 {best:usd.0}는 내야 합니다. 켜지고 등록 취소를 기다리는 시간까지 값이기 때문입니다. 점수는 인스턴스 요금에 놓친 요청의 값을 더한 것입니다. 평균에 맞춘 고정 대수는 놓친 요청의 값이 너무 커서 차트에서 뺐습니다.",
    en="For the peak it is {peak:usd.0}; target tracking pays {usd:usd.0} and leaves {unmet:small_percent} of the requests unmet. Even **perfect foresight**, knowing all of the load beforehand, has to pay {best:usd.0}, for launching and draining take time too. The score is what instances cost plus what unmet requests lose. Static at the mean loses so much that it is left out of the chart.",
    peak=peak,
    usd=now["usd"],
    unmet=now["unmet_share"],
    best=foresight,
)

# %% [markdown] tags=["ko"]
# **결정:** 고정 대수를 제안받으면 ‘놓친 요청’과 ‘노는 비율’을 함께 적어 달라고 하세요. 하나만 보면 어느 대수든 좋아 보입니다.
#
# ### 부하가 반응보다 빠르면
#
# 노트는 오토 스케일링이 초과 프로비저닝을 없앤다고 적었습니다. 언제나 그럴까요? 경보가 울리고(분 단위), 인스턴스가 켜지고, 제 몫을 하기까지 몇 분이 걸립니다. 부하가 그보다 빨리 뛰면 따라잡을 때에는 이미 지나갔습니다. 같은 부하를 고르게 편 정도만 바꾸어 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** when a fixed size is proposed, ask for unmet requests **and** idle share. With only one of them any size looks good.
#
# ### When the load is faster than the reaction
#
# The note says that Auto Scaling removes over-provisioning. Always? An alarm takes minutes, an instance takes minutes to launch, and some more to do its share. A load that jumps faster is gone when capacity arrives. Take the same load, and change only how much it is averaged.

# %% smooth
rows = []
for minutes in (5, 15, 30, 60):
    other = kao.samples.site(
        REGION, INSTANCE_TYPE, requests_per_minute=REQUESTS_PER_MINUTE, cpu_ms=CPU_MS, smooth_minutes=minutes
    )
    size = int(-(-other.load.quantile(0.99) // one.capacity))
    group = kao.scaling.Group(size, size)
    flat = kao.scaling.simulate(other.load, [], group=group, instance=one).summary(bounds=False)
    follow = kao.scaling.simulate(other.load, kao.scaling.TargetTracking(60), group=other.group, instance=one)
    follow = follow.summary(bounds=False)
    scores = [kao.scaling.score(run, LOST) for run in (flat, follow)]
    rows.append([minutes, size, scores[0], flat["unmet_share"], scores[1], follow["unmet_share"]])
columns = ["minutes", "size", "flat_usd", "flat_unmet_share", "follow_usd", "follow_unmet_share"]
smooth = pd.DataFrame(rows, columns=columns)
kao.tables.show(
    smooth,
    headings={
        "minutes": ("평균 낸 분", "Averaged over (min)"),
        "size": ("고정(99백분위)", "Static (99th pct.)"),
        "flat_usd": ("고정의 점수(USD)", "Static: score (USD)"),
        "flat_unmet_share": ("고정의 미처리", "Static: unmet"),
        "follow_usd": ("추적의 점수(USD)", "Tracking: score (USD)"),
        "follow_unmet_share": ("추적의 미처리", "Tracking: unmet"),
    },
)

# %% smooth_say tags=["say"]
raw, flat30 = smooth.iloc[0], smooth.iloc[2]
kao.lesson.say(
    ko="재어진 그대로(5분)라면 대상 추적은 요청의 {raw:percent}를 놓쳐 점수가 {raw_usd:usd.0}이고, 99백분위의 고정 대수는 {flat_usd:usd.0}입니다. 30분으로 펴면 {smooth:small_percent}와 {smooth_usd:usd.0}로 뒤집힙니다. 정책이 나빠서가 아니라 **부하가 두 배가 되는 시간이 반응 시간보다 짧아서**입니다.",
    en="As it was measured (5 minutes) target tracking leaves {raw:percent} of the requests unmet and scores {raw_usd:usd.0}, while static capacity for the 99th percentile scores {flat_usd:usd.0}. Averaged over 30 minutes it is {smooth:small_percent} and {smooth_usd:usd.0}: the other way round. The policy is not bad; **the load doubles in less time than the group needs to react**.",
    raw=raw["follow_unmet_share"],
    raw_usd=raw["follow_usd"],
    flat_usd=raw["flat_usd"],
    smooth=flat30["follow_unmet_share"],
    smooth_usd=flat30["follow_usd"],
)

# %% [markdown] tags=["ko"]
# **결정:** 내 부하가 두 배가 되는 데 걸리는 시간과 ‘경보 + 켜지는 시간 + 워밍업’을 재어 견줍니다. 부하가 더 빠르면 정책을 다듬기 전에 대기열로 받거나, 켜지는 시간을 줄이거나(AMI, 웜 풀), 여유를 둡니다.
#
# ### 조정 정책 다섯 가지
#
# | 정책 | 하는 일 | 알아 둘 것 |
# |---|---|---|
# | 대상 추적 | 지표를 목표에 맞춘다. 경보는 AWS가 만든다 | 기본으로 권장. 줄이기는 천천히 |
# | 단계 | 경보를 얼마나 넘었는지에 따라 다르게 | 휴지 기간을 기다리지 않고 워밍업을 쓴다 |
# | 단순 | 한 번 조정하고 휴지 기간을 기다린다 | 예전 방식. AWS도 권하지 않는다 |
# | 예약 | 정한 시각에 최소, 최대, 원하는 용량을 바꾼다 | cron과 시간대(기본 UTC) |
# | 예측 | 지난 14일로 48시간을 시간 단위로 예측해 미리 늘린다 | **줄이지 않는다.** 24시간 이상의 자료가 있어야 한다 |
#
# 여러 정책을 함께 두면 **가장 큰 용량이 이기고**, 줄이는 것은 모든 대상 추적 정책이 동의할 때뿐입니다. 단계와 단순 정책의 퍼센트는 AWS의 규칙대로 반올림합니다. 작은 그룹에서는 이것이 결과를 바꿉니다.

# %% [markdown] tags=["en"]
# **Decide:** measure how long your load takes to double, and hold it against "alarm + launch + warm-up". If the load is faster, do not polish the policy: put a queue in front, shorten the launch (AMI, warm pool), or keep spare capacity.
#
# ### Five kinds of scaling policy
#
# | policy | what it does | to know |
# |---|---|---|
# | target tracking | holds a metric at a target; AWS makes the alarms | the recommended one; scales in slowly |
# | step | adjusts by the size of the breach | does not wait for a cooldown, uses the warm-up |
# | simple | adjusts once, then waits for the cooldown | the old way; AWS advises against it |
# | scheduled | sets minimum, maximum or desired capacity at a time | cron and time zone (UTC by default) |
# | predictive | from up to 14 days, forecasts 48 hours by the hour and launches ahead | **never scales in**; needs 24 hours of data |
#
# With several policies **the largest capacity wins**; it scales in only when all target tracking policies agree. Percentages of step and simple policies are rounded by AWS's rules, which matters in small groups.

# %% predict_round
kao.lesson.predict(
    "round",
    ko="7대인 그룹에 +25%(PercentChangeInCapacity) 단계가 실행됩니다. 몇 대가 될까요?",
    en="In a group of 7 a step of +25 % (PercentChangeInCapacity) runs. How many are there then?",
    unit="number",
)

# %% rounding
drill = pd.DataFrame(
    [(7, 25, 1), (3, 25, 1), (3, 25, 2), (7, -25, 1), (3, -25, 1), (40, 25, 1)],
    columns=["capacity", "change", "magnitude"],
)
drill["exact"] = drill["capacity"] * (1 + drill["change"] / 100)
drill["new"] = [
    kao.scaling.adjusted(int(now), int(change), "PercentChangeInCapacity", int(least))
    for now, change, least in drill[["capacity", "change", "magnitude"]].itertuples(index=False)
]
kao.tables.show(
    drill,
    headings={
        "capacity": ("지금", "Now"),
        "change": ("변화(%)", "Change (%)"),
        "magnitude": ("최소 조정 크기", "Minimum magnitude"),
        "exact": ("계산한 값", "Exact"),
        "new": ("바뀐 뒤", "Then"),
    },
)

# %% reveal_round
kao.lesson.reveal(
    "round",
    int(drill["new"].iloc[0]),
    ko="{exact:number.2}가 아니라 {new:number}대입니다. 1보다 큰 변화는 소수점을 버리고, 0과 1 사이는 1로, −1과 0 사이는 −1로 만듭니다. 3대에서 +25%가 실제로는 {small:percent} 늘어나는 것도 같은 규칙입니다.",
    en="Not {exact:number.2} but {new:number}. Above 1 the fraction is dropped, between 0 and 1 it becomes 1, between -1 and 0 it becomes -1. By the same rule +25 % of 3 instances really is {small:percent} more.",
    exact=float(drill["exact"].iloc[0]),
    new=int(drill["new"].iloc[0]),
    small=float(drill["new"].iloc[1] / 3 - 1),
)

# %% [markdown] tags=["ko"]
# **결정:** 열 대가 안 되는 그룹에는 퍼센트보다 대수(ChangeInCapacity)를 쓰거나, 퍼센트와 최소 조정 크기를 함께 적습니다.
#
# ### 같은 한 주, 여섯 가지 설정
#
# 첫 주를 보고 정책을 정해 둘째 주에 써 봅니다. 예약된 조정은 첫 주의 같은 시각 평균에 맞춘 최소 용량이고, 예측 조정은 첫 주를 자료로 씁니다. 예측 모델은 AWS가 공개하지 않아 같은 요일 같은 시각의 평균으로 대신했습니다. 인스턴스는 켜지는 데 3분, 워밍업 1분입니다.

# %% [markdown] tags=["en"]
# **Decide:** below ten instances write numbers (ChangeInCapacity) rather than percentages, or give the percentage a minimum magnitude.
#
# ### The same week, six settings
#
# Policies are made from the first week and used in the second. Scheduled scaling sets a minimum for each hour from the first week's mean of that hour; predictive scaling has the first week for its data. AWS does not publish its model: the mean of the same hour of the same weekday stands in. Instances take three minutes to launch and one to warm up.

# %% week
past, week = load[:"2014-04-16"], load["2014-04-17":"2014-04-23"]
group = kao.samples.group(week, one)
made = {
    kao.language.text(f"policy_{kind}"): kao.samples.policies(kind, 60, past=past, instance=one)
    for kind in kao.samples.POLICY_KINDS[1:]
}
six = kao.scaling.compare(week, made, group=group, instance=one, usd_per_unmet=LOST, history=past)
six["name"] = six["name"].map(kao.language.bound)
kao.tables.show(
    six, ["name", "usd", "unmet_share", "idle_share", "reversals", "short_lives", "score_usd"], headings=WAY
)

# %% week_say tags=["say"]
by_name = six.set_index("name")
ahead, plain, simple = (
    by_name.loc[kao.language.text(f"policy_{kind}")] for kind in ("scheduled", "target_tracking", "simple")
)
kao.lesson.say(
    ko="이 목표에서 점수가 가장 낮은 것은 **{best}**({best_usd:usd.0})입니다. 미리 늘리는 정책을 더하면 놓친 요청이 {plain:small_percent}에서 {ahead:small_percent}로 줄어드는 대신 인스턴스 값이 {more:percent} 늘어납니다. 단순 조정은 한 대씩 늘리고 기다리느라 {simple:small_percent}를 놓칩니다.",
    en="At this target **{best}** has the lowest score ({best_usd:usd.0}). A policy that grows ahead brings unmet requests from {plain:small_percent} to {ahead:small_percent}, and the instances cost {more:percent} more. Simple scaling adds one and waits: {simple:small_percent} unmet.",
    best=six["name"].iloc[0],
    best_usd=six["score_usd"].iloc[0],
    plain=plain["unmet_share"],
    ahead=ahead["unmet_share"],
    more=ahead["usd"] / plain["usd"] - 1,
    simple=simple["unmet_share"],
)

# %% predict_target
kao.lesson.predict(
    "target",
    ko="대상 추적의 목표 CPU를 30%부터 90%까지 바꿉니다. 인스턴스 값과 놓친 요청의 값을 더한 점수가 가장 낮은 목표는 몇 %일까요?",
    en="Let the target CPU of target tracking go from 30 % to 90 %. At which target is the score, instances plus unmet requests, lowest?",
    unit="percent",
)

# %% valley
targets = range(30, 91, 5)
runs = {t: kao.scaling.simulate(week, kao.scaling.TargetTracking(t), group=group, instance=one) for t in targets}
sums = pd.DataFrame([{"target": t, **run.summary(bounds=False)} for t, run in runs.items()])
sums["score_usd"] = [kao.scaling.score(run, LOST) for run in runs.values()]
kao.charts.scaling_valley(sums, "target", chosen=60)

# %% reveal_target
best = sums.loc[sums["score_usd"].idxmin()]
kao.lesson.reveal(
    "target",
    best["target"] / 100,
    ko="가장 낮은 점수는 {usd:usd.0}입니다. 골짜기는 왼쪽이 완만하고 오른쪽이 가파릅니다. 목표 90%의 점수는 그 {high:number.1}배, 30%는 {low:number.1}배입니다. 놓친 요청 1,000개의 값을 두 배로 보면 골짜기는 왼쪽으로 갑니다. 목표를 정하는 것은 CPU가 아니라 **놓친 요청의 값**입니다.",
    en="The lowest score is {usd:usd.0}. The valley is gentle to the left and steep to the right: a target of 90 % scores {high:number.1} times that, 30 % {low:number.1} times. Count 1,000 unmet requests at twice their price, and the valley moves left. What sets the target is not CPU but **what an unmet request is worth**.",
    usd=best["score_usd"],
    high=sums["score_usd"].iloc[-1] / best["score_usd"],
    low=sums["score_usd"].iloc[0] / best["score_usd"],
)

# %% [markdown] tags=["ko"]
# **결정:** 목표를 적을 때 그 근거인 ‘놓친 요청 1,000개의 값’을 함께 적습니다. 값을 모르면 골짜기의 왼쪽에서 시작합니다.
#
# ### 지표: 대수가 두 배면 절반이 되는가
#
# 대상 추적은 ‘대수를 늘리면 지표가 그만큼 줄어든다’고 믿고 계산합니다. 지표마다 같은 부하에서 대수를 두 배로 하면 어떻게 되는지 봅니다. 메모리는 힙을 미리 잡아 두는 JVM처럼 부하가 없어도 65%를 쓰는 애플리케이션입니다.

# %% [markdown] tags=["en"]
# **Decide:** write down, beside the target, the price of 1,000 unmet requests that it rests on. If nobody knows it, start left of the valley.
#
# ### Metrics: do twice the instances halve them?
#
# Target tracking calculates as if the metric falls in proportion when instances are added. For each metric, see what twice the instances do under the same load. Memory is that of an application, such as a JVM with a heap of fixed size, that uses 65 % without any load.

# %% metrics
heap = kao.scaling.Instance(one.capacity, one.usd_per_hour, memory_base_percent=65, memory_percent=15)
metrics = kao.scaling.metric_response(heap, REQUESTS_PER_MINUTE, max(2, round(need.mean() / 0.6)), backlog=3000)
kao.tables.show(
    metrics.rename(columns={"source": "metric_source"}),
    ["metric", "metric_source", "now", "doubled", "ratio", "suits"],
    headings={
        "now": ("지금", "Now"),
        "doubled": ("대수가 두 배면", "With twice as many"),
        "ratio": ("비율", "Ratio"),
    },
)

# %% metric_runs
hard = week["2014-04-22"]
watched = {
    "cpu": (kao.scaling.TargetTracking(60), one),
    "memory": (kao.scaling.TargetTracking(70, "memory"), heap),
    "request_count": (kao.scaling.TargetTracking(REQUESTS_PER_MINUTE, "request_count"), one),
}
rows = []
for metric, (policy, machine) in watched.items():
    run = kao.scaling.simulate(hard, policy, group=kao.samples.group(hard, machine), instance=machine)
    rows.append({"metric": metric, **run.summary(bounds=False)})
by_metric = pd.DataFrame(rows)
kao.tables.show(by_metric, ["metric", "usd", "unmet_share", "idle_share", "max_in_service", "reversals"])

# %% metric_say tags=["say"]
cpu, memory, count = by_metric.itertuples()
kao.lesson.say(
    ko="가장 힘든 하루를 세 지표로 따라간 결과입니다. 메모리 70%를 지키려는 그룹은 대수를 늘려도 메모리가 거의 줄지 않아 CPU의 {memory:number.1}배를 냅니다. 전체 요청 수는 대수와 상관이 없어서 최대까지 갔다가 최소까지 내려오기를 되풀이하고, 요청의 {count:percent}를 놓칩니다.",
    en="The hardest day, followed by three metrics. The group that wants memory at 70 % sees it hardly fall as it grows, and pays {memory:number.1} times as much as by CPU. The total number of requests does not depend on instances at all: the group runs to its maximum and back to its minimum, and {count:percent} of the requests are unmet.",
    memory=memory.usd / cpu.usd,
    count=count.unmet_share,
)

# %% [markdown] tags=["ko"]
# **결정:** 지표 후보마다 ‘대수가 두 배면?’을 묻습니다. 절반이 되지 않는 지표는 대상 추적에 쓰지 말고, 메모리가 병목이면 인스턴스 유형을 바꿉니다(11장).
#
# ### 대기열: 길이가 아니라 인스턴스당 백로그
#
# 같은 하루의 모양으로 메시지가 들어오는 작업자 그룹입니다. 메시지 하나에 2초, 기다림은 5분까지 괜찮습니다. AWS의 방식대로 **받아들일 수 있는 백로그 = 기다려도 되는 시간 ÷ 메시지 하나의 시간**을 구하고, 목표는 여유를 두어 그 3분의 2로 잡습니다. 다른 그룹은 평균 대수에서 같은 백로그가 되는 **대기열 길이**를 목표로 합니다.

# %% [markdown] tags=["en"]
# **Decide:** ask of every candidate "and with twice the instances?" One that does not halve is no metric for target tracking. If memory is the bottleneck, change the instance type (chapter 11).
#
# ### Queues: the backlog per instance, not the length
#
# A group of workers gets messages in the shape of the same day. A message takes 2 seconds, and may wait for five minutes. As AWS does it: **acceptable backlog = acceptable wait / time per message**; the target is two thirds of it, to leave some room. Another group targets the **length of the queue** that means the same backlog at its mean size.

# %% queue
WAIT_SECONDS, MESSAGE_SECONDS = 300, 2
messages = hard / load.mean() * 600
worker = kao.scaling.Instance(60 / MESSAGE_SECONDS, one.usd_per_hour)
per_instance = kao.scaling.acceptable_backlog(WAIT_SECONDS, MESSAGE_SECONDS) * 2 / 3
watch = {"backlog_per_instance": per_instance, "queue_length": per_instance * round(messages.mean() / worker.capacity)}
queues = {
    kao.language.text(f"metric_{metric}"): kao.scaling.simulate(
        messages,
        kao.scaling.TargetTracking(target, metric),
        group=kao.samples.group(messages, worker),
        instance=worker,
        queue=True,
        acceptable_seconds=WAIT_SECONDS,
    )
    for metric, target in watch.items()
}

# %% predict_queue
kao.lesson.predict(
    "queue",
    ko="대기열 길이를 보는 그룹의 인스턴스 요금은 인스턴스당 백로그를 보는 그룹의 몇 배일까요?",
    en="The instances of the group that watches the length cost how many times those of the group that watches the backlog per instance?",
    unit="number",
)

# %% queue_chart
kao.charts.queue_scaling(queues, WAIT_SECONDS / 60)

# %% reveal_queue
good, bad = (run.summary(bounds=False) for run in queues.values())
kao.lesson.reveal(
    "queue",
    round(bad["usd"] / good["usd"], 2),
    ko="{good:usd.2}와 {bad:usd.2}입니다. 더 내고도 메시지의 {late:percent}가 늦습니다(인스턴스당 백로그는 {ok:small_percent}). 길이는 대수를 나누지 않으므로, 조금 밀리면 최대까지 늘리고 비면 최소까지 줄이며 {turns:number}번 방향을 바꿉니다.",
    en="{good:usd.2} against {bad:usd.2}, and for more money {late:percent} of the messages are late (with the backlog per instance {ok:small_percent}). The length is not divided by the instances: a small jam drives the group to its maximum, an empty queue to its minimum, with {turns:number} turns.",
    good=good["usd"],
    bad=bad["usd"],
    late=bad["unmet_share"],
    ok=good["unmet_share"],
    turns=bad["reversals"],
)

# %% [markdown] tags=["ko"]
# **결정:** 대기열에는 인스턴스당 백로그를 사용자 지정 지표(또는 지표 수식)로 씁니다. 목표는 계산한 값보다 낮게 잡습니다. 평균이 목표에 머물면 절반은 그보다 오래 기다립니다.
#
# ## 구조: 정책을 고르고 다시 돌려 보기
#
# 가장 힘든 하루입니다. 회색은 켜진 용량, 검은 선은 부하, 붉은 곳은 놓친 요청입니다. 점선이 회색보다 높은 동안 인스턴스가 켜지고 있습니다. 옅은 자국은 99백분위의 고정 대수입니다.

# %% [markdown] tags=["en"]
# **Decide:** for queues publish the backlog per instance as a custom metric (or by metric math). Set the target below what you computed: a mean that stays at the target makes half of the messages wait longer.
#
# ## Architecture: choose a policy, and replay it
#
# The hardest day. Grey is the capacity in service, black the load, red the unmet requests; while the dashed line is above the grey, instances are launching. The pale trace is static capacity for the 99th percentile.

# %% day
kao.charts.scaling_run(
    tracking.minutes.set_index("time", drop=False).loc["2014-04-22"],
    one.capacity,
    events=tracking.events,
    ghost=static["p99"].minutes.set_index("time").loc["2014-04-22"],
    name=kao.language.text("policy_target_tracking"),
    ghost_name=words["p99"],
)

# %% [markdown] tags=["ko"]
# 이제 직접 해 봅니다. **재생**을 누르면 시간이 흐릅니다. ‘그중 3시간’에서는 한 장면이 1분입니다. 단순 조정에서는 워밍업 칸이 휴지 기간입니다. 처음 선택은 켜지는 데 5분이 걸리고 목표가 50%인 대상 추적입니다.

# %% [markdown] tags=["en"]
# Now try it. **Play** lets time run; in "3 hours of it" a frame is one minute. Under simple scaling the warm-up is the cooldown. The first choice is target tracking at 50 %, with instances that take five minutes to launch.

# %% explorer
explorer = kao.explorers.auto_scaling(
    week, one, past=past, usd_per_1000_unmet=LOST_USD_PER_1000, target=50, launch_seconds=300
)
explorer

# %% settings
explorer.settings_table(
    [
        {},
        {"launch_seconds": 60},
        {"launch_seconds": 900},
        {"warmup_seconds": 0},
        {"policy": "step", "target": 65},
        {"policy": "simple", "target": 65},
        {"policy": "predictive", "target": 75},
    ]
)

# %% goal
kao.lesson.goal(explorer, "follow")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"policy": "step", "target": 60}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"policy": "step", "target": 60}` in `wanted`.

# %% follow_stub tags=["stub"]
wanted = {}

# %% follow_solution tags=["solution"]
wanted = {"policy": "scheduled", "target": 70, "launch_seconds": 180}

# %% follow_check
explorer.set(**wanted)
kao.lesson.check_goal("follow")

# %% [markdown] tags=["ko"]
# **결정:** 켜지는 시간을 먼저 재고, 미리 늘리는 정책을 더한 다음, 목표를 올립니다. 거꾸로 하면 놓친 요청으로 배웁니다.
#
# ### 한 가용 영역을 잃을 때
#
# 노트의 말대로 그룹은 여러 가용 영역에 퍼져 복원력을 높입니다. 그런데 한 영역이 사라지는 순간 남은 인스턴스로 버티려면 여유가 **미리 켜져** 있어야 합니다. 그때는 모두가 새 인스턴스를 찾기 때문입니다. 가장 바쁜 1분을 CPU 60%로 버티는 대수를 기준으로 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** measure the launch time first, add a policy that grows ahead, then raise the target. In the other order unmet requests teach it to you.
#
# ### When a zone is lost
#
# As the note says, a group spreads over Availability Zones for resilience. But to survive the moment when one is gone, the spare has to be **running already**: everybody looks for new instances then. Take the instances that hold the busiest minute at 60 % CPU.

# %% predict_zones
kao.lesson.predict(
    "zones",
    ko="가용 영역 2개 대신 3개를 쓰면, 한 영역을 잃어도 버티는 전체 대수가 몇 % 줄어들까요?",
    en="With three zones in place of two, by what share does the total shrink that survives the loss of one?",
    unit="percent",
)

# %% zones
busiest = int(-(-need.max() / 0.6 // 1))
zones = kao.scaling.zone_table(busiest, (2, 3, 4))
kao.charts.zone_spare(zones, usd_per_hour=one.usd_per_hour)

# %% zone_loss
lost = pd.DataFrame(
    [
        {
            "zones": count,
            "unmet_share": float((gone := kao.scaling.after_zone_loss(tracking, count))["short"].sum() / load.sum()),
            "minutes_share": float((gone["short"] > 0).mean()),
        }
        for count in (2, 3, 4)
    ]
)
kao.tables.show(
    lost,
    headings={
        "zones": ("가용 영역", "Zones"),
        "unmet_share": ("영역 하나가 없을 때 놓치는 요청", "Unmet with one zone gone"),
        "minutes_share": ("모자라는 시간", "Time with too little"),
    },
)

# %% reveal_zones
two, three = zones["total"].iloc[0], zones["total"].iloc[1]
kao.lesson.reveal(
    "zones",
    float(1 - three / two),
    ko="{two:number}대에서 {three:number}대로 줄어 한 달에 {usd:usd.0}를 덜 냅니다. 위 표는 여유를 따로 두지 않은 대상 추적에서 어느 순간이든 영역 하나가 사라진다면 놓칠 요청입니다. 영역 3개에서는 목표 60%의 여유가 대부분을 받아내지만({loss:percent} 놓침), 2개에서는 그렇지 못합니다.",
    en="From {two:number} instances to {three:number}, which saves {usd:usd.0} a month. The table shows what target tracking without any extra spare would leave unmet if a zone were gone at any moment. Over three zones the room of a 60 % target takes most of it ({loss:percent} unmet), over two it does not.",
    two=int(two),
    three=int(three),
    usd=float((two - three) * one.usd_per_hour * 730),
    loss=float(lost["unmet_share"].iloc[1]),
)

# %% [markdown] tags=["ko"]
# **결정:** 가용 영역은 3개 이상 쓰고, 목표 CPU를 ‘영역 하나를 잃어도 100%를 넘지 않는 값’(영역 3개면 3분의 2) 아래로 둡니다. 영역 사이의 데이터 전송 요금은 따로 셉니다.
#
# ## 운영: 무료인 그룹 곁에서 나가는 돈
#
# ### 로드 밸런서: 등록하고, 등록을 취소하고, 기다리기
#
# 그룹이 시작한 인스턴스는 대상 그룹에 자동으로 등록되고, 종료될 때 등록이 취소됩니다. 등록 취소 지연(기본 300초) 동안 새 요청은 오지 않고 열린 연결이 끝나기를 기다리며, 그동안에도 인스턴스 요금은 나갑니다. 20분쯤 이어지는 세션이 한 인스턴스에 붙어 있다고 하고(고정 세션) 지연을 바꾸어 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** use three zones or more, and keep the target CPU below what stays under 100 % with one zone gone (two thirds over three). Count data transfer between zones separately.
#
# ## Operation: what is paid around a group that is free
#
# ### The load balancer: register, deregister, wait
#
# Instances that the group launches are registered in the target group by themselves, and deregistered when it ends them. For the deregistration delay (300 seconds by default) no new request comes and open connections may finish; the instance is paid meanwhile. Let sessions of about 20 minutes stick to their instance, and change the delay.

# %% drain
rows = []
for seconds in (0, 30, 300, 900, 3600):
    run = kao.scaling.simulate(
        week, kao.scaling.TargetTracking(60), group=kao.samples.group(week, one, drain_seconds=seconds), instance=one
    )
    stuck = kao.scaling.sticky(run, session_minutes=20)
    rows.append(
        {
            "drain_seconds": seconds,
            "usd": run.summary(bounds=False)["usd"],
            "draining_usd": run.minutes["draining"].sum() / 60 * one.usd_per_hour,
            "cut": stuck["cut"].sum() / (stuck["sessions"].mean() * len(stuck) / 20),
        }
    )
drain = pd.DataFrame(rows)
kao.tables.show(
    drain,
    headings={
        "drain_seconds": ("등록 취소 지연(초)", "Deregistration delay (s)"),
        "usd": ("인스턴스(USD/주)", "Instances (USD a week)"),
        "draining_usd": ("그 가운데 기다림(USD/주)", "Of it waiting (USD a week)"),
        "cut": ("끊긴 세션", "Sessions cut"),
    },
    kinds={"cut": "percent"},
)

# %% drain_say tags=["say"]
short, usual, long = (drain.iloc[row] for row in (1, 2, 4))
kao.lesson.say(
    ko="기본 300초는 한 주에 {usual:usd.2}를 기다림에 쓰고 세션의 {cut:percent}를 끊습니다. 30초로 줄이면 {saved:usd.2}를 아끼고, 한 시간으로 늘리면 끊기는 세션이 {kept:percent}로 줄지만 {more:usd.2}를 더 냅니다. 요청이 1초 안에 끝나는 API라면 30초로 충분합니다. 긴 세션은 인스턴스 밖(ElastiCache, DynamoDB)에 두는 편이 쌉니다.",
    en="The default of 300 seconds spends {usual:usd.2} a week on waiting and cuts {cut:percent} of the sessions. 30 seconds save {saved:usd.2}; an hour brings the cut sessions down to {kept:percent} and costs {more:usd.2} more. An API whose requests end within a second needs no more than 30. Long sessions are cheaper kept outside the instances (ElastiCache, DynamoDB).",
    usual=usual["draining_usd"],
    cut=usual["cut"],
    saved=usual["usd"] - short["usd"],
    kept=long["cut"],
    more=long["usd"] - usual["usd"],
)

# %% [markdown] tags=["ko"]
# **결정:** 등록 취소 지연은 ‘가장 긴 요청’보다 조금 길게 둡니다. 세션을 지키려고 늘리고 있다면 세션을 밖으로 옮깁니다.
#
# ### LCU: 네 차원 가운데 가장 큰 하나
#
# Application Load Balancer는 시간 요금에 **LCU** 요금을 더합니다. 새 연결, 활성 연결, 처리한 바이트, 규칙 평가를 매시간 LCU로 바꾸어 가장 큰 하나만 냅니다. 우리 사이트는 연결 하나에 요청 8개, 연결은 75초, 요청마다 12KB, 규칙은 14개입니다.

# %% [markdown] tags=["en"]
# **Decide:** set the deregistration delay a little above your longest request. If you lengthen it to keep sessions, move the sessions out.
#
# ### LCUs: the largest of four dimensions
#
# An Application Load Balancer charges hours, and **LCUs**. New connections, active connections, processed bytes and rule evaluations are each turned into LCUs every hour, and only the largest is paid. Our site has 8 requests a connection, connections of 75 seconds, 12 KB a request, and 14 rules.

# %% predict_lcu
kao.lesson.predict(
    "lcu",
    ko="연결 하나로 요청을 8개가 아니라 80개 보내도록 고치면(연결 재사용) LCU가 몇 % 줄어들까요?",
    en="By what share do the LCUs fall if each connection carries 80 requests in place of 8 (connections reused)?",
    unit="percent",
)

# %% lcu
hours = load.resample("h").sum().iloc[:336]
traffic = kao.load_balancer.Traffic(requests_per_connection=8, connection_seconds=75, kb_per_request=12, rules=14)
reused = kao.load_balancer.Traffic(requests_per_connection=80, connection_seconds=75, kb_per_request=12, rules=14)
packed = kao.load_balancer.Traffic(requests_per_connection=8, connection_seconds=75, kb_per_request=6, rules=14)
units, fewer, smaller = (
    kao.load_balancer.capacity_units(kao.load_balancer.usage(hours, each)) for each in (traffic, reused, packed)
)
kao.charts.capacity_unit_hours(units)

# %% reveal_lcu
kao.lesson.reveal(
    "lcu",
    float(1 - fewer["units"].sum() / units["units"].sum()),
    ko="이 로드 밸런서는 처리한 바이트가 청구를 정합니다. 새 연결은 크게 줄지만 그 차원은 어차피 내지 않던 것입니다. 대신 응답을 압축해 요청마다 6KB로 줄이면 LCU가 {packed:percent} 줄어듭니다. **정하는 차원만** 돈이 됩니다.",
    en="Processed bytes decide this bill. New connections fall far, but that dimension was not paid anyway. Compress the answers to 6 KB a request, and the LCUs fall by {packed:percent}. Only **the dimension that decides** is money.",
    packed=float(1 - smaller["units"].sum() / units["units"].sum()),
)

# %% [markdown] tags=["ko"]
# **결정:** 로드 밸런서의 청구를 줄이기 전에 정하는 차원부터 찾습니다. CloudWatch에는 ConsumedLCUs가 있고, 차원마다 NewConnectionCount, ActiveConnectionCount, ProcessedBytes, RuleEvaluations가 있습니다.
#
# ### 한 달의 청구서: 무료인 것과 아닌 것
#
# 그룹 자체에는 요금이 없습니다. 대상 추적 60%로 돈 2주를 한 달(730시간)로 늘려, 곁에서 나가는 것을 모두 적습니다. 로드 밸런서는 영역 3개에 공인 IPv4를 하나씩 갖고, 인스턴스는 사설 주소만 씁니다. 메모리를 보내는 사용자 지정 지표 하나와 30GB gp3 볼륨, 멈춘 인스턴스 두 대의 웜 풀이 있습니다. 프리 티어는 빼지 않았습니다.

# %% [markdown] tags=["en"]
# **Decide:** before cutting the load balancer's bill find the dimension that decides. CloudWatch has ConsumedLCUs, and by dimension NewConnectionCount, ActiveConnectionCount, ProcessedBytes and RuleEvaluations.
#
# ### A month's bill: what is free, and what is not
#
# The group itself has no price. Take the two weeks at 60 %, stretch them to a month (730 hours), and write down everything around them. The load balancer has one public IPv4 address in each of three zones, instances have private ones only. There are one custom metric (memory), 30 GB of gp3 for each instance, and a warm pool of two stopped instances. No free tier is taken off.

# %% bill
MONTH = 730 / (len(load) / 60)
balancer = kao.load_balancer.cost(hours, traffic, REGION, public_zones=3)
stretch = 730 / len(hours)
balancer = balancer.assign(quantity=balancer["quantity"] * stretch, usd=balancer["usd"] * stretch)
machine_hours = now["instance_hours"] * MONTH
around = kao.scaling.extras(machine_hours, 730, REGION, custom_metrics=1, volume_gb=30, warm_pool=2)
date = kao.catalog.as_of("on_demand")
machines = {"part": "instances", "unit": "hour", "quantity": machine_hours, "usd": machine_hours * one.usd_per_hour}
bill = pd.concat([pd.DataFrame([{**machines, "as_of": date}]), balancer, around], ignore_index=True)
bill["share"] = bill["usd"] / machines["usd"]
kao.tables.show(
    bill.rename(columns={"usd": "usd_per_month"}),
    ["part", "quantity", "unit", "usd_per_month", "share", "as_of"],
    headings={"quantity": ("양", "Quantity"), "share": ("인스턴스의", "Of instances")},
)

# %% bill_say tags=["say"]
beside = bill["usd"].iloc[1:]
unknown = [kao.language.text(f"part_{part}") for part in bill["part"][bill["usd"].isna()]]
monitoring = bill[bill["part"].isin(["detailed_monitoring", "custom_metrics", "custom_metric_requests", "alarms"])]
kao.lesson.say(
    ko="인스턴스 {machines:usd_per_month} 곁에서 적어도 {beside:usd_per_month}({share:percent})가 더 나갑니다. 모니터링만 {monitoring:usd_per_month}입니다. 이 리전에서 요금이 확인되지 않은 줄: {unknown}.",
    en="Beside {machines:usd_per_month} of instances at least another {beside:usd_per_month} is paid ({share:percent}); monitoring alone is {monitoring:usd_per_month}. Lines whose price is not known in this Region: {unknown}.",
    machines=machines["usd"],
    beside=float(beside.sum()),
    share=float(beside.sum() / machines["usd"]),
    monitoring=float(monitoring["usd"].sum()),
    unknown=", ".join(unknown) or ("없음" if LANG == "ko" else "none"),
)

# %% [markdown] tags=["ko"]
# **결정:** 세부 모니터링은 1분 지표가 있어야 하는 그룹에만 켭니다. 사용자 지정 지표는 인스턴스마다가 아니라 그룹으로 모아 보낼 수 있는지 먼저 봅니다.
#
# ### 찾기: 요동, 미처리, 노는 용량
#
# 같은 하루를 네 그룹이 돌았습니다. 이름을 가리고 숫자만 보면 무엇이 잘못되었는지 알 수 있습니다. **방향 바꿈**은 한 시간 안에 늘렸다가 줄인 횟수, ‘1시간 안에 종료’는 값만 내고 사라진 인스턴스입니다.

# %% [markdown] tags=["en"]
# **Decide:** turn detailed monitoring on only where a group needs metrics by the minute. For custom metrics, see first whether the group can send them once and not every instance.
#
# ### Detect: flapping, unmet load, idle capacity
#
# Four groups ran the same day. Hide their names: the numbers tell what is wrong with each. **Reversals** are turns within an hour; "Ended within an hour" are instances that were paid and gone.


# %% detect
def symptom(policies, **sizes):
    run = kao.scaling.simulate(hard, policies, group=kao.samples.group(hard, one, **sizes), instance=one)
    return run.summary(bounds=False)


tight = [
    kao.scaling.Simple(kao.scaling.Alarm(60), 25, "PercentChangeInCapacity", min_magnitude=4, cooldown_seconds=0),
    kao.scaling.Simple(
        kao.scaling.Alarm(55, comparison="<="), -25, "PercentChangeInCapacity", min_magnitude=4, cooldown_seconds=0
    ),
]
groups = {
    "A": symptom(tight),
    "B": symptom(kao.samples.policies("simple", 70)),
    "C": symptom(kao.scaling.TargetTracking(60), min_size=fixed["p99"]),
    "D": symptom(kao.scaling.TargetTracking(60)),
}
signs = pd.DataFrame([{"group": name, **numbers} for name, numbers in groups.items()])
kao.tables.show(
    signs,
    ["group", "usd", "unmet_share", "idle_share", "reversals", "short_lives", "launches"],
    headings={"group": ("그룹", "Group")},
)

# %% detect_say tags=["say"]
a, b, c, d = signs.itertuples()
kao.lesson.say(
    ko="A는 {turns:number}번 방향을 바꾸었습니다. 늘리는 문턱과 줄이는 문턱이 너무 가깝고 휴지 기간이 없습니다. B는 {unmet:percent}를 놓칩니다. 한 대씩 늘려 느립니다. C는 {idle:percent}가 놉니다. 최소 용량이 높습니다. D가 고친 뒤의 모습이고 C보다 하루에 {saved:usd.2} 덜 냅니다.",
    en="A turned {turns:number} times: its thresholds lie too close together, and there is no cooldown. B leaves {unmet:percent} unmet: one instance at a time is slow. C has {idle:percent} idle: its minimum is high. D is how it looks when mended, at {saved:usd.2} a day less than C.",
    turns=a.reversals,
    unmet=b.unmet_share,
    idle=c.idle_share,
    saved=c.usd - d.usd,
)

# %% [markdown] tags=["ko", "sourced"]
# ### 바꾸고, 확인하고, 되돌리기
#
# 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 지난 활동. 같은 시간대에 Launching과 Terminating이 번갈아 나오면 요동이다
# aws autoscaling describe-scaling-activities --auto-scaling-group-name web --max-items 50
# aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name HTTPCode_ELB_5XX_Count \
#     --dimensions Name=LoadBalancer,Value=app/web/0123456789abcdef \
#     --start-time 2026-11-18T00:00Z --end-time 2026-11-25T00:00Z --period 300 --statistics Sum
# # 되돌릴 준비: 지금의 정책과 크기를 적어 둔다
# aws autoscaling describe-policies --auto-scaling-group-name web > policies-before.json
# aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names web > group-before.json
# # 바꾸기 1: 워밍업을 실제로 걸리는 시간으로
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --default-instance-warmup 60
# # 바꾸기 2: 대상 추적 하나로 모은다. cpu-65.json은 지표 ASGAverageCPUUtilization, TargetValue 65
# aws autoscaling put-scaling-policy --auto-scaling-group-name web --policy-name cpu-65 \
#     --policy-type TargetTrackingScaling --target-tracking-configuration file://cpu-65.json
# # 바꾸기 3: 예측은 예측만 하는 방식으로 먼저 지켜본다
# aws autoscaling put-scaling-policy --auto-scaling-group-name web --policy-name ahead \
#     --policy-type PredictiveScaling --predictive-scaling-configuration file://predictive.json
# # 바꾸기 4: 등록 취소 지연
# aws elbv2 modify-target-group-attributes --target-group-arn <arn> \
#     --attributes Key=deregistration_delay.timeout_seconds,Value=30
# # 확인: 한 주 뒤 같은 지표를 다시 본다. 방향 바꿈, 5xx, 평균 CPU, 인스턴스-시간
# # 되돌리기: 새 정책을 지우고 적어 둔 크기로
# aws autoscaling delete-policy --auto-scaling-group-name web --policy-name cpu-65
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web \
#     --min-size 10 --desired-capacity 24
# ```
#
# **순서.** 새 정책을 더하기만 하면 위험이 작습니다. 가장 큰 값이 이기므로 용량이 줄지 않습니다. 옛 정책을 지우는 날이 실제로 바뀌는 날입니다. **되돌릴 때**는 최소 용량을 먼저 올려 안전하게 하고 정책을 만집니다.

# %% [markdown] tags=["en", "sourced"]
# ### Change, verify, roll back
#
# Nothing is run here.
#
# ```bash
# # detect: past activities. Launching and Terminating in turn, within the same hour, is flapping
# aws autoscaling describe-scaling-activities --auto-scaling-group-name web --max-items 50
# aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name HTTPCode_ELB_5XX_Count \
#     --dimensions Name=LoadBalancer,Value=app/web/0123456789abcdef \
#     --start-time 2026-11-18T00:00Z --end-time 2026-11-25T00:00Z --period 300 --statistics Sum
# # ready to roll back: keep the policies and sizes as they are now
# aws autoscaling describe-policies --auto-scaling-group-name web > policies-before.json
# aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names web > group-before.json
# # change 1: the warm-up that instances really need
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --default-instance-warmup 60
# # change 2: one target tracking policy; cpu-65.json: ASGAverageCPUUtilization, TargetValue 65
# aws autoscaling put-scaling-policy --auto-scaling-group-name web --policy-name cpu-65 \
#     --policy-type TargetTrackingScaling --target-tracking-configuration file://cpu-65.json
# # change 3: let predictive scaling forecast only, and watch it first
# aws autoscaling put-scaling-policy --auto-scaling-group-name web --policy-name ahead \
#     --policy-type PredictiveScaling --predictive-scaling-configuration file://predictive.json
# # change 4: the deregistration delay
# aws elbv2 modify-target-group-attributes --target-group-arn <arn> \
#     --attributes Key=deregistration_delay.timeout_seconds,Value=30
# # verify: the same metrics a week later. Reversals, 5xx, mean CPU, instance-hours
# # roll back: delete the new policy, and return to the sizes you kept
# aws autoscaling delete-policy --auto-scaling-group-name web --policy-name cpu-65
# aws autoscaling update-auto-scaling-group --auto-scaling-group-name web \
#     --min-size 10 --desired-capacity 24
# ```
#
# **The order.** Adding a policy risks little: the largest capacity wins, so nothing shrinks. The day on which the old policy is deleted is the day of the change. **To roll back**, raise the minimum first, then touch policies.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_capacity")

# %% faded_2
kao.lesson.exercise("faded_rounding")

# %% faded_stub tags=["stub"]
instances = ...
after_step = ...

# %% faded_solution tags=["solution"]
busy = round(0.9 * float(load.max()), -3)
instances = int(-(-busy // (one.capacity * 0.6)))
after_step = kao.scaling.adjusted(9, 25, "PercentChangeInCapacity")

# %% faded_check_1
kao.lesson.check("faded_capacity", instances)

# %% faded_check_2
kao.lesson.check("faded_rounding", after_step)

# %% queue_exercise
kao.lesson.exercise("queue_target")

# %% queue_stub tags=["stub"]
backlog = ...

# %% queue_solution tags=["solution"]
backlog = kao.scaling.acceptable_backlog(120, 1.5)

# %% queue_check
kao.lesson.check("queue_target", backlog)

# %% zone_exercise
kao.lesson.exercise("zone_total")

# %% zone_stub tags=["stub"]
total = ...

# %% zone_solution tags=["solution"]
total = kao.scaling.zones_needed(busiest, 3)["total"]

# %% zone_check
kao.lesson.check("zone_total", total)

# %% units_exercise
kao.lesson.exercise("units")

# %% units_stub tags=["stub"]
billed_units = ...

# %% units_solution tags=["solution"]
api = kao.load_balancer.Traffic(requests_per_connection=2, connection_seconds=180, kb_per_request=2, rules=10)
most = round(float(load.resample("h").sum().max()), -3)
billed_units = float(kao.load_balancer.capacity_units(kao.load_balancer.usage(most, api))["units"].iloc[0])

# %% units_check
kao.lesson.check("units", billed_units)

# %% [markdown] tags=["ko"]
# ### 순위표: 처음 보는 부하
#
# 이 부하는 지금까지 쓰지 않은 **다른 실제 기록**(한 인스턴스가 받은 네트워크 양, 나흘 남짓)을 같은 평균으로 늘린 것입니다. 고르게 펴지 않았고, 지난 자료도 없습니다. 수업에서 쓴 목표 60%의 정책들이 순위표에 올라 있습니다. 컨트롤에 없는 정책은 코드로 써서 `ranked({**entries, "내 것": [kao.scaling.TargetTracking(45), ...]})`처럼 견줄 수 있습니다.

# %% [markdown] tags=["en"]
# ### The leaderboard: a load you have not seen
#
# This load is **another real record**, kept for the exercise: what one instance received from the network, over a little more than four days, scaled to the same mean. It is not averaged, and there is no past. The lesson's policies, at their target of 60 %, are on the board. A policy that the controls do not offer can be written in code, and compared by `ranked({**entries, "mine": [kao.scaling.TargetTracking(45), ...]})`.

# %% board
held = kao.samples.site(
    REGION,
    INSTANCE_TYPE,
    requests_per_minute=REQUESTS_PER_MINUTE,
    cpu_ms=CPU_MS,
    trace=kao.samples.HELD_TRACE,
    smooth_minutes=5,
)
kinds = ("target_tracking", "step", "simple", "predictive", "tracking_and_step")
entries = {kao.language.text(f"policy_{kind}"): kao.samples.policies(kind, 60) for kind in kinds}


def ranked(entries):
    found = kao.scaling.compare(held.load, entries, group=held.group, instance=held.instance, usd_per_unmet=LOST)
    return found.assign(name=found["name"].map(kao.language.bound))


kao.charts.scaling_compare(ranked(entries))

# %% challenge
challenge = kao.explorers.auto_scaling(
    held.load, held.instance, usd_per_1000_unmet=LOST_USD_PER_1000, span="whole", target=60
)
challenge

# %% goal_board
kao.lesson.goal(challenge, "leaderboard")

# %% board_stub tags=["stub"]
wanted = {}

# %% board_solution tags=["solution"]
wanted = {"policy": "tracking_and_step", "target": 40}

# %% board_check
challenge.set(**wanted)
kao.lesson.check_goal("leaderboard")

# %% board_mine
mine = "▶ " + ("내 정책" if LANG == "ko" else "mine")
final = ranked({**entries, mine: challenge.run})
kao.tables.show(
    final, ["name", "usd", "unmet_share", "idle_share", "reversals", "short_lives", "score_usd"], headings=WAY
)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("31")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 정책은 **인스턴스 값과 놓친 요청의 값을 더한 점수**로 고릅니다. 목표 CPU는 그 골짜기에 둡니다.
# 2. 지표는 **대수가 두 배면 절반**이 되어야 합니다. 대기열은 인스턴스당 백로그입니다.
# 3. 그룹은 무료이지만 로드 밸런서, 등록 취소를 기다리는 시간, 모니터링, 영역의 여유는 무료가 아닙니다.
#
# **이 조언이 틀리는 경우.** 부하가 반응 시간보다 빨리 뛰면 어떤 정책도 늦습니다. 대기열이나 여유가 먼저입니다. 부하가 거의 고르면 고정 대수에 약정을 붙이는 편이 쌉니다(23장, 92장). 인스턴스가 두세 대뿐이면 한 대가 너무 커서 따라갈 수 없으니 더 작은 유형부터 봅니다. 상태를 가진 서버(데이터베이스)는 이렇게 늘리고 줄이지 않습니다. 여기의 대상 추적과 예측은 AWS가 공개한 규칙을 따른 근사이며, 실제 경보의 시각은 조금 다를 수 있습니다.
#
# ## 출처
#
# - AWS, Amazon EC2 Auto Scaling 사용 설명서: 대상 추적, 단계와 단순 조정, 예약된 조정, 예측 조정, 기본 인스턴스 워밍업, Amazon SQS에 기반한 조정
# - AWS, Elastic Load Balancing 사용 설명서와 요금: 등록 취소 지연, 고정 세션, LCU / Amazon CloudWatch 요금
# - AWS, Well-Architected 신뢰성 원칙: 정적 안정성
# - 부하: Numenta Anomaly Benchmark의 CloudWatch 기록(2013~2014년, MIT). 가격: 표마다 적힌 기준일의 스냅샷. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Choose a policy by **the score: instances plus what unmet requests are worth**. The target CPU belongs into that valley.
# 2. A metric has to **halve when the instances double**. For a queue that is the backlog per instance.
# 3. The group is free; the load balancer, draining, monitoring and the spare for a zone are not.
#
# **When this advice is wrong.** If the load jumps faster than the group reacts, every policy is late: a queue or spare capacity comes first. If the load is nearly flat, a fixed size under a commitment is cheaper (chapters 23 and 92). With two or three instances one is too coarse a step: look at smaller types first. Servers with state, such as databases, are not scaled this way. Target tracking and forecasts here follow the rules that AWS publishes and are approximations: the minute of a real alarm may differ.
#
# ## Sources
#
# - AWS, Amazon EC2 Auto Scaling User Guide: target tracking, step and simple scaling, scheduled scaling, predictive scaling, default instance warmup, scaling based on Amazon SQS
# - AWS, Elastic Load Balancing guides and pricing: deregistration delay, sticky sessions, LCUs / Amazon CloudWatch pricing
# - AWS, Well-Architected Reliability Pillar: static stability
# - Loads: CloudWatch records of the Numenta Anomaly Benchmark (2013 to 2014, MIT). Prices: the snapshot on the date shown with each table. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    share_of_static_peak=share,
    tracking_unmet_share=now["unmet_share"],
    best_target_cpu=best["target"] / 100,
    queue_length_cost_ratio=bad["usd"] / good["usd"],
    drain_usd_per_week=usual["draining_usd"],
    capacity_units_mean=float(units["units"].mean()),
    beside_instances_usd_per_month=float(beside.sum()),
    three_zones_total=int(three),
    board_best_usd=float(ranked(entries)["score_usd"].iloc[0]),
)
