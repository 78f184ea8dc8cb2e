"""The application of commitments: equal to the slow reference on random fleets, and what must hold for any of them."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.knowledge import discounts
from tests.knowledge.discounts import reference
from tests.knowledge.discounts.small import ri, split, usage_of

ACCOUNTS, ZONES = ("A", "B", "C"), ("us-east-1a", "us-east-1b")
TYPES = ("m5.large", "m5.xlarge", "m5.4xlarge", "c5.large", "c5.2xlarge", "t3.nano", "g5.xlarge", "g5.2xlarge")
ON_DEMAND = {"m5.large": 0.096, "m5.xlarge": 0.192, "m5.4xlarge": 0.768, "c5.large": 0.085, "c5.2xlarge": 0.34,
             "t3.nano": 0.0052, "g5.xlarge": 1.006, "g5.2xlarge": 1.212, "vcpu_linux_x86": 0.04048}  # fmt: skip
#: Rates by option: some savings are equal, so that ties are decided.
SAVING = {"e1": 0.40, "e3": 0.60, "c1": 0.30, "c3": 0.50}
LIST = {
    (option, "fargate" if item.startswith("vcpu") else "ec2", item): usd * (1 - saving - (0.05 if "5." in item else 0))
    for option, saving in SAVING.items()
    for item, usd in ON_DEMAND.items()
}
RATES = pd.DataFrame(
    [{"option": o, "service": s, "item": i, "operating_system": system, "tenancy": tenancy, "location": "us-east-1", "usd": usd}
     for (o, s, i), usd in LIST.items() for system in ("linux", "windows") for tenancy in ("shared", "dedicated")]
)  # fmt: skip

attributes = {
    "hour": st.integers(0, 2),
    "account": st.sampled_from(ACCOUNTS),
    "zone": st.sampled_from(ZONES),
    "operating_system": st.sampled_from(("linux", "linux", "windows")),
    "tenancy": st.sampled_from(("shared", "shared", "dedicated")),
    "market": st.sampled_from(("on_demand", "on_demand", "on_demand", "spot", "unused_reservation")),
}
instances = st.fixed_dictionaries({**attributes, "service": st.just("ec2"), "item": st.sampled_from(TYPES)})
tasks = st.fixed_dictionaries(
    {**attributes, "service": st.just("fargate"), "item": st.just("vcpu_linux_x86"), "market": st.just("on_demand")}
)
quantities = st.one_of(st.integers(0, 9), st.integers(0, 36_000).map(lambda seconds: seconds / 3600))


@st.composite
def usages(draw) -> pd.DataFrame:
    kinds = draw(
        st.lists(
            st.one_of(instances, instances, tasks),
            min_size=1,
            max_size=14,
            unique_by=lambda k: tuple(sorted(k.items())),
        )
    )
    rows = [
        {**k, "location": "us-east-1", "quantity": draw(quantities), "on_demand_usd": ON_DEMAND[k["item"]]}
        for k in kinds
    ]
    return pd.DataFrame(rows)


@st.composite
def reservations(draw) -> pd.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 4))):
        more = {
            "account": draw(st.sampled_from(ACCOUNTS)),
            "zone": draw(st.sampled_from(("", *ZONES))),
            "operating_system": draw(attributes["operating_system"]),
            "tenancy": draw(attributes["tenancy"]),
            "usd_per_hour": draw(st.sampled_from((0.0, 0.05, 0.4))),
        }
        rows.append(ri(f"ri{number}", draw(st.sampled_from(TYPES)), draw(st.integers(0, 5)), **more))
    return pd.DataFrame(rows)


@st.composite
def plans(draw) -> pd.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 3))):
        option = draw(st.sampled_from(list(SAVING)))
        basics = {"id": f"plan{number}", "account": draw(st.sampled_from(ACCOUNTS)), "option": option}
        where = (
            {"family": draw(st.sampled_from(("m5", "c5"))), "location": "us-east-1"}
            if option[0] == "e"
            else {"family": "", "location": ""}
        )
        kind = "ec2_instance_sp" if option[0] == "e" else "compute_sp"
        rows.append(
            {**basics, "kind": kind, "usd_per_hour": draw(st.sampled_from((0.001, 0.1, 0.5, 2.0, 40.0))), **where}
        )
    return pd.DataFrame(rows)


sharings = st.sampled_from((True, False, ("A", "B")))


def shared(sharing):
    return lambda a, b: sharing if isinstance(sharing, bool) else a in sharing and b in sharing


@settings(max_examples=300, deadline=None)
@given(usages(), reservations(), plans(), sharings)
def test_equals_the_slow_reference(usage, owned, planned, sharing):
    done = discounts.apply(usage, owned, planned, RATES, sharing=sharing)
    expected: dict[tuple[int, str], float] = defaultdict(float)
    left = {}
    # Where AWS leaves the order open, the kind of usage that stands first in the whole table comes first.
    kinds = usage.groupby([*attributes.keys() - {"hour"}, "item"], sort=False).ngroup()
    for hour, part in usage.iloc[kinds.argsort(kind="stable")].groupby("hour"):
        paid, rest = reference.one_hour(
            part.to_dict("records"), owned.to_dict("records"), planned.to_dict("records"), LIST, shared(sharing)
        )
        for number, name, quantity in paid:
            expected[int(part.index[number]), name] += float(quantity)
        left |= {(hour, name): float(units) for name, units in rest.items()}
    found = split(done)
    assert {key: value for key, value in found.items() if value > 1e-12} == pytest.approx(
        {key: value for key, value in expected.items() if value > 1e-12}, rel=1e-9, abs=1e-12
    )
    per_unit = {one.id: one.usd_per_unit for one in done._commitments}
    for row in done.commitments.itertuples():
        if (row.hour, row.commitment) in left:
            assert row.unused_usd == pytest.approx(left[row.hour, row.commitment] * per_unit[row.commitment], abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(usages(), reservations(), plans(), sharings)
def test_nothing_is_lost(usage, owned, planned, sharing):
    done = discounts.apply(usage, owned, planned, RATES, sharing=sharing)
    totals, lines, commitments = done.summary(), done.lines, done.commitments
    split_up = lines.groupby("line")["quantity"].sum().reindex(usage.index).fillna(0)
    assert (split_up - usage["quantity"]).abs().max() < 1e-9
    assert lines["usd"].sum() + totals["unused_usd"] == pytest.approx(totals["usd"], abs=1e-9)
    assert (
        commitments["used_usd"] + commitments["unused_usd"] - commitments["committed_usd"]
    ).abs().max() < 1e-9 or not len(commitments)
    assert totals["on_demand_equivalent_usd"] == pytest.approx(
        (usage["quantity"] * usage["on_demand_usd"]).sum(), abs=1e-9
    )
    used = lines[lines["commitment"] != ""].groupby("commitment", observed=True)["usd"].sum()
    for name, usd in commitments.groupby("commitment")["used_usd"].sum().items():
        assert used.get(name, 0.0) == pytest.approx(usd, abs=1e-9)
    assert done.by_hour()["usd"].sum() == pytest.approx(totals["usd"], abs=1e-9)
    assert (
        done.by_commitment()["committed_usd"].sum() == pytest.approx(totals["committed_usd"], abs=1e-9)
        if len(done._commitments)
        else True
    )
    spot = lines["covered_by"] == "spot"
    assert set(lines.loc[spot, "line"]) == set(usage.index[(usage["market"] == "spot") & (usage["quantity"] > 0)])


@settings(max_examples=200, deadline=None)
@given(usages(), reservations(), plans(), reservations(), sharings)
def test_a_free_commitment_never_raises_the_bill(usage, owned, planned, more, sharing):
    before = discounts.apply(usage, owned, planned, RATES, sharing=sharing)
    free = more.assign(id=[f"free{number}" for number in range(len(more))], usd_per_hour=0.0)
    after = discounts.apply(usage, pd.concat([owned, free], ignore_index=True), planned, RATES, sharing=sharing)
    assert after.summary()["usd"] <= before.summary()["usd"] + 1e-9


@settings(max_examples=100, deadline=None)
@given(usages(), reservations(), plans())
def test_explained_steps_are_the_hour(usage, owned, planned):
    done = discounts.apply(usage, owned, planned, RATES)
    for hour in range(int(usage["hour"].min()), int(usage["hour"].max()) + 1):
        steps = done.explain(hour)
        assert steps["number"].tolist() == list(range(1, len(steps) + 1))
        assert steps["usd"].sum() == pytest.approx(done.by_hour().set_index("hour")["usd"][hour], abs=1e-9)
        assert (steps["left"].fillna(0) >= 0).all()


@settings(max_examples=60, deadline=None)
@given(usages(), reservations(), plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(usage, owned, planned, random):
    shuffled = usage.sample(frac=1, random_state=random.randint(0, 2**31))
    one, two = (discounts.apply(table, owned, planned, RATES).summary() for table in (usage, shuffled))
    assert one == pytest.approx(two, abs=1e-9, nan_ok=True)


class TestHours:
    def test_nothing_is_carried_over(self):
        usage = usage_of(
            {"item": "m5.large", "quantity": 0, "on_demand_usd": 1.0},
            {"hour": 1, "item": "m5.large", "quantity": 2, "on_demand_usd": 1.0},
        )
        done = discounts.apply(usage, pd.DataFrame([ri("a", "m5.large", account="")]))
        assert split(done) == {(1, "a"): 1, (1, ""): 1}
        assert done.commitments["unused_usd"].tolist() == [0.05, 0.0]

    def test_an_hour_without_usage_is_paid(self):
        usage = usage_of(*({"hour": hour, "item": "m5.large", "quantity": 1, "on_demand_usd": 1.0} for hour in (0, 3)))
        done = discounts.apply(usage, pd.DataFrame([ri("a", "m5.large", account="")]))
        assert done.commitments["hour"].tolist() == [0, 1, 2, 3]
        assert done.summary()["usd"] == pytest.approx(0.20)

    def test_a_term_covers_its_own_hours_only(self):
        usage = usage_of(
            *({"hour": hour, "item": "m5.large", "quantity": 1, "on_demand_usd": 1.0} for hour in range(4))
        )
        done = discounts.apply(usage, pd.DataFrame([ri("a", "m5.large", account="", start=1, end=3)]))
        assert split(done) == {(0, ""): 1, (1, "a"): 1, (2, "a"): 1, (3, ""): 1}

    def test_dates_are_hours_of_utc(self):
        seoul = pd.date_range("2026-03-29", periods=3, freq="h", tz="Asia/Seoul")
        usage = usage_of(*({"hour": hour, "item": "m5.large", "quantity": 1, "on_demand_usd": 1.0} for hour in seoul))
        done = discounts.apply(usage, pd.DataFrame([ri("a", "m5.large", account="", start="2026-03-28T16:00")]))
        assert done.lines.sort_values("line")["hour"].tolist() == list(
            pd.date_range("2026-03-28T15:00", periods=3, freq="h")
        )
        assert split(done) == {(0, ""): 1, (1, "a"): 1, (2, "a"): 1}

    def test_half_an_hour_off_utc(self):
        kolkata = pd.Timestamp("2026-01-01T00:00", tz="Asia/Kolkata")
        with pytest.raises(discounts._tables.InputError, match="is not a clock hour"):
            discounts.apply(usage_of({"hour": kolkata, "item": "m5.large", "quantity": 1, "on_demand_usd": 1.0}))


def test_savings_that_differ_by_rounding_are_equal():
    """0.21 of 0.3 and 0.07 of 0.1 both save 30 %, though not to the last bit: the lower rate comes first."""
    usage = usage_of(
        {"item": "m5.large", "quantity": 1, "on_demand_usd": 0.3},
        {"item": "m5.xlarge", "quantity": 1, "on_demand_usd": 0.1},
    )
    rates = pd.DataFrame(
        [
            {"option": "x", "location": "us-east-1", "item": i, "usd": u}
            for i, u in (("m5.large", 0.21), ("m5.xlarge", 0.07))
        ]
    )
    assert 1 - 0.21 / 0.3 > 1 - 0.07 / 0.1
    plan = pd.DataFrame([{"id": "p", "kind": "compute_sp", "option": "x", "usd_per_hour": 0.07}])
    assert split(discounts.apply(usage, None, plan, rates)) == {(1, "p"): 1, (0, ""): 1}


class TestUnusedCapacityReservations:
    """EC2 User Guide, "Capacity Reservation pricing and billing": instances first, then slots; zonal RIs never."""

    usage = usage_of(
        {
            "item": "m5.large",
            "quantity": 2,
            "on_demand_usd": 0.096,
            "market": "unused_reservation",
            "account": "A",
            "zone": "us-east-1a",
        },
        {"item": "m5.large", "quantity": 2, "on_demand_usd": 0.096, "account": "A", "zone": "us-east-1a"},
    )

    def test_regional(self):
        assert split(discounts.apply(self.usage, pd.DataFrame([ri("a", "m5.large", 3)]))) == {
            (1, "a"): 2,
            (0, "a"): 1,
            (0, ""): 1,
        }

    def test_zonal(self):
        done = discounts.apply(self.usage, pd.DataFrame([ri("a", "m5.large", 3, zone="us-east-1a")]))
        assert split(done) == {(1, "a"): 2, (0, ""): 2}

    def test_plans(self):
        plan = pd.DataFrame(
            [
                {
                    "id": "p",
                    "account": "A",
                    "kind": "compute_sp",
                    "option": "c1",
                    "usd_per_hour": 3 * LIST["c1", "ec2", "m5.large"],
                }
            ]
        )
        done = discounts.apply(self.usage, None, plan, RATES)
        assert split(done) == pytest.approx({(1, "p"): 2, (0, "p"): 1, (0, ""): 1})
