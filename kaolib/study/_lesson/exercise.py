"""Exercises and goals: what is asked, and what is said to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import diagnose, state, view, words
from kaolib.study.bank import Exercise, Goal, Need

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


def _goal(key: str) -> tuple[state.Lesson, Goal]:
    lesson = state.current()
    return lesson, state.named(lesson.bank.goals, key, ko="목표", en="goal")


def exercise(key: str) -> view.Shown:
    """Show an exercise of the chapter: title, instructions, hints behind folds.

    Raises
    ------
    InputError
        For a key that the chapter does not have, or before `start`.
    """
    lesson, asked = _exercise(key)
    values = {**state.base_values(lesson.bank, lesson.context), **asked.values(lesson.context)}
    title, task = words.pick(asked, "title"), words.pick(asked)
    label = language.text("lesson_exercise", title=words.fill(title, values))
    body = view.heading(view.escape(label)) + view.paragraph(words.fill(task, values, "html"))
    for number, hint in enumerate(asked.hints, 1):
        summary = language.text("lesson_hint", number=number)
        body += view.details(summary, view.paragraph(words.fill(words.pick(hint), values, "html")))
    return view.Shown(f"{label}\n{words.fill(task, values)}", view.panel(body, "task"))


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


def goal(explorer: Any, key: str) -> view.Shown:
    """Show a goal to reach with an explorer, which `check_goal` then reads.

    Parameters
    ----------
    explorer
        An explorer (anything whose ``value`` is a dict).
    key
        The goal in the chapter's bank.

    Raises
    ------
    InputError
        For a key that the chapter does not have, or something without a ``value``.
    """
    lesson, wanted = _goal(key)
    lesson.goals[key] = (explorer, dict(_value(explorer)))
    plain, text = _both(lesson, wanted, words.pick(wanted))
    label = language.text("lesson_goal")
    body = view.paragraph(f"<strong>{label}</strong> {text}") + view.paragraph(language.text("lesson_goal_how"))
    return view.Shown(f"{label} {plain}", view.panel(body, "task"))


def check_goal(key: str, explorer: Any = None) -> Result:
    """Say what a goal still lacks with the explorer as it is set now.

    Parameters
    ----------
    key
        The goal.
    explorer
        The explorer, or a dict like its ``value``; the one given to `goal` when None.

    Returns
    -------
    Result
        ``"not_attempted"`` while the explorer stands as `goal` found it and the goal is not met.

    Raises
    ------
    InputError
        For a key that the chapter does not have, or when no explorer is known.
    """
    lesson, wanted = _goal(key)
    known, first = lesson.goals.get(key, (None, None))
    if explorer is None:
        explorer = known
    if explorer is None:
        raise errors.InputError(
            ko=f"목표 {key!r}의 탐색기가 없습니다. kao.lesson.goal(탐색기, {key!r})을(를) 먼저 실행하세요.",
            en=f"the goal {key!r} has no explorer: run kao.lesson.goal(explorer, {key!r}) first",
        )
    value = _value(explorer)
    missing = [need for need in wanted.needs if not _met(need, lesson, value)]
    if not missing:
        return Result(key, "right", *_both(lesson, wanted, words.pick(wanted, "why")))
    lines = [
        (language.text("lesson_goal_missing"),) * 2,
        *(_both(lesson, wanted, words.pick(need)) for need in missing),
    ]
    status: Status = "not_attempted" if first is not None and dict(value) == first else "wrong"
    return Result(key, status, *("\n".join(said) for said in zip(*lines, strict=True)))


def _value(explorer: Any) -> Mapping[str, Any]:
    value = getattr(explorer, "value", explorer)
    if not isinstance(value, Mapping):
        raise errors.InputError(
            ko=f"{type(explorer).__name__}에는 상태(value)가 없습니다. 탐색기나 그 value를 주세요.",
            en=f"{type(explorer).__name__} has no state: give an explorer, or its value",
        )
    return value


def _met(need: Need, lesson: state.Lesson, value: Mapping[str, Any]) -> bool:
    try:
        return bool(need.met(lesson.context, value))
    except (LookupError, TypeError, ValueError):
        return False  # nothing is chosen yet that could be judged


def _both(lesson: state.Lesson, wanted: Goal, template: str) -> tuple[str, str]:
    """A text of a goal as plain words and as HTML."""
    values = {**state.base_values(lesson.bank, lesson.context), **wanted.values(lesson.context)}
    return words.fill(template, values), words.fill(template, values, "html")
