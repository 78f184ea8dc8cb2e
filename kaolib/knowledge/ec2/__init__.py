"""How EC2 bills what runs: running time, tenancy and hosts, CPU options and licences, capacity, CPU credits.

Tables in, tables out. Prices are list prices of the snapshot in USD; a price that is not known is NaN or a missing row.
"""

from kaolib.knowledge.ec2._capacity import capacity_cost, capacity_reservation
from kaolib.knowledge.ec2._cpu import (
    LEAST_LICENSED_VCPU,
    byol_saving,
    cpu_options,
    license_saving,
    license_share,
    optimize_cpus,
)
from kaolib.knowledge.ec2._credits import (
    CREDIT_MODES,
    LAUNCH_CREDITS_PER_VCPU,
    burst_break_even,
    check_burstable,
    credits,
    next_m,
    surplus_fee,
    surplus_usd_per_hour,
)
from kaolib.knowledge.ec2._interrupted import (
    FIRST_HOUR_SECONDS,
    INTERRUPTERS,
    bill_interrupted,
    interrupted_seconds,
    interruption_rules,
)
from kaolib.knowledge.ec2._retired import retired
from kaolib.knowledge.ec2._running import (
    FULL_HOUR_SYSTEMS,
    MINIMUM_SECONDS,
    STATES,
    bill_running,
    billed_seconds,
    host_billed_seconds,
    running_periods,
    while_stopped,
)
from kaolib.knowledge.ec2._tenancy import (
    HOST_OPTIONS,
    LICENCE_UNITS,
    DedicatedRate,
    Licences,
    dedicated_cost,
    dedicated_rate,
    dedicated_rates,
    dedicated_region_fee,
    host_capacity,
    host_cost,
    host_rates,
    hosts_needed,
    licences,
)

__all__ = [
    "CREDIT_MODES",
    "FIRST_HOUR_SECONDS",
    "FULL_HOUR_SYSTEMS",
    "HOST_OPTIONS",
    "INTERRUPTERS",
    "LAUNCH_CREDITS_PER_VCPU",
    "LEAST_LICENSED_VCPU",
    "LICENCE_UNITS",
    "MINIMUM_SECONDS",
    "STATES",
    "DedicatedRate",
    "Licences",
    "bill_interrupted",
    "bill_running",
    "billed_seconds",
    "burst_break_even",
    "byol_saving",
    "capacity_cost",
    "capacity_reservation",
    "check_burstable",
    "cpu_options",
    "credits",
    "dedicated_cost",
    "dedicated_rate",
    "dedicated_rates",
    "dedicated_region_fee",
    "host_billed_seconds",
    "host_capacity",
    "host_cost",
    "host_rates",
    "hosts_needed",
    "interrupted_seconds",
    "interruption_rules",
    "licences",
    "license_saving",
    "license_share",
    "next_m",
    "optimize_cpus",
    "retired",
    "running_periods",
    "surplus_fee",
    "surplus_usd_per_hour",
    "while_stopped",
]
