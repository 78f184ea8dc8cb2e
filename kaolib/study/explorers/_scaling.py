"""Explorer of an Auto Scaling group over a real load: choose a policy, and watch minute by minute what comes of it."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture import scaling
from kaolib.study import charts, language, samples
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

#: What is shown: all of the load, its hardest day, the hardest hours of that day; and minutes from frame to frame.
SPANS = {"whole": 0, "day": 1440, "hours": 180}
_EVERY = {"whole": 60, "day": 10, "hours": 1}
_TARGETS = tuple(range(20, 96, 5))
_LAUNCHES = (30, 60, 120, 180, 300, 480, 600, 900)
_WARMUPS = (0, 30, 60, 120, 180, 300, 600)
_SIZES = 24
_CHOICES = ("policy", "target", "min_size", "max_size", "launch_seconds", "warmup_seconds")
_COLUMNS = ("choice", "usd", "instance_hours", "unmet_share", "idle_share", "launches", "reversals")
#: As many runs are kept; a run of a week is about a megabyte.
_KEPT = 24


class ScalingExplorer(Explorer):
    """A group that follows a load; see `auto_scaling` below."""

    def __init__(
        self,
        load: pd.Series[float],
        instance: scaling.Instance,
        past: pd.Series[float] | None,
        usd_per_1000_unmet: float,
        start: Values,
        span: str,
    ) -> None:
        self._load, self._instance, self._past = load, instance, past
        self._usd_per_unmet = errors.amount("usd_per_1000_unmet", usd_per_1000_unmet) / 1000
        self._runs: OrderedDict[tuple[Any, ...], Played] = OrderedDict()
        self._kinds = [kind for kind in samples.POLICY_KINDS if kind != "scheduled" or past is not None]
        default = samples.group(load, instance)
        given: Values = {
            "policy": "target_tracking",
            "target": 60,
            "min_size": default.min_size,
            "max_size": default.max_size,
        }
        given |= {"launch_seconds": 180, "warmup_seconds": 60}
        for name in start:
            if name not in given:
                raise errors.unknown(ko="설정", en="setting", given=name, allowed=list(given))
        given |= start
        _one_of("policy", given["policy"], self._kinds)
        _one_of("span", span, SPANS)
        self._group(given)
        most = int(1.2 * max(given["max_size"], default.max_size))
        step = max(1, math.ceil(most / _SIZES / 2))
        low = sorted({1, 2, 3, 4, 6, 8, *range(step * 2, most // 2, step)})
        high = list(range(step * 2, most + step, step * 2))
        policies = [(language.text(f"policy_{kind}"), kind) for kind in self._kinds]
        spans = [(language.text(f"span_{name}"), name) for name in SPANS]
        controls = {
            "policy": _controls.dropdown("policy", policies, given["policy"]),
            "target": _controls.steps("target", _TARGETS, given["target"]),
            "min_size": _controls.steps("min_size", low, given["min_size"]),
            "max_size": _controls.steps("max_size", high, given["max_size"]),
            "launch_seconds": _controls.steps("launch_seconds", _LAUNCHES, given["launch_seconds"]),
            "warmup_seconds": _controls.steps("warmup_seconds", _WARMUPS, given["warmup_seconds"]),
            "span": _controls.buttons("span", spans, span),
            "moment": Replay("moment", self._moments(span), value=-1),
        }
        super().__init__(controls)

    # what is shown

    @cached_property
    def _hardest(self) -> dict[str, tuple[int, int]]:
        """The minutes of each span: the first, and how many."""
        minutes = len(self._load)
        first = self._load.index[0]
        to_midnight = -(first.hour * 60 + first.minute) % 1440
        starts = [at for at in range(to_midnight, minutes - 1439, 1440)] or [0]
        values = self._load.to_numpy()
        day = max(starts, key=lambda at: float(values[at : at + 1440].max()))
        peak = day + int(values[day : day + 1440].argmax())
        hours = min(max(peak - 100, 0), max(minutes - SPANS["hours"], 0)) // 5 * 5
        return {
            "whole": (0, minutes),
            "day": (day, min(SPANS["day"], minutes)),
            "hours": (hours, min(SPANS["hours"], minutes)),
        }

    def _moments(self, span: str) -> list[str]:
        first, count = self._hardest[span]
        every = _EVERY[span]
        ends = self._load.index[first] + pd.to_timedelta([*range(every, count, every), count], unit="min")
        form = "%m-%d %H:%M"
        return [when.strftime(form) for when in ends]

    def _passed(self, values: Values) -> int:
        """How many minutes of the span have passed at the moment."""
        return int(min((values["moment"] + 1) * _EVERY[values["span"]], self._hardest[values["span"]][1]))

    # what a learner uses

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it over all of the load."""
        chosen = super().value
        if self._frame is None:
            return {**chosen, **dict.fromkeys(_FIGURES, math.nan)}
        played = self._played(chosen)
        ends = {"score_usd": self._score(played), "static_usd": self._peak.figures["usd"]}
        return {**chosen, **played.figures, **ends}

    def _score(self, played: Played) -> float:
        return played.figures["usd"] + played.figures["unmet"] * self._usd_per_unmet

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    @property
    def run(self) -> scaling.Run:
        """The run that is shown."""
        return self._played(super().value).run

    def _follow(self, name: str) -> None:
        chosen = self._controls
        if name == "span":
            replay = chosen["moment"]
            replay.stop()
            moments = self._moments(chosen["span"].value)
            replay.value = 0
            replay.show(moments)
            replay.value = len(moments) - 1
        if name == "policy":
            self._enable()

    def _enable(self) -> None:
        static = self._controls["policy"].value == "static"
        for name in ("target", "max_size", "launch_seconds", "warmup_seconds"):
            self._controls[name].disabled = static

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        for name in ("policy", "span"):
            self._checked(name, values[name])
        if values["span"] != self._controls["span"].value and "moment" not in given:
            values["moment"] = len(self._moments(values["span"])) - 1
        last = len(self._moments(values["span"])) - 1
        if values["moment"] not in range(-last - 1, last + 1):
            label = language.text("control_moment")
            raise errors.unknown(ko=label, en=label, given=values["moment"], allowed=[str(n) for n in range(last + 1)])
        values["moment"] %= last + 1
        self._group(values)
        samples.policies(values["policy"], values["target"], past=self._past, instance=self._instance)
        return values

    def _group(self, values: Values) -> scaling.Group:
        least = values["min_size"]
        most = least if values["policy"] == "static" else values["max_size"]
        return samples.group(
            self._load,
            self._instance,
            min_size=least,
            max_size=most,
            launch_seconds=values["launch_seconds"],
            warmup_seconds=values["warmup_seconds"],
        )

    def _played(self, values: Values) -> Played:
        key = tuple(values[name] for name in _CHOICES)
        if values["policy"] == "static":
            key = ("static", values["min_size"])
        if key not in self._runs:
            if values["min_size"] > values["max_size"] and values["policy"] != "static":
                raise errors.InputError(
                    ko=f"최소 용량 {values['min_size']}대가 최대 용량 {values['max_size']}대보다 큽니다. 하나를 옮기세요.",
                    en=f"the minimum of {values['min_size']} is above the maximum of {values['max_size']}: move one of them.",
                )
            policies = samples.policies(
                values["policy"],
                values["target"],
                past=self._past,
                instance=self._instance,
                cooldown_seconds=values["warmup_seconds"],
            )
            group = self._group(values)
            history = self._past if values["policy"] == "predictive" else None
            run = scaling.simulate(self._load, policies, group=group, instance=self._instance, history=history)
            self._runs[key] = Played(run)
            while len(self._runs) > _KEPT:
                self._runs.popitem(last=False)
        return self._runs[key]

    def _look(self, values: Values) -> Frame:
        played = self._played(values)
        earlier = self._first if self._first and _choice(self._first) != _choice(values) else None
        before = self._played(earlier) if earlier else None
        first, count = self._hardest[values["span"]]
        passed = self._passed(values)
        shown = played.minutes.iloc[first : first + count]
        chart = charts.spec(
            charts.scaling_run,
            shown,
            self._instance.capacity,
            events=played.events,
            moment=passed,
            ghost=before.minutes.iloc[first : first + count] if before else None,
            name=_name(values),
            height=230,
        )
        rows = [("choice_now", played.until(first, passed))]
        if before:
            rows.append(("choice_first", before.until(first, passed)))
        rows += [("choice_peak", self._peak.until(first, passed))]
        table = pd.DataFrame([{"choice": language.text(name), **row} for name, row in rows])
        return Frame(self._answer(values, played, table), chart, table, _COLUMNS, marked=language.text("choice_now"))

    @cached_property
    def _peak(self) -> Played:
        """As many instances all the time as the highest minute needs."""
        need = math.ceil(float(self._load.max()) / self._instance.capacity - 1e-9)
        group = samples.group(self._load, self._instance, min_size=need, max_size=need)
        return Played(scaling.simulate(self._load, (), group=group, instance=self._instance))

    def _answer(self, values: Values, played: Played, table: pd.DataFrame) -> str:
        row, peak = table.iloc[0], table.iloc[-1]
        first, _ = self._hardest[values["span"]]
        passed = self._passed(values)
        said = language.text(
            "scaling_said",
            moment=f"{self._load.index[first + passed - 1] + pd.Timedelta(minutes=1):%m-%d %H:%M}",
            usd=language.usd(float(row["usd"]), digits=2),
            share=language.percent(float(row["usd"] / peak["usd"]) if peak["usd"] else math.nan),
            unmet=language.small_percent(float(row["unmet_share"])),
        )
        whole = language.text(
            "scaling_said_score",
            usd=language.usd(played.figures["usd"], digits=0),
            lost=language.usd(self._score(played) - played.figures["usd"], digits=0),
            score=language.usd(self._score(played), digits=0),
        )
        return f"{said} {whole}"

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            "policy": language.text(f"policy_{values['policy']}"),
            **{name: values[name] for name in ("target", "launch_seconds", "warmup_seconds")},
        }
        if frame.table.empty:
            return {**setting, **dict.fromkeys(("usd", "unmet_share", "reversals", "score_usd"), math.nan)}
        played = self._played(values)
        figures = {name: played.figures[name] for name in ("usd", "unmet_share", "reversals")}
        return {**setting, **figures, "score_usd": self._score(played)}


