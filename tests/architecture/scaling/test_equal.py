"""The simulator and a slow obvious one agree, minute by minute."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaolib.architecture.scaling import Alarm, Group, Instance, Simple, Step, TargetTracking
from kaolib.architecture.scaling._engine import Action, Outlook, simulated
from tests.architecture.scaling.reference import slow

WEB = ("cpu", "memory", "network_in", "requests_per_target", "sessions", "request_count")
QUEUE = (*WEB, "backlog_per_instance", "queue_length")
#: What the metrics show around the capacity of an instance of 100.
TYPICAL = {"cpu": 50, "memory": 50, "network_in": 60, "requests_per_target": 60, "sessions": 40, "request_count": 300}


@st.composite
def loads(draw):
    """Plateaus, ramps and noise; whole numbers now and then, so that a metric meets its threshold exactly."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        minutes = draw(st.integers(1, 80))
        begin, end = draw(st.integers(0, 900)), draw(st.integers(0, 900))
        part = np.linspace(begin, draw(st.sampled_from([begin, end])), minutes)
        noise = draw(st.sampled_from([0.0, 0.05, 0.4]))
        part = np.maximum(0.0, part * rng.normal(1, noise, minutes)) if noise else part
        parts.append(np.round(part) if draw(st.booleans()) else part)
    return np.concatenate(parts)


@st.composite
def groups(draw):
    least = draw(st.integers(0, 3))
    most = draw(st.integers(max(least, 1), 14))
    seconds = st.sampled_from([0, 30, 60, 90, 180, 300, 600])
    return Group(
        min_size=least,
        max_size=most,
        desired=draw(st.integers(least, most)),
        launch_seconds=draw(seconds),
        warmup_seconds=draw(st.none() | seconds),
        cooldown_seconds=draw(seconds),
        drain_seconds=draw(seconds),
        termination=draw(st.sampled_from(["oldest", "newest"])),
    )


@st.composite
def alarms(draw, metrics):
    metric = draw(st.sampled_from(metrics))
    periods = draw(st.integers(1, 4))
    return Alarm(
        threshold=TYPICAL.get(metric, 300) * draw(st.sampled_from([0.25, 0.5, 1, 1.5])),
        metric=metric,
        comparison=draw(st.sampled_from([">", ">=", "<", "<="])),
        period_minutes=draw(st.sampled_from([1, 1, 1, 2, 5])),
        evaluation_periods=periods,
        datapoints=draw(st.none() | st.integers(1, periods)),
    )


@st.composite
def steps(draw, metrics):
    alarm = draw(alarms(metrics))
    kind = draw(st.sampled_from(["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"]))
    span = {"ChangeInCapacity": (-3, 3), "ExactCapacity": (0, 12), "PercentChangeInCapacity": (-60, 120)}[kind]
    edges = sorted(draw(st.sets(st.integers(1, 60), max_size=3)))
    if draw(st.booleans()):  # above the threshold, or both sides
        cuts = [0, *edges, None] if draw(st.booleans()) else [None, *edges, None]
    else:
        cuts = [None, *[-edge for edge in reversed(edges)], 0]
    if cuts == [None, None]:
        cuts = [0, None]
    rows = [(low, high, draw(st.integers(*span))) for low, high in pairwise(cuts)]
    return Step(
        alarm,
        rows,
        kind,
        draw(st.integers(1, 3)),
        draw(st.none() | st.sampled_from([0, 60, 300])),
        name=f"step {draw(st.integers(0, 9))}",
    )


@st.composite
def simples(draw, metrics):
    kind = draw(st.sampled_from(["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"]))
    span = {"ChangeInCapacity": (-3, 3), "ExactCapacity": (0, 12), "PercentChangeInCapacity": (-60, 120)}[kind]
    cooldown = draw(st.none() | st.sampled_from([0, 60, 300]))
    return Simple(draw(alarms(metrics)), draw(st.integers(*span)), kind, draw(st.integers(1, 3)), cooldown)


