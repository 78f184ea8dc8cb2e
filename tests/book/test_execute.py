from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kaolib.book import execute
from kaolib.book.execute import Job, Outcome


def outcome(folder: Path, *sources: str, **options: object) -> Outcome:
    cells = [new_markdown_cell("# words"), *(new_code_cell(source) for source in sources)]
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    )
    source = folder / "in.ipynb"
    nbformat.write(notebook, source)
    return execute.execute(Job("31_try", "en", source, folder / "out/31.ipynb", **options))  # type: ignore[arg-type]


def test_a_notebook_runs_in_an_empty_folder_of_its_own(tmp_path: Path) -> None:
    found = outcome(tmp_path, "import os\nassert os.listdir() == []\nprint(os.getcwd())")
    assert (found.status, found.cell, found.message) == ("passed", None, "")
    said = nbformat.read(found.job.target, as_version=4).cells[1].outputs[0].text
    assert str(tmp_path) not in said
    assert os.getcwd() not in said


def test_a_failing_cell_is_named_with_its_error(tmp_path: Path) -> None:
    found = outcome(tmp_path, "x = 1", "raise ValueError('first line\\nsecond line')", "never = 1")
    assert (found.status, found.cell, found.prompt) == ("failed", 3, 2)
    assert str(found) == "31_try en: cell 3, In [2]: ValueError: first line"
    assert found.job.target.is_file()


def test_an_input_error_is_its_one_sentence(tmp_path: Path) -> None:
    found = outcome(
        tmp_path, "from kaolib.errors import InputError", "raise InputError(ko='가', en='hours must be 0 or more')"
    )
    assert found.message == "InputError: hours must be 0 or more"
    error = nbformat.read(found.job.target, as_version=4).cells[-1].outputs[0]
    assert error.traceback == ["Input error: hours must be 0 or more"]


def test_a_word_on_stderr_is_noise(tmp_path: Path) -> None:
    found = outcome(tmp_path, "x = 1", "import warnings\nwarnings.warn('careful')")
    assert (found.status, found.cell) == ("noisy", 3)
    assert "UserWarning: careful" in found.message


def test_a_cell_that_hangs_is_named(tmp_path: Path) -> None:
    found = outcome(tmp_path, "x = 1", "import time\ntime.sleep(60)", cell_timeout=1)
    assert (found.status, found.cell) == ("failed", 3)
    assert found.message.startswith("CellTimeoutError: A cell timed out")


def test_a_kernel_that_dies_is_named(tmp_path: Path) -> None:
    found = outcome(tmp_path, "import os\nos._exit(1)")
    assert (found.status, found.cell) == ("failed", 2)
    assert found.message.startswith("DeadKernelError")


def test_parameters_reach_the_notebook(tmp_path: Path) -> None:
    source = tmp_path / "in.ipynb"
    cells = [new_code_cell("REGION = 'a'", metadata={"tags": ["parameters"]}), new_code_cell("assert REGION == 'b'")]
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}}
    )
    nbformat.write(notebook, source)
    job = Job("31_try", "en", source, tmp_path / "out.ipynb", "b", {"REGION": "b"})
    assert execute.execute(job).status == "passed"


def test_the_users_own_settings_stay_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "KAO_SNAPSHOT", "PYTHONSTARTUP"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    execute.isolate(str(tmp_path / "home"), str(tmp_path / "prices"))
    assert os.environ["IPYTHONDIR"].startswith(str(tmp_path / "home"))
    assert os.environ["JUPYTER_CONFIG_DIR"].startswith(str(tmp_path / "home"))
    assert os.environ["KAO_SNAPSHOT"] == str(tmp_path / "prices")
    assert "PYTHONSTARTUP" not in os.environ


def test_a_notebook_that_is_not_there_is_an_outcome(tmp_path: Path) -> None:
    job = Job("31_try", "en", tmp_path / "missing.ipynb", tmp_path / "out.ipynb")
    found = list(execute.execute_all([job]))
    assert [one.status for one in found] == ["failed"]
    assert "missing.ipynb" in found[0].message
