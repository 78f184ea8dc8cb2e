from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from kaolib.book import main
from kaolib.book.canonical import text
from kaolib.book.lint import differences, problems_of_notebook
from kaolib.book.sources import Chapter, chapters

PROJECT = Path(__file__).parents[2]


def stored(root: Path) -> dict[str, tuple[bytes, int]]:
    """The bytes and the time of every notebook."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted((root / "notebooks").rglob("*.ipynb"))
    }


def edit(source: Path, new: str) -> None:
    """Put other code in the place of a chapter's last cell."""
    text = source.read_text(encoding="utf-8")
    assert text.endswith("# %%\nobject()\n")
    source.write_text(text.replace("object()", new), encoding="utf-8")


def test_build_stores_every_edition(built: Path) -> None:
    names = [f"notebooks/{language}/{name}.ipynb" for language in ("en", "ko") for name in ("00_numbers", "11_table")]
    assert list(stored(built)) == names
    for chapter in chapters(built):
        editions = {language: nbformat.read(chapter.notebook(language), 4) for language in ("ko", "en")}
        for language, notebook in editions.items():
            nbformat.validate(notebook)
            assert problems_of_notebook(chapter, language, notebook) == []
            assert text(notebook) == chapter.notebook(language).read_text(encoding="utf-8")
        assert differences(*editions.values()) == []


def test_building_twice_changes_nothing(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = stored(built)
    assert main(["build", "table", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.count("unchanged") == 2
    assert stored(built) == before


def test_a_bad_cell_is_named_and_only_good_notebooks_are_stored(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = built / "notebooks/src/11_table.py"
    for name in ("12_noisy", "13_good"):
        table.with_name(f"{name}.py").write_text(table.read_text(encoding="utf-8"), encoding="utf-8")
    edit(table, "1 / 0")
    edit(table.with_name("12_noisy.py"), "import sys\nprint('careful', file=sys.stderr)")
    before = stored(built)
    assert main(["build", "11", "12", "13", "--lang", "ko"]) == 1
    assert sorted(capsys.readouterr().err.splitlines()) == [
        "✗ 11_table ko: 셀 5, In [4]: ZeroDivisionError: division by zero",
        "✗ 12_noisy ko: 셀 5, In [4]: stderr에 썼습니다: careful",
    ]
    after = stored(built)
    assert after.pop("notebooks/ko/13_good.ipynb")
    assert after == before


def test_nbval_compares_what_build_stored(built: Path) -> None:
    good, bad = (built / f"notebooks/{language}/11_table.ipynb" for language in ("ko", "en"))
    content = bad.read_text(encoding="utf-8")
    assert "3.0" in content
    bad.write_text(content.replace("3.0", "3.1"), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(PROJECT / "pyproject.toml"), "--rootdir", str(PROJECT)]
    command += ["--nbval-sanitize-with", str(PROJECT / "tests/nbval_sanitize.cfg"), "-n", "0", "-q"]
    command += ["-p", "no:cacheprovider", str(good), str(bad)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert "1 failed, 7 passed" in done.stdout, done.stdout
    assert "3.1" in done.stdout


def test_a_stored_notebook_runs_alone_from_any_folder(built: Path, tmp_path: Path) -> None:
    notebook = Chapter(built / "notebooks/src/11_table.py").notebook("en")
    out = tmp_path / "elsewhere/out.ipynb"
    out.parent.mkdir()
    command = ["papermill", str(notebook), str(out), "-p", "scale", "2.0", "--execution-timeout", "60"]
    done = subprocess.run([sys.executable, "-m", *command], cwd=out.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    outputs = [output for cell in json.loads(out.read_text())["cells"] for output in cell.get("outputs", [])]
    assert any("4.0" in "".join(output.get("data", {}).get("text/plain", "")) for output in outputs)
