"""The structures of a chapter's bank, and the check that finds what is wrong with one."""

from __future__ import annotations

import dataclasses

import pytest

from kaolib.errors import InputError
from kaolib.study import bank, language
from kaolib.study.bank import Bank, Choice, Claim, Context, Exercise, Goal, Mistake, Need, Question, RecallCard

WRITTEN = [chapter for chapter in bank.CHAPTERS if bank.find(chapter)]


def test_the_chapters_stand_in_the_order_of_the_syllabus():
    assert list(bank.CHAPTERS) == sorted(set(bank.CHAPTERS))
    assert len(bank.CHAPTERS) == 19


def test_a_chapter_is_known_by_its_digits_or_its_file_name():
    assert bank.check_chapter("11") == bank.check_chapter("11_ec2_families_and_sizes") == "11"


@pytest.mark.parametrize("given", ["14", "", "purchase", 21.5, None])
def test_an_unknown_chapter_is_refused_in_one_sentence(given):
    with pytest.raises(InputError, match="unknown chapter"):
        bank.check_chapter(given)


def test_a_chapter_that_is_not_written_has_no_bank(monkeypatch):
    monkeypatch.setattr(bank, "PACKAGE", "tests.study.lesson_banks")
    assert bank.find("92") is None
    assert bank.find("21").chapter == "21"


def test_a_bank_that_cannot_be_imported_is_not_taken_for_a_missing_one(monkeypatch, tmp_path):
    (tmp_path / "banks_with_a_typo").mkdir()
    (tmp_path / "banks_with_a_typo" / "c21.py").write_text("import a_module_that_is_not_there\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(bank, "PACKAGE", "banks_with_a_typo")
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there"):
        bank.find("21")


def test_a_context_names_the_parameters_it_has():
    c = Context("us-east-1", {"instance_type": "m7g.large", "operating_system": "windows"})
    assert (c["instance_type"], c.operating_system) == ("m7g.large", "windows")
    assert c.elsewhere("sa-east-1").location == "sa-east-1"
    assert c.location == "us-east-1"
    with pytest.raises(InputError, match="did you mean 'instance_type'"):
        c["instance_typ"]


@pytest.mark.parametrize("location", ["ap-northeast-2", "us-east-1", "sa-east-1"])
@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("chapter", WRITTEN)
def test_every_bank_of_the_workbook_is_ready(chapter, spoken, location):
    language.use(spoken)
    written = bank.find(chapter)
    assert bank.problems(written, Context(location, dict(written.params))) == []


@pytest.mark.parametrize("chapter", WRITTEN)
def test_every_text_of_the_workbook_stands_in_both_languages(chapter):
    def texts(value):
        if dataclasses.is_dataclass(value):
            for f in dataclasses.fields(value):
                if f.name.endswith(("ko", "en")) and f.name.rpartition("_")[2] in language.LANGUAGES:
                    yield f.name, getattr(value, f.name)
                else:
                    yield from texts(getattr(value, f.name))
        elif isinstance(value, tuple):
            for item in value:
                yield from texts(item)

    for name, text in texts(bank.find(chapter)):
        korean = any("가" <= letter <= "힣" for letter in text)
        # a choice may be only a number or a name; what has Korean letters is never the English text
        assert not (name.endswith("en") and korean), (name, text)


RIGHT = Choice(ko="예", en="yes", right=True, why_ko="맞다", why_en="true")
WRONG = Choice(ko="아니요", en="no", why_ko="아니다", why_en="false")


def _exercise(**more):
    texts = {"title_ko": "제목", "title_en": "title", "ko": "문제", "en": "task", "why_ko": "까닭", "why_en": "reason"}
    return Exercise("sum", **{"answer": lambda c: 5.0, **texts, **more})


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"questions": (Question("q", ko="문제", en="q", choices=(WRONG,)),)}, "0 choices are right"),
        ({"questions": (Question("q", ko="문제", en="q", choices=(RIGHT, RIGHT)),)}, "2 choices are right"),
        ({"questions": (Question("q", ko="문제", en="q", choices=(RIGHT, RIGHT)),)}, "read the same"),
        ({"questions": (Question("q", ko="문제", en="{cost:usd}", choices=(RIGHT, WRONG)),)}, "'cost'"),
        ({"questions": (Question("q", ko="문제", en=" ", choices=(RIGHT, WRONG)),)}, "en is empty"),
        ({"questions": (Question("q", ko="문제", en="q", choices=(RIGHT, WRONG)),) * 2}, "'q' is used twice"),
        ({"cards": (RecallCard(ko="문제", en="q", answer_ko="답", answer_en="{x:euro}", values=lambda c: {"x": 1}),)}, "euro"),
        ({"exercises": (_exercise(answer=lambda c: float("nan")),)}, "not known here"),
        ({"exercises": (_exercise(mistakes=(Mistake(ko="틀림", en="no", value=lambda c: 5.001),)),)}, "is the right answer"),
        ({"exercises": (_exercise(mistakes=(Mistake(ko="{", en="no", value=lambda c: 1),)),)}, "braces"),
        ({"goals": (Goal("g", ko="목표", en="g", why_ko="왜", why_en="", needs=()),)}, "why_en is empty"),
        ({"goals": (Goal("g", ko="목", en="g", why_ko="왜", why_en="w", needs=(Need(ko="", en="n", met=lambda c, v: True),)),)}, "need 1"),
        ({"claims": (Claim("W1", note_ko="노", note_en="{n}", now_ko="지", now_en="n"),)}, "claim W1"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_bank_is_found(part, said):
    broken = Bank("21", ko="제목", en="title", **part)
    assert any(said in problem for problem in bank.problems(broken)), bank.problems(broken)
