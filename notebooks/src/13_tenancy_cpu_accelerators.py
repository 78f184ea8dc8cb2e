# %% [markdown] tags=["ko"]
# # 13. 테넌시, CPU 옵션, 가속기: 무엇을 혼자 쓰고 무엇을 끄는가
#
# [English edition](../en/13_tenancy_cpu_accelerators.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 전용 인스턴스와 전용 호스트가 **몇 대부터** 값을 하는지 패밀리마다 계산합니다.
# 2. 인스턴스 값은 그대로 두고 **라이선스**만 줄이는 CPU 옵션을 찾습니다.
# 3. T 패밀리의 크레딧이 **평균 CPU 몇 %부터** M보다 비싸지는지 답하고, 사라진 가속기의 후속을 값과 함께 고릅니다.

# %% [markdown] tags=["en"]
# # 13. Tenancy, CPU options, accelerators: what to have alone, what to switch off
#
# [한국어판](../ko/13_tenancy_cpu_accelerators.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. compute, family by family, **from how many instances** Dedicated Instances and Dedicated Hosts are worth their price;
# 2. find the CPU options that cut the **licence** and leave the instance as it is;
# 3. say **from which average CPU** a T instance costs more than an M, and choose and price successors of retired accelerators.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
INSTANCE_TYPE = "m7i.large"
COUNT = 24
SQL_INSTANCE_TYPE = "r7i.8xlarge"
SQL_SYSTEM = "windows_sql_enterprise"

# %% start
import pandas as pd

import kaolib as kao

lesson = kao.lesson.start(
    "13",
    LANG,
    REGION,
    KRW_PER_USD,
    instance_type=INSTANCE_TYPE,
    count=COUNT,
    sql_instance_type=SQL_INSTANCE_TYPE,
    sql_system=SQL_SYSTEM,
)
INSTANCE_TYPE, SQL_INSTANCE_TYPE = lesson["instance_type"], lesson["sql_instance_type"]
FAMILY = INSTANCE_TYPE.split(".")[0]
lesson

# %% recall
kao.lesson.recall("13")

# %% [markdown] tags=["ko"]
# ## 지식: 테넌시는 무엇을 사는가
#
# 같은 이름의 인스턴스를 네 가지 방식으로 켤 수 있습니다. 성능은 같고, **누구와 하드웨어를 나누는가**와 **무엇 단위로 청구하는가**가 다릅니다.
#
# | 테넌시 | 하드웨어 | 청구 단위 | 소켓과 코어가 보이는가 | 가져온 라이선스(BYOL) |
# |---|---|---|---|---|
# | 공유(기본) | 다른 계정과 나눕니다 | 인스턴스 | 아니요 | 아니요 |
# | 전용 인스턴스(Dedicated Instance) | 우리 계정만 씁니다 | 인스턴스 + **리전마다 시간당 수수료** | 아니요 | 일부(SQL Server 이동성, VDA) |
# | 전용 호스트(Dedicated Host) | 서버 한 대를 통째로 | 호스트. **비어 있어도 같은 값** | 예 | 예(소켓, 코어, VM 단위) |
# | 베어 메탈 | 서버 한 대, 하이퍼바이저 없음 | 인스턴스(metal 크기) | 예 | 라이선스에 따라 |
#
# 전용 인스턴스의 수수료는 그 리전에서 전용 인스턴스가 **하나라도** 켜져 있는 시간에 한 번 붙습니다. 한 대든 천 대든 같고, Savings Plans로도 깎이지 않습니다.

# %% [markdown] tags=["en"]
# ## Knowledge: what a tenancy buys
#
# An instance of one name can be started in four ways. It performs the same; what differs is **with whom the hardware is shared** and **what is billed**.
#
# | tenancy | hardware | billed by | sockets and cores visible | own licences (BYOL) |
# |---|---|---|---|---|
# | shared (the default) | shared with other accounts | instance | no | no |
# | Dedicated Instance | our account alone | instance + **a fee per hour and Region** | no | partly (SQL Server mobility, VDA) |
# | Dedicated Host | one whole server | host, **the same however empty** | yes | yes (by socket, core or VM) |
# | bare metal | one server, no hypervisor | instance (a metal size) | yes | depends on the licence |
#
# The fee of Dedicated Instances is due once for every hour in which **at least one** of them runs in a Region: the same for one and for a thousand, and no Savings Plan takes anything off it.

# %% predict_host
holds = kao.ec2.host_capacity(FAMILY).set_index("instance_type")["instances_per_host"].get(INSTANCE_TYPE)
kao.lesson.predict(
    "host",
    ko="`{family}` 호스트 한 대에는 `{instance_type}`이(가) {holds:number}대까지 들어갑니다. {region}에서 **전용 인스턴스**로 켜는 것보다 호스트 한 대가 싸지려면 몇 대를 켜야 할까요?",
    en="A `{family}` host holds up to {holds:number} `{instance_type}`. From how many of them in {region} is one host cheaper than **Dedicated Instances**?",
    unit="number",
    family=FAMILY,
    holds=holds,
)

