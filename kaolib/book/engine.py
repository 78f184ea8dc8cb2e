"""The papermill engine of the workbook: papermill's own, which saves a notebook at its end instead of twice a cell.

Writing a chapter's charts again and again takes a second of every run.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, papermill_engines

NAME = "kao"


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


papermill_engines.register(NAME, SaveOnce)
