"""Bad input is answered with what is wrong, where, and what to give."""

import numpy as np
import pandas as pd
import pytest

from kaolib import errors
from kaolib.errors import InputError
from kaolib.operation import commitment

PRICES = pd.DataFrame({"product": ["a", "b"], "on_demand_usd": [1.0, 2.0], "compute_sp_1y_no_upfront": [0.7, 1.2]})


def use(index=None, **columns):
    values = {"a": [1.0, 2.0, 3.0], "b": [0.0, 1.0, 0.0], **columns}
    return pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=3, freq="h") if index is None else index)


def test_what_is_given_is_kept_in_the_order_of_the_hours():
    made = commitment.demand(use().iloc[[2, 0, 1]], PRICES.iloc[::-1])
    assert made.table()["a"].tolist() == [1.0, 2.0, 3.0]
    assert made.on_demand_usd == 8.0
    assert made.products.index.tolist() == ["a", "b"]
    assert made.only(["b"]).table().columns.tolist() == ["b"]
    assert made.between(1, 3).on_demand_usd == 7.0
    lines = made.usage()
    assert lines["quantity"].tolist() == [1, 2, 1, 3]
    assert (lines["quantity"] * lines["on_demand_usd"]).sum() == 8.0


def test_a_time_zone_becomes_utc():
    seoul = pd.date_range("2026-01-01 09:00", periods=3, freq="h", tz="Asia/Seoul")
    assert commitment.demand(use(seoul), PRICES).hours[0] == pd.Timestamp("2026-01-01 00:00")
    # with its zone, a day of daylight saving is plain in UTC
    berlin = pd.date_range("2026-03-29 00:30", periods=3, freq="h", tz="Europe/Berlin").floor("h")
    assert len(commitment.demand(use(berlin), PRICES).hours) == 3


def hours(*texts):
    return pd.DatetimeIndex(list(texts))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (use(a=[1, -2, 3]), "the use -2 of a at 2026-01-01 01:00:00 cannot be used"),
        (use(a=[1, 2, np.nan]), "the use nan of a at 2026-01-01 02:00:00"),
        (use(a=[1, 2, np.inf]), "the use inf of a"),
        (use(hours("2026-03-29 00", "2026-03-29 01", "2026-03-29 03")), "missing after 2026-03-29 01:00:00.*give UTC"),
        (use(hours("2026-10-25 01", "2026-10-25 02", "2026-10-25 02")), "2026-10-25 02:00:00 stands twice.*give UTC"),
        (use(pd.Index([1, 2, 2])), "the hour 2 stands twice.$"),
        (use(pd.Index([1, 2, 4])), "an hour is missing after 2.$"),
        (use(hours("2026-01-01 00:30", "2026-01-01 01:30", "2026-01-01 02:30")), "00:30:00 is not on the hour"),
        (use(hours("2026-01-01 00", "2026-01-01 01", None)), "NaT is not on the hour"),
        (use(pd.Index(["x", "y", "z"])), "has to hold hours"),
        (use().iloc[:0], "not empty"),
        (use()[["a", "a"]], "the use have a twice"),
        (use(c=[1, 1, 1]), "c has no prices: add a row"),
    ],
)  # fmt: skip
def test_bad_hours(given, said):
    with pytest.raises(InputError, match=said):
        commitment.demand(given, PRICES)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (PRICES.drop(columns="on_demand_usd"), "the products need the column on_demand_usd"),
        (PRICES.drop(columns="product"), "the products need the column product"),
        (PRICES.assign(on_demand_usd=[1.0, 0.0]), "the on_demand_usd of b, 0, cannot be used"),
        (PRICES.assign(on_demand_usd=[np.nan, 1.0]), "the on_demand_usd of a, nan"),
        (PRICES.assign(compute_sp_1y_no_upfront=[-1.0, 1.0]), "the compute_sp_1y_no_upfront of a, -1"),
        (pd.concat([PRICES, PRICES]), "the products have a twice"),
    ],
)
def test_bad_products(given, said):
    with pytest.raises(InputError, match=said):
        commitment.demand(use(), given)


