"""The walk of a fleet over the moments at which its pools change: who is lost, who is launched, who lives how long."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import numpy as np

from kaolib.architecture.fleet._replay_traces import Clock

#: How a replacement is placed among pools that can take it.
REPLAY_STRATEGIES = ("diversified", "lowest-price", "capacity-optimized", "price-capacity-optimized", "prioritized")
ON_DEMAND = -1


@dataclass
class Walk:
    """What happened: plain lists, one entry per change."""

    at: list[int] = field(default_factory=list)
    spot: list[int] = field(default_factory=list)
    on_demand: list[int] = field(default_factory=list)
    launched: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    on_demand_launched: list[int] = field(default_factory=list)
    on_demand_ended: list[int] = field(default_factory=list)
    # pool (-1 for On-Demand), moment, number of instances and what became of them
    events: list[tuple[int, int, str, int]] = field(default_factory=list)
    # pool, first and last moment, number of instances, who ended them
    lives: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    # moment, pool, running from then on
    pools: list[tuple[int, int, int]] = field(default_factory=list)


def walk(clock: Clock, target: int, base: int, fallback: bool, strategy: str, oldest: bool) -> Walk:
    """Keep `target` instances, `base` of them On-Demand: at each moment lose what the pools take back, then replace.

    Between two moments nothing changes: where instances are missing, no pool has room.
    """
    done = Walk()
    wanted = target - base
    pools = range(len(clock.names))
    capacity: list[list[int]] = clock.capacity.tolist()
    price: list[list[float]] = np.nan_to_num(clock.price, nan=np.inf).tolist()
    moments: list[int] = clock.seconds.tolist()
    running = [0] * len(pools)
    alive: list[deque[list[int]]] = [deque() for _ in pools]  # [start, instances], oldest first
    instead: deque[list[int]] = deque()
    if base:
        done.events.append((ON_DEMAND, 0, "launched", base))
    spot = on_demand = 0

    def end(queue: deque[list[int]], pool: int, now: int, count: int, by: str, first_in: bool) -> None:
        while count:
            batch = queue[0] if first_in else queue[-1]
            some = min(count, batch[1])
            done.lives.append((pool, batch[0], now, some, by))
            batch[1] -= some
            count -= some
            if not batch[1]:
                queue.popleft() if first_in else queue.pop()

    for i, now in enumerate(moments):
        room = capacity[i]
        before = spot
        gone = more = fewer = 0
        changed = i == 0
        for pool in pools:
            if running[pool] > room[pool]:
                lost = running[pool] - room[pool]
                end(alive[pool], pool, now, lost, "ec2", oldest)
                done.events.append((pool, now, "lost", lost))
                running[pool] = room[pool]
                done.pools.append((now, pool, running[pool]))
                spot -= lost
                gone += lost
        if spot < wanted:
            placed = place(strategy, wanted - spot, running, room, price[i])
            for pool, count in enumerate(placed):
                if count:
                    alive[pool].append([now, count])
                    done.events.append((pool, now, "launched", count))
                    running[pool] += count
                    done.pools.append((now, pool, running[pool]))
                    spot += count
        if fallback and spot + on_demand != wanted:
            more, fewer = max(0, wanted - spot - on_demand), max(0, spot + on_demand - wanted)
            if more:
                instead.append([now, more])
                done.events.append((ON_DEMAND, now, "launched", more))
            if fewer:
                end(instead, ON_DEMAND, now, fewer, "you", True)
                done.events.append((ON_DEMAND, now, "ended", fewer))
            on_demand += more - fewer
        if changed or gone or spot != before or more or fewer:
            done.at.append(now)
            done.lost.append(gone)
            done.launched.append(spot - before + gone)
            done.on_demand_launched.append(more + (base if i == 0 else 0))
            done.on_demand_ended.append(fewer)
            done.spot.append(spot)
            done.on_demand.append(on_demand + base)
    for pool in pools:
        end(alive[pool], pool, clock.end, running[pool], "end", True)
    end(instead, ON_DEMAND, clock.end, on_demand, "end", True)
    if base:
        done.lives.append((ON_DEMAND, 0, clock.end, base, "end"))
    return done


def place(strategy: str, missing: int, running: list[int], room: list[int], price: list[float]) -> list[int]:
    """How many of the missing instances go to which pool; fewer when the pools have no more room."""
    spare = [max(0, most - now) for most, now in zip(room, running, strict=True)]
    placed = [0] * len(spare)
    order = [pool for pool, free in enumerate(spare) if free]
    if strategy in ("diversified", "capacity-optimized") and len(order) > 1:
        # One at a time, to the pool that then holds the fewest, or has the most room left.
        queue = [(running[pool] if strategy == "diversified" else -spare[pool], pool) for pool in order]
        heapify(queue)
        while missing and queue:
            rank, pool = heappop(queue)
            placed[pool] += 1
            missing -= 1
            if placed[pool] < spare[pool]:
                heappush(queue, (rank + 1, pool))
        return placed
    if strategy == "lowest-price":
        order.sort(key=lambda pool: (price[pool], pool))
    elif strategy == "price-capacity-optimized":
        # Pools that can take all that is missing are equally deep: the cheapest of them first.
        order.sort(key=lambda pool: (-min(spare[pool], missing), price[pool], pool))
    for pool in order:
        placed[pool] = min(spare[pool], missing)
        missing -= placed[pool]
    return placed
