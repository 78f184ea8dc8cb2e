"""Chapter 11, families and sizes: what it asks, and what it says to each answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from kaolib.architecture import compare
from kaolib.knowledge import catalog, instance_type
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

#: Seconds of four runs, for the exercise on the 60-second minimum.
RUNS = (20, 45, 3600, 7203)
#: What the last exercise needs.
VCPU, GIB = 16, 100
#: A job that starts often and ends soon.
STARTS, SECONDS = 100, 6
#: A rounding of the price list that still counts as doubling.
ROUNDING = 0.01
BOTH = ("x86_64", "arm64")


def price(c: Context, name: str) -> float:
    """The On-Demand price of a type; NaN where it is not sold with that system."""
    rows = catalog.on_demand(name, c.location, c.operating_system)
    return float(rows["usd_per_hour"].iloc[0]) if len(rows) else float("nan")


def over(c: Context, new: str, old: str) -> float:
    """The price of one type over another's: the speed-up at which a move breaks even."""
    return price(c, new) / price(c, old)


def odd_sizes(c: Context, family: str = "c7i") -> list[str]:
    """The virtual sizes that do not cost twice the one below."""
    ladder = compare.sizes(family, c.selling(family).location, c.operating_system)
    ladder = ladder[~ladder["size"].str.startswith("metal")]
    step = ladder["usd_per_hour"] / ladder["usd_per_hour"].shift()
    return [str(size) for size in ladder.loc[(step / 2 - 1).abs() > ROUNDING, "size"]]


def even_sizes(c: Context, family: str = "c7i") -> list[str]:
    """The virtual sizes that do cost twice the one below."""
    ladder = compare.sizes(family, c.selling(family).location, c.operating_system)["size"]
    virtual = [str(size) for size in ladder if not str(size).startswith("metal")]
    odd = odd_sizes(c, family)
    return [size for size in virtual[1:] if size not in odd]


def all_sizes(c: Context, family: str = "c7i") -> list[str]:
    """The sizes of a family, bare metal included."""
    return [str(size) for size in instance_type.size_ladder(family)["size"]]


def fitting(c: Context, vcpu: float, gib: float, architectures: tuple[str, ...]) -> pd.DataFrame:
    """Every type that meets a need, cheapest first."""
    return compare.search(
        vcpu,
        gib,
        architectures=architectures,
        location=c.location,
        operating_system=c.operating_system,
        limit=None,
    )


def cheapest(c: Context, vcpu: float, gib: float, architectures: tuple[str, ...]) -> str:
    """The cheapest type that meets a need."""
    return str(fitting(c, vcpu, gib, architectures)["instance_type"].iloc[0])


def spec(name: str, column: str) -> Any:
    """One property of a type; None for a name that does not exist."""
    rows = catalog.instance_types().set_index("instance_type")[column]
    return rows.get(str(name).strip())


def enough(c: Context) -> tuple[str, str, str]:
    """Three types that all meet 8 vCPUs and 40 GiB, one from each class; Intel where Graviton is not sold."""
    kind = "7g" if price(c, "m7g.2xlarge") == price(c, "m7g.2xlarge") else "7i"
    return f"c{kind}.8xlarge", f"m{kind}.4xlarge", f"r{kind}.2xlarge"


def is_cheapest(series: str) -> Callable[[Context], bool]:
    """Whether this series' type is the cheapest of the three."""
    return lambda c: min(enough(c), key=lambda name: price(c, name)).startswith(series)


def families(v: Mapping[str, Any], architecture: str | None = None) -> pd.DataFrame:
    """What the families explorer finds for its values, under its own or another choice of processors."""
    allowed = {"any": BOTH, "x86_64": BOTH[:1], "arm64": BOTH[1:]}[architecture or v["architecture"]]
    where = {"location": v["location"], "operating_system": v["operating_system"]}
    return compare.families(v["vcpu"], v["gib"], v["gpu"], allowed, **where)


