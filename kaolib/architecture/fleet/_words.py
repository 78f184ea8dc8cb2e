"""The strategies and the kinds of fleets, as AWS names them."""

from __future__ import annotations

import pandas as pd

#: How Spot capacity can be allocated.
SPOT_STRATEGIES = (
    "price-capacity-optimized",
    "capacity-optimized",
    "capacity-optimized-prioritized",
    "diversified",
    "lowest-price",
)
#: How On-Demand capacity can be allocated.
ON_DEMAND_STRATEGIES = ("lowest-price", "prioritized")

_STRATEGIES = [
    ("spot", "price-capacity-optimized", "deep, price", True, True, "", True),
    ("spot", "capacity-optimized", "depth", True, True, "", False),
    ("spot", "capacity-optimized-prioritized", "deep, priority", True, True, "", False),
    ("spot", "diversified", "even", True, False, "", False),
    ("spot", "lowest-price", "price", True, True, "ec2_fleet, auto_scaling", False),
    ("on_demand", "lowest-price", "price", True, True, "ec2_fleet", False),
    ("on_demand", "prioritized", "priority", True, True, "auto_scaling", False),
]

_KINDS = [
    ("ec2_fleet_instant", "instant", True, False, False, True, True, False),
    ("ec2_fleet_request", "request", False, False, False, False, False, False),
    ("ec2_fleet_maintain", "maintain", False, True, True, False, False, False),
    ("auto_scaling_group", "", False, True, True, False, False, False),
    ("spot_fleet_request", "request", False, False, False, False, False, True),
    ("spot_fleet_maintain", "maintain", False, True, True, False, False, True),
]


def strategies() -> pd.DataFrame:
    """The allocation strategies, what they look at, and who offers them.

    Returns
    -------
    pandas.DataFrame
        purchase_option ("spot", "on_demand"), strategy, looks_at (in this order: "depth" the spare capacity, "deep"
        only the deepest pools, "price" per unit, "priority", "even" all pools alike), ec2_fleet and auto_scaling
        (whether it can be chosen there), default_of (where it is used unless another is named; an Auto Scaling group
        that names instance types), recommended (by AWS).

    Notes
    -----
    Source: EC2 User Guide, "Use allocation strategies to determine how EC2 Fleet or Spot Fleet fulfills Spot and
    On-Demand capacity"; EC2 Auto Scaling User Guide, "Allocation strategies for multiple instance types".

    Examples
    --------
    >>> table = strategies()
    >>> table.loc[table["recommended"], "strategy"].tolist()
    ['price-capacity-optimized']
    """
    names = ["purchase_option", "strategy", "looks_at", "ec2_fleet", "auto_scaling", "default_of", "recommended"]
    return pd.DataFrame(_STRATEGIES, columns=names)


def kinds() -> pd.DataFrame:
    """The kinds of fleets: what answers at once, what replaces an interrupted instance, what is legacy.

    Returns
    -------
    pandas.DataFrame
        kind, type (the value of ``Type`` in the request), answers_at_once (synchronous), replaces_interrupted,
        target_can_change (after the request), single_pool_options (one type, one zone, a minimum target),
        capacity_reservations_first, legacy (an API that AWS advises against).

    Notes
    -----
    Source: EC2 User Guide, "EC2 Fleet and Spot Fleet request types", "Which is the best Spot request method to use?" and
    the API reference of CreateFleet (SpotOptionsRequest). No kind has a price of its own: the instances are paid.

    Examples
    --------
    >>> table = kinds()
    >>> table.loc[table["replaces_interrupted"] & ~table["legacy"], "kind"].tolist()
    ['ec2_fleet_maintain', 'auto_scaling_group']
    """
    names = [
        *("kind", "type", "answers_at_once", "replaces_interrupted", "target_can_change"),
        *("single_pool_options", "capacity_reservations_first", "legacy"),
    ]
    return pd.DataFrame(_KINDS, columns=names)
