"""What EC2 bills for a Spot Instance that is stopped or interrupted: who does it, and when, decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.ec2._running import FULL_HOUR_SYSTEMS, billed_seconds

#: Who ends a run of a Spot Instance: "ec2" interrupts it, "you" stop, hibernate or terminate it.
INTERRUPTERS = ("ec2", "you")
#: Up to here lies the first hour, in which an interruption by EC2 costs nothing.
FIRST_HOUR_SECONDS = 3_600


def interruption_rules() -> pd.DataFrame:
    """The rule by which a run of a Spot Instance is billed, for each way in which it may end.

    Returns
    -------
    pandas.DataFrame
        Four rows: by ("you", "ec2"), systems ("per_second": Linux, Windows and all others, "per_hour": those in
        `FULL_HOUR_SYSTEMS`), first_hour and later: what is billed when the run ends in its first hour, and after it.
        "seconds": those used; "hours_begun": every begun hour in full; "hours_completed": full hours only, the broken one
        is free; "none": nothing.

    Notes
    -----
    Whether an interrupted instance is terminated, stopped or hibernated changes nothing here; stopped or hibernated, its
    EBS volumes go on being billed (`while_stopped`). Data transfer, Elastic IP addresses and other services are billed
    whoever interrupts, and whenever.
    Source: AWS, EC2 User Guide, "Billing for interrupted Spot Instances".

    Examples
    --------
    >>> interruption_rules().set_index(["by", "systems"]).loc[("ec2", "per_second")].tolist()
    ['none', 'seconds']
    """
    return pd.DataFrame(
        [
            ("you", "per_second", "seconds", "seconds"),
            ("you", "per_hour", "hours_begun", "hours_begun"),
            ("ec2", "per_second", "none", "seconds"),
            ("ec2", "per_hour", "none", "hours_completed"),
        ],
        columns=["by", "systems", "first_hour", "later"],
    )


@overload
def interrupted_seconds(seconds: float, by: str = "ec2", operating_system: str = "linux") -> int: ...
@overload
def interrupted_seconds(
    seconds: pd.Series[float] | Sequence[float] | npt.NDArray[Any],
    by: str | pd.Series[str] | Sequence[str] | npt.NDArray[Any] = "ec2",
    operating_system: str | pd.Series[str] | Sequence[str] = "linux",
) -> pd.Series[int]: ...
def interrupted_seconds(seconds: Any, by: Any = "ec2", operating_system: Any = "linux") -> int | pd.Series[int]:
    """Seconds billed for the run of a Spot Instance that EC2 interrupts, or that you end.

    Parameters
    ----------
    seconds
        How long each run took, in seconds: one number, or many. For an instance that hibernates the time of stopping
        counts (`running_periods`).
    by
        "ec2" or "you": one for all, or one each.
    operating_system
        One of `catalog.operating_systems`: one for all, or one each.

    Returns
    -------
    int or pandas.Series
        Whole seconds: one number for one run, a Series (with the index of `seconds`) for many.

    Raises
    ------
    InputError
        For a negative or missing number, an unknown name, or as many names as there are not runs.

    Notes
    -----
    Ended by you, a run is billed as any other (`billed_seconds`). Interrupted by EC2 within its first hour it costs
    nothing; later, the seconds used, and with SUSE the completed hours only. A run of exactly an hour has completed it,
    and is not within it; fractions of a second are rounded up; an instance that was stopped and starts anew begins a
    first hour anew: AWS says nothing of these three (derived).
    Source: AWS, EC2 User Guide, "Billing for interrupted Spot Instances".

    Examples
    --------
    Half an hour and an hour and a half, interrupted by EC2 and ended by you; then the same with SUSE.

    >>> [interrupted_seconds([1800, 5400], by).tolist() for by in ("ec2", "you")]
    [[0, 5400], [1800, 5400]]
    >>> [interrupted_seconds([1800, 5400], by, "suse").tolist() for by in ("ec2", "you")]
    [[0, 3600], [3600, 7200]]
    """
    many = not isinstance(seconds, (int, float, np.integer, np.floating))
    runs = pd.Series(seconds if many else [seconds])
    ended = _one_or_each(by, len(runs), many, ko="끝낸 쪽", en="who ended them")
    for name in dict.fromkeys(ended):
        errors.each_of(str(name), INTERRUPTERS, ko="끝낸 쪽", en="one who ends a run")
    systems = _one_or_each(operating_system, len(runs), many, ko="운영 체제", en="operating systems")
    one = systems[0] if len(systems) == 1 else systems
    yours = pd.Series(billed_seconds(runs, one))  # raises for what is wrong
    used = np.ceil(runs.to_numpy(dtype=float)).astype(np.int64)
    hours = runs.to_numpy(dtype=float) // 3600 * 3600
    theirs = np.where(np.isin(systems, FULL_HOUR_SYSTEMS), hours, np.where(runs >= FIRST_HOUR_SECONDS, used, 0))
    billed = np.where(np.array(ended) == "ec2", theirs, yours).astype(np.int64)
    return pd.Series(billed, index=runs.index, name="billed_seconds") if many else int(billed[0])


def bill_interrupted(runs: pd.DataFrame, usd_per_hour: float | Sequence[float] | pd.Series[float]) -> pd.DataFrame:
    """What the runs of Spot Instances cost, and what the free hours spare.

    Parameters
    ----------
    runs
        One row per run: running_seconds, by ("ec2", "you") and, if it is not Linux, operating_system.
    usd_per_hour
        The Spot price of an instance while it ran: one for all, or one each.

    Returns
    -------
    pandas.DataFrame
        The runs with usd_per_hour, billed_seconds, usd, free_seconds (what the same run would have been billed had you
        ended it, less billed_seconds) and free_usd.

    Raises
    ------
    InputError
        For a missing column, an unknown name, or a negative or missing number.

    Examples
    --------
    >>> runs = pd.DataFrame({"running_seconds": [1800, 5400, 1800], "by": ["ec2", "ec2", "you"]})
    >>> bill_interrupted(runs, 2.0)[["billed_seconds", "usd", "free_usd"]].values.tolist()
    [[0.0, 0.0, 1.0], [5400.0, 3.0, 0.0], [1800.0, 1.0, 0.0]]
    """
    errors.columns(runs.columns, ("running_seconds", "by"), ko="실행 기간", en="the runs")
    systems = runs.get("operating_system", "linux")
    billed = interrupted_seconds(runs["running_seconds"], runs["by"], systems)
    yours = pd.Series(billed_seconds(runs["running_seconds"], systems))
    price = pd.Series(usd_per_hour, index=runs.index, dtype=float)
    for value in price.unique():
        errors.amount("usd_per_hour", float(value))
    free = yours - billed
    return runs.assign(
        usd_per_hour=price,
        billed_seconds=billed,
        usd=billed * price / 3600,
        free_seconds=free,
        free_usd=free * price / 3600,
    )


def _one_or_each(names: Any, runs: int, many: bool, *, ko: str, en: str) -> list[str]:
    """One name, or as many as there are runs."""
    given = [names] if isinstance(names, str) or not many else list(names)
    if len(given) not in (1, runs):
        raise InputError(
            ko=f"실행 {runs}개에 {ko}을(를) {len(given)}개 적었습니다. 하나만 적거나 실행마다 하나씩 적으세요.",
            en=f"for {runs} runs there are {len(given)} {en}: give one for all, or one each.",
        )
    return given
