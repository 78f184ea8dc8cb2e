"""Chapter 32's bank: its answers reached by another way, its mistakes told apart, its goal in reach."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest

import kaolib as kao
from kaolib.architecture import schedule
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers, samples
from kaolib.study._lesson import here
from kaolib.study.bank import Context
from kaolib.study.chapters import c32
from kaolib.study.chapters.c32 import BANK

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.mark.parametrize("region", REGIONS)
def test_ready_in_every_region(region):
    context, _ = here.moved(Context(region, dict(BANK.params)))
    assert bank.problems(BANK, context) == []


@pytest.mark.parametrize("timezone", ["America/New_York", "America/Sao_Paulo", "UTC", "Australia/Lord_Howe"])
def test_another_office_leaves_the_bank_ready(timezone):
    context = Context("us-east-1", {"instance_type": "c7i.xlarge", "timezone": timezone, "count": 7})
    assert bank.problems(BANK, context) == []


def test_hours_of_the_year_by_the_calendar(context, said):
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    hours = 12.0 * sum(day.weekday() != calendar.SUNDAY for day in days)
    assert said("faded_hours", context, hours) is None
    assert "52 weeks" in said("faded_hours", context, 52 * 72)
    assert "Saturday" in said("faded_hours", context, 12.0 * sum(day.weekday() < 5 for day in days))
    assert "hours off" in said("faded_hours", context, 8760 - hours)


def test_what_leaves_the_bill_hour_by_hour(context, said):
    machines, _ = samples.office(
        context.location, **{name: context[name] for name in ("instance_type", "count", "timezone")}
    )
    od = catalog.price(machines["instance_type"].iloc[0], machines["location"].iloc[0])
    covered, saved = 4 + context["count"] // 2, 0.0
    for hour in range(168):
        at_work = hour // 24 < 5 and 9 <= hour % 24 < 19
        before, after = 4 + context["count"], 4 + (context["count"] if at_work else 0)
        saved += (max(0, before - covered) - max(0, after - covered)) * od
    assert said("faded_saved", context, saved) is None
    assert "counts all development" in said("faded_saved", context, context["count"] * 118 * od)
    assert "hours on" in said("faded_saved", context, saved / 118 * 50)
    assert "plan's rate" in said("faded_saved", context, saved / od * c32.plan_rate(context))


def test_the_company_bill(context, said):
    table = samples.managed(context.location)
    kinds = {
        (account, place, "rds" if service == "aurora" else service)
        for account, place, service in table[["account", "location", "service"]].itertuples(index=False)
    }
    total = schedule.solution_cost(len(kinds), context.location, resources=61, instance_types=6)["usd"].sum()
    assert said("company_bill", context, float(total)) is None
    eight = schedule.solution_cost(8, context.location, resources=61, instance_types=6)["usd"].sum()
    assert "counts Aurora apart" in said("company_bill", context, float(eight))
    assert "by the schedule" in said("company_bill", context, 40.0)
    assert "leaves the metrics out" in said("company_bill", context, c32.company_bill(context, metrics=False))
    assert "takes resources for targets" in said("company_bill", context, c32.company_bill(context, 61))


def test_the_weekend_sample_by_sample(context, said):
    trace = schedule.load("ec2_cpu_fe7f93")
    weekend = trace.index.day_of_week >= 5
    minutes = 5 * int(((trace >= 10) & weekend).sum())
    assert said("weekend_risk", context, minutes) is None
    assert "samples" in said("weekend_risk", context, minutes // 5)
    assert "all of the need" in said("weekend_risk", context, 5 * int((trace >= 10).sum()))
    assert "other way round" in said("weekend_risk", context, 5 * int(((trace >= 10) & ~weekend).sum()))


def test_the_goal_is_in_reach_and_not_where_it_starts():
    context = Context(params=dict(BANK.params))
    explorer = explorers.schedule(schedule.load(c32.TRACE), c32.THRESHOLD, limit=c32.GOAL_MISSED)
    (goal,) = BANK.goals

    def met() -> list[bool]:
        return [need.met(context, explorer.value) for need in goal.needs]

    assert met() == [True, False]
    explorer.set(timezone="America/Los_Angeles")
    assert met() == [True, False], "the time zone alone is not enough"
    explorer.set(begin_hour=0, end_hour=24)
    assert met() == [False, True]
    explorer.set(begin_hour=8, end_hour=2)
    assert met() == [True, True]


def test_rest_is_far_below_the_threshold():
    trace = schedule.load(c32.TRACE)
    at_rest = trace[trace < c32.THRESHOLD]
    assert float(at_rest.quantile(0.95)) < 200
    assert float(trace[trace >= c32.THRESHOLD].median()) > 1000 * float(at_rest.median())


def test_the_quiz_in_the_lesson():
    kao.lesson.start("32", "en", "ap-northeast-2", **BANK.params)
    quiz = kao.lesson.quiz("32")
    for key, right in (
        ("stop_time", "b"),
        ("tag", "b"),
        ("seven_days", "c"),
        ("dearer", "c"),
        ("freed", "a"),
        ("idle", "b"),
    ):
        assert quiz.answer(key, right).status == "right"
    assert quiz.answer("dearer", "a").status == "wrong"


def test_the_schedule_of_the_sample_is_fifty_hours():
    _, office = samples.office()
    assert schedule.hours(office, *c32.WEEK) == c32.OFFICE_HOURS
