"""The two explorers of Reserved Instances: what they find, what they say, and where they have no answer."""

from __future__ import annotations

import base64
import re
from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import discounts, purchase
from kaolib.study import charts, explorers, language, samples
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

PLACE = "ap-northeast-2"


@pytest.fixture
def fleet() -> pd.DataFrame:
    return samples.company("m7i.large", PLACE)


@pytest.fixture
def hour(fleet: pd.DataFrame) -> Explorer:
    return explorers.reservation(fleet, "m7i.large", count=10)


@pytest.fixture
def freedom() -> Explorer:
    return explorers.flexibility("m7i.large", "m7g.large", PLACE)


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def by_hand(fleet: pd.DataFrame, values: dict[str, Any]) -> discounts.Application:
    rates = purchase.offers(values["instance_type"], PLACE, values["operating_system"]).set_index("option")
    row = {name: values[name] for name in ("account", "scope", "instance_type", "operating_system", "tenancy", "count")}
    row |= {"id": "RI", "location": PLACE, "zone": values["zone"] if values["scope"] == "zonal" else ""}
    row |= {"usd_per_hour": rates["effective_usd_per_hour"][values["option"]]}
    return discounts.apply(fleet, pd.DataFrame([row]), sharing=values["sharing"] == "on")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"size": "2xlarge", "count": 5},
        {"scope": "zonal", "zone": f"{PLACE}b", "count": 4},
        {"operating_system": "windows", "count": 1},
        {"tenancy": "dedicated"},
        {"account": "data", "sharing": "off", "count": 8},
        {"offering": "ri_convertible", "term_years": 3, "payment": "all_upfront"},
    ],
)
def test_table_value_and_answer_are_those_of_the_application(
    hour: Explorer, fleet: pd.DataFrame, change: dict[str, Any]
) -> None:
    values = hour.set(**change).value
    assert {name: values[name] for name in change} == change
    done = by_hand(fleet, values)
    total = done.summary()
    pd.testing.assert_frame_equal(hour.table, done.explain(0))
    for name in ("usd", "unused_usd", "utilization", "coverage"):
        assert values[name] == pytest.approx(total[name])
    assert values["held"] == (values["count"] if values["scope"] == "zonal" else 0)
    assert language.usd(total["usd"]) in said(hour)
    assert language.percent(total["utilization"]) in said(hour)
    assert ("stands in for it" in said(hour)) == (values["tenancy"] == "dedicated")


def test_class_term_and_payment_move_the_price_and_not_the_matching(hour: Explorer) -> None:
    covered = hour.table[["line", "rule", "quantity"]]
    seen = {hour.value["usd"]}
    for change in ({"offering": "ri_convertible"}, {"term_years": 3}, {"payment": "all_upfront"}):
        hour.set(**change)
        pd.testing.assert_frame_equal(hour.table[["line", "rule", "quantity"]], covered)
        seen.add(hour.value["usd"])
    assert len(seen) == 4


def test_scope_moves_the_matching_and_not_the_price(hour: Explorer) -> None:
    committed = hour.table.query("commitment == 'RI'")["usd"].sum() + hour.value["unused_usd"] * 0
    hour.set(scope="zonal")
    paid = hour.table.query("commitment == 'RI'")["usd"].sum()
    assert paid == pytest.approx(committed)
    assert hour.value["utilization"] < 1
    assert hour.value["held"] == 10


def test_units_of_equal_number_cover_the_same(hour: Explorer) -> None:
    bills = [
        (hour.set(size=size, count=count).value["units"], round(hour.value["usd"], 3))
        for size, count in (("large", 20), ("xlarge", 10), ("2xlarge", 5))
    ]
    assert [units for units, _ in bills] == [80.0] * 3
    assert max(usd for _, usd in bills) - min(usd for _, usd in bills) <= 0.002


def test_the_first_choice_stays_as_a_ghost(hour: Explorer) -> None:
    first = hour.value["usd"]
    assert "first choice" not in said(hour)
    assert len({row["case"] for row in spec(hour, 1)["data"]["values"]}) == 2
    hour.set(count=3)
    assert f"With the first choice this hour costs {language.usd(first)}" in said(hour)
    assert len({row["case"] for row in spec(hour, 1)["data"]["values"]}) == 3
    assert any("tick" in str(layer["mark"]) for layer in spec(hour)["layer"])
    hour.set(count=10)
    assert "first choice" not in said(hour)


