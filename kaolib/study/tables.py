"""DataFrame -> a table to read: headings and values in the learner's language, numbers aligned and in their units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.study import language
from kaolib.study._lesson import view, words

#: How a value is written, by the column's name or, failing that, by its ending.
_BY_NAME: dict[str, Callable[[Any], str]] = {
    "option": language.option,
    "item": language.item,
    "availability": language.percent,
    "coverage": language.percent,
    "effective_savings_rate": language.percent,
    "location": language.location,
    "region": language.location,
    "from_location": language.location,
    "to_location": language.location,
    "parent_region": language.location,
    "operating_system": language.operating_system,
    "as_of": lambda x: language.text("undated") if x == "undated" else str(x),
    "saving": language.percent,
    "of_without": language.percent,
    "utilization": language.percent,
    "crossover_utilization": language.percent,
    "share": language.percent,
    "break_even_utilization": language.percent,
    "pays_off_after_months": lambda x: language.number(x, 1),
    "break_even_month": lambda x: language.number(x, 0),
    "floor_ms": lambda x: language.number(x, 0),
    "km": lambda x: language.number(x, 0),
}
_BY_ENDING: dict[str, Callable[[Any], str]] = {
    "unmet_share": language.small_percent,
    "_share": language.percent,
    "_usd": lambda x: language.number(x, 2),
    "usd_unchanged": lambda x: language.number(x, 2),
    "usd_changed": lambda x: language.number(x, 2),
    "usd_expected": lambda x: language.number(x, 2),
    "usd_per_day": lambda x: language.number(x, 2),
    "usd_per_month": lambda x: language.number(x, 2),
    "usd_per_instance_month": lambda x: language.number(x, 2),
    "usd_per_month_at_utilization": lambda x: language.number(x, 2),
    "_step": lambda x: f"×{language.number(x)}",
    "ratio_to_first": lambda x: language.number(x, 3),
    "ratio_to_base": lambda x: language.number(x, 3),
    "ratio_to_base_sold": lambda x: language.number(x, 3),
    "ratio_to_cheapest": lambda x: language.number(x, 3),
}
#: Columns whose ids are named in strings.csv as `{column}_{id}`.
_NAMED = (
    *("offering", "payment", "status", "part", "category", "perspective", "kind", "continent"),
    *("licence", "reading", "service", "tenancy", "than", "unit", "rule", "covered_by"),
    *("condition", "modify", "exchange"),
    *("container_way", "fargate_part", "packing_order", "placement", "support"),
    *("check", "criterion", "criterion_kind", "fleet_kind", "interrupted_by", "placement_verdict", "purchase_option"),
    *("verdict", "workload"),
    *("metric", "metric_source", "suits"),
    *("asynchronous", "dead_letter", "destination", "front", "invocation", "message", "stream", "trigger_reason"),
    *("border_case", "way"),
    "workflow",
)


def show(
    table: pd.DataFrame,
    columns: Sequence[str] | None = None,
    *,
    rows: int | None = None,
    marked: str | None = None,
    headings: Mapping[str, tuple[str, str]] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> view.Shown:
    """A table as a learner reads it.

    Parameters
    ----------
    table
        Any of kaolib's tables.
    columns
        Which columns, in which order; all when None.
    rows
        How many rows from the top; all when None.
    marked
        The id, in the first column, of a row that is marked as chosen.
    headings
        (Korean, English) headings for columns that the workbook's strings do not name.
    kinds
        What the numbers of such a column are: one of the kinds of `lesson.say`, such as "percent" or "usd.2".

    Returns
    -------
    Shown
        HTML for a notebook and aligned plain lines for a terminal and a diff.

    Raises
    ------
    InputError
        For a column that the table does not have, or a kind that does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> language.use("en")
    >>> show(pd.DataFrame({"option": ["on_demand"], "usd_per_hour": [0.1003]}))
    Purchase option  USD per hour
    On-Demand              0.1003
    """
    wanted = list(table.columns) if columns is None else list(columns)
    for name in wanted:
        if name not in table.columns:
            raise errors.unknown(ko="열", en="column", given=name, allowed=[str(c) for c in table.columns])
    for kind in (kinds or {}).values():
        if kind.partition(".")[0] not in words.KINDS:
            raise errors.unknown(ko="수의 종류", en="kind of number", given=kind, allowed=words.KINDS)
    written = {name: partial(words.show, kind=kind) for name, kind in (kinds or {}).items()}
    top = table[wanted] if rows is None else table[wanted].head(rows)
    head = [_heading(name, headings or {}) for name in wanted]
    right = [_is_number(top[name]) for name in wanted]
    body = [
        [_cell(name, value, written) for name, value in zip(wanted, row, strict=True)]
        for row in top.itertuples(index=False)
    ]
    chosen = [marked is not None and bool(name == marked) for name in top[wanted[0]]]
    for row, is_chosen in zip(body, chosen, strict=True):
        if is_chosen:
            row[0] = f"▶ {row[0]}"
    return view.Shown(_plain(head, body, right), _html(head, body, right, chosen))


class Words(pd.DataFrame):
    """A table of words that is shown as `show` shows one: no index, no line broken, numbers to the right."""

    @property
    def _constructor(self) -> type[Words]:
        return Words

    def __repr__(self) -> str:
        return _plain(*self._parts())

    def _repr_html_(self) -> str:
        head, body, right = self._parts()
        return _html(head, body, right, [False] * len(body))

    def _parts(self) -> tuple[list[str], list[list[str]], list[bool]]:
        head = [str(name) for name in self.columns]
        body = [[str(value) for value in row] for row in self.itertuples(index=False)]
        return head, body, [name in self.attrs.get("numbers", ()) for name in head]


def worded(table: pd.DataFrame) -> Words:
    """The table with headings and values as words in the language in use.

    Examples
    --------
    >>> import pandas as pd
    >>> language.use("en")
    >>> worded(pd.DataFrame({"family": ["m7g", "c7g"], "saving": [0.25, 0.3]}))
    Family  Saving
    m7g        25%
    c7g        30%
    """
    words = Words({_heading(name, {}): [_cell(name, value, {}) for value in table[name]] for name in table.columns})
    words.attrs["numbers"] = [_heading(name, {}) for name in table.columns if _is_number(table[name])]
    return words


def _is_number(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _heading(name: str, headings: Mapping[str, tuple[str, str]]) -> str:
    if name in headings:
        return headings[name][0 if language.current() == "ko" else 1]
    try:
        return language.text(f"column_{name}")
    except errors.InputError:
        return name


def _cell(name: str, value: Any, written: Mapping[str, Callable[[Any], str]]) -> str:
    if words.is_missing(value):
        return "–"
    if name in written:
        return written[name](value)
    if isinstance(value, str) and value == "":
        return ""
    if name in _NAMED:
        return _named(name, str(value))
    if name in _BY_NAME:
        return _BY_NAME[name](value)
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return language.text("yes" if value else "no")
    for ending, as_words in _BY_ENDING.items():
        if name.endswith(ending):
            return as_words(value)
    if isinstance(value, str):
        return value
    return language.price(float(value)) if "usd_per" in name else language.number(float(value))


def _named(column: str, name: str) -> str:
    try:
        return language.text(f"{column}_{name.lower().replace(' ', '_')}")
    except errors.InputError:
        return name


def _html(head: Sequence[str], body: Sequence[Sequence[str]], right: Sequence[bool], chosen: Sequence[bool]) -> str:
    sides = ["right" if r else "left" for r in right]
    top = "".join(
        f'<th scope="col" style="text-align: {side}">{view.escape(h)}</th>' for h, side in zip(head, sides, strict=True)
    )
    lines = "".join(
        ('<tr aria-current="true" style="font-weight: bold">' if is_chosen else "<tr>")
        + "".join(
            f'<td style="text-align: {side}; white-space: nowrap">{view.escape(c)}</td>'
            for c, side in zip(row, sides, strict=True)
        )
        + "</tr>"
        for row, is_chosen in zip(body, chosen, strict=True)
    )
    return (
        f'<div style="overflow-x: auto" lang="{language.current()}"><table class="dataframe">'
        f"<thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _plain(head: Sequence[str], body: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    import unicodedata

    def width(text: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

    widths = [max(width(row[i]) for row in [head, *body]) for i in range(len(head))]
    lines = []
    for row in [head, *body]:
        cells = [
            " " * (w - width(c)) + c if r else c + " " * (w - width(c))
            for c, w, r in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
