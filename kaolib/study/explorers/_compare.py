"""Explorers of what to run: families by need, sizes of a family, generations of a series."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import pandas as pd

from kaolib import errors
from kaolib.architecture import compare
from kaolib.knowledge import catalog, instance_type
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._type import check_where, place_name, where_controls

_VCPU = (1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 192)
_GIB = (1, 2, 4, 8, 16, 32, 64, 128, 256, 384, 512, 768, 1024, 2048)
_GPU = (0, 1, 2, 4, 8, 16)
_ARCHITECTURES = {"any": ("x86_64", "arm64"), "x86_64": ("x86_64",), "arm64": ("arm64",)}
_FAMILIES_SHOWN = 12


@lru_cache(maxsize=64)
def _families(
    vcpu: float, gib: float, gpu: float, architecture: str, location: str, operating_system: str
) -> pd.DataFrame:
    return compare.families(
        vcpu, gib, gpu, _ARCHITECTURES[architecture], location=location, operating_system=operating_system
    )


class FamiliesExplorer(Explorer):
    """Families that meet a need, cheapest first; see `families` below."""

    def __init__(
        self, vcpu: float, gib: float, gpu: float, architecture: str, location: str, operating_system: str
    ) -> None:
        for name, amount in (("vcpu", vcpu), ("gib", gib), ("gpu", gpu)):
            errors.amount(name, amount)
        if architecture not in _ARCHITECTURES:
            raise errors.unknown(ko="아키텍처", en="architecture", given=architecture, allowed=_ARCHITECTURES)
        choices = [(language.text(f"architecture_{one}"), one) for one in _ARCHITECTURES]
        super().__init__(
            {
                "vcpu": _controls.steps("vcpu", _VCPU, vcpu),
                "gib": _controls.steps("gib", _GIB, gib),
                "gpu": _controls.steps("gpu", _GPU, gpu),
                "architecture": _controls.buttons("architecture", choices, architecture),
                **where_controls(location, operating_system),
            }
        )

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**self.value, **given}
        for name in ("vcpu", "gib", "gpu"):
            errors.amount(name, values[name])
        self._checked("architecture", values["architecture"])
        check_where(values)
        return values

    def _find(self, values: Values) -> pd.DataFrame:
        return _families(*(values[name] for name in self._controls))

    def _look(self, values: Values) -> Frame:
        table = self._find(values)
        need = f"{values['vcpu']:g} vCPU · {values['gib']:g} GiB" + (
            f" · {values['gpu']:g} GPU" if values["gpu"] else ""
        )
        ghost = self._find(self._first) if self._first and self._first != values else None
        spec = charts.spec(charts.families_scatter, table, ghost=ghost, name=f"{need} · {place_name(values)}")
        best = table.iloc[0]
        said = language.text(
            "families_said",
            instance_type=best["instance_type"],
            price=language.usd_per_hour(best["usd_per_hour"]),
            month=language.usd_per_month(best["usd_per_hour"] * 730),
        )
        columns = ("family", "category", "instance_type", "vcpu", "gib", "gpu_count", "usd_per_hour", "ratio_to_first")
        shown = columns if values["gpu"] else tuple(name for name in columns if name != "gpu_count")
        return Frame(said, spec, table, shown, rows=_FAMILIES_SHOWN)

    def _result(self, values: Values, frame: Frame) -> Values:
        if frame.table.empty:
            return {**values, "instance_type": "", "usd_per_hour": math.nan}
        best = frame.table.iloc[0]
        return {**values, "instance_type": best["instance_type"], "usd_per_hour": best["usd_per_hour"]}


class SizesExplorer(Explorer):
    """The sizes of a family and where doubling fails; see `sizes` below."""

    def __init__(self, family: str, location: str, operating_system: str) -> None:
        catalog.check_family(family)
        super().__init__(
            {
                "family": _controls.dropdown("family", _controls.families(), family),
                **where_controls(location, operating_system),
            }
        )

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**self.value, **given}
        self._checked("family", values["family"])
        check_where(values)
        return values

    def _look(self, values: Values) -> Frame:
        table = _sizes(values["family"], values["location"], values["operating_system"])
        ghost = None
        if self._first and self._first != values:
            ghost = _sizes(self._first["family"], self._first["location"], self._first["operating_system"])
        name = f"{values['family']} · {place_name(values)}"
        spec = charts.spec(charts.size_steps, table, ghost=ghost, name=name)
        columns = (
            "instance_type",
            "vcpu",
            "gib",
            "usd_per_hour",
            "usd_step",
            "vcpu_step",
            "gib_step",
            "usd_per_vcpu_hour",
        )
        return Frame(_doubling(table), spec, table, columns)

    def _result(self, values: Values, frame: Frame) -> Values:
        table = frame.table
        steps = table["usd_step"].dropna() if len(table) else pd.Series(dtype=float)
        doubled = int(((steps - 2).abs() <= 0.02).sum())
        return {**values, "steps": len(steps), "steps_doubled": doubled}


def _doubling(table: pd.DataFrame) -> str:
    steps = table["usd_step"].dropna()
    doubled = int(((steps - 2).abs() <= 0.02).sum())
    low, high = float(table["usd_per_vcpu_hour"].min()), float(table["usd_per_vcpu_hour"].max())
    said = language.text("sizes_said", steps=len(steps), doubled=doubled)
    if math.isclose(low, high, rel_tol=0.01):
        return f"{said} {language.text('sizes_said_even', price=language.usd_per_hour(low))}"
    return (
        f"{said} {language.text('sizes_said_uneven', low=language.usd_per_hour(low), high=language.usd_per_hour(high))}"
    )


@lru_cache(maxsize=64)
def _sizes(family: str, location: str, operating_system: str) -> pd.DataFrame:
    return compare.sizes(family, location, operating_system)


@lru_cache(maxsize=64)
def _generations(series: str, size: str, location: str, operating_system: str, variants: bool) -> pd.DataFrame:
    return compare.generations(series, size, location, operating_system, variants)


class GenerationsExplorer(Explorer):
    """The generations of a series at one size; see `generations` below."""

    def __init__(self, series: str, size: str, location: str, operating_system: str) -> None:
        series_of = _series()
        if series not in series_of:
            raise errors.unknown(ko="인스턴스 시리즈", en="instance series", given=series, allowed=sorted(series_of))
        if size not in series_of[series]:
            raise errors.unknown(ko="크기", en="size", given=size, allowed=series_of[series])
        variants = [(language.text(f"variants_{key}"), key == "all") for key in ("plain", "all")]
        super().__init__(
            {
                "series": _controls.dropdown("series", [(one, one) for one in series_of], series),
                "size": _controls.dropdown("size", [(one, one) for one in series_of[series]], size),
                **where_controls(location, operating_system),
                "variants": _controls.buttons("variants", variants, False),
            }
        )

    def _follow(self, name: str) -> None:
        if name == "series":
            offered, size = _series()[self._controls["series"].value], self._controls["size"]
            kept = _kept(size.value, offered)
            size.options = [(one, one) for one in offered]
            size.value = kept

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**self.value, **given}
        self._checked("series", values["series"])
        offered = _series()[values["series"]]
        if "size" not in given:
            values["size"] = _kept(values["size"], offered)
        if values["size"] not in offered:
            raise errors.unknown(ko="크기", en="size", given=values["size"], allowed=offered)
        check_where(values)
        self._checked("variants", values["variants"])
        return values

    def _find(self, values: Values) -> pd.DataFrame:
        return _generations(*(values[name] for name in self._controls))

    def _look(self, values: Values) -> Frame:
        table = self._find(values)
        ghost = self._find(self._first) if self._first and self._first != values else None
        name = f"{values['series']} · {values['size']} · {place_name(values)}"
        spec = charts.spec(charts.generations, table, ghost=ghost, name=name)
        best, newest = table.iloc[int(table["usd_per_hour"].argmin())], table.iloc[-1]
        said = language.text(
            "generations_said",
            cheapest=best["family"],
            price=language.usd_per_hour(best["usd_per_hour"]),
            newest=newest["family"],
            ratio=f"×{newest['ratio_to_first']:.2f}",
            oldest=table.iloc[0]["family"],
        )
        columns = (
            "family",
            "generation",
            "processor",
            "vcpu",
            "gib",
            "usd_per_hour",
            "ratio_to_first",
            "ratio_to_cheapest",
        )
        return Frame(said, spec, table, columns)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting = {name: value for name, value in values.items() if name != "variants"}
        if frame.table.empty:
            return {**setting, "cheapest": "", "usd_per_hour": math.nan}
        best = frame.table.iloc[int(frame.table["usd_per_hour"].argmin())]
        return {**setting, "cheapest": best["family"], "usd_per_hour": best["usd_per_hour"]}


@cache
def _series() -> dict[str, list[str]]:
    """The sizes of each series, smallest first."""
    names = [instance_type.parse(name) for name in catalog.instance_types()["instance_type"]]
    found: dict[str, set[str]] = {}
    for one in names:
        found.setdefault(one.series, set()).add(one.size)
    return {series: [size for size in instance_type.SIZES if size in found[series]] for series in sorted(found)}


def _kept(size: str, offered: list[str]) -> str:
    return size if size in offered else "large" if "large" in offered else offered[0]


def families(
    vcpu: float = 4,
    gib: float = 16,
    gpu: float = 0,
    architecture: str = "any",
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
) -> FamiliesExplorer:
    """Choose a family by need: the cheapest size of each family that has enough vCPUs, memory and GPUs.

    Parameters
    ----------
    vcpu, gib, gpu
        What is needed at least: vCPUs, memory in GiB, GPUs.
    architecture
        "any", "x86_64" or "arm64".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``table`` is that of `kaolib.architecture.compare.families`, cheapest first.

    Raises
    ------
    InputError
        For an amount that is not a number of 0 or more, or an unknown name.

    Examples
    --------
    >>> explorer = families(vcpu=8, gib=32)
    >>> bool((explorer.table["gib"] >= 32).all())
    True
    """
    return FamiliesExplorer(vcpu, gib, gpu, architecture, location, operating_system)


def sizes(family: str = "m7g", location: str = "ap-northeast-2", operating_system: str = "linux") -> SizesExplorer:
    """See the sizes of a family, and where the price does not double.

    Parameters
    ----------
    family
        A family such as "m7g".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``table`` is that of `kaolib.architecture.compare.sizes`.

    Raises
    ------
    InputError
        For an unknown name.

    Examples
    --------
    >>> sizes("t3", "us-east-1").table["size"].iloc[0]
    'nano'
    """
    return SizesExplorer(family, location, operating_system)


def generations(
    series: str = "m", size: str = "large", location: str = "ap-northeast-2", operating_system: str = "linux"
) -> GenerationsExplorer:
    """See the generations of a series at one size, with or without the families that have an option letter.

    Parameters
    ----------
    series
        A series such as "m".
    size
        A size such as "large".
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``table`` is that of `kaolib.architecture.compare.generations`.

    Raises
    ------
    InputError
        For an unknown name.

    Examples
    --------
    >>> generations("c", "large", "us-east-1").value["size"]
    'large'
    """
    return GenerationsExplorer(series, size, location, operating_system)
