"""What a failure costs: an asynchronous event with its tries, and a poison record in a stream, played through."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, serverless
from kaolib.study import charts, language, samples
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

_EVENTS = 1_000_000
_RETRIES = (0, 1, 2)
_AGES = (60, 120, 300, 600, 1800, 3600, 10_800, 21_600)
_THROTTLED = (0, 60, 600, 1800, 3600, 10_800, 21_600)
_DESTINATIONS = ("none", "sqs")
_ASYNC = ("retries", "event_age_s", "failure_rate", "permanent_share", "throttled_s", "destination")
_TRIED = ("attempt", "at", "result", "likely")


class AsyncEventsExplorer(Explorer):
    """Asynchronous events that fail; see `async_events` below."""

    def __init__(
        self,
        location: str,
        duration_ms: float,
        memory_mb: int,
        retries: int,
        event_age_s: int,
        failure_rate: float,
        permanent_share: float,
        throttled_s: int,
        destination: str,
    ) -> None:
        self._location = catalog.check_location(location)
        self._function = (duration_ms, memory_mb)
        self._one = serverless.lambda_usd(_EVENTS, duration_ms, memory_mb, self._location, free_tier=False)
        named = [(language.text(f"events_to_{one}"), one) for one in _DESTINATIONS]
        for share, name in ((failure_rate, "failure_rate"), (permanent_share, "permanent_share")):
            errors.share(name, share)
        super().__init__(
            {
                "retries": _controls.buttons("retries", [(str(one), one) for one in _RETRIES], retries),
                "destination": _controls.buttons("failed_to", named, destination),
                "event_age_s": _controls.steps("event_age_s", _AGES, event_age_s),
                "throttled_s": _controls.steps("throttled_s", _THROTTLED, throttled_s),
                "failure_rate": _controls.share("failure_rate", failure_rate),
                "permanent_share": _controls.share("permanent_share", permanent_share),
            }
        )

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it for a million events."""
        chosen = super().value
        return {**chosen, **self._figures(chosen)}

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        self._checked("retries", values["retries"])
        self._checked("destination", values["destination"])
        for name in ("failure_rate", "permanent_share"):
            errors.share(name, values[name])
        self._tries(values)  # says what cannot be
        return values

    def _tries(self, values: Values) -> pd.DataFrame:
        return _async(
            float(values["failure_rate"]),
            int(values["retries"]),
            int(values["event_age_s"]),
            float(values["throttled_s"]),
            float(values["permanent_share"]),
            float(self._function[0]) / 1000,
        )

    def _figures(self, values: Values) -> Values:
        tries = self._tries(values)
        billed = float((tries["probability"] * tries["billed"]).sum())
        lost = float(tries.loc[tries["result"] == "discarded", "probability"].sum())
        first = min(billed, 1.0) * self._one
        sent = 0.0
        if values["destination"] != "none" and lost > 0:
            kept = serverless.destination_cost(values["destination"], lost * _EVENTS, self._location)
            sent = float(kept["usd"].sum(skipna=False))
        return {
            "runs": billed,
            "lost": 0.0 if values["destination"] != "none" else lost,
            "given_up": lost,
            "last_s": float(tries["starts_s"].iloc[-1]),
            "first_usd": first,
            "again_usd": max(billed - 1.0, 0.0) * self._one,
            "destination_usd": sent,
        }

    def _look(self, values: Values) -> Frame:
        tries, told = self._tries(values), self._figures(values)
        now = language.text("events_now")
        runs, ages = {now: tries}, {now: float(values["event_age_s"])}
        ghost: Values | None = None
        if self._first and any(self._first[name] != values[name] for name in _ASYNC):
            before = language.text("events_first")
            ghost = self._figures(self._first)
            runs[before], ages[before] = self._tries(self._first), float(self._first["event_age_s"])
        above = charts.spec(
            charts.event_tries, runs, ages, ghost=language.text("events_first") if ghost else None, room=2
        )
        bars = [pd.DataFrame([{"setting": name, **figures}]) for name, figures in ((now, told), (language.text("events_first"), ghost)) if figures]  # fmt: skip
        under = charts.spec(charts.failure_cost, bars[0], ghost=bars[1] if len(bars) > 1 else None, room=2)
        return Frame(self._answer(values, told), above, _written(tries), _TRIED, under=under)

    def _answer(self, values: Values, told: Values) -> str:
        said = language.text(
            "events_said",
            runs=language.number(told["runs"], 3),
            usd=language.usd(told["first_usd"] + told["again_usd"], 2),
            more=language.percent(told["again_usd"] / self._one),
        )
        given_up = language.number(round(told["given_up"] * _EVENTS))
        kind = "none_lost" if told["given_up"] == 0 else "lost" if values["destination"] == "none" else "kept"
        return f"{said} {language.text(f'events_said_{kind}', count=given_up)}"

    def _result(self, values: Values, frame: Frame) -> Values:
        told = self._figures(values)
        return {
            "retries": values["retries"],
            "event_age": language.span(values["event_age_s"]),
            "failure_share": values["failure_rate"],
            "permanent_share": values["permanent_share"],
            "throttled": language.span(values["throttled_s"]),
            "runs_per_event": told["runs"],
            "events_again_usd": told["again_usd"],
            "events_given_up": round(told["given_up"] * _EVENTS),
        }


