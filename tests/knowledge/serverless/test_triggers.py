"""The table of triggers: every one of the study note, its kind by AWS's own table, and a price that the catalog has."""

import math

import pytest

from kaolib.errors import InputError
from kaolib.knowledge import catalog, serverless

PLACE = "us-east-1"

#: AWS, Lambda Developer Guide, "Services that can invoke Lambda functions", and the study note's list.
KINDS = {
    "synchronous": [
        "alb", "api_gateway_http", "api_gateway_rest", "api_gateway_websocket", "firehose", "lex", "cognito",
        "cloudfront", "function_url", "step_functions", "invoke",
    ],
    "asynchronous": [
        "s3", "sns", "ses", "cloudwatch_logs", "eventbridge_rule", "eventbridge_custom", "eventbridge_scheduler", "iot",
        "cloudformation", "codecommit", "codepipeline", "config", "cloudtrail",
    ],
    "stream": ["dynamodb_streams", "kinesis", "msk", "documentdb"],
    "queue": ["sqs", "mq"],
}  # fmt: skip
NOTE = {
    "s3", "alb", "api_gateway_http", "api_gateway_rest", "api_gateway_websocket", "sns", "ses", "dynamodb_streams",
    "kinesis", "firehose", "cloudwatch_logs", "eventbridge_rule", "eventbridge_scheduler", "lex", "cognito", "iot",
    "cloudfront", "cloudformation", "codecommit", "codepipeline", "config", "cloudtrail", "invoke",
}  # fmt: skip


def test_every_trigger_has_its_kind():
    table = serverless.triggers()
    assert {kind: sorted(rows["trigger"]) for kind, rows in table.groupby("kind")} == {
        kind: sorted(names) for kind, names in KINDS.items()
    }
    assert set(table.query("in_note")["trigger"]) == NOTE
    assert table["source"].str.startswith("AWS, ").all()
    assert (table["source"].str.len() > 12).all()


def test_the_rules_of_each_kind():
    table = serverless.triggers().set_index("trigger")
    waits = table.query("kind == 'asynchronous'")
    assert waits["retries"].unique().tolist() == [serverless.ASYNC_RETRIES[1]]
    assert waits["retry_seconds"].unique().tolist() == [serverless.ASYNC_EVENT_AGE_S[1]]
    assert set(waits["retried_by"]) == {"lambda"}
    assert (table.query("kind == 'stream'")["retries"] == math.inf).all()
    assert table["retries"]["invoke"] == serverless.SDK_ATTEMPTS - 1
    # API Gateway always hands the error on
    assert table["retries"]["api_gateway_rest"] == 0
    # SNS: 3 at once, 2, 10 and 100,000 retries; EventBridge: 185 in 24 hours
    assert table["delivery_retries"][["sns", "eventbridge_rule"]].tolist() == [100_014, 185]


def test_prices_are_those_of_the_catalog():
    table = serverless.triggers(PLACE).set_index("trigger")
    for name, row in table.iterrows():
        if row["free"]:
            assert row["usd_per_million"] == 0, name
        elif row["price_item"]:
            assert row["price_service"] in set(catalog.services()["service"])
            tiers = catalog.tiers(row["price_service"], row["price_item"], PLACE)
            known = bool(tiers) and not math.isnan(row["price_units"])
            assert math.isnan(row["usd_per_million"]) != known, name
            if known:
                assert row["usd_per_million"] == pytest.approx(tiers[0][2] * row["price_units"] * 1e6)
                assert row["as_of"] == tiers[0][4]
        else:
            assert math.isnan(row["usd_per_million"]), name
        # a missing price has its reason, and a price its day
        if math.isnan(row["usd_per_million"]):
            assert row["reason"] in ("by_the_hour", "by_the_gb", "own_meter", "no_price"), name
            assert row["as_of"] == ""
        else:
            assert row["reason"] in ("", "free", "by_the_hour_too", "instead_of_lambda"), name


@pytest.mark.parametrize("place", ["ap-northeast-2", "eu-west-1", "sa-east-1"])
def test_every_region_gets_every_trigger(place):
    table = serverless.triggers(place)
    assert table["trigger"].tolist() == list(serverless.TRIGGERS)
    assert (table["usd_per_million"].dropna() >= 0).all()


def test_what_delivery_to_lambda_costs():
    """SNS pricing: deliveries to Lambda are free. DynamoDB guide: reads of Lambda are free.

    EventBridge pricing, "Pricing examples": five million management events of AWS are USD 0.00 to take in.
    """
    assert catalog.tiers("sns", "lambda_delivery", PLACE)[0][2] == 0
    table = serverless.triggers(PLACE).set_index("trigger")
    assert table["free"][["s3", "dynamodb_streams", "eventbridge_rule", "function_url", "invoke"]].all()


def test_an_unknown_place():
    with pytest.raises(InputError, match="us-east-9"):
        serverless.triggers("us-east-9")
