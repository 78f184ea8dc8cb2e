"""How Reserved Instances and Savings Plans are applied to hours of usage, step by step in AWS's order.

A commitment is paid for every hour, used or not; what it covers is decided anew in each clock hour, and nothing is
carried over. `apply` splits every line of usage into what paid for it, and `Application.explain` tells one hour as
numbered steps.
"""

from kaolib.knowledge.discounts._application import Application
from kaolib.knowledge.discounts._apply import apply
from kaolib.knowledge.discounts._rates import plan_rates, priced
from kaolib.knowledge.discounts._runs import usage_of_runs

__all__ = ["Application", "apply", "plan_rates", "priced", "usage_of_runs"]
