"""Load balancers: AWS's worked examples, the largest dimension hour by hour, prices that are not known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, load_balancer
from kaolib.knowledge.load_balancer import DIMENSIONS, KINDS, Traffic, capacity_units, cost, usage

FIRST = Traffic(requests_per_connection=5, connection_seconds=120, kb_per_request=60, rules=60)
SECOND = Traffic(requests_per_connection=4, connection_seconds=180, kb_per_request=2.5, rules=20)
AMOUNTS = st.floats(0, 1e7, allow_nan=False)
TRAFFIC = st.builds(
    Traffic,
    requests_per_connection=st.floats(0.1, 1000),
    connection_seconds=st.floats(0, 3600),
    kb_per_request=st.floats(0, 10_000),
    rules=st.integers(0, 100),
)


# AWS, Elastic Load Balancing pricing, "Application Load Balancer" examples 1 and 2 (N. Virginia, months of 720 hours):
# 1.08 units, USD 0.03114 an hour, 22.42 a month; 6 units, USD 0.0705 an hour, 50.76 a month.
@pytest.mark.parametrize(
    ("requests_per_second", "traffic", "units", "decided_by", "usd_per_hour", "usd_per_month"),
    [
        (5, FIRST, 1.08, "processed_gb", 0.03114, 22.42),
        (400, SECOND, 6.0, "active_connections", 0.0705, 50.76),
    ],
)
def test_the_examples_of_aws(
    requests_per_second: float,
    traffic: Traffic,
    units: float,
    decided_by: str,
    usd_per_hour: float,
    usd_per_month: float,
) -> None:
    hours = pd.Series([requests_per_second * 3600.0] * 720)
    billed = capacity_units(usage(hours, traffic))
    assert billed["units"].to_numpy() == pytest.approx(units)
    assert set(billed["decided_by"]) == {decided_by}
    assert cost(hours.iloc[:1], traffic, "us-east-1")["usd"].sum() == pytest.approx(usd_per_hour)
    assert cost(hours, traffic, "us-east-1")["usd"].sum() == pytest.approx(usd_per_month, abs=0.005)


# AWS, "LCU details" and "NLCU details": what one unit of each kind holds.
@pytest.mark.parametrize(
    ("kind", "held"),
    [
        ("alb", (25, 3000, 1, 1000)),
        ("alb_mutual_tls", (25, 1500, 1, 1000)),
        ("alb_lambda", (25, 3000, 0.4, 1000)),
        ("nlb_tcp", (800, 100_000, 1, None)),
        ("nlb_udp", (400, 50_000, 1, None)),
        ("nlb_tls", (50, 3000, 1, None)),
    ],
)
def test_what_one_unit_holds(kind: str, held: tuple[float | None, ...]) -> None:
    for name, amount in zip(DIMENSIONS, held, strict=True):
        used = pd.DataFrame([{dimension: 0.0 for dimension in DIMENSIONS} | {name: amount or 1e9}])
        hour = capacity_units(used, kind).iloc[0]
        assert (hour["units"], hour["decided_by"]) == ((1.0, name) if amount else (0.0, ""))


def reference(requests: float, traffic: Traffic, kind: str) -> tuple[float, dict[str, float]]:
    """One hour by hand: every second of it gets as many requests as every other."""
    holds = dict(zip(DIMENSIONS, {
        "alb": (25, 3000, 1, 1000), "alb_mutual_tls": (25, 1500, 1, 1000), "alb_lambda": (25, 3000, 0.4, 1000),
        "nlb_tcp": (800, 100_000, 1, math.inf), "nlb_udp": (400, 50_000, 1, math.inf), "nlb_tls": (50, 3000, 1, math.inf),
    }[kind], strict=True))  # fmt: skip
    a_second = requests / 60 / 60
    used = {
        "new_connections": a_second / traffic.requests_per_connection,
        "active_connections": a_second / traffic.requests_per_connection * traffic.connection_seconds,
        "processed_gb": requests * traffic.kb_per_request * 1000 / 1e9,
        "rule_evaluations": a_second * (traffic.rules - 10 if traffic.rules > 10 else 0),
    }
    return max(used[name] / holds[name] for name in DIMENSIONS), used


@settings(deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=5), TRAFFIC, st.sampled_from(KINDS))
def test_each_hour_is_billed_its_largest_dimension(requests: list[float], traffic: Traffic, kind: str) -> None:
    hours = pd.Series(requests, index=pd.date_range("2026-01-01", periods=len(requests), freq="h"))
    used = usage(hours, traffic)
    billed = capacity_units(used, kind)
    assert billed.index.equals(hours.index)
    for at, one in hours.items():
        units, dimensions = reference(one, traffic, kind)
        assert used.loc[at].to_dict() == pytest.approx(dimensions)
        assert billed.loc[at, "units"] == pytest.approx(units)
        decided = billed.loc[at, "decided_by"]
        assert (decided == "") == (units == 0)
        assert decided == "" or billed.loc[at, decided] == billed.loc[at, "units"]


@settings(deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=5), TRAFFIC, st.floats(1, 3))
def test_more_requests_never_cost_less_and_peaks_cost_no_more_together(
    requests: list[float], traffic: Traffic, times: float
) -> None:
    hours = pd.Series(requests)
    usd = cost(hours, traffic, "us-east-1").set_index("part")["usd"]
    more = cost(hours * times, traffic, "us-east-1").set_index("part")["usd"]
    assert more["capacity_units"] >= usd["capacity_units"] * (1 - 1e-12)
    assert more["hours"] == usd["hours"]
    # one dimension decides as long as requests are all alike: the units of hours add up to those of their sum
    one = float(capacity_units(usage(float(hours.sum()), traffic))["units"].iloc[0])
    assert capacity_units(usage(hours, traffic))["units"].sum() == pytest.approx(one)


def test_an_hour_that_has_begun_is_billed_and_each_zone_has_an_address() -> None:
    parts = cost(pd.Series([1000.0, 0.0]), FIRST, "us-east-1", hours=2.25, public_zones=3).set_index("part")
    assert parts["quantity"].drop("capacity_units").to_dict() == {"hours": 3, "public_ipv4": 9}
    address = catalog.tiers("ipv4", "in_use", "us-east-1")[0][2]
    assert parts.loc["public_ipv4", "usd"] == pytest.approx(9 * address)
    assert parts.loc["capacity_units", "quantity"] == pytest.approx(1000 * 60 / 1e6)
    assert (parts["as_of"] != "").all()


def test_a_price_that_is_not_known_is_not_a_price(monkeypatch: pytest.MonkeyPatch) -> None:
    known = catalog.tiers
    monkeypatch.setattr(catalog, "tiers", lambda service, *rest: () if service == "alb" else known(service, *rest))
    parts = cost(1000.0, FIRST, "us-east-1", public_zones=2).set_index("part")
    assert parts["usd"].isna().to_dict() == {"hours": True, "capacity_units": True, "public_ipv4": False}
    assert parts["as_of"].eq("").to_dict() == {"hours": True, "capacity_units": True, "public_ipv4": False}
    assert parts["quantity"].notna().all()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Traffic(requests_per_connection=0), "requests_per_connection"),
        (lambda: Traffic(rules=2.5), "rules"),  # type: ignore[arg-type]
        (lambda: Traffic(kb_per_request=-1), "kb_per_request"),
        (lambda: usage(-1.0, FIRST), "-1"),
        (lambda: usage(pd.Series([1.0, np.nan]), FIRST), "nan"),
        (lambda: capacity_units(usage(1.0, FIRST), "alb_mtls"), "alb_mutual_tls|alb_lambda|alb"),
        (lambda: capacity_units(pd.DataFrame({"active_connection": [1.0]})), "active_connections"),
        (lambda: capacity_units(pd.DataFrame({"active_connections": [-1.0]})), "-1"),
        (lambda: capacity_units(pd.DataFrame({"rule_evaluations": [1.0]}), "nlb_tcp"), "none of the dimensions"),
        (lambda: cost(pd.Series([1.0, 1.0]), FIRST, "us-east-1", hours=1), "fewer than"),
        (lambda: cost(1.0, FIRST, "us-east-9"), "us-east-1"),
        (lambda: cost(1.0, FIRST, "us-east-1", public_zones=-1), "public_zones"),
    ],
)
def test_bad_input_gets_one_sentence(call: Any, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaolib.errors.language", "en")
    with pytest.raises(InputError, match=said):
        call()


def test_every_kind_has_a_price_where_one_is_known() -> None:
    for kind in KINDS:
        assert cost(3600.0, FIRST, "us-east-1", kind)["usd"].notna().all()
    assert load_balancer.FREE_RULES == 10
