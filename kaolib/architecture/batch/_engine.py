"""The queue at work, from event to event."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from kaolib.architecture.batch._jobs import Task
from kaolib.architecture.batch._machines import Machine, Pool
from kaolib.errors import InputError

# In which order things happen that fall into the same second.
_ENDS, _TAKEN, _SUBMITTED, _IDLE = range(4)


@dataclass
class Attempt:
    """One attempt, in seconds; ``end`` and what follows are filled when it ends."""

    task: int
    number: int
    machine: Machine
    runnable: int
    start: int
    end: int = 0
    outcome: str = ""
    kept: int = 0
    turn: int = 0  # the how manieth that was begun: one that never ran gives its number to the next


@dataclass
class State:
    """One job."""

    tried: int = 0
    begun: int = 0
    done: int = 0  # work that checkpoints hold
    runnable: int = -1
    front: int = 1  # 0: tried again, so before the others of its priority
    waiting: int = 0
    outcome: str = ""
    end: int = 0
    attempt: Attempt | None = None


@dataclass
class Engine:
    """Runs until every job has ended and every machine that need not be kept is gone."""

    tasks: list[Task]
    pools: list[Pool]
    seed: int
    until: int
    attempts: list[Attempt] = field(default_factory=list)
    machines: list[Machine] = field(default_factory=list)
    makespan: int = 0

    def run(self) -> Engine:
        """Everything, from the first second."""
        self._draws = np.random.default_rng(self.seed)
        self._lives: list[float] = []
        self._events: list[tuple[int, int, int, int]] = []
        self._queue: list[tuple[int, int, int]] = []
        self.states = [State(waiting=len(task.waits_for)) for task in self.tasks]
        self._after: dict[int, list[int]] = {}
        for i, task in enumerate(self.tasks):
            for other in task.waits_for:
                self._after.setdefault(other, []).append(i)
            self._push(task.submitted, _SUBMITTED, i, 0)
        self._left = len(self.tasks)
        self._wanted = 0
        self._open = self._fitting()
        self._keep_least(0, first=True)
        while self._events:
            now = self._events[0][0]
            if not self._left and now > max(self.until, self.makespan) and self._only_held():
                break
            while self._events and self._events[0][0] == now:
                self._second(now)
        if self._left:
            raise self._stuck()
        horizon = max(self.until, self.makespan)
        for pool in self.pools:
            for machine in [one for one in pool.alive if one.start < horizon]:
                self._end(machine, horizon)
        self.machines = [machine for machine in self.machines if machine.end is not None]
        return self

    def _stuck(self) -> InputError:
        name = self.tasks[self._queue[0][2]].name
        return InputError(
            ko=f"작업 {name}이(가) RUNNABLE에 멈춥니다. min_vcpus로 남겨 둔 인스턴스에는 자리가 없고 max_vcpus 때문에 새로 띄울 수도 없습니다.",
            en=f"job {name} is stuck in RUNNABLE: the instances kept for min_vcpus have no room, and max_vcpus forbids another.",
        )

    def _second(self, now: int) -> None:
        """What ends, then what is placed; then idle instances that got nothing end, which makes room for others."""
        idle = []
        while self._events and self._events[0][0] == now:
            _, kind, which, turn = heapq.heappop(self._events)
            if kind == _IDLE:
                idle.append((which, turn))
            else:
                self._happen(kind, which, turn, now)
        self._keep_least(now)
        self._place(now)
        for which, turn in idle:
            self._happen(_IDLE, which, turn, now)
        if idle:
            self._place(now)

    def _push(self, at: int, kind: int, which: int, turn: int) -> None:
        heapq.heappush(self._events, (at, kind, which, turn))

    def _fitting(self) -> dict[tuple[int, int], list[Pool]]:
        shapes = {(task.cpu, task.mib) for task in self.tasks}
        return {shape: [pool for pool in self.pools if not pool.reason(*shape)] for shape in shapes}

    def _only_held(self) -> bool:
        return all(machine.held for pool in self.pools for machine in pool.alive)

    def _happen(self, kind: int, which: int, turn: int, now: int) -> None:
        if kind == _SUBMITTED:
            state = self.states[which]
            if not state.waiting and not state.outcome and state.runnable < 0:
                self._runnable(which, now)
        elif kind == _ENDS:
            state = self.states[which]
            if state.attempt and state.attempt.turn == turn:
                self._attempt_ends(which, state.attempt, now)
        else:
            machine = self.machines[which]
            if machine.end is None and kind == _TAKEN:
                self._taken_back(machine, now)
            elif machine.end is None and machine.turn == turn and not machine.runs:
                self._idle(machine, now)

    def _runnable(self, i: int, now: int) -> None:
        state, task = self.states[i], self.tasks[i]
        state.runnable = now
        self._wanted += task.cpu
        heapq.heappush(self._queue, (task.rank, state.front, i))

    # -- placing -------------------------------------------------------------------------------------------------------

    def _place(self, now: int) -> None:
        """The job at the head of the queue, and the next, until one has no room: it blocks those behind it."""
        while self._queue:
            i = self._queue[0][2]
            task = self.tasks[i]
            machine = self._room(task, now)
            if machine is None:
                return
            heapq.heappop(self._queue)
            self._wanted -= task.cpu
            self._begin(i, machine, now)

    def _room(self, task: Task, now: int) -> Machine | None:
        for pool in self._open[task.cpu, task.mib]:
            machine = pool.place(task.cpu, task.mib)
            if machine is None:
                size = pool.next_type(task.cpu, task.mib, self._wanted)
                machine = self._launch(pool, size, now) if size else None
            if machine is not None:
                return machine
        return None

    def _launch(self, pool: Pool, size: object, now: int) -> Machine:
        number = len(self.machines)
        if number >= len(self._lives):
            self._lives.extend(self._draws.standard_exponential(1024).tolist())
        machine = pool.launch(number, size, now, self._lives[number])  # type: ignore[arg-type]
        self.machines.append(machine)
        if machine.life < float("inf"):
            self._push(machine.start + int(machine.life), _TAKEN, number, 0)
        if pool.instances:
            self._push(machine.ready + pool.environment.idle, _IDLE, number, 0)
        return machine

    def _keep_least(self, now: int, first: bool = False) -> None:
        """Launch up to minvCpus; at the beginning up to the desired ones."""
        if not self._left and now >= self.until:
            return
        for pool in self.pools:
            least = max(pool.least, round(pool.environment.desired_vcpus * 1000) if first else 0)
            while pool.total < least:
                size = pool.next_type(0, 0, least - pool.total)
                if size is None:
                    break
                self._launch(pool, size, now)

    def _begin(self, i: int, machine: Machine, now: int) -> None:
        state, task = self.states[i], self.tasks[i]
        state.tried, state.begun = state.tried + 1, state.begun + 1
        start = max(now, machine.ready)
        attempt = Attempt(i, state.tried, machine, state.runnable, start, turn=state.begun)
        state.attempt = attempt
        machine.runs[i] = attempt.start
        machine.turn += 1
        machine.held = False
        if machine.pool.instances:
            machine.pool.changed(machine, task.cpu, task.mib)
        length = duration(task, state.done)
        self._push(attempt.start + (min(length, task.timeout) if task.timeout else length), _ENDS, i, attempt.turn)

    # -- ending --------------------------------------------------------------------------------------------------------

    def _attempt_ends(self, i: int, attempt: Attempt, now: int) -> None:
        state, task = self.states[i], self.tasks[i]
        length = duration(task, state.done)
        if now - attempt.start < length:
            outcome = "timed_out"
        else:
            outcome = "failed" if attempt.number <= task.failing else "succeeded"
        attempt.kept = task.work - state.done if outcome == "succeeded" else 0
        self._record(i, attempt, now, outcome)
        self._leave(i, attempt.machine, now)
        if outcome == "succeeded" or outcome == "timed_out" or not task.always or state.tried >= task.attempts:
            self._finish(i, outcome, now)
        else:
            self._again(i, now)

    def _taken_back(self, machine: Machine, now: int) -> None:
        machine.taken = True
        self._end(machine, now)
        for i, start in sorted(machine.runs.items()):
            state, task = self.states[i], self.tasks[i]
            attempt = state.attempt
            assert attempt is not None
            if start >= now:
                state.tried -= 1  # it never ran
                state.attempt = None
                self._again(i, now)
                continue
            attempt.kept = kept(task, state.done, now - start)
            state.done += attempt.kept
            self._record(i, attempt, now, "interrupted")
            if state.tried >= task.attempts:
                self._finish(i, "interrupted", now)
            else:
                self._again(i, now)
        machine.runs.clear()

    def _record(self, i: int, attempt: Attempt, now: int, outcome: str) -> None:
        attempt.end, attempt.outcome = now, outcome
        self.attempts.append(attempt)
        self.states[i].attempt = None

    def _again(self, i: int, now: int) -> None:
        self.states[i].front = 0
        self._runnable(i, now)

    def _leave(self, i: int, machine: Machine, now: int) -> None:
        """A job leaves its machine: a Fargate task ends with it, an instance may take the next."""
        task = self.tasks[i]
        del machine.runs[i]
        machine.turn += 1
        if not machine.pool.instances:
            self._end(machine, now)
            return
        machine.pool.changed(machine, -task.cpu, -task.mib)
        if not machine.runs:
            self._push(now + machine.pool.environment.idle, _IDLE, machine.number, machine.turn)

    def _idle(self, machine: Machine, now: int) -> None:
        if machine.pool.total - machine.size.cpu >= machine.pool.least:
            self._end(machine, now)
        else:
            machine.held = True

    def _end(self, machine: Machine, now: int) -> None:
        machine.end = now
        machine.pool.gone(machine)

    def _finish(self, i: int, outcome: str, now: int) -> None:
        """A job has ended, and what waits for it may go on, or fails with it."""
        ended = [(i, outcome)]
        for job, how in ended:
            state = self.states[job]
            state.outcome, state.end = how, max(now, self.tasks[job].submitted)
            self.makespan = max(self.makespan, state.end)
            self._left -= 1
            for other in self._after.get(job, ()):
                behind = self.states[other]
                if how == "succeeded":
                    behind.waiting -= 1
                    if not behind.waiting and now >= self.tasks[other].submitted:
                        self._push(now, _SUBMITTED, other, 0)
                elif not behind.outcome:
                    behind.outcome = "dependency_failed"
                    ended.append((other, "dependency_failed"))


def duration(task: Task, done: int) -> int:
    """Seconds that an attempt takes when nothing ends it: what is left of the work, and a checkpoint between two stretches."""
    left = task.work - done
    return left + _checkpoints(task, left) * task.write


def kept(task: Task, done: int, elapsed: int) -> int:
    """Work that the checkpoints of an attempt hold after so many seconds."""
    if task.checkpoint is None:
        return 0
    left = task.work - done
    return min(elapsed // (task.checkpoint + task.write), _checkpoints(task, left)) * task.checkpoint


def _checkpoints(task: Task, left: int) -> int:
    return 0 if task.checkpoint is None else (left - 1) // task.checkpoint
