"""Services on machines: as containers that share them, or each in a VM of its own; what is wasted, and how few there could be."""

from kaolib.architecture.packing._bound import MOST_STATES, exact, lower_bound
from kaolib.architecture.packing._capacity import (
    ECS_RESERVED_MIB,
    EVICTION_MIB,
    KERNEL_SHARE,
    KUBELET_CPU,
    KUBELET_MIB,
    POD_MIB,
    Overhead,
    max_pods,
    places,
    reserved,
    runs_on,
)
from kaolib.architecture.packing._pack import KINDS, ORDERS, STRATEGIES, compare, pack
from kaolib.architecture.packing._packing import Packing

__all__ = [
    "ECS_RESERVED_MIB",
    "EVICTION_MIB",
    "KERNEL_SHARE",
    "KINDS",
    "KUBELET_CPU",
    "KUBELET_MIB",
    "MOST_STATES",
    "ORDERS",
    "POD_MIB",
    "STRATEGIES",
    "Overhead",
    "Packing",
    "compare",
    "exact",
    "lower_bound",
    "max_pods",
    "pack",
    "places",
    "reserved",
    "runs_on",
]
