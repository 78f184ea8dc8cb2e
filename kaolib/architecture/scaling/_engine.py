"""The simulator: from change to change, not from minute to minute.

At the start of minute t, in this order: instances become ready, warm or are gone; a scheduled action; the forecast of
the hour; then the scaling policies, which know the minutes before t. Then minute t is served. One change of the desired
capacity by policies a minute.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kaolib.architecture.scaling._group import Group, Instance, metric_of, minutes_up
from kaolib.architecture.scaling._policies import Simple, Step, TargetTracking
from kaolib.architecture.scaling._signals import Signal, Work
from kaolib.architecture.scaling._watch import State, Swift, Watch, sees

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Action(NamedTuple):
    """A scheduled action at its minute."""

    minute: int
    name: str
    least: int | None
    most: int | None
    desired: int | None


class Outlook(NamedTuple):
    """What a forecast asks for from a minute on."""

    minute: int
    name: str
    launch: int  # raise the desired capacity to this now; 0: do not
    floor: int  # other policies do not scale in below this
    most: int  # raise max_size to this; 0: do not


class Event(NamedTuple):
    """A change of the desired capacity."""

    minute: int
    policy: str
    reason: str
    before: int
    after: int


class Life(NamedTuple):
    """Instances that were launched and ended together: seconds from the start, and the minutes in service."""

    launched: int
    ended: float
    instances: int
    open: bool
    first: int
    last: int


@dataclass
class _Cohort:
    """Instances launched together."""

    launched: int
    instances: int
    ready: int
    warm: int
    serving: bool
    warmed: bool


@dataclass
class Trail:
    """What happened."""

    work: Work
    since: Ints  # the minutes at which the group changed
    counts: Ints  # one row each: desired, serving, warm, pending, draining
    events: list[Event]
    lives: list[Life]


_READY, _WARM, _GONE = 0, 1, 2


class _Simulation:
    def __init__(
        self,
        load: Floats,
        policies: Sequence[TargetTracking | Step | Simple],
        group: Group,
        instance: Instance,
        queue: bool,
        backlog: float,
    ) -> None:
        self.group = group
        self.work = Work(load, instance.capacity, queue, backlog)
        self.minutes = len(load)
        assert group.desired is not None
        self.state = State(group.desired, group.min_size, group.max_size)
        self.launch = minutes_up(group.launch_seconds)
        self.drain = minutes_up(group.drain_seconds)
        self.cooldown = minutes_up(group.cooldown_seconds)
        self.coming: list[tuple[int, int, int, _Cohort | int]] = []
        self.ticket = 0
        first = _Cohort(0, group.desired, 0, 0, True, True)
        self.cohorts: deque[_Cohort] = deque([first] if group.desired else [])
        self.seen: list[int] = [0] * self.minutes
        self.events: list[Event] = []
        self.lives: list[Life] = []
        self.since: list[int] = []
        self.counts: list[tuple[int, int, int, int, int]] = []
        self._watch(policies, instance, queue)

    def _watch(self, policies: Sequence[TargetTracking | Step | Simple], instance: Instance, queue: bool) -> None:
        signals: dict[str, Signal] = {}
        rolled: dict[tuple[int, bool], Floats] = {}
        alone: list[Watch] = []
        joint: list[Watch] = []
        for place, policy in enumerate(policies):
            name = policy.metric if isinstance(policy, TargetTracking) else policy.alarm.metric
            metric = metric_of(name, instance, queue)
            for scale_in in (False, True) if isinstance(policy, TargetTracking) and policy.scale_in else (False,):
                signal = signals.get(name) or Signal(metric, self.work)
                watch = Watch(policy, place, metric, signal, self.seen, scale_in)
                if metric.source == "load" and watch.period == 1 and watch.points == watch.datapoints:
                    watch = Swift(policy, place, metric, signal, self.seen, scale_in, rolled=rolled, work=self.work)
                else:
                    signals[name] = signal
                (joint if watch.joint else alone).append(watch)
        self.alone, self.joint, self.signals = alone, joint, list(signals.values())
        self.policies = policies

    def run(self, actions: Sequence[Action], outlooks: Sequence[Outlook]) -> Trail:
        """From the first minute to the last."""
        state, end = self.state, self.minutes
        acts, looks = deque(actions), deque(outlooks)
        now, begin = 0, 0
        self._note(0)
        while now < end:
            if begin == now:  # not right after a decision of this minute
                self._begin(now, acts, looks)
            until = min(
                end,
                self.coming[0][0] if self.coming else end,
                acts[0].minute if acts else end,
                looks[0].minute if looks else end,
            )
            at, hits = self._decide(begin, until, state)
            self._know(now, at)
            now = begin = at
            if hits:
                self._apply(hits, now)
                self._changed(now)
                begin = now + 1
        return self._trail()

    def _begin(self, now: int, acts: deque[Action], looks: deque[Outlook]) -> None:
        """What happens at the start of a minute before the policies decide."""
        changed = False
        while self.coming and self.coming[0][0] <= now:
            self._arrive(heappop(self.coming))
            changed = True
        while acts and acts[0].minute <= now:
            self._scheduled(acts.popleft(), now)
            changed = True
        while looks and looks[0].minute <= now:
            self._forecast(looks.popleft(), now)
            changed = True
        if changed:
            self._changed(now)

    def _decide(self, begin: int, until: int, state: State) -> tuple[int, list[Watch]]:
        """The next minute in [begin, until) at which policies act, and which; until: none does."""
        best, hits = until, []
        for watch in self.alone:
            at = watch.first(begin, min(best + 1, until), state)
            if at < best:
                best, hits = at, [watch]
            elif at == best < until:
                hits.append(watch)
        if self.joint:
            at = self._agreed(begin, min(best + 1, until), state)
            if at < best:
                best, hits = at, list(self.joint)
            elif at == best < until:
                hits.extend(self.joint)
        return best, hits

    def _agreed(self, begin: int, until: int, state: State) -> int:
        """The first minute at which every target tracking policy that may scale in wants to."""
        at = begin
        while at < until:
            latest = max(watch.first(at, until, state) for watch in self.joint)
            if latest == at or len(self.joint) == 1:
                return latest
            at = latest
        return until

    def _apply(self, hits: list[Watch], minute: int) -> None:
        """The largest capacity wins: so one that scales out wins over any that scales in."""
        best = max(hits, key=lambda watch: (watch.wanted, -watch.place))
        policy = self.policies[best.place]
        cooldown, warmup = self.cooldown, self.group.warmup_seconds
        if isinstance(policy, Simple):
            if policy.cooldown_seconds is not None:
                cooldown = minutes_up(policy.cooldown_seconds)
        else:
            if policy.warmup_seconds is not None:
                warmup = policy.warmup_seconds
            elif warmup is None:
                warmup = self.group.cooldown_seconds
        reason = "high_alarm" if best.high else "low_alarm"
        self._set(best.wanted, minute, policy.name, reason, warmup or 0, cooldown)

    def _set(self, desired: int, minute: int, name: str, reason: str, warmup: float, cooldown: int) -> None:
        """A new desired capacity: launch or terminate."""
        state = self.state
        before = state.desired
        if desired == before:
            return
        self.events.append(Event(minute, name, reason, before, desired))
        state.desired = desired
        if desired > before:
            self._start(desired - before, minute, warmup)
            done = minute + self.launch
        else:
            done = minute + (self.drain if self._stop(before - desired, minute) else 0)
        state.ready = max(state.ready, done + cooldown)

    def _start(self, instances: int, minute: int, warmup: float) -> None:
        ready = minute + self.launch
        warm = minute + minutes_up(self.group.launch_seconds + warmup) if warmup else ready
        cohort = _Cohort(minute, instances, ready, warm, False, False)
        self.cohorts.append(cohort)
        self.state.pending += instances
        self._push(ready, _READY, cohort)
        while self.coming and self.coming[0][0] <= minute:
            self._arrive(heappop(self.coming))

    def _stop(self, instances: int, minute: int) -> bool:
        """Terminate; True when at least one of them was in service and has to drain."""
        state, drained = self.state, 0
        while instances:
            cohort = self.cohorts[0] if self.group.termination == "oldest" else self.cohorts[-1]
            count = min(instances, cohort.instances)
            seconds = float(minute * 60)
            if cohort.serving:
                state.serving -= count
                state.warm -= count if cohort.warmed else 0
                drained += count
                seconds += self.group.drain_seconds
            else:
                state.pending -= count
            first = min(cohort.ready, minute)
            self.lives.append(Life(cohort.launched * 60, seconds, count, False, first, minute))
            cohort.instances -= count
            instances -= count
            if not cohort.instances:
                if self.group.termination == "oldest":
                    self.cohorts.popleft()
                else:
                    self.cohorts.pop()
        if drained and self.drain:
            state.draining += drained
            self._push(minute + self.drain, _GONE, drained)
        return drained > 0

    def _push(self, minute: int, kind: int, what: _Cohort | int) -> None:
        self.ticket += 1
        heappush(self.coming, (minute, self.ticket, kind, what))

    def _arrive(self, item: tuple[int, int, int, _Cohort | int]) -> None:
        _, _, kind, what = item
        state = self.state
        if isinstance(what, int):
            state.draining -= what
        elif kind == _READY:
            what.serving = True
            state.pending -= what.instances
            state.serving += what.instances
            if what.warm > what.ready:
                self._push(what.warm, _WARM, what)
            else:
                what.warmed = True
                state.warm += what.instances
        else:
            what.warmed = True
            state.warm += what.instances

    def _scheduled(self, action: Action, minute: int) -> None:
        state = self.state
        if action.least is not None:
            state.least = action.least
        if action.most is not None:
            state.most = action.most
        if action.least is not None and action.most is None:
            state.most = max(state.most, state.least)
        if action.most is not None and action.least is None:
            state.least = min(state.least, state.most)
        wanted = state.desired if action.desired is None else action.desired
        wanted = min(max(wanted, state.least), state.most)
        self._set(wanted, minute, action.name, "scheduled", self.group.warmup_seconds or 0, self.cooldown)

    def _forecast(self, outlook: Outlook, minute: int) -> None:
        state = self.state
        state.floor = outlook.floor
        if outlook.most > state.most:
            state.most = outlook.most
        wanted = min(outlook.launch, state.most)
        if wanted > state.desired:
            self._set(wanted, minute, outlook.name, "forecast", self.group.warmup_seconds or 0, self.cooldown)

    def _know(self, begin: int, end: int) -> None:
        """These minutes are served as the group now is."""
        if end <= begin:
            return
        state = self.state
        seen = state.serving if state.warm else 0
        self.seen[begin:end] = [seen] * (end - begin)
        self.work.know(end, state.serving)
        for signal in self.signals:
            signal.know(end, state.serving, sees(signal.metric, state))

    def _changed(self, minute: int) -> None:
        """From this minute on the group is another one: what was looked ahead at is void."""
        state = self.state
        seen = state.serving if state.warm else 0
        if minute and self.seen[minute - 1] != seen:
            state.changed = minute
        if self.counts and (state.desired, state.serving, state.warm, state.pending, state.draining) == self.counts[-1]:
            return
        if self.work.queue:
            self.work.known = min(self.work.known, minute)
        for signal in self.signals:
            signal.known = min(signal.known, minute)
        self._note(minute)

    def _note(self, minute: int) -> None:
        state = self.state
        if self.since and self.since[-1] == minute:
            self.since.pop()
            self.counts.pop()
        self.since.append(minute)
        self.counts.append((state.desired, state.serving, state.warm, state.pending, state.draining))

    def _trail(self) -> Trail:
        # What still runs or drains at the end is billed up to there.
        last = self.minutes * 60
        lives = [life._replace(ended=min(life.ended, float(last)), open=life.ended > last) for life in self.lives]
        for cohort in self.cohorts:
            first = min(cohort.ready, self.minutes)
            lives.append(Life(cohort.launched * 60, float(last), cohort.instances, True, first, self.minutes))
        return Trail(
            self.work,
            np.array(self.since, dtype=np.int64),
            np.array(self.counts, dtype=np.int64).reshape(-1, 5),
            self.events,
            lives,
        )


def simulated(
    load: Floats,
    policies: Sequence[TargetTracking | Step | Simple],
    group: Group,
    instance: Instance,
    actions: Sequence[Action] = (),
    outlooks: Sequence[Outlook] = (),
    queue: bool = False,
    backlog: float = 0.0,
) -> Trail:
    """What the group does over the load."""
    return _Simulation(load, policies, group, instance, queue, backlog).run(actions, outlooks)
