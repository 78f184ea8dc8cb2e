"""The billing rules over a demand, and what existing commitments leave of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kaolib.knowledge import discounts
from kaolib.operation.commitment._demand import Demand, rate_columns


def applied(demand: Demand, reservations: pd.DataFrame | None, plans: pd.DataFrame | None) -> discounts.Application:
    """The demand billed with commitments, in AWS's order."""
    return discounts.apply(demand.usage(), reservations, plans, _rates(demand))


def _rates(demand: Demand) -> pd.DataFrame:
    names = ["service", "location", "instance_type", "operating_system", "tenancy"]
    options = [name for name in rate_columns(demand.products) if not name.startswith("ri_")]
    long = demand.products.melt(names, options, "option", "usd").dropna(subset="usd")
    return long.rename(columns={"instance_type": "item"})


@dataclass(frozen=True)
class Remaining:
    """What existing commitments leave to be bought for.

    Attributes
    ----------
    demand
        The use that stays On-Demand, hour by hour; after a commitment ends, what it covered is in it again.
    expiries
        One row per commitment, in the order in which they end: commitment (id), covered_by (its kind), end (the hour after
        its last; NaT or NaN when it outlasts the demand), hours (in which it is in force), committed_usd_per_hour,
        covered_usd_per_hour (On-Demand spend that it covers on average, and that comes back when it ends), utilization,
        saving_usd_per_hour (what ends with it).
    application
        The bill with them.
    """

    demand: Demand
    expiries: pd.DataFrame
    application: discounts.Application = field(repr=False)


def remaining(demand: Demand, reservations: pd.DataFrame | None = None, plans: pd.DataFrame | None = None) -> Remaining:
    """Take existing commitments in: apply them hour by hour, keep what stays On-Demand, and say what each expiry does.

    Parameters
    ----------
    demand
        From `demand`.
    reservations, plans
        Existing commitments as `kaolib.knowledge.discounts.apply` takes them: with start and end where they do not last
        all the hours. The rates of plans are those of the products.

    Returns
    -------
    Remaining

    Raises
    ------
    InputError
        As `kaolib.knowledge.discounts.apply`.

    Examples
    --------
    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"m7g.large": [3, 3, 3]}), pd.DataFrame({
    ...     "product": ["m7g.large"], "on_demand_usd": [1.0], "location": ["us-east-1"]}))
    >>> old = pd.DataFrame([{"id": "old", "scope": "regional", "location": "us-east-1", "instance_type": "m7g.large",
    ...                      "count": 2, "usd_per_hour": 0.6, "end": 2}])
    >>> left = remaining(use, old)
    >>> left.demand.table()["m7g.large"].tolist(), left.expiries[["end", "saving_usd_per_hour"]].values.tolist()
    ([1.0, 1.0, 3.0], [[2.0, 0.8]])
    """
    bill = applied(demand, reservations, plans)
    rest = bill.lines[bill.lines["covered_by"] == "on_demand"]
    row, column = demand.cells()
    quantity = np.zeros_like(demand.quantity)
    quantity[row[rest["line"]], column[rest["line"]]] = rest["quantity"]
    left = Demand(demand.hours, quantity, demand.products)
    return Remaining(left, _expiries(demand, bill, reservations, plans), bill)


def _expiries(
    demand: Demand, bill: discounts.Application, reservations: pd.DataFrame | None, plans: pd.DataFrame | None
) -> pd.DataFrame:
    used = bill.commitments.groupby("commitment", sort=False, observed=True).agg(
        covered_by=("covered_by", "first"),
        hours=("hour", "size"),
        committed_usd=("committed_usd", "sum"),
        used_usd=("used_usd", "sum"),
    )
    covered = bill.lines.groupby("commitment", observed=True)["on_demand_usd"].sum()
    ends = {
        str(one.id): one.end
        for table in (reservations, plans)
        if table is not None and "end" in table.columns
        for one in table.itertuples()
    }
    last = demand.hours[-1]
    end = [at if (at := ends.get(str(name))) is not None and at <= last else None for name in used.index]
    table = pd.DataFrame(
        {
            "commitment": used.index.astype("str"),
            "covered_by": used["covered_by"].astype("str").to_numpy(),
            "end": pd.Series(end, dtype=None if any(e is not None for e in end) else "float64"),
            "hours": used["hours"].to_numpy(),
            "committed_usd_per_hour": (used["committed_usd"] / used["hours"]).to_numpy(),
            "covered_usd_per_hour": (covered.reindex(used.index).fillna(0) / used["hours"]).to_numpy(),
            "utilization": (used["used_usd"] / used["committed_usd"]).to_numpy(),
        }
    )
    saving = table["covered_usd_per_hour"] - table["committed_usd_per_hour"]
    return table.assign(saving_usd_per_hour=saving).sort_values("end", kind="stable", ignore_index=True)
