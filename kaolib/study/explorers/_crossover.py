"""The same work on an instance and on Lambda: where they cost the same, and what moves that point."""

from __future__ import annotations

import math
from typing import Any

from kaolib.architecture import crossover as room
from kaolib.knowledge import catalog
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import TypeExplorer, place_name, type_controls

_CPU_MS = (5, 10, 20, 50, 100, 200, 500, 1000, 5000)
_WAIT_MS = (0, 50, 100, 200, 400, 1000, 2000)
_MEMORY_MB = (128, 256, 512, 1024, 1769, 3008, 5120, 10_240)
_COLUMNS = ("utilization", "requests", "instance_usd", "lambda_usd")


class CrossoverExplorer(TypeExplorer):
    """An instance against Lambda; see `crossover` below."""

    def __init__(self, instance_type: str, location: str, cpu_ms: float, wait_ms: float, memory_mb: int) -> None:
        catalog.check_location(location)
        _check_amounts(cpu_ms, wait_ms, memory_mb)
        super().__init__(
            {
                **type_controls(instance_type),
                "location": _controls.dropdown("location", _controls.locations(), location),
                "cpu_ms": _controls.steps("cpu_ms", _CPU_MS, cpu_ms),
                "wait_ms": _controls.steps("wait_ms", _WAIT_MS, wait_ms),
                "memory_mb": _controls.steps("memory_mb", _MEMORY_MB, memory_mb),
            }
        )

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type",))
        values = self._typed(given)
        _check_amounts(values["cpu_ms"], values["wait_ms"], values["memory_mb"])
        return values

    def _look(self, values: Values) -> Frame:
        work = _work(values)
        lines = room.instance_or_lambda(**work)
        names = {"instance": values["instance_type"], "lambda": "Lambda"}
        place = place_name(values)
        spec = charts.spec(charts.utilization_crossover, lines, names=names, name=place)
        tenths = lines[(lines["utilization"] * 10 % 1).round(9) == 0]
        table = tenths.pivot(index=["utilization", "requests"], columns="option", values="usd_per_month")
        table = table.rename(columns={"instance": "instance_usd", "lambda": "lambda_usd"}).reset_index()
        return Frame(self._answer(values, room.crossover_utilization(**work)), spec, table, _COLUMNS)

    def _answer(self, values: Values, point: float) -> str:
        key = "crossover_always" if math.isnan(point) else "crossover_said"
        said = language.text(key, at=language.percent(point), name=values["instance_type"])
        if not self._first or _work(self._first) == _work(values):
            return said
        first = room.crossover_utilization(**_work(self._first))
        return f"{said} {language.text('crossover_first', at=language.percent(first))}"

    def _result(self, values: Values, frame: Frame) -> Values:
        work = _work(values)
        return {**work, "crossover_utilization": room.crossover_utilization(**work) if frame.spec else math.nan}


def _check_amounts(cpu_ms: float, wait_ms: float, memory_mb: int) -> None:
    """Raise the sentence about an amount, whether or not the chosen type is sold in the chosen place."""
    room.crossover_utilization("m7g.large", "us-east-1", cpu_ms, wait_ms, memory_mb)


def _work(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in ("instance_type", "location", "cpu_ms", "wait_ms", "memory_mb")}


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
