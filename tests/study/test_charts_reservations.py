"""The charts of Reserved Instances: every word read in both languages, the decision drawn, nothing cut."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import pytest

from kaolib.architecture import compare
from kaolib.knowledge import discounts
from kaolib.study import charts
from tests.study.scenes import check_words, scenegraph

PLACE = "ap-northeast-2"
CLAIMS = {"ri_standard": 0.72, "ri_convertible": 0.66}
KINDS = [f"{o}_{y}y_{p}_upfront" for o in CLAIMS for y in (1, 3) for p in ("no", "partial", "all")]
RANGES = pd.DataFrame(
    [{"option": o, "low": 0.2 + i / 40, "median": 0.25 + i / 40, "high": 0.3 + i / 40, "most": 0.77} for i, o in enumerate(KINDS)]
)  # fmt: skip
BILLS = pd.DataFrame(
    [
        {"case": "As it was", "used_usd": 1200.0, "unused_usd": 0.0, "on_demand_usd": 300.0},
        {"case": "(b) another family", "used_usd": 900.0, "unused_usd": 300.0, "on_demand_usd": 650.5},
        {"case": "nothing", "used_usd": 0.0, "unused_usd": 0.0, "on_demand_usd": 0.0},
    ]
)


def day(count: int) -> pd.DataFrame:
    usage = pd.DataFrame({"hour": range(24), "location": PLACE, "item": "m7i.large", "on_demand_usd": 0.1})
    usage["quantity"] = [10.0 if 9 <= hour < 21 else 2.0 for hour in range(24)]
    ri = {"id": "RI", "scope": "regional", "location": PLACE, "instance_type": "m7i.large", "count": count}
    return discounts.apply(usage, pd.DataFrame([{**ri, "usd_per_hour": 0.06}])).by_hour()


def wager(**more: object) -> pd.DataFrame:
    return compare.flexibility("m7i.large", "m7g.large", PLACE, count=10, **more)  # type: ignore[arg-type]


DRAWN: dict[str, Callable[[], charts.Chart]] = {
    "ri_savings": lambda: charts.ri_savings(RANGES, claims=CLAIMS, name="Seoul"),
    "bills": lambda: charts.commitment_bills(BILLS, chosen="(b) another family", name="a month"),
    "hours": lambda: charts.hourly_bill(day(6), name="m7i.large"),
    "hours_whole": lambda: charts.hourly_bill(day(2)),
    "flexibility": lambda: charts.flexibility_cost(wager(), probability=0.3, ghost=wager(month=24), name="m7i → m7g"),
    "flexibility_never": lambda: charts.flexibility_cost(wager(resale=0.0), probability=0.8),
    "capacity": lambda: charts.capacity_hold(0.12, 0.08, count=10, months=3, name="m7i.large × 10"),
    "capacity_late": lambda: charts.capacity_hold(0.10, 0.095, months=11),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_word_is_read(name: str, lang: str) -> None:
    chart = DRAWN[name]().to_dict()
    scene = scenegraph(chart)
    assert scene["width"] <= charts.WIDTH
    assert len(check_words(scene)) > 5
    assert chart["description"]


def test_the_savings_name_each_median_and_both_claims() -> None:
    said = charts.ri_savings(RANGES, claims=CLAIMS).to_dict()["description"]
    assert "Standard RI 72%" in said
    assert "Convertible RI 66%" in said
    assert said.count("most 77.0%") == len(RANGES)


def test_a_bill_adds_up_and_says_its_total() -> None:
    chart = charts.commitment_bills(BILLS).to_dict()
    rows = chart["data"]["values"]
    for bill in BILLS.to_dict("records"):
        mine = [row for row in rows if row["case"] == bill["case"]]
        whole = bill["used_usd"] + bill["unused_usd"] + bill["on_demand_usd"]
        assert sum(row["x1"] - row["x0"] for row in mine) == pytest.approx(whole)
        assert [row["x0"] for row in mine] == [0.0, *(row["x1"] for row in mine)][: len(mine)]
    assert "As it was USD 1,500.00" in chart["description"]
    unknown = BILLS.assign(unused_usd=math.nan)
    assert "No price" in charts.commitment_bills(unknown).to_dict()["description"]


def test_the_hours_stack_to_the_bill() -> None:
    hours = day(6)
    chart = charts.hourly_bill(hours).to_dict()
    for hour, usd in enumerate(hours["usd"]):
        assert max(row["y1"] for row in chart["data"]["values"] if row["hour"] == hour) == pytest.approx(usd)
    lost = [row for row in chart["data"]["values"] if row["lost"]]
    assert len(lost) == 12
    assert "Utilization 66.7%" in chart["description"]
    assert not [row for row in charts.hourly_bill(day(2)).to_dict()["data"]["values"] if row["lost"]]


def test_the_crossing_is_where_both_cost_the_same() -> None:
    table = wager()
    at = compare.indifferent_probability(table)
    assert f"{at:.1%}" in charts.flexibility_cost(table).to_dict()["description"]
    assert "cheaper at every probability" in charts.flexibility_cost(wager(resale=0.0)).to_dict()["description"]
    assert "No price" in charts.flexibility_cost(table.assign(usd_changed=math.nan)).to_dict()["description"]


def test_the_months_are_twelve_times_the_break_even() -> None:
    assert "8.4 months" in charts.capacity_hold(0.10, 0.07).to_dict()["description"]
    assert "No price" in charts.capacity_hold(0.10, math.nan).to_dict()["description"]
