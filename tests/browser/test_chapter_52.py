"""Chapter 52 in JupyterLab: run all, change the shape of the day, see map, bars and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_map_follows_the_day(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/52_choosing_compute.ipynb", locale=edition)
    opened.run_all()

    chooser = opened.explorer(language.text("control_shape"))
    opened.screenshot(f"choosing_52_{edition}_first", chooser.output)
    table, chart = chooser.table(), chooser.chart()
    chooser.choose(language.text("control_shape"), language.text("shape_spikes"))
    assert chooser.table() != table
    assert chooser.chart() != chart
    opened.screenshot(f"choosing_52_{edition}_spikes", chooser.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
