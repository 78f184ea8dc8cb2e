"""Looking up On-Demand and plan rates, and reading the times at which machines ran."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts

LINES = pd.DataFrame(
    {
        "hour": 0,
        "location": "ap-northeast-2",
        "service": ["ec2", "fargate", "lambda", "ec2"],
        "item": ["m7g.large", "vcpu_linux_x86", "request", "m5.large"],
        "operating_system": ["linux", "linux", "linux", "windows"],
        "quantity": 1.0,
    },
    index=[3, 1, 4, 5],
)


def test_on_demand_rates_are_the_snapshots():
    usd = discounts.priced(LINES)["on_demand_usd"]
    assert usd.index.tolist() == LINES.index.tolist()
    assert usd[3] == catalog.price("m7g.large", "ap-northeast-2")
    assert usd[1] == catalog.tiers("fargate", "vcpu_linux_x86", "ap-northeast-2")[0][2]
    assert usd[5] == catalog.price("m5.large", "ap-northeast-2", "windows")


def test_a_price_in_tiers_is_its_first():
    usd = discounts.priced(LINES.assign(service="lambda", item="duration_x86", operating_system="linux"))[
        "on_demand_usd"
    ]
    assert usd.tolist() == [catalog.tiers("lambda", "duration_x86", "ap-northeast-2")[0][2]] * len(LINES)


def test_a_rate_that_was_given_stays():
    usd = discounts.priced(LINES.assign(on_demand_usd=[1.5, np.nan, np.nan, np.nan]))["on_demand_usd"]
    assert usd[3] == 1.5
    assert usd[5] == catalog.price("m5.large", "ap-northeast-2", "windows")


def test_a_price_that_is_not_known():
    with pytest.raises(
        InputError, match=r"the On-Demand rate of ec2 ap-northeast-2 m5.large windows dedicated is not known"
    ):
        discounts.priced(LINES.assign(tenancy=["shared", "shared", "shared", "dedicated"]))


def test_plan_rates_are_the_snapshots():
    rates = discounts.plan_rates(LINES, ["compute_sp_1y_no_upfront", "ec2_instance_sp_3y_all_upfront"]).set_index(
        ["option", "item"]
    )["usd"]
    listed = catalog.commitments("m7g.large", "ap-northeast-2", "linux").set_index("option")["effective_usd_per_hour"]
    for option in ("compute_sp_1y_no_upfront", "ec2_instance_sp_3y_all_upfront"):
        assert rates[option, "m7g.large"] == listed[option]
    with pytest.raises(InputError, match="did you mean 'compute_sp_1y_no_upfront'"):
        discounts.plan_rates(LINES, ["compute_sp_1y"])


moments = st.datetimes(pd.Timestamp("2026-01-01").to_pydatetime(), pd.Timestamp("2026-01-04").to_pydatetime()).map(
    lambda t: t.replace(microsecond=0)
)


@given(st.lists(st.tuples(moments, moments, st.sampled_from(["m5.large", "c5.large"])), min_size=1, max_size=8))
def test_runs_keep_every_second(runs):
    table = pd.DataFrame([(min(a, b), max(a, b), item) for a, b, item in runs], columns=["start", "end", "item"])
    usage = discounts.usage_of_runs(table)
    seconds = (table["end"] - table["start"]).dt.total_seconds().groupby(table["item"]).sum()
    found = (usage["quantity"] * 3600).groupby(usage["item"]).sum()
    assert found.to_dict() == pytest.approx({item: total for item, total in seconds.items() if total})
    assert not usage.duplicated(["hour", "item"]).any()
    # second by second: how many of the runs are on in the middle of each hour's seconds
    for row in usage.itertuples():
        inside = sum(
            max(0.0, (min(end, row.hour + pd.Timedelta(hours=1)) - max(start, row.hour)).total_seconds())
            for start, end, item in table.itertuples(index=False)
            if item == row.item
        )
        assert row.quantity * 3600 == pytest.approx(inside)


def test_runs_that_cannot_be():
    good = {"start": ["2026-01-01"], "end": ["2026-01-02"], "item": "m5.large"}
    with pytest.raises(InputError, match=r"run 0 ends .* before it starts"):
        discounts.usage_of_runs(pd.DataFrame({**good, "end": ["2025-12-31"]}))
    with pytest.raises(InputError, match="in the runs, end is not always a time"):
        discounts.usage_of_runs(pd.DataFrame({**good, "end": [None]}))
    with pytest.raises(InputError, match="the runs need the column end"):
        discounts.usage_of_runs(pd.DataFrame({"start": ["2026-01-01"], "item": "m5.large"}))
