"""What commitments are bought for: hourly use of products, with what each costs On-Demand and under each option."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError, unknown
from kaolib.knowledge import catalog, instance_type, purchase
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.knowledge.purchase import YEAR_HOURS

#: In such steps this room answers, USD an hour: AWS takes five digits after the point, and the rest of them is worth
#: less than 10 USD a year.
STEP_USD = 0.001
#: Shapes of `trace`.
SHAPES = ("steady", "office", "growing", "shrinking", "spiky")

Floats = npt.NDArray[np.float64]
_HOUR = pd.Timedelta(hours=1)
_OPTION = re.compile(
    r"(?P<kind>ri_standard|ri_convertible|ec2_instance_sp|compute_sp|sagemaker_sp|database_sp)"
    r"_(?P<years>[13])y_(?:no|partial|all)_upfront"
)


class Option(NamedTuple):
    """What an option's id says: its kind ("ri_standard" ... "compute_sp") and the hours of its term."""

    name: str
    kind: str
    term_hours: int

    @property
    def reservation(self) -> bool:
        """True for an RI, False for a Savings Plan."""
        return self.kind.startswith("ri_")


@dataclass(frozen=True, eq=False)
class Demand:
    """Checked hourly use. Made by `demand`.

    Attributes
    ----------
    hours
        Consecutive hours: UTC datetimes, or whole numbers.
    quantity
        Units used, one row an hour and one column a product (instance-hours for an instance).
    products
        One row per product, index product: on_demand_usd, service, location, instance_type, operating_system, tenancy,
        family, normalization_factor, and what an option charges a unit, USD, in a column named after the option (NaN: it
        does not cover the product, or the rate is not known).
    """

    hours: pd.Index
    quantity: Floats
    products: pd.DataFrame

    @property
    def on_demand_usd(self) -> float:
        """What all of it costs On-Demand, USD."""
        return float((self.quantity @ self.products["on_demand_usd"].to_numpy(float)).sum())

    def only(self, products: Sequence[str]) -> Demand:
        """The same hours with these products alone."""
        at = self.products.index.get_indexer(pd.Index([check_product(name, self.products.index) for name in products]))
        return Demand(self.hours, self.quantity[:, at], self.products.iloc[at])

    def between(self, start: int, end: int) -> Demand:
        """The hours at places start to end - 1."""
        return Demand(self.hours[start:end], self.quantity[start:end], self.products)

    def table(self) -> pd.DataFrame:
        """Quantities with hours as the index and products as the columns."""
        return pd.DataFrame(self.quantity, index=self.hours, columns=self.products.index)

    def cells(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Hour and product of each row of `usage`: all that is used, and the first product in the first and last hour."""
        used = self.quantity > 0
        used[[0, -1], 0] = True
        return np.nonzero(used)  # type: ignore[return-value]

    def usage(self) -> pd.DataFrame:
        """The same as rows of usage, which `kaolib.knowledge.discounts.apply` takes.

        Returns
        -------
        pandas.DataFrame
            hour, product, service, location, item, operating_system, tenancy, quantity, on_demand_usd. What is not used in
            an hour has no row; the first and the last hour always have one.
        """
        row, column = self.cells()
        names = ["service", "location", "instance_type", "operating_system", "tenancy", "on_demand_usd"]
        lines = self.products[names].rename(columns={"instance_type": "item"}).reset_index()
        for name in lines.columns.drop("on_demand_usd"):
            lines[name] = lines[name].astype("category")
        lines = lines.iloc[column].reset_index(drop=True)
        lines.insert(0, "hour", self.hours[row])
        lines["quantity"] = self.quantity[row, column]
        return lines


def demand(quantity: pd.DataFrame, products: pd.DataFrame) -> Demand:
    """Hourly use and prices, checked and put together.

    Parameters
    ----------
    quantity
        One row per hour, one column per product: units used in that hour, 0 or more. The index holds consecutive hours:
        datetimes on the hour (UTC; with a time zone they are converted) or whole numbers. Any order.
    products
        One row per column of quantity: product (a column or the index) and on_demand_usd (USD a unit). As far as known:
        service ("ec2"), location, instance_type (the product's name where it is one), operating_system ("linux"),
        tenancy ("shared"), family and normalization_factor (from instance_type). One column per option with its rate,
        USD a unit, named after the option ("compute_sp_1y_no_upfront"). `products` of this room makes it for EC2.

    Returns
    -------
    Demand

    Raises
    ------
    InputError
        For hours that are negative, missing, NaN, double, not on the hour or local (one hour skipped in spring, one
        double in autumn); for products without a price, prices of 0 or less, or a product of one table that the other
        lacks.

    Examples
    --------
    >>> use = pd.DataFrame({"m7g.large": [2, 3, 3]}, index=pd.date_range("2026-01-01", periods=3, freq="h"))
    >>> prices = pd.DataFrame({"product": ["m7g.large"], "on_demand_usd": [0.1], "compute_sp_1y_no_upfront": [0.075]})
    >>> round(demand(use, prices).on_demand_usd, 3)
    0.8
    """
    if not isinstance(quantity, pd.DataFrame) or not len(quantity) or not len(quantity.columns):
        raise InputError(
            ko="사용량은 시간마다 한 행, 제품마다 한 열인 표여야 하고 비어 있으면 안 됩니다.",
            en="the use has to be a table with one row per hour and one column per product, and not empty.",
        )
    known = _checked_products(products, quantity.columns)
    hours, order = _checked_hours(quantity.index)
    units = quantity[known.index].to_numpy(float)[order]
    bad = np.argwhere(~(units >= 0) | np.isinf(units))
    if len(bad):
        row, column = bad[0]
        name, value = known.index[column], units[row, column]
        raise InputError(
            ko=f"{hours[row]}의 {name} 사용량 {value:g}은(는) 쓸 수 없습니다. 0 이상의 수여야 합니다.",
            en=f"the use {value:g} of {name} at {hours[row]} cannot be used: give a number of 0 or more.",
        )
    return Demand(hours, np.ascontiguousarray(units), known)


def products(
    instance_types: Sequence[str], location: str, operating_system: str = "linux", options: Sequence[str] = COMMITMENTS
) -> pd.DataFrame:
    """The table of products that `demand` takes, for EC2 instance types of the snapshot.

    Parameters
    ----------
    instance_types
        For example ["m7g.large", "c7g.xlarge"].
    location, operating_system
        Where they run and what runs on them.
    options
        Which commitments; each becomes a column (NaN where the rate is not known).

    Returns
    -------
    pandas.DataFrame
        product, on_demand_usd, service, location, instance_type, operating_system, tenancy, and one column per option:
        the effective USD an hour.

    Raises
    ------
    InputError
        For an unknown name, or a type that is not sold there.

    Examples
    --------
    >>> table = products(["m7g.large"], "ap-northeast-2")
    >>> bool(table["compute_sp_1y_no_upfront"].iloc[0] < table["on_demand_usd"].iloc[0])
    True
    """
    wanted = errors.each_of(options, COMMITMENTS, ko="약정 옵션", en="commitment option")
    rows = []
    for name in instance_types:
        rates = catalog.commitments(name, location, operating_system).set_index("option")["effective_usd_per_hour"]
        row: dict[object, object] = {
            "product": name,
            "on_demand_usd": catalog.price(name, location, operating_system),
            "service": "ec2",
            "location": location,
            "instance_type": name,
            "operating_system": operating_system,
            "tenancy": "shared",
        }
        rows.append({**row, **rates.reindex(wanted).to_dict()})
    return pd.DataFrame(rows)


def trace(shape: str, size: float = 20, hours: int = YEAR_HOURS, seed: int = 0) -> pd.Series[float]:
    """Made-up hourly counts of instances, the same for the same seed; the first hour is a Monday, 00:00 UTC.

    Parameters
    ----------
    shape
        "steady" (a few come and go), "office" (weekdays, day above night), "growing" and "shrinking" (office, doubled
        or halved by the end of a year), "spiky" (9 % of the hours at 40 times the load of the others).
    size
        Instances at a usual busy hour.
    hours
        How many.
    seed
        Of the random numbers.

    Returns
    -------
    pandas.Series
        Whole numbers; index: UTC hours from Monday, 5 January 2026.

    Raises
    ------
    InputError
        For an unknown shape, a size that is not above 0, or less than one hour.

    Examples
    --------
    >>> trace("steady", size=10, hours=4).tolist()
    [10.0, 10.0, 10.0, 10.0]
    """
    if shape not in SHAPES:
        raise unknown(ko="모양", en="shape", given=shape, allowed=SHAPES)
    errors.amount("size", size, above=True)
    clock = np.arange(errors.count("hours", hours, least=1))
    rng = np.random.default_rng(seed)
    if shape == "spiky":
        load: Floats = np.where(rng.random(hours) < 0.09, float(size), size / 40)
    else:
        day = np.clip(np.sin((clock % 24 - 5) / 14 * np.pi), 0, 1) * (clock % 24 < 20)
        office = 0.45 + 0.55 * day * np.where(clock // 24 % 7 < 5, 1.0, 0.25)
        level = {"growing": 1 + clock / YEAR_HOURS, "shrinking": 1 - clock / YEAR_HOURS / 2}
        usual = np.full(hours, 0.97) if shape == "steady" else office * level.get(shape, 1.0)
        load = size * usual * rng.normal(1, 0.05, hours)
    at = pd.date_range("2026-01-05", periods=hours, freq="h")
    return pd.Series(np.maximum(np.round(load), 0), index=at, name=shape)


def check_commitment(usd_per_hour: float) -> float:
    """The commitment, if AWS sells it, or 0 for none; errors as `kaolib.knowledge.purchase.check_commitment`.

    Examples
    --------
    >>> check_commitment(0), check_commitment(12.345)
    (0.0, 12.345)
    """
    none = isinstance(usd_per_hour, (int, float)) and not isinstance(usd_per_hour, bool) and usd_per_hour == 0
    return 0.0 if none else purchase.check_commitment(usd_per_hour)


def read_option(demand: Demand, option: object, *, reservation: bool | None = None) -> Option:
    """What the option's id says, if the products have its rates and (True or False) it is an RI or a plan."""
    there = rate_columns(demand.products)
    fits = [n for n in there if reservation is None or n.startswith("ri_") == reservation]
    if option not in fits:
        if not fits:
            ko, en = {None: ("약정", "commitment"), True: ("RI", "RI"), False: ("Savings Plans", "Savings Plan")}[
                reservation
            ]
            raise InputError(ko=f"제품 표에 {ko} 요금 열이 없습니다.", en=f"the products have no rates of any {en}.")
        raise unknown(ko="약정 옵션", en="commitment option", given=option, allowed=fits)
    found = _OPTION.fullmatch(str(option))
    assert found
    return Option(str(option), found["kind"], YEAR_HOURS * int(found["years"]))


def rate_columns(products: pd.DataFrame) -> list[str]:
    """The columns that hold an option's rates."""
    return [str(name) for name in products.columns if _OPTION.fullmatch(str(name))]


def check_product(name: str, names: Sequence[str] | pd.Index[str]) -> str:
    """The name, if it is one of these products."""
    if name not in names:
        raise unknown(ko="제품", en="product", given=name, allowed=[str(n) for n in names])
    return name


def _checked_products(given: pd.DataFrame, used: pd.Index[str]) -> pd.DataFrame:
    known = given.copy() if isinstance(given, pd.DataFrame) else pd.DataFrame()
    if "product" not in known.columns and known.index.name != "product":
        errors.columns(known.columns, ["product"], ko="제품 표", en="the products")
    if "product" in known.columns:
        known = known.set_index("product")
    errors.columns(known.columns, ["on_demand_usd"], ko="제품 표", en="the products")
    for names, ko, en in ((used, "사용량", "the use"), (known.index, "제품 표", "the products")):
        if not names.is_unique:
            twice = names[names.duplicated()][0]
            raise InputError(ko=f"{ko}에 {twice}이(가) 두 번 있습니다.", en=f"{en} have {twice} twice.")
    for name in used:
        if name not in known.index:
            raise InputError(ko=f"{name}의 요금이 없습니다.", en=f"{name} has no prices: add a row of products for it.")
    known = known.loc[list(used)].rename_axis("product")
    for name, default in (("service", "ec2"), ("location", ""), ("operating_system", "linux"), ("tenancy", "shared")):
        if name not in known.columns:
            known[name] = default
    if "instance_type" not in known.columns:
        known["instance_type"] = known.index.astype("str")
    for name, of in (("family", _family), ("normalization_factor", _factor)):
        if name not in known.columns:
            known[name] = [of(kind) for kind in known["instance_type"]]
    for column in ("on_demand_usd", *rate_columns(known)):
        values = known[column].to_numpy(float)
        bad = ~(values > 0) | np.isinf(values)
        if column != "on_demand_usd":
            bad &= ~np.isnan(values)
        if bad.any():
            name, value = known.index[bad][0], values[bad][0]
            raise InputError(
                ko=f"{name}의 {column} {value:g}은(는) 쓸 수 없습니다. 0보다 큰 수여야 합니다.",
                en=f"the {column} of {name}, {value:g}, cannot be used: give a number above 0.",
            )
    return known


def _family(name: object) -> str:
    return str(name).partition(".")[0] if "." in str(name) else ""


def _factor(name: object) -> float:
    try:
        return instance_type.normalization_factor(str(name)) or np.nan
    except InputError:
        return np.nan


def _checked_hours(index: pd.Index) -> tuple[pd.Index, npt.NDArray[np.intp]]:
    """The hours in order, and the order; consecutive, or an error that names the first that is not."""
    if isinstance(index, pd.DatetimeIndex):
        utc = index.tz_convert("UTC").tz_localize(None) if index.tz is not None else index
        hours: pd.Index = utc
        step: object = _HOUR
        if (bads := utc.isna() | (utc != utc.floor("h"))).any():
            bad = utc[bads][0]
            raise InputError(ko=f"{bad}은(는) 정각이 아닙니다.", en=f"{bad} is not on the hour.")
    elif pd.api.types.is_integer_dtype(index.dtype):
        hours, step = index, 1
    else:
        raise InputError(
            ko="사용량의 인덱스는 정각(UTC) 또는 정수 시간이어야 합니다.",
            en="the index of the use has to hold hours: datetimes (UTC) or whole numbers.",
        )
    order = np.argsort(hours.to_numpy(), kind="stable")
    ordered = hours[order]
    gaps = ordered[1:] - ordered[:-1]
    wrong = np.flatnonzero(gaps != step)
    if len(wrong):
        at = ordered[wrong[0]]
        twice = ordered[wrong[0] + 1] == at
        ko, en = (f"{at} 시간이 두 번", f"the hour {at} stands twice") if twice else (
            f"{at} 다음 시간이 빠져", f"an hour is missing after {at}")  # fmt: skip
        local = isinstance(ordered, pd.DatetimeIndex) and index.tz is None  # type: ignore[attr-defined]
        raise InputError(
            ko=f"{ko} 있습니다." + (" 서머타임이 있는 현지 시각이라면 UTC로 주세요." if local else ""),
            en=f"{en}." + (" If these are local times with daylight saving, give UTC." if local else ""),
        )
    return ordered, order
