"""Spot: what it saves, how it is interrupted, what that costs, and which work may be interrupted."""

from kaolib.architecture.fleet._advisor import BANDS, OPEN_TOP, advisor_bands, band_hazards, pool_band
from kaolib.architecture.fleet._injection import BEHAVIORS, NO_INJECTION, REBALANCING, Injection, inject
from kaolib.architecture.fleet._interval import checkpoint_interval, daly, long_job, young
from kaolib.architecture.fleet._placement import placement_request
from kaolib.architecture.fleet._replay import Replay, compare_replays, replay
from kaolib.architecture.fleet._replay_engine import REPLAY_STRATEGIES
from kaolib.architecture.fleet._replay_lives import NOTICE_SECONDS
from kaolib.architecture.fleet._replay_traces import trace_groups, trace_hazards
from kaolib.architecture.fleet._savings import GROUPS, spot_pairs, spot_savings
from kaolib.architecture.fleet._suits import CRITERIA, VERDICTS, WORKLOADS, suits, verdict, workloads
from kaolib.architecture.fleet._work import VARIED, Job, break_even, job, job_curve
from kaolib.architecture.fleet._work_runs import JobRuns, job_runs

__all__ = [
    "BANDS",
    "BEHAVIORS",
    "CRITERIA",
    "GROUPS",
    "NOTICE_SECONDS",
    "NO_INJECTION",
    "OPEN_TOP",
    "REBALANCING",
    "REPLAY_STRATEGIES",
    "VARIED",
    "VERDICTS",
    "WORKLOADS",
    "Injection",
    "Job",
    "JobRuns",
    "Replay",
    "advisor_bands",
    "band_hazards",
    "break_even",
    "checkpoint_interval",
    "compare_replays",
    "daly",
    "inject",
    "job",
    "job_curve",
    "job_runs",
    "long_job",
    "placement_request",
    "pool_band",
    "replay",
    "spot_pairs",
    "spot_savings",
    "suits",
    "trace_groups",
    "trace_hazards",
    "verdict",
    "workloads",
    "young",
]
