"""The explorer of Savings Plans: each commitment as the engine applies it, its sentence, its ghost, and its ends."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.knowledge import catalog, discounts
from kaolib.study import charts, explorers, language, samples
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

CHANGED: dict[str, Any] = {
    "plan_kind": "ec2_instance_sp",
    "term_years": 3,
    "payment": "all_upfront",
    "usd_per_hour": 0.7,
}
PLACE = "ap-northeast-2"


@pytest.fixture(scope="module")
def week() -> pd.DataFrame:
    return samples.week(samples.shop(PLACE))


@pytest.fixture
def explorer(week: pd.DataFrame) -> Explorer:
    return explorers.savings_plans(week, usd_per_hour=3.0)


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def engine(usage: pd.DataFrame, values: dict[str, Any], usd: float) -> discounts.Application:
    """One plan over the usage, as the engine applies it by itself."""
    option = f"{values['plan_kind']}_{values['term_years']}y_{values['payment']}"
    narrow = {"family": values["plan_family"], "location": PLACE} if values["plan_kind"] == "ec2_instance_sp" else {}
    plan = pd.DataFrame([{"id": "p", "kind": values["plan_kind"], "option": option, "usd_per_hour": usd, **narrow}])
    return discounts.apply(usage, None, plan, discounts.plan_rates(usage, [option]))


@pytest.mark.parametrize(
    "change",
    [{}, {"usd_per_hour": 0.0}, {"usd_per_hour": 6.0}, CHANGED, {"plan_kind": "ec2_instance_sp", "plan_family": "r6i"}, {"usd_per_hour": 2.345}],
)  # fmt: skip
def test_every_amount_is_as_the_engine_has_it(explorer: Explorer, week: pd.DataFrame, change: dict[str, Any]) -> None:
    values = explorer.set(**change).value
    chosen = values["usd_per_hour"]
    for usd in (chosen, *explorer.table["usd_per_hour"].iloc[[7, -1]]):
        total = engine(week, values, usd).summary()
        row = explorer.table.set_index("usd_per_hour").loc[usd]
        assert row["usd_per_month"] == pytest.approx(total["usd"] * 730 / 168)
        assert row["unused_usd_per_month"] == pytest.approx(total["unused_usd"] * 730 / 168, abs=1e-6)
        assert row["coverage"] == pytest.approx(total["coverage"], abs=1e-9)
        assert row["saving"] == pytest.approx(total["effective_savings_rate"], abs=1e-9)
        assert row["utilization"] == pytest.approx(total["utilization"], nan_ok=True)
    by_hour = engine(week, values, chosen).by_hour()
    drawn = explorer._applied(values)[1]  # type: ignore[attr-defined]
    for column in ("usd", "unused_usd", "on_demand_equivalent_usd"):
        np.testing.assert_allclose(drawn[column], by_hour[column], atol=1e-9)


def test_coverage_and_utilization_move_against_each_other(explorer: Explorer) -> None:
    assert explorer.table["usd_per_month"].is_monotonic_increasing
    table = explorer.table.sort_values("usd_per_hour").iloc[1:]
    assert (table["coverage"].diff().dropna() >= -1e-12).all()
    assert (table["utilization"].diff().dropna() <= 1e-12).all()
    slope = table["usd_per_month"].diff().dropna()
    assert (slope.diff().dropna() >= -1e-6).all(), "the bill is convex: one valley"


def test_the_answer_names_bill_shares_waste_and_the_cheapest(explorer: Explorer) -> None:
    values = explorer.value
    for words in (
        language.usd_per_month(values["usd_per_month"]),
        language.percent(values["coverage"]),
        language.percent(values["utilization"]),
        language.usd_per_hour(values["cheapest"]),
    ):
        assert words in said(explorer)
    assert "less than On-Demand" in said(explorer)
    assert "more than On-Demand" in said(explorer.set(usd_per_hour=6.0))


def test_the_dates_are_those_of_the_rates(explorer: Explorer) -> None:
    rules = catalog.commitment_rules()
    ec2 = rules.loc[(rules["option"] == "compute_sp_1y_no_upfront") & ~rules["licensed"], "as_of"].iloc[0]
    around = catalog.service_plan_rates(option="compute_sp_1y_no_upfront")["as_of"].unique()
    assert said(explorer).endswith(
        f"Plan rates of {', '.join(sorted({ec2, *around}))}, some of them derived from other listed rates."
    )
    assert ", 20" not in said(explorer.set(plan_kind="ec2_instance_sp", usd_per_hour=1.0)).rsplit("rates of", 1)[1]


def test_first_choice_stays_as_a_ghost(explorer: Explorer) -> None:
    def pale(number: int) -> bool:
        return (
            "#9ca3af" in str([part["mark"] for part in spec(explorer, 0)["layer"]])
            if number == 0
            else "pale" in str(spec(explorer, 1)["title"])
        )

    first = explorer.value["usd_per_month"]
    assert not pale(0)
    assert not pale(1)
    explorer.set(usd_per_hour=4.0)
    assert pale(0)
    assert pale(1)
    assert f"With the first choice the bill was {language.usd_per_month(first)}." in said(explorer)
    explorer.set(usd_per_hour=3.0)
    assert not pale(0)


def test_a_control_moved_in_the_page_is_followed(explorer: Explorer) -> None:
    before = spec(explorer), spec(explorer, 1)
    assert explorer._controls["plan_family"].disabled
    explorer._controls["usd_per_hour"].value = 2.0
    assert spec(explorer) != before[0]
    explorer._controls["plan_kind"].value = "ec2_instance_sp"
    assert not explorer._controls["plan_family"].disabled
    assert "EC2 Instance SP" in str(spec(explorer)["title"])


def test_the_chosen_commitment_comes_first_in_the_table(explorer: Explorer) -> None:
    explorer.set(usd_per_hour=2.0)
    first_row = re.search(r"<tbody><tr[^>]*><td[^>]*>([^<]*)", explorer._below.value)
    assert first_row is not None
    assert first_row[1] == "▶ 2"


def test_no_picture_is_made_on_a_live_change(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    explorer.set(**CHANGED)


def test_settings_leave_the_controls_as_they_are(explorer: Explorer) -> None:
    before = explorer.value
    table = explorer.settings_table([{}, CHANGED])
    assert len(table) == 2
    assert "EC2 Instance SP (m7g)" in table.to_string()
    assert {name: explorer.value[name] for name in before} == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"usd_per_hour": -1}, "usd_per_hour -1"),
        ({"usd_per_hour": math.nan}, "usd_per_hour nan"),
        ({"plan_kind": "compute"}, "unknown Kind of plan 'compute'"),
        ({"plan_family": "m7"}, "unknown Plan family 'm7': did you mean 'm7g'"),
        ({"term_years": 2}, "unknown Term"),
        ({"payment": "partial_upfront"}, "unknown Payment 'partial_upfront'"),
        ({"commitment": 2}, "unknown setting 'commitment'"),
    ],
)
def test_a_bad_value_is_one_sentence_and_changes_nothing(
    explorer: Explorer, change: dict[str, Any], problem: str
) -> None:
    before = explorer.value
    with pytest.raises(InputError, match=re.escape(problem)):
        explorer.set(**change)
    assert explorer.value == before


def test_usage_of_ones_own(week: pd.DataFrame) -> None:
    """Local hours, machines without a service column, and hours in which nothing runs."""
    hours = pd.date_range("2026-11-02", periods=30, freq="2h", tz="Asia/Seoul")
    own = pd.DataFrame(
        {"hour": hours, "item": "m5.large", "location": PLACE, "quantity": np.arange(30) % 4, "on_demand_usd": 0.118}
    )
    explorer = explorers.savings_plans(own, usd_per_hour=0.1)
    total = engine(own, explorer.value, 0.1).summary()
    hours_of_all = 59
    assert explorer.value["usd_per_month"] == pytest.approx(total["usd"] * 730 / hours_of_all)
    assert explorer.value["utilization"] == pytest.approx(total["utilization"])


def test_whole_numbers_for_hours() -> None:
    own = pd.DataFrame(
        {"hour": [0, 1, 5], "item": "m5.large", "location": PLACE, "quantity": [4, 1, 2], "on_demand_usd": 0.118}
    )
    explorer = explorers.savings_plans(own, usd_per_hour=0.1)
    assert explorer.value["usd_per_month"] == pytest.approx(engine(own, explorer.value, 0.1).summary()["usd"] * 730 / 6)


def test_usage_whose_rate_is_not_known_is_said(week: pd.DataFrame) -> None:
    own = pd.DataFrame(
        {
            "hour": [0],
            "item": "m5.large",
            "location": PLACE,
            "tenancy": "dedicated",
            "quantity": 1,
            "on_demand_usd": 0.2,
        }
    )
    explorer = explorers.savings_plans(own, usd_per_hour=0.1)
    assert "m5.large" in said(explorer)
    assert explorer.table.empty
    assert math.isnan(explorer.value["coverage"])


@pytest.mark.parametrize(
    ("usage", "problem"),
    [
        ({"hour": range(400), "item": "m5.large"}, "400 hours are too many"),
        ({"hour": range(3), "item": "vcpu_linux_x86", "service": "fargate"}, "no line of EC2"),
    ],
)
def test_usage_that_cannot_be_shown(usage: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        explorers.savings_plans(pd.DataFrame({**usage, "location": PLACE, "quantity": 1, "on_demand_usd": 0.1}))


@pytest.mark.parametrize("change", [{}, {"usd_per_hour": 0.0}, CHANGED, {"usd_per_hour": 6.0}, {"term_years": 3}])
def test_charts_fit_and_read_well(week: pd.DataFrame, change: dict[str, Any], lang: str) -> None:
    explorer = explorers.savings_plans(week, usd_per_hour=4.8, wanted=(0.85, 0.95)).set(**change)
    for number in range(2):
        scene = scenegraph(spec(explorer, number))
        assert scene["width"] <= charts.WIDTH
        check_words(scene)
    assert any("가" <= letter <= "힣" for letter in said(explorer)) == (lang == "ko")
