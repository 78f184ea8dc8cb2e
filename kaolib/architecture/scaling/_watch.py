"""An alarm and what its policy wants: the search for the first minute in which it changes something.

Between two decisions the group is the same, so that an alarm is a bound on the load alone. A `Swift` watch finds its
first breach in the rolling lowest (or highest) load; any other alarm reads its metric in blocks. Both look with a bound
a hair too wide and then judge the minute that they found exactly.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from kaolib.architecture.scaling._adjust import HAIR, adjust, tracked
from kaolib.architecture.scaling._group import Metric
from kaolib.architecture.scaling._policies import Simple, Step, TargetTracking
from kaolib.architecture.scaling._signals import Signal, Work, rolling

Floats = npt.NDArray[np.float64]
#: Minutes that are read one by one; the first and the largest block beyond that.
_SHORT, _FIRST, _LAST = 12, 64, 1 << 15


class State:
    """The group between two changes."""

    __slots__ = ("changed", "desired", "draining", "floor", "least", "most", "pending", "ready", "serving", "warm")

    def __init__(self, desired: int, least: int, most: int) -> None:
        self.desired = self.serving = self.warm = desired  # serving: in service, warming ones among them
        self.pending = self.draining = self.floor = 0
        self.least, self.most = least, most
        self.ready = 0  # the minute from which simple scaling may act
        self.changed = 0  # the minute since which what the metrics see is the same

    @property
    def settled(self) -> bool:
        """Nothing launches or warms up: policies may scale in."""
        return not self.pending and self.warm == self.serving


#: Between which values of the metric a policy changes something; here between none.
Bounds = tuple[float, float]
_NEVER: Bounds = (math.inf, -math.inf)


def sees(metric: Metric, state: State) -> int:
    """By how many instances a metric is divided; 0: it has no value, because all that serve are warming up."""
    if not metric.per_instance:
        return 1
    if metric.source == "backlog":
        return max(1, state.serving)
    return state.serving if state.warm else 0


class Watch:
    """One alarm with its policy."""

    def __init__(
        self,
        policy: TargetTracking | Step | Simple,
        place: int,
        metric: Metric,
        signal: Signal,
        seen: list[int],
        scale_in: bool = False,
    ) -> None:
        self.policy, self.place, self.metric, self.signal, self.seen = policy, place, metric, signal, seen
        #: Target tracking's scale-in: judged together with the others of its kind.
        self.joint = scale_in
        self.waits = isinstance(policy, Simple)
        self.known: dict[tuple[int, ...], Bounds] = {}  # what a step policy does, by the state of the group
        self.period = self.datapoints = 1
        if isinstance(policy, TargetTracking):
            self.high, self.strict = not scale_in, True
            self.threshold = policy.target * policy.low_share if scale_in else policy.target
            self.points = self.datapoints = policy.low_points if scale_in else policy.high_points
        else:
            alarm = policy.alarm
            self.high, self.strict = alarm.high, len(alarm.comparison) == 1
            self.threshold, self.period = alarm.threshold, alarm.period_minutes
            self.points, self.datapoints = alarm.evaluation_periods, alarm.datapoints or alarm.evaluation_periods
        self.wanted = 0

    def breaches(self, value: float) -> bool:
        """Whether a point is over the threshold, on the alarm's side."""
        if self.high:
            return value > self.threshold if self.strict else value >= self.threshold
        return value < self.threshold if self.strict else value <= self.threshold

    def wants(self, value: float, state: State, minute: int) -> int | None:
        """The capacity that the policy sets in ALARM, at this value; None: it changes nothing."""
        policy = self.policy
        if isinstance(policy, TargetTracking):
            if self.joint:
                change, capacity = -1, tracked(state.serving + state.draining, value, policy.target)
            else:
                change, capacity = 1, tracked(state.warm, value, policy.target)
        else:
            if isinstance(policy, Simple):
                if minute < state.ready:
                    return None
                change, current = policy.change, (state.desired, state.desired)
            else:
                chosen = policy.chosen(value)
                if chosen is None:
                    return None
                change, current = chosen, (state.warm, state.serving + state.draining)
            kind, least = policy.adjustment, policy.min_magnitude
            if kind == "ExactCapacity":
                capacity = change
                change = capacity - state.desired
            else:
                capacity = adjust(current[change < 0], change, kind, least)
        if change > 0:
            capacity = min(capacity, state.most)
            return capacity if capacity > state.desired else None
        if change < 0 and (state.settled or isinstance(policy, Simple)):
            capacity = max(capacity, state.least, state.floor)
            return capacity if capacity < state.desired else None
        return None

    def acts(self, state: State, minute: int) -> Bounds:
        """Outside these values `wants` is None; a hair too wide, and inside it may be None as well."""
        policy = self.policy
        bottom = max(state.least, state.floor)
        if isinstance(policy, TargetTracking):
            if not self.joint:
                if state.desired >= state.most or not state.warm:
                    return _NEVER
                return (policy.target * state.desired / state.warm, math.inf)
            current = state.serving + state.draining
            if state.desired <= bottom or not state.settled:
                return _NEVER
            return (-math.inf, policy.target * (state.desired - 1 + HAIR) / current)
        if isinstance(policy, Simple):
            return _NEVER if self._after(policy.change, state) == state.desired else (-math.inf, math.inf)
        settled = state.settled
        key = (state.desired, state.warm, state.serving + state.draining, settled, bottom, state.most)
        found = self.known.get(key)
        if found is None:
            low, high = math.inf, -math.inf
            for least, most, change in policy.bounds:
                if self._after(change, state) != state.desired:
                    low, high = min(low, least), max(high, most)
            found = self.known[key] = (low, high)
        return found

    def _after(self, change: int, state: State) -> int:
        """The desired capacity after an adjustment."""
        policy = self.policy
        assert not isinstance(policy, TargetTracking)
        simple = isinstance(policy, Simple)
        if policy.adjustment == "ExactCapacity":
            capacity, out = change, change > state.desired
        else:
            out = change > 0
            current = state.desired if simple else state.warm if out else state.serving + state.draining
            capacity = adjust(current, change, policy.adjustment, policy.min_magnitude) if change else state.desired
        if out:
            return max(state.desired, min(capacity, state.most))
        if not (simple or state.settled):
            return state.desired
        return min(state.desired, max(capacity, state.least, state.floor))

    def first(self, begin: int, end: int, state: State) -> int:
        """The first minute in [begin, end) at whose start the policy changes the desired capacity; end: none.

        A decision at the start of minute t knows the minutes before t. What it wants is left in `wanted`.
        """
        if self.waits and begin < state.ready:
            begin = state.ready
        if begin >= end:
            return end
        bounds = self.acts(state, begin)
        if bounds[0] > bounds[1]:
            return end
        return self._search(begin, end, state, bounds)

    def _search(self, begin: int, end: int, state: State, bounds: Bounds) -> int:
        span = self.period * self.points
        lag = span - self.period  # from the oldest point to the latest
        values, size = self.signal.values, 256
        low, high = _wider(bounds)
        lo, hi = max(begin - 1, span - 1), end - 1
        while lo < hi:
            stop = min(lo + size, hi)
            self.signal.know(stop, state.serving, sees(self.metric, state))
            points = values[lo - span + 1 : stop - self.period + 1]
            if self.period > 1:
                points = points.copy()
                for shift in range(1, self.period):
                    points += values[lo - span + 1 + shift : stop - self.period + 1 + shift]
                points /= self.period
            over = self._over(points)
            count = over[lag:].astype(np.int64) if lag else over.astype(np.int64)
            for back in range(1, self.points):
                move = lag - back * self.period
                count += over[move : move + len(count)]
            judged = points[lag:]
            if self.joint:
                for back in range(1, self.points):
                    move = lag - back * self.period
                    judged = np.maximum(judged, points[move : move + len(count)])
            act = count >= self.datapoints
            # A missing point fails every comparison: none is made for a policy that does not look at it.
            if low > -math.inf:
                act &= judged >= low
            if high < math.inf:
                act &= judged <= high
            hits = np.flatnonzero(act)
            for hit in hits.tolist():
                found = self.wants(float(judged[hit]), state, lo + hit + 1)
                if found is not None:
                    self.wanted = found
                    return int(lo + hit + 1)
            lo, size = stop, min(size * 4, _LAST)
        return end

    def _over(self, points: Floats) -> npt.NDArray[np.bool_]:
        if self.high:
            return points > self.threshold if self.strict else points >= self.threshold
        return points < self.threshold if self.strict else points <= self.threshold


