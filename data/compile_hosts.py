"""Dedicated Hosts: what one holds, what it is made of, what it costs; another family's price is found and left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent

#: A host costs what its dearest full load costs at shared On-Demand (or reserved) prices, plus this.
PREMIUM = 1.10
#: AWS prints a host's price to a tenth of a cent, and some instances' too: half of that, and 1.1 times half of that.
HOURLY_TOLERANCE = 0.00105
#: Loads worth this share of the dearest are full too: small sizes have rounded, and C4 even dearer, prices.
FULL = 0.98
#: How many of its largest type a host may hold when nobody tells: Graviton3 and G4ad hosts hold three, none more.
MOST_OF_THE_LARGEST = 3
COMPUTED = "computed: the host's vCPUs, memory and accelerators, as its price tells them, shared by this type"
#: Hours for which each listed price is paid at once.
HOURS = {"usd_per_hour": 1, "all_1y": 8760, "all_3y": 26_280}
RESERVED = {"reserved_1y_all_upfront": "all_1y", "reserved_3y_all_upfront": "all_3y"}


def tables(prices: pd.DataFrame, types: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """``dedicated_hosts``, ``host_capacities`` and ``host_hardware`` from the list prices and the instance types."""
    listed, linux = _listed(prices), _linux(prices)
    capacities = host_capacities(listed, linux, types)
    return {
        "dedicated_hosts": dedicated_hosts(listed, linux, capacities),
        "host_capacities": capacities,
        "host_hardware": pd.read_csv(HERE / "host_sockets.csv"),
    }


def _listed(prices: pd.DataFrame) -> pd.DataFrame:
    """The host prices as listed: the source repeats them on every type of the family, one row each here."""
    rows = prices[prices["operating_system"] == "host"]
    rows = rows.assign(family=rows["instance_type"].str.split(".").str[0])
    return rows.groupby(["location", "family"], as_index=False)[list(HOURS)].first()


def _linux(prices: pd.DataFrame) -> pd.DataFrame:
    rows = prices[prices["operating_system"] == "linux"]
    return rows[["location", "instance_type", *HOURS]]


def host_capacities(listed: pd.DataFrame, linux: pd.DataFrame, types: pd.DataFrame) -> pd.DataFrame:
    """AWS's own counts (host_counts.csv), and computed ones for families whose host price tells its full load."""
    counted = pd.read_csv(HERE / "host_counts.csv")
    unknown = sorted(set(counted["instance_type"]) - set(types["instance_type"]))
    if unknown:
        raise ValueError(f"host_counts.csv: unknown instance types {unknown}")
    families = counted["instance_type"].str.split(".").str[0]
    parts = [counted]
    for family in sorted(set(listed["family"]) - set(families)):
        # a family that its own records keep off hosts has no host of its own either
        own = types[(types["family"] == family) & types["dedicated_hosts"].fillna(value=True)]
        full = _full_load(listed[listed["family"] == family], linux, own)
        if full is not None:
            parts.append(_shared(own, *full))
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(1, "family", frame["instance_type"].str.split(".").str[0])
    return frame.sort_values("instance_type", ignore_index=True)


def _full_load(listed: pd.DataFrame, linux: pd.DataFrame, own: pd.DataFrame) -> tuple[pd.Series, int] | None:
    """The family's largest type and how many of it explain the host's price at the most places; None when nothing does."""
    sold = own[own["instance_type"].isin(linux["instance_type"])]
    if sold.empty:
        return None
    largest = sold.sort_values(["vcpu", "bare_metal", "instance_type"], ascending=[False, True, True]).iloc[0]
    both = listed.merge(linux[linux["instance_type"] == largest["instance_type"]], on="location", suffixes=("", "_one"))
    places = {
        count: int(
            ((both["usd_per_hour"] - PREMIUM * count * both["usd_per_hour_one"]).abs() <= HOURLY_TOLERANCE).sum()
        )
        for count in range(1, MOST_OF_THE_LARGEST + 1)
    }
    best = max(places, key=lambda count: places[count])
    return (largest, best) if places[best] else None


def _shared(own: pd.DataFrame, largest: pd.Series, count: int) -> pd.DataFrame:
    """How often each type fits into what ``count`` instances of the largest type have."""
    parts = own[["vcpu", "gib", "gpu_count", "local_disk_gb"]].astype(float)
    parts["accelerators"] = _accelerators(own["accelerator"])
    host = count * parts.loc[largest.name]
    # a resource that the type or the host does not have, or that is not known, limits nothing
    times = (host / parts.where((parts > 0) & (host > 0))).min(axis=1)
    return pd.DataFrame({
        "instance_type": own["instance_type"], "instances_per_host": np.floor(times + 1e-9).astype(int),
        "derived": True, "source": COMPUTED,
    })  # fmt: skip


def _accelerators(text: pd.Series) -> pd.Series:
    """``"12 x Inferentia2"`` is 12; none is 0."""
    return text.map(lambda t: float(sum(int(part.split(" x ")[0]) for part in t.split(" + ") if part)))


def dedicated_hosts(listed: pd.DataFrame, linux: pd.DataFrame, capacities: pd.DataFrame) -> pd.DataFrame:
    """The host prices that are the family's own.

    The source fills a host price that it lacks with that of a family whose name starts alike (c5d, c5a and c5n with
    c5's). A row stays when it obeys the law of host prices (`PREMIUM` over the dearest full load); Mac, which has no
    shared price, when no family whose name its own begins with has the same price there. A reserved price stays when it
    obeys the same law over the all-upfront RIs, in whole dollars.
    """
    loads = capacities.merge(linux, on="instance_type").merge(listed, on=["location", "family"], suffixes=("", "_host"))
    key = [loads["location"], loads["family"]]
    keep = pd.DataFrame(index=listed.set_index(["location", "family"]).index)
    for column, hours in HOURS.items():
        load = loads["instances_per_host"] * loads[column]
        full = load >= FULL * load.groupby(key).transform("max")
        off = (loads[f"{column}_host"] - PREMIUM * load).abs() * hours
        allowed = HOURLY_TOLERANCE
        if hours > 1:
            # RIs and Host Reservations are sold at whole dollars, half a dollar each: few large ones tell most.
            count = loads["instances_per_host"]
            full &= count == count.where(full).groupby(key).transform("min")
            allowed = 0.5 + PREMIUM * count * 0.5
        keep[column] = (full & (off <= allowed)).groupby(key).any()
    keep = keep.fillna(value=False).reset_index()
    frame = listed.merge(keep, on=["location", "family"], suffixes=("", "_own"))
    own = frame["usd_per_hour_own"].astype(bool) | _own_mac(listed)
    for reserved, column in RESERVED.items():
        # AWS sells them at whole dollars; the source prints the hourly quotient to six digits.
        whole = (frame[column] * HOURS[column]).round() / HOURS[column]
        frame[reserved] = whole.where(frame[f"{column}_own"].astype(bool))
    return frame.loc[own, ["location", "family", "usd_per_hour", *RESERVED]].reset_index(drop=True)


def _own_mac(listed: pd.DataFrame) -> pd.Series:
    """Mac hosts whose price is not that of a family whose name theirs begins with."""
    at = {
        place: dict(zip(rows["family"], rows["usd_per_hour"], strict=True))
        for place, rows in listed.groupby("location")
    }
    return pd.Series([
        family.startswith("mac") and not any(
            other != family and family.startswith(other) and other_usd == usd for other, other_usd in at[place].items()
        )
        for place, family, usd in zip(listed["location"], listed["family"], listed["usd_per_hour"], strict=True)
    ], index=listed.index)  # fmt: skip