def test_the_zone_waits_until_the_scope_is_zonal(hour: Explorer) -> None:
    assert hour._controls["zone"].disabled
    hour._controls["scope"].value = "zonal"
    assert not hour._controls["zone"].disabled
    assert hour.value["scope"] == "zonal"
    hour.set(scope="regional")
    before = said(hour)
    hour.set(zone=f"{PLACE}b")  # a regional RI has none: nothing changes
    assert said(hour) == before


def test_a_price_that_is_not_known_is_a_sentence(fleet: pd.DataFrame) -> None:
    explorer = explorers.reservation(samples.company("m6i.large", PLACE), "m6i.large")
    explorer.set(operating_system="windows")
    assert "is not known: choose otherwise" in said(explorer)
    assert explorer.table.empty
    assert "usd" not in explorer.value
    explorer.set(operating_system="linux")
    assert explorer.value["usd"] > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"instance_type": "c7i.large"}, "m7i"),
        ({"count": 0}, "count"),
        ({"scope": "zone"}, "zonal"),
        ({"region": 1}, "setting"),
    ],
)
def test_a_choice_that_does_not_exist_changes_nothing(hour: Explorer, change: dict[str, Any], words: str) -> None:
    before = hour.value
    with pytest.raises(InputError, match=words):
        hour.set(**change)
    assert hour.value == before


def test_usage_of_two_hours_is_refused(fleet: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="one hour"):
        explorers.reservation(pd.concat([fleet, fleet.assign(hour=1)]))


def test_the_table_of_settings(hour: Explorer) -> None:
    table = hour.settings_table([{}, {"scope": "zonal", "count": 4}, {"sharing": "off", "count": 20}])
    assert table["Utilization"].tolist() == ["100%", "100%", "80%"]
    assert table["Capacity held"].tolist() == ["0", "4", "0"]
    assert hour.value["count"] == 10


@pytest.mark.parametrize(
    "change",
    [{}, {"month": 24}, {"resale": 0.0}, {"payment": "all_upfront", "resale": 0.5}, {"term_years": 1, "month": 6}],
)
def test_the_price_of_freedom_is_that_of_compare(freedom: Explorer, change: dict[str, Any]) -> None:
    values = freedom.set(**change, probability=0.4).value
    kept = {name: values[name] for name in ("term_years", "payment", "month", "resale")}
    wanted = compare.flexibility("m7i.large", "m7g.large", PLACE, count=10, **kept).set_index("offering")
    for offering in ("ri_standard", "ri_convertible", "compute_sp"):
        mean = 0.6 * wanted["usd_unchanged"][offering] + 0.4 * wanted["usd_changed"][offering]
        assert values[f"{offering}_usd"] == pytest.approx(mean)
    cheaper = "Standard" if values["ri_standard_usd"] < values["ri_convertible_usd"] else "Convertible"
    assert f"{cheaper} RI is cheaper" in said(freedom)


def test_another_term_offers_other_months_and_no_ghost(freedom: Explorer) -> None:
    freedom.set(month=24)
    marks = [str(layer["mark"]) for layer in spec(freedom)["layer"]]
    assert sum("opacity" in mark for mark in marks) >= 3
    freedom._controls["term_years"].value = 1
    assert freedom.value["month"] < 12
    assert not any("0.45" in str(layer["mark"]) for layer in spec(freedom)["layer"])
    with pytest.raises(InputError, match="18"):
        freedom.set(month=18)


@pytest.mark.parametrize("name", ["hour", "freedom"])
def test_every_frame_is_read_in_both_languages(name: str, lang: str) -> None:
    explorer = (
        explorers.reservation(samples.company("m7i.large", PLACE), "m7i.large", 10)
        if name == "hour"
        else explorers.flexibility("m7i.large", "m7g.large", PLACE)
    )
    changes = {"hour": {"scope": "zonal", "count": 9}, "freedom": {"payment": "all_upfront", "resale": 0.75}}
    explorer.set(**changes[name])
    for number in range(2 if name == "hour" else 1):
        check_words(scenegraph(spec(explorer, number)))
    shown = explorer._repr_mimebundle_()["text/html"]
    pictures = re.findall(r"base64,([A-Za-z0-9+/=]+)", shown)
    assert [base64.b64decode(one)[1:4] for one in pictures] == [b"PNG"] * (2 if name == "hour" else 1)
    assert spec(explorer)["width"] <= charts.WIDTH
    assert not re.search(r"\bnan\b", shown.split("base64")[0], re.IGNORECASE)
