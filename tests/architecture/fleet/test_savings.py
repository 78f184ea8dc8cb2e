"""What Spot saves: the same as pandas by hand, what must hold for any group, and the Advisor's bands."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.knowledge import catalog

KEYS = ["location", "operating_system", "instance_type"]


def slow_pairs():
    """By pandas' own join."""
    prices = catalog.on_demand().rename(columns={"usd_per_hour": "full"})
    rows = catalog.spot().merge(prices, on=KEYS, how="left")
    types = catalog.instance_types()[["instance_type", "family", "category"]]
    rows = rows.astype({key: str for key in KEYS}).merge(types.astype(str), on="instance_type", how="left")
    return rows.assign(saving=1 - rows["usd_per_hour"] / rows["full"])


SLOW = slow_pairs()


@pytest.mark.parametrize("by", ["date", "location", "operating_system", "family", "category", ("date", "category"), ()])
@pytest.mark.parametrize("system", [None, "linux"])
def test_the_same_as_pandas(by, system):
    rows = SLOW if system is None else SLOW[SLOW["operating_system"] == system]
    names = [by] if isinstance(by, str) else list(by)
    groups = rows.groupby(names) if names else [((), rows)]
    found = fleet.spot_savings(by, operating_system=system, levels=(0.9, 0.5))
    assert len(found) == len(groups)
    for row, (name, part) in zip(found.itertuples(), groups, strict=True):
        assert tuple(getattr(row, n) for n in names) == (name if isinstance(name, tuple) else (name,))
        known = part.dropna(subset="saving")
        assert (row.pools, row.unpriced) == (len(known), len(part) - len(known))
        expected = known["saving"].quantile([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).tolist()
        values = [row.worst, row.p05, row.p25, row.p50, row.p75, row.p95, row.best]
        assert values == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)
        assert row.not_cheaper == (known["usd_per_hour"] >= known["full"]).sum()
        if len(known):
            reaches = [
                known["usd_per_hour"] - 0.00005 <= known["full"] * (1 - level) * (1 + 1e-12) for level in (0.9, 0.5)
            ]
            assert [row.share_90, row.share_50] == pytest.approx([r.mean() for r in reaches])
        assert (row.first_date, row.last_date) == (part["date"].min(), part["date"].max())


def test_up_to_ninety_percent_is_not_typical():
    """The claim of the Spot page, on every date: reached by few pools, and by hardly any with Windows."""
    table = fleet.spot_savings(("operating_system", "date"))
    assert table.groupby("operating_system")["share_90"].max().to_dict() == {
        "linux": pytest.approx(0.10, abs=0.01),
        "windows": pytest.approx(0.0003, abs=0.0002),
    }
    assert table["best"].max() < 0.91
    assert table["on_demand_as_of"].unique().tolist() == [catalog.as_of("on_demand")]


def test_every_pair_is_there_and_in_order():
    pairs = fleet.spot_pairs()
    assert len(pairs) == len(SLOW)
    assert pairs["saving"].dropna().is_monotonic_increasing
    assert (
        (pairs["reason"] == "no_on_demand_price").sum() == pairs["saving"].isna().sum() == SLOW["saving"].isna().sum()
    )
    columns = ["date", *KEYS]
    ours, theirs = (frame.set_index(columns).sort_index() for frame in (pairs, SLOW))
    np.testing.assert_array_equal(ours["saving"], theirs["saving"])
    np.testing.assert_array_equal(ours["spot_usd_per_hour"], theirs["usd_per_hour"])


@given(
    location=st.sampled_from(["us-east-1", "ap-northeast-2", "sa-east-1"]),
    system=st.sampled_from(["linux", "windows"]),
    category=st.sampled_from([None, "general", "accelerated"]),
)
@settings(max_examples=15)
def test_groups_add_up_to_the_whole(location, system, category):
    options = {"location": location, "operating_system": system, "category": category}
    whole = fleet.spot_savings((), **options)
    for by in fleet.GROUPS:
        parts = fleet.spot_savings(by, **options)
        assert parts["pools"].sum() == whole["pools"].sum()
        assert parts["not_cheaper"].sum() == whole["not_cheaper"].sum()
        assert (parts["share_90"] * parts["pools"]).sum() == pytest.approx((whole["share_90"] * whole["pools"]).sum())
        ranks = parts[["worst", "p05", "p25", "p50", "p75", "p95", "best"]].to_numpy()
        assert not (np.diff(ranks, axis=1) < -1e-12).any()  # no price: NaN
        shares = parts[["share_90", "share_80", "share_70", "share_50"]].to_numpy()
        assert not (np.diff(shares, axis=1) < 0).any()


