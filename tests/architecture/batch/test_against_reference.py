"""Every attempt and every machine as in the second-by-second reference, and what holds for every queue."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import batch
from kaolib.errors import InputError
from kaolib.knowledge import containers
from tests.architecture.batch import reference

PLACE = "ap-northeast-2"
#: Price and hazard of each type, chosen so that types tie and differ in both.
PRICES = {"m7g.large": 10, "m7g.xlarge": 20, "c7g.xlarge": 20, "c7g.2xlarge": 30, "r7g.large": 12}


@st.composite
def queues(draw, spot: bool = True):
    """Jobs and environments, as the room and as the reference take them."""
    count = draw(st.integers(1, 7))
    jobs = []
    for i in range(count):
        before = [f"j{k}" for k in range(i)]
        jobs.append(
            batch.Job(
                f"j{i}",
                draw(st.integers(1, 4)),
                draw(st.sampled_from([1, 3, 6])),
                draw(st.integers(1, 90)),
                priority=draw(st.integers(0, 2)),
                attempts=draw(st.integers(1, 4)),
                timeout_seconds=draw(st.none() | st.integers(60, 80)),
                submitted_seconds=draw(st.integers(0, 60)),
                depends_on=tuple(draw(st.lists(st.sampled_from(before), max_size=2, unique=True))) if before else (),
                checkpoint_seconds=draw(st.none() | st.integers(1, 40)),
                write_seconds=draw(st.integers(0, 5)),
                failing_attempts=draw(st.sampled_from([0, 0, 0, 1, 5])),
                retry_on=draw(st.sampled_from(batch.RETRY_ON)),
            )
        )
    fargate = draw(st.booleans())
    environments = [draw(_environment(n, fargate, spot)) for n in range(draw(st.integers(1, 2)))]
    return jobs, environments, draw(st.integers(0, 200))


@st.composite
def _environment(draw, number: int, fargate: bool, spot: bool):
    taken = spot and draw(st.booleans())
    lives = tuple(draw(st.lists(st.integers(1, 150), max_size=5))) if taken else None
    times = {f"{name}_seconds": draw(st.integers(0, 20)) for name in ("launch", "boot", "idle")}
    if fargate:
        kind = "fargate_spot" if taken else "fargate"
        saving = 0.5 if taken else None
        return batch.Environment(
            f"e{number}", kind, draw(st.integers(4, 9)), spot_saving=saving, lives_seconds=lives, **times
        )
    kind = "spot" if taken else "on_demand"
    types = draw(st.lists(st.sampled_from(sorted(PRICES)), min_size=1, unique=True))
    types = sorted({*types, "c7g.2xlarge"})  # something that holds every job
    least, desired = (draw(st.sampled_from([0, 0, 2, 5])) for _ in range(2))
    some = draw(st.dictionaries(st.sampled_from(types), st.integers(1, 2), max_size=2))
    return batch.Environment(
        f"e{number}", kind, draw(st.integers(8, 20)), instance_types=tuple(types),
        strategy=draw(st.sampled_from(batch.STRATEGIES if taken else batch.STRATEGIES[:2])),
        min_vcpus=least, desired_vcpus=desired, lives_seconds=lives, available=some,
        usd_per_hour={name: PRICES[name] for name in types}, **times,
    )  # fmt: skip


def plain(jobs, environments):
    """The same for the reference."""
    tasks = [
        {
            "name": job.name, "vcpu": job.vcpu, "gib": job.gib, "seconds": job.seconds, "priority": job.priority,
            "attempts": job.attempts, "timeout": job.timeout_seconds, "submitted": job.submitted_seconds,
            "depends_on": job.depends_on, "checkpoint": job.checkpoint_seconds, "write": job.write_seconds,
            "failing": job.failing_attempts, "always": job.retry_on == "any",
        }
        for job in jobs
    ]  # fmt: skip
    envs = []
    for one in environments:
        fargate = one.kind.startswith("fargate")
        if fargate:
            types = [(f"{v:g} vCPU {g:g} GB", v, g, 0, 0) for v, g in containers.fargate_sizes().to_numpy()]
        else:
            table = batch.pools(one.instance_types, PLACE, one.kind)
            types = [
                (r.instance_type, r.vcpu, r.gib_for_jobs, PRICES[r.instance_type], r.interruptions_per_hour)
                for r in table.itertuples()
            ]
        envs.append(
            {
                "fargate": fargate, "types": types, "strategy": one.strategy, "min": one.min_vcpus, "max": one.max_vcpus,
                "desired": one.desired_vcpus, "launch": one.launch, "boot": one.boot, "idle": one.idle,
                "lives": one.lives_seconds or (), "available": one.available or {},
            }
        )  # fmt: skip
    return tasks, envs


@settings(max_examples=300, deadline=None)
@given(queues())
def test_every_attempt_and_machine_is_that_of_the_reference(queue):
    jobs, environments, until = queue
    run = simulated(jobs, environments, until)
    if run is None:
        return
    log, machines = reference.run(*plain(jobs, environments), until=until)
    ours = [
        (r.job, r.attempt, *(None if np.isnan(h) else round(h * 3600) for h in (r.start_hours, r.end_hours)), r.outcome)
        for r in run.jobs.itertuples()
    ]
    assert sorted(ours, key=str) == sorted((row[:5] for row in log), key=str)
    table = run.instances
    times = (table[["start_hours", "end_hours"]] * 3600).round().astype(int)
    taken = (table["ended_by"] == "ec2").tolist()
    ours = list(zip(table["instance_type"], times["start_hours"], times["end_hours"], taken, strict=True))
    assert ours == machines
    good = {r.job for r in run.by_job().itertuples() if r.outcome == "succeeded"}
    kept = sum(row[5] for row in log if row[0] in good)
    assert run.jobs["kept_seconds"].sum() == kept == sum(job.seconds for job in jobs if job.name in good)


def simulated(jobs, environments, until):
    """The run, or None where a job would stay RUNNABLE for ever."""
    try:
        return batch.simulate(jobs, environments, PLACE, until_hours=until / 3600)
    except InputError as error:
        if "RUNNABLE" not in str(error):
            raise
    return None


@settings(max_examples=150, deadline=None)
@given(queues())
def test_what_holds_for_every_queue(queue):
    jobs, environments, until = queue
    run = simulated(jobs, environments, until)
    if run is None:
        return
    attempts, machines, total = run.jobs[run.jobs["attempt"] > 0], run.instances, run.summary()
    of = {job.name: job for job in jobs}
    # no more attempts than allowed, numbered from 1
    for name, rows in attempts.groupby("job"):
        assert rows["attempt"].tolist() == list(range(1, len(rows) + 1))
        assert len(rows) <= of[name].attempts
    # nothing starts before it is submitted and what it depends on has ended
    end = run.by_job().set_index("job")["end_hours"]
    for row in attempts.itertuples():
        job = of[row.job]
        assert row.start_hours * 3600 >= job.submitted_seconds - 1e-6
        assert all(row.start_hours >= end[name] - 1e-9 for name in job.depends_on)
    # no machine holds more than it has, at any time
    for row in machines.itertuples():
        here = attempts[attempts["instance"] == row.instance]
        assert (here["start_hours"] >= row.ready_hours - 1e-9).all()
        assert (here["end_hours"] <= row.end_hours + 1e-9).all()
        for at in here["start_hours"]:
            now = here[(here["start_hours"] <= at + 1e-9) & (here["end_hours"] > at + 1e-9)]
            assert now["vcpu"].sum() <= row.vcpu
            assert now["job"].map(lambda n: of[n].gib).sum() <= row.gib
    # the time and the money add up
    assert (machines["idle_vcpu_hours"] >= 0).all()
    parts = machines[["busy_vcpu_hours", "lost_vcpu_hours", "idle_vcpu_hours"]].sum(axis=1)
    assert np.allclose(parts, machines["paid_vcpu_hours"] + machines["free_vcpu_hours"], atol=1e-9)
    assert np.allclose(machines[["usd_busy", "usd_lost", "usd_idle"]].sum(axis=1), machines["usd"], atol=1e-12)
    assert total["usd"] == pytest.approx((machines["billed_seconds"] * machines["usd_per_hour"]).sum() / 3600)
    worked = ((attempts["end_hours"] - attempts["start_hours"]) * attempts["vcpu"]).sum()
    assert total["busy_vcpu_hours"] + total["lost_vcpu_hours"] == pytest.approx(worked)
    # no sooner than the longest job, nor than all work on all vCPUs
    good = [job for job in jobs if (run.by_job().set_index("job")["outcome"] == "succeeded")[job.name]]
    if good:
        most = sum(one.max_vcpus for one in environments) + sum(
            0 if one.kind.startswith("fargate") or one.strategy == "BEST_FIT" else 8 for one in environments
        )
        assert total["makespan_hours"] * 3600 >= max(job.submitted_seconds + job.seconds for job in good) - 1e-6
        assert total["makespan_hours"] * 3600 >= sum(job.vcpu * job.seconds for job in good) / most - 1e-6
    # maxvCpus, and at most one instance above it
    for one in environments:
        rows = machines[machines["environment"] == one.name]
        for at in rows["start_hours"]:
            now = rows[(rows["start_hours"] <= at + 1e-9) & (rows["end_hours"] > at + 1e-9)].sort_values("start_hours")
            strict = one.kind.startswith("fargate") or one.strategy == "BEST_FIT"
            assert now["vcpu"].sum() - (0 if strict or not len(now) else now["vcpu"].max()) < one.max_vcpus + (
                1e-9 if strict else 0
            )
            if strict:
                assert now["vcpu"].sum() <= one.max_vcpus


@settings(max_examples=100, deadline=None)
@given(queues(spot=False))
def test_a_higher_priority_is_never_placed_later(queue):
    """Of jobs of one size that wait at the same time, without retries, the one of higher priority starts first."""
    jobs, environments, _ = queue
    jobs = [
        batch.Job(job.name, 2, 3, job.seconds, priority=job.priority, submitted_seconds=job.submitted_seconds)
        for job in jobs
    ]
    same = [
        batch.Environment(e.name, e.kind, e.max_vcpus, e.instance_types, e.strategy, launch_seconds=0, boot_seconds=0)
        for e in environments
    ]
    run = batch.simulate(jobs, same, PLACE)
    start = run.by_job().set_index("job")["start_hours"]
    for i, one in enumerate(jobs):
        for k, other in enumerate(jobs):
            if (one.priority, -i) > (other.priority, -k) and one.submitted_seconds <= start[other.name] * 3600:
                assert start[one.name] <= start[other.name]


def test_the_same_seed_gives_the_same_run_and_another_one_another():
    jobs = [batch.Job("j", 2, 3, 3600, array=20, attempts=10)]
    spot = batch.Environment("s", "spot", 16, ("c7g.2xlarge",), interruptions_per_hour=1.0)
    first, again, other = (batch.simulate(jobs, spot, PLACE, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.jobs, again.jobs)
    assert not first.jobs.equals(other.jobs)


def test_interruptions_come_as_often_as_the_hazard_says():
    jobs = [batch.Job("j", 8, 10, 3600, array=400, attempts=10, checkpoint_seconds=60)]
    spot = batch.Environment("s", "spot", 8, ("c7g.2xlarge",), interruptions_per_hour=0.5)
    table = batch.simulate(jobs, spot, PLACE).instances
    hours = (table["end_hours"] - table["start_hours"]).sum()
    assert (table["ended_by"] == "ec2").sum() / hours == pytest.approx(0.5, rel=0.15)
