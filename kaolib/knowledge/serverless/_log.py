"""What a log of Lambda invocations costs: each rounded by itself, then added up function by function."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge.serverless._lambda import (
    EVENT_KB,
    FREE_GB_SECONDS,
    FREE_REQUESTS,
    FREE_STREAMED_GB,
    FREE_STREAMED_MB,
    LONGEST_MS,
    MEMORY_MB,
    STORAGE_MB,
    billed_ms,
)
from kaolib.knowledge.serverless._meter import ARCHITECTURES, Meter, architecture_code

_KEYS = ["function", "architecture", "provisioned"]
_COUNTS = ["invocations", "payload_units", "duration_mb_ms", "init_mb_ms", "storage_mb_ms", "streamed_bytes"]
_MB_MS_PER_GB_SECOND = 1024 * 1000
_BYTES_PER_MB, _BYTES_PER_GB = 2**20, 2**30
#: So many rows can be added up in floats without losing a unit: MB x ms of one invocation stay below 2 ** 34.
_EXACT_ROWS = 2**19
#: The columns that a log may have beside memory_mb and duration_ms, and the values they may take.
_RANGES: dict[str, tuple[float, float]] = {
    "memory_mb": MEMORY_MB,
    "duration_ms": (0, LONGEST_MS),
    "init_ms": (0, LONGEST_MS),
    "restore_ms": (0, LONGEST_MS),
    "ephemeral_storage_mb": STORAGE_MB,
    "payload_kb": (0, EVENT_KB[2]),
    "streamed_mb": (0, float("inf")),
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LambdaBill:
    """The month's bill of a log.

    Attributes
    ----------
    parts : pandas.DataFrame
        As `lambda_cost` gives, with the architecture ("" where it makes no difference): "requests", "payload",
        "duration", "init", "provisioned_requests", "provisioned_duration", "ephemeral_storage", "response_streaming".
    functions : pandas.DataFrame
        One row a function: invocations, gb_seconds, init_share (of the GB-seconds), usd and usd_per_million (of its
        invocations). Functions share each part of the bill in proportion to what they use of it.
    """

    parts: pd.DataFrame
    functions: pd.DataFrame

    @property
    def usd(self) -> float:
        """The cost of the month; NaN where a price is not known."""
        return float(self.parts["usd"].sum(skipna=False))


def lambda_log_usage(log: pd.DataFrame, architecture: str = "x86_64") -> pd.DataFrame:
    """What a log of invocations uses, function by function, in whole numbers that can be added up.

    Parameters
    ----------
    log
        One row an invocation: memory_mb, duration_ms; where they are there also function, architecture ("x86_64",
        "arm64"), init_ms (a cold start), restore_ms (billed restore of SnapStart), provisioned (True on provisioned
        concurrency), ephemeral_storage_mb, asynchronous and payload_kb (size of the event), streamed_mb. An empty
        (NaN) number in one of these means that the invocation has none of it.
    architecture
        Of all invocations, where the log has no such column.

    Returns
    -------
    pandas.DataFrame
        function, architecture, provisioned, invocations, payload_units (requests that large events add),
        duration_mb_ms, init_mb_ms (what initialization and restore add to it), storage_mb_ms (above 512 MB),
        streamed_bytes (above 6 MB a response). A GB-second is 1,024,000 MB x ms.

    Raises
    ------
    InputError
        For an empty log, a missing or unknown column, or a number outside Lambda's limits, with its row.

    Notes
    -----
    Each invocation is rounded by itself, so the usage of a log is the sum of the usage of its pieces, to the unit.
    Source: AWS, Lambda pricing.

    Examples
    --------
    >>> log = pd.DataFrame({"memory_mb": [128, 128], "duration_ms": [3.2, 10], "init_ms": [150.1, None]})
    >>> usage = lambda_log_usage(log).iloc[0]
    >>> int(usage["duration_mb_ms"]) // 128, int(usage["init_mb_ms"]) // 128
    (14, 150)
    """
    _check_columns(log)
    group, keys = _groups(log, architecture)
    memory = _column(log, "memory_mb", whole=True)
    duration = _column(log, "duration_ms")
    added = _column(log, "init_ms", empty=0) + _column(log, "restore_ms", empty=0)
    warm = billed_ms(duration)
    cold = billed_ms(duration + added) if added.any() else warm
    counts: dict[str, Floats] = {
        "duration_mb_ms": warm * memory,
        "init_mb_ms": (cold - warm) * memory,
        "storage_mb_ms": (_column(log, "ephemeral_storage_mb", empty=STORAGE_MB[0], whole=True) - STORAGE_MB[0]) * cold,
        "payload_units": _payload_units(log),
        "streamed_bytes": np.maximum(
            0.0, np.round((_column(log, "streamed_mb", empty=0) - FREE_STREAMED_MB) * _BYTES_PER_MB)
        ),
    }
    usage = keys.assign(invocations=np.bincount(group, minlength=len(keys)))
    for name, values in counts.items():
        usage[name] = _sums(group, values, len(keys))
    return usage[usage["invocations"] > 0][_KEYS + _COUNTS].sort_values(_KEYS, ignore_index=True)


def lambda_usage_cost(
    usage: pd.DataFrame, location: str, free_tier: bool = True, *, plan: str | None = None
) -> LambdaBill:
    """The month's bill of what `lambda_log_usage` counted; usages of several logs can be put below each other.

    Parameters
    ----------
    usage
        As `lambda_log_usage` gives.
    location, free_tier, plan
        As in `lambda_cost`, for the account.

    Raises
    ------
    InputError
        For a missing column, an unknown name, or a place where no Lambda price is known.

    Notes
    -----
    AWS does not say which architecture the free GB-seconds go to first: here each takes them in proportion to its
    GB-seconds. The free tier does not apply to invocations on provisioned concurrency, whose own fee
    (`provisioned_cost`) a log does not show.

    Examples
    --------
    >>> log = pd.DataFrame({"memory_mb": [1024] * 4, "duration_ms": [250.0] * 4})
    >>> lambda_usage_cost(lambda_log_usage(log), "us-east-1", free_tier=False).parts["quantity"].tolist()
    [4.0, 1.0]
    """
    errors.columns(usage.columns, _KEYS + _COUNTS, ko="사용량", en="the usage")
    rows = []
    ordinary, provisioned = (usage[usage["provisioned"].astype(bool) == flag] for flag in (False, True))
    request = Meter.of("request", location, free=FREE_REQUESTS if free_tier else 0)
    for part, lines, name, free in (
        ("requests", ordinary, "invocations", True),
        ("payload", ordinary, "payload_units", True),
        ("provisioned_requests", provisioned, "invocations", False),
        ("provisioned_payload", provisioned, "payload_units", False),
    ):
        rows += _charge(request, part, "", float(lines[name].sum()), free=free, keep=part == "requests")
    seconds = _gb_seconds(ordinary)
    for architecture in ARCHITECTURES:
        code = architecture_code(architecture)
        lines = ordinary[ordinary["architecture"] == architecture]
        share = _gb_seconds(lines) / seconds if seconds else 0.0
        meter = Meter.of(f"duration_{code}", location, free=FREE_GB_SECONDS * share if free_tier else 0, plan=plan)
        rows += _charge(meter, "duration", architecture, lines["duration_mb_ms"].sum() / _MB_MS_PER_GB_SECOND)
        rows += _charge(meter, "init", architecture, lines["init_mb_ms"].sum() / _MB_MS_PER_GB_SECOND)
        lines = provisioned[provisioned["architecture"] == architecture]
        if not lines.empty:
            meter = Meter.of(f"provisioned_duration_{code}", location, plan=plan)
            rows += _charge(meter, "provisioned_duration", architecture, _gb_seconds(lines))
    storage = usage["storage_mb_ms"].sum() / _MB_MS_PER_GB_SECOND
    rows += _charge(Meter.of("ephemeral_storage", location), "ephemeral_storage", "", storage)
    streaming = Meter.of("response_streaming", location, free=FREE_STREAMED_GB if free_tier else 0)
    rows += _charge(streaming, "response_streaming", "", usage["streamed_bytes"].sum() / _BYTES_PER_GB)
    parts = pd.DataFrame(rows)
    return LambdaBill(parts, _functions(usage, parts))


def lambda_log_cost(
    log: pd.DataFrame,
    location: str,
    architecture: str = "x86_64",
    free_tier: bool = True,
    *,
    plan: str | None = None,
) -> LambdaBill:
    """The month's bill of a log of invocations, per function and in total.

    Parameters
    ----------
    log, architecture
        As in `lambda_log_usage`: one row an invocation with memory_mb and duration_ms. `read_report_lines` makes one of
        CloudWatch's lines.
    location, free_tier, plan
        As in `lambda_cost`, for the account.

    Returns
    -------
    LambdaBill
        parts, functions and usd.

    Raises
    ------
    InputError
        For an empty log, a missing or unknown column, a number outside Lambda's limits (with its row), an unknown name,
        or a place where no Lambda price is known.

    Notes
    -----
    Each invocation is rounded up to 1 ms by itself, its initialization included; price tiers and the free tier count
    the total. So a log can be cut anywhere and its usage added up again. Source: AWS, Lambda pricing.

    Examples
    --------
    >>> log = pd.DataFrame(
    ...     {"function": ["api", "api", "report"], "memory_mb": [128, 128, 1024], "duration_ms": [3.53, 12.0, 900.4]}
    ... )
    >>> bill = lambda_log_cost(log, "ap-northeast-2", free_tier=False)
    >>> bill.functions[["function", "invocations", "gb_seconds"]].to_numpy().tolist()
    [['report', 1, 0.901], ['api', 2, 0.002]]
    """
    return lambda_usage_cost(lambda_log_usage(log, architecture), location, free_tier, plan=plan)


def _check_columns(log: pd.DataFrame) -> None:
    """Columns of the learner's own are left alone, unless one is nearly the name of a column that is billed."""
    errors.columns(log.columns, ["memory_mb", "duration_ms"], ko="호출 로그", en="the log of invocations")
    if log.empty:
        raise InputError(ko="호출 로그에 행이 없습니다.", en="the log of invocations has no rows.")
    absent = [name for name in (*_KEYS, *_RANGES, "asynchronous") if name not in log]
    for name in log.columns:
        if name not in _RANGES and difflib.get_close_matches(str(name).casefold(), absent, n=1, cutoff=0.8):
            raise unknown(ko="호출 로그의 열", en="column of the log", given=name, allowed=absent)


