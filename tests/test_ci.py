"""What CI relies on: the README's command, and a skip that counts as a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SKIPS = """
import pytest

def test_body():
    pytest.skip("nothing to test with")

@pytest.mark.skip(reason="not wanted")
def test_mark():
    pass

@pytest.mark.skip(reason="the source files of the snapshot are not beside the project")
def test_accepted():
    pass
"""


@pytest.mark.parametrize(("ci", "failures"), [("", 0), ("1", 2)])
def test_a_skip_fails_in_ci_alone_and_says_why(ci: str, failures: int, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_skips.py").write_text(SKIPS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "test_skips.py"],
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == (1 if failures else 0), done.stdout
    assert done.stdout.count("skipped, which is a failure in CI") >= failures
    assert ("nothing to test with" in done.stdout) == bool(failures)


def test_the_readme_shows_the_command_that_ci_runs() -> None:
    _, _, after = (ROOT / "README.md").read_text("utf-8").partition("<!-- test-command -->")
    assert after.lstrip().startswith("```")
    command = after.split("```")[1]
    assert "-c binder/constraints.txt" in command
    assert "pytest" in command
