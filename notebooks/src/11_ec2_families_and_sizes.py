# %% [markdown] tags=["ko"]
# # 11. 패밀리와 크기: 이름을 읽으면 값이 보인다
#
# [English edition](../en/11_ec2_families_and_sizes.ipynb) · 약 60분
#
# 이 장을 마치면 다음을 할 수 있습니다.
#
# 1. 어떤 인스턴스 유형이든 이름만 보고 분류, 세대, 프로세서, vCPU와 메모리를 읽고, 필요한 **vCPU와 메모리의 비율**로 패밀리를 고릅니다.
# 2. 크기를 키울 때 값이 두 배가 되지 **않는** 단계를 어느 패밀리, 어느 운영 체제에서든 찾아냅니다.
# 3. 새 세대로 옮길지 말지를 **손익분기 속도비** 하나로 정합니다.

# %% [markdown] tags=["en"]
# # 11. Families and sizes: read the name, see the price
#
# [한국어판](../ko/11_ec2_families_and_sizes.ipynb) · about 60 minutes
#
# After this chapter you can
#
# 1. read class, generation, processor, vCPUs and memory from the name of any instance type, and choose a family by the **ratio of vCPU to memory** that you need;
# 2. find the sizes at which the price does **not** double, in any family and under any operating system;
# 3. decide about a move to a newer generation by one number, the **break-even speed-up**.

# %% parameters tags=["parameters"]
LANG = "ko"
REGION = "ap-northeast-2"
KRW_PER_USD = None
FAMILY = "m7g"
OPERATING_SYSTEM = "linux"

# %% start
import kaolib as kao
import pandas as pd

lesson = kao.lesson.start("11", LANG, REGION, KRW_PER_USD, family=FAMILY, operating_system=OPERATING_SYSTEM)
FAMILY = lesson["family"]
lesson

# %% recall
kao.lesson.recall("11")

# %% [markdown] tags=["ko"]
# ## 지식: 이름이 곧 사양이다
#
# AWS는 인스턴스 패밀리(제품군)를 여섯 가지로 나눕니다. 이름의 첫 글자가 분류를 알려 주고, 분류는 대개 vCPU 하나에 딸린 메모리를 정합니다.
#
# | 분류 | 시리즈 | 어떤 일에 쓰는가 |
# |---|---|---|
# | 범용 | M, T, Mac | 웹과 애플리케이션 서버, 아직 병목을 모르는 일 |
# | 컴퓨팅 최적화 | C | CPU가 먼저 바닥나는 일: 인코딩, 게임, 배치 |
# | 메모리 최적화 | R, X, U, z | 캐시와 데이터베이스처럼 메모리가 먼저 바닥나는 일 |
# | 스토리지 최적화 | I, Im, Is, D, H | 로컬 디스크를 많이 읽고 쓰는 일 |
# | 가속 컴퓨팅 | P, G, Trn, Inf, DL, VT, F | GPU와 추론 칩, FPGA를 쓰는 일 |
# | HPC 최적화 | Hpc | 노드 여러 대가 촘촘히 통신하는 계산 |
#
# 이름의 나머지도 순서가 정해져 있습니다. `m7gd.2xlarge`를 풀어 보겠습니다. `name`을 다른 이름으로 바꾸어 다시 실행해 보세요. 철자가 틀리면 가장 가까운 이름을 알려 줍니다.

# %% [markdown] tags=["en"]
# ## Knowledge: the name is the specification
#
# AWS sorts instance families into six classes. The first letters of the name give the class, and the class mostly gives the memory that comes with one vCPU.
#
# | class | series | for work that |
# |---|---|---|
# | general purpose | M, T, Mac | serves the web or an application, or whose bottleneck is not known yet |
# | compute optimized | C | runs out of CPU first: encoding, games, batch |
# | memory optimized | R, X, U, z | runs out of memory first: caches, databases |
# | storage optimized | I, Im, Is, D, H | reads and writes local disks all day |
# | accelerated computing | P, G, Trn, Inf, DL, VT, F | needs GPUs, inference chips or FPGAs |
# | HPC optimized | Hpc | computes on many nodes that talk to each other closely |
#
# The rest of the name has a fixed order, too. Here is `m7gd.2xlarge`, part by part. Change `name` and run the cell again; a misspelt name is answered with the nearest one.

# %% decode
name = "m7gd.2xlarge"
meaning = {f"meaning_{LANG}": ("뜻", "Meaning")}
kao.tables.show(kao.instance_type.describe(name), ["part", *meaning], headings=meaning)

# %% typing_error
with kao.lesson.expect_error():
    kao.instance_type.describe("m7gd.2xlrage")

# %% predict_memory
kao.lesson.predict(
    "memory",
    ko="표를 찾지 않고 답해 보세요. `r8g.4xlarge`의 메모리는 몇 GiB일까요? (large는 vCPU가 2개이고, R은 vCPU 하나에 8 GiB입니다.)",
    en="Without a table: how many GiB of memory does an `r8g.4xlarge` have? (A large has 2 vCPUs, and R has 8 GiB for each.)",
    unit="number",
)

# %% market
types = kao.catalog.instance_types()
sold = kao.catalog.on_demand(location=REGION, operating_system=OPERATING_SYSTEM).merge(types, on="instance_type")
sold["gib_per_vcpu"] = sold["gib"] / sold["vcpu"]

classes = types.assign(gib_per_vcpu=types["gib"] / types["vcpu"]).groupby("category")
classes = classes.agg(families=("family", "nunique"), gib_per_vcpu=("gib_per_vcpu", "median"))
classes["families_here"] = sold.groupby("category")["family"].nunique()
classes = classes.loc[list(kao.instance_type.CATEGORIES)].fillna({"families_here": 0}).reset_index()
kao.tables.show(
    classes,
    headings={
        "families": ("패밀리 수", "Families"),
        "gib_per_vcpu": ("vCPU당 GiB(중앙값)", "GiB per vCPU (median)"),
        "families_here": ("이 리전의 패밀리", "Families in this Region"),
    },
)

# %% reveal_memory
regular = sold[sold["instance_type"].str.match(r"[cmr][5-9]")]
held = regular["gib_per_vcpu"] == regular["instance_type"].str[0].map({"c": 2, "m": 4, "r": 8})
kao.lesson.reveal(
    "memory",
    types.set_index("instance_type").loc["r8g.4xlarge", "gib"],
    ko="4xlarge는 large의 8배라서 vCPU가 16개, R이므로 vCPU마다 8 GiB입니다. C는 2, M은 4, R은 8 GiB라는 규칙은 {region}에서 파는 5세대 이후 C·M·R 유형 {count:number}개 가운데 {held:percent}에서 맞습니다. 벗어난 패밀리: {odd}.",
    en="A 4xlarge is 8 times a large, 16 vCPUs, and R has 8 GiB for each. The rule “C 2, M 4, R 8 GiB” holds for {held:percent} of the {count:number} types of C, M and R from generation 5 on that are sold in {region}. Families that break it: {odd}.",
    count=len(regular),
    held=held.mean(),
    odd=sorted(set(regular.loc[~held, "family"])) or "–",
)

# %% [markdown] tags=["ko"]
# ### 글자 하나의 값
#
# 옵션 글자는 기능이면서 가격표입니다. 같은 세대, 같은 크기에서 글자만 다른 패밀리를 나란히 놓으면 글자 하나의 값이 나옵니다.

# %% [markdown] tags=["en"]
# ### The price of a letter
#
# An option letter is a feature and a price tag. Families of the same generation and size that differ in letters alone show what a letter costs.

