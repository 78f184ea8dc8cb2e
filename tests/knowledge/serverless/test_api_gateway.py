"""API Gateway and the other fronts: every published figure, and what any bill must obey."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import catalog, load_balancer, serverless
from kaolib.knowledge.load_balancer import Traffic
from tests.knowledge.serverless import reference

HALF_A_CENT = 0.0051
PLACE = "us-east-1"
REGIONS = catalog.locations().query("kind == 'Region'")["location"]

#: infracost's expected estimates (testdata/api_gateway_rest_api_test, apigatewayv2_api_test), N. Virginia.
INFRACOST = [
    ("rest", 333e6 + 667e6 + 19_000e6 + 1000e6, {}, [1165.50, 1867.60, 45_220.00, 1510.00]),
    ("http", 1000e6, {}, [300.00, 630.00]),
    ("websocket", 1500e6, {"connection_minutes": 10e6}, [1000.00, 400.00, 2.50]),
]

#: AWS, API Gateway pricing, "Pricing examples", as quoted: an HTTP API of 432 million calls (300 million at 1.00, 132
#: million at 0.90 USD), and from a third-party article one of 216 million, and a REST API of 5 million calls of 3 KB (17.50 USD and the transfer).
AWS_PAGE = [
    ("http", 432e6, 0.0, 418.80),
    ("http", 216e6, 0.0, 216.00),
    ("rest", 5e6, 3.0, 18.79),
]


@pytest.mark.parametrize(("kind", "requests", "more", "usd"), INFRACOST)
def test_infracosts_estimates(kind, requests, more, usd):
    parts = serverless.api_cost(kind, requests, PLACE, **more)
    assert parts["usd"].tolist() == pytest.approx(usd, abs=HALF_A_CENT)


@pytest.mark.parametrize(("kind", "requests", "response_kb", "usd"), AWS_PAGE)
def test_examples_of_awss_price_page(kind, requests, response_kb, usd):
    parts = serverless.api_cost(kind, requests, PLACE, response_kb=response_kb)
    assert parts["usd"].sum() == pytest.approx(usd, abs=HALF_A_CENT)


def test_awss_cache_of_1_6_gb():
    """API Gateway pricing, "Pricing examples", as quoted: a cache of 1.6 GB costs USD 0.038 an hour."""
    parts = serverless.api_cost("rest", 0, PLACE, cache_gb=1.6, cache_hours=720).set_index("part")
    assert parts["usd"]["cache"] == pytest.approx(0.038 * 720)


@pytest.mark.parametrize("size", serverless.CACHE_GB)
def test_every_cache_size_has_a_price(size):
    assert serverless.api_cost("rest", 0, PLACE, cache_gb=size)["usd"].iloc[-1] > 0


@pytest.mark.parametrize(
    ("kind", "kb", "units"),
    [
        ("websocket", 33, 2),  # AWS's own example
        ("websocket", 32, 1),
        ("websocket", 128, 4),
        ("http", 512, 1),
        ("http", 512.1, 2),
        ("http", 10_240, 20),
        ("rest", 10_240, 1),
        ("rest_streaming", 10_241, 2),
        ("http", 0, 1),
    ],
)
def test_metering_units(kind, kb, units):
    assert serverless.api_units(kind, kb) == units


def test_a_free_tier_is_an_input():
    parts = serverless.api_cost(
        "websocket", 3e6, PLACE, connection_minutes=1e6, free_requests=1e6, free_minutes=750_000
    ).set_index("part")
    assert parts["quantity"].to_dict() == {"messages": 2e6, "connection_minutes": 250_000}
    assert parts["free"].to_dict() == {"messages": 1e6, "connection_minutes": 750_000}


@given(
    kind=st.sampled_from(["http", "rest", "websocket"]),
    requests=st.floats(0, 1e11),
    more=st.floats(1, 4),
    kb=st.floats(0, 128),
    free=st.sampled_from([0.0, 1e6]),
    place=st.sampled_from(["us-east-1", "ap-northeast-2", "eu-west-1"]),
)
def test_the_bill_is_the_slow_one_and_never_falls(kind, requests, more, kb, free, place):
    def usd(requests, kb=kb):
        return serverless.api_cost(kind, requests, place, kb=kb, free_requests=free)["usd"].sum()

    item = {"http": "http_request", "rest": "rest_request", "websocket": "websocket_message"}[kind]
    units = {"http": 1, "rest": 1, "websocket": max(1, math.ceil(round(kb / 32, 9)))}[kind]
    assert usd(requests) == pytest.approx(reference.tiered("api_gateway", item, place, requests * units, free))
    assert usd(requests * more) >= usd(requests) - 1e-9
    assert usd(requests, 0) <= usd(requests) + 1e-9


@pytest.mark.parametrize("kind", ["http", "rest", "websocket"])
def test_tiers_are_continuous(kind):
    _, item = {"http": (0, "http_request"), "rest": (0, "rest_request"), "websocket": (0, "websocket_message")}[kind]
    for _, end, price, _, _ in catalog.tiers("api_gateway", item, PLACE)[:-1]:
        below, at = (serverless.api_cost(kind, n, PLACE)["usd"].sum() for n in (end - 1, end))
        assert at - below == pytest.approx(price, rel=1e-3, abs=1e-4)
        assert serverless.api_cost(kind, end, PLACE)["quantity"].sum() == pytest.approx(end)


def test_the_fronts_agree_with_their_own_bills():
    table = serverless.api_fronts(50, PLACE, kb=4, response_kb=20, hours=730).set_index("front")
    requests = 50 * 3600 * 730
    assert table["requests"].unique().tolist() == [requests]
    assert table["front_usd"]["function_url"] == 0
    for kind in ("http", "rest"):
        bill = serverless.api_cost(kind, requests, PLACE, kb=4, response_kb=20)["usd"].sum()
        assert table["usd"][kind] == pytest.approx(bill)
    traffic = Traffic(kb_per_request=24)
    units = load_balancer.capacity_units(load_balancer.usage(50 * 3600, traffic), "alb_lambda")["units"].iloc[0]
    hour, lcu = (catalog.tiers("alb", item, PLACE)[0][2] for item in ("hour", "lcu_hour"))
    address = catalog.tiers("ipv4", "in_use", PLACE)[0][2]
    assert table["front_usd"]["alb"] == pytest.approx(730 * (hour + units * lcu + 2 * address))
    inside = serverless.api_fronts(50, PLACE, kb=4, response_kb=20, hours=730, public_zones=0).set_index("front")
    assert inside["front_usd"]["alb"] == pytest.approx(730 * (hour + units * lcu))
    assert inside["front_usd"]["http"] == table["front_usd"]["http"]
    assert table["transfer_usd"].nunique() == 1
    assert table["usd"]["alb"] - table["front_usd"]["alb"] == pytest.approx(table["transfer_usd"]["alb"])


def test_a_front_that_cannot_serve_says_why():
    table = serverless.api_fronts(1, PLACE, kb=2048, answer_s=60).set_index("front")
    assert table["reason"].to_dict() == {
        "function_url": "", "http": "too_long", "rest": "too_long", "alb": "too_large",
    }  # fmt: skip
    assert table["usd"].isna().to_dict() == {"function_url": False, "http": True, "rest": True, "alb": True}
    assert table["feasible"].to_dict() == {"function_url": True, "http": False, "rest": False, "alb": False}


def test_a_region_without_a_price_of_the_load_balancer():
    place = next(code for code in REGIONS if not catalog.tiers("alb", "hour", code))
    table = serverless.api_fronts(1, place).set_index("front")
    assert table["reason"]["alb"] == "no_price"
    assert math.isnan(table["usd"]["alb"])
    assert serverless.alb_break_even(place)["reason"].tolist() == ["no_price"]


@given(
    kind=st.sampled_from(["http", "rest"]),
    zones=st.integers(0, 4),
    kb=st.floats(0.1, 1024),
    hours=st.sampled_from([1.0, 730.0, 20_000.0]),
    connection=st.floats(0.2, 50),
    seconds=st.floats(0, 300),
    rules=st.integers(0, 200),
    place=st.sampled_from(["us-east-1", "ap-northeast-2", "sa-east-1"]),
)
def test_at_the_break_even_both_cost_the_same(kind, zones, kb, hours, connection, seconds, rules, place):
    traffic = Traffic(connection, seconds, kb, rules)
    options = {"kb": kb, "traffic": traffic, "hours": hours, "public_zones": zones}
    row = serverless.alb_break_even(place, kind, **options).iloc[0]
    assume(row["reason"] == "")

    def gap(rate):
        """What the API costs more than the load balancer."""
        fronts = serverless.api_fronts(rate, place, **options).set_index("front")["front_usd"]
        return fronts[kind] - fronts["alb"]

    first, until = row["requests_per_second"], row["until_requests_per_second"]
    assert gap(0.0) < 0
    if math.isinf(first):
        assert all(gap(10.0**k) <= 1e-6 * 10**k for k in range(6))
        return
    assert gap(first) == pytest.approx(0, abs=1e-6 * max(1.0, row["usd"]))
    assert gap(first * 0.9) < 0
    assert gap(min(first * 1.01, (first + until) / 2)) > 0
    if math.isfinite(until):
        assert gap(until) == pytest.approx(0, abs=1e-6 * row["usd"] * until / first)
        assert gap(until * 1.5) < 0
    else:
        assert gap(max(first * 2, 1e6)) > 0


def test_the_api_can_become_cheaper_again_in_its_lower_tiers():
    """A load balancer whose capacity unit costs what a tier of the API costs: between the two prices both cross twice."""
    http = [tier[2] for tier in catalog.tiers("api_gateway", "http_request", PLACE)]
    lcu = catalog.tiers("alb", "lcu_hour", PLACE)[0][2]
    # new connections decide: 25 a second in a unit, so a request costs lcu / 3600 / 25 / (requests per connection)
    between = 0.3 * http[0] + 0.7 * http[1]
    traffic = Traffic(
        requests_per_connection=lcu / 3600 / 25 / between, connection_seconds=0, kb_per_request=0, rules=0
    )
    row = serverless.alb_break_even(PLACE, kb=1, traffic=traffic, public_zones=0).iloc[0]
    assert row["requests"] < row["until_requests_per_second"] * 3600 * 730 < math.inf
    assert row["requests"] == pytest.approx(
        catalog.tiers("alb", "hour", PLACE)[0][2] * 730 / (http[0] - between), rel=1e-6
    )


def test_two_units_a_request_reach_the_second_tier_at_half_the_requests():
    """Ten years of a load balancer that costs a little less than the second tier: they cross in that tier."""
    http = [tier[2] for tier in catalog.tiers("api_gateway", "http_request", PLACE)]
    lcu, hour = (catalog.tiers("alb", item, PLACE)[0][2] for item in ("lcu_hour", "hour"))
    per_request, hours = 1.9 * http[1], 87_600
    traffic = Traffic(lcu / 3600 / 25 / per_request, connection_seconds=0, kb_per_request=0, rules=0)
    row = serverless.alb_break_even(PLACE, kb=600, traffic=traffic, hours=hours, public_zones=0).iloc[0]
    second = 300e6 / 2
    # 300 million units at the first price, the rest at the second = the hours + what each request costs
    even = (hour * hours - 300e6 * http[0] + 2 * http[1] * second) / (2 * http[1] - per_request)
    assert row["requests"] == pytest.approx(even)
    assert even > second


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: serverless.api_units("websocket", 129), "over the 128 KB that one payload of the websocket API"),
        (lambda: serverless.api_units("http", 10_241), "over the 10,240 KB"),
        (lambda: serverless.api_units("htp", 1), "unknown kind of API 'htp': did you mean 'http'"),
        (lambda: serverless.api_cost("http", 1, PLACE, cache_gb=0.5), "only a REST API has a cache"),
        (lambda: serverless.api_cost("rest", 1, PLACE, cache_gb=2), "no cache of cache_gb 2: the nearest is 1.6"),
        (lambda: serverless.api_cost("rest", 1, PLACE, connection_minutes=1), "only a websocket API"),
        (lambda: serverless.api_cost("rest", -1, PLACE), "requests -1"),
        (lambda: serverless.api_cost("rest", 1, "moon"), "moon"),
        (lambda: serverless.alb_break_even(PLACE, "websocket"), "unknown kind of API 'websocket'"),
        (lambda: serverless.api_fronts(-1, PLACE), "requests_per_second -1"),
        (lambda: serverless.api_fronts(1, PLACE, hours=0), "hours 0"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(call, words):
    with pytest.raises(InputError, match=words):
        call()
