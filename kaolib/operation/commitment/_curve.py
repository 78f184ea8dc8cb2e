"""A cost that is a piecewise linear function of one commitment, valued at every breakpoint: its minimum needs no grid."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Curve(NamedTuple):
    """What a commitment of x units in every hour replaces, summed over the hours.

    In one hour the commitment fills the products in a fixed order: the k-th from `breaks[k-1]` to `breaks[k]` units, each
    unit worth `worth[k]` of On-Demand spend. So it covers ``sum over k of (worth[k] - worth[k+1]) min(breaks[k], x)``, and
    its breakpoints are all the breaks of all the hours.
    """

    at: Floats  # breakpoints, ascending; the first is 0
    covered: Floats  # On-Demand spend covered at each
    slope: Floats  # On-Demand spend that the next unit covers, right of each
    full: Floats  # units that each hour can use at most, ascending
    full_sum: Floats  # their running sum

    def covered_usd(self, x: Floats | float) -> Floats:
        """On-Demand spend that x units in every hour cover."""
        k = np.searchsorted(self.at, x, side="right") - 1
        return np.asarray(self.covered[k] + self.slope[k] * (x - self.at[k]))

    def used(self, x: Floats | float) -> Floats:
        """Units used of x, summed over the hours."""
        k = np.searchsorted(self.full, x, side="right")
        return np.asarray(self.full_sum[k] + (len(self.full) - k) * np.asarray(x))

    def best(self, price: float) -> tuple[float, Floats]:
        """The least x at which a price per unit, summed over the hours, costs least; and the gain at every breakpoint."""
        gain = self.covered - price * self.at
        most = gain.max()
        return float(self.at[np.argmax(gain >= most - 1e-12 * max(most, self.covered[-1]))]), gain


def curve(units: Floats, worth: Floats) -> Curve:
    """The curve of products filled in this order.

    Parameters
    ----------
    units
        Units of the commitment that each product can take, one row a product and one column an hour.
    worth
        On-Demand USD that one unit covers, per product.
    """
    drop = worth - np.append(worth[1:], 0.0)
    breaks = np.cumsum(units, axis=0)
    kinks = np.flatnonzero(drop)
    at = breaks[kinks].ravel()
    weight = np.repeat(drop[kinks], units.shape[1])
    order = np.argsort(at)
    at, weight = at[order], weight[order]
    slope = np.concatenate([np.cumsum(weight[::-1])[::-1], [0.0]])
    at = np.concatenate([[0.0], at])
    covered = np.concatenate([[0.0], np.cumsum(slope[:-1] * np.diff(at))])
    full = np.sort(breaks[-1]) if len(breaks) else np.zeros(units.shape[1])
    return Curve(at, covered, slope, full, np.concatenate([[0.0], np.cumsum(full)]))
