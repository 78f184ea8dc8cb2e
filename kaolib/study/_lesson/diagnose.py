"""What is wrong with this answer: the sentence for a number, a name, a list, a dict or a table.

``diagnose`` gives None for a right answer and otherwise one sentence that names the likely mistake. The mistakes of
the exercise's author come first; then those that anybody makes with money and hours.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import words
from kaolib.study._lesson.slips import TOLERANCE, number_fault, unit_of
from kaolib.study.bank import Context, Exercise, Mistake

if TYPE_CHECKING:
    import pandas as pd


def is_unknown(truth: object) -> bool:
    """Whether the true answer is a price that nobody knows."""
    return not _is_table(truth) and words.is_missing(truth)


def _is_table(value: object) -> bool:
    return hasattr(value, "iloc")


def _is_number(value: object) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """A numpy or pandas scalar as Python's own; an array as a list."""
    return value.tolist() if hasattr(value, "tolist") and not _is_table(value) else value


def _kind(truth: object) -> str:
    if _is_table(truth):
        return "table" if hasattr(truth, "columns") else "mapping"
    if isinstance(truth, Mapping):
        return "mapping"
    if isinstance(truth, list | tuple | set | frozenset):
        return "list"
    return "number" if _is_number(truth) else "name"


def diagnose(exercise: Exercise, context: Context, answer: Any) -> tuple[str, str] | None:
    """What is wrong with an answer, in one sentence as plain words and as HTML; None when it is right.

    Parameters
    ----------
    exercise
        The exercise from the chapter's bank.
    context
        Region and parameters.
    answer
        What the learner gave, of any type.
    """
    truth, answer = _plain(exercise.answer(context)), _plain(answer)
    kind = _kind(truth)
    shape = _shape(kind, answer)
    if not shape:
        if _same(exercise, truth, answer):
            return None
        typical = _from_mistakes(exercise, context, answer)
        if typical:
            return typical
    said = shape or _from_elsewhere(exercise, context, answer) or _BY_KIND[kind](exercise, context, truth, answer)
    return said, html.escape(said)


def mistake_matches(exercise: Exercise, context: Context, mistake: Mistake, answer: Any) -> bool:
    """Whether an answer is this mistake; an answer that the test cannot read is not."""
    try:
        if mistake.test is not None:
            return bool(mistake.test(context, answer))
        return mistake.value is not None and _same(exercise, _plain(mistake.value(context)), _plain(answer))
    except (AttributeError, LookupError, TypeError, ValueError):
        return False


def _from_mistakes(exercise: Exercise, context: Context, answer: Any) -> tuple[str, str] | None:
    from kaolib.study._lesson import state

    for mistake in exercise.mistakes:
        if mistake_matches(exercise, context, mistake, answer):
            values = {**state.base_values(state.current().bank, context), **exercise.values(context)}
            values |= {"answer": _show(answer, exercise.unit), **mistake.values(context, answer)}
            said = words.pick(mistake)
            return words.fill(said, values), words.fill(said, values, "html")
    return None


def _from_elsewhere(exercise: Exercise, context: Context, answer: Any) -> str | None:
    """The right answer to the same question about another Region or operating system."""
    from kaolib.study._lesson import state

    places = [context.elsewhere(location=place) for place in ("us-east-1", "ap-northeast-2")]
    places += [context.elsewhere(operating_system=system) for system in ("linux", "windows")]
    bank = state.current().bank
    for other in places:
        if (other.location, other.operating_system) == (context.location, context.operating_system):
            continue
        try:
            theirs = _plain(exercise.answer(other))
            if is_unknown(theirs) or not _same(exercise, theirs, answer):
                continue
        except (errors.InputError, LookupError, ValueError, TypeError):
            continue  # not sold there
        there, here = state.base_values(bank, other), state.base_values(bank, context)
        name = "region" if other.location != context.location else "operating_system_name"
        return language.text("lesson_elsewhere", there=there[name], here=here[name])
    return None


def _show(value: Any, unit: str | None) -> str:
    if _is_table(value) or isinstance(value, Mapping | list | tuple | set | frozenset):
        return ""
    return words.show(value, unit or "") if _is_number(value) else str(value)


# --- the same? -------------------------------------------------------------------------------------------------


def _tolerance(exercise: Exercise, truth: Any) -> float:
    if exercise.tolerance is not None:
        return exercise.tolerance
    return 0.0 if isinstance(truth, int) else TOLERANCE


