"""The Spot Instance Advisor: how often it saw interruptions, and what that would mean hour by hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._savings import types_of
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.purchase import MONTH_HOURS, YEAR_HOURS

#: The Advisor's bands: share of instances interrupted within the last month, from and to. The last one has no end.
BANDS = {"<5%": (0.0, 0.05), "5-10%": (0.05, 0.10), "10-15%": (0.10, 0.15), "15-20%": (0.15, 0.20), ">20%": (0.20, 1.0)}
#: Where the open band is taken to end, unless told otherwise: an assumption, half as high again as its beginning.
OPEN_TOP = 0.30


def band_hazards(at: str = "middle", open_top: float = OPEN_TOP) -> pd.DataFrame:
    """What a band of the Spot Instance Advisor would mean hour by hour, if interruptions came evenly.

    Parameters
    ----------
    at
        Which share of the band is taken: its "low" end, its "middle" or its "high" end.
    open_top
        Where the band ">20%" is taken to end (0.2 to below 1): AWS does not tell.

    Returns
    -------
    pandas.DataFrame
        One row per band, from the calmest: band; low, high (share of instances interrupted in the month that the band
        spans, 0 to 1); monthly (the share taken); per_hour (interruptions per running hour); hours_between (mean time
        between them; infinite for 0), per_month (730 hours) and per_year (8,760 hours) of one place kept filled.

    Raises
    ------
    InputError
        For an unknown `at`, or an end outside its range.

    Notes
    -----
    AWS publishes the share of Spot Instances that it took back during the last month; not their age, nor when. The step to a
    rate per hour is ours, an ASSUMPTION: every instance runs for the month unless interrupted, at a constant hazard h, so that
    1 - exp(-730 h) is the share. It says nothing of the coming month, and instances that you end yourself early would make the
    true hazard higher.
    Source: AWS, EC2 User Guide, "Spot Instance Advisor" (frequency of interruption).

    Examples
    --------
    >>> bands = band_hazards().set_index("band")
    >>> round(float(bands.loc["<5%", "hours_between"])), round(float(bands.loc[">20%", "per_year"]), 1)
    (28833, 3.5)
    """
    errors.each_of(at, ("low", "middle", "high"), ko="위치", en="place in the band")
    top = errors.share("open_top", open_top)
    if not BANDS[">20%"][0] <= top < 1:
        raise InputError(
            ko=f"open_top {top:g}은(는) 쓸 수 없습니다. 0.2 이상 1 미만이어야 합니다.",
            en=f"open_top {top:g} cannot be used: give a number from 0.2 to below 1.",
        )
    table = pd.DataFrame([(b, low, high) for b, (low, high) in BANDS.items()], columns=["band", "low", "high"])
    table.loc[table["high"] == 1, "high"] = top
    taken = {"low": table["low"], "middle": (table["low"] + table["high"]) / 2, "high": table["high"]}[at]
    hazard = -np.log1p(-taken) / MONTH_HOURS
    with np.errstate(divide="ignore"):
        between = 1 / hazard
    return table.assign(
        monthly=taken,
        per_hour=hazard,
        hours_between=between,
        per_month=hazard * MONTH_HOURS,
        per_year=hazard * YEAR_HOURS,
    )


def advisor_bands(
    location: str | None = None,
    operating_system: str | None = None,
    family: str | None = None,
    category: str | None = None,
    at: str = "middle",
    open_top: float = OPEN_TOP,
) -> pd.DataFrame:
    """How many pools the Spot Instance Advisor puts in each band, and what they save.

    Parameters
    ----------
    location, operating_system, family, category
        Keep only these; None keeps all.
    at, open_top
        As in `band_hazards`.

    Returns
    -------
    pandas.DataFrame
        The five rows of `band_hazards`, with pools, share (of all pools kept), saving_p25, saving_p50, saving_p75 (as the
        Advisor prints it, 0 to 1; NaN without a pool) and as_of.

    Raises
    ------
    InputError
        For an unknown name.

    Examples
    --------
    >>> bands = advisor_bands("us-east-1", "linux")
    >>> bands["band"].tolist(), round(float(bands["share"].sum()), 9)
    (['<5%', '5-10%', '10-15%', '15-20%', '>20%'], 1.0)
    """
    rows = catalog.spot_advisor(location=location, operating_system=operating_system)
    if family is not None or category is not None:
        types = types_of()
        if family is not None:
            types = types[types["family"] == catalog.check_family(family)]
        if category is not None:
            errors.each_of(category, sorted(set(types_of()["category"])), ko="분류", en="category")
            types = types[types["category"] == category]
        rows = rows[rows["instance_type"].isin(types.index)]
    savings = rows.groupby(rows["interruption_band"].astype(str))["saving"]
    found = pd.DataFrame({f"saving_p{q:.0f}": savings.quantile(q / 100) for q in (25, 50, 75)})
    table = band_hazards(at, open_top)
    pools = table["band"].map(savings.size()).fillna(0).astype(int)
    table.insert(1, "pools", pools)
    table.insert(2, "share", pools / max(1, len(rows)))
    return table.join(found, on="band").assign(as_of=catalog.as_of("spot_advisor"))


def pool_band(
    instance_type: str,
    location: str,
    operating_system: str = "linux",
    at: str = "middle",
    open_top: float = OPEN_TOP,
) -> pd.DataFrame:
    """The Advisor's band of one pool, and the hazard that it would mean.

    Parameters and errors are those of `catalog.spot_advisor` and `band_hazards`.

    Returns
    -------
    pandas.DataFrame
        One row: location, operating_system, instance_type, saving, and the columns of `band_hazards`; none where the Advisor
        does not list the pool.

    Examples
    --------
    >>> pool_band("m7g.large", "us-east-1").columns[:5].tolist()
    ['location', 'operating_system', 'instance_type', 'saving', 'band']
    """
    rows = catalog.spot_advisor(instance_type, location, operating_system)
    rows = rows.rename(columns={"interruption_band": "band"}).assign(band=lambda t: t["band"].astype(str))
    return rows.merge(band_hazards(at, open_top), on="band", how="left")
