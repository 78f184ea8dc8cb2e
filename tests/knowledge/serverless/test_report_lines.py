"""REPORT lines: what Lambda printed is what we bill."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.errors import InputError
from kaolib.knowledge import serverless
from kaolib.knowledge.serverless import read_report_lines

#: Lines as functions have printed them, from public repositories and AWS's blog: the rule they are billed by.
PRINTED = [
    # AWS Compute Blog, "AWS Lambda standardizes billing for INIT Phase": before and since 2025-08-01
    ("Duration: 250.06 ms\tBilled Duration: 251 ms\tMemory Size: 1024 MB\tInit Duration: 100.77 ms", "without_init"),
    ("Duration: 250.06 ms\tBilled Duration: 351 ms\tMemory Size: 1024 MB\tInit Duration: 100.77 ms", "today"),
    # open-telemetry/opentelemetry-lambda, October 2025
    ("Duration: 395.99 ms\tBilled Duration: 662 ms\tMemory Size: 512 MB\tInit Duration: 265.72 ms", "today"),
    # SnapStart: the billed restore is part of the billed duration, the restore is not
    (
        "Duration: 127.10 ms\tBilled Duration: 154 ms\tMemory Size: 2048 MB\tMax Memory Used: 212 MB\t"
        "Restore Duration: 325.93 ms\tBilled Restore Duration: 26 ms",
        "today",
    ),
    (
        "Duration: 306.34 ms\tBilled Duration: 610 ms\tMemory Size: 3009 MB\tMax Memory Used: 155 MB\t"
        "Restore Duration: 511.25 ms\tBilled Restore Duration: 303 ms\t",
        "today",
    ),
    (
        "Duration: 2338.66 ms\tBilled Duration: 2521 ms\tMemory Size: 3009 MB\tMax Memory Used: 173 MB\t"
        "Restore Duration: 398.97 ms\tBilled Restore Duration: 182 ms\t",
        "today",
    ),
    (
        "Duration: 159.87 ms\tBilled Duration: 278 ms\tMemory Size: 1024 MB\tMax Memory Used: 88 MB\t"
        "Restore Duration: 562.43 ms\tBilled Restore Duration: 118 ms\n",
        "today",
    ),
    # warm
    ("Duration: 14.97 ms\tBilled Duration: 15 ms\tMemory Size: 128 MB\tMax Memory Used: 67 MB\t\n", "today"),
    ("Duration: 3.53 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 39 MB", "today"),
    # before December 2020, in the Lambda Developer Guide
    ("Duration: 12.34 ms\tBilled Duration: 100 ms \tMemory Size: 128 MB\tMax Memory Used: 18 MB", "per_100_ms"),
    ("Duration: 871.20 ms\tBilled Duration: 900 ms Memory Size: 128 MB\tMax Memory Used: 54 MB\t", "per_100_ms"),
    # stopped at a timeout of three seconds
    ("Duration: 3003.17 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB", "timeout"),
    ("Duration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tStatus: timeout", "today"),
    # the order of another printer (SAM CLI)
    ("Init Duration: 0.05 ms\tDuration: 350.40 ms\tBilled Duration: 351 ms\tMemory Size: 128 MB", "today"),
    ("Duration: 5.00 ms\tBilled Duration: 90 ms\tMemory Size: 128 MB", "other"),
]


@pytest.mark.parametrize(("line", "rule"), PRINTED)
def test_the_rule_of_a_printed_line(line, rule):
    read = read_report_lines(f"REPORT RequestId: 8f507cfc-xmpl\t{line}")
    assert read.log["billed_by"].tolist() == [rule]
    assert read.skipped.empty
    if rule in ("today", "timeout"):
        usage = serverless.lambda_log_usage(read.log)
        billed = (usage["duration_mb_ms"] + usage["init_mb_ms"]) / read.log["memory_mb"]
        assert billed.tolist() == read.log["billed_ms"].tolist()


@given(duration=st.integers(1, 90_000_000), init=st.none() | st.integers(1, 1_000_000), memory=st.integers(128, 10_240))
def test_what_is_printed_today_is_what_we_bill(duration, init, memory):
    """Printed by the rule, in whole hundredths of a millisecond, and read again."""
    billed = -(-(duration + (init or 0)) // 100)
    line = f"REPORT RequestId: 1\tDuration: {duration / 100:.2f} ms\tBilled Duration: {billed} ms\tMemory Size: {memory} MB"
    line += "" if init is None else f"\tInit Duration: {init / 100:.2f} ms"
    read = read_report_lines(line)
    assert read.log["billed_by"].tolist() == ["today"]
    usage = serverless.lambda_log_usage(read.log).iloc[0]
    assert usage["duration_mb_ms"] + usage["init_mb_ms"] == billed * memory


LOG = """\
INIT_START Runtime Version: python:3.13.v50
START RequestId: 11e1 Version: $LATEST
an order was stored: Duration: 4 ms
END RequestId: 11e1
REPORT RequestId: 11e1\tDuration: 102.25 ms\tBilled Duration: 382 ms\tMemory Size: 256 MB\tMax Memory Used: 61 MB\tInit Duration: 279.11 ms\t
XRAY TraceId: 1-66d978e5-56c7 SegmentId: 29c3839e Sampled: true
2025/11/02/[$LATEST]ab12 2025-11-02T10:00:00.000Z REPORT RequestId: 22e2\tDuration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 256 MB\tMax Memory Used: 62 MB

