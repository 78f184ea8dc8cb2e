"""How every chart looks, and how it is shown: one bundle for JupyterLab, code hosts, paper and terminals."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from importlib.metadata import version
from importlib.resources import files
from typing import Any, ClassVar, ParamSpec

import altair as alt
import platformdirs
from altair.vegalite.v6.schema.core import VegaLiteSchema

from kaolib.study import language

#: A chart as Vega-Lite's own JSON.
Spec = dict[str, Any]
P = ParamSpec("P")

#: The widest a chart may be, in pixels: nothing is cut in Lab, on a code host or on paper.
WIDTH = 640
_HANGUL = "Noto Sans KR, NanumGothic, Noto Sans CJK KR, Malgun Gothic, Apple SD Gothic Neo"
# The renderer carries Liberation Sans in memory and sets it ten times faster than a Korean font from a file:
# letters and numbers that need no Korean take it.
_LATIN = "Liberation Sans, Arial, Helvetica"
FONTS = {"ko": f"{_HANGUL}, sans-serif", "en": f"{_LATIN}, sans-serif"}
NUMBER_FONT = FONTS["en"]

INK, SOFT, GRID, WASTE, CHOICE = "#1f2937", "#4b5563", "#e5e7eb", "#c62828", "#111827"

#: One colour for one offering, in every chapter. Neighbours differ in lightness too, and labels and dashes repeat it.
COLOURS = {
    "on_demand": "#6b7280",
    "ri_standard": "#1d4ed8",
    "ri_convertible": "#7fb2e5",
    "ec2_instance_sp": "#00604a",
    "compute_sp": "#35b48a",
    "spot": "#e07b00",
}
DASHES = {
    "on_demand": [1, 0],
    "ri_standard": [10, 3],
    "ri_convertible": [4, 3],
    "ec2_instance_sp": [10, 3, 2, 3],
    "compute_sp": [4, 2, 1, 2],
    "spot": [1, 3],
}

_AXIS = {"labelColor": INK, "labelFontSize": 11, "titleColor": INK, "titleFontSize": 11, "titleFontWeight": "normal"}
_CONFIG: Spec = {
    # a panel of its own: readable on a dark page as well as on a light one
    "background": "#ffffff",
    "padding": 10,
    "view": {"stroke": None},
    "axis": {**_AXIS, "gridColor": GRID, "domainColor": "#9ca3af", "tickColor": "#9ca3af", "labelLimit": 0},
    "axisX": {"titleAnchor": "start"},
    "axisQuantitative": {"labelFont": NUMBER_FONT},
    "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": "bold", "labelLimit": 0},
    "legend": {**_AXIS, "labelLimit": 0, "symbolLimit": 0},
    "title": {
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 14,
        "color": INK,
        "subtitleFontSize": 11,
        "subtitleColor": SOFT,
        "subtitlePadding": 4,
        "offset": 10,
    },
    "text": {"color": INK, "fontSize": 11},
}

#: A PNG of one white pixel.
_NO_PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg=="
_LIVE = "application/vnd.vegalite.v5+json"
# JupyterLab draws Vega-Lite 5; what is used here means the same in 5.20 as in the version altair writes.
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.20.1.json"


class Chart(alt.TopLevelMixin, VegaLiteSchema):
    """An Altair chart made from a finished spec: it shows, saves and checks itself as any Altair chart does.

    Altair's own ``from_dict`` would check every part once more, which takes longer than drawing it.
    """

    _schema: ClassVar = {"$ref": "#/definitions/TopLevelSpec"}

    def to_dict(self, *args: Any, **kwargs: Any) -> Spec:
        """The spec, checked against Vega-Lite's schema, its rows where they stand in it."""
        with alt.data_transformers.enable(consolidate_datasets=False):
            return super().to_dict(*args, **kwargs)


def chart(spec_of: Callable[P, Spec]) -> Callable[P, Chart]:
    """Make a function that returns a spec into one that returns a chart."""

    @wraps(spec_of)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Chart:
        return Chart(**themed(spec_of(*args, **kwargs)))

    return drawn


def themed(spec: Spec) -> Spec:
    """A spec with the workbook's theme in it."""
    return {"$schema": _SCHEMA, "config": config(), **spec}


def config() -> Spec:
    """The theme, with the fonts of the language in use."""
    return {"font": FONTS[language.current()], **_CONFIG}


def spec(function: Callable[P, Chart], *args: P.args, **kwargs: P.kwargs) -> Spec:
    """The spec alone of a chart function: what a live explorer sends, without Altair's checks on the way.

    Examples
    --------
    >>> spec(empty, "No prices", "Nothing to draw.") == empty("No prices", "Nothing to draw.").to_dict()
    True
    """
    spec_of: Callable[P, Spec] = function.__wrapped__  # type: ignore[attr-defined]
    return themed(spec_of(*args, **kwargs))


