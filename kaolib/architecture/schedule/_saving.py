"""What schedules save: only hours that were paid On-Demand, and nothing of what stands while an instance is stopped."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.schedule._clock import timestamps
from kaolib.architecture.schedule._running import Moment, running, span
from kaolib.architecture.schedule._schedule import Schedule, by_name
from kaolib.errors import unknown
from kaolib.knowledge import catalog, discounts, ec2
from kaolib.knowledge.discounts import Application

_DEFAULTS: dict[str, Any] = {
    "account": "",
    "operating_system": "linux",
    "schedule": "",
    "service": "ec2",
    "count": 1,
    "volume_gb": 0.0,
    "snapshot_gb": 0.0,
    "elastic_ips": 0,
    "public_ipv4": 0,
}
_COMPUTE = ("on_demand", "commitment_used", "commitment_unused")


@dataclass(frozen=True)
class Saving:
    """The bill of some machines, always on and under their schedules; made by `saving`.

    Attributes
    ----------
    before, after
        Commitments applied to the hours of both (`discounts.Application`): lines, commitments, any hour in steps.
    machines
        One row each: machine, schedule, hours_before, hours_after (instance-hours as billed), freed_usd (what the hours
        no longer run would cost On-Demand).
    standing
        What stands whether they run or not: part, usd_before, usd_after.
    usage_before, usage_after
        The hours that the commitments were applied to, as `discounts.apply` takes them.
    """

    before: Application = field(repr=False)
    after: Application = field(repr=False)
    machines: pd.DataFrame
    standing: pd.DataFrame = field(repr=False)
    usage_before: pd.DataFrame = field(repr=False)
    usage_after: pd.DataFrame = field(repr=False)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The bill by its parts.

        Returns
        -------
        pandas.DataFrame
            part ("on_demand", "commitment_used", "commitment_unused", "volume", "elastic_ip", "snapshot",
            "assigned_ipv4"), before_usd, after_usd, saving_usd.
        """
        rows = [(part, *(_part(one, part) for one in (self.before, self.after))) for part in _COMPUTE]
        standing = self.standing.itertuples(index=False)
        table = pd.DataFrame(
            [*rows, *((one.part, one.usd_before, one.usd_after) for one in standing)],
            columns=["part", "before_usd", "after_usd"],
        )
        return table.assign(saving_usd=table["before_usd"] - table["after_usd"])

    def use(self, when: str = "after") -> pd.DataFrame:
        """Instance-hours of each clock hour, a column per type: what a commitment is bought for.

        Parameters
        ----------
        when
            "before" (always on) or "after" (scheduled).

        Raises
        ------
        InputError
            For another word.
        """
        errors.each_of(when, ("before", "after"), ko="때", en="time")
        usage = self.usage_before if when == "before" else self.usage_after
        table: pd.DataFrame = usage.pivot_table("quantity", "hour", "item", "sum")
        hours = pd.date_range(usage["hour"].min(), usage["hour"].max(), freq="h")
        return table.reindex(hours).fillna(0.0)

    def summary(self) -> dict[str, float]:
        """The totals.

        Returns
        -------
        dict
            hours_before, hours_after, off (share of hours no longer run); freed_usd (their On-Demand worth), saved_usd
            (what the bill is lower by), kept (saved / freed: 1 without commitments; NaN when nothing is freed);
            unused_before_usd, unused_after_usd (paid for nothing); usd_before, usd_after, saving (share of the bill).
        """
        hours_before, hours_after = (float(self.machines[f"hours_{when}"].sum()) for when in ("before", "after"))
        freed = float(self.machines["freed_usd"].sum())
        # A part whose price is not known leaves the whole not known.
        before, after = (float(self.lines[f"{when}_usd"].sum(skipna=False)) for when in ("before", "after"))
        unused = self.lines[self.lines["part"] == "commitment_unused"].iloc[0].to_dict()
        return {
            "hours_before": hours_before,
            "hours_after": hours_after,
            "off": 1 - hours_after / hours_before,
            "freed_usd": freed,
            "saved_usd": before - after,
            "kept": (before - after) / freed if freed else float("nan"),
            "unused_before_usd": float(unused["before_usd"]),
            "unused_after_usd": float(unused["after_usd"]),
            "usd_before": before,
            "usd_after": after,
            "saving": 1 - after / before if before else float("nan"),
        }


