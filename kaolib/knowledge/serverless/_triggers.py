"""What can start a Lambda function: how each trigger calls it, who tries again, where failures go, what it costs itself."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from kaolib.knowledge import catalog
from kaolib.knowledge.serverless._retries import SDK_ATTEMPTS

_DAY_S = 86_400.0
_GUIDE = 'Lambda Developer Guide, "Invoking Lambda with events from other AWS services"'
KINDS = ("synchronous", "asynchronous", "stream", "queue")


class _Rule(NamedTuple):
    """Who tries again after a failure, how often and how long, and where what fails for good can go."""

    kind: str
    retried_by: str
    retries: float = math.nan
    retry_seconds: float = math.nan
    failures_to: str = ""


#: Lambda's own queue: an error of the function twice more, a throttle or fault for six hours.
_ASYNC = _Rule("asynchronous", "lambda", 2, 6 * 3600.0, "dead_letter_queue, destination")
_CALLER = _Rule("synchronous", "caller")
_STREAM = _Rule("stream", "mapping", math.inf, _DAY_S, "destination")


class _Trigger(NamedTuple):
    service: str
    rule: _Rule
    #: item of `catalog.services` and its units for one event, or why there is none
    price_service: str
    price_item: str
    units: float
    reason: str
    source: str
    in_note: bool = True
    #: tries, and seconds, to hand the event over to Lambda when Lambda does not take it
    delivery_retries: float = math.nan
    delivery_seconds: float = math.nan


_TRIGGERS = {
    "s3": _Trigger("Amazon S3 event notifications", _ASYNC, "", "", 0, "free", 'S3 FAQs, "event notifications"'),
    "alb": _Trigger(
        "Application Load Balancer", _CALLER, "alb", "lcu_hour", math.nan, "by_the_hour",
        "Elastic Load Balancing pricing",
    ),
    "api_gateway_http": _Trigger(
        "Amazon API Gateway (HTTP API)", _CALLER._replace(retries=0), "api_gateway", "http_request", 1, "",
        'Lambda Developer Guide, "Understanding retry behavior in Lambda"; API Gateway pricing',
    ),
    "api_gateway_rest": _Trigger(
        "Amazon API Gateway (REST API)", _CALLER._replace(retries=0), "api_gateway", "rest_request", 1, "",
        'Lambda Developer Guide, "Understanding retry behavior in Lambda"; API Gateway pricing',
    ),
    "api_gateway_websocket": _Trigger(
        "Amazon API Gateway (WebSocket API)", _CALLER._replace(retries=0), "api_gateway", "websocket_message", 1, "",
        'Lambda Developer Guide, "Understanding retry behavior in Lambda"; API Gateway pricing',
    ),
    "sns": _Trigger(
        "Amazon Simple Notification Service (SNS)", _ASYNC, "sns", "publish", 1, "",
        'SNS Developer Guide, "Amazon SNS message delivery retries"; SNS pricing (delivery to Lambda is free)',
        delivery_retries=100_014, delivery_seconds=23 * _DAY_S,
    ),
    "ses": _Trigger(
        "Amazon Simple Email Service (SES)", _ASYNC, "", "", math.nan, "own_meter",
        'SES API reference, "LambdaAction" (asynchronous by default)',
    ),
    "dynamodb_streams": _Trigger(
        "Amazon DynamoDB Streams", _STREAM, "", "", 0, "free",
        'DynamoDB Developer Guide, "Evaluate your DynamoDB streams usage" (reads of Lambda are free)',
    ),
    "kinesis": _Trigger(
        "Amazon Kinesis Data Streams", _STREAM, "kinesis", "put_payload_unit", 1, "by_the_hour_too",
        'Lambda Developer Guide, "Lambda parameters for Amazon Kinesis Data Streams event source mappings"; Kinesis '
        "Data Streams pricing",
    ),
    "firehose": _Trigger(
        "Amazon Data Firehose", _Rule("synchronous", "service", 3, math.nan, "s3"), "", "", math.nan, "by_the_gb",
        'Data Firehose Developer Guide, "Handle failure in data transformation"',
    ),
    "cloudwatch_logs": _Trigger(
        "Amazon CloudWatch Logs subscription", _ASYNC, "cloudwatch", "logs_ingested", math.nan, "by_the_gb", _GUIDE
    ),
    "eventbridge_rule": _Trigger(
        "Amazon EventBridge rules (management events of AWS)", _ASYNC, "", "", 0, "free",
        'EventBridge User Guide, "How EventBridge retries delivering events"; EventBridge pricing',
        delivery_retries=185, delivery_seconds=_DAY_S,
    ),
    "eventbridge_custom": _Trigger(
        "Amazon EventBridge rules (own events)", _ASYNC, "eventbridge", "custom_event", 1, "",
        'EventBridge User Guide, "How EventBridge retries delivering events"; EventBridge pricing (64 KB an event)',
        in_note=False, delivery_retries=185, delivery_seconds=_DAY_S,
    ),
    "eventbridge_scheduler": _Trigger(
        "Amazon EventBridge Scheduler", _ASYNC, "eventbridge", "scheduler_invocation", 1, "",
        'EventBridge Scheduler API reference, "RetryPolicy"; EventBridge pricing (14 million a month free)',
        delivery_retries=185, delivery_seconds=_DAY_S,
    ),
    "lex": _Trigger("Amazon Lex", _CALLER, "", "", math.nan, "own_meter", _GUIDE),
    "cognito": _Trigger(
        "Amazon Cognito", _Rule("synchronous", "service"), "", "", math.nan, "own_meter",
        'Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers" (tries not numbered)',
    ),
    "iot": _Trigger("AWS IoT rules (the IoT Button has ended)", _ASYNC, "", "", math.nan, "own_meter", _GUIDE),
    "cloudfront": _Trigger(
        "Amazon CloudFront (Lambda@Edge)", _CALLER, "lambda_edge", "request", 1, "instead_of_lambda",
        "Lambda pricing (Lambda@Edge)",
    ),
    "cloudformation": _Trigger(
        "AWS CloudFormation custom resources", _ASYNC, "", "", 0, "free", "CloudFormation pricing (Custom:: resources)"
    ),
    "codecommit": _Trigger("AWS CodeCommit", _ASYNC, "", "", math.nan, "own_meter", _GUIDE),
    "codepipeline": _Trigger("AWS CodePipeline", _ASYNC, "", "", math.nan, "own_meter", _GUIDE),
    "config": _Trigger("AWS Config", _ASYNC, "", "", math.nan, "own_meter", _GUIDE),
    "cloudtrail": _Trigger(
        "AWS CloudTrail (through S3, CloudWatch Logs or EventBridge)", _ASYNC, "", "", math.nan, "own_meter", _GUIDE
    ),
    "sqs": _Trigger(
        "Amazon Simple Queue Service (SQS)",
        _Rule("queue", "queue", math.nan, 4 * _DAY_S, "redrive_queue"), "sqs", "standard_request", 1.2, "",
        'Lambda Developer Guide, "Handling errors for an SQS event source in Lambda"; SQS pricing (sent one by one, '
        "received and deleted ten at a time)", in_note=False,
    ),
    "msk": _Trigger(
        "Amazon Managed Streaming for Apache Kafka (MSK)", _STREAM._replace(retry_seconds=math.nan), "", "", math.nan,
        "by_the_hour", 'Lambda Developer Guide, "Configuring error handling controls for Kafka event sources"',
        in_note=False,
    ),
    "mq": _Trigger(
        "Amazon MQ", _Rule("queue", "mapping", 6, math.nan, "redrive_queue"), "", "", math.nan, "by_the_hour",
        'Lambda Developer Guide, "Troubleshoot Amazon MQ event source mapping errors"', in_note=False,
    ),
    "documentdb": _Trigger(
        "Amazon DocumentDB change streams", _Rule("stream", "mapping", math.inf), "", "", math.nan, "by_the_hour",
        'DocumentDB Developer Guide, "Using AWS Lambda with change streams"', in_note=False,
    ),
    "function_url": _Trigger(
        "Lambda function URL", _CALLER, "", "", 0, "free",
        'Lambda Developer Guide, "Select a method to invoke your Lambda function using an HTTP request"', in_note=False,
    ),
    "step_functions": _Trigger(
        "AWS Step Functions", _CALLER, "step_functions", "standard_transition", 1, "",
        "Step Functions pricing (each try is a transition)", in_note=False,
    ),
    "invoke": _Trigger(
        "Lambda Invoke API", _CALLER._replace(retries=SDK_ATTEMPTS - 1), "", "", 0, "free",
        'Lambda Developer Guide, "Understanding retry behavior in Lambda"; AWS SDKs and Tools Reference Guide, "Retry '
        'behavior" (throttles and faults only)',
    ),
}  # fmt: skip
TRIGGERS = tuple(_TRIGGERS)


def triggers(location: str | None = None) -> pd.DataFrame:
    """What can start a function, by the names that the services have today.

    Parameters
    ----------
    location
        AWS code of a Region, for what the trigger itself costs there.

    Returns
    -------
    pandas.DataFrame
        trigger (short name); service (today's name); in_note (whether the study note has it); kind ("synchronous",
        "asynchronous", "stream", "queue"); retried_by ("caller", "lambda", "service", "mapping", "queue"); retries
        (after the first try; inf: until the record expires; NaN: the caller or the queue decides, or not documented);
        retry_seconds (how long at most, by default); failures_to (what can catch what fails for good); delivery_retries
        and delivery_seconds (for the handing over to Lambda's queue, where documented); price_service and price_item (in
        `catalog.services`); price_units (units of it for one event); free (the trigger itself has no price); reason; and
        source. reason is "" where the price is by the event, else "free", "by_the_hour", "by_the_hour_too" (by the event
        and by the hour), "by_the_gb", "instead_of_lambda" (in place of Lambda's own request price), "own_meter" (the
        service bills its own unit, which the tables lack). With a location also usd_per_million (events) and as_of; where
        the tables lack the price there usd_per_million is NaN and reason "no_price".

    Raises
    ------
    InputError
        For an unknown place.

    Notes
    -----
    The function's own requests and duration come on top. The price is that of the first tier, before a free tier. Two
    levels of retries: the source hands an asynchronous event over to Lambda's queue (delivery_retries), then Lambda runs
    the function (retries). The 185 tries of EventBridge are those of a rule on a classic bus; a subscriber of a new custom
    event bus has 5 tries in 300 seconds by default. A Kafka source with a destination and no limit of retries stops after
    10. Free are AWS's management events on a bus; data events that are switched on and scheduled rules (superseded by the
    Scheduler) are not confirmed. Source: AWS, the page in source.

    Examples
    --------
    >>> table = triggers("us-east-1").set_index("trigger")
    >>> table.loc[["s3", "api_gateway_http", "kinesis", "sqs"], "kind"].tolist()
    ['asynchronous', 'synchronous', 'stream', 'queue']
    >>> table.loc[["s3", "api_gateway_http", "sns"], "usd_per_million"].round(2).tolist()
    [0.0, 1.0, 0.5]
    """
    place = None if location is None else catalog.check_location(location)
    rows = []
    for name, it in _TRIGGERS.items():
        row = {
            "trigger": name,
            "service": it.service,
            "in_note": it.in_note,
            **it.rule._asdict(),
            "delivery_retries": it.delivery_retries,
            "delivery_seconds": it.delivery_seconds,
            "price_service": it.price_service,
            "price_item": it.price_item,
            "price_units": it.units,
            "free": it.reason == "free",
            "reason": it.reason,
            "source": f"AWS, {it.source}",
        }
        if place is not None:
            usd, day = _price(it, place)
            row |= {"usd_per_million": usd, "as_of": "" if math.isnan(usd) else day}
            if math.isnan(usd) and not math.isnan(it.units):
                row["reason"] = "no_price"
        rows.append(row)
    return pd.DataFrame(rows)


def _price(it: _Trigger, place: str) -> tuple[float, str]:
    """USD for a million events, and the day of the price."""
    if it.units == 0:
        return 0.0, ""
    found = catalog.tiers(it.price_service, it.price_item, place) if it.price_service else ()
    if not found:
        return math.nan, ""
    _, _, usd, _, day = found[0]
    return usd * it.units * 1e6, day
