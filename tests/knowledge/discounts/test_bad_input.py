"""Bad input is answered by one sentence: what was given, what is allowed."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import discounts
from tests.knowledge.discounts.small import ri, usage_of

GOOD = {"item": "m5.large", "quantity": 1, "on_demand_usd": 0.096}
PLAN = {"id": "p", "kind": "compute_sp", "option": "compute_sp_1y_no_upfront", "usd_per_hour": 1.0}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"quantity": -1}, "line 1 of the usage: quantity -1 cannot be used: give a number of 0 or more"),
        ({"quantity": float("nan")}, "quantity nan cannot be used"),
        ({"on_demand_usd": None}, "on_demand_usd nan cannot be used"),
        ({"hour": 0.5}, "0.5 is not a clock hour"),
        ({"hour": "tomorrow"}, "is not a clock hour: give full hours in UTC"),
        ({"service": "EC2"}, "unknown service 'EC2': did you mean 'ec2'?"),
        ({"tenancy": "default"}, "unknown tenancy 'default'"),
        ({"operating_system": "Linux"}, "did you mean 'linux'?"),
        ({"market": "on-demand"}, "unknown market 'on-demand': did you mean 'on_demand'?"),
        ({"item": None}, "line 1 of the usage has no item"),
        ({"item": "m5.huge"}, "unknown instance size 'huge'"),
    ],
)
def test_usage(line, sentence):
    usage = usage_of({**GOOD, "item": "c5.large"}, {**GOOD, **line})
    with pytest.raises(InputError, match=sentence.replace("?", r"\?")):
        discounts.apply(usage, pd.DataFrame([ri("a", "m5.large")]))


def test_a_line_twice():
    with pytest.raises(InputError, match=r"line 2 repeats line 0: the same usage in the same hour .* give UTC"):
        discounts.apply(usage_of(GOOD, {**GOOD, "item": "c5.large"}, GOOD))


def test_the_hour_that_a_clock_change_repeats():
    local = pd.date_range("2025-11-02", periods=5, freq="h", tz="America/New_York").tz_localize(None)
    usage = usage_of(*({**GOOD, "hour": hour} for hour in local))
    with pytest.raises(InputError, match="a clock change repeats an hour: give UTC"):
        discounts.apply(usage)


def test_no_usage():
    with pytest.raises(InputError, match="the usage has no line"):
        discounts.apply(usage_of(GOOD).head(0))
    with pytest.raises(InputError, match="the usage need the column on_demand_usd"):
        discounts.apply(usage_of(GOOD).drop(columns="on_demand_usd"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"count": 1.5}, "count 1.5 cannot be used"),
        ({"usd_per_hour": -0.1}, "usd_per_hour -0.1 cannot be used"),
        ({"scope": "zonal"}, "reservation 'a': a zonal RI needs its zone"),
        ({"scope": "region"}, "unknown scope 'region': did you mean 'regional'"),
        ({"zone": "us-east-1a", "scope": "regional"}, "a regional RI has none"),
        ({"tenancy": "host"}, "unknown tenancy 'host'"),
        ({"instance_type": "m5"}, "has no size"),
        ({"start": "2026-01-01"}, "commitment 'a': give its start as the usage gives its hours"),
    ],
)
def test_reservations(more, sentence):
    with pytest.raises(InputError, match=sentence):
        discounts.apply(usage_of(GOOD), pd.DataFrame([ri("a", "m5.large") | more]))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"kind": "compute"}, "unknown kind of plan 'compute': did you mean 'compute_sp'"),
        ({"usd_per_hour": -1}, "usd_per_hour -1 cannot be used"),
        ({"kind": "ec2_instance_sp"}, "plan 'p': an EC2 Instance plan needs its family and location"),
        ({"family": "m5"}, "another plan has none"),
        ({"kind": "ec2_instance_sp", "family": "m5.large", "location": "us-east-1"}, "is not an instance family"),
    ],
)
def test_plans(more, sentence):
    with pytest.raises(InputError, match=sentence):
        discounts.apply(usage_of(GOOD), None, pd.DataFrame([PLAN | more]))


@pytest.mark.parametrize("usd", [None, 0.0, float("nan")])
def test_a_rate_that_is_not_known(usd):
    rates = pd.DataFrame([{"option": PLAN["option"], "location": "us-east-1", "item": "m5.large", "usd": usd}])
    with pytest.raises(
        InputError, match=r"the rate of compute_sp_1y_no_upfront for ec2 us-east-1 m5.large linux shared is not known"
    ):
        discounts.apply(usage_of(GOOD), None, pd.DataFrame([PLAN]), rates)


def test_an_id_twice():
    with pytest.raises(InputError, match="the id 'p' stands for two commitments"):
        discounts.apply(usage_of(GOOD), pd.DataFrame([ri("p", "m5.large")]), pd.DataFrame([PLAN]))


def test_an_hour_outside_the_period():
    with pytest.raises(InputError, match="the hour 7 is not in this period: it runs from 0 to 0"):
        discounts.apply(usage_of(GOOD)).explain(7)


def test_a_family_that_is_never_used_is_all_waste():
    plan = PLAN | {"kind": "ec2_instance_sp", "family": "r5", "location": "us-east-1"}
    done = discounts.apply(usage_of(GOOD), None, pd.DataFrame([plan]))
    assert done.by_commitment()[["utilization", "net_saving_usd"]].to_numpy().tolist() == [[0.0, -1.0]]
