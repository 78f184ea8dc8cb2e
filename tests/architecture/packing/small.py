"""Tables of services written short, and strategies of hypothesis for them."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

SEOUL = "ap-northeast-2"


def table(*rows: tuple) -> pd.DataFrame:
    """Services as (service, vcpu, gib, replicas)."""
    return pd.DataFrame(rows, columns=["service", "vcpu", "gib", "replicas"])


@st.composite
def services(draw: st.DrawFn, most: int = 6, replicas: int = 6) -> pd.DataFrame:
    """A few services that fit on an m7g.large."""
    kinds = draw(
        st.lists(
            st.tuples(
                st.integers(1, 60).map(lambda n: n / 32),
                st.integers(1, 54).map(lambda n: n / 8),
                st.integers(0, replicas),
                st.booleans(),
            ),
            min_size=1,
            max_size=most,
        )
    )
    rows = [(f"s{i}", *kind) for i, kind in enumerate(kinds)]
    return pd.DataFrame(rows, columns=["service", "vcpu", "gib", "replicas", "spread"])
