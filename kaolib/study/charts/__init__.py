"""DataFrame -> chart, in one theme.

Every function takes a table of `kaolib.knowledge.purchase` or `kaolib.architecture.compare` and returns an Altair
chart of at most 640 pixels in width, in the language in use, with a description for screen readers.
Importing this module makes every chart of the process one bundle that JupyterLab, code hosts and paper can show.
"""

from kaolib.study.charts._compare import families_scatter, generations, region_strip, size_steps
from kaolib.study.charts._purchase import break_even, cash_flow, purchase_bars
from kaolib.study.charts._theme import (
    COLOURS,
    WIDTH,
    Chart,
    Spec,
    bundle,
    empty,
    enable,
    line_of_text,
    png,
    spec,
)
from kaolib.study.charts._work import PERSPECTIVES, perspective_bars, utilization_crossover

__all__ = [
    "COLOURS",
    "PERSPECTIVES",
    "WIDTH",
    "Chart",
    "Spec",
    "break_even",
    "bundle",
    "cash_flow",
    "empty",
    "enable",
    "families_scatter",
    "generations",
    "line_of_text",
    "perspective_bars",
    "png",
    "purchase_bars",
    "region_strip",
    "size_steps",
    "spec",
    "utilization_crossover",
]

# A chart shown by altair's own renderer loads a script from the network: offline it would be blank.
enable()
