"""EC2 Auto Scaling on a load at one-minute steps: policies, warm-up, cooldown, queues and zones, with the bill.

AWS documents what its policies do to a group, and this room does that; what AWS leaves open (the alarms and the formula of
target tracking, the model of predictive scaling) is ours and says so.
"""

from kaolib.architecture.scaling._adjust import ADJUSTMENTS, adjusted
from kaolib.architecture.scaling._bounds import oracle, static_peak
from kaolib.architecture.scaling._compare import compare, score
from kaolib.architecture.scaling._extras import DETAILED_METRICS, TRACKING_ALARMS, extras
from kaolib.architecture.scaling._group import METRICS, TERMINATIONS, Group, Instance
from kaolib.architecture.scaling._load import START, WEEK_MINUTES, YEAR_MINUTES, minutes_of, scaled, year_of
from kaolib.architecture.scaling._metrics import metric_response
from kaolib.architecture.scaling._mixed import Mixed
from kaolib.architecture.scaling._policies import (
    COMPARISONS,
    Alarm,
    Policy,
    Predictive,
    Scheduled,
    Simple,
    Step,
    TargetTracking,
)
from kaolib.architecture.scaling._queue import acceptable_backlog, backlog_per_instance
from kaolib.architecture.scaling._run import FLAP_MINUTES, Run, simulate
from kaolib.architecture.scaling._sessions import sticky
from kaolib.architecture.scaling._zones import after_zone_loss, zone_split, zone_table, zones_needed

__all__ = [
    "ADJUSTMENTS",
    "COMPARISONS",
    "DETAILED_METRICS",
    "FLAP_MINUTES",
    "METRICS",
    "START",
    "TERMINATIONS",
    "TRACKING_ALARMS",
    "WEEK_MINUTES",
    "YEAR_MINUTES",
    "Alarm",
    "Group",
    "Instance",
    "Mixed",
    "Policy",
    "Predictive",
    "Run",
    "Scheduled",
    "Simple",
    "Step",
    "TargetTracking",
    "acceptable_backlog",
    "adjusted",
    "after_zone_loss",
    "backlog_per_instance",
    "compare",
    "extras",
    "metric_response",
    "minutes_of",
    "oracle",
    "scaled",
    "score",
    "simulate",
    "static_peak",
    "sticky",
    "year_of",
    "zone_split",
    "zone_table",
    "zones_needed",
]
