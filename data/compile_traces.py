"""Real traces: the load that Amazon CloudWatch measured, and Spot capacity that could be had or was taken back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

CLOUDWATCH = "traces/cloudwatch"
REQUESTS = f"{CLOUDWATCH}/elb_request_count_8c0756.csv"
SPOT = "traces/spot"
_DAYS = 14
STEP_MINUTES = 5

#: How the name of a CloudWatch file begins -> id of the trace (the rest of the name follows), kind and unit.
LOADS = {
    "ec2_cpu_utilization_": ("ec2_cpu_", "cpu", "percent"),
    "ec2_network_in_": ("ec2_network_in_", "network_in", "bytes"),
    "iio_us-east-1_i-a2eb1cd9_NetworkIn": ("ec2_network_in_a2eb1cd9", "network_in", "bytes"),
    "ec2_disk_write_bytes_": ("ec2_disk_write_", "disk_write", "bytes"),
    "elb_request_count_": ("elb_requests_", "requests", "requests"),
    "rds_cpu_utilization_": ("rds_cpu_", "rds_cpu", "percent"),
    "grok_asg_anomaly": ("asg_grok", "asg", "not stated"),
}
#: The clocks of most of the United States jumped over this hour: what is stamped in it was moved to its end.
SKIPPED_HOUR = pd.Timestamp("2014-03-09 02:00")

#: Hardware of a Spot trace as its file names it -> how the id names it, and the instance type that has it. The README's
#: p2.2xlarge and p2.16xlarge for 1 and 8 K80 are no such types: p2.xlarge has one, p2.8xlarge eight.
HARDWARE = {
    "v100_1": ("v100", "p3.2xlarge"),
    "v100_8": ("8v100", "p3.16xlarge"),
    "k80_1": ("k80", "p2.xlarge"),
    "k80_8": ("8k80", "p2.8xlarge"),
    "intel_64": ("r5", "r5.16xlarge"),
}
#: Folders about which the source contradicts itself, or whose steps are finer than what was asked.
SPOT_NOTES = {
    "availability/1-node/aws-02-15-2023": "asked about every 10 minutes: no answer holds for less than 3 steps",
    "availability/1-node/aws-10-26-2022": "the file's gap gives 27 days, the README says 13 (a gap of 300 s); the README's K80 types do not exist",
    "preemption/1-node/aws-04-19-2023": "start as the folder is named; the README says 2023-05-01",
    "preemption/4-node/aws-08-03-2023": "the README says 13 days: two of the three zones go on to 17.8",
}


def tables(source: Path) -> dict[str, pd.DataFrame]:
    """Every table of traces, from the folder of source files.

    Raises
    ------
    ValueError
        When a file is named or shaped otherwise than the compiler knows.
    """
    listed, loads = load_traces(source)
    traces, runs = spot_traces(source)
    return {
        "load_week": load_week(source),
        "load_trace_list": listed,
        "load_traces": loads,
        "spot_traces": traces,
        "spot_trace_runs": runs,
    }


def load_week(source: Path) -> pd.DataFrame:
    """The mean of two weeks for each hour of the week.

    Raises
    ------
    ValueError
        When the trace does not hold each hour of the two weeks.
    """
    trace = pd.read_csv(source / REQUESTS, parse_dates=["timestamp"]).set_index("timestamp")["value"]
    first = trace.index[0].normalize()
    hourly = trace[trace.index < first + pd.Timedelta(days=_DAYS)].resample("h").sum()
    if len(hourly) != _DAYS * 24 or not hourly.gt(0).all():
        raise ValueError(f"{REQUESTS}: {len(hourly)} hours, {int((hourly <= 0).sum())} of them without a request")
    hour_of_week = hourly.index.day_of_week * 24 + hourly.index.hour
    week = hourly.groupby(hour_of_week).mean()
    return pd.DataFrame({"hour_of_week": week.index, "requests": week.to_numpy()})


# -- load --------------------------------------------------------------------------------------------------------------


def load_traces(source: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The list of CloudWatch series, and their samples by minute from the start; a sample that is missing has no row."""
    listed, parts = [], []
    for path in sorted((source / CLOUDWATCH).glob("*.csv")):
        trace, kind, unit = load_name(path.stem)
        rows = pd.read_csv(path, parse_dates=["timestamp"])
        stamps, moved = put_back(rows["timestamp"])
        minutes = (stamps - stamps.iloc[0]) // pd.Timedelta(minutes=1)
        if (minutes % STEP_MINUTES).any() or not minutes.is_monotonic_increasing or minutes.duplicated().any():
            raise ValueError(f"{path.name}: samples off the {STEP_MINUTES}-minute grid")
        missing = int(minutes.iloc[-1] // STEP_MINUTES + 1 - len(minutes))
        notes = [f"{moved} samples of the skipped hour of 2014-03-09 put back"] if moved else []
        if kind == "asg":
            notes.append("an Auto Scaling group; the source names neither metric nor unit")
        start = stamps.iloc[0].strftime("%Y-%m-%d %H:%M")
        listed.append((trace, kind, unit, start, len(minutes), missing, "; ".join(notes)))
        parts.append(pd.DataFrame({"trace": trace, "minutes": minutes, "value": rows["value"]}))
    columns = ["trace", "kind", "unit", "start", "samples", "missing", "note"]
    return (
        pd.DataFrame(listed, columns=columns).sort_values("trace", ignore_index=True),
        pd.concat(parts).sort_values(["trace", "minutes"], ignore_index=True),
    )


def load_name(stem: str) -> tuple[str, str, str]:
    """Id, kind and unit of the series in a file.

    Examples
    --------
    >>> load_name("rds_cpu_utilization_cc0c53")
    ('rds_cpu_cc0c53', 'rds_cpu', 'percent')
    """
    for prefix, (trace, kind, unit) in LOADS.items():
        if stem.startswith(prefix):
            return trace + stem.removeprefix(prefix), kind, unit
    raise ValueError(f"{CLOUDWATCH}: unknown series {stem!r}")


def put_back(stamps: pd.Series) -> tuple[pd.Series, int]:
    """Time stamps with those that a clock change had moved to one instant put back, and how many they were.

    Two series hold twelve samples at 2014-03-09 03:00 sharp, off their own minutes: the hour from 02:00, which the
    clocks of the United States skip, was taken for local time. Twelve samples fill that hour exactly.
    """
    moved = stamps.duplicated(keep=False)
    if not moved.any():
        return stamps, 0
    places = np.flatnonzero(moved)
    end = SKIPPED_HOUR + pd.Timedelta(hours=1)
    if set(stamps[moved]) != {end} or len(places) != 60 // STEP_MINUTES:
        raise ValueError(f"repeated time stamps other than the clock change: {sorted(set(stamps[moved]))}")
    before = stamps.iloc[places[0] - 1]
    put = stamps.copy()
    put.iloc[places] = [before + pd.Timedelta(minutes=STEP_MINUTES * (i + 1)) for i in range(len(places))]
    return put, len(places)


# -- Spot --------------------------------------------------------------------------------------------------------------


def spot_traces(source: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a trace, and the runs: where the number of instances or the price changes."""
    listed, parts = [], []
    for path in sorted((source / SPOT).rglob("*.json")):
        kind, nodes, folder = path.relative_to(source / SPOT).parts[:3]
        month, day, year = folder.removeprefix("aws-").split("-")
        zone, _, hardware = path.stem.partition("_")
        short, instance_type = HARDWARE[hardware]
        trace = f"{kind}-{short}-{nodes.replace('-', '')}-{zone}-{year}-{month}"
        data = json.loads(path.read_text("utf-8"))
        asked, steps = int(nodes.removesuffix("-node")), len(data["data"])
        prices = data.get("prices", [float("nan")] * steps)
        if len(prices) != steps or not set(data["data"]) <= set(range(asked + 1)):
            raise ValueError(f"{path.name}: {len(prices)} prices, {steps} steps, values {sorted(set(data['data']))}")
        note = SPOT_NOTES.get(f"{kind}/{nodes}/{folder}", "")
        gap = int(data["metadata"]["gap_seconds"])
        start = f"{year}-{month}-{day}"
        listed.append((trace, kind, zone[:-1], zone, instance_type, asked, start, gap, steps, note))
        parts.append(runs(data["data"], prices).assign(trace=trace))
    columns = [
        "trace", "kind", "location", "zone", "instance_type", "nodes", "start", "gap_seconds", "steps", "note",
    ]  # fmt: skip
    order = ["trace", "step", "available", "usd_per_hour"]
    return (
        pd.DataFrame(listed, columns=columns).sort_values("trace", ignore_index=True),
        pd.concat(parts)[order].sort_values(["trace", "step"], ignore_index=True),
    )


def runs(available: list[int], prices: list[float]) -> pd.DataFrame:
    """The first step of each run of the same number of instances at the same price.

    Examples
    --------
    >>> runs([1, 1, 0, 0], [0.9, 0.9, 0.9, 0.8])["step"].tolist()
    [0, 2, 3]
    """
    steps = pd.DataFrame({"available": available, "usd_per_hour": prices})
    before = steps.shift()
    same_price = (steps["usd_per_hour"] == before["usd_per_hour"]) | steps["usd_per_hour"].isna()
    first = (steps["available"] != before["available"]) | ~same_price
    return steps[first].rename_axis("step").reset_index()