def _close(exercise: Exercise, truth: Any, answer: Any) -> bool:
    if words.is_missing(truth) or words.is_missing(answer):
        return words.is_missing(truth) and words.is_missing(answer)
    return math.isclose(float(truth), float(answer), rel_tol=max(_tolerance(exercise, truth), 1e-9), abs_tol=1e-12)


def _same(exercise: Exercise, truth: Any, answer: Any) -> bool:
    """Whether two answers are the same within the exercise's tolerance."""
    truth, answer = _plain(truth), _plain(answer)
    kind = _kind(truth)
    if kind == "number":
        return _is_number(answer) and _close(exercise, truth, answer)
    if kind == "name":
        if words.is_missing(truth) or words.is_missing(answer):
            return words.is_missing(truth) and words.is_missing(answer)
        return str(truth).strip().casefold() == str(answer).strip().casefold()
    if kind == "mapping":
        theirs, ours = _as_dict(answer), _as_dict(truth)
        if theirs is None or ours is None or set(theirs) != set(ours):
            return False
        return all(_same(exercise, ours[key], theirs[key]) for key in ours)
    if kind == "list":
        if _is_table(answer) or not isinstance(answer, list | tuple | set | frozenset):
            return False
        return _first_difference(exercise, list(truth), list(answer)) is None
    return _table_fault(exercise, truth, answer) is None


def _as_dict(value: Any) -> dict[Any, Any] | None:
    if isinstance(value, Mapping):
        return dict(value)
    if _is_table(value) and not hasattr(value, "columns"):
        return {key: _plain(item) for key, item in value.items()}
    return None


# --- shapes that no value can save -----------------------------------------------------------------------------


def _shape(kind: str, answer: Any) -> str | None:
    wanted = language.text(f"lesson_kind_{kind}")
    if answer is None:
        return language.text("lesson_shape_none", wanted=wanted)
    if callable(answer) and not _is_table(answer):
        return language.text("lesson_shape_function", wanted=wanted)
    if isinstance(answer, bool):
        return language.text("lesson_shape_bool", wanted=wanted)
    if _fits(kind, answer):
        return None
    if kind == "number" and isinstance(answer, str):
        try:
            float(answer.replace(",", ""))
        except ValueError:
            return language.text("lesson_shape_words", answer=repr(answer))
        return language.text("lesson_shape_quoted", answer=repr(answer), number=answer.strip())
    if kind in ("number", "name") and (
        _is_table(answer) or isinstance(answer, Mapping | list | tuple | set | frozenset)
    ):
        return language.text("lesson_shape_many", wanted=wanted, count=len(answer))
    if kind == "name" and _is_number(answer):
        return language.text("lesson_shape_number", answer=words.show(answer))
    return language.text("lesson_shape_other", wanted=wanted, given=type(answer).__name__)


def _fits(kind: str, answer: Any) -> bool:
    if kind == "number":
        return _is_number(answer)
    if kind == "name":
        return isinstance(answer, str)
    if kind == "list":
        return isinstance(answer, list | tuple | set | frozenset)
    if kind == "mapping":
        return _as_dict(answer) is not None
    return _is_table(answer) and hasattr(answer, "columns")


# --- numbers ---------------------------------------------------------------------------------------------------


def _number(exercise: Exercise, context: Context, truth: Any, answer: Any) -> str:
    return number_fault(float(truth), float(answer), exercise.unit, _tolerance(exercise, truth))


# --- names -----------------------------------------------------------------------------------------------------


def _name(exercise: Exercise, context: Context, truth: Any, answer: Any) -> str:
    allowed = [str(name) for name in exercise.allowed(context)] if exercise.allowed else []
    said = answer.strip()
    if not said:
        return language.text("lesson_name_empty")
    if allowed and said.casefold() not in {name.casefold() for name in allowed}:
        near = errors.nearest(said, allowed)
        if near:
            return language.text("lesson_name_misspelt", answer=repr(said), near=repr(near))
        return language.text("lesson_name_unknown", answer=repr(said), some=", ".join(allowed[:6]))
    if exercise.measure:
        try:
            theirs, ours = float(exercise.measure(context, said)), float(exercise.measure(context, truth))
        except (LookupError, TypeError, ValueError):
            theirs = ours = math.nan
        if math.isfinite(theirs) and math.isfinite(ours) and not math.isclose(theirs, ours):
            way = "higher" if theirs > ours else "lower"
            shown = words.show(theirs, exercise.unit or "number")
            return language.text(f"lesson_name_{way}", answer=said, measure=shown)
    return language.text("lesson_name_other", answer=said)


# --- lists, dicts, tables --------------------------------------------------------------------------------------


