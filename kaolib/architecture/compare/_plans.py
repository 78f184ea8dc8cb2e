"""Savings Plans side by side: what each kind saves over all known rates, and what the freedom of a Compute plan costs."""

from __future__ import annotations

import pandas as pd

from kaolib.errors import InputError
from kaolib.knowledge import catalog

_YEAR_MONTHS = 12
#: What a plan covers beyond EC2, by how its items are called.
_PARTS = (
    ("fargate", "fargate", ("vcpu", "gb")),
    ("lambda_duration", "lambda", ("duration", "provisioned")),
    ("lambda_requests", "lambda", ("request",)),
    ("sagemaker", "sagemaker", ("ml",)),
    ("database", "database", ("",)),
)
_KINDS = {"sagemaker": "sagemaker_sp", "database": "database_sp"}


def plan_savings(term_years: int = 3, payment: str = "all_upfront") -> pd.DataFrame:
    """How much Savings Plans save, over every Linux type and every item whose rates are known, in all Regions and zones.

    Parameters
    ----------
    term_years, payment
        1 or 3; "no_upfront" or "all_upfront". The Database plan is taken as it is sold: 1 year, No Upfront.

    Returns
    -------
    pandas.DataFrame
        One row for each plan and what it covers:

        - kind (of plan), part ("ec2", "fargate", "lambda_duration", "lambda_requests", "sagemaker", "database")
        - count: rates known together with their On-Demand price
        - low, median, high, most: the tenth, fiftieth and ninetieth percentile and the largest, as shares of On-Demand;
          NaN where no rate is known
        - derived: how many of the rates are derived from others

    Raises
    ------
    InputError
        For a term or a payment that is not one of these.

    Notes
    -----
    Source: AWS, Savings Plans User Guide, "Savings Plans types", for what each kind covers.

    Examples
    --------
    >>> table = plan_savings().set_index("part")
    >>> bool(table.loc["lambda_requests", "most"] == 0)
    True
    """
    if term_years not in (1, 3) or payment not in ("no_upfront", "all_upfront"):
        raise InputError(
            ko=f"기간 {term_years!r}, 결제 {payment!r}은(는) 쓸 수 없습니다. 1년이나 3년, 'no_upfront'나 'all_upfront'를 쓰세요.",
            en=f"cannot use the term {term_years!r} with the payment {payment!r}: give 1 or 3, and 'no_upfront' or 'all_upfront'.",
        )
    ending = f"{term_years}y_{payment}"
    rows = []
    for kind in ("ec2_instance_sp", "compute_sp"):
        saved = _ec2(kind, ending)["saving"]
        rows.append({"kind": kind, "part": "ec2", **_spread(saved), "derived": int(saved.count())})
    rates = catalog.service_plan_rates()
    for part, service, begins in _PARTS:
        kind = _KINDS.get(service, "compute_sp")
        option = "database_sp_1y_no_upfront" if service == "database" else f"{kind}_{ending}"
        mine = rates[(rates["service"] == service) & (rates["option"] == option)]
        mine = mine[mine["item"].str.startswith(begins) & mine["saving"].notna()]
        rows.append({"kind": kind, "part": part, **_spread(mine["saving"]), "derived": int(mine["derived"].sum())})
    return pd.DataFrame(rows)


def plan_families(location: str, term_years: int = 1, payment: str = "no_upfront") -> pd.DataFrame:
    """For each family sold there, how likely leaving it must be for a Compute plan to beat an EC2 Instance plan.

    Parameters
    ----------
    location
        A Region, Local Zone or Wavelength Zone code.
    term_years, payment
        Of both plans.

    Returns
    -------
    pandas.DataFrame
        family, types (whose rates are known), gap (how much more the EC2 Instance plan saves, as a share of On-Demand;
        the median over the types), month (of a one-year term: where a change comes later, the EC2 Instance plan was the
        cheaper), chance (of leaving within the term, above which the Compute plan is the cheaper). Smallest gap first.

    Raises
    ------
    InputError
        For an unknown location.

    Notes
    -----
    After the change the usage costs as much as before, nothing else of the family uses the old plan, and the time of
    leaving is spread evenly over the term, so that half of it is left on average: a plan bound to the family then pays
    On-Demand for that half, and the chance at which both cost the same is twice the gap.

    Examples
    --------
    >>> table = plan_families("us-east-1")
    >>> bool((table["chance"] == 2 * table["gap"]).all())
    True
    """
    catalog.check_location(location)
    ending = f"{term_years}y_{payment}"
    wide, narrow = _ec2("compute_sp", ending), _ec2("ec2_instance_sp", ending)
    both = wide.merge(narrow, on=["location", "instance_type"], suffixes=("_wide", "_narrow"))
    both = both[both["location"] == location]
    both = both.assign(
        family=both["instance_type"].str.split(".").str[0], gap=both["saving_narrow"] - both["saving_wide"]
    ).dropna(subset="gap")
    table = both.groupby("family", as_index=False).agg(types=("gap", "size"), gap=("gap", "median"))
    table = table.assign(month=_YEAR_MONTHS * (1 - table["gap"]), chance=2 * table["gap"])
    ordered: pd.DataFrame = table.sort_values(["gap", "family"], ignore_index=True)
    return ordered


def _ec2(kind: str, ending: str) -> pd.DataFrame:
    """What a plan saves on every Linux type everywhere: location, instance_type, saving."""
    keys = ["location", "instance_type"]
    prices = catalog.on_demand(operating_system="linux")[[*keys, "usd_per_hour"]]
    rates = catalog.commitment_rates()
    rates = rates.loc[rates["operating_system"] == "linux", [*keys, f"{kind}_{ending}"]]
    found = prices.astype({key: str for key in keys}).merge(rates.astype({key: str for key in keys}), on=keys)
    return found.assign(saving=1 - found[f"{kind}_{ending}"] / found["usd_per_hour"])[[*keys, "saving"]]


def _spread(saved: pd.Series[float]) -> dict[str, float]:
    low, median, high = (float(saved.quantile(at)) for at in (0.1, 0.5, 0.9))
    return {"count": int(saved.count()), "low": low, "median": median, "high": high, "most": float(saved.max())}
