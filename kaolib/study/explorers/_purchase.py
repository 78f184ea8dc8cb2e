"""The chooser: family, size, Region, operating system, purchase option and use, and what each option then costs."""

from __future__ import annotations

import math

import pandas as pd

from kaolib import errors
from kaolib.knowledge import purchase as room
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Frame, Values
from kaolib.study.explorers._type import TypeExplorer, place_name, type_controls, where_controls

_OFFERINGS = tuple(charts.COLOURS)
_PAYMENTS = ("no_upfront", "partial_upfront", "all_upfront")
_BELOW = 170  # the lower chart is the smaller, so that a change of the controls is seen in both
_VIEWS = ("break_even", "cash_flow")
_COLUMNS = (
    "option",
    "upfront_usd",
    "effective_usd_per_hour",
    "usd_per_month_at_utilization",
    "saving",
    "break_even_utilization",
    "break_even_month",
    "status",
)


def _option(values: Values) -> str:
    offering = str(values["offering"])
    without_term = offering in ("on_demand", "spot")
    return offering if without_term else f"{offering}_{values['term_years']}y_{values['payment']}"


class PurchaseExplorer(TypeExplorer):
    """Every purchase option of one instance type; see `purchase` below."""

    def __init__(
        self, instance_type: str, location: str, operating_system: str, utilization: float, option: str
    ) -> None:
        offering, term_years, payment = _parts(room.check_option(option))
        payments = [(language.text(f"payment_{payment}"), payment) for payment in _PAYMENTS]
        super().__init__(
            {
                **type_controls(instance_type),
                **where_controls(location, operating_system),
                "offering": _controls.dropdown(
                    "offering", [(language.text(f"offering_{one}"), one) for one in _OFFERINGS], offering
                ),
                "term_years": _controls.dropdown(
                    "term_years", [(language.text(f"term_{years}y"), years) for years in (1, 3)], term_years or 1
                ),
                "payment": _controls.dropdown("payment", payments, payment or _PAYMENTS[0]),
                "utilization": _controls.share("utilization", errors.share("utilization", utilization)),
                "view": _controls.buttons("view", [(language.text(f"view_{one}"), one) for one in _VIEWS], _VIEWS[0]),
            }
        )
        self._follow("offering")

    @property
    def value(self) -> Values:
        """The ids that are chosen now, with instance_type and option put together from them."""
        chosen = super().value
        return {"instance_type": chosen["instance_type"], "option": _option(chosen), **chosen}

    def _follow(self, name: str) -> None:
        super()._follow(name)
        if name == "offering":
            without_term = self._controls["offering"].value in ("on_demand", "spot")
            for follower in ("term_years", "payment"):
                self._controls[follower].disabled = without_term

    def _complete(self, given: Values) -> Values:
        self._known(given, also=("instance_type", "option"))
        values = self._typed(given)
        if "option" in given:
            offering, term_years, payment = _parts(room.check_option(given["option"]))
            values |= {"offering": offering}
            if term_years:
                values |= {"term_years": term_years, "payment": payment}
        for name in ("offering", "term_years", "payment", "view"):
            self._checked(name, values[name])
        values["utilization"] = errors.share("utilization", values["utilization"])
        values["option"] = _option(values)
        return values

    def _look(self, values: Values) -> Frame:
        offers = room.offers(values["instance_type"], values["location"], values["operating_system"])
        option, use = values["option"], values["utilization"]
        table = room.cost_at(offers, use).sort_values("usd_per_month_at_utilization", kind="stable", ignore_index=True)
        name = _name(values)
        ghost, ghost_name = None, ""
        if self._first and _name(self._first) != name:
            ghost = room.offers(*(self._first[key] for key in ("instance_type", "location", "operating_system")))
            ghost_name = language.text("first_choice_of", name=_name(self._first))
        bars = charts.spec(
            charts.purchase_bars, offers, selected=option, ghost=ghost, name=name, ghost_name=ghost_name, hover=False
        )
        price = dict(zip(offers["option"], offers["effective_usd_per_hour"], strict=True))
        compared = [option] if option != "on_demand" else []
        if values["view"] == "break_even":
            below = charts.spec(charts.break_even, offers, compared, utilization=use, height=_BELOW)
        else:
            known = [one for one in ("on_demand", *compared) if not math.isnan(price[one])]
            below = charts.spec(
                charts.cash_flow,
                room.cash_flow(offers, known, utilization=use),
                known[1:],
                height=_BELOW,
            )
        return Frame(self._answer(values, table), bars, table, _COLUMNS, marked=option, under=below)

    def _answer(self, values: Values, table: pd.DataFrame) -> str:
        cost = dict(zip(table["option"], table["usd_per_month_at_utilization"], strict=True))
        chosen = values["option"]
        # Spot may be interrupted: it is shown, but not recommended as the cheapest for any work
        lasting = {option: usd for option, usd in cost.items() if option != "spot" and not math.isnan(usd)}
        best = min(lasting, key=lambda option: lasting[option])
        key = "chooser_not_known" if math.isnan(cost[chosen]) else "chooser_best" if chosen == best else "chooser_said"
        return language.text(
            key,
            option=language.option(chosen),
            use=language.percent(values["utilization"]),
            cost=language.usd_per_month(cost[chosen]),
            on_demand=language.usd_per_month(cost["on_demand"]),
            best=language.option(best),
            best_cost=language.usd_per_month(cost[best]),
        )

    def _result(self, values: Values, frame: Frame) -> Values:
        setting = {name: values[name] for name in ("instance_type", "location", "operating_system", "option")}
        setting["utilization"] = values["utilization"]
        if frame.table.empty:
            return {**setting, "usd_per_month_at_utilization": math.nan, "saving": math.nan, "cheapest": ""}
        rows = frame.table.set_index("option")
        lasting = rows["usd_per_month_at_utilization"].drop("spot").dropna()
        row = rows.loc[values["option"]]
        cost, on_demand = row["usd_per_month_at_utilization"], lasting["on_demand"]
        return {
            **setting,
            "usd_per_month_at_utilization": cost,
            "saving": 1 - cost / on_demand if on_demand else math.nan,
            "cheapest": language.option(str(lasting.idxmin())),
        }


