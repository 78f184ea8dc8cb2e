"""Instance schedules: when instances run, what that saves, what the scheduler costs, and when they may be off.

The model is that of Instance Scheduler on AWS: periods in the time zone of a schedule, the name of the schedule as the
value of a tag, and a scheduler that looks every few minutes. Times are to the minute, over daylight saving time.
"""

from kaolib.architecture.schedule._propose import VERDICTS, Proposal, frontier, propose, survey
from kaolib.architecture.schedule._running import (
    RDS_RESTART_MINUTES,
    SERVICES,
    by_day,
    hours,
    is_running,
    running,
    running_minutes,
)
from kaolib.architecture.schedule._saving import Saving, saving
from kaolib.architecture.schedule._schedule import INTERVALS, STATES, Period, Schedule, overnight, resized, samples
from kaolib.architecture.schedule._solution import FREE_INVOCATIONS, direct_cost, solution_cost, targets
from kaolib.architecture.schedule._tags import CONTROL_TAGS, INFO_TAGS, TAG_KEY, read_tags, scheduled_actions
from kaolib.architecture.schedule._trace import Risk, hourly, idle_windows, load, risk, slots

__all__ = [
    "CONTROL_TAGS",
    "FREE_INVOCATIONS",
    "INFO_TAGS",
    "INTERVALS",
    "RDS_RESTART_MINUTES",
    "SERVICES",
    "STATES",
    "TAG_KEY",
    "VERDICTS",
    "Period",
    "Proposal",
    "Risk",
    "Saving",
    "Schedule",
    "by_day",
    "direct_cost",
    "frontier",
    "hourly",
    "hours",
    "idle_windows",
    "is_running",
    "load",
    "overnight",
    "propose",
    "read_tags",
    "resized",
    "risk",
    "running",
    "running_minutes",
    "samples",
    "saving",
    "scheduled_actions",
    "slots",
    "solution_cost",
    "survey",
    "targets",
]
