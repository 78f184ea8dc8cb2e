"""Alternatives side by side: sizes, generations, families, Regions and purchase options.

Every function returns a table whose prices are list prices of the snapshot in USD, shared tenancy, licence included.
``usd_per_hour`` is what one running hour costs; for a commitment it is the effective hourly price, the upfront
payment spread over the term.
"""

from kaolib.architecture.compare._accelerators import PURPOSES, device_need, successors
from kaolib.architecture.compare._flexibility import flexibility, indifferent_probability
from kaolib.architecture.compare._latency import latency_floor_ms, latency_floors
from kaolib.architecture.compare._order import RegionOrder, price_ratios, region_order, zone_premium
from kaolib.architecture.compare._places import basket_lines, regions, within
from kaolib.architecture.compare._plans import plan_families, plan_savings
from kaolib.architecture.compare._ranking import ranking
from kaolib.architecture.compare._tenancy import TENANCIES, host_crossover, tenancies, tenancies_by_count
from kaolib.architecture.compare._transfer import inter_region, transfer_out
from kaolib.architecture.compare._types import ARCHITECTURES, families, generations, search, sizes

__all__ = [
    "ARCHITECTURES",
    "PURPOSES",
    "TENANCIES",
    "RegionOrder",
    "basket_lines",
    "device_need",
    "families",
    "flexibility",
    "generations",
    "host_crossover",
    "indifferent_probability",
    "inter_region",
    "latency_floor_ms",
    "latency_floors",
    "plan_families",
    "plan_savings",
    "price_ratios",
    "ranking",
    "region_order",
    "regions",
    "search",
    "sizes",
    "successors",
    "tenancies",
    "tenancies_by_count",
    "transfer_out",
    "within",
    "zone_premium",
]
