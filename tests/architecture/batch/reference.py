"""A queue of jobs, second by second, in the plainest way: for small cases only."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Machine:
    """An instance or a Fargate task: sizes in vCPUs and GiB."""

    name: str
    vcpu: float
    gib: float
    start: int
    ready: int
    life: float
    env: dict
    jobs: list = field(default_factory=list)
    last_left: int | None = None
    held: bool = False
    end: int | None = None
    taken: bool = False


def run(jobs: list[dict], envs: list[dict], until: int = 0) -> tuple[list[tuple], list[tuple]]:
    """Attempts as (job, attempt, start, end, outcome, kept), machines as (type, start, end, taken).

    A job: name, vcpu, gib, seconds, priority, attempts, timeout, submitted, depends_on (names), checkpoint, write, failing,
    always. An environment: fargate (bool), types [(name, vcpu, gib, usd, hazard)], strategy, min, desired, max, launch, boot,
    idle, lives, available.
    """
    todo = [dict(job, order=i, status="waiting", tried=0, done=0, front=1) for i, job in enumerate(jobs)]
    by_name = {job["name"]: job for job in todo}
    machines: list[Machine] = []
    log: list[tuple] = []
    for env in envs:
        env["count"] = 0
        keep(env, machines, max(env["min"], env["desired"]), 0)
    now = last = 0
    while True:
        for machine in [m for m in machines if m.end is None]:
            for job in list(machine.jobs):
                length = need(job)
                if job["timeout"] is not None and now == job["start"] + job["timeout"] and length > job["timeout"]:
                    leave(machine, job, now, log, "timed_out", 0)
                    job["status"] = "timed_out"
                elif now == job["start"] + length:
                    bad = job["tried"] <= job["failing"]
                    leave(
                        machine,
                        job,
                        now,
                        log,
                        "failed" if bad else "succeeded",
                        0 if bad else job["seconds"] - job["done"],
                    )
                    if bad and job["always"] and job["tried"] < job["attempts"]:
                        job.update(status="runnable", front=0)
                    else:
                        job["status"] = "failed" if bad else "succeeded"
        for machine in [m for m in machines if m.end is None]:
            if now == machine.start + machine.life:
                machine.end, machine.taken = now, True
                for job in list(machine.jobs):
                    machine.jobs.remove(job)
                    if job["start"] >= now:
                        job["tried"] -= 1
                        job.update(status="runnable", front=0)
                        continue
                    held = saved(job, now - job["start"])
                    log.append((job["name"], job["tried"], job["start"], now, "interrupted", held))
                    job["done"] += held
                    if job["tried"] < job["attempts"]:
                        job.update(status="runnable", front=0)
                    else:
                        job["status"] = "interrupted"
        for _ in todo:  # failures pass on as far as they go
            for job in todo:
                if job["status"] == "waiting":
                    states = [by_name[name]["status"] for name in job["depends_on"]]
                    if any(s in ("failed", "timed_out", "interrupted", "dependency_failed") for s in states):
                        job["status"] = "dependency_failed"
                        log.append((job["name"], 0, None, max(now, job["submitted"]), "dependency_failed", 0))
                    elif now >= job["submitted"] and all(s == "succeeded" for s in states):
                        job["status"] = "runnable"
        over = not any(job["status"] in ("waiting", "runnable", "running") for job in todo)
        last = max([last, *(end for _, _, _, end, _, _ in log)])
        if not over or now < until:
            for env in envs:
                keep(env, machines, env["min"], now)
        place(todo, envs, machines, now)
        ended = False
        for machine in machines:
            if machine.end is None and not machine.jobs and not machine.env["fargate"]:
                since = machine.ready if machine.last_left is None else machine.last_left
                if now >= since + machine.env["idle"] and not machine.held:
                    total = sum(m.vcpu for m in machines if m.end is None and m.env is machine.env)
                    if total - machine.vcpu >= machine.env["min"]:
                        machine.end, ended = now, True
                    else:
                        machine.held = True
        if ended:
            place(todo, envs, machines, now)
        if over and now >= max(until, last) and all(m.held for m in machines if m.end is None):
            break
        now += 1
        assert now < 50_000, "it does not end"
    for machine in machines:
        if machine.end is None and machine.start < max(until, last):
            machine.end = max(until, last)
    return log, [(m.name, m.start, m.end, m.taken) for m in machines if m.end is not None]


def need(job: dict) -> int:
    left = job["seconds"] - job["done"]
    writes = 0 if job["checkpoint"] is None else math.ceil(left / job["checkpoint"]) - 1
    return left + writes * job["write"]


def saved(job: dict, elapsed: int) -> int:
    """Walk through the attempt: work, write, work, write ..."""
    if job["checkpoint"] is None:
        return 0
    at = kept = 0
    left = job["seconds"] - job["done"]
    while left - kept > job["checkpoint"] and at + job["checkpoint"] + job["write"] <= elapsed:
        at += job["checkpoint"] + job["write"]
        kept += job["checkpoint"]
    return kept


def leave(machine: Machine, job: dict, now: int, log: list, outcome: str, kept: int) -> None:
    machine.jobs.remove(job)
    machine.last_left = now
    log.append((job["name"], job["tried"], job["start"], now, outcome, kept))
    if machine.env["fargate"]:
        machine.end = now


def place(todo: list[dict], envs: list[dict], machines: list[Machine], now: int) -> None:
    while True:
        ready = [job for job in todo if job["status"] == "runnable"]
        if not ready:
            return
        head = min(ready, key=lambda job: (-job["priority"], job["front"], job["order"]))
        found = None
        for env in envs:
            if found is None and able(head, env):
                if not env["fargate"]:
                    for machine in machines:
                        used = [sum(j[k] for j in machine.jobs) for k in ("vcpu", "gib")]
                        has_room = machine.vcpu - used[0] >= head["vcpu"] and machine.gib - used[1] >= head["gib"]
                        if machine.end is None and machine.env is env and found is None and has_room:
                            found = machine
                if found is None:
                    found = launch(env, machines, head, sum(job["vcpu"] for job in ready), now)
        if found is None:
            return
        head["tried"] += 1
        head.update(status="running", start=max(now, found.ready))
        found.jobs.append(head)
        found.held = False


def able(job: dict, env: dict) -> bool:
    """Whether the environment can ever hold it."""
    big = [t for t in env["types"] if t[1] >= job["vcpu"] and t[2] >= job["gib"]]
    if not big:
        return False
    if env["fargate"]:
        return big[0][1] <= env["max"]
    if env["strategy"] == "BEST_FIT":
        return min(big, key=lambda t: (t[3], t[1], t[2]))[1] <= env["max"]
    return job["vcpu"] <= env["max"]


def keep(env: dict, machines: list[Machine], least: float, now: int) -> None:
    while True:
        total = sum(m.vcpu for m in machines if m.end is None and m.env is env)
        if total >= least or launch(env, machines, {"vcpu": 0, "gib": 0}, least - total, now) is None:
            return


def launch(env: dict, machines: list[Machine], job: dict, wanted: float, now: int) -> Machine | None:
    running = [m for m in machines if m.end is None and m.env is env]
    room = env["max"] - sum(m.vcpu for m in running)
    big = [t for t in env["types"] if t[1] >= job["vcpu"] and t[2] >= job["gib"]]
    there = [t for t in big if sum(m.name == t[0] for m in running) < env["available"].get(t[0], math.inf)]
    if env["fargate"]:
        pick = big[0] if big and big[0][1] <= room else None
    elif env["strategy"] == "BEST_FIT":
        best = min(big, key=lambda t: (t[3], t[1], t[2]))
        pick = best if best in there and best[1] <= room else None
    elif room <= 0 or not there:
        pick = None
    else:
        good = there
        if env["strategy"] == "SPOT_CAPACITY_OPTIMIZED":
            good = [t for t in there if t[4] == min(t[4] for t in there)]
        elif env["strategy"] == "SPOT_PRICE_CAPACITY_OPTIMIZED":
            middle = sorted(t[4] for t in big)[(len(big) - 1) // 2]
            good = [t for t in there if t[4] <= middle] or there
        least = min(t[3] / t[1] for t in good)
        good = [t for t in good if t[3] / t[1] == least]
        fitting = [t for t in good if t[1] <= max(job["vcpu"], min(wanted, room))]
        pick = max(fitting, key=lambda t: t[1]) if fitting else min(good, key=lambda t: t[1])
    if pick is None:
        return None
    life = env["lives"][env["count"]] if env["count"] < len(env["lives"]) else math.inf
    env["count"] += 1
    start = now + env["launch"]
    machine = Machine(pick[0], pick[1], pick[2], start, start + env["boot"], life, env)
    machines.append(machine)
    return machine
