"""EC2 instances or Fargate: equal at the break-even, and moved by what should move it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaolib.architecture import crossover, packing
from kaolib.errors import InputError
from kaolib.knowledge import catalog, containers

SEOUL = "ap-northeast-2"
TYPES = ("m7g.large", "m7g.2xlarge", "m7i.4xlarge", "c7g.xlarge", "r7i.2xlarge", "m6i.8xlarge")
PLAN = "compute_sp_3y_no_upfront"
REQUESTS = st.tuples(st.integers(1, 8).map(lambda n: n / 8), st.integers(1, 14).map(lambda n: n / 4))


@settings(max_examples=60, deadline=None)
@given(
    instance_type=st.sampled_from(TYPES),
    request=REQUESTS,
    instance=st.sampled_from(["on_demand", "spot", PLAN, "ri_standard_1y_no_upfront"]),
    fargate=st.sampled_from(["on_demand", "spot", PLAN]),
    spot_saving=st.floats(0, 0.7),
)
def test_both_cost_the_same_at_the_break_even(instance_type, request, instance, fargate, spot_saving):
    options = {"instance": instance, "fargate": fargate, "spot_saving": spot_saving}
    point = crossover.fargate_break_even(instance_type, SEOUL, *request, **options)
    table = crossover.fargate_or_instances(instance_type, SEOUL, *request, **options)
    usd = table.pivot(index="utilization", columns="service", values="usd_per_month")
    assert usd["fargate"].is_monotonic_increasing
    assert usd["ec2"].nunique() == 1
    if point < 1:
        assert usd["fargate"][point] == pytest.approx(usd["ec2"][point])
        below = usd.index < point * (1 - 1e-9)
        assert (usd["fargate"][below] < usd["ec2"][below]).all()
    else:
        assert (usd["fargate"] <= usd["ec2"] * (1 + 1e-9)).all()
    assert point == pytest.approx(slow(instance_type, *request, instance, fargate, spot_saving))


def slow(instance_type: str, vcpu: float, gib: float, instance: str, fargate: str, spot_saving: float) -> float:
    """Tasks put on one instance until none fits, then each priced."""
    row = catalog.instance_types().set_index("instance_type").loc[instance_type]
    cpu, memory = row["vcpu"], row["gib"] * (1 - packing.KERNEL_SHARE) - packing.ECS_RESERVED_MIB / 1024
    places = 0
    while cpu >= vcpu and memory >= gib:
        cpu, memory, places = cpu - vcpu, memory - gib, places + 1
    usd = {
        "on_demand": catalog.price(instance_type, SEOUL),
        "spot": catalog.spot(instance_type, SEOUL, "linux").sort_values("date")["usd_per_hour"].iloc[-1],
    }
    rates = catalog.commitments(instance_type, SEOUL, "linux").set_index("option")["effective_usd_per_hour"]
    sold = next(s for s in containers.fargate_sizes().itertuples(index=False) if s.vcpu >= vcpu and s.gib >= gib)
    each = containers.fargate_usd_per_hour(
        sold.vcpu,
        sold.gib,
        SEOUL,
        architecture=row["architecture"],
        plan=fargate if fargate == PLAN else None,
        spot_saving=spot_saving if fargate == "spot" else None,
    )
    return (usd[instance] if instance in usd else rates[instance]) / places / each


def test_what_moves_the_point():
    point = crossover.fargate_break_even("m7g.2xlarge", SEOUL, 0.5, 2)
    assert crossover.fargate_break_even("m7g.2xlarge", SEOUL, 0.5, 2, instance=PLAN) < point
    assert crossover.fargate_break_even("m7g.2xlarge", SEOUL, 0.5, 2, instance="spot") < point
    assert crossover.fargate_break_even("m7g.2xlarge", SEOUL, 0.5, 2, fargate=PLAN) > point
    # a request that Fargate must round up makes Fargate dearer
    assert crossover.fargate_break_even("m7g.2xlarge", SEOUL, 0.5, 2.1) < point
    # daemons take places away from the instance
    daemons = packing.Overhead(daemon_vcpu=0.5, daemon_gib=1)
    assert crossover.fargate_break_even("m7g.2xlarge", SEOUL, 0.5, 2, overhead=daemons) > point
    # 32 GiB hold 15 tasks of 2 GiB and not 16: the kernel and the agent take the sixteenth
    table = crossover.fargate_or_instances("m7g.2xlarge", SEOUL, 0.5, 2)
    assert table["tasks"].max() == 15


def test_pods_of_eks_are_rounded_up_with_their_256_mb():
    usual = crossover.fargate_break_evens(SEOUL, ["m7i.2xlarge"], 1, 2, orchestrator="ecs")
    pods = crossover.fargate_break_evens(SEOUL, ["m7i.2xlarge"], 1, 2, orchestrator="eks")
    assert usual["fargate_usd_per_hour"].item() == pytest.approx(containers.fargate_usd_per_hour(1, 2, SEOUL))
    assert pods["fargate_usd_per_hour"].item() == pytest.approx(containers.fargate_usd_per_hour(1, 3, SEOUL))
    with pytest.raises(InputError, match="Windows and arm64 are for ECS"):
        crossover.fargate_break_even("m7g.2xlarge", SEOUL, 1, 2, orchestrator="eks")


def test_many_types_are_what_each_is():
    names = ["m7g.2xlarge", "m7i.2xlarge", "m7a.2xlarge"]  # the last is not sold in Seoul
    table = crossover.fargate_break_evens(SEOUL, names, 0.5, 1, instance=PLAN)
    assert set(table["instance_type"]) == set(names[:2])
    assert table["break_even"].is_monotonic_increasing
    for row in table.itertuples():
        assert row.break_even == crossover.fargate_break_even(row.instance_type, SEOUL, 0.5, 1, instance=PLAN)
        assert row.usd_per_place_hour == pytest.approx(row.usd_per_hour / row.places)


def test_several_options_in_one_table():
    table = crossover.fargate_or_instances(
        "m7g.2xlarge", SEOUL, 0.5, 2, instance=["on_demand", PLAN], fargate=["on_demand", "spot"], spot_saving=0.7
    )
    assert len(table.groupby("utilization").size().unique()) == 1
    assert set(zip(table["service"], table["option"], strict=True)) == {
        ("ec2", "on_demand"),
        ("ec2", PLAN),
        ("fargate", "on_demand"),
        ("fargate", "spot"),
    }


def test_a_price_that_is_not_known():
    assert math.isnan(crossover.fargate_break_even("m7g.2xlarge", SEOUL, 1, 2, fargate="compute_sp_1y_partial_upfront"))
    with pytest.raises(InputError, match="fargate compute_sp_1y_partial_upfront in ap-northeast-2 is not known"):
        crossover.fargate_or_instances("m7g.2xlarge", SEOUL, 1, 2, fargate="compute_sp_1y_partial_upfront")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"instance_type": "t4g.large"}, "is burstable"),
        ({"instance_type": "m7a.large"}, "not sold"),
        ({"vcpu": 0}, "vcpu 0 cannot be used"),
        ({"vcpu": 3, "gib": 8}, "does not fit on m7g.large"),
        ({"instance": "ondemand"}, "did you mean 'on_demand'"),
        ({"fargate": "ri_standard_1y_no_upfront"}, "unknown option of Fargate"),
        ({"fargate": "spot"}, "assume what Fargate Spot saves"),
        ({"orchestrator": "swarm"}, "unknown orchestrator"),
    ],
)
def test_bad_input(change, sentence):
    given = {"instance_type": "m7g.large", "location": SEOUL, "vcpu": 0.5, "gib": 1, **change}
    with pytest.raises(InputError) as error:
        crossover.fargate_break_even(**given)
    assert sentence in str(error.value)
