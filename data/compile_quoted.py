"""Prices that were found only as copies or quotations of AWS's price list: service_rates.csv, managed_instance_fees.csv.

Each row there says where it was read, of when, and how it was checked. A price that could not be found is missing here,
never guessed: a capacity unit costs otherwise in London, Stockholm, Canada and Sao Paulo than in N. Virginia.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
#: Places that stand for many: every Region but AWS GovCloud (US), and those two.
COMMERCIAL, GOVCLOUD = "commercial", "govcloud"
#: What the management of an instance costs, as a share of its On-Demand price for Linux: G instances (35 % less
#: since 2026-07-01) and the general C, M and T types. No other types were found quoted, so no share is known for them.
FEE_SHARES = {"g": 0.078, "c": 0.12, "m": 0.12, "t": 0.12}
_KEY = ["service", "item", "location", "to_location", "from_quantity"]


def rows(regions: Iterable[str]) -> pd.DataFrame:
    """The hand-kept prices in the columns of ``services``, one row a Region.

    Parameters
    ----------
    regions
        Codes of the Regions that the snapshot has, to which a price for "commercial" or "govcloud" is spread.

    Raises
    ------
    ValueError
        When a row names no source or no check.
    """
    given = pd.read_csv(HERE / "service_rates.csv", keep_default_na=False)
    given["to_quantity"] = given["to_quantity"].astype(float)
    given["from_quantity"] = given["from_quantity"].astype(float)
    silent = given[(given["source"] == "") | (given["check"] == "") | (given["as_of"] == "")]
    if len(silent):
        raise ValueError(f"service_rates.csv: no source, check or date:\n{silent.to_string()}")
    codes = sorted(regions)
    gov = [code for code in codes if code.startswith("us-gov-")]
    spread = {COMMERCIAL: [code for code in codes if code not in gov], GOVCLOUD: gov}
    given["location"] = [spread.get(place, [place]) for place in given["location"]]
    return given.explode("location", ignore_index=True).assign(to_location="").drop(columns="check")


def newest(found: pd.DataFrame, quoted: pd.DataFrame) -> pd.DataFrame:
    """Both lists as one: where both hold a price they must agree, and the quotation, which is newer, stays.

    Parameters
    ----------
    found
        Prices compiled from the source files.
    quoted
        The rows of this module.

    Raises
    ------
    ValueError
        When the two disagree on a price or on a tier's end.
    """
    both = found.merge(quoted, on=_KEY, suffixes=("", "_quoted"))
    off = both[(both["usd"] != both["usd_quoted"]) | (both["to_quantity"] != both["to_quantity_quoted"])]
    if len(off):
        raise ValueError(
            f"service_rates.csv disagrees with the sources:\n{off[[*_KEY, 'usd', 'usd_quoted']].to_string()}"
        )
    keep = ~found.set_index(_KEY).index.isin(quoted.set_index(_KEY).index)
    return pd.concat([found[keep], quoted[found.columns]], ignore_index=True)


def management_fees(on_demand: pd.DataFrame) -> pd.DataFrame:
    """The quoted fees of EKS Auto Mode and ECS Managed Instances, each with the share of the price that it is.

    Parameters
    ----------
    on_demand
        The table of that name.

    Raises
    ------
    ValueError
        When a quoted fee is not `FEE_SHARES` of the On-Demand price, rounded as the source rounds it.
    """
    given = pd.read_csv(HERE / "managed_instance_fees.csv", keep_default_na=False)
    linux = on_demand[on_demand["operating_system"] == "linux"].astype({"location": str, "instance_type": str})
    found = given.merge(
        linux[["location", "instance_type", "usd_per_hour"]],
        on=["location", "instance_type"], how="left", suffixes=("", "_on_demand"),
    )  # fmt: skip
    found["group"] = found["instance_type"].str[0]
    found["share"] = found["group"].map(FEE_SHARES)
    away = (found["share"] * found["usd_per_hour_on_demand"] - found["usd_per_hour"]).abs()
    off = found[~(away <= 0.5 * 10.0 ** -found["digits"] + 1e-12)]
    if len(off):
        raise ValueError(f"managed_instance_fees.csv: not the known share of the On-Demand price:\n{off.to_string()}")
    names = ["service", "location", "instance_type", "usd_per_hour", "group", "share", "as_of", "source"]
    return found[names].sort_values(names[:3], ignore_index=True)
