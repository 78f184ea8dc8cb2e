"""What is sold where the learner stands: another type in the same Region, or the same type in another Region."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kaolib as kao
from kaolib.errors import InputError
from kaolib.knowledge import catalog
from kaolib.study import language
from kaolib.study._lesson import here
from kaolib.study.bank import CHAPTERS, Context, find, problems

LOCATIONS = catalog.locations()
REGIONS = LOCATIONS.loc[LOCATIONS["kind"] == "Region", "location"].tolist()
TYPES = catalog.on_demand(operating_system="linux")["instance_type"].astype(str).unique().tolist()
FAMILIES = sorted({name.partition(".")[0] for name in TYPES})
CALGARY = "ca-west-1"
#: Regions without m7g, without commitments, without g5, with little else; notebooks are run in every Region.
LACKING = (CALGARY, "ap-east-2", "us-gov-west-1", "ap-southeast-6")
NOTICE = {
    "ko": "m7g.large는 캐나다 서부(캘거리) ca-west-1에서 Linux로 판매하지 않습니다",
    "en": "m7g.large is not sold in Canada West (Calgary) ca-west-1 with Linux",
}


def sold(region, system="linux"):
    types = catalog.on_demand(location=region, operating_system=system)["instance_type"].astype(str)
    return {*types, *types.str.partition(".")[0]}


def test_another_generation_of_the_same_series_and_size_comes_first():
    assert "m7g.large" not in sold(CALGARY)
    assert here.nearest("m7g.large", CALGARY) == "m8g.large"
    assert here.nearest("m7g", CALGARY) == "m8g"


def test_a_licence_that_a_processor_cannot_have_moves_to_another_processor():
    found = here.nearest("m7g.large", "us-east-1", "windows")
    types = catalog.instance_types().set_index("instance_type")
    assert (types["architecture"][found], found.partition(".")[2], found[0]) == ("x86_64", "large", "m")


@settings(max_examples=30)
@given(name=st.sampled_from(TYPES + FAMILIES), region=st.sampled_from(REGIONS))
def test_the_nearest_is_sold_there_and_what_is_sold_stays(name, region):
    found = here.nearest(name, region)
    assert found in sold(region)
    assert ("." in found) == ("." in name)
    assert (found == name) == (name in sold(region))
    assert here.nearest(found, region) == found


@settings(max_examples=30)
@given(names=st.lists(st.sampled_from(TYPES + FAMILIES), min_size=1, max_size=2), region=st.sampled_from(REGIONS))
def test_a_region_that_sells_is_the_learners_own_if_it_can_be(names, region):
    context = Context(region)
    try:
        there = context.selling(*names)
    except InputError:
        assert not any(set(names) <= sold(one) for one in LOCATIONS["location"])
        return
    assert set(names) <= sold(there.location)
    assert (there.location == region) == (set(names) <= sold(region))


@pytest.mark.parametrize("name", ["m7g.lrage", "m7gg"])
def test_a_name_that_does_not_exist_is_still_an_error(name):
    for use in (lambda: here.nearest(name, CALGARY), lambda: Context(CALGARY).selling(name)):
        with pytest.raises(InputError, match="did you mean"):
            use()


@pytest.mark.parametrize("spoken", ["ko", "en"])
def test_start_says_what_gave_way_and_goes_on_with_it(spoken):
    lesson = kao.lesson.start("21", spoken, CALGARY, instance_type="m7g.large")
    assert NOTICE[spoken] in lesson.plain.splitlines()[1]
    assert "m8g.large" in lesson.plain.splitlines()[1]
    assert NOTICE[spoken] in lesson.html
    assert lesson["instance_type"] == "m8g.large"
    assert kao.lesson.say(ko="{instance_type}", en="{instance_type}").plain == "m8g.large"
    assert repr(lesson) == lesson.plain


def test_start_is_quiet_where_everything_is_sold():
    lesson = kao.lesson.start("21", "en", "us-east-1", instance_type="m7g.large")
    assert lesson["instance_type"] == "m7g.large"
    assert len(lesson.plain.splitlines()) == 1
    with pytest.raises(InputError, match="did you mean 'instance_type'"):
        lesson["instance_typ"]


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        ("instance_type", "instance_type"),
        ("host_family", "family"),
        ("family", "family"),
        ("cpu_ms", None),
        ("myfamily", None),
    ],
)
def test_a_parameter_is_known_by_the_end_of_its_name(parameter, kind):
    assert here.kind_of(parameter) == kind


def test_where_is_quiet_at_home_and_says_when_it_is_elsewhere(capsys):
    kao.lesson.start("11", "en", "us-east-1")
    assert kao.lesson.where("g5", "t3.small") == "us-east-1"
    assert capsys.readouterr().out == ""
    kao.lesson.start("11", "en", CALGARY)
    assert kao.lesson.where("g5") == "us-west-2"
    assert capsys.readouterr().out.startswith("g5 is not sold in Canada West (Calgary) ca-west-1 with Linux (as of ")
    kao.lesson.start("11", "ko", CALGARY)
    kao.lesson.where("g5")
    assert "아래는 판매하는 리전인 미국 서부(오레곤) us-west-2의 값입니다." in capsys.readouterr().out
    language.use("en")


def test_an_exercise_says_beforehand_that_its_answer_is_not_known_here():
    kao.lesson.start("21", "en", "ap-east-2")
    said = "This price is not known in Asia Pacific (Taipei), so nothing is checked here."
    assert said in kao.lesson.exercise("faded_rate").plain
    assert said in kao.lesson.exercise("faded_rate").html
    assert said in kao.lesson.check("faded_rate", 1.0).message
    assert kao.lesson.check("faded_rate", ...).status == "not_attempted"
    assert said not in kao.lesson.exercise("faded_hours").plain


@pytest.mark.parametrize("chapter", [number for number in CHAPTERS if find(number)])
def test_every_bank_stands_where_much_is_lacking(chapter):
    bank = find(chapter)
    for region in LACKING:
        context, _ = here.moved(Context(region, dict(bank.params)))
        found = [problem for problem in problems(bank, context) if not problem.endswith("the answer is not known here")]
        assert found == [], region
