"""Made-up workloads to calculate with: what runs is invented; its prices, and the shape of its week, are not."""

from kaolib.study.samples._company import company, reserved_in
from kaolib.study.samples._shop import hour, shop, week
from kaolib.study.samples._spot import DEPTHS, fleet_figures, pools_in_turn, spot_place, spot_pools, stand_ins
from kaolib.study.samples._year import GROWTH, MOVE_DAY, YEAR_OPTIONS, year

__all__ = [
    "DEPTHS",
    "GROWTH",
    "MOVE_DAY",
    "YEAR_OPTIONS",
    "company",
    "fleet_figures",
    "hour",
    "pools_in_turn",
    "reserved_in",
    "shop",
    "spot_place",
    "spot_pools",
    "stand_ins",
    "week",
    "year",
]
