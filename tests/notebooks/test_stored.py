"""What is seen of the stored notebooks by reading them, and that nbval really compares them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from kaolib.book.check import orphans, structure
from kaolib.book.sources import Chapter
from tests.notebooks.editions import CHAPTERS, ROOT, by_chapter

LANGUAGES = ("ko", "en")


def test_the_first_chapters_are_there() -> None:
    assert {"00", "01", "11", "12", "13", "21"} <= {chapter.number for chapter in CHAPTERS}


@by_chapter
def test_source_and_notebooks_hold_what_a_chapter_must_hold(chapter: Chapter) -> None:
    assert [str(finding) for finding in structure(ROOT, [chapter], LANGUAGES)] == []


def test_every_notebook_has_a_source() -> None:
    assert [str(finding) for finding in orphans(ROOT, CHAPTERS)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@by_chapter
def test_nothing_stored_names_this_machine(chapter: Chapter, language: str) -> None:
    text = chapter.notebook(language).read_text(encoding="utf-8")
    assert not [place for place in (str(ROOT), str(Path.home()) + os.sep, sys.prefix) if place in text]


def nbval(*notebooks: Path) -> str:
    """What pytest says about notebooks, with the project's own settings."""
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-n", "0"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests/nbval_sanitize.cfg"), "-q", "-p", "no:cacheprovider"]
    return subprocess.run([*command, *map(str, notebooks)], cwd=ROOT, capture_output=True, text=True).stdout


def test_nbval_sees_one_changed_number(tmp_path: Path) -> None:
    path = shutil.copy(CHAPTERS[-1].notebook("ko"), tmp_path)
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    output = code[-1].outputs[-1].data  # the summary: the chapter's headline numbers
    changed = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), output["text/plain"], count=1)
    assert changed != output["text/plain"]
    output["text/plain"] = changed
    nbformat.write(notebook, path)
    said = nbval(Path(path))
    assert f"1 failed, {len(code) - 1} passed" in said, said
    assert f"Cell {len(code) - 1}" in said


def test_papermill_and_jupyter_execute_work_from_any_folder(tmp_path: Path) -> None:
    chapter = CHAPTERS[-1]
    stored, out = chapter.notebook("ko"), tmp_path / "out.ipynb"
    before = stored.read_bytes()
    command = [sys.executable, "-m", "papermill", str(stored), "out.ipynb", "-p", "REGION", "us-east-1"]
    done = subprocess.run([*command, "--execution-timeout", "120"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert 'REGION = "us-east-1"' in "".join(
        "".join(cell["source"]) for cell in json.loads(out.read_text(encoding="utf-8"))["cells"]
    )
    command = [sys.executable, "-m", "jupyter", "execute", "--timeout=120", f"--output={tmp_path / 'again.ipynb'}"]
    done = subprocess.run([*command, str(stored)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.ipynb").is_file()
    assert stored.read_bytes() == before