@cache
def _register_font() -> None:
    """Give the renderer a font with Korean letters; without one it prints boxes."""
    import vl_convert

    vl_convert.register_font_directory(str(files("kaolib.study.charts") / "fonts"))


def png(spec: Spec, scale: float = 1.0) -> bytes:
    """The picture of a chart, drawn by the Vega-Lite that JupyterLab draws with.

    Parameters
    ----------
    spec
        What ``chart.to_dict()`` returns.
    scale
        Pixels of the picture for one pixel of the chart.

    Notes
    -----
    With ``KAO_PICTURES=0`` in the environment it is one white pixel: a run whose pictures nobody looks at then takes a
    fifth to a third less.

    Examples
    --------
    >>> png(empty("No prices", "Nothing to draw.").to_dict())[1:4]
    b'PNG'
    """
    if os.environ.get("KAO_PICTURES") == "0":
        return base64.b64decode(_NO_PICTURE)
    # The same spec is drawn once a machine: half a second of every chapter that is run again.
    text = json.dumps(spec)
    name = hashlib.sha256(f"{_renderer()} {scale} {text}".encode()).hexdigest()
    kept = platformdirs.user_cache_path("kaolib") / "charts" / f"{name}.png"
    with suppress(OSError):
        return kept.read_bytes()
    import vl_convert

    _register_font()
    picture = _packed(vl_convert.vegalite_to_png(text, vl_version="5.20", scale=scale))
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}")
        beside.write_bytes(picture)
        beside.replace(kept)
    return picture


@cache
def _renderer() -> str:
    """What a picture depends on besides its spec: the renderer's version and the font."""
    font = (files("kaolib.study.charts") / "fonts" / "NotoSansKR-subset.otf").read_bytes()
    return f"{version('vl-convert-python')} {hashlib.sha256(font).hexdigest()}"


def _packed(picture: bytes) -> bytes:
    """The same PNG, compressed as well as zlib can: a third of the size in a stored notebook."""
    kept, packed, at = [picture[:8]], b"", 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind, whole = picture[at + 4 : at + 8], picture[at : at + 12 + length]
        if kind == b"IDAT":
            packed += whole[8:-4]
        elif kind == b"IEND":
            body = b"IDAT" + zlib.compress(zlib.decompress(packed), 9)
            kept += [struct.pack(">I", len(body) - 4), body, struct.pack(">I", zlib.crc32(body)), whole]
        else:
            kept.append(whole)
        at += 12 + length
    return b"".join(kept)


def line_of_text(spec: Spec) -> str:
    """The chart in one line, for terminals and diffs.

    Examples
    --------
    >>> language.use("en"); line_of_text({"title": {"text": "Price by size"}})
    '[chart] Price by size'
    """
    title = spec.get("title") or ""
    if isinstance(title, dict):
        title = title.get("text", "")
    if isinstance(title, list):
        title = " ".join(title)
    return f"[{language.text('chart')}] {title}".strip()


def bundle(spec: Spec, *, picture: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """A chart as display data and metadata: live in JupyterLab, a PNG elsewhere, a line in a terminal.

    Parameters
    ----------
    spec
        What ``chart.to_dict()`` returns.
    picture
        Whether to draw the PNG: for outputs that are stored. A live change has one empty pixel in its place, because
        JupyterLab makes a missing picture itself and then draws the whole chart a second time.
    """
    image = base64.b64encode(png(spec)).decode("ascii") if picture else _NO_PICTURE
    data: dict[str, Any] = {_LIVE: {**spec, "$schema": _SCHEMA}, "text/plain": line_of_text(spec), "image/png": image}
    return data, {_LIVE: {"embed_options": {"actions": False}}}


@alt.theme.register("kaolib", enable=False)
def _theme() -> alt.theme.ThemeConfig:
    return {"config": config()}  # type: ignore[typeddict-item]


def enable() -> None:
    """Show every Altair chart from here on in the workbook's theme and as one bundle. Importing `kao.charts` does this.

    Examples
    --------
    >>> enable(); alt.theme.active
    'kaolib'
    """
    if "kaolib" not in alt.renderers.names():
        alt.renderers.register("kaolib", lambda spec, **_: bundle(spec))
    alt.renderers.enable("kaolib")
    alt.theme.enable("kaolib")


@chart
def empty(title: str, sentence: str) -> Spec:
    """A chart that says why there is nothing to draw.

    Parameters
    ----------
    title, sentence
        What would have been shown, and why it is not.
    """
    return nothing(title, sentence)


def nothing(title: str, sentence: str) -> Spec:
    """The spec of `empty`, for the chart functions themselves."""
    return {
        "title": title,
        "description": f"{title}. {sentence}",
        "width": WIDTH - 40,
        "height": 90,
        "data": {"values": [{"sentence": sentence}]},
        "mark": {"type": "text", "fontSize": 13, "color": SOFT, "limit": WIDTH - 60},
        "encoding": {"text": {"field": "sentence", "type": "nominal"}},
    }
