"""Purchase options as offers, and the life of a commitment: what one costs, when it pays, how it can change and end.

Hours follow AWS's own conventions: a month is 730 hours, a one-year term 8,760 hours, a three-year term 26,280 hours.
"""

from kaolib.knowledge.purchase._conditions import conditions, traits
from kaolib.knowledge.purchase._exchange import Exchange, exchange, exchange_count
from kaolib.knowledge.purchase._marketplace import (
    SALE_FEE,
    SALE_LIMIT_COUNT,
    SALE_LIMIT_USD,
    VOLUME_THRESHOLD_USD,
    asking_price,
    list_value,
    marketplace_offers,
    price_schedule,
    sell,
    volume_cost,
)
from kaolib.knowledge.purchase._modify import modify
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
from kaolib.knowledge.purchase._reservation import RI_PLATFORMS, RemainingValue, Reservation, remaining_value, reserve

__all__ = [
    "MONTH_HOURS",
    "OPTIONS",
    "RI_PLATFORMS",
    "SALE_FEE",
    "SALE_LIMIT_COUNT",
    "SALE_LIMIT_USD",
    "VOLUME_THRESHOLD_USD",
    "YEAR_HOURS",
    "Exchange",
    "RemainingValue",
    "Reservation",
    "asking_price",
    "break_even_month",
    "break_even_utilization",
    "cash_flow",
    "cheapest",
    "check_option",
    "conditions",
    "cost_at",
    "effective_hourly",
    "exchange",
    "exchange_count",
    "list_value",
    "marketplace_offers",
    "modify",
    "offers",
    "price_schedule",
    "remaining_value",
    "reserve",
    "sell",
    "traits",
    "volume_cost",
]
