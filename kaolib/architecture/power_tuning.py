"""Which memory a Lambda function should have: what it costs and how long it takes at each size.

Lambda gives processor time in proportion to memory. Work that keeps a processor busy takes half the time on twice the
memory and costs the same; time that only waits costs twice as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import serverless
from kaolib.knowledge.serverless import LONGEST_MS, MB_PER_VCPU, MEMORY_MB, billed_ms

#: Sizes worth trying: the ones that people use, one vCPU, and the largest.
SIZES = (128, 256, 512, 768, 1024, 1536, 1769, 2048, 3008, 4096, 6144, 8192, 10_240)
_MODEL = ["serial_ms", "parallel_ms", "wait_ms"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Work:
    """What an invocation does.

    Attributes
    ----------
    cpu_ms : float
        Processor time, in milliseconds on one vCPU.
    parallel_share : float
        The share of it that can run on several vCPUs at one time, 0 to 1.
    wait_ms : float
        Time in which it waits for something else (a database, an API) and that memory does not change.
    memory_needed_mb : int
        The memory below which it does not run.

    Raises
    ------
    InputError
        For a number that cannot be, or work that takes no time.

    Examples
    --------
    >>> Work(cpu_ms=400, wait_ms=200)
    Work(cpu_ms=400, parallel_share=0.0, wait_ms=200, memory_needed_mb=128)
    """

    cpu_ms: float
    parallel_share: float = 0.0
    wait_ms: float = 0.0
    memory_needed_mb: int = MEMORY_MB[0]

    def __post_init__(self) -> None:
        errors.share("parallel_share", self.parallel_share)
        total = errors.amount("cpu_ms", self.cpu_ms) + errors.amount("wait_ms", self.wait_ms)
        if total == 0:
            raise InputError(
                ko="작업 시간이 0입니다. cpu_ms나 wait_ms를 주세요.",
                en="the work takes no time: give cpu_ms or wait_ms.",
            )
        _sizes([self.memory_needed_mb], "memory_needed_mb")


def durations(work: Work, sizes: Sequence[int] = SIZES) -> pd.DataFrame:
    """How long the work takes at each memory size, and of what the time is made.

    Parameters
    ----------
    work
        What an invocation does.
    sizes
        Memory sizes in MB, 128 to 10,240.

    Returns
    -------
    pandas.DataFrame
        memory_mb, vcpu (processor time a second), duration_ms = serial_ms + parallel_ms + wait_ms, why_not ("memory" or
        "timeout" where it does not run: there the times are NaN; else "").

    Raises
    ------
    InputError
        For no sizes, or a size that is not 128 to 10,240 MB in whole MB.

    Notes
    -----
    1,769 MB are one vCPU, in proportion below and above, so 10,240 MB are 5.8 vCPUs on six cores. Serial work runs on
    one core: it gains nothing above one vCPU. The model leaves out what else may grow with memory, such as the network.
    Source: AWS, Lambda Developer Guide, "Configure Lambda function memory".

    Examples
    --------
    >>> durations(Work(cpu_ms=1000, wait_ms=100), [1769, 3538])["duration_ms"].tolist()
    [1100.0, 1100.0]
    >>> durations(Work(cpu_ms=1000, parallel_share=1, wait_ms=100), [1769, 3538])["duration_ms"].tolist()
    [1100.0, 600.0]
    """
    memory = np.asarray(_sizes(sizes, "memory_mb"), dtype=float)
    vcpu = memory / MB_PER_VCPU
    serial, parallel = _basis(memory)
    table = pd.DataFrame(
        {
            "memory_mb": memory.astype(int),
            "vcpu": vcpu,
            "duration_ms": np.nan,
            "serial_ms": work.cpu_ms * (1 - work.parallel_share) * serial,
            "parallel_ms": work.cpu_ms * work.parallel_share * parallel,
            "wait_ms": float(work.wait_ms),
        }
    )
    table["duration_ms"] = table[_MODEL].sum(axis=1)
    small, slow = memory < work.memory_needed_mb, (table["duration_ms"] > LONGEST_MS).to_numpy()
    table["why_not"] = np.where(small, "memory", np.where(slow, "timeout", ""))
    table.loc[small | slow, ["duration_ms", *_MODEL]] = np.nan
    return table


def tune(
    durations: pd.DataFrame,
    location: str,
    architecture: str = "x86_64",
    *,
    balanced_weight: float = 0.5,
    discard_share: float = 0.2,
    plan: str | None = None,
) -> pd.DataFrame:
    """What each memory size costs and how fast it is, with the cheapest, the fastest and the balanced one marked.

    Parameters
    ----------
    durations
        Measured: one row a run with memory_mb and duration_ms (`serverless.read_report_lines` makes one). Modelled: what
        `durations` gives.
    location, architecture, plan
        As in `serverless.lambda_cost`.
    balanced_weight
        0 to 1: 0 balances for speed alone, 1 for cost alone.
    discard_share
        The share of the runs of each size that is left out at each end, 0 to 0.4, against cold starts and outliers.

    Returns
    -------
    pandas.DataFrame
        One row a size, smallest first: memory_mb, samples (runs kept), duration_ms (their mean), billed_ms (mean of
        what is billed), usd_per_million (a million invocations, duration only, at the first price tier), of_cheapest
        and of_fastest (times the best), balanced_value (lower is better), cheapest, fastest, balanced (True on one row
        each), efficient (no other size is as cheap and as fast or better). For a model also waiting_usd_per_million and
        computing_usd_per_million, which add up to the cost before rounding up, and why_not.

    Raises
    ------
    InputError
        For a missing column, a number outside Lambda's limits, no size that runs, a share that cannot be, or an unknown
        name.

    Notes
    -----
    The rules are those of AWS Lambda Power Tuning: the mean without the runs at both ends; the fastest of the equally
    cheap and the cheapest of the equally fast; balanced is the least weight x cost / largest cost + (1 - weight) x
    duration / largest duration. It prices the mean rounded up, this the mean of the runs rounded up one by one, as they
    are billed. Requests cost the same at every size.
    Source: AWS Lambda Power Tuning, "State Machine Input and Output".

    Examples
    --------
    Waiting is cheapest on little memory, computing costs the same up to one vCPU.

    >>> table = tune(durations(Work(cpu_ms=0, wait_ms=500), [128, 1024]), "us-east-1")
    >>> table["of_cheapest"].tolist()
    [1.0, 8.0]
    >>> table = tune(durations(Work(cpu_ms=1000), [128, 1024]), "us-east-1")
    >>> table["of_cheapest"].round(3).tolist(), table["of_fastest"].round(3).tolist()
    ([1.0, 1.0], [8.0, 1.0])
    """
    weight = errors.share("balanced_weight", balanced_weight)
    if errors.amount("discard_share", discard_share) > 0.4:
        raise InputError(
            ko=f"discard_share {discard_share}은(는) 쓸 수 없습니다. 0~0.4의 수여야 합니다.",
            en=f"discard_share {discard_share} cannot be used: give a number from 0 to 0.4.",
        )
    table = _means(durations, discard_share)
    rate = serverless.gb_second_usd(location, architecture, plan=plan)
    per_ms = table["memory_mb"] / 1024 / 1000 * rate * 1_000_000
    table["usd_per_million"] = table["billed_ms"] * per_ms
    cost, time = table["usd_per_million"], table["duration_ms"]
    table["of_cheapest"] = cost / cost.min()
    table["of_fastest"] = time / time.min()
    table["balanced_value"] = weight * cost / cost.max() + (1 - weight) * time / time.max()
    for name, keys in (
        ("cheapest", ["usd_per_million", "duration_ms"]),
        ("fastest", ["duration_ms", "usd_per_million"]),
        ("balanced", ["balanced_value", "usd_per_million"]),
    ):
        table[name] = table.index == table.sort_values(keys, kind="stable").index[0]
    table["efficient"] = _efficient(cost.to_numpy(dtype=float), time.to_numpy(dtype=float))
    if set(_MODEL) <= set(durations.columns):
        by_size = durations.set_index("memory_mb")
        waiting = table["memory_mb"].map(by_size["wait_ms"])
        table["waiting_usd_per_million"] = waiting * per_ms
        table["computing_usd_per_million"] = (time - waiting) * per_ms
        table["why_not"] = table["memory_mb"].map(by_size["why_not"])
    return table


def fit(measured: pd.DataFrame, discard_share: float = 0.2) -> Work:
    """The processor time and the waiting that explain measured durations.

    Parameters
    ----------
    measured
        One row a run: memory_mb and duration_ms, at two or more sizes.
    discard_share
        As in `tune`.

    Returns
    -------
    Work
        Its memory_needed_mb is the smallest size that was measured.

    Raises
    ------
    InputError
        For a missing column, fewer than two sizes, or a number outside Lambda's limits.

    Notes
    -----
    The least squares of the relative errors with no negative part. Without a size above 1,769 MB parallel and serial
    work look the same, and all of it is called serial.

    Examples
    --------
    >>> runs = durations(Work(cpu_ms=300, wait_ms=80), [128, 512, 1769])
    >>> work = fit(runs)
    >>> round(work.cpu_ms), round(work.wait_ms)
    (300, 80)
    """
    table = _means(measured, discard_share).dropna(subset="duration_ms")
    if len(table) < 2:
        raise InputError(
            ko=f"메모리 크기 {len(table)}개로는 나눌 수 없습니다. 두 가지 이상 크기에서 잰 시간을 주세요.",
            en=f"{len(table)} memory size cannot be told apart: give durations measured at two sizes or more.",
        )
    from scipy.optimize import nnls

    memory, time = table["memory_mb"].to_numpy(dtype=float), table["duration_ms"].to_numpy(dtype=float)
    serial, parallel = _basis(memory)
    columns = [np.ones(len(time)), serial] + ([parallel] if memory.max() > MB_PER_VCPU else [])
    found, _ = nnls(np.column_stack(columns) / time[:, None], np.ones(len(time)))
    wait, one, several = [*found.tolist(), 0.0][:3]
    cpu = one + several
    return Work(cpu, several / cpu if cpu else 0.0, wait, int(memory.min()))


def _basis(memory: Floats) -> tuple[Floats, Floats]:
    """Milliseconds that a millisecond of processor time takes at each size: on one core, on as many as there are."""
    vcpu = memory / MB_PER_VCPU
    return 1 / np.minimum(1.0, vcpu), 1 / vcpu


def _sizes(sizes: Sequence[int], name: str) -> list[int]:
    low, high = MEMORY_MB
    if not len(sizes):
        raise InputError(ko="메모리 크기를 하나 이상 주세요.", en="give one or more memory sizes.")
    for size in sizes:
        if not low <= errors.count(name, size) <= high:
            raise InputError(
                ko=f"{name} {size}은(는) 쓸 수 없습니다. {low}에서 {high:,}까지 1MB 단위로 정합니다.",
                en=f"{name} {size} cannot be used: give whole MB from {low} to {high:,}.",
            )
    return list(dict.fromkeys(int(size) for size in sizes))


def _means(runs: pd.DataFrame, discard_share: float) -> pd.DataFrame:
    """memory_mb, samples, duration_ms and billed_ms of each size, smallest first, without the runs at both ends."""
    errors.columns(runs.columns, ["memory_mb", "duration_ms"], ko="실행 시간 표", en="the durations")
    memory = pd.to_numeric(runs["memory_mb"], errors="coerce").to_numpy(dtype=float)
    sizes = np.unique(memory)
    _sizes([int(size) if float(size).is_integer() else size for size in sizes.tolist()], "memory_mb")
    why_not = runs["why_not"].to_numpy() if "why_not" in runs else np.full(len(runs), "")
    time = pd.to_numeric(runs["duration_ms"], errors="coerce").to_numpy(dtype=float)
    wrong = (why_not == "") & ~((time > 0) & (time <= LONGEST_MS))
    if wrong.any():
        given = runs["duration_ms"].to_numpy()[wrong][0]
        raise InputError(
            ko=f"실행 시간(duration_ms) {given}은(는) 쓸 수 없습니다. 0보다 크고 {LONGEST_MS:,} 이하(15분)여야 합니다.",
            en=f"cannot use the duration {given}: give milliseconds above 0 and up to {LONGEST_MS:,} (15 minutes)",
        )
    if not np.isfinite(time).any():
        raise InputError(
            ko="작업이 도는 메모리 크기가 없습니다. 더 큰 크기를 주세요.",
            en="the work runs at none of these memory sizes: give larger ones.",
        )
    rows = []
    for size in sizes:
        here = np.sort(time[(memory == size) & np.isfinite(time)])
        cut = int(len(here) * discard_share)
        kept = here[cut : len(here) - cut]
        mean, paid = (float(x.mean()) if len(kept) else math.nan for x in (kept, billed_ms(kept)))
        rows.append({"memory_mb": int(size), "samples": len(kept), "duration_ms": mean, "billed_ms": paid})
    return pd.DataFrame(rows)


def _efficient(cost: Floats, time: Floats) -> npt.NDArray[np.bool_]:
    """Sizes that no other beats in one of cost and time without being worse in the other."""
    no_worse = (cost[None, :] <= cost[:, None]) & (time[None, :] <= time[:, None])
    better = (cost[None, :] < cost[:, None]) | (time[None, :] < time[:, None])
    return np.isfinite(time) & ~(no_worse & better).any(axis=1)
