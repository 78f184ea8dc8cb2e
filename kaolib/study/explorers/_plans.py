"""A Savings Plan over hours of usage: its kind, term, payment and commitment, and what becomes of each hour."""

from __future__ import annotations

import math
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts
from kaolib.knowledge import instance_type as types
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values

#: Partial Upfront is left out: what a Compute plan then charges for Fargate and Lambda is not known.
_KINDS = ("compute_sp", "ec2_instance_sp")
_TERMS = (1, 3)
_PAYMENTS = ("no_upfront", "all_upfront")
#: About how many commitments the slider offers.
_AMOUNTS = 70
_COLUMNS = ("usd_per_hour", "usd_per_month", "saving", "coverage", "utilization", "unused_usd_per_month")
_LISTED = 12


class PlansExplorer(Explorer):
    """One plan over a week; see `savings_plans` below."""

    def __init__(
        self,
        usage: pd.DataFrame,
        kind: str,
        usd_per_hour: float,
        term_years: int,
        payment: str,
        wanted: tuple[float, float] | None,
    ) -> None:
        self._hours = Hours(usage)
        self._wanted = wanted
        self._amounts = self._hours.amounts()
        errors.amount("usd_per_hour", usd_per_hour)
        bound = self._hours.families
        controls = {
            "plan_kind": _controls.buttons("plan_kind", [(language.text(f"offering_{one}"), one) for one in _KINDS], _checked(kind, _KINDS, "plan_kind")),
            "plan_family": _controls.dropdown("plan_family", bound, bound[0][1]),
            "term_years": _controls.buttons("term_years", [(language.text(f"term_{years}y"), years) for years in _TERMS], _checked(term_years, _TERMS, "term_years")),
            "payment": _controls.buttons("payment", [(language.text(f"payment_{one}"), one) for one in _PAYMENTS], _checked(payment, _PAYMENTS, "payment")),
            "usd_per_hour": _controls.steps("usd_per_hour", self._amounts, float(usd_per_hour)),
        }  # fmt: skip
        controls["plan_family"].disabled = kind != "ec2_instance_sp"
        super().__init__(controls)

    @property
    def value(self) -> Values:
        """What is chosen now, and what comes of it: the bill of a month, coverage, utilization, the cheapest commitment."""
        chosen = super().value
        table = self._frame.table if self._frame else None
        if table is None or not (table["usd_per_hour"] == chosen["usd_per_hour"]).any():  # not applied, or not yet
            return {**chosen, **dict.fromkeys(("usd_per_month", "coverage", "utilization", "cheapest"), math.nan)}
        row = _row(table, chosen["usd_per_hour"])
        figures = {name: row[name] for name in ("usd_per_month", "coverage", "utilization")}
        return {**chosen, **figures, "cheapest": _cheapest(table)["usd_per_hour"]}

    def _follow(self, name: str) -> None:
        if name == "plan_kind":
            self._controls["plan_family"].disabled = self._controls["plan_kind"].value != "ec2_instance_sp"

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**super().value, **given}
        for name in ("plan_kind", "plan_family", "term_years", "payment"):
            self._checked(name, values[name])
        values["usd_per_hour"] = errors.amount("usd_per_hour", values["usd_per_hour"])
        return values

    def _look(self, values: Values) -> Frame:
        table, by_hour = self._applied(values)
        chosen = values["usd_per_hour"]
        first = self._first if self._first and _choice(self._first) != _choice(values) else None
        ghost = self._applied(first)[1] if first else None
        name = _name(values)
        week = charts.spec(charts.plan_week, by_hour, ghost=ghost, name=name, height=190)
        table = self._applied(values)[0]  # the first choice may have brought an amount of its own
        before = first["usd_per_hour"] if first and first["usd_per_hour"] != chosen else None
        curve = charts.spec(
            charts.plan_curve, table, chosen, first=before, wanted=self._wanted, kind=values["plan_kind"]
        )
        said = self._answer(values, table, first)
        by_bill = table.sort_values("usd_per_month", kind="stable", ignore_index=True)
        return Frame(said, week, by_bill, _COLUMNS, rows=_LISTED, marked=chosen, under=curve)

    def _applied(self, values: Values) -> tuple[pd.DataFrame, pd.DataFrame]:
        family = values["plan_family"] if values["plan_kind"] == "ec2_instance_sp" else ""
        amount = values["usd_per_hour"]
        if amount not in self._amounts:
            self._amounts = sorted([*self._amounts, amount])
        return self._hours.applied(values["plan_kind"], _option(values), family, tuple(self._amounts), amount)

    def _answer(self, values: Values, table: pd.DataFrame, first: Values | None) -> str:
        row, best = _row(table, values["usd_per_hour"]), _cheapest(table)
        saved = _row(table, 0.0)["usd_per_month"] - row["usd_per_month"]
        said = language.text(
            "plans_said" if saved >= 0 else "plans_said_dearer",
            commitment=language.usd_per_hour(values["usd_per_hour"]),
            bill=language.usd_per_month(row["usd_per_month"]),
            saved=language.usd(abs(saved), digits=2),
            coverage=language.percent(row["coverage"]),
            utilization=language.percent(row["utilization"]),
            unused=language.usd_per_month(row["unused_usd_per_month"]),
        )
        cheapest = language.text(
            "plans_cheapest",
            commitment=language.usd_per_hour(best["usd_per_hour"]),
            bill=language.usd_per_month(best["usd_per_month"]),
        )
        earlier = []
        if first:
            before = _row(self._applied(first)[0], first["usd_per_hour"])
            earlier = [language.text("plans_first", bill=language.usd_per_month(before["usd_per_month"]))]
        return " ".join([said, cheapest, *earlier, self._hours.basis(_option(values))])

    def _result(self, values: Values, frame: Frame) -> Values:
        setting: Values = {name: values[name] for name in ("plan_kind", "term_years", "payment", "usd_per_hour")}
        setting["plan_kind"] = language.text(f"offering_{values['plan_kind']}")
        if values["plan_kind"] == "ec2_instance_sp":
            setting["plan_kind"] += f" ({values['plan_family']})"
        figures = ("usd_per_month", "saving", "coverage", "utilization")
        if frame.table.empty:
            return {**setting, **dict.fromkeys(figures, math.nan)}
        row = _row(frame.table, values["usd_per_hour"])
        return {**setting, **{name: row[name] for name in figures}}