# %% letters
ladder = kao.compare.sizes(FAMILY, REGION, OPERATING_SYSTEM)
base = ladder["instance_type"].iloc[int((ladder["size"] == "large").to_numpy().argmax())]
part = kao.instance_type.parse(base)
letters = kao.compare.generations(part.series, part.size, REGION, OPERATING_SYSTEM, variants=True)
letters = letters[letters["generation"] == part.generation].sort_values("usd_per_hour")
letters["ratio_to_family"] = letters["usd_per_hour"] / kao.catalog.price(base, REGION, OPERATING_SYSTEM)
kao.tables.show(
    letters,
    ["instance_type", "processor", "usd_per_hour", "ratio_to_family"],
    headings={"ratio_to_family": (f"{base} 대비", f"Over {base}")},
)

# %% [markdown] tags=["ko"]
# 프로세서 글자는 `i`가 Intel, `a`가 AMD, `g`가 AWS Graviton(Arm)입니다. `d`는 로컬 디스크, `n`은 네트워크, `b`는 EBS 대역폭, `z`는 높은 클록이고, `flex`는 CPU를 늘 끝까지 쓰지 않는 대신 싼 변형입니다. Flex는 기준 성능이 40%이고, 하루의 95%까지 그 이상을 낼 수 있습니다.
#
# **결정:** 지금 쓰는 유형의 이름에서 글자를 하나씩 지워 보세요. 지워도 일이 돌아가는 `d`나 `n`이 있다면, 쓰지 않는 기능에 돈을 내고 있는 것입니다.
#
# ### 필요한 비율로 고른다
#
# vCPU 8개와 메모리 40 GiB가 필요합니다. M에서 메모리를 맞추려면 한 단계 더 큰 크기를 골라야 하고, R에서는 그럴 필요가 없습니다.

# %% [markdown] tags=["en"]
# Processor letters: `i` is Intel, `a` AMD, `g` AWS Graviton (Arm). `d` is a local disk, `n` network, `b` EBS bandwidth, `z` a high clock; `flex` is cheaper for work that seldom needs the whole CPU. Flex has a baseline of 40 % and may go beyond it for 95 % of the day.
#
# **Decide:** strike the letters of the types you run, one by one. A `d` or `n` without which the work still runs is a feature that you pay for and do not use.
#
# ### Choose by the ratio you need
#
# The need is 8 vCPUs and 40 GiB. In M the memory takes the next larger size; in R it does not.

# %% predict_ratio
kind = "7g" if "m7g.2xlarge" in set(sold["instance_type"]) else "7i"
enough = [f"c{kind}.8xlarge", f"m{kind}.4xlarge", f"r{kind}.2xlarge"]
kao.lesson.predict(
    "ratio",
    ko="vCPU 8개와 40 GiB를 채우는 셋 가운데 {region}에서 가장 싼 것은?",
    en="Which of these three, all of them enough for 8 vCPUs and 40 GiB, is the cheapest in {region}?",
    choices=enough,
)

# %% ratio
prices = sold.set_index("instance_type")
prices["usd_per_vcpu_hour"] = prices["usd_per_hour"] / prices["vcpu"]
prices["usd_per_gib_hour"] = prices["usd_per_hour"] / prices["gib"]
equal = [f"{series}{kind}.2xlarge" for series in "cmr"]
trio = prices.reindex([*equal, *enough[1::-1]]).reset_index()
kao.tables.show(trio, ["instance_type", "vcpu", "gib", "usd_per_hour", "usd_per_vcpu_hour", "usd_per_gib_hour"])

# %% reveal_ratio
c, m, r = prices["usd_per_hour"].reindex(equal)
known = prices["usd_per_hour"].reindex(enough).dropna()
kao.lesson.reveal(
    "ratio",
    known.idxmin() if len(known) else None,
    ko="같은 8 vCPU에서 C를 M으로 바꾸면 늘어난 메모리 1 GiB에 {first:usd_per_hour}, M을 R로 바꾸면 {second:usd_per_hour}을(를) 냅니다. 메모리만 사는 편이 크기를 키워 vCPU까지 두 배로 사는 것보다 쌉니다. `{large}`은(는) `{right}`의 {more:number.2}배입니다.",
    en="At 8 vCPUs, going from C to M costs {first:usd_per_hour} for each GiB more, from M to R {second:usd_per_hour}. Buying memory alone is cheaper than buying a larger size that doubles the vCPUs with it: `{large}` costs {more:number.2} times `{right}`.",
    first=(m - c) / 16,
    second=(r - m) / 32,
    large=enough[1],
    right=enough[2],
    more=known.get(enough[1], float("nan")) / r,
)

# %% [markdown] tags=["ko"]
# **결정:** 필요한 메모리를 필요한 vCPU로 나누세요. 2 이하면 C, 4 이하면 M, 8 이하면 R에서 시작합니다. 4를 조금 넘는다고 M을 한 단계 키우지 마세요.
#
# ### 크기를 키우면 정말 두 배인가
#
# 노트는 크기가 한 단계 커질 때마다 자원이 두 배가 된다고 합니다. 끝까지 그런지, 매개변수로 고른 패밀리의 마지막 단계부터 짐작해 보세요.

# %% [markdown] tags=["en"]
# **Decide:** divide the memory you need by the vCPUs you need. Up to 2 start with C, up to 4 with M, up to 8 with R. Do not take the next size of M because you are a little over 4.
#
# ### Does a larger size really double?
#
# The note says that resources double with every size. Guess the last step of your family first.

# %% predict_step
virtual = ladder[~ladder["size"].str.startswith("metal")]
before, after = virtual.iloc[[-2, -1]].to_dict("records")
kao.lesson.predict(
    "step",
    ko="`{before}`에서 `{after}`(으)로 한 단계 키우면 값은 몇 배가 될까요?",
    en="From `{before}` to `{after}`, the next size: how many times the price?",
    unit="number",
    before=before["instance_type"],
    after=after["instance_type"],
)

# %% ladder_chart
kao.charts.size_steps(virtual, name=f"{FAMILY}, {REGION}")

# %% reveal_step
kao.lesson.reveal(
    "step",
    after["usd_per_hour"] / before["usd_per_hour"],
    ko="값이 따라가는 것은 단계의 수가 아니라 **정규화 계수**입니다. large가 4, xlarge가 8이고 N-xlarge는 8 × N입니다. 여기서는 {small:number}에서 {large:number}(으)로 커졌으니 {factor:number.2}배입니다.",
    en="The price follows the **normalization factor**, not the number of steps. A large is 4, an xlarge 8, an N-xlarge 8 × N. Here it goes from {small:number} to {large:number}: {factor:number.2} times.",
    small=before["normalization_factor"],
    large=after["normalization_factor"],
    factor=after["normalization_factor"] / before["normalization_factor"],
)

# %% [markdown] tags=["ko"]
# 규칙이 깨지는 방식은 두 가지입니다. 버스트 가능한 T 패밀리는 값이 두 배가 되는데 **vCPU가 그대로**이고, GPU 패밀리는 vCPU와 메모리가 두 배가 되는데 **값이 GPU를 따라갑니다**.

# %% [markdown] tags=["en"]
# There are two ways to break the rule. In the burstable T families the price doubles and the **vCPUs stay**; in GPU families vCPUs and memory double and the **price follows the GPUs**.

# %% burstable
t3 = kao.compare.sizes("t3", kao.lesson.where("t3"), OPERATING_SYSTEM)
rules = kao.catalog.burstable().set_index("instance_type")
t3["baseline_vcpu"] = t3["vcpu"] * t3["instance_type"].map(rules["baseline"])
kao.tables.show(
    t3,
    ["instance_type", "vcpu", "gib", "baseline_vcpu", "usd_per_hour", "usd_step", "vcpu_step", "gib_step"],
    headings={"baseline_vcpu": ("기준 성능(vCPU)", "Baseline (vCPU)")},
)

