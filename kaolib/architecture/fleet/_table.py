"""A table of pools as arrays, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.architecture.fleet._fill import Floats, Ints
from kaolib.errors import InputError

_NEEDED = ("pool", "instance_type", "zone", "weight", "on_demand_usd_per_hour", "spot_usd_per_hour")
#: Weights have at most six decimals: this many make a unit.
_PARTS = 1_000_000


@dataclass(frozen=True)
class Pools:
    """What `allocate` reads of a table of pools: arrays of (pools,), prices and depths of (fleets or 1, pools)."""

    names: list[str]
    types: list[str]
    zones: list[str]
    units: Floats
    #: weights as whole numbers of parts, and how many parts make a unit
    weight: Floats
    parts: float
    priority: Floats
    #: USD per unit hour; NaN: the On-Demand price
    maximum: Floats
    on_demand: Floats
    spot: Floats
    depth: Floats
    on_demand_depth: Floats
    reserved: Floats

    @cached_property
    def alphabet(self) -> Ints:
        """The place of each pool in the alphabet: the last word between equals, whatever the order of the rows."""
        place = np.empty(len(self.names), dtype=np.int64)
        place[sorted(range(len(self.names)), key=self.names.__getitem__)] = np.arange(len(place))
        return place


def read(
    table: pd.DataFrame,
    fleets: int,
    spot: object = None,
    depth: object = None,
    on_demand_depth: object = None,
) -> Pools:
    """The pools of a table, checked; with prices and depths of their own for each fleet where they are given."""
    errors.columns(table.columns, _NEEDED, ko="용량 풀", en="the pools")
    names = [str(name) for name in table["pool"].tolist()]
    if not names or len(set(names)) < len(names):
        raise InputError(
            ko="용량 풀은 하나 이상이고 이름이 서로 달라야 합니다.",
            en="the pools must be at least one, and no name may come twice.",
        )
    units = _column(table, "weight", np.nan)[0]
    whole = np.rint(units * _PARTS)
    if not (np.isfinite(units) & (whole > 0)).all() or (abs(whole / _PARTS - units) > 1e-9).any():
        raise InputError(
            ko="가중치(weight)는 0보다 크고 소수점 아래 여섯 자리까지인 수여야 합니다.",
            en="a weight must be a number above 0 with at most six decimals.",
        )
    common = float(np.gcd.reduce([*whole.astype(np.int64), _PARTS]))
    given = {"spot_usd_per_hour": spot, "depth": depth, "on_demand_depth": on_demand_depth}
    own = {name: _own(name, value, fleets, len(names)) for name, value in given.items() if value is not None}
    column = {
        name: own[name] if name in own else _column(table, name, otherwise)
        for name, otherwise in (
            *(("on_demand_usd_per_hour", np.nan), ("spot_usd_per_hour", np.nan)),
            *(("depth", np.inf), ("on_demand_depth", np.inf), ("reserved", 0.0)),
            *(("priority", np.inf), ("max_usd_per_unit_hour", np.nan)),
        )
    }
    for name in ("depth", "on_demand_depth", "reserved"):
        if (column[name] != np.floor(column[name])).any():
            raise InputError(ko=f"{name}은(는) 정수여야 합니다.", en=f"{name} must be whole numbers.")
    return Pools(
        names=names,
        types=[str(name) for name in table["instance_type"].tolist()],
        zones=[str(name) for name in table["zone"].tolist()],
        units=units,
        weight=whole / common,
        parts=_PARTS / common,
        priority=column["priority"][0],
        maximum=column["max_usd_per_unit_hour"][0],
        on_demand=column["on_demand_usd_per_hour"],
        spot=column["spot_usd_per_hour"],
        depth=column["depth"],
        on_demand_depth=column["on_demand_depth"],
        reserved=column["reserved"],
    )


def _column(table: pd.DataFrame, name: str, otherwise: float) -> Floats:
    """A column as (1, pools); where it is absent or NaN, the value that stands for that."""
    if name not in table.columns:
        return np.full((1, len(table)), otherwise)
    return _checked(name, table[name].to_numpy(dtype=float, na_value=np.nan)[None, :], otherwise)


def _own(name: str, value: object, fleets: int, pools: int) -> Floats:
    array = np.asarray(value, dtype=float)
    if array.shape != (fleets, pools):
        raise InputError(
            ko=f"{name}의 모양이 {array.shape}입니다. 플릿 {fleets}개 x 풀 {pools}개여야 합니다.",
            en=f"{name} has the shape {array.shape}: give {fleets} fleets x {pools} pools.",
        )
    return _checked(name, array, np.nan if name == "spot_usd_per_hour" else np.inf)


def _checked(name: str, array: Floats, otherwise: float) -> Floats:
    filled = np.where(np.isnan(array), otherwise, array)
    if (filled < 0).any():
        raise InputError(ko=f"{name}에 음수가 있습니다.", en=f"{name} holds a negative number.")
    return filled