def _groups(log: pd.DataFrame, architecture: str) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """Which group each row belongs to, and what the groups are."""
    rows = len(log)
    group: npt.NDArray[np.intp] = np.zeros(rows, dtype=np.intp)
    levels: list[list[Any]] = []
    for name, default in (("function", "function"), ("architecture", architecture), ("provisioned", False)):
        if name not in log:
            found = [default]
        else:
            codes, unique = pd.factorize(log[name])
            found = list(unique)
            if (codes < 0).any():
                row = log.index[int(np.flatnonzero(codes < 0)[0])]
                raise InputError(ko=f"행 {row}의 {name}이(가) 비어 있습니다.", en=f"row {row} has no {name}.")
            group = group * len(found) + codes
        levels.append(found)
    for name in levels[1]:
        architecture_code(name)
    _check_flags("provisioned", levels[2])
    return group, pd.MultiIndex.from_product(levels, names=_KEYS).to_frame(index=False)


def _check_flags(name: str, values: Iterable[object]) -> None:
    if not all(isinstance(value, bool | np.bool_) for value in values):
        raise InputError(ko=f"{name} 열은 True나 False여야 합니다.", en=f"the column {name} holds True or False.")


def _column(log: pd.DataFrame, name: str, *, empty: float | None = None, whole: bool = False) -> Floats:
    """A column as floats, if every number is one that Lambda can have; ``empty`` stands for what is not there."""
    if name not in log:
        return np.full(1, empty, dtype=float)
    try:
        values: Floats = log[name].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        values = pd.to_numeric(log[name], errors="coerce").to_numpy(dtype=float)
        values = np.where(log[name].isna(), np.nan, np.where(np.isnan(values), -np.inf, values))
    if empty is not None and np.isnan(values.min()):
        values = np.where(np.isnan(values), empty, values)
    low, high = _RANGES[name]
    # NaN is neither within nor outside, and min and max carry it
    if low <= values.min() and values.max() <= high and not (whole and (values != np.floor(values)).any()):
        return values
    wrong = ~((values >= low) & (values <= high)) | (whole & (values != np.floor(values)))
    place = int(np.flatnonzero(wrong)[0])
    row, given = log.index[place], log[name].iloc[place]
    whole_ko, whole_en = ("정수", "a whole number") if whole else ("수", "a number")
    raise InputError(
        ko=f"행 {row}의 {name} {given}은(는) 쓸 수 없습니다. {low:,}에서 {high:,}까지의 {whole_ko}여야 합니다.",
        en=f"row {row} has the {name} {given}: give {whole_en} from {low:,} to {high:,}.",
    )


