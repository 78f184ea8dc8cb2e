"""Chapters 12 and 13 in JupyterLab: run all, move a control of each explorer, see its table and chart follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]

#: By chapter: each explorer, a control that stands in it first on the page, and how the choice begins that is made there.
MOVES = {
    "12_regions_and_zones": (("places", "family", "c7g ·"),),
    "13_tenancy_cpu_accelerators": (
        ("tenancy", "family", "c7i ·"),
        ("cpu_options", "cores", "8"),
        ("credits", "other", "m7i.large"),
        ("successors", "accelerator", "eia2.xlarge"),
    ),
}


@pytest.mark.parametrize("edition", ["ko", "en"])
@pytest.mark.parametrize("chapter", MOVES)
def test_table_and_chart_of_each_explorer_follow_its_controls(
    chapter: str, edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/{chapter}.ipynb", locale=edition)
    opened.run_all()

    for name, control, begin in MOVES[chapter]:
        label = language.text(f"control_{control}")
        explorer = opened.explorer(label)
        picture = f"{name}_{chapter[:2]}_{edition}"
        opened.screenshot(f"{picture}_first", explorer.output)
        table, chart = explorer.table(), explorer.chart()
        explorer.choose(label, next(choice for choice in explorer.choices(label) if choice.startswith(begin)))
        assert explorer.table() != table
        assert explorer.chart() != chart
        opened.screenshot(f"{picture}_changed", explorer.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
