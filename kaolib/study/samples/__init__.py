"""Made-up workloads to calculate with: what runs is invented; its prices, and the shape of its week, are not."""

from kaolib.study.samples._company import company, reserved_in
from kaolib.study.samples._office import managed, office
from kaolib.study.samples._shop import hour, shop, week
from kaolib.study.samples._year import GROWTH, MOVE_DAY, YEAR_OPTIONS, year

__all__ = [
    "GROWTH",
    "MOVE_DAY",
    "YEAR_OPTIONS",
    "company",
    "hour",
    "managed",
    "office",
    "reserved_in",
    "shop",
    "week",
    "year",
]
