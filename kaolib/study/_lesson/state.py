"""Which lesson is being studied: set by `start`, read by everything after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kaolib import errors
from kaolib.study import language
from kaolib.study.bank import Bank, Context


@dataclass
class Lesson:
    """One chapter in one context, with what the learner guessed and the explorers that have a goal."""

    chapter: str
    bank: Bank
    context: Context
    guesses: dict[str, Any] = field(default_factory=dict)
    goals: dict[str, Any] = field(default_factory=dict)


_lesson: Lesson | None = None


def begin(lesson: Lesson) -> None:
    """Make this the lesson; guesses stay when the same chapter is started again in the same context."""
    global _lesson
    if _lesson and (_lesson.chapter, _lesson.context) == (lesson.chapter, lesson.context):
        lesson.guesses = _lesson.guesses
    _lesson = lesson


def current() -> Lesson:
    """The lesson that `start` began.

    Raises
    ------
    InputError
        Before `start`.
    """
    if _lesson is None:
        raise errors.InputError(
            ko="아직 시작하지 않은 장입니다. 위쪽의 kao.lesson.start(...) 셀을 먼저 실행하세요.",
            en="this chapter has not been started: run the cell with kao.lesson.start(...) near the top first",
        )
    return _lesson


def base_values(bank: Bank, context: Context) -> dict[str, Any]:
    """The values that every sentence may use: parameters, ``region`` and ``operating_system_name``."""
    from kaolib.knowledge import catalog

    name = f"name_{language.current()}"
    places = catalog.locations().set_index("location")[name]
    systems = catalog.operating_systems().set_index("operating_system")[name]
    return {
        **bank.params,
        **context.params,
        "region": places.get(context.location, context.location),
        "operating_system_name": systems.get(context.operating_system, context.operating_system),
    }


def known_values() -> dict[str, Any]:
    """`base_values` of the lesson; nothing before `start`, since a sentence may stand alone."""
    return base_values(_lesson.bank, _lesson.context) if _lesson else {}


Item = TypeVar("Item")


def named(items: tuple[Item, ...], key: str, *, ko: str, en: str) -> Item:
    """The item of a bank with this key.

    Raises
    ------
    InputError
        For a key that the chapter does not have.
    """
    by_key: Mapping[str, Item] = {item.key: item for item in items}  # type: ignore[attr-defined]
    if key not in by_key:
        raise errors.unknown(ko=ko, en=en, given=key, allowed=by_key)
    return by_key[key]
