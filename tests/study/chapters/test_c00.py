"""Chapter 00's bank: ready in every Region, its answers reached by the solutions, its mistakes told apart."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import kaolib as kao
from kaolib.knowledge import catalog
from kaolib.study import bank, explorers, language
from kaolib.study.bank import CHAPTERS, Context
from kaolib.study.chapters import c00
from kaolib.study.chapters.c00 import BANK

SOURCES = Path(__file__).parents[3] / "notebooks" / "src"


def test_another_type_leaves_the_bank_ready():
    for instance_type in ("c7i.xlarge", "t3.micro", "m4.10xlarge"):
        assert bank.problems(BANK, Context("us-east-1", {"instance_type": instance_type})) == []


def test_a_month(context, said):
    price = catalog.price("m7g.large", context.location)
    assert said("faded_month", context, price * 730) is None
    assert "counts 720 hours a month" in said("faded_month", context, price * 720)
    assert "amount per hour" in said("faded_month", context, price)


def test_the_gap_to_the_cheapest_region(context, said):
    places = kao.compare.regions([{"instance_type": "m7g.large", "hours": 730}]).dropna(subset=["usd"])
    cheapest, here = places["usd"].iloc[0], catalog.price("m7g.large", context.location) * 730
    assert said("faded_gap", context, here - cheapest) is None
    virginia = catalog.price("m7g.large", "us-east-1") * 730
    assert "gap to N. Virginia" in said("faded_gap", context, here - virginia)
    assert "take the difference" in said("faded_gap", context, cheapest)
    assert "The sign is reversed" in said("faded_gap", context, cheapest - here)


def test_the_regions_cheaper_than_virginia(context, said):
    sold = catalog.on_demand("m7g.large", operating_system="linux").merge(catalog.locations(), on="location")
    virginia = catalog.price("m7g.large", "us-east-1")
    prices = sold[sold["kind"] == "Region"].set_index("location")["usd_per_hour"]
    cheaper = prices[prices < virginia].index.tolist()
    assert cheaper
    assert said("cheaper_regions", context, cheaper) is None
    assert said("cheaper_regions", context, cheaper[::-1]) is None
    assert "at the same price" in said("cheaper_regions", context, prices[prices <= virginia].index.tolist())
    assert "with codes, not names" in said("cheaper_regions", context, ["Mumbai"])
    assert "do not belong: us-west-1" in said("cheaper_regions", context, [*cheaper, "us-west-1"])
    assert "1 more are missing" in said("cheaper_regions", context, cheaper[1:])


def test_the_goal_is_open_at_the_start_and_reached_by_a_region_of_the_exercise(context):
    explorer = explorers.purchase("m7g.large", context.location, option="on_demand")
    kao.lesson.goal(explorer, "cheaper_elsewhere")
    assert kao.lesson.check_goal("cheaper_elsewhere").status == "not_attempted"
    explorer.set(location=c00.cheaper(context)[0])
    assert kao.lesson.check_goal("cheaper_elsewhere").status == "right"
    explorer.set(family="m6g")
    assert "The type has changed" in kao.lesson.check_goal("cheaper_elsewhere").message


def test_a_type_without_spot_prices_has_no_swing():
    assert c00.spot_swing(Context("ap-northeast-2", dict(BANK.params))) > 1
    assert math.isnan(c00.spot_swing(Context("ap-northeast-2", {"instance_type": "mac2.metal"})))


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_map_names_every_chapter_and_links_those_that_exist(spoken):
    text = (SOURCES / "00_start.py").read_text(encoding="utf-8")
    cells = [cell for cell in text.split("# %% ") if f'tags=["{spoken}"]' in cell]
    rows = [line for cell in cells for line in cell.splitlines() if re.match(r"# \|[^|]*\| (?:\[\d\d|\d\d )", line)]
    named = {re.search(r"\d\d", line.split("|")[2]).group(): line for line in rows}
    assert list(named) == list(CHAPTERS)
    written = {path.stem[:2]: path.stem for path in SOURCES.glob("[0-9]*.py")}
    assert {number: f"({written[number]}.ipynb)" in line for number, line in named.items() if number in written} == {
        number: True for number in written
    }
    assert not [line for number, line in named.items() if number not in written and ".ipynb" in line]


def test_a_later_chapter_recalls_this_one_where_its_example_is_not_sold():
    assert catalog.on_demand("m7g.large", "ca-west-1").empty
    kao.lesson.start("01", "en", "ca-west-1", instance_type="m6i.large")
    said = kao.lesson.recall("01").plain
    assert "one m8g.large in Canada West (Calgary)" in said
