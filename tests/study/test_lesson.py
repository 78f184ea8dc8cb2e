"""The lesson's surface in both languages: start, recall, say, predict, quiz, goals, summary, and all of it headless."""

from __future__ import annotations

import datetime
import math
import re
import warnings
from decimal import Decimal

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbclient import NotebookClient

import kaolib as kao
from kaolib.errors import InputError
from kaolib.study import bank, language
from kaolib.study._lesson import state, words
from kaolib.study.bank import Claim

BANKS = "tests.study.lesson_banks"


@pytest.fixture(autouse=True)
def _banks(monkeypatch):
    monkeypatch.setattr(bank, "PACKAGE", BANKS)
    monkeypatch.setattr(state, "_lesson", None)


@pytest.fixture(params=language.LANGUAGES)
def spoken(request):
    """A lesson of chapter 21 in Seoul, in each language."""
    kao.lesson.start("21", request.param, "ap-northeast-2")
    return request.param


def html_of(shown):
    return shown._repr_mimebundle_()["text/html"]


class Explorer:
    def __init__(self, **value):
        self.value = {"offering": "ri_standard", "term_years": 1, "payment": "all_upfront", **value}


# --- start -----------------------------------------------------------------------------------------------------


def test_start_says_chapter_region_and_the_age_of_the_prices():
    said = kao.lesson.start("21", "en", "us-east-1").plain
    as_of = kao.catalog.as_of("on_demand")
    assert (
        said == f"21 Purchase options · US East (N. Virginia) us-east-1 · prices as of: On-Demand, commitments {as_of}"
    )


def test_start_in_korean_names_the_learners_own_rate():
    said = kao.lesson.start("21", "ko", "ap-northeast-2", 1380).plain
    assert said.startswith("21 구매 옵션 · 아시아 태평양(서울) ap-northeast-2 · 가격 기준일: ")
    assert said.endswith("환율: 1달러 = 1,380원(직접 정한 값)")
    assert "약 13,800원" in language.usd(10)


def test_start_without_a_rate_forgets_the_one_before():
    kao.lesson.start("21", "ko", "ap-northeast-2", 1380)
    kao.lesson.start("21", "ko", "ap-northeast-2")
    assert language.usd(10) == "10달러"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("21", "kr", "us-east-1"), r"LANG 'kr'.*한국어.*English"),
        (("21", None, "us-east-1"), "LANG None"),
        (("21", "en", "us-east-9"), "did you mean 'us-east-1'"),
        (("21", "en", 2), "cannot use 2 for the parameter REGION: give a string, for example 'ap-northeast-2'"),
        (("21", "ko", "us-east-9"), "'us-east-1'"),
        (("21", "ko", 2), "매개변수 REGION의 값 2"),
        (("99", "en", "us-east-1"), "unknown chapter '99'"),
        (("21", "en", "us-east-1", "1380"), "KRW_PER_USD"),
        (("21", "en", "us-east-1", -1), "KRW_PER_USD"),
        (("21", "en", "us-east-1", math.nan), "KRW_PER_USD"),
        (("21", "ko", "us-east-1", True), "환율"),
    ],
)
def test_start_refuses_what_cannot_be_used_in_one_sentence(arguments, said):
    with pytest.raises(InputError, match=said) as caught:
        kao.lesson.start(*arguments)
    assert len(caught.value._render_traceback_()) == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ({"instance_type": "m7g.larg"}, "did you mean 'm7g.large'"),
        ({"instance_type": 7}, "give a string, for example 'm7g.large'"),
        ({"operating_system": "linus"}, "did you mean 'linux'"),
        ({"utilization": "0.6"}, "give a number, for example 0.6"),
        ({"utilization": math.nan}, "give a number"),
        ({"utilization": True}, "give a number"),
        ({"instance": "m7g.large"}, "unknown parameter 'instance': did you mean 'instance_type'"),
    ],
)
def test_start_checks_the_chapters_own_parameters(parameter, said):
    with pytest.raises(InputError, match=said):
        kao.lesson.start("21", "en", "us-east-1", **parameter)


def test_a_number_may_be_whole_where_the_default_has_decimals():
    kao.lesson.start("21", "en", "us-east-1", utilization=1)
    assert state.current().context["utilization"] == 1


