"""After the benchmarks: the table that the README shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest


class Row(NamedTuple):
    """One line: what was measured, beside what, and the goal."""

    ko: str
    en: str
    measured: str
    beside: str
    ratio: str
    goal: str


ROWS = pytest.StashKey[list[Row]]()
HEADS = {"ko": ("무엇", "측정값", "기준", "배", "목표"), "en": ("what", "measured", "beside", "ratio", "goal")}


@pytest.fixture
def row(pytestconfig: pytest.Config) -> Callable[[Row], None]:
    """Adds a line to the table."""
    return pytestconfig.stash.setdefault(ROWS, []).append


def markdown(rows: list[Row], language: str) -> Iterator[str]:
    """The lines of the table."""
    lines = [HEADS[language], ("---",) * len(HEADS[language])]
    lines += [(getattr(r, language), *r[2:]) for r in rows]
    return (f"| {' | '.join(line)} |" for line in lines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for language in HEADS if config.stash.get(ROWS, []) else ():
        terminalreporter.write_line("")
        for line in markdown(config.stash[ROWS], language):
            terminalreporter.write_line(line)
