"""Explorer of a fleet over real traces: it plays, and shows what ran, what was lost and what it cost so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.architecture import fleet
from kaolib.knowledge import catalog
from kaolib.study import charts, language, samples
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

#: What is replayed, and the pool with which it begins: in the first group the one in the middle by what it gave.
TRACES = {
    "v100_9": ("availability p3.2xlarge x1 2023-02-15", "availability-v100-1node-us-east-2b-2023-02"),
    "v100_3": ("preemption p3.2xlarge x4 2023-08-03", "preemption-v100-4node-us-east-2a-2023-08"),
    "r5": ("preemption r5.16xlarge x1 2023-04-19", "preemption-r5-1node-us-east-1b-2023-04"),
}
TARGET = 12
_CHECKPOINTS = (5.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0)
#: Moments that it plays, and rows of the charts for each of them.
_MOMENTS, _ROWS = 120, 2
_COLUMNS = ("choice", "availability", "interruptions", "worst_loss", "lost_work_hours", "replay_usd")
_SETTINGS = ("traces", "pools", "on_demand_base", "checkpoint_minutes", "fallback")
_FIGURES = (
    *("availability", "below_target_hours", "interruptions", "worst_loss", "lost_work_hours", "useful_share", "usd"),
    *("usd_per_useful_hour", "useful_saving"),
)
#: Writing one checkpoint stops the work for so long.
CHECKPOINT_SECONDS = 60


@dataclass(frozen=True)
class _Run:
    """One replay, with what had come of it at each row of its grid."""

    grid: pd.DataFrame
    costs: pd.DataFrame
    losses: pd.DataFrame
    so_far: pd.DataFrame
    summary: dict[str, float]
    zones: str
    hours: float


class InterruptionExplorer(Explorer):
    """A fleet that loses instances; see `interruptions` below."""

    def __init__(
        self,
        instance_type: str,
        location: str,
        operating_system: str,
        traces: str,
        pools: int,
        on_demand_base: int,
        checkpoint_minutes: float,
        fallback: bool,
    ) -> None:
        self._place = samples.spot_place(location, instance_type, operating_system)
        self._type, self._system = instance_type, operating_system
        table = fleet.pools(self._place, [instance_type], operating_system, zones=["a"])
        self._spot, self._listed = (float(table[f"{one}_usd_per_hour"].iloc[0]) for one in ("spot", "on_demand"))
        self._date = str(table["as_of"].iloc[0])
        self._runs: dict[tuple[Any, ...], _Run] = {}
        self._orders = {name: samples.pools_in_turn(*given) for name, given in TRACES.items()}
        start = self._sound(
            {
                "traces": traces,
                "pools": pools,
                "on_demand_base": on_demand_base,
                "checkpoint_minutes": checkpoint_minutes,
                "fallback": fallback,
            }
        )
        options = [(language.text(f"traces_{name}"), name) for name in TRACES]
        answers = [(language.text("fallback_no"), False), (language.text("fallback_yes"), True)]
        controls = {
            "traces": _controls.dropdown("traces", options, start["traces"]),
            "pools": _controls.steps("pools", self._counts(start["traces"]), start["pools"]),
            "on_demand_base": _controls.steps("on_demand_base", range(TARGET + 1), start["on_demand_base"]),
            "checkpoint_minutes": _controls.steps("checkpoint_minutes", _CHECKPOINTS, start["checkpoint_minutes"]),
            "fallback": _controls.buttons("fallback", answers, start["fallback"]),
            "moment": Replay("moment", self._moments(start), -1),
        }
        super().__init__(controls)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of the whole trace."""
        chosen = super().value
        if self._frame is None:
            return {**chosen, **dict.fromkeys(_FIGURES, math.nan)}
        summary = self._run(chosen).summary
        return {**chosen, **{name: summary[name] for name in _FIGURES}}

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _counts(self, traces: str) -> list[int]:
        return list(range(1, len(self._orders[traces]) + 1))

    def _moments(self, values: Values) -> list[str]:
        hours = self._run(values).hours
        words = []
        for at in np.linspace(0, hours, _MOMENTS + 1)[1:]:
            day, hour = divmod(round(float(at)), 24)
            words.append(language.text("replay_day", day=day, hour=hour))
        return words

    def _follow(self, name: str) -> None:
        if name != "traces":
            return
        control, traces = self._controls["pools"], self._controls["traces"].value
        counts = self._counts(traces)
        kept = min(control.value, counts[-1])
        control.options = [(f"{count:g}", count) for count in counts]
        control.value = kept
        chosen = {**{one: self._read(one) for one in _SETTINGS}, "pools": kept}
        self._controls["moment"].show(self._moments(chosen))

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        if "traces" in given and "pools" not in given and given["traces"] in TRACES:
            values["pools"] = min(values["pools"], len(self._orders[given["traces"]]))
        values = self._sound(values)
        if not 0 <= values["moment"] < _MOMENTS:
            label = language.text("control_moment")
            raise errors.unknown(
                ko=label, en=label, given=values["moment"], allowed=[str(at) for at in range(_MOMENTS)]
            )
        return values

    def _sound(self, values: Values) -> Values:
        label = language.text("control_traces")
        errors.each_of(values["traces"], tuple(TRACES), ko=label, en=label)
        most = len(self._orders[values["traces"]])
        for name, low, high in (("pools", 1, most), ("on_demand_base", 0, TARGET)):
            if not low <= errors.count(name, values[name]) <= high:
                label = language.text(f"control_{name}")
                allowed = [str(one) for one in range(low, high + 1)]
                raise errors.unknown(ko=label, en=label, given=values[name], allowed=allowed)
        if values["fallback"] not in (True, False):
            label = language.text("control_fallback")
            raise errors.unknown(ko=label, en=label, given=values["fallback"], allowed=["True", "False"])
        minutes = errors.amount("checkpoint_minutes", values["checkpoint_minutes"], above=True)
        return {**values, "checkpoint_minutes": float(minutes)}

    def _run(self, values: Values) -> _Run:
        key = tuple(values[name] for name in _SETTINGS)
        if key not in self._runs:
            names = self._orders[values["traces"]][: int(values["pools"])]
            run = fleet.replay(
                names,
                TARGET,
                on_demand_base=int(values["on_demand_base"]),
                fallback=bool(values["fallback"]),
                spot_usd_per_hour=self._spot,
                on_demand_usd_per_hour=self._listed,
                operating_system=self._system,
                checkpoint_seconds=values["checkpoint_minutes"] * 60,
                checkpoint_cost_seconds=CHECKPOINT_SECONDS,
            )
            self._runs[key] = _told(run, names, self._listed)
        return self._runs[key]

    def _look(self, values: Values) -> Frame:
        run = self._run(values)
        row = (values["moment"] + 1) * _ROWS
        at = run.hours * (values["moment"] + 1) / _MOMENTS
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        before = self._run(first) if first else None
        if before and first and first["traces"] != values["traces"]:
            before = None  # other days: nothing to hold against one another
        name = language.text(f"traces_{values['traces']}")
        upper = charts.spec(
            charts.fleet_replay,
            run.grid,
            TARGET,
            at_hours=at,
            losses=run.losses,
            ghost=before.grid if before else None,
            name=name,
        )
        lower = charts.spec(charts.replay_cost, run.costs, at_hours=at, ghost=before.costs if before else None)
        rows = [("choice_now", run)] + ([("choice_first", before)] if before else [])
        table = pd.DataFrame([{"choice": language.text(key), **one.so_far.iloc[row].to_dict()} for key, one in rows])
        return Frame(
            self._answer(values, run, row), upper, table, _COLUMNS, marked=language.text("choice_now"), under=lower
        )

    def _answer(self, values: Values, run: _Run, row: int) -> str:
        now = run.so_far.iloc[row]
        said = language.text(
            "replay_said",
            hours=self._moments(values)[values["moment"]],
            lost=language.number(now["interruptions"], 0),
            available=language.percent(now["availability"]),
            work=language.number(now["lost_work_hours"], 0),
            usd=language.usd(now["replay_usd"], digits=0),
            all=language.usd(float(run.costs["on_demand_usd"].iloc[row]), digits=0),
        )
        place = language.location(self._place)
        borrowed = language.text("replay_borrowed", zones=run.zones, type=self._type, place=place, date=self._date)
        parts = [said]
        if values["moment"] == _MOMENTS - 1:
            useful, listed = run.summary["usd_per_useful_hour"], language.usd_per_hour(self._listed)
            share = language.percent(run.summary["useful_share"])
            parts.append(
                language.text("replay_useful", share=share, usd=language.usd_per_hour(round(useful, 4)), listed=listed)
            )
        return " ".join([*parts, borrowed])

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            "traces": language.text(f"traces_{values['traces']}"),
            "pools": values["pools"],
            "on_demand_base": values["on_demand_base"],
            "checkpoint_minutes": values["checkpoint_minutes"],
        }
        figures = ("availability", "interruptions", "useful_share", "usd_per_useful_hour")
        summary = self._run(values).summary if len(frame.table) else dict.fromkeys(figures, math.nan)
        row = {name: summary[name] for name in figures}
        return {**setting, **row}


