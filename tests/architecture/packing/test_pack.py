"""Packing: every placement valid, the same as one replica at a time, never below the bound, and the bound never above the optimum."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import packing
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from tests.architecture.packing import reference
from tests.architecture.packing.small import SEOUL, services, table

LARGE = "m7g.large"
STRATEGIES = st.sampled_from(packing.STRATEGIES)
ORCHESTRATORS = st.sampled_from(["ecs", "eks"])


def room_of(orchestrator: str, task_limit: int | None, overhead: packing.Overhead | None = None):
    left = packing.reserved(LARGE, orchestrator, overhead).iloc[-1]
    limit = task_limit or (packing.max_pods(LARGE) if orchestrator == "eks" else math.inf)
    return math.floor(left["vcpu"] * 1024) / 1024, math.floor(left["gib"] * 1024) / 1024, limit


def tasks_of(rows: pd.DataFrame) -> list[reference.Task]:
    return [
        (str(r.service), math.ceil(r.vcpu * 1024) / 1024, math.ceil(r.gib * 1024) / 1024)
        for r in rows.itertuples()
        for _ in range(r.replicas)
    ]


@settings(max_examples=120, deadline=None)
@given(
    rows=services(),
    strategy=STRATEGIES,
    order=st.sampled_from(packing.ORDERS),
    orchestrator=ORCHESTRATORS,
    zones=st.integers(1, 4),
    task_limit=st.one_of(st.none(), st.integers(1, 6)),
)
def test_every_placement_is_valid(rows, strategy, order, orchestrator, zones, task_limit):
    options = {"orchestrator": orchestrator, "zones": zones, "task_limit": task_limit}
    done = packing.pack(rows, LARGE, SEOUL, strategy=strategy, order=order, **options)
    machines, placed = done.machines, done.placement
    # every replica once, none twice
    assert (
        placed.groupby("service")["replicas"].sum().reindex(rows["service"], fill_value=0).tolist()
        == rows["replicas"].tolist()
    )
    cpu, memory, limit = room_of(orchestrator, task_limit)
    assert (machines["used_vcpu"] <= cpu).all()
    assert (machines["used_gib"] <= memory).all()
    assert (machines["tasks"] <= limit).all()
    assert (machines["tasks"] >= 1).all()
    for name in ("vcpu", "gib"):
        parts = machines[[f"{part}_{name}" for part in ("used", "overhead", "stranded", "room")]]
        assert parts.sum(axis=1).to_numpy() == pytest.approx(machines[name].to_numpy())
        assert (parts.to_numpy() >= -1e-12).all()
    assert placed.groupby("machine")["vcpu"].sum().to_numpy() == pytest.approx(machines["used_vcpu"].to_numpy())
    # stranded: none of the services fits there any more
    for row in machines.itertuples():
        fits = any(
            s.replicas and s.vcpu <= cpu - row.used_vcpu + 1e-9 and s.gib <= memory - row.used_gib + 1e-9
            for s in rows.itertuples()
        )
        if fits and row.tasks < limit:
            assert row.stranded_vcpu == row.stranded_gib == 0
        else:
            assert row.room_vcpu == row.room_gib == 0
    # the zones
    where = placed.merge(machines[["machine", "zone"]], on="machine")
    for row in rows[rows["spread"] & (rows["replicas"] > 0)].itertuples():
        in_zones = where[where["service"] == row.service].groupby("zone")["replicas"].sum()
        counts = in_zones.reindex(range(1, zones + 1), fill_value=0)
        assert counts.max() - counts.min() <= 1
    assert set(machines["zone"]) <= set(range(1, zones + 1))
    # the bound
    assert len(done) >= done.bound == packing.lower_bound(rows, LARGE, **options)
    usd = catalog.price(LARGE, SEOUL)
    assert done.usd_per_hour == pytest.approx(len(done) * usd)
    assert done.usd_per_month == pytest.approx(len(done) * usd * 730)


@settings(max_examples=120, deadline=None)
@given(
    rows=services(), strategy=STRATEGIES, orchestrator=ORCHESTRATORS, task_limit=st.one_of(st.none(), st.integers(1, 6))
)
def test_the_same_as_one_replica_at_a_time(rows, strategy, orchestrator, task_limit):
    done = packing.pack(rows, LARGE, SEOUL, strategy=strategy, orchestrator=orchestrator, task_limit=task_limit)
    slow = reference.place(tasks_of(rows), room_of(orchestrator, task_limit), strategy)
    assert len(done) == len(slow)
    counts = done.placement.pivot_table(index="machine", columns="service", values="replicas", fill_value=0)
    for number, machine in enumerate(slow, 1):
        names = [name for name, *_ in machine]
        assert {n: names.count(n) for n in set(names)} == {n: c for n, c in counts.loc[number].items() if c}


@settings(max_examples=60, deadline=None)
@given(rows=services(most=3, replicas=3), task_limit=st.one_of(st.none(), st.integers(1, 4)))
def test_the_optimum_by_trying_everything(rows, task_limit):
    best = packing.exact(rows, LARGE, task_limit=task_limit)
    assert best == reference.fewest(tasks_of(rows), room_of("ecs", task_limit))
    assert packing.lower_bound(rows, LARGE, task_limit=task_limit) <= best
    for strategy in packing.STRATEGIES:
        for order in packing.ORDERS:
            assert len(packing.pack(rows, LARGE, SEOUL, strategy=strategy, order=order, task_limit=task_limit)) >= best


@settings(max_examples=60, deadline=None)
@given(rows=services(), more=st.integers(1, 3), zones=st.integers(1, 3))
def test_what_moves_the_bound(rows, more, zones):
    bound = packing.lower_bound(rows, LARGE, zones=zones)
    assert packing.lower_bound(rows.assign(replicas=rows["replicas"] + more), LARGE, zones=zones) >= bound
    assert packing.lower_bound(rows, "m7g.xlarge", zones=zones) <= bound
    daemons = packing.Overhead(daemon_vcpu=0.05, daemon_gib=0.1)
    assert packing.lower_bound(rows.assign(gib=rows["gib"] / 2, vcpu=rows["vcpu"] / 2), LARGE, overhead=daemons) >= 0
    assert packing.lower_bound(rows, LARGE, zones=1) <= packing.lower_bound(rows, LARGE, zones=zones)


def test_ecs_binpack_by_memory_takes_the_machine_with_the_least_memory_left():
    """ECS API Reference, PlacementStrategy: "a task is placed on the instance with the least amount of remaining memory but still
    enough to run the task"."""
    rows = table(("big", 0.5, 4, 1), ("wide", 1.75, 3, 1), ("small", 0.25, 1, 2))
    by_memory = packing.pack(rows, LARGE, SEOUL, strategy="binpack_memory").placement
    by_cpu = packing.pack(rows, LARGE, SEOUL, strategy="binpack_cpu").placement
    assert by_memory.loc[by_memory["service"] == "small", "machine"].tolist() == [1]
    assert by_cpu.loc[by_cpu["service"] == "small", "machine"].tolist() == [1, 2]


