"""What a metric does when the group grows: the test of whether target tracking can follow it."""

from __future__ import annotations

import math

import pandas as pd

from kaolib import errors
from kaolib.architecture.scaling._group import METRICS, Instance, metric_of

#: Where each metric comes from: predefined for target tracking, a metric that a service publishes anyway, or one that
#: you publish (and pay for) yourself.
SOURCES = {
    "cpu": "predefined",
    "memory": "custom",
    "network_in": "predefined",
    "requests_per_target": "predefined",
    "sessions": "custom",
    "request_count": "published",
    "backlog_per_instance": "custom",
    "queue_length": "published",
}


def metric_response(instance: Instance, load: float, instances: int, *, backlog: float = 0.0) -> pd.DataFrame:
    """The value of each metric now, and with twice the instances under the same load.

    Parameters
    ----------
    instance
        What one instance does.
    load
        Units a minute.
    instances
        In service, 1 or more.
    backlog
        Messages in the queue, for the metrics of a queue.

    Returns
    -------
    pandas.DataFrame
        metric, source ("predefined", "published", "custom"), now, doubled, ratio (doubled / now: 0.5 follows in
        proportion, 1 does not answer at all; NaN where now is 0), suits ("yes" up to 0.55, "partly", "no" from 0.95).

    Raises
    ------
    InputError
        For a negative load or backlog, or no instances.

    Notes
    -----
    A metric for target tracking has to fall in proportion when the capacity grows. Predefined are the group's mean CPU
    and network, and the requests of each target of a load balancer; memory is no metric of EC2. The limits of ``suits``
    are ours.
    Source: AWS, EC2 Auto Scaling User Guide, "Target tracking scaling policies" (choose metrics), "Scaling policy based
    on Amazon SQS".

    Examples
    --------
    >>> table = metric_response(Instance(capacity=100, usd_per_hour=0.1), 300, 5).set_index("metric")
    >>> print(*table.loc["cpu", ["now", "doubled", "suits"]], *table.loc["request_count", ["ratio", "suits"]])
    60.0 30.0 yes 1.0 no
    """
    amount = {"load": errors.amount("load", load), "backlog": errors.amount("backlog", backlog)}
    count = errors.count("instances", instances, least=1)
    rows = []
    for name in METRICS:
        metric = metric_of(name, instance, queue=name in ("backlog_per_instance", "queue_length"))
        size = (count, 2 * count) if metric.per_instance else (1, 1)
        now, doubled = (metric.value(amount[metric.source], many) for many in size)
        ratio = doubled / now if now else math.nan
        suits = "" if math.isnan(ratio) else "yes" if ratio <= 0.55 else "no" if ratio >= 0.95 else "partly"
        rows.append(
            {"metric": name, "source": SOURCES[name], "now": now, "doubled": doubled, "ratio": ratio, "suits": suits}
        )
    return pd.DataFrame(rows)
