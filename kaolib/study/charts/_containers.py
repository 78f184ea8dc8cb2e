"""Charts of containers: machines as filled boxes, EC2 against Fargate, and what a Kubernetes version costs as it ages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kaolib import errors
from kaolib.knowledge.purchase import MONTH_HOURS
from kaolib.study import language
from kaolib.study.charts._parts import (
    Row,
    colours,
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
    text_width,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, DASHES, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.architecture.packing import Packing

#: What becomes of a machine, from left to right in every bar; stranded capacity is struck through, room is empty.
PACKED = {"used": "#1f78b4", "overhead": "#b8c0cc", "stranded": WASTE, "room": "#ffffff"}
_PIXEL: Spec = {"scale": None, "axis": None}
_GAP, _BAR, _LABEL = 5, 13, 15
_MOST_MACHINES = 150
_HEIGHT = 270
_SUPPORT = {"standard": "#9db7cf", "extended": WASTE}


@chart
def packed_machines(packings: Packing | Mapping[str, Packing], *, ghost: Packing | None = None, name: str = "") -> Spec:
    """Machines as boxes, as wide as their vCPUs: how full their CPU and memory are, and what is wasted.

    Parameters
    ----------
    packings
        From `kaolib.architecture.packing.pack`: one, or several by name, drawn below one another at one scale; 150 machines
        at most altogether.
    ghost
        An earlier choice: its machines as pale boxes at the bottom.
    name
        What is packed, for the title.

    Returns
    -------
    Chart
        Each machine has two bars, CPU above and memory below: used, overhead, stranded (red, struck through) and room
        (empty), from left to right. Beside each packing stand its machines and its cost of a month.

    Raises
    ------
    InputError
        For too many machines.

    Examples
    --------
    >>> import pandas as pd
    >>> from kaolib.architecture import packing
    >>> services = pd.DataFrame({"service": ["web"], "vcpu": [0.5], "gib": [1], "replicas": [6]})
    >>> chart = packed_machines(packing.pack(services, "m7g.large", "us-east-1"))
    """
    about = heading("packed_title", name)
    several: Mapping[str, Packing] = packings if isinstance(packings, Mapping) else {"": packings}
    count = sum(map(len, several.values()))
    if not count:
        return nothing(about, language.text("packed_nothing"))
    if count > _MOST_MACHINES:
        raise errors.InputError(
            ko=f"기계 {count}대는 그릴 수 없습니다. {_MOST_MACHINES}대까지 그립니다.",
            en=f"{count} machines cannot be drawn: at most {_MOST_MACHINES}.",
        )
    side = int(widest([language.text("packed_cpu"), language.text("packed_memory")], 10)) + 10
    plot = WIDTH - 24 - side
    unit = _unit(several, ghost, plot)
    bars: list[Row] = []
    words: list[Row] = []
    heads: list[Row] = []
    y = 0.0
    for called, packing in several.items():
        heads.append({"x": 0, "y": y + 9, "label": _totals(called, packing)})
        y += 20
        top = y
        for row, (x, line) in zip(packing.machines.to_dict("records"), _places(packing, unit, plot), strict=True):
            at = top + line * (2 * _BAR + _LABEL + 8)
            y = max(y, at + 2 * _BAR + _LABEL + 8)
            label = f"{row['tasks']}"
            if packing.kind == "container" and text_width(label, 10) <= row["vcpu"] * unit + 2:
                words.append({"x": side + x + row["vcpu"] * unit / 2, "y": at + 7, "label": label})
            for number, kind in enumerate(("vcpu", "gib")):
                bars += _bar(row, kind, side + x, row["vcpu"] * unit, at + _LABEL + number * (_BAR + 1))
            if not x:
                words += [
                    {
                        "x": side - 8,
                        "y": at + _LABEL + _BAR / 2 + number * (_BAR + 1),
                        "label": language.text(key),
                        "end": True,
                    }
                    for number, key in enumerate(("packed_cpu", "packed_memory"))
                ]
        y += 6
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    layers = [
        layer("rect", bars, look={"stroke": "#6b7280", "strokeWidth": 0.6}, **place, color=colours("part", PACKED)),
        layer(
            "rule",
            [{**bar, "ym": (bar["y"] + bar["y1"]) / 2} for bar in bars if bar["part"] == "stranded"],
            look={"stroke": "white", "strokeWidth": 1.2},
            x=q("x", **_PIXEL),
            x2={"field": "x1"},
            y=q("ym", **_PIXEL),
        ),
    ]
    spot = {"x": q("x", **_PIXEL), "y": q("y", **_PIXEL), "text": n("label")}
    small = {"fontSize": 10, "baseline": "middle"}
    layers += [
        layer(
            "text", heads, look={"fontSize": 12, "fontWeight": "bold", "align": "left", "baseline": "middle"}, **spot
        ),
        layer("text", [w for w in words if "end" not in w], look={**small, "color": SOFT}, **spot),
        layer("text", [w for w in words if "end" in w], look={**small, "align": "right"}, **spot),
    ]
    if ghost is not None:
        pale, y = _ghost(ghost, unit, side, plot, y)
        layers += pale
    key, y = _key(y + 4)
    layers += key
    note = language.text("packed_note")
    pale_note = ghost_note(ghost)
    return {
        "title": title(about, note, pale_note, width=WIDTH - 30),
        "description": f"{about}. {note} "
        + "; ".join(_described(called, packing) for called, packing in several.items()),
        "width": WIDTH - 24,
        "height": int(y),
        "layer": layers,
    }


def _unit(several: Mapping[str, Packing], ghost: Packing | None, plot: float) -> float:
    """Pixels for one vCPU: as many as fit, so that no packing takes more than about four lines."""
    shown = [*several.values(), *([ghost] if ghost is not None else [])]
    largest = max(float(p.machines["vcpu"].max()) for p in shown if len(p))
    best = min(26.0, plot / largest)
    for packing in shown:
        if len(packing):
            room = 4 * plot - _GAP * len(packing)
            best = min(best, max(room, plot) / float(packing.machines["vcpu"].sum()))
    return max(best, 1.5)


def _places(packing: Packing, unit: float, plot: float) -> list[tuple[float, int]]:
    """Where each machine stands: pixels from the left, and on which line."""
    placed, x, line = [], 0.0, 0
    for vcpu in packing.machines["vcpu"]:
        if x and x + vcpu * unit > plot + 0.5:
            x, line = 0.0, line + 1
        placed.append((round(x, 1), line))
        x += vcpu * unit + _GAP
    return placed


def _bar(row: Mapping[Any, Any], kind: str, x: float, width: float, y: float) -> list[Row]:
    """The four parts of one resource of one machine."""
    parts: list[Row] = []
    at = x
    for part in PACKED:
        share = float(row[f"{part}_{kind}"]) / float(row[kind])
        if share > 1e-9:
            parts.append({"x": round(at, 2), "x1": round(at + share * width, 2), "y": y, "y1": y + _BAR, "part": part})
            at += share * width
    return parts


def _totals(called: str, packing: Packing) -> str:
    row = packing.summary().iloc[0]
    said = language.text(
        "packed_totals",
        machines=int(row["machines"]),
        usd=language.usd_per_month(packing.usd_per_month),
        waste=language.percent(float(row["stranded_vcpu"])),
    )
    return f"{called}: {said}" if called else said


def _described(called: str, packing: Packing) -> str:
    row = packing.summary().iloc[0]
    shares = ", ".join(
        f"{language.text(f'packed_{part}')} {language.percent(float(row[f'{part}_{kind}']))}"
        for kind in ("vcpu", "gib")
        for part in PACKED
    )
    return f"{_totals(called, packing)} ({shares})"


def _ghost(packing: Packing, unit: float, side: float, plot: float, y: float) -> tuple[list[Spec], float]:
    """The machines of an earlier choice, pale and low."""
    low = 7
    rows = [
        {
            "x": side + x,
            "x1": side + x + vcpu * unit,
            "y": y + 16 + line * (low + 4),
            "y1": y + 16 + line * (low + 4) + low,
        }
        for (x, line), vcpu in zip(_places(packing, unit, plot), packing.machines["vcpu"], strict=True)
    ]
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    label = [{"x": 0, "y": y + 7, "label": f"{language.text('packed_first')}: {_totals('', packing)}"}]
    words = {"fontSize": 11, "align": "left", "baseline": "middle", "color": "#6b7280"}
    return [
        layer("rect", rows, look={"color": "#e5e7eb", "stroke": "#9ca3af", "strokeDash": [3, 2]}, **place),
        layer("text", label, look=words, x=q("x", **_PIXEL), y=q("y", **_PIXEL), text=n("label")),
    ], (max(row["y1"] for row in rows) if rows else y + 14) + 8


def _key(y: float) -> tuple[list[Spec], float]:
    """What the four parts are, in one line or two."""
    rows: list[Row] = []
    x = 0.0
    for part in PACKED:
        label = language.text(f"packed_{part}")
        if x + 18 + text_width(label, 10) > WIDTH - 30:
            x, y = 0.0, y + 17
        rows.append(
            {"x": x, "x1": x + 12, "xt": x + 17, "y": y + 2, "y1": y + 12, "ym": y + 7, "part": part, "label": label}
        )
        x += 17 + text_width(label, 10) + 16
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    struck = [row for row in rows if row["part"] == "stranded"]
    return [
        layer("rect", rows, look={"stroke": "#6b7280", "strokeWidth": 0.6}, **place, color=colours("part", PACKED)),
        layer("rule", struck, look={"stroke": "white", "strokeWidth": 1.2}, x=q("x", **_PIXEL), x2={"field": "x1"}, y=q("ym", **_PIXEL)),
        layer("text", rows, look={"fontSize": 10, "align": "left", "baseline": "middle"}, x=q("xt", **_PIXEL), y=q("ym", **_PIXEL), text=n("label")),
    ], y + 18  # fmt: skip


@chart
def fargate_or_instances(
    table: pd.DataFrame, *, chosen: float | None = None, ghost: pd.DataFrame | None = None, name: str = ""
) -> Spec:
    """An instance and Fargate for the same tasks, by how much of the instance is used: every break-even with its value.

    Parameters
    ----------
    table
        From `kaolib.architecture.crossover.fargate_or_instances`: four lines at most.
    chosen
        A utilization (0 to 1) to stand at: an upright line, with what each costs there.
    ghost
        The table of an earlier choice: its lines, pale.
    name
        What runs where, for the title.

    Returns
    -------
    Chart
        Level lines are EC2, rising ones Fargate; the colour and dash are those of the purchase option. Where a rising
        line meets a level one stands the utilization.

    Raises
    ------
    InputError
        For more lines than can be told apart.

    Examples
    --------
    >>> from kaolib.architecture import crossover
    >>> table = crossover.fargate_or_instances("m7g.2xlarge", "ap-northeast-2", 0.5, 2)
    >>> chart = fargate_or_instances(table)
    """
    about = heading("ec2_fargate_title", name)
    keys = list(dict.fromkeys(zip(table["service"], table["option"], strict=True)))
    if len(keys) > _MOST_LINES:
        raise errors.InputError(
            ko=f"선 {len(keys)}개는 구별할 수 없습니다. {_MOST_LINES}개까지 그립니다.",
            en=f"{len(keys)} lines cannot be told apart: at most {_MOST_LINES}.",
        )
    paths = {key: _line(table, *key) for key in keys}
    pale = (
        {}
        if ghost is None
        else {key: _line(ghost, *key) for key in dict.fromkeys(zip(ghost["service"], ghost["option"], strict=True))}
    )
    top = max(usd for path in (*paths.values(), *pale.values()) for _, usd in path) * 1.08 or 1.0
    labels = [f"{_way(*key)}\n{language.usd(path[-1][1], digits=0)}" for key, path in paths.items()]
    money, room = money_axis("usd_per_month_axis", top)
    plot = int(WIDTH - 20 - room - widest(labels) - 20)
    axis = {"title": language.text("ec2_fargate_axis"), "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "format": "%"}
    x, y = q("x", scale=scale(0, 1), axis=axis), q("usd", scale=scale(0, top), axis=money)
    offers = list(dict.fromkeys(_offering(option) for _, option in (*keys, *pale)))
    paint = colours("offering", {offering: COLOURS[offering] for offering in offers})
    dash = n("offering", scale={"domain": offers, "range": [DASHES[o] for o in offers]}, legend=None)
    layers: list[Spec] = []
    old = [{"x": a, "usd": b, "line": str(key)} for key, path in pale.items() for a, b in path]
    if old:
        layers.append(
            layer("line", old, look={"color": "#9ca3af", "opacity": 0.45, "strokeWidth": 4}, x=x, y=y, detail=n("line"))
        )
    lines = [
        {"x": a, "usd": b, "line": str(key), "offering": _offering(key[1])}
        for key, path in paths.items()
        for a, b in path
    ]
    layers.append(
        layer("line", lines, look={"strokeWidth": 2.4}, x=x, y=y, color=paint, strokeDash=dash, detail=n("line"))
    )
    at = [_HEIGHT * (1 - path[-1][1] / top) for path in paths.values()]
    ends = [{"offering": _offering(key[1]), "label": label} for key, label in zip(keys, labels, strict=True)]
    layers += end_labels(plot, at, spread(at, 31, 14, _HEIGHT - 14), ends, paint)
    marks = _break_evens(paths)
    if marks:
        ring = {"filled": True, "fill": "white", "stroke": INK, "size": 70, "strokeWidth": 2.2, "opacity": 1}
        layers.append(layer("point", marks, look=ring, x=x, y=y))
        words = {"fontSize": 12, "fontWeight": "bold", "align": "right", "dx": -8, "dy": -9}
        layers += rimmed(marks, words, x=x, y=y, text=n("label"))
    if chosen is not None:
        layers.insert(0, layer("rule", [{"x": chosen}], look={"color": CHOICE, "strokeWidth": 1.5}, x=x))
    said = _said(paths, marks)
    pale_note = ghost_note(ghost)
    return {
        "title": title(about, said, pale_note, width=WIDTH - 30),
        "description": f"{about}. {said} " + "; ".join(label.replace("\n", " ") for label in labels),
        "width": plot,
        "height": _HEIGHT,
        "layer": layers,
    }


_MOST_LINES = 4


def _line(table: pd.DataFrame, service: str, option: str) -> list[tuple[float, float]]:
    """A line by its ends: it is straight."""
    part = table[(table["service"] == service) & (table["option"] == option)].sort_values("utilization")
    rows = part[["utilization", "usd_per_month"]].to_numpy(float)
    return [(float(a), float(b)) for a, b in (rows[0], rows[-1])]


def _offering(option: str) -> str:
    return next(name for name in COLOURS if option.startswith(name))


def _way(service: str, option: str) -> str:
    return f"{language.text(f'service_{service}')} {language.option(option)}"


def _break_evens(paths: Mapping[tuple[str, str], list[tuple[float, float]]]) -> list[Row]:
    """Where each line of Fargate meets each of EC2, between nothing and a full instance."""
    found: list[Row] = []
    for (service, _), level in paths.items():
        for (other, _), rising in paths.items():
            if service == "ec2" and other == "fargate" and 0 < level[-1][1] < rising[-1][1]:
                share = level[-1][1] / rising[-1][1]
                found.append({"x": share, "usd": level[-1][1], "label": language.percent(share)})
    return found


def _said(paths: Mapping[tuple[str, str], list[tuple[float, float]]], marks: list[Row]) -> str:
    first = min(marks, key=lambda row: float(row["x"]), default=None)
    said = [language.text("ec2_fargate_said", at=first["label"]) if first else language.text("ec2_fargate_never")]
    for (service, option), level in paths.items():
        same = paths.get(("fargate", option))
        if first and service == "ec2" and same and level[-1][1] >= same[-1][1]:
            share = level[-1][1] / same[-1][1]
            said.append(language.text("ec2_fargate_over", option=language.option(option), at=language.percent(share)))
    return " ".join(said)


@chart
def kubernetes_support(
    versions: pd.DataFrame,
    today: str,
    *,
    standard_usd_per_hour: float,
    extended_usd_per_hour: float,
    name: str = "",
) -> Spec:
    """The calendar of Kubernetes versions on EKS: standard support, then the dearer extended one, and today.

    Parameters
    ----------
    versions
        Rows of `kaolib.knowledge.containers.kubernetes_versions`.
    today
        A day (YYYY-MM-DD): an upright line; each version's state on it stands beside its bar.
    standard_usd_per_hour, extended_usd_per_hour
        What a cluster costs in each.
    name
        For the title, such as a Region.

    Returns
    -------
    Chart
        A bar a version; extended support is red and striped by a white line.

    Examples
    --------
    >>> from kaolib.knowledge import containers
    >>> chart = kubernetes_support(containers.kubernetes_versions().tail(4), "2026-11-25",
    ...                            standard_usd_per_hour=0.1, extended_usd_per_hour=0.6)
    """
    about = heading("kubernetes_title", name)
    if not len(versions):
        return nothing(about, language.text("kubernetes_none"))
    months = {
        "standard": language.usd(standard_usd_per_hour * MONTH_HOURS, digits=0),
        "extended": language.usd(extended_usd_per_hour * MONTH_HOURS, digits=0),
    }
    now = dt.date.fromisoformat(today).toordinal()
    rows: list[Row] = []
    states: list[Row] = []
    for line in versions.to_dict("records"):
        days = [
            dt.date.fromisoformat(str(line[key])).toordinal() for key in ("eks_release", "standard_end", "extended_end")
        ]
        for part, start, end in zip(("standard", "extended"), days, days[1:], strict=False):
            rows.append({"version": line["version"], "part": part, "x": start, "x1": end})
        state = (
            "unreleased" if now < days[0] else "standard" if now < days[1] else "extended" if now < days[2] else "ended"
        )
        label = language.text(f"kubernetes_{state}", usd=months.get(state, ""))
        states.append({"version": line["version"], "label": label, "bold": state == "extended"})
    names = [str(version) for version in versions["version"]]
    low, high = min(row["x"] for row in rows), max(row["x1"] for row in rows)
    years = range(dt.date.fromordinal(low).year, dt.date.fromordinal(high).year + 2)
    side = widest(row["label"] for row in states) + 14
    plot = int(WIDTH - 24 - widest(names) - 18 - side)
    months_shown = (1, 7) if plot / (high - low) * 181 > text_width("2026-01") + 12 else (1,)
    firsts = [dt.date(year, month, 1).toordinal() for year in years for month in months_shown]
    marks = [day for day in firsts if low <= day <= high]
    shown = [f"{dt.date.fromordinal(mark):%Y-%m}" for mark in marks]
    axis = {
        "values": marks, "labelExpr": f"{shown}[indexof({marks}, datum.value)]", "title": None, "grid": True, "labelOverlap": "greedy",
    }  # fmt: skip
    x = q("x", scale=scale(low, high), axis=axis)
    y = n("version", sort=names[::-1], axis={"title": None, "ticks": False, "domain": False})
    striped = [row for row in rows if row["part"] == "extended"]
    layers = [
        layer("bar", rows, look={"height": 16}, x=x, x2={"field": "x1"}, y=y, color=colours("part", _SUPPORT)),
        layer("rule", striped, look={"stroke": "white", "strokeWidth": 1.4}, x=x, x2={"field": "x1"}, y=y),
        layer("rule", [{"x": now}], look={"color": CHOICE, "strokeWidth": 2}, x=x),
        layer("text", [{"x": now, "label": today}], look={"baseline": "bottom", "fontWeight": "bold", "dy": -4}, x=x, y={"value": 0}, text=n("label")),
    ]  # fmt: skip
    for bold in (False, True):
        some = [row for row in states if row["bold"] == bold]
        look = {
            "align": "left",
            "baseline": "middle",
            "fontWeight": "bold" if bold else "normal",
            "color": WASTE if bold else INK,
        }
        if some:
            layers.append(layer("text", some, look=look, x={"value": plot + 8}, y=y, text=n("label")))
    note = language.text("kubernetes_note", standard=months["standard"], extended=months["extended"])
    return {
        "title": title(about, note, width=WIDTH - 30),
        "description": f"{about}. {note} " + "; ".join(f"{row['version']}: {row['label']}" for row in states),
        "width": plot,
        "height": {"step": 26},
        "layer": layers,
    }
