"""Explorers: what is chosen, what is shown, and what they say where a choice does not exist."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from kaolib import errors
from kaolib.architecture import compare
from kaolib.knowledge import catalog, purchase
from kaolib.study import charts, explorers, language
from kaolib.study.explorers import _purchase
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph

LIVE = "application/vnd.vegalite.v5+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
MAKE: dict[str, Callable[[], Explorer]] = {
    "purchase": explorers.purchase,
    "families": explorers.families,
    "sizes": explorers.sizes,
    "generations": explorers.generations,
}
#: A change that each of them can make.
CHANGED: dict[str, dict[str, Any]] = {
    "purchase": {"instance_type": "c7g.xlarge", "location": "us-east-1", "option": "compute_sp_3y_all_upfront"},
    "families": {"vcpu": 16, "gib": 128, "architecture": "arm64"},
    "sizes": {"family": "c5"},
    "generations": {"series": "r", "location": "us-east-1"},
}


@pytest.fixture
def chooser() -> Explorer:
    return explorers.purchase("m7g.large", "ap-northeast-2")


def spec(explorer: Explorer, number: int = 0) -> dict[str, Any]:
    (output,) = explorer._charts[number].outputs
    live: dict[str, Any] = output["data"][LIVE]
    return live


def unsold() -> tuple[str, str]:
    """A type and a Region that does not sell it."""
    sold = catalog.on_demand(operating_system="linux")
    regions = catalog.locations().query("kind == 'Region'")["location"]
    for region in regions:
        here = set(sold.loc[sold["location"] == region, "instance_type"])
        for name in ("m8i.large", "m7i.large", "m7g.large"):
            if name not in here:
                return name, region
    pytest.fail("every Region sells these types")


# what is chosen and what is shown


def test_state_and_table_follow_set(chooser: Explorer) -> None:
    chooser.set(
        instance_type="c7g.xlarge",
        location="us-east-1",
        operating_system="rhel",
        offering="compute_sp",
        term_years=3,
        payment="all_upfront",
        utilization=0.63,
    )
    assert chooser.value == {
        "instance_type": "c7g.xlarge",
        "option": "compute_sp_3y_all_upfront",
        "family": "c7g",
        "size": "xlarge",
        "location": "us-east-1",
        "operating_system": "rhel",
        "offering": "compute_sp",
        "term_years": 3,
        "payment": "all_upfront",
        "utilization": 0.63,
        "view": "break_even",
    }
    wanted = purchase.cost_at(purchase.offers("c7g.xlarge", "us-east-1", "rhel"), 0.63)
    shown = chooser.table.set_index("option").loc[wanted["option"]].reset_index()
    pd.testing.assert_frame_equal(shown, wanted)


def test_table_is_cheapest_first(chooser: Explorer) -> None:
    costs = chooser.set(utilization=0.2).table["usd_per_month_at_utilization"].dropna()
    assert costs.is_monotonic_increasing


def test_table_handed_out_is_a_copy(chooser: Explorer) -> None:
    handed = chooser.table
    handed.loc[:, "option"] = "changed"
    assert "on_demand" in set(chooser.table["option"])


def test_a_control_moved_in_the_page_is_followed(chooser: Explorer) -> None:
    before, table = spec(chooser), chooser._below.value
    chooser._controls["location"].value = "us-east-1"
    assert chooser.value["location"] == "us-east-1"
    assert spec(chooser) != before
    assert chooser._below.value != table


def test_choosing_a_family_updates_the_sizes(chooser: Explorer) -> None:
    size = chooser._controls["size"]
    chooser.set(size="2xlarge")
    chooser._controls["family"].value = "t3"
    assert next(value for _, value in size.options) == "nano"
    assert chooser.value["instance_type"] == "t3.2xlarge", "the size is kept where the family has it"
    chooser._controls["family"].value = "p5"
    assert chooser.value["size"] in {value for _, value in size.options}
    assert chooser.value["instance_type"] in set(catalog.instance_types()["instance_type"])


def test_a_change_is_shown_once(chooser: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """`set` moves many controls, and choosing a family moves the size: one chart is sent for either."""
    frames: list[Any] = []
    look = type(chooser)._look
    monkeypatch.setattr(type(chooser), "_look", lambda self, values: frames.append(values) or look(self, values))
    chooser.set(instance_type="t3.nano", location="us-east-1", payment="all_upfront", utilization=0.5)
    assert len(frames) == 1
    chooser._controls["family"].value = "c7g"
    assert len(frames) == 2


def test_no_picture_is_made_on_a_live_change(chooser: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    chooser.set(location="us-east-1", view="cash_flow")
    assert spec(chooser)["$schema"].endswith("v5.20.1.json")


@pytest.mark.parametrize("offering", ["on_demand", "spot"])
def test_term_and_payment_rest_without_a_commitment(offering: str) -> None:
    chooser = explorers.purchase(option=offering)
    assert chooser._controls["term_years"].disabled
    assert chooser._controls["payment"].disabled
    chooser._controls["offering"].value = "ri_convertible"
    assert not chooser._controls["payment"].disabled
    assert chooser.value["option"] == "ri_convertible_1y_no_upfront"


@pytest.mark.parametrize("option", purchase.OPTIONS)
def test_every_option_can_be_chosen_in_both_views(chooser: Explorer, option: str) -> None:
    for view in ("break_even", "cash_flow"):
        assert chooser.set(option=option, view=view).value["option"] == option
        assert chooser._frame is not None, chooser._said.value
        rows = [row for row in spec(chooser)["data"]["values"] if row["selected"]]
        assert rows


def test_first_choice_stays_as_a_ghost(chooser: Explorer) -> None:
    def ghosts() -> set[Any]:
        return {row["ghost"] for row in spec(chooser)["data"]["values"]}

    assert ghosts() == {None}
    chooser.set(location="us-east-1")
    first = purchase.offers("m7g.large", "ap-northeast-2")["effective_usd_per_hour"].dropna()
    assert {float(f"{price:.9g}") for price in first} <= ghosts()
    chooser.set(location="ap-northeast-2")
    assert ghosts() == {None}


# where a choice does not exist


def test_a_type_that_is_not_sold_is_a_notice_and_not_an_end(chooser: Explorer, lang: str) -> None:
    name, region = unsold()
    chooser = explorers.purchase(name, region)
    said = chooser._said.value
    assert name in said
    assert catalog.location_name(region, lang) in said
    near = [code for code in catalog.locations()["location"] if re.search(rf"\b{code}\b", said.replace(region, ""))]
    assert near, "the nearest place that sells it"
    assert "InputError" not in said
    assert chooser.value["location"] == region
    chooser.set(location=near[0])
    assert not chooser.table.empty
    assert all(chart.outputs for chart in chooser._charts)
    chooser._controls["location"].value = region
    assert chooser.table.empty, "the numbers of another place would mislead"
    assert [chart.outputs for chart in chooser._charts] == [(), ()]
    assert chooser._below.value == ""


def test_an_unknown_price_is_said(lang: str) -> None:
    offers = purchase.offers("m7g.large", "ap-northeast-2", "suse")
    missing = offers.loc[offers["effective_usd_per_hour"].isna(), "option"].iloc[-1]
    for view in ("break_even", "cash_flow"):
        chooser = explorers.purchase(operating_system="suse").set(option=missing, view=view)
        assert language.option(missing) in chooser._said.value
        assert "nan" not in chooser._said.value.lower()
        assert "NaN" not in json.dumps([spec(chooser), spec(chooser, 1)])


def test_a_fault_of_ours_is_a_sentence(chooser: Explorer, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purchase, "cost_at", lambda *_: 1 / 0)
    chooser._controls["utilization"].value = 40
    said = re.sub(r"<[^>]*>", "", chooser._said.value)
    assert said == language.text("explorer_failed", reason="ZeroDivisionError: division by zero")
    monkeypatch.undo()
    chooser._controls["utilization"].value = 50
    assert chooser._frame is not None


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ({"location": "ap-northeast-9"}, "ap-northeast-"),
        ({"instance_type": "m7g.lrge"}, "m7g.large"),
        ({"family": "m7gg"}, "m7g"),
        ({"size": "larg"}, "large"),
        ({"operating_system": "windos"}, "windows"),
        ({"option": "ri_standard_1y"}, "ri_standard_1y_no_upfront"),
        ({"payment": "no_upfrnt"}, "no_upfront"),
        ({"term_years": 2}, "1, 3"),
        ({"utilization": 1.2}, "0 to 1"),
        ({"utilization": math.nan}, "0 to 1"),
        ({"utilization": True}, "0 to 1"),
        ({"regoin": "us-east-1"}, "location"),
    ],
)
def test_set_refuses_what_does_not_exist_and_changes_nothing(
    chooser: Explorer, given: dict[str, Any], near: str
) -> None:
    before = chooser.value
    with pytest.raises(errors.InputError, match=re.escape(near) if "regoin" not in given else "setting"):
        chooser.set(view="cash_flow", **given)
    assert chooser.value == before


@pytest.mark.parametrize(
    "make",
    [
        lambda: explorers.purchase("m7g.huge"),
        lambda: explorers.purchase(location="seoul"),
        lambda: explorers.purchase(utilization="all"),  # type: ignore[arg-type]
        lambda: explorers.purchase(option="reserved"),
        lambda: explorers.families(vcpu=-1),
        lambda: explorers.families(gib=math.nan),
        lambda: explorers.families(architecture="sparc"),
        lambda: explorers.sizes("m77"),
        lambda: explorers.generations("zz"),
        lambda: explorers.generations("m", "lrge"),
    ],
)
def test_a_bad_start_is_one_sentence(make: Callable[[], Explorer]) -> None:
    with pytest.raises(errors.InputError) as problem:
        make()
    assert "\n" not in str(problem.value)


# how it looks


@pytest.mark.parametrize("name", MAKE)
def test_every_control_has_a_label_and_a_keyboard(name: str, lang: str) -> None:
    reached = {"Dropdown", "SelectionSlider", "IntSlider", "ToggleButtons"}
    explorer = MAKE[name]()
    for control in explorer._controls.values():
        assert type(control).__name__ in reached
        assert control.description
        korean = any("가" <= letter <= "힣" for letter in control.description)
        assert korean == (lang == "ko") or control.description in ("vCPU", "GPU")


def test_every_location_and_system_can_be_chosen(chooser: Explorer, lang: str) -> None:
    chooser = explorers.purchase()
    places = chooser._controls["location"].options
    assert {code for _, code in places} == set(catalog.locations()["location"])
    kinds = catalog.locations().set_index("location")["kind"]
    order = [kinds[code] for _, code in places]
    assert order == sorted(order, key=["Region", "Local Zone", "Wavelength Zone"].index)
    assert all(code in label for label, code in places)
    systems = {value for _, value in chooser._controls["operating_system"].options}
    assert systems == set(catalog.operating_systems()["operating_system"])


@pytest.mark.parametrize("name", MAKE)
def test_first_frame_is_complete_without_a_kernel(name: str, lang: str) -> None:
    explorer = MAKE[name]()
    data = explorer._repr_mimebundle_()
    html = data["text/html"]
    assert WIDGET in data
    assert data["text/plain"] == repr(explorer) == repr(MAKE[name]())
    assert f'lang="{lang}"' in html
    assert "<table" in html
    pictures = re.findall(r'<img alt="([^"]+)" src="data:image/png;base64,([^"]+)">', html)
    assert len(pictures) == len([chart for chart in explorer._charts if chart.outputs])
    for alt, source in pictures:
        assert base64.b64decode(source).startswith(b"\x89PNG")
        assert len(alt) > 40
    for control in explorer._controls.values():
        assert control.description in html
    assert re.search(r"<strong></strong>", html) is None, "every control's value is written"
    assert html == MAKE[name]()._repr_mimebundle_()["text/html"]
    assert explorer.static().data == html


def test_repr_is_short_and_has_no_address(chooser: Explorer) -> None:
    assert repr(chooser).startswith("<PurchaseExplorer: instance_type='m7g.large', option='ri_standard_1y_no_upfront'")
    assert len(repr(chooser)) < 300
    assert "0x" not in repr(chooser)


@pytest.mark.parametrize("name", MAKE)
def test_charts_fit_and_read_well_after_a_change(name: str, lang: str) -> None:
    explorer = MAKE[name]().set(**CHANGED[name])
    assert explorer._frame is not None, explorer._said.value
    for number in range(2 if explorer._frame.under else 1):
        scene = scenegraph(spec(explorer, number))
        assert scene["width"] <= charts.WIDTH
        check_words(scene)
    said = re.sub(r"<[^>]*>", "", explorer._said.value)
    assert said.endswith(".")
    assert any("가" <= letter <= "힣" for letter in said) == (lang == "ko")


def test_cash_flow_view_fits_too(lang: str) -> None:
    for option in ("compute_sp_3y_all_upfront", "ri_standard_1y_partial_upfront"):
        chooser = explorers.purchase().set(view="cash_flow", option=option, instance_type="m7i.48xlarge")
        assert scenegraph(spec(chooser, 1))["width"] <= charts.WIDTH


def test_a_chart_that_has_not_changed_is_not_drawn_again(chooser: Explorer) -> None:
    drawn: list[int] = []
    for number, chart in enumerate(chooser._charts):
        chart.observe(lambda _, number=number: drawn.append(number), "outputs")
    chooser.set(utilization=0.4)
    assert drawn == [1], "the bars do not depend on the utilization"
    chooser.set(view="cash_flow")
    assert drawn == [1, 1]
    chooser.set(location="us-east-1")
    assert drawn == [1, 1, 0, 1]


# settings for readers without a kernel


def test_settings_table_has_a_row_for_each_setting_and_moves_nothing(chooser: Explorer, lang: str) -> None:
    chooser = explorers.purchase()
    before = chooser.value
    name, region = unsold()
    table = chooser.settings_table(
        [{}, {"location": "us-east-1"}, {"utilization": 0.3}, {"instance_type": name, "location": region}]
    )
    assert len(table) == 4
    assert chooser.value == before
    words = table.astype(str).agg(" ".join, axis=1)
    assert "us-east-1" in words[1]
    assert "30%" in words[2]
    assert "nan" not in " ".join(words).lower()
    assert any("가" <= letter <= "힣" for letter in "".join(table.columns)) == (lang == "ko")


def test_settings_table_refuses_what_does_not_exist(chooser: Explorer) -> None:
    with pytest.raises(errors.InputError, match="did you mean"):
        chooser.settings_table([{"location": "us-est-1"}])


@pytest.mark.parametrize("name", ["families", "sizes", "generations"])
def test_the_other_explorers_have_settings_too(name: str, lang: str) -> None:
    table = MAKE[name]().settings_table([{}, {"location": "us-east-1"}, CHANGED[name]])
    assert len(table) == 3


# the other explorers


def test_families_are_those_of_compare() -> None:
    explorer = explorers.families(vcpu=8, gib=32, architecture="arm64", location="us-east-1")
    wanted = compare.families(8, 32, architectures=("arm64",), location="us-east-1")
    pd.testing.assert_frame_equal(explorer.table, wanted)
    explorer._controls["gpu"].value = 1
    assert (explorer.table["gpu_count"] >= 1).all()


def test_an_amount_between_the_steps_is_kept() -> None:
    explorer = explorers.families(vcpu=6, gib=20)
    assert (explorer.value["vcpu"], explorer.value["gib"]) == (6, 20)
    assert explorer.set(gib=21).value["gib"] == 21


def test_a_need_that_nothing_meets_is_a_notice(lang: str) -> None:
    explorer = explorers.families().set(vcpu=192, gib=2048, gpu=16)
    assert explorer.table.empty
    assert "192 vCPU" in explorer._said.value
    assert not explorer.set(vcpu=2, gib=4, gpu=0).table.empty


def test_sizes_are_those_of_compare() -> None:
    explorer = explorers.sizes("c5", "us-east-1")
    pd.testing.assert_frame_equal(explorer.table, compare.sizes("c5", "us-east-1"))


def test_generations_follow_series_size_and_variants() -> None:
    explorer = explorers.generations("m", "large", "us-east-1")
    plain = len(explorer.table)
    assert len(explorer.set(variants=True).table) > plain
    explorer._controls["series"].value = "p"
    assert explorer.value["size"] in {value for _, value in explorer._controls["size"].options}


def test_option_parts_put_together_again() -> None:
    for option in purchase.OPTIONS:
        offering, term_years, payment = _purchase._parts(option)
        assert _purchase._option({"offering": offering, "term_years": term_years, "payment": payment}) == option