# %% tenancies
tenancies = kao.compare.tenancies(INSTANCE_TYPE, COUNT, REGION)
kao.tables.show(
    tenancies,
    ["tenancy", "bought", "units", "usd_per_month", "usd_per_instance_month", "ratio_to_shared", "status", "as_of"],
)

# %% by_count
kao.charts.tenancy_by_count(
    kao.compare.tenancies_by_count(INSTANCE_TYPE, REGION), count=COUNT, name=f"{INSTANCE_TYPE}, {REGION}"
)

# %% reveal_host
crossover = kao.compare.host_crossover(REGION)
mine = crossover.set_index("instance_type").reindex([INSTANCE_TYPE]).iloc[0]
paid = kao.compare.host_crossover(REGION, other_dedicated=True).set_index("instance_type").reindex([INSTANCE_TYPE]).iloc[0]
host = kao.compare.host_crossover(REGION, against="shared").set_index("instance_type").reindex([INSTANCE_TYPE]).iloc[0]
kao.lesson.reveal(
    "host",
    mine["instances_to_pay"],
    ko="호스트의 온디맨드 값은 꽉 채운 공유 인스턴스 값의 {full:number.2}배입니다. 그래서 라이선스 없이는 **공유보다 싸질 수 없습니다**. 전용 인스턴스와 견주면 리전 수수료 시간당 {fee:usd}와 패밀리 할증이 호스트 쪽으로 기울여, 호스트의 {share:percent}를 채우면 같아집니다. 다른 전용 인스턴스가 수수료를 이미 내고 있다면 꽉 채운 호스트는 전용 인스턴스의 {other:number.2}배로, 값으로는 옮길 까닭이 없습니다.",
    en="A host costs {full:number.2} times all that fits on it at shared prices, so without licences it **can never beat shared tenancy**. Against Dedicated Instances the Region's fee of {fee:usd} an hour and the family's surcharge lean towards the host: {share:percent} of it has to be full. Where other Dedicated Instances pay the fee already, a full host costs {other:number.2} times as many of them: price alone gives no reason to move.",
    full=host["full_host_ratio"],
    fee=mine["region_fee_usd_per_hour"],
    share=mine["share_of_host"],
    other=paid["full_host_ratio"],
)

# %% [markdown] tags=["ko"]
# 패밀리 하나로 일반화하지 맙시다. 이 리전에서 호스트 값이 있는 **모든** 패밀리에서, 호스트를 몇 %까지 채워야 전용 인스턴스보다 싸지는지 늘어놓습니다.

# %% [markdown] tags=["en"]
# One family proves nothing. For **every** family with a host price in this Region: how full must the host be to cost less than Dedicated Instances?

# %% host_chart
kao.charts.host_crossover(crossover, mark=FAMILY, name=REGION)

# %% host_say tags=["say"]
sizes = crossover.sort_values("instances_per_host", kind="stable").drop_duplicates("family", keep="last")
pays, never = sizes["share_of_host"].dropna(), sizes["reason"] == "never"
kao.lesson.say(
    ko="호스트 값이 확인된 {families:number}개 패밀리 가운데 {pays:number}개에서 호스트가 이길 수 있고, 그 가운데 절반은 {median:percent} 넘게 채워야 합니다. {never:number}개는 꽉 채워도 이기지 못하고, 나머지는 전용 인스턴스의 할증이나 수용 대수를 몰라 답하지 않습니다. 작은 호스트일수록 시간당 수수료의 비중이 커서 빨리 이깁니다. 가격표에는 다른 패밀리의 값이 잘못 적힌 호스트가 많아, 확인되지 않은 값은 뺐습니다.",
    en="Of the {families:number} families whose host price could be confirmed the host can win in {pays:number}, in half of them only when more than {median:percent} full. In {never:number} it does not win even when full; for the rest the surcharge of Dedicated Instances, or how many a host holds, is not known. The smaller the host, the more weight the hourly fee has, and the sooner it wins. The price list carries another family's price for many hosts: what could not be confirmed was left out.",
    families=len(sizes),
    pays=len(pays),
    never=int(never.sum()),
    median=pays.median(),
)

# %% [markdown] tags=["ko"]
# **결정:** 전용 하드웨어가 **규정 때문에** 필요한지부터 확인하세요. 필요 없다면 답은 공유입니다. 필요하다면 호스트 한 대를 얼마나 채울 수 있는지가 답입니다. 반쯤 빈 호스트는 전용 인스턴스보다 비쌉니다.
#
# ### 라이선스가 호스트의 값을 바꾼다
#
# 호스트가 공유를 이기는 길은 하나, **이미 가진 라이선스**입니다. Windows 인스턴스의 시간당 값에는 라이선스가 들어 있습니다. 호스트에 라이선스를 가져오면 그 몫을 AWS에 내지 않습니다. 대신 라이선스의 단위(소켓, 코어, VM)만큼 여러분이 가지고 있어야 합니다.

