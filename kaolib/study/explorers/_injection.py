"""Explorer of one interruption on purpose: recommendation, notice, replacement, second by second."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.architecture import fleet
from kaolib.knowledge import catalog
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

#: Instances of the group, and the ways in which it replaces.
TARGET, WAYS = 6, ("asg", "off")
_BEFORE, _LAUNCH, _DRAIN = (120, 180, 240, 300, 420, 600), (20, 40, 60, 120, 180, 240, 300), (0, 30, 60, 90, 120, 180)
#: Seconds from one moment of the replay to the next.
_STEP = 5
_SETTINGS = ("rebalancing", "before_seconds", "launch_seconds", "drain_seconds", "interrupted")
_FIGURES = (
    *("lowest_serving", "below_target_seconds", "short_instance_seconds", "extra_instance_seconds"),
    *("drain_short_seconds", "fis_usd"),
)
_COLUMNS = ("clock", "injected_instance", "event")


class InjectionExplorer(Explorer):
    """An interruption that the learner triggers; see `injection` below."""

    def __init__(
        self,
        location: str,
        rebalancing: str,
        before_seconds: int,
        launch_seconds: int,
        drain_seconds: int,
        interrupted: int,
    ) -> None:
        catalog.check_location(location)
        self._location = None if location in fleet.NO_INJECTION else location
        self._done: dict[tuple[Any, ...], tuple[fleet.Injection, pd.DataFrame]] = {}
        start = self._sound(
            {
                "rebalancing": rebalancing,
                "before_seconds": before_seconds,
                "launch_seconds": launch_seconds,
                "drain_seconds": drain_seconds,
                "interrupted": interrupted,
            }
        )
        ways = [(language.text(f"rebalancing_{one}"), one) for one in WAYS]
        controls = {
            "rebalancing": _controls.buttons("rebalancing", ways, start["rebalancing"]),
            "before_seconds": _controls.steps("before_seconds", _BEFORE, start["before_seconds"]),
            "launch_seconds": _controls.steps("launch_seconds", _LAUNCH, start["launch_seconds"]),
            "drain_seconds": _controls.steps("drain_seconds", _DRAIN, start["drain_seconds"]),
            "interrupted": _controls.steps("interrupted", range(1, 4), start["interrupted"]),
            "moment": Replay("moment", self._moments(start), -1),
        }
        super().__init__(controls)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it by the end."""
        chosen = super().value
        if self._frame is None:
            return {**chosen, **dict.fromkeys(_FIGURES, math.nan)}
        summary = self._injected(chosen)[0].summary()
        return {**chosen, **{name: summary[name] for name in _FIGURES}}

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _moments(self, values: Values) -> list[str]:
        return [_clock(second) for second in range(0, self._injected(values)[0].seconds + 1, _STEP)]

    def _follow(self, name: str) -> None:
        if name in _SETTINGS:
            replay = self._controls["moment"]
            at_end = replay.value == len(replay.options) - 1
            moments = self._moments({one: self._read(one) for one in _SETTINGS})
            replay.show(moments)
            if at_end and not self._replaying:  # who looks at the whole picture goes on looking at the whole
                replay.value = len(moments) - 1

    @property
    def _replaying(self) -> bool:
        return any(replay.playing for replay in self._replays)

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = self._sound({**super().value, **given})
        last = len(self._moments(values)) - 1
        if "moment" not in given:
            values["moment"] = last
        elif not 0 <= values["moment"] <= last:
            label = language.text("control_moment")
            raise errors.unknown(
                ko=label, en=label, given=values["moment"], allowed=[str(at) for at in range(last + 1)]
            )
        return values

    def _sound(self, values: Values) -> Values:
        label = language.text("control_rebalancing")
        errors.each_of(values["rebalancing"], WAYS, ko=label, en=label)
        self._injected(values)  # says what cannot be
        return dict(values)

    def _injected(self, values: Values) -> tuple[fleet.Injection, pd.DataFrame]:
        key = tuple(values[name] for name in _SETTINGS)
        if key not in self._done:
            done = fleet.inject(
                TARGET,
                values["interrupted"],
                rebalancing=values["rebalancing"],
                before_seconds=values["before_seconds"],
                launch_seconds=values["launch_seconds"],
                drain_seconds=values["drain_seconds"],
                location=self._location,
            )
            capacity = done.capacity(_STEP)
            # at the very end of the picture nothing is counted any more: it stays as it was
            self._done[key] = done, capacity[capacity["second"] < done.seconds]
        return self._done[key]

    def _look(self, values: Values) -> Frame:
        done, capacity = self._injected(values)
        now = min(values["moment"] * _STEP, done.seconds)
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        ghost = self._injected(first)[1] if first else None
        name = language.text(f"rebalancing_title_{values['rebalancing']}")
        lanes = charts.spec(
            charts.injection_lanes, done.spans, done.events, at_second=now, name=name, seconds=done.seconds
        )
        under = charts.spec(charts.injection_capacity, capacity, TARGET, at_second=now, ghost=ghost)
        events = done.events[done.events["second"] <= now]
        table = pd.DataFrame(
            {
                "second": events["second"],
                "clock": [_clock(second) for second in events["second"]],
                "injected_instance": events["instance"],
                "event": [language.text(f"event_{event}") for event in events["event"]],
            }
        ).reset_index(drop=True)
        return Frame(self._answer(values, done), lanes, table, _COLUMNS, under=under)

    def _answer(self, values: Values, done: fleet.Injection) -> str:
        told = done.summary()
        said = language.text(
            "inject_said",
            least=told["lowest_serving"],
            target=TARGET,
            short=language.number(float(told["below_target_seconds"])),
        )
        parts = [said]
        if float(told["drain_short_seconds"]) > 0:
            parts.append(language.text("inject_said_cut", short=language.number(float(told["drain_short_seconds"]))))
        if float(told["extra_instance_seconds"]) > 0:
            parts.append(
                language.text("inject_said_extra", extra=language.number(float(told["extra_instance_seconds"])))
            )
        if math.isfinite(float(told["fis_usd"])):
            parts.append(language.text("inject_said_price", usd=language.usd(float(told["fis_usd"]), digits=2)))
        else:
            parts.append(language.text("inject_said_nowhere"))
        return " ".join(parts)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {
            "rebalancing": language.text(f"rebalancing_{values['rebalancing']}"),
            "before_seconds": values["before_seconds"],
            "launch_seconds": values["launch_seconds"],
        }
        told = self._injected(values)[0].summary()
        return {
            **setting,
            "least_serving": told["lowest_serving"],
            "short_seconds": told["below_target_seconds"],
            "extra_seconds": told["extra_instance_seconds"],
        }


