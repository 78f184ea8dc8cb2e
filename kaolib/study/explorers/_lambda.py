"""How much memory a function should have, and how much provisioned concurrency a day of it."""

from __future__ import annotations

import math
from functools import lru_cache

import pandas as pd

from kaolib import errors
from kaolib.architecture import power_tuning
from kaolib.knowledge import catalog, serverless
from kaolib.study import charts, language, samples
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values

_ARCHITECTURES = ("x86_64", "arm64")
_CPU_MS = (10, 50, 100, 200, 400, 800, 1600, 3200, 6400)
_WAIT_MS = (0, 10, 50, 100, 200, 400, 800, 1600, 3200)
_NEEDED = (128, 256, 512, 1024, 1769, 3008, 4096)
_WORK = ("cpu_ms", "wait_ms", "parallel_share", "memory_needed_mb", "architecture")
_TUNED = ("memory_mb", "duration_ms", "usd_per_million", "of_cheapest", "of_fastest")


class MemoryTuningExplorer(Explorer):
    """Memory against time and cost; see `memory_tuning` below."""

    def __init__(
        self,
        location: str,
        cpu_ms: float,
        wait_ms: float,
        parallel_share: float,
        memory_needed_mb: int,
        architecture: str,
        memory_mb: int,
        limit_ms: float | None,
    ) -> None:
        self._location = catalog.check_location(location)
        self._limit = None if limit_ms is None else errors.amount("limit_ms", limit_ms)
        errors.share("parallel_share", parallel_share)
        super().__init__(
            {
                "memory_mb": _controls.steps("memory_mb", power_tuning.SIZES, memory_mb),
                "architecture": _controls.buttons("architecture", [(one, one) for one in _ARCHITECTURES], architecture),
                "cpu_ms": _controls.steps("cpu_ms", _CPU_MS, cpu_ms),
                "wait_ms": _controls.steps("wait_ms", _WAIT_MS, wait_ms),
                "parallel_share": _controls.share("parallel_share", parallel_share),
                "memory_needed_mb": _controls.steps("memory_needed_mb", _NEEDED, memory_needed_mb),
            }
        )

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it."""
        chosen = super().value
        table = self._tuned(chosen)
        here = table[table["memory_mb"] == chosen["memory_mb"]]
        sizes = {kind: int(table.loc[table[kind], "memory_mb"].iloc[0]) for kind in ("cheapest", "fastest", "balanced")}
        within = table if self._limit is None else table[table["duration_ms"] <= self._limit]
        known = within["usd_per_million"].notna()
        best = int(within.sort_values("usd_per_million", kind="stable")["memory_mb"].iloc[0]) if known.any() else None
        return {
            **chosen,
            **sizes,
            "duration_ms": float(here["duration_ms"].iloc[0]) if len(here) else math.nan,
            "usd_per_million": float(here["usd_per_million"].iloc[0]) if len(here) else math.nan,
            "cheapest_within_limit": best,
        }

    def _tuned(self, values: Values) -> pd.DataFrame:
        return _tune(
            float(values["cpu_ms"]),
            float(values["parallel_share"]),
            float(values["wait_ms"]),
            int(values["memory_needed_mb"]),
            str(values["architecture"]),
            self._location,
            int(values["memory_mb"]),
        )

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        self._checked("architecture", values["architecture"])
        self._tuned(values)  # says what cannot be
        return values

    def _look(self, values: Values) -> Frame:
        table = self._tuned(values)
        changed = self._first is not None and any(self._first[name] != values[name] for name in _WORK)
        ghost = self._tuned(self._first) if self._first and changed else None
        chosen = int(values["memory_mb"])
        time = charts.spec(charts.tuning_time, table, chosen=chosen, ghost=ghost, limit_ms=self._limit)
        cost = charts.spec(charts.tuning_cost, table, chosen=chosen, ghost=ghost)
        return Frame(self._answer(values, table), time, table, _TUNED, marked=str(chosen), under=cost)

    def _answer(self, values: Values, table: pd.DataFrame) -> str:
        here = table[table["memory_mb"] == values["memory_mb"]].iloc[0]
        size = language.number(int(values["memory_mb"]))
        if math.isnan(here["duration_ms"]):
            return language.text("tuning_said_not", size=size)
        said = language.text(
            "tuning_said",
            size=size,
            ms=language.number(round(float(here["duration_ms"]))),
            usd=language.usd(float(here["usd_per_million"]), 2),
            waits=language.percent(
                float(here["waiting_usd_per_million"])
                / float(here["waiting_usd_per_million"] + here["computing_usd_per_million"])
            ),
        )
        if self._limit is None:
            return said
        late = float(here["duration_ms"]) > self._limit
        return f"{said} {language.text('tuning_said_late' if late else 'tuning_said_in_time')}"

    def _result(self, values: Values, frame: Frame) -> Values:
        table = self._tuned(values)
        at = {kind: table.loc[table[kind]].iloc[0] for kind in ("cheapest", "fastest", "balanced")}
        return {
            "cpu_ms": values["cpu_ms"],
            "wait_ms": values["wait_ms"],
            "parallel_share": values["parallel_share"],
            "lambda_architecture": values["architecture"],
            "cheapest_mb": int(at["cheapest"]["memory_mb"]),
            "fastest_mb": int(at["fastest"]["memory_mb"]),
            "balanced_mb": int(at["balanced"]["memory_mb"]),
            "usd_per_million": float(at["balanced"]["usd_per_million"]),
            "duration_ms": float(at["balanced"]["duration_ms"]),
        }


@lru_cache(maxsize=128)
def _tune(
    cpu_ms: float, parallel: float, wait_ms: float, needed: int, architecture: str, location: str, memory_mb: int
) -> pd.DataFrame:
    work = power_tuning.Work(cpu_ms, parallel, wait_ms, needed)
    sizes = sorted({*power_tuning.SIZES, memory_mb})
    return power_tuning.tune(power_tuning.durations(work, sizes), location, architecture)


#: How many are tried in the Region that is chosen, and in those beside it.
_LEVELS, _COARSE = tuple(range(36)), tuple(range(0, 36, 5))
_SPANS = ("all_day", "office")
_PROVISIONED = ("location", "provisioned", "span", "init_ms", "cold_share")
#: The function of the day: how long it takes, and its memory.
DAY_MS, DAY_MB = 200.0, 1024
_KEPT = ("provisioned", "usd_per_day", "of_without", "provisioned_used_share", "spilled_share")


class ProvisionedExplorer(Explorer):
    """Provisioned concurrency over a working day; see `provisioned` below."""

    def __init__(self, location: str, provisioned: int, span: str, init_ms: float, cold_share: float) -> None:
        catalog.check_location(location)
        errors.share("cold_share", cold_share)
        spans = [(language.text(f"provisioned_span_{one}"), one) for one in _SPANS]
        regions = catalog.locations().query("kind == 'Region'")["location"].tolist()
        named = [(language.location(one), one) for one in regions]
        super().__init__(
            {
                "location": _controls.dropdown("location", named, location),
                "span": _controls.buttons("provisioned_hours", spans, span),
                "provisioned": _controls.steps("provisioned", _LEVELS, provisioned),
                "init_ms": _controls.steps("init_ms", (0, 200, 500, 1000, 2000, 5000), init_ms),
                "cold_share": _controls.share("cold_share", cold_share),
            }
        )

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it."""
        chosen = super().value
        return {**chosen, **_figures(chosen)}

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        self._checked("location", values["location"])
        self._checked("span", values["span"])
        _day(*(values[name] for name in _PROVISIONED))  # says what cannot be
        return values

    def _look(self, values: Values) -> Frame:
        run, levels = _day(*(values[name] for name in _PROVISIONED))
        changed = self._first is not None and any(self._first[name] != values[name] for name in _PROVISIONED)
        ghost = _day(*(self._first[name] for name in _PROVISIONED))[0].steps["provisioned"] if changed and self._first else None  # fmt: skip
        day = charts.spec(charts.provisioned_day, run.steps, ghost=ghost)
        here = language.location(values["location"], with_code=False)
        lines = {here: levels}
        for other in ("us-east-1", "ap-northeast-2"):
            if other != values["location"] and len(lines) < 3:
                lines[language.location(other, with_code=False)] = _day(other, *(values[name] for name in _PROVISIONED[1:]), _COARSE)[1]  # fmt: skip
        curve = charts.spec(charts.provisioned_levels, lines, chosen=int(values["provisioned"]), chosen_in=here)
        shown = sorted({*_COARSE, int(values["provisioned"])})
        runs = [_one(values["location"], level, *(values[name] for name in _PROVISIONED[2:])) for level in shown]
        table = pd.DataFrame(
            {
                "provisioned": [str(level) for level in shown],
                "usd_per_day": [run.usd for run in runs],
                "of_without": [run.usd / float(levels["usd"].iloc[0]) for run in runs],
                "provisioned_used_share": [run.utilization for run in runs],
                "spilled_share": [run.spilled_share for run in runs],
            }
        )
        return Frame(self._answer(values), day, table, _KEPT, marked=str(int(values["provisioned"])), under=curve)

    def _answer(self, values: Values) -> str:
        told = _figures(values)
        used = told["utilization"]
        return language.text(
            "provisioned_said",
            usd=language.usd(told["usd_per_day"], 2),
            without=language.usd(told["usd_per_day_without"], 2),
            used=language.text("not_provisioned") if math.isnan(used) else language.percent(used),
            even=language.text("never_pays") if told["break_even"] > 1 else language.percent(told["break_even"]),
            spilled=language.percent(told["spilled_share"]),
        )

    def _result(self, values: Values, frame: Frame) -> Values:
        told = _figures(values)
        return {
            "location": values["location"],
            "provisioned": values["provisioned"],
            "provisioned_span": language.text(f"provisioned_span_{values['span']}"),
            "usd_per_day": told["usd_per_day"],
            "provisioned_used_share": told["utilization"],
            "spilled_share": told["spilled_share"],
            "break_even_share": told["break_even"],
        }


