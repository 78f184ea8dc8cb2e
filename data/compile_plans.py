"""What a Savings Plan charges for Fargate, Lambda, SageMaker AI and databases: the table of hand-copied rates, checked.

AWS's plan price lists were found only as quotations. plan_rates.csv holds each with its source and how it was checked:
a rate as printed (with a location), a share below On-Demand that holds everywhere (location ``*``), or a SageMaker AI
price whose plan rates follow from EC2's. What could not be found is missing here, never guessed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
KEY = ["service", "item", "location", "option"]
COLUMNS = [
    *KEY[:3], "unit", "option", "kind", "term_years", "payment", "usd", "on_demand_usd", "saving", "derived", "rule",
    "as_of", "source", "check",
]  # fmt: skip
EVERYWHERE = "*"
#: SageMaker AI sells these families at 1.2 times EC2, On-Demand and under a plan alike.
SAGEMAKER_MARKUP = 1.2
#: How far a listed rate may be from the share found for its option: AWS prints arm64 rates in two or three digits.
TOLERANCE = 0.005


def tables(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The table of plan rates.

    Parameters
    ----------
    frames
        The tables compiled before: ``services`` for On-Demand prices, ``commitment_rates`` for EC2's plan rates.

    Raises
    ------
    ValueError
        When a listed rate contradicts the share found for its option, or the rule for SageMaker AI does not give the
        listed rates.
    """
    given = pd.read_csv(HERE / "plan_rates.csv", dtype={"source": str, "check": str})
    given["option"] = given["kind"] + "_" + given["term_years"].astype(str) + "y_" + given["payment"]
    prices = on_demand(frames["services"])
    listed = _listed(given[given["usd"].notna()], prices)
    shares = _shares(given[given["location"] == EVERYWHERE], prices)
    follows = given["priced_as"].astype(str).str.startswith("ec2:")
    sagemaker = _sagemaker(given[follows], frames["commitment_rates"])
    _check_shares(listed, shares)
    _check_markup(listed, frames["commitment_rates"])
    # A listed rate stands before one that follows from a rule.
    frame = pd.concat([listed, shares, sagemaker], ignore_index=True).drop_duplicates(KEY, keep="first")
    frame["saving"] = (1 - frame["usd"] / frame["on_demand_usd"]).round(6)
    return {"service_plan_rates": frame[COLUMNS].sort_values(KEY, ignore_index=True)}


def on_demand(services: pd.DataFrame) -> pd.DataFrame:
    """On-Demand price of one unit by item ("lambda:duration_x86") and location: the first tier, as plans have one rate."""
    first = services[(services["from_quantity"] == 0) & (services["to_location"] == "")]
    names = first["service"].astype(str) + ":" + first["item"].astype(str)
    return pd.DataFrame({"priced_as": names, "location": first["location"].astype(str), "listed_usd": first["usd"]})


def _listed(rows: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    found = rows.merge(prices, on=["priced_as", "location"], how="left", validate="many_to_one")
    lost = found[found["priced_as"].notna() & found["listed_usd"].isna()]
    if len(lost):
        raise ValueError(
            f"plan_rates.csv: no On-Demand price for {lost[['priced_as', 'location']].to_numpy().tolist()}"
        )
    return found.assign(on_demand_usd=found["on_demand_usd"].fillna(found["listed_usd"]), derived=False, rule="listed")[
        [c for c in COLUMNS if c != "saving"]
    ]


def _shares(rows: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """A share below On-Demand, wherever the snapshot has the On-Demand price."""
    shares = rows.drop(columns=["location", "usd", "on_demand_usd"])
    found = shares.merge(prices, on="priced_as", how="left", validate="many_to_many")
    if found["location"].isna().any():
        raise ValueError(f"plan_rates.csv: unknown items {sorted(found.loc[found['location'].isna(), 'priced_as'])}")
    usd = (found["listed_usd"] * (1 - found["saving"])).round(14)
    return found.assign(usd=usd, on_demand_usd=found["listed_usd"], derived=True, rule="on_demand_less_saving")[
        [c for c in COLUMNS if c != "saving"]
    ]


def _sagemaker(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    usd = [_marked_up(rates, row.priced_as[4:], row.location, row.option) for row in rows.itertuples()]
    return rows.assign(usd=usd, derived=True, rule="compute_sp_x1.2")[[c for c in COLUMNS if c != "saving"]]


def _marked_up(rates: pd.DataFrame, instance_type: str, location: str, option: str) -> float:
    """1.2 times what a Compute Savings Plan of the same term and payment charges for the EC2 type."""
    same = (rates["instance_type"] == instance_type) & (rates["location"] == location)
    [rate] = rates.loc[same & (rates["operating_system"] == "linux"), option.replace("sagemaker_sp", "compute_sp")]
    return round(SAGEMAKER_MARKUP * float(rate), 6)


def _check_shares(listed: pd.DataFrame, shares: pd.DataFrame) -> None:
    both = listed.merge(shares[[*KEY, "usd"]], on=KEY, suffixes=("", "_rule"))
    off = both[(both["usd_rule"] / both["usd"] - 1).abs() > TOLERANCE]
    if both.empty or len(off):
        raise ValueError(f"plan_rates.csv: rates off their share:\n{off[[*KEY, 'usd', 'usd_rule']].to_string()}")


def _check_markup(listed: pd.DataFrame, rates: pd.DataFrame) -> None:
    for row in listed[listed["service"] == "sagemaker"].itertuples():
        expected = _marked_up(rates, row.item.removeprefix("ml."), row.location, row.option)
        if abs(expected / row.usd - 1) > 1e-4:
            raise ValueError(f"plan_rates.csv: {row.item} at {row.usd} is not {SAGEMAKER_MARKUP} x EC2's {expected}")
