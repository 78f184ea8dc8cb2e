"""What is withheld from a machine: the figures of AWS's guides and of the EKS AMI's own tests and nodes."""

from __future__ import annotations

import pytest

from kaolib.architecture import packing
from kaolib.knowledge import catalog


class TestKubelet:
    """awslabs/amazon-eks-ami: kubelet configuration, its tests, and nodes seen in the field."""

    @pytest.mark.parametrize(("instance_type", "millicores", "mib"), [
        ("t3.medium", 70, 442),  # a node's own kubelet configuration: cpu 70m, memory 442Mi (17 pods)
        ("m5.large", 70, 255 + 11 * 29),
        ("m5.4xlarge", 110, 255 + 11 * 234),
    ])  # fmt: skip
    def test_what_it_reserves(self, instance_type, millicores, mib):
        taken = packing.reserved(instance_type, "eks").set_index("what").loc["orchestrator"]
        assert taken["vcpu"] == pytest.approx(millicores / 1000)
        assert taken["gib"] * 1024 == pytest.approx(mib + 100)  # memory.available of evictionHard

    def test_100_pods_take_1355_mib(self):
        """TestKubeReservedMemoryWithUserMaxPods."""
        assert packing.KUBELET_MIB + 100 * packing.POD_MIB == 1355

    @pytest.mark.parametrize(("instance_type", "pods"), [
        ("t3.nano", 4), ("t3a.small", 8), ("t3.small", 11), ("t4g.large", 35), ("m7g.medium", 8), ("m5.large", 29),
        ("c5.9xlarge", 234), ("c5.12xlarge", 234), ("c5.18xlarge", 737), ("m7i-flex.16xlarge", 737), ("r8i.large", 59),
        ("r8i.96xlarge", 1514), ("m6i.32xlarge", 737), ("r7a.medium", 8),
    ])  # fmt: skip
    def test_pods_of_a_node(self, instance_type, pods):
        """eni-max-pods.txt."""
        assert packing.max_pods(instance_type) == pods

    def test_every_listed_size_of_a_listed_family_is_a_type(self):
        types = catalog.instance_types()
        sold = types[~types["bare_metal"]]
        known = {f for f in set(sold["family"]) if _is_known(f"{f}.large") or _is_known(f"{f}.medium")}
        assert len(known) >= 50
        for row in sold[sold["family"].isin(known)].itertuples():
            assert packing.max_pods(row.instance_type) > 0


def _is_known(instance_type: str) -> bool:
    try:
        return packing.max_pods(instance_type) > 0
    except ValueError:
        return False


def test_an_m4_large_shows_7985_of_8192_mib():
    """AWS Batch User Guide, "Compute resource memory management"."""
    left = packing.reserved("m4.large").set_index("what")
    assert left.loc["kernel", "gib"] * 1024 == pytest.approx(8192 - 7985)


def test_ecs_withholds_memory_and_no_cpu():
    """ECS Developer Guide, "Reserving Amazon ECS Linux container instance memory": ECS_RESERVED_MEMORY=256."""
    taken = packing.reserved("m7g.large").set_index("what").loc["orchestrator"]
    assert (taken["vcpu"], taken["gib"] * 1024) == (0, 256)


@pytest.mark.parametrize("orchestrator", ["ecs", "eks"])
@pytest.mark.parametrize("instance_type", ["m7g.medium", "c7g.large", "r7i.4xlarge", "m6i.32xlarge"])
def test_the_parts_are_the_machine(instance_type, orchestrator):
    daemons = packing.Overhead(daemon_vcpu=0.1, daemon_gib=0.2)
    parts = packing.reserved(instance_type, orchestrator, daemons)
    row = catalog.instance_types().set_index("instance_type").loc[instance_type]
    assert parts["vcpu"].sum() == pytest.approx(row["vcpu"])
    assert parts["gib"].sum() == pytest.approx(row["gib"])
    assert (parts[["vcpu", "gib"]].to_numpy() >= 0).all()
