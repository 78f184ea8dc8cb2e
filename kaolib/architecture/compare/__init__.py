"""Alternatives side by side: sizes, generations, families, Regions and purchase options.

Every function returns a table whose prices are list prices of the snapshot in USD, shared tenancy, licence included.
``usd_per_hour`` is what one running hour costs; for a commitment it is the effective hourly price, the upfront
payment spread over the term.
"""

from kaolib.architecture.compare._places import regions
from kaolib.architecture.compare._ranking import ranking
from kaolib.architecture.compare._types import ARCHITECTURES, families, generations, search, sizes

__all__ = ["ARCHITECTURES", "families", "generations", "ranking", "regions", "search", "sizes"]
