"""Charts of what following a load costs: policies side by side, and the valley of a setting."""

from __future__ import annotations

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
    money_axis,
    n,
    q,
    rimmed,
    scale,
    text_width,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._scaling import CAPACITY, UNMET, key
from kaolib.study.charts._theme import CHOICE, INK, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd


@chart
def scaling_compare(table: pd.DataFrame, *, name: str = "", row_height: int = 30) -> Spec:
    """What ways to follow a load cost: instances, and what the load that nobody served is worth.

    Parameters
    ----------
    table
        From `kaolib.architecture.scaling.compare`: name, usd, score_usd and unmet_share, drawn in its order. Rows whose
        kind is "bound" are no policies: drawn hollow, for comparison.
    name
        Of the load, for the title.
    row_height
        In pixels.

    Returns
    -------
    Chart
        A bar for each row: grey for instances, red for what is lost. An upright line is the best of those that are no
        bounds.

    Raises
    ------
    InputError
        For a table that lacks one of the columns, or has no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = scaling_compare(pd.DataFrame(
    ...     {"name": ["a", "b"], "usd": [3.0, 2.0], "score_usd": [3.0, 4.0], "unmet_share": [0.0, 0.1]}))
    """
    errors.columns(table.columns, ("name", "usd", "score_usd", "unmet_share"), ko="비교 표", en="the table to compare")
    if table.empty:
        raise errors.InputError(ko="비교할 줄이 없습니다.", en="there is nothing to compare.")
    about = heading("scaling_compare_title", name)
    top = float(table["score_usd"].max())
    if not top > 0:
        return nothing(about, language.text("chart_no_cost"))
    kinds = table["kind"] if "kind" in table.columns else ["policy"] * len(table)
    bounds = {label for label, kind in zip(table["name"], kinds, strict=True) if kind == "bound"}
    rows: list[Row] = []
    for label, usd, score, share in table[["name", "usd", "score_usd", "unmet_share"]].itertuples(index=False):
        kind = "bound" if label in bounds else "usd"
        words = language.text(
            "scaling_compare_label", usd=language.usd(float(score), 0), share=language.small_percent(float(share))
        )
        rows.append({"name": label, "part": kind, "x0": 0.0, "x1": float(usd), "end": float(score), "label": words})
        if score - usd > 1e-9:
            rows.append({"name": label, "part": "lost", "x0": float(usd), "x1": float(score)})
    names = table["name"].tolist()
    side = widest(names) + 16
    labels = widest(row["label"] for row in rows if "label" in row) + 12
    plot = int(WIDTH - 20 - side - labels)
    last = 1.0 * top
    x = q(
        "x0",
        scale=scale(0, last),
        axis={"title": language.text("scaling_compare_axis"), "values": ticks(last, 4), "format": EXACT},
    )
    y = n("name", sort=names, axis={"title": None, "ticks": False, "domain": False, "minExtent": round(side - 12)})
    palette = {"usd": CAPACITY, "lost": UNMET, "bound": "#ffffff"}
    bars = layer(
        "bar",
        rows,
        look={"height": {"band": 0.62}, "stroke": CAPACITY, "strokeWidth": 1},
        x=x,
        x2={"field": "x1"},
        y=y,
        color=colours("part", palette),
    )
    ends = [{"name": row["name"], "x0": row["end"], "label": row["label"]} for row in rows if "label" in row]
    layers = [
        bars,
    ]
    real = table[~table["name"].isin(bounds)]
    note = ""
    if len(real):
        best = real.iloc[int(real["score_usd"].argmin())]
        rule = {"color": CHOICE, "strokeDash": [4, 3], "strokeWidth": 1.2}
        layers.append(layer("rule", [{"x0": float(best["score_usd"])}], look=rule, x=x))
        note = language.text("scaling_compare_best", name=best["name"], usd=language.usd(float(best["score_usd"]), 0))
    layers += rimmed(ends, {"align": "left", "dx": 5, "baseline": "middle"}, x=x, y=y, text=n("label"))
    line = language.text("scaling_compare_line")
    listed = "; ".join(f"{row['name']}: {row['label']}" for row in ends)
    return {
        "title": title(about, line, note, width=WIDTH - 30),
        "description": f"{about}. {line} {note} {listed}".strip(),
        "width": plot,
        "height": row_height * len(names),
        "layer": layers,
    }


