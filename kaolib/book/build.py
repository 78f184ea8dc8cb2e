"""Sources to stored notebooks: cut, executed, canonical, written only when they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kaolib.book.canonical import text, write_if_changed
from kaolib.book.execute import CELL_TIMEOUT, Job, Outcome, execute_all
from kaolib.book.sources import Chapter, edition


@dataclass(frozen=True)
class Built:
    """An edition as a build makes it; ``content`` is None where it failed."""

    chapter: Chapter
    language: str
    outcome: Outcome
    content: str | None

    def write(self) -> bool:
        """Store it; True when the stored file changed."""
        return self.content is not None and write_if_changed(self.chapter.notebook(self.language), self.content)


def prepared(
    chapter: Chapter, language: str, folder: Path, *, solutions: bool = False, cell_timeout: float = CELL_TIMEOUT
) -> Job:
    """Cut an edition into a folder; the job that executes it there."""
    import nbformat

    source = folder / f"{chapter.name}.{language}.ipynb"
    nbformat.write(edition(chapter, language, solutions=solutions), source)
    return Job(chapter.name, language, source, folder / "executed" / source.name, cell_timeout=cell_timeout)


def content(outcome: Outcome) -> str | None:
    """What a build stores for an executed edition; None when a cell failed or wrote to stderr."""
    import nbformat

    if outcome.status != "passed":
        return None
    return text(nbformat.read(outcome.job.target, as_version=4))


def rebuilt(
    root: Path,
    chapters: Sequence[Chapter],
    languages: Sequence[str],
    *,
    jobs: int | None = None,
    cell_timeout: float = CELL_TIMEOUT,
) -> Iterator[Built]:
    """Build editions without storing them; they come as they end.

    Parameters
    ----------
    root
        The workbook; its own ``data`` holds the prices, not a snapshot that this user refreshed.
    chapters, languages
        Which editions.
    jobs
        How many at a time; None: as many as processors.
    cell_timeout
        Seconds that one cell may take.
    """
    with TemporaryDirectory(prefix="kao-", ignore_cleanup_errors=True) as folder:
        by_name = {chapter.name: chapter for chapter in chapters}
        todo = [
            prepared(chapter, language, Path(folder), cell_timeout=cell_timeout)
            for chapter in chapters
            for language in languages
        ]
        shipped = root / "data"
        snapshot = str(shipped) if (shipped / "manifest.toml").is_file() else ""
        for outcome in execute_all(todo, jobs, snapshot=snapshot):
            yield Built(by_name[outcome.job.chapter], outcome.job.language, outcome, content(outcome))