def test_our_own_warnings_become_errors_after_start_and_others_do_not():
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        kao.lesson.start("21", "en", "us-east-1")
        with pytest.raises(UserWarning, match="ours"):
            warnings.warn_explicit("ours", UserWarning, "catalog.py", 1, module="kaolib.knowledge.catalog")
        with warnings.catch_warnings(record=True) as others:
            warnings.warn_explicit("theirs", UserWarning, "x.py", 1, module="kaolibrary")
        assert len(others) == 1


def test_what_needs_a_lesson_says_so_before_start():
    for use in (kao.lesson.recall, kao.lesson.quiz, kao.lesson.note_and_now, lambda: kao.lesson.check("saving", 1)):
        with pytest.raises(InputError, match=r"run the cell with kao\.lesson\.start"):
            use()


# --- recall ----------------------------------------------------------------------------------------------------


def test_recall_asks_one_card_of_each_earlier_chapter(spoken):
    lines = kao.lesson.recall("21").plain.splitlines()
    # 13, 11 and one before 00 are wanted; 00, 01 and 11 are written
    assert [line[-4:-1] for line in lines[1:]] == [" 11", " 01", " 00"]
    assert len(lines) == 4


def test_recall_takes_further_cards_when_few_chapters_are_earlier(spoken):
    shown = kao.lesson.recall("01").plain.splitlines()[1:]
    assert len(shown) == len(set(shown)) == 3
    assert all("00" in line for line in shown)


def test_recall_hides_the_answers_until_they_are_unfolded(spoken):
    html = html_of(kao.lesson.recall())
    assert html.count("<details") == html.count("<summary") == 3
    assert "answer 1" not in kao.lesson.recall().plain
    assert "답 1" not in kao.lesson.recall().plain


def test_the_first_chapter_has_nothing_to_recall():
    kao.lesson.start("00", "ko", "ap-northeast-2")
    assert kao.lesson.recall("00").plain == "첫 장이라 아직 복습할 내용이 없습니다."


def test_a_recalled_number_is_computed_for_the_region_of_today(monkeypatch):
    kao.lesson.start("22", "en", "us-east-1")
    price = kao.purchase.offers("m7g.large", "us-east-1").set_index("option").loc["on_demand", "usd_per_hour"]
    assert language.usd_per_hour(price) in html_of(kao.lesson.recall())


# --- say -------------------------------------------------------------------------------------------------------


def test_say_speaks_the_language_in_use_with_numbers_by_their_kind(spoken):
    shown = kao.lesson.say(
        ko="{region}에서 {price:usd_per_hour}, {cost:usd_per_month}, {saving:percent}, {n:number}개, {x:usd}, {t:hours}",
        en="{region}: {price:usd_per_hour}, {cost:usd_per_month}, {saving:percent}, {n:number}, {x:usd}, {t:hours}",
        price=0.1003, cost=73.219, saving=0.371, n=1395, x=12, t=730,
    )  # fmt: skip
    assert (
        shown.plain
        == {
            "ko": "아시아 태평양(서울)에서 시간당 0.1003달러, 월 73.22달러, 37.1%, 1,395개, 12달러, 730시간",
            "en": "Asia Pacific (Seoul): USD 0.1003 per hour, USD 73.22 per month, 37.1%, 1,395, USD 12, 730 hours",
        }[spoken]
    )


@pytest.mark.parametrize("missing", [None, math.nan, np.nan, pd.NA, pd.NaT, Decimal("nan"), np.float64("nan")])
@pytest.mark.parametrize("kind", ["", *(f":{kind}" for kind in words.KINDS)])
def test_what_is_not_known_is_said_in_words(spoken, missing, kind):
    said = kao.lesson.say(ko="{x" + kind + "}", en="{x" + kind + "}", x=missing).plain
    assert said in {language.text("not_known"), language.text("price_not_known")}


def test_names_of_ids_are_said_in_words(spoken):
    said = kao.lesson.say(ko="{o:option}", en="{o:option}", o="ri_standard_1y_no_upfront").plain
    assert said == language.option("ri_standard_1y_no_upfront")
    assert kao.lesson.say(ko="{o:option}", en="{o:option}", o="no such id").plain == "no such id"


