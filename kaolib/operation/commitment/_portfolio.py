"""Reserved Instances and plans together: one linear program, solved exactly by cutting planes, and what AWS then charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import discounts
from kaolib.operation.commitment._curve import Floats
from kaolib.operation.commitment._demand import STEP_USD, Demand
from kaolib.operation.commitment._engine import applied
from kaolib.operation.commitment._instruments import Instrument, instruments, undominated
from kaolib.operation.commitment._recourse import Recourse

#: The gap at which the search stops, as a share of the cost.
TOLERANCE = 1e-9
#: The same for whole numbers of RIs.
WHOLE_TOLERANCE = 1e-7
_GROUPS, _CLUSTERS, _MOST_ROUNDS = 30, 120, 500


@dataclass(frozen=True)
class Portfolio:
    """What to buy, its cost, and how far from the optimum it can be at most.

    Attributes
    ----------
    purchases
        One row per purchase: option, kind, family, location, instance_type ("" for a plan), start and end (hours from the
        first), exact (units at the optimum of the linear program: RIs, or USD an hour), bought (whole RIs, thousandths of
        a dollar), usd_per_hour (of all that is bought), committed_usd, used_usd, unused_usd, utilization (by the bill).
    usd
        The optimum of the linear program: commitments and what they leave On-Demand, over the hours.
    lower_usd, gap
        A proven lower bound, and ``(usd - lower_usd) / usd``.
    whole_usd
        The cost of what is bought if the commitments were laid over the use in the best way.
    billed_usd, billed_gap
        What AWS's order of application makes of it, by `kaolib.knowledge.discounts`, and how far that is above
        lower_usd, as a share: whole units, steps of 0.001 USD and AWS's order all cost something.
    on_demand_usd, saving_usd, saving
        Without commitments, and what billed_usd saves.
    coverage, utilization
        By the bill.
    dominated
        Options that no optimum needs: option, family, location, instance_type, start, by_option.
    application
        The application itself, which explains any hour.
    """

    purchases: pd.DataFrame
    usd: float
    lower_usd: float
    gap: float
    whole_usd: float
    billed_usd: float
    billed_gap: float
    on_demand_usd: float
    saving_usd: float
    saving: float
    coverage: float
    utilization: float
    dominated: pd.DataFrame = field(repr=False)
    application: discounts.Application = field(repr=False)


def portfolio(
    demand: Demand, options: Sequence[str], starts: Sequence[int] | None = None, beyond: float = 1.0
) -> Portfolio:
    """The cheapest mix of RIs and Savings Plans for hours that are known, proven to be so.

    One linear program: how many units of every commitment to buy, and in each hour how the commitments in force are laid
    over the use. It is solved by Benders' decomposition: the hours are solved exactly for a given mix, which gives a plane
    below the cost; the planes give the next mix and a lower bound; when the bound meets the cost, that is the proof. Then
    RIs are made whole by the same planes with whole numbers, plans to steps of 0.001 USD, and the bill is made.

    Parameters
    ----------
    demand
        From `demand`; EC2 products need real instance types.
    options
        Columns of rates of the products: RIs and plans of any term and payment.
    starts
        At which hours (0: the first) they may be bought. None: at 0, and again whenever the term has run out.
    beyond
        What a commitment is worth after the last hour, as a share of its price: 1 counts only the hours of the demand, 0
        counts the whole term against them.

    Returns
    -------
    Portfolio

    Raises
    ------
    InputError
        For an unknown option, one for which no product has a rate, or starts outside the hours; from the billing rules,
        for a plan that covers a product whose rate is not known.

    Notes
    -----
    The time grows fast with products that share commitments: about a second for 5 over a year, many for 10.
    Sources: Benders, "Partitioning procedures for solving mixed-variables programming problems", Numerische Mathematik 4
    (1962); with a trust region as in Linderoth, Wright, "Decomposition algorithms for stochastic programming on a
    computational grid", Computational Optimization and Applications 24 (2003); the solver is HiGHS.

    Examples
    --------
    One machine always, two on every other hour: an RI for the first, and nothing for the second.

    >>> from kaolib.operation.commitment import demand
    >>> use = demand(pd.DataFrame({"m7g.large": [1, 2] * 12}), pd.DataFrame({
    ...     "product": ["m7g.large"], "on_demand_usd": [1.0], "location": ["us-east-1"],
    ...     "ri_standard_1y_no_upfront": [0.6], "compute_sp_1y_no_upfront": [0.7]}))
    >>> best = portfolio(use, ["ri_standard_1y_no_upfront", "compute_sp_1y_no_upfront"])
    >>> best.purchases[["option", "bought"]].values.tolist(), round(best.whole_usd, 2), round(best.gap, 6)
    ([['ri_standard_1y_no_upfront', 1.0]], 26.4, 0.0)
    """
    errors.share("beyond", beyond)
    if isinstance(options, str) or not len(options):
        raise InputError(
            ko="options에 약정 옵션을 하나 이상 목록으로 주세요.",
            en="give options as a list of one commitment option or more.",
        )
    found = instruments(demand, options, starts, beyond)
    if not found:
        raise InputError(ko="요금을 아는 제품이 없습니다.", en="no product has a known rate under these options.")
    kept, dominated = undominated(found, len(demand.hours))
    problem = _Problem(demand, kept)
    best = problem.solve()
    whole, whole_usd = problem.whole(best)
    bill = applied(demand, *_tables(demand, kept, whole))
    total = bill.summary()
    hours = len(demand.hours)
    within = np.array([one.price * (min(one.end, hours) - one.start) for one in kept])
    after = float((problem.price - within) @ whole)
    billed, spend = float(total["usd"]) + after, demand.on_demand_usd
    return Portfolio(
        _purchases(kept, best.units, whole, bill),
        best.usd, best.lower_usd, max(best.usd - best.lower_usd, 0.0) / best.usd if best.usd else 0.0,
        whole_usd, billed, billed / best.lower_usd - 1 if best.lower_usd else 0.0,
        spend, spend - billed, (spend - billed) / spend if spend else np.nan,
        float(total["coverage"]), float(total["utilization"]), dominated, bill,
    )  # fmt: skip


class _Best(NamedTuple):
    units: Floats
    usd: float
    lower_usd: float


class _Problem:
    """The linear program, with equal hours merged."""

    def __init__(self, demand: Demand, kept: list[Instrument]) -> None:
        hours = len(demand.hours)
        takes = np.array([one.takes for one in kept]).T
        covered = ~np.isnan(takes).all(axis=1)
        self._takes, self._worth = takes[covered], demand.products["on_demand_usd"].to_numpy(float)[covered]
        self.price = np.array([one.usd for one in kept])
        self._spend = demand.on_demand_usd
        self._steps = np.array([1.0 if one.option.reservation else STEP_USD for one in kept])
        active = np.array([one.active(hours) for one in kept])
        use = demand.quantity[:, covered]
        rows, self._weight = np.unique(np.hstack([use, active.T]), axis=0, return_counts=True)
        self._use, self._active = rows[:, : use.shape[1]].T.copy(), rows[:, use.shape[1] :].T.copy()
        # No hour can use more than this of a commitment.
        self._most = np.nansum(self._takes * self._use.max(axis=1)[:, None], axis=0)
        self._recourse = Recourse(self._takes, self._worth)
        # Hours of a like size share a plane, so that a plane says more.
        order = np.argsort(self._worth @ self._use, kind="stable")
        self._groups = np.array_split(order, min(_GROUPS, len(order)))
        self._clusters = np.array_split(order, min(_CLUSTERS, len(order)))
        self._basis = np.full(len(order), self._recourse.first)
        self._planes: list[tuple[Floats, Floats]] = []  # slopes by group and commitment, and constants

    def cost(self, units: Floats) -> float:
        """The cost of a mix, exactly; its plane is kept."""
        right = np.vstack([self._use, self._active * units[:, None]])
        self._basis = self._recourse.solve(right, self._basis)
        prices = self._recourse.prices(self._basis)
        value = (prices * right.T).sum(axis=1) * self._weight
        slope = prices[:, len(self._use) :] * self._active.T * self._weight[:, None]
        slopes = np.array([slope[group].sum(axis=0) for group in self._groups])
        values = np.array([value[group].sum() for group in self._groups])
        self._planes.append((slopes, values - slopes @ units))
        return float(self._spend + self.price @ units + value.sum())

    def solve(self) -> _Best:
        """The optimum and its lower bound."""
        units = self._start()
        width, best, below, edge, bound = 0.02, _Best(units, np.inf, -np.inf), -np.inf, False, -np.inf
        for _ in range(_MOST_ROUNDS):
            usd = self.cost(units)
            if usd < best.usd:
                # As good as the planes promised, and at the edge of the region: look farther.
                width *= 2 if edge and best.usd - usd > 0.5 * (best.usd - bound) else 1
                best = _Best(units, usd, below)
            else:
                width /= 2
            while True:
                low = np.maximum(best.units - width * self._most, 0)
                high = np.minimum(best.units + width * self._most, self._most)
                units, bound = self._lowest(low, high)
                edge = bool(
                    (((units <= low + 1e-12) & (low > 0)) | ((units >= high - 1e-12) & (high < self._most))).any()
                )
                # The bound holds everywhere when the region does not bind.
                below = below if edge else max(below, bound)
                if not edge or best.usd - bound > TOLERANCE * best.usd:
                    break
                width *= 4
            if best.usd - below <= TOLERANCE * best.usd:
                break
        return best._replace(lower_usd=min(below, best.usd))

    def whole(self, best: _Best) -> tuple[Floats, float]:
        """The best mix with whole RIs, by branching over the planes; then with plans in steps."""
        counted = self._steps == 1.0
        units = np.where(counted, np.round(best.units), best.units)
        usd = self.cost(units)
        branches = [(np.zeros(len(units)), np.where(counted, np.ceil(self._most), self._most))]
        for _ in range(_MOST_ROUNDS):
            if not branches:
                break
            low, high = branches.pop()
            trial, bound = self._lowest(low, high)
            if usd - bound <= WHOLE_TOLERANCE * usd:
                continue
            apart = np.where(counted, np.abs(trial - np.round(trial)), 0.0)
            if apart.max() > 1e-6:
                at = apart.argmax()
                down, up = high.copy(), low.copy()
                down[at] = np.floor(trial[at])
                up[at] = down[at] + 1
                sides = [(low, down), (up, high)]
                branches += sides if trial[at] % 1 > 0.5 else sides[::-1]
                continue
            # Whole already: its true cost gives a plane, and the branch is looked at again.
            trial = np.where(counted, np.round(trial), trial)
            cost = self.cost(trial)
            units, usd = (trial, cost) if cost < usd else (units, usd)
            branches.append((low, high))
        units = np.where(counted, units, np.floor(np.round(units / STEP_USD, 6)) * STEP_USD)
        usd = self.cost(units)
        for at in np.flatnonzero(~counted):
            more = units.copy()
            more[at] += STEP_USD
            if (cost := self.cost(more)) < usd:
                units, usd = more, cost
        return np.asarray(np.round(units, 3), dtype=float), usd

    def _start(self) -> Floats:
        """The optimum for a few average hours; and every hour starts with the basis of its average."""
        total = [self._weight[group].sum() for group in self._clusters]
        mean = [
            np.average(np.vstack([self._use, self._active])[:, group], axis=1, weights=self._weight[group])
            for group in self._clusters
        ]
        average, weight = np.array(mean).T, np.array(total, dtype=float)
        use, active = average[: len(self._use)], average[len(self._use) :]
        units = hour_by_hour(use, weight, active, self._takes, self._worth, self.price).x[: len(self.price)]
        units = np.clip(units, 0, self._most)
        start = np.full(len(self._clusters), self._recourse.first)
        for group, basis in zip(
            self._clusters, self._recourse.solve(np.vstack([use, active * units[:, None]]), start), strict=True
        ):
            self._basis[group] = basis
        return np.asarray(units, dtype=float)

    def _lowest(self, low: Floats, high: Floats) -> tuple[Floats, float]:
        """The lowest point of the planes between low and high, and its height."""
        groups, count = len(self._groups), len(self.price)
        slopes = np.vstack([np.hstack([slope, -np.eye(groups)]) for slope, _ in self._planes])
        right = -np.concatenate([constant for _, constant in self._planes])
        cost = np.concatenate([self.price, np.ones(groups)])
        least = np.full(groups, -self._spend - 1)
        limits = np.column_stack([np.append(low, least), np.append(high, np.zeros(groups))])
        from scipy.optimize import linprog  # a quarter of a second, which only a mix needs

        done = linprog(cost, A_ub=slopes, b_ub=right, bounds=limits, method="highs")
        return done.x[:count], float(done.fun + self._spend)


def hour_by_hour(
    use: Floats, weight: Floats, active: Floats, takes: Floats, worth: Floats, price: Floats, whole: Any = None
) -> Any:
    """The linear program written out: units of each commitment, then what each covers of each product in each hour.

    Parameters
    ----------
    use, active
        Use of each product, and whether each commitment is in force: one column an hour.
    weight
        How often each hour counts.
    takes, worth, price
        As in `Recourse`; price over all hours of a unit.
    whole
        Which commitments come in whole units; None for none.

    Returns
    -------
    scipy.optimize.OptimizeResult
        Its fun is the cost less what all costs On-Demand.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    product, commitment = np.nonzero(~np.isnan(takes))
    products, commitments, hours, edges = len(worth), len(price), use.shape[1], len(product)
    hour = np.repeat(np.arange(hours), edges)
    column = commitments + np.arange(hours * edges)
    rows, first = products + commitments, hour * (products + commitments)
    entry = [
        (np.ones(hours * edges), first + np.tile(product, hours), column),
        (np.tile(takes[product, commitment], hours), first + products + np.tile(commitment, hours), column),
        (-active.T.ravel(), (np.arange(hours)[:, None] * rows + products + np.arange(commitments)).ravel(),
         np.tile(np.arange(commitments), hours)),
    ]  # fmt: skip
    value, row, at = (np.concatenate(part) for part in zip(*entry, strict=True))
    matrix = coo_array((value, (row, at)), shape=(hours * rows, commitments + hours * edges)).tocsr()
    right = np.hstack([use.T, np.zeros((hours, commitments))]).ravel()
    cost = np.concatenate([price, -np.outer(weight, worth[product]).ravel()])
    kinds = None if whole is None else np.append(whole, np.zeros(hours * edges)).astype(int)
    options = {} if whole is None else {"mip_rel_gap": 0.0}
    return linprog(cost, A_ub=matrix, b_ub=right, integrality=kinds, options=options, method="highs")