def _payload_units(log: pd.DataFrame) -> Floats:
    """The requests that each event adds to the first one."""
    if "payload_kb" not in log:
        return np.zeros(1)
    errors.columns(log.columns, ["asynchronous"], ko="payload_kb가 있는 호출 로그", en="a log with payload_kb")
    first, step, _ = EVENT_KB
    added = np.maximum(0.0, np.ceil(np.round((_column(log, "payload_kb", empty=0) - first) / step, 9)))
    _check_flags("asynchronous", log["asynchronous"].unique())
    return np.where(log["asynchronous"].to_numpy(dtype=bool), added, 0.0)


def _sums(group: npt.NDArray[np.intp], values: Floats, groups: int) -> npt.NDArray[np.int64]:
    """The sum of whole numbers in each group, to the unit."""
    total = np.zeros(groups, dtype=np.int64)
    if not values.any():
        return total
    values = np.broadcast_to(values, group.shape)
    for start in range(0, len(group), _EXACT_ROWS):
        piece = slice(start, start + _EXACT_ROWS)
        total += np.bincount(group[piece], weights=values[piece], minlength=groups).astype(np.int64)
    return total


def _gb_seconds(usage: pd.DataFrame) -> float:
    return float(usage["duration_mb_ms"].sum() + usage["init_mb_ms"].sum()) / _MB_MS_PER_GB_SECOND


