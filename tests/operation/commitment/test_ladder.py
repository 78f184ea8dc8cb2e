"""Tranches: bought from the past alone, ended on time, and billed like one plan that changes its size."""

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.operation import commitment
from tests.operation.commitment import reference
from tests.operation.commitment.reference import PLAN

MONTH = 730


def use(shape="growing", months=15):
    return reference.demand(commitment.trace(shape, hours=months * MONTH).to_numpy()[:, None], [1.0], **{PLAN: [0.7]})


@pytest.mark.parametrize("shape", commitment.SHAPES)
def test_every_month_is_billed_with_the_tranches_in_force(shape):
    demand = use(shape)
    old = pd.DataFrame({"usd_per_hour": [3.0, 1.5], "end": [1000, 5 * MONTH]})
    plan = commitment.ladder(demand, PLAN, share=0.9, existing=old)
    clock = np.arange(len(demand.hours))
    force = sum(t.usd_per_hour * ((clock >= t.start) & (clock < t.end)) for t in plan.tranches.itertuples())
    assert plan.usd == pytest.approx((force + np.maximum(demand.quantity[:, 0] - force / 0.7, 0)).sum())
    assert plan.on_demand_usd == pytest.approx(demand.on_demand_usd)
    assert plan.saving == pytest.approx(1 - plan.usd / plan.on_demand_usd)
    assert plan.usd >= plan.at_once.exact_usd * (1 - 1e-9) or shape in ("growing", "shrinking")
    months = plan.months
    assert months["active"].to_numpy() == pytest.approx(force[months["start"]])
    assert months["usd"].sum() == pytest.approx(plan.usd)
    assert plan.coverage == pytest.approx((months["coverage"] * months["on_demand_usd"]).sum() / plan.on_demand_usd)
    assert plan.utilization == pytest.approx(1 - months["unused_usd"].sum() / force.sum())


def test_only_the_past_decides():
    demand = use("office")
    plan = commitment.ladder(demand, PLAN, lookback_days=7)
    changed = demand.quantity.copy()
    changed[4 * MONTH :] *= 3
    later = commitment.ladder(reference.demand(changed, [1.0], **{PLAN: [0.7]}), PLAN, lookback_days=7)
    assert later.months["bought"][:5].tolist() == plan.months["bought"][:5].tolist()
    assert later.months["bought"][5] > plan.months["bought"][5]
    seen = demand.between(2 * MONTH - 7 * 24, 2 * MONTH)
    assert plan.months["target"][2] == pytest.approx(commitment.best_plan(seen, PLAN).exact_usd_per_hour, abs=0.001)


def test_what_ends_is_let_go_as_far_as_it_is_not_needed():
    half = np.where(np.arange(15 * MONTH) < 6 * MONTH, 20.0, 10.0)[:, None]
    demand = reference.demand(half, [1.0], **{PLAN: [0.7]})
    months = commitment.ladder(demand, PLAN).months
    assert months["bought"].tolist() == [0, 14, *[0] * 11, 7, 0]
    assert months["expiring"].tolist() == [0] * 13 + [14, 0]
    assert months["let_go"].tolist() == [0] * 13 + [7, 0]
    assert months["utilization"].round(6).tolist()[1:] == [1] * 5 + [0.5] * 7 + [1, 1]


def test_what_goes_on_is_needed_first():
    demand = reference.demand([[10.0]] * (4 * MONTH), [1.0], **{PLAN: [0.7]})
    old = pd.DataFrame({"usd_per_hour": [5.0, 4.0], "end": [2 * MONTH, 9000]})
    months = commitment.ladder(demand, PLAN, existing=old).months
    # seven are needed, four go on: of the five that end, three are bought again
    assert months["expiring"].tolist() == [0, 0, 5, 0]
    assert months["bought"].tolist() == [0, 0, 3, 0]
    assert months["let_go"].tolist() == [0, 0, 2, 0]


def test_no_more_than_allowed_in_a_month():
    plan = commitment.ladder(use("steady"), PLAN, most_usd_per_hour=4.0)
    assert plan.months["bought"].max() == 4
    assert plan.months["bought"][:5].sum() == pytest.approx(plan.months["active"][4])
    assert plan.tranches["end"].tolist() == (plan.tranches["start"] + 8760).tolist()
    assert commitment.ladder(use("steady"), PLAN, share=0.0).saving_usd == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lookback_days": 0}, "lookback_days 0"),
        ({"share": 1.2}, "share 1.2"),
        ({"most_usd_per_hour": 0}, r"USD 0 an hour cannot be made: it is 0\.001"),
        ({"existing": pd.DataFrame({"end": [3]})}, "the existing commitments need the column usd_per_hour"),
        ({"existing": pd.DataFrame({"usd_per_hour": [0.0], "end": [3]})}, r"USD 0.0 an hour cannot be made: it is 0\.001"),
    ],
)  # fmt: skip
def test_bad_questions(given, said):
    with pytest.raises(InputError, match=said):
        commitment.ladder(use(months=2), PLAN, **given)