def test_markdown_of_say_starts_no_math_and_no_emphasis():
    kao.language.use("en")
    shown = kao.lesson.say(ko="", en="{name} costs $5, not \\$6, `{name} $5`, **{name}**", name="a_b*c<d>$")
    assert shown.markdown == (r"a\_b\*c\<d\>\$ costs \$5, not \$6, `a_b*c<d>$ $5`, <strong>a\_b\*c\<d\>\$</strong>")
    assert shown.plain == "a_b*c<d>$ costs $5, not \\$6, a_b*c<d>$ $5, a_b*c<d>$"


def test_korean_particles_follow_what_was_filled_in():
    kao.language.use("ko")
    said = kao.lesson.say(ko="`{a}`은(는) **{b:usd}**을(를) 냅니다.", en="", a="m7g.large", b=3).plain
    assert said == "m7g.large는 3달러를 냅니다."


@pytest.mark.parametrize(
    ("template", "said"),
    [("{x:euro}", "kind of number 'euro'"), ("{y}", "did you mean 'x'|name in the sentence 'y'"), ("{x", "braces")],
)
def test_a_sentence_that_cannot_be_filled_says_why(template, said):
    kao.language.use("en")
    with pytest.raises(InputError, match=said):
        kao.lesson.say(ko="", en=template, x=1)


ANY = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.decimals(), st.fractions(), st.dates(),
    st.lists(st.integers(), max_size=3), st.just(pd.NA), st.just(pd.NaT), st.floats().map(np.float64),
    st.integers(-(2**31), 2**31 - 1).map(np.int32), st.integers(min_value=10**300, max_value=10**400),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)  # fmt: skip
KINDS = st.sampled_from(["", *words.KINDS, *words.NAMES, "percent.0", "usd.2", "number.3"])


@given(value=ANY, kind=KINDS, spoken=st.sampled_from(language.LANGUAGES), rate=st.sampled_from([None, 1380.0]))
@example(value=10**400, kind="usd", spoken="ko", rate=None)
@example(value=Decimal("sNaN"), kind="", spoken="en", rate=None)
@example(value=1.7e308, kind="percent", spoken="en", rate=1380.0)
def test_the_formatter_never_fails_and_never_says_nan(value, kind, spoken, rate):
    language.use(spoken)
    language.set_rate(rate)
    for style in ("plain", "markdown", "html"):
        said = words.fill("{x:" + kind + "}", {"x": value}, style)
        assert isinstance(said, str)
        if not isinstance(value, str):
            assert not re.search(r"\b(nan|inf|None|NaT|<NA>)\b", said), said


@given(text=st.text(), value=st.text())
def test_any_words_pass_through_a_template(text, value):
    language.use("en")
    template = text.replace("{", "{{").replace("}", "}}").replace("`", "").replace("*", "") + "{x}"
    said = words.fill(template, {"x": value})
    assert said == text.replace("`", "").replace("*", "") + value


@given(value=st.text())
def test_html_never_lets_a_value_open_a_tag(value):
    language.use("en")
    assert not re.search(r"<(?!/?(code|strong)>)", words.fill("`{x}` **{x}** {x}", {"x": value}, "html"))


# --- predict and reveal ----------------------------------------------------------------------------------------

ASK = {"ko": "`{instance_type}`은(는) 얼마일까요?", "en": "What does `{instance_type}` cost?"}


def test_without_a_guess_the_truth_stands_alone(spoken):
    asked = kao.lesson.predict("od", **ASK)
    assert asked.guess is None
    assert repr(asked) == f"<predict od: {language.text('lesson_not_attempted')}>"
    assert kao.lesson.reveal("od", 0.1).plain.strip() == {"ko": "시간당 0.1달러.", "en": "USD 0.1 per hour."}[spoken]


