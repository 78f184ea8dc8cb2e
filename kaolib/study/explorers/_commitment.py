"""Explorer of one Savings Plan over a year: what any commitment costs, covers and wastes, and how far it is from the best."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, purchase
from kaolib.operation import commitment as room
from kaolib.operation.commitment import Demand
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values

_KINDS = ("compute_sp", "ec2_instance_sp")
_TERMS = (1, 3)
_PAYMENTS = ("no_upfront", "all_upfront")
#: By how much the load differs at the end of the year from what was expected.
SCENARIOS = {"expected": 0.0, "more": 0.3, "less": -0.3}
#: About how many commitments the slider offers, and up to which share of the busiest hour.
_AMOUNTS = 140
_COLUMNS = ("choice", "usd_per_hour", "year_usd", "saving_usd", "saving", "coverage", "utilization", "unused_usd")


def scaled(demand: room.Demand, by: float) -> room.Demand:
    """The demand of a year that drifts away evenly, to 1 + by times what was expected in its last hour."""
    if not by:
        return demand
    drift = 1 + by * np.arange(len(demand.hours)) / len(demand.hours)
    return dataclasses.replace(demand, quantity=np.round(demand.quantity * drift[:, None]))


def amounts_of(demand: room.Demand, about: int = _AMOUNTS) -> list[float]:
    """Commitments from 0 to about what nearly all hours cost On-Demand, in even and round steps."""
    spend = demand.quantity @ demand.products["on_demand_usd"].to_numpy(float)
    most = float(np.quantile(spend, 0.9))
    if not most > 0:
        raise errors.InputError(ko="사용량이 모두 0입니다.", en="the use is 0 in every hour.")
    rough = most / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999), room.STEP_USD)
    return [round(step * number, 10) for number in range(math.ceil(most / step) + 1)]


def checked(usd_per_hour: float) -> float:
    """A commitment that a plan can have, or 0 for none."""
    return 0.0 if usd_per_hour == 0 else purchase.check_commitment(usd_per_hour)


class CommitmentExplorer(Explorer):
    """How much to commit; see `commitment` below."""

    def __init__(
        self,
        demand: room.Demand,
        plan_kind: str,
        usd_per_hour: float | None,
        term_years: int,
        payment: str,
        scenario: str,
    ) -> None:
        self._demands = {name: scaled(demand, by) for name, by in SCENARIOS.items()}
        self._kept: dict[tuple[str, ...], _Year] = {}
        families = _families(demand)
        self._amounts = amounts_of(demand)
        for name, value, allowed in (
            ("plan_kind", plan_kind, _KINDS),
            ("term_years", term_years, _TERMS),
            ("payment", payment, _PAYMENTS),
            ("scenario", scenario, tuple(SCENARIOS)),
        ):
            if value not in allowed:
                label = language.text(f"control_{name}")
                raise errors.unknown(ko=label, en=label, given=value, allowed=[str(one) for one in allowed])
        start = self._amounts[len(self._amounts) // 4] if usd_per_hour is None else usd_per_hour
        checked(start)
        controls = {
            "plan_kind": _controls.buttons("plan_kind", [(language.text(f"offering_{one}"), one) for one in _KINDS], plan_kind),
            "plan_family": _controls.dropdown("plan_family", [(one, one) for one in families], families[0]),
            "term_years": _controls.buttons("term_years", [(language.text(f"term_{one}y"), one) for one in _TERMS], term_years),
            "payment": _controls.buttons("payment", [(language.text(f"payment_{one}"), one) for one in _PAYMENTS], payment),
            "scenario": _controls.buttons("scenario", [(language.text(f"scenario_{one}"), one) for one in SCENARIOS], scenario),
            "usd_per_hour": _controls.steps("usd_per_hour", self._amounts, float(start)),
        }  # fmt: skip
        controls["plan_family"].disabled = plan_kind != "ec2_instance_sp"
        super().__init__(controls)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it over the year."""
        chosen = super().value
        figures = (
            "year_usd",
            "saving_usd",
            "saving",
            "coverage",
            "utilization",
            "unused_usd",
            "best_usd_per_hour",
            "share_of_best",
        )
        if self._frame is None:
            return {**chosen, **dict.fromkeys(figures, math.nan)}
        year = self._year(chosen)
        row = year.at(chosen["usd_per_hour"])
        most = year.best.saving_usd
        best = {
            "best_usd_per_hour": year.best.usd_per_hour,
            "share_of_best": row["saving_usd"] / most if most else math.nan,
        }
        return {**chosen, **row, **best, "usd_per_hour": chosen["usd_per_hour"]}

    def _follow(self, name: str) -> None:
        if name == "plan_kind":
            self._controls["plan_family"].disabled = self._controls["plan_kind"].value != "ec2_instance_sp"

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value!r}" for name, value in super().value.items())
        return f"<{type(self).__name__}: {chosen}>"

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        for name in ("plan_kind", "plan_family", "term_years", "payment", "scenario"):
            self._checked(name, values[name])
        values["usd_per_hour"] = checked(values["usd_per_hour"])
        return values

    def _year(self, values: Values) -> _Year:
        family = values["plan_family"] if values["plan_kind"] == "ec2_instance_sp" else ""
        key = (values["scenario"], _option(values), family)
        if key not in self._kept:
            self._kept[key] = _Year(self._demands[values["scenario"]], _option(values), family or None)
        return self._kept[key]

    def _look(self, values: Values) -> Frame:
        year, chosen = self._year(values), values["usd_per_hour"]
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        before = first["usd_per_hour"] if first and first["usd_per_hour"] != chosen else None
        name = _name(values)
        saving = charts.spec(
            charts.commitment_saving,
            year.curve(self._amounts),
            year.best,
            chosen=chosen,
            ghost=before,
            name=name,
            height=190,
        )
        load = charts.spec(
            charts.load_duration, year.load, chosen, break_even=year.break_even, ghost=before, name=name, height=190
        )
        rows = [("now", chosen), ("best", year.best.usd_per_hour), ("none", 0.0)]
        table = pd.DataFrame([{"choice": f"choice_{one}", **year.at(usd)} for one, usd in rows])
        if first:
            other = self._year(first).at(first["usd_per_hour"])
            table = pd.concat([table, pd.DataFrame([{"choice": "choice_first", **other}])], ignore_index=True)
        table["choice"] = [language.text(one) for one in table["choice"]]
        marked = language.text("choice_now")
        return Frame(self._answer(values, year), saving, table, _COLUMNS, marked=marked, under=load)

    def _answer(self, values: Values, year: _Year) -> str:
        row, best = year.at(values["usd_per_hour"]), year.best
        said = language.text(
            "commitment_said" if row["saving_usd"] >= 0 else "commitment_said_dearer",
            commitment=language.usd_per_hour(values["usd_per_hour"]),
            year=language.usd(row["year_usd"], digits=0),
            saved=language.usd(abs(row["saving_usd"]), digits=0),
            coverage=language.percent(row["coverage"]),
            utilization=language.percent(row["utilization"]) if row["usd_per_hour"] else "–",
            unused=language.usd(row["unused_usd"], digits=0),
        )
        parts = [said]
        if best.saving_usd > 0 and row["saving_usd"] >= 0:
            share = language.percent(row["saving_usd"] / best.saving_usd)
            low, high = language.usd_per_hour(best.low_usd_per_hour), language.usd_per_hour(best.high_usd_per_hour)
            parts.append(language.text("commitment_said_share", share=share, low=low, high=high))
        if values["term_years"] > 1:
            parts.append(language.text("commitment_said_term"))
        parts.append(language.text("commitment_basis", date=catalog.as_of("commitment_rates")))
        return " ".join(parts)

    def _result(self, values: Values, frame: Frame) -> Values:
        option = language.option(_option(values))
        if values["plan_kind"] == "ec2_instance_sp":
            option += f" ({values['plan_family']})"
        setting: Values = {
            "plan_kind": option,
            "scenario": language.text(f"scenario_{values['scenario']}"),
            "usd_per_hour": values["usd_per_hour"],
        }
        figures = ("saving_usd", "saving", "coverage", "utilization", "unused_usd")
        row = dict(frame.table.iloc[0]) if len(frame.table) else dict.fromkeys(figures, math.nan)
        return {**setting, **{name: row[name] for name in figures}}


