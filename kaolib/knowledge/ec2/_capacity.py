"""On-Demand Capacity Reservations: slots that are billed whether they are used or not, and what discounts them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors


def capacity_reservation(usd_per_hour: float, reserved: int, running: int) -> pd.DataFrame:
    """What an hour of an On-Demand Capacity Reservation costs: used slots, unused slots, instances beyond it.

    Every slot is billed at the On-Demand rate, used or not; an instance in a slot is paid once; instances beyond the
    reservation are plain On-Demand. So the hour costs ``rate x max(reserved, running)``.

    Parameters
    ----------
    usd_per_hour
        On-Demand rate of the type, USD.
    reserved, running
        Slots reserved and matching instances that run.

    Returns
    -------
    pandas.DataFrame
        part ("used", "unused", "beyond"), count, usd_per_hour.

    Raises
    ------
    InputError
        For a negative rate or count.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Capacity Reservation pricing and billing".

    Examples
    --------
    >>> float(capacity_reservation(0.10, reserved=10, running=7)["usd_per_hour"].sum())
    1.0
    """
    errors.amount("usd_per_hour", usd_per_hour)
    for name, count in (("reserved", reserved), ("running", running)):
        errors.count(name, count)
    counts = np.array([min(reserved, running), max(reserved - running, 0), max(running - reserved, 0)])
    return pd.DataFrame({"part": ["used", "unused", "beyond"], "count": counts, "usd_per_hour": counts * usd_per_hour})


def capacity_cost(
    periods: pd.DataFrame,
    usd_per_hour: float,
    covered_usd_per_hour: float = 0.0,
    zonal_usd_per_hour: float = 0.0,
) -> pd.DataFrame:
    """What a Capacity Reservation costs period by period, with the discounts that apply to it and those that do not.

    A regional RI or a Savings Plan covers running instances first, then slots that stand empty. A zonal RI covers only
    instances that run beside the reservation: never a slot, used or empty. What is committed is paid in every hour,
    whether something is there for it to cover or not.

    Parameters
    ----------
    periods
        One row a period, all of one instance type, system and Availability Zone. Columns:

        - reserved, running: slots, and matching instances that run in the period
        - covered: instances that regional RIs and Savings Plans together can cover (0 when left out)
        - zonal: instances that zonal RIs of this Availability Zone cover (0 when left out)
        - hours: length of the period (1 when left out); reservations are billed by the second, so 0.25 is a quarter
    usd_per_hour
        On-Demand rate of the type, USD.
    covered_usd_per_hour, zonal_usd_per_hour
        Effective rate of one covered instance under the regional RI or plan, and under the zonal RI, USD; NaN when not
        known, and then the costs are not known either.

    Returns
    -------
    pandas.DataFrame
        A row a period, in the order given:

        - reserved, running, hours
        - used, unused, beyond: slots in use, slots empty, instances outside the reservation
        - covered_running, covered_unused: what regional RIs and plans cover of running instances and of empty slots
        - zonal_beyond: what zonal RIs cover, always of ``beyond``
        - covered_idle, zonal_idle: committed, and nothing of this type there to cover
        - usd_running, usd_unused, usd_idle, usd: cost of running instances, of empty slots, of idle commitments, all

    Raises
    ------
    InputError
        For a missing column, a count that is not a whole number of 0 or more, or a negative rate or length.

    Notes
    -----
    Without commitments a period costs ``rate x max(reserved, running) x hours``. Where both could cover an instance
    beyond the reservation, the zonal RI takes it, because the regional one can go elsewhere: a reading of ours; AWS
    states only which of them may reach a slot. An idle Savings Plan or regional RI may cover other usage of the
    account, which these rows do not show.

    With dedicated tenancy the rate is the Dedicated Instance's, and an empty slot also brings the fee per Region.

    Source: AWS, EC2 User Guide, "Capacity Reservation pricing and billing" (billed used or not, per second; regional
    RIs and Savings Plans to instances first, then to unused capacity; not zonal RIs).

    Examples
    --------
    AWS's own example: 20 slots, 15 instances, so 15 instances and 5 unused slots are charged.

    >>> hour = capacity_cost(pd.DataFrame({"reserved": [20], "running": [15]}), usd_per_hour=0.10).iloc[0]
    >>> int(hour["used"]), int(hour["unused"]), float(hour["usd"])
    (15, 5, 2.0)
    """
    errors.amount("usd_per_hour", usd_per_hour)
    for name, rate in (("covered_usd_per_hour", covered_usd_per_hour), ("zonal_usd_per_hour", zonal_usd_per_hour)):
        if rate == rate:  # a rate that is not known makes what it covers not known
            errors.amount(name, rate)
    errors.columns(periods.columns, ("reserved", "running"), ko="기간", en="the periods")
    reserved, running, covered, zonal = (_counts(periods, name) for name in ("reserved", "running", "covered", "zonal"))
    hours = np.ones(len(periods))
    if "hours" in periods.columns:
        hours = np.array([errors.amount("hours", value) for value in periods["hours"]])

    used = np.minimum(reserved, running)
    unused, beyond = reserved - used, running - used
    zonal_beyond = np.minimum(zonal, beyond)
    covered_running = np.minimum(covered, running - zonal_beyond)
    covered_unused = np.minimum(covered - covered_running, unused)
    covered_idle, zonal_idle = covered - covered_running - covered_unused, zonal - zonal_beyond

    plain = running - zonal_beyond - covered_running
    usd_running = plain * usd_per_hour + covered_running * covered_usd_per_hour + zonal_beyond * zonal_usd_per_hour
    usd_unused = (unused - covered_unused) * usd_per_hour + covered_unused * covered_usd_per_hour
    usd_idle = covered_idle * covered_usd_per_hour + zonal_idle * zonal_usd_per_hour
    return pd.DataFrame(
        {
            "reserved": reserved,
            "running": running,
            "hours": hours,
            "used": used,
            "unused": unused,
            "beyond": beyond,
            "covered_running": covered_running,
            "covered_unused": covered_unused,
            "zonal_beyond": zonal_beyond,
            "covered_idle": covered_idle,
            "zonal_idle": zonal_idle,
            "usd_running": usd_running * hours,
            "usd_unused": usd_unused * hours,
            "usd_idle": usd_idle * hours,
            "usd": (usd_running + usd_unused + usd_idle) * hours,
        },
        index=periods.index,
    )


def _counts(periods: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    if name not in periods.columns:
        return np.zeros(len(periods), dtype=np.int64)
    return np.array([errors.count(name, value) for value in periods[name]], dtype=np.int64)
