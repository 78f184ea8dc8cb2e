"""Fleets: a target capacity over many pools of EC2 capacity, On-Demand and Spot, and what interruptions do to them.

A pool is an instance type in a zone (`pools`). `allocate` fills a target from them in AWS's rules; its result tells what
runs where, what it costs and why. `replay` holds a fleet against real traces.
"""

from kaolib.architecture.fleet._allocate import allocate, allocate_many
from kaolib.architecture.fleet._allocation import Allocation, Allocations
from kaolib.architecture.fleet._pools import pools
from kaolib.architecture.fleet._savings import advisor_bands, band_hazards, pool_band, spot_pairs, spot_savings
from kaolib.architecture.fleet._target import Split, split
from kaolib.architecture.fleet._words import ON_DEMAND_STRATEGIES, SPOT_STRATEGIES, kinds, strategies

__all__ = [
    "ON_DEMAND_STRATEGIES",
    "SPOT_STRATEGIES",
    "Allocation",
    "Allocations",
    "Split",
    "advisor_bands",
    "allocate",
    "allocate_many",
    "band_hazards",
    "kinds",
    "pool_band",
    "pools",
    "split",
    "spot_pairs",
    "spot_savings",
    "strategies",
]
