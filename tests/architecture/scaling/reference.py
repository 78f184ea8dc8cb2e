"""A slow and obvious Auto Scaling group: one instance after the other, one minute after the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import kaolib as kao
from kaolib.architecture.scaling import Predictive, Scheduled, Simple, Step, TargetTracking

HAIR = 1e-9


@dataclass(eq=False)
class Machine:
    launched: int
    ready: int
    warm: int
    ended: float | None = None  # seconds
    leaving: int | None = None  # minute of the decision
    gone: int | None = None  # first minute without it

    def pending(self, t):
        return self.leaving is None and t < self.ready

    def serving(self, t):
        return self.leaving is None and t >= self.ready

    def warming(self, t):
        return self.serving(t) and t < self.warm

    def draining(self, t):
        return self.leaving is not None and self.gone is not None and t < self.gone


def up(seconds):
    return math.ceil(seconds / 60)


def percent(capacity, change, least):
    """AWS's rounding, in fractions."""
    exact = Fraction(capacity * change, 100)
    if exact == 0:
        return 0
    if 0 < exact < 1:
        size = 1
    elif -1 < exact < 0:
        size = -1
    else:
        size = math.floor(exact) if exact > 0 else math.ceil(exact)
    if abs(size) < least:
        size = least if size > 0 else -least
    return size


def step_of(policy, value):
    limit, high = policy.alarm.threshold, policy.alarm.comparison.startswith(">")
    above = value > limit or (value == limit and high)
    for low, top, change in policy.steps:
        low = -math.inf if low is None else limit + low
        top = math.inf if top is None else limit + top
        if above and low <= value < top:
            return change
        if not above and low < value <= top:
            return change
    return None


