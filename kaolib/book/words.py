"""One sentence in the language of the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kaolib import errors
from kaolib.study.language import particles

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def pick(*, ko: str, en: str) -> str:
    """The sentence in the language in use, with its Korean particles chosen.

    Examples
    --------
    >>> pick(ko="노트북 8개", en="8 notebooks")
    '8 notebooks'
    """
    return particles(ko) if errors.language == "ko" else en


def from_environment(environment: Mapping[str, str]) -> str:
    """The language a terminal asks for by its locale; English where it asks for neither.

    Examples
    --------
    >>> from_environment({"LANG": "ko_KR.UTF-8"}), from_environment({"LC_ALL": "C", "LANG": "ko_KR.UTF-8"})
    ('ko', 'en')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ko" if environment[name].lower().startswith("ko") else "en"
    return "en"


def first_line(text: str) -> str:
    """The first line that says something, without terminal colours.

    Examples
    --------
    >>> first_line("\\n  no such Region\\n  more")
    'no such Region'
    """
    lines = (line.strip() for line in _ANSI.sub("", text).splitlines())
    return next((line for line in lines if line), "")
