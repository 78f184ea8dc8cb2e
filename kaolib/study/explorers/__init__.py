"""Explorers: labelled controls over a chart and a table that follow them.

An explorer's ``value`` is what is chosen, its ``table`` the numbers behind the chart, and ``set`` chooses in code, so
that a learner can go on where the mouse left off. Shown in a notebook, its first frame is stored as plain HTML.
"""

from __future__ import annotations

from kaolib.study.explorers._compare import FamiliesExplorer, GenerationsExplorer, SizesExplorer
from kaolib.study.explorers._crossover import CrossoverExplorer
from kaolib.study.explorers._explorer import Explorer
from kaolib.study.explorers._purchase import PurchaseExplorer

__all__ = ["Explorer", "crossover", "families", "generations", "purchase", "sizes"]


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
