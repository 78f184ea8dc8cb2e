"""Explorer of a fleet: how many types, how much On-Demand, which strategy, and what each choice costs and risks."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import fleet as room
from kaolib.study import charts, language, samples
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values

#: Units that the sliders offer.
TARGETS = tuple(range(16, 257, 16))
_BASES = tuple(range(0, 257, 8))
_FIGURES = ("usd_per_hour", "saving", "pools", "instances", "units", "over", "largest_pool_share", "unfulfilled")
_COLUMNS = ("pool", "purchase_option", "weight", "fleet_instances", "fleet_units", "band", "usd_per_hour")
_SETTINGS = ("strategy", "types", "on_demand_base", "on_demand_percent", "target")


class FleetExplorer(Explorer):
    """One fleet over the pools of a place; see `fleet` below."""

    def __init__(
        self,
        instance_type: str,
        location: str,
        operating_system: str,
        strategy: str,
        types: int,
        on_demand_base: int,
        on_demand_percent: float,
        target: int,
    ) -> None:
        self._pools = samples.spot_pools(location, instance_type, operating_system)
        self._names = list(dict.fromkeys(self._pools["instance_type"]))
        self._kept: dict[tuple[Any, ...], tuple[room.Allocation, dict[str, float]]] = {}
        start = _checked(
            {
                "strategy": strategy,
                "types": min(types, len(self._names)),
                "on_demand_base": on_demand_base,
                "on_demand_percent": on_demand_percent,
                "target": target,
            },
            len(self._names),
        )
        strategies = [(_name(one), one) for one in room.SPOT_STRATEGIES]
        counts = range(1, len(self._names) + 1)
        controls = {
            "strategy": _controls.dropdown("strategy", strategies, start["strategy"]),
            "types": _controls.steps("types", counts, start["types"]),
            "on_demand_base": _controls.steps("on_demand_base", _BASES, start["on_demand_base"]),
            "on_demand_percent": _controls.share("on_demand_percent", start["on_demand_percent"]),
            "target": _controls.steps("fleet_target", TARGETS, start["target"]),
        }
        super().__init__(controls)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it."""
        chosen = super().value
        if self._frame is None:
            return {**chosen, **dict.fromkeys(_FIGURES, math.nan)}
        found = self._fleet(chosen)[1]
        return {**chosen, **{name: found[name] for name in _FIGURES}}

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _complete(self, given: Values) -> Values:
        self._known(given)
        return _checked(
            {**{name: super(FleetExplorer, self).value[name] for name in _SETTINGS}, **given}, len(self._names)
        )

    def _of(self, values: Values) -> pd.DataFrame:
        chosen = self._names[: int(values["types"])]
        return self._pools[self._pools["instance_type"].isin(chosen)]

    def _fleet(self, values: Values) -> tuple[room.Allocation, dict[str, float]]:
        key = tuple(values[name] for name in _SETTINGS)
        if key not in self._kept:
            pools, target = self._of(values), values["target"]
            found = room.allocate(
                pools,
                target,
                strategy=values["strategy"],
                on_demand_base=min(values["on_demand_base"], target),
                on_demand_percent=values["on_demand_percent"] * 100,
            )
            listed = room.allocate(self._pools, target, on_demand_percent=100).summary()["usd_per_hour"]
            figures = samples.fleet_figures(found, float(listed))
            self._kept[key] = found, {**figures, "unfulfilled": float(found.summary()["unfulfilled"])}
        return self._kept[key]

    def _look(self, values: Values) -> Frame:
        found, figures = self._fleet(values)
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        ghost = self._fleet(first)[0].lines if first else None
        spec = charts.spec(
            charts.fleet_pools,
            found.lines,
            self._pools,
            target=values["target"],
            ghost=ghost,
            name=_name(values["strategy"]),
        )
        bands = self._pools.set_index("pool")["band"]
        lines = found.lines[found.lines["units"] > 0]
        table = lines.assign(
            fleet_instances=lines["instances"], fleet_units=lines["units"], band=lines["pool"].map(bands)
        ).reset_index(drop=True)
        said = language.text(
            "fleet_said", usd=language.usd_per_hour(round(figures["usd_per_hour"], 3)), saving=language.percent(figures["saving"]),
            share=language.percent(figures["largest_pool_share"]),
        )  # fmt: skip
        parts = [said]
        if figures["over"] > 0:
            parts.append(language.text("fleet_said_over", over=language.number(figures["over"])))
        if figures["unfulfilled"] > 0:
            parts.append(language.text("fleet_said_short", short=language.number(figures["unfulfilled"])))
        place, date = self._pools["location"].iloc[0], self._pools["as_of"].iloc[0]
        parts.append(language.text("fleet_basis", place=language.location(place), date=date))
        return Frame(" ".join(parts), spec, table, _COLUMNS)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            "strategy": _name(values["strategy"]),
            "types": values["types"],
            "on_demand_base": values["on_demand_base"],
            "on_demand_percent": language.percent(values["on_demand_percent"]),
        }
        figures = ("usd_per_hour", "saving", "pools", "largest_pool_share")
        found = self._fleet(values)[1] if len(frame.table) else dict.fromkeys(figures, math.nan)
        row = {name: found[name] for name in figures}
        return {**setting, **row, "usd_per_hour": round(row["usd_per_hour"], 3)}


def _checked(values: Values, types: int) -> Values:
    errors.each_of(
        values["strategy"],
        room.SPOT_STRATEGIES,
        ko=language.text("control_strategy"),
        en=language.text("control_strategy"),
    )
    count = errors.count("types", values["types"], least=1)
    if count > types:
        raise errors.unknown(
            ko=language.text("control_types"), en=language.text("control_types"), given=count,
            allowed=[str(number) for number in range(1, types + 1)],
        )  # fmt: skip
    return {
        **values,
        "types": count,
        "on_demand_base": errors.count("on_demand_base", values["on_demand_base"]),
        "on_demand_percent": errors.share("on_demand_percent", values["on_demand_percent"]),
        "target": errors.count("target", values["target"], least=1),
    }


def _name(strategy: str) -> str:
    return language.text(f"strategy_{strategy.replace('-', '_')}")


def _choice(values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in _SETTINGS)


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
