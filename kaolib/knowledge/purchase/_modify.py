"""Modification of Reserved Instances: another zone, scope or size for the same footprint, free of charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import instance_type
from kaolib.knowledge.purchase._conditions import require
from kaolib.knowledge.purchase._reservation import Reservation
from kaolib.knowledge.purchase._time import HOUR, moment

# What must be the same in all reservations of one request.
_ALIKE = {
    "offering": ("오퍼링 클래스", "offering class"),
    "location": ("리전", "Region"),
    "operating_system": ("플랫폼", "platform"),
    "tenancy": ("테넌시", "tenancy"),
    "payment": ("결제 옵션", "payment option"),
    "term_years": ("약정 기간", "term"),
    "family": ("패밀리", "family"),
}


def modify(
    reservations: Reservation | Sequence[Reservation], targets: pd.DataFrame, at: str | pd.Timestamp
) -> list[Reservation]:
    """Modify one or more reservations into others: move, change scope or size, split, merge.

    Parameters
    ----------
    reservations
        What is modified; it retires when the new ones start.
    targets
        A row a new reservation: instance_type, count, and zone ("" or left out: regional).
    at
        When the request is made.

    Returns
    -------
    list of Reservation
        One for each target, from the start of the clock-hour of the request to the old end. What was paid upfront and
        is charged each hour goes along by normalized units, so that nothing is owed or paid back. (AWS lists a fixed
        price of 0 for a modified reservation; here it keeps its share.)

    Raises
    ------
    InputError
        For reservations that cannot be modified or not together, or targets that do not fit: another family, a size
        where sizes cannot change, or a footprint that differs.

    Notes
    -----
    AWS also needs capacity for a zonal target. It allows Convertible RIs that expire in different hours in one
    request, without saying when the result expires: here that is an error, and `exchange` merges them. Two targets may
    be alike, as in AWS's example of exchanging a part, though AWS's advice on failed requests asks for different ones.

    Sources: AWS, EC2 User Guide, "Modify Reserved Instances"; EC2 API Reference, "ModifyReservedInstances" (alike but
    for zone and instance type).

    Examples
    --------
    AWS's own example: one t2.medium (2 units) becomes two t2.nano (0.5 units) and three t2.micro (1.5 units).

    >>> ri = Reservation("t2.medium", "us-east-1", "2026-01-01")
    >>> parts = modify(ri, pd.DataFrame({"instance_type": ["t2.nano", "t2.micro"], "count": [2, 3]}), "2026-05-01T21:15")
    >>> [part.units for part in parts], str(parts[0].start), parts[0].end == ri.end
    ([0.5, 1.5], '2026-05-01 21:00:00+00:00', True)
    """
    time = moment("at", at)
    old = _alike(reservations)
    for one in old:
        require("modifiable", one, time)
    rows = _targets(targets, old[0])
    if len({row[0] for row in rows} | {one.instance_type for one in old}) > 1:
        for one in old:
            require("resizable", one, time)
    new = [replace(old[0], instance_type=name, count=count, zone=zone) for name, count, zone in rows]
    # The same size throughout: the count is the footprint, also where the size has no factor.
    resized = len({one.instance_type for one in [*old, *new]}) > 1
    before, after = (sum(_footprint(one, resized) for one in group) for group in (old, new))
    if before != after:
        raise InputError(
            ko=f"새 구성은 {after:g}{_UNIT[resized][0]}, 원래 예약은 {before:g}{_UNIT[resized][0]}입니다. 서로 같아야 합니다.",
            en=f"the targets have {after:g} {_UNIT[resized][1]}, the reservations {before:g}: they must be equal.",
        )

    start = max(time.floor("h"), *(one.start for one in old))
    end = max(one.end for one in old)
    upfront = sum(one.count * one.upfront_usd * ((one.end - start) / HOUR) / one.hours for one in old) / before
    hourly = sum(one.count * one.usd_per_hour for one in old) / before
    return [
        replace(
            one,
            start=start,
            end=end,
            active_since=max(one.active_since for one in old),
            upfront_usd=upfront * _footprint(one, resized) / one.count,
            usd_per_hour=hourly * _footprint(one, resized) / one.count,
            volume_discount=any(one.volume_discount for one in old),
        )
        for one in new
    ]


_UNIT = {True: ("단위", "units"), False: ("대", "instances")}


def _footprint(one: Reservation, resized: bool) -> float:
    return one.units if resized else one.count


def _alike(reservations: Reservation | Sequence[Reservation]) -> list[Reservation]:
    """The reservations as a list, if one request may hold them all."""
    given = [reservations] if isinstance(reservations, Reservation) else list(reservations)
    if not given:
        raise InputError(ko="예약 인스턴스를 하나 이상 주세요.", en="give at least one RI.")
    for name, (ko, en) in _ALIKE.items():
        values = sorted({str(getattr(one, name)) for one in given})
        if len(values) > 1:
            raise InputError(
                ko=f"{ko}이(가) 다른 예약은 함께 수정할 수 없습니다: {', '.join(values)}.",
                en=f"RIs of more than one {en} cannot be modified together: {', '.join(values)}.",
            )
    ends = sorted({one.end.floor("h") for one in given})
    if len(ends) > 1:
        raise InputError(
            ko=f"같은 시간대에 만료되는 예약만 함께 수정할 수 있습니다: {ends[0]}, {ends[-1]}.",
            en=f"RIs that are modified together must expire in the same hour, not at {ends[0]} and {ends[-1]}.",
        )
    return given


def _targets(targets: pd.DataFrame, old: Reservation) -> list[tuple[str, int, str]]:
    """Instance type, count and zone of each target, all of the family."""
    errors.columns(targets.columns, ("instance_type", "count"), ko="새 구성", en="the targets")
    zones = targets["zone"] if "zone" in targets.columns else [""] * len(targets)
    rows = [
        (str(name), count, str(zone))
        for name, count, zone in zip(targets["instance_type"], targets["count"], zones, strict=True)
    ]
    if not rows:
        raise InputError(ko="새 구성을 하나 이상 주세요.", en="give at least one target.")
    for name, _, _ in rows:
        if instance_type.parse(name).family != old.family:
            raise InputError(
                ko=f"{old.family} 예약은 {name}(으)로 수정할 수 없습니다. 패밀리와 세대가 같아야 합니다.",
                en=f"a {old.family} RI cannot be modified to {name}: family and generation must stay.",
            )
    return rows
