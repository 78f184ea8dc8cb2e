"""What the policies see: the metric of each minute, filled in as far as it is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kaolib.architecture.scaling._group import Metric

Floats = npt.NDArray[np.float64]

#: A queue counts messages in such parts of one: sums of them are exact, in any order.
PARTS = 1024.0


class Work:
    """The load and, for a queue, what is served of it and what is left, up to the minute that is known."""

    def __init__(self, load: Floats, capacity: float, queue: bool, backlog: float) -> None:
        self.queue = queue
        self.capacity = capacity
        self.load = load
        self.minutes = len(load)
        self.known = 0
        self.start = backlog
        if queue:
            self.load = np.round(load * PARTS) / PARTS
            self.capacity = round(capacity * PARTS) / PARTS
            self.start = round(backlog * PARTS) / PARTS
            self.served = np.zeros(self.minutes)
            self.backlog = np.zeros(self.minutes)
        else:
            self.served = self.backlog = self.load
        #: As Python numbers: reading one of an array costs ten times as much.
        self.numbers: list[float] = self.load.tolist()

    def know(self, end: int, instances: int) -> None:
        """Work on up to `end`, with so many instances."""
        begin = self.known
        if not self.queue or begin >= end:
            return
        can = instances * self.capacity
        before = self.backlog[begin - 1] if begin else self.start
        arrived = self.load[begin:end]
        # The backlog is the running sum of what comes less what can go, lifted by its lowest point below zero.
        level = before + np.cumsum(arrived - can)
        left = level - np.minimum(np.minimum.accumulate(level), 0.0)
        self.backlog[begin:end] = left
        self.served[begin:end] = arrived - np.diff(left, prepend=before)
        self.known = end

    def source(self, name: str) -> Floats:
        """The amount that a metric is made of."""
        return {"load": self.load, "work": self.served, "backlog": self.backlog}[name]


class Signal:
    """A metric's values, minute by minute; NaN where it has none."""

    def __init__(self, metric: Metric, work: Work) -> None:
        self.metric = metric
        self.work = work
        self.amount = work.source(metric.source)
        self.values = np.full(work.minutes, np.nan)
        self.known = 0

    def know(self, end: int, instances: int, seen: int) -> None:
        """Fill up to `end`: so many instances work, so many count for the metric (0: no value)."""
        begin = self.known
        if begin >= end:
            return
        self.work.know(end, instances)
        base, slope, cap, _, _ = self.metric
        part = self.values[begin:end]
        if seen:
            np.multiply(self.amount[begin:end], slope, out=part)
            part /= seen
            part += base
            np.minimum(part, cap, out=part)
        else:
            part[:] = np.nan
        self.known = end


def rolling(values: Floats, count: int, low: bool) -> Floats:
    """The lowest (or highest) of each value and those before it, count in all; the first ones have fewer."""
    pick = np.minimum if low else np.maximum
    out, width = values.copy(), 1
    while width < count:
        shift = min(width, count - width)
        out[shift:] = pick(out[shift:], out[:-shift]) if shift < len(out) else out[shift:]
        width += shift
    return out
