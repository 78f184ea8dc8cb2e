"""What explorers of one instance type share: its family and size, and the place where it runs."""

from __future__ import annotations

from typing import Any

from kaolib.knowledge import catalog
from kaolib.study import language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Values

#: What names an offer of EC2 among an explorer's values.
OFFER = ("instance_type", "location", "operating_system")


class TypeExplorer(Explorer):
    """An explorer of one instance type: a control for its family and one for its size."""

    @property
    def value(self) -> Values:
        """The ids that are chosen now, with the instance_type put together from them."""
        chosen = super().value
        return {"instance_type": f"{chosen['family']}.{chosen['size']}", **chosen}

    def _follow(self, name: str) -> None:
        if name == "family":
            size, family = self._controls["size"], self._controls["family"].value
            kept = _controls.nearest_size(family, size.value)
            size.options = _controls.sizes(family)
            size.value = kept

    def _typed(self, given: Values) -> Values:
        """All values, with a family and a size that go together and a place that exists."""
        values = {**self.value, **given}
        if "instance_type" in given:
            values["family"], values["size"] = catalog.check_instance_type(given["instance_type"]).split(".", 1)
        self._checked("family", values["family"])
        if "family" in given and "size" not in given:
            values["size"] = _controls.nearest_size(values["family"], values["size"])
        values["instance_type"] = catalog.check_instance_type(f"{values['family']}.{values['size']}")
        check_where(values)
        return values


def type_controls(instance_type: str) -> dict[str, Any]:
    """The two controls that choose a type."""
    family, size = catalog.check_instance_type(instance_type).split(".", 1)
    return {
        "family": _controls.dropdown("family", _controls.families(), family),
        "size": _controls.dropdown("size", _controls.sizes(family), size),
    }


def where_controls(location: str, operating_system: str) -> dict[str, Any]:
    """The two controls that every explorer of prices has."""
    system = catalog.check_operating_system(operating_system)
    return {
        "location": _controls.dropdown("location", _controls.locations(), catalog.check_location(location)),
        "operating_system": _controls.dropdown("operating_system", _controls.operating_systems(), system),
    }


def check_where(values: Values) -> None:
    """Raise the sentence about an unknown place or, where there is one, operating system."""
    catalog.check_location(values["location"])
    if "operating_system" in values:
        catalog.check_operating_system(values["operating_system"])


def place_name(values: Values) -> str:
    """The place in words, without its code."""
    return language.location(values["location"], with_code=False)
