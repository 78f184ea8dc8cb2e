"""The likely mistake behind a wrong number: anybody's slips with money, hours and shares."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

from kaolib.study import language

#: Relative tolerance of a number with decimals, and what still counts as "nearly".
TOLERANCE, NEARLY = 0.005, 0.05

_HOURS = {"hour": 1.0, "day": 24.0, "month": 730.0, "year": 8760.0, "three_years": 26280.0}
_PERIOD = {"usd_per_hour": "hour", "usd_per_month": "month"}
_UNITS = ("usd_per_month", "usd_per_hour", "percent", "hours", "usd")
_SHARES = ("saving", "share", "fraction", "utilization", "percent", "ratio")


def unit_of(name: str) -> str | None:
    """The kind of number that a column or key holds, by its name.

    Examples
    --------
    >>> unit_of("on_demand_usd_per_hour"), unit_of("saving"), unit_of("vcpu")
    ('usd_per_hour', 'percent', None)
    """
    for unit in _UNITS:
        if name.endswith(unit):
            return unit
    return "percent" if name.endswith(_SHARES[:-1]) else None


def number_fault(truth: float, answer: float, unit: str | None, tolerance: float = TOLERANCE) -> str:
    """The likely mistake behind a wrong number.

    Examples
    --------
    >>> language.use("en")
    >>> number_fault(0.1, 73.0, "usd_per_hour")
    'This is the amount per month (730 hours). The answer asked for is per hour.'
    """
    if not math.isfinite(answer):
        return language.text("lesson_number_unknown")
    for name, wrong in _typical(truth, unit):
        if math.isclose(wrong, answer, rel_tol=max(tolerance, 1e-9)) and not math.isclose(wrong, truth, rel_tol=1e-9):
            period = _PERIOD.get(unit or "", "")
            wanted = language.text(f"lesson_per_{period}") if period else ""
            return language.text(f"lesson_number_{name}", wanted=wanted)
    if _rounded_from(truth, answer):
        return language.text("lesson_number_rounded")
    for hours in (720, 744):  # after the tolerance: 720 is 1.4 % away from 730
        if unit == "usd_per_month" and math.isclose(truth * hours / 730, answer, rel_tol=0.001):
            return language.text("lesson_number_month_hours", hours=hours)
    way = "high" if answer > truth else "low"
    if math.isclose(truth, answer, rel_tol=NEARLY):
        return language.text(f"lesson_number_{way}_nearly")
    if truth == 0 or answer == 0 or (answer > 0) != (truth > 0):
        return language.text(f"lesson_number_{way}")
    factor = max(answer / truth, truth / answer)
    size = "some" if factor < 2 else "much" if factor < 10 else "far"
    return language.text(f"lesson_number_{way}_{size}")


def _typical(truth: float, unit: str | None) -> Iterator[tuple[str, float]]:
    """Wrong values that a known slip gives, by the name of the slip."""
    period = _PERIOD.get(unit or "")
    if period:
        for name, hours in _HOURS.items():
            if name != period:
                yield f"per_{name}", truth * hours / _HOURS[period]
    if unit == "percent":
        yield "percent", truth * 100
        yield "remaining", 1 - truth
        if truth < 1:
            yield "wrong_base", truth / (1 - truth)
    yield "sign", -truth
    if unit and unit.startswith("usd"):
        yield "cents", truth * 100
        if language.rate():
            yield "won", truth * (language.rate() or 1.0)
    if unit not in ("usd_per_hour", "usd_per_month"):
        yield "times_month", truth * 730
        yield "over_month", truth / 730
        yield "times_year", truth * 12
    yield "thousand", truth * 1000
    yield "thousand", truth / 1000
    yield "binary", truth * 1024
    yield "binary", truth / 1024
    if truth and unit not in ("usd", "usd_per_hour", "usd_per_month"):
        yield "inverse", 1 / truth


def _rounded_from(truth: float, answer: float) -> bool:
    """Whether the answer is the truth with too few decimals."""
    _, _, decimals = f"{Decimal(str(answer)):f}".rstrip("0").partition(".")
    return answer != 0 and round(truth, len(decimals)) == answer and not math.isclose(truth, answer, rel_tol=1e-9)
