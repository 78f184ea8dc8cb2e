"""Tables of pools written short."""

from __future__ import annotations

import pandas as pd

from kaolib.architecture import fleet


def table(*rows: dict) -> pd.DataFrame:
    """Pools with the columns that a row leaves out filled: a type of its own in zone a, weight 1, 1 USD, Spot 0.50."""
    basics = {"zone": "a", "weight": 1, "on_demand_usd_per_hour": 1.0, "spot_usd_per_hour": 0.5}
    return pd.DataFrame([{**basics, "pool": row["instance_type"], **row} for row in rows])


def launched(done: fleet.Allocation, option: str | None = None) -> dict[str, int]:
    """Instances by pool, of one purchase option or of both."""
    lines = done.lines if option is None else done.lines[done.lines["purchase_option"] == option]
    return lines.groupby("pool", sort=False)["instances"].sum().to_dict()
