"""What AWS documents of retries, timeouts, dependencies, arrays, allocation strategies and limits, each on a small queue."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.architecture import batch
from kaolib.architecture.batch import Environment, Job
from kaolib.knowledge import catalog, containers, ec2

PLACE = "ap-northeast-2"
AT_ONCE = {"launch_seconds": 0, "boot_seconds": 0, "idle_seconds": 0}
#: m7g.large has 2 vCPUs, c7g.xlarge 4, c7g.2xlarge 8.
ONE = Environment("od", "on_demand", 8, ("c7g.2xlarge",), **AT_ONCE)


def outcomes(run):
    return run.jobs["outcome"].tolist()


def launched(jobs, *types, strategy, kind="on_demand", most=64, **options):
    """Which types are launched, in their order."""
    env = Environment("e", kind, most, types, strategy, **AT_ONCE, **options)
    return batch.simulate(jobs, env, PLACE).instances["instance_type"].tolist()


def test_a_failed_attempt_is_tried_again_while_the_configuration_allows_more():
    """User Guide, "Automated job retries": back to RUNNABLE while the attempts specified are more than the attempt's number."""
    run = batch.simulate([Job("j", 1, 1, 10, attempts=3, failing_attempts=2)], ONE, PLACE)
    assert run.jobs[["attempt", "outcome"]].to_numpy().tolist() == [[1, "failed"], [2, "failed"], [3, "succeeded"]]
    run = batch.simulate([Job("j", 1, 1, 10, attempts=2, failing_attempts=2)], ONE, PLACE)
    assert outcomes(run) == ["failed", "failed"]
    assert run.summary()["failed"] == 1


def test_one_attempt_is_the_default():
    assert len(batch.simulate([Job("j", 1, 1, 10, failing_attempts=1)], ONE, PLACE).jobs) == 1


def test_five_retries_for_a_host_and_none_for_another_reason():
    """User Guide, "Use Amazon EC2 Spot best practices": evaluateOnExit retries "Host EC2*" up to five times and else exits."""
    spot = Environment("s", "spot", 8, ("c7g.2xlarge",), lives_seconds=(50, 50), **AT_ONCE)
    host = Job("host", 1, 1, 100, attempts=5, retry_on="interruption")
    own = Job("own", 1, 1, 10, attempts=5, failing_attempts=1, retry_on="interruption")
    assert outcomes(batch.simulate([host], spot, PLACE)) == ["interrupted", "interrupted", "succeeded"]
    assert outcomes(batch.simulate([own], ONE, PLACE)) == ["failed"]


def test_a_retry_goes_to_the_front_of_the_queue():
    """User Guide, "Use automated retries": the job is placed at the front of the job queue."""
    jobs = [Job(name, 8, 8, 10, attempts=2, failing_attempts=int(name == "a")) for name in "abc"]
    run = batch.simulate(jobs, ONE, PLACE)
    assert run.jobs["job"].tolist() == ["a", "a", "b", "c"]


def test_a_timeout_ends_the_attempt_and_is_not_tried_again():
    """User Guide, "Job timeouts": 15 minutes of work, ended after 30 minutes when it is stuck; not retried."""
    run = batch.simulate([Job("stuck", 1, 1, 10_000, attempts=5, timeout_seconds=1800)], ONE, PLACE)
    assert outcomes(run) == ["timed_out"]
    assert run.makespan_hours == 0.5
    assert outcomes(batch.simulate([Job("fine", 1, 1, 900, timeout_seconds=1800)], ONE, PLACE)) == ["succeeded"]


def test_the_countdown_starts_over_for_a_new_attempt():
    job = Job("j", 1, 1, 100, attempts=2, failing_attempts=1, timeout_seconds=150)
    assert outcomes(batch.simulate([job], ONE, PLACE)) == ["failed", "succeeded"]


def test_a_job_fails_with_its_dependency_and_so_does_what_waits_for_it():
    """User Guide, "Job dependencies"."""
    jobs = [
        Job("a", 1, 1, 10, failing_attempts=1),
        Job("b", 1, 1, 10, depends_on=("a",)),
        Job("c", 1, 1, 10, depends_on=("b",)),
    ]
    run = batch.simulate(jobs, ONE, PLACE)
    assert run.by_job()["outcome"].tolist() == ["failed", "dependency_failed", "dependency_failed"]
    assert run.jobs["attempt"].tolist() == [1, 0, 0]


