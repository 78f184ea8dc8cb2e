"""The browser fixtures see what they are there to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.lab import Lab
from tests.browser.small import EXPLORER, notebook


def test_a_changed_control_changes_table_and_chart(lab: Lab, tmp_path: Path) -> None:
    made = notebook(tmp_path, EXPLORER)
    before = made.read_bytes()
    shown = lab.open(made)
    shown.run_all()
    explorer = shown.explorer("패밀리")
    table, chart = explorer.table(), explorer.chart()
    explorer.choose("패밀리", "나")
    assert (explorer.table(), explorer.chart()) != (table, chart)
    explorer.choose("패밀리", "가")
    assert (explorer.table(), explorer.chart()) == (table, chart)
    assert shown.left_the_machine == []
    assert shown.console_errors == []
    assert made.read_bytes() == before


def test_a_cell_that_raises_and_a_request_that_leaves_the_machine_are_seen(lab: Lab, tmp_path: Path) -> None:
    image = "from IPython.display import HTML\nHTML('<img src=https://example.com/x.png>')"
    shown = lab.open(notebook(tmp_path, image, "1 / 0"))
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        shown.run_all()
    shown.page.wait_for_timeout(500)
    assert set(shown.left_the_machine) == {"https://example.com/x.png"}
    assert len(shown.console_errors) > 0
