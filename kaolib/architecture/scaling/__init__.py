"""EC2 Auto Scaling on a load at one-minute steps: policies, warm-up, cooldown, queues and zones, with the bill."""

from kaolib.architecture.scaling._bounds import oracle, static_peak
from kaolib.architecture.scaling._group import METRICS, TERMINATIONS, Group, Instance
from kaolib.architecture.scaling._load import START, WEEK_MINUTES, YEAR_MINUTES, minutes_of, scaled, year_of
from kaolib.architecture.scaling._policies import (
    ADJUSTMENTS,
    COMPARISONS,
    Alarm,
    Predictive,
    Scheduled,
    Simple,
    Step,
    TargetTracking,
    adjusted,
)
from kaolib.architecture.scaling._run import FLAP_MINUTES, Run, simulate
from kaolib.architecture.scaling._split import Mixed, split

__all__ = [
    "ADJUSTMENTS", "COMPARISONS", "FLAP_MINUTES", "METRICS", "START", "TERMINATIONS", "WEEK_MINUTES", "YEAR_MINUTES",
    "Alarm", "Group", "Instance", "Mixed", "Predictive", "Run", "Scheduled", "Simple", "Step", "TargetTracking",
    "adjusted", "minutes_of", "oracle", "scaled", "simulate", "split", "static_peak", "year_of",
]
