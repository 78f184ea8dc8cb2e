"""Real traces in the snapshot: loads that CloudWatch measured, and Spot capacity. `catalog` shows these readers."""

from __future__ import annotations

import pandas as pd

from kaolib.errors import unknown
from kaolib.knowledge import _snapshot


def load_trace_list() -> pd.DataFrame:
    """The real loads that `load_traces` holds, one row each.

    Returns
    -------
    pandas.DataFrame
        trace, kind ("requests" of a load balancer in five minutes, "cpu" of an instance, "rds_cpu", "network_in",
        "disk_write", "asg" of an Auto Scaling group), unit, start (of the first sample), samples, missing (between the
        first and the last), note.

    Notes
    -----
    Source: numenta/NAB ``data/realAWSCloudwatch``: what Amazon CloudWatch gave of real machines in 2013 and 2014. What
    ran on them is not told; of the group not even the metric.

    Examples
    --------
    >>> loads = load_trace_list().set_index("trace")
    >>> print(*loads.loc["elb_requests_8c0756", ["kind", "start", "samples", "missing"]])
    requests 2014-04-10 00:04 4032 8
    """
    return _snapshot.frame("load_trace_list").copy(deep=False)


def load_traces(trace: str | None = None) -> pd.DataFrame:
    """A real load every five minutes.

    Parameters
    ----------
    trace
        A trace that `load_trace_list` names; None gives all of them.

    Returns
    -------
    pandas.DataFrame
        trace, kind, minutes (from the start of the trace, multiples of 5), value, unit. A sample that CloudWatch had
        not has no row.

    Raises
    ------
    InputError
        For a trace that the snapshot does not have.

    Examples
    --------
    >>> load = load_traces("elb_requests_8c0756")
    >>> print(*load.loc[0, ["minutes", "value", "unit"]])
    0 94.0 requests
    """
    listed = _snapshot.frame("load_trace_list").set_index("trace")
    rows = _of("load_traces", "load_trace_list", trace)
    names = rows["trace"].astype(str)
    kind, unit = (names.map(listed[column]) for column in ("kind", "unit"))
    order = ["trace", "kind", "minutes", "value", "unit"]
    return rows.assign(kind=kind, unit=unit)[order]


def spot_traces() -> pd.DataFrame:
    """Real Spot capacity over days, one row a trace.

    Returns
    -------
    pandas.DataFrame
        trace, kind, location, zone, instance_type, nodes (how many instances were asked for), start, gap_seconds (from
        one step to the next), steps, note (where the source contradicts itself, or asked less often than its steps).

    Notes
    -----
    A trace of kind "availability" tells at each step how many instances could be had; one of kind "preemption" how many
    were running: kept until EC2 took them back, then asked for again. A step lasts until the next one, so an
    interruption is known to `gap_seconds` only. A zone's letter is the collectors' own: in another account the same
    letter may be another zone.
    Source: skypilot-org/spot-traces, of Wu et al., "Can't Be Late: Optimizing Spot Instance Savings under Deadlines",
    NSDI 2024.

    Examples
    --------
    >>> traces = spot_traces().set_index("trace")
    >>> print(*traces.loc["preemption-v100-4node-us-east-1f-2023-08", ["instance_type", "nodes", "steps"]])
    p3.2xlarge 4 3664
    """
    return _snapshot.frame("spot_traces").copy(deep=False)


def spot_trace_runs(trace: str | None = None) -> pd.DataFrame:
    """The values of a Spot trace, run by run: a row holds from its step until the next row's.

    Parameters
    ----------
    trace
        A trace that `spot_traces` names; None gives all of them.

    Returns
    -------
    pandas.DataFrame
        trace, step (first of the run, from 0), available (instances up or to be had, 0 to the trace's nodes),
        usd_per_hour (Spot price of one instance at the time; NaN where the trace has none). The last run ends after the
        trace's last step.

    Raises
    ------
    InputError
        For a trace that the snapshot does not have.

    Examples
    --------
    >>> spot_trace_runs("preemption-v100-1node-us-west-2b-2023-04")["available"].head(3).tolist()
    [0, 1, 0]
    """
    return _of("spot_trace_runs", "spot_traces", trace)


def _of(name: str, listed: str, trace: str | None) -> pd.DataFrame:
    """The rows of one trace, or of all."""
    rows = _snapshot.frame(name)
    if trace is None:
        return rows.copy(deep=False)
    names = list(_snapshot.frame(listed)["trace"])
    if trace not in names:
        raise unknown(ko="트레이스", en="trace", given=trace, allowed=names)
    return rows[rows["trace"] == trace].reset_index(drop=True)