@pytest.mark.parametrize(
    ("usd", "said"),
    [
        (-1, "usd_per_hour -1 cannot be used"),
        (5001, r"USD 5001 an hour cannot be made: it is 0\.001 to 5,000, .* Make it several plans"),
        (1.0000005, "with up to 5 digits after the point"),
        (float("nan"), "usd_per_hour nan"),
    ],
)
def test_commitments_that_aws_does_not_sell(usd, said):
    made = commitment.demand(use(), PRICES)
    with pytest.raises(InputError, match=said):
        commitment.plan_cost(made, "compute_sp_1y_no_upfront", usd)


def test_no_commitment_is_allowed_where_it_means_none():
    none = commitment.plan_cost(commitment.demand(use(), PRICES), "compute_sp_1y_no_upfront", 0)
    assert none.usd == none.on_demand_usd == 8.0
    assert np.isnan(none.utilization)
    assert none.coverage == 0


def test_a_plan_for_what_is_not_there():
    prices = PRICES.assign(
        instance_type=["m7g.large", "c7g.large"], location="us-east-1", ec2_instance_sp_1y_no_upfront=[0.6, np.nan]
    )
    made = commitment.demand(use(), prices)
    with pytest.raises(InputError, match="unknown family in use 'c7g': did you mean 'm7g'"):
        commitment.best_plan(made, "ec2_instance_sp_1y_no_upfront", family="c7g")
    with pytest.raises(InputError, match="did you mean 'us-east-1'"):
        commitment.best_plan(made, "ec2_instance_sp_1y_no_upfront", location="us-east-2")
    assert commitment.best_plan(made, "ec2_instance_sp_1y_no_upfront").not_covered == ("b",)
    both = commitment.demand(use(), prices.assign(ec2_instance_sp_1y_no_upfront=[0.6, 1.0]))
    with pytest.raises(InputError, match="bound to one family: choose from c7g, m7g"):
        commitment.best_plan(both, "ec2_instance_sp_1y_no_upfront")
    assert commitment.best_plan(both, "ec2_instance_sp_1y_no_upfront", family="c7g").not_covered == ("a",)


def test_rates_that_are_not_there():
    made = commitment.demand(use(), PRICES)
    with pytest.raises(InputError, match="did you mean 'compute_sp_1y_no_upfront'"):
        commitment.best_plan(made, "compute_sp_3y_no_upfront")
    with pytest.raises(InputError, match="the products have no rates of any RI"):
        commitment.best_reservations(made, "ri_standard_1y_no_upfront")
    unknown = commitment.demand(use(), PRICES.assign(compute_sp_1y_no_upfront=np.nan))
    with pytest.raises(InputError, match="no product has a known rate under compute_sp_1y_no_upfront"):
        commitment.best_plan(unknown, "compute_sp_1y_no_upfront")


def test_errors_speak_korean(monkeypatch):
    monkeypatch.setattr(errors, "language", "ko")
    with pytest.raises(InputError, match="UTC로 주세요"):
        commitment.demand(use(hours("2026-03-29 00", "2026-03-29 01", "2026-03-29 03")), PRICES)


def test_products_of_the_snapshot_and_traces():
    table = commitment.products(["m7g.large", "m7g.xlarge"], "us-east-1", options=["compute_sp_1y_no_upfront"])
    quantity = pd.DataFrame(
        {name: commitment.trace(s) for name, s in zip(table["product"], ("office", "spiky"), strict=True)}
    )
    made = commitment.demand(quantity, table)
    assert made.products["normalization_factor"].tolist() == [4, 8]
    assert made.products["family"].tolist() == ["m7g", "m7g"]
    for shape in commitment.SHAPES:
        assert commitment.trace(shape, seed=1).equals(commitment.trace(shape, seed=1))
        assert (commitment.trace(shape) >= 0).all()
    spikes = commitment.trace("spiky", size=40)
    assert spikes.value_counts(normalize=True).round(2).to_dict() == {1.0: 0.91, 40.0: 0.09}
    with pytest.raises(InputError, match="did you mean 'steady'"):
        commitment.trace("steadi")
