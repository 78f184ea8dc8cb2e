"""Binder builds this project with the pinned versions, as repo2docker itself reads it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINS = [
    Requirement(line)
    for line in (ROOT / "binder/constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def pin(name: str) -> str:
    """The version of a package on this Python."""
    (found,) = [p for p in PINS if p.name == name and (p.marker is None or p.marker.evaluate())]
    return str(found.specifier)[2:]


@pytest.fixture(scope="module")
def build_pack() -> Any:
    from repo2docker.app import Repo2Docker

    before = Path.cwd()
    os.chdir(ROOT)  # repo2docker looks for its files in the working directory
    try:
        app = Repo2Docker()
        packs = (pack(app.base_image) for pack in app.buildpacks)
        picked = next(pack for pack in packs if pack.detect())
        picked.platform = "linux/amd64"
        picked.dockerfile = picked.render({"NB_USER": "jovyan", "NB_UID": "1000"})
    finally:
        os.chdir(before)
    return picked


def test_repo2docker_takes_the_python_of_runtime_txt(build_pack: Any) -> None:
    assert type(build_pack).__name__ == "PythonBuildPack"
    assert build_pack.binder_dir == "binder"
    assert build_pack.python_version == "3.11"


def test_the_dockerfile_installs_the_whole_project_then_runs_post_build(build_pack: Any) -> None:
    lines = build_pack.dockerfile.splitlines()

    def line_of(text: str) -> int:
        return next((i for i, line in enumerate(lines) if text in line), -1)

    copied = line_of("COPY --chown=1000:1000 src/ ${REPO_DIR}")
    installed = line_of('pip install --no-cache-dir -r "binder/requirements.txt"')
    finished = line_of("RUN ./binder/postBuild")
    assert -1 < copied < installed < finished
    assert "fonts-nanum" in build_pack.dockerfile


def test_post_build_can_be_run() -> None:
    post_build = ROOT / "binder/postBuild"
    assert os.access(post_build, os.X_OK)
    assert subprocess.run(["bash", "-n", post_build]).returncode == 0


def test_every_pin_is_one_exact_version_and_names_no_address() -> None:
    for p in PINS:
        assert re.fullmatch(r"==[0-9][0-9a-z.]*", str(p.specifier)), p
        assert p.url is None


def test_every_dependency_has_a_pin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {canonicalize_name(Requirement(d).name) for d in wanted} - {"kaolib"}
    assert names - {p.name for p in PINS} == set()


def test_pip_resolves_what_binder_installs(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    if subprocess.run([*pip, "--no-deps", "--retries=0", "--timeout=15", "pip"], capture_output=True).returncode:
        pytest.skip("no package registry is reachable")
    report = tmp_path / "report.json"
    done = subprocess.run(
        [*pip, "--report", report, "-r", "binder/requirements.txt"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    got = {
        canonicalize_name(item["metadata"]["name"]): item["metadata"]["version"]
        for item in json.loads(report.read_text())["install"]
    }
    del got["kaolib"]
    assert got == {name: pin(name) for name in got}
    assert {"jupyterlab", "notebook", "altair", "papermill"} <= set(got)
