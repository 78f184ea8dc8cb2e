"""DataFrame -> chart, in one theme.

Every function takes a table of `kaolib.knowledge.purchase` or `kaolib.architecture.compare` and returns an Altair
chart of at most 640 pixels in width, in the language in use, with a description for screen readers.
Importing this module makes every chart of the process one bundle that JupyterLab, code hosts and paper can show.
"""

from kaolib.study.charts._amount import commitment_saving, load_duration
from kaolib.study.charts._batch import batch_cost, batch_gantt
from kaolib.study.charts._bought import commitment_months, ladder_months, owned_over_time, portfolio_bars
from kaolib.study.charts._commitments import COVERED_BY, applied_hour
from kaolib.study.charts._compare import families_scatter, generations, size_steps
from kaolib.study.charts._containers import fargate_or_instances, kubernetes_support, packed_machines
from kaolib.study.charts._cpu import burst_crossover, credits_trace, license_steps, successors
from kaolib.study.charts._elastic import capacity_unit_hours, queue_scaling, zone_spare
from kaolib.study.charts._events import (
    event_tries,
    failure_cost,
    fronts_by_rate,
    stream_lag,
    stream_steps,
    workflow_frontier,
)
from kaolib.study.charts._fleet import fleet_pools, fleet_strategies
from kaolib.study.charts._interruption import (
    fleet_replay,
    fleets_over_time,
    injection_capacity,
    injection_lanes,
    replay_cost,
)
from kaolib.study.charts._lambda import provisioned_day, provisioned_levels, tuning_cost, tuning_time
from kaolib.study.charts._order import order_test, region_spread
from kaolib.study.charts._places import cost_and_latency, places
from kaolib.study.charts._plans import MOST_HOURS, plan_curve, plan_savings, plan_switch, plan_week
from kaolib.study.charts._purchase import break_even, cash_flow, purchase_bars
from kaolib.study.charts._reservations import capacity_hold, commitment_bills, flexibility_cost, hourly_bill, ri_savings
from kaolib.study.charts._risk import saving_histogram, saving_risk
from kaolib.study.charts._scaling import scaling_run
from kaolib.study.charts._scaling_cost import scaling_compare, scaling_valley
from kaolib.study.charts._schedules import schedule_cost, schedule_days, schedule_missed, schedule_order, schedule_week
from kaolib.study.charts._spot import checkpoint_cost, spot_break_even, spot_history, spot_savings
from kaolib.study.charts._tenancy import host_crossover, tenancy_bars, tenancy_by_count
from kaolib.study.charts._theme import COLOURS, WIDTH, Chart, Spec, bundle, empty, enable, line_of_text, png, spec
from kaolib.study.charts._work import PERSPECTIVES, perspective_bars, utilization_crossover

__all__ = [
    "COLOURS",
    "COVERED_BY",
    "MOST_HOURS",
    "PERSPECTIVES",
    "WIDTH",
    "Chart",
    "Spec",
    "applied_hour",
    "batch_cost",
    "batch_gantt",
    "break_even",
    "bundle",
    "burst_crossover",
    "capacity_hold",
    "capacity_unit_hours",
    "cash_flow",
    "checkpoint_cost",
    "commitment_bills",
    "commitment_months",
    "commitment_saving",
    "cost_and_latency",
    "credits_trace",
    "empty",
    "enable",
    "event_tries",
    "failure_cost",
    "families_scatter",
    "fargate_or_instances",
    "fleet_pools",
    "fleet_replay",
    "fleet_strategies",
    "fleets_over_time",
    "flexibility_cost",
    "fronts_by_rate",
    "generations",
    "host_crossover",
    "hourly_bill",
    "injection_capacity",
    "injection_lanes",
    "kubernetes_support",
    "ladder_months",
    "license_steps",
    "line_of_text",
    "load_duration",
    "order_test",
    "owned_over_time",
    "packed_machines",
    "perspective_bars",
    "places",
    "plan_curve",
    "plan_savings",
    "plan_switch",
    "plan_week",
    "png",
    "portfolio_bars",
    "provisioned_day",
    "provisioned_levels",
    "purchase_bars",
    "queue_scaling",
    "region_spread",
    "replay_cost",
    "ri_savings",
    "saving_histogram",
    "saving_risk",
    "scaling_compare",
    "scaling_run",
    "scaling_valley",
    "schedule_cost",
    "schedule_days",
    "schedule_missed",
    "schedule_order",
    "schedule_week",
    "size_steps",
    "spec",
    "spot_break_even",
    "spot_history",
    "spot_savings",
    "stream_lag",
    "stream_steps",
    "successors",
    "tenancy_bars",
    "tenancy_by_count",
    "tuning_cost",
    "tuning_time",
    "utilization_crossover",
    "workflow_frontier",
    "zone_spare",
]

# A chart shown by altair's own renderer loads a script from the network: offline it would be blank.
enable()
