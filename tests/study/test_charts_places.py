"""Charts of places: a basket everywhere, cost against distance, and the order of Regions that is put to the test."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaolib.architecture import compare
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import charts, language
from tests.study.scenes import check_words, scenegraph, texts

HOME, CHEAP = "ap-northeast-2", "eu-north-1"
#: Known in part only, in the order of how much of the basket that is.
PARTLY = {"ca-west-1": 0.999, "ap-southeast-7": 0.6, "me-south-1": 0.2, "sa-east-1": 0.0004}
NOTHING = ("us-gov-east-1", "us-gov-west-1")


def table(kinds: tuple[str, ...] = ("Region",), shift: float = 0.0) -> pd.DataFrame:
    """Made-up ratios and distances in the columns of `compare.within`: no price of the snapshot."""
    found = catalog.locations()
    found = found[found["kind"].isin(kinds)].reset_index(drop=True)
    found["ratio_to_base"] = [0.7 + 0.9 * ((7 * i) % len(found)) / len(found) + shift for i in range(len(found))]
    found["floor_ms"] = [180 * ((11 * i + 5) % len(found)) / len(found) for i in range(len(found))]
    found.loc[found["location"] == HOME, ["ratio_to_base", "floor_ms"]] = [1.0, 0.0]
    found.loc[found["location"] == CHEAP, ["ratio_to_base", "floor_ms"]] = [0.62, 40.0]
    found["sold_share"] = 1.0
    found["ratio_to_base_sold"] = found["ratio_to_base"]
    for code, share in PARTLY.items():
        found.loc[found["location"] == code, ["ratio_to_base", "sold_share"]] = [math.nan, share]
    nothing = found["location"].isin(NOTHING)
    found.loc[nothing, ["ratio_to_base", "ratio_to_base_sold"]] = math.nan
    found.loc[nothing, "sold_share"] = 0.0
    found["usd"] = found["ratio_to_base"] * 1200
    return found


def order(strict: float = 0.62, weak: float = 0.66) -> compare.RegionOrder:
    """A made-up result of `compare.region_order` over three groups."""
    groups = {
        "US East": ["us-east-1", "us-east-2"],
        "Europe": ["eu-north-1", "eu-west-1", "eu-west-3"],
        "Asia Pacific": ["ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-6"],
        "Africa": ["af-south-1"],
    }
    middles = [1.0, 1.0, 1.05, 1.15, 1.2, 0.95, 1.25, 1.3, 1.32, 1.4]
    rows = [(group, code) for group, codes in groups.items() for code in codes]
    spread = [
        {
            "location": code,
            "group": group,
            "types": 300 + i,
            "min": p50 - 0.2,
            "p10": p50 - 0.05,
            "p50": p50,
            "p90": p50 + 0.04,
            "max": p50 + 0.3,
            "in_order": group != "Africa",
        }
        for i, ((group, code), p50) in enumerate(zip(rows, middles, strict=True))
    ]
    shares: dict[str, float] = {}
    for k, reading in enumerate(("cheapest", "median", "every")):
        shares |= {f"{reading}_strict": strict - 0.1 * k, f"{reading}_weak": weak - 0.1 * k}
    names = list(groups)[:3]
    pairs = [{"cheaper": a, "dearer": b, "types": 1234, **shares} for a, b in combinations(names, 2)]
    summary = [
        {"reading": reading, "types": 700, "strict": shares[f"{reading}_strict"], "weak": shares[f"{reading}_weak"]}
        for reading in ("cheapest", "median", "every")
    ]
    none = pd.DataFrame()
    return compare.RegionOrder(none, none, pd.DataFrame(summary), pd.DataFrame(pairs), none, pd.DataFrame(spread), none)


EVERYWHERE = ("Region", "Local Zone", "Wavelength Zone")
DRAWN: dict[str, Callable[[], charts.Chart]] = {
    "places": lambda: charts.places(table(), name="m7i.large"),
    "places_most": lambda: charts.places(
        table(), base=HOME, chosen=CHEAP, keep=("us-east-1",), most=12, ghost=table(shift=0.1), name="m7i.large"
    ),
    "places_everywhere": lambda: charts.places(table(EVERYWHERE), base=HOME, most=24, at_most_ms=90),
    "places_none_within": lambda: charts.places(
        table().query("location != 'ap-northeast-2'"), base=CHEAP, most=8, at_most_ms=1
    ),
    "cost_and_latency": lambda: charts.cost_and_latency(table(), near=HOME, base=HOME, name="m7i.large"),
    "cost_and_latency_limit": lambda: charts.cost_and_latency(
        table(EVERYWHERE), near=HOME, base=HOME, at_most_ms=30, ghost=table(shift=0.1)
    ),
    "cost_and_latency_near": lambda: charts.cost_and_latency(table(), near=HOME, at_most_ms=2),
    "region_spread": lambda: charts.region_spread(order(), name="Linux"),
    "region_spread_real": lambda: charts.region_spread(compare.region_order()),
    "order_test": lambda: charts.order_test(order()),
    "order_test_small": lambda: charts.order_test(order(0.985, 0.99), reading="cheapest"),
    "order_test_real": lambda: charts.order_test(compare.region_order(), reading="every"),
}
EMPTY: dict[str, Callable[[], charts.Chart]] = {
    "places": lambda: charts.places(table().assign(ratio_to_base=math.nan)),
    "cost_and_latency": lambda: charts.cost_and_latency(table().assign(floor_ms=math.nan), near=HOME),
    "region_spread": lambda: charts.region_spread(
        compare.RegionOrder(*(frame.iloc[:0] for frame in vars(order()).values()))
    ),
    "order_test": lambda: charts.order_test(
        compare.RegionOrder(
            **{
                **vars(order()),
                "pairs": order().pairs.assign(types=0),
                "summary": order().summary.assign(types=0),
            }
        )
    ),
}


def rows_with(spec: dict[str, Any], *fields: str) -> list[dict[str, Any]]:
    """The rows of the first layer, or of the chart, that have these fields."""
    for part in [spec, *spec["layer"]]:
        rows = part.get("data", {}).get("values", [])
        if rows and set(fields) <= set(rows[0]):
            return list(rows)
    pytest.fail(f"no layer has {fields}")


# every chart


@pytest.mark.parametrize("name", DRAWN)
def test_spec_is_valid_and_the_same_twice(name: str, lang: str) -> None:
    spec = DRAWN[name]().to_dict()
    assert json.dumps(spec) == json.dumps(DRAWN[name]().to_dict())
    assert len(spec["description"]) > 40
    assert "NaN" not in json.dumps(spec)


@pytest.mark.parametrize("name", DRAWN)
def test_charts_fit_and_read_well(name: str, lang: str) -> None:
    scene = scenegraph(DRAWN[name]().to_dict())
    assert scene["width"] <= charts.WIDTH
    drawn = check_words(scene)
    words = " ".join(word["text"] for word in drawn)
    assert any("가" <= letter <= "힣" for letter in words) == (lang == "ko")
    assert "$" not in words


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_a_sentence(name: str, lang: str) -> None:
    (row,) = EMPTY[name]().to_dict()["data"]["values"]
    assert row["sentence"].endswith(".")


# a basket everywhere


def test_places_are_ranked_and_those_that_lack_something_follow() -> None:
    spec = charts.places(table(), base=HOME).to_dict()
    rows = rows_with(spec, "code")
    complete = [row for row in rows if not row["part"]]
    assert [row["ratio"] for row in complete] == sorted(row["ratio"] for row in complete)
    assert rows[: len(complete)] == complete
    assert [row["code"] for row in rows[len(complete) :]] == list(PARTLY)
    assert not set(NOTHING) & {row["code"] for row in rows}


def test_a_share_of_the_basket_is_never_rounded_to_all_or_nothing() -> None:
    rows = rows_with(charts.places(table()).to_dict(), "code")
    words = {row["code"]: row["cost"] for row in rows if row["part"]}
    assert words["ca-west-1"] == "99.9% of the basket"
    assert words["ap-southeast-7"] == "60% of the basket"
    assert words["sa-east-1"] == "0.1% of the basket"


@pytest.mark.parametrize("most", [1, 5, 20, 60])
def test_base_and_kept_are_drawn_and_every_place_left_out_is_counted(most: int) -> None:
    dear = "us-east-1"
    found = table(EVERYWHERE)
    found.loc[found["location"] == dear, ["ratio_to_base", "ratio_to_base_sold"]] = 3.0
    spec = charts.places(found, base=HOME, chosen=CHEAP, keep=(dear,), most=most, at_most_ms=120).to_dict()
    drawn = [row["code"] for row in rows_with(spec, "code")]
    assert {HOME, CHEAP, dear} <= set(drawn)
    assert len(drawn) == len(set(drawn))
    note = next(line for line in _notes(spec).split(". ") if line.startswith("Not drawn"))
    counted = sum(int(part.split()[0]) for part in note.removeprefix("Not drawn: ").rstrip(".").split(", "))
    assert len(drawn) + counted == len(found)


def _notes(spec: dict[str, Any]) -> str:
    return " ".join(spec["title"]["subtitle"])


def test_a_run_left_out_is_named_by_its_ranks() -> None:
    found = table()
    ranked = found.sort_values(["ratio_to_base", "location"])["location"].tolist()
    assert ranked[0] == CHEAP
    spec = charts.places(found, base=CHEAP, keep=(ranked[9], ranked[19]), most=4).to_dict()
    spots = spec["layer"][-1]["encoding"]["y"]["scale"]["domain"]
    assert "(ranks 5 to 9 left out)" in spots
    assert "(ranks 11 to 19 left out)" in spots
    alone = charts.places(found, base=CHEAP, keep=(ranked[5],), most=4).to_dict()
    assert ranked[4] in {row["code"] for row in rows_with(alone, "code")}, "a run of one is drawn"


def test_a_place_that_costs_nothing_is_complete() -> None:
    found = table()
    found.loc[found["location"] == CHEAP, ["ratio_to_base", "usd"]] = 0.0
    first = rows_with(charts.places(found, base=HOME).to_dict(), "code")[0]
    assert (first["code"], first["part"], first["label"]) == (CHEAP, False, "×0")


def test_what_is_too_far_is_not_drawn_unless_it_is_kept() -> None:
    found = table()
    rows = rows_with(charts.places(found, base="us-east-1", at_most_ms=50).to_dict(), "code")
    floor = found.set_index("location")["floor_ms"]
    assert floor["us-east-1"] > 50
    assert {row["code"] for row in rows if row["far"]} == {"us-east-1"}
    assert all(floor[row["code"]] <= 50 for row in rows if not row["far"])


def test_nothing_within_the_limit_is_said() -> None:
    spec = DRAWN["places_none_within"]().to_dict()
    assert "Within 1 ms no place sells all of it." in spec["description"]


def test_one_place_that_sells_it_is_said() -> None:
    found = table()
    found.loc[found["location"] != HOME, "ratio_to_base"] = math.nan
    assert "Only Asia Pacific (Seoul)" in charts.places(found).to_dict()["description"]


def test_the_ghost_is_the_earlier_ratio_of_the_same_place() -> None:
    rows = rows_with(charts.places(table(), base=HOME, ghost=table(shift=0.1)).to_dict(), "code")
    earlier = table(shift=0.1).set_index("location")["ratio_to_base"]
    for row in rows:
        expected = earlier[row["code"]]
        assert row["ghost"] == (None if math.isnan(expected) else pytest.approx(expected)), row


def test_a_table_of_complete_places_needs_no_more_columns() -> None:
    found = table().dropna(subset=["ratio_to_base"])[
        ["location", "name_ko", "name_en", "continent", "ratio_to_base", "usd"]
    ]
    strip = charts.places(found, base=HOME).to_dict()
    assert len(rows_with(strip, "code")) == len(found)


# cost against distance


def named(spec: dict[str, Any]) -> list[str]:
    return [row["code"] for row in rows_with(spec, "code") if row["front"]]


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 5, 10, 40, 90]), st.sampled_from([0.5, 0.8, 1.0, 1.2])), min_size=1, max_size=8
    ),
    st.sampled_from([None, 3, 10, 200]),
)
def test_the_line_holds_the_places_than_which_none_is_nearer_and_cheaper(
    points: list[tuple[float, float]], limit: float | None
) -> None:
    found = table().dropna(subset=["ratio_to_base"]).head(len(points)).assign(ms=0.0)
    found["floor_ms"], found["ratio_to_base"] = [p[0] for p in points], [p[1] for p in points]
    spec = charts.spec(charts.cost_and_latency, found, near=HOME, at_most_ms=limit)
    rows = rows_with(spec, "front")
    on_line = [(row["floor_ms"], row["ratio_to_base"]) for row in rows if row["front"]]
    beaten = {p for p in points for o in points if o[0] <= p[0] and o[1] <= p[1] and o != p}
    assert sorted(on_line) == sorted(set(points) - beaten)
    within = [p for p in points if limit is None or p[0] <= limit]
    best = [(row["floor_ms"], row["ratio_to_base"]) for row in rows if row["best"]]
    assert best == ([min(within, key=lambda p: (p[1], p[0]))] if within else [])


def test_the_limit_and_its_answer_are_drawn() -> None:
    spec = DRAWN["cost_and_latency_limit"]().to_dict()
    assert "up to 30 ms" in {word["text"] for word in texts(scenegraph(spec))}
    floor = table(EVERYWHERE).set_index("location")["floor_ms"]
    (best,) = (row["code"] for row in rows_with(spec, "front") if row["best"])
    assert floor[best] <= 30
    assert f"Within 30 ms the cheapest is {language.location(best)}" in spec["description"]
    assert (
        "Within 2 ms the cheapest is Asia Pacific (Seoul)" in DRAWN["cost_and_latency_near"]().to_dict()["description"]
    )


def test_the_time_is_called_derived_and_no_measurement(lang: str) -> None:
    words = " ".join(word["text"] for word in texts(scenegraph(DRAWN["cost_and_latency"]().to_dict())))
    for said in {
        "ko": ("하한", "측정값이 아닙니다", "계산한 값"),
        "en": ("derived", "not a measurement", "lower bound"),
    }[lang]:
        assert said in words.replace("\n", " ")


def test_places_that_lack_something_are_not_compared_by_distance() -> None:
    codes = {row["code"] for row in rows_with(DRAWN["cost_and_latency"]().to_dict(), "front")}
    assert not codes & {*PARTLY, *NOTHING}


# the order of Regions


def test_regions_below_the_median_of_the_group_before_are_ringed() -> None:
    spec = charts.region_spread(order()).to_dict()
    rows = rows_with(spec, "p50")
    assert [row["place"].split()[-1] for row in rows if row.get("fails")] == ["ap-south-1"]
    assert "1 of 4 in Asia Pacific lie below the median of Europe." in spec["description"]
    assert "0 of 3 in Europe lie below the median of US East." in spec["description"]


def test_groups_stand_in_the_order_that_is_tested() -> None:
    spec = charts.region_spread(order()).to_dict()
    spots = spec["layer"][-1]["encoding"]["y"]["scale"]["domain"]
    heads = [row["place"] for row in rows_with(spec, "middle")]
    assert heads == ["US East", "Europe", "Asia Pacific"]
    assert [spot for spot in spots if spot in heads] == heads
    assert spots[-2:] == ["Not in the order", "Africa (Cape Town) af-south-1"]
    by_place = {row["place"]: row["p50"] for row in rows_with(spec, "p50")}
    europe = spots[spots.index("Europe") + 1 : spots.index("Asia Pacific")]
    assert [by_place[place] for place in europe] == sorted(by_place[place] for place in europe)


@pytest.mark.parametrize("reading", ["cheapest", "median", "every"])
def test_each_bar_is_whole_and_says_what_the_table_says(reading: str) -> None:
    spec = charts.order_test(order(), reading=reading).to_dict()
    rows = rows_with(spec, "part", "from", "to")
    tests = list(dict.fromkeys(row["test"] for row in rows))
    assert [test.split("\n")[0] for test in tests] == ["US East < Europe", "Europe < Asia Pacific", "The whole order"]
    strict = order().summary.set_index("reading").loc[reading, "strict"]
    for test in tests:
        parts = [row for row in rows if row["test"] == test]
        assert [part["part"] for part in parts] == ["holds", "ties", "fails"]
        assert (parts[0]["from"], parts[-1]["to"]) == (0, pytest.approx(1))
        assert parts[0]["to"] == pytest.approx(strict)
        for one, other in pairwise(parts):
            assert one["to"] == other["from"]


def test_every_part_of_a_bar_is_written_somewhere() -> None:
    for name in ("order_test", "order_test_small", "order_test_real"):
        spec = DRAWN[name]().to_dict()
        words = ", ".join(word["text"] for word in texts(scenegraph(spec)))
        for row in rows_with(spec, "part", "from", "to"):
            assert row["words"] in words or row["to"] - row["from"] < 1e-9, row


def test_an_unknown_reading_is_one_sentence() -> None:
    with pytest.raises(InputError, match="unknown reading 'medain': did you mean 'median'"):
        charts.order_test(order(), reading="medain")


def test_groups_of_a_learner_keep_their_names(lang: str) -> None:
    mine = compare.region_order({"near": ["ap-northeast-2", "ap-northeast-1"], "far": ["us-east-1", "eu-west-1"]})
    assert "near < far" in charts.order_test(mine).to_dict()["description"]
    spots = [row["place"] for row in rows_with(charts.region_spread(mine).to_dict(), "middle")]
    assert spots == ["near", "far"]
