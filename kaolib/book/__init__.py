"""The `kao` command: builds the notebooks, runs them, checks them, and says what is wrong with this computer.

- ``sources``: a chapter's source file and the editions it holds; ``canonical``: the one stored form
- ``execute``: papermill over notebooks in parallel; ``build``, ``run`` and ``report`` rest on it
- ``lint`` and ``check``: what a chapter must hold, and that everything stored is what a build writes
- ``doctor``: versions, prices, fonts, and how to mend them
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `kao` command.

    Parameters
    ----------
    arguments
        What follows ``kao`` on the command line; None: this process's own.

    Returns
    -------
    int
        The exit code: 0 done, 1 something is wrong with a notebook or this computer, 2 a wrong command, 130 stopped.
    """
    from kaolib.book.cli import main as run

    return run(arguments)
