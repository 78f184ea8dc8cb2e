"""The grammar of an EC2 instance type name: series, generation, processor, options, size.

``m7gd.2xlarge`` is series ``m``, generation 7, processor ``g`` (Graviton), option ``d`` (instance store) and size
``2xlarge``. Reading a name needs no price snapshot.

Source: Amazon EC2 instance type naming conventions
(https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html); size flexibility and normalization
factors: How Reserved Instance discounts are applied
(https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/apply_ri.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

#: The six classes of AWS's instance types page: id -> (Korean, English).
CATEGORIES = {
    "general": ("범용", "general purpose"),
    "compute": ("컴퓨팅 최적화", "compute optimized"),
    "memory": ("메모리 최적화", "memory optimized"),
    "storage": ("스토리지 최적화", "storage optimized"),
    "accelerated": ("가속 컴퓨팅", "accelerated computing"),
    "hpc": ("HPC 최적화", "HPC optimized"),
}

_SERIES = {
    "a": ("general", "Arm 기반 AWS Graviton", "Arm-based AWS Graviton"),
    "m": ("general", "vCPU와 메모리가 고른 기본형", "balanced vCPU and memory"),
    "t": ("general", "버스트 가능 성능", "burstable performance"),
    "mac": ("general", "macOS", "macOS"),
    "c": ("compute", "vCPU 비중이 큼", "more vCPU for the memory"),
    "cc": ("compute", "이전 세대 클러스터", "previous-generation cluster"),
    "r": ("memory", "메모리 비중이 큼", "more memory for the vCPU"),
    "cr": ("memory", "이전 세대 클러스터", "previous-generation cluster"),
    "u": ("memory", "고용량 메모리(TiB 단위)", "high memory, counted in TiB"),
    "x": ("memory", "메모리 집약형", "memory intensive"),
    "z": ("memory", "높은 클록과 큰 메모리", "high clock frequency and more memory"),
    "d": ("storage", "고밀도 HDD", "dense HDD storage"),
    "h": ("storage", "HDD", "HDD storage"),
    "hs": ("storage", "이전 세대 고밀도 HDD", "previous-generation dense HDD storage"),
    "i": ("storage", "로컬 SSD", "local SSD"),
    "im": ("storage", "로컬 SSD, vCPU당 메모리 4 GiB", "local SSD, 4 GiB of memory per vCPU"),
    "is": ("storage", "로컬 SSD, vCPU당 메모리 6 GiB", "local SSD, 6 GiB of memory per vCPU"),
    "p": ("accelerated", "학습용 GPU", "GPU for training"),
    "g": ("accelerated", "그래픽·추론용 GPU", "GPU for graphics and inference"),
    "gr": ("accelerated", "그래픽·추론용 GPU, 메모리 확대", "GPU for graphics and inference, more memory per vCPU"),
    "trn": ("accelerated", "AWS Trainium", "AWS Trainium"),
    "inf": ("accelerated", "AWS Inferentia", "AWS Inferentia"),
    "dl": ("accelerated", "딥 러닝 가속기", "deep learning accelerators"),
    "vt": ("accelerated", "동영상 트랜스코딩", "video transcoding"),
    "f": ("accelerated", "FPGA", "FPGA"),
    "hpc": ("hpc", "고성능 컴퓨팅", "high performance computing"),
}
# m2 was sold as high memory, unlike every other m
_ODD_FAMILIES = {"m2": ("memory", "이전 세대 고용량 메모리", "previous-generation high memory")}

_PROCESSORS = {"a": "AMD", "g": "Graviton", "i": "Intel"}

_OPTIONS = {
    "b": ("EBS(블록 스토리지) 대역폭 확대", "block storage (EBS) optimized"),
    "d": ("인스턴스 스토어(로컬 디스크)", "instance store volumes (local disk)"),
    "e": ("확장형", "extra capability"),
    "f": ("GPU 한 개를 나눠 씀", "a fraction of one GPU"),
    "n": ("네트워크·EBS 대역폭 확대", "network and EBS optimized"),
    "p": ("VMware Cloud on AWS용 호스트", "host of VMware Cloud on AWS"),
    "q": ("Qualcomm 추론 가속기", "Qualcomm inference accelerators"),
    "s": ("같은 세대의 더 작은 크기", "a smaller size of the same generation"),
    "u": ("UltraServer 구성", "part of an UltraServer"),
    "z": ("높은 CPU 클록", "high CPU frequency"),
}

# "e" means more of what the class is about
_EXTRA = {
    "storage": ("로컬 스토리지 확대", "extra instance storage"),
    "memory": ("메모리 확대", "extra memory"),
    "accelerated": ("GPU 메모리 확대", "extra GPU memory"),
}

_SMALL = {"nano": 0.25, "micro": 0.5, "small": 1.0, "medium": 2.0, "large": 4.0, "xlarge": 8.0}

#: Sizes that AWS sells, for suggestions; any N-xlarge and metal-Nxl is read.
SIZES = (
    *_SMALL,
    *(f"{n}xlarge" for n in (2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 24, 32, 36, 48, 56, 64, 96, 112, 224)),
    "metal",
    *(f"metal-{n}xl" for n in (12, 16, 24, 32, 48, 96)),
)

# The virtual size that equals a family's one bare metal size. AWS prints a factor for most; the others (c6a, c6gn,
# c6in, c7g ... x2idn, x2iedn) follow its rule "the same factor as the equivalent virtualized size of the family".
# u-18tb1 and u-24tb1 stay as AWS prints them (448), though their virtual size 112xlarge counts 896.
_METAL_EQUALS = {
    "4xlarge": "a1",
    "12xlarge": "m5zn x2iezn z1d",
    "16xlarge": "c6g c6gd c6gn c7g c7gd c7gn g5g i3 m6g m6gd m7g m7gd r6g r6gd r7g r7gd x2gd",
    "18xlarge": "c5n",
    "24xlarge": "c5 c5d i3en m5 m5d m5dn m5n r5 r5b r5d r5dn r5n",
    "32xlarge": "c6i c6id c6in i4i m6i m6id m6idn m6in r6i r6id r6idn r6in x2idn x2iedn",
    "48xlarge": "c6a m6a r6a",
    "56xlarge": "u-18tb1 u-24tb1",
    "112xlarge": "u-6tb1 u-9tb1 u-12tb1",
}
_METAL_SIZE = {family: size for size, families in _METAL_EQUALS.items() for family in families.split()}

_NOT_SIZE_FLEXIBLE = frozenset(
    (
        "g4ad",
        "g4dn",
        "g5",
        "g5g",
        "g6",
        "g6e",
        "g6f",
        "gr6",
        "gr6f",
        "hpc7a",
        "p5",
        "inf1",
        "inf2",
        "u7i-6tb",
        "u7i-8tb",
    )
)

_FAMILY = re.compile(r"(?P<series>[a-z]+)(?P<generation>[1-9][0-9]?)(?P<letters>[a-z]*)(?:-(?P<suffix>[a-z0-9]+))?")
_HIGH_MEMORY = re.compile(r"(?P<series>u)-(?P<suffix>[1-9][0-9]?tb)(?P<generation>[1-9][0-9]?)")
_MAC = re.compile(r"(?P<series>mac)-(?P<suffix>[a-z0-9]+)")
_APPLE = re.compile(r"m[1-9](?:pro|max|ultra)?")
_MEMORY = re.compile(r"[1-9][0-9]?tb")
_BLACKWELL = re.compile(r"g?b[0-9]{3}")
_XLARGE = re.compile(r"(?P<n>[2-9]|[1-9][0-9]{1,2})xlarge")
_METAL = re.compile(r"metal-(?P<n>[1-9][0-9]{0,2})xl")


@dataclass(frozen=True)
class InstanceName:
    """The parts of an instance type name.

    Attributes
    ----------
    name
        The whole name, ``family + "." + size``.
    family
        Everything before the dot ("m7gd"): what an EC2 Instance Savings Plan and a size-flexible RI are bound to.
    series
        The letters before the generation ("m").
    generation
        The generation, or None where the name has none ("mac-m4").
    processor
        "Intel", "AMD", "Graviton", "Apple", or "" where the name does not tell (older and GPU families).
    options
        The other letters, and what stands beside a hyphen: ("d",), ("n", "24tb"), ("flex",), ("m2pro",).
    size
        Everything after the dot ("2xlarge").
    bare_metal
        True for a size without a hypervisor.
    """

    name: str
    family: str
    series: str
    generation: int | None
    processor: str
    options: tuple[str, ...]
    size: str
    bare_metal: bool


def parse(name: str) -> InstanceName:
    """Read an instance type name.

    Parameters
    ----------
    name
        A type name such as "m7gd.2xlarge". It need not be in the snapshot: any name of AWS's grammar is read.

    Returns
    -------
    InstanceName
        Its parts.

    Raises
    ------
    InputError
        When the name is not of this grammar; it says which part is wrong and names the nearest valid one.

    Notes
    -----
    Source: Amazon EC2 instance type naming conventions.

    Examples
    --------
    >>> part = parse("m7gd.2xlarge")
    >>> part.series, part.generation, part.processor, part.options, part.size
    ('m', 7, 'Graviton', ('d',), '2xlarge')
    >>> parse("u7in-24tb.224xlarge").options
    ('n', '24tb')
    >>> parse("m7gd.2xlrage")
    Traceback (most recent call last):
        ...
    kaolib.errors.InputError: unknown instance size '2xlrage': did you mean '2xlarge'?
    """
    if not isinstance(name, str):
        raise InputError(
            ko=f"인스턴스 유형은 'm7g.large' 같은 글자여야 하는데 {name!r}을(를) 받았습니다.",
            en=f"an instance type is text such as 'm7g.large', not {name!r}.",
        )
    plain = name.strip().lower()
    if plain != name:
        parse(plain)
        raise unknown(ko="인스턴스 유형", en="instance type", given=name, allowed=[plain])
    family, dot, size = name.partition(".")
    if not dot:
        raise InputError(
            ko=f"인스턴스 유형 {name!r}에 크기가 없습니다. 'm7g.large'처럼 패밀리, 점, 크기 순서로 적으세요.",
            en=f"instance type {name!r} has no size: write family, dot, size, as in 'm7g.large'.",
        )
    tokens = _family_tokens(family)
    if _factor_of_size(size) is None and size != "metal":
        raise unknown(ko="인스턴스 크기", en="instance size", given=size, allowed=SIZES)
    kinds = {kind: part for part, kind in tokens}
    return InstanceName(
        name=name,
        family=family,
        series=kinds["series"],
        generation=int(kinds["generation"]) if "generation" in kinds else None,
        processor=_processor(tokens),
        options=tuple(part for part, kind in tokens if kind == "option" or _APPLE.fullmatch(part)),
        size=size,
        bare_metal=size.startswith("metal"),
    )


def category(name: str) -> str:
    """Give the class of a type or of a family: general, compute, memory, storage, accelerated or hpc.

    Parameters
    ----------
    name
        A type name ("m7g.large") or a family ("m7g").

    Returns
    -------
    str
        One of the keys of `CATEGORIES`.

    Raises
    ------
    InputError
        When the name is not of the grammar.

    Notes
    -----
    Source: the six classes of https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html.

    Examples
    --------
    >>> category("r8g.xlarge"), category("hpc7a")
    ('memory', 'hpc')
    """
    family = parse(name).family if "." in str(name) else name
    return _series(family)[0]


def describe(name: str) -> pd.DataFrame:
    """Decode a type name part by part.

    Parameters
    ----------
    name
        A type name such as "m7gd.2xlarge".

    Returns
    -------
    DataFrame
        One row per part, in the order of the name: part, meaning_ko, meaning_en.

    Raises
    ------
    InputError
        When the name is not of the grammar.

    Notes
    -----
    Source: Amazon EC2 instance type naming conventions.

    Examples
    --------
    >>> for part, _, meaning in describe("m7gd.2xlarge").itertuples(index=False):
    ...     print(f"{part:8}{meaning}")
    m       series: general purpose, balanced vCPU and memory
    7       generation: 7
    g       processor: AWS Graviton
    d       option: instance store volumes (local disk)
    2xlarge size: 4 times large (16 normalized units)
    """
    one = parse(name)
    rows = [(part, *_meaning(part, kind, one)) for part, kind in [*_family_tokens(one.family), (one.size, "size")]]
    return pd.DataFrame(rows, columns=["part", "meaning_ko", "meaning_en"])


def normalization_factor(name: str) -> float | None:
    """Give the normalization factor of a type: the size in units that RIs of the same family share.

    Parameters
    ----------
    name
        A type name such as "m7g.large".

    Returns
    -------
    float or None
        4 for large, 8 for xlarge, 8 N for an N-xlarge and for a metal-Nxl. A plain ``metal`` has the factor of the
        equivalent virtual size of its family; None where the family has no such size (Mac, g4dn).

    Raises
    ------
    InputError
        When the name is not of the grammar.

    Notes
    -----
    Source: "How Reserved Instance discounts are applied"; AWS prints sizes up to 112xlarge, and the rule 8 N gives
    the others (36xlarge, 64xlarge, 224xlarge).

    Examples
    --------
    >>> normalization_factor("t2.medium"), normalization_factor("i3.metal"), normalization_factor("mac2.metal")
    (2.0, 128.0, None)
    """
    one = parse(name)
    return _factor_of_size(_METAL_SIZE.get(one.family, "") if one.size == "metal" else one.size)


def size_flexible(family: str) -> bool:
    """Tell whether a regional Linux RI of a family also covers the family's other sizes.

    Parameters
    ----------
    family
        A family such as "m7g".

    Returns
    -------
    bool
        False for the families that AWS excludes (G4ad, G4dn, G5, G5g, G6, G6e, G6f, Gr6, Gr6f, hpc7a, P5, Inf1,
        Inf2, u7i-6tb, u7i-8tb) and for Mac, which runs on Dedicated Hosts only. True for the others, provided the
        RI is regional, with default tenancy, and its platform is Linux/UNIX (not RHEL, SUSE or Windows).

    Raises
    ------
    InputError
        When the name is not a family of the grammar.

    Notes
    -----
    Source: "How Reserved Instance discounts are applied", section Limitations.

    Examples
    --------
    >>> size_flexible("m7g"), size_flexible("g5")
    (True, False)
    """
    series = _family_tokens(family)[0][0]
    return family not in _NOT_SIZE_FLEXIBLE and series != "mac"


def size_ladder(family: str) -> pd.DataFrame:
    """List the sizes of a family, smallest first.

    Parameters
    ----------
    family
        A family such as "m7g".

    Returns
    -------
    DataFrame
        instance_type, size, normalization_factor (NaN where none exists), vcpu, gib. Bare metal follows the virtual
        size that it equals.

    Raises
    ------
    InputError
        When the family is not in the catalogue.

    Notes
    -----
    Source: the catalogue of instance types; factors as in `normalization_factor`.

    Examples
    --------
    >>> size_ladder("t3")["size"].tolist()
    ['nano', 'micro', 'small', 'medium', 'large', 'xlarge', '2xlarge']
    """
    types = catalog.instance_types()
    own = types.loc[types["family"] == catalog.check_family(family), ["instance_type", "size", "vcpu", "gib"]]
    factors = [normalization_factor(name) for name in own["instance_type"]]
    own["normalization_factor"] = pd.Series(factors, index=own.index, dtype="float64")
    # a digit sorts before "metal", so bare metal follows the virtual size of the same factor
    ladder = own.sort_values(["normalization_factor", "vcpu", "instance_type"], ignore_index=True)
    return ladder[["instance_type", "size", "normalization_factor", "vcpu", "gib"]]


def _family_tokens(family: str) -> list[tuple[str, str]]:
    """Split a family into (part, kind) in the order of the name; kind: series, generation, processor, option."""
    hit = next((m for form in (_HIGH_MEMORY, _MAC, _FAMILY) if (m := form.fullmatch(str(family)))), None)
    if hit is None:
        raise InputError(
            ko=f"{family!r}은(는) 인스턴스 패밀리 이름이 아닙니다. 'm7gd'처럼 시리즈, 세대, 옵션 순서로 적으세요.",
            en=f"{family!r} is not an instance family: write series, generation, options, as in 'm7gd'.",
        )
    found = hit.groupdict()
    if found["series"] not in _SERIES:
        raise unknown(ko="인스턴스 시리즈", en="instance series", given=found["series"], allowed=_SERIES)
    tokens = [(found[kind], kind) for kind in ("series", "generation") if found.get(kind)]
    tokens += [(letter, "processor" if letter in _PROCESSORS else "option") for letter in found.get("letters") or ""]
    for letter, kind in tokens:
        if kind == "option" and letter not in _OPTIONS:
            raise unknown(ko="패밀리 옵션", en="family option", given=letter, allowed=sorted(_PROCESSORS | _OPTIONS))
    letters = [letter for letter, kind in tokens if kind in ("processor", "option")]
    if len(set(letters)) < len(letters) or sum(kind == "processor" for _, kind in tokens) > 1:
        raise InputError(
            ko=f"{family!r}은(는) 패밀리 이름이 아닙니다. 옵션은 한 번씩, 프로세서(a, g, i)는 하나만 적습니다.",
            en=f"{family!r} is not an instance family: an option stands once, and one processor (a, g, i) at most.",
        )
    if suffix := found.get("suffix"):
        if not (suffix == "flex" or any(form.fullmatch(suffix) for form in (_APPLE, _MEMORY, _BLACKWELL))):
            raise unknown(ko="패밀리 옵션", en="family option", given=suffix, allowed=["flex", "12tb", "b200", "m2pro"])
        kind = "processor" if _APPLE.fullmatch(suffix) else "option"
        # u-6tb1 carries its memory before the generation
        tokens.insert(1 if _HIGH_MEMORY.fullmatch(family) else len(tokens), (suffix, kind))
    return tokens


def _series(family: str) -> tuple[str, str, str]:
    """Class, Korean and English meaning of a family's series."""
    return _ODD_FAMILIES.get(family) or _SERIES[_family_tokens(family)[0][0]]