def test_ecs_spread_counts_the_tasks_of_the_service_itself():
    """ECS Developer Guide, "Use strategies to define Amazon ECS task placement": spread is by the service's own tasks."""
    rows = table(("a", 0.25, 0.5, 4), ("b", 1.5, 1, 1), ("c", 0.1, 0.1, 2))
    placed = packing.pack(rows, LARGE, SEOUL, strategy="spread").placement
    # the first goes where the fewest tasks are, the second where no c is, although more tasks are there
    assert placed.loc[placed["service"] == "c", ["machine", "replicas"]].to_numpy().tolist() == [[1, 1], [2, 1]]


def test_the_order_of_arrival_matters_and_the_largest_first_helps():
    rows = table(("small", 0.5, 1, 4), ("large", 1.5, 5, 4))
    given_order = packing.pack(rows, LARGE, SEOUL)
    largest = packing.pack(rows, LARGE, SEOUL, order="largest_first")
    assert (len(given_order), len(largest), packing.exact(rows, LARGE)) == (5, 4, 4)


@settings(max_examples=60, deadline=None)
@given(
    vcpu=st.integers(1, 70).map(lambda n: n / 32),
    gib=st.integers(1, 70).map(lambda n: n / 8),
    orchestrator=ORCHESTRATORS,
    task_limit=st.one_of(st.none(), st.integers(1, 6)),
)
def test_places_are_what_a_packing_finds(vcpu, gib, orchestrator, task_limit):
    found = packing.places(LARGE, vcpu, gib, orchestrator=orchestrator, task_limit=task_limit)
    options = {"orchestrator": orchestrator, "task_limit": task_limit}
    if not found:
        with pytest.raises(InputError, match=r"larger than what m7g\.large has left"):
            packing.pack(table(("web", vcpu, gib, 1)), LARGE, SEOUL, **options)
        return
    assert len(packing.pack(table(("web", vcpu, gib, found)), LARGE, SEOUL, **options)) == 1
    assert len(packing.pack(table(("web", vcpu, gib, found + 1)), LARGE, SEOUL, **options)) == 2


