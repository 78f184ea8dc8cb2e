"""Reserved Instances: the count is the best of all counts, and the quantile of the newsvendor."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.operation import commitment
from tests.operation.commitment import reference

RI = "ri_standard_1y_no_upfront"


def cost(one, count, units, order, rate):
    """Smallest size first, an hour at a time."""
    on_demand, total, used = one.products["on_demand_usd"].to_numpy(), 0.0, 0.0
    for hour in one.quantity:
        left = count * units[order[0]]
        total += rate * count
        for i in order:
            taken = min(hour[i] * units[i], left)
            left -= taken
            used += taken
            total += (hour[i] - taken / units[i]) * on_demand[i]
    return total, used


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_the_best_of_all_counts(seed):
    rng = np.random.default_rng(seed)
    hours, sizes = int(rng.integers(1, 20)), int(rng.integers(1, 4))
    quantity = rng.integers(0, 5, (hours, sizes)) * (1.0 if rng.random() < 0.5 else rng.random((hours, sizes)))
    units = np.array([4.0, 8.0, 16.0])[:sizes]
    # priced in proportion, or not: then the cost is not convex
    on_demand = 0.1 * units * (1.0 if rng.random() < 0.5 else rng.uniform(0.5, 1.5, sizes))
    names = ["m7g.large", "m7g.xlarge", "m7g.2xlarge"][:sizes]
    rate = on_demand * rng.uniform(0.3, 0.9)
    table = pd.DataFrame({"product": names, "on_demand_usd": on_demand, RI: rate})
    one = commitment.demand(pd.DataFrame(quantity, columns=names), table)
    row = commitment.best_reservations(one, RI).iloc[0]
    most = int(np.ceil((quantity @ units).max() / units[0])) + 1
    every = [cost(one, n, units, range(sizes), rate[0])[0] for n in range(most + 1)]
    assert row["usd"] == pytest.approx(min(every))
    assert every[int(row["count"])] == pytest.approx(min(every))
    if row["count"]:
        used = cost(one, row["count"], units, range(sizes), rate[0])[1]
        assert row["utilization"] == pytest.approx(used / row["count"] / units[0] / hours)


@pytest.mark.parametrize("share", [0.35, 0.6, 0.8])
def test_the_quantile(share):
    quantity = commitment.trace("office").to_numpy()
    one = reference.demand(quantity[:, None], [1.0], **{RI: [share]})
    row = commitment.best_reservations(one, RI).iloc[0]
    runs = [(quantity >= k).mean() for k in range(1, int(quantity.max()) + 1)]
    assert row["count"] == sum(run > share for run in runs)
    assert row["usd"] == pytest.approx(sum(min(share, run) for run in runs) * len(quantity))


def test_pools():
    names = ["m7g.large", "m7g.xlarge", "g5.xlarge", "g5.2xlarge", "m7i.large", "m7i.xlarge"]
    table = pd.DataFrame(
        {
            "product": names,
            "on_demand_usd": [1.0, 2.0, 3.0, 6.0, 1.0, 2.0],
            RI: [0.5, 1.0, 1.5, 3.0, 0.5, 1.0],
            "operating_system": ["linux"] * 4 + ["windows"] * 2,
        }
    )
    one = commitment.demand(pd.DataFrame([[1] * 6] * 4, columns=names), table)
    rows = commitment.best_reservations(one, RI)
    assert rows["products"].tolist() == ["m7g.large, m7g.xlarge", "g5.xlarge", "g5.2xlarge", "m7i.large", "m7i.xlarge"]
    assert rows["count"].tolist() == [3, 1, 1, 1, 1]
    assert rows["units"].tolist() == [4, 1, 1, 1, 1]
    assert rows["saving"].tolist() == [0.5] * 5
    alone = commitment.best_reservations(one, RI, size_flexible=False)
    assert alone["products"].tolist() == names
    assert alone["usd"].sum() == rows["usd"].sum()
    partly = commitment.demand(one.table(), table.assign(**{RI: [0.5, np.nan, np.nan, 3.0, np.nan, np.nan]}))
    assert commitment.best_reservations(partly, RI)["products"].tolist() == ["m7g.large", "g5.2xlarge"]
    with pytest.raises(InputError, match="no product has a known rate"):
        commitment.best_reservations(commitment.demand(one.table(), table.assign(**{RI: np.nan})), RI)