# %% gpu
g5 = kao.compare.sizes("g5", kao.lesson.where("g5"), OPERATING_SYSTEM)
g5["usd_per_gpu_hour"] = g5["usd_per_hour"] / g5["gpu_count"]
kao.tables.show(
    g5,
    ["instance_type", "vcpu", "gpu_count", "usd_per_hour", "usd_step", "usd_per_gpu_hour"],
    headings={"usd_per_gpu_hour": ("GPU 시간당(USD)", "USD per GPU-hour")},
)

# %% exceptions_say tags=["say"]
t3_price, g5_price = t3.set_index("size")["usd_per_hour"], g5.set_index("size")["usd_per_hour"]
kao.lesson.say(
    ko="`t3.medium`은 `t3.small`의 {t3:number.0}배를 내지만 CPU 기준 성능은 같습니다. 두 배가 된 것은 메모리뿐입니다. GPU가 4개인 `g5.12xlarge`는 더 큰 `g5.16xlarge`(GPU 1개)보다 **{g5:number.2}배 비쌉니다**. GPU 하나가 필요하면 `g5.xlarge`가 GPU당 가장 싸고, 크기를 키우면 vCPU와 메모리 값을 더 낼 뿐입니다.",
    en="`t3.medium` costs {t3:number.0} times `t3.small` and has the same CPU baseline: only the memory doubled. `g5.12xlarge`, with 4 GPUs, costs **{g5:number.2} times** the larger `g5.16xlarge`, which has one. If one GPU is the need, `g5.xlarge` is the cheapest per GPU, and every larger size only adds vCPUs and memory to the bill.",
    t3=t3_price.get("medium", float("nan")) / t3_price.get("small", float("nan")),
    g5=g5_price.get("12xlarge", float("nan")) / g5_price.get("16xlarge", float("nan")),
)

# %% [markdown] tags=["ko"]
# 패밀리 세 개로 일반화하지 맙시다. 이 리전에서 파는 **모든** 패밀리의 이웃한 두 크기를 전부 비교합니다. 가격표의 끝자리 반올림을 생각해 1% 차이까지는 같은 배수로 칩니다.

# %% [markdown] tags=["en"]
# Three families prove nothing. Compare every two neighbouring sizes of **every** family sold in this Region; a difference up to 1 % counts as a rounding of the list.

# %% steps
def steps_of(offers):
    sizes = offers[~offers["bare_metal"]].assign(
        factor=lambda table: table["instance_type"].map(kao.instance_type.normalization_factor)
    )
    sizes = sizes.sort_values(["family", "factor"])
    below = sizes.groupby("family")[["size", "usd_per_hour", "factor"]].shift()
    steps = sizes.assign(
        step=below["size"] + " → " + sizes["size"],
        usd_step=sizes["usd_per_hour"] / below["usd_per_hour"],
        factor_step=sizes["factor"] / below["factor"],
    ).dropna(subset="usd_step")
    steps["doubles"] = (steps["usd_step"] / 2 - 1).abs() <= 0.01
    steps["follows"] = (steps["usd_step"] / steps["factor_step"] - 1).abs() <= 0.01
    return steps


steps = steps_of(sold)
per_step = steps.groupby(["step", "factor_step"], as_index=False).agg(
    smallest=("factor", "min"), families=("family", "size"), doubles=("doubles", "sum"), follows=("follows", "sum")
)
per_step = per_step[per_step["families"] >= 10].sort_values(["smallest", "step"])
tenths = per_step[["doubles", "follows"]].mul(10 / per_step["families"], axis=0).astype(int)
per_step["bar"] = [
    "■" * double + "▨" * (follow - double) + "□" * (10 - max(double, follow))
    for double, follow in tenths.itertuples(index=False)
]
kao.tables.show(
    per_step,
    ["step", "factor_step", "families", "doubles", "follows", "bar"],
    headings={
        "step": ("크기 단계", "Step"),
        "factor_step": ("계수의 배수", "Factor step"),
        "families": ("패밀리 수", "Families"),
        "doubles": ("두 배", "Double"),
        "follows": ("계수만큼", "As the factor"),
        "bar": ("■ 두 배 ▨ 계수만큼 □ 예외", "■ double ▨ as the factor □ neither"),
    },
)

# %% steps_say tags=["say"]
odd_families = steps.loc[~steps["follows"], ["category", "family"]].drop_duplicates()
kao.lesson.say(
    ko="{region}의 모든 크기 단계 {count:number}개 가운데 정확히 두 배가 되는 것은 **{doubles:percent}**뿐이지만, 정규화 계수만큼 오르는 것은 **{follows:percent}**입니다. 두 배는 8xlarge까지의 규칙이고, 그 위로는 ×1.5와 ×1.33이 섞입니다. 계수도 따르지 않는 패밀리 {families:number}개 가운데 {accelerated:number}개가 가속 컴퓨팅입니다. GPU나 추론 칩이 값을 정하기 때문입니다. 나머지({odd})는 크기 표를 직접 열어 보세요. 두 크기의 메모리가 같거나 코어 수만 다른 경우가 있습니다.",
    en="Of all {count:number} steps in {region} only **{doubles:percent}** double exactly, but **{follows:percent}** follow the normalization factor. Doubling is the rule up to 8xlarge; above it steps of ×1.5 and ×1.33 mix in. Of the {families:number} families that do not even follow the factor, {accelerated:number} are accelerated computing: a GPU or an inference chip sets their price. For the rest ({odd}) open the table of sizes: some sizes share their memory, or differ in cores alone.",
    count=len(steps),
    doubles=steps["doubles"].mean(),
    follows=steps["follows"].mean(),
    families=len(odd_families),
    accelerated=int((odd_families["category"] == "accelerated").sum()),
    odd=sorted(odd_families.loc[odd_families["category"] != "accelerated", "family"]) or "–",
)

# %% [markdown] tags=["ko"]
# 가장 큰 크기에는 하이퍼바이저가 없는 **베어 메탈**이 딸려 있습니다. 서버를 통째로 쓰니 더 비쌀까요? 스냅샷에 있는 모든 리전에서 vCPU와 메모리가 같은 가상 크기와 짝지어 봅니다. 아래 표는 값이 다른 짝입니다.

# %% [markdown] tags=["en"]
# The largest sizes have a **bare metal** twin without a hypervisor. Does the whole server cost more? Pair it with the virtual size of the same vCPUs and memory, in every location of the snapshot. The table shows the pairs whose prices differ.

# %% bare_metal
everywhere = kao.catalog.on_demand(operating_system="linux").merge(types, on="instance_type")
metal, virtual_sizes = everywhere[everywhere["bare_metal"]], everywhere[~everywhere["bare_metal"]]
pairs = metal.merge(virtual_sizes, on=["location", "family", "vcpu", "gib"], suffixes=("", "_virtual"))
pairs["ratio_to_virtual"] = pairs["usd_per_hour"] / pairs["usd_per_hour_virtual"]
differ = pairs[(pairs["ratio_to_virtual"] - 1).abs() > 0.001]
kao.tables.show(
    differ,
    ["location", "instance_type", "instance_type_virtual", "ratio_to_virtual"],
    headings={
        "instance_type": ("베어 메탈", "Bare metal"),
        "instance_type_virtual": ("같은 크기의 가상 인스턴스", "Virtual size"),
        "ratio_to_virtual": ("값의 비율", "Price ratio"),
    },
)

# %% systems
systems = ["linux", "ubuntu_pro", "windows", "rhel", "suse"]
markets = {system: kao.catalog.on_demand(location=REGION, operating_system=system) for system in systems}
by_system = pd.DataFrame(
    [
        {"operating_system": system, "doubling_share": steps_of(market.merge(types, on="instance_type"))["doubles"].mean()}
        for system, market in markets.items()
    ]
)
kao.tables.show(
    by_system,
    headings={"doubling_share": ("두 배가 되는 단계", "Steps that double")},
    kinds={"doubling_share": "percent"},
)

