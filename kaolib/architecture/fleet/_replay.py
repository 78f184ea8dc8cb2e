"""A fleet of Spot Instances over real traces: what it loses, how long it is short, what that costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._replay_engine import REPLAY_STRATEGIES, walk
from kaolib.architecture.fleet._replay_lives import columns, lives, on_demand_price, work
from kaolib.architecture.fleet._replay_traces import Clock, read
from kaolib.errors import InputError
from kaolib.knowledge import catalog


@dataclass(frozen=True)
class Replay:
    """What a fleet went through.

    Attributes
    ----------
    target
        Instances wanted at every moment.
    hours
        Length of the replay.
    steps
        One row per change, which holds until the next one: seconds (from the start, the first 0), hours, spot, on_demand,
        running (their sum), missing (running + missing = target), launched and lost (Spot Instances, at this moment),
        on_demand_launched, on_demand_ended.
    pools
        One row per moment at which the fleet's part in a pool changed: seconds, hours, pool, capacity (what the pool could give
        to this fleet), running.
    events
        seconds, hours, pool ("on_demand" for those), event ("launched", "lost": EC2 took it back, "ended": you did),
        instances.
    lives
        From launch to end, alike ones in one row: pool, option ("spot", "on_demand"), start_seconds, end_seconds, instances,
        ended_by ("ec2", "you", "end" of the replay), billed_seconds, usd, free_usd, restart_seconds, lost_work_seconds and
        checkpoint_seconds: each of ONE instance.
    """

    target: int
    hours: float
    steps: pd.DataFrame
    pools: pd.DataFrame
    events: pd.DataFrame
    lives: pd.DataFrame
    _clock: Clock = field(repr=False)
    _on_demand_usd_per_hour: float = field(repr=False)

    def summary(self) -> dict[str, float]:
        """The whole replay in numbers.

        Returns
        -------
        dict
            target, pools, hours, wanted_hours (target x hours; all further hours but below_target_hours and none_hours are
            instance-hours), spot_hours, on_demand_hours, missing_hours, availability (share of wanted_hours that ran),
            below_target_hours and none_hours (time with fewer than the target, with none), interruptions (Spot Instances
            lost), worst_loss (most at one moment), worst_loss_share (of the target), launches (of Spot Instances),
            restart_hours, checkpoint_hours, lost_work_hours, useful_hours (what ran, less these three), spot_usd,
            on_demand_usd, usd, free_usd (spared by the free first hour and the like), all_on_demand_usd (the target
            On-Demand all the time), saving (of the bill against that: also what does not run is saved), usd_per_useful_hour,
            useful_saving (of it against the On-Demand price of an hour). USD is NaN without a price.
        """
        length = np.diff(np.append(self.steps["seconds"].to_numpy(dtype=float), self.hours * 3600)) / 3600
        spot, on_demand, missing = (float(self.steps[name] @ length) for name in ("spot", "on_demand", "missing"))
        lost = self.steps["lost"]
        count = self.lives["instances"].to_numpy(dtype=float)
        life = {
            name: self.lives[name].to_numpy(dtype=float)
            for name in ("restart_seconds", "checkpoint_seconds", "lost_work_seconds", "usd", "free_usd")
        }
        each = {name: float(count @ values) / 3600 for name, values in life.items() if name.endswith("_seconds")}
        of_spot = (self.lives["option"] == "spot").to_numpy(dtype=bool)
        spot_usd, on_demand_usd = (float(count[own] @ life["usd"][own]) for own in (of_spot, ~of_spot))
        wanted, useful = self.target * self.hours, spot + on_demand - sum(each.values())
        usd, full = spot_usd + on_demand_usd, self.target * self.hours * self._on_demand_usd_per_hour
        worst = int(lost.max())
        return {
            "target": self.target,
            "pools": len(self._clock.names),
            "hours": self.hours,
            "wanted_hours": wanted,
            "spot_hours": spot,
            "on_demand_hours": on_demand,
            "missing_hours": missing,
            "availability": 1 - missing / wanted,
            "below_target_hours": float(length[self.steps["missing"].to_numpy() > 0].sum()),
            "none_hours": float(length[self.steps["running"].to_numpy() == 0].sum()),
            "interruptions": int(lost.sum()),
            "worst_loss": worst,
            "worst_loss_share": worst / self.target,
            "launches": int(self.steps["launched"].sum()),
            "restart_hours": each["restart_seconds"],
            "checkpoint_hours": each["checkpoint_seconds"],
            "lost_work_hours": each["lost_work_seconds"],
            "useful_hours": useful,
            "spot_usd": spot_usd,
            "on_demand_usd": on_demand_usd,
            "usd": usd,
            "free_usd": float(count @ life["free_usd"]),
            "all_on_demand_usd": full,
            "saving": 1 - usd / full,
            "usd_per_useful_hour": usd / useful if useful > 0 else np.nan,
            "useful_saving": 1 - usd / useful / self._on_demand_usd_per_hour if useful > 0 else np.nan,
        }

    def grid(self, points: int = 400) -> pd.DataFrame:
        """The fleet at even times, for a chart: hours, spot, on_demand, missing (means of the time up to the next row).

        Examples
        --------
        >>> run = replay("preemption-v100-4node-us-east-2a-2023-08", 4)
        >>> chart = run.grid(100)
        >>> len(chart), bool((chart[["spot", "on_demand", "missing"]].sum(axis=1).round(9) == 4).all())
        (100, True)
        """
        edges = np.linspace(0, self.hours * 3600, errors.count("points", points, least=1) + 1)
        begin = self.steps["seconds"].to_numpy(dtype=float)
        length = np.diff(np.append(begin, self.hours * 3600))
        table = {"hours": edges[:-1] / 3600}
        for name in ("spot", "on_demand", "missing"):
            value = self.steps[name].to_numpy(dtype=float)
            area = np.append(0.0, np.cumsum(value * length))
            table[name] = np.diff(np.interp(edges, np.append(begin, self.hours * 3600), area)) / np.diff(edges)
        return pd.DataFrame(table)

    def at(self, hours: float) -> dict[str, Any]:
        """One moment: hours, spot, on_demand, running, missing, lost and launched (Spot Instances up to then), pools (a table: pool,
        capacity, running).

        Examples
        --------
        >>> moment = replay("preemption-v100-4node-us-east-2a-2023-08", 4).at(200)
        >>> moment["running"] + moment["missing"]
        4
        """
        now = min(errors.amount("hours", hours), self.hours) * 3600
        row = int(np.searchsorted(self.steps["seconds"].to_numpy(), now, side="right")) - 1
        steps = self.steps.iloc[row]
        past = self.steps.iloc[: row + 1]
        seen = self.pools[self.pools["seconds"] <= now].groupby("pool")["running"].last()
        moment = int(np.searchsorted(self._clock.seconds, now, side="right")) - 1
        pools = pd.DataFrame({"pool": self._clock.names, "capacity": self._clock.capacity[moment]})
        pools["running"] = pools["pool"].map(seen).fillna(0).astype(int)
        counts = {name: int(steps[name]) for name in ("spot", "on_demand", "running", "missing")}
        so_far = {name: int(past[name].sum()) for name in ("lost", "launched")}
        return {"hours": now / 3600, **counts, **so_far, "pools": pools}


def replay(
    names: str | Sequence[str],
    target: int,
    *,
    strategy: str = "diversified",
    depth: float | None = None,
    on_demand_base: int = 0,
    fallback: bool = False,
    spot_usd_per_hour: float | Mapping[str, float] | None = None,
    on_demand_usd_per_hour: float | None = None,
    operating_system: str = "linux",
    restart_seconds: float = 300,
    checkpoint_seconds: float | None = 3600,
    checkpoint_cost_seconds: float = 0,
    saves_on_notice: bool = False,
    lost_first: str = "oldest",
    hours: float | None = None,
    traces: pd.DataFrame | None = None,
    runs: pd.DataFrame | None = None,
) -> Replay:
    """Keep a fleet at its target over real traces of Spot capacity.

    Parameters
    ----------
    names
        A trace, or several of one group of `trace_groups`: each is a pool. They are cut to the shortest.
    target
        Instances wanted all the time.
    strategy
        Where a replacement goes among pools with room: "diversified" (the pool with the fewest of the fleet), "lowest-price"
        (at the time), "capacity-optimized" (most room), "price-capacity-optimized" (the cheapest of those with room for all that
        are missing) or "prioritized" (in the order of `names`). What runs stays where it is.
    depth
        How many instances of this fleet one traced instance stands for; None: as many as let a pool whose trace is
        full hold the whole target (target / nodes). A pool can give floor(available x depth).
    on_demand_base
        How many of the target are On-Demand from beginning to end.
    fallback
        Whether On-Demand Instances fill what is missing, until Spot comes back. AWS warns against counting on it.
    spot_usd_per_hour
        Price of a Spot Instance: one for all pools, or by trace; None takes the trace's, which may be unknown.
    on_demand_usd_per_hour
        None takes the snapshot's price of the cheapest of the traced types there (of today, not of the trace's year).
    operating_system
        For the billing rule of interrupted instances.
    restart_seconds
        From launch to useful work, of every launch.
    checkpoint_seconds, checkpoint_cost_seconds
        Work between two checkpoints, and what writing one takes; None: no checkpoints, all is lost.
    saves_on_notice
        Whether the two-minute notice suffices to save: then only what follows it is lost.
    lost_first
        Which of a pool's instances EC2 takes back, "oldest" or "newest": the traces do not tell.
    hours
        Only so many from the beginning (whole seconds); None: all.
    traces, runs
        As `catalog.spot_traces` and `catalog.spot_trace_runs`, which None means.

    Returns
    -------
    Replay

    Raises
    ------
    InputError
        For an unknown name, traces of different days or kinds, or a number that cannot be.

    Notes
    -----
    What a trace can tell: when the pool of its type and zone gave its `nodes` instances, and, of kind "preemption", when
    it took them back. What it cannot: how deep the pool was beyond them (`depth` is an assumption), what would have
    befallen others' instances, what came and went within a step (32 to 600 seconds). Traces of kind "availability" only asked; a
    fleet replayed over them loses instances whenever asking failed, which is an upper guess of interruptions.
    Only what is lost is replaced, so that a fleet spread at first need not stay so: after its other pools had been empty all of
    it may live in one, and fall at once (worst_loss).
    A replacement is there at the moment at which a pool has room; `restart_seconds` later it works. The bill follows
    `ec2.interrupted_seconds`; an instance still up at the end is billed as if you ended it then.
    Sources: the traces: `catalog.spot_traces`; AWS, EC2 User Guide, "Allocation strategies for EC2 Fleet or Spot Fleet",
    "Billing for interrupted Spot Instances", "Best practices for Amazon EC2 Spot".

    Examples
    --------
    Twelve instances in one zone, and spread over three.

    >>> zones = [f"preemption-v100-4node-{zone}-2023-08" for zone in ("us-east-1f", "us-east-2a", "us-west-2c")]
    >>> one, three = (replay(names, 12, spot_usd_per_hour=0.918).summary() for names in (zones[0], zones))
    >>> round(one["availability"], 2), round(three["availability"], 2)
    (0.34, 0.97)
    """
    errors.count("target", target, least=1)
    if errors.count("on_demand_base", on_demand_base) > target:
        raise InputError(
            ko=f"on_demand_base {on_demand_base}은(는) 목표 {target}보다 클 수 없습니다.",
            en=f"on_demand_base {on_demand_base} cannot be above the target {target}.",
        )
    errors.each_of(strategy, REPLAY_STRATEGIES, ko="할당 전략", en="allocation strategy")
    errors.each_of(lost_first, ("oldest", "newest"), ko="먼저 잃는 쪽", en="which are lost first")
    catalog.check_operating_system(operating_system)
    if depth is not None:
        errors.amount("depth", depth, above=True)
    restart = errors.amount("restart_seconds", restart_seconds)
    cycle = None if checkpoint_seconds is None else errors.amount("checkpoint_seconds", checkpoint_seconds, above=True)
    cost = errors.amount("checkpoint_cost_seconds", checkpoint_cost_seconds)
    most = None if hours is None else max(1, round(errors.amount("hours", hours, above=True) * 3600))
    clock = read(names, target, depth, spot_usd_per_hour, traces, runs, most)
    full = on_demand_price(clock, on_demand_usd_per_hour, operating_system)

    done = walk(clock, target, on_demand_base, fallback, strategy, lost_first == "oldest")
    labels = np.array([*clock.names, "on_demand"], dtype=object)
    at = np.array(done.at, dtype=np.int64)
    spot, on_demand = np.array(done.spot, dtype=np.int64), np.array(done.on_demand, dtype=np.int64)
    steps = pd.DataFrame(
        {
            "seconds": at,
            "hours": at / 3600,
            "spot": spot,
            "on_demand": on_demand,
            "running": spot + on_demand,
            "missing": target - spot - on_demand,
            "launched": np.array(done.launched, dtype=np.int64),
            "lost": np.array(done.lost, dtype=np.int64),
            "on_demand_launched": np.array(done.on_demand_launched, dtype=np.int64),
            "on_demand_ended": np.array(done.on_demand_ended, dtype=np.int64),
        }
    )
    pool, moment, event, instances = columns(done.events, 4)
    events = pd.DataFrame(
        {
            "pool": labels[pool.astype(np.int64)],
            "seconds": moment.astype(np.int64),
            "hours": moment.astype(float) / 3600,
            "event": event,
            "instances": instances.astype(np.int64),
        }
    )
    moment, pool, running = (column.astype(np.int64) for column in columns(done.pools, 3))
    pools = pd.DataFrame(
        {
            "seconds": moment,
            "hours": moment / 3600,
            "pool": labels[pool],
            "capacity": clock.capacity[np.searchsorted(clock.seconds, moment), pool],
            "running": running,
        }
    )
    lived = lives(done.lives, clock, labels, full, operating_system)
    lived = work(lived, restart, cycle, cost, saves_on_notice)
    return Replay(target, clock.end / 3600, steps, pools, events, lived, clock, full)


def compare_replays(fleets: Mapping[str, str | Sequence[str]], target: int, **options: Any) -> pd.DataFrame:
    """The same target on different pools.

    Parameters
    ----------
    fleets
        A name for each fleet, with its traces; those of all fleets have to be of one group. All are cut to the shortest, so that
        they cover the same time.
    target, **options
        As `replay`.

    Returns
    -------
    pandas.DataFrame
        One row per fleet: fleet, and the columns of `Replay.summary`.

    Examples
    --------
    >>> from kaolib.architecture.fleet import trace_groups
    >>> group = trace_groups().set_index("group").loc["availability p3.2xlarge x1 2023-02-15", "traces"]
    >>> table = compare_replays({"one": group[:1], "three": group[:3], "all": group}, 9).set_index("fleet")
    >>> bool(table["availability"].is_monotonic_increasing)
    True
    """
    everything = list(
        dict.fromkeys(n for given in fleets.values() for n in ([given] if isinstance(given, str) else given))
    )
    end = read(everything, 1, 1.0, None, options.get("traces"), options.get("runs")).end
    hours = min(end / 3600, options.pop("hours", None) or np.inf)
    rows = [{"fleet": name} | replay(given, target, hours=hours, **options).summary() for name, given in fleets.items()]
    return pd.DataFrame(rows)