class _Year:
    """One year under one plan: its numbers at any commitment, over all that runs and not only what the plan covers."""

    def __init__(self, demand: room.Demand, option: str, family: str | None) -> None:
        self._demand, self._option, self._family = demand, option, family
        known = demand.products
        mine = known["family"] == family if family else pd.Series(True, index=known.index)
        rates = np.nan_to_num(known[option].where(mine).to_numpy(float))
        self.load = demand.quantity @ rates
        self.best = room.best_plan(demand, option, family)
        self.break_even = (
            float((self.load >= self.best.exact_usd_per_hour - 1e-9).mean()) if self.best.usd_per_hour else None
        )
        self._all = demand.on_demand_usd
        self._rows: dict[float, dict[str, float]] = {}
        self._curve = pd.DataFrame()

    def curve(self, amounts: list[float]) -> pd.DataFrame:
        """What each of these commitments saves."""
        if self._curve.empty:
            at = sorted({*amounts, self.best.usd_per_hour})
            self._curve = room.plan_curve(self._demand, self._option, at, self._family)
        return self._curve

    def at(self, usd_per_hour: float) -> dict[str, float]:
        """The numbers of one commitment."""
        if usd_per_hour not in self._rows:
            found = room.plan_cost(self._demand, self._option, usd_per_hour, self._family)
            self._rows[usd_per_hour] = {
                "usd_per_hour": usd_per_hour,
                "year_usd": self._all - found.saving_usd,
                "saving_usd": found.saving_usd,
                "saving": found.saving_usd / self._all,
                "coverage": found.coverage * found.on_demand_usd / self._all,
                "utilization": found.utilization,
                "unused_usd": found.unused_usd,
            }
        return self._rows[usd_per_hour]


