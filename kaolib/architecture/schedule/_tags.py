"""From a resource's tags to its schedule, and from a schedule to the actions of an Auto Scaling group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture.schedule import _days
from kaolib.architecture.schedule._running import SERVICES
from kaolib.architecture.schedule._schedule import Period, Schedule, by_name
from kaolib.errors import InputError

#: The tag key unless the solution is deployed with another.
TAG_KEY = "Schedule"
#: What the solution writes on what it manages. Source: guide, "Monitor the solution" (informational tags, control tags).
INFO_TAGS = ("IS-ManagedBy", "IS-LastAction", "IS-Error", "IS-ErrorMessage")
CONTROL_TAGS = ("IS-MinDesiredMax", "IS-PreferredInstanceTypes", "IS-SelfHealLastAttempt")


def read_tags(
    resources: pd.DataFrame, schedules: Schedule | Sequence[Schedule] | dict[str, Schedule], tag_key: str = TAG_KEY
) -> pd.DataFrame:
    """Which schedule manages each resource, by its tag, and why one manages none.

    Parameters
    ----------
    resources
        One row each: resource, service (one of `SERVICES`; anything else is not supported) and tags, a mapping.
    schedules
        The schedules that are configured.
    tag_key
        The key that the solution was deployed with.

    Returns
    -------
    pandas.DataFrame
        The resources in order: resource, service, schedule (the tag's value, "" without one), managed, error (AWS's
        code in the tag IS-Error: UnknownSchedule, UnsupportedResource, IncompatibleSchedule; "" for none), nearest (the
        key or schedule that was probably meant).

    Raises
    ------
    InputError
        For a missing column.

    Notes
    -----
    Keys and values are case-sensitive, so `schedule` is not `Schedule`: such a resource is simply not managed, and no
    tag tells so. A resource without the tag runs on.
    Sources: AWS, Instance Scheduler on AWS guide, "Operator guide" and "Monitor the solution"; EC2 User Guide, "Tag your
    Amazon EC2 resources" (case-sensitive).

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> machines = pd.DataFrame({"resource": ["i-1", "i-2", "i-3"], "service": "ec2",
    ...     "tags": [{"Schedule": "uk-office-hours"}, {"schedule": "uk-office-hours"}, {"Schedule": "UK-office-hours"}]})
    >>> read_tags(machines, samples())[["managed", "error", "nearest"]].values.tolist()
    [[True, '', ''], [False, '', 'Schedule'], [False, 'UnknownSchedule', 'uk-office-hours']]
    """
    errors.columns(resources.columns, ("resource", "service", "tags"), ko="리소스 표", en="the resources")
    known = by_name(schedules)
    rows = []
    for resource, service, tags in zip(resources["resource"], resources["service"], resources["tags"], strict=True):
        value, error, nearest = _read(tags, str(service), known, tag_key)
        managed = bool(value) and not error
        rows.append((resource, service, value, managed, error, nearest))
    return pd.DataFrame(rows, columns=["resource", "service", "schedule", "managed", "error", "nearest"])


def scheduled_actions(
    schedule: Schedule, min_size: int, desired: int, max_size: int, prefix: str = "IS-"
) -> pd.DataFrame:
    """The scheduled actions that Instance Scheduler writes on an Auto Scaling group.

    Parameters
    ----------
    schedule
        Its periods become actions one by one: the begin a start, the end a stop.
    min_size, desired, max_size
        The running state, as in the control tag IS-MinDesiredMax ("1-3-5"); stopped is 0-0-0.
    prefix
        What the names begin with.

    Returns
    -------
    pandas.DataFrame
        name, recurrence (cron: minute hour day month weekday), time_zone, min_size, desired, max_size.

    Raises
    ------
    InputError
        For sizes out of order, or what groups do not support: an nth, last or nearest weekday, or a period without a
        begin and an end, which gives no action at all.

    Notes
    -----
    enforced, retain_running and adjacent periods have no effect on a group: the stop at 23:59 stops it.
    Source: AWS, Instance Scheduler on AWS guide, "EC2 Auto Scaling Group Scheduling".

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> actions = scheduled_actions(samples()["london-working-hours"], 1, 3, 5)
    >>> actions[["name", "recurrence", "desired"]].values.tolist()
    [['IS-weekdays-9-5Start', '0 9 * * mon-fri', 3], ['IS-weekdays-9-5Stop', '59 16 * * mon-fri', 0]]
    """
    sizes = [
        errors.count(name, value)
        for name, value in (("min_size", min_size), ("desired", desired), ("max_size", max_size))
    ]
    if not sizes[0] <= sizes[1] <= sizes[2]:
        said = "-".join(map(str, sizes))
        raise InputError(
            ko=f"크기 {said}은(는) 쓸 수 없습니다. 최소 ≤ 원하는 용량 ≤ 최대여야 합니다.",
            en=f"the sizes {said} cannot be used: minimum ≤ desired ≤ maximum.",
        )
    rows = []
    for period in schedule.periods:
        if reason := _unsupported(period):
            raise reason
        days = " ".join(_cron(name, getattr(period, name)) for name in ("monthdays", "months", "weekdays"))
        for minute, what, size in ((period.begin, "Start", sizes), (period.end, "Stop", [0, 0, 0])):
            if minute is not None:
                recurrence = f"{minute % 60} {minute // 60} {days}"
                rows.append((f"{prefix}{period.name}{what}", recurrence, schedule.timezone, *size))
    return pd.DataFrame(rows, columns=["name", "recurrence", "time_zone", "min_size", "desired", "max_size"])


def _read(tags: Mapping[str, Any], service: str, known: dict[str, Schedule], tag_key: str) -> tuple[str, str, str]:
    value = str(tags.get(tag_key, ""))
    if tag_key not in tags:
        near = next((key for key in tags if str(key).casefold() == tag_key.casefold()), None)
        return "", "", "" if near is None else tag_key
    if service not in SERVICES:
        return value, "UnsupportedResource", ""
    if value not in known:
        return value, "UnknownSchedule", errors.nearest(value, known) or ""
    if service == "autoscaling" and any(_unsupported(period) for period in known[value].periods):
        return value, "IncompatibleSchedule", ""
    return value, "", ""


def _unsupported(period: Period) -> InputError | None:
    """Why an Auto Scaling group cannot follow a period."""
    special = {"nth", "last_weekday", "nearest"}
    if any(
        part.kind in special for name in ("weekdays", "monthdays") for part in _days.read(name, getattr(period, name))
    ):
        return InputError(
            ko=f"기간 {period.name!r}의 n번째·마지막·가까운 요일은 Auto Scaling 그룹에 쓸 수 없습니다.",
            en=f"period {period.name!r}: an Auto Scaling group takes no nth, last or nearest weekday.",
        )
    if period.begin is None and period.end is None:
        return InputError(
            ko=f"기간 {period.name!r}에 시작과 끝 시각이 없어 Auto Scaling 그룹의 예약된 작업이 만들어지지 않습니다. 시각을 적으세요.",
            en=f"period {period.name!r} has no begin and no end, so an Auto Scaling group would get no action: give times.",
        )
    return None


def _cron(name: str, text: str) -> str:
    """A field as the recurrence of a scheduled action writes it: names instead of numbers, which count from Sunday there."""
    parts = _days.read(name, text)
    return ",".join(_cron_part(name, part) for part in parts) or "*"


def _cron_part(name: str, part: _days.Part) -> str:
    if part.kind == "all":
        return "*"
    if part.kind == "last":
        return "L"
    named = {"weekdays": _days.WEEKDAYS, "months": ("", *_days.MONTHS)}.get(name)

    def said(value: int) -> str:
        return named[value] if named else str(value)

    step = f"/{part.step}" if part.step > 1 else ""
    if part.end is None:
        return f"{said(part.first)}-L" if part.step == 1 else f"{said(part.first)}{step}"
    return f"{said(part.first)}{step}" if part.first == part.end else f"{said(part.first)}-{said(part.end)}{step}"
