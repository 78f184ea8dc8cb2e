"""Explorers: labelled controls over a chart and a table that follow them.

An explorer's ``value`` is what is chosen, its ``table`` the numbers behind the chart, and ``set`` chooses in code, so
that a learner can go on where the mouse left off. Shown in a notebook, its first frame is stored as plain HTML.
"""

from kaolib.study.explorers._batch import batch
from kaolib.study.explorers._commitment import commitment
from kaolib.study.explorers._compare import families, generations, sizes
from kaolib.study.explorers._containers import fargate, packing
from kaolib.study.explorers._cpu import cpu_options
from kaolib.study.explorers._credits import credits
from kaolib.study.explorers._crossover import crossover
from kaolib.study.explorers._events import async_events, stream_events
from kaolib.study.explorers._explorer import Explorer
from kaolib.study.explorers._fleet import fleet
from kaolib.study.explorers._injection import injection
from kaolib.study.explorers._interruption import interruptions
from kaolib.study.explorers._lambda import memory_tuning, provisioned
from kaolib.study.explorers._places import places
from kaolib.study.explorers._plans import savings_plans
from kaolib.study.explorers._purchase import purchase
from kaolib.study.explorers._reservation import flexibility, reservation
from kaolib.study.explorers._risk import commitment_risk
from kaolib.study.explorers._scaling import auto_scaling
from kaolib.study.explorers._schedule import schedule
from kaolib.study.explorers._successors import successors
from kaolib.study.explorers._tenancy import tenancy

__all__ = [
    "Explorer",
    "async_events",
    "auto_scaling",
    "batch",
    "commitment",
    "commitment_risk",
    "cpu_options",
    "credits",
    "crossover",
    "families",
    "fargate",
    "fleet",
    "flexibility",
    "generations",
    "injection",
    "interruptions",
    "memory_tuning",
    "packing",
    "places",
    "provisioned",
    "purchase",
    "reservation",
    "savings_plans",
    "schedule",
    "sizes",
    "stream_events",
    "successors",
    "tenancy",
]
