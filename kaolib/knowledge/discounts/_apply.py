"""The application of commitments, hour by hour, in AWS's order."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

import numpy as np
import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge import instance_type
from kaolib.knowledge.discounts import _tables
from kaolib.knowledge.discounts._application import Application, Piece, Step
from kaolib.knowledge.discounts._tables import PLAN_SERVICES, Commitment, Floats, Kind, Usage

#: A commitment, a kind of usage that it may cover, and the units of its capacity that one unit of usage takes.
_Pair = tuple[Commitment, int, float]


def apply(
    usage: pd.DataFrame,
    reservations: pd.DataFrame | None = None,
    plans: pd.DataFrame | None = None,
    rates: pd.DataFrame | None = None,
    *,
    sharing: bool | Collection[str] = True,
) -> Application:
    """Apply Reserved Instances and Savings Plans to hours of usage.

    In each clock hour, in this order; each step first to usage of the account that owns the commitment, then, where
    sharing is on, to the other accounts':

    1. zonal RIs, to the same type in the same Availability Zone;
    2. regional RIs without size flexibility, to the same type;
    3. regional RIs with size flexibility, to every size of the family, smallest first;
    4. regional RIs of steps 2 and 3, to unused Capacity Reservations;
    5. EC2 Instance Savings Plans, highest saving first, equal savings by the lower rate; then unused reservations;
    6. Compute Savings Plans likewise; then plans for SageMaker AI and for databases, each over its own service.

    What is left is charged On-Demand, and what is left of a commitment is lost with the hour.

    Parameters
    ----------
    usage
        One row for each hour and kind of usage:

        - hour: clock hour, UTC (a date with a time zone is converted), or a whole number
        - item: instance type; for Fargate and Lambda an item of `catalog.services` ("vcpu_linux_x86", "request")
        - quantity: instance-hours (an RI covers 3,600 instance-seconds an hour), vCPU-hours, GB-hours, GB-seconds,
          requests
        - on_demand_usd: On-Demand rate of one unit; the Spot rate where market is "spot"
        - account ("" when left out), service ("ec2"; "fargate", "lambda", "sagemaker", "database"), location, zone,
          operating_system ("linux"), tenancy ("shared"), market ("on_demand"; "spot", "unused_reservation")
    reservations
        One row a purchase: id, account, scope ("regional" or "zonal"), location, zone (zonal only), instance_type,
        operating_system, tenancy, count, usd_per_hour (effective, of one instance); start and end, when its term
        does not span the whole period (the hour of start is in it, that of end is not).
    plans
        One row a plan: id, account, kind ("ec2_instance_sp", "compute_sp", "sagemaker_sp", "database_sp"), option
        (whose rates it charges), usd_per_hour (the commitment), family and location (EC2 Instance plans), start, end.
    rates
        What plans charge: option, service, location, item, operating_system, tenancy, usd for one unit. `plan_rates`
        looks them up.
    sharing
        True: commitments are shared by all accounts; False: by none; or the accounts that share.

    Returns
    -------
    Application
        Lines, commitments, totals, and each hour as steps.

    Raises
    ------
    InputError
        For a missing column, a name that does not exist, a negative or missing number, an hour that is not full, a
        line that stands twice, an id used twice, or a plan whose rate for usage that it would cover is not known.

    Notes
    -----
    The period runs from the first to the last hour of the usage; commitments are paid in each of its hours. Which of
    two commitments of the same step comes first is not said by AWS and changes no total but for plans of different
    owners: here the one given first. That a plan reaches unused reservations after the running instances of its own
    kind, and before the next kind, is a reading of ours as well.

    Sources: AWS, EC2 User Guide, "How Reserved Instance discounts are applied" and "How billing works with Reserved
    Instances"; Savings Plans User Guide, "Understanding how Savings Plans apply to your usage"; Billing User Guide,
    "Reserved Instances and Savings Plans discount sharing"; EC2 User Guide, "Capacity Reservation pricing and billing".

    Examples
    --------
    AWS's own: one `m3.2xlarge` RI covers both `m3.large`, then one of two `m3.xlarge`.

    >>> usage = pd.DataFrame({
    ...     "hour": 0, "location": "us-east-1", "item": ["m3.xlarge", "m3.large"],
    ...     "quantity": 2, "on_demand_usd": [0.266, 0.133],
    ... })
    >>> ri = pd.DataFrame([{
    ...     "id": "ri", "scope": "regional", "location": "us-east-1", "instance_type": "m3.2xlarge",
    ...     "count": 1, "usd_per_hour": 0.38,
    ... }])
    >>> apply(usage, ri).lines[["line", "covered_by", "quantity"]].to_dict("records")
    [{'line': 1, 'covered_by': 'ri_size_flexible', 'quantity': 2.0},
     {'line': 0, 'covered_by': 'ri_size_flexible', 'quantity': 1.0},
     {'line': 0, 'covered_by': 'on_demand', 'quantity': 1.0}]
    """
    read = _tables.read_usage(usage)
    owned = _tables.read_reservations(reservations, read)
    planned = _tables.read_plans(plans, read)
    _tables.check_ids([*owned, *planned])
    pour = _Pour(read)
    for rule, pairs in _steps(read, owned, planned, _tables.rate_lookup(rates), sharing):
        pour.step(rule, pairs)
    return Application(read, tuple([*owned, *planned]), tuple(pour.steps), pour.pieces, pour.remaining, pour.left)


class _Pour:
    """What is left to be covered, and what is left of each commitment, while one step follows the other."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self.remaining = usage.quantity.copy()
        self.left: dict[str, Floats] = {}
        self.steps: list[Step] = []
        self.pieces: list[Piece] = []

    def step(self, rule: str, pairs: Iterable[_Pair]) -> None:
        for commitment, kind, units in pairs:
            left = self.left.setdefault(commitment.id, commitment.capacity.copy())
            lines = slice(int(self._usage.starts[kind]), int(self._usage.starts[kind + 1]))
            hour, wanted = self._usage.hour[lines], self.remaining[lines]
            has = left[hour]
            need = wanted * units
            whole = need <= has
            covered = np.where(whole, wanted, has / units)
            touched = np.flatnonzero(covered > 0)
            if not len(touched):
                continue
            # A line that is wholly covered leaves exactly nothing, and so does a commitment that is used up.
            left[hour] = np.where(whole, has - need, 0.0)
            self.remaining[lines] = np.where(whole, 0.0, wanted - covered)
            self.pieces.append(Piece(len(self.steps), lines.start + touched, covered[touched]))
            self.steps.append(Step(rule, commitment, kind, units))


