"""What a cluster of Amazon EKS costs: the hour's fee, and what an old Kubernetes version adds to it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog

#: What EKS does when standard support ends: upgrade the cluster, or keep the version at the dearer fee (the default).
UPGRADE_POLICIES = ("standard", "extended")
#: Where a version stands on a day.
SUPPORT = ("unreleased", "standard", "extended", "ended")
#: Months that EKS supports a version at the standard fee, and after that at the extended one. Source: EKS User Guide,
#: "Understand the Kubernetes version lifecycle on EKS".
STANDARD_MONTHS, EXTENDED_MONTHS = 14, 12
_ITEM = {"standard": "cluster_standard_support", "extended": "cluster_extended_support"}
_HOURS_A_DAY = 24


class _Version(NamedTuple):
    version: str
    released: dt.date
    standard_end: dt.date
    extended_end: dt.date


def kubernetes_versions() -> pd.DataFrame:
    """The calendar of Kubernetes versions on EKS.

    Returns
    -------
    pandas.DataFrame
        One row a version, oldest first: version, upstream_release, eks_release, standard_end, extended_end (YYYY-MM-DD, UTC;
        from that day on the next state holds), source.

    Notes
    -----
    Standard support lasts 14 months from the release on EKS, extended support 12 more. `catalog.about` tells as of when.
    Source: EKS User Guide, "Understand the Kubernetes version lifecycle on EKS".

    Examples
    --------
    >>> kubernetes_versions().set_index("version").loc["1.34", "standard_end"]
    '2026-12-02'
    """
    return catalog.table("kubernetes_versions")


def support_of(version: str, date: str | dt.date) -> str:
    """Where a Kubernetes version stands on a day: one of `SUPPORT`.

    Parameters
    ----------
    version
        One of `kubernetes_versions`, as "1.34".
    date
        A day (UTC).

    Raises
    ------
    InputError
        For a version that the calendar does not have, or a date that cannot be read.

    Notes
    -----
    The extended fee begins with the day on which standard support ends, at 00:00 UTC.
    Source: EKS User Guide, "Understand the Kubernetes version lifecycle on EKS", "Amazon EKS Kubernetes release calendar".

    Examples
    --------
    >>> support_of("1.34", "2026-12-01"), support_of("1.34", "2026-12-02")
    ('standard', 'extended')
    """
    found = _version(version)
    day = _day("date", date)
    if day < found.released:
        return "unreleased"
    return "standard" if day < found.standard_end else "extended" if day < found.extended_end else "ended"


def eks_cost(hours: float, location: str, *, support: str = "standard", clusters: int = 1) -> pd.DataFrame:
    """The fee of EKS clusters: so much an hour for each, whatever runs in it.

    Parameters
    ----------
    hours
        How long each cluster exists.
    location
        AWS code of a Region.
    support
        "standard" or "extended": see `support_of`.
    clusters
        How many.

    Returns
    -------
    pandas.DataFrame
        One row: part ("cluster"), unit, quantity, usd_per_unit, usd, as_of; NaN where no price is known.

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be.

    Notes
    -----
    Nodes, pods on Fargate, volumes and load balancers are billed besides. Amazon ECS has no such fee.
    Source: AWS, Amazon EKS pricing.

    Examples
    --------
    A cluster on an old version costs six times the fee: 73 and 438 USD for 730 hours.

    >>> [round(float(eks_cost(730, "us-east-1", support=s)["usd"].sum()), 2) for s in ("standard", "extended")]
    [73.0, 438.0]
    """
    if support not in _ITEM:
        raise unknown(ko="지원 단계", en="support", given=support, allowed=_ITEM)
    quantity = errors.amount("hours", hours) * errors.count("clusters", clusters)
    usd, unit, day = _fee(support, catalog.check_location(location))
    row = {"part": "cluster", "unit": unit, "quantity": quantity, "usd_per_unit": usd}
    return pd.DataFrame([{**row, "usd": quantity * usd if quantity else 0.0, "as_of": day}])


def eks_support_cost(
    version: str,
    start: str | dt.date,
    end: str | dt.date,
    location: str,
    *,
    clusters: int = 1,
    policy: str = "extended",
) -> pd.DataFrame:
    """What clusters that nobody upgrades cost from one day to another: their fee, period by period.

    Parameters
    ----------
    version
        What they run on the first day, one of `kubernetes_versions`.
    start, end
        The first day, and the day after the last (UTC).
    location
        AWS code of a Region.
    clusters
        How many.
    policy
        One of `UPGRADE_POLICIES`: "extended" (the default of EKS) keeps a version until its extended support ends;
        "standard" lets EKS upgrade the cluster when standard support ends.

    Returns
    -------
    pandas.DataFrame
        One row a period: version, support ("standard", "extended"), start, end (dates), hours, clusters, usd_per_hour (of one
        cluster), usd.

    Raises
    ------
    InputError
        For an unknown name, an end before the start, or days on which the calendar knows no version that fits.

    Notes
    -----
    When extended support ends, EKS upgrades the control plane to the oldest version that it still supports, which is in
    extended support itself: the dearer fee goes on. With the standard policy it goes to the next version. AWS does not say
    on which day after the end the upgrade comes: the day itself is taken here (a model).
    Source: EKS User Guide, "Understand the Kubernetes version lifecycle on EKS", "Disable EKS extended support".

    Examples
    --------
    >>> table = eks_support_cost("1.33", "2026-07-01", "2026-08-01", "us-east-1")
    >>> table[["support", "hours", "usd"]].round(2).values.tolist()
    [['standard', 672.0, 67.2], ['extended', 72.0, 43.2]]
    """
    first, last = _day("start", start), _day("end", end)
    if last < first:
        raise InputError(
            ko=f"끝({last})이 시작({first})보다 앞섭니다.", en=f"the end ({last}) is before the start ({first})."
        )
    if policy not in UPGRADE_POLICIES:
        raise unknown(ko="업그레이드 정책", en="upgrade policy", given=policy, allowed=UPGRADE_POLICIES)
    place = catalog.check_location(location)
    errors.count("clusters", clusters)
    found = _version(version)
    if first < found.released:
        raise InputError(
            ko=f"Kubernetes {version}은(는) EKS에 {found.released}에 나왔습니다. 시작을 그날이나 그 뒤로 하세요.",
            en=f"Kubernetes {version} came to EKS on {found.released}: start on that day or later.",
        )
    rows = []
    for name, support, begin, until in _periods(found, first, last, policy):
        hours = (until - begin).days * float(_HOURS_A_DAY)
        usd = _fee(support, place)[0]
        rows.append((name, support, begin.isoformat(), until.isoformat(), hours, clusters, usd, hours * clusters * usd))
    names = ["version", "support", "start", "end", "hours", "clusters", "usd_per_hour", "usd"]
    return pd.DataFrame(rows, columns=names)


def _periods(
    version: _Version, first: dt.date, last: dt.date, policy: str
) -> Iterator[tuple[str, str, dt.date, dt.date]]:
    now = first
    while now < last:
        ends = version.extended_end if policy == "extended" else version.standard_end
        if now >= ends:
            version = _upgraded(now, policy)
            continue
        support, until = ("standard", version.standard_end) if now < version.standard_end else ("extended", ends)
        yield version.version, support, now, min(until, last)
        now = until


def _upgraded(day: dt.date, policy: str) -> _Version:
    """The version that EKS puts a cluster on: the oldest that is still supported, or still in standard support."""
    for other in _calendar():
        ends = other.extended_end if policy == "extended" else other.standard_end
        if other.released <= day < ends:
            return other
    last = _calendar()[-1]
    raise InputError(
        ko=f"{day}에 지원되는 Kubernetes 버전을 알 수 없습니다. 달력은 {last.version}까지 있습니다.",
        en=f"no Kubernetes version is known to be supported on {day}: the calendar ends with {last.version}.",
    )


def _calendar() -> list[_Version]:
    rows = kubernetes_versions()[["version", "eks_release", "standard_end", "extended_end"]].itertuples(index=False)
    return [_Version(str(name), *(dt.date.fromisoformat(str(day)) for day in days)) for name, *days in rows]


def _version(given: str) -> _Version:
    found = {version.version: version for version in _calendar()}
    if given not in found:
        raise unknown(ko="Kubernetes 버전", en="Kubernetes version", given=given, allowed=found)
    return found[given]


def _day(name: str, given: str | dt.date) -> dt.date:
    try:
        if isinstance(given, (int, float)):
            raise TypeError
        return dt.date.fromisoformat(str(pd.Timestamp(given).date()))
    except (ValueError, TypeError):
        raise InputError(
            ko=f"{name} {given!r}을(를) 날짜로 읽을 수 없습니다. 2026-11-25처럼 적으세요.",
            en=f"{name} {given!r} cannot be read as a day: write it as 2026-11-25.",
        ) from None


def _fee(support: str, location: str) -> tuple[float, str, str]:
    found = catalog.tiers("eks", _ITEM[support], location)
    _, _, usd, unit, day = found[0] if found else (0.0, math.inf, math.nan, "hour", "")
    return usd, unit, day
