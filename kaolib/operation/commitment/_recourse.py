"""What the hours cost once commitments are bought: one small linear program per hour, solved for all hours together.

The programs differ only in their right-hand side (the use of the hour and the commitments in force), so that a basis that
is optimal for one hour is optimal for every hour in which its solution is not negative. Bases are kept, hours walk from
one to the next by the dual simplex method, and each step is taken once for all the hours that take it: "bunching".

Source: Birge, Louveaux, "Introduction to Stochastic Programming", 2nd edition (Springer, 2011), section 5.4; Wets,
"Large scale linear programming techniques in stochastic programming" (1988).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


class Recourse:
    """For one hour: the least ``sum of - worth x covered``, where a product is covered up to its use.

    Parameters
    ----------
    takes
        Units of a commitment that one unit of a product takes, one row a product and one column a commitment; NaN where
        the commitment does not cover the product.
    worth
        On-Demand USD that covering one unit of each product saves.
    """

    def __init__(self, takes: Floats, worth: Floats) -> None:
        products, commitments = takes.shape
        product, commitment = np.nonzero(~np.isnan(takes))
        edges, rows = len(product), products + commitments
        self._matrix = np.zeros((rows, edges + rows))
        self._matrix[product, np.arange(edges)] = 1
        self._matrix[products + commitment, np.arange(edges)] = takes[product, commitment]
        self._matrix[:, edges:] = np.eye(rows)
        self._cost = np.concatenate([-worth[product], np.zeros(rows)])
        self._columns: list[tuple[int, ...]] = []
        self._inverse: list[Floats] = []
        self._dual: list[Floats] = []
        self._place: dict[tuple[int, ...], int] = {}
        self._next: dict[tuple[int, int], int] = {}
        # Dual feasible: each commitment priced at the most that one of its units can save, every product left uncovered.
        gain = np.where(
            commitment == np.arange(commitments)[:, None], worth[product] / takes[product, commitment], -1.0
        )
        self.first = self._basis([*range(edges, edges + products), *gain.argmax(axis=1)])

    def solve(self, right: Floats, basis: Ints) -> Ints:
        """The optimal basis of each hour.

        Parameters
        ----------
        right
            Use of each product, then units of each commitment: one column an hour.
        basis
            Where each hour starts, from an earlier answer or ``first``.
        """
        basis, moving = basis.copy(), np.arange(right.shape[1])
        tolerance, turn = 1e-10 * max(right.max(), 1e-300), 0
        while len(moving):
            moving = moving[np.argsort(basis[moving], kind="stable")]
            moved = []
            for hours in np.split(moving, np.flatnonzero(np.diff(basis[moving])) + 1):
                at = int(basis[hours[0]])
                value = self._inverse[at] @ right[:, hours]
                # The most negative value leaves; in the end the first one does, which cannot go in circles (Bland).
                row = value.argmin(axis=0) if turn < 200 else (value < -tolerance).argmax(axis=0)
                negative = value[row, np.arange(len(hours))] < -tolerance
                for leaving in np.unique(row[negative]):
                    gone = hours[negative & (row == leaving)]
                    basis[gone] = self._step(at, int(leaving))
                    moved.append(gone)
            moving = np.concatenate(moved) if moved else np.empty(0, dtype=np.intp)
            turn += 1
        return basis

    def prices(self, basis: Ints) -> Floats:
        """The dual prices of each hour: one row an hour, products first."""
        there, which = np.unique(basis, return_inverse=True)
        prices: Floats = np.array([self._dual[at] for at in there])[which]
        return prices

    def _basis(self, columns: list[int]) -> int:
        key = tuple(sorted(columns))
        if key not in self._place:
            self._place[key] = len(self._columns)
            inverse = np.linalg.inv(self._matrix[:, key])
            self._columns.append(key)
            self._inverse.append(inverse)
            self._dual.append(self._cost[list(key)] @ inverse)
        return self._place[key]

    def _step(self, at: int, leaving: int) -> int:
        """The basis after one step of the dual simplex method."""
        if (at, leaving) not in self._next:
            row = self._inverse[at][leaving] @ self._matrix
            reduced = np.maximum(self._cost - self._dual[at] @ self._matrix, 0)
            row[list(self._columns[at])] = 0
            entering = np.flatnonzero(row < -1e-9)
            ratio = reduced[entering] / -row[entering]
            columns = list(self._columns[at])
            columns[leaving] = int(entering[np.argmax(ratio <= ratio.min() + 1e-13)])
            self._next[at, leaving] = self._basis(columns)
        return self._next[at, leaving]
