"""The price of freedom, each cost reached once more by hand, month by month."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import purchase

OLD, NEW, PLACE = "m7i.large", "m7g.large", "ap-northeast-2"
OFFERS = {name: purchase.offers(name, PLACE).set_index("option") for name in (OLD, NEW)}
PAYMENTS = st.sampled_from(["no_upfront", "partial_upfront", "all_upfront"])


def by_hand(count, years, payment, month, resale):
    """What each commitment costs: paid upfront, by the hour until the change, and by the hour after it."""
    total, after = 8760 * years, 8760 * years - 730 * month
    before = total - after
    on_demand, yearly = (
        OFFERS[NEW].loc[o, "effective_usd_per_hour"] for o in ("on_demand", "ri_standard_1y_no_upfront")
    )
    anew, left = 0.0, after
    while left > 0:
        hours = min(8760, left)
        anew += min(yearly * 8760, on_demand * hours)
        left -= hours
    anew *= count

    s = OFFERS[OLD].loc[f"ri_standard_{years}y_{payment}"]
    standard = count * (s["upfront_usd"] + s["usd_per_hour"] * before)
    if resale is None:
        standard += count * s["usd_per_hour"] * after
    else:
        standard -= count * s["upfront_usd"] * after / total * resale * 0.88
    standard += anew

    c, d = (OFFERS[name].loc[f"ri_convertible_{years}y_{payment}"] for name in (OLD, NEW))
    worth = [one["upfront_usd"] * after / total + one["usd_per_hour"] * after for one in (c, d)]
    n = math.ceil(count * worth[0] / worth[1] - 1e-9)
    if d["upfront_usd"]:
        n = max(n, math.ceil(count * c["upfront_usd"] / d["upfront_usd"] - 1e-9))
    true_up = (n * d["upfront_usd"] - count * c["upfront_usd"]) * after / total
    convertible = count * (c["upfront_usd"] + c["usd_per_hour"] * before) + true_up + n * d["usd_per_hour"] * after
    convertible += max(0, count - n) * anew / count
    return standard, convertible, n, true_up


@given(
    count=st.integers(1, 40),
    years=st.sampled_from([1, 3]),
    payment=PAYMENTS,
    part=st.floats(0.05, 0.95),
    resale=st.none() | st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_costs_are_those_of_the_hand(count, years, payment, part, resale):
    month = max(1, min(12 * years - 1, round(12 * years * part)))
    table = compare.flexibility(
        OLD, NEW, PLACE, count=count, term_years=years, payment=payment, month=month, resale=resale
    ).set_index("offering")
    standard, convertible, n, true_up = by_hand(count, years, payment, month, resale)
    assert table["usd_changed"]["ri_standard"] == pytest.approx(standard)
    assert table["usd_changed"]["ri_convertible"] == pytest.approx(convertible)
    assert table["instances"]["ri_convertible"] == n
    assert table["true_up_usd"]["ri_convertible"] == pytest.approx(true_up, abs=1e-6)
    for offering in ("ri_standard", "ri_convertible", "compute_sp"):
        rate = OFFERS[OLD].loc[f"{offering}_{years}y_{payment}", "effective_usd_per_hour"]
        # an effective rate is printed with fewer digits than the payment it is made of
        assert table["usd_unchanged"][offering] == pytest.approx(count * rate * 8760 * years, rel=1e-5)


def test_the_exchange_never_gives_money_back():
    for payment in ("no_upfront", "all_upfront"):
        table = compare.flexibility(OLD, NEW, PLACE, count=7, payment=payment).set_index("offering")
        assert table["usd_changed"]["ri_convertible"] >= table["usd_unchanged"]["ri_convertible"]
        assert table["usd_changed"]["compute_sp"] >= table["usd_unchanged"]["compute_sp"]


def test_a_compute_plan_pays_beyond_its_commitment_on_demand():
    """To a dearer type: the commitment covers a part of the instances."""
    there = purchase.offers(NEW, PLACE).set_index("option")
    back = compare.flexibility(NEW, OLD, PLACE, count=10, month=12).set_index("offering")
    rates = [t.loc["compute_sp_3y_no_upfront", "effective_usd_per_hour"] for t in (there, OFFERS[OLD])]
    fits = 10 * rates[0] / rates[1]
    assert fits < 10
    extra = (10 - fits) * OFFERS[OLD].loc["on_demand", "usd_per_hour"] * (26280 - 8760)
    assert back["usd_changed"]["compute_sp"] - back["usd_unchanged"]["compute_sp"] == pytest.approx(extra)


@given(st.floats(0, 1e4), st.floats(1e-3, 1e4), st.floats(0, 1e4), st.floats(0, 1e4))
def test_at_the_probability_both_cost_the_same(base, premium, after, regret):
    table = pd.DataFrame(
        {
            "offering": ["ri_standard", "ri_convertible"],
            "usd_unchanged": [base, base + premium],
            "usd_changed": [after + regret, after],
        }
    )
    p = compare.indifferent_probability(table)
    means = (1 - p) * table["usd_unchanged"] + p * table["usd_changed"]
    assert 0 <= p <= 1
    assert means[0] == pytest.approx(means[1], abs=1e-5)


def test_a_regret_that_never_comes_and_a_price_that_is_not_known():
    never = pd.DataFrame(
        {"offering": ["ri_standard", "ri_convertible"], "usd_unchanged": [100, 110], "usd_changed": [80, 100]}
    )
    assert compare.indifferent_probability(never) == math.inf
    unknown = never.assign(usd_changed=[80, math.nan])
    assert math.isnan(compare.indifferent_probability(unknown))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"month": 36}, "1 to 35"),
        ({"month": 0}, "1 to 35"),
        ({"resale": 1.5}, "resale"),
        ({"term_years": 2}, "1 or 3"),
        ({"payment": "none"}, "payment"),
    ],
)
def test_what_cannot_be_is_said(wrong, words):
    with pytest.raises(InputError, match=words):
        compare.flexibility(OLD, NEW, PLACE, **wrong)