def test_a_comparison_is_what_each_packing_is():
    rows = table(("web", 0.5, 1, 7), ("api", 1.5, 6, 4))
    names = ["m7g.medium", "m7g.large", "m7g.xlarge", "m7a.large"]  # too small, and not sold in Seoul
    done = packing.compare(rows, names, SEOUL, orders=packing.ORDERS, strategies=("spread", "binpack_cpu"), zones=2)
    assert done[["instance_type", "strategy", "order"]].drop_duplicates().shape[0] == len(done) == 8
    for row in done.itertuples():
        one = packing.pack(rows, row.instance_type, SEOUL, strategy=row.strategy, order=row.order, zones=2)
        assert (row.machines, row.bound, row.usd_per_month) == (len(one), one.bound, one.usd_per_month)


def test_a_vm_for_each_replica_pays_system_and_daemons_each_time():
    rows = table(("web", 0.5, 1, 4), ("api", 1, 3, 3), ("big", 3, 10, 1))
    daemons = packing.Overhead(daemon_vcpu=0.1, daemon_gib=0.25)
    vms = packing.pack(rows, LARGE, SEOUL, "vm", overhead=daemons, zones=3)
    assert len(vms) == vms.bound == 8
    assert vms.machines["tasks"].eq(1).all()
    assert vms.machines["room_vcpu"].sum() == 0  # what a VM has left is nobody else's
    sizes = vms.placement.merge(vms.machines, on="machine")[["service", "instance_type"]].drop_duplicates()
    # 1 vCPU and 3 GiB with 0.1 and 0.25 for the daemons and the kernel's share are too much for an m7g.medium
    assert dict(sizes.to_numpy().tolist()) == {"web": "m7g.medium", "api": "m7g.large", "big": "m7g.xlarge"}
    assert set(vms.machines["zone"]) == {1, 2, 3}
    together = packing.pack(rows, "m7g.xlarge", SEOUL, overhead=daemons)
    shares = (together.summary().iloc[0], vms.summary().iloc[0])
    assert shares[0]["usd_per_month"] < shares[1]["usd_per_month"]
    assert shares[0]["overhead_gib"] < shares[1]["overhead_gib"]


@settings(max_examples=40, deadline=None)
@given(rows=services(replicas=3))
def test_the_vm_of_a_replica_is_the_cheapest_that_holds_it(rows):
    vms = packing.pack(rows, LARGE, SEOUL, "vm")
    assert len(vms) == rows["replicas"].sum()
    family = catalog.instance_types()
    family = family[(family["family"] == "m7g") & ~family["bare_metal"]]
    for row in vms.placement.merge(vms.machines, on="machine", suffixes=("_asked", "")).itertuples():
        holding = [
            catalog.price(t.instance_type, SEOUL)
            for t in family.itertuples()
            if t.vcpu >= row.vcpu_asked and t.gib * (1 - packing.KERNEL_SHARE) >= row.gib_asked - 1e-9
        ]
        assert row.usd_per_hour == pytest.approx(min(holding))


