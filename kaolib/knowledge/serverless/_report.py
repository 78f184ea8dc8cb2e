"""Lambda's own lines in CloudWatch Logs, read as a log of invocations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge.serverless._lambda import LONGEST_MS, billed_ms

_MARK = "REPORT RequestId:"
_JSON_MARK = "platform.report"
_NAMES = {
    "Billed Restore Duration": "restore_ms",
    "Restore Duration": "",
    "Billed Duration": "billed_ms",
    "Init Duration": "init_ms",
    "Duration": "duration_ms",
    "Memory Size": "memory_mb",
    "Max Memory Used": "max_memory_used_mb",
}
_JSON_NAMES = {
    "billedRestoreDurationMs": "restore_ms",
    "billedDurationMs": "billed_ms",
    "initDurationMs": "init_ms",
    "durationMs": "duration_ms",
    "memorySizeMB": "memory_mb",
    "maxMemoryUsedMB": "max_memory_used_mb",
}
_NEEDED = ("duration_ms", "billed_ms", "memory_mb")
_FIELD = re.compile(rf"({'|'.join(_NAMES)}):\s*([0-9.]+)\s*(?:ms|MB)")
_REQUEST = re.compile(r"RequestId:\s*([^\s\",]+)")
_STATUS = re.compile(r"Status:\s*([a-z]+)")
_GROUP = re.compile(r"/aws/lambda/([\w.-]+)")
#: One word with an ending is the name of a file, not a log.
_FILE = re.compile(r"\S+\.(?:log|txt|csv|json|jsonl)")
#: A REPORT that was printed over several lines goes on with one of these.
_MORE = (*_NAMES, "XRAY", "Status")
_COLUMNS = [
    "function",
    "request_id",
    "memory_mb",
    "duration_ms",
    "init_ms",
    "restore_ms",
    "billed_ms",
    "billed_by",
    "max_memory_used_mb",
    "status",
]


@dataclass(frozen=True)
class ReportLog:
    """What was read from log lines.

    Attributes
    ----------
    log : pandas.DataFrame
        One row an invocation: function, request_id (the same again when an event is tried again), memory_mb,
        duration_ms, init_ms and restore_ms (NaN on a warm start), billed_ms (as printed), billed_by (the rule by which
        that is billed), max_memory_used_mb, status ("" where none is printed).
    skipped : pandas.DataFrame
        line, text, lacks: the REPORT lines that could not be read, and what they lack.
    other_lines : int
        Lines of other kinds, which carry no bill.
    """

    log: pd.DataFrame
    skipped: pd.DataFrame
    other_lines: int


def read_report_lines(lines: str | Path | Iterable[str], function: str = "function") -> ReportLog:
    """A log of invocations from the REPORT lines that Lambda writes to CloudWatch Logs.

    Parameters
    ----------
    lines
        The text, its lines, or a file: its Path, or its name (text, CSV of Logs Insights, or Lambda's JSON log format).
    function
        The name to give where a line does not carry it: a log group /aws/lambda/NAME in the line is the name.

    Returns
    -------
    ReportLog
        log (for `lambda_log_cost`), skipped, other_lines.

    Raises
    ------
    InputError
        For a file that is not there, or lines among which no REPORT can be read.

    Notes
    -----
    The billed duration is the duration and the initialization (with SnapStart: the billed restore), rounded up
    together to 1 ms. billed_by says which rule a printed figure follows: "today"; "without_init" (before 2025-08-01,
    managed runtimes in ZIP archives); "per_100_ms" (before 2020-12-01); "timeout" (a run that was stopped is billed
    its timeout, which then stands in duration_ms too); "other".
    Source: AWS, Lambda Developer Guide, "Monitoring for Lambda SnapStart"; AWS Compute Blog, "AWS Lambda standardizes
    billing for INIT Phase".

    Examples
    --------
    AWS's example of a cold start.

    >>> text = "REPORT RequestId: 1 Duration: 250.06 ms Billed Duration: 351 ms Memory Size: 1024 MB Init Duration: 100.77 ms"
    >>> read = read_report_lines(text)
    >>> read.log[["memory_mb", "duration_ms", "init_ms", "billed_ms", "billed_by"]].to_numpy().tolist()
    [[1024.0, 250.06, 100.77, 351.0, 'today']]
    """
    found: list[dict[str, Any]] = []
    skipped: list[dict[str, Any]] = []
    other = 0
    for number, line in _joined(_lines(lines)):
        if _MARK in line:
            fields: dict[str, Any] = _fields(line)
        elif _JSON_MARK in line:
            fields = _json_fields(line)
        else:
            other += 1
            continue
        lacks = [name for name in _NEEDED if name not in fields]
        if lacks:
            skipped.append({"line": number, "text": line.strip()[:200], "lacks": ", ".join(lacks)})
            continue
        group = _GROUP.search(line)
        found.append({"function": group[1] if group else function, **fields})
    if not found:
        raise InputError(
            ko=f"읽을 수 있는 REPORT 줄이 없습니다(다른 줄 {other}개, 값이 빠진 REPORT {len(skipped)}개). CloudWatch Logs의 Lambda 로그를 주세요.",
            en=f"there is no REPORT line to read ({other} other lines, {len(skipped)} incomplete ones): give the log that Lambda writes to CloudWatch Logs.",
        )
    log = pd.DataFrame(found).reindex(columns=_COLUMNS)
    log["billed_by"] = _rule(log)
    stopped = log["billed_by"] == "timeout"
    log["duration_ms"] = log["duration_ms"].where(~stopped, log["billed_ms"])
    log["status"] = log["status"].fillna("")
    return ReportLog(log, pd.DataFrame(skipped, columns=["line", "text", "lacks"]), other)


def _lines(lines: str | Path | Iterable[str]) -> Iterable[str]:
    if isinstance(lines, str) and _FILE.fullmatch(lines):
        lines = Path(lines)
    if isinstance(lines, Path):
        if not lines.is_file():
            raise InputError(ko=f"{lines} 파일이 없습니다.", en=f"there is no file {lines}.")
        lines = lines.read_text(encoding="utf-8", errors="replace")
    return lines.splitlines() if isinstance(lines, str) else lines


def _joined(lines: Iterable[str]) -> Iterable[tuple[int, str]]:
    """The lines with their numbers; a REPORT that goes on over the next lines is one."""
    held, start = "", 0
    for number, line in enumerate(lines, 1):
        text = str(line)
        if held and text.lstrip(' "').startswith(_MORE):
            held += f"\t{text}"
            continue
        if held:
            yield start, held
            held = ""
        if _MARK in text:
            held, start = text, number
        elif text.strip():
            yield number, text
    if held:
        yield start, held


def _fields(line: str) -> dict[str, Any]:
    report = line[line.index(_MARK) :]
    fields: dict[str, Any] = {}
    for name, value in _FIELD.findall(report):
        if _NAMES[name] and value.count(".") < 2 and value != ".":
            fields.setdefault(_NAMES[name], float(value))
    request, status = _REQUEST.search(report), _STATUS.search(report)
    return fields | {"request_id": request[1] if request else "", "status": status[1] if status else ""}


def _json_fields(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line[line.index("{") : line.rindex("}") + 1])["record"]
        metrics = record["metrics"]
        fields: dict[str, Any] = {
            ours: float(metrics[theirs]) for theirs, ours in _JSON_NAMES.items() if theirs in metrics
        }
        status = str(record.get("status", ""))
        return fields | {
            "request_id": str(record.get("requestId", "")),
            "status": "" if status == "success" else status,
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _rule(log: pd.DataFrame) -> Any:
    """The rule by which each printed figure is billed."""
    duration, printed = log["duration_ms"], log["billed_ms"]
    added = log["init_ms"].fillna(0.0) + log["restore_ms"].fillna(0.0)
    alone, together = (billed_ms(ms.to_numpy(dtype=float)) for ms in (duration, duration + added))
    hundreds = np.maximum(100.0, np.ceil(np.round(duration / 100, 8)) * 100)
    return np.select(
        [
            (printed == together) & (duration <= LONGEST_MS),
            (printed == alone) & (duration <= LONGEST_MS),
            printed == hundreds,
            printed < duration,
        ],
        ["today", "without_init", "per_100_ms", "timeout"],
        "other",
    )
