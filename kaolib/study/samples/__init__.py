"""Made-up workloads to calculate with: what runs is invented; its prices, and the shape of its week, are not."""

from kaolib.study.samples._choices import border, choices
from kaolib.study.samples._company import company, reserved_in
from kaolib.study.samples._events import (
    ANSWER_KB,
    BATCH_MS,
    RECORDS_PER_SECOND,
    REQUEST_KB,
    front_costs,
    front_crossings,
    poison,
    priced_in,
    trigger_rows,
)
from kaolib.study.samples._functions import LOG_SAMPLE, busy_day, function_log, month_usage, report_lines
from kaolib.study.samples._nightly import NIGHT_BEGINS, NIGHT_HOURS, nightly, nightly_environment, nightly_types
from kaolib.study.samples._office import managed, office
from kaolib.study.samples._services import services
from kaolib.study.samples._shop import hour, shop, week
from kaolib.study.samples._site import HELD_TRACE, POLICY_KINDS, SITE_TRACE, Site, group, policies, site
from kaolib.study.samples._spot import DEPTHS, fleet_figures, pools_in_turn, spot_place, spot_pools, stand_ins
from kaolib.study.samples._year import GROWTH, MOVE_DAY, YEAR_OPTIONS, year

__all__ = [
    "ANSWER_KB",
    "BATCH_MS",
    "DEPTHS",
    "GROWTH",
    "HELD_TRACE",
    "LOG_SAMPLE",
    "MOVE_DAY",
    "NIGHT_BEGINS",
    "NIGHT_HOURS",
    "POLICY_KINDS",
    "RECORDS_PER_SECOND",
    "REQUEST_KB",
    "SITE_TRACE",
    "YEAR_OPTIONS",
    "Site",
    "border",
    "busy_day",
    "choices",
    "company",
    "fleet_figures",
    "front_costs",
    "front_crossings",
    "function_log",
    "group",
    "hour",
    "managed",
    "month_usage",
    "nightly",
    "nightly_environment",
    "nightly_types",
    "office",
    "poison",
    "policies",
    "pools_in_turn",
    "priced_in",
    "report_lines",
    "reserved_in",
    "services",
    "shop",
    "site",
    "spot_place",
    "spot_pools",
    "stand_ins",
    "trigger_rows",
    "week",
    "year",
]
