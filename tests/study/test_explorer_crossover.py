"""The explorer of an instance against Lambda: its state, its answers, and what it says where there is none."""

import math

import pytest

from kaolib.architecture import crossover
from kaolib.errors import InputError
from kaolib.study import explorers, language


@pytest.fixture
def explorer():
    return explorers.crossover("m7g.large", "ap-northeast-2", cpu_ms=100)


def _point(values):
    return crossover.crossover_utilization(
        values["instance_type"], values["location"], values["cpu_ms"], values["wait_ms"], values["memory_mb"]
    )


def test_it_shows_what_it_is_set_to(explorer):
    assert language.percent(_point(explorer.value)) in explorer._said.value
    assert explorer.table["utilization"].tolist() == [step / 10 for step in range(11)]
    lines = crossover.instance_or_lambda("m7g.large", "ap-northeast-2", cpu_ms=100)
    full = lines[lines["utilization"] == 1].set_index("option")["usd_per_month"]
    assert explorer.table.iloc[-1][["instance_usd", "lambda_usd"]].tolist() == [full["instance"], full["lambda"]]


@pytest.mark.parametrize(
    "change",
    [
        {"wait_ms": 400},
        {"memory_mb": 512, "wait_ms": 400},
        {"cpu_ms": 3},
        {"location": "us-east-1"},
        {"family": "c7i"},
        {"instance_type": "m7i.4xlarge"},
    ],
)
def test_a_change_moves_the_point_and_names_the_first(explorer, change):
    before = explorer.value
    explorer.set(**change)
    assert {name: explorer.value[name] for name in change} == change
    assert explorer.value != before
    said = explorer._said.value
    assert language.percent(_point(explorer.value)) in said
    assert f"With the first choice it was {language.percent(_point(before))}." in said
    assert explorer.set(**{name: before[name] for name in before if name != "instance_type"}).value == before


def test_a_family_without_the_size_gets_another(explorer):
    assert explorer.set(family="p5").value["size"] != "large"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"family": "t3"}, "t3.large is burstable and cannot keep up every utilization"),
        ({"location": "us-west-2-lax-1"}, "m7g.large is not sold in"),
        ({"location": "us-west-2-lax-1", "instance_type": "m5.large"}, "no Lambda price is known in us-west-2-lax-1"),
    ],
)
def test_what_does_not_go_together_is_said_and_can_be_left(explorer, change, said):
    assert said in explorer.set(**change)._said.value
    assert explorer.table.empty
    assert not explorer.set(instance_type="m7g.large", location="ap-northeast-2").table.empty
    row = explorer.settings_table([change]).iloc[0]
    assert "–" in row.tolist()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cpu_ms": 0}, "cannot use cpu_ms 0"),
        ({"wait_ms": math.nan}, "cannot use wait_ms nan"),
        ({"memory_mb": 64}, "cannot use the memory 64"),
        ({"familly": "m7i"}, "unknown setting 'familly': did you mean 'family'"),
        ({"family": "m7x"}, "unknown Family 'm7x'"),
        ({"instance_type": "m7g.larg"}, "unknown instance type 'm7g.larg'"),
        ({"location": "seoul"}, "unknown Region 'seoul'"),
    ],
)
def test_a_bad_value_is_one_sentence_and_changes_nothing(explorer, change, said):
    before = explorer.value
    with pytest.raises(InputError) as error:
        explorer.set(**change)
    assert str(error.value).startswith(said)
    assert explorer.value == before


def test_settings_table_in_both_languages(explorer):
    settings = [{}, {"wait_ms": 400}, {"location": "us-east-1"}]
    assert "Crossover utilization" in explorer.settings_table(settings).columns
    language.use("ko")
    korean = explorers.crossover("m7g.large", "ap-northeast-2").settings_table(settings)
    assert korean["교차 사용률"].tolist() == explorer.settings_table(settings).iloc[:, -1].tolist()


def test_lambda_may_always_win():
    explorer = explorers.crossover("p4d.24xlarge", "us-east-1", cpu_ms=1000)
    assert "Lambda is cheaper even when p4d.24xlarge is full." in explorer._said.value
    assert not explorer.table.empty
