"""What every table of the snapshot must look like: one description for the compiler, the loader and the README."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["id", "text", "price", "number", "count", "flag", "date"]

OPERATING_SYSTEMS = (
    "linux", "windows", "rhel", "rhel_ha", "suse", "ubuntu_pro",
    "linux_sql_web", "linux_sql_standard", "linux_sql_enterprise",
    "windows_sql_web", "windows_sql_standard", "windows_sql_enterprise",
    "rhel_sql_web", "rhel_sql_standard", "rhel_sql_enterprise",
    "rhel_ha_sql_standard", "rhel_ha_sql_enterprise",
)  # fmt: skip
OFFERINGS = ("ri_standard", "ri_convertible", "ec2_instance_sp", "compute_sp")
TERMS = (1, 3)
PAYMENTS = ("no_upfront", "partial_upfront", "all_upfront")
#: The 24 commitment options, in the order in which they are shown.
COMMITMENTS = tuple(f"{o}_{t}y_{p}" for o, t, p in product(OFFERINGS, TERMS, PAYMENTS))
#: What each kind of plan that covers more than EC2 can be bought as; the Database plan has one form.
SERVICE_PLAN_KINDS = ("compute_sp", "sagemaker_sp", "database_sp")
SERVICE_PLANS = (
    *(f"{k}_{t}y_{p}" for k, t, p in product(SERVICE_PLAN_KINDS[:2], TERMS, PAYMENTS)),
    "database_sp_1y_no_upfront",
)
CATEGORIES = ("general", "compute", "memory", "storage", "accelerated", "hpc")
KINDS = ("Region", "Local Zone", "Wavelength Zone")
CONTINENTS = ("Africa", "Asia Pacific", "Europe", "Middle East", "North America", "South America")
LOAD_KINDS = ("asg", "cpu", "disk_write", "network_in", "rds_cpu", "requests")
SPOT_TRACE_KINDS = ("availability", "preemption")
BANDS = ("<5%", "5-10%", "10-15%", "15-20%", ">20%")


@dataclass(frozen=True)
class Column:
    """One column: its name (with the unit), kind, meaning and the values it may hold."""

    name: str
    kind: Kind
    meaning: str
    allowed: tuple[str, ...] | None = None
    nullable: bool = False
    minimum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table: its file, its key (no two rows share it) and its columns in order."""

    name: str
    file: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...] = field(repr=False)

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [c.name for c in self.columns]


def _price(name: str, meaning: str, *, nullable: bool = False) -> Column:
    # A price of 0 in these tables would be an unknown one in disguise.
    return Column(name, "price", meaning, nullable=nullable, minimum=1e-12)


