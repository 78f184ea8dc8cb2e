from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from kaolib.book import sources
from kaolib.errors import InputError


def chapter(root: Path, number: str) -> sources.Chapter:
    return sources.chapters(root, [number])[0]


def written(root: Path, text: str) -> sources.Chapter:
    path = root / "notebooks/src/31_try.py"
    path.write_text(text, encoding="utf-8")
    return sources.Chapter(path)


def test_root_is_found_upwards_and_beside_the_package(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sources.find_root() == workbook
    assert sources.find_root(workbook / "notebooks/src") == workbook
    monkeypatch.chdir("/")
    assert sources.find_root() == Path(sources.__file__).parents[2]


def test_without_a_workbook_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no workbook .* at or above"):
        sources.find_root(tmp_path)
    (tmp_path / "notebooks/src").mkdir(parents=True)
    with pytest.raises(InputError, match="there is no chapter in"):
        sources.chapters(tmp_path)


@pytest.mark.parametrize("wish", ["11", "table", "11_table", "notebooks/src/11_table.py"])
def test_a_chapter_is_named_by_number_or_name(workbook: Path, wish: str) -> None:
    assert [one.name for one in sources.chapters(workbook, [wish])] == ["11_table"]


def test_chapters_come_in_order_and_once(workbook: Path) -> None:
    assert [one.number for one in sources.chapters(workbook, ["11", "00", "table"])] == ["00", "11"]
    assert [one.number for one in sources.chapters(workbook)] == ["00", "11"]


def test_an_unknown_chapter_names_the_nearest(workbook: Path) -> None:
    with pytest.raises(InputError, match="unknown chapter 'tabel': did you mean 'table'"):
        sources.chapters(workbook, ["tabel"])


def test_editions_differ_in_prose_and_lang_alone(workbook: Path) -> None:
    ko, en = (sources.edition(chapter(workbook, "00"), language) for language in ("ko", "en"))
    assert len(ko.cells) == len(en.cells)
    for mine, other in zip(ko.cells, en.cells, strict=True):
        assert mine.cell_type == other.cell_type
        if mine.cell_type == "code":
            assert mine.id == other.id
            assert mine.metadata == other.metadata
            assert mine.source == other.source.replace('LANG = "en"', 'LANG = "ko"')
    assert 'LANG = "en"' in en.cells[1].source
    assert ko.cells[0].source.startswith("# 수")
    assert en.cells[0].source.startswith("# Numbers")
    nbformat.validate(ko)


def test_tags_of_a_stored_cell(workbook: Path) -> None:
    cells = sources.edition(chapter(workbook, "00"), "ko").cells
    by_source = {cell.source: cell.metadata for cell in cells}
    assert by_source["lesson.reveal(hours)"] == {"tags": ["say"], "jupyter": {"source_hidden": True}}
    assert by_source["answer = ..."] == {"tags": ["stub"]}
    assert by_source["---"] == {}
    assert by_source["## 지식"] == {}


def test_a_learner_gets_the_stub_and_a_test_the_solution(workbook: Path) -> None:
    learner = [cell.source for cell in sources.edition(chapter(workbook, "00"), "ko").cells]
    solved = [cell.source for cell in sources.edition(chapter(workbook, "00"), "ko", solutions=True).cells]
    assert "answer = ..." in learner
    assert not any("hours / 24" in one and "lesson" not in one for one in learner)
    assert [a for a, b in zip(learner, solved, strict=True) if a != b] == ["answer = ..."]
    assert "answer = hours / 24" in solved


def test_an_id_stays_when_another_cell_comes(workbook: Path) -> None:
    source = chapter(workbook, "00").source
    before = {cell.source: cell.id for cell in sources.edition(chapter(workbook, "00"), "ko").cells}
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("# %% guess\n", "# %%\nprint()\n\n# %% guess\n"), encoding="utf-8")
    after = {cell.source: cell.id for cell in sources.edition(chapter(workbook, "00"), "ko").cells}
    assert "print()" in after
    assert before == {source: name for source, name in after.items() if source != "print()"}
    assert before['lesson.predict("hours")'] == "00-guess"
    assert "00-parameters" in before.values()


def test_equal_cells_get_different_ids(workbook: Path) -> None:
    names = [cell.id for cell in sources.read(written(workbook, "# %%\nprint()\n\n# %%\nprint()\n"))]
    assert names[1] == f"{names[0]}-2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('# %% tags=["stubb"]\nx = 1', "unknown tag in 31_try.py, 1 .*'stubb': did you mean 'stub'"),
        ('# %% tags=["ko"]\nx = 1', "31_try.py, 1 .* a code cell is shared by both languages"),
        ("# %% one\nx = 1\n\n# %% one\nx = 2", "31_try.py, 2 .* the name 'one' is used twice"),
    ],
)
def test_a_cell_that_means_nothing_is_refused(workbook: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sources.read(written(workbook, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# %%\nx = 1", "exactly one cell must be tagged parameters, not 0"),
        ('# %% a tags=["parameters"]\nx = 1\n\n# %% b tags=["parameters"]\ny = 1', "tagged parameters, not 2"),
        ('# %% tags=["parameters"]\nx = 1\ny = x + 1', r"literals only .* not: y = x \+ 1"),
        ('# %% tags=["parameters"]\nimport os', "literals only .* not: import os"),
    ],
)
def test_parameters_are_literals_in_one_cell(workbook: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sources.parameters(sources.edition(written(workbook, text), "en"))


def test_parameters_are_read(workbook: Path) -> None:
    found = sources.parameters(sources.edition(chapter(workbook, "00"), "en"))
    assert found == {"LANG": "en", "REGION": "ap-northeast-2", "KRW_PER_USD": None, "hours": 730}
