"""Charts of the choice between ways to run code: one workload on each, and the map of the cheapest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kaolib import errors
from kaolib.study import language
from kaolib.study.charts._parts import (
    EXACT,
    GHOST,
    RING,
    Row,
    colours,
    ghost_note,
    heading,
    layer,
    n,
    q,
    rimmed,
    scale,
    text_width,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

#: The ways, in every chart in the same colour; names stand beside or on them.
_WAYS = {
    "ec2": "#6b7280",
    "fargate": "#7fb2e5",
    "lambda": "#35b48a",
    "lambda_provisioned": "#00604a",
    "batch": COLOURS["spot"],
}
_PARTS = {
    "compute_usd": "#4b5563",
    "requests_usd": "#7fb2e5",
    "front_usd": "#1d4ed8",
    "idle_usd": WASTE,
    "operations_usd": "#d1d5db",
}


@chart
def ways_bars(table: pd.DataFrame, *, ghost: pd.DataFrame | None = None, name: str = "", row_height: int = 34) -> Spec:
    """One workload on each way: what it costs a month, part by part, and why a way cannot do it.

    Parameters
    ----------
    table
        From `kaolib.architecture.crossover.ways`.
    ghost
        The same of an earlier choice: a pale mark at what it cost.
    name
        Of the workload, for the title.
    row_height
        In pixels.

    Raises
    ------
    InputError
        For a table that lacks a column.

    Examples
    --------
    >>> from kaolib.architecture import crossover
    >>> chart = ways_bars(crossover.ways(crossover.Workload(1e6, 100), "us-east-1"))
    """
    errors.columns(table.columns, ("way", "usd_per_month", "feasible", *_PARTS), ko="표", en="the table")
    about = heading("ways_title", name)
    names = {way: language.text(f"way_{way}") for way in table["way"]}
    rows: list[Row] = []
    ends: list[Row] = []
    why = "why_ko" if language.current() == "ko" else "why_en"
    for row in table.to_dict("records"):
        lane, at = names[row["way"]], 0.0
        if math.isnan(row["usd_per_month"]):
            ends.append({"lane": lane, "x": 0.0, "label": str(row[why]), "weak": True})
            continue
        for part in _PARTS:
            if row[part] > 0:
                rows.append({"lane": lane, "part": part, "x": at, "x1": at + row[part]})
                at += row[part]
        ends.append({"lane": lane, "x": at, "label": language.usd(row["usd_per_month"], 0), "weak": False})
    most = [row["x"] for row in ends]
    if ghost is not None:
        most += [float(usd) for usd in ghost["usd_per_month"] if not math.isnan(usd)]
    top = max(most, default=0.0)
    if not top > 0:
        return nothing(about, language.text("ways_none"))
    labels = widest(row["label"] for row in ends if not row["weak"])
    plot = int(WIDTH - 24 - widest(names.values()) - 16 - labels - 10)
    axis = {"title": language.text("ways_axis"), "values": ticks(top, 5), "format": EXACT}
    x = q("x", scale=scale(0, top), axis=axis)
    order = list(names.values())
    y = n("lane", scale={"domain": order}, axis={"title": None, "ticks": False, "domain": False, "labelLimit": 0})
    look = {"height": {"band": 0.6}, "stroke": "white", "strokeWidth": 0.7}
    best = min((row for row in ends if not row["weak"]), key=lambda row: float(row["x"]))
    layers = [layer("bar", rows, look=look, x=x, x2={"field": "x1"}, y=y, color=colours("part", _PARTS))]
    if ghost is not None:
        pale = [
            {"lane": names[way], "x": float(usd)}
            for way, usd in zip(ghost["way"], ghost["usd_per_month"], strict=True)
            if way in names and not math.isnan(usd)
        ]
        layers.append(
            layer("tick", pale, look={**GHOST, "thickness": 5, "size": row_height * 0.8, "opacity": 0.8}, x=x, y=y)
        )
    strong = [row for row in ends if not row["weak"]]
    place = {"align": "left", "baseline": "middle", "dx": 6}
    layers.append(layer("text", [row for row in strong if row is not best], look=place, x=x, y=y, text=n("label")))
    layers.append(layer("text", [best], look={**place, "fontWeight": "bold"}, x=x, y=y, text=n("label")))
    weak = [row for row in ends if row["weak"]]
    if weak:
        layers.append(
            layer("text", weak, look={**place, "color": SOFT, "fontStyle": "italic"}, x=x, y=y, text=n("label"))
        )
    layers += _parts_key(
        plot, row_height * len(order), [part for part in _PARTS if any(row["part"] == part for row in rows)]
    )
    listed = "; ".join(f"{row['lane']}: {row['label']}" for row in ends)
    note = language.text("ways_line", way=best["lane"], usd=best["label"])
    return {
        "title": title(about, note, ghost_note(ghost if ghost is None else "ghost"), width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": row_height * len(order),
        "layer": layers,
    }  # fmt: skip


def _parts_key(plot: float, height: float, parts: Sequence[str]) -> list[Spec]:
    """A square and a name for each part, in a line under the axis."""
    pixel: Spec = {"scale": None, "axis": None}
    rows: list[Row] = []
    at = 0.0
    for part in parts:
        label = language.text(f"ways_{part}")
        rows.append({"xs": at + 5, "xt": at + 15, "ys": height + 46, "part": part, "label": label})
        at += text_width(label) + 34
    return [
        layer("point", rows, look={"shape": "square", "filled": True, "size": 90, "opacity": 1}, x=q("xs", **pixel), y=q("ys", **pixel), color=colours("part", _PARTS)),
        layer("text", rows, look={"align": "left", "baseline": "middle"}, x=q("xt", **pixel), y=q("ys", **pixel), text=n("label")),
    ]  # fmt: skip


@chart
def choice_map(
    table: pd.DataFrame,
    x: str,
    y: str,
    *,
    own: Mapping[str, tuple[float, float]] | None = None,
    ghost: tuple[float, float] | None = None,
    name: str = "",
    height: int = 300,
) -> Spec:
    """Which way is the cheapest where: two numbers of a workload over the plane, paler where the second is close.

    Parameters
    ----------
    table
        From `kaolib.architecture.crossover.cheapest_map`, at most 2,000 rows, both axes in equal factors.
    x, y
        What the axes are, of `kaolib.architecture.crossover.AXES`.
    own
        Name to (x, y): workloads of one's own.
    ghost
        (x, y) of an earlier choice.
    name
        For the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For a table that lacks a column, or has too many rows.

    Examples
    --------
    >>> from kaolib.architecture import crossover
    >>> table = crossover.cheapest_map(
    ...     crossover.Workload(1e6, 100), "us-east-1", ("requests", [1e5, 1e7, 1e9]), ("cpu_ms", [10, 100, 1000])
    ... )
    >>> chart = choice_map(table, "requests", "cpu_ms")
    """
    errors.columns(table.columns, ("x", "y", "way", "margin"), ko="표", en="the table")
    if len(table) > 2000:
        raise errors.InputError(
            ko=f"{len(table):,}칸은 그릴 수 없습니다. 2,000칸까지입니다.",
            en=f"{len(table):,} cells cannot be drawn: up to 2,000.",
        )
    about = heading("map_title", name)
    xs, ys = sorted(table["x"].unique()), sorted(table["y"].unique())
    if len(xs) < 2 or len(ys) < 2:
        return nothing(about, language.text("map_none"))
    edges_x, edges_y = _edges(xs), _edges(ys)
    cells: list[Row] = []
    for cx, cy, way, margin in table[["x", "y", "way", "margin"]].itertuples(index=False):
        i, j = xs.index(cx), ys.index(cy)
        sure = 0.3 if not way else 0.42 + 0.5 * min(1.0, (0.0 if math.isnan(margin) else float(margin)) / 0.5)
        cells.append(
            {
                "x": edges_x[i],
                "x1": edges_x[i + 1],
                "y": edges_y[j],
                "y1": edges_y[j + 1],
                "way": way or "none",
                "sure": round(sure, 2),
            }
        )
    room = widest(f"{value:,g}" for value in _powers(edges_y[0], edges_y[-1])) + 34
    plot = int(WIDTH - 40 - room)
    ax = q(
        "x",
        scale={"type": "log", "domain": [edges_x[0], edges_x[-1]], "nice": False},
        axis={
            "title": language.text(f"map_axis_{x}"),
            "values": _powers(edges_x[0], edges_x[-1]),
            "format": "~s" if edges_x[-1] >= 1e6 else EXACT,
            "grid": False,
        },
    )
    ay = q(
        "y",
        scale={"type": "log", "domain": [edges_y[0], edges_y[-1]], "nice": False},
        axis={
            "title": language.text(f"map_axis_{y}"),
            "values": _powers(edges_y[0], edges_y[-1]),
            "format": EXACT,
            "grid": False,
        },
    )
    palette = {**_WAYS, "none": "#e5e7eb"}
    layers: list[Spec] = [
        layer(
            "rect",
            cells,
            x=ax,
            x2={"field": "x1"},
            y=ay,
            y2={"field": "y1"},
            color=colours("way", palette),
            opacity=q("sure", scale=None, legend=None),
        ),
        layer(
            "rule",
            _borders(table, xs, ys, edges_x, edges_y),
            look={"color": INK, "strokeWidth": 1.4},
            x=ax,
            x2={"field": "x1"},
            y=ay,
            y2={"field": "y1"},
        ),
    ]
    taken = [*(own or {}).values(), *([] if ghost is None else [ghost])]
    words = _names(table, xs, ys, taken)
    if words:
        layers += rimmed(words, {"fontWeight": "bold", "fontSize": 13, "lineBreak": "\n"}, x=ax, y=ay, text=n("label"))
    if ghost is not None and _inside(ghost, edges_x, edges_y):
        layers.append(
            layer(
                "point",
                [{"x": ghost[0], "y": ghost[1]}],
                look={**RING, "stroke": "#6b7280", "opacity": 0.7},
                x=ax,
                y=ay,
            )
        )
    for label, at in (own or {}).items():
        if _inside(at, edges_x, edges_y):
            point = [{"x": at[0], "y": at[1], "label": label}]
            right = math.log(at[0] / edges_x[0]) < 0.6 * math.log(edges_x[-1] / edges_x[0])
            layers.append(layer("point", point, look={**RING, "size": 120}, x=ax, y=ay))
            layers += rimmed(
                point,
                {
                    "align": "left" if right else "right",
                    "dx": 11 if right else -11,
                    "baseline": "middle",
                    "color": CHOICE,
                    "fontWeight": "bold",
                },
                x=ax,
                y=ay,
                text=n("label"),
            )
    note = language.text("map_line")
    counts = table["way"].value_counts(normalize=True)
    listed = "; ".join(
        f"{language.text(f'way_{way}')} {language.percent(float(share))}" for way, share in counts.items() if way
    )
    return {
        "title": title(about, note, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {note} {listed}",
        "width": plot,
        "height": height,
        "layer": layers,
    }  # fmt: skip


def _edges(centres: Sequence[float]) -> list[float]:
    """The borders of cells around centres that are a like factor apart."""
    half = math.sqrt(centres[1] / centres[0])
    return [float(centres[0] / half), *(float(centre * half) for centre in centres)]


def _powers(low: float, high: float) -> list[float]:
    return [10.0**power for power in range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)]


def _inside(at: tuple[float, float], edges_x: Sequence[float], edges_y: Sequence[float]) -> bool:
    return edges_x[0] <= at[0] <= edges_x[-1] and edges_y[0] <= at[1] <= edges_y[-1]


def _grid(table: pd.DataFrame, xs: Sequence[float], ys: Sequence[float]) -> list[list[str]]:
    """The way of each cell: rows of y, columns of x."""
    way = {(cx, cy): str(one) for cx, cy, one in table[["x", "y", "way"]].itertuples(index=False)}
    return [[way.get((cx, cy), "") for cx in xs] for cy in ys]


def _borders(
    table: pd.DataFrame, xs: Sequence[float], ys: Sequence[float], edges_x: Sequence[float], edges_y: Sequence[float]
) -> list[Row]:
    """Where neighbours differ, as lines; those in a row joined to one."""
    grid = _grid(table, xs, ys)
    lines: list[Row] = []
    for j in range(len(ys)):
        for i in range(1, len(xs)):
            if grid[j][i] != grid[j][i - 1]:
                lines.append({"x": edges_x[i], "x1": edges_x[i], "y": edges_y[j], "y1": edges_y[j + 1]})
    for j in range(1, len(ys)):
        for i in range(len(xs)):
            if grid[j][i] != grid[j - 1][i]:
                lines.append({"x": edges_x[i], "x1": edges_x[i + 1], "y": edges_y[j], "y1": edges_y[j]})
    return lines


def _names(
    table: pd.DataFrame, xs: Sequence[float], ys: Sequence[float], taken: Sequence[tuple[float, float]]
) -> list[Row]:
    """The name of each way in the cell of it that is farthest from any other: where there is room, and no point."""
    grid = _grid(table, xs, ys)
    wide, tall = math.log(xs[-1] / xs[0]) / 4, math.log(ys[-1] / ys[0]) / 12
    words: list[Row] = []
    for way in sorted({one for row in grid for one in row if one}):
        best, at = 0, (0, 0)
        for j in range(len(ys)):
            for i in range(len(xs)):
                if grid[j][i] != way or any(
                    abs(math.log(xs[i] / px)) < wide and abs(math.log(ys[j] / py)) < tall for px, py in taken
                ):
                    continue
                # how many cells of the same way lie on both sides in the row, and in the column
                left = right = up = down = 0
                while i - left - 1 >= 0 and grid[j][i - left - 1] == way:
                    left += 1
                while i + right + 1 < len(xs) and grid[j][i + right + 1] == way:
                    right += 1
                while j - down - 1 >= 0 and grid[j - down - 1][i] == way:
                    down += 1
                while j + up + 1 < len(ys) and grid[j + up + 1][i] == way:
                    up += 1
                free = min(min(left, right), 3 * min(up, down) + 1)
                if free > best:
                    best, at = free, (i, j)
        if best >= 3:
            words.append({"x": xs[at[0]], "y": ys[at[1]], "label": language.text(f"way_short_{way}")})
    return words
