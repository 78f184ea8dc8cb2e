"""SnapStart, Lambda@Edge and Lambda Managed Instances."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless

WHERE = "us-east-1"


@given(
    mb=st.integers(128, 10_240),
    versions=st.lists(st.integers(0, 31 * 24 * 3600), min_size=1, max_size=4),
    restores=st.integers(0, 10**6),
)
def test_each_version_is_cached_at_least_three_hours(mb, versions, restores):
    table = serverless.snapstart_cost(mb, versions, restores, WHERE).set_index("part")
    seconds = sum(max(3 * 3600, active) for active in versions)
    assert table["quantity"]["snapstart_cache"] == pytest.approx(seconds * mb / 1024)
    assert table["quantity"]["snapstart_restore"] == pytest.approx(restores * mb / 1024)
    for part in table.index:
        price = catalog.tiers("lambda", part, WHERE)[0][2]
        assert table["usd"][part] == pytest.approx(table["quantity"][part] * price)


def test_java_is_not_charged():
    java, python = (serverless.snapstart_cost(1024, 86_400, 100, WHERE, runtime) for runtime in ("java", "python"))
    assert java["usd"].tolist() == [0, 0]
    assert java["quantity"].tolist() == python["quantity"].tolist()
    assert (python["usd"] > 0).all()


def test_a_region_without_a_price():
    places = catalog.locations()
    lacking = [
        region
        for region in places.loc[places["kind"] == "Region", "location"]
        if not catalog.tiers("lambda", "snapstart_cache", region)
    ]
    assert lacking
    assert serverless.snapstart_cost(1024, 1, 1, lacking[0])["usd"].isna().all()


@given(requests=st.integers(0, 10**9), ms=st.floats(0.001, 30_000), mb=st.integers(128, 10_240))
def test_an_origin_function_is_billed_by_the_millisecond_and_has_no_free_tier(requests, ms, mb):
    table = serverless.lambda_edge_cost(requests, ms, mb, WHERE, "origin_request").set_index("part")
    request, second = (catalog.tiers("lambda_edge", item, WHERE)[0][2] for item in ("request", "duration"))
    assert table["usd"]["requests"] == pytest.approx(requests * request)
    billed = math.ceil(round(ms, 6)) or 1
    assert table["usd"]["duration"] == pytest.approx(requests * billed / 1000 * mb / 1024 * second)


def test_the_edge_price_is_one():
    rows = catalog.services("lambda_edge")
    assert rows.groupby("item")["usd"].nunique().tolist() == [1, 1]
    assert serverless.lambda_edge_cost(1e6, 1, 128, "ap-southeast-7")["usd"].isna().all()


@given(requests=st.integers(0, 10**10), hours=st.floats(0, 1e5), paid=st.none() | st.floats(0, 1))
def test_the_fee_of_managed_instances_does_not_fall_with_a_plan(requests, hours, paid):
    table = serverless.managed_instances_cost(requests, "m7g.xlarge", hours, WHERE, usd_per_hour=paid).set_index("part")
    listed = catalog.price("m7g.xlarge", WHERE)
    assert table["usd"]["management_fee"] == pytest.approx(hours * listed * 0.15)
    assert table["usd"]["instances"] == pytest.approx(hours * (listed if paid is None else paid))
    assert table["usd"]["requests"] == pytest.approx(requests * catalog.tiers("lambda", "request", WHERE)[0][2])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: serverless.snapstart_cost(64, 1, 1, WHERE), "cannot use the memory 64"),
        (lambda: serverless.snapstart_cost(128, -1, 1, WHERE), "active_seconds -1 cannot be used"),
        (lambda: serverless.snapstart_cost(128, 1, -1, WHERE), "restores -1 cannot be used"),
        (lambda: serverless.snapstart_cost(128, 1, 1, WHERE, "Java"), "unknown runtime of SnapStart 'Java'"),
        (lambda: serverless.snapstart_cost(128, 1, 1, "us-west-2-lax-1"), "no Lambda price is known"),
        (lambda: serverless.lambda_edge_cost(-1, 1), "requests -1 cannot be used"),
        (lambda: serverless.lambda_edge_cost(1, 5001), "a Lambda@Edge function on viewer_request has at most 128 MB"),
        (lambda: serverless.lambda_edge_cost(1, 1, 256), "a Lambda@Edge function on viewer_request has at most 128 MB"),
        (
            lambda: serverless.lambda_edge_cost(1, 30_001, 256, WHERE, "origin_response"),
            "a Lambda@Edge function on origin_response has at most 10,240 MB and 30 seconds",
        ),
        (lambda: serverless.managed_instances_cost(1, "m7g.xlarge", -1, WHERE), "instance_hours -1 cannot be used"),
        (lambda: serverless.managed_instances_cost(-1, "m7g.xlarge", 1, WHERE), "requests -1 cannot be used"),
        (
            lambda: serverless.managed_instances_cost(1, "m7g.xlarge", 1, WHERE, usd_per_hour=-1),
            "usd_per_hour -1 cannot be used",
        ),
        (lambda: serverless.managed_instances_cost(1, "m7g.xlage", 1, WHERE), "unknown instance type 'm7g.xlage'"),
        (lambda: serverless.lambda_edge_cost(1, 1, 128, WHERE, "viewer"), "unknown event of Lambda@Edge 'viewer'"),
    ],
)
def test_bad_input_is_one_sentence(call, said):
    with pytest.raises(InputError) as error:
        call()
    assert str(error.value).startswith(said)
    assert error.value.ko != error.value.en