# %% bare_metal_say tags=["say"]
kao.lesson.say(
    ko="베어 메탈 {pairs:number}쌍 가운데 {same:number}쌍은 값이 **같습니다**. 하이퍼바이저를 뺀다고 더 내지 않습니다. 반대로 운영 체제는 두 배 규칙을 무너뜨립니다. 라이선스 값이 크기에 비례하지 않기 때문이며, SUSE에서 두 배가 되는 단계는 {suse:percent}뿐입니다.",
    en="{same:number} of {pairs:number} bare metal pairs cost **the same**: leaving the hypervisor out is not charged for. The operating system, however, breaks the doubling, because licences are not proportional to size: under SUSE only {suse:percent} of the steps double.",
    pairs=len(pairs),
    same=len(pairs) - len(differ),
    suse=by_system.set_index("operating_system").loc["suse", "doubling_share"],
)

# %% [markdown] tags=["ko"]
# **결정:** 계수의 합이 같으면 큰 것 하나나 작은 것 여럿이나 값이 같습니다. 그렇다면 늘리고 줄이기 쉬운 작은 것 여럿을 고르고, 큰 크기는 한 프로세스가 그 메모리를 꼭 써야 할 때만 씁니다. GPU가 든 패밀리와 유료 운영 체제는 계수를 믿지 말고 가격표를 보세요.
#
# ### 세대: 새것이 더 싼가
#
# 같은 시리즈, 같은 크기를 오래된 세대부터 늘어놓습니다. 가장 싼 것은 몇 세대일까요?

# %% [markdown] tags=["en"]
# **Decide:** where the factors add up to the same, one large instance and several small ones cost the same. Then take the small ones, which scale in and out more easily, and a large one only when a single process must have that memory. For families with GPUs and for paid operating systems do not trust the factor: look at the list.
#
# ### Generations: is newer cheaper?
#
# One series, one size, oldest generation first. Which generation is the cheapest?

# %% generations
generations = kao.compare.generations("m", "large", REGION, OPERATING_SYSTEM)

# %% predict_generation
kao.lesson.predict(
    "generation",
    ko="`m?.large`에서 시간당 값이 가장 싼 것은 몇 세대일까요?",
    en="Among all `m?.large`, which generation has the lowest hourly price?",
    choices={str(number): (f"{number}세대", f"generation {number}") for number in generations["generation"].unique()},
)

# %% generations_chart
kao.charts.generations(generations, name=f"m?.large, {REGION}")

# %% reveal_generation
cheapest = generations.loc[generations["usd_per_hour"].idxmin()]
latest = generations[generations["generation"] == generations["generation"].max()]
newest = latest.loc[latest["usd_per_hour"].idxmin()]
kao.lesson.reveal(
    "generation",
    str(cheapest["generation"]),
    ko="`{cheapest}`이(가) 가장 싸고, 가장 새로운 세대에서 가장 싼 `{newest}`은(는) 그보다 {more:percent} 비쌉니다. 새 세대는 시간당 값으로 이기는 것이 아니라 **한 시간에 하는 일**로 이겨야 합니다.",
    en="`{cheapest}` is the cheapest, and `{newest}`, the cheapest of the newest generation, costs {more:percent} more. A newer generation does not win by the hour; it has to win by the **work it does in the hour**.",
    cheapest=cheapest["instance_type"],
    newest=newest["instance_type"],
    more=newest["usd_per_hour"] / cheapest["usd_per_hour"] - 1,
)

# %% [markdown] tags=["ko"]
# 그런데 이 스냅샷에는 성능 측정치가 없습니다. 남의 벤치마크를 믿는 대신 질문을 뒤집습니다. **얼마나 빨라야 본전인가?** 그 값은 가격만으로 나옵니다.
#
# > 손익분기 속도비 = 새 유형의 시간당 요금 ÷ 지금 유형의 시간당 요금
#
# 새 유형이 이 배수보다 빠르면 같은 일을 더 싸게 합니다. 1보다 작으면 조금 느려져도 이득입니다. `speedup`에 여러분이 잰 값을 넣으세요. 아래의 1.25는 예로 든 가정입니다.

# %% [markdown] tags=["en"]
# But the snapshot holds no benchmark. Rather than trust somebody else's, turn the question round: **how much faster must it be to break even?** Prices alone answer that.
#
# > break-even speed-up = hourly price of the new type / hourly price of the present type
#
# If the new type is faster than that, the same work costs less; below 1 it may even be a little slower. Put your own measurement into `speedup`: the 1.25 below is an assumption.

# %% break_even
old, new = "m5.large", "m8g.large"
speedup = 1.25
hourly = generations.set_index("instance_type")["usd_per_hour"].reindex([old, new, "m8i.large", "m6g.large"])
break_even = hourly[new] / hourly[old]
saving = 1 - break_even / speedup

# %% break_even_say tags=["say"]
kao.lesson.say(
    ko="`{old}` → `{new}`: 손익분기 속도비 **{point:number.3}**. {speedup:number.2}배 빠르다고 가정하면 같은 일의 비용이 {saving:percent} 줄어듭니다. `{old}` → `m8i.large`라면 {intel:number.3}배, `m6g.large` → `{new}`라면 {graviton:number.3}배는 되어야 본전입니다.",
    en="`{old}` → `{new}`: break-even speed-up **{point:number.3}**. If it is {speedup:number.2} times as fast, the same work costs {saving:percent} less. `{old}` → `m8i.large` needs {intel:number.3} times, `m6g.large` → `{new}` {graviton:number.3} times to break even.",
    old=old,
    new=new,
    point=break_even,
    speedup=speedup,
    saving=saving,
    intel=hourly["m8i.large"] / hourly[old],
    graviton=hourly[new] / hourly["m6g.large"],
)

# %% [markdown] tags=["ko"]
# 이번에는 모든 세대를 **같은 일의 값**으로 줄 세웁니다. 한 세대마다 `growth`만큼 빨라진다고 가정합니다. 이 수를 0.05로 낮추면 무엇이 1위가 되는지 보세요. vCPU 하나가 물리 코어 하나인 유형(Graviton과 7세대 이후 AMD)과 코어의 절반인 유형(하이퍼스레딩을 쓰는 Intel)이 섞여 있다는 점도 값의 차이를 설명합니다.

# %% [markdown] tags=["en"]
# Now rank all generations by the **price of the same work**, assuming that each generation is faster by `growth`. Lower it to 0.05 and see which one is first then. Part of the price differences has another reason: on some types a vCPU is a whole core (Graviton, AMD from generation 7), on others half of one (Intel with hyper-threading).

# %% ranking
growth = 0.12
ranked = generations.merge(types[["instance_type", "default_cores"]], on="instance_type")
ranked["speed"] = (1 + growth) ** (ranked["generation"] - 5)
ranked["usd_per_work"] = ranked["usd_per_hour"] / ranked["speed"]
ranked["needed_speed"] = ranked["usd_per_hour"] / hourly[old]
kao.tables.show(
    ranked.sort_values("usd_per_work"),
    ["instance_type", "processor", "default_cores", "usd_per_hour", "needed_speed", "speed", "usd_per_work"],
    rows=8,
    headings={
        "default_cores": ("물리 코어", "Cores"),
        "needed_speed": (f"{old} 대비 손익분기", f"Break-even over {old}"),
        "speed": ("가정한 속도", "Assumed speed"),
        "usd_per_work": ("같은 일의 값(USD)", "USD for the same work"),
    },
)

