"""What is sold where the learner stands: what a Region lacks gives way to the nearest thing, and the learner is told.

There are two ways, and each keeps what the learner chose: a *parameter* (``INSTANCE_TYPE``) stays in the learner's Region
and becomes another type; an *example* that the chapter fixed (``g5``) stays what it is and is priced in another Region.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kaolib import errors
from kaolib.knowledge import catalog, instance_type
from kaolib.study import language
from kaolib.study._lesson import state, view
from kaolib.study.bank import Context

#: What a parameter holds, by the end of its name: ``instance_type``, ``host_family``.
_KINDS = ("instance_type", "family")


def kind_of(parameter: str) -> str | None:
    """What a parameter names: an ``instance_type``, a ``family``, or None for anything else.

    Examples
    --------
    >>> kind_of("instance_type"), kind_of("host_family"), kind_of("cpu_ms")
    ('instance_type', 'family', None)
    """
    return next((kind for kind in _KINDS if parameter == kind or parameter.endswith(f"_{kind}")), None)


def sold(location: str, operating_system: str) -> pd.DataFrame:
    """Every type sold there under that operating system, with what it is made of."""
    return catalog.on_demand(location=location, operating_system=operating_system).merge(
        catalog.instance_types(), on="instance_type"
    )


def nearest(name: str, location: str, operating_system: str = "linux") -> str:
    """The type or family itself where it is sold, else the one most like it.

    Alike means, from the first to the last word: the class and size, the series, the processor's architecture, the
    option letters, the generation; of two generations equally far away the newer one.

    Raises
    ------
    InputError
        For an unknown name, or when nothing is sold there under that operating system.

    Examples
    --------
    >>> nearest("m7g.large", "us-east-1"), nearest("m7g.large", "ca-west-1"), nearest("m7g", "ca-west-1")
    ('m7g.large', 'm8g.large', 'm8g')
    """
    column = _column(name)
    offers = sold(location, operating_system)
    if (offers[column] == name).any():
        return name
    asked = name if column == "instance_type" else str(instance_type.size_ladder(name)["instance_type"].iloc[0])
    if offers.empty:
        catalog.price(asked, location, operating_system)  # raises: where it is sold instead
    return str(_most_like(asked, offers, sized=column == "instance_type")[column])


def most_like(name: str, offers: pd.DataFrame) -> str:
    """Of the types offered (as `sold` gives them), the one itself, else the one most like it.

    Examples
    --------
    >>> offers = sold("ca-west-1", "linux")
    >>> most_like("m7g.large", offers[offers["architecture"] == "x86_64"])
    'm6i.large'
    """
    return (
        name if (offers["instance_type"] == name).any() else str(_most_like(name, offers, sized=True)["instance_type"])
    )


def _most_like(name: str, offers: pd.DataFrame, *, sized: bool) -> dict[Any, Any]:
    wanted = catalog.instance_types().set_index("instance_type", drop=False).loc[name].to_dict()
    return min(offers.to_dict("records"), key=lambda row: _unlikeness(wanted, row, sized=sized))


def _unlikeness(wanted: Mapping[Any, Any], row: Mapping[Any, Any], *, sized: bool) -> tuple[Any, ...]:
    mine, other = instance_type.parse(wanted["instance_type"]), instance_type.parse(row["instance_type"])
    apart = sum(abs(math.log2(row[size] / wanted[size])) for size in ("vcpu", "gib")) if sized else 0
    generations = (mine.generation or 0, other.generation or 0)
    return (
        wanted["category"] != row["category"],
        sized and mine.bare_metal != other.bare_metal,
        apart,
        mine.series != other.series,
        wanted["architecture"] != row["architecture"],
        len(set(mine.options) ^ set(other.options)),
        abs(generations[0] - generations[1]),
        -generations[1],
        row["usd_per_hour"],
    )


def moved(context: Context) -> tuple[Context, dict[str, str]]:
    """The context with what is sold there, and what gave way to what.

    Examples
    --------
    >>> context, instead = moved(Context("ca-west-1", {"instance_type": "m7g.large"}))
    >>> context["instance_type"], instead
    ('m8g.large', {'m7g.large': 'm8g.large'})
    """
    params, instead = dict(context.params), {}
    for parameter, value in context.params.items():
        if kind_of(parameter):
            params[parameter] = nearest(value, context.location, context.operating_system)
            if params[parameter] != value:
                instead[value] = params[parameter]
    return (replace(context, params=params) if instead else context), instead


def notices(context: Context, instead: dict[str, str]) -> list[str]:
    """One sentence for each type or family that gave way."""
    return [_said("lesson_sold_instead", context, (asked,), used=used) for asked, used in instead.items()]


def _said(key: str, context: Context, names: Iterable[str], **words: str) -> str:
    return language.text(
        key,
        asked=", ".join(names),
        region=language.location(context.location),
        system=language.operating_system(context.operating_system),
        date=catalog.as_of("on_demand"),
        **words,
    )


def selling(context: Context, *names: str) -> Context:
    """The context itself where every one of these is sold, else the same in another Region that sells them all.

    The other Region is the nearest one, as in the catalogue's own errors.

    Parameters
    ----------
    context
        Where the learner stands.
    *names
        Types or families.

    Raises
    ------
    InputError
        For an unknown name, or when no Region sells them all under that operating system.

    Examples
    --------
    >>> selling(Context("us-gov-west-1"), "g5").location, selling(Context("us-east-1"), "g5", "t3.small").location
    ('us-west-2', 'us-east-1')
    """
    columns = {name: _column(name) for name in names}
    offers = sold(context.location, context.operating_system)
    if all((offers[column] == name).any() for name, column in columns.items()):
        return context
    types = catalog.instance_types()
    everywhere = catalog.on_demand(operating_system=context.operating_system)
    places: set[str] = set(everywhere["location"])
    for name, column in columns.items():
        alike = set(types.loc[types[column] == name, "instance_type"])
        places &= set(everywhere.loc[everywhere["instance_type"].isin(alike), "location"])
    if not places:
        both = ", ".join(names)
        raise errors.InputError(
            ko=f"{both}을(를) 모두 {context.operating_system!r}(으)로 판매하는 리전이 없습니다.",
            en=f"no Region sells all of {both} with {context.operating_system!r}",
        )
    return context.elsewhere(catalog.nearest(context.location, places)[0])


def _column(name: str) -> str:
    """The column that holds such names, once the name is known to exist."""
    if "." in name:
        catalog.check_instance_type(name)
        return "instance_type"
    catalog.check_family(name)
    return "family"


def where(*names: str) -> str:
    """The Region in which a chapter's fixed example is priced: the learner's, or another that sells it.

    When it is another Region than the learner's, a notice says so above the cell's own output.

    Parameters
    ----------
    *names
        Types or families that the cell shows.

    Returns
    -------
    str
        A location's AWS code.

    Raises
    ------
    InputError
        For an unknown name, when no Region sells them all, or before `start`.

    Examples
    --------
    >>> import kaolib as kao
    >>> _ = kao.lesson.start("11", "en", "us-gov-west-1")
    >>> kao.lesson.where("t3")
    'us-gov-west-1'
    """
    from IPython.display import display

    here = state.current().context
    there = selling(here, *names)
    if there.location != here.location:
        said = _said("lesson_sold_elsewhere", here, names, there=language.location(there.location))
        display(notice([said]))  # type: ignore[no-untyped-call]
    return there.location


def notice(sentences: list[str]) -> view.Shown:
    """Sentences that stand out, for a notebook and a terminal."""
    return view.Shown(
        "\n".join(sentences), view.panel("".join(view.paragraph(view.escape(s)) for s in sentences), "wrong")
    )
