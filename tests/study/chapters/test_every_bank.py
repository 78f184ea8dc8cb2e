"""What holds of every chapter's bank: it is ready, knows its typical mistakes, and stands in every Region."""

from __future__ import annotations

import pytest

import kaolib as kao
from kaolib.knowledge import catalog
from kaolib.study import language
from kaolib.study._lesson import diagnose, here
from kaolib.study.bank import CHAPTERS, Bank, Context, find, problems

BANKS = [bank for bank in map(find, CHAPTERS) if bank is not None]
LOCATIONS = catalog.locations()
EVERYWHERE = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()


@pytest.fixture(params=BANKS, ids=lambda bank: bank.chapter)
def bank(request: pytest.FixtureRequest) -> Bank:
    """Every bank in its turn."""
    found: Bank = request.param
    return found


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_bank_is_ready(bank, context, spoken):
    language.use(spoken)
    assert problems(bank, context) == []


def test_in_no_region_is_anything_wrong_but_an_answer_that_is_not_known(bank):
    known = set()
    for region in EVERYWHERE:
        context, _ = here.moved(Context(region, dict(bank.params)))
        lacking = {f"exercise {one.key}: the answer is not known here": one.key for one in bank.exercises}
        found = problems(bank, context)
        assert [problem for problem in found if problem not in lacking] == [], region
        known |= {one.key for one in bank.exercises} - {lacking[problem] for problem in found}
    assert known == {one.key for one in bank.exercises}


def test_every_typical_mistake_is_recognised(bank, context):
    for exercise in bank.exercises:
        for mistake in exercise.mistakes:
            if mistake.value is not None:
                assert diagnose.mistake_matches(exercise, context, mistake, mistake.value(context)), exercise.key


def test_each_typical_mistake_hears_its_own_sentence(bank, context, said):
    for exercise in bank.exercises:
        heard = [said(exercise.key, context, one.value(context)) for one in exercise.mistakes if one.value is not None]
        assert None not in heard, exercise.key
        assert len(set(heard)) == len(heard), exercise.key


def test_each_question_has_one_right_choice_in_every_region(bank, context):
    for question in bank.questions:
        assert [choice.is_right(context) for choice in question.choices].count(True) == 1, question.key


def test_the_right_choice_is_right_in_the_quiz_and_every_other_is_wrong(bank, context):
    quiz = kao.lesson.quiz(bank.chapter)
    for question in bank.questions:
        for letter, choice in zip("abcdefgh", question.choices, strict=False):
            wanted = "right" if choice.is_right(context) else "wrong"
            assert quiz.answer(question.key, letter).status == wanted, (question.key, letter)
