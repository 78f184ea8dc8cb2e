"""A chapter's one source file, and the editions that are cut from it.

A source is a jupytext percent file. What a cell is for stands in its tags:

- ``ko``, ``en``: a markdown cell of one edition; an untagged one belongs to both
- ``parameters``: the literals that papermill may replace; exactly one cell
- ``stub``, ``solution``: what a learner fills in, and the answer, which never reaches a learner's edition
- ``say``: shows words only; its code is folded away
- ``sourced``: names prices that are quoted from a source, which prose otherwise never types

A word after ``# %%`` names the cell; without one its id comes from its text, so ids do not move when a cell is added.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaolib.errors import InputError, unknown
from kaolib.study.language import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

TAGS = (*LANGUAGES, "parameters", "stub", "solution", "say", "sourced")
#: The parameters that every chapter has.
COMMON_PARAMETERS = ("LANG", "REGION", "KRW_PER_USD")
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_LANG_LINE = re.compile(r"^LANG\b[^=\n]*=.*$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Chapter:
    """One chapter of the workbook: ``notebooks/src/21_purchase_options.py``."""

    source: Path

    @property
    def name(self) -> str:
        """The file name without its ending: ``21_purchase_options``."""
        return self.source.stem

    @property
    def number(self) -> str:
        """The number that stands first in the name: ``21``."""
        return self.name.split("_")[0]

    def notebook(self, language: str) -> Path:
        """Where the edition in this language is stored."""
        return self.source.parents[1] / language / f"{self.name}.ipynb"


def find_root(start: Path | None = None) -> Path:
    """The folder that holds ``notebooks/src``.

    Parameters
    ----------
    start
        Where to begin looking upwards; None: the current folder, then the folder this package was installed from.

    Raises
    ------
    InputError
        Where there is no workbook.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, *([] if start else [Path(__file__).resolve().parents[2]])):
        if (folder / "notebooks" / "src").is_dir():
            return folder
    raise InputError(
        ko=f"{here}에는 워크북(notebooks/src)이 없습니다. 내려받은 저장소 폴더에서 실행하세요.",
        en=f"there is no workbook (notebooks/src) at or above {here}: run this in a clone of the repository",
    )


def chapters(root: Path, wanted: Iterable[str] = ()) -> list[Chapter]:
    """The chapters of a workbook in order.

    Parameters
    ----------
    root
        The folder that holds ``notebooks/src``.
    wanted
        Numbers (``21``) or names (``21_purchase_options``, ``purchase_options``); empty: all.

    Raises
    ------
    InputError
        For a chapter that does not exist, or when there is none at all.
    """
    found = [Chapter(path) for path in sorted((root / "notebooks" / "src").glob("[0-9]*_*.py"))]
    if not found:
        raise InputError(
            ko=f"{root / 'notebooks' / 'src'}에 장이 하나도 없습니다.",
            en=f"there is no chapter in {root / 'notebooks' / 'src'}",
        )
    by_name = {alias: one for one in found for alias in (one.number, one.name.partition("_")[2], one.name)}
    chosen = set()
    for name in wanted:
        key = Path(name).stem
        if key not in by_name:
            names = [one.name for one in found]
            raise unknown(ko="장", en="chapter", given=name, allowed=[*names, *(n.partition("_")[2] for n in names)])
        chosen.add(by_name[key])
    return sorted(chosen) or found


def read(chapter: Chapter) -> list[NotebookNode]:
    """The cells of a source, all languages, stubs and solutions, each with its id.

    Raises
    ------
    InputError
        For a tag that means nothing, a language on a code cell, or one name on two cells.
    """
    import jupytext

    cells: list[NotebookNode] = jupytext.reads(chapter.source.read_text(encoding="utf-8"), fmt="py:percent").cells
    taken: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        where = f"{chapter.source.name}, {position}"
        for tag in tags(cell):
            if tag not in TAGS:
                raise unknown(ko=f"{where}번째 셀의 태그", en=f"tag in {where} (cell)", given=tag, allowed=TAGS)
        if cell.cell_type != "markdown" and set(LANGUAGES) & tags(cell):
            raise InputError(
                ko=f"{where}번째 셀: 코드 셀은 두 언어가 함께 쓰므로 ko, en 태그를 붙일 수 없습니다.",
                en=f"{where} (cell): a code cell is shared by both languages and cannot be tagged ko or en",
            )
        name = cell.metadata.pop("title", "") or ("parameters" if "parameters" in tags(cell) else "")
        stem = re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-")[:48]
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        wish = f"{chapter.number}-{stem or digest}"
        taken[wish] = taken.get(wish, 0) + 1
        if stem and taken[wish] > 1:
            raise InputError(
                ko=f"{where}번째 셀: 이름 {name!r}이(가) 두 번 쓰였습니다.",
                en=f"{where} (cell): the name {name!r} is used twice",
            )
        cell.id = wish if taken[wish] == 1 else f"{wish}-{taken[wish]}"
    return cells


def tags(cell: NotebookNode) -> set[str]:
    """The tags of a cell."""
    return set(cell.metadata.get("tags", ()))


def edition(chapter: Chapter, language: str, *, solutions: bool = False) -> NotebookNode:
    """One edition of a chapter, not yet executed.

    Parameters
    ----------
    chapter
        The chapter.
    language
        ``"ko"`` or ``"en"``.
    solutions
        True: the answers stand where the learner's edition has stubs.
    """
    import nbformat

    other = set(LANGUAGES) - {language}
    dropped = other | {"stub" if solutions else "solution"}
    notebook: NotebookNode = nbformat.v4.new_notebook(metadata=METADATA)
    notebook.nbformat_minor = 5
    for cell in read(chapter):
        own = tags(cell)
        if own & dropped:
            continue
        if "parameters" in own:
            cell.source = _LANG_LINE.sub(f'LANG = "{language}"', cell.source)
        kept = sorted(own - {*LANGUAGES, "solution"})
        cell.metadata = nbformat.from_dict({"tags": kept} if kept else {})
        if "say" in own:
            cell.metadata["jupyter"] = {"source_hidden": True}
        notebook.cells.append(cell)
    return notebook


def parameters(notebook: NotebookNode) -> dict[str, Any]:
    """The literals of the parameters cell by name.

    Raises
    ------
    InputError
        When there is not exactly one such cell, or it holds anything but names set to literals.
    """
    found = [cell for cell in notebook.cells if "parameters" in tags(cell)]
    if len(found) != 1:
        raise InputError(
            ko=f"parameters 태그가 붙은 셀은 하나여야 하는데 {len(found)}개입니다.",
            en=f"exactly one cell must be tagged parameters, not {len(found)}",
        )
    values: dict[str, Any] = {}
    for statement in ast.parse(found[0].source).body:
        try:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    values[name] = ast.literal_eval(value)
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    values[name] = ast.literal_eval(value)
                case _:
                    raise ValueError
        except ValueError:
            raise InputError(
                ko=f"parameters 셀에는 '이름 = 값' 꼴의 리터럴만 쓸 수 있습니다: {ast.unparse(statement)}",
                en=f"the parameters cell holds literals only (name = value), not: {ast.unparse(statement)}",
            ) from None
    return values
