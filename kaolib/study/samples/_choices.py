"""How the ways of chapter 52 are set up where a price of the usual set-up is not known."""

from __future__ import annotations

import math

from kaolib.architecture import crossover
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study.samples._events import priced_in

#: Kilobytes of a request and its answer.
CHOICE_KB = 12.0


def choices(location: str, operations_usd_per_hour: float = 50.0, plan: str = "on_demand") -> crossover.Assumptions:
    """The assumptions of a comparison: no free tier, a load balancer and an HTTP API where both have a price.

    Parameters
    ----------
    location
        AWS code of a Region.
    operations_usd_per_hour
        What an hour of people's work costs.
    plan
        How EC2, Fargate and Lambda are paid for.

    Examples
    --------
    >>> choices("ap-northeast-2").server_front, choices("us-gov-west-1").server_front
    ('alb', 'none')
    """
    fronts = ("alb", "hour"), ("alb", "lcu_hour"), ("api_gateway", "http_request")
    known = priced_in(location, *fronts) == location
    return crossover.Assumptions(
        free_tier=False,
        server_front="alb" if known else "none",
        function_front="http" if known else "function_url",
        kb_per_request=CHOICE_KB,
        ec2_option=plan,
        fargate_option=plan,
        lambda_option=plan,
        batch_option=plan,
        operations_usd_per_hour=operations_usd_per_hour,
    )


def border(work: crossover.Workload, assumptions: crossover.Assumptions, location: str) -> dict[str, float]:
    """Where Fargate becomes cheaper than Lambda for good as requests grow: the last crossing; NaN where it never does.

    Examples
    --------
    >>> found = border(crossover.Workload(1e7, 100, shape="flat"), choices("us-east-1", 0), "us-east-1")
    >>> found["from_rps"] > 0
    True
    """
    table = crossover.frontier(work, location, "lambda", "fargate", assumptions=assumptions)
    last = table.tail(1)
    if last.empty or last["above"].iloc[0] != "fargate":
        return {"from_rps": math.nan, "from_requests": math.nan, "border_usd": math.nan}
    requests = float(last["value"].iloc[0])
    return {
        "from_rps": requests / (MONTH_HOURS * 3600),
        "from_requests": requests,
        "border_usd": float(last["usd_per_month"].iloc[0]),
    }
