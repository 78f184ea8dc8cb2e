"""Chapter 01's bank: ready in every Region, its answers reached by the solutions, its mistakes told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

import kaolib as kao
from kaolib.knowledge import catalog
from kaolib.operation import bill
from kaolib.study import bank, explorers, language
from kaolib.study.bank import Context
from kaolib.study.chapters import c01
from kaolib.study.chapters.c01 import BANK

SOURCES = Path(__file__).parents[3] / "notebooks" / "src"
QUESTIONS = {question.key: question for question in BANK.questions}


def test_other_work_on_another_type_leaves_the_bank_ready():
    for params in ({"instance_type": "c7i.2xlarge"}, {"cpu_ms": 250}, {"memory_mb": 1024}):
        assert bank.problems(BANK, Context("us-east-1", {**BANK.params, **params})) == []


def test_gb_seconds(context, said):
    assert said("faded_gb_seconds", context, 20_000_000 * 0.1 * 512 / 1024) is None
    assert "multiply by the memory" in said("faded_gb_seconds", context, 20_000_000 * 0.1)
    assert "1,000 MB to the GB" in said("faded_gb_seconds", context, 20_000_000 * 0.1 * 0.512)
    assert "MB-seconds" in said("faded_gb_seconds", context, 20_000_000 * 0.1 * 512)
    assert "factor of 1,000" in said("faded_gb_seconds", context, 20_000_000 * 100 * 0.5)


def test_the_price_of_the_duration(context, said):
    prices = catalog.services("lambda", context.location)
    arm, x86 = (prices.loc[prices["item"] == f"duration_{name}", "usd"].iloc[0] for name in ("arm64", "x86"))
    assert said("faded_duration", context, (1_000_000 - 400_000) * arm) is None
    assert "free tier is not taken off" in said("faded_duration", context, 1_000_000 * arm)
    assert "`m7g.large`" not in said("faded_duration", context, 600_000 * x86)
    assert "m7g.large is arm64" in said("faded_duration", context, 600_000 * x86)
    request = prices.loc[prices["item"] == "request", "usd"].iloc[0]
    assert "includes the requests" in said("faded_duration", context, 600_000 * arm + 19_000_000 * request)


def test_the_perspective_after_compute(context, said):
    views = bill.by_perspective(bill.sample()).sort_values("billed_usd", ascending=False)
    assert views["perspective"].iloc[0] == "compute"
    assert said("second_perspective", context, views["perspective"].iloc[1]) is None
    assert "next one is asked for" in said("second_perspective", context, "compute")
    assert "the one asked for is higher" in said("second_perspective", context, views["perspective"].iloc[2])
    assert "did you mean 'network'" in said("second_perspective", context, "netwrok")
    # someone who groups by FOCUS's categories answers "storage"
    categories = bill.sample().groupby("service_category")["billed_usd"].sum().sort_values(ascending=False)
    assert categories.index[1] == "Storage"
    assert "By FOCUS's ServiceCategory" in said("second_perspective", context, "storage")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"settlement": "lambda"}, "Lambda stops at 15"),
        ({"settlement": "ec2"}, "build queue, retries"),
        ({"chat": "lambda"}, "85% is above the crossover"),
        ({"chat": "batch"}, "does not end"),
        ({"thumbnails": "ec2"}, "3.3 hours of work a day"),
        ({"thumbnails": "batch"}, "takes minutes"),
        ({"thumbnails": "fargate"}, "thumbnails: There is no 'fargate'"),
    ],
)
def test_where_three_workloads_go(context, wrong, words, said):
    right = {"thumbnails": "lambda", "settlement": "batch", "chat": "ec2"}
    assert said("placement", context, right) is None
    assert words in said("placement", context, {**right, **wrong})
    assert "missing: chat" in said("placement", context, {"thumbnails": "lambda", "settlement": "batch"})
    assert "a value for each key" in said("placement", context, "lambda")


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_workloads_of_the_text_are_those_of_the_bank(spoken):
    cells = (SOURCES / "01_finops_and_kao.py").read_text(encoding="utf-8").split("# %% ")
    table = next(cell for cell in cells if f'tags=["{spoken}"]' in cell and "`settlement`" in cell).replace(" %", "%")
    for number in (f"{c01.THUMBNAILS:,}", f"{c01.THUMBNAIL_S:g}", language.percent(c01.BUSY)):
        assert number in table
    assert all(f"`{name}`" in table for name in c01.PLACEMENT)


def test_prices_agree_with_the_placement(context):
    assert c01.point(context) < c01.BUSY
    assert c01.thumbnails_usd(context) < c01.month(context)


def test_the_right_choices_are_right_by_the_prices(context):
    idle = QUESTIONS["idle_server"].values(context)
    assert idle["moved"] < idle["ri"] < idle["same"]
    waiting = QUESTIONS["waiting"].values(context)
    assert waiting["after"] < waiting["before"]
    plan = QUESTIONS["commit_then_stop"].values(context)
    assert plan["stopped"] < plan["plan"]
    nat = bill.sample()
    nat = nat[nat["description"].str.contains("NAT Gateway Hour")]
    assert set(nat["service"]) == {"Amazon Elastic Compute Cloud"}
    assert set(nat["perspective"]) == {"network"}


def test_less_memory_also_costs_the_same_on_lambda_when_nothing_waits():
    whole = Context("us-east-1", dict(BANK.params))
    half = Context("us-east-1", {**BANK.params, "memory_mb": 885})
    assert c01.on_lambda(half, 0.3) == pytest.approx(c01.on_lambda(whole, 0.3), rel=0.01)


def test_the_goal_is_open_at_the_start_and_reached_with_less_memory(context):
    explorer = explorers.crossover("m7g.large", context.location, 100, memory_mb=1769)
    kao.lesson.goal(explorer, "memory_lever")
    assert kao.lesson.check_goal("memory_lever").status == "not_attempted"
    explorer.set(wait_ms=400)
    assert "still below 20 %" in kao.lesson.check_goal("memory_lever").message
    explorer.set(memory_mb=512)
    assert kao.lesson.check_goal("memory_lever").status == "right"
    explorer.set(wait_ms=200)
    assert "less than four times" in kao.lesson.check_goal("memory_lever").message
    explorer.set(wait_ms=400, family="m7i")
    assert "has changed" in kao.lesson.check_goal("memory_lever").message
