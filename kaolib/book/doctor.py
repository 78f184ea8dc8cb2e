"""What this computer has, what is wrong with it, and how to mend it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

from kaolib.book.sources import chapters, find_root
from kaolib.book.words import first_line, pick
from kaolib.errors import InputError
from kaolib.study.language import LANGUAGES

MARKS = {"fine": "✓", "warning": "!", "wrong": "✗"}


@dataclass(frozen=True)
class Check:
    """One thing looked at: ``fine``, ``warning`` (works, with a loss) or ``wrong``, and the remedy."""

    status: Literal["fine", "warning", "wrong"]
    name: str
    detail: str
    remedy: str = ""

    def __str__(self) -> str:
        """One line, and a second one with the remedy."""
        line = f"{MARKS[self.status]} {self.name}: {self.detail}"
        return f"{line}\n    → {self.remedy}" if self.remedy else line


def examine(out: Path) -> Iterator[Check]:
    """Every check in order; none of them changes anything or needs a network.

    Parameters
    ----------
    out
        The folder that `kao run` will write to.
    """
    looks: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("Python", _python),
        (pick(ko="패키지", en="packages"), _packages),
        (pick(ko="커널", en="kernel"), _kernel),
        (pick(ko="글꼴", en="fonts"), _fonts),
        (pick(ko="가격", en="prices"), _prices),
        (pick(ko="워크북", en="workbook"), _workbook),
        (pick(ko="출력 폴더", en="output folder"), lambda: _writable(out)),
    )
    for name, look in looks:
        try:
            yield from look()
        except InputError as error:  # says itself what to do
            yield Check("wrong", name, str(error))
        except Exception as error:  # a broken installation fails in ways nobody listed: say which look met it
            yield Check("wrong", name, f"{type(error).__name__}: {first_line(str(error))}", _reinstall())


def _reinstall() -> str:
    command = f'{sys.executable} -m pip install --upgrade "kaolib[book]"'
    return pick(
        ko=f"저장소에서 '{sys.executable} -m pip install -e .[book]', 아니면 '{command}'",
        en=f"'{sys.executable} -m pip install -e .[book]' in a clone, else '{command}'",
    )


def _python() -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check("fine", "Python", f"{version} ({sys.executable})")


def _packages() -> Iterator[Check]:
    yield Check("fine", "kaolib", metadata.version("kaolib"))
    from packaging.requirements import Requirement

    for line in metadata.requires("kaolib") or ():
        need = Requirement(line)
        if need.marker and not need.marker.evaluate({"extra": "book"}):
            continue
        try:
            version = metadata.version(need.name)
        except metadata.PackageNotFoundError:
            missing = pick(ko="설치되어 있지 않습니다.", en="not installed")
            yield Check("wrong", need.name, missing, _reinstall())
            continue
        if need.specifier.contains(version, prereleases=True):
            yield Check("fine", need.name, version)
        else:
            wanted = pick(ko=f"{version} (필요한 판: {need.specifier})", en=f"{version} (needs {need.specifier})")
            yield Check("wrong", need.name, wanted, _reinstall())


def _kernel() -> Iterator[Check]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    name = pick(ko="커널 python3", en="kernel python3")
    remedy = f"{sys.executable} -m ipykernel install --sys-prefix"
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        yield Check("wrong", name, pick(ko="없습니다.", en="missing"), remedy)
        return
    command = spec.argv[0]
    # a bare "python" is replaced by this interpreter when the kernel starts
    if os.sep not in command or Path(command).resolve() == Path(sys.executable).resolve():
        yield Check("fine", name, spec.resource_dir)
    else:
        other = pick(ko=f"다른 파이썬을 씁니다: {command}", en=f"starts another Python: {command}")
        yield Check("wrong", name, other, remedy)


def _fonts() -> Iterator[Check]:
    from kaolib.study import charts

    def picture(letter: str) -> bytes:
        mark = {"type": "text", "text": letter, "fontSize": 40}
        return charts.png({"data": {"values": [{}]}, "mark": mark, "config": {"font": "Noto Sans KR, sans-serif"}})

    name = pick(ko="그림의 한글 글꼴", en="Korean font in pictures")
    if picture("가") != picture("나"):  # without a Korean font both are the same empty box
        yield Check("fine", name, "가나다")
    else:
        boxes = pick(ko="한글이 네모로 그려집니다.", en="Korean letters are drawn as boxes")
        yield Check("warning", name, boxes, f"{sys.executable} -m pip install --force-reinstall kaolib")


def _prices() -> Iterator[Check]:
    from kaolib.knowledge import catalog

    catalog.verify()
    tables = catalog.about()
    dates = tables["as_of"].astype(str)
    found = pick(
        ko=f"표 {len(tables)}개의 sha256이 맞습니다. 기준일 {dates.min()} ~ {dates.max()}",
        en=f"{len(tables)} tables match their sha256; as of {dates.min()} to {dates.max()}",
    )
    yield Check("fine", pick(ko="가격 스냅샷", en="price snapshot"), found)
    for table, date in zip(tables["table"], dates, strict=True):
        yield Check("fine", f"  {table}", date)


def _workbook() -> Iterator[Check]:
    name = pick(ko="워크북", en="workbook")
    try:
        root = find_root()
        found = chapters(root)
    except InputError as error:  # the package alone needs no workbook
        yield Check("warning", name, str(error))
        return
    missing = [
        one.notebook(language) for one in found for language in LANGUAGES if not one.notebook(language).is_file()
    ]
    if missing:
        absent = pick(ko=f"만들지 않은 노트북 {len(missing)}개", en=f"{len(missing)} notebooks are not built")
        yield Check("wrong", name, absent, "kao build")
    else:
        yield Check("fine", name, pick(ko=f"{root}, 장 {len(found)}개", en=f"{root}, {len(found)} chapters"))


def _writable(out: Path) -> Iterator[Check]:
    name = pick(ko="출력 폴더", en="output folder")
    place = out.resolve()
    while not place.exists():
        place = place.parent
    try:
        with TemporaryFile(dir=place):
            yield Check("fine", name, str(out.resolve()))
    except OSError as error:
        refused = pick(
            ko=f"{place}에 쓸 수 없습니다({error.strerror}).", en=f"cannot write to {place} ({error.strerror})"
        )
        yield Check("wrong", name, refused, "kao run --out DIR")
