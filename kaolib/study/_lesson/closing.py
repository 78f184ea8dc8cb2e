"""The end of a lesson: the study note set right, the headline numbers, and errors shown on purpose."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import slips, state, view, words
from kaolib.study.bank import Claim


def say(*, ko: str, en: str, **values: Any) -> view.Shown:
    """A sentence in the learner's language with numbers from the cell above it.

    Parameters
    ----------
    ko, en
        The sentence as Markdown; ``{name}`` or ``{name:kind}`` stands for a value, where kind is ``usd``,
        ``usd_per_hour``, ``usd_per_month``, ``percent`` (of a fraction), ``number`` or ``hours``. ``percent.0``
        fixes the decimals. NaN and None become the words for "not known".
    **values
        The values. The chapter's parameters, ``region`` and ``operating_system_name`` are there without being given.

    Raises
    ------
    InputError
        For a name without a value or a kind that does not exist.

    Examples
    --------
    >>> import kaolib as kao
    >>> kao.language.use("en")
    >>> kao.lesson.say(ko="{price:usd_per_hour}입니다.", en="It costs {price:usd_per_hour}.", price=0.1003)
    It costs USD 0.1003 per hour.
    """
    template = ko if language.current() == "ko" else en
    everything = {**state.known_values(), **values}
    return view.Shown(words.fill(template, everything), markdown=words.fill(template, everything, "markdown"))


def summary(**numbers: Any) -> view.Shown:
    """The chapter's headline numbers: a table to read, and plain lines that nbval compares to the last digit.

    A name ends in its unit (``od_usd_per_hour``, ``best_saving``), from which the table writes the value. The plain
    lines hold a number to 10 significant digits, which is more than any price has and fewer than the last bits in
    which two machines may differ; -0 is 0, and what is not known is ``unknown``.

    Parameters
    ----------
    **numbers
        Numbers, text, dates or True/False; in the order given.

    Raises
    ------
    InputError
        Without any, or for a table or a list.

    Examples
    --------
    >>> import kaolib as kao
    >>> kao.language.use("en")
    >>> kao.lesson.summary(od_usd_per_hour=0.1 + 0.2, best="m7g.large")
    od_usd_per_hour = 0.3
    best = m7g.large
    """
    if not numbers:
        raise errors.InputError(ko="요약할 수가 없습니다.", en="there is no number to sum up")
    rows = [(name, _plain(name, value)) for name, value in numbers.items()]
    shown = [(f"<code>{view.escape(name)}</code>", view.escape(_shown(name, numbers[name]))) for name, _ in rows]
    columns = [language.text("lesson_summary_name"), language.text("lesson_summary_value")]
    html = view.panel(view.table(language.text("lesson_summary"), columns, shown))
    return view.Shown("\n".join(f"{name} = {value}" for name, value in rows), html)


def _plain(name: str, value: Any) -> str:
    if words.is_missing(value):
        return "unknown"
    if isinstance(value, str | bool | datetime.date | Integral) or type(value).__name__ == "bool":
        return str(value)
    if isinstance(value, Real | Decimal):
        return f"{float(value) + 0.0:.10g}"
    raise errors.InputError(
        ko=f"요약에는 값 하나씩만 씁니다. {name}은(는) {type(value).__name__}입니다.",
        en=f"a summary takes single values: {name} is a {type(value).__name__}",
    )


def _shown(name: str, value: Any) -> str:
    numeric = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    return words.show(value, (slips.unit_of(name) or "number") if numeric else "")


def note_and_now(rows: Iterable[str | Claim] | None = None) -> view.Shown:
    """The section "the note and today": what the study note says, what is true now, since when.

    Parameters
    ----------
    rows
        Claims, or the ids of the chapter's own (``["W1", "W11"]``); all of the chapter's when None.

    Raises
    ------
    InputError
        For an id that the chapter does not have.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("21", "en", "ap-northeast-2")
    >>> kao.lesson.note_and_now(["W6"]).plain[:3]
    'W6:'
    """
    lesson = state.current()
    claims = [
        row if isinstance(row, Claim) else state.named(lesson.bank.claims, row, ko="주장", en="claim")
        for row in (lesson.bank.claims if rows is None else rows)
    ]
    base = state.base_values(lesson.bank, lesson.context)
    cells, lines = [], []
    for claim in claims:
        values = {**base, **claim.values(lesson.context)}
        since = claim.since or language.text("lesson_since_ever")
        note, now = words.pick(claim, "note"), words.pick(claim, "now")
        cells.append((claim.key, words.fill(note, values, "html"), words.fill(now, values, "html"), view.nowrap(since)))
        lines.append(f"{claim.key}: {words.fill(note, values)} -> {words.fill(now, values)} ({since})")
    columns = [language.text(f"lesson_claim_{name}") for name in ("id", "note", "now", "since")]
    html = view.panel(view.table(language.text("lesson_note_and_now"), columns, cells))
    return view.Shown("\n".join(lines), html)


@contextmanager
def expect_error(*types: type[BaseException]) -> Iterator[None]:
    """Show an error on purpose: print its sentence and go on.

    Parameters
    ----------
    *types
        The errors that are expected; input errors when none is given. Any other passes through.

    Raises
    ------
    AssertionError
        When no error comes.

    Examples
    --------
    >>> import kaolib as kao
    >>> kao.language.use("en")
    >>> with kao.lesson.expect_error(ZeroDivisionError):
    ...     1 / 0
    ZeroDivisionError: division by zero
    """
    expected: tuple[type[BaseException], ...] = types or (errors.InputError,)
    try:
        yield
    except expected as error:
        if isinstance(error, errors.InputError):
            print(*error._render_traceback_(), sep="\n")
        else:
            print(f"{type(error).__name__}: {error}".splitlines()[0])
    else:
        raise AssertionError(language.text("lesson_no_error"))
