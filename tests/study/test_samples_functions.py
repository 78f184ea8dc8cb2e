"""The made-up functions: the same everywhere, and billed as Lambda prints it."""

from __future__ import annotations

import numpy as np
import pytest

from kaolib.knowledge import serverless
from kaolib.study import samples


def test_the_log_is_the_same_each_time_and_the_callers_own():
    log = samples.function_log()
    log["memory_mb"] = 0
    again = samples.function_log()
    assert again["memory_mb"].min() == 256
    assert again.equals(samples.function_log())


def test_what_is_printed_is_what_is_billed():
    log = samples.function_log().head(3000)
    read = serverless.read_report_lines(samples.report_lines(log))
    assert len(read.log) == 3000
    assert len(read.skipped) == 0
    assert set(read.log["billed_by"]) == {"today"}
    for name in ("memory_mb", "duration_ms", "init_ms", "max_memory_used_mb"):
        np.testing.assert_allclose(read.log[name], log[name])
    own = serverless.lambda_log_cost(log[["memory_mb", "duration_ms", "init_ms"]], "us-east-1", free_tier=False).usd
    assert serverless.lambda_log_cost(read.log, "us-east-1", free_tier=False).usd == pytest.approx(own, rel=1e-12)


def test_the_month_is_fifty_times_the_log():
    log = samples.function_log()
    usage, month = serverless.lambda_log_usage(log), samples.month_usage(log)
    assert (month["duration_mb_ms"] == 50 * usage["duration_mb_ms"]).all()
    assert (month["invocations"] == 50 * usage["invocations"]).all()
    one = serverless.lambda_usage_cost(usage, "us-east-1", free_tier=False).usd
    assert serverless.lambda_usage_cost(month, "us-east-1", free_tier=False).usd == pytest.approx(50 * one)


def test_a_day_of_people_at_work():
    day = samples.busy_day()
    assert day.idxmax() in range(9, 16)
    assert day[day.index < 6].max() < 3