# %% ranking_say tags=["say"]
kao.lesson.say(
    ko="세대마다 {growth:percent.0}씩 빨라진다고 가정하면 같은 일을 가장 싸게 하는 것은 `{best}`입니다. `m8g.large`가 `m6g.large`를 이기려면 두 세대 동안 세대마다 {needed:percent} 넘게 빨라져야 합니다.",
    en="If each generation is {growth:percent.0} faster, `{best}` does the same work most cheaply. For `m8g.large` to beat `m6g.large`, each of the two generations must be more than {needed:percent} faster.",
    growth=growth,
    best=ranked.loc[ranked["usd_per_work"].idxmin(), "instance_type"],
    needed=(hourly[new] / hourly["m6g.large"]) ** 0.5 - 1,
)

# %% [markdown] tags=["ko"]
# **결정:** 옮기기 전에 손익분기 속도비를 먼저 구하고, 그 배수를 넘는지만 내 부하로 재세요. 1.05배만 넘으면 되는 이전과 1.4배를 넘어야 하는 이전은 준비부터 다릅니다.
#
# ### 켜 둔 시간만 낸다, 그런데 무엇을?
#
# 실행 중인 인스턴스에만 요금이 붙는다는 말은 컴퓨팅에 대해서만 맞습니다. Linux(Amazon Linux, Ubuntu, RHEL)와 Windows는 켤 때마다 최소 60초이고 그다음부터 초 단위입니다. SUSE는 한 시간이 안 되어도 한 시간을 냅니다. EventBridge가 보내는 상태 변경 이벤트로, 하루 동안 세 번 켠 기록을 초까지 계산합니다.
#
# > 켤 때마다 청구되는 초 = max(60, 켜 둔 초)

# %% [markdown] tags=["en"]
# **Decide:** find the break-even speed-up before a move, then measure on your own load only whether you pass it. A move that needs 1.05 is another project than one that needs 1.4.
#
# ### You pay for running time. For what exactly?
#
# That only running instances are billed is true of compute alone. Linux (Amazon Linux, Ubuntu, RHEL) and Windows are billed by the second with at least 60 seconds for each start. SUSE bills a part of an hour as a whole one. Here is a day with three starts, to the second, from the state changes that EventBridge reports.
#
# > seconds billed for each start = max(60, seconds running)

# %% seconds
day = [
    ("09:00:00", "running", False),
    ("09:00:35", "stopping", False),
    ("09:02:00", "running", False),
    ("09:02:50", "stopping", False),
    ("13:00:00", "running", False),
    ("17:02:05", "stopping", True),
    ("17:03:20", "stopped", True),
]
events = pd.DataFrame(day, columns=["time", "state", "hibernate"])
events["time"] = "2026-11-02T" + events["time"] + "Z"
events["instance_id"] = "i-0123456789abcdef0"
periods = kao.ec2.running_periods(events)
kao.tables.show(
    periods.assign(
        linux=kao.ec2.billed_seconds(periods["running_seconds"], "linux"),
        suse=kao.ec2.billed_seconds(periods["running_seconds"], "suse"),
        start=periods["start"].dt.strftime("%H:%M:%S"),
        end=periods["end"].dt.strftime("%H:%M:%S"),
    ),
    ["start", "end", "running_seconds", "linux", "suse"],
    headings={
        "start": ("켠 시각(UTC)", "Start (UTC)"),
        "end": ("청구가 멈춘 시각", "Billing stops"),
        "running_seconds": ("켜 둔 초", "Seconds running"),
        "linux": ("청구 초(Linux)", "Seconds billed (Linux)"),
        "suse": ("청구 초(SUSE)", "Seconds billed (SUSE)"),
    },
)

# %% seconds_say tags=["say"]
linux_bill, suse_bill = (
    kao.ec2.bill_running(periods, pd.DataFrame({
        "instance_id": periods["instance_id"].unique(), "instance_type": base, "location": REGION, "operating_system": system,
    })).iloc[0]
    for system in ("linux", "suse")
)  # fmt: skip
kao.lesson.say(
    ko="`{base}` 하루치는 Linux {linux:usd}, SUSE {suse:usd}입니다. SUSE는 시간당 값도 비싸지만, 1분도 쓰지 않은 두 번에 두 시간을 더 냈습니다. 자주 켰다 끄는 작업에는 SUSE가 맞지 않습니다. 마지막 줄을 보세요. 최대 절전(hibernate)으로 멈출 때는 메모리를 디스크에 쓰는 `stopping` 동안도 청구되어, 끄라고 한 시각보다 {late:number}초 늦게 멈춥니다. macOS는 인스턴스가 아니라 전용 호스트 단위이고, 한 시간만 써도 {mac:number}시간을 냅니다.",
    en="That day of `{base}` costs {linux:usd} with Linux and {suse:usd} with SUSE. SUSE is dearer by the hour as well, but two starts of less than a minute added two whole hours: it does not suit work that starts and stops often. Look at the last row: when an instance hibernates, `stopping` is billed too while memory goes to disk, so billing ends {late:number} seconds after the stop was asked for. macOS is billed by the Dedicated Host, and an hour of it by {mac:number} hours.",
    base=base,
    linux=linux_bill["usd"],
    suse=suse_bill["usd"],
    late=(periods["end"].iloc[-1] - pd.Timestamp("2026-11-02T17:02:05Z")).total_seconds(),
    mac=kao.ec2.host_billed_seconds(3600, "mac2") / 3600,
)

# %% predict_stopped
kao.lesson.predict(
    "stopped",
    ko="`{base}` 한 대를 평일 하루 10시간만 켭니다(한 주의 {share:percent}). gp3 볼륨 100 GB와 탄력적 IP 하나가 붙어 있습니다. 계속 켜 둔 달에 비해 청구서의 몇 %가 남을까요?",
    en="One `{base}` runs ten hours on weekdays ({share:percent} of the week), with a 100 GB gp3 volume and one Elastic IP address. What share of an always-on month's bill is left?",
    unit="percent",
    base=base,
    share=50 / 168,
)

# %% stopped
kept = kao.ec2.while_stopped(730, REGION, volume_gb=100, elastic_ips=1)
month = kept[["part", "usd", "as_of"]].rename(columns={"usd": "always_usd"})
running = {"part": base, "always_usd": 730 * kao.catalog.price(base, REGION, OPERATING_SYSTEM), "as_of": kao.catalog.as_of("on_demand")}
month = pd.concat([pd.DataFrame([running]), month], ignore_index=True)
month["office_usd"] = month["always_usd"].where(month["part"] != base, month["always_usd"] * 50 / 168)
kao.tables.show(
    month,
    ["part", "always_usd", "office_usd", "as_of"],
    headings={
        "always_usd": ("계속 켬(월 USD)", "Always on (USD)"),
        "office_usd": ("평일 10시간(월 USD)", "Office hours (USD)"),
    },
)

# %% reveal_stopped
left = month["office_usd"].sum(skipna=False) / month["always_usd"].sum(skipna=False)
kao.lesson.reveal(
    "stopped",
    left,
    ko="켜 둔 시간은 {share:percent}인데 청구서는 {left:percent}입니다. 볼륨과 주소는 꺼 둔 동안에도 그대로 청구되어, 줄어든 청구서의 {idle:percent}을(를) 차지합니다. 자동으로 할당된 퍼블릭 IP는 멈출 때 반납되지만 탄력적 IP는 남습니다.",
    en="It runs {share:percent} of the time and still costs {left:percent}. Volume and address are billed while it is stopped; they make up {idle:percent} of the smaller bill. An automatically assigned public IP is given back at the stop, an Elastic IP stays.",
    share=50 / 168,
    left=left,
    idle=month["office_usd"][1:].sum(skipna=False) / month["office_usd"].sum(skipna=False),
)