@pytest.mark.parametrize(
    ("guess", "unit", "truth", "ko", "en"),
    [
        (0.15, "usd_per_hour", 0.1, "실제보다 50% 높습니다", "too high by 50%"),
        (0.05, "usd_per_hour", 0.1, "실제보다 50% 낮습니다", "too low by 50%"),
        (0.102, "usd_per_hour", 0.1, "거의 맞았습니다", "is close"),
        ("40 %", "percent", 0.28, "12%p 높습니다", "too high by 12 percentage points"),
        (15, "percent", 0.28, "13%p 낮습니다", "too low by 13 percentage points"),
        (0.275, "percent", 0.28, "거의 맞았습니다", "is close"),
        (5, "number", 0, "실제보다 높습니다", "too high."),
        ("USD 1,000", "usd", 2000, "50% 낮습니다", "too low by 50%"),
    ],
)
def test_a_guess_stands_beside_the_truth_with_its_error_in_words(spoken, guess, unit, truth, ko, en):
    kao.lesson.predict("x", **ASK, unit=unit, guess=guess)
    assert {"ko": ko, "en": en}[spoken] in kao.lesson.reveal("x", truth).plain


def test_a_truth_that_is_not_known_is_said_so(spoken):
    kao.lesson.predict("x", **ASK, guess=1)
    assert kao.lesson.reveal("x", math.nan).plain == language.text("not_known") + "."


def test_a_choice_is_right_or_not(spoken):
    choices = {"on_demand": ("온디맨드", "On-Demand"), "spot": ("스팟", "Spot")}
    kao.lesson.predict("x", **ASK, choices=choices, guess="spot")
    assert {"ko": "맞았습니다", "en": "is right"}[spoken] in kao.lesson.reveal("x", "spot").plain
    assert {"ko": "아니었습니다", "en": "was not it"}[spoken] in kao.lesson.reveal("x", "on_demand").plain
    with pytest.raises(InputError, match="spot"):
        kao.lesson.predict("x", **ASK, choices=choices, guess="spott")


def test_the_field_keeps_what_is_typed_and_answers_what_cannot_be_read(spoken):
    asked = kao.lesson.predict("x", **ASK)
    asked._field.value = "a lot"
    assert asked.guess is None
    assert "a lot" in asked._feedback.value
    asked._field.value = "0.12"
    assert asked.guess == 0.12
    assert language.usd_per_hour(0.12) in asked._feedback.value
    assert "0.12" in kao.lesson.reveal("x", 0.1).plain


def test_the_buttons_keep_the_choice_only_when_it_is_submitted():
    kao.lesson.start("21", "en", "us-east-1")
    asked = kao.lesson.predict("x", **ASK, choices=["a", "b"])
    asked._field.value = "b"
    assert asked.guess is None
    asked._button.click()
    assert asked.guess == "b"


def test_a_guess_survives_a_second_run_of_the_same_lesson_and_no_other():
    kao.lesson.start("21", "en", "us-east-1")
    kao.lesson.predict("x", **ASK).submit("0.2")
    kao.lesson.start("21", "en", "us-east-1")
    assert kao.lesson.predict("x", **ASK).guess == 0.2
    kao.lesson.start("21", "en", "sa-east-1")
    assert kao.lesson.predict("x", **ASK).guess is None


def test_reveal_and_predict_refuse_what_they_do_not_know():
    kao.lesson.start("21", "en", "us-east-1")
    kao.lesson.predict("price", **ASK)
    with pytest.raises(InputError, match="did you mean 'price'"):
        kao.lesson.reveal("prize", 1)
    with pytest.raises(InputError, match="did you mean 'usd_per_month'"):
        kao.lesson.predict("price", **ASK, unit="usd_per_mont")
    with pytest.raises(InputError, match="cannot read the guess"):
        kao.lesson.predict("price", **ASK, guess="many")


def test_reveal_can_say_what_to_learn(spoken):
    kao.lesson.predict("x", **ASK, guess=0.2)
    shown = kao.lesson.reveal("x", 0.1, ko="한 달이면 {m:usd_per_month}.", en="A month: {m:usd_per_month}.", m=73)
    assert language.usd_per_month(73) in shown.plain
    assert language.usd_per_month(73) in html_of(shown)


# --- quiz ------------------------------------------------------------------------------------------------------


