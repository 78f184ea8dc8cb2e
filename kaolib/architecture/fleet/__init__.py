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

__all__ = [
    "BANDS",
    "GROUPS",
    "NOTICE_SECONDS",
    "OPEN_TOP",
    "STRATEGIES",
    "Replay",
    "advisor_bands",
    "band_hazards",
    "compare_replays",
    "pool_band",
    "replay",
    "spot_pairs",
    "spot_savings",
    "trace_groups",
    "trace_hazards",
]