def arm_saving(v: Mapping[str, Any]) -> float:
    """What the explorer's choice saves over x86 only."""
    return 1 - float(families(v)["usd_per_hour"].iloc[0]) / float(families(v, "x86_64")["usd_per_hour"].iloc[0])


def smallest_step(v: Mapping[str, Any]) -> float:
    """The smallest price step between two sizes of the explorer's family."""
    return float(compare.sizes(v["family"], v["location"], v["operating_system"])["usd_step"].min())


def _need_values(c: Context) -> Mapping[str, Any]:
    names = dict(zip("cmr", enough(c), strict=True))
    return names | {f"{series}_usd": price(c, name) for series, name in names.items()}


BANK = Bank(
    "11",
    ko="패밀리와 크기",
    en="Families and sizes",
    tables=("on_demand", "instance_types", "services"),
    params={"family": "m7g", "operating_system": "linux"},
    cards=(
        RecallCard(
            ko="`r7g.4xlarge`라는 이름에서 vCPU와 메모리를 어떻게 읽습니까?",
            en="How do you read vCPUs and memory from the name `r7g.4xlarge`?",
            answer_ko="large가 2 vCPU이므로 4xlarge는 그 8배인 {vcpu:number} vCPU이고, R은 vCPU 하나에 8 GiB이므로 {gib:number} GiB입니다. C는 2, M은 4 GiB입니다.",
            answer_en="A large has 2 vCPUs, a 4xlarge 8 times as many: {vcpu:number}. R has 8 GiB for each: {gib:number} GiB. C has 2, M has 4.",
            values=lambda c: {"vcpu": spec("r7g.4xlarge", "vcpu"), "gib": spec("r7g.4xlarge", "gib")},
        ),
        RecallCard(
            ko="인스턴스 크기를 키울 때 값은 무엇을 따라 오릅니까?",
            en="What does the price follow when an instance gets larger?",
            answer_ko="정규화 계수입니다. large 4, xlarge 8, N-xlarge는 8 × N이므로 8xlarge까지는 대개 두 배이고 그 위로는 ×1.5와 ×1.33이 섞입니다. GPU 패밀리와 유료 운영 체제는 예외입니다.",
            answer_en="The normalization factor: large 4, xlarge 8, N-xlarge 8 × N. So up to 8xlarge it usually doubles, above it steps of ×1.5 and ×1.33 mix in. GPU families and paid operating systems are exceptions.",
        ),
        RecallCard(
            ko="더 새로운 세대로 옮길지 정할 때 가격표만으로 구할 수 있는 수는 무엇입니까?",
            en="Which number about a newer generation does the price list alone give you?",
            answer_ko="손익분기 속도비, 곧 새 유형의 요금 ÷ 지금 유형의 요금입니다. {region}에서 `m5.large`를 `m8g.large`로 옮기면 **{point:number.3}**입니다. 이보다 빠르면 같은 일이 싸집니다.",
            answer_en="The break-even speed-up: the new type's price over the present one's. From `m5.large` to `m8g.large` in {region} it is **{point:number.3}**; if the new one is faster than that, the same work costs less.",
            values=lambda c: {"point": over(c, "m8g.large", "m5.large")},
        ),
        RecallCard(
            ko="인스턴스를 꺼 두면 무엇이 계속 청구됩니까?",
            en="What goes on being billed while an instance is stopped?",
            answer_ko="EBS 볼륨과 스냅샷, 그리고 탄력적 IP 같은 퍼블릭 IPv4 주소입니다. 컴퓨팅 요금만 멈춥니다.",
            answer_en="EBS volumes, snapshots, and public IPv4 addresses such as Elastic IPs. Only the compute charge stops.",
        ),
    ),
    questions=(
        Question(
            "decode",
            ko="`c7gn.2xlarge`를 바르게 읽은 것은 무엇입니까?",
            en="Which reading of `c7gn.2xlarge` is right?",
            values=lambda c: {"vcpu": spec("c7gn.2xlarge", "vcpu"), "gib": spec("c7gn.2xlarge", "gib")},
            choices=(
                Choice(
                    ko="7세대 컴퓨팅 최적화, GPU와 빠른 네트워크",
                    en="Generation 7, compute optimized, a GPU and a fast network",
                    why_ko="세대 뒤의 g는 프로세서(Graviton)입니다. GPU 패밀리는 G로 **시작**합니다.",
                    why_en="A g after the generation is the processor (Graviton). GPU families **begin** with G.",
                ),
                Choice(
                    ko="7세대 컴퓨팅 최적화, Graviton, 로컬 NVMe 디스크, {vcpu:number} vCPU와 32 GiB",
                    en="Generation 7, compute optimized, Graviton, local NVMe disks, {vcpu:number} vCPUs and 32 GiB",
                    why_ko="로컬 디스크는 d입니다. 8 vCPU에 32 GiB는 M의 비율이고 C는 그 절반입니다.",
                    why_en="A local disk is d. 32 GiB for 8 vCPUs is the ratio of M; C has half of it.",
                ),
                Choice(
                    ko="7세대 컴퓨팅 최적화, Graviton, 빠른 네트워크, {vcpu:number} vCPU와 {gib:number} GiB",
                    en="Generation 7, compute optimized, Graviton, a fast network, {vcpu:number} vCPUs and {gib:number} GiB",
                    right=True,
                    why_ko="2xlarge는 large의 4배라서 8 vCPU, C는 vCPU 하나에 2 GiB입니다. n은 네트워크입니다.",
                    why_en="A 2xlarge is 4 times a large, 8 vCPUs; C has 2 GiB for each; n is the network.",
                ),
            ),
        ),
        Question(
            "gpu_step",
            ko="`g5.12xlarge`는 {small:usd_per_hour}, 더 큰 `g5.16xlarge`는 {large:usd_per_hour}입니다. 왜 작은 쪽이 더 비쌉니까?",
            en="`g5.12xlarge` costs {small:usd_per_hour}, the larger `g5.16xlarge` {large:usd_per_hour}. Why is the smaller one dearer?",
            values=lambda c: {
                "small": price(c, "g5.12xlarge"),
                "large": price(c, "g5.16xlarge"),
                "small_gpu": spec("g5.12xlarge", "gpu_count"),
                "large_gpu": spec("g5.16xlarge", "gpu_count"),
            },
            choices=(
                Choice(
                    ko="12xlarge에는 GPU가 {small_gpu:number}개, 16xlarge에는 {large_gpu:number}개이기 때문이다",
                    en="12xlarge has {small_gpu:number} GPUs, 16xlarge {large_gpu:number}",
                    right=True,
                    why_ko="GPU 패밀리의 값은 GPU가 정합니다. 크기 이름은 vCPU와 메모리만 말합니다.",
                    why_en="GPUs set the price of a GPU family. The size in the name speaks of vCPUs and memory only.",
                ),
                Choice(
                    ko="12xlarge의 정규화 계수가 더 크기 때문이다",
                    en="The normalization factor of 12xlarge is larger",
                    why_ko="계수는 96과 128로 16xlarge가 더 큽니다. 값이 계수를 따르지 않는 예입니다.",
                    why_en="The factors are 96 and 128: 16xlarge has the larger one. The price does not follow it here.",
                ),
                Choice(
                    ko="가격표의 오류다",
                    en="It is a mistake in the price list",
                    why_ko="모든 리전에서 같은 순서입니다. GPU 수를 보면 설명됩니다.",
                    why_en="The order is the same in every Region. The number of GPUs explains it.",
                ),
            ),
        ),
        Question(
            "need",
            ko="vCPU 8개와 메모리 40 GiB가 필요합니다. arm64도 됩니다. 가장 싼 것은 무엇입니까?",
            en="The need is 8 vCPUs and 40 GiB; arm64 is fine. Which is the cheapest?",
            values=_need_values,
            choices=(
                Choice(
                    ko="`{m}`: M을 한 단계 키운다",
                    en="`{m}`: one size larger in M",
                    right=is_cheapest("m"),
                    why_ko="메모리를 64 GiB로 만들려고 vCPU까지 16개를 사는 셈이고, {m_usd:usd_per_hour}입니다. `{r}`은(는) {r_usd:usd_per_hour}입니다.",
                    why_en="This buys 16 vCPUs to get 64 GiB, at {m_usd:usd_per_hour}. `{r}` costs {r_usd:usd_per_hour}.",
                ),
                Choice(
                    ko="`{r}`: 비율이 맞는 패밀리를 고른다",
                    en="`{r}`: the family with the right ratio",
                    right=is_cheapest("r"),
                    why_ko="40 ÷ 8 = 5이므로 vCPU당 8 GiB인 R에서 시작합니다. {r_usd:usd_per_hour}이고 `{m}`은(는) {m_usd:usd_per_hour}입니다.",
                    why_en="40 / 8 = 5, so start with R, which has 8 GiB per vCPU: {r_usd:usd_per_hour} against {m_usd:usd_per_hour} of `{m}`.",
                ),
                Choice(
                    ko="`{c}`: vCPU가 가장 싼 패밀리를 고른다",
                    en="`{c}`: the family with the cheapest vCPU",
                    right=is_cheapest("c"),
                    why_ko="vCPU 하나는 C가 가장 싸지만, 64 GiB를 채우려면 32개를 사야 해서 {c_usd:usd_per_hour}입니다.",
                    why_en="One vCPU is cheapest in C, but 64 GiB take 32 of them: {c_usd:usd_per_hour}.",
                ),
            ),
        ),
        Question(
            "newer",
            ko="`m8g.large`는 시간당 요금이 `m6g.large`의 {point:number.3}배입니다. 옮기는 편이 이득인 때는 언제입니까?",
            en="`m8g.large` costs {point:number.3} times `m6g.large` by the hour. When does the move pay?",
            values=lambda c: {"point": over(c, "m8g.large", "m6g.large"), "inverse": over(c, "m6g.large", "m8g.large")},
            choices=(
                Choice(
                    ko="언제나. 새 세대가 더 싸다",
                    en="Always: a newer generation is cheaper",
                    why_ko="시간당 요금이 {point:number.3}배입니다. 값만 보면 옮길 이유가 없습니다.",
                    why_en="Its hourly price is {point:number.3} times. The price alone gives no reason to move.",
                ),
                Choice(
                    ko="내 부하에서 {inverse:number.3}배보다 빠를 때",
                    en="When it is more than {inverse:number.3} times as fast on my load",
                    why_ko="나눗셈이 거꾸로입니다. 비싸진 만큼 더 빨라야 본전입니다.",
                    why_en="The division is upside down: what costs more must be faster by as much to break even.",
                ),
                Choice(
                    ko="내 부하에서 {point:number.3}배보다 빠르고, 그만큼 대수나 크기를 줄일 때",
                    en="When it is more than {point:number.3} times as fast on my load, and I then run fewer or smaller ones",
                    right=True,
                    why_ko="같은 일에 드는 비용은 요금 ÷ 속도입니다. 빨라지기만 하고 줄이지 않으면 청구서는 그만큼 오릅니다.",
                    why_en="The same work costs price / speed. Faster alone, with nothing made smaller, only raises the bill.",
                ),
            ),
        ),
        Question(
            "short_runs",
            ko="Linux 인스턴스를 하루에 {starts:number}번, 한 번에 {seconds:number}초씩 켭니다. 하루에 몇 초가 청구됩니까?",
            en="A Linux instance is started {starts:number} times a day for {seconds:number} seconds each. How many seconds are billed a day?",
            values=lambda c: {
                "starts": STARTS,
                "seconds": SECONDS,
                "plain": STARTS * SECONDS,
                "right": STARTS * max(60, SECONDS),
                "hours": STARTS * 3600,
            },
            choices=(
                Choice(
                    ko="{plain:number}초",
                    en="{plain:number} seconds",
                    why_ko="켜 둔 시간의 합입니다. 켤 때마다 최소 60초라는 규칙을 빠뜨렸습니다.",
                    why_en="That is the time it ran. It leaves out the minimum of 60 seconds for each start.",
                ),
                Choice(
                    ko="{right:number}초",
                    en="{right:number} seconds",
                    right=True,
                    why_ko="켤 때마다 최소 60초입니다. 짧은 일은 한 번 켜서 모아 처리하거나 Lambda로 옮기세요.",
                    why_en="Each start is at least 60 seconds. Collect such short work into one start, or move it to Lambda.",
                ),
                Choice(
                    ko="{hours:number}초",
                    en="{hours:number} seconds",
                    why_ko="켤 때마다 한 시간으로 올리는 것은 SUSE의 규칙입니다.",
                    why_en="Rounding every start up to an hour is the rule for SUSE.",
                ),
            ),
        ),
        Question(
            "stopped",
            ko="개발 서버를 3주 동안 꺼 두었습니다. gp3 볼륨과 탄력적 IP가 붙어 있습니다. 무엇이 청구됩니까?",
            en="A development server has been stopped for three weeks. It has a gp3 volume and an Elastic IP. What is billed?",
            choices=(
                Choice(
                    ko="볼륨과 IP 주소",
                    en="The volume and the address",
                    right=True,
                    why_ko="디스크는 데이터를 지니고 있고 주소는 예약되어 있으니 둘 다 계속 청구됩니다. 오래 쉬는 서버는 스냅샷을 뜨고 지우세요.",
                    why_en="The disk holds data and the address is reserved, so both go on. Snapshot and delete what rests for long.",
                ),
                Choice(
                    ko="아무것도 청구되지 않는다",
                    en="Nothing",
                    why_ko="멈추는 것은 컴퓨팅 요금뿐입니다.",
                    why_en="Only the compute charge stops.",
                ),
                Choice(
                    ko="인스턴스 요금의 절반",
                    en="Half of the instance's price",
                    why_ko="꺼진 인스턴스의 컴퓨팅 요금은 0입니다. 반값이라는 규칙은 없습니다.",
                    why_en="Compute costs nothing while stopped. There is no half price.",
                ),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "faded_seconds",
            title_ko="빈칸 1: 청구되는 초",
            title_en="Blank 1: seconds billed",
            ko="Linux 인스턴스를 네 번 켰고, 켜 둔 시간은 각각 {runs}초입니다. 청구되는 초의 합을 구하세요.",
            en="A Linux instance was started four times and ran for {runs} seconds. How many seconds are billed in all?",
            values=lambda c: {"runs": ", ".join(f"{run:,}" for run in RUNS)},
            answer=lambda c: sum(max(60, run) for run in RUNS),
            why_ko="60초보다 짧은 두 번만 60초로 올라갑니다. 나머지는 초 단위 그대로입니다.",
            why_en="Only the two runs below 60 seconds are raised to 60; the others count by the second.",
            hints=(Text(ko="켤 때마다 max(60, 초)입니다.", en="max(60, seconds) for each start."),),
            mistakes=(
                Mistake(
                    value=lambda c: sum(RUNS),
                    ko="켜 둔 시간을 그대로 더했습니다. 켤 때마다 최소 60초가 청구됩니다.",
                    en="This adds up the running time. Each start is billed at least 60 seconds.",
                ),
                Mistake(
                    value=lambda c: sum(3600 * -(-run // 3600) for run in RUNS),
                    ko="켤 때마다 한 시간으로 올렸습니다. SUSE의 규칙입니다.",
                    en="This rounds every start up to an hour: the rule for SUSE.",
                ),
                Mistake(
                    value=lambda c: sum(60 * -(-run // 60) for run in RUNS),
                    ko="분 단위로 올렸습니다. 60초를 넘긴 뒤에는 초 단위로 청구됩니다.",
                    en="This rounds up to minutes. Beyond 60 seconds it is billed by the second.",
                ),
            ),
        ),
        Exercise(
            "faded_break_even",
            title_ko="빈칸 2: 손익분기 속도비",
            title_en="Blank 2: the break-even speed-up",
            ko="`c5.large`에서 `c7g.large`로 옮기면 몇 배 빨라야 같은 일의 비용이 같아집니까?",
            en="A workload moves from `c5.large` to `c7g.large`. How many times as fast must it be for the same work to cost the same?",
            answer=lambda c: over(c, "c7g.large", "c5.large"),
            unit="number",
            why_ko="1보다 작으면 조금 느려져도 이득이고, 1보다 크면 그만큼 빨라져야 본전입니다.",
            why_en="Below 1 it may be slower and still save; above 1 it must be faster by as much.",
            hints=(
                Text(
                    ko="속도가 s배이면 같은 일의 비용은 요금 ÷ s입니다. 두 비용이 같아지는 s를 찾으세요.",
                    en="At s times the speed the same work costs price / s. Find the s at which both cost the same.",
                ),
                Text(ko="새 유형의 요금 ÷ 지금 유형의 요금", en="the new type's price / the present type's price"),
            ),
            mistakes=(
                Mistake(
                    value=lambda c: over(c, "c5.large", "c7g.large"),
                    ko="나눗셈이 거꾸로입니다. 새 유형의 요금을 지금 유형의 요금으로 나눕니다.",
                    en="The division is upside down: the new type's price goes over the present one's.",
                ),
                Mistake(
                    value=lambda c: 1 - over(c, "c7g.large", "c5.large"),
                    ko="시간당 절감률입니다. 속도의 배수는 두 요금을 나눈 값입니다.",
                    en="This is the saving by the hour. The speed-up is one price over the other.",
                ),
                Mistake(
                    value=lambda c: over(c, "m8g.large", "m5.large"),
                    ko="본문에서 구한 `m5.large` → `m8g.large`의 값입니다. 두 유형을 바꾸어 다시 구하세요.",
                    en="This is `m5.large` → `m8g.large` from the text: take the two types of the question.",
                ),
            ),
        ),
        Exercise(
            "odd_sizes",
            title_ko="두 배가 깨지는 크기",
            title_en="Where doubling breaks",
            ko="{place:location}에서 `c7i`의 가상 크기(베어 메탈 제외) 가운데, 값이 바로 아래 크기의 두 배가 **아닌** 크기를 모두 목록으로 답하세요. 첫 크기는 견줄 대상이 없으니 빼고, 1% 이내의 반올림은 두 배로 봅니다.",
            en="List every virtual size of `c7i` (bare metal left out) whose price in {place:location} is **not** twice that of the size below. The first size has nothing to compare with; a rounding within 1 % counts as double.",
            values=lambda c: {"place": c.selling("c7i").location},
            answer=odd_sizes,
            allowed=all_sizes,
            why_ko="정규화 계수가 두 배가 아닌 단계와 정확히 같습니다. 맨 위의 48xlarge는 24xlarge의 두 배로 돌아옵니다.",
            why_en="They are exactly the steps at which the normalization factor does not double. The top, 48xlarge, is twice 24xlarge again.",
            hints=(
                Text(
                    ko="`kao.compare.sizes`의 `usd_step`을 보되, 베어 메탈을 먼저 빼야 아래 크기가 제대로 잡힙니다.",
                    en="Look at `usd_step` of `kao.compare.sizes`, but drop bare metal first, or the size below is the wrong one.",
                ),
            ),
            mistakes=(
                Mistake(
                    test=lambda c, a: any(str(size).startswith("metal") for size in a),
                    ko="베어 메탈이 들어 있습니다. 값이 같은 크기가 옆에 끼면 배수가 1로 보입니다. 먼저 빼세요.",
                    en="Bare metal is in it. A twin of the same price shows a step of 1: drop it first.",
                ),
                Mistake(
                    value=even_sizes,
                    ko="두 배**인** 크기를 골랐습니다. 아닌 쪽을 묻습니다.",
                    en="These are the sizes that **do** double. The others are asked for.",
                ),
                Mistake(
                    test=lambda c, a: all("." in str(size) for size in a) and len(a) > 0,
                    ko="유형 이름이 아니라 크기만 적으세요. 예: `12xlarge`",
                    en="Give the size alone, not the type: `12xlarge`",
                ),
            ),
        ),
        Exercise(
            "shape",
            title_ko="필요에 맞는 가장 싼 유형",
            title_en="The cheapest type that fits",
            ko="x86에서만 도는 일에 vCPU {vcpu:number}개와 메모리 {gib:number} GiB가 필요합니다. 세대는 따지지 않습니다. {region}에서 조건을 채우는 가장 싼 온디맨드 유형의 이름을 답하세요.",
            en="Work that runs on x86 only needs {vcpu:number} vCPUs and {gib:number} GiB of memory, of any generation. Name the cheapest type that meets the need On-Demand in {region}.",
            values=lambda c: {"vcpu": VCPU, "gib": GIB, "ratio": GIB / VCPU},
            answer=lambda c: cheapest(c, VCPU, GIB, ("x86_64",)),
            allowed=lambda c: sorted(
                catalog.on_demand(None, c.location, c.operating_system)["instance_type"].astype(str)
            ),
            measure=price,
            unit="usd_per_hour",
            why_ko="{gib:number} ÷ {vcpu:number} = {ratio:number.2}이므로 R의 비율입니다. 새 세대보다 오래된 AMD 세대가 더 싸다면, 남은 질문은 손익분기 속도비입니다.",
            why_en="{gib:number} / {vcpu:number} = {ratio:number.2}: the ratio of R. Where an older AMD generation is cheaper than the new ones, the question that is left is the break-even speed-up.",
            hints=(
                Text(
                    ko="`kao.compare.search`에 vCPU, GiB, architectures, location을 주면 싼 것부터 나옵니다.",
                    en="Give `kao.compare.search` vCPU, GiB, architectures and location: the cheapest comes first.",
                ),
            ),
            mistakes=(
                Mistake(
                    test=lambda c, a: (
                        str(a).strip() == cheapest(c, VCPU, GIB, BOTH) != cheapest(c, VCPU, GIB, ("x86_64",))
                    ),
                    ko="`{answer}`은(는) arm64입니다. 이 일은 x86에서만 돕니다.",
                    en="`{answer}` is arm64. This work runs on x86 only.",
                ),
                Mistake(
                    test=lambda c, a: bool(spec(a, "gib") < GIB),
                    ko="`{answer}`의 메모리는 {has:number} GiB입니다. 모자랍니다.",
                    en="`{answer}` has {has:number} GiB of memory: too little.",
                    values=lambda c, a: {"has": spec(a, "gib")},
                ),
                Mistake(
                    test=lambda c, a: bool(spec(a, "vcpu") < VCPU),
                    ko="`{answer}`의 vCPU는 {has:number}개입니다. 모자랍니다.",
                    en="`{answer}` has {has:number} vCPUs: too few.",
                    values=lambda c, a: {"has": spec(a, "vcpu")},
                ),
            ),
        ),
    ),
    goals=(
        Goal(
            "memory_and_arm",
            ko="vCPU 8개 이상은 그대로 두고, 가장 싼 패밀리가 범용에서 **메모리 최적화**로 넘어가게 하세요. 그다음 x86만 허용할 때보다 **10% 이상** 싸게 만드세요.",
            en="Keep at least 8 vCPUs, and make the cheapest family change from general purpose to **memory optimized**. Then get it at least **10 %** below the cheapest with x86 only.",
            needs=(
                Need(
                    ko="vCPU가 8개보다 적습니다.",
                    en="There are fewer than 8 vCPUs.",
                    met=lambda c, v: v["vcpu"] >= 8,
                ),
                Need(
                    ko="가장 싼 것이 아직 메모리 최적화가 아닙니다. 필요한 메모리를 늘려 vCPU 하나에 4 GiB가 넘게 해 보세요.",
                    en="The cheapest is not memory optimized yet: ask for more memory, above 4 GiB per vCPU.",
                    met=lambda c, v: str(families(v)["category"].iloc[0]) == "memory",
                ),
                Need(
                    ko="x86만 허용할 때와 값의 차이가 10%가 되지 않습니다. 아키텍처를 바꿔 보세요.",
                    en="It is not 10 % below x86 only: change the architecture.",
                    met=lambda c, v: arm_saving(v) >= 0.1,
                ),
            ),
            why_ko="비율이 패밀리를 고르고, 아키텍처가 값을 한 번 더 내립니다. 빌드를 arm64로 한 번 더 하는 수고와 이 절감을 견주어 정하세요.",
            why_en="The ratio chooses the family, the architecture lowers the price once more. Weigh that saving against the work of building for arm64 as well.",
        ),
        Goal(
            "larger_is_cheaper",
            ko="더 **큰** 크기가 바로 아래 크기보다 **싼** 패밀리를 찾으세요.",
            en="Find a family in which a **larger** size is **cheaper** than the one below it.",
            needs=(
                Need(
                    ko="이 패밀리에서는 크기가 커질 때 값이 내려가는 단계가 없습니다. vCPU가 아니라 다른 부품이 값을 정하는 패밀리를 떠올려 보세요.",
                    en="No step of this family goes down. Think of families in which something other than the vCPUs sets the price.",
                    met=lambda c, v: smallest_step(v) < 0.99,
                ),
            ),
            why_ko="GPU가 4개인 크기와 1개인 더 큰 크기가 이웃해 있기 때문입니다. 크기 이름만 보고 고르면 GPU 세 개를 빈 채로 살 수 있습니다.",
            why_en="A size with 4 GPUs stands next to a larger one with 1. Choosing by the name of the size alone can buy three idle GPUs.",
        ),
    ),
    claims=(
        Claim(
            "W1",
            note_ko="크기가 한 단계 커질 때마다(예: large에서 xlarge) vCPU, 메모리, 스토리지가 두 배가 된다.",
            note_en="With every size, such as large to xlarge, the vCPUs, memory and storage double.",
            now_ko="large부터 8xlarge까지는 대개 맞습니다. 그 위로는 ×1.5와 ×1.33 단계가 섞입니다. `t3`는 nano부터 large까지 모두 2 vCPU이고 메모리와 값만 두 배가 됩니다. GPU 패밀리의 값은 GPU 수를 따르고, 라이선스가 붙은 운영 체제의 값은 크기에 비례하지 않습니다.",
            now_en="It mostly holds from large to 8xlarge. Above that, steps of ×1.5 and ×1.33 mix in. `t3` has 2 vCPUs from nano to large: only memory and price double. GPU families follow their number of GPUs, and operating systems with a licence are not proportional to size.",
        ),
        Claim(
            "W11",
            note_ko="온디맨드는 계정에서 실행 중인 인스턴스에 대해서만 청구된다.",
            note_en="On-Demand bills only the instances that run in the account.",
            now_ko="컴퓨팅 요금은 그렇습니다. 켤 때마다 최소 60초이고, SUSE는 한 시간이 안 되어도 한 시간이 청구됩니다. EBS 볼륨, 스냅샷, 퍼블릭 IPv4 주소는 꺼 둔 동안에도 청구됩니다.",
            now_en="That is true of the compute charge, with at least 60 seconds for each start, and whole hours on SUSE. EBS volumes, snapshots and public IPv4 addresses are billed while it is stopped.",
        ),
        Claim(
            "W29",
            note_ko="인스턴스 제품군은 범용, 컴퓨팅, 메모리, 스토리지, 가속 컴퓨팅의 다섯 가지다.",
            note_en="There are five classes of families: general purpose, compute, memory, storage, accelerated.",
            now_ko="여섯 가지입니다. **HPC 최적화**(Hpc6a, Hpc7a 등)가 더해졌습니다. 모든 리전에서 팔지는 않습니다.",
            now_en="There are six: **HPC optimized** (Hpc6a, Hpc7a and others) was added. Not every Region sells it.",
            since="2022-01",
        ),
    ),
)
