"""How a lesson looks: plain HTML with JupyterLab's own colours, readable without any style and by a screen reader.

Styles are attributes, because a host may drop a style sheet, and no element has an id: the bytes never change.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kaolib.study import language

_TONES = {
    "quiet": "var(--jp-border-color1, #9e9e9e)",
    "task": "var(--jp-brand-color1, #1976d2)",
    "right": "var(--jp-success-color1, #388e3c)",
    "wrong": "var(--jp-warn-color1, #f57c00)",
}


def panel(body: str, tone: str = "quiet") -> str:
    """A block with a coloured edge; the words say the same as the colour."""
    style = f"border-left: 4px solid {_TONES[tone]}; padding: 4px 14px; margin: 4px 0; max-width: 720px; word-break: keep-all"
    return f'<div class="jp-RenderedHTMLCommon" lang="{language.current()}" style="{style}">{body}</div>'


def paragraph(words: str) -> str:
    """A paragraph of ready HTML."""
    return f'<p style="margin: 4px 0">{words}</p>'


def heading(words: str) -> str:
    """A line of strong words; not a heading element, which would enter the notebook's table of contents."""
    return paragraph(f"<strong>{words}</strong>")


def details(summary: str, body: str) -> str:
    """A fold: the summary is always seen, the body when it is opened."""
    inside = f'<div style="padding-left: 18px">{body}</div>'
    return f'<details style="margin: 4px 0"><summary style="cursor: pointer">{summary}</summary>{inside}</details>'


def announce(body: str) -> str:
    """An answer that a screen reader reads out when it appears."""
    return f'<div role="status">{body}</div>'


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of ready HTML cells whose first column names the row."""
    head = "".join(f'<th scope="col" style="text-align: left">{nowrap(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row" style="text-align: left">{row[0]}</th>'
        + "".join(f'<td style="text-align: left">{cell}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    title = f'<caption style="text-align: left">{caption}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def nowrap(words: object) -> str:
    """Words that stay on one line."""
    return f'<span style="white-space: nowrap">{escape(words)}</span>'


def escape(words: object) -> str:
    """Words of a learner or of a table, safe inside HTML."""
    return html.escape(str(words))


@dataclass(frozen=True)
class Shown:
    """Something a cell shows: HTML for a notebook, plain lines for a terminal and a diff."""

    plain: str
    html: str = ""
    markdown: str = ""

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        bundle = {"text/plain": self.plain}
        if self.html:
            bundle["text/html"] = self.html
        if self.markdown:
            bundle["text/markdown"] = self.markdown
        return bundle


def stored(box: Any, plain: str, static: str) -> dict[str, Any]:
    """A widget's bundle: alive with a kernel, otherwise its first frame as HTML and plain lines."""
    bundle: dict[str, Any] = dict(box._repr_mimebundle_() or {})
    return {**bundle, "text/plain": plain, "text/html": static}
