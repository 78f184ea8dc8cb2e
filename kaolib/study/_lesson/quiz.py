"""The quiz of a chapter: every choice has its own explanation."""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import Any

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import here, state, view, words
from kaolib.study._lesson.exercise import Result
from kaolib.study.bank import Bank, Choice, Context, Question, check_chapter, find

LETTERS = "abcdefgh"

#: ipywidgets cuts a radio button's words after one line; a question needs the whole sentence.
_STYLE = (
    "<style>.kao-quiz .widget-radio-box label{height:auto;line-height:1.5;white-space:normal;margin:3px 0;"
    "display:flex;flex-direction:row-reverse;justify-content:flex-end;align-items:flex-start;gap:8px;word-break:keep-all}"
    ".kao-quiz .widget-radio-box label input{margin:3px 0 0;height:auto}"
    ".kao-quiz .widget-radio-box{height:auto;padding-left:18px}.kao-quiz .widget-radio{height:auto}</style>"
)


class Quiz:
    """The questions of a chapter; ``answer(1, "b")`` answers in code, ``results`` holds what was answered."""

    def __init__(self, bank: Bank, context: Context) -> None:
        import ipywidgets as W

        self._bank = bank
        base = state.base_values(bank, context)
        # a key may price many options: compute each once, not for every text that uses it
        self._values: dict[str, Mapping[str, Any]] = {q.key: {**base, **q.values(context)} for q in bank.questions}
        self._right = {q.key: [choice.is_right(context) for choice in q.choices] for q in bank.questions}
        self.results: dict[str, Result] = {}
        self._radios: dict[str, Any] = {}
        self._feedback: dict[str, Any] = {}
        self._layout = W.Layout(width="auto", max_width="720px")
        self._score = W.HTML(self._score_html(), layout=self._layout)
        rows = [self._question_box(W, number, q) for number, q in enumerate(bank.questions, 1)]
        self.box = W.VBox([W.HTML(_STYLE), *rows, self._score])
        self.box.add_class("kao-quiz")

    def _question_box(self, W: Any, number: int, question: Question) -> Any:
        asked = f"{number}. {self._fill(question, question, 'html')}"
        title = W.HTML(view.panel(view.heading(asked), "task"), layout=self._layout)
        options = [
            (f"{letter}. {self._fill(question, choice)}", letter)
            for letter, choice in zip(LETTERS, question.choices, strict=False)
        ]
        radio = W.RadioButtons(options=options, value=None, layout=self._layout)
        button = W.Button(description=language.text("lesson_submit", number=number), button_style="primary")
        button.layout.margin = "4px 0 4px 18px"
        feedback = W.HTML("", layout=self._layout)
        self._radios[question.key], self._feedback[question.key] = radio, feedback
        button.on_click(lambda _: self._submit(question))
        return W.VBox([title, radio, button, feedback], layout=W.Layout(margin="0 0 12px 0"))

    def _fill(self, question: Question, text: object, style: words.Style = "plain", name: str = "") -> str:
        return words.fill(words.pick(text, name), self._values[question.key], style)

    def _submit(self, question: Question) -> None:
        chosen = self._radios[question.key].value
        if chosen is None:
            choose = view.panel(view.paragraph(language.text("lesson_choose_first")))
            self._feedback[question.key].value = view.announce(choose)
        else:
            self.answer(question.key, chosen)

    def answer(self, question: int | str, choice: str | EllipsisType) -> Result:
        """Answer a question in code.

        Parameters
        ----------
        question
            Its number from 1, or its key.
        choice
            The letter of the choice; ``...`` is not attempted.

        Raises
        ------
        InputError
            For a question or a letter that does not exist.
        """
        asked = self._find(question)
        if choice is ...:
            return Result(asked.key, "not_attempted", language.text("lesson_check_stub"))
        letters = LETTERS[: len(asked.choices)]
        letter = str(choice).strip().casefold()
        if len(letter) != 1 or letter not in letters:
            raise errors.unknown(ko="보기", en="choice", given=choice, allowed=list(letters))
        at = letters.index(letter)
        picked, right = asked.choices[at], self._right[asked.key][at]
        why, markup = (self._fill(asked, picked, style, "why") for style in ("plain", "html"))
        result = Result(asked.key, "right" if right else "wrong", why, markup)
        self.results[asked.key] = result
        self._radios[asked.key].value = letter
        self._feedback[asked.key].value = view.announce(result.html(self._others(asked, picked) if right else ""))
        self._score.value = self._score_html()
        return result

    def _others(self, question: Question, picked: Choice) -> str:
        """After the right answer: why the other choices are not."""
        items = "".join(
            f"<li>{letter}. {self._fill(question, choice, 'html', 'why')}</li>"
            for letter, choice in zip(LETTERS, question.choices, strict=False)
            if choice is not picked
        )
        return view.details(language.text("lesson_other_choices"), f'<ul style="list-style: none">{items}</ul>')

    def _find(self, question: int | str) -> Question:
        if isinstance(question, int) and not isinstance(question, bool):
            if not 1 <= question <= len(self._bank.questions):
                numbers = [str(number + 1) for number in range(len(self._bank.questions))]
                raise errors.unknown(ko="문제", en="question", given=question, allowed=numbers)
            return self._bank.questions[question - 1]
        return state.named(self._bank.questions, str(question), ko="문제", en="question")

    def _score_html(self) -> str:
        right = sum(result.status == "right" for result in self.results.values())
        score = language.text("lesson_score", right=right, of=len(self._bank.questions))
        return view.announce(view.panel(view.paragraph(score)))

    def __repr__(self) -> str:
        right = sum(result.status == "right" for result in self.results.values())
        return f"<quiz {self._bank.chapter}: {right} of {len(self._bank.questions)} right>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        static, plain = [], [language.text("lesson_quiz", count=len(self._bank.questions))]
        for number, question in enumerate(self._bank.questions, 1):
            plain.append(f"{number}. {self._fill(question, question)}")
            folds = ""
            for letter, choice, right in zip(LETTERS, question.choices, self._right[question.key], strict=False):
                verdict = language.text("lesson_right" if right else "lesson_choice_wrong")
                why = f"<strong>{verdict}</strong> {self._fill(question, choice, 'html', 'why')}"
                folds += view.details(f"{letter}. {self._fill(question, choice, 'html')}", view.paragraph(why))
                plain.append(f"   {letter}. {self._fill(question, choice)}")
            asked = view.heading(f"{number}. {self._fill(question, question, 'html')}")
            static.append(view.panel(asked + folds, "task"))
        return view.stored(self.box, "\n".join(plain), "".join(static))


def quiz(chapter: str | None = None) -> Quiz:
    """Every question of a chapter, to answer with radio buttons or in code.

    Parameters
    ----------
    chapter
        The chapter; the one that was started when None.

    Returns
    -------
    Quiz
        ``quiz("21").answer(1, "b")`` answers the first question in code.

    Raises
    ------
    InputError
        When the chapter has no questions.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("21", "en", "ap-northeast-2")
    >>> kao.lesson.quiz("21").answer("which_rate", "a")
    <which_rate: wrong>
    """
    lesson = state.current()
    chapter = check_chapter(chapter) if chapter else lesson.chapter
    bank = lesson.bank if chapter == lesson.chapter else find(chapter)
    if bank is None or not bank.questions:
        raise errors.InputError(ko=f"{chapter}장에는 문제가 없습니다.", en=f"chapter {chapter} has no questions")
    if chapter == lesson.chapter:
        return Quiz(bank, lesson.context)
    return Quiz(bank, here.moved(Context(lesson.context.location, bank.params))[0])
