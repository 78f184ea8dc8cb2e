"""Notebooks through papermill, several at a time, each ending in an outcome instead of an exception."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from kaolib import errors
from kaolib.book.words import first_line, pick

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Seconds that one cell may take, and that a kernel may take to start: a hung notebook ends as a failure.
CELL_TIMEOUT = 120
START_TIMEOUT = 60


@dataclass(frozen=True)
class Job:
    """One notebook to execute."""

    chapter: str
    language: str
    source: Path
    target: Path
    region: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cell_timeout: float = CELL_TIMEOUT


@dataclass(frozen=True)
class Outcome:
    """How a job ended: ``passed``, ``noisy`` (a cell wrote to stderr) or ``failed``, and at which cell."""

    job: Job
    status: Literal["passed", "noisy", "failed"]
    seconds: float
    cell: int | None = None
    prompt: int | None = None
    message: str = ""

    @property
    def place(self) -> str:
        """The cell in words: ``cell 9, In [4]``."""
        if self.cell is None:
            return ""
        prompt = f", In [{self.prompt}]" if self.prompt else ""
        return pick(ko=f"셀 {self.cell}{prompt}", en=f"cell {self.cell}{prompt}")

    def __str__(self) -> str:
        """One line: the notebook, and where something went wrong the cell and the first line of what it said."""
        name = " ".join(filter(None, (self.job.chapter, self.job.language, self.job.region)))
        return ": ".join(filter(None, (name, self.place, self.message)))


def processes(wanted: int | None = None) -> int:
    """How many notebooks to execute at a time: what was asked for, else the processors this process may use."""
    if wanted:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def isolate(home: str, snapshot: str = "") -> None:
    """Keep the user's own Jupyter and IPython settings out of this process and the kernels it starts.

    Parameters
    ----------
    home
        An empty folder that stands in for theirs.
    snapshot
        The folder of the prices to use; empty: the ones that `kaolib` finds.
    """
    os.environ.update(
        IPYTHONDIR=f"{home}/ipython",
        JUPYTER_CONFIG_DIR=f"{home}/config",
        JUPYTER_RUNTIME_DIR=f"{home}/runtime",
        JUPYTER_PREFER_ENV_PATH="1",
        PYDEVD_DISABLE_FILE_VALIDATION="1",  # else the debugger greets every kernel on the terminal
    )
    os.environ.pop("PYTHONSTARTUP", None)
    profile = Path(home, "ipython", "profile_default")
    profile.mkdir(parents=True, exist_ok=True)
    # a kernel's remarks about itself (unencrypted transport, interrupt at its end) would cut the progress bar in two
    (profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 50\n")
    if snapshot:
        os.environ["KAO_SNAPSHOT"] = snapshot


def execute(job: Job, *, warm: bool = False) -> Outcome:
    """Execute one notebook in this process, in an empty folder, and write it to the job's target.

    Parameters
    ----------
    job
        The notebook.
    warm
        Use the kernel that this process keeps for all such jobs, emptied, in place of a new one.
    """
    import papermill

    from kaolib.book import engine

    job.target.parent.mkdir(parents=True, exist_ok=True)
    target = job.target.resolve()
    target.unlink(missing_ok=True)
    began = time.perf_counter()
    error: Exception | None = None
    with TemporaryDirectory(prefix="kao-") as folder:
        try:
            papermill.execute_notebook(
                str(job.source.resolve()),
                str(target),
                parameters=dict(job.parameters) or None,
                engine_name=engine.WARM if warm else engine.NAME,
                kernel_name="python3",
                progress_bar=False,
                start_timeout=START_TIMEOUT,
                execution_timeout=job.cell_timeout,
                cwd=folder,
            )
        except Exception as raised:  # whatever goes wrong becomes one line and the next notebook still runs
            error = raised
    seconds = time.perf_counter() - began
    if error is not None:
        return _failed(job, seconds, error)
    for position, cell in enumerate(_cells(target), start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stderr":
                message = pick(ko="stderr에 썼습니다: ", en="wrote to stderr: ") + first_line(output.text)
                return Outcome(job, "noisy", seconds, position, cell.execution_count, message)
    return Outcome(job, "passed", seconds)


def execute_all(jobs: Sequence[Job], wanted: int | None = None, *, snapshot: str = "") -> Iterator[Outcome]:
    """Execute notebooks in parallel; outcomes come as they end.

    Parameters
    ----------
    jobs
        The notebooks.
    wanted
        How many at a time; None: as many as processors.
    snapshot
        The folder of the prices to use; empty: the ones that `kaolib` finds.
    """
    count = max(1, min(processes(wanted), len(jobs)))
    with (
        TemporaryDirectory(prefix="kao-", ignore_cleanup_errors=True) as home,
        ProcessPoolExecutor(count, _context(), initializer=_begin, initargs=(home, snapshot, errors.language)) as pool,
    ):
        waiting = {pool.submit(execute, job): job for job in jobs}
        try:
            for done in as_completed(waiting):
                error = done.exception()
                yield _failed(waiting[done], 0.0, error) if error else done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """How worker processes begin: never as a fork of this one, which may hold threads and sockets."""
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(
        ["papermill"]
    )  # imported once, for all of them: it takes longer than a small notebook
    return context


def _begin(home: str, snapshot: str, language: str) -> None:
    # A worker speaks through its outcome; what libraries print while it is being stopped would bury the one line about it.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    isolate(home, snapshot)
    errors.language = language


def _cells(path: Path) -> list[NotebookNode]:
    import nbformat

    if not path.is_file():
        return []
    cells: list[NotebookNode] = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", ())]


def _failed(job: Job, seconds: float, error: BaseException) -> Outcome:
    """An outcome that names the cell: the one with the error, or the last one begun when there was a timeout."""
    name, said = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    message = f"{name}: {first_line(said)}" if first_line(said) else name
    begun = [
        (position, cell)
        for position, cell in enumerate(_cells(job.target), start=1)
        if cell.cell_type == "code" and cell.metadata.get("papermill", {}).get("start_time")
    ]
    if not begun:
        return Outcome(job, "failed", seconds, message=message)
    position, cell = begun[-1]
    return Outcome(job, "failed", seconds, position, cell.execution_count, message)
