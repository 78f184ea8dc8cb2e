"""Sentences with numbers in them: filled in, escaped for where they are shown, in the language in use."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any, Literal

from kaolib import errors
from kaolib.study import language

Style = Literal["plain", "markdown", "html"]

#: How a number of each kind is written. ``{x:percent.0}`` fixes the decimals where the kind has them.
KINDS: dict[str, Callable[[float | None], str]] = {
    "usd": language.usd,
    "usd_per_hour": language.usd_per_hour,
    "usd_per_month": language.usd_per_month,
    "percent": language.percent,
    "small_percent": language.small_percent,
    "number": language.number,
    "hours": language.hours,
}
#: How an id is written in words.
NAMES: dict[str, Callable[[str], str]] = {
    "option": language.option,
    "location": language.location,
    "operating_system": language.operating_system,
}
_WITH_DIGITS: dict[str, Callable[[float | None, int | None], str]] = {
    "usd": language.usd,
    "percent": language.percent,
    "number": language.number,
}
_MARKUP = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")
#: Marks inside a value are the learner's own: they stand aside while the template's are dropped.
_HIDDEN = str.maketrans("`*", "\ue000\ue001")
_SHOWN = str.maketrans("\ue000\ue001", "`*")
_PUNCTUATION = re.compile(r"([\\`*_<>\[\]|~$#])")


def is_missing(value: object) -> bool:
    """Whether a value stands for "not known": None, NaN, NaT or pandas' NA.

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0)
    (True, True, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # NA has no truth value; neither has an array, which is not missing
        return type(value).__name__ == "NAType"
    except ArithmeticError:  # a signalling NaN
        return True


def show(value: object, kind: str = "") -> str:
    """One value as the learner reads it.

    Parameters
    ----------
    value
        Anything; what is missing becomes the words for "not known".
    kind
        One of ``KINDS`` or ``NAMES``, a kind with decimals (``percent.0``), a Python format, or empty.

    Raises
    ------
    InputError
        For a kind that does not exist.

    Examples
    --------
    >>> show(0.1003, "usd_per_hour"), show(0.37, "percent.1"), show(float("nan"), "number"), show("m7g.large")
    ('USD 0.1003 per hour', '37.0%', 'not known', 'm7g.large')
    """
    name, _, digits = kind.partition(".")
    if name in KINDS and (not digits or (name in _WITH_DIGITS and digits.isdecimal())):
        return _show_number(value, name, digits)
    if is_missing(value):
        return language.text("not_known")
    if kind in NAMES:
        try:
            return NAMES[kind](str(value))
        except (LookupError, errors.InputError):  # no id of that kind
            return str(value)
    if not kind:
        if isinstance(value, float):
            return _show_number(value, "number", "")
        if isinstance(value, list | tuple):
            return ", ".join(show(item) for item in value)
        return str(value)
    try:
        return format(value, kind)
    except (TypeError, ValueError):
        raise errors.unknown(ko="숫자 표시 방식", en="kind of number", given=kind, allowed=[*KINDS, *NAMES]) from None


def _show_number(value: object, name: str, digits: str) -> str:
    if is_missing(value):
        return KINDS[name](None)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
    except OverflowError:
        return language.text("lesson_infinite")
    if number != number:
        return KINDS[name](None)
    if abs(number) > 1e15:  # beyond any bill: the digits would only be noise
        return language.text("lesson_infinite") if abs(number) == float("inf") else f"{number:.3e}"
    return _WITH_DIGITS[name](number, int(digits)) if digits else KINDS[name](number)


def fill(template: str, values: Mapping[str, Any], style: Style = "plain") -> str:
    """A template with its values, ready to be shown.

    Parameters
    ----------
    template
        Words with ``{name}`` or ``{name:kind}``, ```code``` and ``**strong**``.
    values
        What the names stand for.
    style
        ``markdown`` escapes ``$`` (which starts math in a notebook) and punctuation inside values; ``html`` turns
        code and strong into tags and escapes the rest; ``plain`` drops the marks.

    Raises
    ------
    InputError
        For a name without a value, a kind that does not exist, or a brace that is not closed.

    Examples
    --------
    >>> fill("**{saving:percent}** less, {cost:usd}", {"saving": 0.3, "cost": 12})
    '30% less, USD 12'
    >>> fill("`{name}` costs $5", {"name": "a_b"}, "markdown")
    '`a_b` costs \\\\$5'
    """
    whole, in_code = "", False
    for literal, value in _pieces(template, values):
        for mark in re.split(r"(`)", literal):
            if mark == "`":
                in_code = not in_code
            if style == "html":
                mark = html.escape(mark, quote=False)
            whole += mark if style != "markdown" or in_code else re.sub(r"(?<!\\)\$", r"\\$", mark)
        if value is None:
            continue
        if style == "html":
            value = html.escape(value).replace("`", "&#96;").replace("*", "&#42;")
        elif style == "plain":
            value = value.translate(_HIDDEN)
        elif style == "markdown" and not in_code:
            value = _PUNCTUATION.sub(r"\\\1", value)
        whole += value
    if language.current() == "ko":
        whole = language.particles(whole)
    return _MARKUP.sub(lambda match: _marked(match, style), whole).translate(_SHOWN)


def _marked(match: re.Match[str], style: Style) -> str:
    code, strong = match.groups()
    if style == "plain":
        return code or strong
    if code:
        return f"<code>{code}</code>" if style == "html" else match[0]
    return f"<strong>{strong}</strong>"  # Markdown's own ** fails before a Korean particle: **5달러(약 7원)**을


def _pieces(template: str, values: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    pieces: list[tuple[str, str | None]] = []
    try:
        for literal, name, kind, conversion in Formatter().parse(template):
            shown = None
            if name is not None:
                value, _ = Formatter().get_field(name, (), values)
                shown = show(Formatter().convert_field(value, conversion), kind or "")
            pieces.append((literal, shown))
    except errors.InputError:
        raise
    except KeyError as missing:
        allowed = values
        raise errors.unknown(
            ko="문장 속 이름", en="name in the sentence", given=missing.args[0], allowed=allowed
        ) from None
    except (ValueError, AttributeError, TypeError, IndexError) as broken:
        raise errors.InputError(
            ko=f"문장의 중괄호를 읽을 수 없습니다({broken}): {template!r}",
            en=f"cannot read the braces of the sentence ({broken}): {template!r}",
        ) from None
    return pieces


def pick(text: object, name: str = "") -> str:
    """The field of a text in the language in use: ``ko``, ``en``, or ``why_ko`` for the name ``why``.

    Examples
    --------
    >>> from kaolib.study.bank import Text
    >>> pick(Text(ko="네", en="yes"))
    'yes'
    """
    chosen: str = getattr(text, f"{name}_{language.current()}" if name else language.current())
    return chosen