# %% [markdown] tags=["ko"]
# **결정:** 한 달 넘게 꺼 둔 인스턴스는 스냅샷을 뜨고 볼륨과 주소까지 지우세요. 끄기만 한 서버는 ‘공짜 서버’가 아니라 디스크 임대입니다.

# %% [markdown] tags=["en"]
# **Decide:** for an instance that has been stopped for more than a month, take a snapshot and delete volume and address. A server that is only stopped is not free; it is a disk you rent.

# %% [markdown] tags=["ko"]
# ## 구조: 필요에서 유형으로
#
# 이제 반대로 갑니다. 이름에서 사양을 읽는 대신, 사양에서 이름을 찾습니다. 먼저 vCPU만 8개 이상으로 고정하고 메모리는 따지지 않습니다. 이 리전에서 파는 모든 패밀리에서 가장 싼 크기를 하나씩 골라, 가로에 vCPU당 메모리, 세로에 값을 놓습니다.

# %% [markdown] tags=["en"]
# ## Architecture: from the need to the type
#
# Now the other way round: not from the name to the specification but from the specification to the name. First fix the vCPUs alone, at 8 or more, and let the memory be what it is. Every family sold in this Region gives its cheapest size; across is memory per vCPU, up is the price.

# %% scatter
equal_vcpu = kao.compare.families(8, 1, location=REGION, operating_system=OPERATING_SYSTEM, current_generation=False)
kao.charts.families_scatter(equal_vcpu, name=f"8 vCPU, {REGION}", within=3)

# %% [markdown] tags=["ko"]
# 점은 세 기둥으로 섭니다. C의 2, M의 4, R의 8 GiB입니다. 같은 기둥 안에서 값을 가르는 것은 프로세서와 세대, 글자입니다. 여기에 메모리 64 GiB 이상이라는 조건을 더하면 왼쪽 기둥들은 크기를 키워야 해서 값이 뜁니다.

# %% [markdown] tags=["en"]
# The points stand in three columns: 2 GiB for C, 4 for M, 8 for R. Inside a column processor, generation and letters make the price. Add the condition of 64 GiB, and the columns on the left have to take larger sizes.

# %% need
need = kao.compare.families(8, 64, location=REGION, operating_system=OPERATING_SYSTEM)
kao.tables.show(
    need,
    ["instance_type", "category", "vcpu", "gib", "architecture", "usd_per_hour", "usd_per_vcpu_hour", "usd_per_gib_hour"],
    rows=6,
)

# %% need_say tags=["say"]
x86 = kao.compare.families(8, 64, architectures=("x86_64",), location=REGION, operating_system=OPERATING_SYSTEM).iloc[0]
kao.lesson.say(
    ko="x86만 허용하면 `{x86}`, arm64까지 허용하면 `{any}`이(가) 가장 싸고, 그 차이는 **{saving:percent}**입니다. 세대 숫자가 높은 쪽이 아니라 조건을 채우는 가장 싼 쪽이 답입니다.",
    en="With x86 only the cheapest is `{x86}`, with arm64 allowed `{any}`: **{saving:percent}** less. The answer is whatever meets the need most cheaply, not the highest generation.",
    x86=x86["instance_type"],
    any=need.iloc[0]["instance_type"],
    saving=1 - need.iloc[0]["usd_per_hour"] / x86["usd_per_hour"],
)

# %% [markdown] tags=["ko"]
# 조건을 직접 움직여 보세요. vCPU, 메모리, GPU, 아키텍처, 리전을 바꾸면 차트와 표가 따라오고, 처음 선택은 자국으로 남습니다.

# %% [markdown] tags=["en"]
# Move the conditions yourself. vCPUs, memory, GPUs, architecture and Region move the chart and the table; the first choice stays as a ghost.

# %% finder
finder = kao.explorers.families(8, 32, architecture="x86_64", location=REGION, operating_system=OPERATING_SYSTEM)
finder

# %% finder_settings
finder.settings_table(
    [
        {},
        {"architecture": "any"},
        {"gib": 64},
        {"gib": 64, "architecture": "any"},
        {"gib": 64, "architecture": "any", "location": "us-east-1"},
        {"vcpu": 4, "gib": 16, "gpu": 1},
    ]
)

# %% finder_goal
kao.lesson.goal(finder, "memory_and_arm")

# %% [markdown] tags=["ko"]
# 위젯을 움직인 다음 확인 셀을 실행하세요. 코드로 고르려면 `need_values`에 `{"gib": 48}`처럼 적습니다.

# %% [markdown] tags=["en"]
# Move the controls, then run the checking cell. To choose in code, write for example `{"gib": 48}` in `need_values`.

# %% finder_stub tags=["stub"]
need_values = {}

# %% finder_solution tags=["solution"]
need_values = {"gib": 64, "architecture": "any"}

# %% finder_goal_check
finder.set(**need_values)
kao.lesson.check_goal("memory_and_arm")

# %% [markdown] tags=["ko"]
# ### 크기와 값의 단계
#
# 다음 탐색기에서는 패밀리와 운영 체제를 바꾸며 값이 두 배가 되지 않는 단계를 찾습니다.

# %% [markdown] tags=["en"]
# ### Sizes and their price steps
#
# In the next explorer change family and operating system, and look for the steps that do not double.

# %% stepper
stepper = kao.explorers.sizes(FAMILY, REGION, OPERATING_SYSTEM)
stepper

# %% stepper_settings
stepper.settings_table(
    [{}, {"family": "c7i"}, {"family": "t3"}, {"family": "g5"}, {"family": "m7i", "operating_system": "suse"}]
)

# %% stepper_goal
kao.lesson.goal(stepper, "larger_is_cheaper")

# %% stepper_stub tags=["stub"]
step_values = {}

# %% stepper_solution tags=["solution"]
step_values = {"family": "g5"}

# %% stepper_goal_check
stepper.set(**step_values)
kao.lesson.check_goal("larger_is_cheaper")

# %% [markdown] tags=["ko"]
# ## 운영: 오래된 세대를 찾아 옮기고, 되돌릴 길을 남긴다
#
# **찾기.** 표본 청구서(FOCUS 프로젝트의 익명 자료, 2024년 9월)에서 온디맨드 인스턴스 줄을 뽑고, 같은 시리즈와 크기에서 더 높은 세대의 오늘 가격을 그 줄의 리전에서 찾습니다. AWS의 ‘이전 세대’ 표시는 문서와 API가 서로 다를 때가 있어 이름의 세대 숫자를 씁니다. GPU 패밀리는 세대가 바뀌면 GPU 자체가 달라지므로 뺍니다.

# %% [markdown] tags=["en"]
# ## Operation: find old generations, move them, keep the way back
#
# **Detect.** Take the On-Demand instance lines from the sample bill (anonymised data of the FOCUS project, September 2024), and for each the newer generations of the same series and size at today's price in the Region of the line. AWS's mark “previous generation” differs between its pages and its API now and then, so the number in the name decides. GPU families are left out: their next generation has another GPU.

# %% detect
lines = kao.bill.instance_hours(kao.bill.sample())
lines = lines[lines["billed_usd"] > 0].groupby(["region", "instance_type"], as_index=False)[["hours", "billed_usd"]].sum()
lines = lines.merge(types[["instance_type", "category"]])


def successors(region, instance_type):
    name = kao.instance_type.parse(instance_type)
    table = kao.compare.generations(name.series, name.size, region).set_index("instance_type")
    now = table.loc[instance_type]
    newer = table[table["generation"] > name.generation]
    alike = newer["family"].str.endswith("flex") == ("flex" in name.options)
    x86, arm = newer[alike & (newer["processor"] == now["processor"])], newer[newer["processor"] == "Graviton"]
    found = {"today_usd_per_hour": now["usd_per_hour"]}
    for kind, table in {"x86": x86, "arm": arm}.items():
        latest = table.sort_values(["generation", "usd_per_hour"], ascending=[True, False]).tail(1)
        found[f"{kind}_type"] = latest.index[0] if len(latest) else "–"
        found[f"{kind}_break_even"] = latest["usd_per_hour"].iloc[0] / now["usd_per_hour"] if len(latest) else None
    return found