def test_nothing_left():
    empty = fleet.spot_savings("date", operating_system="suse")
    assert len(empty) == 0
    assert empty.columns.tolist() == fleet.spot_savings("date").columns.tolist()
    assert len(fleet.spot_pairs(operating_system="suse")) == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fleet.spot_savings("day"), "unknown grouping 'day'"),
        (lambda: fleet.spot_savings(("date", "date")), "twice"),
        (lambda: fleet.spot_savings(levels=(90,)), "levels 90"),
        (lambda: fleet.spot_savings(date="2025-03-28"), "did you mean '2025-03-27'"),
        (lambda: fleet.spot_savings(category="gpu"), "unknown category"),
        (lambda: fleet.spot_savings(location="seoul"), "did you mean 'ap-northeast-2'"),
        (lambda: fleet.band_hazards("mean"), "unknown place in the band"),
        (lambda: fleet.band_hazards(open_top=0.1), "open_top 0.1"),
        (lambda: fleet.band_hazards(open_top=1), "open_top 1"),
        (lambda: fleet.advisor_bands(category="gpu"), "unknown category"),
    ],
)
def test_what_cannot_be(call, said):
    with pytest.raises(InputError, match=said):
        call()


class TestBands:
    def test_the_hazard_gives_the_share_back(self):
        for at in ("low", "middle", "high"):
            table = fleet.band_hazards(at)
            assert (1 - np.exp(-730 * table["per_hour"])).tolist() == pytest.approx(table["monthly"].tolist())
            assert table["monthly"].between(table["low"], table["high"]).all()
            assert table["per_year"].tolist() == pytest.approx((table["per_month"] * 12).tolist())
            assert (np.diff(table["per_hour"]) > 0).all()

    def test_the_middle_is_the_middle(self):
        table = fleet.band_hazards(open_top=0.4)
        assert table["monthly"].tolist() == pytest.approx([0.025, 0.075, 0.125, 0.175, 0.3])

    def test_no_interruptions_at_all(self):
        assert fleet.band_hazards("low").loc[0, "hours_between"] == math.inf

    def test_every_pool_is_in_one_band(self):
        advisor = catalog.spot_advisor()
        table = fleet.advisor_bands()
        assert table["pools"].sum() == len(advisor)
        assert set(table["band"]) == set(advisor["interruption_band"])
        by_hand = advisor[advisor["interruption_band"] == ">20%"]["saving"]
        assert table.loc[4, ["saving_p25", "saving_p50", "saving_p75"]].tolist() == pytest.approx(
            by_hand.quantile([0.25, 0.5, 0.75]).tolist()
        )
        parts = [
            fleet.advisor_bands(category=name)["pools"].sum() for name in ("general", "compute", "memory", "storage")
        ]
        assert (
            sum(parts) + fleet.advisor_bands(category="accelerated")["pools"].sum()
            == len(advisor) - fleet.advisor_bands(category="hpc")["pools"].sum()
        )

    def test_one_pool(self):
        row = fleet.pool_band("m7g.large", "us-east-1").iloc[0]
        listed = catalog.spot_advisor("m7g.large", "us-east-1", "linux").iloc[0]
        assert (row["band"], row["saving"]) == (listed["interruption_band"], listed["saving"])
        hazard = fleet.band_hazards().set_index("band").loc[row["band"], "per_hour"]
        assert row["per_hour"] == hazard
        assert len(fleet.pool_band("m7g.large", "us-gov-west-1", "suse")) == 0

    def test_a_family(self):
        rows = catalog.spot_advisor("m7g.large")
        assert fleet.advisor_bands(family="m7g")["pools"].sum() >= len(rows)
        assert isinstance(fleet.advisor_bands(family="m7g"), pd.DataFrame)