def _name(values: Values) -> str:
    place = place_name(values)
    return f"{values['instance_type']} · {place} · {language.operating_system(values['operating_system'])}"


def _parts(option: str) -> tuple[str, int, str]:
    """An option's offering, years and payment; 0 years and no payment without a term."""
    for offering in _OFFERINGS:
        for years in (1, 3):
            if option.startswith(f"{offering}_{years}y_"):
                return offering, years, option.removeprefix(f"{offering}_{years}y_")
    return option, 0, ""


def purchase(
    instance_type: str = "m7g.large",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
    utilization: float = 1.0,
    option: str = "ri_standard_1y_no_upfront",
) -> PurchaseExplorer:
    """Choose how to buy: family, size, Region, operating system, purchase option, term, payment and utilization.

    Parameters
    ----------
    instance_type
        The type that is chosen at the start.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.
    utilization
        The share of the month for which the instance runs, 0 to 1.
    option
        A purchase option's id.

    Returns
    -------
    Explorer
        Its ``value`` has instance_type, option, family, size, location, operating_system, offering, term_years,
        payment, utilization and view ("break_even" or "cash_flow"); its ``table`` every option of
        `kaolib.knowledge.purchase.offers` with its cost at the utilization, cheapest first.

    Raises
    ------
    InputError
        For an unknown name or a utilization that is not from 0 to 1. A type that is not sold in the location is no
        error: the explorer says where it is, and goes on.

    Examples
    --------
    >>> from kaolib.study import language
    >>> language.use("en")
    >>> chooser = purchase("m7g.large", "us-east-1").set(payment="all_upfront", utilization=0.8)
    >>> chooser.value["option"], chooser.value["utilization"]
    ('ri_standard_1y_all_upfront', 0.8)
    """
    return PurchaseExplorer(instance_type, location, operating_system, utilization, option)
