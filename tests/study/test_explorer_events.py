"""The explorers of failed events: their numbers are the engine's, the replay goes on, and their ends hold."""

from __future__ import annotations

import re

import pytest

from kaolib.errors import InputError
from kaolib.knowledge import serverless
from kaolib.study import explorers, language
from kaolib.study.explorers._explorer import Explorer
from tests.study.scenes import check_words, scenegraph


def said(explorer: Explorer) -> str:
    return re.sub(r"<[^>]*>", "", explorer._said.value)


def check_charts(explorer: Explorer) -> None:
    frame = explorer._frame
    assert frame is not None
    for spec in (frame.spec, frame.under):
        check_words(scenegraph(spec))


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"failure_rate": 1.0},
        {"failure_rate": 0.3, "permanent_share": 0.1, "retries": 1, "destination": "sqs"},
        {"throttled_s": 3600, "event_age_s": 1800},
        {"failure_rate": 0.0},
    ],
)
def test_async_numbers_are_those_of_the_engine(change, lang):
    language.use(lang)
    explorer = explorers.async_events("us-west-2").set(**change)
    values = explorer.value
    tries = serverless.async_retries(
        values["failure_rate"],
        retries=values["retries"],
        event_age_s=values["event_age_s"],
        duration_s=0.12,
        throttled_s=values["throttled_s"],
        permanent_share=values["permanent_share"],
    )
    assert values["runs"] == pytest.approx((tries["probability"] * tries["billed"]).sum())
    million = serverless.lambda_usd(1e6, 120, 512, "us-west-2", free_tier=False)
    assert values["first_usd"] + values["again_usd"] == pytest.approx(values["runs"] * million)
    assert values["given_up"] == pytest.approx(tries.loc[tries["result"] == "discarded", "probability"].sum())
    assert values["lost"] == (0 if values["destination"] == "sqs" else values["given_up"])
    check_charts(explorer)
    assert language.number(values["runs"], 3) in said(explorer)


def test_async_cost_is_that_of_retry_cost():
    explorer = explorers.async_events("us-west-2").set(failure_rate=0.25, destination="sqs")
    bill = serverless.retry_cost(1e6, 120, 512, "us-west-2", failure_rate=0.25, destination="sqs").groupby("part")
    parts = bill["usd"].sum()
    values = explorer.value
    assert values["first_usd"] + values["again_usd"] == pytest.approx(parts["requests"] + parts["duration"])
    assert values["destination_usd"] == pytest.approx(parts["destination"])


def test_an_age_of_a_minute_leaves_no_time_for_a_second_try():
    assert explorers.async_events().set(failure_rate=1.0, event_age_s=60).value["runs"] == 1
    assert explorers.async_events().set(failure_rate=1.0, event_age_s=120).value["runs"] == 2


def test_the_first_choice_stays_as_a_ghost():
    explorer = explorers.async_events("us-west-2")
    assert language.text("ghost_note") not in str(explorer._frame.spec["title"])
    explorer.set(retries=0)
    assert language.text("ghost_note") in str(explorer._frame.spec["title"])
    assert language.text("ghost_note") in str(explorer._frame.under["title"])


@pytest.mark.parametrize(
    "change",
    [{"retries": 3}, {"event_age_s": 30}, {"failure_rate": 1.2}, {"destination": "sns"}, {"wrong": 1}],
)
def test_async_refuses_what_cannot_be(change):
    explorer = explorers.async_events()
    before = explorer.value
    with pytest.raises(InputError):
        explorer.set(**change)
    assert explorer.value == before


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"stream_retries": 2, "bisect": True},
        {"record_age_s": 600},
        {"stream_retries": 10, "partial_response": True, "batch_size": 500},
        {"stream_retries": 0, "parallelization": 10},
    ],
)
def test_stream_numbers_are_those_of_the_engine(change, lang):
    language.use(lang)
    explorer = explorers.stream_events("us-west-2").set(**change)
    values = explorer.value
    run = serverless.stream_retries(
        values["batch_size"],
        [int(values["batch_size"] * 0.37)],
        retries=values["stream_retries"],
        record_age_s=values["record_age_s"],
        bisect=values["bisect"],
        partial_response=values["partial_response"],
        parallelization=values["parallelization"],
        duration_ms=200,
        records_per_second=20,
    )
    assert values["invocations"] == run.invocations
    assert values["blocked_s"] == run.blocked_s
    assert (values["lost"], values["lost_good"]) == (run.lost, run.lost_good)
    assert values["behind"] == pytest.approx(run.behind)
    assert values["usd"] == pytest.approx(run.cost(512, "us-west-2")["usd"].sum())
    check_charts(explorer)


def test_the_replay_shows_what_has_run():
    explorer = explorers.stream_events().set(stream_retries=2, bisect=True)
    whole = said(explorer)
    replay = explorer._controls["moment"]
    assert replay.value == len(replay.options) - 1
    rows = len(explorer.table)
    replay._player.set_state({"value": 5})
    assert len(explorer.table) < rows
    assert said(explorer) == whole  # what comes of it is told from the start
    frame = explorer._frame
    seconds = float(replay.options[5][0].split()[0])
    run = serverless.stream_retries(100, [37], retries=2, bisect=True, duration_ms=200)
    assert len(explorer.table) == int((run.steps["starts_s"] <= seconds + 0.05).sum())
    assert frame.spec["height"] == explorers.stream_events()._frame.spec["height"]


def test_a_change_while_playing_keeps_the_moment():
    explorer = explorers.stream_events()
    explorer._controls["moment"]._player.set_state({"value": 7})
    explorer._controls["bisect"].value = True
    assert explorer.value["moment"] == 7


@pytest.mark.parametrize(
    "change",
    [{"stream_retries": 3}, {"batch_size": 0}, {"moment": 99}, {"record_age_s": 5}, {"parallelization": 11}],
)
def test_stream_refuses_what_cannot_be(change):
    explorer = explorers.stream_events()
    before = explorer.value
    with pytest.raises(InputError):
        explorer.set(**change)
    assert explorer.value == before


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_settings_tables_have_a_row_for_each_setting(lang):
    language.use(lang)
    tried = explorers.async_events("us-west-2")
    table = tried.settings_table([{}, {"retries": 0}, {"throttled_s": 3600, "event_age_s": 1800}])
    assert len(table) == 3
    assert table.iloc[2, -1] == "1,000,000"
    shard = explorers.stream_events("us-west-2").settings_table([{}, {"stream_retries": 2, "bisect": True}])
    assert shard.shape == (2, 9)
    assert "nan" not in str(table).lower() + str(shard).lower()


def test_a_region_without_a_queue_price_says_so():
    explorer = explorers.async_events("us-gov-west-1").set(failure_rate=0.5, destination="sqs")
    assert str(explorer.value["destination_usd"]) == "nan"
    assert language.text("failure_cost_unknown") in str(explorer._frame.under)
