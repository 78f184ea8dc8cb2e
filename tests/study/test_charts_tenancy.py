"""Charts of tenancies, CPU options, credits and successors: drawn, readable in both languages, and honest."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kaolib.study import charts, language
from kaolib.study.charts import _tenancy, _theme
from tests.study.scenes import check_words, scenegraph, texts
from tests.study.test_charts import bars_of, lab

TENANCIES = tuple(_tenancy.TENANCIES)


def tenancies(unknown: str = "", times: float = 1.0) -> pd.DataFrame:
    """Made-up costs with the columns of `compare.tenancies`: no price of the snapshot."""
    usd = [v * times for v in (1009.6, 2540.1, 5512.3, 3301.2, 2201.5, 7301.5)]
    table = pd.DataFrame({"tenancy": TENANCIES, "usd_per_month": usd})
    table["bought"] = ["m9x.large", "m9x.large", "m9x", "m9x", "m9x", "m9x.metal-24xl"]
    table["units"] = [10.0, 10.0, 1.0, 1.0, 1.0, 2.0]
    table["status"] = ["listed", "derived", "listed", "listed", "listed", "derived"]
    table["reason"] = ""
    table["licence"] = ["included", "included", "yours", "yours", "yours", "yours"]
    gone = table["tenancy"] == unknown
    table.loc[gone, ["usd_per_month", "units"]] = math.nan
    table.loc[gone, ["status", "reason"]] = ["unknown", "no_reservation_price"]
    return table


def by_count(most: int = 100, holds: int = 40, licence: float = 0.0) -> pd.DataFrame:
    """Shared 10 each, dedicated 11 each and 150 once, hosts 500 for forty."""
    counts = np.arange(1, most + 1)
    hosts = np.ceil(counts / holds)
    costs = {
        "shared": 10.0 * counts,
        "dedicated_instance": 11.0 * counts + 150,
        "dedicated_host": 500 * hosts + licence * counts,
        "host_reservation_3y": 250 * hosts + licence * counts,
        "bare_metal": np.full(most, math.nan),
    }
    parts = [pd.DataFrame({"tenancy": name, "count": counts, "usd_per_month": usd}) for name, usd in costs.items()]
    return pd.concat(parts, ignore_index=True)


def hosts() -> pd.DataFrame:
    rows: list[tuple[str, int, float, str]] = [
        ("m5.large", 48, 34, ""),
        ("m5.xlarge", 24, 17, ""),
        ("c5.large", 36, 18, ""),
        ("r5.large", 48, 48, ""),
        ("i3.large", 32, math.nan, "never"),
        ("g4dn.xlarge", 8, math.nan, "no_premium"),
    ]
    table = pd.DataFrame(rows, columns=["instance_type", "instances_per_host", "instances_to_pay", "reason"])
    table["family"] = table["instance_type"].str.split(".").str[0]
    return table.assign(share_of_host=table["instances_to_pay"] / table["instances_per_host"])


def license_steps(vcpus: tuple[int, ...] = (1, 2, 3, 4, 6, 8), not_confirmed: bool = False) -> pd.DataFrame:
    """Instance 300, licence 100 for each active vCPU; below four the default."""
    table = pd.DataFrame({"vcpu": vcpus})
    table["default"] = table["vcpu"] == max(vcpus)
    table["reason"] = ["default" if v == max(vcpus) else "under_4_vcpu" if v < 4 else "reduced" for v in vcpus]
    table["usd"] = [
        300 + 100.0 * (v if r == "reduced" else max(vcpus)) for v, r in zip(vcpus, table["reason"], strict=True)
    ]
    if not_confirmed:
        table.loc[table["reason"] == "reduced", ["usd", "reason"]] = [math.nan, "not_confirmed"]
    return table


def trace(start: float = 50.0, mode: str = "unlimited") -> pd.DataFrame:
    """A type with 2 vCPUs that earns 30 credits an hour and can save 100: idle, then full, then idle."""
    rows, net = [], start
    for hour, use in enumerate([0.0] * 2 + [1.0] * 4 + [0.0] * 3, start=1):
        spent = use * 120
        reached = net + 30 - spent
        lost = 0.0
        if mode == "standard" and reached < 0:
            lost, spent, reached = -reached, spent + reached, 0.0
        net = max(-100.0, min(100.0, reached))
        rows.append(
            (
                hour,
                1.0,
                use,
                30.0,
                spent,
                max(reached - 100, 0.0),
                max(net, 0.0),
                max(-net, 0.0),
                max(-reached - 100, 0.0),
                lost / 60,
            )
        )
    names = "hour hours utilization earned spent discarded balance surplus charged unserved_vcpu_hours"
    return pd.DataFrame(rows, columns=names.split())


def burst(times: float = 1.0) -> pd.DataFrame:
    uses = [0.0, 0.3, 1.0]
    costs = {"t9.large": [60.0, 60.0, 130.0], "m9.large": [90.0] * 3}
    parts = [
        pd.DataFrame({"utilization": uses, "option": name, "usd_per_month": [times * v for v in usd]})
        for name, usd in costs.items()
    ]
    return pd.concat(parts, ignore_index=True)


def replacing(count: int = 14) -> pd.DataFrame:
    table = pd.DataFrame({"instance_type": [f"g{i}x.xlarge" for i in range(count)]})
    table["usd_per_month"] = [181.32 * 1.2**i for i in range(count)]
    table["ratio_to_first"] = table["usd_per_month"] / table["usd_per_month"].iloc[0]
    table["gpu_name"] = ["NVIDIA L4", "", "", "NVIDIA A10G"] + ["NVIDIA T4"] * (count - 4)
    table["accelerator"] = ["", "2 x Inferentia", "", ""] + [""] * (count - 4)
    table["gpu_count"] = [0.125, 0.0, 1.0, 1.0] + [2.0] * (count - 4)
    table["gib_per_device"] = [2.794, math.nan, 8.0, 22.35] + [16.0] * (count - 4)
    return table.assign(to_check=table["gib_per_device"].isna())


def licensed() -> pd.DataFrame:
    own = np.array([0.0, 0.0, 400.0, 400.0, 400.0, 400.0])
    return tenancies().assign(licence_usd_per_month=own, usd_per_month=lambda t: t["usd_per_month"] + own)


DRAWN: dict[str, Callable[[], charts.Chart]] = {
    "tenancy_bars": lambda: charts.tenancy_bars(
        tenancies("host_reservation_3y"), ghost=tenancies(times=1.3), name="10 × m9x.large"
    ),
    "tenancy_bars_licence": lambda: charts.tenancy_bars(licensed()),
    "tenancy_bars_large": lambda: charts.tenancy_bars(tenancies(times=900)),
    "tenancy_by_count": lambda: charts.tenancy_by_count(by_count(), count=10, name="m9x.large"),
    "tenancy_by_count_licence": lambda: charts.tenancy_by_count(by_count(licence=2.0), count=90),
    "tenancy_by_count_many": lambda: charts.tenancy_by_count(by_count(400, holds=2)),
    "host_crossover": lambda: charts.host_crossover(hosts(), mark="m5", name="m9x"),
    "license_steps": lambda: charts.license_steps(license_steps(), bare_usd=300.0, chosen=4, ghost=6, name="m9x"),
    "license_steps_near": lambda: charts.license_steps(license_steps(), bare_usd=300.0, chosen=6),
    "license_steps_wide": lambda: charts.license_steps(
        license_steps(tuple(range(4, 193, 2))), bare_usd=300.0, chosen=96
    ),
    "license_steps_not_confirmed": lambda: charts.license_steps(
        license_steps(not_confirmed=True), bare_usd=300.0, chosen=4
    ),
    "license_steps_bare_unknown": lambda: charts.license_steps(license_steps(), bare_usd=math.nan, chosen=4),
    "burst_crossover": lambda: charts.burst_crossover(
        burst(), baseline=0.3, utilization=0.5, ghost=burst(1.4), names={"t9.large": "T"}, name="m9x"
    ),
    "burst_crossover_late": lambda: charts.burst_crossover(burst(), baseline=0.9, utilization=1.0),
    "credits_trace": lambda: charts.credits_trace(trace(), baseline=0.25, most=100, name="t9.large"),
    "credits_trace_saved": lambda: charts.credits_trace(trace().iloc[:2], baseline=0.25, most=100),
    "credits_trace_owed": lambda: charts.credits_trace(trace(0.0).iloc[4:], baseline=0.25, most=100),
    "credits_trace_standard": lambda: charts.credits_trace(
        trace(mode="standard"), baseline=0.25, most=100, mode="standard"
    ),
    "successors": lambda: charts.successors(replacing(), ghost=replacing().iloc[3:], name="1 × eg1.medium"),
    "successors_one": lambda: charts.successors(replacing(5).iloc[:1]),
}
EMPTY: dict[str, Callable[[], charts.Chart]] = {
    "tenancy_bars": lambda: charts.tenancy_bars(tenancies().assign(usd_per_month=math.nan)),
    "tenancy_by_count": lambda: charts.tenancy_by_count(by_count().assign(usd_per_month=math.nan)),
    "host_crossover": lambda: charts.host_crossover(hosts().iloc[:0]),
    "host_crossover_never": lambda: charts.host_crossover(hosts().iloc[4:5]),
    "host_crossover_not_known": lambda: charts.host_crossover(hosts().iloc[5:]),
    "license_steps": lambda: charts.license_steps(license_steps().assign(usd=math.nan), bare_usd=1.0),
    "burst_crossover": lambda: charts.burst_crossover(burst(math.nan), baseline=0.3),
    "credits_trace": lambda: charts.credits_trace(trace().iloc[:0], baseline=0.3, most=100),
    "successors": lambda: charts.successors(replacing().iloc[:0]),
}
ALL = {**DRAWN, **{f"empty_{name}": make for name, make in EMPTY.items()}}
pytestmark = pytest.mark.usefixtures("drawn_anew")


def rows_of(spec: Any) -> Iterator[dict[str, Any]]:
    """Every row of data in a spec."""
    if isinstance(spec, dict):
        yield from spec.get("data", {}).get("values", []) if isinstance(spec.get("data"), dict) else []
        for key, value in spec.items():
            if key != "data":
                yield from rows_of(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from rows_of(value)


def said(name: str) -> str:
    description: str = DRAWN[name]().to_dict()["description"]
    return description


@pytest.mark.parametrize("name", ALL)
def test_spec_is_valid_and_the_same_twice(name: str, lang: str) -> None:
    spec = ALL[name]().to_dict()
    text = json.dumps(spec)
    assert text == json.dumps(ALL[name]().to_dict())
    assert spec["description"].strip()
    assert "NaN" not in text
    assert len(list(rows_of(spec))) <= 2000


@pytest.mark.parametrize("name", DRAWN)
def test_no_label_is_cut_or_overlapped(name: str, lang: str) -> None:
    spec = DRAWN[name]().to_dict()
    scene = scenegraph(spec)
    assert scene["width"] <= charts.WIDTH
    drawn = check_words(scene)
    words = " ".join(word["text"] for word in drawn)
    assert any("가" <= letter <= "힣" for letter in words) == (lang == "ko")
    assert "$" not in words


def test_picture_is_drawn() -> None:
    picture = charts.png(DRAWN["license_steps"]().to_dict())
    width, height = struct.unpack(">II", picture[16:24])
    assert width <= charts.WIDTH
    assert height > 60


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_a_sentence(name: str, lang: str) -> None:
    spec = EMPTY[name]().to_dict()
    (row,) = spec["data"]["values"]
    assert row["sentence"].endswith(".")


@pytest.mark.parametrize("name", ["tenancy_bars", "tenancy_bars_licence", "tenancy_bars_large", "successors"])
def test_bars_start_at_zero(name: str) -> None:
    bars = list(bars_of(DRAWN[name]().to_dict()))
    assert bars
    assert all(bar["encoding"]["x"]["scale"]["domain"][0] == 0 for bar in bars)


@pytest.mark.parametrize("name", [name for name in DRAWN if name != "host_crossover"])
def test_axis_labels_say_their_values(name: str) -> None:
    """Vega's own precision writes 250 as 300 where its own ticks would be hundreds."""

    def axes(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            if isinstance(part.get("axis"), dict) and "values" in part["axis"]:
                yield part["axis"]
            for value in part.values():
                yield from axes(value)
        elif isinstance(part, list):
            for value in part:
                yield from axes(value)

    spec = DRAWN[name]().to_dict()
    words = {word["text"].replace("−", "-") for word in texts(scenegraph(spec))}
    for axis in axes(spec):
        if "%" not in axis.get("format", ""):
            assert {f"{value:,.10g}" for value in axis["values"]} <= words


@pytest.mark.parametrize("eye", ["all", "protan", "deutan", "tritan"])
def test_tenancies_stay_apart_for_every_eye(eye: str) -> None:
    colours = {**_tenancy.TENANCIES, "waste": _theme.WASTE}
    for (one, a), (other, b) in combinations(colours.items(), 2):
        assert np.linalg.norm(lab(a, eye) - lab(b, eye)) > 12, (one, other)


# tenancies


def test_a_tenancy_without_a_price_says_why_and_has_no_bar(lang: str) -> None:
    rows = DRAWN["tenancy_bars"]().to_dict()["data"]["values"]
    (row,) = [row for row in rows if row["usd"] is None]
    assert row["cost"] == language.text("price_not_known")
    assert row["bought"] == language.text("tenancy_reason_no_reservation_price")
    assert [row["cost"].endswith("*") for row in rows] == [row["derived"] and row["usd"] is not None for row in rows]


def test_the_cheapest_tenancy_is_framed_and_named() -> None:
    rows = DRAWN["tenancy_bars"]().to_dict()["data"]["values"]
    assert [row["tenancy"] for row in rows if row["cheapest"]] == ["shared"]
    assert "Shared tenancy is the cheapest" in said("tenancy_bars")


def test_the_own_licence_is_the_end_of_the_bar() -> None:
    rows = DRAWN["tenancy_bars_licence"]().to_dict()["data"]["values"]
    assert [round(row["usd"] - row["bare"], 6) for row in rows] == [0, 0, 400, 400, 400, 400]
    assert "own licence" in json.dumps(DRAWN["tenancy_bars_licence"]().to_dict()["title"])
    assert "own licence" not in json.dumps(DRAWN["tenancy_bars"]().to_dict()["title"])


def test_what_is_bought_whole_is_counted_and_named() -> None:
    rows = DRAWN["tenancy_bars"]().to_dict()["data"]["values"]
    bought = {row["tenancy"]: row["bought"] for row in rows}
    assert bought["shared"].startswith("10 × m9x.large · licence included")
    assert bought["dedicated_host"].startswith("1 m9x host · licence is yours")
    assert bought["bare_metal"].startswith("2 × m9x.metal-24xl")
    table = tenancies()
    table.loc[2, "units"] = 3.0
    plural = charts.tenancy_bars(table).to_dict()["data"]["values"][2]["bought"]
    assert plural.startswith("3 m9x hosts")


def test_counts_from_which_a_host_pays() -> None:
    """500 <= 11 n + 150 from 32; 250 <= 11 n + 150 from 10 (9.09); 250 <= 10 n from 25; 500 never (40 in 400)."""
    spec = DRAWN["tenancy_by_count"]().to_dict()
    assert "no more than Dedicated Instance: 10 (Reserved host, 3 years), 32 (Dedicated Host)." in spec["description"]
    assert "no more than Shared tenancy: 25 (Reserved host, 3 years)." in spec["description"]
    marks = {row["count"]: row["usd"] for row in rows_of(spec) if "zero" in row}
    assert marks == {10: 250, 32: 500}


def test_two_that_pay_from_the_same_count_share_a_figure() -> None:
    table = by_count()
    same = table[table["tenancy"] == "dedicated_host"].assign(tenancy="bare_metal")
    table = pd.concat([table[table["tenancy"] != "bare_metal"], same])
    spec = charts.tenancy_by_count(table).to_dict()
    assert [row["label"] for row in rows_of(spec) if "place" in row] == ["10", "32"] * 2, "with a rim, then without"


def test_a_host_that_never_pays_is_said() -> None:
    table = by_count()
    table = table[table["tenancy"].isin(["shared", "dedicated_host"])]
    spec = charts.tenancy_by_count(table, against=("shared",)).to_dict()
    assert language.text("tenancy_never_pays", other="Shared tenancy", most="100") in spec["description"]


@pytest.mark.parametrize("licence", [0.0, 2.0])
def test_a_staircase_goes_straight_up(licence: float) -> None:
    """After each fortieth instance the next host is added at once, and the treads have the licence's slope."""
    spec = charts.tenancy_by_count(by_count(licence=licence)).to_dict()
    lines = [row for row in rows_of(spec) if row.get("tenancy") == "dedicated_host" and "name" in row]
    corners = [(row["count"], row["usd"]) for row in lines]
    expected = [(1, 500), (40, 500), (40, 1000), (80, 1000), (80, 1500), (100, 1500)]
    assert corners == [(at, usd + licence * at) for at, usd in expected]
    straight = [(row["count"], row["usd"]) for row in rows_of(spec) if row.get("tenancy") == "shared" and "name" in row]
    assert straight == [(1, 10), (100, 1000)]


@pytest.mark.parametrize(("holds", "most_rows"), [(1, 2), (2, 400)])
def test_steps_too_close_to_see_add_no_corners(holds: int, most_rows: int) -> None:
    spec = charts.tenancy_by_count(by_count(400, holds=holds)).to_dict()
    lines = [row for row in rows_of(spec) if row.get("tenancy") == "dedicated_host" and "name" in row]
    assert len(lines) <= most_rows
    assert (lines[-1]["count"], lines[-1]["usd"]) == (400, 500 * 400 / holds)


def test_the_count_now_is_drawn_where_the_chart_reaches() -> None:
    assert any(row.get("label") == "now 10" for row in rows_of(DRAWN["tenancy_by_count"]().to_dict()))
    far = charts.tenancy_by_count(by_count(), count=500).to_dict()
    assert not any(str(row.get("label")).startswith("now") for row in rows_of(far))


def test_hosts_by_family_keep_never_apart_from_not_known() -> None:
    spec = DRAWN["host_crossover"]().to_dict()
    rows = spec["data"]["values"]
    assert [(row["family"], row["share"]) for row in rows] == [
        ("m5", pytest.approx(34 / 48)),
        ("c5", 0.5),
        ("r5", 1.0),
    ]
    assert rows[0]["label"] == "34 of 48 · large"
    assert [row["marked"] for row in rows] == [True, False, False]
    assert "i3" in spec["description"]
    assert "g4dn" not in spec["description"]
    assert language.text("hosts_not_known", count=1) in spec["description"]
    alike = charts.host_crossover(hosts().iloc[:2]).to_dict()["description"]
    assert "In 1 families a host can pay, when 70.8% full." in alike


# CPU options


def test_no_bar_goes_below_the_price_without_licence() -> None:
    spec = DRAWN["license_steps"]().to_dict()
    parts = [row for row in rows_of(spec) if "part" in row]
    assert {(row["from"], row["to"]) for row in parts if row["part"] == "instance"} == {(0, 300)}
    licence = {row["vcpu"]: row["usd"] for row in parts if row["part"] == "license"}
    assert licence == {1: 800, 2: 800, 3: 800, 4: 400, 6: 600, 8: 800}


def test_the_saving_stands_at_the_chosen_vcpus() -> None:
    spec = DRAWN["license_steps"]().to_dict()
    assert any(row.get("label") == "−36.4%" and row["vcpu"] == 4 for row in rows_of(spec))
    assert "With 4 active it is USD 700.00, 36.4% less." in spec["description"]
    same = charts.license_steps(license_steps(), bare_usd=300.0, chosen=2).to_dict()
    assert "With 2 active it is USD 1,100, too." in same["description"]
    assert not any(str(row.get("label")).startswith("−") for row in rows_of(same))
    default = charts.license_steps(license_steps(), bare_usd=300.0, chosen=8).to_dict()
    assert "active it is" not in default["description"]


def test_a_configuration_that_is_not_confirmed_has_a_question_mark() -> None:
    spec = DRAWN["license_steps_not_confirmed"]().to_dict()
    assert [row["vcpu"] for row in rows_of(spec) if row.get("label") == "?"] == [4, 6]
    assert language.text("license_reason_not_confirmed") in spec["description"]


def test_the_ghost_of_other_vcpus_is_said() -> None:
    note = language.text("ghost_note")
    assert note in DRAWN["license_steps"]().to_dict()["title"]["subtitle"]
    alike = charts.license_steps(license_steps(), bare_usd=300.0, chosen=4, ghost=4).to_dict()
    assert note not in alike["title"]["subtitle"]


# credits


def test_baseline_and_utilization_are_drawn_beside_the_crossing() -> None:
    labels = [row.get("label") for row in rows_of(DRAWN["burst_crossover"]().to_dict())]
    assert {"baseline 30%", "now 50%"} <= set(labels)
    assert "60%" in labels, "60 + 70 x (0.6 - 0.3) / 0.7 = 90"


def test_credits_pass_zero_between_hours_and_are_charged_beyond_the_limit() -> None:
    """50 + 60 saved, 100 kept; then 90 an hour are lost: 10, then -80, then the limit of -100 and 70 + 90 charged."""
    spec = DRAWN["credits_trace"]().to_dict()
    assert "160 credits, or 2.67 vCPU-hours, are charged." in spec["description"]
    line = next(part for part in spec["vconcat"][1]["layer"] if part["mark"]["type"] == "line")
    path = [(row["hour"], row["credit"]) for row in line["data"]["values"]]
    assert path[:4] == [(0, 50), (1, 80), (2, 100), (3, 10)]
    assert path[4] == (pytest.approx(3 + 10 / 90), 0)
    assert path[5:8] == [(4, -80), (5, -100), (6, -100)]
    paid = [row["hour"] for row in rows_of(spec["vconcat"][1]) if "from" in row]
    assert paid == [4, 5]


def test_standard_mode_shows_the_work_that_was_not_served() -> None:
    spec = DRAWN["credits_trace_standard"]().to_dict()
    lost = [(row["hour"], row["from"]) for row in rows_of(spec["vconcat"][0]) if row.get("kind") == "lost"]
    assert [hour for hour, _ in lost] == [3, 4, 5]
    assert lost[0][1] == pytest.approx(40 / 120)
    assert lost[1][1] == pytest.approx(0.25), "the baseline"
    idle = charts.credits_trace(trace(mode="standard").iloc[:2], baseline=0.25, most=100, mode="standard").to_dict()
    assert language.text("credits_all_served") in idle["description"]


# successors


def test_successors_name_their_devices_and_what_has_to_be_looked_up(lang: str) -> None:
    spec = DRAWN["successors"]().to_dict()
    rows = spec["data"]["values"]
    assert len(rows) == 10
    assert [row["device"] for row in rows[:4]] == [
        "0.125 × NVIDIA L4 · 2.79 GiB",
        f"2 × Inferentia · {language.text('memory_to_check')}",
        "1 × GPU · 8 GiB",
        "1 × NVIDIA A10G · 22.4 GiB",
    ]
    assert [row["to_check"] for row in rows[:3]] == [False, True, False]
    assert language.text("successors_left", count=4) in " ".join(spec["title"]["subtitle"])