def _steps(
    usage: Usage,
    reservations: list[Commitment],
    plans: list[Commitment],
    rates: dict[tuple[str, ...], float],
    sharing: bool | Collection[str],
) -> Iterator[tuple[str, Iterable[_Pair]]]:
    """Every step in AWS's order: its rule, and which commitment meets which kind of usage, in order."""
    kinds = usage.kinds
    factors = [kind.factor for kind in kinds]
    smallest_first = sorted(range(len(kinds)), key=lambda k: factors[k])

    def shares(commitment: Commitment, account: str, own: bool) -> bool:
        if own or commitment.account == account:
            return own and commitment.account == account
        if isinstance(sharing, bool):
            return sharing
        return commitment.account in sharing and account in sharing

    def reserved(covered_by: tuple[str, ...], market: str, own: bool) -> Iterator[_Pair]:
        for one in reservations:
            if one.covered_by not in covered_by:
                continue
            family = instance_type.parse(one.row.instance_type).family
            for k in smallest_first:
                kind = kinds[k]
                if kind.market != market or not shares(one, kind.account, own) or not _matches(one, kind, family):
                    continue
                yield one, k, factors[k] if one.covered_by == "ri_size_flexible" else 1.0

    def planned(kind_of_plan: str, market: str, own: bool) -> list[_Pair]:
        found = []
        for number, plan in enumerate(plans):
            if plan.covered_by != kind_of_plan:
                continue
            for k, kind in enumerate(kinds):
                if kind.market != market or not shares(plan, kind.account, own) or not _eligible(plan, kind):
                    continue
                rate = _rate(rates, plan, kind)
                # Savings that differ only in the last bits of a division are equal.
                saving = round(1 - rate / kind.on_demand_usd, 9) if kind.on_demand_usd else 0.0
                found.append(((-saving, rate, k, number), (plan, k, rate)))
        return [pair for _, pair in sorted(found, key=lambda one: one[0])]

    owners = (True, False)
    for covered_by in ("ri_zonal", "ri_regional", "ri_size_flexible"):
        for own in owners:
            yield _rule(covered_by, own), reserved((covered_by,), "on_demand", own)
    for own in owners:
        yield _rule("ri_unused", own), reserved(("ri_regional", "ri_size_flexible"), "unused_reservation", own)
    for kind_of_plan in PLAN_SERVICES:
        for market, name in (("on_demand", kind_of_plan), ("unused_reservation", f"{kind_of_plan}_unused")):
            for own in owners:
                yield _rule(name, own), planned(kind_of_plan, market, own)


def _rule(name: str, own: bool) -> str:
    return f"{name}_own" if own else f"{name}_shared"


def _matches(one: Commitment, kind: Kind, family: str) -> bool:
    """Whether a reservation's attributes are those of the usage."""
    ri = one.row
    if (kind.service, kind.location) != ("ec2", ri.location):
        return False
    if (kind.operating_system, kind.tenancy) != (ri.operating_system, ri.tenancy):
        return False
    if one.covered_by == "ri_size_flexible":
        return kind.item.startswith(f"{family}.") and kind.factor < math.inf
    return kind.item == ri.instance_type and kind.zone in (ri.zone or kind.zone,)


def _eligible(plan: Commitment, kind: Kind) -> bool:
    """Whether a plan may cover the usage."""
    if kind.service not in PLAN_SERVICES[plan.covered_by]:
        return False
    if plan.covered_by != "ec2_instance_sp":
        return True
    return kind.location == plan.row.location and kind.item.startswith(f"{plan.row.family}.")


def _rate(rates: dict[tuple[str, ...], float], plan: Commitment, kind: Kind) -> float:
    option = str(plan.row.option)
    where = tuple(str(getattr(kind, name)) for name in ("service", "location", "item", "operating_system", "tenancy"))
    rate = rates.get((option, *where), float("nan"))
    if rate > 0:
        return rate
    named = " ".join(part for part in where if part)
    raise InputError(
        ko=f"플랜 {plan.id!r}의 {option} 요금 가운데 {named}의 값을 알 수 없습니다. `rates`에 0보다 큰 usd로 더하세요.",
        en=f"plan {plan.id!r}: the rate of {option} for {named} is not known: add it to `rates` with a usd above 0.",
    )
