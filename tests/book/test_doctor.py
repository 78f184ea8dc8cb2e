from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from kaolib.book import doctor, main
from kaolib.errors import SnapshotError
from kaolib.knowledge import catalog


def found(out: Path) -> dict[str, doctor.Check]:
    return {one.name.strip(): one for one in doctor.examine(out)}


def test_a_computer_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checks = found(tmp_path)
    assert {name for name, one in checks.items() if one.status == "wrong" and name != "workbook"} == set()
    assert checks["Python"].detail.startswith("3.")
    assert checks["altair"].detail == metadata.version("altair")
    assert checks["on_demand"].detail == catalog.as_of("on_demand")
    assert checks["Korean font in pictures"].status == "fine"


def test_a_broken_price_file_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise SnapshotError(ko="가격표", en="price table on_demand.parquet cannot be used. Restore it.")

    monkeypatch.setattr(catalog, "verify", broken)
    assert found(tmp_path)["prices"] == doctor.Check(
        "wrong", "prices", "price table on_demand.parquet cannot be used. Restore it."
    )


def test_a_missing_or_old_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name == "altair":
            raise metadata.PackageNotFoundError(name)
        return "1.0" if name == "pandas" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    checks = found(tmp_path)
    assert (checks["altair"].status, checks["altair"].detail) == ("wrong", "not installed")
    assert sys.executable in checks["altair"].remedy
    assert checks["pandas"].detail == "1.0 (needs >=3.0)"
    assert checks["pandas"].status == "wrong"


def test_a_kernel_of_another_python_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = tmp_path / "kernels/python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        '{"argv": ["/opt/other/bin/python"], "display_name": "P", "language": "python"}'
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert found(tmp_path)["kernel python3"].detail == "starts another Python: /opt/other/bin/python"


def test_pictures_with_boxes_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kaolib.study import charts

    monkeypatch.setattr(charts, "png", lambda spec: b"box")
    check = found(tmp_path)["Korean font in pictures"]
    assert (check.status, check.detail) == ("warning", "Korean letters are drawn as boxes")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    check = found(file / "runs")["output folder"]
    assert check.status == "wrong"
    assert check.remedy == "kao run --out DIR"


def test_notebooks_that_were_not_built_are_told(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--lang", "ko"]) == 1
    said = capsys.readouterr()
    assert "✗ 워크북: 만들지 않은 노트북 4개\n    → kao build\n" in said.out
    assert said.err == "고칠 것 1개\n"