_LOCATION = Column("location", "id", "AWS code of a Region, Local Zone or Wavelength Zone")
_OS = Column("operating_system", "id", "operating system and licence", allowed=OPERATING_SYSTEMS)
_TYPE = Column("instance_type", "id", "EC2 instance type")
_FAMILY = Column("family", "id", "instance family")
_TRACE = Column("trace", "id", "id of the trace")

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        Table(
            "instance_types", "instance_types.parquet", ("instance_type",),
            "What each EC2 instance type is made of.",
            (
                _TYPE,
                Column("family", "id", "family: the name before the dot"),
                Column("size", "id", "size: the name after the dot"),
                Column("category", "id", "AWS's class of families", allowed=CATEGORIES),
                Column("vcpu", "count", "vCPUs by default", minimum=1),
                Column("gib", "number", "memory in GiB", minimum=0.1),
                Column("gpu_count", "number", "GPUs; a fraction where AWS sells a slice of one", minimum=0),
                Column("gpu_name", "text", "GPU model, empty without GPU"),
                Column("gpu_gib", "number", "memory of all GPUs together in GiB", minimum=0),
                Column("accelerator", "text", "other accelerator (Inferentia, Trainium, FPGA, media), empty without"),
                Column("architecture", "id", "processor architecture", allowed=("x86_64", "arm64", "x86_64_mac", "arm64_mac")),
                Column("manufacturer", "id", "who makes the processor", allowed=("Intel", "AMD", "AWS", "Apple")),
                Column("processor", "text", "processor model as AWS prints it; empty when not printed"),
                Column("clock_ghz", "number", "sustained clock in GHz", nullable=True, minimum=0.5),
                Column("network", "text", "network performance as AWS prints it"),
                Column("network_gbps", "number", "baseline network bandwidth in Gbit/s", nullable=True, minimum=0),
                Column("ebs_mbps", "number", "baseline EBS bandwidth in Mbit/s", nullable=True, minimum=0),
                Column("local_disk_gb", "number", "local disks together in GB; 0 without", nullable=True, minimum=0),
                Column("local_disk", "text", "local disks, e.g. '2 x 1900 GB NVMe ssd'; empty without"),
                Column("default_cores", "count", "physical cores by default", nullable=True, minimum=1),
                Column("threads_per_core", "count", "threads per core by default", nullable=True, minimum=1),
                Column("valid_cores", "text", "core counts that CPU options accept, comma-separated; empty when fixed or not known"),
                Column("valid_threads_per_core", "text", "threads per core that CPU options accept, comma-separated"),
                Column("current_generation", "flag", "current generation, as AWS's price list marks it"),
                Column("bare_metal", "flag", "the whole server, no hypervisor"),
                Column("burstable", "flag", "CPU credits (T families)"),
                Column("dedicated_hosts", "flag", "can run on a Dedicated Host", nullable=True),
                Column("spot_supported", "flag", "can be bought as Spot", nullable=True),
                Column("record", "id", "where the record comes from", allowed=("describe-instance-types", "price-list")),
            ),
        ),
        Table(
            "locations", "locations.csv", ("location",),
            "Where AWS sells EC2.",
            (
                _LOCATION,
                Column("name_ko", "text", "Korean name"),
                Column("name_en", "text", "English name"),
                Column("kind", "id", "Region, Local Zone or Wavelength Zone", allowed=KINDS),
                Column("parent_region", "id", "the Region it belongs to (itself for a Region)"),
                Column("continent", "id", "continent", allowed=CONTINENTS),
                Column("latitude", "number", "degrees north of the city that AWS names, not of a data centre", minimum=-90),
                Column("longitude", "number", "degrees east of that city", minimum=-180),
            ),
        ),
        Table(
            "operating_systems", "operating_systems.csv", ("operating_system",),
            "Operating systems and licences that have a price of their own.",
            (_OS, Column("name_ko", "text", "Korean name"), Column("name_en", "text", "English name")),
        ),
        Table(
            "on_demand", "on_demand.parquet", ("location", "operating_system", "instance_type"),
            "On-Demand price of a running instance with shared tenancy, licence included.",
            (_LOCATION, _OS, _TYPE, _price("usd_per_hour", "On-Demand price")),
        ),
        Table(
            "dedicated_hosts", "dedicated_hosts.parquet", ("location", "family"),
            "On-Demand price of a Dedicated Host; one price per family and location, however full the host is.",
            (
                _LOCATION, _FAMILY, _price("usd_per_hour", "On-Demand price of the host"),
                _price("reserved_1y_all_upfront", "Host Reservation, 1 year, all upfront: effective price", nullable=True),
                _price("reserved_3y_all_upfront", "Host Reservation, 3 years, all upfront: effective price", nullable=True),
            ),
        ),
        Table(
            "host_capacities", "host_capacities.parquet", ("instance_type",),
            "How many instances of one type a Dedicated Host of the family holds when it holds no other type.",
            (
                _TYPE, _FAMILY, Column("instances_per_host", "count", "instances of this type on one host", minimum=1),
                Column("derived", "flag", "false: AWS's own count; true: computed, and AWS's own may be smaller"),
                Column("source", "text", "whose count, or how it was computed"),
            ),
        ),
        Table(
            "host_hardware", "host_hardware.csv", ("family",),
            "Sockets and physical cores of a Dedicated Host, by which licences brought along are counted.",
            (
                _FAMILY, Column("sockets", "count", "processor sockets", minimum=1),
                Column("cores", "number", "physical cores; empty where not known", nullable=True, minimum=1),
                Column("source", "text", "where it is listed"),
            ),
        ),
        Table(
            "burstable", "burstable.csv", ("instance_type",),
            "CPU credits of the T families.",
            (
                _TYPE, Column("credits_per_hour", "number", "credits earned in an hour; 1 credit = 1 vCPU for 1 minute", minimum=1),
                Column("most_credits", "number", "earned credits that can be kept", minimum=24),
                Column("baseline", "number", "share of each vCPU (0 to 1) that the earned credits sustain", minimum=0.01),
                Column("default_mode", "id", "credit mode at launch unless chosen otherwise", allowed=("standard", "unlimited")),
            ),
        ),
        Table(
            "retired_accelerators", "retired_accelerators.csv", ("accelerator",),
            "Network-attached accelerators that AWS no longer offers.",
            (
                Column("accelerator", "id", "accelerator type"),
                Column("service", "id", "the service it belonged to", allowed=("elastic_graphics", "elastic_inference")),
                Column("gib", "number", "accelerator memory in GiB", minimum=1),
                Column("announced", "text", "date of the announcement as YYYY-MM-DD; empty where no source was found"),
                Column("closed_to_new", "text", "last day for new customers or the day after, as the source says; empty likewise"),
                Column("ended", "text", "end of life"),
                Column("source", "text", "where the memory and the dates come from"),
            ),
        ),
        Table(
            "kubernetes_versions", "kubernetes_versions.csv", ("version",),
            "The calendar of Kubernetes versions on Amazon EKS: when each is released and when its support ends.",
            (
                Column("version", "text", "minor version, as 1.34"),
                Column("upstream_release", "date", "released by the Kubernetes project"),
                Column("eks_release", "date", "released on Amazon EKS"),
                Column("standard_end", "date", "end of standard support: the dearer hours begin with this day (UTC)"),
                Column("extended_end", "date", "end of extended support: EKS upgrades the cluster after it"),
                Column("source", "text", "where the dates come from"),
            ),
        ),
        Table(
            "commitment_rates", "commitment_rates.parquet", ("location", "operating_system", "instance_type"),
            "Effective hourly rate of RIs and Savings Plans; empty where not known. `commitment_rules` says which are derived, and how.",
            (_LOCATION, _OS, _TYPE, *(_price(c, f"{c}: effective USD per hour", nullable=True) for c in COMMITMENTS)),
        ),
        Table(
            "commitment_rules", "commitment_rules.csv", ("option", "licensed"),
            "How each commitment rate was found, and how its price is split into upfront and hourly.",
            (
                Column("option", "id", "purchase option", allowed=COMMITMENTS),
                Column("licensed", "flag", "for operating systems with a licence (true) or Linux (false)"),
                Column("offering", "id", "kind of commitment", allowed=OFFERINGS),
                Column("term_years", "count", "term in years", minimum=1),
                Column("payment", "id", "payment option", allowed=PAYMENTS),
                Column("derived", "flag", "false: listed by AWS; true: derived by the rule"),
                Column("rule", "id", "rule ids joined by +, 'listed' when listed"),
                Column("rule_en", "text", "the rule in words"),
                Column("rule_ko", "text", "the rule in Korean"),
                Column("upfront_share", "number", "share of the term's price that is paid upfront", minimum=0),
                Column("as_of", "date", "date of the listed price behind the rate"),
            ),
        ),
        Table(
            "spot", "spot.parquet", ("date", "location", "operating_system", "instance_type"),
            "Spot price on eight dates: the Region's price as collected, not an Availability Zone's.",
            (
                Column("date", "date", "date of the price"), _LOCATION,
                Column("operating_system", "id", "linux or windows", allowed=("linux", "windows")),
                _TYPE, _price("usd_per_hour", "Spot price"),
            ),
        ),
        Table(
            "spot_advisor", "spot_advisor.parquet", ("location", "operating_system", "instance_type"),
            "Spot Instance Advisor: saving and interruption frequency of the month before.",
            (
                _LOCATION, Column("operating_system", "id", "linux or windows", allowed=("linux", "windows")), _TYPE,
                Column("saving", "number", "saving against On-Demand as printed, up to 1; below 0 where Spot was dearer", minimum=-1),
                Column("interruption_band", "id", "share of instances interrupted in the month", allowed=BANDS),
            ),
        ),
        Table(
            "services", "services.parquet", ("service", "item", "location", "to_location", "from_quantity"),
            "Prices of the services around EC2, one row a tier.",
            (
                Column("service", "id", "service"), Column("item", "id", "what is charged"), _LOCATION,
                Column("to_location", "id", "destination of a transfer between Regions, else empty"),
                Column("unit", "id", "one unit of the quantity"),
                Column("from_quantity", "number", "tier starts above this monthly quantity", minimum=0),
                Column("to_quantity", "number", "tier ends at this quantity (inf: no end)", minimum=0),
                Column("usd", "number", "price of one unit; 0 only where `note` says free", minimum=0),
                Column("as_of", "text", "date of the price; 'undated' where the source has none"),
                Column("source", "text", "source file"), Column("note", "text", "anything to know"),
            ),
        ),
        Table(
            "management_fees", "management_fees.csv", ("service", "location", "instance_type"),
            "Fees of EKS Auto Mode and ECS Managed Instances that were found quoted, beside the price of the instance.",
            (
                Column("service", "id", "eks (Auto Mode) or ecs (Managed Instances)", allowed=("eks", "ecs")), _LOCATION, _TYPE,
                _price("usd_per_hour", "fee of a running instance, as the source rounds it"),
                Column("group", "id", "instances with the same share: the first letter of the type"),
                Column("share", "number", "fee as a share of the On-Demand price for Linux, whatever is paid for the instance"),
                Column("as_of", "date", "date of the price list, or of its reading"),
                Column("source", "text", "where the fee was read"),
            ),
        ),
        Table(
            "service_plan_rates", "service_plan_rates.parquet", ("service", "item", "location", "option"),
            "What a Savings Plan charges for Fargate, Lambda, SageMaker AI and databases. A row that is not here is not known.",
            (
                Column("service", "id", "what is covered", allowed=("fargate", "lambda", "sagemaker", "database")),
                Column("item", "id", "what is charged: as in `services` (DynamoDB's after `dynamodb_`), else engine and type"),
                _LOCATION, Column("unit", "id", "one unit of the quantity"),
                Column("option", "id", "the plan", allowed=SERVICE_PLANS),
                Column("kind", "id", "kind of plan", allowed=SERVICE_PLAN_KINDS),
                Column("term_years", "count", "term in years", minimum=1),
                Column("payment", "id", "payment option", allowed=PAYMENTS),
                _price("usd", "the plan's rate for one unit"),
                _price("on_demand_usd", "On-Demand price of one unit, of its first tier; empty where not verified", nullable=True),
                Column("saving", "number", "share below On-Demand; empty likewise", nullable=True, minimum=0),
                Column("derived", "flag", "false: as AWS lists it; true: by the rule"),
                Column("rule", "id", "how it was found", allowed=("listed", "on_demand_less_saving", "compute_sp_x1.2")),
                Column("as_of", "date", "date of the listed rate, or of the share behind a derived one"),
                Column("source", "text", "where it was read"), Column("check", "text", "how it was checked"),
            ),
        ),
        Table(
            "dedicated_instance_premium", "dedicated_instance_premium.csv", ("family",),
            "Dedicated Instance price over the shared price, by family.",
            (
                Column("family", "id", "instance family"), Column("locations", "count", "locations behind the median", minimum=1),
                Column("median_premium", "number", "median ratio", minimum=0.1),
                Column("min_premium", "number", "smallest ratio", minimum=0.1),
                Column("max_premium", "number", "largest ratio", minimum=0.1),
            ),
        ),
        Table(
            "glossary", "glossary.csv", ("en",),
            "Terms in both languages.",
            (
                Column("en", "text", "English term"), Column("ko", "text", "Korean term, AWS Korea's own where it has one"),
                Column("note_term", "text", "the study note's term, where it differs"),
                Column("status", "id", "official: seen on an AWS Korea page; community; proposed"),
            ),
        ),
        Table(
            "bill_sample", "bill_sample.csv", ("line",),
            "A sample bill: 942 real, anonymised lines of one organisation's AWS bill, each an hour's or a month's charge.",
            (
                Column("line", "count", "number of the line", minimum=1),
                Column("charge_period_start", "text", "when the charge began (UTC)"),
                Column("service_category", "text", "FOCUS service category"),
                Column("service", "text", "AWS service"),
                Column("region", "text", "AWS Region code, or 'global', or empty"),
                Column("description", "text", "AWS's description of the charge"),
                Column("charge_category", "id", "Usage or Credit", allowed=("Usage", "Credit")),
                Column("pricing_category", "id", "how it was priced", allowed=("Standard", "Committed", "Other")),
                Column("commitment_status", "text", "Used where a Savings Plan covered the line, else empty"),
                Column("resource_type", "text", "kind of resource, or empty"),
                Column("quantity", "number", "quantity priced"),
                Column("unit", "text", "unit of the quantity"),
                Column("list_usd_per_unit", "number", "list price of one unit", nullable=True),
                Column("list_usd", "number", "cost at list price"),
                Column("billed_usd", "number", "cost billed"),
            ),
        ),
        Table(
            "load_week", "load_week.csv", ("hour_of_week",),
            "A real load by hour of the week: the requests that a load balancer counted, mean of two weeks.",
            (
                Column("hour_of_week", "count", "0: Monday 00:00 UTC, up to 167", minimum=0),
                Column("requests", "number", "requests in the hour", minimum=0),
            ),
        ),
        Table(
            "load_trace_list", "load_trace_list.csv", ("trace",),
            "The real loads of `load_traces`: five-minute series of Amazon CloudWatch, each of one machine, database, load balancer or group.",
            (
                _TRACE, Column("kind", "id", "what was measured", allowed=LOAD_KINDS),
                Column("unit", "id", "unit of the value: bytes and requests of five minutes, as CloudWatch gave them", allowed=("bytes", "not stated", "percent", "requests")),
                Column("start", "text", "time of the first sample (UTC, as far as the source tells)"),
                Column("samples", "count", "samples that are there", minimum=1),
                Column("missing", "count", "samples that are missing between the first and the last", minimum=0),
                Column("note", "text", "anything to know"),
            ),
        ),
        Table(
            "load_traces", "load_traces.parquet", ("trace", "minutes"),
            "The samples of each load, every five minutes; a sample that the source lacks has no row.",
            (
                _TRACE, Column("minutes", "count", "minutes from the start of the trace", minimum=0),
                Column("value", "number", "what was measured, in the trace's unit", minimum=0),
            ),
        ),
        Table(
            "spot_traces", "spot_traces.csv", ("trace",),
            "Real Spot capacity in one Availability Zone over days: each row is one trace, its values are in `spot_trace_runs`.",
            (
                _TRACE,
                Column("kind", "id", "availability: asked again at each step; preemption: instances kept running until taken back, then asked for again", allowed=SPOT_TRACE_KINDS),
                _LOCATION, Column("zone", "id", "Availability Zone as the collectors' account names it"), _TYPE,
                Column("nodes", "count", "how many instances were asked for", minimum=1),
                Column("start", "date", "day of the first step"),
                Column("gap_seconds", "count", "seconds from one step to the next", minimum=1),
                Column("steps", "count", "number of steps", minimum=1),
                Column("note", "text", "where the source contradicts itself and what was chosen, or how often was asked"),
            ),
        ),
        Table(
            "spot_trace_runs", "spot_trace_runs.parquet", ("trace", "step"),
            "The values of each Spot trace, run by run: a row holds until the next one's step.",
            (
                _TRACE, Column("step", "count", "first step of the run, from 0", minimum=0),
                Column("available", "count", "instances that were up or to be had, 0 to `nodes`", minimum=0),
                _price("usd_per_hour", "Spot price of one instance at the time; missing where the trace has none", nullable=True),
            ),
        ),
        Table(
            "checks", "checks.parquet", ("source", "location", "operating_system", "instance_type", "option"),
            "Independent copies of prices, kept only to check the other tables.",
            (
                Column("source", "text", "who published the price"), _LOCATION, _OS, _TYPE,
                Column("option", "id", "on_demand or a commitment option", allowed=("on_demand", *COMMITMENTS)),
                _price("usd_per_hour", "effective price"), Column("as_of", "date", "date of the price"),
            ),
        ),
    )
}  # fmt: skip