def _charge(
    meter: Meter, part: str, architecture: str, quantity: float, *, free: bool = True, keep: bool = False
) -> list[dict[str, Any]]:
    if quantity == 0 and not keep:
        return []
    rows = list(meter.charge(part, float(quantity), free=free))
    return [{"part": row.pop("part"), "architecture": architecture, **row} for row in rows]


def _functions(usage: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """One row a function; each part of the bill is shared in proportion to what is used of it."""
    provisioned = usage["provisioned"].to_numpy(dtype=bool)
    architecture = usage["architecture"].to_numpy()
    numbers = {name: usage[name].to_numpy(dtype=float) for name in _COUNTS}
    seconds = numbers["duration_mb_ms"] + numbers["init_mb_ms"]
    usd = np.zeros(len(usage))
    for row in parts.to_dict("records"):
        part = str(row["part"])
        # duration and initialization together: which of the two the free tier covers is the same to a function
        used = {
            "ephemeral_storage": numbers["storage_mb_ms"],
            "response_streaming": numbers["streamed_bytes"],
            "requests": numbers["invocations"],
            "provisioned_requests": numbers["invocations"],
            "payload": numbers["payload_units"],
            "provisioned_payload": numbers["payload_units"],
        }.get(part, seconds)
        if part not in ("ephemeral_storage", "response_streaming"):
            used = np.where(provisioned == part.startswith("provisioned"), used, 0.0)
        if row["architecture"]:
            used = np.where(architecture == row["architecture"], used, 0.0)
        total = used.sum()
        usd += row["usd"] * (used / total if total else 0.0)
    lines = pd.DataFrame(
        {
            "function": usage["function"],
            "invocations": usage["invocations"],
            "gb_seconds": seconds / _MB_MS_PER_GB_SECOND,
            "init": numbers["init_mb_ms"] / _MB_MS_PER_GB_SECOND,
            "usd": usd,
        }
    )
    table = lines.groupby("function", sort=False)[["invocations", "gb_seconds", "init", "usd"]].sum()
    table["init_share"] = (table["init"] / table["gb_seconds"]).fillna(0.0)
    table["usd_per_million"] = table["usd"] / table["invocations"] * 1_000_000
    table = table.sort_values("usd", ascending=False, kind="stable").reset_index()
    return table[["function", "invocations", "gb_seconds", "init_share", "usd", "usd_per_million"]]
