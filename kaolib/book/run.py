"""Stored notebooks over chapters, languages and Regions: what `kao run` executes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kaolib.book.execute import CELL_TIMEOUT, Job
from kaolib.book.sources import COMMON_PARAMETERS, Chapter, parameters
from kaolib.errors import InputError, unknown


def literal(word: str) -> Any:
    """A value from the command line: a Python literal, or the word itself.

    Examples
    --------
    >>> literal("1350"), literal("None"), literal("m7g")
    (1350, None, 'm7g')
    """
    import ast

    try:
        return ast.literal_eval(word)
    except (ValueError, SyntaxError):
        return word


def check_type(name: str, given: object, default: object) -> None:
    """Refuse a parameter whose type is not that of the notebook's own value.

    A whole number may stand for a number with a fraction; where the notebook has None, any number or None may stand.

    Raises
    ------
    InputError
        Naming the parameter, the value and the type that is allowed.
    """
    if default is None:
        allowed: tuple[type, ...] = (type(None), int, float)
    elif isinstance(default, float):
        allowed = (int, float)
    else:
        allowed = (type(default),)
    if not isinstance(given, allowed) or (isinstance(given, bool) and bool not in allowed):
        names = " | ".join("None" if one is type(None) else one.__name__ for one in allowed)
        raise InputError(
            ko=f"매개변수 {name}의 값 {given!r}은(는) 쓸 수 없습니다. 자료형은 {names}이어야 합니다(노트북의 값: {default!r}).",
            en=f"parameter {name} cannot be {given!r}: it must be {names} (the notebook has {default!r})",
        )


def planned(
    chapters: Sequence[Chapter],
    languages: Sequence[str],
    out: Path,
    *,
    regions: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    cell_timeout: float = CELL_TIMEOUT,
) -> list[Job]:
    """The jobs of a run, in the order of the report.

    Parameters
    ----------
    chapters, languages
        Which stored notebooks.
    out
        The folder that receives the executed ones.
    regions
        Each notebook runs once per Region; empty: once, with its own.
    given
        Parameters by name. One that only some chapters have is given to those.
    cell_timeout
        Seconds that one cell may take.

    Raises
    ------
    InputError
        For a notebook that was not built yet, a parameter that no chapter has, or one of the wrong type.
    """
    import nbformat

    given = dict(given or {})
    jobs, known = [], set()
    for chapter in chapters:
        for language in languages:
            source = chapter.notebook(language)
            if not source.is_file():
                raise InputError(
                    ko=f"{source}이(가) 없습니다. 먼저 'kao build {chapter.number}'를 실행하세요.",
                    en=f"there is no {source}: run 'kao build {chapter.number}' first",
                )
            own = parameters(nbformat.read(source, as_version=4))
            known |= set(own)
            values = {name: value for name, value in given.items() if name in own}
            for name, value in values.items():
                check_type(name, value, own[name])
            for region in regions or [""]:
                label = region or str(own.get("REGION", ""))
                jobs.append(
                    Job(
                        chapter.name,
                        language,
                        source,
                        out / language / f"{chapter.name}{f'.{region}' if region else ''}.ipynb",
                        label,
                        {**values, **({"REGION": region} if region else {})},
                        cell_timeout,
                    )
                )
    for name in given:
        if name not in known:
            raise unknown(ko="매개변수", en="parameter", given=name, allowed=[*COMMON_PARAMETERS, *sorted(known)])
    return jobs
