"""One page about a run: a row per notebook, readable without anything else, in Korean and English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path

from kaolib.book.execute import Outcome

_STATUS = {"passed": "✓ 통과 passed", "noisy": "! 경고 stderr", "failed": "✗ 실패 failed"}
_HEAD = ("장 Chapter", "언어 Language", "리전 Region", "결과 Result", "초 Seconds", "셀 Cell", "메시지 Message")
_PAGE = """<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 15px/1.5 "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; }}
body {{ max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #8886; vertical-align: top; }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
tr.failed td:nth-child(4) {{ color: #d5281b; font-weight: bold; }}
tr.noisy td:nth-child(4) {{ color: #b06f00; font-weight: bold; }}
</style>
<h1>{title}</h1>
<p>{summary}</p>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</html>
"""


def page(outcomes: Sequence[Outcome], folder: Path, *, seconds: float) -> str:
    """The report as HTML.

    Parameters
    ----------
    outcomes
        In the order of the rows.
    folder
        Where the page will lie; links to the notebooks are relative to it.
    seconds
        What the whole run took.
    """
    passed = sum(one.status != "failed" for one in outcomes)
    total = len(outcomes)
    summary = (
        f"노트북 {total}개 중 {passed}개가 끝까지 실행되었습니다({seconds:.0f}초). "
        f"{passed} of {total} notebooks ran to the end ({seconds:.0f} s)."
    )
    return _PAGE.format(
        title="노트북 실행 결과 · Notebook run",
        summary=escape(summary),
        head="".join(f'<th scope="col">{escape(name)}</th>' for name in _HEAD),
        rows="\n".join(_row(one, folder) for one in outcomes),
    )


def _row(outcome: Outcome, folder: Path) -> str:
    job = outcome.job
    name = escape(job.chapter)
    if job.target.is_file():
        link = Path(os.path.relpath(job.target.resolve(), folder.resolve())).as_posix()
        name = f'<a href="{escape(link)}">{name}</a>'
    prompt = f" In [{outcome.prompt}]" if outcome.prompt else ""
    cells = [
        f"<td>{name}</td>",
        f"<td>{escape(job.language)}</td>",
        f"<td>{escape(job.region)}</td>",
        f"<td>{_STATUS[outcome.status]}</td>",
        f'<td class="number">{outcome.seconds:.1f}</td>',
        f"<td>{outcome.cell or ''}{prompt}</td>",
        f"<td>{escape(outcome.message)}</td>",
    ]
    return f'<tr class="{outcome.status}">{"".join(cells)}</tr>'
