"""The papermill engines of the workbook: papermill's own, which saves a notebook at its end instead of twice a cell.

Writing a chapter's charts again and again takes a second of every run; starting a kernel and importing what every
chapter imports takes four more, which the second engine pays once.
"""

from __future__ import annotations

import atexit
import os
from typing import Any, ClassVar

from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine, papermill_engines

NAME = "kao"
WARM = "kao-warm"

#: Seconds that a kernel which is kept may take to answer before it is replaced.
_ANSWER_TIMEOUT = 30
#: What a notebook left behind: its names, its widgets, and a working folder that is gone.
_EMPTY = """\
import os, sys
os.chdir({folder!r})
if "ipywidgets" in sys.modules:
    sys.modules["ipywidgets"].Widget.close_all()
%reset -f
"""


class SaveOnce(NBClientEngine):  # type: ignore[misc]  # papermill is shipped without types
    """Papermill's engine with nowhere to save to while cells run."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Run the cells; the manager saves what there is when they end, also after a timeout."""
        path, nb_man.output_path = nb_man.output_path, None
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            nb_man.output_path = path


class _Kept(AsyncKernelManager):
    """A kernel that outlives its client: nbclient leaves the line to a kernel open when it did not start it."""

    _line: Any = None

    def client(self, **options: Any) -> Any:
        """A line to the kernel, remembered."""
        self._line = super().client(**options)
        return self._line

    def hang_up(self) -> None:
        """Close the last line, if one is open."""
        line, self._line = self._line, None
        if line is not None:
            line.stop_channels()


class Warm(SaveOnce):
    """The same with one kernel for notebook after notebook of this process.

    It is emptied before each: no name, widget or working folder of an earlier notebook is seen by a later one. Modules
    stay imported, with what they have read of the snapshot. A kernel that hangs or dies is killed, and the next
    notebook gets a new one. One notebook at a time: it is for a process with one thread.
    """

    _kernel: ClassVar[Any] = None

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Run the cells in the kernel that is kept."""
        try:
            cls._make_ready(kernel_name)
            result = super().execute_managed_notebook(nb_man, kernel_name, km=cls._kernel, **options)
        except BaseException:  # a timeout, an interrupt: who knows what the kernel is still doing
            cls.close()
            raise
        cls._kernel.hang_up()
        return result

    @classmethod
    def close(cls) -> None:
        """End the kernel at once; without one there is nothing to do."""
        from jupyter_core.utils import run_sync

        kernel, cls._kernel = cls._kernel, None
        if kernel is not None:
            kernel.hang_up()
            run_sync(kernel.shutdown_kernel)(now=True)

    @classmethod
    def _make_ready(cls, kernel_name: str) -> None:
        from jupyter_core.utils import run_sync

        if cls._kernel is not None and not (run_sync(cls._kernel.is_alive)() and cls._emptied()):
            cls.close()
        if cls._kernel is None:
            cls._kernel = _Kept(kernel_name=kernel_name)
            run_sync(cls._kernel.start_kernel)()

    @classmethod
    def _emptied(cls) -> bool:
        client = cls._kernel.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=_ANSWER_TIMEOUT)
            reply = client.execute_interactive(
                _EMPTY.format(folder=os.getcwd()),
                store_history=False,
                timeout=_ANSWER_TIMEOUT,
                output_hook=lambda message: None,  # what goes wrong is in the reply
            )
            return bool(reply["content"]["status"] == "ok")
        except (RuntimeError, TimeoutError):  # it died, or does not answer
            return False
        finally:
            client.stop_channels()


papermill_engines.register(NAME, SaveOnce)
papermill_engines.register(WARM, Warm)
atexit.register(Warm.close)
