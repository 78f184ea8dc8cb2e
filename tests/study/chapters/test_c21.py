"""Chapter 21's bank: ready in every Region, its answers reached by another way, its mistakes told apart."""

import kaolib as kao
from kaolib.knowledge import purchase
from kaolib.study import bank, explorers
from kaolib.study.bank import Context
from kaolib.study.chapters import c21
from kaolib.study.chapters.c21 import BANK


def test_a_type_without_most_rates_leaves_the_bank_ready():
    found = bank.problems(BANK, Context("ap-northeast-2", {**BANK.params, "instance_type": "m8g.large"}))
    assert all("not known" in problem for problem in found), found


def test_the_blanks():
    kao.lesson.start("21", "en", "ap-northeast-2", **BANK.params)
    context = Context("ap-northeast-2", dict(BANK.params))
    upfront = c21.rate(context, "ri_standard_3y_all_upfront", "upfront_usd")
    assert kao.lesson.check("faded_hours", 3 * 365 * 24).status == "right"
    assert "366" in kao.lesson.check("faded_hours", 3 * 366 * 24).message
    assert "months" in kao.lesson.check("faded_hours", 36).message
    assert kao.lesson.check("faded_rate", upfront / 26280).status == "right"
    assert "one year" in kao.lesson.check("faded_rate", upfront / 8760).message
    assert "No Upfront" in kao.lesson.check("faded_rate", c21.rate(context, "ri_standard_3y_no_upfront")).message


def test_the_project_month_by_month(context):
    """The cheapest way through 20 months, counted as cash month by month."""
    table = purchase.offers("m7g.large", context.location)
    od = table["effective_usd_per_hour"].iloc[0] * 730

    def total(option):
        row = table.set_index("option").loc[option]
        year = row["upfront_usd"] + row["usd_per_hour"] * 8760
        if row["term_years"] == 0:
            return sum(od for _ in range(20))
        if row["term_years"] == 3:
            return row["upfront_usd"] + row["usd_per_hour"] * 26280
        return min(year + sum(od for _ in range(8)), 2 * year)

    known = [o for o in c21.PROJECT_OPTIONS if table.set_index("option").loc[o, "status"] != "unknown"]
    best = min(known, key=total)
    assert kao.lesson.check("project", best).status == "right"
    dearest = max(known, key=total)
    assert kao.lesson.check("project", dearest).status == "wrong"
    assert "two minutes" in kao.lesson.check("project", "spot").message
    assert kao.lesson.check("project", ...).status == "not_attempted"


def test_the_goal_needs_all_three():
    kao.lesson.start("21", "en", "ap-northeast-2", **BANK.params)
    chooser = explorers.purchase("m7g.large", "ap-northeast-2", option="ri_standard_1y_all_upfront")
    kao.lesson.goal(chooser, "no_cash_flexible")
    assert kao.lesson.check_goal("no_cash_flexible").status == "not_attempted"
    for option, words in (
        ("ec2_instance_sp_1y_no_upfront", "another family or Region"),
        ("compute_sp_1y_all_upfront", "upfront payment"),
    ):
        chooser.set(option=option)
        result = kao.lesson.check_goal("no_cash_flexible")
        assert result.status == "wrong"
        assert words in result.message
    chooser.set(option="compute_sp_1y_no_upfront")
    assert kao.lesson.check_goal("no_cash_flexible").status == "right"
    chooser.set(location="eu-west-2", instance_type="m5.large")
    point = chooser.table.set_index("option").loc["compute_sp_1y_no_upfront", "break_even_utilization"]
    assert point > 0.75
    assert "above 75 %" in kao.lesson.check_goal("no_cash_flexible").message


def test_office_hours_are_never_worth_a_commitment(context):
    quiz = kao.lesson.quiz("21")
    assert quiz.answer("office_hours", "a").status == "right"
    assert quiz.answer("which_rate", "c").status == "right"
    assert quiz.answer("stopped", "a").status == "wrong"
