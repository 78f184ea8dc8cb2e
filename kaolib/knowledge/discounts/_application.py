"""What came of applying commitments: every line split, every commitment's use, totals, and an hour told in steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kaolib.knowledge.discounts._tables import Commitment, Floats, Ints, Usage

#: What can pay for a line of usage, in the order in which it is asked.
COVERED_BY = (
    "ri_zonal",
    "ri_regional",
    "ri_size_flexible",
    "ec2_instance_sp",
    "compute_sp",
    "sagemaker_sp",
    "database_sp",
    "on_demand",
    "spot",
)


_EXPLAINED = [
    *("rule", "covered_by", "commitment", "line", "account", "service", "item", "operating_system", "zone", "quantity"),
    *("usd_per_unit", "saving", "usd", "on_demand_usd", "left"),
]


@dataclass(frozen=True)
class Step:
    """One commitment meeting one kind of usage."""

    rule: str
    commitment: Commitment
    kind: int
    units: float


@dataclass(frozen=True)
class Piece:
    """What a step covered: lines (as sorted by kind and hour) and how much of each."""

    step: int
    lines: Ints
    quantity: Floats


@dataclass(frozen=True)
class Application:
    """Usage with its commitments applied; made by `apply`.

    Examples
    --------
    >>> from kaolib.knowledge import discounts
    >>> usage = pd.DataFrame({"hour": [0, 1], "item": "m5.large", "quantity": [4, 1], "on_demand_usd": 0.10})
    >>> ri = pd.DataFrame([{"id": "a", "scope": "regional", "location": "", "instance_type": "m5.large", "count": 2,
    ...                     "usd_per_hour": 0.06}])
    >>> done = discounts.apply(usage, ri)
    >>> round(done.summary()["utilization"], 2), round(done.summary()["usd"], 2)
    (0.75, 0.44)
    """

    _usage: Usage = field(repr=False)
    _commitments: tuple[Commitment, ...] = field(repr=False)
    _steps: tuple[Step, ...] = field(repr=False)
    _pieces: list[Piece] = field(repr=False)
    _remaining: Floats = field(repr=False)
    _left: dict[str, Floats] = field(repr=False)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Every line of usage split into what paid for it.

        Returns
        -------
        pandas.DataFrame
            In the order of application:

            - line: position of the row in the usage given
            - hour
            - step: number of the step that covered it, the same for all hours
            - covered_by: ri_zonal, ri_regional, ri_size_flexible, ec2_instance_sp, compute_sp, sagemaker_sp,
              database_sp, on_demand or spot
            - commitment: id, "" without one
            - quantity
            - usd_per_unit: effective rate; a share of the RI's rate by normalized units, the plan's rate, On-Demand
            - usd: quantity x usd_per_unit
            - on_demand_usd: what the quantity would cost On-Demand
        """
        usage, steps = self._usage, self._steps
        rest = np.flatnonzero(self._remaining > 0)
        spot = np.array([kind.market == "spot" for kind in usage.kinds])
        on_demand = np.array([kind.on_demand_usd for kind in usage.kinds])

        at = np.concatenate([*(piece.lines for piece in self._pieces), rest])
        quantity = np.concatenate([*(piece.quantity for piece in self._pieces), self._remaining[rest]])
        step = np.repeat(np.arange(len(self._pieces) + 1), [*(len(piece.lines) for piece in self._pieces), len(rest)])
        kind = usage.kind_of_lines()[at]
        ids = ["", *(one.id for one in self._commitments)]
        place = {one.id: number for number, one in enumerate(self._commitments, 1)}
        by = {name: number for number, name in enumerate(COVERED_BY)}
        owner = np.array([*(place[one.commitment.id] for one in steps), 0])[step]
        covered_by = np.array([*(by[one.commitment.covered_by] for one in steps), by["on_demand"]])[step]
        covered_by[spot[kind]] = by["spot"]
        rate = np.array([*(one.commitment.usd_per_unit * one.units for one in steps), np.nan])[step]
        rate = np.where(step == len(steps), on_demand[kind], rate)
        return pd.DataFrame(
            {
                "line": usage.order[at],
                "hour": usage.hour_values()[usage.hour[at]],
                "step": step,
                "covered_by": _named(covered_by, COVERED_BY),
                "commitment": _named(owner, ids),
                "quantity": quantity,
                "usd_per_unit": rate,
                "usd": quantity * rate,
                "on_demand_usd": quantity * on_demand[kind],
            }
        )

    @cached_property
    def commitments(self) -> pd.DataFrame:
        """What each commitment cost and did, hour by hour.

        Returns
        -------
        pandas.DataFrame
            commitment (id), covered_by (its kind), hour, committed_usd, used_usd, unused_usd; only the hours of its
            term.
        """
        hours, parts = self._usage.hour_values(), []
        for one in self._commitments:
            active = np.flatnonzero(one.capacity > 0)
            left = self._left.get(one.id, one.capacity)[active] * one.usd_per_unit
            committed = one.capacity[active] * one.usd_per_unit
            parts.append(
                pd.DataFrame(
                    {
                        "commitment": one.id,
                        "covered_by": one.covered_by,
                        "hour": hours[active],
                        "committed_usd": committed,
                        "used_usd": committed - left,
                        "unused_usd": left,
                    }
                )
            )
        names = ["commitment", "covered_by", "hour", "committed_usd", "used_usd", "unused_usd"]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)

    def summary(self) -> dict[str, float]:
        """The totals of the period.

        Returns
        -------
        dict
            - usd: the bill, commitments whole and amortized
            - on_demand_equivalent_usd: the same usage without commitments (Spot at its own rate)
            - covered_on_demand_usd: what commitments covered, at On-Demand rates; on_demand_usd: what they did not;
              spot_usd
            - committed_usd, used_usd, unused_usd
            - coverage: covered / (covered + On-Demand); utilization: used / committed; NaN over nothing
            - effective_savings_rate: 1 - usd / on_demand_equivalent_usd
        """
        worth = self.lines.groupby("covered_by", observed=False)["on_demand_usd"].sum()
        on_demand, spot = float(worth["on_demand"]), float(worth["spot"])
        covered = float(worth.drop(["on_demand", "spot"]).sum())
        committed, used, unused = (
            float(self.commitments[f"{name}_usd"].sum()) for name in ("committed", "used", "unused")
        )
        usd = on_demand + spot + committed
        equivalent = on_demand + spot + covered
        return {
            "usd": usd,
            "on_demand_equivalent_usd": equivalent,
            "covered_on_demand_usd": covered,
            "on_demand_usd": on_demand,
            "spot_usd": spot,
            "committed_usd": committed,
            "used_usd": used,
            "unused_usd": unused,
            "coverage": _ratio(covered, covered + on_demand),
            "utilization": _ratio(used, committed),
            "effective_savings_rate": 1 - _ratio(usd, equivalent),
        }

    def by_commitment(self) -> pd.DataFrame:
        """The totals of each commitment.

        Returns
        -------
        pandas.DataFrame
            commitment, covered_by, account, committed_usd, used_usd, unused_usd, utilization, covered_on_demand_usd,
            net_saving_usd (what it covered at On-Demand rates, less all that it cost).
        """
        ids = [one.id for one in self._commitments]
        sums = self.commitments.groupby("commitment")[["committed_usd", "used_usd", "unused_usd"]].sum()
        sums = sums.reindex(ids).fillna(0.0).astype(float).reset_index(drop=True)
        covered = self.lines.groupby("commitment", observed=False)["on_demand_usd"].sum().reindex(ids).to_numpy()
        names = {
            "commitment": ids,
            "covered_by": [one.covered_by for one in self._commitments],
            "account": [one.account for one in self._commitments],
        }
        return (
            pd.DataFrame(names)
            .join(sums)
            .assign(
                utilization=sums["used_usd"] / sums["committed_usd"].where(sums["committed_usd"] > 0),
                covered_on_demand_usd=covered,
                net_saving_usd=covered - sums["committed_usd"],
            )
        )

    def by_hour(self) -> pd.DataFrame:
        """What each hour cost, by what paid for it.

        Returns
        -------
        pandas.DataFrame
            hour (every hour of the period), on_demand_equivalent_usd, usd (the bill), unused_usd, and a column for
            each way to pay that occurs, with its USD.
        """
        hours = self._usage.hour_values()
        lines, commitments = self.lines, self.commitments
        paid = lines.pivot_table(index="hour", columns="covered_by", values="usd", aggfunc="sum", observed=True)
        paid = paid.reindex(hours).fillna(0.0)
        unused = commitments.groupby("hour")["unused_usd"].sum().reindex(hours).fillna(0.0).astype(float)
        equivalent = lines.groupby("hour")["on_demand_usd"].sum().reindex(hours).fillna(0.0)
        table = pd.DataFrame(
            {"hour": hours, "on_demand_equivalent_usd": equivalent.to_numpy(),
             "usd": paid.sum(axis=1).to_numpy() + unused.to_numpy(), "unused_usd": unused.to_numpy()}
        )  # fmt: skip
        return table.assign(**{str(name): paid[name].to_numpy() for name in paid.columns})

    def explain(self, hour: object) -> pd.DataFrame:
        """One hour as numbered steps, as a person would work it out.

        Parameters
        ----------
        hour
            An hour of the period, as the usage gives it.

        Returns
        -------
        pandas.DataFrame
            number, rule (which step of the order: "ri_zonal_own", "compute_sp_shared", ..., then "on_demand", "spot"
            and "unused"), covered_by, commitment, line (of the usage; -1 for what is unused), account (whose usage),
            service, item, operating_system, zone, quantity, usd_per_unit, saving (against On-Demand), usd, on_demand_usd, left (of the
            commitment after the step: USD of a plan, instances or normalized units of an RI; NaN without one).

        Raises
        ------
        InputError
            For an hour outside the period.

        Examples
        --------
        >>> from kaolib.knowledge import discounts
        >>> usage = pd.DataFrame({"hour": [0], "item": "m5.large", "quantity": [4], "on_demand_usd": 0.10})
        >>> ri = pd.DataFrame([{"id": "a", "scope": "regional", "location": "", "instance_type": "m5.large", "count": 1,
        ...                     "usd_per_hour": 0.06}])
        >>> discounts.apply(usage, ri).explain(0)[["number", "rule", "quantity", "left"]].values.tolist()
        [[1, 'ri_size_flexible_own', 1.0, 0.0], [2, 'on_demand', 3.0, nan]]
        """
        place = self._usage.number(hour)
        left = {one.id: float(one.capacity[place]) for one in self._commitments}
        lines = self.lines[self.lines["hour"] == self._usage.hour_values()[place]]
        kind_of = np.empty(len(self._usage.order), dtype=np.int64)
        kind_of[self._usage.order] = self._usage.kind_of_lines()
        rows: list[dict[str, Any]] = []
        for part in lines.itertuples(index=False):
            kind = self._usage.kinds[kind_of[part.line]]
            rule, remains = str(part.covered_by), np.nan
            if part.commitment:
                step = self._steps[part.step]
                # A commitment that is used up has nothing left: not the last bit of a subtraction.
                remains = max(0.0, round(left[part.commitment] - part.quantity * step.units, 12))
                left[part.commitment], rule = remains, step.rule
            rows.append(
                {
                    "rule": rule,
                    "covered_by": str(part.covered_by),
                    "commitment": part.commitment,
                    "line": part.line,
                    "account": kind.account,
                    "service": kind.service,
                    "item": kind.item,
                    "operating_system": kind.operating_system,
                    "zone": kind.zone,
                    "quantity": part.quantity,
                    "usd_per_unit": part.usd_per_unit,
                    "saving": 1 - part.usd_per_unit / kind.on_demand_usd if kind.on_demand_usd else 0.0,
                    "usd": part.usd,
                    "on_demand_usd": part.on_demand_usd,
                    "left": remains,
                }
            )
        for one in self._commitments:
            lost = left[one.id]
            if lost > 0:
                nothing = {
                    "line": -1,
                    "service": "",
                    "item": "",
                    "operating_system": "",
                    "zone": "",
                    "saving": np.nan,
                    "on_demand_usd": 0.0,
                }
                paid = {"quantity": lost, "usd_per_unit": one.usd_per_unit, "usd": lost * one.usd_per_unit}
                whose = {"covered_by": one.covered_by, "commitment": one.id, "account": one.account}
                rows.append({"rule": "unused", **whose, **nothing, **paid, "left": lost})
        table = pd.DataFrame(rows, columns=_EXPLAINED)
        table.insert(0, "number", np.arange(1, len(table) + 1))
        return table


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _named(codes: Ints, names: Sequence[str]) -> Any:
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(names)))