old_lines = lines[lines["category"] != "accelerated"].sort_values("billed_usd", ascending=False)
found = [successors(region, name) for region, name in zip(old_lines["region"], old_lines["instance_type"])]
candidates = pd.concat([old_lines.reset_index(drop=True), pd.DataFrame(found)], axis=1)
kao.tables.show(
    candidates,
    ["region", "instance_type", "today_usd_per_hour", "x86_type", "x86_break_even", "arm_type", "arm_break_even"],
    headings={
        "today_usd_per_hour": ("오늘 시간당(USD)", "USD per hour today"),
        "x86_type": ("같은 프로세서 최신", "Newest, same processor"),
        "x86_break_even": ("손익분기 속도비", "Break-even speed-up"),
        "arm_type": ("Graviton 최신", "Newest Graviton"),
        "arm_break_even": ("손익분기 속도비", "Break-even speed-up"),
    },
)

# %% detect_say tags=["say"]
kao.lesson.say(
    ko="찾은 {count:number}줄 가운데 같은 프로세서의 최신으로 옮기면 시간당 값이 **오르는** 줄이 {dearer:number}개, Graviton 최신으로 옮기면 **내리는** 줄이 {cheaper:number}개입니다. 같은 프로세서로 옮겨 아끼려면 빨라진 만큼 대수나 크기를 줄여야 합니다. Graviton의 손익분기가 가장 낮은 곳은 {place:location}의 `{type}`({low:number.3})입니다. 같은 이전이라도 리전마다 값이 다릅니다. ‘–’는 그 리전에서 같은 크기의 새 세대를 팔지 않는다는 뜻입니다. `m4.10xlarge`처럼 크기가 사라졌다면 실제 사용량을 재어 크기부터 다시 고르세요.",
    en="Of the {count:number} lines, a move to the newest of the same processor **raises** the hourly price of {dearer:number}, a move to the newest Graviton **lowers** that of {cheaper:number}. To save on the same processor, use the speed to run fewer or smaller instances. The lowest break-even with Graviton is that of `{type}` in {place:location} ({low:number.3}): the same move differs by Region. A “–” means that no newer generation of that size is sold in that Region. Where the size itself is gone, as with `m4.10xlarge`, measure what the server uses and choose its size anew.",
    count=len(candidates),
    dearer=int((candidates["x86_break_even"] > 1).sum()),
    cheaper=int((candidates["arm_break_even"] < 1).sum()),
    place=candidates.loc[candidates["arm_break_even"].idxmin(), "region"],
    type=candidates.loc[candidates["arm_break_even"].idxmin(), "instance_type"],
    low=candidates["arm_break_even"].min(),
)

# %% [markdown] tags=["ko", "sourced"]
# 내 계정에서는 다음 명령으로 같은 일을 합니다. 여기서는 실행하지 않습니다.
#
# ```bash
# # 찾기: 실행 중인 오래된 세대와 그 아키텍처, ENA 드라이버
# aws ec2 describe-instances \
#     --filters "Name=instance-state-name,Values=running" "Name=instance-type,Values=m4.*,m5.*,c5.*" \
#     --query "Reservations[].Instances[].[InstanceId,InstanceType,Architecture,EnaSupport]" --output table
# aws compute-optimizer get-ec2-instance-recommendations --max-results 50
# # 바꾸기 전: 이 가용 영역에서 파는지, 되돌릴 이미지가 있는지
# aws ec2 describe-instance-type-offerings --location-type availability-zone \
#     --filters "Name=instance-type,Values=m8i.large"
# aws ec2 create-image --instance-id i-0123456789abcdef0 --name before-m8i
# # 바꾸기: 멈추고, 유형을 바꾸고, 켠다
# aws ec2 stop-instances --instance-ids i-0123456789abcdef0
# aws ec2 wait instance-stopped --instance-ids i-0123456789abcdef0
# aws ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --instance-type Value=m8i.large
# aws ec2 start-instances --instance-ids i-0123456789abcdef0
# # 확인: 이틀치 CPU와, 무엇보다 애플리케이션의 처리량과 지연 시간
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUUtilization \
#     --dimensions Name=InstanceId,Value=i-0123456789abcdef0 --period 3600 --statistics Average Maximum \
#     --start-time 2026-11-02T00:00:00Z --end-time 2026-11-04T00:00:00Z
# ```
#
# **바꾸기 전에 볼 것.**
#
# - 아키텍처: x86에서 arm64로는 유형만 바꿀 수 없습니다. arm64용 AMI로 **새 인스턴스**를 만들고 옮깁니다.
# - 드라이버: m4처럼 Xen을 쓰는 세대에서 Nitro 세대로 가려면 ENA와 NVMe 드라이버가 먼저 있어야 하고, `/etc/fstab`에는 장치 이름 대신 UUID를 적어야 합니다.
# - 멈추면 사라지는 것: 인스턴스 스토어의 데이터, 탄력적 IP가 아닌 퍼블릭 IP. Auto Scaling 그룹 안이라면 프로세스를 먼저 일시 중지합니다.
# - 약정: RI와 EC2 인스턴스 Savings Plans는 패밀리에 묶입니다. m5 약정이 남아 있으면 m8i에는 할인이 붙지 않습니다.
#
# **확인.** 같은 부하에서 처리량이 손익분기 속도비를 넘는지 봅니다. CPU 사용률만 내려가고 대수를 줄이지 않으면 청구서는 오릅니다.
#
# **되돌리기.** 다시 멈추고 이전 유형으로 바꿔 켭니다. 드라이버 때문에 부팅하지 않으면 만들어 둔 이미지로 이전 유형을 띄웁니다. 새 인스턴스로 옮겼다면 옛 인스턴스를 멈춘 채 며칠 남겨 두세요. 그동안 나가는 돈은 볼륨 값입니다.

# %% [markdown] tags=["en", "sourced"]
# On your own account the same is done with these commands. They are not run here.
#
# ```bash
# # detect: old generations that run, their architecture and ENA driver
# aws ec2 describe-instances \
#     --filters "Name=instance-state-name,Values=running" "Name=instance-type,Values=m4.*,m5.*,c5.*" \
#     --query "Reservations[].Instances[].[InstanceId,InstanceType,Architecture,EnaSupport]" --output table
# aws compute-optimizer get-ec2-instance-recommendations --max-results 50
# # before the change: is it sold in this Availability Zone, is there an image to go back to?
# aws ec2 describe-instance-type-offerings --location-type availability-zone \
#     --filters "Name=instance-type,Values=m8i.large"
# aws ec2 create-image --instance-id i-0123456789abcdef0 --name before-m8i
# # change: stop, change the type, start
# aws ec2 stop-instances --instance-ids i-0123456789abcdef0
# aws ec2 wait instance-stopped --instance-ids i-0123456789abcdef0
# aws ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --instance-type Value=m8i.large
# aws ec2 start-instances --instance-ids i-0123456789abcdef0
# # verify: two days of CPU and, above all, the application's throughput and latency
# aws cloudwatch get-metric-statistics --namespace AWS/EC2 --metric-name CPUUtilization \
#     --dimensions Name=InstanceId,Value=i-0123456789abcdef0 --period 3600 --statistics Average Maximum \
#     --start-time 2026-11-02T00:00:00Z --end-time 2026-11-04T00:00:00Z
# ```
#
# **Before the change.**
#
# - Architecture: from x86 to arm64 the type alone cannot be changed. Launch a **new instance** from an arm64 AMI and move over.
# - Drivers: from a Xen generation such as m4 to a Nitro one, the ENA and NVMe drivers must be installed first, and `/etc/fstab` must name UUIDs, not devices.
# - What a stop takes away: data on instance store volumes, and a public IP that is not an Elastic IP. In an Auto Scaling group, suspend its processes first.
# - Commitments: RIs and EC2 Instance Savings Plans are bound to a family. While an m5 commitment lasts, m8i gets no discount from it.
#
# **Verify.** Under the same load, does throughput pass the break-even speed-up? If only CPU utilization falls and nothing gets smaller, the bill rises.
#
# **Roll back.** Stop again, change back, start. If it does not boot for want of a driver, launch the old type from the image. After a move to a new instance, keep the old one stopped for some days: meanwhile you pay for its volumes.