2025-11-02T10:00:01Z,/aws/lambda/thumbnail,"REPORT RequestId: 33e3\tDuration: 55.00 ms\tBilled Duration: 55 ms\tMemory Size: 1024 MB\tMax Memory Used: 90 MB\t"
{"time":"2026-10-08T07:30:29.470Z","type":"platform.report","record":{"requestId":"44e4","metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123,"initDurationMs":463.512},"status":"success"}}
{"time":"2026-10-08T07:31:00.000Z","type":"platform.report","record":{"requestId":"55e5","metrics":{"durationMs":3000,"billedDurationMs":3000,"memorySizeMB":256,"maxMemoryUsedMB":200},"status":"timeout"}}
REPORT RequestId: 66e6\tDuration: 10.00 ms\tMax Memory Used: 61 MB
{"type":"platform.report","record":{
"""


def test_a_log_of_all_kinds(tmp_path):
    path = tmp_path / "lambda.log"
    path.write_text(LOG, encoding="utf-8")
    read = read_report_lines(path, function="orders")
    assert read.log["request_id"].tolist() == ["11e1", "22e2", "33e3", "44e4", "55e5"]
    assert read.log["function"].tolist() == ["orders", "orders", "thumbnail", "orders", "orders"]
    assert read.log["billed_ms"].tolist() == [382, 9, 55, 1698, 3000]
    assert set(read.log["billed_by"]) == {"today"}
    assert read.log["status"].tolist() == ["", "", "", "", "timeout"]
    assert read.log["init_ms"].dropna().tolist() == [279.11, 463.512]
    assert read.skipped["line"].tolist() == [12, 13]
    assert read.skipped["lacks"].tolist() == ["billed_ms, memory_mb", "duration_ms, billed_ms, memory_mb"]
    assert read.other_lines == 4
    for lines in (str(path), LOG, LOG.splitlines(), pd.Series(LOG.splitlines())):
        pd.testing.assert_frame_equal(read_report_lines(lines, "orders").log, read.log)
    bill = serverless.lambda_log_cost(read.log, "ap-northeast-2", free_tier=False)
    seconds = bill.functions.set_index("function")["gb_seconds"]
    assert seconds["orders"] == pytest.approx((382 + 9 + 1698 + 3000) / 1000 / 4)
    assert seconds["thumbnail"] == pytest.approx(0.055)


def test_a_report_that_is_printed_over_two_lines():
    """As AWS's blog shows it."""
    text = "REPORT RequestId: x  Duration: 250.06 ms  Billed Duration: 351 ms  Memory Size: 1024 MB\nMax Memory Used: 350 MB   Init Duration: 100.77 ms\n"
    read = read_report_lines(text)
    assert read.log[["init_ms", "max_memory_used_mb"]].iloc[0].tolist() == [100.77, 350]
    assert read.log["billed_by"].tolist() == ["today"]


def test_an_event_that_is_tried_again_is_billed_again():
    """The request ID stays the same."""
    line = "REPORT RequestId: a\tDuration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB"
    read = read_report_lines([line] * 3)
    assert serverless.lambda_log_cost(read.log, "us-east-1").functions["invocations"].tolist() == [3]


@given(st.text())
def test_any_other_text_is_read_or_refused_in_a_sentence(text):
    line = "REPORT RequestId: a\tDuration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB"
    read = read_report_lines([line, "START RequestId: a", json.dumps(text), line])
    assert len(read.log) >= 2
    with pytest.raises(InputError):
        read_report_lines(["START", text.replace("REPORT", "").replace("platform.report", "")])


def test_nothing_to_read(tmp_path):
    with pytest.raises(InputError, match=r"no REPORT line to read \(1 other lines, 1 incomplete ones\)"):
        read_report_lines("START RequestId: a\nREPORT RequestId: a Duration: 5.00 ms")
    with pytest.raises(InputError, match=r"there is no file .*gone\.log"):
        read_report_lines(tmp_path / "gone.log")
    with pytest.raises(InputError, match=r"there is no file gone\.csv"):
        read_report_lines("gone.csv")
