"""Every price of the snapshot in one order."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.knowledge.purchase import OPTIONS

_KEY = ["location", "operating_system", "instance_type"]


def ranking(
    location: str | None = None,
    operating_system: str | None = None,
    option: str | None = None,
) -> pd.DataFrame:
    """Rank every price of the snapshot: all types, locations, systems and purchase options, cheapest first.

    Parameters
    ----------
    location, operating_system, option
        Keep only these; None keeps all.

    Returns
    -------
    DataFrame
        instance_type, location, operating_system, option, usd_per_hour (effective), saving (1 - price / On-Demand).

    Raises
    ------
    InputError
        For an unknown location, operating system or option.

    Notes
    -----
    Source: the snapshot's On-Demand prices, commitment rates (some derived, see `catalog.commitment_rules`) and newest
    Spot prices. A location's prices, or all three million, are sorted at the first call; later calls only filter.

    Examples
    --------
    >>> table = ranking("ap-northeast-2", "linux")
    >>> bool(table["usd_per_hour"].iloc[0] < table["usd_per_hour"].iloc[-1])
    True
    """
    every = _every_rate(None if location is None else catalog.check_location(location))
    keep = np.ones(len(every), dtype=bool)
    if operating_system is not None:
        keep &= (every["operating_system"] == catalog.check_operating_system(operating_system)).to_numpy()
    if option is not None:
        errors.each_of([option], OPTIONS, ko="구매 옵션", en="purchase option")
        keep &= (every["option"] == option).to_numpy()
    return every.copy(deep=False) if keep.all() else every[keep].reset_index(drop=True)


@cache
def _every_rate(location: str | None) -> pd.DataFrame:
    """Every known price of a type that is sold On-Demand there, cheapest first: sorted once, filtered often."""
    priced = catalog.on_demand(location=location)
    committed = catalog.commitment_rates()
    if location is not None:
        committed = committed[committed["location"] == location]
    spot = catalog.spot(location=location).drop_duplicates(_KEY, keep="last")  # the newest date stands last
    home = _numbers(priced, priced)
    order = np.argsort(home)

    def rows_of(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
        """The On-Demand row of each row of the frame, -1 where there is none."""
        wanted = _numbers(frame, priced)
        found = order[np.searchsorted(home, wanted, sorter=order).clip(max=len(home) - 1)]
        return np.where(home[found] == wanted, found, -1)

    rates = committed[list(COMMITMENTS)].to_numpy()
    line, column = np.nonzero(~np.isnan(rates))
    row = np.concatenate([np.arange(len(priced)), rows_of(spot), rows_of(committed)[line]])
    option = np.concatenate([np.zeros(len(priced)), np.ones(len(spot)), column + 2]).astype(np.int8)
    usd = np.concatenate([priced["usd_per_hour"], spot["usd_per_hour"], rates[line, column]])
    rank = np.argsort(usd, kind="stable")
    rank = rank[row[rank] >= 0]
    columns = {
        name: _labels(priced[name].cat.codes.to_numpy()[row[rank]], priced[name].cat.categories)
        for name in ("instance_type", "location", "operating_system")
    }
    columns["option"] = _labels(option[rank], pd.Index(OPTIONS))
    saving = 1 - usd[rank] / priced["usd_per_hour"].to_numpy()[row[rank]]
    return pd.DataFrame({**columns, "usd_per_hour": usd[rank], "saving": saving})


def _labels(codes: npt.NDArray[np.integer], names: pd.Index[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes, categories=names, validate=False)


def _numbers(frame: pd.DataFrame, names: pd.DataFrame) -> npt.NDArray[np.int64]:
    """One number for each location, operating system and type; -1 for a name that `names` does not have."""
    number = np.zeros(len(frame), dtype=np.int64)
    strange = np.zeros(len(frame), dtype=bool)
    for column in _KEY:
        categories = names[column].cat.categories
        codes = frame[column].cat.set_categories(categories).cat.codes.to_numpy()
        strange |= codes < 0
        number = number * len(categories) + codes
    return np.where(strange, -1, number)
