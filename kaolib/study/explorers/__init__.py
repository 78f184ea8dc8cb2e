"""Explorers: labelled controls over a chart and a table that follow them.

An explorer's ``value`` is what is chosen, its ``table`` the numbers behind the chart, and ``set`` chooses in code, so
that a learner can go on where the mouse left off. Shown in a notebook, its first frame is stored as plain HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaolib.study.explorers._commitment import CommitmentExplorer
from kaolib.study.explorers._compare import FamiliesExplorer, GenerationsExplorer, SizesExplorer
from kaolib.study.explorers._cpu import CpuOptionsExplorer, CreditsExplorer, SuccessorsExplorer
from kaolib.study.explorers._crossover import CrossoverExplorer
from kaolib.study.explorers._explorer import Explorer
from kaolib.study.explorers._fleet import FleetExplorer
from kaolib.study.explorers._injection import InjectionExplorer
from kaolib.study.explorers._interruption import InterruptionExplorer
from kaolib.study.explorers._places import PlacesExplorer
from kaolib.study.explorers._plans import PlansExplorer
from kaolib.study.explorers._purchase import PurchaseExplorer
from kaolib.study.explorers._reservation import FlexibilityExplorer, ReservationExplorer
from kaolib.study.explorers._risk import RiskExplorer
from kaolib.study.explorers._scaling import ScalingExplorer
from kaolib.study.explorers._schedule import ScheduleExplorer
from kaolib.study.explorers._tenancy import TenancyExplorer

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.architecture.scaling import Instance
    from kaolib.operation.commitment import Demand

__all__ = [
    "Explorer",
    "auto_scaling",
    "commitment",
    "commitment_risk",
    "cpu_options",
    "credits",
    "crossover",
    "families",
    "fleet",
    "flexibility",
    "generations",
    "injection",
    "interruptions",
    "places",
    "purchase",
    "reservation",
    "savings_plans",
    "schedule",
    "sizes",
    "successors",
    "tenancy",
]


def purchase(
    instance_type: str = "m7g.large",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    utilization: float = 1.0,
    option: str = "ri_standard_1y_no_upfront",
) -> PurchaseExplorer:
    """Choose how to buy: family, size, Region, operating system, purchase option, term, payment and utilization.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    utilization
        The share of the month for which the instance runs, 0 to 1.
    option
        A purchase option's id.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, option, family, size, location, operating_system, offering, term_years,
        payment, utilization and view ("break_even" or "cash_flow"); its ``table`` every option of
        `kaolib.knowledge.purchase.offers` with its cost at the utilization, cheapest first.

    Raises
    ------
    InputError
        For an unknown name or a utilization that is not from 0 to 1. A type that is not sold in the location is no
        error: the explorer says where it is, and goes on.

    Examples
    --------
    >>> from kaolib.study import language
    >>> language.use("en")
    >>> chooser = purchase("m7g.large", "us-east-1").set(payment="all_upfront", utilization=0.8)
    >>> chooser.value["option"], chooser.value["utilization"]
    ('ri_standard_1y_all_upfront', 0.8)
    """
    return PurchaseExplorer(instance_type, location, operating_system, utilization, option)


def families(
    vcpu: float = 4,
    gib: float = 16,
    gpu: float = 0,
    architecture: str = "any",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
) -> FamiliesExplorer:
    """Choose a family by need: the cheapest size of each family that has enough vCPUs, memory and GPUs.

    Parameters
    ----------
    vcpu, gib, gpu
        What is needed at least: vCPUs, memory in GiB, GPUs.
    architecture
        "any", "x86_64" or "arm64".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``table`` is that of `kaolib.architecture.compare.families`, cheapest first.

    Raises
    ------
    InputError
        For an amount that is not a number of 0 or more, or an unknown name.

    Examples
    --------
    >>> explorer = families(vcpu=8, gib=32)
    >>> bool((explorer.table["gib"] >= 32).all())
    True
    """
    return FamiliesExplorer(vcpu, gib, gpu, architecture, location, operating_system)


def sizes(family: str = "m7g", location: str = "ap-northeast-2", operating_system: str = "linux") -> SizesExplorer:
    """See the sizes of a family, and where the price does not double.

    Parameters
    ----------
    family
        A family such as "m7g".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``table`` is that of `kaolib.architecture.compare.sizes`.

    Raises
    ------
    InputError
        For an unknown name.

    Examples
    --------
    >>> sizes("t3", "us-east-1").table["size"].iloc[0]
    'nano'
    """
    return SizesExplorer(family, location, operating_system)


def generations(
    series: str = "m", size: str = "large", location: str = "ap-northeast-2", operating_system: str = "linux"
) -> GenerationsExplorer:
    """See the generations of a series at one size, with or without the families that have an option letter.

    Parameters
    ----------
    series
        A series such as "m".
    size
        A size such as "large".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``table`` is that of `kaolib.architecture.compare.generations`.

    Raises
    ------
    InputError
        For an unknown name.

    Examples
    --------
    >>> generations("c", "large", "us-east-1").value["size"]
    'large'
    """
    return GenerationsExplorer(series, size, location, operating_system)


def crossover(
    instance_type: str = "m7g.large",
    location: str = "ap-northeast-2",
    cpu_ms: float = 100,
    wait_ms: float = 0,
    memory_mb: int = 1769,
) -> CrossoverExplorer:
    """See where an instance that never stops and Lambda cost the same for the same work.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        A Region code.
    cpu_ms, wait_ms
        Milliseconds of one vCPU that a request needs, and that it waits for something else.
    memory_mb
        Memory of the function.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, cpu_ms, wait_ms and memory_mb; its ``table`` the cost
        of a month at each tenth of the instance's vCPU time.

    Raises
    ------
    InputError
        For an unknown name or an amount outside Lambda's limits. A type that is burstable, or not sold in the
        location, is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = crossover("m7g.large", "us-east-1").set(wait_ms=400)
    >>> explorer.value["wait_ms"], len(explorer.table)
    (400, 11)
    """
    return CrossoverExplorer(instance_type, location, cpu_ms, wait_ms, memory_mb)


def places(
    instance_type: str = "m7i.large",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    count: float = 2,
    storage_gb: float = 100,
    gb_out: float = 500,
    kinds: str = "regions",
    near: str | None = None,
    at_most_ms: float | None = None,
) -> PlacesExplorer:
    """See what a month of instances, storage and transfer costs in every Region and zone, and how far away that is.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        The location that the others are compared with; it has to sell the whole basket.
    operating_system
        An operating system id, licence included.
    count
        How many instances run all month.
    storage_gb
        GB of EBS gp3 storage.
    gb_out
        GB sent to the internet in the month, 1,024 to the TB; no free tier is taken off.
    kinds
        "regions", "local_zones" (Regions and Local Zones) or "all" (with Wavelength Zones too).
    near
        Where the users are; the location when None.
    at_most_ms
        The most that a round trip may take, as the lower bound of `kaolib.architecture.compare.within`: 2, 5, 10, 20,
        30, 50, 75, 100 or 150 milliseconds, or None for any distance.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, operating_system, count, storage_gb, gb_out, kinds, location,
        near, at_most_ms (infinity for any) and cheapest: the place that sells all of it within the limit for the
        least, the nearest of equally cheap ones, or "". Its ``table`` is that of `kaolib.architecture.compare.within`,
        with the location and the users' place however far they are.

    Raises
    ------
    InputError
        For an unknown name or an amount that cannot be used. A basket that the location does not sell is no error: the
        explorer says so, and goes on.

    Examples
    --------
    >>> explorer = places("m7i.large", "ap-northeast-2", at_most_ms=20)
    >>> bool((explorer.table["floor_ms"] <= 20).all())
    True
    """
    return PlacesExplorer(instance_type, location, operating_system, count, storage_gb, gb_out, kinds, near, at_most_ms)


def tenancy(
    instance_type: str = "m7i.large",
    count: int = 10,
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    licence_usd_per_instance_hour: float = 0,
    other_dedicated: bool = False,
) -> TenancyExplorer:
    """See what instances cost in every tenancy, and from how many a Dedicated Host pays.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    count
        How many instances run all month.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id. Hosts and bare metal come without its licence.
    licence_usd_per_instance_hour
        Your own licence, where it does not come with the instance: USD for each instance and hour.
    other_dedicated
        Whether other Dedicated Instances run in the Region, so that its fee is paid already.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, operating_system, count,
        licence_usd_per_instance_hour and other_dedicated; its ``table`` is that of
        `kaolib.architecture.compare.tenancies`.

    Raises
    ------
    InputError
        For an unknown name, a count below 1 or a licence below 0. A type that is not sold in the location is no
        error: the explorer says where it is, and goes on.

    Examples
    --------
    >>> explorer = tenancy("m5.large", 48, "us-east-1")
    >>> explorer.table.set_index("tenancy").loc["dedicated_host", "units"].item()
    1.0
    """
    return TenancyExplorer(
        instance_type, count, location, operating_system, licence_usd_per_instance_hour, other_dedicated
    )


def cpu_options(
    instance_type: str = "r7i.8xlarge",
    location: str = "ap-northeast-2",
    operating_system: str = "windows_sql_enterprise",
    cores: int | None = None,
    threads_per_core: int | None = None,
) -> CpuOptionsExplorer:
    """Choose cores and threads per core, and see what that saves in the licence.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    cores, threads_per_core
        As `kaolib.knowledge.ec2.cpu_options` lists them; the type's own when None.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, operating_system, cores, threads_per_core, vcpu
        (active), usd_per_month and saving; its ``table`` the parts of a month's cost, as
        `kaolib.knowledge.ec2.optimize_cpus`.

    Raises
    ------
    InputError
        For an unknown name, or cores or threads that the type does not have. A type without CPU options, or one that
        is not sold in the location, is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = cpu_options("r7i.8xlarge", "us-east-1").set(cores=8)
    >>> explorer.value["vcpu"], explorer.value["saving"] > 0
    (16, True)
    """
    return CpuOptionsExplorer(instance_type, location, operating_system, cores, threads_per_core)


def credits(
    instance_type: str = "t3.large",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    utilization: float = 0.3,
    other: str | None = None,
) -> CreditsExplorer:
    """See up to which CPU utilization a burstable type in unlimited mode is cheaper than an M type.

    Parameters
    ----------
    instance_type
        A burstable type.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    utilization
        Mean CPU utilization over the month, 0 to 1.
    other
        The M type to compare with: as many vCPUs, at least as much memory. The one of `kaolib.knowledge.ec2.next_m`
        when None.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, family, size, location, operating_system, other and utilization; its ``table``
        the cost of a month of both at each tenth of utilization.

    Raises
    ------
    InputError
        For an unknown name, a type that is not burstable, another that cannot stand in for it, or a utilization that
        is not from 0 to 1. A type that is not sold in the location is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = credits("t3.large", "us-east-1", utilization=0.5)
    >>> explorer.value["other"], len(explorer.table)
    ('m5.large', 11)
    """
    return CreditsExplorer(instance_type, location, operating_system, utilization, other)


def successors(
    accelerator: str | None = None,
    gib: float | None = None,
    count: int = 1,
    purpose: str | None = None,
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
) -> SuccessorsExplorer:
    """Find what does the work of a retired Elastic Graphics or Elastic Inference accelerator, and its price.

    Parameters
    ----------
    accelerator
        Such as "eg1.medium" or "eia2.large"; "eia2.medium" when neither this nor gib is given.
    gib
        Or the memory that one device needs, GiB.
    count
        Devices needed on one instance.
    purpose
        "graphics" or "inference"; what the accelerator was for when None.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``value`` has accelerator ("" for a need of one's own), device_gib, devices, purpose, location and
        operating_system; its ``table`` is that of `kaolib.architecture.compare.successors`, cheapest first.

    Raises
    ------
    InputError
        For an unknown name, both an accelerator and gib, or a need that is not above 0. A need that nothing sold there
        meets is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = successors("eg1.xlarge", location="us-east-1", operating_system="windows")
    >>> bool((explorer.table["gib_per_device"] >= 4).all())
    True
    """
    if accelerator is None and gib is None:
        accelerator = "eia2.medium"
    return SuccessorsExplorer(accelerator, gib, count, purpose, location, operating_system)


def reservation(usage: pd.DataFrame, instance_type: str = "m7i.large", count: int = 10) -> ReservationExplorer:
    """Buy one Reserved Instance for one hour of a fleet: change each condition and see what the discount reaches.

    Parameters
    ----------
    usage
        One hour in one Region, as for `kaolib.knowledge.discounts.apply`; `kaolib.study.samples.company` makes one.
        Without on_demand_usd the lines are priced from the snapshot.
    instance_type
        The type that is bought at the start; its family stays.
    count
        How many instances are bought at the start.

    Returns
    -------
    Explorer
        Its ``value`` has scope, zone, size, count, operating_system, tenancy, account, sharing ("on" or "off"), offering,
        term_years, payment, instance_type and option, and what comes of them: units (normalized units bought),
        uncovered_units (of the family's Linux usage), utilization, coverage, held (instances of held capacity), usd and
        unused_usd (of the hour). Its ``table`` is `kaolib.knowledge.discounts.Application.explain`.

    Raises
    ------
    InputError
        For usage of more than one hour or Region, or an unknown name. A price that is not known is no error: the
        explorer says so, and goes on.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> hour = samples.company("m7i.large", "ap-northeast-2")
    >>> explorer = reservation(hour, "m7i.large").set(size="xlarge", count=10)
    >>> explorer.value["units"], explorer.value["uncovered_units"], explorer.value["utilization"]
    (80.0, 0.0, 1.0)
    """
    return ReservationExplorer(usage, instance_type, count)


def flexibility(
    instance_type: str = "m7i.large",
    other: str = "m7g.large",
    location: str = "ap-northeast-2",
    count: int = 10,
    probability: float = 0.3,
) -> FlexibilityExplorer:
    """Weigh a standard RI against a convertible one, where the instances may change to another type once.

    Parameters
    ----------
    instance_type, other
        What is bought for, and what may take its place.
    location
        The Region; it has to know the RI prices of both.
    count
        How many instances.
    probability
        Of the change within the term, 0 to 1.

    Returns
    -------
    Explorer
        Its ``value`` has term_years, payment, month (of the change), resale (share of the upfront payment left that a
        buyer pays, None where it is not sold), probability, and what comes of them: ri_standard_usd,
        ri_convertible_usd, compute_sp_usd (average cost of the term) and indifferent (the probability from which the
        convertible RI is cheaper). Its ``table`` is that of `kaolib.architecture.compare.flexibility` with
        usd_expected.

    Raises
    ------
    InputError
        For an unknown name, a type that is not sold there, or a probability outside 0 to 1.

    Examples
    --------
    >>> explorer = flexibility("m7i.large", "m7g.large", "us-east-1").set(resale=0.0, payment="no_upfront")
    >>> bool(explorer.value["ri_standard_usd"] < explorer.value["ri_convertible_usd"])
    True
    """
    return FlexibilityExplorer(instance_type, other, location, count, probability)


def savings_plans(
    usage: pd.DataFrame,
    plan_kind: str = "compute_sp",
    usd_per_hour: float = 1.0,
    term_years: int = 1,
    payment: str = "no_upfront",
    wanted: tuple[float, float] | None = None,
) -> PlansExplorer:
    """Drag the commitment of one Savings Plan over hours of usage, and see each hour, the bill, coverage and utilization.

    Parameters
    ----------
    usage
        As for `kaolib.knowledge.discounts.apply`, priced, without accounts: at most 336 hours.
    plan_kind
        "compute_sp" or "ec2_instance_sp", which is bound to a family of the usage and the Region where most of it runs.
    usd_per_hour
        The commitment that is chosen at the start.
    term_years
        1 or 3.
    payment
        "no_upfront" or "all_upfront". What plans charge for Fargate and Lambda with Partial Upfront is not known.
    wanted
        The least coverage and utilization that are asked for, which the chart then shades; None for none.

    Returns
    -------
    Explorer
        Its ``value`` has plan_kind, plan_family, term_years, payment, usd_per_hour, and what comes of them:
        usd_per_month (the bill), coverage, utilization, cheapest (the commitment on the slider with the lowest bill); its
        ``table`` each commitment on the slider with its bill, saving, coverage, utilization and what of it is unused, the
        lowest bill first.

    Raises
    ------
    InputError
        For usage that cannot be read, has no EC2 or spans too many hours, an unknown name or a negative commitment. Usage
        whose plan rate is not known is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> explorer = savings_plans(samples.week(samples.shop("us-east-1")), usd_per_hour=1.5)
    >>> explorer.set(usd_per_hour=3.0).value["utilization"] < 1
    True
    """
    return PlansExplorer(usage, plan_kind, usd_per_hour, term_years, payment, wanted)


def commitment(
    demand: Demand,
    plan_kind: str = "compute_sp",
    usd_per_hour: float | None = None,
    term_years: int = 1,
    payment: str = "no_upfront",
    scenario: str = "expected",
) -> CommitmentExplorer:
    """Drag the commitment of one Savings Plan over a year, and see saving, coverage, utilization and waste move together.

    Parameters
    ----------
    demand
        A year of use from `kaolib.operation.commitment.demand`, with EC2 in it.
    plan_kind
        "compute_sp" or "ec2_instance_sp", which is bound to one of the families in use.
    usd_per_hour
        The commitment that is chosen at the start; None: about a quarter of the slider.
    term_years
        1 or 3. Three years are counted as the same year three times.
    payment
        "no_upfront" or "all_upfront".
    scenario
        "expected", or the load drifts to 30 % more ("more") or less ("less") than that by the end of the year.

    Returns
    -------
    Explorer
        Its ``value`` has plan_kind, plan_family, term_years, payment, scenario, usd_per_hour, and what comes of them:
        year_usd (the whole bill), saving_usd, saving, coverage, utilization, unused_usd, best_usd_per_hour,
        share_of_best (of the best saving). Shares are of all that runs.

    Raises
    ------
    InputError
        For use without EC2, an unknown name, or a commitment that AWS does not sell.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> explorer = commitment(samples.year("us-east-1"), usd_per_hour=1.0)
    >>> explorer.value["utilization"] > explorer.set(usd_per_hour=4.0).value["utilization"]
    True
    """
    return CommitmentExplorer(demand, plan_kind, usd_per_hour, term_years, payment, scenario)


def commitment_risk(
    demand: Demand,
    option: str = "compute_sp_1y_no_upfront",
    usd_per_hour: float | None = None,
    outlook: str = "open",
    level: float = 0.9,
) -> RiskExplorer:
    """Drag a commitment through 150 possible years: the mean saving, the bad years, and the regret of too much and too little.

    Parameters
    ----------
    demand
        A year of use from `kaolib.operation.commitment.demand`, whose weeks are drawn anew.
    option
        Which plan.
    usd_per_hour
        The commitment that is chosen at the start; None: the one that is best on average.
    outlook
        What the year may do besides: "steady", "open" (30 % less to 30 % more by its end), "down" or "up".
    level
        The bad years are the worst 1 - level of all.

    Returns
    -------
    Explorer
        Its ``value`` has outlook, usd_per_hour, and what comes of them: mean_usd, cvar_usd (mean of the worst
        years), loss_share, too_much_usd, too_little_usd, utilization, best_mean_usd_per_hour, best_cvar_usd_per_hour.

    Raises
    ------
    InputError
        As `kaolib.operation.commitment.risk`; for an unknown name.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> explorer = commitment_risk(samples.year("us-east-1"))
    >>> explorer.value["best_cvar_usd_per_hour"] < explorer.value["best_mean_usd_per_hour"]
    True
    """
    return RiskExplorer(demand, option, usd_per_hour, outlook, level)


def auto_scaling(
    load: pd.Series[float],
    instance: Instance,
    *,
    past: pd.Series[float] | None = None,
    usd_per_1000_unmet: float = 0.1,
    span: str = "day",
    **start: float | str,
) -> ScalingExplorer:
    """Choose the policy of an Auto Scaling group, and watch it follow a load minute by minute.

    Parameters
    ----------
    load
        Units a minute, as `kaolib.study.samples.site` gives them.
    instance
        What one instance serves and costs.
    past
        The load before, for scheduled and predictive scaling. Without it scheduled scaling is not offered.
    usd_per_1000_unmet
        What a thousand units cost you that nobody serves: a part of the score.
    span
        What is shown at the start: "whole", "day" (the hardest one) or "hours" (the hardest three of it).
    **start
        The first choice: policy (one of `kaolib.study.samples.POLICY_KINDS`), target, min_size, max_size,
        launch_seconds, warmup_seconds. A simple policy takes the warm-up for its cooldown.

    Returns
    -------
    Explorer
        Its ``value`` has the choices, span and moment, and over all of the load usd, instance_hours, unmet, unmet_share,
        idle_share, launches, reversals, short_lives, max_in_service, score_usd and static_usd (a group for the peak); its ``table`` what has come of the
        choice, of the first one, and of a static group for the peak, up to the moment; its ``run`` is the simulation.

    Raises
    ------
    InputError
        For an unknown name, or an amount that cannot be.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> one = samples.site("us-east-1", trace=samples.HELD_TRACE)
    >>> explorer = auto_scaling(one.load, one.instance, target=50).set(policy="step", span="hours")
    >>> explorer.value["policy"], len(explorer._controls["moment"].options)
    ('step', 180)
    """
    return ScalingExplorer(load, instance, past, usd_per_1000_unmet, dict(start), span)


def fleet(
    instance_type: str = "m7g.xlarge",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    strategy: str = "lowest-price",
    types: int = 1,
    on_demand_base: int = 0,
    on_demand_percent: float = 0,
    target: int = 96,
) -> FleetExplorer:
    """Fill a target from Spot pools and On-Demand: strategy, number of types, On-Demand base and share above it.

    Parameters
    ----------
    instance_type
        What the work was written for; the others are its stand-ins (`kaolib.study.samples.stand_ins`).
    location
        A Region. Where it has no Spot price of the type, the nearest Region that has one: the explorer says which.
    operating_system
        "linux" or "windows".
    strategy
        One of `kaolib.architecture.fleet.SPOT_STRATEGIES`.
    types
        How many types may be used, from 1.
    on_demand_base
        Units (vCPUs) that are On-Demand in any case.
    on_demand_percent
        The share of what is above them that is On-Demand, too, 0 to 1.
    target
        Units in all.

    Returns
    -------
    Explorer
        Its ``value`` has the settings and usd_per_hour, saving (against all On-Demand), pools, instances, units, over,
        largest_pool_share (of the units, in the largest Spot pool) and unfulfilled; its ``table`` the pools it takes.

    Raises
    ------
    InputError
        For an unknown name, or a number that cannot be.

    Examples
    --------
    >>> explorer = fleet("m7g.xlarge", "us-east-1").set(strategy="diversified", types=4)
    >>> explorer.value["pools"] > 4
    True
    """
    return FleetExplorer(
        instance_type, location, operating_system, strategy, types, on_demand_base, on_demand_percent, target
    )


def interruptions(
    instance_type: str = "m7g.xlarge",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    traces: str = "v100_9",
    pools: int = 1,
    on_demand_base: int = 0,
    checkpoint_minutes: float = 60,
    fallback: bool = False,
) -> InterruptionExplorer:
    """Play a fleet of twelve over real traces of Spot capacity: what ran, what was lost, what it cost so far.

    Parameters
    ----------
    instance_type, location, operating_system
        Whose prices are paid; the interruptions are those of the trace. Where the Region has no Spot price of the type,
        the nearest Region that has one.
    traces
        "v100_9" (nine zones, one instance each), "v100_3" (three zones, four instances each) or "r5" (three zones).
    pools
        Over how many of the trace's pools the fleet may spread.
    on_demand_base
        How many of the twelve are On-Demand.
    checkpoint_minutes
        Work between two checkpoints.
    fallback
        Whether On-Demand fills what is missing.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, moment, and of the whole trace availability, below_target_hours, interruptions,
        worst_loss, lost_work_hours, useful_share (of the wanted hours), usd, usd_per_useful_hour and useful_saving; its
        ``table`` what had come of it by the moment.

    Raises
    ------
    InputError
        For an unknown name, or a number that cannot be.

    Examples
    --------
    >>> explorer = interruptions("m7g.xlarge", "us-east-1")
    >>> one = explorer.value["availability"]
    >>> explorer.set(pools=9).value["availability"] > one
    True
    """
    return InterruptionExplorer(
        instance_type, location, operating_system, traces, pools, on_demand_base, checkpoint_minutes, fallback
    )


def injection(
    location: str = "ap-northeast-2",
    rebalancing: str = "off",
    before_seconds: int = 120,
    launch_seconds: int = 40,
    drain_seconds: int = 90,
    interrupted: int = 1,
) -> InjectionExplorer:
    """Interrupt Spot Instances of an Auto Scaling group of six on purpose, and watch it second by second.

    Parameters
    ----------
    location
        A Region, for the price of AWS FIS.
    rebalancing
        "asg" (Capacity Rebalancing on) or "off".
    before_seconds
        From the rebalance recommendation to the interruption, 120 to 900.
    launch_seconds
        From the request of a replacement until it runs; a health check of a minute follows.
    drain_seconds
        What an instance needs to finish its requests.
    interrupted
        How many of the six are interrupted, 1 to 6.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, moment, and lowest_serving, below_target_seconds, short_instance_seconds,
        extra_instance_seconds, drain_short_seconds and fis_usd; its ``table`` the events up to the moment.

    Raises
    ------
    InputError
        For an unknown name, or a number outside AWS's limits.

    Examples
    --------
    >>> explorer = injection("us-east-1").set(rebalancing="asg", before_seconds=600)
    >>> explorer.value["below_target_seconds"]
    0.0
    """
    return InjectionExplorer(location, rebalancing, before_seconds, launch_seconds, drain_seconds, interrupted)


def schedule(
    trace: pd.Series[float],
    threshold: float,
    days: str = "mon-fri",
    begin_hour: int = 9,
    end_hour: int = 18,
    timezone: str = "UTC",
    limit: float | None = None,
) -> ScheduleExplorer:
    """Edit a schedule over a real load, and replay the load day by day: hours on for nothing, and need while off.

    Parameters
    ----------
    trace, threshold
        As for `kaolib.architecture.schedule.slots`: the load, and from which value on it is need.
    days
        "mon-fri", "mon-sat" or "mon-sun": the days on which the hours begin.
    begin_hour, end_hour
        Hours of the day, 0 to 23 and 1 to 24; an end before the begin is on the day after.
    timezone
        A time zone that is offered, or any other of the tz database: it is added.
    limit
        How many minutes may be missed: drawn as a line.

    Returns
    -------
    Explorer
        Its ``value`` has days, begin_hour, end_hour, timezone, moment (number of the moment shown), and what comes of them
        over the whole load: off (share of hours), running_hours, missed_minutes, missed (share of the need) and
        worst_hour_minutes; ``schedule`` is the schedule itself. Its ``table`` has the local days.

    Raises
    ------
    InputError
        For a trace that cannot be read, hours or days that are not offered, or an unknown time zone.

    Examples
    --------
    >>> from kaolib.architecture import schedule as room
    >>> explorer = schedule(room.load("ec2_network_in_5abac7"), 10_000).set(timezone="America/Los_Angeles")
    >>> explorer.value["missed_minutes"], round(explorer.value["off"], 2)
    (650, 0.75)
    """
    return ScheduleExplorer(trace, threshold, days, begin_hour, end_hour, timezone, limit)
