"""A made-up web shop as services: what each replica asks for, and what it was seen to use."""

from __future__ import annotations

import pandas as pd

# service, vCPUs and GiB asked for, replicas, the most that a replica used in two weeks, what its image was built for
_SERVICES = (
    ("web", 0.5, 1.0, 9, 0.22, 0.55, "x86_64, arm64"),
    ("orders", 1.0, 2.0, 6, 0.34, 1.25, "x86_64, arm64"),
    ("search", 1.5, 7.0, 3, 1.15, 5.9, "x86_64, arm64"),
    ("recommend", 1.0, 6.0, 3, 0.42, 3.8, "x86_64, arm64"),
    ("cart", 0.5, 3.0, 6, 0.16, 1.6, "x86_64, arm64"),
    ("images", 1.5, 2.0, 3, 1.3, 0.9, "x86_64, arm64"),
    ("reports", 0.75, 3.0, 3, 0.2, 2.4, "x86_64, arm64"),
)


def services() -> pd.DataFrame:
    """The services of a made-up web shop: requests, replicas, and the peaks of two weeks.

    Returns
    -------
    pandas.DataFrame
        service, vcpu and gib (what each replica asks for), replicas, spread (over the zones: all are), architectures,
        peak_vcpu and peak_gib (the most that any replica used).

    Examples
    --------
    >>> table = services()
    >>> int(table["replicas"].sum()), bool((table["peak_vcpu"] < table["vcpu"]).all())
    (33, True)
    """
    names = ["service", "vcpu", "gib", "replicas", "peak_vcpu", "peak_gib", "architectures"]
    table = pd.DataFrame(_SERVICES, columns=names)
    table.insert(4, "spread", True)
    return table