def _processor(tokens: list[tuple[str, str]]) -> str:
    letter = next((part for part, kind in tokens if kind == "processor"), "")
    if not letter:
        # AWS names series A "powered by Arm-based AWS Graviton processors"
        return "Graviton" if tokens[0][0] == "a" else ""
    return _PROCESSORS.get(letter, "Apple")


def _factor_of_size(size: str) -> float | None:
    if size in _SMALL:
        return _SMALL[size]
    hit = _XLARGE.fullmatch(size) or _METAL.fullmatch(size)
    return 8.0 * int(hit["n"]) if hit else None


def _meaning(part: str, kind: str, one: InstanceName) -> tuple[str, str]:
    series = _series(one.family)
    if kind == "series":
        ko, en = CATEGORIES[series[0]]
        return f"시리즈: {ko}, {series[1]}", f"series: {en}, {series[2]}"
    if kind == "generation":
        return f"세대: {part}세대", f"generation: {part}"
    if kind == "processor":
        maker = {"a": "AMD", "g": "AWS Graviton", "i": "Intel"}.get(part)
        maker = maker or f"Apple {part[:2].upper()} {part[2:].title()}".strip()
        return f"프로세서: {maker}", f"processor: {maker}"
    if kind == "size":
        return _size_meaning(one)
    if part == "flex":
        return (
            "옵션: Flex(CPU를 늘 끝까지 쓰지는 않는 워크로드용)",
            "option: Flex (for work that seldom needs all of the CPU)",
        )
    if _MEMORY.fullmatch(part):
        return f"옵션: 메모리 {part[:-2]} TiB", f"option: {part[:-2]} TiB of memory"
    if _BLACKWELL.fullmatch(part):
        return f"옵션: NVIDIA {part.upper()}(Blackwell)", f"option: NVIDIA {part.upper()} (Blackwell)"
    ko, en = _EXTRA.get(series[0], _OPTIONS["e"]) if part == "e" else _OPTIONS[part]
    return f"옵션: {ko}", f"option: {en}"


def _size_meaning(one: InstanceName) -> tuple[str, str]:
    factor = normalization_factor(one.name)
    if factor is None:
        return "크기: 베어 메탈(하이퍼바이저 없음)", "size: bare metal (no hypervisor)"
    units_ko, units_en = f"정규화된 유닛 {factor:g}", f"{factor:g} normalized units"
    if one.bare_metal:
        return f"크기: 베어 메탈(하이퍼바이저 없음, {units_ko})", f"size: bare metal (no hypervisor, {units_en})"
    if one.size == "large":
        return f"크기: 기준({units_ko})", f"size: the reference ({units_en})"
    times = f"{factor / 4:g}"
    if factor < 4:
        return f"크기: large의 1/{4 / factor:g}({units_ko})", f"size: 1/{4 / factor:g} of large ({units_en})"
    return f"크기: large의 {times}배({units_ko})", f"size: {times} times large ({units_en})"
