"""AWS cost optimisation by the KAO method: Knowledge, Architecture, Operation.

``import kaolib as kao`` is the only door. A module is loaded when it is first named
(``kao.purchase.offers(...)``), so importing the door alone costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaolib.architecture import batch as batch
    from kaolib.architecture import compare as compare
    from kaolib.architecture import crossover as crossover
    from kaolib.architecture import fleet as fleet
    from kaolib.architecture import packing as packing
    from kaolib.architecture import power_tuning as power_tuning
    from kaolib.architecture import scaling as scaling
    from kaolib.architecture import schedule as schedule
    from kaolib.knowledge import catalog as catalog
    from kaolib.knowledge import containers as containers
    from kaolib.knowledge import discounts as discounts
    from kaolib.knowledge import ec2 as ec2
    from kaolib.knowledge import instance_type as instance_type
    from kaolib.knowledge import load_balancer as load_balancer
    from kaolib.knowledge import purchase as purchase
    from kaolib.knowledge import serverless as serverless
    from kaolib.operation import bill as bill
    from kaolib.operation import commitment as commitment
    from kaolib.study import charts as charts
    from kaolib.study import explorers as explorers
    from kaolib.study import language as language
    from kaolib.study import lesson as lesson
    from kaolib.study import samples as samples
    from kaolib.study import tables as tables

__version__ = "0.1.0"

_ROOMS = {
    "catalog": "knowledge",
    "containers": "knowledge",
    "discounts": "knowledge",
    "ec2": "knowledge",
    "instance_type": "knowledge",
    "load_balancer": "knowledge",
    "purchase": "knowledge",
    "serverless": "knowledge",
    "batch": "architecture",
    "compare": "architecture",
    "crossover": "architecture",
    "fleet": "architecture",
    "packing": "architecture",
    "power_tuning": "architecture",
    "scaling": "architecture",
    "schedule": "architecture",
    "bill": "operation",
    "commitment": "operation",
    "language": "study",
    "charts": "study",
    "explorers": "study",
    "lesson": "study",
    "samples": "study",
    "tables": "study",
}
__all__ = [*_ROOMS, "__version__"]


def __getattr__(name: str) -> ModuleType:
    if name not in _ROOMS:
        raise AttributeError(f"module 'kaolib' has no attribute {name!r}; it has {', '.join(_ROOMS)}")
    return import_module(f"kaolib.{_ROOMS[name]}.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
