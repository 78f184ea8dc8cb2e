"""What serverless costs: requests and GB-seconds, tier by tier."""

from kaolib.knowledge.serverless._lambda import (
    EVENT_KB,
    FREE_GB_SECONDS,
    FREE_REQUESTS,
    FREE_STREAMED_GB,
    FREE_STREAMED_MB,
    LONGEST_MS,
    MB_PER_VCPU,
    MEMORY_MB,
    STORAGE_MB,
    billed_gb_seconds,
    billed_ms,
    lambda_cost,
    lambda_usd,
    request_units,
)
from kaolib.knowledge.serverless._log import (
    LambdaBill,
    lambda_log_cost,
    lambda_log_usage,
    lambda_usage_cost,
)
from kaolib.knowledge.serverless._meter import gb_second_usd
from kaolib.knowledge.serverless._provisioned import (
    STEP_SECONDS,
    ProvisionedRun,
    provisioned_break_even,
    provisioned_cost,
    provisioned_options,
    provisioned_run,
)
from kaolib.knowledge.serverless._report import ReportLog, read_report_lines
from kaolib.knowledge.serverless._special import (
    EDGE_LIMITS,
    SNAPSHOT_SECONDS,
    SNAPSTART_RUNTIMES,
    lambda_edge_cost,
    snapstart_cost,
)

__all__ = [
    "EDGE_LIMITS",
    "EVENT_KB",
    "FREE_GB_SECONDS",
    "FREE_REQUESTS",
    "FREE_STREAMED_GB",
    "FREE_STREAMED_MB",
    "LONGEST_MS",
    "MB_PER_VCPU",
    "MEMORY_MB",
    "SNAPSHOT_SECONDS",
    "SNAPSTART_RUNTIMES",
    "STEP_SECONDS",
    "STORAGE_MB",
    "LambdaBill",
    "ProvisionedRun",
    "ReportLog",
    "billed_gb_seconds",
    "billed_ms",
    "gb_second_usd",
    "lambda_cost",
    "lambda_edge_cost",
    "lambda_log_cost",
    "lambda_log_usage",
    "lambda_usage_cost",
    "lambda_usd",
    "provisioned_break_even",
    "provisioned_cost",
    "provisioned_options",
    "provisioned_run",
    "read_report_lines",
    "request_units",
    "snapstart_cost",
]
