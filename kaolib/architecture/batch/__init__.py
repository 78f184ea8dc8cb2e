"""AWS Batch: a queue of jobs on compute environments, On-Demand, Spot, Fargate; how long it takes and what it costs.

`simulate` runs a queue to its end and shows every attempt and every machine; `fits` says why a job would never start; `extras`
what is billed beside the machines.
"""

from kaolib.architecture.batch._environments import Environment, pools
from kaolib.architecture.batch._extras import extras
from kaolib.architecture.batch._jobs import Job, jobs_table
from kaolib.architecture.batch._run import Run, totals
from kaolib.architecture.batch._simulate import REASONS, fits, simulate
from kaolib.architecture.batch._words import (
    ARRAY_ORDERS,
    BOOT_SECONDS,
    IDLE_SECONDS,
    KINDS,
    LAUNCH_SECONDS,
    MOST_ATTEMPTS,
    MOST_ENVIRONMENTS,
    OUTCOMES,
    RETRY_ON,
    STRATEGIES,
)

__all__ = [
    "ARRAY_ORDERS",
    "BOOT_SECONDS",
    "IDLE_SECONDS",
    "KINDS",
    "LAUNCH_SECONDS",
    "MOST_ATTEMPTS",
    "MOST_ENVIRONMENTS",
    "OUTCOMES",
    "REASONS",
    "RETRY_ON",
    "STRATEGIES",
    "Environment",
    "Job",
    "Run",
    "extras",
    "fits",
    "jobs_table",
    "pools",
    "simulate",
    "totals",
]
