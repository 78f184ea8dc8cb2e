"""What can be bought: every option, at every start, for whatever it is bound to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kaolib.errors import InputError
from kaolib.operation.commitment._curve import Floats
from kaolib.operation.commitment._demand import Demand, Option, read_option
from kaolib.operation.commitment._reservation import pool_units, reservation_pools


class Instrument(NamedTuple):
    """One thing to buy some units of.

    A unit is an RI of `instance_type`, or one USD an hour of a plan.
    """

    option: Option
    family: str
    location: str
    instance_type: str
    place: int  # of the product whose RI it is; -1 for a plan
    start: int
    end: int
    price: float  # USD a unit and hour
    usd: float  # USD a unit over all hours that count
    takes: Floats  # units that a unit of each product takes; NaN: not covered

    def active(self, hours: int) -> Floats:
        """1 in the hours of its term, else 0."""
        clock = np.arange(hours)
        return ((clock >= self.start) & (clock < self.end)).astype(float)


def instruments(
    demand: Demand, options: Sequence[str], starts: Sequence[int] | None, beyond: float
) -> list[Instrument]:
    """Every option at every start; None for the starts buys each anew when it ends."""
    hours, found = len(demand.hours), []
    for name in options:
        option = read_option(demand, name)
        for start in range(0, hours, option.term_hours) if starts is None else starts:
            if not 0 <= start < hours:
                raise InputError(
                    ko=f"시작 {start}은(는) 사용량의 시간 0~{hours - 1} 밖입니다.",
                    en=f"the start {start} is outside the hours 0 to {hours - 1} of the demand.",
                )
            end = start + option.term_hours
            counted = min(end, hours) - start + (1 - beyond) * max(end - hours, 0)
            targets = _pools(demand, option) if option.reservation else _plans(demand, option)
            for family, location, bought, place, price, takes in targets:
                found.append(
                    Instrument(option, family, location, bought, place, start, end, price, price * counted, takes)
                )
    return found


_Target = tuple[str, str, str, int, float, Floats]


def _pools(demand: Demand, option: Option) -> list[_Target]:
    targets = []
    for at in reservation_pools(demand, option.name):
        takes, units = np.full(len(demand.products), np.nan), pool_units(demand, at)
        takes[at] = units / units[0]
        bought = demand.products.iloc[at[0]]
        target = (str(bought["family"]), str(bought["location"]), str(bought["instance_type"]), at[0])
        targets.append((*target, float(bought[option.name]), takes))
    return targets


def _plans(demand: Demand, option: Option) -> list[_Target]:
    known = demand.products
    rates = known[option.name].to_numpy(float)
    if option.kind != "ec2_instance_sp":
        return [] if np.isnan(rates).all() else [("", "", "", -1, 1.0, rates)]
    bound = known.loc[(known["service"] == "ec2") & ~np.isnan(rates), ["family", "location"]].drop_duplicates()
    return [
        (family, location, "", -1, 1.0,
         np.where((known["family"] == family) & (known["location"] == location), rates, np.nan))
        for family, location in bound.itertuples(index=False)
    ]  # fmt: skip


def undominated(found: list[Instrument], hours: int) -> tuple[list[Instrument], pd.DataFrame]:
    """Those that some optimum needs, and which other one makes each of the rest needless.

    A commitment is needless if another of the same hours covers all its products for no more: whatever it covers, the same
    money in the other covers as well. A plan is not made needless by an RI, which does not come in parts.
    """
    kept: list[Instrument] = []
    beaten = []
    for number, one in enumerate(found):
        own = ~np.isnan(one.takes)
        for rank, other in enumerate(found):
            lumpy = other.option.reservation and not one.option.reservation
            if rank == number or lumpy or (other.start, min(other.end, hours)) != (one.start, min(one.end, hours)):
                continue
            cost, least = one.usd * one.takes[own], other.usd * other.takes[own]
            if (least <= cost).all() and (rank < number or (least < cost).any()):
                beaten.append(
                    (one.option.name, one.family, one.location, one.instance_type, one.start, other.option.name)
                )
                break
        else:
            kept.append(one)
    names = ["option", "family", "location", "instance_type", "start", "by_option"]
    return kept, pd.DataFrame(beaten, columns=names)