def _arrow_ok(kind: Kind, dtype: pa.DataType) -> bool:
    import pyarrow.types as types

    if kind in ("id", "text", "date"):
        plain = dtype.value_type if types.is_dictionary(dtype) else dtype
        return bool(types.is_string(plain) or types.is_large_string(plain))
    if kind in ("price", "number"):
        return bool(types.is_float64(dtype))
    if kind == "count":
        return bool(types.is_int64(dtype))
    return bool(types.is_boolean(dtype))


def problems(spec: Table, table: pa.Table, *, keys: bool = False) -> list[str]:
    """What is wrong with a table, in plain sentences; an empty list when it is right.

    Parameters
    ----------
    spec
        The description to hold it against.
    table
        The Arrow table.
    keys
        Also look for duplicate keys (the compiler does; a file whose sha256 matches was looked at then).
    """
    import pyarrow.compute as pc

    if table.column_names != spec.names:
        return [f"columns are {table.column_names}, expected {spec.names}"]
    found = []
    if table.num_rows == 0:
        found.append("no rows")
    for column in spec.columns:
        values = table[column.name]
        if not _arrow_ok(column.kind, values.type):
            found.append(f"{column.name}: type {values.type} is not a {column.kind}")
            continue
        if values.null_count and not column.nullable:
            found.append(f"{column.name}: {values.null_count} missing values")
        if column.minimum is not None and values.null_count < len(values):
            low = pc.min(values).as_py()
            if low < column.minimum or low != low:
                found.append(f"{column.name}: smallest value {low} is below {column.minimum}")
        if column.allowed is not None:
            strange = set(pc.unique(values).to_pylist()) - set(column.allowed) - {None}
            if strange:
                found.append(f"{column.name}: values not allowed: {sorted(strange)[:5]}")
        if column.kind == "date":
            undated = [d for d in pc.unique(values).to_pylist() if not _is_date(d)]
            if undated:
                found.append(f"{column.name}: not dates: {undated[:5]}")
    if keys and not found:
        distinct = table.group_by(list(spec.key)).aggregate([]).num_rows
        if distinct != table.num_rows:
            found.append(f"{table.num_rows - distinct} rows repeat a key {spec.key}")
    return found


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
