"""One workload on every way of running it, many workloads at once, and where two ways cost the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.crossover._assumptions import WAYS, Assumptions
from kaolib.architecture.crossover._bills import CODES, PARTS, Cells, bills
from kaolib.architecture.crossover._rates import rates
from kaolib.architecture.crossover._workload import AXES, Floats, Workload
from kaolib.errors import InputError, unknown

#: Why a way is left out, in both languages, by code.
REASONS: Mapping[str, tuple[str, str]] = {
    "": ("", ""),
    "cannot_wait": ("기다릴 수 없는 작업은 대기열에 둘 수 없습니다.", "work that cannot wait cannot lie in a queue."),
    "state": (
        "요청이 앞선 요청의 상태를 필요로 합니다. 이 방식에서는 실행 사이에 상태가 남지 않습니다.",
        "requests need the state of earlier ones: here none is kept between two runs.",
    ),
    "memory": ("고를 수 있는 어떤 크기의 메모리에도 들어가지 않습니다.", "it fits into the memory of no size that may be chosen."),
    "run_time": ("Lambda 함수는 900초를 넘겨 실행할 수 없습니다.", "a Lambda function cannot run for more than 900 seconds."),
    "front_time": (
        "함수 앞의 API가 응답을 기다려 주는 시간보다 오래 걸립니다.",
        "it takes longer than the API in front of the function waits for an answer.",
    ),
    "latency": ("응답 제한 시간을 지킬 수 없습니다.", "the answer comes later than the limit."),
    "cold_start": (
        "콜드 스타트를 더하면 응답 제한 시간을 넘습니다.",
        "with a cold start the answer comes later than the limit.",
    ),
    "no_price": ("이 리전이나 구매 옵션의 가격이 확인되지 않았습니다.", "a price of this Region or purchase option is not known."),
}  # fmt: skip
#: Values at which a frontier is looked for before it is made exact.
SEARCHED = 2000


def ways(workload: Workload, location: str, assumptions: Assumptions | None = None) -> pd.DataFrame:
    """A month of the workload on each way of running it.

    Parameters
    ----------
    workload
        The work.
    location
        AWS code of a Region.
    assumptions
        How the ways are set up and paid for; None for `Assumptions()`.

    Returns
    -------
    pandas.DataFrame
        One row a way in the order of `WAYS`: way, option (how it is paid for), size (instance type, task or function),
        units (instances, tasks, environments busy, units provisioned; on average over the month), compute_usd (what works),
        requests_usd, front_usd (load balancer or API), idle_usd (paid and not working), operations_usd (people's time),
        usd_per_month (their sum), feasible, reason (a code of `REASONS`), why_ko, why_en. Where a way is not feasible or a
        price is not known, the reason says why and the costs are NaN.

    Raises
    ------
    InputError
        For an unknown name, or types of which none is sold there.

    Notes
    -----
    A model. EC2 and Fargate have, hour by hour, as many machines as keep the busiest moment of the hour at the target
    utilization and in memory, never fewer than the minimum; scaling takes no time, and work that keeps state holds the
    largest number all day. A request runs on one vCPU, and waiting ones leave it to others; a function serves one request at
    a time and is billed while it waits. Provisioned concurrency is one number for the month, the one that costs least; what
    exceeds it runs On-Demand, and where a cold start is not tolerated nothing may. Batch fills On-Demand instances and pays
    for them by the second; its jobs take many requests. A plan covers all of its way and is always used. Work that may wait
    has no front. Disks, transfer, logs, addresses and the minutes that a new instance needs are in none.
    Source: AWS, prices of EC2, Fargate, Lambda, Elastic Load Balancing and API Gateway; Lambda Developer Guide, "Lambda
    quotas", "Configure Lambda function memory".

    Examples
    --------
    >>> shop = Workload(requests=10_000_000, cpu_ms=40, wait_ms=60, shape="evening")
    >>> table = ways(shop, "ap-northeast-2").set_index("way")
    >>> table.loc["batch", "reason"], table["usd_per_month"].idxmin()
    ('cannot_wait', 'lambda')
    """
    setup = assumptions or Assumptions()
    found = bills(Cells.of(workload, {}), rates(location, setup), setup)
    rows = []
    for way, bill in found.items():
        code = CODES[int(bill.reason[0])]
        shown = {name: float(bill.parts[name][0]) if not code else np.nan for name in PARTS}
        fits = code in ("", "no_price")
        rows.append(
            {
                "way": way,
                "option": setup.option(way),
                "size": bill.size(0) if fits else "",
                "units": float(bill.units[0]) if not code else np.nan,
                **{f"{name}_usd": usd for name, usd in shown.items()},
                "usd_per_month": float(bill.usd[0]),
                "feasible": fits,
                "reason": code,
                "why_ko": REASONS[code][0],
                "why_en": REASONS[code][1],
            }
        )
    return pd.DataFrame(rows)


def cheapest_map(
    workload: Workload,
    location: str,
    x: tuple[str, Sequence[float]],
    y: tuple[str, Sequence[float]],
    assumptions: Assumptions | None = None,
    *,
    among: Sequence[str] = WAYS,
) -> pd.DataFrame:
    """Which way is the cheapest where, with two numbers of the workload varied.

    Parameters
    ----------
    workload
        The work; all but the two numbers stays.
    location, assumptions
        As in `ways`.
    x, y
        One of `AXES` and its values, as ("requests", [1e6, 1e7]).
    among
        The ways to choose from.

    Returns
    -------
    pandas.DataFrame
        One row for each pair, x varying within y: x, y, way (the cheapest feasible one, the first in the order of ``among``
        where two are equal; empty where none is), usd_per_month, second (the next cheapest; empty where there is none),
        margin (by what share of the second's cost the first is cheaper, 0 to 1; NaN where there is no second).

    Raises
    ------
    InputError
        For an unknown name, one axis given twice, no values, or a value that the workload cannot have.

    Notes
    -----
    Each cell is what `ways` says of it.

    Examples
    --------
    >>> work = Workload(requests=1, cpu_ms=50)
    >>> cheapest_map(work, "ap-northeast-2", ("requests", [1e6, 1e9]), ("cpu_ms", [50]))["way"].tolist()
    ['lambda', 'fargate']
    """
    setup = assumptions or Assumptions()
    names = errors.each_of(among, WAYS, ko="실행 방식", en="way to run it")
    if x[0] == y[0]:
        raise InputError(
            ko=f"x와 y가 모두 {x[0]!r}입니다. 서로 다른 것을 고르세요.",
            en=f"x and y are both {x[0]!r}: choose two different ones.",
        )
    across, up = _axis(workload, *x), _axis(workload, *y)
    xs, ys = np.tile(across, len(up)), np.repeat(up, len(across))
    found = bills(Cells.of(workload, {x[0]: xs, y[0]: ys}), rates(location, setup), setup, names)
    usd = np.stack([np.where(np.isnan(bill.usd), np.inf, bill.usd) for bill in found.values()])
    labels = np.array([*found, ""], dtype=object)
    columns = np.arange(usd.shape[1])
    first = usd.argmin(axis=0)
    least = usd[first, columns]
    usd[first, columns] = np.inf
    second = usd.argmin(axis=0)
    next_least = usd[second, columns]
    none, alone = np.isinf(least), np.isinf(next_least)
    margin = np.full(len(least), np.nan)
    margin[~alone] = 0.0
    saves = ~alone & (next_least > 0)
    margin[saves] = 1 - least[saves] / next_least[saves]
    return pd.DataFrame(
        {
            "x": xs,
            "y": ys,
            "way": labels[np.where(none, len(found), first)],
            "usd_per_month": np.where(none, np.nan, least),
            "second": labels[np.where(alone, len(found), second)],
            "margin": margin,
        }
    )


def frontier(
    workload: Workload,
    location: str,
    one: str,
    other: str,
    along: str = "requests",
    between: tuple[float, float] = (1e4, 1e10),
    assumptions: Assumptions | None = None,
) -> pd.DataFrame:
    """Where two ways cost the same as one number of the workload grows.

    Parameters
    ----------
    workload
        The work; all but the one number stays.
    location, assumptions
        As in `ways`.
    one, other
        Two of `WAYS`.
    along
        One of `AXES`.
    between
        The lowest and the highest value, both above 0.

    Returns
    -------
    pandas.DataFrame
        One row a point, rising: value (of the number), usd_per_month (of ``one`` there), below and above (the cheaper way
        just under and just over it), kind: "equal" where both cost the same, "step" where one jumps over the other because
        a whole instance or a whole millisecond more begins. Empty where one is the cheaper throughout.

    Raises
    ------
    InputError
        For an unknown name, the same way twice, or a range that is not one.

    Notes
    -----
    The range is searched at `SEARCHED` values, evenly spread over its logarithm, and each change of sign is halved until
    floats end: two changes between neighbouring values are missed. Values at which either way is not feasible are left out.

    Examples
    --------
    >>> work = Workload(requests=1, cpu_ms=50)
    >>> point = frontier(work, "ap-northeast-2", "lambda", "ec2").iloc[0]
    >>> point["below"], point["above"]
    ('lambda', 'ec2')
    """
    setup = assumptions or Assumptions()
    for way in (one, other):
        errors.each_of(way, WAYS, ko="실행 방식", en="way to run it")
    if one == other:
        raise InputError(
            ko=f"{one!r}을(를) 자기 자신과 비교할 수 없습니다. 다른 방식을 고르세요.",
            en=f"{one!r} cannot be compared with itself: choose another way.",
        )
    low, high = (errors.amount("between", value, above=True) for value in between)
    if not low < high:
        raise InputError(
            ko=f"범위(between)의 처음 {low:g}이(가) 끝 {high:g}보다 작아야 합니다.",
            en=f"the range (between) must rise: {low:g} is not below {high:g}.",
        )
    _axis(workload, along, [low, high])
    prices = rates(location, setup)

    def difference(values: Floats) -> tuple[Floats, Floats]:
        found = bills(Cells.of(workload, {along: values}), prices, setup, (one, other))
        return found[one].usd - found[other].usd, found[one].usd

    grid = np.geomspace(low, high, SEARCHED)
    dearer = difference(grid)[0]
    at = np.flatnonzero(np.isfinite(dearer[:-1]) & np.isfinite(dearer[1:]) & ((dearer[:-1] > 0) != (dearer[1:] > 0)))
    below, above, before = grid[at], grid[at + 1], dearer[at] > 0
    if len(at):
        while True:
            middle = (below + above) / 2
            if ((middle <= below) | (middle >= above)).all():
                break
            same = (difference(middle)[0] > 0) == before
            below, above = np.where(same, middle, below), np.where(same, above, middle)
        (left, _), (right, usd) = difference(below), difference(above)
        close = np.maximum(np.abs(left), np.abs(right)) <= 1e-6 * np.maximum(1.0, usd)
    else:
        usd, close = below, np.zeros(0, bool)
    return pd.DataFrame(
        {
            "value": above,
            "usd_per_month": usd,
            "below": np.where(before, other, one).astype(object),
            "above": np.where(before, one, other).astype(object),
            "kind": np.where(close, "equal", "step").astype(object),
        }
    )


def _axis(workload: Workload, name: str, values: Sequence[float]) -> Floats:
    """The values of an axis, each of them one that the workload can have."""
    if name not in AXES:
        raise unknown(ko="축", en="axis", given=name, allowed=AXES)
    if not len(values):
        raise InputError(ko=f"{name}의 값을 하나 이상 주세요.", en=f"give one or more values of {name}.")
    change: Callable[..., Workload] = partial(dataclasses.replace, workload)
    return np.array([float(getattr(change(**{name: value}), name)) for value in values], dtype=np.float64)