def test_the_example_workflow_of_array_jobs():
    """User Guide, "Array jobs", example workflow: A, then B x n, C one by one behind B, D in sequence, E last (n = 4, D = 3)."""
    jobs = [
        Job("A", 1, 1, 10),
        Job("B", 2, 2, 100, array=4, depends_on=("A",)),
        Job("C", 2, 2, 50, array=4, depends_on=("B",), array_order="n_to_n"),
        Job("D", 2, 2, 20, array=3, depends_on=("C",), array_order="sequential"),
        Job("E", 1, 1, 5, depends_on=("D",)),
    ]
    wide = Environment("od", "on_demand", 64, ("c7g.2xlarge",), **AT_ONCE)
    run = batch.simulate(jobs, wide, PLACE)
    start = (run.by_job().set_index("job")["start_hours"] * 3600).round()
    assert start[[f"B:{i}" for i in range(4)]].tolist() == [10] * 4
    assert start[[f"C:{i}" for i in range(4)]].tolist() == [110] * 4
    assert start[[f"D:{i}" for i in range(3)]].tolist() == [160, 180, 200]
    assert start["E"] == 220
    assert run.makespan_hours * 3600 == 225


def test_one_by_one_does_not_wait_for_the_whole_array():
    jobs = [
        Job("B", 8, 8, 100, array=2),
        Job("C", 8, 8, 10, array=2, depends_on=("B",), array_order="n_to_n", priority=1),
    ]
    start = batch.simulate(jobs, ONE, PLACE).by_job().set_index("job")["start_hours"] * 3600
    assert start.round().tolist() == [0, 110, 100, 210]


def test_a_failed_child_does_not_stop_its_siblings_but_what_depends_on_the_array():
    spot = Environment("s", "spot", 8, ("c7g.2xlarge",), lives_seconds=(50,), **AT_ONCE)
    run = batch.simulate([Job("B", 8, 8, 100, array=3), Job("E", 1, 1, 5, depends_on=("B",))], spot, PLACE)
    assert run.by_job()["outcome"].tolist() == ["interrupted", "succeeded", "succeeded", "dependency_failed"]


def test_a_failure_runs_through_ten_thousand_children():
    job = Job("B", 1, 1, 1, array=10_000, array_order="sequential", failing_attempts=1)
    assert batch.simulate([job], ONE, PLACE).summary()["failed"] == 10_000


def test_the_head_of_the_queue_blocks_what_is_behind_it():
    """User Guide, "Jobs stuck in a RUNNABLE status": a RUNNABLE job at the head blocks the queue."""
    jobs = [Job("first", 4, 4, 100), Job("wide", 8, 8, 10), Job("small", 1, 1, 10)]
    start = batch.simulate(jobs, ONE, PLACE).by_job()["start_hours"] * 3600
    assert start.round().tolist() == [0, 100, 110]


def test_environments_are_tried_in_their_order():
    """User Guide, "Job queue parameters": Spot first, On-Demand for what has no room there."""
    spot = Environment("first", "spot", 8, ("c7g.2xlarge",), "BEST_FIT", lives_seconds=(), **AT_ONCE)
    second = Environment("second", "on_demand", 8, ("c7g.2xlarge",), "BEST_FIT", **AT_ONCE)
    run = batch.simulate([Job("j", 8, 8, 100, array=3)], [spot, second], PLACE)
    assert run.jobs["environment"].tolist() == ["first", "second", "first"]


# -- allocation strategies: User Guide, "Instance type allocation strategies for AWS Batch" ------------------------------


def test_best_fit_takes_the_lowest_cost_type_that_fits_and_waits_for_it():
    jobs = [Job("j", 2, 3, 100, array=6)]
    assert (
        launched(jobs, "c7g.2xlarge", "c7g.xlarge", "m7g.large", strategy="BEST_FIT", most=6)[:3] == ["m7g.large"] * 3
    )
    waits = Environment(
        "e", "on_demand", 64, ("m7g.large", "c7g.2xlarge"), "BEST_FIT", available={"m7g.large": 1}, **AT_ONCE
    )
    run = batch.simulate(jobs, waits, PLACE)
    assert set(run.instances["instance_type"]) == {"m7g.large"}
    assert run.makespan_hours * 3600 == 600


