"""A chart as it is drawn: its lines of text with their places, and whether a reader can read them all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from kaolib.study.charts import _parts, _theme

vl_convert = pytest.importorskip(
    "vl_convert", reason="vl-convert draws the pictures; `pip install kaolib[book]` brings it"
)


def scenegraph(spec: dict[str, Any]) -> dict[str, Any]:
    _theme._register_font()
    drawn: dict[str, Any] = vl_convert.vegalite_to_scenegraph(json.dumps(spec), vl_version="5.20")
    return drawn


def texts(scene: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line of text that is drawn, with its box in pixels of the picture."""
    found: list[dict[str, Any]] = []

    def walk(mark: dict[str, Any], x: float, y: float) -> None:
        for item in mark.get("items", []):
            left, top = x + (item.get("x") or 0), y + (item.get("y") or 0)
            if mark.get("marktype") == "text":
                rim = item.get("stroke") is not None  # the same words stand on it
                if item.get("opacity", 1) and not rim and item.get("text") not in (None, ""):
                    found.extend(boxes(item, left, top))
            elif "items" in item:
                for child in item["items"]:
                    walk(child, left, top)

    origin = scene["origin"]
    walk(scene["scenegraph"], origin[0], origin[1])
    return found


def boxes(item: dict[str, Any], x: float, y: float) -> Iterator[dict[str, Any]]:
    size = item.get("fontSize", 11)
    lines = item["text"] if isinstance(item["text"], list) else str(item["text"]).split(item.get("lineBreak", "\n"))
    x, y = x + item.get("dx", 0), y + item.get("dy", 0)
    height = item.get("lineHeight") or size + 2
    baseline = item.get("baseline", "alphabetic")
    top = {"middle": y - height * len(lines) / 2, "top": y, "bottom": y - height * len(lines)}.get(baseline, y - size)
    for number, line in enumerate(lines):
        # a shade under the true width, so that neighbours that only touch do not count
        width = _parts.text_width(str(line), size) * 0.88
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[item.get("align", "left")] * width
        if item.get("angle"):
            continue  # turned labels lie along an axis of their own
        yield {
            "text": str(line),
            "box": (left, top + number * height + 1, left + width, top + number * height + size - 1),
        }


def check_words(scene: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of text, each inside the picture, none of them cut, broken or on another one."""
    drawn = texts(scene)
    for word in drawn:
        left, top, right, bottom = word["box"]
        assert left >= -1, word
        assert right <= scene["width"] + 1, word
        assert top >= -1, word
        assert bottom <= scene["height"] + 1, word
        assert not re.search(r"…|(?<![a-z])(nan|null)(?![a-z])|undefined", word["text"], re.IGNORECASE), word
    for one, other in combinations(drawn, 2):
        a, b = one["box"], other["box"]
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one['text']!r} lies on {other['text']!r}"
    return drawn
