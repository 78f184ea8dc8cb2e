"""What a chapter must hold, and what its stored notebooks must not: found by reading, without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kaolib.book.canonical import WIDGET_VIEW
from kaolib.book.sources import COMMON_PARAMETERS, Chapter, edition, parameters, read, tags
from kaolib.book.words import first_line, pick
from kaolib.errors import InputError
from kaolib.study.language import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode


def _heading(words: str) -> re.Pattern[str]:
    return re.compile(rf"^#+ .*(?:{words})", re.MULTILINE | re.IGNORECASE)


def _call(name: str) -> re.Pattern[str]:
    return re.compile(rf"\blesson\.{name}\(")


#: The parts of a chapter in their order: what it is called in a message, and what shows it in each edition.
PARTS = (
    ("title", _heading("."), _heading(".")),
    ("lesson.start", _call("start"), _call("start")),
    ("lesson.recall", _call("recall"), _call("recall")),
    ("지식 / Knowledge", _heading("지식"), _heading("Knowledge")),
    ("lesson.predict", _call("predict"), _call("predict")),
    ("lesson.reveal", _call("reveal"), _call("reveal")),
    ("구조 / Architecture", _heading("구조"), _heading("Architecture")),
    ("lesson.goal", _call("goal"), _call("goal")),
    ("운영 / Operation", _heading("운영"), _heading("Operation")),
    ("lesson.exercise", _call("exercise"), _call("exercise")),
    ("lesson.check", _call("check"), _call("check")),
    ("lesson.quiz", _call("quiz"), _call("quiz")),
    ("노트와 지금 / The note and today", _heading("노트와 지금"), _heading("The note and today")),
    ("정리 / Take-aways", _heading("정리"), _heading("Take-?aways")),
    ("출처 / Sources", _heading("출처"), _heading("Sources")),
    ("lesson.summary", _call("summary"), _call("summary")),
)
_AMOUNT = r"\d[\d,.]*\s*(?:천|백|만|억|조|k|million|billion)?\s*"
#: 원 is also the beginning of other words (3원칙): those syllables after it make no price
_PRICE = re.compile(
    rf"(?:{_AMOUNT}(?:달러|센트|USD\b|KRW\b|dollars?\b|cents?\b|won\b|원(?![칙인본격래소리점천문형활])))"
    r"|(?:(?:USD|KRW|US\$|\$|₩)\s*\d)",
    re.IGNORECASE,
)
_CODE_IN_PROSE = re.compile(r"(?ms)^(```|~~~).*?^\1|(`+)(?!`).+?(?<!`)\2(?!`)")


def problems_of_source(chapter: Chapter) -> list[str]:
    """What is wrong with a chapter's source: cells, tags, prose, and the parts of the template.

    Returns
    -------
    list of str
        One line each, in the language in use; empty when all is well.
    """
    try:
        cells = read(chapter)
        found = [*_pairs(cells), *_prose(cells)]
        for language in LANGUAGES:
            notebook = edition(chapter, language)
            missing = [name for name in COMMON_PARAMETERS if name not in parameters(notebook)]
            if missing:
                names = ", ".join(missing)
                found.append(
                    pick(ko=f"parameters 셀에 {names}이(가) 없습니다.", en=f"the parameters cell lacks {names}")
                )
            found += (f"{language}: {problem}" for problem in _template(chapter, notebook, language))
    except InputError as error:
        return [str(error)]
    return list(dict.fromkeys(found))


def problems_of_notebook(chapter: Chapter, language: str, notebook: NotebookNode) -> list[str]:
    """What is wrong with a stored edition: cells not executed, errors, stderr, widget state, doubled ids.

    Returns
    -------
    list of str
        One line each, in the language in use; empty when all is well.
    """
    found = []
    ids = [cell.get("id") for cell in notebook.cells]
    for name in sorted({str(one) for one in ids if ids.count(one) > 1}):
        found.append(pick(ko=f"셀 id {name!r}이(가) 두 번 쓰였습니다.", en=f"the cell id {name!r} is used twice"))
    if "widgets" in notebook.metadata:
        found.append(pick(ko="위젯 상태가 저장되어 있습니다.", en="widget state is stored"))
    try:
        if (given := parameters(notebook).get("LANG")) != language:
            found.append(pick(ko=f"LANG이 {given!r}입니다.", en=f"LANG is {given!r}"))
    except InputError as error:
        found.append(str(error))
    for position, cell in enumerate(notebook.cells, start=1):
        found += (pick(ko=f"셀 {position}: {problem}", en=f"cell {position}: {problem}") for problem in _outputs(cell))
    return found


def differences(left: NotebookNode, right: NotebookNode) -> list[str]:
    """Where the code of two editions differs in more than ``LANG``.

    Returns
    -------
    list of str
        One line each, in the language in use; empty when the editions agree.
    """
    both = [[(cell.id, _neutral(cell)) for cell in one.cells if cell.cell_type == "code"] for one in (left, right)]
    if len(both[0]) != len(both[1]):
        ko, en = (
            f"코드 셀의 수가 다릅니다: {len(both[0])}, {len(both[1])}",
            f"{len(both[0])} and {len(both[1])} code cells",
        )
        return [pick(ko=ko, en=en)]
    return [
        pick(
            ko=f"코드 셀 {mine[0]}이(가) 두 언어에서 다릅니다.", en=f"the code cell {mine[0]} differs between languages"
        )
        for mine, other in zip(*both, strict=True)
        if mine != other
    ]


def _neutral(cell: NotebookNode) -> str:
    return re.sub(r'^LANG = "\w+"$', "LANG", cell.source, flags=re.MULTILINE)


def _outputs(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type != "code":
        return
    if cell.source.strip() and cell.execution_count is None:
        yield pick(ko="실행되지 않았습니다.", en="was not executed")
    for output in cell.outputs:
        if output.output_type == "error":
            yield pick(ko=f"오류가 저장되어 있습니다: {output.ename}", en=f"an error is stored: {output.ename}")
        if output.get("name") == "stderr":
            yield pick(ko="stderr가 저장되어 있습니다: ", en="stderr is stored: ") + first_line(output.text)
        if WIDGET_VIEW in output.get("data", {}):
            yield pick(ko="첫 화면 없이 위젯만 저장되어 있습니다.", en="a widget is stored without its first frame")


def _pairs(cells: Sequence[NotebookNode]) -> Iterator[str]:
    """Every Korean cell has its English one beside it, and every answer follows its stub."""
    for shared, run in groupby(cells, key=lambda cell: not (tags(cell) & set(LANGUAGES))):
        group = list(run)
        counts = [sum(language in tags(cell) for cell in group) for language in LANGUAGES]
        if not shared and counts[0] != counts[1]:
            snippet = first_line(group[0].source)[:40]
            yield pick(
                ko=f"'{snippet}' 자리의 한국어 셀은 {counts[0]}개, 영어 셀은 {counts[1]}개입니다.",
                en=f"{counts[0]} Korean but {counts[1]} English cells at '{snippet}'",
            )
    for before, cell in zip([None, *cells], cells, strict=False):
        if "solution" in tags(cell) and not (before and tags(before) & {"stub", "solution"}):
            snippet = first_line(cell.source)[:40]
            yield pick(
                ko=f"stub 셀 바로 뒤에 있지 않은 solution 셀: {snippet}", en=f"no stub before the solution: {snippet}"
            )


def _prose(cells: Sequence[NotebookNode]) -> Iterator[str]:
    """Prices come from the tables, never from the keyboard; a dollar sign would start a formula."""
    for position, cell in enumerate(cells, start=1):
        is_prose = cell.cell_type == "markdown"
        if not is_prose and "say" not in tags(cell):
            continue
        words = _CODE_IN_PROSE.sub("", cell.source) if is_prose else cell.source
        if "sourced" not in tags(cell):
            for price in _PRICE.finditer(words):
                yield pick(
                    ko=f"{position}번째 셀에 가격을 직접 썼습니다: {price[0]!r} (출처를 밝힌 인용이면 sourced 태그를 붙이세요)",
                    en=f"cell {position} types a price: {price[0]!r} (tag it sourced when it quotes a named source)",
                )
        if is_prose and re.search(r"(?<!\\)\$", words):
            yield pick(
                ko=f"{position}번째 셀의 $는 수식으로 읽힙니다. '12달러'처럼 쓰세요.",
                en=f"the $ in cell {position} starts a formula: write 'USD 12'",
            )


def _template(chapter: Chapter, notebook: NotebookNode, language: str) -> Iterator[str]:
    """The parts of a chapter, each somewhere after the one before it."""
    cells = [(cell.cell_type == "markdown", cell.source) for cell in notebook.cells]
    other = next(one for one in LANGUAGES if one != language)
    link = f"../{other}/{chapter.name}.ipynb"
    if not cells or link not in cells[0][1]:
        yield pick(ko=f"첫 셀에 {link} 링크가 없습니다.", en=f"the first cell does not link to {link}")
    at, missing = 0, []
    for name, *shown in PARTS:
        if name == "lesson.recall" and chapter.number == "00":  # nothing was learned before the first chapter
            continue
        pattern, is_prose = shown[LANGUAGES.index(language)], not name.startswith("lesson.")
        hit = next((i for i in range(at, len(cells)) if cells[i][0] == is_prose and pattern.search(cells[i][1])), None)
        if hit is None:
            missing.append(name)
        else:
            at = hit
    if missing:
        names = ", ".join(missing)
        yield pick(ko=f"없거나 순서가 다른 부분: {names}", en=f"missing, or not in its place: {names}")
