"""Queued purchases, renewals and quotas."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import purchase
from kaolib.knowledge.purchase import Plan, Reservation

NOW = pd.Timestamp("2026-11-24T09:00:00Z")


@pytest.fixture(params=["reservation", "plan"])
def make(request):
    """Something that starts at a moment."""
    if request.param == "plan":
        return lambda start: Plan("compute_sp", 1.0, start)
    return lambda start: Reservation("m7g.large", "us-east-1", start)


class TestQueue:
    def test_up_to_three_years_ahead(self, make):
        """EC2 User Guide, "Buy Reserved Instances"; Savings Plans User Guide, "Queuing a Savings Plan purchase"."""
        last, second = NOW + pd.DateOffset(years=3), pd.Timedelta(seconds=1)
        for start in (NOW + second, last):
            assert purchase.queue(make(start), NOW).state == "queued"
        for start in (NOW - second, NOW, last + second):
            with pytest.raises(InputError, match=r"it must be after now .* and within 3 years"):
                purchase.queue(make(start), NOW)

    def test_awss_purchase_time(self):
        """EC2 User Guide, "Buy Reserved Instances": --purchase-time "2020-12-01T00:00:00Z"."""
        queued = purchase.queue(Reservation("t2.large", "us-east-1", "2020-12-01T00:00:00Z"), "2020-06-01")
        assert (queued.state, str(queued.end)) == ("queued", "2021-12-01 00:00:00+00:00")

    def test_not_zonal(self):
        zonal = Reservation("m7g.large", "us-east-1", "2027-01-01", zone="us-east-1a")
        for act in (lambda: purchase.queue(zonal, NOW), lambda: purchase.renew(zonal)):
            with pytest.raises(InputError, match=r"the m7g\.large RI cannot be queued: it is zonal"):
                act()


class TestRenew:
    def test_without_a_gap(self):
        """EC2 User Guide, "Renew a Reserved Instance"; Savings Plans User Guide, "Renewing a Savings Plan" (one second)."""
        old = Reservation("m7g.large", "us-east-1", "2026-01-01", term_years=3, volume_discount=True)
        new = purchase.renew(old)
        assert (new.start, new.active_since, new.hours, new.state) == (old.end, old.end, 26280, "queued")
        assert not new.volume_discount
        plan = Plan("ec2_instance_sp", 2.0, "2026-01-01", family="m7g", location="us-east-1")
        assert purchase.renew(plan).start - plan.end == pd.Timedelta(seconds=1)
        assert (purchase.renew(plan).usd_per_hour, purchase.renew(plan).family) == (2.0, "m7g")

    def test_what_was_modified_is_renewed_at_the_price_of_a_full_term(self):
        old = Reservation("m5.large", "us-east-1", "2026-01-01", payment="all_upfront", upfront_usd=500)
        (moved,) = purchase.modify(
            old, pd.DataFrame({"instance_type": ["m5.large"], "count": [1], "zone": [""]}), "2026-10-01"
        )
        assert moved.upfront_usd < 130
        assert purchase.renew(moved).upfront_usd == pytest.approx(500)


class TestQuotas:
    def test_a_region_of_three_zones(self):
        """EC2 User Guide, "Reserved Instance quotas": 20 regional + 3 x 20 zonal = 80."""
        assert purchase.monthly_quota(zones=3) == 80

    def test_ten_instances_count_as_ten(self):
        """EC2 User Guide, "Reserved Instance quotas": one purchase of ten counts as 10, not 1."""
        use = purchase.quota_use([Reservation("t3.micro", "us-east-1", "2026-12-01", count=10)])
        assert use.to_dict("records") == [
            {"month": "2026-12", "location": "us-east-1", "zone": "", "bought": 10, "quota": 20, "left": 10}
        ]

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["2026-11-30T23:59:59Z", "2026-12-01", "2026-12-31T23:00:00-09:00"]),
                st.sampled_from(["", "us-east-1a", "us-east-1b"]),
                st.integers(1, 30),
            )
        )
    )
    def test_equals_a_slow_count(self, rows):
        slow = {}
        for start, zone, count in rows:
            month = {"2026-11": "2026-11", "2026-12": "2026-12"}[start[:7]] if "-09" not in start else "2027-01"
            slow[month, zone] = slow.get((month, zone), 0) + count
        use = purchase.quota_use(
            [Reservation("m5.large", "us-east-1", start, zone=zone, count=count) for start, zone, count in rows],
            regional=25, zonal=10,
        )  # fmt: skip
        assert {(r.month, r.zone): r.bought for r in use.itertuples()} == slow
        assert (use["left"] == use["zone"].map(lambda zone: 10 if zone else 25) - use["bought"]).all()

    def test_bad_quotas(self):
        for bad in ({"zones": -1}, {"zones": 1, "regional": 1.5}):
            with pytest.raises(InputError, match="give a whole number of 0 or more"):
                purchase.monthly_quota(**bad)
        with pytest.raises(InputError, match="zonal -1"):
            purchase.quota_use([], zonal=-1)