@lru_cache(maxsize=256)
def _async(
    failure_rate: float, retries: int, age: int, throttled: float, permanent: float, duration_s: float
) -> pd.DataFrame:
    tries = serverless.async_retries(
        failure_rate,
        retries=retries,
        event_age_s=age,
        duration_s=duration_s,
        throttled_s=throttled,
        permanent_share=permanent,
    )
    # what cannot happen is not drawn
    return tries[tries["probability"] > 0].reset_index(drop=True)


def _written(tries: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "attempt": tries["attempt"],
            "at": [language.span(second) for second in tries["starts_s"]],
            "result": [language.text(f"event_tries_{result}") for result in tries["result"]],
            "likely": [language.small_percent(float(one)) for one in tries["probability"]],
        }
    )


_STREAM = ("batch_size", "stream_retries", "record_age_s", "bisect", "partial_response", "parallelization")
_STREAM_RETRIES, _RECORD_AGES = (-1, 0, 2, 10, 100), (-1, 60, 600, 3600, 21_600)
_SIZES, _LANES = (10, 50, 100, 200, 500, 1000), (1, 2, 5, 10)
#: Moments of the replay, a like factor apart: from the first second to two weeks.
_SECONDS = tuple(float(second) for second in np.geomspace(1, 1_209_600, 60).round(1))
_RAN = ("first_record", "records", "attempts", "at", "stream_result")