# %% [markdown] tags=["en"]
# **Decide:** first ask whether a **rule** demands dedicated hardware. If none does, the answer is shared. If one does, the answer is how full you can keep a host: a half-empty one costs more than Dedicated Instances.
#
# ### Licences change the price of a host
#
# A host has one way to beat shared tenancy: **licences you already own**. The hourly price of a Windows instance includes one; bring your own to a host, and that part is not paid to AWS. You then need as many as the licence counts: by socket, by core or by VM.

# %% predict_own
windows = kao.ec2.license_share(REGION, "windows").set_index("instance_type")
kao.lesson.predict(
    "own",
    ko="`{instance_type}` Windows의 시간당 값에서 라이선스가 차지하는 몫은 몇 %일까요?",
    en="What share of the hourly price of a Windows `{instance_type}` is the licence?",
    unit="percent",
)

# %% own
own = kao.compare.host_crossover(REGION, "windows", against="shared").set_index("instance_type")
hosts = -(-COUNT // holds)
needed = [
    kao.ec2.licences("socket", family=FAMILY, hosts=hosts),
    kao.ec2.licences("core", family=FAMILY, hosts=hosts),
    kao.ec2.licences("vm", instances=COUNT),
]
kao.tables.show(
    pd.DataFrame([{"unit": one.unit, "licences": one.needed} for one in needed]),
    headings={"unit": ("라이선스 단위", "Licensed by"), "licences": ("필요한 수", "Licences needed")},
)

# %% reveal_own
kao.lesson.reveal(
    "own",
    windows["license_share"].get(INSTANCE_TYPE),
    ko="그래서 라이선스를 가져올 수 있다면 호스트는 `{instance_type}` {pays:number}대부터 **공유 Windows**보다 쌉니다(호스트 한 대에 {holds:number}대). 단, 라이선스 값이 0일 때의 이야기입니다. 라이선스의 연간 비용을 `licence_usd_per_instance_hour`에 넣으면 답이 옮겨 갑니다. 어느 라이선스를 어디까지 가져올 수 있는지는 AWS가 아니라 **라이선스 계약**이 정합니다.",
    en="So where licences can be brought along, a host is cheaper than **shared Windows** from {pays:number} `{instance_type}` on (it holds {holds:number}). That is with licences at no cost: put their price of a year into `licence_usd_per_instance_hour` and the answer moves. What may be brought where is decided by the **licence contract**, not by AWS.",
    pays=own["instances_to_pay"].get(INSTANCE_TYPE),
    holds=holds,
)

# %% [markdown] tags=["ko"]
# ### CPU 옵션: 인스턴스 값은 그대로, 라이선스만 줄인다
#
# 인스턴스를 켤 때(이제는 켠 뒤에도) 코어 수와 코어당 스레드 수를 줄일 수 있습니다. **인스턴스 값은 조금도 변하지 않습니다.** 줄어드는 것은 코어나 vCPU로 세는 라이선스입니다. 2025년 10월부터는 라이선스가 포함된 Windows와 SQL Server도 **켜 둔 vCPU 수만큼만** 라이선스를 청구합니다.

# %% [markdown] tags=["en"]
# ### CPU options: the same instance, fewer licences
#
# At launch, and now afterwards too, you can cut the cores and the threads per core of an instance. **Its price does not change by a cent.** What shrinks is a licence that counts cores or vCPUs. Since October 2025 the licence-included Windows and SQL Server, too, are billed by the **active vCPUs** alone.

# %% predict_cpu
cores = kao.ec2.cpu_options(SQL_INSTANCE_TYPE)
full = cores[cores["default"]].iloc[0]
kao.lesson.predict(
    "cpu",
    ko="{sql_system:operating_system}이(가) 포함된 `{sql_instance_type}`의 vCPU를 {vcpu:number}개에서 절반으로 줄이면, 메모리와 디스크 성능은 그대로인 채 청구서가 몇 % 줄까요?",
    en="A `{sql_instance_type}` with {sql_system:operating_system} goes from {vcpu:number} vCPUs to half of them. Memory and disk performance stay: by what share does the bill fall?",
    unit="percent",
    vcpu=full["vcpu"],
)

# %% cpu
half = kao.ec2.optimize_cpus(SQL_INSTANCE_TYPE, REGION, SQL_SYSTEM, cores=int(full["cores"]), threads_per_core=1)
whole = kao.ec2.optimize_cpus(
    SQL_INSTANCE_TYPE, REGION, SQL_SYSTEM, cores=int(full["cores"]), threads_per_core=int(full["threads_per_core"])
)
kao.tables.show(
    pd.concat([whole.assign(vcpu=full["vcpu"]), half.assign(vcpu=full["cores"])]),
    ["vcpu", "part", "quantity", "unit", "usd_per_unit", "usd", "as_of"],
    headings={"unit": ("단위", "Unit")},
)

# %% cpu_chart
steps = kao.ec2.license_saving(SQL_INSTANCE_TYPE, REGION, SQL_SYSTEM)
bare = kao.catalog.on_demand(SQL_INSTANCE_TYPE, REGION, "linux")["usd_per_hour"].mean() * 730
kao.charts.license_steps(steps, bare_usd=bare, chosen=int(full["cores"]), name=f"{SQL_INSTANCE_TYPE}, {REGION}")

# %% reveal_cpu
kao.lesson.reveal(
    "cpu",
    1 - half["usd"].sum(skipna=False) / whole["usd"].sum(skipna=False),
    ko="라이선스가 {license:usd.0}에서 {less:usd.0}(으)로 절반이 되고, 인스턴스 {instance:usd.0}은(는) 그대로입니다. 차트의 가로선은 라이선스 없는 값이고, 어떤 설정도 그 아래로는 내려가지 않습니다. RI를 쓰고 있다면 이 방식과 함께 할인이 적용되지 않을 수 있어, AWS는 Savings Plans를 권합니다.",
    en="The licence falls by half, from {license:usd.0} to {less:usd.0}; the instance, {instance:usd.0}, stays. The line in the chart is the price without a licence: no setting goes below it. With RIs in the account the discount may not apply together with this; AWS recommends Savings Plans.",
    license=whole["usd"].sum(skipna=False) - bare,
    less=half.set_index("part")["usd"].get("license", float("nan")),
    instance=bare,
)

# %% [markdown] tags=["ko"]
# 모든 라이선스가 이렇게 줄지는 않습니다. RHEL, SUSE, 그리고 Linux 위의 SQL Server는 vCPU를 꺼도 값이 그대로입니다. 라이선스가 vCPU에 비례하는지는 같은 유형의 Linux 값과 빼 보면 압니다.

# %% [markdown] tags=["en"]
# Not every licence shrinks this way. RHEL, SUSE and SQL Server on Linux cost the same however many vCPUs are off. Whether a licence follows the vCPUs shows when the Linux price of the same type is taken off.

# %% license_table
rows = []
for system in ("windows", "windows_sql_web", "windows_sql_standard", "windows_sql_enterprise"):
    part = kao.ec2.license_share(REGION, system)
    rows.append(
        {
            "operating_system": system,
            "types": len(part),
            "share": part["license_share"].median(),
            "usd_per_vcpu": part["license_usd_per_vcpu_hour"].median(),
            "listed_usd_per_vcpu": part["listed_usd_per_vcpu_hour"].iloc[0] if len(part) else float("nan"),
            "agrees": part["agrees"].mean(),
        }
    )
kao.tables.show(
    pd.DataFrame(rows),
    headings={
        "types": ("유형 수", "Types"),
        "share": ("값에서 라이선스의 몫(중앙값)", "Licence share (median)"),
        "usd_per_vcpu": ("vCPU당 차이(중앙값, USD)", "Difference per vCPU (median, USD)"),
        "listed_usd_per_vcpu": ("AWS가 적은 vCPU당 요금(USD)", "AWS's fee per vCPU (USD)"),
        "agrees": ("둘이 같은 유형", "Types where both agree"),
    },
    kinds={"agrees": "percent"},
)

# %% [markdown] tags=["ko"]
# **결정:** SQL Server 인스턴스마다 ‘메모리 때문에 큰가, CPU 때문에 큰가’를 물으세요. 메모리 때문이라면 vCPU를 끄는 것이 인스턴스를 줄이는 것보다 먼저입니다.
#
# ### T의 크레딧: 싼 값에는 기준선이 있다
#
# T 패밀리는 vCPU마다 기준선이 있고, 그 위로 쓰려면 CPU 크레딧을 씁니다. 크레딧 하나는 vCPU 하나를 100%로 1분 쓰는 양입니다. T3, T3a, T4g의 기본인 **unlimited** 모드에서는 크레딧이 떨어져도 느려지지 않는 대신, 하루 평균이 기준선을 넘은 만큼 **잉여 크레딧**이 청구됩니다.

# %% [markdown] tags=["en"]
# **Decide:** ask of every SQL Server instance whether it is large for its memory or for its CPU. If for memory, switching off vCPUs comes before a smaller instance.
#
# ### Credits of T: the low price has a baseline
#
# Each vCPU of a T instance has a baseline; above it CPU credits are spent. One credit is one vCPU at 100 % for a minute. In **unlimited** mode, the default of T3, T3a and T4g, nothing slows down when credits run out; instead the **surplus** by which a day's average exceeds the baseline is billed.

# %% predict_burst
burst = kao.ec2.next_m(kao.lesson.where("t3.large")).set_index("instance_type")
t3 = burst.loc["t3.large"]
kao.lesson.predict(
    "burst",
    ko="`t3.large`의 기준선은 {baseline:percent}입니다. 하루 평균 CPU가 몇 %를 넘으면 `{other}`가 더 쌀까요?",
    en="The baseline of `t3.large` is {baseline:percent}. Above which average CPU is `{other}` the cheaper one?",
    unit="percent",
    baseline=t3["baseline"],
    other=t3["other"],
)

# %% burst
kao.tables.show(
    burst[burst.index.str.startswith(("t3.", "t4g."))]
    .rename(columns={"usd_at_full_cpu": "full_usd_per_hour"})
    .sort_values(["other_usd_per_hour", "usd_per_hour"])
    .reset_index(),
    ["instance_type", "vcpu", "baseline", "usd_per_hour", "full_usd_per_hour", "other", "other_usd_per_hour", "break_even_utilization"],
    headings={
        "baseline": ("기준선", "Baseline"),
        "full_usd_per_hour": ("CPU 100%일 때(USD)", "At 100 % CPU (USD)"),
        "other": ("옆의 M", "The M beside it"),
        "other_usd_per_hour": ("M 시간당(USD)", "M, USD per hour"),
    },
    kinds={"baseline": "percent"},
)

# %% reveal_burst
kao.lesson.reveal(
    "burst",
    t3["break_even_utilization"],
    ko="기준선을 조금만 넘어도 벌써 손해입니다. CPU를 늘 끝까지 쓰면 `t3.large`는 시간당 {full:usd}로 `{other}`({fixed:usd})의 {times:number.2}배가 됩니다. 크기마다 기준선이 달라, xlarge부터는 손익분기도 함께 올라갑니다.",
    en="Just above the baseline it loses already. At full CPU all day a `t3.large` costs {full:usd} an hour, {times:number.2} times an `{other}` ({fixed:usd}). The baseline differs by size: from xlarge on the break-even rises with it.",
    full=t3["usd_at_full_cpu"],
    other=t3["other"],
    fixed=t3["other_usd_per_hour"],
    times=t3["usd_at_full_cpu"] / t3["other_usd_per_hour"],
)

# %% [markdown] tags=["ko"]
# 평균은 하루의 모양을 숨깁니다. 밤에는 5%, 낮 여덟 시간은 75%로 바쁜 `t3.large`의 이틀입니다. 낮에 앞당겨 쓴 잉여를 밤에 벌어서 갚습니다.

# %% [markdown] tags=["en"]
# An average hides the shape of the day. Here are two days of a `t3.large` at 5 % by night and 75 % for eight busy hours. The day spends surplus ahead, the night earns it back.

# %% day
day = [0.05] * 9 + [0.75] * 8 + [0.05] * 7
rules = kao.catalog.burstable().set_index("instance_type").loc["t3.large"]
trace = kao.ec2.credits("t3.large", day * 2)
kao.charts.credits_trace(trace, baseline=rules["baseline"], most=rules["most_credits"], name="t3.large")

# %% day_say tags=["say"]
evening = kao.ec2.credits("t3.large", day[:17], stopped=True)
charged = evening["charged_vcpu_hours"].sum()
kao.lesson.say(
    ko="하루 평균은 {mean:percent}로 기준선 {baseline:percent} 아래입니다. 잉여는 하루에 버는 크레딧({most:number})을 넘지 않았고 밤에 모두 갚아서, 이틀 동안 청구된 잉여는 {two_days:number} vCPU시간입니다. 그런데 같은 서버를 **바쁜 시간이 끝나자마자 끄면** 갚을 밤이 없습니다. 남은 {charged:number} vCPU시간, {usd:usd.2}이(가) 그 자리에서 청구됩니다. 저녁마다 끄는 서버라면 한 달에 스무 번입니다.",
    en="The mean of the day is {mean:percent}, below the baseline of {baseline:percent}. The surplus stayed within what a day earns ({most:number} credits) and the nights paid it back: {two_days:number} vCPU-hours were billed in two days. But **stop that server right after its busy hours** and there is no night to pay back in: the {charged:number} vCPU-hours still owed, {usd:usd.2}, are billed on the spot. For a server that stops every evening that is twenty times a month.",
    mean=sum(day) / 24,
    baseline=rules["baseline"],
    most=rules["most_credits"],
    two_days=trace["charged_vcpu_hours"].sum(),
    charged=charged,
    usd=charged * kao.ec2.surplus_fee("t3.large", kao.lesson.where("t3.large")),
)

# %% [markdown] tags=["ko"]
# **결정:** `CPUSurplusCreditsCharged` 지표가 0이 아닌 T 인스턴스를 찾으세요. 평균이 손익분기를 넘으면 같은 크기의 M으로, 기준선 근처라면 그대로 둡니다.
#
# ### 사라진 가속기와 그 자리
#
# 노트에 나오는 두 가속기는 이제 살 수 없습니다. 인스턴스에 GPU를 **조각으로** 붙이던 서비스들이라, 후속은 ‘작은 GPU가 달린 인스턴스’입니다. 표의 빈칸은 공개된 출처를 찾지 못한 날짜입니다.

# %% [markdown] tags=["en"]
# **Decide:** look for T instances whose metric `CPUSurplusCreditsCharged` is not 0. Where the average is above break-even, take the M of the same size; near the baseline leave it.
#
# ### Retired accelerators and what took their place
#
# The two accelerators of the note can no longer be bought. They added a **slice** of a GPU to an instance; the successors are instances with a small GPU of their own. An empty cell is a date for which no public source was found.

# %% retired
retired = kao.ec2.retired()
kao.tables.show(
    retired,
    ["accelerator", "service", "gib", "announced", "closed_to_new", "ended"],
    headings={
        "accelerator": ("가속기", "Accelerator"),
        "announced": ("발표", "Announced"),
        "closed_to_new": ("신규 중단", "Closed to new customers"),
        "ended": ("종료", "Ended"),
    },
)

# %% successors
graphics = kao.compare.successors("eg1.xlarge", location=kao.lesson.where("g4dn"), operating_system="windows")
kao.charts.successors(graphics, name="eg1.xlarge")

# %% successors_say tags=["say"]
inference = kao.compare.successors("eia2.medium", location=kao.lesson.where("g4dn"))
first = inference[~inference["to_check"]].iloc[0]
kao.lesson.say(
    ko="그래픽의 후속 가운데 가장 싼 것은 `{g}`, Windows로 한 달 {g_usd:usd.0}입니다. 추론은 `{i}`가 {i_usd:usd.0}입니다. 후속은 가속기만이 아니라 **인스턴스까지 대신**하니, 붙어 있던 인스턴스의 값을 빼고 견주세요. Inferentia의 메모리는 이 스냅샷에 없어 ‘확인 필요’로 남겼습니다.",
    en="The cheapest successor for graphics is `{g}`, with Windows {g_usd:usd.0} a month; for inference `{i}` at {i_usd:usd.0}. A successor replaces **the instance as well**, not the accelerator alone: take off what the instance beside it cost. The memory of Inferentia is not in this snapshot and is marked to be checked.",
    g=graphics["instance_type"].iloc[0],
    g_usd=graphics["usd_per_month"].iloc[0],
    i=first["instance_type"],
    i_usd=first["usd_per_month"],
)

# %% [markdown] tags=["ko"]
# **결정:** 가속기를 고를 때는 GPU의 이름보다 **장치 하나의 메모리**부터 맞추세요. 모델이 들어가지 않는 GPU는 아무리 싸도 값이 없습니다.
#
# ## 구조: 조건을 움직여 고르기
#
# 먼저 테넌시입니다. 유형, 대수, 리전, 운영 체제, 가진 라이선스의 값을 바꾸어 어느 방식이 언제 뒤집히는지 봅니다.

# %% [markdown] tags=["en"]
# **Decide:** when choosing an accelerator, match the **memory of one device** before its name. A GPU that the model does not fit into is worth nothing at any price.
#
# ## Architecture: choosing by moving the conditions
#
# Tenancy first. Change type, number, Region, operating system and the price of your own licence, and see when one way overtakes the other.

# %% bars
kao.charts.tenancy_bars(tenancies, name=f"{COUNT} × {INSTANCE_TYPE}, {REGION}")

# %% tenancy_explorer
tenancy = kao.explorers.tenancy(INSTANCE_TYPE, COUNT, REGION)
tenancy

# %% tenancy_settings
tenancy.settings_table(
    [{}, {"count": 96}, {"operating_system": "windows"}, {"other_dedicated": True}, {"location": "us-east-1"}]
)

# %% [markdown] tags=["ko"]
# 다음은 CPU 옵션입니다. 목표를 하나 두고 움직여 보세요.

# %% [markdown] tags=["en"]
# Next, CPU options. Move them with a goal in mind.

# %% cpu_explorer
options = kao.explorers.cpu_options(SQL_INSTANCE_TYPE, REGION, SQL_SYSTEM)
options

# %% cpu_settings
options.settings_table([{}, {"threads_per_core": 1}, {"cores": 4, "threads_per_core": 1}, {"operating_system": "windows"}, {"operating_system": "rhel"}])

# %% goal
kao.lesson.goal(options, "sql_less")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `wanted`에 `{"cores": 8}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"cores": 8}` in `wanted`.

# %% goal_stub tags=["stub"]
wanted = {}

# %% goal_solution tags=["solution"]
wanted = {"instance_type": "r7i.4xlarge", "cores": 8, "threads_per_core": 1}

# %% goal_check
options.set(**wanted)
kao.lesson.check_goal("sql_less")

# %% [markdown] tags=["ko"]
# 마지막으로 T와 M, 그리고 사라진 가속기의 후속입니다.

# %% [markdown] tags=["en"]
# Last, T against M, and the successors of the retired accelerators.

# %% credits_explorer
credits = kao.explorers.credits("t3.large", kao.lesson.where("t3.large"))
credits

# %% credits_settings
credits.settings_table([{}, {"utilization": 0.6}, {"instance_type": "t3.xlarge"}, {"instance_type": "t4g.large"}, {"operating_system": "windows"}])

# %% successors_explorer
finder = kao.explorers.successors("eg1.xlarge", location=kao.lesson.where("g4dn"))
finder

# %% successors_settings
finder.settings_table([{}, {"device_gib": 24}, {"devices": 4}, {"purpose": "inference"}])

# %% [markdown] tags=["ko"]
# ## 운영: 찾고, 바꾸고, 확인하고, 되돌린다
#
# **찾기.** 표본 청구서(FOCUS 프로젝트의 익명 자료, 2024년 9월)에서 T 인스턴스를 뽑아, 크기마다 평균 CPU가 몇 %를 넘으면 M이 나은지 붙입니다. 표본에는 CPU 사용률이 없으니, 이 값이 CloudWatch에서 확인할 **문턱**입니다.

# %% [markdown] tags=["en"]
# ## Operation: find it, change it, verify, roll back
#
# **Detect.** Take the T instances of the sample bill (anonymised data of the FOCUS project, September 2024) and put beside each size the average CPU above which an M is better. The sample has no CPU utilization: the value is the **threshold** to look up in CloudWatch.

# %% detect
hours = kao.bill.instance_hours(kao.bill.sample())
tees = hours[hours["instance_type"].str.match(r"t\d")].groupby(["region", "instance_type"], as_index=False)["hours"].sum()
thresholds = pd.concat([kao.ec2.next_m(region).assign(region=region) for region in sorted(set(tees["region"]))])
found = tees.merge(thresholds, on=["region", "instance_type"], how="left").sort_values("hours", ascending=False)
kao.tables.show(
    found,
    ["region", "instance_type", "hours", "baseline", "other", "break_even_utilization"],
    headings={"baseline": ("기준선", "Baseline"), "other": ("옆의 M", "The M beside it")},
    kinds={"baseline": "percent"},
)

# %% detect_say tags=["say"]
kao.lesson.say(
    ko="표본의 T는 모두 medium 이하이고, 손익분기가 있는 것 가운데 가장 낮은 것도 {lowest:percent}입니다. 작은 T는 CPU를 많이 써도 대개 옳은 선택입니다. M과 값의 차이가 좁아지는 large부터는 {large:percent}, xlarge는 {xlarge:percent}이니, 점검은 large 이상에서 시작하세요.",
    en="The T instances of the sample are all medium or smaller, and the lowest break-even among them is {lowest:percent}. A small T is mostly right even when it is busy. From large on, where the gap to the M is narrow, it is {large:percent}, for xlarge {xlarge:percent}: begin the review at large.",
    lowest=found["break_even_utilization"].min(),
    large=t3["break_even_utilization"],
    xlarge=burst.loc["t3.xlarge", "break_even_utilization"],
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 찾고 바꿉니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 잉여 크레딧이 청구된 인스턴스, 라이선스가 포함된 인스턴스, 전용 호스트의 빈자리
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUSurplusCreditsCharged \
#     --dimensions Name=InstanceId,Value=i-0123456789abcdef0 --statistics Sum --period 86400 \
#     --start-time 2026-11-01T00:00:00Z --end-time 2026-11-15T00:00:00Z
# aws ec2 describe-instances --filters Name=platform-details,Values='Windows with SQL Server*' \
#     --query 'Reservations[].Instances[].[InstanceId,InstanceType,CpuOptions.CoreCount,CpuOptions.ThreadsPerCore]'
# aws ec2 describe-hosts --query 'Hosts[].[HostId,HostProperties.InstanceFamily,AvailableCapacity.AvailableVCpus]'
# # 바꾸기: 멈춘 인스턴스의 코어와 스레드
# aws ec2 modify-instance-cpu-options --instance-id i-0123456789abcdef0 --core-count 8 --threads-per-core 1
# # 되돌리기: 같은 명령에 원래 값
# aws ec2 modify-instance-cpu-options --instance-id i-0123456789abcdef0 --core-count 16 --threads-per-core 2
# ```
#
# **확인.** 다음 날 청구서에 ‘Amazon EC2 Optimize CPU License Included Third Party Fees’ 줄이 생기고, 그 수량이 켜 둔 vCPU × 시간과 같은지 봅니다. SQL Server의 대기 지표와 CPU가 함께 올랐다면 코어를 하나씩 되돌립니다.
#
# **되돌리기.** CPU 옵션과 크레딧 모드는 언제든 되돌릴 수 있습니다. 전용 호스트 예약은 기간이 끝날 때까지 되돌릴 수 없고, 예약이 걸린 호스트는 반납할 수도 없습니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account these commands find and change it. They are not run here.
#
# ```bash
# # detect: instances billed for surplus credits, licence-included instances, empty room on Dedicated Hosts
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUSurplusCreditsCharged \
#     --dimensions Name=InstanceId,Value=i-0123456789abcdef0 --statistics Sum --period 86400 \
#     --start-time 2026-11-01T00:00:00Z --end-time 2026-11-15T00:00:00Z
# aws ec2 describe-instances --filters Name=platform-details,Values='Windows with SQL Server*' \
#     --query 'Reservations[].Instances[].[InstanceId,InstanceType,CpuOptions.CoreCount,CpuOptions.ThreadsPerCore]'
# aws ec2 describe-hosts --query 'Hosts[].[HostId,HostProperties.InstanceFamily,AvailableCapacity.AvailableVCpus]'
# # change: cores and threads of a stopped instance
# aws ec2 modify-instance-cpu-options --instance-id i-0123456789abcdef0 --core-count 8 --threads-per-core 1
# # roll back: the same command with the old values
# aws ec2 modify-instance-cpu-options --instance-id i-0123456789abcdef0 --core-count 16 --threads-per-core 2
# ```
#
# **Verify.** The next day's bill has a line “Amazon EC2 Optimize CPU License Included Third Party Fees” whose quantity is the active vCPUs × hours. If SQL Server waits and CPU rise together, give cores back one by one.
#
# **Roll back.** CPU options and credit modes can be set back at any time. A Dedicated Host Reservation cannot before its term ends, and a host under reservation cannot be released either.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_fee")

# %% faded_2
kao.lesson.exercise("faded_burst")

# %% faded_stub tags=["stub"]
fee_per_month_usd = ...
burst_break_even = ...

# %% faded_solution tags=["solution"]
fee_per_month_usd = 2 * kao.ec2.dedicated_region_fee(REGION) * 730
home = kao.lesson.where("t3.xlarge", "m5.xlarge")
t, m = (kao.catalog.price(name, home) for name in ("t3.xlarge", "m5.xlarge"))
surplus = kao.ec2.surplus_fee("t3.xlarge", home)
burst_break_even = 0.40 + (m - t) / surplus / 4

# %% faded_check_1
kao.lesson.check("faded_fee", fee_per_month_usd)

# %% faded_check_2
kao.lesson.check("faded_burst", burst_break_even)

# %% project
kao.lesson.exercise("project")

# %% project_stub tags=["stub"]
project_answer = ...

# %% project_solution tags=["solution"]
project_answer = {}
for count in (8, 90):
    offers = kao.compare.tenancies(INSTANCE_TYPE, count, REGION).set_index("tenancy")["usd_per_month"]
    project_answer[count] = offers[["dedicated_instance", "dedicated_host"]].idxmin()

# %% project_check
kao.lesson.check("project", project_answer)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("13")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 전용 하드웨어는 규정이 요구할 때 삽니다. 그다음 질문은 **호스트를 얼마나 채울 수 있는가**입니다.
# 2. 호스트가 공유를 이기는 길은 **가진 라이선스**뿐이고, 인스턴스를 그대로 두고 라이선스만 줄이는 길은 **CPU 옵션**입니다.
# 3. T는 기준선 근처에서만 쌉니다. 손익분기 CPU를 적어 두고 지표와 견주세요.
#
# **이 조언이 틀리는 경우.** 라이선스 계약이 클라우드로의 이동을 허락하지 않으면 호스트의 계산은 처음부터 다릅니다. 코어를 끄면 메모리 대역폭이나 네트워크를 다 쓰지 못하는 일도 있으니, 부하로 확인하기 전에는 운영 환경에서 바꾸지 마세요. 잠깐 쓰고 끄는 T는 잉여를 갚을 시간이 없어 멈출 때 한꺼번에 청구될 수 있습니다.
#
# ## 출처
#
# - AWS, EC2 사용 설명서: 전용 인스턴스, 전용 호스트(요금과 청구, 인스턴스 용량), CPU 옵션, 라이선스 포함 인스턴스의 CPU 최적화, 버스트 가능 인스턴스
# - AWS, Savings Plans 사용 설명서: 플랜 유형(전용 인스턴스의 리전 수수료)
# - 가격: 표마다 적힌 기준일의 스냅샷. 전용 인스턴스의 할증은 2024년 8월 값에서 **유도**했습니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. Buy dedicated hardware when a rule demands it. The next question is **how full a host can be kept**.
# 2. A host beats shared tenancy by **licences you own** alone; **CPU options** cut the licence and leave the instance.
# 3. A T is cheap near its baseline only. Write down the break-even CPU and hold the metric against it.
#
# **When this advice is wrong.** If the licence contract does not allow the move to the cloud, the sum of the host is another from the start. With cores off, some work can no longer use all of the memory bandwidth or network: try it under load before production. A T that runs briefly has no time to pay surplus back and may be charged for it all when it stops.
#
# ## Sources
#
# - AWS, EC2 User Guide: Dedicated Instances, Dedicated Hosts (pricing and billing, instance capacity), CPU options, optimize CPUs for licence-included instances, burstable performance instances
# - AWS, Savings Plans User Guide: plan types (the Region's fee of Dedicated Instances)
# - Prices: the snapshot on the date shown; the surcharge of Dedicated Instances is **derived** from values of August 2024. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    instances_to_pay_for_a_host=mine["instances_to_pay"],
    host_filled_share=mine["share_of_host"],
    families_with_a_host_price=len(sizes),
    families_in_which_a_host_pays=len(pays),
    windows_license_share=windows["license_share"].get(INSTANCE_TYPE),
    sql_half_of_the_vcpus_saving=1 - half["usd"].sum(skipna=False) / whole["usd"].sum(skipna=False),
    t3_large_break_even_utilization=t3["break_even_utilization"],
    surplus_vcpu_hours_when_stopped_in_the_evening=charged,
    cheapest_graphics_successor=graphics["instance_type"].iloc[0],
    cheapest_inference_successor=first["instance_type"],
)
