"""The smallest notebooks that do something: nothing of kaolib is in them."""

from __future__ import annotations

from pathlib import Path

import nbformat

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
    """A notebook with these code cells."""
    path = folder / "made.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = nbformat.v4.new_notebook(metadata=kernel, cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbformat.write(made, path)
    return path