def _families(demand: room.Demand) -> list[str]:
    """The families of EC2 in use, the dearest first."""
    known = demand.products
    spend = demand.quantity.sum(axis=0) * known["on_demand_usd"].to_numpy(float)
    ec2 = (known["service"] == "ec2").to_numpy()
    if not ec2.any():
        raise errors.InputError(ko="사용량에 EC2 줄이 없습니다.", en="the usage has no line of EC2.")
    by_family = pd.Series(spend[ec2]).groupby(known["family"].to_numpy()[ec2]).sum()
    return [str(name) for name in by_family.sort_values(ascending=False).index]


def _choice(values: Values) -> tuple[Any, ...]:
    family = values["plan_family"] if values["plan_kind"] == "ec2_instance_sp" else ""
    return (
        values["plan_kind"],
        family,
        values["term_years"],
        values["payment"],
        values["scenario"],
        values["usd_per_hour"],
    )


def _option(values: Values) -> str:
    return f"{values['plan_kind']}_{values['term_years']}y_{values['payment']}"


def _name(values: Values) -> str:
    option = language.option(_option(values))
    return f"{option} {values['plan_family']}" if values["plan_kind"] == "ec2_instance_sp" else option


def commitment(
    demand: Demand,
    plan_kind: str = "compute_sp",
    usd_per_hour: float | None = None,
    term_years: int = 1,
    payment: str = "no_upfront",
    scenario: str = "expected",
) -> CommitmentExplorer:
    """Drag the commitment of one Savings Plan over a year, and see saving, coverage, utilization and waste move together.

    Parameters
    ----------
    demand
        A year of use from `kaolib.operation.commitment.demand`, with EC2 in it.
    plan_kind
        "compute_sp" or "ec2_instance_sp", which is bound to one of the families in use.
    usd_per_hour
        The commitment that is chosen at the start; None: about a quarter of the slider.
    term_years
        1 or 3. Three years are counted as the same year three times.
    payment
        "no_upfront" or "all_upfront".
    scenario
        "expected", or the load drifts to 30 % more ("more") or less ("less") than that by the end of the year.

    Returns
    -------
    Explorer
        Its ``value`` has plan_kind, plan_family, term_years, payment, scenario, usd_per_hour, and what comes of them:
        year_usd (the whole bill), saving_usd, saving, coverage, utilization, unused_usd, best_usd_per_hour,
        share_of_best (of the best saving). Shares are of all that runs.

    Raises
    ------
    InputError
        For use without EC2, an unknown name, or a commitment that AWS does not sell.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> explorer = commitment(samples.year("us-east-1"), usd_per_hour=1.0)
    >>> explorer.value["utilization"] > explorer.set(usd_per_hour=4.0).value["utilization"]
    True
    """
    return CommitmentExplorer(demand, plan_kind, usd_per_hour, term_years, payment, scenario)
