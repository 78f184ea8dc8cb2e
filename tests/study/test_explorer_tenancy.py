"""Explorers of tenancy, CPU options, credits and successors: what is chosen, what is shown, and what is said."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog, ec2
from kaolib.study import charts, explorers, language
from kaolib.study.explorers._explorer import Explorer
from tests.study.test_explorers import spec

PLACE = "us-east-1"
MAKE: dict[str, Callable[[], Explorer]] = {
    "tenancy": lambda: explorers.tenancy("m5.large", 10, PLACE),
    "cpu_options": lambda: explorers.cpu_options("r7i.8xlarge", PLACE),
    "credits": lambda: explorers.credits("t3.large", PLACE),
    "successors": lambda: explorers.successors("eg1.medium", location=PLACE),
}
#: A few changes that each of them can make.
CHANGED: dict[str, list[dict[str, Any]]] = {
    "tenancy": [
        {"count": 48},
        {"count": 77},
        {"instance_type": "c5.xlarge"},
        {"family": "r5"},
        {"operating_system": "windows", "licence_usd_per_instance_hour": 0.03},
        {"location": "ap-northeast-2", "other_dedicated": True},
    ],
    "cpu_options": [
        {"cores": 8},
        {"threads_per_core": 1},
        {"instance_type": "m7i.2xlarge", "cores": 2},
        {"operating_system": "windows", "location": "ap-northeast-2"},
    ],
    "credits": [
        {"utilization": 0.85},
        {"size": "xlarge"},
        {"family": "t4g"},
        {"other": "m7i.large"},
        {"instance_type": "t3a.2xlarge", "utilization": 0.1},
        {"operating_system": "windows"},
    ],
    "successors": [
        {"accelerator": "eia2.xlarge"},
        {"device_gib": 24},
        {"devices": 4, "purpose": "inference"},
        {"operating_system": "windows", "location": "ap-northeast-2"},
    ],
}
CHANGES = [(name, change) for name, changes in CHANGED.items() for change in changes]


def words(explorer: Explorer) -> str:
    return str(explorer._said.value)


# all of them


@pytest.mark.parametrize("name", MAKE)
def test_the_first_frame_stands_alone(name: str, lang: str) -> None:
    explorer = MAKE[name]()
    html = explorer._static_html()
    assert html.count("<img") == (2 if name == "tenancy" else 1)
    assert "<table" in html
    assert "nan" not in pd.Series(html).str.replace(r"data:image[^\"]*", "", regex=True)[0].split()
    assert language.text("explorer_static") in html


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_change_is_shown_and_can_be_taken_back(name: str, change: dict[str, Any]) -> None:
    explorer = MAKE[name]()
    before, first = explorer.value, spec(explorer)
    explorer.set(**change)
    assert {key: explorer.value[key] for key in change} == change
    assert not explorer.table.empty, words(explorer)
    assert spec(explorer) != first
    assert language.text("ghost_note") in spec(explorer)["title"]["subtitle"] or (
        # the same lines with another utilization, and bars of another offer, leave no trace
        (name == "credits" and list(change) == ["utilization"])
        or (name == "cpu_options" and not {"cores", "threads_per_core"} >= set(change))
    )
    explorer.set(**{control: before[control] for control in explorer._controls})
    assert explorer.value == before
    assert spec(explorer) == first


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_the_controls_say_what_set_says(name: str, change: dict[str, Any]) -> None:
    """Moved one by one in the page, the controls end where `set` ends."""
    by_code, by_hand = MAKE[name]().set(**change), MAKE[name]()
    if "instance_type" in change:
        family, size = change["instance_type"].split(".")
        change = {"family": family, "size": size, **{k: v for k, v in change.items() if k != "instance_type"}}
    for key, value in change.items():
        by_hand._write(key, value)
    assert by_hand.value == by_code.value
    assert words(by_hand) == words(by_code)


@pytest.mark.parametrize("name", MAKE)
def test_no_picture_is_made_on_a_live_change(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = MAKE[name]()
    monkeypatch.setattr(charts._theme, "png", lambda *_: pytest.fail("a picture was made"))
    explorer.set(**CHANGED[name][0])


@pytest.mark.parametrize("name", MAKE)
def test_settings_are_precomputed_in_both_languages(name: str, lang: str) -> None:
    explorer = MAKE[name]()
    shown = explorer.settings_table([{}, *CHANGED[name]])
    assert len(shown) == 1 + len(CHANGED[name])
    assert not any(str(heading).islower() and "_" in str(heading) for heading in shown.columns), shown.columns
    assert explorer.value == MAKE[name]().value


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("tenancy", {"location": "us-west-2-lax-1", "instance_type": "m7g.large"}, "m7g.large is not sold in"),
        ("cpu_options", {"instance_type": "m5.metal"}, "m5.metal is bare metal"),
        ("cpu_options", {"instance_type": "m1.small", "operating_system": "windows"}, "m1.small has no CPU options"),
        ("cpu_options", {"instance_type": "m7g.large"}, "m7g.large is not sold in"),
        ("credits", {"family": "t4g", "operating_system": "windows"}, "t4g.large is not sold in"),
        ("credits", {"operating_system": "rhel_ha"}, "what surplus credits of t3.large cost with RHEL with High"),
        ("successors", {"devices": 8, "device_gib": 141, "purpose": "graphics"}, "no type sold in us-east-1"),
    ],
)
def test_what_does_not_go_together_is_said_and_can_be_left(name: str, change: dict[str, Any], sentence: str) -> None:
    explorer = MAKE[name]()
    before = explorer.value
    explorer.set(**change)
    assert sentence in words(explorer)
    assert explorer.table.empty
    assert "–" in explorer.settings_table([change]).iloc[0].tolist()
    assert not explorer.set(**{control: before[control] for control in explorer._controls}).table.empty


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("tenancy", {"count": 0}, "count 0 cannot be used"),
        ("tenancy", {"licence_usd_per_instance_hour": -1}, "licence_usd_per_instance_hour -1 cannot be used"),
        ("tenancy", {"other_dedicated": "no"}, "unknown Region fee 'no'"),
        ("tenancy", {"instance_type": "m5.larg"}, "unknown instance type 'm5.larg'"),
        ("tenancy", {"cuont": 3}, "unknown setting 'cuont': did you mean 'count'"),
        ("cpu_options", {"cores": 7, "instance_type": "m7i.2xlarge"}, "unknown Cores 7"),
        ("cpu_options", {"threads_per_core": 3}, "unknown Threads/core 3"),
        ("cpu_options", {"location": "seoul"}, "unknown Region 'seoul'"),
        ("credits", {"instance_type": "m5.large"}, "unknown burstable type 'm5.large'"),
        ("credits", {"other": "m5.xlarge"}, "unknown type to compare with 'm5.xlarge': did you mean 'm5"),
        ("credits", {"utilization": 85}, "utilization 85 cannot be used"),
        ("successors", {"accelerator": "eg1.medum"}, "unknown Retired 'eg1.medum': did you mean 'eg1.medium'"),
        ("successors", {"device_gib": 0}, "device_gib 0 cannot be used"),
        ("successors", {"purpose": "video"}, "unknown Purpose 'video'"),
    ],
)
def test_a_bad_value_is_one_sentence_and_changes_nothing(name: str, change: dict[str, Any], sentence: str) -> None:
    explorer = MAKE[name]()
    before = explorer.value
    with pytest.raises(InputError) as error:
        explorer.set(**change)
    assert str(error.value).startswith(sentence)
    assert explorer.value == before


# tenancy


def test_tenancies_are_those_of_compare() -> None:
    explorer = explorers.tenancy("m5.large", 48, PLACE, "windows", 0.05, True)
    expected = compare.tenancies(
        "m5.large", 48, PLACE, "windows", other_dedicated=True, licence_usd_per_instance_hour=0.05
    )
    pd.testing.assert_frame_equal(explorer.table, expected)
    assert (explorer.table["licence_usd_per_month"] > 0).any()


def test_the_chart_below_is_drawn_from_every_count() -> None:
    explorer = explorers.tenancy("m5.large", 10, PLACE, "windows", 0.02)
    table = compare.tenancies_by_count("m5.large", PLACE, "windows", licence_usd_per_instance_hour=0.02)
    expected = charts.spec(
        charts.tenancy_by_count,
        table,
        count=10,
        name=f"m5.large · {language.location(PLACE, with_code=False)} · Windows",
    )
    assert {**spec(explorer, 1), "$schema": ""} == {**expected, "$schema": ""}


@pytest.mark.parametrize("count", [1, 200])
def test_the_counts_reach_past_two_hosts_and_past_the_choice(count: int) -> None:
    explorer = explorers.tenancy("m5.large", count, PLACE)
    layers = spec(explorer, 1)["layer"]
    most = layers[0]["encoding"]["x"]["scale"]["domain"][1]
    assert most >= max(96, 1.5 * count)


def test_the_answer_names_the_cheapest_hardware_of_ones_own() -> None:
    explorer = explorers.tenancy("m5.large", 10, PLACE)
    own = explorer.table.set_index("tenancy")["usd_per_month"].drop("shared")
    best = str(own.idxmin())
    assert language.text(f"tenancy_{best}") in words(explorer)
    assert language.usd_per_month(own[best]) in words(explorer)


def test_a_family_without_dedicated_prices_says_so(lang: str) -> None:
    hosts = set(catalog.dedicated_hosts(PLACE)["family"])
    premium = set(catalog.table("dedicated_instance_premium")["family"])
    types = catalog.instance_types()
    sold = set(catalog.on_demand(location=PLACE, operating_system="linux")["instance_type"])
    metal = set(types.loc[types["bare_metal"], "family"])
    lacking = types[~types["family"].isin(hosts | premium | metal) & types["instance_type"].isin(sold)]
    explorer = explorers.tenancy(str(lacking["instance_type"].iloc[0]), 1, PLACE)
    shared = language.usd_per_month(float(explorer.table["usd_per_month"].iloc[0]))
    assert language.text("tenancy_said_none", shared=shared) in words(explorer)


def test_ids_of_the_table_are_words(lang: str) -> None:
    explorer = MAKE["tenancy"]()
    assert language.text("tenancy_dedicated_host") in explorer._below.value
    assert "dedicated_host" not in explorer._below.value


# CPU options


def test_cpu_options_cost_what_ec2_says() -> None:
    explorer = explorers.cpu_options("r7i.8xlarge", PLACE, cores=8)
    parts = ec2.optimize_cpus("r7i.8xlarge", PLACE, "windows_sql_enterprise", 8, 2)
    pd.testing.assert_frame_equal(explorer.table, parts)
    assert explorer.value["vcpu"] == 16
    assert explorer.value["usd_per_month"] == pytest.approx(parts["usd"].sum())
    assert language.percent(explorer.value["saving"]) in words(explorer)


def test_cores_and_threads_follow_the_type() -> None:
    explorer = explorers.cpu_options("r7i.8xlarge", PLACE, cores=4)
    explorer._controls["size"].value = "4xlarge"
    assert explorer.value["cores"] == 4, "kept where the type has it"
    explorer._controls["size"].value = "large"
    assert explorer.value["cores"] == 1, "else the type's own"
    valid = ec2.cpu_options("r7i.large")
    assert sorted({value for _, value in explorer._controls["cores"].options}) == sorted(set(valid["cores"]))


def test_the_largest_type_of_all_has_an_axis() -> None:
    explorer = explorers.cpu_options("r7i.8xlarge", PLACE).set(instance_type=_largest(), operating_system="windows")
    assert "could not be computed" not in words(explorer)
    assert not explorer.table.empty


def _largest() -> str:
    types = catalog.instance_types().sort_values("vcpu")
    sold = set(catalog.on_demand(location=PLACE, operating_system="windows")["instance_type"])
    return str(types[(types["valid_cores"] != "") & types["instance_type"].isin(sold)]["instance_type"].iloc[-1])


def test_what_is_not_known_is_nan_in_the_value() -> None:
    explorer = explorers.cpu_options("m5.metal", PLACE, "windows")
    assert math.isnan(explorer.value["usd_per_month"])
    assert math.isnan(explorer.value["saving"])


@pytest.mark.parametrize(
    ("instance_type", "system", "cores", "reason"),
    [
        ("r7i.8xlarge", "rhel", 8, "no_vcpu_fee"),
        ("r7i.8xlarge", "windows", 1, "under_4_vcpu"),
        ("t3.2xlarge", "windows", 2, "t3"),
        ("m7i-flex.2xlarge", "windows", 2, "not_confirmed"),
    ],
)
def test_why_a_choice_saves_nothing_is_said(instance_type: str, system: str, cores: int, reason: str) -> None:
    explorer = explorers.cpu_options(instance_type, PLACE, system, cores)
    assert set(explorer.table["reason"]) == {reason}
    assert language.text(f"license_reason_{reason}") in words(explorer)
    assert not explorer.value["saving"] > 0


def test_the_first_vcpus_stay_as_a_ghost_for_the_same_offer() -> None:
    explorer = MAKE["cpu_options"]()
    note = language.text("ghost_note")
    assert note in explorer.set(cores=8)._frame.spec["title"]["subtitle"]  # type: ignore[union-attr]
    assert note not in explorer.set(operating_system="windows")._frame.spec["title"]["subtitle"]  # type: ignore[union-attr]


# credits


def test_credits_cost_what_ec2_says() -> None:
    explorer = explorers.credits("t3.large", PLACE, utilization=0.5)
    usd = catalog.price("t3.large", PLACE) + ec2.surplus_usd_per_hour("t3.large", 0.5, PLACE)
    assert language.usd_per_month(usd * 730) in words(explorer)
    row = explorer.table[explorer.table["utilization"] == 0.5].iloc[0]
    assert row["burstable_usd"] == pytest.approx(usd * 730)
    assert row["other_usd"] == pytest.approx(catalog.price("m5.large", PLACE) * 730)
    point = language.percent(ec2.burst_break_even("t3.large", "m5.large", PLACE))
    assert point in words(explorer)
    assert point in spec(explorer)["description"], "the crossing that is drawn is the one that is said"


def test_no_crossing_is_said() -> None:
    explorer = explorers.credits("t3.nano", "ap-northeast-2")
    assert language.text("crossover_none", cheapest="t3.nano") in words(explorer)


def test_the_partner_follows_the_burstable_type() -> None:
    explorer = explorers.credits("t3.large", PLACE)
    assert explorer.value["other"] == "m5.large"
    assert explorer.set(size="xlarge").value["other"] == "m5.xlarge"
    assert explorer.set(family="t4g").value["other"] == "m6g.xlarge"
    explorer.set(instance_type="t3.large", other="m7i.large")
    assert explorer.set(size="2xlarge").value["other"] == "m7i.2xlarge", "a partner that was chosen keeps its family"


def test_a_partner_that_is_not_sold_in_another_place_gives_way() -> None:
    sold = catalog.on_demand(operating_system="linux")
    places = {
        name: set(sold.loc[sold["instance_type"] == name, "location"]) for name in ("t3.large", "m5.large", "m6i.large")
    }
    (place, *_) = sorted((places["t3.large"] & places["m6i.large"]) - places["m5.large"])
    explorer = explorers.credits("t3.large", PLACE)
    assert not explorer.set(location=place).table.empty
    assert explorer.value["other"] != "m5.large"
    nowhere = sorted(
        set(catalog.locations()["location"]) - set(sold.loc[sold["instance_type"].str.startswith("t"), "location"])
    )
    for other in nowhere[:1]:
        assert explorers.credits("t3.large", other).table.empty, "said, not raised"


# successors


def test_successors_are_those_of_compare() -> None:
    explorer = explorers.successors("eia2.large", location=PLACE)
    pd.testing.assert_frame_equal(explorer.table, compare.successors("eia2.large", location=PLACE))


def test_an_accelerator_brings_its_memory_and_a_need_of_ones_own_drops_it() -> None:
    explorer = explorers.successors("eg1.medium", location=PLACE)
    assert explorer.value["purpose"] == "graphics"
    explorer._controls["accelerator"].value = "eia2.xlarge"
    assert (explorer.value["device_gib"], explorer.value["purpose"]) == (8, "inference")
    explorer._controls["device_gib"].value = 16
    assert explorer.value["accelerator"] == ""
    assert explorer.set(accelerator="eg1.2xlarge").value["purpose"] == "graphics"
    own = explorers.successors(gib=20, location=PLACE)
    assert (own.value["accelerator"], own.value["device_gib"]) == ("", 20)
    assert (own.table["gib_per_device"] >= 20).all()


def test_memory_that_has_to_be_looked_up_is_said() -> None:
    for accelerator in ("eia1.medium", "eia2.large", "eia2.xlarge"):
        explorer = explorers.successors(accelerator, location=PLACE)
        best = explorer.table.iloc[0]
        note = language.text("successors_said_check", type=best["instance_type"])
        assert (note in words(explorer)) == bool(best["to_check"])


@pytest.mark.parametrize(("accelerator", "gib"), [("eg1.medium", 4.0), ("eg1.medum", None)])
def test_a_need_is_an_accelerator_or_an_amount(accelerator: str, gib: float | None) -> None:
    with pytest.raises(InputError):
        explorers.successors(accelerator, gib)
