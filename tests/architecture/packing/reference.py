"""Packing the slow way: one replica at a time in plain lists, and every assignment of a small case tried."""

from __future__ import annotations

from itertools import count

Task = tuple[str, float, float]


def place(tasks: list[Task], room: tuple[float, float, float], strategy: str) -> list[list[Task]]:
    """One zone: each replica in turn on the machine that the strategy names, or on a new one."""
    machines: list[list[Task]] = []

    def left(machine: list[Task]) -> tuple[float, float]:
        return room[0] - sum(t[1] for t in machine), room[1] - sum(t[2] for t in machine)

    def wish(at: int, task: Task) -> float:
        machine, (cpu, memory) = machines[at], left(machines[at])
        return {
            "binpack_memory": memory,
            "binpack_cpu": cpu,
            "first_fit": at,
            "most_allocated": cpu / room[0] + memory / room[1],
            "least_allocated": -(cpu / room[0] + memory / room[1]),
            "spread": sum(t[0] == task[0] for t in machine) + len(machine) / 1000,
        }[strategy]

    for task in tasks:
        open_ = [
            at
            for at, machine in enumerate(machines)
            if left(machine)[0] >= task[1] and left(machine)[1] >= task[2] and len(machine) < room[2]
        ]
        if open_:
            machines[min(open_, key=lambda at: (wish(at, task), at))].append(task)
        else:
            machines.append([task])
    return machines


def fewest(tasks: list[Task], room: tuple[float, float, float]) -> int:
    """The least number of machines, by trying them all."""
    for machines in count(len(tasks) > 0):
        if _fits(sorted(tasks, key=lambda t: -max(t[1] / room[0], t[2] / room[1])), [(0.0, 0.0, 0)] * machines, room):
            return machines
    raise AssertionError


def _fits(tasks: list[Task], machines: list[tuple[float, float, int]], room: tuple[float, float, float]) -> bool:
    if not tasks:
        return True
    (_, cpu, memory), *rest = tasks
    for at, (used_cpu, used_memory, held) in enumerate(machines):
        if machines[at] in machines[:at]:
            continue  # as good as one that was tried
        if used_cpu + cpu <= room[0] and used_memory + memory <= room[1] and held + 1 <= room[2]:
            machines[at] = (used_cpu + cpu, used_memory + memory, held + 1)
            if _fits(rest, machines, room):
                return True
            machines[at] = (used_cpu, used_memory, held)
    return False
