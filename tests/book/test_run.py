from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from kaolib.book import main, report, run
from kaolib.book.execute import Job, Outcome
from kaolib.book.sources import chapters, edition
from kaolib.errors import InputError


@pytest.fixture
def unexecuted(workbook: Path) -> Path:
    """The workbook with its editions stored, but never executed: enough to run them."""
    for chapter in chapters(workbook):
        for language in ("ko", "en"):
            path = chapter.notebook(language)
            path.parent.mkdir(exist_ok=True)
            nbformat.write(edition(chapter, language), path)
    return workbook


def test_a_run_is_chapters_by_languages_by_regions(unexecuted: Path, tmp_path: Path) -> None:
    jobs = run.planned(
        chapters(unexecuted), ["ko", "en"], tmp_path, regions=["us-east-1", "sa-east-1"], given={"hours": 3}
    )
    assert len(jobs) == 8
    assert len({job.target for job in jobs}) == 8
    assert jobs[0].target == tmp_path / "ko/00_numbers.us-east-1.ipynb"
    assert jobs[0].parameters == {"hours": 3, "REGION": "us-east-1"}
    assert jobs[-1].parameters == {"REGION": "sa-east-1"}  # the chapter that has no hours


def test_without_a_region_each_notebook_keeps_its_own(unexecuted: Path, tmp_path: Path) -> None:
    job = run.planned(chapters(unexecuted, ["00"]), ["ko"], tmp_path)[0]
    assert (job.region, job.parameters, job.target.name) == ("ap-northeast-2", {}, "00_numbers.ipynb")


def test_a_chapter_that_was_not_built_is_told(workbook: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no .*00_numbers.ipynb: run 'kao build 00' first"):
        run.planned(chapters(workbook), ["ko"], tmp_path)


@pytest.mark.parametrize(
    ("given", "default"),
    [(3, 730), (1350, None), (1350.5, None), (None, None), (2, 1.5), ("m6i", "m7g"), (True, False)],
)
def test_a_parameter_of_the_right_type(given: object, default: object) -> None:
    run.check_type("x", given, default)


@pytest.mark.parametrize(
    ("given", "default", "said"),
    [
        ("many", 730, r"parameter x cannot be 'many': it must be int \(the notebook has 730\)"),
        (1.5, 730, "it must be int"),
        (True, 730, "it must be int"),
        (5, "m7g", "it must be str"),
        ("much", None, r"it must be None \| int \| float"),
        (None, "m7g", "parameter x cannot be None"),
    ],
)
def test_a_parameter_of_the_wrong_type(given: object, default: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run.check_type("x", given, default)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["run", "-p", "hours", "many"],
            "kao: parameter hours cannot be 'many': it must be int (the notebook has 730)",
        ),
        (["run", "-p", "hourz", "3"], "kao: unknown parameter 'hourz': did you mean 'hours'?"),
        (["run", "--region", "us-east-9"], "kao: unknown Region 'us-east-9': did you mean 'us-east-1'?"),
        (["run", "-p", "LANG", "ko"], "kao: choose languages with --lang, not -p LANG"),
        (["run", "-p", "REGION", "us-east-1", "--region", "us-east-1"], "kao: use --region or -p REGION, not both"),
        (["run", "7"], "kao: unknown chapter '7': use one of 00_numbers, 11_table, numbers, table"),
    ],
)
def test_a_wrong_wish_is_one_line(
    unexecuted: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.splitlines() == [said]
    assert not (unexecuted / "runs").exists()


def test_a_run_writes_notebooks_and_a_report_and_names_the_failing_cell(
    unexecuted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = unexecuted / "notebooks/en/11_table.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("object()", "1 / (scale - 3)"), encoding="utf-8")
    assert main(["run", "--lang", "en", "-p", "REGION", "us-east-1", "-p", "scale", "3"]) == 1
    said = capsys.readouterr()
    assert said.err == "✗ 11_table en us-east-1: cell 6, In [5]: ZeroDivisionError: division by zero\n"
    assert "✓ 00_numbers en us-east-1 (" in said.out
    out = unexecuted / "runs"
    assert "us-east-1 summary" in (out / "en/00_numbers.us-east-1.ipynb").read_text(encoding="utf-8")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("<tr ") == 2
    assert '<a href="en/11_table.us-east-1.ipynb">11_table</a>' in page
    assert "1 of 2 notebooks ran to the end" in page
    assert "6 In [5]" in page
    assert json.loads((out / "en/11_table.us-east-1.ipynb").read_text(encoding="utf-8"))["cells"]


def test_the_report_stands_alone_and_escapes_what_it_shows(tmp_path: Path) -> None:
    job = Job("11_table", "ko", tmp_path / "a.ipynb", tmp_path / "out/a.ipynb", "us-east-1")
    page = report.page([Outcome(job, "failed", 1.25, 3, 2, "ValueError: <b> & 'c'")], tmp_path, seconds=1.25)
    assert "ValueError: &lt;b&gt; &amp; &#x27;c&#x27;" in page
    assert "href" not in page  # nothing was written, so there is nothing to open
    assert "http" not in page
    assert "1개 중 0개" in page
