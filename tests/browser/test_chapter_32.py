"""Chapter 32 in JupyterLab: run all, change the time zone, press play, see chart and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_days_follow_the_time_zone_and_the_replay(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/32_scheduling.ipynb", locale=edition)
    opened.run_all()

    explorer = opened.explorer(language.text("control_timezone"))
    opened.screenshot(f"schedule_32_{edition}_first", explorer.output)
    table, chart = explorer.table(), explorer.chart()
    explorer.choose(language.text("control_timezone"), "America/Los_Angeles")
    assert explorer.table() != table
    assert explorer.chart() != chart
    opened.screenshot(f"schedule_32_{edition}_zone", explorer.output)

    play = explorer.output.get_by_role("button", name=language.text("replay_play"))
    with explorer.followed():
        play.click()
    opened.page.wait_for_timeout(1500)
    explorer.output.get_by_role("button", name=language.text("replay_pause")).click()
    opened.screenshot(f"schedule_32_{edition}_replay", explorer.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