def test_an_image_runs_only_on_the_architecture_it_was_built_for():
    assert packing.runs_on("x86_64", "m7i.large")
    assert not packing.runs_on("x86_64", "m7g.large")
    assert packing.runs_on(["arm64"], "m7g.large")
    assert packing.runs_on("x86_64, arm64", "m7g.large")
    rows = table(("web", 0.5, 1, 1), ("old", 0.5, 1, 1)).assign(architectures=["x86_64, arm64", "x86_64"])
    assert len(packing.pack(rows, "m7i.large", SEOUL)) == 1
    for kind in packing.KINDS:
        with pytest.raises(InputError, match=r"the image of old is for x86_64 and does not run on m7g.large \(arm64\)"):
            packing.pack(rows, LARGE, SEOUL, kind)


def test_summary_shares_are_one():
    rows = table(("web", 0.5, 1, 7), ("api", 0.75, 2.5, 5))
    for kind in packing.KINDS:
        row = packing.pack(rows, LARGE, SEOUL, kind).summary().iloc[0]
        for name in ("vcpu", "gib"):
            assert sum(row[f"{part}_{name}"] for part in ("used", "overhead", "stranded", "room")) == pytest.approx(1)
        assert row["usd_per_month_per_task"] == pytest.approx(row["usd_per_month"] / 12)


def test_nothing_to_place_needs_no_machine():
    done = packing.pack(table(("web", 0.5, 1, 0)), LARGE, SEOUL)
    assert (len(done), done.bound, done.usd_per_month) == (0, 0, 0)
    assert done.machines.empty
    assert done.placement.empty
    assert done.summary()["used_vcpu"].item() == 0
    assert packing.exact(table(("web", 0.5, 1, 0)), LARGE) == 0
    assert len(packing.pack(table(("web", 0.5, 1, 0)), LARGE, SEOUL, "vm")) == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "pod"}, "unknown kind 'pod'"),
        ({"strategy": "binpack"}, "did you mean 'binpack_cpu'"),
        ({"order": "smallest_first"}, "did you mean 'largest_first'"),
        ({"orchestrator": "swarm"}, "unknown orchestrator"),
        ({"zones": 0}, "zones 0 cannot be used"),
        ({"task_limit": 0}, "task_limit 0 cannot be used"),
        ({"instance_type": "m7g.larg"}, "did you mean 'm7g.large'"),
        ({"instance_type": "u7i-6tb.112xlarge", "orchestrator": "eks"}, "is not known here"),
        ({"overhead": packing.Overhead(daemon_vcpu=2)}, "has nothing left"),
        ({"overhead": packing.Overhead(daemon_tasks=3), "task_limit": 3}, "no place for a task beside the daemons"),
    ],
)
def test_bad_options(change, sentence):
    given = {"services": table(("web", 0.5, 1, 1)), "instance_type": LARGE, "location": SEOUL, **change}
    with pytest.raises(InputError) as error:
        packing.pack(**given)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (table(("web", 0.5, 1, 1)).drop(columns="gib"), "the services need the column gib"),
        (table(("web", 0, 1, 1)), "vcpu 0 cannot be used"),
        (table(("web", 0.5, -1, 1)), "gib -1"),
        (table(("web", 0.5, 1, -1)), "replicas -1"),
        (table(("web", 0.5, 1, 1), ("web", 0.5, 1, 1)), "a service is named twice"),
        (table(("web", 4, 1, 1)), "one web (4 vCPU, 1 GiB) is larger than what m7g.large has left"),
        (table(("web", 0.5, 1, 1)).assign(architectures="arm"), "unknown architecture 'arm'"),
    ],
)
def test_bad_services(rows, sentence):
    with pytest.raises(InputError) as error:
        packing.pack(rows, LARGE, SEOUL)
    assert sentence in str(error.value)


def test_a_vm_that_no_size_holds():
    with pytest.raises(InputError, match="m7g has no size that holds one huge"):
        packing.pack(table(("huge", 10, 300, 1)), LARGE, SEOUL, "vm")


def test_too_many_for_the_optimum():
    rows = table(*((f"s{i}", 0.25, 0.5, 9) for i in range(6)))
    with pytest.raises(InputError, match="1,000,000 combinations"):
        packing.exact(rows, LARGE)


def test_overhead_checks_its_numbers():
    for bad in ({"kernel_share": 1.1}, {"daemon_vcpu": -1}, {"daemon_gib": np.nan}, {"daemon_tasks": 0.5}):
        with pytest.raises(InputError):
            packing.Overhead(**bad)
