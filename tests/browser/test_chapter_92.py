"""Chapter 92 in JupyterLab: run all, drag each commitment, change the scenario and the outlook, see charts and tables follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_both_explorers_follow_their_controls(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/92_planning_commitments.ipynb", locale=edition)
    opened.run_all()

    explorer = opened.explorer(language.text("control_plan_family"))
    opened.screenshot(f"commitment_92_{edition}_first", explorer.output)
    table, chart = explorer.table(), explorer.chart()
    with explorer.followed():
        explorer.output.locator(".noUi-handle").press("ArrowRight")
    assert explorer.table() != table
    assert explorer.chart() != chart
    table = explorer.table()
    with explorer.followed():
        explorer.output.get_by_role("button", name=language.text("scenario_less")).click()
    assert explorer.table() != table
    opened.screenshot(f"commitment_92_{edition}_less", explorer.output)

    careful = opened.explorer(language.text("control_outlook"))
    opened.screenshot(f"risk_92_{edition}_first", careful.output)
    table, chart = careful.table(), careful.chart()
    with careful.followed():
        careful.output.locator(".noUi-handle").press("ArrowLeft")
    assert careful.table() != table
    assert careful.chart() != chart
    table = careful.table()
    careful.choose(language.text("control_outlook"), language.text("outlook_down"))
    assert careful.table() != table
    opened.screenshot(f"risk_92_{edition}_down", careful.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
