"""A bill of Fargate from a table of the tasks that ran."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge.containers._fargate import (
    FREE_EPHEMERAL_GIB,
    PARTS,
    billed_seconds,
    check_storage,
    fargate_rates,
    priced,
)
from kaolib.knowledge.containers._sizes import check_platform, check_sizes

_HOUR = 3600
_DEFAULTS: dict[str, str | bool | int] = {
    "architecture": "x86_64", "operating_system": "linux", "orchestrator": "ecs", "spot": False, "count": 1,
    "ephemeral_gib": FREE_EPHEMERAL_GIB,
}  # fmt: skip
_ALIKE = ["architecture", "operating_system", "orchestrator", "spot"]
Floats = npt.NDArray[np.float64]


def tasks_cost(
    tasks: pd.DataFrame,
    location: str,
    *,
    plan: str | None = None,
    spot_saving: float | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """A bill of Fargate for the tasks of a table, part by part.

    Parameters
    ----------
    tasks
        One row a task: vcpu, gib (one of `fargate_sizes`), and either seconds or start and end (datetimes or text in UTC;
        the start is that of the image's pull). Where they are there: count (such tasks), architecture, operating_system,
        orchestrator, ephemeral_gib, spot (True: Fargate Spot); otherwise one, x86_64, linux, ecs, 20, False.
    location
        AWS code of a Region.
    plan
        A Compute Savings Plan that covers every task but those of Spot; None: On-Demand.
    spot_saving
        Your assumption of what Fargate Spot saves (0 to 0.7); needed when a task is one of Spot.
    by
        A column of ``tasks``, as "service": the bill of each of its values.

    Returns
    -------
    pandas.DataFrame
        The value of ``by`` if given, architecture, operating_system, spot, part, unit, quantity, usd_per_unit, usd, as_of:
        one row for each part of each platform. The column usd sums to the bill.

    Raises
    ------
    InputError
        For a missing column, a size that does not exist, an end before its start, or Spot without ``spot_saving``.

    Notes
    -----
    Each task is rounded up to whole seconds and billed for a minute at least (Windows: five) by itself. So the bill of a
    table is the sum of the bills of its rows, in whatever tables they stand; cutting one task into two at a whole second
    changes nothing either, unless a piece falls below the minimum.
    Source: AWS, Fargate pricing, "Duration".

    Examples
    --------
    >>> night = pd.DataFrame({"vcpu": [1, 1], "gib": [2, 2], "start": ["2026-11-24 01:00:00", "2026-11-24 02:00:00"],
    ...                       "end": ["2026-11-24 01:00:10", "2026-11-24 03:00:00"]})
    >>> tasks_cost(night, "us-east-1").set_index("part")["quantity"].round(4).to_dict()
    {'vcpu': 1.0167, 'memory': 2.0333, 'ephemeral_storage': 0.0}
    """
    place = catalog.check_location(location)
    errors.columns(tasks.columns, ("vcpu", "gib", *((by,) if by else ())), ko="태스크 표", en="the tasks")
    filled = tasks.assign(
        **{name: value for name, value in _DEFAULTS.items() if name not in tasks}, seconds=_seconds(tasks)
    )
    keys = [*([by] if by else []), *_ALIKE]
    bills = []
    for names, group in filled.groupby(keys, sort=True, observed=True, dropna=False):
        architecture, system, orchestrator = (str(name) for name in names[-len(_ALIKE) : -1])
        spot = bool(names[-1])
        check_platform(system, architecture, orchestrator)
        check_sizes(list(dict.fromkeys(zip(group["vcpu"], group["gib"], strict=True))), system, orchestrator)
        check_storage(group["ephemeral_gib"].unique())
        if spot and spot_saving is None:
            raise InputError(
                ko="Fargate Spot 태스크가 있습니다. 할인율(spot_saving)을 0~0.7로 적으세요. AWS는 값을 목록으로 공개하지 않습니다.",
                en="there are tasks of Fargate Spot: assume what it saves (spot_saving, 0 to 0.7); AWS publishes no list of it.",
            )
        if spot and (orchestrator == "eks" or system == "windows"):
            raise InputError(
                ko="Fargate Spot은 ECS의 Linux 태스크에만 있습니다.", en="Fargate Spot is for Linux tasks of ECS only."
            )
        rates = fargate_rates(
            place,
            architecture=architecture,
            operating_system=system,
            plan=None if spot else plan,
            spot_saving=spot_saving if spot else None,
        )
        bill = priced(rates, _quantities(group, system))
        labels = pd.DataFrame([names] * len(bill), columns=keys).drop(columns="orchestrator")
        bills.append(pd.concat([labels, bill], axis=1))
    if not bills:
        return pd.DataFrame(columns=[*keys, "part", "unit", "quantity", "usd_per_unit", "usd", "as_of"]).drop(
            columns="orchestrator"
        )
    whole = pd.concat(bills, ignore_index=True)
    group_by = [*([by] if by else []), "architecture", "operating_system", "spot", "part"]
    # ECS and EKS have the same prices
    merged = whole.groupby([*group_by, "unit", "as_of"], sort=False, observed=True, dropna=False, as_index=False).agg(
        quantity=("quantity", "sum"),
        usd_per_unit=("usd_per_unit", "first"),
        usd=("usd", lambda usd: usd.sum(skipna=False)),
    )
    return merged[[*group_by, "unit", "quantity", "usd_per_unit", "usd", "as_of"]]


def _quantities(group: pd.DataFrame, operating_system: str) -> dict[str, float]:
    count = group["count"].to_numpy(dtype=float)
    if not (np.isfinite(count) & (count >= 0)).all():
        errors.amount("count", float(count[~(np.isfinite(count) & (count >= 0))][0]))
    hours: Floats = count * billed_seconds(group["seconds"].to_numpy(), operating_system) / _HOUR
    vcpu = float(hours @ group["vcpu"].to_numpy(dtype=float))
    amounts = {
        "vcpu": vcpu,
        "memory": float(hours @ group["gib"].to_numpy(dtype=float)),
        "windows_license": vcpu,
        "ephemeral_storage": float(hours @ (group["ephemeral_gib"].to_numpy(dtype=float) - FREE_EPHEMERAL_GIB)),
    }
    return {part: amounts[part] for part in PARTS}


def _seconds(tasks: pd.DataFrame) -> Floats:
    if "seconds" in tasks:
        return np.asarray(tasks["seconds"], dtype=np.float64)
    errors.columns(tasks.columns, ("start", "end"), ko="태스크 표", en="the tasks")
    try:
        start, end = (pd.to_datetime(tasks[name], utc=True) for name in ("start", "end"))
    except (ValueError, TypeError) as wrong:
        raise InputError(
            ko="태스크의 시작이나 끝을 시각으로 읽을 수 없습니다. 2026-11-24T09:00:00Z처럼 적으세요.",
            en="a start or an end of the tasks cannot be read: write times as 2026-11-24T09:00:00Z.",
        ) from wrong
    lasted = np.asarray((end - start).dt.total_seconds(), dtype=np.float64)
    wrong_rows = ~(lasted >= 0)
    if wrong_rows.any():
        row = int(wrong_rows.argmax())
        raise InputError(
            ko=f"{row + 1}번째 태스크의 끝({tasks['end'].iloc[row]})이 시작({tasks['start'].iloc[row]})보다 앞서거나 비어 있습니다.",
            en=f"task {row + 1} ends ({tasks['end'].iloc[row]}) before its start ({tasks['start'].iloc[row]}), or one of the two is missing.",
        )
    return lasted