def test_a_quiz_answers_in_code_by_number_or_key(spoken):
    quiz = kao.lesson.quiz("21")
    wrong, right = quiz.answer(1, "a"), quiz.answer("month", "B ")
    assert (wrong.status, right.status) == ("wrong", "right")
    assert wrong.message != right.message
    assert quiz.answer(2, ...).status == "not_attempted"
    assert repr(quiz) == "<quiz 21: 1 of 3 right>"
    assert quiz.results["month"] == right


def test_every_choice_has_its_own_explanation(spoken):
    quiz, written = kao.lesson.quiz(), bank.find("21")
    for question in written.questions:
        said = {quiz.answer(question.key, letter).message for letter in "abc"[: len(question.choices)]}
        # the same numbers may explain both choices of a question that the Region decides
        assert len(said) == len(question.choices) or question.key == "cheaper_here"


def test_the_key_of_a_question_is_computed_for_the_region():
    for region, letter in (("ap-northeast-2", "b"), ("us-east-1", "b")):
        kao.lesson.start("21", "en", region)
        price = {
            r: kao.purchase.offers("m7g.large", r).set_index("option").loc["on_demand", "usd_per_hour"]
            for r in (region, "us-east-1")
        }
        assert (kao.lesson.quiz().answer("cheaper_here", "a").status == "right") == (price[region] < price["us-east-1"])
        assert kao.lesson.quiz().answer("cheaper_here", letter).status == "right"


def test_the_radio_buttons_answer_when_they_are_submitted(spoken):
    quiz = kao.lesson.quiz()
    radio, feedback = quiz._radios["stopped"], quiz._feedback["stopped"]
    button = next(child for child in quiz.box.children[2].children if type(child).__name__ == "Button")
    button.click()
    assert language.text("lesson_choose_first") in feedback.value
    assert not quiz.results
    radio.value = "a"
    button.click()
    assert language.text("lesson_wrong") in feedback.value
    radio.value = "b"
    button.click()
    assert language.text("lesson_right") in feedback.value
    assert feedback.value.count("<li>") == 2
    assert "1" in quiz._score.value
    assert quiz.results["stopped"].status == "right"


def test_a_stored_quiz_shows_every_question_with_its_answers_behind_folds(spoken):
    quiz = kao.lesson.quiz()
    bundle = quiz._repr_mimebundle_()
    choices = sum(len(question.choices) for question in bank.find("21").questions)
    assert bundle["text/html"].count("<details") == choices
    assert bundle["text/html"].count(f"<strong>{language.text('lesson_right')}") == 3
    assert bundle["text/plain"].count("\n") == 3 + choices
    assert language.text("lesson_right") not in bundle["text/plain"]


@pytest.mark.parametrize(
    ("question", "choice", "said"),
    [(9, "a", "unknown question 9"), ("mont", "a", "did you mean 'month'"), (1, "z", "unknown choice 'z'"), (1, "ab", "choice"), (1, 2, "choice")],
)  # fmt: skip
def test_a_quiz_refuses_what_it_does_not_have(question, choice, said):
    kao.lesson.start("21", "en", "us-east-1")
    with pytest.raises(InputError, match=said):
        kao.lesson.quiz().answer(question, choice)


def test_a_chapter_without_questions_says_so():
    kao.lesson.start("00", "en", "us-east-1")
    with pytest.raises(InputError, match="chapter 00 has no questions"):
        kao.lesson.quiz()


# --- goals -----------------------------------------------------------------------------------------------------


def test_a_goal_says_what_is_still_missing(spoken):
    explorer = Explorer()
    shown = kao.lesson.goal(explorer, "no_cash_now")
    assert "30%" in shown.plain
    first = kao.lesson.check_goal("no_cash_now")
    assert first.status == "not_attempted"
    assert repr(first) == "<no_cash_now: not attempted>"
    explorer.value = {**explorer.value, "term_years": 3}
    missing = kao.lesson.check_goal("no_cash_now")
    assert missing.status == "wrong"
    assert missing.message.count("\n") == 1
    assert "<li>" in missing.html()
    explorer.value = {**explorer.value, "payment": "no_upfront"}
    assert kao.lesson.check_goal("no_cash_now").status == "right"