@st.composite
def targets(draw, metrics):
    metric = draw(st.sampled_from(metrics))
    return TargetTracking(
        TYPICAL.get(metric, 300) * draw(st.sampled_from([0.5, 1, 1.3])),
        metric,
        draw(st.booleans()),
        draw(st.none() | st.sampled_from([0, 60, 300])),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 16)),
        draw(st.sampled_from([0.9, 1.0, 0.5])),
        name=f"target {metric}",
    )


@st.composite
def cases(draw):
    queue = draw(st.booleans())
    metrics = QUEUE if queue else WEB
    policies = draw(st.lists(targets(metrics) | steps(metrics) | simples(metrics), max_size=4))
    load, group = draw(loads()), draw(groups())
    instance = Instance(100, 0.1, memory_percent=draw(st.sampled_from([60.0, 0.0])))
    minutes = st.integers(0, len(load) - 1)
    actions = []
    for minute in sorted(draw(st.sets(minutes, max_size=3))):
        sizes = sorted(draw(st.lists(st.integers(0, 14), min_size=3, max_size=3)))
        least, desired, most = (size if draw(st.booleans()) else None for size in sizes)
        actions.append(Action(minute, "scheduled", least, most, desired))
    looks = []
    for minute in sorted(draw(st.sets(minutes, max_size=3))):
        size = draw(st.integers(0, 12))
        looks.append(Outlook(minute, "predictive", size, size, draw(st.sampled_from([0, 0, 16]))))
    backlog = draw(st.sampled_from([0.0, 0.3, 900.0])) if queue else 0.0
    return load, policies, group, instance, actions, looks, queue, backlog


def table(trail, queue):
    spans = np.diff(np.append(trail.since, trail.work.minutes))
    desired, serving, warm, pending, draining = np.repeat(trail.counts, spans, axis=0).T
    served = trail.work.served if queue else np.minimum(trail.work.load, serving * trail.work.capacity)
    left = trail.work.backlog if queue else np.zeros(len(served))
    return list(
        zip(
            *(x.tolist() for x in (desired, serving, serving - warm, pending, draining, served, left)),
            strict=True,
        )
    )


def agree(case):
    load, policies, group, instance, actions, looks, queue, backlog = case
    trail = simulated(load, policies, group, instance, actions, looks, queue, backlog)
    expected = slow(
        load.tolist(),
        policies,
        group=group,
        instance=instance,
        actions=actions,
        looks=looks,
        queue=queue,
        backlog=backlog,
    )
    assert [tuple(event) for event in trail.events] == expected.events
    rows = [(*row[:6], row[6] if queue else 0.0) for row in expected.rows]
    assert table(trail, queue) == rows
    seconds = sum(max(60, life.ended - life.launched) * life.instances for life in trail.lives)
    assert seconds == expected.seconds()
    return trail


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cases())
def test_every_minute_is_the_same(case):
    agree(case)


@pytest.mark.parametrize("queue", [False, True], ids=["requests", "queue"])
@pytest.mark.parametrize("period", [1, 5])
def test_long_quiet_stretches_between_changes(period, queue):
    """Looks ahead through blocks of every size."""
    rng = np.random.default_rng(7)
    load = np.full(6000, 200.0)
    for minute in rng.integers(0, len(load), 6):
        load[minute : minute + 40] = 450.0
    load[3000:] += rng.normal(0, 3, 3000)
    up = Step(Alarm(70, period_minutes=period, evaluation_periods=2), [(0, 15, 20), (15, None, 60)])
    down = Simple(Alarm(30, comparison="<", period_minutes=period, evaluation_periods=3, datapoints=2), -1)
    policies = [up, down, TargetTracking(60, "memory"), TargetTracking(80)]
    group = Group(min_size=2, max_size=30, desired=5, warmup_seconds=120)
    trail = agree((load, policies, group, Instance(100, 0.1), [], [], queue, 0.0))
    assert len(trail.events) > 6
