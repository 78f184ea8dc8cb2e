"""Successors of the retired accelerators: what is offered is enough, sold there, and at its price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture.compare import _accelerators
from kaolib.errors import InputError
from kaolib.knowledge import catalog

RETIRED = catalog.table("retired_accelerators")
PLACES = ("us-east-1", "ap-northeast-2", "eu-central-1")
FACTS = catalog.instance_types().set_index("instance_type").to_dict("index")


@given(
    gib=st.floats(0.1, 100), count=st.integers(1, 8), purpose=st.sampled_from(_accelerators.PURPOSES),
    place=st.sampled_from(PLACES), system=st.sampled_from(["linux", "windows"]), current=st.booleans(),
)  # fmt: skip
def test_what_is_offered_is_enough_and_nothing_is_left_out(gib, count, purpose, place, system, current):
    def call():
        return _accelerators.successors(
            gib=gib, location=place, count=count, purpose=purpose, operating_system=system, current_generation=current
        )

    sold = catalog.on_demand(location=place, operating_system=system)
    prices = dict(zip(sold["instance_type"], sold["usd_per_hour"], strict=True))
    expected = set()
    for name in prices:
        one = FACTS[name]
        if current and not one["current_generation"]:
            continue
        if one["gpu_count"] > 0 and (purpose == "inference" or one["family"].startswith("g")):
            devices = max(1.0, one["gpu_count"])
            if devices >= count and one["gpu_gib"] / devices >= gib:
                expected.add(name)
        if (
            purpose == "inference"
            and one["family"].startswith("inf")
            and int(one["accelerator"].split(" x ")[0]) >= count
        ):
            expected.add(name)
    if not expected:
        with pytest.raises(InputError):
            call()
        return
    table = call()
    assert set(table["instance_type"]) == expected
    assert table["usd_per_hour"].tolist() == sorted(prices[name] for name in expected)
    assert ((table["gib_per_device"] >= gib) | table["to_check"]).all()
    assert (table["devices"] >= count).all()
    assert table["ratio_to_first"].iloc[0] == 1
    assert (table["usd_per_device_hour"] * table["devices"]).to_numpy() == pytest.approx(
        table["usd_per_hour"].to_numpy()
    )
    assert table["usd_per_month"].to_numpy() == pytest.approx(table["usd_per_hour"].to_numpy() * 730)


@pytest.mark.parametrize("accelerator", RETIRED["accelerator"])
def test_every_retired_accelerator_has_successors(accelerator):
    row = RETIRED.set_index("accelerator").loc[accelerator]
    table = _accelerators.successors(accelerator, location="us-east-1")
    same = "graphics" if row["service"] == "elastic_graphics" else "inference"
    by_need = _accelerators.successors(gib=row["gib"], location="us-east-1", purpose=same)
    assert table.equals(by_need)


def test_the_types_that_aws_named_are_among_them():
    """AWS's notices: G4ad, G4dn and G5 for Elastic Graphics; Inferentia and G4dn for Elastic Inference."""
    graphics = _accelerators.successors("eg1.2xlarge", location="us-east-1", operating_system="windows")
    assert {"g4ad", "g4dn", "g5"} <= set(graphics["family"])
    assert graphics["family"].str.startswith("g").all()
    inference = _accelerators.successors("eia2.xlarge", location="us-east-1")
    assert {"inf1", "inf2", "g4dn"} <= set(inference["family"])


def test_a_slice_of_a_gpu_is_a_device_with_its_own_memory():
    small = _accelerators.successors("eg1.large", location="us-east-1").set_index("instance_type")
    assert small.loc["g6f.large", "gpu_count"] == 0.125
    assert small.loc["g6f.large", "devices"] == 1
    assert small.loc["g6f.large", "gib_per_device"] >= 2
    larger = _accelerators.successors("eg1.2xlarge", location="us-east-1")
    assert "g6f.large" not in set(larger["instance_type"])


def test_memory_of_inferentia_is_said_to_need_a_check():
    table = _accelerators.successors("eia1.medium", location="us-east-1")
    chips = table["accelerator"].str.contains("Inferentia")
    assert chips.any()
    assert (table["to_check"] == chips).all()
    assert (table["gib_per_device"].isna() == chips).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "give either an accelerator, such as 'eg1.medium', or gib"),
        ({"accelerator": "eg1.medium", "gib": 2}, "give either an accelerator, such as 'eg1.medium', or gib"),
        ({"accelerator": "eg1.huge"}, "unknown retired accelerator 'eg1.huge': did you mean"),
        ({"gib": 0}, "gib 0 cannot be used: give a number above 0"),
        ({"gib": 2, "count": 0}, "count 0 cannot be used"),
        ({"gib": 2, "purpose": "graphic"}, "unknown purpose 'graphic': did you mean 'graphics'?"),
        ({"gib": 2, "location": "us-east-9"}, "unknown Region 'us-east-9'"),
        ({"gib": 5000}, "no type sold in us-east-1 with linux has 1 devices of at least 5000 GiB (graphics)"),
    ],
)
def test_bad_input_is_one_sentence(change, said):
    with pytest.raises(InputError) as error:
        _accelerators.successors(**{"location": "us-east-1", **change})
    assert str(error.value).startswith(said)
    assert "\n" not in error.value.ko
    assert error.value.ko != error.value.en
