"""Chapter 24 in JupyterLab: run all, change the fleet, play the trace and the interruption, see chart and table follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import WAIT_MS, Explorer, Lab, Notebook

ROOT = Path(__file__).parents[2]


def shown(opened: Notebook, label: str) -> Explorer:
    """The explorer with a control of this label; sliders and buttons have it as a word beside them."""
    return Explorer(opened.page.locator(".kao-explorer").filter(has_text=language.text(label)).first)


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_fleet_follows_and_both_replays_play(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/24_spot_and_fleet.ipynb", locale=edition)
    opened.run_all()

    fleet = opened.explorer(language.text("control_strategy"))
    opened.screenshot(f"spot_24_{edition}_fleet", fleet.output)
    fleet.output.locator(".noUi-handle").first.press("ArrowRight")
    fleet.choose(language.text("control_strategy"), language.text("strategy_diversified"))
    opened.screenshot(f"spot_24_{edition}_diversified", fleet.output)

    replay = shown(opened, "control_fallback")
    box = replay.output
    opened.screenshot(f"spot_24_{edition}_replay", box)
    with replay.followed():
        box.get_by_role("button", name=language.text("fallback_yes")).click()
    opened.screenshot(f"spot_24_{edition}_fallback", box)
    table, chart = replay.table(), replay.chart()
    play = box.get_by_role("button", name=language.text("replay_play"))
    height = box.bounding_box()["height"]
    with replay.followed():
        play.click()
    pause = box.get_by_role("button", name=language.text("replay_pause"))
    opened.page.wait_for_timeout(2_500)
    pause.click()
    opened.page.wait_for_timeout(300)
    assert replay.table() != table
    assert replay.chart() != chart
    opened.screenshot(f"spot_24_{edition}_playing", box)
    assert abs(box.bounding_box()["height"] - height) < 40

    injection = shown(opened, "control_drain_seconds")
    opened.screenshot(f"spot_24_{edition}_injection", injection.output)
    chart = injection.chart()
    with injection.followed():
        injection.output.get_by_role("button", name=language.text("rebalancing_asg"), exact=True).click()
    assert injection.chart() != chart
    opened.screenshot(f"spot_24_{edition}_rebalancing", injection.output)
    with injection.followed():
        injection.output.get_by_role("button", name=language.text("replay_play")).click()
    injection.output.get_by_role("button", name=language.text("replay_play")).wait_for(timeout=WAIT_MS)  # to its end
    assert language.text("event_replacement_in_service") in injection.table()

    assert opened.left_the_machine == []
    assert opened.console_errors == []
