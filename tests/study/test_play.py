"""The control that plays: its moments, what code chooses, and what the page may and may not be told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kaolib.errors import InputError
from kaolib.study import language
from kaolib.study.explorers import _controls
from kaolib.study.explorers._explorer import Explorer, Frame, Values
from kaolib.study.explorers._play import Replay

MOMENTS = ["월 00:00", "월 01:00", "월 02:00", "월 03:00"]


class Told(Explorer):
    """The smallest explorer that plays."""

    def __init__(self) -> None:
        self.looks: list[int] = []
        super().__init__({"moment": Replay("moment", MOMENTS)})

    def _look(self, values: Values) -> Frame:
        self.looks.append(values["moment"])
        return Frame(f"<{values['moment']}>", {}, _TABLE, ("a",))

    def _draw(self, *specs: Any) -> None:
        """Nothing to paint."""

    def _table_html(self) -> str:
        return ""

    def _complete(self, given: Values) -> Values:
        self._known(given)
        return {**self.value, **given}


_TABLE = pd.DataFrame({"a": [1]})


def sent(widget: Any) -> list[dict[str, Any]]:
    """What a widget sends to the page from now on."""
    states: list[dict[str, Any]] = []
    widget.send_state = lambda key=None: states.append({name: getattr(widget, name) for name in _names(key)})
    return states


def _names(key: Any) -> list[str]:
    return [key] if isinstance(key, str) else sorted(key or ())


def test_it_is_a_control_like_the_others(lang: str) -> None:
    replay = Replay("moment", MOMENTS, value=-1)
    assert replay.value == 3
    assert _controls.shown(replay) == MOMENTS[3]
    assert _controls.ids(replay) == [0, 1, 2, 3]
    assert replay.description == language.text("control_moment")
    assert replay._slider.description == replay.description
    assert replay._button.description == language.text("replay_play")
    assert replay._moment.value == MOMENTS[3]


def test_a_step_that_comes_from_the_page_is_not_sent_back_to_it() -> None:
    replay = Replay("moment", MOMENTS)
    states = sent(replay._slider)
    replay._player.set_state({"value": 2})
    assert (replay.value, replay._moment.value) == (2, MOMENTS[2])
    assert states == []
    replay.value = 1
    assert (replay._player.value, replay._slider.value) == (1, 1)


def test_a_moment_that_does_not_exist_is_refused_and_nothing_moves() -> None:
    replay = Replay("moment", MOMENTS, value=1)
    for wrong in (4, -1):
        with pytest.raises(InputError, match=str(wrong)):
            replay.value = wrong
        assert (replay.value, replay._player.value, replay._moment.value) == (1, 1, MOMENTS[1])


def test_the_button_says_what_pressing_it_does(lang: str) -> None:
    replay = Replay("moment", MOMENTS)
    replay._button.set_state({"value": True})
    assert replay.playing
    assert (replay._button.description, replay._button.icon) == (language.text("replay_pause"), "pause")
    replay.stop()
    assert not replay.playing
    assert not replay._player.playing
    assert (replay._button.description, replay._button.icon) == (language.text("replay_play"), "play")


def test_other_moments_keep_the_place_where_they_can() -> None:
    replay = Replay("moment", MOMENTS, value=3)
    replay.show(MOMENTS[:2])
    assert (replay.value, replay._player.max, replay._slider.max, replay._moment.value) == (1, 1, 1, MOMENTS[1])
    replay.show([*MOMENTS, "화 00:00"])
    assert (replay.value, replay._player.max, replay._moment.value) == (1, 4, MOMENTS[1])


def test_an_explorer_follows_and_is_read_out_only_while_it_stands_still() -> None:
    explorer = Told()
    replay = explorer._controls["moment"]
    assert 'role="status"' in explorer._said.value
    replay._button.set_state({"value": True})
    replay._player.set_state({"value": 1})
    replay._player.set_state({"value": 2})
    assert explorer.looks == [0, 1, 2]
    assert "&lt;2&gt;" in explorer._said.value
    assert 'role="status"' not in explorer._said.value
    replay._button.set_state({"value": False})
    assert 'role="status"' in explorer._said.value
    assert explorer.looks == [0, 1, 2]


def test_choosing_in_code_stops_it() -> None:
    explorer = Told()
    replay = explorer._controls["moment"]
    replay._button.set_state({"value": True})
    explorer.set(moment=3)
    assert (explorer.value, replay.playing) == ({"moment": 3}, False)
    with pytest.raises(InputError, match="9"):
        explorer.set(moment=9)


def test_it_stands_in_a_row_of_its_own() -> None:
    explorer = Told()
    assert explorer.children[1] is explorer._controls["moment"]
    assert explorer.children[0].children == ()
