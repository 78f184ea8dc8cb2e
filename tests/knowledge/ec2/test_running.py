"""Running time: AWS's own examples, what any bill must obey, and a slow bill that walks from event to event."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, ec2

BASE = pd.Timestamp("2026-11-24T00:00:00Z")
SYSTEMS = ("linux", "windows", "rhel", "rhel_ha_sql_standard", "suse", "ubuntu_pro")


def told(*events, instance="i-0a", hibernate=None):
    """Events written short: seconds after midnight and state."""
    frame = pd.DataFrame(
        {
            "instance_id": instance,
            "time": [BASE + pd.Timedelta(seconds=second) for second, _ in events],
            "state": [state for _, state in events],
        }
    )
    return frame if hibernate is None else frame.assign(hibernate=hibernate)


def runs(events, until=None):
    """The seconds of each run."""
    until = None if until is None else BASE + pd.Timedelta(seconds=until)
    return ec2.running_periods(events, until)["running_seconds"].tolist()


class TestAwssExamples:
    def test_a_start_costs_a_minute_at_least(self):
        """EC2 User Guide, "How EC2 instance stop and start works": 20 seconds, and 3 minutes and 40 seconds."""
        assert ec2.billed_seconds(20) == 60
        assert ec2.billed_seconds(3 * 60 + 40) == 3 * 60 + 40

    def test_by_the_hour(self):
        """AWS Knowledge Center, "How are EC2 instance-hours billed?", from when every system was billed as SUSE is today.

        30 minutes are an hour; 10 minutes, a stop and a start are two; two instances of 30 minutes each are two.
        """
        assert ec2.billed_seconds(30 * 60, "suse") == 3600
        assert ec2.billed_seconds([10 * 60, 10 * 60], "suse").sum() == 2 * 3600
        two = pd.concat([told((0, "running"), (1800, "terminated"), instance=name) for name in ("i-0a", "i-0b")])
        bill = ec2.bill_running(ec2.running_periods(two), "m5.large", "us-east-1", "suse")
        assert bill["billed_seconds"].tolist() == [3600, 3600]

    def test_the_state_table(self):
        """EC2 User Guide, "Amazon EC2 instance state changes": which states are billed."""
        life = told(
            (0, "pending"),
            (30, "running"),
            (1030, "stopping"),
            (1130, "stopped"),
            (5000, "pending"),
            (5030, "running"),
            (7030, "shutting-down"),
            (7130, "terminated"),
        )
        assert runs(life) == [1000.0, 2000.0]
        assert runs(life.assign(hibernate=life["state"] == "stopping")) == [1100.0, 2000.0]

    def test_the_event_of_the_guide(self):
        """EC2 User Guide, "State change events for Amazon EC2 instances": the example, and the run after it."""
        events = pd.DataFrame(
            {
                "instance_id": "i-1234567890abcdef0",
                "time": ["2021-11-11T21:29:54Z", "2021-11-11T21:30:00Z", "2021-11-11T21:31:00Z"],
                "state": ["pending", "running", "stopping"],
            }
        )
        periods = ec2.running_periods(events)
        assert periods.columns.tolist() == ["instance_id", "start", "end", "running_seconds", "open"]
        assert periods["start"].iloc[0] == pd.Timestamp("2021-11-11T21:30:00Z")
        assert periods["running_seconds"].tolist() == [60.0]

    def test_a_gp3_volume_for_twelve_hours(self):
        """Amazon EBS pricing, example 1 (aws.eu): 2,000 GB for 43,200 seconds of a 30-day month are EUR 3.13133."""
        parts = ec2.while_stopped(12, "us-east-1", 2000, iops=10_000, throughput_mibps=500, month_hours=720)
        quantity = parts.set_index("part")["quantity"]
        assert quantity["volume"] * 0.09394 == pytest.approx(3.13133, abs=5e-6)
        assert quantity["iops"] == pytest.approx(7000 * 43_200 / (86_400 * 30))
        assert quantity["throughput"] == pytest.approx(375 * 43_200 / (86_400 * 30))

    @pytest.mark.parametrize(("gb", "hours"), [(31, 24), (1, 744)])
    def test_one_gb_month(self, gb, hours):
        """AWS Knowledge Center, "Understand charges for Amazon EBS volumes": one GB-month in a month of 31 days."""
        assert ec2.while_stopped(hours, "us-east-1", gb, month_hours=744)["quantity"].tolist() == [pytest.approx(1.0)]

    def test_a_mac_host_is_kept_a_day(self):
        """EC2 User Guide, "Amazon EC2 Mac instances" (24 hours) and "Amazon EC2 Dedicated Host pricing and billing"."""
        mac = [name for name in catalog.instance_types()["family"].unique() if name.startswith("mac")]
        assert len(mac) > 5
        for family in mac:
            assert ec2.host_billed_seconds(3600, family) == 86_400
            assert ec2.host_billed_seconds(100_000, family) == 100_000
        assert ec2.host_billed_seconds([0, 59.5, 61], "c5").tolist() == [60, 60, 61]


# A history is a walk through the states that EC2 allows; each step takes a while.
NEXT = {
    "": ["pending"],
    "pending": ["running"],
    "running": ["stopping", "shutting-down"],
    "stopping": ["stopped"],
    "stopped": ["pending", "shutting-down"],
    "shutting-down": ["terminated"],
    "terminated": [],
}
seconds = st.one_of(st.integers(1, 120), st.integers(1, 20_000), st.sampled_from([3599, 3600, 3601]))


@st.composite
def histories(draw, instances=4):
    """The events of some instances, each perhaps still alive, and how each run is to be counted."""
    parts = []
    for number in range(draw(st.integers(1, instances))):
        state, time, rows = "", draw(st.integers(0, 5000)), []
        for _ in range(draw(st.integers(1, 14))):
            if not NEXT[state]:
                break
            state = draw(st.sampled_from(NEXT[state]))
            rows.append((f"i-{number}", time, state, state == "stopping" and draw(st.booleans())))
            time += draw(seconds)
        parts += rows
    frame = pd.DataFrame(parts, columns=["instance_id", "second", "state", "hibernate"])
    frame["time"] = BASE + pd.to_timedelta(frame["second"], unit="s")
    return frame.drop(columns="second")


UNTIL = BASE + pd.Timedelta(days=30)


def slow_bill(events, until, system):
    """As it is told: walk from event to event, and count while the state is one that is billed."""
    bill = {}
    for name, rows in events.groupby("instance_id"):
        rows = rows.sort_values("time", kind="stable")
        began = None
        for row in [*rows.itertuples(), None]:
            if row is not None and row.state == "running":
                began = row.time
                continue
            still = row is not None and row.state == "stopping" and row.hibernate
            if began is None or still:
                continue
            took = ((until if row is None else row.time) - began).total_seconds()
            began = None
            starts, running, billed = bill.get(name, (0, 0.0, 0))
            rule = 3600 * max(1, math.ceil(took / 3600)) if system == "suse" else max(60, math.ceil(took))
            bill[name] = (starts + 1, running + took, billed + rule)
    return bill


@given(events=histories(), system=st.sampled_from(SYSTEMS))
def test_the_same_as_a_slow_bill(events, system):
    bill = ec2.bill_running(ec2.running_periods(events, UNTIL), "m5.large", "us-east-1", system)
    expected = slow_bill(events, UNTIL, system)
    columns = ["starts", "running_seconds", "billed_seconds"]
    assert dict(zip(bill["instance_id"], bill[columns].itertuples(index=False, name=None), strict=True)) == expected
    price = catalog.price("m5.large", "us-east-1", system)
    whole = sum(billed for _, _, billed in expected.values())
    assert bill["usd"].sum() == pytest.approx(whole * price / 3600, rel=1e-12)


@given(events=histories(), seed=st.integers(0, 2**31), copies=st.integers(1, 3))
def test_neither_the_order_of_the_rows_nor_a_repeated_event_changes_anything(events, seed, copies):
    mixed = pd.concat([events] * copies).sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(ec2.running_periods(mixed, UNTIL), ec2.running_periods(events, UNTIL))


@given(events=histories(), system=st.sampled_from(SYSTEMS))
def test_never_less_than_it_ran_and_never_much_more(events, system):
    bill = ec2.bill_running(ec2.running_periods(events, UNTIL), "m5.large", "us-east-1", system)
    assert (bill["billed_seconds"] >= bill["running_seconds"]).all()
    step = 3600 if system == "suse" else 60
    assert (bill["billed_seconds"] <= bill["running_seconds"] + step * bill["starts"]).all()
    assert system != "suse" or (bill["billed_seconds"] % 3600 == 0).all()


@given(whole=st.floats(0, 1e7), part=st.floats(0, 1), system=st.sampled_from(SYSTEMS))
def test_one_run_in_two_never_costs_less(whole, part, system):
    both = ec2.billed_seconds([whole * part, whole * (1 - part)], system)
    assert both.sum() >= ec2.billed_seconds(whole, system)


@given(low=st.floats(0, 1e7), more=st.floats(0, 1e5), system=st.sampled_from(SYSTEMS))
def test_a_longer_run_never_costs_less(low, more, system):
    assert ec2.billed_seconds(low + more, system) >= ec2.billed_seconds(low, system)


@given(events=histories(), cut=st.integers(0, 100_000))
def test_looking_earlier_never_bills_more(events, cut):
    earlier = BASE + pd.Timedelta(seconds=cut)
    then, later = ec2.running_periods(events, earlier), ec2.running_periods(events, UNTIL)
    assert len(then) <= len(later)
    assert then["running_seconds"].sum() <= later["running_seconds"].sum()
    assert (then["end"] <= earlier).all()
    assert (then.loc[then["open"], "end"] == earlier).all()


def answer(events):
    """The runs, or the sentence that refuses the events."""
    try:
        return ec2.running_periods(events, UNTIL), None
    except InputError as error:
        return None, error


@given(events=histories())
def test_what_a_lost_event_leaves_is_the_same_bill_or_one_sentence(events):
    """Notifications are sent with best effort. One that is lost must not change the bill without a word."""
    whole = ec2.running_periods(events, UNTIL)
    for row in range(len(events)):
        rest = events.drop(index=row)
        lost = events["state"].iloc[row]
        last = row == len(events) - 1 or events["instance_id"].iloc[row + 1] != events["instance_id"].iloc[row]
        if lost in ("running", "shutting-down") or last or (lost == "stopping"):
            continue  # who never heard of it cannot know; without stopping the run ends at stopped: a rule of its own
        without, refused = answer(rest)
        if refused is None:
            pd.testing.assert_frame_equal(without, whole)
        else:
            assert events["instance_id"].iloc[row] in str(refused)


@given(
    states=st.lists(st.sampled_from(ec2.STATES), min_size=1, max_size=5),
    gaps=st.lists(st.integers(0, 1), min_size=5, max_size=5),
)
@settings(max_examples=300)
def test_any_sequence_is_billed_or_refused_in_one_sentence(states, gaps):
    times = np.cumsum(gaps)[: len(states)]
    events = told(*zip(times.tolist(), states, strict=True))
    assume(len(events.drop_duplicates()) == len(events))
    periods, refused = answer(events)
    if refused is None:
        assert len(periods) == states.count("running")
    else:
        assert str(refused).startswith(("i-0a cannot go from", "the history of i-0a begins with"))
        assert "\n" not in refused.ko


class TestHistory:
    def test_a_short_history_has_running_and_stopped_alone(self):
        assert runs(told((0, "running"), (100, "stopped"), (200, "running"), (500, "terminated"))) == [100.0, 300.0]

    def test_still_running(self):
        periods = ec2.running_periods(told((0, "running")), "2026-11-24T01:00:00Z")
        assert periods["open"].tolist() == [True]
        assert periods["running_seconds"].tolist() == [3600.0]
        with pytest.raises(InputError, match="i-0a has been running since 2026-11-24T00:00:00Z, without an end"):
            ec2.running_periods(told((0, "running")))

    def test_still_going_to_sleep(self):
        asleep = told((0, "running"), (100, "stopping"), hibernate=[False, True])
        assert runs(asleep, until=130) == [130.0]
        other = told((0, "running"), (50, "stopped"), instance="i-0b", hibernate=False)
        assert runs(pd.concat([asleep, other]), until=130) == [130.0, 50.0]

    def test_later_events_are_left_out(self):
        life = told((0, "running"), (100, "stopped"), (200, "running"), (300, "stopped"))
        assert runs(life, until=150) == [100.0]
        assert runs(life, until=200) == [100.0, 0.0]
        assert runs(life, until=250) == [100.0, 50.0]
        assert runs(life, until=1000) == [100.0, 100.0]

    def test_a_run_of_no_time_is_billed_the_minimum(self):
        periods = ec2.running_periods(told((5, "running"), (5, "stopping"), (5, "stopped")))
        for system, billed in (("linux", 60), ("suse", 3600)):
            bill = ec2.bill_running(periods, "m5.large", "us-east-1", system)
            assert bill["billed_seconds"].tolist() == [billed]

    def test_within_a_second_the_life_of_an_instance_goes_round(self):
        at_once = told(
            (0, "running"), (10, "stopping"), (20, "pending"), (20, "stopped"), (20, "running"), (50, "stopped")
        )
        assert runs(at_once) == [10.0, 30.0]
        no_stopping = told((0, "running"), (20, "pending"), (20, "stopped"), (20, "running"), (50, "terminated"))
        assert runs(no_stopping) == [20.0, 30.0]
        whole_round = [(20, state) for state in ("pending", "running", "stopping", "stopped")]
        assert runs(told((0, "pending"), (5, "running"), *whole_round, (30, "stopped")), until=40) == [15.0, 10.0]

    def test_a_failed_start_costs_nothing(self):
        assert runs(told((0, "pending"), (9, "terminated"))) == []
        assert runs(told((0, "stopped"), (5, "pending"), (9, "stopped"), (20, "pending"), (29, "stopping"))) == []

    def test_no_events_no_runs(self):
        none = told().astype({"time": "datetime64[us, UTC]", "state": "str", "instance_id": "str"})
        assert len(ec2.running_periods(none)) == 0
        bill = ec2.bill_running(ec2.running_periods(none), "m5.large", "us-east-1")
        assert len(bill) == 0
        assert bill["usd"].sum() == 0

    def test_rows_are_ordered_by_instance_and_time(self):
        parts = [told((t, "running"), (t + 1, "stopped"), instance=i) for i, t in (("i-b", 5), ("i-a", 9), ("i-b", 0))]
        periods = ec2.running_periods(pd.concat(parts))
        assert periods["instance_id"].tolist() == ["i-a", "i-b", "i-b"]
        assert periods["start"].iloc[1] < periods["start"].iloc[2]

    def test_hibernate_told_once_of_two_copies(self):
        life = told((0, "running"), (10, "stopping"), (30, "stopped"), hibernate=[None, True, None])
        copies = pd.concat([life.assign(hibernate=False), life])
        assert runs(copies) == runs(copies.iloc[::-1]) == [30.0]

    def test_only_a_stopping_row_hibernates(self):
        assert runs(told((0, "running"), (10, "shutting-down"), (30, "terminated"), hibernate=True)) == [10.0]


class TestTimes:
    WRITTEN = (
        ["2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"],
        ["2026-11-24T09:00:00", "2026-11-24 10:00:00"],
        ["2026-11-24T18:00:00+09:00", "2026-11-24T10:00:00Z"],
        [pd.Timestamp("2026-11-24 09:00"), pd.Timestamp("2026-11-24 19:00", tz="Asia/Seoul")],
        [pd.Timestamp("2026-11-24 09:00").to_pydatetime(), "2026-11-24T10:00:00Z"],
        np.array(["2026-11-24T09:00:00", "2026-11-24T10:00:00"], dtype="datetime64[s]"),
        pd.DatetimeIndex(["2026-11-24 18:00", "2026-11-24 19:00"], tz="Asia/Seoul").as_unit("ns"),
        pd.Categorical(["2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"]),
    )

    @pytest.mark.parametrize("times", WRITTEN, ids=range(len(WRITTEN)))
    def test_every_way_of_writing_a_time(self, times):
        events = pd.DataFrame({"instance_id": "i-0a", "time": times, "state": ["running", "stopped"]})
        period = ec2.running_periods(events).iloc[0]
        assert period["start"] == pd.Timestamp("2026-11-24T09:00:00Z")
        assert period["running_seconds"] == 3600

    @pytest.mark.parametrize(
        "until",
        [
            "2026-11-24T01:00:00Z",
            "2026-11-24T10:00:00+09:00",
            "2026-11-24 01:00",
            pd.Timestamp("2026-11-24 10:00", tz="Asia/Seoul"),
            pd.Timestamp("2026-11-24 01:00").to_pydatetime(),
        ],
    )
    def test_every_way_of_writing_until(self, until):
        assert ec2.running_periods(told((0, "running")), until)["running_seconds"].tolist() == [3600.0]

    def test_fractions_of_a_second_are_billed_up(self):
        events = pd.DataFrame(
            {
                "instance_id": "i-0a",
                "time": ["2026-11-24T09:00:00.25Z", "2026-11-24T09:02:00.5Z"],
                "state": ["running", "stopped"],
            }
        )
        periods = ec2.running_periods(events)
        assert periods["running_seconds"].tolist() == [120.25]
        assert ec2.billed_seconds(periods["running_seconds"]).tolist() == [121]


class TestBilledSeconds:
    @pytest.mark.parametrize(
        ("seconds", "system", "billed"),
        [
            (0, "linux", 60),
            (60, "windows", 60),
            (60.0001, "rhel", 61),
            (100 * 1.1, "linux", 110),  # a float a hair above 110
            (3600, "rhel_ha_sql_enterprise", 3600),
            (0, "suse", 3600),
            (3600, "suse", 3600),
            (3600.5, "suse", 7200),
        ],
    )
    def test_the_rule(self, seconds, system, billed):
        assert ec2.billed_seconds(seconds, system) == billed

    def test_suse_alone_is_billed_by_the_hour(self):
        by_hour = [s for s in catalog.operating_systems()["operating_system"] if ec2.billed_seconds(61, s) != 61]
        assert by_hour == ["suse"]

    def test_one_number_or_many(self):
        assert type(ec2.billed_seconds(np.float64(20))) is int
        many = ec2.billed_seconds(pd.Series([20, 4000], index=["a", "b"]), ["linux", "suse"])
        assert many.to_dict() == {"a": 60, "b": 7200}
        assert ec2.billed_seconds([], "suse").empty
        assert type(ec2.host_billed_seconds(20, "m7g")) is int
        assert ec2.host_billed_seconds(pd.Series([20], index=["a"]), "m7g").to_dict() == {"a": 60}

    @pytest.mark.parametrize("bad", [-1, math.nan, math.inf, True, "60", None])
    def test_bad_seconds(self, bad):
        for ask in (ec2.billed_seconds, lambda s: ec2.host_billed_seconds(s, "m5")):
            for some in (bad, [5, bad]):
                with pytest.raises(InputError, match=r"seconds .* cannot be used: give a number of 0 or more"):
                    ask(some)

    def test_bad_names(self):
        with pytest.raises(InputError, match="unknown operating system 'SUSE': did you mean 'suse'"):
            ec2.billed_seconds(5, "SUSE")
        with pytest.raises(InputError, match="unknown operating system 'lynux': did you mean 'linux'"):
            ec2.billed_seconds([5, 6], ["linux", "lynux"])
        with pytest.raises(InputError, match="there are 2 operating systems for 3 runs"):
            ec2.billed_seconds([5, 6, 7], ["linux", "suse"])
        with pytest.raises(InputError, match=r"unknown instance family 'mac2\.metal': did you mean"):
            ec2.host_billed_seconds(5, "mac2.metal")


class TestBill:
    PERIODS = pd.DataFrame({"instance_id": ["i-0b", "i-0a", "i-0b"], "running_seconds": [10.0, 90.5, 4000.0]})

    def test_one_type_for_all(self):
        bill = ec2.bill_running(self.PERIODS, "m5.large", "ap-northeast-2", "suse")
        price = catalog.price("m5.large", "ap-northeast-2", "suse")
        assert bill["instance_id"].tolist() == ["i-0b", "i-0a"]
        assert bill["starts"].tolist() == [2, 1]
        assert bill["billed_seconds"].tolist() == [3 * 3600, 3600]
        assert bill["usd"].tolist() == pytest.approx([3 * price, price], rel=1e-12)
        assert set(bill["as_of"]) == {catalog.as_of("on_demand")}
        assert set(bill["reason"]) == {""}

    def test_each_instance_its_own(self):
        fleet = pd.DataFrame(
            {
                "instance_id": ["i-0a", "i-0b", "i-0c"],
                "instance_type": ["c5.xlarge", "m5.large", "t3.micro"],
                "operating_system": ["windows", "suse", "linux"],
            },
            index=[7, 7, 7],
        )
        bill = ec2.bill_running(self.PERIODS, fleet, "us-east-1")
        assert bill["instance_type"].tolist() == ["m5.large", "c5.xlarge"]
        assert bill["billed_seconds"].tolist() == [3 * 3600, 91]
        prices = [catalog.price("m5.large", "us-east-1", "suse"), catalog.price("c5.xlarge", "us-east-1", "windows")]
        assert bill["usd_per_hour"].tolist() == prices
        placed = fleet.assign(location=["eu-west-1", "us-east-1", "us-east-1"])
        assert ec2.bill_running(self.PERIODS, placed)["location"].tolist() == ["us-east-1", "eu-west-1"]
        alone = ec2.bill_running(self.PERIODS, fleet.drop(columns="operating_system"), "us-east-1", "rhel")
        assert set(alone["operating_system"]) == {"rhel"}

    def test_a_price_that_is_not_known_is_nan_with_a_reason(self):
        sold = catalog.on_demand()
        unpriced = sorted(set(catalog.instance_types()["instance_type"]) - set(sold["instance_type"]))
        nowhere = next(name for name in unpriced if not name.startswith("mac"))
        here = set(catalog.on_demand(location="us-west-1")["instance_type"])
        elsewhere = next(name for name in sold["instance_type"].unique() if name not in here)
        names = ["m5.large", elsewhere, nowhere, "mac2.metal"]
        ids = [f"i-{n}" for n in range(4)]
        periods = pd.DataFrame({"instance_id": ids, "running_seconds": 60.0})
        bill = ec2.bill_running(periods, pd.DataFrame({"instance_id": ids, "instance_type": names}), "us-west-1")
        assert bill["reason"].tolist() == ["", "not_sold", "not_known", "billed_by_host"]
        assert bill["usd"].isna().tolist() == bill["usd_per_hour"].isna().tolist() == [False, True, True, True]
        assert bill["billed_seconds"].tolist() == [60] * 4

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (("m5.larg", "us-east-1"), "unknown instance type 'm5.larg': did you mean 'm5.large'"),
            (("m5.large",), "unknown Region None"),
            (("m5.large", "us-east-1", "suze"), "unknown operating system 'suze': did you mean 'suse'"),
            (("mac2.metal", "us-east-1"), "mac2.metal is billed by its Dedicated Host, not by the instance"),
            (("m7g.large", "us-east-1", "windows"), "m7g.large is not sold in"),
            ((pd.DataFrame({"instance_id": ["i-0a"]}),), "the table of instances need the column instance_type"),
            ((pd.DataFrame({"instance_id": ["i-0a"], "instance_type": "m5.large"}), "us-east-1"), "the table of instances lacks i-0b"),
            ((pd.DataFrame({"instance_id": ["i-0a"] * 2, "instance_type": "m5.large"}), "us-east-1"), "the table of instances has i-0a twice"),
            ((pd.DataFrame({"instance_id": ["i-0a", "i-0b"], "instance_type": "m5.huge"}), "us-east-1"), "unknown instance type 'm5.huge'"),
            ((pd.DataFrame({"instance_id": ["i-0a", "i-0b"], "instance_type": "m5.large"}),), "unknown Region None"),
        ],
    )  # fmt: skip
    def test_bad_input(self, given, said):
        with pytest.raises(InputError, match=said) as error:
            ec2.bill_running(self.PERIODS, *given)
        assert error.value.ko != error.value.en

    def test_bad_periods(self):
        with pytest.raises(InputError, match="the running periods need the column running_seconds"):
            ec2.bill_running(self.PERIODS[["instance_id"]], "m5.large", "us-east-1")
        with pytest.raises(InputError, match=r"running_seconds -1\.0 cannot be used"):
            ec2.bill_running(self.PERIODS.assign(running_seconds=-1.0), "m5.large", "us-east-1")


class TestBadEvents:
    GOOD = told((0, "pending"), (5, "running"), (100, "stopping"), (130, "stopped"))

    @pytest.mark.parametrize(
        ("events", "said"),
        [
            (told((0, "running"), (9, "running")), "i-0a cannot go from 'running' to 'running', as it does at 2026-11-24T00:00:09Z: an event is missing or wrong"),
            (told((0, "running"), (9, "pending")), "i-0a cannot go from 'running' to 'pending'"),
            (told((0, "stopped"), (9, "stopping")), "i-0a cannot go from 'stopped' to 'stopping'"),
            (told((0, "running"), (9, "stopping"), (99, "stopping")), "i-0a cannot go from 'stopping' to 'stopping'"),
            (told((0, "terminated"), (9, "running")), "i-0a cannot go from 'terminated' to 'running'"),
            (told((0, "stopping")), "the history of i-0a begins with 'stopping' at 2026-11-24T00:00:00Z"),
            (told((0, "shutting-down")), "the history of i-0a begins with 'shutting-down'"),
            (told((0, "running"), (9, "stopping"), (20, "shutting-down"), hibernate=True), "i-0a hibernates from"),
            (told((0, "running"), (9, "stopping"), (20, "running"), hibernate=True), "i-0a hibernates from 2026-11-24T00:00:09Z, but without its 'stopped' event"),
            (GOOD.assign(state="runing"), "unknown state of i-0a 'runing': did you mean 'running'"),
            (GOOD.assign(state=[None, "running", "stopping", "stopped"]), "unknown state of i-0a"),
            (GOOD.assign(time=["2026-11-24", "?", "2026-11-25", "2026-11-26"]), "the time '[?]' of i-0a cannot be read"),
            (GOOD.assign(time=[1, 2, 3, 4]), "the time '1' of i-0a cannot be read"),
            (GOOD.assign(time=pd.NaT), "the time 'NaT' of i-0a cannot be read"),
            (GOOD.assign(time=[*GOOD["time"].iloc[:3], 4]), "the time '4' of i-0a cannot be read"),
            (GOOD.assign(hibernate="False"), "hibernate 'False' of i-0a cannot be used"),
            (GOOD.assign(instance_id=["i-0a", None, "i-0a", "i-0a"]), "row 2 has no instance_id"),
            (GOOD.drop(columns=["time", "state"]), "the events need the column time, state"),
        ],
    )  # fmt: skip
    def test_one_sentence_that_names_the_instance(self, events, said):
        with pytest.raises(InputError, match=said) as error:
            ec2.running_periods(events, UNTIL)
        assert error.value.ko != error.value.en
        assert "\n" not in error.value.ko

    @pytest.mark.parametrize("until", ["soon", 5, math.nan])
    def test_bad_until(self, until):
        with pytest.raises(InputError, match=r"until '.*' cannot be read as a time"):
            ec2.running_periods(self.GOOD, until)


class TestWhileStopped:
    PRICED = ("us-east-1", "ap-northeast-2")

    def test_every_part(self):
        parts = ec2.while_stopped(
            73, "ap-northeast-2", 100, elastic_ips=2, memory_gib=8, snapshot_gb=50, iops=5000, throughput_mibps=225
        ).set_index("part")
        assert parts["quantity"].to_dict() == pytest.approx(
            {"volume": 10, "memory": 0.8, "iops": 200, "throughput": 10, "elastic_ip": 146, "snapshot": 5}
        )
        listed = catalog.services(location="ap-northeast-2").set_index(["service", "item"])["usd"]
        assert parts["usd_per_unit"].tolist() == [
            listed[key]
            for key in (
                ("ebs", "gp3_storage"),
                ("ebs", "gp3_storage"),
                ("ebs", "gp3_iops"),
                ("ebs", "gp3_throughput"),
                ("ipv4", "idle"),
                ("ebs", "snapshot_storage"),
            )
        ]
        assert (parts["as_of"].str.len() == 10).all()
        assert set(parts["reason"]) == {""}

    def test_an_address_costs_the_same_used_or_idle(self):
        """So that it does not matter which of the two an address of a stopped instance is."""
        prices = catalog.services("ipv4").pivot(index="location", columns="item", values="usd")
        assert (prices["idle"] == prices["in_use"]).all()

    @given(
        hours=st.floats(0, 800),
        gb=st.floats(0, 16_000),
        ram=st.floats(0, 150),
        ips=st.integers(0, 5),
        snapshot=st.floats(0, 1000),
        volume=st.sampled_from(["gp3", "gp2", "st1", "sc1", "standard"]),
        location=st.sampled_from(PRICED),
    )
    def test_parts_add_up_and_grow_with_time(self, hours, gb, ram, ips, snapshot, volume, location):
        def parts(hours):
            return ec2.while_stopped(hours, location, gb, volume, ips, ram, snapshot)

        now, twice = parts(hours), parts(hours * 2)
        assert (now["usd"] == now["quantity"] * now["usd_per_unit"]).all()
        assert twice["usd"].sum() == pytest.approx(2 * now["usd"].sum())
        assert len(now) == (gb > 0) + (ram > 0) + (ips > 0) + (snapshot > 0)

    @given(iops=st.integers(1, 256_000), location=st.sampled_from(PRICED))
    def test_io2_is_priced_tier_by_tier(self, iops, location):
        parts = ec2.while_stopped(730, location, 100, "io2", iops=iops).query("part == 'iops'")
        tiers = catalog.services("ebs", location).query("item == 'io2_iops'").sort_values("from_quantity")
        slow, left = 0.0, iops
        for tier in tiers.itertuples():
            here = min(left, tier.to_quantity - tier.from_quantity)
            slow, left = slow + here * tier.usd, left - here
        assert parts["usd"].sum() == pytest.approx(slow)
        assert parts["quantity"].sum() == pytest.approx(iops)

    def test_nothing_kept_costs_nothing(self):
        assert ec2.while_stopped(730, "us-east-1", 0)["usd"].sum() == 0
        assert ec2.while_stopped(0, "us-east-1", 100)["usd"].tolist() == [0.0]
        assert ec2.while_stopped(730, "us-east-1", 100, iops=3000, throughput_mibps=125)["part"].tolist() == ["volume"]

    def test_a_price_that_is_not_known_is_nan_with_a_reason(self):
        known = set(catalog.services("ebs").query("item == 'gp3_storage'")["location"])
        place = next(code for code in catalog.locations()["location"] if code not in known)
        parts = ec2.while_stopped(730, place, 100)
        assert parts[["unit", "reason"]].values.tolist() == [["GB-month", "not_known"]]
        assert parts["usd"].isna().all()
        assert parts["quantity"].tolist() == [pytest.approx(100)]

    def test_every_place_answers(self):
        for place in catalog.locations()["location"]:
            parts = ec2.while_stopped(730, place, 100, elastic_ips=1, memory_gib=8, snapshot_gb=5, iops=4000)
            assert (parts["usd"].isna() == (parts["reason"] == "not_known")).all()
            assert not (parts["usd"] == 0).any()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"hours": -1}, "hours -1 cannot be used"),
            ({"volume_gb": math.nan}, "volume_gb nan cannot be used"),
            ({"elastic_ips": 1.5}, "elastic_ips 1.5 cannot be used: give a whole number"),
            ({"month_hours": 0}, "month_hours 0 cannot be used: give a number above 0"),
            ({"location": "us-eest-1"}, "unknown Region 'us-eest-1': did you mean"),
            ({"volume_type": "gp4"}, "unknown volume type 'gp4': did you mean 'gp3'"),
            ({"volume_type": "gp2", "iops": 100}, "a gp2 volume does not take iops: it is for gp3, io1, io2"),
            (
                {"volume_type": "io1", "iops": 100, "throughput_mibps": 200},
                "a io1 volume does not take throughput_mibps",
            ),
            ({"volume_type": "io1"}, "an io1 volume has provisioned IOPS: say how many with iops"),
        ],
    )
    def test_bad_input(self, change, said):
        with pytest.raises(InputError, match=said) as error:
            ec2.while_stopped(**{"hours": 10, "location": "us-east-1", "volume_gb": 10} | change)
        assert error.value.ko != error.value.en


def test_a_hundred_thousand_events_in_one_call():
    count = 25_000
    clock = pd.Timestamp("2026-11-01T00:00:00Z") + pd.to_timedelta(np.arange(4 * count) % 4 * 1000, unit="s")
    events = pd.DataFrame(
        {
            "instance_id": np.repeat([f"i-{n:05d}" for n in range(count)], 4),
            "time": clock,
            "state": ["pending", "running", "stopping", "stopped"] * count,
        }
    )
    bill = ec2.bill_running(ec2.running_periods(events.sample(frac=1, random_state=0)), "m5.large", "us-east-1")
    assert len(bill) == count
    assert set(bill["billed_seconds"]) == {1000}
