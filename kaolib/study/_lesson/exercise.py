"""Exercises: what is asked, and what is said to an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kaolib.study import language
from kaolib.study._lesson import diagnose, state, view, words
from kaolib.study.bank import Exercise

Status = Literal["not_attempted", "right", "wrong"]
_TONES = {"not_attempted": "quiet", "right": "right", "wrong": "wrong"}


@dataclass(frozen=True)
class Result:
    """What was said to an answer.

    ``status`` is ``"right"``, ``"wrong"`` or ``"not_attempted"``; ``message`` is the sentence.

    Examples
    --------
    >>> Result("committed_month", "right", "Yes.")
    <committed_month: right>
    """

    key: str
    status: Status
    message: str
    markup: str = field(default="", repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<{self.key}: {self.status.replace('_', ' ')}>"

    def html(self, more: str = "") -> str:
        """The sentence as a block of HTML, with more HTML below it."""
        verdict = language.text(f"lesson_{self.status}")
        first, *rest = (self.markup or view.escape(self.message)).split("\n")
        body = view.paragraph(f"<strong>{verdict}</strong> {first}".strip())
        if rest:
            body += "<ul>" + "".join(f"<li>{line}</li>" for line in rest) + "</ul>"
        return view.panel(body + more, _TONES[self.status])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        plain = f"{language.text(f'lesson_{self.status}')} {self.message}".strip()
        return {"text/plain": plain, "text/html": self.html()}


def _exercise(key: str) -> tuple[state.Lesson, Exercise]:
    lesson = state.current()
    return lesson, state.named(lesson.bank.exercises, key, ko="연습 문제", en="exercise")


def exercise(key: str) -> view.Shown:
    """Show an exercise of the chapter: title, instructions, hints behind folds.

    Raises
    ------
    InputError
        For a key that the chapter does not have, or before `start`.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("21", "en", "ap-northeast-2")
    >>> kao.lesson.exercise("faded_hours").plain.startswith("Exercise: ")
    True
    """
    lesson, asked = _exercise(key)
    values = {**state.base_values(lesson.bank, lesson.context), **asked.values(lesson.context)}
    title, task = words.pick(asked, "title"), words.pick(asked)
    label = language.text("lesson_exercise", title=words.fill(title, values))
    body = view.heading(view.escape(label)) + view.paragraph(words.fill(task, values, "html"))
    lines = [label, words.fill(task, values)]
    if diagnose.is_unknown(asked.answer(lesson.context)):  # said before anybody works on it in vain
        lines.append(language.text("lesson_check_unknown", region=values["region"]))
        body += view.paragraph(view.escape(lines[-1]))
    for number, hint in enumerate(asked.hints, 1):
        summary = language.text("lesson_hint", number=number)
        body += view.details(summary, view.paragraph(words.fill(words.pick(hint), values, "html")))
    return view.Shown("\n".join(lines), view.panel(body, "task"))


def check(key: str, answer: Any) -> Result:
    """Say whether an answer is right and why it matters, or what is wrong with this answer.

    Parameters
    ----------
    key
        The exercise.
    answer
        A number, a name, a list, a dict or a DataFrame, as the exercise asks; ``...`` is not attempted.

    Returns
    -------
    Result
        With ``status`` ``"not_attempted"``, ``"right"`` or ``"wrong"``, and ``message``.

    Raises
    ------
    InputError
        For a key that the chapter does not have, or before `start`.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("21", "en", "ap-northeast-2")
    >>> kao.lesson.check("faded_hours", ...), kao.lesson.check("faded_hours", None).status
    (<faded_hours: not attempted>, 'wrong')
    """
    lesson, asked = _exercise(key)
    if answer is ...:
        return Result(key, "not_attempted", language.text("lesson_check_stub"))
    values = {**state.base_values(lesson.bank, lesson.context), **asked.values(lesson.context)}
    if diagnose.is_unknown(asked.answer(lesson.context)):
        return Result(key, "not_attempted", language.text("lesson_check_unknown", region=values["region"]))
    fault = diagnose.diagnose(asked, lesson.context, answer)
    if fault is None:
        why = words.pick(asked, "why")
        return Result(key, "right", words.fill(why, values), words.fill(why, values, "html"))
    return Result(key, "wrong", *fault)