def _row(table: pd.DataFrame, usd_per_hour: float) -> dict[str, float]:
    """What one commitment comes to."""
    at = int(np.flatnonzero(table["usd_per_hour"] == usd_per_hour)[0])
    return {str(name): float(table[name].iloc[at]) for name in table.columns}


def _cheapest(table: pd.DataFrame) -> dict[str, float]:
    """The commitment with the lowest bill."""
    return _row(table, float(table["usd_per_hour"].iloc[int(table["usd_per_month"].argmin())]))


class Hours:
    """Usage of some hours, and what a plan of each amount makes of it: every amount is applied at once, and kept.

    Hours in which the same runs are applied once: in a week without changes a day is like the next.
    """

    def __init__(self, usage: pd.DataFrame) -> None:
        by_hour = discounts.apply(usage).by_hour()
        if len(by_hour) > charts.MOST_HOURS:
            charts.spec(charts.plan_week, by_hour)  # raises: too many to draw
        self.usage = usage
        self._hours = by_hour["hour"]
        self._equivalent = by_hour["on_demand_equivalent_usd"]
        self._kept: dict[tuple[Any, ...], tuple[pd.DataFrame, dict[float, pd.DataFrame]]] = {}
        if not self.families:
            raise InputError(ko="사용량에 EC2 줄이 없습니다.", en="the usage has no line of EC2.")

    @cached_property
    def families(self) -> list[tuple[str, str]]:
        """The families that an EC2 Instance plan could be bound to, the dearest first."""
        ec2 = self._ec2
        spent = (ec2["quantity"] * ec2["on_demand_usd"]).groupby(ec2["item"].map(_family)).sum()
        return [(str(family), str(family)) for family in spent.sort_values(ascending=False).index]

    @property
    def _ec2(self) -> pd.DataFrame:
        return self.usage[self.usage["service"] == "ec2"] if "service" in self.usage.columns else self.usage

    def amounts(self) -> list[float]:
        """Commitments from 0 to about what the dearest hour costs On-Demand, in even and round steps."""
        most = float(self._equivalent.max())
        rough = most / _AMOUNTS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
        return [round(step * number, 10) for number in range(math.ceil(most / step) + 1)]

    def basis(self, option: str) -> str:
        """The dates of the rates, and that they are derived where they are."""
        rates, rules = self._rates_of(option), catalog.commitment_rules()
        days = set(rules.loc[(rules["option"] == option) & ~rules["licensed"], "as_of"])
        if (rates["service"] != "ec2").any():
            days |= set(catalog.service_plan_rates(option=option)["as_of"])
        key = "plans_basis_derived" if rates["derived"].any() else "plans_basis"
        return language.text(key, date=", ".join(sorted(days)))

    def _rates_of(self, option: str) -> pd.DataFrame:
        return self._rates[self._rates["option"] == option]

    @cached_property
    def _rates(self) -> pd.DataFrame:
        """The rates of every option, looked up together: the look-up takes longer than all the rest."""
        names = ["service", "location", "item", "operating_system", "tenancy"]
        kinds = self.usage[[name for name in names if name in self.usage.columns]].drop_duplicates()
        options = [f"{kind}_{years}y_{payment}" for kind in _KINDS for years in _TERMS for payment in _PAYMENTS]
        return discounts.plan_rates(kinds, options)

    def applied(
        self, kind: str, option: str, family: str, amounts: tuple[float, ...], chosen: float
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What each amount comes to in a month, and the hours under the chosen one.

        Each amount has a copy of the usage in an account of its own, and nothing is shared: one application does all.
        """
        key = kind, option, family, amounts
        if key not in self._kept:
            self._kept[key] = self._apply(kind, option, family, amounts)
        table, hours = self._kept[key]
        return table, hours[chosen]

    @cached_property
    def _alike(self) -> tuple[pd.DataFrame, np.ndarray[Any, np.dtype[np.int64]]]:
        """The usage of hours that differ, numbered; and for each hour of the period the number of the one like it."""
        at = pd.Index(self._hours).get_indexer(_as_index(self.usage["hour"]))
        kinds = self.usage.drop(columns=["hour", "quantity"]).astype(str).agg("|".join, axis=1)
        grid = np.zeros((len(self._hours), kinds.nunique()))
        grid[at, pd.factorize(kinds)[0]] = self.usage["quantity"]
        _, first, like = np.unique(grid, axis=0, return_index=True, return_inverse=True)
        kept = pd.Series(np.arange(len(first)), index=first)
        usage = self.usage.assign(hour=at)
        usage = usage[usage["hour"].isin(first)]
        return usage.assign(hour=usage["hour"].map(kept)), like.reshape(-1)

    def _apply(
        self, kind: str, option: str, family: str, amounts: tuple[float, ...]
    ) -> tuple[pd.DataFrame, dict[float, pd.DataFrame]]:
        usage, like = self._alike
        count, hours = len(amounts), int(like.max()) + 1
        names = [str(number) for number in range(count)]
        copies = usage.iloc[np.tile(np.arange(len(usage)), count)]
        copies = copies.assign(account=pd.Categorical(np.repeat(names, len(usage)), categories=names))
        plans = pd.DataFrame(
            {"id": names, "account": names, "kind": kind, "option": option, "usd_per_hour": amounts, "family": family,
             "location": self._place(family)}
        )  # fmt: skip
        done = discounts.apply(copies, None, plans, self._rates_of(option), sharing=False)
        lines = done.lines
        amount, at = lines["line"].to_numpy() // len(usage), lines["hour"].to_numpy()
        paid = {}
        for payer, code in ((str(name), number) for number, name in enumerate(lines["covered_by"].cat.categories)):
            mine = (lines["covered_by"].cat.codes == code).to_numpy()
            if mine.any():
                paid[payer] = np.zeros((count, hours))
                np.add.at(paid[payer], (amount[mine], at[mine]), lines["usd"].to_numpy()[mine])
        # the hours that differ, as often as each of them comes
        paid = {payer: usd[:, like] for payer, usd in paid.items()}
        nothing = np.zeros((count, len(like)))
        unused = np.array(amounts)[:, None] - paid.get(kind, nothing)
        unused[unused < 1e-9] = 0.0
        equivalent = self._equivalent.to_numpy()
        bill = sum(paid.values()) + unused
        eligible = equivalent.sum() - paid.get("spot", nothing)[0].sum()
        committed = np.array(amounts) * len(equivalent)
        month = MONTH_HOURS / len(equivalent)
        table = pd.DataFrame(
            {
                "usd_per_hour": amounts,
                "usd_per_month": bill.sum(axis=1) * month,
                "saving": 1 - bill.sum(axis=1) / equivalent.sum(),
                "coverage": 1 - paid.get("on_demand", nothing).sum(axis=1) / eligible,
                "utilization": 1 - unused.sum(axis=1) / np.where(committed > 0, committed, math.nan),
                "unused_usd_per_month": unused.sum(axis=1) * month,
            }
        )
        by_amount = {
            usd: pd.DataFrame(
                {"hour": self._hours, "on_demand_equivalent_usd": equivalent, "usd": bill[number],
                 "unused_usd": unused[number], **{payer: each[number] for payer, each in paid.items()}}
            )
            for number, usd in enumerate(amounts)
        }  # fmt: skip
        return table, by_amount

    def _place(self, family: str) -> str:
        """Where most of the family's usage is: an EC2 Instance plan is bound to one Region."""
        if not family:
            return ""
        errors.columns(self.usage.columns, ("location",), ko="사용량", en="the usage")
        ec2 = self._ec2
        mine = ec2[ec2["item"].map(_family) == family]
        return str((mine["quantity"] * mine["on_demand_usd"]).groupby(mine["location"].astype(str)).sum().idxmax())


def _as_index(hours: pd.Series[Any]) -> pd.Index[Any]:
    """Hours as the application numbers them: UTC, without a time zone."""
    dated = hours if pd.api.types.is_numeric_dtype(hours) else pd.to_datetime(hours, utc=True).dt.tz_localize(None)
    index: pd.Index[Any] = pd.Index(dated)
    return index


@cache
def _family(item: str) -> str:
    return types.parse(item).family


def _checked(given: Any, allowed: tuple[Any, ...], control: str) -> Any:
    if given not in allowed:
        label = language.text(f"control_{control}")
        raise errors.unknown(ko=label, en=label, given=given, allowed=[str(one) for one in allowed])
    return given


def _choice(values: Values) -> tuple[Any, ...]:
    family = values["plan_family"] if values["plan_kind"] == "ec2_instance_sp" else ""
    return (values["plan_kind"], family, values["term_years"], values["payment"], values["usd_per_hour"])


def _option(values: Values) -> str:
    return f"{values['plan_kind']}_{values['term_years']}y_{values['payment']}"


def _name(values: Values) -> str:
    option = language.option(_option(values))
    family = f" {values['plan_family']}" if values["plan_kind"] == "ec2_instance_sp" else ""
    return f"{option}{family}"


def savings_plans(
    usage: pd.DataFrame,
    plan_kind: str = "compute_sp",
    usd_per_hour: float = 1.0,
    term_years: int = 1,
    payment: str = "no_upfront",
    wanted: tuple[float, float] | None = None,
) -> PlansExplorer:
    """Drag the commitment of one Savings Plan over hours of usage, and see each hour, the bill, coverage and utilization.

    Parameters
    ----------
    usage
        As for `kaolib.knowledge.discounts.apply`, priced, without accounts: at most 336 hours.
    plan_kind
        "compute_sp" or "ec2_instance_sp", which is bound to a family of the usage and the Region where most of it runs.
    usd_per_hour
        The commitment that is chosen at the start.
    term_years
        1 or 3.
    payment
        "no_upfront" or "all_upfront". What plans charge for Fargate and Lambda with Partial Upfront is not known.
    wanted
        The least coverage and utilization that are asked for, which the chart then shades; None for none.

    Returns
    -------
    Explorer
        Its ``value`` has plan_kind, plan_family, term_years, payment, usd_per_hour, and what comes of them:
        usd_per_month (the bill), coverage, utilization, cheapest (the commitment on the slider with the lowest bill); its
        ``table`` each commitment on the slider with its bill, saving, coverage, utilization and what of it is unused, the
        lowest bill first.

    Raises
    ------
    InputError
        For usage that cannot be read, has no EC2 or spans too many hours, an unknown name or a negative commitment. Usage
        whose plan rate is not known is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> from kaolib.study import samples
    >>> explorer = savings_plans(samples.week(samples.shop("us-east-1")), usd_per_hour=1.5)
    >>> explorer.set(usd_per_hour=3.0).value["utilization"] < 1
    True
    """
    return PlansExplorer(usage, plan_kind, usd_per_hour, term_years, payment, wanted)
