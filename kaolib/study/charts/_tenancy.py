"""Charts of tenancies: what each costs, from how many instances a host pays, and how full it must be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kaolib.knowledge import catalog
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    Row,
    colours,
    data,
    end_labels,
    ghost_note,
    heading,
    layer,
    money_axis,
    n,
    q,
    rimmed,
    scale,
    spread,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, NUMBER_FONT, SOFT, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

#: Shared is On-Demand's grey, reservations take the blues of RIs; neighbours differ in lightness too.
TENANCIES = {
    "shared": "#6b7280",
    "dedicated_instance": "#ec4899",
    "dedicated_host": "#5b2c06",
    "host_reservation_1y": "#1d4ed8",
    "host_reservation_3y": "#7fb2e5",
    "bare_metal": "#134e4a",
}
_DASHES = {
    "shared": [1, 0],
    "dedicated_instance": [8, 3],
    "dedicated_host": [1, 0],
    "host_reservation_1y": [10, 3],
    "host_reservation_3y": [4, 3],
    "bare_metal": [2, 2],
}
#: What is bought whole: its cost goes up in steps.
_WHOLE = ("dedicated_host", "host_reservation_1y", "host_reservation_3y", "bare_metal")
#: A licence that is paid beside the hardware.
LICENCE = "#c4a7f5"
_CATEGORIES = ("general", "compute", "memory", "storage", "accelerated", "hpc")
_DERIVED = "*"
_HEIGHT = 260
_MOST_STEPS = 100


def _tenancy(name: str) -> str:
    return language.text(f"tenancy_{name}")


def _money(usd: float) -> str:
    return language.usd(usd, digits=2 if usd < 1000 else 0)


def _bought(tenancy: str, what: str, units: int) -> str:
    if tenancy in _WHOLE and tenancy != "bare_metal":
        return language.text("bought_host" if units == 1 else "bought_hosts", n=f"{units:,}", family=what)
    return f"{units:,} × {what}"


def _names_axis() -> Spec:
    return {"ticks": False, "domain": False, "labelPadding": 6}


@chart
def tenancy_bars(table: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "") -> Spec:
    """A month of the same instances in each tenancy.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.tenancies`: tenancy, bought, units, usd_per_month, status, reason,
        licence. Where it has a column licence_usd_per_month, that part of usd_per_month is drawn as such.
    ghost
        The table of an earlier choice; its costs are drawn as pale upright lines.
    name
        How many of what, and where, for the title.

    Returns
    -------
    Chart
        Bars from zero in the order of the table, each with its cost, what is bought and whose the licence is. A derived
        price is pale with a star; a tenancy without a price says why. The cheapest is framed.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = tenancy_bars(compare.tenancies("m5.large", 48, "ap-northeast-2"), name="48 × m5.large")
    """
    about = heading("tenancies_title", name)
    known = table[table["usd_per_month"].notna()]
    if known.empty:
        return nothing(about, language.text("chart_no_price"))
    before = {} if ghost is None else dict(zip(ghost["tenancy"], ghost["usd_per_month"].astype(float), strict=True))
    least = float(known["usd_per_month"].min())
    own = table["licence_usd_per_month"] if "licence_usd_per_month" in table else [0.0] * len(table)
    rows: list[Row] = []
    for tenancy, what, units, usd, status, reason, licence, own_usd in zip(
        table["tenancy"],
        table["bought"],
        table["units"],
        table["usd_per_month"].astype(float),
        table["status"],
        table["reason"],
        table["licence"],
        own,
        strict=True,
    ):
        unknown, derived = math.isnan(usd), status == "derived"
        bought = language.text(f"tenancy_reason_{reason}") if unknown and reason else ""
        if not unknown:
            whose = "" if licence == "none" else f" · {language.text(f'licence_{licence}')}"
            bought = f"{_bought(str(tenancy), str(what), int(units))}{whose}"
        rows.append(
            {
                "tenancy": str(tenancy),
                "name": _tenancy(str(tenancy)),
                "usd": usd,
                "bare": usd - own_usd,
                "derived": derived,
                "cheapest": usd == least,
                "ghost": before.get(tenancy, math.nan),
                "cost": language.text("price_not_known") if unknown else _money(usd) + (_DERIVED if derived else ""),
                "bought": bought,
            }
        )
    names = [row["name"] for row in rows]
    plot = int(WIDTH - 20 - widest(names) - 20)
    # costs stand in a column of their own, right of every bar and line
    bar = int(plot - max(widest((row["cost"] for row in rows), 12), widest(row["bought"] for row in rows)) - 14)
    most = max([*known["usd_per_month"].astype(float), *(usd for usd in before.values() if not math.isnan(usd))])
    axis = {"title": language.text("usd_per_month_axis"), "values": ticks(most, 4), "format": EXACT}
    x = q("usd", scale=scale(0, most * 1.02, range=[0, bar]), axis=axis)
    y = n("name", sort=names, title=None, axis=_names_axis())
    colour = colours("tenancy", TENANCIES)
    words: Spec = {"align": "left"}
    beside: Spec = {"value": bar + 14}
    named = [n("name"), n("cost", title=language.text("usd_per_month_axis")), n("bought")]
    layers = [
        layer(
            "bar",
            look={"height": {"band": 0.66}},
            x=x,
            y=y,
            color=colour,
            stroke=colour,
            fillOpacity={"condition": {"test": "datum.derived", "value": 0.35}, "value": 0.95},
            tooltip=named,
        ),
        layer("text", look={**words, "dy": -4, "fontWeight": "bold", "fontSize": 12}, x=beside, y=y, text=n("cost")),
        layer("text", look={**words, "dy": 10, "color": SOFT}, x=beside, y=y, text=n("bought")),
    ]
    licensed = any(row["usd"] > row["bare"] for row in rows)
    if licensed:
        look = {"height": {"band": 0.66}, "color": LICENCE}
        layers.insert(1, layer("bar", look=look, x=x, x2={"field": "bare"}, y=y, tooltip=named))
    framed = {"height": {"band": 0.66}, "filled": False, "stroke": CHOICE, "strokeWidth": 3}
    layers.append({**layer("bar", look=framed, x=x, y=y), "transform": [{"filter": "datum.cheapest"}]})
    if before:
        layers.append(layer("tick", look={**GHOST, "opacity": 0.8, "thickness": 4, "height": 30}, x=q("ghost"), y=y))
    cheapest = min((row for row in rows if not math.isnan(row["usd"])), key=lambda row: float(row["usd"]))
    said = language.text("tenancies_note", cheapest=cheapest["name"], cost=_money(cheapest["usd"]))
    notes = [
        said,
        language.text("bars_note_derived", mark=_DERIVED) if any(row["derived"] for row in rows) else "",
        language.text("tenancies_licence") if licensed else "",
        ghost_note(ghost),
    ]
    return {
        "title": title(about, *notes, width=WIDTH - 30),
        "description": f"{about}. {said} " + ", ".join(f"{row['name']} {row['cost']}" for row in rows) + ".",
        "width": plot,
        "height": {"step": 38},
        "data": data(rows),
        "layer": layers,
    }


@chart
def tenancy_by_count(
    table: pd.DataFrame,
    *,
    against: Sequence[str] = ("dedicated_instance", "shared"),
    count: int | None = None,
    name: str = "",
) -> Spec:
    """A month of the same instances in each tenancy, against how many there are.

    Parameters
    ----------
    table
        tenancy, count (instances), usd_per_month (US dollars); a tenancy without a price has no line.
    against
        The tenancies paid by the instance that those bought whole are compared with; each count from which a host
        costs no more than the first of them is marked.
    count
        How many there are now: an upright line, or None.
    name
        Which type and where, for the title.

    Returns
    -------
    Chart
        Lines for what is paid by the instance, staircases for what is bought whole. The counts are said, too.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.architecture import compare
    >>> counts = [
    ...     compare.tenancies("m5.large", count, "ap-northeast-2").assign(count=count) for count in (1, 24, 48)
    ... ]
    >>> chart = tenancy_by_count(pd.concat(counts), name="m5.large")
    """
    about = heading("tenancy_count_title", name)
    priced = table[table["usd_per_month"].notna()].sort_values("count", kind="stable")
    paths = {
        tenancy: dict(zip(part["count"].astype(int), part["usd_per_month"].astype(float), strict=True))
        for tenancy in TENANCIES
        if len(part := priced[priced["tenancy"] == tenancy])
    }
    if not paths:
        return nothing(about, language.text("chart_no_price"))
    names = {tenancy: _tenancy(tenancy) for tenancy in paths}
    most = max(max(path) for path in paths.values())
    top = max(max(path.values()) for path in paths.values()) * 1.04
    money, room = money_axis("usd_per_month_axis", top)
    plot = int(WIDTH - 20 - room - widest(names.values()) - 22)
    x_axis = {"title": language.text("count_axis"), "values": [int(v) for v in ticks(most, 6) if v == int(v)]}
    x = q("count", scale=scale(0, most), axis={**x_axis, "format": EXACT})
    y = q("usd", scale=scale(0, top), axis=money)
    colour = colours("tenancy", TENANCIES)
    dash = n("tenancy", scale={"domain": list(_DASHES), "range": list(_DASHES.values())}, legend=None)
    layers = []
    if count is not None and count <= most:
        now: list[Row] = [{"count": count, "label": language.text("now_at", at=f"{count:,}")}]
        late = count > most / 2
        look: Spec = {"align": "right" if late else "left", "dx": -5 if late else 5, "color": SOFT}
        layers += [
            layer("rule", now, look={"color": "#9ca3af", "strokeWidth": 2}, x=x),
            layer("text", now, look=look, x=x, y={"value": 8}, text=n("label")),
        ]
    rows: list[Row] = [
        {"tenancy": tenancy, "name": names[tenancy], "count": at, "usd": usd}
        for tenancy, path in paths.items()
        for at, usd in _corners(path, steps=tenancy in _WHOLE)
    ]
    layers.append(layer("line", rows, look={"strokeWidth": 2.5}, x=x, y=y, color=colour, strokeDash=dash))
    at = [_HEIGHT * (1 - path[max(path)] / top) for path in paths.values()]
    ends = [{"tenancy": tenancy, "label": names[tenancy]} for tenancy in paths]
    layers += end_labels(plot, at, spread(at, 15, 6, _HEIGHT - 6), ends, colour)
    pays = {
        (tenancy, other): _first(paths[tenancy], paths[other])
        for other in against
        if other in paths
        for tenancy in paths
        if tenancy in _WHOLE
    }
    marks: list[Row] = []
    for (tenancy, other), first in pays.items():
        if other == against[0] and first is not None:
            usd = paths[tenancy][first]
            marks.append({"tenancy": tenancy, "count": first, "usd": usd, "zero": 0, "label": f"{first:,}"})
    if marks:
        ring = {"filled": True, "fill": "white", "size": 70, "strokeWidth": 2.5, "opacity": 1}
        named = sorted({mark["count"]: mark["label"] for mark in marks}.items())
        gap = widest((label for _, label in named), 12) + 4
        stand = spread([plot * first / most for first, _ in named], gap, gap / 2, plot - gap / 2)
        figures: list[Row] = [{"place": at, "label": label} for at, (_, label) in zip(stand, named, strict=True)]
        look = {"fontSize": 12, "fontWeight": "bold", "align": "center", "font": NUMBER_FONT}
        place: Spec = {"x": q("place", scale=None, axis=None), "y": {"value": _HEIGHT - 9}, "text": n("label")}
        dots: Spec = {"strokeDash": [2, 2]}
        layers += [
            layer("rule", marks, look=dots, x=x, y=y, y2={"field": "zero"}, color=colour),
            layer("point", marks, look=ring, x=x, y=y, stroke=colour, tooltip=n("label")),
            *rimmed(figures, look, **place),
        ]
    said = [_from_how_many(other, pays, most) for other in against if other in paths]
    return {
        "title": title(about, *said, width=WIDTH - 30),
        "description": " ".join([f"{about}.", *said]).strip(),
        "width": plot,
        "height": _HEIGHT,
        "layer": layers,
    }


def _corners(path: Mapping[int, float], *, steps: bool) -> list[tuple[float, float]]:
    """The points at which a line turns; where one more has to be bought whole, straight up."""
    points = [(float(at), usd) for at, usd in sorted(path.items())]
    # what one instance more costs without another host: nothing, or its licence
    rise = min(((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)), default=0.0)
    feet = {a: (a[0], b[1] - rise * (b[0] - a[0])) for a, b in pairwise(points)}
    jumps = {a: foot for a, foot in feet.items() if steps and foot[1] - a[1] > 1e-6 * max(1.0, foot[1])}
    if len(jumps) <= _MOST_STEPS:  # closer together they would not be seen
        points = [corner for point in points for corner in (point, jumps.get(point)) if corner is not None]
    kept: list[tuple[float, float]] = []
    for at, usd in points:
        while len(kept) > 1 and _straight(kept[-2], kept[-1], (at, usd)):
            kept.pop()
        kept.append((at, usd))
    return kept


def _straight(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    run = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return math.isclose(run, 0.0, abs_tol=1e-6 * max(1.0, abs(c[1])))


def _first(one: Mapping[int, float], other: Mapping[int, float]) -> int | None:
    """The smallest count at which ``one`` costs no more than ``other``."""
    return min((at for at, usd in one.items() if at in other and usd <= other[at] * (1 + 1e-9)), default=None)


def _from_how_many(other: str, pays: Mapping[tuple[str, str], int | None], most: int) -> str:
    """From which count each tenancy that is bought whole costs no more than this one."""
    from_count = [(_tenancy(t), first) for (t, o), first in pays.items() if o == other]
    paying = sorted(((tenancy, first) for tenancy, first in from_count if first is not None), key=lambda pair: pair[1])
    if not from_count:
        return ""
    if not paying:
        return language.text("tenancy_never_pays", other=_tenancy(other), most=f"{most:,}")
    listed = ", ".join(language.text("tenancy_from", tenancy=tenancy, n=f"{first:,}") for tenancy, first in paying)
    return language.text("tenancy_pays", other=_tenancy(other), listed=listed)


@chart
def host_crossover(table: pd.DataFrame, *, mark: str | None = None, name: str = "") -> Spec:
    """How full a host must be to cost no more than what it is compared with, for every family.

    Parameters
    ----------
    table
        A table from `kaolib.architecture.compare.host_crossover`: instance_type, family, instances_per_host,
        instances_to_pay, share_of_host, reason. The size of which a host holds most stands for its family.
    mark
        A family that is framed, or None.
    name
        What is compared and where, for the title.

    Returns
    -------
    Chart
        A point for each family, fullest last, by class; at the right how many of how many, and of which size. The
        families whose full host costs more are named below the title, and those without a price counted.

    Examples
    --------
    >>> from kaolib.architecture import compare
    >>> chart = host_crossover(compare.host_crossover("ap-northeast-2"), mark="m5")
    """
    about = heading("host_crossover_title", name)
    if table.empty:
        return nothing(about, language.text("chart_no_price"))
    types = catalog.instance_types()
    category = dict(zip(types["family"].astype(str), types["category"].astype(str), strict=True))
    known = table[table["reason"].isin(("", "never"))]
    finest = known.sort_values("instances_per_host", ascending=False, kind="stable").drop_duplicates("family")
    pays = finest[finest["reason"] == ""].sort_values(["share_of_host", "family"], kind="stable")
    never = sorted(finest.loc[finest["reason"] == "never", "family"].astype(str))
    not_known = sorted(set(table["family"].astype(str)) - set(finest["family"].astype(str)))
    notes = [
        language.text("hosts_never", count=len(never), names=", ".join(never)) if never else "",
        language.text("hosts_not_known", count=len(not_known)) if not_known else "",
    ]
    if pays.empty:
        return nothing(about, language.text("hosts_never_any" if never else "chart_no_price", count=len(never)))
    found: list[Row] = [
        {
            "family": str(family),
            "class": category[str(family)],
            "share": float(share),
            "zero": 0,
            "marked": family == mark,
            "label": language.text("of_host", n=f"{int(first):,}", of=f"{int(of):,}", size=str(one).split(".")[1]),
        }
        for family, one, share, first, of in zip(
            pays["family"],
            pays["instance_type"],
            pays["share_of_host"],
            pays["instances_to_pay"],
            pays["instances_per_host"],
            strict=True,
        )
    ]
    classes = [one for one in _CATEGORIES if any(row["class"] == one for row in found)]
    named = {one: language.text(f"category_{one}") for one in classes}
    rows = [{**row, "group": named[one]} for one in classes for row in found if row["class"] == one]
    room = widest(row["label"] for row in rows) + 14
    plot = int(WIDTH - 20 - widest(row["family"] for row in rows) - widest(named.values(), 12) - 40)
    axis = {"title": language.text("host_share_axis"), "values": [0, 0.25, 0.5, 0.75, 1], "format": "%"}
    x = q("share", scale=scale(0, 1, range=[0, int(plot - room)]), axis=axis)
    y = n("family", title=None, sort=None, axis={**_names_axis(), "labelFont": NUMBER_FONT})
    low, high = found[0], found[-1]
    said = language.text(
        "hosts_note" if low["share"] < high["share"] else "hosts_note_even",
        count=len(found),
        low=language.percent(low["share"]),
        low_family=low["family"],
        high=language.percent(high["share"]),
        high_family=high["family"],
    )
    frame = {"condition": {"test": "datum.marked", "value": 3}, "value": 0}
    words: Spec = {"align": "left", "color": SOFT}
    header = {"labelAngle": 0, "labelAlign": "left", "labelAnchor": "middle", "labelPadding": 4}
    return {
        "title": title(about, said, *notes, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", said, *notes) if part),
        "data": data(rows),
        "facet": {"row": n("group", sort=list(named.values()), title=None, header=header)},
        "spacing": 8,
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": plot,
            "height": {"step": 14},
            "layer": [
                layer("rule", look={"color": "#d1d5db"}, x=x, x2={"field": "zero"}, y=y),
                layer(
                    "point",
                    look={"filled": True, "size": 70, "opacity": 1, "color": TENANCIES["dedicated_host"]},
                    x=x,
                    y=y,
                    stroke={"value": CHOICE},
                    strokeWidth=frame,
                    tooltip=[n("family"), n("label"), q("share", format=".0%")],
                ),
                layer("text", look=words, x={"value": plot - room + 14}, y=y, text=n("label")),
            ],
        },
    }
