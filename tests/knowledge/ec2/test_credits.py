"""CPU credits: AWS's worked examples, the equations of its metrics, and what any load must obey."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.ec2 import _credits

BURSTABLE = sorted(catalog.burstable()["instance_type"])
T2 = [name for name in BURSTABLE if name.startswith("t2.")]
loads = st.lists(st.one_of(st.sampled_from([0.0, 0.05, 0.3, 1.0]), st.floats(0, 1)), min_size=1, max_size=60)
types = st.sampled_from(BURSTABLE)


def test_awss_example_of_t3_unlimited():
    """EC2 User Guide, "Unlimited mode examples for burstable instances", example 1, periods P1 to P7."""
    table = _credits.credits("t3.nano", [0, 0.025, 0.07, 0.025, 1, 0.05, 0], hours=[24, 12, 24, 12, 5, 13, 24])
    assert table["balance"].tolist() == pytest.approx([144, 144, 86.4, 122.4, 0, 0, 0])
    assert table["surplus"].tolist() == pytest.approx([0, 0, 0, 0, 144, 144, 0])
    assert table["charged"].round().tolist() == [0, 0, 0, 0, 304, 0, 0]
    assert (table["spent"] - table["earned"])[[2, 4]].tolist() == pytest.approx([57.6, 570])
    assert table["hour"].iloc[-1] == 114
    assert (table["unserved_vcpu_hours"].abs() < 1e-9).all()


@pytest.mark.parametrize(("system", "rate", "usd"), [("linux", 0.05, 0.02), ("windows", 0.096, 0.04)])
def test_awss_example_of_t2_unlimited(system, rate, usd):
    """Example 2 of the same page: 25 minutes of full CPU after the surplus has reached the day's 72 credits."""
    spent = _credits.credits("t2.nano", 1.0, hours=(72 + 72) / (60 - 3), balance=72).iloc[0]
    assert [spent["balance"], spent["surplus"], spent["charged"]] == pytest.approx([0, 72, 0], abs=1e-9)
    table = _credits.credits("t2.nano", [1.0, 1.0, 0.0], hours=[(72 + 72) / 57, 25 / 60, 24], balance=72)
    assert table["spent"].iloc[1] == pytest.approx(25)
    fee = _credits.surplus_fee("t2.nano", "us-east-1", system)
    assert fee == rate
    assert round(table["charged_vcpu_hours"].sum() * fee, 2) == usd
    assert table["surplus"].iloc[2] == 0


def test_awss_example_of_t3_standard():
    """EC2 User Guide, "Standard mode examples for burstable instances", example 1, periods P1 to P7."""
    table = _credits.credits(
        "t3.nano", [0, 0.025, 0.07, 0.025, 0.6, 0.05, 0], "standard", hours=[24, 12, 24, 12, 2, 14, 24]
    )
    assert table["balance"].tolist() == pytest.approx([144, 144, 86.4, 122.4, 0, 0, 144])
    assert table["discarded"].iloc[1] == pytest.approx(36)
    assert table["spent"].iloc[4] == pytest.approx(122.4 + 12)  # the balance, and what two hours earn
    assert table["unserved_vcpu_hours"].tolist() == pytest.approx([0, 0, 0, 0, (144 - 134.4) / 60, 0, 0], abs=1e-9)
    assert (table["charged"] == 0).all()


def test_awss_example_of_t2_standard():
    """Example 2 of the same page, periods 1 to 7: launch credits are spent first and never come back."""
    loads = [0, 0, 0.02, 0.02, 0.20, 0.02, 0]
    table = _credits.credits("t2.nano", loads, "standard", hours=[24, 12, 25, 11, 3, 15, 6])
    assert table["balance"].tolist() == pytest.approx([102, 102, 72, 72, 45, 72, 72])
    assert table["spent"].tolist() == pytest.approx([0, 0, 30, 13.2, 36, 18, 0])
    assert table["earned"].tolist() == pytest.approx([72, 36, 75, 33, 9, 45, 18])
    assert table["discarded"].tolist() == pytest.approx([0, 36, 75, 33 - 13.2, 0, 0, 18])
    early = _credits.credits("t2.nano", 0.0, "standard", hours=14).iloc[0]
    assert early["balance"] == 72  # "at approximately 14 hours": 30 launch and 42 earned credits


