"""The sample bill: real, anonymised FOCUS 1.0 rows of September 2024."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

BILL = "bills/focus_1.0_sample_2024-09.csv"
_COLUMNS = {
    "ChargePeriodStart": "charge_period_start", "ServiceCategory": "service_category", "ServiceName": "service",
    "RegionId": "region", "ChargeDescription": "description", "ChargeCategory": "charge_category",
    "PricingCategory": "pricing_category", "CommitmentDiscountStatus": "commitment_status",
    "ResourceType": "resource_type", "PricingQuantity": "quantity", "PricingUnit": "unit",
    "ListUnitPrice": "list_usd_per_unit", "ListCost": "list_usd", "BilledCost": "billed_usd",
}  # fmt: skip


def tables(source: Path) -> dict[str, pd.DataFrame]:
    """The AWS rows of the FOCUS sample (CC BY 4.0), changed: fewer columns, renamed, numbered.

    The sample's EffectiveCost is 0 or 1 in every row, an artefact of how it was anonymised: left out.
    """
    raw = pd.read_csv(source / BILL, dtype=str, keep_default_na=False)
    rows = raw.loc[raw["ProviderName"] == "AWS", list(_COLUMNS)].rename(columns=_COLUMNS).replace("NULL", "")
    for column in ("quantity", "list_usd_per_unit", "list_usd", "billed_usd"):
        rows[column] = pd.to_numeric(rows[column])
    rows = rows.sort_values(
        ["charge_period_start", "service", "description", "quantity"], kind="stable", ignore_index=True
    )
    rows.insert(0, "line", range(1, len(rows) + 1))
    return {"bill_sample": rows}
