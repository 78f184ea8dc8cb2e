"""What plans charge and what On-Demand costs, looked up in the snapshot for the usage at hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kaolib import errors
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.knowledge._schema import COMMITMENTS
from kaolib.knowledge.discounts._tables import ATTRIBUTES

_KEY = ["service", "location", "item", "operating_system", "tenancy"]


def priced(usage: pd.DataFrame) -> pd.DataFrame:
    """The usage with the On-Demand rate of each line from the snapshot.

    Parameters
    ----------
    usage
        As for `apply`; on_demand_usd may be missing, or NaN in some lines. Lines of EC2 with shared tenancy, of
        Fargate and of Lambda (first tier) can be priced, and those of SageMaker AI and databases that
        `catalog.service_plan_rates` knows.

    Returns
    -------
    pandas.DataFrame
        The same lines in the same order, with on_demand_usd in each.

    Raises
    ------
    InputError
        For a line whose price is not known.

    Examples
    --------
    >>> line = pd.DataFrame({"hour": [0], "location": "ap-northeast-2", "item": "m5.large", "quantity": 1})
    >>> float(priced(line)["on_demand_usd"].iloc[0])
    0.118
    """
    errors.columns(usage.columns, ("item", "location"), ko="사용량", en="the usage")
    keyed = _keyed(usage)
    prices = catalog.on_demand().rename(columns={"instance_type": "item", "usd_per_hour": "usd"})
    prices = prices.astype({"item": str, "location": str, "operating_system": str}).assign(
        service="ec2", tenancy="shared"
    )
    around = catalog.services()
    around = around[around["service"].isin(["fargate", "lambda"]) & (around["from_quantity"] == 0)]
    around = around.assign(operating_system="linux", tenancy="shared")
    planned = catalog.service_plan_rates().drop_duplicates(["service", "location", "item"])
    planned = planned[planned["service"].isin(["sagemaker", "database"])]
    planned = planned.assign(usd=planned["on_demand_usd"], operating_system="linux", tenancy="shared")
    known = pd.concat(
        [table[[*_KEY, "usd"]].astype({name: str for name in _KEY}) for table in (prices, around, planned)]
    )
    found = keyed.merge(known, how="left", on=_KEY)["usd"].to_numpy()
    given = usage["on_demand_usd"] if "on_demand_usd" in usage.columns else pd.Series(float("nan"), index=usage.index)
    priced_usage = usage.assign(on_demand_usd=given.astype(float).fillna(pd.Series(found, index=usage.index)))
    missing = priced_usage["on_demand_usd"].isna().to_numpy()
    if missing.any():
        named = " ".join(part for part in keyed.iloc[int(missing.argmax())] if part)
        raise InputError(
            ko=f"{named}의 온디맨드 요금을 알 수 없습니다. 그 줄의 on_demand_usd를 직접 적으세요.",
            en=f"the On-Demand rate of {named} is not known: give on_demand_usd in that line.",
        )
    return priced_usage


def plan_rates(usage: pd.DataFrame, options: Sequence[str]) -> pd.DataFrame:
    """What Savings Plans charge for the usage at hand, from the snapshot.

    Parameters
    ----------
    usage
        As for `apply`.
    options
        Ids such as "compute_sp_1y_no_upfront".

    Returns
    -------
    pandas.DataFrame
        option, service, location, item, operating_system, tenancy, usd, derived, for each kind of usage whose rate
        is known. Those of EC2 are derived (see `catalog.commitment_rules`), and not known for dedicated tenancy; the
        others are in `catalog.service_plan_rates`.

    Raises
    ------
    InputError
        For an unknown option.

    Examples
    --------
    >>> usage = pd.DataFrame({"hour": [0], "location": "us-east-1", "item": "m5.large", "quantity": 1})
    >>> plan_rates(usage, ["compute_sp_1y_no_upfront"])["item"].tolist()
    ['m5.large']
    """
    around = catalog.service_plan_rates()
    plans = dict.fromkeys([*(option for option in COMMITMENTS if "_sp_" in option), *around["option"]])
    wanted = errors.each_of(options, list(plans), ko="Savings Plans", en="Savings Plans option")
    ec2 = catalog.commitment_rates().rename(columns={"instance_type": "item"}).astype({name: str for name in _KEY[1:4]})
    kinds = _keyed(usage).drop_duplicates()
    ec2 = kinds.merge(ec2.assign(service="ec2", tenancy="shared"), how="inner", on=_KEY)
    ec2 = ec2.melt(_KEY, [option for option in wanted if option in COMMITMENTS], "option", "usd").assign(derived=True)
    around = kinds.merge(around[around["option"].isin(wanted)], how="inner", on=["service", "location", "item"])
    columns = ["option", *_KEY, "usd", "derived"]
    return pd.concat([ec2[columns], around[columns]]).dropna(subset="usd").reset_index(drop=True)


def _keyed(usage: pd.DataFrame) -> pd.DataFrame:
    """What decides the price of each line, as text, in the order of the lines."""
    return pd.DataFrame(
        {name: usage[name].astype(str) if name in usage.columns else ATTRIBUTES[name] for name in _KEY},
        index=usage.index,
    )