def _told(run: fleet.Replay, names: list[str], listed: float) -> _Run:
    """The replay at the rows of its charts."""
    points = _MOMENTS * _ROWS
    grid = run.grid(points)
    edges = np.linspace(0, run.hours, points + 1)
    lives = run.lives
    lost = run.events[run.events["event"] == "lost"]
    by_moment = lost.groupby("hours", sort=True)["instances"].sum()
    ran = np.append(0.0, np.cumsum((grid["spot"] + grid["on_demand"]).to_numpy(float))) * (run.hours / points)
    ended = lives["end_seconds"].to_numpy(float) / 3600
    again = (lives["lost_work_seconds"] * lives["instances"]).to_numpy(float) / 3600
    wanted = np.where(edges > 0, edges * run.target, 1.0)
    hours, counts = by_moment.index.to_numpy(float), by_moment.to_numpy(float)
    seen = np.searchsorted(hours, edges, side="right")
    costs = pd.DataFrame({"hours": edges, "usd": _accrued(lives, edges), "on_demand_usd": edges * run.target * listed})
    so_far = pd.DataFrame(
        {
            "availability": ran / wanted,
            "interruptions": np.append(0.0, np.cumsum(counts))[seen],
            "worst_loss": np.append(0.0, np.maximum.accumulate(counts) if len(counts) else [])[seen],
            "lost_work_hours": _summed(ended, again, edges),
            "replay_usd": costs["usd"],
        }
    )
    table = catalog.spot_traces().set_index("trace")
    zones = ", ".join(sorted(str(table["zone"][name]) for name in names))
    # losses that come together stand as one mark, and no more of them than the chart's rows
    at = np.clip(np.searchsorted(edges, hours, side="left"), 0, points)
    marks = pd.DataFrame({"hours": edges[at], "instances": counts}).groupby("hours").max().reset_index()
    told = run.summary()
    told["useful_share"] = told["useful_hours"] / told["wanted_hours"]
    return _Run(grid, costs, marks, so_far, told, zones, run.hours)


def _accrued(lives: pd.DataFrame, edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """USD so far: each life's bill grows evenly from its launch to its end, and comes to the whole bill."""
    start, end = (lives[f"{one}_seconds"].to_numpy(float) / 3600 for one in ("start", "end"))
    rate = (lives["usd"] * lives["instances"]).to_numpy(float) / np.where(end > start, end - start, 1.0)

    def grown(since: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        order = np.argsort(since, kind="stable")
        rates, moments = np.append(0.0, np.cumsum(rate[order])), np.append(0.0, np.cumsum((rate * since)[order]))
        at = np.searchsorted(since[order], edges, side="right")
        return np.asarray(rates[at] * edges - moments[at])

    return grown(start) - grown(end)


def _summed(
    at: npt.NDArray[np.float64], amount: npt.NDArray[np.float64], edges: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    order = np.argsort(at, kind="stable")
    return np.asarray(np.append(0.0, np.cumsum(amount[order]))[np.searchsorted(at[order], edges, side="right")])


def _choice(values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in _SETTINGS)


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