def _figures(values: Values) -> Values:
    """What comes of a choice."""
    run, levels = _day(*(values[name] for name in _PROVISIONED))
    known = levels["usd"].notna()
    best = int(levels["provisioned"].iloc[int(levels["usd"].to_numpy().argmin())]) if known.any() else None
    return {
        "usd_per_day": run.usd,
        "usd_per_day_without": float(levels["usd"].iloc[0]),
        "spilled_share": run.spilled_share,
        "utilization": run.utilization,
        "cheapest_provisioned": best,
        "break_even": serverless.provisioned_break_even(
            values["location"],
            duration_ms=DAY_MS,
            init_ms=float(values["init_ms"]),
            cold_start_share=float(values["cold_share"]),
        ),
    }


@lru_cache(maxsize=256)
def _day(
    location: str,
    provisioned: int,
    span: str,
    init_ms: float,
    cold_share: float,
    levels: tuple[int, ...] = _LEVELS,
) -> tuple[serverless.ProvisionedRun, pd.DataFrame]:
    """The day with so many environments, and what every other number would cost."""
    usd = [_one(location, level, span, float(init_ms), float(cold_share)).usd for level in levels]
    wanted = errors.count("provisioned", provisioned)
    return _one(location, wanted, span, float(init_ms), float(cold_share)), pd.DataFrame(
        {"provisioned": levels, "usd": usd}
    )


