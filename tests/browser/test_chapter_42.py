"""Chapter 42 in JupyterLab: run all, turn on bisecting, press play, see charts and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_shard_follows_its_settings_and_the_replay(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/42_event_driven_costs.ipynb", locale=edition)
    opened.run_all()

    shard = opened.explorer(language.text("control_record_age_s"))
    opened.screenshot(f"events_42_{edition}_first", shard.output)
    table, chart = shard.table(), shard.chart()
    shard.choose(language.text("control_stream_retries"), "2")
    assert shard.table() != table
    assert shard.chart() != chart
    opened.screenshot(f"events_42_{edition}_limit", shard.output)

    play = shard.output.get_by_role("button", name=language.text("replay_play"))
    with shard.followed():
        play.click()
    opened.page.wait_for_timeout(1500)
    shard.output.get_by_role("button", name=language.text("replay_pause")).click()
    opened.screenshot(f"events_42_{edition}_replay", shard.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
