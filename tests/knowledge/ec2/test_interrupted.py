"""The bill of an interrupted Spot Instance: AWS's table line by line, what any bill must obey, and a slow bill by the second."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import ec2

SYSTEMS = ("linux", "windows", "rhel", "suse", "ubuntu_pro", "windows_sql_web")
seconds = st.one_of(
    st.integers(0, 30_000), st.floats(0, 30_000), st.sampled_from([0, 59, 60, 3599, 3599.5, 3600, 3600.5, 7200])
)
who = st.sampled_from(ec2.INTERRUPTERS)
systems = st.sampled_from(SYSTEMS)


class TestAwssTable:
    """EC2 User Guide, "Billing for interrupted Spot Instances": the eight cells of its table."""

    @pytest.mark.parametrize("system", [name for name in SYSTEMS if name != "suse"])
    def test_windows_and_linux(self, system):
        assert ec2.interrupted_seconds([1800, 5400], "you", system).tolist() == [1800, 5400]  # the seconds used
        assert ec2.interrupted_seconds([1800, 5400], "ec2", system).tolist() == [0, 5400]  # nothing; the seconds used

    def test_suse(self):
        # you: the full hour, and a full hour for the interrupted partial one
        assert ec2.interrupted_seconds([1800, 5400, 9000], "you", "suse").tolist() == [3600, 7200, 10_800]
        # EC2: nothing; the full hours used, nothing for the interrupted partial one
        assert ec2.interrupted_seconds([1800, 5400, 9000], "ec2", "suse").tolist() == [0, 3600, 7200]

    def test_the_rules_say_the_same(self):
        rule = {
            "seconds": lambda used: max(60, math.ceil(used)),
            "hours_begun": lambda used: 3600 * math.ceil(used / 3600),
            "hours_completed": lambda used: 3600 * math.floor(used / 3600),
            "none": lambda used: 0,
        }
        for row in ec2.interruption_rules().itertuples():
            system = "suse" if row.systems == "per_hour" else "linux"
            for used in (100, 3599, 3600, 3601, 9000):
                named = row.first_hour if used < 3600 else row.later
                assert ec2.interrupted_seconds(used, row.by, system) == rule[named](used), (row, used)


def slow(used, by, system):
    """Second by second: whole seconds that begin, in hours that are or are not complete."""
    begun = 0
    while begun < used:
        begun += 1
    hours = begun // 3600 + (1 if begun % 3600 else 0)
    if by == "you":
        return max(hours, 1) * 3600 if system == "suse" else max(60, begun)
    complete = 0
    while (complete + 1) * 3600 <= used:
        complete += 1
    if complete == 0:
        return 0
    return complete * 3600 if system == "suse" else begun


@given(runs=st.lists(st.tuples(seconds, who, systems), min_size=1, max_size=6))
def test_the_same_as_a_slow_bill(runs):
    used, by, system = (list(column) for column in zip(*runs, strict=True))
    expected = [slow(*run) for run in runs]
    assert ec2.interrupted_seconds(used, by, system).tolist() == expected
    assert [ec2.interrupted_seconds(*run) for run in runs] == expected


@given(used=seconds, system=systems)
def test_an_interruption_never_costs_more_than_your_own_stop(used, system):
    assert ec2.interrupted_seconds(used, "ec2", system) <= ec2.interrupted_seconds(used, "you", system)


@given(used=seconds, more=st.floats(0, 5000), by=who, system=systems)
def test_a_longer_run_never_costs_less(used, more, by, system):
    assert ec2.interrupted_seconds(used + more, by, system) >= ec2.interrupted_seconds(used, by, system)


@given(
    runs=st.lists(st.tuples(seconds, who, systems), min_size=1, max_size=6),
    price=st.floats(0, 50),
)
def test_the_bill_and_what_it_spares_are_the_whole(runs, price):
    table = pd.DataFrame(runs, columns=["running_seconds", "by", "operating_system"])
    bill = ec2.bill_interrupted(table, price)
    yours = ec2.billed_seconds(table["running_seconds"], table["operating_system"])
    assert (bill["billed_seconds"] + bill["free_seconds"] == yours).all()
    assert bill["usd"].sum() + bill["free_usd"].sum() == pytest.approx(yours.sum() * price / 3600)
    assert (bill.loc[bill["by"] == "you", "free_seconds"] == 0).all()


def test_the_index_of_the_runs_stays():
    runs = pd.DataFrame({"running_seconds": [100.0, 4000.0], "by": "ec2"}, index=["a", "b"])
    assert ec2.bill_interrupted(runs, [1.0, 2.0]).index.tolist() == ["a", "b"]
    assert ec2.interrupted_seconds(runs["running_seconds"]).loc["b"] == 4000


def test_one_number_is_one_number():
    assert isinstance(ec2.interrupted_seconds(5000), int)
    assert isinstance(ec2.interrupted_seconds(np.float64(5000.0)), int)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ec2.interrupted_seconds(-1), "number of 0 or more"),
        (lambda: ec2.interrupted_seconds(math.nan), "number"),
        (lambda: ec2.interrupted_seconds(1, "aws"), "unknown one who ends a run 'aws'"),
        (lambda: ec2.interrupted_seconds(1, "ec2", "linus"), "did you mean 'linux'"),
        (lambda: ec2.interrupted_seconds([1, 2, 3], ["ec2", "you"]), "for 3 runs there are 2"),
        (lambda: ec2.interrupted_seconds([1, 2, 3], "ec2", ["linux", "suse"]), "for 3 runs there are 2"),
        (lambda: ec2.bill_interrupted(pd.DataFrame({"by": []}), 1), "running_seconds"),
        (lambda: ec2.bill_interrupted(pd.DataFrame({"by": ["ec2"], "running_seconds": [1]}), -1), "usd_per_hour"),
    ],
)
def test_what_cannot_be(call, said):
    with pytest.raises(InputError, match=said):
        call()
