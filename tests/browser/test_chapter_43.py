"""Chapter 43 in JupyterLab: run all, change the types, press play, see chart and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_night_follows_the_controls_and_the_replay(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/43_batch.ipynb", locale=edition)
    opened.run_all()

    explorer = opened.explorer(language.text("control_batch_strategy"))
    opened.screenshot(f"batch_43_{edition}_first", explorer.output)
    table, chart = explorer.table(), explorer.chart()
    explorer.choose(language.text("control_batch_strategy"), "BEST_FIT")
    assert explorer.table() != table
    assert explorer.chart() != chart
    opened.screenshot(f"batch_43_{edition}_best_fit", explorer.output)

    spot = explorer.output.get_by_role("button", name=language.text("batch_kind_spot"), exact=True)
    with explorer.followed():
        spot.click()
    play = explorer.output.get_by_role("button", name=language.text("replay_play"))
    with explorer.followed():
        play.click()
    opened.page.wait_for_timeout(1500)
    explorer.output.get_by_role("button", name=language.text("replay_pause")).click()
    opened.screenshot(f"batch_43_{edition}_replay", explorer.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
