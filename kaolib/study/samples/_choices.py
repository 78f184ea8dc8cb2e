"""How the ways of chapter 52 are set up where a price of the usual set-up is not known."""

from __future__ import annotations

from kaolib.architecture import crossover
from kaolib.knowledge import catalog

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
    known = all(catalog.tiers(service, item, location) for service, item in fronts)
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