def test_best_fit_goes_by_the_price_of_the_instance_whatever_its_size():
    prices = {"m7g.large": 0.10, "c7g.2xlarge": 0.05}
    assert launched([Job("j", 2, 3, 100)], *prices, strategy="BEST_FIT", usd_per_hour=prices) == ["c7g.2xlarge"]


def test_best_fit_progressive_goes_on_to_the_next_type():
    jobs = [Job("j", 2, 3, 100, array=6)]
    prices = {"m7g.large": 0.1, "c7g.2xlarge": 1.0}
    got = launched(
        jobs,
        "m7g.large",
        "c7g.2xlarge",
        strategy="BEST_FIT_PROGRESSIVE",
        available={"m7g.large": 1},
        usd_per_hour=prices,
    )
    assert got == ["m7g.large", "c7g.2xlarge", "c7g.2xlarge"]


def test_best_fit_progressive_prefers_the_lower_cost_of_a_vcpu():
    prices = {"c7g.2xlarge": 0.30, "m7g.large": 0.09}
    jobs = [Job("j", 2, 3, 100)]
    assert launched(jobs, *prices, strategy="BEST_FIT_PROGRESSIVE", usd_per_hour=prices) == ["c7g.2xlarge"]
    assert launched(jobs, *prices, strategy="BEST_FIT", usd_per_hour=prices) == ["m7g.large"]


def test_spot_capacity_optimized_prefers_what_is_less_likely_to_be_interrupted():
    table = batch.pools(["c7g.2xlarge", "m7g.2xlarge"], PLACE, "spot").set_index("instance_type")[
        "interruptions_per_hour"
    ]
    calm = str(table.idxmin())
    assert table.nunique() == 2
    prices = {name: 1.0 if name == calm else 0.01 for name in table.index}
    got = launched(
        [Job("j", 2, 3, 100)], *table.index, strategy="SPOT_CAPACITY_OPTIMIZED", kind="spot", usd_per_hour=prices
    )
    assert got == [calm]


def test_spot_price_capacity_optimized_takes_the_cheapest_of_the_calm_ones():
    names = ["c7g.2xlarge", "m7g.2xlarge", "m7g.xlarge", "r7g.xlarge"]
    table = (
        batch.pools(names, PLACE, "spot")
        .set_index("instance_type")["interruptions_per_hour"]
        .sort_values(kind="stable")
    )
    middle = table.iloc[1]
    assert (table > middle).any()
    prices = {name: 0.01 if hazard > middle else 0.5 for name, hazard in table.items()}
    second = str(table.index[1])
    prices[second] = 0.4 * batch.pools([second], PLACE)["vcpu"].item() / 8
    prices[str(table.index[0])] = 4.0
    got = launched(
        [Job("j", 2, 3, 100)], *names, strategy="SPOT_PRICE_CAPACITY_OPTIMIZED", kind="spot", usd_per_hour=prices
    )
    assert got == [second]


@pytest.mark.parametrize(("strategy", "most"), [("BEST_FIT", 8), ("BEST_FIT_PROGRESSIVE", 16)])
def test_max_vcpus_is_passed_by_one_instance_at_most_and_never_with_best_fit(strategy, most):
    run = batch.simulate(
        [Job("j", 8, 8, 100, array=5)], Environment("e", "on_demand", 9, ("c7g.2xlarge",), strategy), PLACE
    )
    assert run.summary()["peak_vcpus"] == most


# -- the life of an instance, and its bill --------------------------------------------------------------------------------


def test_the_bill_of_an_instance_runs_from_running_to_its_end():
    env = Environment("e", "on_demand", 8, ("c7g.2xlarge",), launch_seconds=90, boot_seconds=60, idle_seconds=300)
    row = batch.simulate([Job("j", 2, 3, 1000)], env, PLACE).instances.iloc[0]
    assert [round(row[f"{name}_hours"] * 3600) for name in ("start", "ready", "end")] == [90, 150, 1450]
    assert row["billed_seconds"] == 1360
    assert row["usd"] == pytest.approx(1360 * catalog.price("c7g.2xlarge", PLACE) / 3600)
    assert row["busy_vcpu_hours"] * 3600 == pytest.approx(2000)


