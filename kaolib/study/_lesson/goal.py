"""Goals to reach with an explorer: what is still missing is said while the controls move, and checked in a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import state, view, words
from kaolib.study._lesson.exercise import Result, Status
from kaolib.study.bank import Goal, Need


class GoalPanel:
    """A goal, and below it what is still missing, which follows the explorer's controls."""

    def __init__(self, lesson: state.Lesson, wanted: Goal, explorer: Any) -> None:
        import ipywidgets as W

        self.explorer, self.first = explorer, dict(_value(explorer))
        self._lesson, self._wanted = lesson, wanted
        plain, self._text = _both(lesson, wanted, words.pick(wanted))
        self.plain = f"{language.text('lesson_goal')} {plain}"
        self.box = W.HTML(self._html(), layout=W.Layout(width="auto", max_width="720px"))
        self._watched = list(_controls(explorer))
        for control in self._watched:
            control.observe(self._changed, "value")

    def stop(self) -> None:
        """Follow the explorer no longer: a newer panel does."""
        for control in self._watched:
            control.unobserve(self._changed, "value")

    def _changed(self, _: Any) -> None:
        self.box.value = self._html(follow=True)

    def _html(self, follow: bool = False) -> str:
        body = view.paragraph(f"<strong>{language.text('lesson_goal')}</strong> {self._text}")
        if not follow:
            return view.panel(body + view.paragraph(language.text("lesson_goal_how")), "task")
        missing = _missing(self._lesson, self._wanted, self.explorer)
        if not missing:
            reached = view.paragraph(f"<strong>{language.text('lesson_goal_reached')}</strong>")
            return view.panel(body + view.announce(reached), "right")
        items = "".join(f"<li>{html}</li>" for _, html in missing)
        return view.panel(body + view.paragraph(language.text("lesson_goal_missing")) + f"<ul>{items}</ul>", "task")

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return view.stored(self.box, self.plain, self._html())


def _controls(widget: Any) -> Iterator[Any]:
    """What can be set inside a box of widgets; what only shows has a value, too, but cannot be disabled."""
    for child in getattr(widget, "children", ()):
        if child.has_trait("value") and child.has_trait("disabled"):
            yield child
        yield from _controls(child)


def _goal(key: str) -> tuple[state.Lesson, Goal]:
    lesson = state.current()
    return lesson, state.named(lesson.bank.goals, key, ko="목표", en="goal")


def goal(explorer: Any, key: str) -> GoalPanel:
    """Show a goal to reach with an explorer, say what is missing while it moves, and let `check_goal` read it.

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

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("21", "en", "ap-northeast-2")
    >>> kao.lesson.goal({"payment": "all_upfront"}, "no_cash_flexible").plain.startswith("Goal: ")
    True
    """
    lesson, wanted = _goal(key)
    panel = GoalPanel(lesson, wanted, explorer)
    if key in lesson.goals:
        lesson.goals[key].stop()
    lesson.goals[key] = panel
    return panel


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

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("21", "en", "ap-northeast-2")
    >>> kao.lesson.check_goal("no_cash_flexible", {"payment": "all_upfront"})
    <no_cash_flexible: wrong>
    """
    lesson, wanted = _goal(key)
    panel: GoalPanel | None = lesson.goals.get(key)
    if explorer is None and panel is None:
        raise errors.InputError(
            ko=f"목표 {key!r}의 탐색기가 없습니다. kao.lesson.goal(탐색기, {key!r})을(를) 먼저 실행하세요.",
            en=f"the goal {key!r} has no explorer: run kao.lesson.goal(explorer, {key!r}) first",
        )
    used = panel.explorer if explorer is None and panel else explorer
    missing = _missing(lesson, wanted, used)
    if not missing:
        return Result(key, "right", *_both(lesson, wanted, words.pick(wanted, "why")))
    lines = [(language.text("lesson_goal_missing"),) * 2, *missing]
    status: Status = "not_attempted" if panel and dict(_value(used)) == panel.first else "wrong"
    return Result(key, status, *("\n".join(said) for said in zip(*lines, strict=True)))


def _missing(lesson: state.Lesson, wanted: Goal, explorer: Any) -> list[tuple[str, str]]:
    """What the goal still lacks, each as plain words and as HTML."""
    value = _value(explorer)
    return [_both(lesson, wanted, words.pick(need)) for need in wanted.needs if not _met(need, lesson, value)]


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