@pytest.mark.parametrize(
    ("name", "launch"),
    [("t2.nano", 30), ("t2.micro", 30), ("t2.small", 30), ("t2.medium", 60), ("t2.large", 60), ("t2.xlarge", 120), ("t2.2xlarge", 240)],
)  # fmt: skip
def test_launch_credits(name, launch):
    """EC2 User Guide, "Standard mode concepts for burstable instances": 30 per vCPU, for T2 in standard mode alone."""
    instant = 1e-9
    assert _credits.credits(name, 0.0, "standard", hours=instant)["balance"].iloc[0] == pytest.approx(launch)
    assert _credits.credits(name, 0.0, "unlimited", hours=instant)["balance"].iloc[0] == pytest.approx(0, abs=1e-6)
    assert _credits.credits("t3.large", 0.0, "standard", hours=instant)["balance"].iloc[0] == pytest.approx(0, abs=1e-6)


def test_nothing_accrues_above_the_limit_while_launch_credits_are_spent():
    """Half an hour of launch credits with a full balance: what it earns is discarded; then half an hour of its own."""
    step = _credits.credits("t2.nano", 1.0, "standard", hours=1, balance=72).iloc[0]
    assert [step["spent"], step["discarded"], step["balance"]] == pytest.approx([60, 1.5, 72 + 1.5 - 30])


def test_awss_five_minutes():
    """EC2 User Guide, "Monitor CPU credits for burstable instances": 2 + (0.5 - 1) = 1.5 credits."""
    one_credit = 1 / (2 * 5)
    for mode in _credits.CREDIT_MODES:
        step = _credits.credits("t3.nano", one_credit, mode, hours=5 / 60, balance=2).iloc[0]
        assert [step["earned"], step["spent"], step["balance"]] == pytest.approx([0.5, 1, 1.5])


def _minute_by_minute(name, loads, mode, balance):
    """AWS's equations of the metrics, minute after minute: balance, surplus, charged, spent after each hour."""
    rule = catalog.burstable().set_index("instance_type").loc[name]
    vcpu = catalog.instance_types().set_index("instance_type").loc[name, "vcpu"]
    launch = 30.0 * vcpu if mode == "standard" and name.startswith("t2.") else 0.0
    surplus, rows = 0.0, []
    for load in loads:
        charged = spent = 0.0
        for _ in range(60):
            want = load * vcpu
            if mode == "standard":
                first = min(launch, want)
                launch -= first
                have = balance + rule["credits_per_hour"] / 60
                used = min(want - first, have)
                balance = min(rule["most_credits"], have - used)
                spent += first + used
            else:
                adjusted = balance - surplus + rule["credits_per_hour"] / 60 - want
                balance = min(rule["most_credits"], max(adjusted, 0))
                surplus = min(rule["most_credits"], max(-adjusted, 0))
                charged += max(-adjusted - rule["most_credits"], 0)
                spent += want
        rows.append((balance + launch, surplus, charged, spent))
    return rows


@given(
    name=types, mode=st.sampled_from(_credits.CREDIT_MODES), loads=st.lists(st.floats(0, 1), min_size=1, max_size=8), full=st.floats(0, 1)
)  # fmt: skip
def test_the_same_as_minute_by_minute(name, mode, loads, full):
    most = catalog.burstable().set_index("instance_type").loc[name, "most_credits"]
    table = _credits.credits(name, loads, mode, balance=full * most)
    slow = _minute_by_minute(name, loads, mode, full * most)
    # a minute holds at most one credit per vCPU: the minute in which launch credits end is told more coarsely
    coarse = 9 if mode == "standard" else 1e-6
    for column, values in zip(("balance", "surplus", "charged", "spent"), zip(*slow, strict=True), strict=True):
        assert table[column].tolist() == pytest.approx(list(values), abs=coarse), column


