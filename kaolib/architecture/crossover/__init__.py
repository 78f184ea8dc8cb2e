"""Where one way of doing the same work becomes cheaper than another."""

from kaolib.architecture.crossover._instance_or_lambda import STEPS, crossover_utilization, instance_or_lambda

__all__ = ["STEPS", "crossover_utilization", "instance_or_lambda"]
