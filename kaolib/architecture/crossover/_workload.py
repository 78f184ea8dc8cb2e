"""A workload: how many requests, when, what each needs, and what it cannot do without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import purchase

Floats = npt.NDArray[np.float64]

_DAY = 24
_MONTH_SECONDS = purchase.MONTH_HOURS * 3600


def _of(weights: Sequence[float]) -> tuple[float, ...]:
    total = sum(weights)
    return tuple(weight / total for weight in weights)


#: The share of a day's requests in each of its 24 hours. The shapes are ours, made to differ from each other: every hour the
#: same; work from nine to six; a climb to the evening; two hours with a quarter of the day each.
SHAPES = {
    "flat": _of([1] * 24),
    "office": _of([1] * 8 + [6] + [10] * 9 + [4] * 2 + [1] * 4),
    "evening": _of([3, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 5, 4, 4, 5, 6, 8, 11, 12, 12, 10, 6]),
    "spikes": _of([1] * 12 + [11] + [1] * 7 + [11] + [1] * 3),
}
#: What a map or a frontier can vary.
AXES = ("requests", "cpu_ms", "wait_ms", "memory_mb", "process_mb", "burstiness", "longest_run_s", "longest_answer_ms")


@dataclass(frozen=True)
class Workload:
    """Requests over a month, what each of them needs, and what the work does not tolerate.

    Attributes
    ----------
    requests : float
        In a month of 730 hours; `per_second` takes a rate instead.
    cpu_ms : float
        Milliseconds of one vCPU that a request needs, above 0; it uses one vCPU at a time.
    wait_ms : float
        Milliseconds that a request waits for something else, such as a database.
    memory_mb : float
        Memory that each request needs while it is being answered, MB.
    process_mb : float
        Memory that the program needs before the first request, once on a machine, a task or a function, MB.
    shape : str or sequence of float
        One of `SHAPES`, or 24 shares of the day's requests that add up to 1; every day is the same.
    burstiness : float
        Peak to mean inside an hour, 1 and above: the requests of an hour come evenly, in one part in so many of its time.
    stateless : bool
        False where requests need what an earlier one left in memory or on the local disk.
    longest_answer_ms : float or None
        A request must be answered within so many milliseconds; None for no limit.
    cold_start_tolerated : bool
        Whether the few requests that meet a cold start may exceed the limit; False without a limit: none may meet one.
    longest_run_s : float or None
        The longest that one request runs, in seconds; None where all run as long as cpu_ms and wait_ms say.
    may_wait : bool
        Whether the work can lie in a queue until a machine is free; nobody waits for its answer.

    Raises
    ------
    InputError
        For a number that cannot be, a shape that is not one, or work that may wait and has a latest answer.

    Examples
    --------
    >>> shop = Workload(requests=10_000_000, cpu_ms=40, wait_ms=60, shape="evening")
    >>> round(shop.requests_per_second, 2), round(max(shop.shares), 3)
    (3.81, 0.101)
    """

    requests: float
    cpu_ms: float
    wait_ms: float = 0.0
    memory_mb: float = 64.0
    process_mb: float = 256.0
    shape: str | Sequence[float] = "flat"
    burstiness: float = 1.0
    stateless: bool = True
    longest_answer_ms: float | None = None
    cold_start_tolerated: bool = True
    longest_run_s: float | None = None
    may_wait: bool = False

    def __post_init__(self) -> None:
        for name in ("requests", "wait_ms", "memory_mb", "process_mb"):
            errors.amount(name, getattr(self, name))
        errors.amount("cpu_ms", self.cpu_ms, above=True)
        errors.amount("burstiness", self.burstiness, least=1)
        for name in ("longest_answer_ms", "longest_run_s"):
            if getattr(self, name) is not None:
                errors.amount(name, getattr(self, name), above=True)
        if self.may_wait and self.longest_answer_ms is not None:
            raise InputError(
                ko="기다려도 되는 작업(may_wait)에는 응답 제한(longest_answer_ms)이 없습니다. 둘 중 하나만 정하세요.",
                en="work that may_wait has no longest_answer_ms: give one of the two.",
            )
        if not isinstance(self.shape, str):
            object.__setattr__(self, "shape", _shares(self.shape))
        elif self.shape not in SHAPES:
            raise unknown(ko="하루 모양(shape)", en="shape of the day", given=self.shape, allowed=SHAPES)

    @classmethod
    def per_second(cls, requests_per_second: float, cpu_ms: float, **others: Any) -> Workload:
        """The workload with so many requests a second on average over the month.

        Examples
        --------
        >>> Workload.per_second(2, cpu_ms=40).requests
        5256000.0
        """
        rate = errors.amount("requests_per_second", requests_per_second)
        return cls(requests=rate * _MONTH_SECONDS, cpu_ms=cpu_ms, **others)

    @property
    def requests_per_second(self) -> float:
        """On average over the month."""
        return self.requests / _MONTH_SECONDS

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of a day's requests in each of its 24 hours."""
        return SHAPES[self.shape] if isinstance(self.shape, str) else tuple(self.shape)


def _shares(given: Sequence[float]) -> tuple[float, ...]:
    shares = tuple(errors.amount("shape", share) for share in given)
    if len(shares) != _DAY or abs(sum(shares) - 1) > 1e-6:
        raise InputError(
            ko=f"하루 모양(shape)은 합이 1인 수 24개여야 합니다. 준 것은 {len(shares)}개이고 합은 {sum(shares):g}입니다.",
            en=f"the shape of the day needs 24 shares that add up to 1, not {len(shares)} that add up to {sum(shares):g}.",
        )
    return _of(shares)