def saving(
    machines: pd.DataFrame,
    schedules: Schedule | Sequence[Schedule] | dict[str, Schedule],
    start: Moment,
    end: Moment,
    *,
    reservations: pd.DataFrame | None = None,
    plans: pd.DataFrame | None = None,
    rates: pd.DataFrame | None = None,
    interval_minutes: int = 5,
) -> Saving:
    """The bill with every machine always on, and with each under its schedule, commitments applied to both.

    Parameters
    ----------
    machines
        One row each: machine, instance_type, location and, if they differ from the defaults, count (1), operating_system
        ("linux"), account, schedule (a name; "" is always on), on_demand_usd (per hour; else the snapshot's), volume_gb
        (gp3), snapshot_gb, elastic_ips and public_ipv4 (addresses that AWS assigns: given back at each stop) per
        instance.
    schedules
        Those that the machines name.
    start, end
        The span of both bills, on the clock of the first schedule (UTC without one).
    reservations, plans, rates
        As for `discounts.apply`; rates of the plans are looked up when not given.
    interval_minutes
        As for `running`.

    Returns
    -------
    Saving
        Lines, machines, totals and both applications.

    Raises
    ------
    InputError
        For a missing column, a schedule that does not exist, or a price that is not known.

    Notes
    -----
    An hour that a commitment covers is paid whether it is used or not: stopping there saves nothing, unless another
    machine takes up what is freed. Each start is billed 60 seconds at least, SUSE by the hour (`ec2.billed_seconds`).
    Sources: AWS, Savings Plans User Guide, "Understanding how Savings Plans apply to your usage"; EC2 User Guide, "How
    EC2 instance stop and start works".

    Examples
    --------
    >>> from kaolib.architecture.schedule import samples
    >>> one = pd.DataFrame({"machine": ["dev"], "instance_type": "m7g.large", "location": "ap-northeast-2",
    ...                     "schedule": "uk-office-hours"})
    >>> week = saving(one, samples(), "2026-06-01", "2026-06-08").summary()
    >>> week["hours_before"], week["hours_after"], round(week["off"], 3), round(week["kept"], 6)
    (168.0, 40.0, 0.762, 1.0)
    """
    errors.columns(machines.columns, ("machine", "instance_type", "location"), ko="머신 표", en="the machines")
    known = by_name(schedules)
    table = machines.copy()
    for name in _DEFAULTS:
        if name not in table.columns:
            table[name] = _DEFAULTS[name]
    for name in table["schedule"]:
        if name and name not in known:
            raise unknown(ko="일정", en="schedule", given=name, allowed=known)
    clock = next(iter(known.values()), Schedule("always", override_status="running"))
    first, last = span(clock, start, end)
    whole = pd.DataFrame({"start": timestamps(np.array([first])), "end": timestamps(np.array([last]))})
    times = (whole["start"].iloc[0], whole["end"].iloc[0])
    runs = {
        name: running(known[name], *times, interval_minutes=interval_minutes) for name in set(table["schedule"]) if name
    }
    both, hours = [], []
    for when in ("before", "after"):
        parts = []
        for machine in table.to_dict("records"):
            own = whole if when == "before" or not machine["schedule"] else runs[machine["schedule"]]
            parts.append(_usage(machine, own))
        hours.append([float(part["quantity"].sum()) for part in parts])
        worth = [float((part["quantity"] * part["on_demand_usd"]).sum()) for part in parts]
        both.append((pd.concat(parts, ignore_index=True), worth))
    period = both[0][0]
    if plans is not None and rates is None and len(plans):
        kinds = pd.concat([usage for usage, _ in both]).drop_duplicates(["item", "location", "operating_system"])
        rates = discounts.plan_rates(kinds, list(dict.fromkeys(plans["option"])))
    joined = [_joined(usage, period) for usage, _ in both]
    before, after = (discounts.apply(usage, reservations, plans, rates) for usage in joined)
    freed = np.subtract(both[0][1], both[1][1])
    told = table[["machine", "schedule"]].assign(hours_before=hours[0], hours_after=hours[1], freed_usd=freed)
    standing = _standing(table, hours, (last - first) / 60)
    return Saving(before, after, told.reset_index(drop=True), standing, joined[0], joined[1])


