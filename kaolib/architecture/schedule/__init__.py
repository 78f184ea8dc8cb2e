"""Instance schedules: when instances run, what that saves, what the scheduler costs, and when they may be off.

The model is that of Instance Scheduler on AWS: periods in the time zone of a schedule, the name of the schedule as the
value of a tag, and a scheduler that looks every few minutes. Times are to the minute, over daylight saving time.
"""

from kaolib.architecture.schedule._running import (
    RDS_RESTART_MINUTES,
    SERVICES,
    by_day,
    hours,
    is_running,
    running,
    running_minutes,
)
from kaolib.architecture.schedule._schedule import INTERVALS, STATES, Period, Schedule, overnight, resized, samples

__all__ = [
    "INTERVALS",
    "RDS_RESTART_MINUTES",
    "SERVICES",
    "STATES",
    "Period",
    "Schedule",
    "by_day",
    "hours",
    "is_running",
    "overnight",
    "resized",
    "running",
    "running_minutes",
    "samples",
]
