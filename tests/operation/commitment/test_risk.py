"""Drawn years: the same seed gives the same ones, hindsight is never beaten, and the sums are those of plain addition."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from kaolib.errors import InputError
from kaolib.operation import commitment
from tests.operation.commitment import reference
from tests.operation.commitment.reference import PLAN

WEEK = 168


def use(shape="office", weeks=8, **rates):
    one = commitment.trace(shape, hours=weeks * WEEK).to_numpy()
    other = commitment.trace("steady", size=5, hours=weeks * WEEK, seed=1).to_numpy()
    return reference.demand(np.column_stack([one, other]), [1.0, 2.0], **{PLAN: [0.7, 1.1], **rates})


def test_a_draw_is_weeks_of_the_demand_scaled():
    demand = use()
    found = commitment.risk(demand, PLAN, [5.0, 20.0], growth=[-0.4, 0.5], draws=6, seed=3)
    rng = np.random.default_rng(3)
    weeks, scenario = rng.integers(8, size=(6, 8)), rng.integers(2, size=6)
    for draw in range(6):
        rate = [-0.4, 0.5][scenario[draw]]
        factor = np.repeat(1 + rate * (np.arange(8) + 0.5) * WEEK / 8760, WEEK)
        hours = np.concatenate([np.arange(w * WEEK, (w + 1) * WEEK) for w in weeks[draw]])
        year = reference.demand(demand.quantity[hours] * factor[:, None], [1.0, 2.0], **{PLAN: [0.7, 1.1]})
        assert found.clairvoyant["growth"][draw] == rate
        assert found.clairvoyant["on_demand_usd"][draw] == pytest.approx(year.on_demand_usd)
        table = commitment.plan_curve(year, PLAN, [5.0, 20.0])
        assert found.savings[draw] == pytest.approx(table["saving_usd"].to_numpy())
        best = commitment.best_plan(year, PLAN)
        assert found.clairvoyant["saving_usd"][draw] == pytest.approx(year.on_demand_usd - best.exact_usd)
        assert found.clairvoyant["usd_per_hour"][draw] == pytest.approx(best.exact_usd_per_hour, rel=1e-6)


def test_the_table_is_what_the_savings_say():
    found = commitment.risk(use(), PLAN, growth=[-0.9, 0.9], draws=50, level=0.8)
    assert len(found.table) == 41
    assert found.table["usd_per_hour"].iloc[0] == 0
    regret = found.clairvoyant["saving_usd"].to_numpy()[:, None] - found.savings
    assert regret.min() >= -1e-9
    for column, row in enumerate(found.table.itertuples()):
        saved = found.savings[:, column]
        above = row.usd_per_hour > found.clairvoyant["usd_per_hour"].to_numpy()
        assert row.mean_usd == pytest.approx(saved.mean())
        assert row.p05_usd == pytest.approx(np.quantile(saved, 0.05))
        assert row.cvar_usd == pytest.approx(np.sort(saved)[:10].mean())
        assert row.loss_chance == (saved < 0).mean()
        assert row.too_much_usd == pytest.approx(regret[above, column].sum() / 50)
        assert row.too_little_usd == pytest.approx(regret[~above, column].sum() / 50)
        assert row.regret_usd == pytest.approx(row.too_much_usd + row.too_little_usd)
    assert found.table["coverage"].is_monotonic_increasing
    assert found.table["utilization"].dropna().round(9).is_monotonic_decreasing


@pytest.mark.parametrize("level", [0.0, 0.5, 0.9])
def test_the_best_commitments_are_the_highest_points(level):
    demand = use()
    found = commitment.risk(demand, PLAN, growth=[-0.5, 0.0, 0.5], draws=40, level=level)
    worst = max(1, round((1 - level) * 40))

    def value(usd, count):
        at = commitment.risk(demand, PLAN, [round(usd, 3)], growth=[-0.5, 0.0, 0.5], draws=40).savings[:, 0]
        return np.sort(at)[:count].mean()

    for best, count in ((found.best_mean_usd_per_hour, 40), (found.best_cvar_usd_per_hour, worst)):
        top = minimize_scalar(lambda usd, n=count: -value(usd, n), bounds=(0, 40), method="bounded").fun
        assert value(best, count) >= -top - 1e-6
        assert value(best, count) >= max(value(best + 0.001, count), value(max(best - 0.001, 0), count)) - 1e-9
    assert level or found.best_cvar_usd_per_hour == found.best_mean_usd_per_hour


def test_the_same_seed_gives_the_same_years():
    demand = use()
    one, same, other = (commitment.risk(demand, PLAN, draws=20, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one.table, same.table)
    assert not np.array_equal(one.clairvoyant["saving_usd"], other.clairvoyant["saving_usd"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"growth": -1.0}, "growth -1.0 cannot be used"),
        ({"growth": [0.1, float("nan")]}, "growth nan"),
        ({"draws": 0}, "draws 0"),
        ({"level": 1.0}, "the level has to be below 1"),
        ({"usd_per_hour": [5001.0]}, "to 5,000"),
    ],
)
def test_bad_questions(given, said):
    with pytest.raises(InputError, match=said):
        commitment.risk(use(), PLAN, **given)
    with pytest.raises(InputError, match="only 504 hours: four weeks"):
        commitment.risk(use(weeks=3), PLAN)


def test_growth_that_leaves_nothing():
    with pytest.raises(InputError, match="shrinks the use below 0"):
        commitment.risk(use(weeks=110), PLAN, growth=-0.9)
