"""Fleets: a target capacity over many pools of EC2 capacity, On-Demand and Spot.

A pool is an instance type in a zone (`pools`). `allocate` fills a target from them in AWS's rules; its result tells what
runs where, what it costs and why.
"""

from kaolib.architecture.fleet._allocate import allocate, allocate_many
from kaolib.architecture.fleet._allocation import Allocation, Allocations
from kaolib.architecture.fleet._pools import pools
from kaolib.architecture.fleet._target import Split, split
from kaolib.architecture.fleet._words import ON_DEMAND_STRATEGIES, SPOT_STRATEGIES, kinds, strategies

__all__ = [
    "ON_DEMAND_STRATEGIES",
    "SPOT_STRATEGIES",
    "Allocation",
    "Allocations",
    "Split",
    "allocate",
    "allocate_many",
    "kinds",
    "pools",
    "split",
    "strategies",
]
