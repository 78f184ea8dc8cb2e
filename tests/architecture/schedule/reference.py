"""The scheduler once more, slow and obvious: every minute, a datetime; every field, a set of days."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

NAMES = {
    "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "months": ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
}
DOMAIN = {"weekdays": (0, 6), "months": (1, 12)}


def value(field, text):
    text = text.strip().lower()
    return NAMES[field].index(text) if text in NAMES.get(field, []) else int(text)


def days_meant(field, text, day):
    """All values that a field means in the month of a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    low, high = DOMAIN.get(field, (1, last))
    meant = set()
    for item in text.split(","):
        item = item.strip()
        if item == "*":
            meant |= set(range(low, high + 1))
        elif item == "L":
            meant.add(high)
        elif "#" in item:
            name, number = item.split("#")
            if day.weekday() == value(field, name) and (day.day + 6) // 7 == int(number):
                meant.add(day.weekday())
        elif field == "weekdays" and item.endswith("L"):
            if day.weekday() == value(field, item[:-1]) and day.day > last - 7:
                meant.add(day.weekday())
        elif item.endswith("W"):
            wanted = int(item[:-1])
            if wanted <= last:
                weekday = dt.date(day.year, day.month, wanted).weekday()
                if weekday == 5:
                    wanted += 2 if wanted == 1 else -1
                elif weekday == 6:
                    wanted += -2 if wanted == last else 1
                meant.add(wanted)
        else:
            bounds, _, step = item.partition("/")
            first, dash, end = bounds.partition("-")
            begin = value(field, first)
            stop = (high if step else begin) if not dash else high if end == "L" else value(field, end)
            now, wrapped = begin, False
            while (now <= stop) if (wrapped or begin <= stop) else True:
                if low <= now <= high:
                    meant.add(now)
                now += int(step or 1)
                if begin > stop and not wrapped and now > high:
                    now -= high - low + 1
                    wrapped = True
    return meant


def holds(period, day):
    given = {"weekdays": day.weekday(), "monthdays": day.day, "months": day.month}
    return all(
        not getattr(period, field) or now in days_meant(field, getattr(period, field), day)
        for field, now in given.items()
    )


def period_state(period, local):
    if not holds(period, local.date()):
        return "stopped"
    now = f"{local.hour:02d}:{local.minute:02d}"
    if period.begintime and period.endtime:
        return "running" if period.begintime <= now < period.endtime else "stopped"
    if period.begintime:
        return "running" if now >= period.begintime else "any"
    if period.endtime:
        return "stopped" if now >= period.endtime else "any"
    return "running"


def wanted(schedule, local):
    if schedule.override_status:
        return schedule.override_status

    def at(time):
        states = [period_state(period, time) for period in schedule.periods]
        return next((state for state in ("running", "any") if state in states), "stopped")

    state = at(local)
    minute = dt.timedelta(minutes=1)
    if state == "stopped" and len(schedule.periods) > 1 and at(local - minute) == at(local + minute) == "running":
        return "running"
    return state


def running_minutes(schedule, start, end, interval=5, before=False):
    """The UTC minutes, from start to end, in which the instance runs; nobody touches it by hand."""
    zone = ZoneInfo(schedule.timezone)
    on, look, found = before, start, []
    while look < end:
        # A naive local time: the next minute on the clock, as the solution reckons.
        state = wanted(schedule, look.astimezone(zone).replace(tzinfo=None))
        on = {"running": True, "stopped": False, "any": on}[state]
        if on:
            found += [look + dt.timedelta(minutes=minute) for minute in range(interval)]
        look += dt.timedelta(minutes=interval)
    return [minute for minute in found if minute < end]
