from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kaolib.book import cli, main


@pytest.mark.parametrize(("language", "said"), [("ko", "노트북을 만들고"), ("en", "Builds, runs and checks")])
def test_help_speaks_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}_XX.UTF-8")
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "spoken"),
    [
        (["build", "--lang", "ko"], "ko"),
        (["build", "--lang=ko"], "ko"),
        (["build", "--lang", "ko", "en"], "en"),
        (["build", "--lang", "xx"], "en"),
        (["build"], "en"),
    ],
)
def test_one_language_is_also_that_of_the_messages(
    monkeypatch: pytest.MonkeyPatch, words: list[str], spoken: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert cli._spoken(words) == spoken


@pytest.mark.parametrize(
    "words", [[], ["bild"], ["build", "--jobs", "0"], ["build", "--jobs", "x"], ["run", "--lang", "fr"]]
)
def test_a_wrong_command_exits_with_two(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert "error" in capsys.readouterr().err


def test_without_a_workbook_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notebooks/src").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == f"kao: there is no chapter in {tmp_path}/notebooks/src\n"


def test_stopping_leaves_one_line_and_no_process(workbook: Path) -> None:
    source = workbook / "notebooks/src/11_table.py"
    source.write_text(
        source.read_text(encoding="utf-8").replace(
            "\nobject()",
            f"\nimport os, time\nopen({str(workbook / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)",
        ),
        encoding="utf-8",
    )
    command = [sys.executable, "-c", "import sys; from kaolib.book import main; sys.exit(main())", "build", "11"]
    child = subprocess.Popen(command, cwd=workbook, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (workbook / "pid").exists():
        assert child.poll() is None
        time.sleep(0.1)
    os.killpg(child.pid, signal.SIGINT)  # what Ctrl-C does: everyone in the terminal's group hears it
    _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert said.endswith("kao: stopped\n")
    assert "Traceback" not in said