def test_sixty_seconds_are_the_least():
    """EC2 bills 60 seconds at least, Fargate too."""
    assert batch.simulate([Job("j", 2, 3, 20)], ONE, PLACE).instances["billed_seconds"].tolist() == [60]
    task = Environment("f", "fargate", 8, **{**AT_ONCE, "idle_seconds": None})
    run = batch.simulate([Job("j", 0.25, 0.5, 20)], task, PLACE)
    assert run.instances["billed_seconds"].tolist() == [ec2.billed_seconds(20)]
    assert run.summary()["usd"] == pytest.approx(containers.fargate_usd(0.25, 0.5, PLACE, seconds=20))


def test_the_scale_down_delay_begins_when_the_last_job_of_an_instance_ends():
    """API Reference, "ComputeScalingPolicy": it begins when the last job finishes, and a new job ends it."""
    env = Environment("e", "on_demand", 8, ("c7g.2xlarge",), launch_seconds=0, boot_seconds=0, idle_seconds=1200)
    jobs = [
        Job("a", 8, 8, 100),
        Job("b", 8, 8, 100, submitted_seconds=1000),
        Job("c", 8, 8, 10, submitted_seconds=5000),
    ]
    run = batch.simulate(jobs, env, PLACE)
    assert (run.instances["end_hours"] * 3600).round().tolist() == [2300, 6210]


def test_an_instance_that_ends_makes_room_for_another_type_in_the_same_second():
    env = Environment(
        "e", "on_demand", 4, ("m7g.large", "c7g.xlarge"), "BEST_FIT", launch_seconds=0, boot_seconds=0, idle_seconds=50
    )
    run = batch.simulate([Job("a", 2, 3, 100), Job("b", 4, 4, 10)], env, PLACE)
    assert (run.by_job()["start_hours"] * 3600).round().tolist() == [0, 150]


def test_a_spot_instance_taken_back_within_its_first_hour_is_free_and_its_jobs_are_lost():
    """EC2 User Guide, "Billing for interrupted Spot Instances"."""
    spot = Environment("s", "spot", 8, ("c7g.2xlarge",), lives_seconds=(3599, 3600), **AT_ONCE)
    run = batch.simulate([Job("j", 8, 8, 4000, attempts=3)], spot, PLACE)
    assert run.instances["billed_seconds"].tolist() == [0, 3600, 4000]
    assert run.instances["free_vcpu_hours"].round(9).tolist() == [round(8 * 3599 / 3600, 9), 0, 0]
    total = run.summary()
    assert total["lost_vcpu_hours"] * 3600 == pytest.approx(8 * (3599 + 3600))
    assert total["interruptions"] == 2


def test_a_checkpoint_keeps_what_was_done():
    spot = Environment("s", "spot", 8, ("c7g.2xlarge",), lives_seconds=(1000,), **AT_ONCE)
    run = batch.simulate([Job("j", 8, 8, 1500, attempts=2, checkpoint_seconds=300, write_seconds=20)], spot, PLACE)
    assert run.jobs["kept_seconds"].tolist() == [900, 600]
    # 1000 s in: three stretches and their checkpoints, 40 s lost; then 600 s of work and one checkpoint
    assert run.jobs["lost_seconds"].tolist() == [100, 20]
    assert run.makespan_hours * 3600 == 1000 + 620


def test_min_vcpus_are_kept_and_replaced_until_the_end():
    env = Environment("s", "spot", 8, ("c7g.xlarge",), min_vcpus=4, lives_seconds=(500,), **AT_ONCE)
    run = batch.simulate([Job("j", 2, 3, 100)], env, PLACE, until_hours=1)
    assert (run.instances["end_hours"] * 3600).round().tolist() == [500, 3600]


