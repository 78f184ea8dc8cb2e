"""What serverless costs: requests and GB-seconds, tier by tier."""

from kaolib.knowledge.serverless._lambda import (
    FREE_GB_SECONDS,
    FREE_REQUESTS,
    LONGEST_MS,
    MB_PER_VCPU,
    MEMORY_MB,
    billed_gb_seconds,
    lambda_cost,
    lambda_usd,
)

__all__ = [
    "FREE_GB_SECONDS",
    "FREE_REQUESTS",
    "LONGEST_MS",
    "MB_PER_VCPU",
    "MEMORY_MB",
    "billed_gb_seconds",
    "lambda_cost",
    "lambda_usd",
]
