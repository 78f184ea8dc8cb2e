"""How much to commit: the exact optimum of a plan, of Reserved Instances and of a portfolio, and how risky it is.

Everything is computed from hourly use, over the hours given; costs are amortized USD. Nothing here forecasts: the hours
stand for those to come, and `risk` says what if they do not.
"""

from kaolib.operation.commitment._demand import (
    SHAPES,
    STEP_USD,
    Demand,
    check_commitment,
    demand,
    products,
    trace,
)
from kaolib.operation.commitment._engine import Remaining, remaining
from kaolib.operation.commitment._ladder import Ladder, ladder
from kaolib.operation.commitment._online import Online, break_even_rule, competitive_bound
from kaolib.operation.commitment._plan import BestPlan, Plan, best_plan, plan_cost, plan_curve
from kaolib.operation.commitment._portfolio import Portfolio, portfolio
from kaolib.operation.commitment._reservation import best_reservations
from kaolib.operation.commitment._risk import Risk, risk

__all__ = [
    "SHAPES",
    "STEP_USD",
    "BestPlan",
    "Demand",
    "Ladder",
    "Online",
    "Plan",
    "Portfolio",
    "Remaining",
    "Risk",
    "best_plan",
    "best_reservations",
    "break_even_rule",
    "check_commitment",
    "competitive_bound",
    "demand",
    "ladder",
    "plan_cost",
    "plan_curve",
    "portfolio",
    "products",
    "remaining",
    "risk",
    "trace",
]