@given(
    name=types, mode=st.sampled_from(_credits.CREDIT_MODES), loads=loads, full=st.floats(0, 1), stopped=st.booleans()
)
def test_no_credit_is_lost(name, mode, loads, full, stopped):
    rule = catalog.burstable().set_index("instance_type").loc[name]
    vcpu = catalog.instance_types().set_index("instance_type").loc[name, "vcpu"]
    start = full * rule["most_credits"]
    table = _credits.credits(name, loads, mode, balance=start, stopped=stopped)
    launch = 30 * vcpu if mode == "standard" and name in T2 else 0
    total = table[["earned", "spent", "discarded", "charged"]].sum()
    left = table["balance"].iloc[-1] - table["surplus"].iloc[-1]
    assert start + launch + total["earned"] - total["discarded"] + total["charged"] - total["spent"] == pytest.approx(
        left, abs=1e-6
    )
    assert table["balance"].between(0, rule["most_credits"] + launch + 1e-9).all()
    assert table["surplus"].between(0, rule["most_credits"] + 1e-9).all()
    assert (table[["discarded", "charged"]] >= -1e-9).all(axis=None)
    wanted = (table["utilization"] * table["hours"]).sum() * vcpu
    assert table["spent"].sum() / 60 + table["unserved_vcpu_hours"].sum() == pytest.approx(wanted)
    assert (table["unserved_vcpu_hours"] >= -1e-9).all()
    if mode == "standard":
        assert total["charged"] == 0
    else:
        assert table["unserved_vcpu_hours"].sum() == pytest.approx(0, abs=1e-9)


@given(name=types, loads=loads, more=st.floats(0, 1))
def test_more_load_is_never_charged_less_nor_served_less(name, loads, more):
    heavier = [load + (1 - load) * more for load in loads]
    charged = [_credits.credits(name, one, stopped=True)["charged"].sum() for one in (loads, heavier)]
    assert charged[0] <= charged[1] + 1e-6
    served = [_credits.credits(name, one, "standard")["spent"].sum() for one in (loads, heavier)]
    assert served[0] <= served[1] + 1e-6


@given(name=types, loads=st.lists(st.floats(0, 1), min_size=1, max_size=24))
def test_a_day_below_the_baseline_on_average_is_free(name, loads):
    """EC2 User Guide, "Key concepts": no charge while the mean over a day, or the lifetime, is at most the baseline."""
    baseline = catalog.burstable().set_index("instance_type").loc[name, "baseline"]
    mean = sum(loads) / len(loads)
    charged = _credits.credits(name, loads, stopped=True)["charged"].sum()
    if mean <= baseline:
        assert charged == pytest.approx(0, abs=1e-6)
    else:  # and beyond it, within the first day, exactly the excess is charged
        vcpu = catalog.instance_types().set_index("instance_type").loc[name, "vcpu"]
        assert charged == pytest.approx((mean - baseline) * vcpu * 60 * len(loads), abs=1e-6)


@given(name=types, loads=loads, parts=st.integers(2, 6))
def test_cutting_the_steps_changes_nothing(name, loads, parts):
    for mode in _credits.CREDIT_MODES:
        whole = _credits.credits(name, loads, mode)
        cut = _credits.credits(name, [load for load in loads for _ in range(parts)], mode, hours=1 / parts)
        ends = cut.iloc[parts - 1 :: parts]
        for column in ("balance", "surplus"):
            assert ends[column].tolist() == pytest.approx(whole[column].tolist(), abs=1e-6)
        for column in ("charged", "spent", "discarded"):
            assert cut[column].sum() == pytest.approx(whole[column].sum(), abs=1e-5)


