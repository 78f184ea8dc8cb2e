"""The `kao` command line."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kaolib import __version__
from kaolib.book.words import from_environment, pick
from kaolib.errors import InputError
from kaolib.study import language


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; see `kaolib.book.main`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language.use(_spoken(words))
    options = _parser().parse_args(words)
    try:
        code: int = options.command(options)
    except InputError as error:
        print(f"kao: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(pick(ko="kao: 멈췄습니다.", en="kao: stopped"), file=sys.stderr)
        return 130
    return code


def _spoken(words: Sequence[str]) -> str:
    """The language of the messages: the one that --lang names when it names one, else the terminal's."""
    named = set()
    for at, word in enumerate(words):
        if word.startswith("--lang="):
            named.add(word.partition("=")[2])
        elif word == "--lang":
            for value in words[at + 1 :]:
                if value not in language.LANGUAGES:
                    break
                named.add(value)
    known = named & set(language.LANGUAGES)
    return known.pop() if len(known) == 1 else from_environment(os.environ)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kao",
        description=pick(
            ko="AWS 비용 최적화 워크북의 노트북을 만들고, 실행하고, 검사합니다.",
            en="Builds, runs and checks the notebooks of the AWS cost optimisation workbook.",
        ),
    )
    parser.add_argument("--version", action="version", version=f"kao {__version__}")
    commands = parser.add_subparsers(required=True, metavar="build | run | check | doctor")

    build = _command(
        commands,
        "build",
        _build,
        ko="notebooks/src의 소스로 두 언어의 노트북을 만들고 실행해 저장합니다.",
        en="make the notebooks of both languages from notebooks/src, executed",
    )
    run = _command(
        commands,
        "run",
        _run,
        ko="노트북을 papermill로 실행하고 결과 노트북과 report.html을 씁니다.",
        en="execute notebooks with papermill; write them and a report.html",
    )
    check = _command(
        commands,
        "check",
        _check,
        ko="저장된 노트북이 build의 결과와 같은지, 장의 구성을 갖췄는지 검사합니다.",
        en="see that stored notebooks are what build writes and hold what a chapter must hold",
    )
    doctor = _command(
        commands,
        "doctor",
        _doctor,
        ko="이 컴퓨터의 버전, 가격 기준일, 글꼴을 살피고 고칠 방법을 알려 줍니다.",
        en="look at versions, price dates and fonts here, and say how to mend what is wrong",
    )
    for one in (build, run, check):
        one.add_argument(
            "chapters",
            nargs="*",
            help=pick(
                ko="장 번호나 이름(예: 21). 없으면 모든 장", en="chapter numbers or names (21); none: all of them"
            ),
        )
        one.add_argument("--jobs", type=_positive(int), metavar="N", help=_jobs_help())
        one.add_argument(
            "--timeout",
            type=_positive(float),
            default=120.0,
            metavar="S",
            help=pick(ko="셀 하나에 허용할 초(기본 120)", en="seconds that one cell may take (default 120)"),
        )
    for one in (build, run, check, doctor):
        one.add_argument(
            "--lang",
            nargs="+",
            choices=language.LANGUAGES,
            help=pick(
                ko="언어. 하나만 고르면 이 명령의 메시지도 그 언어로 나옵니다(기본: 둘 다)",
                en="languages; one alone is also the language of these messages (default: both)",
            ),
        )
    run.add_argument(
        "--region",
        nargs="+",
        default=[],
        metavar="REGION",
        help=pick(ko="리전마다 한 번씩 실행합니다(예: us-east-1)", en="run once for each of these Regions (us-east-1)"),
    )
    run.add_argument(
        "-p",
        "--parameter",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help=pick(ko="노트북 매개변수(여러 번 쓸 수 있음)", en="a parameter of the notebooks; may be repeated"),
    )
    for one in (run, doctor):
        one.add_argument(
            "--out",
            type=Path,
            default=Path("runs"),
            metavar="DIR",
            help=pick(ko="결과 폴더(기본 runs/)", en="the folder for results (default runs/)"),
        )
    check.add_argument(
        "--quick",
        action="store_true",
        help=pick(ko="다시 실행하지 않고 읽기만 해서 검사합니다", en="check by reading only, execute nothing"),
    )
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    act: Callable[[argparse.Namespace], int],
    *,
    ko: str,
    en: str,
) -> argparse.ArgumentParser:
    words = pick(ko=ko, en=en)
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=act)
    return parser


def _jobs_help() -> str:
    from kaolib.book.execute import processes

    count = processes()
    return pick(ko=f"동시에 실행할 노트북 수(기본 {count})", en=f"notebooks at a time (default {count})")


