"""The browser fixtures see what they are there to see."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.browser.lab import Lab

EXPLORER = """
import altair as alt, ipywidgets as W, pandas as pd
prices = {"가": [1, 2], "나": [3, 1]}
family, out = W.Dropdown(options=list(prices), description="패밀리"), W.Output()
def draw(change=None):
    table = pd.DataFrame({"type": ["a", "b"], "usd": prices[family.value]})
    spec = alt.Chart(table).mark_bar().encode(x="usd", y="type").to_dict()
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v5.20.1.json"
    chart = {"application/vnd.vegalite.v5+json": spec, "text/plain": "chart"}
    bundles = [chart, {"text/html": table.to_html(), "text/plain": "table"}]
    out.outputs = tuple({"output_type": "display_data", "data": b, "metadata": {}} for b in bundles)
family.observe(draw, "value")
draw()
W.VBox([family, out])
"""


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "made.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = nbformat.v4.new_notebook(metadata=kernel, cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbformat.write(made, path)
    return path


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