@lru_cache(maxsize=2048)
def _one(location: str, level: int, span: str, init_ms: float, cold_share: float) -> serverless.ProvisionedRun:
    hours = range(24) if span == "all_day" else range(8, 20)
    schedule = [level if hour in hours else 0 for hour in range(24)]
    return serverless.provisioned_run(
        samples.busy_day(), schedule, DAY_MS, DAY_MB, location, init_ms=init_ms, cold_start_share=cold_share
    )


def memory_tuning(
    location: str = "ap-northeast-2",
    cpu_ms: float = 400,
    wait_ms: float = 100,
    parallel_share: float = 0.0,
    memory_needed_mb: int = 128,
    architecture: str = "x86_64",
    memory_mb: int = 128,
    limit_ms: float | None = 500,
) -> MemoryTuningExplorer:
    """Choose a function's memory: what it does to time and cost, and why work and waiting differ.

    Parameters
    ----------
    location
        A Region.
    cpu_ms, wait_ms, parallel_share, memory_needed_mb
        What an invocation does: see `kaolib.architecture.power_tuning.Work`.
    architecture
        "x86_64" or "arm64".
    memory_mb
        The memory that is chosen.
    limit_ms
        The longest answer that is accepted: drawn as a line.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, duration_ms and usd_per_million of the memory chosen, cheapest, fastest and
        balanced (sizes in MB) and cheapest_within_limit; its ``table`` every size.

    Raises
    ------
    InputError
        For an unknown name, or a number outside Lambda's limits.

    Examples
    --------
    >>> explorer = memory_tuning("us-east-1", cpu_ms=800, wait_ms=0)
    >>> explorer.set(memory_mb=1769).value["duration_ms"]
    800.0
    """
    return MemoryTuningExplorer(
        location, cpu_ms, wait_ms, parallel_share, memory_needed_mb, architecture, memory_mb, limit_ms
    )


def provisioned(
    location: str = "ap-northeast-2",
    provisioned: int = 10,
    span: str = "all_day",
    init_ms: float = 0,
    cold_share: float = 0.0,
) -> ProvisionedExplorer:
    """Keep environments ready over a working day: what they serve, what spills over, and what the day costs.

    Parameters
    ----------
    location
        A Region.
    provisioned
        Environments kept ready.
    span
        "all_day" or "office": around the clock, or from 8 to 20.
    init_ms, cold_share
        How long a cold start initializes, and what share of the On-Demand invocations has one.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, usd_per_day, usd_per_day_without, spilled_share, utilization, break_even and
        cheapest_provisioned; its ``table`` what some numbers of environments make of the day.

    Raises
    ------
    InputError
        For an unknown name or a number that cannot be.

    Examples
    --------
    >>> explorer = provisioned("us-east-1")
    >>> round(explorer.value["break_even"], 2), explorer.value["cheapest_provisioned"]
    (0.6, 6)
    """
    return ProvisionedExplorer(location, provisioned, span, init_ms, cold_share)
