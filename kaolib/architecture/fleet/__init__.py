"""Fleets: a target capacity over many pools of EC2 capacity, On-Demand and Spot, and what interruptions do to them.

A pool is an instance type in a zone (`pools`). `allocate` fills a target from them in AWS's rules; its result tells what
runs where, what it costs and why. `replay` holds a fleet against real traces.
"""

from kaolib.architecture.fleet._allocate import allocate, allocate_many
from kaolib.architecture.fleet._allocation import Allocation, Allocations
from kaolib.architecture.fleet._pools import pools
from kaolib.architecture.fleet._replay import NOTICE_SECONDS, Replay, compare_replays, replay
from kaolib.architecture.fleet._replay_engine import STRATEGIES
from kaolib.architecture.fleet._replay_traces import trace_groups, trace_hazards
from kaolib.architecture.fleet._savings import (
    BANDS,
    GROUPS,
    OPEN_TOP,
    advisor_bands,
    band_hazards,
    pool_band,
    spot_pairs,
    spot_savings,
)
from kaolib.architecture.fleet._target import Split, split
from kaolib.architecture.fleet._words import ON_DEMAND_STRATEGIES, SPOT_STRATEGIES, kinds, strategies
from kaolib.architecture.fleet._work import (
    Job,
    VARIED,
    break_even,
    checkpoint_interval,
    daly,
    job,
    job_curve,
    long_job,
    young,
)
from kaolib.architecture.fleet._work_runs import JobRuns, job_runs

__all__ = [
    "BANDS",
    "GROUPS",
    "NOTICE_SECONDS",
    "ON_DEMAND_STRATEGIES",
    "OPEN_TOP",
    "SPOT_STRATEGIES",
    "STRATEGIES",
    "VARIED",
    "Allocation",
    "Allocations",
    "Job",
    "JobRuns",
    "Replay",
    "Split",
    "advisor_bands",
    "allocate",
    "allocate_many",
    "band_hazards",
    "break_even",
    "checkpoint_interval",
    "compare_replays",
    "daly",
    "job",
    "job_curve",
    "job_runs",
    "kinds",
    "long_job",
    "pool_band",
    "pools",
    "replay",
    "split",
    "spot_pairs",
    "spot_savings",
    "strategies",
    "trace_groups",
    "trace_hazards",
    "young",
]
