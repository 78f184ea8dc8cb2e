"""The chart of one hour: what covered what, in both languages, and nothing cut."""

from __future__ import annotations

import pandas as pd
import pytest

from kaolib.knowledge import discounts
from kaolib.study import charts, language
from tests.study.scenes import check_words, scenegraph

PLACE = "ap-northeast-2"
LINES = [
    ("web", "ap-northeast-2a", "m5.large", 6, "ec2"),
    ("web", "ap-northeast-2c", "m5.xlarge", 2, "ec2"),
    ("data", "ap-northeast-2a", "r5.2xlarge", 3, "ec2"),
    ("web", "", "vcpu_linux_x86", 20, "fargate"),
    ("web", "", "request", 1_000_000, "lambda"),
]
RIS = pd.DataFrame(
    [
        {"id": "RI-1", "account": "web", "scope": "regional", "location": PLACE, "instance_type": "m5.large", "count": 7, "usd_per_hour": 0.07},
        {"id": "RI-2", "account": "web", "scope": "regional", "location": PLACE, "instance_type": "c5.large", "count": 3, "usd_per_hour": 0.06},
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def applied() -> discounts.Application:
    names = ["account", "zone", "item", "quantity", "service"]
    usage = discounts.priced(pd.DataFrame(LINES, columns=names).assign(hour=0, location=PLACE))
    option = "compute_sp_1y_no_upfront"
    plan = pd.DataFrame([{"id": "SP-1", "account": "web", "kind": "compute_sp", "option": option, "usd_per_hour": 0.9}])
    return discounts.apply(usage, RIS, plan, discounts.plan_rates(usage, [option]))


@pytest.mark.parametrize("ghost", [False, True])
def test_every_word_is_read(applied, lang, ghost):
    before = discounts.apply(discounts.priced(pd.DataFrame(LINES, columns=["account", "zone", "item", "quantity", "service"]).assign(hour=0, location=PLACE)), RIS).explain(0) if ghost else None  # fmt: skip
    words = {
        word["text"]
        for word in check_words(scenegraph(charts.applied_hour(applied.explain(0), ghost=before).to_dict()))
    }
    assert {"RI-1", "SP-1", language.text("covered_by_on_demand")} <= words
    assert language.text("applied_unused", commitment="RI-2") in words
    assert (language.text("applied_ghost", name=language.text("first_choice")) in words) == ghost


def test_bars_are_the_hour(applied):
    spec = charts.applied_hour(applied.explain(0)).to_dict()
    rows, totals = spec["data"]["values"], applied.summary()
    drawn = pd.DataFrame(rows).assign(usd=lambda table: table["x1"] - table["x0"]).groupby("kind")["usd"].sum()
    assert drawn["unused"] == pytest.approx(totals["unused_usd"], rel=1e-6)
    assert drawn["on_demand"] == pytest.approx(totals["on_demand_usd"], rel=1e-6)
    assert drawn.drop("unused").sum() == pytest.approx(totals["on_demand_equivalent_usd"], rel=1e-6)
    assert language.percent(totals["coverage"]) in spec["description"]


def test_many_lines_are_one_bar(lang):
    usage = pd.DataFrame(
        {
            "hour": 0,
            "item": "m5.large",
            "account": [f"a{n:02}" for n in range(40)],
            "quantity": range(1, 41),
            "on_demand_usd": 0.1,
        }
    )
    spec = charts.applied_hour(discounts.apply(usage).explain(0)).to_dict()
    check_words(scenegraph(spec))
    assert len({row["bar"] for row in spec["data"]["values"]}) == 17
    assert max(row["x1"] for row in spec["data"]["values"]) == pytest.approx(sum(range(1, 25)) * 0.1)