def _positive(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def number(word: str) -> Any:
        try:
            value = kind(word)
        except ValueError:
            value = 0
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(
                pick(ko=f"{word!r}: 0보다 큰 수를 쓰세요", en=f"{word!r} is not above zero")
            )
        return value

    return number


def _languages(options: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(options.lang or language.LANGUAGES))


def _watched(items: Iterator[Any], total: int) -> Iterator[Any]:
    """A progress bar on a terminal, nothing in a log."""
    from tqdm import tqdm

    yield from tqdm(items, total=total, unit=pick(ko="노트북", en=" notebooks"), disable=None, dynamic_ncols=True)


def _say(line: str) -> None:
    """A line that does not break the progress bar."""
    from tqdm import tqdm

    tqdm.write(line, file=sys.stdout)


def _build(options: argparse.Namespace) -> int:
    from kaolib.book.build import rebuilt
    from kaolib.book.sources import chapters, find_root

    root = find_root()
    todo, languages = chapters(root, options.chapters), _languages(options)
    failed = 0
    builds = rebuilt(root, todo, languages, jobs=options.jobs, cell_timeout=options.timeout)
    for built in _watched(builds, len(todo) * len(languages)):
        if built.content is None:
            failed += 1
            print(f"✗ {built.outcome}", file=sys.stderr)
            continue
        wrote = pick(ko="새로 씀", en="written") if built.write() else pick(ko="그대로", en="unchanged")
        _say(f"✓ {built.language}/{built.chapter.name} ({wrote}, {built.outcome.seconds:.1f} s)")
    return 1 if failed else 0


def _run(options: argparse.Namespace) -> int:
    from kaolib.book.canonical import write_if_changed
    from kaolib.book.execute import execute_all
    from kaolib.book.report import page
    from kaolib.book.run import literal, planned
    from kaolib.book.sources import chapters, find_root

    given = {name: literal(value) for name, value in options.parameter}
    if "LANG" in given:
        raise InputError(ko="언어는 -p LANG 대신 --lang으로 고르세요.", en="choose languages with --lang, not -p LANG")
    out = options.out.resolve()
    todo = planned(
        chapters(find_root(), options.chapters),
        _languages(options),
        out,
        regions=_regions(options.region, given),
        given=given,
        cell_timeout=options.timeout,
    )
    began = time.perf_counter()
    outcomes = []
    for outcome in _watched(execute_all(todo, options.jobs), len(todo)):
        outcomes.append(outcome)
        if outcome.status == "failed":
            print(f"✗ {outcome}", file=sys.stderr)
        else:
            _say(f"{'✓' if outcome.status == 'passed' else '!'} {outcome} ({outcome.seconds:.1f} s)")
    order = {job.target: at for at, job in enumerate(todo)}
    outcomes.sort(key=lambda one: order[one.job.target])
    write_if_changed(out / "report.html", page(outcomes, out, seconds=time.perf_counter() - began))
    print(pick(ko=f"보고서: {out / 'report.html'}", en=f"report: {out / 'report.html'}"))
    return 1 if any(one.status == "failed" for one in outcomes) else 0


def _regions(named: Sequence[str], given: dict[str, Any]) -> list[str]:
    """The Regions to run in, from --region or from -p REGION."""
    from kaolib.knowledge.catalog import check_location

    if "REGION" in given:
        if named:
            raise InputError(ko="--region과 -p REGION 가운데 하나만 쓰세요.", en="use --region or -p REGION, not both")
        named = [given.pop("REGION")]
    return [check_location(one) for one in dict.fromkeys(named)]


def _check(options: argparse.Namespace) -> int:
    from kaolib.book.build import rebuilt
    from kaolib.book.check import Finding, compared, orphans, structure
    from kaolib.book.sources import chapters, find_root

    root = find_root()
    todo, languages = chapters(root, options.chapters), _languages(options)
    problems = 0

    def tell(finding: Finding) -> None:
        nonlocal problems
        problems += finding.kind == "problem"
        _say(f"{'✗' if finding.kind == 'problem' else '·'} {finding}")

    for finding in structure(root, todo, languages):
        tell(finding)
    for finding in orphans(root, chapters(root)):
        tell(finding)
    if not options.quick:
        builds = rebuilt(root, todo, languages, jobs=options.jobs, cell_timeout=options.timeout)
        for built in _watched(builds, len(todo) * len(languages)):
            path = built.chapter.notebook(built.language)
            name = path.relative_to(root).as_posix()
            if built.content is None:
                tell(Finding("problem", name, str(built.outcome)))
            elif path.is_file() and (found := compared(name, path.read_text(encoding="utf-8"), built.content)):
                tell(found)
    if problems:
        print(pick(ko=f"문제 {problems}개", en=f"{problems} problem{'s' * (problems > 1)}"), file=sys.stderr)
        return 1
    print(pick(ko="모두 맞습니다.", en="everything is as it should be"))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from kaolib.book.doctor import examine

    wrong = 0
    for check in examine(options.out):
        wrong += check.status == "wrong"
        print(check)
    if wrong:
        print(pick(ko=f"고칠 것 {wrong}개", en=f"{wrong} thing{'s' * (wrong > 1)} to mend"), file=sys.stderr)
        return 1
    print(pick(ko="모두 정상입니다.", en="all is well"))
    return 0
