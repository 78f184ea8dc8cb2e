"""The rules once more, slow and obvious: one dictionary an hour, exact fractions, one step after the other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kaolib.knowledge import instance_type

FLEXIBLE = "m5", "c5", "t3"
SERVICES = {"ec2_instance_sp": ["ec2"], "compute_sp": ["ec2", "fargate", "lambda"]}


def exact(number: Any) -> Fraction:
    return Fraction(float(number))


def one_hour(usage, reservations, plans, rates, shares):
    """What paid for what in one hour: [(line, commitment or "", quantity)], and what is left of each commitment.

    ``usage``, ``reservations`` and ``plans`` are lists of dicts, ``shares(a, b)`` says whether two accounts share.
    """
    open_ = [exact(line["quantity"]) for line in usage]
    paid: list[tuple[int, str, Fraction]] = []

    def factor(line):
        return exact(instance_type.normalization_factor(line["item"]))

    def kind(ri):
        if ri["scope"] == "zonal":
            return "zonal"
        family = ri["instance_type"].split(".")[0]
        plain = ri["operating_system"] == "linux" and ri["tenancy"] == "shared"
        return "flexible" if plain and family in FLEXIBLE else "regional"

    def same(ri, line):
        return (
            line["service"] == "ec2"
            and line["location"] == ri["location"]
            and line["operating_system"] == ri["operating_system"]
            and line["tenancy"] == ri["tenancy"]
        )

    # capacities: instances, or normalized units
    left = {}
    for ri in reservations:
        unit = exact(instance_type.normalization_factor(ri["instance_type"])) if kind(ri) == "flexible" else 1
        left[ri["id"]] = unit * ri["count"]
    for plan in plans:
        left[plan["id"]] = exact(plan["usd_per_hour"])

    def take(name, number, per_unit):
        covered = min(open_[number], left[name] / per_unit)
        if covered > 0:
            open_[number] -= covered
            left[name] -= covered * per_unit
            paid.append((number, name, covered))

    def lines(market, account, own):
        for number, line in enumerate(usage):
            if (
                line["market"] == market
                and (line["account"] == account) == own
                and (own or shares(account, line["account"]))
            ):
                yield number, line

    def by_size(numbered):
        return sorted(numbered, key=lambda one: factor(one[1]))

    def reserve(kinds, market):
        for own in (True, False):
            for ri in reservations:
                if kind(ri) not in kinds:
                    continue
                matching = [(n, line) for n, line in lines(market, ri["account"], own) if same(ri, line)]
                if kind(ri) == "flexible":
                    family = ri["instance_type"].split(".")[0]
                    for number, line in by_size([one for one in matching if one[1]["item"].split(".")[0] == family]):
                        take(ri["id"], number, factor(line))
                else:
                    for number, line in matching:
                        if line["item"] == ri["instance_type"] and (kind(ri) != "zonal" or line["zone"] == ri["zone"]):
                            take(ri["id"], number, Fraction(1))

    reserve(["zonal"], "on_demand")
    reserve(["regional"], "on_demand")
    reserve(["flexible"], "on_demand")
    reserve(["regional", "flexible"], "unused_reservation")
    for kind_of_plan, services in SERVICES.items():
        for market in ("on_demand", "unused_reservation"):
            for own in (True, False):
                pairs = []
                for order, plan in enumerate(plans):
                    if plan["kind"] != kind_of_plan:
                        continue
                    for number, line in lines(market, plan["account"], own):
                        if line["service"] not in services:
                            continue
                        if kind_of_plan == "ec2_instance_sp" and (
                            line["item"].split(".")[0] != plan["family"] or line["location"] != plan["location"]
                        ):
                            continue
                        rate = rates[plan["option"], line["service"], line["item"]]
                        saving = round(1 - rate / line["on_demand_usd"], 9)
                        pairs.append((-saving, rate, number, order, plan["id"]))
                for _, rate, number, _, name in sorted(pairs):
                    take(name, number, exact(rate))
    paid += [(number, "", quantity) for number, quantity in enumerate(open_) if quantity > 0]
    return paid, left
