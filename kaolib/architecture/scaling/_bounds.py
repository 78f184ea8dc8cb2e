"""What no policy can beat, and what none should lose to: perfect foresight and a static peak."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kaolib.architecture.scaling._group import Group, Instance, minutes_up
from kaolib.architecture.scaling._load import Load, load_of

Ints = npt.NDArray[np.int64]


def oracle(load: Load, *, group: Group, instance: Instance) -> dict[str, float]:
    """The least that any policy can pay that refuses nothing, if it knew the load beforehand.

    Parameters
    ----------
    load
        Load at one-minute steps.
    group, instance
        As in `simulate`: the size limits hold, and an instance is paid from its launch, through the minutes of booting,
        to the end of its draining.

    Returns
    -------
    dict
        instance_hours, usd.

    Notes
    -----
    Each minute needs load / capacity instances, rounded up, within the limits. Between two minutes that need one more
    instance, it is either kept or ended and launched anew, which costs draining and booting: the cheaper of both, which
    is the optimum because the levels do not depend on each other. A load above max_size is refused by the oracle too.

    Examples
    --------
    One instance for an hour; the second is booted for three minutes, works for one and drains for five.

    >>> load = [50.0] * 30 + [150.0] + [50.0] * 29
    >>> round(oracle(load, group=Group(), instance=Instance(100, 1.0))["instance_hours"] * 60)
    69
    """
    need = _need(load, group, instance)
    launch, drain = minutes_up(group.launch_seconds), minutes_up(group.drain_seconds)
    total = int(need.sum())
    for level in range(group.min_size + 1, int(need.max(initial=0)) + 1):
        total += _idle(need >= level, launch, drain)
    return _priced(total, instance)


def static_peak(load: Load, *, group: Group, instance: Instance) -> dict[str, float]:
    """The bill of a group that always has what its highest minute needs.

    Parameters
    ----------
    load, group, instance
        As in `oracle`; max_size holds.

    Returns
    -------
    dict
        instances, instance_hours, usd.

    Examples
    --------
    >>> static_peak([50.0] * 59 + [250.0], group=Group(), instance=Instance(100, 1.0))
    {'instances': 3, 'instance_hours': 3.0, 'usd': 3.0}
    """
    need = _need(load, group, instance)
    peak = int(need.max(initial=0))
    return {"instances": peak, **_priced(peak * len(need), instance)}


def _need(load: Load, group: Group, instance: Instance) -> Ints:
    values, _ = load_of(load)
    need = np.ceil(values / instance.capacity).astype(np.int64)
    # A load that fills its instances to the last bit needs no further one.
    need -= (need > 0) & ((need - 1) * instance.capacity >= values)
    return np.clip(need, group.min_size, group.max_size)


def _idle(busy: npt.NDArray[np.bool_], launch: int, drain: int) -> int:
    """Minutes paid for a level that serves nothing: booting, draining, or waiting through a gap."""
    edges = np.flatnonzero(np.diff(busy.astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    gaps = starts[1:] - ends[:-1]
    idle = int(np.minimum(gaps, launch + drain).sum())
    # Before the first and after the last: no further than the load goes.
    return idle + min(launch, int(starts[0])) + min(drain, len(busy) - int(ends[-1]))


def _priced(minutes: int, instance: Instance) -> dict[str, float]:
    return {"instance_hours": minutes / 60, "usd": minutes / 60 * instance.usd_per_hour}
