"""One workload on every way to run it, and where it lies on the map of the cheapest."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib.architecture import crossover
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import charts, language, samples
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values

#: The plane of the map: requests a month, and milliseconds of processor time.
MAP_REQUESTS = tuple(float(value) for value in np.geomspace(1e5, 1e10, 46))
MAP_CPU_MS = tuple(float(value) for value in np.geomspace(1, 1e4, 37))
_REQUESTS = (1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9, 3e9)
_CPU_MS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
_WAIT_MS = (0, 30, 100, 300, 1000, 3000)
_BURSTS = (1, 2, 4, 10, 30)
_HOURLY = (0, 25, 50, 100)
_PLANS = ("on_demand", "compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront")
_WORK = ("requests", "cpu_ms", "wait_ms", "shape", "burstiness", "operations", "plan")
_COLUMNS = ("way", "way_size", "units", "usd_per_month", "operations_usd", "idle_usd")


class ChoosingExplorer(Explorer):
    """A workload on every way; see `choosing` below."""

    def __init__(
        self,
        location: str,
        requests: float,
        cpu_ms: float,
        wait_ms: float,
        shape: str,
        burstiness: float,
        operations: float,
        plan: str,
    ) -> None:
        self._location = catalog.check_location(location)
        shapes = [(language.text(f"shape_{one}"), one) for one in crossover.SHAPES]
        plans = [(language.option(one), one) for one in _PLANS]
        super().__init__(
            {
                "requests": _controls.dropdown(
                    "month_requests",
                    [(language.number(one), one) for one in sorted({*_REQUESTS, float(requests)})],
                    float(requests),
                ),
                "cpu_ms": _controls.steps("cpu_ms", _CPU_MS, cpu_ms),
                "wait_ms": _controls.steps("wait_ms", _WAIT_MS, wait_ms),
                "shape": _controls.dropdown("shape", shapes, shape),
                "burstiness": _controls.steps("burstiness", _BURSTS, burstiness),
                "operations": _controls.steps("operations", _HOURLY, operations),
                "plan": _controls.dropdown("plan", plans, plan),
            }
        )

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it."""
        chosen = super().value
        table = self._ways(chosen)
        known = _priced(table)
        # only what has a price: a value that is not a number is never equal to itself, and nothing would stand as it was
        costs = dict(zip(known["way"].astype(str), known["usd_per_month"].astype(float), strict=True))
        return {
            **chosen,
            "cheapest": str(known["way"].iloc[0]) if len(known) else "",
            "second": str(known["way"].iloc[1]) if len(known) > 1 else "",
            "usd": costs,
        }

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        self._checked("requests", values["requests"])
        self._checked("shape", values["shape"])
        self._checked("plan", values["plan"])
        self._ways(values)  # says what cannot be
        return values

    def _ways(self, values: Values) -> pd.DataFrame:
        return _ways_of(self._location, *(values[name] for name in _WORK))

    def _look(self, values: Values) -> Frame:
        table = self._ways(values)
        first = self._first if self._first and any(self._first[name] != values[name] for name in _WORK) else None
        plane = _map_of(self._location, *(values[name] for name in _WORK[2:]))
        own = {language.text("choosing_own"): (float(values["requests"]), float(values["cpu_ms"]))}
        ghost = None if first is None else (float(first["requests"]), float(first["cpu_ms"]))
        above = charts.spec(charts.choice_map, plane, "requests", "cpu_ms", own=own, ghost=ghost)
        under = charts.spec(charts.ways_bars, table, ghost=None if first is None else self._ways(first))
        shown = table.rename(columns={"size": "way_size"})
        return Frame(self._answer(values, table), above, shown, _COLUMNS, under=under)

    def _answer(self, values: Values, table: pd.DataFrame) -> str:
        known = _priced(table)
        if known.empty:
            return language.text("ways_none")
        first = known.iloc[0]
        said = language.text(
            "choosing_said",
            way=language.text(f"way_{first['way']}"),
            usd=language.usd(float(first["usd_per_month"]), 0),
            rate=language.number(float(values["requests"]) / (MONTH_HOURS * 3600), 2),
        )
        if len(known) < 2:
            return said
        second = known.iloc[1]
        more = float(second["usd_per_month"]) / float(first["usd_per_month"]) - 1
        return said + " " + language.text(
            "choosing_said_second", way=language.text(f"way_{second['way']}"), more=language.percent(more)
        )  # fmt: skip

    def _result(self, values: Values, frame: Frame) -> Values:
        table = self._ways(values).set_index("way")["usd_per_month"]
        known = _priced(self._ways(values))
        return {
            "month_requests": float(values["requests"]),
            "cpu_ms": values["cpu_ms"],
            "wait_ms": values["wait_ms"],
            "shape": language.text(f"shape_{values['shape']}"),
            "burstiness": values["burstiness"],
            "operations": values["operations"],
            "cheapest_way": language.text(f"way_{known['way'].iloc[0]}") if len(known) else math.nan,
            "ec2_month_usd": float(table["ec2"]),
            "fargate_month_usd": float(table["fargate"]),
            "lambda_month_usd": float(table["lambda"]),
        }


def _priced(table: pd.DataFrame) -> pd.DataFrame:
    """The ways that have a price, cheapest first."""
    return table[table["usd_per_month"].notna()].sort_values("usd_per_month", kind="stable")


@lru_cache(maxsize=512)
def _ways_of(
    location: str, requests: float, cpu_ms: float, wait_ms: float, shape: str, burstiness: float, operations: float, plan: str
) -> pd.DataFrame:  # fmt: skip
    work = crossover.Workload(float(requests), float(cpu_ms), float(wait_ms), shape=shape, burstiness=float(burstiness))
    return crossover.ways(work, location, samples.choices(location, operations, plan))


@lru_cache(maxsize=128)
def _map_of(location: str, wait_ms: float, shape: str, burstiness: float, operations: float, plan: str) -> pd.DataFrame:
    work = crossover.Workload(1.0, 1.0, float(wait_ms), shape=shape, burstiness=float(burstiness))
    return crossover.cheapest_map(
        work,
        location,
        ("requests", MAP_REQUESTS),
        ("cpu_ms", MAP_CPU_MS),
        samples.choices(location, operations, plan),
    )


def choosing(
    location: str = "ap-northeast-2",
    requests: float = 1e7,
    cpu_ms: float = 100,
    wait_ms: float = 100,
    shape: str = "office",
    burstiness: float = 2,
    operations: float = 50,
    plan: str = "on_demand",
) -> ChoosingExplorer:
    """Put a workload on the map: EC2, Fargate, Lambda without and with provisioned concurrency.

    Parameters
    ----------
    location
        A Region.
    requests, cpu_ms, wait_ms, shape, burstiness
        The work: see `kaolib.architecture.crossover.Workload`. Requests are one of those offered, or the ones at the start.
    operations
        What an hour of people's work costs, USD; 0 leaves it out.
    plan
        "on_demand", or a Compute Savings Plan that covers all of it.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, cheapest and second (ways), and usd (a month, by way that has a price); its ``table`` every way.

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be.

    Examples
    --------
    >>> explorer = choosing("us-east-1")
    >>> explorer.value["cheapest"], explorer.set(requests=3e9).value["cheapest"]
    ('lambda', 'ec2')
    """
    return ChoosingExplorer(location, requests, cpu_ms, wait_ms, shape, burstiness, operations, plan)
