from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from kaolib.book.engine import Warm
from kaolib.book.execute import Job, Outcome, execute


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    Warm.close()


def warm(folder: Path, *sources: str, **options: object) -> Outcome:
    folder = folder / str(len(list(folder.iterdir())))
    folder.mkdir()
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    source = folder / "in.ipynb"
    nbformat.write(notebook, source)
    return execute(Job("31_try", "en", source, folder / "out.ipynb", **options), warm=True)  # type: ignore[arg-type]


def process(outcome: Outcome) -> int:
    """The kernel's process, which the last cell printed."""
    return int(nbformat.read(outcome.job.target, as_version=4).cells[-1].outputs[0].text)


PROCESS = "import os\nprint(os.getpid())"


def lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_kernel_is_kept_and_emptied(tmp_path: Path) -> None:
    first = warm(tmp_path, "left = 1\nimport ipywidgets\nslider = ipywidgets.IntSlider()", PROCESS)
    seen = "assert 'left' not in globals()\nimport os\nassert os.listdir() == []"
    second = warm(tmp_path, seen, "import sys\nassert not sys.modules['ipywidgets.widgets.widget']._instances", PROCESS)
    assert (first.status, second.status) == ("passed", "passed"), str(second)
    assert process(first) == process(second)
    Warm.close()
    assert not lives(process(second))


def test_after_an_error_the_next_notebook_runs(tmp_path: Path) -> None:
    assert warm(tmp_path, "raise ValueError('no')", "never = 1").message == "ValueError: no"
    assert warm(tmp_path, PROCESS).status == "passed"


@pytest.mark.parametrize("fatal", ["import time\ntime.sleep(600)", "import os\nos._exit(1)"], ids=["hangs", "dies"])
def test_a_kernel_that_hangs_or_dies_is_replaced(tmp_path: Path, fatal: str) -> None:
    first = warm(tmp_path, PROCESS)
    assert process(first)
    broken = warm(tmp_path, fatal, cell_timeout=1)
    assert broken.status == "failed"
    old, new = process(first), process(warm(tmp_path, PROCESS))
    assert old != new
    assert not lives(old)


def test_a_kernel_that_died_in_between_is_replaced(tmp_path: Path) -> None:
    first = process(warm(tmp_path, PROCESS))
    os.kill(first, signal.SIGKILL)
    second = warm(tmp_path, PROCESS)
    assert second.status == "passed", str(second)
    assert process(second) != first


def test_lines_to_the_kernel_are_closed(tmp_path: Path) -> None:
    if not os.path.isdir("/proc/self/fd"):
        return  # only Linux counts them there

    def open_files() -> int:
        return len(os.listdir("/proc/self/fd"))

    warm(tmp_path, PROCESS)
    warm(tmp_path, PROCESS)
    before = open_files()
    for _ in range(5):
        warm(tmp_path, PROCESS)
    assert open_files() <= before
