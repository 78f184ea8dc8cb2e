from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from kaolib.book import check, lint, main
from kaolib.book.sources import Chapter, chapters, edition

Edit = Callable[[str, str], list[str]]


@pytest.fixture
def problems(workbook: Path) -> Edit:
    """Replace some text of the chapter that is in order; what lint then says."""
    chapter = chapters(workbook, ["00"])[0]

    def edit(old: str, new: str) -> list[str]:
        text = chapter.source.read_text(encoding="utf-8")
        assert old in text
        chapter.source.write_text(text.replace(old, new), encoding="utf-8")
        return lint.problems_of_source(chapter)

    return edit


def executed(chapter: Chapter, language: str) -> nbformat.NotebookNode:
    """An edition that looks executed."""
    notebook = edition(chapter, language)
    for number, cell in enumerate((one for one in notebook.cells if one.cell_type == "code"), start=1):
        cell.execution_count = number
    return notebook


def test_a_chapter_in_order_has_no_problem(problems: Edit) -> None:
    assert problems("hours = 730", "hours = 731") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lesson.quiz()", "print()", "missing, or not in its place: lesson.quiz"),
        ("## 운영", "## 그다음", "ko: missing, or not in its place: 운영 / Operation"),
        ("## Operation", "## Next", "en: missing, or not in its place: 운영 / Operation"),
        ("lesson.goal()", "lesson.summary()", "lesson.goal"),
        ("../en/00_numbers.ipynb", "../en/01.ipynb", "the first cell does not link to ../en/00_numbers.ipynb"),
        ("KRW_PER_USD = None\n", "", "the parameters cell lacks KRW_PER_USD"),
        ("hours = 730", "hours = 365 * 2", "literals only"),
        ('tags=["stub"]', 'tags=["say"]', "no stub before the solution: answer = hours / 24"),
        ('# %% [markdown] tags=["en"]\n# ## Knowledge\n', "", "1 Korean but 0 English cells at '## 지식'"),
        ('tags=["stub"]', 'tags=["stob"]', "did you mean 'stub'"),
    ],
)
def test_a_chapter_out_of_order_is_told(problems: Edit, old: str, new: str, said: str) -> None:
    found = problems(old, new)
    assert any(said in one for one in found), found


def test_the_first_chapter_alone_needs_no_recall(problems: Edit, workbook: Path) -> None:
    assert problems("recall predict", "predict") == []
    source = workbook / "notebooks/src/00_numbers.py"
    later = Chapter(source.rename(source.with_name("12_numbers.py")))
    assert any("lesson.recall" in one for one in lint.problems_of_source(later))


@pytest.mark.parametrize(
    "prose",
    [
        "시간당 0.1달러입니다",
        "약 1,350원으로",
        "3만 원",
        "USD 12 a month",
        "12 USD",
        "KRW 1,350",
        "US$5",
        "20 dollars",
        "5 cents",
    ],
)
def test_a_typed_price_is_told(problems: Edit, prose: str) -> None:
    found = problems("# ## Architecture", f"# ## Architecture\n#\n# {prose}")
    assert any("types a price" in one for one in found), found


@pytest.mark.parametrize(
    "prose", ["3원칙을 따릅니다", "730시간", "`USD 12` is how it is written", "USD or won", "m7g.2xlarge"]
)
def test_words_that_are_no_price_are_not(problems: Edit, prose: str) -> None:
    assert problems("# ## Architecture", f"# ## Architecture\n#\n# {prose}") == []


def test_a_price_in_a_say_cell_is_told(problems: Edit) -> None:
    found = problems("lesson.reveal(hours)", 'lesson.reveal("12달러")')
    assert any("types a price: '12달러'" in one for one in found), found


def test_a_dollar_sign_is_told_unless_it_is_code(problems: Edit) -> None:
    assert problems("# ## Architecture", "# ## Architecture\n#\n# `$HOME`, \\$ and\n# ```\n# $x\n# ```\n#") == []
    assert any("starts a formula" in one for one in problems("# ## Architecture", "# ## Architecture $x$"))


