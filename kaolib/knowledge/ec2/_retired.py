"""Accelerators that AWS sold beside an instance, and no longer sells."""

from __future__ import annotations

import pandas as pd

from kaolib.knowledge import catalog


def retired() -> pd.DataFrame:
    """Elastic Graphics and Elastic Inference: what each accelerator had, and when it came and went.

    Returns
    -------
    pandas.DataFrame
        accelerator, service ("elastic_graphics", "elastic_inference"), gib (memory of the one device), announced,
        closed_to_new (customers) and ended as YYYY-MM-DD, "" where no source gives the date, source.

    Notes
    -----
    What replaces them: `kao.compare.successors`.

    Examples
    --------
    >>> sorted(set(retired()["service"]))
    ['elastic_graphics', 'elastic_inference']
    """
    return catalog.table("retired_accelerators")
