"""Whether everything stored is what a build would write, and holds what a chapter must hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kaolib.book.lint import differences, problems_of_notebook, problems_of_source
from kaolib.book.sources import Chapter
from kaolib.book.words import pick
from kaolib.study.language import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: The bytes of a picture in a notebook file: an output of its own, or inside HTML.
_PICTURE = re.compile(r'(?<="image/png": ")[A-Za-z0-9+/=\\n]*|(?<=data:image/png;base64,)[A-Za-z0-9+/=]*')


@dataclass(frozen=True)
class Finding:
    """One thing about one file: a ``problem``, or a ``note`` that fails nothing."""

    kind: Literal["problem", "note"]
    file: str
    message: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.file}: {self.message}"


def structure(root: Path, chapters: Sequence[Chapter], languages: Sequence[str]) -> Iterator[Finding]:
    """Problems that are seen without running anything."""
    import nbformat

    for chapter in chapters:
        for problem in problems_of_source(chapter):
            yield Finding("problem", _name(root, chapter.source), problem)
        editions = {}
        for language in languages:
            path = _name(root, chapter.notebook(language))
            try:
                notebook = editions[language] = _stored(chapter.notebook(language))
            except nbformat.reader.NotJSONError:
                yield Finding("problem", path, _unreadable())
                continue
            if notebook is None:
                missing = pick(
                    ko="아직 만들지 않았습니다. 'kao build'를 실행하세요.", en="not built yet: run 'kao build'"
                )
                yield Finding("problem", path, missing)
            else:
                for problem in problems_of_notebook(chapter, language, notebook):
                    yield Finding("problem", path, problem)
        left, right = (editions.get(language) for language in LANGUAGES)
        if left and right:
            for problem in differences(left, right):
                yield Finding("problem", chapter.name, problem)


def orphans(root: Path, chapters: Sequence[Chapter]) -> Iterator[Finding]:
    """Stored notebooks that no source makes."""
    names = {chapter.name for chapter in chapters}
    for language in LANGUAGES:
        for path in sorted((root / "notebooks" / language).glob("*.ipynb")):
            if path.stem not in names:
                message = pick(ko="소스가 없는 노트북입니다.", en="no source makes this notebook")
                yield Finding("problem", _name(root, path), message)


def compared(name: str, stored: str | None, built: str) -> Finding | None:
    """A stored notebook beside a fresh build of it.

    Everything must be equal to the byte but pictures, whose bytes depend on the fonts and on the drawing library: where
    only they differ, that is a note.

    Parameters
    ----------
    name
        What to call the file.
    stored, built
        The text of both; None where nothing is stored.
    """
    if stored == built or stored is None:  # a missing file is already a finding of its own
        return None
    old, new = _PICTURE.sub("", stored), _PICTURE.sub("", built)
    if old == new:
        pictures = pick(
            ko="그림의 바이트만 다릅니다(글꼴이나 vl-convert 판이 다를 때 생깁니다).",
            en="only the bytes of pictures differ (other fonts or another vl-convert)",
        )
        return Finding("note", name, pictures)
    try:
        where = _first_difference(json.loads(old), json.loads(new))
    except (json.JSONDecodeError, KeyError, TypeError):
        return Finding("problem", name, _unreadable())
    remedy = pick(
        ko=f"build의 결과와 다릅니다({where}). 'kao build'를 실행하세요.",
        en=f"not what build writes ({where}): run 'kao build'",
    )
    return Finding("problem", name, remedy)


def _first_difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    for position, (mine, other) in enumerate(zip(old["cells"], new["cells"], strict=False), start=1):
        if mine != other:
            part = next(
                key
                for key in ("cell_type", "source", "outputs", "id", "metadata", "")
                if mine.get(key) != other.get(key)
            )
            return pick(ko=f"셀 {position}의 {part}", en=f"{part} of cell {position}")
    if len(old["cells"]) != len(new["cells"]):
        return pick(ko="셀의 수", en="the number of cells")
    return pick(ko="메타데이터나 줄 배치", en="metadata or layout")


def _unreadable() -> str:
    return pick(ko="노트북 파일이 깨졌습니다.", en="not a readable notebook")


def _stored(path: Path) -> NotebookNode | None:
    import nbformat

    return nbformat.read(path, as_version=4) if path.is_file() else None


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