def _tables(demand: Demand, kept: list[Instrument], units: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is bought, as the billing rules take it."""
    zero = demand.hours[0]
    unit = pd.Timedelta(hours=1) if isinstance(demand.hours, pd.DatetimeIndex) else 1
    reservations, plans = [], []
    for number, (one, bought) in enumerate(zip(kept, units, strict=True)):
        row = {"id": str(number), "start": zero + one.start * unit, "end": zero + one.end * unit}
        if bought <= 0:
            continue
        if one.option.reservation:
            product = demand.products.iloc[one.place]
            reservations.append({
                **row, "scope": "regional", "location": one.location, "instance_type": one.instance_type,
                "operating_system": product["operating_system"], "tenancy": product["tenancy"],
                "count": round(bought), "usd_per_hour": one.price,
            })  # fmt: skip
        else:
            plans.append({
                **row, "kind": one.option.kind, "option": one.option.name, "usd_per_hour": bought,
                "family": one.family, "location": one.location,
            })  # fmt: skip
    return pd.DataFrame(reservations), pd.DataFrame(plans)


def _purchases(kept: list[Instrument], exact: Floats, bought: Floats, bill: discounts.Application) -> pd.DataFrame:
    used = bill.by_commitment().set_index("commitment") if (bought > 0).any() else pd.DataFrame()
    rows = []
    for number, one in enumerate(kept):
        if bought[number] <= 0:
            continue
        by = used.loc[str(number)]
        rows.append({
            "option": one.option.name, "kind": one.option.kind, "family": one.family, "location": one.location,
            "instance_type": one.instance_type, "start": one.start, "end": one.end, "exact": exact[number],
            "bought": bought[number], "usd_per_hour": bought[number] * one.price,
            "committed_usd": by["committed_usd"], "used_usd": by["used_usd"], "unused_usd": by["unused_usd"],
            "utilization": by["used_usd"] / by["committed_usd"],
        })  # fmt: skip
    names = ["option", "kind", "family", "location", "instance_type", "start", "end", "exact", "bought", "usd_per_hour",
             "committed_usd", "used_usd", "unused_usd", "utilization"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
