"""A wheel built from the project works alone: the price tables travel inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
QUESTION = """
import kaolib as kao
print(kao.__file__)
print(kao.catalog.about().to_json(orient="records"))
print(kao.purchase.offers("m7g.large", "ap-northeast-2").to_json(orient="records"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # hatchling is among the test requirements: no isolation, so no registry is needed
    subprocess.run([*PIP, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder, ROOT], check=True)
    (built,) = folder.glob("kaolib-*.whl")
    return built


def ask(folder: Path, **env: str) -> list[str]:
    """The answers of a new Python process that was started in another folder."""
    command = [sys.executable, "-W", "error::UserWarning", "-c", QUESTION]
    done = subprocess.run(command, cwd=folder, env=os.environ | env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_an_installed_wheel_gives_the_same_answers_as_the_project(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", site, wheel], check=True)
    place, *answers = ask(tmp_path, PYTHONPATH=str(site))
    assert Path(place) == site / "kaolib/__init__.py"
    assert answers == ask(tmp_path)[1:]
    assert answers[0] != "[]"


def test_the_wheel_carries_every_table_of_the_manifest_and_nothing_that_compiles_them(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as z:
        snapshot = {i.filename.removeprefix("kaolib/_snapshot/"): i for i in z.infolist() if "_snapshot/" in i.filename}
        manifest = tomllib.loads(z.read("kaolib/_snapshot/manifest.toml").decode())
    assert {Path(name).suffix for name in snapshot} <= {".parquet", ".csv", ".toml", ".md"}
    assert {table["file"] for table in manifest["tables"].values()} | {"README.md"} <= set(snapshot)
    assert sum(i.file_size for i in snapshot.values()) < 15_000_000


def test_nothing_in_the_wheel_names_a_folder_of_the_machine_that_built_it(wheel: Path) -> None:
    homes = [str(ROOT).encode(), str(Path.home()).encode() + b"/", b"/home/", b"/tmp/", b"../shared"]
    with zipfile.ZipFile(wheel) as z:
        found = {(name, home) for name in z.namelist() for home in homes if home in z.read(name)}
    assert found == set()
