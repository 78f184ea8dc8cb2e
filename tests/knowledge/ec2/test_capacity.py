"""Capacity Reservations: AWS's worked examples, bounds and conservation, and a slow reference that places each instance."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import ec2

rates = st.floats(1e-4, 500)
counts = st.integers(0, 40)
hours = st.fixed_dictionaries({"reserved": counts, "running": counts, "covered": counts, "zonal": counts})
shares = st.floats(0, 1)


def one(usd: float, covered_usd: float = 0.0, zonal_usd: float = 0.0, **period: float) -> pd.Series:
    return ec2.capacity_cost(pd.DataFrame([period]), usd, covered_usd, zonal_usd).iloc[0]


class TestOneHour:
    @given(rate=rates, reserved=st.integers(0, 500), running=st.integers(0, 500))
    def test_costs_on_demand_for_the_larger_of_reserved_and_running(self, rate, reserved, running):
        hour = ec2.capacity_reservation(rate, reserved, running)
        assert hour["usd_per_hour"].sum() == pytest.approx(rate * max(reserved, running))
        counts = hour.set_index("part")["count"]
        assert counts["used"] + counts["unused"] == reserved
        assert counts["used"] + counts["beyond"] == running

    @pytest.mark.parametrize("bad", [-1, 1.5, "3", None, True])
    def test_bad_counts(self, bad):
        with pytest.raises(InputError, match="give a whole number of 0 or more"):
            ec2.capacity_reservation(0.1, bad, 1)


class TestWorkedExamples:
    """EC2 User Guide, "Capacity Reservation pricing and billing"."""

    def test_twenty_slots_and_fifteen_instances(self):
        hour = one(0.10, reserved=20, running=15)
        assert (hour["used"], hour["unused"], hour["beyond"]) == (15, 5, 0)
        assert hour["usd_running"] == pytest.approx(1.5)
        assert hour["usd_unused"] == pytest.approx(0.5)

    def test_a_day_and_a_quarter_of_an_hour_is_24_25_hours(self):
        period = one(0.10, reserved=1, running=0, hours=24.25)
        assert period["usd"] == period["usd_unused"] == pytest.approx(2.425)

    def test_six_hours_of_an_m4_large_at_ten_cents(self):
        """The slot stands empty for an hour, is used for four, is cancelled, and the instance runs on for one."""
        slots, instances = [1, 1, 1, 1, 1, 0], [0, 1, 1, 1, 1, 1]
        bill = ec2.capacity_cost(pd.DataFrame({"reserved": slots, "running": instances}), 0.10)
        assert bill["usd"].tolist() == pytest.approx([0.10] * 6)
        assert bill["usd_unused"].tolist() == pytest.approx([0.10, 0, 0, 0, 0, 0])
        assert bill["unused"].tolist() == [1, 0, 0, 0, 0, 0]
        assert bill["beyond"].tolist() == [0, 0, 0, 0, 0, 1]


class TestDiscounts:
    def test_instances_come_before_empty_slots(self):
        hour = one(1.0, 0.6, reserved=10, running=7, covered=8)
        assert (hour["covered_running"], hour["covered_unused"], hour["covered_idle"]) == (7, 1, 0)
        assert hour["usd"] == pytest.approx(8 * 0.6 + 2 * 1.0)

    def test_a_zonal_ri_reaches_no_slot(self):
        hour = one(1.0, zonal_usd=0.5, reserved=10, running=10, zonal=10)
        assert (hour["zonal_beyond"], hour["zonal_idle"]) == (0, 10)
        assert hour["usd"] == pytest.approx(10 * 1.0 + 10 * 0.5)

    @given(period=hours, rate=rates, covered=shares, zonal=shares)
    def test_equals_placing_one_instance_after_the_other(self, period, rate, covered, zonal):
        regional_usd, zonal_usd = rate * covered, rate * zonal
        slots, regional, own_zone = period["reserved"], period["covered"], period["zonal"]
        total = regional * regional_usd + own_zone * zonal_usd
        placed = []
        for _ in range(period["running"]):
            placed.append("slot" if slots else "beyond")
            slots = max(slots - 1, 0)
        for where in sorted(placed) + ["empty"] * slots:
            if where == "beyond" and own_zone:
                own_zone -= 1
            elif regional:
                regional -= 1
            else:
                total += rate
        assert one(rate, regional_usd, zonal_usd, **period)["usd"] == pytest.approx(total)

    @given(period=hours, rate=rates)
    def test_without_commitments_it_costs_the_larger_of_reserved_and_running(self, period, rate):
        hour = one(rate, reserved=period["reserved"], running=period["running"])
        assert hour["usd"] == pytest.approx(rate * max(period["reserved"], period["running"]))

    @given(period=hours, rate=rates, covered=shares, zonal=shares)
    def test_another_slot_never_costs_less(self, period, rate, covered, zonal):
        more = period | {"reserved": period["reserved"] + 1}
        few, many = (one(rate, rate * covered, rate * zonal, **p)["usd"] for p in (period, more))
        assert few <= many * (1 + 1e-12)

    @given(period=hours, rate=rates, covered=shares, zonal=shares)
    def test_everything_is_counted_once(self, period, rate, covered, zonal):
        hour = one(rate, rate * covered, rate * zonal, **period)
        billable = max(period["reserved"], period["running"])
        assert hour["used"] + hour["unused"] == period["reserved"]
        assert hour["used"] + hour["beyond"] == period["running"]
        discounted = hour["covered_running"] + hour["covered_unused"] + hour["zonal_beyond"]
        assert discounted <= billable
        assert discounted - hour["zonal_beyond"] + hour["covered_idle"] == period["covered"]
        assert hour["zonal_beyond"] + hour["zonal_idle"] == period["zonal"]
        assert hour["zonal_beyond"] <= hour["beyond"]
        assert hour["covered_unused"] <= hour["unused"]
        assert hour["usd"] == pytest.approx(hour[["usd_running", "usd_unused", "usd_idle"]].sum())


def test_the_index_and_order_of_the_periods_stay():
    periods = pd.DataFrame({"running": [1, 2], "reserved": [2, 1]}, index=pd.Index(["b", "a"], name="hour"))
    assert ec2.capacity_cost(periods, 1.0)["usd"].to_dict() == {"b": 2.0, "a": 2.0}


@pytest.mark.parametrize("bad", [-1, 1.5, "3", None, True, math.nan])
def test_bad_counts(bad):
    for name in ("reserved", "running", "covered", "zonal"):
        with pytest.raises(InputError, match=f"{name} .* give a whole number of 0 or more"):
            one(0.1, **({"reserved": 1, "running": 1} | {name: bad}))


def test_a_rate_that_is_not_known_is_not_guessed():
    hour = one(1, math.nan, reserved=3, running=2, covered=1)
    assert math.isnan(hour["usd"])
    assert hour["covered_running"] == 1
    assert one(1, 0.5, math.nan, reserved=3, running=2)["usd"] != one(1, 0.5, reserved=3, running=2)["usd"]


def test_bad_rates_lengths_and_columns():
    period = {"reserved": 1, "running": 1}
    with pytest.raises(InputError, match="usd_per_hour -1 cannot be used"):
        one(-1, **period)
    with pytest.raises(InputError, match="covered_usd_per_hour -1 cannot be used"):
        one(1, -1, **period)
    with pytest.raises(InputError, match="zonal_usd_per_hour -1 cannot be used"):
        one(1, 0, -1, **period)
    with pytest.raises(InputError, match="hours -1 cannot be used"):
        one(1, **period, hours=-1)
    with pytest.raises(InputError, match="the periods need the column running"):
        one(1, reserved=1)
