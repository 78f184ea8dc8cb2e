"""Where one way of doing the same work becomes cheaper than another."""

from kaolib.architecture.crossover._assumptions import (
    BATCH_UTILIZATION,
    COLD_START_MS,
    COLD_START_SHARE,
    EC2_OPTIONS,
    INSTANCE_TYPES,
    OPERATIONS_HOURS,
    OPERATIONS_USD_PER_HOUR,
    SERVER_FRONTS,
    SERVICE_OPTIONS,
    TARGET_UTILIZATION,
    TASK_SIZES,
    WAYS,
    Assumptions,
)
from kaolib.architecture.crossover._bills import PARTS
from kaolib.architecture.crossover._fargate_or_instances import (
    FARGATE_OPTIONS,
    INSTANCE_OPTIONS,
    fargate_break_even,
    fargate_break_evens,
    fargate_or_instances,
)
from kaolib.architecture.crossover._instance_or_lambda import STEPS, crossover_utilization, instance_or_lambda
from kaolib.architecture.crossover._ways import REASONS, SEARCHED, cheapest_map, frontier, ways
from kaolib.architecture.crossover._workload import AXES, SHAPES, Workload

__all__ = [
    "AXES",
    "BATCH_UTILIZATION",
    "COLD_START_MS",
    "COLD_START_SHARE",
    "EC2_OPTIONS",
    "FARGATE_OPTIONS",
    "INSTANCE_OPTIONS",
    "INSTANCE_TYPES",
    "OPERATIONS_HOURS",
    "OPERATIONS_USD_PER_HOUR",
    "PARTS",
    "REASONS",
    "SEARCHED",
    "SERVER_FRONTS",
    "SERVICE_OPTIONS",
    "SHAPES",
    "STEPS",
    "TARGET_UTILIZATION",
    "TASK_SIZES",
    "WAYS",
    "Assumptions",
    "Workload",
    "cheapest_map",
    "crossover_utilization",
    "fargate_break_even",
    "fargate_break_evens",
    "fargate_or_instances",
    "frontier",
    "instance_or_lambda",
    "ways",
]
