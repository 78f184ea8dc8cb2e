"""Charts of a commitment over years that are not known: its mean, its bad years, and their distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

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
    ticks,
    title,
    widest,
    wrapped,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    pass

_KEY_WIDTH = 150


@chart
def saving_risk(
    table: pd.DataFrame,
    *,
    mean_best: float,
    cautious: float,
    level: float = 0.9,
    chosen: float | None = None,
    ghost: float | None = None,
    name: str = "",
    height: int = 230,
) -> Spec:
    """What each commitment saves over many possible years: the middle 90 %, the mean, and the mean of the worst years.

    Parameters
    ----------
    table
        `kaolib.operation.commitment.Risk.table`: usd_per_hour, mean_usd, p05_usd, p95_usd, cvar_usd.
    mean_best, cautious
        The commitments with the highest mean, and with the highest mean of the worst years.
    level
        From which share of the years on the worst ones begin, as for `kaolib.operation.commitment.risk`.
    chosen, ghost
        The learner's choice, and an earlier one: upright lines.
    name
        Which scenario, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        A band, a full line for the mean and a dashed one for the worst years, each with its best commitment ringed.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = saving_risk(pd.DataFrame({"usd_per_hour": [0.0, 1.0, 2.0], "mean_usd": [0.0, 10.0, 8.0],
    ...     "p05_usd": [0.0, 6.0, -2.0], "p95_usd": [0.0, 12.0, 15.0], "cvar_usd": [0.0, 5.0, -4.0]}),
    ...     mean_best=1.0, cautious=1.0)
    """
    about = heading("saving_risk_title", name)
    rows = table.sort_values("usd_per_hour", ignore_index=True)
    most = float(rows["p95_usd"].max()) if len(rows) else 0.0
    if not most > 0:
        return nothing(about, language.text("commitment_saving_none"))
    floor = -0.5 * most
    kept = rows[rows["mean_usd"] >= floor]
    last = float(kept["usd_per_hour"].max())
    last = max([last, *(one for one in (chosen, ghost) if one is not None)])
    kept = rows[rows["usd_per_hour"] <= last]
    names = {
        "mean": language.text("saving_risk_mean"),
        "cvar": language.text("saving_risk_cvar", share=language.percent(1 - level)),
    }
    side = max(_KEY_WIDTH, 0)
    values = [-v for v in ticks(-floor, 2)[1:]][::-1] + ticks(most * 1.05, 4)
    room = widest(f"{value:,g}" for value in values) + 34
    plot = int(WIDTH - 20 - room - side)
    x = q(
        "x",
        scale=scale(0, last),
        axis={"title": language.text("commitment_axis"), "values": ticks(last, 6), "format": EXACT},
    )
    y = q("y", scale={**scale(floor, most * 1.12), "clamp": True},
          axis={"title": language.text("commitment_saving_axis"), "values": values, "format": EXACT})  # fmt: skip
    amounts = kept["usd_per_hour"].to_numpy(float)
    band = [
        {"x": float(a), "y": max(float(low), floor), "y1": max(float(high), floor)}
        for a, low, high in zip(amounts, kept["p05_usd"], kept["p95_usd"], strict=True)
    ]
    layers = [layer("area", band, look={"color": COLOURS["compute_sp"], "opacity": 0.25}, x=x, y=y, y2={"field": "y1"})]
    layers.append(layer("rule", [{"y": 0.0}], look={"color": COLOURS["on_demand"], "strokeDash": [3, 3]}, y=y))
    for value, look in ((ghost, {**GHOST, "strokeWidth": 3, "opacity": 0.9}), (chosen, {"color": CHOICE})):
        if value is not None:
            layers.append(layer("rule", [{"x": value}], look={"strokeWidth": 1.5, **look}, x=x))
    looks: dict[str, Spec] = {
        "mean": {"color": COLOURS["ec2_instance_sp"]},
        "cvar": {"color": WASTE, "strokeDash": [7, 3]},
    }
    rings = []
    for kind, at in (("mean", mean_best), ("cvar", cautious)):
        line = [{"x": float(a), "y": float(v)} for a, v in zip(amounts, kept[f"{kind}_usd"], strict=True) if v >= floor]
        layers.append(layer("line", line, look={"strokeWidth": 2.5, **looks[kind]}, x=x, y=y))
        value = float(np.interp(at, rows["usd_per_hour"], rows[f"{kind}_usd"]))
        rings.append({"x": at, "y": value, "label": language.usd_per_hour(at)})
    layers.append(layer("point", rings, look=RING, x=x, y=y))
    layers += rimmed(rings[:1], {"fontWeight": "bold", "baseline": "bottom", "dy": -9}, x=x, y=y, text=n("label"))
    layers += rimmed(rings[1:], {"fontWeight": "bold", "baseline": "top", "dy": 9}, x=x, y=y, text=n("label"))
    layers += _lines_key(
        {"band": language.text("saving_risk_band"), **names},
        {"band": {"color": COLOURS["compute_sp"], "opacity": 0.35, "strokeWidth": 10}, **looks},
        plot,
    )
    said = language.text(
        "saving_risk_said", mean=language.usd_per_hour(mean_best), cautious=language.usd_per_hour(cautious)
    )
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, said, ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", said, ghosted) if part),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _lines_key(names: Mapping[str, str], looks: Mapping[str, Spec], plot: int) -> list[Spec]:
    """A short piece of each line and its name, right of the plot."""
    pixel: Spec = {"scale": None, "axis": None}
    layers: list[Spec] = []
    words: list[Row] = []
    down = 14.0
    for kind, label in names.items():
        text = wrapped(label, _KEY_WIDTH - 44)
        row = [{"x0": plot + 8, "x1": plot + 30, "y": down}]
        look = {"strokeWidth": 2.5, **looks[kind]}
        layers.append(layer("rule", row, look=look, x=q("x0", **pixel), x2={"field": "x1"}, y=q("y", **pixel)))
        words.append({"label": "\n".join(text), "xt": plot + 36, "yt": down - 6})
        down += 14 * len(text) + 14
    look = {"align": "left", "baseline": "top", "lineBreak": "\n", "lineHeight": 14}
    layers.append(layer("text", words, look=look, x=q("xt", **pixel), y=q("yt", **pixel), text=n("label")))
    return layers


@chart
def saving_histogram(
    savings: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]],
    *,
    worst: float | None = None,
    ghost: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]] | None = None,
    name: str = "",
    height: int = 130,
) -> Spec:
    """How often a commitment saves how much, over many possible years; years that lose are red.

    Parameters
    ----------
    savings
        USD saved in each drawn year.
    worst
        The mean of the worst years: an upright dashed line.
    ghost
        The same of an earlier choice: a pale outline.
    name
        Which commitment, for the title.
    height
        Of the plot in pixels.

    Returns
    -------
    Chart
        Bars from zero over about 30 classes of saving.

    Examples
    --------
    >>> chart = saving_histogram([5.0, 6.0, 7.0, -1.0], worst=-1.0)
    """
    about = heading("saving_histogram_title", name)
    values = np.asarray(savings, dtype=float)
    if not len(values) or not np.abs(values).max() > 1e-9:
        return nothing(about, language.text("saving_histogram_none"))
    every = np.concatenate([values, np.asarray(ghost, dtype=float)]) if ghost is not None else values
    low, high = min(float(every.min()), 0.0), max(float(every.max()), 0.0)
    marks = ticks((high - low) / 30 * 5, 5)
    width = max(marks[1] - marks[0], 1e-9)
    first, last = int(np.floor(low / width)), int(np.ceil(high / width))
    edges = np.arange(first, last + 2) * width
    count = np.histogram(values, edges)[0] / len(values)
    rows = [
        {"x": float(edges[i]), "x1": float(edges[i + 1]), "y": float(share), "kind": "on" if edges[i] >= 0 else "off"}
        for i, share in enumerate(count)
        if share > 0
    ]
    top = float(count.max())
    outline: list[Row] = []
    if ghost is not None:
        pale = np.histogram(np.asarray(ghost, dtype=float), edges)[0] / len(ghost)
        top = max(top, float(pale.max()))
        outline = [{"x": float(edges[i]), "y": float(share)} for i, share in enumerate([*pale, 0.0])]
    plot = int(WIDTH - 90)
    bounds = [-v for v in ticks(-float(edges[0]), 3)[1:]][::-1] if edges[0] < 0 else []
    x = q(
        "x",
        scale=scale(float(edges[0]), float(edges[-1])),
        axis={
            "title": language.text("commitment_saving_axis"),
            "values": [*bounds, *ticks(float(edges[-1]), 6)],
            "format": EXACT,
        },
    )
    y = q(
        "y",
        scale=scale(0, top * 1.15),
        axis={"title": language.text("saving_histogram_axis"), "format": "%", "tickCount": 3},
    )
    fill = colours("kind", {"on": COLOURS["compute_sp"], "off": WASTE})
    layers = [
        layer("rect", rows, look={"stroke": "white", "strokeWidth": 0.5}, x=x, x2={"field": "x1"}, y=y,
              y2={"datum": 0}, color=fill)
    ]  # fmt: skip
    if outline:
        layers.append(
            layer(
                "line", outline, look={**GHOST, "interpolate": "step-after", "strokeWidth": 2, "opacity": 0.9}, x=x, y=y
            )
        )
    note = ""
    if worst is not None:
        note = language.text("saving_histogram_worst", saving=language.usd(worst, digits=0))
        layers.append(layer("rule", [{"x": worst}], look={"color": WASTE, "strokeDash": [7, 3], "strokeWidth": 2}, x=x))
    losing = language.text("saving_histogram_loss", share=language.percent(float((values < 0).mean())))
    ghosted = ghost_note(ghost)
    return {
        "title": title(about, f"{losing} {note}".strip(), ghosted, width=WIDTH - 30),
        "description": " ".join(part for part in (f"{about}.", losing, note, ghosted) if part),
        "width": plot,
        "height": height,
        "layer": layers,
    }
