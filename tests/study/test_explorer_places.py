"""The explorer of Regions and zones: what it finds, what it says, and where it has no answer."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import charts, explorers, language
from kaolib.study.explorers import _places
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph
from tests.study.test_explorers import spec

LIVE = "application/vnd.vegalite.v5+json"
CHANGED: dict[str, Any] = {
    "instance_type": "m7i.large",
    "kinds": "all",
    "count": 10,
    "gb_out": 10_240,
    "at_most_ms": 75,
}


@pytest.fixture
def explorer() -> Explorer:
    return explorers.places("m7i.large", "ap-northeast-2")


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def basket(values: dict[str, Any]) -> list[dict[str, Any]]:
    instances = {
        "instance_type": values["instance_type"],
        "operating_system": values["operating_system"],
        "hours": 730 * values["count"],
    }
    storage = {"service": "ebs", "item": "gp3_storage", "quantity": values["storage_gb"]}
    transfer = {"service": "transfer", "item": "internet_out", "quantity": values["gb_out"]}
    return [instances, *(line for line in (storage, transfer) if line["quantity"])]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"instance_type": "c7g.xlarge", "operating_system": "rhel", "count": 20},
        {"location": "us-east-1", "near": "eu-central-1"},
        {"storage_gb": 0, "gb_out": 0, "kinds": "all"},
        {"gb_out": 51_200, "kinds": "local_zones"},
        {"at_most_ms": 75},
        {"at_most_ms": 20, "near": "us-west-2", "kinds": "all", "gb_out": 0},
    ],
)
def test_table_and_answer_are_those_of_compare(explorer: Explorer, change: dict[str, Any]) -> None:
    values = explorer.set(**change).value
    assert {name: values[name] for name in change} == change
    kinds = {"regions": 1, "local_zones": 2, "all": 3}[values["kinds"]]
    wanted = compare.within(
        basket(values),
        values["near"],
        base=values["location"],
        kinds=("Region", "Local Zone", "Wavelength Zone")[:kinds],
    )
    limit = values["at_most_ms"]
    kept = wanted[(wanted["floor_ms"] <= limit) | wanted["location"].isin([values["location"], values["near"]])]
    pd.testing.assert_frame_equal(explorer.table.reset_index(drop=True), kept.reset_index(drop=True))
    fit = wanted[wanted["usd"].notna() & (wanted["floor_ms"] <= limit)]
    least = fit[fit["usd"] <= fit["usd"].min() * (1 + 1e-9)].sort_values("floor_ms")
    assert values["cheapest"] == least["location"].iloc[0]
    assert language.location(values["cheapest"]) in said(explorer)
    assert language.usd_per_month(least["usd"].iloc[0]) in said(explorer)


def test_both_charts_name_the_answer(explorer: Explorer) -> None:
    explorer.set(**CHANGED)
    cheapest = explorer.value["cheapest"]
    (chosen,) = (row["code"] for row in spec(explorer)["data"]["values"] if row["edge"] == "chosen")
    best = [
        row["code"]
        for part in spec(explorer, 1)["layer"]
        for row in part["data"]["values"]
        if row.get("best") and "code" in row
    ]
    assert [chosen] == best == [cheapest]


def test_what_the_others_lack_is_counted(explorer: Explorer) -> None:
    explorer.set(kinds="all", gb_out=500)
    table = compare.regions(basket(explorer.value), "ap-northeast-2", ("Region", "Local Zone", "Wavelength Zone"))
    sold = set(catalog.on_demand("m7i.large", operating_system="linux")["location"])
    without = len(table) - len(sold)
    assert f"m7i.large in {without} (not sold)" in said(explorer)
    unknown = int(table["unknown_lines"].str.contains("transfer internet_out").sum())
    assert f"transfer to the internet in {unknown} (price not known)" in said(explorer)
    assert said(explorer).count("(not sold)") == 1, "zones may sell storage and transfer: only their price is not known"
    complete = int(table["usd"].notna().sum())
    assert f"{complete} of {len(table)} have a price for all of it." in said(explorer)


def test_not_sold_and_not_known_are_told_apart(explorer: Explorer) -> None:
    lacking = ["ebs gp3_storage, transfer internet_out", "ebs gp3_storage", "ebs gp3_storage", ""]
    unknown = ["ebs gp3_storage", "", "", ""]
    table = pd.DataFrame({"missing_lines": lacking, "unknown_lines": unknown})
    assert _places._lacking(explorer.value, table) == [
        "What the others lack: EBS gp3 storage in 2 (not sold), EBS gp3 storage in 1 (price not known), "
        "transfer to the internet in 1 (not sold)."
    ]


def test_the_dates_of_the_prices_are_said(explorer: Explorer) -> None:
    days = set(compare.basket_lines(basket(explorer.value), "ap-northeast-2")["as_of"])
    assert len(days) > 1
    assert said(explorer).endswith(f"Dates of the prices: {', '.join(sorted(days))}.")
    explorer.set(storage_gb=0, gb_out=0)
    assert said(explorer).endswith(f"Dates of the prices: {catalog.as_of('on_demand')}.")


def test_first_choice_stays_as_a_ghost(explorer: Explorer) -> None:
    def ghosts() -> set[Any]:
        return {row["ghost"] for row in spec(explorer)["data"]["values"]}

    first = explorer.value["cheapest"]
    assert ghosts() == {None}
    assert "first choice" not in said(explorer)
    explorer.set(instance_type="c7g.xlarge", location="us-east-1")
    assert len(ghosts()) > 3
    assert f"With the first choice: {language.location(first)}" in said(explorer)
    explorer.set(instance_type="m7i.large", location="ap-northeast-2")
    assert ghosts() == {None}


def test_a_control_moved_in_the_page_is_followed(explorer: Explorer) -> None:
    before = spec(explorer), spec(explorer, 1)
    explorer._controls["near"].value = "eu-central-1"
    assert explorer.value["near"] == "eu-central-1"
    assert spec(explorer, 1) != before[1]
    explorer._controls["family"].value = "p5"
    assert explorer.value["size"] in {value for _, value in explorer._controls["size"].options}


def test_no_picture_is_made_on_a_live_change(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    explorer.set(**CHANGED)


def test_nothing_within_the_limit_is_an_answer_too(explorer: Explorer) -> None:
    explorer.set(instance_type="p5.48xlarge", location="us-east-1", near="eu-central-1", at_most_ms=2)
    assert said(explorer).startswith("Within 2 ms no place sells all of it.")
    assert explorer.value["cheapest"] == ""
    assert set(explorer.table["location"]) >= {"us-east-1", "eu-central-1"}
    row = explorer.settings_table([{}]).iloc[0]
    assert "–" in row.tolist()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"location": "us-west-2-lax-1", "instance_type": "p5.48xlarge"}, "p5.48xlarge is not sold in"),
        ({"location": "us-east-1-bos-1", "instance_type": "t3.medium"}, "the snapshot has no price for"),
    ],
)
def test_a_base_that_lacks_something_is_said_and_can_be_left(
    explorer: Explorer, change: dict[str, Any], reason: str
) -> None:
    assert reason in said(explorer.set(**change))
    assert explorer.table.empty
    assert [chart.outputs for chart in explorer._charts] == [(), ()]
    assert explorer.value["cheapest"] == ""
    assert not explorer.set(location="us-east-1").table.empty


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"count": -1}, "count -1"),
        ({"count": 1.5}, "count 1.5"),
        ({"storage_gb": math.nan}, "storage_gb nan"),
        ({"gb_out": "all"}, "gb_out 'all'"),
        ({"kinds": "region"}, "unknown kind of location 'region': did you mean 'regions'"),
        ({"at_most_ms": 33}, "cannot use the limit 33: give one of 2, 5, 10"),
        ({"near": "seoul"}, "unknown Region 'seoul'"),
        ({"instance_type": "m7i.larg"}, "unknown instance type 'm7i.larg'"),
        ({"operating_system": "windos"}, "did you mean 'windows'"),
        ({"regoin": "us-east-1"}, "unknown setting 'regoin'"),
        ({"cheapest": "us-east-1"}, "unknown setting 'cheapest'"),
    ],
)
def test_a_bad_value_is_one_sentence_and_changes_nothing(
    explorer: Explorer, change: dict[str, Any], problem: str
) -> None:
    before = explorer.value
    with pytest.raises(InputError, match=re.escape(problem)):
        explorer.set(**change)
    assert explorer.value == before
    if not {"regoin", "cheapest"} & set(change):
        with pytest.raises(InputError, match=re.escape(problem)):
            explorers.places(**change)


def test_any_distance_can_be_chosen_again(explorer: Explorer) -> None:
    assert explorer.set(at_most_ms=20).value["at_most_ms"] == 20
    assert math.isinf(explorer.set(at_most_ms=None).value["at_most_ms"])


@pytest.mark.parametrize("change", [{}, CHANGED, {"kinds": "all", "gb_out": 0, "near": "us-east-1"}])
def test_charts_fit_and_read_well(change: dict[str, Any], lang: str) -> None:
    explorer = explorers.places().set(**change)
    for number in range(2):
        scene = scenegraph(spec(explorer, number))
        assert scene["width"] <= charts.WIDTH
        check_words(scene)
    assert any("가" <= letter <= "힣" for letter in said(explorer)) == (lang == "ko")
    assert said(explorer).endswith(".")


def test_first_frame_is_complete_without_a_kernel(lang: str) -> None:
    explorer = explorers.places()
    data = explorer._repr_mimebundle_()
    html = data["text/html"]
    assert data["text/plain"] == repr(explorer) == repr(explorers.places())
    assert len(repr(explorer)) < 300
    pictures = re.findall(r'<img alt="([^"]+)" src="data:image/png;base64,([^"]+)">', html)
    assert len(pictures) == 2
    for alt, source in pictures:
        assert base64.b64decode(source).startswith(b"\x89PNG")
        assert len(alt) > 40
    assert "<table" in html
    for control in explorer._controls.values():
        assert control.description in html
        korean = any("가" <= letter <= "힣" for letter in control.description)
        assert korean == (lang == "ko") or control.description == "EBS gp3(GB)"
    assert re.search(r"<strong></strong>", html) is None
    assert html == explorers.places()._repr_mimebundle_()["text/html"]


def test_settings_table_moves_nothing(lang: str) -> None:
    explorer = explorers.places()
    before = explorer.value
    table = explorer.settings_table(
        [{}, {"at_most_ms": 20}, {"gb_out": 51_200}, {"instance_type": "p5.48xlarge", "location": "us-west-2-lax-1"}]
    )
    assert explorer.value == before
    words = table.astype(str).agg(" ".join, axis=1)
    assert "20 ms" in words[1]
    assert "51,200" in words[2]
    assert language.location(explorer.set(gb_out=51_200).value["cheapest"]) in words[2]
    assert "nan" not in " ".join(words).lower()
    assert any("가" <= letter <= "힣" for letter in "".join(table.columns)) == (lang == "ko")
    with pytest.raises(InputError, match="us-east-1"):
        explorer.settings_table([{"location": "us-est-1"}])
