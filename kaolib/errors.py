"""One sentence about bad input, in the learner's language, and nothing of our internals."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Sequence
from numbers import Integral, Real

#: "ko" or "en": the language in which errors speak. `study.language.use` sets it.
language = "en"
#: Picks the Korean particle after each word. `study.language` sets it; without that floor both forms are shown.
particles: Callable[[str], str] = str


class InputError(ValueError):
    """A value that was given and cannot be used: what was given, what is allowed, the nearest valid choice.

    Parameters
    ----------
    ko, en
        The same sentence in both languages; `kaolib.errors.language` picks one when the error is shown.

    Examples
    --------
    >>> str(InputError(ko="시간은 0 이상이어야 합니다.", en="hours must be 0 or more."))
    'hours must be 0 or more.'
    """

    def __init__(self, *, ko: str, en: str) -> None:
        super().__init__(en)
        self.ko, self.en = ko, en

    def __str__(self) -> str:
        return particles(self.ko) if language == "ko" else self.en

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines in place of a traceback: a notebook reader sees the sentence alone."""
        return [f"{'입력 오류' if language == 'ko' else 'Input error'}: {self}"]


class SnapshotError(InputError):
    """A price table that is missing, truncated or altered."""


def nearest(given: object, allowed: Iterable[str]) -> str | None:
    """The allowed name most like the given one, or None when nothing is like it.

    Examples
    --------
    >>> nearest("ap-northeast-9", ["ap-northeast-2", "us-east-1"])
    'ap-northeast-2'
    """
    by_fold: dict[str, str] = {}
    for name in allowed:
        by_fold.setdefault(name.casefold(), name)
    wanted = str(given).casefold()
    close = difflib.get_close_matches(wanted, by_fold, n=9, cutoff=0.5)
    # Equally close names: the one that the list has first.
    order = {name: i for i, name in enumerate(by_fold)}
    best = min(close, key=lambda c: (-difflib.SequenceMatcher(None, c, wanted).ratio(), order[c]), default=None)
    return None if best is None else by_fold[best]


def unknown(
    *, ko: str, en: str, given: object, allowed: Iterable[str], hint_ko: str = "", hint_en: str = ""
) -> InputError:
    """An error for a name that is not in a list.

    Parameters
    ----------
    ko, en
        What the name stands for ("리전", "Region").
    given
        What was given.
    allowed
        The valid names; the nearest one is suggested, or the first few are listed.
    hint_ko, hint_en
        Where to see all of them.

    Examples
    --------
    >>> print(unknown(ko="리전", en="Region", given="ap-northeast-9", allowed=["ap-northeast-2", "us-east-1"]))
    unknown Region 'ap-northeast-9': did you mean 'ap-northeast-2'?
    """
    names = list(allowed)
    close = nearest(given, names)
    if close:
        return InputError(
            ko=f"{ko} {given!r}을(를) 알 수 없습니다. {close!r}을(를) 찾으셨나요?{hint_ko}",
            en=f"unknown {en} {given!r}: did you mean {close!r}?{hint_en}",
        )
    some = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    return InputError(
        ko=f"{ko} {given!r}을(를) 알 수 없습니다. 쓸 수 있는 값: {some}{hint_ko}",
        en=f"unknown {en} {given!r}: use one of {some}{hint_en}",
    )


def amount(name: str, value: object, *, least: float = 0, above: bool = False) -> float:
    """The value as a float, if it is a finite number of at least ``least`` (or above it).

    Raises
    ------
    InputError
        For anything else, True and False among it.

    Examples
    --------
    >>> amount("hours", 730)
    730.0
    >>> amount("hours", -1)
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: hours -1 cannot be used: give a number of 0 or more.
    """
    if _is_real(value) and least <= float(value) < math.inf and (float(value) > least or not above):  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    ko, en = (f"{least:g}보다 큰", f"above {least:g}") if above else (f"{least:g} 이상의", f"of {least:g} or more")
    raise InputError(
        ko=f"{name} {_plain(value)!r}은(는) 쓸 수 없습니다. {ko} 수여야 합니다.",
        en=f"{name} {_plain(value)!r} cannot be used: give a number {en}.",
    )


def share(name: str, value: object) -> float:
    """The value as a float, if it is a number from 0 to 1.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> share("utilization", 0.3)
    0.3
    """
    if _is_real(value) and 0 <= float(value) <= 1:  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    raise InputError(
        ko=f"{name} {_plain(value)!r}은(는) 쓸 수 없습니다. 0~1의 수여야 합니다(60%는 0.6).",
        en=f"{name} {_plain(value)!r} cannot be used: give a number from 0 to 1 (60 % is 0.6).",
    )


def count(name: str, value: object, *, least: int = 0) -> int:
    """The value as an int, if it is a whole number of at least ``least``.

    Raises
    ------
    InputError
        For anything else, 2.0 among it.

    Examples
    --------
    >>> count("hosts", 2)
    2
    """
    if isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least:
        return int(value)
    raise InputError(
        ko=f"{name} {_plain(value)!r}은(는) 쓸 수 없습니다. {least} 이상의 정수여야 합니다.",
        en=f"{name} {_plain(value)!r} cannot be used: give a whole number of {least} or more.",
    )


def each_of(values: str | Sequence[str], allowed: Sequence[str], *, ko: str, en: str) -> list[str]:
    """The values as a list, if each of them is allowed and there is at least one.

    Examples
    --------
    >>> each_of("Region", ["Region", "Local Zone"], ko="위치 종류", en="kind of location")
    ['Region']
    """
    given = [values] if isinstance(values, str) else list(values)
    for value in given or [""]:
        if value not in allowed:
            raise unknown(ko=ko, en=en, given=value, allowed=allowed)
    return given


def columns(given: Iterable[str], needed: Iterable[str], *, ko: str, en: str) -> None:
    """Raise when a table lacks a column; the sentence names the table and all that it lacks.

    Examples
    --------
    >>> columns(["start"], ["start", "end"], ko="기간", en="the periods")
    Traceback (most recent call last):
    ...
    kaolib.errors.InputError: the periods need the column end.
    """
    there = set(given)
    missing = ", ".join(column for column in needed if column not in there)
    if missing:
        raise InputError(ko=f"{ko}에 {missing} 열이 없습니다.", en=f"{en} need the column {missing}.")


def _is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _plain(value: object) -> object:
    """The value as Python writes it: numpy's numbers would name their type."""
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value
