"""A small workbook of two chapters in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaolib.book.build import rebuilt
from kaolib.book.sources import chapters

FIXTURE = Path(__file__).parents[1] / "notebooks/fixture"


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a fresh workbook, which is also the current folder."""
    root = tmp_path / "workbook"
    shutil.copytree(FIXTURE, root)
    monkeypatch.chdir(root)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return root


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built") / "workbook"
    shutil.copytree(FIXTURE, root)
    for one in rebuilt(root, chapters(root), ["ko", "en"]):
        one.write()
    return root


@pytest.fixture
def built(_built: Path, workbook: Path) -> Path:
    """The workbook with all its notebooks, as a build stores them."""
    shutil.copytree(_built, workbook, dirs_exist_ok=True)
    return workbook
