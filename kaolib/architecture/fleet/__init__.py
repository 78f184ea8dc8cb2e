"""Spot: what it saves, how it is interrupted, what that costs."""

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
from kaolib.architecture.fleet._work import (
    VARIED,
    Job,
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
    "OPEN_TOP",
    "STRATEGIES",
    "VARIED",
    "Job",
    "JobRuns",
    "Replay",
    "advisor_bands",
    "band_hazards",
    "break_even",
    "checkpoint_interval",
    "compare_replays",
    "daly",
    "job",
    "job_curve",
    "job_runs",
    "long_job",
    "pool_band",
    "replay",
    "spot_pairs",
    "spot_savings",
    "trace_groups",
    "trace_hazards",
    "young",
]