def test_a_stored_notebook_in_order(workbook: Path) -> None:
    chapter = chapters(workbook, ["00"])[0]
    ko, en = executed(chapter, "ko"), executed(chapter, "en")
    assert lint.problems_of_notebook(chapter, "ko", ko) == lint.problems_of_notebook(chapter, "en", en) == []
    assert lint.differences(ko, en) == []


def test_a_stored_notebook_out_of_order_is_told(workbook: Path) -> None:
    chapter = chapters(workbook, ["00"])[0]
    notebook = executed(chapter, "ko")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    output = nbformat.v4.new_output
    code[1].execution_count = None
    code[2].outputs = [output("error", ename="KeyError", evalue="x")]
    code[3].outputs = [output("stream", name="stderr", text="careful")]
    code[4].outputs = [output("display_data", {"application/vnd.jupyter.widget-view+json": {}})]
    code[5].id = code[4].id
    notebook.metadata["widgets"] = {}
    found = "\n".join(lint.problems_of_notebook(chapter, "en", notebook))
    for said in (
        "was not executed",
        "an error is stored: KeyError",
        "stderr is stored: careful",
        "a widget is stored without its first frame",
        f"the cell id '{code[4].id}' is used twice",
        "widget state is stored",
        "LANG is 'ko'",
    ):
        assert said in found


def test_code_that_drifts_between_languages_is_told(workbook: Path) -> None:
    chapter = chapters(workbook, ["00"])[0]
    ko, en = executed(chapter, "ko"), executed(chapter, "en")
    en.cells[-1].source += "\nprint(1)"
    assert lint.differences(ko, en) == [f"the code cell {en.cells[-1].id} differs between languages"]
    del en.cells[-1]
    assert lint.differences(ko, en) == ["10 and 9 code cells"]


def with_output(value: str, picture: str) -> str:
    """A stored notebook with one number and one picture, twice: as an output and inside HTML."""
    html = f'<img alt="chart" src="data:image/png;base64,{picture}">'
    data = {"text/plain": value, "image/png": picture, "text/html": html}
    cell = nbformat.v4.new_code_cell("1", id="one", outputs=[nbformat.v4.new_output("display_data", data)])
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


def test_a_picture_alone_is_a_note_and_a_number_a_problem() -> None:
    stored = with_output("1.5", "iVBORw0KGgo=")
    assert check.compared("x", stored, stored) is None
    note = check.compared("x", stored, with_output("1.5", "iVBORw0AAAA="))
    assert note == check.Finding("note", "x", "only the bytes of pictures differ (other fonts or another vl-convert)")
    problem = check.compared("x", stored, with_output("1.6", "iVBORw0AAAA="))
    assert problem == check.Finding("problem", "x", "not what build writes (outputs of cell 1): run 'kao build'")


def test_layout_counts_too() -> None:
    stored = with_output("1.5", "iVBORw0KGgo=")
    found = check.compared("x", stored + "\n", stored)
    assert found is not None
    assert "metadata or layout" in found.message


def test_a_broken_file_is_told() -> None:
    found = check.compared("x", "{", with_output("1.5", "iVBORw0KGgo="))
    assert found == check.Finding("problem", "x", "not a readable notebook")


def test_check_passes_what_build_stored(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (built / "notebooks").rglob("11_table.*"):
        path.unlink()
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "everything is as it should be\n"


def test_check_says_what_build_would_change(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = built / "notebooks/en/00_numbers.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("summary 730", "summary 731"), encoding="utf-8")
    path.with_name("05_lost.ipynb").write_text("{}")
    assert main(["check", "00", "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert "✗ notebooks/en/00_numbers.ipynb: not what build writes (outputs of cell" in said.out
    assert "✗ notebooks/en/05_lost.ipynb: no source makes this notebook" in said.out
    assert said.err.endswith("2 problems\n")


def test_a_notebook_that_is_missing_or_broken_is_told(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook / "notebooks/ko/00_numbers.ipynb"
    path.parent.mkdir()
    path.write_text("{")
    assert main(["check", "00", "--quick"]) == 1
    said = capsys.readouterr().out
    assert "notebooks/ko/00_numbers.ipynb: not a readable notebook" in said
    assert "notebooks/en/00_numbers.ipynb: not built yet" in said
