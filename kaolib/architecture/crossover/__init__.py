"""Where one way of doing the same work becomes cheaper than another."""

from kaolib.architecture.crossover._fargate_or_instances import (
    FARGATE_OPTIONS,
    INSTANCE_OPTIONS,
    fargate_break_even,
    fargate_break_evens,
    fargate_or_instances,
)
from kaolib.architecture.crossover._instance_or_lambda import STEPS, crossover_utilization, instance_or_lambda

__all__ = [
    "FARGATE_OPTIONS",
    "INSTANCE_OPTIONS",
    "STEPS",
    "crossover_utilization",
    "fargate_break_even",
    "fargate_break_evens",
    "fargate_or_instances",
    "instance_or_lambda",
]
