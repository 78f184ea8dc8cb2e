"""The made-up year of the shop: its hours, its events, and what is known of its rates in every Region."""

from __future__ import annotations

import numpy as np
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts
from kaolib.study import samples

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_every_rate_that_can_be_known_is_known_in_every_region(region):
    known = samples.year(region).products
    compute = [name for name in samples.YEAR_OPTIONS if name.startswith("compute_sp")]
    assert known[compute].notna().all(axis=None)
    ec2 = known["service"] == "ec2"
    assert known.loc[ec2, list(samples.YEAR_OPTIONS)].notna().all(axis=None)
    narrow = [name for name in samples.YEAR_OPTIONS if name not in compute]
    assert known.loc[~ec2, narrow].isna().all(axis=None)
    assert known.loc[ec2, "family"].nunique() == 3
    assert (known[compute].le(known["on_demand_usd"], axis=0)).all(axis=None)


def test_rates_are_those_of_the_snapshot():
    known = samples.year("ap-northeast-2").products
    usage = samples.hour(samples.shop("ap-northeast-2"))
    rates = discounts.plan_rates(usage, ["compute_sp_1y_no_upfront"]).set_index("item")["usd"]
    by_item = known.set_index("instance_type")["compute_sp_1y_no_upfront"]
    assert by_item[rates.index].tolist() == rates.tolist()
    listed = catalog.commitments("m7g.xlarge", "ap-northeast-2", "linux").set_index("option")["effective_usd_per_hour"]
    assert known["ri_standard_1y_all_upfront"]["web"] == listed["ri_standard_1y_all_upfront"]


def test_a_year_is_8760_whole_hours_and_always_the_same():
    first = samples.year("us-east-1")
    samples._year._year.cache_clear()
    again = samples.year("us-east-1")
    assert again is not first
    assert len(first.hours) == 8760
    assert first.hours[0].day_name() == "Monday"
    assert (first.quantity == np.round(first.quantity)).all()
    assert (first.quantity == again.quantity).all()


def test_growth_holidays_sale_and_move():
    flat, table = samples.year("us-east-1", growth=0.0).table(), samples.year("us-east-1", growth=0.25).table()
    assert table["web"].iloc[-1344:].mean() / flat["web"].iloc[-1344:].mean() == pytest.approx(1.25, abs=0.03)
    days = flat["web"].groupby(np.arange(8760) // 24).mean()
    assert days[97:104].mean() < 0.75 * days[60:95].mean()
    assert days[203:213].mean() > 1.5 * days[160:200].mean()
    assert days[203:213].min() > days.drop(range(203, 213)).max()
    move = samples.MOVE_DAY * 24
    assert table["search"].tolist() == [4] * move + [0] * (8760 - move)
    assert table["search_next"].tolist() == [0] * move + [4] * (8760 - move)


def test_a_shrinking_year_ends_smaller():
    use = samples.year("us-east-1", growth=-0.3)
    assert use.table()["web"].iloc[-1344:].mean() < use.table()["web"].iloc[:1344].mean()


def test_bad_input_is_a_sentence():
    with pytest.raises(InputError, match="growth"):
        samples.year(growth=-1)
    with pytest.raises(InputError, match="did you mean"):
        samples.year("ap-northeast-9")