_FIGURES = (
    *("usd", "instance_hours", "unmet", "unmet_share", "idle_share", "launches", "reversals", "short_lives"),
    *("max_in_service", "score_usd", "static_usd"),
)


class Played:
    """A run, and what has come of it up to any minute."""

    def __init__(self, run: scaling.Run) -> None:
        self.run, self.minutes, self.events = run, run.minutes, run.events
        summary = run.summary(bounds=False)
        self.figures = {name: summary[name] for name in _FIGURES if name in summary}
        minutes = run.minutes
        paid = (minutes["in_service"] + minutes["pending"] + minutes["draining"]).to_numpy(float)
        self._sums = {
            "paid": _sums(paid),
            "load": _sums(minutes["load"].to_numpy(float)),
            "served": _sums(minutes["served"].to_numpy(float)),
        }
        change = (run.events["after"] - run.events["before"]).to_numpy(float)
        when = run.events["minute"].to_numpy()
        turns = np.zeros(len(change))
        turns[1:] = (np.sign(change[1:]) != np.sign(change[:-1])) & (np.diff(when) <= scaling.FLAP_MINUTES)
        self._when, self._out, self._turns = when, _sums(np.maximum(change, 0.0)), _sums(turns)

    def until(self, first: int, passed: int) -> dict[str, float]:
        """What so many minutes from a first one on have cost, and what they left unmet."""
        instance = self.run.instance
        end = first + passed
        paid, load, served = (float(sums[end] - sums[first]) for sums in self._sums.values())
        begin, stop = np.searchsorted(self._when, [first, end])
        return {
            "usd": paid / 60 * instance.usd_per_hour,
            "instance_hours": paid / 60,
            "unmet_share": max(load - served, 0.0) / load if load else 0.0,
            "idle_share": 1 - served / (paid * instance.capacity) if paid else 0.0,
            "launches": float(self._out[stop] - self._out[begin]),
            "reversals": float(self._turns[stop] - self._turns[begin]),
        }


