"""Service prices that were found only as copies or quotations of AWS's price list: service_rates.csv, checked.

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
