"""Bad input is answered by one sentence that says what is allowed."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.architecture import batch
from kaolib.architecture.batch import Environment, Job
from kaolib.errors import InputError

PLACE = "ap-northeast-2"
ENV = Environment("e", "on_demand", 8, ("c7g.2xlarge",))
JOB = Job("j", 2, 3, 60)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Job("j", 0, 1, 1), "job j: vcpu 0 cannot be used"),
        (lambda: Job("j", 1, -1, 1), "gib -1"),
        (lambda: Job("j", 1, 1, 0), "seconds 0"),
        (lambda: Job("j", 1, 1, 1, attempts=0), "attempts 0 cannot be used: give 1 to 10"),
        (lambda: Job("j", 1, 1, 1, attempts=11), "attempts 11"),
        (lambda: Job("j", 1, 1, 1, attempts=2.0), "attempts 2.0"),
        (lambda: Job("j", 1, 1, 1, timeout_seconds=59), "timeout_seconds 59"),
        (lambda: Job("j", 1, 1, 1, submitted_seconds=-1), "submitted_seconds -1"),
        (lambda: Job("j", 1, 1, 1, array=10_001), "array 10001 cannot be used: give 1 to 10,000"),
        (lambda: Job("j", 1, 1, 1, array_order="serial"), "did you mean 'sequential'"),
        (lambda: Job("j", 1, 1, 1, retry_on="interrupt"), "did you mean 'interruption'"),
        (lambda: Job("j", 1, 1, 1, depends_on=tuple("abcdefghijklmnopqrstu")), "depends_on 21"),
        (lambda: Job("j", 1, 1, 1, checkpoint_seconds=0), "checkpoint_seconds 0"),
        (lambda: Job("j", 1, 1, 1, priority=1.5), "priority 1.5"),
        (lambda: Environment("e", "ec2", 8), "kind of compute environment 'ec2'"),
        (lambda: Environment("e", "on_demand", 0, ("c7g.large",)), "max_vcpus 0"),
        (lambda: Environment("e", "on_demand", 8), "there are no instance types"),
        (lambda: Environment("e", "on_demand", 8, ("c7g.large",), "SPOT_CAPACITY_OPTIMIZED"), "BEST_FIT"),
        (lambda: Environment("e", "spot", 8, ("c7g.large",), "best_fit"), "did you mean 'BEST_FIT'"),
        (lambda: Environment("e", "on_demand", 8, ("c7g.large",), min_vcpus=9), "min_vcpus 9 is above max_vcpus 8"),
        (lambda: Environment("e", "on_demand", 8, ("c7g.large",), interruptions_per_hour=1), "are not taken back"),
        (lambda: Environment("e", "spot", 8, ("c7g.large",), spot_saving=0.5), "spot_saving is for fargate_spot only"),
        (lambda: Environment("e", "fargate", 8, ("c7g.large",)), "instance_types cannot be given for Fargate"),
        (lambda: Environment("e", "fargate", 8, strategy="BEST_FIT"), "strategy cannot be given for Fargate"),
        (lambda: Environment("e", "fargate", 8, architecture="arm"), "did you mean 'arm64'"),
        (lambda: Environment("e", "fargate_spot", 8), "publishes neither price nor interruptions"),
        (lambda: Environment("e", "fargate_spot", 8, spot_saving=0.5), "publishes neither"),
        (lambda: Environment("e", "spot", 8, ("c7g.large",), lives_seconds=(0,)), "lives_seconds 0"),
        (lambda: batch.simulate([], ENV, PLACE), "there are no jobs"),
        (lambda: batch.simulate([JOB, JOB], ENV, PLACE), "there are two jobs 'j'"),
        (lambda: batch.simulate([JOB], [], PLACE), "1 to 3 compute environments: 0"),
        (lambda: batch.simulate([JOB], [ENV] * 2, PLACE), "names of their own"),
        (lambda: batch.simulate([JOB], [Environment(str(i), "fargate", 8) for i in range(4)], PLACE), "1 to 3"),
        (lambda: batch.simulate([JOB], [ENV, Environment("f", "fargate", 8)], PLACE), "cannot have both"),
        (lambda: batch.simulate([JOB], [ENV, Environment("x", "on_demand", 8, ("m7i.large",))], PLACE), "one architecture"),
        (lambda: batch.simulate([JOB], Environment("x", "on_demand", 8, ("m7i.large", "m7g.large")), PLACE), "mixes"),
        (lambda: batch.simulate([JOB], ENV, "ap-northeast-9"), "did you mean"),
        (lambda: batch.simulate([JOB], ENV, PLACE, seed=-1), "seed -1"),
        (lambda: batch.simulate([JOB], ENV, PLACE, until_hours=-1), "until_hours -1"),
        (lambda: batch.simulate([Job("a", 1, 1, 1, depends_on="b")], ENV, PLACE), "unknown job 'b'"),
        (
            lambda: batch.simulate([Job("a", 1, 1, 1, depends_on="b"), Job("b", 1, 1, 1, depends_on="a")], ENV, PLACE),
            "would wait for itself",
        ),
        (
            lambda: batch.simulate(
                [Job("a", 1, 1, 1, array=2), Job("b", 1, 1, 1, array=3, depends_on="a", array_order="n_to_n")], ENV, PLACE
            ),
            "must be of one size",
        ),
        (lambda: batch.simulate(pd.DataFrame({"job": ["a"]}), ENV, PLACE), "the jobs need the column vcpu, gib, seconds"),
        (
            lambda: batch.simulate([JOB], Environment("x", "on_demand", 8, ("c7g.large",), available={"c7g.larg": 1}), PLACE),
            "did you mean 'c7g.large'",
        ),
        (
            lambda: batch.simulate([JOB], Environment("x", "on_demand", 8, ("c7g.large",), usd_per_hour={"c7g.large": -1}), PLACE),
            "usd_per_hour['c7g.large'] -1",
        ),
        (
            lambda: batch.simulate(
                [Job("j", 4, 3, 60)], Environment("x", "on_demand", 5, ("c7g.large", "c7g.xlarge"), "BEST_FIT", min_vcpus=2), PLACE
            ),
            "stuck in RUNNABLE",
        ),
        (lambda: batch.pools("c7g.large", PLACE, "fargate"), "kind of instances 'fargate'"),
        (lambda: batch.extras(batch.simulate([JOB], ENV, PLACE), logs_gb=-1), "logs_gb -1"),
    ],
)  # fmt: skip
def test_a_sentence(make, said):
    with pytest.raises(InputError) as caught:
        make()
    assert said in str(caught.value)
    assert caught.value.ko
    assert "Traceback" not in caught.value.ko


def test_a_type_without_a_spot_price_is_named():
    table = batch.pools("c7g", PLACE, "spot")
    unknown = table[table["usd_per_hour"].isna()]["instance_type"]
    for name in unknown.head(1):
        with pytest.raises(InputError, match="not known"):
            batch.simulate([JOB], Environment("s", "spot", 8, (name,), interruptions_per_hour=0.1), PLACE)
