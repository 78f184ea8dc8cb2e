"""How fast schedules are: a year of running time, a year's saving under a plan, a proposal for two weeks, against the slow way."""

from __future__ import annotations

import datetime as dt
import time

import pandas as pd
import pytest

from kaolib.architecture import schedule
from kaolib.knowledge import catalog, discounts
from tests.architecture.schedule import reference

pytestmark = pytest.mark.benchmark
OFFICE = schedule.samples()["mon-9am-fri-5pm"]


def timed(call, times):
    begin = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - begin) / times


def test_a_year_of_running_time(capsys):
    fast = timed(lambda: schedule.running(OFFICE, "2026-01-01", "2027-01-01"), 50)
    start = dt.datetime(2026, 1, 1, 5, tzinfo=dt.UTC)
    slow = timed(lambda: reference.running_minutes(OFFICE, start, start + dt.timedelta(days=73)), 1) * 5
    with capsys.disabled():
        print(
            f"\na year of {len(OFFICE.periods)} periods: {fast * 1e3:.1f} ms; look by look {slow:.2f} s, x{slow / fast:,.0f}"
        )


def test_a_year_of_saving_under_a_plan(capsys):
    machines = pd.DataFrame(
        {"machine": ["dev", "web"], "instance_type": "m7g.large", "location": "ap-northeast-2", "count": [10, 4],
         "schedule": ["mon-9am-fri-5pm", ""]}
    )  # fmt: skip
    plan = pd.DataFrame([{"id": "p", "kind": "compute_sp", "option": "compute_sp_1y_no_upfront", "usd_per_hour": 0.5}])
    kinds = pd.DataFrame({"item": ["m7g.large"], "location": "ap-northeast-2"})
    rates = discounts.plan_rates(kinds, ["compute_sp_1y_no_upfront"])
    taken = timed(
        lambda: schedule.saving(machines, OFFICE, "2026-01-01", "2027-01-01", plans=plan, rates=rates).summary(), 10
    )
    with capsys.disabled():
        print(f"\ntwo machines over a year, twice through the engine: {taken * 1e3:.0f} ms")


def test_a_proposal_for_two_weeks(capsys):
    rows = catalog.load_traces("ec2_network_in_5abac7")
    index = pd.Timestamp("2014-03-01 17:36", tz="UTC") + pd.to_timedelta(rows["minutes"], unit="m")
    trace = pd.Series(rows["value"].to_numpy(), pd.DatetimeIndex(index))
    taken = timed(lambda: schedule.propose(trace, 10_000), 5)
    judged = timed(lambda: schedule.risk(OFFICE, trace, 10_000), 20)
    with capsys.disabled():
        print(
            f"\n{len(trace):,} samples: proposal with held-out days {taken * 1e3:.0f} ms, one schedule {judged * 1e3:.1f} ms"
        )
