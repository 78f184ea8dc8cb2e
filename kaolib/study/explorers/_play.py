"""A control that plays through moments in time: a button, a slider, and the moment in words.

The page counts the steps itself and sends the kernel the newest moment only, so that a slow frame is left out and never
queued: what is shown keeps up with the button.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as W
import traitlets

from kaolib import errors
from kaolib.study import language

#: One frame and the next, in milliseconds: a chart is painted in about half of it.
INTERVAL_MS = 200


class Replay(W.HBox):  # type: ignore[misc]
    """Moments of a replay, of which one is shown; a control like the others of `_controls`.

    Parameters
    ----------
    key
        Which words label it: the text ``control_<key>``.
    moments
        The moments in words, in their order, such as "Mon 09:00".
    value
        The number of the moment that is shown at the start: 0, or counted from the end where it is negative.

    Attributes
    ----------
    value : int
        The number of the moment shown now.
    playing : bool
        Whether it plays now.

    Examples
    --------
    >>> from kaolib.study.explorers._play import Replay
    >>> replay = Replay("moment", ["Mon", "Tue", "Wed"], value=-1)
    >>> replay.value, replay.options
    (2, [('Mon', 0), ('Tue', 1), ('Wed', 2)])
    """

    value = traitlets.Int()
    playing = traitlets.Bool()

    def __init__(self, key: str, moments: Sequence[str], value: int = 0) -> None:
        self._moments = list(moments)
        last = len(self._moments) - 1
        at = value if value >= 0 else last + 1 + value
        self.description = language.text(f"control_{key}")
        # The page links these two, and button and player: a frame need not wait for the kernel to move the slider.
        self._player = W.Play(value=at, max=last, interval=INTERVAL_MS, layout=W.Layout(display="none"))
        self._slider = W.IntSlider(
            value=at, max=last, readout=False, layout=W.Layout(flex="1 1 160px", width="auto", min_width="0")
        )
        self._slider.description = self.description
        self._slider.style.description_width = "104px"
        # as wide as it needs to be for either word, so that the slider stays where it is
        self._button = W.ToggleButton(icon="play", layout=W.Layout(width="104px"))
        self._moment = W.Label(layout=W.Layout(min_width="128px", margin="0 0 0 14px"))
        super().__init__(
            [self._slider, self._moment, self._button, self._player],
            layout=W.Layout(width="100%", align_items="center"),
        )
        W.jslink((self._player, "value"), (self._slider, "value"))
        W.jslink((self._player, "playing"), (self._button, "value"))
        self._player.observe(self._came, "value")
        self._button.observe(self._pressed, "value")
        self.observe(self._chosen, "value")
        self.value = at
        self._pressed()
        self._say()

    @property
    def options(self) -> list[tuple[str, int]]:
        """What it offers: each moment in words, and its number."""
        return [(moment, number) for number, moment in enumerate(self._moments)]

    def show(self, moments: Sequence[str]) -> None:
        """Other moments from now on; the number of the moment stays where it can."""
        self._moments = list(moments)
        last = len(self._moments) - 1
        self.value = min(self.value, last)
        self._player.max = self._slider.max = last
        self._say()

    def stop(self) -> None:
        """Play no further."""
        self._button.value = self._player.playing = False

    def _came(self, change: Any) -> None:
        self.value = change["new"]

    def _chosen(self, change: Any) -> None:
        if not 0 <= change["new"] < len(self._moments):
            self.value = change["old"]
            raise errors.unknown(
                ko=self.description,
                en=self.description,
                given=change["new"],
                allowed=[str(number) for number in range(len(self._moments))],
            )
        self._say()
        # Only what did not come from the page goes back to it: a step that it has passed would pull it back.
        if self._player.value != change["new"]:
            self._player.value = self._slider.value = change["new"]

    def _pressed(self, change: Any = None) -> None:
        self.playing = self._button.value
        self._button.icon = "pause" if self.playing else "play"
        self._button.description = language.text("replay_pause" if self.playing else "replay_play")

    def _say(self) -> None:
        self._moment.value = self._moments[self.value]
