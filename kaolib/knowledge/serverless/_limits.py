"""Whole numbers that a setting of AWS may have."""

from __future__ import annotations

from kaolib import errors
from kaolib.errors import InputError


def whole(name: str, given: int, least: int, most: int) -> int:
    """The value, if it is a whole number in the range."""
    value = errors.count(name, given)
    if not least <= value <= most:
        raise InputError(
            ko=f"{name} {value:,}은(는) 쓸 수 없습니다. {least:,}에서 {most:,}까지의 정수여야 합니다.",
            en=f"{name} {value:,} cannot be used: give a whole number from {least:,} to {most:,}.",
        )
    return value


def limit(name: str, given: int, least: int, most: int) -> int:
    """-1 (no limit) or a whole number in the range."""
    value = errors.count(name, given, least=-1)
    if value != -1 and not least <= value <= most:
        raise InputError(
            ko=f"{name} {value:,}은(는) 쓸 수 없습니다. {least:,}에서 {most:,}까지의 정수, 또는 제한이 없으면 -1입니다.",
            en=f"{name} {value:,} cannot be used: give a whole number from {least:,} to {most:,}, or -1 for no limit.",
        )
    return value
