"""Placement score requests against AWS's limits; which workloads suit Spot, by the answers that decide it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture import fleet
from kaolib.errors import InputError
from kaolib.knowledge import catalog

TYPES = ["m5.8xlarge", "m5a.8xlarge", "m5.12xlarge"]


def verdicts(*args, **options):
    return fleet.placement_request(*args, **options).set_index("check")["verdict"].to_dict()


class TestPlacement:
    def test_three_different_names(self):
        """EC2 User Guide, "Spot placement score", limitations: its own example of three types that count as different."""
        assert verdicts(TYPES)["type_count"] == "ok"
        assert verdicts(TYPES[:2])["type_count"] == "low"
        assert verdicts([TYPES[0]] * 3)["type_count"] == "low"  # the same name three times
        assert verdicts(matching_types=3)["type_count"] == "ok"
        assert verdicts(matching_types=2)["type_count"] == "low"

    def test_types_or_attributes(self):
        """EC2 API Reference, "GetSpotPlacementScores": one of the two, not both."""
        assert verdicts(TYPES)["types_or_attributes"] == "ok"
        assert verdicts(TYPES, matching_types=5)["types_or_attributes"] == "refused"
        assert verdicts()["types_or_attributes"] == "refused"

    def test_limits_of_the_api(self):
        """The same page: at most 10 Regions and 1,000 types; a target of 1 to 2,000,000,000."""
        regions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1",
                   "ap-southeast-2", "eu-west-1", "eu-central-1", "sa-east-1"]  # fmt: skip
        assert verdicts(TYPES, regions=regions[:10])["region_limit"] == "ok"
        assert verdicts(TYPES, regions=regions)["region_limit"] == "refused"
        every = catalog.instance_types()["instance_type"].tolist()
        assert verdicts(every[:1000])["type_limit"] == "ok"
        assert verdicts(every[:1001])["type_limit"] == "refused"
        assert verdicts(TYPES, 2_000_000_000)["target_limit"] == "note"
        assert verdicts(TYPES, 2_000_000_001)["target_limit"] == "refused"

    def test_what_a_score_is_good_for(self):
        """EC2 User Guide, "How Spot placement score works": the same configuration, with capacity-optimized."""
        assert verdicts(TYPES)["strategy"] == verdicts(TYPES)["same_request"] == "ok"
        assert verdicts(TYPES, strategy="lowest-price")["strategy"] == "not_relevant"
        assert verdicts(TYPES, same_request=False)["same_request"] == "not_relevant"

    def test_ten_answers(self):
        table = fleet.placement_request(TYPES, single_zone=True).set_index("check")
        assert table.loc["answer", ["value", "limit"]].tolist() == ["zones", 10]

    @pytest.mark.parametrize(
        ("call", "said"),
        [
            (lambda: fleet.placement_request(["m5.big"]), "unknown instance type"),
            (lambda: fleet.placement_request(TYPES, 0), "target 0"),
            (lambda: fleet.placement_request(TYPES, 1, "cores"), "unknown unit"),
            (lambda: fleet.placement_request(TYPES, regions=["us-east-1-bos-1"]), "is not a Region"),
        ],
    )
    def test_what_cannot_be(self, call, said):
        with pytest.raises(InputError, match=said):
            call()


class TestWorkloads:
    def test_every_set_of_answers(self):
        """All 256: one blocker rules Spot out, one care asks for care."""
        for answers in itertools.product([True, False], repeat=len(fleet.CRITERIA)):
            given_ = dict(zip(fleet.CRITERIA, answers, strict=True))
            kinds = {fleet.CRITERIA[name] for name, answer in given_.items() if not answer}
            expected = "no" if "blocker" in kinds else "with_care" if kinds else "yes"
            assert fleet.verdict(given_) == expected

    @given(name=st.sampled_from(fleet.WORKLOADS), criterion=st.sampled_from(list(fleet.CRITERIA)))
    def test_a_better_answer_is_never_worse(self, name, criterion):
        answers = fleet.suits(name).set_index("criterion")["answer"].to_dict()
        better = fleet.VERDICTS.index(fleet.verdict(answers | {criterion: True}))
        assert better <= fleet.VERDICTS.index(fleet.verdict(answers))

    def test_what_aws_names(self):
        """EC2 User Guide, "Best practices for Amazon EC2 Spot": what works well, and what does not suit."""
        table = fleet.workloads().set_index("workload")
        for good in ("containers", "ci_cd", "stateless_web", "rendering", "batch", "emr_task"):
            assert table.loc[good, "verdict"] == "yes"
        for bad in ("database", "session_server", "hpc_mpi"):  # stateful, stateful, tightly coupled
            assert table.loc[bad, "verdict"] == "no"
        assert table.loc["hpc_mpi", "blockers"] == ("loosely_coupled",)

    def test_the_table_is_the_answers(self):
        table = fleet.workloads()
        assert table["workload"].tolist() == list(fleet.WORKLOADS)
        for row in table.itertuples():
            against = {name for name in fleet.CRITERIA if not getattr(row, name)}
            assert set(row.blockers) | set(row.cares) == against
            assert row.verdict == fleet.verdict(row.workload)

    @pytest.mark.parametrize(
        ("call", "said"),
        [
            (lambda: fleet.suits("databse"), "did you mean 'database'"),
            (lambda: fleet.suits({"restartable": True}), "answer data_elsewhere"),
            (lambda: fleet.suits({"fast": True}), "unknown criterion 'fast'"),
            (lambda: fleet.suits(dict.fromkeys(fleet.CRITERIA, 1)), "answer restartable"),
        ],
    )
    def test_what_cannot_be(self, call, said):
        with pytest.raises(InputError, match=said):
            call()