def test_the_memory_of_an_instance_is_not_all_for_jobs():
    """User Guide, "Compute resource memory management": an 8 GiB job does not fit an 8 GiB instance."""
    table = batch.fits([Job("j", 2, 8, 60)], Environment("e", "on_demand", 8, ("m7g.large", "m7g.xlarge")), PLACE)
    assert table["fits"].tolist() == [True]
    table = batch.fits([Job("j", 2, 8, 60)], Environment("e", "on_demand", 8, ("m7g.large",)), PLACE)
    assert table["reason"].tolist() == ["JOB_RESOURCE_REQUIREMENT"]


@pytest.mark.parametrize(
    ("job", "env", "reason"),
    [
        (Job("j", 16, 8, 60), Environment("e", "on_demand", 8, ("c7g.4xlarge",)), "COMPUTE_ENVIRONMENT_MAX_RESOURCE"),
        (Job("j", 4, 8, 60), Environment("e", "on_demand", 4, ("c7g.2xlarge",), "BEST_FIT"), "COMPUTE_ENVIRONMENT_MAX_RESOURCE"),
        (Job("j", 4, 8, 60), Environment("e", "on_demand", 8, ("c7g.large",)), "JOB_RESOURCE_REQUIREMENT"),
        (Job("j", 2, 3, 60), Environment("e", "on_demand", 8, ("c7g.large",), available={"c7g.large": 0}), "INSUFFICIENT_INSTANCE_CAPACITY"),
        (Job("j", 0.5, 1, 60), Environment("e", "on_demand", 8, ("c7g.large",)), "WHOLE_VCPUS"),
        (Job("j", 64, 1, 60), Environment("e", "fargate", 99), "FARGATE_SIZE"),
        (Job("j", 16, 32, 60), Environment("e", "fargate", 8), "COMPUTE_ENVIRONMENT_MAX_RESOURCE"),
    ],
)  # fmt: skip
def test_why_a_job_stays_runnable(job, env, reason):
    """User Guide, "Jobs stuck in a RUNNABLE status"."""
    assert batch.fits([job], env, PLACE)["reason"].tolist() == [reason]
    with pytest.raises(ValueError, match=reason):
        batch.simulate([job], env, PLACE)


def test_the_parts_beside_the_machines():
    run = batch.simulate([Job("j", 2, 3, 3600)], ONE, PLACE)
    table = batch.extras(run, nat_gateways=1, nat_gb=10, logs_gb=2).set_index("part")["usd"]
    hours = 1.0
    assert table["batch"] == 0
    assert table["volumes"] == pytest.approx(30 * hours / 730 * catalog.tiers("ebs", "gp3_storage", PLACE)[0][2])
    assert table["nat_data"] == pytest.approx(10 * catalog.tiers("nat_gateway", "gb_processed", PLACE)[0][2])
    assert (table.drop("batch") > 0).all()
    assert batch.extras(run, public_ip=False).set_index("part").loc["addresses", "usd"] == 0


def test_a_table_of_jobs_is_the_list_of_jobs():
    jobs = [Job("a", 2, 3, 100, attempts=2), Job("b", 1, 1, 10, depends_on="a", timeout_seconds=60)]
    one, two = (batch.simulate(given, ONE, PLACE) for given in (jobs, batch.jobs_table(jobs)))
    pd.testing.assert_frame_equal(one.jobs, two.jobs)


def test_usage_and_totals_agree():
    run = batch.simulate([Job("j", 3, 3, 500, array=9)], Environment("e", "on_demand", 16, ("c7g.2xlarge",)), PLACE)
    usage = run.usage()
    hours = usage["hours"].diff().shift(-1).fillna(0)
    total = run.summary()
    assert (usage["running_vcpus"] * hours).sum() == pytest.approx(total["paid_vcpu_hours"])
    assert (usage["working_vcpus"] * hours).sum() == pytest.approx(total["busy_vcpu_hours"])
    assert usage.iloc[-1, 1:].tolist() == [0, 0, 0]
    assert (usage["working_vcpus"] <= usage["running_vcpus"]).all()


def test_usage_counts_the_jobs_that_wait():
    usage = batch.simulate([Job("j", 8, 8, 100, array=3)], ONE, PLACE).usage()
    assert (usage["hours"] * 3600).round().tolist() == [0, 100, 200, 300]
    assert usage["waiting"].tolist() == [2, 1, 0, 0]
