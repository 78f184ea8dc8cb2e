"""Fargate's bill the slow way: one task after the other, with whole seconds counted one by one."""

from __future__ import annotations

import math
from fractions import Fraction

from kaolib.knowledge import catalog


def sizes() -> list[tuple[float, float]]:
    """The table of the price page, written out."""
    rows = {
        0.25: "0.5 1 2",
        0.5: "1 2 3 4",
        1: "2 3 4 5 6 7 8",
        2: "4 5 6 7 8 9 10 11 12 13 14 15 16",
        4: "8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30",
        8: "16 20 24 28 32 36 40 44 48 52 56 60",
        16: "32 40 48 56 64 72 80 88 96 104 112 120",
        32: "60 120 244",
    }
    return [(vcpu, float(gib)) for vcpu, memories in rows.items() for gib in memories.split()]


def billed(seconds: float, operating_system: str) -> int:
    """Seconds of one task."""
    whole = int(seconds)
    if seconds > whole + 5e-7:
        whole += 1
    least = 300 if operating_system == "windows" else 60
    return whole if whole > least else least


def usd(
    vcpu: float,
    gib: float,
    seconds: float,
    location: str,
    architecture: str = "x86_64",
    operating_system: str = "linux",
    ephemeral_gib: float = 20,
    spot_saving: float = 0,
) -> float:
    """One task, in exact fractions of the prices as printed."""
    name = {"x86_64": "x86", "arm64": "arm64"}[architecture]

    def price(item: str) -> Fraction:
        return Fraction(str(catalog.tiers("fargate", item, location)[0][2]))

    hours = Fraction(billed(seconds, operating_system), 3600)
    each = Fraction(vcpu) * price(f"vcpu_{operating_system}_{name}") + Fraction(gib) * price(
        f"gb_{operating_system}_{name}"
    )
    each *= 1 - Fraction(spot_saving)
    if operating_system == "windows":
        each += Fraction(vcpu) * price("vcpu_windows_license")
    each += (Fraction(ephemeral_gib) - 20) * price("ephemeral_storage")
    assert math.isfinite(float(each))
    return float(hours * each)
