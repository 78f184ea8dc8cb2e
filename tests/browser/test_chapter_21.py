"""Chapter 21 in JupyterLab: run all, change the controls of the explorer, see the table and the chart follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_table_and_chart_follow_family_region_and_purchase_option(
    edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "language", edition)
    family, region, option = (language.text(f"control_{name}") for name in ("family", "location", "offering"))
    chapter = lab.open(ROOT / f"notebooks/{edition}/21_purchase_options.ipynb", locale=edition)
    chapter.run_all()

    explorer = chapter.explorer(family)
    chapter.screenshot(f"chapter_21_{edition}_first")
    for label, part in ((family, "c7g ·"), (region, " us-east-1"), (option, language.text("offering_compute_sp"))):
        table, chart = explorer.table(), explorer.chart()
        explorer.choose(label, next(choice for choice in explorer.choices(label) if part in choice))
        assert explorer.table() != table
        assert explorer.chart() != chart
    explorer.press(option, "Home")
    chapter.screenshot(f"chapter_21_{edition}_changed")
    chapter.screenshot(f"explorer_21_{edition}", explorer.output)

    assert chapter.left_the_machine == []
    assert chapter.console_errors == []
