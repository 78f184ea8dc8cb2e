"""Fleets: a target capacity over many pools of EC2 capacity, On-Demand and Spot, and what interruptions do to them.

A pool is an instance type in a zone (`pools`). `allocate` fills a target from them in AWS's rules; its result tells what
runs where, what it costs and why. `replay` holds a fleet against real traces.
"""

from kaolib.architecture.fleet._advisor import BANDS, OPEN_TOP, advisor_bands, band_hazards, pool_band
from kaolib.architecture.fleet._allocate import allocate, allocate_many
from kaolib.architecture.fleet._allocation import Allocation, Allocations
from kaolib.architecture.fleet._injection import BEHAVIORS, BILLED, NO_INJECTION, REBALANCING, Injection, inject
from kaolib.architecture.fleet._interval import checkpoint_interval, daly, long_job, young
from kaolib.architecture.fleet._placement import LEAST_TYPES, TOP, UNITS, placement_request
from kaolib.architecture.fleet._pools import pools
from kaolib.architecture.fleet._replay import Replay, compare_replays, replay
from kaolib.architecture.fleet._replay_engine import REPLAY_STRATEGIES
from kaolib.architecture.fleet._replay_lives import NOTICE_SECONDS
from kaolib.architecture.fleet._replay_traces import trace_groups, trace_hazards
from kaolib.architecture.fleet._savings import GROUPS, spot_pairs, spot_savings
from kaolib.architecture.fleet._suits import CRITERIA, VERDICTS, WORKLOADS, suits, verdict, workloads
from kaolib.architecture.fleet._target import Split, split
from kaolib.architecture.fleet._words import ON_DEMAND_STRATEGIES, SPOT_STRATEGIES, kinds, strategies
from kaolib.architecture.fleet._work import VARIED, Job, break_even, job, job_curve
from kaolib.architecture.fleet._work_runs import JobRuns, job_runs

__all__ = [
    "BANDS",
    "BEHAVIORS",
    "BILLED",
    "CRITERIA",
    "GROUPS",
    "LEAST_TYPES",
    "NOTICE_SECONDS",
    "NO_INJECTION",
    "ON_DEMAND_STRATEGIES",
    "OPEN_TOP",
    "REBALANCING",
    "REPLAY_STRATEGIES",
    "SPOT_STRATEGIES",
    "TOP",
    "UNITS",
    "VARIED",
    "VERDICTS",
    "WORKLOADS",
    "Allocation",
    "Allocations",
    "Injection",
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
    "inject",
    "job",
    "job_curve",
    "job_runs",
    "kinds",
    "long_job",
    "placement_request",
    "pool_band",
    "pools",
    "replay",
    "split",
    "spot_pairs",
    "spot_savings",
    "strategies",
    "suits",
    "trace_groups",
    "trace_hazards",
    "verdict",
    "workloads",
    "young",
]