class Slow:
    def __init__(self, load, policies, group, instance, queue=False, backlog=0.0, actions=(), looks=()):
        self.load = [round(x * 1024) / 1024 if queue else x for x in load]
        self.can = round(instance.capacity * 1024) / 1024 if queue else instance.capacity
        self.policies, self.group, self.instance, self.queue = policies, group, instance, queue
        self.left = round(backlog * 1024) / 1024
        self.least, self.most, self.floor = group.min_size, group.max_size, 0
        self.desired = group.desired
        self.machines = [Machine(0, 0, 0) for _ in range(group.desired)]
        self.past = []
        self.ready = 0
        self.actions = {a.minute: a for a in actions}
        self.looks = {}
        for look in looks:
            self.looks.setdefault(look.minute, []).append(look)
        names = {self.metric_name(p) for p in policies}
        self.history = {name: [] for name in names}
        self.events, self.rows = [], []

    @staticmethod
    def metric_name(policy):
        return policy.metric if isinstance(policy, TargetTracking) else policy.alarm.metric

    def counts(self, t):
        serving = [m for m in self.machines if m.serving(t)]
        return (
            len(serving),
            sum(not m.warming(t) for m in serving),
            sum(m.pending(t) for m in self.machines),
            sum(m.draining(t) for m in self.machines),
        )

    def points(self, name, t, period, count):
        """The latest `count` points before minute t, the latest first; None where there is no value or no data yet."""
        values = self.history[name]
        if t < period * count:
            return None
        found = []
        for back in range(count):
            end = t - back * period
            part = values[end - period : end]
            if any(v is None for v in part):
                found.append(None)
                continue
            total = part[0]
            for v in part[1:]:
                total += v
            found.append(total / period)
        return found

    def proposals(self, t):
        serving, warm, pending, draining = self.counts(t)
        settled = pending == 0 and warm == serving
        out, into, votes = [], [], []
        for place, policy in enumerate(self.policies):
            name = self.metric_name(policy)
            if isinstance(policy, TargetTracking):
                points = self.points(name, t, 1, policy.high_points)
                if points and all(p is not None and p > policy.target for p in points):
                    wanted = min(math.ceil(warm * points[0] / policy.target - HAIR), self.most)
                    if wanted > self.desired:
                        out.append((wanted, -place, policy, "high_alarm"))
                if policy.scale_in:
                    points = self.points(name, t, 1, policy.low_points)
                    limit = policy.target * policy.low_share
                    vote = None
                    if settled and points and all(p is not None and p < limit for p in points):
                        wanted = math.ceil((serving + draining) * max(points) / policy.target - HAIR)
                        wanted = max(wanted, self.least, self.floor)
                        if wanted < self.desired:
                            vote = (wanted, -place, policy, "low_alarm")
                    votes.append(vote)
                continue
            alarm = policy.alarm
            points = self.points(name, t, alarm.period_minutes, alarm.evaluation_periods)
            if points is None:
                continue
            test = {">": float.__gt__, ">=": float.__ge__, "<": float.__lt__, "<=": float.__le__}[alarm.comparison]
            if sum(p is not None and test(float(p), float(alarm.threshold)) for p in points) < alarm.datapoints:
                continue
            if isinstance(policy, Simple):
                if t < self.ready:
                    continue
                change, up_base, down_base, free = policy.change, self.desired, self.desired, True
            else:
                if points[0] is None:
                    continue
                change = step_of(policy, points[0])
                if change is None:
                    continue
                up_base, down_base, free = warm, serving + draining, settled
            if policy.adjustment == "ExactCapacity":
                wanted, direction = change, change - self.desired
            else:
                direction = change
                base = up_base if change > 0 else down_base
                if policy.adjustment == "PercentChangeInCapacity":
                    wanted = max(0, base + percent(base, change, policy.min_magnitude))
                else:
                    wanted = max(0, base + change)
            reason = "high_alarm" if alarm.comparison.startswith(">") else "low_alarm"
            if direction > 0:
                wanted = min(wanted, self.most)
                if wanted > self.desired:
                    out.append((wanted, -place, policy, reason))
            elif direction < 0 and free:
                wanted = max(wanted, self.least, self.floor)
                if wanted < self.desired:
                    into.append((wanted, -place, policy, reason))
        if votes and all(votes):
            into += votes
        return out or into

    def set(self, t, wanted, name, reason, warmup, cooldown):
        if wanted == self.desired:
            return
        self.events.append((t, name, reason, self.desired, wanted))
        group = self.group
        if wanted > self.desired:
            warm = t + up(group.launch_seconds + warmup) if warmup else t + up(group.launch_seconds)
            for _ in range(wanted - self.desired):
                self.machines.append(Machine(t, t + up(group.launch_seconds), warm))
            done = t + up(group.launch_seconds)
        else:
            done = t
            for _ in range(self.desired - wanted):
                here = [m for m in self.machines if m.leaving is None]
                pick = here[0] if group.termination == "oldest" else here[-1]
                served = pick.serving(t)
                pick.leaving = t
                pick.ended = t * 60 + (group.drain_seconds if served else 0)
                pick.gone = t + (up(group.drain_seconds) if served else 0)
                if served:
                    done = t + up(group.drain_seconds)
        self.desired = wanted
        self.ready = max(self.ready, done + cooldown)

    def run(self):
        group = self.group
        for t, load in enumerate(self.load):
            if t in self.actions:
                act = self.actions[t]
                if act.least is not None:
                    self.least = act.least
                    if act.most is None:
                        self.most = max(self.most, self.least)
                if act.most is not None:
                    self.most = act.most
                    if act.least is None:
                        self.least = min(self.least, self.most)
                wanted = self.desired if act.desired is None else act.desired
                wanted = min(max(wanted, self.least), self.most)
                self.set(t, wanted, act.name, "scheduled", group.warmup_seconds or 0, up(group.cooldown_seconds))
            for look in self.looks.get(t, []):
                self.floor = look.floor
                self.most = max(self.most, look.most)
                if min(look.launch, self.most) > self.desired:
                    wanted = min(look.launch, self.most)
                    self.set(t, wanted, look.name, "forecast", group.warmup_seconds or 0, up(group.cooldown_seconds))
            found = self.proposals(t)
            if found:
                wanted, _, policy, reason = max(found, key=lambda p: p[:2])
                cooldown, warmup = group.cooldown_seconds, group.warmup_seconds
                if isinstance(policy, Simple):
                    cooldown = cooldown if policy.cooldown_seconds is None else policy.cooldown_seconds
                elif policy.warmup_seconds is not None:
                    warmup = policy.warmup_seconds
                elif warmup is None:
                    warmup = group.cooldown_seconds
                self.set(t, wanted, policy.name, reason, warmup or 0, up(cooldown))
            self.serve(t, load)
            over = [m for m in self.machines if m.leaving is not None and m.gone <= t]
            if over:
                self.past += over
                self.machines = [m for m in self.machines if m not in over]
        return self

    def serve(self, t, load):
        serving, warm, pending, draining = self.counts(t)
        can = serving * self.can
        if self.queue:
            total = self.left + load
            served = min(total, can)
            self.left = total - served
            work = served
        else:
            served, work = min(load, can), load
        i = self.instance
        data = serving if warm else 0
        for name, values in self.history.items():
            if name == "backlog_per_instance":
                values.append(self.left / max(1, serving))
            elif name == "queue_length":
                values.append(self.left)
            elif name == "request_count":
                values.append(load)
            elif not data:
                values.append(None)
            elif name == "cpu":
                values.append(min(100.0, 100 / i.capacity * work / data))
            elif name == "memory":
                values.append(min(100.0, i.memory_base_percent + i.memory_percent / i.capacity * work / data))
            elif name == "network_in":
                values.append(i.bytes_per_unit * work / data)
            else:
                values.append(work / data)
        self.rows.append((self.desired, serving, serving - warm, pending, draining, served, self.left))

    def seconds(self):
        end = len(self.load) * 60
        return sum(
            max(60, min(end if m.ended is None else m.ended, end) - m.launched * 60) for m in self.past + self.machines
        )


def slow(load, policies, *, group, instance, queue=False, backlog=0.0, actions=(), looks=()):
    dynamic = [p for p in policies if not isinstance(p, Scheduled | Predictive)]
    return Slow(load, dynamic, group, instance, queue, backlog, actions, looks).run()


__all__ = ["Step", "kao", "slow"]
