"""Explorer of one commitment over many possible years: what it saves on average, in bad years, and how often it loses."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog
from kaolib.operation import commitment
from kaolib.operation.commitment import Demand
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._commitment import amounts_of, checked
from kaolib.study.explorers._explorer import Explorer, Frame, Values

#: What the coming year may do, by the load at its end; each with the same chance.
OUTLOOKS: dict[str, tuple[float, ...]] = {
    "steady": (0.0,),
    "open": (-0.3, 0.0, 0.3),
    "down": (-0.4, -0.2, 0.0),
    "up": (0.0, 0.2, 0.4),
}
_DRAWS = 150
#: About how many commitments the slider offers.
_AMOUNTS = 40
_COLUMNS = (
    *("choice", "usd_per_hour", "mean_usd", "cvar_usd", "loss_share", "too_much_usd", "too_little_usd", "utilization"),
)


class RiskExplorer(Explorer):
    """A commitment against the years that may come; see `commitment_risk` below."""

    def __init__(
        self, demand: commitment.Demand, option: str, usd_per_hour: float | None, outlook: str, level: float
    ) -> None:
        if outlook not in OUTLOOKS:
            label = language.text("control_outlook")
            raise errors.unknown(ko=label, en=label, given=outlook, allowed=list(OUTLOOKS))
        self._demand, self._option, self._level = demand, option, level
        # all of them at once: a change of the outlook then answers as quickly as any other
        amounts = amounts_of(demand, _AMOUNTS)
        self._risks = {
            name: commitment.risk(demand, option, amounts, growth, _DRAWS, level) for name, growth in OUTLOOKS.items()
        }
        self._rows: dict[tuple[str, float], tuple[dict[str, float], Any]] = {}
        start = self._risks[outlook].best_mean_usd_per_hour if usd_per_hour is None else usd_per_hour
        checked(start)
        outlooks = [(language.text(f"outlook_{one}"), one) for one in OUTLOOKS]
        super().__init__(
            {
                "outlook": _controls.dropdown("outlook", outlooks, outlook),
                "usd_per_hour": _controls.steps("usd_per_hour", amounts, float(start)),
            }
        )

    def _years(self, amounts: list[float], growth: tuple[float, ...]) -> commitment.Risk:
        """The drawn years at these commitments, and at the two that are best in their way."""
        found = commitment.risk(self._demand, self._option, amounts, growth, _DRAWS, self._level)
        both = sorted({found.best_mean_usd_per_hour, found.best_cvar_usd_per_hour} - set(amounts))
        if not both:
            return found
        more = commitment.risk(self._demand, self._option, both, growth, _DRAWS, self._level)
        table = pd.concat([found.table, more.table], ignore_index=True)
        order = table["usd_per_hour"].argsort().to_numpy()
        savings = np.hstack([found.savings, more.savings])[:, order]
        return dataclasses.replace(found, table=table.iloc[order].reset_index(drop=True), savings=savings)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it over the drawn years."""
        chosen = super().value
        if self._frame is None:
            return chosen
        found = self._risks[chosen["outlook"]]
        row = self._at(chosen)[0]
        return {
            **chosen,
            **row,
            "share_of_best_mean": row["mean_usd"] / float(found.table["mean_usd"].max()),
            "share_of_best_cvar": row["cvar_usd"] / float(found.table["cvar_usd"].max()),
            "best_mean_usd_per_hour": found.best_mean_usd_per_hour,
            "best_cvar_usd_per_hour": found.best_cvar_usd_per_hour,
        }

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        self._checked("outlook", values["outlook"])
        values["usd_per_hour"] = checked(values["usd_per_hour"])
        return values

    def _at(self, values: Values, usd: float | None = None) -> tuple[dict[str, float], Any]:
        """The numbers of one commitment, and its saving in every drawn year."""
        outlook, amount = values["outlook"], values["usd_per_hour"] if usd is None else usd
        if (outlook, amount) not in self._rows:
            found = self._risks[outlook]
            at = found.table["usd_per_hour"].to_numpy(float)
            if amount > at[-1]:
                found = commitment.risk(self._demand, self._option, [amount], OUTLOOKS[outlook], _DRAWS, self._level)
                at = found.table["usd_per_hour"].to_numpy(float)
            # the steps of the slider stand in the table; between two of them a line is as good
            known = found.table.fillna({"utilization": 1.0}).rename(columns={"loss_chance": "loss_share"})
            row = {name: float(np.interp(amount, at, known[name])) for name in _COLUMNS[2:]}
            savings = np.array([np.interp(amount, at, year) for year in found.savings])
            self._rows[outlook, amount] = {"usd_per_hour": amount, **row}, savings
        return self._rows[outlook, amount]

    def _look(self, values: Values) -> Frame:
        found, chosen = self._risks[values["outlook"]], values["usd_per_hour"]
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        before = first["usd_per_hour"] if first and first["usd_per_hour"] != chosen else None
        name = language.text(f"outlook_{values['outlook']}")
        row, savings = self._at(values)
        ghost = self._at(first)[1] if first else None
        band = charts.spec(
            charts.saving_risk,
            found.table,
            mean_best=found.best_mean_usd_per_hour,
            cautious=found.best_cvar_usd_per_hour,
            level=self._level,
            chosen=chosen,
            ghost=before,
            name=name,
            height=190,
        )
        years = charts.spec(
            charts.saving_histogram, savings, worst=row["cvar_usd"], ghost=ghost, name=language.usd_per_hour(chosen)
        )
        choices = [("now", chosen), ("mean", found.best_mean_usd_per_hour), ("cautious", found.best_cvar_usd_per_hour)]
        rows = [{"choice": language.text(f"choice_{one}"), **self._at(values, usd)[0]} for one, usd in choices]
        if first:
            rows.append({"choice": language.text("choice_first"), **self._at(first)[0]})
        marked = language.text("choice_now")
        return Frame(self._answer(values, row), band, pd.DataFrame(rows), _COLUMNS, marked=marked, under=years)

    def _answer(self, values: Values, row: dict[str, float]) -> str:
        said = language.text(
            "risk_said",
            commitment=language.usd_per_hour(values["usd_per_hour"]),
            mean=language.usd(row["mean_usd"], digits=0),
            share=language.percent(1 - self._level),
            worst=language.usd(row["cvar_usd"], digits=0),
            loss=language.percent(row["loss_share"]),
            much=language.usd(row["too_much_usd"], digits=0),
            little=language.usd(row["too_little_usd"], digits=0),
        )
        return f"{said} {language.text('commitment_basis', date=catalog.as_of('commitment_rates'))}"

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {"outlook": language.text(f"outlook_{values['outlook']}")}
        figures = ("usd_per_hour", "mean_usd", "cvar_usd", "loss_share", "utilization")
        row = dict(frame.table.iloc[0]) if len(frame.table) else dict.fromkeys(figures, math.nan)
        return {**setting, **{name: row[name] for name in figures}}


