"""The control that plays, in a real page: frames follow one another, the slider moves on, nothing jumps."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import WAIT_MS, Explorer, Lab
from tests.browser.small import notebook

PLAYS = """
import altair as alt, pandas as pd
from kaolib import errors
errors.language = "{language}"
from kaolib.study.explorers._explorer import Explorer, Frame
from kaolib.study.explorers._play import Replay

class Hours(Explorer):
    def __init__(self):
        super().__init__({{"moment": Replay("moment", [f"{{hour:02}}:00" for hour in range(12)])}})
    def _look(self, values):
        hours = pd.DataFrame({{"hour": range(12), "past": [hour <= values["moment"] for hour in range(12)]}})
        spec = alt.Chart(hours).mark_bar().encode(x="hour:O", color="past:N").properties(width=300, height=120).to_dict()
        spec |= {{"$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json", "description": "hours"}}
        return Frame(str(values["moment"]), spec, pd.DataFrame({{"hour": [values["moment"]]}}), ("hour",))
    def _table_html(self):
        return f"<table><tr><td>{{self.value['moment']}}</td></tr></table>"
    def _static_html(self):
        return ""
Hours()
"""

# One line for each painted frame of the page, until the last moment is shown: the moment in the table, the height of
# the explorer, the place of the slider's handle, and whether a chart stands there.
WATCHED = """(output) => new Promise(done => {
  const lines = [];
  const look = () => {
    const moment = output.querySelector('td').innerText;
    const box = output.getBoundingClientRect(), handle = output.querySelector('.noUi-handle').getBoundingClientRect();
    lines.push([+moment, Math.round(box.height), Math.round(handle.left - box.left), output.querySelectorAll('canvas').length]);
    if (+moment < 11) requestAnimationFrame(look); else done(lines);
  };
  look();
})"""


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_it_plays_to_the_end_and_nothing_jumps(
    edition: str, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(notebook(tmp_path, PLAYS.format(language=edition)), locale=edition)
    opened.run_all()
    shown = opened.page.locator(".kao-explorer")
    explorer = Explorer(shown)
    play, pause = (shown.get_by_role("button", name=language.text(f"replay_{word}")) for word in ("play", "pause"))
    first = explorer.chart()
    play.click()
    lines = shown.evaluate(WATCHED)
    moments, heights, places, canvases = (list(column) for column in zip(*lines, strict=True))
    assert len(set(moments)) > 6  # a slow machine may leave moments out, and none comes back
    assert moments == sorted(moments)
    assert places == sorted(places)
    assert len(set(heights)) == 1
    assert set(canvases) == {1}
    play.wait_for(timeout=WAIT_MS)  # it stops by itself, and offers to play again
    assert pause.count() == 0
    assert explorer.chart() != first

    play.click()  # from the start again
    pause.click()
    assert int(explorer.table()) < 11
    at = int(explorer.table())
    with explorer.followed():
        shown.locator(".noUi-handle").press("ArrowRight")
    assert int(explorer.table()) == at + 1
    assert opened.left_the_machine == []
    assert opened.console_errors == []