@chart
def scaling_valley(
    table: pd.DataFrame,
    by: str = "target",
    *,
    chosen: float | None = None,
    ghost: float | None = None,
    name: str = "",
    height: int = 220,
) -> Spec:
    """What each target (or another setting) costs: instances below, what is lost above, and the lowest point of both.

    Parameters
    ----------
    table
        Columns: the setting, usd (instances), score_usd (with what is lost).
    by
        The setting: "target" (per cent of CPU), "min_size" or "launch_seconds".
    chosen, ghost
        A setting to mark, and an earlier one.
    name
        Of the load, for the title.
    height
        Of the plot in pixels.

    Raises
    ------
    InputError
        For an unknown setting, or fewer than two rows.

    Examples
    --------
    >>> import pandas as pd
    >>> chart = scaling_valley(pd.DataFrame({"target": [40, 60, 80], "usd": [9, 6, 4], "score_usd": [9.1, 6.5, 8]}))
    """
    errors.each_of(by, ("target", "min_size", "launch_seconds"), ko="설정", en="setting")
    errors.columns(table.columns, (by, "usd", "score_usd"), ko="표", en="the table")
    if len(table) < 2:
        raise errors.InputError(ko="두 줄 이상이 있어야 합니다.", en="at least two rows are needed.")
    table = table.sort_values(by)
    about = heading(f"scaling_valley_title_{by}", name)
    best = table.iloc[int(table["score_usd"].argmin())]
    ends = [float(table[by].iloc[place]) for place in (0, -1)]
    visible = table["score_usd"]
    top = 1.12 * min(float(visible.max()), 3.5 * float(best["score_usd"]))
    money, room = money_axis("scaling_valley_axis", top)
    side = 118
    plot = int(WIDTH - 20 - room - side)
    inside = [value for value in ticks(ends[1], 6) if value >= ends[0]]
    x = q(
        "x",
        scale=scale(*ends),
        axis={"title": language.text(f"scaling_valley_x_{by}"), "values": inside, "format": EXACT},
    )
    y = q("y", scale=scale(0, top), axis=money)
    rows = [
        {"x": float(setting), "usd": min(float(usd), top), "y": min(float(score), top)}
        for setting, usd, score in table[[by, "usd", "score_usd"]].itertuples(index=False)
    ]
    paid = {**y, "field": "usd"}
    layers = [
        layer("area", rows, look={"color": CAPACITY, "opacity": 0.35}, x=x, y=paid, y2={"datum": 0}),
        layer("area", rows, look={"color": UNMET, "opacity": 0.75}, x=x, y=y, y2={"field": "usd"}),
        layer("line", rows, look={"color": INK, "strokeWidth": 1.8}, x=x, y=y),
    ]
    for value, look in ((ghost, {**GHOST, "strokeWidth": 3, "opacity": 0.9}), (chosen, {"color": CHOICE})):
        if value is not None:
            layers.append(layer("rule", [{"x": value}], look={"strokeWidth": 1.5, **look}, x=x))
    at = {"x": float(best[by]), "y": float(best["score_usd"])}
    layers.append(layer("point", [at], look=RING, x=x, y=y))
    label = language.text(
        "scaling_valley_best", setting=_setting(by, float(best[by])), usd=language.usd(float(best["score_usd"]), 0)
    )
    half = text_width(label) * 0.55 + 4
    span = ends[1] - ends[0]
    middle = ends[0] + min(max((at["x"] - ends[0]) / span * plot, half), plot - half) / plot * span
    look = {"fontWeight": "bold", "baseline": "bottom", "dy": -10}
    layers += rimmed([{"x": middle, "y": at["y"], "label": label}], look, x=x, y=y, text=n("label"))
    layers += key({"unmet": language.text("scaling_part_lost"), "held": language.text("scaling_part_usd")}, plot, side)
    line = language.text("scaling_valley_line")
    return {
        "title": title(about, line, ghost_note(ghost), width=WIDTH - 30),
        "description": f"{about}. {line} {label}. {ghost_note(ghost)}".strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


def _setting(by: str, value: float) -> str:
    if by == "target":
        return language.percent(value / 100)
    if by == "min_size":
        return language.text("scaling_count", count=language.number(value))
    return language.text("scaling_seconds", seconds=language.number(value))
