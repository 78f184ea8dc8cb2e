"""A queue of jobs on On-Demand, Spot or Fargate: when it is done, what it costs, and where the waste lies; replayed over time."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from kaolib import errors
from kaolib.architecture import batch as room
from kaolib.study import charts, language, samples
from kaolib.study.charts._batch import clock
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

_VCPUS = (16, 24, 32, 48, 64, 96)
_ATTEMPTS = (1, 2, 3, 5, 10)
_CHECKPOINTS = (0, 15, 30, 60)
#: How many times as often as the Advisor's band says.
_TIMES = (1, 300, 1000)
_TYPES = ("all", "memory")
#: A moment of the replay every so many hours.
_EVERY = 0.25
_SEED = 7
_COLUMNS = ("instance", "instance_type", "running_hours", "ended_by", "usd", "usd_idle", "usd_lost")


class BatchExplorer(Explorer):
    """The night's queue; see `batch` below."""

    def __init__(
        self,
        location: str,
        kind: str,
        types: str,
        strategy: str,
        max_vcpus: float,
        times: int,
        attempts: int,
        checkpoint_minutes: float,
        spot_saving: float,
    ) -> None:
        self._place, self._types = samples.nightly_types(location)
        self._saving = errors.share("spot_saving", spot_saving)
        self._run = lru_cache(maxsize=64)(self._run_of)
        first = {
            "kind": kind, "types": types, "strategy": strategy, "max_vcpus": max_vcpus, "times": times,
            "attempts": attempts, "checkpoint_minutes": checkpoint_minutes,
        }  # fmt: skip
        for name, allowed in (("kind", room.KINDS), ("types", _TYPES), ("strategy", room.STRATEGIES)):
            label = language.text(f"control_batch_{name}")
            errors.each_of(str(first[name]), allowed, ko=label, en=label)
        moments = _moments(self._run(*first.values()))
        super().__init__(
            {
                "kind": _controls.buttons("batch_kind", _named("kind", room.KINDS), kind),
                "types": _controls.buttons("batch_types", self._families(), types),
                "strategy": _controls.dropdown("batch_strategy", [(one, one) for one in room.STRATEGIES], strategy),
                "times": _controls.buttons("batch_times", [(f"×{one:,}", one) for one in _TIMES], times),
                "max_vcpus": _controls.steps("batch_max_vcpus", _VCPUS, max_vcpus),
                "attempts": _controls.steps("batch_attempts", _ATTEMPTS, attempts),
                "checkpoint_minutes": _controls.steps("batch_checkpoint_minutes", _CHECKPOINTS, checkpoint_minutes),
                "moment": Replay("moment", moments, value=-1),
            }
        )

    @property
    def run(self) -> room.Run:
        """The run that is shown now."""
        return self._run(*_settings(super().value))

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it; NaN where it cannot be."""
        chosen = super().value
        try:
            total = self._run(*_settings(chosen)).summary()
        except errors.InputError:
            return {**chosen, **dict.fromkeys(_RESULTS, math.nan)}
        return {**chosen, **{name: total[name] for name in _RESULTS}}

    def _follow(self, name: str) -> None:
        strategy = self._controls["strategy"]
        if name == "kind" and self._controls["kind"].value == "on_demand" and strategy.value.startswith("SPOT"):
            strategy.value = "BEST_FIT_PROGRESSIVE"
        if name == "moment":
            return
        replay = self._controls["moment"]
        last = replay.value == len(replay.options) - 1
        try:
            moments = _moments(self._run(*_settings(super().value)))
        except errors.InputError:
            return
        replay.show(moments)
        if last:
            replay.value = len(moments) - 1

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        for name in ("kind", "types", "times"):
            self._checked_here(name, values[name])
        if values["kind"] == "on_demand" and values["strategy"].startswith("SPOT") and "strategy" not in given:
            values["strategy"] = "BEST_FIT_PROGRESSIVE"
        self._checked_here("strategy", values["strategy"])
        values["max_vcpus"] = errors.amount("max_vcpus", values["max_vcpus"], above=True)
        values["attempts"] = errors.count("attempts", values["attempts"], least=1)
        values["checkpoint_minutes"] = errors.amount("checkpoint_minutes", values["checkpoint_minutes"])
        moments = len(_moments(self._run(*_settings(values))))
        replay = self._controls["moment"]
        if "moment" not in given and replay.value == len(replay.options) - 1:
            values["moment"] = moments - 1
        values["moment"] = min(errors.count("moment", values["moment"]), moments - 1)
        return values

    def _checked_here(self, name: str, value: Any) -> None:
        allowed = _controls.ids(self._controls[name])
        if value not in allowed:
            label = language.text(f"control_batch_{name}")
            raise errors.unknown(ko=label, en=label, given=value, allowed=[str(one) for one in allowed])

    def _look(self, values: Values) -> Frame:
        run = self._run(*_settings(values))
        moments = len(_moments(run))
        upto = None if values["moment"] >= moments - 1 else (values["moment"] + 1) * _EVERY
        changed = self._first is not None and _settings(self._first) != _settings(values)
        ghost = self._run(*_settings(self._first)) if changed and self._first else None
        drawn = charts.spec(
            charts.batch_gantt, run, upto=upto, ghost=ghost, deadline=samples.NIGHT_HOURS, begins=samples.NIGHT_BEGINS,
            name=self._words(values),
        )  # fmt: skip
        ways = {language.text("batch_case_now"): run}
        if ghost:
            ways[language.text("bill_case_first")] = ghost
        bars = charts.spec(
            charts.batch_cost, room.totals(ways), deadline=samples.NIGHT_HOURS, begins=samples.NIGHT_BEGINS
        )
        table = run.instances.assign(running_hours=run.instances["end_hours"] - run.instances["start_hours"])
        if upto is not None:
            table = table[table["start_hours"] < upto]
        table["ended_by"] = [language.text(f"batch_ended_by_{by}") for by in table["ended_by"]]
        table = table[list(_COLUMNS)].round({"running_hours": 2, "usd": 3, "usd_idle": 3, "usd_lost": 3})
        return Frame(self._answer(values, run, ghost), drawn, table, _COLUMNS, rows=12, under=bars)

    def _answer(self, values: Values, run: room.Run, ghost: room.Run | None) -> str:
        total = run.summary()
        in_time = total["makespan_hours"] <= samples.NIGHT_HOURS
        parts = [
            language.text(
                "batch_said_in_time" if in_time else "batch_said_late",
                usd=language.usd(total["usd"], 2),
                done=clock(total["makespan_hours"], samples.NIGHT_BEGINS),
                idle=language.usd(total["usd_idle"], 2),
                lost=language.usd(total["usd_lost"], 2),
            )
        ]
        if total["failed"]:
            parts.append(language.text("batch_said_failed", jobs=language.number(total["failed"])))
        if values["kind"] == "fargate_spot":
            parts.append(language.text("batch_said_assumed", saving=language.percent(self._saving)))
        if ghost is not None:
            first = ghost.summary()
            done = clock(first["makespan_hours"], samples.NIGHT_BEGINS)
            parts.append(language.text("batch_said_first", usd=language.usd(first["usd"], 2), done=done))
        return " ".join(parts)

    def _result(self, values: Values, frame: Frame) -> Values:
        total = self._run(*_settings(values)).summary()
        fargate = values["kind"].startswith("fargate")
        return {
            "batch_kind": language.text(f"batch_kind_{values['kind']}"),
            "batch_types": "–" if fargate else dict((v, k) for k, v in self._families())[values["types"]],
            "batch_strategy": "–" if fargate else values["strategy"],
            "batch_max_vcpus": values["max_vcpus"],
            "batch_times": f"×{values['times']:,}",
            "batch_done": clock(total["makespan_hours"], samples.NIGHT_BEGINS),
            "batch_failed": total["failed"],
            "batch_run_usd": total["usd"],
        }

    def _words(self, values: Values) -> str:
        name = language.text(f"batch_kind_{values['kind']}")
        return f"{name}, {language.location(self._place, with_code=False)}"

    def _families(self) -> list[tuple[str, str]]:
        families = list(dict.fromkeys(name.split(".")[0] for name in self._types))
        return [(" ".join(families), "all"), (" ".join(families[1:]), "memory")]

    def _run_of(
        self,
        kind: str,
        types: str,
        strategy: str,
        max_vcpus: float,
        times: int,
        attempts: int,
        checkpoint_minutes: float,
    ) -> room.Run:
        chosen = self._types if types == "all" else self._types[2:]
        env = samples.nightly_environment(
            kind, self._place, chosen, max_vcpus=max_vcpus, strategy=strategy, times=times, spot_saving=self._saving
        )
        return room.simulate(samples.nightly(attempts, checkpoint_minutes or None), env, self._place, seed=_SEED)


_RESULTS = ("usd", "makespan_hours", "failed", "interruptions", "utilization", "usd_idle", "usd_lost")


def _settings(values: Values) -> tuple[Any, ...]:
    names = ("kind", "types", "strategy", "max_vcpus", "times", "attempts", "checkpoint_minutes")
    return tuple(values[name] for name in names)


def _named(column: str, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(language.text(f"batch_{column}_{one}"), one) for one in ids]


def _moments(run: room.Run) -> list[str]:
    count = max(1, math.ceil(round(run.makespan_hours / _EVERY, 6)))
    return [clock(min(run.makespan_hours, (i + 1) * _EVERY), samples.NIGHT_BEGINS) for i in range(count)]


def batch(
    location: str = "ap-northeast-2",
    kind: str = "on_demand",
    types: str = "all",
    strategy: str = "BEST_FIT_PROGRESSIVE",
    max_vcpus: float = 32,
    times: int = 1,
    attempts: int = 5,
    checkpoint_minutes: float = 0,
    spot_saving: float = 0.5,
) -> BatchExplorer:
    """Run the made-up night of a shop on AWS Batch, and look at every job on its machine.

    Parameters
    ----------
    location
        A Region; where prices are missing the nearest that has them (`samples.nightly_types`).
    kind
        One of `kaolib.architecture.batch.KINDS`.
    types
        "all": families with little, some and much memory; "memory": without the first.
    strategy
        One of `kaolib.architecture.batch.STRATEGIES`; of no effect on Fargate.
    max_vcpus
        maxvCpus of the environment.
    times
        1, 300 or 1000: how many times as often as in the Advisor's bands instances are taken back.
    attempts
        Of every job, 1 to 10.
    checkpoint_minutes
        Work of the forecasts between two checkpoints; 0 writes none.
    spot_saving
        What Fargate Spot is assumed to save: AWS lists no price.

    Returns
    -------
    Explorer
        Its ``value`` has these, moment, and usd, makespan_hours, failed, interruptions, utilization, usd_idle and usd_lost;
        ``run`` is the run itself. Its ``table`` has the machines.

    Raises
    ------
    InputError
        For an unknown name, or a number outside its range.

    Examples
    --------
    >>> explorer = batch("ap-northeast-2").set(kind="spot", strategy="SPOT_PRICE_CAPACITY_OPTIMIZED")
    >>> explorer.value["failed"], explorer.value["usd"] < 5
    (0, True)
    """
    return BatchExplorer(location, kind, types, strategy, max_vcpus, times, attempts, checkpoint_minutes, spot_saving)
