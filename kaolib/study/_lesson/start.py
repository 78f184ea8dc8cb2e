"""The first two cells of a lesson: what was set, and what earlier chapters taught."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import here, state, view, words
from kaolib.study.bank import CHAPTERS, Bank, Context, RecallCard, check_chapter, find

_TYPE_NAMES = {bool: ("True 또는 False", "True or False"), str: ("문자열", "a string")}


@dataclass(frozen=True)
class Started(view.Shown):
    """The first line of a chapter; ``started["instance_type"]`` is the parameter with which the chapter goes on."""

    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.plain

    def __getitem__(self, name: str) -> Any:
        if name not in self.parameters:
            raise errors.unknown(ko="매개변수", en="parameter", given=name, allowed=self.parameters)
        return self.parameters[name]


def start(chapter: str, LANG: str, REGION: str, KRW_PER_USD: float | None = None, **params: Any) -> Started:
    """Begin a chapter: check what papermill or the learner set, and say it in one quiet line.

    A type or family that the Region does not sell gives way to the most similar one that it does, and a notice below
    the line says so; the chapter takes it up with ``INSTANCE_TYPE = lesson["instance_type"]``.

    Parameters
    ----------
    chapter
        The chapter's number, as ``"21"``.
    LANG
        ``"ko"`` or ``"en"``.
    REGION
        A location's AWS code.
    KRW_PER_USD
        Won for one dollar, to show won beside dollars; None for dollars only.
    **params
        The chapter's own parameters, each of the type of its default in the chapter's bank. ``operating_system``, and
        what is or ends in ``instance_type`` or ``family``, are looked up in the catalogue.

    Returns
    -------
    Started
        To be shown; by a parameter's name it gives the value with which the chapter goes on.

    Raises
    ------
    InputError
        For a value of a wrong type or a name that does not exist: one sentence in the learner's language.

    Examples
    --------
    >>> import kaolib as kao
    >>> kao.lesson.start("00", "en", "us-east-1").plain.startswith("00")
    True
    >>> kao.lesson.start("21", "en", "ca-west-1", instance_type="m7g.large")["instance_type"]
    'm8g.large'
    """
    from kaolib.knowledge import catalog

    if LANG not in language.LANGUAGES:
        both = f"LANG {LANG!r}: 'ko'(한국어) 또는 'en'(영어)을 쓰세요. / use 'ko' (Korean) or 'en' (English)."
        raise errors.InputError(ko=both, en=both)
    language.use(LANG)
    chapter = check_chapter(chapter)
    bank = find(chapter) or Bank(chapter, ko="", en="")
    if not isinstance(REGION, str):
        raise _wrong_type("REGION", REGION, "ap-northeast-2")
    location = catalog.check_location(REGION)
    language.set_rate(KRW_PER_USD)
    checked = {name: _checked(name, value, bank) for name, value in params.items()}
    asked = Context(location, {**bank.params, **checked})
    context, instead = here.moved(asked)
    state.begin(state.Lesson(chapter, bank, context))
    from kaolib.study import charts

    charts.enable()
    warnings.filterwarnings("error", module=r"kaolib(\..*)?$")  # a warning in a cell would be noise in every edition
    line, notice = _line(state.current()), here.notice(here.notices(asked, instead)) if instead else view.Shown("")
    plain = "\n".join(filter(None, (line.plain, notice.plain)))
    return Started(plain, line.html + notice.html, parameters=context.params)


def _wrong_type(name: str, value: object, example: object) -> errors.InputError:
    ko, en = _TYPE_NAMES.get(type(example), ("수", "a number"))
    return errors.InputError(
        ko=f"매개변수 {name}의 값 {value!r}은(는) 쓸 수 없습니다. {ko}을(를) 쓰세요. 예: {example!r}",
        en=f"cannot use {value!r} for the parameter {name}: give {en}, for example {example!r}",
    )


def _checked(name: str, value: Any, bank: Bank) -> Any:
    from kaolib.knowledge import catalog

    if bank.params and name not in bank.params:
        raise errors.unknown(ko="매개변수", en="parameter", given=name, allowed=bank.params)
    example = bank.params.get(name, value)
    numeric = isinstance(example, int | float) and not isinstance(example, bool)
    if numeric:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _wrong_type(name, value, example)
    elif not isinstance(value, type(example)):
        raise _wrong_type(name, value, example)
    if name == "operating_system":
        return catalog.check_operating_system(value)
    if here.kind_of(name) == "instance_type":
        return catalog.check_instance_type(value)
    return value


def _line(lesson: state.Lesson) -> view.Shown:
    from kaolib.knowledge import catalog

    region = f"{state.base_values(lesson.bank, lesson.context)['region']} {lesson.context.location}"
    dates: dict[str, list[str]] = {}
    for table in lesson.bank.tables:
        dates.setdefault(catalog.as_of(table), []).append(_table_name(table))
    as_of = "; ".join(f"{', '.join(names)} {date}" for date, names in dates.items())
    title = " ".join(part for part in (lesson.chapter, words.pick(lesson.bank)) if part)
    parts = [title, region, language.text("lesson_as_of", dates=as_of)]
    if language.rate():
        parts.append(language.text("lesson_rate", rate=language.number(language.rate())))
    body = view.paragraph(" · ".join([f"<strong>{view.escape(title)}</strong>", *map(view.escape, parts[1:])]))
    return view.Shown(" · ".join(parts), view.panel(body))


def _table_name(table: str) -> str:
    try:
        return language.text(f"table_{table}")
    except errors.InputError:
        return table


def recall(chapter: str | None = None) -> view.Shown:
    """Three questions from earlier chapters, each with its answer behind a fold.

    They come from one, three and seven chapters before, or from the nearest that is written; a chapter is asked
    first in the next one, then two later, then four later, each time with another of its cards.

    Parameters
    ----------
    chapter
        The chapter that is being studied; the one that was started when None.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("00", "en", "us-east-1")
    >>> kao.lesson.recall("00")
    This is the first chapter: there is nothing to recall yet.
    """
    chapter = check_chapter(chapter) if chapter else state.current().chapter
    chosen = _cards(chapter)
    if not chosen:
        nothing = language.text("lesson_recall_nothing")
        return view.Shown(nothing, view.panel(view.paragraph(nothing)))
    location = state.current().context.location
    body, lines = [view.heading(language.text("lesson_recall_title"))], [language.text("lesson_recall_title")]
    for number, (bank, card) in enumerate(chosen, 1):
        context, _ = here.moved(Context(location, bank.params))
        values = {**state.base_values(bank, context), **card.values(context)}
        source = language.text("lesson_recall_from", chapter=bank.chapter, title=words.pick(bank))
        question, answer = words.pick(card), words.pick(card, "answer")
        body.append(
            view.paragraph(f"{number}. {words.fill(question, values, 'html')} <em>({view.escape(source)})</em>")
        )
        fold = view.details(language.text("lesson_show_answer"), view.paragraph(words.fill(answer, values, "html")))
        body.append(f'<div style="padding-left: 18px">{fold}</div>')
        lines.append(f"{number}. {words.fill(question, values)} ({source})")
    return view.Shown("\n".join(lines), view.panel("".join(body)))


def _cards(chapter: str) -> list[tuple[Bank, RecallCard]]:
    here = CHAPTERS.index(chapter)
    banks = {at: bank for at in range(here) if (bank := find(CHAPTERS[at])) and bank.cards}
    unused = {at: list(bank.cards) for at, bank in banks.items()}
    chosen: list[tuple[Bank, RecallCard]] = []
    seen: set[int] = set()
    for turn, back in enumerate((1, 3, 7)):
        left = [at for at, cards in unused.items() if cards]
        if not left:
            break
        # a chapter that was not asked yet, then the nearest, then the later one
        at = min((at in seen, abs(at - here + back), -at, at) for at in left)[-1]
        seen.add(at)
        cards = unused[at]
        chosen.append((banks[at], cards.pop(turn % len(cards))))
    return chosen