class StreamEventsExplorer(Explorer):
    """A poison record in a stream; see `stream_events` below."""

    def __init__(
        self,
        location: str,
        memory_mb: int,
        batch_size: int,
        stream_retries: int,
        record_age_s: int,
        bisect: bool,
        partial_response: bool,
        parallelization: int,
        records_per_second: float,
        batch_ms: float,
    ) -> None:
        self._location, self._memory = catalog.check_location(location), memory_mb
        self._rate = errors.amount("records_per_second", records_per_second)
        self._batch_ms = errors.amount("batch_ms", batch_ms)
        self._done = lru_cache(maxsize=64)(self._run_of)
        offered = [(_or_never(one, str(one)), one) for one in _STREAM_RETRIES]
        ages = [(_or_never(one, language.span(one)), one) for one in _RECORD_AGES]
        switch = [(language.text("yes"), True), (language.text("no"), False)]
        super().__init__(
            {
                "stream_retries": _controls.dropdown("stream_retries", offered, stream_retries),
                "record_age_s": _controls.dropdown("record_age_s", ages, record_age_s),
                "bisect": _controls.buttons("bisect", switch, bisect),
                "partial_response": _controls.buttons("partial_response", switch, partial_response),
                "batch_size": _controls.steps("batch_size", _SIZES, batch_size),
                "parallelization": _controls.steps("parallelization", _LANES, parallelization),
                "moment": Replay("moment", [language.span(second) for second in _SECONDS], value=-1),
            }
        )

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it in the end."""
        chosen = super().value
        run, lag = self._done(*(chosen[name] for name in _STREAM))
        return {
            **chosen,
            "invocations": run.invocations,
            "blocked_s": run.blocked_s,
            "lost": run.lost,
            "lost_good": run.lost_good,
            "behind": float(lag["records"].max()),
            "usd": self._usd(run),
        }

    def _usd(self, run: serverless.StreamRun) -> float:
        return float(run.cost(self._memory, self._location)["usd"].sum(skipna=False))

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _run_of(
        self, batch_size: int, retries: int, age: int, bisect: bool, partial: bool, lanes: int
    ) -> tuple[serverless.StreamRun, pd.DataFrame]:
        run = serverless.stream_retries(
            batch_size,
            [samples.poison(batch_size)],
            retries=retries,
            record_age_s=age,
            bisect=bisect,
            partial_response=partial,
            parallelization=lanes,
            duration_ms=self._batch_ms,
            records_per_second=self._rate,
        )
        return run, serverless.stream_lag(run, self._rate, _SECONDS, parallelization=lanes)

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        for name in ("stream_retries", "record_age_s", "bisect", "partial_response", "moment"):
            self._checked(name, values[name])
        self._done(*(values[name] for name in _STREAM))  # says what cannot be
        return values

    def _look(self, values: Values) -> Frame:
        run, lag = self._done(*(values[name] for name in _STREAM))
        at = _SECONDS[values["moment"]] if values["moment"] < len(_SECONDS) - 1 else np.inf
        changed = self._first is not None and any(self._first[name] != values[name] for name in _STREAM)
        ghost = self._done(*(self._first[name] for name in _STREAM))[1] if self._first and changed else None
        above = charts.spec(charts.stream_steps, run, upto_s=at, name=_named(values))
        under = charts.spec(charts.stream_lag, lag, at_s=at, ghost=ghost)
        return Frame(self._answer(values, run, changed), above, _ran(run, at), _RAN, under=under)

    def _answer(self, values: Values, run: serverless.StreamRun, changed: bool) -> str:
        said = language.text(
            "stream_said",
            time=language.span(run.blocked_s),
            runs=language.number(run.invocations),
            usd=language.usd(float(f"{self._usd(run):.2g}")),
            lost=language.number(run.lost),
            good=language.number(run.lost_good),
        )
        if not changed or self._first is None:
            return said
        first = self._done(*(self._first[name] for name in _STREAM))[0]
        before = language.text(
            "stream_said_first", time=language.span(first.blocked_s), lost=language.number(first.lost)
        )
        return f"{said} {before}"

    def _result(self, values: Values, frame: Frame) -> Values:
        run, lag = self._done(*(values[name] for name in _STREAM))
        return {
            "stream_retries": _or_never(values["stream_retries"], str(values["stream_retries"])),
            "record_age": _or_never(values["record_age_s"], language.span(values["record_age_s"])),
            "bisect": values["bisect"],
            "partial_response": values["partial_response"],
            "batch_size": values["batch_size"],
            "stream_blocked": language.span(run.blocked_s),
            "stream_runs": run.invocations,
            "stream_lost": run.lost,
            "stream_behind": round(float(lag["records"].max())),
        }


def _or_never(value: int, words: str) -> str:
    return language.text("stream_no_limit") if value < 0 else words


def _named(values: Values) -> str:
    parts = [
        language.text("stream_name_retries", retries=_or_never(values["stream_retries"], str(values["stream_retries"])))
    ]
    parts += [language.text(f"column_{name}") for name in ("bisect", "partial_response") if values[name]]
    return ", ".join(parts)


def _ran(run: serverless.StreamRun, at: float) -> pd.DataFrame:
    steps = run.steps[run.steps["starts_s"] <= at]
    table = steps[["first_record", "records", "attempts"]].copy()
    table["at"] = [language.span(second) for second in steps["starts_s"]]
    table["stream_result"] = [language.text(f"stream_steps_{result}") for result in steps["result"]]
    return table.reset_index(drop=True)


def async_events(
    location: str = "ap-northeast-2",
    duration_ms: float = 120,
    memory_mb: int = 512,
    retries: int = 2,
    event_age_s: int = 21_600,
    failure_rate: float = 0.1,
    permanent_share: float = 0.0,
    throttled_s: int = 0,
    destination: str = "none",
) -> AsyncEventsExplorer:
    """Set retries and the maximum age of an asynchronous event, and see its tries, their cost, and what is given up.

    Parameters
    ----------
    location
        A Region.
    duration_ms, memory_mb
        Of the function; a run that fails takes as long as one that does not.
    retries
        MaximumRetryAttempts: 0, 1 or 2.
    event_age_s
        MaximumEventAgeInSeconds: 60 to 21,600.
    failure_rate
        Share of runs that fail by chance, 0 to 1.
    permanent_share
        Share of events that fail every time.
    throttled_s
        For how long, from the event on, Lambda has no room to run it.
    destination
        "none" or "sqs": where an event goes that is given up.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, and for a million events runs (of one event), given_up and lost (shares), last_s,
        first_usd, again_usd and destination_usd; its ``table`` the tries of one event.

    Raises
    ------
    InputError
        For an unknown name, or a number outside Lambda's limits.

    Examples
    --------
    >>> explorer = async_events("us-east-1").set(failure_rate=1.0)
    >>> explorer.value["runs"], explorer.value["lost"]
    (3.0, 1.0)
    >>> explorer.set(event_age_s=60).value["runs"]
    1.0
    """
    return AsyncEventsExplorer(
        location, duration_ms, memory_mb, retries, event_age_s, failure_rate, permanent_share, throttled_s, destination
    )


def stream_events(
    location: str = "ap-northeast-2",
    memory_mb: int = 512,
    batch_size: int = 100,
    stream_retries: int = -1,
    record_age_s: int = -1,
    bisect: bool = False,
    partial_response: bool = False,
    parallelization: int = 1,
    records_per_second: float = samples.RECORDS_PER_SECOND,
    batch_ms: float = samples.BATCH_MS,
) -> StreamEventsExplorer:
    """Put a record that cannot be processed into a stream, and play what its event source mapping makes of it.

    Parameters
    ----------
    location
        A Region.
    memory_mb
        Memory of the function.
    batch_size
        Records of a batch; one of them, a little past its first third, fails every time.
    stream_retries
        MaximumRetryAttempts, -1 for no limit.
    record_age_s
        MaximumRecordAgeInSeconds, -1 for no limit.
    bisect, partial_response
        BisectBatchOnFunctionError, ReportBatchItemFailures.
    parallelization
        ParallelizationFactor.
    records_per_second, batch_ms
        What comes into the shard, and how long a run takes.

    Returns
    -------
    Explorer
        Its ``value`` has the settings, moment, and invocations, blocked_s, lost, lost_good, behind (most records waiting)
        and usd; its ``table`` what ran up to the moment.

    Raises
    ------
    InputError
        For an unknown name, or a number outside Lambda's limits.

    Examples
    --------
    >>> explorer = stream_events("us-east-1")
    >>> explorer.value["blocked_s"], explorer.value["lost_good"]
    (86400.0, 99)
    >>> explorer.set(stream_retries=2, bisect=True).value["lost_good"]
    0
    """
    return StreamEventsExplorer(
        location,
        memory_mb,
        batch_size,
        stream_retries,
        record_age_s,
        bisect,
        partial_response,
        parallelization,
        records_per_second,
        batch_ms,
    )
