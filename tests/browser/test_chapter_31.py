"""Chapter 31 in JupyterLab: run all, choose another policy, play the hardest hours, and see nothing jump."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import WAIT_MS, Lab

ROOT = Path(__file__).parents[2]

# One line for each painted frame of the page until the replay stops or enough frames went by: the moment in words,
# the height of the explorer and where the slider's handle stands.
WATCHED = """(output, frames) => new Promise(done => {
  const lines = [];
  const look = () => {
    const moments = [...output.querySelectorAll('.widget-label')].map(l => l.innerText).filter(t => /^\\d\\d-\\d\\d \\d\\d:\\d\\d$/.test(t));
    lines.push([moments[0], Math.round(output.getBoundingClientRect().height)]);
    if (new Set(lines.map(l => l[0])).size < frames) requestAnimationFrame(look); else done(lines);
  };
  look();
})"""


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_group_follows_the_policy_and_the_replay(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/31_auto_scaling.ipynb", locale=edition)
    opened.run_all()

    explorer = opened.explorer(language.text("control_policy"))
    opened.screenshot(f"scaling_31_{edition}_first", explorer.output)
    table, chart = explorer.table(), explorer.chart()
    explorer.choose(language.text("control_policy"), language.text("policy_simple"))
    assert explorer.table() != table
    assert explorer.chart() != chart
    assert language.text("choice_first") in explorer.table()
    opened.screenshot(f"scaling_31_{edition}_simple", explorer.output)

    with explorer.followed():
        explorer.output.get_by_role("button", name=language.text("span_hours"), exact=True).click()
    play, pause = (
        explorer.output.get_by_role("button", name=language.text(f"replay_{word}")) for word in ("play", "pause")
    )
    play.click()
    lines = explorer.output.evaluate(WATCHED, 12)
    pause.click()
    play.wait_for(timeout=WAIT_MS)
    moments, heights = zip(*lines[len(lines) // 4 :], strict=True)
    assert list(moments) == sorted(moments), "no moment comes back"
    assert len(set(heights)) == 1, "nothing jumps"
    explorer.wait()
    opened.screenshot(f"scaling_31_{edition}_played", explorer.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
