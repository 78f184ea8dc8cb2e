from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kaolib.book import canonical


def executed(number: int, address: str, *pieces: str) -> nbformat.NotebookNode:
    """A notebook as a run leaves it; what differs between two runs is in the arguments."""
    code = new_code_cell(
        "work()",
        id="work",
        execution_count=number,
        metadata={"tags": [], "papermill": {"duration": number}, "execution": {"x": address}},
        outputs=[
            *(new_output("stream", name="stdout", text=piece) for piece in pieces),
            new_output(
                "display_data",
                {"text/plain": "Live()", "text/html": "<b>1</b>", canonical.WIDGET_VIEW: {"model_id": address}},
            ),
            new_output("execute_result", {"text/plain": f"<object at {address}>"}, execution_count=number),
        ],
    )
    cells = [new_markdown_cell("words", id="words", metadata={"tags": [], "papermill": {}}), code]
    return new_notebook(
        cells=cells,
        metadata={"widgets": {address: 1}, "papermill": {}, "language_info": {"name": "python", "version": address}},
    )


def test_two_runs_have_one_form() -> None:
    first, second = (
        canonical.text(executed(*run)) for run in [(3, "0x7f00aa11bb22", "abcd"), (9, "0x7f99cc33dd44", "ab", "cd")]
    )
    assert first == second
    notebook = nbformat.reads(first, as_version=4)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata
    code = notebook.cells[1]
    assert code.execution_count == code.outputs[-1].execution_count == 1
    assert [output.output_type for output in code.outputs] == ["stream", "display_data", "execute_result"]
    assert code.outputs[0].text == "abcd"
    assert code.outputs[1].data == {"text/plain": "Live()", "text/html": "<b>1</b>"}
    assert code.metadata == {}


def test_the_form_is_its_own_form() -> None:
    once = canonical.text(executed(3, "0x7f00aa11bb22", "ab"))
    assert canonical.text(nbformat.reads(once, as_version=4)) == once


def test_a_file_is_written_only_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "new/one.txt"
    assert canonical.write_if_changed(path, "가\n")
    os.utime(path, (1, 1))
    assert not canonical.write_if_changed(path, "가\n")
    assert path.stat().st_mtime == 1
    assert canonical.write_if_changed(path, "나\n")
    assert path.read_text(encoding="utf-8") == "나\n"


def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.txt"
    path.write_text("old")

    def full(self: Path, target: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        canonical.write_if_changed(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