def _usage(machine: dict[Hashable, Any], runs: pd.DataFrame) -> pd.DataFrame:
    """Instance-hours of one machine in each clock hour, as billed, with their On-Demand rate."""
    system, location = str(machine["operating_system"]), str(machine["location"])
    sizes = pd.Series("", index=runs.index, dtype="str") if "instance_type" not in runs else runs["instance_type"]
    items = sizes.where(sizes != "", str(machine["instance_type"]))
    seconds = (runs["end"] - runs["start"]).dt.total_seconds()
    billed = pd.to_timedelta(ec2.billed_seconds(seconds, system), unit="s") if len(runs) else seconds
    count = errors.count("count", machine["count"])
    usage = discounts.usage_of_runs(
        pd.DataFrame(
            {
                "start": runs["start"],
                "end": runs["start"] + billed if len(runs) else runs["end"],
                "item": items,
                "location": location,
                "operating_system": system,
                "account": str(machine["account"]),
            }
        )
    )
    given = machine.get("on_demand_usd")
    usd = {
        item: float(given)
        if isinstance(given, int | float) and given == given
        else catalog.price(item, location, system)
        for item in dict.fromkeys([*items, str(machine["instance_type"])])
    }
    return usage.assign(quantity=usage["quantity"] * count, on_demand_usd=usage["item"].map(usd).astype(float))


def _joined(usage: pd.DataFrame, period: pd.DataFrame) -> pd.DataFrame:
    """Usage of a kind in one line an hour; a line of nothing at both ends, so that commitments are paid for all the span."""
    keys = ["hour", "item", "location", "operating_system", "account", "on_demand_usd"]
    edges = period.iloc[[int(period["hour"].to_numpy().argmin()), int(period["hour"].to_numpy().argmax())]]
    lines = pd.concat([usage, edges.assign(quantity=0.0)])
    joined: pd.DataFrame = lines.groupby(keys, sort=False)["quantity"].sum().reset_index()
    return joined


def _standing(table: pd.DataFrame, hours: list[list[float]], span_hours: float) -> pd.DataFrame:
    """What is billed for volumes, snapshots and addresses, always on and scheduled."""
    totals: dict[str, list[float]] = {}
    for place, machine in enumerate(table.to_dict("records")):
        count = int(machine["count"])
        kept = ec2.while_stopped(
            span_hours,
            str(machine["location"]),
            volume_gb=float(machine["volume_gb"]) * count,
            snapshot_gb=float(machine["snapshot_gb"]) * count,
            elastic_ips=int(machine["elastic_ips"]) * count,
        )
        for part, usd in zip(kept["part"], kept["usd"], strict=True):
            both = totals.setdefault(part, [0.0, 0.0])
            both[0], both[1] = both[0] + usd, both[1] + usd
        if machine["public_ipv4"]:
            usd = next((tier[2] for tier in catalog.tiers("ipv4", "in_use", str(machine["location"]))), float("nan"))
            both = totals.setdefault("assigned_ipv4", [0.0, 0.0])
            for when in (0, 1):
                both[when] += hours[when][place] * int(machine["public_ipv4"]) * usd
    return pd.DataFrame([(part, *usd) for part, usd in totals.items()], columns=["part", "usd_before", "usd_after"])


def _part(applied: Application, part: str) -> float:
    totals = applied.summary()
    named = {"on_demand": "on_demand_usd", "commitment_used": "used_usd", "commitment_unused": "unused_usd"}
    return float(totals[named[part]])
