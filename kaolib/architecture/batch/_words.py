"""Kinds of compute environments, allocation strategies, limits of AWS Batch, and what is assumed where AWS names no number."""

from __future__ import annotations

#: What a compute environment runs on. Managed environments only; EKS is left out.
KINDS = ("on_demand", "spot", "fargate", "fargate_spot")
#: Kinds that launch instances, and those that AWS may take back.
INSTANCE_KINDS = ("on_demand", "spot")
TAKEN_BACK = ("spot", "fargate_spot")

#: AWS's names; those that begin with SPOT are for Spot only, and none is for Fargate.
STRATEGIES = ("BEST_FIT", "BEST_FIT_PROGRESSIVE", "SPOT_CAPACITY_OPTIMIZED", "SPOT_PRICE_CAPACITY_OPTIMIZED")

#: "You can specify between 1 and 10 attempts." AWS Batch User Guide, "Automated job retries".
MOST_ATTEMPTS = 10
#: Compute environments of a job queue. AWS Batch User Guide, "Job queue parameters".
MOST_ENVIRONMENTS = 3
#: Jobs on which a job may depend. AWS Batch User Guide, "Job dependencies".
MOST_DEPENDENCIES = 20
#: Children of an array job. AWS Batch User Guide, "Array jobs".
ARRAY_SIZES = (2, 10_000)
#: Least timeout of an attempt, in seconds. AWS Batch User Guide, "Job timeouts".
LEAST_TIMEOUT_SECONDS = 60

#: ASSUMPTIONS: AWS names no numbers for these. Until a machine enters running (not billed) ...
LAUNCH_SECONDS = {"on_demand": 90, "spot": 90, "fargate": 20, "fargate_spot": 20}
#: ... from there until it takes a job: boot, agent, image (billed) ...
BOOT_SECONDS = {"on_demand": 90, "spot": 90, "fargate": 30, "fargate_spot": 30}
#: ... and how long an instance is kept after its last job (billed). The scale-down delay of AWS Batch replaces it: 20 minutes or more.
IDLE_SECONDS = 300

#: How a job ends, and how an attempt ends.
OUTCOMES = ("succeeded", "failed", "interrupted", "timed_out", "dependency_failed")
ARRAY_ORDERS = ("parallel", "sequential", "n_to_n")
RETRY_ON = ("any", "interruption")
