"""Usage, reservations and plans written short."""

from __future__ import annotations

import pandas as pd


def usage_of(*lines: dict, hour: int = 0) -> pd.DataFrame:
    """A usage table of us-east-1, one hour unless a line says otherwise."""
    return pd.DataFrame([{"hour": hour, "location": "us-east-1", **line} for line in lines])


def ri(name: str, instance_type: str, count: int = 1, **more: object) -> dict[str, object]:
    """A reservation of us-east-1: zonal where it has a zone."""
    scope = "zonal" if more.get("zone") else "regional"
    basics = {"id": name, "scope": scope, "location": "us-east-1", "zone": "", "account": "A"}
    return {**basics, "instance_type": instance_type, "count": count, "usd_per_hour": 0.05, **more}


def split(done) -> dict[tuple[int, str], float]:
    """(line, commitment) -> quantity."""
    lines = done.lines.astype({"commitment": str})
    return lines.groupby(["line", "commitment"])["quantity"].sum().to_dict()
