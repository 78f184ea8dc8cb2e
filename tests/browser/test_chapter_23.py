"""Chapter 23 in JupyterLab: run all, drag the commitment, take the other kind of plan, see chart and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_week_follows_the_commitment_and_the_kind_of_plan(
    edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/23_savings_plans.ipynb", locale=edition)
    opened.run_all()

    explorer = opened.explorer(language.text("control_plan_family"))
    opened.screenshot(f"plans_23_{edition}_first", explorer.output)
    table, chart = explorer.table(), explorer.chart()
    with explorer.followed():
        explorer.output.locator(".noUi-handle").press("ArrowLeft")
    assert explorer.table() != table
    assert explorer.chart() != chart
    opened.screenshot(f"plans_23_{edition}_dragged", explorer.output)

    assert explorer.control(language.text("control_plan_family")).is_disabled()
    table = explorer.table()
    with explorer.followed():
        explorer.output.get_by_role("button", name=language.text("offering_ec2_instance_sp")).click()
    assert explorer.table() != table
    assert explorer.control(language.text("control_plan_family")).is_enabled()
    opened.screenshot(f"plans_23_{edition}_kind", explorer.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
