"""What came of packing: the machines, what stands on each, what is wasted, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib.architecture.packing._capacity import MIB, UNITS
from kaolib.architecture.packing._services import Ints, Services
from kaolib.knowledge.purchase import MONTH_HOURS


@dataclass(frozen=True)
class Packing:
    """Services on machines; made by `pack`.

    Attributes
    ----------
    kind : str
        "container" or "vm".
    bound : int
        A number of machines below which no packing exists; for VMs the number of replicas.
    """

    kind: str
    bound: int
    _services: Services = field(repr=False)
    _placed: Ints = field(repr=False)  # replicas by machine and service
    _types: tuple[str, ...] = field(repr=False)  # of each machine
    _zones: Ints = field(repr=False)
    _installed: npt.NDArray[np.float64] = field(repr=False)  # vCPUs and GiB of each machine
    _room: Ints = field(repr=False)  # CPU units and MiB for services, of each machine
    _places: npt.NDArray[np.float64] = field(repr=False)  # tasks that a machine can hold
    _usd: npt.NDArray[np.float64] = field(repr=False)  # an hour of each

    def __len__(self) -> int:
        return len(self._types)

    @property
    def usd_per_hour(self) -> float:
        """All machines for an hour, On-Demand, USD."""
        return float(self._usd.sum())

    @property
    def usd_per_month(self) -> float:
        """All machines for 730 hours, On-Demand, USD."""
        return self.usd_per_hour * MONTH_HOURS

    @cached_property
    def machines(self) -> pd.DataFrame:
        """Every machine and what became of it.

        Returns
        -------
        pandas.DataFrame
            A row a machine: machine (from 1), instance_type, zone (from 1), tasks; vcpu, used_vcpu, overhead_vcpu,
            stranded_vcpu, room_vcpu and the same of gib; usd_per_hour. Each resource is the sum of its four parts: what the
            services asked for; what system, orchestrator and daemons take; what no replica of any of these services fits into
            any more (stranded); what another one would still fit into (room).
        """
        used = self._placed @ np.column_stack([self._services.units, self._services.mib])
        left = self._room - used
        tasks = self._placed.sum(axis=1)
        # a VM has one place, its service's own: what it has left is for nobody else
        asked = self._services.replicas > 0
        fits = (
            (left[:, :1] >= self._services.units[asked])
            & (left[:, 1:] >= self._services.mib[asked])
            & (tasks < self._places)[:, None]
        ).any(axis=1)
        table: dict[str, object] = {
            "machine": np.arange(1, len(self) + 1),
            "instance_type": list(self._types),
            "zone": self._zones + 1,
            "tasks": tasks,
        }
        for column, (name, unit) in enumerate((("vcpu", UNITS), ("gib", MIB))):
            whole = self._installed[:, column]
            free = left[:, column] / unit
            table |= {
                name: whole,
                f"used_{name}": used[:, column] / unit,
                f"overhead_{name}": whole - self._room[:, column] / unit,
                f"stranded_{name}": np.where(fits, 0.0, free),
                f"room_{name}": np.where(fits, free, 0.0),
            }
        return pd.DataFrame(table).assign(usd_per_hour=self._usd)

    @cached_property
    def placement(self) -> pd.DataFrame:
        """What stands where: machine, service, replicas, vcpu, gib (of these replicas together)."""
        machine, service = np.nonzero(self._placed)
        replicas = self._placed[machine, service]
        return pd.DataFrame(
            {
                "machine": machine + 1,
                "service": np.array(self._services.names, dtype=object)[service],
                "replicas": replicas,
                "vcpu": replicas * self._services.units[service] / UNITS,
                "gib": replicas * self._services.mib[service] / MIB,
            }
        )

    def summary(self) -> pd.DataFrame:
        """The whole packing in one row.

        Returns
        -------
        pandas.DataFrame
            kind, machines, bound, tasks; used_vcpu, overhead_vcpu, stranded_vcpu, room_vcpu and the same of gib, each as a
            share (0 to 1) of what is paid for; usd_per_hour, usd_per_month, usd_per_month_per_task.
        """
        table, tasks = self.machines, self._services.tasks
        row: dict[str, object] = {"kind": self.kind, "machines": len(self), "bound": self.bound, "tasks": tasks}
        for name in ("vcpu", "gib"):
            whole = float(table[name].sum())
            for part in ("used", "overhead", "stranded", "room"):
                row[f"{part}_{name}"] = float(table[f"{part}_{name}"].sum()) / whole if whole else 0.0
        row |= {"usd_per_hour": self.usd_per_hour, "usd_per_month": self.usd_per_month}
        return pd.DataFrame([{**row, "usd_per_month_per_task": self.usd_per_month / tasks if tasks else 0.0}])
