"""Charts of schedules: a week's need by the hour, each day under a schedule, what is missed, in which order to commit, the cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    spread,
    ticks,
    title,
    widest,
)
from kaolib.study.charts._theme import CHOICE, COLOURS, INK, SOFT, WASTE, WIDTH, Spec, chart, nothing

if TYPE_CHECKING:
    import pandas as pd

    from kaolib.architecture.schedule import Schedule

#: What becomes of an hour under a schedule. A missed one is numbered, one at work has a dot: told apart without colour.
_HOURS = {"served": "#1f78b4", "idle": "#cfd4da", "missed": WASTE, "off": "#ffffff"}
_FEW, _MUCH = "#dbe9f6", "#08519c"
_PARTS = {
    "lambda": "#4e79a7",
    "metrics": "#f1a340",
    "kms": "#59a14f",
    "logs": "#b6992d",
    "dynamodb": "#af7aa1",
}
_PIXEL: Spec = {"scale": None, "axis": None}


@chart
def schedule_week(slots: pd.DataFrame, schedule: Schedule | None = None, *, name: str = "") -> Spec:
    """The need of each hour of the week, and the hours in which a schedule runs drawn around it.

    Parameters
    ----------
    slots
        From `kaolib.architecture.schedule.slots`, in the time zone of the schedule.
    schedule
        Whose running hours are outlined; None for the need alone.
    name
        Whose need it is, for the title.

    Returns
    -------
    Chart
        A square for each hour: the darker, the more minutes of it are needed on average, with the number in it; hours
        without any need are blank, and hours that the trace lacks are crossed.

    Examples
    --------
    >>> from kaolib.architecture import schedule as room
    >>> chart = schedule_week(room.slots(room.load("ec2_cpu_77c1ca"), 5))
    """
    about = heading("schedule_week_title", name)
    days = _day_names()
    left, side, high = int(widest(days)) + 14, 23, 26
    rows: list[Row] = []
    for weekday, hour, times, need in zip(
        slots["weekday"], slots["hour"], slots["times"], slots["need_minutes"], strict=True
    ):
        shown = need >= 0.5
        rows.append(
            {
                "x": left + int(hour) * side, "x1": left + (int(hour) + 1) * side - 2, "xm": left + int(hour) * side + side / 2 - 1,
                "y": int(weekday) * high, "y1": (int(weekday) + 1) * high - 2, "ym": int(weekday) * high + high / 2 - 1,
                "need": float(need) if times else None, "label": f"{need:.0f}" if shown else "" if times else "×",
                "dark": bool(need > 30),
            }
        )  # fmt: skip
    most = max((row["need"] or 0.0 for row in rows), default=0.0) or 1.0
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    fill = {
        "field": "need",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, most], "range": [_FEW, _MUCH]},
    }
    asked = [row for row in rows if (row["need"] or 0.0) > 0]
    layers = [
        layer("rect", rows, look={"color": "#f6f7f9"}, **place),
        layer("rect", asked, look={}, **place, color=fill),
    ]
    for dark in (False, True):
        some = [row for row in rows if row["label"] and row["dark"] == dark]
        look = {"fontSize": 10, "baseline": "middle", "color": "#ffffff" if dark else INK}
        if some:
            layers.append(layer("text", some, look=look, x=q("xm", **_PIXEL), y=q("ym", **_PIXEL), text=n("label")))
    said = language.text("schedule_week_note")
    outlined = ""
    if schedule is not None:
        around = [
            {"x": left + begin * side - 1, "x1": left + end * side - 1, "y": day * high - 1, "y1": (day + 1) * high - 1}
            for day, begin, end in _running_hours(schedule)
        ]
        look = {"fillOpacity": 0, "stroke": CHOICE, "strokeWidth": 2.2}
        layers.append(layer("rect", around, look=look, **place))
        outlined = language.text(
            "schedule_week_outlined",
            name=schedule.name,
            hours=sum(end - begin for _, begin, end in _running_hours(schedule)),
        )
    zone = schedule.timezone if schedule is not None else ""
    layers += _grid_words(days, [day * high + high / 2 - 1 for day in range(7)], left, side, 7 * high + 4)
    return {
        "title": title(about, said, outlined, width=WIDTH - 30),
        "description": f"{about}. {said} {outlined} {zone} {_busiest(slots)}".strip(),
        "width": left + 24 * side + 4,
        "height": 7 * high + 20,
        "layer": layers,
    }


@chart
def schedule_days(
    hours: pd.DataFrame, *, upto: int | None = None, ghost: pd.DataFrame | None = None, name: str = ""
) -> Spec:
    """Every hour of a trace under a schedule: at work, on for nothing, off, or missed.

    Parameters
    ----------
    hours
        From `kaolib.architecture.schedule.hourly`: 40 days at most are drawn.
    upto
        How many hours have passed; those after them are pale. None for all.
    ghost
        The hours of an earlier choice, on the same clock: a frame around those in which it ran.
    name
        The schedule in words, for the title.

    Returns
    -------
    Chart
        A row for each day; minutes that are missed stand in their hour. At the right the hours of each kind.

    Examples
    --------
    >>> from kaolib.architecture import schedule as room
    >>> chart = schedule_days(room.hourly(room.samples()["uk-office-hours"], room.load("ec2_cpu_77c1ca"), 5))
    """
    about = heading("schedule_days_title", name)
    if not len(hours):
        return nothing(about, language.text("chart_no_load"))
    table = hours.tail(40 * 24)
    dates = list(dict.fromkeys(table["date"]))
    days = [f"{date:%m-%d} {_day_names()[date.weekday()]}" for date in dates]
    passed = len(table) if upto is None else max(0, upto)
    kinds = hour_kinds(table)
    labels = _totals(table.head(passed), kinds[:passed])
    left, right = int(widest(days)) + 12, int(widest(labels.values())) + 26
    side = (WIDTH - 24 - left - right) // 24
    high = max(13, min(20, 340 // len(dates)))
    row_of = {date: number for number, date in enumerate(dates)}
    rows: list[Row] = []
    for number, (date, hour, kind, missed) in enumerate(
        zip(table["date"], table["hour"], kinds, table["missed_minutes"], strict=True)
    ):
        x, y = left + int(hour) * side, row_of[date] * high
        rows.append(
            {
                "x": x, "x1": x + side - 1, "xm": x + (side - 1) / 2, "y": y, "y1": y + high - 1, "ym": y + (high - 1) / 2,
                "kind": kind, "seen": 1.0 if number < passed else 0.18,
                "label": f"{missed:.0f}" if kind == "missed" and number < passed else "",
            }
        )  # fmt: skip
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    seen = {"field": "seen", "type": "quantitative", "legend": None, "scale": {"domain": [0, 1], "range": [0, 1]}}
    rim = {"stroke": "#e3e6ea", "strokeWidth": 0.5}
    layers = [layer("rect", rows, look=rim, **place, color=colours("kind", _HOURS), opacity=seen)]
    middle = {"x": q("xm", **_PIXEL), "y": q("ym", **_PIXEL)}
    at_work = [row for row in rows if row["kind"] == "served" and row["seen"] == 1]
    layers.append(layer("point", at_work, look={"filled": True, "color": "white", "size": 9, "opacity": 1}, **middle))
    missed_rows = [row for row in rows if row["label"]]
    words = {"fontSize": 9, "baseline": "middle", "color": "white", "fontWeight": "bold"}
    layers.append(layer("text", missed_rows, look=words, **middle, text=n("label")))
    if ghost is not None:
        spans = _ghost_spans(ghost.tail(40 * 24), row_of, left, side, high)
        layers.append(layer("rect", spans, look={"fillOpacity": 0, "stroke": "#9ca3af", "strokeWidth": 1.6, "strokeDash": [4, 2]}, **place))  # fmt: skip
    if 0 < passed < len(table):
        now = rows[passed - 1]
        layers.append(layer("rect", [now], look={"fillOpacity": 0, "stroke": CHOICE, "strokeWidth": 2.5}, **place))
    bottom = len(dates) * high
    layers += _grid_words(days, [row * high + (high - 1) / 2 for row in range(len(dates))], left, side, bottom + 2)
    layers += _key(labels, left + 24 * side + 10, bottom)
    pale = ghost_note(ghost)
    return {
        "title": title(about, language.text("schedule_days_note"), pale, width=WIDTH - 30),
        "description": f"{about}. {language.text('schedule_days_note')} "
        + "; ".join(label.replace("\n", " ") for label in labels.values()),
        "width": left + 24 * side + right,
        "height": bottom + 16,
        "layer": layers,
    }


@chart
def schedule_missed(
    hours: pd.DataFrame,
    *,
    upto: int | None = None,
    ghost: pd.DataFrame | None = None,
    limit: float | None = None,
    height: int = 120,
) -> Spec:
    """Minutes missed so far, hour by hour, and the share of hours off so far.

    Parameters
    ----------
    hours, upto, ghost
        As for `schedule_days`.
    limit
        How many minutes may be missed: a dashed line.
    height
        The height of its plot in pixels.

    Returns
    -------
    Chart
        The line ends at the moment, with both numbers.

    Examples
    --------
    >>> from kaolib.architecture import schedule as room
    >>> chart = schedule_missed(room.hourly(room.samples()["uk-office-hours"], room.load("ec2_cpu_77c1ca"), 5), limit=300)
    """
    about = language.text("schedule_missed_title")
    if not len(hours):
        return nothing(about, language.text("chart_no_load"))
    passed = len(hours) if upto is None else max(1, upto)
    lost = hours["missed_minutes"].cumsum()
    other = None if ghost is None else ghost["missed_minutes"].cumsum()
    top = max(float(lost.iloc[-1]), limit or 0.0, float(other.iloc[-1]) if other is not None else 0.0, 60.0) * 1.12
    values = ticks(top, 4)
    room = widest(f"{value:,g}" for value in values) + 34
    off = 1 - float(hours["running_minutes"].head(passed).sum()) / float(hours["minutes"].head(passed).sum())
    missed = language.number(float(lost.iloc[passed - 1]), 0)
    label = "\n".join(
        (
            language.text("schedule_missed_now", missed=missed),
            language.text("schedule_missed_off", off=language.percent(off)),
        )
    )
    allowed = "" if limit is None else language.text("schedule_missed_limit", minutes=language.number(limit, 0))
    right = widest([*label.split("\n"), allowed]) + 16
    plot = int(WIDTH - 20 - room - right)
    starts = [number for number, hour in enumerate(hours["hour"]) if hour == 0][::2]
    dates = [f"{hours['date'].iloc[number]:%m-%d}" for number in starts]
    axis = {
        "title": None, "values": starts, "labelExpr": f"{dates}[indexof({starts}, datum.value)]", "labelAlign": "left",
        "labelFlush": False, "grid": False,
    }  # fmt: skip
    x = q("h", scale=scale(0, len(hours)), axis=axis)
    y = q("lost", scale=scale(0, top), axis={"title": language.text("schedule_missed_axis"), "values": values, "format": EXACT})  # fmt: skip
    layers: list[Spec] = []
    if limit is not None:
        layers.append(layer("rule", [{"lost": limit}], look={"color": INK, "strokeDash": [4, 3]}, y=y))
    if other is not None:
        layers.append(layer("line", _level(other), look={**GHOST, "opacity": 0.9, "strokeWidth": 2.5, "interpolate": "step-after"}, x=x, y=y))  # fmt: skip
    line = _level(lost.head(passed))
    layers.append(layer("line", line, look={"color": WASTE, "strokeWidth": 2.5, "interpolate": "step-after"}, x=x, y=y))
    end = {"h": passed, "lost": float(lost.iloc[passed - 1])}
    layers.append(layer("point", [end], look={**RING, "stroke": WASTE}, x=x, y=y))
    pixels = [height * (1 - end["lost"] / top)]
    if limit is not None:
        pixels.append(height * (1 - limit / top))
    stand = spread([pixels[0], *pixels[1:]], 30, 14, height - 8)
    notes = [{"yt": stand[0], "xt": plot + 8, "label": label}]
    if limit is not None:
        notes.append({"yt": stand[1], "xt": plot + 8, "label": allowed})
    layers.append(layer("text", notes, look={"align": "left", "baseline": "middle", "lineBreak": "\n"}, x=q("xt", **_PIXEL), y=q("yt", **_PIXEL), text=n("label")))  # fmt: skip
    return {
        "title": title(about, width=WIDTH - 30),
        "description": f"{about}. {label.replace(chr(10), ' ')} {allowed}".strip(),
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def schedule_order(always: pd.DataFrame, scheduled: pd.DataFrame, *, name: str = "", height: int = 250) -> Spec:
    """Two orders: the bill at each commitment while machines are always on, and when they follow their schedules.

    Parameters
    ----------
    always, scheduled
        A row per commitment: usd_per_hour (the same in both) and usd, what the span costs.
    name
        Whose bill it is, for the title.
    height
        The height of its plot in pixels.

    Returns
    -------
    Chart
        The cheapest commitment of each curve is ringed. From that of the upper curve straight down is what a schedule
        saves after the purchase; the valley of the lower one is the other order.

    Examples
    --------
    >>> import pandas as pd
    >>> usd = [0.0, 1.0, 2.0]
    >>> chart = schedule_order(pd.DataFrame({"usd_per_hour": usd, "usd": [100, 80, 70]}),
    ...                        pd.DataFrame({"usd_per_hour": usd, "usd": [40, 35, 65]}))
    """
    about = heading("schedule_order_title", name)
    curves = {"always": always, "scheduled": scheduled}
    palette = {"always": COLOURS["on_demand"], "scheduled": COLOURS["compute_sp"]}
    last = float(always["usd_per_hour"].max())
    top = max(float(table["usd"].max()) for table in curves.values()) * 1.12
    money, room = money_axis("schedule_order_usd", top)
    names = {key: language.text(f"schedule_order_{key}") for key in curves}
    plot = int(WIDTH - 40 - room)
    axis = {"title": language.text("schedule_order_axis"), "values": ticks(last, 6), "format": EXACT}
    x = q("x", scale=scale(0, last * 1.06), axis=axis)
    y = q("usd", scale=scale(0, top), axis=money)
    rows: list[Row] = [
        {"kind": key, "x": float(a), "usd": float(b)}
        for key, table in curves.items()
        for a, b in zip(table["usd_per_hour"], table["usd"], strict=True)
    ]
    dash = n("kind", scale={"domain": list(curves), "range": [[6, 3], [1, 0]]}, legend=None)
    fill = colours("kind", palette)
    layers = [layer("line", rows, look={"strokeWidth": 2.5}, x=x, y=y, color=fill, strokeDash=dash)]
    best = {
        key: min(zip(table["usd"].tolist(), table["usd_per_hour"].tolist(), strict=True))
        for key, table in curves.items()
    }
    first = float(best["always"][1])
    after = zip(scheduled["usd_per_hour"].tolist(), scheduled["usd"].tolist(), strict=True)
    late = float(min((abs(commitment - first), usd) for commitment, usd in after)[1])
    points = {1: (first, float(best["always"][0])), 2: (first, late), 3: (best["scheduled"][1], best["scheduled"][0])}
    drop = [{"x": first, "usd": points[1][1], "usd1": late}]
    layers.append(layer("rule", drop, look={"color": CHOICE, "strokeDash": [3, 3], "strokeWidth": 1.5}, x=x, y=y, y2={"field": "usd1"}))  # fmt: skip
    # After a purchase that covers everything the schedule changes nothing: one mark for both.
    same = abs(points[1][1] - points[2][1]) < top * 0.03
    shown = {"1·2" if same else "2": points[2], "3": points[3], **({} if same else {"1": points[1]})}
    marks = [{"x": a, "usd": b, "label": label} for label, (a, b) in shown.items()]
    layers.append(layer("point", marks, look={**RING, "size": 620}, x=x, y=y))
    layers.append(layer("text", marks, look={"fontWeight": "bold", "baseline": "middle"}, x=x, y=y, text=n("label")))
    words = [
        {"x": last * 0.03, "usd": float(table["usd"].iloc[0]), "label": names[key]} for key, table in curves.items()
    ]
    look = {"align": "left", "baseline": "bottom", "dy": -8, "fontWeight": "bold"}
    layers += rimmed(words, look, x=x, y=y, text=n("label"))
    told = [
        language.text(f"schedule_order_{number}", usd=language.usd(points[number][1], digits=0),
                      commitment=language.usd_per_hour(round(points[number][0], 3)))
        for number in points
    ]  # fmt: skip
    return {
        "title": title(about, *told, width=WIDTH - 30),
        "description": f"{about}. {' '.join(told)}",
        "width": plot,
        "height": height,
        "layer": layers,
    }


@chart
def schedule_cost(costs: pd.DataFrame, *, name: str = "") -> Spec:
    """What the scheduler itself costs in some deployments, split by the services that it uses.

    Parameters
    ----------
    costs
        Rows of `kaolib.architecture.schedule.solution_cost` with a column deployment: its name.
    name
        Where it is priced, for the title.

    Returns
    -------
    Chart
        A bar per deployment, as long as the next: the shares of Lambda, metrics, KMS, logs and DynamoDB. The total of a
        month stands beside it.

    Examples
    --------
    >>> from kaolib.architecture import schedule as room
    >>> small = room.solution_cost(5, "us-east-1", resources=20, instance_types=2).assign(deployment="small")
    >>> chart = schedule_cost(small)
    """
    about = heading("schedule_cost_title", name)
    parts = (
        costs["service"]
        .where(costs["service"] != "cloudwatch", "metrics")
        .mask(costs["item"] == "logs_ingested", "logs")
    )
    sums = costs.assign(part=parts.astype(str)).groupby(["deployment", "part"], sort=False)["usd"].sum()
    deployments = list(dict.fromkeys(costs["deployment"]))
    totals = {one: float(sums[one].sum()) for one in deployments}
    labels = {one: language.usd_per_month(totals[one]) for one in deployments}
    left, right = widest(deployments) + 20, widest(labels.values()) + 14
    plot = int(WIDTH - 24 - left - right)
    high = 46
    rows: list[Row] = []
    for number, one in enumerate(deployments):
        at = 0.0
        for part in _PARTS:
            share = float(sums[one].get(part, 0.0)) / totals[one]
            words = f"{language.text(f'schedule_part_{part}')}\n{language.percent(share, 0)}"
            fits = share * plot > widest(words.split("\n"), 10) + 6
            rows.append(
                {
                    "x": at * plot, "x1": (at + share) * plot, "xm": (at + share / 2) * plot, "y": number * high,
                    "y1": number * high + 34, "ym": number * high + 17, "part": part, "label": words if fits else "",
                }
            )  # fmt: skip
            at += share
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    rim = {"stroke": "white", "strokeWidth": 1}
    layers = [layer("rect", rows, look=rim, **place, color=colours("part", _PARTS))]
    told = [row for row in rows if row["label"]]
    # the middle of two lines is half a line below the middle of the first
    look = {"fontSize": 10, "baseline": "middle", "lineBreak": "\n", "color": INK, "dy": -6}
    layers += rimmed(told, look, x=q("xm", **_PIXEL), y=q("ym", **_PIXEL), text=n("label"))
    ends = [
        {"xl": -10, "xr": plot + 10, "ym": number * high + 17, "name": one, "total": labels[one]}
        for number, one in enumerate(deployments)
    ]
    bold = {"baseline": "middle", "lineBreak": "\n"}
    layers.append(layer("text", ends, look={**bold, "align": "right"}, x=q("xl", **_PIXEL), y=q("ym", **_PIXEL), text=n("name")))  # fmt: skip
    layers.append(layer("text", ends, look={**bold, "align": "left", "fontWeight": "bold"}, x=q("xr", **_PIXEL), y=q("ym", **_PIXEL), text=n("total")))  # fmt: skip
    said = "; ".join(f"{one}: {labels[one]}".replace("\n", " ") for one in deployments)
    return {
        "title": title(about, language.text("schedule_cost_note"), width=WIDTH - 30),
        "description": f"{about}. {said}.",
        "width": plot,
        "height": len(deployments) * high - 10,
        "layer": layers,
    }


def hour_kinds(hours: pd.DataFrame) -> list[str]:
    """What becomes of each hour: missed, served, idle or off."""
    return [
        "missed" if missed else "off" if on * 2 < all_of_it else "served" if need else "idle"
        for missed, on, need, all_of_it in zip(
            hours["missed_minutes"], hours["running_minutes"], hours["need_minutes"], hours["minutes"], strict=True
        )
    ]


def _totals(hours: pd.DataFrame, kinds: list[str]) -> dict[str, str]:
    """The hours of each kind so far, in words."""
    minutes = dict.fromkeys(_HOURS, 0.0)
    for kind, each in zip(kinds, hours["minutes"], strict=True):
        minutes[kind] += float(each)
    labels = {
        kind: f"{language.text(f'schedule_hour_{kind}')}\n{language.hours(round(minutes[kind] / 60))}"
        for kind in _HOURS
    }
    lost = language.number(float(hours["missed_minutes"].sum()), 0)
    labels["missed"] = f"{language.text('schedule_hour_missed')}\n{language.text('schedule_minutes', minutes=lost)}"
    return labels


def _key(labels: dict[str, str], x: int, bottom: int) -> list[Spec]:
    """The kinds of hours with their totals, at the right."""
    step = max(34, bottom // (len(labels) + 1))
    rows = [
        {"kind": kind, "x": x, "x1": x + 12, "y": number * step + 4, "y1": number * step + 16, "xt": x + 17,
         "yt": number * step + 3, "label": label}
        for number, (kind, label) in enumerate(labels.items())
    ]  # fmt: skip
    place = {"x": q("x", **_PIXEL), "x2": {"field": "x1"}, "y": q("y", **_PIXEL), "y2": {"field": "y1"}}
    squares = layer("rect", rows, look={"stroke": SOFT, "strokeWidth": 0.8}, **place, color=colours("kind", _HOURS))
    words = layer("text", rows, look={"align": "left", "baseline": "top", "lineBreak": "\n"}, x=q("xt", **_PIXEL), y=q("yt", **_PIXEL), text=n("label"))  # fmt: skip
    return [squares, words]


def _ghost_spans(ghost: pd.DataFrame, row_of: dict[Any, int], left: int, side: int, high: int) -> list[Row]:
    """Frames around the hours of each day in which an earlier choice ran."""
    rows: list[Row] = []
    for date, day in ghost.groupby("date"):
        if date not in row_of:
            continue
        on = sorted(int(hour) for hour, ran, of in zip(day["hour"], day["running_minutes"], day["minutes"], strict=True) if ran * 2 >= of)  # fmt: skip
        y = row_of[date] * high
        for begin, end in _stretches(on):
            rows.append({"x": left + begin * side, "x1": left + end * side - 1, "y": y, "y1": y + high - 1})
    return rows


def _stretches(hours: list[int]) -> list[tuple[int, int]]:
    """Hours one after the other, as (begin, end)."""
    found: list[tuple[int, int]] = []
    for hour in hours:
        if found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1)
        else:
            found.append((hour, hour + 1))
    return found


def _running_hours(schedule: Schedule) -> list[tuple[int, int, int]]:
    """(weekday, begin, end) of the hours of a week in which a schedule runs for half of the hour at least."""
    import pandas as pd

    from kaolib.architecture import schedule as room

    week = room.running(schedule, "2026-06-01", "2026-06-08")  # begins on a Monday, and no clock changes in it
    middle = pd.date_range("2026-06-01 00:30", periods=168, freq="h", tz=schedule.timezone)
    on = room.is_running(week, middle)
    return [
        (day, begin, end)
        for day in range(7)
        for begin, end in _stretches([hour for hour in range(24) if on[day * 24 + hour]])
    ]


def _level(lost: pd.Series[Any]) -> list[Row]:
    """The level of a rising line where it changes, from 0 to the end."""
    rows: list[Row] = [{"h": 0, "lost": 0.0}]
    for number, value in enumerate(lost.tolist()):
        if value != rows[-1]["lost"]:
            rows.append({"h": number + 1, "lost": float(value)})
    return [*rows, {"h": len(lost), "lost": rows[-1]["lost"]}]


def _grid_words(names: list[str], at: list[float], left: int, side: int, bottom: int) -> list[Spec]:
    """The names of the rows at the left, and every third hour below."""
    rows = [{"xt": left - 8, "yt": place, "label": name} for name, place in zip(names, at, strict=True)]
    hours = [{"xt": left + hour * side, "yt": bottom, "label": str(hour)} for hour in range(0, 24, 3)]
    place = {"x": q("xt", **_PIXEL), "y": q("yt", **_PIXEL), "text": n("label")}
    return [
        layer("text", rows, look={"align": "right", "baseline": "middle"}, **place),
        layer("text", hours, look={"align": "left", "baseline": "top", "color": SOFT}, **place),
    ]


def _day_names() -> list[str]:
    return language.text("schedule_weekdays").split()


def _busiest(slots: pd.DataFrame) -> str:
    """The busiest hour in words, for the description."""
    worst = slots.iloc[int(slots["need_minutes"].fillna(0).argmax())]
    return language.text(
        "schedule_week_busiest",
        day=_day_names()[int(worst["weekday"])],
        hour=int(worst["hour"]),
        minutes=language.number(float(worst["need_minutes"]), 0),
    )
