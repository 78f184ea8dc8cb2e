"""What is proved of every edition by executing it; one file per language, so that two processes share the work."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from kaolib.book.build import content, prepared
from kaolib.book.check import compared
from kaolib.book.execute import Job, Outcome, execute
from kaolib.book.run import planned
from kaolib.book.sources import Chapter, chapters, edition, parameters
from kaolib.study import language

ROOT = Path(__file__).parents[2]
CHAPTERS = chapters(ROOT)
#: A build runs every chapter in the first one; the stored notebooks run in the other. `everywhere` runs the rest.
HOME, *ELSEWHERE = "ap-northeast-2", "us-east-1"
by_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.number)
_CHECK = re.compile(r"\blesson\.check(?:_goal)?\(")


def ran(job: Job) -> Outcome:
    """Execute; anything but a quiet success fails the test with the cell and its error."""
    outcome = execute(job)
    assert outcome.status == "passed", str(outcome)
    return outcome


def verdicts(outcome: Outcome) -> dict[str, str]:
    """What each check cell of an executed notebook said, by cell id."""
    found = {}
    for cell in nbformat.read(outcome.job.target, as_version=4).cells:
        if cell.cell_type == "code" and (calls := _CHECK.findall(cell.source)):
            assert len(calls) == 1, f"{cell.id}: one check a cell, or only the last one is seen"
            found[cell.id] = cell.outputs[-1].data["text/plain"]
    return found


def not_saying(outcome: Outcome, status: str) -> dict[str, str]:
    """The checks that said something else."""
    language.use(outcome.job.language)
    word = language.text(f"lesson_{status}")
    language.use("en")
    said = verdicts(outcome)
    assert said, "no check in this chapter"
    return {cell: words for cell, words in said.items() if not words.startswith(word)}


class EditionTests:
    """Every chapter in one language."""

    language: str

    @by_chapter
    def test_what_is_stored_is_what_a_build_makes(self, chapter: Chapter, tmp_path: Path) -> None:
        assert parameters(edition(chapter, self.language))["REGION"] == HOME
        outcome = ran(prepared(chapter, self.language, tmp_path))
        stored, built = chapter.notebook(self.language).read_text(encoding="utf-8"), content(outcome)
        assert built is not None
        difference = compared(chapter.name, stored, built)
        assert difference is None or difference.kind == "note", difference
        # the learner's edition holds stubs: no check may call them wrong
        assert not_saying(outcome, "not_attempted") == {}

    @by_chapter
    @pytest.mark.parametrize("region", ELSEWHERE)
    def test_it_runs_in_another_region(self, chapter: Chapter, region: str, tmp_path: Path) -> None:
        (job,) = planned([chapter], [self.language], tmp_path, regions=[region])
        ran(job)

    @by_chapter
    def test_every_solution_is_right(self, chapter: Chapter, tmp_path: Path) -> None:
        outcome = ran(prepared(chapter, self.language, tmp_path, solutions=True))
        assert not_saying(outcome, "right") == {}
