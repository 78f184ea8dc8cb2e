"""What is proved of every chapter in every Region of the snapshot; one file per language, as in `editions`.

The home Region and us-east-1 are run by `editions`, in both languages and in new kernels. The others share one kernel,
emptied between notebooks, and take turns: a chapter speaks Korean in every second Region, a Region hears Korean in every
second chapter. CI runs them all; elsewhere a chapter runs in every third Region, each chapter in another third, and in
those that lack what chapters lean on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kaolib.book.build import content, prepared
from kaolib.book.engine import Warm
from kaolib.book.execute import Outcome, execute
from kaolib.book.sources import Chapter, edition, parameters
from kaolib.knowledge import catalog
from tests.notebooks.editions import CHAPTERS, ELSEWHERE, HOME, not_saying

_LOCATIONS = catalog.locations()
REGIONS = _LOCATIONS.loc[_LOCATIONS["kind"] == "Region", "location"].tolist()
#: Regions that sell no m7g, list no commitment, or sell no g5: what chapters lean on.
LACKING = ("ca-west-1", "ap-east-2", "us-gov-west-1")
LANGUAGES = ("ko", "en")
NOT_SOLD = {"ko": "판매하지 않습니다(", "en": "is not sold in"}
#: What a chapter must say in Calgary, word for word, when a parameter gives way and when an example moves.
INSTEAD = {
    "ko": "{asked}는 캐나다 서부(캘거리) ca-west-1에서 Linux로 판매하지 않습니다({date} 기준). "
    "이 장은 여기서 판매하는 가장 비슷한 {used}로 이어 갑니다.",
    "en": "{asked} is not sold in Canada West (Calgary) ca-west-1 with Linux (as of {date}). "
    "This chapter goes on with {used}, the most similar one sold here.",
}
MOVED = {
    "ko": "g5는 캐나다 서부(캘거리) ca-west-1에서 Linux로 판매하지 않습니다({date} 기준). "
    "아래는 판매하는 리전인 미국 서부(오레곤) us-west-2의 값입니다.",
    "en": "g5 is not sold in Canada West (Calgary) ca-west-1 with Linux (as of {date}). "
    "What follows is for US West (Oregon) us-west-2, where it is sold.",
}
#: The parameter of each chapter that Calgary lacks, and what it becomes.
LACKED = {
    "00": ("m7g.large", "m8g.large"),
    "01": ("m7g.large", "m8g.large"),
    "11": ("m7g", "m8g"),
    "12": ("m7i.large", "m6i.large"),
    "13": ("m7i.large", "m6i.large"),
    "21": ("m7g.large", "m8g.large"),
    "23": ("m7g.xlarge", "m8g.xlarge"),
    "24": ("m7g.xlarge", "m8g.xlarge"),
    "31": ("m7g.large", "m8g.large"),
    "51": ("m7g.xlarge", "m8g.xlarge"),
}


def turns(language: str, regions: Sequence[str], every: bool) -> list[tuple[Chapter, str]]:
    """The chapters and Regions whose turn it is to speak this language."""
    at = LANGUAGES.index(language)
    return [
        (chapter, region)
        for number, chapter in enumerate(CHAPTERS)
        for other, region in enumerate(regions)
        if (number + other) % 2 == at and (every or region in LACKING or (number - other) % 6 < 2)
    ]


def named(turn: tuple[Chapter, str]) -> str:
    return f"{turn[0].number}-{turn[1]}"


def run(
    chapter: Chapter, language: str, region: str, folder: Path, *, solutions: bool = False, warm: bool = True
) -> Outcome:
    """Execute an edition as it is in the source; anything but a quiet success fails the test."""
    job = prepared(chapter, language, folder, solutions=solutions)
    outcome = execute(replace(job, region=region, parameters={"REGION": region}), warm=warm)
    assert outcome.status == "passed", str(outcome)
    return outcome


def stored(outcome: Outcome) -> list[dict[str, Any]]:
    """The cells as a build would store them; papermill draws the id of the cell with the Region by lot."""
    return [{**cell, "id": ""} for cell in nbformat.reads(content(outcome), as_version=4).cells]


def words(outcome: Outcome) -> dict[str, str]:
    """What each code cell shows in plain words, by its code."""
    shown = {}
    for cell in nbformat.read(outcome.job.target, as_version=4).cells:
        outputs = cell.get("outputs", ())
        shown[cell.source] = "\n".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)
    return shown


@pytest.fixture(scope="module", autouse=True)
def kernel() -> Iterator[None]:
    """The kernel of this file ends with it; nobody looks at its pictures, which `editions` has drawn."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KAO_PICTURES", "0")
        yield
        Warm.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What a test is asked for: the turns of its class's language in all, in the lacking, in one lacking Region."""
    regions = {"turn": [r for r in REGIONS if r not in (HOME, *ELSEWHERE)], "lacking": LACKING, "one": LACKING[:1]}
    for name, places in regions.items():
        if name in metafunc.fixturenames:
            every = bool(os.environ.get("CI"))
            metafunc.parametrize(name, turns(metafunc.cls.language, places, every), ids=named)


class EverywhereTests:
    """Every chapter in one language."""

    language: str

    def test_a_chapter_completes_and_says_what_is_not_sold(self, turn: tuple[Chapter, str], tmp_path: Path) -> None:
        chapter, region = turn
        outcome = run(chapter, self.language, region, tmp_path)
        # a goal may be met where it starts: Hyderabad is cheaper than N. Virginia already
        assert not_saying(outcome, "not_attempted").keys() & not_saying(outcome, "right").keys() == set()
        shown = words(outcome)
        assert {cell: text for cell, text in shown.items() if re.search(r"\bnan\b", text, re.IGNORECASE)} == {}
        given = parameters(edition(chapter, self.language))
        sold = catalog.on_demand(location=region, operating_system=given.get("OPERATING_SYSTEM", "linux"))
        names = {*sold["instance_type"], *sold["instance_type"].astype(str).str.partition(".")[0]}
        lacked = [
            value for name, value in given.items() if name.endswith(("INSTANCE_TYPE", "FAMILY")) and value not in names
        ]
        (started,) = [text for code, text in shown.items() if "lesson.start(" in code]
        assert (NOT_SOLD[self.language] in started) == bool(lacked), lacked

    def test_its_solutions_complete_too(self, lacking: tuple[Chapter, str], tmp_path: Path) -> None:
        run(lacking[0], self.language, lacking[1], tmp_path, solutions=True)

    @pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c.number in LACKED], ids=lambda chapter: chapter.number)
    def test_the_notice_is_one_readable_sentence(self, chapter: Chapter, tmp_path: Path) -> None:
        said = "\n".join(words(run(chapter, self.language, "ca-west-1", tmp_path)).values())
        (asked, used), date = LACKED[chapter.number], catalog.as_of("on_demand")
        assert INSTEAD[self.language].format(asked=asked, used=used, date=date) in said
        if chapter.number == "11":
            assert MOVED[self.language].format(date=date) in said

    def test_a_kernel_that_is_kept_changes_nothing(self, one: tuple[Chapter, str], tmp_path: Path) -> None:
        chapter, region = one
        run(chapter, self.language, LACKING[1], tmp_path)
        kept = stored(run(chapter, self.language, region, tmp_path))
        assert kept == stored(run(chapter, self.language, region, tmp_path, warm=False))
