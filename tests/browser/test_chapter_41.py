"""Chapter 41 in JupyterLab: run all, change memory and Region, see charts and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Explorer, Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_charts_follow_the_function_and_the_region(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/41_lambda.ipynb", locale=edition)
    opened.run_all()

    keeper = opened.explorer(language.text("control_location"))
    opened.screenshot(f"lambda_41_{edition}_first", keeper.output)
    chart = keeper.chart()
    keeper.choose(language.text("control_location"), f"{language.location('us-east-1')}")
    assert keeper.chart() != chart
    opened.screenshot(f"lambda_41_{edition}_virginia", keeper.output)

    arm64 = opened.page.get_by_role("button", name="arm64", exact=True)
    tuner = Explorer(opened.page.locator(".jp-OutputArea-output").filter(has=arm64.first).first)
    table, chart = tuner.table(), tuner.chart()
    with tuner.followed():
        arm64.first.click()
    assert tuner.table() != table
    assert tuner.chart() != chart
    opened.screenshot(f"lambda_41_{edition}_arm64", tuner.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
