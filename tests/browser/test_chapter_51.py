"""Chapter 51 in JupyterLab: run all, pack anew, buy a plan, see charts and tables follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaolib import errors
from kaolib.study import language
from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("edition", ["ko", "en"])
def test_machines_and_lines_follow_the_controls(edition: str, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language", edition)
    opened = lab.open(ROOT / f"notebooks/{edition}/51_containers.ipynb", locale=edition)
    opened.run_all()

    packer = opened.explorer(language.text("control_placement"))
    opened.screenshot(f"containers_51_{edition}_first", packer.output)
    table, chart = packer.table(), packer.chart()
    with packer.followed():
        packer.output.get_by_role("button", name=language.text("packing_kind_container")).click()
    assert packer.table() != table
    assert packer.chart() != chart
    opened.screenshot(f"containers_51_{edition}_packed", packer.output)

    chooser = opened.explorer(language.text("control_instance_option"))
    table, chart = chooser.table(), chooser.chart()
    chooser.choose(language.text("control_instance_option"), language.option("compute_sp_3y_no_upfront"))
    assert chooser.table() != table
    assert chooser.chart() != chart
    opened.screenshot(f"containers_51_{edition}_plan", chooser.output)

    assert opened.left_the_machine == []
    assert opened.console_errors == []