def test_what_a_goal_lacks_follows_the_explorer(spoken):
    explorer = kao.explorers.purchase("m7g.large", "ap-northeast-2", option="ri_standard_1y_all_upfront")
    panel = kao.lesson.goal(explorer, "no_cash_now")
    stored = panel._repr_mimebundle_()
    assert language.text("lesson_goal_how") in stored["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in stored
    explorer.set(offering="ri_standard", term_years=3)
    assert panel.box.value.count("<li>") == 1
    explorer.set(payment="no_upfront")
    assert language.text("lesson_goal_reached") in panel.box.value
    assert kao.lesson.check_goal("no_cash_now").status == "right"


def test_a_goal_that_is_shown_again_leaves_the_old_panel_alone():
    kao.lesson.start("21", "en", "ap-northeast-2")
    explorer = kao.explorers.purchase("m7g.large", "ap-northeast-2", option="ri_standard_1y_all_upfront")
    old, new = kao.lesson.goal(explorer, "no_cash_now"), kao.lesson.goal(explorer, "no_cash_now")
    before = old.box.value
    explorer.set(payment="no_upfront")
    assert old.box.value == before
    assert new.box.value != before


def test_a_goal_takes_another_explorer_or_its_value():
    kao.lesson.start("21", "en", "ap-northeast-2")
    there = {"offering": "ri_standard", "term_years": 3, "payment": "no_upfront"}
    assert kao.lesson.check_goal("no_cash_now", there).status == "right"
    assert kao.lesson.check_goal("no_cash_now", Explorer(**there)).status == "right"
    assert kao.lesson.check_goal("no_cash_now", {}).status == "wrong"


def test_a_goal_without_an_explorer_says_what_to_run():
    kao.lesson.start("21", "en", "ap-northeast-2")
    with pytest.raises(InputError, match="has no explorer"):
        kao.lesson.check_goal("no_cash_now")
    with pytest.raises(InputError, match="int has no state"):
        kao.lesson.goal(3, "no_cash_now")
    with pytest.raises(InputError, match="did you mean 'no_cash_now'"):
        kao.lesson.goal(Explorer(), "no_cash")


# --- the end of a chapter --------------------------------------------------------------------------------------


def test_a_summary_is_the_same_to_the_last_digit_on_every_machine(spoken):
    shown = kao.lesson.summary(
        od_usd_per_hour=0.1 + 0.2, saving=np.float64(1) / 3, types=np.int64(1395), best="m7g.large", off=-0.0,
        unknown_usd=math.nan, on=True, day=datetime.date(2026, 7, 5), large=1234567.891234,
    )  # fmt: skip
    assert shown.plain.splitlines() == [
        "od_usd_per_hour = 0.3", "saving = 0.3333333333", "types = 1395", "best = m7g.large", "off = 0",
        "unknown_usd = unknown", "on = True", "day = 2026-07-05", "large = 1234567.891",
    ]  # fmt: skip
    html = html_of(shown)
    assert language.usd_per_hour(0.3) in html
    assert "33.3%" in html
    assert language.text("price_not_known") in html
    assert html.count('scope="row"') == 9


def test_a_summary_refuses_nothing_and_tables():
    with pytest.raises(InputError, match="no number"):
        kao.lesson.summary()
    with pytest.raises(InputError, match="sizes is a list"):
        kao.lesson.summary(sizes=[1, 2])
    with pytest.raises(InputError, match="offers is a DataFrame"):
        kao.lesson.summary(offers=pd.DataFrame({"a": [1]}))


def test_the_note_stands_beside_today(spoken):
    every = kao.lesson.note_and_now()
    assert [line[:3] for line in every.plain.splitlines()] == ["W6:", "W8:"]
    assert "2024-01-08" in html_of(every)
    assert html_of(every).count('<th scope="col"') == 4
    assert kao.lesson.note_and_now(["W8"]).plain.startswith("W8:")
    mine = Claim("W0", note_ko="ㄱ", note_en="a", now_ko="ㄴ", now_en="b", since="2026-01")
    assert "2026-01" in kao.lesson.note_and_now([mine]).plain
    with pytest.raises(InputError, match="W99"):
        kao.lesson.note_and_now(["W99"])


def test_an_expected_error_is_one_line(capsys, spoken):
    with kao.lesson.expect_error():
        kao.catalog.check_location("ap-northeast-9")
    with kao.lesson.expect_error(ValueError, ZeroDivisionError):
        raise ZeroDivisionError("first\nsecond")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith({"ko": "입력 오류: ", "en": "Input error: "}[spoken])
    assert lines[1] == "ZeroDivisionError: first"


def test_an_error_that_does_not_come_fails_and_another_one_passes_through(spoken):
    with pytest.raises(AssertionError, match={"ko": "오류가 나야 하는", "en": "should have raised"}[spoken]):  # noqa: SIM117
        with kao.lesson.expect_error():
            pass
    with pytest.raises(KeyError), kao.lesson.expect_error(ZeroDivisionError):
        raise KeyError("other")


# --- what is stored --------------------------------------------------------------------------------------------


def elements():
    """One of everything a chapter shows."""
    lesson = kao.lesson
    yield lesson.recall()
    yield lesson.predict("x", **ASK, guess=0.2)
    yield lesson.predict("y", **ASK, choices=["a", "b"])
    yield lesson.reveal("x", 0.1)
    yield lesson.exercise("committed_month")
    yield lesson.check("committed_month", 1)
    yield lesson.goal(Explorer(), "no_cash_now")
    yield lesson.check_goal("no_cash_now")
    yield lesson.quiz()
    yield lesson.note_and_now()
    yield lesson.summary(a=1)


def test_everything_is_stored_as_html_and_text_without_ids_or_scripts(spoken):
    for shown in elements():
        bundle = shown._repr_mimebundle_()
        assert bundle["text/plain"]
        assert "object at 0x" not in bundle["text/plain"] + repr(shown)
        assert f'lang="{spoken}"' in bundle["text/html"]
        assert not re.search(r"<script|<style|\bid=", bundle["text/html"])
        # in a notebook a dollar sign starts math
        assert "$" not in bundle["text/html"]
        tags = re.findall(r"<(/?)(div|p|details|summary|table|ul|li|strong|code|em|span)\b", bundle["text/html"])
        assert sum(-1 if closing else 1 for closing, _ in tags) == 0


def test_the_same_lesson_gives_the_same_bytes(spoken):
    def bytes_of_all():
        bundles = [shown._repr_mimebundle_() for shown in elements()]
        return [(bundle["text/plain"], bundle["text/html"]) for bundle in bundles]

    assert bytes_of_all() == bytes_of_all()


CELLS = """
import kaolib as kao; from kaolib.study import bank; bank.PACKAGE = "tests.study.lesson_banks"
kao.lesson.start("21", "ko", "ap-northeast-2", 1380)
kao.lesson.predict("od", ko="얼마일까요?", en="What does it cost?")
kao.lesson.reveal("od", 0.1)
kao.lesson.exercise("committed_month")
kao.lesson.check("committed_month", ...)
kao.lesson.quiz("21")
kao.lesson.summary(od_usd_per_hour=0.1)
kao.lesson.start("21", "ko", "ap-northeast-9")
""".strip().splitlines()


def test_a_notebook_runs_headless_and_is_complete_without_widgets(request):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    cells[-1].metadata["tags"] = ["raises-exception"]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, timeout=120, resources={"metadata": {"path": str(request.config.rootpath)}}).execute()
    outputs = {cell.source.partition("(")[0]: cell.outputs for cell in book.cells}
    widget = "application/vnd.jupyter.widget-view+json"
    for name in ("kao.lesson.predict", "kao.lesson.quiz"):
        data = outputs[name][0]["data"]
        assert widget in data
        assert data["text/html"]
        assert not data["text/plain"].startswith("<")
    assert "시간당 0.1달러(약 138원)" in outputs["kao.lesson.reveal"][0]["data"]["text/html"]
    assert "아직 풀지 않았습니다" in outputs["kao.lesson.check"][0]["data"]["text/plain"]
    error = book.cells[-1].outputs[0]
    assert error["output_type"] == "error"
    assert len(error["traceback"]) == 1
    assert error["traceback"][0].startswith("입력 오류: ")
    assert "ap-northeast-9" in error["traceback"][0]