def _clock(second: float) -> str:
    return f"{int(second) // 60}:{int(second) % 60:02}"


def _choice(values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in _SETTINGS)


def injection(
    location: str = "ap-northeast-2",
    rebalancing: str = "off",
    before_seconds: int = 120,
    launch_seconds: int = 40,
    drain_seconds: int = 90,
    interrupted: int = 1,
) -> InjectionExplorer:
    """Interrupt Spot Instances of an Auto Scaling group of six on purpose, and watch it second by second.

    Parameters
    ----------
    location
        A Region, for the price of AWS FIS.
    rebalancing
        "asg" (Capacity Rebalancing on) or "off".
    before_seconds
        From the rebalance recommendation to the interruption, 120 to 900.
    launch_seconds
        From the request of a replacement until it runs; a health check of a minute follows.
    drain_seconds
        What an instance needs to finish its requests.
    interrupted
        How many of the six are interrupted, 1 to 6.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, moment, and lowest_serving, below_target_seconds, short_instance_seconds,
        extra_instance_seconds, drain_short_seconds and fis_usd; its ``table`` the events up to the moment.

    Raises
    ------
    InputError
        For an unknown name, or a number outside AWS's limits.

    Examples
    --------
    >>> explorer = injection("us-east-1").set(rebalancing="asg", before_seconds=600)
    >>> explorer.value["below_target_seconds"]
    0.0
    """
    return InjectionExplorer(location, rebalancing, before_seconds, launch_seconds, drain_seconds, interrupted)