@given(name=types, load=st.floats(0, 1), system=st.sampled_from(["linux", "windows"]))
def test_the_steady_state_is_what_a_long_run_costs(name, load, system):
    lasting = _credits.surplus_usd_per_hour(name, load, "us-east-1", system)
    fee = _credits.surplus_fee(name, "us-east-1", system)
    if math.isnan(fee):
        assert math.isnan(lasting)
        return
    days = _credits.credits(name, [load] * 240, stopped=True)["charged_vcpu_hours"].sum() * fee
    assert days == pytest.approx(lasting * 240, abs=1e-6)


def test_awss_break_even_table():
    """EC2 User Guide, "Unlimited mode concepts for burstable instances": columns B to K of the t3.large, as printed."""
    assert _credits._break_even(0.0835, 0.096, 2, 0.30, 0.05) == pytest.approx(0.425)


@pytest.mark.parametrize(
    ("name", "other", "printed"),
    [("t3.large", "m5.large", 0.425), ("t3.xlarge", "m5.xlarge", 0.525), ("t3.2xlarge", "m5.2xlarge", 0.525)],
)
def test_awss_break_evens_at_listed_prices(name, other, printed):
    """The second table of that page; its T3 prices are rounded up by up to a hundredth of a dollar per 2 vCPUs."""
    assert _credits.burst_break_even(name, other, "us-east-1") == pytest.approx(printed, abs=0.005)
    row = _credits.next_m("us-east-1").set_index("instance_type").loc[name]
    assert row["other"] == other
    assert row["break_even_utilization"] == pytest.approx(_credits.burst_break_even(name, other, "us-east-1"))


@given(st.floats(0, 2), st.floats(0, 2), st.integers(1, 8), st.floats(0, 1), st.floats(0.01, 0.1))
def test_at_the_break_even_both_cost_the_same(usd, other, vcpu, baseline, fee):
    found = _credits._break_even(usd, other, vcpu, baseline, fee)
    if math.isnan(found):
        full = usd + (1 - baseline) * vcpu * fee
        assert other < usd or other >= full * (1 - 1e-12)
    else:
        assert baseline <= found <= 1
        assert usd + (found - baseline) * vcpu * fee == pytest.approx(other)


@pytest.mark.parametrize("system", ["linux", "windows"])
@pytest.mark.parametrize("place", ["us-east-1", "ap-northeast-2", "us-west-2-lax-1"])
def test_the_m_beside_each_t(place, system):
    table = _credits.next_m(place, system)
    sold = catalog.on_demand(location=place, operating_system=system)
    assert set(table["instance_type"]) == set(BURSTABLE) & set(sold["instance_type"])
    facts = catalog.instance_types().set_index("instance_type")
    for row in table.itertuples():
        if row.reason == "no_m_type":
            assert row.other == ""
            assert math.isnan(row.other_usd_per_hour)
            continue
        assert facts.loc[row.other, "vcpu"] == row.vcpu
        assert facts.loc[row.other, "gib"] >= row.gib
        assert facts.loc[row.other, "architecture"] == facts.loc[row.instance_type, "architecture"]
        assert row.other_usd_per_hour == catalog.price(row.other, place, system)
        assert math.isnan(row.break_even_utilization) == (row.reason != "")
        assert row.reason != "always" or row.other_usd_per_hour < row.usd_per_hour
        assert row.reason != "never" or row.other_usd_per_hour > row.usd_at_full_cpu


