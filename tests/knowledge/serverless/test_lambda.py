"""Lambda's bill: every published figure, and what any bill must obey."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless

HALF_A_CENT = 0.0051
ARCHITECTURES = ("x86_64", "arm64")

#: infracost's expected estimate (internal/providers/terraform/aws/testdata/lambda_function_test), N. Virginia, without
#: the free tier: requests, ms, MB, architecture; printed requests, then GB-seconds and USD of each duration tier.
INFRACOST = [
    (100_000, 350, 128, "x86_64", 0.02, [(4_375, 0.07)]),
    (100_000, 350, 128, "arm64", 0.02, [(4_375, 0.06)]),
    (100_000, 350, 512, "x86_64", 0.02, [(17_500, 0.29)]),
    (100_000, 350, 512, "arm64", 0.02, [(17_500, 0.23)]),
    (6e9, 1024, 512, "x86_64", 1200.00, [(3_072e6, 51_200.10)]),
    (7.5e9, 1024, 512, "arm64", 1500.00, [(3_840e6, 51_200.26)]),
    (9e9, 1024, 1024, "x86_64", 1800.00, [(6e9, 100_000.20), (3_216e6, 48_240.00)]),
    (11.25e9, 1024, 1024, "arm64", 2250.00, [(7.5e9, 100_000.50), (4_020e6, 48_240.40)]),
    (15e9, 2048, 2048, "x86_64", 3000.00, [(6e9, 100_000.20), (9e9, 135_000.00), (46_440e6, 619_203.10)]),
    (18.25e9, 2048, 2048, "arm64", 3650.00, [(7.5e9, 100_000.50), (11.25e9, 135_001.13), (56_002e6, 597_356.53)]),
]

#: AWS's Lambda pricing page: requests, ms, MB; GB-seconds and requests left after the free tier, compute USD, request
#: USD. The two of 2019 were printed at 0.00001667 USD per GB-second, which rounds today's rate.
AWS_PAGE = [
    ("mobile backend, 2026", 3e6, 120, 1536, 140_000, 2e6, 2.33, 0.40, 0.0),
    ("example 1, 2019", 3e6, 1000, 512, 1_100_000, 2e6, 18.34, 0.40, 1e-2),
    ("example 2, 2019", 30e6, 200, 128, 350_000, 29e6, 5.83, 5.80, 1e-2),
]


@pytest.mark.parametrize(("requests", "ms", "mb", "architecture", "request_usd", "tiers"), INFRACOST)
def test_infracosts_estimates(requests, ms, mb, architecture, request_usd, tiers):
    parts = serverless.lambda_cost(requests, ms, mb, "us-east-1", architecture, free_tier=False)
    assert parts["part"].tolist() == ["requests"] + ["duration"] * len(tiers)
    assert parts["usd"].iloc[0] == pytest.approx(request_usd, abs=HALF_A_CENT)
    duration = parts[parts["part"] == "duration"]
    assert duration["quantity"].tolist() == pytest.approx([quantity for quantity, _ in tiers])
    assert duration["usd"].tolist() == pytest.approx([usd for _, usd in tiers], abs=HALF_A_CENT)


@pytest.mark.parametrize(
    ("requests", "ms", "mb", "gb_seconds", "billed", "compute", "request_usd", "rate"),
    [row[1:] for row in AWS_PAGE],
    ids=[row[0] for row in AWS_PAGE],
)
def test_examples_of_awss_price_page(requests, ms, mb, gb_seconds, billed, compute, request_usd, rate):
    parts = serverless.lambda_cost(requests, ms, mb, "us-east-1").set_index("part")
    assert parts["quantity"].to_dict() == pytest.approx({"requests": billed, "duration": gb_seconds})
    assert parts["usd"]["duration"] == pytest.approx(compute, abs=HALF_A_CENT + rate)
    assert parts["usd"]["requests"] == pytest.approx(request_usd)


usage = {
    "requests": st.floats(0, 1e11),
    "ms": st.floats(0.001, 900_000),
    "mb": st.integers(128, 10_240),
    "architecture": st.sampled_from(ARCHITECTURES),
    "location": st.sampled_from(["us-east-1", "ap-northeast-2", "ap-east-1", "eu-south-1"]),
    "free": st.booleans(),
}


def _slow(requests, ms, mb, location, architecture, free):
    """The bill as it is told: one unit of usage after another, each at the price of the tier it falls into."""
    prices = catalog.services("lambda", location)
    gb_seconds = requests * math.ceil(round(ms, 6)) / 1000 * mb / 1024
    item = {"x86_64": "duration_x86", "arm64": "duration_arm64"}[architecture]
    total = 0.0
    for name, used, allowance in (("request", requests, 1e6), (item, gb_seconds, 400_000)):
        left = max(0.0, used - (allowance if free else 0))
        for tier in prices[prices["item"] == name].sort_values("from_quantity").itertuples():
            here = min(left, tier.to_quantity - tier.from_quantity)
            total += here * tier.usd
            left -= here
    return total


@given(**usage)
def test_the_same_as_a_slow_bill(requests, ms, mb, architecture, location, free):
    parts = serverless.lambda_cost(requests, ms, mb, location, architecture, free)
    expected = _slow(requests, ms, mb, location, architecture, free)
    assert parts["usd"].sum() == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert serverless.lambda_usd(requests, ms, mb, location, architecture, free) == pytest.approx(parts["usd"].sum())


@given(**usage)
def test_nothing_is_lost_and_tiers_follow_each_other(requests, ms, mb, architecture, location, free):
    parts = serverless.lambda_cost(requests, ms, mb, location, architecture, free)
    gb_seconds = requests * serverless.billed_gb_seconds(ms, mb)
    for part, used in (("requests", requests), ("duration", gb_seconds)):
        rows = parts[parts["part"] == part]
        assert rows["quantity"].sum() + rows["free"].sum() == pytest.approx(used)
        assert rows["from_quantity"].iloc[0] == 0
        assert rows["from_quantity"].tolist()[1:] == rows["to_quantity"].tolist()[:-1]
        full = rows.iloc[:-1]
        assert full["quantity"].tolist() == (full["to_quantity"] - full["from_quantity"]).tolist()
    assert (parts["usd"] >= 0).all()
    assert free or (parts["free"] == 0).all()


@given(**usage, more=st.floats(1, 10))
def test_more_never_costs_less(requests, ms, mb, architecture, location, free, more):
    def usd(requests, ms, mb):
        return serverless.lambda_usd(requests, ms, mb, location, architecture, free)

    least = usd(requests, ms, mb) * (1 - 1e-9)
    assert usd(requests * more, ms, mb) >= least
    assert usd(requests, min(ms * more, 900_000), mb) >= least
    assert usd(requests, ms, min(int(mb * more), 10_240)) >= least


@given(**usage)
def test_the_free_tier_never_costs_and_arm_is_never_dearer(requests, ms, mb, architecture, location, free):
    args = (requests, ms, mb, location)
    assert serverless.lambda_usd(*args, architecture, True) <= serverless.lambda_usd(*args, architecture, False)
    assert serverless.lambda_usd(*args, "arm64", free) <= serverless.lambda_usd(*args, "x86_64", free) * (1 + 1e-9)


@pytest.mark.parametrize(("ms", "billed"), [(0.2, 1), (1, 1), (1.001, 2), (100 * 1.1, 110), (899_999.5, 900_000)])
def test_duration_is_rounded_up_to_a_millisecond(ms, billed):
    assert serverless.billed_gb_seconds(ms, 1024) == billed / 1000


def test_every_region_has_a_bill():
    places = catalog.locations()
    for region in places.loc[places["kind"] == "Region", "location"]:
        for architecture in ARCHITECTURES:
            assert serverless.lambda_usd(2e6, 100, 1024, region, architecture, False) > 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"requests": -1}, "cannot use the requests -1: give a number of 0 or more"),
        ({"requests": math.nan}, "cannot use the requests nan"),
        ({"requests": math.inf}, "cannot use the requests inf"),
        ({"requests": "many"}, "cannot use the requests 'many'"),
        ({"duration_ms": 0}, "cannot use the duration 0: give milliseconds above 0 and up to 900,000"),
        ({"duration_ms": 900_001}, "cannot use the duration 900001"),
        ({"duration_ms": True}, "cannot use the duration True"),
        ({"memory_mb": 127}, "cannot use the memory 127: give whole MB from 128 to 10,240"),
        ({"memory_mb": 10_241}, "cannot use the memory 10241"),
        ({"memory_mb": 512.5}, "cannot use the memory 512.5"),
        ({"architecture": "arm"}, "unknown architecture 'arm': did you mean 'arm64'"),
        ({"location": "ap-northeast-9"}, "unknown Region 'ap-northeast-9': did you mean"),
        ({"location": "us-west-2-lax-1"}, "no Lambda price is known in us-west-2-lax-1: choose a Region"),
    ],
)
def test_bad_input_is_one_sentence(change, said):
    good = {"requests": 1, "duration_ms": 1, "memory_mb": 128, "location": "us-east-1"}
    with pytest.raises(InputError) as error:
        serverless.lambda_cost(**{**good, **change})
    assert str(error.value).startswith(said)
    assert "\n" not in error.value.ko
    assert error.value.ko != error.value.en
