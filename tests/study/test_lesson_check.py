"""What `check` says: each kind of answer, each typical mistake, in both languages, and never only "wrong"."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kaolib as kao
from kaolib.errors import InputError
from kaolib.study import bank, language
from kaolib.study._lesson import slips, state
from kaolib.study.bank import Bank, Exercise, Mistake
from tests.study.lesson_banks.c21 import BANK

BANKS = "tests.study.lesson_banks"


@pytest.fixture(autouse=True)
def _banks(monkeypatch):
    monkeypatch.setattr(bank, "PACKAGE", BANKS)
    monkeypatch.setattr(state, "_lesson", None)
    kao.lesson.start("21", "en", "ap-northeast-2")


def truth(key):
    lesson = state.current()
    return next(e for e in lesson.bank.exercises if e.key == key).answer(lesson.context)


def ask(answer, given_answer, **more):
    """Check an answer against an exercise made on the spot."""
    texts = {"title_ko": "제목", "title_en": "title", "ko": "문제", "en": "task", "why_ko": "까닭", "why_en": "reason"}
    made = Exercise("made", **{"answer": lambda c: answer, **texts, **more})
    lesson = state.current()
    state.begin(state.Lesson("21", Bank("21", ko="제목", en="title", exercises=(made,)), lesson.context))
    return kao.lesson.check("made", given_answer)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("key", [e.key for e in BANK.exercises])
def test_each_exercise_has_its_three_statuses(key, spoken):
    kao.lesson.start("21", spoken, "ap-northeast-2")
    stub, right, wrong = (kao.lesson.check(key, answer) for answer in (..., truth(key), object()))
    assert [r.status for r in (stub, right, wrong)] == ["not_attempted", "right", "wrong"]
    assert repr(stub) == f"<{key}: not attempted>"
    assert len({r.message for r in (stub, right, wrong)}) == 3
    for result, name in ((stub, "not_attempted"), (right, "right"), (wrong, "wrong")):
        bundle = result._repr_mimebundle_()
        assert bundle["text/plain"].startswith(language.text(f"lesson_{name}") + " ")
        assert language.text(f"lesson_{name}") in bundle["text/html"]
        assert len(result.message) > 5


def test_a_result_cannot_be_changed_and_its_markup_is_not_compared():
    result = kao.lesson.check("saving", ...)
    with pytest.raises(AttributeError):
        result.status = "right"
    assert result == kao.lesson.check("saving", ...)


def test_an_exercise_is_shown_with_its_hints_behind_folds():
    shown = kao.lesson.exercise("committed_month")
    html = shown._repr_mimebundle_()["text/html"]
    assert html.count("<summary") == 2
    assert "<code>m7g.large</code>" in html
    assert "730 hours." not in shown.plain
    with pytest.raises(InputError, match="did you mean 'committed_month'"):
        kao.lesson.exercise("commited_month")
    with pytest.raises(InputError, match="unknown exercise"):
        kao.lesson.check("nothing like it", 1)


def test_the_mistakes_of_the_author_come_first():
    offers = kao.purchase.offers("m7g.large", "ap-northeast-2").set_index("option")
    on_demand = kao.lesson.check("committed_month", offers.loc["on_demand", "usd_per_hour"] * 730)
    assert on_demand.message == "This is a month On-Demand: look at the column offering."
    assert "<code>offering</code>" in on_demand.html()
    without = kao.lesson.check("committed_month", offers.loc["ri_standard_1y_partial_upfront", "usd_per_hour"] * 730)
    upfront = language.usd(offers.loc["ri_standard_1y_partial_upfront", "upfront_usd"])
    assert without.message == f"The upfront payment is left out: add a twelfth of {upfront}."


def test_the_price_of_another_region_or_system_is_recognised():
    for region, name in (("us-east-1", "N. Virginia"),):
        kao.lesson.start("21", "en", region)
        there = truth("committed_month")
        kao.lesson.start("21", "en", "ap-northeast-2")
        said = kao.lesson.check("committed_month", there).message
        assert name in said
        assert "Asia Pacific (Seoul)" in said
    kao.lesson.start("21", "en", "ap-northeast-2", instance_type="m7i.large", operating_system="windows")
    windows = truth("committed_month")
    kao.lesson.start("21", "ko", "ap-northeast-2", instance_type="m7i.large")
    assert kao.lesson.check("committed_month", windows).message.startswith("이것은 Windows의 값입니다")


def test_a_price_that_is_not_known_is_not_checked():
    result = ask(math.nan, 3.0, unit="usd")
    assert result.status == "not_attempted"
    assert "Asia Pacific (Seoul)" in result.message


# --- numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "unit", "truth", "said"),
    [
        (73.0, "usd_per_hour", 0.1, "per month"),
        (2.4, "usd_per_hour", 0.1, "per day"),
        (876.0, "usd_per_hour", 0.1, "per year"),
        (2628.0, "usd_per_hour", 0.1, "three years"),
        (0.1, "usd_per_month", 73.0, "per hour"),
        (876.0, "usd_per_month", 73.0, "per year"),
        (72.0, "usd_per_month", 73.0, "720 hours"),
        (74.4, "usd_per_month", 73.0, "744 hours"),
        (37.0, "percent", 0.37, "fraction"),
        (0.63, "percent", 0.37, "1 minus"),
        (0.37 / 0.63, "percent", 0.37, "discounted price"),
        (-0.37, "percent", 0.37, "sign"),
        (10.0, "usd_per_hour", 0.1, "cents"),
        (138000.0, "usd", 100.0, "won"),
        (730.0, None, 1.0, "730 hours once too often"),
        (0.1, "usd", 73.0, "730 hours"),
        (1200.0, "usd", 100.0, "12 months"),
        (3.0, "number", 0.003, "factor of 1,000"),
        (2048.0, "number", 2.0, "1,024"),
        (0.25, "number", 4.0, "upside down"),
        (0.1, "usd_per_hour", 0.1003 + 0.001, "rounded too much"),
        (103.0, "usd", 100.0, "too high, by less than 5%"),
        (97.0, "usd", 100.0, "too low, by less than 5%"),
        (150.0, "usd", 100.0, "too high, by less than double"),
        (60.0, "usd", 100.0, "too low, by less than half"),
        (500.0, "usd", 100.0, "more than twice"),
        (30.0, "usd", 100.0, "less than half"),
        (7777.0, "usd", 100.0, "more than ten times"),
        (1.7, "usd", 100.0, "less than a tenth"),
        (-3.0, "usd", 100.0, "too low: check the sign"),
        (3.0, "usd", 0.0, "too high: check the sign"),
        (math.nan, "usd", 100.0, "NaN or infinite"),
        (math.inf, "usd", 100.0, "NaN or infinite"),
    ],
)
def test_a_wrong_number_hears_its_likely_mistake(answer, unit, truth, said):
    language.set_rate(1380)
    result = ask(truth, answer, unit=unit)
    assert result.status == "wrong"
    assert said in result.message


@pytest.mark.parametrize("number", [10, np.int64(10), np.float32(10), Decimal(10), 10.04, np.array(10.0)])
def test_a_number_is_right_whatever_its_type_and_within_its_tolerance(number):
    assert ask(10.0, number).status == "right"


def test_whole_numbers_are_exact_and_a_tolerance_can_be_given():
    assert ask(1000, 1001).status == "wrong"
    assert ask(1000.0, 1001).status == "right"
    assert ask(1000, 1001, tolerance=0.01).status == "right"
    assert ask(1000.0, 1001, tolerance=0.0001).status == "wrong"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "return"),
        (True, "not True or False"),
        (len, "call it with brackets"),
        ("73.0", "write 73.0 without the quotes"),
        ("much", "'much' is a string: the answer is one number"),
        (pd.Series([1.0, 2.0]), "holds 2 value(s)"),
        (pd.DataFrame({"a": [1]}), "holds 1 value(s)"),
        ([1, 2, 3], "holds 3 value(s)"),
        ({"a": 1}, "holds 1 value(s)"),
        (object(), "of the type object"),
        (3j, "of the type complex"),
        (np.array([1, 2]), "holds 2 value(s)"),
    ],
)
def test_an_answer_of_another_shape_is_told_what_is_needed(answer, said):
    result = ask(73.0, answer)
    assert result.status == "wrong"
    assert said in result.message


ANSWERS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.decimals(allow_nan=False), st.binary(),
    st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=4), st.dictionaries(st.text(max_size=3), st.floats()),
    st.sets(st.integers(), max_size=3), st.just(pd.DataFrame({"a": [1, None]})), st.just(pd.Series([1.5])), st.just(pd.NA),
    st.just(np.array([[1, 2]])), st.just(np.nan),
)  # fmt: skip
TRUTHS = st.sampled_from(
    [
        0.1,
        0.0,
        -2.5,
        8,
        "m7g.large",
        ["a", "b"],
        {"a": 1.0, "b": "x"},
        pd.DataFrame({"name": ["a", "b"], "usd": [1.0, 2.0]}),
        pd.Series({"a": 1.0}),
    ]
)


@given(truth=TRUTHS, answer=ANSWERS, unit=st.sampled_from([None, "usd", "usd_per_hour", "usd_per_month", "percent"]))
def test_whatever_the_learner_gives_there_is_a_sentence(truth, answer, unit):
    for spoken in language.LANGUAGES:
        language.use(spoken)
        result = ask(truth, answer, unit=unit)
        assert result.status in ("right", "wrong")
        assert result.message.strip()
        assert isinstance(result.html(), str)


# --- names -----------------------------------------------------------------------------------------------------

PRICES = {"m7g.large": 0.1, "m7g.xlarge": 0.2, "m7g.2xlarge": 0.4}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("m7g.large", "m7g.large comes to USD 0.1 per hour; the one asked for is higher"),
        ("m7g.2xlarge", "the one asked for is lower"),
        ("m7g.xlarg", "did you mean 'm7g.xlarge'"),
        ("zzzz", "There is no 'zzzz'. Examples: m7g.large"),
        ("  ", "empty string"),
        (4, "This is the number 4"),
        (["m7g.xlarge"], "holds 1 value(s)"),
    ],
)
def test_a_wrong_name_hears_how_far_it_is(answer, said):
    more = {"allowed": lambda c: PRICES, "measure": lambda c, name: PRICES[name], "unit": "usd_per_hour"}
    assert said in ask("m7g.xlarge", answer, **more).message


def test_a_name_is_right_in_any_case_and_with_spaces_around():
    assert ask("m7g.xlarge", " M7G.xlarge ").status == "right"
    assert "go through the conditions" in ask("m7g.xlarge", "m7g.large").message


# --- lists, dicts, tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "ordered", "said"),
    [
        (["a"], False, "2 more are missing"),
        (["a", "b", "x"], False, "These do not belong: x. 1 more missing"),
        (["a", "b", "c", "c"], False, "These do not belong: c."),
        (["a", "c", "b"], True, "look from position 2 on"),
        ("abc", False, "of the type str: the answer is a list"),
    ],
)
def test_a_wrong_list_hears_which_items(answer, ordered, said):
    assert said in ask(["a", "b", "c"], answer, ordered=ordered).message


def test_the_order_of_a_list_matters_only_when_the_exercise_says_so():
    assert ask(["a", "b"], ("b", "a")).status == "right"
    assert ask(["a", "b"], ["b", "a"], ordered=True).status == "wrong"
    assert ask([1.0, 2.0], np.array([2.001, 1.0])).status == "right"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"od_usd_per_hour": 0.1}, "keys are missing: saving"),
        ({"od_usd_per_hour": 0.1, "saving": 0.3, "x": 1}, "not asked for: x"),
        ({"od_usd_per_hour": 73.0, "saving": 0.3}, "od_usd_per_hour: This is the amount per month"),
        ({"od_usd_per_hour": 0.1, "saving": 30}, "saving: This is in per cent"),
        ({"od_usd_per_hour": 0.1, "saving": "0.3"}, "saving: '0.3' is a string"),
    ],
)
def test_a_wrong_dict_hears_which_key(answer, said):
    assert said in ask({"od_usd_per_hour": 0.1, "saving": 0.3}, answer).message


def test_a_series_is_a_dict_of_its_index():
    assert ask({"a": 1.0, "b": 2.0}, pd.Series({"b": 2.0, "a": 1.0})).status == "right"
    assert ask(pd.Series({"a": 1.0}), {"a": 1.0}).status == "right"


SIZES = pd.DataFrame({"size": ["large", "xlarge"], "vcpu": [2, 4], "usd_per_hour": [0.1, math.nan]})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (SIZES[["size"]], "lacks these columns: vcpu, usd_per_hour"),
        (SIZES.head(1), "1 rows are too few, 2 are expected"),
        (pd.concat([SIZES, SIZES]), "4 rows are too many"),
        (SIZES.assign(size=["large", "metal"]), "metal in the column size is not a row"),
        (SIZES.assign(vcpu=[2, 8]), "Row xlarge, vcpu: This is more than twice"),
        (SIZES.assign(usd_per_hour=[73.0, math.nan]), "Row large, usd_per_hour: This is the amount per month"),
        (SIZES.assign(usd_per_hour=["0.1", None]), "usd_per_hour: '0.1' is a string"),
        ({"size": 1}, "the answer is a table"),
        (SIZES["size"], "of the type Series: the answer is a table"),
    ],
)
def test_a_wrong_table_hears_which_column_row_or_cell(answer, said):
    assert said in ask(SIZES, answer).message


def test_a_table_may_have_more_columns_another_order_and_a_named_index():
    assert ask(SIZES, SIZES.iloc[::-1].assign(extra=1)).status == "right"
    assert ask(SIZES, SIZES.set_index("size")).status == "right"
    assert ask(SIZES, SIZES.iloc[::-1], ordered=True).status == "wrong"


# --- the pieces ------------------------------------------------------------------------------------------------


def test_a_mistake_that_cannot_read_the_answer_is_not_the_mistake():
    strange = Mistake(ko="틀림", en="no", test=lambda c, a: a["key"] > 3)
    assert "too high" in ask(1.0, 1.5, mistakes=(strange,)).message


def test_a_mistake_may_use_the_answer_and_the_values_of_the_exercise():
    mistake = Mistake(ko="틀림", en="{answer} is not {x:usd}", test=lambda c, a: a > 1)
    said = ask(1.0, 5, unit="usd", mistakes=(mistake,), values=lambda c: {"x": 1.0}).message
    assert said == "USD 5 is not USD 1"


@given(
    truth=st.floats(1e-6, 1e9),
    factor=st.floats(0.001, 1000),
    unit=st.sampled_from([None, "usd", "usd_per_hour", "usd_per_month"]),
)
def test_the_direction_of_a_number_is_never_reversed(truth, factor, unit):
    said = slips.number_fault(truth, truth * factor, unit)
    if factor > 1:
        assert "too low" not in said
        assert "less than" not in said or "less than 5%" in said or "less than double" in said
    if factor < 1:
        assert "too high" not in said
        assert "more than" not in said