def _first_difference(exercise: Exercise, truth: list[Any], answer: list[Any]) -> int | None:
    """The position of the first item that differs; -1 when the lengths or, without order, the members do."""
    if not exercise.ordered:
        left = list(truth)
        for item in answer:
            at = next((i for i, true in enumerate(left) if _same(exercise, true, item)), None)
            if at is None:
                return -1
            left.pop(at)
        return -1 if left else None
    if len(truth) != len(answer):
        return -1
    return next((i for i, (a, b) in enumerate(zip(truth, answer, strict=True)) if not _same(exercise, a, b)), None)


def _list(exercise: Exercise, context: Context, truth: Any, answer: Any) -> str:
    left, surplus = list(truth), []
    for item in answer:
        at = next((i for i, true in enumerate(left) if _same(exercise, true, item)), None)
        if at is None:
            surplus.append(item)
        else:
            left.pop(at)
    if surplus:
        shown = ", ".join(_show(item, exercise.unit) or repr(item) for item in surplus[:3])
        more = language.text("lesson_list_missing_too", count=len(left)) if left else ""
        return f"{language.text('lesson_list_surplus', items=shown)} {more}".strip()
    if left:
        return language.text("lesson_list_missing", count=len(left))
    at = _first_difference(exercise, list(truth), list(answer)) or 0
    return language.text("lesson_list_order", position=at + 1)


def _mapping(exercise: Exercise, context: Context, truth: Any, answer: Any) -> str:
    ours, theirs = _as_dict(truth) or {}, _as_dict(answer) or {}
    missing, surplus = [key for key in ours if key not in theirs], [key for key in theirs if key not in ours]
    if missing:
        return language.text("lesson_keys_missing", keys=", ".join(map(str, missing[:5])))
    if surplus:
        return language.text("lesson_keys_surplus", keys=", ".join(map(str, surplus[:5])))
    key = next(key for key in ours if not _same(exercise, ours[key], theirs[key]))
    return f"{key}: {_item_fault(exercise, context, ours[key], _plain(theirs[key]), unit_of(str(key)))}"


def _item_fault(exercise: Exercise, context: Context, truth: Any, answer: Any, unit: str | None) -> str:
    kind = _kind(truth)
    shape = _shape(kind, answer)
    if shape:
        return shape
    if kind == "number":
        return number_fault(float(truth), float(answer), unit or exercise.unit, _tolerance(exercise, truth))
    return _BY_KIND[kind](exercise, context, truth, answer)


def _table(exercise: Exercise, context: Context, truth: Any, answer: Any) -> str:
    return _table_fault(exercise, truth, answer, context) or language.text("lesson_table_other")


def _named_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The index as columns where it has names, so that a grouped table compares like a flat one."""
    return table.reset_index(drop=all(name is None for name in table.index.names))


def _table_fault(exercise: Exercise, truth: Any, answer: Any, context: Context | None = None) -> str | None:
    """The first thing wrong with a table; None when it is the same."""
    from pandas.api.types import is_numeric_dtype

    if not (_is_table(answer) and hasattr(answer, "columns")):
        return language.text("lesson_table_other")
    ours, theirs = _named_rows(truth), _named_rows(answer)
    missing = [name for name in ours.columns if name not in theirs.columns]
    if missing:
        return language.text("lesson_columns_missing", columns=", ".join(map(str, missing)))
    if len(ours) != len(theirs):
        way = "few" if len(theirs) < len(ours) else "many"
        return language.text(f"lesson_rows_{way}", given=len(theirs), wanted=len(ours))
    names = [name for name in ours.columns if not is_numeric_dtype(ours[name])]
    if not exercise.ordered:
        by = names or list(ours.columns)
        ours = ours.sort_values(by, key=_as_text, ignore_index=True)
        theirs = theirs.sort_values(by, key=_as_text, ignore_index=True)
    for name in [*names, *(n for n in ours.columns if n not in names)]:
        for row, (true, given) in enumerate(zip(ours[name], theirs[name], strict=True)):
            if _same(exercise, true, given):
                continue
            label = str(ours[names[0]].iloc[row]) if names else str(row + 1)
            if name in names or _kind(true) == "name":
                return language.text("lesson_row_other", column=name, given=_show(_plain(given), None))
            fault = _item_fault(exercise, context or Context(), _plain(true), _plain(given), unit_of(str(name)))
            return language.text("lesson_cell", row=label, column=name, fault=fault)
    return None


def _as_text(column: Any) -> Any:
    return column.astype(str) if column.dtype.kind not in "iuf" else column


_BY_KIND = {"number": _number, "name": _name, "list": _list, "mapping": _mapping, "table": _table}
