"""Labelled controls that a keyboard reaches, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import ipywidgets as W

from kaolib.knowledge import catalog
from kaolib.study import language

#: What a control offers: what it shows, and the id it stands for.
Choices = Sequence[tuple[str, Any]]

_CATEGORIES = ("general", "compute", "memory", "storage", "accelerated", "hpc")
_KINDS = ("Region", "Local Zone", "Wavelength Zone")


def _common(key: str, width: str) -> dict[str, Any]:
    return {
        "description": language.text(f"control_{key}"),
        "style": {"description_width": "104px"},
        "layout": W.Layout(width="auto", min_width=width),
    }


def dropdown(key: str, choices: Choices, value: Any) -> W.Dropdown:
    """A list to choose one of."""
    return W.Dropdown(options=list(choices), value=value, **_common(key, "0"))


def steps(key: str, values: Iterable[float], value: float) -> W.SelectionSlider:
    """A slider over chosen amounts; the value given at the start is one of them."""
    amounts = sorted({*values, value})
    choices = [(f"{amount:g}", amount) for amount in amounts]
    return W.SelectionSlider(options=choices, value=value, continuous_update=False, **_common(key, "0"))


def share(key: str, value: float) -> W.IntSlider:
    """A slider of per cent."""
    return W.IntSlider(round(value * 100), 0, 100, 1, continuous_update=False, **_common(key, "0"))


def buttons(key: str, choices: Choices, value: Any) -> W.ToggleButtons:
    """A few choices beside one another."""
    control = W.ToggleButtons(options=list(choices), value=value, **_common(key, "0"))
    control.style.button_width = "auto"
    # the label stands at the left of the buttons, as that of every other control; by itself it takes a line of its own
    control.add_class("jupyter-widget-inline-hbox").add_class("widget-inline-hbox")
    return control


def ids(control: Any) -> list[Any]:
    """The ids that a control offers."""
    return [value for _, value in control.options]


def shown(control: Any) -> str:
    """What a control shows now, in words."""
    if isinstance(control, W.IntSlider):
        return str(control.value)
    return str(next(label for label, value in control.options if value == control.value))


@cache
def _types() -> dict[str, list[tuple[str, str]]]:
    """The sizes of each family, smallest first, with what is in them."""
    table = catalog.instance_types().sort_values(["vcpu", "gib", "instance_type"])
    sizes: dict[str, list[tuple[str, str]]] = {}
    for family, size, vcpu, gib in zip(table["family"], table["size"], table["vcpu"], table["gib"], strict=True):
        sizes.setdefault(str(family), []).append((f"{size} · {vcpu:g} vCPU · {gib:g} GiB", str(size)))
    return sizes


def sizes(family: str) -> list[tuple[str, str]]:
    """The sizes of a family."""
    return _types()[family]


def nearest_size(family: str, size: str) -> str:
    """The same size in another family, else large, else its smallest."""
    offered = [name for _, name in sizes(family)]
    return next((name for name in (size, "large", "xlarge") if name in offered), offered[0])


def families() -> list[tuple[str, str]]:
    """Every family, by what it is made for."""
    table = catalog.instance_types().drop_duplicates("family").astype({"category": str, "family": str})
    rows = sorted(
        zip(table["category"], table["family"], strict=True), key=lambda row: (_CATEGORIES.index(row[0]), row[1])
    )
    return [(f"{family} · {language.text(f'category_{category}')}", family) for category, family in rows]


def locations() -> list[tuple[str, str]]:
    """Every Region, then Local Zones, then Wavelength Zones, with name and code."""
    table = catalog.locations().astype(str).sort_values(["kind", "location"])
    by_kind = {kind: part for kind, part in table.groupby("kind", observed=True)}
    found = []
    for kind in _KINDS:
        part = by_kind[kind]
        mark = "" if kind == "Region" else f"{language.text('kind_' + kind.lower().replace(' ', '_'))} · "
        names = zip(part[f"name_{language.current()}"], part["location"], strict=True)
        found += [(f"{mark}{name} {code}", code) for name, code in names]
    return found


def operating_systems() -> list[tuple[str, str]]:
    """Every operating system and licence."""
    table = catalog.operating_systems()
    return list(zip(table[f"name_{language.current()}"], table["operating_system"], strict=True))
