"""What schedules save: all of it On-Demand, nothing of what a commitment covers, and never what stands anyway."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import schedule
from kaolib.architecture.schedule import Period, Schedule
from kaolib.errors import InputError
from kaolib.knowledge import catalog, ec2

HERE = "ap-northeast-2"
OFFICE = Schedule("office", Period("p", "09:00", "19:00", weekdays="mon-fri"), "Asia/Seoul")
WEEK = ("2026-06-01", "2026-06-08")


def machines(**columns):
    return pd.DataFrame(
        {"machine": ["dev"], "instance_type": ["m7g.large"], "location": [HERE], "schedule": ["office"]} | columns
    )


def plan(usd, option="compute_sp_1y_no_upfront"):
    return pd.DataFrame([{"id": "sp", "kind": "compute_sp", "option": option, "usd_per_hour": usd}])


def rate(instance_type="m7g.large", option="compute_sp_1y_no_upfront"):
    rates = catalog.commitment_rates()
    row = rates[
        (rates["location"] == HERE) & (rates["instance_type"] == instance_type) & (rates["operating_system"] == "linux")
    ]
    return float(row[option].iloc[0])


def test_guide_fifty_hours_of_168_is_70_percent_less():
    week = schedule.saving(machines(), OFFICE, *WEEK).summary()
    assert (week["hours_before"], week["hours_after"]) == (168, 50)
    assert week["off"] == pytest.approx(0.70, abs=0.005)
    assert week["saved_usd"] == pytest.approx(118 * catalog.price("m7g.large", HERE))
    assert week["kept"] == pytest.approx(1)


def test_hours_that_a_plan_covers_save_nothing():
    found = schedule.saving(machines(), OFFICE, *WEEK, plans=plan(rate()))
    week = found.summary()
    assert week["saved_usd"] == pytest.approx(0)
    assert week["unused_before_usd"] == pytest.approx(0, abs=1e-9)
    assert week["unused_after_usd"] == pytest.approx(118 * rate())
    assert week["freed_usd"] == pytest.approx(118 * catalog.price("m7g.large", HERE))


def test_what_is_freed_goes_to_other_machines():
    two = machines(
        machine=["dev", "web"], instance_type=["m7g.large"] * 2, location=[HERE] * 2, schedule=["office", ""]
    )
    week = schedule.saving(two, OFFICE, *WEEK, plans=plan(rate())).summary()
    # One plan, two machines: it covers the one that is left, and all of the hours freed leave the On-Demand bill.
    assert week["kept"] == pytest.approx(1)
    assert week["unused_after_usd"] == pytest.approx(0, abs=1e-9)


def test_a_reservation_is_paid_at_night_as_well():
    ri = pd.DataFrame(
        [
            {
                "id": "ri",
                "scope": "regional",
                "location": HERE,
                "instance_type": "m7g.large",
                "count": 1,
                "usd_per_hour": 0.05,
            }
        ]
    )
    week = schedule.saving(machines(count=[3]), OFFICE, *WEEK, reservations=ri).summary()
    od = catalog.price("m7g.large", HERE)
    # Three machines, one RI: of 118 hours off, those of two were On-Demand.
    assert week["saved_usd"] == pytest.approx(2 * 118 * od)
    assert week["unused_after_usd"] == pytest.approx(118 * 0.05)


def test_what_stands_is_paid_all_the_same():
    found = schedule.saving(machines(volume_gb=[100.0], elastic_ips=[1], snapshot_gb=[10.0]), OFFICE, *WEEK)
    standing = found.lines.set_index("part").loc[["volume", "elastic_ip", "snapshot"]]
    assert (standing["saving_usd"] == 0).all()
    kept = ec2.while_stopped(168, HERE, 100, elastic_ips=1, snapshot_gb=10).set_index("part")["usd"]
    assert standing["after_usd"].to_dict() == pytest.approx(kept.to_dict())
    assert found.summary()["saving"] < found.summary()["off"]


def test_an_address_that_aws_assigned_is_paid_while_it_runs():
    lines = schedule.saving(machines(public_ipv4=[1]), OFFICE, *WEEK).lines.set_index("part")
    assert lines.loc["assigned_ipv4", "after_usd"] == pytest.approx(lines.loc["assigned_ipv4", "before_usd"] * 50 / 168)


def test_use_has_every_hour_of_the_span():
    found = schedule.saving(machines(count=[3]), OFFICE, *WEEK)
    before, after = found.use("before"), found.use()
    assert before.index.equals(after.index)
    assert (len(after), before["m7g.large"].sum(), after["m7g.large"].sum()) == (168, 3 * 168, 3 * 50)
    with pytest.raises(InputError, match="unknown time"):
        found.use("now")


def test_a_price_that_is_not_known_leaves_the_bill_not_known(monkeypatch):
    monkeypatch.setattr(catalog, "tiers", lambda *_: ())
    week = schedule.saving(machines(public_ipv4=[1]), OFFICE, *WEEK).summary()
    assert week["usd_after"] != week["usd_after"]
    assert week["freed_usd"] > 0


def test_suse_pays_begun_hours():
    half = Schedule("half", Period("p", "09:00", "17:30", weekdays="mon-fri"), "Asia/Seoul")
    linux = schedule.saving(machines(schedule=["half"]), half, *WEEK).summary()["hours_after"]
    suse = schedule.saving(machines(schedule=["half"], operating_system=["suse"]), half, *WEEK).summary()["hours_after"]
    assert (linux, suse) == (42.5, 45)


def test_sizes_by_period_are_priced_by_size():
    one = Schedule("sizes", (Period("week", weekdays="mon-fri", instance_type="m7g.xlarge"), Period("end", weekdays="sat-sun", instance_type="m7g.medium")), "Asia/Seoul")  # fmt: skip
    found = schedule.saving(machines(schedule=["sizes"]), one, *WEEK)
    usd = 120 * catalog.price("m7g.xlarge", HERE) + 48 * catalog.price("m7g.medium", HERE)
    assert found.summary()["usd_after"] == pytest.approx(usd)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4), st.integers(1, 4), st.floats(0, 0.4), st.integers(0, 12), st.integers(13, 23))
def test_saved_is_never_more_than_freed_and_unused_is_the_rest(others, count, usd, begin, end):
    one = Schedule("office", Period("p", f"{begin:02d}:00", f"{end:02d}:00", weekdays="mon-fri"), "Asia/Seoul")
    fleet = machines(
        machine=["dev", "web"],
        instance_type=["m7g.large"] * 2,
        location=[HERE] * 2,
        schedule=["office", ""],
        count=[count, others],
    )
    found = schedule.saving(fleet, one, *WEEK, plans=plan(round(usd, 3)))
    week = found.summary()
    assert -1e-9 <= week["saved_usd"] <= week["freed_usd"] + 1e-9
    assert week["unused_after_usd"] >= week["unused_before_usd"] - 1e-9
    assert found.lines["saving_usd"].sum() == pytest.approx(week["saved_usd"])
    for when in (found.before, found.after):
        totals = when.summary()
        assert totals["committed_usd"] == pytest.approx(168 * round(usd, 3))
        assert totals["used_usd"] + totals["unused_usd"] == pytest.approx(totals["committed_usd"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (machines(schedule=["offices"]), "did you mean 'office'"),
        (machines().drop(columns="location"), "location"),
        (machines(instance_type=["m7g.largee"]), "did you mean"),
        (machines(count=[1.5]), "whole number"),
    ],
)
def test_bad_input(table, said):
    with pytest.raises(InputError, match=said):
        schedule.saving(table, OFFICE, *WEEK)