def _sums(values: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.concatenate([[0.0], np.cumsum(values)])


def _choice(values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in _CHOICES)


def _name(values: Values) -> str:
    if values["policy"] == "static":
        return language.text("scaling_name_static", count=values["min_size"])
    return language.text("scaling_name", policy=language.text(f"policy_{values['policy']}"), target=values["target"])


def _one_of(name: str, given: Any, allowed: Any) -> None:
    if given not in allowed:
        label = language.text(f"control_{name}")
        raise errors.unknown(ko=label, en=label, given=given, allowed=list(allowed))


def auto_scaling(
    load: pd.Series[float],
    instance: scaling.Instance,
    *,
    past: pd.Series[float] | None = None,
    usd_per_1000_unmet: float = 0.1,
    span: str = "day",
    **start: float | str,
) -> ScalingExplorer:
    """Choose the policy of an Auto Scaling group, and watch it follow a load minute by minute.

    Parameters
    ----------
    load
        Units a minute, as `kaolib.study.samples.site` gives them.
    instance
        What one instance serves and costs.
    past
        The load before, for scheduled and predictive scaling. Without it scheduled scaling is not offered.
    usd_per_1000_unmet
        What a thousand units cost you that nobody serves: a part of the score.
    span
        What is shown at the start: "whole", "day" (the hardest one) or "hours" (the hardest three of it).
    **start
        The first choice: policy (one of `kaolib.study.samples.POLICY_KINDS`), target, min_size, max_size,
        launch_seconds, warmup_seconds. A simple policy takes the warm-up for its cooldown.

    Returns
    -------
    Explorer
        Its ``value`` has the choices, span and moment, and over all of the load usd, instance_hours, unmet, unmet_share,
        idle_share, launches, reversals, short_lives, max_in_service, score_usd and static_usd (a group for the peak); its ``table`` what has come of the
        choice, of the first one, and of a static group for the peak, up to the moment; its ``run`` is the simulation.

    Raises
    ------
    InputError
        For an unknown name, or an amount that cannot be.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> one = samples.site("us-east-1", trace=samples.HELD_TRACE)
    >>> explorer = auto_scaling(one.load, one.instance, target=50).set(policy="step", span="hours")
    >>> explorer.value["policy"], len(explorer._controls["moment"].options)
    ('step', 180)
    """
    return ScalingExplorer(load, instance, past, usd_per_1000_unmet, dict(start), span)