def _choice(values: Values) -> tuple[Any, ...]:
    return (values["outlook"], values["usd_per_hour"])


def commitment_risk(
    demand: Demand,
    option: str = "compute_sp_1y_no_upfront",
    usd_per_hour: float | None = None,
    outlook: str = "open",
    level: float = 0.9,
) -> RiskExplorer:
    """Drag a commitment through 150 possible years: the mean saving, the bad years, and the regret of too much and too little.

    Parameters
    ----------
    demand
        A year of use from `kaolib.operation.commitment.demand`, whose weeks are drawn anew.
    option
        Which plan.
    usd_per_hour
        The commitment that is chosen at the start; None: the one that is best on average.
    outlook
        What the year may do besides: "steady", "open" (30 % less to 30 % more by its end), "down" or "up".
    level
        The bad years are the worst 1 - level of all.

    Returns
    -------
    Explorer
        Its ``value`` has outlook, usd_per_hour, and what comes of them: mean_usd, cvar_usd (mean of the worst
        years), loss_share, too_much_usd, too_little_usd, utilization, best_mean_usd_per_hour, best_cvar_usd_per_hour.

    Raises
    ------
    InputError
        As `kaolib.operation.commitment.risk`; for an unknown name.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> explorer = commitment_risk(samples.year("us-east-1"))
    >>> explorer.value["best_cvar_usd_per_hour"] < explorer.value["best_mean_usd_per_hour"]
    True
    """
    return RiskExplorer(demand, option, usd_per_hour, outlook, level)