@pytest.mark.parametrize(
    ("t", "m", "prices", "reason"),
    [
        ("t2.small", "m1.small", (0.02, 0.04), "no_m_type"),  # 1.7 GiB are less than 2
        ("t3.large", "m7g.large", (0.08, 0.09), "no_m_type"),  # another maker's processor
        ("t3.large", "m7i-flex.large", (0.08, 0.09), "no_m_type"),  # flex shares its CPU too
        ("t3.large", "m6i.large", (0.08, 0.09), ""),
        ("t3.large", "m6i.large", (0.08, 0.08), ""),
        ("t3.large", "m6i.large", (0.08, 0.07), "always"),
        ("t3.large", "m6i.large", (0.08, 0.9), "never"),
    ],
)
def test_why_there_is_no_break_even(monkeypatch, t, m, prices, reason):
    sold = pd.DataFrame({"instance_type": [t, m], "usd_per_hour": prices})
    monkeypatch.setattr(catalog, "on_demand", lambda **where: sold)
    row = _credits.next_m("us-east-1").iloc[0]
    assert row["reason"] == reason
    assert row["other"] == ("" if reason == "no_m_type" else m)
    assert math.isnan(row["break_even_utilization"]) == (reason != "")


def test_every_location_has_an_answer():
    """Where no T type is sold the table is empty; nowhere is it an error."""
    columns = _credits.next_m("us-east-1").columns.tolist()
    for place in catalog.locations()["location"]:
        table = _credits.next_m(place)
        assert table.columns.tolist() == columns
        assert set(table["reason"]) <= {"", "always", "never", "no_m_type", "not_known"}, place
        assert (table["break_even_utilization"].isna() == (table["reason"] != "")).all(), place


def test_systems_that_share_a_rate():
    for name, system, like in (
        ("t3.large", "rhel", "linux"),
        ("t4g.nano", "suse", "linux"),
        ("t3a.small", "windows_sql_web", "windows"),
    ):
        assert _credits.surplus_fee(name, "us-east-1", system) == _credits.surplus_fee(name, "us-east-1", like)
    assert _credits.surplus_fee("t4g.large", "us-east-1") < _credits.surplus_fee("t3.large", "us-east-1")


def test_a_rate_that_nobody_lists_is_not_known():
    assert math.isnan(_credits.surplus_fee("t4g.large", "us-east-1", "windows"))
    assert math.isnan(_credits.surplus_fee("t3.large", "us-east-1", "rhel_ha_sql_enterprise"))
    assert math.isnan(_credits.burst_break_even("t3.large", "m5.large", "us-east-1", "rhel_ha"))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: _credits.credits("m5.large", 0.1), "unknown burstable type 'm5.large'"),
        (lambda: _credits.credits("t3.huge", 0.1), "unknown instance type 't3.huge'"),
        (lambda: _credits.credits("t3.large", 0.1, "unlimted"), "unknown credit mode 'unlimted': did you mean 'unlimited'?"),
        (lambda: _credits.credits("t3.large", [0.1, 40]), "utilization 40 cannot be used: give a number from 0 to 1"),
        (lambda: _credits.credits("t3.large", []), "give at least one utilization, and one length"),
        (lambda: _credits.credits("t3.large", [0.1, 0.2], hours=[1, 2, 3]), "give at least one utilization, and one length"),
        (lambda: _credits.credits("t3.large", 0.1, hours=0), "hours 0 cannot be used"),
        (lambda: _credits.credits("t3.nano", 0.1, balance=145), "balance 145 is above the 144 credits that t3.nano can accrue"),
        (lambda: _credits.surplus_usd_per_hour("t3.nano", 1.2, "us-east-1"), "utilization 1.2 cannot be used"),
        (lambda: _credits.surplus_fee("t3.nano", "us-east-9"), "unknown Region 'us-east-9'"),
        (lambda: _credits.burst_break_even("t3.large", "t3.xlarge", "us-east-1"), "t3.xlarge is burstable too"),
        (lambda: _credits.burst_break_even("m5.large", "m5.large", "us-east-1"), "unknown burstable type 'm5.large'"),
        (lambda: _credits.next_m("us-east-1", "windoows"), "unknown operating system 'windoows'"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(call, said):
    with pytest.raises(InputError) as error:
        call()
    assert str(error.value).startswith(said)
    assert "\n" not in error.value.ko
    assert error.value.ko != error.value.en