# %% [markdown] tags=["ko"]
# ## 연습
#
# 먼저 빈칸 두 개를 채웁니다. `...`을 값이나 식으로 바꾸고 실행하세요.

# %% [markdown] tags=["en"]
# ## Practice
#
# First fill two blanks: replace `...` by a value or an expression and run the cell.

# %% faded_1
kao.lesson.exercise("faded_seconds")

# %% faded_2
kao.lesson.exercise("faded_break_even")

# %% faded_stub tags=["stub"]
seconds_running = [20, 45, 3600, 7203]
c_series = kao.compare.generations("c", "large", REGION, OPERATING_SYSTEM).set_index("instance_type")
c_series = c_series["usd_per_hour"].reindex(["c5.large", "c7g.large"])
billed_seconds = ...
needed_speed = ...

# %% faded_solution tags=["solution"]
seconds_running = [20, 45, 3600, 7203]
c_series = kao.compare.generations("c", "large", REGION, OPERATING_SYSTEM).set_index("instance_type")
c_series = c_series["usd_per_hour"].reindex(["c5.large", "c7g.large"])
billed_seconds = sum(max(60, seconds) for seconds in seconds_running)
needed_speed = c_series["c7g.large"] / c_series["c5.large"]

# %% faded_check_1
kao.lesson.check("faded_seconds", billed_seconds)

# %% faded_check_2
kao.lesson.check("faded_break_even", needed_speed)

# %% [markdown] tags=["ko"]
# 이제 혼자 풉니다. 하나는 두 배가 깨지는 크기를, 하나는 필요에 맞는 유형을 찾는 문제입니다.

# %% [markdown] tags=["en"]
# Now on your own: once the sizes at which doubling breaks, once the type that fits a need.

# %% odd_sizes
kao.lesson.exercise("odd_sizes")

# %% odd_sizes_stub tags=["stub"]
odd_sizes = ...

# %% odd_sizes_solution tags=["solution"]
c7i = kao.compare.sizes("c7i", kao.lesson.where("c7i"), OPERATING_SYSTEM)
c7i = c7i[~c7i["size"].str.startswith("metal")]
step = c7i["usd_per_hour"] / c7i["usd_per_hour"].shift()
odd_sizes = c7i.loc[(step / 2 - 1).abs() > 0.01, "size"].tolist()

# %% odd_sizes_check
kao.lesson.check("odd_sizes", odd_sizes)

# %% shape
kao.lesson.exercise("shape")

# %% shape_stub tags=["stub"]
chosen_type = ...

# %% shape_solution tags=["solution"]
fitting = kao.compare.search(
    16, 100, architectures=("x86_64",), location=REGION, operating_system=OPERATING_SYSTEM, limit=1
)
chosen_type = fitting.iloc[0]["instance_type"]

# %% shape_check
kao.lesson.check("shape", chosen_type)

# %% [markdown] tags=["ko"]
# ## 퀴즈

# %% [markdown] tags=["en"]
# ## Quiz

# %% quiz
kao.lesson.quiz("11")

# %% [markdown] tags=["ko"]
# ## 노트와 지금

# %% [markdown] tags=["en"]
# ## The note and today

# %% claims
kao.lesson.note_and_now()

# %% [markdown] tags=["ko"]
# ## 정리
#
# 1. 이름이 사양입니다. 분류가 vCPU와 메모리의 비율을, 크기가 vCPU의 수를, 나머지 글자가 덤의 값을 말합니다. **비율로 패밀리를, 그다음에 크기를** 고르세요.
# 2. 값은 단계의 수가 아니라 **정규화 계수**를 따라갑니다. GPU와 유료 운영 체제는 예외이고, 베어 메탈은 예외가 아닙니다.
# 3. 새 세대는 시간당 값이 아니라 **손익분기 속도비**로 판단합니다. 그 배수를 넘는지는 내 부하로만 알 수 있습니다.
#
# **이 조언이 틀리는 경우.** 코어 수로 라이선스를 사는 소프트웨어라면 인스턴스 값보다 코어 수가 먼저입니다. 약정이 남아 있다면 더 싼 패밀리로 옮기는 쪽이 더 비쌀 수 있습니다. 그리고 아무리 잘 골라도 절반이 노는 서버라면, 유형을 바꾸기 전에 크기를 줄이거나 끄는 일정이 먼저입니다(31장, 32장).
#
# ## 출처
#
# - AWS, EC2 인스턴스 유형 안내서: 여섯 분류, 이름 규칙, Flex 인스턴스
# - AWS, EC2 사용 설명서: 인스턴스 유형 변경과 호환성, 중지와 시작, 버스트 가능 성능 인스턴스의 기준 성능, 정규화 계수, 온디맨드 인스턴스
# - AWS re:Post: EC2 인스턴스 시간의 청구(초 단위와 SUSE의 시간 단위)
# - 가격: 표마다 적힌 기준일의 스냅샷. EBS와 IPv4는 더 오래된 날짜의 값입니다. `kao.catalog.about()`에서 출처와 검증을 볼 수 있습니다.

# %% [markdown] tags=["en"]
# ## Take-aways
#
# 1. The name is the specification: the class gives the ratio of vCPU to memory, the size the number of vCPUs, the other letters the extras you pay for. Choose **the family by ratio, then the size**.
# 2. The price follows the **normalization factor**, not the number of steps. GPUs and paid operating systems are exceptions; bare metal is none.
# 3. Judge a newer generation by its **break-even speed-up**, not by its hourly price. Only your own load tells whether it passes.
#
# **When this advice is wrong.** With software licensed by the core, the number of cores comes before the price of the instance. While a commitment lasts, moving to a cheaper family can cost more. And if half of the server idles, make it smaller or schedule its stops before changing its type (chapters 31 and 32).
#
# ## Sources
#
# - AWS, EC2 Instance Types guide: the six classes, naming conventions, Flex instances
# - AWS, EC2 User Guide: changing the instance type and compatibility, stop and start, baseline of burstable instances, normalization factors, On-Demand Instances
# - AWS re:Post: how EC2 instance hours are billed (by the second, and SUSE by the hour)
# - Prices: the snapshot on the date shown; those of EBS and IPv4 are older. `kao.catalog.about()` names sources and checks.

# %% summary
kao.lesson.summary(
    family_large_usd_per_hour=kao.catalog.price(base, REGION, OPERATING_SYSTEM),
    size_steps=len(steps),
    doubling_share=steps["doubles"].mean(),
    follows_factor_share=steps["follows"].mean(),
    suse_doubling_share=by_system.set_index("operating_system").loc["suse", "doubling_share"],
    bare_metal_pairs=len(pairs),
    bare_metal_pairs_that_differ=len(differ),
    cheapest_generation=cheapest["instance_type"],
    break_even_speedup_m5_to_m8g=break_even,
    cheapest_for_8_vcpu_64_gib=need.iloc[0]["instance_type"],
    stopped_bill_share=left,
)
