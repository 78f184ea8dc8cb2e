"""Purchase options as offers: what one instance costs under each, when it pays, and how the cash flows.

Hours follow AWS's own conventions: a month is 730 hours, a one-year term 8,760 hours, a three-year term 26,280 hours.
"""

from kaolib.knowledge.purchase._offers import (
    MONTH_HOURS,
    OPTIONS,
    YEAR_HOURS,
    break_even_month,
    break_even_utilization,
    cash_flow,
    cheapest,
    check_option,
    cost_at,
    effective_hourly,
    offers,
)

__all__ = [
    "MONTH_HOURS",
    "OPTIONS",
    "YEAR_HOURS",
    "break_even_month",
    "break_even_utilization",
    "cash_flow",
    "cheapest",
    "check_option",
    "cost_at",
    "effective_hourly",
    "offers",
]
