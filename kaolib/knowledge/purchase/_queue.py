"""Purchases queued for a later date, renewals, and the monthly quotas of Reserved Instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge.purchase._conditions import require
from kaolib.knowledge.purchase._plans import Plan
from kaolib.knowledge.purchase._reservation import Reservation
from kaolib.knowledge.purchase._time import HOUR, UNSET, moment, term

#: Default quota of new RIs a month: regional for each Region, zonal for each Availability Zone.
REGIONAL_QUOTA = ZONAL_QUOTA = 20

Commitment = TypeVar("Commitment", Reservation, Plan)


def queue(commitment: Commitment, now: str | pd.Timestamp) -> Commitment:
    """Queue a purchase for its start.

    Parameters
    ----------
    commitment
        A regional RI or a Savings Plan that starts later.
    now
        When it is queued.

    Returns
    -------
    Reservation or Plan
        The same, in state "queued". Nothing is charged before its start, and until then it can be deleted.

    Raises
    ------
    InputError
        For a zonal RI, a start that is not in the future, or one more than three years ahead.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Buy Reserved Instances for Amazon EC2", section on queued purchases (00:00 UTC of a
    day in the console, any time by the API; not from other sellers); Savings Plans User Guide, "Queuing a Savings Plan
    purchase" (to the second).

    Examples
    --------
    >>> queue(Reservation("m7g.large", "us-east-1", "2027-01-01"), now="2026-11-24").state
    'queued'
    """
    time = moment("now", now)
    if isinstance(commitment, Reservation):
        require("queueable", commitment, time)
    if not time < commitment.start <= time + pd.DateOffset(years=3):
        raise InputError(
            ko=f"{commitment.start}에 시작하도록 예약할 수 없습니다. 지금({time})보다 뒤, 3년 안이어야 합니다.",
            en=f"a purchase cannot be queued for {commitment.start}: it must be after now ({time}) and within 3 years.",
        )
    return replace(commitment, state="queued")


def renew(commitment: Commitment) -> Commitment:
    """The commitment that follows on one without a gap, to be queued: alike, for a full term.

    A renewal is an ordinary purchase at the price of the day it starts; here an RI keeps the old price. Neither RIs nor
    Savings Plans renew by themselves.

    Parameters
    ----------
    commitment
        A regional RI or a Savings Plan.

    Returns
    -------
    Reservation or Plan
        Queued: an RI for the moment the old one expires, a plan for one second later.

    Raises
    ------
    InputError
        For a zonal RI.

    Notes
    -----
    Sources: AWS, EC2 User Guide, "Renew a Reserved Instance"; Savings Plans User Guide, "Renewing a Savings Plan".

    Examples
    --------
    >>> str(renew(Plan("compute_sp", 2.0, "2026-01-15T09:30:00Z")).start)
    '2027-01-15 09:30:01+00:00'
    """
    if isinstance(commitment, Plan):
        return replace(commitment, start=commitment.end + pd.Timedelta(seconds=1), state="queued")
    require("queueable", commitment, commitment.start)
    return replace(
        commitment,
        start=commitment.end,
        end=UNSET,
        active_since=UNSET,
        upfront_usd=commitment.upfront_usd * (term(commitment.term_years) / HOUR) / commitment.hours,
        state="queued",
        volume_discount=False,
    )


def monthly_quota(zones: int, regional: int = REGIONAL_QUOTA, zonal: int = ZONAL_QUOTA) -> int:
    """How many new RIs a Region takes in a month: regional ones, and zonal ones in each Availability Zone.

    Raises
    ------
    InputError
        For a number that is not a whole one of 0 or more.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Reserved Instance quotas". Quotas can be raised on request.

    Examples
    --------
    AWS's own example: a Region with three Availability Zones.

    >>> monthly_quota(zones=3)
    80
    """
    return errors.count("regional", regional) + errors.count("zones", zones) * errors.count("zonal", zonal)


def quota_use(
    reservations: Sequence[Reservation], regional: int = REGIONAL_QUOTA, zonal: int = ZONAL_QUOTA
) -> pd.DataFrame:
    """How purchases use the monthly quotas: regional ones of their Region, zonal ones of their Availability Zone.

    Parameters
    ----------
    reservations
        Purchases, planned or made; each counts with all its instances in the month (UTC) of its start.
    regional, zonal
        The quotas.

    Returns
    -------
    pandas.DataFrame
        month ("2026-12"), location, zone ("" for regional), bought, quota, left (below 0: too many), in that order.

    Raises
    ------
    InputError
        For a quota that is not a whole number of 0 or more.

    Notes
    -----
    Source: AWS, EC2 User Guide, "Reserved Instance quotas".

    Examples
    --------
    >>> ten = Reservation("t3.micro", "us-east-1", "2026-12-01", count=10)
    >>> quota_use([ten, ten])[["month", "bought", "quota", "left"]].to_dict("records")
    [{'month': '2026-12', 'bought': 20, 'quota': 20, 'left': 0}]
    """
    quotas = {False: errors.count("regional", regional), True: errors.count("zonal", zonal)}
    rows = [(one.start.strftime("%Y-%m"), one.location, one.zone, one.count) for one in reservations]
    table = pd.DataFrame(rows, columns=["month", "location", "zone", "bought"])
    table = table.groupby(["month", "location", "zone"])["bought"].sum().reset_index()
    table["quota"] = [quotas[bool(zone)] for zone in table["zone"]]
    return table.assign(left=table["quota"] - table["bought"])
