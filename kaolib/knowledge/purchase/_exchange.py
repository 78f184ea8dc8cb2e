"""Exchange of Convertible Reserved Instances: how many of the new one for the value that is left, and what is due."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.purchase._conditions import require
from kaolib.knowledge.purchase._reservation import RemainingValue, Reservation, remaining_value


@dataclass(frozen=True)
class Exchange:
    """What an exchange gives and costs.

    Attributes
    ----------
    reservation
        The new Convertible RI, from the exchange to its end, priced for that time.
    given, received
        Remaining value of what is given and of the new reservation (`RemainingValue`); the hours of what is given are
        those of the reservation with the most left.
    true_up_usd
        Due at the exchange, USD: upfront of the new less remaining upfront of the old.
    """

    reservation: Reservation
    given: RemainingValue
    received: RemainingValue
    true_up_usd: float


def exchange_count(
    value_usd: float, new_value_usd: float, upfront_usd: float = 0.0, new_upfront_usd: float = 0.0
) -> int:
    """How many new reservations an exchange gives: enough for the whole value, and for all that was paid upfront.

    Parameters
    ----------
    value_usd, new_value_usd
        Value of all that is given, and of one new reservation, USD.
    upfront_usd, new_upfront_usd
        Upfront part of each, USD.

    Raises
    ------
    InputError
        For a negative amount, a new value of 0, or an upfront payment that the new reservation does not have.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Exchange Convertible Reserved Instances" (a value or a true-up below what is given
    raises the number).

    Examples
    --------
    AWS's own example: USD 35 for reservations of USD 10 each are three and one more.

    >>> exchange_count(35, 10)
    4
    """
    errors.amount("value_usd", value_usd)
    errors.amount("new_value_usd", new_value_usd, above=True)
    if errors.amount("upfront_usd", upfront_usd) and not errors.amount("new_upfront_usd", new_upfront_usd):
        raise InputError(
            ko="선결제가 있는 예약은 선결제 없음으로 교환할 수 없습니다.",
            en="an RI with an upfront payment cannot be exchanged for No Upfront.",
        )
    pairs = ((value_usd, new_value_usd), (upfront_usd, new_upfront_usd))
    # A hair of tolerance, so that a value met exactly needs no further reservation.
    return max(1, *(math.ceil(old / new - 1e-9) for old, new in pairs if new))


def exchange(reservations: Reservation | Sequence[Reservation], target: Reservation) -> Exchange:
    """Exchange one or more Convertible RIs for one new configuration.

    Parameters
    ----------
    reservations
        What is given, whole. (To give a part, split it with `modify` first.)
    target
        What is wanted, at today's price for its full term; its start is the moment of the exchange, its count is
        worked out.

    Returns
    -------
    Exchange
        The new reservation, which ends with the last of the old ones, both values, and the true-up.

    Raises
    ------
    InputError
        For a reservation that cannot be exchanged (Standard, not active, less than 24 hours left), another Region,
        a target that is Standard or of another term, or a change from an upfront payment to none.

    Notes
    -----
    The term of the target is that of the old reservations, or 3 years where any of them has 3. For No Upfront AWS asks
    that the hourly price does not fall: here that is the price of the whole reservation, as in AWS's quotes, and the
    number sees to it. AWS also needs capacity for a zonal target.

    Source: AWS, EC2 User Guide, "Exchange Convertible Reserved Instances".

    Examples
    --------
    Half of the term is left: USD 500 of the upfront payment, against USD 600 for the new one.

    >>> terms = dict(offering="ri_convertible", payment="all_upfront", term_years=3)
    >>> old = Reservation("m5.large", "us-east-1", "2025-01-01", upfront_usd=1000, **terms)
    >>> half = old.start + (old.end - old.start) / 2
    >>> deal = exchange(old, Reservation("m7i.large", "us-east-1", half, upfront_usd=1200, **terms))
    >>> deal.reservation.count, deal.true_up_usd, deal.reservation.end == old.end
    (1, 100.0, True)
    """
    old = [reservations] if isinstance(reservations, Reservation) else list(reservations)
    at = target.start
    _check(old, target)
    lasts = max(old, key=lambda one: one.end)
    values = [remaining_value(one, at) for one in old]
    given = RemainingValue(
        max(value.hours for value in values),
        *(sum(getattr(value, name) for value in values) for name in ("upfront_usd", "usd_per_hour", "usd")),
    )
    # The target's price is for a full term; what is received lasts only as long as the old one would have.
    one = replace(target, count=1, end=lasts.end)
    one = replace(one, upfront_usd=target.upfront_usd * one.hours / target.hours)
    each = remaining_value(one, at)
    new = replace(one, count=exchange_count(given.usd, each.usd, given.upfront_usd, each.upfront_usd))
    received = RemainingValue(each.hours, *(new.count * part for part in each[1:]))
    return Exchange(new, given, received, received.upfront_usd - given.upfront_usd)


def _check(old: Sequence[Reservation], target: Reservation) -> None:
    if not old:
        raise InputError(ko="예약 인스턴스를 하나 이상 주세요.", en="give at least one RI.")
    for one in old:
        require("exchangeable", one, target.start)
        if one.location != target.location:
            raise InputError(
                ko=f"{one.location} 예약은 {target.location} 예약으로 교환할 수 없습니다. 리전은 고정입니다.",
                en=f"an RI of {one.location} cannot be exchanged for one of {target.location}: the Region stays.",
            )
    if target.offering != "ri_convertible":
        raise InputError(
            ko="컨버터블 예약은 컨버터블 예약으로만 교환할 수 있습니다.",
            en="a Convertible RI can be exchanged for a Convertible RI only.",
        )
    years = max(one.term_years for one in old)
    if target.term_years != years:
        raise InputError(
            ko=f"새 예약의 약정 기간은 {years}년이어야 합니다. {target.term_years}년을 받았습니다.",
            en=f"the new RI must have a term of {years} years, not {target.term_years}.",
        )