class Swift(Watch):
    """A watch whose points are single minutes of the load, all of which have to breach."""

    def __init__(self, *args: object, rolled: dict[tuple[int, bool], Floats], work: Work, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        key = (self.points, self.high)
        if key not in rolled:
            rolled[key] = rolling(work.load, self.points, self.high)
        self.rolled, self.load, self.numbers = rolled[key], work.load, work.numbers
        self.few = self.rolled.data
        self.limits: dict[int, float] = {}  # the load at the alarm's threshold, by instances

    def _search(self, begin: int, end: int, state: State, bounds: Bounds) -> int:
        points, since = self.points, state.changed
        at, stop = max(begin - 1, points - 1), end - 1
        if at >= stop:
            return end
        now = sees(self.metric, state)
        whole = since + points - 1  # from here on every window lies in the present state
        if not now:
            if at < whole:
                found = self._mixed(at, min(whole, stop), state, now, math.nan)
                return found if found >= 0 else end
            return end
        limit = self.limits.get(now)
        if limit is None:
            limit = self.limits[now] = self._load(self.threshold, now)
        # The policy acts from another value on than the alarm does.
        act = bounds[0] if self.high else bounds[1]
        more = act > self.threshold if self.high else act < self.threshold
        if more:
            act = self._load(act, now)
            if self.joint:
                limit, more = min(limit, act), False
        if at < whole:
            until = min(whole, stop)
            found = self._mixed(at, until, state, now, limit)
            if found >= 0:
                return found
            at = until
        if stop - at <= _SHORT:
            return self._glance(at, stop, limit, act if more else -math.inf if self.high else math.inf, state, now, end)
        rolled, load, size = self.rolled, self.load, _FIRST
        while at < stop:
            edge = min(at + size, stop)
            part = rolled[at:edge]
            mask = part >= limit if self.high else part <= limit
            if more:
                part = load[at:edge]
                mask &= part >= act if self.high else part <= act
            hit = int(mask.argmax())
            if mask[hit]:
                at += hit
                if self._judge(at, state, now):
                    return at + 1
                at, size = at + 1, _FIRST
            else:
                at, size = edge, min(size * 4, _LAST)
        return end

    def _glance(self, at: int, stop: int, limit: float, act: float, state: State, now: int, end: int) -> int:
        """The search over a few minutes, where arrays do not pay."""
        rolled, numbers, high = self.few, self.numbers, self.high
        for minute in range(at, stop):
            if rolled[minute] >= limit if high else rolled[minute] <= limit:
                near = numbers[minute] >= act if high else numbers[minute] <= act
                if near and self._judge(minute, state, now):
                    return minute + 1
        return end

    def _judge(self, at: int, state: State, now: int) -> bool:
        """Whether the window that ends at this minute, all in the present state, changes something."""
        base, slope, cap, _, _ = self.metric
        window = [base + slope * amount / now for amount in self.numbers[at - self.points + 1 : at + 1]]
        low, high = min(window), max(window)
        if not self.breaches(min(low if self.high else high, cap)):
            return False
        found = self.wants(min(high if self.joint else window[-1], cap), state, at + 1)
        if found is None:
            return False
        self.wanted = found
        return True

    def _mixed(self, at: int, until: int, state: State, now: int, limit: float) -> int:
        """The first decision whose window reaches back into earlier states; -1: none.

        Every such window holds all minutes of the present state up to its end: the first of them that cannot breach ends
        the search.
        """
        numbers, seen, since, points, high = self.numbers, self.seen, state.changed, self.points, self.high
        for minute in range(since, until):
            if not (numbers[minute] >= limit if high else numbers[minute] <= limit):
                until = minute
                break
        if at >= until:
            return -1
        value, breaches, fixed = self.metric.value, self.breaches, not self.metric.per_instance
        while at < until:
            window = []
            for minute in range(at, at - points, -1):
                count = 1 if fixed else now if minute >= since else seen[minute]
                if not count:
                    break
                point = value(numbers[minute], count)
                if not breaches(point):
                    break
                window.append(point)
            else:
                found = self.wants(max(window) if self.joint else window[0], state, at + 1)
                if found is not None:
                    self.wanted = found
                    return at + 1
                at += 1
                continue
            at = minute + points
        return -1

    def _load(self, value: float, instances: int) -> float:
        """The load that brings the metric to a value, a hair on the near side of the alarm."""
        base, slope, cap, _, _ = self.metric
        sign = -HAIR if self.high else HAIR
        if value in (math.inf, -math.inf):
            return value
        if self.high and value > cap * (1 + HAIR):
            return math.inf
        if not self.high and value >= cap * (1 - HAIR):
            return math.inf
        if slope == 0:
            return -math.inf if (base >= value - HAIR if self.high else base > value + HAIR) else math.inf
        return (value - base + sign * (abs(value) + abs(base) + 1)) * instances / slope


def _wider(bounds: Bounds) -> Bounds:
    low, high = bounds
    return (low - HAIR * (abs(low) + 1), high + HAIR * (abs(high) + 1))
