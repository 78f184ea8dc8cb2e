"""Every chart: valid, drawn, readable in both languages, and honest about what is not known."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kaolib.architecture import crossover
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import charts, language
from kaolib.study.charts import _parts, _theme
from tests.study.scenes import check_words, scenegraph, texts

OFFERINGS = ("ri_standard", "ri_convertible", "ec2_instance_sp", "compute_sp")
PAYMENTS = ("no_upfront", "partial_upfront", "all_upfront")


def offers(on_demand: float = 0.1, unknown: tuple[str, ...] = ()) -> pd.DataFrame:
    """Made-up offers with the columns of `purchase.offers`: no price of the snapshot."""
    rows: list[dict[str, Any]] = [
        {"option": "on_demand", "offering": "on_demand", "term_years": 0, "effective_usd_per_hour": on_demand},
        {"option": "spot", "offering": "spot", "term_years": 0, "effective_usd_per_hour": 0.3 * on_demand},
    ]
    for i, offering in enumerate(OFFERINGS):
        for years, share in ((1, 0.66), (3, 0.45)):
            for j, payment in enumerate(PAYMENTS):
                price = on_demand * (share + 0.06 * (i % 2) - 0.02 * j)
                option = f"{offering}_{years}y_{payment}"
                price = math.nan if option in unknown else price
                rows.append(
                    {"option": option, "offering": offering, "term_years": years, "effective_usd_per_hour": price}
                )
    table = pd.DataFrame(rows)
    table["status"] = ["derived" if "sp" in name and name != "spot" else "listed" for name in table["option"]]
    table.loc[table["effective_usd_per_hour"].isna(), "status"] = "unknown"
    return table


def cash() -> pd.DataFrame:
    months = np.arange(37)
    paths = {
        "on_demand": 73.0 * months,
        "ri_standard_1y_all_upfront": 550.0 * np.maximum(1, np.ceil(months / 12)),
        "ri_standard_3y_all_upfront": np.full(37, 1100.0),
        "compute_sp_1y_no_upfront": 52.0 * months,
    }
    parts = [pd.DataFrame({"option": name, "month": months, "cumulative_usd": usd}) for name, usd in paths.items()]
    return pd.concat(parts, ignore_index=True)


def sizes() -> pd.DataFrame:
    names = ["medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "metal-24xl"]
    vcpu = [1, 2, 4, 8, 16, 32, 48, 64, 96]
    usd = [0.05 * v for v in vcpu]
    usd[5] *= 1.2
    return pd.DataFrame({"size": names, "vcpu": vcpu, "gib": [4.0 * v for v in vcpu], "usd_per_hour": usd})


def generations() -> pd.DataFrame:
    families = ["m3", "m5", "m5a", "m6g", "m7i-flex", "m8g"]
    return pd.DataFrame(
        {
            "family": families,
            "generation": [3, 5, 5, 6, 7, 8],
            "processor": ["Intel", "Intel", "AMD", "Graviton", "Intel", "Graviton"],
            "instance_type": [f"{family}.large" for family in families],
            "usd_per_hour": [0.2, 0.12, 0.11, 0.09, 0.115, 0.1],
        }
    )


def families() -> pd.DataFrame:
    rows = [
        (f"x{i}", f"x{i}.2xlarge", 8, 16.0 * 2 ** (i % 4), ("x86_64", "arm64")[i % 2], 0.3 * 1.06**i) for i in range(40)
    ]
    return pd.DataFrame(rows, columns=["family", "instance_type", "vcpu", "gib", "architecture", "usd_per_hour"])


def regions() -> pd.DataFrame:
    from kaolib.knowledge import catalog

    table = catalog.locations().query("kind == 'Region'").reset_index(drop=True)
    table["ratio_to_base"] = [0.6 + 0.035 * i for i in range(len(table))]
    table.loc[table["location"] == "ap-northeast-2", "ratio_to_base"] = 1.0
    table.loc[3:4, "ratio_to_base"] = math.nan
    table["usd"] = table["ratio_to_base"] * 80
    return table


def bill() -> pd.DataFrame:
    return pd.DataFrame({"perspective": list(charts.PERSPECTIVES), "usd": [612.3, 201.0, 88.0, 41.2, 12.0]})


def work() -> pd.DataFrame:
    share = [0.0, 0.25, 0.5, 1.0]
    costs = {"ec2": [70.0] * 4, "lambda": [300 * x for x in share]}
    parts = [pd.DataFrame({"utilization": share, "option": o, "usd_per_month": c}) for o, c in costs.items()]
    return pd.concat(parts, ignore_index=True)


UNKNOWN = ("ri_convertible_3y_all_upfront", "compute_sp_1y_no_upfront")
DRAWN: dict[str, Callable[[], charts.Chart]] = {
    "purchase_bars": lambda: charts.purchase_bars(
        offers(unknown=UNKNOWN), selected="ri_standard_1y_all_upfront", ghost=offers(0.14), name="m7g.large"
    ),
    "purchase_bars_small": lambda: charts.purchase_bars(offers(0.0042)),
    "purchase_bars_large": lambda: charts.purchase_bars(offers(407.68), selected="spot"),
    "purchase_bars_unknown": lambda: charts.purchase_bars(
        offers(unknown=tuple(f"{o}_{y}y_{p}" for o in OFFERINGS for y in (1, 3) for p in PAYMENTS))
    ),
    "break_even": lambda: charts.break_even(
        offers(),
        ["ri_standard_1y_no_upfront", "ri_standard_3y_all_upfront", "compute_sp_1y_partial_upfront", "spot"],
        utilization=0.7,
    ),
    "break_even_large": lambda: charts.break_even(offers(407.68), utilization=0.02),
    "break_even_narrow": lambda: charts.break_even(offers(), "compute_sp_1y_partial_upfront", width=480),
    "cash_flow": lambda: charts.cash_flow(cash(), name="m7g.large"),
    "size_steps": lambda: charts.size_steps(sizes(), name="m7g"),
    "generations": lambda: charts.generations(generations(), name="m, large"),
    "families_scatter": lambda: charts.families_scatter(families(), name="8 vCPU"),
    "perspective_bars": lambda: charts.perspective_bars(bill()),
    "utilization_crossover": lambda: charts.utilization_crossover(work(), names={"ec2": "m7g.large"}),
}
EMPTY: dict[str, Callable[[], charts.Chart]] = {
    "purchase_bars": lambda: charts.purchase_bars(offers().iloc[:0]),
    "purchase_bars_nan": lambda: charts.purchase_bars(offers(math.nan)),
    "break_even": lambda: charts.break_even(offers().iloc[:0]),
    "break_even_nan": lambda: charts.break_even(offers(math.nan)),
    "cash_flow": lambda: charts.cash_flow(cash().iloc[:0]),
    "cash_flow_nan": lambda: charts.cash_flow(cash().assign(cumulative_usd=math.nan)),
    "size_steps": lambda: charts.size_steps(sizes().assign(usd_per_hour=math.nan)),
    "generations": lambda: charts.generations(generations().iloc[:0]),
    "families_scatter": lambda: charts.families_scatter(families().iloc[:0]),
    "perspective_bars": lambda: charts.perspective_bars(bill().assign(usd=0.0)),
    "utilization_crossover": lambda: charts.utilization_crossover(work().assign(usd_per_month=math.nan)),
}
# one empty chart stands for all of them where a picture is made: they differ in their words only
PICTURED = {**DRAWN, "empty": EMPTY["break_even"]}
ALL = {**DRAWN, **{f"empty_{name}": make for name, make in EMPTY.items()}}
pytestmark = pytest.mark.usefixtures("drawn_anew")


@pytest.mark.parametrize("name", ALL)
def test_spec_is_valid_and_the_same_twice(name: str, lang: str) -> None:
    spec = ALL[name]().to_dict()
    assert json.dumps(spec) == json.dumps(ALL[name]().to_dict())
    assert spec["description"].strip()
    assert "NaN" not in json.dumps(spec)
    assert "name" not in spec or not str(spec["name"]).startswith("view_")


def test_live_spec_is_the_chart() -> None:
    """What an explorer sends is what the chart function shows."""
    for function, table in ((charts.purchase_bars, offers()), (charts.size_steps, sizes())):
        assert charts.spec(function, table) == function(table).to_dict()


@pytest.mark.parametrize("name", PICTURED)
def test_picture_is_drawn_and_no_wider_than_a_page(name: str, lang: str) -> None:
    picture = charts.png(PICTURED[name]().to_dict())
    width, height = struct.unpack(">II", picture[16:24])
    assert width <= charts.WIDTH
    assert height > 60
    length = picture.index(b"IDAT")
    pixels = zlib.decompress(picture[length + 4 : length + 4 + struct.unpack(">I", picture[length - 4 : length])[0]])
    assert len(set(pixels)) > 10, "blank"


@pytest.mark.parametrize("name", PICTURED)
def test_no_label_is_cut_or_overlapped(name: str, lang: str) -> None:
    assert check_words(scenegraph(PICTURED[name]().to_dict()))


@pytest.mark.parametrize("name", DRAWN)
def test_words_are_of_one_language(name: str, lang: str) -> None:
    words = " ".join(word["text"] for word in texts(scenegraph(DRAWN[name]().to_dict())))
    korean = any("가" <= letter <= "힣" for letter in words)
    assert korean == (lang == "ko")
    assert "$" not in words


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_a_sentence(name: str, lang: str) -> None:
    spec = EMPTY[name]().to_dict()
    (row,) = spec["data"]["values"]
    assert row["sentence"].endswith(".")
    assert row["sentence"] in spec["description"]


def bars_of(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        mark = spec.get("mark")
        if mark == "bar" or (isinstance(mark, dict) and mark.get("type") == "bar"):
            yield spec
        for value in spec.values():
            yield from bars_of(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from bars_of(value)


@pytest.mark.parametrize("name", ["purchase_bars", "purchase_bars_small", "purchase_bars_unknown", "perspective_bars"])
def test_bars_start_at_zero(name: str) -> None:
    bars = list(bars_of(DRAWN[name]().to_dict()))
    assert bars
    assert all(bar["encoding"]["x"]["scale"]["domain"][0] == 0 for bar in bars)


def test_log_axis_says_so(lang: str) -> None:
    word = {"ko": "로그", "en": "log"}[lang]
    for name, make in DRAWN.items():
        spec = json.dumps(make().to_dict(), ensure_ascii=False)
        assert ('"type": "log"' in spec) == (word in spec.replace('"type": "log"', "")), name


def test_every_selection_and_parameter_has_a_name() -> None:
    def params(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            yield from part.get("params", [])
            for value in part.values():
                yield from params(value)
        elif isinstance(part, list):
            for value in part:
                yield from params(value)

    named = [param["name"] for make in DRAWN.values() for param in params(make().to_dict())]
    assert named
    assert all(named)


def test_unknown_prices_say_so_and_have_no_bar(lang: str) -> None:
    chart = DRAWN["purchase_bars"]().to_dict()
    rows = [row for row in chart["data"]["values"] if row["usd"] is None]
    assert len(rows) == len(UNKNOWN)
    assert {row["value"] for row in rows} == {language.text("price_not_known")}


def test_derived_rates_are_marked() -> None:
    rows = DRAWN["purchase_bars"]().to_dict()["data"]["values"]
    assert all(("*" in row["value"]) == row["derived"] for row in rows)
    assert any(row["derived"] for row in rows)


def test_break_even_is_where_the_lines_cross() -> None:
    table = offers()
    spec = charts.break_even(table, "ri_standard_1y_no_upfront").to_dict()
    assert "66% utilization" in spec["description"]


def test_an_option_dearer_than_on_demand_has_no_crossing() -> None:
    table = offers()
    table.loc[table["option"] == "ri_standard_1y_no_upfront", "effective_usd_per_hour"] = 0.2
    spec = charts.break_even(table, "ri_standard_1y_no_upfront").to_dict()
    said = language.text("break_even_none", option=language.option("ri_standard_1y_no_upfront"))
    assert said in spec["description"]
    spot = charts.break_even(table, "spot").to_dict()
    assert "not cheaper" not in spot["description"], "Spot follows the use, as On-Demand does"


def test_cash_flow_marks_the_first_month_with_less_paid() -> None:
    """550 upfront against 73 a month: 7 months are 511, 8 are 584."""
    spec = charts.cash_flow(cash(), "ri_standard_1y_all_upfront").to_dict()
    assert "from month 8" in spec["description"]


def test_size_steps_name_the_steps_that_do_not_double() -> None:
    spec = charts.size_steps(sizes()).to_dict()
    assert "8xlarge ×2.4, 12xlarge ×1.25, 16xlarge ×1.33, metal-24xl ×1.5." in spec["description"]
    doubling = charts.size_steps(sizes().iloc[:5]).to_dict()
    assert language.text("sizes_double") in doubling["description"]


def test_crossover_is_marked_with_its_utilization() -> None:
    spec = DRAWN["utilization_crossover"]().to_dict()
    assert "Up to 23.3% utilization lambda is the cheaper, above it m7g.large." in spec["description"]
    flat = work().assign(usd_per_month=lambda t: t["usd_per_month"].where(t["option"] == "ec2", 10.0))
    assert "lambda is the cheaper at every" in charts.utilization_crossover(flat).to_dict()["description"]


def test_crossover_is_found_once_in_every_region() -> None:
    # in Stockholm rounding left the old option the cheaper at the crossing itself, and the search never ended
    for region in catalog.on_demand("m7g.large", operating_system="linux")["location"]:
        try:
            work = crossover.instance_or_lambda("m7g.large", region, 100, memory_mb=1769)
        except InputError:  # Lambda has no price there
            continue
        said = charts.utilization_crossover(work).to_dict()["description"]
        assert said.count("is the cheaper") <= 1, region


def test_unknown_option_is_one_sentence() -> None:
    for draw in (charts.break_even, charts.purchase_bars):
        with pytest.raises(InputError, match="did you mean 'ri_standard_1y_no_upfront'"):
            draw(offers(), "ri_standard_1y_no_upfrnt")
    with pytest.raises(InputError, match="purchase option"):
        charts.cash_flow(cash(), "ri_standard_9y")


def test_bundle_is_right_everywhere(lang: str) -> None:
    data, metadata = charts.bundle(DRAWN["break_even"]().to_dict())
    assert set(data) == {"application/vnd.vegalite.v5+json", "image/png", "text/plain"}
    assert data["application/vnd.vegalite.v5+json"]["$schema"].endswith("/v5.20.1.json")
    assert (
        data["text/plain"] == {"ko": "[차트] 사용률에 따른 월 비용", "en": "[chart] Monthly cost by utilization"}[lang]
    )
    assert metadata["application/vnd.vegalite.v5+json"]["embed_options"] == {"actions": False}
    live, _ = charts.bundle(DRAWN["break_even"]().to_dict(), picture=False)
    assert len(live["image/png"]) < 100, "a live change makes no picture"
    assert base64.b64decode(live["image/png"]).startswith(b"\x89PNG")


def test_a_learners_own_altair_chart_has_the_theme_and_the_bundle() -> None:
    import altair as alt

    own = alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_bar().encode(x="a:Q").properties(title="own")
    shown = own._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    assert data["text/plain"] == "[chart] own"
    assert data["application/vnd.vegalite.v5+json"]["config"]["font"] == _theme.FONTS["en"]


def test_letters_come_from_the_font_that_charts_carry() -> None:
    """Without it "Noto Sans KR" would be whatever the machine calls sans-serif, and Korean letters boxes."""

    def drawn(letters: str, font: str) -> bytes:
        mark = {"type": "text", "fontSize": 40}
        spec = {"data": {"values": [{"t": letters}]}, "mark": mark, "encoding": {"text": {"field": "t"}}}
        return charts.png({**spec, "width": 200, "height": 60, "config": {"font": font}})

    carried = "Noto Sans KR, sans-serif"
    assert drawn("mmm", carried) != drawn("mmm", "sans-serif")
    assert drawn("가가", carried) != drawn("뷁뷁", carried), "boxes"


def lab(colour: str, seen_by: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A colour as an eye sees it (CIE L*a*b*). Matrices: Machado, Oliveira, Fernandes 2009, severity 1."""
    eyes = {
        "all": np.eye(3),
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    }
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(eyes[seen_by]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(xyz / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", ["all", "protan", "deutan", "tritan"])
def test_offerings_stay_apart_for_every_eye(eye: str) -> None:
    colours = {**charts.COLOURS, "waste": _theme.WASTE}
    for (one, a), (other, b) in combinations(colours.items(), 2):
        assert np.linalg.norm(lab(a, eye) - lab(b, eye)) > 15, (one, other)


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [([10.0, 12.0, 50.0], [10.0, 25.0, 50.0]), ([99.0, 98.0], [100.0, 85.0]), ([50.0], [50.0]), ([], [])],
)
def test_labels_are_spread_without_changing_their_order(wanted: list[float], placed: list[float]) -> None:
    assert _parts.spread(wanted, 15, 0, 100) == placed


@pytest.mark.parametrize("top", [0.0042, 0.1, 1, 73.2, 999, 123456])
def test_ticks_are_few_and_round(top: float) -> None:
    values = _parts.ticks(top)
    assert values[0] == 0
    assert 2 <= len(values) <= 7
    assert values[-1] <= top


def test_a_picture_is_kept_and_drawn_again_when_its_spec_changes(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(_theme.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    first = charts.png(charts.empty("One", "Nothing to draw.").to_dict())
    (kept,) = (tmp_path / "kaolib" / "charts").iterdir()
    assert kept.read_bytes() == first
    kept.write_bytes(b"from the cache")
    assert charts.png(charts.empty("One", "Nothing to draw.").to_dict()) == b"from the cache"
    assert charts.png(charts.empty("Two", "Nothing to draw.").to_dict())[1:4] == b"PNG"


def test_a_run_that_nobody_looks_at_draws_no_pictures(monkeypatch) -> None:
    spec = charts.empty("One", "Nothing to draw.").to_dict()
    monkeypatch.setenv("KAO_PICTURES", "0")
    assert charts.png(spec)[:8] == charts.png(spec)[:4] + b"\r\n\x1a\n"
    assert len(charts.png(spec)) < 100
    monkeypatch.setenv("KAO_PICTURES", "1")
    assert len(charts.png(spec)) > 1000


def test_a_picture_is_drawn_where_nothing_can_be_kept(tmp_path, monkeypatch) -> None:
    (tmp_path / "kaolib").write_text("a file where the folder should be")
    monkeypatch.setattr(_theme.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    assert charts.png(charts.empty("One", "Nothing to draw.").to_dict())[1:4] == b"PNG"


@pytest.mark.parametrize("name", DRAWN)
def test_an_axis_writes_its_numbers_exactly(name: str) -> None:
    """Without a number of digits Vega rounds to those of its own ticks: 250 would be written 300."""

    def formats(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["format"]] if isinstance(part.get("format"), str) and "values" in part else []
            return own + [found for value in part.values() for found in formats(value)]
        return [found for value in part for found in formats(value)] if isinstance(part, list) else []

    assert not [
        one for one in formats(DRAWN[name]().to_dict()) if one.endswith("~r") and not re.search(r"\.\d+~r$", one)
    ]
