"""The one form in which an executed notebook is stored: no times, no random names, no widget state."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kaolib.book.sources import METADATA

if TYPE_CHECKING:
    from nbformat import NotebookNode

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


def canonical(notebook: NotebookNode) -> NotebookNode:
    """Bring an executed notebook into its stored form, in place.

    Two runs of the same notebook have the same form: run times, kernel details, widget state and memory addresses go,
    cells are numbered from one, and prints that arrived in pieces are joined.
    """
    import nbformat

    notebook.metadata = nbformat.from_dict(METADATA)
    number = 0
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type != "code":
            continue
        number += 1
        cell.execution_count = number
        cell.outputs = _joined(cell.outputs)
        for output in cell.outputs:
            data = output.get("data", {})
            if len(data) > 1:  # a widget without a stored frame keeps its view: a check reports it
                data.pop(WIDGET_VIEW, None)
            if "text/plain" in data:
                data["text/plain"] = _ADDRESS.sub("0xADDR", data["text/plain"])
            if output.output_type == "execute_result":
                output.execution_count = number
    return notebook


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Streams as one output each: how the kernel cuts them depends on the load of the machine."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def text(notebook: NotebookNode) -> str:
    """The canonical form of an executed notebook as it is written to a file."""
    import nbformat

    nbformat.validate(canonical(notebook))
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def write_if_changed(path: Path, content: str) -> bool:
    """Write a file whole or not at all, and only when its bytes change.

    Returns
    -------
    bool
        True when the file was written.
    """
    data = content.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
