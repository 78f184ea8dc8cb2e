"""Chapter 22 in JupyterLab: run all, move a control of each explorer, see its table and chart follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_the_hour_and_the_price_of_freedom_follow_their_controls(
    edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "language", edition)
    chapter = lab.open(ROOT / f"notebooks/{edition}/22_reserved_instances.ipynb", locale=edition)
    chapter.run_all()

    moves = (
        ("owner", "data"),
        ("operating_system", "Windows"),
        ("resale", language.text("resale_at", share=language.percent(0.5))),
    )
    for control, begin in moves:
        label = language.text(f"control_{control}")
        explorer = chapter.explorer(label)
        if control == "resale":  # half of nothing is nothing: first an upfront payment
            payment = language.text("control_payment")
            explorer.choose(payment, language.text("payment_all_upfront"))
        table, chart = explorer.table(), explorer.chart()
        explorer.choose(label, next(choice for choice in explorer.choices(label) if choice.startswith(begin)))
        assert explorer.table() != table
        assert explorer.chart() != chart
        chapter.screenshot(f"explorer_22_{edition}_{control}", explorer.output)

    assert chapter.left_the_machine == []
    assert chapter.console_errors == []
