"""The fee of a cluster that nobody upgrades: day by day, continuous in time, and never below the standard fee."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers

SEOUL = "ap-northeast-2"
VERSIONS = {row.version: row for row in containers.kubernetes_versions().itertuples()}
FIRST, LAST = dt.date(2025, 6, 1), dt.date(2027, 6, 1)


def day_by_day(version: str, start: dt.date, end: dt.date, policy: str) -> float:
    """Each day on its own: which version runs, which fee holds."""
    fee = {s: catalog.tiers("eks", f"cluster_{s}_support", SEOUL)[0][2] for s in ("standard", "extended")}
    usd, day = 0.0, start
    while day < end:
        ends = "extended_end" if policy == "extended" else "standard_end"
        while day.isoformat() >= getattr(VERSIONS[version], ends):
            later = [v for v in VERSIONS if VERSIONS[v].eks_release > VERSIONS[version].eks_release]
            version = next(v for v in later if day.isoformat() < getattr(VERSIONS[v], ends))
        usd += 24 * fee["standard" if day.isoformat() < VERSIONS[version].standard_end else "extended"]
        day += dt.timedelta(days=1)
    return usd


@settings(max_examples=80, deadline=None)
@given(
    version=st.sampled_from(["1.30", "1.31", "1.32", "1.33"]),
    days=st.tuples(st.integers(0, 730), st.integers(0, 730)),
    policy=st.sampled_from(containers.UPGRADE_POLICIES),
    clusters=st.integers(0, 4),
)
def test_the_same_as_day_by_day(version, days, policy, clusters):
    start, end = (FIRST + dt.timedelta(days=d) for d in sorted(days))
    table = containers.eks_support_cost(version, start, end, SEOUL, clusters=clusters, policy=policy)
    assert table["usd"].sum() == pytest.approx(clusters * day_by_day(version, start, end, policy))
    assert table["hours"].sum() == (end - start).days * 24
    assert (table["start"].to_numpy()[1:] == table["end"].to_numpy()[:-1]).all()
    if policy == "standard":
        assert set(table["support"]) <= {"standard"}


def test_a_cluster_left_alone_stays_in_extended_support():
    """Its version's end only moves it to the next version that is in extended support itself."""
    table = containers.eks_support_cost("1.30", "2026-06-01", "2027-06-01", SEOUL)
    assert table["version"].tolist() == ["1.30", "1.31", "1.32", "1.33"]
    assert set(table["support"]) == {"extended"}
    assert table["usd"].sum() == pytest.approx(365 * 24 * 0.6)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("1.99", "2026-01-01", "2026-02-01"), "unknown Kubernetes version '1.99'"),
        (("1.33", "2026-02-01", "2026-01-01"), "is before the start"),
        (("1.33", "soon", "2026-01-01"), "start 'soon' cannot be read as a day"),
        (("1.33", 20260101, "2026-01-01"), "cannot be read as a day"),
        (("1.36", "2026-01-01", "2026-09-01"), "came to EKS on 2026-06-02"),
        (("1.36", "2026-07-01", "2029-01-01"), "the calendar ends with 1.36"),
    ],
)
def test_bad_input(given, sentence):
    with pytest.raises(InputError) as error:
        containers.eks_support_cost(*given, SEOUL)
    assert sentence in str(error.value)


def test_unknown_names():
    with pytest.raises(InputError, match="unknown upgrade policy"):
        containers.eks_support_cost("1.33", "2026-01-01", "2026-02-01", SEOUL, policy="never")
    with pytest.raises(InputError, match="unknown support"):
        containers.eks_cost(1, SEOUL, support="premium")
