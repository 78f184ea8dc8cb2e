"""Spot: what it saves, how it is interrupted, what that costs."""

from kaolib.architecture.fleet._savings import (
    advisor_bands,
    band_hazards,
    pool_band,
    spot_pairs,
    spot_savings,
)

__all__ = ["advisor_bands", "band_hazards", "pool_band", "spot_pairs", "spot_savings"]
