"""What replaces a retired accelerator."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import pandas as pd

from kaolib import errors
from kaolib.architecture import compare
from kaolib.knowledge import ec2
from kaolib.study import charts, language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._type import check_where, place_name, where_controls

_GIB = (1, 2, 4, 8, 16, 24, 40, 80, 141)
_DEVICES = (1, 2, 4, 8)
_SUCCESSORS_SHOWN = 12


class SuccessorsExplorer(Explorer):
    """Types that replace a retired accelerator; see `successors` below."""

    def __init__(
        self,
        accelerator: str | None,
        gib: float | None,
        count: int,
        purpose: str | None,
        location: str,
        operating_system: str,
    ) -> None:
        need, use = compare.device_need(accelerator, gib, purpose)
        errors.count("count", count, least=1)
        own = [(language.text("accelerator_own"), "")]
        names = [(f"{name} · {memory:g} GiB", name) for name, (memory, _) in _retired().items()]
        purposes = [(language.text(f"purpose_{one}"), one) for one in compare.PURPOSES]
        super().__init__(
            {
                "accelerator": _controls.dropdown("accelerator", own + names, accelerator or ""),
                "device_gib": _controls.steps("device_gib", _GIB, need),
                "devices": _controls.steps("devices", _DEVICES, count),
                "purpose": _controls.buttons("purpose", purposes, use),
                **where_controls(location, operating_system),
            }
        )

    def _follow(self, name: str) -> None:
        accelerator = self._controls["accelerator"]
        found = _retired().get(accelerator.value)
        if name == "accelerator" and found is not None:
            self._controls["device_gib"].value, self._controls["purpose"].value = found
        if name == "device_gib" and found is not None and found[0] != self._controls["device_gib"].value:
            accelerator.value = ""

    def _complete(self, given: Values) -> Values:
        self._known(given)
        values = {**self.value, **given}
        self._checked("accelerator", values["accelerator"])
        found = _retired().get(values["accelerator"])
        if found is not None and "accelerator" in given:
            values = {**values, "device_gib": found[0], "purpose": found[1], **given}
        errors.amount("device_gib", values["device_gib"], above=True)
        if found is not None and found[0] != values["device_gib"]:
            values["accelerator"] = ""
        errors.count("devices", values["devices"], least=1)
        self._checked("purpose", values["purpose"])
        check_where(values)
        return values

    def _look(self, values: Values) -> Frame:
        table = _replacing(*(values[name] for name in _NEED))
        first = self._first
        ghost = _replacing(*(first[name] for name in _NEED)) if first and first != values else None
        need = values["accelerator"] or f"{values['device_gib']:g} GiB"
        name = f"{values['devices']} × {need} · {place_name(values)}"
        spec = charts.spec(charts.successors, table, ghost=ghost, name=name)
        best = table.iloc[0]
        said = language.text(
            "successors_said",
            count=len(table),
            type=best["instance_type"],
            price=language.usd_per_hour(best["usd_per_hour"]),
            month=language.usd_per_month(best["usd_per_month"]),
        )
        if best["to_check"]:
            sure = table[~table["to_check"]]
            said += " " + language.text("successors_said_check", type=best["instance_type"])
            if len(sure):
                next_one = sure.iloc[0]
                said += " " + language.text(
                    "successors_said_sure",
                    type=next_one["instance_type"],
                    month=language.usd_per_month(next_one["usd_per_month"]),
                )
        columns = (
            "instance_type",
            "gpu_name",
            "accelerator",
            "gpu_count",
            "gib_per_device",
            "vcpu",
            "gib",
            "usd_per_hour",
            "usd_per_month",
            "ratio_to_first",
        )
        return Frame(said, spec, table, columns, rows=_SUCCESSORS_SHOWN)

    def _result(self, values: Values, frame: Frame) -> Values:
        setting = {**values, "purpose": language.text(f"purpose_{values['purpose']}")}
        if frame.table.empty:
            return {**setting, "instance_type": "", "usd_per_month": math.nan}
        best = frame.table.iloc[0]
        return {**setting, "instance_type": best["instance_type"], "usd_per_month": best["usd_per_month"]}


_NEED = ("device_gib", "devices", "purpose", "location", "operating_system")


@cache
def _retired() -> dict[str, tuple[float, str]]:
    """Memory and purpose of each accelerator that is no longer sold."""
    return {str(name): compare.device_need(str(name)) for name in ec2.retired()["accelerator"]}


@lru_cache(maxsize=64)
def _replacing(gib: float, count: int, purpose: str, location: str, operating_system: str) -> pd.DataFrame:
    return compare.successors(
        gib=gib, location=location, count=count, purpose=purpose, operating_system=operating_system
    )


def successors(
    accelerator: str | None = None,
    gib: float | None = None,
    count: int = 1,
    purpose: str | None = None,
    location: str = "ap-northeast-2",
    operating_system: str = "linux",
) -> SuccessorsExplorer:
    """Find what does the work of a retired Elastic Graphics or Elastic Inference accelerator, and its price.

    Parameters
    ----------
    accelerator
        Such as "eg1.medium" or "eia2.large"; "eia2.medium" when neither this nor gib is given.
    gib
        Or the memory that one device needs, GiB.
    count
        Devices needed on one instance.
    purpose
        "graphics" or "inference"; what the accelerator was for when None.
    location
        A Region, Local Zone or Wavelength Zone code.
    operating_system
        An operating system id, licence included.

    Returns
    -------
    Explorer
        Its ``value`` has accelerator ("" for a need of one's own), device_gib, devices, purpose, location and
        operating_system; its ``table`` is that of `kaolib.architecture.compare.successors`, cheapest first.

    Raises
    ------
    InputError
        For an unknown name, both an accelerator and gib, or a need that is not above 0. A need that nothing sold there
        meets is no error: the explorer says so, and goes on.

    Examples
    --------
    >>> explorer = successors("eg1.xlarge", location="us-east-1", operating_system="windows")
    >>> bool((explorer.table["gib_per_device"] >= 4).all())
    True
    """
    if accelerator is None and gib is None:
        accelerator = "eia2.medium"
    return SuccessorsExplorer(accelerator, gib, count, purpose, location, operating_system)
